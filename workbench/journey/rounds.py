"""What really changed between two rounds, in a closed set of words.

``up``, ``down``, ``new``, ``not heard``, ``no detectable change``, ``not comparable``. A change (one of the first
four) is claimed only if p ≤ .05 and it survives the correction for having looked at every claim at once
(Benjamini-Hochberg, q ≤ .10); what passes the first bar only is marked as worth watching.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from workbench.journey import stats
from workbench.journey.evidence import claims

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.evidence import Evidence
    from workbench.journey.material import Material
    from workbench.study.records import Code

Q = 0.10
P = 0.05
WORDS = ("up", "down", "new", "not heard", "no detectable change", "not comparable")
CHANGES = frozenset({"up", "down", "new", "not heard"})

#: Below this many people a share is said in people, not in per cent.
_PERCENT_FROM = 10
#: What the normal approximation of z8 needs: people who say so and people who do not, expected in each round.
_EXPECTED = 5
#: How far the shares of people who were only asked may differ: see `_comparable`.
_ASKED = 0.25


@dataclass(frozen=True, slots=True)
class Change:
    """One claim in two rounds.

    Attributes
    ----------
    k0, n0, k1, n1
        People who say so, of those exposed, in the earlier and the later round.
    difference, lo, hi
        Later minus earlier share, with its interval; None where the rounds are not comparable.
    p, q
        Of no change; q is adjusted over all claims compared. `test` names the test.
    verdict
        One of `WORDS`; `text` is the sentence for people.
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


class _Pairs(NamedTuple):
    """The people in both rounds, by what they said, and the others."""

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
        return self.both + self.lost + self.gained + self.neither

    @property
    def correlation(self) -> float:
        """Of the two shares: of the answers of the same people, thinned by everybody who is in one round only."""
        sizes = (self.shared + self.n0) * (self.shared + self.n1)
        return stats.phi(self.both, self.lost, self.gained, self.neither) * self.shared / math.sqrt(sizes)


def _pairs(a: Evidence, b: Evidence) -> _Pairs:
    shared = a.exposed & b.exposed
    said0, said1 = a.supporters.keys() & shared, b.supporters.keys() & shared
    both = len(said0 & said1)
    return _Pairs(
        both, len(said0) - both, len(said1) - both, len(shared) - len(said0 | said1),
        a.k - len(said0), a.n - len(shared), b.k - len(said1), b.n - len(shared),
    )  # fmt: skip


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
    rows = [(before[e.code], e) for e in later if e.code in before and (e.k or before[e.code].k)]
    rows.sort(key=lambda pair: pair[1].code)
    reasons = [_incomparable(a, b) for a, b in rows]
    tested = {i: _tested(a, b) for i, (a, b) in enumerate(rows) if not reasons[i]}
    q = dict(zip(tested, stats.benjamini_hochberg([p for p, _ in tested.values()]), strict=True))
    return [_change(a, b, *tested[i], q[i]) if i in tested else _none(a, b, reasons[i]) for i, (a, b) in enumerate(rows)]


def _incomparable(a: Evidence, b: Evidence) -> str:
    """Return why two rounds do not compare; empty if they do.

    People who are asked about a stage and have nothing to say are among its n, people who are not asked are not. So
    a round that asks everybody has lower shares than one that waits for people to bring it up.
    """
    if not b.stage:
        return "the claim has no stage, so it is not known who could have said so"
    if not a.n or not b.n:
        where = "either round" if not a.n and not b.n else "the earlier round" if not a.n else "the later round"
        return f"nobody in {where} spoke about or was asked about this stage"
    if abs(a.only_asked / a.n - b.only_asked / b.n) > _ASKED:
        counts = f"{a.only_asked} of {a.n} before and {b.only_asked} of {b.n} now had only been asked"
        return f"people were asked about this stage in one round more than in the other ({counts})"
    return ""


def _test(pairs: _Pairs) -> tuple[float, str]:
    """Return the p value and the test that fits who is in both rounds; which test never depends on the answer.

    Some people in both: z8 where there are people enough for its approximation. Otherwise the exact test that uses
    more of the people: of those in both, or of everybody as if they were different people, which errs towards no
    change as long as most people say again what they said before.
    """
    n0, n1 = pairs.n0 + pairs.shared, pairs.n1 + pairs.shared
    k0, k1 = pairs.k0 + pairs.both + pairs.lost, pairs.k1 + pairs.both + pairs.gained
    if pairs.shared and not pairs.n0 and not pairs.n1:
        return stats.mcnemar_exact(pairs.gained, pairs.lost), "McNemar exact"
    pooled = (k0 + k1) / (n0 + n1)
    enough = min(n0, n1) * min(pooled, 1 - pooled) >= _EXPECTED
    if pairs.shared > 1 and enough:
        return stats.partly_paired(*pairs)[1], "partly paired z8"
    if pairs.shared > max(pairs.n0, pairs.n1):
        return stats.mcnemar_exact(pairs.gained, pairs.lost), "McNemar exact, people in both"
    return stats.fisher_mid_p(k1, n1, k0, n0), "Fisher mid-p"


