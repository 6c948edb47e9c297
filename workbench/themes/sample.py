"""More answers than are clustered at once: topics of a sample, and the nearest of them for all others.

Who is in the sample is decided by a hash of each id, so it does not depend on the order of the answers or on how they are divided
into files. What that loses is measured on the sample itself: how many of its texts are nearest to the centre of the topic
that they were put into (`Trained.agree`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.themes.silent import silent
from workbench.themes.topics import Topics, fit_topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.records import Segment

#: More segments than this are not clustered at once.
MOST = 50_000
_BLOCK = 1 << 14


@dataclass(frozen=True)
class Trained:
    """Topics of a sample, ready to be asked about other texts.

    Attributes
    ----------
    topics
        Of the sample.
    cut
        Cosine to the nearest centre below which a text is off topic; chosen so that it flags as many of the sample as its
        neighbours do. -1 where the sample has no topic.
    sampled, of
        Segments in the sample, and in all.
    agree
        Share of the sample's texts in a topic that are nearest to that topic's own centre: for the others, cluster and nearest
        centre differ. None where no text is in a topic.
    """

    topics: Topics
    cut: float
    sampled: int
    of: int
    agree: float | None

    def ids(self) -> list[str]:
        """Return the ids of the topics, in the order of the rows of `centres`."""
        return sorted(self.topics.centroids)

    def centres(self) -> NDArray[np.float32]:
        """Return one unit row a topic."""
        import numpy as np

        return np.asarray([self.topics.centroids[topic] for topic in self.ids()], np.float32)


def chosen(keys: Sequence[str], most: int) -> list[int]:
    """Return the places of the `most` keys with the smallest hashes, in order; all if there are no more than that."""
    if len(keys) <= most:
        return list(range(len(keys)))
    ranked = sorted(range(len(keys)), key=lambda i: (hashlib.sha256(keys[i].encode("utf-8", "surrogatepass")).digest(), i))
    return sorted(ranked[:most])


def train(segments: Sequence[Segment], vectors: ArrayLike, *, of: int | None = None, **settings: Any) -> Trained:  # noqa: ANN401
    """Return the topics of a sample.

    Parameters
    ----------
    segments, vectors
        The sample, one unit vector a segment.
    of
        How many it was taken from; all of them are the sample if not given.
    settings
        As `workbench.themes.topics.fit_topics` takes them.
    """
    import numpy as np

    topics = fit_topics(segments, vectors, **settings)
    model = Trained(topics, -1.0, len(segments), of or len(segments), None)
    if not topics.centroids:
        return model
    nearest, cosine = nearest_of(np.asarray(vectors, np.float32), model.centres())
    ids = model.ids()
    inside = [(ids[int(at)], topics.assignment[s.id]) for s, at in zip(segments, nearest, strict=True) if topics.assignment[s.id]]
    agree = sum(a == b for a, b in inside) / len(inside)
    # How far out is too far, is asked of those who say something.
    says = np.array([not silent(s.text) for s in segments])
    alone = sum(s.id in topics.off_topic for s, told in zip(segments, says.tolist(), strict=True) if told) / max(1, int(says.sum()))
    cut = float(np.quantile(cosine[says], alone)) if alone else -1.0
    return replace(model, cut=cut, agree=agree)


def nearest_of(vectors: NDArray[np.float32], centres: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the nearest centre of each row, and its cosine; -1 and -1.0 where there is no centre."""
    import numpy as np

    n = len(vectors)
    at, cosine = np.full(n, -1, np.int64), np.full(n, -1.0, np.float32)
    if len(centres):
        for start in range(0, n, _BLOCK):
            near = vectors[start : start + _BLOCK] @ centres.T
            at[start : start + _BLOCK] = near.argmax(1)
            cosine[start : start + _BLOCK] = near.max(1)
    return at, cosine


def fit_large(segments: Sequence[Segment], vectors: ArrayLike, *, most: int = MOST, **settings: Any) -> tuple[Topics, Trained]:  # noqa: ANN401
    """Return the topics of any number of segments: fitted to `most` of them at the most, the nearest for the others.

    Parameters
    ----------
    segments, vectors
        As for `workbench.themes.topics.fit_topics`.
    most
        How many are clustered.
    settings
        Further arguments of `fit_topics`.

    Returns
    -------
    topics, trained
        The topics with everybody in them, and what the sample was.
    """
    import numpy as np

    rows = np.asarray(vectors, np.float32)
    sample = chosen([s.id for s in segments], most)
    model = train([segments[i] for i in sample], rows[sample], of=len(segments), **settings)
    if len(sample) == len(segments):
        return model.topics, model
    mine = set(sample)
    rest = [i for i in range(len(segments)) if i not in mine]
    ids, centres = model.ids(), model.centres()
    assignment, off = dict(model.topics.assignment), set(model.topics.off_topic)
    for part in (rest[start : start + _BLOCK] for start in range(0, len(rest), _BLOCK)):
        nearest, cosine = nearest_of(rows[part], centres)
        for i, at, near in zip(part, nearest.tolist(), cosine.tolist(), strict=True):
            alone = at < 0 or near < model.cut or silent(segments[i].text)
            assignment[segments[i].id] = "" if alone else ids[at]
            if alone:
                off.add(segments[i].id)
    return _counted(replace(model.topics, assignment=assignment, off_topic=frozenset(off)), segments), model


def _counted(topics: Topics, segments: Sequence[Segment]) -> Topics:
    """Return `topics` with the sizes and people of all who are in them now."""
    size: dict[str, int] = dict.fromkeys(topics.centroids, 0)
    people: dict[str, set[str]] = {topic: set() for topic in topics.centroids}
    for segment in segments:
        if topic := topics.assignment[segment.id]:
            size[topic] += 1
            people[topic].add(segment.participant)
    every = (replace(t, size=size[t.id], people=len(people[t.id])) for t in topics.topics)
    return replace(topics, topics=tuple(sorted(every, key=lambda t: (-t.size, t.id))))
