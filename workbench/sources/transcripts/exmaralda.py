"""Transcripts of EXMARaLDA (.exb): events on tiers, between points of one line of time of which not all have a time."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.sources import xmlgate
from workbench.sources.transcripts.draft import Utterance

_MOST_ELEMENTS = 2_000_000
_TIME = re.compile(r"\d{1,7}(?:\.\d{1,20})?")
_DECLARED = re.compile(r"^\s*<\?xml.{0,200}?\?>", re.DOTALL)


def undeclared(text: str) -> bytes:
    """Return XML as bytes of UTF-8, without the line that may say it was written in another encoding."""
    return _DECLARED.sub("", text, count=1).encode()


def read_events(text: str, name: str) -> tuple[list[Utterance], list[str]]:
    """Return what is said on tiers of words (type *t*) in the order of the line of time, and the names of the other tiers."""
    made = _Events()
    xmlgate.parse(undeclared(text), name, made.start, made.end, made.text, most=_MOST_ELEMENTS)
    place = {point: n for n, point in enumerate(made.order)}
    at = 0.0
    said: list[Utterance] = []
    until = ("", "")
    for speaker, first, last, words in sorted(made.events, key=lambda e: place.get(e[1], len(place))):
        at = max(at, made.times.get(first, at))
        if until == (speaker, first) and first:  # an event may end within a word, and holds the space behind it
            said[-1] = replace(said[-1], text=said[-1].text + words, end_s=made.times.get(last, said[-1].end_s))
        else:
            said.append(Utterance(made.called.get(speaker) or speaker, words, at, made.times.get(last)))
        until = (speaker, last)
    return said, made.left


class _Events:
    """Collects speakers, times and events as the elements come by."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}
        self.order: list[str] = []
        self.called: dict[str, str] = {}
        self.events: list[tuple[str, str, str, str]] = []
        self.left: list[str] = []
        self._speaker = self._first = self._last = ""
        self._spoken = False
        self._pieces: list[str] | None = None

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take in that an element begins."""
        if tag == "speaker":
            self._speaker = given.get("id", "")
        elif tag == "tli":
            self.order.append(given.get("id", ""))
            if _TIME.fullmatch(given.get("time", "")):
                self.times[self.order[-1]] = float(given["time"])
        elif tag == "tier":
            self._speaker, self._spoken = given.get("speaker", ""), given.get("type", "t") == "t"
            self.left += [] if self._spoken else [given.get("display-name") or given.get("id", "")]
        elif tag == "abbreviation" or (tag == "event" and self._spoken):
            self._first, self._last = given.get("start", ""), given.get("end", "")
            self._pieces = []

    def text(self, piece: str) -> None:
        """Take in words."""
        if self._pieces is not None:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        """Take in that an element ends."""
        if self._pieces is None or tag not in {"abbreviation", "event"}:
            return
        words = "".join(self._pieces)
        if tag == "abbreviation":
            self.called[self._speaker] = " ".join(words.split())
        else:
            self.events.append((self._speaker, self._first, self._last, words))
        self._pieces = None
