"""Texts to numbers for learning codes: words, pieces of words, and meaning, side by side.

Words (single and pairs) and pieces of words (3 to 5 characters) are hashed into a fixed number of columns, so that a text
coded tomorrow needs no new vocabulary and what was learned today still fits. Weights are inverse document frequencies over
all texts of the study, coded or not. Beside them stand the embeddings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

#: Columns for each of the two kinds of hashed features.
COLUMNS = 1024
#: How much the embedding weighs against words and pieces of words, each of unit length
#: (chosen on nhs_fft_feedback: docs/methods.md).
MEANING = 1.5
_LARGEST = 20_000  # characters of a text that are read: a segment is some hundred


@dataclass(frozen=True)
class Features:
    """How texts become rows: the weight of each hashed column, learned from all texts.

    Attributes
    ----------
    weights
        Inverse document frequency of each column: ``log((1 + n) / (1 + texts with it)) + 1``.
    """

    weights: tuple[Any, Any]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Features:
        """Learn the weights from `texts`."""
        return cls._from([_counts(kind, texts) for kind in _KINDS], len(texts))

    @classmethod
    def _from(cls, counted: Sequence[Any], texts: int) -> Features:
        import numpy as np

        there = [np.bincount(counts.indices, minlength=COLUMNS) for counts in counted]
        words, pieces = ((np.log((1 + texts) / (1 + n)) + 1).astype(np.float32) for n in there)
        return cls((words, pieces))

    def rows(self, texts: Sequence[str], vectors: Rows) -> Rows:
        """Return one row a text: words, pieces, meaning; each part of unit length before `MEANING` is applied.

        Parameters
        ----------
        texts
            n texts.
        vectors
            Their embeddings, (n, d), unit rows.

        Returns
        -------
        array, (n, 2 * `COLUMNS` + d)
        """
        return _dense([self._weighed(n, _counts(kind, texts)) for n, kind in enumerate(_KINDS)], vectors)

    def _weighed(self, number: int, counts: Any) -> Any:  # noqa: ANN401 (a scipy matrix)
        """Return counts weighed, each row of unit length."""
        import numpy as np

        # A word that comes back ten times does not say ten times as much.
        data = (np.sign(counts.data) * (1 + np.log(np.abs(counts.data)))) * self.weights[number][counts.indices]
        each = np.diff(counts.indptr)
        length = np.sqrt(np.bincount(np.repeat(np.arange(len(each)), each), data * data, minlength=len(each)))
        weighed = counts.copy()
        weighed.data = (data / np.repeat(length, each)).astype(np.float32)
        return weighed

    def words(self, text: str) -> list[tuple[str, int, float]]:
        """Return each word of `text` with its column and value, for saying what counted."""
        hasher = _hasher("word")
        words = [w for w in dict.fromkeys(hasher.build_analyzer()(text[:_LARGEST])) if " " not in w]
        if not words:
            return []
        rows = hasher.transform(words)
        once = rows.indptr[1:] - rows.indptr[:-1] == 1
        return [
            (word, int(rows.indices[at]), float(rows.data[at] * self.weights[0][rows.indices[at]]))
            for word, at, alone in zip(words, rows.indptr[:-1].tolist(), once.tolist(), strict=True)
            if alone
        ]


@dataclass(frozen=True)
class Table:
    """The texts of a study as rows: counted once, held thin, so that learning again need not read them again.

    Attributes
    ----------
    features
        Learned from these texts.
    parts
        Words and pieces of words, one sparse row a text.
    vectors
        Their embeddings.
    """

    features: Features
    parts: tuple[Any, Any]
    vectors: Rows

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Rows) -> Table:
        """Count `texts`, learn the weights from them, and keep their rows; `vectors` are their embeddings, unit rows."""
        counted = [_counts(kind, texts) for kind in _KINDS]
        features = Features._from(counted, len(texts))  # noqa: SLF001 (same module)
        words, pieces = (features._weighed(n, counts) for n, counts in enumerate(counted))  # noqa: SLF001
        return cls(features, (words, pieces), vectors)

    def rows(self, positions: NDArray[np.int64]) -> Rows:
        """Return the rows of the texts at `positions`, as `Features.rows` gives them."""
        return _dense([part[positions] for part in self.parts], self.vectors[positions])

    def times(self, weights: Rows, positions: NDArray[np.int64]) -> Rows:
        """Return ``rows(positions) @ weights`` without making the rows: there may be a million."""
        import numpy as np

        words, pieces = (part[positions] @ weights[n * COLUMNS : (n + 1) * COLUMNS] for n, part in enumerate(self.parts))
        found = words + pieces + self.vectors[positions] @ (MEANING * weights[len(_KINDS) * COLUMNS :])
        return np.asarray(found, dtype=np.float32)


_KINDS = ("word", "char_wb")


def _dense(parts: Sequence[Any], vectors: Rows) -> Rows:
    import numpy as np

    found: Rows = np.hstack([*(part.toarray() for part in parts), MEANING * np.asarray(vectors)]).astype(np.float32, copy=False)
    return found


@cache
def _hasher(kind: str) -> Any:  # noqa: ANN401 (sklearn has no types)
    from sklearn.feature_extraction.text import HashingVectorizer

    grams = (1, 2) if kind == "word" else (3, 5)
    return HashingVectorizer(analyzer=kind, ngram_range=grams, n_features=COLUMNS, alternate_sign=True, norm=None)


def _counts(kind: str, texts: Sequence[str]) -> Any:  # noqa: ANN401 (a scipy matrix)
    """Return signed counts; columns where a collision leaves nothing are dropped."""
    counts = _hasher(kind).transform([t[:_LARGEST] for t in texts] or [""])[: len(texts)]
    counts.eliminate_zeros()
    return counts
