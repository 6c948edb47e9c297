"""The coder in JupyterLab, from the key to the disk and back: nothing here is a stand-in."""

from __future__ import annotations

import json
import os
import signal
import statistics
from typing import TYPE_CHECKING

import pytest
from lab import ask, command
from sample import INTERVIEW, study, transcript

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Page

    from workbench.study.folder import Folder

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL = """from workbench.study.folder import Folder
from workbench.widgets import Coder
coder = Coder(Folder("{name}"), "P01", "maria")
coder"""
# What JupyterLab does with these in command mode: change or run cells, cut, copy, paste, undo, delete, move.
SINGLE_KEYS = ("m", "b", "a", "x", "c", "v", "y", "r", "d", "d", "z", "j", "k", "Shift+z", "Shift+Enter")
# One of each kind of part that can have the focus, named by its classes.
FOCUSABLE = """() => {
  const focusable = "button, input, textarea, [tabindex], [contenteditable=true]";
  window.kind = (e) => [e.tagName, ...(e.classList.length ? e.classList : e.parentElement.classList)].join(".");
  window.parts = () => [...document.querySelectorAll(`.wb-coder, .wb-coder :is(${focusable})`)];
  return [...new Set(window.parts().map(window.kind))]; }"""
FOCUS = """(kind) => window.parts().find((e) => window.kind(e) === kind)?.focus()"""
SENTENCE = "I put it in a spreadsheet first."


def start(page: Page, lab: Lab, name: str, *transcripts) -> Folder:
    """Make a study and a notebook of that name, open it and run it; return the study."""
    folder = study(lab.root / name, *transcripts)
    lab.open(page, lab.notebook(f"{name}.ipynb", CELL.format(name=name)))
    run(page)
    return folder


def run(page: Page) -> None:
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(".wb-coder .wb-text")
    page.locator(".wb-coder .wb-text").focus()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    page.wait_for_function("document.querySelector('.wb-coder .wb-saved.wb-ok')?.textContent.includes('Saved')")


def test_a_span_coded_by_keyboard_survives_the_kernels_death(page, lab):
    folder = start(page, lab, "survive")
    press(page, "j", "s", "4", "o")
    saved(page)
    page.wait_for_function("document.querySelectorAll('.wb-tag').length === 2 && !document.querySelector('.wb-pending')")

    (log,) = (folder.root / "log").glob("*.jsonl")
    acts = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(a["act"], a["coder"], a["body"]["code"]) for a in acts] == [
        ("coding.add", "maria", "stage:onboarding"), ("coding.add", "maria", "emotion:frustrated"),
    ]  # fmt: skip
    assert SENTENCE not in log.read_text(encoding="utf-8"), "an act holds no words of a participant"
    assert [folder.quote(c.anchor) for c in folder.state().codings.values()] == [SENTENCE] * 2

    os.kill(int(ask(page, "import os; print(os.getpid())")), signal.SIGKILL)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.info")
    run(page)
    page.wait_for_selector(".wb-coder mark.wb-mine")
    assert page.locator(".wb-coder mark.wb-mine").inner_text() == SENTENCE
    assert [t.get_attribute("data-label") for t in page.locator(".wb-coder .wb-tag").all()] == ["Onboarding", "frustrated −1"]


def test_no_key_pressed_in_the_coder_becomes_a_command_of_jupyterlab(page, lab):
    start(page, lab, "keys")
    press(page, "j", "s", "4", "o")  # something of every kind is there now
    saved(page)
    page.evaluate("""() => { window.ran = [];
      window.jupyterapp.commands.commandExecuted.connect((_, done) => window.ran.push(done.id)); }""")
    kinds = page.evaluate(FOCUSABLE)
    parts = (".wb-coder", ".wb-text", ".wb-find", "textarea", ".wb-code", ".wb-chip .wb-name", ".wb-x", ".wb-stance", ".wb-help")
    for part in parts:
        assert page.locator(part).first.evaluate("e => window.kind(e)") in kinds, part
    page.locator(".wb-text").focus()
    press(page, "?", *(key for key in SINGLE_KEYS if key != "Shift+Enter"))  # the focus is on "Close" now
    assert page.evaluate("document.activeElement.closest('.wb-sheet') !== null")
    assert page.evaluate("window.ran") == []
    press(page, "Escape")
    for key in SINGLE_KEYS:
        for kind in kinds:
            page.evaluate(FOCUS, kind)
            press(page, key)
            assert page.evaluate("window.ran.splice(0)") == [], f"{key} with the focus on {kind}"
    assert page.locator(".jp-Cell").count() == page.locator(".jp-CodeCell").count() == 1


