"""Shapes of a slide as DrawingML: text boxes, rules, groups and tables, each with its name and what it means in words.

Everything is measured in points; a slide is 960 by 540 of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from workbench.share.exports.deck_text import SAFE, clean, height, leading, rightward, width, written

INK, SOFT, LINE, WASH, WHITE, NOW, BEFORE = "1C2126", "57606A", "DFE3E8", "F6F7F9", "FFFFFF", "0B4F7D", "8B949E"
#: Kind of card -> its colour, and its ground.
TONES = {"pain": ("B83A08", "FDF0E9"), "need": ("835400", "FDF5DF"), "delight": ("03694F", "E6F5EF")}
BAD, GOOD = TONES["pain"][0], TONES["delight"][0]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960.0, 540.0, 36.0, 924.0, 76.0, 506.0
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_EMPTY = '<a:p><a:endParaRPr lang="en-GB"/></a:p>'
_ALT_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. `scale` is of the size of the text they stand in; `said`: not ours, so no spelling is checked."""

    text: str
    bold: bool = False
    italic: bool = False
    colour: str = INK
    scale: float = 1.0
    said: bool = False


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; `gap` points stand above it."""

    runs: tuple[Run, ...]
    gap: float = 0.0
    bullet: bool = False
    centred: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


def para(*runs: Run | str, gap: float = 0.0, bullet: bool = False, centred: bool = False) -> Para:
    """Return a paragraph of these runs."""
    return Para(tuple(r if isinstance(r, Run) else Run(r) for r in runs), gap, bullet, centred)


def tall(paras: Sequence[Para], room: float, size: float) -> float:
    """Return how high paragraphs are that may be `room` points wide."""
    return sum(p.gap * bool(i) + _tall(p, room, size) for i, p in enumerate(paras))


def _tall(p: Para, room: float, size: float) -> float:
    if not p.runs:
        return size
    largest = max(run.scale for run in p.runs) * size
    if "\n" not in p.text and sum(width(r.text, size * r.scale, bold=r.bold) for r in p.runs) <= SAFE * (room - BULLET * p.bullet):
        return leading(p.text, largest)
    # Runs of several looks share lines: measured as one, by the largest, and in bold as soon as much of it is bold.
    heavy = sum(len(r.text) for r in p.runs if r.bold) * 3 > len(p.text)
    return height(p.text, room - BULLET * p.bullet, largest, bold=heavy)


BULLET = 11.0


def emu(points: float) -> int:
    """Return points in the unit of Office files."""
    return round(points * 12700)


def text_xml(paras: Sequence[Para], size: float, *, bare: bool = False) -> str:
    """Return paragraphs; `bare` takes colour and side from the placeholder they stand in."""
    return "".join(_paragraph(p, size, first=i == 0, bare=bare) for i, p in enumerate(paras)) or "<a:p/>"


def _paragraph(p: Para, size: float, *, first: bool, bare: bool) -> str:
    right = rightward(p.text)
    align = "ctr" if p.centred else "r" if right else "l"
    turned = ' rtl="1"' if right else ""
    hang = f' marL="{emu(BULLET)}" indent="{-emu(BULLET)}"' if p.bullet else ""
    gap = f'<a:spcBef><a:spcPts val="{round(p.gap * 100)}"/></a:spcBef>' if p.gap and not first else ""
    point = '<a:buFont typeface="Arial"/><a:buChar char="&#8226;"/>' if p.bullet else ""
    side = "" if bare and not right else f' algn="{align}"'
    head = f"<a:pPr{hang}{side}{turned}>{gap}{point}</a:pPr>"
    return f"<a:p>{head}{''.join(_run(r, size, bare=bare) for r in p.runs)}</a:p>"


def _run(r: Run, size: float, *, bare: bool) -> str:
    look = f' lang="{language(r.text)}" sz="{round(size * r.scale * 100)}"'
    look += (' b="1"' if r.bold else "") + (' i="1"' if r.italic else "") + (' noProof="1"' if r.said else "")
    fill = "" if bare else f'<a:solidFill><a:srgbClr val="{r.colour}"/></a:solidFill>'
    parts = [
        f"<a:r><a:rPr{look}>{fill}</a:rPr><a:t>{escape(part)}</a:t></a:r>"
        for part in written(r.text).replace("\r", "\n").split("\n")
    ]
    return "<a:br/>".join(parts)


def language(text: str) -> str:
    """Return the language words are marked with: ours, or one of the script they are written in."""
    found = None if text.isascii() else _SCRIPT.search(text)
    return "en-GB" if found is None else _SCRIPTS[found.lastindex or 1][0]


#: Number of a group of the pattern -> the language, and the letters it is written in.
_SCRIPTS = {
    1: ("el-GR", "\u0370-\u03ff"), 2: ("ru-RU", "\u0400-\u052f"), 3: ("he-IL", "\u0590-\u05ff"), 4: ("ar-SA", "\u0600-\u077f"),
    5: ("hi-IN", "\u0900-\u097f"), 6: ("th-TH", "\u0e00-\u0e7f"), 7: ("ja-JP", "\u3040-\u30ff"), 8: ("ko-KR", "\uac00-\ud7af"),
    9: ("zh-CN", "\u4e00-\u9fff"),
}  # fmt: skip
_SCRIPT = re.compile("|".join(f"([{letters}])" for _, letters in _SCRIPTS.values()))


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands, in points."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Look:
    """How a shape looks: its ground, its edge, its form, and how far its words stand from the edges (left, top, right, bottom)."""

    fill: str = ""
    edge: str = ""
    weight: float = 0.75
    dashed: bool = False
    form: str = "rect"
    pad: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    anchor: str = "t"


def _identity(number: int, name: str, alt: str | None) -> str:
    """Return the name and meaning of a shape: alt None says it only decorates."""
    said = f" descr={_attribute(alt)}" if alt else ""
    inner = _DECORATIVE if alt is None else ""
    return f'<p:cNvPr id="{number}" name={_attribute(name)}{said}>{inner}</p:cNvPr>'


def _attribute(text: str) -> str:
    flat = " ".join(clean(text).split())
    return quoteattr(flat if len(flat) <= _ALT_LONGEST else flat[: _ALT_LONGEST - 1] + "…")


def _frame(box: Box, tag: str = "a") -> str:
    wide, high = emu(max(box.w, 0)), emu(max(box.h, 0))
    return f'<{tag}:xfrm><a:off x="{emu(box.x)}" y="{emu(box.y)}"/><a:ext cx="{wide}" cy="{high}"/></{tag}:xfrm>'


def _painted(look: Look) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{look.fill}"/></a:solidFill>' if look.fill else "<a:noFill/>"
    dash = '<a:prstDash val="dash"/>' if look.dashed else ""
    edge = (
        f'<a:ln w="{emu(look.weight)}"><a:solidFill><a:srgbClr val="{look.edge}"/></a:solidFill>{dash}</a:ln>'
        if look.edge
        else "<a:ln><a:noFill/></a:ln>"
    )
    round_off = '<a:gd name="adj" fmla="val 6000"/>' if look.form == "roundRect" else ""
    return f'<a:prstGeom prst="{look.form}"><a:avLst>{round_off}</a:avLst></a:prstGeom>{fill}{edge}'


def shape(number: int, name: str, alt: str | None, box: Box, look: Look, paras: Sequence[Para] = (), size: float = 11) -> str:
    """Return a shape, with words in it or without."""
    left, top, right, bottom = map(emu, look.pad)
    body = (
        f'<p:txBody><a:bodyPr wrap="square" lIns="{left}" tIns="{top}" rIns="{right}" bIns="{bottom}" anchor="{look.anchor}" '
        f'rtlCol="0"><a:noAutofit/></a:bodyPr><a:lstStyle/>{text_xml(paras, size) if paras else _EMPTY}</p:txBody>'
    )
    kind = ' txBox="1"' if paras and not look.fill and not look.edge else ""
    return (
        f"<p:sp><p:nvSpPr>{_identity(number, name, alt)}<p:cNvSpPr{kind}/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{_frame(box)}{_painted(look)}</p:spPr>{body}</p:sp>"
    )


def group(number: int, name: str, alt: str, box: Box, inner: Sequence[str]) -> str:
    """Return shapes as one group that says in words what they show."""
    frame = _frame(box).replace(
        "</a:xfrm>",
        f'<a:chOff x="{emu(box.x)}" y="{emu(box.y)}"/><a:chExt cx="{emu(box.w)}" cy="{emu(box.h)}"/></a:xfrm>',
    )
    return (
        f"<p:grpSp><p:nvGrpSpPr>{_identity(number, name, alt)}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr>{frame}</p:grpSpPr>{''.join(inner)}</p:grpSp>"
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its paragraphs, its ground, where its words stand."""

    paras: tuple[Para, ...]
    fill: str = ""
    anchor: str = "t"
    pad: tuple[float, float, float, float] = (5.0, 3.0, 5.0, 3.0)

    def tall(self, wide: float, size: float) -> float:
        """Return how high its row must be at least."""
        return tall(self.paras, wide - self.pad[0] - self.pad[2], size) + self.pad[1] + self.pad[3]


