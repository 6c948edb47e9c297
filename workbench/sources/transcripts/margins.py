"""What stands in a transcript and was never said: line numbers, page-wide rules, and what the program that wrote it adds."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 240
_SHORTEST = 40
_STARTED = (
    "started transcription", "stopped transcription",
    "hat die transkription gestartet", "hat die transkription beendet", "hat die transkription angehalten",
    "a démarré la transcription", "a commencé la transcription", "a arrêté la transcription",
    "inició la transcripción", "ha iniciado la transcripción", "detuvo la transcripción", "ha detenido la transcripción",
    "ha avviato la trascrizione", "ha interrotto la trascrizione", "iniciou a transcrição", "interrompeu a transcrição",
    "parou a transcrição", "heeft de transcriptie gestart", "heeft de transcriptie gestopt",
)  # fmt: skip
_BY_PROGRAMS = (
    re.compile(rf"^(?!(?:I|we|you|he|she|they|it)\b)[^.:?!]{{1,60}}\s(?:{'|'.join(map(re.escape, _STARTED))})$", re.IGNORECASE),
    re.compile(r"^(?:meeting|transcription|recording) ended after \d[\d:]*\b.{0,10}$", re.IGNORECASE),
    re.compile(r"^(?:replying|reacted) to [\"“].*$", re.IGNORECASE),
    re.compile(r"^sonix is the world.{1,3}s most advanced .*$|^automatically convert your \w+ files to text\b.*$", re.IGNORECASE),
    re.compile(
        r"^this (?:editable )?transcript (?:was|is) (?:computer[- ]generated|exported|generated|created|machine[- ]generated)\b.*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:transcribed|transcript (?:generated|created|provided)|transcription (?:is )?provided|generated) (?:by|with) "
        r"(?:https?://\S+|www\.\S+|[\w.-]+\.(?:com|ai|io)\b\S*|"
        r"otter|sonix|trint|rev|descript|whisper\w*|riverside|happy scribe|amberscript)\b.{0,60}$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^[\[(<*_ ]*(?:end of (?:transcript|transcription|interview|recording|audio)|transcript(?:ion)? ends?|end transcript)"
        r"[\])>*_. ]*$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:action item|highlight|insight|screen sharing)\b.{0,200}\bwatch: https?://\S+$", re.IGNORECASE),
    re.compile(r"^page \d{1,4} (?:of|/) \d{1,4}$", re.IGNORECASE),
)  # fmt: skip
_HINT = re.compile(r"(?i)trans[ck]|trascri|meeting|recording|generated|end of|^page |^repl|^react|^automat|watch: http")
#: ``[12:30]`` or ``(00:12:30)`` in the middle of a turn; *(12:30)* may have been written of what was said.
_INSIDE = re.compile(r"(?:\[\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\]|\(\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?\))\s*")
_NUMBERED = re.compile(r"^\s{0,12}(?P<number>\d{1,5})(?:[ \t]{1,12}|:[ \t]+|\t|$)(?P<rest>(?!\d*-->).*)$")
_F4 = re.compile(r"\s*#(\d{1,2}:\d{2}:\d{2})(?:[-.](\d{1,3}))?#")
_BARE = re.compile(r"^\s*[\[(]?(\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)[\])]?\s*$")
_ENOUGH = 5
_MOST = 0.9
_GROWS = 0.95


def trimmed(rows: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines without line numbers and without what programs add, and notes about what went."""
    notes = []
    out = unnumbered(rows)
    if out is None:
        out = list(rows)
    else:
        notes.append("line numbers were left out")
    kept = [r for r in out if not by_program(r)]
    if len(kept) < len(out):
        gone = len(out) - len(kept)
        notes.append(f"left out, by the program that wrote the file: {count(gone, 'line')} (such as who started the transcription)")
    return kept, tuple(notes)


def by_program(row: str) -> bool:
    """Say whether a line was added by the program that wrote the file."""
    text = row.strip().strip("*_ ") if len(row) <= _LONGEST else ""
    return bool(text) and bool(_HINT.search(text)) and any(p.match(text) for p in _BY_PROGRAMS)


def unnumbered(rows: Sequence[str]) -> list[str] | None:
    """Return lines without the numbers they begin with, if nearly all have one and it grows by one; else None.

    Some programs number only each fifth line: those numbers go where they grow by five.
    """
    full = [(i, r) for i, r in enumerate(rows) if r.strip()]
    found = [(i, m) for i, r in full if (m := _NUMBERED.match(r))]
    if len(found) < _ENOUGH:
        return None
    numbers = [int(m["number"]) for _, m in found]
    steps = [b - a for a, b in pairwise(numbers)]
    by_one = sum(s == 1 for s in steps) >= _GROWS * len(steps) and len(found) >= _MOST * len(full)
    by_five = all(s == _ENOUGH for s in steps) and len(found) * _ENOUGH >= len(full) - _ENOUGH and numbers[0] == _ENOUGH
    if not (by_one or by_five) or not any(m["rest"].strip() for _, m in found):
        return None
    out = list(rows)
    for i, match in found:
        out[i] = match["rest"]
    return out


def without_times(row: str) -> tuple[str, int]:
    """Take the times in brackets out of a line of a turn, which transcribers put there every so often; and say how many."""
    if ":" not in row or ("[" not in row and "(" not in row):
        return row, 0
    return _INSIDE.subn(lambda m: "" if row[max(0, m.start() - 1)].isspace() or not m.start() else " ", row)


def bare_time(row: str) -> str | None:
    """Return the time of a line that holds nothing else, or None."""
    match = _BARE.match(row) if len(row) < _SHORTEST and ":" in row else None
    return match[1] if match else None


def end_stamp(row: str) -> tuple[str, str | None]:
    """Take stamps such as ``#00:01:02-5#`` out of a line, as f4 and MAXQDA write them at the end of a paragraph.

    Returns
    -------
    str, str or None
        The line without them, and the time of the last.
    """
    if "#" not in row:
        return row, None
    stamps = _F4.findall(row)
    if not stamps:
        return row, None
    clock, tenths = stamps[-1]
    return _F4.sub("", row), f"{clock}.{tenths}" if tenths else clock
