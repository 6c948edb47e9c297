"""The journey map as a page: `map_html` where scripts and styles may live, `map_static` where they are taken away.

Both are made from one *view*, a plain dict of words and positions, which is made from the map model alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.assets import asset, render
from workbench.share.curve import COLUMN, curve, describe
from workbench.share.redact import consented
from workbench.study.canon import canonical_json, sha256_text

if TYPE_CHECKING:
    from workbench.share.redact import Redactor

Model = dict[str, Any]
#: Cards shown in a cell before "n more".
CARDS_SHOWN = 4

LABELS_SHOWN = 3
#: People listed under a stage's feeling.
PEOPLE_SHOWN = 20
_LANE_LABEL = 138


def map_html(model: Model, *, redactor: Redactor | None = None, interactive: bool = True, heading: int = 2) -> str:
    """Return the journey map as one self-contained fragment of HTML.

    Cards open their evidence without a script (native ``<details>``); with the script it opens in a panel that Esc
    closes. Light and dark follow JupyterLab's theme, or else the reader's system.

    Parameters
    ----------
    model
        The map model (see `workbench.journey.map`).
    redactor
        Replaces names first; None shows the words as they are, which is right only inside the study.
    interactive
        Add the script.
    heading
        Level of the map's own heading, 1 to 5.

    Returns
    -------
    str
        ``<style>``, the map, and the script if wanted. Quotes without consent are not in it.
    """
    style = f"<style>{asset('map.css')}</style>"
    script = f"<script>{asset('map.js')}</script>" if interactive else ""
    return f"{style}{map_body(model, redactor=redactor, heading=heading)}{script}"


def map_body(model: Model, *, redactor: Redactor | None = None, heading: int = 2) -> str:
    """Return the map without its style sheet and script: a page that holds several brings these once."""
    shown = redactor.model(model) if redactor else consented(model)
    return render("map.html.j2", v=view(shown), curve=curve(shown["stages"]), h=max(1, min(5, heading)))


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
    picture = b64encode(curve(shown["stages"], alone=True).encode()).decode()
    return render("static.html.j2", v=view(shown), picture=picture, described=describe(shown["stages"]))


def view(model: Model) -> dict[str, Any]:
    """Return what the templates print: words, positions, nothing left to decide."""
    labels = {s["id"]: s["label"] for s in model["stages"]}
    quotes = {q: _quote(model["quotes"][q]) for q in sorted(model["quotes"])}
    cards = {c: _card(model["claims"][c], labels, quotes, model["previous"]) for c in sorted(model["claims"])}
    for number, card in enumerate(cards.values()):
        card["dom"] = f"c{number}"
    stages = [_stage(s, quotes) for s in model["stages"]]
    coded = bool(model["facts"]["coders"]) or bool(model["claims"])
    if not coded:  # who was asked what is known from codings only
        stages = [stage | {"cover": "nothing coded yet"} for stage in stages]
    return {
        "uid": _uid(model),
        "title": model["study"]["title"],
        "scenario": model["study"]["scenario"],
        "persona": model["persona"],
        "round": model["round"],
        "previous": model["previous"],
        "facts": _facts(model),
        "notices": model["notices"],
        "lesson": _lesson(model),
        "coded": coded,
        "felt": any(s["emotion"]["n"] or s["emotion"]["previous"] for s in model["stages"]),
        "columns": max(1, len(stages)),
        "width": _LANE_LABEL + COLUMN * max(1, len(stages)) - 84,
        "stages": stages,
        "gaps": any(s["gap"] for s in stages),
        "numbers": any(s["numbers"] for s in stages),
        "lanes": [
            {"kind": kind, "label": label, "note": note, "cells": [_cell(s, kind, cards) for s in model["stages"]]}
            for kind, label, note in words.LANES
        ],
        "claims": [cards[c] for s in model["stages"] for kind, _, _ in words.LANES for c in s["lanes"][kind] if c in cards],
        "inbox": [cards[c] for c in model.get("inbox", []) if c in cards],
    }


def _uid(model: Model) -> str:
    """Return a short name for this map: the same whether its words are redacted or not."""
    counts = {c["id"]: [c["k"], c["x"], c["n"]] for c in model["claims"].values()}
    which = [model["made_from"]["digest"], model["persona"], model["round"], model["previous"], counts]
    return sha256_text(canonical_json(which))[:8]


def _facts(model: Model) -> list[tuple[str, str]]:
    """Return the strip of facts as (figure, what it counts)."""
    kinds, facts = model["people"]["by_kind"], model["facts"]
    heard = sorted((kind, n) for kind, n in kinds.items() if n)
    counts = " + ".join(f"{n:,}" for _, n in heard)
    where = " + ".join(words.kind_name(kind) for kind, _ in heard)
    strip = [(counts, f"people in {where}") if heard else ("0", "people")]
    if facts["claims"]:
        strip.append((words.share_of_cards(facts["assumptions"], facts["claims"]), "of cards are assumptions"))
    if facts["newest"]:
        strip.append((words.day(facts["newest"]), "newest evidence"))
    if facts["coders"]:
        strip.append((str(len(facts["coders"])), "coder" if len(facts["coders"]) == 1 else "coders"))
    return strip


def _lesson(model: Model) -> str:
    """Return which lesson an empty map gives: bring people in, code them, or name claims."""
    if model["claims"]:
        return ""
    return "code" if model["people"]["N"] else "add"


def _stage(stage: Model, quotes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    cover, feel = stage["coverage"], stage["emotion"]
    persons = _persons(feel["people"], quotes)
    return {
        "id": stage["id"],
        "label": stage["label"],
        "goal": stage["goal"],
        **{k: cover[k] for k in ("spoke", "asked", "silent")},
        "heard": cover["spoke"] + cover["asked"],
        "cover": " · ".join(f"{n:,} {what}" for n, what in _cover(cover)),
        "moment": stage["moment"],
        "feeling": None if feel["mean"] is None else words.signed(feel["mean"]),
        "feeling_range": "" if feel["mean"] is None else f"{words.signed(feel['lo'])} to {words.signed(feel['hi'])}",
        "felt_by": words.people(feel["n"]) if feel["n"] else "",
        "labels": " · ".join(f"{e['label']} {e['k']}" for e in feel["labels"][:LABELS_SHOWN]),
        "people": persons,
        "left_out": words.people(len(feel["people"]) - len(persons) + 1) if None in persons else "",
        "gap": [_gap(g, quotes) for g in stage["gap"]],
        "numbers": [_number(n) for n in stage["numbers"]],
    }


def _cover(cover: Model) -> list[tuple[int, str]]:
    said = [(cover["spoke"], "spoke"), (cover["asked"], "asked"), (cover["silent"], "not asked")]
    return [(n, what) for n, what in said if n or what == "spoke"]


def _persons(people: list[Model], quotes: dict[str, dict[str, Any]]) -> list[dict[str, Any] | None]:
    """Return people from the lowest feeling to the highest; of very many, both ends, with None between."""
    rows: list[dict[str, Any] | None] = [
        {"who": p["participant"], "mean": words.signed(p["mean"]), "quotes": [quotes[q] for q in p["codings"] if q in quotes]}
        for p in sorted(people, key=lambda p: (p["mean"], p["participant"]))
    ]
    return rows if len(rows) <= PEOPLE_SHOWN else [*rows[: PEOPLE_SHOWN // 2], None, *rows[-PEOPLE_SHOWN // 2 :]]


def _gap(gap: Model, quotes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    felt = gap["difference"]  # None: nobody said how it felt
    width = min(abs(felt or 0.0) / 4, 1) * 50
    said = "how it felt is not coded" if felt is None else f"felt {words.signed(felt)}"
    return {
        "statement": gap["statement"],
        "words": f"{words.people(gap['k'])} · {said}",
        "detail": f"{words.people(gap['k'])} told what they expected and got; {said}, on a scale from \u22122 to +2.",
        "left": round(50 - width if (felt or 0.0) < 0 else 50, 1),
        "width": round(width, 1),
        "tone": "neg" if (felt or 0.0) < 0 else "pos",
        "quotes": [quotes[q] for q in gap["quotes"] if q in quotes],
    }


def _number(number: Model) -> dict[str, str]:
    value, low, high = number["value"], number["lo"], number["hi"]
    figure = f"{value:,.2f}".rstrip("0").rstrip(".")
    if low is not None and high is not None:
        is_share = 0 <= low <= high <= 1
        figure = (
            f"{value:.1%} ({low:.1%} to {high:.1%})".replace("%", "\u00a0%") if is_share else f"{figure} ({low:.3g} to {high:.3g})"
        )
    notes = [f"n = {number['n']:,}" if number["n"] else "", words.day(number["date"]), number["source"] or ""]
    return {"metric": number["metric"], "value": figure, "note": " · ".join(n for n in notes if n)}


def _cell(stage: Model, kind: str, cards: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found = [cards[c] for c in stage["lanes"][kind] if c in cards]
    heard = stage["coverage"]["spoke"] + stage["coverage"]["asked"]
    silence = f"nothing heard from {words.people(heard)}" if heard else "not asked"
    return {"cards": found[:CARDS_SHOWN], "more": found[CARDS_SHOWN:], "silence": "" if found else silence, "asked": bool(heard)}


def _card(claim: Model, labels: dict[str, str], quotes: dict[str, dict[str, Any]], previous: str | None) -> dict[str, Any]:
    stage = labels.get(claim["stage"], "no stage")
    assumed = claim["k"] == 0
    mark = words.verdict(claim)
    kinds = len(claim["kinds"])
    return {
        "id": claim["id"],
        "kind": claim["kind"],
        "kicker": f"{words.SINGULAR[claim['kind']]} \u00b7 {stage}",
        "lane": words.SINGULAR[claim["kind"]],
        "stage": stage,
        "statement": words.visible(claim["statement"]),
        "latent": claim["latent"],
        "owner": claim["owner"],
        "assumed": assumed,
        **{key: claim[key] for key in ("k", "n", "x", "m", "grade", "level")},
        "kinds": f"{kinds} kind" if kinds == 1 else f"{kinds} kinds",
        "bar": None if assumed else _bar(claim),
        "range": "" if claim["lo"] is None or assumed else f"{words.percent(claim['lo'])} to {words.percent(claim['hi'])}",
        "grade_words": words.grade(claim),
        "mark": mark[0] if mark else "",
        "tone": mark[1] if mark else "",
        "than": f" than {previous}" if mark and previous and mark[0][0] in "\u25b2\u25bc" else "",
        "verdict": words.sentence(claim["verdict"]["text"]) if claim["verdict"] else "",
        "line": words.evidence(claim, stage),
        "notes": words.footnotes(claim),
        "concerns": [c for c in claim["concerns"] if c["level"] not in {"no", "none"}],
        "newest": words.day(claim["newest"]),
        "supports": [quotes[q] for q in claim["supports"] if q in quotes],
        "against": [quotes[q] for q in claim["contradicts"] if q in quotes],
    }


def _bar(claim: Model) -> dict[str, float] | None:
    """Return where the interval, the share and the contrary share stand on a bar of 100."""
    if claim["lo"] is None or not claim["n"]:
        return None
    shares = {
        "lo": claim["lo"],
        "hi": claim["hi"],
        "p": claim["k"] / claim["n"],
        "x": claim["x"] / claim["n"] if claim["x"] else -0.1,
    }
    return {name: round(share * 100, 1) for name, share in shares.items()}


def _quote(quote: Model) -> dict[str, Any]:
    """Return a quote for showing. Without consent its words stop here: they are in no output."""
    parts = [quote["kind"], words.day(quote["date"]), quote["round"] or ""]
    return {
        "who": quote["participant"],
        "meta": " \u00b7 ".join(p for p in parts if p),
        "text": words.visible(quote["text"]) if quote["consent"] else None,
        "place": f"{quote['source']}{'/' + quote['item'] if quote['item'] else ''} characters {quote['start']} to {quote['end']}",
        "feeling": "" if quote["valence"] is None else words.signed(quote["valence"]).removesuffix(".0"),
    }
