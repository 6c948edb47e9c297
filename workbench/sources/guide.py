"""The interview guide: which planned question an interviewer's turn asks, so that the map knows who was asked about a stage.

A guide is what researchers have beside them: questions under headings, or a table with a column of stages. Proposals are
for a person: what they accept becomes ordinary ``stage:`` codings on the interviewer's words, by them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.sources.numbers.measured import listed
from workbench.sources.planned import Guide, Planned, read_guide, stage_called
from workbench.sources.tables.wording import Weights, wording
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.study.records import Act, Transcript

    #: How alike each of some sentences is to each of the questions, from 0 to 1.
    Alike = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]

__all__ = ["Asking", "Guide", "Planned", "about", "accept", "by_words", "frame", "propose", "read_guide"]

#: Proposed from here on by wording alone; measured on the sample study, see docs/methods.md.
THRESHOLD = 0.35
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Asking:
    """A proposal: this turn of an interviewer asks this question of the guide.

    `version`, `start` and `end` say where the turn lies in which text; `words` are the sentence that is most alike.
    """

    source: str
    turn: int
    version: str
    start: int
    end: int
    question: str
    stages: tuple[str, ...]
    score: float
    words: str


# Proposing ----------------------------------------------------------------------------------------------------------


def propose(
    folder: Folder, guide: Guide, *, sources: Sequence[str] | None = None, threshold: float = THRESHOLD, alike: Alike | None = None
) -> list[Asking]:
    """Propose which question of a guide each interviewer's turn asks; nothing is written.

    Parameters
    ----------
    folder
        The study.
    guide
        As `read_guide` gives it.
    sources
        Ids of transcripts; None: all.
    threshold
        Score from which a turn is taken to ask a question.
    alike
        How alike sentences and questions are; None: by their words. `workbench.reading.asked` adds what they mean.

    Returns
    -------
    list of Asking
        By source and turn. A turn that asks two questions is there twice; "And why was that?" asks none.

    Raises
    ------
    UserError
        If there is no transcript of that id.
    """
    transcripts = folder.transcripts()
    if missing := sorted(set(sources or ()) - {t.id for t in transcripts}):
        raise UserError(f"no transcript is called {missing[0]!r}; there are {', '.join(t.id for t in transcripts) or 'none'}")
    planned = [q for q in guide.questions if q.stages]
    spoken = [
        (transcript, turn.index, sentence)
        for transcript in transcripts
        if sources is None or transcript.id in sources
        for turn in transcript.turns
        if turn.participant is None
        for sentence in _sentences(transcript.text[turn.start : turn.end])
    ]
    if not spoken or not planned:
        return []
    pieces = [(q, piece) for q in planned for piece in _sentences(q.text) or [q.text]]
    plain = _Without(folder.settings.not_names)
    scores = (alike or by_words)([plain(s) for _, _, s in spoken], [plain(piece) for _, piece in pieces])
    best: dict[tuple[str, int, tuple[str, ...]], Asking] = {}
    for (transcript, index, sentence), row in zip(spoken, scores, strict=True):
        at = max(range(len(pieces)), key=lambda i: (row[i], -i))
        score, question = round(float(row[at]), 6), pieces[at][0]
        key = (transcript.id, index, question.stages)
        if score >= threshold and (key not in best or score > best[key].score):
            best[key] = _asking(transcript, index, question, score, sentence)
    return [best[k] for k in sorted(best)]


def _asking(transcript: Transcript, index: int, question: Planned, score: float, sentence: str) -> Asking:
    turn = next(t for t in transcript.turns if t.index == index)
    return Asking(transcript.id, index, transcript.version, turn.start, turn.end, question.text, question.stages, score, sentence)


class _Without:
    """Take the product's own name out of a text: every question may hold it, and it tells none from another."""

    def __init__(self, names: Sequence[str]) -> None:
        words = "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n)) if n.strip())
        self._names = re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None

    def __call__(self, text: str) -> str:
        return self._names.sub("it", text) if self._names else text


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in _SENTENCE.findall(text) if len(s.split()) >= _LEAST]


