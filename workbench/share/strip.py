"""The strip at the top of the map: how much it rests on, how old that is, how often a comparison cries wolf, what got better."""

from __future__ import annotations

from typing import Any

from workbench.journey.figures.fuse import amount
from workbench.share import words

Model = dict[str, Any]
#: What is known of the journey as a whole and said at the top; ratings of other questions stand in the tables.
_SCORES = ("NPS", "CSAT")


def facts(model: Model) -> list[tuple[str, str]]:
    """Return the strip as (figure, what it counts)."""
    kinds, counted = model["people"]["by_kind"], model["facts"]
    heard = sorted((kind, n) for kind, n in kinds.items() if n)
    counts = " + ".join(f"{n:,}" for _, n in heard)
    where = " + ".join(words.kind_name(kind) for kind, _ in heard)
    strip = [(counts, f"people in {where}") if heard else ("0", "people")]
    if counted["claims"]:
        strip.append((words.share_of_cards(counted["assumptions"], counted["claims"]), "of cards are assumptions"))
    if counted["newest"]:
        strip.append((words.day(counted["newest"]), "newest evidence"))
    whole = (n for n in model.get("numbers") or () if n["metric"] in _SCORES and n["n"])
    strip += [(amount(n), ", ".join(filter(None, (n["metric"], f"n = {n['n']:,}", words.day(n["date"]))))) for n in whole]
    if counted["coders"]:
        strip.append((str(len(counted["coders"])), "coder" if len(counted["coders"]) == 1 else "coders"))
    if alarm := words.flagged(model):
        strip.append((alarm, "flagged when nothing changed"))
    return strip


def stale(model: Model) -> str:
    """Return how many cards rest on old evidence; empty if none."""
    old = sum(bool((c.get("age") or {}).get("stale")) for c in model["claims"].values())
    return f"{old} of {len(model['claims'])} cards {'is' if old == 1 else 'are'} stale" if old else ""


def wins(model: Model) -> list[str]:
    """Return what improved since the last round: only what has a verdict is in the model."""
    found = []
    for win in model.get("wins") or ():
        said = ": ".join(p for p in (win.get("statement"), win.get("text")) if p)
        found.append(words.sentence(words.visible(said)))
    return [w for w in found if w]


def lesson(model: Model) -> str:
    """Return which lesson an empty map gives: bring people in, code them, or name claims."""
    if model["claims"]:
        return ""
    return "code" if model["people"]["N"] else "add"
