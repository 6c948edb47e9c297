"""Measure rows and merge them into bench/results.json.

Usage: ``python bench/run.py [--quality|--stats|--peers] [name ...]``. A row is a function without arguments that returns a
`measure.Row`, found in the `ROWS` of any file in bench/rows/; a new file there is all it takes to add some.
``--quality`` takes the rows in bench/quality/ instead: how good, not how fast, on real sets that are not in the project.
``--stats`` takes those in bench/stats/: how often intervals and verdicts are right, by simulation.
``--peers`` takes those in bench/peers/rows/: against what others use, installed in an environment of its own.
A row that fails is reported, its old value removed, and the rest still run.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "peers")]

if TYPE_CHECKING:
    from collections.abc import Callable

    from measure import Row

RESULTS = HERE / "results.json"
PLACES = {"--quality": "quality", "--stats": "stats", "--peers": "peers/rows"}


def load_rows(folder: Path) -> dict[str, Callable[[], Row]]:
    """Collect the rows of all files; a name taken twice is an error."""
    rows: dict[str, Callable[[], Row]] = {}
    for path in sorted(folder.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"bench_rows_{path.stem}", path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # data classes look there for their own module
        spec.loader.exec_module(module)
        twice = rows.keys() & module.ROWS.keys()
        if twice:
            message = f"{path.name}: {', '.join(sorted(twice))}: name taken by another file"
            raise SystemExit(message)
        rows |= module.ROWS
    return rows


def merge(path: Path, measured: dict[str, Row | None]) -> None:
    """Put new rows in the place of old ones, take failed ones (None) out, leave all others."""
    results = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, row in measured.items():
        if row is None:
            results.pop(name, None)
        else:
            results[name] = row.as_json()
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(results, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def main(names: list[str]) -> int:
    """Measure the rows named, or all; exit status 1 if one failed, 2 if a name is unknown."""
    place = next((folder for flag, folder in PLACES.items() if flag in names), "rows")
    names = [name for name in names if name not in PLACES]
    rows = load_rows(HERE / place)
    unknown = [name for name in names if name not in rows]
    if unknown:
        print(f"bench: no such row: {', '.join(unknown)}. There are: {', '.join(rows)}", file=sys.stderr)
        return 2
    failed = False
    for name in names or rows:
        started = time.monotonic()
        print(f"bench: {name} ...", flush=True)
        try:
            row: Row | None = rows[name]()
        except Exception:  # noqa: BLE001 (one row's trouble is not another's)
            traceback.print_exc()
            row, failed = None, True
        merge(RESULTS, {name: row})
        if row:
            low, high = row.spread
            took = time.monotonic() - started
            print(f"bench: {name} = {row.value:.3f} {row.unit}  ({low:.3f} to {high:.3f}; took {took:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
