"""Passages as plain dicts for the browser: words and what stands around them, whose they are, the codes on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from workbench.coding.query.ground import Ground
    from workbench.coding.query.traits import Traits
    from workbench.study.records import Participant
    from workbench.widgets.segments_list import Listing
    from workbench.widgets.segments_place import Passage, Placed

#: Digits of a version that the browser gives back with a passage.
VERSION = 12
_BEFORE, _QUOTE, _AFTER = 400, 1600, 400
_TURNS, _LONGEST_TURN, _LONGEST_ANSWER = 3, 2_000, 60_000
_MOST_TRAITS = 6


class Rows:
    """Makes rows of a listing.

    Parameters
    ----------
    traits
        What is known of people.
    people
        As ``participants.csv`` has them.
    placed
        The codings that may be seen.
    me
        Who looks.
    silent
        People who did not agree to be quoted: that is said beside their words.
    fallen
        Ids of codings that an adjudication set aside.
    """

    def __init__(
        self, traits: Traits, people: Mapping[str, Participant], placed: Placed, me: str, *, silent: Collection[str],
        fallen: Collection[str],
    ) -> None:  # fmt: skip
        self._traits, self._people, self._placed, self._me = traits, people, placed, me
        self._silent, self._fallen = silent, fallen

    def window(self, listing: Listing, start: int, end: int) -> list[dict[str, Any]]:
        """Return the entries of a list from one to before another."""
        entries = listing.entries[start:end]
        told = self._told(listing, [e for e in entries if e >= 0])
        out: list[dict[str, Any]] = []
        for entry in entries:
            if entry < 0:
                value, passages, people = listing.heads[-1 - entry]
                out.append({"group": value, "passages": passages, "people": people, "closed": value in listing.look.closed})
            else:
                out.append(self._row(listing, entry, told[entry]))
        return out

    def _row(self, listing: Listing, row: int, attributes: list[list[str]]) -> dict[str, Any]:
        passage, text, person = listing.passage(row), listing.words(row), listing.person(row)
        ground = listing.result.ground
        block = ground.blocks[ground.block(passage.source) or 0]
        low, high, at, date = 0, len(text), None, ""
        if isinstance(block.source, Transcript):
            touched = [t for t in block.source.turns if t.start < passage.end and passage.start < t.end]
            low = min([passage.start, *(t.start for t in touched)])
            high = max([passage.end, *(t.end for t in touched)])
            at, date = (touched[0].start_s if touched else None), block.source.date or ""
        start, end = max(low, passage.start - _BEFORE), min(high, passage.end + _AFTER)
        return {
            "id": passage.id, "v": passage.version[:VERSION], "person": person, "quiet": person in self._silent,
            "attributes": attributes, "source": passage.source, "title": block.source.title or passage.source, "item": passage.item,
            "kind": block.source.kind, "round": block.source.round, "date": date, "at": at, "asks": listing.asks(row),
            "before": ("…" if start > low else "") + text[start : passage.start],
            "quote": text[passage.start : min(passage.end, passage.start + _QUOTE)], "length": passage.end - passage.start,
            "after": text[passage.end : end] + ("…" if end < high else "") if passage.end - passage.start <= _QUOTE else "",
            "codings": self.codings(passage),
        }  # fmt: skip

    def _told(self, listing: Listing, rows: Sequence[int]) -> dict[int, list[list[str]]]:
        """Return name and value of what is known of the people of some passages."""
        import numpy as np

        names = [n for n, where in self._traits.names.items() if "attr." in where][:_MOST_TRAITS]
        found: dict[int, list[list[str]]] = {row: [] for row in rows}
        if not rows:
            return found
        ground = listing.result.ground
        people = np.array([ground.person(listing.person(r)) for r in rows], dtype=np.int64)
        units = np.array([listing.unit(r) for r in rows], dtype=np.int64)
        sources = ground.blocks_at(ground.starts[np.minimum(units, len(ground.starts) - 1)])
        for name in names:
            values = self._traits.trait(name).values
            for row, place in zip(rows, self._traits.at(name, people, units, sources).tolist(), strict=True):
                if place >= 0:
                    found[row].append([name, values[place]])
        return found

    def codings(self, passage: Passage) -> list[dict[str, Any]]:
        """Return the codings on a passage as the browser wants them."""
        return Rows.of(self._placed, self._me, self._fallen, passage)

    @staticmethod
    def of(placed: Placed, me: str, fallen: Collection[str], passage: Passage) -> list[dict[str, Any]]:
        """Return the codings on a passage as the browser wants them."""
        return [
            {"id": c.id, "code": c.code, "coder": c.coder, "mine": c.coder == me, "model": c.coder_kind == "model",
             "valence": c.valence, "stance": c.stance, "memo": c.memo, "at": c.at, "part": not passage.exactly(c),
             "fallen": c.id in fallen}
            for c in placed.on(passage)
        ]  # fmt: skip


def around(ground: Ground, passage: Passage, also: Sequence[tuple[int, int]] = ()) -> list[dict[str, Any]]:
    """Return what was said around a passage: the turns it touches and some before and after, or the whole answer.

    Parameters
    ----------
    ground
        The texts.
    passage
        Which.
    also
        Places in its text that matched beside it.
    """
    block = ground.blocks[ground.block(passage.source) or 0]
    source = block.source
    if not isinstance(source, Transcript):
        text = ground.words(*_answer(ground, passage))
        return [_turn(passage, also, 0, len(text), text, "", person=True, most=_LONGEST_ANSWER)]
    touched = [n for n, t in enumerate(source.turns) if t.start < passage.end and passage.start < t.end]
    low, high = (touched[0], touched[-1]) if touched else (0, -1)
    return [
        _turn(passage, also, t.start, t.end, source.text[t.start : t.end], t.speaker, person=t.participant is not None,
              most=_LONGEST_TURN)
        for t in source.turns[max(0, low - _TURNS) : high + 1 + _TURNS]
    ]  # fmt: skip


def _answer(ground: Ground, passage: Passage) -> tuple[int, int]:
    """Return where an answer stands on the line."""
    number = ground.block(passage.source) or 0
    block = ground.blocks[number]
    answers = block.source.answers["answer"]  # type: ignore[union-attr]  # asked of surveys only
    row = int((answers == passage.item).to_numpy().argmax())
    return int(ground.starts[block.unit + row]), int(ground.ends[block.unit + row])


def _turn(
    passage: Passage, also: Sequence[tuple[int, int]], start: int, end: int, text: str, speaker: str, *, person: bool, most: int
) -> dict[str, Any]:
    def inside(a: int, b: int) -> list[int] | None:
        return [max(a, start) - start, min(b, end) - start] if a < end and start < b else None

    mark = inside(passage.start, passage.end)
    cut = (
        0 if not mark or mark[1] <= most else max(0, min(mark[0] - most // 4, len(text) - most))
    )  # what is marked is never cut off
    shown = text[cut : cut + most]
    others = [m for a, b in also if (m := inside(a, b))]
    return {
        "speaker": speaker, "person": person, "text": shown, "more": len(text) - len(shown),
        "mark": _within(mark, cut, len(shown)), "also": [m for x in others if (m := _within(x, cut, len(shown)))],
    }  # fmt: skip


def _within(mark: list[int] | None, cut: int, length: int) -> list[int] | None:
    if mark is None:
        return None
    low, high = max(0, mark[0] - cut), min(length, mark[1] - cut)
    return [low, high] if low < high else None
