"""Verify a study: every hash, anchor and reference, and that no name of a participant is where it must not be.

Nothing is changed. A damaged file is a finding, never a crash: the others are still looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from workbench.study import carry, snapshot
from workbench.study import participants as people_file
from workbench.study import settings as settings_file
from workbench.study.begun import cut_short
from workbench.study.canon import sha256_text
from workbench.study.copies import copies
from workbench.study.errors import Refused, UserError
from workbench.study.fold import fold
from workbench.study.keyless import missing_key
from workbench.study.left import left_of_the_withdrawn
from workbench.study.logfile import LogFile
from workbench.study.names import is_slug, slug
from workbench.study.orphans import changed
from workbench.study.private import private_findings
from workbench.study.proof import history_findings
from workbench.study.records import Placement, Survey, Transcript
from workbench.study.references import broken_references, dangling_acts, kept_fits
from workbench.study.store import SURVEYS, TRANSCRIPTS, read_survey, read_transcript, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Act, Coding, Example

    _One = Coding | Example | Placement

Level = Literal["error", "warning", "note"]
Sources = dict[str, Transcript | Survey]
_LEVELS: tuple[Level, ...] = ("error", "warning", "note")
_CONTEXT, _SILENT = 60, 8
_AGAIN = {"coding": "Code the passage again", "placement": "Put another passage in the theme"}
_COLUMNS = ("answer", "participant", "question", "text", "version")
_Cause = tuple[Level, str]
_NEWER: _Cause = ("warning", "Update the workbench: pip install -U journey-workbench.")
_TORN: _Cause = ("warning", "The next act of this coder sets it aside; nothing that was saved is lost.")
_DAMAGED: _Cause = ("error", "Restore it from a backup, merge in another copy of the study, or run `workbench mend`.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found: where, what, and what to do about it.

    ``error``: something is lost or wrong. ``warning``: a result may be wrong or old. ``note``: worth knowing.
    """

    level: Level
    where: str
    what: str
    remedy: str = ""


def check(folder: Folder) -> list[Finding]:
    """Look at everything in a study.

    Parameters
    ----------
    folder
        The study.

    Returns
    -------
    list of Finding
        Errors first, then warnings, then notes; within these by place. Empty if all is well.
    """
    found: list[Finding] = []
    sources: Sources = {}
    damaged: set[str] = set()
    found += _settings(folder.root)
    found += _sources(folder.root, sources, damaged)
    found += _people(folder, sources)
    logs = {path: LogFile(path) for path in sorted(folder.root.glob("log/[!.]*.jsonl"))}
    for log in logs.values():
        log.refresh()  # read anew, without a snapshot: what changed behind an open study shows
    found += _logs(folder.root, logs)
    found += _snapshot(folder, logs)
    acts = [act for log in logs.values() for act in log.acts]
    state = carry.carried(fold(acts), folder.store)
    found += _acts(state, acts)
    found += _passages(folder, state, sources, damaged)
    found += _codes(folder, state)
    found += _maps(folder)
    rows = (
        *dangling_acts(acts), *broken_references(folder.settings, state, sources), *history_findings(folder, sources),
        *_carried(folder), *left_of_the_withdrawn(folder, state, sources), *private_findings(folder, state),
        *kept_fits(folder.root, state, acts), *copies(folder), *cut_short(folder, frozenset(state.withdrawn)),
    )  # fmt: skip
    found += [Finding(*row) for row in rows]
    return sorted(set(found), key=lambda f: (_LEVELS.index(f.level), f.where, f.what))


def _settings(root: Path) -> Iterator[Finding]:
    for key, near in settings_file.unknown_keys(root / settings_file.FILE):
        remedy = f"Is it {near}?" if near else "Take it out, unless another program reads it."
        yield Finding("warning", settings_file.FILE, f"nothing reads {key!r}", remedy)


# Sources -------------------------------------------------------------------------------------------------------------


