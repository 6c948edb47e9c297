"""The texts of a project as transcripts of a study: who speaks, under which pseudonym, and where every place went."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.coding.projects.back import Back
from workbench.coding.projects.records import Sync
from workbench.sources import store
from workbench.sources.corrections import reimport
from workbench.sources.ingest import TRANSCRIPT_KINDS
from workbench.sources.people.withdraw import refuse_withdrawn
from workbench.sources.transcripts import cast, placed
from workbench.sources.transcripts.draft import date_in
from workbench.sources.transcripts.placed import Moved
from workbench.study.canon import sha256_text
from workbench.study.errors import Refused, UserError
from workbench.study.names import slug, unique
from workbench.study.records import Anchor, Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.coding.projects.back import Own
    from workbench.coding.projects.records import Project, ProjectMemo, ProjectSource
    from workbench.sources.people.key import KeyFile
    from workbench.sources.transcripts.draft import Draft
    from workbench.sources.transcripts.placed import Spot
    from workbench.study.folder import Folder
    from workbench.study.records import Turn

_DIALOGUE = 2
#: What the memo is called in which the workbench hands on when turns began.
TIMES = "When each turn began"
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"(\d{2,4}):(\d\d):(\d\d\.\d{3}) at (\d{1,9}), .*")
#: Variables of a source that say what the study itself knows of a source.
ROUND, KIND, DATE = ("round", "wave"), ("kind",), ("date", "interview date", "date of interview")


@dataclass(frozen=True, slots=True)
class Options:
    """What the person said of the import.

    Attributes
    ----------
    round, kind, interviewers
        As for transcripts; a project may say round and kind itself.
    coders
        Coder by name of the user, where they differ.
    again
        Take what is missing also if this very file was taken before: the person says something new about it.
    """

    round: str = ""
    kind: str = ""
    interviewers: tuple[str, ...] = ()
    coders: Mapping[str, str] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A source of a project, as it is to be in the study.

    Attributes
    ----------
    source
        As the project has it.
    id, version
        Of the transcript whose places its codings are put on.
    status
        ``added``, ``new version``, ``unchanged``.
    fresh
        To be written; None if what is there stays.
    people
        Pseudonyms of those whose words are evidence.
    moved
        Where its places are in that transcript.
    notes
        What was decided.
    same
        Whether it came from this very file before.
    own
        If it is a text of the study that comes back: which.
    """

    source: ProjectSource
    id: str
    version: str
    status: str
    fresh: Transcript | None
    people: tuple[str, ...]
    turns: int
    moved: Moved = field(default_factory=Moved)
    notes: tuple[str, ...] = ()
    same: bool = False
    own: Own | None = None

    def anchor(self, start: int, end: int) -> tuple[Anchor | None, bool]:
        """Return where a passage of the source is in the study (None if its words are not there), and if that is all of it."""
        if self.own is not None:
            return self.own.anchor(start, end)
        return Anchor(self.id, "", self.version, *self.moved.span(start, end)), True


