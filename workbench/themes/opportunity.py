"""Opportunity: how much a need matters and how badly it is met, with how sure that is when other people might have answered.

Ulwick's score is I + max(I - S, 0), where I and S are the shares of people who rate a need as important and as well met (4 or 5
of 5), times ten (Ulwick 2005, What Customers Want). Twelve people make that a wide guess, so people are drawn again and again
(bootstrap): every score has an interval, and every rank a chance.

Without ratings the same formula can be fed with who speaks of a need and who speaks well of it (Jeong et al. 2019). How often
something is said is no measure of how important it is (Griffin and Hauser 1993), so such scores are marked `told`, and never
stand in one list with rated ones. They are made where people are counted: `workbench.journey.plan.opportunity.told`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.study.errors import UserError
from workbench.study.kinds import UNASKED
from workbench.study.shares import Interval

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.folder import Folder

Basis = Literal["rated", "told"]
#: What the two numbers of a basis are, in words for people: nothing that was told is called important.
WORDS: dict[Basis, tuple[str, str]] = {
    "rated": ("importance: people who rated it 4 or 5", "satisfaction: people who rated it 4 or 5"),
    "told": ("heard: people who say so", "heard well of: people who on the whole speak well of it"),
}
#: Ratings from here on count as important, or as satisfied.
_HIGH = 4
_SCALE = (1, 5)
_DRAWS = 2000
_TOP = 3
#: Below so many people (or groups that answered together) drawing them again says too little.
_FEW = 5
_CUTS = (2.5, 97.5)
_PREFIX = "rating."

Ratings = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Opportunity:
    """One need with its score.

    Attributes
    ----------
    need
        Its id.
    basis
        ``rated`` or ``told``; `WORDS` says what `weight` and `met` are then.
    weight, met
        Share of people times ten, 0 to 10, with 95 % intervals: I and S of the formula.
    score
        0 to 20. Above 15 is extreme, 12 to 15 high, 10 to 12 worth a look, below 10 well served (Ulwick) - if the interval
        leaves that open, it is open.
    n
        People who rated it both ways; of `told`, people who could have spoken of it.
    rank, rank_lo, rank_hi
        1 is the highest score; the ranks it has in 95 % of the draws.
    top
        How often, of all draws, it is among the first three (or as many as were asked for).
    """

    need: str
    basis: Basis
    weight: Interval
    met: Interval
    score: Interval
    n: int
    rank: int
    rank_lo: int
    rank_hi: int
    top: float

    @property
    def words(self) -> tuple[str, str]:
        """Return what `weight` and `met` are, in words."""
        return WORDS[self.basis]


def odi(weight: float, met: float) -> float:
    """Return Ulwick's opportunity score: I + max(I - S, 0), both from 0 to 10."""
    return weight + max(weight - met, 0.0)


def rated(
    importance: Mapping[str, Mapping[str, float]],
    satisfaction: Mapping[str, Mapping[str, float]],
    *,
    top: int = _TOP,
    seed: int = 42,
    draws: int = _DRAWS,
    together: Mapping[str, str] | None = None,
) -> list[Opportunity]:
    """Return needs by opportunity, from ratings of 1 to 5.

    Parameters
    ----------
    importance, satisfaction
        Need -> person -> rating. A need is left out if nobody rated it both ways; of the others only people who did count.
    top
        How many ranks count as first.
    seed, draws
        Of the bootstrap: how it begins, and how often people are drawn.
    together
        Person -> group they answered in: groups are drawn as a whole, since their answers are no independent ones.

    Returns
    -------
    list of Opportunity
        The highest score first. The same for any order of the input.

    Raises
    ------
    UserError
        If a rating is not from 1 to 5.
    """
    weight: dict[str, dict[str, bool]] = {}
    met: dict[str, dict[str, bool]] = {}
    for need in importance.keys() & satisfaction.keys():
        both = importance[need].keys() & satisfaction[need].keys()
        for side, given in ((weight, importance), (met, satisfaction)):
            side[need] = {who: _is_high(need, given[need][who]) for who in both}
    return _scored("rated", weight, met, top, seed, draws, together or {})


