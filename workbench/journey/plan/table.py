"""The opportunity table: Journey Stage, Customer Goal, Potential Pain Point, Opportunity for Delight.

Workshops fill it with guesses. Here each cell holds what people said, with how many, and a cell nobody's words fill says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.stats import wilson
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.journey.said.material import Mention

COLUMNS = ("Journey Stage", "Customer Goal", "Potential Pain Point", "Opportunity for Delight")
ASSUMED, UNASKED, SILENT = "assumption", "not asked", "nobody said"
#: Why a cell holds nobody's words.
STATES = {
    ASSUMED: "assumption: nobody was heard to say so",
    UNASKED: "not asked: nobody spoke about this stage or was asked about it",
    SILENT: "nobody said anything of the kind here",
}
_LEAST = 3


def table(look: Look) -> list[dict[str, Any]]:
    """Return one row a stage, in their order, and one for claims of no stage, if there are any.

    Returns
    -------
    list of dict
        ``stage``, ``label``, ``n`` (people who spoke about it or were asked), and three cells, ``goals``, ``pains`` and
        ``delights``: each a ``text`` (the goal the study states; empty elsewhere), its ``items``, those most people speak of
        first, and a ``state``, one of `STATES` or empty. An item has ``id``, ``kind``, ``label``, ``k``, ``x``, ``n``, ``lo``,
        ``hi`` (None below 3 people) and ``quotes`` (ids of what was said for it). Opportunities for delight are needs that
        people have and what delights them already.
    """
    rows = [_row(look, stage.id, stage.label, stage.goal) for stage in look.settings.stages]
    return rows + ([_nowhere(look)] if any(not e.stage for e in look.evidence) else [])


def _row(look: Look, stage: str, label: str, goal: str) -> dict[str, Any]:
    here = look.material.who_spoke(stage) | look.material.who_was_asked(stage)
    goals = [found for code in sorted(look.material.mentions) if (found := _goal(look, code, stage, here))]
    return {"stage": stage, "label": label, "n": len(here), "goals": _cell(goals, here, goal), **_claims(look, stage, here)}


def _nowhere(look: Look) -> dict[str, Any]:
    """Return the row of claims whose stage is not known: of them everybody could have spoken."""
    here = look.material.people
    return {"stage": "", "label": "No stage", "n": len(here), "goals": _cell((), here), **_claims(look, "", here)}


def _claims(look: Look, stage: str, here: Collection[str]) -> dict[str, Any]:
    found = [_claim(look, e) for e in look.evidence if e.stage == stage]
    return {
        "pains": _cell((c for c in found if c["kind"] == "pain"), here),
        "delights": _cell((c for c in found if c["kind"] in {"need", "delight"}), here),
    }


def _cell(items: Iterable[dict[str, Any]], here: Collection[str], text: str = "") -> dict[str, Any]:
    found = sorted(items, key=lambda i: (-(i["lo"] or 0.0), -i["k"], i["id"]))
    if any(slug(i["label"], "") == slug(text, "") for i in found):
        text = ""  # somebody was heard to want just that: it need not be said twice
    heard = any(i["k"] for i in found)
    state = "" if heard else UNASKED if not here else ASSUMED if found or text else SILENT
    return {"text": text, "items": found, "state": state}


def _claim(look: Look, e: Evidence) -> dict[str, Any]:
    share = e.share if e.n >= _LEAST else None
    return {
        "id": e.code, "kind": look.family(e.code), "label": look.codes[e.code].label, "k": e.k, "x": e.x, "n": e.n,
        "lo": share.lo if share else None, "hi": share.hi if share else None,
        "quotes": [m.id for p in sorted(e.supporters) for m in e.supporters[p]],
    }  # fmt: skip


def _goal(look: Look, code: str, stage: str, here: Collection[str]) -> dict[str, Any] | None:
    """Return a coded goal of a stage, if somebody was heard to have it there."""
    if look.family(code) != "goal" or look.codes[code].retired:
        return None
    said: dict[str, list[Mention]] = {}
    against: set[str] = set()
    for m in look.material.mentions[code]:
        if stage in m.stages:
            (said.setdefault(m.participant, []).append(m) if m.stance == "for" else against.add(m.participant))
    if not said:
        return None
    share = wilson(len(said), len(here)) if len(here) >= _LEAST else None
    return {
        "id": code, "kind": "goal", "label": look.codes[code].label, "k": len(said), "x": len(against), "n": len(here),
        "lo": share.lo if share else None, "hi": share.hi if share else None,
        "quotes": [m.id for p in sorted(said) for m in said[p]],
    }  # fmt: skip
