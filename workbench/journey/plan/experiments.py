"""Tests of a hypothesis: how many people each arm needs, and what the result says in a closed set of words.

Two arms are compared: the journey as it is, and the journey as changed. A result is ``supported``, ``not supported`` or
``too few to tell``; no result says why, and a supported hypothesis is not a proven one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.change.moved import minus
from workbench.study.cards import Arm
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.study.cards import Measured

SUPPORTED, NOT_SUPPORTED, TOO_FEW = "supported", "not supported", "too few to tell"
WORDS = (SUPPORTED, NOT_SUPPORTED, TOO_FEW)
ALPHA, POWER = 0.05, 0.8
_ARMS = 2
#: Below this many people an arm says nothing.
_LEAST = 3
#: No test of a hypothesis is planned with more people than this in an arm.
_MOST = 10_000_000
#: Where an interval is narrower than this, tenths of a point are said.
_FINE = 0.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a result says.

    Attributes
    ----------
    word
        One of `WORDS`.
    difference
        Second arm minus first, with its 95 % interval; None where an arm is too small for one.
    text
        The sentence for people.
    """

    word: str
    difference: stats.Interval | None
    text: str


def people_for_shares(
    first: float, second: float, *, alpha: float = ALPHA, power: float = POWER, continuity: bool = True
) -> int:  # fmt: skip
    """Return how many people each of two arms needs for a difference of two shares to show.

    Normal approximation, two-sided, with the continuity correction (Casagrande, Pike and Smith 1978; Fleiss, Levin and Paik
    2003, ch. 4): n' = (z₁₋α/₂·√(2p̄q̄) + z_power·√(p₁q₁ + p₂q₂))²/(p₁ − p₂)², and n = n'/4·(1 + √(1 + 4/(n'|p₁ − p₂|)))².

    Parameters
    ----------
    first, second
        The share as it is, and as it would be.
    alpha
        How often a difference is seen where there is none.
    power
        How often this one is seen.
    continuity
        Without it the numbers are those of R's ``power.prop.test``, which exact tests do not reach.

    Raises
    ------
    UserError
        If a share is not from 0 to 1, both are the same, or alpha or power make no test.
    """
    from scipy.special import ndtri

    _possible(alpha, power)
    if not (0 <= first <= 1 and 0 <= second <= 1):
        raise UserError(f"shares are from 0 to 1; given: {first:g} and {second:g}")
    gap = abs(second - first)
    if not gap:
        raise UserError("a test looks for a difference; both shares are the same")
    middle = (first + second) / 2
    spread = math.sqrt(first * (1 - first) + second * (1 - second))
    reach = float(ndtri(1 - alpha / 2)) * math.sqrt(2 * middle * (1 - middle)) + float(ndtri(power)) * spread
    size = (reach / gap) ** 2
    if continuity:
        size = size / 4 * (1 + math.sqrt(1 + 4 / (size * gap))) ** 2
    return _whole(size)


def people_for_means(effect: float, sd: float, *, alpha: float = ALPHA, power: float = POWER) -> int:
    """Return how many people each of two arms needs for a difference of two means to show.

    The power of the two-sided t test from the noncentral t distribution with 2n − 2 degrees of freedom and noncentrality
    d·√(n/2), d = effect/sd (Cohen 1988, ch. 2), for the smallest n that reaches it.

    Parameters
    ----------
    effect
        The difference, in units of the measure.
    sd
        How far people differ: the standard deviation in either arm.
    alpha, power
        As in `people_for_shares`.

    Raises
    ------
    UserError
        If there is no difference to be seen, no spread, or alpha or power make no test.
    """
    from scipy.special import ndtri

    _possible(alpha, power)
    if not math.isfinite(effect) or not effect:
        raise UserError(f"a test looks for a difference; given: {effect:g}")
    if not (math.isfinite(sd) and sd > 0):
        raise UserError(f"the standard deviation is above 0; given: {sd:g}")
    d = abs(effect) / sd
    # The normal distribution asks for a little less, so it is where to begin.
    n = max(2, _whole(2 * ((float(ndtri(1 - alpha / 2)) + float(ndtri(power))) / d) ** 2) - 1)
    while _power_of_t(n, d, alpha) < power:
        n += 1
    return n


