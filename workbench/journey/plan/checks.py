"""What a map should not go out with: too many assumptions, cards without an owner, words without a stage, old evidence.

An ``error`` fails the check, a ``warning`` should be looked at, a ``note`` is good to know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.figures.fuse import lane, title
from workbench.journey.plan.causes import causes
from workbench.journey.plan.owners import owners
from workbench.journey.said.stages import Stages
from workbench.journey.strength.age import age
from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.journey.look import Look

_SHOWN = 5


def checks(look: Look, *, on: str = "") -> list[dict[str, Any]]:
    """Return what was found, errors first.

    Parameters
    ----------
    look
        Whose words, of which round.
    on
        ISO day on which somebody looks, for the age of the evidence; the newest day in view if empty.

    Returns
    -------
    list of dict
        ``what`` was looked at, ``level`` (``error``, ``warning``, ``note``), ``text``, and ``items``, the ids it is about.
    """
    found = [*_assumptions(look), *_owners(look), *_stages(look), *_age(look, on), *_numbers(look), *_causes(look)]
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda f: order[f["level"]])


def _found(what: str, level: str, text: str, items: Iterable[str] = ()) -> dict[str, Any]:
    return {"what": what, "level": level, "text": text, "items": sorted(items)}


def _named(look: Look, claims: Iterable[str]) -> str:
    there = sorted(claims)
    shown = "; ".join(title(look, c) for c in there[:_SHOWN])
    return shown + (f"; and {len(there) - _SHOWN} more" if len(there) > _SHOWN else "")


def _assumptions(look: Look) -> list[dict[str, Any]]:
    guessed = [e.code for e in look.evidence if not e.k]
    total, quota = len(look.evidence), look.settings.assumptions
    if not total:
        return [_found("assumptions", "note", "there are no claims yet: code a pain, a need or a delight")]
    share = len(guessed) / total
    text = f"{len(guessed)} of {total} cards are assumptions, {share:.0%}; at most {quota:.0%} may be"
    if share <= quota:
        return [_found("assumptions", "note", text, guessed)]
    return [_found("assumptions", "error", f"{text}. Ask people, or take out: {_named(look, guessed)}", guessed)]


def _owners(look: Look) -> list[dict[str, Any]]:
    answer = owners(look)
    out = []
    if lost := answer["without"]:
        text = f"{count(len(lost), 'card')} without an owner: {_named(look, lost)}"
        out.append(_found("owners", "warning", text, lost))
    if shared := answer["several"]:
        said = "; ".join(f"{p['label']}: {', '.join(p['owners'])}" for p in shared[:_SHOWN])
        text = f"{count(len(shared), 'touchpoint')} with more than one owner, who may do the same twice: {said}"
        out.append(_found("touchpoints", "warning", text, (p["id"] for p in shared)))
    return out


def _stages(look: Look) -> list[dict[str, Any]]:
    material = look.material
    total = sum(map(len, material.mentions.values()))
    out = []
    if material.unstaged:
        text = f"{material.unstaged} of {total} coded passages have no stage, {material.unstaged / total:.0%}; they are not lost"
        out.append(_found("unstaged", "warning" if material.unstaged * 2 > total else "note", text))
    stages = Stages(look.settings)
    homeless = [e.code for e in look.evidence if not e.stage]
    if homeless:
        text = f"{count(len(homeless), 'claim')} in no stage, so they stand in the inbox: {_named(look, homeless)}"
        out.append(_found("stages", "warning", text, homeless))
    unknown = {c.id: c.stage for c in look.codes.values() if c.stage and not c.retired and not stages.find(c.stage)}
    if unknown:
        said = "; ".join(f"{look.codes[c].label}: {unknown[c]}" for c in sorted(unknown)[:_SHOWN])
        out.append(_found("stages", "warning", f"study.toml has no such stage: {said}", unknown))
    silent = [s.id for s in look.settings.stages if not material.who_spoke(s.id) and not material.who_was_asked(s.id)]
    if silent:
        said = ", ".join(s.label for s in look.settings.stages if s.id in silent)
        out.append(_found("coverage", "note", f"nobody spoke about or was asked about {said}", silent))
    return out


def _age(look: Look, on: str) -> list[dict[str, Any]]:
    found = age(look, on=on)
    old = {what: [i for i, a in found[what].items() if a["stale"]] for what in ("claims", "stages")}
    months = look.cuts["stale_months"][0]
    out = []
    if old["claims"]:
        text = f"the newest evidence of {count(len(old['claims']), 'claim')} is more than {months:g} months old: "
        out.append(_found("age", "warning", text + _named(look, old["claims"]), old["claims"]))
    if old["stages"]:
        said = ", ".join(s.label for s in look.settings.stages if s.id in old["stages"])
        out.append(_found("age", "warning", f"nothing newer than {months:g} months about {said}", old["stages"]))
    return out


def _numbers(look: Look) -> list[dict[str, Any]]:
    rows, notices = lane(look)
    out = [_found("numbers", "warning", notice) for notice in notices]
    for stage in sorted(rows):
        for row in rows[stage]:
            if row["agrees"] == "conflicts":
                text = f"{row['metric']} and talk point different ways: {row['why']}"
                out.append(_found("numbers", "warning", text, [stage] if stage else []))
    return out


def _causes(look: Look) -> list[dict[str, Any]]:
    found = causes(look)
    out = [_found("causes", "warning", f"causes go round in a circle: {_named(look, ring)}", ring) for ring in found["rings"]]
    if found["missing"]:
        gone = {side for link in found["missing"] for side in link.values()} - {e.code for e in look.evidence}
        out.append(_found("causes", "warning", f"causes link claims that are not there any more: {', '.join(sorted(gone))}", gone))
    return out
