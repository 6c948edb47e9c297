"""The map in the fold: where people put cards, what they wrote, signed, linked, expect and plan.

The acts about the map are kept as they are and taken after all others, when it is known which codes were merged: what was
said of a claim that was merged belongs to the claim it was sent to. So an undo takes only these acts again, never all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.study.cards import (
    Arm,
    Card,
    CardChange,
    Cause,
    Comment,
    Estimate,
    Future,
    Hypothesis,
    Moment,
    Note,
    Plan,
    Result,
    Signed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.study.fold import State
    from workbench.study.records import Act

#: What a ``card.set`` may change.
CARD = ("stage", "lane", "title", "owner", "status", "hidden", "under")
#: What goes along when a claim is merged: its words, its place below another and whether it is hidden stay behind.
_CARRIED = frozenset({"stage", "lane", "owner", "status"})
_SAID = ("change", "who", "effect", "measure", "direction", "by")
_PARTS = ("cards", "comments", "notes", "signed", "moments", "causes", "hypotheses", "estimates", "future")


def settle(state: State, fresh: Sequence[Act] | None = None) -> None:
    """Let the acts about the map say what they say.

    Parameters
    ----------
    state
        All else in it is settled.
    fresh
        The acts that came since, behind all others; None to take all of them anew.
    """
    if fresh is None or any(_elsewhere(state, act) for act in fresh):
        ids = {act.id for act in state.mapped}
        state.problems = [one for one in state.problems if not (one.startswith("act ") and one.split(" ", 2)[1] in ids)]
        for name in _PARTS:
            setattr(state, name, {})
        fresh = state.mapped
    else:
        for name in _PARTS:
            setattr(state, name, dict(getattr(state, name)))
    live = [act for act in fresh if act.id not in state.undone]
    for act in sorted(live, key=lambda act: not _elsewhere(state, act)):  # what was said of the claim itself goes before
        STEPS[act.act](state, act)


def _elsewhere(state: State, act: Act) -> bool:
    """Say whether an act changes the card of a claim that was merged into another."""
    return bool(state.merged) and act.act == "card.set" and act.body["claim"] in state.merged


def _claim(state: State, act: Act, name: str = "claim") -> str:
    return state.resolve(act.body.get(name, ""))


def _problem(state: State, act: Act, what: str) -> None:
    state.problems.append(f"act {act.id} of {act.coder}: {what}")


def _set(state: State, act: Act) -> None:
    claim, carried = _claim(state, act), _elsewhere(state, act)
    card = state.cards.get(claim, Card())
    changes = []
    for name in CARD:
        if name not in act.body or (carried and name not in _CARRIED):
            continue
        new = act.body[name]
        if name == "under":
            new = state.resolve(new)
            if above(state.cards, claim, new):
                _problem(state, act, f"{claim} stays where it is, since {new} is below it")
                continue
        changes.append(CardChange(name, getattr(card, name), new, act.coder, act.at, act.body["reason"]))
    if changes:
        said: dict[str, Any] = {change.field: change.new for change in changes}
        state.cards[claim] = replace(card, changes=(*card.changes, *changes), **said)


def above(cards: dict[str, Card], claim: str, under: str) -> bool:
    """Say whether `claim` would stand above itself if it were put under `under`."""
    step, seen = under, set()
    while step and step not in seen:
        if step == claim:
            return True
        seen.add(step)
        step = cards[step].under if step in cards else ""
    return False


def _comment(state: State, act: Act) -> None:
    about = _claim(state, act, "about")
    state.comments[about] = (*state.comments.get(about, ()), Comment(act.id, act.coder, act.at, act.body["text"]))


def _note(state: State, act: Act) -> None:
    state.notes[act.id] = Note(act.id, act.body["text"], act.body.get("stage", ""), act.coder, act.at)


def _sort(state: State, act: Act) -> None:
    if note := state.notes.get(act.body["note"]):
        state.notes[note.id] = replace(note, sorted=True, claim=_claim(state, act))


def _sign(state: State, act: Act) -> None:
    body, claim = act.body, _claim(state, act)
    one = Signed(body["grade"], body["digest"], body.get("round", ""), body.get("persona", ""), act.coder, act.at, body["reason"])
    state.signed[claim] = (*state.signed.get(claim, ()), one)


def _moment(state: State, act: Act) -> None:
    state.moments[act.body["stage"]] = Moment(act.body["moment"], act.coder, act.at, act.body["reason"])


def _link(state: State, act: Act) -> None:
    pair = _claim(state, act), _claim(state, act, "because")
    if pair[0] != pair[1]:
        state.causes[pair] = Cause(act.coder, act.at)


def _cut(state: State, act: Act) -> None:
    state.causes.pop((_claim(state, act), _claim(state, act, "because")), None)


def _made(state: State, act: Act) -> None:
    body = act.body
    base = state.hypotheses.get(body["hypothesis"]) or Hypothesis(body["hypothesis"], "", "", "", "", coder=act.coder, at=act.at)
    state.hypotheses[base.id] = replace(base, retired=False)
    _edited(state, act)


def _edited(state: State, act: Act) -> None:
    if base := state.hypotheses.get(act.body["hypothesis"]):
        said = {name: act.body[name] for name in _SAID if name in act.body}
        if "claims" in act.body:
            said["claims"] = tuple(dict.fromkeys(map(state.resolve, act.body["claims"])))
        state.hypotheses[base.id] = replace(base, **said)


def _retired(state: State, act: Act) -> None:
    if base := state.hypotheses.get(act.body["hypothesis"]):
        state.hypotheses[base.id] = replace(base, retired=True)


def _planned(state: State, act: Act) -> None:
    if base := _followed(state, act):
        body = act.body
        plan = Plan(
            body["kind"], float(body["baseline"]), float(body["effect"]), body["n"], float(body.get("alpha", 0.05)),
            float(body.get("power", 0.8)), _or_none(body.get("sd")), act.coder, act.at,
        )  # fmt: skip
        state.hypotheses[base.id] = replace(base, plan=plan)


def _came(state: State, act: Act) -> None:
    if base := _followed(state, act):
        arms = tuple(
            Arm(arm["name"], arm["n"], arm.get("k"), _or_none(arm.get("mean")), _or_none(arm.get("sd"))) for arm in act.body["arms"]
        )
        result = Result(arms, act.body.get("date", ""), act.body.get("source", ""), act.coder, act.at)
        state.hypotheses[base.id] = replace(base, result=result)


def _followed(state: State, act: Act) -> Hypothesis | None:
    """Return the hypothesis an experiment is about; if nobody made it, that is named."""
    found = state.hypotheses.get(act.body["hypothesis"])
    if found is None:
        _problem(state, act, f"nobody made {act.body['hypothesis']}")
    return found


def _or_none(value: float | None) -> float | None:
    return None if value is None else float(value)


def _estimate(state: State, act: Act) -> None:
    claim = _claim(state, act)
    before = state.estimates.get(claim) or Estimate(None, None, None, "", "", "")
    said = {name: float(act.body[name]) for name in ("effort", "impact", "reach") if name in act.body}
    state.estimates[claim] = replace(before, by=act.coder, at=act.at, why=act.body["reason"], **said)


def _become(state: State, act: Act) -> None:
    body, about = act.body, _claim(state, act, "about")
    before = state.future.get(about) or Future("", None, (), "", "", "")
    state.future[about] = Future(
        body.get("becomes", before.becomes),
        float(body["valence"]) if "valence" in body else before.valence,
        tuple(dict.fromkeys(body.get("hypotheses", before.hypotheses))),
        act.coder, act.at, body.get("reason", ""), body.get("digest", before.digest),
    )  # fmt: skip


def _dropped(state: State, act: Act) -> None:
    state.future.pop(_claim(state, act, "about"), None)


#: What each kind of act about the map does.
STEPS: dict[str, Callable[[State, Act], None]] = {
    "card.set": _set,
    "card.comment": _comment,
    "card.note": _note,
    "note.sort": _sort,
    "grade.sign": _sign,
    "moment.decide": _moment,
    "cause.link": _link,
    "cause.cut": _cut,
    "hypothesis.make": _made,
    "hypothesis.edit": _edited,
    "hypothesis.retire": _retired,
    "experiment.plan": _planned,
    "experiment.result": _came,
    "estimate.set": _estimate,
    "future.set": _become,
    "future.drop": _dropped,
}
