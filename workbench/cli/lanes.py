"""Commands about what people met, did and wanted, and the paths they took."""

# ruff: noqa: A002 (round is the field's word)
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.base import AsJson, Despite, Persona, Round, StudyPath, app, emit, opened, plain, records

if TYPE_CHECKING:
    from workbench.views.lanes import LaneView

#: What a screen has no room for; --json has it.
_WIDE = ("lo", "hi", "valence_lo", "valence_hi", "valence_n", "change_lo", "change_hi", "change_n", "felt_lo", "felt_hi", "felt_n",
         "score_lo", "score_hi", "told_in", "pairs", "split", "beside", "spoke", "m")  # fmt: skip


def _show(view: LaneView, *, as_json: bool, more: str = "") -> None:
    """Print a lane: all of it as JSON, what there is room for as text."""
    frame = view.frame()
    text = plain(frame.drop(columns=[c for c in _WIDE if c in frame])) if len(view) else repr(view).strip("<>")
    emit(
        records(frame),
        "\n\n".join([text, *([more] if more else []), *([view.note] if view.note and len(view) else [])]),
        as_json=as_json,
    )


@app.command
def touchpoints(
    study: StudyPath, *, unplanned: bool = False, persona: Persona = None, round: Round = None, as_json: AsJson = False
) -> None:
    """List the touchpoints: stage, channel, owner, planned or not, how many people tell of each and how they felt.

    Parameters
    ----------
    unplanned
        Only those that people tell of and study.toml does not have.
    """
    _show(opened(study).touchpoints(unplanned=unplanned, persona=persona, round=round), as_json=as_json)


@app.command
def channels(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List channels by stages: how many people met the company over each there."""
    _show(opened(study).channels(persona=persona, round=round), as_json=as_json)


@app.command
def handoffs(
    study: StudyPath, *, between: str = "channel", persona: Persona = None, round: Round = None, as_json: AsJson = False
) -> None:
    """List where people go from one channel to the next, how feeling changes, and who had to say it again.

    Parameters
    ----------
    between
        channel or touchpoint.
    """
    _show(opened(study).handoffs(between=between, persona=persona, round=round), as_json=as_json)


@app.command
def contradictions(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List touchpoints that told people different things."""
    _show(opened(study).contradictions(persona=persona, round=round), as_json=as_json)


@app.command
def actions(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List what people do in each stage, in the order in which they tell it."""
    _show(opened(study).actions(persona=persona, round=round), as_json=as_json)


@app.command
def thoughts(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List what people think in each stage, and what they ask."""
    _show(opened(study).thoughts(persona=persona, round=round), as_json=as_json)


@app.command
def goals(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List what people want in each stage; what only study.toml says is an ASSUMPTION."""
    _show(opened(study).goals(persona=persona, round=round), as_json=as_json)


@app.command
def gaps(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List what people expected against what they got."""
    _show(opened(study).gaps(persona=persona, round=round), as_json=as_json)


@app.command
def prefs(
    study: StudyPath, *, by: str | None = None, persona: Persona = None, round: Round = None, as_json: AsJson = False
) -> None:
    """List what people prefer, and for whom it differs.

    Parameters
    ----------
    by
        persona, or an attribute such as role: each group against everybody else, with the interval of the difference.
    """
    there = opened(study)
    view = there.prefs(by=by, persona=persona, round=round)
    if by is None or not len(view):
        _show(view, as_json=as_json)
        return
    frame = view.differences()
    emit(records(frame), f"{plain(frame.round(3))}\n\n{view.note}", as_json=as_json)


@app.command
def alternatives(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List what people compare the company with, and where."""
    _show(opened(study).alternatives(persona=persona, round=round), as_json=as_json)


@app.command
def effort(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """Rank the stages by effort, hardest first."""
    _show(opened(study).effort(persona=persona, round=round), as_json=as_json)


@app.command
def staff(study: StudyPath, *, round: Round = None, as_json: AsJson = False) -> None:
    """List what people who work for the company say, backstage."""
    _show(opened(study).staff(round=round), as_json=as_json)


@app.command
def content_gaps(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List what people wanted to know in each stage and did not find."""
    _show(opened(study).content_gaps(persona=persona, round=round), as_json=as_json)


@app.command
def personas(study: StudyPath, *, round: Round = None, as_json: AsJson = False) -> None:
    """List the personas: whom each means, and how many people these are."""
    _show(opened(study).personas(round=round), as_json=as_json)


@app.command
def coverage(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """Count who spoke about each stage, who was asked and who was not; and say how many mentions are on no stage."""
    view = opened(study).coverage(persona=persona, round=round)
    counts, lost = view.counts(), view.unstaged
    emit({"stages": records(counts), "unstaged": lost}, f"{plain(counts)}\n\n{view!r}", as_json=as_json)


@app.command
def paths(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:
    """List the ways from stage to stage that people tell, with loops and ways back."""
    view = opened(study).paths(persona=persona, round=round)
    frame = view.flows()
    shown = plain(frame.drop(columns=["change_lo", "change_hi"]).round(2))
    emit(records(frame), f"{shown}\n\n{view!r}", as_json=as_json)


@app.command
def story(
    study: StudyPath,
    participant: str,
    *,
    out: Path | None = None,
    despite: Despite = "",
    round: Round = None,
    as_json: AsJson = False,
) -> None:
    """Tell one person's journey, quotes first; who does not consent has a path and no quotes.

    Parameters
    ----------
    participant
        Their pseudonym.
    out
        Also write it as a page of its own, .html.
    """
    view = opened(study).story(participant, round=round)
    frame = view.frame()
    saved = str(view.save(out, despite=despite)) if out else ""
    shown = plain(frame[["stop", "stage", "valence", "quote"]].round(1))
    emit({"story": records(frame), "saved": saved}, f"{shown}\n\n{saved or repr(view).strip('<>')}", as_json=as_json)


@app.command
def words(
    study: StudyPath,
    *,
    stage: str | None = None,
    limit: int = 12,
    persona: Persona = None,
    round: Round = None,
    as_json: AsJson = False,
) -> None:
    """List the words typical of each stage: customers' own.

    Parameters
    ----------
    stage
        Only this stage: id, label or alias.
    limit
        How many words a stage.
    """
    view = opened(study).words(stage, limit=limit, persona=persona, round=round)
    frame = view.frame()
    emit(records(frame), f"{plain(frame)}\n\n{view!r}".strip(), as_json=as_json)
