"""Parquet: what a data team exports, as the same cells a CSV would hold."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import Any

from workbench.sources.tables.sheets import MAX_COLUMNS, MAX_SHEET_ROWS
from workbench.study.errors import Refused

SUFFIXES = frozenset({".parquet", ".pq"})
#: Most bytes a file may hold once it is unpacked.
_MOST = 1 << 29


def columns(raw: bytes, name: str) -> dict[str, list[str]]:
    """Return the cells of each column as text; nothing and NaN are empty.

    Raises
    ------
    Refused
        If it is no Parquet file, is damaged or too large, or a column holds lists or tables.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(raw))
        groups = [file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)]
        size = (file.metadata.num_rows, file.metadata.num_columns, sum(groups))
        if size[0] > MAX_SHEET_ROWS or size[1] > MAX_COLUMNS or size[2] > _MOST:
            found = f"{size[0]:,} rows, {size[1]:,} columns and {size[2]:,} bytes unpacked"
            raise Refused(name, found, "Sum it up first: a map shows one number a stage and period.")
        table = file.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused(name, f"not readable as Parquet ({type(error).__name__})", "Export it again, or as .csv.") from None
    nested = [f.name for f in table.schema if pa.types.is_nested(f.type)]
    if nested:
        raise Refused(name, "a column of lists or tables", "Give it one value a row.", f"column {nested[0]}")
    if not table.num_rows:
        raise Refused(name, "no rows: there is only a header", "Export it again.")
    names = [" ".join(n.split()) or f"column {i}" for i, n in enumerate(table.column_names, 1)]
    if len(set(names)) != len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise Refused(name, f"two columns are called {twice!r}", "Give each column its own name.")
    return {n: [_cell(v) for v in table.column(i).to_pylist()] for i, n in enumerate(names)}


def _cell(value: Any) -> str:  # noqa: ANN401 (whatever a column holds)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()
