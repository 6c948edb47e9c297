"""Do two coders see the same thing? Coefficients with intervals, and the places where they differ.

The unit is visible and chosen: a segment (turn of a participant, or a whole answer) by default, or a character. Only
texts both coders opened count; a text both left empty of a code counts as agreement on it. Where there is no
variation a coefficient is undefined and says so: it is never 1.0 by default.

Sources: Cohen 1960 (kappa); Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability" (nominal, two coders, no
missing values); Gwet 2008 (AC1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.study.folder import Folder

Unit = Literal["segment", "character"]
#: both coded it, only the first, only the second, neither: counts of units in one document.
Cells = tuple[int, int, int, int]

_RESAMPLES = 1000
_LOW, _HIGH = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Agreement of two coders on one code. A coefficient that is not defined is None."""

    percent: float | None
    kappa: float | None
    alpha: float | None
    ac1: float | None
    jaccard: float | None


def coefficients(cells: Cells) -> Coefficients:
    """Return the coefficients for counts of (both, first only, second only, neither).

    Notes
    -----
    Kappa and alpha are undefined when nobody used the code, or both used it everywhere: there is no variation to
    agree about. AC1 and percent are still defined there; Jaccard is undefined when nobody used the code.
    """
    both, first, second, neither = cells
    n = sum(cells)
    if n == 0:
        return Coefficients(None, None, None, None, None)
    observed = (both + neither) / n
    p1, p2 = (both + first) / n, (both + second) / n
    chance = p1 * p2 + (1 - p1) * (1 - p2)
    kappa = (observed - chance) / (1 - chance) if chance < 1 else None
    ones, total = 2 * both + first + second, 2 * n
    expected = 2 * ones * (total - ones) / (total * (total - 1)) if total > 1 else 0.0
    alpha = 1 - (1 - observed) / expected if expected > 0 else None
    q = ones / total
    by_chance = 2 * q * (1 - q)
    ac1 = (observed - by_chance) / (1 - by_chance)
    used = both + first + second
    return Coefficients(observed, kappa, alpha, ac1, both / used if used else None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one code: counts, coefficients, and the interval of alpha over documents."""

    code: str
    unit: Unit
    documents: int
    cells: Cells
    value: Coefficients
    alpha_lo: float | None
    alpha_hi: float | None


def agreement(
    folder: Folder, frame: pd.DataFrame, coders: Sequence[str], *, unit: Unit = "segment", seed: int = 42
) -> list[Agreement]:
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

    Returns
    -------
    list of Agreement
        One for each code either of them used, most used first.

    Raises
    ------
    ValueError
        If not exactly two coders are named.
    """
    if len(set(coders)) != 2:  # noqa: PLR2004 (a pair)
        raise ValueError(f"agreement compares two coders; given: {list(coders)}")
    mine = frame[frame["coder"].isin(list(coders))]
    shared = _opened_by_both(mine, coders)
    lengths = {d: _units(folder, *d, unit) for d in sorted(shared)}
    mine = mine[[(s, i) in shared for s, i in zip(mine["source"], mine["item"], strict=True)]]
    out = []
    for code, rows in mine.groupby("code"):
        per_document = [_cells(rows, document, units, coders, unit) for document, units in lengths.items()]
        cells = _total(per_document)
        lo, hi = _bootstrap(per_document, seed)
        out.append(Agreement(str(code), unit, len(per_document), cells, coefficients(cells), lo, hi))
    return sorted(out, key=lambda a: (-(a.cells[0] + a.cells[1] + a.cells[2]), a.code))


def _opened_by_both(frame: pd.DataFrame, coders: Sequence[str]) -> set[tuple[str, str]]:
    documents = list(zip(frame["source"], frame["item"], frame["coder"], strict=True))
    opened = [{(source, item) for source, item, who in documents if who == coder} for coder in coders]
    return opened[0] & opened[1]


def _units(folder: Folder, source: str, item: str, unit: Unit) -> list[tuple[int, int]]:
    text = folder.text(source, item)
    if item:
        whole = [(0, len(text))]
    else:
        transcript = next(t for t in folder.transcripts() if t.id == source)
        whole = [(t.start, t.end) for t in transcript.turns if t.participant]
    return whole if unit == "segment" else [(i, i + 1) for start, end in whole for i in range(start, end)]


def _cells(rows: pd.DataFrame, document: tuple[str, str], units: list[tuple[int, int]], coders: Sequence[str], unit: Unit) -> Cells:
    here = rows[(rows["source"] == document[0]) & (rows["item"] == document[1])]
    spans = {c: sorted(zip(g["start"], g["end"], strict=True)) for c, g in here.groupby("coder")}
    marked = [_marked(units, spans.get(coder, []), unit) for coder in coders]
    both = len(marked[0] & marked[1])
    first, second = len(marked[0]) - both, len(marked[1]) - both
    return both, first, second, len(units) - both - first - second


def _marked(units: list[tuple[int, int]], spans: Iterable[tuple[int, int]], unit: Unit) -> set[int]:
    if unit == "character":
        covered: set[int] = set()
        for start, end in spans:
            covered.update(range(start, end))
        return {number for number, (start, _) in enumerate(units) if start in covered}
    spans = list(spans)
    return {n for n, (start, end) in enumerate(units) if any(a < end and start < b for a, b in spans)}


def _total(parts: Iterable[Cells]) -> Cells:
    columns = list(zip(*parts, strict=True)) or [(0,)] * 4
    a, b, c, d = (sum(column) for column in columns)
    return a, b, c, d


def _bootstrap(parts: list[Cells], seed: int) -> tuple[float | None, float | None]:
    """Percentile interval of alpha over resampled documents: characters and turns of one document are not independent."""
    import numpy as np

    if len(parts) < 2:  # noqa: PLR2004 (nothing to resample)
        return None, None
    table = np.asarray(parts)
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(table), size=(_RESAMPLES, len(table)))
    found = []
    for row in draws:
        a, b, c, d = (int(v) for v in table[row].sum(axis=0))
        value = coefficients((a, b, c, d)).alpha
        if value is not None and math.isfinite(value):
            found.append(value)
    if len(found) < _RESAMPLES // 2:
        return None, None
    lo, hi = np.quantile(found, [_LOW, _HIGH])
    return float(lo), float(hi)


