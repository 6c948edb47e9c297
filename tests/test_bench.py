"""`make bench`: rows are found by file, measured, and merged without touching the others (bench/run.py, bench/measure.py)."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROW_FILE = """
from measure import Row
ROWS = {"one": lambda: Row(1.23456, "s", "", "counted", [1.0, 2.0]), "broken": lambda: 1 / 0}
"""


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """bench/run.py with its own results and one file of rows."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = importlib.util.spec_from_file_location("bench_run", ROOT / "bench" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "a.py").write_text(ROW_FILE, encoding="utf-8")
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "RESULTS", tmp_path / "results.json")
    return module


@pytest.fixture
def measure(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")
    import measure

    return measure


def results(bench):
    return json.loads(bench.RESULTS.read_text(encoding="utf-8"))


def test_a_row_is_merged_and_others_stay(bench):
    other = {"value": 7, "unit": "s", "against": "", "how": "", "spread": [7, 7]}
    bench.RESULTS.write_text(json.dumps({"other": other}), encoding="utf-8")
    assert bench.main(["one"]) == 0
    one = {"value": 1.235, "unit": "s", "against": "", "how": "counted", "spread": [1.0, 2.0]}
    assert results(bench) == {"one": one, "other": other}


def test_a_row_that_fails_leaves_no_old_value_and_does_not_stop_the_others(bench, capsys):
    bench.RESULTS.write_text('{"broken": {"value": 1}}', encoding="utf-8")
    assert bench.main([]) == 1
    assert list(results(bench)) == ["one"]
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_an_unknown_row_is_refused_with_those_there_are(bench, capsys):
    assert bench.main(["two"]) == 2
    assert "There are: one, broken" in capsys.readouterr().err
    assert not bench.RESULTS.exists()


def test_a_name_taken_twice_is_an_error(bench):
    (bench.HERE / "rows" / "b.py").write_text(ROW_FILE, encoding="utf-8")
    with pytest.raises(SystemExit, match=r"b\.py: broken, one: name taken"):
        bench.main([])


def test_the_rows_there_are(bench):
    rows = bench.load_rows(ROOT / "bench" / "rows")
    assert {"import_ratio", "import_used_ratio", "demo_seconds", "demo_rss_mib"} <= set(rows)
    assert all(callable(row) for row in rows.values())


def test_a_ratio_of_a_thing_with_itself_is_about_one(measure):
    ratios = measure.paired_ratio("import json", "import json", pairs=5)
    row = measure.median_row(ratios, "times", "itself", "paired")
    assert len(ratios) == 5
    assert 0.2 < row.value < 5
    assert row.spread == [min(ratios), max(ratios)]


def test_code_that_fails_is_not_timed(measure):
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        measure.python_seconds("1 / 0")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="sums over processes need /proc")
def test_memory_counts_children_that_live_at_the_same_time(measure):
    """Parent and child hold 60 MiB each, neither more alone: only their sum is above 120."""
    hold = "x = bytearray(60 << 20)"
    child = f"{hold}; import time; time.sleep(1)"
    code = f"import subprocess, sys; {hold}; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    run = measure.run_tree([sys.executable, "-c", code], ROOT)
    assert 120 < run.peak_mib < 250
    assert run.seconds > 1


def test_a_process_that_fails_says_what_it_said(measure):
    with pytest.raises(RuntimeError, match="no such study"):
        measure.run_tree([sys.executable, "-c", "import sys; sys.exit('no such study')"], ROOT)


def test_the_command_line():
    done = subprocess.run([sys.executable, "bench/run.py", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no such row: nothing" in done.stderr
