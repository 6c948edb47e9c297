"""A lane of the map as a table: people with intervals, how they felt, and their quotes behind each row."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import QUOTES, few_of_each, quote, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.journey.lanes.items import Told
    from workbench.views.fields import Field, Item
    from workbench.views.parts import Masks

#: Quotes behind all rows of a table together: it is for reading, not for copying the study.
_MOST = 150
#: Rows that are seen at once; the others open.
_ROWS = 25
_SMALL = "font-size:12px;opacity:.75"


@looking
class Words:
    """What people said, by the ids of mentions or by place; each shown masked or withheld.

    Parameters
    ----------
    told
        What people told.
    masks
        What stands between what people said and what is shown.
    """

    def __init__(self, told: Told, masks: Masks) -> None:
        self.masks = masks
        self._told = told
        self._mentions = {m.id: m for mentions in told.material.mentions.values() for m in mentions}
        self._texts: dict[tuple[str, str], str] = {}

    def rows(self, item: Item) -> list[dict[str, Any]]:
        """Return what stands behind an item: participant, round, date, and the words as they are."""
        found = [self._mentions[i] for i in item.get("quotes", ()) if i in self._mentions]
        rows = [{"participant": m.participant, "round": m.round, "date": m.day, "code": m.code, "words": m.quote} for m in found]
        for place in item.get("places", ()):
            words = self._text(place["source"], place["item"])[place["start"] : place["end"]]
            rows.append(
                {"participant": place["participant"], "round": "", "date": "", "code": place.get("what", ""), "words": words}
            )
        return rows

    def shown(self, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return their words, masked or withheld."""
        return self.masks.said([r["words"] for r in rows], [r["participant"] for r in rows])

    def _text(self, source: str, item: str) -> str:
        if not self._texts:
            folder = self._told.look.folder
            self._texts = {(t.id, ""): t.text for t in folder.transcripts()}
            for survey in folder.surveys():
                frame = survey.answers
                self._texts |= {
                    (survey.id, str(a)): t for a, t in zip(frame["answer"].tolist(), frame["text"].tolist(), strict=True)
                }
        return self._texts.get((source, item), "")


