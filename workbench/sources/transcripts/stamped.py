"""Times before the name of who speaks, as MAXQDA and messengers write them: brought into the one form that is read."""

from __future__ import annotations

import re
from collections import Counter
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
#: What a messenger writes in somebody's name: pictures, calls, what was deleted. On an iPhone it begins with an invisible mark.
_NOT_TYPED = re.compile(
    r"\u200e|<[^<>]{3,60}>$|(?:this message was deleted|you deleted this message|null|(?:missed )?(?:voice|video) call)\.?$"
    r"|\S+\.\w{3,4} \([^()]{3,40}\)$|!?\[[^\]]*\]\([^()]*\)$|(?:diese nachricht wurde gelöscht|du hast diese nachricht gelöscht"
    r"|ce message a été supprimé|se eliminó este mensaje|questo messaggio è stato eliminato|esta mensagem foi apagada"
    r"|dit bericht is verwijderd)\.?$",
    re.IGNORECASE,
)
#: Behind what is written: who reacted (exports of Signal), and that it was edited (WhatsApp).
_AFTER = re.compile(
    r"\s*(?:\(- [^\n]{1,200} -\)|<(?:this message was edited|diese nachricht wurde bearbeitet|ce message a été modifié"
    r"|se editó este mensaje\.?)>)\s*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^>(?:\s|$)")
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?\s?[APap]\.?[Mm]\.?"
_DAY = r"(?:(?:today|yesterday|\w{3,9}day|\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?)(?:,| at)?\s+(?:at )?)?"
#: ``Dana  2:05 PM``, ``dana — Today at 2:05 PM``: Slack, Discord; ``[3/12/2026 2:05 PM] Fox, Dana``: Teams; a time alone: Slack.
_ON_SCREEN = re.compile(rf"(?i)^\s*(?P<name>[^\W\d_][^:\n\[\]]{{0,50}}?)\s*(?:—|–|\s-|\s{{2}}|\t|\[)\s*{_DAY}{_CLOCK}\]?\s*$")
_FIRST_WHEN = re.compile(rf"(?i)^\s*\[{_DAY}{_CLOCK}\]\s*(?P<name>[^\W\d_][^:\n\[\]]{{0,60}})$")
_ALONE = re.compile(rf"(?i)^\s*{_CLOCK}\s*$")
_LONGEST_NAME, _LONGEST_HEAD = 50, 120
_FEWEST = 3
_LATEST_S = 3 * 3600.0


def restamped(rows: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines with a time before the name as ``[0:01:02] Name: words``, and chats without their dates; and notes."""
    if (copied := _copied(rows)) is not None:
        return copied, ("a chat: its days and times of day are left out",)
    hashed = [bool(_HASHED.match(r)) for r in rows]
    if sum(hashed) >= _FEWEST:
        return [_HASHED.sub(r"[\1] ", r) for r in rows], ()
    dated = [_DATED.match(r) for r in rows]
    names = [m["name"] for m in dated if m and m["name"]]
    if len(names) < _FEWEST or len(set(names)) == len(names):
        return list(rows), ()
    out = []
    gone = 0
    for row, match in zip((_AFTER.sub("", r) for r in rows), dated, strict=True):
        if match is None:
            gone += (quoted := bool(_QUOTED.match(row)))
            out += [] if quoted else [row]
        elif match["name"]:
            name, _, words = match["rest"].lstrip("~\u202f\u00a0 ").partition(":")
            words = _AFTER.sub("", words).removesuffix(" >")
            unsaid = bool(_NOT_TYPED.match(words.strip()))
            gone += unsaid
            out += ["", f"{name}:" if unsaid else f"{name}:{words}"]
        else:
            gone += 1
    notes: tuple[str, ...] = ("a chat: its days and times of day are left out",)
    return out, (*notes, f"{gone} lines that nobody wrote were left out (such as who joined, or a picture)") if gone else notes


def _copied(rows: Sequence[str]) -> list[str] | None:
    """Return a chat that was copied off the screen, where a name and a time of day stand above what somebody wrote; else None."""
    above: dict[int, str] = {}
    gone: set[int] = set()
    for i, row in enumerate(rows):
        if len(row) > _LONGEST_HEAD:
            continue
        match = _ON_SCREEN.match(row) or _FIRST_WHEN.match(row)
        if match:
            above[i] = match["name"]
        elif _ALONE.match(row) and i and rows[i - 1].strip() and len(rows[i - 1]) < _LONGEST_NAME:
            above[i - 1] = rows[i - 1].strip()
            gone.add(i)
    counts = Counter(above.values())
    if len(above) < _FEWEST or max(counts.values()) < 2 or 2 * len(counts) > len(above) + 1:  # noqa: PLR2004 (names come back)
        return None
    return [x for i, r in enumerate(rows) if i not in gone for x in (["", f"{above[i]}:"] if i in above else [r])]


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
