"""Where people click: elements by how much trouble they give, and heatmaps as squares that can be drawn."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from workbench.journey.stages import Stages
from workbench.sources.numbers.heat import FILE, Spot, read_spots
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.look import Look

#: The names that `workbench.sources.numbers.metrics` gives to what an export says of an element.
_NAME = re.compile(r"(?P<what>[\w -]*?clicks|clicked)(?: on (?P<element>.+?))?(?:: (?P<place>.+))?")
_TROUBLE = re.compile(r"rage|dead|error|excessive", re.IGNORECASE)


def friction(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return every element or page that clicks are known of, most trouble first.

    Parameters
    ----------
    rows
        Numbers by stage, as `workbench.journey.numbers.every_number` gives them.

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
