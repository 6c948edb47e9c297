"""From people counted in two rounds to a p value, and from p values to whether a change may be claimed.

What is here is used for every claim of a diff, and for every claim of every placebo half: one rule, in one place.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from workbench.journey import stats
from workbench.journey.change import contrasts
from workbench.journey.strength.thresholds import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The closed set of words for what became of something since the round before.
WORDS = ("up", "down", "new", "not heard", "no detectable change", "equivalent", "not comparable")
#: Those that say that something changed.
CHANGES = frozenset({"up", "down", "new", "not heard"})

_EXACT_PAIRS = "McNemar exact"
_SOME_PAIRS = "partly paired z8"
_OTHERS = "Fisher mid-p"


class Rules(NamedTuple):
    """The cut-offs of `workbench.journey.strength.thresholds` that decide about rounds."""

    p: float = THRESHOLDS["verdict_p"][0]
    q: float = THRESHOLDS["verdict_q"][0]
    asked: float = THRESHOLDS["asked_apart"][0]
    expected: float = THRESHOLDS["expected"][0]
    percent: float = THRESHOLDS["percent_people"][0]
    margin: float = THRESHOLDS["margin"][0]
    margin_felt: float = THRESHOLDS["margin_emotion"][0]

    @classmethod
    def of(cls, cuts: Mapping[str, tuple[float, ...]]) -> Rules:
        """Return the rules of a study's own cut-offs."""
        names = ("verdict_p", "verdict_q", "asked_apart", "expected", "percent_people", "margin", "margin_emotion")
        return cls(*(cuts.get(name, THRESHOLDS[name])[0] for name in names))


RULES = Rules()


class Pairs(NamedTuple):
    """The people in both rounds, by what they said (in both, only before, only now, in neither), and the others."""

    both: int
    lost: int
    gained: int
    neither: int
    k0: int
    n0: int
    k1: int
    n1: int

    @property
    def shared(self) -> int:
        """People in both rounds."""
        return self.both + self.lost + self.gained + self.neither

    @property
    def before(self) -> tuple[int, int]:
        """Who said so of everybody in the earlier round."""
        return self.k0 + self.both + self.lost, self.n0 + self.shared

    @property
    def now(self) -> tuple[int, int]:
        """Who says so of everybody in the later round."""
        return self.k1 + self.both + self.gained, self.n1 + self.shared

    @property
    def link(self) -> float:
        """How alike the two answers of the same people are."""
        return stats.phi(self.both, self.lost, self.gained, self.neither)

    @property
    def correlation(self) -> float:
        """Of the two shares: of the answers of the same people, thinned by everybody who is in one round only."""
        sizes = (self.shared + self.n0) * (self.shared + self.n1)
        return self.link * self.shared / math.sqrt(sizes)


def apart(k0: int, n0: int, k1: int, n1: int) -> Pairs:
    """Return two rounds of different people."""
    return Pairs(0, 0, 0, 0, k0, n0, k1, n1)


@lru_cache(maxsize=65536)
def p_value(pairs: Pairs, expected: float = RULES.expected) -> tuple[float, str]:
    """Return the p value and the test that fits who is in both rounds; which test never depends on who said so when.

    Some people in both: z8 where there are people enough for its approximation. Otherwise the exact test that uses
    more of the people: of those in both, or of everybody as if they were different people, which errs towards no
    change as long as most people say again what they said before.
    """
    (k0, n0), (k1, n1) = pairs.before, pairs.now
    if pairs.shared and not pairs.n0 and not pairs.n1:
        return stats.mcnemar_exact(pairs.gained, pairs.lost), _EXACT_PAIRS
    pooled = (k0 + k1) / (n0 + n1)
    if pairs.shared > 1 and min(n0, n1) * min(pooled, 1 - pooled) >= expected:
        return stats.partly_paired(*pairs)[1], _SOME_PAIRS
    if pairs.shared > max(pairs.n0, pairs.n1):
        return stats.mcnemar_exact(pairs.gained, pairs.lost), f"{_EXACT_PAIRS}, people in both"
    return stats.fisher_mid_p(k1, n1, k0, n0), _OTHERS


