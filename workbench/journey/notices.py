"""What the map says about itself: what was not counted, what is missing, what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.journey.said.groups import together
from workbench.journey.said.stages import Stages
from workbench.study.names import plain

if TYPE_CHECKING:
    from workbench.journey.look import Look


def notices(look: Look) -> list[str]:
    """Return what could not be counted or is not as it seems, in sentences."""
    material, codes, settings = look.material, look.codes, look.settings
    notes = list(look.folder.problems())
    orphans = look.known.orphans
    if orphans:
        notes.append(f"{_codings(orphans)} of texts that are not here in that version: not counted")
    notes += [f"{_codings(count)} {what}: not counted" for what, count in look.whole.aside.items()]
    unread = len(material.people) - len({person for person, _, _ in material.coded})
    if unread:
        notes.append(f"nothing is coded in the words of {unread} of {len(material.people)} people; they count as silent")
    held = [p.attributes() for p in look.everyone.values()] if look.rule else []
    for attribute in look.rule:
        unknown = sum(plain(attribute) not in attributes for attributes in held)
        if unknown:
            notes.append(f"{unknown} of {len(held)} people have no {attribute!r}: they are not in the persona")
    notes += together(material.people, material.together, material.likeness)
    live = [c for c in codes.values() if not c.retired]
    stages = Stages(settings)
    lost = [f"{c.stage!r} of {c.id}" for c in live if c.stage and not stages.find(c.stage)]
    used = look.known.used  # a starter code nobody used is no loss when study.toml has other stages
    lost += [c.id for c in live if c.family == "stage" and c.id in used and not stages.of_code(c.id)]
    if lost:
        notes.append(f"study.toml has no such stage: {', '.join(sorted(lost))}")
    emotions = {c: ms for c, ms in material.mentions.items() if look.family(c) == "emotion"}
    dumb = sorted(c for c, ms in emotions.items() if any(m.valence is None for m in ms))
    if dumb:
        notes.append(f"emotions without a valence, left out of the curve: {', '.join(dumb)}")
    guesses, claims = sum(not e.k for e in look.evidence), len(look.evidence)
    if guesses > look.cuts["assumption_share"][0] * claims:
        notes.append(f"{guesses} of {claims} claims are assumptions: nobody here supports them")
    return notes


def _codings(count: int) -> str:
    return "1 coding" if count == 1 else f"{count} codings"
