"""What people do on the map: move, name, join, hide, own, sign, link and comment on cards, and catch notes.

Each is an act with who, when and why, is taken back with `undo`, and changes no number: a card that was moved keeps the
numbers of the stage in which it is counted.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from workbench.journey.overrides import evidence_digest
from workbench.journey.said.stages import Stages
from workbench.study.cards import Card
from workbench.study.errors import UserError
from workbench.study.mapped import above
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from workbench.journey.look import Look
    from workbench.study.folder import Folder
    from workbench.study.records import Act

GRADES = ("High", "Moderate", "Low", "Very low", "Anecdote", "ASSUMPTION")
STATUSES = ("open", "acting", "resolved")
_LONGEST = 300
_LONGEST_TEXT = 4000
_FEW = 3


def move(folder: Folder, claim: str, *, stage: str | None = None, lane: str | None = None, reason: str, coder: str) -> list[Act]:
    """Show a card at another stage or in another lane; empty puts it back where it is counted.

    Parameters
    ----------
    folder
        The study.
    claim
        Its code, such as ``pain:hidden-fee``.
    stage
        Id, label or alias of a stage.
    lane
        ``pain``, ``need`` or ``delight``.
    reason
        Why.
    coder
        Who does it.

    Raises
    ------
    UserError
        If there is no such claim, stage or lane, no reason, or nothing would change. Nothing is written.
    """
    said: dict[str, Any] = {}
    if stage is not None:
        said["stage"] = _stage(folder, stage) if stage.strip() else ""
    if lane is not None:
        if lane not in {"", *CLAIM_FAMILIES}:
            raise UserError(f"there is no lane {lane!r}; there are: {', '.join(CLAIM_FAMILIES)}")
        said["lane"] = lane
    return _set(folder, claim, said, reason, coder)


def rename(folder: Folder, claim: str, title: str, *, reason: str, coder: str) -> list[Act]:
    """Give a card other words to be shown with; empty gives it its own again. Parameters and errors as for `move`."""
    return _set(folder, claim, {"title": _line(title)}, reason, coder)


def put_under(folder: Folder, claim: str, under: str, *, reason: str, coder: str) -> list[Act]:
    """Put a card under another, which is about the same; empty lets it stand alone again. Each keeps its own numbers.

    Raises
    ------
    UserError
        As for `move`; and if the other card is under this one.
    """
    known = _claim(folder, claim)
    other = _claim(folder, under) if under.strip() else ""
    if other and above(folder.state().cards, known, other):
        raise UserError(f"{other} is under {known} already: a card cannot stand under itself")
    return _set(folder, claim, {"under": other}, reason, coder)


def hide(folder: Folder, claim: str, *, hidden: bool = True, reason: str, coder: str) -> list[Act]:
    """List a card under "hidden" only, or show it again. It is counted as before. Parameters and errors as for `move`."""
    return _set(folder, claim, {"hidden": hidden}, reason, coder)


def own(folder: Folder, claim: str, owner: str, *, reason: str, coder: str) -> list[Act]:
    """Say who looks after a card; empty: whoever the codebook names, or the stage. Parameters and errors as for `move`."""
    return _set(folder, claim, {"owner": _line(owner)}, reason, coder)


def set_status(folder: Folder, claim: str, status: str, *, reason: str, coder: str) -> list[Act]:
    """Say that a card is ``open``, ``acting`` or ``resolved``. Parameters and errors as for `move`."""
    if status not in STATUSES:
        raise UserError(f"a card is {', '.join(STATUSES[:-1])} or {STATUSES[-1]}; given: {status!r}")
    return _set(folder, claim, {"status": status}, reason, coder)


def comment(folder: Folder, about: str, text: str, *, coder: str) -> list[Act]:
    """Write a comment about a claim or a stage.

    Raises
    ------
    UserError
        If there is no such claim or stage, or no words.
    """
    known = Stages(folder.settings).find(about) or _claim(folder, about)
    return folder.act(coder, ("card.comment", {"about": known, "text": _words(text, "the comment")}))


def capture(folder: Folder, text: str, *, stage: str = "", coder: str) -> list[Act]:
    """Catch a note for the inbox, to be sorted later. Raises `UserError` if it is empty or there is no such stage."""
    body = {"text": _words(text, "the note")}
    if stage.strip():
        body["stage"] = _stage(folder, stage)
    return folder.act(coder, ("card.note", body))


def sort_note(folder: Folder, note: str, claim: str = "", *, coder: str) -> list[Act]:
    """Put a note with a claim; away, if none is named.

    Raises
    ------
    UserError
        If there is no such note (its id may be cut short) or claim.
    """
    found = [key for key in folder.state().notes if key.startswith(note)] if note.strip() else []
    if len(found) != 1:
        raise UserError(f"{len(found)} notes have an id that begins with {note!r}; name one, as `study.notes()` lists them")
    body = {"note": found[0]}
    if claim.strip():
        body["claim"] = _claim(folder, claim)
    return folder.act(coder, ("note.sort", body))


def sign(look: Look, claim: str, grade: str = "", *, reason: str, coder: str) -> list[Act]:
    """Sign a grade in your name, on the evidence there is now; when that changes, the map says that it did.

    Parameters
    ----------
    look
        The view of the map one has read: its persona and round are signed with.
    claim
        Its code.
    grade
        One of `GRADES`; the proposed one if empty.
    reason
        Why one agrees with the proposal, or does not.
    coder
        Who signs.

    Raises
    ------
    UserError
        If there is no such claim or grade, or no reason.
    """
    known = _claim(look.folder, claim)
    found = next((e for e in look.evidence if e.code == known), None)
    if found is None:
        raise UserError(f"{known} is not on the map")
    if not grade:
        from workbench.journey.cards import Cards

        grade = str(Cards(look).card(found)["grade"])
    if grade not in GRADES:
        raise UserError(f"there is no grade {grade!r}; there are: {', '.join(GRADES)}")
    body = {"claim": known, "grade": grade, "digest": evidence_digest(found), "reason": _why(reason)}
    body |= {name: value for name, value in (("round", look.round), ("persona", look.persona)) if value}
    return look.folder.act(coder, ("grade.sign", body))


def decide_moment(folder: Folder, stage: str, *, moment: bool, reason: str, coder: str) -> list[Act]:
    """Say that a stage is a moment of truth, or is none. Raises `UserError` without such a stage or a reason."""
    return folder.act(coder, ("moment.decide", {"stage": _stage(folder, stage), "moment": moment, "reason": _why(reason)}))


def because(folder: Folder, claim: str, cause: str, *, coder: str) -> list[Act]:
    """Say that a claim is there because of another, as you see it. Raises `UserError` if they are the same or linked already."""
    known, other = _claim(folder, claim), _claim(folder, cause)
    if known == other:
        raise UserError(f"{known} is not its own cause")
    if (known, other) in folder.state().causes:
        raise UserError(f"{known} is linked to {other} already")
    return folder.act(coder, ("cause.link", {"claim": known, "because": other}))


def not_because(folder: Folder, claim: str, cause: str, *, coder: str) -> list[Act]:
    """Cut the link of a claim to its cause. Raises `UserError` if there is none."""
    known, other = _claim(folder, claim), _claim(folder, cause)
    if (known, other) not in folder.state().causes:
        raise UserError(f"{known} is not linked to {other}")
    return folder.act(coder, ("cause.cut", {"claim": known, "because": other}))


def _set(folder: Folder, claim: str, said: dict[str, Any], reason: str, coder: str) -> list[Act]:
    known = _claim(folder, claim)
    card = folder.state().cards.get(known, Card())
    changed = {name: value for name, value in said.items() if getattr(card, name) != value}
    if not changed:
        raise UserError(f"that is how {known} is shown already")
    return folder.act(coder, ("card.set", {"claim": known, **changed, "reason": _why(reason)}))


def _claim(folder: Folder, claim: str) -> str:
    state = folder.state()
    known = state.codes.get(state.resolve(claim.strip()))
    if known is not None and known.family in CLAIM_FAMILIES and not known.retired:
        return known.id
    there = [c.id for c in state.codes.values() if c.family in CLAIM_FAMILIES and not c.retired]
    near = get_close_matches(claim.strip(), there, n=_FEW, cutoff=0.5)
    what = "is no claim (a pain, a need or a delight)" if known is not None and not known.retired else "is no claim of this study"
    raise UserError(f"{claim!r} {what}" + (f"; did you mean {' or '.join(near)}?" if near else "; `workbench codebook` lists them"))


def _stage(folder: Folder, stage: str) -> str:
    stages = Stages(folder.settings)
    found = stages.find(stage)
    if not found:
        raise UserError(f"no stage is called {stage!r}; there are: {', '.join(stages.ids) or 'none'}")
    return found


def _why(reason: str) -> str:
    return _words(reason, "the reason")


def _words(text: object, what: str) -> str:
    words = text.strip() if isinstance(text, str) else ""
    if not words:
        raise UserError(f"{what} is empty: say it in a few words")
    if len(words) > _LONGEST_TEXT:
        raise UserError(f"{what} has {len(words):,} characters; {_LONGEST_TEXT:,} are the most")
    return words


def _line(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > _LONGEST:
        raise UserError(f"{len(words)} characters do not fit a card; {_LONGEST} are the most")
    return words
