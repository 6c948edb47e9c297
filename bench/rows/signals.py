"""What signals of need cost: 10,000 different answers, against cutting them into words with spaCy, and asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measure import ROOT, Row, median_row, paired_ratio

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWERS = 10_000
#: The answers of the sample study, each with a number, so that none comes twice.
_GIVEN = f"""
import sys, tempfile
from pathlib import Path
from itertools import cycle, islice
from workbench.reading.language import load_language
from workbench.reading.segments import segments
from workbench.reading.signals import signals
from workbench.study.folder import Folder
from workbench.study.records import Anchor, Segment
said = [s.text for s in segments(Folder(Path({str(ROOT / "corpus" / "study")!r}))) if s.kind != "interview"]
texts = [f"{{text}} ({{n}})" for n, text in enumerate(islice(cycle(said), {ANSWERS}))]
rows = [Segment(f"s{{n:05}}", Anchor("s", str(n), "v", 0, len(t)), t, f"P{{n}}", "r", "survey") for n, t in enumerate(texts)]
speech = load_language()
for _ in speech.words(texts[:100]): pass
kept = Path(tempfile.gettempdir()) / "workbench-bench-signals"
"""


def ratio(code: str, what: str, pairs: int) -> Callable[[], Row]:
    """Return a row: how long signals take over spaCy's tokenizer on the same texts; loading and reading are left out."""

    def row() -> Row:
        values = paired_ratio(_timed(code), _timed("for _ in speech.words(texts): pass"), pairs=pairs)
        how = f"{what}: {ANSWERS:,} different answers, seconds over those of cutting them into words (spaCy's tokenizer)"
        return median_row(values, "ratio", "spaCy's tokenizer", how)

    return row


def _timed(code: str) -> str:
    """Return a program whose last printed number is the seconds of `code` alone."""
    return f"{_GIVEN}\nt = time.perf_counter()\n{code}"


ROWS = {
    "signals_10k_ratio": ratio("signals(rows)", "signals of need, nothing kept", 3),
    "signals_again_ratio": ratio("signals(rows, cache=kept)", "signals of need of texts that were read before", 5),
}
