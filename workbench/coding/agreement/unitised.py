"""Coders who cut the text themselves: where they see something, what they see there, and both at once.

Sources: Krippendorff, Mathet, Bouvry and Widlöcher 2016, "On the reliability of unitizing textual continua: Further
developments" (equations 1 to 13): uα (where and what), |uα (where), cuα (what, where both saw something) and (k)uα (what,
code by code). Every coefficient is a closed form over sums of lengths, of squared lengths of units, and of what two coders
share; these add up over documents, so intervals come from resampling documents or people as everywhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from operator import itemgetter
from typing import TYPE_CHECKING

from workbench.coding.agreement.bootstrap import grouped, interval, resampled
from workbench.coding.agreement.measures import over
from workbench.coding.agreement.records import By, Cluster, Counts, Interval
from workbench.coding.agreement.texts import Texts, checked, marks_of, named, opened, tally
from workbench.coding.agreement.values import defined
from workbench.coding.spans import clipped, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import pandas as pd

    from workbench.coding.agreement.records import Cells, Document, Documents
    from workbench.coding.spans import Spans
    from workbench.study.folder import Folder

#: Stretches that one coder marked, with what each was marked as: sorted, without overlaps.
Units = list[tuple[int, int, str]]
#: What joins the names of codes that one coder put on the same words.
_AND = " + "
#: The coefficients there are for one code.
NAMES = ("alpha", "jaccard")


@dataclass(frozen=True, slots=True)
class UnitisedAgreement:
    """How far coders agree who cut the text themselves. A coefficient that is not defined is None.

    Attributes
    ----------
    family
        Whose codes these are.
    documents, people
        How many documents all coders opened, and how many participants speak there.
    length
        Code points of what participants said there.
    overlaps
        Code points on which one coder put several of these codes: such a stretch is cut out and counts as another code.
    where_and_what, where, what
        uα, |uα and cuα.
    coverage
        Share of the text in which two coders see something: all that `what` is about.
    by_code
        (k)uα of each code, and the share of what is coded so that `what` is about.
    by, intervals
        What was resampled, and the interval of each coefficient; codes by their ids.
    """

    family: str
    coders: tuple[str, ...]
    documents: int
    people: int
    length: int
    overlaps: int
    where_and_what: float | None
    where: float | None
    what: float | None
    coverage: float
    by_code: dict[str, tuple[float | None, float]] = field(hash=False)
    by: By = "document"
    intervals: dict[str, Interval] = field(default_factory=dict, hash=False)


def unitised(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], family: str, *, by: By = "document", seed: int = 42,
    documents: Documents | None = None,
) -> UnitisedAgreement:  # fmt: skip
    """Compare where coders see a code of a family, and which.

    Parameters
    ----------
    folder, frame, coders, by, seed, documents
        As in `workbench.coding.agreement.agreement`; only documents all coders opened count.
    family
        Part of the code ids before the colon.
    """
    coders = named(coders)
    checked("unitised", by)
    everybody = (1 << len(coders)) - 1
    shared = [d for d, bits in opened(frame, coders, documents, folder).items() if bits == everybody]
    rows = frame[(frame["family"] == family) & (frame["stance"] != "against")]
    marks, texts = marks_of(rows, coders, touching=False), Texts(folder, shared)
    clusters, units, sizes, overlaps = [], [], [], 0
    for document in shared:
        codes = marks.get(document, {})
        for person, spans in texts.units(document, "unitised").items():
            mine = []
            for coder in coders:
                cut = partition({code: _within(people.get(coder, []), spans) for code, people in codes.items()})
                overlaps += sum(end - start for start, end, label in cut if _AND in label)
                mine.append(cut)
            clusters.append(Cluster(document, person))
            units.append(mine)
            sizes.append(size(spans))
    labels = sorted({label for mine in units for cut in mine for *_, label in cut})
    sums = Sums(labels, len(coders))
    table = sums.table(units, sizes)
    value, sampled = sums.family(table.sum(axis=0)[None, :]), None
    if len(table):
        sampled = resampled(grouped(clusters, table, by), seed)
    found = {} if sampled is None else {name: interval(sample) for name, sample in sums.family(sampled).items()}
    first = {name: defined(values[0]) for name, values in value.items()}
    by_code = {label: (first[label], first[f"{label} coverage"] or 0.0) for label in labels}
    shown = {name: found.get(name, Interval(None, None)) for name in ("where_and_what", "where", "what", *labels)}
    return UnitisedAgreement(
        family, coders, len(shared), len({c.participant for c in clusters}), sum(sizes), overlaps, first["where_and_what"],
        first["where"], first["what"], first["coverage"] or 0.0, by_code, by, shown,
    )  # fmt: skip


def family_of_alphas(coders: Sequence[Units], length: int) -> dict[str, float | None]:
    """Return uα, |uα, cuα, its coverage and each code's (k)uα for one text.

    Parameters
    ----------
    coders
        For each coder ``(start, end, label)`` without overlaps; the rest of the text is gaps.
    length
        Of the text.

    Returns
    -------
    dict
        ``where_and_what``, ``where``, ``what``, ``coverage``, and for each label its name and its name with `` coverage``.
    """
    labels = sorted({label for units in coders for *_, label in units})
    sums = Sums(labels, len(coders))
    found = sums.family(sums.table([[sorted(units) for units in coders]], [length]))
    return {name: defined(values[0]) for name, values in found.items()}


# One code at a time ------------------------------------------------------------------------------------------------


def counts(
    stretches: Sequence[tuple[Cluster, int, Spans]], marks: Mapping[str, Mapping[Document, Mapping[str, Spans]]],
    coders: Sequence[str],
) -> dict[str, Counts]:  # fmt: skip
    """Return, for each code and each stretch, lengths both, one, the other or nobody marked, and squared lengths of units."""
    import numpy as np

    clusters = tuple(cluster for cluster, *_ in stretches)
    out = {}
    for code, of_code in marks.items():
        rows = []
        for cluster, _, spans in stretches:
            by_coder = of_code.get(cluster.document, {})
            mine = [_within(by_coder.get(coder, []), spans) for coder in coders]
            squares = sum((end - start) ** 2 for units in mine for start, end in units)
            rows.append((*_pairs(tally(spans, mine, "unitised"), len(coders)), squares))
        out[code] = Counts(clusters, (), np.array(rows, dtype=float).reshape(len(rows), 5))
    return out


def lengths(sums: np.ndarray) -> Cells:
    """Return the code points both, only one, only the other and nobody marked, from the sums of what `counts` returns."""
    both, first, second, neither = (int(n) for n in sums[:4])
    return both, first, second, neither


def one_code(sums: np.ndarray, coders: int) -> dict[str, np.ndarray]:
    """Return uα for a single code, which is |uα as well, and Jaccard.

    With one code, expected disagreement shrinks to 2 l l₁ l₀ / (l² − Σ squared lengths of units − l₀), where l₁ and l₀ are
    the lengths of what is coded and what is not, over all coders, and l is both.
    """
    both, first, second, neither, squares = sums.T
    m = coders - 1
    coded, gaps = (2 * both + first + second) / m, (2 * neither + first + second) / m
    whole = coded + gaps
    differ = 2 * (first + second) / m
    alpha = 1 - over(differ * (whole**2 - squares - gaps), 2 * whole * coded * gaps)
    return {"alpha": alpha, "jaccard": over(both, both + first + second)}


def _pairs(found: Mapping[int, int], coders: int) -> Cells:
    """Return lengths over pairs of coders: both, only the first, only the second, neither."""
    out = [0, 0, 0, 0]
    for bits, length in found.items():
        for a in range(coders):
            for b in range(a + 1, coders):
                out[3 - 2 * (bits >> a & 1) - (bits >> b & 1)] += length
    return out[0], out[1], out[2], out[3]


def _within(spans: Spans, stretches: Spans) -> Spans:
    """Cut what one coder marked to the stretches that count; units that touch stay two."""
    out: Spans = []
    for start, end in spans:
        first, last = bisect_right(stretches, start, key=itemgetter(1)), bisect_left(stretches, end, key=itemgetter(0))
        out += clipped([(start, end)], stretches[first:last])
    return out


def partition(codes: Mapping[str, Spans]) -> Units:
    """Return one coder's marks as units without overlaps: where several codes overlap, a unit with all their names."""
    edges = sorted({at for spans in codes.values() for span in spans for at in span})
    if not edges:
        return []
    starts: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for code, spans in codes.items():
        for start, end in spans:
            starts.setdefault(start, []).append(code)
            ends.setdefault(end, []).append(code)
    out: Units = []
    active: list[str] = []
    for at, following in pairwise(edges):
        closed = ends.get(at, [])
        for code in closed:
            active.remove(code)
        active = sorted([*active, *starts.get(at, [])])
        if active:
            out.append((at, following, _AND.join(active)))
    return out


