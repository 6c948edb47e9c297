"""What people said on the map: records of cards, comments, notes, signed grades, moments, causes, hypotheses and the future.

A claim is counted by codings. Nothing here changes a count: it says how the claim is shown, and what people think of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lane = Literal["", "pain", "need", "delight"]
Status = Literal["open", "acting", "resolved"]
Direction = Literal["", "up", "down"]
#: What an experiment compares: a share of people, or a mean.
Measured = Literal["share", "mean"]


@dataclass(frozen=True, slots=True)
class CardChange:
    """One thing that somebody changed about a card: which field, from what to what, who, when and why."""

    field: str
    old: str | bool
    new: str | bool
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Card:
    """How a claim is shown. An empty text means: as it is derived.

    Attributes
    ----------
    stage, lane, title, owner
        Where it is shown, under which kind, with which words, and who looks after it.
    status
        ``open``, ``acting`` or ``resolved``.
    hidden
        Whether it is listed under "hidden" only.
    under
        The claim it was put under; empty if none.
    changes
        All that was changed, oldest first.
    """

    stage: str = ""
    lane: Lane = ""
    title: str = ""
    owner: str = ""
    status: Status = "open"
    hidden: bool = False
    under: str = ""
    changes: tuple[CardChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote about a claim or a stage; `id` is that of the act."""

    id: str
    by: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was caught quickly. `sorted`: it has been put with a `claim`, or away if that is empty."""

    id: str
    text: str
    stage: str
    by: str
    at: str
    sorted: bool = False
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """A grade that somebody signed, with the sha256 of the evidence they signed it on; for one view of the map."""

    grade: str
    digest: str
    round: str
    persona: str
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Whether a stage is a moment of truth, as somebody decided."""

    moment: bool
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Who said that one claim is there because of another, and when: what people think, not what was measured."""

    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How an experiment is meant to tell: what it compares, the value now, the least effect worth seeing, people in each arm."""

    kind: Measured
    baseline: float
    effect: float
    n: int
    alpha: float
    power: float
    sd: float | None
    coder: str
    at: str


@dataclass(frozen=True, slots=True)
class Arm:
    """What came of one arm: `k` of `n` for a share, `mean` and `sd` for a mean."""

    name: str
    n: int
    k: int | None = None
    mean: float | None = None
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an experiment, when, and where that is written."""

    arms: tuple[Arm, ...]
    date: str
    source: str
    coder: str
    at: str


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """If we make this `change`, `who` will show this `effect`, which the `measure` tells.

    Attributes
    ----------
    id
        ``hypothesis:name``, permanent.
    claims
        Claims it rests on.
    direction, by
        Whether the measure should go up or down, and by when or how much; empty if nobody said.
    coder, at
        Who made it, and when.
    retired
        Whether it is no longer followed.
    plan, result
        Of its experiment; the last of each.
    """

    id: str
    change: str
    who: str
    effect: str
    measure: str
    claims: tuple[str, ...] = ()
    direction: Direction = ""
    by: str = ""
    coder: str = ""
    at: str = ""
    retired: bool = False
    plan: Plan | None = None
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it would cost to act on a claim and what it would bring, as somebody guessed; None where nobody did."""

    effort: float | None
    impact: float | None
    reach: float | None
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Future:
    """What a claim or a stage is to become, with which feeling, and the hypotheses that would bring it there.

    `digest` is the sha256 of the evidence it was said on; empty if nobody noted it.
    """

    becomes: str
    valence: float | None
    hypotheses: tuple[str, ...]
    by: str
    at: str
    why: str
    digest: str = ""
