"""Needs: candidates, and the ledger of those a person stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.api.themes import Themes
from workbench.api.waiting import Waiting
from workbench.study.errors import UserError
from workbench.study.kinds import UNCOUNTED
from workbench.study.ledger import PARTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd
    from numpy.typing import ArrayLike

    from workbench.reading.signals import Signal
    from workbench.study.records import Act, Segment
    from workbench.themes.needs import Candidate
    from workbench.themes.review import Match, Review
    from workbench.views import NeedsView
    from workbench.views.found import FoundView
    from workbench.views.ledger import LedgerView
    from workbench.views.opportunities import OpportunityView

_CANDIDATES = 40
#: Of ratings from 1 to 5: important from here on; not satisfied up to here.
_IMPORTANT, _UNHAPPY, _MOST = 4, 2, 5


class Needs(Themes):
    """What people lack, as a machine finds it and as a person says it."""

    def needs(self, *, limit: int = 15, rated: tuple[str, str] | None = None, client: Any = None) -> NeedsView:  # noqa: ANN401
        """Return candidate needs, strongest first. They are proposals: confirm those you stand for.

        Parameters
        ----------
        limit
            How many to show.
        rated
            Columns of the surveys in which people rated how important a thing is to them and how satisfied they are, 1 to 5. What
            those say who find it important (4 or more) and are not satisfied (2 or less) bears a signal of need.
        client
            A ``distributed.Client``: its workers embed what is new (docs/scale.md).

        Raises
        ------
        UserError
            If `limit` is less than one, no survey has such a column, or a rating is not from 1 to 5.
        """
        from workbench.views.needs import proposed

        if limit < 1:
            raise UserError(f"show at least one candidate; given: {limit}")
        found, vectors = self.read(client=client)
        heard, ranked, beside = self._ranked(found, vectors, limit, rated)
        return proposed(self.folder, self.masks, ranked, found, heard, beside, limit)

    def _ranked(
        self, found: Sequence[Segment], vectors: ArrayLike, limit: int = _CANDIDATES, rated: tuple[str, str] | None = None
    ) -> tuple[list[Signal], list[Candidate], Review]:  # fmt: skip
        """Return signals, candidates and what these are beside the ledger, found once: nothing of it depends on what is masked."""
        from workbench.reading.ratings import low_rated
        from workbench.themes.needs import candidates
        from workbench.themes.review import review

        wide = max(limit, _CANDIDATES)  # among more than are shown: how alike two candidates are decides at the edge, too

        def make() -> tuple[list[Signal], list[Candidate], Review]:
            heard = self._signals(found, rated)
            weights = low_rated(self.folder, found)
            with Waiting("Grouping needs", "passages", len(found)):
                ranked = candidates(found, vectors, heard, seed=self.folder.settings.seed, limit=wide, weights=weights)
            return heard, ranked, review(self.folder.state(), ranked, found, vectors)

        return self._once(("needs", rated, wide), make)

    def _signals(self, found: Sequence[Segment], rated: tuple[str, str] | None = None) -> list[Signal]:
        """Return signals of need: of words, without what came out better than expected, and of goals coded as going badly."""
        from workbench.reading.gaps import gaps
        from workbench.reading.signals import signals
        from workbench.themes.bearing import unmet
        from workbench.themes.goals import obstructed

        cache = self.folder.cache
        unhappy = self._dissatisfied(rated) if rated else frozenset()
        ids = [s.id for s in found if s.participant in unhappy and s.kind not in UNCOUNTED]
        with Waiting("Looking for signals of need", "texts") as shown:
            heard = signals(found, dissatisfied=ids, cache=cache, progress=shown)
        return sorted([*unmet(heard, gaps(found, heard=heard)), *obstructed(self.folder.state(), found)])

    def _dissatisfied(self, columns: tuple[str, str]) -> frozenset[str]:
        """Return who finds a thing important and is not satisfied with it."""
        from workbench.themes.opportunity import from_surveys

        importance, satisfaction = ((by.get("", {})) for by in from_surveys(self.folder, {"": columns}))
        return frozenset(p for p, high in importance.items() if high >= _IMPORTANT and satisfaction.get(p, _MOST) <= _UNHAPPY)

    def confirm_need(
        self,
        candidate: Candidate,
        need: str,
        statement: str,
        *,
        stage: str = "",
        segments: Sequence[str] | None = None,
        latent: bool | None = None,
        **parts: str,
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
        parts
            The same in parts, ``who``, ``what`` and ``because``; and ``round``, in which it was found.

        Returns
        -------
        str
            Id of the act; ``study.undo(id)`` takes it back.

        Raises
        ------
        UserError
            If a segment is not one of the candidate's or is not there any more, there is no such stage, the id is not
            ``need:`` and a name, or the words are a participant's: acts are for ever, and a person must be erasable.
        """
        if not need.startswith("need:"):
            raise UserError(f"a need's id begins with 'need:'; given: {need!r}")
        if strange := sorted(parts.keys() - set(PARTS)):
            raise UserError(f"a need has no {strange[0]}; it has {', '.join(PARTS)}")
        from workbench.reading.segments import segments as read_segments
        from workbench.themes.ledger import own_words

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
        body |= {name: said for name, said in parts.items() if said}
        told = {name: said for name, said in parts.items() if name != "round"}
        own_words((known[s] for s in candidate.segments if s in known), statement=statement, **told)
        (act,) = self.folder.act(self.me, ("need.confirm", body))
        return act.id

    def ledger(self) -> LedgerView:
        """Return the need ledger: what people confirmed, dismissed, merged and retired, with people by round and history."""
        from workbench.views.ledger import LedgerView

        return LedgerView(self.folder, self.masks)

    def edit_need(self, need: str, *, reason: str = "", **parts: str | bool) -> str:
        """Change what the ledger says of a need, and return the id of the act.

        Parameters
        ----------
        need
            Its id.
        reason
            Why, for its history.
        parts
            ``statement``, ``stage``, ``latent``, ``who``, ``what``, ``because``; what is not named stays.

        Raises
        ------
        UserError
            If there is no such need, part or stage.
        """
        from workbench.coding.coded import coded
        from workbench.reading.segments import segments
        from workbench.themes import ledger

        if stage := parts.get("stage"):
            parts["stage"] = self._stage(str(stage))
        found = segments(self.folder)
        about = {s for s, codes in coded(self.folder, found, "need").items() if need in codes}
        told = {name: said for name, said in parts.items() if isinstance(said, str) and name != "stage"}
        ledger.own_words((s for s in found if s.id in about), reason=reason, **told)
        return ledger.edit(self.folder, need, coder=self.me, reason=reason, **parts).id

    def dismiss_need(self, candidate: Candidate, reason: str) -> str:
        """Say that a candidate is no need, and why: it is not proposed again while it is mostly the same passages.

        Returns the id of the act; ``study.undo(id)`` takes it back.

        Raises
        ------
        UserError
            If no reason is given, or it quotes a participant.
        """
        from workbench.reading.segments import segments
        from workbench.themes import ledger

        known = {s.id: s for s in segments(self.folder)}
        return ledger.dismiss(self.folder, candidate, known, reason, coder=self.me).id

    def decide_need(
        self,
        match: Match,
        round: str,  # noqa: A002 (the word people use)
        *,
        accept: Collection[str] | None = None,
        into: Sequence[str] = (),
        reason: str = "",
    ) -> list[Act]:
        """Take a proposal of ``study.needs().review.matches``: this need is the same, split, merged, new or gone.

        Parameters
        ----------
        match
            The proposal.
        round
            In which it was seen.
        accept
            Ids of its new passages that you read and accept as evidence; all if not given.
        into
            Needs that it became, where it split.
        reason
            Why, for the history.
        """
        from workbench.reading.segments import segments
        from workbench.themes import ledger

        known = {s.id: s for s in segments(self.folder)}
        ledger.own_words((known[s] for s in match.segments if s in known), reason=reason)
        return ledger.decide(self.folder, match, round, known, coder=self.me, accept=accept, into=into, reason=reason)

    def opportunities(self, ratings: Mapping[str, tuple[str, str]] | None = None) -> OpportunityView:
        """Return needs by opportunity (Ulwick's score), as rated and as told, each on its own.

        Parameters
        ----------
        ratings
            Need -> the columns of the surveys in which its importance and how well it is met were rated, 1 to 5. Without them
            there is only what was told: how many speak of it, and how many of those speak well of it. That is no importance.

        Raises
        ------
        UserError
            If no survey has such a column, or a rating is not from 1 to 5.
        """
        from workbench.journey.figures.scores import raters
        from workbench.journey.look import look
        from workbench.journey.plan.opportunity import told
        from workbench.themes.opportunity import from_surveys, rated
        from workbench.views.opportunities import OpportunityView

        seen = look(self.folder)
        given = from_surveys(self.folder, ratings, among=raters(seen)) if ratings else ({}, {})
        found = rated(*given, seed=seen.settings.seed, together=seen.material.together) + told(seen)
        labels = {code.id: code.label for code in self.folder.state().codes.values()}
        return OpportunityView(found, labels, self.masks)

    def read_next(self, limit: int = 20) -> pd.DataFrame:
        """Return which passages to read next so that few needs stay unmet, with their words, masked.

        First comes what is unlike all that was coded, bears signals of need and is by people who have not been heard.

        Parameters
        ----------
        limit
            How many.

        Raises
        ------
        UserError
            If it is less than one.
        """
        from workbench.coding.coded import coded
        from workbench.themes.order import reading_order
        from workbench.views.whole import whole

        if limit < 1:
            raise UserError(f"read at least one passage; given: {limit}")
        found, vectors = self.read()
        heard = self._signals(found)
        order = reading_order(found, vectors, heard, sorted(coded(self.folder, found)), limit=limit)
        by_id = {s.id: s for s in found}
        kinds: dict[str, set[str]] = {}
        for signal in heard:
            kinds.setdefault(signal.segment, set()).add(signal.kind)
        said = self.masks.segments([by_id[name] for name in order])
        rows = [
            (name, by_id[name].participant, by_id[name].round, ", ".join(sorted(kinds.get(name, ()))), quote)
            for name, quote in zip(order, said, strict=True)
        ]
        return whole(rows, ["segment", "participant", "round", "signals", "quote"])

    def needs_found(self) -> FoundView:
        """Return how soon the needs that were coded would have been met in the order of `read_next`, beside orders by lot."""
        from workbench.coding.coded import coded
        from workbench.themes.order import reading_order
        from workbench.views.found import FoundView

        found, vectors = self.read()
        done = coded(self.folder, found)
        rows = [n for n, s in enumerate(found) if s.id in done]
        mine = [found[n] for n in rows]
        order = reading_order(mine, vectors[rows], self._signals(mine))
        needs = {s: codes for s, codes in coded(self.folder, mine, "need").items() if codes}
        return FoundView(order, needs, {s.id: s for s in mine}, self.masks, self.folder.settings.seed)