@looking
class LaneView:
    """What lies in a lane, as a table that opens its quotes.

    Parameters
    ----------
    title
        What it is.
    items
        Its rows, as `workbench.journey.lanes` gives them.
    fields
        Its columns.
    words
        What people said.
    nothing
        What to say, and to do next, where there is none.
    note
        A sentence below: how to read it.
    chart
        Makes a chart of the table of data, where people would rather look than read; None if there is none.
    """

    def __init__(
        self, title: str, items: Iterable[Item], fields: Sequence[Field], words: Words, *, nothing: str, note: str = "",
        chart: Callable[[pd.DataFrame], Any] | None = None,
    ) -> None:  # fmt: skip
        self.title, self.items, self.note = title, list(items), note
        self._fields, self._words, self._nothing, self._chart = tuple(fields), words, nothing, chart

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"<{self.title}: {count(len(self.items), 'row')}>" if self.items else f"<{self.title}: {self._nothing}>"

    def frame(self) -> pd.DataFrame:
        """Return one row an item, with people, intervals and how they felt as numbers; labels are masked, quotes left out."""
        import pandas as pd

        rows = [{key: value for field in self._fields for key, value in field.data(item).items()} for item in self.items]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["label", "k", "n"])

    def quotes(self, row: int | str = 0) -> pd.DataFrame:
        """Return what people said behind one row, masked, or withheld where they do not consent.

        Parameters
        ----------
        row
            Its number from 0, or its id.

        Raises
        ------
        UserError
            If there is no such row.
        """
        import pandas as pd

        found = [i for n, i in enumerate(self.items) if row in {n, i.get("id", "")}]
        if not found:
            raise UserError(f"there is no row {row!r}; there are 0 to {len(self.items) - 1}")
        rows = self._words.rows(found[0])
        frame = pd.DataFrame(rows, columns=["participant", "round", "date", "code", "words"])
        frame["words"] = self._words.shown(rows)
        return frame.rename(columns={"words": "quote"})

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return the chart of this lane.

        Raises
        ------
        UserError
            If it has none, or there is nothing to draw.
        """
        if self._chart is None or not self.items:
            raise UserError(
                f"there is no chart of {self.title.lower()}" + ("" if self._chart is None else " yet: nothing is coded")
            )
        return self._chart(self.frame())

    def _repr_html_(self) -> str:
        if not self.items:
            return f"<p><strong>{html.escape(self._nothing)}</strong></p>"
        behind = self._behind()
        rows = [[*(f.shown(item) for f in self._fields), quotes] for item, quotes in zip(self.items, behind, strict=True)]
        heads = [*(f.heading for f in self._fields), "quotes" if any(behind) else ""]
        body = table(heads, rows[:_ROWS], self.title)
        if len(rows) > _ROWS:
            rest = table(heads, rows[_ROWS:], "")
            body += f"<details><summary>and {count(len(rows) - _ROWS, 'more row')}</summary>{rest}</details>"
        note = f"<p style='{_SMALL}'>{html.escape(self.note)}</p>" if self.note else ""
        picture = self._picture()
        whole = f"<div style='overflow-x:auto'>{body}</div>"
        return f"{picture}<details><summary>The same as a table</summary>{whole}</details>{note}" if picture else f"{whole}{note}"

    def _picture(self) -> str:
        if self._chart is None:
            return ""
        from workbench.share.charts import picture

        drawn = self._chart(self.frame())
        return picture(drawn) if drawn is not None else ""

    def _behind(self) -> list[str]:
        """Return the quotes of each row: one a person first, a few each, as long as there is room."""
        room, chosen = _MOST, []
        for item in self.items:
            apart = _each_person_first(self._words.rows(item))
            rows = few_of_each(apart, lambda row: str(row["participant"]), self._words.masks.redactor.quotes)[:QUOTES]
            chosen.append(rows[: max(0, room)])
            room -= len(chosen[-1])
        said = iter(self._words.shown([r for rows in chosen for r in rows]))
        out = []
        for item, rows in zip(self.items, chosen, strict=True):
            lines = "".join(quote(next(said), row["participant"]) for row in rows)
            whole = len(item.get("quotes", ())) + len(item.get("places", ()))
            more = f"<span style='{_SMALL}'>and {whole - len(rows)} more</span>" if rows and whole > len(rows) else ""
            inside = f"<div style='min-width:280px'>{lines}{more}</div>"
            out.append(f"<details><summary>{count(whole, 'quote')}</summary>{inside}</details>" if rows else "")
        return out


@looking
class PreferenceView(LaneView):
    """Preferences, and for whom they differ."""

    def differences(self) -> pd.DataFrame:
        """Return one row a preference and group: its share, that of everybody else, and the difference ``d`` with its interval."""
        import pandas as pd

        names = ["stage", "preference", "group", "k", "n", "others_k", "others_n", "d", "lo", "hi"]
        plain = self._words.masks.text
        rows = [
            {"stage": i["stage"], "preference": plain(i["label"], guess=False)} | {**s, "group": plain(s["group"], guess=False)}
            for i in self.items
            for s in i["split"]
        ]
        return pd.DataFrame(rows, columns=names)


def _each_person_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows so that everybody is there once before anybody is twice, and no words are there twice."""
    seen: set[tuple[str, str]] = set()
    turns: dict[str, int] = {}
    placed = []
    for n, row in enumerate(rows):
        key = row["participant"], row["words"]
        if key not in seen:
            seen.add(key)
            turns[row["participant"]] = turns.get(row["participant"], 0) + 1
            placed.append((turns[row["participant"]], n))
    return [rows[n] for _, n in sorted(placed)]
