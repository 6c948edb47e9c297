"""Stance and valence of a coding, where a format has only a note: lines of their own below what the coder wrote."""

from __future__ import annotations

import re
from typing import Literal

Stance = Literal["for", "against"]
_LINE = re.compile(r"(\\*)(Stance|Valence): ?(.*)")
_VALENCES = {"-2", "-1", "0", "1", "2"}


def fold(note: str, stance: Stance = "for", valence: int | None = None) -> str:
    """Return a note that says stance and valence as well; a line of the coder's that looks like ours gets a backslash."""
    lines = [f"\\{line}" if _LINE.fullmatch(line) else line for line in note.split("\n")] if note else []
    lines += ["Stance: against"] if stance == "against" else []
    lines += [f"Valence: {valence}"] if valence is not None else []
    return "\n".join(lines)


def unfold(text: str) -> tuple[str, Stance, int | None]:
    """Return what the coder wrote, the stance and the valence of a note; what cannot be meant stays in the note."""
    lines: list[str] = []
    stance: Stance = "for"
    valence: int | None = None
    for line in text.split("\n") if text else []:
        marked = _LINE.fullmatch(line)
        if marked and marked[1]:
            lines.append(line[1:])
        elif marked and marked[2] == "Stance" and marked[3] == "against":
            stance = "against"
        elif marked and marked[2] == "Valence" and marked[3] in _VALENCES:
            valence = int(marked[3])
        else:
            lines.append(line)
    return "\n".join(lines), stance, valence
