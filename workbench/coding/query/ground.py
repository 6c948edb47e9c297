"""A study laid out on one line: every text after the other, so that a place anywhere in it is one number.

Texts follow each other by source and answer with a gap of one, so no passage touches one of another text, and what lies
between two passages is found by two searches in sorted numbers, of however many texts. A *unit* is a turn or an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.study.errors import Refused
from workbench.study.kinds import UNCOUNTED
from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from workbench.study.folder import Folder
    from workbench.study.records import Coding, Survey

    Longs = np.ndarray[Any, np.dtype[np.int64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

PARTICIPANT, INTERVIEWER, MIXED = range(3)
SPEECH = ("participant", "interviewer", "mixed")
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Block:
    """One source on the line: its first place, its first unit, and how many units it has."""

    source: Transcript | Survey
    base: int
    unit: int
    units: int


class Ground:
    """The texts of a study, and who speaks where.

    Parameters
    ----------
    folder
        The study.

    Attributes
    ----------
    blocks
        The sources, by id.
    people
        Everybody who speaks or writes, sorted.
    starts, ends
        Of each unit, on the line.
    owner
        Of each unit: who speaks (a place in `people`, or `NOBODY`).
    put_to
        Of each unit: who speaks, or whom an interviewer's turn was put to.
    """

    def __init__(self, folder: Folder) -> None:
        import numpy as np

        self.folder = folder
        self.state = folder.state()
        sources: list[Transcript | Survey] = [*folder.transcripts(), *folder.surveys()]
        sources.sort(key=lambda s: s.id)
        names: set[str] = set()
        rows: dict[str, Any] = {}
        for source in sources:
            if isinstance(source, Transcript):
                names |= {t.participant for t in source.turns if t.participant}
            else:
                rows[source.id] = strings(source.answers["participant"]).dictionary_encode().combine_chunks()
                names |= {n for n in rows[source.id].dictionary.to_pylist() if n}
        self.people = sorted(names)
        self._index = {name: number for number, name in enumerate(self.people)}
        self.blocks: list[Block] = []
        parts: list[tuple[Any, ...]] = []
        place = unit = 0
        for source in sources:
            if isinstance(source, Transcript):
                part, length = self._spoken(source, place), len(source.text) + 1
            else:
                part, length = self._written(source, rows[source.id], place)
            self.blocks.append(Block(source, place, unit, len(part[0])))
            parts.append(part)
            place, unit = place + length, unit + len(part[0])
        columns = list(zip(*parts, strict=True)) if parts else [()] * 5
        empty = [np.empty(0, dtype=np.int64)]
        self.starts, self.ends, self.owner, self.put_to, self.turns = (np.concatenate([*empty, *c]) for c in columns)
        self.length = place
        self._bases = np.array([b.base for b in self.blocks], dtype=np.int64)
        self._by_id = {b.source.id: number for number, b in enumerate(self.blocks)}

    # Laying out ------------------------------------------------------------------------------------------------

    def _spoken(self, talk: Transcript, base: int) -> tuple[Any, ...]:
        import numpy as np

        turns = sorted(talk.turns, key=lambda t: (t.start, t.end))
        owner = [self._index[t.participant] if t.participant else NOBODY for t in turns]
        by_index = sorted(range(len(turns)), key=lambda n: turns[n].index)
        put_to = list(owner)
        before = NOBODY
        for n in by_index:  # the last participant before it ...
            before = owner[n] if owner[n] != NOBODY else before
            put_to[n] = before
        after = NOBODY
        for n in reversed(by_index):  # ... unless one speaks after it
            after = owner[n] if owner[n] != NOBODY else after
            put_to[n] = after if after != NOBODY else put_to[n]
        ends = np.maximum.accumulate(np.array([t.end for t in turns], dtype=np.int64)) if turns else np.empty(0, dtype=np.int64)
        starts = np.array([t.start for t in turns], dtype=np.int64)
        turn = np.array([t.index for t in turns], dtype=np.int64)
        return base + starts, base + ends, np.array(owner, dtype=np.int64), np.array(put_to, dtype=np.int64), turn

    def _written(self, survey: Survey, who: Any, base: int) -> tuple[tuple[Any, ...], int]:  # noqa: ANN401 (an arrow array)
        import numpy as np
        import pyarrow.compute as pc

        lengths = pc.fill_null(pc.utf8_length(strings(survey.answers["text"])), 0).to_numpy().astype(np.int64)
        ends = np.cumsum(lengths + 1, dtype=np.int64) - 1
        known = np.array([*(self._index.get(n, NOBODY) for n in who.dictionary.to_pylist()), NOBODY], dtype=np.int64)
        owner = known[pc.fill_null(who.indices, len(known) - 1).to_numpy(zero_copy_only=False).astype(np.int64)]
        length = int(ends[-1]) + 1 if len(ends) else 0
        return (base + ends - lengths, base + ends, owner, owner, np.zeros(len(ends), dtype=np.int64)), length

    # Finding one's way -----------------------------------------------------------------------------------------

    def block(self, source: str) -> int | None:
        """Return the number of a source; None if the study has none of that id."""
        return self._by_id.get(source)

    def person(self, name: str) -> int:
        """Return the number of a person; `NOBODY` if nobody of that name speaks or writes."""
        return self._index.get(name, NOBODY)

    def blocks_at(self, places: Longs) -> Longs:
        """Return the number of the source that each place is in."""
        import numpy as np

        # An empty survey has the base of its successor: the last of equals is the one with a text.
        return np.searchsorted(self._bases, places, side="right") - 1

    def touched(self, starts: Longs, ends: Longs) -> tuple[Longs, Longs]:
        """Return, for each passage, the first unit that it shares a code point with, and the one after the last."""
        import numpy as np

        first = np.searchsorted(self.ends, starts, side="right")
        return first, np.maximum(np.searchsorted(self.starts, ends, side="left"), first)

    def voices(self, starts: Longs, ends: Longs) -> tuple[Longs, Longs]:
        """Return, for each passage, whose it is and what speech: see `workbench.coding.frame.Place`.

        Whose it is: the first participant who speaks in it; where only an interviewer does, whom it was put to.
        """
        import numpy as np

        first, after = self.touched(starts, ends)
        safe = np.minimum(first, len(self.owner) - 1)
        if not len(self.owner):
            return np.full(len(starts), NOBODY), np.full(len(starts), INTERVIEWER)
        people = np.where(after > first, self.put_to[safe], NOBODY)
        speech = np.where((after > first) & (self.owner[safe] != NOBODY), PARTICIPANT, INTERVIEWER)
        for n in np.flatnonzero(after - first > 1):
            owners = self.owner[first[n] : after[n]]
            spoke = owners[owners != NOBODY]
            people[n] = spoke[0] if len(spoke) else self.put_to[after[n] - 1]
            speech[n] = MIXED if len(np.unique(owners)) > 1 else (PARTICIPANT if len(spoke) else INTERVIEWER)
        return people, speech

    def texts_of(self, places: Longs) -> Longs:
        """Return the number of the text (a transcript, an answer) that each place is in."""
        import numpy as np

        return np.searchsorted(self.texts, places, side="right") - 1

    @cached_property
    def texts(self) -> Longs:
        """Where each text (a transcript, an answer) begins."""
        import numpy as np

        found = [np.empty(0, dtype=np.int64)]
        for block in self.blocks:
            spoken = isinstance(block.source, Transcript)
            found.append(np.array([block.base]) if spoken else self.starts[block.unit : block.unit + block.units])
        return np.concatenate(found)

    @cached_property
    def asked(self) -> Mask:
        """Of each source: whether the people in it count as people of the study."""
        import numpy as np

        return np.array([b.source.kind not in UNCOUNTED for b in self.blocks], dtype=bool)

    @cached_property
    def heard(self) -> Mask:
        """Of each unit: whether a participant of the study speaks or writes in it."""
        import numpy as np

        blank = np.zeros(len(self.starts), dtype=bool)
        for block in self.blocks:
            if not isinstance(block.source, Transcript):
                blank[block.unit : block.unit + block.units] = _blank(block.source)
        sources = np.repeat(np.arange(len(self.blocks)), [b.units for b in self.blocks])
        heard: Mask = (self.owner != NOBODY) & ~blank & (self.asked[sources] if len(sources) else blank)
        return heard

    # Words -----------------------------------------------------------------------------------------------------

    def place(self, start: int, end: int) -> tuple[str, str, int, int]:
        """Return source, item, start and end of a passage in its own text."""
        block = self.blocks[int(self._block_of(start))]
        if isinstance(block.source, Transcript):
            return block.source.id, "", start - block.base, end - block.base
        row = self.row(block, start)
        base = int(self.starts[block.unit + row])
        return block.source.id, str(block.source.answers["answer"].iloc[row]), start - base, end - base

    def _block_of(self, place: int) -> int:
        import numpy as np

        return int(np.searchsorted(self._bases, place, side="right")) - 1

    def row(self, block: Block, place: int) -> int:
        """Return the row of the answer that a place of a survey is in."""
        import numpy as np

        return int(np.searchsorted(self.starts[block.unit : block.unit + block.units], place, side="right")) - 1

    def words(self, start: int, end: int) -> str:
        """Return the words of a passage."""
        block = self.blocks[self._block_of(start)]
        if isinstance(block.source, Transcript):
            return block.source.text[start - block.base : end - block.base]
        row = self.row(block, start)
        base = int(self.starts[block.unit + row])
        return str(block.source.answers["text"].iloc[row])[start - base : end - base]

    def lay(self, codings: Sequence[Coding]) -> tuple[Longs, Longs]:
        """Return start and end of codings on the line; -1 for those whose text is not here in that version."""
        import numpy as np

        starts, ends = np.full(len(codings), -1, dtype=np.int64), np.full(len(codings), -1, dtype=np.int64)
        in_surveys: dict[int, list[int]] = {}
        for n, coding in enumerate(codings):
            anchor = coding.anchor
            number = self._by_id.get(anchor.source)
            if number is None:
                continue
            block = self.blocks[number]
            if not isinstance(block.source, Transcript):
                in_surveys.setdefault(number, []).append(n)
            elif block.source.version == anchor.version and anchor.end <= len(block.source.text):
                starts[n], ends[n] = block.base + anchor.start, block.base + anchor.end
        for number, members in in_surveys.items():
            self._lay_answers(self.blocks[number], [codings[n] for n in members], np.array(members), starts, ends)
        return starts, ends

    def _lay_answers(self, block: Block, codings: Sequence[Coding], members: Longs, starts: Longs, ends: Longs) -> None:
        import numpy as np
        import pandas as pd

        answers = block.source.answers  # type: ignore[union-attr]  # surveys only
        ids = pd.Index(answers["answer"])
        if not ids.is_unique:  # another program wrote it: on which of the two a coding lies nobody knows
            raise Refused(block.source.id, "has answers with the same id", "`workbench check` lists them.")
        rows = ids.get_indexer([c.anchor.item for c in codings])
        held = answers["version"].to_numpy()
        first = np.array([c.anchor.start for c in codings], dtype=np.int64)
        last = np.array([c.anchor.end for c in codings], dtype=np.int64)
        here = np.array([row >= 0 and held[row] == c.anchor.version for row, c in zip(rows, codings, strict=True)], dtype=bool)
        base, stop = self.starts[block.unit + rows], self.ends[block.unit + rows]
        fits = here & (base + last <= stop)
        starts[members[fits]], ends[members[fits]] = (base + first)[fits], (base + last)[fits]


def strings(column: Any) -> Any:  # noqa: ANN401 (a column in, an arrow array out)
    """Return a column of texts as one arrow array."""
    import pyarrow as pa

    made = pa.array(column, type=pa.large_string(), from_pandas=True)
    return made if isinstance(made, pa.ChunkedArray) else pa.chunked_array([made])


def _blank(survey: Survey) -> Mask:
    """Say which answers hold nothing but white space."""
    import pyarrow.compute as pc

    stripped = pc.utf8_length(pc.utf8_trim_whitespace(strings(survey.answers["text"])))
    blank: Mask = pc.equal(pc.fill_null(stripped, 0), 0).to_numpy(zero_copy_only=False).astype(bool)
    return blank
