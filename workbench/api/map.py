"""Map: the journey of a persona and a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.base import Base
from workbench.views import JourneyView

if TYPE_CHECKING:
    from workbench.widgets import Map as MapWidget


class Map(Base):
    """The journey map."""

    def journey(self, *, persona: str | None = None, round: str | None = None) -> JourneyView:  # noqa: A002
        """Return the journey map of a persona and a round; everybody and all rounds if not given."""
        from workbench.journey.map import build

        return JourneyView(build(self.folder, persona=persona, round=round), self.redactor)

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
