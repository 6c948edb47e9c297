"""One coder against themselves in a notebook."""

from __future__ import annotations

import html
import re

import little
import pytest

from workbench.coding.assign import assign, reveal
from workbench.coding.frame import codings_frame
from workbench.views.drift import compare_again


@pytest.fixture
def study(tmp_path):
    return little.make(tmp_path / "study", tmp_path / "raw")


def words(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def again(study, change):
    """Let ana code everything again: `change` says which code a passage has now, None for none."""
    frame = codings_frame(study.folder)
    made = assign(study.folder, None, ["ana"], coder="ana", purpose="recode", share=1.0)
    for row in frame[frame["coder"] == "ana"].to_dict("records"):
        if code := change(row["code"]):
            place = {key: row[key] for key in ("source", "item", "version", "start", "end")}
            study.folder.act("ana (again)", ("coding.add", {"code": code, "anchor": place, "stance": row["stance"]}))
    reveal(study.folder, made, coder="ana")
    return compare_again(study.folder, codings_frame(study.folder), "ana", study.masks)


def test_without_recoding_it_says_what_to_do(study):
    found = compare_again(study.folder, codings_frame(study.folder), "ana", study.masks)
    assert "study.recode()" in found._repr_html_()
    assert repr(found) == "<drift of ana: nothing was coded twice yet>"
    assert found.frame().empty
    assert found.differences.empty


def test_the_same_again_is_no_drift(study):
    found = again(study, lambda code: code)
    page = words(found._repr_html_())
    assert "ana  gave every code as often the second time as at first" in page
    assert "They differ nowhere." in page
    assert "Early and late: nothing says that the meaning moved while coding" in page
    assert (found.frame()["change"] == 0).all()


def test_what_is_given_less_often_now_is_said_with_its_interval(study):
    found = again(study, lambda code: None if code == "pain:sick-calls" else code)
    page = found._repr_html_()
    first = found.frame().sort_values("change").iloc[0]
    assert (first["code"], first["now"]) == ("pain:sick-calls", 0.0)
    assert first["change"] == -first["before"]
    assert first["change_lo"] <= first["change"] <= first["change_hi"] < 0
    assert repr(found).endswith("1 code given otherwise now>")
    assert "less often now" in page
    assert "even who does not drift gives some codes less often now" in page
    assert set(found.differences["family"]) == {"pain"}
    assert not found.differences["ana (again)"].str.contains("sick").any()
    assert found.differences["ana"].str.contains("sick").all()
    assert "ana (again)" in page
    assert not re.search(r"<(img\b[^>]*onerror|script)", page, re.IGNORECASE)
    assert [name for name in little.NAMES if name.casefold() in words(page).casefold()] == []
