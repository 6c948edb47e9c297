""".ci/run: what it installs, what it runs, and that a failure of either is a failure of the whole."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason=".ci/run is a bash script")
PYTHON = {"python3": "exit 0"}
INSTALLED = {"chromium": "", "dpkg-query": "echo install ok installed"}


@pytest.fixture
def run(tmp_path):
    """Run a copy of the script with nothing on the PATH but these programs."""
    (tmp_path / "checkout" / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", tmp_path / "checkout" / ".ci" / "run")
    (tmp_path / "bin").mkdir()
    for needed in ("bash", "dirname", "grep", "sh"):
        (tmp_path / "bin" / needed).symlink_to(shutil.which(needed))

    def go(programs):
        defaults = {"make": 'echo "make $* $WORKBENCH_REQUIRE_BROWSER"', "sudo": '"$@"', "sleep": ""}
        for name, text in {**defaults, **programs}.items():
            (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            (tmp_path / "bin" / name).chmod(0o755)
        script = str(tmp_path / "checkout" / ".ci" / "run")
        return subprocess.run(["bash", script], env={"PATH": str(tmp_path / "bin")}, capture_output=True, text=True, check=False)

    return go


def test_with_everything_there_it_runs_both_and_requires_the_browser(run):
    done = run({**INSTALLED, **PYTHON})
    assert (done.returncode, done.stdout.splitlines()) == (0, ["make test 1", "make check "])


@pytest.mark.parametrize("failing", ["test", "check"])
def test_either_failure_fails_the_whole_and_the_other_still_runs(run, failing):
    done = run({**INSTALLED, **PYTHON, "make": f'echo "make $1"; [ "$1" != {failing} ]'})
    assert (done.returncode, done.stdout.splitlines()) == (1, ["make test", "make check"])


def test_what_is_missing_is_installed_first(run):
    done = run({"dpkg-query": "exit 1", "apt-get": 'echo "apt-get $*" >&2', "python3": 'case "$2" in *ensurepip*) exit 1;; esac'})
    assert done.returncode == 0
    update, install = done.stderr.splitlines()
    assert update == "apt-get -qq update"
    for package in ("chromium", "fonts-noto-color-emoji", "fonts-dejavu-core", "python3-venv"):
        assert package in install.split()


def test_an_install_that_fails_stops_it(run):
    done = run({"dpkg-query": "exit 1", "apt-get": "exit 100", **PYTHON})
    assert done.returncode == 1
    assert "could not install" in done.stderr
    assert "make" not in done.stdout


def test_without_apt_it_names_what_to_install(run):
    done = run(PYTHON)
    assert done.returncode == 1
    assert "please install chromium" in done.stderr
