"""Lanes: what people met, did, thought and wanted, how hard it was, the paths they took, and their own words."""

# ruff: noqa: A002 (round is the field's word)
from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.base import Base
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.reading.signals import Signal
    from workbench.study.records import Segment
    from workbench.views.coverage import CoverageView
    from workbench.views.lane_tables import Tables
    from workbench.views.lanes import LaneView, PreferenceView
    from workbench.views.paths import PathsView
    from workbench.views.story import StoryView
    from workbench.views.typical import WordsView


class Lanes(Base):
    """The lanes of the map besides pains, needs and delights, and people's paths.

    Each answer shows itself and is a table (``.frame()``); those of lanes open their quotes (``.quotes(row)``). All take
    `persona` and `round`, of study.toml: only the people this persona means, only this round.
    """

    def _tables(self, persona: str | None = None, round: str | None = None) -> Tables:
        from workbench.journey.look import look
        from workbench.views.lane_tables import Tables

        return Tables(look(self.folder, persona=persona, round=round), self.masks)

    def _signalled(self) -> Sequence[tuple[Segment, Signal]]:
        """Return what participants said with the signals in it."""
        from workbench.reading.segments import segments
        from workbench.reading.signals import signals
        from workbench.study.kinds import UNCOUNTED

        found = [s for s in segments(self.folder) if s.kind not in UNCOUNTED]
        by_id = {s.id: s for s in found}
        return [(by_id[s.segment], s) for s in signals(found, cache=self.folder.cache)]

    # Where people meet the company ------------------------------------------------------------------------------

    def touchpoints(self, *, unplanned: bool = False, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return every touchpoint, planned in study.toml or told by people: stage, channel, owner, who tells of it, how they felt.

        Parameters
        ----------
        unplanned
            Only those that people tell of and study.toml does not have.
        persona, round
            Whose words, of which round.
        """
        return self._tables(persona, round).touchpoints(unplanned=unplanned)

    def channels(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return channels by stages: how many people met the company over each there, and how they felt."""
        return self._tables(persona, round).channels()

    def handoffs(self, *, between: str = "channel", persona: str | None = None, round: str | None = None) -> LaneView:
        """Return where people go from one channel to the next, how feeling changes across it, and who had to say it again.

        Parameters
        ----------
        between
            ``channel`` or ``touchpoint``.
        persona, round
            Whose words, of which round.

        Raises
        ------
        UserError
            If `between` is neither.
        """
        if between not in {"channel", "touchpoint"}:
            raise UserError(f"handoffs are between channel or touchpoint; given: {between!r}")
        return self._tables(persona, round).handoffs(between)

    def contradictions(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return touchpoints that told people different things, with both quotes side by side."""
        return self._tables(persona, round).contradictions()

    # What people do, think and want --------------------------------------------------------------------------------

    def actions(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return what people do in each stage, in the order in which they tell it."""
        return self._tables(persona, round).actions()

    def thoughts(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return what people think in each stage, and the questions they ask, found by rules in their own words."""
        return self._tables(persona, round).thoughts()

    def goals(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return what people want in each stage; what only study.toml says they want is an ASSUMPTION."""
        return self._tables(persona, round).goals()

    def gaps(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return what people expected against what they got, and how they felt about it."""
        return self._tables(persona, round).gaps()

    def prefs(self, *, by: str | None = None, persona: str | None = None, round: str | None = None) -> PreferenceView:
        """Return what people prefer, and for whom it differs.

        Parameters
        ----------
        by
            ``persona``, or an attribute such as ``role``: each group against everybody else, with the interval of the difference.
        persona, round
            Whose words, of which round.

        Raises
        ------
        UserError
            If there are no personas, or nobody has the attribute.
        """
        return self._tables(persona, round).preferences(by)

    def alternatives(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return what people compare the company with or use instead, where, and what they say of it."""
        return self._tables(persona, round).alternatives()

    def effort(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return the stages by effort, hardest first: from codes, else from ratings, else from signals in people's words."""
        from workbench.journey.lanes.effort import effort

        tables = self._tables(persona, round)
        return tables.effort(() if effort(tables.told) else self._signalled())

    def staff(self, *, round: str | None = None) -> LaneView:
        """Return what people who work for the company say, backstage: they are counted in no number of the customers."""
        return self._tables(None, round).staff()

    def content_gaps(self, *, persona: str | None = None, round: str | None = None) -> LaneView:
        """Return what people wanted to know in each stage and did not find: open questions, and what they say is missing."""
        return self._tables(persona, round).content_gaps(self._signalled())

    # Who, and on which path --------------------------------------------------------------------------------------

    def personas(self, *, round: str | None = None) -> LaneView:
        """Return the personas of study.toml: whom each means, how many people these are, and of how many it is not known."""
        return self._tables(None, round).personas()

    def coverage(self, *, persona: str | None = None, round: str | None = None) -> CoverageView:
        """Return who spoke about which stage, who was asked and said nothing, who was not asked; and mentions on no stage."""
        from workbench.journey.look import look
        from workbench.views.coverage import CoverageView

        return CoverageView(look(self.folder, persona=persona, round=round), self.masks)

    def paths(self, *, persona: str | None = None, round: str | None = None) -> PathsView:
        """Return the order in which people tell their journey, with loops and re-entries, and the flows that all make."""
        from workbench.views.paths import PathsView

        return PathsView(self._tables(persona, round).told, self.masks)

    def story(self, participant: str, *, round: str | None = None) -> StoryView:
        """Return the story of one person: what they said at each stop, and beside it what the group says there.

        Parameters
        ----------
        participant
            Their pseudonym. Who does not consent to be quoted has a path and no quotes.
        round
            Only this round.

        Raises
        ------
        UserError
            If there is no such person.
        """
        from workbench.journey.lanes.story import story
        from workbench.views.story import StoryView

        told = self._tables(None, round).told
        return StoryView(story(told, participant), told, self.masks)

    def words(
        self, stage: str | None = None, *, limit: int = 12, persona: str | None = None, round: str | None = None
    ) -> WordsView:  # fmt: skip
        """Return the words typical of a stage, or of each, in the sentences people said them in.

        Parameters
        ----------
        stage
            Id, label or alias; all stages if not given.
        limit
            How many words a stage.
        persona, round
            Whose words, of which round.

        Raises
        ------
        UserError
            If there is no such stage, or `limit` is less than one.
        """
        from workbench.journey.lanes.words import words
        from workbench.views.typical import WordsView

        told = self._tables(persona, round).told
        return WordsView(words(told, stage, limit=limit), told, self.masks)