# A family of codes ---------------------------------------------------------------------------------------------------


class Sums:
    """What the four coefficients are made of, as columns that add up over texts.

    Parameters
    ----------
    labels
        Everything that is marked.
    coders
        How many there are.
    """

    def __init__(self, labels: Sequence[str], coders: int) -> None:
        self.labels, self._m, self._v = list(labels), coders, len(labels)

    def table(self, texts: Iterable[Sequence[Units]], lengths: Sequence[int]) -> np.ndarray:
        """Return one row a text: what pairs of coders share by two labels, lengths, squares, squares of what is shared."""
        import numpy as np

        v, place = self._v, {label: n for n, label in enumerate(self.labels)}
        out = np.zeros((len(lengths), v * v + 3 * v + 1))
        for row, (coders, length) in enumerate(zip(texts, lengths, strict=True)):
            shared, crossed = np.zeros((v, v)), np.zeros(v)
            own, squares = np.zeros(v), np.zeros(v)
            for units in coders:
                for start, end, label in units:
                    own[place[label]] += end - start
                    squares[place[label]] += (end - start) ** 2
            for one, other in permutations(coders, 2):
                for n, found in _shared(one, other):
                    mine = place[one[n][2]]
                    for what, width in found:
                        shared[mine, place[what]] += width / (self._m - 1)
                    crossed[mine] += sum(width for _, width in found) ** 2 / (self._m - 1)
            out[row] = np.concatenate([shared.ravel(), own, squares, crossed, [length]])
        return out

    def family(self, sums: np.ndarray) -> dict[str, np.ndarray]:
        """Return the coefficients for each row of sums; not a number where one is undefined."""
        import numpy as np

        v, n = self._v, len(sums)
        shared = sums[:, : v * v].reshape(n, v, v)
        own, squares, crossed = np.moveaxis(sums[:, v * v : -1].reshape(n, 3, v), 1, 0)
        whole = self._m * sums[:, -1]
        gaps = whole - own.sum(axis=1)
        same = np.einsum("bcc->bc", shared)
        seen = shared.sum(axis=2)  # by label: what the others marked as well
        alone = own - seen
        both_empty = gaps - alone.sum(axis=1)
        pairs = whole**2 - squares.sum(axis=1) - gaps
        differ = whole - same.sum(axis=1) - both_empty
        by_chance = whole * (whole**2 - (own**2).sum(axis=1) - gaps**2)
        met = seen.sum(axis=1)
        pairs_met = met**2 - crossed.sum(axis=1)
        found = {
            "where_and_what": 1 - over(differ * pairs, by_chance),
            "where": 1 - over(alone.sum(axis=1) * pairs, whole * gaps * own.sum(axis=1)),
            "what": 1 - over((met - same.sum(axis=1)) * pairs_met, met * (met**2 - (seen**2).sum(axis=1))),
            "coverage": over(met, whole),
        }
        for k, label in enumerate(self.labels):
            rest = met - seen[:, k]
            found[label] = 1 - over((met * seen[:, k] - crossed[:, k]) * (seen[:, k] - same[:, k]), seen[:, k] ** 2 * rest)
            found[f"{label} coverage"] = over(seen[:, k], own[:, k])
        return found


def _shared(one: Units, other: Units) -> list[tuple[int, list[tuple[str, int]]]]:
    """Return, for each unit of one coder that meets some of the other's, their labels and the lengths shared."""
    out = []
    j = 0
    for n, (start, end, _) in enumerate(one):
        while j and other[j - 1][1] > start:
            j -= 1
        while j < len(other) and other[j][1] <= start:
            j += 1
        found = []
        k = j
        while k < len(other) and other[k][0] < end:
            found.append((other[k][2], min(end, other[k][1]) - max(start, other[k][0])))
            k += 1
        if found:
            out.append((n, found))
    return out
