"""What is lost in our embeddings against the model as its authors publish it, run by sentence-transformers in fp32."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import labelled
from grouping import nearest_right, sent_to_nearest
from measure import Row
from pairs import vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PEER = "sentence-transformers 6.2.0, all-MiniLM-L6-v2 in fp32"


def nearest_gain() -> Row:
    """Compare nearest neighbours, topics and angles on samples of questions and on sets from surveys."""
    import numpy as np

    from workbench.reading.backends import load_encoder

    encoder = load_encoder()
    gains, told = [], []
    for chosen in (labelled.sample(), labelled.twelve(), *labelled.real()):
        theirs, ours = vectors(chosen.texts), encoder.encode(list(chosen.texts))
        cosines = (theirs * ours).sum(1)
        right = [nearest_right(rows, chosen.labels) for rows in (ours, theirs)]
        aris = [graph_ari(chosen, rows) for rows in (ours, theirs)]
        gains.append(right[0] - right[1])
        told.append(
            f"{chosen.name}: 1-NN {right[0]:.3f} against {right[1]:.3f}, ARI of topics {aris[0]:.3f} against {aris[1]:.3f}, "
            f"cosine {np.mean(cosines):.4f} in the mean, {np.min(cosines):.4f} at least"
        )
    how = (
        f"share of texts whose nearest other has the same label, ours less fp32, mean of six sets; {encoder.id}; {'. '.join(told)}"
    )
    return Row(statistics.fmean(gains), "difference", PEER, how, [min(gains), max(gains)])


def graph_ari(chosen: labelled.Labelled, rows: NDArray[np.float32]) -> float:
    """Return the adjusted Rand index of our topics of these vectors."""
    from ours import segments, told
    from sklearn.metrics import adjusted_rand_score

    from workbench.themes.topics import fit_topics

    asked = segments(chosen.texts, chosen.people)
    found = told(fit_topics(asked, rows), asked)["labels"]
    return float(adjusted_rand_score(chosen.labels, sent_to_nearest(rows, found)))


ROWS = {"embed_1nn_gain": nearest_gain}
