"""Which passages suggestions look at where there are too many to read: those people are at, and a sample of the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.reading.segments import segments, segments_of_survey, segments_of_transcript

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.study.folder import Folder
    from workbench.study.records import Segment, Survey

    #: Source and answer.
    Answer = tuple[str, str]


def large(folder: Folder, most: int | None) -> frozenset[str]:
    """Return the surveys that are too large to be read whole beside everything else; none if `most` is None."""
    if most is None:
        return frozenset()
    sizes = {survey.id: len(survey.written) for survey in folder.surveys()}
    return frozenset(sizes) if sum(sizes.values()) > most else frozenset()


def pooled(folder: Folder, most: int | None, wanted: Collection[Answer]) -> list[Segment]:
    """Return the segments to look at, sorted by id.

    Parameters
    ----------
    folder
        The study.
    most
        So many answers at most, besides those wanted; all of them if None. Interviews are always read.
    wanted
        Answers that must be among them: those somebody coded, and those somebody looks at.

    Returns
    -------
    list of Segment
        The same study and the same answers wanted give the same.
    """
    over = large(folder, most)
    if most is None or not over:
        return segments(folder)
    surveys = folder.surveys()
    whole = sum(len(survey.written) for survey in surveys)
    found = [s for transcript in folder.transcripts() for s in segments_of_transcript(transcript)]
    for survey in surveys:
        there = {answer for source, answer in wanted if source == survey.id}
        share = most * len(survey.written) // whole
        found += segments_of_survey(_part(survey, there, share, folder.settings.seed))
    return sorted(found, key=lambda s: s.id)


def _part(survey: Survey, wanted: Collection[str], share: int, seed: int) -> Survey:
    """Return a survey with the answers wanted and so many others, drawn with a seed."""
    import numpy as np

    frame = survey.written
    drawn = np.zeros(len(frame), dtype=bool)
    drawn[np.random.default_rng(seed).permutation(len(frame))[:share]] = True
    return replace(survey, answers=frame[drawn | frame["answer"].isin(wanted).to_numpy()])
