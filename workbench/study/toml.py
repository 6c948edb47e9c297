"""Reading TOML that somebody else may have written: in good time, or not at all."""

from __future__ import annotations

import re
import tomllib
from typing import Any

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


def _most_parts(text: str) -> int:
    """Return how many dots stand in one key at most, or more: Python's parser takes minutes for a key of many parts."""
    plain = text.replace(" ", "").replace("\t", "")
    for pair in ('".', '."', "'.", ".'"):
        plain = plain.replace(pair, ".")
    return max(piece.count(".") for piece in re.split(r"[\n=,{}\[\]\"']", plain))
