"""How old the newest evidence is, of each claim and each stage; a map of old evidence says so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.journey.said.memory import once
from workbench.journey.said.parts import picked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.journey.look import Look
    from workbench.journey.said.material import Mention

_DAYS_IN_MONTH = 30.4375
_WHEN = picked("stages", "day")


def age(look: Look, *, on: str = "") -> dict[str, dict[str, dict[str, Any]]]:
    """Return how old the newest evidence is.

    Parameters
    ----------
    look
        Whose words, of which round.
    on
        ISO day from which back it is counted; the newest day in view if empty, so that the same data give the same map.
        Whoever looks at an old map gives the day they look.

    Returns
    -------
    dict
        ``claims`` and ``stages``, each id to ``newest`` (ISO day, or None), ``months`` (or None), ``stale``. Of a stage
        anything said about it counts, of a claim what supports it. Where nothing is dated nothing is stale: the age is
        not known.
    """
    today, limit = on or look.today, look.cuts["stale_months"][0]
    stages = {s.id: "" for s in look.settings.stages}
    for code, mentions in look.material.mentions.items():
        for stage, day in once(look.memory, ("days", code), (mentions,), lambda ms=mentions: _newest(ms)).items():  # type: ignore[misc]
            stages[stage] = max(stages[stage], day)
    for e in look.evidence:
        if e.stage in stages:
            stages[e.stage] = max(stages[e.stage], e.newest)
    return {
        "claims": {e.code: _age(e.newest, today, limit) for e in look.evidence},
        "stages": {stage: _age(newest, today, limit) for stage, newest in stages.items()},
    }


def _newest(mentions: Iterable[Mention]) -> dict[str, str]:
    """Return the newest day on which something was said in each stage."""
    found: dict[str, str] = {}
    for stages, day in set(map(_WHEN, mentions)):
        for stage in stages:
            found[stage] = max(found.get(stage, ""), day)
    return found


def _age(newest: str, today: str, limit: float) -> dict[str, Any]:
    if not newest or not today:
        return {"newest": newest or None, "months": None, "stale": False}
    months = max(0.0, (date.fromisoformat(today) - date.fromisoformat(newest)).days / _DAYS_IN_MONTH)
    return {"newest": newest, "months": round(months, 1), "stale": months > limit}
