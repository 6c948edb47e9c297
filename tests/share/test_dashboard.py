"""The map as a dashboard: live in a browser that is let talk to nobody but Voilà, or refused with what to do instead."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from urllib.request import urlopen

import nbformat
import pytest

from workbench import cli
from workbench.share import dashboard
from workbench.share.dashboard import POLICY, command, notebook


def test_the_page_has_a_copy_of_its_own_unless_one_wants_to_work_on_the_study(tmp_path):
    root = tmp_path / "a study's – ü"
    for work, opened in ((False, f"wb.open({str(root)!r}).try_out().map()"), (True, f"wb.open({str(root)!r}).map()")):
        (cell,) = nbformat.reads(notebook(root, work=work), as_version=4).cells
        assert cell.source.splitlines()[-1] == opened
        compile(cell.source, "cell", "exec")


def test_voila_serves_this_machine_only_and_lets_pages_ask_nobody_else(tmp_path):
    words = command(tmp_path / "map.ipynb", port=8870, browser=False)
    assert {"--Voila.ip=127.0.0.1", "--port=8870", "--no-browser"} <= set(words)
    (settings,) = [word.partition("=")[2] for word in words if word.startswith("--Voila.tornado_settings=")]
    assert json.loads(settings) == {"headers": {"Content-Security-Policy": POLICY}}


def test_without_voila_one_is_told_what_does_without(little_study, monkeypatch, capsys):
    monkeypatch.setattr(dashboard, "find_spec", lambda _: None)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["dashboard", str(little_study.folder.root)])
    assert stopped.value.code == 2
    assert "workbench share STUDY --site FOLDER" in capsys.readouterr().err


def free_port():
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        return there.getsockname()[1]


@pytest.fixture
def served(little_study, tmp_path):
    """A dashboard of the small study: its address."""
    path = tmp_path / "map.ipynb"
    path.write_text(notebook(little_study.folder.root), encoding="utf-8")
    port = free_port()
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        running = subprocess.Popen(command(path, port=port, browser=False), stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):
            assert running.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")
            try:
                urlopen(f"http://127.0.0.1:{port}/voila/static/voila.js", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        running.terminate()
        running.wait(30)


def test_the_map_is_live_its_twin_is_hidden_and_nobody_else_is_asked(browser, served):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    outside = []
    context.route(lambda url: not url.startswith(served), lambda route: (outside.append(route.request.url), route.abort()))
    page = context.new_page()
    page.goto(served, wait_until="domcontentloaded", timeout=120_000)
    assert "cdn.jsdelivr.net" in page.content(), "Voilà asks nobody any more: the header can go"
    page.wait_for_selector(".wb-live .wb-jcard", timeout=120_000)
    page.wait_for_selector(".wb-twin", state="hidden")
    page.locator(".wb-jcard").first.click()
    page.wait_for_selector(".wb-jquote", timeout=60_000)
    context.close()
    assert outside == []
