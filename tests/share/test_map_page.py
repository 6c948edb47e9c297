"""The map as a page, and its twin for places that take styles and scripts away."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from share_models import HOSTILE

from workbench.share.map_page import map_html, map_static
from workbench.study.canon import canonical_json

#: The ink of either theme, as map.css sets it.
LIGHT, DARK = "rgb(28, 33, 38)", "rgb(231, 234, 238)"
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>map</title><body>"
)


def soup(html):
    return BeautifulSoup(html, "html.parser")


def test_the_same_model_gives_the_same_bytes_and_is_not_changed(rich):
    before = canonical_json(rich)
    assert map_html(rich) == map_html(rich)
    assert map_static(rich) == map_static(rich)
    assert canonical_json(rich) == before


def test_two_maps_on_one_page_have_names_of_their_own(rich):
    label = soup(map_html(rich)).section["aria-label"]
    assert label.startswith("Journey map: ")
    assert rich["round"] in label
    assert soup(map_html({**rich, "round": None})).section["aria-label"] != label


def test_a_card_says_people_kinds_against_and_grade_in_words(rich):
    card = soup(map_html(rich)).find(string=re.compile("Dropped on an empty page")).find_parent("summary")
    text = " ".join(card.get_text(" ").split())
    assert "13 of 18 people \u00b7 3 kinds 2 against" in text
    assert "High" in text
    assert "more than 2026-Q1" in text
    assert len(card.select(".wb-grade .wb-on")) == 4


def test_cards_stand_in_the_order_of_the_model_and_four_before_more(rich):
    cell = next(c for c in soup(map_html(rich)).select(".wb-cell") if c.select_one(".wb-more"))
    said = [s.get_text() for s in cell.select(".wb-say")]
    ids = rich["stages"][3]["lanes"]["pain"]
    assert [s.split()[0] for s in said] == [rich["claims"][i]["statement"].split()[0] for i in ids]
    assert cell.select_one(".wb-more > summary").get_text() == f"{len(ids) - 4} more"
    assert len(cell.find_all("details", class_="wb-card", recursive=False)) == 4


def test_an_assumption_is_drawn_as_one_and_has_no_bar(rich):
    card = soup(map_html(rich)).select_one(".wb-assumed")
    assert "ASSUMPTION" in card.get_text()
    assert card.select_one("svg") is None


def test_words_without_consent_are_in_no_byte(rich):
    words = "only I could have said this"
    for quote in rich["quotes"].values():
        if not quote["consent"]:
            quote["text"] = words
    for html in (map_html(rich), map_static(rich)):
        assert words not in html
    assert "quote withheld: no consent" in map_html(rich)


def test_hostile_words_stay_words(rich):
    for html in (map_html(rich), map_static(rich)):
        assert HOSTILE not in html
        assert not soup(html).find_all("img", onerror=True)
    assert map_html(rich, interactive=False).count("<script") == 0
    assert map_html(rich).count("<script") == map_html(rich).count("</script>") == 1


def test_nothing_heard_is_told_from_not_asked(sparse):
    text = soup(map_html(sparse)).get_text()
    assert "not asked" in text
    assert "nothing heard from" in text


@pytest.mark.parametrize(("model", "lesson"), [("empty", "study.add("), ("empty_with_people", "study.coder(")])
def test_an_empty_map_teaches_the_next_step(model, lesson, request):
    for html in (map_html(request.getfixturevalue(model)), map_static(request.getfixturevalue(model))):
        assert lesson in html


def test_lanes_without_content_are_left_out(rich, sparse):
    assert "Expectation" in map_html(rich)
    sparse["stages"][3]["gap"] = []
    sparse["stages"][4]["numbers"] = []
    text = soup(map_html(sparse)).get_text()
    assert "delivered against expected" not in text
    assert "the what beside the why" not in text


def test_claims_without_a_stage_are_not_lost(rich):
    rich["claims"]["pain:nowhere"] = {
        **rich["claims"]["pain:empty-page@onboarding"],
        "id": "pain:nowhere",
        "stage": "",
        "statement": "Lost one",
    }
    rich["inbox"] = ["pain:nowhere"]
    assert "Without a stage" in map_html(rich)
    assert map_static(rich).count("Lost one") == 1


def test_the_table_twin_holds_every_claim(rich):
    table = soup(map_html(rich)).select(".wb-table table")[1]
    assert len(table.select("tbody tr")) == len(rich["claims"])


def test_the_static_twin_survives_a_sanitiser(rich):
    tree = soup(map_static(rich))
    assert not tree.find_all(["style", "script", "svg", "link"])
    assert not [t for t in tree.select("*") if set(t.attrs) & {"id", "role", "aria-label", "onclick"}]
    picture = tree.find("img")
    assert picture["src"].startswith("data:image/svg+xml;base64,")
    assert "Onboarding \u22121.1" in picture["alt"]


def test_style_touches_only_the_map(rich):
    style = soup(map_html(rich)).style.string
    plain = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    selectors = [s.strip() for group in re.findall(r"([^{}]+)\{", plain) for s in re.split(r",(?![^(]*\))", group)]
    assert [s for s in selectors if s and not s.startswith("@") and ".wb-map" not in s] == []


@pytest.mark.browser
def test_a_click_opens_the_evidence_and_escape_gives_the_focus_back(opened, rich):
    seen = opened(PAGE + map_html(rich))
    page = seen.page
    page.get_by_text("Dropped on an empty page").first.click()
    panel = page.get_by_role("region", name="Evidence", exact=True)
    panel.wait_for()
    assert "13 of 18 people who spoke about or were asked about Onboarding say so, 2 say the opposite" in panel.inner_text()
    assert "P14" in panel.inner_text()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert "Dropped" in page.evaluate("document.activeElement.textContent")
    assert (seen.requests, seen.dialogs, seen.errors) == ([], [], [])


@pytest.mark.browser
def test_the_keyboard_alone_opens_one_card_after_the_other(opened, rich):
    page = opened(PAGE + map_html(rich)).page
    page.locator("summary", has_text="Plans are hard").focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("region", name="Evidence", exact=True)
    panel.wait_for()
    page.locator("summary", has_text="Invoice lacks").focus()
    page.keyboard.press("Space")
    panel.get_by_text("Invoice lacks").wait_for()
    assert page.locator("details.wb-card[open]").count() == 1
    page.get_by_role("button", name="Close the evidence (Esc)").click()
    assert page.locator("details.wb-card[open]").count() == 0
    assert page.locator(".wb-card > .wb-ev").count() == page.locator("details.wb-card").count()  # all back in place


@pytest.mark.browser
def test_evidence_opens_without_javascript(opened, rich):
    page = opened(PAGE + map_html(rich), java_script_enabled=False).page
    page.get_by_text("Know the yearly price").first.click()
    assert page.get_by_text("9 of 17 people who spoke about or were asked about Purchase say so").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("scheme", "lab", "ink"), [("light", None, LIGHT), ("dark", None, DARK), ("dark", "true", LIGHT), ("light", "false", DARK)]
)
def test_dark_follows_the_notebook_first_and_the_system_otherwise(opened, rich, scheme, lab, ink):
    body = PAGE if lab is None else PAGE.replace("<body>", f'<body data-jp-theme-light="{lab}">')
    page = opened(body + map_html(rich), color_scheme=scheme).page
    assert page.evaluate("getComputedStyle(document.querySelector('.wb-title')).color") == ink


@pytest.mark.browser
def test_a_narrow_window_scrolls_the_sheet_and_not_the_page(opened, rich):
    page = opened(PAGE + map_html(rich), width=360, height=740).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('.wb-scroll').scrollWidth") > 1000


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_words_have_contrast(opened, rich, scheme):
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    page = opened(PAGE + map_html(rich), color_scheme=scheme).page
    pairs = page.evaluate("""() => [".wb-pain .wb-meta", ".wb-need .wb-meta", ".wb-delight .wb-meta", ".wb-meta em", ".wb-stage p",
      ".wb-chip.wb-bad", ".wb-chip.wb-good", ".wb-facts dt"].map((s) => { const node = document.querySelector(s); let back = node;
        while (getComputedStyle(back).backgroundColor === "rgba(0, 0, 0, 0)") back = back.parentElement;
        return [s, getComputedStyle(node).color, getComputedStyle(back).backgroundColor]; })""")

    def light(colour):
        parts = [int(p) / 255 for p in re.findall(r"\d+", colour)[:3]]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for name, front, back in pairs:
        low, high = sorted((light(front), light(back)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, name


@pytest.mark.parametrize("model", ["rich", "sparse", "empty"])
def test_the_words_of_the_map_are_those_that_were_read_and_approved(model, request, snapshot):
    """Every word in reading order; run pytest --snapshot-update after a wanted change and read the difference."""
    tree = soup(map_html(request.getfixturevalue(model), interactive=False))
    for part in tree.select("style, .wb-ev"):
        part.decompose()
    assert "\n".join(" ".join(block.split()) for block in tree.stripped_strings) == snapshot


@pytest.mark.browser
def test_keys_typed_on_the_map_are_not_jupyterlabs_but_control_s_is(opened, rich):
    page = opened(PAGE + map_html(rich)).page
    card = page.locator("summary", has_text="Plans are hard")
    card.focus()
    page.keyboard.press("m")
    assert card.evaluate("node => node.hasAttribute('data-lm-suppress-shortcuts')")
    page.keyboard.press("Control+s")
    assert not card.evaluate("node => node.hasAttribute('data-lm-suppress-shortcuts')")
