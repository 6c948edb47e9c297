"""Hypotheses: "If we <change> for <who>, then <effect>, measured by <measure>", put so that they can fail.

Two kinds of evidence stand beside each. What people said of its claims, counted in people as everywhere on the map: a first
guess that people speak against is a first guess refuted. And what a test found (`workbench.journey.plan.experiments`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.plan.experiments import ALPHA, Outcome, arms, outcome
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.study.cards import Hypothesis

FOR, AGAINST, OPEN, UNHEARD, UNLINKED = "people speak for it", "people speak against it", "open", "not heard", "no claims"
#: What people said, in a closed set of words.
WORDS = (FOR, AGAINST, OPEN, UNHEARD, UNLINKED)
#: What is written where a person still has to say what to change.
BLANK = "…"


@dataclass(frozen=True, slots=True)
class Register:
    """One hypothesis with what speaks for and against it.

    Attributes
    ----------
    hypothesis
        As people made it.
    k, x, both
        People who say what its claims say, who say the opposite, and who do both; each counted once over all its claims.
    n
        People who could have.
    word
        One of `WORDS`.
    text
        The sentence for people.
    missing
        Claims it names that are not in the codebook.
    outcome
        What its test found; None if there is no result.
    problem
        Why a result that is there says nothing; empty if it does.
    """

    hypothesis: Hypothesis
    k: int
    x: int
    both: int
    n: int
    word: str
    text: str
    missing: tuple[str, ...]
    outcome: Outcome | None
    problem: str

    @property
    def verdict(self) -> str:
        """What its test found, in a word; empty without a result."""
        return self.outcome.word if self.outcome is not None else ""


def sentence(change: str, who: str, effect: str, measure: str) -> str:
    """Return the hypothesis in a sentence."""
    return f"If we {change} for {who}, then {effect}, measured by {measure}."


def register(look: Look) -> list[Register]:
    """Return every hypothesis that is followed, by id, with what speaks for and against it in this look."""
    evidence = {e.code: e for e in look.evidence}
    return [_registered(h, evidence) for _, h in sorted(look.state.hypotheses.items()) if not h.retired]


def _registered(h: Hypothesis, evidence: Mapping[str, Evidence]) -> Register:
    mine = [evidence[c] for c in h.claims if c in evidence]
    say = {p for e in mine for p in e.supporters}
    oppose = {p for e in mine for p in e.opponents}
    exposed = {p for e in mine for p in e.exposed}
    word, text = _heard(len(say - oppose), len(oppose - say), len(say & oppose), len(exposed), linked=bool(mine))
    missing = tuple(c for c in h.claims if c not in evidence)
    found, problem = _result(h)
    return Register(h, len(say), len(oppose), len(say & oppose), len(exposed), word, text, missing, found, problem)


def _heard(only_for: int, only_against: int, both: int, n: int, *, linked: bool) -> tuple[str, str]:
    """Return what people said in a word and a sentence: a side is taken only if chance alone would hardly take it.

    Of the people who took one side, the larger side has to have the whole 95 % interval of its share above one half.
    """
    if not linked:
        return UNLINKED, "it names no claim, so nobody's words can speak for or against it"
    sides = only_for + only_against
    if not sides and not both:
        if not n:
            return UNHEARD, "nobody was asked about this part of the journey"
        top = stats.wilson(0, n).hi
        return UNHEARD, f"nobody of {n} speaks for or against it; up to {100 * top:.0f} % could, and the silence be chance"
    counts = f"{only_for} of {n} people speak for it, {only_against} against" + (f", {both} do both" if both else "")
    for word, many in ((FOR, only_for), (AGAINST, only_against)):
        if sides and stats.wilson(many, sides).lo > 0.5:  # noqa: PLR2004 (one half)
            return word, counts
    return OPEN, f"{counts}: too few or too divided to tell"


def _result(h: Hypothesis) -> tuple[Outcome | None, str]:
    if h.result is None:
        return None, ""
    try:
        given = [{"name": a.name, "n": a.n, "k": a.k, "mean": a.mean, "sd": a.sd} for a in h.result.arms]
        first, second = arms(given)
        hoped = h.plan.effect if h.plan is not None and h.plan.kind == _kind(given) else None
        alpha = h.plan.alpha if h.plan is not None else ALPHA
        return outcome(first, second, direction=way(h), hoped=hoped, alpha=alpha), ""
    except UserError as wrong:
        return None, f"the result cannot be read: {wrong}"


def _kind(given: Sequence[Mapping[str, Any]]) -> str:
    return "share" if given and given[0]["k"] is not None else "mean"


def way(h: Hypothesis) -> str:
    """Return which way the measure is to go: as the hypothesis says, or failing that its plan.

    Raises
    ------
    UserError
        If neither says so: a result that comes out either way tests nothing.
    """
    if h.direction:
        return h.direction
    if h.plan is None:
        raise UserError(f"{h.id} does not say which way its measure is to go, up or down")
    return "down" if h.plan.effect < 0 else "up"


def hypotheses(look: Look) -> list[dict[str, Any]]:
    """Return what the map model says under ``hypotheses`` (docs/format.md): every hypothesis that is followed, by id."""
    return [_told(one) for one in register(look)]


def by_claim(look: Look) -> dict[str, list[str]]:
    """Return claim -> ids of the hypotheses that rest on it, in order."""
    found: dict[str, list[str]] = {}
    for identity, h in sorted(look.state.hypotheses.items()):
        for claim in () if h.retired else h.claims:
            found.setdefault(claim, []).append(identity)
    return found


def _told(one: Register) -> dict[str, Any]:
    h, plan, result = one.hypothesis, one.hypothesis.plan, one.hypothesis.result
    gap = one.outcome.difference if one.outcome is not None else None
    return {
        "id": h.id, "sentence": sentence(h.change, h.who, h.effect, h.measure), "change": h.change, "who": h.who,
        "effect": h.effect, "measure": h.measure, "direction": h.direction, "by": h.by, "claims": list(h.claims),
        "missing": list(one.missing), "made": {"by": h.coder, "at": h.at}, "k": one.k, "x": one.x, "both": one.both, "n": one.n,
        "heard": {"word": one.word, "text": one.text},
        "plan": None if plan is None else {"kind": plan.kind, "baseline": plan.baseline, "effect": plan.effect, "n": plan.n,
                                           "alpha": plan.alpha, "power": plan.power, "sd": plan.sd},
        "result": None if result is None else {
            "arms": [{"name": a.name, "n": a.n, "k": a.k, "mean": a.mean, "sd": a.sd} for a in result.arms],
            "date": result.date, "source": result.source,
        },
        "verdict": None if one.outcome is None else {"word": one.outcome.word, "text": one.outcome.text},
        "difference": None if gap is None else {"value": gap.value, "lo": gap.lo, "hi": gap.hi},
        "problem": one.problem, "state": _state(one),
    }  # fmt: skip


def _state(one: Register) -> str:
    """Return how far a hypothesis is, in a few words."""
    if one.verdict:
        return one.verdict
    if one.word == AGAINST:
        return "a first guess that people speak against"
    if one.hypothesis.plan is not None:
        return f"planned: {one.hypothesis.plan.n} people in each arm"
    return "not tested"


def drafts(look: Look, *, limit: int = 5) -> list[dict[str, Any]]:
    """Return hypotheses to begin from: for pains and needs nobody made one for yet, those most people speak of first.

    What to change is left open: that is a person's to say.

    Parameters
    ----------
    look
        Whose words, of which round.
    limit
        How many.
    """
    taken = by_claim(look)
    open_ = [e for e in look.evidence if look.family(e.code) in {"pain", "need"} and e.k and e.code not in taken]
    first = sorted(open_, key=lambda e: (-(e.share.lo if e.share else 0.0), -e.k, e.code))[:limit]
    return [drafted(look, [e.code]) for e in first]


def drafted(look: Look, claims: Sequence[str]) -> dict[str, Any]:
    """Return what a hypothesis about these claims would say by itself: who, effect and measure; what to change is left open.

    Raises
    ------
    UserError
        If there is no such claim.
    """
    known = {e.code: e for e in look.evidence}
    for claim in claims:
        if claim not in known:
            raise UserError(f"no pain, need or delight is called {claim!r}; `workbench map` lists them")
    if not claims:
        return {"claims": [], "change": BLANK, "who": look.persona or BLANK, "effect": BLANK, "measure": BLANK, "direction": ""}
    labels = [f"\u201c{look.codes[c].label}\u201d" for c in claims]
    said = " or ".join(labels)
    delight = all(look.family(c) == "delight" for c in claims)
    e = known[claims[0]]
    stage = next((s.label for s in look.settings.stages if s.id == e.stage), "")
    where = f"those who come to {stage}" if stage else "all who are asked"
    return {
        "claims": list(claims),
        "change": BLANK,
        "who": look.persona or (f"people at {stage}" if stage else "everybody"),
        "effect": f"{'more' if delight else 'fewer'} people will say {said}",
        "measure": f"the share of {where} who say {said} (now {e.k} of {e.n})",
        "direction": "up" if delight else "down",
    }
