"""What a topic board is drawn from: a fit of topics, the segments it was made of, and what has changed since the round before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

    Progress = Callable[[int, int], None]

#: Finer than this, or coarser, makes no topics that a person could use.
COARSEST, FINEST = 0.5, 4.0


class Change(Protocol):
    """What the board needs to know of a change between two fits (`workbench.themes.identity.TopicChange`)."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    shared: int
    people_before: int
    people_after: int


@dataclass(frozen=True)
class Fitted:
    """A fit and what goes with it.

    Attributes
    ----------
    topics
        The topics.
    segments
        What they were made of.
    changes
        What happened to the topics since the round before; empty if there was none.
    labels
        Topic id -> name, of topics that are no more.
    stability
        Topic id -> a word for how far it is found again with other seeds.
    """

    topics: Topics
    segments: Sequence[Segment]
    changes: Sequence[Change] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    stability: Mapping[str, str] = field(default_factory=dict)


class Fit(Protocol):
    """Makes a fit, finer or coarser; says how far it is while it reads what nobody has read before."""

    def __call__(self, resolution: float, progress: Progress | None = None) -> Fitted:
        """Return the fit."""
        ...


def change_id(change: Change) -> str:
    """Return what a change is called in the log, where a person accepts it: its kind and its topics, which are permanent."""
    return f"{change.kind} {'+'.join(change.before) or '-'} {'+'.join(change.after) or '-'}"
