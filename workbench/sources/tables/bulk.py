"""CSV in bulk: Arrow reads what is well-formed beyond doubt; anything else is left to the careful reader.

Arrow forgives what must not be forgiven: it joins ``"x"y`` to one cell. So the quotes are checked first, exactly: each
one that opens stands behind a delimiter or line end, each one that closes stands before one, and doubled ones touch.
"""

from __future__ import annotations

import codecs
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.sources import text as texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    import pyarrow as pa

_BOM = codecs.BOM_UTF8
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
_SEPARATOR = re.compile(rb"(?i)\"?sep=([,;|\t])\"?(?=\r?\n)")
_QUOTE, _LINE_END = 0x22, 0x0A
_BLOCK = 1 << 22
_ARROW_BLOCK = 1 << 21
_PIECE, _THREADS = 1 << 25, min(os.cpu_count() or 1, 4)
_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Bulk:
    """Rows of a CSV as Arrow columns of strings, with the line each begins on, and how many blank lines lie between."""

    columns: list[pa.ChunkedArray]
    lines: Sequence[int]
    blank: int


def separator(data: bytes) -> tuple[bytes, str]:
    """Return the rows without Excel's line ``sep=;``, which stays as a blank one so that lines are counted, and what it says."""
    told = _SEPARATOR.match(data[:16])
    return (data[told.end() :], told[1].decode()) if told else (data, "")


def utf8(raw: bytes, *, name: str, encoding: str | None = None) -> tuple[bytes, tuple[str, ...]]:
    """Return ``canonical(raw).text`` as UTF-8, without decoding what is UTF-8 already, and notes on what was changed.

    Raises
    ------
    Refused
        If the bytes are not in the encoding.
    """
    plain, nul = encoding is None and raw[:2] not in _MARKS, b"\0" in raw
    if plain and (nul or not raw.isascii()):
        plain = (texts.check_encoding(raw, name=name) or "").startswith("utf-8") and _SURROGATE.search(raw) is None
    if not plain:
        whole = texts.canonical(raw, name=name, encoding=encoding)
        return whole.text.encode(), whole.notes
    while raw.startswith(_BOM):
        raw = raw[len(_BOM) :]
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not nul:
        return raw, ()
    return raw.replace(b"\0", "\ufffd".encode()), texts.replaced_note(raw.count(b"\0"))


def read(data: bytes, *, start: int, line: int, delimiter: str, width: int) -> Bulk | None:
    """Return the rows of canonical bytes from `start` on, which is the beginning of a row in line `line`.

    Returns
    -------
    Bulk or None
        None if a quote is out of place, a row has not `width` cells, or anything else is in doubt: then the careful
        reader decides. Blank rows of delimiters only are still in it.
    """
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    if start >= len(data):
        return None
    cells = np.frombuffer(data, np.uint8)[start:]
    with ThreadPoolExecutor(_THREADS) as pool:  # Arrow alone would look for the line ends outside quotes one by one
        quotes = _quotes(data, start, cells, pool)
        wrong = pool.submit(_misplaced, cells, quotes, ord(delimiter))
        whole, ends = memoryview(data)[start:], _cuts(data, start, quotes)
        if any(whole[a : a + len(_BOM)] == _BOM for a in ends):  # Arrow would swallow it
            return None
        options = _options(delimiter, width, many_lines=len(quotes) > 0)
        memory = pa.system_memory_pool()  # Arrow's own touches twice of what it needs, which is slow where memory is new
        found = pool.map(lambda a, b: csv.read_csv(pa.py_buffer(whole[a:b]), *options, memory_pool=memory), ends, ends[1:])
        ended = pool.submit(_ended, cells)
        try:
            pieces = list(found)
        except pa.ArrowInvalid:
            return None
        if wrong.result() is not None:
            return None
        table = pa.concat_tables(pieces)
        lines, blank = _lines(data, line, cells, quotes, table.num_rows, ended.result())
    return Bulk(table.columns, lines, blank)


def sound(data: bytes, *, start: int, line: int, delimiter: str, width: int) -> tuple[int, int]:
    """Return where a row begins, and its line, before which all is well-formed, though not far from what is not.

    So that the careful reader need not read a million rows to say what is wrong with the last.
    """
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    cells = np.frombuffer(data, np.uint8)[start:]
    with ThreadPoolExecutor(_THREADS) as pool:
        quotes = _quotes(data, start, cells, pool)
    bad = _misplaced(cells, quotes, ord(delimiter))
    begins, numbers = _begins(cells[:bad], quotes)
    count = 0
    try:
        with csv.open_csv(
            pa.py_buffer(memoryview(data)[start : start + int(begins[-1])]), *_options(delimiter, width, many_lines=len(quotes) > 0)
        ) as reader:
            for batch in reader:
                count += batch.num_rows
    except pa.ArrowInvalid:
        rows = np.flatnonzero(np.diff(begins) > 1)  # the others are empty lines
        at = int(rows[min(count, len(rows) - 1)]) if len(rows) else 0
    else:
        at = len(begins) - 1
    return start + int(begins[at]), line + int(numbers[at])


