"""Whether people felt otherwise at a stage than in the round before: one mean a person, shuffled, in the words of a diff."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.journey import curve, stats
from workbench.journey.change.moved import sized
from workbench.journey.change.shuffles import cliffs_delta, permutation
from workbench.journey.change.verdicts import RULES, Rules, apart_from_zero, remark
from workbench.journey.figures.means import difference, voices
from workbench.journey.said.memory import once

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.figures.means import Difference
    from workbench.journey.said.material import Material
    from workbench.journey.said.memory import Memory
    from workbench.study.records import Code

#: Below this many people on either side nothing is compared: the curve has no interval there either.
FEWEST = 3
#: A change that is known and smaller than this is said with one decimal more: "+0.0" says nothing.
_SMALL = 0.1
_POWER = 0.8
#: From one end of the scale of feelings to the other.
_WHOLE = 4.0
_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class FeltChange:
    """What people felt at one stage in two rounds.

    Attributes
    ----------
    n0, n1, people_in_both
        People who showed a feeling there, in the earlier and the later round.
    before, now, difference, lo, hi
        Means of person means, and later minus earlier with its interval; None where there are too few people.
    p, q
        Of no change, by shuffling people; q is adjusted over everything compared. `test` says how.
    delta
        How much more often somebody of the later round felt better than somebody of the earlier than worse (Cliff's δ).
    visible
        The smallest change that would mostly have shown.
    verdict
        One of ``up``, ``down``, ``no detectable change``, ``equivalent``, ``not comparable``; `text` is the sentence.
    watch
        Whether p is small and the correction forbids to claim it.
    """

    stage: str
    n0: int
    n1: int
    people_in_both: int
    before: float | None = None
    now: float | None = None
    difference: float | None = None
    lo: float | None = None
    hi: float | None = None
    p: float | None = None
    q: float | None = None
    delta: float | None = None
    visible: float | None = None
    same: float | None = None
    test: str = "none"
    verdict: str = "not comparable"
    text: str = ""
    watch: bool = False

    @property
    def said(self) -> str:
        """The verdict with what belongs to it."""
        return self.text.partition(": ")[0] if self.verdict != "not comparable" else self.text


@dataclass(frozen=True, slots=True)
class Felt:
    """Feelings of two rounds, tested but without a word yet: a word needs to know what else is compared.

    Attributes
    ----------
    before, now
        Stage to the mean of each person.
    together
        Cluster of each person who spoke with others.
    p
        By stage, of no change.
    reasons
        Stages that cannot be compared, and why.
    """

    before: Mapping[str, Mapping[str, float]]
    now: Mapping[str, Mapping[str, float]]
    together: Mapping[str, str]
    p: Mapping[str, float]
    reasons: Mapping[str, str]

    def told(self, beside: Sequence[float] = (), rules: Rules = RULES) -> dict[str, FeltChange]:
        """Return what became of each stage.

        Parameters
        ----------
        beside
            p values of what else is compared on the same page: they belong to the same family.
        rules
            Cut-offs.
        """
        q = dict(zip(self.p, stats.benjamini_hochberg([*self.p.values(), *beside]), strict=False))
        found = {}
        for stage in sorted({*self.p, *self.reasons}):
            a, b = self.before.get(stage, {}), self.now.get(stage, {})
            if stage in self.p:
                found[stage] = _told(stage, a, b, self.together, (self.p[stage], q[stage]), rules)
            else:
                text = f"not comparable ({self.reasons[stage]})"
                found[stage] = FeltChange(stage, len(a), len(b), len(a.keys() & b.keys()), text=text)
        return found


def felt(
    before: Material,
    now: Material,
    codes: Mapping[str, Code],
    *,
    unlike: Mapping[str, str] | None = None,
    seed: int = 42,
    memory: Memory | None = None,
) -> Felt:
    """Test what people felt at each stage in two rounds, wherever somebody showed a feeling in one of them.

    Parameters
    ----------
    before, now
        What was said in the earlier and the later round.
    codes
        The codebook.
    unlike
        Stages about which the two rounds asked differently, and in which way.
    seed
        Of the shuffles, where there are too many ways to look at all.
    memory
        Where p values are kept for the next time: see `workbench.journey.said.memory.once`.
    """
    memory = {} if memory is None else memory
    one, other = (_means(side, material, codes, memory) for side, material in (("before", before), ("now", now)))
    together = {**before.together, **now.together}
    p, reasons = {}, {}
    for stage in sorted({*one, *other}):
        a, b = one.get(stage, {}), other.get(stage, {})
        if reason := (unlike or {}).get(stage, "") or _few(a, b, together):
            reasons[stage] = reason
        else:
            p[stage] = once(memory, ("felt", stage), (a, b, together, seed), partial(_p, a, b, together, seed, stage))
    return Felt(one, other, together, p, reasons)


def as_plain(change: FeltChange) -> dict[str, Any]:
    """Return one change as the map has it."""
    names = ("n0", "n1", "people_in_both", "before", "now", "difference", "lo", "hi", "p", "q", "delta", "watch")
    return {"word": change.verdict, "text": change.text} | {name: getattr(change, name) for name in names}


def _means(side: str, material: Material, codes: Mapping[str, Code], memory: Memory) -> dict[str, dict[str, float]]:
    """Return the mean of each person at each stage; kept as long as no emotion was coded or taken back."""
    said = {c: ms for c, ms in sorted(material.mentions.items()) if c in codes and codes[c].family == "emotion"}

    def make() -> dict[str, dict[str, float]]:
        return {stage: curve.person_means(people) for stage, people in curve.feelings(material, codes).items()}

    return once(memory, ("felt", "means", side), (tuple(said), *said.values()), make)


def _p(a: Mapping[str, float], b: Mapping[str, float], together: Mapping[str, str], seed: int, stage: str) -> float:
    return permutation(a, b, together=together, seed=seed, name=stage).p


def _few(a: Mapping[str, float], b: Mapping[str, float], together: Mapping[str, str]) -> str:
    if min(len(a), len(b)) >= FEWEST:
        apart = [(when, len(side), len(voices(side, together))) for when, side in (("before", a), ("now", b))]
        few_voices = (f"the {people} people who showed a feeling here {when} spoke in groups and are {count} "
                      f"{'voice' if count == 1 else 'voices'}, and it takes {FEWEST}"
                      for when, people, count in apart if count < FEWEST)  # fmt: skip
        return next(few_voices, "")
    when, few = ("before", len(a)) if len(a) < len(b) else ("now", len(b))
    who = "nobody" if not few else "1 person" if few == 1 else f"{few} people"
    return f"{who} showed a feeling here {when}, and it takes {FEWEST}"


def _told(
    stage: str, a: Mapping[str, float], b: Mapping[str, float], together: Mapping[str, str], pq: tuple[float, float], rules: Rules
) -> FeltChange:
    p, q = pq
    shared = len(a.keys() & b.keys())
    one, other = stats.mean([a[k] for k in sorted(a)]), stats.mean([b[k] for k in sorted(b)])
    change = other - one
    spread = difference(voices(a, together), voices(b, together))
    error = _error(spread)
    visible = None if spread is None or not error else error * (_point(spread.df, 0.975) + _point(spread.df, _POWER))
    steps = 10 if visible is None or visible >= _SMALL else 100
    could = "could see none with so few people" if visible is None else f"could see ±{math.ceil(steps * visible - 1e-6) / steps:g}"
    same = _same(change, spread, rules.margin_felt)
    # Of groups the interval is that of voices; the means are those of people, as on the curve.
    around = None if spread is None else _of_people(spread, change)
    sure = p <= rules.p and q <= rules.q and (around is None or apart_from_zero(around))
    alike = same is not None and same <= rules.p
    watch = p <= rules.p and not sure
    told = f"mean {_signed(other)} of {len(b)} people now, {_signed(one)} of {len(a)} before"
    lo, hi = (around.lo, around.hi) if around else (None, None)
    size, *ends = sized([v for v in (change, lo, hi) if v is not None], sure=sure, places=2 if sure and abs(change) < _SMALL else 1)
    told += f" ({size}, {' to '.join(ends)})" if ends else f" ({size})"
    if sure:
        verdict = "up" if change > 0 else "down"
        text = f"{verdict}: {told}; {could}"
        text += f"; {within(rules)}" if alike else ""
    elif alike and not watch:
        verdict, text = "equivalent", f"equivalent within ±{rules.margin_felt:g}: {told}; {could}"
    else:
        said = remark(p, q, rules, around)
        verdict, text = "no detectable change", f"no detectable change ({could}): {told}{said and f'; {said}'}"
    how = "permutation of people" if not shared else "permutation: flips of people in both"
    how += " and shuffles of the others" if 0 < shared < max(len(a), len(b)) else ""
    delta = cliffs_delta(list(a.values()), list(b.values()))
    return FeltChange(
        stage, len(a), len(b), shared, one, other, change, lo, hi, p, q, delta, visible, same, how, verdict, text, watch
    )


def _of_people(spread: Difference, change: float) -> stats.Interval:
    """Return the interval around the difference of people's means; no further than from one end of the scale to the other."""
    return stats.Interval(change, max(-_WHOLE, change + spread.lo - spread.value), min(_WHOLE, change + spread.hi - spread.value))


def _error(spread: Difference | None) -> float:
    """Return the standard error behind an interval."""
    return 0.0 if spread is None else (spread.hi - spread.value) / _point(spread.df, 0.975)


def _point(df: float, share: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, share))


def _same(change: float, spread: Difference | None, margin: float) -> float | None:
    """Return the larger p of two one-sided t tests against ±margin (Schuirmann 1987); None where there is no interval."""
    error = _error(spread)
    if spread is None or not error:
        return None
    from scipy.special import stdtr

    return float(stdtr(spread.df, -(margin - abs(change)) / error))


def within(rules: Rules) -> str:
    """Return what is said of a change that is known, and smaller than the margin within which two feelings are the same."""
    return f"yet within ±{rules.margin_felt:g}, which counts as the same"


def _signed(value: float, places: int = 1) -> str:
    return f"{round(value, places) + 0.0:+.{places}f}".replace("-", _MINUS)
