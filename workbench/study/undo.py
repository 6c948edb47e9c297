"""Which act the next undo of a coder takes back, and which undo the next redo takes back.

Both are ordinary ``undo`` acts: this module only picks their target. A coder takes back their own acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.acts import fault
from workbench.study.fold import ordered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.study.records import Act


def undo_target(acts: Iterable[Act], coder: str) -> Act | None:
    """Return the act that the next undo of `coder` takes back; None if nothing is left."""
    done, _ = _stacks(acts, coder)
    return done[next(reversed(done))] if done else None


def redo_target(acts: Iterable[Act], coder: str) -> Act | None:
    """Return the undo that the next redo of `coder` takes back; None if `coder` did something new since."""
    _, undone = _stacks(acts, coder)
    return undone[next(reversed(undone))] if undone else None


def _stacks(acts: Iterable[Act], coder: str) -> tuple[dict[str, Act], dict[str, Act]]:
    """Return what can be undone and what can be redone, by id, the next one last."""
    done: dict[str, Act] = {}
    undone: dict[str, Act] = {}
    by_id: dict[str, Act] = {}
    for act in ordered(a for a in acts if a.coder == coder):
        by_id[act.id] = act
        if act.act == "coder.join" or fault(act.act, act.body):
            continue
        target = act.body["target"] if act.act == "undo" else ""
        if act.act != "undo":
            done[act.id] = act
            undone.clear()
        elif done.pop(target, None):
            undone[act.id] = act
        elif taken := undone.pop(target, None):
            done[taken.body["target"]] = by_id[taken.body["target"]]
    return done, undone
