"""The Python side of the widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.widgets.coder import Coder
    from workbench.widgets.grid import Grid

__all__ = ["Coder", "Grid"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (a class)
    """Import on first use: the widgets bring ipywidgets along."""
    if name == "Coder":
        from workbench.widgets.coder import Coder

        return Coder
    if name == "Grid":
        from workbench.widgets.grid import Grid

        return Grid
    msg = f"module 'workbench.widgets' has no attribute {name!r}"
    raise AttributeError(msg)
