"""Several personas beside each other, and what a map should not go out with."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbench as wb
from workbench.study.errors import UserError

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def study():
    if not (CORPUS / "study" / "study.toml").is_file():
        pytest.skip("the sample study is not built: run corpus/make.py")
    return wb.open(CORPUS / "study")


@pytest.fixture(scope="module")
def beside(study):
    return study.journey(persona=[None, "Owner of a small team", "Larger team"])


def test_each_persona_keeps_its_own_people(beside):
    assert repr(beside) == "<journeys of everybody (426 people), Owner of a small team (43 people), Larger team (175 people)>"
    alone = beside.claims().set_index("id")
    card = beside.models[1]["claims"]["pain:price-hidden"]
    assert alone.loc["pain:price-hidden", "Owner of a small team"] == f"{card['k']} of {card['n']}"
    assert beside.models[1]["persona"]["of"] == beside.models[0]["people"]["N"]


def test_it_is_one_offline_page(beside, tmp_path):
    page = beside.save(tmp_path / "beside.html").read_text(encoding="utf-8")
    assert "Owner of a small team" in page
    assert "<script" not in page, "its policy lets none run"
    assert "http://" not in page.replace("http://www.w3.org", "")
    with pytest.raises(UserError, match=r"beside\.png: personas side by side can be saved as \.html"):
        beside.save(tmp_path / "beside.png")


def test_a_persona_that_is_not_there_is_said(study):
    with pytest.raises(UserError, match="no persona is called 'Nobody'"):
        study.journey(persona=["Larger team", "Nobody"])


def test_a_map_of_guesses_does_not_pass(study, tmp_path):
    sample = study.check_map()
    assert "error" not in set(sample["level"])
    assert sample["text"].str.contains("Checkout").any()  # it has two owners
    guesses = wb.new(tmp_path / "guesses", template="e-commerce").check_map()
    assert guesses["level"].iloc[0] == "error"
    assert "8 of 8 cards are assumptions" in guesses["text"].iloc[0]
