"""Which forms a map can take, what each leaves out, and the one door through which every one of them leaves."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.share.redact import consented
from workbench.study.canon import write_atomic
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.share.map_page import Model
    from workbench.share.redact import Redactor

    #: Told the name and the bytes of a file before it is written; raises if it may not be.
    Guard = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class Format:
    """One form a map can be saved in.

    Attributes
    ----------
    suffix
        End of the file's name, with its dot.
    what
        What it is and whom it is for, in a few words.
    make
        ``module:function`` below `workbench.share.exports`; the function takes the model, masked and with unconsented
        words taken out, and returns text, bytes, or a folder as (name, bytes).
    drops
        What of the map is not in it: said wherever the file is made.
    """

    suffix: str
    what: str
    make: str
    drops: tuple[str, ...] = ()


_BIG_THREE = "every lane but pains, needs and delights"
_ON_PAPER = ("more than ten quotes of a card on each side", "people's paths", "comments and notes", "letters no font here has")
_IN_A_PICTURE = ("quotes", "lanes the study does not open with", "cards beyond the eighth of a place", *_ON_PAPER[1:])
_REACHED = ("saturation", "priorities beyond score and rank", "the future state")

FORMATS = (
    Format(".html", "one offline page that opens its quotes", "pages:page"),
    Format(".xlsx", "a workbook for Excel: one sheet an entity", "sheets:workbook", _REACHED),
    Format(".csv", "the claims, one a row", "tables:claims_csv", ("quotes", _BIG_THREE, *_REACHED)),
    Format(".json", "the whole map as data, with a published schema", "pages:data"),
    Format(".sqlite", "a database for analysts", "database:sqlite", _REACHED),
    Format(".parquet", "a folder of tables for analysts", "database:parquet", _REACHED),
    Format(
        ".pptx",
        "slides for PowerPoint: native shapes, tables and chart, the quotes in the notes",
        "slides:make",
        ("more than six quotes of a card on each side", "people's paths", "lanes of items but in the notes"),
    ),
    Format(
        ".docx",
        "a quote report for Word: every claim, with what people said for and against it",
        "document:make",
        (
            "the drawn curve: its numbers are a table",
            "people's paths",
            "priorities beyond score and rank",
            "the future state",
        ),
    ),
    Format(".pdf", "A3 sheets for the wall, and every claim with its quotes behind them", "drawing.paper:paper", _ON_PAPER),
    Format(".svg", "the whole map as one picture whose words can be searched", "drawing.picture:picture", _IN_A_PICTURE),
    Format(".png", "the whole map as one picture, at twice its size", "drawing.picture:image", _IN_A_PICTURE),
    Format(".mmd", "a Mermaid journey diagram", "mermaid:mermaid", ("intervals", "quotes", _BIG_THREE)),
    Format(
        ".xml",
        "planned and actual touchpoints in CJML 2.0",
        "cjml:cjml",
        ("people and intervals", "feelings", "quotes", "every lane but touchpoints and channels"),
    ),
)


def form(path: str | Path) -> Format:
    """Return the form that a file's name asks for.

    Raises
    ------
    UserError
        If there is none with its suffix: the message lists those there are.
    """
    target = Path(path)
    for known in FORMATS:
        if target.suffix.casefold() == known.suffix:
            return known
    raise UserError(f"{target.name}: a map can be saved as {', '.join(f.suffix for f in FORMATS)}.")


def made(model: Model, path: str | Path) -> dict[str, bytes]:
    """Return what would be written for `path`: one file under the name ``""``, or the files of a folder."""
    module, _, function = form(path).make.partition(":")
    result = getattr(import_module(f"workbench.share.exports.{module}"), function)(model)
    if isinstance(result, dict):
        return result
    return {"": result.encode() if isinstance(result, str) else result}


def export(model: Model, path: str | Path, *, redactor: Redactor | None = None, day: str = "", guard: Guard | None = None) -> Path:
    """Write the map to `path` in the form its suffix names.

    Parameters
    ----------
    model
        The map model.
    path
        Where to; `FORMATS` has the suffixes. Tables for analysts (``.parquet``) are a folder of files.
    redactor
        Replaces names first.
    day
        ISO date on which it is shared: consent may have run out by then. Today if empty; a redactor knows its own.
    guard
        Looks at each file before anything is written, and raises if it gives somebody away.

    Returns
    -------
    Path
        The file or folder written.

    Raises
    ------
    UserError
        If the suffix is none of these.
    """
    target = Path(path)
    files = made(redactor.model(model) if redactor else consented(model, day), target)
    for name, data in files.items():
        if guard:
            guard(f"{target.name}/{name}" if name else target.name, data)
    return put(files, target)


def put(files: Mapping[str, bytes], target: Path) -> Path:
    """Write what `made` gave to where it is to stand, and return that."""
    for name, data in files.items():
        write_atomic(target / name if name else target, data)
    return target
