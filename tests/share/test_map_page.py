"""The map as a page, and its twin for places that take styles and scripts away."""

from __future__ import annotations

import re

import pytest
from axe import violations
from bs4 import BeautifulSoup
from share_models import HOSTILE

from workbench.journey.figures.fuse import amount, figure
from workbench.share.map_page import map_html, map_static
from workbench.share.panel import newest_first
from workbench.share.tongue import settled
from workbench.share.words import coverage
from workbench.study.canon import canonical_json

#: The ink of either theme, as map.css sets it.
LIGHT, DARK = "rgb(28, 33, 38)", "rgb(231, 234, 238)"
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>map</title><body>"
)


LANES = [
    "coverage", "emotion", "actions", "thoughts", "goals", "touchpoints", "channels", "handoffs", "gap", "pain", "need", "delight",
    "preferences", "alternatives", "effort", "staff", "numbers", "opportunities", "owners", "hypotheses", "ask_next",
]  # fmt: skip


def card_of(html, words):
    return next(c for c in soup(html).select(".wb-sheet .wb-card") if words in c.get_text(" "))


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
    card = card_of(map_html(rich), "Dropped on an empty page")
    text = " ".join(card.get_text(" ").split())
    assert "13 of 18 people \u00b7 3 kinds \u00b7 2 against" in text
    assert "High" in text
    assert "more than 2026-Q1" in text
    assert card.select_one(".wb-grade.wb-g4")


def test_words_in_another_language_say_which_so_that_they_are_read_and_broken_by_its_rules(rich):
    claim = rich["claims"]["need:yearly-price@purchase"]
    claim["title"] = "Der Preis für ein Jahr soll auf der Seite stehen"
    rich["quotes"][claim["supports"][0]]["text"] = "Ich habe den Preis nicht gefunden und wir wollten das wissen"
    tree = soup(map_html(rich))
    assert {tag.get_text() for tag in tree.select(".wb-say[lang=de]")} == {claim["title"]}
    assert tree.select_one(f"#{card_of(str(tree), claim['title'])['popovertarget']} h4[lang=de]")
    assert "nicht gefunden" in tree.select_one("bdi[lang=de]").get_text()
    assert not tree.select("[lang]:not([lang=de])"), "English is the page's own"


def test_a_language_that_few_texts_are_taken_for_is_that_of_most():
    assert settled(["pt"] * 9 + ["es", ""]) == ["pt"] * 10 + [""]
    assert settled(["de", "fr", "de", ""]) == ["de", "fr", "de", ""]
    assert settled(["", ""]) == ["", ""]


def test_names_too_short_to_tell_are_in_the_language_of_all_of_them(rich):
    for stage, label in zip(rich["stages"], ["Werbung", "Auswahl und Kauf", "Die erste Woche", "Der Alltag"], strict=False):
        stage["label"] = label
    for claim in rich["claims"].values():
        claim["statement"] = "Das ist nicht zu finden"
    heads = soup(map_html(rich)).select(".wb-stage h3")
    assert [h.get("lang") for h in heads[:4]] == ["de"] * 4


def test_cards_stand_in_the_order_of_the_model_and_four_before_more(rich):
    cell = next(c for c in soup(map_html(rich)).select(".wb-cell") if c.select_one(".wb-more"))
    said = [s.get_text() for s in cell.select(".wb-say")]
    ids = rich["stages"][3]["lanes"]["pain"]
    assert [s.split()[0] for s in said] == [rich["claims"][i]["statement"].split()[0] for i in ids]
    assert cell.select_one(".wb-more > summary").get_text() == f"{len(ids) - 4} more"
    assert len(cell.find_all("button", class_="wb-card", recursive=False)) == 4


def test_every_card_opens_a_panel_and_every_panel_is_opened_by_something(full):
    tree = soup(map_html(full))
    panels = {p["id"] for p in tree.select(".wb-panel")}
    assert {b["popovertarget"] for b in tree.select("[popovertarget]")} == panels
    assert len(panels) == len(tree.select(".wb-panel"))


def test_what_people_did_to_a_card_is_said_and_changes_no_number(full):
    html = map_html(full)
    moved = " ".join(card_of(html, "Open it while I wait").get_text(" ").split())
    assert "5 of 18" in moved
    assert "counted in Onboarding as a pain" in moved
    assert "with \u201cGlare at night\u201d (2 of 18 people)" in card_of(html, "Import renames").get_text(" ")
    hidden = next(d for d in soup(html).select(".wb-hid") if d.find("summary"))
    assert hidden.summary.get_text() == "hidden (1)"
    assert "Keyboard does not reach the menu" in hidden.get_text()
    assert "RS" in card_of(html, "Dropped on an empty page").select_one(".wb-sign").get_text()
    table = soup(html).select(".wb-table table")[1].get_text(" ")
    assert all(c["statement"] in table or c.get("title") for c in full["claims"].values()), "nobody is hidden from the table"


