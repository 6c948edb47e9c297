"""Suggestions with receipts: which code a passage may deserve, learned from this study's own codings, and why.

Nothing here is an act. A suggestion counts for nothing until a person accepts it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.coding.calibrate import Trust, trust
from workbench.coding.codebook import codebook
from workbench.coding.features import Features
from workbench.coding.learn import Learned, learn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.fold import State
    from workbench.study.records import Anchor, Code, Segment
    from workbench.study.settings import Settings

    Rows = NDArray[np.float32]

MODEL = "ridge-1"
#: Best codes looked at for each passage.
TOP = 3
_EXAMPLES = 2
_CUES = 3
#: A word explains a suggestion if it carries at least this share of the largest contribution.
_TELLING = 0.3
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One code for one passage, with its receipts.

    Attributes
    ----------
    id
        ``segment id > code``: the same in every run.
    code, segment, anchor
        What is suggested where; the anchor is exact.
    score
        About 1 where the code fits, about 0 where it does not. For ranking; not a probability.
    strength
        In words: ``very likely``, ``likely``, ``perhaps``, ``a guess``.
    probability
        Share of suggestions like this one that were right among people who were left out; None until that figure is good
        enough to be shown (see `workbench.coding.calibrate`).
    words
        Words of the passage that speak most for the code.
    like
        Ids of segments coded so, nearest in meaning first.
    learned_from
        Number of coded passages the code was learned from; 0: from its definition only.
    """

    id: str
    code: str
    segment: str
    anchor: Anchor
    score: float
    strength: str
    probability: float | None
    words: tuple[str, ...]
    like: tuple[str, ...]
    learned_from: int


@dataclass(frozen=True)
class Cases:
    """Which segments were read by people, and the codes they gave them.

    Attributes
    ----------
    codes
        Ids, sorted: those in use and those defined.
    read
        Positions of segments somebody has read: all of an answer that was coded, and of a transcript all up to the last
        passage that was coded.
    labels
        (len(read), len(codes)): True where a person gave the code to the passage, in favour of it.
    """

    codes: tuple[str, ...]
    read: NDArray[np.int64]
    labels: NDArray[np.bool_]


@dataclass(frozen=True)
class Model:
    """What was learned from a study at one time."""

    codes: tuple[str, ...]
    features: Features
    learned: Learned
    trust: Trust
    cases: Cases
    counts: Mapping[str, int] = field(default_factory=dict)


def cases(segments: Sequence[Segment], state: State, codes: Iterable[str], *, coder: str | None = None) -> Cases:
    """Return what people have said so far about segments.

    Parameters
    ----------
    segments
        Of the whole study, sorted by id.
    state
        The codings; only those of people count, never those of models.
    codes
        Ids of the codes to learn.
    coder
        Only this coder's codings: for coding blind.
    """
    import numpy as np

    wanted = sorted(set(codes))
    column = {code: number for number, code in enumerate(wanted)}
    by_text: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, segment in enumerate(segments):
        by_text[segment.anchor.source, segment.anchor.item].append(position)
    marks: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for coding in state.codings.values():
        if coding.coder_kind == "human" and (coder is None or coding.coder == coder):
            code = coding.code if coding.stance == "for" else ""
            marks[coding.anchor.source, coding.anchor.item].append((coding.anchor.start, coding.anchor.end, code))
    read: list[int] = []
    given: list[set[int]] = []
    for text in sorted(by_text.keys() & marks.keys()):
        last = max(end for _, end, _ in marks[text])
        for position in by_text[text]:
            anchor = segments[position].anchor
            if text[1] or anchor.start < last:
                read.append(position)
                given.append({column[c] for s, e, c in marks[text] if c in column and _covers(anchor.start, anchor.end, s, e)})
    labels = np.zeros((len(read), len(wanted)), dtype=bool)
    for row, mine in enumerate(given):
        labels[row, list(mine)] = True
    return Cases(tuple(wanted), np.array(read, dtype=np.int64), labels)


def _covers(start: int, end: int, first: int, last: int) -> bool:
    """Say whether a coding is about a segment: at least half of the shorter of the two lies in the other."""
    return 2 * (min(end, last) - max(start, first)) >= min(end - start, last - first)


def definition(code: Code) -> str:
    """Return what is known of a code before anybody used it: its label, definition and rule."""
    parts = (code.label, code.definition, getattr(code, "include", ""))
    return ": ".join(p for p in (*parts[:1], ". ".join(filter(None, parts[1:]))) if p)


def fit(
    segments: Sequence[Segment],
    vectors: Rows,
    codes: Sequence[Code],
    meanings: Rows,
    known: Cases,
    features: Features | None = None,
) -> Model:
    """Learn every code from the cases there are and from its definition.

    Parameters
    ----------
    segments, vectors
        Of the whole study, and their embeddings.
    codes, meanings
        The codes of ``known.codes`` in that order, and the embeddings of their `definition`.
    known
        As `cases` gives them.
    features
        Of an earlier fit of the same study, to spare learning the weights of words again.
    """
    import numpy as np

    found = features or Features.of([s.text for s in segments])
    picked = [segments[int(i)] for i in known.read]
    rows = found.rows([s.text for s in picked], vectors[known.read])
    prior = found.rows([definition(c) for c in codes], meanings)
    people = [s.participant for s in picked]
    learned = learn(rows, known.labels, prior, people)
    counts = {c.id: int(n) for c, n in zip(codes, np.asarray(known.labels).sum(axis=0), strict=True)}
    return Model(known.codes, found, learned, trust(learned.held_out, known.labels, people), known, counts)


