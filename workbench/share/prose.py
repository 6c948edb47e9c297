"""Markdown of a notebook as harmless HTML: pictures inside the page, links that lead somewhere on it, headings in order."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from workbench.share.sanitise import sanitise
from workbench.study.names import slug, unique

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bs4 import BeautifulSoup
    from bs4.element import Tag

_FIRST = re.compile(r"\A\s*#\s+(.+)\n?")
_ATTACHED = re.compile(r"(\]\(\s*<?|src\s*=\s*[\"']?)attachment:")
_KINDS = {
    ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif", ".webp": "webp", ".svg": "svg+xml",
}  # fmt: skip
_WITHIN = re.compile(r' href="#wb-to:([^"]*)"')
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: A larger picture would make the page too large to send.
_LARGEST_PICTURE = 1024 * 1024


@dataclass(slots=True)
class Chapter:
    """A notebook on the page, and what is known while it is read.

    Attributes
    ----------
    id, title
        What links and readers call it.
    lower
        Levels by which its headings go down.
    folder
        Where the notebook lies: pictures beside it are taken into the page. None takes none.
    books
        Ids of the notebooks of the page, by file name.
    sections
        Its headings as (id, words, level), as far as it has been read.
    anchors
        Ids of its headings by the name that Jupyter gives them, for links within.
    """

    id: str
    title: str
    lower: int = 1
    folder: Path | None = None
    books: Mapping[str, str] = field(default_factory=dict)
    sections: list[tuple[str, str, int]] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def prose(source: str, chapter: Chapter, attachments: Mapping[str, Any] | None = None, *, first: bool = False) -> str:
    """Return a Markdown cell as HTML.

    Parameters
    ----------
    source
        The cell, masked.
    chapter
        What it stands in.
    attachments
        The cell's own: pictures by name.
    first
        The title stands above already: leave it out here.
    """
    from bs4 import BeautifulSoup
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    source = _FIRST.sub("", source, count=1) if first else source
    soup = BeautifulSoup(markdown2html_mistune(_ATTACHED.sub(r"\1wb-attachment:", source)), "html.parser")
    for anchor in soup.select("a.anchor-link"):
        anchor.decompose()
    _headings(soup, chapter)
    _links(soup, chapter)
    for picture in soup.find_all("img"):
        _picture(soup, picture, chapter, attachments or {})
    return sanitise(str(soup))


def linked(html: str, chapter: Chapter) -> str:
    """Return HTML of a chapter, read to its end, with links to its headings and to other notebooks of the page set right."""

    def follow(match: re.Match[str]) -> str:
        file, _, name = unquote(match[1]).partition("#")
        target = chapter.books.get(file.rsplit("/", 1)[-1], "") if file else chapter.anchors.get(name, "")
        return f' href="#{target}"' if target else ""

    return _WITHIN.sub(follow, html)


def _links(soup: BeautifulSoup, chapter: Chapter) -> None:
    """Mark links within the notebook and to its neighbours, and give what they lead to an id that is the page's own."""
    for place in soup.select("[id]"):
        _anchor(place, str(place["id"]), chapter)
    for place in soup.select("a[name]"):
        _anchor(place, str(place["name"]), chapter)
    for link in soup.find_all("a", href=True):
        to = str(link["href"]).strip()
        if to.startswith("#") or not re.match(r"[\w+.-]*:|//", to):
            link["href"] = f"#wb-to:{quote(to, safe='')}"


def _anchor(place: Tag, name: str, chapter: Chapter) -> None:
    if name.startswith(f"wb-{chapter.id}-"):
        return  # a heading, named already
    new = unique(f"{chapter.id}-{slug(name)}", chapter.taken)
    chapter.taken.add(new)
    chapter.anchors.setdefault(name, f"wb-{new}")
    place["id"] = f"wb-{new}"


def _headings(soup: BeautifulSoup, chapter: Chapter) -> None:
    for heading in soup.find_all(_HEADINGS):
        words = heading.get_text(" ", strip=True)
        level = int(heading.name[1])
        heading.name = f"h{min(6, max(2, level) + chapter.lower)}"
        if not words:
            continue
        name = unique(f"{chapter.id}-{slug(words)}", chapter.taken)
        chapter.taken.add(name)
        chapter.anchors.setdefault(str(heading.get("id") or ""), f"wb-{name}")
        heading["id"] = f"wb-{name}"
        chapter.sections.append((f"wb-{name}", words, max(2, level)))


def _picture(soup: BeautifulSoup, picture: Tag, chapter: Chapter, attachments: Mapping[str, Any]) -> None:
    """Take a picture into the page; where that cannot be, say what it was."""
    source = unquote(str(picture.get("src") or "")).strip()
    words = str(picture.get("alt") or picture.get("title") or "").strip()
    if source.startswith("data:"):
        return
    found = _attached(source, attachments) if source.startswith("wb-attachment:") else _beside(source, chapter.folder)
    if found:
        picture["src"] = found
        picture["alt"] = words or "picture"
        return
    note = soup.new_tag("span", attrs={"class": "wb-note wb-lost"})
    web = source.lower().startswith(("http:", "https:", "//"))
    why = "it lies on the web, and this page asks the web for nothing" if web else "it is not in the notebook"
    note.string = f"[picture{f': {words}' if words else ''}; {why}]"
    picture.replace_with(note)


def _attached(source: str, attachments: Mapping[str, Any]) -> str:
    found = attachments.get(source.removeprefix("wb-attachment:"), {})
    for kind, data in found.items():
        if re.fullmatch(r"image/(?:png|jpeg|gif|webp)", kind):
            return f"data:{kind};base64,{''.join(data) if isinstance(data, list) else data}".replace("\n", "")
        if kind == "image/svg+xml":
            drawn = "".join(data) if isinstance(data, list) else str(data)
            return f"data:{kind};base64,{b64encode(drawn.encode()).decode() if '<' in drawn else drawn}"
    return ""


def _beside(source: str, folder: Path | None) -> str:
    """Return a picture that lies in the notebook's folder, or below it, as part of the page."""
    if folder is None or not source or ":" in source or source.startswith(("/", "\\")):
        return ""
    path = (folder / source.partition("?")[0].partition("#")[0]).resolve()
    kind = _KINDS.get(path.suffix.lower())
    if kind is None or not path.is_relative_to(folder.resolve()) or not path.is_file() or path.stat().st_size > _LARGEST_PICTURE:
        return ""
    return f"data:image/{kind};base64,{b64encode(path.read_bytes()).decode()}"
