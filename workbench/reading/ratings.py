"""Who rated the thing low, or wrote to support: their words are worth reading for needs even where no cue stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.study.records import Segment

#: What a low rating adds to a segment without a cue: enough to be read, less than any cue that asks for something.
WEIGHT = 0.5
_PREFIX = "rating."
_STEPS = {5: 2.0, 7: 3.0, 10: 6.0}  # highest step of a scale -> highest rating that counts as low


def low_rated(folder: Folder, segments: Sequence[Segment]) -> dict[str, float]:
    """Return a weight for each segment whose writer gave a low rating in the same row, and for each support ticket.

    Low is 0 to 6 of 10 (the detractors of a net promoter score), 1 or 2 of 5, 1 to 3 of 7. The scale of a column is the
    smallest of these that holds all its values; other columns are left alone, and so is a scale that is read the other way
    round (nothing in a file says so).

    Parameters
    ----------
    folder
        The study.
    segments
        Its segments.

    Returns
    -------
    dict
        Segment id to `WEIGHT`; segments of transcripts and of contented respondents are not in it.
    """
    low: set[tuple[str, str]] = set()
    for survey in folder.surveys():
        frame = survey.answers
        for column in (c for c in frame.columns if c.startswith(_PREFIX)):
            limit = _limit(frame[column])
            if limit is not None:
                low |= {(survey.id, answer) for answer in frame.loc[frame[column] <= limit, "answer"]}
    return {s.id: WEIGHT for s in segments if s.kind == "ticket" or (s.anchor.source, s.anchor.item) in low}


def _limit(values: pd.Series[float]) -> float | None:
    known = values.dropna()
    if known.empty or float(known.min()) < 0:
        return None
    return next((limit for top, limit in _STEPS.items() if float(known.max()) <= top), None)