def test_two_cards_put_under_each_other_are_both_still_there(full):
    full["claims"]["pain:import-renames@onboarding"]["under"] = "pain:no-dark@onboarding"
    text = [s.get_text() for s in soup(map_html(full)).select(".wb-sheet .wb-say")]
    assert {"Glare at night", "Import renames speakers; fixed by hand"} <= set(text)


@pytest.mark.parametrize(
    "said",
    [
        "Grade High, signed by Rosa Stein on 16 May 2026: Three kinds of source agree.",
        "Both kinds of source say so.",
        "Without P03 and P11, any one of them: Moderate instead of High.",
        "People think it is there because of Import renames speakers; fixed by hand",
        "Open with a filled example (planned) For new admins, we expect: more first maps, measured by maps within the hour.",
        "ben 17 May 2026 Same in the pilot",
        "Owner: as derived \u2192 ON, ana 16 May 2026: Their page.",
        "Opportunity Opportunity 14.2 of 20 (11.0 to 16.9), among the first three in 83 % of draws, effort 3.",
        "Beside the people counted: 4 in tickets.",
    ],
)
def test_the_panel_says_why_to_believe_it_and_who_said_what_about_it(full, said):
    card = card_of(map_html(full), "Dropped on an empty page")
    panel = soup(map_html(full)).find(id=card["popovertarget"])
    assert said in " ".join(panel.get_text(" ").split()).replace(" :", ":").replace(" .", ".")


def test_quotes_come_newest_round_first_and_each_person_once_before_anybody_twice():
    said = {
        "a": ("P01", "2026-Q1", "2026-02-01"), "b": ("P01", "2026-Q2", "2026-05-01"), "c": ("P01", "2026-Q2", "2026-05-01"),
        "d": ("P02", "2026-Q2", "2026-05-03"), "e": ("P03", "2026-Q1", "2026-02-02"),
    }  # fmt: skip
    model = {"quotes": {k: {"participant": who, "round": r, "date": day} for k, (who, r, day) in said.items()}}
    assert newest_first([*said, "gone"], model) == ["b", "d", "c", "a", "e"]


def test_a_signature_on_evidence_that_changed_is_no_signature(full):
    full["claims"]["pain:empty-page@onboarding"]["signed"]["current"] = False
    card = card_of(map_html(full), "Dropped on an empty page")
    assert card.select_one(".wb-sign") is None
    assert "The evidence has changed since: sign it again." in map_html(full)


def score(metric, value, lo, hi, unit):
    return {"metric": metric, "value": value, "lo": lo, "hi": hi, "unit": unit, "n": 1380, "date": "2026-09-27", "source": "survey",
            "better": "up", "previous": None, "change": None, "note": "", "of": "people", "agrees": "", "why": ""}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "lo", "hi", "unit", "said"),
    [
        (-21.014, -33.772, -7.657, "score", "\u221221 (\u221234 to \u22128)"),  # a true minus; no place that means nothing
        (1234.5, 1200.25, 1268.75, "mean", "1,234 (1,200 to 1,269)"),  # no number is cut to three digits
        (3.461, 3.012, 3.91, "mean", "3.5 (3.0 to 3.9)"),
        (0.42, 0.4, 0.44, "mean", "0.42 (0.40 to 0.44)"),  # a mean below one is no share
        (0.436, 0.359, 0.516, "share", "44\u00a0% (36\u00a0% to 52\u00a0%)"),
    ],
)
def test_a_number_reads_the_same_on_the_map_as_in_every_table(full, value, lo, hi, unit, said):
    full["stages"][0]["numbers"] = [score("time", value, lo, hi, unit)]
    full["numbers"] = [score("NPS", value, lo, hi, unit), score("How easy was it?", value, lo, hi, unit)]
    page = soup(map_html(full))
    assert said in page.select_one(".wb-col .wb-l-numbers").get_text(" ", strip=True)
    facts = {dt.get_text(): dt.find_next("dd").get_text() for dt in page.select(".wb-facts dt")}
    assert facts["NPS, n = 1,380, 27 Sep 2026"] == said
    assert not [what for what in facts if "easy" in what]
    assert said == amount(full["numbers"][0]) == figure(full["numbers"][0]).removeprefix("NPS ").partition(", n =")[0]


