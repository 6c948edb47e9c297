"""Captions in XML: TTML and DFXP, as editing programs and television write them, and YouTube's own.

They are brought into the form of WebVTT, so that labels, voices and captions that roll are read by the same rules.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from workbench.sources import xmlgate
from workbench.sources.transcripts import vtt
from workbench.sources.transcripts.draft import seconds
from workbench.sources.transcripts.exmaralda import undeclared
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from workbench.sources.transcripts.plain import Spoken

#: Roots of such files, without their namespace.
_ROOT = re.compile(
    r"(?s)^(?:<\?xml.{0,200}?\?>)?\s*(?:<!--.{0,2000}?-->\s*)*<(?:\w+:)?(?P<root>tt|timedtext|transcript)\b(?P<rest>[^<]*)"
)
_MOST_ELEMENTS = 1_000_000
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)")
_FRAMES = re.compile(r"(\d{1,3}):(\d{2}):(\d{2}):(\d{1,3})")
_FRAME_RATE = 30.0
_CUE_S = 2.0


def is_captions(head: str) -> bool:
    """Say whether a text is such captions by its first characters."""
    found = _ROOT.match(head)
    return found is not None and (found["root"] != "transcript" or "<text" in head[:4000])


def read_timed(text: str, *, name: str) -> Spoken:
    """Return what is said in captions in XML, and notes.

    Raises
    ------
    Refused
        If it is not whole, a time cannot be read, or nothing is said in it.
    """
    made = _Captions(name)
    xmlgate.parse(undeclared(text), name, made.start, made.end, made.text, most=_MOST_ELEMENTS)
    cues = [c for c in made.cues if c[2].strip()]
    if not cues:
        raise Refused(name, "no caption with words in it", "Export it as .vtt, .srt or .txt.")
    lines = ["WEBVTT", ""]
    for start, end, words, who in cues:
        rows = [html.escape(r.strip(), quote=False) for r in words.split("\n") if r.strip()]
        voice = f"<v {made.called.get(who, who)}>" if who else ""
        lines += [f"{_clock(start)} --> {_clock(end)}", voice + "\n".join(rows), ""]
    return vtt.read_captions("\n".join(lines), name=name)


class _Captions:
    """Collects captions as the elements come by: begin, end, words, and the id of who speaks."""

    def __init__(self, name: str) -> None:
        self.cues: list[tuple[float, float, str, str]] = []
        self.called: dict[str, str] = {}
        self._name = name
        self._frames, self._ticks = _FRAME_RATE, 0.0
        self._agent = ""
        self._naming: list[str] | None = None
        self._open: tuple[float, float | None, str] | None = None
        self._words: list[str] = []
        self._outer: list[float] = []
        self._youtube = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take in that an element begins."""
        if tag == "tt":
            self._frames = _rate(given.get("framerate")) or _FRAME_RATE
            self._ticks = _rate(given.get("tickrate")) or self._frames
        elif tag in {"timedtext", "transcript"}:
            self._youtube = True
        elif tag == "agent":
            self._agent = given.get("id", "")
        elif tag == "name" and self._agent:
            self._naming = []
        elif tag in {"body", "div"}:
            self._outer.append(self._time(given.get("begin")) or 0.0)
        elif tag in {"p", "text"} and self._open is None:
            self._begin(given)
        elif tag == "br" and self._open:
            self._words.append("\n")

    def _begin(self, given: dict[str, str]) -> None:
        if self._youtube:  # seconds in one of its forms, milliseconds in the other
            unit = 0.001 if "t" in given else 1.0
            begin = _rate(given.get("t") or given.get("start"), least=0.0) * unit
            lasts = _rate(given.get("d") or given.get("dur")) * unit
        else:
            at = self._time(given.get("begin"))
            begin = (at or 0.0) + sum(self._outer)
            end = self._time(given.get("end"))
            lasts = self._time(given.get("dur")) or 0.0
            lasts = lasts if end is None else end + sum(self._outer) - begin
        who = given.get("agent", "").split()
        self._open = (begin, begin + lasts if lasts > 0 else None, who[0] if who else "")
        self._words = []

    def text(self, piece: str) -> None:
        """Take in words; line ends of the file itself are spaces."""
        if self._naming is not None:
            self._naming.append(piece)
        elif self._open:
            self._words.append(piece.replace("\n", " "))

    def end(self, tag: str) -> None:
        """Take in that an element ends."""
        if tag == "name" and self._naming is not None:
            self.called.setdefault(self._agent, " ".join("".join(self._naming).split()).replace(">", ""))
            self._naming = None
        elif tag == "agent":
            self._agent = ""
        elif tag in {"body", "div"} and self._outer:
            self._outer.pop()
        elif tag in {"p", "text"} and self._open:
            begin, until, who = self._open
            words = re.sub(r"[ \t]+", " ", "".join(self._words))
            words = html.unescape(words) if self._youtube else words  # it escapes twice
            self.cues.append((begin, begin + _CUE_S if until is None else until, words, who))
            self._open = None

    def _time(self, told: str | None) -> float | None:
        """Return seconds of a clock, of a clock with frames, or of a number with its unit."""
        if not told:
            return None
        told = told.strip()
        if offset := _OFFSET.fullmatch(told):
            per = {
                "h": 3600.0,
                "m": 60.0,
                "s": 1.0,
                "ms": 0.001,
                "f": 1 / self._frames,
                "t": 1 / self._ticks if self._ticks else 0.0,
            }
            return float(offset[1]) * per[offset[2]]
        if frames := _FRAMES.fullmatch(told):
            hours, minutes, rest, frame = map(int, frames.groups())
            return hours * 3600 + minutes * 60 + rest + frame / self._frames
        found = seconds(told)
        if found is None:
            raise Refused(self._name, f"a time that cannot be read: {told[:40]!r}", "Export it as .vtt or .srt.")
        return found


def _rate(told: str | None, *, least: float = 0.0) -> float:
    try:
        found = float(told or 0)
    except ValueError:
        return least
    return found if least <= found < 1e9 else least  # noqa: PLR2004 (also not a number)


def _clock(time: float) -> str:
    thousandths = min(round(time * 1000), 999 * 3_600_000)
    return (
        f"{thousandths // 3_600_000:02d}:{thousandths // 60_000 % 60:02d}:{thousandths // 1000 % 60:02d}.{thousandths % 1000:03d}"
    )
