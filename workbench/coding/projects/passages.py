"""Passages of a REFI-QDA project as codings and memos: whatever kind of selection they are written as, once each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.coding.projects.noted import unfold
from workbench.coding.projects.records import ProjectCoding, ProjectMemo
from workbench.sources.text import clean

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

    from workbench.coding.projects.records import About, Sync
    from workbench.coding.projects.written import Coded, Qde, Selection, Source

    Place = tuple[int, int]

#: A name of an area this long is its words, if they stand in the text once.
_WORDS = 12
_GONE = {
    "PDFSelection": ("areas of PDF pages", "an area has no words that could be found in the text"),
    "PictureSelection": ("areas of pictures", "pictures are not taken"),
    "AudioSelection": ("stretches of recordings", "no transcript says which words they are"),
    "VideoSelection": ("stretches of recordings", "no transcript says which words they are"),
    "TranscriptSelection": ("stretches of transcripts", "they name moments that are not in the transcript"),
}


class Passages:
    """Gathers codings and memos.

    Parameters
    ----------
    made
        The project file.
    lost
        Counts what does not come in, by what it is and why.
    """

    def __init__(self, made: Qde, lost: Counter[tuple[str, str]]) -> None:
        self._made, self._lost = made, lost
        self._codes = {code.id for code in made.codes}
        self._notes = {note.id: note for note in made.notes}
        self._used: set[str] = set()
        self._codings: dict[tuple[str, int, int, str, str], ProjectCoding] = {}
        self._memos: list[ProjectMemo] = []
        for note in made.notes:
            inside = len(note.codings) + sum(max(1, len(s.codings)) for s in note.selections)
            if inside:
                lost["codings of notes", "notes are memos here, and memos are not coded"] += inside

    @property
    def codings(self) -> tuple[ProjectCoding, ...]:
        """Every coding, in the order of the file."""
        return tuple(self._codings.values())

    @property
    def memos(self) -> tuple[ProjectMemo, ...]:
        """Every memo: on passages, on what else there is, and those about nothing."""
        return tuple(self._memos)

    def take(self, sources: Sequence[tuple[Source, str, tuple[Sync, ...]]], placed: Mapping[int, Place]) -> None:
        """Take what is in the sources, given their texts and the places of selections by identity of the object."""
        above = {id(text): source for source in self._made.sources for text in source.texts}
        for source, text, syncs in sources:
            owner = above.get(id(source))
            selections = [*source.selections, *(owner.selections if owner and source is owner.texts[0] else ())]
            codings = [*source.codings, *(owner.codings if owner and source is owner.texts[0] else ())]
            for selection in selections:
                place = placed.get(id(selection)) or _elsewhere(selection, text, syncs)
                self._selection(source, selection, place, len(text))
            if text and codings:
                for coded in codings:
                    self._coding(source, coded, (0, len(text)), "", "", "")
            elif codings:
                self._lost["codings of whole sources", "the source has no text here"] += len(codings)
            self._about("source", source.id, source.notes)
        for kind, target, key in self._made.noted:
            self._about(kind, target, [key])  # type: ignore[arg-type]
        for note in self._made.notes:
            if note.id not in self._used:
                self._memo(note, "free", "")

    def _selection(self, source: Source, selection: Selection, place: Place | None, length: int) -> None:
        many = max(1, len(selection.codings))
        if place is None:
            what, why = _GONE.get(selection.kind, ("passages", "their places are no numbers"))
            self._lost[what if length else "passages", why if length else "the source has no text here"] += many
            return
        start, end = place
        if start < 0 or end > length or end < start:
            self._lost["passages", "they lie outside of their text"] += many
            return
        if start == end:
            self._lost["passages", "they hold no character"] += many
            return
        notes = [self._notes[n] for n in selection.notes if n in self._notes]
        self._used |= {n.id for n in notes}
        said = clean(selection.text)[0].strip()
        alone = said if len(selection.codings) == 1 else ""
        for coded in selection.codings:
            self._coding(source, coded, place, selection.user, selection.id, alone)
        if said and not alone and said not in map(_said, notes):
            self._memos.append(ProjectMemo(
                selection.id, said, "passage", source.id, "", selection.user, selection.created, start, end))  # fmt: skip
        for note in notes:
            self._memo(note, "passage", source.id, place)
        if not selection.codings and not said and not notes:
            self._lost["passages", "they have neither a code nor a memo"] += 1

    def _coding(self, source: Source, coded: Coded, place: Place, user: str, selection: str, said: str) -> None:
        notes = [self._notes[n] for n in coded.notes if n in self._notes]
        self._used |= {n.id for n in notes}
        if coded.code not in self._codes:
            self._lost["codings", "their code is not in the codebook"] += 1
            return
        words = [w for n in notes if (w := _said(n))]
        twice = said in {unfold(w)[0] for w in words}  # we write a note in both places: not every program looks in each
        note, stance, valence = unfold("\n\n".join([said, *words] if said and not twice else words))
        who = coded.user or user or self._made.user
        key = (source.id, *place, coded.code, who)
        if (known := self._codings.get(key)) is not None:
            self._lost["codings", "the same code by the same person on the same passage: one is kept"] += 1
            both = "\n\n".join(dict.fromkeys(filter(None, (known.note, note))))
            self._codings[key] = replace(known, note=both)
            return
        self._codings[key] = ProjectCoding(
            coded.id, source.id, *place, coded.code, who, coded.created, note, stance, valence, selection
        )

    def _about(self, kind: About, target: str, notes: Sequence[str]) -> None:
        for note in notes:
            if note in self._notes:
                self._memo(self._notes[note], kind, target)

    def _memo(self, note: Source, kind: About, target: str, place: Place = (0, 0)) -> None:
        self._used.add(note.id)
        if words := _said(note):
            self._memos.append(ProjectMemo(note.id, words, kind, target, note.name, note.user, note.created, *place))
        elif note.plain or note.rich:
            self._lost["notes", "their text lies in a file of its own that is not read"] += 1


def _said(note: Source) -> str:
    """Return what a note says."""
    return clean(note.content if note.content is not None else note.text)[0].strip()


def _elsewhere(selection: Selection, text: str, syncs: Sequence[Sync]) -> Place | None:
    """Return where a selection is that is not written as a place of the text; None if that cannot be said."""
    if not text:
        return None
    if selection.kind == "TranscriptSelection":
        at = {s.id: s.at for s in syncs}
        first, last = at.get(selection.start.strip("{} ").casefold()), at.get(selection.end.strip("{} ").casefold())
        return None if first is None or last is None else (first, last)
    if selection.kind in {"AudioSelection", "VideoSelection"} and syncs:
        begin, end = selection.start.strip(), selection.end.strip()
        return _spoken(text, syncs, int(begin), int(end)) if begin.isdecimal() and end.isdecimal() else None
    if selection.kind == "PDFSelection" and len(selection.name) >= _WORDS and text.count(selection.name) == 1:
        at_ = text.index(selection.name)
        return at_, at_ + len(selection.name)
    return None


def _spoken(text: str, syncs: Sequence[Sync], begin: int, end: int) -> Place | None:
    """Return the words spoken in a stretch of time: from the last moment known before it to the first after it."""
    before = [s.at for s in syncs if s.ms <= begin]
    after = [s.at for s in syncs if s.ms >= end]
    start, stop = max(before, default=0), min(after, default=len(text))
    words = text[start:stop]
    start += len(words) - len(words.lstrip())
    stop -= len(words) - len(words.rstrip())
    return (start, stop) if start < stop else None
