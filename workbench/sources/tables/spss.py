"""The part of reading an SPSS file that runs in a process of its own: ``python -m workbench.sources.tables.spss RAW OUT``.

The reader under it is C code, and a file made to hurt can bring that down (a few flipped bytes do). Here it brings down
a child, and the person gets a sentence; see `workbench.sources.tables.sav`, which starts it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import sys
from typing import TYPE_CHECKING, Any, Literal

from workbench.sources.tables.columns import is_scale_name
from workbench.sources.tables.sheets import MAX_COLUMNS
from workbench.sources.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

#: What a file may unpack to (bytes): a compressed file of a few KB can claim any number of rows.
MAX_UNPACKED = 1 << 30
MAX_CASES = 5_000_000
#: What the child may use: address space in bytes, seconds of the processor.
_MEMORY, _SECONDS = 6 << 30, 240
_EXACT = 15
_SHOWN = 6


class Unreadable(Exception):  # noqa: N818 (reads as what happened)
    """What was found and what to do about it; the parent makes a refusal of it."""


def convert(path: str, encoding: str | None) -> Iterator[Any]:
    """Yield the header with notes, then each case as texts.

    Raises
    ------
    Unreadable
        If it is no whole SPSS file, or larger than a survey can be.
    """
    head = _read(path, encoding, metadataonly=True)[1]
    names = list(head.column_names)
    count = _claimed(path) if path.endswith(("sav",)) else head.number_rows or -1
    width = sum(map(int, head.variable_storage_width.values()))
    if not names:
        raise Unreadable("no variables: there is nothing in it", "Export it again.")
    if len(names) > MAX_COLUMNS:
        raise Unreadable(f"{len(names):,} variables, and the limit is {MAX_COLUMNS:,}", "Leave out variables.")
    most = min(MAX_CASES, MAX_UNPACKED // max(1, width))
    if count > most:
        raise Unreadable(f"{count:,} cases of {width:,} bytes, and the limit is {most:,} cases", "Split the file.")
    data, meta = _read(path, encoding, row_limit=most + 1)
    columns = [data[n] for n in names]
    if len(columns[0]) > most:
        raise Unreadable(f"more than {most:,} cases", "Split the file.")
    header = [_question(meta, n) for n in names]
    labels = [_labels(meta.variable_value_labels.get(n, {})) for n in names]
    yield {"header": header, "notes": _notes(head, header, labels)}
    shown = [_shown(*parts) for parts in zip(columns, labels, header, strict=True)]
    for case in zip(*columns, strict=True):
        yield ["" if v is None else show(v) for v, show in zip(case, shown, strict=True)]


def _claimed(path: str) -> int:
    """Return how many cases the header claims; -1 if it does not. The reader sets memory aside for as many."""
    with open(path, "rb") as file:  # noqa: PTH123 (a path of the parent's)
        head = file.read(84)
    order: Literal["little", "big"] = "little" if head[64:68] in {b"\2\0\0\0", b"\3\0\0\0"} else "big"
    return int.from_bytes(head[80:84], order, signed=True)


def _read(path: str, encoding: str | None, **how: Any) -> tuple[Any, Any]:  # noqa: ANN401 (pyreadstat's options)
    import pyreadstat

    only = how.get("metadataonly", False)
    try:
        if path.endswith(".por"):
            return pyreadstat.read_por(path, output_format="dict", **how)
        reader = pyreadstat.read_dta if path.endswith(".dta") else pyreadstat.read_sav
        return reader(path, encoding=encoding, output_format="dict", user_missing=only, **how)
    except LookupError:
        raise Unreadable(f"there is no encoding called {encoding!r}", "Use for instance utf-8 or cp1252.") from None
    except Exception as error:  # noqa: BLE001 (it raises whatever its C library says)
        why = str(error).strip().rstrip(".") or type(error).__name__
        wrong = isinstance(error, UnicodeError) or "encoding" in why.casefold() or "convert" in why.casefold()
        made = "Stata" if path.endswith(".dta") else "SPSS"
        remedy = 'Give the encoding, for instance encoding="cp1252".' if wrong else f"Save it again from {made}, or as .csv."
        raise Unreadable(f"not readable as a file of {made} ({why})", remedy) from None


def _question(meta: Any, variable: str) -> str:  # noqa: ANN401 (pyreadstat's container)
    label = " ".join(clean(meta.column_names_to_labels.get(variable) or "")[0].split())
    return label or variable


def _labels(found: Mapping[Any, str]) -> dict[Any, str]:
    return {value: clean(label)[0].strip() for value, label in found.items() if label and label.strip()}


def _shown(column: Sequence[Any], labels: Mapping[Any, str], title: str) -> Callable[[Any], str]:
    """Return how a cell of this column is written: a step of a scale keeps its number before its label."""
    there = {v for v in column if v is not None and v != ""}
    numbers = bool(labels) and all(isinstance(v, int | float) for v in (*there, *labels))
    if numbers and (bool(there - set(labels)) or is_scale_name(title)):
        return lambda v: f"{text(v)} - {labels[v]}" if v in labels else text(v)
    return lambda v: labels.get(v) or text(v)


def text(value: Any) -> str:  # noqa: ANN401 (a cell)
    """Return a cell without a label as text: whole numbers without a point, dates as ISO, missing as empty."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**_EXACT else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return clean(str(value))[0]


def _notes(meta: Any, header: Sequence[str], labels: Sequence[Mapping[Any, str]]) -> list[str]:  # noqa: ANN401
    names = list(meta.column_names)
    labelled = sum(h != n for h, n in zip(header, names, strict=True))
    coded = sum(bool(found) for found in labels)
    notes = [f"{labelled} of {len(names)} variables have a label, read as the question; {coded} have labelled values"]
    missing = sorted(n for n in names if n in meta.missing_ranges)
    if missing:
        shown = ", ".join(missing[:_SHOWN]) + (f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else "")
        notes.append(f"values that the file declares missing are left empty: in {shown}")
    return notes


def _limit() -> None:
    """Bound what the child may use, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(source: str, target: str, encoding: str) -> int:
    """Write the file `source` to `target`, one JSON value a line; return 0, or 3 if `target` says why not."""
    _limit()
    with open(target, "w", encoding="ascii") as out:  # noqa: PTH123 (a path of the parent's)
        try:
            out.writelines(json.dumps(line) + "\n" for line in convert(source, encoding or None))
        except Unreadable as error:
            out.truncate(0)
            out.seek(0)
            out.write(json.dumps(error.args))
            return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