def overall(results: Sequence[Agreement], families: Mapping[str, str] | None = None) -> dict[str, Agreement]:
    """Pool codes of a family: cells are summed over its codes, so frequent codes weigh more.

    Parameters
    ----------
    results
        As `agreement` gives them.
    families
        Family of each code; taken from the part of the id before the colon if not given.
    """
    groups: dict[str, list[Agreement]] = {}
    for result in results:
        family = (families or {}).get(result.code) or result.code.partition(":")[0]
        groups.setdefault(family, []).append(result)
    pooled = {}
    for family, members in sorted(groups.items()):
        cells = _total(m.cells for m in members)
        pooled[family] = Agreement(family, members[0].unit, members[0].documents, cells, coefficients(cells), None, None)
    return pooled


def disagreements(frame: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """Return the passages one of the two coded and the other did not, or coded otherwise within the same family.

    Columns: source, item, turn, participant, quote, family, and one column for each coder with their codes there.
    """
    import pandas as pd

    shared = _opened_by_both(frame[frame["coder"].isin(list(coders))], coders)
    rows = []
    for keys, group in frame[frame["coder"].isin(list(coders))].groupby(["source", "item", "turn", "family"], sort=True):
        source, item, turn, family = keys
        if (source, item) not in shared:
            continue
        codes = {c: sorted(set(group.loc[group["coder"] == c, "code"])) for c in coders}
        if codes[coders[0]] == codes[coders[1]]:
            continue
        longest = max(group["quote"], key=lambda q: (len(q), q))
        rows.append({"source": source, "item": item, "turn": turn, "participant": group["participant"].iloc[0], "quote": longest,
                     "family": family, **{c: ", ".join(codes[c]) for c in coders}})  # fmt: skip
    return pd.DataFrame(rows, columns=["source", "item", "turn", "participant", "quote", "family", *coders])
