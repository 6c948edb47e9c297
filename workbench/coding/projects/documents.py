"""The texts of a study as documents of other programs, and where each passage is in them.

A conversation is one document. Of a survey each person's answers are one, under their questions, as NVivo, MAXQDA and ATLAS.ti
make of a survey themselves: a document is then a case, and what is known of the person holds for it. Those programs give up on
many thousand documents, so a survey of many people is one document a question instead, with an answer a paragraph.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.coding.projects import qde
from workbench.coding.projects.records import Loss, ProjectMemo, ProjectSource
from workbench.coding.projects.shown import Cut, Shown, merged
from workbench.coding.projects.traits import Traits, number, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from workbench.study.folder import Folder
    from workbench.study.records import Anchor, Survey, Transcript, Turn

    Masks = Callable[[Sequence[str]], list[list[tuple[int, int, str]]]]

#: So many documents may the answers of all surveys make before the larger surveys become one a question.
MOST_DOCUMENTS = 2_000
#: What no name of a file holds: other programs make files of documents, called like them.
_UNSAFE = re.compile(r"""[\x00-\x1f\x7f/\\:*?"<>|]""")
_LONGEST_NAME = 150
_RATING, _ATTRIBUTE, _DASH = "rating.", "attr.", "\u2013"


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, as it is shown."""

    item: str
    participant: str
    question: str
    shown: Shown
    date: str
    ratings: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Documents:
    """What the sources of a study became.

    Attributes
    ----------
    sources
        In the order of the study.
    memos
        When turns of a conversation began, where that is known.
    own
        Documents that are one person's, by person.
    facts
        What people said of themselves in surveys, by person and what it is.
    of
        Documents by the source of the study they came from.
    traits
        What is known of them.
    losses
        What is not in them.
    """

    sources: list[ProjectSource] = field(default_factory=list)
    memos: list[ProjectMemo] = field(default_factory=list)
    own: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    traits: Traits = field(default_factory=Traits)
    losses: list[Loss] = field(default_factory=list)
    _places: dict[tuple[str, str], tuple[str, int, Shown]] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def place(self, anchor: Anchor) -> tuple[str, int, int] | None:
        """Return document, start and end of a passage; None if all of it was withheld."""
        there = self._places.get((anchor.source, anchor.item))
        moved = there[2].place(anchor.start, anchor.end) if there else None
        return (there[0], there[1] + moved[0], there[1] + moved[1]) if there and moved else None

    def masked(self) -> int:
        """Return in how many texts something gave way to other words."""
        return sum(shown.cuts > 0 for _, _, shown in self._places.values())

    def finish(self) -> tuple[ProjectSource, ...]:
        """Return the documents with what is known of them."""
        return tuple(replace(s, values=self.traits.values(s.id)) for s in self.sources)

    def document(self, of: str, part: str, name: str, text: str, *, known: Iterable[tuple[str, str]]) -> str:
        """Add a document; return its identity."""
        identity = qde.derived("source", of, part)
        name = " ".join(_UNSAFE.sub(" ", name).split())[:_LONGEST_NAME] or "Untitled"
        title, again = name, 1
        while title.casefold() in self._names:
            again += 1
            title = f"{name} ({again})"
        self._names.add(title.casefold())
        self.sources.append(ProjectSource(identity, title, text=text))
        self.of[of].append(identity)
        for trait, value in known:
            self.traits.add(identity, trait, value)
        return identity

    def put(self, of: str, item: str, identity: str, at: int, shown: Shown) -> None:
        """Say where a text of the study begins in a document."""
        self._places[of, item] = (identity, at, shown)


def documents(folder: Folder, masks: Masks, title: Callable[[str], str], quiet: Collection[str]) -> Documents:
    """Return the sources of a study as documents.

    Parameters
    ----------
    folder
        The study.
    masks
        Returns what gives way in each of many texts: start, end, what stands there instead.
    title
        Masks a title or a question.
    quiet
        People whose words are withheld.
    """
    made = Documents()
    rounds = {r.id: r.label for r in folder.settings.rounds}
    talks, whole = [], 0
    for talk in folder.transcripts():
        people = {t.participant for t in talk.turns if t.participant}
        if people and people <= set(quiet):
            whole += 1
        else:
            talks.append(talk)
    for talk, shown in zip(talks, _shown(talks, masks, quiet), strict=True):
        _conversation(made, talk, shown, title, rounds)
    withheld = blank = 0
    surveys = folder.surveys()
    alone = _one_each(surveys)
    for survey in surveys:
        rows, left, empty = _rows(survey, masks, quiet)
        withheld, blank = withheld + left, blank + empty
        for row in rows:
            made.facts[row.participant] |= {name: title(text) for name, text in row.attributes}
        known = [("Round", rounds.get(survey.round, survey.round)), ("Kind", survey.kind)]
        (_respondents if survey.id in alone else _questions)(made, survey, rows, title, known)
    made.losses += [
        Loss("conversations of people who may not be quoted", whole, "their words are withheld"),
        Loss("answers of people who may not be quoted", withheld, "their words are withheld"),
        Loss("answers left blank", blank, "there is nothing to code in them"),
        Loss("surveys of many people", len(surveys) - len(alone), "they are one document a question; ratings stay in the study"),
    ]
    return made


def _shown(talks: Sequence[Transcript], masks: Masks, quiet: Collection[str]) -> Iterator[Shown]:
    """Yield each conversation as it is shown: masked turn by turn, as quotes are."""
    cut = [_stretches(talk) for talk in talks]
    found = iter(masks([talk.text[s:e] for talk, stretches in zip(talks, cut, strict=True) for s, e in stretches]))
    for talk, stretches in zip(talks, cut, strict=True):
        edits = [(s + a, s + b, instead) for s, _ in stretches for a, b, instead in next(found)]
        yield Shown(talk.text, merged(edits, ((t.start, t.end) for t in talk.turns if t.participant in quiet and t.end > t.start)))


def _stretches(talk: Transcript) -> list[tuple[int, int]]:
    """Return the turns of a conversation and what stands between them."""
    edges = sorted({0, len(talk.text), *(at for t in talk.turns for at in (t.start, t.end))})
    return list(pairwise(edges))


def _conversation(made: Documents, talk: Transcript, shown: Shown, title: Callable[[str], str], rounds: dict[str, str]) -> None:
    known = (("Round", rounds.get(talk.round, talk.round)), ("Kind", talk.kind), ("Date", talk.date or ""))
    identity = made.document(talk.id, "", title(talk.title or talk.id), shown.text, known=known)
    made.put(talk.id, "", identity, 0, shown)
    people = {t.participant for t in talk.turns if t.participant}
    if len(people) == 1:
        made.own[people.pop()].append(identity)
    timed = [t for t in talk.turns if t.start_s is not None and shown.place(t.start, max(t.end, t.start + 1))]
    if timed:
        text = "\n".join(_moment(t, shown) for t in timed)
        made.memos.append(ProjectMemo(qde.derived("times", talk.id), text, "source", identity, "When each turn began"))


def _moment(turn: Turn, shown: Shown) -> str:
    """Return when a turn began, as a line to read; the number is where it begins in the text."""
    seconds = turn.start_s or 0.0
    at = (shown.place(turn.start, max(turn.end, turn.start + 1)) or (0, 0))[0]
    return (
        f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{seconds % 60:06.3f} at {at}, {turn.participant or turn.speaker}"
    )


def _one_each(surveys: Sequence[Survey]) -> set[str]:
    """Return the surveys that are small enough to be one document a person; the smallest first."""
    sizes = sorted((int(s.written["participant"].nunique()), s.id) for s in surveys)
    found, total = set(), 0
    for size, name in sizes:
        total += size
        if total > MOST_DOCUMENTS:
            break
        found.add(name)
    return found


def _rows(survey: Survey, masks: Masks, quiet: Collection[str]) -> tuple[list[Row], int, int]:
    """Return the answers that are shown, and how many are withheld and blank."""
    frame = survey.answers
    rated, told = ([c for c in frame.columns if c.startswith(begins)] for begins in (_RATING, _ATTRIBUTE))
    dates = frame["date"] if "date" in frame else [None] * len(frame)
    columns = (frame["answer"], frame["participant"], frame["question"], frame["text"], dates, *(frame[c] for c in (*rated, *told)))
    every = list(zip(*(list(c) for c in columns), strict=True))
    spoken = [row for row in every if row[1] not in quiet]
    said = [row for row in spoken if row[3].strip()]
    names, facts = [readable(c.removeprefix(_RATING)) for c in rated], [readable(c.removeprefix(_ATTRIBUTE)) for c in told]
    rows = []
    for row, edits in zip(said, masks([row[3] for row in said]), strict=True):
        item, who, question, text, date, *cells = row
        ratings = tuple((n, number(x)) for n, x in zip(names, cells, strict=False) if x is not None and math.isfinite(x))
        attributes = tuple((n, x) for n, x in zip(facts, cells[len(names) :], strict=True) if isinstance(x, str) and x)
        day = date if isinstance(date, str) else ""
        rows.append(Row(item, who or "", question, Shown(text, [Cut(*e) for e in edits]), day, ratings, attributes))
    return rows, len(every) - len(spoken), len(spoken) - len(said)


def _respondents(
    made: Documents, survey: Survey, rows: Sequence[Row], title: Callable[[str], str], known: list[tuple[str, str]]
) -> None:
    """Make one document a person: their answers under the questions."""
    asked = {q.id: n for n, q in enumerate(survey.questions)}
    heads = {q.id: " ".join(title(q.text).split()) for q in survey.questions}
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_person[row.participant].append(row)
    for who, theirs in by_person.items():
        pieces, at, places, last = [], 0, [], None
        for row in sorted(theirs, key=lambda r: asked.get(r.question, len(asked))):
            head = f"{heads.get(row.question, row.question)}\n" if row.question != last else ""
            places.append((row, at + len(head)))
            pieces += [head, row.shown.text, "\n\n"]
            at += len(head) + len(row.shown.text) + 2
            last = row.question
        facts = [*known, ("Date", next((r.date[:10] for r in theirs if r.date), "")),
                 *dict(x for r in reversed(theirs) for x in r.ratings).items(), *made.facts[who].items()]  # fmt: skip
        name = f"{title(survey.title or survey.id)} {_DASH} {who or 'nobody named'}"
        identity = made.document(survey.id, f"person/{who}", name, "".join(pieces), known=facts)
        if who:
            made.own[who].append(identity)
        for row, start in places:
            made.put(survey.id, row.item, identity, start, row.shown)


def _questions(
    made: Documents, survey: Survey, rows: Sequence[Row], title: Callable[[str], str], known: list[tuple[str, str]]
) -> None:
    """Make one document a question: an answer a paragraph, under a number and who wrote it."""
    heads = {q.id: " ".join(title(q.text).split()) for q in survey.questions}
    by_question: dict[str, list[Row]] = {q.id: [] for q in survey.questions}
    for row in rows:
        by_question.setdefault(row.question, []).append(row)
    for question, theirs in by_question.items():
        if not theirs:
            continue
        head = f"{heads.get(question, question)}\n\n"
        pieces, at, places = [head], len(head), []
        for n, row in enumerate(theirs, 1):
            label = f"{n}. {row.participant}".rstrip() + "\n"
            places.append((row, at + len(label)))
            pieces += [label, row.shown.text, "\n\n"]
            at += len(label) + len(row.shown.text) + 2
        name = f"{title(survey.title or survey.id)} {_DASH} {heads.get(question, question)[:80]}"
        identity = made.document(survey.id, f"question/{question}", name, "".join(pieces), known=known)
        for row, start in places:
            made.put(survey.id, row.item, identity, start, row.shown)
