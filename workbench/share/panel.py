"""What opens when a card is pressed: the evidence in words, the quotes for and against, and what people made of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.tongue import settled, tongue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Model = dict[str, Any]
#: The name of a question that is longer is said once, and a number stands for it.
_LONG = 16
#: Kind of source that is no people: what its numbers say stands in the sentence, and not in the table of people.
_NUMBERS = "metric"
#: Fields of a card that people may set, as the history says them.
_FIELDS = {
    "stage": "shown in", "lane": "shown as", "title": "title", "owner": "owner", "status": "status", "hidden": "hidden",
    "under": "put under",
}  # fmt: skip


def questions(quotes: Mapping[str, Model]) -> list[tuple[str, str]]:
    """Return each question whose name is too long to stand at every answer: as it stands there, and in full."""
    asked = {_question(q) for q in quotes.values()}
    return sorted((_short(name), name) for name in asked if len(name) > _LONG)


def _question(said: Model) -> str:
    return str(said["item"] or "").partition(":")[2]


def _short(name: str) -> str:
    return name if len(name) <= _LONG else name[:_LONG].rstrip("-") + "\u2026"


def quote(said: Model) -> dict[str, Any]:
    """Return a quote for showing. Without consent its words stop here: they are in no output."""
    who, colon, name = str(said["item"] or "").partition(":")
    item = f"{who}{colon}{_short(name)}"
    parts = [said["kind"], words.day(said["date"]), said["round"] or ""]
    return {
        "who": said["participant"],
        "meta": " \u00b7 ".join(p for p in parts if p),
        "text": words.visible(said["text"]) if said["consent"] else None,
        "lang": tongue(said["text"]) if said["consent"] else "",
        "place": f"{said['source']}{'/' + item if item else ''} {said['start']} to {said['end']}",
        "feeling": "" if said["valence"] is None else words.signed(said["valence"]).removesuffix(".0"),
    }


def quotes_of(model: Model) -> dict[str, dict[str, Any]]:
    """Return all quotes of a map for showing, by id."""
    made = {name: quote(model["quotes"][name]) for name in sorted(model["quotes"])}
    for one, lang in zip(made.values(), settled([one["lang"] for one in made.values()]), strict=True):
        one["lang"] = lang
    return made


def panel(
    claim: Model,
    labels: Mapping[str, str],
    quotes: Mapping[str, dict[str, Any]],
    names: Mapping[str, str],
    doms: Mapping[str, str],
    model: Model,
) -> dict[str, Any]:
    """Return what the panel of a claim says.

    Parameters
    ----------
    claim
        A claim of the map model.
    labels
        Of stages, by id.
    quotes
        As `quote` makes them, by id.
    names, doms
        Titles of all claims, and the names of their panels on the page, by id.
    model
        The map model, for its hypotheses.
    """
    stage = labels.get(claim["stage"], "no stage")
    return {
        "grade_words": words.grade(claim),
        "line": words.evidence(claim, stage),
        "notes": words.footnotes(claim),
        "concerns": [c for c in claim["concerns"] if c["level"] not in {"no", "none"}],
        "signed": _signed(claim),
        "triangulation": _triangulation(claim),
        "flips": _flips(claim),
        "because": [{"statement": names[c], "dom": doms[c]} for c in claim.get("because") or () if c in names],
        "hypotheses": _hypotheses(claim, model),
        "opportunity": words.opportunity(claim.get("opportunity")),
        "elsewhere": _elsewhere(claim),
        "comments": comments(claim),
        "history": _history(claim, labels, names),
        "over": {"statement": names[claim["under"]], "dom": doms[claim["under"]]} if claim.get("under") in names else None,
        "supports": [quotes[q] for q in newest_first(claim["supports"], model)],
        "against": [quotes[q] for q in newest_first(claim["contradicts"], model)],
    }


def newest_first(ids: Sequence[str], model: Model) -> list[str]:
    """Return ids of quotes of the newest round first, in it one passage of each person before anybody's second."""
    known = [i for i in ids if i in model["quotes"]]
    days: dict[str, str] = {}
    for i in known:
        said = model["quotes"][i]
        days[said["round"] or ""] = max(days.get(said["round"] or "", ""), said["date"] or "")
    order = {name: place for place, name in enumerate(sorted(days, key=lambda name: (days[name], name), reverse=True))}
    turns: Counter[tuple[str, str]] = Counter()
    place: dict[str, tuple[int, int]] = {}
    for i in known:
        who = (model["quotes"][i]["round"] or "", model["quotes"][i]["participant"])
        place[i] = (order[who[0]], turns[who])
        turns[who] += 1
    return sorted(known, key=place.__getitem__)


