"""What of a notebook's HTML may stand in a shared page: an allow-list, so that the unknown is dropped.

Two parsers look at it in turn (Beautiful Soup takes out what has hidden contents, bleach keeps only what is listed), and
the page's content security policy would stop a script that got past both.
"""

# ruff: noqa: SIM905 (lists of a hundred short words read best as words)
from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

_GONE = (
    "script", "style", "iframe", "frame", "object", "embed", "applet", "noscript", "template", "math", "xmp", "plaintext",
    "noembed", "noframes", "textarea", "select", "form", "input", "link", "meta", "base", "video", "audio", "canvas", "portal",
    "foreignobject", "animate", "set", "use", "marquee", "dialog",
)  # fmt: skip
_TAGS = frozenset(
    "a abbr b bdi blockquote br button caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4"
    " h5 h6 header"
    " hr i img ins kbd li mark ol p pre s samp section small span strong sub summary sup table tbody td tfoot th thead tr u ul"
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
    " white-space width --wb-columns --wb-widest --wb-least".split()
)


def sanitise(fragment: str, clean: Callable[[str], str] = str) -> str:
    """Return `fragment` with only harmless elements and attributes: no script, no handler, nothing that is fetched.

    Images stay when they are inside the page (``data:``); links stay when they go to the web, to mail or within the page;
    ``style`` attributes stay without anything that loads; classes stay when they are the workbench's own. `clean` is
    applied to every text and title: the redactor's place.
    """
    import bleach  # type: ignore[import-untyped]
    from bleach.css_sanitizer import CSSSanitizer  # type: ignore[import-untyped]
    from bs4 import BeautifulSoup
    from bs4.element import Comment

    soup = BeautifulSoup(fragment, "html.parser")
    for tag in soup.find_all(_GONE):
        tag.decompose()
    if soup.select_one(".wb-styled"):  # the styled form of a view is shown; its plain twin would double the page
        for twin in soup.select(".wb-plain"):
            twin.decompose()
    for note in soup.find_all(string=lambda text: isinstance(text, Comment)):
        note.extract()
    for words in soup.find_all(string=True):
        words.replace_with(clean(str(words)))
    for tag in soup.find_all(title=True):
        tag["title"] = clean(str(tag["title"]))
    for tag in soup.find_all(style=_REACHES_OUT):
        del tag["style"]
    _unhead(soup)
    for image in soup.find_all("img"):
        image["alt"] = clean(str(image.get("alt") or "picture"))
        if not _IMAGE.fullmatch(str(image.get("src") or "")):
            image.decompose()
    return str(
        bleach.clean(
            str(soup),
            tags=_TAGS,
            attributes=_allowed,
            protocols=["http", "https", "mailto", "data"],
            strip=True,
            css_sanitizer=CSSSanitizer(allowed_css_properties=_STYLES, allowed_svg_properties=frozenset()),
        )
    )


def _unhead(soup: BeautifulSoup) -> None:
    """Make plain cells of headings without words, as pandas writes above its index: screen readers stumble over them."""
    for corner in soup.find_all("th"):
        if not corner.get_text(strip=True):
            corner.name = "td"


def _allowed(tag: str, name: str, value: str) -> bool:  # noqa: PLR0911 (one answer for each kind of attribute)
    """Say whether an attribute may stay."""
    if name == "class":
        return all(_CLASS.fullmatch(c) for c in value.split())
    if name in _NAMES:
        return value.startswith("wb-")
    if tag == "button" and (name, value) in {("type", "button"), ("popovertargetaction", "hide")}:
        return True
    if name == "style":
        return not _REACHES_OUT.search(value)
    if tag == "img":
        return name in {"alt", "width", "height"} or (name == "src" and bool(_IMAGE.fullmatch(value)))
    if tag == "a" and name == "href":
        return bool(_LINK.match(value.strip()))
    return name in _ANYWHERE or name in _DRAWING