def by_words(sentences: Sequence[str], questions: Sequence[str]) -> list[list[float]]:
    """Return the cosine of their words, weighted by ln(1 + N/df): 1 for the same words, 0 for none in common."""
    weights = Weights([*sentences, *questions])
    vectors = [_vector(q, weights) for q in questions]
    out = []
    for sentence in sentences:
        mine, length = _vector(sentence, weights)
        out.append([
            math.fsum(mine[w] * theirs[w] for w in sorted(mine.keys() & theirs.keys())) / (length * norm) if length * norm else 0.0
            for theirs, norm in vectors
        ])  # fmt: skip
    return out


def _vector(text: str, weights: Weights) -> tuple[dict[str, float], float]:
    words: Counter[str] = wording(text).words
    vector = {w: n * weights.of(w) for w, n in words.items()}
    return vector, math.sqrt(math.fsum(v * v for v in vector.values()))


def frame(proposals: Iterable[Asking]) -> pd.DataFrame:
    """Return proposals as a table to be read: where, what was said, which question it asks, about which stage, how sure."""
    import pandas as pd

    rows = [(p.source, p.turn, p.words, p.question, ", ".join(p.stages), round(p.score, 2)) for p in proposals]
    return pd.DataFrame(rows, columns=["source", "turn", "said", "asks", "stages", "score"])


# Accepting ----------------------------------------------------------------------------------------------------------


def accept(folder: Folder, proposals: Iterable[Asking], *, coder: str) -> list[Act]:
    """Code the interviewer's turns of these proposals with their stages, in one gesture: one undo takes all back.

    What the coder has coded so already is not coded again.

    Parameters
    ----------
    folder
        The study.
    proposals
        Those a person keeps.
    coder
        Who that is.

    Returns
    -------
    list of Act
        The codings that are new.

    Raises
    ------
    UserError
        If a transcript was corrected since; nothing is written.
    """
    versions = {t.id: t.version for t in folder.transcripts()}
    there = {(c.code, c.anchor) for c in folder.state().codings.values() if c.coder == coder}
    items = []
    for p in proposals:
        if versions.get(p.source) != p.version:
            raise UserError(f"{p.source} was changed since the proposals were made: make them again")
        for stage in p.stages:
            anchor = {"source": p.source, "item": "", "version": p.version, "start": p.start, "end": p.end}
            item = ("coding.add", {"code": f"stage:{stage}", "anchor": anchor})
            if item not in items and not any(c == f"stage:{stage}" and _same(a, anchor) for c, a in there):
                items.append(item)
    return folder.act(coder, *items, together=True) if items else []


def _same(anchor: object, wanted: Mapping[str, object]) -> bool:
    return all(getattr(anchor, name) == value for name, value in wanted.items())


def about(folder: Folder, source: str, question: str, stages: Sequence[str], *, coder: str) -> Act:
    """Say which stages a survey question asks about; whoever it was put to was then asked about them.

    Put to: it has an answer, or the file says that it was left blank. An empty cell says neither, since whoever was led
    past a question, broke off or skipped it leaves the same one; so those count as not asked.

    Parameters
    ----------
    folder
        The study.
    source
        Id of the survey.
    question
        Id or text of the question.
    stages
        By id, label or alias; none takes back what was said before.
    coder
        Who says so.

    Raises
    ------
    UserError
        If there is no such survey, question or stage; nothing is written.
    """
    survey = next((s for s in folder.surveys() if s.id == source), None)
    if survey is None:
        raise UserError(f"no survey is called {source!r}; there are {', '.join(s.id for s in folder.surveys()) or 'none'}")
    wanted = " ".join(question.split()).casefold()
    found = next((q for q in survey.questions if question == q.id or " ".join(q.text.split()).casefold() == wanted), None)
    if found is None:
        raise UserError(f"{source} asks no {question!r}; its questions are {listed([q.text for q in survey.questions])}")
    ids = {s: stage_called(folder.settings, s) for s in stages}
    if unknown := [s for s, known in ids.items() if known is None]:
        there = ", ".join(s.id for s in folder.settings.stages)
        raise UserError(f"no stage is called {unknown[0]!r}; the study has {there}")
    about_ = list(dict.fromkeys(i for i in ids.values() if i))
    return folder.act(coder, ("question.about", {"source": source, "question": found.id, "stages": about_}))[0]
