"""Themes and needs as a notebook uses them."""

from __future__ import annotations

import pytest

import workbench as wb
from workbench.study.errors import UserError


@pytest.fixture
def marked(study):
    """The study with its largest topic made a theme."""
    view = study.themes()
    return study, view, study.mark_theme(view.topics.topics[0], "What it costs")


def test_a_topic_is_named_by_its_place_or_its_id_and_its_repr_quotes_nobody(study):
    view = study.themes()
    first = next(iter(view))
    assert view[1] == view[first.id] == first
    assert repr(first) == f"<topic {first.id}: {first.size} segments of {first.people} people>"
    with pytest.raises(wb.UserError, match="no topic is 99; there are"):
        view[99]
    candidate = study.needs()[1]
    assert repr(candidate).startswith(f"<candidate 1 ({candidate.id}): {candidate.people} of {candidate.n} people, ")
    assert not set(candidate.keywords) & set(repr(candidate).split())


def test_a_topic_becomes_a_theme_and_keeps_its_id_under_another_name(marked):
    study, view, theme = marked
    study.edit_theme(theme, name="What it will cost", description="Before signing up", stage="Onboarding")
    (row,) = [r for r in study.themes().frame().to_dict("records") if r["topic"] == view.topics.topics[0].id]
    assert row["theme"] == "What it will cost"
    assert study.folder.state().themes[theme].stage == "onboarding"


def test_as_many_topics_as_wanted(study):
    assert len(study.themes(topics=2)) == 2
    with pytest.raises(UserError, match="no engine 'magic'"):
        study.themes(engine="magic")


def test_segments_move_split_and_come_back_by_undo(marked):
    study, view, theme = marked
    inside = [s for s, t in view.topics.assignment.items() if t == view.topics.topics[0].id]
    other = study.split_theme(theme, inside[:2], "The yearly price")
    assert {p.theme for p in study.folder.state().placed.values()} == {theme, other}
    study.undo()
    assert {p.theme for p in study.folder.state().placed.values()} == {theme}
    study.move_segments(inside[:1], "")
    assert "" in {p.theme for p in study.folder.state().placed.values()}


def test_merged_and_retired_themes_can_be_had_back(marked):
    study, view, theme = marked
    loose = [t for t in view.topics.topics if t.id != view.topics.topics[0].id]
    other = study.mark_theme(loose[0], "Something else")
    study.merge_themes(other, theme)
    assert study.folder.state().themes[other].into == theme
    study.undo()
    study.retire_theme(other)
    assert study.folder.state().themes[other].retired


def test_what_changed_around_themes_waits_for_a_decision(marked):
    study, _, theme = marked
    waiting = study.pending()
    mine = [p for p in waiting if p.theme == theme and p.what == "grew"]
    for one in mine:
        study.accept_change(one)
    assert not [p for p in study.pending() if p.theme == theme and p.what == "grew"]


def test_a_kept_fit_is_where_later_ones_begin(study):
    topics = study.themes().topics
    study.keep_topics(topics, "first reading")
    assert [t.id for t in study.themes(resolution=1.0).topics.topics] == [t.id for t in topics.topics]


def test_the_board_is_a_widget_and_says_so_where_there_is_nothing(study, tmp_path):
    board = study.board()
    try:
        assert "topic" in board.twin().lower()
    finally:
        board.close()
    assert "nothing to find topics in yet" in repr(wb.new(tmp_path / "empty").board())


def test_a_need_is_confirmed_in_parts_edited_and_seen_in_the_ledger(study):
    found = study.needs()
    need = "need:known-cost"
    parts = {"who": "Owners", "what": "a price for their team", "because": "they decide before they sign up"}
    study.confirm_need(found[1], need, "Owners need a price for their team", round="2026-Q1", **parts)
    study.edit_need(need, stage="Onboarding", reason="that is where they ask")
    (row,) = [r for r in study.ledger().frame().to_dict("records") if r["need"] == need]
    assert {name: row[name] for name in parts} == parts
    assert (row["stage"], row["status"]) == ("onboarding", "confirmed")
    assert len(study.ledger()) == sum(e.status == "confirmed" for e in study.ledger().entries)
    with pytest.raises(UserError, match="has no how"):
        study.confirm_need(found[1], need, "Owners need a price", how="soon")


