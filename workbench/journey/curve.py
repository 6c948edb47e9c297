"""The emotion curve: for each stage, what people felt there, one mean a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.said.parts import picked
from workbench.journey.strength.thresholds import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.journey.said.material import Material, Mention
    from workbench.study.records import Code

_PLACE = picked("source", "item", "start", "end", "id")
_SEVERAL = 2

#: Person to the passages in which they showed an emotion.
Feelings = dict[str, list["Mention"]]


def feelings(material: Material, codes: Mapping[str, Code]) -> dict[str, Feelings]:
    """Return, for each stage, each person's emotion mentions. A coding *against* an emotion is not that emotion."""
    found: dict[str, Feelings] = {}
    for code, mentions in sorted(material.mentions.items()):
        if code not in codes or codes[code].family != "emotion":
            continue
        for mention in mentions:
            if mention.valence is None or mention.stance != "for":
                continue
            for stage in mention.stages:
                found.setdefault(stage, {}).setdefault(mention.participant, []).append(mention)
    return {stage: dict(sorted(people.items())) for stage, people in found.items()}


def person_mean(mentions: Iterable[Mention]) -> float | None:
    """Return one person's mean valence; None if nothing they said has one.

    Mentions that overlap in the same words are one passage, whatever they are coded with, so that a passage two
    people coded with different labels does not count double: first the mean of each passage, then of the passages.
    """
    felt = [(_PLACE(m), m.valence) for m in mentions if m.valence is not None]
    if len(felt) < _SEVERAL:
        return felt[0][1] if felt else None
    passages: list[list[float]] = []
    place, end = ("", ""), -1
    for (source, item, start, last, _), valence in sorted(felt):
        if passages and (source, item) == place and start < end:
            passages[-1].append(valence)
            end = max(end, last)
        else:
            passages.append([valence])
            place, end = (source, item), last
    return stats.mean([stats.mean(p) for p in passages])


def person_means(people: Mapping[str, Iterable[Mention]]) -> dict[str, float]:
    """Return the mean of each person who has one."""
    return {p: mean for p, mentions in people.items() if (mean := person_mean(mentions)) is not None}


def spread(means: Mapping[str, float], together: Mapping[str, str] | None = None, least: int = 3) -> stats.Interval | None:
    """Return the mean of person means with its interval; people who spoke together are one cluster."""
    joint = any(p in together for p in means) if together else False
    clusters = [together.get(p, p) for p in means] if together and joint else None
    return stats.t_interval(list(means.values()), clusters=clusters, least=least)


def point(
    people: Feelings,
    codes: Mapping[str, Code],
    together: Mapping[str, str] | None = None,
    cuts: Mapping[str, tuple[float, ...]] = THRESHOLDS,
) -> dict[str, Any]:
    """Return the curve at one stage: n, mean, interval (None below 3 people), every person, and who named what.

    People `together` in a focus group are one cluster: below 3 clusters there is no interval either. `cuts` may say
    another number than 3 (``interval_people``), and below how many people the dot is hollow (``hollow_people``).
    """
    means = person_means(people)
    interval = spread(means, together, int(cuts["interval_people"][0]))
    labels: dict[str, set[str]] = {}
    for person, mentions in people.items():
        for mention in mentions:
            labels.setdefault(codes[mention.code].label, set()).add(person)
    named = sorted(((label, len(who)) for label, who in labels.items()), key=lambda pair: (-pair[1], pair[0]))
    return {
        "n": len(means),
        "hollow": len(means) < cuts["hollow_people"][0],
        "mean": interval.value if interval else None,
        "lo": interval.lo if interval else None,
        "hi": interval.hi if interval else None,
        "people": [{"participant": p, "mean": means[p], "codings": [m.id for m in people[p]]} for p in means],
        "labels": [{"label": label, "k": k} for label, k in named],
        "previous": None,
    }
