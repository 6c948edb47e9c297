"""Words in what was said and written: case, accents, invisible characters and the shape of an apostrophe do not matter.

Whole words are found; a star at the end of a word stands for any ending (``expens*``). Scripts that put no spaces between
words are searched for the letters alone. Where a match stands is said in code points of the text as it is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbench.coding.folded import find, searchable
from workbench.coding.query.ground import strings
from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.coding.query.ground import Block, Ground, Longs

_APOSTROPHES = "\u2018\u2019\u02bc\uff07"
_BETWEEN = "\x00"
_AT_ONCE = 20_000  # answers that are searched as one text
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


def fold(text: str) -> tuple[str, Longs | None]:
    """Return a text as it is searched, and where each of its characters comes from; None if each is where it was."""
    if text.isascii():
        return text.lower(), None
    import numpy as np

    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = sorted(set(text))  # a text of any length has few different letters
    kind = np.searchsorted(np.array(list(map(ord, kinds)), dtype=np.uint32), letters)
    folded = list(map(_folded, kinds))
    sizes = np.array([len(f) for f in folded], dtype=np.int64)
    flat = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    origin = np.repeat(np.arange(len(letters)), sizes[kind])
    first = np.cumsum(sizes) - sizes
    step = np.arange(len(origin)) - np.repeat(np.cumsum(sizes[kind]) - sizes[kind], sizes[kind])
    return flat[first[kind[origin]] + step].tobytes().decode("utf-32-le", "surrogatepass"), origin


@lru_cache(maxsize=256)
def pattern(words: str) -> re.Pattern[str] | None:
    """Return what finds `words` in a folded text; None if nothing is left of them."""
    parts = fold(words)[0].replace(_BETWEEN, " ").split()
    if not any(part.strip("*") for part in parts):
        return None
    made = []
    for part in parts:
        stem = part[:-1] if part.endswith("*") and part.strip("*") else part
        before = rf"(?<!\w{re.escape(stem)})" if _edge(stem[0]) else ""  # behind the letters: those are found first, and fast
        after = r"\w*" if stem != part else (r"(?!\w)" if _edge(stem[-1]) else "")
        made.append(re.escape(stem) + before + after)
    return re.compile(r"\s+".join(made))


def _edge(character: str) -> bool:
    """Say whether a word ends where a letter like this one has none beside it."""
    return bool(re.match(r"\w", character)) and not _UNSPACED.match(character)


def spans(text: str, words: str) -> Longs:
    """Return where `words` stand in a text: rows of start and end in code points, accents that follow included."""
    import numpy as np

    found = pattern(words)
    folded, origin = fold(text)
    places = np.array([m.span() for m in found.finditer(folded)] if found else [], dtype=np.int64).reshape(-1, 2)
    if origin is None or not len(places):
        return places
    places = np.stack([origin[places[:, 0]], origin[places[:, 1] - 1] + 1], axis=1)
    places[:, 1] = [_accented(text, end) for end in places[:, 1].tolist()]
    return places


def _accented(text: str, end: int) -> int:
    """Return where the accents end that follow a letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def holds(text: str, words: str) -> bool:
    """Say whether `words` stand in a text."""
    found = pattern(words)
    return found is not None and found.search(fold(text)[0]) is not None


