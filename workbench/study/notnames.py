"""Words that are no names, written into ``study.toml``: every other byte of the file stays as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.study import settings as settings_file
from workbench.study.canon import write_atomic
from workbench.study.errors import Refused
from workbench.study.toml import edited

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
    quoted = settings_file._quoted  # noqa: SLF001 (the one way to write a text)
    names = [*known.not_names, name]
    line = f"{_KEY} = [{', '.join(map(quoted, names))}]"
    fresh = edited(
        path.read_bytes(), _LINE, lambda _: line,
        lambda head: head + ("" if not head or head.endswith("\n") else "\n") + line + "\n",
        lambda said: {**said, _KEY: names},
    )  # fmt: skip
    if fresh is None:
        raise Refused(path.name, f"holds {_KEY} where it cannot be changed for you", f"Add the word to {_KEY} by hand.")
    write_atomic(path, fresh)
    return settings_file.read(path)
