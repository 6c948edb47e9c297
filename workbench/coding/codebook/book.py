"""A codebook outside a study: what a file says about each code, and nothing else.

A file may be silent about a field, which is not the same as saying that it is empty: only what it says can change a study.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.study.names import slug
from workbench.study.records import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.study.records import Anchor, Stance

#: What a codebook says about a code besides its id and label, in the order in which files have it.
FIELDS = ("parent", "definition", "include", "exclude", "stage", "valence", "latent", "colour", "key", "owner")
#: Longest label and text, and most codes, that a file may bring: beyond these it is not a codebook.
LONGEST_LABEL = 1_000
LONGEST_TEXT = 1_000_000
MOST_CODES = 10_000
#: A file of codes larger than this (bytes) is refused before it is read.
LARGEST = 32 * 2**20

#: How families are called as folders of other programs.
FOLDERS = {
    "stage": "Stages", "emotion": "Emotions", "pain": "Pains", "need": "Needs", "delight": "Delights",
    "expectation": "Expectations", "delivered": "Delivered", "goal": "Goals", "action": "Actions", "thought": "Thoughts",
    "touchpoint": "Touchpoints", "channel": "Channels", "preference": "Preferences", "alternative": "Alternatives",
    "effort": "Effort", "free": "Free codes",
}  # fmt: skip
_CALLED = {
    **{f: f for f in FAMILIES}, **{f"{f}s": f for f in FAMILIES}, **{name.casefold(): f for f, name in FOLDERS.items()},
    "pain point": "pain", "pain points": "pain", "touch point": "touchpoint", "touch points": "touchpoint",
}  # fmt: skip
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}")
_TRUE, _FALSE = frozenset({"yes", "true", "1", "x"}), frozenset({"no", "false", "0", ""})
_VALENCE = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says about one code.

    Attributes
    ----------
    id
        ``family:name``, unique in the file.
    label
        What people read.
    says
        The fields of `FIELDS` the file has, by name; ``parent`` is an id of the same file.
    examples
        Passages that show the code, each ``for`` it or ``against``.
    retired
        Kept, no longer used.
    known
        Whether `id` is the file's own word; otherwise it was made from the label, and the label is what counts.
    guid
        Of a REFI-QDA file.
    """

    id: str
    label: str
    says: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[tuple[Anchor, Stance], ...] = ()
    retired: bool = False
    known: bool = True
    guid: str = ""

    @property
    def family(self) -> str:
        """The family its id names, ``free`` without one."""
        return family_of(self.id)


@dataclass(frozen=True, slots=True)
class Book:
    """The codes of a file, and what was noticed while reading."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()


def family_of(code: str) -> str:
    """Return the family that a code's id names; ``free`` if it names none."""
    family, colon, _ = code.partition(":")
    return family if colon and family in FAMILIES else "free"


def family_called(name: str) -> str:
    """Return the family that people call `name` (``Pains``, ``pain points``); empty if there is none."""
    return _CALLED.get(" ".join(name.casefold().split()), "")


def named(name: str) -> tuple[str, str]:
    """Return family and label of a name as people type it: ``pain: typing names in``; no family is an empty one."""
    family, colon, label = name.partition(":")
    called = family_called(family) if colon else ""
    return (called, label.strip()) if called and label.strip() else ("", name.strip())


def colour(text: str) -> str:
    """Return a colour as ``#rrggbb``; ``#rgb`` is its short form.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if not _COLOUR.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not a colour: write it as #0072b2")
    return text if len(text) > len("#rgb") else "#" + "".join(c * 2 for c in text[1:])


def value(name: str, raw: object) -> Any:  # noqa: ANN401 (a text, a number or a truth)
    """Return what a file says in field `name`, as the study keeps it.

    Raises
    ------
    ValueError
        If it cannot be meant; in words.
    """
    if name == "valence":
        return _valence(raw)
    if name == "latent":
        return _truth(raw)
    if not isinstance(raw, str):
        raise ValueError(f"{name} is a text, and here it is {raw!r}")  # noqa: TRY004 (one kind of error for one kind of fault)
    if len(raw) > LONGEST_TEXT:
        raise ValueError(f"{name} of {len(raw):,} characters, and the limit is {LONGEST_TEXT:,}")
    if name == "key" and raw and (len(raw) > 1 or raw.isspace() or not raw.isprintable()):
        raise ValueError(f"a key is one character that can be typed, and here it is {raw[:40]!r}")
    return colour(raw) if name == "colour" and raw else raw


def _valence(raw: object) -> int | None:
    if raw is None or raw == "":
        return None
    number = int(raw) if isinstance(raw, str) and re.fullmatch(r"\s*[+-]?\d\s*", raw) else raw
    if type(number) is not int or not -_VALENCE <= number <= _VALENCE:
        raise ValueError(f"valence is a whole number from -{_VALENCE} to {_VALENCE}, and here it is {raw!r}")
    return number


def _truth(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().casefold() in _TRUE | _FALSE:
        return raw.strip().casefold() in _TRUE
    raise ValueError(f"latent is yes or no, and here it is {raw!r}")


class Ids:
    """Gives each new code an id of its own: ``pain:fee``, ``pain:fee-2`` and so on.

    Parameters
    ----------
    taken
        Ids there are already.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def free(self, code: str) -> bool:
        """Say whether nobody has this id."""
        return code not in self._taken

    def take(self, code: str) -> None:
        """Note that an id is taken."""
        self._taken.add(code)

    def new(self, family: str, label: str) -> str:
        """Return an id that nobody has, and take it."""
        first = made = f"{family}:{slug(label)}"
        while made in self._taken:
            number = self._next[first] = self._next.get(first, 1) + 1
            made = f"{first}-{number}"
        self._taken.add(made)
        return made
