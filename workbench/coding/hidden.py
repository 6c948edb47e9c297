"""Acts of others that a coder must not hear of, since they tell what was coded where the coder codes blind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.coding.assign import as_recorded, blind_for
from workbench.study.acts import fault
from workbench.study.fold import ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbench.study.fold import State
    from workbench.study.records import Act

_LISTS = ("also", "stands", "falls")


def hidden_acts(acts: Iterable[Act], state: State, coder: str) -> frozenset[str]:
    """Return the ids of acts of others on passages of sources that `coder` codes blind, and of acts about such acts.

    Parameters
    ----------
    acts
        All acts of the study.
    state
        What they add up to.
    coder
        The name under which they code.
    """
    blind, name = blind_for(state, coder), as_recorded(coder)
    hidden: set[str] = set()
    for act in ordered(acts) if blind else ():
        told = act.coder != name and not act.act.startswith("assignment.") and not fault(act.act, act.body)
        if told and (_sources(act.body) & blind or any(one in hidden for one in _named(act.body))):
            hidden.add(act.id)
    return frozenset(hidden)


def _sources(body: Mapping[str, Any]) -> set[str]:
    """Return the sources of the passages an act is about."""
    anchors = [body.get("anchor"), *_list(body, "anchors")]
    return {a["source"] for a in anchors if isinstance(a, dict) and isinstance(a.get("source"), str)}


def _named(body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of the acts an act is about."""
    about = ("coding", "target", *(["about"] if body.get("kind") == "coding" else ()))
    names = [body.get(key) for key in about] + [name for key in _LISTS for name in _list(body, key)]
    return (name.partition(".")[0] for name in names if isinstance(name, str))


def _list(body: Mapping[str, Any], key: str) -> list[Any]:
    """Return a list that a body holds; none where an act of an unknown kind holds something else."""
    found = body.get(key)
    return found if isinstance(found, list) else []
