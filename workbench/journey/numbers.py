"""The numbers lane: analytics, ratings and volumes from ``metrics.csv``, beside what people said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.stages import Stages
from workbench.sources.numbers.metrics import FILE, read_metrics

if TYPE_CHECKING:
    from workbench.sources.numbers.metrics import Metric
    from workbench.study.folder import Folder


def numbers(folder: Folder, *, near: str = "") -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """Return each stage's numbers, one value a metric and source, and what could not be shown.

    Parameters
    ----------
    folder
        The study.
    near
        A day: of several values the one measured nearest to it is taken, of two as near the later. The newest value
        if empty.

    Returns
    -------
    by_stage, notices
        A value from 0 to 1 with a known n is a share, unless its unit says otherwise, and gets Wilson's interval; other
        values get none.
    """
    path = folder.root / FILE
    if not path.is_file():
        return {}, []
    stages = Stages(folder.settings)
    best: dict[tuple[str, str, str], Metric] = {}
    unknown: set[str] = set()
    for metric in read_metrics(path):
        stage = stages.find(metric.stage)
        if not stage:
            unknown.add(metric.stage)
            continue
        key = (stage, metric.metric, metric.source)
        if key not in best or _rank(metric, near) >= _rank(best[key], near):
            best[key] = metric
    out: dict[str, list[dict[str, Any]]] = {}
    for (stage, name, source), metric in sorted(best.items()):
        n, value = metric.n, metric.value
        share = stats.wilson(round_half(value * n), n) if n and 0 <= value <= 1 and metric.unit in {"", "share"} else None
        out.setdefault(stage, []).append(
            {
                "metric": name,
                "value": value,
                "n": n,
                "lo": share.lo if share else None,
                "hi": share.hi if share else None,
                "date": metric.date,
                "source": source,
            }
        )
    notices = [f"{FILE}: no stage is called {name!r}; its numbers are not shown" for name in sorted(unknown)]
    return out, notices


def _rank(metric: Metric, near: str) -> tuple[int, str]:
    apart = abs((date.fromisoformat(metric.date) - date.fromisoformat(near)).days) if near else 0
    return (-apart, metric.date)


def round_half(value: float) -> int:
    """Round to the nearest whole number, halves up: 0.5 of 3 people is 2, always."""
    return int(value + 0.5)
