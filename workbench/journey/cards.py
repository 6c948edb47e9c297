"""The cards of the map: one claim each, with the people for and against it and how sure that is."""

from __future__ import annotations

from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from workbench.journey import curve, stats
from workbench.journey.said.memory import once
from workbench.journey.said.parts import grouped, picked
from workbench.journey.strength.backing import Backings
from workbench.journey.strength.grade import Basis, fragile, propose
from workbench.journey.strength.saturation import saturation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.journey.said.material import Mention

_TEXT, _ID = picked("source", "item"), picked("id")


class Cards:
    """Makes the cards of one look at a study.

    Parameters
    ----------
    look
        Whose words, of which round.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self._backings = Backings(look, saturation(look))
        self._kinds: dict[tuple[str, frozenset[str]], dict[str, int]] = {}  # by stage and people exposed

    def all(self) -> dict[str, dict[str, Any]]:
        """Return every card by its claim. They are kept for the next look: do not change them."""
        look = self.look
        everybody, cuts, stages = len(look.material.people), look.cuts, look.settings.stages
        named, round_, everyone = look.material.named, look.round, look.everyone
        out = {}
        heard = {s.id: (look.material.spoke.get(s.id, set()), look.material.asked.get(s.id, set())) for s in stages}
        for stage, found in heard.items():  # the same people in the same kinds of source stay the same object
            heard[stage] = once(look.memory, ("heard", stage), (found,), lambda found=found: found)  # type: ignore[misc]
        for e in look.evidence:
            code, here = look.codes[e.code], heard.get(e.stage)
            made_from = (e, self.basis(e), code, everybody, cuts, stages, e.stage in named, here, round_, everyone)
            out[e.code] = once(look.memory, ("card", e.code), made_from, lambda e=e: self.card(e))  # type: ignore[misc]
        return out

    def basis(self, e: Evidence) -> Basis:
        """Return what the grade of a claim rests on besides its evidence."""
        look, shared = self.look, self.look.known.shared
        doubled = once(look.memory, ("doubled", e.code), (e, shared.texts), lambda: _doubled(e, shared.texts))
        alpha, passages = shared.alpha(e.code), shared.passages(e.code)
        return Basis(alpha, len(shared.texts), passages, doubled, look.today, look.cuts, self._backings.of(e))

    def card(self, e: Evidence) -> dict[str, Any]:
        """Return the card of a claim."""
        look, material = self.look, self.look.material
        code = look.codes[e.code]
        basis = self.basis(e)
        grade, leaving = propose(e, basis), fragile(e, basis)
        share = e.share
        return {
            "id": e.code,
            "code": e.code,
            "kind": code.family,
            "stage": e.stage,
            "statement": code.label,
            "latent": code.latent,
            "owner": code.owner or next((s.owner for s in look.settings.stages if s.id == e.stage), ""),
            "k": e.k,
            "x": e.x,
            "both": e.both,
            "n": e.n,
            "N": len(material.people),
            "base": "stage" if e.stage in material.named else "everybody",
            "m": e.m,
            "kinds": e.kinds,
            "people_by_kind": self._by_kind(e),
            "p": share.value if share else None,
            "lo": share.lo if share else None,
            "hi": share.hi if share else None,
            **({"groups": e.groups, "n_eff": e.effective_n} if e.groups else {}),
            "valence": _valence(e),
            "enp": e.effective,
            "grade": grade.name,
            "level": grade.level,
            "concerns": [asdict(c) for c in grade.concerns],
            "fragility": len(leaving),
            "fragile": [{"participant": person, "grade": left} for person, left in leaving],
            "newest": e.newest or None,
            "supports": _ids(e.supporters),
            "contradicts": _ids(e.opponents),
        }

    def _by_kind(self, e: Evidence) -> dict[str, dict[str, int]]:
        """K and n in each kind of source: exposed there, and saying so there."""
        return {kind: {"k": len(e.heard_in.get(kind, ())), "n": n} for kind, n in self._exposed(e).items()}

    def _exposed(self, e: Evidence) -> dict[str, int]:
        """How many people could have said so in each kind of source."""
        material, everyone = self.look.material, self.look.everyone
        if (e.stage, e.exposed) not in self._kinds:
            if e.stage:
                heard = material.spoke[e.stage] | material.asked[e.stage]
            else:
                heard = {(p, "", kind) for p in e.exposed for kind in everyone[p].kinds(self.look.round)}
            found = grouped((kind, person) for person, _, kind in heard)
            self._kinds[e.stage, e.exposed] = {kind: len(found[kind]) for kind in sorted(found)}
        return self._kinds[e.stage, e.exposed]


def lane(cards: Mapping[str, dict[str, Any]], kind: str, stage: str) -> list[str]:
    """Return the claims shown in a lane, best supported first: by the lower end of the interval.

    What was hidden or put under another claim is not in a lane.
    """
    shown = ((c, v) for c, v in cards.items() if not v["hidden"] and not v["under"])
    here = (c for c, v in shown if v["lane"] == kind and v["shown"] == stage)
    return sorted(here, key=lambda c: (-(cards[c]["lo"] or 0.0), -cards[c]["k"], c))


def _ids(people: Mapping[str, list[Mention]]) -> list[str]:
    """Return what was said, by id, person by person."""
    return list(map(_ID, chain.from_iterable(map(people.__getitem__, sorted(people)))))


def _valence(e: Evidence) -> dict[str, Any] | None:
    """Mean over supporters of each one's mean valence: intensity, kept apart from how many say so."""
    means = curve.person_means(e.supporters)
    if not means:
        return None
    interval = curve.spread(means, e.together)
    lo, hi = (interval.lo, interval.hi) if interval else (None, None)
    return {"mean": stats.mean(list(means.values())), "lo": lo, "hi": hi, "n": len(means)}


def _doubled(e: Evidence, texts: frozenset[tuple[str, str]]) -> int:
    """Return how many supporters said so in one of the texts."""
    return sum(not texts.isdisjoint(map(_TEXT, mentions)) for mentions in e.supporters.values()) if texts else 0