def _sources(root: Path, sources: Sources, damaged: set[str]) -> Iterator[Finding]:
    """Read every source from the disk, not from what is remembered; fill `sources` with those that are whole.

    `damaged` gets the slugs of the others.
    """
    for place, read in ((TRANSCRIPTS, read_transcript), (SURVEYS, read_survey)):
        for path in records(root, place):
            where = "/".join(path.parts[-3:])
            try:
                source: Transcript | Survey = read(path)
            except Refused as error:
                damaged.add(path.stem)
                yield Finding("error", error.file, error.found, error.remedy)
                continue
            if source.id in sources:
                yield Finding("error", where, f"a second source is called {source.id!r}", "Delete one or rename it on import.")
            try:
                wrong = list(_turns(source) if isinstance(source, Transcript) else _answers(source))
            except Refused as error:  # the answers are read when they are first asked for
                damaged.add(path.stem)
                yield Finding("error", error.file, error.found, error.remedy)
                continue
            sources[source.id] = source
            for what in wrong:
                yield Finding("error", where, what, "Import the original again.")
        for path in sorted(root.glob(f"{place}/*/*")):
            lone = path.suffix in {".txt", ".parquet"} and not path.with_suffix(".json").is_file()
            if lone and is_slug(path.stem):
                yield Finding("warning", "/".join(path.parts[-3:]), "has no record beside it and is not used", "Import it again.")


def _turns(transcript: Transcript) -> Iterator[str]:
    end = 0
    for number, turn in enumerate(transcript.turns):
        if turn.index != number:
            yield f"turn {number} says it is number {turn.index}"
        if not 0 <= turn.start <= turn.end <= len(transcript.text):
            yield f"turn {number} lies outside the text"
        if turn.start < end:
            yield f"turn {number} begins before the one before it ends"
        end = max(end, turn.end)


def _answers(survey: Survey) -> Iterator[str]:
    frame = survey.answers
    missing = [name for name in _COLUMNS if name not in frame.columns]
    if missing:
        yield f"the answers have no column {', '.join(missing)}"
        return
    for name, count in sorted(Counter(frame["answer"].tolist()).items()):
        if count > 1:
            yield f"{count} answers are called {name!r}"
    for name, text, version in zip(*(frame[c].tolist() for c in ("answer", "text", "version")), strict=True):
        if not isinstance(text, str) or sha256_text(text) != version:
            yield f"answer {name!r} is not what was imported"
    asked = {question.id for question in survey.questions}
    for name in sorted(set(map(str, frame["question"].tolist())) - asked):
        yield f"answers to {name!r}, which is no question of it"


def _people(folder: Folder, sources: Sources) -> Iterator[Finding]:
    path = folder.root / people_file.FILE
    try:
        known = people_file.read(path)
    except Refused as error:
        yield Finding("error", f"{error.file}, {error.place}" if error.place else error.file, error.found, error.remedy)
        return
    everybody: set[str] = set()
    for source in sources.values():
        spoken = isinstance(source, Transcript)
        names = _speakers(source)
        missing = sorted(names - set(known))
        everybody |= names
        if spoken and names and folder.key_file.is_file() and not path.is_file():  # an import writes both
            remedy = "Restore it from a backup: it says who must not be quoted. Or write one: `workbench import … --kind people`."
            yield Finding("warning", people_file.FILE, "is not there: everybody counts as consenting", remedy)
        if missing and spoken and path.is_file():
            what = f"{', '.join(missing)} in {source.id} has no row"
            yield Finding("warning", people_file.FILE, what, "Add one: it says what they consent to.")
        elif missing and not spoken:
            what = f"{len(missing)} of {len(names)} respondents of {source.id} have no row: they count as consenting"
            yield Finding("note", people_file.FILE, what, "Add a row for whoever does not consent.")
    if keyless := missing_key(folder, sources.values()):
        yield Finding("warning", folder.key_file.name, keyless, "Put it there; names in it are not masked until then.")
    if silent := sorted(name for name in set(known) - everybody if name not in folder.state().withdrawn):
        listed = ", ".join(silent[:_SILENT]) + (f" and {len(silent) - _SILENT:,} more" if len(silent) > _SILENT else "")
        what = f"{listed} {'speaks' if len(silent) == 1 else 'speak'} in no source"
        yield Finding("note", people_file.FILE, what, "Import what is missing, or leave the row: it counts for nothing.")
    rounds = {r.id for r in folder.settings.rounds}
    for source in sources.values():
        if rounds and source.round not in rounds:
            yield Finding("warning", source.id, f"its round {source.round!r} is not in study.toml", "Add it under [[rounds]].")


