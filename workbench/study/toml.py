"""Reading TOML that somebody else may have written: in good time, or not at all."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

#: Parts of a key: Python's parser takes minutes for a key of very many.
_PARTS = 1_000


def read_toml(text: str) -> dict[str, Any]:
    """Return what a TOML file says.

    Parameters
    ----------
    text
        Its text; CRLF and a byte order mark are fine.

    Raises
    ------
    ValueError
        If it is no TOML, has a key of more than a thousand parts, or a number nobody can mean.
    RecursionError
        If it is nested too deeply.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if _most_parts(plain) > _PARTS:
        raise ValueError("a key of very many parts")
    return tomllib.loads(plain)


def edited(raw: bytes, line: re.Pattern[str], put: str | Callable[[re.Match[str]], str], absent: Callable[[str], str],
           meant: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes | None:  # fmt: skip
    """Return a TOML file with one top-level line changed and every other byte as it was.

    Parameters
    ----------
    raw
        The file.
    line, put
        The line, and what stands in its place: as for `re.sub`. Lines inside tables are left alone.
    absent
        From what stands before the first table to the same with the line added, if there is no such line.
    meant
        From what the file says to what it is to say.

    Returns
    -------
    bytes or None
        None if the line cannot be changed so that the file says just that.
    """
    text = raw.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    first = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    head, tables = (text[: first.start()], text[first.start() :]) if first else (text, "")
    changed, count = line.subn(put, head, count=1)
    fresh = (changed if count else absent(head)) + tables
    try:
        right = read_toml(fresh) == meant(read_toml(text))
    except ValueError:
        right = False
    return (mark + fresh).encode() if right else None


def _most_parts(text: str) -> int:
    """Return how many dots stand in one key at most, or more: Python's parser takes minutes for a key of many parts."""
    plain = text.replace(" ", "").replace("\t", "")
    for pair in ('".', '."', "'.", ".'"):
        plain = plain.replace(pair, ".")
    return max(piece.count(".") for piece in re.split(r"[\n=,{}\[\]\"']", plain))
