"""What every command stands on: the app, its arguments, how results and progress are shown."""

from __future__ import annotations

import json
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Group, Parameter

import workbench
from workbench.study.errors import UserError
from workbench.study.shell import at

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.api import Study

app = App(
    name="workbench",
    version=workbench.__version__,
    help="Code interviews and survey answers, find unmet needs, draw an evidence-backed journey map.",
    group_commands=Group("Options", sort_key=99),
    suppress_keyboard_interrupt=False,  # main says what became of the work
)

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
    """Progress bars on standard error: one for each step, none where nobody looks."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description:<11}"), BarColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        self._tasks: dict[str, Any] = {}

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


def uncoded(study: Path) -> str:
    """Return what to say where there are no claims: they come of coding, and of nothing else."""
    return f"no claims yet: code a pain, a need or a delight. Next: workbench lab {at(study)}, then study.coder() or study.grid()"


def plain(frame: Any, empty: str = "nothing yet") -> str:  # noqa: ANN401 (a DataFrame)
    """Return a table as text; what is not known stays empty, and `empty` is said where there is no row."""
    if not len(frame):
        return empty
    shown = frame.apply(lambda column: column.where(column.notna(), "") if column.dtype == object else column)
    return str(shown.to_string(index=False, max_colwidth=70, na_rep=""))
