"""The cells of an executed notebook as harmless HTML: words and results first, code folded away."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.share.sanitise import sanitise

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

_HIDDEN = {"parameters", "hide-cell", "remove-cell"}
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_MAP = re.compile(r'data-map="([0-9a-f]+)"')
#: Levels by which a notebook's headings go down, under the page's own and the notebook's title.
_LOWER = 1
_HEADING = re.compile(r"(</?h)([1-6])\b")


def cells(book: NotebookNode, *, clean: Callable[[str], str], shown: str = "") -> list[dict[str, Any]]:
    """Return what a page prints for each cell.

    Parameters
    ----------
    book
        An executed notebook.
    clean
        Applied to every text before it is made into HTML: the redactor's.
    shown
        Digest of the map that stands at the top of the page: where a cell draws it again, a link goes up to it.

    Returns
    -------
    list of dict
        ``html`` (markdown and outputs, sanitised), ``code`` (source, empty for markdown).
    """
    found = []
    for cell in book.cells:
        tags = set(cell.metadata.get("tags", []))
        if "injected-parameters" in tags:
            continue  # where the study lies on somebody's machine; who gets the page has nothing from it
        if cell.cell_type == "markdown":
            found.append({"html": _markdown(clean(cell.source)), "code": ""})
        elif cell.cell_type == "code" and cell.source.strip():
            hidden = bool(tags & _HIDDEN)
            body = "" if hidden else "".join(_output(o, clean, shown) for o in _outputs(cell))
            found.append({"html": body, "code": clean(cell.source)})
    return [c for c in found if c["html"] or c["code"]]


def title(book: NotebookNode, fallback: str) -> str:
    """Return the first heading of a notebook."""
    for cell in book.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^#\s+(.+)$", cell.source, re.MULTILINE)):
            return str(found[1]).strip()
    return fallback


def _markdown(source: str) -> str:
    """Render markdown; the first heading is the chapter's, the others go one level down."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    html = markdown2html_mistune(re.sub(r"\A\s*#\s+.+\n?", "", source))
    lowered = _HEADING.sub(lambda m: f"{m[1]}{min(6, int(m[2]) + _LOWER)}", html)
    return sanitise(re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", lowered))


def _outputs(cell: NotebookNode) -> list[NotebookNode]:
    """Return outputs without a widget's view: its static twin stands beside it."""
    view = "application/vnd.jupyter.widget-view+json"
    has_twin = any("wb-" in "".join(o.get("data", {}).get("text/html", "")) for o in cell.outputs)
    return [o for o in cell.outputs if not (view in o.get("data", {}) and has_twin)]


def _output(output: NotebookNode, clean: Callable[[str], str], shown: str) -> str:
    if output.output_type == "stream":
        return _plain(output.text, clean)
    if output.output_type == "error":
        return f'<pre class="wb-error">{escape(clean(f"{output.ename}: {output.evalue}"))}</pre>'
    data = {kind: _joined(value) for kind, value in output.data.items()}
    if "text/html" in data:
        return _html(data["text/html"], clean, shown)
    if "image/svg+xml" in data:
        return _image("svg+xml", b64encode(data["image/svg+xml"].encode()).decode(), data, clean)
    for kind in ("png", "jpeg", "gif"):
        if f"image/{kind}" in data:
            return _image(kind, re.sub(r"\s", "", data[f"image/{kind}"]), data, clean)
    words = data.get("text/plain", "")
    return _markdown(clean(data["text/markdown"])) if "text/markdown" in data else _plain(words, clean)


def _html(html: str, clean: Callable[[str], str], shown: str) -> str:
    drawn = _MAP.search(html)
    if shown and drawn and drawn[1] == shown:
        return '<p class="wb-note"><a href="#map">This map stands at the top of the page.</a></p>'
    return f'<div class="wb-out">{sanitise(html, clean)}</div>'


def _joined(value: Any) -> str:  # noqa: ANN401 (a string, or its lines)
    return "".join(value) if isinstance(value, list) else str(value)


def _plain(text: str, clean: Callable[[str], str]) -> str:
    shown = _COLOURS.sub("", text).strip("\n")
    return f'<pre class="wb-text">{escape(clean(shown))}</pre>' if shown.strip() else ""


def _image(kind: str, data: str, outputs: dict[str, str], clean: Callable[[str], str]) -> str:
    words = escape(clean(outputs.get("text/plain", "picture")), quote=True)
    return f'<img alt="{words}" src="data:image/{kind};base64,{data}">'
