"""Captions: WebVTT and SubRip, as Zoom, Teams, Webex, Otter and Whisper write them.

Own reader rather than a library's: real files have cue numbers in VTT, missing hours, decimal commas, several voices
in a cue, the speaker in the cue's name (Webex) or on a line of its own (Word files of Teams), and text between cues that
must be reported, not lost. Grammar: https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise

from workbench.sources.transcripts import speakers
from workbench.sources.transcripts.draft import Utterance, merged, seconds
from workbench.study.errors import Refused

_T = r"(?:\d{1,3}:\d{1,2}:\d{1,2}|\d{1,3}:\d{2})[.,]\d{1,7}"
TIMING = re.compile(rf"^\s*\[?(?P<start>{_T})\s*-->\s*(?P<end>{_T})\]?(?P<rest>.*)$")
_ALMOST = re.compile(r"^\s*\d[\d:.,]*\s*-->")
_SETTINGS = re.compile(r"^(?:\s+(?:align|line|position|size|vertical|region|X1|X2|Y1|Y2):\S+)*\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>]{0,200})>")
_TAGS = re.compile(r"</?(?:c|i|b|u|ruby|rt|v|lang|font)(?:[.\s][^<>]{0,200})?>|<\d[\d:.]*>|\{\\an?\d\}", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SHOWN = 5
_ALONE = re.compile(r"<([A-Z][A-Z_]{2,30})\s*/>")
_AROUND = re.compile(r"<([A-Z][A-Z_]{2,30})>([^<>]*)</\1>")
#: Webex: ``1 "Dana Fox" (3423423)`` before the time.
_WEBEX = re.compile(r"^\d+\s+\"(?P<label>[^\"\n]{1,80})\"\s*(?:\(\d*\))?$")
_SWITCH = re.compile(r"^\s*>>+\s*(?=\S)")
_HEADED = 0.8
_ROLLS, _ROLLING = 4, 0.4
_LABEL = 60


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: its times, its payload as written, its line in the file, and who speaks if its name says so."""

    start_s: float
    end_s: float
    payload: str
    line: int
    label: str = ""


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
    said, more = _spoken(_unrolled(cues))
    return merged(speakers.asides(said)), (*notes, *more)


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
        named = _WEBEX.match(rows[at - 1].strip()) if at else None
        cues.append(Cue(found[0], found[1], "\n".join([found[2], *body]).strip(), at + 1, named["label"] if named else ""))
        _collect_outside(rows, stop, following, outside, number_at_end=following < len(rows))
    return cues, outside


def _without_number(body: list[str]) -> list[str]:
    while body and not body[-1].strip():
        body = body[:-1]
    return body[:-1] if body and (body[-1].strip().isdecimal() or _WEBEX.match(body[-1].strip())) else body


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
        head = re.match(r"(WEBVTT|NOTE|STYLE|REGION|Kind:|Language:|X-TIMESTAMP-MAP)", block)
        if not (identifier or head):
            outside.append(i + 1)


def _unrolled(cues: list[Cue]) -> list[Cue]:
    """Return cues without the lines of the cue before, where captions roll (YouTube) or words light up one by one (Whisper)."""
    lines = [[x for x in (" ".join(_plain(row).split()) for row in c.payload.split("\n")) if x] for c in cues]
    rolls = [bool(b) and b[0] in a for a, b in pairwise(lines)]
    if len(rolls) < _ROLLS or sum(rolls) < _ROLLING * len(rolls):
        return cues
    out, before = [], list[str]()
    for cue, now in zip(cues, lines, strict=True):
        fresh = list(dropwhile(before.__contains__, now))
        if fresh:
            out.append(replace(cue, payload="\n".join(fresh)))
        elif out:
            out[-1] = replace(out[-1], end_s=cue.end_s)
        before = now
    return out


def _spoken(cues: list[Cue]) -> tuple[list[Utterance], tuple[str, ...]]:
    payloads = [marks(c.payload) for c in cues]
    if any(_VOICE.search(p) for p in payloads):
        said = [Utterance(w, _plain(t), c.start_s, c.end_s) for c, p in zip(cues, payloads, strict=True) for w, t in _voices(p)]
        return said, ()
    plain = [_plain(p) for p in payloads]
    if any(c.label for c in cues):
        return [Utterance(c.label, p, c.start_s, c.end_s) for c, p in zip(cues, plain, strict=True)], ()
    if _headed(plain):
        heads = [p.partition("\n") for p in plain]
        return [Utterance(h[0].strip(), h[2], c.start_s, c.end_s) for c, h in zip(cues, heads, strict=True)], ()
    return _labelled(cues, plain)


def _labelled(cues: list[Cue], plain: list[str]) -> tuple[list[Utterance], tuple[str, ...]]:
    """Read cues in which a label before a colon says who speaks; a cue or line without one goes on with the last."""
    names = speakers.labels([p for p in plain if p])
    said: list[Utterance] = []
    switches = 0
    speaker = ""
    for cue, payload in zip(cues, plain, strict=True):
        for row in payload.split("\n"):
            found, words = speakers.split(row), row
            if found is not None and found.label in names:
                speaker, words = found.label, found.words
            elif _SWITCH.match(row):
                switches += 1
            said.append(Utterance(speaker, words, cue.start_s, cue.end_s))
    note = "the mark >> says that somebody else speaks, not who: write names there if it matters whose words they are"
    return said, ((note,) if switches and not names else ())


def _headed(plain: list[str]) -> bool:
    """Say whether the first line of each cue is the name of who speaks, as in the Word files Teams once made."""
    firsts = [p.partition("\n")[0].strip() for p in plain if "\n" in p.strip()]
    if len(firsts) < _HEADED * len([p for p in plain if p.strip()]) or not firsts:
        return False
    known = set(firsts)
    like = all(0 < len(f) <= _LABEL and not f.endswith((".", ",", "?", "!")) for f in known)
    return like and len(known) <= max(2, len(firsts) // 3) and len(firsts) > 1


def _voices(payload: str) -> list[tuple[str, str]]:
    """Split a cue at its voice spans; what stands outside any is nobody's."""
    found: list[tuple[str, str]] = []
    who, at = "", 0
    for match in re.finditer(rf"{_VOICE.pattern}|</v>", payload):
        found.append((who, payload[at : match.start()]))
        who = " ".join(html.unescape(match[1]).split()) if match[1] is not None else ""
        who = who if any(c.isalnum() for c in who) else ""  # Teams writes "<v ->" where nobody is known
        at = match.end()
    found.append((who, payload[at:]))
    return [(w, t) for w, t in found if t.strip()]


def marks(payload: str) -> str:
    """Turn the marks of transcribers into words: ``<UNIN/>`` into ``[unin]``; ``<UNSURE>x</UNSURE>`` into x."""
    return _AROUND.sub(r"\2", _ALONE.sub(lambda m: m[0] if m[1] == "BR" else f"[{m[1].lower().replace('_', ' ')}]", payload))


def _plain(payload: str) -> str:
    """Take away the tags captions have; any other ``<…>`` is what was written and stays."""
    return html.unescape(_TAGS.sub("", _BREAK.sub("\n", payload)))
