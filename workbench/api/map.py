"""Map: the journey of a persona and a round."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from workbench.api.base import Base
from workbench.views import JourneyView

if TYPE_CHECKING:
    import pandas as pd

    from workbench.views.personas_map import PersonasView
    from workbench.widgets import Map as MapWidget


class Map(Base):
    """The journey map."""

    @overload
    def journey(self, *, persona: str | None = None, round: str | None = None) -> JourneyView: ...

    @overload
    def journey(self, *, persona: list[str | None], round: str | None = None) -> PersonasView: ...

    def journey(
        self,
        *,
        persona: str | list[str | None] | None = None,
        round: str | None = None,  # noqa: A002 (the field's word)
    ) -> JourneyView | PersonasView:
        """Return the journey map of a persona and a round; everybody and all rounds if not given.

        Parameters
        ----------
        persona
            Name of a persona of ``study.toml``. Several, in a list, are shown beside each other on one scale; None among them
            is everybody.
        round
            Id of a round: the map shows that round and compares it with the one before.

        Raises
        ------
        UserError
            If there is no such persona or round; the message lists those there are.
        """
        from workbench.journey.map import build

        if persona is None or isinstance(persona, str):
            model = build(self.folder, persona=persona, round=round)
            return JourneyView(model, self.redactor, self._let_out)
        from workbench.views.personas_map import PersonasView

        return PersonasView([build(self.folder, persona=one, round=round) for one in persona], self.redactor, self._let_out)

    def check_map(self, *, persona: str | None = None, round: str | None = None) -> pd.DataFrame:  # noqa: A002
        """Return what a map should not go out with, errors first: ``level``, ``what``, ``text`` and the ids it is about.

        Too many assumptions are an error (``assumptions`` under ``[map]`` of ``study.toml``); cards that nobody owns, old
        evidence, numbers for unknown stages and the like are warnings.
        """
        from workbench.journey.look import look
        from workbench.journey.plan.checks import checks
        from workbench.views.whole import whole

        masked = self.redactor.text
        found = checks(look(self.folder, persona=persona, round=round))
        rows = [
            row | {"text": masked(row["text"], guess=False), "items": masked(", ".join(row["items"]), guess=False)} for row in found
        ]
        return whole(rows, ["level", "what", "text", "items"])

    def map(self, *, persona: str | None = None, round: str | None = None, me: str | None = None) -> MapWidget:  # noqa: A002
        """Return the widget in which the map is read and worked on: cards are moved, named, signed and discussed.

        Parameters
        ----------
        persona, round
            What is shown at first; everybody and all rounds if not given.
        me
            Who acts; you if not given.

        Raises
        ------
        UserError
            If there is no such persona or round; the message lists those there are.
        """
        from workbench.widgets.map import Map as MapWidget

        return MapWidget(self.folder, me or self.me, persona=persona, round=round, redactor=self.redactor)
