"""Suggestions while somebody codes: what is costly is kept, so that learning again costs little more than the solve.

Segments, embeddings and counted words are kept until a source changes; only text nobody has embedded yet is ever embedded.
What people say of suggestions is in the log; what was rejected is not suggested again.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from workbench.coding.alike import fold
from workbench.coding.assign import seen_by
from workbench.coding.cases import cases
from workbench.coding.features import Table
from workbench.coding.feeling import feelings
from workbench.coding.order import Next, mixed
from workbench.coding.patterns import Patterns, cues, patterns
from workbench.coding.pool import large, pooled
from workbench.coding.spans import covers, text_of
from workbench.coding.suggest import definition, fit, known_codes, ranked, receipt
from workbench.study.errors import UserError
from workbench.study.near import instead
from workbench.study.shares import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.coding.patterns import Cue
    from workbench.coding.suggest import Model, Place, Suggestion
    from workbench.reading.cache import Encodes
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Code, Decision, Segment, Verdict
    from workbench.study.shares import Interval

    Rows = NDArray[np.float32]
    Item = tuple[str, dict[str, Any]]

#: Kinds of reception, in the order in which they are told.
VERDICTS: tuple[Verdict, ...] = ("accepted", "corrected", "rejected")


@dataclass(frozen=True, slots=True)
class Received:
    """How suggestions of one code were received.

    Attributes
    ----------
    code
        Its id.
    suggested
        Decided ones, and those that wait for a decision.
    accepted, corrected, rejected
        What people said of them.
    rate
        Share of decided suggestions that were accepted, with its 95 % interval; None if none was decided.
    learned_from
        Number of coded passages the code is learned from now.
    agreement
        Cohen's kappa between people and what would be suggested as more likely than not, each passage learned without the
        person who said it; NaN where it is not defined. What was shown and what was not both count.
    """

    code: str
    suggested: int
    accepted: int
    corrected: int
    rejected: int
    rate: Interval | None
    learned_from: int
    agreement: float = math.nan


class Suggester:
    """What was learned from a study, kept up to date.

    Parameters
    ----------
    folder
        The study.
    coder
        For whom: what they must not see, since they were assigned to code it blind, is not learned from either.
    blind
        Learn from this coder's codings only, and look at nobody else's anywhere.
    encoder
        What turns texts into vectors; the one of the package if not given.
    most
        Look at so many answers of surveys at most, besides those that were coded and those named by `look_at`.

    Raises
    ------
    UserError
        If it is to be blind and nobody is named.
    """

    def __init__(
        self, folder: Folder, coder: str | None = None, *, blind: bool = False, encoder: Encodes | None = None,
        most: int | None = None,
    ) -> None:  # fmt: skip
        if blind and not coder:
            raise UserError("coding blind needs a name: say who codes")
        self.folder = folder
        self.viewer = coder
        self.coder = coder if blind else None
        self.segments: list[Segment] = []
        self.codes: dict[str, Code] = {}
        self._encoder = encoder
        self._lock = threading.RLock()
        self._stamp: object = None
        self._state: State | None = None
        self._view: tuple[State, State] | None = None
        self._table: Table | None = None
        self._model: Model | None = None
        self._meanings: dict[str, Rows] = {}
        self._at: dict[str, int] = {}
        self._cues: list[Cue] = []
        self._patterns = Patterns()
        self._most = most
        self._large: frozenset[str] = frozenset()
        self._wanted: set[tuple[str, str]] = set()  # answers of large surveys that must be looked at

    # Learn -----------------------------------------------------------------------------------------------------

    def learn(self) -> Model:
        """Return what the study teaches now; nothing is done if nothing has changed."""
        with self._lock:
            stamp, state = self.folder.store.stamp(), self._seen()
            if self._table is None or self._stamp != stamp or self._lacks(_answers(state)):
                self._table = self._read()
                self._stamp, self._model, self._cues = stamp, None, []
            if self._model is None or self._state is not state:
                self._model = self._fit(self._table, state)
                self._state = state
            return self._model

    def _seen(self) -> State:
        """Return the state as the one it is for may see it."""
        state = self.folder.state()
        if self._view is None or self._view[0] is not state:
            self._view = (state, state if self.viewer is None else seen_by(state, self.viewer))
        return self._view[1]

    def _read(self) -> Table:
        self._large = large(self.folder, self._most)
        self._lacks(_answers(self._seen()))
        self.segments = pooled(self.folder, self._most, self._wanted)
        self._at = {s.id: n for n, s in enumerate(self.segments)}
        texts = [s.text for s in self.segments]
        return Table.of(texts, self._embed(texts))

    def _lacks(self, answers: Iterable[tuple[str, str]]) -> bool:
        """Note the answers of large surveys that must be looked at; return whether there are new ones."""
        new = {one for one in answers if one[0] in self._large} - self._wanted
        self._wanted |= new
        return bool(new)

    def look_at(self, source: str, answers: Iterable[str]) -> bool:
        """Look at these answers too, from the next learning on; return whether any of them was left out so far."""
        with self._lock:
            if self._lacks((source, answer) for answer in answers):
                self._table = None
                return True
            return False

    def _fit(self, table: Table, state: State) -> Model:
        import numpy as np

        codes = known_codes(self.folder.settings, state)
        self.codes = {c.id: c for c in codes}
        said = [definition(c) for c in codes]
        if new := sorted(set(said) - self._meanings.keys()):
            self._meanings.update(zip(new, self._embed(new), strict=True))
        meanings = np.stack([self._meanings[text] for text in said]) if said else table.vectors[:0]
        known = cases(self.segments, state, self.codes, coder=self.coder)
        meant = table.features.rows(said, meanings)
        felt = feelings(table, self.segments, codes, state, coder=self.coder, meant=meant)
        if (named := cues(codes)) != self._cues:
            self._patterns, self._cues = patterns(self.segments, named), named
        no = [(self._at[segment], code) for segment, code in self._answered(self._decided(state, "rejected"))]
        return fit(self.segments, table.vectors, codes, meanings, known, table, felt, self._patterns.judged(known, no))

    def _embed(self, texts: list[str]) -> Rows:
        from workbench.reading.backends import load_encoder
        from workbench.reading.cache import embed

        if self._encoder is None:
            self._encoder = load_encoder(self.folder.settings.encoder)
        return embed(texts, self._encoder, self.folder.cache / "embeddings")

    # Suggest ---------------------------------------------------------------------------------------------------

    def suggest(self, source: str | None = None, limit: int | None = None, *, least: float = 0.0) -> list[Suggestion]:
        """Return suggestions, best first; of answers in the same words the first, unless there are too few others.

        Parameters
        ----------
        source
            Only in this source, or on what this participant said.
        limit
            So many at most; with no limit nothing is moved.
        least
            Least chance, as estimated (`workbench.coding.calibrate`).

        Raises
        ------
        UserError
            If there is no such source or participant.
        """
        with self._lock:
            model, segments, found = self.places(source, least=least)
            shown = found if limit is None else _different(found, segments, limit)
            return [receipt(model, segments, place) for place in shown]

    def places(self, source: str | None = None, *, least: float = 0.0) -> tuple[Model, list[Segment], list[Place]]:
        """Return where what is suggested, best first, with what `workbench.coding.suggest.receipt` needs to say why.

        Parameters and errors are those of `suggest`.
        """
        with self._lock:
            model = self.learn()
            return model, self.segments, [p for p in self._ranked(source) if p.chance >= least]

    def next(self, source: str, after: tuple[str, int] = ("", -1), *, least: float = 0.0) -> Suggestion | None:
        """Return the best suggestion on the first passage behind a place that has any.

        Parameters
        ----------
        source
            As in `suggest`.
        after
            (item, offset): the item is empty in a transcript.
        least
            As in `suggest`.
        """
        with self._lock:
            model = self.learn()
            behind = [p for p in self._ranked(source) if p.chance >= least and self._place(p) > after]
            first = min(behind, key=lambda p: (self._place(p), -p.chance, p.code), default=None)
            return None if first is None else receipt(model, self.segments, first)

    def _place(self, place: Place) -> tuple[str, int]:
        anchor = self.segments[place.segment].anchor
        return anchor.item, anchor.start

    def _ranked(self, source: str | None = None) -> list[Place]:
        model, state = self.learn(), self._seen()
        among = None if source is None else self._among(source)
        said = self._decided(state)
        return ranked(model, self.segments, state, coder=self.coder, rejected=self._answered(said), among=among)

    def _among(self, source: str) -> list[int]:
        found = [n for n, s in enumerate(self.segments) if source in {s.anchor.source, s.participant}]
        if not found:
            there = (
                {t.id for t in self.folder.transcripts()}
                | {s.id for s in self.folder.surveys()}
                | self.folder.participants().keys()
            )
            if source not in there:
                raise UserError(f"no source and no participant is called {source!r}; {instead(source, there)}")
        return found

    def _decided(self, state: State, only: Verdict | None = None) -> list[Decision]:
        mine = (d for d in state.decisions.values() if self.coder is None or d.coder == self.coder)
        return [d for d in mine if only is None or d.decision == only]

    def _answered(self, said: list[Decision]) -> set[tuple[str, str]]:
        """Return (segment id, code) of every suggestion that somebody has answered: it is not made twice."""
        by_text: dict[tuple[str, str, str], list[Decision]] = {}
        for one in said:
            by_text.setdefault(text_of(one.anchor), []).append(one)
        return {
            (s.id, d.code)
            for s in self.segments
            for d in by_text.get(text_of(s.anchor), ())
            if covers(s.anchor.start, s.anchor.end, d.anchor.start, d.anchor.end)
        }

    def segment(self, name: str) -> Segment:
        """Return a segment by its id."""
        return self.segments[self._at[name]]

    def segment_if(self, name: str) -> Segment | None:
        """Return a segment by its id; None if it went with its source since it was learned from."""
        at = self._at.get(name)
        return None if at is None else self.segments[at]

    def to_read(self, number: int = 20, source: str | None = None) -> list[Next]:
        """Return what nobody has read in these words and might be read next: half for rare codes so far, half by chance.

        What this was measured to help with, and what not, is said in `workbench.coding.order`.

        Parameters
        ----------
        number
            So many at most.
        source
            As in `suggest`.
        """
        import numpy as np

        with self._lock:
            model = self.learn()
            read = set(model.cases.read.tolist())
            known = {_words(self.segments[n]) for n in read}  # of answers in the same words one is enough
            rest: dict[str, int] = {}
            for n in range(len(self.segments)) if source is None else self._among(source):
                if n not in read and (words := _words(self.segments[n])) not in known:
                    rest.setdefault(words, n)
            left = list(rest.values())
            if not left or not model.codes:
                return []
            counts = [model.counts[code] for code in model.codes]
            scores = model.scores(np.array(left, dtype=np.int64))
            found = mixed(scores, counts, number, self.folder.settings.seed + len(read))
            return [self._next(left[n], None if code is None else model.codes[code], model) for n, code in found]

    def _next(self, position: int, code: str | None, model: Model) -> Next:
        one = self.segments[position]
        return Next(one.id, one.anchor, one.participant, code or "", model.counts.get(code, 0) if code else 0)

    # Account ---------------------------------------------------------------------------------------------------

    def report(self) -> list[Received]:
        """Return how suggestions were received, code by code, by id; codes that were never suggested are left out."""
        with self._lock:
            model, state = self.learn(), self._seen()
            waiting = Counter(model.codes[p.code] for p in self._ranked())
            said = Counter((d.code, d.decision) for d in self._decided(state))
            return list(_received(model, waiting, said))


def _answers(state: State) -> Iterator[tuple[str, str]]:
    """Yield the answers somebody said something of."""
    for kept in (state.codings, state.decisions, state.examples):
        yield from ((one.anchor.source, one.anchor.item) for one in kept.values() if one.anchor.item)


def _received(model: Model, waiting: Counter[str], said: Counter[tuple[str, Verdict]]) -> Iterator[Received]:
    agreed = model.agreement()
    for code in sorted(waiting.keys() | {c for c, _ in said}):
        yes, other, no = (said[code, verdict] for verdict in VERDICTS)
        decided = yes + other + no
        rate = wilson(yes, decided) if decided else None
        agreement = agreed.get(code, math.nan)
        yield Received(code, waiting[code] + decided, yes, other, no, rate, model.counts.get(code, 0), agreement)


def _words(segment: Segment) -> str:
    return " ".join(segment.text.casefold().split()).strip(" .!?\u2026")


def _different(found: Sequence[Place], segments: Sequence[Segment], limit: int) -> list[Place]:
    """Return the first `limit` places whose code and words differ, then repeats, as far as there are not so many."""
    seen: set[tuple[int, str]] = set()
    kept: list[Place] = []
    again: list[Place] = []
    for place in found:
        if len(kept) >= limit:
            break
        key = place.code, fold(segments[place.segment].text)
        (again if key in seen else kept).append(place)
        seen.add(key)
    return [*kept, *again][: max(0, limit)]


# What a person says of a suggestion -----------------------------------------------------------------------------------


def accepting(one: Suggestion) -> list[Item]:
    """Return the acts that accept a suggestion: the coding, and that it was suggested. One gesture."""
    return [_coding(one, one.code, one.valence), _said(one, "accepted")]


def correcting(one: Suggestion, code: str, valence: int | None = None) -> list[Item]:
    """Return the acts that give the passage another code. One gesture."""
    return [_coding(one, code, valence), _said(one, "corrected", code)]


def rejecting(one: Suggestion) -> list[Item]:
    """Return the act that says no."""
    return [_said(one, "rejected")]


def _coding(one: Suggestion, code: str, valence: int | None) -> Item:
    body: dict[str, Any] = {"code": code, "anchor": asdict(one.anchor), "stance": "for"}
    return "coding.add", body if valence is None else {**body, "valence": valence}


def _said(one: Suggestion, verdict: Verdict, instead: str = "") -> Item:
    body = {"code": one.code, "anchor": asdict(one.anchor), "decision": verdict, "model": one.model, "score": one.score}
    return "suggestion.decide", {**body, "instead": instead} if instead else body
