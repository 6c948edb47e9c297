"""What in a study is somebody's: their turns and answers, codings on them, and every file that holds their words or name."""

from __future__ import annotations

import glob
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.sources import store as files
from workbench.sources.corrections import revise
from workbench.sources.people.key import KeyFile
from workbench.sources.people.traces import Traces, left_beside, runs_of, text_of
from workbench.sources.tables import answers
from workbench.study.align import Edit, chained
from workbench.study.canon import sha256_text
from workbench.study.errors import Refused, UserError
from workbench.study.names import slug
from workbench.study.near import instead
from workbench.study.participants import FILE as PARTICIPANTS
from workbench.study.private import written
from workbench.study.records import Anchor, Coding, Example, Placement, Survey, Transcript
from workbench.study.store import OLD, SURVEYS, TRANSCRIPTS, read_json

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from workbench.study.carry import Carried
    from workbench.study.folder import Folder

Item = tuple[str, dict[str, Any]]
#: What stands where somebody spoke who withdrew, who is shown there, and what stands for their name.
MARK, LABEL, NAME = "[withdrawn]", "Withdrawn", "[name]"


_HASH = re.compile(r"[0-9a-f]{64}")
_OURS = frozenset({"sources", "surveys", "raw", "maps", "topics", "out", "log", ".workbench", ".git", "study.toml"})


@dataclass
class Theirs:
    """What there is of somebody, and what is to be in its place; made anew each time, from what is there.

    Attributes
    ----------
    traces, held
        Their words and name to look for, and the key of the study.
    alone
        Conversations in which only they are asked: they go.
    shared, surveys
        The other sources as they are to be; a survey without answers goes.
    gone
        Files that go.
    origins
        sha256 of the originals of theirs.
    items
        Acts that take away codings on their words, or write down where others are.
    codings, turns, answers
        How many were theirs.
    notes
        What only a person can judge or remove.
    """

    traces: Traces
    held: KeyFile
    alone: list[Transcript] = field(default_factory=list)
    shared: list[Transcript] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    gone: list[Path] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)
    codings: int = 0
    turns: int = 0
    answers: int = 0
    notes: list[str] = field(default_factory=list)


# What there is -------------------------------------------------------------------------------------------------------


def theirs(folder: Folder, participant: str) -> Theirs:
    """Return what is somebody's; nothing is changed.

    Raises
    ------
    UserError
        If nobody in the study has that pseudonym.
    """
    held = KeyFile.of(folder)
    transcripts, surveys = folder.transcripts(), folder.surveys()
    state = folder.state()
    mine, others = _spoken(transcripts, surveys, participant)
    everybody = {*folder.participants(), *state.withdrawn, *held.entries}
    if not mine and participant not in everybody:
        known = held.find(participant)  # whoever withdraws writes a name
        there = f"the key file has them as {known}" if known else instead(participant, everybody)
        raise UserError(f"nobody in the study is called {participant!r}; {there}")
    own = held.entries.get(participant)  # with respondents by the million, only this one
    roster = [e for e in held.names(respondents=False) if e.pseudonym != participant]
    roster += [own] if own is not None and own in held.names() else []
    plan = Theirs(Traces(runs_of(mine, others), tuple(roster), participant), held)
    plan.origins |= set(state.withdrawn.get(participant, ()))
    for transcript in transcripts:
        _look_at(plan, transcript)
    for survey in surveys:
        _look_at_answers(plan, survey)
    _codings(folder, plan, transcripts)
    _files(folder, plan, [*transcripts, *surveys])
    _notes(folder, plan)
    return plan


def _spoken(transcripts: list[Transcript], surveys: list[Survey], who: str) -> tuple[list[str], list[str]]:
    """Return what they said and wrote, and what everybody else did."""
    mine: list[str] = []
    others: list[str] = []
    for t in transcripts:
        for turn in t.turns:
            (mine if turn.participant == who else others).append(t.text[turn.start : turn.end])
    for s in surveys:
        for person, text in zip(s.answers["participant"], s.answers["text"], strict=True):
            (mine if person == who else others).append(text)
    return mine, others


