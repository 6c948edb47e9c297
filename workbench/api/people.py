"""People: who is in the study, what they agreed to, names found in it, and somebody who withdraws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.base import Base
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from workbench.sources.people.withdraw import Withdrawal
    from workbench.sources.store import Report


class People(Base):
    """Participants under their pseudonyms."""

    def people(self) -> pd.DataFrame:
        """Return one row a participant: where they were heard, how often they are coded, what they agreed to, what is known."""
        import pandas as pd

        from workbench.journey.said.people import everybody

        records = self.folder.participants()
        heard = everybody(self.folder)
        coded = self._coded()
        rows = []
        for name in sorted(records.keys() | heard.keys()):
            record, person = records.get(name), heard.get(name)
            rows.append(
                {
                    "participant": name,
                    "rounds": ", ".join(sorted(person.rounds)) if person else "",
                    "kinds": ", ".join(sorted(person.kinds())) if person else "",
                    "codings": coded.get(name, 0),
                    "consent_quote": record.consent_quote if record else True,
                    "consent_share": record.consent_share if record else True,
                    "consent_until": record.consent_until if record else "",
                    "group": record.group if record else "",
                    **{f"attr.{a}": v for a, v in sorted((record.attributes if record else {}).items())},
                    **{f"outcome.{o}": v for o, v in sorted((record.outcomes if record else {}).items())},
                }
            )
        first = ["participant", "rounds", "kinds", "codings", "consent_quote", "consent_share", "consent_until", "group"]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=first)

    def _coded(self) -> dict[str, int]:
        from workbench.coding.frame import codings_frame, counted

        frame = counted(codings_frame(self.folder))
        return {str(name): int(count) for name, count in frame[frame["participant"] != ""].groupby("participant").size().items()}

    def add_people(self, file: str | Path) -> Report:
        """Join a table of what is known about participants: attributes, outcomes, consent. Found by name or pseudonym."""
        from workbench.sources.people.attributes import add_people

        return add_people(self.folder, file)

    # Names -----------------------------------------------------------------------------------------------------

    def names(self) -> pd.DataFrame:
        """Return names found in the study, rarest first, for a person to look at: none is sure, and some are missed.

        Say what each is with `confirm_name`. How many of such names our own test found is in ``names().attrs["recall"]``.
        """
        from workbench.reading.recall import sentence, weaker
        from workbench.reading.review import abroad, found_names
        from workbench.views.whole import whole

        rows = [
            {
                "name": f.name, "kind": f.kind, "found by": f.how, "count": f.count, "people": f.people, "sources": f.sources,
                "known": f.known, "where": "; ".join(f"…{p.before}{p.words}{p.after}…" for p in f.places),
            }
            for f in found_names(self.folder)
        ]  # fmt: skip
        frame = whole(rows, ["name", "kind", "found by", "count", "people", "sources", "known", "where"])
        foreign, texts = abroad(self.folder)
        frame.attrs["recall"] = f"{sentence()} {weaker(foreign, texts)}" if foreign else sentence()
        return frame

    def confirm_name(self, name: str, is_: str) -> str:
        """Say what a name is: a pseudonym (``"P05"``), ``"person"``, ``"place"``, ``"employer"`` or ``"no name"``.

        Returns
        -------
        str
            What it is masked as from now on; empty for no name.
        """
        from workbench.reading.review import confirm

        done = confirm(self.folder, name, is_)
        self._forget_masks()
        return done

    def pseudonymise(self, source: str, *, reason: str = "") -> Report:
        """Replace every confirmed name in a transcript by its pseudonym, for good; every coding stays on its words."""
        from workbench.reading.pseudonyms import pseudonymise_source

        done = pseudonymise_source(self.folder, source, coder=self.me, reason=reason)
        self._forget_masks()
        return done

    def link(self, keep: str, other: str) -> Report:
        """Say that two pseudonyms are one person: `other` becomes `keep` everywhere, and is counted once.

        Codings keep their words; the consent is what both gave.
        """
        from workbench.sources.people.link import link

        done = link(self.folder, keep, other, coder=self.me)
        self._forget_masks()
        return done

    # Withdraw --------------------------------------------------------------------------------------------------

    def what_falls(self, participant: str) -> pd.DataFrame:
        """Return each claim before and after without somebody: those that would stand on nobody come first."""
        from workbench.journey.withdrawn import what_falls

        return what_falls(self.folder, participant)

    def withdraw(
        self, participant: str, *, sure: bool = False, reason: str = "", progress: Callable[[int, int], None] | None = None
    ) -> Withdrawal:
        """Remove every text of somebody, in all its copies. This cannot be undone.

        Parameters
        ----------
        participant
            Their pseudonym.
        sure
            Must be True. Look at `what_falls` first.
        reason
            Why.
        progress
            Called with what is done and what there is in all.

        Returns
        -------
        Withdrawal
            What went.

        Raises
        ------
        UserError
            If `sure` is not said, or nobody has that pseudonym.
        """
        from workbench.sources.people.withdraw import what_goes, withdraw

        if not sure:
            goes = what_goes(self.folder, participant)
            found = f"{goes.turns} turns, {goes.answers} answers, {goes.codings} codings, {len(goes.files)} files"
            first = f"Look at study.what_falls({participant!r}), then say sure=True"
            raise UserError(f"withdrawing {participant} removes {found}, and cannot be undone. {first}")
        done = withdraw(self.folder, participant, coder=self.me, reason=reason, progress=progress)
        self._forget_masks()
        return done
