"""Who answers for what: cards, stages and touchpoints by owner, what nobody answers for, and what several do.

The owner of a card is what somebody said of the card; failing that the owner of its code; failing that the owner of the
stage it is shown in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.journey import curve, stats
from workbench.journey.figures.fuse import title
from workbench.journey.said.groups import sizes
from workbench.journey.said.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look

_APART = re.compile(r"\s*[,;]\s*|\s+/\s+|\s+\+\s+")


def names(owner: str) -> list[str]:
    """Return the owners that a field names: several are separated by comma, semicolon, or a slash or plus between spaces."""
    return list(dict.fromkeys(" ".join(one.split()) for one in _APART.split(owner) if one.strip()))


def shown_in(look: Look, claim: str, counted: str) -> str:
    """Return the stage in which a claim's card is shown: where somebody put it, else where it is counted."""
    card = look.state.cards.get(claim)
    return (Stages(look.settings).find(card.stage) if card and card.stage else "") or counted


def owner_of(look: Look, claim: str, stage: str) -> str:
    """Return the owner of a claim's card that is shown in `stage`; empty if it has none."""
    card = look.state.cards.get(claim)
    at_home = next((s.owner for s in look.settings.stages if s.id == stage), "")
    return (card.owner if card else "") or look.codes[claim].owner or at_home


def owners(look: Look) -> dict[str, Any]:
    """Return who answers for what.

    Returns
    -------
    dict
        ``owners``: by name, each with ``stages`` (ids), ``touchpoints`` (id, label, stage, ``shared``) and ``cards``
        (claim ids, surest first). ``without``: claims no one answers for. ``several``: touchpoints that more than one
        answers for, with their owners. Names that differ in case only are one.
    """
    book = _Book()
    for stage in look.settings.stages:
        for name in names(stage.owner):
            book.of(name)["stages"].append(stage.id)
    several = []
    for point in touchpoints(look):
        if len(point["owners"]) > 1:
            several.append({k: point[k] for k in ("id", "label", "stage", "owners")})
        for name in point["owners"]:
            book.of(name)["touchpoints"].append(
                {"id": point["id"], "label": point["label"], "stage": point["stage"], "shared": len(point["owners"]) > 1}
            )
    without = []
    for e in sorted(look.evidence, key=lambda e: (-(e.share.lo if e.share and e.k else 0.0), -e.k, e.code)):
        card = look.state.cards.get(e.code)
        if card and card.hidden and e.k and not e.x:
            continue
        who = names(owner_of(look, e.code, shown_in(look, e.code, e.stage)))
        for name in who:
            book.of(name)["cards"].append(e.code)
        if not who:
            without.append(e.code)
    return {"owners": book.pages(), "without": sorted(without), "several": several}


class _Book:
    """Pages by owner, whatever the case of the name; the first writing of a name is kept."""

    def __init__(self) -> None:
        self._pages: dict[str, dict[str, Any]] = {}

    def of(self, name: str) -> dict[str, Any]:
        return self._pages.setdefault(name.casefold(), {"owner": name, "stages": [], "touchpoints": [], "cards": []})

    def pages(self) -> list[dict[str, Any]]:
        return [self._pages[key] for key in sorted(self._pages)]


def touchpoints(look: Look) -> list[dict[str, Any]]:
    """Return every touchpoint, planned or coded, with all its owners: those of the plan, and that of its code."""
    stages = Stages(look.settings)
    found: dict[str, dict[str, Any]] = {}
    planned = {f"touchpoint:{p.id}": p for p in look.settings.touchpoints}
    for code, point in planned.items():
        found[code] = {"id": code, "label": point.label, "stage": stages.find(point.stage), "owners": list(point.owners)}
    for tag in sorted(look.codes.values(), key=lambda c: c.id):
        if tag.family != "touchpoint" or tag.retired:
            continue
        here = found.setdefault(tag.id, {"id": tag.id, "label": tag.label, "stage": stages.find(tag.stage), "owners": []})
        here["owners"] = [*here["owners"], *names(tag.owner)]
    for here in found.values():
        by_name = {name.casefold(): name for owner in reversed(here["owners"]) for name in reversed(names(owner))}
        at_home = next((s.owner for s in look.settings.stages if s.id == here["stage"]), "")
        here["owners"] = sorted(by_name.values(), key=str.casefold) or names(at_home)
    return [found[code] for code in sorted(found)]


def budget(look: Look) -> list[dict[str, Any]]:
    """Return where money and time would go: one row for each stage and owner, most people in need first.

    Returns
    -------
    list of dict
        ``stage``, ``owner``, ``people`` who name at least one pain or need there, of ``n`` who could have, with
        Wilson's interval; ``feeling``, the mean of those people about these claims; how many ``pains`` and ``needs``;
        ``effort``, the sum of what people estimated, and of how many of the claims (``estimated``); ``first``, the claim
        most people share.
    """
    found: dict[tuple[str, str], list[Evidence]] = {}
    for e in look.evidence:
        if e.k and look.family(e.code) in {"pain", "need"}:
            stage = shown_in(look, e.code, e.stage)
            for name in names(owner_of(look, e.code, stage)) or [""]:
                found.setdefault((stage, name), []).append(e)
    rows = [_budget(look, stage, name, claims) for (stage, name), claims in sorted(found.items())]
    return sorted(rows, key=lambda r: (-(r["lo"] or 0.0), -r["people"], r["stage"], r["owner"]))


def _budget(look: Look, stage: str, owner: str, claims: list[Evidence]) -> dict[str, Any]:
    who = {p for e in claims for p in e.supporters}
    exposed = frozenset().union(*(e.exposed for e in claims)) | who
    joint = any(p in look.material.together for p in exposed)
    size = stats.effective_n(sizes(exposed, look.material.together), look.material.likeness) if joint else None
    share = stats.wilson(len(who), len(exposed), effective=size)
    felt = curve.person_means(_mentions(claims))
    efforts = [look.state.estimates[e.code].effort for e in claims if e.code in look.state.estimates]
    known = [effort for effort in efforts if effort is not None]
    first = min(claims, key=lambda e: (-e.k, e.code))
    return {
        "stage": stage, "owner": owner, "people": len(who), "n": len(exposed), "lo": share.lo, "hi": share.hi,
        "feeling": stats.mean([felt[p] for p in sorted(felt)]) if felt else None,
        "pains": sum(look.family(e.code) == "pain" for e in claims), "needs": sum(look.family(e.code) == "need" for e in claims),
        "effort": sum(known) if known else None, "estimated": len(known), "first": title(look, first.code), "claim": first.code,
    }  # fmt: skip


def _mentions(claims: Iterable[Evidence]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for e in claims:
        for person, mentions in e.supporters.items():
            found.setdefault(person, []).extend(mentions)
    return found
