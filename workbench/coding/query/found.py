"""Passages as columns of numbers: what a query finds, before anybody asks for a quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.coding.query.ground import Ground, Longs, Mask
    from workbench.study.records import Coding

NO_CODING = -1
_COLUMNS = ("starts", "ends", "people", "speech", "part_starts", "part_ends", "part_codings", "part_own")


class Codings:
    """The codings of a study on its line, in order; those whose text is not here any more are left out.

    Parameters
    ----------
    ground
        The texts.
    codings
        In any order.

    Attributes
    ----------
    records
        The codings, sorted by place, code, coder and id.
    starts, ends
        On the line.
    people, speech
        Whose words, and whether a participant or an interviewer speaks: see `Ground.voices`.
    orphans
        How many were left out.
    """

    def __init__(self, ground: Ground, codings: Sequence[Coding]) -> None:
        starts, ends = ground.lay(codings)
        there = [n for n in range(len(codings)) if starts[n] >= 0]
        there.sort(key=lambda n: (starts[n], ends[n], codings[n].code, codings[n].coder, codings[n].id))
        self.records = [codings[n] for n in there]
        self.starts, self.ends = starts[there], ends[there]
        self.people, self.speech = ground.voices(self.starts, self.ends)
        self.orphans = len(codings) - len(there)


@dataclass(frozen=True)
class Found:
    """Passages, sorted by place.

    Attributes
    ----------
    starts, ends
        On the line.
    people, speech
        Whose words, and who speaks.
    edges
        The parts of passage `i` are `edges[i]` to `edges[i + 1]`.
    part_starts, part_ends
        What matched, to be marked.
    part_codings
        The coding a part comes from, or `NO_CODING`.
    part_own
        Whether a part is of the passage itself, and not of what it stands near to.
    """

    starts: Longs
    ends: Longs
    people: Longs
    speech: Longs
    edges: Longs
    part_starts: Longs
    part_ends: Longs
    part_codings: Longs
    part_own: Mask

    def __len__(self) -> int:
        return len(self.starts)

    @classmethod
    def simple(cls, starts: Longs, ends: Longs, people: Longs, speech: Longs, codings: Longs | None = None) -> Found:
        """Return passages of one part each."""
        import numpy as np

        marked = np.full(len(starts), NO_CODING, dtype=np.int64) if codings is None else codings
        own = np.ones(len(starts), dtype=bool)
        return cls(starts, ends, people, speech, np.arange(len(starts) + 1), starts, ends, marked, own)

    def take(self, rows: Longs) -> Found:
        """Return some passages, in the order given."""
        import numpy as np

        sizes = self.edges[rows + 1] - self.edges[rows]
        edges = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        parts = np.arange(edges[-1]) + np.repeat(self.edges[rows] - edges[:-1], sizes)
        return Found(
            self.starts[rows], self.ends[rows], self.people[rows], self.speech[rows], edges, self.part_starts[parts],
            self.part_ends[parts], self.part_codings[parts], self.part_own[parts],
        )  # fmt: skip

    def where(self, mask: Mask) -> Found:
        """Return the passages for which `mask` holds."""
        import numpy as np

        return self if mask.all() else self.take(np.flatnonzero(mask))

    def owners(self) -> Longs:
        """Return, for each part, which passage it is of."""
        import numpy as np

        return np.repeat(np.arange(len(self)), np.diff(self.edges))

    def beside(self, other: Found, partners: Longs) -> Found:
        """Return the same passages, each with the parts of its partner marked as well (-1: it has none)."""
        import numpy as np

        has = np.flatnonzero(partners >= 0)
        theirs = other.take(partners[has])
        owner = np.concatenate([self.owners(), has[theirs.owners()] if len(has) else has])
        order = np.argsort(owner, kind="stable")
        own = np.concatenate([self.part_own, np.zeros(len(theirs.part_own), dtype=bool)])
        edges = np.searchsorted(owner[order], np.arange(len(self) + 1))
        return Found(
            self.starts, self.ends, self.people, self.speech, edges,
            np.concatenate([self.part_starts, theirs.part_starts])[order],
            np.concatenate([self.part_ends, theirs.part_ends])[order],
            np.concatenate([self.part_codings, theirs.part_codings])[order], own[order],
        )  # fmt: skip


def together(founds: Sequence[Found]) -> Found:
    """Return the passages of several, in order of place."""
    import numpy as np

    shifts = np.concatenate(([0], np.cumsum([len(f.part_starts) for f in founds], dtype=np.int64)))
    edges = np.concatenate([*(f.edges[:-1] + s for f, s in zip(founds, shifts, strict=False)), shifts[-1:]])
    joined = Found(edges=edges, **{n: np.concatenate([getattr(f, n) for f in founds]) for n in _COLUMNS})
    order = np.lexsort((joined.ends, joined.starts))
    return joined.take(order)


def in_units(ground: Ground, sides: Sequence[Found]) -> Found:
    """Return one passage for each unit that all sides touch: from the first to the last of what matched in it.

    Parameters
    ----------
    ground
        The units.
    sides
        Several sets of passages.
    """
    import numpy as np

    touches = [_touches(ground, side) for side in sides]
    common = np.unique(touches[0][1])
    for _, units in touches[1:]:
        common = np.intersect1d(common, units)
    parts = []
    for side, (rows, units) in zip(sides, touches, strict=True):
        kept = np.isin(units, common)
        some = side.take(rows[kept])
        parts.append((units[kept][some.owners()], some))
    unit_of = np.concatenate([u for u, _ in parts])
    lows = np.concatenate([s.part_starts for _, s in parts])
    highs = np.concatenate([s.part_ends for _, s in parts])
    codings = np.concatenate([s.part_codings for _, s in parts])
    own = np.concatenate([s.part_own for _, s in parts])
    order = np.lexsort((codings, highs, lows, unit_of))
    unit_of, lows, highs, codings, own = unit_of[order], lows[order], highs[order], codings[order], own[order]
    edges = np.concatenate([np.searchsorted(unit_of, common), [len(unit_of)]])
    inside_low, inside_high = np.maximum(lows, ground.starts[unit_of]), np.minimum(highs, ground.ends[unit_of])
    # What something stands near to may lie in another turn: it is marked, and does not widen the passage.
    widens = own & (inside_low < inside_high)
    starts, ends = ground.ends[common].copy(), ground.starts[common].copy()
    row_of = np.searchsorted(common, unit_of)
    np.minimum.at(starts, row_of[widens], inside_low[widens])
    np.maximum.at(ends, row_of[widens], inside_high[widens])
    speech = np.where(ground.owner[common] >= 0, 0, 1)
    return Found(starts, ends, ground.put_to[common], speech, edges, lows, highs, codings, own)


def _touches(ground: Ground, found: Found) -> tuple[Longs, Longs]:
    """Return every pair of a passage and a unit it touches: rows and units."""
    import numpy as np

    first, after = ground.touched(found.starts, found.ends)
    sizes = after - first
    rows = np.repeat(np.arange(len(found)), sizes)
    steps = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return rows, first[rows] + steps


def touches_any(ground: Ground, found: Found, other: Found) -> Mask:
    """Say which passages touch a unit that one of the others touches."""
    import numpy as np

    marked = np.zeros(len(ground.starts) + 1, dtype=np.int64)
    first, after = ground.touched(other.starts, other.ends)
    np.add.at(marked, first, 1)
    np.add.at(marked, after, -1)
    count = np.concatenate(([0], np.cumsum(np.cumsum(marked) > 0)))
    first, after = ground.touched(found.starts, found.ends)
    held: Mask = count[after] > count[first]
    return held
