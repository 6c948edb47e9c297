"""Plain text and Markdown: the ways people write down who said what.

Tried in this order: captions pasted into a text, Whisper's ``[00:43.810 --> 00:47.850]`` lines, lyrics, a Markdown table,
Otter's and Teams' ``Name  1:02`` lines with the words below, ``Name: words``, a name alone on the first line of a block;
and if nobody is named, notes: one speakerless turn a paragraph or bullet (`workbench.sources.transcripts.jottings`).
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.sources.transcripts import heads, jottings, linewise, lrc, mails, margins, sections, speakers, stamped, vtt
from workbench.sources.transcripts.draft import Utterance, merged, seconds
from workbench.sources.transcripts.jottings import bullet, heading, rule
from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_NAME = r"[^\W_](?:[^:：\n<>*\[\]|]|(?<=\w)_){0,60}?"
_STARS = r"(?:\*\*|__)?"
_NAME_TIME = re.compile(
    rf"^\s*{_STARS}(?P<label>{_NAME}){_STARS}(?:\s{{2,}}|\t|\s*\|\s*|\s+[-–]\s+|\s+(?=[\[(]))[\[(]?(?P<time>{_TIME})[\])]?{_STARS}\s*$"
)
_NAME_ONE_SPACE = re.compile(rf"^\s*{_STARS}(?P<label>{_NAME}){_STARS}\s(?P<time>{_TIME})\s*$")
_TIME_NAME = re.compile(
    rf"^\s*[\[(]?(?P<time>{_TIME})(?:\s*(?:[-–—]|-->|to)\s*{_TIME})?[\])]?\s+[-–|]?\s*{_STARS}(?P<label>{_NAME}){_STARS}:?\s*$"
)
#: ``[Name] 14:02:11``: captions saved from a Zoom call, with the time of day.
_SAVED = re.compile(r"^\s*\[(?P<label>[^\[\]\n]{1,60})\]\s+(?P<time>\d{1,2}:\d{2}:\d{2})\s*$")
_ENOUGH = 3
_HEADER_WORDS = 6
_OF_NAMES = 0.3
_LONGEST_NAME = 60

Spoken = tuple[tuple[Utterance, ...], tuple[str, ...]]


def read_plain(text: str, *, name: str, headings: bool = False, bold: frozenset[str] = frozenset()) -> Spoken:
    """Return what is said in a text, turn by turn, and notes.

    Parameters
    ----------
    text
        Canonical text.
    name
        Name of the file, for messages.
    headings
        Whether ``# …`` and rules of dashes are structure (Markdown), not words.
    bold
        Paragraphs that are written in bold or italics, if the format knows: questions often are.

    Raises
    ------
    Refused
        If it holds captions with a time that cannot be read.
    """
    rows = text.split("\n")
    timings = [i for i, r in enumerate(rows) if vtt.TIMING.match(r)]
    if len(timings) >= _ENOUGH:
        apart = sum(1 for i in timings if i + 1 < len(rows) and not rows[i + 1].strip() and rows[i].rstrip()[-1].isdecimal())
        return vtt.read_captions(text, name=name, subrip=apart > len(timings) / 2)
    if lrc.is_lrc(rows):
        return lrc.read_lrc(rows, name=name)
    if (letters := mails.read_mails(rows)) is not None:
        return letters
    rows, chat = stamped.restamped(rows)
    if (cells := linewise.tabular(rows, name=name)) is not None:
        return cells
    rows, several = sections.apart(linewise.plainer(rows))
    rows, trims = margins.trimmed(rows)
    trims = (*chat, *several, *trims)
    dropped = 0
    if headings:
        kept = [r for r in rows if not heading(r) and not rule(r)]
        dropped = len(rows) - len(kept)
    else:
        kept = [r for r in rows if not rule(r)]
    notes = (*trims, *((f"left out: {count(dropped, 'heading or rule', 'headings and rules')}",) if dropped else ()))
    for layout in (linewise.gridded, _timed, _labelled, _blocks, linewise.clocked):
        found = layout(kept)
        if found is not None:
            return found[0], (*notes, *found[1])
    said, more = jottings.read_notes(rows if headings else kept, bold)
    return said, (*notes, *more)


def title_of(text: str) -> str:
    """Return the first Markdown heading, or nothing."""
    match = next((m for m in (heading(r) for r in text.split("\n", 40)[:40]) if m), None)
    return match["title"].strip() if match else ""


def head_of(text: str) -> str:
    """Return what stands before anybody speaks, where a date of the conversation may be."""
    head: list[str] = []
    for row in text.split("\n", 30)[:30]:
        found = speakers.split(row)
        candidate = found.label if found is not None and found.sure else None
        dated = bool(re.match(r"(?i)date|recorded|when", row.strip("*_ ")))
        if timed_header(row) or _SAVED.match(row) or vtt.TIMING.match(row) or (candidate and not dated):
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


def _timed(rows: Sequence[str]) -> Spoken | None:
    rows = _paired(rows)
    heads = [timed_header(r) for r in rows]
    counts = Counter(h[0] for h in heads if h)
    heads = [h if h and (counts[h[0]] > 1 or len(h[0].split()) <= 2 or speakers.likely(h[0])) else None for h in heads]  # noqa: PLR2004
    saved = [(m["label"].strip(), seconds(m["time"])) if (m := _SAVED.match(r)) else None for r in rows]
    of_day = sum(1 for s in saved if s) > sum(1 for h in heads if h)
    heads = saved if of_day else heads
    first = next((i for i, h in enumerate(heads) if h), None)
    if first is None:
        return None
    names = Counter(h[0] for h in heads if h)
    if sum(names.values()) < 2 or (len(names) == sum(names.values()) and len(names) > _HEADER_WORDS):  # noqa: PLR2004
        return None
    if not of_day and _more_labels(rows, sum(names.values())):
        return None
    begun = (heads[first] or ("", None))[1] if of_day else None
    said: list[_Open] = []
    for row, head in zip(rows[first:], heads[first:], strict=True):
        if head:
            said.append(_Open(head[0], head[1] if begun is None or head[1] is None else round((head[1] - begun) % 86400, 3)))
        else:
            said[-1].add(row)
    notes = _preamble(rows[:first])
    if of_day:
        notes += ("the file has times of day: they are counted from the first words on",)
    return _turns(said), notes


def _more_labels(rows: Sequence[str], heads: int) -> bool:
    """Say whether more lines begin with a speaker's label than are a name and a time: then those are lines that end in a time."""
    split = [speakers.split(r) for r in rows]
    names = speakers.labels_of(_units(rows, split))
    return sum(1 for s in split if s is not None and s.sure and s.label in names) > heads


