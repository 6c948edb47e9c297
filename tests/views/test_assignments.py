"""What a notebook shows of double coding: who codes what blind, how far they are, what to do next; and what stays hidden."""

from __future__ import annotations

from dataclasses import asdict

import little
import pytest

import workbench as wb
from workbench.coding.assign import again


@pytest.fixture
def ben(study):
    """The same study as ben sees it."""
    other = wb.open(study.folder.root)
    other.me = "ben"
    return other


def test_nothing_assigned_says_how(study):
    view = study.assignments()
    assert len(view) == 0
    assert "Nothing is assigned" in view._repr_html_()
    assert view.frame().empty
    assert view.passages().empty


def test_an_assignment_shows_how_far_who_is_and_how_to_begin(study):
    view = study.assign("P01", ["cem", "ben"])
    (made,) = view.assignments
    page = view._repr_html_()
    assert "Double coding, blind: p01-2026-q1" in page
    assert "<td" in page
    assert "1 of 1" in page, "ben coded there"
    assert "study.coder()" in page
    assert f"study.reveal(&#x27;{made.id[:8]}&#x27;)" in page or f"study.reveal('{made.id[:8]}')" in page
    assert "⚠ ben had coded p01-2026-q1 before" in page
    assert "cem: 0 of 1 texts opened" in repr(view)
    assert list(view.frame()["coder"]) == ["cem", "ben"]
    assert "revealed: p01-2026-q1" in study.reveal()._repr_html_()


def test_until_then_tables_widgets_and_agreement_show_nothing_of_the_other(study, ben):
    shared = "p01-2026-q1"
    study.assign([shared], ["ana", "ben"])
    mine = ben.codings()
    assert set(mine.loc[mine["source"] == shared, "coder"]) == {"ben"}
    assert set(mine.loc[mine["source"] != shared, "coder"]) == {"ana", "ben"}
    assert mine.attrs["blind"] == [shared]
    widget = ben.coder(shared)
    assert widget.blind
    assert {c.coder for c in widget._codings()} == {"ben"}
    assert not ben.coder("P02").blind
    assert ben.coder().transcript.id == shared, "what was assigned goes first"
    for other in (study, ben):
        view = other.agreement(["ana", "ben"])
        assert view.unrevealed == (shared,)
        assert "still coded blind" in view._repr_html_()
        assert shared not in set(view.differences["source"])
    ben.reveal()
    assert {c.coder for c in widget._codings()} == {"ana", "ben"}, "an open widget sees again"
    assert set(ben.codings()["coder"]) == {"ana", "ben"}
    assert not ben.coder(shared).blind
    assert ben.agreement(["ana", "ben"]).unrevealed == ()


def test_answers_are_coded_blind_where_they_were_assigned(study, ben):
    names = [s.id for s in study.folder.surveys()]
    study.assign([names[1]], ["ana", "ben"])
    assert ben.grid().survey.id == names[1]
    assert ben.grid().blind
    assert not ben.grid(names[0]).blind


def test_passages_to_code_again_are_listed_with_names_masked(study):
    view = study.recode(share=1.0)
    page = view._repr_html_()
    assert f"study.coder(me={again('ana')!r})".replace("'", "&#x27;") in page
    assert "<details><summary>The" in page
    frame = view.passages()
    assert len(frame) == len(view.assignments[0].anchors)
    assert set(frame["source"]) == set(view.assignments[0].sources)
    shown = page + frame.to_string(max_colwidth=None)
    assert not [name for name in little.NAMES if name in shown]
    assert "<img" not in page
    assert "<script" not in page


def test_who_does_not_consent_is_not_quoted(study):
    people = study.folder.participants()
    study.folder.save_participants([type(p)(p.id, consent_quote=False) for p in people.values()])
    frame = study.recode(share=1.0).passages()
    theirs = frame[frame["participant"].isin(list(people))]
    assert set(theirs["words"]) == {"(withheld: no consent to quote)"}
    assert len(theirs) < len(frame)


def test_who_codes_again_starts_where_the_passages_are_and_sees_nothing(study):
    (made,) = study.assign("P02", ["ana"], purpose="recode", share=0.2).assignments
    widget = study.coder(me=again("ana"))
    assert (widget.transcript.id, widget.blind, widget._codings()) == ("p02-2026-q1", True, [])
    code = {"code": "pain:typing-names", "anchor": asdict(made.anchors[0])}
    study.folder.act(again("ana"), ("coding.add", code))
    assert study.coder(me=again("ana")).transcript.id == "p02-2026-q1", "there may be more to code"
    assert again("ana") not in study.coders()
    assert {c.coder for c in study.coder("P02")._codings()} == {"ana", "ben", again("ana")}


def test_which_of_several_to_reveal_must_be_said(study):
    first, second = (study.assign(name, ["ana", "ben"]).assignments[0].id for name in ("P01", "P02"))
    with pytest.raises(wb.UserError, match=f"say which one to reveal: {first[:8]}, {second[:8]}"):
        study.reveal()
    with pytest.raises(wb.UserError, match="no assignment begins with 'zz'"):
        study.reveal("zz")
    assert study.reveal(first).assignments[0].revealed
    assert study.reveal().assignments[0].id == second
    with pytest.raises(wb.UserError, match="nothing is coded blind"):
        study.reveal()
    assert len(study.assignments()) == 2


def test_names_of_coders_and_sources_are_escaped(study):
    view = study.assign("P01", ["<b>ana</b>", "<i>ben</i>"])
    assert "<b>" not in view._repr_html_()
    assert "<i>" not in view._repr_html_()
