"""Codings as a table whose every row opens its quote."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from workbench.coding.assign import blind_for, visible
from workbench.study.codings import counts
from workbench.study.double import standings
from workbench.study.records import Anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.study.records import Coding, Example, Survey, Turn

COLUMNS = (
    "id", "source", "item", "version", "turn", "participant", "round", "kind", "date", "code", "family", "coder", "coder_kind",
    "start", "end", "quote", "valence", "stance", "memo", "at", "speech", "standing",
)  # fmt: skip
_KINDS = {"turn": "int64", "start": "int64", "end": "int64", "valence": "Int64"}  # the others are text
_ORDER = itemgetter(*map(COLUMNS.index, ("source", "item", "start", "end", "code", "coder", "id")))
_PLACE = attrgetter("start", "end")


class Place(NamedTuple):
    """Where an anchor lies: whose words, in which turn, round and kind of source, on which date."""

    participant: str
    turn: int
    round: str
    kind: str
    date: str
    quote: str
    speech: str  # "participant", "interviewer", or "mixed" when an anchor crosses speakers


class Ground(NamedTuple):
    """The words of one transcript or answer, and whose they are: for finding the places of many anchors in it.

    `ends` are where its turns end, in order, and the row of `turns` at the place where an anchor's start belongs among them
    says of the one turn it may lie in: where that begins, where the next begins, who speaks, and its index.
    """

    text: str
    version: str
    round: str
    kind: str
    date: str
    ends: Sequence[int]
    turns: Sequence[tuple[int, int, str, int]]
    across: Callable[[int, int], tuple[str, int, str]]

    def whose(self, start: int, end: int) -> tuple[str, int, str]:
        """Return whose words lie there, in which turn, and what speech they are (see `Place`)."""
        begins, following, participant, index = self.turns[bisect_right(self.ends, start)]
        if begins < end <= following and participant:  # nearly always, and of a hundred thousand codings
            return participant, index, "participant"
        return self.across(start, end)


class Places:
    """Find the place of any anchor of a study, fast enough for a hundred thousand codings.

    Parameters
    ----------
    folder
        The study.
    """

    def __init__(self, folder: Folder) -> None:
        self._transcripts = {t.id: t for t in folder.transcripts()}
        self._spoken: dict[str, Ground] = {}
        self._surveys = {survey.id: survey for survey in folder.surveys()}
        self._answers: dict[str, dict[str, tuple[str, str, str, str]]] = {}
        self.orphans: list[str] = []

    def find(self, coding: Coding | Example) -> Place | None:
        """Return the place of a coding or an example; None if its text is not here in that version (then it is an orphan)."""
        anchor = coding.anchor
        ground = self.ground(anchor.source, anchor.item)
        if ground is None or anchor.version != ground.version or anchor.end > len(ground.text):
            self.orphans.append(coding.id)
            return None
        participant, turn, speech = ground.whose(anchor.start, anchor.end)
        quote = ground.text[anchor.start : anchor.end]
        return Place(participant, turn, ground.round, ground.kind, ground.date, quote, speech)

    def ground(self, source: str, item: str) -> Ground | None:
        """Return a transcript (`item` is empty), or an answer; None if it is not here."""
        if source in self._spoken:
            return self._spoken[source]
        if (transcript := self._transcripts.get(source)) is not None:
            turns = _Turns(transcript.turns)
            ground = Ground(
                transcript.text, transcript.version, transcript.round, transcript.kind, transcript.date or "", *turns.alone(),
                turns.across,
            )  # fmt: skip
            return self._spoken.setdefault(source, ground)
        return self._written(source, item)

    def _written(self, source: str, item: str) -> Ground | None:
        survey = self._surveys.get(source)
        if survey is None:
            return None
        if survey.id not in self._answers:  # of a survey nobody coded, no answer is looked up
            self._answers[survey.id] = _answers(survey)
        row = self._answers[survey.id].get(item)
        if row is None:
            return None
        participant, text, version, date = row
        own = (participant, 0, "participant")
        whole = [(-1, sys.maxsize, participant, 0)]
        return Ground(text, version, survey.round, survey.kind, date, (), whole, lambda _start, _end: own)


class _Turns:
    """The turns of one transcript, to be searched by place."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = sorted(turns, key=_PLACE)
        self._starts = [t.start for t in self._turns]
        self._ends = [t.end for t in self._turns]
        self._all = turns

    @cached_property
    def _around(self) -> tuple[dict[int, str | None], dict[int, str | None]]:
        """By index of a turn: the next participant to speak, and the last one before it."""
        after: str | None = None
        following: dict[int, str | None] = {}
        for turn in sorted(self._all, key=lambda t: -t.index):
            following[turn.index] = after
            after = turn.participant or after
        before: str | None = None
        preceding: dict[int, str | None] = {}
        for turn in sorted(self._all, key=lambda t: t.index):
            preceding[turn.index] = before
            before = turn.participant or before
        return following, preceding

    def alone(self) -> tuple[list[int], list[tuple[int, int, str, int]]]:
        """Return where turns end, and of each where it begins, where the next begins, who speaks, and its index.

        The first that ends behind a place is the only one that shares a code point with what begins there and ends behind
        its beginning, but not behind the beginning of the next. After the last turn there is one that nothing shares.
        """
        starts = [*self._starts[1:], sys.maxsize]
        rows = [(t.start, s, t.participant or "", t.index) for t, s in zip(self._turns, starts, strict=True)] if self._turns else []
        return self._ends, [*rows, (sys.maxsize, 0, "", -1)]

    def across(self, start: int, end: int) -> tuple[str, int, str]:
        """Return whose words lie there, in which turn, and what speech they are; also of several turns, and of an interviewer's."""
        touched = self._turns[bisect_right(self._ends, start) : bisect_left(self._starts, end)]
        speakers = {t.participant for t in touched}
        who = next((t.participant for t in touched if t.participant), None) or self._asked(touched)
        speech = "mixed" if len(speakers) > 1 else ("participant" if speakers - {None} else "interviewer")
        return who, touched[0].index if touched else -1, speech

    def _asked(self, touched: Sequence[Turn]) -> str:
        """Return whom an interviewer's turn was put to: the next participant to speak, else the last before it."""
        if not touched:
            return ""
        index, (following, preceding) = touched[-1].index, self._around
        return following[index] or preceding[index] or ""


