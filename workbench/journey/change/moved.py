"""How a number moved between two days or rounds, in the closed set of words of `workbench.journey.change.rounds`.

Several numbers are looked at together, so their p values are corrected together (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.change.verdicts import RULES, Pairs, Rules, p_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Cases expected on every side from which the normal approximation stands for the exact test.
_MANY = 50
_HUNDRED = 100.0
#: Half the width of an interval below which a number with it has one place, and two.
_WIDE = (2, 0.15)
#: Places of a number beyond which nobody reads.
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """Later minus earlier value; its interval and p are None where they cannot be said."""

    value: float
    lo: float | None = None
    hi: float | None = None
    p: float | None = None
    since: str = ""
    unit: str = ""


def between(k0: int, n0: int, k1: int, n1: int) -> Moved:
    """Compare two shares of different cases: Newcombe's interval; Fisher's mid-p, with many cases the z test, then the same."""
    d = stats.newcombe(k1, n1, k0, n0)
    pooled = (k1 + k0) / (n1 + n0)
    if min(n1, n0) * min(pooled, 1 - pooled) < _MANY:
        return Moved(d.value, d.lo, d.hi, stats.fisher_mid_p(k1, n1, k0, n0))
    z = d.value / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    return Moved(d.value, d.lo, d.hi, math.erfc(abs(z) / math.sqrt(2)))


def among(first: Mapping[str, float], second: Mapping[str, float]) -> Moved:
    """Compare two shares of people, some of whom are in both: 1 for who is in the share, 0 for who is not, by person."""
    both = sorted(first.keys() & second.keys())
    k0, k1, n0, n1 = int(math.fsum(first.values())), int(math.fsum(second.values())), len(first), len(second)
    if len(both) < 2:  # noqa: PLR2004 (one person has no correlation)
        return between(k0, n0, k1, n1)
    said = [(first[p] > 0, second[p] > 0) for p in both]
    yes, lost, gained, no = (said.count(cell) for cell in ((True, True), (True, False), (False, True), (False, False)))
    link = stats.phi(yes, lost, gained, no) * len(both) / math.sqrt(n0 * n1)
    d = stats.newcombe(k1, n1, k0, n0, correlation=link)
    pairs = Pairs(yes, lost, gained, no, k0 - yes - lost, n0 - len(both), k1 - yes - gained, n1 - len(both))
    return Moved(d.value, d.lo, d.hi, p_value(pairs)[0])


def verdicts(rows: Iterable[dict[str, Any]], rules: Rules = RULES) -> None:
    """Put what can be said in the place of each row's `Moved` under ``change``; rows without one keep None."""
    moved = [row for row in rows if row["change"] is not None]
    tested = [row for row in moved if row["change"].p is not None]
    q = dict(zip(map(id, tested), stats.benjamini_hochberg([row["change"].p for row in tested]), strict=True))
    for row in moved:
        row["change"] = _said(row["change"], q.get(id(row)), len(tested), rules)


def _said(m: Moved, q: float | None, compared: int, rules: Rules) -> dict[str, Any]:
    if q is None or m.p is None or m.lo is None or m.hi is None:
        word = ""
        text = f"{signed(m.value, m.unit)} since {m.since}; without its n and its spread nobody can tell change from chance"
    else:
        apart, share = not m.lo <= 0 <= m.hi, m.unit == "share"
        sure = m.p <= rules.p and q <= rules.q and apart
        word = ("up" if m.value > 0 else "down") if sure else "no detectable change"
        scale = _HUNDRED if share else 1.0
        size, lo, hi = sized((m.value, m.lo, m.hi), sure=apart, scale=scale, places=places(m.lo, m.hi, scale))
        text = f"{word} since {m.since}: {size}{' points' * share} ({lo} to {hi})"
        text += by_chance(compared) if apart and not sure else ""
    return {"value": m.value, "lo": m.lo, "hi": m.hi, "p": m.p, "q": q, "word": word, "text": text}


def by_chance(compared: int) -> str:
    """Return why an interval that leaves out zero is no difference that can be told."""
    if compared == 1:
        return "; its interval leaves out zero and the test does not"
    return f"; of {compared} comparisons some intervals leave out zero by chance"


def signed(value: float, unit: str) -> str:
    """Return a difference with its sign: of shares in points."""
    if unit == "share":
        return minus(f"{_HUNDRED * value:+.1f} points")
    return minus(f"{value:+,.0f}" if abs(value) >= _HUNDRED else f"{value:+,.2f}".rstrip("0").rstrip("."))


def points(difference: float) -> str:
    """Return a difference of two shares in whole points with its sign; nothing has none."""
    whole = round(_HUNDRED * difference)
    return minus(f"{whole:+d}") if whole else "0"


def places(lo: float, hi: float, scale: float = 1.0) -> int:
    """Return as many places as an interval leaves meaning: none where it is 2 to either side or more."""
    return sum(scale * (hi - lo) / 2 < cut for cut in _WIDE)


def sized(values: Sequence[float], *, sure: bool, scale: float = 1.0, places: int = 0) -> list[str]:
    """Return a difference and the ends of its interval with their signs.

    Where it is sure that there is a difference, with as many places as it takes to say so: "+20 (0 to +38)" would say that
    there may be none.

    Parameters
    ----------
    values
        The difference first.
    sure
        Whether the interval leaves out zero, and the words say so.
    scale
        What values are multiplied by: 100 for shares in points.
    places
        Places at least.
    """
    scaled = [scale * value for value in values]
    while sure and places < _MOST_PLACES and not all(round(value, places) for value in scaled if value):
        places += 1
    return [minus(f"{round(value, places) + 0.0:+,.{places}f}") for value in scaled]


def minus(number: str) -> str:
    """Return a written number with a true minus: a hyphen between two numbers reads as "to", and masking as a phone number."""
    return number.replace("-", "\u2212")
