"""What two versions of a text certainly have in common, for when nobody says how the one became the other.

Two texts can be lined up in many ways. Of "yes, yes, yes" and "yes, yes" nobody can say which *yes* went, so none of them
counts as kept: a piece is kept only if every alignment with the fewest changes keeps it. Long lines that occur once in
both texts are lined up first (patience diff, Bram Cohen), then what lies between is compared character by character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A line shorter than this is said too often to be known again by its words alone.
_LINE = 16
#: So many words in a row, if they occur once, are known again inside a long stretch.
_WORDS = 4
#: A piece between two changes must be as long as this: shorter ones are alike by chance.
_SHORTEST = 6
#: First look this far into what surrounds a change; further if it repeats itself.
_MARGIN = 4
_WIDER = 8
#: Cells of a table that compares two stretches: beyond the first, line up words; beyond the second, give up.
_SMALL, _LARGE = 250_000, 4_000_000
_WORD = re.compile(r"\w+")


class Piece(NamedTuple):
    """``old[start:end]`` stands in the new text from `at` on."""

    start: int
    end: int
    at: int

    @property
    def to(self) -> int:
        """Where it ends in the new text."""
        return self.at + self.end - self.start


def common(old: str, new: str) -> list[Piece]:
    """Return the pieces of `old` that every shortest account of the changes finds in `new`, in order.

    Parameters
    ----------
    old, new
        The two texts.

    Notes
    -----
    Between lines that occur once in both texts, a character is kept if all longest common subsequences of the two
    stretches pair it with one and the same character. So a change that is one replacement between two such lines never
    makes a character turn up at another place, whatever was replaced by what: some longest common subsequence pairs all
    that was left alone, hence all do so that pair it at all.
    """
    if old == new:
        return [Piece(0, len(old), 0)] if old else []
    blocks, crossed = _lined_up(_lines(old), _lines(new))
    end = Piece(len(old), len(old), len(new))
    return joined(_between(old, new, [Piece(0, 0, 0), *blocks, end], crossed))


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Return `pieces` in order, neighbours made one, empty ones gone."""
    out: list[Piece] = []
    for piece in sorted(pieces):
        if piece.start == piece.end:
            continue
        if out and out[-1].end == piece.start and out[-1].to == piece.at:
            out[-1] = Piece(out[-1].start, piece.end, out[-1].at)
        else:
            out.append(piece)
    return out


# Landmarks -----------------------------------------------------------------------------------------------------------


def _lines(text: str) -> list[tuple[str, int]]:
    """Return the lines that are long enough to be known again, with where they begin."""
    out, at = [], 0
    for line in text.split("\n"):
        if len(line) >= _LINE:
            out.append((line, at))
        at += len(line) + 1
    return out


