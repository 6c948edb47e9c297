"""The set-up of a checkout (tools/bootstrap.py, tools/bootstrap.sh): when it works again, and what it says when it cannot."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the shell part is for systems with a shell")


@pytest.fixture
def checkout(tmp_path):
    """A small checkout, in a folder with a space in its name."""
    folder = tmp_path / "my study"
    (folder / "requirements").mkdir(parents=True)
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements/run.lock", "requirements/dev.lock", "Makefile"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def bootstrap(checkout):
    """tools/bootstrap.py of that checkout, its environment recorded as ready for `run`."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", checkout / "tools" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.PYTHON.parent.mkdir(parents=True)
    module.PYTHON.symlink_to(sys.executable)
    module.record(module.wanted("run"))
    return module


def test_what_is_in_place_is_left_alone(bootstrap, capsys):
    assert bootstrap.main(["run"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["requirements/run.lock", "pyproject.toml"])
def test_a_changed_file_calls_for_a_new_install(bootstrap, checkout, name):
    with (checkout / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert not bootstrap.is_ready("run")


def test_the_same_words_with_a_new_date_do_not(bootstrap, checkout):
    os.utime(checkout / "requirements/run.lock", (1, 1))
    assert bootstrap.is_ready("run")


def test_an_environment_for_use_is_not_one_for_tests_but_the_other_way_round(bootstrap):
    assert not bootstrap.is_ready("dev")
    bootstrap.record(bootstrap.wanted("dev"))
    assert bootstrap.is_ready("run")


@pytest.mark.usefixtures("bootstrap")
def test_a_moved_folder_is_noticed(checkout):
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    asked = [sys.executable, str(moved / "tools" / "bootstrap.py"), "run", "--ready"]
    assert subprocess.run(asked, check=False).returncode == 1


@pytest.mark.parametrize("torn", ["", "{", '["run"]', "null"])
def test_a_torn_record_counts_as_none(bootstrap, torn):
    bootstrap.READY.write_text(torn, encoding="utf-8")
    assert not bootstrap.is_ready("run")


def test_a_lost_python_is_noticed(bootstrap):
    bootstrap.PYTHON.unlink()
    assert not bootstrap.is_ready("run")


def test_a_broken_environment_is_emptied_and_made_anew(bootstrap, monkeypatch):
    """As after an interrupted unpacking: nothing half-installed is kept."""
    (bootstrap.VENV / "lib" / "half").mkdir(parents=True)
    (bootstrap.VENV / "lib" / "half" / "package.py").touch()
    bootstrap.TORN.touch()
    bootstrap.READY.unlink()
    monkeypatch.setattr(bootstrap, "pip", lambda _arguments, _expected: None)
    monkeypatch.setattr(bootstrap.subprocess, "run", only_venv(subprocess.run))
    assert bootstrap.main(["run"]) == 0
    assert not (bootstrap.VENV / "lib" / "half").exists()
    assert bootstrap.works()
    assert bootstrap.is_ready("run")


def only_venv(run):
    """Let `-m venv` and questions through; take `import workbench` as answered, since nothing was installed."""

    def chosen(command, **options):
        if command[-1] == "import workbench":
            return subprocess.CompletedProcess(command, 0, "", "")
        return run(command, **options)

    return chosen


def test_pip_that_fails_says_why_where_and_what_next(bootstrap, monkeypatch):
    monkeypatch.setenv("PIP_BREAK_SYSTEM_PACKAGES", "1")  # this .venv is a mere link into the system
    bootstrap.READY.unlink()
    with pytest.raises(bootstrap.Failed) as error:
        bootstrap.pip(["install", "--no-index", "--no-deps", "journey-workbench-that-is-not-there"], 1)
    said = str(error.value)
    assert "journey-workbench-that-is-not-there" in said
    assert str(bootstrap.LOG) in said
    assert "HTTPS_PROXY" in said


def test_an_unknown_wish_is_refused(bootstrap, capsys):
    assert bootstrap.main(["everything"]) == 2
    assert "run|dev" in capsys.readouterr().err


# Finding a Python


def only_path(folder: Path, programs: dict[str, str]) -> dict[str, str]:
    """An environment whose PATH holds the few commands a script needs, and these programs."""
    folder.mkdir()
    for needed in ("sh", "dirname", "make", "rm"):
        (folder / needed).symlink_to(shutil.which(needed))
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder), "LC_ALL": "C"}


