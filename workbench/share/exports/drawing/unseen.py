"""Words on a page of a PDF that nobody sees, so that those drawn there can be found and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from workbench.share.exports.drawing.measure import directions, fit, leftward
from workbench.share.exports.drawing.tagged import Block

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, IndirectObject

    from workbench.share.exports.drawing.pen import Rare

_FONT = "/wbunseen"
#: Entries of one block of a table of letters, as the format has it.
_BLOCK = 100
_MEASURES = {"/Flags": 4, "/ItalicAngle": 0, "/Ascent": 900, "/Descent": -200, "/CapHeight": 700, "/StemV": 80}


def lay(
    writer: PdfWriter, pages: Mapping[int, tuple[Sequence[Rare], float]], high: float, blocks: Mapping[int, list[Block]]
) -> None:
    """Put words on pages, unseen, where they are drawn.

    Parameters
    ----------
    writer
        The file.
    pages
        By number of the page: the words, and how many points a pixel of their places is.
    high
        Height of a page in points.
    blocks
        By number of the page: what is tagged there; these words join it, each line as a paragraph.
    """
    from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

    letters = sorted({c for words, _ in pages.values() for word in words for c in fit(word.text)})
    if not letters:
        return
    codes = {c: i for i, c in enumerate(letters, 1)}
    font = writer._add_object(_font(writer, codes))  # noqa: SLF001 (there is no other way to add an object)
    for number, (words, scale) in sorted(pages.items()):
        page = writer.pages[number]
        first = 1 + max((n for block in blocks[number] for n in block.pieces), default=-1)
        said = "".join(_said(word, codes, scale, high, first + i) for i, word in enumerate(words))
        if not said:
            continue
        blocks[number].extend(Block("P", [first + i]) for i in range(len(words)))
        stream = DecodedStreamObject()
        stream.set_data(said.encode("ascii"))
        fonts = cast("DictionaryObject", cast("DictionaryObject", page["/Resources"].get_object())["/Font"].get_object())
        fonts[NameObject(_FONT)] = font
        page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(stream)])  # noqa: SLF001


def _said(word: Rare, codes: Mapping[str, int], scale: float, high: float, number: int) -> str:
    """Return how a line is written: each run as it is seen, from left to right, which is how programs read a page."""
    shown = [run[::-1] if leftward(run) else run for run in directions(fit(word.text))]
    texts = "".join(f"<{''.join(f'{codes[c]:04X}' for c in run)}> Tj " for run in shown)
    at = f"1 0 0 1 {word.x * scale:.2f} {high - word.y * scale:.2f} Tm"
    return f"/P <</MCID {number}>> BDC q BT 3 Tr {_FONT} {word.size * scale:.2f} Tf {at} {texts}ET Q EMC\n"


def _font(writer: PdfWriter, codes: Mapping[str, int]) -> DictionaryObject:
    """Return a font that has no shapes, and says for each code which letter it is."""
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

    table = DecodedStreamObject()
    table.set_data(_letters(codes).encode("ascii"))
    name = NameObject("/Unseen")
    system = DictionaryObject({
        NameObject("/Registry"): TextStringObject("Adobe"),
        NameObject("/Ordering"): TextStringObject("Identity"),
        NameObject("/Supplement"): NumberObject(0),
    })  # fmt: skip
    box = ArrayObject([NumberObject(0), NumberObject(-200), NumberObject(1000), NumberObject(900)])
    described = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/FontDescriptor"),
            NameObject("/FontName"): name,
            NameObject("/FontBBox"): box,
            **{NameObject(key): NumberObject(value) for key, value in _MEASURES.items()},
        }
    )
    shapes = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): name,
            NameObject("/CIDSystemInfo"): system,
            NameObject("/DW"): NumberObject(600),
            NameObject("/FontDescriptor"): _kept(writer, described),
        }
    )
    return DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type0"), NameObject("/BaseFont"): name,
        NameObject("/Encoding"): NameObject("/Identity-H"), NameObject("/DescendantFonts"): ArrayObject([_kept(writer, shapes)]),
        NameObject("/ToUnicode"): writer._add_object(table),  # noqa: SLF001
    })  # fmt: skip


def _kept(writer: PdfWriter, found: DictionaryObject) -> IndirectObject:
    return writer._add_object(found)  # noqa: SLF001


def _letters(codes: Mapping[str, int]) -> str:
    """Return the table that says which letter a code is."""
    rows = [f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for letter, code in codes.items()]
    blocks = [rows[i : i + _BLOCK] for i in range(0, len(rows), _BLOCK)]
    told = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Unseen def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{told}\nendcmap\nend\nend\n"
    )
