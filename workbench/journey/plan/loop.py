"""Did it work? What the round after somebody began to act on a card says of it.

The verdict compares the last round before with the first round after: by the first day anything of a round was said, against
the day the card was set to ``acting`` (or to ``resolved``, where it never was). It says whether fewer people say so, not why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.change.between import between as compared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.look import Look
    from workbench.study.cards import Card

_OPEN = "open"
_BEGUN = ("acting", "resolved")


def loop(look: Look) -> list[dict[str, Any]]:
    """Return each card that somebody acts on, by claim: status, since when, why, and the verdict of the next round.

    Parameters
    ----------
    look
        Of any round: rounds are chosen by when the card was set.

    Returns
    -------
    list of dict
        ``claim``, ``status``, ``since`` (ISO day), ``by``, ``why``, ``before`` and ``after`` (ids of rounds, or None), ``verdict``
        (word and text, or None if there is no round to tell) and ``next``: what to do.
    """
    begun = [(claim, card) for claim, card in sorted(look.state.cards.items()) if card.status != _OPEN]
    if not begun:
        return []
    days = _days(look)
    pairs = {claim: _rounds(days, _since(card)[0]) for claim, card in begun}
    verdicts = {pair: _verdicts(look, *pair) for pair in sorted({p for p in pairs.values() if all(p)})}
    return [_told(claim, card, pairs[claim], verdicts.get(pairs[claim], {})) for claim, card in begun]


def _days(look: Look) -> dict[str, str]:
    """Return the first day anything of each round was said, oldest round first; rounds without a date are left out."""
    found: dict[str, str] = {}
    for round_, day in sorted(look.known.days):
        if day:
            found.setdefault(round_, day)
    return {round_: found[round_] for round_ in look.rounds if round_ in found}


def _since(card: Card) -> tuple[str, str, str]:
    """Return the day on which somebody began to act, who, and why they say the status is what it is."""
    changes = [c for c in card.changes if c.field == "status"]
    begun = ""
    for change in changes:  # the last time it was begun anew
        if change.new in _BEGUN and (change.old not in _BEGUN or not begun):
            begun = change.at[:10]
    return begun, changes[-1].by if changes else "", changes[-1].why if changes else ""


def _rounds(days: Mapping[str, str], since: str) -> tuple[str, str]:
    """Return the last round that had begun by a day and the first that began later; empty where there is none."""
    before = [r for r, first in days.items() if first <= since]
    after = [r for r, first in days.items() if first > since]
    return (before[-1] if before else ""), (after[0] if after else "")


def _verdicts(look: Look, before: str, after: str) -> dict[str, dict[str, str]]:
    found = compared(look.at(after), before)
    return {c.code: {"word": c.verdict, "text": c.text} for c in found.changes} if found else {}


def _told(claim: str, card: Card, rounds: tuple[str, str], verdicts: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    since, by, why = _since(card)
    before, after = rounds
    verdict = verdicts.get(claim)
    if not after:
        todo = "no round has begun since: ask about it in the next one"
    elif not before:
        todo = f"nothing was asked before {since}, so there is nothing to compare with"
    elif verdict is None:
        todo = "nobody spoke of it in either round"
    else:
        todo = ""
    return {
        "claim": claim, "status": card.status, "since": since, "by": by, "why": why, "before": before or None,
        "after": after or None, "verdict": verdict, "next": todo,
    }  # fmt: skip