class Texts:
    """Plans the transcripts of a project; nothing is written, but `held` learns who is new.

    Parameters
    ----------
    folder, held
        The study and its key.
    project
        As read.
    file
        What it is called.
    digest
        sha256 of its bytes.
    options
        What the person said.
    """

    def __init__(self, folder: Folder, held: KeyFile, project: Project, file: str, digest: str, options: Options) -> None:
        self._folder, self._held, self._project = folder, held, project
        self._file, self._digest, self._options = file, digest, options
        self._shown = store.without_names(file, held)
        self._known = folder.transcripts()
        self._taken = {t.id for t in self._known} | {s.id for s in folder.surveys()}
        self._claimed: set[str] = set()
        self._variables = {v.id: v.name for v in project.variables}
        cases: dict[str, list[str]] = {}
        for case in project.cases:
            for source in case.sources:
                cases.setdefault(source, []).append(case.name)
        self._case = {source: names[0] for source, names in cases.items() if len(names) == 1 and names[0].strip()}

    def plan(self) -> list[Text]:
        """Return every source that has a text, in the order of the project.

        Raises
        ------
        UserError
            If it is not said which round a source belongs to.
        Refused
            If a text is of somebody who withdrew.
        """
        texts = [s for s in self._project.sources if s.text.strip()]
        back = Back(self._folder)
        found = [self._own(s, own) if (own := back.find(s)) is not None else self._text(s) for s in texts]
        self._shown = store.without_names(self._file, self._held)  # now everybody in it is known
        return [replace(t, fresh=self._named(t.fresh)) if t.fresh is not None else t for t in found]

    def _named(self, fresh: Transcript) -> Transcript:
        """Return a transcript that says what file it came from, without anybody's name."""
        options = fresh.origin["options"]
        project = {**options["project"], "file": self._shown}
        return replace(fresh, origin={**fresh.origin, "file": self._shown, "options": {**options, "project": project}})

    def _own(self, source: ProjectSource, own: Own) -> Text:
        """Return a text of the study that comes back: nothing of it is written."""
        self._claimed.add(own.source)
        return Text(source, own.source, "", "unchanged", None, own.people, len(own.parts), own=own)

    def _text(self, source: ProjectSource) -> Text:
        raw = source.text.encode("utf-8", "replace")
        digest = store.sha256(raw)
        refuse_withdrawn(self._folder, digest, self._file)
        found = self._found(source, digest)
        if found is not None and found.version == sha256_text(source.text) and _project(found).get("source") != source.id:
            self._claimed.add(found.id)  # the study's own text, under its pseudonyms
            return Text(source, found.id, found.version, "unchanged", None, _people(found), len(found.turns))
        draft, spots = placed.read(source.text, source.name)
        made = self._cast(source, draft)
        text, turns, moved = placed.assemble(source.text, draft.utterances, spots, made.shown)
        turns = _timed(turns, spots, source.syncs or _moments(self._project, source.id))
        facts = self._facts(source)
        round_ = found.round if found else self._round(facts)
        date = next((day for name in DATE if (day := date_in(facts.get(name, "")))), None) or draft.date
        kind = self._kind(facts, made.participants)
        options = {"kind": kind, "encoding": None, "speakers": list(made.shown), "project": self._told(source)}
        origin = {"file": self._shown, "path": None, "sha256": digest, "format": "txt", "options": options}
        name = found.id if found else unique(_id(made.participants, kind, date, round_), self._taken)
        self._taken.add(name)
        self._claimed.add(name)
        title = cast.title(kind, made.participants, date, round_)
        fresh = Transcript(name, kind, round_, title, date, text, sha256_text(text), turns, origin)
        notes = (*(n for n in draft.notes if "left out" not in n), *made.notes)  # nothing is: the text stays whole
        if found is None:
            return Text(source, name, fresh.version, "added", fresh, made.participants, len(turns), moved, notes)
        return self._again(source, found, fresh, moved, notes)

    def _again(self, source: ProjectSource, found: Transcript, fresh: Transcript, moved: Moved, notes: tuple[str, ...]) -> Text:
        """Return what becomes of a transcript that is here already."""
        was = reimport.as_imported(self._folder, found)
        people = _people(fresh)
        if (was.version, was.turns, was.kind, was.date) == (fresh.version, fresh.turns, fresh.kind, fresh.date):
            fresh = self._named(fresh)
            same = found.origin == fresh.origin
            kept = None if same else replace(found, origin=fresh.origin)
            before = _project(found).get("sha256") == self._digest
            return Text(source, found.id, fresh.version, "unchanged", kept, people, len(fresh.turns), moved, notes, before)
        if who := reimport.since(self._folder, found):
            notes += (f"corrections made in the study {who}, were replaced; restore brings them back",)
        fresh = reimport.following(self._folder, found, fresh)
        return Text(source, found.id, fresh.version, "new version", fresh, people, len(fresh.turns), moved, notes)

    def _found(self, source: ProjectSource, digest: str) -> Transcript | None:
        """Return the transcript that this source is already, or was before it was edited."""
        free = [t for t in self._known if t.id not in self._claimed]
        version = sha256_text(source.text)
        unique_id = _GUID.fullmatch(source.id) is not None  # others count from 1 in each project
        fitting: tuple[Callable[[Transcript], bool], ...] = (
            lambda t: _project(t).get("source") == source.id and (unique_id or self._common(t, source)),
            lambda t: t.version == version,
            lambda t: t.origin.get("sha256") == digest,
            lambda t: _project(t).get("file") == self._shown and self._common(t, source),
        )
        return next((t for fits in fitting for t in free if fits(t)), None)

    def _common(self, old: Transcript, source: ProjectSource) -> bool:
        said = [line for t in old.turns for line in old.text[t.start : t.end].split("\n")]
        lines = [line for line in source.text.split("\n") if line.strip()]
        return store.in_common(said, [*lines, *(line.partition(": ")[2] for line in lines)])  # behind the label of who speaks

    def _cast(self, source: ProjectSource, draft: Draft) -> cast.Cast:
        case = self._case.get(source.id, "")
        called = case or source.name.strip() or "somebody"
        told: dict[str, Any] = {"called": called, "file": self._file, "interviewers": self._options.interviewers}
        people = [x for x in cast.order(draft.utterances) if x]
        if case and len(people) <= _DIALOGUE:
            try:
                return cast.assign(draft, self._held, participant=case, **told)
            except Refused:  # the case is nobody who speaks here
                pass
        try:
            made = cast.assign(draft, self._held, **told)
        except Refused:  # everybody asks: a text of the researchers', such as notes
            shown = tuple(cast.INTERVIEWER for _ in cast.order(draft.utterances))
            return cast.Cast(shown, (), ("nobody in it is a participant",))
        alone = [p for p in made.participants if case and len(made.participants) == 1]
        for pseudonym in alone:
            self._held.add_aliases(pseudonym, [case])
        return made

    def _facts(self, source: ProjectSource) -> dict[str, str]:
        return {self._variables.get(v.variable, "").strip().casefold(): v.text.strip() for v in source.values}

    def _round(self, facts: Mapping[str, str]) -> str:
        if self._options.round.strip():
            return self._options.round
        said = next((facts[name] for name in ROUND if facts.get(name)), "")
        if not said:
            raise UserError(f"{self._file} does not say which round its sources belong to. Say it, as --round 2026-Q1.")
        return next((r.id for r in self._folder.settings.rounds if said in {r.id, r.label}), said)

    def _kind(self, facts: Mapping[str, str], people: Sequence[str]) -> str:
        said = self._options.kind or next((facts[name] for name in KIND if facts.get(name) in TRANSCRIPT_KINDS), "interview")
        return "meeting" if said == "interview" and len(people) > 1 else said

    def _told(self, source: ProjectSource) -> dict[str, Any]:
        """Return what is kept with a transcript of the project it came from: how it was read, and what did not come in."""
        from workbench.coding.projects.dialects import said

        reading = self._project.reading
        return {
            "file": self._shown, "sha256": self._digest, "source": source.id, "origin": self._project.origin[:80],
            "offsets": said(reading) if reading.unit != "utf8" else "utf8", "score": reading.score, "margin": reading.margin,
            "standing": reading.standing, "losses": [[x.what, x.count, x.why] for x in self._project.losses],
        }  # fmt: skip