class Words:
    """Finds words in everything of a study.

    Parameters
    ----------
    ground
        The texts on their line.
    """

    def __init__(self, ground: Ground) -> None:
        import numpy as np

        self._ground = ground
        self._texts: dict[int, tuple[Any, Any]] = {}
        self._counted = np.zeros(0, dtype=bool)
        self._begins: Longs = np.empty(0, dtype=np.int64)

    def find(self, words: str) -> tuple[Longs, Longs]:
        """Return start and end of every place where `words` stand in a turn or an answer, in order."""
        import numpy as np

        places = [np.empty((0, 2), dtype=np.int64)]
        for number, block in enumerate(self._ground.blocks):
            if isinstance(block.source, Transcript):
                places.append(self._spoken(block, block.source, words))
            else:
                places.append(self._written(number, words))
        found = np.concatenate(places)
        return found[:, 0], found[:, 1]

    def _spoken(self, block: Block, source: Transcript, words: str) -> Any:  # noqa: ANN401 (an array of pairs)
        import numpy as np

        found = spans(source.text, words) + block.base
        turns = slice(block.unit, block.unit + block.units)
        turn = np.searchsorted(self._ground.starts[turns], found[:, 0], side="right") - 1
        stops = np.append(self._ground.ends[turns], -1)  # before the first turn, and in the name of a speaker, nobody says it
        return found[(turn >= 0) & (found[:, 1] <= stops[turn])]

    def _written(self, number: int, words: str) -> Any:  # noqa: ANN401 (an array of pairs)
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        found = pattern(words)
        block = self._ground.blocks[number]
        if found is None or not block.units:
            return np.empty((0, 2), dtype=np.int64)
        texts, visible = self._answers(number)
        rows = np.flatnonzero(pc.match_substring_regex(visible, _coarse(words)).to_numpy(zero_copy_only=False))
        plain = pc.string_is_ascii(texts).to_numpy(zero_copy_only=False)[rows]
        places = [np.empty((0, 2), dtype=np.int64)]
        for kind in (rows[plain], rows[~plain]):  # what has to be folded letter by letter does not hold up the rest
            for low in range(0, len(kind), _AT_ONCE):
                some = kind[low : low + _AT_ONCE]
                held = [text or "" for text in texts.take(pa.array(some)).to_pylist()]
                places.append(self._in_many(held, self._ground.starts[block.unit + some], words))
        every = np.concatenate(places)
        return every[np.lexsort((every[:, 1], every[:, 0]))]

    def _in_many(self, texts: list[str], bases: Longs, words: str) -> Any:  # noqa: ANN401 (an array of pairs)
        """Return where words stand in several texts, searched as one; nothing that is looked for holds what is between them."""
        import numpy as np

        begins = np.concatenate(([0], np.cumsum([len(t) + 1 for t in texts], dtype=np.int64)[:-1]))
        found = spans(_BETWEEN.join(texts), words)
        which = np.searchsorted(begins, found[:, 0], side="right") - 1
        return found + (bases - begins)[which][:, None]

    def _answers(self, number: int) -> tuple[Any, Any]:
        """Return the answers of a survey as they are and as they are searched."""
        if number not in self._texts:
            texts = strings(self._ground.blocks[number].source.answers["text"])  # type: ignore[union-attr]  # a survey
            self._texts[number] = texts, _visible(searchable(texts))
        return self._texts[number]

    # Counting --------------------------------------------------------------------------------------------------

    def before(self, places: Longs) -> Longs:
        """Return a number for each place: two places of one text are as many words apart as their numbers differ.

        A word is between two places if it begins there; words of speakers' names do not count.
        """
        import numpy as np

        texts = np.unique(self._ground.texts_of(places))
        if not len(self._counted):
            self._counted = np.zeros(len(self._ground.texts), dtype=bool)
        fresh = texts[~self._counted[texts]]
        if len(fresh):
            self._begins = np.sort(np.concatenate([self._begins, *self._beginnings(fresh)]))
            self._counted[fresh] = True
        return np.searchsorted(self._begins, places, side="left")

    def _beginnings(self, texts: Longs) -> Iterator[Longs]:
        """Yield where the words of these texts begin, on the line."""
        import numpy as np
        import pyarrow as pa

        ground = self._ground
        starts = ground.texts[texts]
        sources = ground.blocks_at(starts)
        for number in np.unique(sources).tolist():
            block, mine = ground.blocks[number], starts[sources == number]
            if isinstance(block.source, Transcript):
                text = block.source.text
                turns = zip(
                    *((a[block.unit : block.unit + block.units] - block.base).tolist() for a in (ground.starts, ground.ends)),
                    strict=True,
                )
                yield np.array([block.base + m.start() for a, b in turns for m in WORD.finditer(text, a, b)], dtype=np.int64)
                continue
            rows = np.searchsorted(ground.starts[block.unit : block.unit + block.units], mine)
            held = [text or "" for text in self._answers(number)[0].take(pa.array(rows)).to_pylist()]
            begins = np.concatenate(([0], np.cumsum([len(t) + 1 for t in held], dtype=np.int64)[:-1]))
            found = np.array([m.start() for m in WORD.finditer(_BETWEEN.join(held))], dtype=np.int64)
            yield found + (mine - begins)[np.searchsorted(begins, found, side="right") - 1]


def _coarse(words: str) -> str:
    """Return an expression that every folded text with these words meets, for a search that knows no letters but ASCII's."""
    parts = [p.rstrip("*") if p.strip("*") else p for p in fold(words)[0].replace(_BETWEEN, " ").split()]
    return r"\S*[\s\p{Z}\p{C}]+".join(re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", part) for part in parts)


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
