"""Where people click: elements by how much trouble they give, and heatmaps as squares that can be drawn."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.journey.said.stages import Stages
from workbench.sources.numbers.heat import FILE, Spot, read_spots
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.look import Look

#: The names that `workbench.sources.numbers.metrics` gives to what an export says of an element.
_NAME = re.compile(r"(?P<what>[\w -]*?clicks(?: per visitor)?|clicked)(?: on (?P<element>.+?))?(?:: (?P<place>.+))?")
#: Elements of one source that a lane shows.
_FOLDED = 3
_SAID = {"trouble": "clicks that led nowhere", "clicks": "clicks"}
_TROUBLE = re.compile(r"rage|dead|error|excessive", re.IGNORECASE)


def friction(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return every element or page that clicks are known of, most trouble first.

    Parameters
    ----------
    rows
        Numbers by stage, as `workbench.journey.figures.numbers.every_number` gives them.

    Returns
    -------
    list of dict
        ``stage``, ``element``, ``page``, ``clicks``, ``trouble`` (clicks that got people nowhere: rage, dead and error
        clicks), ``clicked`` (share of visitors who clicked, with ``n``, ``lo``, ``hi``; None if not known), ``date``,
        ``source``. Clicks are no people: of them there is no interval.
    """
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for stage, numbers in rows.items():
        for row in numbers:
            match = _NAME.fullmatch(str(row["metric"]))
            if match is None or not (match["element"] or match["place"]):
                continue
            element, page = match["element"] or match["place"], match["place"] if match["element"] else ""
            here = found.setdefault(
                (stage, element, page or "", str(row["source"])),
                {
                    "stage": stage, "element": element, "page": page or "", "clicks": None, "trouble": None, "clicked": None,
                    "date": row["date"], "source": row["source"],
                },
            )  # fmt: skip
            if match["what"] == "clicked":
                here["clicked"] = {k: row[k] for k in ("value", "n", "lo", "hi")}
            elif row["unit"] == "count" and match["what"] == "clicks":
                here["clicks"] = row["value"]
            elif row["unit"] == "count" and _TROUBLE.search(match["what"]):
                here["trouble"] = (here["trouble"] or 0.0) + row["value"]
    return sorted(found.values(), key=lambda f: (-(f["trouble"] or 0.0), -(f["clicks"] or 0.0), f["stage"], f["element"]))


def folded(rows: Mapping[str, Sequence[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the numbers by stage with those of elements folded: of each source, the few that give most trouble.

    A heatmap counts dozens of elements, and a lane of a map is no place for them. `friction` has them all.
    """
    out = {stage: [row for row in found if not _is_element(row)] for stage, found in rows.items()}
    kept: dict[tuple[str, str], int] = {}
    worst = friction(rows)
    total = Counter((f["stage"], f["source"]) for f in worst)
    for f in worst:
        key = (f["stage"], f["source"])
        kept[key] = kept.get(key, 0) + 1
        what = "trouble" if f["trouble"] is not None else "clicks"
        if kept[key] > _FOLDED or f[what] is None:
            continue
        name = f"{_SAID[what]} on {f['element']}" + (f", {f['page']}" if f["page"] else "")
        of = f"of {f['clicks']:,.0f} clicks" if what == "trouble" and f["clicks"] else ""
        more = f"the first of {total[key]} elements" if kept[key] == 1 and total[key] > _FOLDED else ""
        out[f["stage"]].append(
            {
                "metric": name, "value": f[what], "n": None, "lo": None, "hi": None, "date": f["date"], "source": f["source"],
                "unit": "count", "better": "down" if what == "trouble" else "", "previous": None, "change": None,
                "note": "; ".join(part for part in (of, more) if part), "of": "everybody",
            }
        )  # fmt: skip
    return {stage: found for stage, found in out.items() if found}


def _is_element(row: Mapping[str, Any]) -> bool:
    match = _NAME.fullmatch(str(row["metric"]))
    return match is not None and bool(match["element"] or match["place"])


def heat(look: Look) -> tuple[list[dict[str, Any]], list[str]]:
    """Return one heatmap a stage, page and source, and what could not be shown.

    Returns
    -------
    pictures, notices
        Each with ``stage``, ``page``, ``date``, ``source``, ``clicks``, ``squares`` (x, y, size, count) and ``text``; of
        several days the newest; in a round the newest up to its last day.
    """
    stages = Stages(look.settings)
    held: dict[tuple[str, str, str], dict[str, list[Spot]]] = {}
    unknown: set[str] = set()
    try:
        spots = read_spots(look.folder.root / FILE)
    except Refused as error:  # as with the numbers: said, and nothing else is lost
        return [], [f"{error} No clicks are shown."]
    for spot in spots:
        stage = stages.find(spot.stage)
        if stage:
            held.setdefault((stage, spot.page, spot.source), {}).setdefault(spot.date, []).append(spot)
        else:
            unknown.add(spot.stage)
    out = []
    for (stage, page, source), days in sorted(held.items(), key=lambda kv: (stages.ids.index(kv[0][0]), kv[0])):
        fitting = [d for d in days if look.round is None or not look.today or d <= look.today]
        date = max(fitting) if fitting else min(days)
        squares = [(s.x, s.y, s.size, s.count) for s in days[date]]
        clicks = math.fsum(count for *_, count in squares)
        most = max(squares, key=lambda s: (s[3], -s[1], -s[0]))
        text = f"{clicks:,.0f} clicks on {page or 'the picture'}, most ({most[3]:,.0f}) at x {most[0]:g}, y {most[1]:g}"
        known = {"stage": stage, "page": page, "date": date, "source": source}
        out.append(known | {"clicks": clicks, "squares": squares, "text": text})
    return out, [f"{FILE}: no stage is called {name!r}; its clicks are not shown" for name in sorted(unknown)]
