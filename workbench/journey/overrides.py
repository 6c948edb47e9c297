"""How people want the map shown: what they said of cards and stages, beside what is computed, which it never changes."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from workbench.study.canon import canonical_json
from workbench.study.cards import Card

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.study.cards import Comment, Note, Signed
    from workbench.study.fold import State


def evidence_digest(evidence: Evidence) -> str:
    """Return the sha256 of what a claim rests on: people for, against and exposed, and the passages of each side.

    A grade is signed on this. When anybody codes a passage more, or takes one back, it is another.
    """
    sides = [sorted(m.id for mentions in side.values() for m in mentions) for side in (evidence.supporters, evidence.opponents)]
    return sha256(canonical_json([evidence.k, evidence.x, evidence.n, *sides]).encode()).hexdigest()


def overrides(look: Look) -> dict[str, dict[str, Any]]:
    """Return what people said of each claim, to be laid over its card.

    Parameters
    ----------
    look
        Whose words, of which round: a grade counts for the view it was signed in.

    Returns
    -------
    dict
        By claim: ``shown`` (the stage where it is shown; it is counted where it was), ``lane``, ``title`` (None: its own
        words), ``owner`` (only where somebody said so), ``status``, ``hidden``, ``under``, ``beneath`` (claims that were put
        under it), ``changed``, ``comments``, ``signed``, ``because`` and ``notes`` (sorted to it).
    """
    state, stages = look.state, {s.id for s in look.settings.stages}
    there = {e.code for e in look.evidence}
    beneath, reasons, notes = _by_claim(state, there)
    out = {}
    for e in look.evidence:
        card = state.cards.get(e.code, Card())
        under = card.under if card.under in there else ""
        out[e.code] = {
            "shown": card.stage if card.stage in stages else e.stage,
            "lane": card.lane or look.family(e.code),
            "title": card.title or None,
            **({"owner": card.owner} if card.owner else {}),
            "status": card.status,
            "hidden": card.hidden,
            "under": under,
            "beneath": beneath.get(e.code, []),
            "changed": [asdict(change) for change in card.changes],
            "comments": _comments(state.comments.get(e.code, ())),
            "signed": _signed(look, e),
            "because": reasons.get(e.code, []),
            "notes": [_note(note) for note in notes.get(e.code, ())],
        }
    return out


def _by_claim(state: State, there: set[str]) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[Note]]]:
    """Return by claim what was put under it, what it is there because of, and the notes that were sorted to it."""
    beneath: dict[str, list[str]] = {}
    reasons: dict[str, list[str]] = {}
    notes: dict[str, list[Note]] = {}
    for claim in sorted(state.cards.keys() & there):
        if (under := state.cards[claim].under) in there:
            beneath.setdefault(under, []).append(claim)
    for claim, because in sorted(state.causes):
        if because in there:
            reasons.setdefault(claim, []).append(because)
    for note in _in_order(state.notes.values()):
        if note.claim:
            notes.setdefault(note.claim, []).append(note)
    return beneath, reasons, notes


def _signed(look: Look, evidence: Evidence) -> dict[str, Any] | None:
    """Return the last signature of this view, and whether the evidence is still what it was signed on."""
    view = (look.round or "", look.persona or "")
    mine: list[Signed] = [s for s in look.state.signed.get(evidence.code, ()) if (s.round, s.persona) == view]
    if not mine:
        return None
    last = mine[-1]
    current = last.digest == evidence_digest(evidence)
    return {"grade": last.grade, "by": last.by, "at": last.at, "why": last.why, "current": current}


def _comments(comments: Iterable[Comment]) -> list[dict[str, str]]:
    return [{"by": c.by, "at": c.at, "text": c.text} for c in comments]


def _in_order(notes: Iterable[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: (note.at, note.id))


def _note(note: Note) -> dict[str, str]:
    return {"id": note.id, "text": note.text, "stage": note.stage, "by": note.by, "at": note.at}


def notes(look: Look) -> list[dict[str, str]]:
    """Return the notes in the inbox, oldest first: those that nobody has sorted."""
    return [_note(note) for note in _in_order(look.state.notes.values()) if not note.sorted]


def stage_comments(look: Look) -> dict[str, list[dict[str, str]]]:
    """Return the comments on each stage that has any."""
    said = look.state.comments
    return {s.id: _comments(said[s.id]) for s in look.settings.stages if s.id in said}


def laid_over(model: dict[str, Any], look: Look) -> dict[str, Any]:
    """Return a map with what people say of its cards now; what is computed from codings stays as it is.

    Parameters
    ----------
    model
        The map of a look that differs from `look` in nothing but what people said of cards, notes and stages.
    look
        What they say now.

    Returns
    -------
    dict
        A copy in which ``claims``, ``notes`` and the comments of ``stages`` are those of now.
    """
    said, comments = overrides(look), stage_comments(look)
    owners = {s.id: s.owner for s in look.settings.stages}

    def card(claim: str, was: dict[str, Any]) -> dict[str, Any]:
        return was | {"owner": look.codes[claim].owner or owners.get(was["stage"], "")} | said[claim]

    return {
        **model,
        "claims": {claim: card(claim, was) for claim, was in model["claims"].items()},
        "stages": [stage | {"comments": comments.get(stage["id"], [])} for stage in model["stages"]],
        "notes": notes(look),
    }
