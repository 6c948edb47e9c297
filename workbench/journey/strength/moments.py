"""Moments of truth: stages where people feel strongly, surely and many, by a rule that shows its steps; a person may decide.

The four steps are conditions, not a product: how strong and how many stay two numbers. A link to an outcome (who stayed,
who recommends) is told beside them and decides nothing: it is an association, and with people enough nearly every stage
has one. It is there for the person who decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import curve
from workbench.journey.change.moved import minus, sized

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.look import Look

#: Places of a mean beyond which nobody reads.
_MOST_PLACES = 6
_SIDES = ((-1, "lowest"), (1, "highest"))


def moments(
    look: Look, points: Mapping[str, Mapping[str, Any]] | None = None, *, outcomes: Mapping[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """Return for every stage whether it is a moment of truth, and each step of the rule in words.

    Parameters
    ----------
    look
        Whose words, of which round.
    points
        The curve at each stage, as `workbench.journey.curve.point` gives it; made from the look if not given.
    outcomes
        Stages with a known link to an outcome, and what it is in words. None: nobody has looked.

    Returns
    -------
    dict
        By stage: ``moment``, ``rule`` (what the rule alone says), ``why``, ``trace`` (a list of ``step``, ``met`` and
        ``text``; the last, ``outcome``, decides nothing, and its ``met`` is None where nobody has looked), and ``decided``
        (None, or ``moment``, ``by``, ``at`` and ``why`` of the person whose word goes before the rule).
    """
    if points is None:
        felt = curve.feelings(look.material, look.codes)
        points = {
            s.id: curve.point(felt.get(s.id, {}), look.codes, look.material.together, look.cuts) for s in look.settings.stages
        }
    everybody, cuts = len(look.material.people), look.cuts
    traces = {stage: _trace(p, everybody, cuts, stage, outcomes) for stage, p in points.items()}
    sure = {stage: points[stage]["mean"] for stage, steps in traces.items() if all(s["met"] for s in steps[:-1])}
    side: dict[str, str] = {}
    for sign, word in _SIDES:
        here = [s for s, mean in sure.items() if mean * sign > 0]
        if here:
            side[max(here, key=lambda s: abs(sure[s]))] = word  # of equals the earlier: the first that max meets
    out = {}
    for stage, steps in traces.items():
        why = _why(points[stage], side.get(stage, ""), steps)
        found = {"moment": stage in side, "rule": stage in side, "why": why, "trace": steps, "decided": None}
        if (said := look.state.moments.get(stage)) is not None:
            word = "a moment of truth" if said.moment else "no moment of truth"
            found |= {
                "moment": said.moment,
                "decided": {"moment": said.moment, "by": said.by, "at": said.at, "why": said.why},
                "why": f"{said.by} decided that this is {word}; by the rule: {why}",
            }
        out[stage] = found
    return out


def at_stages(look: Look) -> dict[str, dict[str, Any]]:
    """Return the curve at each stage of a look."""
    felt = curve.feelings(look.material, look.codes)
    return {s.id: curve.point(felt.get(s.id, {}), look.codes, look.material.together, look.cuts) for s in look.settings.stages}


def linked(outcomes: Mapping[str, Any]) -> dict[str, str] | None:
    """Return stages with a claim or a touchpoint whose people rate otherwise than the rest, and the surest such link in words.

    Parameters
    ----------
    outcomes
        As `workbench.journey.figures.outcomes.outcomes` gives them.

    Returns
    -------
    dict or None
        Stage to words; None where no outcome is known of anybody.
    """
    if not outcomes["measures"]:
        return None
    rows = [row for kind in ("claims", "touchpoints") for row in outcomes[kind] if row["word"] in {"higher", "lower"}]
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: (r["q"], r["id"], r["source"])):
        if row["stage"]:
            found.setdefault(row["stage"], f"{row['label']}: {row['text']}")
    return found


def _trace(
    p: Mapping[str, Any], everybody: int, cuts: Mapping[str, tuple[float, ...]], stage: str, outcomes: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    least, far, reach = (cuts[f"moment_{name}"][0] for name in ("people", "mean", "reach"))
    n, mean, lo, hi = p["n"], p["mean"], p["lo"], p["hi"]
    share = n / everybody if everybody else 0.0
    known = mean is not None
    steps = [
        ("people", n >= least, f"{_people(n)} showed a feeling there (at least {least:g})"),
        (
            "strength",
            known and abs(mean) >= far,
            f"the mean is {_beside(mean, far)} (at least {far:g} from zero)" if known else "too few people for a mean",
        ),
        (
            "certainty",
            known and (lo > 0 or hi < 0),
            f"the interval {' to '.join(_ends(lo, hi))} {'leaves zero out' if lo > 0 or hi < 0 else 'holds zero'}"
            if known
            else "no interval",
        ),
        ("reach", bool(everybody) and share >= reach, f"that is {n} of all {_people(everybody)} (at least {reach:.0%})"),
    ]
    told: list[dict[str, Any]] = [{"step": step, "met": met, "text": text} for step, met, text in steps]
    link = None if outcomes is None else stage in outcomes
    words = "no link to an outcome was found"
    if outcomes is None:
        words = "a link to outcomes is not known"
    elif link:
        words = outcomes[stage]
    return [*told, {"step": "outcome", "met": link, "text": words}]


def _why(p: Mapping[str, Any], side: str, steps: list[dict[str, Any]]) -> str:
    if not side:
        unmet = [s["text"] for s in steps[:-1] if not s["met"]]
        return "not by the rule: " + ("; ".join(unmet) if unmet else "another stage is further from zero on this side")
    said = f"{_people(p['n'])}, mean {_signed(p['mean'])}, interval {' to '.join(_ends(p['lo'], p['hi']))}"
    return f"the {side} point of the journey: {said}"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _signed(value: float, places: int = 1) -> str:
    """Return a number with its sign; what rounds to zero has none that could mislead."""
    return minus(f"{round(value, places) + 0.0:+.{places}f}")


def _ends(lo: float, hi: float) -> list[str]:
    """Return the ends of an interval; one that leaves zero out does not end at zero."""
    return sized((lo, hi), sure=not lo <= 0 <= hi, places=1)


def _beside(mean: float, far: float) -> str:
    """Return a mean with the places it takes to see whether it is as far from zero: +0.46 is not at least 0.5, and +0.5 is."""
    places = 1
    while places < _MOST_PLACES and (round(abs(mean), places) >= far) != (abs(mean) >= far):
        places += 1
    return _signed(mean, places)
