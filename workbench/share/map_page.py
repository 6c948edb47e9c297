"""The journey map as a page: `map_html` where scripts and styles may live, `map_static` where they are taken away.

Both are made from one *view*, a plain dict of words and positions, which is made from the map model alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.share import icons, words
from workbench.share.assets import asset, render
from workbench.share.cards import called_in, cards, cell, in_order
from workbench.share.curve import COLUMN, curve, describe
from workbench.share.lanes_page import ORDER, lanes, opened
from workbench.share.once import once
from workbench.share.panel import comments, people, questions, quotes_of
from workbench.share.redact import consented
from workbench.share.strip import facts, lesson, stale, wins
from workbench.share.swarm import every
from workbench.share.tongue import tongue
from workbench.study.canon import canonical_json, sha256_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.share.redact import Redactor

Model = dict[str, Any]
LABELS_SHOWN = 3
#: People listed under a stage's feeling.
PEOPLE_SHOWN = 12
#: Lanes that are pictures or numbers: the table says them again. The others are words already.
_DRAWN = frozenset({"gap", "numbers", "opportunities"})
_LANE_LABEL = 138
#: A sheet may be larger than it is drawn, but not much: letters in the curve grow with it.
_STRETCH = 1.12
#: The sheet of fewer stages is as wide as that of so many.
_USUAL = 6
#: A column may be so narrow before the sheet scrolls: up to eight stages stand beside each other on a laptop.
_LEAST, _LEAST_OF_MANY, _MANY = 160, 190, 9
#: More stages than these need a page wider than one of words.
_WIDE = 7
#: Beside the sheet, left and right together.
_MARGINS = 40
#: Words of so many letters fit into the head of a stage as they are.
_FITS = 13
_WORD = re.compile(r"[^\s\u00ad\u2010-\u2015/&-]+")


def map_html(model: Model, *, redactor: Redactor | None = None, interactive: bool = True, heading: int = 2) -> str:
    """Return the journey map as one self-contained fragment of HTML.

    Cards open their evidence without a script (native popovers); where a browser has none the panels stand below the
    map. Printed, they follow the sheet. Light and dark follow JupyterLab's theme, or else the reader's system.

    Parameters
    ----------
    model
        The map model (see `workbench.journey.map`).
    redactor
        Replaces names first; None shows the words as they are, which is right only inside the study.
    interactive
        Add the script.
    heading
        Level of the map's own heading, 1 to 3.

    Returns
    -------
    str
        ``<style>``, the map, and the script if wanted. Quotes without consent are not in it.
    """
    style = f"<style>{map_style()}</style>"
    script = f"<script>{asset('map.js')}</script>" if interactive else ""
    return f"{style}{map_body(model, redactor=redactor, heading=heading)}{script}"


def map_style() -> str:
    """Return the style sheet of maps."""
    return "".join(map(asset, ("map.css", "map_lanes.css", "map_panel.css", "map_print.css"))) + icons.style()


def map_body(model: Model, *, redactor: Redactor | None = None, heading: int = 2) -> str:
    """Return the map without its style sheet and script: a page that holds several brings these once."""
    shown = redactor.model(model) if redactor else consented(model)
    drawn = curve(shown["stages"], previous=shown["previous"])
    return once(render("map.html.j2", v=view(shown), curve=drawn, h=max(1, min(3, heading))))


def map_static(model: Model, redactor: Redactor | None = None) -> str:
    """Return the map as plain tables with inline styles: it survives JupyterLab's sanitiser, nbviewer and e-mail.

    Parameters
    ----------
    model
        The map model.
    redactor
        As for `map_html`.

    Returns
    -------
    str
        HTML without ``<style>``, ``<script>``, ``<svg>``, roles or ids; the curve is an image with its words as alt text.
    """
    from base64 import b64encode

    shown = redactor.model(model) if redactor else consented(model)
    picture = b64encode(curve(shown["stages"], alone=True, previous=shown["previous"]).encode()).decode()
    return render("static.html.j2", v=view(shown), picture=picture, described=describe(shown["stages"]))


def view(model: Model) -> dict[str, Any]:
    """Return what the templates print: words, positions, nothing left to decide."""
    quotes = quotes_of(model)
    made = cards(model, quotes)
    claims = in_order(model, made)
    coded = _coded(model)
    full = (model.get("saturation") or {}).get("stages") or {}
    called = called_in(model)
    stages = [
        _stage({"saturation": full.get(s["id"])} | s, quotes, coded=coded) | {"lang": tongue(s["label"], called)}
        for s in model["stages"]
    ]
    step = every(model["stages"])
    placed = {s["id"] for s in model["stages"]}
    return {
        "uid": uid(model),
        "title": model["study"]["title"],
        "scenario": model["study"]["scenario"],
        "persona": _persona(model),
        "dates": _dates(model),
        "round": model["round"],
        "previous": model["previous"],
        "facts": facts(model),
        "stale": stale(model),
        "wins": wins(model),
        "notices": [words.sentence(words.visible(said)) for said in (*model["notices"], *(model.get("cautions") or ()))],
        "lesson": lesson(model),
        "coded": coded,
        "felt": any(map(_drawn_in_curve, model["stages"])),
        "unfelt": "too few people voiced a feeling at any stage for a mean"
        if any(s["emotion"]["n"] for s in model["stages"])
        else "no feeling coded at any stage yet",
        "drawn": f"every {_ordinal(step)} person is drawn" if step > 1 else "",
        "columns": max(1, len(stages)),
        "width": _least(len(stages)),
        "widest": widest(len(stages)),
        "long": _long(s["label"] for s in stages),
        "stages": stages,
        **_rows(model, quotes, made, claims),
        "claims": claims,
        "questions": [f"{short} is {name}" for short, name in questions(model["quotes"])],
        "inbox": [c for c in claims if c["at"][0] not in placed],
        "notes": _notes(model),
        "future": bool(any(s.get("target") is not None for s in model["stages"])),
    }


def _coded(model: Model) -> bool:
    return bool(model["facts"]["coders"]) or bool(model["claims"])


def _drawn_in_curve(stage: Model) -> bool:
    """Say whether the curve has more of a stage than single people, who are listed under it anyhow."""
    feel = stage["emotion"]
    return bool(feel["mean"] is not None or feel["previous"] or stage["moment"] or stage.get("target") is not None)


def widest(stages: int) -> int:
    """Return how wide the sheet of so many stages may be drawn, in pixels."""
    return round(_LANE_LABEL + COLUMN * max(_USUAL, stages) * _STRETCH)


def page_width(stages: int) -> int:
    """Return how wide a page with this map may be; 0 if a page of words is wide enough."""
    needed = widest(stages) + _MARGINS
    return needed if stages >= _WIDE else 0


def _least(stages: int) -> int:
    """Return below which width the sheet scrolls sideways."""
    return _LANE_LABEL + (_LEAST_OF_MANY if stages >= _MANY else _LEAST) * max(1, stages)


def _long(labels: Iterable[str]) -> int:
    """Return the length of the longest word in the heads of the stages, if they must be smaller for it; else 0."""
    longest = max((len(word) for label in labels for word in _WORD.findall(label)), default=0)
    return longest if longest > _FITS else 0


def uid(model: Model) -> str:
    """Return a short name for this map: the same whether its words are redacted or not."""
    counts = {c["id"]: [c["k"], c["x"], c["n"]] for c in model["claims"].values()}
    which = [model["made_from"]["digest"], model["persona"], model["round"], model["previous"], counts]
    return sha256_text(canonical_json(which))[:8]


def _rows(
    model: Model, quotes: Mapping[str, dict[str, Any]], made: Mapping[str, dict[str, Any]], claims: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the lanes from above, those of claims among the others, and which of them are behind "More lanes"."""
    others = {lane["key"]: lane for lane in lanes(model, quotes, claims)}
    ours = {
        kind: {"key": kind, "label": label, "note": note, "cells": [cell(model, s, kind, made) for s in model["stages"]]}
        for kind, label, note in words.LANES
    }
    first = opened(model)
    rows = [
        {**(others | ours)[key], "extra": key not in first, "claims": key in ours} for key in ORDER if key in others or key in ours
    ]
    if not _coded(model):  # numbers from elsewhere need nobody who codes
        rows = [row | {"extra": False} for row in rows if row["key"] == "numbers"]
    for number, row in enumerate(rows):
        row["row"] = number + 4  # under the heads, the curve and who felt it
    more = [row["label"] for row in rows if row["extra"]]
    panels = [
        {
            "dom": cell["dom"],
            "said": cell["said"],
            "drawn": key in _DRAWN,
            "lane": others[key]["label"],
            "stage": stage["label"],
            "note": others[key]["note"],
        }
        for key in ORDER
        if key in others
        for stage, cell in zip(model["stages"], others[key]["cells"], strict=True)
        if cell["said"]
    ]
    return {"lanes": rows, "more": more, "entries": panels, "listed": _listed(others, model)}


