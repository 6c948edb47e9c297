"""A presentation and its slides: titles are real titles, every slide has its number, what does not fit stands in the notes."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from workbench.share.exports.deck_shapes import (
    INK,
    LEFT,
    NAMESPACES,
    RIGHT,
    SOFT,
    Box,
    Look,
    Para,
    Run,
    chart_frame,
    group,
    language,
    para,
    shape,
    table,
    tall,
    text_xml,
)  # fmt: skip
from workbench.share.exports.deck_text import cut, line, wrapped, written
from workbench.share.exports.still import still

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.deck_shapes import Row

_SPACE = UUID("5f6d9c0c-7f0a-5a55-8f5c-1d0a5b1c7e21")
_NUMBER = "{C1FF6DA9-008F-8B48-92A6-B652298478BF}"
#: A file of Office says when it was made; here that is the day of the newest evidence, or this one.
_NO_DAY = datetime(1980, 1, 1, tzinfo=UTC)
#: A title is as large as fits: its size, and how many lines it may have then.
_TITLES = ((24.0, 1), (20.0, 1), (16.0, 2))
TITLE = Box(LEFT, 18, RIGHT - LEFT, 42)
_COVER_TITLES = ((40.0, 2), (32.0, 3), (24.0, 4))
COVER = Box(LEFT + 12, 92, 780, 144)


class Deck:
    """A presentation that grows slide by slide.

    Parameters
    ----------
    title
        Of the whole: in its properties and in the footer of every slide.
    about
        What it is about, for its properties.
    newest
        ISO date of the newest evidence: the file says it was made then, so that it is the same whenever it is made.
    """

    def __init__(self, title: str, about: str, newest: str | None) -> None:
        from workbench.share.exports.deck_master import blank

        self._presentation = blank()
        self._sections: list[tuple[str, list[int]]] = []
        self.pages: list[Page] = []
        self.title = line(title) or "Untitled"
        core = self._presentation.core_properties
        core.title, core.subject, core.author, core.last_modified_by = self.title[:250], line(about)[:250], "", ""
        core.language, core.revision, core.comments = "en-GB", 1, ""
        core.created = core.modified = moment(newest)

    def section(self, name: str) -> None:
        """Begin a section: the slides that follow belong to it."""
        self._sections.append((name, []))

    def page(self, title: str, *, cover: bool = False, under: str = "") -> Page:
        """Add a slide; `under` stands below the title, on the cover as its subtitle."""
        slide = self._presentation.slides.add_slide(self._presentation.slide_layouts[0 if cover else 1])
        page = Page(slide, self, cover=cover)
        page.set_title(title, under)
        self.pages.append(page)
        if not self._sections:
            self.section("Map")
        self._sections[-1][1].append(slide.slide_id)
        return page

    def save(self) -> bytes:
        """Return the file."""
        for page in self.pages:
            page.finish()
        self._presentation.part._element.append(self._section_list())  # noqa: SLF001 (python-pptx knows no sections)
        buffer = BytesIO()
        self._presentation.save(buffer)
        return still(buffer.getvalue())

    def _section_list(self) -> Any:  # noqa: ANN401 (an lxml element)
        from pptx.oxml import parse_xml

        parts = []
        for number, (name, ids) in enumerate(self._sections):
            identity = str(uuid5(_SPACE, f"{number} {name}")).upper()
            inside = "".join(f'<p14:sldId id="{i}"/>' for i in ids)
            if ids:
                parts.append(
                    f'<p14:section name={quoteattr(line(name))} id="{{{identity}}}">'
                    f"<p14:sldIdLst>{inside}</p14:sldIdLst></p14:section>"
                )
        return parse_xml(
            f'<p:extLst {NAMESPACES}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
            f'<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">{"".join(parts)}</p14:sectionLst>'
            "</p:ext></p:extLst>"
        )


class Page:
    """One slide. What is put on it is measured; what had to be cut is kept for its notes."""

    def __init__(self, slide: Any, deck: Deck, *, cover: bool) -> None:  # noqa: ANN401 (python-pptx's slide)
        self.slide, self._deck, self._cover = slide, deck, cover
        self._number = 20
        self._notes: list[Para] = []
        self._cuts: list[str] = []

    def next(self) -> int:
        """Return a number no shape of this slide has."""
        self._number += 1
        return self._number

    def add(self, xml: str) -> None:
        """Put a shape on top of the others; it is read after them."""
        from pptx.oxml import parse_xml

        end = xml.index(">")
        self.slide.shapes._spTree.append(parse_xml(f"{xml[:end]} {NAMESPACES}{xml[end:]}"))  # noqa: SLF001

    def set_title(self, title: str, under: str) -> None:
        """Set the title, as large as fits."""
        box, sizes = (COVER, _COVER_TITLES) if self._cover else (TITLE, _TITLES)
        said = line(title) or "Untitled"
        size, most = next(((s, m) for s, m in sizes if len(wrapped(said, box.w, s, bold=True)) <= m), sizes[-1])
        shown = self.cut(said, box.w, size, most, bold=True)
        self._fill(self.slide.shapes.title, [para(shown)], size)
        if self._cover:
            words = Run(self.cut(line(under), box.w, 18, 3), colour=SOFT)
            self._fill(self.slide.placeholders[1], [para(words)], 18, bare=False)
        elif under:
            self.text(
                Box(LEFT, 50, RIGHT - LEFT, 15), [para(Run(line(under), colour=SOFT))], size=11, rows=1, name="What it is about"
            )

    def _fill(self, holder: Any, paras: Sequence[Para], size: float, *, bare: bool = True) -> None:  # noqa: ANN401
        """Write words into a placeholder."""
        from pptx.oxml import parse_xml

        body = holder._element.txBody  # noqa: SLF001
        for old in body.findall("{http://schemas.openxmlformats.org/drawingml/2006/main}p"):
            body.remove(old)
        inner = text_xml(paras, size, bare=bare)
        for new in parse_xml(f"<p:txBody {NAMESPACES}>{inner}</p:txBody>"):
            body.append(new)

    def cut(self, text: str, room: float, size: float, most: int, *, bold: bool = False) -> str:
        """Return as much of `text` as fits on `most` lines; if it was cut, all of it goes to the notes."""
        shown = cut(text, room, size, max(1, most), bold=bold)
        self.shown(text, shown)
        return shown

    def shown(self, text: str, as_it_is: str) -> None:
        """Keep `text` for the notes if it is not shown as it is."""
        if as_it_is != text and text not in self._cuts:
            self._cuts.append(text)

    def text(
        self, box: Box, paras: Sequence[Para], *, size: float, name: str, rows: int = 0, least: float = 9.0, alt: str = "",
        look: Look | None = None,
    ) -> None:  # fmt: skip
        """Put words on the slide: smaller if they must be, down to `least`, then cut; with `rows`, cut to so many lines each."""
        style = look or Look()
        left, top, right, bottom = style.pad
        room, high = box.w - left - right, box.h - top - bottom
        shown = list(paras)
        if rows:
            shown = [self._shortened(p, room, size, rows) for p in shown]
        now = size
        while now > least and tall(shown, room, now) > high:
            now -= 0.5
        shown = self.fitting(shown, room, high, now)
        self.add(shape(self.next(), name, alt, box, style, shown, now))

    def fitting(self, paras: Sequence[Para], room: float, high: float, size: float) -> list[Para]:
        """Return the paragraphs that fit, the last one cut; the others go to the notes."""
        shown = list(paras)
        if tall(shown, room, size) <= high + 0.5:
            return shown
        self._cuts += [p.text for p in paras if p.text not in self._cuts]
        while len(shown) > 1 and tall(shown[:-1], room, size) + size * 1.2 > high:
            shown.pop()
        rest = high - tall(shown[:-1], room, size) - (shown[-1].gap if len(shown) > 1 else 0)
        rows = max(1, int(rest / (size * 1.2 * max((r.scale for r in shown[-1].runs), default=1))))
        last = self._shortened(shown[-1], room, size, rows)
        if last is shown[-1] and len(shown) < len(paras):
            last = Para((*last.runs, *para(" …").runs), last.gap, last.bullet, last.centred)
        return [*shown[:-1], last]

    def _shortened(self, p: Para, room: float, size: float, rows: int) -> Para:
        largest = max((r.scale for r in p.runs), default=1.0) * size
        whole = written(p.text)
        kept = self.cut(whole, room, largest, rows, bold=any(r.bold for r in p.runs))
        if kept == whole:
            return p
        left = len(kept) - 1
        runs = []
        for run in p.runs:
            words = written(run.text)[:left]
            left -= len(words)
            if words:
                runs.append(type(run)(words, run.bold, run.italic, run.colour, run.scale, run.said))
        if runs:
            last = runs[-1]
            runs[-1] = type(last)(last.text + "…", last.bold, last.italic, last.colour, last.scale, last.said)
        return Para(tuple(runs), p.gap, p.bullet, p.centred)

    def block(self, box: Box, look: Look, *, name: str = "Rule") -> None:
        """Put a shape without words on the slide that means nothing by itself."""
        self.add(shape(self.next(), name, None, box, look))

    def group(self, box: Box, name: str, alt: str, inner: Sequence[str]) -> None:
        """Put shapes on the slide as one thing."""
        self.add(group(self.next(), name, alt, box, inner))

    def table(
        self, at: tuple[float, float], widths: Sequence[float], rows: Sequence[Row], *, size: float, name: str, alt: str,
        head_of_rows: bool = False,
    ) -> None:  # fmt: skip
        """Put a native table on the slide; the first row is its head."""
        self.add(table(self.next(), name, alt, at, widths, rows, size, heading=INK, head_of_rows=head_of_rows))

    def chart(self, box: Box, name: str, alt: str, data: Any) -> None:  # noqa: ANN401
        """Put a native chart on the slide. `data` has its `xml` and the `workbook` its numbers are edited in."""
        from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from pptx.parts.chart import ChartPart

        package = self.slide.part.package
        name_of_part = package.next_partname(ChartPart.partname_template)
        part = ChartPart.load(name_of_part, CONTENT_TYPE.DML_CHART, package, data.xml.encode())
        part.chart_workbook.update_from_xlsx_blob(data.workbook)
        relation = self.slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        self.add(chart_frame(self.next(), name, alt, box, relation))

    def note(self, *paras: Para | str) -> None:
        """Add to the notes of whoever speaks."""
        self._notes += [para(p) if isinstance(p, str) else p for p in paras]

    def finish(self) -> None:
        """Write footer and notes."""
        self._footer()
        paras = [*self._notes]
        if self._cuts:
            paras += [para("Cut short on the slide, here in full:", gap=6), *(para(text, bullet=True) for text in self._cuts)]
        if paras:
            self._fill(self.slide.notes_slide.notes_placeholder, paras, 11)

    def _footer(self) -> None:
        if self._cover:
            return
        name, place = cut(self._deck.title, 560, 9, 1), self._deck.pages.index(self) + 1
        look = (
            f'<a:rPr lang="{language(name)}" sz="900"><a:solidFill><a:srgbClr val="{SOFT}"/></a:solidFill>'
            '<a:latin typeface="+mn-lt"/></a:rPr>'
        )
        for kind, index, inner in (
            ("ftr", 11, f"<a:r>{look}<a:t>{escape(name)}</a:t></a:r>"),
            ("sldNum", 12, f'<a:fld id="{_NUMBER}" type="slidenum">{look}<a:t>{place}</a:t></a:fld>'),
        ):
            number = self.next()
            label, side = ("Footer", "l") if kind == "ftr" else ("Slide number", "r")
            self.add(
                f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{label}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
                f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/>'
                f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{side}"/>{inner}</a:p></p:txBody></p:sp>'
            )


def moment(day: str | None) -> datetime:
    """Return the beginning of an ISO day, as Office keeps times."""
    try:
        found = datetime.fromisoformat((day or "")[:10]).replace(tzinfo=UTC) if day else _NO_DAY
    except ValueError:
        found = _NO_DAY
    return found.replace(tzinfo=None)
