"""Agreement code by code: of two coders, of more, of each pair of them, and pooled over the codes of a family."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.coding.agreement import unitised
from workbench.coding.agreement.bootstrap import grouped, intervals, resampled
from workbench.coding.agreement.measures import Measures
from workbench.coding.agreement.records import AGAINST, NAMES, PAIR, Agreement, Cluster, Coefficients, Counts
from workbench.coding.agreement.texts import Texts, checked, marks_of, named, opened, tally
from workbench.coding.agreement.values import coefficients, defined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd

    from workbench.coding.agreement.records import By, Cells, Document, Documents, Unit
    from workbench.coding.spans import Spans
    from workbench.study.folder import Folder

#: Of one cluster: who opened it, its stretches or units.
Stretch = tuple[Cluster, int, "Spans"]


def agreement(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], *, unit: Unit = "segment", by: By = "document", seed: int = 42,
    documents: Documents | None = None, intervals: bool = True,
    within: Mapping[Document, Sequence[tuple[int, int]]] | None = None,
) -> list[Agreement]:  # fmt: skip
    """Compare two or more coders code by code.

    Parameters
    ----------
    folder
        The study.
    frame
        Its codings, as `workbench.coding.frame.codings_frame` gives them.
    coders
        Two names or more.
    unit
        ``segment``: each turn of a participant and each answer is one unit. ``token``: each word is. ``character``: each
        code point is. ``unitised``: what coders marked are units of their own making, and how far their ends lie apart
        counts; then only documents all coders opened count.
    by
        What the bootstrap resamples: ``document`` or ``participant``.
    seed
        For the bootstrap.
    documents
        What all were to code: transcripts as ``(id, "")``, answers as ``(survey, answer)``; see `documents_of`. If not
        given, the texts at least two of them opened, see `opened`; `left_out` names the others.
    intervals
        False leaves the bootstrap out, for those who need the coefficients only.
    within
        The turns or answers of some documents that count; all of the others.

    Returns
    -------
    list of Agreement
        One for each code any of them used, most used first.

    Raises
    ------
    ValueError
        If fewer than two coders are named or one twice, or there is no such unit or way to resample.
    """
    coders = named(coders)
    checked(unit, by)
    marks, who = marks_of(frame, coders, touching=unit != "unitised"), opened(frame, coders, documents, folder)
    if unit == "unitised":
        who = {document: bits for document, bits in who.items() if bits == (1 << len(coders)) - 1}
    texts = Texts(folder, who, within)
    stretches: list[Stretch] = [
        (Cluster(document, person), bits, spans)
        for document, bits in who.items() for person, spans in texts.units(document, unit).items()
    ]  # fmt: skip
    people = len({cluster.participant for cluster, *_ in stretches})
    about = _About(coders, unit, len(who), people, by, seed if intervals else None)
    codes = sorted({code for document in who for code in marks.get(document, {})})
    every = _counts(stretches, {c: {d: marks[d][c] for d in who if c in marks.get(d, {})} for c in codes}, coders, unit)
    out = [about.result(code, every[code]) for code in codes]
    return sorted(out, key=lambda a: (-sum(a.cells[:3]), a.code))


def between(result: Agreement, first: str, second: str, *, seed: int = 42, intervals: bool = True) -> Agreement:
    """Return what a comparison of several coders says of two of them, where both opened the document.

    Parameters
    ----------
    result
        As `agreement` gives it.
    first, second
        Two of its coders.
    seed, intervals
        As in `agreement`.
    """
    import numpy as np

    if result.parts is None or result.unit == "unitised":
        raise ValueError("a pair can be taken out of segments, words and characters only: compare the two by themselves")
    a, b = (1 << result.coders.index(coder) for coder in named([first, second]))
    both = (3, 0), (3, 1), (3, 2), (3, 3)  # sorted as everywhere: the same draws give the same intervals
    kept = np.zeros((len(result.parts.clusters), len(both)), dtype=np.int64)
    for column, (seen, coded) in enumerate(result.parts.patterns):
        if seen & a and seen & b:
            kept[:, bool(coded & a) + 2 * bool(coded & b)] += result.parts.table[:, column]
    there = kept.sum(axis=1) > 0
    clusters = tuple(c for c, is_there in zip(result.parts.clusters, there, strict=True) if is_there)
    documents, people = len({c.document for c in clusters}), len({c.participant for c in clusters})
    about = _About((first, second), result.unit, documents, people, result.by, seed if intervals else None)
    return about.result(result.code, Counts(clusters, both, kept[there]))


def overall(
    results: Sequence[Agreement], families: Mapping[str, str] | None = None, *, seed: int = 42, intervals: bool = True
) -> dict[str, Agreement]:
    """Pool codes of a family: counts are summed over its codes, so frequent codes weigh more.

    Parameters
    ----------
    results
        As `agreement` gives them.
    families
        Family of each code; taken from the part of the id before the colon if not given.
    seed, intervals
        As in `agreement`.
    """
    groups: dict[str, list[Agreement]] = {}
    for result in results:
        code = result.code.removesuffix(AGAINST)
        groups.setdefault((families or {}).get(code) or code.partition(":")[0], []).append(result)
    pooled = {}
    for family, members in sorted(groups.items()):
        parts, first = [m.parts for m in members if m.parts is not None], members[0]
        about = _About(first.coders, first.unit, first.documents, first.people, first.by, seed if intervals else None)
        if parts:
            table = sum(p.table for p in parts)
            pooled[family] = about.result(family, Counts(parts[0].clusters, parts[0].patterns, table))  # type: ignore[arg-type]
    return pooled


# From counts to results --------------------------------------------------------------------------------------------

_CELLS = [(True, True), (True, False), (False, True), (False, False)]


class _About:
    """What the results of one comparison have in common."""

    def __init__(self, coders: tuple[str, ...], unit: Unit, documents: int, people: int, by: By, seed: int | None) -> None:
        self._coders, self._unit, self._documents, self._people, self._by = coders, unit, documents, people, by
        self._seed = seed

    def result(self, code: str, counts: Counts) -> Agreement:
        """Return the agreement on one code, with intervals if there is a seed."""
        coders = len(self._coders)
        sums = counts.table.sum(axis=0)
        cells = unitised.lengths(sums) if self._unit == "unitised" else _cells(counts.patterns, sums)
        if self._unit != "unitised" and coders == PAIR:
            value = coefficients(cells)
        else:
            found = {name: defined(values[0]) for name, values in _measured(counts, coders, sums[None, :].astype(float)).items()}
            value = Coefficients(**{name: found.get(name) for name in NAMES})
        bounds = {}
        if self._seed is not None:
            names = NAMES if counts.patterns else unitised.NAMES
            bounds = intervals(samples(counts, coders, self._by, self._seed), names)
        return Agreement(code, self._unit, self._coders, self._documents, self._people, cells, value, self._by, bounds, counts)


def samples(counts: Counts, coders: int, by: By, seed: int) -> dict[str, np.ndarray] | None:
    """Return every coefficient in each resample; None where there is nothing to resample."""
    sampled = resampled(grouped(counts.clusters, counts.table, by), seed)
    return None if sampled is None else _measured(counts, coders, sampled)


def _measured(counts: Counts, coders: int, sums: np.ndarray) -> dict[str, np.ndarray]:
    """Return every coefficient for each row of sums of columns; what has no patterns was unitised."""
    if not counts.patterns:
        return unitised.one_code(sums, coders)
    return Measures([_values(pattern, coders) for pattern in counts.patterns], (0, 1)).all(sums, 1)


def _values(pattern: tuple[int, int], coders: int) -> tuple[int | None, ...]:
    """Return what each coder said: 1 coded, 0 not, None if they did not open the document."""
    seen, coded = pattern
    return tuple((coded >> place & 1) if seen >> place & 1 else None for place in range(coders))


def _cells(patterns: Sequence[tuple[int, int]], sums: np.ndarray) -> Cells:
    """Return (both, first only, second only, neither), summed over pairs of coders who both opened the document."""
    out = [0, 0, 0, 0]
    for (seen, coded), units in zip(patterns, sums.tolist(), strict=True):
        places = [place for place in range(seen.bit_length()) if seen >> place & 1]
        for n, a in enumerate(places):
            for b in places[n + 1 :]:
                out[_CELLS.index((bool(coded >> a & 1), bool(coded >> b & 1)))] += units
    return out[0], out[1], out[2], out[3]


# From marks to counts ----------------------------------------------------------------------------------------------


def _counts(
    stretches: Sequence[Stretch], marks: Mapping[str, Mapping[Document, Mapping[str, Spans]]], coders: Sequence[str], unit: Unit
) -> dict[str, Counts]:
    """Return the counts of every code; all have the same rows and columns, so that they can be added up.

    What nobody coded is counted once for all codes: of six thousand answers a code is usually in a few hundred.
    """
    import numpy as np

    if unit == "unitised":
        return unitised.counts(stretches, marks, coders)
    rows: dict[Document, list[int]] = defaultdict(list)
    empty: dict[int, dict[tuple[int, int], int]] = {}
    for row, (cluster, bits, spans) in enumerate(stretches):
        rows[cluster.document].append(row)
        empty[row] = {(bits, coded): n for coded, n in tally(spans, [], unit).items()}
    found = {
        code: {
            row: {(stretches[row][1], coded): n for coded, n in
                  tally(stretches[row][2], [by_coder.get(c, []) for c in coders], unit).items()}
            for document, by_coder in of_code.items() for row in rows[document]
        }
        for code, of_code in marks.items()
    }  # fmt: skip
    patterns = {pattern for cells in empty.values() for pattern in cells}
    patterns |= {pattern for of_code in found.values() for cells in of_code.values() for pattern in cells}
    columns = {pattern: n for n, pattern in enumerate(sorted(patterns))}
    nobody = np.zeros((len(stretches), len(columns)), dtype=np.int64)
    _write(nobody, empty, columns)
    clusters = tuple(cluster for cluster, *_ in stretches)
    out = {}
    for code, of_code in found.items():
        table = nobody.copy()
        table[list(of_code)] = 0
        _write(table, of_code, columns)
        out[code] = Counts(clusters, tuple(columns), table)
    return out


def _write(table: np.ndarray, cells: Mapping[int, Mapping[tuple[int, int], int]], columns: Mapping[tuple[int, int], int]) -> None:
    for row, found in cells.items():
        for pattern, n in found.items():
            table[row, columns[pattern]] = n
