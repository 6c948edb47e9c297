"""Answers that say the same: in the same words, or nearly.

The same words: equal after folding case, punctuation and spaces. What changes the meaning stays: numbers with their sign,
smileys, symbols. Nearly: the Jaccard similarity of the sets of three bytes in a row of the folded text (its ends count
too) is at least `NEAR` (Broder 1997, "On the resemblance and containment of documents", with shingles of three bytes).

Which pairs may be near is told by 256-bit pictures of these sets, a bit for each hash. A bit in which two pictures
differ is a shingle that only one of the texts has, so two near texts differ in few bits: none is missed by that.
`Alike.groups` would compare all with all; there, pairs come from min-hashes (Broder 1997) with fixed seeds, so it may miss
one pair in thirty at the very threshold and one in a thousand at 0.7: always the same ones. It finds nothing that is not near.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.coding.folded import bare, data, lower, strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEAR = 0.6
_BLOCK = 50_000
_WIDTH, _WORDS, _WORD = 3, 4, 64
_BANDS, _ROWS = 24, 4
_BUCKET = 64  # in a fuller bucket each is compared with this many before it
_TOKEN = re.compile(r"[:;=8][-^'o]?[()\[\]|/\\DP]+(?!\w)|<3|(?<![\w])[-+\u2212]?\d+(?:[.,:]\d+)*%?|[^\W_]+|[^\w\s\x00-\x7f]+")
_TURNS = re.compile(r"\b(?:no|not|never|none|nothing|without|cannot|nicht|kein\w*|nie|ohne|ne|pas|jamais|sans|non|mai|senza|"
                    r"ni|nunca|sin|nada|niet|geen|nooit|zonder|nao|não)\b|n['’]t\b|[-+\u2212]?\d", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Like:
    """An answer like another: its place among the texts and how near it is (1.0: the same words).

    `turns`: a word that turns the meaning (a negation, a number) is in only one of the two.
    """

    place: int
    score: float
    turns: bool = False


def fold(text: str) -> str:
    """Return the words of a text in lower case with one space between, without punctuation; smileys and numbers stay."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("'", ""))
    return " ".join(lower(t) for t in tokens if strip(t) or _smiles(t))


def _smiles(sign: str) -> bool:
    return sign == "<3" or sign[0] in ":;=" or any(unicodedata.category(c).startswith("S") for c in sign if not c.isascii())


def similarity(one: str, other: str) -> float:
    """Return the Jaccard similarity of two texts as this module has it.

    Parameters
    ----------
    one, other
        Two texts.

    Returns
    -------
    float
        Shingles they share over shingles that either has; 1.0 if both fold to nothing.
    """
    a, b = _shingles(strip(one)), _shingles(strip(other))
    return len(a & b) / len(a | b) if a or b else 1.0


def turned(one: str, other: str) -> bool:
    """Say whether a negation or a number is in one of two texts and not in the other."""
    a, b = (sorted(m.casefold().replace("\u2019", "'") for m in _TURNS.findall(t)) for t in (one, other))
    return a != b