def test_who_signed_another_grade_than_the_computed_one_is_shown_with_it(full):
    claim = full["claims"]["pain:empty-page@onboarding"]
    claim["signed"]["grade"] = "Low" if claim["grade"] != "Low" else "High"
    sign = card_of(map_html(full), "Dropped on an empty page").select_one(".wb-sign").get_text()
    assert sign == f"\u2713 RS: {claim['signed']['grade']}"


@pytest.mark.parametrize(
    ("lane", "said"),
    [
        ("touchpoints", "Spreadsheet of a friend e-mail \u00b7 3 of 18 people not planned"),
        ("touchpoints", "Nightly import back office \u00b7 2 of 18 people behind the scenes"),
        ("handoffs", "Chatbot \u2192 Phone worse: \u22120.8 (\u22121.4 to \u22120.2) \u00b7 4 of 18 people"),
        ("handoffs", "E-mail \u2192 App +0.6, of 2 people: too few to tell \u00b7 3 of 18 people"),
        ("handoffs", "App \u2192 App feeling not known on both sides"),
        ("gap", "A first map within the hour 6 of 18 people \u00b7 felt \u22121.3"),
        ("effort", "Retyping names 5 of 18 people \u00b7 felt \u22121.1 about two hours a study"),
        ("numbers", "4.1 (3.9 to 4.3) CSAT n = 212 \u00b7 1 May 2026 \u00b7 desk \u2260 conflicts with talk"),
        ("owners", "Onboarding team the stage ON 3 pains, 2 needs, 1 delight"),
        ("opportunities", "14.2 of 20 (11.0 to 16.9) \u00b7 among the first three in 83 % of draws \u00b7 effort 3 quick win"),
        ("future", "Nobody starts on an empty page feeling +0.5 \u00b7 through: Open with a filled example"),
        ("hypotheses", "Open with a filled example"),
        ("ask_next", "Ask four people who left in week one the widest interval is here"),
    ],
)
def test_every_lane_says_in_words_what_it_draws(full, lane, said):
    text = " ".join(" ".join(c.get_text(" ").split()) for c in soup(map_html(full)).select(f".wb-col .wb-l-{lane}"))
    assert said in text


def test_few_lanes_are_there_at_once_and_the_study_may_ask_for_others(full):
    def there(model):
        tree = soup(map_html(model))
        assert tree.select_one(".wb-master") is not None
        return {c["value"] for c in tree.select(".wb-pick input") if not tree.select_one(f".wb-l-{c['value']}.wb-extra")}

    assert there(full) == {"pain", "need", "delight"}
    assert there({**full, "lanes": LANES}) == {"pain", "need", "delight"}  # all of them: too many at once
    assert there({**full, "lanes": ["pain", "touchpoints", "gap"]}) == {"pain", "need", "delight", "touchpoints", "gap"}
    assert there({**full, "lanes": "service"}) >= {"touchpoints", "handoffs", "staff"}


def test_the_strip_says_how_often_a_comparison_cries_wolf_and_wins_only_with_a_verdict(full, rich):
    text = soup(map_html(full)).select_one(".wb-map").get_text(" ")
    for said in ("18 of 31 people", "flagged when nothing changed 3", "1 of 19 cards is stale", "Improved since the last round"):
        assert said in " ".join(text.split())
    assert "Improved" not in map_html({**rich, "wins": []})


def test_notes_wait_in_the_inbox_until_somebody_sorts_them(full):
    inbox = soup(map_html(full)).select_one(".wb-inbox").get_text(" ")
    assert "Guild asks for a poster" in inbox
    assert "sorted already" not in inbox


def test_the_surer_a_card_is_the_deeper_its_colour(rich):
    claim = rich["claims"]["pain:empty-page@onboarding"]
    for level in (1, 4):
        claim["level"] = level
        assert f"wb-s{level}" in card_of(map_html(rich), claim["statement"])["class"]


def test_an_assumption_is_drawn_as_one_and_has_no_bar(rich):
    card = soup(map_html(rich)).select_one(".wb-card.wb-assumed")
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


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        ({"spoke": 7, "asked": 0, "silent": 0}, "7 spoke"),
        ({"spoke": 1290, "asked": 4, "silent": 3}, "1,290 spoke · 4 said nothing · 3 not asked"),
        ({"spoke": 0, "asked": 0, "silent": 0}, "nobody yet"),
    ],
)
def test_who_spoke_is_said_without_those_there_are_none_of(cover, said):
    assert coverage(cover).replace("\u00a0", " ") == said


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