def claimed(pairs: Pairs, p: float, q: float, test: str, rules: Rules = RULES, *, interval: stats.Interval | None = None) -> bool:
    """Say whether a change may be claimed: p and q are small, the interval is on one side, and the test is not wrong too often.

    A test and an interval that are not made from each other may differ on whether there is a change (0 of 40 and 9 of 100: mid-p
    .038, interval from −.7 points on). Then there is none to claim, so no change ever stands beside an interval with zero in it.
    Fisher's mid-p keeps its rate of false alarms on average only, and z8 is an approximation: with some sizes both are above
    it (measured: up to .065 and .062 instead of .05). So mid-p must be under the cut at which the rate is kept
    (`contrasts.safe_cut`), and z8 is taken from the t distribution with as many degrees of freedom as people, less two.

    Parameters
    ----------
    pairs
        Who is in both rounds and said what.
    p, q, test
        As `p_value` has them, and p corrected for everything compared.
    rules
        Cut-offs.
    interval
        Of the difference, as it is shown; that of `pairs` if not given.
    """
    if p > rules.p or q > rules.q:
        return False
    shown = interval or around(pairs)
    return apart_from_zero(shown) and not hindrance(pairs, p, test, rules, shown)


def hindrance(pairs: Pairs, p: float, test: str, rules: Rules, interval: stats.Interval) -> str:
    """Return what of the test keeps a change from being claimed, though its p is small: the rest of a sentence; or nothing."""
    if test.startswith(_EXACT_PAIRS) and (pairs.gained - pairs.lost) * interval.value <= 0:
        return "but only among the people in both rounds, who went the other way"
    kept = True
    if test == _SOME_PAIRS:
        from scipy.special import stdtr

        z, _ = stats.partly_paired(*pairs)
        kept = bool(2 * stdtr(pairs.n0 + pairs.n1 + pairs.shared - 2, -abs(z)) <= rules.p)
    elif test.startswith(_OTHERS):
        kept = p <= contrasts.safe_cut(pairs.before[1], pairs.now[1], rules.p) + 1e-9
    return "" if kept else "which so many people reach too often by chance"


def remark(p: float, q: float, rules: Rules, interval: stats.Interval | None, hindered: str = "") -> str:
    """Return what is to be said of no change where p is small or the interval leaves out zero: part of a sentence; or nothing.

    Parameters
    ----------
    p, q, rules
        As for `claimed`.
    interval
        As it is shown; None if there is none.
    hindered
        As `hindrance` has it.
    """
    out = interval is not None and apart_from_zero(interval)
    if p > rules.p:
        return f"its interval leaves out zero and the test does not (p {_point(p)})" if out else ""
    why = hindered if out or interval is None else "but its interval holds zero"
    return f"worth watching (p ≤ {_point(rules.p)} {'before the correction' if q > rules.q or not why else why})"


def _point(p: float) -> str:
    """Return a p value with two digits that count, and no zero before the point."""
    return f"{p:.2g}".removeprefix("0")


def around(pairs: Pairs) -> stats.Interval:
    """Return later minus earlier share with its interval; the correlation does not mind which comes first."""
    return stats.newcombe(*pairs.now, *pairs.before, correlation=pairs.correlation)


def apart_from_zero(interval: stats.Interval) -> bool:
    """Say whether an interval leaves out zero."""
    return not interval.lo <= 0 <= interval.hi


def visible(pairs: Pairs, test: str) -> tuple[float | None, float | None]:
    """Return the smallest fall and the smallest rise that the test would mostly show; None where none would.

    People in both rounds count as different ones where not all are, which promises too little rather than too much as long
    as most people say again what they said before.
    """
    (k0, n0), (_, n1) = pairs.before, pairs.now
    if test.startswith(_EXACT_PAIRS):
        return contrasts.smallest_change_of_the_same((pairs.both + pairs.lost) / pairs.shared, pairs.shared, pairs.link)
    return contrasts.smallest_change(k0 / n0, n0, n1)


def could_see(fall: float | None, rise: float | None, people: int, *, percent: bool) -> str:
    """Return what a comparison could have seen, in words: ``could see ±13 points``.

    Parameters
    ----------
    fall, rise
        As `visible` gives them. Of both the larger one is said.
    people
        In the later round.
    percent
        Whether there are people enough to say it in points; else it is said in people.
    """

    def size(change: float) -> str:
        return str(math.ceil(100 * change - 1e-6)) if percent else str(math.ceil(change * people - 1e-6))

    unit = " points" if percent else f" of {people} people"
    if fall is not None and rise is not None:
        return f"could see ±{size(max(fall, rise))}{unit}"
    if rise is not None:
        return f"could see +{size(rise)}{unit}, no fall"
    if fall is not None:
        return f"could see \u2212{size(fall)}{unit}, no rise"
    return "could see none with so few people"
