"""Captions: WebVTT and SubRip, as Zoom, Teams, Otter and Whisper write them.

Own reader rather than a library's: real files have cue numbers in VTT, missing hours, decimal commas, several voices
in a cue, and text between cues that must be reported, not lost. Grammar: https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from workbench.sources import speakers
from workbench.sources.draft import Utterance, merged, seconds
from workbench.study.errors import Refused

_T = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
TIMING = re.compile(rf"^\s*\[?(?P<start>{_T})\s*-->\s*(?P<end>{_T})\]?(?P<rest>.*)$")
_ALMOST = re.compile(r"^\s*\d[\d:.,]*\s*-->")
_SETTINGS = re.compile(r"^(?:\s+(?:align|line|position|size|vertical|region|X1|X2|Y1|Y2):\S+)*\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>]{0,200})>")
_TAGS = re.compile(r"</?(?:c|i|b|u|ruby|rt|v|lang|font)(?:[.\s][^<>]{0,200})?>|<\d[\d:.]*>", re.IGNORECASE)
_SHOWN = 5
_MARKS = "UNSURE|UNIN|INAUDIBLE|UNINTELLIGIBLE|CROSSTALK|LAUGH|LAUGHTER|NOISE|PAUSE"
_ALONE = re.compile(rf"<({_MARKS})\s*/>")
_AROUND = re.compile(rf"</?(?:{_MARKS})>")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: its times, its payload as written, its line in the file."""

    start_s: float
    end_s: float
    payload: str
    line: int


def read_captions(text: str, *, name: str, subrip: bool = False) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    """Return what is said in captions, cues of one speaker joined, and notes.

    Parameters
    ----------
    text
        Canonical text of the file.
    name
        Name of the file, for messages.
    subrip
        In SubRip a blank line may stand inside a caption.

    Raises
    ------
    Refused
        If a time cannot be read, or there is no cue.
    """
    cues, outside = _cues(text, name, subrip=subrip)
    if not cues:
        raise Refused(
            name, "no cue with a time such as 00:00:01.000 --> 00:00:04.000", "Is it a caption file? Else save it as .txt."
        )
    notes = []
    if outside:
        shown = ", ".join(map(str, outside[:_SHOWN])) + ", …" * (len(outside) > _SHOWN)
        notes.append(f"{len(outside)} lines outside cues were left out (lines {shown})")
    backwards = sum(1 for c in cues if c.end_s < c.start_s)
    if backwards:
        notes.append(f"{backwards} cues end before they begin; their times are kept as written")
    return merged(_spoken(cues)), tuple(notes)


def _cues(text: str, name: str, *, subrip: bool) -> tuple[list[Cue], list[int]]:
    rows = text.split("\n")
    times = [_timing(row, number, name) for number, row in enumerate(rows, 1)]
    starts = [i for i, t in enumerate(times) if t is not None]
    cues: list[Cue] = []
    outside: list[int] = []
    _collect_outside(rows, 0, starts[0] if starts else len(rows), outside)
    for at, following in zip(starts, [*starts[1:], len(rows)], strict=False):
        found = times[at]
        if found is None:
            continue
        stop = following if subrip else next((j for j in range(at + 1, following) if not rows[j].strip()), following)
        body = rows[at + 1 : stop]
        if stop == following < len(rows):
            body = _without_number(body)
        cues.append(Cue(found[0], found[1], "\n".join([found[2], *body]).strip(), at + 1))
        _collect_outside(rows, stop, following, outside, number_at_end=following < len(rows))
    return cues, outside


def _without_number(body: list[str]) -> list[str]:
    while body and not body[-1].strip():
        body = body[:-1]
    return body[:-1] if body and body[-1].strip().isdecimal() else body


def _timing(row: str, number: int, name: str) -> tuple[float, float, str] | None:
    match = TIMING.match(row)
    if match is None:
        if _ALMOST.match(row):
            raise Refused(
                name, f"a time that cannot be read: {row.strip()[:40]!r}", "Correct the time or delete the cue.", f"line {number}"
            )
        return None
    start, end = seconds(match["start"]), seconds(match["end"])
    if start is None or end is None:
        raise Refused(name, "a time that cannot be read", "Correct the time or delete the cue.", f"line {number}")
    rest = "" if _SETTINGS.match(match["rest"]) else match["rest"]
    return start, end, rest


def _collect_outside(rows: list[str], start: int, stop: int, outside: list[int], *, number_at_end: bool = True) -> None:
    """Note lines that belong to no cue, but for headers, comments, styles, and the name or number before a cue."""
    block = ""
    for i in range(start, stop):
        row = rows[i].strip()
        if not row:
            block = ""
            continue
        block = block or row
        identifier = number_at_end and i == stop - 1
        head = re.match(r"(WEBVTT|NOTE|STYLE|REGION|Kind:|Language:)", block)
        if not (identifier or head):
            outside.append(i + 1)


def _spoken(cues: list[Cue]) -> list[Utterance]:
    payloads = [_marks(c.payload) for c in cues]
    voiced = any(_VOICE.search(p) for p in payloads)
    names = frozenset() if voiced else speakers.labels([_plain(p) for p in payloads if p])
    said: list[Utterance] = []
    speaker = ""
    for cue, payload in zip(cues, payloads, strict=True):
        if voiced:
            for who, words in _voices(payload):
                said.append(Utterance(who, _plain(words), cue.start_s, cue.end_s))
            continue
        for row in _plain(payload).split("\n"):
            found, words = speakers.split(row), row
            if found is not None and found.label in names:
                speaker, words = found.label, found.words
            said.append(Utterance(speaker, words, cue.start_s, cue.end_s))
    return said


def _voices(payload: str) -> list[tuple[str, str]]:
    """Split a cue at its voice spans; what stands outside any is nobody's."""
    found: list[tuple[str, str]] = []
    who, at = "", 0
    for match in re.finditer(rf"{_VOICE.pattern}|</v>", payload):
        found.append((who, payload[at : match.start()]))
        who = " ".join(html.unescape(match[1]).split()) if match[1] is not None else ""
        at = match.end()
    found.append((who, payload[at:]))
    return [(w, t) for w, t in found if t.strip()]


def _marks(payload: str) -> str:
    """Turn the marks of transcribers into words: ``<UNIN/>`` into ``[unin]``; ``<UNSURE>x</UNSURE>`` into x."""
    return _AROUND.sub("", _ALONE.sub(lambda m: f"[{m[1].lower()}]", payload))


def _plain(payload: str) -> str:
    """Take away the tags captions have; any other ``<…>`` is what was written and stays."""
    return html.unescape(_TAGS.sub("", payload))