def test_numbers_from_elsewhere_are_shown_before_anybody_is_coded_and_nobody_felt_anything(empty, full):
    empty["stages"][0]["numbers"] = full["stages"][0]["numbers"]
    tree = soup(map_html(empty))
    assert [lane.b.get_text() for lane in tree.select(".wb-labels .wb-lane:has(b)")] == ["Numbers"]
    assert tree.select_one(".wb-l-numbers .wb-figure")
    assert "nobody" not in tree.select_one(".wb-sheet").get_text()
    assert not tree.select(".wb-key"), "nothing to be explained"


def test_a_curve_without_a_single_mean_is_no_large_empty_picture(rich):
    for stage in rich["stages"]:
        stage["emotion"] |= {"n": 2, "mean": None, "lo": None, "hi": None, "previous": None}
        stage["moment"] = None
    tree = soup(map_html(rich))
    assert not tree.select(".wb-curve")
    assert tree.select_one(".wb-nofeeling").get_text() == "too few people voiced a feeling at any stage for a mean"
    assert tree.select_one(".wb-felt").get_text().startswith("2 people"), "who they are is a press away"
    rich["stages"][3]["moment"] = {"why": "ana decided that this is one"}
    assert soup(map_html(rich)).select(".wb-curve .wb-star"), "a moment of truth is no feeling"


def test_what_the_marks_on_a_card_mean_stands_on_the_map(rich):
    key = soup(map_html(rich)).select_one(".wb-key")
    assert "how sure, from very low to high" in key.get_text()
    assert "ASSUMPTION" in key.get_text()
    for claim in rich["claims"].values():
        claim["owner"] = ""
    assert "who owns it" not in soup(map_html(rich)).select_one(".wb-key").get_text()


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
    panel = page.get_by_role("dialog", name="Dropped on an empty page")
    panel.wait_for()
    assert "13 of 18 people who spoke about or were asked about Onboarding say so, 2 say the opposite" in panel.inner_text()
    assert "P14" in panel.inner_text()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert "Dropped" in page.evaluate("document.activeElement.textContent")
    assert (seen.requests, seen.dialogs, seen.errors) == ([], [], [])


@pytest.mark.browser
def test_the_keyboard_alone_goes_stage_by_stage_and_opens_one_panel_after_the_other(opened, full):
    page = opened(PAGE + map_html(full)).page
    plans = page.get_by_role("button", name="Plans are hard")
    plans.focus()
    page.keyboard.press("Tab")  # the next stage's feeling, before this stage's neighbours in the lane
    page.keyboard.press("Tab")
    assert "Made to open an account" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Made to open").wait_for()
    page.get_by_role("button", name="Close (Esc)").click()
    plans.press("Space")
    page.get_by_role("dialog", name="Plans are hard").wait_for()
    assert page.locator(".wb-panel:popover-open").count() == 1


@pytest.mark.browser
def test_evidence_and_lanes_open_without_javascript(opened, full):
    page = opened(PAGE + map_html(full), java_script_enabled=False).page
    page.get_by_text("Know the yearly price").first.click()
    assert page.get_by_text("9 of 17 people who spoke about or were asked about Purchase say so").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_text("Chatbot", exact=True).is_visible()
    page.get_by_label("More lanes").check()
    assert page.get_by_text("Chatbot", exact=True).is_visible()
    page.get_by_text("Choose lanes").click()
    page.get_by_label("Handoffs", exact=True).uncheck()
    assert not page.get_by_text("Chatbot", exact=True).is_visible()


@pytest.mark.browser
def test_a_quote_comes_to_every_panel_it_belongs_to(opened, full):
    """On the page it stands once: see workbench/share/once.py."""
    page = opened(PAGE + map_html(full)).page
    felt = page.locator(".wb-felt").nth(3)
    assert page.locator(".wb-panel .wb-q").count()
    felt.click()
    panel = page.get_by_role("dialog", name="Feeling, Onboarding")
    panel.wait_for()
    assert panel.locator(".wb-q").count() == 0
    assert panel.get_by_text("You get used to it, I guess.").count()


@pytest.mark.browser
def test_arrows_go_from_person_to_person_and_show_the_path(opened, full):
    page = opened(PAGE + map_html(full)).page
    page.locator(".wb-one").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("P02: Awareness +0.5")
    assert page.evaluate("getComputedStyle(document.activeElement.querySelector('.wb-way')).opacity") == "0.85"
    aloud = (
        "[...document.querySelectorAll('.wb-one:not(.wb-crowd):not([aria-hidden])')].map((one) => one === document.activeElement)"
    )
    assert page.evaluate(aloud) == [True], "one person at a time is read aloud"


