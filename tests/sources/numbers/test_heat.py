"""Clicks by place: kept so that they can be drawn, coarser where nobody could see the squares."""

from __future__ import annotations

import pytest

from workbench.sources.numbers.heat import FILE, FINEST, read_spots
from workbench.sources.numbers.metrics import add_metrics
from workbench.study.errors import Refused


def grid(tmp_path, cells, *, name="heat.csv", page=""):
    head = "x,y,count" + (",page" if page else "")
    path = tmp_path / name
    path.write_text(head + "\n" + "".join(f"{x},{y},{n}{',' + page if page else ''}\n" for x, y, n in cells))
    return path


def kept(folder):
    return [(s.stage, s.page, s.x, s.y, s.size, s.count) for s in read_spots(folder.root / FILE)]


def test_the_places_of_a_heatmap_are_kept_beside_its_sums(folder, tmp_path):
    add_metrics(folder, grid(tmp_path, [(0, 0, 3), (10, 0, 5), (0, 10, 0)]), stages="purchase", date="2026-03-31")
    assert kept(folder) == [("purchase", "", 0, 0, 10, 3), ("purchase", "", 10, 0, 10, 5)]
    assert "clicks,,8" in (folder.root / "metrics.csv").read_text()


def test_a_fine_grid_becomes_coarser_and_holds_the_same_clicks(folder, tmp_path):
    cells = [(x, y, 1 + (x * y) % 3) for x in range(0, 140, 2) for y in range(0, 40, 2)]
    add_metrics(folder, grid(tmp_path, cells), stages="purchase", date="2026-03-31")
    found = kept(folder)
    assert sum(count for *_, count in found) == sum(n for *_, n in cells)
    assert len({x for _, _, x, _, _, _ in found}) <= FINEST
    assert len(found) < len(cells)


def test_the_same_page_and_day_is_replaced_and_others_stay(folder, tmp_path):
    more = {"stages": {"/pay": "purchase", "/help": "retention"}, "date": "2026-03-31"}
    add_metrics(folder, grid(tmp_path, [(0, 0, 3)], page="/pay"), **(more | {"stages": {"/pay": "purchase"}}))
    add_metrics(folder, grid(tmp_path, [(0, 0, 9)], page="/help"), **(more | {"stages": {"/help": "retention"}}))
    report = add_metrics(folder, grid(tmp_path, [(0, 0, 4)], page="/pay"), **(more | {"stages": {"/pay": "purchase"}}))
    assert report.status == "new version"
    assert [(page, count) for _, page, *_, count in kept(folder)] == [("/pay", 4), ("/help", 9)]
    again = add_metrics(folder, grid(tmp_path, [(0, 0, 4)], page="/pay"), **(more | {"stages": {"/pay": "purchase"}}))
    assert again.status == "unchanged"


def test_a_page_that_is_left_out_leaves_nothing(folder, tmp_path):
    add_metrics(folder, grid(tmp_path, [(0, 0, 3)], page="/careers"), stages={"/careers": None}, date="2026-03-31")
    assert kept(folder) == []


@pytest.mark.parametrize("cell", ["nan", "x", "-1", "inf"])
def test_a_place_that_is_no_number_is_refused_with_its_row(folder, cell):
    path = folder.root / FILE
    path.write_text(f"stage,date,page,x,y,size,count,source\npurchase,2026-03-31,,0,0,1,{cell},s\n")
    with pytest.raises(Refused) as error:
        read_spots(path)
    assert error.value.place == "row 2"


def test_an_import_that_is_refused_leaves_both_files_as_they_were(folder, tmp_path, tree):
    add_metrics(folder, grid(tmp_path, [(0, 0, 3)]), stages="purchase", date="2026-03-31")
    before = tree(folder)
    with pytest.raises(Refused):
        add_metrics(folder, grid(tmp_path, [(0, 0, "many")]), stages="purchase", date="2026-03-31")
    assert tree(folder) == before