def _paired(rows: Sequence[str]) -> Sequence[str]:
    """Put a name and the time on the line below it (or above it) on one line, where that comes back."""
    stamps = {i: s for i, r in enumerate(rows) if (s := margins.bare_time(r))}
    if len(stamps) < 2:  # noqa: PLR2004 (a pair that does not come back is none)
        return rows
    best: dict[int, int] = {}
    for step in (-1, 1):
        pairs: dict[int, int] = {}
        for i in stamps:
            at = i + step
            if 0 <= at < len(rows) and not rows[at].strip():
                at += step
            if 0 <= at < len(rows) and at not in stamps and _like_name(rows[at]) and speakers.candidate(rows[at]) is None:
                pairs[i] = at
        names = Counter(_bare_name(rows[at]) for at in pairs.values())
        back = {i: at for i, at in pairs.items() if names[_bare_name(rows[at])] > 1 or speakers.role(_bare_name(rows[at]))}
        if len(back) > len(best) and (len(names) > 1 or len(back) > _ENOUGH):
            best = pairs
    if len(best) < max(2, len(stamps) / 2):
        return rows
    out = list(rows)
    for i, at in best.items():
        out[min(i, at)] = f"{_bare_name(rows[at])}  {stamps[i]}"
        out[max(i, at)] = ""
    return out


def _labelled(rows: Sequence[str]) -> Spoken | None:
    plain = [b["words"] if (b := bullet(r)) and speakers.candidate(b["words"]) else r for r in rows]
    split = linewise.renumbered([speakers.split(r) for r in plain])
    names = speakers.labels_of(_units(plain, split))
    names -= heads.in_lists(plain, split, names)
    if not names:
        return None
    said: list[_Open] = []
    head, called = heads.head(plain, split, names)
    before: list[str] = list(plain[:head])
    stamp: str | None = None
    lost = 0
    for row, found in zip(plain[head:], split[head:], strict=True):
        if (alone := margins.bare_time(row)) is not None:
            lost += stamp is not None
            stamp = alone
        elif found is not None and found.label in names:
            if stamp is not None and said and not said[-1].parts:
                said[-1].add(stamp)  # all that was said: "Ben:", and on the next line "10:30"
                stamp = None
            start = found.stamp or stamp
            said.append(_Open(called.get(found.label, found.label), seconds(start) if start else said[-1].end_s if said else None))
            said[-1].add(found.words)
            stamp = None
        elif said:
            if row.strip() and stamp is not None:
                lost += bool(said[-1].parts)
                said[-1].start_s = said[-1].start_s if said[-1].parts or said[-1].start_s is not None else seconds(stamp)
                stamp = None
            said[-1].add(row)
        else:
            before.append(row)
    if stamp is not None and said and not said[-1].parts:
        said[-1].add(stamp)
    lost += sum(turn.times for turn in said)
    notes = (*_preamble(before), *((f"{lost} times inside turns were left out",) if lost else ()))
    turns, counted = stamped.from_the_first(_turns(said))
    return turns, (*notes, *counted)


