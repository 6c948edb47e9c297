"""The emotion curve: for each stage, what people felt there, one mean a person."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench.journey import stats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.journey.evidence import Material, Mention
    from workbench.study.records import Code

_MOMENT_PEOPLE = 5
_MOMENT_MEAN = 0.5


def feelings(material: Material, codes: Mapping[str, Code], stage: str) -> dict[str, list[Mention]]:
    """Return each person's emotion mentions in `stage`."""
    people: dict[str, list[Mention]] = {}
    for code, mentions in sorted(material.mentions.items()):
        if code not in codes or codes[code].family != "emotion":
            continue
        for mention in mentions:
            if stage in mention.stages and mention.valence is not None:
                people.setdefault(mention.participant, []).append(mention)
    return dict(sorted(people.items()))


def person_mean(mentions: Iterable[Mention]) -> float:
    """Return one person's mean valence."""
    values = sorted(m.valence for m in mentions if m.valence is not None)
    return math.fsum(values) / len(values)


def point(material: Material, codes: Mapping[str, Code], stage: str) -> dict[str, Any]:
    """Return the curve at one stage: n, mean, interval (None below 3 people), every person, and who named what."""
    people = feelings(material, codes, stage)
    means = {p: person_mean(m) for p, m in people.items()}
    interval = stats.t_interval(list(means.values()))
    labels: dict[str, set[str]] = {}
    for person, mentions in people.items():
        for mention in mentions:
            labels.setdefault(codes[mention.code].label, set()).add(person)
    named = sorted(((label, len(who)) for label, who in labels.items()), key=lambda pair: (-pair[1], pair[0]))
    return {
        "n": len(people),
        "mean": interval.value if interval else None,
        "lo": interval.lo if interval else None,
        "hi": interval.hi if interval else None,
        "people": [{"participant": p, "mean": means[p], "codings": [m.id for m in people[p]]} for p in people],
        "labels": [{"label": label, "k": k} for label, k in named],
        "previous": None,
    }


def moments(points: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Return the moments of truth and why: the lowest and the highest stage, where the interval leaves zero out.

    A stage qualifies with at least 5 people and a mean at least half a step from zero.
    """
    sure = {
        stage: p["mean"]
        for stage, p in points.items()
        if p["n"] >= _MOMENT_PEOPLE and p["mean"] is not None and abs(p["mean"]) >= _MOMENT_MEAN and (p["lo"] > 0 or p["hi"] < 0)
    }
    found = {}
    for sign, word in ((-1, "lowest"), (1, "highest")):
        side = {s: v for s, v in sure.items() if v * sign > 0}
        if side:
            stage = max(side, key=lambda s: (abs(side[s]), s))
            p = points[stage]
            spread = f"{p['n']} people, mean {p['mean']:+.1f}, interval {p['lo']:+.1f} to {p['hi']:+.1f}"
            found[stage] = f"the {word} point of the journey: {spread}"
    return found


def gaps(material: Material, codes: Mapping[str, Code], stage: str) -> list[dict[str, Any]]:
    """Return what people expected against what they got, for pairs of codes ``expectation:x`` and ``delivered:x``.

    The expectation is the zero line; ``delivered`` (and ``difference``) is how people felt about what they got, mean
    of person means from -2 to +2, None where nobody said.
    """
    out = []
    for code in sorted(codes):
        family, _, name = code.partition(":")
        if family != "delivered" or codes[code].retired:
            continue
        got = _by_person(m for m in material.mentions.get(code, ()) if stage in _home(m, codes[code].stage))
        if not got:
            continue
        hoped = codes.get(f"expectation:{name}")
        words = f"expected: {hoped.label} – got: {codes[code].label}" if hoped else codes[code].label
        quotes = [m.id for c in (f"expectation:{name}", code) for m in material.mentions.get(c, ())]
        felt = _mean(got)
        out.append(
            {
                "name": name,
                "statement": words,
                "k": len(got),
                "expected": 0.0,
                "delivered": felt,
                "difference": felt,
                "quotes": quotes,
            }
        )
    return out


def _home(mention: Mention, usual: str) -> tuple[str, ...]:
    return (usual,) if usual else mention.stages


def _by_person(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    people: dict[str, list[Mention]] = {}
    for mention in mentions:
        people.setdefault(mention.participant, []).append(mention)
    return dict(sorted(people.items()))


def _mean(people: Mapping[str, list[Mention]]) -> float | None:
    means = [person_mean(ms) for ms in people.values() if any(m.valence is not None for m in ms)]
    return math.fsum(sorted(means)) / len(means) if means else None
