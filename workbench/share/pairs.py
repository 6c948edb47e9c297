"""A notebook and its twin in plain Python, for those who review in a diff or write in an editor.

The notebook is what is opened and run. The twin (``01_bring_in.py``, jupytext's ``py:percent``) has the same cells, with
their tags and ids, and no outputs. In its head stands what both said when they were last the same: so it is known which of the
two was changed since, and nobody's change is written over.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workbench.share.tidy import free, read, stripped, text_of, written
from workbench.study.canon import sha256_text, write_atomic
from workbench.study.errors import Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nbformat import NotebookNode

#: Where in the twin a cell's id stands, and the blanks it ends with; and in its head what both last said.
_ID, _TAIL, _OURS, _SAME = "cell_id", "tail", "workbench", "same"
#: Everything that is no jupytext's own: its version would change the bytes.
_ALL = "all,-jupytext.text_representation.jupytext_version"


def pair(paths: Iterable[Path], *, sync: bool = False) -> list[Path]:
    """Write the twin of each notebook beside it; with `sync` also take over what was changed in a twin.

    Parameters
    ----------
    paths
        Notebooks, or their twins.
    sync
        Whichever of the two was changed since they were last the same is right. Outputs and attachments of the notebook stay
        with the cells that say what they said.

    Returns
    -------
    list of Path
        The files that were written; none where both say the same.

    Raises
    ------
    Refused
        If one is no notebook or no twin, or says something that a twin cannot hold.
    UserError
        If there is neither, or both were changed. Nothing is written then, of any pair.
    """
    changes: dict[Path, str] = {}
    for book, twin in dict.fromkeys(_both(path) for path in paths):
        changes |= _changes(book, twin, sync=sync)
    for path, text in changes.items():
        write_atomic(path, text)
    return list(changes)


def _changes(book: Path, twin: Path, *, sync: bool) -> dict[Path, str]:
    """Return what is to be written of one pair."""
    mine = read(book) if book.is_file() else None
    there = _said(twin) if twin.is_file() else None
    if mine is None or there is None:
        if mine is not None:
            return {twin: percent(mine, book.name)}
        assert there is not None  # noqa: S101 (one of the two was named and is there)
        return {book: written(there[0])}
    theirs, same = there
    now, then = _hash(mine), _hash(theirs)
    if now == then:
        return {} if same == now else {twin: percent(mine, book.name)}
    if then == same:  # only the notebook was changed
        return {twin: percent(mine, book.name)}
    if not sync:
        raise UserError(f"{twin.name} was changed since it was written. Take that over with --sync, or remove the file.")
    if now != same:
        raise UserError(
            f"{book.name} and {twin.name} were both changed. Put in one what you want of the other, and remove the other."
        )
    taken = _with_outputs(theirs, mine)
    return {book: written(taken), twin: percent(taken, book.name)}


def percent(book: NotebookNode, name: str = "the notebook") -> str:
    """Return a notebook as Python, cell by cell, without outputs; ids and tags stand in the line above each cell.

    Raises
    ------
    Refused
        If a cell would not come back as it is: nothing is lost without a word.
    """
    import jupytext

    bare = _bare(book)
    copy = _copy(bare)
    for cell in copy.cells:
        words = cell.source.rstrip()
        ours = {_ID: cell.id} | ({_TAIL: cell.source[len(words) :]} if words != cell.source else {})
        cell.metadata, cell.source = type(cell)(ours, **cell.metadata), words
    copy.metadata[_OURS] = {_SAME: _hash(book)}
    copy.metadata["jupytext"] = {"cell_metadata_filter": "all", "notebook_metadata_filter": _ALL}
    text = str(jupytext.writes(copy, fmt="py:percent"))
    back = _bare(notebook(text, name)).cells
    for number, cell in enumerate(bare.cells):
        if number >= len(back) or back[number] != cell:
            raise Refused(name, "a twin in Python cannot hold this cell", "Change its source a little.", f"cell {number + 1}")
    if len(back) != len(bare.cells):
        raise Refused(name, "a twin in Python would have more cells", "Look for lines that begin with # %%.")
    return text


def notebook(text: str, name: str = "the twin") -> NotebookNode:
    """Return the notebook that a twin stands for.

    Raises
    ------
    Refused
        If it cannot be read as one.
    """
    import jupytext
    from nbformat import from_dict

    try:
        book = from_dict(json.loads(json.dumps(jupytext.reads(text, fmt="py:percent"))))
    except Exception as error:  # noqa: BLE001 (whatever jupytext, yaml and nbformat raise)
        what = f"cannot be read as a notebook in Python ({type(error).__name__})"
        raise Refused(name, what, "Write it again from the notebook.") from None
    taken: set[str] = set()
    for number, cell in enumerate(book.cells):
        own = str(cell.metadata.pop(_ID, "") or "")
        cell.source += str(cell.metadata.pop(_TAIL, ""))
        cell.id = own if own and own not in taken else free(number, taken)
        taken.add(cell.id)
    book.metadata.pop("jupytext", None)
    book.nbformat, book.nbformat_minor = 4, 5
    return book


def _said(twin: Path) -> tuple[NotebookNode, str]:
    """Return the notebook that a twin stands for, and what both last said."""
    book = notebook(text_of(twin), twin.name)
    ours = book.metadata.pop(_OURS, None)
    return book, str(ours.get(_SAME, "")) if isinstance(ours, dict) else ""


def _bare(book: NotebookNode) -> NotebookNode:
    """Return what a notebook and its twin have in common."""
    copy = _copy(book)
    stripped(copy)
    copy.metadata.pop(_OURS, None)
    copy.metadata.pop("jupytext", None)
    for number, cell in enumerate(copy.cells):
        cell.pop("attachments", None)
        cell.setdefault("id", free(number, set()))
    copy.nbformat_minor = 5
    return copy


def _copy(book: NotebookNode) -> NotebookNode:
    from nbformat import from_dict

    return from_dict(json.loads(json.dumps(book)))


def _hash(book: NotebookNode) -> str:
    bare = _bare(book)
    return sha256_text(json.dumps([bare.cells, bare.metadata], sort_keys=True))[:16]


def _with_outputs(book: NotebookNode, old: NotebookNode) -> NotebookNode:
    """Return a notebook with the outputs and attachments of cells that say what they said before."""
    before = {cell.get("id"): cell for cell in old.cells}
    for cell in book.cells:
        same = before.get(cell.id)
        if same is None or same.cell_type != cell.cell_type:
            continue
        if "attachments" in same:
            cell["attachments"] = same["attachments"]
        if cell.cell_type == "code" and same.source == cell.source:
            cell.outputs, cell.execution_count = same.outputs, same.execution_count
    return book


def _both(path: Path) -> tuple[Path, Path]:
    """Return a notebook and its twin, of which one was named."""
    if path.suffix not in {".ipynb", ".py"}:
        raise UserError(f"{path.name}: a pair is a notebook (.ipynb) and its twin (.py)")
    book, twin = path.with_suffix(".ipynb"), path.with_suffix(".py")
    if not path.is_file():
        raise UserError(f"{path}: there is no such file")
    if twin.is_file() and "# %%" not in text_of(twin):
        raise UserError(f"{twin.name}: this is no twin of a notebook: there are no cells (# %%) in it. Nothing was written.")
    return book, twin
