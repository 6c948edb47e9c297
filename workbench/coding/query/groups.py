"""Mentions by what they have in common: round, source, stage, code, or an attribute of who says it."""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.coding.codebook.codes import codebook
from workbench.coding.query.ground import INTERVIEWER
from workbench.coding.query.mentions import codes_of
from workbench.coding.query.traits import number
from workbench.study.errors import UserError
from workbench.study.records import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from workbench.coding.query.found import Codings, Found
    from workbench.coding.query.ground import Ground, Longs, Mask
    from workbench.coding.query.traits import Traits
    from workbench.study.records import Code

COLUMNS = ("round", "kind", "source", "participant", "stage", "code", "family", "coder")
_PLACES = {"round": "round", "kind": "kind", "source": "id"}
_STAGE = "stage:"


class Groups:
    """Says what mentions have in common, and who could have made them.

    Parameters
    ----------
    ground, traits, codings
        The study.
    there
        Of each coding: whether it counts for this query.
    """

    def __init__(self, ground: Ground, traits: Traits, codings: Codings, there: Mask) -> None:
        self._ground, self._traits, self._codings, self._there = ground, traits, codings, there

    def column(self, name: str) -> str:
        """Return what a column is called: one of `COLUMNS`, or an attribute as `Traits.find` gives it.

        Raises
        ------
        UserError
            If nothing, or more than one thing, is called so.
        """
        plain = name.strip().casefold()
        if plain in COLUMNS:
            return plain
        found = self._traits.find(name)
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError(f"'{name}' can mean {' or '.join(found)}. Write the one you mean.")
        from workbench.coding.query.errors import meant

        raise UserError(f"Nothing is called '{name}' here.{meant(name, [*COLUMNS, *self._traits.names])}")

    def of(self, found: Found, name: str) -> dict[str, list[int]]:
        """Return the mentions of each value of a column; one mention can have several, such as codes."""
        column = self.column(name)
        values = {"stage": self.stages, "code": self._codes, "family": self._families, "coder": self._coders}
        listed: Iterable[Collection[str]] = values[column](found) if column in values else self._single(found, column)
        members: dict[str, list[int]] = {}
        for n, several in enumerate(listed):
            for value in several:
                members.setdefault(value, []).append(n)
        return members

    def ordered(self, name: str, values: Collection[str]) -> list[str]:
        """Return the values of a column in their usual order; what is not known comes last."""
        column = self.column(name)
        settings = self._ground.folder.settings
        usual: dict[str, list[str]] = {
            "round": self._traits.rounds,
            "stage": [s.id for s in settings.stages],
            "family": list(FAMILIES),
            "code": [c.id for c in self._book],
        }
        rank = {value: n for n, value in enumerate(usual.get(column, ()))}

        def key(value: str) -> tuple[bool, int, bool, float, str]:
            as_number = number(value) if column not in COLUMNS else None
            return (value == "", rank.get(value, len(rank)), as_number is None, as_number or 0.0, value)

        return sorted(values, key=key)

    def exposed(self, base: Longs, name: str) -> dict[str, frozenset[str]]:
        """Return who was heard for each value of a column.

        Parameters
        ----------
        base
            The turns and answers of everybody the query is about.
        name
            Of the column: a place, an attribute, or ``stage``, of which those were heard who spoke about it or were asked.
            Empty for codes, families and coders: everybody could have said any of them.
        """
        import numpy as np

        column = self.column(name)
        ground = self._ground
        people, sources = ground.owner[base], ground.blocks_at(ground.starts[base])
        if column == "stage":
            return self._staged(frozenset(ground.people[p] for p in np.unique(people).tolist()))
        if column in {"code", "family", "coder"}:
            return {}
        if column in _PLACES:
            values = sorted({getattr(b.source, _PLACES[column]) for b in ground.blocks})
            of_source = np.array([values.index(getattr(b.source, _PLACES[column])) for b in ground.blocks], dtype=np.int64)
            held = of_source[sources] if len(of_source) else sources
        elif column == "participant":
            values, held = ground.people, people
        else:
            values = self._traits.trait(column).values
            held = self._traits.at(column, people, base, sources)
        pairs = np.unique((held + 1) * (len(ground.people) + 1) + people)
        found: dict[str, set[str]] = {}
        for value, person in zip(*(p.tolist() for p in np.divmod(pairs, len(ground.people) + 1)), strict=True):
            found.setdefault(values[value - 1] if value else "", set()).add(ground.people[person])
        return {value: frozenset(people) for value, people in found.items()}

    # Values ----------------------------------------------------------------------------------------------------

    def _single(self, found: Found, column: str) -> list[tuple[str]]:
        ground = self._ground
        sources = ground.blocks_at(found.starts)
        if column in _PLACES:
            return [(getattr(ground.blocks[s].source, _PLACES[column]),) for s in sources.tolist()]
        if column == "participant":
            return [(ground.people[p] if p >= 0 else "",) for p in found.people.tolist()]
        values = self._traits.trait(column).values
        first, _ = ground.touched(found.starts, found.ends)
        places = self._traits.at(column, found.people, first, sources)
        return [(values[p] if p >= 0 else "",) for p in places.tolist()]

    @cached_property
    def _book(self) -> list[Code]:
        return codebook(self._ground.folder.settings, self._ground.state)

    @cached_property
    def _family(self) -> dict[str, str]:
        return {c.id: c.family for c in self._book}

    def _codes(self, found: Found) -> list[tuple[str, ...]]:
        return codes_of(self._codings, found)

    def _families(self, found: Found) -> list[tuple[str, ...]]:
        return [tuple(sorted({self._family.get(c, "free") for c in codes})) for codes in codes_of(self._codings, found)]

    def _coders(self, found: Found) -> list[tuple[str, ...]]:
        marks, edges = found.part_codings.tolist(), found.edges.tolist()
        records = self._codings.records
        return [tuple(sorted({records[m].coder for m in marks[low:high] if m >= 0})) for low, high in itertools.pairwise(edges)]

    # Stages ----------------------------------------------------------------------------------------------------

    @cached_property
    def _stage_spans(self) -> dict[str, tuple[Longs, Longs]]:
        """The passages coded with each stage in participants' words, by sorted starts and sorted ends."""
        import numpy as np

        c = self._codings
        rows: dict[str, list[int]] = {s.id: [] for s in self._ground.folder.settings.stages}
        for n, coding in enumerate(c.records):
            stage = self._stage_of(coding.code)
            if stage and coding.stance == "for" and self._there[n] and c.speech[n] != INTERVIEWER:
                rows[stage].append(n)
        return {
            s: (np.sort(c.starts[r]), np.sort(c.ends[r])) for s, found in rows.items() for r in [np.array(found, dtype=np.int64)]
        }

    def _stage_of(self, code: str) -> str:
        return self._stage(code.removeprefix(_STAGE)) if code.startswith(_STAGE) else ""

    def _stage(self, name: str) -> str:
        try:
            return self._ground.folder.settings.stage(name) if name else ""
        except KeyError:
            return ""

    def stages(self, found: Found) -> list[tuple[str, ...]]:
        """Return the stages of each mention: those that most stage codings on the same words name, else its codes' usual one.

        The rule is that of `workbench.journey.said.material`.
        """
        import numpy as np

        names = list(self._stage_spans)
        votes = np.array([
            np.searchsorted(starts, found.ends, "left") - np.searchsorted(ends, found.starts, "right")
            for starts, ends in self._stage_spans.values()
        ]).reshape(len(names), len(found))  # fmt: skip
        best = votes.max(axis=0, initial=0)
        usual = {c.id: self._stage_of(c.id) or self._stage(c.stage) for c in self._book}
        out = []
        for n, codes in enumerate(codes_of(self._codings, found)):
            if best[n]:
                out.append(tuple(names[s] for s in np.flatnonzero(votes[:, n] == best[n]).tolist()))
            else:
                out.append(tuple(sorted({usual[c] for c in codes if usual.get(c)})))
        return out

    def _staged(self, people: frozenset[str]) -> dict[str, frozenset[str]]:
        """Return who of `people` spoke about each stage or was asked: coded so, asked by an interviewer, or by a survey."""
        ground, c = self._ground, self._codings
        found: dict[str, set[str]] = {s.id: set() for s in ground.folder.settings.stages}
        for n, coding in enumerate(c.records):
            stage = self._stage_of(coding.code)
            if stage and coding.stance == "for" and self._there[n] and c.people[n] >= 0:
                found[stage].add(ground.people[int(c.people[n])])
        for block in ground.blocks:
            for question in getattr(block.source, "questions", ()):
                for name in ground.state.about.get((block.source.id, question.id), question.stages):
                    if stage := self._stage(name):
                        answers = block.source.answers  # type: ignore[union-attr]  # only surveys have questions
                        found[stage] |= set(answers.loc[answers["question"] == question.id, "participant"])
        return {stage: frozenset(who & people) for stage, who in found.items()}
