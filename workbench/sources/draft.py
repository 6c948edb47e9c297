"""A transcript as read from a file, before anybody in it has a pseudonym."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.sources.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Speaker of a turn that a file marks as a question without saying who asks.
ASKED = "Interviewer"

_STRETCH = 60
_LONGEST = 150
_PAUSE_S = 3.0
_END = re.compile(r"[.!?…。？！]['\"”’)\]]*$")
_MONTHS = {m: n for n, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_DATES = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)([-_./])(?P<m>\d{1,2})\2(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(r"\b(?P<m>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>(?:19|20)\d\d)\b"),
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said. `speaker` is the label in the file; empty where the file does not say."""

    speaker: str
    text: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a transcript file says.

    Attributes
    ----------
    format
        ``vtt``, ``srt``, ``txt``, ``md``, ``docx``, ``pdf``, ``csv``, ``tsv`` or ``xlsx``.
    title
        First heading, or the file's name. May hold names: not for the study.
    date
        ISO date from the file's name or its head.
    utterances
        In the order of the file, neighbours of one speaker joined.
    notes
        What the reader left out or took a decision about.
    """

    format: str
    title: str
    date: str | None
    utterances: tuple[Utterance, ...]
    notes: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """Return words as a turn holds them: canonical, without space at either end."""
    return clean(text)[0].strip().lstrip("\ufeff").strip()


def merged(pieces: Iterable[Utterance], joint: str = " ") -> tuple[Utterance, ...]:
    """Join neighbours of one speaker into turns; empty ones go.

    Where nobody is named, a turn ends at the end of a sentence after some 60 words or before a pause of 3 seconds,
    so that an hour of captions does not become one turn.
    """
    turns: list[Utterance] = []
    words = 0
    for piece in pieces:
        text = tidy(piece.text)
        if not text:
            continue
        last = turns[-1] if turns else None
        if last is not None and last.speaker == piece.speaker and (piece.speaker or not _full(last, piece, words)):
            ends = [e for e in (last.end_s, piece.end_s) if e is not None]
            turns[-1] = replace(last, text=last.text + joint + text, end_s=max(ends) if ends else None)
            words += len(text.split())
        else:
            turns.append(replace(piece, text=text))
            words = len(text.split())
    return tuple(turns)


def _full(last: Utterance, piece: Utterance, words: int) -> bool:
    if words >= _LONGEST:
        return True
    paused = last.end_s is not None and piece.start_s is not None and piece.start_s - last.end_s >= _PAUSE_S
    return (words >= _STRETCH or paused) and bool(_END.search(last.text))


def seconds(stamp: str) -> float | None:
    """Return a time such as ``1:02``, ``00:01:02.5`` or ``00:01:02,500`` in seconds; None if it is none."""
    parts = stamp.strip("[]() ").replace(",", ".").split(":")
    try:
        numbers = [float(p) for p in parts]
    except ValueError:
        return None
    if not 2 <= len(numbers) <= 3 or any(n < 0 for n in numbers):  # noqa: PLR2004 (m:ss or h:mm:ss)
        return None
    total = 0.0
    for number in numbers:
        total = total * 60 + number
    return round(total, 3) if total < 1e7 else None  # noqa: PLR2004 (nobody talks for four months; also stops inf)


def date_in(text: str) -> str | None:
    """Return the first date in `text` that can be read one way only, as ISO; None if there is none."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            month = match["m"]
            number = int(month) if month.isdecimal() else _MONTHS.get(month[:3].lower(), 0)
            try:
                return dt.date(int(match["y"]), number, int(match["d"])).isoformat()
            except ValueError:
                continue
    return None
