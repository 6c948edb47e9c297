"""Records in JSON, or one a line (JSONL), as a table: reviews, tickets and answers as programs hand them out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workbench.sources import text as texts
from workbench.sources.tables.sheets import MAX_COLUMNS
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
_DEEPEST = 4
_REMEDY = "Export it as .csv, or as a list of objects."


def rows(
    raw: bytes, *, name: str, encoding: str | None = None
) -> tuple[Iterator[tuple[int, list[str]]], dict[str, Any], list[str]]:
    """Return the fields of all records as a header, and the records with their numbers, options to read it again, and notes.

    The longest list of objects is taken. Objects within a record become columns such as *author.name*; lists of words one
    cell, with semicolons between.

    Raises
    ------
    Refused
        If it is no JSON, or holds no list of objects.
    """
    tree = _tree(texts.canonical(raw, name=name, encoding=encoding).text, name)
    where, found = max(_lists(tree, ""), key=lambda at: len(at[1]), default=("", []))
    if not found:
        raise Refused(name, "no list of records", _REMEDY)
    flat = [dict(_fields(record, "", 0)) for record in found]
    header = list(dict.fromkeys(key for record in flat for key in record))
    if len(header) > MAX_COLUMNS:
        raise Refused(name, f"{len(header):,} fields, and the limit is {MAX_COLUMNS:,} columns", "Leave out fields.")
    cells = ((n, [record.get(key, "") for key in header]) for n, record in enumerate(flat, 1))
    notes = [f"the records under {where!r} were read"] if where else []
    inside = list(dict.fromkeys(path for record in found for path, _ in _lists(record, "")))
    notes += [f"lists of objects within the records are not read: {', '.join(map(repr, inside[:12]))}"] if inside else []
    return _after(header, cells), ({"encoding": encoding} if encoding else {}), notes


def _tree(text: str, name: str) -> Any:  # noqa: ANN401 (JSON)
    """Return what a text says in JSON; or, one a line, what its lines say."""
    where = ""
    try:
        try:
            return json.loads(text)
        except ValueError as error:
            lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
            if not lines[1:] or not _is_record(lines[0][1]):  # no line for itself: it is wrong as a whole
                where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
                raise
        tree = []
        for number, line in lines:
            where = f"line {number}"
            tree.append(json.loads(line))
    except (ValueError, RecursionError) as error:
        raise Refused(name, f"not readable as JSON ({type(error).__name__})", _REMEDY, where) from None
    return tree


def _is_record(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _after(header: list[str], cells: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield 0, header
    yield from cells


def _lists(node: Any, path: str, depth: int = 0) -> Iterator[tuple[str, list[dict[str, Any]]]]:  # noqa: ANN401 (JSON)
    """Yield each list of objects that lies in no record of another."""
    if isinstance(node, list) and node and all(isinstance(x, dict) for x in node):
        yield path, node
    elif isinstance(node, dict) and depth < _DEEPEST:
        for key, value in node.items():
            yield from _lists(value, f"{path}.{key}".lstrip("."), depth + 1)


def _fields(node: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        called = f"{path}.{key}".lstrip(".")
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _fields(value, called, depth + 1)
        elif isinstance(value, list):
            yield called, "; ".join(_text(v) for v in value if not isinstance(v, (dict, list)))
        else:
            yield called, _text(value)


def _text(value: Any) -> str:  # noqa: ANN401 (JSON)
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 (as workbooks show them)
        return str(int(value))
    return texts.clean(str(value))[0]
