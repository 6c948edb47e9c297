"""What every command stands on: the app, its arguments, how results and progress are shown."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from io import TextIOWrapper
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Group, Parameter

import workbench
from workbench.api import waiting
from workbench.study.errors import UserError
from workbench.study.shell import at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.api import Study

app = App(
    name="workbench",
    version=workbench.__version__,
    help="Code interviews and survey answers, find unmet needs, draw an evidence-backed journey map.",
    group_commands=Group("Options", sort_key=99),
    suppress_keyboard_interrupt=False,  # main says what became of the work
)

app.register_install_completion_command(help="Let bash, zsh or fish complete commands and options, from the next shell on.")

_GAP, _NARROWEST = 2, 40  # between columns; no terminal is taken for narrower
_ID, _LONGEST_WORD = 32, 24  # letters of an id, and of a word in a text that is cut nowhere

StudyPath = Annotated[Path, Parameter(help="Study folder: the one that holds study.toml.")]
AsJson = Annotated[bool, Parameter(name="--json", negative="", help="Print the result as JSON on standard output.")]
Persona = Annotated[str | None, Parameter(help="Only the people this persona of study.toml means.")]
Round = Annotated[str | None, Parameter(help="Only this round.")]
Compared = Annotated[str | None, Parameter(help="Only this round, compared with the one before.")]
Despite = Annotated[str, Parameter(help="Why a file may go out although the gate found something: the history keeps it.")]
Columns = Annotated[list[str] | None, Parameter(consume_multiple=True, negative="")]
Each = Annotated[list[str] | None, Parameter(negative="")]


def pairs(given: list[str] | None, option: str) -> list[tuple[str, str]]:
    """Return options of the form ``name=value``, split at the last ``=``."""
    found = []
    for item in given or []:
        name, sign, value = item.rpartition("=")
        if not sign or not name.strip() or not value.strip():
            raise UserError(f"{option} wants name=value; given: {item!r}")
        found.append((name.strip(), value.strip()))
    return found


def opened(path: Path) -> Study:
    """Open the study a command is about."""
    return workbench.open(path)


def records(frame: Any) -> Any:  # noqa: ANN401 (a DataFrame, and what JSON holds)
    """Return a table as JSON has it: one record a row."""
    return json.loads(frame.to_json(orient="records"))


_printed = False  # whether the command that runs has printed its result; standard output holds one


def begin() -> None:
    """Begin a command: nothing is printed yet, and no character stops it that the terminal or file cannot hold."""
    global _printed  # noqa: PLW0603 (there is one standard output)
    _printed = False
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (for as long as we run)
    if sys.stderr is None:  # else print would take the other one
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def emit(value: Any, text: str, *, as_json: bool) -> None:  # noqa: ANN401 (any JSON value)
    """Print a result: as JSON, or as text for people."""
    global _printed  # noqa: PLW0603 (there is one standard output)
    print(_json(value) if as_json else text)
    _printed = True


def _json(value: Any) -> str:  # noqa: ANN401 (any JSON value)
    """Return `value` as JSON that standard output can hold: an escape of the stream's own would be none of JSON's."""
    try:
        whole = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    except ValueError:  # what is no number is nothing in JSON
        value = json.loads(json.dumps(value), parse_constant=lambda _: None)
        whole = json.dumps(value, ensure_ascii=False, indent=1)
    try:
        whole.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return json.dumps(value, indent=1)
    return whole


def say_no(message: str, status: int, *, as_json: bool, printed: bool = False) -> None:
    """Say why a command stopped: to people on standard error, and to a program that asked for JSON, where it reads it."""
    if not printed:
        print(f"workbench: {message}", file=sys.stderr)
    if as_json and not _printed:
        emit({"error": message, "status": status}, "", as_json=True)


class Bars:
    """Progress on standard error: a bar for each step; off a terminal a line now and then, and none for what is quick."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description:<11}"), BarColumn(), TimeElapsedColumn())
        self._drawn = sys.stderr.isatty()
        self._progress = Progress(*columns, console=Console(stderr=True), disable=not self._drawn)
        self._tasks: dict[str, Any] = {}
        self._said = time.monotonic()

    def __enter__(self) -> Callable[[str, int, int], None]:
        self._progress.start()
        return self._move

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def _move(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=None)
        if done or total > 1:
            self._progress.update(self._tasks[step], completed=done, total=total)
        if not self._drawn and time.monotonic() - self._said >= waiting.PATIENCE:
            self._said = time.monotonic()
            print(f"workbench: {step}" + (f", {done:,} of {total:,}" if total > 1 else ""), file=sys.stderr, flush=True)


def uncoded(study: Path) -> str:
    """Return what to say where there are no claims: they come of coding, and of nothing else."""
    return f"no claims yet: code a pain, a need or a delight. Next: workbench lab {at(study)}, then study.coder() or study.grid()"


def plain(frame: Any, empty: str = "nothing yet") -> str:  # noqa: ANN401 (a DataFrame)
    """Return a table as text, as wide as the terminal: longer cells go on below. What is not known stays empty.

    Where there is no row, `empty` is said. Nothing is left out, and an id stays whole, so that it can be copied.
    """
    if not len(frame):
        return empty
    import pandas as pd

    shown = [[" ".join(f"{'' if pd.isna(cell) else cell}".split()) for cell in frame[name]] for name in frame.columns]
    right = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    columns = [[str(name), *cells] for name, cells in zip(frame.columns, shown, strict=True)]
    width = max(_NARROWEST, shutil.get_terminal_size().columns)
    if sum(max(map(len, cells)) + _GAP for cells in columns) > width + _GAP:  # what is empty all down takes no room
        full = [n for n, (_, *cells) in enumerate(columns) if any(cells)]
        columns, right = [columns[n] for n in full], [right[n] for n in full]
    return "\n".join(_laid_out(columns, right, width))


def _laid_out(columns: list[list[str]], right: list[bool], width: int) -> Iterator[str]:
    """Yield the lines of a table no wider than `width`, if its longest words allow."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, cells)) for cells in columns]
    least = [_least(cells) for cells in columns]
    room = width - _GAP * (len(columns) - 1)
    while sum(widths) > room and any(w > n for w, n in zip(widths, least, strict=True)):
        most = max((w, at) for at, w in enumerate(widths) if w > least[at])[1]
        others = sorted((w for at, w in enumerate(widths) if w > least[at] and at != most), reverse=True)
        # down to the next widest, or by what is too much
        widths[most] = max(least[most], min(widths[most] - 1, max(others[0] if others else 0, widths[most] + room - sum(widths))))
    for cells in zip(*columns, strict=True):
        parts = [_wrapped(cell, w) for cell, w in zip(cells, widths, strict=True)]
        for part in zip_longest(*parts, fillvalue=""):
            padded = [
                " " * (w - cell_len(one)) + one if flush else one + " " * (w - cell_len(one))
                for one, w, flush in zip(part, widths, right, strict=True)
            ]
            yield (" " * _GAP).join(padded).rstrip()


def _least(cells: Sequence[str]) -> int:
    """Return how narrow a column can be: as its longest word, unless that is longer than an id, or in a text than most words."""
    from rich.cells import cell_len

    longest = max(cell_len(word) for cell in cells for word in (cell.split() or [""]))
    return min(longest, _LONGEST_WORD if any(" " in cell for cell in cells) else _ID)


def _wrapped(text: str, width: int) -> list[str]:
    """Return a cell in lines no wider than `width`, cut between words."""
    from rich.cells import cell_len, chop_cells

    lines = [""]
    for word in (piece for whole in text.split() for piece in chop_cells(whole, width)):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
