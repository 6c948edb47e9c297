"""What of a notebook's HTML may stand in a shared page: an allow-list, so that the unknown is dropped.

Two parsers look at it in turn (Beautiful Soup takes out what has hidden contents, bleach keeps only what is listed), and
the page's content security policy would stop a script that got past both.
"""

# ruff: noqa: SIM905 (lists of a hundred short words read best as words)
from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bleach.css_sanitizer import CSSSanitizer  # type: ignore[import-untyped]
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_GONE = (
    "script", "style", "iframe", "frame", "object", "embed", "applet", "noscript", "template", "math", "xmp", "plaintext",
    "noembed", "noframes", "textarea", "select", "form", "link", "meta", "base", "video", "audio", "canvas", "portal",
    "foreignobject", "animate", "set", "use", "marquee", "dialog",
)  # fmt: skip
_TAGS = frozenset(
    "a abbr b bdi blockquote br button caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4"
    " h5 h6 header"
    " hr i img input ins kbd label li mark ol p pre s samp section small span strong sub summary sup table tbody"
    " td tfoot th thead tr u ul"
    " svg g path line polyline polygon rect circle ellipse text tspan title".split()
)
_ANYWHERE = frozenset(
    "title dir lang class style role aria-label aria-hidden colspan rowspan scope open name tabindex hidden data-map data-n"
    " popover".split()
)
#: Attributes that name something on the page: only what is the workbench's own.
_NAMES = frozenset("id popovertarget".split())
_DRAWING = frozenset(
    "viewBox preserveAspectRatio x y x1 x2 y1 y2 cx cy r rx ry d points width height fill stroke stroke-width text-anchor"
    " transform opacity".split()
)
_CLASS = re.compile(r"wb-[\w-]+|dataframe")
_LANE = re.compile(r"[\w-]{1,60}")
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_REACHES_OUT = re.compile(r"url\s*\(|expression|@import|image-set|\\", re.IGNORECASE)
_STYLES = frozenset(
    "align-items background background-color border border-bottom border-bottom-color border-collapse border-color border-left"
    " border-left-color border-radius border-right border-spacing border-style border-top border-width box-sizing color display"
    " flex flex-basis flex-direction flex-grow flex-wrap font font-family font-size font-style font-variant-numeric font-weight"
    " gap grid grid-column grid-template-columns height justify-content letter-spacing line-height list-style margin"
    " margin-bottom margin-left margin-right margin-top max-height max-width min-width opacity overflow overflow-wrap overflow-x"
    " padding padding-bottom padding-left padding-right padding-top text-align text-decoration text-overflow vertical-align"
    " white-space width --wb-columns --wb-widest --wb-least --wb-long --wb-broad".split()
)


def sanitise(fragment: str, clean: Callable[[str], str] = str, prune: Callable[[BeautifulSoup], None] | None = None) -> str:
    """Return `fragment` with only harmless elements and attributes: no script, no handler, nothing that is fetched.

    Images stay when they are inside the page (``data:``); links stay when they go to the web, to mail or within the page;
    ``style`` attributes stay without anything that loads; classes stay when they are the workbench's own.

    Parameters
    ----------
    fragment
        Foreign HTML.
    clean
        Applied to every text and title: the redactor's place.
    prune
        Takes out more of it, before the long part of the work.
    """
    import bleach  # type: ignore[import-untyped]
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(fragment, "html.parser")
    for tag in soup.find_all(_GONE):
        tag.decompose()
    for box in soup.find_all("input"):  # those of a map unfold its lanes, by style sheet alone
        if box.get("type") != "checkbox" or box.find_parent(class_="wb-tools") is None:
            box.decompose()
    if soup.select_one(".wb-styled"):  # the styled form of a view is shown; its plain twin would double the page
        for twin in soup.select(".wb-plain"):
            twin.decompose()
    if prune is not None:
        prune(soup)
    _tidy(soup, clean)
    return str(
        bleach.clean(
            str(soup),
            tags=_TAGS,
            attributes=_allowed,
            protocols=["http", "https", "mailto", "data"],
            strip=True,
            css_sanitizer=_styles(),
        )
    )


def _tidy(soup: BeautifulSoup, clean: Callable[[str], str]) -> None:
    """Go once through everything: words and titles cleaned, comments and what loads gone, pictures with words."""
    from bs4.element import Comment, NavigableString, Tag

    for node in list(soup.descendants):
        if isinstance(node, NavigableString):
            if isinstance(node, Comment):
                node.extract()
            elif (said := clean(str(node))) != node or type(node) is not NavigableString:
                node.replace_with(said)
            continue
        if isinstance(node, Tag):
            _tidy_tag(node, clean)


def _tidy_tag(node: Tag, clean: Callable[[str], str]) -> None:
    if "title" in node.attrs:
        node["title"] = clean(str(node["title"]))
    if "style" in node.attrs and _REACHES_OUT.search(str(node["style"])):
        del node["style"]
    if node.name == "th" and not node.get_text(strip=True):
        node.name = "td"  # as pandas writes above its index: screen readers stumble over headings without words
    elif node.name == "img":
        node["alt"] = clean(str(node.get("alt") or "picture"))
        if not _IMAGE.fullmatch(str(node.get("src") or "")):
            node.decompose()


@cache
def _styles() -> CSSSanitizer:
    """Return what looks at styles: a page has few different ones, thousands of times."""
    from bleach.css_sanitizer import CSSSanitizer

    class Remembering(CSSSanitizer):  # type: ignore[misc]
        @lru_cache(maxsize=20_000)  # noqa: B019 (there is one of these)
        def sanitize_css(self, style: str) -> str:
            return str(super().sanitize_css(style))

    return Remembering(allowed_css_properties=_STYLES, allowed_svg_properties=frozenset())


def _allowed(tag: str, name: str, value: str) -> bool:  # noqa: PLR0911 (one answer for each kind of attribute)
    """Say whether an attribute may stay."""
    if name == "class":
        return all(_CLASS.fullmatch(c) for c in value.split())
    if name in _NAMES:
        return value.startswith("wb-")
    if tag == "button" and (name, value) in {("type", "button"), ("popovertargetaction", "hide")}:
        return True
    if tag in {"input", "label"}:
        return (name, value) == ("type", "checkbox") or name == "checked" or (name == "value" and bool(_LANE.fullmatch(value)))
    if name == "style":
        return not _REACHES_OUT.search(value)
    if tag == "img":
        return name in {"alt", "width", "height"} or (name == "src" and bool(_IMAGE.fullmatch(value)))
    if tag == "a" and name == "href":
        return bool(_LINK.match(value.strip()))
    return name in _ANYWHERE or name in _DRAWING
