"""What really changed between two rounds, in a closed set of words.

``up``, ``down``, ``new``, ``not heard``, ``no detectable change``, ``equivalent``, ``not comparable``. A change (one of the
first four) is claimed only if p ≤ .05, the interval shown leaves out zero, and it survives the correction for having looked
at everything at once (Benjamini-Hochberg, q ≤ .10): the FDR flag. What passes the first bar only is marked as worth
watching. What could have been seen is always said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from workbench.journey import stats
from workbench.journey.change import contrasts
from workbench.journey.change.moved import sized
from workbench.journey.change.placebo import placebo
from workbench.journey.change.verdicts import (
    CHANGES,
    RULES,
    WORDS,
    Pairs,
    Rules,
    apart,
    claimed,
    could_see,
    hindrance,
    p_value,
    remark,
    visible,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from workbench.journey.evidence import Evidence

__all__ = ["CHANGES", "WORDS", "Change", "P", "Q", "compare", "placebo"]

P, Q = RULES.p, RULES.q


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
        Of no change; q is adjusted over everything compared. `test` names the test.
    verdict
        One of `WORDS`; `text` is the sentence for people, which begins with the verdict and what belongs to it.
    stage
        Where the claim is counted.
    fall, rise
        The smallest fall and rise that would mostly have shown; None where none would.
    same
        p of the two shares being further apart than the margin.
    watch
        Whether p is small and the correction or the rate of false alarms forbids to claim it: worth watching.
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
    stage: str = ""
    fall: float | None = None
    rise: float | None = None
    same: float | None = None
    watch: bool = False

    @property
    def said(self) -> str:
        """The verdict with what belongs to it, as ``no detectable change (could see ±13 points)``."""
        return self.text.partition(": ")[0] if self.verdict != "not comparable" else self.text


class _Tested(NamedTuple):
    """One comparison before it has a word."""

    pairs: Pairs
    p: float
    test: str
    difference: stats.Interval
    same: float


def compare(
    earlier: Sequence[Evidence],
    later: Sequence[Evidence],
    *,
    rules: Rules = RULES,
    unlike: Mapping[str, str] | None = None,
    late: Collection[str] = (),
    uncoded: Mapping[str, str] | None = None,
    beside: Sequence[float] = (),
) -> list[Change]:
    """Compare the claims of two rounds.

    Parameters
    ----------
    earlier, later
        The evidence of each round on its own, from the same codebook.
    rules
        Cut-offs.
    unlike
        Stages about which the two rounds asked differently, and in which way.
    late
        Claims whose code was made when the earlier round had been coded, and nobody has looked there since.
    uncoded
        Claims about which nobody has coded anybody who could have said so in one of the rounds, and in which: that is no silence.
    beside
        p values of what else is compared on the same page: they belong to the same family.

    Returns
    -------
    list of Change
        One for each claim heard in at least one of the rounds, by code.
    """
    before = {e.code: e for e in earlier}
    rows = [(before[e.code], e) for e in later if e.code in before and (e.k or before[e.code].k)]
    rows.sort(key=lambda pair: pair[1].code)
    apart = {code: f"nothing is coded yet of what these people said in {where}" for code, where in (uncoded or {}).items()}
    asked = [_asked_apart(a, b, rules) for a, b in rows]
    rows = [_who_could(a, b, rules) for a, b in rows]
    reasons = [
        apart.get(b.code) or _incomparable(a, b, unlike or {}, late) or unevenly
        for (a, b), unevenly in zip(rows, asked, strict=True)
    ]
    tests = {i: _tested(a, b, rules) for i, (a, b) in enumerate(rows) if not reasons[i]}
    adjusted = stats.benjamini_hochberg([*(t.p for t in tests.values()), *beside])
    q = dict(zip(tests, adjusted, strict=False))  # the last ones are those of `beside`
    same = dict(zip(tests, stats.benjamini_hochberg([t.same for t in tests.values()]), strict=True))
    return [
        _change(a, b, tests[i], q[i], same[i], rules) if i in tests else _none(a, b, reasons[i]) for i, (a, b) in enumerate(rows)
    ]


def _who_could(a: Evidence, b: Evidence, rules: Rules) -> tuple[Evidence, Evidence]:
    """Return the evidence of both rounds with everybody who was asked openly among the n, if both asked so alike.

    Who writes of a stage because something there went wrong is among the n by saying so: of these alone nearly all say so in
    either round, however many they are. Where one round asked many openly and the other few, shares of all would differ by that.
    """
    wide = a.wide, b.wide
    share = [len(e.openly & e.exposed) / e.n if e.n else 0.0 for e in wide]
    return wide if all(share) and abs(share[0] - share[1]) <= rules.asked else (a, b)


def _incomparable(a: Evidence, b: Evidence, unlike: Mapping[str, str], late: Collection[str]) -> str:
    """Return why two rounds do not compare; empty if they do."""
    if not b.stage:
        return "the claim has no stage, so it is not known who could have said so"
    if b.stage in unlike:
        return unlike[b.stage]
    if not a.n or not b.n:
        where = "either round" if not a.n and not b.n else "the earlier round" if not a.n else "the later round"
        return f"nobody in {where} spoke about or was asked about this stage"
    if b.code in late and not a.k:
        return "the code was made when the earlier round had been coded, and nobody has looked for it there since"
    return ""


def _asked_apart(a: Evidence, b: Evidence, rules: Rules) -> str:
    """Return why two rounds do not compare if one put the question to more people than the other; empty if they do.

    People who are asked about a stage and have nothing to say are among its n, people who are not asked are not. So a round
    that asks everybody has lower shares than one that waits for people to bring it up.
    """
    if a.n and b.n and abs(a.only_asked / a.n - b.only_asked / b.n) > rules.asked:
        counts = f"{a.only_asked} of {a.n} before and {b.only_asked} of {b.n} now had only been asked"
        return f"people were asked about this stage in one round more than in the other: {counts}"
    return ""


def _pairs(a: Evidence, b: Evidence) -> Pairs:
    shared = a.exposed & b.exposed
    said0, said1 = a.supporters.keys() & shared, b.supporters.keys() & shared
    both = len(said0 & said1)
    return Pairs(
        both, len(said0) - both, len(said1) - both, len(shared) - len(said0 | said1),
        a.k - len(said0), a.n - len(shared), b.k - len(said1), b.n - len(shared),
    )  # fmt: skip


def _tested(a: Evidence, b: Evidence, rules: Rules) -> _Tested:
    """Test one claim; people who spoke together count for as many as they amount to (Rao and Scott 1992).

    Who is in both rounds is then left out of account, which errs towards no change.
    """
    pairs = _pairs(a, b)
    joint, correlation = bool(a.groups or b.groups), pairs.correlation
    if joint:
        correlation, pairs = min(0.0, correlation), apart(*amount(a.k, a.n, a.effective_n), *amount(b.k, b.n, b.effective_n))
    p, test = p_value(pairs, rules.expected)
    sizes = (b.effective_n, a.effective_n)
    # Later first, so that the difference is later minus earlier: the correlation does not mind the order.
    d = stats.newcombe(b.k, b.n, a.k, a.n, correlation=correlation, effective=sizes)
    same = contrasts.tost(b.k, b.n, a.k, a.n, rules.margin, correlation=correlation, effective=sizes)
    return _Tested(pairs, p, f"{test}, groups as one voice" if joint else test, d, same)


def amount(k: int, n: int, effective: float | None) -> tuple[int, int]:
    """Return k and n in independent people, rounded down."""
    size = int(effective or n)
    return math.floor(k * size / n + 1e-9), size


def _none(a: Evidence, b: Evidence, reason: str) -> Change:
    shared = len(a.exposed & b.exposed)
    text = f"not comparable ({reason})"
    return Change(b.code, a.k, a.n, b.k, b.n, shared, None, None, None, None, None, "none", "not comparable", text, b.stage)


def _change(a: Evidence, b: Evidence, t: _Tested, q: float, same: float, rules: Rules) -> Change:
    percent = min(a.n, b.n) >= rules.percent
    fall, rise = visible(t.pairs, t.test)
    could = could_see(fall, rise, b.n, percent=percent)
    sure = claimed(t.pairs, t.p, q, t.test, rules, interval=t.difference)
    alike = t.same <= rules.p and same <= rules.q
    watch = t.p <= rules.p and not sure
    could_say = ", of all who could say so" if (a.openly | b.openly) and a.openly <= a.exposed and b.openly <= b.exposed else ""
    counts = f"{b.k} of {b.n} now, {a.k} of {a.n} before{could_say}"
    d = t.difference
    if percent:
        size, *ends = sized((d.value, d.lo, d.hi), sure=sure, scale=100)
        counts += f" ({size} points, {ends[0]} to {ends[1]})"
    if sure and a.k and b.k:
        verdict = "up" if d.value > 0 else "down"
        text = f"{verdict}: {counts}; {could}"
        text += f"; yet within ±{100 * rules.margin:.0f} points, which counts as the same" if alike else ""
    elif sure and b.k:
        verdict = "new"
        text = f"new ({b.k} of {b.n}; earlier 0 of {a.n}, upper bound {_most(a, rules)}): {could}"
    elif sure:
        verdict = "not heard"
        text = f"not heard (upper bound {_most(b, rules)}): {counts}; {could}"
    elif alike and not watch:
        verdict = "equivalent"
        text = f"equivalent within ±{100 * rules.margin:.0f} points: {counts}; {could}"
    else:
        verdict = "no detectable change"
        said = remark(t.p, q, rules, d, hindrance(t.pairs, t.p, t.test, rules, d))
        text = f"no detectable change ({could}): {counts}{_silence(a, b, rules)}{said and f'; {said}'}"
    shared = len(a.exposed & b.exposed)
    return Change(b.code, a.k, a.n, b.k, b.n, shared, d.value, d.lo, d.hi, t.p, q, t.test, verdict, text,
                  b.stage, fall, rise, t.same, watch)  # fmt: skip


def _most(silent: Evidence, rules: Rules) -> str:
    """Return how many could have said so where nobody did: the upper end of the interval."""
    top = stats.wilson(0, silent.n, effective=silent.effective_n).hi
    return f"{100 * top:.0f} %" if silent.n >= rules.percent else f"{math.floor(top * silent.n)} of {silent.n}"


def _silence(a: Evidence, b: Evidence, rules: Rules) -> str:
    """Return what nobody's saying so still leaves open; empty where somebody says so in both rounds."""
    if a.k and b.k:
        return ""
    silent, when, could = (a, "before", "could have said so") if not a.k else (b, "now", "could still say so")
    return f"; nobody {when}, but up to {_most(silent, rules)} {could} and the silence be chance"
