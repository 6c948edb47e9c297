"""The journey map as plain data: everything a page, a slide or a table shows, and nothing that needs computing again.

The same study gives the same bytes (`workbench.study.canon.canonical_json`). Every number resolves to quotes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import rounds
from workbench.journey.cards import Cards
from workbench.journey.columns import columns
from workbench.journey.look import Look, look
from workbench.journey.memory import once
from workbench.journey.notices import notices
from workbench.journey.numbers import numbers
from workbench.journey.overrides import notes, overrides
from workbench.journey.people import by_kind
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from workbench.journey.evidence import Evidence
    from workbench.journey.material import Mention
    from workbench.study.folder import Folder

FORMAT = 1
_SHOWN = {*CLAIM_FAMILIES, "emotion", "expectation", "delivered"}


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
    return model(look(folder, persona=persona, round=round, without=without))


def evidence_by_round(folder: Folder, *, persona: str | None = None) -> dict[str, list[Evidence]]:
    """Return the evidence of every claim, each round on its own, oldest round first."""
    found = look(folder, persona=persona)
    return {r: found.at(r).evidence for r in found.rounds}


def placebo(folder: Folder, *, persona: str | None = None, round: str | None = None, splits: int = 200, seed: int = 42) -> float:  # noqa: A002
    """Return how often `rounds.compare` flags a change between random halves of one round, where there is none."""
    found = look(folder, persona=persona, round=round)
    return rounds.placebo(found.material, found.codes, splits=splits, seed=seed)


def model(look: Look) -> dict[str, Any]:
    """Return the map of one look at a study."""
    material = look.material
    changes = rounds.compare(look.evidence_before, look.evidence) if look.evidence_before is not None else []
    verdicts = {c.code: {"word": c.verdict, "text": c.text} for c in changes}
    shown = {code: ms for code, ms in material.mentions.items() if look.family(code) in _SHOWN}
    said = overrides(look)
    cards = {claim: card | {"verdict": verdicts.get(claim)} | said[claim] for claim, card in Cards(look).all().items()}
    lane, unshown = numbers(look.folder, near=look.today if look.round else "")
    assumptions = sum(c["k"] == 0 for c in cards.values())
    kinds = by_kind((look.everyone[p] for p in material.people), look.round)
    return {
        "format": FORMAT,
        "study": {"title": look.settings.title, "scenario": look.settings.scenario},
        "persona": {"name": look.persona, "filter": dict(look.rule), "n": len(material.people)} if look.persona else None,
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
        "stages": columns(look, cards, lane),
        "claims": cards,
        "inbox": sorted(c for c, card in cards.items() if not card["shown"] and not card["hidden"] and not card["under"]),
        "hidden": sorted(c for c, card in cards.items() if card["hidden"]),
        "notes": notes(look),
        "quotes": _quotes(look, shown),
        "notices": [*notices(look), *unshown],
    }


def _made_from(look: Look) -> dict[str, Any]:
    sources = look.known.sources
    return {
        "digest": look.folder.digest(sources),
        "acts": len(look.folder.acts()),
        "sources": [{"id": name, "version": version} for name, version in sources],
    }


def _newest(look: Look, code: str, mentions: list[Mention]) -> str:
    return once(look.memory, ("newest", code), (mentions,), lambda: max(m.day for m in mentions))


def _unstaged(look: Look, code: str, mentions: list[Mention]) -> int:
    return once(look.memory, ("unstaged", code), (mentions,), lambda: sum(not m.stages for m in mentions))


def _quotes(look: Look, shown: Mapping[str, list[Mention]]) -> dict[str, dict[str, Any]]:
    """Return every quote by the id of its mention, in the order of ids."""
    found: dict[str, dict[str, Any]] = {name: {} for name in look.memory.get("quotes", ((), ()))[1]}  # nearly sorted
    before = len(found)
    for code, mentions in shown.items():
        made_from = (mentions, look.everyone)
        found |= once(look.memory, ("quotes", code), made_from, lambda ms=mentions: {m.id: _quote(look, m) for m in ms})  # type: ignore[misc]
    if before != len(found) or not all(found.values()):
        found = {name: found[name] for name in sorted(found) if found[name]}
    look.memory["quotes"] = ((), tuple(found))
    return found


def _quote(look: Look, m: Mention) -> dict[str, Any]:
    person = look.everyone[m.participant]
    return {
        "id": m.id,
        "participant": m.participant,
        "source": m.source,
        "item": m.item,
        "turn": m.turn,
        "kind": m.kind,
        "round": m.round,
        "date": m.date,
        "start": m.start,
        "end": m.end,
        "text": m.quote,
        "valence": m.valence,
        "coder": ", ".join(m.coders),
        "consent": person.consent,
        **({"until": person.until} if person.until else {}),
    }
