"""What really changed between two rounds, in a closed set of words.

``up``, ``down``, ``no detectable change``, ``new``, ``not heard``, ``not comparable``. A change is claimed only when
it survives the correction for having looked at every claim at once (Benjamini-Hochberg, q = 0.10); what passes
without the correction only is marked as worth watching.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.journey import stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.journey.evidence import Evidence

Q = 0.10
P = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """One claim in two rounds.

    Attributes
    ----------
    k0, n0, k1, n1
        People who say so, of those exposed, in the earlier and the later round.
    difference, lo, hi
        Later minus earlier share, with Newcombe's interval; None where a round has nobody exposed.
    p, q
        Of no change; q is adjusted over all claims compared. `test` names the test.
    verdict
        One of the closed set; `text` is the sentence for people.
    """

    code: str
    k0: int
    n0: int
    k1: int
    n1: int
    people_in_both: int
    difference: float | None
    lo: float | None
    hi: float | None
    p: float | None
    q: float | None
    test: str
    verdict: str
    text: str


def compare(earlier: Sequence[Evidence], later: Sequence[Evidence]) -> list[Change]:
    """Compare the claims of two rounds.

    Parameters
    ----------
    earlier, later
        The evidence of each round on its own, from the same codebook.

    Returns
    -------
    list of Change
        One for each claim heard in at least one of the rounds, by code.
    """
    before = {e.code: e for e in earlier}
    pairs = [(before[e.code], e) for e in later if e.code in before and (e.k or before[e.code].k)]
    tested = [(a, b, *_p(a, b)) for a, b in pairs]
    with_p = [i for i, (_, _, p, _) in enumerate(tested) if p is not None]
    adjusted = stats.benjamini_hochberg([tested[i][2] or 0.0 for i in with_p])
    q = dict(zip(with_p, adjusted, strict=True))
    return sorted((_change(a, b, p, q.get(i), test) for i, (a, b, p, test) in enumerate(tested)), key=lambda c: c.code)


def _p(a: Evidence, b: Evidence) -> tuple[float | None, str]:
    if not a.n or not b.n:
        return None, "none"
    shared = a.exposed & b.exposed
    if not shared:
        return stats.fisher_mid_p(b.k, b.n, a.k, a.n), "Fisher mid-p"
    said0, said1 = a.supporters.keys(), b.supporters.keys()
    only0, only1 = a.exposed - shared, b.exposed - shared
    both, lost = len(shared & said0 & said1), len(shared & said0 - said1)
    gained, neither = len(shared & said1 - said0), len(shared - said0 - said1)
    if not only0 and not only1:
        return stats.mcnemar_exact(gained, lost), "McNemar exact"
    _, p = stats.partly_paired(both, lost, gained, neither, len(only0 & said0), len(only0), len(only1 & said1), len(only1))
    return p, "partly paired z8"


def _change(a: Evidence, b: Evidence, p: float | None, q: float | None, test: str) -> Change:
    shared = len(a.exposed & b.exposed)
    if p is None:
        where = "earlier" if not a.n else "later"
        text = f"not comparable: nobody in the {where} round spoke about or was asked about this stage"
        return Change(b.code, a.k, a.n, b.k, b.n, shared, None, None, None, None, None, test, "not comparable", text)
    d = stats.newcombe(b.k, b.n, a.k, a.n)
    counts = f"{b.k} of {b.n} now, {a.k} of {a.n} before"
    sure = q is not None and q <= Q
    if not a.k:
        verdict, text = "new", f"new: {counts}; silence before still leaves up to {stats.wilson(0, a.n).hi:.0%}"
    elif not b.k:
        verdict, text = "not heard", f"not heard any more: {counts}; up to {stats.wilson(0, b.n).hi:.0%} could still say so"
    elif sure:
        verdict = "up" if d.value > 0 else "down"
        text = f"{'more' if d.value > 0 else 'fewer'} people: {counts} ({d.value:+.0%}, {d.lo:+.0%} to {d.hi:+.0%})"
    else:
        verdict = "no detectable change"
        rise = stats.smallest_visible_rise(a.k / a.n, a.n, b.n)
        watch = "; worth watching (p < .05 before the correction)" if p < P else ""
        text = f"no detectable change: {counts}; a rise of {rise * 100:.0f} points would have shown{watch}"
    return Change(b.code, a.k, a.n, b.k, b.n, shared, d.value, d.lo, d.hi, p, q, test, verdict, text)
