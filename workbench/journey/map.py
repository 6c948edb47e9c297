"""The journey map as plain data: everything a page, a slide or a table shows, and nothing that needs computing again.

The same study gives the same bytes (`workbench.study.canon.canonical_json`). Every number resolves to quotes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.beside import Beside
from workbench.journey.cards import Cards
from workbench.journey.change.between import between, wins
from workbench.journey.change.placebo import placebo_of
from workbench.journey.change.weak import weak
from workbench.journey.columns import columns
from workbench.journey.lanes.personas import nobody_yet
from workbench.journey.lanes.staff import backstage, staff_of
from workbench.journey.look import Look, look
from workbench.journey.notices import notices
from workbench.journey.overrides import notes, overrides
from workbench.journey.plan.future import future
from workbench.journey.plan.hypotheses import hypotheses
from workbench.journey.plan.owners import owners
from workbench.journey.said.memory import once
from workbench.journey.said.parts import picked
from workbench.journey.said.people import by_kind
from workbench.journey.strength.saturation import saturation
from workbench.journey.strength.thresholds import unread
from workbench.study.memory import uncollected
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from workbench.journey.change.between import Between
    from workbench.journey.evidence import Evidence
    from workbench.journey.said.material import Mention
    from workbench.journey.said.people import Person
    from workbench.study.folder import Folder

FORMAT = 1
_SHOWN = {*CLAIM_FAMILIES, "emotion", "expectation", "delivered"}
_DAY, _STAGES = picked("day"), picked("stages")


def build(
    folder: Folder,
    *,
    persona: str | None = None,
    round: str | None = None,  # noqa: A002 (the field's word)
    without: Collection[str] = (),
) -> dict[str, Any]:
    """Compute the journey map.

    Parameters
    ----------
    folder
        The study.
    persona
        Name of a persona of ``study.toml``; None for everybody.
    round
        Id of a round: the map shows that round and compares it with the one before. None for all rounds together.
    without
        People to leave out, as if they had never been in the study: what a map would be if they withdrew.

    Returns
    -------
    dict
        The map model; docs/format.md describes it.

    Raises
    ------
    UserError
        If there is no such persona or round; the message lists those there are.
    """
    with uncollected():  # a hundred thousand passages are kept, and nothing of them is garbage
        return model(look(folder, persona=persona, round=round, without=without))


def evidence_by_round(folder: Folder, *, persona: str | None = None) -> dict[str, list[Evidence]]:
    """Return the evidence of every claim, each round on its own, oldest round first."""
    found = look(folder, persona=persona)
    return {r: found.at(r).evidence for r in found.rounds}


def model(look: Look) -> dict[str, Any]:
    """Return the map of one look at a study."""
    material = look.material
    changed = between(look)
    beside = Beside(look, changed)
    cards = _cards(look, beside, changed)
    stages = columns(look, cards, beside, changed)
    told = {i for stage in stages for items in beside.lanes[stage["id"]].values() for item in items for i in item["quotes"]}
    shown = {code: ms for code, ms in material.mentions.items() if look.family(code) in _SHOWN}
    assumptions = sum(c["k"] == 0 for c in cards.values())
    kinds = by_kind((look.everyone[p] for p in material.people), look.round)
    placebo = placebo_of(look, look.previous) if look.previous else None
    return {
        "format": FORMAT,
        "study": {"title": look.settings.title, "scenario": look.settings.scenario},
        "persona": _persona(look) if look.persona else None,
        "round": look.round,
        "previous": look.previous,
        "made_from": _made_from(look),
        "people": {"N": len(material.people), "by_kind": kinds},
        "facts": {
            "claims": len(cards),
            "assumptions": assumptions,
            "assumption_share": assumptions / len(cards) if cards else 0.0,
            "newest": max((_newest(look, code, ms) for code, ms in shown.items()), default="") or None,
            "unstaged": sum(_unstaged(look, code, ms) for code, ms in material.mentions.items()),
            "coders": sorted({coder for _, _, coder in material.coded}),
        },
        "lanes": list(look.settings.shown),
        "stages": stages,
        "claims": cards,
        "inbox": sorted(c for c, card in cards.items() if not card["shown"] and not card["hidden"] and not card["under"]),
        "hidden": sorted(c for c, card in cards.items() if card["hidden"]),
        "notes": notes(look),
        "hypotheses": hypotheses(look),
        "future": future(look),
        "saturation": saturation(look),
        "thresholds": {name: list(values) for name, values in look.cuts.items()},
        "numbers": list(beside.numbers.get("", ())),
        "wins": wins(changed, look) if changed else [],
        "signals": weak(look, changed=changed) if changed else [],
        "owners": owners(look),
        "cautions": list(changed.cautions) if changed else [],
        "placebo": placebo.share if placebo else None,
        "placebo_error": placebo.error if placebo else None,
        "quotes": _quotes(look, shown, told),
        "notices": [*notices(look), *nobody_yet(look), *unread(look.settings.thresholds), *beside.notices],
    }


def _persona(look: Look) -> dict[str, Any]:
    of = sum(look.round is None or look.round in person.rounds for person in look.everyone.values())
    return {"name": look.persona, "filter": dict(look.rule), "n": len(look.material.people), "of": of}


def _cards(look: Look, beside: Beside, changed: Between | None) -> dict[str, dict[str, Any]]:
    """Return every card with what people said of it and what stands beside its counts."""
    said, verdicts = overrides(look), changed.claims() if changed else {}
    plain = Cards(look).all()
    cards = {claim: card | {"verdict": verdicts.get(claim)} | said[claim] for claim, card in plain.items()}
    more = beside.claims(cards)  # which go by grades that were signed
    return {claim: card | more[claim] for claim, card in cards.items()}


def _made_from(look: Look) -> dict[str, Any]:
    sources = look.known.sources
    return {
        "digest": look.folder.digest(sources),
        "acts": len(look.folder.acts()),
        "sources": [{"id": name, "version": version} for name, version in sources],
    }


def _newest(look: Look, code: str, mentions: list[Mention]) -> str:
    return once(look.memory, ("newest", code), (mentions,), lambda: str(max(map(_DAY, mentions))))


def _unstaged(look: Look, code: str, mentions: list[Mention]) -> int:
    return once(look.memory, ("unstaged", code), (mentions,), lambda: list(map(_STAGES, mentions)).count(()))


def _quotes(look: Look, shown: Mapping[str, list[Mention]], told: set[str]) -> dict[str, dict[str, Any]]:
    """Return every quote of the codes `shown`, and those `told` of others, by the id of its mention."""
    found: dict[str, dict[str, Any]] = {}
    for code, mentions in shown.items():
        found |= _quoted(look, code, mentions)
    others = (m for code, ms in look.material.mentions.items() if code not in shown for m in ms if m.id in told)
    found |= _quotes_of(look.everyone, others)
    if not told <= found.keys() and (back := backstage(look)):
        staff = staff_of(look)
        behind = (m for ms in back.material.mentions.values() for m in ms if m.id in told)
        found |= _quotes_of(staff, behind)
    return found


def _quoted(look: Look, code: str, mentions: list[Mention]) -> dict[str, dict[str, Any]]:
    everyone = look.everyone
    return once(look.memory, ("quotes", code), (mentions, everyone), lambda: _quotes_of(everyone, mentions))


def _quotes_of(everyone: Mapping[str, Person], mentions: Iterable[Mention]) -> dict[str, dict[str, Any]]:
    """Return quotes by the id of the mention. All of a mention is taken apart at once: there are a hundred thousand."""
    found = {}
    for key, _, participant, _, source, item, turn, kind, round_, date, _, start, end, text, valence, _, coders in mentions:
        person = everyone[participant]
        found[key] = quote = {
            "id": key,
            "participant": participant,
            "source": source,
            "item": item,
            "turn": turn,
            "kind": kind,
            "round": round_,
            "date": date,
            "start": start,
            "end": end,
            "text": text,
            "valence": valence,
            "coder": coders[0] if len(coders) == 1 else ", ".join(coders),
            "consent": person.consent,
        }
        if person.until:
            quote["until"] = person.until
    return found
