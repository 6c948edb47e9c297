"""Who answers for what and who told what: a page an owner, a page a story."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.share import words
from workbench.share.site import Page
from workbench.study.names import slug, unique
from workbench.views.site.pieces import link, listing, part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.views.owners import OwnersView
    from workbench.views.story import StoryView

_OWNERS, _STORIES = "owners/index.html", "stories/index.html"


def owners(view: OwnersView, card: Callable[[str], str]) -> list[Page]:
    """Return the page of all owners and one of each.

    Parameters
    ----------
    view
        Who answers for what.
    card
        Claim -> where its card is, from a page in a folder of the site.
    """
    found = view.pages(card)
    if not found:
        return []
    names = _names([owner for owner, _, _ in found])
    pages = [
        Page(f"owners/{name}.html", owner, f'<div class="wb-owner">{body}</div>', lead=summary, above=_OWNERS)
        for name, (owner, summary, body) in zip(names, found, strict=True)
    ]
    rows = [
        [link(f"{name}.html", page.title), html.escape(str(row.stages)), str(row.touchpoints), str(row.cards), str(row.rising)]
        for name, page, row in zip(names, pages, view.frame().itertuples(), strict=True)
    ]
    table = listing(["owner", "stages", "touchpoints", "cards", "of them rising"], rows, numbers=3)
    lead = "Each has a page with their touchpoints, their cards and what is rising among them."
    return [Page(_OWNERS, "Owners", part("", table) + _lost(view, card), lead=lead), *pages]


def _lost(view: OwnersView, card: Callable[[str], str]) -> str:
    """Return which cards nobody answers for, and which touchpoints several do."""
    cards = "".join(f"<li>{link(card(claim), label)}</li>" for claim, label in view.without())
    shared = "".join(f"<li><bdi>{html.escape(what)}</bdi>: {html.escape(words.listed(who))}</li>" for what, who in view.several())
    said = part("Cards without an owner", f"<ul>{cards}</ul>") if cards else ""
    return said + (part("Touchpoints with more than one owner", f"<ul>{shared}</ul>") if shared else "")


def stories(told: Sequence[StoryView], together: str, quiet: int, dressed: Callable[[str], str]) -> list[Page]:
    """Return the page of all stories and one of each; none if nobody tells one.

    Parameters
    ----------
    told
        Of people who may be quoted.
    together
        The ways that all take, as HTML.
    quiet
        How many more tell one and may not be quoted.
    dressed
        Makes what a view shows part of a page.
    """
    if not together and not told:
        return []
    who = [story.story.participant for story in told]
    names = _names(who)
    pages = []
    for at, (name, story) in enumerate(zip(names, told, strict=True)):
        body = f'<div class="wb-part wb-story">{dressed(story.body(2))}</div>{_turns(names, who, at)}'
        pages.append(Page(f"stories/{name}.html", f"The story of {who[at]}", body, name=who[at], above=_STORIES))
    rows = [
        [link(f"{name}.html", story.story.participant), str(len(story.story.chapters)), html.escape(story.stops())]
        for name, story in zip(names, told, strict=True)
    ]
    body = listing(["who", "stops", "stages in the order of telling"], rows) if rows else ""
    if quiet:
        body += f"<p>{words.people(quiet)} told of the journey and may not be quoted: there is no page of theirs.</p>"
    lead = "One person at a time, in their own words, with the group beside them. One person is one person."
    return [Page(_STORIES, "Stories", part("", body) + part("The ways all of them take", together), lead=lead), *pages]


def _turns(names: Sequence[str], who: Sequence[str], at: int) -> str:
    """Return links to the story before and the one after."""
    before = link(f"{names[at - 1]}.html", f"\u2190 {who[at - 1]}") if at else "<span></span>"
    after = link(f"{names[at + 1]}.html", f"{who[at + 1]} \u2192") if at + 1 < len(names) else ""
    return f'<nav class="wb-turns" aria-label="Stories">{before}{after}</nav>' if len(names) > 1 else ""


def _names(shown: Sequence[str]) -> list[str]:
    """Return names of files, each once: they stay inside the folder whatever somebody is called."""
    taken: dict[str, None] = {"index": None}
    for one in shown:
        taken[unique(slug(one, "somebody"), set(taken))] = None
    return list(taken)[1:]
