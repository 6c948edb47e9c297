"""The need ledger in the fold: what a person says of a need after it was confirmed, of a candidate, and of two rounds.

A need is confirmed by ``need.confirm``, merged by ``code.merge`` and retired by ``code.retire``, like any code. Here is the rest.
`workbench.themes.ledger` makes the list that people read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.study.codings import anchor_of
from workbench.study.records import Dismissal, Ruling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.study.fold import State
    from workbench.study.records import Act

#: Parts of a statement, and the round it was made in: a need that is confirmed again keeps those that are not said anew.
PARTS = ("who", "what", "because", "round")
_EDITED = ("statement", "stage", "latent", "who", "what", "because")


def parts(state: State, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return who, what, because and round of the need that a ``need.confirm`` is about."""
    before = state.needs.get(body["need"])
    return tuple(body.get(name, getattr(before, name) if before else "") for name in PARTS)


def edit(state: State, act: Act) -> None:
    """Take a ``need.edit``; of a need that is not in the ledger, or was merged, it says nothing."""
    need = state.needs.get(act.body["need"])
    if need is None or need.id in state.merged:
        return
    need = state.needs[need.id] = replace(need, **{name: act.body[name] for name in _EDITED if name in act.body})
    state.codes[need.id] = replace(state.codes[need.id], label=need.statement, stage=need.stage, latent=need.latent)


def dismiss(state: State, act: Act) -> None:
    """Take a ``need.dismiss``."""
    body = act.body
    anchors = tuple(anchor_of(raw) for raw in body["anchors"])
    state.dismissed[act.id] = Dismissal(
        act.id, body["candidate"], anchors, act.coder, act.at, body["reason"], body.get("round", "")
    )


def decide(state: State, act: Act) -> None:
    """Take a ``need.decide``: it is kept as it is, and codes nothing."""
    body = act.body
    similarity = float(body["similarity"]) if "similarity" in body else None
    needs, into = tuple(dict.fromkeys(body["needs"])), tuple(dict.fromkeys(body["into"]))
    state.rulings[act.id] = Ruling(
        act.id, body["round"], body["kind"], needs, into, act.coder, act.at, body.get("reason", ""),
        body.get("candidate", ""), similarity,
    )  # fmt: skip


def take_out(state: State, name: str) -> bool:
    """Take out a dismissal or a ruling, on which nothing else rests: say whether there was one."""
    return state.dismissed.pop(name, None) is not None or state.rulings.pop(name, None) is not None
