"""The map for analysts: a SQLite database, and Parquet files, with the same tables as the workbook."""

from __future__ import annotations

import sqlite3
from io import BytesIO
from typing import TYPE_CHECKING

from workbench.share.exports.tables import tables

if TYPE_CHECKING:
    from workbench.share.exports.columns import Table
    from workbench.share.map_page import Model

_SQL = {"text": "TEXT", "whole": "INTEGER", "number": "REAL", "yes": "INTEGER"}
_KEYS = {"claims": "claim", "stages": "stage", "quotes": "quote", "hypotheses": "hypothesis"}
_REFERS = {"claim": ("claims", "claim"), "quote": ("quotes", "quote"), "stage": ("stages", "stage")}
_INDEXED = {"evidence": ("claim", "quote"), "lane_quotes": ("item", "quote"), "quotes": ("participant",)}
#: The people behind a claim, counted from the passages: what `people` and `against` of table claims say.
_VIEW = """CREATE VIEW claim_people AS
SELECT e.claim, e.stance, COUNT(DISTINCT q.participant) AS people, COUNT(*) AS passages
FROM evidence e JOIN quotes q ON q.quote = e.quote GROUP BY e.claim, e.stance"""


def sqlite(model: Model) -> bytes:
    """Return the map as a SQLite database: a table an entity, keys that refer, and a view that counts people anew.

    The same map gives the same bytes with the same SQLite; the file holds the version of the SQLite that wrote it.
    """
    made = tables(model)
    base = sqlite3.connect(":memory:")
    try:
        base.execute("PRAGMA page_size = 4096")
        with base:
            for table in made:
                base.execute(_create(table, {t.name for t in made}))
                marks = ", ".join("?" * len(table.columns))
                base.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', table.rows)  # noqa: S608 (our own names)
            for name, columns in _INDEXED.items():
                for column in columns:
                    base.execute(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')
            base.execute(_VIEW)
        base.execute("VACUUM")
        return base.serialize()
    finally:
        base.close()


def _create(table: Table, there: set[str]) -> str:
    """Return the statement that makes a table: names are ours, never words of a study."""
    key = _KEYS.get(table.name)
    lines = [f'"{c.name}" {_SQL[c.kind]}' + (" PRIMARY KEY" if c.name == key else "") for c in table.columns]
    if table.name in {"evidence", "lane_quotes"}:
        refers = [(c.name, *_REFERS[c.name]) for c in table.columns if c.name in _REFERS and _REFERS[c.name][0] in there]
        lines += [f'FOREIGN KEY ("{mine}") REFERENCES "{other}" ("{its}")' for mine, other, its in refers]
    return f'CREATE TABLE "{table.name}" ({", ".join(lines)})'


def parquet(model: Model) -> dict[str, bytes]:
    """Return the map as Parquet files, one an entity; what columns mean stands in their metadata."""
    return {f"{table.name}.parquet": _parquet(table) for table in tables(model)}


def _parquet(table: Table) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "yes": pa.bool_()}
    fields = [pa.field(c.name, kinds[c.kind], metadata={"what": c.what}) for c in table.columns]
    values = list(zip(*table.rows, strict=True)) or [() for _ in table.columns]
    arrays = [pa.array(column, type=field.type) for column, field in zip(values, fields, strict=True)]
    made = pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={"what": f"one row: {table.what}"}))
    out = BytesIO()
    pq.write_table(made, out, compression="zstd")
    return out.getvalue()
