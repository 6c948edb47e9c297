"""Word files: paragraphs, tables and the layout of Teams, in the order of the document.

Everything becomes lines and is read as plain text is, but for tables with a column of speakers. Tracked insertions
count as written, deletions as gone. A name in bold before words that are not is a label, with or without a colon; whole
paragraphs in bold or italics are told to the reader of notes, since questions are often written so.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.sources import zipgate
from workbench.sources.text import clean
from workbench.sources.transcripts import grid
from workbench.sources.transcripts.draft import merged
from workbench.sources.transcripts.margins import by_program
from workbench.sources.transcripts.plain import read_plain
from workbench.study.errors import Refused

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from workbench.sources.transcripts.draft import Utterance

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent"}
_LEAD = 60
_TIME_FIRST = re.compile(r"^\s*[\[(]?\d{1,3}:\d{2}")
_ENOUGH = 3


Spoken = tuple[tuple["Utterance", ...], tuple[str, ...], str]


def read_docx(raw: bytes, *, name: str) -> Spoken:
    """Return what is said in a Word file, notes, and its text as lines.

    Raises
    ------
    Refused
        If it is not a Word file, or fails the gate for zip files.
    """
    archive = zipgate.check(raw, name)
    if "word/document.xml" not in archive.namelist():
        raise Refused(name, "a zip file, but not a Word document", "Save it as .docx, or as .txt.")
    return said_in(list(_blocks(_body(raw, name))), _footnotes(archive), name=name)


def said_in(blocks: list[Paragraph | list[list[str]]], notes: tuple[str, ...], *, name: str) -> Spoken:
    """Return what is said in the paragraphs and tables of a document, notes, and its text as lines."""
    tables = [b for b in blocks if isinstance(b, list)]
    said, forms = _tables(tables)
    leads = _leads(blocks)
    lines = [_labelled(b, leads) for b in blocks if isinstance(b, Paragraph)]
    if said:
        left = sum(1 for line in lines if line.strip())
        notes += (f"{len(forms)} lines of a table at its head were left out",) if forms else ()
        lines = [*forms, *lines]
        note = (f"{left} paragraphs outside the table were left out",) if left else ()
        return merged(said, joint="\n"), (*notes, *note), "\n".join(lines)
    lines = []
    for block in blocks:
        lines += (
            [_labelled(block, leads)] if isinstance(block, Paragraph) else ["  ".join(c for c in row if c.strip()) for row in block]
        )
    text = clean("\n\n".join(lines))[0]
    bold = frozenset(clean(b.text)[0].strip() for b in blocks if isinstance(b, Paragraph) and b.strong and b.text.strip())
    spoken, more = read_plain(text, name=name, headings=True, bold=bold)
    return spoken, (*notes, *more), text


def _tables(tables: list[list[list[str]]]) -> tuple[list[Utterance], list[str]]:
    """Return what is said in the tables of a document, and the lines of those that are a form: *Date*, *Participant*, once each."""
    read = [(rows, said) for rows in tables if (said := grid.read_grid(rows))]
    talk = [rows for rows, said in read if len({u.speaker for u in said}) < len(said)]
    said, forms = [], []
    for rows, spoken in read:
        if talk and rows not in talk:
            forms += ["  ".join(c for c in row if c.strip()) for row in rows]
        else:
            said += spoken
    return said, forms


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: how Markdown would mark it, its text, the bold words it begins with, and whether all of it stands out."""

    prefix: str
    text: str
    lead: str
    strong: bool


def _leads(blocks: list[Paragraph | list[list[str]]]) -> frozenset[str]:
    """Return the bold beginnings that are labels: short, not all of their paragraph, and some come back."""
    found = Counter(b.lead.strip() for b in blocks if isinstance(b, Paragraph) and b.lead and not b.strong)
    often = {x for x, n in found.items() if n > 1}
    return frozenset(found) if len(found) > 1 and often and sum(found.values()) >= _ENOUGH else frozenset()


