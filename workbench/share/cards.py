"""The cards of the map: what stands on a face, and where each card is shown.

A card is counted where its passages are coded and shown where people put it; both are said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.panel import panel
from workbench.share.tongue import tongue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Model = dict[str, Any]
#: Cards shown in a cell before "n more".
CARDS_SHOWN = 4
_STATUS = {"acting": "being worked on", "resolved": "resolved"}
_INITIALS = 4
_FRESH, _OLD = 6, 12


def cards(model: Model, quotes: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the face and the panel of every claim of a map model, by id."""
    labels = {s["id"]: s["label"] for s in model["stages"]}
    names = {c["id"]: title(c) for c in model["claims"].values()}
    under: dict[str, list[str]] = {}
    for claim in _ordered(model["claims"].values()):
        if claim.get("under"):
            under.setdefault(claim["under"], []).append(claim["id"])
    doms = panels(model)
    called = called_in(model)
    made = {}
    for name in sorted(model["claims"]):
        claim = model["claims"][name]
        face = _face(claim, labels, model["previous"], called)
        below = [{"statement": names[c], "dom": doms[c], "people": _people(model["claims"][c])} for c in under.get(name, [])]
        made[name] = (
            face
            | panel(claim, labels, quotes, names, doms, model)
            | {"dom": doms[name], "below": below, "at": place(claim), "hidden": bool(claim.get("hidden"))}
        )
    return made


def panels(model: Model) -> dict[str, str]:
    """Return for each claim how the name of its panel ends on the map."""
    return {name: f"c{i}" for i, name in enumerate(sorted(model["claims"]))}


def called_in(model: Model) -> str:
    """Return the language that stages and cards are called in, for names too short to tell by themselves."""
    return tongue(" ".join([*(s["label"] for s in model["stages"]), *(title(c) for c in model["claims"].values())]))


def title(claim: Model) -> str:
    """Return the words of a card: those somebody gave it, else the label of its code."""
    return words.visible(claim.get("title") or claim["statement"])


def place(claim: Model) -> tuple[str, str]:
    """Return the stage and the lane a card is shown in."""
    return claim.get("shown") or claim["stage"], claim.get("lane") or claim["kind"]


