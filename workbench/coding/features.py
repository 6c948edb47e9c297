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
        import numpy as np

        found = []
        for kind in _KINDS:
            counts = _counts(kind, texts)
            there = np.bincount(counts.indices, minlength=COLUMNS)
            found.append((np.log((1 + len(texts)) / (1 + there)) + 1).astype(np.float32))
        return cls((found[0], found[1]))

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
        import numpy as np

        parts = [self._part(number, texts) for number in range(len(_KINDS))]
        return np.hstack([*parts, MEANING * np.asarray(vectors, dtype=np.float32)]).astype(np.float32, copy=False)

    def _part(self, number: int, texts: Sequence[str]) -> Rows:
        import numpy as np

        counts = _counts(_KINDS[number], texts)
        # A word that comes back ten times does not say ten times as much.
        counts.data = (np.sign(counts.data) * (1 + np.log(np.abs(counts.data)))) * self.weights[number][counts.indices]
        dense = np.asarray(counts.toarray(), dtype=np.float32)
        length = np.sqrt(np.einsum("ij,ij->i", dense, dense))[:, None].astype(np.float32)
        length[length == 0] = 1
        dense /= length
        return dense

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


_KINDS = ("word", "char_wb")


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
