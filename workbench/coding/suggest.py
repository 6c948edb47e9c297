"""Suggestions with receipts: which code a passage may deserve, learned from this study's own codings, and why.

Nothing here is an act. A suggestion counts for nothing until a person accepts it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.coding.calibrate import Trust, kappa, trust
from workbench.coding.codebook.codes import codebook
from workbench.coding.features import Table
from workbench.coding.feeling import Feelings
from workbench.coding.learn import Learned, learn
from workbench.coding.patterns import LEAST, Patterns
from workbench.coding.spans import covers, text_of
from workbench.reading.tongues import is_small
from workbench.study.acts import AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.coding.cases import Cases
    from workbench.study.fold import State
    from workbench.study.records import Anchor, Code, Segment
    from workbench.study.settings import Settings

    Text = tuple[str, str, str]
    Rows = NDArray[np.float32]

MODEL = "ridge-1"
#: What suggests where only a cue of the codebook does.
RULES = "rules-1"
#: Best codes looked at for each passage.
TOP = 3
_EXAMPLES = 2
_CUES = 3
#: A word explains a suggestion if it carries at least this share of the largest contribution.
_TELLING = 0.3
_BLOCK = 50_000
#: From this chance on a code is rather there than not.
_CALLED = 0.5
#: No suggestion is certain.
_SUREST = 0.99
#: The strength of a cue that few have judged.
BY_RULE = "by your rule"


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
        In words: ``very likely``, ``likely``, ``perhaps``, ``a guess``; ``by your rule`` where only a cue of the codebook says so
        and few have judged it.
    probability
        Share of suggestions like this one that were right among people who were left out; None until that figure is good
        enough to be shown (see `workbench.coding.calibrate`).
    words
        Words of the passage that speak most for the code.
    like
        Ids of segments coded so, nearest in meaning first.
    learned_from
        Number of coded passages the code was learned from; 0: from its definition only.
    valence
        How it may have felt, from -2 to 2, for emotions, pains, needs and delights; else None.
    felt
        Where `valence` comes from: ``words`` of the passage, or what is ``usual`` for the code; empty if there is none.
    rule
        The cue of the code's own rule that stands there (`workbench.coding.patterns`); empty if none does.
    right, judged
        In so many passages that people read the cue stood, and in so many of these they gave the code.
    model
        What suggests it: learning, or only a rule.
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
    valence: int | None = None
    felt: str = ""
    rule: str = ""
    right: int = 0
    judged: int = 0
    model: str = MODEL


@dataclass(frozen=True)
class Model:
    """What was learned from a study at one time.

    Attributes
    ----------
    codes
        Ids, sorted.
    table
        The segments as numbers.
    learned, trust
        From numbers to scores, from scores to chances.
    cases
        What it was learned from.
    counts
        Number of cases of each code.
    feelings
        How passages and codes feel.
    patterns
        Where cues of the codebook stand.
    """

    codes: tuple[str, ...]
    table: Table
    learned: Learned
    trust: Trust
    cases: Cases
    counts: Mapping[str, int] = field(default_factory=dict)
    feelings: Feelings = field(default_factory=Feelings)
    patterns: Patterns = field(default_factory=Patterns)

    def scores(self, positions: NDArray[np.int64]) -> Rows:
        """Return (n, codes): how well each code fits the segments at `positions`."""
        return self.learned.based(self.table.times(self.learned.weights[:-1], positions))

    def agreement(self) -> dict[str, float]:
        """Return Cohen's kappa of each code between people and what would be called, learned without the person who spoke."""
        called = self.trust.chances(self.learned.held_out) >= _CALLED
        return {code: kappa(called[:, n], self.cases.labels[:, n]) for n, code in enumerate(self.codes)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code is suggested: positions of the segment and of the code, without the receipts.

    `chance` is for ranking; `learned` is what learning alone says of it, None where only a rule suggests it.
    """

    chance: float
    score: float
    segment: int
    code: int
    learned: float | None = None


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
    table: Table | None = None,
    feelings: Feelings | None = None,
    patterns: Patterns | None = None,
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
    table
        Of these segments, from an earlier fit, to spare counting their words again.
    feelings
        As `workbench.coding.feeling.feelings` learns them; none are suggested if not given.
    patterns
        As `workbench.coding.patterns.patterns` finds them, judged; none if not given.
    """
    import numpy as np

    table = table or Table.of([s.text for s in segments], vectors)
    picked = [segments[int(i)] for i in known.read]
    rows = table.rows(known.read)
    prior = table.features.rows([definition(c) for c in codes], meanings)
    people = [s.participant for s in picked]
    learned = learn(rows, known.labels, prior, people)
    counts = {c.id: int(n) for c, n in zip(codes, np.asarray(known.labels).sum(axis=0), strict=True)}
    trusted = trust(learned.held_out, known.labels, people)
    return Model(known.codes, table, learned, trusted, known, counts, feelings or Feelings(), patterns or Patterns())


def ranked(
    model: Model, segments: Sequence[Segment], state: State, *, coder: str | None = None,
    rejected: Iterable[tuple[str, str]] = (), among: Iterable[int] | None = None, top: int = TOP,
) -> list[Place]:  # fmt: skip
    """Return where which code is suggested, best first.

    Parameters
    ----------
    model
        As `fit` made it.
    segments
        Those the model was made with.
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

    Returns
    -------
    list of Place
        By chance, then by score, then by id of the segment and code.
    """
    import numpy as np

    positions = np.arange(len(segments)) if among is None else np.array(sorted(set(among)), dtype=np.int64)
    if not len(positions) or not model.codes:
        return []
    at, codes, scores, chances = _best(model, positions, top)
    best = dict(
        zip(zip(at.tolist(), codes.tolist(), strict=True), zip(scores.tolist(), chances.tolist(), strict=True), strict=True)
    )
    for position, code, score in _ruled(model, positions):
        best.setdefault((position, code), (score, None))
    done, no = _coded(segments, state, coder), set(rejected)
    found = []
    for (position, code), (score, learned) in best.items():
        segment, name = segments[position].id, model.codes[code]
        if (segment, name) in no or name in done.get(segment, ()):
            continue
        rule = model.patterns.at(position, name)
        chance = max(learned or 0.0, rule.chance if rule else 0.0)
        found.append((-chance, -score, segment, code, position, learned))
    return [Place(-chance, -score, position, code, learned) for chance, score, _, code, position, learned in sorted(found)]


def _best(model: Model, positions: NDArray[np.int64], top: int) -> tuple[Any, Any, Any, Any]:
    """Return the best codes of each segment, of those with a score above 0: positions, codes, scores, chances."""
    import numpy as np

    parts = []
    for start in range(0, len(positions), _BLOCK):
        here = positions[start : start + _BLOCK]
        scores = model.scores(here)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :top]
        rows, codes = np.repeat(np.arange(len(here)), order.shape[1]), order.ravel()
        kept = scores[rows, codes] > 0
        rows, codes = rows[kept], codes[kept]
        parts.append((here[rows], codes, scores[rows, codes], model.trust.chances(scores)[rows, codes]))
    at, codes, scores, chances = (np.concatenate(part) for part in zip(*parts, strict=True))
    return at, codes, scores, chances


