"""``.qdpx`` and ``.qde``: a project as REFI-QDA 1.5 has it, out of NVivo, MAXQDA, ATLAS.ti, QualCoder, Potato and others.

How the file counts places is found from the file (`workbench.coding.projects.dialects`), and the reading is kept with the
project. What cannot be had is counted and named. A path that leads out of the archive is never followed: a text behind one is
refused, a recording or a picture is a loss.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from workbench.coding.projects import dialects, qde_read
from workbench.coding.projects.archive import Archive, outside
from workbench.coding.projects.counted import Counted, decoded
from workbench.coding.projects.dialects import Mark
from workbench.coding.projects.passages import Passages
from workbench.coding.projects.records import Loss, Project, ProjectSource, Sync, User
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.coding.projects.records import SourceKind
    from workbench.coding.projects.written import Qde, Source

#: No text of a project is longer (bytes): a day of talk is about 1 MB.
MAX_TEXT = 16 * 2**20
_AGAIN = "Export the project again, with its sources in it."
_PLACE = 1 << 40


def read(raw: bytes, name: str, *, offsets: str = "") -> Project:
    """Return what a project holds.

    Parameters
    ----------
    raw
        The ``.qdpx``, or the ``.qde`` out of one.
    name
        Of the file, for messages.
    offsets
        How the file counts places, if somebody knows: see `workbench.coding.projects.dialects.told`.

    Returns
    -------
    Project
        Its `reading` says how places were counted and how sure that is; `losses` what is not in it.

    Raises
    ------
    Refused
        If it is no whole archive with one project in it, is hostile, or a text of it lies outside of the archive.
    UserError
        If `offsets` is not understood.
    """
    given = dialects.told(offsets)
    archive = Archive(raw, name)
    return _Reader(archive, qde_read.read(archive.qde, name), name).project(given)


class _Reader:
    """Puts a project together."""

    def __init__(self, archive: Archive, made: Qde, name: str) -> None:
        self._archive, self._made, self._name = archive, made, name
        self._lost: Counter[tuple[str, str]] = Counter()
        self._texts: list[Counted] = []
        self._ids: set[str] = set()
        self._sources: list[tuple[Source, ProjectSource, int]] = []  # as written, as kept, which text; -1 for none

    def project(self, given: dict[str, object]) -> Project:
        """Return it all."""
        made = self._made
        for number, source in enumerate(made.sources, 1):
            self._source(source, f"source {number}")
        for number, note in enumerate(made.notes, 1):
            self._note(note, f"note {number}")
        marks, owners = self._marks()
        reading = dialects.choose(self._texts, marks, given=given, origin=made.origin)
        placed = dialects.place(reading.texts, marks, reading.dialect)
        syncs = {s.id: self._synced(s, t, reading) for s, _, t in self._sources if t >= 0 and s.syncs}
        passages = Passages(made, self._lost)
        passages.take(
            [(s, kept.text, syncs.get(s.id, ())) for s, kept, _ in self._sources],
            {owner: (int(placed.start[n]), int(placed.end[n])) for n, owner in enumerate(owners)},
        )
        sources = tuple(replace(kept, syncs=syncs.get(s.id, ())) for s, kept, _ in self._sources)
        self._rest()
        return Project(
            made.name, made.origin, made.created, made.text, _users(made, passages), tuple(made.codes), sources,
            passages.codings, passages.memos, tuple(made.cases), tuple(made.variables), tuple(made.links), tuple(made.sets),
            tuple(sorted(Loss(what, count, why) for (what, why), count in self._lost.items())), reading.dialect,
        )  # fmt: skip

    # Sources -----------------------------------------------------------------------------------------------------

    def _source(self, source: Source, place: str) -> None:
        """Take a source with its texts: of a recording or a PDF each text is a source of its own kind."""
        if source.kind == "text":
            self._add(source, "text", source.name, "", place)
            return
        kind = cast("SourceKind", source.kind)
        if not source.texts:
            why = "there is no text of it in the project"
            self._lost[f"{'pictures' if kind == 'picture' else 'PDF files' if kind == 'pdf' else 'recordings'}", why] += 1
            self._sources.append((source, _kept(source, kind, source.name), -1))
            return
        if kind != "pdf":
            self._lost["recordings", "the words of their transcripts are taken, the recordings are not"] += 1
        for text in source.texts:
            text.values += source.values
            text.notes += source.notes if text is source.texts[0] else []
            text.user, text.created = text.user or source.user, text.created or source.created
            text.text = text.text or source.text
            self._add(text, kind, text.name or source.name, source.id, place)

    def _add(self, source: Source, kind: SourceKind, name: str, recording: str, place: str) -> None:
        if source.id in self._ids or not source.id:  # an identity has one owner
            source.id = f"{source.id}#{len(self._ids) + 1}"
        self._ids.add(source.id)
        counted = self._text(source, place)
        kept = replace(_kept(source, kind, name), recording=recording)
        if counted is None:
            self._lost["sources without a text", "the project names a text that is not in it"] += 1
            self._sources.append((source, kept, -1))
            return
        self._texts.append(counted)
        self._sources.append((source, replace(kept, text=counted.text, file=source.plain), len(self._texts) - 1))

    def _text(self, source: Source, place: str) -> Counted | None:
        """Return the text of a source: the plain one, the one inside the project file, or what a Word file says."""
        if source.plain and outside(source.plain):
            raise Refused(self._name, "a text that lies outside of the archive", _AGAIN, place)
        rich = source.rich and not outside(source.rich)
        if source.plain and (key := self._archive.find(source.plain)):
            if source.rich:
                self._lost["formatted versions of texts", "the plain text beside each is taken"] += 1
            return Counted.of(decoded(self._bytes(key, place), self._name, place))
        if source.content is not None:
            return Counted.of(source.content, inline=True)
        if rich and (key := self._archive.find(source.rich)):
            return self._document(key, place)
        if source.rich and not rich:
            raise Refused(self._name, "a text that lies outside of the archive", _AGAIN, place)
        return None

    def _note(self, note: Source, place: str) -> None:
        """Fetch the words of a note that lie in a file of their own."""
        if note.content is not None or not (note.plain or note.rich):
            return
        if outside(note.plain) or (note.rich and outside(note.rich)):
            self._lost["notes", "their words lie outside of the archive"] += 1
            note.plain = note.rich = ""
        elif (counted := self._text(note, place)) is not None:
            note.content = counted.text

    def _bytes(self, key: str, place: str) -> bytes:
        if self._archive.size(key) > MAX_TEXT:
            found = f"a text of {self._archive.size(key) / 2**20:,.0f} MB, and the limit is {MAX_TEXT / 2**20:,.0f} MB"
            raise Refused(self._name, found, "Split it.", place)
        return self._archive.read(key)

    def _document(self, key: str, place: str) -> Counted | None:
        """Return the words of a Word file or of RTF that has no plain text beside it."""
        from workbench.sources.transcripts.docx import read_docx
        from workbench.sources.transcripts.rtf import read_rtf

        file = self._archive.file(key)
        readers = {"docx": read_docx, "rtf": read_rtf}
        reader = readers.get(file.rpartition(".")[2].casefold())
        return None if reader is None else Counted.of(reader(self._bytes(key, place), name=file)[2], inline=True)

    def _synced(self, source: Source, text: int, reading: dialects.Reading) -> tuple[Sync, ...]:
        """Return the points of a transcript at which its recording is known, in the order of the text."""
        known = [(key, int(ms), int(at)) for key, ms, at in source.syncs if _whole(ms) and _whole(at)]
        if lost := len(source.syncs) - len(known):
            self._lost["moments of a recording", "a number is missing or is none"] += lost
        marks = [Mark(text, at, at) for _, _, at in known]
        exclusive = replace(reading.dialect, inclusive=False)
        starts = dialects.place(reading.texts, marks, exclusive).start
        length = len(reading.texts[text].text)
        points = [Sync(key, ms, min(max(int(at), 0), length)) for (key, ms, _), at in zip(known, starts, strict=True)]
        return tuple(sorted(points, key=lambda p: (p.at, p.ms, p.id)))

    # Passages ----------------------------------------------------------------------------------------------------

    def _marks(self) -> tuple[list[Mark], list[int]]:
        """Return every passage of a text as the file counts it, and which selection it is, by identity of the object."""
        marks, owners = [], []
        for source, _, text in self._sources:
            for selection in source.selections if text >= 0 else ():
                if selection.kind == "PlainTextSelection" and _whole(selection.start) and _whole(selection.end):
                    marks.append(Mark(text, int(selection.start), int(selection.end), selection.name))
                    owners.append(id(selection))
        return marks, owners

    def _rest(self) -> None:
        """Name what the reader has no place for."""
        for tag, count in self._made.other.items():
            what = {"Graph": "graphs"}.get(tag, f"elements called {tag[:40]}")
            self._lost[what, "there is no place for them"] += count


def _kept(source: Source, kind: SourceKind, name: str) -> ProjectSource:
    return ProjectSource(
        source.id, name, kind, description=source.text, user=source.user, created=source.created, values=tuple(source.values),
    )  # fmt: skip


def _users(made: Qde, passages: Passages) -> tuple[User, ...]:
    """Return everybody who is named, and those who coded without being listed."""
    known = {user.id for user in made.users}
    coded: Iterable[str] = (c.user for c in passages.codings)
    missing = dict.fromkeys(user for user in coded if user and user not in known)
    return (*made.users, *(User(user, "") for user in missing))


def _whole(number: str) -> bool:
    plain = number.strip().removeprefix("-")
    return plain.isdecimal() and plain.isascii() and len(plain) <= 12 and abs(int(plain)) < _PLACE  # noqa: PLR2004 (as many digits)
