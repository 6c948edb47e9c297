"""Kano: which features please, which are taken for granted, from a pair of questions about each (Kano et al. 1984).

How would you feel if it were there (functional), and how if it were not (dysfunctional)? The two answers of a person give
one of six classes: attractive, one-dimensional, must-be, indifferent, reverse, questionable. Berger et al. (1993) sum them up
in two shares: how much having it pleases (better), and how much missing it annoys (worse).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.journey.stats import wilson
from workbench.study.errors import UserError
from workbench.study.kinds import UNASKED
from workbench.study.shares import Interval

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from workbench.study.folder import Folder
    from workbench.study.records import Survey

#: Class by its letter, in the order in which a tie is settled: what is missed most goes first (Berger et al. 1993).
CLASSES = {
    "M": "must-be", "O": "one-dimensional", "A": "attractive", "I": "indifferent", "R": "reverse", "Q": "questionable",
}  # fmt: skip
#: The five answers, from 1 to 5, in the words of the questionnaire.
ANSWERS = ("like", "expect", "neutral", "live with", "dislike")
#: Functional answer (row) by dysfunctional answer (column), both from 1 (I like it that way) to 5 (I dislike it).
_TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
_WORDS = {
    1: ("like", "i like", "i like it", "i like it that way", "enjoy", "delighted"),
    2: ("expect", "i expect", "i expect it", "must", "must be", "must-be", "it must be that way", "i expect it that way"),
    3: ("neutral", "i am neutral", "i'm neutral", "i do not care", "i don't care", "indifferent"),
    4: ("live with", "live with it", "i can live with it", "i can live with it that way", "tolerate", "i can tolerate it"),
    5: ("dislike", "i dislike", "i dislike it", "i dislike it that way"),
}
_BY_WORD = {word: number for number, words in _WORDS.items() for word in words}
#: Below so many people nothing is said of how sure a class is.
_FEW = 5
_DRAWS = 1000
#: What the columns of a survey begin with that hold numbers and choices.
_PREFIXES = ("rating.", "attr.")


@dataclass(frozen=True, slots=True)
class Kano:
    """One feature.

    Attributes
    ----------
    feature
        What it is called.
    counts
        People by class letter, all six.
    n
        People who answered both questions.
    letter
        The class most people give it; of equals the first of M, O, A, I, R, Q. Empty if nobody answered.
    sure
        How often it is the most frequent class when people are drawn again; None below 5 people.
    better, worse
        Shares of Berger et al. with 95 % intervals, `worse` from -1 to 0; None if all answers are reverse or questionable.
    """

    feature: str
    counts: dict[str, int]
    n: int
    letter: str
    sure: float | None
    better: Interval | None
    worse: Interval | None

    @property
    def word(self) -> str:
        """The class in words."""
        return CLASSES.get(self.letter, "")


def answer(given: object) -> int | None:
    """Return an answer as a number from 1 (I like it that way) to 5 (I dislike it that way); None for no answer.

    Raises
    ------
    UserError
        If it is neither one of the five nor empty. The answer itself is not named: it is a participant's.
    """
    if isinstance(given, bool):
        raise UserError(_strange())
    if given is None or (isinstance(given, float) and math.isnan(given)):
        return None
    if isinstance(given, int | float):
        if float(given) in {1.0, 2.0, 3.0, 4.0, 5.0}:
            return int(given)
        raise UserError(_strange())
    words = " ".join(str(given).casefold().replace("\u2019", "'").strip(" .!").split())
    if not words:
        return None
    if words in {"1", "2", "3", "4", "5", "1.0", "2.0", "3.0", "4.0", "5.0"}:
        return int(words[0])
    if words not in _BY_WORD:
        raise UserError(_strange())
    return _BY_WORD[words]


def _strange() -> str:
    return f"a Kano answer is a number from 1 to 5 or one of: {', '.join(ANSWERS)}; there is another"


def letter(functional: int, dysfunctional: int) -> str:
    """Return the class of two answers, each from 1 (like) to 5 (dislike)."""
    return _TABLE[functional - 1][dysfunctional - 1]


def better_worse(counts: Mapping[str, int]) -> tuple[Interval, Interval] | None:
    """Return (A+O)/(A+O+M+I) and -(O+M)/(A+O+M+I) with Wilson's intervals (Berger et al. 1993); None if the four are empty."""
    a, o, m, i = (counts.get(c, 0) for c in "AOMI")
    total = a + o + m + i
    if not total:
        return None
    worse = wilson(o + m, total)
    return wilson(a + o, total), Interval(-worse.value, -worse.hi, -worse.lo)