def _look_at(plan: Theirs, transcript: Transcript) -> None:
    who = plan.traces.who
    theirs = [t for t in transcript.turns if t.participant == who]
    if theirs:
        plan.turns += len(theirs)
        plan.origins.add(str(transcript.origin.get("sha256", "")))
    if theirs and revise.people(transcript) == (who,):
        plan.alone.append(transcript)
        return
    fresh = _without(transcript, plan.traces)
    if fresh is not transcript:
        plan.shared.append(fresh)


def _without(transcript: Transcript, traces: Traces) -> Transcript:
    """Return the transcript with their turns blanked and their name out of what others say."""
    theirs = [t.index for t in transcript.turns if t.participant == traces.who]
    edits = [Edit(transcript.turns[i].start, transcript.turns[i].end, MARK) for i in theirs]
    for turn in transcript.turns:
        if turn.index not in theirs:
            named = traces.names_in(transcript.text[turn.start : turn.end])
            edits += [Edit(turn.start + start, turn.start + end, NAME) for start, end in named]
    if not edits:
        return transcript
    fresh = revise.edited(transcript, edits)
    if theirs:
        fresh = revise.relabelled(fresh, theirs, LABEL, None)
    steps = fresh.history[len(transcript.history) :]
    whole = steps[0]
    for step in steps[1:]:
        whole = chained(whole, step)
    title = NAME.join(_outside(fresh.title, traces.names_in(fresh.title)))
    return replace(fresh, title=title, history=(*transcript.history, whole))


