"""What people talk about: topics by BERTopic over the neighbour graph. The only module that imports bertopic.

BERTopic keeps the documents, the words (class-based TF-IDF) and its drawing methods; the clustering is ours (`graph`), so results
are the same in every run. A topic is a model's cluster; it becomes a theme when a person confirms it.
"""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from workbench.study.errors import UserError
from workbench.themes.graph import GraphTopics, Identity, centroids, neighbours, unit
from workbench.themes.words import keywords, stop_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.records import Segment

__all__ = ["ENGINES", "OFF_TOPIC", "Topic", "Topics", "birth_id", "fit_topics", "model", "people_of"]

#: Mean cosine to the five nearest below which nobody else speaks of the like. For all-MiniLM-L6-v2 only.
OFF_TOPIC = 0.45
MIN_SIZE = 4
ENGINES = ("graph",)
_QUOTES = 12
_WORD = r"(?u)\b[^\W\d_][\w'\u2019-]+\b"
_WORDS = 8


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
    """

    id: str
    label: str
    keywords: tuple[str, ...]
    size: int
    people: int
    segments: tuple[str, ...]


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
        Segments that are like no other: worth a look, whatever topic they are in.
    small
        Segments in no topic because too few say the like, and not off topic.
    centroids
        Topic id -> unit vector: what a later fit is matched with.
    nearness
        Segment id -> mean cosine to its five nearest.
    engine
        What made the groups, one of `ENGINES`.
    encoder
        Id of the model that made the vectors, "" if not said.
    resolution
        As fitted: more than 1 gives more and smaller topics.
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


def fit_topics(
    segments: Sequence[Segment],
    vectors: ArrayLike,
    *,
    seed: int = 42,
    resolution: float = 1.0,
    engine: str = "graph",
    min_size: int | None = None,
    encoder: Encodes | None = None,
) -> Topics:
    """Return the topics of `segments`.

    Parameters
    ----------
    segments
        What participants said; any order.
    vectors
        One embedding a segment, in the same order.
    seed
        Of the clustering.
    resolution
        0.5 to 4: fewer or more topics.
    engine
        What makes the groups, one of `ENGINES`.
    min_size
        Groups smaller than this are no topic; 4 if not given.
    encoder
        What made `vectors`: its id is kept, and its ``alone`` is the cosine below which a text is off topic.

    Returns
    -------
    Topics
        Of few segments, few topics; of none, none. The same for any order of the input.

    Raises
    ------
    UserError
        If there is no such engine.
    """
    import numpy as np

    if engine not in ENGINES:
        raise UserError(f"there is no engine {engine!r}; there are {', '.join(ENGINES)}")
    about: _About = {"engine": engine, "encoder": encoder.id if encoder else "", "resolution": resolution}
    order = sorted(range(len(segments)), key=lambda i: segments[i].id)
    rows = [segments[i] for i in order]
    if not rows:
        return Topics(**about)
    least = min_size or MIN_SIZE
    points = unit(np.asarray(vectors, np.float32)[order])
    clusters = GraphTopics(k=neighbours(len(rows)), resolution=resolution, min_size=least, seed=seed)
    labels, words = _by_bertopic(rows, points, clusters) if len(rows) >= MIN_SIZE else (np.full(len(rows), -1), {})
    middle = centroids(points, labels)
    topics = []
    ids = {-1: ""}
    for label in range(len(middle)):
        inside = np.flatnonzero(labels == label)
        ids[label] = birth_id(rows[i].id for i in inside)
        people = {rows[i].participant for i in inside}
        own = words[label]
        quotes = _representative(rows, points, inside.tolist(), middle[label])
        topics.append(Topic(ids[label], ", ".join(own[:3]), own, len(inside), len(people), quotes))
    near = [float(v) for v in clusters.nearness_] if len(rows) >= MIN_SIZE else [1.0] * len(rows)
    alone = encoder.alone if encoder else OFF_TOPIC
    off_topic = frozenset(s.id for s, n in zip(rows, near, strict=True) if n < alone)
    assignment = {s.id: ids[int(label)] for s, label in zip(rows, labels, strict=True)}
    return Topics(
        topics=tuple(sorted(topics, key=lambda t: (-t.size, t.id))),
        assignment=assignment,
        off_topic=off_topic,
        small=frozenset(s for s, topic in assignment.items() if not topic and s not in off_topic),
        centroids={ids[n]: tuple(float(v) for v in middle[n]) for n in range(len(middle))},
        nearness={s.id: n for s, n in zip(rows, near, strict=True)},
        **about,
    )


def birth_id(segments: Iterable[str]) -> str:
    """Return the id of a topic that is first found with the segments of these ids."""
    return "t-" + hashlib.sha256("\n".join(sorted(segments)).encode()).hexdigest()[:8]


def model(clusters: GraphTopics) -> Any:  # noqa: ANN401 (untyped library)
    """Return a BERTopic whose reducer does nothing and whose clusters are `clusters`; fit it with embeddings given."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from sklearn.feature_extraction.text import CountVectorizer

    return BERTopic(
        embedding_model=BaseEmbedder(),  # vectors come from our cache; without one BERTopic would look for a download
        umap_model=Identity(),
        hdbscan_model=clusters,
        vectorizer_model=CountVectorizer(stop_words=sorted(stop_words()), ngram_range=(1, 2), token_pattern=_WORD),
        calculate_probabilities=False,
        verbose=False,
    )


