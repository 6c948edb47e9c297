"""What to do first: opportunity, RICE and effort of every pain and need, each with how sure its rank is.

Three ways to put them in order, none of which is the truth:

- ``odi``: Ulwick's I + max(I - S, 0) fed with what was told, I the share of exposed people who say so, S the share who on the
  whole speak well of it, times ten (after Jeong et al. 2019). How often something is said is no measure of how important it is
  (Griffin and Hauser 1993): it is never called importance, and never stands in one list with ratings.
- ``rice``: reach x impact x confidence / effort (McBride 2018). Reach is the share who say so of the people who come there;
  confidence is read off the grade of the evidence, not typed; impact and effort are a person's estimates.
- ``effort``: what it would bring (RICE without the effort) against the effort.

What people estimated is taken as it is: intervals and ranks say what other people might have told, not how wrong an estimate is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from statistics import median
from typing import TYPE_CHECKING, Any, Literal, Protocol

from workbench.journey import stats
from workbench.journey.curve import person_mean
from workbench.journey.plan.draws import DRAWS, FEW, Ranks, drawn, ends, ranks
from workbench.journey.said.memory import once
from workbench.journey.said.parts import picked
from workbench.study.errors import UserError
from workbench.themes.opportunity import odi

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.journey.plan.draws import Drawn, Numbers
    from workbench.journey.said.memory import Memory

By = Literal["odi", "rice", "effort"]
BYS: tuple[By, ...] = ("odi", "rice", "effort")
#: Confidence of RICE by the grade of the evidence. McBride has 100 % for high, 80 % for medium, 50 % for low; ours goes on down.
CONFIDENCE = {"High": 1.0, "Moderate": 0.8, "Low": 0.5, "Very low": 0.3, "Anecdote": 0.2, "ASSUMPTION": 0.0}
#: A quick win takes little effort and is in the first third this often.
QUICK = 0.8
#: What an impact is taken for until somebody estimates it: McBride's medium.
MEDIUM = 1.0
FAMILIES = ("pain", "need")
_VALENCE = picked("valence")
#: Below so many efforts there is no "low" among them, and below so many claims no third.
_LEAST = 3


class Estimated(Protocol):
    """What a person estimated of one claim; None where they did not."""

    @property
    def effort(self) -> float | None:
        """How much work it is, in any unit, the same for all."""

    @property
    def impact(self) -> float | None:
        """How much it helps one person: McBride has 3 massive, 2 high, 1 medium, .5 low, .25 minimal."""

    @property
    def reach(self) -> float | None:
        """How many customers come to that part of the journey in the time that is planned for."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its 95 % interval; without one where it rests on fewer than 3 people."""

    value: float
    lo: float | None = None
    hi: float | None = None

    def times(self, factor: float) -> Number:
        """Return it in another unit."""
        return Number(*(None if v is None else round(v * factor, 6) for v in (self.value, self.lo, self.hi)))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Priority:
    """One pain or need.

    Attributes
    ----------
    claim
        Its id.
    k, n
        People who say so, of those who could have.
    heard, unhappy, content
        Shares of the n: who say so; who on the whole speak ill of it; who on the whole speak well of it. None if n is 0.
    score
        Told opportunity, 0 to 20; None if n is 0.
    told
        Its rank by `score`.
    reach, impact, confidence, effort
        What RICE is made of; None where it is not known. `reach` is in customers, or in people of the study.
    assumed
        Which of these nobody estimated, so that they were taken for something.
    value, worth
        reach x impact x confidence, and its rank.
    rice, rank
        The score, and its rank; None where it cannot be ranked, and `why` says why.
    quick
        Whether it is a quick win.
    """

    claim: str
    k: int
    n: int
    heard: Number | None
    unhappy: Number | None
    content: Number | None
    score: Number | None
    told: Ranks | None
    reach: Number | None
    impact: float | None
    confidence: float
    effort: float | None
    assumed: tuple[str, ...]
    value: Number | None
    worth: Ranks | None
    rice: Number | None
    rank: Ranks | None
    why: str
    quick: bool = False

    @property
    def few(self) -> bool:
        """Whether it rests on fewer than five people."""
        return self.n < FEW


def rice(reach: float, impact: float, confidence: float, effort: float) -> float:
    """Return reach x impact x confidence / effort (McBride 2018).

    Raises
    ------
    UserError
        If the effort is not above 0: nothing comes for nothing.
    """
    if not effort > 0:
        raise UserError(f"an effort is above 0; given: {effort:g}")
    return reach * impact * confidence / effort


