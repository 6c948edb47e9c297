"""The fold: acts in, state out. Every number the workbench shows starts here.

Acts are taken in the order (lamport, coder, n, id), so any set of logs gives one state, however they were merged.
An act that a live ``undo`` names is skipped; an undo that is itself undone is not live, which is what redo is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.study.records import FAMILIES, Act, Anchor, Code, CoderKind, Coding, Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass
class State:
    """What the acts add up to.

    Attributes
    ----------
    codes, codings, needs
        By id.
    memos
        ``(kind, id)`` of what they are about to text; kinds are ``coding``, ``code``, ``source``, ``participant``.
    coders
        Kind of each coder who declared it; everybody else is human.
    undone
        Ids of acts that are taken back.
    unknown
        Kinds of act this version does not know, with how often they occur; they are left alone.
    """

    codes: dict[str, Code] = field(default_factory=dict)
    codings: dict[str, Coding] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    memos: dict[tuple[str, str], str] = field(default_factory=dict)
    coders: dict[str, CoderKind] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    unknown: dict[str, int] = field(default_factory=dict)


def ordered(acts: Iterable[Act]) -> list[Act]:
    """Return `acts` without repeats, in the order of the fold."""
    return sorted({a.id: a for a in acts}.values(), key=lambda a: (a.lamport, a.coder, a.n, a.id))


def taken_back(acts: list[Act]) -> set[str]:
    """Return the ids of the acts that are undone, given acts in fold order."""
    gone: set[str] = set()
    for act in reversed(acts):
        if act.act == "undo" and act.id not in gone:
            gone.add(act.body["target"])
    return gone


def fold(acts: Iterable[Act]) -> State:
    """Return the state that `acts` add up to. The order in which they are given does not matter."""
    state = State()
    line = ordered(acts)
    state.undone = taken_back(line)
    for act in line:
        if act.id in state.undone or act.act == "undo":
            continue
        step = STEPS.get(act.act)
        if step is None:
            state.unknown[act.act] = state.unknown.get(act.act, 0) + 1
        else:
            step(state, act)
    return state


def _join(state: State, act: Act) -> None:
    state.coders[act.coder] = act.body.get("kind", "human")


def _define(state: State, act: Act) -> None:
    body = act.body
    known = state.codes.get(body["code"])
    family = body["code"].partition(":")[0]
    base = known or Code(body["code"], family if family in FAMILIES else "free", body.get("label", body["code"]))
    changes = {k: body[k] for k in ("label", "definition", "stage", "valence", "colour", "key", "owner", "latent") if k in body}
    state.codes[base.id] = replace(base, **changes)


def _retire(state: State, act: Act) -> None:
    if code := state.codes.get(act.body["code"]):
        state.codes[code.id] = replace(code, retired=True)


def _merge(state: State, act: Act) -> None:
    old, new = act.body["code"], act.body["into"]
    if old not in state.codes or new not in state.codes or old == new:
        return
    state.codes[old] = replace(state.codes[old], retired=True)
    for key, coding in state.codings.items():
        if coding.code == old:
            state.codings[key] = replace(coding, code=new)


def _anchor(raw: dict[str, Any]) -> Anchor:
    return Anchor(raw["source"], raw.get("item", ""), raw["version"], int(raw["start"]), int(raw["end"]))


def _add(state: State, act: Act, *, key: str | None = None, body: dict[str, Any] | None = None) -> None:
    body = body or act.body
    key = key or act.id
    state.codings[key] = Coding(
        key, body["code"], _anchor(body["anchor"]), act.coder, state.coders.get(act.coder, "human"), act.at,
        body.get("valence"), body.get("stance", "for"), body.get("memo", ""),
    )  # fmt: skip
    if body["code"] not in state.codes:
        family, _, name = body["code"].partition(":")
        state.codes[body["code"]] = Code(body["code"], family if family in FAMILIES else "free", (name or family).replace("-", " "))


def _remove(state: State, act: Act) -> None:
    state.codings.pop(act.body["coding"], None)


def _edit(state: State, act: Act) -> None:
    if coding := state.codings.get(act.body["coding"]):
        changes: dict[str, Any] = {k: act.body[k] for k in ("valence", "stance", "memo", "code") if k in act.body}
        if "anchor" in act.body:
            changes["anchor"] = _anchor(act.body["anchor"])
        state.codings[coding.id] = replace(coding, **changes)


def _memo(state: State, act: Act) -> None:
    about = (act.body["kind"], act.body["about"])
    if text := act.body.get("text", ""):
        state.memos[about] = text
    else:
        state.memos.pop(about, None)


def _need(state: State, act: Act) -> None:
    body = act.body
    need = Need(body["need"], body["statement"], body.get("stage", ""), bool(body.get("latent")), act.coder, act.at,
                body.get("candidate", ""))
    state.needs[need.id] = need
    base = state.codes.get(need.id) or Code(need.id, "need", need.statement)
    state.codes[need.id] = replace(base, label=need.statement, stage=need.stage, latent=need.latent)
    for number, anchor in enumerate(body.get("anchors", ())):
        _add(state, act, key=f"{act.id}.{number}", body={"code": need.id, "anchor": anchor})


STEPS: dict[str, Callable[[State, Act], None]] = {
    "coder.join": _join,
    "code.define": _define,
    "code.retire": _retire,
    "code.merge": _merge,
    "coding.add": _add,
    "coding.remove": _remove,
    "coding.edit": _edit,
    "memo.set": _memo,
    "need.confirm": _need,
}
