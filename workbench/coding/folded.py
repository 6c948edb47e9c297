"""Words as one compares them: many texts at once, without making each a Python string.

`searchable` is for finding (case and accents do not matter), `bare` for telling whether two texts might be the same words
(only letters, digits and what is beyond our punctuation stay). Both work on the bytes of whole blocks.
"""
# ruff: noqa: PLR2004 (bytes of UTF-8)

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np

    Bytes = np.ndarray[Any, np.dtype[np.uint8]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

_BLOCK = 100_000
_ACCENTS = re.compile("[\u0300-\u036f]+")
#: Punctuation and white space: ASCII, Latin-1, general, CJK. Other scripts keep theirs.
_MARKS = "\x00-/:-@\\[-`{-\x7f\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u203f\u2040-\u206f\u3000-\u303f"
_NOT_WORDS = re.compile(f"[{_MARKS}]+")


def find(text: str) -> str:
    """Return what is looked for as `searchable` has it."""
    lowered = lower(text)
    return lowered if lowered.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", lowered))


def strip(text: str) -> str:
    """Return `text` as `bare` has it."""
    lowered = lower(text)
    return _NOT_WORDS.sub("", lowered if lowered.isascii() else unicodedata.normalize("NFKC", lowered))


def lower(text: str) -> str:
    """Return lower case letter by letter, as arrow has it: a sigma is a sigma wherever it stands."""
    return (text if text.isascii() else text.replace("\u03a3", "\u03c3").replace("\u0130", "i")).lower()


def searchable(texts: Iterable[str]) -> Any:  # noqa: ANN401 (an arrow array)
    """Return texts in lower case without accents, as an arrow array; a missing one is empty."""
    return _folded(texts, "NFKD", _accents)


def bare(texts: Iterable[str]) -> Any:  # noqa: ANN401 (an arrow array)
    """Return texts in lower case without punctuation and spaces, as an arrow array; a missing one is empty."""
    return _folded(texts, "NFKC", _marks)


def _folded(texts: Iterable[str], form: str, drop: Callable[[Bytes], Mask]) -> Any:  # noqa: ANN401
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = texts if isinstance(texts, (pa.Array, pa.ChunkedArray)) else pa.array(texts, type=pa.large_string(), from_pandas=True)
    parts = []
    for start in range(0, len(whole), _BLOCK):
        part = whole.slice(start, _BLOCK).cast(pa.large_string())
        part = part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part
        part = pc.utf8_lower(pc.fill_null(part, ""))
        plain = pc.string_is_ascii(part)
        if not pc.all(plain).as_py():
            other = pc.invert(plain)
            part = pc.replace_with_mask(part, other, pc.utf8_normalize(pc.filter(part, other), form))
        parts.append(_without(part, drop))
    return pa.chunked_array(parts, type=pa.large_string())


def data(part: Any) -> tuple[Bytes, np.ndarray[Any, np.dtype[np.int64]]]:  # noqa: ANN401 (an arrow array)
    """Return the bytes of a large_string array without missing texts, and where each text begins (one more at the end)."""
    import numpy as np

    _, ends, held = part.buffers()
    bounds = np.frombuffer(ends, dtype=np.int64)[part.offset : part.offset + len(part) + 1]
    if held is None or not len(part):
        return np.empty(0, dtype=np.uint8), np.zeros(len(part) + 1, dtype=np.int64)
    return np.frombuffer(held, dtype=np.uint8)[bounds[0] : bounds[-1]], bounds - bounds[0]


def _without(part: Any, drop: Callable[[Bytes], Mask]) -> Any:  # noqa: ANN401
    import numpy as np
    import pyarrow as pa

    held, bounds = data(part)
    gone = drop(held)
    if not gone.any():
        return part
    before = np.concatenate(([0], np.cumsum(gone, dtype=np.int64)))
    kept = pa.py_buffer(held[~gone].tobytes())
    return pa.LargeStringArray.from_buffers(len(part), pa.py_buffer((bounds - before[bounds]).tobytes()), kept)


def _accents(held: Bytes) -> Mask:
    """Say which bytes are of U+0300 to U+036F: CC 80 to CD AF."""
    import numpy as np

    gone = np.zeros(len(held), dtype=bool)
    after = np.append(held[1:], np.uint8(0))
    lead = (held == 0xCC) | ((held == 0xCD) & (after <= 0xAF))
    if lead.any():
        gone[lead] = True
        gone[1:] |= lead[:-1]
    return gone


def _marks(held: Bytes) -> Mask:
    """Say which bytes are of the characters of `_MARKS`."""
    import numpy as np

    alone = np.array([n < 0x80 and bool(_NOT_WORDS.match(chr(n))) for n in range(256)])
    gone = alone[held]
    one, two = np.append(held[1:], np.uint8(0)), np.append(held[2:], (np.uint8(0), np.uint8(0)))[: len(held)]
    pair = (held == 0xC2) & (one != 0xAA) & (one != 0xB5) & (one != 0xBA)  # Latin-1; not ª µ º
    triple = ((held == 0xE2) & ((one == 0x80) | ((one == 0x81) & (two <= 0xAF)))) | ((held == 0xE3) & (one == 0x80))
    for lead, length in ((pair, 2), (triple, 3)):
        for shift in range(length if lead.any() else 0):
            gone[shift:] |= lead[: len(lead) - shift]
    return gone