def _by_bertopic(
    rows: Sequence[Segment], points: NDArray[np.float32], clusters: GraphTopics
) -> tuple[NDArray[np.int64], dict[int, tuple[str, ...]]]:
    """Return the topic of each row, 0 the largest, and the words of each topic."""
    import numpy as np

    logging.getLogger("BERTopic").setLevel(logging.ERROR)
    texts = [s.text for s in rows]
    fitted = model(clusters)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of libraries below it: division by zero for empty classes, futures
            labels = np.asarray(fitted.fit_transform(texts, points)[0], np.int64)
        words = {n: _words_of(fitted, n) for n in range(int(labels.max(initial=-1)) + 1)}
    except ValueError:
        # Not one word that is no stop word ("yes yes", "字字"): the clusters stand, BERTopic has nothing to name them by.
        labels, words = clusters.fit_predict(points), {}
    spare = keywords(texts, [s.participant for s in rows], labels.tolist(), _WORDS)
    return labels, {n: words.get(n) or spare[n] or ("(no words)",) for n in range(int(labels.max(initial=-1)) + 1)}


def _words_of(fitted: Any, topic: int) -> tuple[str, ...]:  # noqa: ANN401 (untyped library)
    """Return the telling words of a topic; a word or phrase that says nothing beyond those before it is left out."""
    found: list[str] = []
    for word, weight in fitted.get_topic(topic) or []:
        if word and weight > 0 and not set(word.split()) <= {w for known in found for w in known.split()}:
            found.append(word)
    return tuple(found[:_WORDS])


def _representative(
    rows: Sequence[Segment], points: NDArray[np.float32], inside: Sequence[int], middle: NDArray[np.float32]
) -> tuple[str, ...]:
    """Return the segments nearest the centre, at most one a person."""
    near = points[list(inside)] @ middle
    order = sorted(range(len(inside)), key=lambda n: (-round(float(near[n]), 6), rows[inside[n]].id))
    seen: Counter[str] = Counter()
    chosen = []
    for n in order:
        segment = rows[inside[n]]
        seen[segment.participant] += 1
        if seen[segment.participant] == 1:
            chosen.append(segment.id)
    return tuple(chosen[:_QUOTES])


def people_of(topics: Topics, segments: Sequence[Segment]) -> Mapping[str, frozenset[str]]:
    """Return topic id -> participants; segments in no topic are left out."""
    found: dict[str, set[str]] = {t.id: set() for t in topics.topics}
    for segment in segments:
        topic = topics.assignment.get(segment.id, "")
        if topic in found:
            found[topic].add(segment.participant)
    return {topic: frozenset(people) for topic, people in found.items()}