def comments(thing: Model) -> list[dict[str, str]]:
    """Return the comments on a claim or a stage, oldest first."""
    return [{"by": c["by"], "day": words.day(c.get("at")), "text": words.visible(c["text"])} for c in thing.get("comments") or ()]


def people(rows: Sequence[Model], quotes: Mapping[str, dict[str, Any]], most: int) -> list[dict[str, Any] | None]:
    """Return people from the lowest feeling to the highest; of very many, both ends, with None between."""
    shown: list[dict[str, Any] | None] = [
        {"who": p["participant"], "mean": words.signed(p["mean"]), "quotes": [quotes[q] for q in p["codings"] if q in quotes]}
        for p in sorted(rows, key=lambda p: (p["mean"], p["participant"]))
    ]
    return shown if len(shown) <= most else [*shown[: most // 2], None, *shown[-most // 2 :]]


def _signed(claim: Model) -> dict[str, str] | None:
    signed = claim.get("signed")
    if not signed:
        return None
    stale = "" if signed.get("current", True) else " The evidence has changed since: sign it again."
    why = words.sentence(words.visible(signed["why"]))
    line = f"Grade {signed['grade']}, signed by {signed['by']} on {words.day(signed['at'])}: {why}{stale}"
    return {"line": line, "current": "yes" if signed.get("current", True) else ""}


def _triangulation(claim: Model) -> dict[str, Any] | None:
    """Return who says what in each kind of source; None if it was not worked out."""
    found = claim.get("triangulation")
    if not found:
        return None
    rows = [
        (words.kind_name(kind), f"{cell['k']:,}", f"{cell['x']:,}", "not asked" if cell["n"] is None else f"{cell['n']:,}")
        for kind, cell in sorted(found["kinds"].items())
        if kind != _NUMBERS
    ]
    return {"rows": rows, "text": words.sentence(found.get("text") or found["word"])}


def _elsewhere(claim: Model) -> str:
    """Return who else says so: authors of tickets, reviews and posts, whom nobody asked and who are not counted."""
    found = [
        (kind, cell.get("k", 0) if isinstance(cell, dict) else cell)
        for kind, cell in sorted((claim.get("elsewhere") or {}).items())
    ]
    said = [f"{k} in {words.kind_name(kind)}" for kind, k in found if k]
    return f"Beside the people counted: {words.listed(said)}." if said else ""


def _flips(claim: Model) -> list[dict[str, str]]:
    """Return whose withdrawal would change the grade, and to what."""
    order = {"ASSUMPTION": 0, "Anecdote": 1, "Very low": 2, "Low": 3, "Moderate": 4, "High": 5}
    found = claim.get("fragile") or ()
    counts = Counter(f["grade"] for f in found)
    by_grade = {g: [f["participant"] for f in found if f["grade"] == g] for g in counts}
    grades = sorted(by_grade, key=lambda g: (order.get(g, 0), g))
    return [{"grade": g, "people": words.listed(by_grade[g]), "one": "yes" if counts[g] == 1 else ""} for g in grades]


def _hypotheses(claim: Model, model: Model) -> list[dict[str, str]]:
    wanted = set(claim.get("hypotheses") or ())
    return [words.hypothesis(h) for h in model.get("hypotheses") or () if h["id"] in wanted]


def _history(claim: Model, labels: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """Return what people changed about the card, oldest first: what, from what, who, when, why."""
    lines = []
    for change in claim.get("changed") or ():
        what = _FIELDS.get(change["field"], change["field"])
        old, new = (_value(change["field"], change[end], labels, names) for end in ("old", "new"))
        why = f": {words.sentence(words.visible(change['why']))}" if change.get("why") else "."
        lines.append(f"{what[:1].upper()}{what[1:]}: {old} \u2192 {new}, {change['by']} {words.day(change.get('at'))}{why}")
    return lines


def _value(field: str, value: object, labels: Mapping[str, str], names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    known = labels.get(text) if field == "stage" else names.get(text) if field == "under" else text
    return words.visible(known or text) or "as derived"
