"""Code: the widget, codes on words, the codebook, agreement."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.api.base import Base
from workbench.study.errors import UserError
from workbench.study.near import instead
from workbench.views import AgreementView, Notice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from workbench.coding.suggester import Suggester
    from workbench.study.records import Anchor
    from workbench.views.asked import AskedView
    from workbench.views.codebook import CodebookView
    from workbench.views.suggestions import SuggestionsView
    from workbench.widgets import Coder, Grid

_PAIR = 2
_PLACES = 5


class Code(Base):
    """What a coder does, and what came of it."""

    def coder(self, source: str | None = None, *, me: str | None = None, blind: bool = False) -> Coder | Notice:
        """Return the widget that codes a transcript.

        Parameters
        ----------
        source
            Id of a transcript, or the pseudonym of its participant. If not given, the first that was assigned to you and that
            you have not coded, else the first you have not coded.
        me
            Who codes.
        blind
            Neither show nor send other people's codings: for coding the same text independently. What was assigned to be
            coded blind always is, until it is revealed.
        """
        from workbench.coding.assign import blind_for
        from workbench.widgets import Coder

        name = me or self.me
        assigned = blind_for(self.folder.state(), name)  # these are shown blind until they are revealed
        there = [t.id for t in self.folder.transcripts()]
        if not there:
            return Notice("There is no transcript to code yet. Add some with study.add('interviews/*.vtt', round='2026-Q1').")
        if source is None:
            mine = {c.anchor.source for c in self.folder.state().codings.values() if c.coder == name}
            source = min(there, key=lambda t: (t not in assigned, t in mine))
        return Coder(self.folder, source, name, blind=blind, redactor=self.redactor)

    def grid(self, survey: str | None = None, *, me: str | None = None, blind: bool = False) -> Grid | Notice:
        """Return the widget that codes the answers of a survey: rows to sort, filter, group and code by keyboard.

        Parameters
        ----------
        survey
            Id of a survey; the first that was assigned to you if not given, else the first.
        me
            Who codes.
        blind
            Neither show nor send other people's codings. What was assigned to be coded blind always is, until it is revealed.
        """
        from workbench.coding.assign import blind_for
        from workbench.widgets import Grid

        there = [s.id for s in self.folder.surveys()]
        if not there:
            return Notice("There are no answers to code yet. Add some with study.add_survey('nps.csv', round='2026-Q1').")
        name = me or self.me
        assigned = blind_for(self.folder.state(), name)  # these are shown blind until they are revealed
        return Grid(self.folder, survey or min(there, key=lambda s: s not in assigned), name, blind=blind, redactor=self.redactor)

    def code(
        self,
        code: str,
        words: str,
        *,
        source: str | None = None,
        valence: int | None = None,
        against: bool = False,
        me: str | None = None,
    ) -> str:
        """Code words that somebody said or wrote, without a widget: the way to code answers of a survey.

        Parameters
        ----------
        code
            ``"family: name"``, such as ``"stage: onboarding"`` or ``"pain: typing names in"``; a new code is made.
        words
            The passage, exactly as it stands in one transcript or one answer.
        source
            Where to look, if the words stand in several places: the id of a transcript, a survey, or an answer.
        valence
            How it felt, from -2 to 2.
        against
            The passage contradicts the claim.
        me
            Who codes.

        Returns
        -------
        str
            Id of the act; `undo` takes it back.

        Raises
        ------
        UserError
            If the words stand nowhere, or in several places: the message lists them.
        """
        from workbench.coding.codebook.codes import code_id
        from workbench.coding.frame import passages

        identity, label = code_id(code, self.folder)
        places = passages(self.folder, words, source)
        if len(places) != 1:
            raise UserError(f"the words {words[:60]!r} {self._where_else(places, source)}")
        (anchor,) = places
        body: dict[str, Any] = {"code": identity, "anchor": asdict(anchor), "stance": "against" if against else "for"}
        if valence is not None:
            body["valence"] = valence
        new = [] if identity in self.folder.state().codes else [("code.define", {"code": identity, "label": label})]
        *_, act = self.folder.act(me or self.me, *new, ("coding.add", body))
        return act.id

    def _where_else(self, places: Sequence[Anchor], source: str | None) -> str:
        """Return where words stand that do not stand in one place."""
        if places:
            names = Counter(f"{a.source} {a.item}".strip() for a in places)
            listed = ", ".join(name + (f" ({n:,} times)" if n > 1 else "") for name, n in list(names.items())[:_PLACES])
            more = f" and in {len(names) - _PLACES:,} more" if len(names) > _PLACES else ""
            once = next((a.item or a.source for a in places if names[f"{a.source} {a.item}".strip()] == 1), source)
            how = f"Name one with source={once!r}" if once != source else "Give more of what was said"
            return f"stand in {len(places):,} places: {listed}{more}. {how}"
        surveys = self.folder.surveys()
        known = [t.id for t in self.folder.transcripts()] + [s.id for s in surveys]
        if source is None or source in known or any((s.answers["answer"] == source).any() for s in surveys):
            return f"stand nowhere in {source or 'the study'}: copy them exactly as they are there, capitals and all"
        return f"cannot be looked for: no source is called {source!r}; {instead(source, known)}"

    def asked(self, guide: str | Path, *, stages: Mapping[str, str | None] | None = None) -> AskedView:
        """Propose which planned question each turn of an interviewer asks, so that the map knows who was asked about a stage.

        Parameters
        ----------
        guide
            The interview guide: questions under headings that name stages (md, txt, docx), or a table question, stage.
        stages
            Heading to stage, where a heading is not called like one.
        """
        from workbench.reading.asked import propose
        from workbench.sources.planned import read_guide
        from workbench.views.asked import AskedView

        found = propose(self.folder, read_guide(guide, self.folder.settings, stages=stages))
        return AskedView(self.folder, self.me, found, self.masks)

    def suggestions(self, source: str | None = None, *, limit: int = 30, blind: bool = False) -> SuggestionsView:
        """Return codes that passages may deserve, learned from this study's own codings; none counts until you accept it.

        Parameters
        ----------
        source
            Id of a transcript or survey, or a pseudonym; the whole study if not given.
        limit
            So many at most, best first.
        blind
            Learn from your codings only, for coding the same text independently. What others coded in sources that you were
            assigned to code blind is never learned from.

        Raises
        ------
        UserError
            If there is no such source or participant.
        """
        from workbench.views.suggestions import SuggestionsView

        return SuggestionsView(self._suggester(blind=blind), self.me, self.masks, source=source, limit=limit)

    def to_read(self, limit: int = 20, *, source: str | None = None, blind: bool = False) -> pd.DataFrame:
        """Return passages nobody has coded that might be read next, words masked: half for rare codes, half by chance.

        Rare codes are met sooner in this order, which was measured (docs/methods.md); that fewer passages need to be read was not.
        Shares among what was read in this order say nothing of shares among all.

        Parameters
        ----------
        limit
            So many at most.
        source, blind
            As in `suggestions`.

        Returns
        -------
        DataFrame
            ``passage``, ``participant``, ``source``, ``item``, ``start``, ``end``, and ``because``: the rare code it may be
            about, or that it was drawn by chance.

        Raises
        ------
        UserError
            If `limit` is below 1, or there is no such source or participant.
        """
        from workbench.views.suggestions import to_read

        return to_read(self._suggester(blind=blind), self.masks, limit, source)

    def _suggester(self, *, blind: bool) -> Suggester:
        from workbench.coding.suggester import Suggester

        kind = (self.me, blind)
        if kind not in self._suggesters:
            self._suggesters[kind] = Suggester(self.folder, self.me, blind=blind)
        return self._suggesters[kind]

    @cached_property
    def _suggesters(self) -> dict[tuple[str, bool], Suggester]:
        """What was learned, by for whom and whether from their codings only."""
        return {}

    def about(self, survey: str, question: str, stages: Sequence[str]) -> str:
        """Say which stages a question of a survey asks about: whoever answered it was asked. Returns the id of the act."""
        from workbench.sources.guide import about

        return about(self.folder, survey, question, stages, coder=self.me).id

    def codebook(self) -> CodebookView:
        """Return the codebook: it shows itself as a tree; ``.frame()`` is a table, and its methods change it."""
        from workbench.views.codebook import CodebookView

        return CodebookView(self.folder, self.me, self.redactor, self._let_out)

    def codings(self) -> pd.DataFrame:
        """Return every live coding, one row each, with its quote as it was said (not masked).

        In sources you were assigned to code blind, only yours; ``codings().attrs["blind"]`` names them.
        """
        from workbench.coding.frame import codings_frame

        return codings_frame(self.folder, self.me)

    def coders(self) -> list[str]:
        """Return the people who coded, most codings first."""
        counts: dict[str, int] = {}
        for coding in self.folder.state().codings.values():
            if coding.coder_kind == "human":
                counts[coding.coder] = counts.get(coding.coder, 0) + 1
        return sorted(counts, key=lambda c: (-counts[c], c))

    def agreement(self, coders: Sequence[str] | None = None, *, unit: str = "segment", by: str = "document") -> AgreementView:
        """Compare two coders or more; the two who coded most if none are named.

        Parameters
        ----------
        coders
            Names.
        unit
            ``segment`` (a participant's turn, an answer), ``token`` (a word), ``character``, or ``unitised`` (what coders
            cut out themselves; how far ends lie apart counts).
        by
            What intervals draw again: ``document`` or ``participant``.

        Raises
        ------
        UserError
            If a named coder has coded nothing, not two different ones are named, or there is no such unit or way to draw.
        """
        from workbench.coding.adjudicate import independent
        from workbench.coding.agreement import BYS, UNITS
        from workbench.coding.frame import codings_frame
        from workbench.views.agreement import compare

        there = self.coders()
        named = list(coders) if coders else there[:_PAIR]
        unknown = [c for c in named if c not in there]
        if unknown:
            raise UserError(nothing_of(unknown, there))
        if coders and (len(named) < _PAIR or len(set(named)) < len(named)):
            raise UserError(f"agreement compares different coders, two or more; given: {', '.join(named)}; there are: "
                            f"{', '.join(there)}")  # fmt: skip
        if unit not in UNITS:
            raise UserError(f"no unit is called {unit!r}; there are {', '.join(UNITS)}")
        if by not in BYS:
            raise UserError(f"by={by!r}: intervals draw again by {' or by '.join(BYS)}")
        frame = independent(codings_frame(self.folder), self.folder.state(), named)
        if len(named) < _PAIR:
            nothing = frame.head(0)[["source", "item", "turn", "participant", "quote", "family"]]
            return AgreementView(("", ""), [], {}, nothing, self.masks)
        return compare(self.folder, frame, named, self.masks, unit=unit, by=by, seed=self.folder.settings.seed,
                       unrevealed=frame.attrs["unrevealed"])  # fmt: skip


def nothing_of(coders: Sequence[str], there: Sequence[str]) -> str:
    """Return why coders cannot be compared who have coded nothing."""
    said = f"coders are: {', '.join(there)}" if there else "nobody has coded anything yet: study.coder() and study.grid() do"
    return f"{' and '.join(coders)} {'has' if len(coders) == 1 else 'have'} coded nothing here; {said}"
