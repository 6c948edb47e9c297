"""Needs: candidates, and the ledger of those a person stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.api.themes import Themes
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.themes.needs import Candidate
    from workbench.views import NeedsView

_CANDIDATES = 40


class Needs(Themes):
    """What people lack, as a machine finds it and as a person says it."""

    def needs(self, *, limit: int = 15, client: Any = None) -> NeedsView:  # noqa: ANN401
        """Return candidate needs, strongest first. They are proposals: confirm those you stand for.

        With a ``distributed.Client`` its workers embed what is new.
        """
        from workbench.reading.ratings import low_rated
        from workbench.reading.signals import signals
        from workbench.themes.needs import candidates
        from workbench.views.needs import proposed

        if limit < 1:
            raise UserError(f"show at least one candidate; given: {limit}")
        found, vectors = self.read(client=client)
        weights = low_rated(self.folder, found)
        # Ranked among more than are shown: how alike two candidates are decides between those at the edge, too.
        wide = max(limit, _CANDIDATES)
        heard = signals(found)
        ranked = candidates(found, vectors, heard, seed=self.folder.settings.seed, limit=wide, weights=weights)
        return proposed(self.folder, self.masks, ranked, found, vectors, heard, limit)

    def confirm_need(
        self,
        candidate: Candidate,
        need: str,
        statement: str,
        *,
        stage: str = "",
        segments: Sequence[str] | None = None,
        latent: bool | None = None,
    ) -> str:
        """Put a candidate into the need ledger in your name: its segments become codings of the need.

        Parameters
        ----------
        candidate
            As `needs` ranks them.
        need
            Permanent id, such as ``"need:quiet-hours"``.
        statement
            Who needs what, in words you stand for.
        stage
            Where on the journey (id, label or alias).
        segments
            Those of its segments you read and accept; all if not given.
        latent
            Whether people work around it rather than ask; the candidate's own flag if not given.

        Returns
        -------
        str
            Id of the act; ``study.undo(id)`` takes it back.

        Raises
        ------
        UserError
            If a segment is not one of the candidate's or is not there any more, there is no such stage, or the id is not
            ``need:`` and a name.
        """
        if not need.startswith("need:"):
            raise UserError(f"a need's id begins with 'need:'; given: {need!r}")
        from workbench.reading.segments import segments as read_segments

        wanted = list(segments) if segments is not None else list(candidate.segments)
        stray = [s for s in wanted if s not in candidate.segments]
        if stray:
            raise UserError(f"not a segment of this candidate: {', '.join(stray[:3])}")
        known = {s.id: s for s in read_segments(self.folder)}
        if gone := [s for s in wanted if s not in known]:
            raise UserError(f"the sources have changed since this candidate was found ({gone[0]}); ask for study.needs() again")
        anchors = [
            {"source": a.source, "item": a.item, "version": a.version, "start": a.start, "end": a.end}
            for a in (known[s].anchor for s in wanted)
        ]
        body = {
            "need": need,
            "statement": statement,
            "stage": self._stage(stage) if stage else "",
            "latent": candidate.latent if latent is None else latent,
            "candidate": candidate.id,
            "anchors": anchors,
        }
        (act,) = self.folder.act(self.me, ("need.confirm", body))
        return act.id
