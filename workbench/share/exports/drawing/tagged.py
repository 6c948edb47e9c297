"""What each piece of a page of the PDF is (a heading, a paragraph, a picture), for programs that read it aloud.

Words are tagged in the order in which they are drawn, which is that of the map; lines of one paragraph stay together. What is drawn
around them is marked as an artifact, except the sheet of the map itself: it is a picture with its description.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypdf import PageObject, PdfWriter
    from pypdf.generic import DictionaryObject, IndirectObject

#: A run of words, or a change of place, behind which nothing goes on that began before it.
_PIECE = re.compile(
    rb"(?P<moved> cm\n)|BT\n(?:\S+ ){4}(?P<x>\S+) (?P<y>\S+) Tm\n/(?P<font>\S+) (?P<size>\S+) Tf\n.*?\nET\n",
    re.DOTALL,
)
#: From which size on bold words are a heading, and of which level.
_HEADINGS = ((30.0, 1), (16.0, 2), (13.0, 3))
#: So many times the size may a line stand below the one before to go on with it.
_LINE = 1.75
_PLACED = 0.5


@dataclass
class Block:
    """One heading, paragraph or picture: its kind, and the numbers of its pieces on its page."""

    kind: str
    pieces: list[int]
    alt: str = ""


def marked(drawn: bytes, bold: frozenset[str], *, picture: str = "") -> tuple[bytes, list[Block]]:
    """Return what a page draws with its words marked, and the blocks they make.

    Parameters
    ----------
    drawn
        The content of a page, letters joined to words.
    bold
        Names of its bold fonts.
    picture
        What the page shows, in words, if it is the picture of the map.
    """
    out, blocks, at, number = [], [], 0, 0
    # What is drawn before the first words is the ground of the sheet.
    opening = b"/Artifact BMC\n"
    if picture:
        blocks.append(Block("Figure", [0], picture))
        opening, number = b"/Figure <</MCID 0>> BDC\n", 1
    last: tuple[float, float, float, str] | None = None
    for found in _PIECE.finditer(drawn):
        if found["moved"]:
            last = None
            continue
        size, x, y = float(found["size"]), float(found["x"]), float(found["y"])
        kind = _kind(size, strong=found["font"].decode("ascii") in bold)
        # The name of the study stands on every sheet; it is the heading of the first.
        kind = "P" if kind == "H1" and not picture else kind
        on = last is not None and kind == last[3] and size == last[2] and _goes_on(last, x, y)
        # A thin word behind a bold one on the same line is one sentence with it.
        on = on or (last is not None and kind == last[3] == "P" and abs(y - last[1]) < _PLACED)
        if on:
            blocks[-1].pieces.append(number)
        else:
            blocks.append(Block(kind, [number]))
        out += [opening, drawn[at : found.start()], b"EMC\n/%s <</MCID %d>> BDC\n" % (kind.encode(), number), found[0], b"EMC"]
        opening, at, number, last = b"\n/Artifact BMC\n", found.end(), number + 1, (x, y, size, kind)
    return b"".join([*out, opening, drawn[at:], b"\nEMC\n"]), blocks


def bold_fonts(page: PageObject) -> frozenset[str]:
    """Return the names of the bold fonts of a page."""
    fonts = cast("DictionaryObject", page["/Resources"].get_object()).get("/Font", {})
    return frozenset(name[1:] for name, font in fonts.items() if "Bold" in str(font.get_object().get("/BaseFont", "")))


def tag(writer: PdfWriter, pages: Mapping[int, Sequence[Block]]) -> None:
    """Add the tree that says what the pieces of all pages are, in reading order.

    Parameters
    ----------
    writer
        The file; the contents of its pages are marked.
    pages
        By number of the page: its blocks.
    """
    from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, TextStringObject

    def add(entries: dict[str, Any]) -> tuple[DictionaryObject, IndirectObject]:
        made = DictionaryObject({NameObject(key): value for key, value in entries.items()})
        return made, writer._add_object(made)  # noqa: SLF001 (there is no other way to add an object)

    tree, root = add({"/Type": NameObject("/StructTreeRoot")})
    document, whole = add({"/Type": NameObject("/StructElem"), "/S": NameObject("/Document"), "/P": root})
    kids, parents = ArrayObject(), ArrayObject()
    for number, blocks in sorted(pages.items()):
        page = writer.pages[number]
        here: dict[int, IndirectObject] = {}
        for block in blocks:
            entries: dict[str, Any] = {
                "/Type": NameObject("/StructElem"), "/S": NameObject(f"/{block.kind}"), "/P": whole,
                "/Pg": page.indirect_reference, "/K": ArrayObject(NumberObject(n) for n in block.pieces),
            }  # fmt: skip
            if block.alt:
                entries["/Alt"] = TextStringObject(block.alt)
            kids.append(add(entries)[1])
            here |= dict.fromkeys(block.pieces, kids[-1])
        parents += [NumberObject(number), ArrayObject(here[n] for n in sorted(here))]
        page[NameObject("/StructParents")] = NumberObject(number)
        page[NameObject("/Tabs")] = NameObject("/S")
    document[NameObject("/K")] = kids
    tree[NameObject("/K")] = ArrayObject([whole])
    tree[NameObject("/ParentTree")] = add({"/Nums": parents})[1]
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(len(pages))
    writer.root_object[NameObject("/StructTreeRoot")] = root
    writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})  # noqa: FBT003


def _kind(size: float, *, strong: bool) -> str:
    return next((f"H{level}" for least, level in _HEADINGS if strong and size >= least), "P")


def _goes_on(last: tuple[float, float, float, str], x: float, y: float) -> bool:
    """Say whether words stand beside or right below those before."""
    below = y - last[1]
    return abs(below) < _PLACED or (abs(x - last[0]) < _PLACED and 0 < below <= _LINE * last[2])
