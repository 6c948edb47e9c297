"""Word files: paragraphs, tables and the layout of Teams, in the order of the document.

Everything becomes lines and is read as plain text is, but for tables with a column of speakers. Tracked insertions
count as written, deletions as gone.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from workbench.sources import speakers, zipgate
from workbench.sources.draft import Utterance, merged, seconds
from workbench.sources.plain import read_plain
from workbench.sources.text import clean
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent"}
_TIME = re.compile(r"^[\[(]?\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?$")
_HEADS = {
    "speaker": "who", "name": "who", "who": "who", "participant": "who", "text": "words", "utterance": "words",
    "transcript": "words", "words": "words", "content": "words", "time": "when", "timestamp": "when",
    "timecode": "when", "start": "when", "said": "words",
}  # fmt: skip
_LONGEST_LABEL = 40


def read_docx(raw: bytes, *, name: str) -> tuple[tuple[Utterance, ...], tuple[str, ...], str]:
    """Return what is said in a Word file, notes, and its text as lines.

    Raises
    ------
    Refused
        If it is not a Word file, or fails the gate for zip files.
    """
    archive = zipgate.check(raw, name)
    if "word/document.xml" not in archive.namelist():
        raise Refused(name, "a zip file, but not a Word document", "Save it as .docx, or as .txt.")
    body = _body(raw, name)
    blocks = list(_blocks(body))
    tables = [b for b in blocks if isinstance(b, list)]
    said: list[Utterance] = []
    for rows in tables:
        said += _table(rows) or []
    lines = [b for b in blocks if isinstance(b, str)]
    if said:
        left = sum(1 for line in lines if line.strip())
        note = (f"{left} paragraphs outside the table were left out",) if left else ()
        return merged(said, joint="\n"), note, "\n".join(lines)
    for rows in tables:
        lines += ["  ".join(c for c in row if c.strip()) for row in rows]
    text = clean("\n\n".join(lines))[0]
    spoken, notes = read_plain(text, name=name, headings=True)
    return spoken, notes, text


def _body(raw: bytes, name: str) -> Any:  # noqa: ANN401 (an lxml element)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return docx.Document(io.BytesIO(raw)).element.body
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError, TypeError, OSError) as error:
        raise Refused(
            name, f"not readable as a Word document ({type(error).__name__})", "Save it again as .docx, or as .txt."
        ) from None


def _blocks(parent: Any) -> Iterator[str | list[list[str]]]:  # noqa: ANN401
    for child in parent:
        if child.tag == f"{_W}p":
            yield _prefix(child) + _text(child)
        elif child.tag == f"{_W}tbl":
            yield [["\n".join(_paragraphs(cell)) for cell in row.iter(f"{_W}tc")] for row in child.iter(f"{_W}tr")]
        elif child.tag not in _SKIPPED and child.tag != f"{_W}sectPr":
            yield from _blocks(child)


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


def _table(rows: list[list[str]]) -> list[Utterance] | None:
    """Read a table as a transcript, if it has a column of words and one of speakers."""
    width = max((len(r) for r in rows), default=0)
    if width < 2 or len(rows) < 2:  # noqa: PLR2004 (a table of one row or column holds no dialogue)
        return None
    rows = [[*r, *[""] * (width - len(r))] for r in rows]
    named = {_HEADS[c.strip().casefold()]: i for i, c in enumerate(rows[0]) if c.strip().casefold() in _HEADS}
    if "words" in named:
        rows = rows[1:]
    else:
        named = _columns(rows, width)
    if "words" not in named or "who" not in named:
        return None
    said, who = [], ""
    for row in rows:
        who = row[named["who"]].strip().rstrip(":").strip("*_ ") or who
        stamp = row[named["when"]] if "when" in named else ""
        said.append(Utterance(who, row[named["words"]], seconds(stamp) if stamp.strip() else None))
    return said


def _columns(rows: Sequence[Sequence[str]], width: int) -> dict[str, int]:
    """Tell by what is in them which column holds times, which names, which words."""
    found: dict[str, int] = {}
    filled = {i: [r[i].strip() for r in rows if r[i].strip()] for i in range(width)}
    times = [i for i, cells in filled.items() if cells and sum(bool(_TIME.match(c)) for c in cells) > 0.7 * len(cells)]
    if times:
        found["when"] = times[0]
    rest = [i for i in range(width) if i not in times and filled[i]]
    if len(rest) < 2:  # noqa: PLR2004 (one for names, one for words)
        return found
    longest = max(rest, key=lambda i: sum(map(len, filled[i])))
    short = [i for i in rest if i != longest and max(map(len, filled[i])) <= _LONGEST_LABEL]
    repeated = [
        i
        for i in short
        if len({speakers.fold(c.rstrip(":")) for c in filled[i]}) < len(filled[i]) or any(map(speakers.role, filled[i]))
    ]
    if repeated:
        found |= {"words": longest, "who": repeated[0]}
    return found