def _ruled(model: Model, positions: NDArray[np.int64]) -> list[tuple[int, int, float]]:
    """Return where cues stand: position, code and what learning gives it, however little."""
    import numpy as np

    column, wanted = {code: number for number, code in enumerate(model.codes)}, set(positions.tolist())
    there = sorted((p, column[code]) for p, code in model.patterns.found if p in wanted and code in column)
    at = sorted({p for p, _ in there})
    scores = dict(zip(at, model.scores(np.array(at, dtype=np.int64)), strict=True)) if at else {}
    return [(p, code, float(scores[p][code])) for p, code in there]


def suggest(
    model: Model, segments: Sequence[Segment], state: State, *, limit: int | None = None, **chosen: Any,  # noqa: ANN401
) -> list[Suggestion]:  # fmt: skip
    """Return suggestions with their receipts, best first: at most `limit`; the rest is as for `ranked`."""
    return [receipt(model, segments, place) for place in ranked(model, segments, state, **chosen)[:limit]]


def _coded(segments: Sequence[Segment], state: State, coder: str | None) -> dict[str, set[str]]:
    by_text: dict[Text, list[tuple[int, int, str]]] = defaultdict(list)
    for coding in state.codings.values():
        if coding.coder == coder or (coder is None and coding.coder_kind != AGAIN):
            by_text[text_of(coding.anchor)].append((coding.anchor.start, coding.anchor.end, coding.code))
    return {
        s.id: {c for a, b, c in marks if covers(s.anchor.start, s.anchor.end, a, b)}
        for s in segments
        if (marks := by_text.get(text_of(s.anchor)))
    }


def named(model: Model, segments: Sequence[Segment], place: Place) -> str:
    """Return the id of a suggestion."""
    return f"{segments[place.segment].id} > {model.codes[place.code]}"


def strength(model: Model, place: Place) -> tuple[str, float | None]:
    """Return how strong a suggestion is: in words, and as a percentage where one may be shown."""
    rule = model.patterns.at(place.segment, model.codes[place.code])
    word = model.trust.words(place.chance)
    if rule and rule.judged < LEAST and place.learned != place.chance:
        word = BY_RULE
    shown = model.trust.shown and place.learned is not None
    return word, round(min(place.learned or 0.0, _SUREST), 2) if shown else None


def receipt(model: Model, segments: Sequence[Segment], place: Place) -> Suggestion:
    """Return a suggestion with what speaks for it."""
    code, segment = model.codes[place.code], segments[place.segment]
    valence, felt = model.feelings.of(code, place.segment)
    rule = model.patterns.at(place.segment, code)
    words, anchor = _cues(model, segment.text, place.code), segment.anchor
    if rule:
        anchor, words = rule.anchor, tuple(dict.fromkeys((*rule.words, *words)))[:_CUES]
    return Suggestion(
        named(model, segments, place), code, segment.id, anchor, round(place.score, 6), *strength(model, place),
        words, _nearest(model, segments, place), model.counts[code], valence, felt,
        rule.cue.phrase if rule else "", rule.right if rule else 0, rule.judged if rule else 0,
        RULES if place.learned is None else MODEL,
    )  # fmt: skip


def _cues(model: Model, text: str, column: int) -> tuple[str, ...]:
    """Return the words that speak most for a code: value times learned weight, largest first; "the" is no reason."""
    weights = model.learned.weights
    said = [(value * float(weights[place, column]), word) for word, place, value in model.table.features.words(text)]
    best = sorted(((v, w) for v, w in said if v > 0 and not is_small(w)), key=lambda pair: (-pair[0], pair[1]))
    return tuple(w for v, w in best[:_CUES] if v >= _TELLING * best[0][0])


def _nearest(model: Model, segments: Sequence[Segment], place: Place) -> tuple[str, ...]:
    """Return the passages coded so that are nearest in meaning."""
    import numpy as np

    coded = model.cases.read[model.cases.labels[:, place.code]]
    coded = coded[coded != place.segment]
    if not len(coded):
        return ()
    alike = model.table.vectors[coded] @ model.table.vectors[place.segment]
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
        "valence": math.nan if suggestion.valence is None else suggestion.valence, "felt": suggestion.felt,
        "rule": suggestion.rule, "right": suggestion.right, "judged": suggestion.judged,
    }  # fmt: skip
