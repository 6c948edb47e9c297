"""Two shares beside each other: how often a test is wrong, what it could see, what is the same, what a machine gets wrong.

Formulas with their sources, as in `workbench.journey.stats`; the unit is always a person. A *table of p values* holds the
p value of every outcome that two groups of given sizes can have, so that the rate of false alarms of a rule, and its
power, are sums and no approximation.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.journey import stats

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: From this p value down a comparison says that something differs.
ALPHA = 0.05
#: Outcomes up to which tables are laid out; larger groups have rates so near the normal ones that nothing is gained.
_LAID_OUT = 40_000
#: Shares at which the rate of false alarms is looked at.
_SHARES = 99
#: Steps of a share in which the smallest visible change is looked for.
_STEP = 0.01
#: People in both rounds up to which the power of McNemar's test is summed.
_PAIRS = 120
_NEAR = 1e-9


def laid_out(n1: int, n2: int) -> bool:
    """Say whether the outcomes of two groups of these sizes are few enough to be looked at one by one."""
    return (n1 + 1) * (n2 + 1) <= _LAID_OUT


@lru_cache(maxsize=64)
def p_table(n1: int, n2: int, *, mid: bool = True) -> NDArray[np.float64]:
    """Return the two-sided p value of Fisher's exact test for every outcome: row k1, column k2.

    Parameters
    ----------
    n1, n2
        People in the two groups.
    mid
        With half of the tables as rare as the one seen (Lancaster 1961), as `stats.fisher_mid_p` has it; else with all of
        them (Fisher 1935).
    """
    import numpy as np

    ways = _ways(n1)[:, None] + _ways(n2)[None, :]
    out = np.ones_like(ways)
    for total in range(n1 + n2 + 1):
        rows = np.arange(max(0, total - n2), min(n1, total) + 1)
        chance = np.exp(ways[rows, total - rows] - ways[rows, total - rows].max())
        chance /= chance.sum()
        ranked = np.sort(chance)
        summed = np.concatenate(([0.0], np.cumsum(ranked)))
        rarer = summed[np.searchsorted(ranked, chance * (1 - _NEAR), "left")]
        all_ = summed[np.searchsorted(ranked, chance * (1 + _NEAR), "right")]
        out[rows, total - rows] = np.minimum(1.0, (rarer + all_) / 2 if mid else all_)
    out.flags.writeable = False
    return out


@lru_cache(maxsize=1024)
def safe_cut(n1: int, n2: int, alpha: float = ALPHA) -> float:
    """Return the largest mid-p value up to which a change may be claimed, so that false alarms come at most at rate `alpha`.

    The mid-p test keeps its rate on average, but at some sizes and shares it is above: 6.1 % with 10 and 25 people. The
    rate is looked at for every share (Suissa and Shuster 1985). `alpha` itself where groups are too large to lay out.
    """
    import numpy as np

    if not laid_out(n1, n2):
        return alpha
    table = p_table(n1, n2)
    cuts = np.unique(np.round(table[table <= alpha + _NEAR], 12))
    low, high = 0, len(cuts)  # of so many cuts, the lowest ones, the rate is kept
    while low < high:
        middle = (low + high + 1) // 2
        kept = _false_alarms(table <= cuts[middle - 1] + _NEAR, n1, n2) <= alpha + _NEAR
        low, high = (middle, high) if kept else (low, middle - 1)
    return float(cuts[low - 1]) if low else 0.0


def boschloo(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return Boschloo's exact p value (1970): how often, at the share that makes it most often, Fisher's p is as small as here.

    3 of 12 against 8 of 12 give .0640. Whoever checks it with ``scipy.stats.boschloo_exact`` must put the two groups into
    the columns: with groups as rows it gives .0494, and 6.4 % false alarms.
    """
    table = p_table(n1, n2, mid=False)
    return _false_alarms(table <= table[k1, k2] * (1 + _NEAR), n1, n2)


def smallest_change(base: float, n1: int, n2: int, power: float = 0.8) -> tuple[float | None, float | None]:
    """Return the smallest fall from and the smallest rise over `base` that comparisons of these sizes mostly show.

    The power of the mid-p test at p ≤ .05, before any correction, summed over all outcomes; in large groups by the normal
    approximation on the arcsine scale (Cohen 1988, ch. 6).

    Parameters
    ----------
    base
        Share in the earlier group.
    n1, n2
        People in the earlier and the later group.
    power
        In how many of all comparisons it should show.

    Returns
    -------
    fall, rise
        Both as positive differences of shares; None where not even a fall to nobody, or a rise to everybody, would show.
    """
    import numpy as np

    if not laid_out(n1, n2):
        fall = stats.smallest_visible_rise(1 - base, n1, n2, power)
        return fall, stats.smallest_visible_rise(base, n1, n2, power)
    seen = p_table(n1, n2) <= ALPHA
    first = _chances(n1, np.array([base]))[0]
    later = np.arange(n2 + 1)[None, :] / n2 > np.arange(n1 + 1)[:, None] / n1
    down = first @ (seen & ~later)
    up = first @ (seen & later)
    return _least(base, -1, n2, down, power), _least(base, 1, n2, up, power)


def _least(base: float, sign: int, n: int, seen: NDArray[np.float64], power: float) -> float | None:
    import numpy as np

    room = base if sign < 0 else 1 - base
    steps = np.append(np.arange(_STEP, room, _STEP), room)
    reached = _chances(n, base + sign * steps) @ seen >= power
    return float(steps[reached.argmax()]) if reached.any() else None


