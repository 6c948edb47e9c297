"""Which of sixteen ways a project counts places in: found from where its own passages begin and end.

The standard says "the first and the last character (Unicode codepoint)" and no more, and programs differ: some count units of
UTF-16, some a line end of two characters as one, some the byte order mark, and for some the end is the last character, for
others the one after it. Read the wrong way, nearly every passage is shifted or loses a letter. But people code words and
sentences: of the sixteen readings the right one lets passages begin and end where words do, and say what their names say.

Each reading gets the logarithm of how likely its places are, passage by passage. Readings that place every passage the same
are one; between others that are about as likely nobody is made to believe: the reading is then called open.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from workbench.coding.projects.records import Dialect
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.coding.projects.counted import Counted, Places
    from workbench.coding.projects.records import Standing, Unit

#: What `told` understands, and the field and value it stands for.
WORDS: Mapping[str, tuple[str, object]] = {
    "codepoint": ("unit", "codepoint"), "utf16": ("unit", "utf16"), "crlf1": ("crlf", 1), "crlf2": ("crlf", 2),
    "nobom": ("bom", False), "bom": ("bom", True), "exclusive": ("inclusive", False), "inclusive": ("inclusive", True),
}  # fmt: skip
#: Passages that are looked at: more make no reading clearer.
_MOST = 1500
#: A reading this much more likely than the next (natural logarithm) is taken as decided: half of it from passages alone.
_DECIDED = 2.0
#: If the best fits worse than this, ways are looked at that the file itself gives no sign of.
_POOR = 0.3
#: What is usual, where passages do not tell: of so much weight as a passage or less.
_USUAL = {"inclusive": -0.8, "bom": -0.5, "crlf": -0.2, "utf16": -0.2}
#: What programs are known to do, by how their name begins.
_KNOWN = {
    "nvivo": {"unit": "utf16", "crlf": 2, "inclusive": False}, "qualcoder": {"unit": "codepoint", "crlf": 1, "inclusive": False},
    "potato": {"unit": "codepoint", "inclusive": True}, "exegete": {"unit": "codepoint", "crlf": 1, "inclusive": False},
}  # fmt: skip
_HINT = 0.5
_OUTSIDE, _INSIDE, _EMPTY, _OTHER_WORDS = -8.0, -5.0, -1.0, -4.0
_CUT, _SPLIT, _BLANK, _ODD = -3.5, -4.0, -2.5, -0.8
_CLOSING = frozenset(".,;:!?…)]}»”’。、！？，；：")
_OPENING = frozenset("([{«“‘\"'„¿¡")
_TERMINAL = frozenset(".!?…。！？")
_NAMED = 20
#: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
_UNSPACED = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u3040", "\u9fff"), ("\U00020000", "\U0003ffff"))


class Mark(NamedTuple):
    """A passage as the file has it: which text, what it counted to both ends, and the name it gave."""

    text: int
    start: int
    end: int
    name: str = ""


class Placed(NamedTuple):
    """Where the passages of one reading are; `odd` are those that are in no whole place."""

    start: Places
    end: Places
    odd: Places

    def same(self) -> bytes:
        """Return a key that is equal for readings that place everything the same."""
        return self.start.tobytes() + self.end.tobytes()


@dataclass(frozen=True)
class Reading:
    """What was chosen: the dialect, the texts as it counts them, and how many passages the next best places elsewhere."""

    dialect: Dialect
    texts: tuple[Counted, ...]
    elsewhere: int = 0


def told(words: str) -> dict[str, object]:
    """Return what a person says of how a file counts: ``utf16,crlf2,nobom,inclusive``, or some of it.

    Raises
    ------
    UserError
        If a word is not understood, or two contradict each other.
    """
    found: dict[str, object] = {}
    for word in filter(None, (w.strip().casefold() for w in words.split(","))):
        if word not in WORDS:
            raise UserError(f"offsets are said with {', '.join(WORDS)}, and {word[:30]!r} is none of them.")
        name, value = WORDS[word]
        if found.setdefault(name, value) != value:
            raise UserError(f"offsets: {word!r} contradicts what is said before it.")
    return found


def said(dialect: Dialect) -> str:
    """Return a dialect as `told` reads it."""
    unit = "utf16" if dialect.unit == "utf16" else "codepoint"
    return f"{unit},crlf{dialect.crlf},{'bom' if dialect.bom else 'nobom'},{'inclusive' if dialect.inclusive else 'exclusive'}"


def place(texts: Sequence[Counted], marks: Sequence[Mark], dialect: Dialect) -> Placed:
    """Return where passages are, read in a dialect; places outside of a text are -1 or one behind its end."""
    import numpy as np

    start, end = np.empty(len(marks), dtype=np.int64), np.empty(len(marks), dtype=np.int64)
    odd = np.zeros(len(marks), dtype=np.int64)
    of: dict[int, list[int]] = defaultdict(list)
    for number, mark in enumerate(marks):
        of[mark.text].append(number)
    for text, numbers in of.items():
        given = np.array([(marks[n].start, marks[n].end) for n in numbers], dtype=np.int64)
        counted = texts[text]
        first, sure = counted.places(given[:, 0], dialect)
        last, whole = counted.places(given[:, 1] + int(dialect.inclusive), dialect)
        cut = ~whole & np.isin(last, counted.astral)  # an end inside a character is behind it
        at = np.array(numbers)
        start[at], end[at], odd[at] = first, last + cut, ~(sure & whole)
    return Placed(start, end, odd)


def choose(texts: Sequence[Counted], marks: Sequence[Mark], *, given: Mapping[str, object], origin: str = "") -> Reading:
    """Return the reading that fits a file best.

    Parameters
    ----------
    texts
        Of the file.
    marks
        All of its passages.
    given
        What a person said: see `told`.
    origin
        What the file says wrote it: where its passages do not decide, what is known of that program does.
    """
    marks = tuple(marks)
    found = _best(texts, marks, given, origin)
    if found.dialect.score >= _POOR or not marks:
        return found
    bent = [replace(t, bom=True, inline=t.inline or not len(t.pairs)) for t in texts]
    other = _best(bent, marks, given, origin)
    return other if other.dialect.score > found.dialect.score + _POOR else found


def _best(texts: Sequence[Counted], marks: tuple[Mark, ...], given: Mapping[str, object], origin: str) -> Reading:
    alike: dict[bytes, list[Dialect]] = defaultdict(list)
    places: dict[bytes, Placed] = {}
    made: dict[tuple[object, ...], Placed] = {}
    units, lines = any(len(t.astral) for t in texts), any(len(t.two(Dialect(crlf=2))) for t in texts)
    marked = any(t.bom for t in texts)
    for dialect in _hypotheses(given):
        key = (units and dialect.unit, lines and dialect.crlf, marked and dialect.bom, dialect.inclusive)
        if key not in made:  # what no text has in it makes no difference
            made[key] = place(texts, marks, dialect)
        placed = made[key]
        alike[placed.same()].append(dialect)
        places.setdefault(placed.same(), placed)
    keys = sorted(alike, key=lambda k: -max(_prior(d, origin) for d in alike[k]))
    totals, seen = _likely(texts, marks, [places[k] for k in keys])
    worth = [t + max(_prior(d, origin) for d in alike[k]) for t, k in zip(totals, keys, strict=True)]
    order = sorted(range(len(keys)), key=lambda n: -worth[n])
    first, second = order[0], order[1] if len(order) > 1 else None
    readings = alike[keys[first]]
    best = max(readings, key=lambda d: _prior(d, origin))
    score = math.exp(totals[first] / seen) if seen else 1.0
    margin = score - math.exp(totals[second] / seen) if second is not None and seen else 0.0
    apart = math.inf if second is None else min(worth[first] - worth[second], 2 * (totals[first] - totals[second]))
    elsewhere = 0 if second is None else _differ(places[keys[first]], places[keys[second]])
    dialect = replace(best, score=round(score, 3), margin=round(margin, 3))
    free = sum(name not in given for name in ("unit", "crlf", "bom", "inclusive"))
    standing: Standing = "given" if not free else "open" if apart < _DECIDED else "equivalent" if len(readings) > 1 else "decided"
    return Reading(
        replace(dialect, standing=standing, why=_why(standing, readings, elsewhere, len(marks))), tuple(texts), elsewhere
    )


def _hypotheses(given: Mapping[str, object]) -> list[Dialect]:
    every = itertools.product(("codepoint", "utf16"), (1, 2), (False, True), (False, True))
    found = [Dialect(cast("Unit", u), cast("Literal[1, 2]", c), b, i) for u, c, b, i in every]
    return [d for d in found if all(getattr(d, name) == value for name, value in given.items())]


def _prior(dialect: Dialect, origin: str) -> float:
    usual = _USUAL["inclusive"] * dialect.inclusive + _USUAL["bom"] * dialect.bom
    usual += _USUAL["crlf"] * (dialect.crlf - 1) + _USUAL["utf16"] * (dialect.unit == "utf16")
    known = next((k for name, k in _KNOWN.items() if origin.strip().casefold().startswith(name)), {})
    fitting = [name for name, value in known.items() if getattr(dialect, name) == value]
    return usual + _HINT * len(fitting)


def _differ(one: Placed, other: Placed) -> int:
    return int(((one.start != other.start) | (one.end != other.end)).sum())


def _why(standing: Standing, readings: Sequence[Dialect], elsewhere: int, marks: int) -> str:
    if not marks:
        return "there are no passages to read"
    if standing == "given":
        return "said by the person who imported it"
    if standing == "open":
        return f"another reading fits about as well, and {elsewhere} of {marks} passages would stand elsewhere"
    free = [label for name, label in (("unit", "the unit"), ("crlf", "line ends"), ("bom", "the byte order mark"),
                                      ("inclusive", "the end")) if len({getattr(d, name) for d in readings}) > 1]  # fmt: skip
    return f"{', '.join(free)} can be read either way: every passage stands the same" if free else "no other reading fits as well"


# How likely a place is -----------------------------------------------------------------------------------------------


def _likely(texts: Sequence[Counted], marks: tuple[Mark, ...], readings: Sequence[Placed]) -> tuple[list[float], int]:
    """Return how likely each reading is, and how many passages were looked at; none if there is but one reading."""
    first = {mark: number for number, mark in reversed(list(enumerate(marks)))}
    looked = sorted(first.values())
    looked = looked[:: max(1, -(-len(looked) // _MOST))]
    totals = [0.0] * len(readings)
    for number in looked:
        mark, text = marks[number], texts[marks[number].text].text
        spots = [(int(r.start[number]), int(r.end[number]), int(r.odd[number])) for r in readings]
        known = {spot: (_edges(text, *spot), _words(text, spot, mark.name)) for spot in dict.fromkeys(spots)}
        told = bool(mark.name.strip()) and any(words > _OTHER_WORDS for _, words in known.values())
        for at, spot in enumerate(spots):
            edges, words = known[spot]
            totals[at] += edges + (words if told else 0.0)
    return totals, len(looked)


def _edges(text: str, start: int, end: int, odd: int) -> float:
    if start < 0 or end > len(text) or end < start:
        return _OUTSIDE
    if start == end:
        return _EMPTY + odd * _INSIDE
    return _start(text, start) + _end(text, start, end) + odd * _INSIDE


def _start(text: str, at: int) -> float:
    before, first = text[at - 1 : at] if at else "", text[at]
    if _joins(first) or (before and _glues(before)):
        return _SPLIT
    if before and _is_word(before) and _is_word(first):
        return _CUT if _spaced(first) and _spaced(before) else _ODD
    if first.isspace() or first in _CLOSING:
        return _BLANK
    if not before or before == "\n":
        return 0.0
    return -0.1 if before.isspace() else -0.2 if before in _OPENING else _ODD


def _end(text: str, start: int, at: int) -> float:
    last, after = text[at - 1], text[at : at + 1]
    if after and (_joins(after) or _glues(last)):
        return _SPLIT
    if after and _is_word(last) and _is_word(after):
        return _CUT if _spaced(last) and _spaced(after) else _ODD
    if last.isspace():
        return _BLANK
    if not after or after.isspace():
        return 0.0
    if after in _CLOSING:
        return -1.7 if after in _TERMINAL and _begins(text, start) else -0.25
    return -0.3 if not after.isalnum() else _ODD


def _begins(text: str, at: int) -> bool:
    """Say whether a sentence begins here."""
    before = text[max(0, at - 3) : at].rstrip(" ")
    return not before or before[-1] == "\n" or before[-1] in _TERMINAL


def _words(text: str, spot: tuple[int, int, int], name: str) -> float:
    """Return how well what stands there fits the name of the passage, which many programs make of its words."""
    start, end, _ = spot
    if start < 0 or end > len(text) or end < start:
        return _OTHER_WORDS
    words = text[start:end]
    if words == name:
        return 0.0
    plain, wanted = " ".join(words.split()), " ".join(name.split())
    if plain == wanted:
        return -0.3
    short = wanted.removesuffix("…").removesuffix("...").rstrip()
    cut = short != wanted or len(wanted) >= _NAMED
    return -0.5 if cut and short and plain.startswith(short) else _OTHER_WORDS


def _is_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"}


def _joins(char: str) -> bool:
    """Say whether a character belongs to the one before it: an accent, the selector of a picture, a skin tone."""
    return unicodedata.combining(char) > 0 or char in "\u200d\ufe0e\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff"


def _glues(char: str) -> bool:
    return char == "\u200d"


def _spaced(char: str) -> bool:
    """Say whether a letter is of a script that puts spaces between words."""
    return not any(first <= char <= last for first, last in _UNSPACED)
