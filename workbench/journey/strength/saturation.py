"""Were there interviews enough? How many new claims another one brings, for the study, each stage and each persona.

The order of interviews is arbitrary, so every figure is the mean over all orders, which is known exactly, with the band that
holds 95 % of those drawn by lot. Only conversations count: an answer of a survey is too short to be one more interview.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbench.journey.said.memory import once
from workbench.journey.said.parts import picked
from workbench.journey.said.people import chosen
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.journey.look import Look

ORDERS = 500
#: Shares of people that say something, for which it is said with which chance it was heard at all.
SHARES = (0.5, 0.3, 0.2, 0.1, 0.05)
_ENDS = (2.5, 97.5)
#: Points of a curve at most: more are not seen.
_POINTS = 60
_HARDLY = 0.005
_WHO, _SOURCE = picked("source", "participant"), picked("source")


def heard_once(share: float, people: int) -> float:
    """Return the chance that something a `share` of people would say was said by at least one of so many: 1 − (1 − p)ⁿ."""
    return 1 - (1 - share) ** people


def people_to_hear(share: float, chance: float) -> int:
    """Return how many people it takes to hear something that a `share` of them would say with this chance.

    The smallest n with 1 − (1 − p)ⁿ ≥ chance: 16 for one in ten and 80 %, 29 for 95 %.
    """
    return math.ceil(math.log(1 - chance) / math.log(1 - share) - 1e-9)


def chao2(seen: int, once: int, twice: int, interviews: int) -> float:
    """Return how many claims there are, seen and unseen, at the least (Chao 1987): S + ((n−1)/n)·Q₁²/(2·Q₂).

    Parameters
    ----------
    seen
        Claims heard.
    once, twice
        How many of them in one interview only, in two only. Where none was heard in just two, Q₁(Q₁ − 1)/2 takes the
        place of Q₁²/(2·Q₂) (Chao 2005).
    interviews
        How many.
    """
    more = once**2 / (2 * twice) if twice else once * (once - 1) / 2
    return seen + (interviews - 1) / interviews * more if interviews else float(seen)


@dataclass(frozen=True, slots=True)
class Runs:
    """Guest's ratio along one order of interviews.

    Attributes
    ----------
    base
        Claims of the first interviews.
    ratios
        New claims of each run over the base; the run slides by one interview.
    reached
        After how many interviews the first run at or below the stop begins; None if there is none.
    """

    base: float
    ratios: tuple[float, ...]
    reached: int | None


def guest(new: Sequence[float], *, base: int = 4, run: int = 2, stop: float = 0.05) -> Runs:
    """Return the saturation ratio of Guest, Namey & Chen 2020.

    Parameters
    ----------
    new
        New claims of each interview, in their order.
    base, run
        How many interviews make the base and a run.
    stop
        Ratio at which saturation is reached; it is said as "i + r": i interviews, and r more that brought nearly nothing.
    """
    size = math.fsum(new[:base])
    starts = range(base, len(new) - run + 1)
    fresh = [math.fsum(new[at : at + run]) for at in starts]
    ratios = tuple(f / size if size else math.inf for f in fresh)
    # A ratio that is the stop but for the last bit has reached it.
    return Runs(size, ratios, next((at for at, ratio in zip(starts, ratios, strict=True) if ratio <= stop + 1e-12), None))


def accumulated(heard: NDArray[np.bool_], *, orders: int = ORDERS, seed: int = 42) -> NDArray[np.int64]:
    """Return the claims heard after each interview, one row an order drawn by lot.

    Parameters
    ----------
    heard
        Interview by claim: whether it was heard there. Each claim was heard at least once.
    orders, seed
        How many orders, and of which seed.
    """
    import numpy as np

    interviews = heard.shape[0]
    place = _places(interviews, orders, seed)
    new = np.zeros((orders, interviews), dtype=np.int64)
    rows = np.arange(orders)
    patterns, counts = np.unique(heard.T, axis=0, return_counts=True)  # claims of the same interviews come up together
    for pattern, count in zip(patterns, counts, strict=True):
        new[rows, place[pattern].min(axis=0)] += count
    return new.cumsum(axis=1)


def expected(times: Sequence[int], interviews: int) -> NDArray[np.float64]:
    """Return the mean over all orders of the claims heard after each interview: Σ 1 − C(n−k, i)/C(n, i).

    Parameters
    ----------
    times
        In how many interviews each claim was heard.
    interviews
        How many.
    """
    import numpy as np

    found = np.zeros(interviews)
    before = np.arange(interviews)
    for k, count in Counter(times).items():  # not heard in the first i + 1: none of them is one of the k
        silent = np.cumprod(np.maximum(interviews - k - before, 0) / (interviews - before))
        found += count * (1 - silent)
    return found


@lru_cache(maxsize=16)
def _places(interviews: int, orders: int, seed: int) -> NDArray[np.int32]:
    """Return the place of each interview (row) in each order drawn by lot (column)."""
    import numpy as np

    rng = np.random.default_rng(seed)
    drawn = rng.permuted(np.tile(np.arange(interviews, dtype=np.int32), (orders, 1)), axis=1)
    place = np.ascontiguousarray(drawn.T)
    place.flags.writeable = False
    return place


def saturation(look: Look) -> dict[str, Any]:
    """Return how far the interviews of a look are saturated.

    Returns
    -------
    dict
        ``study``, ``stages`` (by id) and ``personas`` (by name), each: ``interviews``, ``codes`` (claims heard), ``base``,
        ``run``, ``stop``, ``ratio`` (of the last run, on the mean curve), ``reached`` (i of "i + r" on it; None: not yet),
        ``orders`` (share of the orders that reach it by themselves), ``unseen`` (Chao's estimate), ``heard`` (chance by share
        of people), ``curve`` (claims after i interviews: mean, lo, hi), ``enough`` (None: too few interviews to say) and
        ``text``.
    """
    material = look.material
    made_from = (*material.mentions.values(), material.spoke, material.asked, material.people, look.known.sources, look.state.codes,
                 look.settings, look.everyone, look.cuts)  # fmt: skip
    return once(look.memory, "saturation", made_from, lambda: _saturation(look))


def _saturation(look: Look) -> dict[str, Any]:
    memory = look.memory
    units = _units(look)
    units = once(memory, "units", (units,), lambda: units)  # what is the same stays the same object, and is not compared again
    claims = {c: code for c, code in look.codes.items() if code.family in CLAIM_FAMILIES and not code.retired}
    material = look.material
    where: dict[str, dict[str, set[str]]] = {}  # claim -> interview -> who said it there
    for code in sorted(claims):
        said = _said(look, code)
        if found := once(memory, ("where", code), (said, units), partial(_among, said, units)):
            where[code] = found
    whole = _group(look, "", units, where)
    places = {
        source: (round_, kind) for source, round_, kind, _ in once(memory, "talks", (look.known.sources,), lambda: _talks(look))
    }
    stages = {}
    for stage in look.settings.stages:
        exposed = material.spoke.get(stage.id, set()) | material.asked.get(stage.id, set())
        here = {c: found for c, found in where.items() if material.homes.get(c) == stage.id}
        heard = {source for found in here.values() for source in found}
        # Who spoke about the stage in one round need not have been asked about it in the other: that talk is none about it.
        mine = {s: who for s, who in units.items() if s in heard or any((p, *places[s]) in exposed for p in who)}
        stages[stage.id] = _group(look, stage.id, mine, here)
    personas = {}
    for name, condition in look.settings.personas.items() if look.persona is None else ():
        inside = frozenset(chosen(look.everyone, condition, round_=look.round)) if look.everyone else frozenset[str]()
        personas[name] = _group(look, ("persona", name), {s: who for s, who in units.items() if who & inside}, where, inside)
    return {"study": whole, "stages": stages, "personas": personas}


def _among(said: Mapping[str, set[str]], units: Collection[str]) -> dict[str, set[str]]:
    return {source: who for source, who in said.items() if source in units}


@dataclass(frozen=True, slots=True)
class _Rule:
    base: int
    run: int
    stop: float
    seed: int

    @classmethod
    def of(cls, look: Look) -> _Rule:
        base, run, stop = (look.cuts[f"saturation_{name}"][0] for name in ("base", "run", "stop"))
        return cls(int(base), int(run), stop, look.settings.seed)


def _said(look: Look, code: str) -> dict[str, set[str]]:
    """Return who said it in which source."""
    mentions = look.material.mentions.get(code, [])

    def make() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for source, person in set(map(_WHO, mentions)):
            found.setdefault(source, set()).add(person)
        return found

    return once(look.memory, ("sources", code), (mentions,), make)


def _sources(look: Look, code: str) -> frozenset[str]:
    """Return the sources in which a code was given, for or against."""
    mentions = look.material.mentions[code]
    return once(look.memory, ("coded", code), (mentions,), lambda: frozenset(map(_SOURCE, mentions)))


def _units(look: Look) -> dict[str, frozenset[str]]:
    """Return the conversations somebody coded, each with the people of this look who spoke in it."""
    material = look.material
    coded: set[str] = set().union(*(_sources(look, code) for code in material.mentions))
    spoke = frozenset().union(*material.spoke.values()) if material.spoke else frozenset()
    found = {}
    talks = once(look.memory, "talks", (look.known.sources,), lambda: _talks(look))
    for source, round_, kind, speakers in talks:
        if look.round not in {None, round_}:
            continue
        people = speakers & material.people
        # A conversation of which nothing but its stages is coded has no mention, and is one without news.
        if people and (source in coded or any((p, round_, kind) in spoke for p in people)):
            found[source] = people
    return found


def _talks(look: Look) -> list[tuple[str, str, str, frozenset[str]]]:
    """Return id, round, kind and participants of every conversation, by id."""
    talks = sorted(look.transcripts, key=lambda talk: talk.id)
    return [(t.id, t.round, t.kind, frozenset(turn.participant for turn in t.turns if turn.participant)) for t in talks]


def _group(
    look: Look,
    name: Hashable,
    units: Collection[str],
    where: Mapping[str, Mapping[str, set[str]]],
    people: frozenset[str] | None = None,
) -> dict[str, Any]:
    """Return how far some interviews are saturated, of what these people said; nothing is drawn again for the same."""
    memory, rule = look.memory, _Rule.of(look)
    order = once(memory, ("order", name), (sorted(units),), lambda: {source: row for row, source in enumerate(sorted(units))})
    among = once(memory, ("among", name), (people,), lambda: people)
    made = (once(memory, ("row", name, c), (found, order, among), partial(_row, found, order, among)) for c, found in where.items())
    rows = tuple(row for row in made if row)
    return once(look.memory, ("saturation", name), (rows, len(order), rule), lambda: _found(rows, len(order), rule))


def _row(found: Mapping[str, set[str]], order: Mapping[str, int], people: frozenset[str] | None) -> tuple[int, ...]:
    """Return in which of the interviews, by their numbers, these people said it."""
    here = found.keys() & order.keys()
    return tuple(sorted(order[s] for s in here if people is None or not found[s].isdisjoint(people)))


def _found(rows: Sequence[Sequence[int]], n: int, rule: _Rule) -> dict[str, Any]:
    import numpy as np

    seen = len(rows)
    times = [len(row) for row in rows]
    unseen = chao2(seen, times.count(1), times.count(2), n) - seen
    out: dict[str, Any] = {
        "interviews": n,
        "codes": seen,
        "base": rule.base,
        "run": rule.run,
        "stop": rule.stop,
        "ratio": None,
        "reached": None,
        "orders": 0.0,
        "unseen": unseen,
        "heard": {f"{share:g}": heard_once(share, n) for share in SHARES},
        "curve": [],
        "enough": None,
    }
    if n < rule.base + rule.run or not seen:
        return out | {"text": _too_few(n, rule)}
    heard = np.zeros((n, seen), dtype=bool)
    for claim, row in enumerate(rows):
        heard[list(row), claim] = True
    curves = accumulated(heard, seed=rule.seed)
    means = expected(times, n)
    runs = guest([float(means[0]), *(float(b - a) for a, b in pairwise(means))], base=rule.base, run=rule.run, stop=rule.stop)
    step = max(1, math.ceil(n / _POINTS))
    shown = sorted({*range(0, n, step), n - 1})
    ends = zip(*np.percentile(curves[:, shown], _ENDS, axis=0), strict=True)
    out |= {
        "ratio": runs.ratios[-1],
        "reached": runs.reached,
        "curve": [
            {"i": i + 1, "mean": float(means[i]), "lo": float(lo), "hi": float(hi)} for i, (lo, hi) in zip(shown, ends, strict=True)
        ],
        "enough": runs.reached is not None,
    }
    out["orders"] = _share_reached(curves, rule)
    return out | {"text": _text(out)}


def _share_reached(curves: NDArray[np.int64], rule: _Rule) -> float:
    """Return in which share of the orders some run is at or below the stop."""
    base = curves[:, rule.base - 1]
    fresh = curves[:, rule.base + rule.run - 1 :] - curves[:, rule.base - 1 : -rule.run]
    there = (fresh <= (rule.stop + 1e-12) * base[:, None]) & (base[:, None] > 0)
    return float(there.any(axis=1).mean())


def _too_few(n: int, rule: _Rule) -> str:
    least = rule.base + rule.run
    if not n:
        return "no interview is coded: nothing to say about saturation"
    talks = f"{n} interview{'s' * (n != 1)}"
    if n < least:
        return f"{talks}: too few to say, it takes at least {least} (a base of {rule.base} and a run of {rule.run})"
    return f"{talks} and no pain, need or delight coded in them: nothing to say about saturation"


def _text(found: Mapping[str, Any]) -> str:
    n, run, ratio = found["interviews"], found["run"], found["ratio"]
    some = f"{n} interviews, {found['codes']} {'claim' if found['codes'] == 1 else 'claims'} heard"
    brought = f"the last {run} bring {'hardly anything' if ratio < _HARDLY else f'{ratio:.0%}'} new"
    if found["reached"] is None:
        state = f"not saturated: on average over orders {brought}, to stop at {found['stop']:.0%}"
    else:
        state = f"saturated at {found['reached']} + {run} on average over orders: {brought}"
    more = round(found["unseen"])
    left = f"; at least {more} more claim{'s' * (more != 1)} may be unheard (Chao)" if more else ""
    return f"{some}; {state}{left}"
