"""Look: queries, matrices, codes that stand together, memos."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from workbench.api.base import Base

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from workbench.coding.query.ask import Asked
    from workbench.views.matrix import MatrixView
    from workbench.views.memos import MemosView
    from workbench.views.query import QueryView
    from workbench.widgets import Segments

#: Every code there is.
EVERYTHING = "code:*"


class Look(Base):
    """Questions to what was coded, said and noted. Each answer shows itself and is a table."""

    def query(self, text: str) -> QueryView:
        """Return the passages that a query finds, by who said them: codes, words, people, and where they stand to each other.

        Parameters
        ----------
        text
            Such as ``pain near(20) fee within stage:Purchase`` or ``"too expensive" and role=owner``; docs/query.md has the
            language on one page.

        Raises
        ------
        QueryError
            If it cannot be understood; the message points at the place and says what may be meant.
        """
        from workbench.coding.assign import as_recorded
        from workbench.coding.query.examples import examples
        from workbench.views.query import QueryView

        asked = self._asked.fresh()
        hidden = self._hidden
        result = asked.query(text, coder=as_recorded(self.me), hidden=hidden)
        shown = [] if len(result) else examples(asked)
        exposed = None if hidden else self._exposed  # the map counts what others coded, too
        return QueryView(result, self.masks, shown, exposed=exposed, independent=self._independent(asked))

    def matrix(self, rows: str = "code", columns: str = "participant", *, where: str = EVERYTHING) -> MatrixView:
        """Return how many people and mentions stand in each cell of a table; each cell opens its quotes.

        Parameters
        ----------
        rows, columns
            ``code``, ``family``, ``stage``, ``participant``, ``source``, ``round``, ``kind``, ``coder``, or an attribute
            such as ``role``.
        where
            A query that says what is counted.

        Raises
        ------
        UserError
            If nothing is called so, or the query cannot be understood.
        """
        return self.query(where).matrix(rows, columns)

    def cooccurrence(self, *, how: str = "overlap", n: int = 20, where: str = EVERYTHING) -> MatrixView:
        """Return which codes stand beside which, with the quotes behind each cell.

        Parameters
        ----------
        how
            ``overlap`` (on the same words), ``segment`` (in one turn or answer) or ``near`` (some words apart).
        n
            Words between them at most, for ``near``.
        where
            A query that says what is counted.

        Raises
        ------
        UserError
            If `how` is none of these, or the query cannot be understood.
        """
        from workbench.coding.query.beside import cooccurrence
        from workbench.views.matrix import MatrixView

        result = self.query(where).result
        return MatrixView(cooccurrence(result, self._asked.words, how, n), self.masks, "mentions")

    def segments(self, query: str = "", *, me: str | None = None, blind: bool = False) -> Segments:
        """Return the widget in which coded passages are found, looked at from every side, and recoded by keyboard.

        Parameters
        ----------
        query
            What is looked for at first, as for `query`; everything that is coded if not given.
        me
            Who looks and codes.
        blind
            Neither show, count nor send other people's codings. In what was assigned to be coded blind that is always so,
            until it is revealed.
        """
        from workbench.widgets import Segments

        return Segments(self.folder, query, me or self.me, blind=blind, redactor=self.redactor)

    def memos(self, search: str = "") -> MemosView:
        """Return all memos, about codings, codes, sources and participants, with who wrote them and when.

        Parameters
        ----------
        search
            Words they must hold.
        """
        from workbench.coding.assign import as_recorded
        from workbench.views.memos import MemosView

        return MemosView(self.folder, self.masks, search, coder=as_recorded(self.me), hidden=self._hidden)

    # What a query needs to know of the rest --------------------------------------------------------------------

    @cached_property
    def _asked(self) -> Asked:
        """The study, laid out for queries."""
        from workbench.coding.query.ask import Asked

        return Asked(self.folder)

    @property
    def _hidden(self) -> frozenset[str]:
        """Sources in which you work blind."""
        from workbench.coding.assign import blind_for

        return blind_for(self.folder.state(), self.me)

    def _exposed(self) -> Mapping[str, Collection[str]]:
        """Return who spoke about each stage or was asked, as the map counts them."""
        from workbench.journey.said.material import gather
        from workbench.journey.said.people import customers, everybody

        material = gather(self.folder, customers(everybody(self.folder)))
        stages = [s.id for s in self.folder.settings.stages]
        return {stage: material.who_spoke(stage) | material.who_was_asked(stage) for stage in stages}

    def _independent(self, asked: Asked) -> Callable[[Collection[str]], float | None] | None:
        """Return what says how many independent people some amount to; None where everybody spoke alone."""
        from workbench.study.kinds import TOGETHER

        alone = not any(p.group for p in self.folder.participants().values())
        if alone and not any(block.source.kind == TOGETHER for block in asked.ground.blocks):
            return None
        from workbench.journey.said.groups import clusters, sizes
        from workbench.journey.said.people import everybody
        from workbench.journey.stats import effective_n
        from workbench.journey.strength.grade import thresholds

        together = clusters(everybody(self.folder))
        likeness = thresholds(self.folder.settings.thresholds)["group_likeness"][0]
        return lambda people: effective_n(sizes(people, together), likeness) if people else None
