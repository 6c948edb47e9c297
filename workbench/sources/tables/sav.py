"""Files of SPSS (.sav, .zsav, .por) and Stata (.dta): labels for codes, the question's words for ``Q7_2``, missing as empty.

A cell is the label of its value where there is one. Where only some steps of a scale are labelled (0 *Not at all
likely* … 10 *Extremely likely*), or the question is named as a rating, the number is kept before the label: "10 -
Extremely likely" is a rating and a choice. What the file declares missing, by system or by user, is an empty cell.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Files that are read so.
SUFFIXES = frozenset({".sav", ".zsav", ".por", ".dta"})
_SAID_WHY = 3
_TIMEOUT = 600


def rows(
    raw: bytes, *, name: str, suffix: str = ".sav", encoding: str | None = None
) -> tuple[Iterator[tuple[int, list[str]]], dict[str, Any], list[str]]:
    """Return the header and the cases of an SPSS file with their numbers, the options to read it again, and notes.

    Parameters
    ----------
    raw
        The bytes of the file.
    name
        Its name, for messages.
    suffix
        One of `SUFFIXES`, which says who wrote it.
    encoding
        If the file does not say, or says wrongly, in which encoding it is.

    Raises
    ------
    Refused
        If it is not a whole SPSS file, or larger than a survey can be.
    """
    work = tempfile.TemporaryDirectory(prefix="workbench-sav-", ignore_cleanup_errors=True)
    source, target = Path(work.name) / f"in{suffix}", Path(work.name) / "out.jsonl"
    try:
        source.write_bytes(raw)
        _convert(source, target, encoding, name)
        source.unlink()
        with target.open(encoding="ascii") as lines:
            head = json.loads(next(lines))
    except BaseException:
        work.cleanup()
        raise
    return _cases(head["header"], target, work), ({"encoding": encoding} if encoding else {}), head["notes"]


def _convert(source: Path, target: Path, encoding: str | None, name: str) -> None:
    """Let a child read the file: what breaks it breaks only the child."""
    command = [sys.executable, "-P", "-m", "workbench.sources.tables.spss", str(source), str(target), encoding or ""]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    damaged = "Save it again from the program that made it, or as .csv."
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=_TIMEOUT, check=False)  # noqa: S603 (our own module)
    except subprocess.TimeoutExpired:
        raise Refused(name, f"not readable as a file of SPSS or Stata within {_TIMEOUT // 60} minutes", damaged) from None
    if done.returncode == _SAID_WHY:
        raise Refused(name, *json.loads(target.read_text(encoding="ascii")))
    if done.returncode:
        raise Refused(name, "not readable as a file of SPSS or Stata (it brings the reader down)", damaged)


def _cases(header: list[str], target: Path, work: tempfile.TemporaryDirectory[str]) -> Iterator[tuple[int, list[str]]]:
    with work, target.open(encoding="ascii") as lines:
        next(lines)
        yield 0, header
        for number, line in enumerate(lines, 1):
            yield number, json.loads(line)
