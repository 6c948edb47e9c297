"""What people decide: estimates, hypotheses, plans and results of tests, and what the journey is to become.

Each is an act with who, when and why, and is taken back with `undo`. All is checked before anything is written.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench.journey.plan.experiments import ALPHA, POWER, arms, people_needed
from workbench.journey.plan.future import digest
from workbench.journey.plan.hypotheses import BLANK, drafted, way
from workbench.journey.said.stages import Stages
from workbench.study.errors import UserError
from workbench.study.names import slug, unique
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.look import Look
    from workbench.study.cards import Hypothesis, Measured
    from workbench.study.records import Act

_PARTS = ("change", "who", "effect", "measure")
_LONGEST = 300
_FEELING = 2.0
_PREFIX = "hypothesis:"
Body = dict[str, Any]


def claim(look: Look, name: str) -> str:
    """Return the id of a pain, need or delight, also of one that was merged.

    Raises
    ------
    UserError
        If there is none of that name; the message lists the first there are.
    """
    code = look.codes.get(look.state.resolve(name.strip()))
    if code is None or code.family not in CLAIM_FAMILIES or code.retired:
        there = sorted(c.id for c in look.codes.values() if c.family in CLAIM_FAMILIES and not c.retired)
        known = ", ".join(there[:5]) + (", \u2026" if len(there) > 5 else "") if there else "none yet"  # noqa: PLR2004 (five are enough)
        raise UserError(f"no pain, need or delight is called {name!r}; there are: {known}")
    return code.id


def hypothesis(look: Look, name: str) -> Hypothesis:
    """Return a hypothesis that is followed, with or without ``hypothesis:`` before its name.

    Raises
    ------
    UserError
        If there is none of that name; the message lists those there are.
    """
    found = look.state.hypotheses.get(_PREFIX + name.strip().removeprefix(_PREFIX))
    if found is None or found.retired:
        there = ", ".join(sorted(h.id for h in look.state.hypotheses.values() if not h.retired))
        raise UserError(f"no hypothesis is called {name!r}; there are: {there or 'none yet'}")
    return found


def estimate(
    look: Look, name: str, *, effort: float | None, impact: float | None, reach: float | None, reason: str, coder: str
) -> Act:  # fmt: skip
    """Say what acting on a claim would take and bring.

    Raises
    ------
    UserError
        If there is no such claim, no number, no reason, or a number cannot be: an effort is above 0, the others not below.
    """
    given = {"effort": effort, "impact": impact, "reach": reach}
    said = {key: value for key, value in given.items() if value is not None}
    if not said:
        raise UserError("estimate at least one of effort, impact and reach")
    for key, value in said.items():
        if not math.isfinite(value) or value < 0 or (key == "effort" and not value):
            raise UserError(f"{key} is a number {'above 0' if key == 'effort' else 'from 0 on'}; given: {value:g}")
    body = {"claim": claim(look, name), **said, "reason": _words(reason, "the reason")}
    return _done(look, coder, "estimate.set", body)


def make(
    look: Look, said: Mapping[str, str], claims: Sequence[str], *, direction: str = "", by: str = "", name: str = "", coder: str
) -> Act:
    """Make a hypothesis; what is not said of who, effect, measure and direction is taken from its first claim.

    Raises
    ------
    UserError
        If there is no such claim, a part is missing, the direction is none, or there is a hypothesis of that name.
    """
    known = [claim(look, c) for c in claims]
    draft = drafted(look, known)
    parts = {part: _line(said.get(part) or draft[part], part) for part in _PARTS}
    if missing := [part for part, words in parts.items() if words == BLANK]:
        raise UserError(f"say the {missing[0]}: If we <change> for <who>, then <effect>, measured by <measure>")
    identity = _PREFIX + slug((name or parts["change"]).removeprefix(_PREFIX), "hypothesis")
    if name and identity in look.state.hypotheses:
        raise UserError(f"there is a hypothesis {identity} already; give this one another name, or edit that one")
    body = {
        "hypothesis": unique(identity, set(look.state.hypotheses)), **parts, "claims": known,
        "direction": _direction(direction or draft["direction"]),
    }  # fmt: skip
    return _done(look, coder, "hypothesis.make", body | ({"by": _line(by, "by")} if by else {}))


def edit(look: Look, name: str, changes: Mapping[str, Any], *, coder: str) -> Act:
    """Change what a hypothesis says: ``change``, ``who``, ``effect``, ``measure``, ``claims``, ``direction``, ``by``.

    Raises
    ------
    UserError
        If there is no such hypothesis, part or claim, or nothing is to be changed.
    """
    body: Body = {"hypothesis": hypothesis(look, name).id}
    for part, value in changes.items():
        if part == "claims":
            body[part] = [claim(look, c) for c in value]
        elif part == "direction":
            body[part] = _direction(value)
        elif part in {*_PARTS, "by"}:
            body[part] = _line(value, part) if part != "by" or value else ""
        else:
            raise UserError(f"a hypothesis has no {part}; it has {', '.join(_PARTS)}, claims, direction and by")
    if len(body) == 1:
        raise UserError("say what to change")
    return _done(look, coder, "hypothesis.edit", body)


def retire(look: Look, name: str, *, reason: str, coder: str) -> Act:
    """Follow a hypothesis no longer. Raises `UserError` if there is none of that name, or no reason."""
    body = {"hypothesis": hypothesis(look, name).id, "reason": _words(reason, "the reason")}
    return _done(look, coder, "hypothesis.retire", body)


def plan(
    look: Look, name: str, *, kind: Measured, baseline: float, effect: float, sd: float | None = None, alpha: float = ALPHA,
    power: float = POWER, coder: str,
) -> Act:  # fmt: skip
    """Plan a test of a hypothesis: the people each arm needs stand in the act's ``n``.

    Raises
    ------
    UserError
        If there is no such hypothesis, the numbers make no test, or the effect goes the other way than the hypothesis.
    """
    found = hypothesis(look, name)
    if found.direction and (effect > 0) != (found.direction == "up"):
        raise UserError(f"{found.id} says the measure goes {found.direction}; an effect of {effect:+g} goes the other way")
    n = people_needed(kind, baseline, effect, sd=sd, alpha=alpha, power=power)
    body: Body = {
        "hypothesis": found.id,
        "kind": kind,
        "baseline": baseline,
        "effect": effect,
        "n": n,
        "alpha": alpha,
        "power": power,
    }
    return _done(look, coder, "experiment.plan", body | ({"sd": sd} if sd is not None else {}))


def results(look: Look, given: Sequence[Mapping[str, Any]], *, coder: str) -> list[Act]:
    """Take the results of tests, all of them or none.

    Parameters
    ----------
    look
        The study.
    given
        Each with ``hypothesis``, ``arms`` (as it is first, as changed second; see `workbench.journey.plan.experiments.arms`),
        and, if known, ``date`` (ISO) and ``source``.
    coder
        Who takes them in.

    Raises
    ------
    UserError
        If one cannot be: nothing is written then.
    """
    acts = []
    for one in given:
        found = hypothesis(look, str(one["hypothesis"]))
        way(found)  # a result that comes out either way tests nothing
        first, second = arms(one["arms"])
        if found.plan is not None and (found.plan.kind == "share") != (first.k is not None):
            raise UserError(f"the test of {found.id} was planned for a {found.plan.kind}; its result is of another kind")
        both = [{k: getattr(a, k) for k in ("name", "n", "k", "mean", "sd") if getattr(a, k) is not None} for a in (first, second)]
        more = {key: _line(str(one[key]), key) for key in ("date", "source") if one.get(key)}
        acts.append(("experiment.result", {"hypothesis": found.id, "arms": both, **more}))
    return look.folder.act(coder, *acts) if acts else []


def become(
    look: Look, about: str, *, becomes: str | None, valence: float | None, hypotheses: Sequence[str] | None, reason: str, coder: str
) -> Act:
    """Say what a claim or a stage is to become; the evidence there is now is remembered with it.

    Raises
    ------
    UserError
        If there is no such claim, stage or hypothesis, nothing is said, or the feeling is not from -2 to 2.
    """
    known = Stages(look.settings).find(about) or claim(look, about)
    body: Body = {}
    if becomes is not None:
        body["becomes"] = _line(becomes, "becomes")
    if valence is not None:
        if not -_FEELING <= valence <= _FEELING:
            raise UserError(f"a feeling is from -2 to 2; given: {valence:g}")
        body["valence"] = valence
    if hypotheses is not None:
        body["hypotheses"] = [hypothesis(look, h).id for h in hypotheses]
    if not body:
        raise UserError("say what it is to become: becomes=, valence= or hypotheses=")
    more = {"reason": _words(reason, "the reason")} if reason else {}
    return _done(look, coder, "future.set", {"about": known, **body, "digest": digest(look, known), **more})


def drop(look: Look, about: str, *, coder: str) -> Act:
    """Take back what something was to become. Raises `UserError` if nobody said so."""
    known = Stages(look.settings).find(about) or look.state.resolve(about.strip())
    if known not in look.state.future:
        there = ", ".join(sorted(look.state.future)) or "nothing yet"
        raise UserError(f"nobody said what {about!r} is to become; it was said of: {there}")
    return _done(look, coder, "future.drop", {"about": known})


def _done(look: Look, coder: str, kind: str, body: Body) -> Act:
    (act,) = look.folder.act(coder, (kind, body))
    return act


def _direction(given: str) -> str:
    if given not in {"", "up", "down"}:
        raise UserError(f"the direction is up or down; given: {given!r}")
    return given


def _words(text: str, what: str) -> str:
    words = text.strip()
    if not words:
        raise UserError(f"{what} is empty: say it in a few words")
    return words


def _line(text: str, what: str) -> str:
    words = " ".join(_words(text, what).split())
    if len(words) > _LONGEST:
        raise UserError(f"{what} has {len(words)} characters; {_LONGEST} are the most")
    return words