def suggest(
    model: Model, segments: Sequence[Segment], vectors: Rows, state: State, *, coder: str | None = None,
    rejected: Iterable[tuple[str, str]] = (), among: Iterable[int] | None = None, top: int = TOP, limit: int | None = None,
) -> list[Suggestion]:  # fmt: skip
    """Return suggestions, best first.

    Parameters
    ----------
    model
        As `fit` made it.
    segments, vectors
        Of the whole study.
    state
        What is coded already is not suggested again.
    coder
        For whom: what this coder has coded is left out; what anybody has if not given.
    rejected
        (segment id, code) that a person said no to.
    among
        Positions of the segments to look at; all if not given.
    top
        Best codes looked at for each segment.
    limit
        Return so many at most.

    Returns
    -------
    list of Suggestion
        By strength, then by score, then by id.
    """
    import numpy as np

    positions = np.arange(len(segments)) if among is None else np.array(sorted(set(among)), dtype=np.int64)
    if not len(positions) or not model.codes:
        return []
    rows = model.features.rows([segments[int(i)].text for i in positions], vectors[positions])
    scores = model.learned.scores(rows)
    done = _coded(segments, state, coder)
    no = set(rejected)
    order = np.argsort(-scores, axis=1, kind="stable")
    chances = model.trust.chances(scores)
    found = []
    for row, position in enumerate(positions):
        segment = segments[int(position)]
        for column in order[row, :top]:
            code = model.codes[int(column)]
            score, chance = float(scores[row, column]), float(chances[row, column])
            if (segment.id, code) in no or code in done.get(segment.id, ()) or score <= 0:
                continue
            found.append((-chance, -score, segment.id, int(position), int(column)))
    return [
        _suggestion(model, segments, vectors, position, column, chance=-chance, score=-score)
        for chance, score, _, position, column in sorted(found)[:limit]
    ]


def _coded(segments: Sequence[Segment], state: State, coder: str | None) -> dict[str, set[str]]:
    by_text: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for coding in state.codings.values():
        if coder is None or coding.coder == coder:
            by_text[coding.anchor.source, coding.anchor.item].append((coding.anchor.start, coding.anchor.end, coding.code))
    return {
        s.id: {c for a, b, c in marks if _covers(s.anchor.start, s.anchor.end, a, b)}
        for s in segments
        if (marks := by_text.get((s.anchor.source, s.anchor.item)))
    }


def _suggestion(
    model: Model, segments: Sequence[Segment], vectors: Rows, position: int, column: int, *, chance: float, score: float
) -> Suggestion:
    code, segment = model.codes[column], segments[position]
    return Suggestion(
        f"{segment.id} > {code}", code, segment.id, segment.anchor, round(score, 6), model.trust.words(chance),
        round(chance, 2) if model.trust.shown else None,
        _cues(model, segment.text, column), _nearest(model, segments, vectors, position, column), model.counts[code],
    )  # fmt: skip


def _cues(model: Model, text: str, column: int) -> tuple[str, ...]:
    """Return the words that speak most for a code: value times learned weight, largest first."""
    weights = model.learned.weights
    said = [(value * float(weights[place, column]), word) for word, place, value in model.features.words(text)]
    best = sorted(((v, w) for v, w in said if v > 0), key=lambda pair: (-pair[0], pair[1]))
    return tuple(w for v, w in best[:_CUES] if v >= _TELLING * best[0][0])


def _nearest(model: Model, segments: Sequence[Segment], vectors: Rows, position: int, column: int) -> tuple[str, ...]:
    """Return the passages coded so that are nearest in meaning."""
    import numpy as np

    coded = model.cases.read[model.cases.labels[:, column]]
    coded = coded[coded != position]
    if not len(coded):
        return ()
    alike = vectors[coded] @ vectors[position]
    return tuple(segments[int(coded[i])].id for i in np.argsort(-alike, kind="stable")[:_EXAMPLES])


def known_codes(settings: Settings, state: State) -> list[Code]:
    """Return the codes that can be learned: those of the codebook that are not retired, sorted by id."""
    return sorted((c for c in codebook(settings, state) if not c.retired), key=lambda c: c.id)


def as_record(suggestion: Suggestion) -> dict[str, Any]:
    """Return a suggestion as plain values, for a table or a browser."""
    anchor = suggestion.anchor
    return {
        "suggestion": suggestion.id, "code": suggestion.code, "segment": suggestion.segment,
        "source": anchor.source, "item": anchor.item, "start": anchor.start, "end": anchor.end,
        "score": suggestion.score, "strength": suggestion.strength,
        "probability": math.nan if suggestion.probability is None else suggestion.probability,
        "words": ", ".join(suggestion.words), "like": list(suggestion.like), "learned_from": suggestion.learned_from,
    }  # fmt: skip
