"""From a tree whose names mean something to the passages it finds.

Codes and words find passages; conditions and what is negated only take away. What a query says nothing about is assumed:
codings by people, for the claim, that no adjudication set aside; words of participants.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.coding.query import bound as what
from workbench.coding.query import stand
from workbench.coding.query.bound import Beside, Bound, Coded, Condition, Every, Never, Some, Spoken, coding_conditions, finds
from workbench.coding.query.found import Codings, Found, in_units, together, touches_any
from workbench.coding.query.ground import INTERVIEWER, NOBODY
from workbench.coding.query.traits import test
from workbench.coding.query.words import Words, holds

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.coding.query.ground import Ground, Longs, Mask
    from workbench.coding.query.traits import Traits

#: Operators whose right side is marked beside what is found; what something lies within is not.
_MARKED = frozenset({"near", "touching", "overlaps", "then", "follows"})


@dataclass
class Evaluator:
    """Finds the passages of one query.

    Parameters
    ----------
    ground, traits, words, codings
        The study.
    named
        Conditions the query names: they replace what is assumed.
    coder, hidden
        Sources in which `coder` works blind: of the codings there only theirs are seen.
    fallen
        Ids of codings that an adjudication set aside.

    Attributes
    ----------
    left
        What was left out and why: rows of codings, by reason.
    """

    ground: Ground
    traits: Traits
    words: Words
    codings: Codings
    named: Collection[str] = ()
    coder: str = ""
    hidden: frozenset[str] = frozenset()
    fallen: frozenset[str] = frozenset()
    left: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import numpy as np

        records = self.codings.records
        retired = {c.id for c in self.ground.state.codes.values() if c.retired}
        blind = [c.anchor.source in self.hidden and c.coder != self.coder for c in records]
        gone = [c.id in self.fallen for c in records]
        machine = [c.coder_kind != "human" and "coder" not in self.named for c in records]
        against = [c.stance != "for" and "stance" not in self.named for c in records]
        self._reasons = {
            "of others, where you code blind": np.array(blind, dtype=bool),
            "set aside by adjudication": np.array(gone, dtype=bool),
            "by models or in a second coding": np.array(machine, dtype=bool),
            "against the claim": np.array(against, dtype=bool),
        }
        self.there = ~np.any([*self._reasons.values()], axis=0) if records else np.empty(0, dtype=bool)
        self._used = np.array([c.code not in retired for c in records], dtype=bool)

    def run(self, bound: Bound) -> tuple[Found, int]:
        """Return the passages, and how many were left out since an interviewer says them."""
        found = self.passages(bound)
        if "speaker" in self.named:
            return found, 0
        said = found.speech != INTERVIEWER
        return found.where(said), int((~said).sum())

    # What finds ------------------------------------------------------------------------------------------------

    def passages(self, bound: Bound) -> Found:
        """Return the passages of a tree; of conditions alone, the codings or the turns and answers that meet them."""
        if isinstance(bound, Coded):
            return self._coded(bound.codes)
        if isinstance(bound, Spoken):
            starts, ends = self.words.find(bound.words)
            return Found.simple(starts, ends, *self.ground.voices(starts, ends))
        if isinstance(bound, Beside):
            return self._beside(bound)
        if isinstance(bound, Some) and finds(bound):
            return together([self.passages(item) for item in bound.items])
        if isinstance(bound, Every) and finds(bound):
            return self._every(bound)
        everything = self._marked() if coding_conditions(bound) else self._units()
        return everything.where(self.holds(bound, everything))

    def _coded(self, codes: Collection[str]) -> Found:
        import numpy as np

        wanted = np.array([c.code in codes for c in self.codings.records], dtype=bool)
        return self._rows(wanted)

    def _rows(self, wanted: Mask) -> Found:
        """Return codings as passages, and note which of those wanted are left out."""
        import numpy as np

        for reason, mask in self._reasons.items():
            if len(mask) and (out := np.flatnonzero(wanted & mask)).size:
                self.left.setdefault(reason, set()).update(out.tolist())
        rows = np.flatnonzero(wanted & self.there)
        c = self.codings
        return Found.simple(c.starts[rows], c.ends[rows], c.people[rows], c.speech[rows], rows)

    def _marked(self) -> Found:
        return self._rows(self._used)

    def _units(self) -> Found:
        """Return every turn and answer with words in it."""
        import numpy as np

        ground = self.ground
        rows = np.flatnonzero(ground.ends > ground.starts)
        speech = np.where(ground.owner[rows] == NOBODY, INTERVIEWER, 0)
        return Found.simple(ground.starts[rows], ground.ends[rows], ground.put_to[rows], speech)

    def _beside(self, bound: Beside) -> Found:
        left, right = self.passages(bound.left), self.passages(bound.right)
        partners = stand.partners(bound.op, self.ground, self.words, left, right, bound.n)
        if bound.without:
            return left.where(partners < 0)
        found = left.where(partners >= 0)
        return found.beside(right, partners[partners >= 0]) if bound.op in _MARKED else found

    def _every(self, bound: Every) -> Found:
        """Conditions on codings bind to the codes beside them; all others hold of the turn or answer."""
        sides = [item for item in bound.items if finds(item)]
        conditions = [item for item in bound.items if not finds(item)]
        coded = any(map(what.coded, sides))
        founds = []
        for side in sides:
            found = self.passages(side)
            for condition in conditions:
                if coding_conditions(condition) and (what.coded(side) or not coded):
                    found = found.where(self.holds(condition, found))
            founds.append(found)
        found = founds[0] if len(founds) == 1 else in_units(self.ground, founds)
        for condition in conditions:
            if not coding_conditions(condition):
                found = found.where(self.holds(condition, found))
        return found

    # What takes away -------------------------------------------------------------------------------------------

    def holds(self, bound: Bound, found: Found) -> Mask:
        """Say for which passages a condition holds."""
        import numpy as np

        if isinstance(bound, Every):
            every: Mask = np.logical_and.reduce([self.holds(item, found) for item in bound.items])
            return every
        if isinstance(bound, Some):
            some: Mask = np.logical_or.reduce([self.holds(item, found) for item in bound.items])
            return some
        if isinstance(bound, Never):
            if finds(bound.item):
                return ~touches_any(self.ground, found, self.passages(bound.item))
            return ~self.holds(bound.item, found)
        if isinstance(bound, Condition):
            return self._of_codings(bound, found) if bound.of_codings else self._of_places(bound, found)
        return touches_any(self.ground, found, self.passages(bound))

    def _of_codings(self, bound: Condition, found: Found) -> Mask:
        """One of its own codings meets the condition; of words, a coding that overlaps them."""
        import numpy as np

        meets = np.array([self._meets(bound, n) for n in range(len(self.codings.records))], dtype=bool)
        owners = found.owners()
        own = (found.part_codings >= 0) & found.part_own
        has, good = np.zeros(len(found), dtype=bool), np.zeros(len(found), dtype=bool)
        has[owners[own]] = True
        good[owners[own][meets[found.part_codings[own]]]] = True
        if not has.all():
            rows = np.flatnonzero(meets & self.there)
            c = self.codings
            starts, ends = np.sort(c.starts[rows]), np.sort(c.ends[rows])
            over = np.searchsorted(starts, found.ends, "left") > np.searchsorted(ends, found.starts, "right")
            good |= ~has & over
        return good

    def _meets(self, bound: Condition, row: int) -> bool:
        coding = self.codings.records[row]
        if bound.key == "coder":
            met = coding.coder in bound.values or "any" in bound.values
        elif bound.key == "stance":
            met = coding.stance in bound.values or "any" in bound.values
        elif bound.key == "memo":
            text = " ".join((coding.memo, self.ground.state.memos.get(("coding", coding.id), ""))).strip()
            met = any(bool(text) if v == what.ANY else holds(text, v) for v in bound.values)
        elif coding.valence is None:
            return False
        else:
            return what.ANY in bound.values or test([str(coding.valence)], bound.op, bound.values)[0]
        return met != (bound.op == "!=")

    def _of_places(self, bound: Condition, found: Found) -> Mask:
        import numpy as np

        sources = self.ground.blocks_at(found.starts)
        if bound.trait:
            return self._of_people(bound, found, sources)
        wanted = set(bound.values)
        if bound.key == "speaker":
            spoken = np.where(found.speech == INTERVIEWER, "interviewer", "participant")
            met = np.isin(spoken, sorted(wanted)) | ("any" in wanted)
        elif bound.key == "participant":
            met = np.isin(found.people, [self.ground.person(v) for v in wanted])
        elif bound.key == "question":
            met = self._asked(wanted, found, sources)
        else:
            name = {"round": "round", "kind": "kind", "source": "id"}[bound.key]
            fits = np.array([getattr(b.source, name) in wanted for b in self.ground.blocks], dtype=bool)
            met = fits[sources] if len(fits) else np.zeros(0, dtype=bool)
        held: Mask = met != (bound.op == "!=")
        return held

    def _of_people(self, bound: Condition, found: Found, sources: Longs) -> Mask:
        """Whoever lacks the attribute does not meet the condition, whichever way it is put."""
        import numpy as np

        values = self.traits.trait(bound.key).values
        any_value = what.ANY in bound.values
        met = np.array([*([any_value] * len(values) if any_value else test(values, bound.op, bound.values)), False], dtype=bool)
        first, _ = self.ground.touched(found.starts, found.ends)
        held: Mask = met[self.traits.at(bound.key, found.people, first, sources)]
        return held

    def _asked(self, wanted: Collection[str], found: Found, sources: Longs) -> Mask:
        import numpy as np

        met = np.zeros(len(found), dtype=bool)
        first, _ = self.ground.touched(found.starts, found.ends)
        for number, block in enumerate(self.ground.blocks):
            answers = getattr(block.source, "answers", None)
            if answers is None:
                continue
            here = np.flatnonzero(sources == number)
            met[here] = answers["question"].isin(wanted).to_numpy()[first[here] - block.unit]
        return met

    def base(self, bound: Bound) -> Longs:
        """Return the turns and answers in which the people stand whom a query is about: those its conditions admit."""
        import numpy as np

        units = np.flatnonzero(self.ground.heard)
        found = Found.simple(
            self.ground.starts[units], self.ground.ends[units], self.ground.owner[units], np.zeros(len(units), dtype=np.int64)
        )
        items = bound.items if isinstance(bound, Every) else (bound,)
        kept = np.ones(len(units), dtype=bool)
        for item in items:
            if _of_places_only(item):
                kept &= self.holds(item, found)
        return units[kept]


def _of_places_only(bound: Bound) -> bool:
    """Say whether a tree only says of whom and where; who speaks is no such thing, since the asked are heard as well."""
    if isinstance(bound, Every | Some):
        return all(map(_of_places_only, bound.items))
    if isinstance(bound, Never):
        return _of_places_only(bound.item)
    return isinstance(bound, Condition) and not bound.of_codings and bound.key != "speaker"
