"""What agreement is said in: units, coefficients that may be undefined, intervals, and the counts behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np

Unit = Literal["segment", "character", "token", "unitised"]
UNITS: tuple[Unit, ...] = ("segment", "character", "token", "unitised")
#: What the bootstrap draws: whole documents, or everything a participant said.
By = Literal["document", "participant"]
BYS: tuple[By, ...] = ("document", "participant")
#: both coded it, only the first, only the second, neither: counts of units.
Cells = tuple[int, int, int, int]
#: A transcript (its id and ""), or an answer (the survey's id and the answer's).
Document = tuple[str, str]
#: What all coders were to code; or who opened what, as the sum of 2^(place of the coder).
Documents = Collection[Document] | Mapping[Document, int]

AGAINST = " (against)"
PAIR = 2


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Agreement of two or more coders. A coefficient that is not defined is None, never 1.

    Attributes
    ----------
    percent
        Mean over units of the share of pairs of coders who said the same.
    kappa
        Cohen's for two coders; for more Conger's (1980), which takes each coder's own habits as chance.
    alpha
        Krippendorff's, for values without order unless said otherwise.
    ac1
        Gwet's. Like all that is corrected for chance, undefined where only one value was ever given.
    jaccard
        Of what either of two coders coded, the share that both coded; pairs are added up.
    s
        Bennett, Alpert and Goldstein's S, also Brennan and Prediger's: every category is as likely by chance.
    fleiss
        Fleiss' kappa; Scott's pi for two coders.
    """

    percent: float | None
    kappa: float | None
    alpha: float | None
    ac1: float | None
    jaccard: float | None
    s: float | None = None
    fleiss: float | None = None


#: Names of the coefficients, in the order in which they are shown.
NAMES = ("percent", "kappa", "alpha", "ac1", "jaccard", "s", "fleiss")
UNDEFINED = Coefficients(None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % percentile interval over resampled documents or participants.

    Attributes
    ----------
    lo, hi
        Its ends; None where there is nothing to resample, or where most resamples leave the coefficient undefined.
    undefined
        Share of the resamples in which the coefficient was undefined: the interval is about the others only.
    """

    lo: float | None
    hi: float | None
    undefined: float = 0.0


class Cluster(NamedTuple):
    """What one person said in one document: units in it are not independent."""

    document: Document
    participant: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many units of each cluster fell into each pattern.

    Attributes
    ----------
    clusters
        Sorted.
    patterns
        For each column who opened the document and who coded the unit, as sums of 2^(place of the coder).
    table
        Whole numbers, one row a cluster.
    """

    clusters: tuple[Cluster, ...]
    patterns: tuple[tuple[int, int], ...]
    table: np.ndarray


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one code or family: counts, coefficients, and how sure they are.

    Attributes
    ----------
    code
        Ends in `` (against)`` where it is about passages that contradict the claim.
    unit
        What was counted.
    coders
        Two or more names.
    documents, people
        How many documents at least two of them opened, and how many participants speak there.
    cells
        Units that both coded, only the first, only the second, neither; for more than two coders the sums over pairs.
        Code points where the unit is ``unitised``.
    value
        The coefficients. Where the unit is ``unitised`` alpha is Krippendorff's for unitising, and those that need
        separate units are None.
    by, intervals
        What was resampled, and the interval of each coefficient; empty if none was asked for.
    """

    code: str
    unit: Unit
    coders: tuple[str, ...]
    documents: int
    people: int
    cells: Cells
    value: Coefficients
    by: By = "document"
    intervals: dict[str, Interval] = field(default_factory=dict, hash=False)
    parts: Counts | None = field(default=None, repr=False, compare=False)

    @property
    def alpha_lo(self) -> float | None:
        """Lower end of the interval of alpha."""
        return self.intervals["alpha"].lo if "alpha" in self.intervals else None

    @property
    def alpha_hi(self) -> float | None:
        """Upper end of the interval of alpha."""
        return self.intervals["alpha"].hi if "alpha" in self.intervals else None

    @property
    def prevalence(self) -> float | None:
        """Share of units that have the code, on average over coders."""
        both, first, second, _ = self.cells
        n = sum(self.cells)
        return (2 * both + first + second) / (2 * n) if n else None


@dataclass(frozen=True, slots=True)
class FamilyAgreement:
    """Agreement on which label of a family a unit has, where at least two coders gave it one.

    Attributes
    ----------
    units
        Units at least two coders labelled.
    only_first, only_second
        Units one of two coders labelled and the other did not: not in the coefficients, which are about *which* label.
    confusion
        How often the first of two coders said one label and the second another (or the same); for more coders the sums
        over pairs.
    """

    family: str
    units: int
    only_first: int
    only_second: int
    value: Coefficients
    confusion: dict[tuple[str, str], int]
    coders: tuple[str, ...] = ()
    documents: int = 0
    people: int = 0
    by: By = "document"
    intervals: dict[str, Interval] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ValueAgreement:
    """Krippendorff's alpha on one value a unit: the set of its codes, how it felt, how strongly.

    Attributes
    ----------
    what
        What the values are, in words.
    level
        How far apart two values are: ``masi`` or ``jaccard`` for sets, ``ordinal`` for steps.
    units
        Units to which at least two coders gave a value.
    """

    what: str
    level: str
    coders: tuple[str, ...]
    documents: int
    people: int
    units: int
    value: float | None
    by: By = "document"
    interval: Interval | None = None