def _power_of_t(n: int, d: float, alpha: float) -> float:
    from scipy.special import nctdtr, stdtrit

    freedom, shift = 2 * n - 2, d * math.sqrt(n / 2)
    edge = float(stdtrit(freedom, 1 - alpha / 2))
    above, below = 1 - float(nctdtr(freedom, shift, edge)), float(nctdtr(freedom, shift, -edge))
    return above + (below if math.isfinite(below) else 0.0)


def _possible(alpha: float, power: float) -> None:
    if not (0 < alpha < power < 1):
        raise UserError(f"alpha is above 0, power below 1 and above alpha; given: {alpha:g} and {power:g}")


def _whole(size: float) -> int:
    if not size <= _MOST:
        raise UserError(f"so small a difference would need more than {_MOST:,} people in each arm")
    return math.ceil(size - 1e-9)


def people_needed(
    kind: Measured, baseline: float, effect: float, *, sd: float | None = None, alpha: float = ALPHA, power: float = POWER
) -> int:
    """Return how many people each arm needs.

    Parameters
    ----------
    kind
        ``share`` of people, or ``mean`` of a number.
    baseline
        As it is now.
    effect
        How much more (or, below 0, less) it is hoped to be, in the same unit: 0.05 is five points of a share.
    sd
        Of a mean: how far people differ.
    alpha, power
        As in `people_for_shares`.

    Raises
    ------
    UserError
        If there is no such kind, a mean has no `sd`, or the numbers make no test.
    """
    if kind == "share":
        return people_for_shares(baseline, baseline + effect, alpha=alpha, power=power)
    if kind == "mean":
        if sd is None:
            raise UserError("to plan a test of a mean, say how far people differ: sd=, the standard deviation")
        return people_for_means(effect, sd, alpha=alpha, power=power)
    raise UserError(f"a test is of a share or of a mean; given: {kind!r}")


def arms(given: Sequence[Mapping[str, Any]]) -> tuple[Arm, Arm]:
    """Return the two arms of a result, checked: the journey as it is first, as changed second.

    Raises
    ------
    UserError
        If there are not two, they have one name, they do not measure the same, or their numbers cannot be.
    """
    found = [_arm(one) for one in given]
    if len(found) != _ARMS:
        raise UserError(f"a result has two arms, as it is and as changed; given: {len(found)}")
    first, second = found
    if first.name == second.name:
        raise UserError(f"both arms are called {first.name!r}")
    if _kind(first) != _kind(second):
        raise UserError(f"one arm is a {_kind(first)}, the other a {_kind(second)}")
    return first, second


def _kind(arm: Arm) -> Measured:
    return "share" if arm.k is not None else "mean"


def _arm(given: Mapping[str, Any]) -> Arm:
    name = str(given.get("name") or "").strip()
    n: Any = given.get("n")
    if not name:
        raise UserError("an arm has a name")
    if not _is_whole(n) or n < 1:
        raise UserError(f"arm {name!r}: n is a number of people, at least 1; given: {n!r}")
    k: Any = given.get("k")
    mean: Any = given.get("mean")
    sd: Any = given.get("sd")
    if (k is None) == (mean is None):
        raise UserError(f"arm {name!r}: give either k of n people, or mean and sd")
    if k is not None:
        if not _is_whole(k) or not 0 <= k <= n:
            raise UserError(f"arm {name!r}: k is a number of people from 0 to {n}; given: {k!r}")
        return Arm(name, int(n), k=int(k))
    if not _is_number(mean) or not _is_number(sd) or sd < 0:
        raise UserError(f"arm {name!r}: mean and sd are numbers, sd not below 0; given: {mean!r} and {sd!r}")
    return Arm(name, int(n), mean=float(mean), sd=float(sd))


def _is_number(value: Any) -> bool:  # noqa: ANN401 (whatever a table held)
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: Any) -> bool:  # noqa: ANN401 (as above)
    return _is_number(value) and float(value).is_integer()


def difference(first: Arm, second: Arm, alpha: float = ALPHA) -> stats.Interval | None:
    """Return second minus first with its interval of 1 − alpha: Newcombe's for shares, Welch's for means; None below 3 an arm."""
    if min(first.n, second.n) < _LEAST:
        return None
    if first.k is not None and second.k is not None:
        from scipy.special import ndtri

        return stats.newcombe(second.k, second.n, first.k, first.n, z=float(ndtri(1 - alpha / 2)))
    return welch(first, second, alpha)


