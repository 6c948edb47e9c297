"""The study's own texts come back: what was coded elsewhere is put on the words here, not on a copy of them.

A document that the workbench wrote has an identity made of the source it came from. Names were masked in it, and a person's
answers of a survey were put under one another; so its places are carried over a comparison of the two texts, and a passage whose
words were masked away is a loss.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.coding.projects import qde
from workbench.study.align import between
from workbench.study.canon import sha256_text
from workbench.study.carry import carry
from workbench.study.records import Anchor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.coding.projects.records import ProjectSource
    from workbench.study.align import Alignment
    from workbench.study.folder import Folder
    from workbench.study.records import Survey, Transcript

#: So much of a document must be in the study for it to be the study's: another study may have a source of the same id.
_ALIKE = 0.6
#: Surveys of more people are handed over one document a question; their people are not looked through.
_MANY = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """A text of the study inside a document: where it begins there, and which it is."""

    at: int
    text: str
    item: str
    version: str


@dataclass(frozen=True, slots=True)
class Own:
    """A document that is the study's own.

    Attributes
    ----------
    source
        Id of the transcript or survey.
    people
        Whose words are in it.
    parts
        Its texts, in order.
    way
        From the document to its texts one after the other; None if they are the same.
    """

    source: str
    people: tuple[str, ...]
    parts: tuple[Part, ...]
    way: Alignment | None

    def anchor(self, start: int, end: int) -> tuple[Anchor | None, bool]:
        """Return where a passage of the document is in the study (None if its words are not there), and if that is all of it."""
        whole = True
        if self.way is not None:
            carried = carry(Anchor("", "", self.way.before, start, end), [self.way])
            if carried.anchor is None:
                return None, False
            start, end, whole = carried.anchor.start, carried.anchor.end, carried.status == "exact"
        inside = [(min(end, p.at + len(p.text)) - max(start, p.at), p) for p in self.parts]
        most, part = max(inside, key=lambda x: x[0], default=(0, None))
        if part is None or most <= 0:
            return None, False
        first, last = max(start, part.at) - part.at, min(end, part.at + len(part.text)) - part.at
        return Anchor(self.source, part.item, part.version, first, last), whole


class Back:
    """Knows the documents that the workbench makes of a study.

    Parameters
    ----------
    folder
        The study.
    """

    def __init__(self, folder: Folder) -> None:
        self._transcripts = {qde.derived("source", t.id, ""): t for t in folder.transcripts()}
        self._all = folder.surveys()

    @cached_property
    def _surveys(self) -> dict[str, tuple[Survey, str, str]]:
        """Return the survey, the person or the question, by identity of the document."""
        found = {}
        for survey in self._all:
            for question in survey.questions:
                found[qde.derived("source", survey.id, f"question/{question.id}")] = (survey, "question", question.id)
            people = survey.answers["participant"].unique()
            for who in people if len(people) <= _MANY else ():
                found[qde.derived("source", survey.id, f"person/{who or ''}")] = (survey, "participant", who)
        return found

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], list[tuple[str, str, str, str]]]:
        """Return answers by survey, column and what stands in it: id, question, text, participant."""
        found: dict[tuple[str, str, str], list[tuple[str, str, str, str]]] = defaultdict(list)
        for survey in self._all:
            order = {q.id: n for n, q in enumerate(survey.questions)}
            columns = (survey.answers[c] for c in ("answer", "question", "text", "participant"))
            for row in sorted(zip(*columns, strict=True), key=lambda r: order.get(r[1], len(order))):
                found[survey.id, "question", row[1]].append(row)
                found[survey.id, "participant", row[3]].append(row)
        return found

    def find(self, source: ProjectSource) -> Own | None:
        """Return what a document of a project is in the study; None if it is not the study's."""
        if (talk := self._transcripts.get(source.id)) is not None:
            return self._talk(talk, source.text)
        if source.id not in self._surveys:
            return None
        survey, column, what = self._surveys[source.id]
        asked = {q.id: q.text for q in survey.questions}
        rows = self._rows.get((survey.id, column, what), [])
        parts, pieces, at = [], [], 0
        for item, question, text, _ in rows:
            head = f"{asked.get(question, '')}\n"
            parts.append(Part(at + len(head), text, item, sha256_text(text)))
            pieces += [head, text, "\n\n"]
            at += len(head) + len(text) + 2
        people = tuple(sorted({row[3] for row in rows}))
        return _own(survey.id, people, parts, source.text, "".join(pieces))

    def _talk(self, talk: Transcript, text: str) -> Own | None:
        people = tuple(sorted({t.participant for t in talk.turns if t.participant}))
        return _own(talk.id, people, [Part(0, talk.text, "", talk.version)], text, talk.text)


def _own(source: str, people: tuple[str, ...], parts: Sequence[Part], text: str, here: str) -> Own | None:
    if text == here:
        return Own(source, people, tuple(parts), None)
    way = between(text, here)
    kept = sum(end - start for start, end, _ in way.kept)
    return Own(source, people, tuple(parts), way) if kept >= _ALIKE * len(text.strip()) else None
