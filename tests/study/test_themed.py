"""Themes in the fold: made, filled, joined and hidden by people; what is placed stays; undo of anything is exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study.test_fold import ANCHOR, Writer

from workbench.study.fold import fold, grow
from workbench.study.records import Anchor, Kept, Placement, Theme

HERE, THERE = {**ANCHOR, "start": 3}, {**ANCHOR, "start": 4}


@pytest.fixture
def write():
    return Writer()


def where(state):
    """Return the theme of each passage, by where it begins."""
    return {anchor.start: placed.theme for anchor, placed in state.placed.items()}


def test_a_theme_is_made_with_what_is_in_it(write):
    key = write("theme.make", theme="theme:fees", name="Fees nobody named", anchors=[HERE], topic="t-1")
    state = write.state()
    at = "2026-09-01T10:00:01Z"
    assert state.themes == {"theme:fees": Theme("theme:fees", "Fees nobody named", topic="t-1", coder="ana", at=at)}
    assert state.placed == {Anchor(**HERE): Placement(f"{key}.0", Anchor(**HERE), "theme:fees", "ana", at)}
    assert not state.codes  # a theme is no code


def test_an_edit_changes_only_what_it_names_and_of_a_theme_that_is_not_there_nothing(write):
    write("theme.make", theme="theme:fees", name="Fees")
    write("theme.edit", theme="theme:fees", description="Costs nobody named", codes=["pain:fee", "pain:fee", "pain:price"])
    write("theme.edit", theme="theme:fees", stage="purchase", coder="ben")
    write("theme.edit", theme="theme:none", name="X")
    (theme,) = write.state().themes.values()
    assert (theme.name, theme.description, theme.stage) == ("Fees", "Costs nobody named", "purchase")
    assert (theme.codes, theme.coder) == (("pain:fee", "pain:price"), "ana")


def test_the_last_word_about_a_passage_counts_and_comes_last(write):
    write("theme.place", theme="theme:a", anchors=[HERE, THERE])
    write("theme.place", coder="ben", theme="theme:b", anchors=[HERE])
    state = write.state()
    assert where(state) == {4: "theme:a", 3: "theme:b"}
    assert [placed.coder for placed in state.placed.values()] == ["ana", "ben"]
    none = write("theme.place", theme="", anchors=[THERE])
    assert where(write.state())[4] == ""
    write("undo", target=none)
    assert write.state() == state


def test_a_theme_nobody_made_is_made_when_something_is_put_in_it(write):
    make = write("theme.make", theme="theme:long-waits", name="Waiting")
    write("theme.place", coder="ben", theme="theme:long-waits", anchors=[HERE])
    write("undo", target=make)
    (theme,) = write.state().themes.values()
    assert (theme.name, theme.coder) == ("long waits", "ben")


def test_two_who_make_the_same_theme_make_one(write):
    write("theme.make", theme="theme:fees", name="Fees", anchors=[HERE], lamport=5)
    write("theme.make", coder="ben", theme="theme:fees", name="Prices", anchors=[THERE], topic="t-2", lamport=5)
    state = write.state()
    (theme,) = state.themes.values()
    assert (theme.name, theme.coder, theme.topic) == ("Prices", "ana", "t-2")
    assert where(state) == {3: "theme:fees", 4: "theme:fees"}


def test_a_merge_takes_along_what_was_and_what_will_be_placed(write):
    write("theme.make", theme="theme:a", name="A", anchors=[HERE])
    write("theme.make", theme="theme:b", name="B")
    before = write.state()
    merge = write("theme.merge", theme="theme:a", into="theme:b")
    state = write.state()
    assert where(state) == {3: "theme:b"}
    assert (state.themes["theme:a"].into, state.themes["theme:a"].retired) == ("theme:b", True)
    write("theme.place", coder="ben", theme="theme:a", anchors=[THERE])
    write("theme.make", coder="ben", theme="theme:a", name="Again", anchors=[{**HERE, "end": 20}])
    state = write.state()
    assert set(where(state).values()) == {"theme:b"}
    assert state.themes["theme:a"].name == "A"
    for act in [merge, *(a.id for a in write.acts[-2:])]:
        write("undo", target=act)
    assert write.state() == before


def test_merges_chain_and_never_go_in_circles(write):
    for name in "abc":
        write("theme.make", theme=f"theme:{name}", name=name, anchors=[{**ANCHOR, "end": ord(name)}])
    write("theme.merge", theme="theme:a", into="theme:b")
    write("theme.merge", theme="theme:b", into="theme:c")
    write("theme.merge", theme="theme:c", into="theme:a")
    write("theme.merge", theme="theme:c", into="theme:c")
    state = write.state()
    assert {p.theme for p in state.placed.values()} == {"theme:c"}
    assert [state.themes[f"theme:{n}"].retired for n in "abc"] == [True, True, False]
    assert state.problems == []


def test_of_two_merges_of_one_theme_the_first_counts_and_the_other_is_named(write):
    write("theme.make", theme="theme:a", name="A", anchors=[HERE])
    write("theme.merge", theme="theme:a", into="theme:b", lamport=9)
    write("theme.merge", coder="ben", theme="theme:a", into="theme:c", lamport=9)
    state = write.state()
    assert where(state) == {3: "theme:b"}
    assert state.problems == ["act ben1 of ben: theme:a stays where it is, since it was merged into theme:b before"]


def test_a_retired_theme_keeps_what_is_placed_and_comes_back_when_it_is_made_again(write):
    write("theme.make", theme="theme:a", name="A", anchors=[HERE])
    write("theme.retire", theme="theme:a")
    write("theme.retire", theme="theme:none")
    state = write.state()
    assert (state.themes["theme:a"].retired, where(state)) == (True, {3: "theme:a"})
    write("theme.make", theme="theme:a", name="A")
    assert not write.state().themes["theme:a"].retired
    assert "theme:none" not in write.state().themes


def test_a_fit_is_kept_until_it_is_taken_back(write):
    key = write("topics.keep", fit="c" * 64, name="May")
    assert write.state().kept == {key: Kept(key, "c" * 64, "May", "ana", "2026-09-01T10:00:01Z")}
    write("undo", target=key)
    assert write.state().kept == {}


def test_a_split_is_one_gesture(write):
    write("theme.make", theme="theme:a", name="A", anchors=[HERE, THERE])
    before = write.state()
    head = write("theme.make", theme="theme:b", name="B")
    write("theme.place", theme="theme:b", anchors=[THERE], **{"with": head})
    assert where(write.state()) == {3: "theme:a", 4: "theme:b"}
    undo = write("undo", target=head)
    assert write.state() == before
    write("undo", target=undo)
    assert where(write.state()) == {3: "theme:a", 4: "theme:b"}


def test_a_state_that_grows_leaves_the_one_before_as_it_was(write):
    write("theme.make", theme="theme:a", name="A", anchors=[HERE, THERE])
    before, kept = write.state(), len(write.acts)
    write("theme.place", theme="theme:b", anchors=[HERE])
    write("theme.merge", theme="theme:a", into="theme:b")
    write("theme.edit", theme="theme:b", name="B")
    write("topics.keep", fit="c" * 64)
    assert grow(before, write.acts[kept:]) == write.state()
    assert before == fold(write.acts[:kept])


THEMES = st.sampled_from(["theme:a", "theme:b", "theme:c"])
PASSAGES = st.lists(st.builds(lambda end: {**ANCHOR, "end": end}, st.integers(10, 14)), max_size=3)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("theme.make"), st.fixed_dictionaries({"theme": THEMES, "name": st.just("N"), "anchors": PASSAGES})),
        st.tuples(st.just("theme.edit"), st.fixed_dictionaries({"theme": THEMES, "description": st.text(max_size=3)})),
        st.tuples(st.just("theme.place"), st.fixed_dictionaries({"theme": THEMES | st.just(""), "anchors": PASSAGES})),
        st.tuples(st.just("theme.merge"), st.fixed_dictionaries({"theme": THEMES, "into": THEMES})),
        st.tuples(st.just("theme.retire"), st.fixed_dictionaries({"theme": THEMES})),
        st.tuples(st.just("topics.keep"), st.just({"fit": "c" * 64})),
    ),
    max_size=12,
)


@given(ACTS, st.randoms(use_true_random=False))
def test_any_order_of_logs_gives_one_state_and_every_passage_is_where_a_live_theme_or_nothing_is(acts, chance):
    write = Writer()
    for number, (kind, body) in enumerate(acts):
        write(kind, coder=("ana", "ben")[number % 2], **body)
    state = write.state()
    mixed = [*write.acts, *write.acts]
    chance.shuffle(mixed)
    assert fold(mixed) == state
    assert list(fold(mixed).placed) == list(state.placed)
    for placed in state.placed.values():
        assert not placed.theme or not state.themes[placed.theme].into
    said = {a["end"] for kind, body in acts if kind != "topics.keep" for a in body.get("anchors", ())}
    assert {anchor.end for anchor in state.placed} == said  # nothing that anybody placed is lost


@given(ACTS)
def test_after_all_is_taken_back_nothing_is_left(acts):
    write = Writer()
    for kind, body in acts:
        write(kind, **body)
    for act in list(reversed(write.acts)):
        write("undo", target=act.id)
    assert write.state() == fold([])