def test_in_every_part_ctrl_s_saves_the_notebook_and_ctrl_z_is_the_coders(page, lab):
    folder = start(page, lab, "chords")
    press(page, "j", "s", "4")
    saved(page)
    page.evaluate("""() => { window.ran = [];
      window.jupyterapp.commands.commandExecuted.connect((_, done) => window.ran.push(done.id)); }""")
    for kind in page.evaluate(FOCUSABLE):
        page.evaluate(FOCUS, kind)
        press(page, "Control+s")
        assert "docmanager:save" in page.evaluate("window.ran.splice(0)"), f"Ctrl+S with the focus on {kind}"
    page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
    page.locator(".wb-text").focus()
    press(page, "m")
    page.keyboard.type("one\ntwo")
    assert page.locator(".wb-panel textarea").input_value() == "one\ntwo", "JupyterLab takes line breaks out of fields in cells"
    press(page, "Control+z")
    assert page.locator(".wb-panel textarea").input_value() != "one\ntwo", "letters are taken back where letters are written"
    page.locator(".wb-panel textarea").fill("")
    page.locator(".wb-stance").focus()
    press(page, "Control+z")
    page.wait_for_function("!document.querySelector('.wb-coder mark')")
    assert not folder.state().codings
    page.locator(".wb-text").focus()
    press(page, "Control+f")
    assert page.evaluate("document.activeElement.className") == "wb-seek"
    assert not [name for name in page.evaluate("window.ran") if name.startswith("documentsearch:")]
    press(page, "Escape", "Control+y")
    page.wait_for_selector(".wb-coder mark:not(.wb-pending)")
    assert not {"notebook:undo-cell-action", "notebook:redo-cell-action", "editmenu:undo"} & set(page.evaluate("window.ran"))
    press(page, "Escape", "Escape")
    assert page.evaluate("document.activeElement.closest('.wb-coder') === null"), "Escape leaves the coder"


def test_a_saved_notebook_reads_without_a_kernel(page, lab):
    start(page, lab, "saved")
    press(page, "j", "s", "4")
    saved(page)
    model = "window.jupyterapp.shell.currentWidget.context.model"
    page.wait_for_function(f"JSON.stringify({model}.toJSON()).includes('[Onboarding]')")
    page.wait_for_selector(".wb-twin", state="attached")
    page.wait_for_selector(".wb-twin", state="hidden")  # it stands behind a live widget
    command(page, "docmanager:save")
    written = (lab.root / "saved.ipynb").read_text(encoding="utf-8")
    assert "[Onboarding]" in written
    assert SENTENCE in written
    assert INTERVIEW[0][2] not in written, "the transcript is not in the notebook"
    assert "widget-state" not in written

    (lab.root / "theirs.ipynb").write_text(written, encoding="utf-8")  # a colleague's copy: not trusted, no such widget
    lab.open(page, "theirs.ipynb")
    page.wait_for_selector(".wb-twin", state="visible")
    assert "[Onboarding]" in page.locator(".wb-twin").inner_text()
    assert page.locator(".wb-coder").count() == 0


def test_a_colleagues_act_shows_while_the_coder_is_open(page, lab):
    folder = start(page, lab, "team")
    anchor = {"source": "p01-first", "item": "", "version": transcript().version, "start": 80, "end": 90}
    folder.act("ben", ("coding.add", {"code": "stage:purchase", "anchor": anchor}))
    page.wait_for_selector(".wb-coder mark.wb-theirs")
    assert "ben is coding here too" in page.locator(".wb-presence").inner_text()


def test_every_key_is_on_the_disk_before_it_is_shown_as_saved(page, lab, record_property):
    turns = [("P01", "P01", f"Sentence number {n} is here. And one more to select.") for n in range(30)]
    folder = start(page, lab, "latency", transcript(turns))
    took = []
    for _ in range(15):
        press(page, "j", "s")
        took.append(page.evaluate(
            """() => new Promise((done) => { const t = performance.now(), before = document.querySelectorAll('mark').length;
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '4', bubbles: true, cancelable: true}));
            const look = () => document.querySelectorAll('mark').length > before && !document.querySelector('.wb-pending')
              ? done(performance.now() - t) : setTimeout(look, 2); look(); })"""))  # fmt: skip
    record_property("milliseconds from key to saved, median", statistics.median(took))
    assert len(folder.state().codings) == len(took)
