"""What can be done on the map widget, by the functions that a notebook has, too (`workbench.journey.edits`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey import edits
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.journey.look import Look
    from workbench.study.records import Act

    #: What was done in words, its acts, and the card, stage or note it was about.
    Done = tuple[str, list[Act], str]
    Deed = Callable[["Look", "Message", Callable[[str], str], str], Done]

Message = dict[str, Any]
_LONGEST = 60


def said(message: Message, name: str) -> str:
    """Return a text of a message; anything else is none."""
    value = message.get(name, "")
    return value if isinstance(value, str) else ""


def _named(title: Callable[[str], str], claim: str) -> str:
    words = title(claim)
    return f"“{words if len(words) <= _LONGEST else words[: _LONGEST - 1] + '…'}”"


def _move(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim = said(m, "claim")
    stage, lane = (said(m, name) if name in m else None for name in ("stage", "lane"))
    stage, lane = _back(seen, claim, stage, lane)
    acts = edits.move(seen.folder, claim, stage=stage, lane=lane, reason=said(m, "reason"), coder=coder)
    return f"moving {_named(title, claim)}", acts, claim


def _back(seen: Look, claim: str, stage: str | None, lane: str | None) -> tuple[str | None, str | None]:
    """Return where a card goes; empty where that is where it is counted, as it is not moved any more then."""
    here = next((e.stage for e in seen.evidence if e.code == claim), None)
    return "" if stage == here else stage, "" if lane == seen.family(claim) else lane


def _rename(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim = said(m, "claim")
    acts = edits.rename(seen.folder, claim, said(m, "title"), reason=said(m, "reason"), coder=coder)
    return f"renaming {_named(title, claim)}", acts, claim


def _under(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim, over = said(m, "claim"), said(m, "under")
    acts = edits.put_under(seen.folder, claim, over, reason=said(m, "reason"), coder=coder)
    words = f"putting {_named(title, claim)} under {_named(title, over)}" if over else f"letting {_named(title, claim)} stand alone"
    return words, acts, claim


def _hide(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim, hidden = said(m, "claim"), m.get("hidden") is not False
    acts = edits.hide(seen.folder, claim, hidden=hidden, reason=said(m, "reason"), coder=coder)
    return f"{'hiding' if hidden else 'showing'} {_named(title, claim)}", acts, claim


def _own(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim = said(m, "claim")
    acts = edits.own(seen.folder, claim, said(m, "owner"), reason=said(m, "reason"), coder=coder)
    return f"the owner of {_named(title, claim)}", acts, claim


def _status(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim, status = said(m, "claim"), said(m, "status")
    acts = edits.set_status(seen.folder, claim, status, reason=said(m, "reason"), coder=coder)
    return f"{_named(title, claim)} is {status}", acts, claim


def _sign(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim = said(m, "claim")
    acts = edits.sign(seen, claim, said(m, "grade"), reason=said(m, "reason"), coder=coder)
    return f"signing {_named(title, claim)}", acts, claim


def _comment(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    about = said(m, "about")
    stage = any(s.id == about for s in seen.settings.stages)
    return f"commenting on {about if stage else _named(title, about)}", edits.comment(
        seen.folder, about, said(m, "text"), coder=coder
    ), about  # fmt: skip


def _capture(seen: Look, m: Message, _: Callable[[str], str], coder: str) -> Done:
    acts = edits.capture(seen.folder, said(m, "text"), stage=said(m, "stage"), coder=coder)
    return "a note", acts, acts[0].id


def _sort(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    note, claim = said(m, "note"), said(m, "claim")
    if not note:
        raise UserError("say which note")
    acts = edits.sort_note(seen.folder, note, claim, coder=coder)
    return f"putting a note {'with ' + _named(title, claim) if claim else 'away'}", acts, note


def _moment(seen: Look, m: Message, _: Callable[[str], str], coder: str) -> Done:
    stage, moment = said(m, "stage"), m.get("moment") is True
    acts = edits.decide_moment(seen.folder, stage, moment=moment, reason=said(m, "reason"), coder=coder)
    return f"{stage} is {'a' if moment else 'no'} moment of truth", acts, stage


def _because(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim, cause = said(m, "claim"), said(m, "because")
    return f"why {_named(title, claim)} is there", edits.because(seen.folder, claim, cause, coder=coder), claim


def _cut(seen: Look, m: Message, title: Callable[[str], str], coder: str) -> Done:
    claim, cause = said(m, "claim"), said(m, "because")
    return f"cutting a link of {_named(title, claim)}", edits.not_because(seen.folder, claim, cause, coder=coder), claim


#: What writes, by the name of the message.
DEEDS: dict[str, Deed] = {
    "move": _move, "rename": _rename, "under": _under, "hide": _hide, "own": _own, "status": _status, "sign": _sign,
    "comment": _comment, "capture": _capture, "sort": _sort, "moment": _moment, "because": _because, "cut": _cut,
}  # fmt: skip
