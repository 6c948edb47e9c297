"""Numbers: what was measured beside what was said, and who answers for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.api.base import Base
from workbench.study.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from workbench.journey.look import Look
    from workbench.views.causes import CausesView
    from workbench.views.fuse import FuseView
    from workbench.views.numbers import NumbersView
    from workbench.views.outcomes import OutcomesView
    from workbench.views.owners import OwnerPage, OwnersView
    from workbench.views.signals_weak import WeakView
    from workbench.views.themes import ThemesView


class Numbers(Base):
    """Numbers beside talk; owners, causes, age, weak signals."""

    def numbers(self, *, persona: str | None = None, round: str | None = None) -> NumbersView:  # noqa: A002
        """Return every number of the study by stage: analytics, and the scores of its surveys, with how they changed.

        Parameters
        ----------
        persona
            Whose ratings count; what was measured elsewhere is of everybody.
        round
            As of this round; the newest if not given.
        """
        from workbench.journey.figures.clicks import friction, heat
        from workbench.journey.figures.fuse import lane
        from workbench.journey.figures.numbers import every_number, funnel
        from workbench.views.numbers import NumbersView

        view = self._seen(persona, round)
        rows, notices = lane(view)
        pictures, lost = heat(view)
        return NumbersView(
            rows, self._stage_labels(view), self.masks, funnel(rows), friction(every_number(view)[0]), pictures, [*notices, *lost]
        )  # fmt: skip

    def fuse(self, *, persona: str | None = None, round: str | None = None) -> FuseView:  # noqa: A002
        """Return what the numbers say, why people say it is so, and whether both point the same way."""
        from workbench.journey.figures.fuse import fuse
        from workbench.views.fuse import FuseView

        view = self._seen(persona, round)
        return FuseView(fuse(view), self._stage_labels(view), self.masks)

    def outcomes(self, *, persona: str | None = None, round: str | None = None) -> OutcomesView:  # noqa: A002
        """Return how people who say so rate (NPS, CSAT, churn, any rating) beside people who do not: associations."""
        from workbench.journey.figures.outcomes import outcomes
        from workbench.views.outcomes import OutcomesView

        view = self._seen(persona, round)
        return OutcomesView(outcomes(view), self._stage_labels(view), self.masks)

    def owners(self, *, round: str | None = None) -> OwnersView:  # noqa: A002
        """Return who answers for which stages, touchpoints and cards, what nobody does, and where to spend."""
        from workbench.views.owners import OwnersView

        return OwnersView(self._seen(None, round), self.masks)

    def owner(self, name: str, *, round: str | None = None) -> OwnerPage:  # noqa: A002
        """Return the page of one owner: their stages, touchpoints, cards, and what rises among them.

        Raises
        ------
        UserError
            If there is no such owner; the message lists those there are.
        """
        return self.owners(round=round).page(name)

    def causes(self, *, persona: str | None = None, round: str | None = None) -> CausesView:  # noqa: A002
        """Return which claim people took to lie behind which, in layers from the roots on, and who says both."""
        from workbench.journey.plan.causes import causes
        from workbench.views.causes import CausesView

        return CausesView(causes(self._seen(persona, round)), self.masks)

    def weak_signals(
        self,
        *,
        persona: str | None = None,
        round: str | None = None,  # noqa: A002
        topics: ThemesView | None = None,
    ) -> WeakView:
        """Return needs and pains that are new or rising since the round before: signals, not forecasts.

        Parameters
        ----------
        persona, round
            Whose words, of which round; everybody, and the last.
        topics
            What ``study.themes()`` gave: topics that were in no round before are listed too.
        """
        from workbench.journey.change.weak import weak
        from workbench.views.signals_weak import WeakView

        view = self._seen(persona, round)
        changes = topics.changes if topics else ()
        names = {t.id: t.label for t in topics.topics.topics} if topics else {}
        compared = view if view.round or not view.rounds else view.at(view.rounds[-1])
        rounds = [r for r in (compared.previous, compared.round) if r]
        return WeakView(weak(view, changes, names), self._stage_labels(view), self.masks, rounds)

    def age(self, *, on: str = "", round: str | None = None) -> pd.DataFrame:  # noqa: A002
        """Return how old the newest evidence of each stage and claim is, oldest first.

        Parameters
        ----------
        on
            ISO day from which back it is counted; the newest day of the study if not given.
        round
            Only this round.

        Raises
        ------
        UserError
            If `on` is no day.
        """
        import pandas as pd

        from workbench.journey.figures.fuse import title
        from workbench.journey.strength.age import age

        try:
            on = on and date.fromisoformat(on).isoformat()
        except ValueError:
            raise UserError(f"{on!r} is no day: write it as 2026-09-14") from None
        view = self._seen(None, round)
        found, labels = age(view, on=on), self._stage_labels(view)
        rows: list[dict[str, Any]] = [
            {"what": "stage", "id": stage, "label": labels[stage], **known} for stage, known in found["stages"].items()
        ]
        rows += [
            {"what": "claim", "id": self._plain(claim), "label": self._plain(title(view, claim)), **known}
            for claim, known in found["claims"].items()
        ]
        rows.sort(key=lambda r: (-(r["months"] if r["months"] is not None else -1.0), r["what"], r["id"]))
        return pd.DataFrame(rows, columns=["what", "id", "label", "newest", "months", "stale"])

    def _seen(self, persona: str | None, round_: str | None) -> Look:
        from workbench.journey.look import look

        return look(self.folder, persona=persona, round=round_)

    def _plain(self, text: str) -> str:
        return self.redactor.text(text, guess=False)

    def _stage_labels(self, view: Look) -> dict[str, str]:
        return {s.id: self._plain(s.label) for s in view.settings.stages}
