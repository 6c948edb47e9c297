"""Double coding in the fold: who codes what without seeing the others, and what was decided where coders differ.

A coding that falls is kept, and so is what it says of how far two coders agree; it only is no evidence any more. Of several
decisions about a coding the last one counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.study.codings import anchor_of
from workbench.study.records import Adjudication, Assignment

if TYPE_CHECKING:
    from workbench.study.fold import State
    from workbench.study.records import Act, Standing

#: What an edit must change for a decision about the coding to be looked at again.
SAYS = frozenset({"code", "stance", "anchor"})


def assign(state: State, act: Act) -> None:
    """Take an ``assignment.make``."""
    body = act.body
    anchors = tuple(anchor_of(raw) for raw in body.get("anchors", ()))
    coders, sources = (tuple(dict.fromkeys(body[name])) for name in ("coders", "sources"))
    state.assignments[act.id] = Assignment(act.id, coders, sources, body["purpose"], act.coder, act.at, anchors=anchors)


def reveal(state: State, act: Act) -> None:
    """Take an ``assignment.reveal``; without its assignment it says nothing."""
    if made := state.assignments.get(act.body["assignment"]):
        state.assignments[made.id] = replace(made, revealed=True)


def adjudicate(state: State, act: Act) -> None:
    """Take an ``adjudication.make``; `fallen` says what all of them come to."""
    body = act.body
    made = Adjudication(
        act.id, anchor_of(body["anchor"]), tuple(body["stands"]), tuple(body["falls"]), act.coder, act.at, body.get("reason", "")
    )
    state.adjudications[act.id] = made
    state.revised.difference_update(made.stands, made.falls)


def take_out(state: State, name: str) -> bool:
    """Take out an assignment or an adjudication, if that can be done exactly: say whether it was."""
    if state.assignments.pop(name, None) is not None:
        return True  # a reveal without its assignment says nothing
    made = state.adjudications[name]
    if not state.touched.isdisjoint((*made.stands, *made.falls)):
        return False  # whether one of them was revised before cannot be told any more
    del state.adjudications[name]
    return True


def standings(state: State) -> dict[str, Standing]:
    """Return what was decided about codings, by id: the last word on each.

    What is named as standing and as falling falls. A coding that was added in one gesture with an adjudication stands, unless
    one says otherwise.
    """
    found: dict[str, Standing] = {}
    for made in state.adjudications.values():
        found |= dict.fromkeys(made.stands, "stands")
        found |= dict.fromkeys(made.falls, "falls")
    for key in (key for made in state.adjudications for key in state.gestures.get(made, ())):
        found.setdefault(key, "stands")
    return found


def fallen(state: State) -> frozenset[str]:
    """Return the codings that fall."""
    return frozenset(key for key, standing in standings(state).items() if standing == "falls")
