"""Map: the journey of a persona and a round."""

from __future__ import annotations

from workbench.api.base import Base
from workbench.views import JourneyView


class Map(Base):
    """The journey map."""

    def journey(self, *, persona: str | None = None, round: str | None = None) -> JourneyView:  # noqa: A002
        """Return the journey map of a persona and a round; everybody and all rounds if not given."""
        from workbench.journey.map import build

        return JourneyView(build(self.folder, persona=persona, round=round), self.redactor)