def test_a_dismissed_candidate_does_not_come_back(study):
    found = study.needs()
    study.dismiss_need(found[1], "two people on a bad day")
    assert found[1].id not in {c.id for c in study.needs()}
    study.undo()
    assert found[1].id in {c.id for c in study.needs()}


def test_what_candidates_are_beside_the_ledger_is_of_now_and_the_same_wherever_it_is_asked(study, monkeypatch):
    """Found once for candidates and for a comparison, which tells no statement; found again as soon as somebody decides."""
    between = study.rounds()[:2]
    found = study.needs(limit=2)
    assert study.compare(*between).needs.review is found.review
    study.dismiss_need(found[1], "two people on a bad day")
    monkeypatch.setattr("workbench.themes.statements.drafts", None)
    compared = study.compare(*between).needs.review
    monkeypatch.undo()
    assert [c.id for c in compared.dismissed] == [found[1].id]
    assert study.needs().review is compared
    assert wb.open(study.folder.root).needs().review == compared


def test_a_match_with_the_ledger_is_decided_by_a_person(study):
    found = study.needs()
    study.confirm_need(found[1], "need:known-cost", "Owners need a price for their team", segments=found[1].segments[:2])
    (match,) = [m for m in study.needs().review.matches if "need:known-cost" in m.needs and m.candidates]
    study.decide_need(match, "2026-Q3", reason="the same, heard again")
    (entry,) = [e for e in study.ledger().entries if e.id == "need:known-cost"]
    assert [e.kind for e in entry.history] == ["confirmed", match.kind]


def test_opportunities_tell_rated_from_told(study):
    found = study.needs()
    study.confirm_need(found[1], "need:known-cost", "Owners need a price for their team")
    view = study.opportunities()
    assert set(view.frame()["basis"]) == {"told"}
    with pytest.raises(UserError, match="importance"):
        study.opportunities({"need:known-cost": ("importance", "met")})


def test_what_to_read_next_was_not_coded_and_is_masked(study):
    rows = study.read_next(5)
    assert list(rows.columns) == ["segment", "participant", "round", "signals", "quote"]
    assert 0 < len(rows) <= 5
    assert study.needs_found().order
    with pytest.raises(UserError, match="at least one"):
        study.read_next(0)


def test_who_finds_it_important_and_is_not_satisfied_bears_a_signal(tmp_path):
    """The same words of everybody; only ratings tell them apart."""
    file = tmp_path / "rated.csv"
    rows = [f"r{n},{(5, 5, 2, 4)[n % 4]},{(1, 5, 1, 2)[n % 4]},The opening hours of the desk are nine to five" for n in range(24)]
    file.write_text("\n".join(["id,important,satisfied,What about the desk?", *rows]) + "\n", encoding="utf-8")
    study = wb.new(tmp_path / "rated")
    study.add_survey(file, text=["What about the desk?"], participant="id", ratings=["important", "satisfied"], round="2026-Q1")
    assert all("IMP-DISSAT" not in c.signals for c in study.needs())
    (only,) = study.needs(rated=("important", "satisfied"))
    assert only.signals["IMP-DISSAT"] == 12
    with pytest.raises(UserError, match="satisfaction"):
        study.needs(rated=("important", "satisfaction"))


@pytest.mark.parametrize("most", [50_000, 12])
def test_the_view_and_the_board_show_the_same_topics_of_a_study_of_any_size(study, monkeypatch, most):
    from workbench.themes import whole
    from workbench.widgets.board_fit import reader

    monkeypatch.setattr(whole, "MOST", most)
    view, board = study.themes(), reader(study.folder)(1.0)
    assert view.topics == board.topics
    assert [*view.changes] == [*board.changes]
    assert any("sample of 12" in n for n in view.notices) == (most == 12)
