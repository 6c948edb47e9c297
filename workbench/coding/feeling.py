"""How a passage may have felt: learned from the valences people gave in this study, by the same ridge on the same rows.

The names of the study's emotions, whose usual valence is known, count as passages that feel so: that is worth more than a
hundred passages at first (docs/methods.md). Until `LEAST` passages have a valence, what is usual for the code stands in.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.coding.learn import learn_value
from workbench.coding.spans import covers, text_of
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.coding.features import Table
    from workbench.study.fold import State
    from workbench.study.records import Code, Segment

    Rows = NDArray[np.float32]

#: Passages with a valence before words decide.
LEAST = 20
_MOST = 2
_FAMILIES = ("emotion", *CLAIM_FAMILIES)


@dataclass(frozen=True)
class Feelings:
    """What was learned about how things feel.

    Attributes
    ----------
    usual
        Valence of a code where the words do not decide; codes that have none are not in it.
    side
        -1 or 1 for codes that feel bad or good by definition: no words make frustration pleasant.
    said
        Valence of each segment by its words; None while too few were given.
    labels
        Number of passages it was learned from.
    """

    usual: Mapping[str, int] = field(default_factory=dict)
    side: Mapping[str, int] = field(default_factory=dict)
    said: NDArray[np.float32] | None = None
    labels: int = 0

    def of(self, code: str, segment: int) -> tuple[int | None, str]:
        """Return the valence to suggest, from -2 to 2, and where it comes from: ``words``, ``usual``; empty if there is none."""
        if code.partition(":")[0] not in _FAMILIES:
            return None, ""
        if self.said is None:
            return self.usual.get(code), "usual" if code in self.usual else ""
        value = _whole(float(self.said[segment]))
        side = self.side.get(code, 0)
        return (value if value * side > 0 or not side else side), "words"


def feelings(
    table: Table, segments: Sequence[Segment], codes: Sequence[Code], state: State, *, coder: str | None = None,
    meant: Rows | None = None,
) -> Feelings:  # fmt: skip
    """Learn from the valences that people gave.

    Parameters
    ----------
    table, segments
        The texts of the study, as numbers and as they are.
    codes
        Those of the codebook.
    state
        The codings; only those count that are evidence.
    coder
        Only this coder's: for coding blind.
    meant
        Rows of what is known of each code before it is used, in the order of `codes`; those of emotions are learned from.
    """
    import numpy as np

    by_text: dict[tuple[str, str, str], list[tuple[int, int, int]]] = defaultdict(list)
    by_code: dict[str, list[int]] = defaultdict(list)
    for coding in state.codings.values():
        if coding.valence is not None and state.counts(coding) and (coder is None or coding.coder == coder):
            by_text[text_of(coding.anchor)].append((coding.anchor.start, coding.anchor.end, coding.valence))
            by_code[coding.code].append(coding.valence)
    usual = {c.id: c.valence for c in codes if c.valence is not None}
    usual |= {code: _whole(math.fsum(given) / len(given)) for code, given in sorted(by_code.items())}
    side = {c.id: (c.valence > 0) - (c.valence < 0) for c in codes if c.valence}
    felt: list[tuple[int, float]] = []
    for position, segment in enumerate(segments):
        here, start, end = by_text.get(text_of(segment.anchor), ()), segment.anchor.start, segment.anchor.end
        if given := [v for s, e, v in here if covers(start, end, s, e)]:
            felt.append((position, math.fsum(given) / len(given)))
    if len(felt) < LEAST:
        return Feelings(usual, side, None, len(felt))
    rows = table.rows(np.array([position for position, _ in felt]))
    values = np.array([value for _, value in felt], dtype=np.float32)
    names = [n for n, c in enumerate(codes) if c.family == "emotion" and c.valence is not None]
    named = np.array([codes[n].valence for n in names], dtype=np.float32)
    learned = learn_value(rows, values, None if meant is None else meant[names], named)
    said = table.times(learned[:-1, None], np.arange(len(segments)))[:, 0] + learned[-1]
    return Feelings(usual, side, said, len(felt))


def _whole(value: float) -> int:
    """Return the nearest valence; halves away from 0."""
    return max(-_MOST, min(_MOST, math.floor(abs(value) + 0.5) * (1 if value >= 0 else -1)))
