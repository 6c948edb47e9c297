"""The lanes in a notebook: which columns each has, and what to do where there is nothing to show."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import Told
from workbench.share.small_cells import HIDDEN, hidden, of_groups
from workbench.study.given import looking
from workbench.views.fields import Field, feeling, number, own, people, picture, signed, truth, words
from workbench.views.lanes import LaneView, PreferenceView, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.journey.look import Look
    from workbench.reading.signals import Signal
    from workbench.study.records import Segment
    from workbench.views.fields import Item
    from workbench.views.parts import Masks

Lane = dict[str, list[dict[str, Any]]]

_NOWHERE = "(no stage)"
_PEOPLE = "k of the n people who spoke about the stage or were asked about it; 95 % interval. Few people: read the interval."
_SPLIT = (
    "Each group against everybody else of whom it is known; 95 % interval (Newcombe). An association; of many differences one in "
    "twenty leaves zero out by chance."
)


@looking
class Tables:
    """Makes the tables of one look.

    Parameters
    ----------
    look
        Whose words, of which round.
    masks
        What stands between what people said and what is shown.
    """

    def __init__(self, look: Look, masks: Masks) -> None:
        self.look, self.told, self._masks = look, Told(look), masks
        self._stages = {s.id: self._plain(s.label) for s in look.settings.stages}
        self._words = Words(self.told, masks)

    def _plain(self, text: str) -> str:
        return self._masks.text(text, guess=False)

    def _stage(self, stage: str) -> str:
        return self._stages.get(stage, stage) or _NOWHERE

    def _label(self, heading: str = "what") -> Field:
        return words(heading, "label", self._plain)

    @property
    def _at(self) -> Field:
        return Field("stage", lambda i: {"stage": self._stage(i["stage"])}, lambda i: html.escape(self._stage(i["stage"])))

    def _rows(self, lane: Lane) -> Iterable[Item]:
        order = self.told.order
        for stage in sorted(lane, key=lambda s: order.get(s, len(order))):
            for item in lane[stage]:
                yield item | {"stage": stage}

    def _view(self, title: str, items: Iterable[Item], fields: Sequence[Field], nothing: str, **more: Any) -> LaneView:  # noqa: ANN401 (of LaneView)
        return LaneView(title, items, fields, self._words, nothing=nothing, **{"note": _PEOPLE, **more})

    # Where people meet the company ------------------------------------------------------------------------------

    def touchpoints(self, *, unplanned: bool) -> LaneView:
        """Return the inventory of touchpoints."""
        from workbench.journey.lanes.touchpoints import touchpoints

        items = touchpoints(self.told, unplanned=unplanned)
        fields = [
            self._label("touchpoint"), self._at, words("channel", "channel"), words("owner", "owners", self._plain),
            truth("line of visibility", "visible", "above", "below"), truth("planned", "planned", "yes", "no"), people(), feeling(),
            words("note", "note", self._plain), Field("also told in", lambda i: {"told_in": i["told_in"]}, self._elsewhere),
        ]  # fmt: skip
        planned = bool(self.look.settings.touchpoints)
        nothing = "Every touchpoint that people tell of is planned." if unplanned and planned else (
            "No touchpoint yet. Code a passage as one, such as touchpoint:website, or list those you planned under "
            "[[touchpoints]] in study.toml."
        )  # fmt: skip
        return self._view(
            "Touchpoints nobody planned" if unplanned else "Touchpoints", items, fields, nothing,
            chart=None if unplanned else self._forest,
        )  # fmt: skip

    def _elsewhere(self, item: Item) -> str:
        return self._told_in({s: k for s, k in item["told_in"].items() if s != item["stage"]})

    def _told_in(self, where: Mapping[str, int]) -> str:
        return html.escape(", ".join(f"{self._stage(s)} {k}" for s, k in where.items()))

    @staticmethod
    def _forest(frame: pd.DataFrame) -> Any:  # noqa: ANN401 (an Altair chart)
        from workbench.share.lane_charts import forest

        told = frame[frame["k"] > 0]
        if told.empty:
            return None
        columns = {"label": "touchpoint", "valence": "mean", "valence_lo": "lo", "valence_hi": "hi", "valence_n": "people"}
        shares = {"lo": "share_lo", "hi": "share_hi"}
        data = told[["label", "k", "n", "lo", "hi"]].rename(columns=shares | {"label": "touchpoint"})
        data["share"] = data["k"] / data["n"]
        felt = told[list(columns)].rename(columns=columns)
        return forest(data.drop(columns=["k", "n"]).join(felt.drop(columns="touchpoint")))

    def channels(self) -> LaneView:
        """Return channels by stages."""
        from workbench.journey.lanes.channels import channels

        rows = [
            row
            | {s: row["stages"].get(s) for s in self._stages}
            | {"quotes": [q for i in row["stages"].values() for q in i["quotes"]]}
            for row in channels(self.told)
        ]
        nothing = "No channel yet. Code a passage as one, such as channel:phone, or give touchpoints a channel in study.toml."
        fields = [self._label("channel"), number("people", "people"), *(self._cell(s) for s in self._stages)]
        return self._view("Channels by stage", rows, fields, nothing, note="People who met the company over it there, of n.")

    def _cell(self, stage: str) -> Field:
        def shown(row: Item) -> str:
            item = row[stage]
            if item is None:
                return "<span style='opacity:.6'>0</span>"
            felt = item["valence"]
            told = f"{item['k']} of {item['n']}"
            return told if felt is None else f"{told}<br>{signed(felt['mean'])} {picture(felt, (-2.0, 2.0))}"

        return Field(self._stage(stage), lambda row: {stage: row[stage]["k"] if row[stage] else 0}, shown)

    def handoffs(self, between: str) -> LaneView:
        """Return the ordered pairs of channels or touchpoints that people go through."""
        from workbench.journey.lanes.handoffs import handoffs

        items = handoffs(self.told, "touchpoint" if between == "touchpoint" else "channel")
        fields = [
            self._label("handoff"), words("to", "stage", self._stage), words("from", "from_stage", self._stage), people(),
            feeling("change of feeling", "change", (-4.0, 4.0)), number("had to repeat", "repeated", "k"),
        ]  # fmt: skip
        nothing = (
            "No handoff yet. It takes two passages by one person in one text, over two channels, in one stage or neighbouring ones."
        )
        note = "k of the n people who tell of any channel in the stage they arrive in. Order is that of telling, within one text."
        return self._view(f"Handoffs between {between}s", items, fields, nothing, note=note)

    def contradictions(self) -> LaneView:
        """Return pairs of touchpoints that told people different things."""
        from workbench.journey.lanes.contradictions import contradictions

        fields = [self._label("between"), self._at, people(), own("side by side", "pairs", self._side_by_side)]
        nothing = (
            "No contradiction yet. Code what was expected at one touchpoint and delivered at another (expectation:x, delivered:x), "
            "or code free:contradiction where a person tells of both."
        )
        return self._view("Told one thing here, another there", contradictions(self.told), fields, nothing)

    def _side_by_side(self, pairs: list[dict[str, Any]]) -> str:
        rows = [self._words.rows({"quotes": [p["first"], p["second"]]}) for p in pairs[:3]]
        cell = "style='text-align:left;vertical-align:top;padding:2px 12px 2px 0;max-width:320px'"
        body = "".join(
            "<tr>" + "".join(f"<td {cell}>{html.escape(w)} <em>{html.escape(r['participant'])}</em></td>" for w, r in zip(
                self._words.shown(two), two, strict=True)) + "</tr>"
            for two in rows
        )  # fmt: skip
        return f"<table><tbody>{body}</tbody></table>" if body else ""

    # What people do, think and want --------------------------------------------------------------------------------

    def plain(self, title: str, lane: Lane, nothing: str, *more: Field, note: str = _PEOPLE) -> LaneView:
        """Return a lane of items that have nothing of their own, or little."""
        return self._view(title, self._rows(lane), [self._at, self._label(), people(), feeling(), *more], nothing, note=note)

    def actions(self) -> LaneView:
        """Return what people do in each stage."""
        from workbench.journey.lanes.actions import actions

        note = f"In the order in which people tell them. {_PEOPLE}"
        return self.plain("Actions", actions(self.told), "No action yet. Code a passage as one, such as action:compare.", note=note)

    def thoughts(self) -> LaneView:
        """Return what people think and ask in each stage."""
        from workbench.journey.lanes.thoughts import thoughts

        nothing = "No thought yet. Code a passage as one, such as thought:for-us; questions are found in people's words by rules."
        return self.plain("Thoughts and questions", thoughts(self.told), nothing, words("note", "note", self._plain))

    def goals(self) -> LaneView:
        """Return what people want in each stage."""
        from workbench.journey.lanes.goals import goals

        nothing = (
            "No goal yet. Say under [[stages]] in study.toml what people want there, or code a passage as one, such as goal:fair."
        )
        marks = words("", "marks")
        return self.plain(
            "Goals", goals(self.told), nothing, truth("in study.toml", "planned", "yes", "no"), marks, words("note", "note")
        )

    def gaps(self) -> LaneView:
        """Return what was expected against what was delivered."""
        from workbench.journey.lanes.gaps import gaps

        items = [i | {"label": i["statement"]} for i in self._rows(gaps(self.told))]
        fields = [
            self._at, self._label("expected and delivered"), people("tell what they got"), number("expected", "hoped"),
            feeling("felt about it", "felt"), words("than expected", "sign"),
        ]  # fmt: skip
        nothing = "No gap yet. Code what was expected and what came of it with a pair of codes: expectation:x and delivered:x."
        return self._view("Expected and delivered", items, fields, nothing)

    def preferences(self, by: str | None) -> PreferenceView:
        """Return what people prefer, and for whom it differs."""
        from workbench.journey.lanes.preferences import preferences

        items = preferences(self.told, by)
        fields = [self._at, self._label("preference"), people(), feeling()]
        if by:
            fields.append(own(f"by {by}: difference", "split", self._split))
        nothing = "No preference yet. Code a passage as one, such as preference:paper."
        return PreferenceView(
            "Preferences", items, fields, self._words, nothing=nothing, note=f"{_PEOPLE} {_SPLIT}" if by else _PEOPLE
        )

    def _split(self, split: list[dict[str, Any]]) -> str:
        lines = []
        told = of_groups(split, self._masks.redactor.least)
        if len(told) < len(split):
            lines.append("groups of too few people are not shown")
        for s in told:
            shares = f"{s['k']} of {s['n']}, others {s['others_k']} of {s['others_n']}"
            known = s["lo"] is not None
            d = (
                "cannot be compared"
                if s["d"] is None
                else points(s["d"]) + (f" ({points(s['lo'])} to {points(s['hi'])})" if known else ", too few people")
            )
            strong = known and (s["lo"] > 0 or s["hi"] < 0)
            line = f"{html.escape(self._plain(s['group']))}: {d}; {shares}"
            lines.append(f"<strong>{line}</strong>" if strong else line)
        return "<br>".join(lines)

    def alternatives(self) -> LaneView:
        """Return what people compare the company with."""
        from workbench.journey.lanes.alternatives import alternatives

        def beside(rows: list[dict[str, Any]]) -> str:
            return "<br>".join(html.escape(f"{r['family']}: {self._plain(r['label'])} ({r['k']})") for r in rows)

        nothing = "No alternative yet. Code a passage as one, such as alternative:spreadsheet."
        column = own("said beside it", "beside", beside)
        note = (
            f"{_PEOPLE} What stands beside an alternative was coded on the same words; which of the two has it, only reading tells."
        )
        return self.plain("Alternatives", alternatives(self.told), nothing, column, note=note)

    def effort(self, heard: Sequence[tuple[Segment, Signal]]) -> LaneView:
        """Return the stages by effort."""
        from workbench.journey.lanes.effort import effort

        items = effort(self.told, heard)
        ends = tuple(items[0]["ends"]) if items else (-2.0, 2.0)
        basis = items[0]["basis"] if items else "none"
        hard = bool(items and items[0]["hard"])
        fields = [
            own("rank", "rank", lambda r: html.escape("" if r is None else str(r))), self._at, people("tell of effort"),
            feeling("score", "score", (ends[0], ends[-1])),
        ]  # fmt: skip
        said = {
            "codes": "From codes of the family effort; the score is how people felt about it, from −2 (hard) to +2 (easy).",
            "ratings": f"From ratings; a high score is {'hard' if hard else 'easy'}.",
            "signals": "From signals of effort in people's words, for want of codes and ratings. It says how many, not how hard.",
        }
        nothing = (
            "No effort yet. Code a passage as one, such as effort:by-hand, or ask people to rate it (a column such as ease or CES)."
        )
        return self._view("Effort: hardest stages first", items, fields, nothing, note=said.get(basis, ""))

    def staff(self) -> LaneView:
        """Return what people who work for the company say, backstage."""
        from workbench.journey.lanes.staff import backstage, staff

        told = backstage(self.look)
        words_ = Words(told, self._masks) if told else self._words
        fields = [self._at, words("kind", "family"), self._label(), people("staff"), feeling()]
        nothing = "No staff yet. Import their talks with --kind staff-interview, or give people the attribute actor = employee."
        note = "Of staff only: they are counted in no number of the customers."
        return LaneView("Backstage: what staff say", self._rows(staff(self.look)), fields, words_, nothing=nothing, note=note)

    def content_gaps(self, heard: Sequence[tuple[Segment, Signal]]) -> LaneView:
        """Return what people wanted to know and did not find."""
        from workbench.journey.lanes.content import content_gaps

        fields = [
            self._at, people("an open question, or something missing"), number("asked something", "asked"),
            number("with nothing near that could answer", "open"), number("said that something is missing", "missing"),
            number("touchpoints planned", "touchpoints"),
        ]  # fmt: skip
        nothing = "Nobody asks anything, and nobody says that something is missing."
        note = "Found by rules in people's own words. A question is open if they tell of no touchpoint in the same turn or answer."
        return self._view("What people wanted to know and did not find", content_gaps(self.told, heard), fields, nothing, note=note)

    def personas(self) -> LaneView:
        """Return the personas with their n."""
        from workbench.journey.lanes.personas import personas

        items = [i | {"label": i["name"], "share": [i["n"], i["N"]]} for i in personas(self.look)]

        def rule(value: Mapping[str, str]) -> str:
            return html.escape(", ".join(f"{a} {b}" if b[:1] in "<>!=" else f"{a} = {b}" for a, b in value.items()))

        names = [str(i["name"]) for i in items]
        counts = {(s, str(i["name"])): int(k) for i in items for s, k in i["spoke"].items()}
        gone = hidden(counts, sorted({s for s, _ in counts}), names, self._masks.redactor.least)

        def spoke(value: Mapping[str, int]) -> str:
            who = next(str(i["name"]) for i in items if i["spoke"] is value)
            return html.escape(", ".join(f"{self._stage(s)} {HIDDEN if (s, who) in gone else k}" for s, k in value.items()))

        def unknown(value: Mapping[str, int]) -> str:
            return html.escape(", ".join(f"{a}: {k}" for a, k in value.items() if k) or "nobody's")

        fields = [
            self._label("persona"), own("whom it means", "rule", rule), number("people", "n", "N"),
            own("unknown", "unknown", unknown),
            words("nobody has", "nobody_has"), own("spoke about", "spoke", spoke),
        ]  # fmt: skip
        nothing = 'No persona yet. Write one into study.toml: [personas."New"] and below it an attribute, such as months = "<6".'
        note = "A persona is a filter over what is known of people, not a story about nobody."
        return self._view("Personas", items, fields, nothing, note=note)


def points(share: float) -> str:
    """Return a difference of shares in points."""
    return f"{100 * share:+.0f}".replace("-", "\u2212")