def _project(found: Transcript) -> dict[str, Any]:
    """Return what is kept of the project a transcript came from; nothing if it came from none."""
    options = found.origin.get("options", {})
    told = options.get("project", {}) if isinstance(options, dict) else {}
    return told if isinstance(told, dict) else {}


def _people(found: Transcript) -> tuple[str, ...]:
    return tuple(sorted({t.participant for t in found.turns if t.participant}))


def _id(people: Sequence[str], kind: str, date: str | None, round_: str) -> str:
    if len(people) == 1:
        return slug(f"{people[0]}-{round_}")
    return slug(f"{kind}-{date}-{round_}" if date else f"{kind}-{round_}")


def tells_times(memo: ProjectMemo) -> bool:
    """Say whether a memo is none of a person's: the workbench writes the times of turns so, which have no other place."""
    return memo.about == "source" and memo.name == TIMES and all(_MOMENT.fullmatch(line) for line in memo.text.split("\n"))


def _moments(project: Project, source: str) -> tuple[Sync, ...]:
    """Return when turns of a source began, as far as a memo of the workbench says so."""
    said = (m for memo in project.memos if memo.target == source and tells_times(memo) for m in memo.text.split("\n"))
    found = [m for line in said if (m := _MOMENT.fullmatch(line))]
    return tuple(Sync("", round((int(m[1]) * 60 + int(m[2])) * 60_000 + float(m[3]) * 1000), int(m[4])) for m in found)


def _timed(turns: tuple[Turn, ...], spots: Sequence[Spot], syncs: Sequence[Sync]) -> tuple[Turn, ...]:
    """Return turns with the times at which the project knows they were said."""
    if not syncs:
        return turns
    at, out, before = [s.at for s in syncs], [], 0
    for turn, spot in zip(turns, spots, strict=True):
        first, behind = bisect_right(at, spot.start) - 1, bisect_left(at, spot.end)
        begun = syncs[first].ms / 1000 if first >= 0 and at[first] >= before else None
        ended = syncs[behind].ms / 1000 if behind < len(at) else None
        out.append(replace(turn, start_s=turn.start_s if begun is None else begun, end_s=turn.end_s if ended is None else ended))
        before = spot.end
    return tuple(out)
