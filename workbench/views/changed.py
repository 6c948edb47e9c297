"""What became of topics since the last round, in words a person can confirm or not."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.views.parts import count, table

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
    shown = sorted(
        (c for c in changes if c.kind != "kept"), key=lambda c: (order.index(c.kind), -c.people_after, c.before, c.after)
    )
    kept = sum(c.kind == "kept" for c in changes)
    rest = f"<p style='opacity:.8;font-size:.92em'>{count(kept, 'topic')} as before.</p>" if kept else ""
    if not shown:
        return rest
    rows = []
    for c in shown:
        what = f"<strong>{c.kind}</strong><br><span style='opacity:.8;font-size:.92em'>{SAYS[c.kind]}</span>"
        people = f"{c.people_before} \u2192 {c.people_after}"
        rows.append([what, called(c.before), called(c.after), people, str(c.shared)])
    caption = "Since the last round: proposals until a person says so"
    return table(["", "before", "now", "people", "passages in both"], rows, caption) + rest
