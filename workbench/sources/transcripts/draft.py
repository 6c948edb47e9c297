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
_TAIL = 12
_SENTENCE = re.compile(r"[.!?…]['\"”’)\]]*\s+")
_END = re.compile(r"[.!?…。？！]['\"”’)\]]*$")
#: Names of months from January on, by language; English ones also by their first three letters.
_NAMES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz apr mai jun jul aug sept okt nov dez",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
MONTHS = {name: number for row in _NAMES for number, name in enumerate(row.split(), 1)}
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>[^\W\d_]{3,12})"
_DATES = (
    re.compile(rf"(?<!\d){_YEAR}([-_./])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(rf"\b{_MONTH}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?{_MONTH}\.?,?\s+(?:de\s+|del\s+)?{_YEAR}\b"),
    re.compile(rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일]"),
    re.compile(rf"(?<![\d.])(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}(?![\d.])"),  # with dots the day is first everywhere
)
_SLASHES = re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})([/-])(?P<b>\d{{1,2}})\2{_YEAR}(?!\d)")


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
        ``vtt``, ``srt``, ``lrc``, ``txt``, ``md``, ``docx``, ``rtf``, ``pdf``, ``json``, ``csv``, ``tsv``, ``xlsx``,
        ``textgrid``, ``cha``, ``eaf``, ``exb``, ``ttml``, ``odt``, ``otr`` or ``eml``.
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
    parts: list[str] = []  # of the last turn; joined once, so that a turn of any length costs the same
    end, words = None, 0
    for piece in pieces:
        text = tidy(piece.text)
        if not text:
            continue
        last = turns[-1] if turns else None
        if last is not None and last.speaker == piece.speaker and (piece.speaker or not _full(parts[-1], end, piece, words)):
            ends = [e for e in (end, piece.end_s) if e is not None]
            end = max(ends) if ends else None
            words += len(text.split())
            parts.append(text)
            continue
        if last is not None:
            turns[-1] = replace(last, text=joint.join(parts), end_s=end)
        turns.append(piece)
        parts, end, words = [text], piece.end_s, len(text.split())
    if turns:
        turns[-1] = replace(turns[-1], text=joint.join(parts), end_s=end)
    return tuple(turns)


def _full(text: str, end: float | None, piece: Utterance, words: int) -> bool:
    if words >= _LONGEST:
        return True
    paused = end is not None and piece.start_s is not None and piece.start_s - end >= _PAUSE_S
    return (words >= _STRETCH or paused) and bool(_END.search(text[-_TAIL:]))


def stretches(text: str) -> list[str]:
    """Cut a long paragraph of nobody after sentences, as `merged` does captions; what is short stays whole."""
    if len(text.split()) <= _LONGEST:
        return [text]
    pieces: list[str] = []
    begun = seen = words = 0
    for match in _SENTENCE.finditer(text):
        words += len(text[seen : match.end()].split())
        seen = match.end()
        if words >= _STRETCH:
            pieces.append(text[begun:seen].strip())
            begun, words = seen, 0
    return [*pieces, *([text[begun:].strip()] if text[begun:].strip() else [])]


def seconds(stamp: str) -> float | None:
    """Return a time such as ``1:02``, ``00:01:02.5`` or ``00:01:02,500`` in seconds; None if it is none."""
    parts = stamp.strip("[]()# ").replace(",", ".").split(":")
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
            number = int(month) if month.isdecimal() else MONTHS.get(month.lower(), 0)
            if found := _date(match["y"], number, match["d"]):
                return found
    for match in _SLASHES.finditer(text):
        both = [_date(match["y"], int(m), d) for m, d in ((match["a"], match["b"]), (match["b"], match["a"]))]
        possible = sorted({d for d in both if d})
        if len(possible) == 1:
            return possible[0]
    return None


def _date(year: str, month: int, day: str) -> str | None:
    try:
        return dt.date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None
