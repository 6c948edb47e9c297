"""Notes of a conversation in which nobody is named: a paragraph or bullet is a turn of one person.

A question with notes nested under it, under a heading, or written in bold where others are not, is the interviewer's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.sources.transcripts import margins
from workbench.sources.transcripts.draft import ASKED, Utterance, seconds, stretches
from workbench.sources.transcripts.labels import sorts_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(?P<title>.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*([-*_=])(?:\s*\1){2,}\s*$")
BULLET = re.compile(r"^(?P<indent>[ \t]*)(?:[-*+•◦▪●–]|\d{1,3}[.)])[ \t]+(?P<words>.*)$")
_LONGEST_HEAD = 400
_BOLD = re.compile(r"^\*\*(?P<a>[^*]+)\*\*$|^__(?P<b>[^_]+)__$")
_LINK = re.compile(r"\]\([^)\s]{3,}\)")
_REPORT_HEADS, _REPORT_LINKS = 5, 5
_LONGEST_LABEL = 40


def heading(row: str) -> re.Match[str] | None:
    """Match a Markdown heading."""
    return short(_HEADING, row)


def rule(row: str) -> re.Match[str] | None:
    """Match a line of dashes or the like."""
    return short(_RULE, row)


def short(pattern: re.Pattern[str], row: str) -> re.Match[str] | None:
    """Match a heading or a rule: a line too long to be one is none, whatever is in it."""
    return pattern.match(row) if len(row) <= _LONGEST_HEAD else None


def bullet(row: str) -> re.Match[str] | None:
    """Match a line of a list."""
    return BULLET.match(row) if row[:1] in " \t" or not row[:1].isalpha() else None


def read_notes(rows: Sequence[str], bold: frozenset[str] = frozenset()) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    """Return notes as turns, and what was decided about them.

    Parameters
    ----------
    rows
        Lines, with their Markdown.
    bold
        Paragraphs that stand in bold, if the format knows.
    """
    found = _paragraphs(rows)
    asked = _bold_questions(found, bold)
    said: list[Utterance] = []
    questions = cut = 0
    stamp: float | None = None
    for i, (depth, is_bullet, words) in enumerate(found):
        under = i + 1 < len(found) and found[i + 1][0] > depth
        question = i in asked or (is_bullet and under and words.rstrip(" *_").endswith("?") and depth <= 0)
        if (alone := margins.bare_time(words)) is not None:
            stamp = seconds(alone)
            continue
        pieces = [_unstarred(words)] if i in asked else stretches(words.strip())
        questions += question
        cut += len(pieces) > 1
        for piece in pieces:
            said.append(Utterance(ASKED if question else "", piece, stamp))
            stamp = None
    notes = ["nobody is named: each paragraph is a turn of one person"] if said else []
    if questions:
        where = "in bold" if asked else "with notes under them"
        notes.append(f"{questions} questions {where} are read as the interviewer's")
    if cut:
        notes.append("long paragraphs are cut after sentences; if two people speak in them, write their names before a colon")
    heads = sum(1 for r in rows if heading(r))
    if heads >= _REPORT_HEADS and sum(len(_LINK.findall(r)) for r in rows if len(r) < _LONGEST_HEAD * 10) >= _REPORT_LINKS:
        notes.append("with its headings and links it looks like a report about people: add it only if one person wrote or said it")
    return tuple(u for u in said if u.text), tuple(notes)


def _paragraphs(rows: Sequence[str]) -> list[tuple[int, bool, str]]:
    """Return the paragraphs and bullets: how far indented, whether a bullet, and its words."""
    found: list[tuple[int, bool, list[str]]] = []
    open_paragraph = False
    for row in rows:
        head, item = heading(row), bullet(row)
        if rule(row) or not row.strip():
            open_paragraph = False
        elif head:
            if head["title"].endswith("?"):
                found.append((-1, True, [head["title"]]))
            open_paragraph = False
        elif item:
            found.append((len(item["indent"].expandtabs(4)), True, [item["words"]]))
            open_paragraph = True
        elif open_paragraph and margins.bare_time(row) is None and not _begins_note(row):
            found[-1][2].append(row.strip())
        else:
            found.append((0, False, [row.strip()]))
            open_paragraph = margins.bare_time(row) is None
    return [(depth, is_bullet, " ".join(words).strip()) for depth, is_bullet, words in found]


def _begins_note(row: str) -> bool:
    """Say whether a line begins with what sorts notes (*Pain: …*), and is none that was wrapped."""
    label, colon, _ = row[:_LONGEST_LABEL].replace("：", ":").partition(":")
    return bool(colon) and sorts_notes(label.strip(" *_"))


def _bold_questions(found: list[tuple[int, bool, str]], bold: frozenset[str]) -> set[int]:
    """Return which paragraphs are questions because they stand in bold, most with a question mark, and others do not."""
    strong = [i for i, (_, _, words) in enumerate(found) if words in bold or _BOLD.match(words)]
    asking = [i for i in strong if _unstarred(found[i][2]).endswith(("?", "？", "؟"))]
    if len(asking) < 2 or 2 * len(asking) < len(strong) or len(found) - len(strong) < len(asking) / 2:  # noqa: PLR2004 (comes back)
        return set()
    return set(strong)


def _unstarred(words: str) -> str:
    match = _BOLD.match(words)
    return (match["a"] or match["b"]).strip() if match else words.strip()
