"""Paragraphs and tables of a Word document; whatever people wrote stays words: no field, no link, no markup comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from workbench.share.exports.deck_shapes import language
from workbench.share.exports.deck_text import clean, line, rightward, written

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(text: object, *, bold: bool = False, soft: bool = False, colour: str = "", said: bool = False) -> str:
    """Return a run of words. `said`: not ours, so no spelling is checked."""
    words = written(str(text))
    look = "<w:b/><w:bCs/>" if bold else ""
    look += "<w:noProof/>" if said else ""
    look += f'<w:color w:val="{colour or "57606A"}"/>' if colour or soft else ""
    look += "<w:rtl/>" if rightward(words) else ""
    spoken = language(words)
    if spoken != "en-GB":
        kind = "bidi" if rightward(words) else "eastAsia" if spoken[:2] in {"ja", "ko", "zh"} else "val"
        look += f'<w:lang w:{kind}="{spoken}"/>'
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in lines)
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>"


def par(*runs: str, style: str = "", after: str = "", text: str = "") -> str:
    """Return a paragraph of runs; `text` alone is one run. Its direction is that of its first letter."""
    inner = "".join(runs) or (run(text) if text else "")
    plain = text or "".join(inner.split(">")[1:2])
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    turned = "<w:bidi/>" if rightward(clean(plain)) or ("<w:rtl/>" in inner and inner.index("<w:rtl/>") < 200) else ""  # noqa: PLR2004
    head = f"<w:pPr>{named}{after}{turned}</w:pPr>" if named or after or turned else ""
    return f"<w:p>{head}{inner}</w:p>"


def quote(who: str, meta: str, text: str | None, place: str, *, against: bool = False) -> str:
    """Return a quote: who, of what kind and when, then the words, or that they are withheld."""
    style = "Against" if against else "Quote"
    head = par(run(who, bold=True), run(f"  {line(meta)}", soft=True), run(f"  {line(place)}", soft=True), style=f"{style}Source")
    if text is None:
        return head + par(run("quote withheld: no consent", soft=True), style=style)
    turned = "<w:bidi/>" if rightward(clean(text)) else ""
    return f'{head}<w:p><w:pPr><w:pStyle w:val="{style}"/>{turned}</w:pPr>{run(text, said=True)}</w:p>'


def heading(text: str, level: int, number: int, *, kicker: str = "") -> str:
    """Return a heading with the bookmark that the table of contents leads to."""
    before = run(f"{kicker}: ", soft=True) if kicker else ""
    mark = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(number)}"/>'
    turned = "<w:bidi/>" if rightward(clean(text)) else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/>{turned}</w:pPr>{mark}{before}{run(line(text), said=True)}'
        f'<w:bookmarkEnd w:id="{number}"/></w:p>'
    )


def bookmark(number: int) -> str:
    """Return the name of the place of a heading."""
    return f"_Toc{number:08d}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], said: str) -> str:
    """Return a table with a head that is repeated on every page; `said` is what it shows, for those who do not see it."""
    total = sum(widths)
    scaled = [round(5000 * w / total) for w in widths]
    grid = "".join(f'<w:gridCol w:w="{round(9638 * w / total)}"/>' for w in widths)
    top = "".join(_cell(run(h, bold=True), w) for h, w in zip(head, scaled, strict=True))
    cells = ["".join(_cell(run(c, said=True), w) for c, w in zip(row, scaled, strict=True)) for row in rows]
    body = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>" for inner in cells)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="MapTable"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(line(said))}/><w:tblDescription w:val={quoteattr(line(said))}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{top}</w:tr>{body}</w:tbl>"
        f"{par(style='Small')}"
    )


def _cell(inner: str, wide: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="pct"/></w:tcPr>{par(inner, style="Cell")}</w:tc>'


def memo() -> str:
    """Return space to write in."""
    edge = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="C9CFD6"/>' for side in ("top", "left", "bottom", "right")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edge}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCaption w:val="Memo"/><w:tblDescription w:val="Space for your own notes on this claim"/></w:tblPr>'
        '<w:tblGrid><w:gridCol w:w="9638"/></w:tblGrid>'
        '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="1000" w:hRule="atLeast"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="5000" w:type="pct"/></w:tcPr>{par(run("Memo:", soft=True), style="Cell")}</w:tc></w:tr></w:tbl>'
        f"{par(style='Small')}"
    )


def contents(entries: Sequence[tuple[int, int, str]]) -> str:
    """Return a table of contents as a field that Word brings up to date; `entries` are level, number and words of each heading."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    rows = []
    for place, (level, number, words) in enumerate(entries):
        name = bookmark(number)
        page = (
            '<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> PAGEREF {name} \\h '
            '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t></w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        link = f'<w:hyperlink w:anchor="{name}" w:history="1">{run(line(words), said=True)}{page}</w:hyperlink>'
        rows.append(f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>{"" if place else begin}{link}</w:p>')
    if not rows:
        rows.append(f"<w:p>{begin}</w:p>")
    return "".join(rows) + '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
