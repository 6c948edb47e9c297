"""What a notebook shows of suggestions, and what a person does with them."""

from __future__ import annotations

import math
from html import escape

import little
import pytest

import workbench as wb
from workbench.coding.suggester import Suggester
from workbench.study.errors import UserError
from workbench.views.suggestions import to_read


@pytest.fixture
def view(study):
    return study.suggestions(limit=8)


def test_it_shows_passage_code_strength_and_reasons(view):
    page, frame = view._repr_html_(), view.frame()
    assert page.count("learned from") + page.count("from its definition only") == len(view) + 1
    assert all(f"[{escape(label)}]" in page for label in frame["label"])
    assert set(frame["strength"]) <= {"very likely", "likely", "perhaps", "a guess"}
    assert "Coded so, and alike" in page
    assert "None counts until you accept it" in page
    assert "none counts until you accept it" in repr(view)


def test_words_stand_for_percentages_until_these_are_right(view):
    assert all(math.isnan(p) for p in view.frame()["probability"])
    assert "%" not in view._repr_html_()
    assert "Words, not percentages" in view._repr_html_()


def test_the_words_that_tell_are_marked(view):
    row = next(r for r in view.frame().itertuples() if r.words)
    assert f"<strong>{row.words.split(', ')[0]}</strong>" in view._repr_html_().lower()


def test_names_are_masked_and_markup_is_escaped(study):
    view = study.suggestions(limit=500)
    page = view._repr_html_() + view.frame().to_string(max_colwidth=None)
    assert not [name for name in little.NAMES if name in page]
    assert "<img" not in view._repr_html_()
    assert "<script" not in view._repr_html_()


def test_who_does_not_consent_is_not_quoted_nor_their_words_named(study):
    before = study.suggestions(limit=500).frame()
    who = before["participant"].mode()[0]
    people = study.folder.participants()
    study.folder.save_participants([p if p.id != who else type(p)(p.id, consent_quote=False) for p in people.values()])
    after = wb.open(study.folder.root).suggestions(limit=500).frame()
    theirs = after[after["participant"] == who]
    assert set(theirs["passage"]) == {"(withheld: no consent to quote)"}
    assert not theirs["words"].any()


def test_code_names_are_escaped(study):
    study.folder.act(
        "ana", ("code.define", {"code": "pain:x", "label": little.MARKUP, "definition": "rota paper wall copy hand print"})
    )
    view = study.suggestions(limit=500)
    assert "pain:x" in set(view.frame()["code"])
    assert little.MARKUP not in view._repr_html_()


def test_accepting_rejecting_correcting_and_taking_back(study):
    view = study.suggestions(limit=8)
    before = len(study.codings())
    assert view.accept([0, 1]) == 2
    assert view.accept([0, 1]) == 0, "already decided"
    assert len(study.codings()) == before + 2
    assert view.reject(2) == 1
    assert view.correct(3, "pain: paper list") == 1
    assert len(study.codings()) == before + 3
    assert "pain:paper-list" in set(study.codings()["code"])
    gone = set(view.frame()["suggestion"][:4])
    assert not gone & set(study.suggestions(limit=500).frame()["suggestion"])
    told = view.report()
    assert (told["accepted"].sum(), told["rejected"].sum(), told["corrected"].sum()) == (2, 1, 1)
    study.undo()
    study.undo()
    study.undo()
    assert len(study.codings()) == before
    assert gone <= set(study.suggestions(limit=500).frame()["suggestion"])


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (lambda v: v.accept(99), "no suggestion 99"),
        (lambda v: v.reject([-1]), "no suggestion -1"),
        (lambda v: v.correct(0, v.suggestions[0].code), "accept it"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(study, view, do, why):
    before = study.folder.digest()
    with pytest.raises(UserError, match=why):
        do(view)
    assert study.folder.digest() == before


def test_one_source(study):
    source = study.folder.surveys()[0].id
    assert set(study.suggestions(source).frame()["source"]) == {source}
    with pytest.raises(UserError, match="no source and no participant"):
        study.suggestions("nobody")
    with pytest.raises(UserError, match="at least one"):
        study.suggestions(limit=0)


def test_an_empty_study_says_what_to_do_first(tmp_path):
    empty = wb.new(tmp_path / "empty").suggestions()
    assert "Add interviews" in empty._repr_html_()
    assert len(empty.frame()) == 0
    assert list(empty.report().columns) == list(wb.new(tmp_path / "two").suggestions().report().columns)


def test_before_anybody_coded_it_says_so(tmp_path):
    fresh = wb.new(tmp_path / "fresh")
    fresh.add(little.files(tmp_path / "raw")[0][0], round="2026-Q1")
    assert "labels and definitions of codes alone" in fresh.suggestions()._repr_html_()


def test_blind_learns_from_me_alone(study):
    study.me = "ben"
    mine, all_ = (study.suggestions(limit=500, blind=blind).frame()["learned_from"].sum() for blind in (True, False))
    assert mine < all_


def test_the_command_lists_and_codes_nothing(study, capsys):
    from workbench import cli

    before = study.folder.digest()
    for words in (["--limit", "3"], ["--limit", "3", "--json"]):
        with pytest.raises(SystemExit) as stopped:
            cli.main(["suggest", str(study.folder.root), *words])
        assert not stopped.value.code
    out = capsys.readouterr().out
    assert "none counts until you accept it" in out
    assert '"learned_from"' in out
    assert not [name for name in little.NAMES if name in out]
    assert study.folder.digest() == before


def test_a_rule_of_the_codebook_is_named_with_what_it_was_worth(study):
    rule = 'whenever a "rota" is spoken of, says <b>Lindqvist</b>'
    study.folder.act("ana", ("code.define", {"code": "pain:rota", "label": "Rota", "include": rule}))
    view = study.suggestions(limit=500)
    frame, page = view.frame(), view._repr_html_()
    mine = frame[frame["rule"] == "rota"]
    assert len(mine)
    assert set(mine["code"]) == {"pain:rota"}
    assert (mine["right"] <= mine["judged"]).all()
    assert "your rule says “rota”" in page
    assert "<b>" not in page


def test_each_code_is_told_how_often_accepted_and_how_far_it_agrees(study):
    view = study.suggestions(limit=8)
    view.accept(0)
    view.reject([1, 2])
    told = study.suggestions(limit=8)
    report = told.report().set_index("code")
    assert report.loc[view.suggestions[0].code, "accepted"] == 1
    assert report["agreement"].dropna().between(-1, 1).all()
    page = told._repr_html_()
    assert "How suggestions of each code were received" in page
    assert "1 of 1 (21 to 100 %)" in page or "1 of 2" in page or "1 of 3" in page


def test_what_to_read_next_is_masked_and_says_why(study):
    suggester = Suggester(study.folder, "ana")
    found = to_read(suggester, study.masks, 6)
    assert 0 < len(found) <= 6
    assert any(found["because"].str.startswith("rare: "))
    assert any(found["because"] == "by chance")
    page = to_read(suggester, study.masks, 500).to_string(max_colwidth=None)
    assert not [name for name in little.NAMES if name in page]
    source = study.folder.surveys()[0].id
    assert set(to_read(suggester, study.masks, 3, source)["source"]) <= {source}
    with pytest.raises(UserError, match="at least one"):
        to_read(suggester, study.masks, 0)
    assert list(to_read(suggester, study.masks, 1).columns) == list(found.columns)