def set_up(checkout: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["sh", "tools/bootstrap.sh", "run"]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def test_no_python_at_all(checkout, tmp_path):
    done = set_up(checkout, only_path(tmp_path / "bin", {}))
    assert done.returncode == 1
    assert "no Python 3.11 or newer was found" in done.stderr
    assert "apt install" in done.stderr


def test_only_an_old_python_and_an_empty_promise(checkout, tmp_path):
    # An old one ends with 1 when asked its version; a pyenv shim for a version not chosen ends with 127.
    done = set_up(checkout, only_path(tmp_path / "bin", {"python3": "exit 1", "python3.13": "exit 127"}))
    assert done.returncode == 1
    assert "no Python 3.11 or newer was found" in done.stderr


def test_a_python_without_venv_names_the_package_that_is_missing(checkout, tmp_path):
    done = set_up(checkout, only_path(tmp_path / "bin", {"python3.12": 'case "$2" in *ensurepip*) exit 1;; esac; exit 0'}))
    assert done.returncode == 1
    assert "python3.12" in done.stderr
    assert "python3-venv" in done.stderr


def test_uv_helps_out_where_no_python_can(checkout, tmp_path):
    done = set_up(checkout, only_path(tmp_path / "bin", {"uv": 'echo "uv $*"; exit 3'}))
    assert done.returncode == 1
    assert "uv venv --quiet --seed --clear --python >=3.11 .venv" in done.stdout


def test_the_first_python_that_can_is_taken(checkout, tmp_path):
    programs = {"python3.13": "exit 127", "python3.12": 'case "$1" in -c) exit 0;; esac; echo "took 3.12: $*"'}
    done = set_up(checkout, only_path(tmp_path / "bin", programs))
    assert (done.returncode, done.stdout) == (0, "took 3.12: tools/bootstrap.py run\n")


def test_a_python_named_by_hand_comes_first(checkout, tmp_path):
    programs = {name: f'case "$1" in -c) exit 0;; esac; echo {name}' for name in ("python3.13", "mine")}
    done = set_up(checkout, only_path(tmp_path / "bin", programs) | {"PYTHON": "mine"})
    assert done.stdout == "mine\n"


# make


def dry_run(folder: Path, *arguments: str) -> str:
    command = ["make", "--dry-run", "--no-print-directory", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("target", "kind", "command"),
    [
        ("demo", "run", ".venv/bin/workbench demo"),
        ("lab", "run", ".venv/bin/workbench lab"),
        ("test", "dev", "PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest"),
        ("bench", "dev", ".venv/bin/python bench/run.py"),
        ("check", "dev", ".venv/bin/python tools/check.py"),
        ("lock", "run", ".venv/bin/python tools/lock.py"),
    ],
)
def test_every_target_sets_up_what_it_needs_first(checkout, target, kind, command):
    first, second = dry_run(checkout, target).splitlines()
    assert first == f"sh tools/bootstrap.sh {kind}"
    assert second.startswith(command)


def test_make_passes_on_what_was_asked(checkout):
    assert "bench/run.py import_ratio demo_seconds" in dry_run(checkout, "bench", "ONLY=import_ratio demo_seconds")
    assert "pytest" in dry_run(checkout, "test", "FILES=tests/study")


def test_make_alone_explains_itself(checkout):
    done = subprocess.run(["make", "-C", str(checkout)], capture_output=True, text=True, check=True)
    assert "make demo" in done.stdout
