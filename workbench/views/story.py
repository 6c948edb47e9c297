"""One person's story in a notebook, and as a page of its own: quotes first, the group beside them."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.fields import picture, signed
from workbench.views.parts import WITHHELD, put

if TYPE_CHECKING:
    import pandas as pd

    from workbench.journey.lanes.items import Told
    from workbench.journey.lanes.story import Chapter, Story
    from workbench.views.parts import Masks

_QUOTE = "border-left:4px solid #4a86cf;padding:2px 0 2px 12px;margin:8px 0;font-size:17px;line-height:1.45"
_SMALL = "font-size:13px;opacity:.8;margin:4px 0"
_NOTE = (
    "Stops stand in the order in which they were told; what was written stands in the order of the journey. This is one person: "
    "beside each stop stands what everybody says."
)
_STOP = "margin:0 0 26px 0;max-width:62em"
#: What the person says, and beside it what everybody says; under it where there is no room.
_BESIDE, _PERSON, _GROUP = "display:flex;flex-wrap:wrap;gap:4px 30px", "flex:3 1 320px;min-width:0", "flex:2 1 230px;min-width:0"
#: A path joins so many stops: one alone is a dot, and the stop says it already.
_PATH = 2


@looking
class StoryView:
    """The path of one person with what they said, and what the group says at each stop.

    Parameters
    ----------
    story
        As `workbench.journey.lanes.story.story` gives it.
    told
        What people told.
    masks
        What stands between what people said and what is shown: who does not consent has a path and no quotes.
    """

    def __init__(self, story: Story, told: Told, masks: Masks) -> None:
        self.story = story
        self._masks = masks
        self._stages = {s.id: masks.text(s.label, guess=False) for s in told.look.settings.stages}
        self._rounds = {r.id: masks.text(r.label, guess=False) for r in told.look.settings.rounds}
        self.silent = story.participant in masks.silent

    def __repr__(self) -> str:
        return f"<story of {self.story.participant}: {self.stops() or 'no stage is coded in their words'}>"

    def stops(self) -> str:
        """Return the stages they tell of, in the order of telling."""
        return " → ".join(self._stages.get(c.stage, c.stage) for c in self.story.chapters)

    def frame(self) -> pd.DataFrame:
        """Return one row a quote, in the order of telling: stop, stage, feeling, and the words, masked or withheld."""
        import pandas as pd

        rows = [
            (n, c.stage, c.again, c.valence, c.round, c.written, m.code, words)
            for n, (c, shown) in enumerate(zip(self.story.chapters, self._words(), strict=True), start=1)
            for m, words in zip(c.said, shown, strict=True)
        ]
        return pd.DataFrame(rows, columns=["stop", "stage", "again", "valence", "round", "written", "code", "quote"])

    def chart(self) -> object:
        """Return the path as a chart: how they felt at each stop they told.

        Raises
        ------
        UserError
            If they tell no path.
        """
        import pandas as pd

        from workbench.share.lane_charts import path

        told = [c for c in self.story.chapters if not c.written]
        if not told:
            raise UserError(f"{self.story.participant} tells no path: nothing they said in a conversation has a stage")
        rows = [(n, self._stages[c.stage], c.valence) for n, c in enumerate(told, start=1)]
        return path(pd.DataFrame(rows, columns=["stop", "stage", "mean"]), title=f"The path of {self.story.participant}")

    def save(self, path: str | Path, *, despite: str = "") -> Path:
        """Write the story as one page that needs no network and has passed the share gate; return its path.

        Parameters
        ----------
        path
            Where to.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.

        Raises
        ------
        CheckFailed
            If the gate finds something and there is no reason: what and where, masked. Nothing is written.
        UserError
            If it is not named ``.html``.
        """
        from workbench.share.assets import render

        target = Path(path)
        if target.suffix.lower() not in {".html", ".htm"}:
            raise UserError(f"a story can be saved as .html; given: {target.name}")
        page = render("story.html.j2", title=f"The story of {self.story.participant}", body=self.body(2))
        return put({target: page}, self._masks.gate, despite)[0]

    def _repr_html_(self) -> str:
        return f"<h3>The story of {html.escape(self.story.participant)}</h3>{self.body(4)}"

    def _words(self) -> list[list[str]]:
        people = [self.story.participant]
        flat = [m.quote for c in self.story.chapters for m in c.said]
        said = iter(self._masks.said(flat, people * len(flat)))
        return [[next(said) for _ in c.said] for c in self.story.chapters]

    def body(self, level: int) -> str:
        """Return the story as HTML without its title; `level` is that of the headings of its stops."""
        from workbench.share.charts import picture as drawn

        if not self.story.chapters:
            return "<p><strong>No stage is coded in their words yet.</strong> Code which stage they speak about.</p>"
        least = self._masks.redactor.least
        named = [p for p in self.story.personas if self.story.alike[p] >= least]
        known = "".join(html.escape(self._masks.text(p, guess=False)) + " · " for p in named)
        if len(named) < len(self.story.personas):
            known += f"a persona of fewer than {least} people is not named · "
        withheld = (
            f"<p style='{_SMALL}'>{WITHHELD[1:-1].capitalize()}: their path is shown without their words.</p>"
            if self.silent
            else ""
        )
        felt = sum(c.valence is not None for c in self.story.chapters if not c.written)
        chart = drawn(self.chart()) if felt >= _PATH else ""  # type: ignore[arg-type]
        stops = "".join(
            self._chapter(n, c, words, level)
            for n, (c, words) in enumerate(zip(self.story.chapters, self._words(), strict=True), start=1)
        )
        lead = f"<p style='{_SMALL}'>{known}{count(len(self.story.chapters), 'stop')}</p>{withheld}"
        path = f"<div style='margin:14px 0 26px;overflow-x:auto'>{chart}</div>" if chart else ""
        return f"{lead}{path}{stops}<p style='{_SMALL}'>{_NOTE}</p>"

    def _chapter(self, n: int, c: Chapter, words: list[str], level: int) -> str:
        stage = html.escape(self._stages.get(c.stage, c.stage))
        marks = [m for m in ("comes round again" if c.again else "", "in writing" if c.written else "") if m]
        marks.append(html.escape(self._rounds.get(c.round, c.round)))
        felt = "" if c.valence is None else f" · felt {signed(c.valence)}"
        quotes = "" if self.silent else self._quotes(words)
        beside = f"<span style='{_SMALL};font-weight:400'>{', '.join(marks)}{felt}</span>"
        head = f"<h{level} style='margin:0;font-size:16px'>{n}. <bdi>{stage}</bdi> {beside}</h{level}>"
        told = f"<div style='{_PERSON}'>{quotes}</div>" if quotes else ""
        return f"<section style='{_STOP}'>{head}<div style='{_BESIDE}'>{told}{self._group(c)}</div></section>"

    def _quotes(self, words: list[str]) -> str:
        """Return as many passages of a stop as may be shown of one person: the longest, in the order of telling."""
        most = self._masks.redactor.quotes
        long = sorted(range(len(words)), key=lambda n: (-len(words[n]), n))[:most]
        shown = "".join(f"<blockquote style='{_QUOTE}'>{html.escape(words[n])}</blockquote>" for n in sorted(long))
        left = len(words) - len(long)
        return shown + (f"<p style='{_SMALL}'>{count(left, 'passage')} more, counted and not shown.</p>" if left else "")

    def _group(self, c: Chapter) -> str:
        group = self.story.group[c.stage]
        said = f"Of {group['N']} people {group['spoke']} spoke about it"
        if group["felt"]:
            felt = group["felt"]
            spread = "" if felt["lo"] is None else f" ({signed(felt['lo'])} to {signed(felt['hi'])})"
            said += f" and felt {signed(felt['mean'])}{spread} on average"
        claims = "; ".join(
            f"<bdi>{html.escape(self._masks.text(x['label'], guess=False))}</bdi> ({x['k']} of {x['n']})" for x in group["claims"]
        )
        line = html.escape(said) + (f". Most told: {claims}." if claims else ".")
        drawn = f"{picture(group['felt'], (-2.0, 2.0))}<br>" if group["felt"] else ""
        return f"<p style='{_SMALL};margin-top:8px;{_GROUP}'>{drawn}<b>Everybody:</b> {line}</p>"
