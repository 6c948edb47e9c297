"""The numbers lane: analytics and volumes from ``metrics.csv``, and scores from the study's surveys, beside what people said.

A number is never mixed into the people of a claim. It has an interval only where enough is known: a share with its n, a
mean or a score with its standard deviation and n, a rating by its answers.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.change.moved import Moved, among, between, verdicts
from workbench.journey.change.shuffles import permutation
from workbench.journey.change.verdicts import Rules
from workbench.journey.figures import means
from workbench.journey.figures.scores import FULL, Score, is_rescaled, net, scores
from workbench.journey.figures.ways import better
from workbench.journey.said.memory import once
from workbench.journey.said.stages import Stages
from workbench.sources.numbers.metrics import FILE, read_metrics
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.look import Look
    from workbench.sources.numbers.metrics import Metric
    from workbench.study.folder import Folder

Rows = dict[str, list[dict[str, Any]]]

#: What a net promoter score is called where no unit says that it is one.
_NPS = frozenset({"nps", "nps score", "net promoter score"})


def numbers(folder: Folder, *, near: str = "", before: str = "") -> tuple[Rows, list[str]]:
    """Return each stage's numbers of ``metrics.csv``, one value a metric and source, and what could not be shown.

    Parameters
    ----------
    folder
        The study.
    near
        A day: of several values the one measured nearest to it is taken, of two as near the later. The newest value
        if empty.
    before
        A day: what a number is compared with is the earlier value nearest to it; the last one before if empty.

    Returns
    -------
    by_stage, notices
        A value from 0 to 1 with a known n is a share, unless its unit says otherwise, and gets Wilson's interval; a
        mean or a score gets one if its standard deviation is known; other values get none.
    """
    found, notices = _measured(folder, near, before)
    verdicts(row for rows in found.values() for row in rows)
    return found, notices


def every_number(look: Look, earlier: str | None = None) -> tuple[Rows, list[str]]:
    """Return all numbers of a look by stage, those of the surveys first; numbers about no single stage stand under ``""``.

    Parameters
    ----------
    look
        Whose ratings, of which round.
    earlier
        Id of the round they are compared with; the one before if not given.
    """
    earlier = earlier or look.previous
    near = look.today if look.round else ""
    before = look.at(earlier).today if earlier else ""
    rated, odd = _rated(look, earlier)
    try:
        measured, notices = _measured(look.folder, near, before)
    except Refused as error:  # the map stays whole, and says what is missing from it
        measured, notices = {}, [f"{error} None of its numbers is shown."]
    found = {stage: [*rated.get(stage, []), *measured.get(stage, [])] for stage in ("", *(s.id for s in look.settings.stages))}
    found = {stage: rows for stage, rows in found.items() if rows}
    verdicts((row for rows in found.values() for row in rows), Rules.of(look.cuts))
    return found, [*notices, *odd]


# What was measured elsewhere -------------------------------------------------------------------------------------


def _measured(folder: Folder, near: str, before: str) -> tuple[Rows, list[str]]:
    path = folder.root / FILE
    if not path.is_file():
        return {}, []
    stages = Stages(folder.settings)
    series: dict[tuple[str, str, str], list[Metric]] = {}
    unknown: dict[str, int] = {}
    for metric in read_metrics(path):
        stage = stages.find(metric.stage)
        if stage:
            series.setdefault((stage, metric.metric, metric.source), []).append(metric)
        else:
            unknown[metric.stage] = unknown.get(metric.stage, 0) + 1
    out: Rows = {}
    for (stage, _, _), found in sorted(series.items()):
        now = max(found, key=lambda m: _rank(m, near))
        earlier = [m for m in found if m.date < now.date]
        out.setdefault(stage, []).append(_row(now, max(earlier, key=lambda m: _rank(m, before)) if earlier else None))
    notices = [
        f"{FILE}: no stage is called {name!r}; its {'number is' if count == 1 else f'{count} numbers are'} not shown"
        for name, count in sorted(unknown.items())
    ]
    return out, notices


def _rank(metric: Metric, near: str) -> tuple[int, str]:
    apart = abs((date.fromisoformat(metric.date) - date.fromisoformat(near)).days) if near else 0
    return (-apart, metric.date)


def _row(now: Metric, then: Metric | None) -> dict[str, Any]:
    interval, note = _interval(now)
    same = then is not None and _unit(then) == _unit(now)
    return {
        "metric": now.metric,
        "value": now.value,
        "n": now.n,
        "lo": interval.lo if interval else None,
        "hi": interval.hi if interval else None,
        "date": now.date,
        "source": now.source,
        "unit": _unit(now),
        "better": better(now.metric),
        "previous": {"value": then.value, "n": then.n, "date": then.date} if then and same else None,
        "change": _moved(now, then) if then and same else None,
        "note": note,
        "of": "everybody",
    }


def _unit(metric: Metric) -> str:
    is_share = metric.unit in {"", "share"} and metric.n and 0 <= metric.value <= 1
    if not metric.unit and metric.metric.strip().casefold() in _NPS and float(metric.value).is_integer():
        return ""  # a net promoter score of 0 or 1 is no share
    return "share" if is_share else metric.unit


def _interval(metric: Metric) -> tuple[stats.Interval | None, str]:
    """Return the interval of a number, and what else to know of it."""
    n, value = metric.n, metric.value
    if metric.unit in {"count", "ratio"}:
        return None, ""
    if not n:
        return None, "no n is given, so no interval"
    if _unit(metric) == "share":
        return stats.wilson(round_half(value * n), n), ""
    if is_nps(metric):
        up, down = _groups(value, metric.sd, n)
        widest = "how many are passive is not given: the widest interval it can have"
        said = widest if metric.sd is None else f"{up} promoters, {n - up - down} passives, {down} detractors"
        return replace(net(up, down, n), value=value), said
    return (None, "no standard deviation is given, so no interval") if metric.sd is None else (_spread(value, metric.sd, n), "")


def _spread(value: float, sd: float, n: int) -> stats.Interval | None:
    """Return a mean with its t interval; None below 3, and where nothing varies."""
    from scipy.special import stdtrit

    if n < means.FEWEST or not sd:
        return None
    half = float(stdtrit(n - 1, 0.975)) * sd / math.sqrt(n)
    return stats.Interval(value, value - half, value + half)


def is_nps(metric: Metric) -> bool:
    """Say whether a number is a net promoter score in points: by its unit and name, or by a name that says just that."""
    words = metric.metric.casefold()
    named = "nps" in words or "net promoter" in words if metric.unit == "score" else words.strip() in _NPS
    return _unit(metric) in {"", "score"} and -FULL <= metric.value <= FULL and named


def _spread_of(metric: Metric) -> float | None:
    """Return the standard deviation of the cases; of a net promoter score without one the largest it can have."""
    if metric.sd is None and is_nps(metric):
        return math.sqrt(FULL**2 - metric.value**2)
    return metric.sd


def _groups(value: float, sd: float | None, n: int) -> tuple[int, int]:
    """Return promoters and detractors from a score and its standard deviation: p − d = value, p + d = sd² + value².

    Without the deviation nobody is passive: nothing else makes the interval as wide.
    """
    apart = value / FULL
    both = 1.0 if sd is None else (sd / FULL) ** 2 + apart**2
    up = min(n, max(0, round_half(n * (both + apart) / 2)))
    return up, min(n - up, max(0, round_half(n * (both - apart) / 2)))


def _moved(now: Metric, then: Metric) -> Moved:
    """Compare two days; their cases are taken for different ones, since nothing says which are the same."""
    unit = _unit(now)
    found = Moved(now.value - then.value)
    if now.n and then.n and unit == "share":
        found = between(round_half(then.value * then.n), then.n, round_half(now.value * now.n), now.n)
    elif now.n and then.n and (late := _spread_of(now)) is not None and (early := _spread_of(then)) is not None:
        apart = means.from_summary((then.value, early, then.n), (now.value, late, now.n))
        found = Moved(apart.value, apart.lo, apart.hi, apart.p) if apart else found
    return replace(found, since=then.date, unit=unit)


# What the study's surveys ask ----------------------------------------------------------------------------------------


def _rated(look: Look, earlier: str | None) -> tuple[Rows, list[str]]:
    """Return the scores of the surveys. Of all rounds the newest is shown: who answered twice would count twice."""
    order = list(look.rounds) if look.round is None else [r for r in (earlier, look.round) if r is not None]
    by_round = {r: {s.name: s for s in scores(look, r)} for r in order}
    out: Rows = {}
    notices: list[str] = []
    by_name: dict[str, tuple[Score, dict[str, Any]]] = {}
    for name in sorted({name for found in by_round.values() for name in found}):
        line = [by_round[r][name] for r in order if name in by_round[r]]
        if look.round is not None and line[-1].round != look.round:
            continue
        now, then = line[-1], line[-2] if len(line) > 1 else None
        if then and (then.kind, then.lowest, then.highest) != (now.kind, now.lowest, now.highest):
            notices.append(_rescaled(name, then.round))
            then = None
        elif then is None and look.round is not None and any(is_rescaled(other, name) for other in by_round.get(earlier or "", ())):
            notices.append(_rescaled(name, earlier or ""))
        if now.odd:
            notices.append(f"{now.source}: {now.odd} answers to {name} are outside of its scale and left out")
        if now.ratings:
            row = _score_row(now, then if then and then.ratings else None, look)
            out.setdefault(now.stage, []).append(row)
            by_name[now.name] = now, row
    _told_apart(by_name)
    return out, notices


def _told_apart(found: Mapping[str, tuple[Score, dict[str, Any]]]) -> None:
    """Name the question beside the score where several questions are of one kind: *CSAT* alone says of none which it is."""
    kinds = [score.kind for score, _ in found.values()]
    for name, (score, row) in found.items():
        if score.kind != "rating" and kinds.count(score.kind) > 1:
            row["metric"] = f"{score.kind} ({name})"


def _rescaled(name: str, round_: str) -> str:
    return f"{name}: asked on another scale in {round_}, so it is not compared"


def _score_row(now: Score, then: Score | None, look: Look) -> dict[str, Any]:
    interval = now.interval(look.material.together)
    unit = {"NPS": "score", "CSAT": "share"}.get(now.kind, "mean")
    return {
        "metric": now.name if now.kind == "rating" else now.kind,
        "value": now.value,
        "n": now.n,
        "lo": interval.lo if interval else None,
        "hi": interval.hi if interval else None,
        "date": now.date,
        "source": now.source,
        "unit": unit,
        "better": now.better,
        "previous": {"value": then.value, "n": then.n, "date": then.date} if then else None,
        "change": replace(_score_moved(now, then, look), since=then.round, unit=unit) if then else None,
        "note": f"{now.says}, of everybody who rated: {now.name}",
        "of": "people",
    }


def _score_moved(now: Score, then: Score, look: Look) -> Moved:
    together = look.material.together
    joint = any(p in together for p in (*now.ratings, *then.ratings))
    if now.kind == "CSAT" and not joint:
        return among(then.points, now.points)
    found = means.difference(means.voices(then.points, together), means.voices(now.points, together))
    value = now.value - then.value
    if found is None:
        return Moved(value)
    # A few people on a scale with few steps have no spread that could be trusted: p is that of shuffling people.
    made_from = (then.points, now.points, together, look.settings.seed)
    p = once(look.memory, ("rated", now.name, now.round), made_from, lambda: _shuffled(now, then, look))
    return Moved(value, value + found.lo - found.value, value + found.hi - found.value, p)


def _shuffled(now: Score, then: Score, look: Look) -> float:
    return permutation(then.points, now.points, together=look.material.together, seed=look.settings.seed, name=now.name).p


# From step to step ---------------------------------------------------------------------------------------------------


def funnel(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return how many came to each stage of a journey and which share of them came to the next, by source.

    Counted is the number called ``entered`` that a funnel's import gives, of several steps in one stage the first. The
    share that went on gets Wilson's interval; where more came to the next stage than to this one the funnel is an open
    one, people came in from elsewhere, and no share is given.

    Parameters
    ----------
    rows
        By stage, in the order of the journey, as `numbers` gives them.
    """
    came: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for stage, found in rows.items():
        steps = [r for r in found if r["metric"] == "entered" or str(r["metric"]).startswith("entered:")]
        for source in sorted({str(r["source"]) for r in steps}):
            first = max((r for r in steps if r["source"] == source), key=lambda r: (r["value"], r["metric"]))
            came.setdefault(source, []).append((stage, first))
    out = []
    for source, line in sorted(came.items()):
        for (stage, here), (following, there) in pairwise(line):
            n, k = int(here["value"]), int(there["value"])
            closed = 0 < n >= k and here["date"] == there["date"]
            on = stats.wilson(k, n) if closed else None
            left = f"{n - k:,} of {n:,} left before the next stage" if closed else "people came in from elsewhere, or on other days"
            out.append({
                "source": source, "from": stage, "to": following, "entered": n, "went_on": k, "date": there["date"],
                "drop": 1 - on.value if on else None, "lo": 1 - on.hi if on else None, "hi": 1 - on.lo if on else None,
                "text": left,
            })  # fmt: skip
    return out


def round_half(value: float) -> int:
    """Round to the nearest whole number, halves up: 0.5 of 3 people is 2, always."""
    return int(value + 0.5)
