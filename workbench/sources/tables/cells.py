"""Columns of text as Arrow holds them: what is there, how long, which different ones; a million at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import pandas as pd
    import pyarrow as pa

_SPACE, _WIDE, _SHORT = 0x20, 0x80, 64
_BLOCK = 1 << 16  # cells
_BYTES = 1 << 20
_FIRST_WIDE_SPACE = 0xC2  # first byte of U+0085, the first white space outside ASCII


def arrow(column: pd.Series | pa.Array | pa.ChunkedArray | Sequence[str]) -> pa.ChunkedArray:
    """Return a column of strings as Arrow holds it: without a copy if it is held so already."""
    import pyarrow as pa

    if isinstance(column, pa.ChunkedArray) and column.type == pa.large_string():
        return column
    array = pa.array(getattr(column, "array", column), type=pa.large_string())
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def series(column: pa.Array | pa.ChunkedArray) -> pd.Series:
    """Return an Arrow column of strings as pandas holds it, without a copy."""
    import pandas as pd

    return pd.Series(arrow(column), dtype="str")


def whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    import pyarrow as pa

    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def buffers(chunk: pa.Array) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return where each cell of a piece begins and the last one ends, and the bytes these numbers point into."""
    import numpy as np

    if not len(chunk):
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    _, offsets, text = chunk.buffers()
    places = np.frombuffer(offsets, np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
    return places, np.frombuffer(text, np.uint8) if text is not None else np.zeros(0, np.uint8)


def text(piece: pa.Array) -> np.ndarray[Any, Any]:
    """Return the bytes of all cells of a piece, one behind the other."""
    places, held = buffers(piece)
    return held[int(places[0]) : int(places[-1])]


def blocks(piece: pa.Array) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the bytes of all cells of a piece, not many at a time: what is made of a million cells at once costs their memory."""
    held = text(piece)
    yield from (held[at : at + _BYTES] for at in range(0, len(held), _BYTES))


def numbered(sign: str, first: int, count: int, width: int) -> pa.Array:
    """Return `count` cells of an ASCII `sign` and a number in `width` digits, from `first` on, made digit by digit."""
    import numpy as np
    import pyarrow as pa

    if first + count > 10**width:
        raise ValueError(f"{first + count - 1} has more than {width} digits")
    made, kind = np.empty((count, 1 + width), np.uint8), np.uint32 if first + count < 1 << 32 else np.uint64
    made[:, 0] = ord(sign)
    for at in range(0, count, _BLOCK):
        block = made[at : at + _BLOCK]
        left: np.ndarray[Any, Any] = np.arange(first + at, first + at + len(block), dtype=kind)
        for place in range(width, 0, -1):
            rest = left // 10
            block[:, place] = left - 10 * rest + ord("0")
            left = rest
    ends = np.arange(count + 1, dtype=np.int64) * (1 + width)
    return pa.Array.from_buffers(pa.large_string(), count, [None, pa.py_buffer(ends), pa.py_buffer(made)])


def alike(cell: str, count: int) -> pa.ChunkedArray:
    """Return a column of `count` times the same cell, which is held for the first block only."""
    import pyarrow as pa

    block = pa.repeat(pa.scalar(cell, pa.large_string()), min(count, _BLOCK))
    pieces = [block[: count - at] for at in range(0, count, _BLOCK)]
    return pa.chunked_array(pieces, pa.large_string())


def pick(column: pd.Series | pa.ChunkedArray, places: np.ndarray[Any, Any]) -> pa.Array:
    """Return the cells at some places, which are in order, piece by piece: taking them all at once would copy the column."""
    import numpy as np
    import pyarrow as pa

    held = arrow(column)
    ends = np.cumsum([0, *map(len, held.chunks)])
    cuts = np.searchsorted(places, ends)
    found = [c.take(pa.array(places[a:b] - e)) for c, a, b, e in zip(held.chunks, cuts, cuts[1:], ends, strict=False) if b > a]
    return pa.concat_arrays(found) if found else pa.array([], pa.large_string())


def longer(column: pa.ChunkedArray, limit: int) -> list[int]:
    """Return which cells have more than `limit` characters."""
    import pyarrow.compute as pc

    if (pc.max(pc.binary_length(column)).as_py() or 0) <= limit:
        return []
    found: list[int] = pc.indices_nonzero(pc.greater(pc.utf8_length(column), limit)).to_pylist()
    return found


def present(column: pd.Series | pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """Say for each cell whether it holds anything but white space, as Python's `str.strip` sees it.

    Only cells that begin with what could be white space are looked at one by one.
    """
    import numpy as np

    found = [_present(chunk) for chunk in arrow(column).chunks]
    return np.concatenate(found) if found else np.zeros(0, bool)


def _present(chunk: pa.Array) -> np.ndarray[Any, Any]:
    import numpy as np

    if not len(chunk):
        return np.zeros(0, bool)
    offsets, text = buffers(chunk)
    there = offsets[1:] > offsets[:-1]
    if chunk.null_count:
        there &= ~np.asarray(chunk.is_null())
    if there.all():
        first = text[offsets[:-1]]
    elif there.any():
        first = np.full(len(chunk), _SPACE + 1, np.uint8)
        first[there] = text[offsets[:-1][there]]
    else:
        return there
    doubtful = np.flatnonzero(first - np.uint8(_SPACE + 1) >= _FIRST_WIDE_SPACE - _SPACE - 1)  # what is below wraps around
    if len(doubtful):
        there[doubtful] = [bool(cell.strip()) for cell in chunk.take(doubtful).to_pylist()]
    return there


def different(column: pd.Series | pa.ChunkedArray, *, most: int | None = None) -> int:
    """Return how many different cells there are; with `most`, any number above it once that is sure."""
    import pyarrow.compute as pc

    held = arrow(column)
    if most is not None and len(held) > 4 * most + 1000:
        head = int(pc.count_distinct(held[: 2 * most + 500]).as_py())
        if head > most:
            return head
    return int(pc.count_distinct(held).as_py())


def surely_unique(column: pa.Array) -> bool:
    """Say whether no cell comes twice, by sorting numbers made from them; False may also mean that this does not tell.

    Cells end in no space, so those that differ still do when they are filled up with spaces to one length.
    """
    import numpy as np
    import pyarrow.compute as pc

    longest = int(pc.max(pc.binary_length(column)).as_py() or 0)
    if not len(column) or longest > _SHORT or any(int(some.max()) >= _WIDE for some in blocks(column)):
        return False
    width = -(-longest // 8)
    made = np.zeros(len(column), np.uint64)
    for at in range(0, len(column), _BLOCK):
        words = text(pc.ascii_rpad(column[at : at + _BLOCK], 8 * width)).view(np.uint64).reshape(-1, width)
        some = made[at : at + _BLOCK]
        for word in words.T:
            some ^= word
            some *= np.uint64(0x9E3779B97F4A7C15)  # the golden ratio's bits: near words get far numbers
            some ^= some >> np.uint64(32)
    made.sort()
    return bool((made[1:] != made[:-1]).all())


def coded(column: pd.Series | pa.ChunkedArray) -> tuple[list[str], np.ndarray[Any, Any]]:
    """Return the different cells in the order they first come, and for each cell which of them it is."""
    encoded = whole(arrow(column)).dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy()


def taken(different: list[str], codes: np.ndarray[Any, Any]) -> pd.Series:
    """Return a column from its different cells and which of them each is: what `coded` took apart."""
    import pyarrow as pa

    return series(pa.array(different, pa.large_string()).take(pa.array(codes)))