def priorities(
    look: Look,
    cards: Mapping[str, Mapping[str, Any]],
    *,
    estimates: Mapping[str, Estimated] | None = None,
    base: float | None = None,
    low: float | None = None,
    draws: int = DRAWS,
) -> list[Priority]:
    """Return every pain and need with its numbers, by claim.

    Parameters
    ----------
    look
        Whose words, of which round.
    cards
        The cards of the map, for the grade of each claim: a signed one that is current goes before the proposed one.
    estimates
        What people estimated; those of the study if not given.
    base
        How many customers come to a part of the journey, where nobody estimated it. Without it reach is counted in people of
        the study, unless somebody estimated some: two units in one list would mean nothing.
    low
        Effort up to which a quick win is quick; the median of all efforts if not given.
    draws
        How often people are drawn again.
    """
    guesses = look.state.estimates if estimates is None else estimates
    found = [e for e in look.evidence if look.family(e.code) in FAMILIES]
    lines = {line.evidence.code: line for line in told_lines(look, draws)}
    customers = any(g.reach is not None for c, g in guesses.items() if any(e.code == c for e in found))
    people = None if customers else float(len(look.material.people))
    for e in found:
        line = lines.setdefault(e.code, Line(e))
        line.bring(guesses.get(e.code), confidence(cards.get(e.code, {})), base if base is not None else people)
    _rank(lines, look.settings.seed)
    _quick(lines, low)
    return [lines[code].priority() for code in sorted(lines)]


def told_lines(look: Look, draws: int = DRAWS) -> list[Line]:
    """Return every pain and need somebody could have spoken of, with what was told of it and its score in every draw."""
    heard = [e for e in look.evidence if look.family(e.code) in FAMILIES and e.n]
    return list(_told(heard, look.settings.seed, draws, look.memory).values())


def confidence(card: Mapping[str, Any]) -> float:
    """Return the confidence that the grade of a card stands for."""
    signed = card.get("signed") or {}
    return CONFIDENCE.get(signed["grade"] if signed.get("current") else card.get("grade", ""), 0.0)


class Line:
    """One claim while its numbers come together."""

    def __init__(self, evidence: Evidence, drawn: Numbers | None = None, scores: Numbers | None = None) -> None:
        self.evidence, self.drawn, self.scores = evidence, drawn, scores
        self.numbers: dict[str, Any] = dict.fromkeys(("heard", "unhappy", "content", "score", "told"))
        self.come: float | None = None
        self.reach: Number | None = None
        self.impact, self.confidence = MEDIUM, 0.0
        self.effort: float | None = None
        self.assumed: tuple[str, ...] = ()
        self.value: Number | None = None
        self.rice: Number | None = None
        self.worth: Ranks | None = None
        self.rank: Ranks | None = None
        self.why, self.quick = "", False

    def bring(self, guess: Estimated | None, sure: float, base: float | None) -> None:
        """Take what was estimated."""
        self.come = guess.reach if guess is not None and guess.reach is not None else base
        impact, self.effort = (guess.impact, guess.effort) if guess is not None else (None, None)
        self.impact, self.confidence = (MEDIUM if impact is None else impact), sure
        self.assumed = ("impact",) if impact is None else ()
        heard: Number | None = self.numbers["heard"]
        if heard is None:
            self.why = "nobody spoke about this part of the journey or was asked about it"
        elif self.come is None:
            self.why = "nobody estimated how many customers come there, as they did for others"
        else:
            self.reach = heard.times(self.come)
            self.value = self.reach.times(self.impact * sure)
            if self.effort is None:
                self.why = "nobody estimated the effort"
            elif self.effort > 0:
                self.rice = self.value.times(1 / self.effort)
            else:
                self.why = "the effort is not above 0"

    def factor(self, name: str) -> float:
        """Return what the share who say so is multiplied with."""
        return (self.come or 0.0) * self.impact * self.confidence / (self.effort if name == "rice" and self.effort else 1.0)

    def priority(self) -> Priority:
        """Return the finished line."""
        e = self.evidence
        return Priority(
            e.code, e.k, e.n, **self.numbers, reach=self.reach, impact=self.impact, confidence=self.confidence,
            effort=self.effort, assumed=self.assumed, value=self.value, worth=self.worth, rice=self.rice, rank=self.rank,
            why=self.why, quick=self.quick,
        )  # fmt: skip


@dataclass(frozen=True)
class _Told:
    """What was told of one claim: who speaks ill and well of it, and the shares and the score of every draw."""

    ill: frozenset[str]
    well: frozenset[str]
    said: Numbers
    scores: Numbers
    ends: tuple[float, float]