def _outside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    edges = [0, *(at for span in spans for at in span), len(text)]
    return [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _look_at_answers(plan: Theirs, survey: Survey) -> None:
    frame = survey.answers
    theirs = frame["participant"] == plan.traces.who
    named = {at: spans for at, text in frame["text"][~theirs].items() if (spans := plan.traces.names_in(text))}
    if not theirs.any() and not named:
        return
    if theirs.any():
        plan.answers += int(theirs.sum())
        plan.origins.add(str(survey.origin.get("sha256", "")))
    fresh = frame.copy()
    for at, spans in named.items():
        _renamed(plan, survey, fresh, at, spans)
    fresh = fresh[~theirs].reset_index(drop=True)
    plan.surveys.append(replace(survey, answers=fresh, version=answers._version(fresh)))  # noqa: SLF001 (the one formula)


def _renamed(plan: Theirs, survey: Survey, frame: pd.DataFrame, at: Any, spans: list[tuple[int, int]]) -> None:  # noqa: ANN401 (a label)
    """Take their name out of somebody's answer."""
    text = NAME.join(_outside(frame.loc[at, "text"], spans))
    frame.loc[at, "text"], frame.loc[at, "version"] = text, sha256_text(text)
    plan.notes.append(f"the name was in answer {frame.loc[at, 'answer']} of {survey.id}: codings on it are moved with the words")


def _codings(folder: Folder, plan: Theirs, transcripts: list[Transcript]) -> None:
    """Plan to take away what is on their words, and to carry codings and placements that an earlier text alone could carry."""
    state, carried = folder.state(), folder.carried()
    by_id = {t.id: t for t in transcripts}
    alone = {t.id for t in plan.alone}
    fresh = {s.id: s for s in plan.surveys}
    now = {s.id: dict(zip(s.answers["answer"], s.answers["text"], strict=True)) for s in plan.surveys}
    put = {one.id: one for one in state.placed.values() if one.theme}
    made: dict[str, Coding | Example | Placement] = {**state.codings, **state.examples, **put}
    for key, one in sorted(made.items()):
        anchor = one.anchor
        gone = anchor.source in alone
        if not gone and anchor.source in fresh:
            gone = anchor.item not in now[anchor.source]
        elif not gone and anchor.source in by_id:
            gone = _only_theirs(by_id[anchor.source], anchor, plan.traces.who)
        if gone:
            plan.codings += key in state.codings
            if key in put:
                plan.items.append(_taken_out(put[key], carried.get(key)))
            else:
                plan.items.append(("coding.remove", {"coding": key}) if key in state.codings else ("undo", {"target": key}))
        elif key in put:
            if moved := _moved(folder, plan, by_id, now, anchor, carried.get(key)):
                plan.items += [
                    _taken_out(put[key], carried.get(key)),
                    ("theme.place", {"anchors": [moved], "theme": put[key].theme}),
                ]
        elif key in state.codings and (moved := _moved(folder, plan, by_id, now, anchor, carried.get(key))):
            plan.items.append(("coding.edit", {"coding": key, "anchor": moved}))


def _taken_out(one: Placement, carried: Carried | None) -> Item:
    """Return the act that takes a passage out of its theme, where it was put in."""
    was = carried.was if carried is not None and carried.was is not None else one.anchor
    return "theme.place", {"anchors": [_as_json(was)], "theme": ""}


def _only_theirs(transcript: Transcript, anchor: Anchor, who: str) -> bool:
    if anchor.version != transcript.version:
        return False
    touched = [t for t in transcript.turns if t.start < anchor.end and anchor.start < t.end]
    return bool(touched) and all(t.participant == who for t in touched)


def _moved(
    folder: Folder, plan: Theirs, transcripts: dict[str, Transcript], now: dict[str, dict[str, str]], anchor: Anchor,
    carried: Carried | None,
) -> dict[str, Any] | None:  # fmt: skip
    """Return where a coding has to be written down, because the earlier text that says so goes."""
    if anchor.source in now:
        old = folder.text(anchor.source, anchor.item)
        if sha256_text(old) != anchor.version or old == (text := now[anchor.source][anchor.item]):
            return None
        spans = plan.traces.names_in(old)
        start = anchor.start + sum(len(NAME) - (e - s) for s, e in spans if e <= anchor.start)
        end = anchor.end + sum(len(NAME) - (e - s) for s, e in spans if s < anchor.end)
        start, end = max(0, min(start, len(text) - 1)), min(end, len(text))
        return {**_as_json(anchor), "version": sha256_text(text), "start": start, "end": max(end, start + 1)}
    was = carried.was if carried is not None and carried.anchor is not None else None
    known = {step.before for step in transcripts[anchor.source].history} if anchor.source in transcripts else set()
    rewritten = anchor.source in {t.id for t in plan.shared}
    return _as_json(anchor) if was is not None and rewritten and was.version not in known else None


def _as_json(anchor: Anchor) -> dict[str, Any]:
    return {"source": anchor.source, "item": anchor.item, "version": anchor.version, "start": anchor.start, "end": anchor.end}


# Files ---------------------------------------------------------------------------------------------------------------


def _files(folder: Folder, plan: Theirs, sources: list[Transcript | Survey]) -> None:
    """Plan which files go: earlier versions and originals with their words or name, and all that is made from sources."""
    root = folder.root
    changed: list[Transcript | Survey] = [*plan.alone, *plan.shared, *plan.surveys]
    touched = {s.id for s in changed}
    for source in sources:
        base = base_of(folder, source)
        kept = sorted((base.parent / OLD).glob(f"{base.name}.*"))
        if source.id in touched:
            plan.gone += kept
            for record in (p for p in kept if p.suffix == ".json"):
                plan.origins |= _origin_of(record, plan.traces.who)
            if isinstance(source, Transcript):
                versions = {source.version, *(v for step in source.history for v in (step.before, step.after))}
                plan.gone += [path for v in sorted(versions) if (path := root / "raw" / f"{v}.txt").is_file()]
        else:
            gone = {p for p in kept if p.suffix != ".json" and plan.traces.in_file(p)}
            left = {p.with_suffix("") for p in kept if p.suffix != ".json"} - {p.with_suffix("") for p in gone}
            records = (p for p in kept if p.suffix == ".json" and p.with_suffix("") not in left)  # killed between text and record
            plan.gone += sorted(gone) + [p for p in records if _origin_of(p, plan.traces.who) or not _text_in_raw(root, p)]
    for path in sorted((root / "raw").glob("*")):
        if path.is_file() and (path.stem in plan.origins or plan.traces.in_file(path)):
            plan.gone.append(path)
            plan.origins.add(path.stem)
    bases = [base_of(folder, source) for source in sources]
    used = {base.with_name(base.name + suffix) for base in bases for suffix in (".json", ".txt", ".parquet")}
    plan.gone += left_beside(root, used, plan.traces)
    plan.gone += [p for place in ("maps", "out") for p in sorted((root / place).rglob("*")) if p.is_file()]
    plan.gone += [*backups(folder), *sorted(p for p in root.rglob(".tmp-*") if p.is_file())]
    plan.gone = list(dict.fromkeys(plan.gone))
    plan.origins.discard("")
    _outside_of_the_study(folder, plan, sources)


def _text_in_raw(root: Path, record: Path) -> bool:
    """Say whether the text of an earlier version is where those that hold names are: else its record is of nothing any more."""
    try:
        version = str(read_json(record).get("version", ""))
    except Refused:
        return False
    return version.isalnum() and any((root / "raw" / f"{version}{suffix}").is_file() for suffix in (".txt", ".parquet"))


def _origin_of(record: Path, who: str) -> set[str]:
    """Return the original of an earlier version, if they speak in it."""
    try:
        held = read_json(record)
    except Refused:
        return set()
    speaks = any(isinstance(t, dict) and t.get("participant") == who for t in held.get("turns", ()))
    return {str(held.get("origin", {}).get("sha256", ""))} if speaks else set()


def _outside_of_the_study(folder: Folder, plan: Theirs, sources: list[Transcript | Survey]) -> None:
    """Name the files of the researcher's own that hold their words: these are not ours to delete."""
    home = folder.root.resolve().parent
    found = {home / str(s.origin["path"]) for s in sources if s.origin.get("path")} | set((home / "raw").glob("*"))
    for path in sorted(p for p in found if p.is_file() and not p.resolve().is_relative_to(folder.root.resolve())):
        if path.stem in plan.origins or files.sha256(path.read_bytes()) in plan.origins or plan.traces.in_file(path):
            who = plan.traces.who
            name = "a file named after them" if plan.traces.names_in(path.stem.replace("_", " ")) else path.name
            plan.notes.append(f"{path.parent.name}/ outside the study: {name} holds words or a name of {who}; remove it yourself")
    key = folder.key_file
    for path in sorted(p for p in home.glob(f"*{glob.escape(folder.root.resolve().name)}*") if p.is_file() and p != key):
        if path not in found and path not in plan.gone and plan.traces.in_file(path):
            plan.notes.append(f"beside the study: {path.name} holds words or a name of {plan.traces.who}; remove it yourself")


def _notes(folder: Folder, plan: Theirs) -> None:
    """Name what only a person can judge: what researchers wrote, where their words or name may be."""
    state = folder.state()
    texts: list[tuple[str, str]] = [("study.toml", text_of(folder.root / "study.toml"))]
    texts += written(folder, state)
    texts += [(f"question {q.id} of {s.id}", q.text) for s in folder.surveys() for q in s.questions]
    texts += [(f"log/{p.name}", text_of(p)) for p in sorted(folder.root.glob("log/*.torn"))]
    texts += [(_inside(folder, p), text_of(p)) for p in sorted(folder.root.rglob("*")) if p.is_file() and _is_their_own(folder, p)]
    found = [where for where, text in texts if plan.traces.names_in(text) or plan.traces.said_in(text)]
    plan.notes += [f"{where} may hold words or a name of {plan.traces.who}: look at it" for where in found]
    if found:
        plan.notes.append("no gate knows the name any more once it is forgotten: change these places before anything is shared")
    memos = [where for where, _ in texts if where == f"memo on participant {plan.traces.who}"]
    plan.notes += [f"{where} is about {plan.traces.who}: look at it" for where in memos]
    if (folder.root / ".git").exists():
        plan.notes.append("the history of git still holds earlier versions of the study")


def _is_their_own(folder: Folder, path: Path) -> bool:
    """Say whether a file is one that a researcher put into the study: a notebook, a list, a note."""
    parts = path.relative_to(folder.root).parts
    if parts[0] in {"log", "topics"}:
        return path.suffix not in {".jsonl", ".lock", ".torn"} and not _HASH.fullmatch(path.stem)
    return parts[0] not in _OURS and parts != (PARTICIPANTS,) and not path.name.startswith(".tmp-")


def _inside(folder: Folder, path: Path) -> str:
    return path.relative_to(folder.root).as_posix()


def base_of(folder: Folder, source: Transcript | Survey) -> Path:
    """Return the files of a source without their suffix."""
    place = TRANSCRIPTS if isinstance(source, Transcript) else SURVEYS
    return folder.root / place / slug(source.round) / slug(source.id)


def backups(folder: Folder) -> list[Path]:
    """Return the backups of upgrades, which hold the study as it was, and what somebody who was killed had written of one."""
    root = folder.root.resolve()
    return sorted(root.parent.glob(f"{glob.escape(root.name)}.backup-format*.zip*"))
