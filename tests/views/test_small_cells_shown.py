"""Views that break people down by what they are do not show counts of few; those that do not, show all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from workbench.share.small_cells import HIDDEN, note


def numbers(html):
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)
    return [re.match(r"(?:<[^>]+>)*([\d–]+)", c)[1] for c in cells if re.match(r"(?:<[^>]+>)*[\d–]+", c)]


def test_topics_by_role_show_no_cell_of_few_and_name_nobody_in_one(little_study):
    view = little_study.themes().over("role")
    html = view._repr_html_()
    shown = [int(n) for n in numbers(html) if n != HIDDEN]
    assert HIDDEN in numbers(html)
    assert all(n == 0 or n >= 5 for n in shown)
    assert note(5) in html
    assert not re.search(r"<em>[PR]\d+</em>", html)
    assert view.frame()["people"].between(1, 4).any()  # the researcher's own table has them


def test_topics_by_stage_are_no_breakdown_of_people(little_study):
    html = little_study.themes().over("stage")._repr_html_()
    assert HIDDEN not in numbers(html)


@pytest.mark.parametrize(("rows", "columns"), [("code", "role"), ("role", "code"), ("participant", "role")])
def test_a_matrix_with_an_attribute_shows_no_cell_of_few(little_study, rows, columns):
    view = little_study.matrix(rows, columns)
    html = view._repr_html_()
    people = {cell: int(view.matrix.number(*cell, "people")) for cell in view.matrix.cells}
    assert {cell for cell, n in people.items() if 0 < n < 5} <= view._hidden
    assert not view._hidden or note(5) in html


def test_a_matrix_of_codes_and_stages_shows_all(little_study):
    assert little_study.matrix("code", "stage")._hidden == frozenset()


def test_a_study_may_show_all(little_study, monkeypatch):
    monkeypatch.setattr(little_study.redactor, "least", 1)
    assert HIDDEN not in numbers(little_study.themes().over("role")._repr_html_())


def test_a_story_names_no_persona_of_so_few_that_it_would_tell_who_somebody_is(study, monkeypatch):
    view = study.story("P01")
    monkeypatch.setattr(view, "story", replace(view.story, personas=("Owners", "Twins"), alike={"Owners": 5, "Twins": 4}))
    assert "Owners · a persona of fewer than 5 people is not named · " in view.body(2)
    assert "Twins" not in view.body(2)
    monkeypatch.setattr(study.redactor, "least", 1)
    assert "Owners · Twins · " in view.body(2)
