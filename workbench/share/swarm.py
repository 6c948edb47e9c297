"""The individual people behind the emotion curve: a dot for each feeling, a path for each person heard in several stages."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.share.words import signed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Beyond this many people every second, third, … is drawn: dots that hide each other say nothing.
MOST = 600
#: Beyond this many, people without a path are dots that nobody can tell apart.
CROWD = 100
_STEP, _WIDTH = 6.5, 150


def swarm(stages: Sequence[dict[str, Any]], places: Sequence[float], height: Callable[[float], float]) -> str:
    """Return people as faint dots at their own means, and their paths, which show when one is pointed at or chosen.

    Parameters
    ----------
    stages
        The stages of a map model.
    places
        Where the middle of each stage is.
    height
        Where a feeling is.

    Returns
    -------
    str
        One ``<g>`` a person, in the order of their names, so that keys go through them in an order that means something.
    """
    dots: dict[str, list[tuple[int, float, float, float]]] = {}
    step = every(stages)
    for i, stage in enumerate(stages):
        persons = _drawn(stage["emotion"]["people"], step)
        for person, x in _side_by_side(persons, places[i]):
            dots.setdefault(person["participant"], []).append((i, round(x), round(height(person["mean"])), person["mean"]))
    out, crowd = [], []
    for who in sorted(dots):
        mine = dots[who]
        ways = _ways(mine)
        if not ways and len(dots) > CROWD:
            crowd += [f"M{x} {y}h0" for _, x, y, _ in mine]
            continue
        said = ", ".join(f"{stages[i]['label']} {signed(mean)}" for i, _, _, mean in mine)
        points = "".join(f"M{x} {y}h0" for _, x, y, _ in mine)
        way = f'<path class="wb-way" d="{ways}"/>' if ways else ""
        out.append(f'<g class="wb-one" tabindex="-1"><title>{escape(f"{who}: {said}")}</title>{way}<path d="{points}"/></g>')
    once = f'<g class="wb-one wb-crowd"><path d="{"".join(crowd)}"/></g>' if crowd else ""
    return once + "".join(out)


def every(stages: Sequence[dict[str, Any]]) -> int:
    """Return 1 if all people are drawn, 2 if every second one is, and so on."""
    most = len({p["participant"] for s in stages for p in s["emotion"]["people"]})
    return max(1, -(-most // MOST))


def _drawn(people: Sequence[dict[str, Any]], step: int) -> list[dict[str, Any]]:
    if step == 1:
        return list(people)
    # By name, not by place in the list: the same people in every stage, so that their paths are whole.
    return [p for p in people if sum(p["participant"].encode()) % step == 0]


def _side_by_side(people: Sequence[dict[str, Any]], middle: float) -> list[tuple[dict[str, Any], float]]:
    rows = Counter(round(p["mean"] * 4) / 4 for p in people)
    seen: Counter[float] = Counter()
    found = []
    for person in sorted(people, key=lambda p: (p["mean"], p["participant"])):
        row = round(person["mean"] * 4) / 4
        place = seen[row]
        seen[row] += 1
        found.append((person, middle + (place + 1) // 2 * min(_STEP, _WIDTH / rows[row]) * (1 if place % 2 else -1)))
    return found


def _ways(mine: Sequence[tuple[int, float, float, float]]) -> str:
    """Return straight segments between neighbouring stages only: what lies in a gap nobody knows."""
    parts: list[str] = []
    at = -2
    for i, x, y, _ in mine:
        parts.append(f"{'L' if i == at + 1 and parts else 'M'}{x} {y}")
        at = i
    return "".join(parts) if any(p.startswith("L") for p in parts) else ""
