"""Words in what was said and written: case, accents, invisible characters and the shape of an apostrophe do not matter.

Whole words are found; a star at the end of a word stands for any ending (``expens*``). Scripts that put no spaces between
words are searched for the letters alone. Where a match stands is said in code points of the text as it is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbench.coding.folded import find, searchable
from workbench.coding.query.ground import strings
from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.coding.query.ground import Block, Ground, Longs

_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]", re.DOTALL)
_APOSTROPHES = "\u2018\u2019\u02bc\uff07"
_BARE = r"[\p{Cf}\x{fe00}-\x{fe0f}]"
#: Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
#: A word, for counting those between two passages.
WORD = re.compile(r"\w+(?:['\u2019\-\u2010\u2011]\w+)*")


@lru_cache(maxsize=100_000)
def _folded(character: str) -> str:
    """Return one character as it is compared; nothing for an accent or an invisible one."""
    if character in _APOSTROPHES or character == "\u03c2":
        return "'" if character in _APOSTROPHES else "\u03c3"  # a sigma is a sigma at the end of a word, too
    return "".join(c for c in find(character) if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")


def fold(text: str) -> tuple[str, list[int] | None]:
    """Return a text as it is searched, and where each of its characters comes from; None if each is where it was."""
    if text.isascii():
        return text.lower(), None
    out: list[str] = []
    origin: list[int] = []
    for run in _RUNS.finditer(text):
        at = run.start()
        piece = run.group()
        if piece.isascii():
            out.append(piece.lower())
            origin.extend(range(at, run.end()))
        else:
            folded = _folded(piece)
            out.append(folded)
            origin.extend([at] * len(folded))
    return "".join(out), origin


@lru_cache(maxsize=256)
def pattern(words: str) -> tuple[re.Pattern[str], str] | None:
    """Return what finds `words` in a folded text, and letters that such a text must hold; None if nothing is left of them."""
    parts = fold(words)[0].split()
    if not any(part.strip("*") for part in parts):
        return None
    made = []
    for part in parts:
        stem = part[:-1] if part.endswith("*") and part.strip("*") else part
        before = r"(?<!\w)" if _edge(stem[0]) else ""
        after = r"\w*" if stem != part else (r"(?!\w)" if _edge(stem[-1]) else "")
        made.append(before + re.escape(stem) + after)
    longest = max((p.rstrip("*") if p.strip("*") else p for p in parts), key=len)
    return re.compile(r"\s+".join(made)), longest


def _edge(character: str) -> bool:
    """Say whether a word ends where a letter like this one has none beside it."""
    return bool(re.match(r"\w", character)) and not _UNSPACED.match(character)


def spans(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield where `words` stand in a text: start and end in code points, accents that follow included."""
    found = pattern(words)
    if found is None:
        return
    folded, origin = fold(text)
    for match in found[0].finditer(folded):
        if origin is None:
            yield match.start(), match.end()
            continue
        end = origin[match.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        yield origin[match.start()], end


def holds(text: str, words: str) -> bool:
    """Say whether `words` stand in a text."""
    found = pattern(words)
    return found is not None and found[0].search(fold(text)[0]) is not None


class Words:
    """Finds words in everything of a study.

    Parameters
    ----------
    ground
        The texts on their line.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._searchable: dict[str, Any] = {}
        self._beginnings: dict[int, list[int]] = {}

    def find(self, words: str) -> tuple[Longs, Longs]:
        """Return start and end of every place where `words` stand in a turn or an answer, in order."""
        import numpy as np

        starts: list[int] = []
        ends: list[int] = []
        for block in self._ground.blocks:
            for start, end in self._spoken(block, words) if isinstance(block.source, Transcript) else self._written(block, words):
                starts.append(start)
                ends.append(end)
        return np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)

    def _spoken(self, block: Block, words: str) -> Iterator[tuple[int, int]]:
        turns = self._ground.starts[block.unit : block.unit + block.units].tolist()
        stops = self._ground.ends[block.unit : block.unit + block.units].tolist()
        source = block.source
        for start, end in spans(source.text, words) if isinstance(source, Transcript) else ():
            turn = bisect_right(turns, block.base + start) - 1
            if turn >= 0 and block.base + end <= stops[turn]:  # otherwise in the name of a speaker
                yield block.base + start, block.base + end

    def _written(self, block: Block, words: str) -> Iterator[tuple[int, int]]:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        found = pattern(words)
        if found is None or not block.units:
            return
        texts = strings(block.source.answers["text"])  # type: ignore[union-attr]  # a survey
        if block.source.id not in self._searchable:
            self._searchable[block.source.id] = _visible(searchable(texts))
        rows = np.flatnonzero(pc.match_substring(self._searchable[block.source.id], found[1]).to_numpy(zero_copy_only=False))
        bases = self._ground.starts[block.unit + rows].tolist()
        for base, text in zip(bases, texts.take(pa.array(rows)).to_pylist(), strict=True):
            for start, end in spans(text or "", words):
                yield base + start, base + end

    def before(self, places: Longs) -> Longs:
        """Return, for each place, how many words of its text begin before it; words of speakers' names do not count.

        Two places of one text are as many words apart as their numbers differ. Each text has numbers of its own.
        """
        import numpy as np

        ground = self._ground
        texts = ground.texts_of(places)
        out = np.zeros(len(places), dtype=np.int64)
        order = np.argsort(texts, kind="stable")
        edges = np.flatnonzero(np.diff(texts[order])) + 1
        for members in np.split(order, edges) if len(places) else []:
            out[members] = np.searchsorted(self._begins(int(texts[members[0]]), int(places[members[0]])), places[members], "left")
        return out

    def _begins(self, text: int, place: int) -> list[int]:
        """Return where the words of a text begin, on the line."""
        if text not in self._beginnings:
            ground = self._ground
            block = ground.blocks[int(ground.blocks_at(_one(place))[0])]
            units = range(block.unit, block.unit + block.units)
            if not isinstance(block.source, Transcript):
                units = range(block.unit + ground.row(block, place), block.unit + ground.row(block, place) + 1)
            found = []
            for unit in units:
                start, end = int(ground.starts[unit]), int(ground.ends[unit])
                found += [start + m.start() for m in WORD.finditer(ground.words(start, end))] if end > start else []
            self._beginnings[text] = found
        return self._beginnings[text]


def _one(place: int) -> Longs:
    import numpy as np

    return np.array([place], dtype=np.int64)


def _visible(texts: Any) -> Any:  # noqa: ANN401 (an arrow array in and out)
    """Return folded texts without what cannot be seen, as `fold` has them."""
    import pyarrow.compute as pc

    plain = pc.string_is_ascii(texts)
    if pc.all(plain).as_py() in {True, None}:
        return texts
    other = pc.invert(plain)
    cleaned = pc.replace_substring_regex(pc.filter(texts, other), _BARE, "")
    cleaned = pc.replace_substring(pc.replace_substring_regex(cleaned, f"[{_APOSTROPHES}]", "'"), "\u03c2", "\u03c3")
    texts = texts.combine_chunks() if hasattr(texts, "combine_chunks") else texts
    mask = other.combine_chunks() if hasattr(other, "combine_chunks") else other
    return pc.replace_with_mask(texts, mask, cleaned.combine_chunks() if hasattr(cleaned, "combine_chunks") else cleaned)