#: A row of a table: its height, and its cells.
Row = tuple[float, Sequence[Cell]]


def table(
    number: int, name: str, alt: str, at: tuple[float, float], widths: Sequence[float], rows: Sequence[Row], size: float,
    *, heading: str = NOW, head_of_rows: bool = False,
) -> str:  # fmt: skip
    """Return a table; each row is (height, cells), the first one is its head."""
    grid = "".join(f'<a:gridCol w="{emu(w)}"/>' for w in widths)
    body = "".join(
        f'<a:tr h="{emu(high)}">{"".join(_cell(c, size, heading if i == 0 else LINE) for c in cells)}</a:tr>'
        for i, (high, cells) in enumerate(rows)
    )
    box = Box(at[0], at[1], sum(widths), sum(high for high, _ in rows))
    first = ' firstCol="1"' if head_of_rows else ""
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr>{_identity(number, name, alt)}<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/>'
        f"</p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>{_frame(box, 'p')}<a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
        f'<a:tbl><a:tblPr firstRow="1"{first}><a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _cell(c: Cell, size: float, below: str) -> str:
    left, top, right, bottom = map(emu, c.pad)
    fill = f'<a:solidFill><a:srgbClr val="{c.fill}"/></a:solidFill>' if c.fill else "<a:noFill/>"
    rule = f'<a:lnB w="{emu(0.75)}"><a:solidFill><a:srgbClr val="{below}"/></a:solidFill></a:lnB>'
    empty = f'<a:p><a:endParaRPr lang="en-GB" sz="{round(size * 100)}"/></a:p>'
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{text_xml(c.paras, size) if c.paras else empty}</a:txBody>"
        f'<a:tcPr marL="{left}" marR="{right}" marT="{top}" marB="{bottom}" anchor="{c.anchor}">{rule}{fill}</a:tcPr></a:tc>'
    )


def chart_frame(number: int, name: str, alt: str, box: Box, relation: str) -> str:
    """Return the frame of a native chart that is kept in a part of its own."""
    return (
        f"<p:graphicFrame><p:nvGraphicFramePr>{_identity(number, name, alt)}<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
        f'{_frame(box, "p")}<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )
