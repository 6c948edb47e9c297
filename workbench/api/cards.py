"""Cards: what you say on the map. Each is an act with your name and your reason; `undo` takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.base import Base

if TYPE_CHECKING:
    import pandas as pd


class Cards(Base):
    """The cards of the journey map, as people move, name, sign and discuss them. Each returns the id of its act."""

    def move_card(self, claim: str, *, stage: str | None = None, lane: str | None = None, reason: str) -> str:
        """Show a card at another stage, or in another lane (``pain``, ``need``, ``delight``); ``""`` puts it back."""
        from workbench.journey import edits

        return edits.move(self.folder, claim, stage=stage, lane=lane, reason=reason, coder=self.me)[0].id

    def rename_card(self, claim: str, title: str, *, reason: str) -> str:
        """Show a card with other words; ``""`` gives it its own again. The code keeps its name."""
        from workbench.journey import edits

        return edits.rename(self.folder, claim, title, reason=reason, coder=self.me)[0].id

    def put_under(self, claim: str, under: str, *, reason: str) -> str:
        """Put a card under another that is about the same; ``""`` lets it stand alone again. Each keeps its numbers."""
        from workbench.journey import edits

        return edits.put_under(self.folder, claim, under, reason=reason, coder=self.me)[0].id

    def hide_card(self, claim: str, *, hidden: bool = True, reason: str) -> str:
        """List a card under "hidden" only, or show it again; it is counted as before."""
        from workbench.journey import edits

        return edits.hide(self.folder, claim, hidden=hidden, reason=reason, coder=self.me)[0].id

    def own_card(self, claim: str, owner: str, *, reason: str) -> str:
        """Say who looks after a card; ``""``: whoever the codebook names, or the stage."""
        from workbench.journey import edits

        return edits.own(self.folder, claim, owner, reason=reason, coder=self.me)[0].id

    def card_status(self, claim: str, status: str, *, reason: str) -> str:
        """Say that a card is ``open``, ``acting`` or ``resolved``."""
        from workbench.journey import edits

        return edits.set_status(self.folder, claim, status, reason=reason, coder=self.me)[0].id

    def comment(self, about: str, text: str) -> str:
        """Comment on a claim or a stage."""
        from workbench.journey import edits

        return edits.comment(self.folder, about, text, coder=self.me)[0].id

    def capture(self, text: str, *, stage: str = "") -> str:
        """Catch a note in the map's inbox, to be sorted later."""
        from workbench.journey import edits

        return edits.capture(self.folder, text, stage=stage, coder=self.me)[0].id

    def sort_note(self, note: str, claim: str = "") -> str:
        """Put a note of the inbox with a claim, or away; `notes` lists their ids, which may be cut short."""
        from workbench.journey import edits

        return edits.sort_note(self.folder, note, claim, coder=self.me)[0].id

    def notes(self, *, all: bool = False) -> pd.DataFrame:  # noqa: A002 (the word one says)
        """Return the notes of the map's inbox, oldest first; with `all`, also those that were sorted. Names are masked."""
        from workbench.views.whole import whole

        found = sorted(self.folder.state().notes.values(), key=lambda n: (n.at, n.id))
        masked = self.redactor.text
        shown = [n for n in found if all or not n.sorted]
        rows = [(n.id[:8], masked(n.text, guess=False), n.stage, n.by, n.at[:10], n.claim) for n in shown]  # noqa: PD008 (a time)
        return whole(rows, ["note", "text", "stage", "by", "day", "claim"])

    def sign_grade(
        self,
        claim: str,
        grade: str = "",
        *,
        reason: str,
        persona: str | None = None,
        round: str | None = None,  # noqa: A002 (the field's word)
    ) -> str:
        """Sign the grade of a claim in your name, on the evidence there is now; the proposed one if none is given.

        Parameters
        ----------
        claim
            Its code.
        grade
            ``High``, ``Moderate``, ``Low``, ``Very low``, ``Anecdote`` or ``ASSUMPTION``.
        reason
            Why you agree with the proposal, or do not.
        persona, round
            The view of the map you sign in; everybody and all rounds if not given.

        Raises
        ------
        UserError
            If there is no such claim, grade, persona or round, or no reason. Nothing is written.
        """
        from workbench.journey import edits
        from workbench.journey.look import look

        seen = look(self.folder, persona=persona, round=round)
        return edits.sign(seen, claim, grade, reason=reason, coder=self.me)[0].id

    def decide_moment(self, stage: str, *, moment: bool, reason: str) -> str:
        """Say that a stage is a moment of truth, or is none, whatever the curve says."""
        from workbench.journey import edits

        return edits.decide_moment(self.folder, stage, moment=moment, reason=reason, coder=self.me)[0].id

    def because(self, claim: str, cause: str, *, cut: bool = False) -> str:
        """Say that a claim is there because of another, as you see it; with `cut`, take that back."""
        from workbench.journey import edits

        link = edits.not_because if cut else edits.because
        return link(self.folder, claim, cause, coder=self.me)[0].id
