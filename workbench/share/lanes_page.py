"""The lanes of the map that are no claims: what people do, where they meet the company, what they expected, the numbers.

Each lane is a heading and one list of entries a stage. A lane without an entry is not on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.figures.fuse import amount
from workbench.share import icons, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Model = dict[str, Any]
Quotes = "Mapping[str, dict[str, Any]]"

#: Lanes of items: key, heading, what the lane holds, what one item is called.
ITEMS = (
    ("goals", "Goals", "what they want to get done", "Goal"),
    ("actions", "Actions", "what they do", "Action"),
    ("thoughts", "Thoughts", "what goes through their mind", "Thought"),
    ("touchpoints", "Touchpoints", "where they meet us; dotted: nobody planned it", "Touchpoint"),
    ("channels", "Channels", "over what", "Channel"),
    ("handoffs", "Handoffs", "from one touchpoint to the next, and how the feeling changes", "Handoff"),
    ("preferences", "Preferences", "what they would rather have", "Preference"),
    ("alternatives", "Alternatives", "what they use instead", "Alternative"),
    ("effort", "Effort", "what costs them time and trouble", "Effort"),
    ("staff", "Staff", "those behind the counter", "Staff"),
)
#: Lanes of the page from above. `pain`, `need` and `delight` are claims (`workbench.share.cards`).
ORDER = (
    "goals", "actions", "thoughts", "touchpoints", "channels", "handoffs", "gap", "pain", "need", "delight", "effort",
    "preferences", "alternatives", "staff", "numbers", "opportunities", "owners", "future", "hypotheses", "ask_next",
)  # fmt: skip
#: What is there before anybody asks for more.
SIMPLE = frozenset({"pain", "need", "delight"})
#: Entries shown in a cell before "n more".
ITEMS_SHOWN = 4
_SAME = 0.05


def lanes(model: Model, quotes: Mapping[str, dict[str, Any]], claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lanes that have something in them, from above, without those of claims.

    Parameters
    ----------
    model
        The map model; a key that is missing is a lane that is not there.
    quotes
        As `workbench.share.panel.quote` makes them, by id.
    claims
        Cards of the page, for owners and opportunities.

    Returns
    -------
    list of dict
        ``key``, ``label``, ``note`` and ``cells``: for each stage a list of entries and what to say if it is empty.
    """
    made: dict[str, tuple[str, str, Callable[[Model], list[dict[str, Any]]]]] = {
        key: (label, note, _items(key, one, quotes)) for key, label, note, one in ITEMS
    }
    made |= {
        "gap": ("Expectation", "what they got against what they expected", lambda s: [_gap(g, s, quotes) for g in s["gap"]]),
        "numbers": ("Numbers", "the what beside the why", lambda s: [_number(n) for n in s["numbers"]]),
        "opportunities": (
            "Opportunities",
            "where work would pay; bars are what we do not know",
            lambda s: _opportunities(s, claims),
        ),
        "owners": ("Owners", "who looks after what", lambda s: _owners(s, claims)),
        "future": ("Aimed at", "what it is to become: a wish, no forecast", lambda s: _future(s, model)),
        "hypotheses": ("Hypotheses", "what we think would help, and what the test said", lambda s: _hypotheses(s, model)),
        "ask_next": ("Ask next", "what the next round should find out", _ask),
    }
    found = []
    for key in ORDER:
        if key not in made:
            continue
        label, note, entries = made[key]
        cells: list[dict[str, Any]] = [{"entries": entries(s), "silence": _silence(key, s)} for s in model["stages"]]
        if not any(cell["entries"] for cell in cells):
            continue
        for number, cell in enumerate(cells):
            cell["dom"] = f"{key[:2]}{number}"
            cell["said"] = [e for e in cell["entries"] if e["quotes"]]
            for place, entry in enumerate(cell["said"]):
                entry |= {"dom": cell["dom"], "place": place}
            cell["more"] = cell["entries"][ITEMS_SHOWN:]
            cell["entries"] = cell["entries"][:ITEMS_SHOWN]
        found.append({"key": key, "label": label, "note": note, "cells": cells})
    return found


def opened(model: Model) -> frozenset[str]:
    """Return the lanes that are there at once: those the study asked for, or few if it asked for all or nothing."""
    wanted = model.get("lanes") or ()
    if isinstance(wanted, str):
        from workbench.study.settings import PRESETS

        wanted = PRESETS.get(wanted, ())
    chosen = frozenset(wanted)
    return SIMPLE | chosen if chosen and not chosen >= set(ORDER) - {"future"} else SIMPLE


