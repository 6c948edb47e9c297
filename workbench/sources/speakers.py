"""Which words before a colon are the name of who speaks, and which are just words before a colon."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
#: ``[00:01:02] Name (00:01:02): words``, with the Markdown stars people put around names.
_LABELLED = re.compile(
    rf"""^(?:[-*]\s+)?(?:[\[(]?(?P<before>{_TIME})[\])]?\s*[-–]?\s*)?
    (?:\*\*|__)?\[?(?P<label>[^\W_](?:[^:\n<>\[\]*]|(?<=\w)_){{0,48}}?)\]?(?:\*\*|__)?
    \s*(?:[\[(](?P<after>{_TIME})[\])])?\s*(?:\*\*|__)?:(?:\*\*|__)?(?=\s|$)""",
    re.VERBOSE,
)
_ASKS = {
    "interviewer", "moderator", "researcher", "facilitator", "int", "i", "q", "host", "interviewers", "question", "ux researcher",
    "user researcher", "mod", "fac",
}  # fmt: skip
_ANSWERS = {
    "participant", "interviewee", "respondent", "speaker", "customer", "client", "user", "a", "p", "r", "answer", "unknown speaker",
    "unknown", "patient", "doctor", "clinician", "nurse", "agent", "guest",
    "voice", "male", "female", "speaker unknown", "resp", "part", "subject",
}  # fmt: skip
#: Words that stand before a colon in prose and heads, never before speech.
_NOT_SPEAKERS = {
    "note", "notes", "http", "https", "date", "time", "title", "agenda", "example", "e.g", "eg", "re", "subject line", "warning",
    "topic", "duration", "location", "source", "transcript", "summary", "recording", "attendees", "participants", "ps", "todo",
    "slide", "github issue", "action items", "action item", "agenda item", "repo",
    "licence", "license", "link", "url",
    "audio", "video", "file", "language", "version", "kind", "tip", "caution", "update", "edit", "transcription",
}  # fmt: skip
_WORDS = 5
_HEAD = 140
_LONG = 9
_SHARE = 0.3


def role(label: str) -> str:
    """Return ``"asks"`` for labels such as *Interviewer 1* or *Q*, ``"answers"`` for *Participant* or *Speaker 2*, else ``""``."""
    plain = _unnumbered(label)
    if plain in _ASKS:
        return "asks"
    if plain in _ANSWERS or not plain:
        return "answers"
    known = misspelt(label)
    return "" if known is None else role(known)


def _unnumbered(label: str) -> str:
    return re.sub(r"[\s_#.-]*\d*$", "", label.casefold().strip()).replace("_", " ").strip()


def misspelt(label: str) -> str | None:
    """Return the role word that `label` is a slip of (*Particpant*), if it is one of the long ones."""
    import difflib

    plain = _unnumbered(label)
    words = sorted(w for w in _ASKS | _ANSWERS if len(w) >= _LONG)
    if len(plain) < _LONG - 1 or plain in words:
        return None
    return next(iter(difflib.get_close_matches(plain, words, 1, 0.88)), None)


def _likely(label: str) -> bool:
    """Say whether a label that occurs once is written as a name: every word begins with a capital, a digit or a bracket."""
    return bool(role(label)) or all(w[0].isupper() or not w[0].isalpha() for w in label.split())


@dataclass(frozen=True, slots=True)
class Said:
    """A line split at its label: who, what, and the time beside the name, if there is one."""

    label: str
    words: str
    stamp: str | None


def split(line: str) -> Said | None:
    """Split `line` at its label, if it begins with what could be one.

    Only the head of the line is searched, so that a line of any length costs the same.
    """
    text = line.strip()
    match = _LABELLED.match(text[:_HEAD])
    if match is None:
        return None
    label, words = match["label"].strip(), text[match.end() :].strip()
    if len(label.split()) > _WORDS or label.casefold() in _NOT_SPEAKERS or label[-1] in ".?!," or words.startswith("//"):
        return None
    return Said(label, words, match["before"] or match["after"])


def candidate(line: str) -> str | None:
    """Return the label at the start of `line`, if there could be one."""
    found = split(line)
    return None if found is None else found.label


def labels(units: Sequence[str]) -> frozenset[str]:
    """Return the labels that name speakers in a file of which `units` are the lines, cues or paragraphs.

    A label counts if the file as a whole is labelled (three units in ten), or if it, or another, is a role such as
    *Interviewer*, or if at least two labels come twice. A word before a colon in running prose does none of these.
    """
    found = [c for c in map(candidate, units) if c is not None]
    counts = Counter(found)
    if not counts:
        return frozenset()
    often = {label for label, n in counts.items() if n > 1}
    roles = {label for label in counts if role(label) and len(label) > 1}
    if len(found) >= _SHARE * len(units) or (roles and (len(counts) > 1 or counts[next(iter(roles))] > 1)):
        return frozenset(label for label in counts if label in often or _likely(label))
    return frozenset(often) if len(often) > 1 and sum(counts[x] for x in often) >= 0.1 * len(units) else frozenset()


def drift(names: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Find labels that mean one person: return which label stands for which longer one, and notes.

    Merged: equal but for case and space; a label whose words begin exactly one other label, case aside
    (*Jenny* and *Jenny Mith*). If it begins more than one, nothing is merged and the note asks.
    """
    known = sorted(set(names), key=lambda n: (-len(fold(n).split()), n))
    into: dict[str, str] = {}
    notes: list[str] = []
    for name in known:
        if role(name):
            meant = misspelt(name) or fold(name)
            same = [k for k in known if k != name and fold(k) == meant and k not in into]
            longer = same[:1] if name not in into.values() else []
        else:
            longer = _longer(name, [k for k in known if k not in into and k != name and not role(k)], into)
        if len(longer) == 1:
            into[name] = longer[0]
            notes.append(f"{name!r} is read as {longer[0]!r}; if they are two people, correct the labels and import again")
        elif longer:
            shown = " or ".join(repr(x) for x in longer)
            notes.append(f"{name!r} could be {shown}: kept apart; correct the label if you know")
    return into, tuple(notes)


def _longer(name: str, others: list[str], into: dict[str, str]) -> list[str]:
    mine = fold(name).split()
    equal = [o for o in others if fold(o).split() == mine]
    if equal:
        return [] if name in into.values() else equal[:1]
    return [o for o in others if fold(o).split()[: len(mine)] == mine]


def fold(name: str) -> str:
    """Return `name` for comparing: NFKC, case-folded, brackets and extra space gone."""
    import unicodedata

    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.sub(r"[()\[\]{}.,;\"]", " ", plain).split())