def _told(found: Sequence[Evidence], seed: int, draws: int, memory: Memory | None = None) -> dict[str, Line]:
    """Return the claims somebody could have spoken of, with the shares of what was told."""
    if not found:
        return {}
    memory = {} if memory is None else memory
    people = drawn(found, seed=seed, draws=draws, memory=memory)
    signs = [once(memory, ("signs", e.code), (e,), partial(_signs, e)) for e in found]
    people.ahead(found, [side for e, (_, well) in zip(found, signs, strict=True) for side in (e.supporters.keys(), well)])
    told = [
        once(memory, ("told", draws, e.code), (e, people), partial(_tell, e, people, *sides))
        for e, sides in zip(found, signs, strict=True)
    ]
    whole = [odi(10 * e.k / e.n, 10 * len(t.well) / e.n) for e, t in zip(found, told, strict=True)]
    places = ranks([t.scores for t in told], whole, seed=seed, heard=sum(e.k > 0 for e in found))
    lines = {}
    for e, t, score, place in zip(found, told, whole, places, strict=True):
        line = lines[e.code] = Line(e, t.said, t.scores)
        said, content = _share(e.k, e), _share(len(t.well), e)
        line.numbers = {
            "heard": said, "unhappy": _share(len(t.ill), e), "content": content, "told": place,
            "score": _score(score, said, content, t.ends if e.n >= FEW and 0 < e.k < e.n else None),
        }  # fmt: skip
    return lines


def _tell(e: Evidence, people: Drawn, ill: set[str], well: set[str]) -> _Told:
    import numpy as np

    said = people.share(e, e.supporters.keys(), "say so")
    weight, met = 10 * said, 10 * people.share(e, well, "speak well")
    scores = weight + np.maximum(weight - met, 0.0)
    return _Told(frozenset(ill), frozenset(well), said, scores, ends(scores))


def _score(whole: float, said: Number, content: Number, drawn: tuple[float, float] | None) -> Number:
    """Return the told opportunity; where drawing people again says too little, from the ends of its two shares."""
    if said.lo is None or said.hi is None or content.lo is None or content.hi is None:
        return Number(round(whole, 6))
    lo, hi = drawn or (odi(10 * said.lo, 10 * content.hi), odi(10 * said.hi, 10 * content.lo))
    return Number(round(whole, 6), round(lo, 6), round(hi, 6))


def _signs(e: Evidence) -> tuple[set[str], set[str]]:
    """Return who on the whole speaks ill and who speaks well of it, in all they said for and against it."""
    ill: set[str] = set()
    well: set[str] = set()
    if not any(map(_VALENCE, chain(e.support, *e.opponents.values()))):  # of most claims nobody noted how they felt
        return ill, well
    for p in e.supporters.keys() | e.opponents.keys():
        said = [*e.supporters.get(p, ()), *e.opponents.get(p, ())]
        felt = [m.valence for m in said if m.valence]
        # Only who says both needs a mean.
        mean = person_mean(said) if felt and min(felt) < 0 < max(felt) else (felt[0] if felt else 0.0)
        (ill if (mean or 0.0) < 0 else well if (mean or 0.0) > 0 else set()).add(p)
    return ill, well


def _share(k: int, e: Evidence) -> Number:
    found = stats.wilson(k, e.n, effective=e.effective_n)
    return Number(found.value) if e.n < _LEAST else Number(found.value, found.lo, found.hi)


def _rank(lines: Mapping[str, Line], seed: int) -> None:
    """Give ranks by what each would bring, and by RICE."""
    for name, target in (("value", "worth"), ("rice", "rank")):
        mine = [line for _, line in sorted(lines.items()) if getattr(line, name) is not None and line.drawn is not None]
        if not mine:
            continue
        whole = [getattr(line, name).value for line in mine]
        # Every score is the share who say so times what was estimated, so draws of the share are draws of the score.
        scores = [line.drawn * line.factor(name) for line in mine if line.drawn is not None]
        for line, place in zip(mine, ranks(scores, whole, seed=seed, heard=sum(line.evidence.k > 0 for line in mine)), strict=True):
            setattr(line, target, place)


def _quick(lines: Mapping[str, Line], low: float | None) -> None:
    """Mark quick wins: little effort, and nearly always in the first third by what they would bring."""
    efforts = [line.effort for line in lines.values() if line.rice is not None and line.effort is not None]
    if sum(line.worth is not None and line.evidence.k > 0 for line in lines.values()) < _LEAST or (
        low is None and len(efforts) < _LEAST
    ):
        return
    edge = median(efforts) if low is None else low
    for line in lines.values():
        little = line.rice is not None and line.effort is not None and line.effort <= edge
        line.quick = bool(little and line.evidence.k and line.worth and line.worth.third >= QUICK)


def in_order(found: Sequence[Priority], by: By) -> list[Priority]:
    """Return priorities by one of the three ways, first things first; what cannot be ranked comes last, by claim.

    Raises
    ------
    UserError
        If there is no such way.
    """
    if by not in BYS:
        raise UserError(f"priorities are by {', '.join(BYS)}; given: {by!r}")
    places: dict[By, Callable[[Priority], Ranks | None]] = {
        "odi": lambda p: p.told, "rice": lambda p: p.rank, "effort": lambda p: p.worth if p.effort is not None else None,
    }  # fmt: skip
    place = places[by]

    def key(p: Priority) -> tuple[float, str]:
        rank = place(p)
        return (rank.rank if rank is not None else float("inf"), p.claim)

    return sorted(found, key=key)