def _listed(others: Mapping[str, dict[str, Any]], model: Model) -> list[dict[str, Any]]:
    """Return one row for everything that is no claim, for the table."""
    return [
        {
            "drawn": key in _DRAWN,
            "lane": others[key]["label"], "stage": stage["label"], "at": stage["id"], "what": e["statement"],
            "much": e.get("value") or e.get("words") or _dotted(e["share"], e.get("felt"), e.get("change")),
            "note": _dotted(e["note"], e.get("agrees"), "" if e["quotes"] else e["line"], *e["marks"]),
        }
        for key in ORDER
        if key in others
        for stage, found in zip(model["stages"], others[key]["cells"], strict=True)
        for e in (*found["entries"], *found["more"])
    ]  # fmt: skip


def _dotted(*parts: str | None) -> str:
    return " \u00b7 ".join(p for p in parts if p)


def _persona(model: Model) -> dict[str, Any] | None:
    persona = model["persona"]
    if not persona:
        return None
    everybody = persona.get("of")
    return {**persona, "of": words.people(persona["n"]) if not everybody else f"{persona['n']:,} of {words.people(everybody)}"}


def _dates(model: Model) -> str:
    """Return from when to when the evidence is."""
    found = sorted(q["date"] for q in model["quotes"].values() if q["date"])
    if not found:
        return ""
    first, last = words.day(found[0]), words.day(found[-1])
    return first if first == last else f"{first.removesuffix(last[-5:])} to {last}"