def _answers(survey: Survey) -> dict[str, tuple[str, str, str, str]]:
    """Return answer -> participant, text, version and date."""
    frame = survey.answers
    dates = frame["date"].tolist() if "date" in frame else [None] * len(frame)
    columns = (frame[name].tolist() for name in ("answer", "participant", "text", "version"))
    return {a: (p, t, v, _date(d)) for a, p, t, v, d in zip(*columns, dates, strict=True)}


def _date(value: object) -> str:
    """Return a date as text; empty for every way in which a table says that there is none."""
    return value if isinstance(value, str) else ("" if value is None or value != value else str(value))  # noqa: PLR0124 (NaN)


def codings_frame(folder: Folder, coder: str | None = None) -> pd.DataFrame:
    """Return every live coding, one row each, sorted by source, place and code.

    Parameters
    ----------
    folder
        The study.
    coder
        For whom: in the sources they code blind, other people's codings are left out; ``frame.attrs["blind"]`` names these
        sources. Nothing is left out if nobody is named.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`. ``turn`` is the index in a transcript, 0 in an answer. ``speech`` is
        ``interviewer`` where the words are a question: such a coding says who was asked and is never evidence.
        ``standing`` is ``stands`` or ``falls`` where coders differed and somebody decided, else empty; `counted` says what is
        evidence. Codings whose text is not here in the version they were made on are left out; ``frame.attrs["orphans"]``
        names them.
    """
    import pandas as pd

    state = folder.state()
    places = Places(folder)
    rows = []
    said = standings(state)
    blind = frozenset() if coder is None else blind_for(state, coder)
    for coding in visible(state, coder, state.codings.values()) if coder is not None and blind else state.codings.values():
        place = places.find(coding)
        if place is None:
            continue
        anchor = coding.anchor
        family = state.codes[coding.code].family if coding.code in state.codes else "free"
        rows.append((
            coding.id, anchor.source, anchor.item, anchor.version, place.turn, place.participant, place.round, place.kind,
            place.date, coding.code, family, coding.coder, coding.coder_kind, anchor.start, anchor.end, place.quote,
            coding.valence, coding.stance, coding.memo, coding.at, place.speech,
            said.get(coding.id, ""),
        ))  # fmt: skip
    rows.sort(key=_ORDER)
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    kinds = {"valence": "Int64"} if rows else {name: _KINDS.get(name, "str") for name in COLUMNS}  # no rows tell no kind
    frame = pd.DataFrame(dict(zip(COLUMNS, map(list, columns), strict=True)), columns=list(COLUMNS)).astype(kinds)
    frame.attrs["orphans"] = sorted(places.orphans)
    frame.attrs["blind"] = sorted(blind)
    return frame


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the codings of a frame that are evidence: see `workbench.study.codings.counts`.

    Whether an interviewer's words, or those of a ticket, count as well is for the caller to say.
    """
    import numpy as np

    kinds = zip(frame["coder_kind"].tolist(), frame["standing"].tolist(), strict=True)
    return frame[np.array([counts(kind, standing) for kind, standing in kinds], dtype=bool)]


def passages(folder: Folder, words: str, source: str | None = None) -> list[Anchor]:
    """Return where `words` stand exactly: in a participant's or an interviewer's turn, or in an answer.

    Parameters
    ----------
    folder
        The study.
    words
        As they were said.
    source
        Id of a transcript, a survey or an answer; everywhere if None.
    """
    found = []
    if not words.strip():
        return []
    for transcript in folder.transcripts():
        if source in {None, transcript.id}:
            at = transcript.text.find(words)
            while at >= 0:
                end = at + len(words)
                if any(t.start <= at and end <= t.end for t in transcript.turns):
                    found.append(Anchor(transcript.id, "", transcript.version, at, end))
                at = transcript.text.find(words, at + 1)
    for survey in folder.surveys():
        rows = survey.answers[survey.answers["text"].str.contains(words, regex=False)]
        for answer, text, version in zip(rows["answer"], rows["text"], rows["version"], strict=True):
            if source in {None, survey.id, answer}:
                at = text.find(words)
                found.append(Anchor(survey.id, answer, version, at, at + len(words)))
    return found
