"""Whether an order of reading helps: half for rare codes, half by chance (`workbench.coding.order`), against by chance alone.

The order was chosen on goemotions_train_dev with all its 28 labels, and the figures come from nhs_fft_feedback_dev, whose
division and definitions are those of suggest.py. Both learn again after every 20 texts.
"""

from __future__ import annotations

import importlib.util
import statistics
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import Row

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = range(5)
BATCH = 20


@cache
def nhs() -> Any:  # noqa: ANN401 (a module)
    """Return the rows on this set, as a module."""
    spec = importlib.util.spec_from_file_location("bench_quality_suggest", Path(__file__).with_name("suggest.py"))
    if spec is None or spec.loader is None:
        message = "suggest.py is not beside this file"
        raise RuntimeError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def read(seed: int, *, ordered: bool, until: int) -> tuple[int, float]:
    """Read so many texts; return how many codes were met, and the average precision of what was learned on people left out."""
    import numpy as np

    from workbench.coding.learn import learn
    from workbench.coding.order import mixed

    sets = nhs()
    _, people, _, labels = sets.comments()
    _, rows, prior = sets.read()
    left, test = sets.parts(seed)
    left, mine = [int(n) for n in left], []

    def learned() -> Any:  # noqa: ANN401 (what `learn` returns)
        return learn(rows[mine], labels[mine], prior, [people[n] for n in mine])

    while len(mine) < until:
        if not ordered or not mine:
            taken = left[:BATCH]
        else:
            at = np.array(left)
            taken = [left[n] for n, _ in mixed(learned().scores(rows[at]), labels[mine].sum(axis=0), BATCH, seed + len(mine))]
        mine += taken
        gone = set(taken)
        left = [n for n in left if n not in gone]
    return int(labels[mine].any(axis=0).sum()), sets.average_precision(learned().scores(rows[test]), test)


def gain(until: int, which: int) -> Callable[[], Row]:
    """Return a row: what the order brings after so many texts, over reading by chance."""
    what, unit = (("codes met, of 24", "codes"), ("average precision, mean over 24 codes", "difference"))[which]

    def row() -> Row:
        values = [read(s, ordered=True, until=until)[which] - read(s, ordered=False, until=until)[which] for s in SEEDS]
        how = f"{what}, after {until} comments in this order less after as many by chance; mean of 5 divisions"
        return Row(statistics.fmean(values), unit, "texts drawn by chance", how, [min(values), max(values)])

    return row


ROWS = (
    {f"suggest_order_codes_{until}": gain(until, 0) for until in (60, 120)}
    | {f"suggest_order_ap_{until}": gain(until, 1) for until in (60, 120, 200, 500)}
)  # fmt: skip
