"""Hypotheses: what people believe would help, how to test it, and whether it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.api.base import Base

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from workbench.journey.look import Look
    from workbench.study.cards import Measured
    from workbench.views.hypotheses import HypothesisView, LoopView

#: Words in a row that somebody may have said too.
_RUN = 5


class Hypotheses(Base):
    """What is believed, and how it turned out."""

    def hypotheses(self, *, persona: str | None = None, round: str | None = None) -> HypothesisView:  # noqa: A002
        """Return the register of hypotheses: what people said of their claims, what tests found, and some to begin from."""
        from workbench.journey.plan.hypotheses import drafts, hypotheses
        from workbench.views.hypotheses import HypothesisView

        look = self._look(persona, round)
        return HypothesisView(hypotheses(look), drafts(look), self._labels(look), self.masks)

    def hypothesis(
        self,
        change: str,
        *,
        who: str = "",
        effect: str = "",
        measure: str = "",
        claims: Sequence[str] = (),
        direction: str = "",
        by: str = "",
        name: str = "",
    ) -> str:
        """Make a hypothesis, "If we <change> for <who>, then <effect>, measured by <measure>"; return its id.

        Parameters
        ----------
        change
            What you would change.
        who, effect, measure
            For whom, what would come of it, and what would show it; taken from the first claim where you do not say.
        claims
            Pains, needs and delights it rests on.
        direction
            Which way the measure would go: ``up`` or ``down``.
        by
            By when, or by how much.
        name
            For its id; made from the change if not given.

        Raises
        ------
        UserError
            If there is no such claim, a part is missing, the name is taken, or the words are a participant's.
        """
        from workbench.journey.plan import deeds

        said = {"change": change, "who": who, "effect": effect, "measure": measure}
        self._own_words(**said, by=by)
        act = deeds.make(self._look(), said, claims, direction=direction, by=by, name=name, coder=self.me)
        return str(act.body["hypothesis"])

    def edit_hypothesis(self, name: str, **changes: str | Sequence[str]) -> str:
        """Change what a hypothesis says: ``change``, ``who``, ``effect``, ``measure``, ``claims``, ``direction`` or ``by``.

        Returns the id of the act. Raises `UserError` if there is no such hypothesis, part or claim.
        """
        from workbench.journey.plan import deeds

        self._own_words(**{part: said for part, said in changes.items() if isinstance(said, str)})
        return deeds.edit(self._look(), name, changes, coder=self.me).id

    def retire_hypothesis(self, name: str, *, reason: str) -> str:
        """Follow a hypothesis no longer; return the id of the act. Raises `UserError` if there is none of that name."""
        from workbench.journey.plan import deeds

        self._own_words(reason=reason)
        return deeds.retire(self._look(), name, reason=reason, coder=self.me).id

    def plan_test(
        self,
        name: str,
        *,
        baseline: float,
        effect: float,
        kind: Measured = "share",
        sd: float | None = None,
        alpha: float = 0.05,
        power: float = 0.8,
    ) -> int:
        """Plan a test of a hypothesis with two arms, as it is and as changed; return how many people each arm needs.

        Parameters
        ----------
        name
            Of the hypothesis.
        baseline
            The measure as it is now: a share from 0 to 1, or a mean.
        effect
            The least difference worth seeing, in the same unit; below 0 if it is to go down.
        kind
            ``share`` of people, or ``mean`` of a number.
        sd
            Of a mean: how far people differ (standard deviation).
        alpha
            How often a difference may be seen where there is none.
        power
            How often this one is to be seen.

        Raises
        ------
        UserError
            If there is no such hypothesis, or the numbers make no test.
        """
        from workbench.journey.plan import deeds

        look = self._look()
        act = deeds.plan(look, name, kind=kind, baseline=baseline, effect=effect, sd=sd, alpha=alpha, power=power, coder=self.me)
        return int(act.body["n"])

    def test_result(self, name: str, arms: Sequence[Mapping[str, Any]], *, date: str = "", source: str = "") -> str:
        """Take the result of a test; return its verdict: ``supported``, ``not supported`` or ``too few to tell``, with why.

        Parameters
        ----------
        name
            Of the hypothesis.
        arms
            Two: as it is first, as changed second. Each ``{"name", "n", "k"}``, or ``{"name", "n", "mean", "sd"}``.
        date, source
            When it came out, and where that is written.

        Raises
        ------
        UserError
            If there is no such hypothesis, or the numbers cannot be.
        """
        return self._take_results([{"hypothesis": name, "arms": arms, "date": date, "source": source}])[0]

    def test_results(self, path: str | Path) -> list[str]:
        """Take the results of tests in a CSV or XLSX file, all or none; return their verdicts.

        Parameters
        ----------
        path
            The file: columns ``hypothesis``, ``arm``, ``n``, and ``k`` or ``mean`` and ``sd``; ``date`` if it is known. Two rows a
            hypothesis, as it is first.

        Raises
        ------
        Refused
            If the file cannot be read.
        UserError
            If there is no such hypothesis, or the numbers cannot be.
        """
        from workbench.sources.numbers.tested import read_results

        return self._take_results(read_results(path))

    def _take_results(self, given: Sequence[Mapping[str, Any]]) -> list[str]:
        from workbench.journey.plan import deeds
        from workbench.journey.plan.hypotheses import register

        acts = deeds.results(self._look(), given, coder=self.me)
        told = {one.hypothesis.id: one for one in register(self._look())}
        found = [told[act.body["hypothesis"]] for act in acts]
        return [one.outcome.text if one.outcome is not None else one.problem for one in found]

    def loop(self, *, persona: str | None = None) -> LoopView:
        """Return whether it worked: the cards that somebody acts on, each with the verdict of the round after."""
        from workbench.journey.plan.loop import loop
        from workbench.views.hypotheses import LoopView

        look = self._look(persona)
        return LoopView(loop(look), self._labels(look), self.masks)

    # Helpers -----------------------------------------------------------------------------------------------------------

    def _look(self, persona: str | None = None, round_: str | None = None) -> Look:
        from workbench.journey.look import look

        return look(self.folder, persona=persona, round=round_)

    @staticmethod
    def _labels(look: Look) -> dict[str, str]:
        cards = look.state.cards
        return {code.id: (cards[code.id].title if code.id in cards else "") or code.label for code in look.codes.values()}

    def _own_words(self, **parts: str) -> None:
        """Refuse a participant's words: acts are for ever, and a person must be erasable."""
        from workbench.reading.segments import segments
        from workbench.themes.ledger import own_words

        if any(len(said.split()) > _RUN for said in parts.values()):
            own_words(segments(self.folder), **{name: said for name, said in parts.items() if said})
