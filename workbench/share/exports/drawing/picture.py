"""The whole map as one picture: `.svg` whose words stay words, and `.png` made from it."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

from workbench.share.exports.drawing.head import strip
from workbench.share.exports.drawing.legend import band, foot
from workbench.share.exports.drawing.pen import Pen
from workbench.share.exports.drawing.plan import CARD, Frame, Lanes, best
from workbench.share.exports.drawing.sheet import MARGIN, body, description, lesson, svg
from workbench.share.map_page import view as made

if TYPE_CHECKING:
    from workbench.share.exports.drawing.block import Block
    from workbench.share.exports.drawing.sheet import View

_SCALE = 2.0
_SIGNATURE, _PACKED = 8, 7
#: A picture of more pixels than this opens nowhere: it is drawn smaller.
_MOST_PIXELS = 60_000_000
#: The shape a picture takes if it can: that of a sheet of paper. Stages add to its width.
_WIDE, _SHAPE, _LEAST = 1850.0, 1.414, 720.0
_GAPS = 34.0
_AWAY = (
    "Not drawn here: other lanes, cards beyond the eighth of a place, quotes. They are in the PDF, on the page and in the workbook."
)


def picture(model: dict[str, Any], *, dark: bool = True, every: bool = False) -> str:
    """Return the whole map as one SVG picture.

    Parameters
    ----------
    model
        The map model, masked.
    dark
        Let it be dark where it is shown to somebody who wants dark pages.
    every
        Draw the lanes behind "More lanes" too.

    Returns
    -------
    str
        One file: no script, nothing to be loaded, and words that can be searched and copied.
    """
    view = made(model)
    if every:
        view = {**view, "lanes": [{**lane, "extra": False} for lane in view["lanes"]]}
    drawn, box = drawing(view, model)
    return svg(drawn, view, model, box, dark=dark)


def drawing(view: View, model: dict[str, Any]) -> tuple[Pen, tuple[float, float]]:
    """Return the map drawn as one sheet, and its size."""
    most = max(_WIDE, len(view["stages"]) * (CARD + 14) + 140)
    away = _AWAY if view["claims"] else ""

    def around(wide: float) -> tuple[Block, Block, Block]:
        return strip(view, wide), band(view, wide, hidden=away), foot(view, model, wide)

    above = sum(block.high for block in around(most)) + _GAPS
    plan = best(view, model, Lanes(view), range(len(view["stages"])), Frame(most, most / _SHAPE, above))
    wide = max(plan.wide, _LEAST)
    pen = Pen()
    top, under, last = around(wide)
    top.draw(pen, MARGIN, MARGIN)
    at = body(pen, view, model, plan, MARGIN, MARGIN + top.high + 14)
    empty = lesson(view, wide)
    if empty:
        empty.draw(pen, MARGIN, at)
        at += empty.high
    for block, gap in ((under, 6), (last, 14)):
        block.draw(pen, MARGIN, at + gap)
        at += gap + block.high
    return pen, (wide + 2 * MARGIN, at + MARGIN * 0.7)


def image(model: dict[str, Any]) -> bytes:
    """Return the whole map as a PNG picture of twice its size, with its description in it."""
    import vl_convert as vlc

    view = made(model)
    drawn, box = drawing(view, model)
    scale = min(_SCALE, (_MOST_PIXELS / (box[0] * box[1])) ** 0.5)
    raw = vlc.svg_to_png(svg(drawn, view, model, box), scale=scale)
    return told(raw, {"Title": view["title"], "Description": description(view, model)})


def told(png: bytes, texts: dict[str, str]) -> bytes:
    """Return a PNG picture with words in it (international text chunks, after the header), and packed closer than it came."""
    chunks = _chunks(png)
    words = [(b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8", "replace")) for key, text in texts.items()]
    drawn = zlib.compress(zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT")), _PACKED)
    others = [chunk for chunk in chunks[1:] if chunk[0] not in {b"IDAT", b"IEND"}]
    made = (chunks[0], *words, *others, (b"IDAT", drawn), (b"IEND", b""))
    return png[:_SIGNATURE] + b"".join(_chunk(kind, data) for kind, data in made)


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Return the parts of a PNG picture: what each is, and what is in it."""
    found: list[tuple[bytes, bytes]] = []
    at = _SIGNATURE
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        found.append((kind, png[at + 8 : at + 8 + size]))
        at += size + 12
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
