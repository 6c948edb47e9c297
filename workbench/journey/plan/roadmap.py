"""From needs to features: what was found as a list of issues for whoever plans the product, and where to spend.

An issue is a hypothesis somebody made (a feature, with the pains and needs it is for), or a pain or need for which nobody has
made one yet. Its words are the study's own and numbers of people; quotes are added by whoever exports it, if at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey.plan.experiments import NOT_SUPPORTED
from workbench.journey.plan.hypotheses import register, sentence
from workbench.journey.plan.opportunity import told_in_words
from workbench.journey.plan.priority import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.look import Look
    from workbench.journey.plan.hypotheses import Register
    from workbench.journey.plan.priority import By, Priority

#: From first to last; who imports issues knows these words in one case or another.
LEVELS = ("High", "Medium", "Low")
_SURE = 0.8
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to do.

    Attributes
    ----------
    id
        Of the hypothesis or the claim.
    kind
        ``feature`` or ``need``.
    title
        What it is about.
    lines
        What is known, line by line.
    claims
        The pains and needs it is for.
    stage, owner
        Where on the journey, and who answers for it; empty if not known.
    level
        One of `LEVELS`, or empty where nothing was told.
    effort
        As estimated; of a feature, all efforts of its claims; None if nobody did.
    labels
        Short words to sort by.
    status
        ``open``, ``acting`` or ``resolved``.
    """

    id: str
    kind: str
    title: str
    lines: tuple[str, ...]
    claims: tuple[str, ...]
    stage: str
    owner: str
    level: str
    effort: float | None
    labels: tuple[str, ...]
    status: str


def issues(
    look: Look, cards: Mapping[str, Mapping[str, Any]], found: Sequence[Priority], by: By = "odi", *, limit: int | None = None
) -> list[Issue]:  # fmt: skip
    """Return the issues, first things first: features by the first of their needs, each before needs nobody has a feature for.

    What a test did not support stays in the list, marked and low, and its needs are open again.

    Parameters
    ----------
    look, cards
        What the map shows.
    found
        As `workbench.journey.plan.priority.priorities` gives them.
    by
        In which order.
    limit
        How many at most.
    """
    line = in_order([p for p in found if p.k], by)
    place = {p.claim: n for n, p in enumerate(line)}
    known = {p.claim: p for p in line}
    levels = {p.claim: _level(p, by, len(line)) for p in line}
    out: list[tuple[float, int, Issue]] = []
    taken: set[str] = set()
    for one in register(look):
        mine = [c for c in one.hypothesis.claims if c in cards]
        failed = one.verdict == NOT_SUPPORTED
        taken |= set() if failed else set(mine)
        first = min((place[c] for c in mine if c in place), default=float("inf"))
        out.append((first, 2 if failed else 0, _feature(look, cards, one, mine, known, levels)))
    out += [(n, 1, _need(look, cards, p, levels[p.claim])) for p in line if (n := place[p.claim]) >= 0 and p.claim not in taken]
    ordered = sorted(out, key=lambda row: (row[0], row[1], row[2].id))
    return [issue for _, _, issue in ordered][:limit]


def _need(look: Look, cards: Mapping[str, Mapping[str, Any]], p: Priority, level: str) -> Issue:
    card = cards[p.claim]
    family = look.family(p.claim)
    return Issue(
        p.claim, "need", _title(card), (_evidence(card), told_in_words(p)), (p.claim,), _stage(look, card), card.get("owner", ""),
        level, p.effort, _labels(look, card, family, p), str(card.get("status") or "open"),
    )  # fmt: skip


