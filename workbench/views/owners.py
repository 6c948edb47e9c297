"""Who answers for what, in a notebook and as one offline page an owner."""

from __future__ import annotations

import csv
import html
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.journey.cards import Cards
from workbench.journey.change.weak import weak
from workbench.journey.figures.fuse import title
from workbench.journey.plan.owners import budget, owners, shown_in
from workbench.share import words
from workbench.share.assets import render
from workbench.share.exports.tables import is_formula
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.names import slug, unique
from workbench.study.words import count
from workbench.views.parts import WITHHELD, put, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from workbench.journey.look import Look
    from workbench.journey.said.material import Mention
    from workbench.views.parts import Gate, Masks

_COLUMNS = ("stage", "owner", "people", "n", "lo", "hi", "feeling", "pains", "needs", "effort", "estimated", "first")
_SUPPORTING, _CONTRADICTING = 2, 1
NOBODY = "(nobody)"


@looking
@dataclass(frozen=True)
class OwnersView:
    """Who answers for which stages, touchpoints and cards; what nobody does, and what several do.

    Attributes
    ----------
    look
        Whose words, of which round.
    masks
        What stands between what is stored and what is shown.
    """

    look: Look
    masks: Masks

    def _shown(self, text: str) -> str:
        return self.masks.text(text, guess=False)

    @cached_property
    def found(self) -> dict[str, Any]:
        """As `workbench.journey.plan.owners.owners` gives it."""
        return owners(self.look)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {s.id: self._shown(s.label) for s in self.look.settings.stages}

    @cached_property
    def _rising(self) -> list[dict[str, Any]]:
        return weak(self.look)

    @cached_property
    def _budget(self) -> list[dict[str, Any]]:
        return budget(self.look)

    def names(self) -> list[str]:
        """Return the owners, as they are shown."""
        return [self._shown(page["owner"]) for page in self.found["owners"]]

    def without(self) -> list[tuple[str, str]]:
        """Return the cards without an owner: id, and what it is called."""
        return [(claim, self._shown(title(self.look, claim))) for claim in self.found["without"]]

    def several(self) -> list[tuple[str, list[str]]]:
        """Return the touchpoints with more than one owner: what each is called, and whose it is."""
        return [(self._shown(p["label"]), list(map(self._shown, p["owners"]))) for p in self.found["several"]]

    def frame(self) -> pd.DataFrame:
        """Return one row an owner: stages, touchpoints, cards, cards that rise."""
        import pandas as pd

        rows = [
            {
                "owner": self._shown(page["owner"]),
                "stages": ", ".join(self._labels[s] for s in page["stages"]),
                "touchpoints": len(page["touchpoints"]),
                "shared": sum(t["shared"] for t in page["touchpoints"]),
                "cards": len(page["cards"]),
                "rising": len(self._of(page)),
            }
            for page in self.found["owners"]
        ]
        return pd.DataFrame(rows, columns=["owner", "stages", "touchpoints", "shared", "cards", "rising"])

    def budget(self) -> pd.DataFrame:
        """Return where money and time would go: one row for each stage and owner, most people in need first."""
        import pandas as pd

        rows = [
            {c: row[c] for c in _COLUMNS}
            | {"stage": self._labels.get(row["stage"], ""), "owner": self._shown(row["owner"]), "first": self._shown(row["first"])}
            for row in self._budget
        ]
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def __repr__(self) -> str:
        lost, several = len(self.found["without"]), len(self.found["several"])
        shared = f", {count(several, 'touchpoint')} with more than one" if several else ""
        return f"<{count(len(self.found['owners']), 'owner')}; {count(lost, 'card')} without an owner{shared}>"

    def _repr_html_(self) -> str:
        if not self.found["owners"]:
            return (
                "<p><strong>Nobody answers for anything yet.</strong> Name an owner of each stage in <code>study.toml</code>, "
                'or of a card with <code>study.own_card("pain:…", "Billing", reason="…")</code>.</p>'
            )
        rows = [[html.escape(str(v)) for v in row] for row in self.frame().itertuples(index=False, name=None)]
        head = ["owner", "stages", "touchpoints", "of them shared", "cards", "rising"]
        lost = "; ".join(label for _, label in self.without())
        several = "; ".join(f"{label} ({', '.join(who)})" for label, who in self.several())
        notes = f"<p><strong>Without an owner:</strong> {html.escape(lost)}</p>" if lost else ""
        notes += f"<p><strong>More than one owner:</strong> {html.escape(several)}</p>" if several else ""
        money = self.budget()
        spend = [
            [
                html.escape(str(r.stage)), html.escape(str(r.owner) or NOBODY), f"{r.people} of {r.n}", str(r.pains), str(r.needs),
                html.escape(str(r.first)),
            ]
            for r in money.itertuples(index=False)
        ]  # fmt: skip
        below = ["stage", "owner", "people in need", "pains", "needs", "most shared"]
        return table(head, rows, repr(self).strip("<>")) + notes + (table(below, spend, "Where to spend") if spend else "")

    # Pages -----------------------------------------------------------------------------------------------------------

    def page(self, owner: str) -> OwnerPage:
        """Return the page of one owner.

        Raises
        ------
        UserError
            If there is no such owner; the message lists those there are.
        """
        wanted = " ".join(owner.split()).casefold()
        for page in self.found["owners"]:
            if wanted in {page["owner"].casefold(), self._shown(page["owner"]).casefold()}:
                return OwnerPage(self._shown(page["owner"]), self._html(page), self.masks.gate)
        raise UserError(f"nobody is called {owner!r} here; there are: {', '.join(self.names()) or 'no owners'}")

    def save(self, folder: str | Path, *, despite: str = "") -> list[Path]:
        """Write one page an owner and ``budget.csv`` into a folder, once all have passed the share gate; return the files.

        The names of the files are made from those of the owners and stay inside the folder, whatever somebody is called.

        Parameters
        ----------
        folder
            Where to; it is made if it is not there.
        despite
            Why they may go out although the gate found something: recorded in the history, for good.

        Raises
        ------
        CheckFailed
            If the gate finds something and there is no reason: what and where, masked. Nothing is written.
        """
        root = Path(folder)
        taken = {"budget"}
        pages = {}
        for page in self.found["owners"]:
            shown = self._shown(page["owner"])
            name = unique(slug(shown, "owner"), taken)
            taken.add(name)
            pages[root / f"{name}.html"] = self._html(page)
        return put(pages | {root / "budget.csv": self.budget_csv()}, self.masks.gate, despite)

    def budget_csv(self) -> str:
        """Return the budget as CSV; a cell that a spreadsheet would run gets a ``'`` before it."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for row in self._budget:
            shown = dict(row) | {"stage": self._labels.get(row["stage"], "")}
            shown |= {c: self._shown(str(row[c])) for c in ("owner", "first")}
            cells = ["" if shown[c] is None else shown[c] for c in _COLUMNS]
            writer.writerow([f"'{c}" if is_formula(c) else c for c in cells])
        return out.getvalue()

    def _of(self, page: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the weak signals among the cards of an owner."""
        mine = set(page["cards"])
        return [signal for signal in self._rising if signal["id"] in mine]

    def _html(self, page: Mapping[str, Any]) -> str:
        return render("owner.html.j2", **self._told(page))

    def pages(self, link: Callable[[str], str]) -> list[tuple[str, str, str]]:
        """Return of each owner the name, a summary, and what stands on their page below it, as HTML for a page of a site.

        Parameters
        ----------
        link
            Claim -> where its card is.
        """
        told = [self._told(page, link) for page in self.found["owners"]]
        return [(values["owner"], values["summary"], render("owner_body.html.j2", **values)) for values in told]

    def _told(self, page: Mapping[str, Any], link: Callable[[str], str] | None = None) -> dict[str, Any]:
        """Return what the templates print of an owner."""
        look = self.look
        rising = [s | {"label": self._shown(s["label"]), "text": s["text"].partition(": ")[2]} for s in self._of(page)]
        quiet = "Nothing new and nothing rising." if look.rounds[1:] else "There is one round, so nothing can rise yet."
        cards = [card | {"link": link(card["id"]) if link else ""} for card in self._cards(page["cards"])]
        people = len({p for e in look.evidence if e.code in set(page["cards"]) for p in e.supporters})
        summary = f"{count(len(cards), 'card')}, named by {words.people(people)} of {len(look.material.people):,}."
        money = [self._spend(b) for b in self._budget if b["owner"].casefold() == page["owner"].casefold()]
        points = [
            dict(t) | {"label": self._shown(t["label"]), "stage": self._labels.get(t["stage"], "")} for t in page["touchpoints"]
        ]
        return {
            "owner": self._shown(page["owner"]), "title": self._shown(look.settings.title), "round": look.round or "",
            "today": words.day(look.today), "summary": summary, "rising": rising, "quiet": quiet, "budget": money,
            "touchpoints": points, "cards": cards, "stages": [self._labels[s] for s in page["stages"]],
        }  # fmt: skip

    def _spend(self, row: Mapping[str, Any]) -> dict[str, str]:
        effort = "not estimated" if row["effort"] is None else f"{row['effort']:g} for {count(row['estimated'], 'claim')}"
        share = f"{row['people']} of {row['n']} ({words.percent(row['lo'])} to {words.percent(row['hi'])})"
        stage = self._labels.get(row["stage"], "no stage")
        return {
            "stage": stage, "people": share, "pains": str(row["pains"]), "needs": str(row["needs"]),
            "first": self._shown(row["first"]), "effort": effort,
        }  # fmt: skip

    @cached_property
    def _all_cards(self) -> dict[str, dict[str, Any]]:
        return Cards(self.look).all()

    def _cards(self, claims: Sequence[str]) -> list[dict[str, Any]]:
        evidence = {e.code: e for e in self.look.evidence}
        out = []
        for claim in claims:
            card, e = self._all_cards[claim], evidence[claim]
            override = self.look.state.cards.get(claim)
            out.append(
                {
                    "id": claim,
                    "family": card["kind"],
                    "kind": words.SINGULAR.get(card["kind"], card["kind"]),
                    "stage": self._labels.get(shown_in(self.look, claim, e.stage), ""),
                    "status": override.status if override and override.status != "open" else "",
                    "title": self._shown(title(self.look, claim)),
                    "assumed": not e.k,
                    "evidence": words.evidence(card, self._labels.get(e.stage, "its stage")),
                    "grade": words.grade(card),
                    "quotes": [
                        *self._quotes(e.supporters, _SUPPORTING, against=False),
                        *self._quotes(e.opponents, _CONTRADICTING, against=True),
                    ],
                }
            )
        return out

    def _quotes(self, people: Mapping[str, Sequence[Mention]], most: int, *, against: bool) -> list[dict[str, Any]]:
        """Return words of so many people who may be quoted: of each their longest passage."""
        said = [max(people[p], key=lambda m: (len(m.quote), m.id)) for p in sorted(people) if p not in self.masks.silent][:most]
        shown = self.masks.said([m.quote for m in said], [m.participant for m in said])
        return [{"text": t, "who": m.participant, "against": against} for t, m in zip(shown, said, strict=True) if t != WITHHELD]


@looking
@dataclass(frozen=True)
class OwnerPage:
    """One owner's page: shows itself in a notebook, and saves itself as one offline file.

    Attributes
    ----------
    owner
        As it is shown.
    html
        The whole page.
    gate
        Looks at it before it is written.
    """

    owner: str
    html: str
    gate: Gate | None = None

    def __repr__(self) -> str:
        return f"<page of {self.owner}>"

    def _repr_html_(self) -> str:
        body = self.html.partition("<main>")[2].partition("</main>")[0]
        return f"<div>{body}</div>"

    def save(self, path: str | Path, *, despite: str = "") -> Path:
        """Write the page once it has passed the share gate; return the path.

        Parameters
        ----------
        path
            Where to.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.
        """
        return put({Path(path): self.html}, self.gate, despite)[0]
