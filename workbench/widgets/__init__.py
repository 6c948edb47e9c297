"""The Python side of the widgets."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.widgets.adjudicator import Adjudicator
    from workbench.widgets.board import Board
    from workbench.widgets.coder import Coder
    from workbench.widgets.editor import Editor
    from workbench.widgets.grid import Grid
    from workbench.widgets.map import Map
    from workbench.widgets.segments import Segments

__all__ = ["Adjudicator", "Board", "Coder", "Editor", "Grid", "Map", "Segments"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (a class)
    """Import on first use: the widgets bring ipywidgets along."""
    if name in __all__:
        return getattr(import_module(f"workbench.widgets.{name.lower()}"), name)
    msg = f"module 'workbench.widgets' has no attribute {name!r}"
    raise AttributeError(msg)
