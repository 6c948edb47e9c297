"""The cells of an executed notebook as harmless HTML: words and results first, code folded away."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.share import foreign
from workbench.share.places import placeless
from workbench.share.prose import Chapter, linked, prose
from workbench.share.sanitise import sanitise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bs4 import BeautifulSoup
    from nbformat import NotebookNode

_HIDDEN = {"parameters", "hide-cell", "remove-cell", "remove_cell"}
_NO_CODE = {"hide-input", "remove-input", "remove_input"}
_NO_OUTPUT = {"hide-output", "remove-output", "remove_output"}
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_MAP = re.compile(r'data-map="([0-9a-f]+)"')
_TITLE = re.compile(r"^#\s+(.+)$", re.MULTILINE)
#: What a widget of ours says in the place of itself, right before its static twin.
_INSTEAD = re.compile(r"[A-Z]\w+: run this cell to use it")
_PICTURES = ("png", "jpeg", "gif", "webp")
#: What a library prints of a picture is no description of it.
_NO_WORDS = re.compile(r"<.*>|alt\.\w*Chart\(.*|None|", re.DOTALL)
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
#: A longer print is shown from its beginning and its end.
_MOST_CHARACTERS = 60_000
_LONGEST_MESSAGE = 400


@dataclass(frozen=True, slots=True)
class _Page:
    """What all outputs of a notebook are made with."""

    clean: Callable[[str], str]
    chapter: Chapter
    shown: str
    prune: Callable[[BeautifulSoup], None] | None
    keep: foreign.Keep | None


def cells(
    book: NotebookNode,
    *,
    clean: Callable[[str], str],
    shown: str = "",
    chapter: Chapter | None = None,
    prune: Callable[[BeautifulSoup], None] | None = None,
    keep: foreign.Keep | None = None,
) -> list[dict[str, Any]]:
    """Return what a page prints for each cell.

    Parameters
    ----------
    book
        An executed notebook.
    clean
        Applied to every text before it is made into HTML: the redactor's.
    shown
        Digest of the map that stands at the top of the page: where a cell draws it again, a link goes up to it.
    chapter
        What it becomes on the page; its headings are added to it.
    prune
        Takes out of a map further down what the page has already.
    keep
        Makes the charts of Altair live; pictures if None.

    Returns
    -------
    list of dict
        ``html`` (markdown and outputs, sanitised), ``code`` (source, empty for markdown).
    """
    into = chapter or Chapter("book", "")
    page = _Page(clean, into, shown, prune, keep)
    titled = False
    found = []
    for number, cell in enumerate(book.cells, 1):
        tags = set(cell.metadata.get("tags", []))
        if "injected-parameters" in tags:
            continue  # where the study lies on somebody's machine; who gets the page has nothing from it
        if cell.cell_type == "markdown" and not tags & _HIDDEN:
            first = not titled and bool(_TITLE.match(cell.source.lstrip()))
            titled = titled or first
            found.append({"html": prose(clean(cell.source), into, cell.get("attachments"), first=first), "code": ""})
        elif cell.cell_type == "code" and cell.source.strip():
            hidden = bool(tags & (_HIDDEN | _NO_OUTPUT))
            body = "" if hidden else "".join(_output(o, page, number) for o in _outputs(cell))
            code = "" if tags & (_NO_CODE | {"remove-cell", "remove_cell"}) else placeless(clean(cell.source))
            found.append({"html": body, "code": code})
    for part in found:
        part["html"] = linked(part["html"], into)
    return [c for c in found if c["html"] or c["code"]]


def title(book: NotebookNode, fallback: str) -> str:
    """Return the first heading of a notebook, without marks of Markdown."""
    for cell in book.cells:
        if cell.cell_type == "markdown" and (found := _TITLE.search(cell.source)):
            return re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?=\W|$)", "", str(found[1])).strip()
    return fallback


def _outputs(cell: NotebookNode) -> list[NotebookNode]:
    """Return outputs without what stands for a widget: its static twin comes right behind it."""

    def stands_for_twin(at: int) -> bool:
        data = cell.outputs[at].get("data", {})
        after = _joined(cell.outputs[at + 1].get("data", {}).get("text/html", "")) if at + 1 < len(cell.outputs) else ""
        words = _joined(data.get("text/plain", ""))
        return "wb-" in after and "text/html" not in data and (foreign.VIEW in data or bool(_INSTEAD.fullmatch(words)))

    return [o for at, o in enumerate(cell.outputs) if not stands_for_twin(at)]


def _output(output: NotebookNode, page: _Page, number: int) -> str:  # noqa: PLR0911 (one answer for each kind)
    clean = page.clean
    if output.output_type == "stream":
        return _plain(output.text, clean)
    if output.output_type == "error":
        said = placeless(f"{output.ename}: {output.evalue}")
        return f'<pre class="wb-error">{escape(clean(said[:_LONGEST_MESSAGE]))}</pre>'
    data = {kind: _joined(value) for kind, value in output.data.items() if not isinstance(value, dict)}
    structured = {kind: value for kind, value in output.data.items() if isinstance(value, dict)}
    if drawn := foreign.shown(data | structured, lambda text: placeless(clean(text)), page.keep):
        return drawn
    words = _words(output, data, number)
    if "text/html" in data and (made := _html(data["text/html"], page)):
        return made
    if "image/svg+xml" in data:
        return _image("svg+xml", b64encode(data["image/svg+xml"].encode()).decode(), words, clean)
    for kind in _PICTURES:
        if f"image/{kind}" in data:
            return _image(kind, re.sub(r"\s", "", data[f"image/{kind}"]), words, clean)
    if "text/markdown" in data:
        return prose(clean(data["text/markdown"]), page.chapter)
    if "text/latex" in data:
        return f'<pre class="wb-text wb-tex">{escape(clean(data["text/latex"]))}</pre>'
    return _plain(data.get("text/plain", ""), clean)


def _html(html: str, page: _Page) -> str:
    drawn = _MAP.search(html)
    if page.shown and drawn and drawn[1] == page.shown:
        return '<p class="wb-note"><a href="#map">This map stands at the top of the page.</a></p>'
    kept = sanitise(html, lambda text: placeless(page.clean(text)), page.prune if drawn else None)
    if not re.search(r"<(?:img|svg|hr)\b", kept) and not re.sub(r"<[^>]*>", "", kept).strip():
        return foreign.scripted(html)
    return f'<div class="wb-out">{kept}</div>'


def _joined(value: Any) -> str:  # noqa: ANN401 (a string, or its lines)
    return "".join(value) if isinstance(value, list) else str(value)


def _plain(text: str | Sequence[str], clean: Callable[[str], str]) -> str:
    whole = _over(_COLOURS.sub("", _joined(text)).strip("\n"))
    if len(whole) > _MOST_CHARACTERS:
        half = _MOST_CHARACTERS // 2
        whole = (
            f"{whole[:half]}\n\n[{len(whole) - 2 * half:,} characters left out here; they are in the notebook]\n\n{whole[-half:]}"
        )
    said = placeless(clean(whole))
    return f'<pre class="wb-text">{escape(said)}</pre>' if said.strip() else ""


def _over(text: str) -> str:
    """Return what a terminal would show where lines were written over, as progress bars do."""
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")) if "\r" in text else text


def _words(output: NotebookNode, data: dict[str, Any], number: int) -> str:
    """Return the description of a picture: the one it came with, else what it is."""
    for kind, about in (output.get("metadata") or {}).items():
        if kind.startswith("image/") and isinstance(about, dict) and about.get("alt"):
            return str(about["alt"])
    words = str(data.get("text/plain", "")).strip().strip("[]")
    return f"picture without a description, from cell {number}" if _NO_WORDS.fullmatch(words) else words


def _image(kind: str, data: str, words: str, clean: Callable[[str], str]) -> str:
    if not _BASE64.fullmatch(data):
        return foreign.lost("A picture stood here that cannot be read.")
    return f'<img alt="{escape(clean(words), quote=True)}" src="data:image/{kind};base64,{data}">'