def same(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the groups of two or more texts of the same words, by their first; each as places in ascending order.

    Texts without any word or sign belong to none.
    """
    found: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if key := fold(text):
            found.setdefault(key, []).append(place)
    return [tuple(g) for g in found.values() if len(g) > 1]


class Alike:
    """Texts, made ready for being compared.

    Parameters
    ----------
    texts
        In their order. Memory: 40 bytes a text besides its folded words.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts if hasattr(texts, "__getitem__") else list(texts)
        self._bare = bare(self._texts)
        self._pictures: tuple[Any, Any] | None = None

    def _text(self, place: int) -> str:
        one = self._texts[place]
        return str(one.as_py() if hasattr(one, "as_py") else one)

    def to(self, place: int, *, near: float = NEAR) -> list[Like]:
        """Return the other texts like the one at `place`: the same words first, then by similarity, then by place.

        Parameters
        ----------
        place
            Of the text the others are compared with.
        near
            Lowest similarity; above 1 only the same words count.
        """
        import numpy as np
        import pyarrow.compute as pc

        text = self._text(place)
        key, bald = fold(text), strip(text)
        if not key:
            return []
        equal = np.flatnonzero(pc.equal(self._bare, bald).to_numpy(zero_copy_only=False))
        out = [Like(int(n), 1.0) for n in equal if n != place and fold(self._text(int(n))) == key]
        known = {one.place for one in out}
        if near <= 1:
            mine = _shingles(bald)
            for n in self._candidates(mine, near):
                if n == place or n in known:
                    continue
                other = self._text(int(n))
                theirs = _shingles(strip(other))
                score = len(mine & theirs) / max(1, len(mine | theirs))
                if score >= near:
                    out.append(Like(int(n), score, turned(text, other) or (score == 1.0 and fold(other) != key)))
        return sorted(out, key=lambda one: (one.place not in known, -one.score, one.place))

    def groups(self, *, near: float = NEAR) -> list[tuple[int, ...]]:
        """Return groups of two or more texts that are like their first one, biggest first, then by place.

        Each text is in one group at most. Texts of the same words are always together; a group forms around the words
        that come most often (of equals, the earlier), so it never drifts from near to far.
        """
        texts = [self._text(n) for n in range(len(self._bare))]
        keys: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            if key := fold(text):
                keys.setdefault(key, []).append(place)
        members = sorted(keys.values(), key=lambda g: (-len(g), g[0]))
        heads = [_shingles(strip(texts[g[0]])) for g in members]
        partners: dict[int, list[int]] = {}
        for a, b in self._pairs([g[0] for g in members], near):
            partners.setdefault(a, []).append(b)
        taken = [False] * len(members)
        out = []
        for number, group in enumerate(members):
            if taken[number]:
                continue
            taken[number] = True
            whole = list(group)
            for other in sorted(partners.get(number, ())):
                mine, theirs = heads[number], heads[other]
                if not taken[other] and len(mine & theirs) >= near * len(mine | theirs):
                    taken[other] = True
                    whole += members[other]
            if len(whole) > 1:
                out.append(tuple(sorted(whole)))
        return sorted(out, key=lambda g: (-len(g), g[0]))

    def _candidates(self, mine: set[bytes], near: float) -> Iterable[int]:
        """Return places whose pictures differ from that of `mine` in no more bits than near texts may."""
        import numpy as np

        pictures, sizes = self._ready()
        picture = np.zeros(_WORDS, dtype=np.uint64)
        if mine:
            block = np.frombuffer(b"".join(sorted(mine)), dtype=np.uint8).reshape(-1, _WIDTH)
            hashes = _hash(block[:, 0], block[:, 1], block[:, 2]) >> np.uint32(24)
            np.bitwise_or.at(picture, hashes // _WORD, np.uint64(1) << (hashes % _WORD).astype(np.uint64))
        differ = np.zeros(len(sizes), dtype=np.int64)
        for word in range(_WORDS):
            differ += np.bitwise_count(pictures[word] ^ picture[word])
        return np.flatnonzero(differ <= _most(near) * (sizes + len(mine))).tolist()

    def _ready(self) -> tuple[Any, Any]:
        """Return the pictures, a row a word of 64 bits, and how many shingles each text has at most."""
        import numpy as np

        if self._pictures is None:
            total = len(self._bare)
            pictures, sizes = np.zeros((_WORDS, total), dtype=np.uint64), np.zeros(total, dtype=np.int32)
            for start, hashes, begins, rows in self._hashed(_BLOCK):
                bits = hashes >> np.uint32(24)
                one = np.uint64(1) << (bits % _WORD).astype(np.uint64)
                for word in range(_WORDS):
                    here = np.where(bits // _WORD == word, one, np.uint64(0))
                    pictures[word, start + rows] = np.bitwise_or.reduceat(here, begins)
                sizes[start + rows] = np.diff(np.append(begins, len(hashes)))
            self._pictures = (pictures, sizes)
        return self._pictures

    def _hashed(self, block: int, only: Sequence[int] | None = None) -> Iterable[tuple[int, Any, Any, Any]]:
        """Yield for each block its start, a hash for each shingle, where each text's begin, and which texts have any."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self._bare if only is None else self._bare.take(pa.array(only, type=pa.int64()))
        for start in range(0, len(column), block):
            part = column.slice(start, block)
            part = part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part
            ends = pc.cast("\x02", pa.large_string()), pc.cast("\x03", pa.large_string())
            held, bounds = data(pc.binary_join_element_wise(ends[0], part, ends[1], pc.cast("", pa.large_string())))
            counts = np.maximum(np.diff(bounds) - (_WIDTH - 1), 0)
            rows = np.flatnonzero(counts)
            if not len(rows):
                continue
            at = np.arange(int(counts.sum())) + np.repeat(
                bounds[:-1][rows] - (np.cumsum(counts[rows]) - counts[rows]), counts[rows]
            )
            yield start, _hash(held[at], held[at + 1], held[at + 2]), np.cumsum(counts[rows]) - counts[rows], rows

    def _pairs(self, heads: Sequence[int], near: float) -> list[tuple[int, int]]:
        """Return pairs of numbers of `heads`, the lower first, that may be near."""
        import numpy as np

        pictures, sizes = self._ready()
        places, most = np.asarray(heads, dtype=np.int64), _most(near)
        picture, size = [pictures[word][places] for word in range(_WORDS)], sizes[places].astype(np.int64)
        found = [np.empty(0, dtype=np.int64)]
        for hashes, rows in _minima(self._hashed(_BLOCK, heads)):
            order = np.lexsort((rows, hashes))
            key, who = hashes[order], rows[order]
            run = np.flatnonzero(key[1:] == key[:-1])
            for step in range(1, _BUCKET):
                if not len(run):
                    break
                a, b = who[run], who[run + step]
                differ = sum(np.bitwise_count(p[a] ^ p[b]).astype(np.int64) for p in picture)
                fits = differ <= most * (size[a] + size[b])
                found.append(a[fits] * len(heads) + b[fits])
                run = run[run + step + 1 < len(key)]
                run = run[key[run] == key[run + step + 1]]
        both = np.sort(np.concatenate(found))
        both = both[np.append(True, both[1:] != both[:-1])] if len(both) else both
        return list(zip((both // len(heads)).tolist(), (both % len(heads)).tolist(), strict=True))


def _most(near: float) -> float:
    """Return which share of the shingles of two near texts may be in one of them only."""
    return (1 - near) / (1 + near) + 1e-9


def _shingles(bald: str) -> set[bytes]:
    framed = b"\x02" + bald.encode() + b"\x03"
    return {framed[n : n + _WIDTH] for n in range(len(framed) - _WIDTH + 1)}


def _hash(one: Any, two: Any, three: Any) -> Any:  # noqa: ANN401 (arrays of bytes)
    """Return 32 mixed bits for three bytes (the finalizer of MurmurHash3, Appleby 2011)."""
    import numpy as np

    found = one.astype(np.uint32) | (two.astype(np.uint32) << np.uint32(8)) | (three.astype(np.uint32) << np.uint32(16))
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        found ^= found >> np.uint32(shift)
        found *= np.uint32(factor)
    return found ^ (found >> np.uint32(16))


def _minima(blocks: Iterable[tuple[int, Any, Any, Any]]) -> Iterable[tuple[Any, Any]]:
    """Yield for each band its hash of each text (min-hashes of four seeds as one number) and which text that is."""
    import numpy as np

    bands: list[list[Any]] = [[] for _ in range(_BANDS)]
    rows = []
    for start, hashes, begins, here in blocks:
        rows.append(start + here)
        for band in range(_BANDS):
            mixed = np.zeros(len(here), dtype=np.uint64)
            for row in range(_ROWS):
                seed = np.uint32((0x9E3779B1 * (2 * (band * _ROWS + row) + 1)) & 0xFFFFFFFF)
                turned_ = (hashes ^ seed) * np.uint32(0x85EBCA77)
                turned_ ^= turned_ >> np.uint32(15)
                low = np.minimum.reduceat(turned_ * np.uint32(0xC2B2AE3D), begins)
                mixed = mixed * np.uint64(0x100000001B3) ^ low.astype(np.uint64)
            bands[band].append(mixed)
    whole = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    for parts in bands:
        yield (np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)), whole
