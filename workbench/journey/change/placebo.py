"""How often a diff would see a change where there is none: random halves of one round, compared as two rounds are.

Computed on tables of people by claims, all halves at once, since two hundred times the long way takes a minute. It is the
same rule: `workbench.journey.change.verdicts` decides in both, and a test holds one against the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from workbench.journey import stats
from workbench.journey.change.verdicts import RULES, Rules, apart, claimed, p_value
from workbench.journey.said.memory import once
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.journey.look import Look
    from workbench.journey.said.material import Material
    from workbench.study.records import Code


#: Halves drawn at once, and at most; between, as many as it takes to know the share within half a point.
DRAWN, _MOST = 200, 1_000
_NEAR = 0.005
#: People times halves that are looked at together, so that a million people fit.
_CELLS = 4_000_000


class Placebo(NamedTuple):
    """What comparing random halves of the same people gave.

    Attributes
    ----------
    share
        Flagged of all comparisons made; with honest tests at most `Rules.q`.
    error
        How far the share of all possible halves may lie from it, as these were drawn by lot: half of a 95 % interval.
    flagged, compared, splits
        Comparisons called a change, comparisons made, times the people were halved.
    """

    share: float
    error: float
    flagged: int
    compared: int
    splits: int


def placebo(
    material: Material, codes: Mapping[str, Code], *, splits: int | None = None, seed: int = 42, rules: Rules = RULES
) -> Placebo | None:
    """Return the share of claims flagged as changed between random halves of the same people, where nothing changed.

    Parameters
    ----------
    material
        Of one round.
    codes
        The codebook.
    splits
        How many times to halve; None: 200 times, and up to 1,000 while the share is not known within half a point.
    seed
        Of the halving.
    rules
        Cut-offs.

    Returns
    -------
    Placebo or None
        None where nothing could be compared.
    """
    import numpy as np

    people = sorted(material.people)
    table = _tables(material, codes, people)
    if not people or not table.said.shape[1]:
        return None
    rows: list[tuple[int, int]] = []
    drawn = _halves(len(people), seed)
    at_once = max(1, _CELLS // len(people))
    for times in (splits,) if splits else range(DRAWN, _MOST + 1, DRAWN):
        while len(rows) < times:
            rows += _flagged(table, np.array(list(islice(drawn, min(at_once, times - len(rows))))), rules)
        found = _share(rows)
        if found is None or found.error <= _NEAR:
            break
    return found


def _share(rows: Sequence[tuple[int, int]]) -> Placebo | None:
    """Return flagged of compared over halves with its error: that of a ratio, since a half flags several claims or none."""
    flagged, compared = (sum(row[n] for row in rows) for n in (0, 1))
    if not compared:
        return None
    share, times = flagged / compared, len(rows)
    squares = math.fsum((f - share * c) ** 2 for f, c in rows)
    error = stats.Z95 * math.sqrt(squares * times / max(1, times - 1)) / compared
    return Placebo(share, error, flagged, compared, times)


def _flagged(table: _Tables, first: NDArray[np.bool_], rules: Rules) -> list[tuple[int, int]]:
    """Return for each half how many claims are flagged between it and the rest, and how many are compared."""
    sides = [_side(table, part) for part in (first, ~first)]
    asked = [side.only / side.n.clip(1) for side in sides]
    one, other = _who_could(table, first, sides, rules)
    found = []
    for split in range(len(first)):
        shown = (one.k[split] > 0) | (other.k[split] > 0)
        comparable = shown & table.staged & (one.n[split] > 0) & (other.n[split] > 0)
        comparable &= abs(asked[0][split] - asked[1][split]) <= rules.asked
        rows = []
        for claim in comparable.nonzero()[0].tolist():
            joint = bool(one.joint[split, claim] or other.joint[split, claim])
            pairs = apart(*_amount(one, split, claim, joint), *_amount(other, split, claim, joint))
            rows.append((claim, pairs, *p_value(pairs, rules.expected)))
        flagged = 0
        for (claim, pairs, p, test), q in zip(rows, stats.benjamini_hochberg([row[2] for row in rows]), strict=True):
            if p <= rules.p and q <= rules.q:  # so few that an interval costs nothing
                flagged += claimed(pairs, p, q, test, rules, interval=_between(one, other, split, claim))
        found.append((flagged, int(shown.sum())))
    return found


def placebo_of(look: Look, round_: str) -> Placebo | None:
    """Return the placebo of one round for the people of a look; it is kept until anything it was made from changes.

    Parameters
    ----------
    look
        Whose words.
    round_
        Id of the round whose people are halved.
    """
    said, cuts, seed = look.before if round_ == look.previous else look.of(round_), look.cuts, look.settings.seed
    if said is None:
        return None

    def make() -> Placebo | None:
        return placebo(said, look.codes, seed=seed, rules=Rules.of(cuts))

    return once(look.kept.of(look.persona, round_), "placebo", (said, look.codes, cuts, seed), make)


def halves(people: int, splits: int, seed: int) -> NDArray[np.bool_]:
    """Return who is in the first half, a row for each split."""
    import numpy as np

    return np.array(list(islice(_halves(people, seed), splits)))


def _halves(people: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    import numpy as np

    rng = np.random.default_rng(seed)
    while True:
        found = np.zeros(people, bool)
        found[rng.permutation(people)[: people // 2]] = True
        yield found


@dataclass(frozen=True)
class _Tables:
    """People (rows) by claims: who says so, who takes either side, who could, who was only asked, and in which cluster.

    `openly` is who was asked a question about no stage, so that they could have said anything.

    Floats, since products of them are many times faster; sums of ones are exact.
    """

    said: NDArray[np.float64]
    heard: NDArray[np.float64]
    exposed: NDArray[np.float64]
    only: NDArray[np.float64]
    staged: NDArray[np.bool_]
    named: NDArray[np.bool_]
    clusters: NDArray[np.float64]
    likeness: float
    openly: NDArray[np.float64]


@dataclass(frozen=True)
class _Side:
    """One half of each split (rows) by claims: k, n, who was only asked, effective people, whether some spoke together."""

    k: NDArray[np.int64]
    n: NDArray[np.int64]
    only: NDArray[np.int64]
    effective: NDArray[np.float64]
    joint: NDArray[np.bool_]


def _tables(material: Material, codes: Mapping[str, Code], people: list[str]) -> _Tables:
    import numpy as np

    row = {name: n for n, name in enumerate(people)}
    claims = sorted(c.id for c in codes.values() if c.family in CLAIM_FAMILIES and not c.retired)
    said, heard, exposed, only = (np.zeros((len(people), len(claims))) for _ in range(4))
    homes = [material.homes.get(claim, "") for claim in claims]
    for column, (claim, home) in enumerate(zip(claims, homes, strict=True)):
        for mention in material.mentions.get(claim, ()):
            heard[row[mention.participant], column] = 1
            if mention.stance == "for":
                said[row[mention.participant], column] = 1
        spoke, asked = material.who_spoke(home), material.who_was_asked(home)
        exposed[[row[p] for p in spoke | asked], column] = 1
        only[[row[p] for p in asked - spoke], column] = 1
    names = sorted({material.together[p] for p in people if p in material.together})
    clusters = np.zeros((len(people), len(names)))
    for name in people:
        if name in material.together:
            clusters[row[name], names.index(material.together[name])] = 1
    staged = np.array([bool(home) for home in homes], bool)
    named = np.array([home in material.named for home in homes], bool)
    openly = np.zeros(len(people))
    openly[[row[name] for name in material.who_was_asked_openly()]] = 1
    return _Tables(said, heard, exposed, only, staged, named, clusters, material.likeness, openly)


def _who_could(table: _Tables, first: NDArray[np.bool_], sides: list[_Side], rules: Rules) -> list[_Side]:
    """Return both sides with who was asked openly among the n, where both asked so alike; see `rounds.compare`."""
    import numpy as np

    if not table.openly.any():
        return sides
    wider = replace(table, exposed=np.maximum(table.exposed, table.openly[:, None]))
    wide = [_side(wider, part) for part in (first, ~first)]
    open_of = [part.astype(float) @ table.openly for part in (first, ~first)]
    share = [count[:, None] / side.n.clip(1) for count, side in zip(open_of, wide, strict=True)]
    alike = (share[0] > 0) & (share[1] > 0) & (abs(share[0] - share[1]) <= rules.asked)
    return [
        _Side(*(np.where(alike, getattr(w, f.name), getattr(n, f.name)) for f in fields(_Side)))
        for w, n in zip(wide, sides, strict=True)
    ]


def _side(table: _Tables, part: NDArray[np.bool_]) -> _Side:
    """Return the evidence of one half of each split, as `workbench.journey.evidence.claims` would have it."""
    import numpy as np

    inside = part.astype(float)
    heard = inside @ table.heard > 0
    # Where nobody coded the stage everybody could have said so, if anybody takes a side.
    everybody = heard & ~table.named
    n = np.where(everybody, inside.sum(1)[:, None], inside @ table.exposed).astype(np.int64)
    only = np.where(everybody, 0, inside @ table.only).astype(np.int64)
    effective, joint = n.astype(float), np.zeros(n.shape, bool)
    if table.clusters.shape[1]:
        alone = 1 - table.clusters.sum(1)
        for claim in range(n.shape[1]):
            for base, rows in ((table.exposed[:, claim], ~everybody[:, claim]), (np.ones_like(alone), everybody[:, claim])):
                sizes = (inside[rows] * base) @ table.clusters
                squares = (sizes**2).sum(1) + (inside[rows] * base) @ alone
                people = n[rows, claim]
                design = 1 + (squares / np.maximum(people, 1) - 1) * table.likeness
                effective[rows, claim] = people / np.where(people > 0, design, 1)
                joint[rows, claim] = (sizes > 1).any(1)
    return _Side((inside @ table.said).astype(np.int64), n, only, effective, joint)


def _between(one: _Side, other: _Side, split: int, claim: int) -> stats.Interval:
    k0, n0, k1, n1 = (int(side[split, claim]) for side in (one.k, one.n, other.k, other.n))
    sizes = (float(other.effective[split, claim]), float(one.effective[split, claim]))
    return stats.newcombe(k1, n1, k0, n0, effective=sizes)


def _amount(side: _Side, split: int, claim: int, joint: bool) -> tuple[int, int]:  # noqa: FBT001 (one of two ways to count)
    k, n = int(side.k[split, claim]), int(side.n[split, claim])
    if not joint or not side.joint[split, claim]:
        return k, n
    size = int(side.effective[split, claim])
    return math.floor(k * size / n + 1e-9), size