def kano(
    feature: str, functional: Mapping[str, object], dysfunctional: Mapping[str, object], *, seed: int = 42, draws: int = _DRAWS
) -> Kano:  # fmt: skip
    """Return one feature from what people answered.

    Parameters
    ----------
    feature
        What it is called.
    functional, dysfunctional
        Person -> answer to "if it were there" and "if it were not". Only who answered both counts.
    seed, draws
        Of the bootstrap behind `Kano.sure`.

    Raises
    ------
    UserError
        If an answer is not one of the five.
    """
    found: Counter[str] = Counter()
    for person in sorted(functional.keys() & dysfunctional.keys()):
        one, other = answer(functional[person]), answer(dysfunctional[person])
        if one is not None and other is not None:
            found[letter(one, other)] += 1
    return summed(feature, found, seed=seed, draws=draws)


def summed(feature: str, counts: Mapping[str, int], *, seed: int = 42, draws: int = _DRAWS) -> Kano:
    """Return one feature from how many people give it each class."""
    order = list(CLASSES)
    every = {c: int(counts.get(c, 0)) for c in order}
    n = sum(every.values())
    most = max(order, key=lambda c: (every[c], -order.index(c))) if n else ""
    ends = better_worse(every)
    sure = _sure(every, most, seed, draws) if n >= _FEW else None
    return Kano(feature, every, n, most, sure, *(ends or (None, None)))


def _sure(counts: Mapping[str, int], most: str, seed: int, draws: int) -> float:
    """Return how often `most` comes first when as many people are drawn again; equals share the draw."""
    import numpy as np

    size = sum(counts.values())
    drawn = np.random.default_rng(seed).multinomial(size, [c / size for c in counts.values()], size=draws)
    first = drawn == drawn.max(axis=1, keepdims=True)
    return round(float((first[:, list(counts).index(most)] / first.sum(axis=1)).mean()), 6)


def from_surveys(
    folder: Folder, columns: Mapping[str, tuple[str, str]], *, among: Collection[str] | None = None
) -> dict[str, tuple[dict[str, object], dict[str, object]]]:
    """Return feature -> what each person answered to the functional and the dysfunctional question, from columns of surveys.

    Parameters
    ----------
    folder
        The study.
    columns
        Feature -> the two columns, as the study calls them: a rating or an attribute (``rating.`` and ``attr.`` may be left out).
    among
        Whose answers count, as `workbench.journey.figures.scores.raters` has them; everybody's if not given.

    Returns
    -------
    dict
        Of who answered in several rounds, the latest answer. Authors of tickets, reviews and posts are not counted.

    Raises
    ------
    UserError
        If no survey has such a column.
    """
    asked = [s for s in folder.surveys() if s.kind not in UNASKED]
    order = folder.settings.in_order(s.round for s in asked)
    surveys = sorted(asked, key=lambda s: (order.index(s.round), s.id))
    return {
        feature: (_column(surveys, functional, among), _column(surveys, dysfunctional, among))
        for feature, (functional, dysfunctional) in sorted(columns.items())
    }


def _column(surveys: Sequence[Survey], name: str, among: Collection[str] | None) -> dict[str, object]:
    wanted = [name, *(prefix + name for prefix in _PREFIXES)]
    found: dict[str, object] = {}
    there = False
    for answers in (s.answers for s in surveys):
        column = next((w for w in wanted if w in answers.columns and w.startswith(_PREFIXES)), None)
        if column is not None:
            there = True
            kept = answers[[column, "participant"]].dropna()
            given = zip(kept["participant"].astype(str), kept[column].tolist(), strict=True)
            found |= {who: answered for who, answered in given if among is None or who in among}
    if not there:
        known = sorted({c for s in surveys for c in s.answers.columns if c.startswith(_PREFIXES)})
        raise UserError(f"no survey has the rating or attribute {name!r}; there are: {', '.join(known) or 'none'}")
    return found