def _tested(a: Evidence, b: Evidence) -> tuple[float, str]:
    """Return p and the name of the test; people who spoke together count for as many as they amount to (Rao and Scott 1992).

    Who is in both rounds is then left out of account, which errs towards no change.
    """
    if not (a.groups or b.groups):
        return _test(_pairs(a, b))
    (k0, n0), (k1, n1) = _amount(a), _amount(b)
    return stats.fisher_mid_p(k1, n1, k0, n0), "Fisher mid-p, groups as one voice"


def _amount(e: Evidence) -> tuple[int, int]:
    """Return k and n in independent people, rounded down."""
    n = int(e.effective_n or e.n)
    return math.floor(e.k * n / e.n + 1e-9), n


def _none(a: Evidence, b: Evidence, reason: str) -> Change:
    shared = len(a.exposed & b.exposed)
    text = f"not comparable: {reason}"
    return Change(b.code, a.k, a.n, b.k, b.n, shared, None, None, None, None, None, "none", "not comparable", text)


def _change(a: Evidence, b: Evidence, p: float, test: str, q: float) -> Change:
    pairs = _pairs(a, b)
    # Earlier first: newcombe's correlation does not mind the order.
    joint = bool(a.groups or b.groups)
    correlation = min(0.0, pairs.correlation) if joint else pairs.correlation
    d = stats.newcombe(b.k, b.n, a.k, a.n, correlation=correlation, effective=(b.effective_n, a.effective_n))
    counts = f"{b.k} of {b.n} now, {a.k} of {a.n} before"
    sure = p <= P and q <= Q
    watch = "; worth watching (p ≤ .05 before the correction)" if p <= P else ""
    per_cent = min(a.n, b.n) >= _PERCENT_FROM
    if sure and a.k and b.k:
        verdict = "up" if d.value > 0 else "down"
        size = f" ({d.value:+.0%}, {d.lo:+.0%} to {d.hi:+.0%})" if per_cent else ""
        text = f"{'more' if d.value > 0 else 'fewer'} people: {counts}{size}"
    elif sure:
        verdict = "new" if not a.k else "not heard"
        text = f"{'new' if not a.k else 'not heard any more'}: {counts}; {_silence(a, b)}"
    else:
        verdict = "no detectable change"
        text = f"no detectable change: {counts}; {_visible(a, b) if a.k and b.k else _silence(a, b)}{watch}"
    return Change(b.code, a.k, a.n, b.k, b.n, pairs.shared, d.value, d.lo, d.hi, p, q, test, verdict, text)


def _silence(a: Evidence, b: Evidence) -> str:
    """Return what nobody's saying so still leaves open."""
    silent, when, could = (a, "before", "could have said so") if not a.k else (b, "now", "could still say so")
    top = stats.wilson(0, silent.n, effective=silent.effective_n).hi
    most = f"up to {top:.0%}" if silent.n >= _PERCENT_FROM else f"up to {math.floor(top * silent.n)} of {silent.n}"
    return f"nobody {when}, but {most} {could} and the silence be chance"


def _visible(a: Evidence, b: Evidence) -> str:
    """Return how large a rise a comparison of these sizes shows four times in five."""
    rise = stats.smallest_visible_rise(a.k / a.n, a.effective_n or a.n, b.effective_n or b.n)
    needed = None if rise is None else math.ceil((a.k / a.n + rise) * b.n - 1e-9)
    if rise is None or needed is None or needed > b.n:
        return "with so few people not even a rise to everybody would have shown"
    if min(a.n, b.n) < _PERCENT_FROM:
        return f"a rise to {needed} of {b.n} would likely have shown"
    return f"a rise of {math.ceil(rise * 100 - 1e-9)} points would likely have shown"


def placebo(material: Material, codes: Mapping[str, Code], *, splits: int = 200, seed: int = 42) -> float:
    """Return the share of claims flagged as changed between random halves of the same people, where nothing changed.

    Parameters
    ----------
    material
        Of one round.
    codes
        The codebook.
    splits
        How many times to halve.
    seed
        Of the halving.

    Returns
    -------
    float
        Flagged of all comparisons made; with honest tests at most `Q`.
    """
    rng = random.Random(seed)  # noqa: S311 (no secret: a shuffle that can be repeated)
    people = sorted(material.people)
    compared = flagged = 0
    for _ in range(splits):
        rng.shuffle(people)
        half = len(people) // 2
        halves = [claims(material.of(frozenset(part)), codes) for part in (people[:half], people[half:])]
        changes = compare(*halves)
        compared += len(changes)
        flagged += sum(c.verdict in CHANGES for c in changes)
    return flagged / compared if compared else 0.0
