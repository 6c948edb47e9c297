"""Topics from one side: people of each topic in each stage, round, persona or kind; every cell opens its quotes."""

from __future__ import annotations

import html
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.share.small_cells import HIDDEN, hidden
from workbench.share.small_cells import note as left_out
from workbench.share.topic_charts import LEAST, stage_topic_heat, topics_over
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.shares import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.study.records import Segment
    from workbench.views.parts import Masks
    from workbench.views.sides import Side

#: Quotes of a cell, characters of a quote, and of all quotes of the table.
MOST_QUOTES, LONGEST, MOST_CHARACTERS = 2, 180, 11_000
_COLUMNS = ["topic", "label", "value", "people", "n", "lo", "hi", "passages"]
_CELL = "text-align:right;vertical-align:top;padding:3px 7px"
_HEAD = "text-align:left;vertical-align:top;padding:3px 7px;font-weight:600"
_SOFT = "opacity:.8;font-size:.92em"
_DARKEST = 0.45  # of the tint: text stays readable on it in light and in dark


@looking
class SpreadView:
    """People of each topic on each side.

    Parameters
    ----------
    labels
        Topic id -> what it is called, as people read it; in order.
    assignment
        Segment id -> topic id.
    segments
        By id.
    side
        Values, whose they are, and the people of each (`workbench.views.sides.side`).
    masks
        What stands between what people said and what is shown.
    """

    def __init__(
        self, labels: Mapping[str, str], assignment: Mapping[str, str], segments: Mapping[str, Segment], side: Side, masks: Masks
    ) -> None:
        self.labels, self.segments, self.side = dict(labels), segments, side
        self._masks = masks
        self.cells: dict[tuple[str, str], list[str]] = {}
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for name in sorted(side.of):
            topic = assignment.get(name, "")
            for value in side.of[name] if topic in self.labels else ():
                found[topic, value].append(name)
        self.cells = dict(found)
        #: Sides that say what people are: a stage, a round or a kind of source says what they spoke of, when and where.
        self._apart = side.by not in {"stage", "round", "month", "kind"}

    @cached_property
    def _hidden(self) -> frozenset[tuple[str, str]]:
        """The cells that are too small to be shown, or would tell one that is; of a group that is too small, all."""
        least = self._masks.redactor.least
        if not self._apart or least <= 1:
            return frozenset()
        counts = {(t, v): len(self.people(t, v)) for t in self.labels for v in self.side.names}
        few = {(t, v) for t, v in counts if len(self.side.people.get(v, ())) < least}
        return hidden(counts, list(self.labels), list(self.side.names), least) | few

    def people(self, topic: str, value: str) -> frozenset[str]:
        """Return who raises a topic there."""
        inside = frozenset(self.segments[s].participant for s in self.cells.get((topic, value), ()))
        return inside & self.side.people.get(value, frozenset())

    @cached_property
    def _frame(self) -> pd.DataFrame:
        import pandas as pd

        rows = []
        for topic, label in self.labels.items():
            for value, name in self.side.names.items():
                k, n = len(self.people(topic, value)), len(self.side.people.get(value, ()))
                share = wilson(k, n) if n else None
                cell = self.cells.get((topic, value), ())
                row = (topic, label, self._masks.text(name, guess=False), k, n)
                rows.append((*row, share.lo if share else 0.0, share.hi if share else 1.0, len(cell)))
        return pd.DataFrame(rows, columns=_COLUMNS)

    def frame(self) -> pd.DataFrame:
        """Return one row a topic and value: people, of how many, the 95 % interval of their share, and passages."""
        return self._frame.copy()

    def quotes(self, topic: str, value: str) -> pd.DataFrame:
        """Return the passages of a cell, masked.

        Parameters
        ----------
        topic
            Its id or its label.
        value
            As `frame` has it.

        Raises
        ------
        UserError
            If there is no such topic or value.
        """
        import pandas as pd

        known = {label: name for name, label in self.labels.items()}
        told = {self._masks.text(name, guess=False): v for v, name in self.side.names.items()}
        row, column = known.get(topic, topic), told.get(value, value)
        if row not in self.labels or column not in self.side.names:
            raise UserError(f"there is no cell {topic!r} by {value!r}; values are {', '.join(told)}")
        inside = [self.segments[s] for s in self.cells.get((row, column), ())]
        said = self._masks.segments(inside)
        rows = [(s.participant, s.kind, s.round, words) for s, words in zip(inside, said, strict=True)]
        return pd.DataFrame(rows, columns=["participant", "kind", "round", "quote"])

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return the picture: a heat table of stages, dots with intervals of anything that has few values."""
        told = {v: self._masks.text(name, guess=False) for v, name in self.side.names.items()}
        gone = {(topic, told[value]) for topic, value in self._hidden}
        shown = [key not in gone for key in zip(self._frame["topic"], self._frame["value"], strict=True)]
        frame = self._frame[shown].drop(columns="topic").rename(columns={"label": "topic"})
        if self.side.by == "stage":
            return stage_topic_heat(frame.rename(columns={"value": "stage"})[["stage", "topic", "people", "n"]])
        return topics_over(frame[["value", "topic", "people", "n", "lo", "hi"]], self.side.by)

    def __repr__(self) -> str:
        return f"<{len(self.labels)} topics by {self.side.by}: {', '.join(self.side.names) or 'nothing'}>"

    def _repr_html_(self) -> str:
        if not self.cells:
            return f"<p><strong>{html.escape(self._nothing())}</strong></p>"
        from workbench.share.charts import picture

        note = f"<p style='{_SOFT}'>{html.escape(self.side.note)}</p>" if self.side.note else ""
        if self._hidden:
            note += f"<p style='{_SOFT}'>{html.escape(left_out(self._masks.redactor.least))}</p>"
        twin = f"<details><summary>The same as a table; each number opens its quotes</summary>{self._table()}</details>"
        drawn = picture(self.chart()) if len(self._hidden) < len(self._frame) else ""
        return f"{drawn}{twin}{note}"

    def _nothing(self) -> str:
        if self.labels and self.side.by == "stage":
            return "No passage has a stage yet. Code stages in study.coder(), or say with study.asks() what questions ask about."
        return f"No passage has a {self.side.by} yet." if self.labels else "There is nothing to put in a table yet."

    def _table(self) -> str:
        quotes = self._quotes()
        told = {value: html.escape(self._masks.text(name, guess=False)) for value, name in self.side.names.items()}
        of = {v: f"<br><span style='{_SOFT};font-weight:400'>of {len(self.side.people.get(v, ()))}</span>" for v in told}
        heads = "".join(f"<th scope='col' style='{_HEAD}'>{told[v]}{of[v]}</th>" for v in told)
        body = ""
        for topic, label in self.labels.items():
            cells = "".join(self._cell(topic, v, quotes) for v in told)
            body += f"<tr><th scope='row' style='{_HEAD}'>{html.escape(label)}</th>{cells}</tr>"
        head = f"<thead><tr><th style='{_HEAD}'>topic</th>{heads}</tr></thead>"
        return f"<div style='overflow-x:auto'><table style='border-collapse:collapse'>{head}<tbody>{body}</tbody></table></div>"

    def _cell(self, topic: str, value: str, quotes: Mapping[tuple[str, str], str]) -> str:
        if (topic, value) in self._hidden:
            return f"<td style='{_CELL};opacity:.7' title='not shown: too few people'>{HIDDEN}</td>"
        if (topic, value) not in self.cells:
            return f"<td style='{_CELL};opacity:.7'>0</td>"
        k, n = len(self.people(topic, value)), len(self.side.people.get(value, ()))
        inside = f"<details><summary>{k}</summary>{quotes[topic, value]}</details>" if (topic, value) in quotes else str(k)
        if k < LEAST:
            return (
                f"<td style='{_CELL};border:1px dashed #8a8a8a' title='fewer than {LEAST} people: too few to compare'>{inside}</td>"
            )
        return f"<td style='{_CELL};background:rgba(0,114,178,{_DARKEST * (k / n) ** 0.5:.2f})'>{inside}</td>"

    def _quotes(self) -> dict[tuple[str, str], str]:
        """Return the quotes of each cell: one for each, of the largest first, then another, as long as there is room."""
        room = MOST_CHARACTERS
        chosen: defaultdict[tuple[str, str], list[Segment]] = defaultdict(list)
        by_size = sorted(self.cells.keys() - self._hidden, key=lambda cell: (-len(self.cells[cell]), cell))
        for step in range(MOST_QUOTES):
            for cell in by_size:
                inside = _each_person_first([self.segments[s] for s in self.cells[cell]])
                if step < len(inside) and room > 0:
                    chosen[cell].append(inside[step])
                    room -= min(LONGEST, len(inside[step].text)) + 40
        flat = sorted({s.id: s for several in chosen.values() for s in several}.values(), key=lambda s: s.id)
        words = dict(zip((s.id for s in flat), self._masks.segments(flat), strict=True))
        shown = {}
        for cell, several in chosen.items():
            lines = "".join(f"<li>{html.escape(_cut(words[s.id]))}{self._who(s)}</li>" for s in several)
            rest = len(self.cells[cell]) - len(several)
            more = f"<li style='{_SOFT}'>and {rest} more</li>" if rest else ""
            shown[cell] = f"<ul style='text-align:left;min-width:200px;padding-left:16px'>{lines}{more}</ul>"
        return shown

    def _who(self, segment: Segment) -> str:
        """Return who said it; nobody where the column says what they are: who and what would be told together."""
        return "" if self._apart else f" <em>{html.escape(segment.participant)}</em>"


def _each_person_first(segments: list[Segment]) -> list[Segment]:
    """Return segments so that everybody is there once before anybody is twice."""
    turn: defaultdict[str, int] = defaultdict(int)
    placed = []
    for n, s in enumerate(segments):
        placed.append((turn[s.participant], n))
        turn[s.participant] += 1
    return [segments[n] for _, n in sorted(placed)]


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} \u2026"
