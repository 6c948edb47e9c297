"""Themes in the fold: what people named, joined and put where, and which fits of a model they kept.

A theme is made by a person and keeps its id. What is placed in it stays there, whatever a model says later; of several acts
about one passage the last one counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.study.codings import anchor_of
from workbench.study.records import Kept, Placement, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.study.fold import State
    from workbench.study.records import Act

_EDITED = ("name", "description", "stage")


def make(state: State, act: Act) -> None:
    """Take a ``theme.make``: a theme that is there already is named anew, and comes back if it was retired."""
    body = act.body
    theme = _there(state, body["theme"], act)
    if not theme.into:
        state.themes[theme.id] = replace(theme, name=body["name"], topic=body.get("topic", theme.topic), retired=False)
    _put(state, act, body.get("anchors", ()), theme.id)


def edit(state: State, act: Act) -> None:
    """Take a ``theme.edit``; without its theme it says nothing."""
    theme = state.themes.get(act.body["theme"])
    if theme is None:
        return
    changes: dict[str, Any] = {name: act.body[name] for name in _EDITED if name in act.body}
    if "codes" in act.body:
        changes["codes"] = tuple(dict.fromkeys(act.body["codes"]))
    state.themes[theme.id] = replace(theme, **changes)


def merge(state: State, act: Act) -> None:
    """Take a ``theme.merge``: what is placed in the one is in the other from then on, also what is placed later."""
    old, new = _there(state, act.body["theme"], act), stands_for(state.themes, act.body["into"])
    if old.id == new:
        return
    if old.into:
        state.problems.append(
            f"act {act.id} of {act.coder}: {old.id} stays where it is, since it was merged into {old.into} before"
        )
        return
    _there(state, new, act)
    state.themes[old.id] = replace(old, into=new, retired=True)
    for anchor, placed in state.placed.items():
        if placed.theme == old.id:
            state.placed[anchor] = replace(placed, theme=new)


def retire(state: State, act: Act) -> None:
    """Take a ``theme.retire``: the theme is hidden, and what was placed in it can be placed elsewhere."""
    if theme := state.themes.get(act.body["theme"]):
        state.themes[theme.id] = replace(theme, retired=True)


def place(state: State, act: Act) -> None:
    """Take a ``theme.place``; the empty theme says that a passage is in none."""
    theme = act.body["theme"]
    _put(state, act, act.body["anchors"], _there(state, theme, act).id if theme else "")


def keep(state: State, act: Act) -> None:
    """Take a ``topics.keep``."""
    state.kept[act.id] = Kept(act.id, act.body["fit"], act.body.get("name", ""), act.coder, act.at)


def stands_for(themes: Mapping[str, Theme], theme: str) -> str:
    """Return the id of the theme that stands for `theme` after merges."""
    while theme in themes and themes[theme].into:
        theme = themes[theme].into
    return theme


def _there(state: State, theme: str, act: Act) -> Theme:
    """Return a theme as it is; one that nobody made is made, with a name from its id."""
    if theme not in state.themes:
        name = theme.partition(":")[2].replace("-", " ")
        state.themes[theme] = Theme(theme, name, coder=act.coder, at=act.at)
    return state.themes[theme]


def _put(state: State, act: Act, anchors: Iterable[Mapping[str, Any]], theme: str) -> None:
    """Place passages; each goes behind those that were placed before, so that the order says which is the last word."""
    theme = stands_for(state.themes, theme)
    for number, raw in enumerate(anchors):
        anchor = anchor_of(raw)
        state.placed.pop(anchor, None)
        state.placed[anchor] = Placement(f"{act.id}.{number}", anchor, theme, act.coder, act.at)
