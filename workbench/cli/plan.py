"""Commands from evidence to decisions: priorities, kano, estimate, hypotheses, loop, future, table, roadmap."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from workbench.cli.base import (
    AsJson,
    Columns,
    Despite,
    Each,
    Persona,
    Round,
    StudyPath,
    app,
    emit,
    opened,
    pairs,
    plain,
    records,
    uncoded,
)

Order = Literal["odi", "rice", "effort"]
Shape = Literal["jira", "linear", "github", "trello", "markdown", "owners"]
Kind = Literal["share", "mean"]
Way = Literal["", "up", "down"]
Number = Annotated[float | None, Parameter(allow_leading_hyphen=True)]
Effect = Annotated[float, Parameter(allow_leading_hyphen=True)]

register = App(name="hypotheses", help="List hypotheses, make one, plan its test, take in results.")
app.command(register)


@app.command
def priorities(
    study: StudyPath,
    *,
    by: Order = "odi",
    base: float | None = None,
    low: float | None = None,
    quick: bool = False,
    persona: Persona = None,
    round: Round = None,  # noqa: A002 (the field's word)
    as_json: AsJson = False,
) -> None:
    """Put pains and needs in an order, each with how sure its rank is.

    Parameters
    ----------
    by
        odi: what was told; rice: reach x impact x confidence / effort; effort: what it would bring against the effort.
    base
        How many customers come to a part of the journey, where nobody estimated it.
    low
        Effort up to which a quick win is quick; the median if not given.
    quick
        Only quick wins.
    """
    view = opened(study).priorities(by, base=base, low=low, persona=persona, round=round)
    frame = view.frame()
    frame = frame[frame["quick"].astype(bool)] if quick else frame  # of no rows the column is no yes or no
    score = {"odi": "score", "rice": "rice", "effort": "value"}[by]
    shown = frame[frame["rank"].notna()][
        ["rank", "rank_lo", "rank_hi", "top", "k", "n", score, f"{score}_lo", f"{score}_hi", "effort", "quick", "statement"]
    ]
    shown = shown.astype(dict.fromkeys(("rank", "rank_lo", "rank_hi"), int)).round(
        {score: 1, f"{score}_lo": 1, f"{score}_hi": 1, "top": 2}
    )
    empty = uncoded(study) if view.frame().empty else "nothing here"
    emit(records(frame), f"{plain(shown, empty)}\n\n{view!r}", as_json=as_json)


@app.command
def estimate(
    study: StudyPath,
    claim: str,
    *,
    reason: str,
    effort: float | None = None,
    impact: float | None = None,
    reach: float | None = None,
    as_json: AsJson = False,
) -> None:
    """Say what acting on a claim would take and bring; RICE and quick wins rest on it.

    Parameters
    ----------
    claim
        Its code, such as pain:wait.
    reason
        Why you think so.
    effort
        How much work it is, in any unit that is the same for all.
    impact
        How much it helps one person: 3 massive, 2 high, 1 medium, .5 low, .25 minimal.
    reach
        How many customers come to that part of the journey in the time you plan for.
    """
    act = opened(study).estimate(claim, effort=effort, impact=impact, reach=reach, reason=reason)
    emit({"act": act}, f"estimated {claim}", as_json=as_json)


@app.command
def kano(study: StudyPath, *, functional: Each = None, dysfunctional: Each = None, as_json: AsJson = False) -> None:
    """Class features by Kano, from pairs of survey questions.

    Parameters
    ----------
    functional
        feature=column of "how would it be if it were there?"; once for each feature.
    dysfunctional
        feature=column of "and if it were not?".
    """
    view = opened(study).kano(dict(pairs(functional, "--functional")), dict(pairs(dysfunctional, "--dysfunctional")))
    frame = view.frame()
    shown = frame[["feature", "class", "sure", "n", "better", "worse"]].round(2)
    emit(records(frame), plain(shown), as_json=as_json)


@register.default
def hypotheses(study: StudyPath, *, as_json: AsJson = False) -> None:
    """List hypotheses with the people for and against them and what their tests found; `new` makes one."""
    view = opened(study).hypotheses()
    frame = view.frame()
    if not len(frame):
        emit([], f"no hypothesis yet; some to begin from:\n\n{plain(view.drafts()[['claims', 'effect']])}", as_json=as_json)
        return
    lines = [
        f"{r['sentence']}\n  {r['hypothesis']}: {r['heard']} ({r['said']})\n  {r['result'] or 'not tested'}" for r in records(frame)
    ]
    emit(records(frame), "\n\n".join(lines), as_json=as_json)


@register.command
def new(
    study: StudyPath,
    *,
    change: str,
    who: str = "",
    effect: str = "",
    measure: str = "",
    claim: Columns = None,
    direction: Way = "",
    name: str = "",
    as_json: AsJson = False,
) -> None:
    """Make a hypothesis: If we CHANGE for WHO, then EFFECT, measured by MEASURE. With a claim, the last three fill themselves in.

    Parameters
    ----------
    change
        What you would change.
    who
        For whom.
    effect
        What would come of it.
    measure
        What would show it.
    claim
        Codes of the pains, needs and delights it rests on.
    direction
        Which way the measure would go.
    name
        For its id.
    """
    there = opened(study)
    made = there.hypothesis(change, who=who, effect=effect, measure=measure, claims=claim or [], direction=direction, name=name)
    (row,) = [r for r in records(there.hypotheses().frame()) if r["hypothesis"] == made] or [
        {"hypothesis": made, "sentence": change}
    ]
    emit(row, f"{made}\n{row['sentence']}", as_json=as_json)


@register.command(name="test")
def plan_test(
    study: StudyPath,
    hypothesis: str,
    *,
    baseline: Effect,
    effect: Effect,
    kind: Kind = "share",
    sd: float | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
    as_json: AsJson = False,
) -> None:
    """Plan a test with two arms, as it is and as changed: how many people each needs.

    Parameters
    ----------
    hypothesis
        Its id.
    baseline
        The measure as it is now: a share from 0 to 1, or a mean.
    effect
        The least difference worth seeing, in the same unit; below 0 if it is to go down.
    kind
        Whether the measure is a share of people or a mean.
    sd
        Of a mean: how far people differ.
    alpha
        How often a difference may be seen where there is none.
    power
        How often this one is to be seen.
    """
    n = opened(study).plan_test(hypothesis, baseline=baseline, effect=effect, kind=kind, sd=sd, alpha=alpha, power=power)
    emit({"hypothesis": hypothesis, "n": n}, f"{n} people in each of the two arms", as_json=as_json)


@register.command
def results(study: StudyPath, file: Path, *, as_json: AsJson = False) -> None:
    """Take in the results of tests from a table, all or none, and say what they mean.

    Parameters
    ----------
    file
        CSV or XLSX: hypothesis, arm, n, and k or mean and sd; two rows a hypothesis, as it is first.
    """
    told = opened(study).test_results(file)
    emit(told, "\n".join(told) or "nothing in it", as_json=as_json)


@app.command
def loop(study: StudyPath, *, as_json: AsJson = False) -> None:
    """Say whether it worked: cards that somebody acts on, each with the verdict of the next round."""
    view = opened(study).loop()
    frame = view.frame()
    shown = frame[["claim", "status", "since", "verdict", "next"]]
    emit(records(frame), f"{plain(shown)}\n\n{view!r}", as_json=as_json)


@app.command
def future(
    study: StudyPath,
    about: str | None = None,
    *,
    becomes: str | None = None,
    valence: Number = None,
    hypothesis: Columns = None,
    reason: str = "",
    drop: bool = False,
    as_json: AsJson = False,
) -> None:
    """Show the journey as it is beside the journey as it is to be; with a claim or a stage, say what that is to become.

    Parameters
    ----------
    about
        Code of a claim, or a stage.
    becomes
        What it is to be.
    valence
        The feeling to aim at, from -2 to 2.
    hypothesis
        Ids of those that would bring it there.
    reason
        Why.
    drop
        Take it back.
    """
    there = opened(study)
    if about is not None:
        told = {"about": about, "act": ""}
        told["act"] = (
            there.drop_future(about)
            if drop
            else there.set_future(about, becomes=becomes, valence=valence, hypotheses=hypothesis, reason=reason)
        )
        emit(told, f"{'taken back' if drop else 'said'} what {about} is to become", as_json=as_json)
        return
    view = there.future()
    frame = view.frame()
    emit(records(frame), f"{plain(frame[['now', 'becomes', 'feeling', 'moved']])}\n\n{view!r}", as_json=as_json)


@app.command
def table(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Show the opportunity table: stage, customer goal, potential pain point, opportunity for delight, all counted in people."""
    view = opened(study).table(persona=persona, round=round)
    blocks = []
    for row in records(view.frame()):
        stage, *cells = row.items()
        blocks.append("\n".join([stage[1], *(f"  {name}: {said or '-'}" for name, said in cells)]))
    emit(records(view.frame()), "\n\n".join(blocks), as_json=as_json)


@app.command
def roadmap(  # noqa: PLR0913 (options of a command)
    study: StudyPath,
    file: Path,
    *,
    shape: Shape = "jira",
    by: Order = "odi",
    quotes: int = 0,
    limit: int | None = None,
    despite: Despite = "",
    persona: Persona = None,
    round: Round = None,  # noqa: A002 (the field's word)
    as_json: AsJson = False,
) -> None:
    """Write what was found as issues for Jira, Linear, GitHub or Trello, as Markdown, or where to spend by owner; masked.

    Parameters
    ----------
    file
        Where to write.
    shape
        Whose columns.
    by
        In which order.
    quotes
        So many quotes a claim, of people who consent.
    limit
        So many issues at most.
    """
    target = opened(study).roadmap(
        file, shape=shape, by=by, quotes=quotes, limit=limit, persona=persona, round=round, despite=despite
    )
    emit(str(target), str(target), as_json=as_json)
