"""Where people click: elements by the trouble they give, and heatmaps that can be drawn."""

from __future__ import annotations

from workbench.journey.figures.clicks import folded, friction, heat
from workbench.journey.figures.numbers import every_number
from workbench.journey.look import look
from workbench.sources.numbers.metrics import add_metrics
from workbench.study.folder import Folder


def brought(made, tmp_path, text, **options):
    path = tmp_path / "export.csv"
    path.write_text(text)
    add_metrics(made.folder, path, date="2026-03-31", **options)
    return look(Folder(made.folder.root))


def test_elements_that_give_trouble_stand_first(made, tmp_path):
    text = "page,element,clicks,rage clicks,unique clicks,visitors\n/pay,Pay now,90,7,60,100\n/pay,Fees,40,30,20,100\n"
    view = brought(made, tmp_path, text, stages={"/pay": "purchase"})
    fees, pay = friction(every_number(view)[0])
    assert (fees["element"], fees["page"], fees["stage"], fees["clicks"], fees["trouble"]) == ("Fees", "/pay", "purchase", 40, 30)
    assert (pay["clicked"]["value"], pay["clicked"]["n"]) == (0.6, 100)
    assert pay["clicked"]["lo"] < 0.6 < pay["clicked"]["hi"]


def test_an_element_without_a_page_is_named_by_itself(made, tmp_path):
    (row,) = friction(every_number(brought(made, tmp_path, "element,clicks\n#pay,90\n", stages="purchase"))[0])
    assert (row["element"], row["page"], row["clicks"], row["trouble"]) == ("#pay", "", 90, None)


def test_other_numbers_are_no_friction(made, tmp_path):
    view = brought(made, tmp_path, "page,sessions\n/pay,3\n", stages="purchase")
    assert friction(every_number(view)[0]) == []


def test_a_heatmap_is_squares_with_a_sentence(made, tmp_path):
    view = brought(made, tmp_path, "x,y,count\n0,0,3\n10,0,5\n", stages="purchase")
    ((picture,), notices) = heat(view)
    assert (picture["stage"], picture["clicks"], picture["squares"]) == ("purchase", 8, [(0, 0, 10, 3), (10, 0, 10, 5)])
    assert picture["text"] == "8 clicks on the picture, most (5) at x 10, y 0"
    assert notices == []


def test_clicks_of_a_stage_that_is_not_there_are_named(made):
    (made.folder.root / "clicks.csv").write_text("stage,date,page,x,y,size,count,source\nmoon,2026-03-31,,0,0,1,2,s\n")
    found, notices = heat(look(Folder(made.folder.root)))
    assert (found, notices) == ([], ["clicks.csv: no stage is called 'moon'; its clicks are not shown"])


def test_without_clicks_there_is_no_picture(made):
    assert heat(look(Folder(made.folder.root))) == ([], [])


def test_clicks_that_cannot_be_read_are_said(made):
    (made.folder.root / "clicks.csv").write_text("stage,date,page\npurchase,2026-03-31,\n")
    found, (notice,) = heat(look(Folder(made.folder.root)))
    assert found == []
    assert notice.startswith("clicks.csv: no column called x, y, size, count, source.")


def test_a_lane_shows_the_few_elements_that_give_most_trouble(made, tmp_path):
    cells = "".join(f"/pay,E{i},{100 - i},{i},200\n" for i in range(8))
    view = brought(made, tmp_path, f"page,element,clicks,rage clicks,visitors\n{cells}", stages={"/pay": "purchase"})
    rows = folded(every_number(view)[0])["purchase"]
    assert [(r["metric"], r["value"]) for r in rows] == [(f"clicks that led nowhere on E{i}, /pay", i) for i in (7, 6, 5)]
    assert rows[0]["note"] == "of 93 clicks; the first of 8 elements"
    assert rows[1]["note"] == "of 94 clicks"
    assert rows[0]["better"] == "down"


def test_other_numbers_are_not_folded(made, tmp_path):
    view = brought(made, tmp_path, "page,sessions\n/pay,3\n", stages="purchase")
    assert folded(every_number(view)[0]) == every_number(view)[0]
