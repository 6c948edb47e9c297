"""What people talk about: topics by BERTopic over the neighbour graph. The only module that imports bertopic.

BERTopic keeps the documents, the words (class-based TF-IDF) and its drawing methods; the clustering is ours (`graph`), so results
are the same in every run. A topic is a model's cluster; it becomes a theme when a person confirms it.
"""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.themes.graph import GraphTopics, Identity, centroids, match, neighbours, unit
from workbench.themes.words import keywords, stop_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.records import Segment

__all__ = ["OFF_TOPIC", "Topic", "Topics", "carry_ids", "fit_topics", "match", "model"]

#: Mean cosine to the five nearest below which nobody else speaks of the like. For all-MiniLM-L6-v2 only.
OFF_TOPIC = 0.45
MIN_SIZE = 4
_QUOTES = 8
_WORD = r"(?u)\b[^\W\d_][\w'\u2019-]+\b"
_WORDS = 8


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    Attributes
    ----------
    id
        0 is the largest in a first fit; later fits keep the ids of the topics they recognise (`carry_ids`).
    label
        Its three most telling words.
    keywords
        The words that set it apart.
    size, people
        Segments and participants in it.
    segments
        Representative ones, at most one a person, the most typical first.
    """

    id: int
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
        Segment id -> topic id, or -1.
    off_topic
        Segments that are like no other: worth a look, whatever topic they are in.
    centroids
        Topic id -> unit vector: what a later fit is matched with.
    """

    topics: tuple[Topic, ...] = ()
    assignment: dict[str, int] = field(default_factory=dict)
    off_topic: frozenset[str] = frozenset()
    centroids: dict[int, tuple[float, ...]] = field(default_factory=dict)


def fit_topics(
    segments: Sequence[Segment],
    vectors: ArrayLike,
    *,
    seed: int = 42,
    resolution: float = 1.0,
    before: Topics | None = None,
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
    before
        An earlier fit: topics found again keep their ids.

    Returns
    -------
    Topics
        Of few segments, few topics; of none, none. The same for any order of the input.
    """
    import numpy as np

    order = sorted(range(len(segments)), key=lambda i: segments[i].id)
    rows = [segments[i] for i in order]
    if not rows:
        return Topics()
    points = unit(np.asarray(vectors, np.float32)[order])
    clusters = GraphTopics(k=neighbours(len(rows)), resolution=resolution, min_size=MIN_SIZE, seed=seed)
    labels, words = _by_bertopic(rows, points, clusters) if len(rows) >= MIN_SIZE else (np.full(len(rows), -1), {})
    middle = centroids(points, labels)
    ids = carry_ids(before, middle) if before else {n: n for n in range(len(middle))}
    topics = []
    for label in range(len(middle)):
        inside = np.flatnonzero(labels == label)
        people = {rows[i].participant for i in inside}
        own = words[label]
        quotes = _representative(rows, points, inside.tolist(), middle[label])
        topics.append(Topic(ids[label], ", ".join(own[:3]), own, len(inside), len(people), quotes))
    near = [float(v) for v in clusters.nearness_] if len(rows) >= MIN_SIZE else [1.0] * len(rows)
    return Topics(
        topics=tuple(sorted(topics, key=lambda t: (-t.size, t.id))),
        assignment={s.id: ids.get(int(label), -1) for s, label in zip(rows, labels, strict=True)},
        off_topic=frozenset(s.id for s, n in zip(rows, near, strict=True) if n < OFF_TOPIC),
        centroids={ids[n]: tuple(float(v) for v in middle[n]) for n in range(len(middle))},
    )


def carry_ids(before: Topics, middle: NDArray[np.float32]) -> dict[int, int]:
    """Return the id of each new topic: that of the old one it matches, else one never used before."""
    old = sorted(before.centroids)
    pairs = match([before.centroids[i] for i in old], middle)
    ids = {new: old[at] for new, at in pairs.items()}
    unused = max(old, default=-1) + 1
    for new in range(len(middle)):
        if new not in ids:
            ids[new] = unused
            unused += 1
    return ids


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


def people_of(topics: Topics, segments: Sequence[Segment]) -> Mapping[int, frozenset[str]]:
    """Return topic id -> participants, -1 left out."""
    found: dict[int, set[str]] = {t.id: set() for t in topics.topics}
    for segment in segments:
        topic = topics.assignment.get(segment.id, -1)
        if topic in found:
            found[topic].add(segment.participant)
    return {topic: frozenset(people) for topic, people in found.items()}
