"""One value a unit: which label of a family it has, which set of codes, how it felt. Compared where coders gave one."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from workbench.coding.agreement.bootstrap import grouped, interval, intervals, resampled
from workbench.coding.agreement.measures import Measures
from workbench.coding.agreement.records import NAMES, PAIR, Cluster, FamilyAgreement, Interval, ValueAgreement
from workbench.coding.agreement.texts import Texts, checked, marks_of, named, opened
from workbench.coding.agreement.values import defined, one
from workbench.coding.spans import overlap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import pandas as pd

    from workbench.coding.agreement.records import By, Document, Documents
    from workbench.coding.spans import Spans
    from workbench.study.folder import Folder

#: What one coder says of a stretch of a document; None for nothing.
Say = "Callable[[Document, tuple[int, int], str], Any]"
_NAMES = tuple(name for name in NAMES if name != "jaccard")


class _Said:
    """What each coder said of each turn or answer of the documents that count, as counts of patterns."""

    def __init__(
        self, folder: Folder, who: Mapping[Document, int], coders: tuple[str, ...],
        say: Callable[[Document, tuple[int, int], str], Any],
    ) -> None:  # fmt: skip
        texts, self.documents = Texts(folder, who), len(who)
        self.rows: dict[Cluster, Counter[tuple[Any, ...]]] = defaultdict(Counter)
        for document, bits in who.items():
            for person, spans in texts.units(document, "segment").items():
                for span in spans:
                    said = (say(document, span, coder) if bits >> n & 1 else None for n, coder in enumerate(coders))
                    self.rows[Cluster(document, person)][tuple(said)] += 1
        self.people = len({cluster.participant for cluster in self.rows})
        self.patterns = sorted({pattern for row in self.rows.values() for pattern in row}, key=repr)

    def table(self) -> np.ndarray:
        """Return how often each pattern occurs, one row a cluster."""
        import numpy as np

        place = {pattern: n for n, pattern in enumerate(self.patterns)}
        table = np.zeros((len(self.rows), len(place)), dtype=np.int64)
        for row, counts in enumerate(self.rows.values()):
            for pattern, n in counts.items():
                table[row, place[pattern]] = n
        return table

    def total(self) -> Counter[tuple[Any, ...]]:
        """Return how often each pattern occurs."""
        return sum(self.rows.values(), Counter())

    def sampled(self, table: np.ndarray, by: By, seed: int) -> np.ndarray | None:
        """Return resamples of the documents or people in which at least two coders gave a value."""
        paired = [sum(value is not None for value in pattern) >= PAIR for pattern in self.patterns]
        kept = table[:, paired].sum(axis=1) > 0
        clusters = [cluster for cluster, keep in zip(self.rows, kept, strict=True) if keep]
        return resampled(grouped(clusters, table[kept], by), seed) if clusters else None


def family_agreement(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], family: str, *, documents: Documents | None = None,
    by: By = "document", seed: int = 42, intervals: bool = True,
) -> FamilyAgreement:  # fmt: skip
    """Compare which label of an exclusive family, such as stage or emotion, coders gave each turn or answer.

    A coder's label of a unit is the one that covers most of it; of equals the first by id.

    Parameters
    ----------
    folder, frame, coders, documents, by, seed, intervals
        As in `workbench.coding.agreement.agreement`.
    family
        Part of the code ids before the colon.
    """
    coders = named(coders)
    checked("segment", by)
    marks = marks_of(frame[(frame["family"] == family) & (frame["stance"] != "against")], coders)

    def label(document: Document, span: tuple[int, int], coder: str) -> str | None:
        return _label(span, marks.get(document, {}), coder) or None

    said = _Said(folder, opened(frame, coders, documents, folder), coders, label)
    confusion: Counter[tuple[str, str]] = Counter()
    only, units = [0, 0], 0
    for pattern, n in said.total().items():
        given = [value for value in pattern if value is not None]
        units += n * (len(given) >= PAIR)
        for pair in combinations(given, PAIR):
            confusion[pair] += n
        if len(coders) == PAIR and len(given) == 1:
            only[pattern.index(given[0])] += n
    measures, table = Measures(said.patterns), said.table()
    value = one(*_paired(measures, table))
    found = _bounds(measures, said.sampled(table, by, seed)) if intervals else {}
    return FamilyAgreement(
        family, units, only[0], only[1], value, dict(sorted(confusion.items())), coders, said.documents, said.people, by, found
    )


def _paired(measures: Measures, table: np.ndarray) -> tuple[Measures, np.ndarray]:
    """Leave out units only one coder labelled: whether there is a label is not the question here."""
    return measures, measures.many * table.sum(axis=0)[None, :].astype(float)


def _bounds(measures: Measures, sampled: np.ndarray | None) -> dict[str, Interval]:
    return intervals(None if sampled is None else measures.all(measures.many * sampled), _NAMES)


def _label(unit: tuple[int, int], codes: Mapping[str, Mapping[str, Spans]], coder: str) -> str:
    covered = {code: overlap([unit], people[coder]) for code, people in codes.items() if coder in people}
    best = min(covered, key=lambda code: (-covered[code], code), default="")
    return best if covered.get(best) else ""


def set_agreement(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], *, family: str | None = None,
    distance: Literal["masi", "jaccard"] = "masi", documents: Documents | None = None, by: By = "document",
    seed: int = 42,
) -> ValueAgreement:  # fmt: skip
    """Compare the sets of codes that coders gave each turn or answer; one that nobody coded has the empty set twice.

    Parameters
    ----------
    folder, frame, coders, documents, by, seed
        As in `workbench.coding.agreement.agreement`.
    family
        Only codes of this family; all if None.
    distance
        ``masi`` forgives that one set holds the other more than that two cross; ``jaccard`` counts what is shared.
    """
    coders = named(coders)
    checked("segment", by)
    marks = marks_of(frame if family is None else frame[frame["family"] == family], coders)

    def codes(document: Document, span: tuple[int, int], coder: str) -> frozenset[str]:
        there = marks.get(document, {}).items()
        return frozenset(code for code, people in there if coder in people and overlap([span], people[coder]))

    said = _Said(folder, opened(frame, coders, documents, folder), coders, codes)
    return _value(said, f"sets of {family or 'all'} codes", distance, coders, by, seed)


def feeling_agreement(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], *, of: Literal["valence", "intensity"] = "valence",
    family: str | None = None, documents: Documents | None = None, by: By = "document", seed: int = 42,
) -> ValueAgreement:  # fmt: skip
    """Compare how a turn or an answer felt, from -2 to 2, in steps that have an order but no size (ordinal alpha).

    A coder's valence of a unit is that of the coding that covers most of it; of equals the first in the text. Units to
    which fewer than two coders gave one are left out.

    Parameters
    ----------
    folder, frame, coders, documents, by, seed
        As in `workbench.coding.agreement.agreement`.
    of
        ``intensity`` takes -2 and 2 for the same strength.
    family
        Only codings of this family; all that have a valence if None.
    """
    coders = named(coders)
    checked("segment", by)
    rows = frame[frame["valence"].notna() & frame["coder"].isin(coders)]
    rows = rows if family is None else rows[rows["family"] == family]
    felt: dict[tuple[Document, str], list[tuple[int, int, int]]] = defaultdict(list)
    columns = (rows[c].tolist() for c in ("source", "item", "coder", "start", "end", "valence"))
    for source, item, coder, start, end, valence in zip(*columns, strict=True):
        felt[(source, item), coder].append((int(start), int(end), abs(int(valence)) if of == "intensity" else int(valence)))

    def feels(document: Document, span: tuple[int, int], coder: str) -> int | None:
        covers = ((overlap([span], [(a, b)]), -a, -b, -v) for a, b, v in felt.get((document, coder), ()))
        best = max(covers, default=(0, 0, 0, 0))
        return -best[3] if best[0] else None

    said = _Said(folder, opened(frame, coders, documents, folder), coders, feels)
    return _value(said, of, "ordinal", coders, by, seed)


def _value(said: _Said, what: str, level: str, coders: tuple[str, ...], by: By, seed: int) -> ValueAgreement:
    measures, table = Measures(said.patterns, distance=level), said.table()
    _, weights = _paired(measures, table)
    units = int(weights.sum())
    sampled = said.sampled(table, by, seed)
    value = defined(measures.alpha(weights)[0]) if units else None
    found = Interval(None, None) if sampled is None else interval(measures.alpha(sampled))
    return ValueAgreement(what, level, coders, said.documents, said.people, units, value, by, found)