def _phrases(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """Return every few words in a row, with where they begin."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    return [(text[a:b], a) for (a, _), (_, b) in zip(words, words[_WORDS - 1 :], strict=False)]


def _lined_up(old: Sequence[tuple[str, int]], new: Sequence[tuple[str, int]]) -> tuple[list[Piece], list[Piece]]:
    """Return what occurs once in both and in the same order, and what occurs once in both but was moved."""
    olds, news = Counter(words for words, _ in old), Counter(words for words, _ in new)
    where = {words: at for words, at in new if news[words] == 1}
    found = [Piece(at, at + len(words), where[words]) for words, at in old if olds[words] == 1 and words in where]
    kept = _in_order(found)
    blocks: list[Piece] = []
    crossed: list[Piece] = []
    chosen = set(kept)
    for piece in found:
        if piece not in chosen:
            crossed.append(piece)
        elif not blocks or (piece.start >= blocks[-1].end and piece.at >= blocks[-1].to):
            blocks.append(piece)
        elif piece.start - piece.at == blocks[-1].start - blocks[-1].at:
            blocks[-1] = Piece(blocks[-1].start, max(piece.end, blocks[-1].end), blocks[-1].at)
    return blocks, crossed


def _in_order(found: list[Piece]) -> list[Piece]:
    """Return the heaviest choice of pieces that stand in the same order in both texts (weight: length)."""
    if all(a.at < b.at for a, b in pairwise(found)):
        return found
    ranks = {at: n for n, at in enumerate(sorted(p.at for p in found), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(found) + 1)  # a Fenwick tree of (weight, last piece)
    before: list[int] = []
    for number, piece in enumerate(found):
        top, rank = (0, -1), ranks[piece.at] - 1
        while rank > 0:
            top = max(top, best[rank])
            rank -= rank & -rank
        before.append(top[1])
        mine, rank = (top[0] + piece.end - piece.start, number), ranks[piece.at]
        while rank < len(best):
            best[rank] = max(best[rank], mine)
            rank += rank & -rank
    number = -1
    rank, top = len(found), (0, -1)
    while rank > 0:
        top = max(top, best[rank])
        rank -= rank & -rank
    number = top[1]
    out = []
    while number >= 0:
        out.append(found[number])
        number = before[number]
    return out[::-1]


# Between landmarks ---------------------------------------------------------------------------------------------------


def _between(old: str, new: str, walls: Sequence[Piece], crossed: Sequence[Piece], *, deep: bool = False) -> list[Piece]:
    """Return what is certain of `walls`, blocks that stand in both texts, and of what lies between the first and the last.

    The first and the last piece that are returned are what is certain of the first and the last wall.
    """
    moved = sorted(p.start for p in crossed), sorted(p.at for p in crossed)
    settled: list[tuple[list[Piece], Piece]] = [([], walls[0])]  # each block with the pieces before it
    for right in walls[1:]:
        while True:
            before, left = settled.pop()
            shaken = _any(moved[0], left.end, right.start) or _any(moved[1], left.to, right.at)
            head, inner, tail = _gap(old, new, left, right, moved=shaken, deep=deep)
            if settled and head <= left.start:
                continue  # all of `left` could as well stand elsewhere: look from the block before it
            break
        if tail >= right.end > right.start and right is not walls[-1]:
            settled.append((before, left))
            continue
        settled.append((before, Piece(left.start, head, left.at)))
        settled.append((inner, Piece(tail, right.end, right.at + tail - right.start)))
    return [piece for before, block in settled for piece in (*before, block)]


def _any(places: list[int], start: int, end: int) -> bool:
    """Say whether one of the sorted `places` lies in ``[start, end)``."""
    at = bisect_right(places, start - 1)
    return at < len(places) and places[at] < end


def _gap(old: str, new: str, left: Piece, right: Piece, *, moved: bool, deep: bool) -> tuple[int, list[Piece], int]:
    """Compare what lies between two blocks.

    Returns
    -------
    tuple
        How far the left block is certain, the pieces between, from where on the right block is certain.
    """
    a, b = old[left.end : right.start], new[left.to : right.at]
    if a == b:
        return left.end, [Piece(left.end, right.start, left.to)], right.start
    given = left, right
    if not moved:  # what the stretches begin and end with alike belongs to the blocks, as far as it turns out certain
        ahead = _alike(a, b)
        rest = min(len(a), len(b)) - ahead
        behind = _alike(a[len(a) - rest :][::-1], b[len(b) - rest :][::-1])
        left = Piece(left.start, left.end + ahead, left.at)
        right = Piece(right.start - behind, right.end, right.at - behind)
    margin = _MARGIN
    while True:
        m, n = min(margin, left.end - left.start), min(margin, right.end - right.start)
        a, b = old[left.end - m : right.start + n], new[left.to - m : right.at + n]
        if len(a) * len(b) > (_LARGE if deep else _SMALL):
            return (given[0].end, [], given[1].start) if deep or moved else _wide(old, new, *given)
        pairs = forced(a, b)
        first = pairs.get(0) == 0 or left.start == left.end - m
        last = pairs.get(len(a) - 1) == len(b) - 1 or right.end == right.start + n
        if first and last:
            break
        margin *= _WIDER
    return _certain(pairs, Piece(left.start, left.end, left.to - m), Piece(right.start, right.end, right.at + n), m, n, moved=moved)


def _certain(pairs: dict[int, int], left: Piece, right: Piece, m: int, n: int, *, moved: bool) -> tuple[int, list[Piece], int]:
    """Sort what is certain, `m` characters into the left block and `n` into the right one: see `_gap`."""
    start, stop = left.end - m, right.start + n
    head, tail, inner = start, stop, []
    for piece in joined(Piece(start + i, start + i + 1, left.at + j) for i, j in pairs.items()):
        first, last = (piece.start, piece.at) == (start, left.at), (piece.end, piece.to) == (stop, right.at)
        if first:
            head = min(piece.end, left.end)
        if last:
            tail = max(piece.start, right.start)
        near = (first and (m or not moved)) or (last and (n or not moved))
        if near or (not moved and piece.end - piece.start >= _SHORTEST):
            begin, end = head if first else piece.start, tail if last else piece.end
            inner.append(Piece(begin, end, piece.at + begin - piece.start))
    return head, inner, tail


def _alike(a: str, b: str) -> int:
    """Return how many characters `a` and `b` begin with alike."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[low:middle] == b[low:middle] else (low, middle - 1)
    return low


def _wide(old: str, new: str, left: Piece, right: Piece) -> tuple[int, list[Piece], int]:
    """Compare a long stretch: line up a few words in a row that occur once, then what is between these."""
    blocks, crossed = _lined_up(_phrases(old, left.end, right.start), _phrases(new, left.to, right.at))
    first, *inner, last = _between(old, new, [left, *blocks, right], crossed, deep=True)
    return first.end, inner, last.start


def forced(a: str, b: str) -> dict[int, int]:
    """Return the pairs of places that every longest common subsequence of `a` and `b` has.

    A place of `a` is in it if no longest common subsequence can do without it and all pair it with the same place of `b`.
    """
    import numpy as np

    if not a or not b:
        return {}
    x, y = (np.frombuffer(t.encode("utf-32-le", "surrogatepass"), dtype=np.uint32) for t in (a, b))
    same = x[:, None] == y[None, :]
    ahead, back = _lengths(same), _lengths(same[::-1, ::-1])[::-1, ::-1]
    longest = int(ahead[-1, -1])
    used = same & (ahead[:-1, :-1] + back[1:, 1:] + 1 == longest)
    spared = (ahead[:-1, :] + back[1:, :]).max(axis=1) == longest
    certain = ~spared & (used.sum(axis=1) == 1)
    to = used.argmax(axis=1)
    return {int(i): int(to[i]) for i in np.flatnonzero(certain)}


def _lengths(same: Any) -> Any:  # noqa: ANN401 (arrays)
    """Return the length of the longest common subsequence of every two beginnings."""
    import numpy as np

    table = np.zeros((same.shape[0] + 1, same.shape[1] + 1), dtype=np.int32)
    for i, row in enumerate(same):
        np.maximum.accumulate(np.maximum(table[i, 1:], table[i, :-1] + row), out=table[i + 1, 1:])
    return table
