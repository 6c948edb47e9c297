"""Do two coders see the same thing? Coefficients with intervals, and the places where they differ.

The unit is visible and chosen: a segment (turn of a participant, or a whole answer) by default, or a character. Only
texts both coders opened count; a text both left empty of a code counts as agreement on it. Where there is no
variation a coefficient is undefined and says so: it is never 1.0 by default. A coding that speaks against a claim is
compared with other codings against it, not with those for it.

Sources: Cohen 1960 (kappa); Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability" (nominal, two coders, no
missing values); Gwet 2008 (AC1); Bennett, Alpert and Goldstein 1954 (S, also Brennan and Prediger 1981).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from workbench.coding.spans import clipped, joined, overlap, overlapping, size

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.coding.spans import Spans
    from workbench.study.folder import Folder

Unit = Literal["segment", "character"]
#: both coded it, only the first, only the second, neither: counts of units in one document.
Cells = tuple[int, int, int, int]
#: A transcript (its id and ""), or an answer (the survey's id and the answer's).
Document = tuple[str, str]

_RESAMPLES = 1000
_LOW, _HIGH = 0.025, 0.975
_PAIR = 2
AGAINST = " (against)"


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Agreement of two coders. A coefficient that is not defined is None."""

    percent: float | None
    kappa: float | None
    alpha: float | None
    ac1: float | None
    jaccard: float | None
    s: float | None = None


_UNDEFINED = Coefficients(None, None, None, None, None)


def coefficients(cells: Cells) -> Coefficients:
    """Return the coefficients for one code, given counts of (both, first only, second only, neither).

    Notes
    -----
    Kappa and alpha are undefined when nobody used the code, or both used it everywhere: there is no variation to
    agree about. AC1, S and percent are still defined there; Jaccard is undefined when nobody used the code.
    """
    both, first, second, neither = cells
    n = sum(cells)
    if n == 0:
        return _UNDEFINED
    observed = (both + neither) / n
    p1, p2 = (both + first) / n, (both + second) / n
    chance = p1 * p2 + (1 - p1) * (1 - p2)
    kappa = (observed - chance) / (1 - chance) if chance < 1 else None
    ones, total = 2 * both + first + second, 2 * n
    expected = 2 * ones * (total - ones) / (total * (total - 1))
    alpha = 1 - (1 - observed) / expected if expected > 0 else None
    q = ones / total
    by_chance = 2 * q * (1 - q)
    ac1 = (observed - by_chance) / (1 - by_chance)
    used = both + first + second
    return Coefficients(observed, kappa, alpha, ac1, both / used if used else None, 2 * observed - 1)


