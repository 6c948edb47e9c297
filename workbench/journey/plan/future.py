"""The journey as it is to be: a layer over the map of what was found, never mixed with it.

What somebody wants a card or a stage to become is no evidence, and changes no number. Each remembers the evidence it was said
on, so that it is seen where the ground under a plan has moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import curve
from workbench.journey.evidence import claims
from workbench.journey.overrides import evidence_digest
from workbench.journey.plan.hypotheses import register, sentence
from workbench.journey.said.memory import once
from workbench.study.canon import canonical_json, sha256_text
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.curve import Feelings
    from workbench.journey.look import Look
    from workbench.journey.plan.hypotheses import Register
    from workbench.journey.said.material import Material
    from workbench.study.cards import Future


def digest(look: Look, about: str) -> str:
    """Return the sha256 of the evidence about a claim or a stage, of everybody and all rounds; empty if there is no such thing.

    It is made of ids of codings and of numbers of people, never of words.
    """
    if about in {s.id for s in look.settings.stages}:
        felt = _felt(look, look.whole, "felt by everybody").get(about, {})
        heard = sorted(m.id for mentions in felt.values() for m in mentions)
        return sha256_text(canonical_json({"stage": about, "felt": heard, "spoke": len(look.whole.who_spoke(about))}))
    code = look.codes.get(about)
    if code is None or code.family not in CLAIM_FAMILIES or code.retired:
        return ""
    (e,) = claims(look.whole, {about: code})
    return evidence_digest(e)


def _felt(look: Look, material: Material, what: str) -> dict[str, Feelings]:
    """Return what people felt at each stage: worked out again only if an emotion was coded since."""
    emotions = tuple(mentions for code, mentions in sorted(material.mentions.items()) if look.family(code) == "emotion")
    return once(look.memory, what, emotions, lambda: curve.feelings(material, look.codes))


def targets(look: Look) -> dict[str, float]:
    """Return stage -> the feeling it is to have, from -2 to 2, for stages of which somebody said so."""
    stages = {s.id for s in look.settings.stages}
    return {about: f.valence for about, f in sorted(look.state.future.items()) if about in stages and f.valence is not None}


def future(look: Look) -> dict[str, Any]:
    """Return what the map model says under ``future`` (docs/format.md).

    Returns
    -------
    dict
        ``changes``: what each claim or stage is now and is to become, stages in their order first, then claims by id;
        ``targets``: as `targets`; ``moved``: about what the evidence is another since it was said; ``hypotheses``: ids that are
        named and nobody follows any more.
    """
    order = {s.id: n for n, s in enumerate(look.settings.stages)}
    known = {one.hypothesis.id: one for one in register(look)} if look.state.future else {}
    abouts = sorted(look.state.future, key=lambda a: (order.get(a, len(order)), a))
    changes = [_change(look, about, look.state.future[about], known) for about in abouts]
    named = {h for about in abouts for h in look.state.future[about].hypotheses}
    return {
        "changes": changes,
        "targets": targets(look),
        "moved": [c["about"] for c in changes if c["moved"]],
        "hypotheses": sorted(named - known.keys()),
    }


def _change(look: Look, about: str, said: Future, known: Mapping[str, Register]) -> dict[str, Any]:
    stage = next((s for s in look.settings.stages if s.id == about), None)
    now = digest(look, about)
    out: dict[str, Any] = {"about": about, "kind": "stage" if stage else "claim" if now else "gone"}
    if stage is not None:
        point = curve.point(_felt(look, look.material, "felt").get(about, {}), look.codes, look.material.together)
        out |= {"stage": about, "label": stage.label, "now": {k: point[k] for k in ("n", "mean", "lo", "hi")}}
    else:
        e = next((e for e in look.evidence if e.code == about), None)
        code = look.codes.get(about)
        out |= {"stage": e.stage if e else "", "label": code.label if code else about}
        out["now"] = {"k": e.k, "x": e.x, "n": e.n} if e else None
    mine = [known[h] for h in said.hypotheses if h in known]
    told = [
        {"id": r.hypothesis.id, "verdict": r.verdict,
         "sentence": sentence(r.hypothesis.change, r.hypothesis.who, r.hypothesis.effect, r.hypothesis.measure)}
        for r in mine
    ]  # fmt: skip
    return out | {
        "becomes": said.becomes, "valence": said.valence, "hypotheses": told, "by": said.by, "at": said.at, "why": said.why,
        "moved": bool(said.digest) and said.digest != now,
    }  # fmt: skip