def smallest_change_of_the_same(base: float, n: int, link: float, power: float = 0.8) -> tuple[float | None, float | None]:
    """Return the same as `smallest_change` where the same `n` people were heard twice: the power of McNemar's exact test.

    `link` is how alike the same people's two answers are (`stats.phi`): the more alike, the smaller a change shows. For
    more than 120 people it is the normal approximation with n / (1 − link) people in each round.
    """
    import numpy as np

    link = min(max(link, 0.0), 0.95)  # at 1 nobody ever changes, and there would be nothing to see
    if n > _PAIRS:
        size = round(n / (1 - link))
        return stats.smallest_visible_rise(1 - base, size, size, power), stats.smallest_visible_rise(base, size, size, power)
    gained, lost = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    inside = gained + lost <= n
    critical = [_critical(total) for total in range(n + 1)]
    few = np.minimum(gained, lost)
    seen = inside & (few <= np.array([critical[t] for t in np.minimum(gained + lost, n).ravel()]).reshape(few.shape))
    found: list[float | None] = []
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    for sign in (-1, 1):
        room = base if sign < 0 else 1 - base
        way = seen & ((gained > lost) if sign > 0 else (lost > gained))
        g, lo = gained[way], lost[way]
        constant = logs[n] - logs[g] - logs[lo] - logs[n - g - lo]
        steps = np.append(np.arange(2 * _STEP, room, 2 * _STEP), room)
        powers = ((float(s), _paired_power(base, base + sign * s, link, n, (g, lo, constant))) for s in steps)
        found.append(next((s for s, reached in powers if reached >= power), None))
    return found[0], found[1]


def _paired_power(base: float, to: float, link: float, n: int, ways: tuple[NDArray[np.int64], ...]) -> float:
    import numpy as np

    spread = math.sqrt(max(0.0, base * (1 - base) * to * (1 - to)))
    both = min(max(base * to + link * spread, base + to - 1, 0.0), base, to)
    gain, loss = max(to - both, 1e-12), max(base - both, 1e-12)
    stay = max(1 - gain - loss, 1e-12)
    g, lo, constant = ways
    return float(np.exp(constant + g * math.log(gain) + lo * math.log(loss) + (n - g - lo) * math.log(stay)).sum())


def _critical(changed: int) -> int:
    """Return how many may have changed the other way for McNemar's exact p to be small enough; -1 if nobody may."""
    fewest = -1
    while stats.mcnemar_exact(changed - fewest - 1, fewest + 1) <= ALPHA and 2 * (fewest + 1) <= changed:
        fewest += 1
    return fewest


def tost(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    margin: float,
    *,
    correlation: float = 0.0,
    effective: tuple[float | None, float | None] = (None, None),
) -> float:
    """Return the p value of two shares being further apart than `margin`: two one-sided tests (Schuirmann 1987).

    The larger of both one-sided p values: the smallest p at which the interval of 1 − 2p of the difference
    (`stats.newcombe`) lies inside ±margin. At most .05 says that the shares are the same within the margin; anything else
    says nothing.
    """

    def inside(z: float) -> bool:
        d = stats.newcombe(k1, n1, k2, n2, correlation=correlation, effective=effective, z=z)
        return -margin < d.lo and d.hi < margin

    if not abs(k1 / n1 - k2 / n2) < margin:
        return 1.0
    low, high = 0.0, 10.0
    for _ in range(30):
        z = (low + high) / 2
        low, high = (z, high) if inside(z) else (low, z)
    return math.erfc(low / math.sqrt(2)) / 2


def rogan_gladen(share: float, sensitivity: float, specificity: float) -> float:
    """Return what share there is when a machine that errs finds `share`: (p + Sp − 1) / (Se + Sp − 1) (Rogan and Gladen 1978).

    Parameters
    ----------
    share
        What the machine found.
    sensitivity
        Of passages that have the code, the share to which it gives it.
    specificity
        Of passages that do not, the share to which it does not.

    Returns
    -------
    float
        From 0 to 1; .30 with .8 and .9 is .2857. Differences of two shares are divided by Se + Sp − 1 alone.

    Raises
    ------
    ValueError
        If a rate is not from 0 to 1, or both together are no better than a coin: then nothing can be said.
    """
    if not all(0 <= rate <= 1 for rate in (share, sensitivity, specificity)):
        raise ValueError("a share, a sensitivity and a specificity are numbers from 0 to 1")
    better = sensitivity + specificity - 1
    if better <= 0:
        raise ValueError(f"sensitivity {sensitivity:g} and specificity {specificity:g} are no better than a coin")
    return min(1.0, max(0.0, (share + specificity - 1) / better))


def _false_alarms(claimed: NDArray[np.bool_], n1: int, n2: int) -> float:
    """Return how often outcomes in `claimed` come where both shares are the same, at the share where they come most often."""
    rates = ((_everywhere(n1) @ claimed.astype(float)) * _everywhere(n2)).sum(1)
    return float(rates.max())


@lru_cache(maxsize=64)
def _everywhere(n: int) -> NDArray[np.float64]:
    """Return the chances of 0 to n people saying so at shares from .01 to .99."""
    import numpy as np

    return _chances(n, np.arange(1, _SHARES + 1) / (_SHARES + 1))


def _chances(n: int, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chances of 0 to n people saying so, a row for each share."""
    import numpy as np

    p = np.clip(shares, 1e-300, 1 - 1e-16)[:, None]
    k = np.arange(n + 1)[None, :]
    found: NDArray[np.float64] = np.exp(_ways(n)[None, :] + k * np.log(p) + (n - k) * np.log1p(-p))
    return found


@lru_cache(maxsize=256)
def _ways(n: int) -> NDArray[np.float64]:
    """Return the logarithms of the binomial coefficients of n."""
    import numpy as np

    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    found: NDArray[np.float64] = logs[n] - logs - logs[::-1]
    return found
