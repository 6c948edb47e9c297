"""What to ask next, and why: holes in the coverage, personas not heard, guesses, low grades, wide intervals, unsaturated stages.

Every item says what to find out and on which number that rests. It never says what to tell people: see
`workbench.journey.plan.guides` for questions that lead nowhere.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench.journey.cards import Cards
from workbench.journey.change.moved import minus
from workbench.journey.plan.samples import more_people, people_for_mean, people_for_width
from workbench.journey.said.groups import sizes
from workbench.journey.said.memory import once
from workbench.journey.said.people import chosen
from workbench.journey.strength.grade import counted, graded
from workbench.journey.strength.lifts import lifts
from workbench.journey.strength.moments import at_stages
from workbench.journey.strength.saturation import heard_once, people_to_hear
from workbench.journey.strength.saturation import saturation as saturated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.journey.strength.grade import Basis
    from workbench.journey.strength.lifts import Lift
    from workbench.study.settings import Stage

#: Reasons to ask, the most pressing first; the last takes nobody to ask, only somebody to code again.
KINDS = ("coverage", "assumption", "persona", "grade", "feeling", "share", "saturation", "coding")
#: Claims of a stage that are named for one reason; the rest are counted.
_MOST = 3
_HIGH = 4

Item = dict[str, Any]


def ask_next(
    look: Look, *, saturation: Mapping[str, Any] | None = None, points: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, list[Item]]:
    """Return what to ask next at each stage, the most pressing first; what is about no stage stands under ``""``.

    Parameters
    ----------
    look
        Whose words, of which round.
    saturation
        As `workbench.journey.strength.saturation.saturation` gives it; made from the look if not given.
    points
        The curve at each stage, as `workbench.journey.curve.point` gives it; made from the look if not given.

    Returns
    -------
    dict
        By stage, only those with something to ask: ``what``, ``why``, ``kind`` (one of `KINDS`) and ``claim`` (its id, or
        empty).
    """
    found = saturated(look) if saturation is None else saturation
    asks = _Asks(look, found, at_stages(look) if points is None else points)
    out = {"": list(asks.general())} | {s.id: list(asks.at(s)) for s in look.settings.stages}
    return {stage: sorted(items, key=lambda i: KINDS.index(i["kind"])) for stage, items in out.items() if items}


def _item(kind: str, what: str, why: str, claim: str = "") -> Item:
    return {"kind": kind, "what": what[:1].upper() + what[1:], "why": why, "claim": claim}


def _lifted(e: Evidence, basis: Basis) -> tuple[int, str, list[Lift]]:
    name, level = graded(counted(e, basis.backing), basis)
    return level, name, lifts(e, basis)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _more(count: int) -> str:
    return "1 more person" if count == 1 else f"{count} more people"


class _Asks:
    def __init__(self, look: Look, saturation: Mapping[str, Any], points: Mapping[str, Mapping[str, Any]]) -> None:
        self.look, self._saturation, self._points = look, saturation, points
        self._cards = Cards(look)
        self._claims: dict[str, list[Evidence]] = {}
        for e in look.evidence:
            self._claims.setdefault(e.stage, []).append(e)
        self._personas = self._members()

    def _members(self) -> dict[str, frozenset[str]]:
        look = self.look
        if look.persona is not None or not look.everyone:
            return {}
        rules = sorted(look.settings.personas.items())
        return {name: frozenset(chosen(look.everyone, rule, round_=look.round)) & look.material.people for name, rule in rules}

    def general(self) -> Iterator[Item]:
        """Return what is about no single stage."""
        for name, people in self._personas.items():
            if not people:
                yield _item("persona", f"find people of the persona {name!r}", "nobody in view is one of them")
        yield from self._guesses("")
        yield from self._grades("")

    def at(self, stage: Stage) -> Iterator[Item]:
        """Return what to ask at a stage."""
        look = self.look
        exposed = look.material.who_spoke(stage.id) | look.material.who_was_asked(stage.id)
        yield from self._coverage(stage, len(exposed))
        for name, people in self._personas.items():
            here, wanted = len(people & exposed), people_to_hear(*look.cuts["hear"])
            if people and exposed and here < wanted:
                share = look.cuts["hear"][0]
                heard = f"what {share:.0%} of them would say is heard with a chance of {heard_once(share, here):.0%}"
                why = f"{here} of the {_people(len(people))} of this persona spoke about it: {heard}"
                yield _item("persona", f"ask {wanted - here} more of {name!r} about {stage.label}", why)
        yield from self._guesses(stage.id)
        yield from self._grades(stage.id)
        yield from self._widest(stage)
        yield from self._fresh(stage)

    def _coverage(self, stage: Stage, n: int) -> Iterator[Item]:
        least, hollow = (int(self.look.cuts[name][0]) for name in ("interval_people", "hollow_people"))
        everybody = _people(len(self.look.material.people))
        if not n:
            yield _item("coverage", f"ask about {stage.label}", f"none of {everybody} spoke about it or was asked")
        elif n < hollow:
            few = "too few for any interval" if n < least else "so few that every share is wide"
            what = f"ask {_more(hollow - n)} about {stage.label}"
            yield _item("coverage", what, f"{n} of {everybody} spoke about it or were asked: {few}")

    def _most(self, share: float, n: int) -> str:
        """Return an end of an interval: in per cent, or in people where there are few."""
        return f"{share:.0%}" if n >= self.look.cuts["percent_people"][0] else f"{math.floor(share * n + 0.5)} of {n}"

    def _guesses(self, stage: str) -> Iterator[Item]:
        guesses = [e for e in self._claims.get(stage, ()) if not e.k]
        for e in guesses[:_MOST]:
            label = self.look.codes[e.code].label
            if e.x:
                why = f"ASSUMPTION: nobody says so, {_people(e.x)} {'says' if e.x == 1 else 'say'} the opposite"
            elif e.share is not None:
                why = f"ASSUMPTION: none of {e.n} said so; up to {self._most(e.share.hi, e.n)} still may"
            else:
                why = "ASSUMPTION: nobody was heard about it"
            yield _item("assumption", f"find out whether anybody meets this: {label}", why, e.code)
        if len(guesses) > _MOST:
            yield _item("assumption", f"and {len(guesses) - _MOST} more assumptions", "nobody supports them")

    def _grades(self, stage: str) -> Iterator[Item]:
        """Return what would lift the lowest grades of a stage."""
        low = []
        for e in self._claims.get(stage, ()):
            basis = self._cards.basis(e)
            level, name, ways = once(self.look.memory, ("lifts", e.code), (e, basis), lambda e=e, basis=basis: _lifted(e, basis))  # type: ignore[misc]
            if e.k and level < _HIGH and ways:
                low.append((level, -e.k, e.code, name, ways))
        low.sort(key=lambda found: found[:3])
        alike: dict[tuple[str, str, str], list[str]] = {}  # coding again lifts several claims at once: it is said once
        for _, _, code, name, ways in low[:_MOST]:
            first = ways[0]
            after = f"; then it would be {first.grade}" if first.grade != name else ", among other things"
            alike.setdefault((code if first.asks else "", first.what, f"{name}{after}"), []).append(code)
        for (asks, what, after), codes in alike.items():
            called = ", ".join(self.look.codes[code].label for code in codes)
            one = len(codes) == 1
            said = f"{called}: {what if one else what.replace('this code', 'these codes')}"
            yield _item(
                "grade" if asks else "coding", said, f"{'its' if one else 'their'} grade is {after}", codes[0] if one else ""
            )
        if (more := len(low) - _MOST) > 0:
            said = f"and {more} more claim{'s' if more > 1 else ''} below High"
            yield _item("coding", said, "each says what would lift it: study.evidence()")

    def _widest(self, stage: Stage) -> Iterator[Item]:
        look = self.look
        felt = self._points[stage.id]
        wanted = look.cuts["ask_emotion"][0]
        if felt["mean"] is not None and (half := (felt["hi"] - felt["lo"]) / 2) > wanted:
            more = people_for_mean(felt["n"], half, wanted) - felt["n"]
            ends = minus(f"{felt['lo']:+.1f} to {felt['hi']:+.1f}")
            why = f"{_people(felt['n'])} give an interval from {ends}; ±{wanted:g} takes as many more"
            yield _item("feeling", f"ask about {_more(more)} how it felt at {stage.label}", why)
        narrow = look.cuts["ask_width"][0]
        wide = [(e.share.hi - e.share.lo, e) for e in self._claims.get(stage.id, ()) if e.k and e.share is not None]
        if wide:
            width, e = max(wide, key=lambda pair: (pair[0], pair[1].code))
            if width / 2 > narrow and e.share is not None:
                more = max(1, more_people(sizes(e.exposed, e.together), people_for_width(narrow, e.share.value), e.likeness))
                label = look.codes[e.code].label
                reach = f"{self._most(e.share.lo, e.n)} to {self._most(e.share.hi, e.n)}"
                why = f"the widest: {label}, {e.k} of {e.n}, {reach}; ±{narrow * 100:g} points takes as many more"
                yield _item("share", f"ask {_more(more)} about {stage.label}", why, e.code)

    def _fresh(self, stage: Stage) -> Iterator[Item]:
        found = self._saturation["stages"].get(stage.id)
        if not found or not found["interviews"] or found["enough"]:
            return
        n, (share, chance) = found["interviews"], self.look.cuts["hear"]
        wanted = max(people_to_hear(share, chance), found["base"] + found["run"])
        more = max(found["run"], wanted - n)
        heard = f"with {n} something {share:.0%} would say is heard with a chance of {heard_once(share, n):.0%}"
        yield _item("saturation", f"{more} more interviews about {stage.label}", f"{found['text']}; {heard}")
