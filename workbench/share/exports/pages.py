"""Forms that are the map as it is: the page, the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.canon import canonical_json

if TYPE_CHECKING:
    from workbench.share.map_page import Model


def page(model: Model) -> str:
    """Return the map as one offline page."""
    from workbench.share.page import report

    return report(model["study"]["title"], model)


def data(model: Model) -> str:
    """Return the map model as canonical JSON: same map, same bytes."""
    return canonical_json(model) + "\n"


def schema() -> str:
    """Return the JSON Schema of what `data` returns."""
    from importlib.resources import files

    return files("workbench.share.exports").joinpath("map.schema.json").read_text(encoding="utf-8")
