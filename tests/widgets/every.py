"""One of each widget over a small study of its own, without a kernel: what a saved notebook holds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import answers
import double
import maps
import passages
import sample
import topics

from workbench.widgets import Adjudicator, Board, Coder, Editor, Grid, Map, Segments

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.widgets._base import Base

#: Made of what the strictest host keeps: the others need tables or folds, which a host that sanitises shows as text.
PLAINEST = ("Coder", "Grid", "Segments", "Adjudicator")


def every(root: Path) -> dict[str, Base]:
    """Return the widgets by name."""
    coded = passages.coded(root / "passages")
    told = topics.study(root / "topics")
    return {
        "Coder": Coder(sample.study(root / "coder"), "P01", "maria"),
        "Grid": Grid(answers.study(root / "grid"), "", "maria"),
        "Editor": Editor(coded, "ana"),
        "Segments": Segments(coded, "", "ana"),
        "Board": Board(told, "ana", topics.told(told)),
        "Adjudicator": Adjudicator(double.study(root / "double"), ("ana", "ben"), "ana"),
        "Map": Map(maps.study(root / "map"), "ana"),
    }


def notebook(widgets: dict[str, Base]) -> dict[str, Any]:
    """Return a notebook as JupyterLab saves it: views without their models, and the static twins behind them."""
    cells = []
    for name, widget in widgets.items():
        view = {"application/vnd.jupyter.widget-view+json": {"model_id": name.lower(), "version_major": 2, "version_minor": 1},
                "text/plain": f"{name}: run this cell to use it"}  # fmt: skip
        shown = [{"output_type": "display_data", "metadata": {}, "data": data} for data in (view, widget._static())]
        before = {"output_type": "stream", "name": "stdout", "text": f"printed before {name}\n"}
        cell = {"cell_type": "code", "id": name.lower(), "metadata": {}, "execution_count": 1, "source": f"study.{name.lower()}()"}
        cells.append(cell | {"outputs": [before, *shown]})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
