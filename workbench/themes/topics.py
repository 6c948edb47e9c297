"""What people talk about: topics over the graph of neighbours, in well under a second for a study of two thousand segments.

Groups come from an engine (`workbench.themes.engines`), words from class-based TF-IDF (`workbench.themes.words`), so results are
the same in every run. `Topics.bertopic` gives a real BERTopic of the same topics. A topic is a model's cluster; it becomes a theme
when a person confirms it.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from workbench.study.errors import UserError
from workbench.themes.alike import statements
from workbench.themes.engines import ENGINES, Asked, groups
from workbench.themes.grain import STEP, Grain, middles
from workbench.themes.heard import heard
from workbench.themes.near import in_order, unit
from workbench.themes.quotes import quotes
from workbench.themes.silent import silent
from workbench.themes.words import telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.records import Segment
    from workbench.themes.alike import Statements
    from workbench.themes.stock import Embeds

__all__ = ["ENGINES", "OFF_TOPIC", "Grain", "Topic", "Topics", "birth_id", "finer", "fit_topics", "least_size", "people_of"]

#: Mean cosine to the five nearest below which nobody else speaks of the like. For all-MiniLM-L6-v2 only.
OFF_TOPIC = 0.45
_LEAST = 4
#: Topics of a large study are larger: at least an eighth of the root of its segments.
_ROOT = 8
_WORDS = 8
_LABEL = 3


class _About(TypedDict):
    """How a fit was made."""

    engine: str
    encoder: str
    resolution: float


class Encodes(Protocol):
    """What a fit needs to know of an encoder."""

    id: str
    alone: float


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    Attributes
    ----------
    id
        From the segments it is first found with (`birth_id`); later fits keep the ids of the topics they recognise.
    label
        Its three most telling words.
    keywords
        The words that set it apart.
    size, people
        Segments and participants in it.
    segments
        Representative ones, at most one a person, the most typical first.
    unasked
        Authors of tickets, reviews and posts in it: read, but not among the people.
    """

    id: str
    label: str
    keywords: tuple[str, ...]
    size: int
    people: int
    segments: tuple[str, ...]
    unasked: int = 0

    def __repr__(self) -> str:
        """Return it without anybody's words, which only a view masks."""
        return f"<topic {self.id}: {self.size} segments of {self.people} people>"


@dataclass(frozen=True)
class Topics:
    """All topics of a fit.

    Attributes
    ----------
    topics
        By size, largest first.
    assignment
        Segment id -> topic id, or "" for a segment in no topic.
    off_topic
        Segments in no topic because nobody speaks of the like: worth a look; and those that say nothing (`silent`).
    small
        Segments in no topic because too few say the like, and not off topic.
    centroids
        Topic id -> unit vector: what a later fit is matched with.
    nearness
        Segment id -> mean cosine to its five nearest (two to four in a study of under sixty).
    engine
        What made the groups, one of `ENGINES`.
    encoder
        Id of the model that made the vectors, "" if not said.
    resolution
        As asked: 1 for as fine as the data suggest, more for more and smaller topics.
    grain
        What that came to: give it to a later fit of the same study, and topics stay as fine as they were.
    grains
        What was tried to find it: how many topics each resolution gives, and how far apart they are.
    recall
        In a large study, neighbours are looked up, not compared one by one: the share that was found, on a sample. None where
        all were compared.
    """

    topics: tuple[Topic, ...] = ()
    assignment: dict[str, str] = field(default_factory=dict)
    off_topic: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()
    centroids: dict[str, tuple[float, ...]] = field(default_factory=dict)
    nearness: dict[str, float] = field(default_factory=dict)
    engine: str = "graph"
    encoder: str = ""
    resolution: float = 1.0
    grain: float | None = None
    grains: tuple[Grain, ...] = ()
    recall: float | None = None

    def bertopic(self, segments: Sequence[Segment], vectors: ArrayLike, encoder: Embeds | None = None) -> Any:  # noqa: ANN401
        """Return a fitted BERTopic of these topics, with all it can do; see `workbench.themes.stock.fitted`."""
        from workbench.themes.stock import fitted

        return fitted(self, segments, vectors, encoder)


