"""Where things lie on somebody's machine, taken out of what leaves it: a home path has a name in it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: A path does not begin in the middle of a word, a web address, or the base64 of a picture.
_BEFORE = r"(?<![A-Za-z0-9+/\\.])"
_PART = r"[^\s/\\:*?\"'<>|&]{1,120}"
_PROGRAM = re.compile(rf"{_BEFORE}(?:file://)?(?!//)(?:[A-Za-z]:|~)?(?:[/\\]+{_PART}){{0,40}}[/\\]+({_PART}\.pyx?)\b")
_HOME = re.compile(
    rf"{_BEFORE}(?:(?:file://)?(?:/root(?=[/\s\"'<>&:,;)]|$)|(?:/|(?:\.\./)+)(?:home|Users)/{_PART})|[A-Za-z]:(?:[/\\]+)Users[/\\]+{_PART})"
)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,}")


def placeless(text: str, known: Mapping[str, str] | None = None) -> str:
    """Return `text` without paths of this machine.

    Parameters
    ----------
    text
        Words, or HTML.
    known
        Folders and what to call them. Other home folders become ``~``, and program files their bare names; a place in
        memory goes altogether.
    """
    for path in sorted(known or {}, key=len, reverse=True):
        text = re.sub(rf"{_BEFORE}{re.escape(path)}(?![\w-])", lambda _: (known or {})[path], text)  # noqa: B023 (used at once)
    return _ADDRESS.sub("", _HOME.sub("~", _PROGRAM.sub(r"\1", text)))


def placeless_in(value: Any, known: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a JSON value with `placeless` applied to each text in it."""
    if isinstance(value, str):
        return placeless(value, known)
    if isinstance(value, dict):
        return {key: placeless_in(inner, known) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [placeless_in(inner, known) for inner in value]
    return value


def seen_from(path: str, folder: Path) -> str:
    """Return the way from `folder` to `path`; the bare name where the way itself would tell whose machine it is."""
    try:
        way = Path(os.path.relpath(path, folder.resolve())).as_posix()
    except ValueError:  # another drive
        return Path(path).name
    return Path(path).name if _HOME.search(way) else way


def names(paths: Iterable[str]) -> dict[str, str]:
    """Return what to call each folder in a text: by its own name."""
    return {form: Path(path).name for path in paths for form in {path, str(Path(path).resolve())}}
