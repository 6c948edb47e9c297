"""What an export is made from, how its numbers came about, and what they cannot say: the same sentences in every document."""

from __future__ import annotations

from typing import Any

from workbench.share import words
from workbench.share.exports.deck_text import line

Model = dict[str, Any]
IN_ONE_LINE = "Numbers count people, never mentions; each share has its 95 % interval; ASSUMPTION means that nobody has said it."


def people(model: Model) -> str:
    """Return how many people were heard, by kind of source."""
    kinds = [f"{n:,} in {words.kind_name(kind)}" for kind, n in sorted(model["people"]["by_kind"].items()) if n]
    heard = words.people(model["people"]["N"])
    return f"{heard}: {words.listed(kinds)}" if kinds else heard


def rounds(model: Model, view: Model) -> str:
    """Return which rounds the map is of, and when people spoke."""
    parts = []
    if model["round"]:
        parts.append(f"round {model['round']}" + (f", compared with {model['previous']}" if model["previous"] else ""))
    elif found := sorted({q["round"] for q in model["quotes"].values() if q["round"]}):
        parts.append(f"{'rounds' if len(found) > 1 else 'round'} {words.listed(found)}")
    if view["dates"]:
        parts.append(view["dates"])
    return line("; ".join(parts))


def origin(model: Model, view: Model) -> list[str]:
    """Return what the map was made from, each in a sentence."""
    found = [words.sentence(people(model))]
    if view["persona"]:
        found.append(f"Persona {line(view['persona']['name'])}: {view['persona']['of']}.")
    if when := rounds(model, view):
        found.append(words.sentence(when))
    if model["facts"]["newest"]:
        found.append(f"Newest evidence: {words.day(model['facts']['newest'])}.")
    coders = len(model["facts"]["coders"])
    sources = len(model["made_from"].get("sources") or ())
    guessed = words.plural(model["facts"]["assumptions"], "assumption")
    counts = (
        words.plural(sources, "source"),
        words.plural(model["facts"]["claims"], "claim"),
        f"{guessed} among them" if guessed else "",
        words.plural(coders, "coder"),
    )
    found.append(words.sentence(", ".join(c for c in counts if c)))
    found.append(f"Study as of digest {model['made_from']['digest'][:12]}: the same digest is the same evidence.")
    return [f for f in found if f]


def limits(model: Model, view: Model) -> list[tuple[str, list[str]]]:
    """Return how to read the numbers, and what they cannot say: headings with sentences."""
    read = [
        "k of n people: n spoke about the stage or were asked about it; somebody who says a thing ten times counts once.",
        "The interval is a 95 % Wilson interval of that share, for people like those heard; it says nothing of others.",
        "A feeling is the mean of people's means from −2 to +2; with fewer than three people there is none.",
        "Grades are worked out from method, coherence, adequacy and relevance of the evidence; a person may sign another one.",
        "A card with nobody behind it is an ASSUMPTION of the team, however often it is repeated.",
    ]
    limit = [words.sentence(line(n)) for n in view["notices"]]
    if view["stale"]:
        limit.append(words.sentence(view["stale"]))
    if (study := (model.get("saturation") or {}).get("study")) and study.get("text"):
        limit.append(words.sentence(line(study["text"])))
    quiet = [line(s["label"]) for s in view["stages"] if not s["heard"]]
    if quiet:
        limit.append(f"Nobody was asked about {words.listed(quiet)}.")
    withheld = sum(not q["consent"] for q in model["quotes"].values())
    if withheld:
        limit.append(f"{words.plural(withheld, 'passage')} {'is' if withheld == 1 else 'are'} counted and not quoted: no consent.")
    limit.append("Names are replaced by pseudonyms. That hides nobody for certain: whoever knows a person may know their words.")
    return [("How to read the numbers", read), ("What they cannot say", limit)]
