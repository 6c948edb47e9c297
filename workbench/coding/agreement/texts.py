"""What is compared: the documents coders opened, the units in them, and what each coder marked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

from workbench.coding.agreement.records import AGAINST, BYS, PAIR, UNITS
from workbench.coding.spans import clipped, joined, size
from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from workbench.coding.agreement.records import Document, Documents, Unit
    from workbench.coding.spans import Spans
    from workbench.study.folder import Folder
    from workbench.study.records import Survey

_BETWEEN_SPACES = re.compile(r"\S+")
_START, _END = itemgetter(0), itemgetter(1)
#: document -> code -> coder -> spans.
Marks = dict["Document", dict[str, dict[str, "Spans"]]]


def named(coders: Sequence[str], *, exactly: int | None = None) -> tuple[str, ...]:
    """Return the names if they are two or more, each once.

    Raises
    ------
    ValueError
        If they are not, or not exactly as many as wanted.
    """
    if len(set(coders)) != len(coders) or len(coders) < PAIR or len(coders) != (exactly or len(coders)):
        how_many = "exactly two different coders" if exactly == PAIR else "two coders or more, each once"
        raise ValueError(f"this compares {how_many}; given: {list(coders)}")
    return tuple(coders)


def checked(unit: str, by: str) -> None:
    """Refuse a unit or a kind of cluster that there is not."""
    if unit not in UNITS:
        raise ValueError(f"no unit is called {unit!r}; there are {', '.join(UNITS)}")
    if by not in BYS:
        raise ValueError(f"by={by!r}: resample by {' or by '.join(BYS)}")


# Who opened what ---------------------------------------------------------------------------------------------------


def opened(
    frame: pd.DataFrame,
    coders: Sequence[str],
    documents: Documents | None = None,
    folder: Folder | None = None,
) -> dict[Document, int]:
    """Return, for each document at least two coders opened, who did: the sum of 2^(place of the coder), in order.

    Parameters
    ----------
    frame
        Codings.
    coders
        Names.
    documents
        What all of them were to code, coded or not, or what this returned before. If not given, who coded something in a
        document opened it.
    folder
        A study whose assignments say more: who coded something in a source they were assigned to code double has opened all
        of it once the assignment is revealed, and answers they left empty they left empty.
    """
    if isinstance(documents, Mapping):
        who = dict(documents)
    elif documents is not None:
        who = dict.fromkeys(documents, 2 ** len(coders) - 1)
    else:
        who = _bits(frame, coders)
        if folder is not None:
            _add_assigned(who, folder, coders)
    return {document: bits for document, bits in sorted(who.items()) if bits.bit_count() >= PAIR}


def left_out(frame: pd.DataFrame, coders: Sequence[str], folder: Folder | None = None) -> list[Document]:
    """Return the texts that only one of the coders opened: they are left out unless they are named; see `opened`."""
    coders = named(coders)
    return sorted(_bits(frame, coders).keys() - opened(frame, coders, None, folder).keys())


def _add_assigned(who: dict[Document, int], folder: Folder, coders: Sequence[str]) -> None:
    """Add the texts of what was assigned, revealed, and coded somewhere."""
    done: dict[str, int] = defaultdict(int)
    places = {coder: 1 << n for n, coder in enumerate(coders)}
    coded: dict[str, int] = defaultdict(int)
    for (source, _), bits in who.items():
        coded[source] |= bits
    for made in folder.state().assignments.values():
        if made.revealed and made.purpose == "double":
            bits = sum(places.get(coder, 0) for coder in set(made.coders))
            for source in made.sources:
                done[source] |= bits & coded[source]
    there = {t.id for t in folder.transcripts()} | {s.id for s in folder.surveys()}
    for source, bits in sorted(done.items()):
        for document in documents_of(folder, [source]) if bits and source in there else ():
            who[document] = who.get(document, 0) | bits


def _bits(frame: pd.DataFrame, coders: Sequence[str]) -> dict[Document, int]:
    """Return who coded something in each document. Lists are read instead of tables: forty codes are few rows."""
    place = {coder: 1 << n for n, coder in enumerate(coders)}
    who: dict[Document, int] = defaultdict(int)
    for source, item, coder in zip(*(frame[c].tolist() for c in ("source", "item", "coder")), strict=True):
        if coder in place:
            who[source, item] |= place[coder]
    return who


def documents_of(folder: Folder, sources: Iterable[str]) -> list[Document]:
    """Return all texts of these sources: a transcript is one, a survey as many as it has answers that say something.

    For texts that coders were asked to code: one that both left empty then counts as agreement.

    Raises
    ------
    KeyError
        If the study has no such source.
    """
    transcripts, surveys = {t.id for t in folder.transcripts()}, {s.id: s for s in folder.surveys()}
    found: list[Document] = []
    for source in sources:
        if source in transcripts:
            found.append((source, ""))
        else:
            answers = surveys[source].answers
            found += [(source, a) for a, text in zip(answers["answer"].tolist(), answers["text"].tolist(), strict=True) if text]
    return sorted(found)


# What each coder marked --------------------------------------------------------------------------------------------


def marks_of(frame: pd.DataFrame, coders: Sequence[str], *, touching: bool = True) -> Marks:
    """Return what each coder marked, in one pass; overlapping codings of one coder with one code are one.

    Parameters
    ----------
    frame
        Codings.
    coders
        Names.
    touching
        Whether codings that touch are one, too. They cover the same code points either way.
    """
    found: dict[Document, dict[str, dict[str, Spans]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    wanted = set(coders)
    columns = (frame[c].tolist() for c in ("source", "item", "code", "stance", "coder", "start", "end"))
    for source, item, code, stance, coder, start, end in zip(*columns, strict=True):
        if coder in wanted:
            name = f"{code}{AGAINST}" if stance == "against" else code
            found[source, item][name][coder].append((int(start), int(end)))
    merge = joined if touching else _merged
    return {d: {c: {who: merge(spans) for who, spans in people.items()} for c, people in codes.items()}
            for d, codes in found.items()}  # fmt: skip


def _merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return the union of spans that overlap; those that only touch stay two."""
    out: Spans = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


