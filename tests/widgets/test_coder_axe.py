"""axe-core finds nothing wrong with the coder, in either theme, whatever is open; nor with what stands for it without a kernel."""

from __future__ import annotations

import pytest
from axe import violations
from sample import study
from test_coder_page import press, saved, show, view

from workbench.widgets.coder import Coder

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


def coded_by_ben(what):
    what["people"] = [{"coder": "ben", "codings": 1, "last": "2026-01-01T00:00:00Z"}]
    what["codings"] = [{"id": "b1", "code": "stage:purchase", "coder": "ben", "mine": False, "model": False, "parts": [[3, 0, 30]],
                        "valence": None, "stance": "for", "memo": "", "at": "2026-01-01T00:00:00Z"}]  # fmt: skip
    return what


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_with_the_coder(page, harness, folder, scheme):
    page.emulate_media(color_scheme=scheme)
    show(page, harness, coded_by_ben(view(folder)))
    page.evaluate("(dark) => document.body.classList.toggle('wb-dark', dark)", scheme == "dark")
    assert not violations(page), "as it opens"
    page.locator(".wb-text").focus()
    press(page, "j", "s", "4", "Shift+F")
    saved(page)
    page.wait_for_selector(".wb-differing:visible")
    page.locator(".wb-text").focus()
    press(page, "d", "f")
    page.keyboard.type("spreadsheet")
    page.wait_for_selector(".wb-sides:visible")
    assert not violations(page), "with a coding, a difference, a filter and something found"
    press(page, "Escape", "Enter")
    assert page.locator(".wb-edges").is_visible()
    assert not violations(page), "while edges are moved"
    press(page, "Escape", "?")
    assert not violations(page), "with all keys shown"


def test_nothing_is_wrong_when_it_is_narrow(page, harness, folder):
    page.set_viewport_size({"width": 320, "height": 800})
    show(page, harness, coded_by_ben(view(folder)))
    page.get_by_role("button", name="Filter").click()
    assert not violations(page)


@pytest.mark.parametrize("ground", ["#ffffff", "#111111"])
def test_nothing_is_wrong_with_its_twin(page, folder, ground):
    one = folder.transcripts()[0]
    turn = one.turns[3]
    anchor = {"source": one.id, "item": "", "version": one.version, "start": turn.start, "end": turn.end}
    folder.act("maria", ("coding.add", {"code": "stage:onboarding", "anchor": anchor, "valence": -1}))
    ink = "#000000" if ground == "#ffffff" else "#eeeeee"
    html = Coder(folder, "P01", "maria").twin()
    page.set_content(f'<html lang="en"><title>t</title><body style="background:{ground};color:{ink}"><main>{html}</main>')
    assert not violations(page, ".wb-twin")
