"""Rich text (RTF), as TextEdit, Scrivener and WordPad save it: text and tables, read as plain text is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.sources.text import clean
from workbench.sources.transcripts import grid
from workbench.sources.transcripts.draft import merged
from workbench.sources.transcripts.plain import read_plain
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from workbench.sources.transcripts.draft import Utterance

_BEFORE = b"\xef\xbb\xbf \t\r\n\0"


def read_rtf(raw: bytes, *, name: str) -> tuple[tuple[Utterance, ...], tuple[str, ...], str]:
    """Return what is said in an RTF file, notes, and its text as lines.

    Raises
    ------
    Refused
        If it cannot be read.
    """
    from striprtf.striprtf import rtf_to_text

    if not raw.lstrip(_BEFORE).startswith(b"{\\rtf"):  # the library takes any bytes for words
        raise Refused(name, "no rich text: it does not begin with {\\rtf", "Save it again as rich text, .docx or .txt.")
    # Latin-1 keeps one character a byte, which \bin counts. The line end after \fldinst (which RTF ignores) keeps the library from
    # rewriting links with an expression that takes quadratic time on a file made to hurt; the words of a link come through anyway.
    source = raw.decode("latin-1").replace("\\fldinst", "\\fldinst\n")
    try:
        text = clean(rtf_to_text(source))[0]  # type: ignore[no-untyped-call]
    except (UnicodeError, LookupError, ValueError, OverflowError, IndexError, TypeError) as error:
        raise Refused(name, f"not readable as rich text ({type(error).__name__})", "Save it as .docx or .txt.") from None
    rows = text.replace("\u2028", "\n").split("\n")
    cells = [r for r in rows if r.rstrip().endswith("|")]
    if len(cells) > 1 and (said := grid.read_grid([[c.strip() for c in r.rstrip().removesuffix("|").split("|")] for r in cells])):
        outside = sum(1 for r in rows if r.strip() and not r.rstrip().endswith("|"))
        return merged(said, joint="\n"), ((f"{outside} lines outside the table were left out",) if outside else ()), text
    spoken, notes = read_plain("\n\n".join(rows), name=name)  # a line of RTF is a paragraph
    return spoken, notes, text