def _feature(
    look: Look,
    cards: Mapping[str, Mapping[str, Any]],
    one: Register,
    mine: Sequence[str],
    known: Mapping[str, Priority],
    levels: Mapping[str, str],
) -> Issue:
    h = one.hypothesis
    efforts = [known[c].effort for c in mine if c in known]
    effort = sum(e for e in efforts if e is not None) if efforts and None not in efforts else None
    level = min((levels[c] for c in mine if levels.get(c)), key=LEVELS.index, default="")
    level = LEVELS[-1] if one.verdict == NOT_SUPPORTED else level
    lines = [sentence(h.change, h.who, h.effect, h.measure), f"What people said: {one.text}."]
    if h.plan is not None:
        lines.append(f"Planned test: {h.plan.n} people in each of two arms, to see {h.plan.effect:+g} from {h.plan.baseline:g}.")
    if one.outcome is not None:
        lines.append(f"Result: {one.outcome.text}.")
    lines += [f"For: {_title(cards[c])} ({_evidence(cards[c])})" for c in mine]
    first = cards[mine[0]] if mine else {}
    labels = ("hypothesis", *((_slug(one.verdict),) if one.verdict else ()), *(str(first["stage"]),) * bool(first.get("stage")))
    return Issue(
        h.id, "feature", h.change, tuple(lines), tuple(mine), _stage(look, first), str(first.get("owner", "")), level, effort,
        labels, _status({str(cards[c].get("status") or "open") for c in mine}),
    )  # fmt: skip


def _status(found: set[str]) -> str:
    """Return how far a feature is: somebody acts on one of its needs, or all are resolved."""
    return "resolved" if found == {"resolved"} else "acting" if found & {"acting", "resolved"} else "open"


def _title(card: Mapping[str, Any]) -> str:
    return str(card.get("title") or card["statement"])


def _stage(look: Look, card: Mapping[str, Any]) -> str:
    wanted = card.get("shown") or card.get("stage")
    return next((s.label for s in look.settings.stages if s.id == wanted), "")


def _labels(look: Look, card: Mapping[str, Any], family: str, p: Priority) -> tuple[str, ...]:
    stage = str(card.get("shown") or card.get("stage") or "")
    known = stage if stage in {s.id for s in look.settings.stages} else ""
    return tuple(
        label for label in (family, known, "quick-win" if p.quick else "", "latent" if card.get("latent") else "") if label
    )


def _evidence(card: Mapping[str, Any]) -> str:
    against = f", {card['x']} against" if card["x"] else ""
    return f"{card['k']} of {card['n']} people{against}; evidence: {card['grade']}"


def _level(p: Priority, by: By, total: int) -> str:
    """Return High for what is nearly always in the first third, Low for what nearly never is, Medium for all between."""
    ranks = {"odi": p.told, "rice": p.rank, "effort": p.worth}[by]
    if ranks is None or total < _LEAST:
        return "Medium" if ranks else ""
    return LEVELS[0] if ranks.third >= _SURE else LEVELS[2] if ranks.third <= 1 - _SURE else LEVELS[1]


def _slug(words: str) -> str:
    return words.replace(" ", "-")


def budget(look: Look, cards: Mapping[str, Mapping[str, Any]], found: Sequence[Priority]) -> list[dict[str, Any]]:
    """Return where to spend: one row an owner and stage, with what is asked for there, by owner and along the journey.

    Returns
    -------
    list of dict
        ``owner``, ``stage`` (label), ``cards`` (pains and needs somebody was heard to have), ``people`` (who have any of
        them, each once), ``of`` (who could have), ``effort`` (of what was estimated), ``estimated`` (how many of the cards were),
        ``quick`` (quick wins) and ``first`` (claims nearly always in the first third by what they would bring).
    """
    evidence = {e.code: e for e in look.evidence}
    order = {s.id: n for n, s in enumerate(look.settings.stages)}
    rows: dict[tuple[str, int, str], list[Priority]] = {}
    for p in found:
        if p.k and p.claim in cards:
            card = cards[p.claim]
            stage = str(card.get("shown") or card["stage"])
            rows.setdefault((str(card["owner"]), order.get(stage, len(order)), _stage(look, card)), []).append(p)
    return [
        {
            "owner": owner, "stage": stage, "cards": len(mine),
            "people": len({who for p in mine for who in evidence[p.claim].supporters}),
            "of": len({who for p in mine for who in evidence[p.claim].exposed}),
            "effort": sum(p.effort for p in mine if p.effort is not None) if any(p.effort is not None for p in mine) else None,
            "estimated": sum(p.effort is not None for p in mine), "quick": sum(p.quick for p in mine),
            "first": [p.claim for p in mine if p.worth is not None and p.worth.third >= _SURE],
        }
        for (owner, _, stage), mine in sorted(rows.items())
    ]  # fmt: skip
