"""Lines with a label that nobody says: the head of a file, *Interviewer: Dana Fox*, and a list in a turn, *Screws: none*."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from workbench.sources.transcripts import speakers
from workbench.sources.transcripts.labels import role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LINES = 15
_WORDS = 6
_MOST = 10
_FULL = re.compile(r"^(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*$")
_STANDS_FOR = re.compile(r"^\W*(?P<label>[^\s=]{1,8})\s*=\s*(?P<words>[^(=\n]{3,60})(?:\((?P<role>[^()]*)\))?")
_SMALL = frozenset({"von", "van", "de", "der", "den", "da", "dos", "di", "la", "le", "el", "al", "bin", "zu", "y", "e"})


def head(rows: Sequence[str], split: Sequence[speakers.Said | None], names: frozenset[str]) -> tuple[int, dict[str, str]]:
    """Return how many lines the head of a file takes, and the names it gives to labels.

    Parameters
    ----------
    rows, split
        Lines, and each of them split at its label.
    names
        The labels of the file.

    Returns
    -------
    int, dict
        Lines before anybody speaks, where it says *Interviewer: Dana Fox*; and for labels of those who speak what they are to be
        called, so that the name is known and masked: ``{"Interviewer": "Dana Fox (Interviewer)"}``.
    """
    counts = Counter(s.label for s in split if s is not None and s.label in names)
    said: dict[str, str] = {}
    end = 0
    for i in range(min(len(rows), _LINES)):
        found = split[i]
        if found is None or found.label not in names:
            continue
        words = found.words.split()
        if not role(found.label) or max(counts.values()) == 1 or found.label in said or not words or not words[0][:1].isupper():
            break
        short = len(words) <= _WORDS and words[-1][-1] not in ".?!…"
        if not (short if counts[found.label] == 1 else _name(found.words) and len(words) <= _MOST):
            break
        said[found.label] = found.words
        end = i + 1
    if any(counts[label] > 1 for label in said) and not _is_head(rows, split, names, said, end):
        return _before_speech(split, counts, said, end), {}
    return end, _explained(rows, names) | _called(said, counts)


def in_lists(rows: Sequence[str], split: Sequence[speakers.Said | None], names: frozenset[str]) -> frozenset[str]:
    """Return labels that are lines of a list within a turn (*Screws: none*), where who speaks comes after a blank line.

    They come once and in the middle of a paragraph, which those who come back never do.
    """
    begins: dict[str, list[bool]] = {}
    blank = True
    for row, found in zip(rows, split, strict=True):
        if found is not None and found.label in names:
            begins.setdefault(found.label, []).append(blank)
        blank = not row.strip()
    back = [x for x, places in begins.items() if len(places) > 1]
    if len(back) < 2 or not all(all(begins[x]) for x in back):  # noqa: PLR2004 (two people)
        return frozenset()
    return frozenset(x for x, places in begins.items() if places == [False] and not role(x))


def _name(words: str) -> str:
    """Return the full name that words are or begin with, as *Mia Lund* of *Mia Lund, 44, nurse*; else nothing."""
    first = re.split(r"[,;(/–]|\s-\s", words, maxsplit=1)[0].strip()
    if not _FULL.match(first) or any(not w[0].isupper() and w not in _SMALL for w in first.split()):
        return ""
    return first


def _is_head(
    rows: Sequence[str], split: Sequence[speakers.Said | None], names: frozenset[str], said: Mapping[str, str], end: int
) -> bool:
    """Say whether lines whose labels come back are a head: what they say is told as in a form, or who spoke last speaks again."""
    if any(re.search(r",\s*\S|\d|\(", words) for words in said.values()):
        return True
    if any(speakers.heads(row.partition(":")[0].strip("*_# ")) for row in rows[:end] if ":" in row):
        return True
    after = next((s.label for s in split[end:] if s is not None and s.label in names), "")
    last = next((s.label for s in reversed(split[:end]) if s is not None and s.label in names), "")
    return bool(after) and after == last


def _before_speech(split: Sequence[speakers.Said | None], counts: Counter[str], said: Mapping[str, str], end: int) -> int:
    """Return where the head ends if the first label that comes back begins to speak."""
    back = {label for label in said if counts[label] > 1}
    first = next(i for i, s in enumerate(split[:end]) if s is not None and s.label in back)
    return max((i + 1 for i, s in enumerate(split[:first]) if s is not None and s.label in said), default=0)


def _explained(rows: Sequence[str], names: frozenset[str]) -> dict[str, str]:
    """Return what a head says its labels stand for, line by line: *ET = Ewan Tadros (interviewer)*."""
    found = [m for row in rows[:_LINES] if (m := _STANDS_FOR.match(row)) and m["label"] in names and _name(m["words"])]
    return {m["label"]: _name(m["words"]) + (f" ({m['role']})" if role(m["role"] or "") else "") for m in found}


def _called(said: Mapping[str, str], counts: Counter[str]) -> dict[str, str]:
    """Return what to call those who speak: under the label of the head, or under the initials of the name there."""
    called = {}
    for label, words in said.items():
        name = _name(words)
        if not name:
            continue
        if counts[label] > 1:
            called[label] = f"{name} ({label})"
            continue
        full = [
            w[0]
            for w in name.split()
            if w[0].isupper() and not w.endswith(".") and w not in {"Frau", "Herr", "Mr", "Mrs", "Ms", "Mme"}
        ]
        initials = next((x for x in counts if counts[x] > 1 and x.replace(".", "").upper() == "".join(full)), None)
        if initials is not None and role(label) in {"asks", "answers"}:
            called[initials] = f"{name} ({label})"
    return called