def fit_topics(
    segments: Sequence[Segment],
    vectors: ArrayLike,
    *,
    seed: int = 42,
    resolution: float = 1.0,
    topics: int | None = None,
    engine: str = "graph",
    min_size: int | None = None,
    encoder: Encodes | None = None,
    grain: float | None = None,
) -> Topics:
    """Return the topics of `segments`.

    Parameters
    ----------
    segments
        What participants said; any order.
    vectors
        One embedding a segment, in the same order.
    seed
        Of the engine. The graph visits rows in their own order for 42, in one drawn with it for any other.
    resolution
        1 for as fine as the data suggest, 2 for twice as fine, 0.5 for half; `finer` gives it by steps.
    topics
        So many topics, if there are so many to be had; then `resolution` says nothing.
    engine
        What makes the groups, one of `ENGINES`.
    min_size
        Groups smaller than this are no topic; 4 if not given, more from about 1,600 segments on (`least_size`).
    encoder
        What made `vectors`: its id is kept, and its ``alone`` is the cosine below which a text is off topic, unless it fits a
        topic as well as that topic's furthest tenth.
    grain
        That of an earlier fit of the same study: nothing is chosen again, so topics of a fresh round are as fine as before.

    Returns
    -------
    Topics
        Of few segments, few topics; of none, none. The same for any order of the input.

    Raises
    ------
    UserError
        If there is no such engine or it is not installed, or a number makes no sense.
    """
    import numpy as np

    if engine not in ENGINES:
        raise UserError(f"there is no engine {engine!r}; there are {', '.join(ENGINES)}")
    if not (0 < resolution < math.inf and (topics is None or topics >= 1) and (min_size is None or min_size >= 1)):
        raise UserError("the resolution is above 0, and there is at least one topic, of at least one segment")
    order = sorted(range(len(segments)), key=lambda i: segments[i].id)
    rows = [segments[i] for i in order]
    about: _About = {"engine": engine, "encoder": encoder.id if encoder else "", "resolution": resolution}
    if not rows:
        return Topics(**about)
    points = unit(in_order(np.asarray(vectors, np.float32), order))
    said = np.array([not silent(s.text) for s in rows])
    points[~said] = 0.0  # whatever a model makes of nothing
    told = statements([s.text for s in rows], points, encoder=about["encoder"])
    alone = (told.nearness < (encoder.alone if encoder else OFF_TOPIC)) | ~said
    asked = Asked(min_size or least_size(len(rows)), seed, resolution, topics, grain)
    found = groups(engine, points, told, ~alone & said, asked)
    made = _named(rows, points, found.labels)
    return replace(_assigned(rows, found.labels, alone, told, made), grain=found.grain, grains=found.grains, **about)


def finer(steps: int) -> float:
    """Return the resolution so many steps of "more topics" on, of "fewer" if negative: about a quarter more topics each."""
    return STEP**steps


def least_size(n: int) -> int:
    """Return how many of `n` segments a topic has at least: 4, or an eighth of the root of `n`."""
    return max(_LEAST, int(math.sqrt(n) / _ROOT))


def _named(
    rows: Sequence[Segment], points: NDArray[np.float32], labels: NDArray[np.int64]
) -> list[tuple[Topic, tuple[float, ...]]]:
    """Return the topic of each label, and its centre."""
    import numpy as np

    middle = middles(points, labels)
    words = telling([s.text for s in rows], [s.participant for s in rows], labels.tolist(), _WORDS)
    made = []
    for label in range(len(middle)):
        inside = np.flatnonzero(labels == label).tolist()
        names, people = [rows[i].id for i in inside], [rows[i].participant for i in inside]
        own = words[label] or ("(no words)",)
        chosen = quotes(names, people, points[inside], middle[label])
        asked, unasked = heard(rows[i] for i in inside)
        topic = Topic(birth_id(names), ", ".join(own[:_LABEL]), own, len(inside), len(asked), chosen, len(unasked))
        made.append((topic, tuple(middle[label].tolist())))
    return made


def _assigned(
    rows: Sequence[Segment],
    labels: NDArray[np.int64],
    alone: NDArray[np.bool_],
    told: Statements,
    made: Sequence[tuple[Topic, tuple[float, ...]]],
) -> Topics:
    """Return the topics with everybody's place."""
    ids = [topic.id for topic, _ in made]
    assignment = {s.id: ids[label] if label >= 0 else "" for s, label in zip(rows, labels.tolist(), strict=True)}
    off_topic = frozenset(s.id for s, out in zip(rows, alone.tolist(), strict=True) if out and not assignment[s.id])
    return Topics(
        topics=tuple(sorted((topic for topic, _ in made), key=lambda t: (-t.size, t.id))),
        assignment=assignment,
        off_topic=off_topic,
        small=frozenset(s for s, topic in assignment.items() if not topic and s not in off_topic),
        centroids={topic.id: middle for topic, middle in made},
        nearness={s.id: value for s, value in zip(rows, told.nearness.tolist(), strict=True)},
        recall=told.near.recall,
    )


def birth_id(segments: Iterable[str]) -> str:
    """Return the id of a topic that is first found with the segments of these ids."""
    return "t-" + hashlib.sha256("\n".join(sorted(segments)).encode()).hexdigest()[:8]


def people_of(topics: Topics, segments: Sequence[Segment]) -> Mapping[str, frozenset[str]]:
    """Return topic id -> participants; segments in no topic are left out."""
    found: dict[str, set[str]] = {t.id: set() for t in topics.topics}
    for segment in segments:
        topic = topics.assignment.get(segment.id, "")
        if topic in found:
            found[topic].add(segment.participant)
    return {topic: frozenset(people) for topic, people in found.items()}