def _options(delimiter: str, width: int, *, many_lines: bool) -> tuple[Any, Any, Any]:
    import pyarrow as pa
    from pyarrow import csv

    names = [str(i) for i in range(width)]
    types = dict.fromkeys(names, pa.large_string())
    return (
        csv.ReadOptions(column_names=names, block_size=_ARROW_BLOCK, use_threads=False),
        csv.ParseOptions(delimiter=delimiter, newlines_in_values=many_lines),
        csv.ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False),
    )


def _cuts(data: bytes, start: int, quotes: np.ndarray[Any, Any]) -> list[int]:
    """Return where to cut what is behind `start` into pieces that begin with a row, and both ends."""
    import numpy as np

    ends, size = [0], len(data) - start
    while size - ends[-1] > _PIECE:
        at = ends[-1] + _PIECE // 2
        while (at := data.find(b"\n", start + at) + 1 - start) > 0 and np.searchsorted(quotes, at) % 2:
            pass  # a line end in a cell
        if at <= 0:
            break
        ends.append(at)
    return ends if ends[-1] == size else [*ends, size]


def _quotes(data: bytes, start: int, cells: np.ndarray[Any, Any], pool: ThreadPoolExecutor) -> np.ndarray[Any, Any]:
    import numpy as np

    return _positions(cells, _QUOTE, pool.map) if data.find(b'"', start) >= 0 else np.zeros(0, np.int64)


def _positions(cells: np.ndarray[Any, Any], byte: int, each: Callable[..., Iterable[Any]] = map) -> np.ndarray[Any, Any]:
    """Return where `byte` is, a few megabytes at a time, so that no mask of the whole file is made."""
    import numpy as np

    found = list(each(lambda at: np.flatnonzero(cells[at : at + _BLOCK] == byte) + at, range(0, len(cells), _BLOCK)))
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _ended(cells: np.ndarray[Any, Any]) -> int:
    """Return how many lines end."""
    import numpy as np

    return sum(int(np.count_nonzero(cells[at : at + _BLOCK] == _LINE_END)) for at in range(0, len(cells), _BLOCK))


def _misplaced(cells: np.ndarray[Any, Any], quotes: np.ndarray[Any, Any], delimiter: int) -> int | None:
    """Return where the first quote is that stands neither at a border of its cell nor beside its double."""
    import numpy as np

    border = np.zeros(256, bool)
    border[[delimiter, _LINE_END, _QUOTE]] = True
    opening, closing = quotes[::2], quotes[1::2]
    bad = [int(quotes[-1])] if len(quotes) % 2 else []
    before = np.where(opening > 0, opening - 1, opening)  # the first of the file is a quote itself
    after = np.minimum(closing + 1, len(cells) - 1)  # so is the last
    for places, beside in ((opening, before), (closing, after)):
        wrong = np.flatnonzero(~border[cells[beside]])
        bad += [int(places[wrong[0]])] if len(wrong) else []
    return min(bad, default=None)


def _begins(cells: np.ndarray[Any, Any], quotes: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return where rows begin, from 0 to behind the last row that has ended, and how many lines come before each."""
    import numpy as np

    found = _positions(cells, _LINE_END)
    outside = np.searchsorted(quotes, found) % 2 == 0
    begins = np.concatenate([[0], found[outside] + 1])
    return begins, np.concatenate([[0], np.flatnonzero(outside) + 1])


def _lines(
    data: bytes, line: int, cells: np.ndarray[Any, Any], quotes: np.ndarray[Any, Any], count: int, ended: int,
) -> tuple[Sequence[int], int]:  # fmt: skip
    """Return the line each row begins on, and how many empty lines lie between."""
    import numpy as np

    unended = not data.endswith(b"\n")
    if ended + unended == count:  # a row a line
        return range(line, line + count), 0
    begins, numbers = _begins(cells, quotes)
    full = np.diff(begins) > 1
    rows = numbers[:-1][full]
    if unended:
        rows = np.append(rows, numbers[-1])
    return (rows + line).tolist(), int(len(full) - full.sum())