# Units -------------------------------------------------------------------------------------------------------------


class Texts:
    """The units of the documents of a study, by who speaks.

    Parameters
    ----------
    folder
        The study.
    documents
        Those that will be asked for.
    within
        Stretches of them that count, turns or answers; all of a document that is not in here.
    sources
        All sources of the study, for those who have just looked.
    """

    def __init__(
        self,
        folder: Folder,
        documents: Iterable[Document],
        within: Mapping[Document, Sequence[tuple[int, int]]] | None = None,
        sources: Sequence[Transcript | Survey] | None = None,
    ) -> None:
        wanted = set(documents)
        self._within = within or {}
        known: Sequence[Transcript | Survey] = [*folder.transcripts(), *folder.surveys()] if sources is None else sources
        self._transcripts = {t.id: t for t in known if isinstance(t, Transcript) and (t.id, "") in wanted}
        self._answers: dict[Document, tuple[str, str]] = {}
        surveys = (s for s in known if not isinstance(s, Transcript)) if any(item for _, item in wanted) else ()
        for survey in surveys:
            items = {item for source, item in wanted if source == survey.id and item}
            if items:
                frame = survey.answers
                rows = zip(*(frame[c].tolist() for c in ("answer", "participant", "text")), strict=True)
                self._answers |= {(survey.id, a): (str(p), t) for a, p, t in rows if a in items}

    def units(self, document: Document, unit: Unit) -> dict[str, Spans]:
        """Return the units of a document by participant, in order; interviewers' turns are no units.

        A segment is a turn of a participant or a whole answer. A token is what stands between spaces and holds a letter
        or a digit. For characters and unitising these are the stretches that count.
        """
        if document in self._answers:
            who, text = self._answers[document]
            turns = {who: [(0, len(text))]} if text else {}
        else:
            transcript = self._transcripts.get(document[0]) if not document[1] else None
            turns, text = _turns(transcript), transcript.text if transcript else ""
        if document in self._within:
            some = joined(self._within[document])
            turns = {who: [piece for span in spans for piece in clipped([span], some)] for who, spans in turns.items()}
        if unit == "token":
            turns = {who: tokens(text, spans) for who, spans in turns.items()}
        elif unit != "segment":
            turns = {who: joined(spans) for who, spans in turns.items()}
        return {who: spans for who, spans in turns.items() if spans}


def _turns(transcript: Transcript | None) -> dict[str, Spans]:
    turns: dict[str, Spans] = defaultdict(list)
    for turn in transcript.turns if transcript else ():
        if turn.participant and turn.end > turn.start:
            turns[turn.participant].append((turn.start, turn.end))
    return {who: sorted(spans) for who, spans in sorted(turns.items())}


def tokens(text: str, spans: Iterable[tuple[int, int]]) -> Spans:
    """Return the words in these stretches of a text: whatever stands between spaces and holds a letter or a digit."""
    return [
        found.span() for start, end in spans for found in _BETWEEN_SPACES.finditer(text, start, end)
        if any(map(str.isalnum, found[0]))
    ]  # fmt: skip


def tally(units: Spans, marks: Sequence[Spans], unit: Unit) -> dict[int, int]:
    """Count units by who coded them, from the ends of intervals alone: forty codes over a long text take no time.

    Parameters
    ----------
    units
        As `Texts.units` returns them.
    marks
        For each coder the joined spans of one code.
    unit
        For characters every code point counts; otherwise a unit is coded if a coding shares a code point with it.

    Returns
    -------
    dict
        From the sum of 2^(place of the coder) to a count. Nobody is 0.
    """
    if unit in {"character", "unitised"}:
        n, places = size(units), [clipped(spans, units) for spans in marks]
    else:
        n, places = len(units), [_touched(units, spans) for spans in marks]
    out = _sweep(places)
    return {0: n - sum(out.values()), **out}


def _touched(units: Spans, spans: Spans) -> Spans:
    """Return which units share a code point with the spans, as stretches of their numbers."""
    return joined((bisect_right(units, start, key=_END), bisect_left(units, end, key=_START)) for start, end in spans)


def _sweep(marks: Sequence[Spans]) -> dict[int, int]:
    """Return how long each combination of coders lasts, but for nobody's; every list is joined."""
    turns = sorted((at, 1 << place) for place, spans in enumerate(marks) for span in spans for at in span)
    out: dict[int, int] = defaultdict(int)
    who = last = 0
    for at, bit in turns:
        if who and at > last:
            out[who] += at - last
        who, last = who ^ bit, at
    return dict(out)
