"""What a refit changed around themes: told with the acts that would accept it, and done only when a person says so."""

from __future__ import annotations

import pytest
from themes.boards import fit, ids, study

from workbench.reading.segments import segments
from workbench.study.acts import fault
from workbench.study.errors import UserError
from workbench.themes import board as it
from workbench.themes.board import board
from workbench.themes.identity import changes
from workbench.themes.pending import WHAT, accept, acts_of, pending

GROUPS = {"t-rota": [0, 1, 2, 3, 4], "t-price": [5, 6, 7, 8]}


@pytest.fixture
def folder(tmp_path):
    """A study with a theme for each of two topics."""
    made = study(tmp_path)
    topics = fit(made, GROUPS)
    it.mark(made, topics.topics[0], "Rota", coder="ana")
    it.mark(made, topics.topics[1], "Price", coder="ana")
    return made


def after(folder, groups, before=GROUPS, **about):
    """Return what is pending when the fit of `before` gives way to that of `groups`."""
    old, new = fit(folder, before), fit(folder, groups, **about)
    rows = segments(folder)
    return pending(board(folder, old, rows), board(folder, new, rows), changes(old, new, rows))


def told(found):
    return [(p.what, p.theme, p.topics) for p in found]


def test_nothing_changed(folder):
    assert told(after(folder, GROUPS)) == [
        ("kept", "theme:price", ("t-price",)),
        ("kept", "theme:rota", ("t-rota",)),
    ]
    assert all(acts_of(folder, one) == [] == accept(folder, one, coder="ben") for one in after(folder, GROUPS))


def test_more_is_proposed_and_accepting_confirms_it(folder):
    groups = {**GROUPS, "t-price": [5, 6, 7, 8, 9, 10]}
    grew = after(folder, groups)[0]
    assert (grew.what, grew.theme, grew.segments) == ("grew", "theme:price", tuple(sorted(ids(folder, 9, 10))))
    assert grew.people == 4  # proposed in all: two of the topic's four are in the theme already
    accept(folder, grew, coder="ben", reason="read them")
    theme = board(folder, fit(folder, groups), segments(folder)).theme("theme:price")
    assert set(ids(folder, 5, 6, 9, 10)) == set(theme.confirmed)
    assert [a.body["reason"] for a in folder.acts() if a.coder == "ben"] == ["read them"]


def test_a_split_offers_the_part_that_nobody_follows(folder):
    groups = {"t-rota": [0, 1], "t-copy": [2, 3, 4], "t-price": [5, 6, 7, 8]}
    (part, *rest) = after(folder, groups)
    assert (part.what, part.theme, part.topics, part.named, part.people) == ("split", "theme:rota", ("t-copy",), True, 3)
    assert [p.what for p in rest] == ["kept", "kept"]
    with pytest.raises(UserError, match="needs a name"):
        accept(folder, part, coder="ben")
    accept(folder, part, coder="ben", name="By hand")
    now = board(folder, fit(folder, groups), segments(folder))
    assert (now.theme("theme:by-hand").topic, now.theme("theme:by-hand").n, now.loose) == ("t-copy", 3, ())


def test_two_themes_in_one_topic_may_be_merged(folder):
    groups = {"t-price": list(range(9))}
    it.move(folder, ids(folder, 7), "theme:price", coder="ana")
    merged = after(folder, groups)[0]
    assert (merged.what, merged.theme, merged.others) == ("merged", "theme:price", ("theme:rota",))
    accept(folder, merged, coder="ben")
    (theme,) = board(folder, fit(folder, groups), segments(folder)).themes
    assert (theme.id, len(theme.confirmed)) == ("theme:price", 5)
    folder.undo("ben")
    assert len(board(folder, fit(folder, groups), segments(folder)).themes) == 2


def test_a_theme_that_follows_nothing_any_more_keeps_what_is_in_it(folder):
    groups = {"t-rota": [0, 1, 2, 3, 4]}
    (gone,) = [p for p in after(folder, groups) if p.what == "gone"]
    assert (gone.theme, gone.topics) == ("theme:price", ())
    theme = board(folder, fit(folder, groups), segments(folder)).theme("theme:price")
    assert (len(theme.confirmed), theme.proposed) == (2, ())
    accept(folder, gone, coder="ben")
    assert folder.state().themes["theme:price"].retired


def test_a_topic_that_was_not_there_is_offered_as_a_theme(folder):
    groups = {**GROUPS, "t-phone": [9, 10, 11]}
    (new, *rest) = after(folder, groups)
    assert (new.what, new.theme, new.topics, new.people) == ("new", "", ("t-phone",), 3)
    assert new.segments == tuple(ids(folder, 9, 10))  # its quotes
    assert {p.what for p in rest} == {"kept"}
    accept(folder, new, coder="ben", name="Phone")
    assert board(folder, fit(folder, groups), segments(folder)).theme("theme:phone").n == 3
    assert "new" not in [p.what for p in after(folder, groups, groups)]


@pytest.mark.parametrize("groups", [GROUPS, {"t-x": range(12)}, {"t-rota": [0, 5], "t-y": [1, 2, 3, 6, 7, 8]}, {}])
def test_whatever_is_pending_moves_nothing_and_could_be_written(folder, groups):
    before = folder.state()
    found = after(folder, groups)
    assert folder.state() == before
    assert {p.theme for p in found} >= {"theme:rota", "theme:price"}
    assert [WHAT.index(p.what) for p in found] == sorted(WHAT.index(p.what) for p in found)
    for one in found:
        for kind, body in acts_of(folder, one):
            assert not fault(kind, body | ({"theme": "theme:x", "name": "X"} if one.named else {}))
