"""Notebooks that can be read in a diff: what a run left in them is taken out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.share.notebooks import INJECTED
from workbench.study.canon import write_atomic
from workbench.study.errors import Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nbformat import NotebookNode

#: What of a notebook's metadata says who ran it or looked at it, and on which machine.
_OF_A_RUN = {
    "widgets": "widget state",
    "signature": "a signature",
    "papermill": "metadata of a run",
    "vscode": "metadata of an editor",
}
#: The same of a cell.
_OF_A_CELL = (
    "ExecuteTime", "execution", "executionInfo", "papermill", "collapsed", "scrolled", "trusted", "vscode", "outputId",
)  # fmt: skip
#: Of the language its name stays: version and colours are the machine's.
_LANGUAGE = frozenset({"name"})
_FORMAT, _WITH_IDS = 4, 5


@dataclass(frozen=True, slots=True)
class Tidied:
    """One notebook, looked at.

    Attributes
    ----------
    path
        Where it is.
    left
        What a run left in it, in words; empty if it is clean.
    """

    path: Path
    left: tuple[str, ...]


def strip(paths: Iterable[Path], *, check: bool = False) -> list[Tidied]:
    """Take out of notebooks what a run left in them: outputs, counts, widget state, injected parameters, volatile metadata.

    Sources, tags and ids of cells stay. A notebook that is clean is not written; nor is any if one cannot be read.

    Parameters
    ----------
    paths
        Notebooks.
    check
        Only look.

    Returns
    -------
    list of Tidied
        What was found in each.

    Raises
    ------
    Refused
        If one is no notebook.
    UserError
        If one is not there.
    """
    found = []
    for path in paths:
        book = read(path)
        found.append((path, tuple(stripped(book)), book))
    for path, left, book in found:
        if left and not check:
            write_atomic(path, written(book))
    return [Tidied(path, left) for path, left, _ in found]


def stripped(book: NotebookNode) -> list[str]:
    """Take out of a notebook what a run left in it; return what that was, in words."""
    left = [words for key, words in _OF_A_RUN.items() if book.metadata.pop(key, None) is not None]
    language = book.metadata.get("language_info")
    if isinstance(language, dict) and set(language) - _LANGUAGE:
        book.metadata["language_info"] = type(book)({key: value for key, value in language.items() if key in _LANGUAGE})
        left.append("metadata of a run")
    own = [cell for cell in book.cells if INJECTED not in cell.metadata.get("tags", [])]
    if len(own) < len(book.cells):
        book.cells = own
        left.append("injected parameters")
    for cell in book.cells:
        left += _cell(cell)
    return list(dict.fromkeys(left))


def _cell(cell: NotebookNode) -> list[str]:
    left = []
    for key in _OF_A_CELL:
        if key in cell.metadata:
            del cell.metadata[key]
            left.append("metadata of a run")
    if cell.cell_type == "code":
        left += ["outputs"] * bool(cell.outputs) + ["counts of runs"] * (cell.execution_count is not None)
        cell.outputs, cell.execution_count = [], None
    return left


def read(path: Path) -> NotebookNode:
    """Return a notebook. A cell without an id, or with that of another, gets one that is the same in every run.

    Raises
    ------
    Refused
        If it is no notebook.
    UserError
        If it is not there.
    """
    import nbformat

    text = text_of(path)
    try:
        raw = json.loads(text)
        old = raw["nbformat"] < _FORMAT
        if not old:
            _identify(raw)
        book = nbformat.reads(json.dumps(raw), as_version=_FORMAT)
        if old:
            _identify(book)
        nbformat.validate(book)
    except (nbformat.ValidationError, nbformat.reader.NotJSONError, ValueError, KeyError, AttributeError, TypeError) as error:
        what = f"is no notebook ({type(error).__name__})"
        raise Refused(path.name, what, "Open it in JupyterLab and save it again.") from None
    return book


def _identify(book: Any) -> None:  # noqa: ANN401 (a notebook, read or not)
    """Give each cell an id of its own, where the form of the notebook has ids."""
    if (book["nbformat"], book["nbformat_minor"]) < (_FORMAT, _WITH_IDS):
        return
    taken: set[str] = set()
    for number, cell in enumerate(book["cells"]):
        if cell.get("id") in taken or not cell.get("id"):
            cell["id"] = free(number, taken)
        taken.add(cell["id"])


def free(number: int, taken: set[str]) -> str:
    """Return an id for a cell that has none: the same in every run."""
    name = f"cell-{number + 1:02d}"
    while name in taken:
        name += "x"
    return name


def written(book: NotebookNode) -> str:
    """Return a notebook as JupyterLab writes it."""
    import nbformat

    return str(nbformat.writes(book)).rstrip("\n") + "\n"


def text_of(path: Path) -> str:
    """Return the text of a file.

    Raises
    ------
    Refused
        If it is not UTF-8.
    UserError
        If it is not there.
    """
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (FileNotFoundError, IsADirectoryError):
        raise UserError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise Refused(
            path.name, f"is not UTF-8 ({error.reason})", "Save it again from JupyterLab.", f"byte {error.start}"
        ) from None
