"""Lyrics files (LRC), as Whisper's front ends write them: a time in brackets before each line, an empty line where it ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.sources.transcripts import speakers
from workbench.sources.transcripts.draft import Utterance, merged, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

_STAMP = re.compile(r"\[(\d{1,3}:\d{2}(?:[.:]\d{1,3})?)\]\s*")
_LINE = re.compile(r"^\s*(?:\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]\s*)+(?P<words>.*)$")
_TAG = re.compile(r"^\s*\[(?:ti|ar|al|au|by|la|re|tool|ve|length|offset|#)\s*:\s*(?P<value>[^\]]*)\]\s*$", re.IGNORECASE)
_WORD_TIME = re.compile(r"<\d{1,3}:\d{2}(?:[.:]\d{1,3})?>\s?")
_ENOUGH = 3
_LONGEST_STAMPS = 400


def is_lrc(rows: Sequence[str]) -> bool:
    """Say whether more than half of the lines with anything in them begin with a time in brackets, and it is no dialogue."""
    full = [r for r in rows if r.strip()]
    timed = [m for m in (_line(r) for r in full) if m]
    bare = [m for m in timed if not m["words"].strip()]
    named = speakers.labels([m["words"] for m in timed if m["words"].strip()])
    return len(timed) >= _ENOUGH and len(timed) > len(full) / 2 and (bool(bare) or not named)


def read_lrc(rows: Sequence[str], *, name: str) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    """Return what is said in a lyrics file, and notes.

    A time without words ends the line before it; else a line lasts until something else is heard, which nobody can tell
    from the next line's begin, so its end stays open. Of words with several times the first is taken.

    Parameters
    ----------
    rows
        Lines of the file.
    name
        Name of the file; here for the readers' common form.
    """
    del name
    said: list[Utterance] = []
    outside = 0
    for row in rows:
        match = _line(row)
        if match is None:
            outside += bool(row.strip()) and not _TAG.match(row[:_LONGEST_STAMPS])
            continue
        at = _time(row)
        words = _WORD_TIME.sub("", match["words"]).strip()
        if words:
            said.append(Utterance("", words, at))
        elif said and said[-1].end_s is None:
            said[-1] = Utterance("", said[-1].text, said[-1].start_s, at)
    notes = (f"{outside} lines without a time were left out",) if outside else ()
    return merged(speakers.labelled(said)), notes


def _line(row: str) -> re.Match[str] | None:
    return _LINE.match(row) if row.lstrip()[:1] == "[" else None


def _time(row: str) -> float | None:
    """Return the first time of a line; hundredths stand behind a point or, in old files, a colon."""
    match = _STAMP.match(row.lstrip())
    if match is None:
        return None
    minutes, _, rest = match[1].partition(":")
    return seconds(f"{minutes}:{rest.replace(':', '.')}")
