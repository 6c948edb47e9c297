"""The blank presentation every deck begins from: wide slides, our colours and letters, a layout for the cover, one for the rest."""

from __future__ import annotations

import re
from typing import Any

from workbench.share.exports.deck_shapes import (
    BAD,
    BEFORE,
    GOOD,
    HEIGHT,
    INK,
    LEFT,
    LINE,
    NAMESPACES,
    NOW,
    RIGHT,
    SOFT,
    WASH,
    WIDTH,
    Box,
    Look,
    emu,
    shape,
)

_FONT = "Arial"
_COLOURS = {
    "dk1": INK, "lt1": "FFFFFF", "dk2": SOFT, "lt2": WASH, "accent1": NOW, "accent2": BAD, "accent3": "835400", "accent4": GOOD,
    "accent5": BEFORE, "accent6": LINE, "hlink": NOW, "folHlink": SOFT,
}  # fmt: skip
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<PresentationFormat>Widescreen</PresentationFormat></Properties>"
)
_COVER, _PLAIN = "Title Slide", "Title Only"
_RULE = 66.0
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def blank() -> Any:  # noqa: ANN401 (python-pptx's presentation)
    """Return a presentation without slides."""
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE as KINDS

    found = Presentation()
    found.slide_width, found.slide_height = emu(WIDTH), emu(HEIGHT)
    size = found.part._element.find(f"{_P}sldSz")  # noqa: SLF001 (python-pptx leaves the shape of the screen there)
    size.attrib.pop("type", None)
    for layout in list(found.slide_layouts):
        if layout.name not in {_COVER, _PLAIN}:
            found.slide_layouts.remove(layout)
    master = found.slide_master
    _theme(master.part.part_related_by(KINDS.THEME))
    _without(found.part, KINDS.PRINTER_SETTINGS)
    package = found.part.package
    _without(package, KINDS.THUMBNAIL)
    package.part_related_by(KINDS.EXTENDED_PROPERTIES)._blob = _APP  # noqa: SLF001
    _letters(master)
    for holder in (master, *found.slide_layouts):
        for thing in list(holder.placeholders):
            _place(thing, cover=holder.name == _COVER)
    for layout in found.slide_layouts:
        _draw(layout)
    return found


def _place(thing: Any, *, cover: bool) -> None:  # noqa: ANN401 (python-pptx's placeholder)
    """Put a placeholder where it belongs; there is none for a date."""
    from workbench.share.exports.deck import COVER, TITLE

    boxes = {
        "title": COVER if cover else TITLE, "ctrTitle": COVER, "subTitle": Box(COVER.x, 252, COVER.w, 80),
        "ftr": Box(LEFT, 514, 600, 18), "sldNum": Box(RIGHT - 80, 514, 80, 18), "body": Box(LEFT, 80, RIGHT - LEFT, 420),
    }  # fmt: skip
    kind = thing.element.ph.get("type", "obj")
    if kind == "dt":
        thing.element.getparent().remove(thing.element)
    elif kind in boxes:
        _stand(thing, boxes[kind])


def _without(owner: Any, kind: str) -> None:  # noqa: ANN401
    for name in [name for name, rel in owner._rels.items() if rel.reltype == kind]:  # noqa: SLF001
        owner._rels.pop(name)  # noqa: SLF001


def _theme(part: Any) -> None:  # noqa: ANN401
    """Put our colours and one family of letters in a theme."""
    raw = part.blob.decode("utf-8")
    for name, colour in _COLOURS.items():
        raw = re.sub(f"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>', raw, flags=re.DOTALL)
    raw = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{_FONT}", raw)
    part._blob = raw.encode("utf-8")  # noqa: SLF001


def _letters(master: Any) -> None:  # noqa: ANN401
    styles = master.element.find(f"{_P}txStyles")
    title = styles.find(f"{_P}titleStyle/{_A}lvl1pPr")
    title.set("algn", "l")
    look = title.find(f"{_A}defRPr")
    look.set("sz", "2400")
    look.set("b", "1")
    for thing in master.placeholders:
        kind = thing.element.ph.get("type")
        if kind in {"ftr", "sldNum"}:
            level = thing.element.find(f".//{_A}lvl1pPr")
            level.set("algn", "l" if kind == "ftr" else "r")
            level.find(f"{_A}defRPr").set("sz", "900")


def _stand(thing: Any, box: Box) -> None:  # noqa: ANN401
    thing.left, thing.top, thing.width, thing.height = emu(box.x), emu(box.y), emu(box.w), emu(box.h)
    body = thing.element.txBody.find(f"{_A}bodyPr")
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, "0")
    kind = thing.element.ph.get("type")
    body.set("anchor", "b" if kind == "ctrTitle" else "t" if kind in {"title", "subTitle", "body"} else "ctr")
    for fit in list(body):
        body.remove(fit)
    body.append(body.makeelement(f"{_A}noAutofit", {}))
    if kind in {"ctrTitle", "subTitle"}:
        for level in thing.element.findall(f".//{_A}lvl1pPr"):
            level.set("algn", "l")


def _draw(layout: Any) -> None:  # noqa: ANN401
    """Draw what stands on every slide of a layout."""
    from pptx.oxml import parse_xml

    if layout.name == _COVER:
        boxes = [Box(0, 0, 14, HEIGHT)]
        look = Look(fill=NOW)
    else:
        boxes = [Box(LEFT, _RULE, RIGHT - LEFT, 1.5)]
        look = Look(fill=INK)
    tree = layout.element.find(f"{_P}cSld/{_P}spTree")
    for number, box in enumerate(boxes):
        xml = shape(90 + number, "Rule", None, box, look)
        tree.insert(2, parse_xml(xml.replace("<p:sp>", f"<p:sp {NAMESPACES}>", 1)))
