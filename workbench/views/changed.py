"""What became of topics since the last round, in words a person can confirm or not."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.study.words import count
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.themes.identity import TopicChange
    from workbench.views.parts import Masks

#: Kind of change -> what it says to somebody who does not know the word, in the order of the table.
SAYS = {
    "new": "was in no topic before",
    "gone": "is in no topic any more",
    "split": "fell apart into several",
    "merged": "several became one",
    "grew": "more passages than before",
    "shrank": "fewer passages than before",
    "kept": "as before",
}


#: Of the same topic; with more passages in a study most topics grow.
_SIZE = ("grew", "shrank")
_SOFT = "opacity:.8;font-size:.92em"
#: Topics that are named where nobody raises them any more.
_UNHEARD = 12


def changed(changes: Sequence[TopicChange], names: Mapping[str, str], masks: Masks, before: Mapping[str, str] | None = None) -> str:
    """Return the changes as a table; what only stayed as it was is counted beneath.

    Parameters
    ----------
    changes
        As `workbench.themes.identity.changes` gives them.
    names
        Topic id -> what it is called now.
    masks
        What stands between what people said and what is shown.
    before
        Topic id -> what it was called, where it is in no topic any more; its id if that is not known.
    """
    old = dict(before or {}) | dict(names)

    def called(ids: Sequence[str]) -> str:
        return "<br>".join(html.escape(masks.text(old.get(i, i), guess=False)) for i in ids) or "\u2013"

    order = list(SAYS)
    rows = sorted((c for c in changes if c.kind != "kept"), key=lambda c: (order.index(c.kind), -c.people_after, c.before, c.after))
    kept = sum(c.kind == "kept" for c in changes)
    same = f"<p style='{_SOFT}'>{count(kept, 'topic')} as before.</p>" if kept else ""
    headings = ["", "before", "now", "people", "passages in both"]
    lines: dict[bool, list[list[str]]] = {True: [], False: []}
    for c in rows:
        what = f"<strong>{c.kind}</strong><br><span style='{_SOFT}'>{SAYS[c.kind]}</span>"
        people = f"{c.people_before} \u2192 {c.people_after}"
        lines[c.kind in _SIZE].append([what, called(c.before), called(c.after), people, str(c.shared)])
    caption = "Since the last round: proposals until a person says so"
    out = table(headings, lines[False], caption) if lines[False] else ""
    if lines[True]:
        sizes = " and ".join(f"{n} {kind}" for kind in _SIZE if (n := sum(c.kind == kind for c in rows)))
        head = f"Since the last round {sizes}: the same topics, with more or fewer passages"
        out += f"<details><summary>{head}</summary>{table(headings, lines[True], '')}</details>"
    return out + same


def unheard(before: Mapping[str, int], people: int, round_: str, *, masks: Masks) -> str:
    """Return the topics that nobody of a round raises: an id outlives that, and a topic of all rounds together never shrinks by it.

    Parameters
    ----------
    before
        What each is called -> how many people raised it in earlier rounds.
    people, round_
        How many there are in the last round, and which that is.
    masks
        What stands between what people said and what is shown.
    """
    named = [f"{name} ({k:,} people before)" for name, k in list(before.items())[:_UNHEARD]]
    rest = [f"and {len(before) - len(named)} more"] if len(before) > len(named) else []
    said = f"Of {people:,} people of {round_} nobody raises: {'; '.join([*named, *rest])}."
    return f"<p style='{_SOFT}'>{html.escape(masks.text(said, guess=False))}</p>"