def nominal(pairs: Iterable[tuple[str, str]], categories: Collection[str] | None = None) -> Coefficients:
    """Return the coefficients for units to which each coder gave exactly one of several labels.

    Parameters
    ----------
    pairs
        For each unit the label of the first coder and that of the second.
    categories
        The labels there were to choose from; those that occur if not given. AC1 and S depend on how many there are.

    Returns
    -------
    Coefficients
        ``jaccard`` is None: it has no meaning here.
    """
    counts = Counter(pairs)
    labels = sorted({label for pair in counts for label in pair} | set(categories or ()))
    n = counts.total()
    if n == 0:
        return _UNDEFINED
    observed = math.fsum(counts[label, label] for label in labels) / n
    first, second = Counter[str](), Counter[str]()
    for (a, b), count in counts.items():
        first[a] += count
        second[b] += count
    chance = math.fsum(first[x] * second[x] for x in labels) / n**2
    kappa = (observed - chance) / (1 - chance) if chance < 1 else None
    total = 2 * n
    pooled = {x: first[x] + second[x] for x in labels}
    expected = 1 - math.fsum(c * (c - 1) for c in pooled.values()) / (total * (total - 1))
    alpha = 1 - (1 - observed) / expected if max(pooled.values()) < total else None
    if len(labels) < _PAIR:
        return Coefficients(observed, kappa, alpha, None, None, None)
    by_chance = math.fsum(c / total * (1 - c / total) for c in pooled.values()) / (len(labels) - 1)
    s = (observed - 1 / len(labels)) / (1 - 1 / len(labels))
    return Coefficients(observed, kappa, alpha, (observed - by_chance) / (1 - by_chance), None, s)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one code or family: counts, coefficients, the interval of alpha over documents, and the parts.

    ``code`` ends in `` (against)`` where it is about passages that contradict the claim.
    """

    code: str
    unit: Unit
    documents: int
    cells: Cells
    value: Coefficients
    alpha_lo: float | None
    alpha_hi: float | None
    parts: tuple[Cells, ...] = field(default=(), repr=False)


def agreement(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], *, unit: Unit = "segment", seed: int = 42,
    documents: Collection[Document] | None = None, intervals: bool = True,
) -> list[Agreement]:  # fmt: skip
    """Compare two coders code by code.

    Parameters
    ----------
    folder
        The study.
    frame
        Its codings, as `workbench.coding.frame.codings_frame` gives them.
    coders
        Exactly two names.
    unit
        ``segment``: each turn of a participant and each answer is one unit. ``character``: each code point is.
    seed
        For the bootstrap over documents.
    documents
        What both were to code: transcripts as ``(id, "")``, answers as ``(survey, answer)``. If not given, the texts in
        which both coded something; `left_out` names the others.
    intervals
        False leaves the bootstrap out, for those who need the coefficients only.

    Returns
    -------
    list of Agreement
        One for each code either of them used, most used first.

    Raises
    ------
    ValueError
        If not exactly two coders are named.
    """
    marks = _marks(frame, _two(coders))
    shared = sorted(_opened_by_both(frame, coders) if documents is None else set(documents))
    texts = {d: _units(folder, *d) for d in shared}
    codes = sorted({code for document in shared for code in marks.get(document, {})})
    empty = {document: _cells(units, [], [], unit) for document, units in texts.items()}
    out = []
    for code in codes:
        per_document = []
        for document, units in texts.items():
            by_coder = marks.get(document, {}).get(code)
            one, other = (by_coder.get(c, []) for c in coders) if by_coder else ([], [])
            per_document.append(_cells(units, one, other, unit) if by_coder else empty[document])
        out.append(_result(code, unit, per_document, seed if intervals else None))
    return sorted(out, key=lambda a: (-(a.cells[0] + a.cells[1] + a.cells[2]), a.code))


def _two(coders: Sequence[str]) -> list[str]:
    if len(coders) != _PAIR or len(set(coders)) != _PAIR:
        raise ValueError(f"agreement compares two coders; given: {list(coders)}")
    return list(coders)


def _marks(frame: pd.DataFrame, coders: Sequence[str]) -> dict[Document, dict[str, dict[str, Spans]]]:
    """Return document -> code -> coder -> spans, in one pass over the frame."""
    found: dict[Document, dict[str, dict[str, Spans]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    mine = frame[frame["coder"].isin(list(coders))]
    columns = (mine[c].tolist() for c in ("source", "item", "code", "stance", "coder", "start", "end"))
    for source, item, code, stance, coder, start, end in zip(*columns, strict=True):
        name = f"{code}{AGAINST}" if stance == "against" else code
        found[source, item][name][coder].append((int(start), int(end)))
    return {d: {c: {who: joined(spans) for who, spans in people.items()} for c, people in codes.items()}
            for d, codes in found.items()}  # fmt: skip


def _opened(frame: pd.DataFrame, coder: str) -> set[Document]:
    rows = frame[frame["coder"] == coder]
    return set(zip(rows["source"], rows["item"], strict=True))


def _opened_by_both(frame: pd.DataFrame, coders: Sequence[str]) -> set[Document]:
    return _opened(frame, coders[0]) & _opened(frame, coders[1])


def left_out(frame: pd.DataFrame, coders: Sequence[str]) -> list[Document]:
    """Return the texts in which only one of two coders coded: `agreement` leaves them out unless they are named."""
    one, other = _two(coders)
    return sorted(_opened(frame, one) ^ _opened(frame, other))


def _units(folder: Folder, source: str, item: str) -> Spans:
    """Return the stretches that count: each turn of a participant, or the whole answer."""
    if item:
        length = len(folder.text(source, item))
        return [(0, length)] if length else []
    transcript = next((t for t in folder.transcripts() if t.id == source), None)
    return [(t.start, t.end) for t in transcript.turns if t.participant and t.end > t.start] if transcript else []


def _cells(units: Spans, one: Spans, other: Spans, unit: Unit) -> Cells:
    """Count units, from the ends of intervals alone: forty codes over a hundred thousand characters take no time."""
    if unit == "character":
        units = joined(units)
        one, other = clipped(one, units), clipped(other, units)
        both, n = overlap(one, other), size(units)
        first, second = size(one) - both, size(other) - both
    else:
        marked = overlapping(units, one), overlapping(units, other)
        both, n = len(marked[0] & marked[1]), len(units)
        first, second = len(marked[0]) - both, len(marked[1]) - both
    return both, first, second, n - both - first - second


def _total(parts: Iterable[Cells]) -> Cells:
    columns = list(zip(*parts, strict=True)) or [(0,)] * 4
    a, b, c, d = (sum(column) for column in columns)
    return a, b, c, d


def _result(code: str, unit: Unit, parts: Sequence[Cells], seed: int | None) -> Agreement:
    cells = _total(parts)
    lo, hi = (None, None) if seed is None else _bootstrap(parts, seed)
    return Agreement(code, unit, len(parts), cells, coefficients(cells), lo, hi, tuple(parts))


def _bootstrap(parts: Sequence[Cells], seed: int) -> tuple[float | None, float | None]:
    """Percentile interval of alpha over resampled documents: characters and turns of one document are not independent."""
    import numpy as np

    if len(parts) < _PAIR:  # nothing to resample
        return None, None
    table = np.asarray(parts, dtype=np.int64)
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=_RESAMPLES)
    both, first, second, neither = (draws @ table).T.astype(float)
    n = both + first + second + neither
    ones, total = 2 * both + first + second, 2 * n
    varied = (ones > 0) & (ones < total)  # elsewhere alpha is undefined; see `coefficients` for the formula
    expected = 2 * ones[varied] * (total - ones)[varied] / (total * (total - 1))[varied]
    defined = 1 - ((first + second) / n)[varied] / expected
    if len(defined) < _RESAMPLES // 2:
        return None, None
    lo, hi = np.quantile(defined, [_LOW, _HIGH])
    return float(lo), float(hi)


def overall(results: Sequence[Agreement], families: Mapping[str, str] | None = None, *, seed: int = 42) -> dict[str, Agreement]:
    """Pool codes of a family: cells are summed over its codes, so frequent codes weigh more.

    Parameters
    ----------
    results
        As `agreement` gives them.
    families
        Family of each code; taken from the part of the id before the colon if not given.
    seed
        For the bootstrap over documents.
    """
    groups: dict[str, list[Agreement]] = {}
    for result in results:
        code = result.code.removesuffix(AGAINST)
        groups.setdefault((families or {}).get(code) or code.partition(":")[0], []).append(result)
    pooled = {}
    for family, members in sorted(groups.items()):
        parts = [_total(cells) for cells in zip(*(m.parts for m in members), strict=True)]
        pooled[family] = _result(family, members[0].unit, parts, seed)
    return pooled


@dataclass(frozen=True, slots=True)
class FamilyAgreement:
    """Agreement on which label of a family a unit has, where both coders gave it one.

    Attributes
    ----------
    units
        Units both labelled.
    only_first, only_second
        Units one of the two labelled and the other did not: not in the coefficients, which are about *which* label.
    confusion
        How often the first coder said one label and the second another (or the same).
    """

    family: str
    units: int
    only_first: int
    only_second: int
    value: Coefficients
    confusion: dict[tuple[str, str], int]


def family_agreement(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], family: str, *, documents: Collection[Document] | None = None
) -> FamilyAgreement:
    """Compare which label of an exclusive family, such as stage or emotion, two coders gave each turn or answer.

    A coder's label of a unit is the one that covers most of it; of equals the first by id. Parameters as in
    `agreement`; `family` is the part of the code ids before the colon.
    """
    rows = frame[(frame["family"] == family) & (frame["stance"] != "against")]
    marks = _marks(rows, _two(coders))
    shared = sorted(_opened_by_both(frame, coders) if documents is None else set(documents))
    pairs: list[tuple[str, str]] = []
    only = [0, 0]
    for document in shared:
        codes = marks.get(document, {})
        for unit in _units(folder, *document):
            labels = [_label(unit, codes, coder) for coder in coders]
            if labels[0] and labels[1]:
                pairs.append((labels[0], labels[1]))
            elif labels[0] or labels[1]:
                only[0 if labels[0] else 1] += 1
    return FamilyAgreement(family, len(pairs), only[0], only[1], nominal(pairs), dict(sorted(Counter(pairs).items())))


def _label(unit: tuple[int, int], codes: Mapping[str, Mapping[str, Spans]], coder: str) -> str:
    covered = {code: overlap([unit], people[coder]) for code, people in codes.items() if coder in people}
    best = min(covered, key=lambda code: (-covered[code], code), default="")
    return best if covered.get(best) else ""


def disagreements(frame: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """Return the passages one of the two coded and the other did not, or coded otherwise within the same family.

    Columns: source, item, turn, participant, quote, family, and one column for each coder with their codes there.
    """
    import pandas as pd

    coders = _two(coders)
    shared = _opened_by_both(frame, coders)
    columns = ("source", "item", "turn", "family", "coder", "code", "stance", "participant", "quote")
    mine = frame.loc[frame["coder"].isin(coders), list(columns)]
    groups: dict[tuple[str, str, int, str], list[tuple[str, str, str, str]]] = defaultdict(list)
    for source, item, turn, family, coder, code, stance, participant, quote in zip(
        *(mine[c].tolist() for c in columns), strict=True
    ):
        name = f"{code}{AGAINST}" if stance == "against" else code
        if (source, item) in shared:
            groups[source, item, turn, family].append((coder, name, participant, quote))
    rows = []
    for (source, item, turn, family), found in sorted(groups.items()):
        codes = {c: sorted({name for coder, name, _, _ in found if coder == c}) for c in coders}
        if codes[coders[0]] != codes[coders[1]]:
            longest = max((quote for *_, quote in found), key=lambda q: (len(q), q))
            rows.append({"source": source, "item": item, "turn": turn, "participant": found[0][2], "quote": longest,
                         "family": family, **{c: ", ".join(codes[c]) for c in coders}})  # fmt: skip
    return pd.DataFrame(rows, columns=["source", "item", "turn", "participant", "quote", "family", *coders])
