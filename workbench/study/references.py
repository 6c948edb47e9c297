"""What one part of a study says about another: acts about acts, codes about codes, questions, corrections."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from workbench.study.acts import fault
from workbench.study.canon import sha256_text
from workbench.study.records import Survey, Transcript
from workbench.study.store import FITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from workbench.study.fold import State
    from workbench.study.records import Act, Anchor
    from workbench.study.settings import Settings

Row = tuple[Literal["error", "warning", "note"], str, str, str]
_MISSING = "A log is missing: merge in the copy that has it."
_SHORT = 12


def dangling_acts(acts: Iterable[Act]) -> Iterator[Row]:
    """Yield acts that name another act which is not here."""
    acts = list(acts)
    known = {act.id for act in acts}
    for act in acts:
        if not fault(act.act, act.body):
            for says, name, made in _named(act):
                if made not in known:
                    yield "warning", "log", f"act {act.id} of {act.coder} {says} {name}, which is not here", _MISSING


def _named(act: Act) -> Iterator[tuple[str, str, str]]:
    """Yield what an act says of others: in words, what it names, and the id of the act that made that."""
    body = act.body
    if act.act == "undo":
        yield from (("takes back", target, target) for target in (body["target"], *body.get("also", ())))
    if head := body.get("with"):
        yield "belongs to a gesture that begins with", head, head
    if act.act in {"coding.edit", "coding.remove"}:
        yield "is about the coding", body["coding"], body["coding"].partition(".")[0]
    if act.act == "assignment.reveal":
        yield "reveals the assignment", body["assignment"], body["assignment"]
    if act.act == "note.sort":
        yield "sorts the note", body["note"], body["note"]
    if act.act == "adjudication.make":
        yield from (("decides about the coding", name, name.partition(".")[0]) for name in (*body["stands"], *body["falls"]))


def broken_references(settings: Settings, state: State, sources: Mapping[str, Transcript | Survey]) -> Iterator[Row]:
    """Yield codes below codes that are none, questions and assigned sources that are not there, corrections that led nowhere.

    Parameters
    ----------
    settings
        What ``study.toml`` says.
    state
        What the acts add up to.
    sources
        Those that could be read, by id.
    """
    yield from _parents(settings, state)
    yield from _questions(settings, state, sources)
    yield from _assigned(state, sources)
    yield from _themes(settings, state)
    yield from _on_the_map(settings, state)
    for correction in state.corrections:
        source = sources.get(correction.source)
        if isinstance(source, Transcript):
            there = {source.version, *(v for step in source.history for v in (step.before, step.after))}
            for version in sorted({correction.before, correction.after} - there):
                what = (
                    f"{correction.coder} corrected it {'to' if version == correction.after else 'from'} version {version[:_SHORT]}"
                )
                remedy = "Its text or record was put back from a copy, or the act is from another: correct it again where needed."
                yield "warning", source.id, f"{what}, which its history does not have", remedy


def _parents(settings: Settings, state: State) -> Iterator[Row]:
    stages = {f"stage:{stage.id}" for stage in settings.stages}
    for code in state.codes.values():
        above = state.codes.get(code.parent)
        if code.parent and above is None and code.parent not in stages and not code.parent.startswith("emotion:"):
            remedy = f"Define {code.parent}, or put the code somewhere else."
            yield "warning", f"code {code.id}", f"stands below {code.parent}, which is no code", remedy
        elif above is not None and above.retired and not code.retired:
            remedy = "Put it somewhere else, or retire it too."
            yield "note", f"code {code.id}", f"stands below {code.parent}, which is retired", remedy


def _questions(settings: Settings, state: State, sources: Mapping[str, Transcript | Survey]) -> Iterator[Row]:
    stages = {stage.id for stage in settings.stages}
    for (name, question), asked in sorted(state.about.items()):
        source = sources.get(name)
        where = f"question {question} of {name}"
        if not isinstance(source, Survey) or question not in {q.id for q in source.questions}:
            what = "somebody said what it asks about, and it is not here"
            yield "warning", where, what, "Import the survey, or say it of the question that took its place."
        for stage in sorted(set(asked) - stages):
            remedy = "Add the stage, or say again what the question asks about."
            yield "warning", where, f"asks about {stage!r}, which is no stage of study.toml", remedy
    for named in sorted({one for pair, others in state.same.items() for one in (pair, *others)}):
        found = sources.get(named[0])
        if not isinstance(found, Survey) or named[1] not in {q.id for q in found.questions}:
            what, remedy = "somebody said that it is the same as another, and it is not here", "Import the survey, or undo it."
            yield "warning", f"question {named[1]} of {named[0]}", what, remedy


def _themes(settings: Settings, state: State) -> Iterator[Row]:
    stages = {stage.id for stage in settings.stages}
    for theme in state.themes.values():
        where = f"theme {theme.id}"
        if theme.retired:
            if count := sum(one.theme == theme.id for one in state.placed.values()):
                what = f"is retired and still holds {count} passages"
                yield "note", where, what, "Put them in another theme, or make it again."
            continue
        if theme.stage and theme.stage not in stages:
            remedy = "Change one or the other."
            yield "warning", where, f"its stage {theme.stage!r} is not in study.toml", remedy
        for code in theme.codes:
            known = state.codes.get(state.resolve(code))
            if known is None or known.retired:
                what = f"stands for {code}, which is {'no code' if known is None else 'retired'}"
                yield "warning" if known is None else "note", where, what, "Link it to another code, or to none."


def _on_the_map(settings: Settings, state: State) -> Iterator[Row]:
    """Yield what was said on the map of claims that are no codes, and of stages that are none."""
    stages = {stage.id for stage in settings.stages}
    claims = {*state.cards, *state.signed, *state.estimates, *(c for pair in state.causes for c in pair)}
    claims |= {card.under for card in state.cards.values() if card.under}
    claims |= {claim for one in state.hypotheses.values() if not one.retired for claim in one.claims}
    for claim in sorted(claims - state.codes.keys()):
        yield (
            "warning",
            f"map {claim}",
            "something was said of it on the map, and it is no code",
            f"Define {claim}, or take it back.",
        )
    for about in sorted((state.comments.keys() | state.future.keys()) - claims - state.codes.keys() - stages):
        remedy = "Define the code, add the stage, or take it back."
        yield "warning", f"map {about}", "something was said of it on the map, and it is no code and no stage", remedy
    named = [(f"map {claim}", card.stage) for claim, card in state.cards.items()] + [(f"map {s}", s) for s in state.moments]
    for where, stage in sorted(named):
        if stage and stage not in stages:
            yield "warning", where, f"its stage {stage!r} is not in study.toml", "Change one or the other."


def kept_fits(root: Path, state: State, acts: Iterable[Act]) -> Iterator[Row]:
    """Yield kept topics that are not here or not what was kept, and files in ``topics/`` that no act names.

    Parameters
    ----------
    root
        The study folder.
    state
        What its acts add up to.
    acts
        All of them: one that was taken back may come back.
    """
    there = {path.name: path for path in sorted((root / FITS).glob("*"))}
    for fit, by in sorted({one.fit: one.coder for one in state.kept.values()}.items()):
        path, where = there.get(f"{fit}.json"), f"{FITS}/{fit[:_SHORT]}….json"
        if path is None:
            yield "error", where, f"is missing: {by} kept these topics", "Merge in a copy of the study that has it."
        elif hashlib.sha256(path.read_bytes()).hexdigest() != fit:
            yield "error", where, f"is not what {by} kept: its bytes have another hash", "Merge in a copy of the study that has it."
    named = {f"{act.body['fit']}.json" for act in acts if act.act == "topics.keep" and not fault(act.act, act.body)}
    for name in sorted(there.keys() - named):
        yield "note", f"{FITS}/{name}", "is named by no act", "Delete it, unless the log that names it is still to come."


def _assigned(state: State, sources: Mapping[str, Transcript | Survey]) -> Iterator[Row]:
    for made in state.assignments.values():
        where = f"assignment {made.id}"
        for name in sorted(set(made.sources) - sources.keys()):
            remedy = "Import it, or take the assignment back and make another."
            yield "warning", where, f"{', '.join(made.coders)} are to code {name}, which is not here", remedy
        gone = sum(1 for a in made.anchors if a.source in sources and not _stands_in(a, sources[a.source]))
        if gone:
            remedy = "Reveal it and make another."
            yield (
                "warning",
                where,
                f"{gone} of {len(made.anchors)} passages to be coded again are not in the texts any more",
                remedy,
            )


def _stands_in(anchor: Anchor, source: Transcript | Survey) -> bool:
    if isinstance(source, Transcript):
        return source.version == anchor.version and anchor.end <= len(source.text)
    rows = source.answers[source.answers["answer"] == anchor.item]
    return any(sha256_text(text) == anchor.version for text in rows["text"])
