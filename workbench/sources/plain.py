"""Plain text and Markdown: the ways people write down who said what.

Tried in this order: captions pasted into a text, Whisper's ``[00:43.810 --> 00:47.850]`` lines, Otter's and Teams'
``Name  1:02`` lines with the words below, ``Name: words``, a name alone on the first line of a block; and if nobody is
named, notes: one speakerless turn a paragraph or bullet.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from workbench.sources import speakers, vtt
from workbench.sources.draft import ASKED, Utterance, merged, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_NAME = r"[^\W_](?:[^:\n<>*\[\]|]|(?<=\w)_){0,60}?"
_STARS = r"(?:\*\*|__)?"
_NAME_TIME = re.compile(
    rf"^\s*{_STARS}(?P<label>{_NAME}){_STARS}(?:\s{{2,}}|\t|\s*\|\s*|\s+[-–]\s+|\s+(?=[\[(]))[\[(]?(?P<time>{_TIME})[\])]?{_STARS}\s*$"
)
_NAME_ONE_SPACE = re.compile(rf"^\s*{_STARS}(?P<label>{_NAME}){_STARS}\s(?P<time>{_TIME})\s*$")
_TIME_NAME = re.compile(rf"^\s*[\[(]?(?P<time>{_TIME})[\])]?\s+[-–|]?\s*{_STARS}(?P<label>{_NAME}){_STARS}:?\s*$")
_LRC = re.compile(r"^\[(?P<start>\d{1,3}:\d{2}[.:]\d{1,3})\](?P<words>.*)$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(?P<title>.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*([-*_=])(?:\s*\1){2,}\s*$")
_BULLET = re.compile(r"^(?P<indent>[ \t]*)(?:[-*+•◦▪●–]|\d{1,3}[.)])[ \t]+(?P<words>.*)$")
_ENOUGH = 3
_HEADER_WORDS = 6
_LONGEST_HEAD = 400

Spoken = tuple[tuple[Utterance, ...], tuple[str, ...]]


def read_plain(text: str, *, name: str, headings: bool = False) -> Spoken:
    """Return what is said in a text, turn by turn, and notes.

    Parameters
    ----------
    text
        Canonical text.
    name
        Name of the file, for messages.
    headings
        Whether ``# …`` and rules of dashes are structure (Markdown), not words.

    Raises
    ------
    Refused
        If it holds captions with a time that cannot be read.
    """
    rows = text.split("\n")
    if sum(1 for r in rows if vtt.TIMING.match(r)) >= _ENOUGH:
        return vtt.read_captions(text, name=name)
    lyrics = [m for m in map(_LRC.match, rows) if m]
    if len(lyrics) >= _ENOUGH and len(lyrics) > len([r for r in rows if r.strip()]) / 2:
        return merged(Utterance("", m["words"], seconds(m["start"].replace(".", ",", 1))) for m in lyrics), ()
    dropped = 0
    asked: list[str] = []
    if headings:
        kept = [r for r in rows if not _short(_HEADING, r) and not _short(_RULE, r)]
        dropped = len(rows) - len(kept)
    else:
        kept = [r for r in rows if not _short(_RULE, r)]
    notes = (f"{dropped} headings and rules were left out",) if dropped else ()
    for layout in (_timed, _labelled, _blocks):
        found = layout(kept)
        if found is not None:
            return found[0], (*notes, *found[1])
    said, more = _notes(rows if headings else kept, asked)
    return said, (*notes, *more)


def title_of(text: str) -> str:
    """Return the first Markdown heading, or nothing."""
    match = next((m for m in (_short(_HEADING, r) for r in text.split("\n")[:40]) if m), None)
    return match["title"].strip() if match else ""


def head_of(text: str) -> str:
    """Return what stands before anybody speaks, where a date of the conversation may be."""
    head: list[str] = []
    for row in text.split("\n")[:30]:
        candidate = speakers.candidate(row)
        if timed_header(row) or vtt.TIMING.match(row) or (candidate and not re.match(r"(?i)date|recorded|when", row.strip("*_ "))):
            if re.search(r"(?i)\bdate\b", candidate or ""):
                head.append(row)
            if len(head) > 1 or candidate is None:
                break
            continue
        head.append(row)
    return "\n".join(h for h in head if len(h) < 400)  # noqa: PLR2004 (a head is short; speech is not)


def timed_header(row: str) -> tuple[str, float | None] | None:
    """Return speaker and time of a line that holds nothing else, as Otter and Teams write them; else None."""
    if len(row) > 120:  # noqa: PLR2004
        return None
    for pattern in (_NAME_TIME, _TIME_NAME, _NAME_ONE_SPACE):
        match = pattern.match(row)
        if match and len(match["label"].split()) <= _HEADER_WORDS and not match["label"].rstrip().endswith((",", ".", "?", "!")):
            return match["label"].strip().rstrip(":"), seconds(match["time"])
    return None


def _short(pattern: re.Pattern[str], row: str) -> re.Match[str] | None:
    """Match a heading or a rule: a line too long to be one is none, whatever is in it."""
    return pattern.match(row) if len(row) <= _LONGEST_HEAD else None


def _bullet(row: str) -> re.Match[str] | None:
    return _BULLET.match(row) if row[:1] in " \t" or not row[:1].isalpha() else None


def _timed(rows: Sequence[str]) -> Spoken | None:
    heads = [timed_header(r) for r in rows]
    first = next((i for i, h in enumerate(heads) if h), None)
    if first is None:
        return None
    names = Counter(h[0] for h in heads if h)
    if sum(names.values()) < 2 or (len(names) == sum(names.values()) and len(names) > _HEADER_WORDS):  # noqa: PLR2004
        return None
    said: list[Utterance] = []
    for row, head in zip(rows[first:], heads[first:], strict=True):
        if head:
            said.append(Utterance(head[0], "", head[1]))
        else:
            said[-1] = Utterance(said[-1].speaker, _joined(said[-1].text, row), said[-1].start_s)
    return _turns(said), _preamble(rows[:first])


def _labelled(rows: Sequence[str]) -> Spoken | None:
    plain = [b["words"] if (b := _bullet(r)) and speakers.candidate(b["words"]) else r for r in rows]
    names = speakers.labels(_units(plain))
    if not names:
        return None
    said: list[Utterance] = []
    before: list[str] = []
    for row in plain:
        found = speakers.split(row)
        if found is not None and found.label in names:
            said.append(Utterance(found.label, found.words, seconds(found.stamp) if found.stamp else None))
        elif said:
            said[-1] = Utterance(said[-1].speaker, _joined(said[-1].text, row), said[-1].start_s)
        else:
            before.append(row)
    return _turns(said), _preamble(before)


def _units(rows: Sequence[str]) -> list[str]:
    """Lines that could begin a turn: after a blank line, or labelled themselves."""
    units, blank = [], True
    for row in rows:
        if row.strip() and (blank or speakers.candidate(row) or _bullet(row)):
            units.append(row)
        blank = not row.strip()
    return units


def _blocks(rows: Sequence[str]) -> Spoken | None:
    """Read blocks between blank lines whose first line is a name, when names come back."""
    blocks: list[list[str]] = [[]]
    for row in rows:
        if row.strip():
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    blocks = [b for b in blocks if b]
    heads = Counter(b[0].strip().strip("*_").rstrip(":") for b in blocks if len(b) > 1 and _like_name(b[0]))
    named = {h for h, n in heads.items() if n > 1 or speakers.role(h)}
    covered = sum(n for h, n in heads.items() if h in named)
    if len(heads) < 2 or not named or covered < 0.6 * len(blocks):  # noqa: PLR2004 (two people; most blocks)
        return None
    said: list[Utterance] = []
    before: list[str] = []
    for block in blocks:
        head = block[0].strip().strip("*_").rstrip(":")
        if len(block) > 1 and head in heads:
            said.append(Utterance(head, " ".join(x.strip() for x in block[1:])))
        elif said:
            said[-1] = Utterance(said[-1].speaker, said[-1].text + "\n" + " ".join(x.strip() for x in block))
        else:
            before += block
    return _turns(said), _preamble(before)


def _like_name(row: str) -> bool:
    text = row.strip().strip("*_").rstrip(":")
    return 0 < len(text.split()) <= 4 and len(text) <= 40 and text[-1] not in ".?!,;-" and not _bullet(row)  # noqa: PLR2004


def _notes(rows: Sequence[str], asked: list[str]) -> Spoken:
    """Read notes: a paragraph or bullet is a turn; a question with notes nested under it is the interviewer's."""
    found: list[tuple[int, bool, str]] = []  # indent, bullet, words
    open_paragraph = False
    for row in rows:
        heading, bullet = _short(_HEADING, row), _bullet(row)
        if _short(_RULE, row) or not row.strip():
            open_paragraph = False
        elif heading:
            if heading["title"].endswith("?"):
                found.append((-1, True, heading["title"]))
            open_paragraph = False
        elif bullet:
            found.append((len(bullet["indent"].expandtabs(4)), True, bullet["words"]))
            open_paragraph = True
        elif open_paragraph:
            depth, is_bullet, words = found[-1]
            found[-1] = (depth, is_bullet, f"{words} {row.strip()}")
        else:
            found.append((0, False, row.strip()))
            open_paragraph = True
    said = []
    for i, (depth, is_bullet, words) in enumerate(found):
        under = i + 1 < len(found) and found[i + 1][0] > depth
        question = is_bullet and under and words.rstrip(" *_").endswith("?") and depth <= 0
        asked += [words] if question else []
        said.append(Utterance(ASKED if question else "", words))
    notes = ["nobody is named: each paragraph is a turn of one person"] if said else []
    if asked:
        notes.append(f"{len(asked)} questions with notes under them are read as the interviewer's")
    return tuple(u for u in (Utterance(s.speaker, s.text.strip()) for s in said) if u.text), tuple(notes)


def _joined(text: str, row: str) -> str:
    """Put a line behind what was said: a wrapped line after a space, a new paragraph after a line end."""
    if not row.strip():
        return text if not text or text.endswith("\n") else text + "\n"
    return text + row.strip() if not text or text.endswith("\n") else f"{text} {row.strip()}"


def _turns(said: list[Utterance]) -> tuple[Utterance, ...]:
    return merged(said, joint="\n")


def _preamble(rows: Sequence[str]) -> tuple[str, ...]:
    lines = [r for r in rows if r.strip()]
    return (f"{len(lines)} lines before the first speaker were left out",) if lines else ()
