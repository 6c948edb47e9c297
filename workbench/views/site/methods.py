"""What this study rests on and where it ends, as a page: who was heard, who coded, how far they agreed, what is not shown."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey.said.people import staff
from workbench.share import words
from workbench.share.site import Page
from workbench.study.given import looking
from workbench.views.site.pieces import listing, part, points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from workbench.journey.said.people import Person
    from workbench.study.records import Participant
    from workbench.study.settings import Settings
    from workbench.views.agreement import AgreementView
    from workbench.views.coverage import CoverageView
    from workbench.views.saturation import SaturationView
    from workbench.views.thresholds import ThresholdsView

#: What holds for every study of this kind; docs/methods.md has the limits of each number.
_LIMITS = (
    "People in a study are found, not drawn at random. A share is a share of those who spoke about a stage or were asked about it.",
    "An interval says what other people like these might have told, not how a market is.",
    "How often something is said is no measure of how important it is.",
    "Names, addresses and phone numbers are replaced before anything is shown, and a last look refuses a file that has one left.",
    "Nobody can promise that no reader knows a person by what they tell.",
)


@looking
@dataclass(frozen=True)
class Ground:
    """What a study rests on.

    Attributes
    ----------
    model
        The map model, masked.
    settings
        What study.toml says.
    people
        Who was heard, by pseudonym.
    records
        What is known about participants.
    silent
        Who may not be quoted today.
    codings
        As `workbench.coding.frame.codings_frame` has them.
    checks
        As ``study.check_map()`` gives them.
    agreement, coverage, saturation, thresholds
        The views of these names; `agreement` is None where there are no two coders.
    dressed
        Makes what a view shows part of a page.
    """

    model: Mapping[str, Any]
    settings: Settings
    people: Mapping[str, Person]
    records: Mapping[str, Participant]
    silent: frozenset[str]
    codings: pd.DataFrame
    checks: pd.DataFrame
    agreement: AgreementView | None
    coverage: CoverageView
    saturation: SaturationView
    thresholds: ThresholdsView
    dressed: Callable[[str], str]
    masked: Callable[[str], str]

    def page(self) -> Page:
        """Return the page."""
        body = "".join((
            part("Who was heard", self._heard()),
            part("Which stages they were heard about", self.dressed(self.coverage._repr_html_())),
            part("Who coded what they said", self._coders()),
            part("How far coders agree", self._agreement()),
            part("How sure the cards are", self._grades()),
            part("Whether more interviews would bring more", self.dressed(self.saturation._repr_html_())),
            part("What is not shown", self._withheld()),
            part("Limits", self._limits()),
            part("Every cut-off", self._cuts()),
        ))  # fmt: skip
        lead = "What the map rests on: people, coders, cut-offs; what was left out, and how far the numbers carry."
        return Page("methods.html", "Methods and limits", body, name="Methods", lead=lead)

    def _heard(self) -> str:
        backstage = staff(self.people)
        kinds = sorted({kind for person in self.people.values() for _, kind in person.heard})
        rounds = self.settings.in_order({r for person in self.people.values() for r in person.rounds})
        known = {r.id: r for r in self.settings.rounds}
        rows = []
        for name in rounds:
            there = [p for p in self.people.values() if name in p.rounds]
            label = self.masked(known[name].label) if name in known else ""
            how = self.masked(known[name].recruitment) if name in known else ""
            counts = [str(sum((name, kind) in p.heard for p in there) or "\u2013") for kind in kinds]
            told = " \u00b7 ".join(p for p in (name, label if label != name else "") if p)
            rows.append([html.escape(told), html.escape(how), *counts, str(len(there))])
        several = sum(len(p.rounds) > 1 for p in self.people.values())
        twice = f", {several:,} of them in more than one round" if several else ""
        inside = (
            f". {words.people(len(backstage))} of these work for the company and are in no number of the map" if backstage else ""
        )
        heads = ["round", "how they were found", *map(words.kind_name, kinds), "people"]
        said = f"<p>{words.people(len(self.people))} in all{twice}{inside}.</p>"
        return said + (listing(heads, rows, numbers=len(kinds) + 1) if rows else "")

    def _coders(self) -> str:
        if not len(self.codings):
            return "<p>Nothing is coded yet.</p>"
        counts = Counter(zip(self.codings["coder"], self.codings["coder_kind"], strict=True))
        rows = [
            [html.escape(self.masked(str(coder))), "a person" if kind == "human" else "a program, which never counts", f"{n:,}"]
            for (coder, kind), n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
        ]
        return listing(["coder", "who that is", "codings"], rows, numbers=1)

    def _agreement(self) -> str:
        view = self.agreement
        if view is None or not view.families:
            return "<p>No two people coded the same text: how far they would agree is not known.</p>"
        first = next(iter(view.families.values()))
        who = html.escape(words.listed([self.masked(c) for c in view.coders]))
        said = (
            f"<p>{who} coded {first.documents} of the same texts, in which {words.people(first.people)} speak. Alpha is 1 where "
            "they always agree and 0 where chance would do as well; the interval is what other texts might have shown.</p>"
        )
        rows = []
        for family, found in view.families.items():
            value, lo, hi = found.value.alpha, found.alpha_lo, found.alpha_hi
            between = "" if lo is None or hi is None else f"{lo:.2f} to {hi:.2f}"
            both, *single = (found.cells[0], found.cells[1] + found.cells[2])
            shown = "not defined" if value is None else f"{value:.2f}"
            rows.append([html.escape(self.masked(family)), shown, between, f"{both:,}", f"{single[0]:,}"])
        return said + listing(["kind of code", "alpha", "95 % interval", "coded by both", "by one only"], rows, numbers=4)

    def _grades(self) -> str:
        claims = self.model["claims"].values()
        counts = Counter(c["grade"] if c["k"] else "ASSUMPTION" for c in claims)
        rows = [[html.escape(g), html.escape(meaning), f"{counts[g]:,}"] for g, meaning in words.GRADE_WORDS.items() if counts[g]]
        signed = sum(bool(c.get("signed")) for c in claims)
        said = f"<p>Grades are proposed from numbers; people signed {signed} of {len(claims)}.</p>"
        return (listing(["grade", "what it says", "cards"], rows, numbers=1) + said) if rows else "<p>There is no card yet.</p>"

    def _withheld(self) -> str:
        quotes = self.model["quotes"].values()
        left = sum(not q["consent"] for q in quotes)
        quiet = len(self.silent & self.people.keys())
        withdrawn = sum(bool(r.attributes.get("withdrawn")) for r in self.records.values())
        lines = [
            f"{quiet:,} of {words.people(len(self.people))} may not be quoted: they are counted, and none of their words is here.",
            f"{left:,} of the {len(quotes):,} passages behind the map are therefore without words.",
        ]
        lines += [f"{words.people(withdrawn)} withdrew: nothing they said is in the study any more."] if withdrawn else []
        most, least = self.settings.quotes_per_person, self.settings.smallest_cell
        lines += [
            f"On one card stand at most {most} passages of one person; the others are counted.",
            f"Where people are broken down by what they are, fewer than {least} are not told.",
            "Originals, recordings and the list of who is behind a pseudonym are no part of this site.",
        ]
        return points(lines)

    def _limits(self) -> str:
        notices = [*self.model["notices"], *map(words.visible, self.model.get("cautions") or ())]
        found = [str(text) for text in self.checks["text"]] if len(self.checks) else []
        own = points([words.sentence(line) for line in dict.fromkeys([*notices, *found])])
        return points(_LIMITS) + (f"<p>Of this study:</p>{own}" if own else "")

    def _cuts(self) -> str:
        made = self.model["made_from"]
        used = (
            f"{len(made['sources']):,} sources and {made['acts']:,} acts" if "acts" in made else f"{len(made['sources']):,} sources"
        )
        state = f"state <code>{html.escape(made['digest'][:12])}</code> of the study; the same state gives the same site"
        cuts = f"<summary>{repr(self.thresholds).strip('<>')}</summary>{self.dressed(self.thresholds._repr_html_())}"
        return f"<p>Computed from {used}, {state}.</p><details>{cuts}</details>"
