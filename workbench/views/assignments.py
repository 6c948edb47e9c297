"""Who codes what without seeing the others, and how far they are."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.coding.assign import again, progress, workers
from workbench.coding.frame import Places
from workbench.study.given import looking
from workbench.study.records import Example
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import pandas as pd

    from workbench.coding.assign import Progress
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor, Assignment
    from workbench.views.parts import Masks

_SHORT = 8
_FEW = 6
_WORDS = 90
_COLUMNS = (
    "assignment", "purpose", "coder", "sources", "opened", "texts", "coded", "of", "revealed", "assigned_by", "at",
)  # fmt: skip


@looking
class AssignmentsView:
    """Assignments, newest last: who codes what blind, how much of it they have coded, and what to do next.

    Parameters
    ----------
    folder
        The study.
    masks
        What stands between what people said and what is shown.
    only
        Ids of the assignments to show; all if None.
    notes
        Sentences to say first, such as who is not quite blind.
    """

    def __init__(self, folder: Folder, masks: Masks, *, only: Collection[str] | None = None, notes: Sequence[str] = ()) -> None:
        made = folder.state().assignments
        self.assignments: list[Assignment] = [one for key, one in made.items() if only is None or key in only]
        self.notes = tuple(notes)
        self._folder, self._masks = folder, masks
        self._far: dict[str, list[Progress]] = {}
        for row in progress(folder):
            self._far.setdefault(row.assignment, []).append(row)

    def __len__(self) -> int:
        return len(self.assignments)

    def __repr__(self) -> str:
        blind = sum(not one.revealed for one in self.assignments)
        lines = [f"<{len(self)} assignment{'s' * (len(self) != 1)}, {blind} not revealed yet>"]
        lines += [f"{self._title(one)}\n  " + "\n  ".join(_said(row) for row in self._far[one.id]) for one in self.assignments]
        return "\n".join([*self.notes, *lines])

    def frame(self) -> pd.DataFrame:
        """Return one row for each coder of each assignment; ``coded`` and ``of`` count turns of participants and answers."""
        import pandas as pd

        rows = [
            (one.id, one.purpose, far.coder, ", ".join(one.sources), far.opened, far.texts, far.coded, far.units, one.revealed,
             one.coder, one.at)
            for one in self.assignments
            for far in self._far[one.id]
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def passages(self, assignment: str | None = None) -> pd.DataFrame:
        """Return the passages to be coded again, with the words masked: by an assignment, or by all that are shown.

        Parameters
        ----------
        assignment
            Its id.
        """
        import pandas as pd

        rows = [(one.id, *row) for one in self.assignments if assignment in {None, one.id} for row in self._listed(one.anchors)]
        return pd.DataFrame(rows, columns=["assignment", "source", "place", "participant", "words"])

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>⚠ {html.escape(note)}</p>" for note in self.notes)
        if not self.assignments:
            return (
                f"{notes}<p><strong>Nothing is assigned.</strong> <code>study.assign(['p01', 'p02'], ['ana', 'ben'])</code> lets "
                "two people code the same texts without seeing each other's codings, until <code>study.reveal()</code>.</p>"
            )
        return notes + "".join(map(self._block, self.assignments))

    def _block(self, one: Assignment) -> str:
        rows = [
            [html.escape(far.coder), f"{far.opened} of {far.texts}", f"{far.coded} of {far.units}"] for far in self._far[one.id]
        ]
        head = table(["coder", "texts opened", "turns and answers with a code"], rows, self._title(one))
        return f"<div>{head}<p>{self._next(one)}</p>{self._again(one)}</div>"

    def _title(self, one: Assignment) -> str:
        what = "Coded again" if one.purpose == "recode" else "Double coding"
        return f"{what}, {'revealed' if one.revealed else 'blind'}: {self._sources(one)} ({one.id[:_SHORT]})"

    def _sources(self, one: Assignment) -> str:
        shown = [self._masks.text(name, guess=False) for name in one.sources[:_FEW]]
        more = f" and {len(one.sources) - _FEW} more" if len(one.sources) > _FEW else ""
        return ", ".join(shown) + more

    def _next(self, one: Assignment) -> str:
        """Return what to do next, as HTML."""
        if one.revealed:
            if one.purpose == "recode":
                who = html.escape(repr(one.coders[0]))
                return f"Everybody sees everything. How far they agree with themselves is in <code>study.drift({who})</code>."
            return "Everybody sees everything. How far they agree, and where not, is in <code>study.agreement()</code>."
        who = " and ".join(html.escape(repr(name)) for name in workers(one))
        how = f"study.coder(me={html.escape(repr(again(one.coders[0])))})" if one.purpose == "recode" else "study.coder()"
        return (
            f"Until <code>study.reveal('{one.id[:_SHORT]}')</code>, {who} are shown nobody's codings there but their own. "
            f"Begin with <code>{how}</code>."
        )

    def _again(self, one: Assignment) -> str:
        """Return the passages to be coded again, to be opened without a kernel."""
        if not one.anchors:
            return ""
        items = "".join(
            f"<li>{html.escape(f'{source}, {place}')}: “{html.escape(words)}” <em>{html.escape(who)}</em></li>"
            for source, place, who, words in self._listed(one.anchors)
        )
        return f"<details><summary>The {len(one.anchors)} passages to code again</summary><ul>{items}</ul></details>"

    def _listed(self, anchors: Sequence[Anchor]) -> Iterator[tuple[str, str, str, str]]:
        """Yield source, place, participant and words of passages, masked; those whose text is gone are left out."""
        places = Places(self._folder) if anchors else None
        found = [(a, place) for a in anchors if places and (place := places.find(Example("", "", a, "for", "")))]
        said = self._masks.said([place.quote for _, place in found], [place.participant for _, place in found])
        for (anchor, place), words in zip(found, said, strict=True):
            where = f"answer {anchor.item}" if anchor.item else f"turn {place.turn + 1}"
            shown = words if len(words) <= _WORDS else f"{words[:_WORDS]}…"
            yield self._masks.text(anchor.source, guess=False), where, place.participant, shown


def _said(far: Progress) -> str:
    return f"{far.coder}: {far.opened} of {far.texts} texts opened, {far.coded} of {far.units} turns and answers with a code"
