"""How sure: cut-offs, grades, triangulation, saturation, moments of truth, and what to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.base import Base

if TYPE_CHECKING:
    from workbench.journey.look import Look
    from workbench.views.asknext import AskNextView
    from workbench.views.evidence import EvidenceView
    from workbench.views.moments import MomentsView
    from workbench.views.saturation import SaturationView
    from workbench.views.thresholds import ThresholdsView
    from workbench.views.triangulation import TriangulationView


class Evidence(Base):
    """How strong the evidence is. Each takes a persona and a round; everybody and all rounds if not given."""

    def evidence(self, *, rare: bool = False, persona: str | None = None, round: str | None = None) -> EvidenceView:  # noqa: A002
        """Return the evidence of every claim: people, intervals, voices, concerns, grade, and who could change it.

        Parameters
        ----------
        rare
            Only what hardly anybody says, at least one person: kept, and never lost among what many say.
        persona, round
            Whose words, of which round.
        """
        from workbench.journey.cards import Cards
        from workbench.journey.overrides import overrides
        from workbench.journey.strength.lifts import lifts
        from workbench.views.evidence import EvidenceView

        look = _seen(self, persona, round)
        cards, said = Cards(look), overrides(look)
        found = [card | {"signed": said[claim]["signed"]} for claim, card in cards.all().items()]
        if rare:
            found = [card for card in found if 1 <= card["k"] <= look.cuts["rare_people"][0]]
        lifting = {e.code: lifts(e, cards.basis(e)) for e in look.evidence}
        return EvidenceView(found, lifting, look.cuts["voices"][0], self.masks)

    def thresholds(
        self, *, sensitivity: bool = False, persona: str | None = None, round: str | None = None  # noqa: A002
    ) -> ThresholdsView:  # fmt: skip
        """Return every cut-off with what it decides; with `sensitivity`, also whom one step of each would change.

        Raises
        ------
        UserError
            If those of ``study.toml`` contradict each other; the message says which.
        """
        from workbench.journey.strength.sensitivity import sensitivity as moved
        from workbench.journey.strength.thresholds import thresholds, unread
        from workbench.views.thresholds import ThresholdsView

        given = self.folder.settings.thresholds
        cuts, notes = thresholds(given), unread(given)
        if not sensitivity:
            return ThresholdsView(cuts, None, {}, self.masks, notes)
        look = _seen(self, persona, round)
        labels = {code.id: code.label for code in look.codes.values()} | _labels(look)
        return ThresholdsView(cuts, moved(look), labels, self.masks, notes)

    def triangulation(self, *, persona: str | None = None, round: str | None = None) -> TriangulationView:  # noqa: A002
        """Return for each claim what each kind of source says, and whether they agree; numbers count where they point a way."""
        from workbench.journey.figures.fuse import lane
        from workbench.journey.strength.elsewhere import elsewhere
        from workbench.journey.strength.triangulation import triangulation
        from workbench.views.triangulation import TriangulationView

        look = _seen(self, persona, round)
        found = triangulation(look, unasked=elsewhere(look), numbers=lane(look)[0])
        return TriangulationView(found, {code.id: code.label for code in look.codes.values()}, self.masks)

    def saturation(self, *, persona: str | None = None, round: str | None = None) -> SaturationView:  # noqa: A002
        """Return whether interviews still bring new claims: in the study, at each stage, of each persona."""
        from workbench.journey.strength.saturation import saturation
        from workbench.views.saturation import SaturationView

        look = _seen(self, persona, round)
        return SaturationView(saturation(look), _labels(look), self.masks)

    def moments(self, *, persona: str | None = None, round: str | None = None) -> MomentsView:  # noqa: A002
        """Return which stages are moments of truth, step by step of the rule; who decided otherwise is named."""
        from workbench.journey.figures.outcomes import outcomes
        from workbench.journey.strength.moments import linked, moments
        from workbench.views.moments import MomentsView

        look = _seen(self, persona, round)
        return MomentsView(moments(look, outcomes=linked(outcomes(look))), _labels(look), self.masks)

    def ask_next(self, *, persona: str | None = None, round: str | None = None) -> AskNextView:  # noqa: A002
        """Return what to ask next and why, the guide for the next interviews, and whom to recruit."""
        from workbench.journey.plan.asknext import ask_next
        from workbench.journey.plan.guides import guide
        from workbench.journey.plan.samples import formula, plan
        from workbench.views.asknext import AskNextView

        look = _seen(self, persona, round)
        items = ask_next(look)
        return AskNextView(items, guide(look, items), plan(look), formula(look), _labels(look), self.masks)


def _seen(study: Base, persona: str | None, round_: str | None) -> Look:
    from workbench.journey.look import look

    return look(study.folder, persona=persona, round=round_)


def _labels(look: Look) -> dict[str, str]:
    return {stage.id: stage.label for stage in look.settings.stages}
