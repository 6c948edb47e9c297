"""What a topic board is drawn from: a fit of topics, the segments it was made of, and what has changed since the round before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.reading.backends import Encodes
    from workbench.study.folder import Folder
    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

    Progress = Callable[[int, int], None]

#: So many steps finer or coarser, each about a quarter more topics: from a sixth to six times as many.
MOST_STEPS = 8


class Change(Protocol):
    """What the board needs to know of a change between two fits (`workbench.themes.identity.TopicChange`)."""

    @property
    def kind(self) -> str:
        """What became of a topic."""
        ...

    @property
    def before(self) -> tuple[str, ...]:
        """Ids of topics of then."""
        ...

    @property
    def after(self) -> tuple[str, ...]:
        """Ids of topics of now."""
        ...

    @property
    def people_before(self) -> int:
        """Different people in them then."""
        ...

    @property
    def people_after(self) -> int:
        """Different people in them now."""
        ...


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
    stability
        Topic id -> a word for how surely it comes back.
    steadiness
        Returns that, where it is not known yet: it takes as long as two fits, so the board is there before.
    """

    topics: Topics
    segments: Sequence[Segment]
    changes: Sequence[Change] = ()
    stability: Mapping[str, str] = field(default_factory=dict)
    steadiness: Callable[[], Mapping[str, str]] | None = None


class Fit(Protocol):
    """Makes a fit, finer or coarser; says how far it is while it reads what nobody has read before."""

    def __call__(self, resolution: float, progress: Progress | None = None) -> Fitted:
        """Return the fit."""
        ...


def reader(folder: Folder, encoder: Encodes | None = None, **fit: Any) -> Fit:  # noqa: ANN401 (what `fit_topics` takes)
    """Return what reads a study anew each time: segments, vectors, the topics of one round after the other.

    Parameters
    ----------
    folder
        The study.
    encoder
        Turns texts into vectors; the one study.toml names if not given. Only text that is new is ever encoded.
    fit
        For `workbench.themes.topics.fit_topics`, but for the resolution.
    """

    def read(resolution: float, progress: Progress | None = None) -> Fitted:
        from workbench.reading.backends import load_encoder
        from workbench.reading.cache import embed
        from workbench.reading.segments import segments
        from workbench.themes.whole import whole

        found, by = segments(folder), encoder or load_encoder(folder.settings.encoder)
        vectors = embed([s.text for s in found], by, folder.cache / "embeddings", progress)
        made = whole(folder, found, vectors, **{"encoder": by, **fit, "resolution": resolution})

        def steadiness() -> dict[str, str]:
            from workbench.themes.stability import stability

            judged = stability(found, vectors, made.topics, seed=folder.settings.seed, min_size=fit.get("min_size"))
            return {t.topic: t.word for t in judged.topics}

        return Fitted(made.topics, found, made.changes, steadiness=steadiness if made.topics.engine == "graph" else None)

    return read


def change_id(change: Change) -> str:
    """Return what a change is called in the log, where a person accepts it: its kind and its topics, which are permanent."""
    return f"{change.kind} {'+'.join(change.before) or '-'} {'+'.join(change.after) or '-'}"
