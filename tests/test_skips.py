"""A skipped test is said plainly, and a skipped browser test fails the run where browsers are required (conftest.py)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import browsers
import pytest

HERE = Path(__file__).resolve().parent
SAMPLE = """
import pytest

@pytest.mark.browser
def test_page(browser_path):
    assert browser_path

def test_forgotten_mark(browser_path):
    assert browser_path

def test_data():
    pytest.skip("no real data beside this checkout")

def test_plain():
    pass
"""


@pytest.fixture
def run(tmp_path):
    """Run a sample of four tests on a machine without a browser."""
    for name in ("balance.py", "browsers.py", "conftest.py", "late.py", "tabs.py"):
        shutil.copy(HERE / name, tmp_path / name)
    (tmp_path / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\nmarkers = browser: x\n", encoding="utf-8")

    def go(*arguments, **environment):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *arguments]
        ours = {"CI", "WORKBENCH_REQUIRE_BROWSER", "PYTEST_ADDOPTS"}
        calm = {name: value for name, value in os.environ.items() if name not in ours}
        calm |= {"CHROME": "/nowhere/chrome"} | environment
        return subprocess.run(command, cwd=tmp_path, env=calm, capture_output=True, text=True, check=False)

    return go


def test_what_was_not_tested_is_said_with_its_reason(run):
    done = run()
    assert done.returncode == 0, done.stdout
    assert "not tested here" in done.stdout
    assert "2 skipped: no browser: set CHROME=" in done.stdout
    assert "1 skipped: no real data beside this checkout" in done.stdout
    assert "test_sample.py::test_data" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["--require-browser"], {}),
        ([], {"WORKBENCH_REQUIRE_BROWSER": "1"}),
        ([], {"CI": "true"}),
        (["-n", "2", "--require-browser"], {}),
    ],
    ids=["option", "variable", "CI", "two workers"],
)
def test_where_browsers_are_required_a_skip_is_a_failure(run, arguments, environment):
    done = run(*arguments, **environment)
    assert done.returncode == 1, done.stdout
    assert "1 passed, 1 skipped, 2 errors" in done.stdout
    assert "A browser test was skipped" in done.stdout
    assert "no real data" in done.stdout, "other skips stay skips"


def test_ci_may_say_that_it_has_no_browser(run):
    assert run(CI="true", WORKBENCH_REQUIRE_BROWSER="0").returncode == 0


def test_the_browser_named_by_hand_is_the_only_one_considered(monkeypatch, tmp_path):
    monkeypatch.setenv("CHROME", str(tmp_path / "none"))
    assert browsers.find_browser() is None
    program = tmp_path / "my chrome"
    program.touch(mode=0o755)
    monkeypatch.setenv("CHROME", str(program))
    assert browsers.find_browser() == program


@pytest.mark.browser
def test_the_browser_found_draws_a_page(browser):
    page = browser.new_page()
    page.set_content("<h1>Journey</h1>")
    assert page.locator("h1").inner_text() == "Journey"
    page.close()
