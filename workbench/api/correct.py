"""Correct: what was heard wrong, cut wrong, or given to the wrong speaker. Every coding stays on its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.base import Base

if TYPE_CHECKING:
    import pandas as pd

    from workbench.sources.store import Report
    from workbench.study.records import Anchor


class Correct(Base):
    """Corrections of transcripts; each makes a new version, keeps the old one, and can be taken back with `undo`."""

    def turns(self, source: str) -> pd.DataFrame:
        """Return the turns of a transcript, numbered as `fix_words` and the others want them; `answers` has those of surveys.

        Parameters
        ----------
        source
            Id of a transcript, or who speaks in one.

        Raises
        ------
        UserError
            If there is none, or more than one; the message lists what there is.
        """
        import pandas as pd

        from workbench.widgets.coder_view import resolve

        found = resolve(self.folder, source)
        columns = ["turn", "speaker", "participant", "start_s", "end_s", "words"]
        rows = [(t.index, t.speaker, t.participant or "", t.start_s, t.end_s, found.text[t.start : t.end]) for t in found.turns]
        return pd.DataFrame(rows, columns=columns)

    def fix_words(self, source: str, turn: int, wrong: str, right: str, *, all: bool = False, reason: str = "") -> Report:  # noqa: A002
        """Replace words in a turn; they must stand there once, or `all` is said."""
        from workbench.sources.corrections import correct

        return correct.fix_words(self.folder, source, turn, wrong, right, coder=self.me, reason=reason, all=all)

    def split_turn(self, source: str, turn: int, before: str, *, speaker: str | None = None, reason: str = "") -> Report:
        """Cut a turn in two before the words `before`; the second part may be another speaker's."""
        from workbench.sources.corrections import correct
        from workbench.study.errors import UserError

        found = correct.the_transcript(self.folder, source, None)
        if not 0 <= turn < len(found.turns):
            raise UserError(f"{source} has turns 0 to {len(found.turns) - 1}; given: {turn}")
        said = found.text[found.turns[turn].start : found.turns[turn].end]
        if said.count(before) != 1:
            raise UserError(
                f"{before[:60]!r} stands {said.count(before)} times in turn {turn} of {source}; give words that stand once"
            )
        return correct.split_turn(self.folder, source, turn, said.index(before), speaker, coder=self.me, reason=reason)

    def merge_turns(self, source: str, first: int, last: int, *, reason: str = "") -> Report:
        """Make one turn of several that follow each other."""
        from workbench.sources.corrections import correct

        return correct.merge_turns(self.folder, source, first, last, coder=self.me, reason=reason)

    def reassign_turn(self, source: str, turn: int, speaker: str, *, reason: str = "") -> Report:
        """Give a turn to another speaker: ``"Interviewer"``, a pseudonym, or a name."""
        from workbench.sources.corrections import correct

        return correct.reassign_turn(self.folder, source, turn, speaker, coder=self.me, reason=reason)

    def rename_speaker(self, source: str, old: str, new: str, *, reason: str = "") -> Report:
        """Say that all turns of one speaker are another's: two labels that are one person, or a wrong name."""
        from workbench.sources.corrections import correct

        return correct.rename_speaker(self.folder, source, old, new, coder=self.me, reason=reason)

    def corrections(self, source: str) -> pd.DataFrame:
        """Return the versions of a transcript: who made each, when and why."""
        from dataclasses import asdict

        import pandas as pd

        from workbench.sources.corrections import correct

        return pd.DataFrame(
            [asdict(c) for c in correct.corrections(self.folder, correct.the_transcript(self.folder, source, None))]
        )

    def restore(self, source: str, version: str, *, reason: str = "") -> Report:
        """Bring back an earlier version of a transcript, as `corrections` lists them."""
        from workbench.sources.corrections.restore import restore

        return restore(self.folder, source, version, coder=self.me, reason=reason)

    def orphans(self) -> pd.DataFrame:
        """Return codings and examples whose words were edited or are gone, with what they were on."""
        import pandas as pd

        from workbench.study.orphans import changed, orphans

        columns = ["coding", "what", "code", "coder", "source", "words", "before", "after", "why", "now"]
        rows = [
            (o.id, o.what, o.code, o.coder, o.was.source, o.words, o.before, o.after, o.why, o.now_words)
            for o in (*orphans(self.folder), *changed(self.folder))
        ]
        return pd.DataFrame(rows, columns=columns)

    def reanchor(self, coding: str, anchor: Anchor) -> str:
        """Put a coding on other words; returns the id of the act."""
        from workbench.study.orphans import reanchor

        return reanchor(self.folder, coding, anchor, coder=self.me).id