def _speakers(source: Transcript | Survey) -> set[str]:
    if isinstance(source, Transcript):
        return {turn.participant for turn in source.turns if turn.participant}
    return set(map(str, source.answers.get("participant", ())))


# Acts ----------------------------------------------------------------------------------------------------------------


def _logs(root: Path, logs: Mapping[Path, LogFile]) -> Iterator[Finding]:
    for path, log in logs.items():
        where = f"log/{path.name}"
        level, remedy = _DAMAGED if not (log.newer or log.torn) else (_NEWER if log.newer else _TORN)
        for problem in log.problems:
            yield Finding(level, where, problem, remedy)
        coders = sorted({act.coder for act in log.acts})
        if len(coders) > 1:
            yield Finding("error", where, f"holds acts of {', '.join(coders)}", "A log has one writer: find out who edited it.")
        if any(after.lamport <= before.lamport for before, after in pairwise(log.acts)):
            what = "its lamport numbers do not grow: another program wrote it"
            yield Finding("warning", where, what, "The acts count; look whether their order is what was meant.")
        if "~" in path.stem:
            yield Finding("note", where, "acts made in another copy of the study on the same machine; they count")
    for path in sorted(root.glob("log/*.torn")):
        what = f"{path.stat().st_size} bytes that were set aside"
        yield Finding("note", f"log/{path.name}", what, "Look at them, then delete them.")


def _snapshot(folder: Folder, logs: Mapping[Path, LogFile]) -> Iterator[Finding]:
    """Compare the snapshot, if it would be believed, with what the acts it stands for add up to."""
    kept = snapshot.load(folder.cache)
    if kept is None:
        return
    acts: list[Act] = []
    for name, prefix in kept.logs.items():
        log = logs.get(folder.root / "log" / name)
        raw = log.path.read_bytes()[: prefix.size] if log else b""
        if log is None or hashlib.sha256(raw).hexdigest() != prefix.sha256:
            return  # it is not believed
        acts += log.acts[: prefix.count]
    if kept.state() != fold(acts):
        yield Finding("error", f".workbench/{snapshot.FILE}", "is not what the logs add up to", "Delete the folder .workbench.")


def _acts(state: State, acts: Iterable[Act]) -> Iterator[Finding]:
    for problem in state.problems:
        yield Finding("warning", "log", problem, "The act is left out; the others count.")
    for kind, count in sorted(state.unknown.items()):
        yield Finding("note", "log", f"{count} acts of the unknown kind {kind!r} are left alone")
    made = {act.id.partition(".")[0] for act in acts}
    for word, entries in (("removed", state.removed), ("edited", state.edited)):
        for coding, coder in sorted(entries.items()):
            yield Finding("note", f"coding {coding}", f"was {word} by {coder}, who did not make it")
    for kind, about in sorted(state.memos):
        if kind == "coding" and about.partition(".")[0] not in made:
            yield Finding("note", f"memo on coding {about}", "is on a coding that is not here")


