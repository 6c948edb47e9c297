"""Lanes, paths and stories in a notebook: nobody's name, nobody's markup, no words without consent, and a next step where empty."""

from __future__ import annotations

import json
import re

import little
import pytest

import workbench as wb

LANES = [
    "touchpoints", "channels", "handoffs", "contradictions", "actions", "thoughts", "goals", "gaps", "prefs", "alternatives",
    "effort", "staff", "content_gaps", "personas",
]  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The small study, with what its people met, did and wanted coded on their words."""
    base = tmp_path_factory.mktemp("lanes")
    made = little.make(base / "study", base / "raw")
    for words, *codes in (
        (
            "The price was fine <img src=x onerror=alert(1)>",
            "touchpoint: price page of Maria Lindqvist",
            "channel: web",
            "action: look it up",
        ),
        ("call +46 70 123 45 67", "channel: phone", "thought: is it dear", "effort: phoning"),
        ("From an advert, I think", "touchpoint: advert", "alternative: spreadsheet"),
        ("I wish the app would ask them for me", "preference: be asked", "goal: no phoning"),
        ("It took me an evening to type everybody in", "expectation: minutes", "delivered: minutes"),
    ):
        for code in codes:
            made.code(code, words, valence=-1)
        made.code("stage: purchase", words)
    return wb.open(made.folder.root)


@pytest.fixture(scope="module")
def shown(study):
    views = {name: getattr(study, name)() for name in LANES}
    views |= {"coverage": study.coverage(), "paths": study.paths(), "story": study.story("P01"), "words": study.words()}
    pages = {name: view._repr_html_() for name, view in views.items()}
    pages |= {f"table of {name}": view.frame().to_html() for name, view in views.items()}
    pages["chart"] = json.dumps(views["touchpoints"].chart().to_dict())
    pages["quotes"] = "".join(view.quotes(0).to_html() for name, view in views.items() if name in LANES and len(view))
    pages["chart of a story"] = json.dumps(views["story"].chart().to_dict())
    return pages


def test_no_name_and_no_markup_of_a_participant_is_in_anything_shown(shown):
    for what, page in shown.items():
        assert not re.search(r"<img\b[^>]*onerror", page, re.IGNORECASE), what
        assert not [name for name in little.NAMES if name in page], what


def test_every_picture_says_in_words_what_it_shows(shown):
    for what, page in shown.items():
        assert all(re.search(r'alt="[^"]+"', img) for img in re.findall(r"<img\b[^>]*>", page)), what


def test_lanes_with_something_in_them_show_people_and_open_quotes(study, shown):
    assert re.search(r">1 of \d+<br>", shown["channels"])
    assert shown["touchpoints"].count("<details>") >= 2
    frame = study.touchpoints().frame()
    assert {"label", "stage", "channel", "owners", "visible", "planned", "k", "n", "lo", "hi", "valence", "note"} <= set(
        frame.columns
    )
    assert list(study.touchpoints().quotes(0).columns) == ["participant", "round", "date", "code", "quote"]


def test_what_is_not_there_is_said(study):
    with pytest.raises(wb.UserError, match="there is no row 99"):
        study.touchpoints().quotes(99)
    with pytest.raises(wb.UserError, match="there is no chart of actions"):
        study.actions().chart()
    with pytest.raises(wb.UserError, match="between channel or touchpoint"):
        study.handoffs(between="rounds")


@pytest.mark.parametrize("name", LANES)
def test_an_empty_lane_says_how_to_get_something_into_it(tmp_path, name):
    view = getattr(wb.new(tmp_path / "study"), name)()
    assert len(view) == 0
    assert len(view._repr_html_()) > 40
    assert "<table" not in view._repr_html_()
    assert view.frame().empty


@pytest.mark.parametrize("name", ["coverage", "paths", "words"])
def test_so_do_the_others(tmp_path, name):
    view = getattr(wb.new(tmp_path / "study"), name)()
    assert "yet" in view._repr_html_()
    assert view.frame().empty


def test_whose_words_may_not_be_shown_has_a_path_and_no_quotes(study, tmp_path):
    there = study.try_out()
    people = there.folder.participants()
    text = "participant,consent_quote,consent_share\n" + "".join(
        f"{p},{'no' if p == 'P01' else 'yes'},yes\n" for p in {*people, "P01", "P02"}
    )
    (there.folder.root / "participants.csv").write_text(text, encoding="utf-8")
    there = wb.open(there.folder.root)
    view = there.story("P01")
    said = {m.quote for c in view.story.chapters for m in c.said}
    page = view.save(tmp_path / "story.html").read_text(encoding="utf-8")
    assert said
    assert "withheld" in page.casefold()
    assert not [words for words in said if words[:20] in page]
    assert set(view.frame()["quote"]) == {"(withheld: no consent to quote)"}
    lanes = there.touchpoints()._repr_html_() + there.words()._repr_html_() + there.touchpoints().quotes(0).to_html()
    assert "The price was fine" not in lanes


def test_a_story_and_a_lane_quote_nobody_more_often_than_the_study_allows(study):
    toml = study.folder.root / "study.toml"
    before = study.story("P01").body(2)
    toml.write_text(toml.read_text() + "\n[sharing]\nquotes_per_person = 1\n")
    there = wb.open(study.folder.root)
    page = there.story("P01").body(2)
    most = max(section.count("<blockquote") for section in page.split("<section"))
    assert most == 1
    assert before.count("<blockquote") > page.count("<blockquote")
    assert "more, counted and not shown" in page
    for cell in re.findall(r"<details>.*?</details>", there.table()._repr_html_()):
        told = re.findall(r"<em>(P\d+|R\d+),", cell)
        assert len(told) == len(set(told))


def test_a_story_is_one_page_that_asks_nobody_for_anything(study, tmp_path):
    page = study.story("P02").save(tmp_path / "story.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="https?:', page)
    assert page.index("blockquote style") < page.index("Everybody:")  # quotes first
    with pytest.raises(wb.UserError, match=r"can be saved as \.html"):
        study.story("P02").save(tmp_path / "story.pdf")


def test_the_path_of_a_story_names_its_stops_in_full_and_goes_down():
    import pandas as pd

    from workbench.share.charts import drawn
    from workbench.share.lane_charts import path

    names = ["Rechnungsempfängeradressänderungsantragsstellung", "Weiterempfehlungsbereitschaftserklärung"]
    svg = drawn(path(pd.DataFrame({"stop": [1, 2], "stage": names, "mean": [1.0, -1.0]}), title="The path of P01").to_dict())
    assert all(f"{n}. {name}" in svg for n, name in enumerate(names, start=1))


def test_coverage_sums_to_everybody(study):
    counts = study.coverage().counts()
    assert (counts["said"] + counts["asked"] + counts["not asked"] == counts["N"]).all()
    assert set(study.coverage().unstaged_by_family().columns) == {"family", "unstaged", "mentions"}


def test_preferences_are_split_in_a_table_of_their_own(study):
    found = study.prefs(by="role").differences()
    assert list(found.columns) == ["stage", "preference", "group", "k", "n", "others_k", "others_n", "d", "lo", "hi"]


def test_one_round_only(study):
    assert set(study.paths(round="2026-Q1").frame()["round"]) <= {"2026-Q1"}
    with pytest.raises(wb.UserError, match="no round is called"):
        study.touchpoints(round="1999")
