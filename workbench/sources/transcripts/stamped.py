"""Times before the name of who speaks, as MAXQDA and messengers write them: brought into the one form that is read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.sources.transcripts.draft import Utterance

#: ``#00:01:02-5# Name: words``, which ends a paragraph elsewhere and begins it here.
_HASHED = re.compile(r"^\s*#(\d{1,2}:\d{2}:\d{2})(?:[-.]\d{1,3})?#\s*(?=[^\s#])")
#: ``[12.03.26, 14:02:31] Name: words`` and ``12/03/2026, 2:02 PM - Name: words``, as WhatsApp, Signal and Telegram export.
_DATED = re.compile(
    r"^[\u200e\u200f]?\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+(?:at |um |à )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: Uhr)?"
    r"(?:\s?[APap]\.?\s?[Mm]\.?)?\]?\s*(?:[-–—]\s+)?[\u200e\u200f]?(?P<rest>(?P<name>[^:\n\[\]]{1,60}):\s.*|[^:\n]+\.?)$"
)
_FEWEST = 3
_LATEST_S = 3 * 3600.0


def restamped(rows: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines with a time before the name as ``[0:01:02] Name: words``, and chats without their dates; and notes."""
    hashed = [bool(_HASHED.match(r)) for r in rows]
    if sum(hashed) >= _FEWEST:
        return [_HASHED.sub(r"[\1] ", r) for r in rows], ()
    dated = [_DATED.match(r) for r in rows]
    names = [m["name"] for m in dated if m and m["name"]]
    if len(names) < _FEWEST or len(set(names)) == len(names):
        return list(rows), ()
    out = []
    gone = 0
    for row, match in zip(rows, dated, strict=True):
        if match is None:
            out.append(row)
        elif match["name"]:
            out += ["", match["rest"]]
        else:
            gone += 1
    notes: tuple[str, ...] = ("a chat: its days and times of day are left out",)
    return out, (*notes, f"{gone} lines that nobody wrote were left out (such as who joined)") if gone else notes


def from_the_first(said: Sequence[Utterance]) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    """Return what is said with times of day counted from the first words on, and a note; other times stay as they are."""
    times = [t for u in said for t in (u.start_s, u.end_s) if t is not None]
    if not times or min(times) < _LATEST_S:
        return tuple(said), ()
    first = min(times)

    def since(time: float | None) -> float | None:
        return None if time is None else round(time - first, 3)

    moved = tuple(replace(u, start_s=since(u.start_s), end_s=since(u.end_s)) for u in said)
    return moved, ("the file has times of day: they are counted from the first words on",)