def _silence(key: str, stage: Model) -> str:
    if key in {"numbers", "opportunities", "owners", "hypotheses", "future"}:
        return "none given"
    if key == "ask_next":
        return "nothing open"
    return "nothing heard" if stage["coverage"]["spoke"] + stage["coverage"]["asked"] else "not asked"


def _items(key: str, one: str, quotes: Mapping[str, dict[str, Any]]) -> Callable[[Model], list[dict[str, Any]]]:
    return lambda stage: [_item(i, key, one, stage, quotes) for i in stage.get(key) or ()]


def _item(item: Model, key: str, one: str, stage: Model, quotes: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    n = item.get("n")
    mean = (item.get("valence") or {}).get("mean")
    felt = "" if mean is None else f"felt {words.signed(mean)}"
    share = f"{item['k']} of {words.people(n)}" if n else words.people(item["k"]) if item.get("k") is not None else ""
    lo, hi = item.get("lo"), item.get("hi")
    said = f"{share}; {words.interval(lo, hi)}" if share and lo is not None and hi is not None else share
    marks = [words.visible(m) for m in item.get("marks") or ()]
    if key == "touchpoints" and item.get("planned") is False and not any("planned" in m for m in marks):
        marks.append("not planned")
    if item.get("visible") is False:
        marks.append("behind the scenes")
    entry = {
        "shape": {"touchpoints": "touch", "channels": "touch", "handoffs": "hand"}.get(key, "item"),
        "kicker": f"{one} \u00b7 {stage['label']}",
        "statement": words.visible(item["label"]),
        "share": share,
        "short": f"{item['k']} of {n}" if n else "",
        "line": " \u00b7 ".join(p for p in (said, felt) if p),
        "felt": felt,
        "tone": "" if mean is None else _tone(mean),
        "note": words.visible(item.get("note") or ""),
        "marks": marks,
        "icon": "",
        "channel": "",
        "unplanned": item.get("planned") is False,
        "owner": item.get("owner") or "",
        "quotes": [quotes[q] for q in item.get("quotes") or () if q in quotes],
    }
    if key in {"touchpoints", "channels"}:
        channel = item.get("channel") or (item["label"] if key == "channels" else "")
        entry |= {"icon": icons.of(channel or item["label"]), "channel": channel if channel != item["label"] else ""}
    if key == "handoffs":
        entry |= _handoff(item)
    return entry


def _tone(value: float) -> str:
    return "" if abs(value) < _SAME else "good" if value > 0 else "bad"


def _handoff(item: Model) -> dict[str, str]:
    """Return an arrow and how the feeling changes along it, in words as well as colour.

    Which way is said, and has a colour, only where the interval of the mean leaves out zero.
    """
    change = item.get("change")
    start, arrow, end = item["label"].partition(" \u2192 ")
    ends = {"from": start, "to": end} if arrow else {side: str(item.get(side) or "") for side in ("from", "to")}
    ends = {side: words.visible(name) for side, name in ends.items()}
    if change is None or change.get("mean") is None:
        return {**ends, "change": "feeling not known on both sides", "tone": ""}
    lo, hi = change.get("lo"), change.get("hi")
    if lo is None or hi is None:
        said = f"{words.signed(change['mean'])}, of {words.people(change['n'])}: too few to tell"
        return {**ends, "change": said, "tone": ""}
    tone = "good" if lo > 0 else "bad" if hi < 0 else ""
    how = {"good": "better", "bad": "worse", "": "cannot tell"}[tone]
    said = f"{how}: {words.signed(change['mean'])} ({words.signed(lo)} to {words.signed(hi)})"
    return {**ends, "change": said, "tone": tone}


def _gap(gap: Model, stage: Model, quotes: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    felt = gap["difference"]  # None: nobody said how it felt
    n = gap.get("n")
    who = f"{gap['k']} of {words.people(n)}" if n else words.people(gap["k"])
    said = "how it felt is not coded" if felt is None else f"felt {words.signed(felt)}"
    spread = gap.get("felt") or {}
    lo, hi = spread.get("lo"), spread.get("hi")
    bar = sorted((50.0, _at(felt or 0.0)))
    unclear = gap.get("sign") == "unclear" and felt is not None
    hoped = f", {words.people(gap['hoped'])} what they expected, {gap.get('both', 0)} both" if gap.get("hoped") else ""
    between = "" if lo is None or hi is None else f" ({words.signed(lo)} to {words.signed(hi)})"
    return {
        "shape": "gap",
        "kicker": f"Expectation \u00b7 {stage['label']}",
        "statement": words.visible(gap["statement"]),
        "words": f"{who} \u00b7 {said}",
        "line": f"{who} told what they got{hoped}; {said}{between}, on a scale from \u22122 to +2.",
        "left": round(bar[0], 1),
        "width": round(bar[1] - bar[0], 1),
        "whisker": None if lo is None or hi is None else [round(_at(lo), 1), round(_at(hi), 1)],
        "tone": "unclear" if unclear else "neg" if (felt or 0.0) < 0 else "pos",
        "share": who,
        "marks": ["too few to tell"] if unclear else [],
        "note": "",
        "quotes": [quotes[q] for q in gap["quotes"] if q in quotes],
    }


def _at(value: float) -> float:
    """Return where a feeling stands on a bar of 100 whose middle is zero."""
    return 50 + max(-1.0, min(1.0, value / 2)) * 50


def _number(number: Model) -> dict[str, Any]:
    notes = [f"n = {number['n']:,}" if number["n"] else "", words.day(number["date"]), number["source"] or ""]
    agrees = {"agrees": "agrees with talk", "conflicts": "conflicts with talk"}.get(number.get("agrees") or "", "")
    return {
        "shape": "number",
        "statement": number["metric"],
        "value": amount(number),
        "note": " \u00b7 ".join(n for n in notes if n),
        "agrees": agrees,
        "tone": {"agrees": "good", "conflicts": "bad"}.get(number.get("agrees") or "", ""),
        "line": words.visible(number.get("why") or ""),
        "marks": [],
        "share": "",
        "quotes": [],
    }


def _plain(statement: str, line: str = "", *, marks: Sequence[str] = (), tone: str = "", note: str = "") -> dict[str, Any]:
    return {
        "shape": "plain", "statement": words.visible(statement), "line": words.visible(line), "marks": list(marks), "tone": tone,
        "note": words.visible(note), "share": "", "quotes": [], "bar": None,
    }  # fmt: skip


def _here(stage: Model, claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [c for c in claims if c["at"][0] == stage["id"] and not c["hidden"]]


def _opportunities(stage: Model, claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [c for c in _here(stage, claims) if c["opportunity"]]
    found.sort(key=lambda c: (-c["opportunity"]["value"], c["id"]))
    return [
        _plain(c["statement"], c["opportunity"]["short"], marks=c["opportunity"]["marks"])
        | {"to": c["dom"], "bar": c["opportunity"]["bar"]}
        for c in found
    ]


def _owners(stage: Model, claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    here = _here(stage, claims)
    owners = sorted({stage.get("owner") or "", *(c["owner"] for c in here)} - {""}, key=lambda o: (o != stage.get("owner"), o))
    rows = []
    for owner in owners:
        mine = [c for c in here if c["owner"] == owner]
        kinds = [words.plural(sum(c["kind"] == kind for c in mine), one) for kind, one in words.COUNTED.items()]
        rows.append(_plain(owner, ", ".join(k for k in kinds if k), marks=["the stage"] if owner == stage.get("owner") else []))
    nobody = sum(not c["owner"] for c in here)
    return [*rows, _plain("Nobody yet", words.plural(nobody, "card"))] if rows and nobody else rows


def _hypotheses(stage: Model, model: Model) -> list[dict[str, Any]]:
    mine = {name for name, c in model["claims"].items() if (c.get("shown") or c["stage"]) == stage["id"]}
    rows = []
    for hypothesis in model.get("hypotheses") or ():
        if hypothesis.get("stage") == stage["id"] or mine & set(hypothesis.get("claims") or ()):
            said = words.hypothesis(hypothesis)
            rows.append(_plain(said["title"], said["line"], marks=[said["state"]] if said["state"] else []))
    return rows


def _future(stage: Model, model: Model) -> list[dict[str, Any]]:
    """Return what claims and stages are to become: a wish, and no forecast."""
    titles = {h["id"]: words.hypothesis(h)["title"] for h in model.get("hypotheses") or ()}
    rows = []
    for change in (model.get("future") or {}).get("changes") or ():
        if change.get("stage") != stage["id"]:
            continue
        named = [h["id"] if isinstance(h, dict) else h for h in change.get("hypotheses") or ()]
        through = [titles[h] for h in named if h in titles]
        aim = "" if change.get("valence") is None else f"feeling {words.signed(change['valence'])}"
        by = f"through: {words.listed(through)}" if through else ""
        what = change.get("becomes") or change.get("label") or stage["label"]
        about = change.get("label") if change.get("kind") != "stage" and change.get("becomes") else ""
        rows.append(_plain(what, " \u00b7 ".join(p for p in (about, aim, by) if p)))
    return rows


def _ask(stage: Model) -> list[dict[str, Any]]:
    return [_plain(a["what"], a.get("why") or "") for a in stage.get("ask_next") or ()]