def _stage(stage: Model, quotes: Mapping[str, dict[str, Any]], *, coded: bool) -> dict[str, Any]:
    cover, feel = stage["coverage"], stage["emotion"]
    persons = people(feel["people"], quotes, PEOPLE_SHOWN)
    said = comments(stage)
    verdict = feel.get("verdict")
    age, full = stage.get("age") or {}, stage.get("saturation") or {}
    return {
        "id": stage["id"],
        "label": stage["label"],
        "goal": stage["goal"],
        **{k: cover[k] for k in ("spoke", "asked", "silent")},
        "heard": cover["spoke"] + cover["asked"],
        "told": words.covered(cover),
        # Who was asked what is known from codings only.
        "cover": words.coverage(cover) if coded else "nothing coded yet",
        "moment": stage["moment"],
        "feeling": None if feel["mean"] is None else words.signed(feel["mean"]),
        "feeling_range": "" if feel["mean"] is None else f"{words.signed(feel['lo'])} to {words.signed(feel['hi'])}",
        "felt_by": words.people(feel["n"]) if feel["n"] else "",
        "labels": " · ".join(f"{e['label']} {e['k']}" for e in feel["labels"][:LABELS_SHOWN]),
        "verdict": words.sentence(verdict["text"]) if verdict else "",
        "target": "" if stage.get("target") is None else words.signed(stage["target"]),
        "stale": bool(age.get("stale")),
        "age": f"newest evidence {words.day(age.get('newest'))}" if age.get("newest") else "",
        "saturation": words.sentence(str(full.get("text") or full.get("word") or "")),
        "comments": said,
        "people": persons,
        "left_out": words.people(len(feel["people"]) - len(persons) + 1) if None in persons else "",
        "opens": bool(feel["people"] or said or verdict or (full and coded)),
    }


def _notes(model: Model) -> list[dict[str, str]]:
    """Return the notes that nobody has sorted yet."""
    labels = {s["id"]: s["label"] for s in model["stages"]}
    return [
        {
            "text": words.visible(n["text"]),
            "by": n["by"],
            "day": words.day(n.get("at")),
            "stage": labels.get(n.get("stage") or "", ""),
        }
        for n in model.get("notes") or ()
        if not n.get("sorted")
    ]


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
