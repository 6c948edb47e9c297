"""The landscape of topics in a notebook: a picture to brush, the words behind it beside it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.study.given import looking

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.study.records import Segment
    from workbench.themes.landscape import Landscape
    from workbench.views.parts import Masks

_TITLE = "What people talk about"


@looking
class LandscapeView:
    """Where topics lie to each other; drag over dots, or click one, to read what was said there.

    Parameters
    ----------
    places
        As `workbench.themes.landscape.landscape` gives them.
    topics
        Topic id -> (what it is called, people, of how many, passages), as people read them.
    segments
        By id.
    masks
        What stands between what people said and what is shown.
    """

    def __init__(
        self, places: Landscape, topics: Mapping[str, tuple[str, int, int, int]], segments: Mapping[str, Segment], masks: Masks
    ) -> None:
        self.places = places
        self._topics, self._segments, self._masks = dict(topics), segments, masks

    def __repr__(self) -> str:
        p = self.places
        people = f"{p.people_shown} of {p.people} people"
        return f"<landscape of {len(p.discs)} topics: {len(p.places)} of {p.segments} passages, of {people}>"

    def frame(self) -> pd.DataFrame:
        """Return one row a dot: place, topic, kind, round and the masked quote; nobody's pseudonym."""
        return self._passages.copy()

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return it as an Altair chart that brushes wherever Vega runs, such as ``altair.JupyterChart``."""
        from workbench.share.landscape import landscape_chart

        return landscape_chart(self._passages, self._discs, title=_TITLE)

    def _repr_html_(self) -> str:
        if not self.places.places:
            return "<p><strong>Too little text for a landscape yet.</strong> Add interviews with <code>study.add(…)</code>.</p>"
        from workbench.share.landscape import landscape_html

        return landscape_html(self._passages, self._discs, title=_TITLE, notes=self._notes())

    def _notes(self) -> list[str]:
        p = self.places
        notes = ["Near topics are alike. In each, the most typical passage is in the middle. Gaps between topics are no finding."]
        if p.sampled:
            who = f"of {p.people_shown:,} of {p.people:,} people, authors of tickets and the like among them"
            notes.append(
                f"Drawn are {len(p.places):,} of {p.segments:,} passages, {who}: each topic's part, nobody twice before all."
            )
        return notes

    @cached_property
    def _names(self) -> dict[str, str]:
        """What each disc is called; two of one name are told apart."""
        names: dict[str, str] = {}
        seen: defaultdict[str, int] = defaultdict(int)
        for disc in self.places.discs:
            label = self._topics[disc.topic][0] if disc.topic in self._topics else "in no topic"
            seen[label] += 1
            names[disc.topic] = label if seen[label] == 1 else f"{label} ({seen[label]})"
        return names

    @cached_property
    def _passages(self) -> pd.DataFrame:
        import pandas as pd

        from workbench.share.landscape import PASSAGE

        inside = [self._segments[p.segment] for p in self.places.places]
        rows = [
            (p.x, p.y, self._names[p.topic], s.kind, s.round, words, p.inside, p.alone)
            for p, s, words in zip(self.places.places, inside, self._masks.segments(inside), strict=True)
        ]
        return pd.DataFrame(rows, columns=list(PASSAGE))

    @cached_property
    def _discs(self) -> pd.DataFrame:
        import pandas as pd

        from workbench.share.landscape import TOPIC

        rows = []
        for d in self.places.discs:
            _, people, n, segments = self._topics.get(d.topic, ("", self.places.people, self.places.people, self.places.segments))
            rows.append((self._names[d.topic], d.x, d.y, d.radius, people, n, segments))
        return pd.DataFrame(rows, columns=list(TOPIC))