def from_surveys(
    folder: Folder, columns: Mapping[str, tuple[str, str]], *, among: Collection[str] | None = None, in_round: str | None = None
) -> tuple[Ratings, Ratings]:
    """Return importance and satisfaction as `rated` takes them, from columns of the study's surveys.

    Parameters
    ----------
    folder
        The study.
    columns
        Need -> the rating of its importance and of how well it is met, as the study calls them (``rating.`` may be left out).
    among
        Whose ratings count, as `workbench.journey.figures.scores.raters` has them; everybody's if not given.
    in_round
        Only what was rated in this round.

    Returns
    -------
    (dict, dict)
        Of who rated in several rounds, the latest rating. Authors of tickets, reviews and posts are not counted.

    Raises
    ------
    UserError
        If no survey has such a column.
    """
    asked = [s for s in folder.surveys() if s.kind not in UNASKED and in_round in {None, s.round}]
    order = folder.settings.in_order(s.round for s in asked)
    surveys = sorted(asked, key=lambda s: (order.index(s.round), s.id))
    found: tuple[Ratings, Ratings] = ({}, {})
    for need, pair in sorted(columns.items()):
        for side, name in zip(found, pair, strict=True):
            column = _PREFIX + name.removeprefix(_PREFIX)
            having = [s.answers for s in surveys if column in s.answers.columns]
            if not having:
                known = sorted({c.removeprefix(_PREFIX) for s in surveys for c in s.answers.columns if c.startswith(_PREFIX)})
                raise UserError(f"no survey has the rating {name!r}; there are: {', '.join(known) or 'none'}")
            side[need] = {}
            for frame in having:
                kept = frame[[column, "participant"]].dropna()
                given = zip(kept["participant"].astype(str), kept[column].astype(float), strict=True)
                side[need] |= {who: rating for who, rating in given if among is None or who in among}
    return found


def _is_high(need: str, rating: float) -> bool:
    low, high = _SCALE
    if not low <= rating <= high:
        raise UserError(f"ratings of {need} are from {low} to {high}; one is {rating:g}")
    return rating >= _HIGH


def _scored(
    basis: Basis,
    weight: Mapping[str, Mapping[str, bool]],
    met: Mapping[str, Mapping[str, bool]],
    top: int,
    seed: int,
    draws: int,
    together: Mapping[str, str],
) -> list[Opportunity]:
    import numpy as np

    needs = sorted(need for need in weight if weight[need])
    if not needs:
        return []
    who = sorted({person for need in needs for person in weight[need]})
    units = sorted({together.get(person, person) for person in who})
    place = {unit: n for n, unit in enumerate(units)}
    # What each unit (a person, or a group that answered together) adds: people, of these important, of these met.
    sums = np.zeros((3, len(units), len(needs)))
    for column, need in enumerate(needs):
        for person, important in weight[need].items():
            row = place[together.get(person, person)]
            sums[:, row, column] += (1, important, met[need][person])
    whole = _shares(sums.sum(axis=1, keepdims=True).transpose(1, 0, 2))[0]
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(units), np.full(len(units), 1 / len(units)), size=draws).astype(np.float64)
    drawn = _shares(np.einsum("du,kun->dkn", times, sums, optimize=True))
    _where_draws_say_too_little(drawn, sums, rng)
    ranks = _ranks(drawn[:, 2], rng)
    order = np.lexsort((np.arange(len(needs)), -whole[2]))
    rank = {int(at): n for n, at in enumerate(order, 1)}

    def interval(kind: int, at: int) -> Interval:
        lo, hi = np.nanpercentile(drawn[:, kind, at], _CUTS)
        value = float(whole[kind, at])
        return Interval(round(value, 6), round(min(value, float(lo)), 6), round(max(value, float(hi)), 6))

    def one(at: int) -> Opportunity:
        lo, hi = np.percentile(ranks[:, at], _CUTS, method="nearest")
        first = round(float((ranks[:, at] <= top).mean()), 6)
        shares = (interval(0, at), interval(1, at), interval(2, at))
        return Opportunity(needs[at], basis, *shares, len(weight[needs[at]]), rank[at], int(lo), int(hi), first)

    return [one(int(at)) for at in order]


def _shares(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weight, met and score for draws of (people, important, met); a draw without anybody who rated a need has none."""
    import numpy as np

    with np.errstate(invalid="ignore"):
        weight, met = 10 * sums[:, 1] / sums[:, 0], 10 * sums[:, 2] / sums[:, 0]
    return np.stack([weight, met, weight + np.maximum(weight - met, 0)], axis=1)


def _where_draws_say_too_little(drawn: NDArray[np.float64], sums: NDArray[np.float64], rng: np.random.Generator) -> None:
    """Draw a share from Beta(k + 1/2, n - k + 1/2) where all, none or few rate so (Jeffreys; Brown, Cai and DasGupta 2001).

    Drawing them again can never differ then: 9 of 9 would be a certainty. People who answered together count for as many as
    groups of their sizes amount to, if a group answers as one.
    """
    for at in range(sums.shape[2]):
        sizes = sums[0, :, at]
        n = sizes.sum()
        scale = n / (sizes**2).sum()  # independent people over people
        for kind in (0, 1):
            k = sums[kind + 1, :, at].sum()
            if k in {0, n} or (sizes > 0).sum() < _FEW:
                drawn[:, kind, at] = 10 * rng.beta(k * scale + 0.5, (n - k) * scale + 0.5, size=len(drawn))
        drawn[:, 2, at] = drawn[:, 0, at] + (drawn[:, 0, at] - drawn[:, 1, at]).clip(min=0)


def _ranks(scores: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the rank of each need in each draw; equal scores come in an order drawn by lot, scores there are none last."""
    import numpy as np

    lot = rng.random(scores.shape)
    order = np.lexsort((lot, -np.nan_to_num(scores, nan=-1.0)), axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[1] + 1)[None, :], axis=1)
    return ranks
