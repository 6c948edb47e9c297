"""What saves hands work: the code given last once more, the codes used last in a long codebook, a quote with its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bridge import Bridge
from sample import INTERVIEW, study, transcript
from test_coder_page import press
from test_coder_reach_page import saved

from workbench.share.redact import Redactor
from workbench.sources.people.key import KeyEntry
from workbench.study.records import Participant
from workbench.widgets.coder import Coder

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
COPIED = "() => { window.copied = []; navigator.clipboard.writeText = async (words) => { window.copied.push(words); }; }"


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def opened(page, harness) -> Callable[..., Coder]:
    made: list[Coder] = []

    def open_(folder, **options) -> Coder:
        coder = Coder(folder, "P01", "maria", **options)
        made.append(coder)
        Bridge(page, coder).open(f"{harness}?python", ".wb-turn", "open_coder")
        page.locator(".wb-text").focus()
        return coder

    yield open_
    for coder in made:
        coder.close()


def given(folder) -> list[str]:
    return [c.code for c in folder.state().codings.values()]


def lately(page: Page) -> list[str]:
    return page.locator(".wb-lately .wb-name").all_inner_texts()


def many(folder, number: int = 40) -> None:
    folder.act("ben", *(("code.define", {"code": f"pain:p{n}", "label": f"p{n}"}) for n in range(number)))


def test_the_code_given_last_is_given_again_with_one_key_also_a_new_one(page, opened, folder):
    opened(folder)
    press(page, "+")
    assert "No code was given yet" in page.locator(".wb-say").inner_text()
    press(page, "j", "s", "/")
    page.keyboard.type("pain: C++ & co, said by somebody with so many words that no id has room for all of them in it")
    press(page, "Enter")
    saved(page)
    press(page, "j", "s", "+")
    saved(page)
    assert len(set(given(folder))) == 1
    assert len(given(folder)) == 2
    press(page, "Control+z")
    page.wait_for_function("document.querySelectorAll('.wb-tag').length === 1")
    page.get_by_role("button", name="last code again").click()
    page.wait_for_function("document.querySelectorAll('.wb-tag').length === 2")


def test_in_a_long_codebook_the_codes_used_last_stand_first(page, opened, folder):
    many(folder)
    (turn,) = [t for t in folder.transcripts()[0].turns if t.index == 1]
    anchor = {
        "source": "p01-first",
        "item": "",
        "version": folder.transcripts()[0].version,
        "start": turn.start,
        "end": turn.start + 9,
    }
    folder.act("maria", ("coding.add", {"code": "pain:p33", "anchor": anchor}))
    opened(folder)
    assert lately(page) == ["pain: p33"], "those of the last session too"
    press(page, "j", "s", "o", "4")
    saved(page)
    assert lately(page) == ["Onboarding", "frustrated", "pain: p33"]
    page.locator(".wb-lately .wb-code").last.click()
    saved(page)
    assert lately(page)[0] == "pain: p33"
    assert given(folder).count("pain:p33") == 2


def test_a_short_codebook_is_not_said_twice(page, opened, folder):
    opened(folder)
    press(page, "j", "s", "4")
    saved(page)
    assert lately(page) == []


def test_a_quote_is_copied_masked_and_with_who_when_and_where(page, opened, tmp_path):
    said = [*INTERVIEW[:3], ("P01", "P01", "Marta  rang me at once 🙂 and said so.")]
    folder = study(tmp_path / "study", transcript(said))
    opened(folder, redactor=Redactor([KeyEntry("P09", "Marta Kowalczyk")]))
    page.evaluate(COPIED)
    press(page, "j", "t", '"')
    page.wait_for_function("window.copied.length")
    (words,) = page.evaluate("window.copied")
    assert words == "“P09 rang me at once 🙂 and said so.” (P01, 00:00:21, p01-first)"
    assert page.locator(".wb-say").inner_text() == f"Copied: {words}"
    assert not folder.acts(), "copying is no act"


@pytest.mark.parametrize(
    ("waits", "consent", "why"),
    [(True, True, "names are still being looked for"), (False, False, "P01 did not agree to be quoted")],
)
def test_nothing_is_copied_that_may_not_leave(page, opened, folder, waits, consent, why):
    folder.save_participants([Participant("P01", consent_quote=consent)])
    opened(folder, redactor=Redactor(names=dict if waits else None))
    page.evaluate(COPIED)
    press(page, "j", "s", '"')
    page.wait_for_function("(why) => document.querySelector('.wb-say').textContent.includes(why)", arg=why)
    assert page.evaluate("window.copied") == []


def test_where_the_browser_has_no_clipboard_the_old_way_is_tried_and_a_failure_is_said(page, opened, folder):
    opened(folder)
    page.evaluate("delete Navigator.prototype.clipboard; document.execCommand = () => false")
    press(page, "j", "s", '"')
    page.wait_for_function("document.querySelector('.wb-say').textContent.includes('lets nothing be copied')")


def test_however_many_codings_there_are_each_can_be_chosen_and_the_one_meant_is_seen(page, opened, folder):
    many(folder, 14)
    opened(folder)
    press(page, "j", "s")
    for n in range(14):
        press(page, "/")
        page.keyboard.type(f"pain: p{n}")
        press(page, "Enter")
    saved(page)
    assert page.locator(".wb-chip").count() == 14
    box, chip = page.locator(".wb-here").bounding_box(), page.locator(".wb-current").bounding_box()
    assert box["y"] - 1 <= chip["y"]
    assert chip["y"] + chip["height"] <= box["y"] + box["height"] + 1
