"""How one version of a text became the next: which pieces stayed, and where they stand now.

An alignment holds offsets only, never a word: it can be shared, and kept when the words are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from workbench.study import diff
from workbench.study.canon import sha256_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

How = Literal["edits", "diff"]
Kept = tuple[tuple[int, int, int], ...]


class Edit(NamedTuple):
    """Put `text` where ``[start, end)`` was."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which pieces of one version stand in another.

    Attributes
    ----------
    before, after
        The versions.
    kept
        ``(before_start, before_end, after_start)``, in order and apart: these words stayed. The first begins with both
        texts and the last ends with them, so that the lengths are known; where nothing is kept there, it is empty.
    how
        ``edits``: somebody made these changes here, so what lies between two pieces was put in place of what lay between
        them. ``diff``: found by comparing the texts.
    """

    before: str
    after: str
    kept: Kept
    how: How = "edits"

    @property
    def lengths(self) -> tuple[int, int]:
        """Length of the text before and after."""
        start, end, at = self.kept[-1]
        return end, at + end - start

    def record(self) -> dict[str, Any]:
        """Return it as the record of a transcript holds it."""
        return {"before": self.before, "after": self.after, "how": self.how, "kept": [list(piece) for piece in self.kept]}


def from_record(raw: Mapping[str, Any]) -> Alignment:
    """Return an alignment as it stands in the record of a transcript.

    Raises
    ------
    ValueError
        If it is none: pieces overlap, run backwards, or leave a gap at either end.
    """
    kept = tuple((int(a), int(b), int(c)) for a, b, c in raw["kept"])
    before, after, how = raw["before"], raw["after"], raw["how"]
    if not (isinstance(before, str) and isinstance(after, str) and how in {"edits", "diff"}):
        raise ValueError("not an alignment")
    old = new = 0
    for start, end, at in kept:
        if start < old or end < start or at < new:
            raise ValueError("the pieces of an alignment overlap")
        old, new = end, at + end - start
    if not kept or kept[0][0] or kept[0][2]:
        raise ValueError("an alignment begins with both texts")
    return Alignment(before, after, kept, how)


def _closed(pieces: Iterable[tuple[int, int, int]], old: int, new: int) -> Kept:
    """Return the pieces, neighbours made one, with an empty one at either end where nothing is kept there."""
    kept: list[tuple[int, int, int]] = [
        (piece.start, piece.end, piece.at) for piece in diff.joined(diff.Piece(*piece) for piece in pieces)
    ]
    if not kept or kept[0][0] or kept[0][2]:
        kept.insert(0, (0, 0, 0))
    start, end, at = kept[-1]
    if (end, at + end - start) != (old, new):
        kept.append((old, old, new))
    return tuple(kept)


def apply_edits(old: str, edits: Iterable[Edit | tuple[int, int, str]]) -> tuple[str, Alignment]:
    """Return the text after `edits`, and which of its pieces stayed.

    Parameters
    ----------
    old
        The text.
    edits
        Spans of it and what to put there, in any order; they may touch, not overlap. An edit that changes nothing counts
        as none.

    Raises
    ------
    ValueError
        If two edits overlap, or one lies outside the text.
    """
    pieces: list[str] = []
    kept: list[tuple[int, int, int]] = []
    at = length = 0
    for start, end, text in sorted((Edit(*edit) for edit in edits), key=lambda e: (e.start, e.end)):
        if not at <= start <= end <= len(old):
            raise ValueError(f"the edit of {start} to {end} overlaps another, or lies outside the text")
        if old[start:end] == text:
            continue
        kept.append((at, start, length))
        pieces += [old[at:start], text]
        length += start - at + len(text)
        at = end
    kept.append((at, len(old), length))
    new = "".join([*pieces, old[at:]])
    return new, Alignment(sha256_text(old), sha256_text(new), _closed(kept, len(old), len(new)))


def between(old: str, new: str) -> Alignment:
    """Return which pieces of `old` certainly stand in `new`, found by comparing them: see `workbench.study.diff`."""
    kept = _closed(diff.common(old, new), len(old), len(new))
    return Alignment(sha256_text(old), sha256_text(new), kept, "diff")


def holds(alignment: Alignment, old: str, new: str) -> bool:
    """Say whether an alignment is true of two texts: their lengths, and each piece word for word."""
    same = all(old[start:end] == new[at : at + end - start] for start, end, at in alignment.kept)
    return same and alignment.lengths == (len(old), len(new))


def inverse(alignment: Alignment) -> Alignment:
    """Return the way back."""
    kept = tuple((at, at + end - start, start) for start, end, at in alignment.kept)
    return Alignment(alignment.after, alignment.before, kept, alignment.how)


def chained(first: Alignment, second: Alignment) -> Alignment:
    """Return one alignment for two in a row: what both kept. It is by edits if both are.

    Raises
    ------
    ValueError
        If the second does not begin where the first ends.
    """
    if first.after != second.before:
        raise ValueError("these alignments do not follow one another")
    pieces: list[tuple[int, int, int]] = []
    rest = list(second.kept)[::-1]
    for start, end, at in first.kept:
        to = at + end - start
        while rest and rest[-1][1] <= at:
            rest.pop()
        for low, high, there in reversed(rest):
            if low >= to:
                break
            begin, stop = max(low, at), min(high, to)
            if begin < stop:
                pieces.append((start + begin - at, start + stop - at, there + begin - low))
    how: How = "edits" if first.how == second.how == "edits" else "diff"
    return Alignment(first.before, second.after, _closed(pieces, first.lengths[0], second.lengths[1]), how)
