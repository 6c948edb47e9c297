"""Topics in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.study.shares import wilson
from workbench.views.parts import QUOTES, quote, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from workbench.study.records import Segment
    from workbench.themes.topics import Topics
    from workbench.views.parts import Masks


@dataclass(frozen=True)
class ThemesView:
    """Topics of a model, each with people and quotes. A topic becomes a theme when a person says so."""

    topics: Topics
    segments: dict[str, Segment]
    masks: Masks

    def __iter__(self) -> Iterator[Any]:
        return iter(self.topics.topics)

    def __len__(self) -> int:
        return len(self.topics.topics)

    def __repr__(self) -> str:
        return f"<{len(self)} topics in {len(self.topics.assignment)} segments, {len(self.topics.off_topic)} off topic>"

    def frame(self) -> pd.DataFrame:
        """Return one row a topic: id, label, keywords, segments, people."""
        import pandas as pd

        n = len({s.participant for s in self.segments.values()})
        shares = {t.id: wilson(t.people, n) for t in self}
        rows = [
            {
                "topic": t.id,
                "label": self.masks.text(t.label),
                "keywords": self.masks.text(", ".join(t.keywords), guess=False),
                "segments": t.size,
                "people": t.people,
                "n": n,
                "lo": shares[t.id].lo,
                "hi": shares[t.id].hi,
            }
            for t in self
        ]
        return pd.DataFrame(rows, columns=["topic", "label", "keywords", "segments", "people", "n", "lo", "hi"])

    def quotes(self, topic: str) -> pd.DataFrame:
        """Return the segments of a topic, masked."""
        import pandas as pd

        inside = [self.segments[s] for s, t in sorted(self.topics.assignment.items()) if t == topic]
        words = self.masks.segments(inside)
        rows = [
            {"participant": s.participant, "kind": s.kind, "round": s.round, "quote": w} for s, w in zip(inside, words, strict=True)
        ]
        return pd.DataFrame(rows, columns=["participant", "kind", "round", "quote"])

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return topics by the people who raise them."""
        from workbench.share.topic_charts import topic_sizes

        frame = self.frame().rename(columns={"topic": "id", "label": "topic"}).assign(apart=False)
        return topic_sizes(frame[["topic", "people", "n", "lo", "hi", "apart"]])

    def _repr_html_(self) -> str:
        if not len(self):
            return (
                "<p><strong>Too little text for topics yet.</strong> Add interviews or survey answers with "
                "<code>study.add(…)</code>.</p>"
            )
        rows = []
        for topic in self:
            shown = [self.segments[s] for s in topic.segments[:QUOTES] if s in self.segments]
            said = zip(shown, self.masks.segments(shown), strict=True)
            quotes = "".join(quote(words, f"{s.participant}, {s.kind}") for s, words in said)
            words = html.escape(self.masks.text(", ".join(topic.keywords[:6]), guess=False))
            rows.append(
                [
                    f"<strong>{html.escape(self.masks.text(topic.label))}</strong><br>{words}",
                    str(topic.people),
                    str(topic.size),
                    quotes,
                ]
            )
        return table(["topic", "people", "segments", "in their words"], rows, repr(self).strip("<>"))
