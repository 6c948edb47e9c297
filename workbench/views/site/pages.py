"""The map, what changed, priorities and needs: one page each."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey.change.verdicts import CHANGES
from workbench.share import words
from workbench.share.cards import cards, in_order, panels
from workbench.share.map_page import map_body, page_width, uid
from workbench.share.panel import quotes_of
from workbench.share.site import Page, dress
from workbench.share.site.pages import INDEX
from workbench.study.given import looking
from workbench.views.changes_page import body as changes_body
from workbench.views.changes_page import rank
from workbench.views.site.people import owners, stories
from workbench.views.site.pieces import part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.changes import ChangesView
    from workbench.views.ledger import LedgerView
    from workbench.views.owners import OwnersView
    from workbench.views.parts import Masks
    from workbench.views.paths import PathsView
    from workbench.views.priorities import PriorityView
    from workbench.views.story import StoryView
    from workbench.views.table import TableView

#: Changes named above the map; the others are on their page.
_NEWS = 6
_ARROWS = {True: "\u25b2", False: "\u25bc"}
_FELT = {"up": "better", "down": "worse"}
_ORDERS = {"odi": "What to look at first", "rice": "By reach, impact, confidence and effort", "effort": "Against the effort"}


@looking
@dataclass(frozen=True)
class Shown:
    """What a site shows of a study.

    Attributes
    ----------
    model
        The map model, masked.
    ids
        Claim -> its id in the masked model.
    masks
        What stands between what people said and what is shown.
    changes
        Of the last two rounds, or that there are no two.
    owners, paths, ledger, table
        The views of these names.
    priorities
        One for each order.
    stories
        Of people who may be quoted.
    quiet
        How many more have a path and may not be quoted.
    """

    model: dict[str, Any]
    ids: dict[str, str]
    masks: Masks
    changes: ChangesView
    owners: OwnersView
    paths: PathsView
    ledger: LedgerView
    table: TableView
    priorities: Sequence[PriorityView]
    stories: Sequence[StoryView]
    quiet: int

    def dressed(self, fragment: str) -> str:
        """Return what a view shows, sanitised and masked once more, in the look of the site."""
        return dress(fragment, lambda text: self.masks.text(text, guess=False))

    def pages(self) -> list[Page]:
        """Return the pages but for methods and downloads, in the order of the navigation."""
        people = stories(self.stories, self.dressed(self.paths.together()), self.quiet, self.dressed)
        return [self._map(), *self._changes(), self._priorities(), self._needs(), *owners(self.owners, self._card), *people]

    def _card(self, claim: str) -> str:
        """Return where the card of a claim is, from a page in a folder of the site."""
        end = panels(self.model).get(self.ids.get(claim, claim))
        return f"../{INDEX}#{self._panel(end)}" if end else f"../{INDEX}"

    def _panel(self, end: str) -> str:
        return f"wb-{uid(self.model)}-{end}"

    # The map ----------------------------------------------------------------------------------------------------------

    def _map(self) -> Page:
        drawn = map_body(self.model, heading=1)
        body, wide = f'{self._news(drawn)}<div id="map">{drawn}</div>', page_width(len(self.model["stages"]))
        return Page(INDEX, self.model["study"]["title"], body, name="Map", sheet=True, wide=wide)

    def _news(self, drawn: str) -> str:
        """Return what changed since the round before, in a strip; `drawn` is the map whose panels it opens."""
        view = self.changes
        if not view.earlier:
            newest = words.day(self.model["facts"]["newest"])
            said = f"one round so far, evidence up to {newest}. What changes shows with the next round."
            return f'<section class="wb-new"><h2>What is new</h2>{said}</section>' if newest else ""
        items = self._moved(drawn)
        more = len(items) - _NEWS
        link = f'<a href="changes.html">{f"{more} more, and all" if more > 0 else "All"} that was compared</a>'
        said = f"since {html.escape(view.earlier)}{'' if items else ': nothing is known to have changed'}."
        told = f"<ul>{''.join(items[:_NEWS])}</ul>" if items else ""
        return f'<section class="wb-new"><h2>What is new in {html.escape(view.later)}</h2>{said} {link}{told}</section>'

    def _moved(self, drawn: str) -> list[str]:
        """Return each change as an item that opens its panel on the map, where there is one."""
        view = self.changes
        there = {self.model["claims"][name]["code"]: end for name, end in panels(self.model).items()}
        there |= {stage["id"]: f"f{at}" for at, stage in enumerate(self.model["stages"])}
        claims = sorted((c for c in view.changes if c.verdict in CHANGES), key=rank)
        moved = [(c.code, c.verdict, c.code.startswith("delight:"), "") for c in claims]
        felt = (f for f in view.felt.values() if f.verdict in CHANGES)
        moved += [(f.stage, _FELT.get(f.verdict, f.verdict), True, "feeling at ") for f in felt]
        items = []
        for about, word, good, what in moved:
            rose = word in {"up", "new", "better"}
            label = html.escape(what + view.labels.get(about, about))
            told = f"<b>{_ARROWS[rose]} {html.escape(word)}</b> <bdi>{label}</bdi>"
            panel = self._panel(there.get(about, ""))
            opens = f'<button type="button" popovertarget="{panel}">{told}</button>'
            shown = opens if f'id="{panel}"' in drawn else f"<span>{told}</span>"
            items.append(f'<li class="wb-{"good" if rose is good else "bad"}">{shown}</li>')
        return items

    # Rounds -----------------------------------------------------------------------------------------------------------

    def _changes(self) -> list[Page]:
        view = self.changes
        if not view.earlier:
            return []
        title = f"What changed from {view.earlier} to {view.later}"
        beside = "changes/side-by-side.html"
        link = f'<p><a href="{beside}">The two maps side by side</a></p>' if view.maps else ""
        made = [Page("changes.html", title, part("", link + self.dressed(changes_body(view))), name="What changed")]
        if view.maps:  # they bring the style sheet of the map, which the site has
            drawn = view.maps().partition("</style>")[2]
            made.append(Page(beside, "Two rounds side by side", drawn, name="Side by side", above="changes.html", sheet=True))
        return made

    # What to do about it ------------------------------------------------------------------------------------------------

    def _priorities(self) -> Page:
        parts = part("The journey as a table", self.dressed(self.table._repr_html_()))
        for view in self.priorities:
            if view.ranked():
                parts += part(_ORDERS[view.by], self.dressed(view._repr_html_()))
        lead = "Goals, pains and what could delight, stage by stage; then pains and needs in an order that says how sure it is."
        return Page("priorities.html", "Priorities", parts, lead=lead)

    def _needs(self) -> Page:
        entries = [e for e in self.ledger.entries if e.status != "dismissed"]
        said = self.dressed(self.ledger._repr_html_()) if entries else self._coded_needs()
        lead = "What people confirmed as an unmet need, how many people of each round it rests on, and what became of it."
        return Page("needs.html", "Needs", part("", said), lead=lead)

    def _coded_needs(self) -> str:
        """Return the needs of the map while the ledger is empty, so that the two pages do not seem to contradict each other."""
        labels = {s["id"]: s["label"] for s in self.model["stages"]}
        made = in_order(self.model, cards(self.model, quotes_of(self.model)))
        lines = [
            f'<li><a href="{INDEX}#{self._panel(card["dom"])}" dir="auto">{html.escape(card["statement"])}</a> '
            f"{'assumption' if card['assumed'] else '{} of {} people'.format(card['k'], card['n'])}"
            f"{', ' + html.escape(labels[card['at'][0]]) if card['at'][0] in labels else ''}</li>"
            for card in made
            if card["kind"] == "need" and not card["hidden"]
        ]
        if not lines:
            return "<p>No need has been confirmed yet, and none is on the map.</p>"
        return f"<p>No need has been entered in the ledger yet. These are on the map:</p><ul>{''.join(lines)}</ul>"