def _passages(folder: Folder, state: State, sources: Sources, damaged: set[str]) -> Iterator[Finding]:
    """Look up the passage of every coding and example, and of what is in a theme.

    Those on a damaged source are well: it must be restored, and nobody should take them away.
    """
    waiting: Counter[str] = Counter()
    answers: dict[str, Mapping[str, str]] = {}
    for source in sources.values():
        if isinstance(source, Survey) and {"answer", "text"} <= set(source.answers.columns):
            answers[source.id] = dict(zip(source.answers["answer"].tolist(), source.answers["text"].tolist(), strict=True))
    versions: dict[tuple[str, str], tuple[str, int]] = {}
    made: list[tuple[str, _One]] = [(f"coding {key}", coding) for key, coding in sorted(state.codings.items())]
    made += [(f"example {key}", example) for key, example in sorted(state.examples.items())]
    made += [(f"placement {one.id}", one) for one in sorted(state.placed.values(), key=lambda one: one.id) if one.theme]
    for where, one in made:
        anchor, kind = one.anchor, where.partition(" ")[0]
        if anchor.source not in sources and slug(anchor.source) in damaged:
            waiting[anchor.source] += 1
            continue
        place = (anchor.source, anchor.item)
        if place not in versions:
            found = sources.get(anchor.source)
            text = found.text if isinstance(found, Transcript) else answers.get(anchor.source, {}).get(anchor.item)
            versions[place] = (sha256_text(text), len(text)) if isinstance(text, str) else ("", 0)
        version, length = versions[place]
        if version != anchor.version:
            what = "orphan, its text has changed since" if version else "orphan, its text is not here"
            remedy = f"{_AGAIN.get(kind, 'Choose another passage')}, or remove the {kind}."
            yield Finding("warning", where, what + _context(folder, one), remedy)
        elif anchor.end > length:
            yield Finding("error", where, f"orphan, lies beyond the end of its text: {_spot(one)}", f"Remove the {kind}.")
    for name, count in sorted(waiting.items()):
        remedy = "Leave them: they count again as soon as the source is restored."
        yield Finding("warning", name, f"is damaged, and {count} codings, examples or placements are on it", remedy)


def _carried(folder: Folder) -> Iterator[tuple[Level, str, str, str]]:
    """Yield a note for what was carried over edited words: right or not, only a person can say."""
    try:
        found = changed(folder)
    except Refused:
        return  # a damaged source, which is a finding of its own
    for one in found:
        where = f"{one.was.source}/{one.was.item}" if one.was.item else one.was.source
        what = f"stands on words that were edited since: {one.code} by {one.coder} in {where}"
        yield "note", f"{one.what} {one.id}", what, "Look at it: say that it is right, or put it where it belongs."


def _spot(one: _One) -> str:
    anchor, name = one.anchor, one.theme if isinstance(one, Placement) else one.code
    source = f"{anchor.source}/{anchor.item}" if anchor.item else anchor.source
    return f"{name} by {one.coder} at {source} {anchor.start}-{anchor.end}"


def _context(folder: Folder, one: _One) -> str:
    """Return where an orphan was, and its words if the old version was kept."""
    old = folder.store.old_text(one.anchor.source, one.anchor.version)
    words = "" if old is None else " ".join(old[one.anchor.start : one.anchor.end].split())
    shown = f": “{words[:_CONTEXT]}{'…' if len(words) > _CONTEXT else ''}”" if words else ""
    return f" ({_spot(one)}){shown}"


def _codes(folder: Folder, state: State) -> Iterator[Finding]:
    stages = {stage.id for stage in folder.settings.stages}
    used = Counter(coding.code for coding in state.codings.values())
    for code in sorted(state.codes.values(), key=lambda c: c.id):
        where = f"code {code.id}"
        name = code.id.partition(":")[2]
        if code.stage and code.stage not in stages:
            yield Finding("warning", where, f"its stage {code.stage!r} is not in study.toml", "Change one or the other.")
        if code.family == "stage" and name not in stages and used[code.id] and not code.retired:
            what = "is no stage of study.toml: what it marks is on no map"
            yield Finding("warning", where, what, "Add the stage, or merge the code.")
        if code.retired and used[code.id]:
            yield Finding("note", where, f"is retired and still marks {used[code.id]} passages", "Merge it into another code.")


# Results -------------------------------------------------------------------------------------------------------------


def _maps(folder: Folder) -> Iterator[Finding]:
    paths = sorted(folder.root.glob("maps/[!.]*.json"))
    if not paths:
        return
    try:
        digest = folder.digest()
    except UserError:
        digest = ""  # a source is damaged, which is a finding of its own
    for path in paths:
        where = f"maps/{path.name}"
        try:
            made_from = json.loads(path.read_text(encoding="utf-8-sig"))["made_from"]["digest"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            yield Finding("error", where, "is not a map, or is damaged", "Delete it and draw it again.")
            continue
        if digest and made_from != digest:
            yield Finding("warning", where, "is older than the data it was made from", "Draw it again.")
