"""Weak signals: needs and pains that are new, or that more people speak of than before. Signals, not forecasts.

Listed is what passes the test of `workbench.journey.change.rounds` (``new``, ``rising``) and, marked as unsure, what points up and
does not pass: that is where weak signals are. Nobody can tell these from chance yet, and each says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.change.between import between
from workbench.journey.change.moved import points
from workbench.journey.figures.fuse import title
from workbench.journey.strength.elsewhere import elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.change.between import Between
    from workbench.journey.change.rounds import Change
    from workbench.journey.look import Look
    from workbench.themes.identity import TopicChange

WORDS = ("new", "rising", "perhaps new", "perhaps rising", "one person")
#: Two-sided p of no change up to which a rise is listed as unsure: one-sided a tenth.
_UNSURE = 0.2
_FAMILIES = frozenset({"need", "pain"})
_FEWEST = 2
NOT_A_FORECAST = "a signal, not a forecast"


def weak(
    look: Look, topics: Sequence[TopicChange] = (), names: Mapping[str, str] | None = None, *, changed: Between | None = None
) -> list[dict[str, Any]]:
    """Return what is new or rising between the round of a look and the one before, surest first.

    Parameters
    ----------
    look
        Of all rounds, the last two are compared.
    topics
        What became of the topics since the round before (`workbench.themes.identity.changes`): new ones are listed too.
    names
        Topic id to what it is called.
    changed
        What became of the claims of that round, if it is known already.

    Returns
    -------
    list of dict
        ``id``, ``label``, ``kind`` (``need``, ``pain`` or ``topic``), ``stage``, ``k0`` of ``n0`` before and ``k1`` of
        ``n1`` now, ``difference`` with ``lo`` and ``hi``, ``word`` (one of `WORDS`), ``elsewhere`` (authors of tickets and
        the like: kind to before and now) and ``text``. Empty where there is no round before.
    """
    now = look if look.round or not look.rounds else look.at(look.rounds[-1])
    known = changed is not None and changed.later == now.round and changed.earlier == now.previous
    found = changed if known else between(now) if now.round is not None else None
    if found is None or now.previous is None:
        return []
    wrote0, wrote1 = elsewhere(now.at(now.previous)), elsewhere(now)
    homes = {e.code: e.stage for e in now.evidence}
    out = []
    for change in found.changes:
        word = _word(change) if look.family(change.code) in _FAMILIES else ""
        if word:
            kinds = sorted({*wrote0.get(change.code, {}), *wrote1.get(change.code, {})})
            authors = {k: [w.get(change.code, {}).get(k, {}).get("k", 0) for w in (wrote0, wrote1)] for k in kinds}
            out.append(
                {
                    "id": change.code, "label": title(look, change.code), "kind": look.family(change.code),
                    "stage": homes[change.code], "k0": change.k0, "n0": change.n0, "k1": change.k1, "n1": change.n1,
                    "difference": change.difference, "lo": change.lo, "hi": change.hi, "word": word, "elsewhere": authors,
                    "text": _text(change, word),
                }
            )  # fmt: skip
    out += [_topic(t, names or {}) for t in topics if t.kind == "new" and t.people_after >= 1]
    return sorted(out, key=lambda s: (WORDS.index(s["word"]), -(s["lo"] if s["lo"] is not None else -1.0), -s["k1"], s["id"]))


def _word(change: Change) -> str:
    """Return how sure a signal is; empty where nothing points up."""
    if change.verdict in {"new", "up"}:
        return "new" if change.verdict == "new" else "rising"
    if change.difference is None or change.difference <= 0 or change.p is None:
        return ""
    if not change.k0:
        return "perhaps new" if change.k1 >= _FEWEST else "one person"
    return "perhaps rising" if change.p <= _UNSURE and change.k1 >= _FEWEST else ""


def _text(change: Change, word: str) -> str:
    counts = f"{change.k1} of {change.n1} people now, {change.k0} of {change.n0} before"
    if change.lo is not None and change.hi is not None and change.difference is not None:
        size, lo, hi = (points(v) for v in (change.difference, change.lo, change.hi))
        counts += f" ({size} points, {lo} to {hi})"
    sure = {
        "perhaps new": "may be chance",
        "perhaps rising": "may be chance",
        "one person": "one person says so, which is worth asking the next ones about",
    }.get(word, "")
    return "; ".join(part for part in (f"{word}: {counts}", sure, NOT_A_FORECAST) if part)


def _topic(change: TopicChange, names: Mapping[str, str]) -> dict[str, Any]:
    label = ", ".join(names.get(t, t) for t in change.after)
    word = "perhaps new" if change.people_after >= _FEWEST else "one person"
    text = f"a topic that was in no round before, {change.people_after} people; nobody has judged it yet; {NOT_A_FORECAST}"
    return {
        "id": change.after[0], "label": label, "kind": "topic", "stage": "", "k0": change.people_before, "n0": None,
        "k1": change.people_after, "n1": None, "difference": None, "lo": None, "hi": None, "word": word, "elsewhere": {},
        "text": text,
    }  # fmt: skip
