"""Double coding: who codes what without seeing the others, and when everybody sees everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.code import Code
from workbench.study.errors import UserError
from workbench.views import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.study.records import Purpose
    from workbench.views.assignments import AssignmentsView
    from workbench.views.drift import DriftView
    from workbench.widgets import Adjudicator

_SHORT = 8
_PAIR = 2


class Double(Code):
    """Coding the same text twice, by two people or by one."""

    def assign(
        self, sources: str | Sequence[str] | None = None, coders: Sequence[str] = (), *, purpose: Purpose = "double",
        share: float | None = None,
    ) -> AssignmentsView:  # fmt: skip
        """Let coders code the same sources without seeing each other's codings there, until `reveal`.

        Parameters
        ----------
        sources
            Ids of transcripts and surveys, or pseudonyms; all of the study if None.
        coders
            Two names or more.
        purpose
            ``double``; or ``recode``: one coder codes again a share of what they coded before (see `recode`).
        share
            So many of the sources, drawn by the seed of the study; all if None.

        Returns
        -------
        AssignmentsView
            The assignment, and a warning where somebody could see what others had coded there before.

        Raises
        ------
        UserError
            If there is no such source, the coders are too few, or the share is none. Nothing is written.
        """
        from workbench.coding.assign import assign, seen_before
        from workbench.views.assignments import AssignmentsView

        before = self.folder.state()
        wanted = [sources] if isinstance(sources, str) else sources
        made = assign(self.folder, wanted, coders, coder=self.me, purpose=purpose, share=share)
        return AssignmentsView(self.folder, self.masks, only=[made.id], notes=seen_before(before, made))

    def recode(self, coder: str | None = None, *, share: float = 0.1) -> AssignmentsView:
        """Draw passages you coded to be coded again without looking: how far the two differ is your drift.

        Parameters
        ----------
        coder
            Whose; you if not given.
        share
            So many of the turns and answers they coded, at least one.

        Raises
        ------
        UserError
            If they have coded nothing that was not drawn before, or the share is none.
        """
        return self.assign(None, [coder or self.me], purpose="recode", share=share)

    def reveal(self, assignment: str | None = None) -> AssignmentsView:
        """Let everybody see what was coded blind.

        Parameters
        ----------
        assignment
            Its id, or how that begins; the only one that is not revealed yet if not given.

        Raises
        ------
        UserError
            If there is no such assignment, or it is not said which of several.
        """
        from workbench.coding.assign import reveal
        from workbench.views.assignments import AssignmentsView

        made = reveal(self.folder, self._assignment(assignment), coder=self.me)
        return AssignmentsView(self.folder, self.masks, only=[made.id])

    def _assignment(self, begins: str | None) -> str:
        made = self.folder.state().assignments
        found = [key for key in made if key.startswith(begins)] if begins else [key for key in made if not made[key].revealed]
        if len(found) == 1:
            return found[0]
        if begins and not found:
            raise UserError(f"no assignment begins with {begins!r}; study.assignments() lists them")
        if not found:
            raise UserError("nothing is coded blind: there is nothing to reveal")
        raise UserError(f"say which one to reveal: {', '.join(key[:_SHORT] for key in found)}; study.assignments() lists them")

    def assignments(self) -> AssignmentsView:
        """Return who codes what blind or coded it so, and how much of it they have coded; ``.frame()`` is a table."""
        from workbench.views.assignments import AssignmentsView

        return AssignmentsView(self.folder, self.masks)

    def adjudicator(self, coders: Sequence[str] | None = None, *, me: str | None = None) -> Adjudicator | Notice:
        """Return the widget in which you decide where coders differ, case by case, with a reason.

        Parameters
        ----------
        coders
            Two or more; the two who coded most if not given.
        me
            Who decides.

        Raises
        ------
        UserError
            If fewer than two different coders are named, or one has coded nothing.
        """
        from workbench.widgets import Adjudicator

        there = self.coders()
        if coders is None and len(there) < _PAIR:
            return Notice(
                "Nothing to decide yet: it takes two who code the same texts. study.assign([...], ['ana', 'ben']) says who."
            )
        return Adjudicator(self.folder, list(coders or there[:_PAIR]), me or self.me, redactor=self.redactor)

    def drift(self, coder: str | None = None, *, unit: str = "segment", by: str = "document") -> DriftView:
        """Compare what a coder coded with what they coded again later without looking; `recode` draws the passages.

        Parameters
        ----------
        coder
            Who; you if not given.
        unit, by
            As in `agreement`.

        Raises
        ------
        UserError
            If there is no such unit or way to resample.
        """
        from workbench.coding.agreement import BYS, UNITS
        from workbench.coding.frame import codings_frame
        from workbench.views.drift import compare_again

        if unit not in UNITS:
            raise UserError(f"no unit is called {unit!r}; there are {', '.join(UNITS)}")
        if by not in BYS:
            raise UserError(f"by={by!r}: intervals draw again by {' or by '.join(BYS)}")
        frame, seed = codings_frame(self.folder), self.folder.settings.seed
        return compare_again(self.folder, frame, coder or self.me, self.masks, unit=unit, by=by, seed=seed)
