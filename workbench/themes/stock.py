"""A real BERTopic of the same topics, for its drawings, its search and its models. The only module that imports bertopic.

A fit does not need it (`workbench.themes.topics` finds groups and words itself: importing BERTopic alone takes longer); here it is
fitted to the same documents, vectors and groups, so everything it offers speaks of the topics the study shows.
"""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any, Self

from workbench.study.errors import UserError
from workbench.themes.near import unit
from workbench.themes.words import stop_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

    class Embeds(Protocol):
        """What searching by words needs of an encoder."""

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            """Return one row a text."""
            ...


_WORD = r"(?u)\b[^\W\d_][\w'\u2019-]+\b"


class Identity:
    """The dimension reducer that reduces nothing: BERTopic wants one, and its own stand-in for a missing UMAP loses all topics."""

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803 (the names scikit-learn uses)
        """Do nothing."""
        return self

    def transform(self, X: Any) -> Any:  # noqa: ANN401, N803
        """Return what came in."""
        return X

    def fit_transform(self, X: Any, y: Any = None) -> Any:  # noqa: ANN401, ARG002, N803
        """Return what came in."""
        return X


class Given:
    """Clusters that are known already; BERTopic takes it for ``hdbscan_model``.

    Parameters
    ----------
    labels
        Topic of each row that will be fitted, -1 none.
    centroids
        One unit row a topic: where new rows go.
    """

    def __init__(self, labels: NDArray[np.int64], centroids: NDArray[np.float32]) -> None:
        self.labels_, self.centroids_ = labels, centroids

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803
        """Do nothing."""
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:  # noqa: N803
        """Return the topic whose centroid is nearest to each new row; -1 if there is none."""
        import numpy as np

        rows = unit(X)
        if not len(self.centroids_):
            return np.full(len(rows), -1)
        return np.asarray((rows @ self.centroids_.T).argmax(1), np.int64)


def model(clusters: Any, encoder: Embeds | None = None) -> Any:  # noqa: ANN401 (untyped libraries)
    """Return a BERTopic whose reducer does nothing and whose clusters are `clusters`; fit it with embeddings given.

    Parameters
    ----------
    clusters
        Anything with ``fit``, ``predict`` and ``labels_``.
    encoder
        What made the embeddings, for methods that embed words, such as ``find_topics``. Without one those say what is missing;
        nothing is ever downloaded.
    """
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from sklearn.feature_extraction.text import CountVectorizer

    class Packaged(BaseEmbedder):  # type: ignore[misc]  # untyped
        def embed(self, documents: Any, verbose: bool = False) -> Any:  # noqa: ANN401, ARG002, FBT001, FBT002 (BERTopic's signature)
            if encoder is None:
                raise UserError("To search by words, BERTopic needs the encoder: topics.bertopic(segments, vectors, encoder)")
            return encoder.encode(list(documents))

    return BERTopic(
        embedding_model=Packaged(),
        umap_model=Identity(),
        hdbscan_model=clusters,
        vectorizer_model=CountVectorizer(stop_words=sorted(stop_words()), ngram_range=(1, 2), token_pattern=_WORD),
        calculate_probabilities=False,
        verbose=False,
    )


def fitted(topics: Topics, segments: Sequence[Segment], vectors: ArrayLike, encoder: Embeds | None = None) -> Any:  # noqa: ANN401
    """Return a BERTopic of `topics`, its topics labelled as they are there.

    Parameters
    ----------
    topics
        A fit of these segments.
    segments, vectors
        What was fitted; documents are in the order of segment ids.
    encoder
        As for `model`.

    Raises
    ------
    UserError
        If there is no topic, or not one word BERTopic can count.
    """
    import numpy as np
    from bertopic.cluster import BaseCluster

    if not topics.topics:
        raise UserError("There is no topic to make a BERTopic of. Add more text first.")
    order = sorted(range(len(segments)), key=lambda i: segments[i].id)
    at = {topic.id: n for n, topic in enumerate(topics.topics)}
    labels = np.array([at.get(topics.assignment.get(segments[i].id, ""), -1) for i in order])
    centroids = np.array([topics.centroids[topic.id] for topic in topics.topics], np.float32)
    logging.getLogger("BERTopic").setLevel(logging.ERROR)
    found = model(Given(labels, centroids), encoder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of libraries below it: division by zero for empty classes, futures
            found.fit([segments[i].text for i in order], np.asarray(vectors, np.float32)[order])
    except ValueError as error:
        raise UserError(f"BERTopic finds no words in these texts ({error}).") from None
    # BERTopic numbers topics of equal size as it likes: what it made of each is read off the rows.
    own = {int(number): topics.topics[int(label)].label for number, label in zip(found.topics_, labels, strict=True) if label >= 0}
    found.set_topic_labels(own)
    # New rows go to the topic with the nearest centre. With any other model, BERTopic 0.17.4 without hdbscan stumbles over its own
    # check for one (isinstance with None).
    found.hdbscan_model = BaseCluster()
    return found
