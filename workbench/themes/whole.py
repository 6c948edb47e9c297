"""The topics of a whole study, however large: what the view shows and what the board begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.themes.identity import TopicChange, by_rounds, carry
from workbench.themes.kept import last_kept
from workbench.themes.sample import MOST, Trained, fit_large

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from workbench.study.folder import Folder
    from workbench.study.records import Segment
    from workbench.themes.topics import Topics


@dataclass(frozen=True)
class Whole:
    """Topics of a study.

    Attributes
    ----------
    topics
        With ids that last.
    changes
        What became of the topics of the round before; none if there was no round before.
    sample
        What they were found in, where there are too many segments to be clustered at once.
    """

    topics: Topics
    changes: Sequence[TopicChange] = ()
    sample: Trained | None = None


def whole(folder: Folder, segments: Sequence[Segment], vectors: ArrayLike, **fit: Any) -> Whole:  # noqa: ANN401
    """Return the topics of all segments of a study.

    Parameters
    ----------
    folder
        The study: its rounds, the fit that was kept, its cache.
    segments, vectors
        Of all participants, one unit vector a segment.
    fit
        For `workbench.themes.topics.fit_topics`; the seed is the study's.
    """
    fit = {"seed": folder.settings.seed, **fit}
    start = last_kept(folder)
    if len(segments) > MOST:
        topics, sample = fit_large(segments, vectors, most=MOST, **fit)
        return Whole(carry(start, topics) if start else topics, sample=sample)
    rounds = folder.settings.in_order({s.round for s in segments} | {r.id for r in folder.settings.rounds})
    topics, changes = by_rounds(segments, vectors, rounds, start=start, cache=folder.cache, **fit)
    # The first round has nothing to be compared with: all of it would be new.
    return Whole(topics, changes if len({s.round for s in segments}) > 1 else ())
