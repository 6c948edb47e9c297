"""What a grade rests on besides who says so: how they came to say it, who else would, and whether more would say more."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.said.memory import once
from workbench.journey.said.people import chosen
from workbench.journey.strength.grade import Backing, Split
from workbench.journey.strength.leading import Leading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.journey.said.material import Mention


class Backings:
    """The backing of each claim of a look.

    Parameters
    ----------
    look
        Whose words, of which round.
    saturation
        As `workbench.journey.strength.saturation.saturation` gives it for the same look; None: it is left out of account.
    """

    def __init__(self, look: Look, saturation: Mapping[str, Any] | None = None) -> None:
        self.look = look
        self._saturated = {stage: _stage(found) for stage, found in (saturation or {}).get("stages", {}).items()}

    def of(self, e: Evidence) -> Backing:
        """Return the backing of a claim."""
        if not e.k:
            return Backing()
        own = self._elsewhere.get(e.code)
        least = self.look.cuts["hollow_people"]
        state = (e, self._taken_over, self._led, self._inside, own, self._saturated.get(e.stage), least)
        return once(self.look.memory, ("backing", e.code), state, lambda: self._made(e, own))

    def _made(self, e: Evidence, own: Evidence | None) -> Backing:
        least = self.look.cuts["hollow_people"][0]
        splits = (_split(name, e, inside) for name, inside in self._inside.items())
        return Backing(
            machine=_only(e, self._machine) if self._taken_over else frozenset(),
            leading=_only(e, self._led.after) if self._led else frozenset(),
            splits=tuple(s for s in splits if s is not None and min(s.n, s.n_other) >= least),
            own=_split(str(self.look.persona), own, self.look.material.people) if own is not None else None,
            saturated=self._saturated.get(e.stage),
        )

    @cached_property
    def _taken_over(self) -> frozenset[tuple[str, str, str, int, int, str]]:
        """Codings that came of a model's suggestion: code, source, item, place and coder."""
        decided = (d for d in self.look.state.decisions.values() if d.decision == "accepted")
        return frozenset((d.code, d.anchor.source, d.anchor.item, d.anchor.start, d.anchor.end, d.coder) for d in decided)

    def _machine(self, m: Mention) -> bool:
        """Say whether one person alone coded a passage, and took it over from a model."""
        return len(m.coders) == 1 and (m.code, m.source, m.item, m.start, m.end, m.coders[0]) in self._taken_over

    @cached_property
    def _led(self) -> Leading:
        look = self.look
        versions = look.known.sources
        made_from = (versions, _flags(look))
        return once(look.memory, "leading", made_from, lambda: Leading(look))

    @cached_property
    def _inside(self) -> Mapping[str, frozenset[str]]:
        """The people of each persona; nothing on the map of a persona."""
        look = self.look
        if look.persona is not None or not look.everyone:
            return {}
        rules = sorted(look.settings.personas.items())
        return {name: frozenset(chosen(look.everyone, rule, round_=look.round)) for name, rule in rules}

    @cached_property
    def _elsewhere(self) -> Mapping[str, Evidence]:
        """On the map of a persona, the evidence of everybody."""
        if self.look.persona is None:
            return {}
        return {e.code: e for e in replace(self.look, persona=None, rule={}).evidence}


def _flags(look: Look) -> Any:  # noqa: ANN401 (compared, not read)
    from workbench.journey.strength.leading import FLAG

    return {key: c for key, c in look.state.codings.items() if c.code == FLAG} if FLAG in look.codes else {}


def _only(e: Evidence, such: Callable[[Mention], bool]) -> frozenset[str]:
    """Return the supporters all of whose passages are such."""
    return frozenset(person for person, mentions in e.supporters.items() if all(map(such, mentions)))


def _split(name: str, e: Evidence, inside: frozenset[str]) -> Split | None:
    """Return a claim inside and outside some people; None if everybody or nobody is inside."""
    n = len(e.exposed & inside)
    other = e.n - n
    if not n or not other:
        return None
    k = len(e.supporters.keys() & inside)
    parts = (e.exposed & inside, e.exposed - inside)
    d = stats.newcombe(k, n, e.k - k, other, effective=(e.amount_to(parts[0]), e.amount_to(parts[1])))
    return Split(name, k, n, e.k - k, other, d.value, d.lo, d.hi)


def _stage(found: Mapping[str, Any]) -> tuple[bool, str] | None:
    """Return what saturation says of a stage, in short; None where there is no interview."""
    n, run = found["interviews"], found["run"]
    if not n:
        return None
    if found["enough"] is None:
        return False, f"{n} interview{'s' * (n != 1)} about the stage: too few to say whether more would bring new things"
    if found["enough"]:
        return True, f"interviews about the stage are saturated at {found['reached']} + {run}"
    return False, f"interviews about the stage still bring new things: {found['ratio']:.0%} in the last {run}"
