"""What every command stands on: the app, its arguments, how results and progress are shown."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

import workbench
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.api import Study

app = App(
    name="workbench",
    version=workbench.__version__,
    help="Code interviews and survey answers, find unmet needs, draw an evidence-backed journey map.",
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


def emit(value: Any, text: str, *, as_json: bool) -> None:  # noqa: ANN401 (any JSON value)
    """Print a result: as JSON, or as text for people."""
    print(json.dumps(value, ensure_ascii=False, indent=1) if as_json else text)


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


def plain(frame: Any) -> str:  # noqa: ANN401 (a DataFrame)
    """Return a table as text."""
    return str(frame.to_string(index=False, max_colwidth=70)) if len(frame) else "nothing yet"
