"""Map: the journey, and what changed between rounds."""

from __future__ import annotations

from dataclasses import replace

from workbench.api.base import Base
from workbench.study.errors import UserError
from workbench.views import ChangesView, JourneyView

_PAIR = 2


class Map(Base):
    """The journey map and its rounds."""

    def journey(self, *, persona: str | None = None, round: str | None = None) -> JourneyView:  # noqa: A002
        """Return the journey map of a persona and a round; everybody and all rounds if not given."""
        from workbench.journey.map import build

        return JourneyView(build(self.folder, persona=persona, round=round), self.redactor)

    def compare(self, earlier: str | None = None, later: str | None = None) -> ChangesView:
        """Say what really changed between two rounds; the last two if none are named.

        Parameters
        ----------
        earlier
            Id of a round; the one before `later` if not given.
        later
            Id of a round; the last if not given.

        Raises
        ------
        UserError
            If a named round is not there, or there is none before it.
        """
        from workbench.journey.map import evidence_by_round, placebo
        from workbench.journey.rounds import compare

        found = evidence_by_round(self.folder)
        order = list(found)
        if len(order) < _PAIR and not (earlier or later):
            return ChangesView("", order[-1] if order else "", [], {})
        for name in (n for n in (earlier, later) if n and n not in found):
            raise UserError(f"no round is called {name!r}; there are: {', '.join(order) or 'none'}")
        last = later or order[-1]
        first = earlier or order[max(0, order.index(last) - 1)]
        if first == last:
            raise UserError(f"two different rounds are compared; given: {first} and {last}; there are: {', '.join(order)}")
        masked = self.redactor.text
        labels = {masked(c.id, guess=False): masked(c.label, guess=False) for c in self.folder.state().codes.values()}
        changes = [replace(c, code=masked(c.code, guess=False)) for c in compare(found[first], found[last])]  # ids come from labels
        idle = placebo(self.folder, round=first, seed=self.folder.settings.seed)
        return ChangesView(first, last, changes, labels, idle)
