"""Commands that say how sure: thresholds, evidence, triangulation, saturation, moments, ask-next."""

from __future__ import annotations

from pathlib import Path

from workbench.cli.base import AsJson, Despite, Persona, Round, StudyPath, app, emit, opened, plain, records, uncoded


@app.command
def thresholds(
    study: StudyPath,
    *,
    sensitivity: bool = False,
    persona: Persona = None,
    round: Round = None,  # noqa: A002 (the field's word)
    as_json: AsJson = False,
) -> None:
    """List every cut-off with what it decides and what it rests on.

    Parameters
    ----------
    sensitivity
        Also move each by one step, and name the claims whose grade or verdict that changes.
    """
    view = opened(study).thresholds(sensitivity=sensitivity, persona=persona, round=round)
    frame = view.frame()
    steps = view.sensitivity()
    rows = frame[["name", "value", "decides", "source"]].itertuples(index=False, name=None)
    text = [f"{name:<17} {value:<15} {decides} [{source}]" for name, value, decides, source in rows] + view.notes
    if sensitivity:
        loud = steps[steps[["grades", "concerns", "verdicts", "moments"]].any(axis=1)]
        text += ["", f"One step of each: {len(loud)} of {len(steps)} steps change something"]
        for name, value, to, grades, concerns, _, _, who in loud.itertuples(index=False, name=None):
            text.append(f"{name} {value:g} → {to:g}: {grades} grades, {concerns} concerns")
            text += [f"    {one}" for one in who.split("; ") if one]
    told = {"thresholds": records(frame), "notes": view.notes} | ({"sensitivity": records(steps)} if sensitivity else {})
    emit(told, "\n".join(text), as_json=as_json)


@app.command
def evidence(
    study: StudyPath,
    *,
    rare: bool = False,
    persona: Persona = None,
    round: Round = None,  # noqa: A002 (the field's word)
    as_json: AsJson = False,
) -> None:
    """List the evidence of every claim: people, interval, voices, grade, who could change it, and what would lift it.

    Parameters
    ----------
    rare
        Only what hardly anybody says.
    """
    view = opened(study).evidence(rare=rare, persona=persona, round=round)
    frame = view.frame()
    shown = frame[["stage", "k", "n", "x", "lo", "hi", "voices", "grade", "signed", "fragile", "statement", "lifts"]]
    empty = "nothing here" if rare else uncoded(study)
    emit(records(frame), f"{plain(shown, empty)}\n\n{view!r}", as_json=as_json)


@app.command
def triangulation(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Say for each claim whether kinds of source agree: interviews, surveys, tickets, numbers."""
    view = opened(study).triangulation(persona=persona, round=round)
    frame, pairs = view.frame(), view.matrix()
    told = {"claims": records(frame), "matrix": records(pairs)}
    emit(told, f"{plain(frame.drop(columns=['claim', 'text']))}\n\n{plain(pairs)}\n\n{view!r}", as_json=as_json)


@app.command
def saturation(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Say whether interviews still bring new claims: in the study, at each stage, of each persona."""
    frame = opened(study).saturation(persona=persona, round=round).frame()
    lines = [f"{what}: {text}" for what, text in zip(frame["what"], frame["text"], strict=True)]
    emit(records(frame), "\n".join(lines), as_json=as_json)


@app.command
def moments(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Say which stages are moments of truth, with every step of the rule."""
    view = opened(study).moments(persona=persona, round=round)
    lines = []
    for (stage, found), why in zip(view.found.items(), view.frame()["why"], strict=True):
        people = found["trace"][0]
        if not people["met"] and not found["decided"]:  # nothing more can be said of it
            lines.append(f"  {stage}: not by the rule: {people['text']}")
            continue
        lines.append(f"{'★' if found['moment'] else ' '} {stage}: {why}")
        lines += [f"    {_MET[s['met']]:<9} {s['text']}" for s in found["trace"]]
    emit(records(view.frame()), "\n".join(lines), as_json=as_json)


_MET = {True: "yes", False: "no", None: "not known"}


@app.command
def ask_next(
    study: StudyPath,
    *,
    guide: Path | None = None,
    despite: Despite = "",
    persona: Persona = None,
    round: Round = None,  # noqa: A002 (the field's word)
    as_json: AsJson = False,
) -> None:
    """Say what to ask next and why, and whom to recruit.

    Parameters
    ----------
    guide
        Write the guide for the next interviews to this file (.md or .txt).
    """
    view = opened(study).ask_next(persona=persona, round=round)
    written = str(view.save(guide, despite=despite)) if guide is not None else None
    frame, plan = view.frame(), view.plan()
    lines = [
        f"{stage or 'anywhere'}: {what} ({why})"
        for stage, what, why in zip(frame["stage"], frame["what"], frame["why"], strict=True)
    ]
    text = [*lines, "", view.formula, "", plain(plan), *([f"\n{written}"] if written else [])]
    told = {"ask": records(frame), "plan": records(plan), "formula": view.formula, "guide": written}
    emit(told, "\n".join(text), as_json=as_json)