def cell(model: Model, stage: Model, kind: str, made: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return one cell: its cards in order, those beyond the fourth, those that are hidden, and what silence means here."""
    here = [made[c["id"]] for c in _ordered(model["claims"].values()) if place(c) == (stage["id"], kind) and not _beneath(c, model)]
    shown, hidden = [c for c in here if not c["hidden"]], [c for c in here if c["hidden"]]
    heard = stage["coverage"]["spoke"] + stage["coverage"]["asked"]
    silence = f"nothing heard from {words.people(heard)}" if heard else "not asked"
    return {
        "cards": shown[:CARDS_SHOWN], "more": shown[CARDS_SHOWN:], "hidden": hidden, "silence": "" if shown else silence,
        "asked": bool(heard),
    }  # fmt: skip


def in_order(model: Model, made: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every card once, by stage and lane as they are shown, surest first; those without a stage last."""
    stages = {s["id"]: i for i, s in enumerate(model["stages"])}
    lanes = {kind: i for i, (kind, _, _) in enumerate(words.LANES)}
    last = len(stages)
    return sorted(
        (made[c["id"]] for c in _ordered(model["claims"].values())),
        key=lambda card: (stages.get(card["at"][0], last), lanes.get(card["at"][1], len(lanes))),
    )


def _beneath(claim: Model, model: Model) -> bool:
    """Say whether a card is listed under another one, which is there."""
    seen, over = {claim["id"]}, claim.get("under")
    while over and over in model["claims"] and over not in seen:
        seen.add(over)
        over = model["claims"][over].get("under")
    return bool(claim.get("under")) and claim["under"] in model["claims"] and over not in seen


def _ordered(claims: Iterable[Model]) -> list[Model]:
    return sorted(claims, key=lambda c: (-(c["lo"] or 0.0), -c["k"], c["id"]))


def _face(claim: Model, labels: Mapping[str, str], previous: str | None, called: str) -> dict[str, Any]:
    stage = labels.get(claim["stage"], "no stage")
    assumed = claim["k"] == 0
    kinds = len(claim["kinds"])
    lane = place(claim)[1]
    return {
        "id": claim["id"],
        "kind": lane,
        "kicker": f"{words.SINGULAR[lane]} \u00b7 {labels.get(place(claim)[0], 'no stage')}",
        "lane": words.SINGULAR[lane],
        "stage": stage,
        "where": labels.get(place(claim)[0], "no stage"),
        "statement": title(claim),
        "lang": tongue(title(claim), called),
        "derived": words.visible(claim["statement"]) if claim.get("title") else "",
        "moved": _moved(claim, labels),
        "latent": claim["latent"],
        "owner": claim["owner"],
        "initials": initials(claim["owner"]),
        "assumed": assumed,
        **{key: claim[key] for key in ("k", "n", "x", "m", "grade", "level")},
        "kinds": f"{kinds} kind" if kinds == 1 else f"{kinds} kinds",
        "bar": None if assumed else _bar(claim),
        "range": "" if claim["lo"] is None or assumed else f"{words.percent(claim['lo'])} to {words.percent(claim['hi'])}",
        "newest": words.day(claim["newest"]),
        "age": _age(claim),
        "signed_by": _signer(claim),
        "chips": _chips(claim, previous),
        "verdict": words.sentence(claim["verdict"]["text"]) if claim["verdict"] else "",
    }


def _people(claim: Model) -> str:
    return "ASSUMPTION" if claim["k"] == 0 else f"{claim['k']} of {words.people(claim['n'])}"


def _moved(claim: Model, labels: Mapping[str, str]) -> str:
    """Return where a card is counted, if that is not where it is shown."""
    stage, lane = place(claim)
    where = [labels.get(claim["stage"], "no stage")] if stage != claim["stage"] else []
    what = [f"as a {words.SINGULAR[claim['kind']].lower()}"] if lane != claim["kind"] else []
    return f"counted {' '.join([*(f'in {w}' for w in where), *what])}" if where or what else ""


def initials(owner: str) -> str:
    """Return ``MK`` of ``Mira Kahn``, ``Pr`` of ``Product``; a short name as it is."""
    parts = re.findall(r"\w+", owner)
    if len(owner) <= _INITIALS or not parts:
        return owner
    return "".join(p[0] for p in parts[:3]).upper() if len(parts) > 1 else parts[0][:2]


def _age(claim: Model) -> tuple[str, str]:
    """Return how old the newest evidence is: as a class for the dot, and in words."""
    age = claim.get("age")
    if not age or age.get("months") is None:
        return "", ""
    months = age["months"]
    said = f"newest evidence {words.months(months)} older than the newest of the study" if months >= 1 else "as new as the study"
    if age.get("stale"):
        return "old", f"stale: {said}"
    return ("new" if months < _FRESH else "mid" if months < _OLD else "old"), said


def _signer(claim: Model) -> str:
    signed = claim.get("signed")
    if not signed:
        return ""
    if not signed.get("current", True):
        return ""
    # The grade beside it is the computed one: who signed another says which.
    return initials(signed["by"]) + ("" if signed["grade"] == claim["grade"] else f": {signed['grade']}")


def _chips(claim: Model, previous: str | None) -> list[dict[str, str]]:
    chips = []
    if claim["latent"]:
        chips.append({"text": "latent", "tone": "even", "title": "worked around or put up with, seldom asked for"})
    mark = words.verdict(claim)
    if mark:
        than = f" than {previous}" if previous and mark[0][0] in "\u25b2\u25bc" else ""
        text = "NEW" if mark[0] == "new" else mark[0]
        chips.append({"text": text + than, "tone": mark[1] or "even", "title": claim["verdict"]["text"]})
    status = _STATUS.get(claim.get("status") or "")
    if status:
        chips.append({"text": status, "tone": "even", "title": ""})
    if (claim.get("age") or {}).get("stale"):
        chips.append({"text": "stale", "tone": "even", "title": _age(claim)[1]})
    return chips


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
