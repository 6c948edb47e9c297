"""Numbers and everything that stands beside them: masked, escaped, whole without scripts, and helpful where there is nothing."""

from __future__ import annotations

from html import unescape
from re import findall, sub

import little
import pytest

import workbench as wb
from workbench.share.heat import heat_picture
from workbench.share.sanitise import sanitise

HEAD = "stage,date,metric,n,value,source,unit\n"
VIEWS = ("numbers", "fuse", "outcomes", "owners", "causes", "weak_signals")


@pytest.fixture(scope="module")
def measured(little_study, tmp_path_factory):
    """The little study with numbers, owners, outcomes and causes, each with somebody's name or markup in it."""
    import shutil

    root = tmp_path_factory.mktemp("measured") / "study"
    shutil.copytree(little_study.folder.root, root)
    shutil.copy2(little_study.folder.key_file, root.parent / f"{root.name}.key.csv")
    study = wb.open(root)
    rows = [f"onboarding,2026-0{m}-30,asked Maria Lindqvist {little.MARKUP},200,0.{m},{little.MARKUP},share\n" for m in (3, 9)]
    (root / "metrics.csv").write_text(HEAD + "".join(rows))
    page = f"/Okonjo {little.MARKUP}"
    clicks = f'purchase,2026-03-31,"{page}",0,0,10,3,s\npurchase,2026-03-31,"{page}",10,0,10,9,s\n'
    (root / "clicks.csv").write_text("stage,date,page,x,y,size,count,source\n" + clicks)
    study.folder.act(
        "ana",
        ("card.set", {"claim": "pain:sick-calls", "owner": f"Maria Lindqvist {little.MARKUP}", "reason": "hers"}),
        ("cause.link", {"claim": "pain:sick-calls", "because": "delight:clear-price"}),
        ("cause.link", {"claim": "delight:clear-price", "because": "pain:sick-calls"}),
    )
    return wb.open(root)


def visible(page):
    return unescape(sub(r"<[^>]+>", " ", page)) + " ".join(findall(r'alt="([^"]*)"', page))


@pytest.mark.parametrize("name", VIEWS)
def test_views_name_nobody_and_hold_no_markup_of_anybody(measured, name):
    view = getattr(measured, name)()
    for page in (view._repr_html_(), repr(view), view.frame().to_html(escape=True)):
        assert [n for n in little.NAMES if n.casefold() in visible(page).casefold()] == []
        assert "<img src=x" not in page
        assert "<script" not in page
        assert "http" not in sub(r'xmlns="[^"]*"', "", page)


@pytest.mark.parametrize("name", VIEWS)
def test_views_survive_a_sanitiser(measured, name):
    page = getattr(measured, name)()._repr_html_()
    clean = sanitise(page)
    assert [clean.count(tag) for tag in ("<td", "<img")] == [page.count(tag) for tag in ("<td", "<img")]


@pytest.mark.parametrize("name", VIEWS)
def test_an_empty_study_says_what_to_add(tmp_path, name):
    study = wb.new(tmp_path / "study")
    page = getattr(study, name)()._repr_html_()
    assert "<strong>" in page
    assert "<code>" in page
    assert "<td" not in page
    assert len(getattr(study, name)().frame()) == (6 if name == "fuse" else 0)  # a stage without a number is said too


def test_numbers_show_their_interval_their_change_and_their_picture(measured):
    page = visible(measured.numbers()._repr_html_())
    assert "90\u00a0% (85\u00a0% to 93\u00a0%), n = 200; up since 2026-03-30: +60 points" in page
    assert "12 clicks on /" in page
    assert "NPS" not in page  # the little survey's score does not say what it asks


def test_a_heatmap_is_a_picture_with_words_and_nothing_from_elsewhere():
    drawn = heat_picture({"squares": [(0, 0, 10, 3), (10, 0, 10, 9)], "text": '12 clicks on "/pay" <b>'})
    assert 'alt="12 clicks on &quot;/pay&quot; &lt;b&gt;"' in drawn
    assert drawn.startswith("<img ")
    assert "data:image/svg+xml" in drawn


def test_a_fine_heatmap_stays_small():
    squares = [(x * 10, y * 10, 10, 1 + (x - 30) ** 2 + (y - 20) ** 2) for x in range(60) for y in range(40)]
    assert len(heat_picture({"squares": squares, "text": "t"})) < 60_000


def test_a_heatmap_of_one_place_has_a_picture_too():
    assert heat_picture({"squares": [(5, 5, 0, 1)], "text": "1 click"}).startswith("<img ")


def test_a_number_for_a_stage_that_is_not_there_is_told(study):
    (study.folder.root / "metrics.csv").write_text(HEAD + "moon,2026-03-31,visits,,3,s,count\n")
    assert "no stage is called &#x27;moon&#x27;" in study.numbers()._repr_html_()


def test_age_lists_stages_and_claims_and_does_not_guess_what_is_not_dated(measured):
    found = measured.age(on="2030-01-01")
    assert set(found["what"]) == {"stage", "claim"}
    assert not found["stale"].any()  # no file of the little study says when
    assert not any(n in " ".join(found["label"]) for n in little.NAMES)


def test_age_has_the_oldest_first_by_the_day_somebody_looks(study):
    study.folder.act("ana", ("code.define", {"code": "pain:late", "label": "Late", "stage": "purchase"}))
    for round_, date in (("2026-Q1", "2026-01-05"), ("2026-Q3", "2026-09-05")):
        text = f"participant,date,said\nX{round_},{date},It was late then {round_}\n"
        path = study.folder.root.parent / f"late {round_}.csv"
        path.write_text(text)
        (report,) = [study.add_survey(path, round=round_, participant="participant", text=["said"], date="date")]
        study.code("pain:late" if round_ == "2026-Q1" else "pain:typing-names", f"It was late then {round_}", source=report.source)
    found = study.age(on="2027-02-01").set_index("id")
    assert found["months"].dropna().is_monotonic_decreasing
    assert found.loc["pain:late", "stale"]
    assert not found.loc["pain:typing-names", "stale"]
