"""Which gesture the next undo of a coder takes back, and which undo the next redo takes back.

Both are ordinary ``undo`` acts: this module only picks what they name. A coder takes back their own acts. A gesture is
an act and all that are ``with`` it; it goes and comes back as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.study.acts import fault
from workbench.study.errors import UserError
from workbench.study.fold import order, ordered, taken_back

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.study.records import Act


def undo_target(acts: Iterable[Act], coder: str) -> str:
    """Return the id that the next undo of `coder` takes back; empty if nothing is left."""
    line = ordered(acts)
    gone = taken_back(line)
    for act in reversed(line):
        if act.coder == coder and act.id not in gone and _does(act):
            return str(act.body.get("with", act.id))
    return ""


def redo_target(acts: Iterable[Act], coder: str) -> str:
    """Return the id of the undo that the next redo of `coder` takes back; empty if `coder` did something new since."""
    line = ordered(acts)
    gone = taken_back(line)
    by_id = {act.id: act for act in line}
    for act in reversed(line):
        if act.coder != coder or fault(act.act, act.body):
            continue
        if _does(act):
            return ""
        if act.act == "undo" and act.id not in gone and _undoes(act, by_id, coder):
            return act.id
    return ""


def since(acts: Iterable[Act], coder: str, mark: str) -> dict[str, Any] | None:
    """Return the body of the undo after which it is as if `coder` had done nothing after the act `mark`.

    Parameters
    ----------
    acts
        All acts of the study.
    coder
        Who takes back.
    mark
        Id of one of their acts; empty for all they ever did.

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
    line = ordered(acts)
    mine = [act for act in line if act.coder == coder]
    after = mine
    if mark:
        if mark not in {act.id for act in mine}:
            raise UserError(f"{coder} has no act {mark!r} in this study.")
        place = next(order(act) for act in mine if act.id == mark)
        after = [act for act in mine if order(act) > place]
    names = {act.id for act in after}
    gone = taken_back(line)
    if not any(_counts(act, names) for act in after if act.id not in gone):
        return None
    heads = [act.id for act in after if act.body.get("with") not in names]
    first = next((act.id for act in after if act.id in heads and _does(act)), heads[0])
    also = [name for name in heads if name != first]
    return {"target": first, "also": also} if also else {"target": first}


def _does(act: Act) -> bool:
    """Say whether an act is one that an undo takes back: neither itself an undo, nor who somebody is."""
    return act.act not in {"undo", "coder.join"} and not fault(act.act, act.body)


def _undoes(act: Act, by_id: dict[str, Act], coder: str) -> bool:
    """Say whether an undo of `coder` took back something they had done, and not another undo."""
    target = by_id.get(act.body["target"])
    return target is not None and target.coder == coder and target.act != "undo"


def _counts(act: Act, names: set[str]) -> bool:
    """Say whether an act changes anything but what the acts called `names` did."""
    if fault(act.act, act.body):
        return False
    return act.act != "undo" or not {act.body["target"], *act.body.get("also", ())} <= names
