"""PDF transcripts: page furniture and margins dropped, wrapped lines joined, then read as plain text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from workbench.sources.text import clean
from workbench.sources.transcripts import margins, speakers
from workbench.sources.transcripts.pages import read_pages
from workbench.sources.transcripts.pdf_table import read_table
from workbench.sources.transcripts.plain import read_plain, timed_header
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.sources.transcripts.draft import Utterance

_EDGE = 3
_RUN = 3
_DIGITS = 5
_NUMBER = re.compile(r"^\s*(?:page|seite|p\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|of|von)\s*\d{1,4})?\s*$", re.IGNORECASE)
_HYPHEN = re.compile(r"(?P<first>[^\W\d_]+)[-\u2010\u00ad]$")
_JOINED_PREFIXES = {
    "self",
    "non",
    "well",
    "co",
    "ex",
    "e",
    "two",
    "three",
    "one",
    "half",
    "long",
    "short",
    "high",
    "low",
    "follow",
    "sign",
    "log",
}


def read_pdf(raw: bytes, *, name: str) -> tuple[tuple[Utterance, ...], tuple[str, ...], str]:
    """Return what is said in a PDF, notes, and its text as lines.

    Raises
    ------
    Refused
        If it is no PDF, is encrypted, has too many pages, or holds pictures of text only.
    """
    pages = read_pages(raw, name=name)
    if (table := read_table(pages)) is not None:
        return (*table, "\n".join(row for page in pages[:1] for row in page.rows))
    numbered = [_without_margin(page.rows) for page in pages]
    rows, notes = _without_furniture([rows for rows, _ in numbered])
    margin = sum(count for _, count in numbered)
    if margin:
        notes += (f"{margin} numbers of lines or paragraphs in the margin were left out",)
    if footnotes := sum(len(page.footnotes) for page in pages):
        notes += (f"{footnotes} lines of footnotes were left out",)
    if not any(r.strip() for r in rows):
        remedy = "It is probably a scan: run text recognition on it, or export the transcript as .docx or .txt."
        raise Refused(name, "no text on any page", remedy)
    unnumbered = margins.unnumbered(rows)
    if unnumbered is not None:
        rows, notes = unnumbered, (*notes, "line numbers were left out")
    text = clean("\n".join(_unwrapped(rows)))[0]
    said, more = read_plain(text, name=name)
    return said, (*notes, *more), text


def _without_margin(rows: list[str]) -> tuple[list[str], int]:
    """Drop runs of numbers alone on their lines, each one more than the last: they number lines or paragraphs."""
    full = [i for i, r in enumerate(rows) if r.strip()]
    gone: set[int] = set()
    run: list[int] = []
    for i in [*full, -1]:
        row = rows[i].strip() if i >= 0 else ""
        number = int(row) if row.isdecimal() and len(row) <= _DIGITS else None
        if run and number is not None and number == int(rows[run[-1]]) + 1:
            run.append(i)
            continue
        if len(run) >= _RUN:
            gone |= set(run)
        run = [i] if number is not None else []
    return [r for i, r in enumerate(rows) if i not in gone], len(gone)


def _without_furniture(pages: list[list[str]]) -> tuple[list[str], tuple[str, ...]]:
    """Drop page numbers, and lines that stand at the same edge of at least half of the pages."""
    full = [[i for i, r in enumerate(rows) if r.strip()] for rows in pages]
    seen: Counter[tuple[str, str]] = Counter()
    for rows, at in zip(pages, full, strict=True):
        seen.update({(side, _shape(rows[i])) for side, i in _edges(at)})
    enough = max(2, (len(pages) + 1) // 2)
    kept: list[str] = []
    dropped = 0
    for rows, at in zip(pages, full, strict=True):
        gone = {
            i
            for side, i in _edges(at)
            if len(pages) > 1 and seen[side, _shape(rows[i])] >= enough and not speakers.candidate(rows[i])
        }
        gone |= {i for i in (*at[:1], *at[-1:]) if _NUMBER.match(rows[i])}
        dropped += len(gone)
        left = [i for i in at if i not in gone]
        kept += [r for i, r in enumerate(rows) if left and left[0] <= i <= left[-1] and i not in gone]
    return kept, ((f"{dropped} lines of page heads, feet and numbers were left out",) if dropped else ())


def _edges(at: Sequence[int]) -> list[tuple[str, int]]:
    return [("top", i) for i in at[:_EDGE]] + [("foot", i) for i in at[-_EDGE:]]


def _shape(row: str) -> str:
    return re.sub(r"\d+", "#", " ".join(row.split()))


def _unwrapped(rows: list[str]) -> list[str]:
    """Join wrapped lines. A new line starts at a speaker, a time, a blank line or a bullet."""
    names = speakers.labels([r for r in rows if r.strip() and (speakers.candidate(r) or len(r) > _EDGE)])
    if not names:
        often = Counter(c for c in map(speakers.candidate, rows) if c)
        names = frozenset(c for c, n in often.items() if n > 2) if len(often) > 1 else frozenset()  # noqa: PLR2004
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(rows).casefold()))
    out: list[str] = []
    fresh = True
    for row in rows:
        starts = bool(speakers.candidate(row) in names or timed_header(row) or re.match(r"\s*[•◦▪●]", row))
        if not row.strip():
            fresh = True
            continue
        if out and not fresh and not starts and not timed_header(out[-1]):
            out[-1] = _glued(out[-1], row.strip(), words)
        else:
            out += ["", row.strip()] if fresh or starts else [row.strip()]
        fresh = False
    return out


def _glued(text: str, row: str, words: Counter[str]) -> str:
    """Put a wrapped line behind `text`; a hyphen at the line's end goes unless the word is written with it."""
    match = _HYPHEN.search(text)
    if match is None or not row[:1].islower():
        return f"{text} {row}"
    first = match["first"].casefold()
    second = re.match(r"[^\W\d_]+", row)
    later = second[0].casefold() if second else ""
    keeps = words[f"{first}-{later}"] > words[f"{first}{later}"] or (first in _JOINED_PREFIXES and not words[f"{first}{later}"])
    return text + row if keeps and not text.endswith("\u00ad") else text[:-1] + row
