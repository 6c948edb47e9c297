"""From passages to mentions: what several coders coded with one code in the same words is said once."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from workbench.coding.query.found import Found

if TYPE_CHECKING:
    from workbench.coding.query.found import Codings
    from workbench.coding.query.ground import Longs

#: Beyond every place of a study: 2^41 code points are two terabytes of text.
_APART = 1 << 41


def codes_of(codings: Codings, found: Found) -> list[tuple[str, ...]]:
    """Return, for each passage, the codes of its own codings: sorted, each once."""
    own = found.part_codings.copy()
    own[~found.part_own] = -1
    marks, edges = own.tolist(), found.edges.tolist()
    kept: dict[int, tuple[str, ...]] = {-1: ()}  # nearly every passage has one part
    out = []
    for low, high in itertools.pairwise(edges):
        if high - low == 1:
            mark = marks[low]
            if mark not in kept:
                kept[mark] = (codings.records[mark].code,)
            out.append(kept[mark])
        else:
            out.append(tuple(sorted({codings.records[m].code for m in marks[low:high] if m >= 0})))
    return out


def stances_of(codings: Codings, found: Found) -> Longs:
    """Return, for each passage, 1 if one of its own codings is against the claim, 0 otherwise."""
    import numpy as np

    against = np.array([*(c.stance == "against" for c in codings.records), False], dtype=bool)
    out = np.zeros(len(found), dtype=np.int64)
    out[found.owners()[against[found.part_codings] & found.part_own]] = 1
    return out


def merged(codings: Codings, found: Found) -> Found:
    """Return the mentions in `found`: passages of the same codes, stance and person that overlap become one.

    The rule is that of `workbench.journey.said.material`: words side by side are two mentions.
    """
    import numpy as np

    if not len(found):
        return found
    names = codes_of(codings, found)
    numbers = {name: n for n, name in enumerate(sorted(set(names)))}
    label = np.array([numbers[name] for name in names], dtype=np.int64)
    people = found.people - found.people.min()
    group = (label * 2 + stances_of(codings, found)) * (int(people.max()) + 1) + people
    _, group = np.unique(group, return_inverse=True)
    order = np.lexsort((found.ends, found.starts, group))
    starts, ends = found.starts[order] + group[order] * _APART, found.ends[order] + group[order] * _APART
    furthest = np.maximum.accumulate(ends)
    begins = np.concatenate(([True], starts[1:] >= furthest[:-1]))
    if begins.all():
        return found
    return _joined(found, order, np.flatnonzero(begins))


def _joined(found: Found, order: Longs, begins: Longs) -> Found:
    """Return one passage for each run of `order` that begins at one of `begins`, with the parts of all in it."""
    import numpy as np

    first = order[begins]
    starts = found.starts[first]
    ends = np.maximum.reduceat(found.ends[order], begins)
    parts = found.take(order)
    run = np.searchsorted(begins, parts.owners(), side="right") - 1
    by = np.lexsort((parts.part_codings, parts.part_ends, parts.part_starts, ~parts.part_own, run))
    edges = np.searchsorted(run[by], np.arange(len(begins) + 1))
    made = Found(
        starts, ends, found.people[first], np.minimum.reduceat(found.speech[order] % 2, begins), edges,
        parts.part_starts[by], parts.part_ends[by], parts.part_codings[by], parts.part_own[by],
    )  # fmt: skip
    return made.take(np.lexsort((made.ends, made.starts)))
