"""The sheets as one PDF file: words that can be selected, bookmarks, no time and no author in it; the same map, the same bytes."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from workbench.share.exports.drawing import tagged, unseen
from workbench.share.exports.drawing.measure import fit
from workbench.share.exports.drawing.pages import HIGH, WIDE, drawn, pages
from workbench.share.exports.drawing.rare import drawable, unread
from workbench.share.exports.drawing.sheet import description, heading
from workbench.share.exports.drawing.strings import joined, widths
from workbench.share.map_page import view as made

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import DictionaryObject

#: Bookmarks that stand beside that of the appendix; those of stages stand under it.
_OWN = frozenset({"The map", "Other lanes", "How to read it", "Methods and limits"})
_SPACES = re.compile(r"\s+")


def paper(model: dict[str, Any]) -> bytes:
    """Return the map as A3 sheets with an appendix.

    Parameters
    ----------
    model
        The map model, masked.

    Returns
    -------
    bytes
        A PDF: the map on one sheet if its letters stay large enough to be read, else on several; other lanes; then every claim
        with its evidence and passages for and against; methods and limits.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

    view = made(model)
    sheets = pages(view, model)
    writer = PdfWriter()
    for sheet in sheets:
        page = PdfReader(BytesIO(drawable(drawn(sheet, view, model)))).pages[0]
        _ordered(page)
        writer.add_page(page)
    told = description(view, model)
    blocks = _packed(writer, _flat(told))
    rare = {i: ([w for w in s.pen.rare if unread(w.text)], WIDE / s.box[0]) for i, s in enumerate(sheets)}
    unseen.lay(writer, rare, HIGH, blocks)
    tagged.tag(writer, blocks)
    _bookmarks(writer, [(mark, number) for number, sheet in enumerate(sheets) for mark in sheet.marks])
    writer.metadata = {"/Title": _flat(heading(view)), "/Subject": _flat(told)[:1000], "/Producer": "workbench"}
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject("en")
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})  # noqa: FBT003
    writer.compress_identical_objects()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _bookmarks(writer: PdfWriter, marks: list[tuple[str, int]]) -> None:
    """Add a bookmark for the map, one for each stage of the appendix below one of its own, and one for the methods."""
    parent = None
    for name, page in marks:
        if name in _OWN:
            writer.add_outline_item(title=name, page_number=page)
            continue
        parent = parent or writer.add_outline_item(title="What lies behind it", page_number=page)
        writer.add_outline_item(title=_flat(name), page_number=page, parent=parent)


def _packed(writer: PdfWriter, told: str) -> dict[int, list[tagged.Block]]:
    """Put letters together to words, mark what they are, and compress what each page draws; return the blocks of each page.

    Parameters
    ----------
    writer
        The file.
    told
        What its first page shows, in words.
    """
    import zlib

    from pypdf.generic import NameObject, StreamObject

    blocks: dict[int, list[tagged.Block]] = {}
    for number, page in enumerate(writer.pages):
        stream = page["/Contents"].get_object()
        fonts = cast("DictionaryObject", page["/Resources"].get_object()).get("/Font", {})
        if isinstance(stream, StreamObject):
            drawn = joined(stream.get_data(), {name[1:]: widths(font.get_object()) for name, font in fonts.items()})
            drawn, blocks[number] = tagged.marked(drawn, tagged.bold_fonts(page), picture="" if number else told)
            packed = StreamObject()
            packed._data = zlib.compress(drawn, 9)  # noqa: SLF001 (its own way takes the drawing apart, which is slow)
            packed[NameObject("/Filter")] = NameObject("/FlateDecode")
            page[NameObject("/Contents")] = writer._add_object(packed)  # noqa: SLF001
    return blocks


def _flat(text: str) -> str:
    return _SPACES.sub(" ", fit(text)).strip()


def _ordered(page: PageObject) -> None:
    """Put the entries of every table of a page in order: the library that draws it does not."""
    from pypdf.generic import ArrayObject, DictionaryObject

    seen: set[int] = set()
    waiting: list[Any] = [page]
    while waiting:
        found = waiting.pop().get_object()
        if id(found) in seen:
            continue
        seen.add(id(found))
        if isinstance(found, DictionaryObject):
            entries = sorted(found.items())
            found.clear()
            found.update(entries)
            waiting += [value for key, value in entries if key != "/Parent"]
        elif isinstance(found, ArrayObject):
            waiting += list(found)
