"""For all tests: the browser, hypothesis profiles, and a plain word at the end about what was skipped.

A test that drives a browser is marked ``@pytest.mark.browser`` and takes the fixture ``browser_path`` (the program) or
``browser`` (started by Playwright). Without a browser it is skipped; with ``--require-browser``, WORKBENCH_REQUIRE_BROWSER=1
or CI=true such a skip is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from pathlib import Path

import hypothesis
import pytest
from browsers import find_browser
from tabs import Kept

ROOT = Path(__file__).resolve().parent.parent
NO_BROWSER = "no browser: set CHROME=/path/to/chrome, install Chromium or Chrome, or run: .venv/bin/playwright install chromium"
YES = {"1", "true", "yes"}

# One device, and nobody's name: what a test writes is the same on every machine.
os.environ["WORKBENCH_DEVICE"] = "test"
os.environ.pop("WORKBENCH_CODER", None)

# The same examples on every run and no deadline: shared machines stall. WORKBENCH_HYPOTHESIS=deep looks further.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("WORKBENCH_HYPOTHESIS", "steady"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give out files, the longest first, where nobody asked for another way."""
    if config.getvalue("dist") != "loadfile":
        return None
    from balance import LongestFirst

    return LongestFirst(config, log)


def pytest_collection_modifyitems(config, items):
    """In the processes of ``-n`` the longest come first; alone, files are run as they stand."""
    if hasattr(config, "workerinput"):
        from balance import rank

        # Files with a browser in a row: it is started once.
        driven = {item.path for item in items if item.get_closest_marker("browser")}
        items.sort(key=lambda item: (rank(item.nodeid), item.path not in driven))


def pytest_addoption(parser):
    parser.addoption("--require-browser", action="store_true", help="a browser test that is skipped fails the run")


def browser_required(config):
    """By option, by its own variable, or because this is CI; WORKBENCH_REQUIRE_BROWSER=0 says no even there."""
    own = os.environ.get("WORKBENCH_REQUIRE_BROWSER", "").lower()
    if config.getoption("--require-browser") or own in YES:
        return True
    return not own and os.environ.get("CI", "").lower() in YES


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Turn the skip of a browser test into a failure where browsers are required."""
    outcome = yield
    report = outcome.get_result()
    if not report.skipped or hasattr(report, "wasxfail") or not browser_required(item.config):
        return
    # By its mark, or by its words if the mark was forgotten.
    if item.get_closest_marker("browser") or re.search(r"\b(browser|chromium|chrome)\b", reason(report), re.IGNORECASE):
        report.outcome = "failed"
        report.longrepr = f"A browser test was skipped, and browsers are required here ({reason(report)})"


def reason(report):
    """Return the words after "Skipped: "."""
    text = report.longrepr[2] if isinstance(report.longrepr, (tuple, list)) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter):
    """Say plainly which tests were skipped and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("not tested here")
    for why, count in sorted(Counter(reason(report) for report in skipped).items()):
        terminalreporter.line(f"{count} skipped: {why}")
        where = sorted({report.nodeid for report in skipped if reason(report) == why})
        for nodeid in where[:8]:
            terminalreporter.line(f"    {nodeid}")
        if len(where) > 8:
            terminalreporter.line(f"    and {len(where) - 8} more")


@pytest.fixture(scope="session")
def browser_path():
    """The browser program; skips when there is none."""
    found = find_browser()
    if found is None:
        pytest.skip(NO_BROWSER)
    return found


KEPT = Kept()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item, nextitem):
    """End the browser after a file, unless the next one needs it too."""
    try:
        return (yield)
    finally:
        if nextitem is None or (nextitem.path != item.path and "browser_path" not in getattr(nextitem, "fixturenames", ())):
            KEPT.stop()


@pytest.fixture(scope="module")
def browser(browser_path):
    """A headless Chromium driven by Playwright."""
    return KEPT.browser(browser_path)


@pytest.fixture
def browser_tab(browser_path):
    """The tab that is kept; see tabs.py."""
    tab = KEPT.tab(browser_path)
    yield tab
    tab.leave()


@pytest.fixture(scope="session")
def root():
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def sample_study(root):
    """The sample study in the checkout, read once: what that found is in its cache, and comes along with a copy of it."""
    import workbench as wb

    study = wb.open(root / "corpus" / "study")
    study.read()
    study.needs()
    study.names()
    return study


@pytest.fixture(scope="session")
def little_study(tmp_path_factory):
    """The small study of `little`, made and read once: look, do not touch."""
    import little

    base = tmp_path_factory.mktemp("little")
    study = little.make(base / "a study – ü", base / "raw")
    study.read()  # embedded once, for all copies
    return study


@pytest.fixture
def study(little_study, tmp_path):
    """A copy of the small study to write in; its path has a space and letters that are not ASCII."""
    import workbench as wb

    root = tmp_path / little_study.folder.root.name
    shutil.copytree(little_study.folder.root, root)
    shutil.copy2(little_study.folder.key_file, tmp_path)
    return type(little_study)(wb.open(root).folder, "ana")


@pytest.fixture
def run(capsys):
    """Run a command; return its exit status, standard output and standard error."""
    from workbench import cli

    def go(*words):
        with pytest.raises(SystemExit) as stopped:
            cli.main([str(w) for w in words])
        return stopped.value.code or 0, *capsys.readouterr()

    return go
