"""OpenDocument texts (.odt), as LibreOffice writes them: the same blocks as of a Word file, read by the same rules."""

from __future__ import annotations

from workbench.sources import xmlgate, zipgate
from workbench.sources.transcripts.docx import Paragraph, Spoken, said_in
from workbench.study.errors import Refused

#: What stands in the text and nobody said: what was deleted, comments, footnotes (counted), frames, the parts of an index.
_SKIPPED = frozenset({"tracked-changes", "annotation", "note", "frame", "forms", "sequence-decls", "table-of-content", "ruby-text"})
_MOST_ELEMENTS = 2_000_000
_MOST_COLUMNS, _MOST_SPACES = 100, 200
_LEAD = 60


def read_odt(raw: bytes, *, name: str) -> Spoken:
    """Return what is said in an OpenDocument text, notes, and its text as lines.

    Raises
    ------
    Refused
        If it is none, is locked, or fails the gates for zip files and XML.
    """
    archive = zipgate.check(raw, name)
    if "content.xml" not in archive.namelist():
        raise Refused(name, "a zip file, but not an OpenDocument text", "Save it as .odt or .docx.")
    made = _Text()
    xmlgate.parse(archive.read("content.xml"), name, made.start, made.end, made.text, most=_MOST_ELEMENTS)
    notes = (f"{made.footnotes} footnotes were left out",) if made.footnotes else ()
    return said_in(made.blocks, notes, name=name)


class _Text:
    """Collects paragraphs and tables as the elements come by."""

    def __init__(self) -> None:
        self.blocks: list[Paragraph | list[list[str]]] = []
        self.footnotes = 0
        self._bold: set[str] = set()
        self._style = ""
        self._skipping = self._lists = 0
        self._pieces: list[tuple[str, bool]] | None = None
        self._strong: list[bool] = []
        self._prefix = ""
        self._tables: list[list[list[str]]] = []
        self._repeated = 1

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take in that an element begins."""
        if tag in _SKIPPED or self._skipping:
            self._skipping += 1
            self.footnotes += tag == "note" and self._skipping == 1
        elif tag == "style":
            self._style = given.get("name", "")
        elif tag == "text-properties" and (given.get("font-weight") == "bold" or given.get("font-style") == "italic"):
            self._bold.add(self._style)
        elif tag == "list":
            self._lists += 1
        elif tag in {"p", "h"} and self._pieces is None:
            self._pieces, self._strong = [], [given.get("style-name", "") in self._bold]
            title = tag == "h" or given.get("style-name", "") in {"Title", "Subtitle"}
            self._prefix = "# " if title else "    " * (self._lists - 1) + "- " if self._lists else ""
        elif self._pieces is not None:
            self._within(tag, given)
        elif tag.startswith("table") or tag == "covered-table-cell":
            self._tabled(tag, given)

    def _within(self, tag: str, given: dict[str, str]) -> None:
        """Take in what begins among the words of a paragraph."""
        if tag == "span":
            self._strong.append(given.get("style-name", "") in self._bold)
        elif tag in {"s", "tab", "line-break"}:
            self.text({"s": " " * min(_number(given.get("c")), _MOST_SPACES), "tab": "\t", "line-break": "\n"}[tag])

    def _tabled(self, tag: str, given: dict[str, str]) -> None:
        """Take in a table, a row or a cell."""
        if tag == "table":
            self._tables.append([])
        elif tag == "table-row" and self._tables:
            self._tables[-1].append([])
        elif tag in {"table-cell", "covered-table-cell"} and self._tables and self._tables[-1]:
            self._tables[-1][-1].append("")
            self._repeated = min(_number(given.get("number-columns-repeated")), _MOST_COLUMNS)

    def text(self, piece: str) -> None:
        """Take in words; line ends of the file itself are spaces."""
        if self._pieces is not None and not self._skipping:
            self._pieces.append((piece if piece in {"\n", "\t"} else piece.replace("\n", " "), self._strong[-1]))

    def end(self, tag: str) -> None:
        """Take in that an element ends."""
        if self._skipping:
            self._skipping -= 1
        elif tag == "list":
            self._lists -= 1
        elif tag == "span" and len(self._strong) > 1:
            self._strong.pop()
        elif tag in {"p", "h"} and self._pieces is not None:
            self._finish(self._pieces)
            self._pieces = None
        elif tag in {"table-cell", "covered-table-cell"} and self._tables and self._tables[-1] and self._tables[-1][-1]:
            cell = self._tables[-1][-1][-1]
            self._tables[-1][-1] += [cell] * (self._repeated - 1 if cell or self._repeated < _MOST_COLUMNS else 0)
        elif tag == "table" and self._tables:
            self.blocks.append(self._tables.pop())

    def _finish(self, pieces: list[tuple[str, bool]]) -> None:
        text = "".join(words for words, _ in pieces)
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            cell = self._tables[-1][-1][-1]
            self._tables[-1][-1][-1] = f"{cell}\n{text}" if cell else text
            return
        strong = any(out for _, out in pieces) and all(out or not words.strip() for words, out in pieces)
        lead = ""
        for words, out in pieces:
            if not out and words.strip():
                break
            lead += words
        plain = len(lead) <= _LEAD and "\n" not in lead
        self.blocks.append(Paragraph(self._prefix, text, lead if plain else "", strong))


def _number(told: str | None) -> int:
    return int(told) if told and told.isascii() and told.isdecimal() and len(told) < 6 else 1  # noqa: PLR2004 (no more cells)