def _labelled(paragraph: Paragraph, leads: frozenset[str]) -> str:
    """Return a paragraph as a line, with a colon behind a bold name that has none."""
    rest = paragraph.text[len(paragraph.lead) :]
    name = paragraph.lead.strip()
    if (
        name not in leads
        or by_program(paragraph.text)
        or paragraph.strong
        or ":" in paragraph.lead
        or rest.lstrip()[:1] in {":", "："}
        or _TIME_FIRST.match(rest)
    ):
        return paragraph.prefix + paragraph.text
    return f"{paragraph.prefix}{name}: " + rest.lstrip(" \t–—-.")


def _footnotes(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Say how many footnotes and endnotes there are, which nobody said."""
    count = 0
    for member in ("word/footnotes.xml", "word/endnotes.xml"):
        if member in archive.namelist():
            count += len(re.findall(rb"<w:(?:foot|end)note\s(?![^>]*w:type=)", archive.read(member)))
    return (f"{count} footnotes were left out",) if count else ()


def _body(raw: bytes, name: str) -> Any:  # noqa: ANN401 (an lxml element)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return docx.Document(io.BytesIO(raw)).element.body
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError, TypeError, OSError) as error:
        raise Refused(
            name, f"not readable as a Word document ({type(error).__name__})", "Save it again as .docx, or as .txt."
        ) from None


def _blocks(parent: Any) -> Iterator[Paragraph | list[list[str]]]:  # noqa: ANN401
    for child in parent:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield [["\n".join(_paragraphs(cell)) for cell in row.iter(f"{_W}tc")] for row in child.iter(f"{_W}tr")]
        elif child.tag not in _SKIPPED and child.tag != f"{_W}sectPr":
            yield from _blocks(child)


def _paragraph(element: Any) -> Paragraph:  # noqa: ANN401
    text = _text(element)
    pieces = [(words, _stands_out(run)) for run in element.iter(f"{_W}r") if (words := _text(run))]
    strong = bool(pieces) and all(out or not words.strip() for words, out in pieces) and any(out for _, out in pieces)
    lead = ""
    for words, out in pieces:
        if not out and words.strip():
            break
        lead += words
    return Paragraph(
        _prefix(element), text, lead if len(lead) <= _LEAD and text.startswith(lead) and "\n" not in lead else "", strong
    )


def _stands_out(run: Any) -> bool:  # noqa: ANN401
    """Say whether a run is bold or in italics by its own marks; a style's are not looked up."""
    for tag in ("b", "i"):
        mark = run.find(f"{_W}rPr/{_W}{tag}")
        if mark is not None and mark.get(f"{_W}val") not in {"0", "false", "off"}:
            return True
    return False


def _paragraphs(cell: Any) -> list[str]:  # noqa: ANN401
    return [_text(p) for p in cell.iter(f"{_W}p")]


def _text(element: Any) -> str:  # noqa: ANN401
    out = []
    for child in element:
        if child.tag == f"{_W}t":
            out.append(child.text or "")
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            out.append("\n")
        elif child.tag == f"{_W}tab":
            out.append("\t" if element.tag == f"{_W}r" else "")
        elif child.tag == f"{_W}noBreakHyphen":
            out.append("\u2011")
        elif child.tag not in _SKIPPED:
            out.append(_text(child))
    return "".join(out)


def _prefix(paragraph: Any) -> str:  # noqa: ANN401
    """Write headings and lists the way Markdown does, so that notes keep their nesting."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    called = "" if style is None else str(style.get(f"{_W}val"))
    if re.match(r"(?i)(heading\s*\d|title)", called):
        return "# "
    level = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    match = re.match(r"(?i)list(?:bullet|number|paragraph)?\s*(\d?)$", called)
    if level is None and (match is None or called.lower() == "listparagraph"):
        return ""
    depth = int(level.get(f"{_W}val") or 0) if level is not None else int((match[1] if match else "") or 1) - 1
    return "    " * depth + "- "
