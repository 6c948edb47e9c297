"""Running notebooks: fresh kernel, named parameters, no clock and no hidden state in what is saved."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.share.places import names, placeless_in, seen_from
from workbench.study.canon import write_atomic
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nbformat import NotebookNode

TAG, INJECTED = "parameters", "injected-parameters"
VIEW = "application/vnd.jupyter.widget-view+json"
_SECONDS = 1800
_DECLARED = re.compile(r"^([^\W\d]\w*)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
#: The rule with which a widget's twin begins.
_SWAP = re.compile(r"<style>[^<]*\.wb-twin[^<]*</style>")
_PLAIN = (str, int, float, bool, type(None))


def execute(
    notebooks: Sequence[Path],
    out: Path,
    *,
    parameters: Mapping[str, Any] | None = None,
    cwd: Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Path]:
    """Run notebooks one after the other, each in its own kernel, and save what they show.

    Parameters
    ----------
    notebooks
        Notebooks in order; they are not changed.
    out
        Folder for the executed copies, under the same names.
    parameters
        Values for names that a notebook declares in its cell tagged ``parameters``. Each notebook takes those it declares.
    cwd
        Where the cells run; the notebook's own folder if None.
    progress
        Called with (notebook, cells done, cells in all).

    Returns
    -------
    list of Path
        The executed copies. Widget state and timestamps are not saved: state would carry transcripts along, timestamps
        would change the bytes of an unchanged result. Nor are paths of this machine: a parameter that is one stands there
        as the way to it from where the copy lies, so that the copy runs, too.

    Raises
    ------
    UserError
        If a parameter is declared nowhere or is no plain value (before any kernel starts), or a cell fails: the
        message names notebook, cell and error, and the notebook is saved as far as it got.
    """
    import nbformat

    given = dict(parameters or {})
    loaded = [(path, nbformat.read(path, as_version=4)) for path in notebooks]
    _check(given, [book for _, book in loaded])
    done = []
    for path, book in loaded:
        target = out / path.name
        inject(book, given)
        try:
            _run(book, path, cwd or path.parent, progress)
        finally:
            _strip(book)
            _unplace(book, given, out)
            write_atomic(target, nbformat.writes(book) + "\n")
        done.append(target)
    return done


def declared(book: NotebookNode) -> list[str]:
    """Return the names a notebook declares as its parameters."""
    return [name for cell in book.cells if TAG in cell.metadata.get("tags", []) for name in _DECLARED.findall(cell.source)]


def inject(book: NotebookNode, given: Mapping[str, Any]) -> None:
    """Put a cell with the values behind the cell that declares them, in the place of one put there by an earlier run.

    Without values nothing changes: a copy of an earlier run runs with the values of that run.
    """
    from nbformat.v4 import new_code_cell

    if not given:
        return
    book.cells = [c for c in book.cells if INJECTED not in c.metadata.get("tags", [])]
    wanted = [n for n in declared(book) if n in given]
    if not wanted:
        return
    place = next(i for i, c in enumerate(book.cells) if TAG in c.metadata.get("tags", []))
    cell = new_code_cell(_assigned(wanted, given), id=INJECTED, metadata={"tags": [INJECTED]})
    book.cells.insert(place + 1, cell)


def _assigned(wanted: Sequence[str], given: Mapping[str, Any]) -> str:
    return "\n".join(f"{name} = {given[name]!r}" for name in wanted)


def _check(given: Mapping[str, Any], books: Sequence[NotebookNode]) -> None:
    """Refuse whatever could be more than a value for a name: names become code, so only declared ones may pass."""
    known = sorted({name for book in books for name in declared(book)})
    for name, value in given.items():
        if not name.isidentifier() or name not in known:
            raise UserError(f"No notebook declares the parameter {name!r}; declared are: {', '.join(known) or 'none'}.")
        if not _is_plain(value):
            raise UserError(
                f"The parameter {name} must be text, a number, true, false, none or a list of these, not {type(value).__name__}."
            )


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(v) for v in value)
    return type(value) in _PLAIN  # a subclass could bring its own __repr__, and with it code


def _run(book: NotebookNode, path: Path, cwd: Path, progress: Callable[[str, int, int], None] | None) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    total = sum(1 for c in book.cells if c.cell_type == "code" and c.source.strip())
    client = NotebookClient(
        book, timeout=_SECONDS, kernel_name="python3", store_widget_state=False, record_timing=False,
        extra_arguments=["--log-level=ERROR", "--InteractiveShell.xmode=Minimal"],  # a traceback is paths and other people's code
        resources={"metadata": {"path": str(cwd)}},
    )  # fmt: skip
    at, done = 0, 0
    try:
        with client.setup_kernel():
            for at, cell in enumerate(book.cells):
                client.execute_cell(cell, at)
                if cell.cell_type == "code" and cell.source.strip():
                    done += 1
                    if progress:
                        progress(path.name, done, total)
    except CellExecutionError as error:
        raise UserError(f"{path.name}, {_place(book, at)}: {_last_line(f'{error.ename}: {error.evalue}')}") from None
    except CellTimeoutError:
        raise UserError(f"{path.name}, {_place(book, at)}: took longer than {_SECONDS // 60} minutes and was stopped.") from None
    except DeadKernelError:
        raise UserError(f"{path.name}, {_place(book, at)}: the kernel died, most likely for want of memory.") from None


def _place(book: NotebookNode, at: int) -> str:
    source = book.cells[at].source.strip().splitlines()
    return f"cell {at + 1}" + (f" ({source[0][:60]})" if source else "")


def _last_line(text: str) -> str:
    lines = [line for line in _COLOURS.sub("", text).strip().splitlines() if line.strip()]
    return lines[0] if lines else "no message"


def _strip(book: NotebookNode) -> None:
    """Take out what differs between two equal runs, and what only a kernel could fill.

    A widget's view without its state is "Loading widget\u2026" for ever, or blank. One with a static twin goes, with the rule
    by which the twin hides what stands before it; of any other its line of text stays.
    """
    book.metadata.pop("widgets", None)
    book.metadata.pop("papermill", None)
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        outputs = cell.get("outputs", [])
        alone = [o for o, after in pairwise([*outputs, {}]) if not (VIEW in o.get("data", {}) and _twin(after))]
        for output in alone:
            (output.get("metadata") or {}).pop("execution", None)
            output.get("data", {}).pop(VIEW, None)
            if html := _twin(output):
                output["data"]["text/html"] = _SWAP.sub("", html)
        if "outputs" in cell:
            cell.outputs = alone


def _twin(output: Mapping[str, Any]) -> str:
    """Return the HTML of an output that is a widget's static twin, else nothing."""
    html = output.get("data", {}).get("text/html", "")
    html = "".join(html) if isinstance(html, list) else str(html)
    return html if _SWAP.match(html) else ""


def _unplace(book: NotebookNode, given: Mapping[str, Any], out: Path) -> None:
    """Take out what says on whose machine they ran."""
    paths = [value for value in given.values() if isinstance(value, str) and Path(value).is_absolute()]
    called = names(paths)
    shown = {name: seen_from(value, out) if value in paths else value for name, value in given.items()}
    for cell in book.cells:
        if given and INJECTED in cell.metadata.get("tags", []):
            cell.source = _assigned([n for n in declared(book) if n in given], shown)
        for output in cell.get("outputs", []):
            for key in ("text", "evalue", "traceback"):
                if key in output:
                    output[key] = placeless_in(output[key], called)
            for kind, value in output.get("data", {}).items():
                if kind.startswith("text/") or kind.endswith(("+json", "+xml")):
                    output["data"][kind] = placeless_in(value, called)
