"""Which gesture the next undo of a coder takes back, and which undo the next redo takes back.

Both are ordinary ``undo`` acts: this module only picks what they name. A coder takes back their own acts. A gesture is
an act and all that are ``with`` it; it goes and comes back as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.study.acts import fault
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from workbench.study.records import Act


def undo_target(newest: Iterable[Act], coder: str, gone: Container[str]) -> str:
    """Return the id that the next undo of `coder` takes back; empty if nothing is left.

    Parameters
    ----------
    newest
        The acts of every log that has any of theirs, the last one first; no more are taken than are needed.
    coder
        Who takes back.
    gone
        Ids of the acts that are taken back.
    """
    return next((str(a.body.get("with", a.id)) for a in newest if a.coder == coder and a.id not in gone and _does(a)), "")


def redo_target(newest: Iterable[Act], coder: str, gone: Container[str]) -> str:
    """Return the id of the undo that the next redo of `coder` takes back; empty if `coder` did something new since.

    Same parameters as `undo_target`.
    """
    undos: list[Act] = []  # of theirs, that count, and come after the last act of theirs that is none
    sure: set[str] = set()
    waiting = True
    for act in newest:
        if act.coder == coder and not fault(act.act, act.body):
            if waiting and act.act == "undo" and act.id not in gone:
                undos.append(act)
            waiting = waiting and not _does(act)
        # An undo that took back an undo was itself a redo, and one of somebody else's act is not theirs to repeat.
        theirs = act.coder == coder and act.act not in {"undo", "source.correct"}
        sure |= {u.id for u in undos if theirs and u.body["target"] == act.id}
        undos = [u for u in undos if theirs or u.body["target"] != act.id]
        if not waiting and (not undos or undos[0].id in sure):
            break
    return next((u.id for u in undos if u.id in sure), "")


def since(newest: Iterable[Act], coder: str, mark: str, gone: Container[str], leave: Container[str] = ()) -> dict[str, Any] | None:
    """Return the body of the undo after which it is as if `coder` had done nothing after the act `mark`.

    Parameters
    ----------
    newest, coder, gone
        As for `undo_target`.
    mark
        Id of one of their acts; empty for all they ever did.
    leave
        Ids of acts that stay: corrections of sources, which an act alone cannot take back.

    Returns
    -------
    dict or None
        ``target`` and, if there is more, ``also``. Undos are among them: what they had taken back is there again. None if
        nothing that was done since has any effect.

    Raises
    ------
    UserError
        If `mark` is no act of theirs.
    """
    found: list[Act] = []
    for act in newest:
        if act.coder == coder and act.id == mark:
            break
        if act.coder == coder and act.id not in leave:
            found.append(act)
    else:
        if mark:
            raise UserError(f"{coder} has no act {mark!r} in this study.")
    after = {act.id: act for act in reversed(found)}  # oldest first, each once
    if not any(_counts(act, after) for act in after.values() if act.id not in gone):
        return None
    heads = [act.id for act in after.values() if str(act.body.get("with", "")) not in after]
    first = next((name for name in heads if _does(after[name])), heads[0])
    also = [name for name in heads if name != first]
    return {"target": first, "also": also} if also else {"target": first}


def _does(act: Act) -> bool:
    """Say whether an act is one that an undo takes back: not itself an undo, nor who somebody is, who withdrew, what went out.

    Nor a correction: its text must be brought back too, which `workbench.sources.corrections.restore` does.
    """
    stays = {"undo", "coder.join", "participant.withdraw", "share.release", "source.correct"}
    return act.act not in stays and not fault(act.act, act.body)


def of_sources(acts: Iterable[Act]) -> set[str]:
    """Return the ids of corrections of sources, and of the undos that took them back or brought them back."""
    kinds = {act.id: (act.act, str(act.body.get("target", ""))) for act in acts if act.act in {"source.correct", "undo"}}
    found = {name for name, (kind, _) in kinds.items() if kind == "source.correct"}
    while fresh := {name for name, (kind, target) in kinds.items() if kind == "undo" and target in found} - found:
        found |= fresh
    return found


def _counts(act: Act, names: Mapping[str, Act]) -> bool:
    """Say whether an act changes anything but what the acts called `names` did."""
    if fault(act.act, act.body):
        return False
    return act.act != "undo" or not {act.body["target"], *act.body.get("also", ())} <= names.keys()