def welch(first: Arm, second: Arm, alpha: float = ALPHA) -> stats.Interval:
    """Return the difference of two means, second minus first, with Welch's interval (Welch 1947; Satterthwaite 1946).

    d ± t(1 − α/2, ν)·√(s₁²/n₁ + s₂²/n₂), ν = (s₁²/n₁ + s₂²/n₂)²/((s₁²/n₁)²/(n₁−1) + (s₂²/n₂)²/(n₂−1)).
    """
    from scipy.special import stdtrit

    a, b = (first.sd or 0.0) ** 2 / first.n, (second.sd or 0.0) ** 2 / second.n
    d = (second.mean or 0.0) - (first.mean or 0.0)
    if not a + b:
        return stats.Interval(d, d, d)
    freedom = (a + b) ** 2 / (a**2 / (first.n - 1) + b**2 / (second.n - 1))
    half = float(stdtrit(freedom, 1 - alpha / 2)) * math.sqrt(a + b)
    return stats.Interval(d, d - half, d + half)


def outcome(
    first: Arm, second: Arm, *, direction: str = "up", hoped: float | None = None, alpha: float = ALPHA
) -> Outcome:  # fmt: skip
    """Return what a result says of a hypothesis.

    ``supported``: the whole interval of the difference lies on the side that was foretold. ``not supported``: it lies on
    the other side, or it leaves out the difference that was planned for. ``too few to tell``: it leaves both open.

    Parameters
    ----------
    first, second
        The journey as it is, and as changed.
    direction
        Which way the measure was to go: ``up`` or ``down``.
    hoped
        The difference the test was planned for; None if it was not planned.
    alpha
        How often it was planned to see a difference where there is none: the interval is that of 1 − alpha.
    """
    found = difference(first, second, alpha)
    counts = f"{_said(first)}; {_said(second)}"
    if found is None:
        return Outcome(TOO_FEW, None, f"{TOO_FEW}: {counts}; below {_LEAST} people an arm says nothing")
    sign = -1.0 if direction == "down" else 1.0
    low, high = sorted((sign * found.lo, sign * found.hi))
    flat = _kind(first) == "mean" and not (first.sd or second.sd)
    size = (
        f"difference {_number(found.value, found, first)} ({_number(found.lo, found, first)} to {_number(found.hi, found, first)}"
        + (")" if alpha == ALPHA else f"; {100 * (1 - alpha):g} % interval)")
    )
    if flat:
        return Outcome(TOO_FEW, found, f"{TOO_FEW}: {counts}; {size}; nobody differs from anybody, so chance cannot be judged")
    word = SUPPORTED if low > 0 else NOT_SUPPORTED if high <= 0 or (hoped is not None and high < abs(hoped)) else TOO_FEW
    return Outcome(word, found, f"{word}: {counts}; {size}{_how_much(word, low, high, hoped, first)}")


def _how_much(word: str, low: float, high: float, hoped: float | None, arm: Arm) -> str:
    """Return what the interval says about the difference that was planned for."""
    if hoped is None:
        return ""
    wanted = f"{100 * abs(hoped):.3g} points" if _kind(arm) == "share" else f"{abs(hoped):.3g}"
    if word == SUPPORTED:
        return (
            f", less than the {wanted} hoped for"
            if high < abs(hoped)
            else f", at least the {wanted} hoped for" * (low >= abs(hoped))
        )
    if word == NOT_SUPPORTED:
        return f", which leaves out the {wanted} hoped for"
    return f", which leaves open none and the {wanted} hoped for"


def _said(arm: Arm) -> str:
    if arm.k is not None:
        return f"{arm.name} {arm.k} of {arm.n}"
    return f"{arm.name} {arm.mean:g} (sd {arm.sd:g}, n {arm.n})"


def _number(value: float, found: stats.Interval, arm: Arm) -> str:
    if _kind(arm) == "mean":
        return minus(f"{value:+.3g}")
    return minus(f"{100 * value:+.1f} points" if found.hi - found.lo < _FINE else f"{100 * value:+.0f} points")
