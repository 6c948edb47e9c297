"""Executed notebooks as one offline page: it asks the network for nothing, can be searched and printed, and needs no kernel."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from workbench.share.assets import asset, render
from workbench.share.cells import cells, title
from workbench.share.compact import compact
from workbench.share.interactive import Kept, bundle
from workbench.share.interactive import style as chart_style
from workbench.share.map_page import map_style
from workbench.share.once import Place, once
from workbench.share.prose import Chapter
from workbench.study.errors import Refused
from workbench.study.names import slug, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bs4 import BeautifulSoup
    from nbformat import NotebookNode

    from workbench.share.redact import Redactor

#: A page larger than this is slow to open and to send; mail servers start refusing well above it.
LARGEST = 2 * 1024 * 1024
#: The deepest heading that the contents list, counted within a notebook.
_DEEPEST = 3
_SCRIPTS = (("wb-map", "map.js"), ("wb-map", "heads.js"), ("wb-land", "landscape.js"))


@dataclass(slots=True)
class Part:
    """A notebook as a part of a page: what links and readers call it, its cells, and its headings."""

    id: str
    title: str
    cells: list[dict[str, Any]]
    sections: list[tuple[str, str, int]]


def notebook_page(
    notebook: Path, *, redactor: Redactor | None = None, code: bool = True, folder: Path | None = None, interactive: bool = False
) -> str:
    """Return one notebook as a page that needs nothing else; any notebook, not only the workbench's.

    Parameters
    ----------
    notebook
        An executed notebook.
    redactor
        Replaces names in everything it shows; None leaves every word as it is.
    code
        Keep the code, folded away; False leaves it out.
    folder
        Where the pictures lie that its text shows; its own folder if None.
    interactive
        Make charts of Altair live; they stay pictures if the page would be larger than `LARGEST`, or their data tell of people.

    Raises
    ------
    Refused
        If the file is no notebook.
    """
    clean = cleaner(redactor)
    book = read(notebook)
    chapter = Chapter("book", clean(title(book, notebook.stem)), lower=0, folder=folder or notebook.parent)
    kept = Kept() if interactive else None
    parts = cells(book, clean=clean, chapter=chapter, keep=kept.keep if kept else None)
    if not code:
        parts = [part | {"code": ""} for part in parts if part["html"]]
    made = [Part(chapter.id, chapter.title, parts, chapter.sections)]
    styles, foot = lighten(made, {}), _foot(book, redactor)
    if kept and kept.specs:
        page = compose(chapter.title, made, styles=styles, foot=foot, live=kept)
        if len(page.encode()) <= LARGEST:
            return page
        for part in parts:
            part["html"] = kept.still(part["html"])
    return compose(chapter.title, made, styles=styles, foot=foot)


def chapters(
    notebooks: Sequence[Path],
    clean: Callable[[str], str],
    *,
    taken: set[str] | None = None,
    shown: str = "",
    prune: Callable[[BeautifulSoup], None] | None = None,
    code: bool = True,
) -> list[Part]:
    """Return notebooks as parts of a page, in order, with the links between them set right.

    Parameters
    ----------
    notebooks
        Executed notebooks.
    clean
        Applied to every text: the redactor's.
    taken
        Ids that the page has already.
    shown, prune
        As for `workbench.share.cells.cells`.
    code
        Keep the code, folded away.
    """
    used = set(taken or ())
    names: dict[str, str] = {}
    for path in notebooks:
        names[path.name] = unique(slug(path.stem), used)
        used.add(names[path.name])
    made = []
    for path in notebooks:
        book = read(path)
        chapter = Chapter(names[path.name], clean(title(book, path.stem)), books=names)
        parts = cells(book, clean=clean, shown=shown, chapter=chapter, prune=prune)
        if not code:
            parts = [part | {"code": ""} for part in parts if part["html"]]
        made.append(Part(chapter.id, chapter.title, parts, chapter.sections))
    return made


def read(path: Path) -> NotebookNode:
    """Return a notebook, of whatever version of the format.

    Raises
    ------
    Refused
        If the file is no notebook.
    """
    import nbformat
    from nbformat import reader

    try:  # without the checks of nbformat.read, which print what they do not like, and so what somebody said
        book = nbformat.convert(reader.reads(path.read_text(encoding="utf-8-sig")), 4)
        if all(cell["cell_type"] and isinstance(cell["source"], str) and cell["metadata"] is not None for cell in book["cells"]):
            return book
    except FileNotFoundError:
        raise Refused(path.name, "is not there", "Name an executed notebook: a file that ends in .ipynb") from None
    except (reader.NotJSONError, nbformat.ValidationError, AttributeError, KeyError, TypeError, ValueError):
        pass
    raise Refused(path.name, "is not a notebook that can be read", "Open it in JupyterLab, save it, and try again")


def lighten(parts: Sequence[Part], stands: dict[str, Place]) -> str:
    """Take out of the notebooks what the page says already: quotes of a map, and styles, which are returned as rules."""
    own = [cell for part in parts for cell in part.cells]
    lighter, rules = compact([once(h, stands, remember=True) if "data-map" in (h := cell["html"]) else h for cell in own])
    for cell, html in zip(own, lighter, strict=True):
        cell["html"] = html
    return rules


def compose(
    heading: str,
    parts: Sequence[Part],
    *,
    map_html: str = "",
    summary: Mapping[str, str] | None = None,
    styles: str = "",
    foot: str = "",
    live: Kept | None = None,
    wide: int = 0,
) -> str:
    """Return the page: its policy lets exactly one script run, the page's own, and Vega if there are live charts.

    Parameters
    ----------
    heading
        Title of the page.
    parts
        What stands on it, in order.
    map_html
        The map on top.
    summary
        Short facts under the title, as (what, figure).
    styles
        Rules that the parts need.
    foot
        The line at the end.
    live
        Charts that answer the pointer.
    wide
        How many pixels the page may be wide, if its map takes more than a page of words.
    """
    said = map_html + "".join(cell["html"] for part in parts for cell in part.cells)
    has_map = 'class="wb-map' in said
    script = "".join(asset(name) for sign, name in _SCRIPTS if f'class="{sign}' in said) + asset("page.js") + asset("reveal.js")
    script += asset("link.js") if has_map else ""  # last: what opens a panel comes behind what folds them
    script += live.script() if live else ""
    allowed = [script, *([bundle()] if live else [])]
    style = (map_style() if has_map else "") + asset("landscape.css") + asset("page.css") + asset("page_print.css")
    sheet = "" if has_map else "@media print { @page { size: A4; margin: 16mm 15mm 18mm; } }"
    return render(
        "page.html.j2",
        title=heading,
        summary=summary or {},
        map=map_html,
        chapters=parts,
        alone=not map_html and len(parts) == 1,
        contents=_contents(parts, alone=not map_html and len(parts) == 1, has_map=bool(map_html)),
        style=style + sheet + styles + (chart_style() if live else ""),
        script=script,
        script_hashes=" ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in allowed),
        foot=foot,
        wide=wide,
    )


def _contents(parts: Sequence[Part], *, alone: bool, has_map: bool) -> list[dict[str, Any]]:
    """Return the table of contents: chapters with their sections, or the sections of the only notebook."""
    found: list[dict[str, Any]] = [{"id": "map", "title": "Map", "within": []}] if has_map else []
    for part in parts:
        entries = [
            {"id": key, "title": words, "level": level, "within": []} for key, words, level in part.sections if level <= _DEEPEST
        ]
        if alone:
            return _nested(entries)
        found.append({"id": part.id, "title": part.title, "within": entries})
    return found


def _nested(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return headings with the lower ones within the higher."""
    least = min((entry["level"] for entry in entries), default=0)
    found: list[dict[str, Any]] = []
    for entry in entries:
        if entry["level"] == least or not found:
            found.append(entry)
        else:
            found[-1]["within"].append(entry)
    return found


def cleaner(redactor: Redactor | None) -> Callable[[str], str]:
    """Return what every text of a notebook goes through."""
    if redactor is None:
        return lambda text: text
    return lambda text: redactor.text(text, guess=False)


def _foot(book: NotebookNode, redactor: Redactor | None) -> str:
    ran = any(cell.cell_type == "code" and cell.get("outputs") for cell in book.cells)
    said = "Made from an executed notebook." if ran else "Made from a notebook that was not executed: it shows no results."
    return f"{said} Quotes carry pseudonyms." if redactor else said
