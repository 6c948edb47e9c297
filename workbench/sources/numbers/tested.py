"""Results of tests from a table: one row an arm, with ``hypothesis``, ``arm``, ``n`` and either ``k`` or ``mean`` and ``sd``."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from workbench.sources.tables.read import read_table
from workbench.study.errors import Refused

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NAMES = {"n": int, "k": int, "mean": float, "sd": float}


def read_results(path: str | Path) -> list[dict[str, Any]]:
    """Return the results in a CSV, TSV or XLSX file, in the order of the file.

    Parameters
    ----------
    path
        The file. Columns ``hypothesis``, ``arm``, ``n``, and ``k`` or ``mean`` and ``sd``; ``date`` if it is known. The first row
        of a hypothesis is the journey as it is, the second as changed.

    Returns
    -------
    list of dict
        ``hypothesis``, ``arms`` (each with ``name``, ``n``, ``k``, ``mean``, ``sd``), ``date`` (the latest) and ``source``
        (the name of the file).

    Raises
    ------
    Refused
        If a column is missing, a cell is no number or day, or a hypothesis has not two rows.
    """
    target = Path(path)
    table = read_table(target)
    frame = table.frame.rename(columns=lambda name: str(name).strip().casefold())
    for column in ("hypothesis", "arm", "n"):
        if column not in frame.columns:
            wanted = "Columns are hypothesis, arm, n, and k or mean and sd."
            raise Refused(target.name, f"there is no column {column!r}", wanted)
    if "k" not in frame.columns and "mean" not in frame.columns:
        raise Refused(target.name, "there is neither a column 'k' nor one 'mean'", "Give k of n people, or mean and sd.")
    found: dict[str, dict[str, Any]] = {}
    for row, cells in zip(table.rows, frame.to_dict("records"), strict=True):
        place = f"row {row}"
        name = str(cells["hypothesis"]).strip()
        if not name:
            raise Refused(target.name, "a row without a hypothesis", "Name it in every row.", place)
        one = found.setdefault(name, {"hypothesis": name, "arms": [], "date": "", "source": target.name})
        numbers = {
            key: _number(str(cells.get(key, "")), kind, target.name, f"{place}, column {key}") for key, kind in _NAMES.items()
        }
        one["arms"].append({"name": str(cells["arm"]).strip(), **numbers})
        one["date"] = max(one["date"], _day(str(cells.get("date", "")), target.name, place))
    for name, one in found.items():
        if len(one["arms"]) != 2:  # noqa: PLR2004 (as it is, and as changed)
            raise Refused(target.name, f"{name} has {len(one['arms'])} rows", "Give it two: as it is first, as changed second.")
    return list(found.values())


def _number(cell: str, kind: type[int | float], file: str, place: str) -> float | int | None:
    text = cell.strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise Refused(file, f"{text!r} is no number", "Write a number such as 12 or 3.5.", place) from None
    if not math.isfinite(value) or (kind is int and not value.is_integer()):
        raise Refused(file, f"{text!r} is no {'whole ' if kind is int else ''}number", "Write a number such as 12.", place)
    return kind(value)


def _day(cell: str, file: str, place: str) -> str:
    text = cell.strip()
    if text and not _DAY.fullmatch(text):
        raise Refused(file, f"{text!r} is no day", "Write it as 2026-11-22.", f"{place}, column date")
    return text
