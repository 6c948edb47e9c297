"""How the list of commands is ordered: what a study needs from its first day on comes first, what shows one thing last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclopts import Group

if TYPE_CHECKING:
    from cyclopts import App

#: Title of each group, and its commands in the order in which they are met.
GROUPS = {
    "First: a study, files in, a map out": (
        "demo", "new", "preview", "import", "lab", "map", "render", "export", "share", "rerun", "diff",
    ),
    "Code": ("codebook", "suggest", "query", "assign", "reveal", "agree", "drift", "asked", "align", "same-question"),
    "Topics and needs": ("themes", "needs", "ledger"),
    "Keep work safe, put right what went wrong": ("check", "history", "undo", "remove", "orphans", "mend", "merge"),
    "Keep people private": ("names", "gate", "link", "withdraw"),
    "How sure": ("evidence", "thresholds", "triangulation", "saturation", "moments", "ask-next", "coverage"),
    "One thing of the map each": (
        "touchpoints", "channels", "handoffs", "contradictions", "actions", "thoughts", "goals", "gaps", "prefs", "alternatives",
        "effort", "staff", "content-gaps", "personas", "paths", "story", "words", "causes", "signals", "owners", "numbers", "fuse",
        "outcomes",
    ),
    "Decide and plan": (
        "capture", "comment", "sign", "priorities", "estimate", "kano", "table", "hypotheses", "loop", "future", "roadmap",
    ),
    "Other": ("dashboard", "notebooks", "forms", "schema"),
}  # fmt: skip


def group(app: App) -> None:
    """Put every command of `app` in its group."""
    for number, (title, names) in enumerate(GROUPS.items()):
        shown = Group(title, sort_key=number)
        for place, name in enumerate(names):
            app[name].group = shown
            app[name].sort_key = place
