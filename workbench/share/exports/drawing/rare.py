"""Letters that a machine may have no font for, or one that cannot go into a PDF: what is done about them.

A font of coloured pictures cannot: such a run becomes a small picture. What is written to the left, and what no font here
has, cannot be read back from a page: its words are put there once more, unseen, so that they can be found and copied.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from functools import cache
from html import unescape
from io import BytesIO

from workbench.share.exports.drawing.look import ROOT, style
from workbench.share.exports.drawing.measure import FIRST_PICTURE, Style, clings, covered, leftward, width
from workbench.share.exports.drawing.pen import n, safe

_RUN = re.compile(
    r'<text class="(?P<kind>[\w-]+(?: t-chipped)?) x-any" x="(?P<x>[^"]+)" y="(?P<y>[^"]+)"(?P<more>[^>]*)>(?P<text>[^<]*)</text>'
)
_SIZES = re.compile(r"\.([\w-]+)\{font-size:([\d.]+)px")
_SHARP = 6.0
#: A picture that few fonts but coloured ones have.
_PROBE = "\N{FIRECRACKER}"
#: No font has this one: what is drawn in its place is what is drawn for every letter that is missing.
_NOWHERE = "\U0010fffd"


def drawable(svg: str) -> bytes:
    """Return an SVG sheet as PDF; runs that cannot go into one as text are drawn as small pictures."""
    import vl_convert as vlc

    svg = _RUN.sub(lambda found: _pictured(found, signs=True), svg)
    try:
        return bytes(vlc.svg_to_pdf(svg))
    except RuntimeError:  # what it raises whatever is wrong: some letter, then, and not only a sign
        return bytes(vlc.svg_to_pdf(_RUN.sub(lambda found: _pictured(found, signs=False), svg)))


def _pictured(found: re.Match[str], *, signs: bool) -> str:
    """Return a run as a picture if some of it cannot go into a PDF; `signs`: look at what is no letter, which it mostly is."""
    text = unescape(found["text"])
    asked = [c for c in text if not covered(c) and not (signs and unicodedata.category(c)[0] in "LM")]
    if all(_embeds(c) for c in asked):
        return found[0]
    size = float(_sizes()[found["kind"].split()[0]])
    wide, high = width(text, Style("", size)) + 2, size * 1.5
    left = float(found["x"]) - (wide if 'text-anchor="end"' in found["more"] else wide / 2 if "middle" in found["more"] else 0)
    return (
        f'<image x="{n(left)}" y="{n(float(found["y"]) - size * 1.1)}" width="{n(wide)}" height="{n(high)}" '
        f'href="data:image/png;base64,{b64encode(_png(text, found["kind"], size, wide, high)).decode()}"/>'
    )


@cache
def _sizes() -> dict[str, str]:
    return dict(_SIZES.findall(style(dark=False)))


def _png(text: str, kind: str, size: float, wide: float, high: float) -> bytes:
    import vl_convert as vlc

    return bytes(vlc.svg_to_png(_alone(text, kind, wide, high, size * 1.1), scale=_SHARP))


def _alone(text: str, kind: str, wide: float, high: float, y: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{ROOT}" width="{n(wide)}" height="{n(high)}">'
        f"<style>{style(dark=False)}</style>"
        f'<text class="{kind} x-any" x="0" y="{n(y)}">{safe(text)}</text></svg>'
    )


def _embeds(char: str) -> bool:
    """Say whether the font a letter would be drawn in can go into a PDF; pictures are asked for all at once, by one of them."""
    return not (ord(char) >= FIRST_PICTURE and not _goes(_PROBE)) and _goes(char)


@cache
def _goes(char: str) -> bool:
    import vl_convert as vlc

    try:
        vlc.svg_to_pdf(_alone(char, "t-body", 20, 20, 14))
    except RuntimeError:
        return False
    return True


@cache
def _returns(char: str) -> bool:
    """Say whether a letter can be read back from a PDF: whether a font here has it.

    Beside one that no font has, since alone the sign for a missing letter reads back as the letter; of several it does as one.
    """
    import vl_convert as vlc
    from pypdf import PdfReader

    try:
        page = PdfReader(BytesIO(vlc.svg_to_pdf(_alone(char + _NOWHERE, "t-body", 20, 20, 14)))).pages[0]
    except RuntimeError:
        return False
    return char in page.extract_text()


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "?").partition(" ")[0]


#: One letter of each script that was met, which speaks for the others.
_MET: dict[str, str] = {}


def unread(text: str) -> bool:
    """Say whether some of `text` could not be read back from the page as it is drawn."""
    if leftward(text):
        return True
    for char in text:
        if covered(char) or clings(char) or char.isspace():
            continue
        if ord(char) >= FIRST_PICTURE and not _goes(_PROBE):
            return True
        letter = unicodedata.category(char)[0] == "L"
        stands = _MET.setdefault(_script(char), char) if letter else char
        if not _returns(stands):
            return True
    return False