@pytest.mark.browser
def test_a_card_is_called_by_all_that_stands_on_it(opened, rich):
    page = opened(PAGE + map_html(rich)).page
    called = page.get_by_role("button", name="Dropped on an empty page").first.aria_snapshot()
    assert "how sure: High" in called
    assert re.search(r"owner: \w+", called)


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 320)])
def test_axe_finds_nothing_on_the_sheet_nor_in_a_panel(opened, full, scheme, width):
    page = opened(PAGE + map_html(full), width=width, color_scheme=scheme).page
    page.get_by_label("More lanes").check()
    assert violations(page, ".wb-map") == []
    page.locator(".wb-card", has_text="Dropped on an empty page").click()
    assert violations(page, ".wb-map") == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("scheme", "lab", "ink"), [("light", None, LIGHT), ("dark", None, DARK), ("dark", "true", LIGHT), ("light", "false", DARK)]
)
def test_dark_follows_the_notebook_first_and_the_system_otherwise(opened, rich, scheme, lab, ink):
    body = PAGE if lab is None else PAGE.replace("<body>", f'<body data-jp-theme-light="{lab}">')
    page = opened(body + map_html(rich), color_scheme=scheme).page
    assert page.evaluate("getComputedStyle(document.querySelector('.wb-title')).color") == ink


@pytest.mark.browser
def test_a_narrow_window_puts_stage_under_stage_and_names_every_lane(opened, full):
    page = opened(PAGE + map_html(full), width=320, height=740).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    tops = page.evaluate("[...document.querySelectorAll('.wb-stage')].map((s) => s.getBoundingClientRect().top)")
    assert tops == sorted(set(tops))
    assert page.get_by_role("heading", name="Pains").nth(3).bounding_box()["width"] > 100


@pytest.mark.browser
@pytest.mark.parametrize(("many", "width"), [(1, 1400), (2, 1024), (3, 760), (3, 1024), (6, 1400), (6, 1200)])
def test_the_sheet_fills_the_page_and_letters_of_the_curve_stay_as_large(opened, rich, many, width):
    rich["stages"] = rich["stages"][:many]
    kept = {s["id"] for s in rich["stages"]}
    rich["claims"] = {name: c for name, c in rich["claims"].items() if c["stage"] in kept}
    for stage in rich["stages"]:
        stage["goal"] = "Rechnungsempfängeradressänderungsantragsformular"
    page = opened(PAGE + map_html(rich), width=width).page
    scroll, inside, sheet = page.evaluate(
        "(() => { const s = document.querySelector('.wb-scroll'), w = document.querySelector('.wb-sheet').offsetWidth;"
        " return [s.clientWidth, s.scrollWidth, w] })()"
    )
    assert inside <= scroll
    assert sheet >= 0.97 * scroll
    letters = page.evaluate(
        "[...document.querySelectorAll('.wb-val, .wb-star')]"
        ".map((t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
    )
    assert letters
    assert all(11.5 <= size <= 14 for size in letters)
    goals = page.evaluate("[...document.querySelectorAll('.wb-stage p')].map((p) => p.scrollWidth - p.clientWidth)")
    assert max(goals) <= 0, "a long word is broken, not written over the next stage"


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
        parts = [float(p) / (1 if colour.startswith("color(srgb") else 255) for p in re.findall(r"[\d.]+", colour)[:3]]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for name, front, back in pairs:
        low, high = sorted((light(front), light(back)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, name


@pytest.mark.parametrize("model", ["full", "sparse", "empty"])
def test_the_words_of_the_map_are_those_that_were_read_and_approved(model, request, snapshot):
    """Every word in reading order; run pytest --snapshot-update after a wanted change and read the difference."""
    tree = soup(map_html(request.getfixturevalue(model), interactive=False))
    for part in tree.select("style, .wb-panels"):
        part.decompose()
    assert "\n".join(" ".join(block.split()) for block in tree.stripped_strings) == snapshot


@pytest.mark.browser
def test_keys_typed_on_the_map_are_not_jupyterlabs_but_control_s_is(opened, rich):
    page = opened(PAGE + map_html(rich)).page
    card = page.locator(".wb-card", has_text="Plans are hard")
    card.focus()
    page.keyboard.press("m")
    assert card.evaluate("node => node.hasAttribute('data-lm-suppress-shortcuts')")
    page.keyboard.press("Control+s")
    assert not card.evaluate("node => node.hasAttribute('data-lm-suppress-shortcuts')")
