"""Krippendorff's first coefficient for unitising, αU: every label by itself, ends compared with ends.

Sources: Krippendorff 1995, "On the Reliability of Unitizing Continuous Data"; Krippendorff 2004, Content Analysis (2nd ed.),
p. 251–256, whose expected disagreement corrects that of 1995. In 2016 he replaced it, since it does not behave with more
than two coders: see `workbench.coding.agreement.unitised`, which the study uses. This one is here to compare with others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

#: A stretch that one coder marked, and what as: half-open, in whole numbers.
Marked = "tuple[int, int, Hashable]"
_Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class AlphaU:
    """Observed and expected disagreement, and αU; None where there is nothing to agree about."""

    observed: float
    expected: float
    value: float | None


def alpha_u(coders: Sequence[Sequence[tuple[int, int, Hashable]]], end: int, start: int = 0) -> dict[Hashable | None, AlphaU]:
    """Return αU of each label, and under None that of all labels together.

    Parameters
    ----------
    coders
        For each coder ``(start, end, label)``; those of one label must not overlap.
    start, end
        Where the text begins and ends.

    Returns
    -------
    dict
        αU is undefined where nobody used the label, or everybody marked the whole text as one unit.
    """
    length = end - start
    labels = sorted({label for units in coders for *_, label in units}, key=repr)
    found: dict[Hashable | None, AlphaU] = {}
    for label in labels:
        marked = [sorted((a, b) for a, b, what in units if what == label and b > a) for units in coders]
        gaps = [_gaps(units, start, end) for units in marked]
        varied = any(marked) and (any(gaps) or any(len(units) > 1 for units in marked))
        observed, expected = _observed(marked, length), _expected(marked, gaps, length)
        found[label] = AlphaU(observed, expected, 1 - observed / expected if varied and expected else None)
    observed, expected = sum(f.observed for f in found.values()), sum(f.expected for f in found.values())
    defined = expected and any(f.value is not None for f in found.values())
    found[None] = AlphaU(observed / max(1, len(labels)), expected / max(1, len(labels)),
                         1 - observed / expected if defined else None)  # fmt: skip
    return found


def _gaps(units: _Spans, start: int, end: int) -> _Spans:
    edges = [start, *(at for span in units for at in span), end]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _observed(marked: Sequence[_Spans], length: int) -> float:
    """Return the squared lengths by which units of two coders stick out of each other, or lie where the other has none."""
    total = 0
    for one, other in combinations(marked, 2):
        met = set()
        for a, b in _meeting(one, other):
            total += (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
            met |= {(0, a), (1, b)}
        total += sum((b - a) ** 2 for side, units in enumerate((one, other)) for a, b in units if (side, (a, b)) not in met)
    m = len(marked)
    return 2 * total / (m * (m - 1) * length**2)


def _meeting(one: _Spans, other: _Spans) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    i = j = 0
    while i < len(one) and j < len(other):
        if max(one[i][0], other[j][0]) < min(one[i][1], other[j][1]):
            yield one[i], other[j]
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1


def _expected(marked: Sequence[_Spans], gaps: Sequence[_Spans], length: int) -> float:
    """Return the same for units put anywhere: whole numbers throughout, divided once."""
    lengths = [b - a for units in marked for a, b in units]
    empty = [b - a for spans in gaps for a, b in spans]
    total = 0  # three times what the formula sums
    for size in lengths:
        total += (len(lengths) - 1) * (2 * size**3 - 3 * size**2 + size)
        total += 3 * size**2 * sum(gap - size + 1 for gap in empty if gap >= size)
    everywhere = len(marked) * length
    return 2 * total / (3 * length * (everywhere * (everywhere - 1) - sum(size * (size - 1) for size in lengths)))
