"""Who speaks in some segments: people of the study, and apart from them those who wrote unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.kinds import UNCOUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.study.records import Segment


def heard(segments: Iterable[Segment]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the participants in `segments`, and the authors of tickets, reviews and posts among them who are no participants."""
    asked: set[str] = set()
    unasked: set[str] = set()
    for segment in segments:
        (unasked if segment.kind in UNCOUNTED else asked).add(segment.participant)
    return frozenset(asked), frozenset(unasked - asked)
