"""Effort: which stages are hard, ranked, with intervals.

It is taken from the first of these that there is, and says which: codes of the family ``effort``; a rating of effort (a column of a
survey called effort, ease or CES); signals of effort in what people said (`workbench.reading.signals`). The three are never mixed:
they are on different scales.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from workbench.journey import stats
from workbench.journey.figures.scores import respondents
from workbench.journey.lanes.items import by_person, by_stage, lane
from workbench.study.kinds import UNASKED
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.journey.lanes.items import Said, Told
    from workbench.journey.said.material import Mention
    from workbench.reading.signals import Signal
    from workbench.study.records import Segment, Survey

Basis = Literal["codes", "ratings", "signals", "none"]

_PREFIX = "rating."
_RATED = re.compile(r"(?<![a-z])(?:ces|effort|ease|easy|easiness|difficult\w*|hard)(?![a-z])", re.IGNORECASE)
#: A high number is a hard time.
_HARD = re.compile(r"(?<![a-z])(?:effort|difficult\w*|hard)(?![a-z])", re.IGNORECASE)
#: Ends of the scales that effort is rated on: the smallest that holds all ratings is taken.
_SCALES = (5.0, 7.0, 10.0, 100.0)


def effort(told: Told, heard: Sequence[tuple[Segment, Signal]] = ()) -> list[dict[str, Any]]:
    """Return the stages by effort, hardest first.

    Parameters
    ----------
    told
        What people told.
    heard
        Segments with their signals, for where nothing is coded and nothing rated.

    Returns
    -------
    list of dict
        ``stage``, ``basis``, ``k`` of ``n`` people who tell of effort there with ``lo`` and ``hi``, ``score`` (mean over people
        with its interval; None without valences or ratings), ``hard`` (whether a high score is a hard time), ``ends`` of its
        scale, ``rank`` from 1 (None where others have a score and this stage has none), and ``quotes``.
    """
    rows = _coded(told) or _rated(told) or _signalled(told, heard)
    scored = any(row["score"] for row in rows)
    rows.sort(key=lambda r: (scored and not r["score"], -_hardness(r), -(r["lo"] or 0.0), told.order.get(r["stage"], 99)))
    return [row | {"rank": rank if row["score"] or not scored else None} for rank, row in enumerate(rows, start=1)]


def effort_lane(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the codes of effort in each stage."""
    return lane(told, "effort")


def _hardness(row: Mapping[str, Any]) -> float:
    """Return how hard a stage is on its scale, from 0 to 1; by share where there is no score."""
    score = row["score"]
    if score is None:
        return float(row["k"] / row["n"]) if row["n"] else 0.0
    low, high = row["ends"]
    part = (score["mean"] - low) / (high - low)
    return float(part if row["hard"] else 1 - part)


def _row(told: Told, stage: str, basis: Basis, said: Iterable[str]) -> dict[str, Any]:
    k, n, share = told.share(set(said), told.exposed(stage))
    lo, hi = (share.lo, share.hi) if share else (None, None)
    return {
        "stage": stage, "basis": basis, "k": k, "n": n, "lo": lo, "hi": hi,
        "score": None, "hard": False, "ends": [-2.0, 2.0], "quotes": [],
    }  # fmt: skip


def _coded(told: Told) -> list[dict[str, Any]]:
    mentions: list[Mention] = [m for some in told.of("effort").values() for m in some]
    rows = []
    for stage, here in by_stage(mentions, told.order).items():
        said: Said = by_person(here)
        row = _row(told, stage, "codes", said)
        rows.append(row | {"score": told.valence(said), "quotes": [m.id for p in sorted(said) for m in said[p]]})
    return rows


def _rated(told: Told) -> list[dict[str, Any]]:
    given: dict[tuple[str, bool], dict[str, list[float]]] = {}
    for survey in told.look.surveys:
        if survey.kind not in UNASKED and told.look.round in {None, survey.round}:
            _ratings(told, survey, given)
    # Two columns that point in different directions are not put together: the one most people answered is taken.
    ways = {hard: sum(len(people) for (_, way), people in given.items() if way == hard) for hard in (False, True)}
    hard = ways[True] > ways[False]
    kept = {stage: people for (stage, way), people in given.items() if way == hard}
    highest = max((v for people in kept.values() for values in people.values() for v in values), default=0.0)
    ends = (1.0, next((top for top in _SCALES if highest <= top), highest))
    rows = []
    for stage, people in sorted(kept.items()):
        score = told.mean({p: stats.mean(values) for p, values in sorted(people.items())}, ends)
        heard = people.keys() & told.material.people  # who wrote nothing is in the score, and none of those who spoke of it
        rows.append(_row(told, stage, "ratings", heard) | {"score": score, "hard": hard, "ends": list(ends)})
    return rows


def _ratings(told: Told, survey: Survey, given: dict[tuple[str, bool], dict[str, list[float]]]) -> None:
    """Take the columns of a survey in which effort was rated, into (stage, high is hard) -> person -> ratings."""
    frame, counted = survey.answers, respondents(told.look, survey.round)
    for column in sorted(c for c in frame.columns if c.startswith(_PREFIX) and _RATED.search(c.removeprefix(_PREFIX))):
        stage = _stage_of(told, survey, column.removeprefix(_PREFIX))
        rows = frame[["participant", column]].dropna().drop_duplicates()
        for person, value in zip(rows["participant"].tolist(), rows[column].tolist(), strict=True):
            if person in counted:
                given.setdefault((stage, bool(_HARD.search(column))), {}).setdefault(str(person), []).append(float(value))


def _stage_of(told: Told, survey: Survey, name: str) -> str:
    """Return the stage a rating is about: the one in its name, else the one that all questions of the survey ask about."""
    words = slug(name, "").replace("_", "-").split("-")
    for size in range(len(words), 0, -1):
        for at in range(len(words) - size + 1):
            if stage := told.stages.find("-".join(words[at : at + size])):
                return stage
    asked = told.look.state.about
    stages = {s for q in survey.questions for x in asked.get((survey.id, q.id), q.stages) if (s := told.stages.find(x))}
    return min(stages) if len(stages) == 1 else ""


def _signalled(told: Told, heard: Sequence[tuple[Segment, Signal]]) -> list[dict[str, Any]]:
    people: dict[str, set[str]] = {}
    for segment, signal in heard:
        if signal.kind == "EFFORT" and segment.participant in told.material.people and told.look.round in {None, segment.round}:
            at = segment.anchor
            stage = told.stage_at(at.source, at.item, at.start + signal.start, at.start + signal.end)
            people.setdefault(stage, set()).add(segment.participant)
    return [_row(told, stage, "signals", who) for stage, who in sorted(people.items())]