def _units(rows: Sequence[str], split: Sequence[speakers.Said | None]) -> list[speakers.Said | None]:
    """Lines that could begin a turn: after a blank line, or labelled themselves; all lines if no label has a colon."""
    units, every, blank = [], [], True
    for row, found in zip(rows, split, strict=True):
        full = bool(row.strip())
        if full and margins.bare_time(row) is not None:
            continue
        if full:
            every.append(found)
            if blank or (found is not None and found.sure) or bullet(row):
                units.append(found)
        blank = not full
    return units if any(u is not None and u.sure for u in units) else every


def _blocks(rows: Sequence[str]) -> Spoken | None:
    """Read blocks between blank lines whose first line is a name, when names come back; the words may be the next block."""
    blocks: list[list[str]] = [[]]
    for row in rows:
        if row.strip():
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    blocks = [b for b in blocks if b]
    return _headed(blocks) or _names_apart(blocks)


def _headed(blocks: list[list[str]]) -> Spoken | None:
    heads = Counter(_bare_name(b[0]) for b in blocks if len(b) > 1 and _like_name(b[0]))
    named = {h for h, n in heads.items() if n > 1 or speakers.role(h)}
    covered = sum(n for h, n in heads.items() if h in named)
    if len(heads) < 2 or not named or covered < 0.6 * len(blocks):  # noqa: PLR2004 (two people; most blocks)
        return None
    said: list[_Open] = []
    before: list[str] = []
    for block in blocks:
        head = _bare_name(block[0])
        words = " ".join(x.strip() for x in (block[1:] if len(block) > 1 and head in heads else block))
        if len(block) > 1 and head in heads:
            said.append(_Open(head, None))
            said[-1].add(words)
        elif said:
            said[-1].add("")
            said[-1].add(words)
        else:
            before += block
    return _turns(said), _preamble(before)


def _names_apart(blocks: list[list[str]]) -> Spoken | None:
    """Read paragraphs of which some are only a name: each says who speaks the paragraphs after it."""
    heads = Counter(_bare_name(b[0]) for b in blocks if len(b) == 1 and _like_name(b[0]))
    named = {h for h, n in heads.items() if (n > 1 or speakers.role(h)) and (h[:1].isupper() or not h[:1].islower())}
    at = [i for i, b in enumerate(blocks) if len(b) == 1 and _bare_name(b[0]) in named]
    alone = all(b - a > 1 for a, b in pairwise(at))
    if len(named) < 2 or not alone or len(at) < max(_ENOUGH, _OF_NAMES * len(blocks)):  # noqa: PLR2004 (two people)
        return None
    said: list[_Open] = []
    for i, block in enumerate(blocks[at[0] :], at[0]):
        if i in at:
            said.append(_Open(_bare_name(block[0]), None))
        else:
            said[-1].add(" ".join(x.strip() for x in block))
            said[-1].add("")
    return _turns(said), _preamble([r for b in blocks[: at[0]] for r in b])


def _bare_name(row: str) -> str:
    return row.strip().strip("*_").rstrip(":：").strip("*_").strip()


def _like_name(row: str) -> bool:
    text = _bare_name(row[:_LONGEST_NAME])
    return 0 < len(text.split()) <= 4 and len(row.strip()) <= 44 and text[-1] not in ".?!,;-" and not bullet(row)  # noqa: PLR2004


class _Open:
    """A turn that is still being read: its lines are joined once, so that a turn of any length costs the same."""

    __slots__ = ("end_s", "parts", "speaker", "start_s", "times")

    def __init__(self, speaker: str, start_s: float | None) -> None:
        self.speaker, self.start_s = speaker, start_s
        self.end_s: float | None = None
        self.parts: list[str] = []
        self.times = 0

    def add(self, row: str) -> None:
        """Put a line behind what was said: a wrapped line after a space, a new paragraph after a line end."""
        row, stamp = margins.end_stamp(row)
        row, inside = margins.without_times(row)
        self.times += inside
        if stamp is not None:
            self.end_s = seconds(stamp)
        if not row.strip():
            if self.parts and self.parts[-1] != "\n":
                self.parts.append("\n")
            return
        if self.parts and self.parts[-1] != "\n":
            self.parts.append(" ")
        self.parts.append(row.strip())

    def done(self) -> Utterance:
        """Return the turn."""
        return Utterance(self.speaker, "".join(self.parts), self.start_s, self.end_s)


def _turns(said: list[_Open]) -> tuple[Utterance, ...]:
    return merged(speakers.asides([s.done() for s in said]), joint="\n")


def _preamble(rows: Sequence[str]) -> tuple[str, ...]:
    lines = [r for r in rows if r.strip()]
    return (f"{len(lines)} lines before the first speaker were left out",) if lines else ()
