"""Words that are no names, written into ``study.toml``: every other byte of the file stays as it was."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from workbench.study import settings as settings_file
from workbench.study.canon import write_atomic
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.study.settings import Settings

_KEY = "not_names"
_LINE = re.compile(rf"^[ \t]*{_KEY}[ \t]*=[ \t]*\[.*?\][ \t]*(?=\r?$|#)", re.MULTILINE | re.DOTALL)


def reject_name(path: Path, name: str) -> Settings:
    """Add a word, or several, to ``not_names``: never masked, never suggested again.

    Parameters
    ----------
    path
        The ``study.toml``.
    name
        As it is written in the texts.

    Returns
    -------
    Settings
        What the file says now.

    Raises
    ------
    Refused
        If the file cannot be read, or has the list where it cannot be changed without touching anything else.
    """
    known = settings_file.read(path)
    if name.casefold() in {n.casefold() for n in known.not_names}:
        return known
    raw = path.read_bytes().decode("utf-8")
    mark = "\ufeff" if raw.startswith("\ufeff") else ""
    text = raw.removeprefix(mark)
    first = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    head, tables = (text[: first.start()], text[first.start() :]) if first else (text, "")
    quoted = settings_file._quoted  # noqa: SLF001 (the one way to write a text)
    line = f"{_KEY} = [{', '.join(quoted(n) for n in (*known.not_names, name))}]"
    changed, count = _LINE.subn(lambda _: line, head, count=1)
    if not count:
        changed = head + ("" if not head or head.endswith("\n") else "\n") + line + "\n"
    fresh = changed + tables
    try:
        right = tomllib.loads(fresh.replace("\r\n", "\n")) == {
            **tomllib.loads(text.replace("\r\n", "\n")), _KEY: [*known.not_names, name],
        }  # fmt: skip
    except tomllib.TOMLDecodeError:
        right = False
    if not right:
        raise Refused(path.name, f"holds {_KEY} where it cannot be changed for you", f"Add the word to {_KEY} by hand.")
    write_atomic(path, (mark + fresh).encode())
    return settings_file.read(path)
