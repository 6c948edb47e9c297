"""The codebook as a notebook shows it, and everything that can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.given import looking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from workbench.coding.codebook.desk import Refactored
    from workbench.coding.codebook.files import Saved
    from workbench.coding.codebook.plan import Plan
    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor
    from workbench.views.parts import Gate
    from workbench.widgets import Editor


@looking
class CodebookView:
    """The codes of a study as a tree, with their rules, examples and use; each change is one act that can be taken back.

    Parameters
    ----------
    folder
        The study.
    me
        Who changes it.
    redactor
        What masks names in what is shown.
    gate
        Looks at a file that is shared before it is written.
    """

    def __init__(self, folder: Folder, me: str, redactor: Redactor, gate: Gate | None = None) -> None:
        self._folder, self._me, self._redactor, self._gate = folder, me, redactor, gate

    def __repr__(self) -> str:
        frame = self.frame()
        used = int((frame["codings"] > 0).sum())
        return f"<codebook: {len(frame)} codes in {frame['family'].nunique()} families, {used} in use>"

    def _repr_html_(self) -> str:
        from workbench.coding.codebook.page import codebook_html

        return codebook_html(self._folder, self._redactor)

    def frame(self) -> pd.DataFrame:
        """Return one row a code, with how many codings and people it has."""
        from workbench.coding.codebook.codes import codebook_frame

        return codebook_frame(self._folder)

    def editor(self, me: str | None = None, *, blind: bool | Collection[str] = False) -> Editor:
        """Return the widget that edits the codebook: what each change would do is shown before it happens.

        Parameters
        ----------
        me
            Who edits.
        blind
            Neither show nor count other people's codings: in these sources, or (True) anywhere. Sources that were assigned
            to be coded blind are left out without being named.
        """
        from workbench.widgets import Editor

        return Editor(self._folder, me or self._me, blind=blind, redactor=self._redactor)

    # Change ----------------------------------------------------------------------------------------------------

    def rename(self, code: str, label: str, *, reason: str = "") -> Refactored:
        """Give a code another label; its id stays. See `workbench.coding.codebook.edit.rename`."""
        from workbench.coding.codebook import edit

        return edit.rename(self._folder, code, label, coder=self._me, reason=reason)

    def define(self, code: str, *, reason: str = "", **fields: str | int | bool | None) -> Refactored:
        """Say what a code means: definition, include, exclude, stage, valence, colour, key, owner."""
        from workbench.coding.codebook import edit

        return edit.define(self._folder, code, coder=self._me, reason=reason, **fields)

    def merge(self, codes: Sequence[str], into: str, *, reason: str = "") -> Refactored:
        """Put codes together; their codings follow."""
        from workbench.coding.codebook import refactor

        return refactor.merge(self._folder, codes, into, coder=self._me, reason=reason)

    def split(self, code: str, parts: Mapping[str, Sequence[str]], *, reason: str = "") -> Refactored:
        """Give some codings of a code to new codes: label to ids of codings; the rest stays."""
        from workbench.coding.codebook import refactor

        return refactor.split(self._folder, code, parts, coder=self._me, reason=reason)

    def move(self, code: str, *, family: str | None = None, parent: str | None = None, reason: str = "") -> Refactored:
        """Put a code under another one, or into another family; its codings follow."""
        from workbench.coding.codebook import refactor

        return refactor.move(self._folder, code, family, parent, coder=self._me, reason=reason)

    def retire(self, code: str, *, reason: str = "") -> Refactored:
        """Hide a code nobody should use any more; its codings stay."""
        from workbench.coding.codebook import edit

        return edit.retire(self._folder, code, coder=self._me, reason=reason)

    def add_example(self, code: str, anchor: Anchor, *, against: bool = False, reason: str = "") -> Refactored:
        """Show a code by a passage that deserves it, or (`against`) by one that does not."""
        from workbench.coding.codebook import edit

        return edit.add_example(self._folder, code, anchor, against=against, coder=self._me, reason=reason)

    # Compare ---------------------------------------------------------------------------------------------------

    def changes(self, before: str, now: str | None = None) -> pd.DataFrame:
        """Return what changed since a date, a time or a round: added, renamed, redefined, merged, split, moved, retired."""
        from workbench.coding.codebook.changes import codebook_changes

        return codebook_changes(self._folder, before, now)

    def recheck(self) -> pd.DataFrame:
        """Return codings that were made before the definition of their code changed."""
        from workbench.coding.codebook.recheck import recheck

        return recheck(self._folder, self._me)

    def keep(self, codings: Iterable[str], *, reason: str = "") -> Refactored:
        """Say that codings still hold under the new definition."""
        from workbench.coding.codebook.recheck import keep

        return keep(self._folder, codings, coder=self._me, reason=reason)

    # Files -----------------------------------------------------------------------------------------------------

    def save(self, path: str | Path, *, masked: bool = True, despite: str = "") -> Saved:
        """Write the codebook as ``.toml``, ``.csv`` or REFI-QDA ``.qdc``; what the format cannot hold is said.

        A masked one passes the share gate before it is written.

        Parameters
        ----------
        path
            Where; the suffix says how.
        masked
            Mask names in labels and rules, for a file that is shared. False for one that you edit and take back: no gate
            looks at that.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.
        """
        from workbench.coding.codebook.files import save_codebook

        gate = self._gate if masked else None
        check = None if gate is None else (lambda name, data: gate({name: data}, despite))
        return save_codebook(self._folder, path, redactor=self._redactor if masked else None, check=check)

    def plan(self, path: str | Path, *, encoding: str | None = None) -> Plan:
        """Return what taking over a codebook file would do; nothing is changed."""
        from workbench.coding.codebook.files import read_codebook
        from workbench.coding.codebook.plan import plan

        return plan(self._folder, read_codebook(path, encoding=encoding))

    def take_over(self, planned: Plan, *, take: Collection[str] | None = (), reason: str = "") -> int:
        """Do what a plan says, in one gesture.

        Where the study says otherwise its word stays, except for the codes in `take` (None: all).

        Returns
        -------
        int
            Number of acts written.
        """
        from workbench.coding.codebook.plan import take_over

        return len(take_over(self._folder, planned, coder=self._me, reason=reason, take=take))
