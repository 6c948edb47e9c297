"""Commands about numbers beside talk: numbers, fuse, outcomes, owners, causes, signals."""

from __future__ import annotations

from pathlib import Path

from workbench.cli.base import AsJson, Compared, Despite, Persona, Round, StudyPath, app, emit, opened, plain, records


@app.command
def numbers(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:  # noqa: A002
    """List the numbers of each stage: analytics, funnels, and the scores of the study's surveys, with how they changed.

    Parameters
    ----------
    persona
        Whose ratings count; what was measured elsewhere is of everybody.
    round
        As of this round; the newest if not given.
    """
    view = opened(study).numbers(persona=persona, round=round)
    frame = view.frame()
    shown = frame[["stage", "metric", "value", "lo", "hi", "n", "date", "change", "agrees"]].round(3)
    lines = [plain(shown), *(f["text"] for f in view.funnel), *(p["text"] for p in view.heat), *view.notices, f"{view!r}"]
    emit(records(frame), "\n".join(lines), as_json=as_json)


@app.command
def fuse(study: StudyPath, *, persona: Persona = None, round: Compared = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Say what the numbers say, why in people's words, and whether both point the same way."""
    view = opened(study).fuse(persona=persona, round=round)
    frame = view.frame()
    lines = []
    for row in frame.to_dict("records"):
        lines += [f"{row['stage'] or 'all of it'}: {row['what'] or 'no number'}", f"  why: {row['why'] or 'nothing said'}"]
        lines += [f"  {row['agree'] or 'cannot be told'}: {row['text']}"] if row["metric"] else []
    emit(records(frame), "\n".join([*lines, f"{view!r}"]), as_json=as_json)


@app.command
def outcomes(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Compare how people who say so rate (NPS, CSAT, churn) with people who do not: associations, not effects."""
    view = opened(study).outcomes(persona=persona, round=round)
    lines = []
    for what in ("claims", "touchpoints"):
        frame = view.frame(what)
        known = frame[frame["word"] != "too few people"]
        lines += [f"{row.label}: {row.text}" for row in known.itertuples(index=False)]
    found = {what: records(view.frame(what)) for what in ("claims", "touchpoints")}
    emit(found, "\n".join([*lines, f"{view!r}"]), as_json=as_json)


@app.command
def owners(
    study: StudyPath,
    *,
    out: Path | None = None,
    despite: Despite = "",
    round: Round = None,  # noqa: A002
    as_json: AsJson = False,
) -> None:
    """List who answers for what and where to spend; write one offline, masked page an owner, and the budget.

    Parameters
    ----------
    out
        Folder for the pages and budget.csv; nothing is written if not given.
    """
    view = opened(study).owners(round=round)
    written = [str(path) for path in view.save(out, despite=despite)] if out else []
    frame, money = view.frame(), view.budget()
    text = [plain(frame), "", plain(money[["stage", "owner", "people", "n", "pains", "needs", "first"]]), "", f"{view!r}", *written]
    found = {"owners": records(frame), "budget": records(money)}
    emit(found | {"written": written}, "\n".join(text), as_json=as_json)


@app.command
def causes(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:  # noqa: A002
    """List which claim people took to lie behind which, and how many participants say both."""
    view = opened(study).causes(persona=persona, round=round)
    frame = view.frame()
    lines = [f"{row.claim} because {row.because}: {row.text}" for row in frame.itertuples(index=False)]
    emit(records(frame), "\n".join([*lines, f"{view!r}"]), as_json=as_json)


@app.command
def signals(
    study: StudyPath,
    *,
    persona: Persona = None,
    round: Round = None,  # noqa: A002
    topics: bool = False,
    as_json: AsJson = False,
) -> None:
    """List needs and pains that are new or rising since the round before: signals, not forecasts.

    Parameters
    ----------
    round
        This round against the one before; the last if not given.
    topics
        Also topics that were in no round before; takes as long as `workbench themes`.
    """
    there = opened(study)
    view = there.weak_signals(persona=persona, round=round, topics=there.themes() if topics else None)
    frame = view.frame()
    lines = [f"{row.label}: {row.text}" for row in frame.itertuples(index=False)]
    emit(records(frame), "\n".join([*lines, f"{view!r}"]), as_json=as_json)
