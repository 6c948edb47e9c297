"""Classes of signals in words for people who never read the list of classes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Class -> (what it is called, what it says about somebody).
WORDS: dict[str, tuple[str, str]] = {
    "WISH": ("wish", "they wish for something"),
    "SUGGEST": ("suggestion", "they say what should be there"),
    "WORKAROUND": ("work-around", "they get it done some other way"),
    "EXPECT-GAP": ("expected more", "it was not as they expected"),
    "ABSENCE": ("missing", "they say that something is not there"),
    "EFFORT": ("effort", "it takes them time or trouble"),
    "AVOID": ("gave up", "they stopped, left it, or keep away from it"),
    "NORMALISED": ("put up with", "they have got used to what is in the way"),
    "COMPARE": ("better elsewhere", "they know it better from somewhere else"),
    "GOAL-NEG": ("goal in the way", "they want to get something done and cannot"),
    "IMP-DISSAT": ("important, badly met", "they rated it as important and as badly done"),
}


def called(kind: str) -> str:
    """Return what people read for a class of signal."""
    return WORDS.get(kind, (kind.lower(), ""))[0]


def chips(signals: Mapping[str, int], most: int = 5) -> str:
    """Return the classes of a candidate with their people, commonest first, each explained by its title."""
    ranked = sorted(signals.items(), key=lambda kv: (-kv[1], kv[0]))
    shown = [
        f"<span title='{escape(WORDS.get(kind, ('', ''))[1], quote=True)}'>{escape(called(kind))}&nbsp;{people}</span>"
        for kind, people in ranked[:most]
    ]
    more = f"and {len(ranked) - most} more kinds" if len(ranked) > most else ""
    return "<br>".join([*shown, *([more] if more else [])])
