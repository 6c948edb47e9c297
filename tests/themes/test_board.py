"""The topic board: what people put somewhere stays there, whatever a fit says; what a topic adds is proposed and counted apart."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study.edits import replaced
from themes.boards import SAID, fit, ids, study

from workbench.reading.segments import segments
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.themes import board as it
from workbench.themes.board import board

GROUPS = {"t-rota": [0, 1, 2, 3, 4], "t-price": [5, 6, 7, 8], "t-phone": [9, 10]}


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path)


@pytest.fixture
def topics(folder):
    return fit(folder, GROUPS, off_topic=[11])


def shown(folder, topics):
    return board(folder, topics, segments(folder))


def lies(folder, topics):
    """Return which theme each segment is surely in."""
    now = shown(folder, topics)
    return {name: theme.id for theme in now.themes for name in theme.confirmed} | dict.fromkeys(now.aside, "")


def test_before_anybody_did_anything_all_topics_are_loose(folder, topics):
    now = shown(folder, topics)
    assert (now.themes, now.aside) == ((), ())
    assert [(loose.id, len(loose.segments), loose.people) for loose in now.loose] == [
        ("t-rota", 5, 5), ("t-price", 4, 4), ("t-phone", 2, 2),
    ]  # fmt: skip
    assert now.off_topic == tuple(ids(folder, 11))
    assert now.people == 13  # twelve answered, one was talked to; the ticket's author is one of the twelve
    assert {s.partition("/")[0] for s in now.small} == {"desk", "p01"}


def test_the_id_of_a_topic_is_no_list_of_letters(folder, topics):
    with pytest.raises(UserError, match=r"t-\w+ is the id of a topic; give the topic: study\.themes\(\)\['t-"):
        it.mark(folder, topics.topics[0].id, "Fees", coder="ana")


def test_one_segment_may_be_named_alone(folder, topics):
    (made,) = it.mark(folder, topics.topics[0].segments[0], "Fees", coder="ana")
    assert len(made.body["anchors"]) == 1


def test_a_topic_that_is_marked_becomes_a_theme_with_its_quotes_in_it_and_the_rest_proposed(folder, topics):
    (act,) = it.mark(folder, topics.topics[0], "  Copied  by hand ", coder="ana")
    assert act.body == {
        "theme": "theme:copied-by-hand",
        "name": "Copied by hand",
        "topic": "t-rota",
        "anchors": act.body["anchors"],
    }
    now = shown(folder, topics)
    (theme,) = now.themes
    assert (theme.topic, theme.confirmed, theme.proposed) == ("t-rota", tuple(ids(folder, 0, 1)), tuple(ids(folder, 2, 3, 4)))
    assert (theme.people_confirmed, theme.people_proposed, theme.n) == (2, 3, 5)
    assert [loose.id for loose in now.loose] == ["t-price", "t-phone"]


def test_a_theme_of_segments_follows_the_topic_that_holds_most_of_them(folder, topics):
    it.mark(folder, ids(folder, 5, 6, 9), "Costs", coder="ana")
    (theme,) = shown(folder, topics).themes
    assert (theme.topic, len(theme.confirmed), theme.proposed) == ("t-price", 3, tuple(ids(folder, 7, 8)))


def test_authors_of_tickets_are_read_and_not_counted(folder, topics):
    (ticket,) = [s.id for s in segments(folder) if s.kind == "ticket"]
    it.mark(folder, [ticket, *ids(folder, 1)], "Rota", coder="ana")
    (theme,) = shown(folder, topics).themes
    assert (len(theme.confirmed), theme.people_confirmed) == (2, 1)


@pytest.mark.parametrize("groups", [
    {"t-x": [0, 5, 9], "t-y": [1, 2, 3, 4, 6, 7, 8, 10, 11]}, {"t-all": range(12)}, {"t-price": [0, 1, 2], "t-new": [3, 4, 5]}, {},
])  # fmt: skip
def test_what_was_put_somewhere_stays_there_in_any_other_fit(folder, topics, groups):
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    it.mark(folder, topics.topics[1], "Price", coder="ben")
    it.move(folder, ids(folder, 11), "theme:rota", coder="ben")
    it.move(folder, ids(folder, 7), "", coder="ben")
    before = lies(folder, topics)
    assert len(before) == 6
    other = fit(folder, groups, engine="kmeans", resolution=3.0)
    assert lies(folder, other) == before
    proposed = [name for theme in shown(folder, other).themes for name in theme.proposed]
    assert not set(proposed) & set(before)


def test_a_theme_whose_topic_is_gone_follows_what_lies_where_it_lay_in_a_fit_that_was_kept(folder, topics):
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    it.move(folder, ids(folder, 0, 1), "", coder="ana")  # nothing is in it any more
    assert shown(folder, topics).themes[0].topic == "t-rota"
    other = fit(folder, {"t-else": [5, 6], "t-here": [2, 3, 4]}, axes={"t-else": 3, "t-here": 0})
    assert shown(folder, other).themes[0].topic == ""
    it.keep(folder, topics, coder="ana")
    assert shown(folder, other).themes[0].topic == "t-here"
    assert shown(folder, fit(folder, {"t-else": [5, 6]}, axes={"t-else": 3})).themes[0].topic == ""


def test_of_two_themes_in_one_topic_the_one_made_from_it_gets_what_is_proposed(folder, topics):
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    it.split(folder, "theme:rota", ids(folder, 2, 3, 4), "By hand", coder="ben")
    rota, hand = (shown(folder, topics).theme(name) for name in ("theme:rota", "theme:by-hand"))
    assert (rota.topic, hand.topic) == ("t-rota", "t-rota")
    assert (hand.confirmed, hand.proposed) == (tuple(ids(folder, 2, 3, 4)), ())
    other = fit(folder, {"t-rota": [0, 1, 7], "t-hand": [2, 3, 4, 8]})
    rota, hand = (shown(folder, other).theme(name) for name in ("theme:rota", "theme:by-hand"))
    assert (rota.proposed, hand.topic, hand.proposed) == (tuple(ids(folder, 7)), "t-hand", tuple(ids(folder, 8)))


def test_a_split_and_its_undo_are_one_gesture(folder, topics):
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    before = shown(folder, topics)
    it.split(folder, "theme:rota", ids(folder, 0), "By hand", coder="ana")
    assert lies(folder, topics)[ids(folder, 0)[0]] == "theme:by-hand"
    folder.undo("ana")
    assert shown(folder, topics) == before


def test_renamed_described_linked_and_at_a_stage(folder, topics):
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    folder.act("ana", ("code.define", {"code": "pain:copy"}), ("code.define", {"code": "pain:old"}))
    folder.act("ana", ("code.merge", {"code": "pain:old", "into": "pain:copy"}))
    stage = folder.settings.stages[0].id
    it.rename(folder, "theme:rota", "Out by hand", coder="ben")
    it.describe(folder, "theme:rota", " Copying what the system has. ", stage=stage, coder="ben")
    it.link(folder, "theme:rota", ["pain:old", "pain:copy"], coder="ben")
    (theme,) = shown(folder, topics).themes
    assert (theme.id, theme.name, theme.coder) == ("theme:rota", "Out by hand", "ana")
    assert (theme.description, theme.stage, theme.codes) == ("Copying what the system has.", stage, ("pain:copy",))


def test_what_changes_nothing_is_no_act(folder, topics):
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    count = len(folder.acts())
    assert it.rename(folder, "theme:rota", "Rota", coder="ana") == []
    assert it.describe(folder, "theme:rota", "", stage="", coder="ana") == it.link(folder, "theme:rota", [], coder="ana") == []
    assert it.move(folder, ids(folder, 0, 1), "theme:rota", coder="ana") == it.move(folder, [], "", coder="ana") == []
    assert len(folder.acts()) == count
    assert it.move(folder, ids(folder, 0, 2), "theme:rota", coder="ben")[0].body["anchors"][0]["item"] == "nps-2"


def test_a_merge_and_what_two_do_at_once_lose_nothing(folder, topics):
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    it.mark(folder, topics.topics[1], "Price", coder="ana")
    it.merge(folder, "theme:price", "theme:rota", coder="ana")
    it.move(folder, ids(folder, 8), "theme:price", coder="ben")  # who had not seen the merge
    (theme,) = shown(folder, topics).themes
    assert theme.confirmed == tuple(sorted(ids(folder, 0, 1, 5, 6, 8)))
    assert len(folder.history()) == 4


def test_a_retired_theme_is_not_shown_and_what_was_in_it_is_proposed_again(folder, topics):
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    it.retire(folder, "theme:rota", coder="ana")
    now = shown(folder, topics)
    assert (now.themes, now.loose[0].id, len(now.loose[0].segments)) == ((), "t-rota", 5)
    it.mark(folder, topics.topics[0], "Rota", coder="ana")
    assert [t.id for t in shown(folder, topics).themes] == ["theme:rota-2"]  # an id is never used twice


def test_passages_of_a_corrected_text_stay_in_their_theme(folder, topics):
    (said,) = [s.id for s in segments(folder) if s.anchor.source == "p01"]
    it.mark(folder, [said], "Rota", coder="ana")
    replaced(folder, SAID.replace("rota", "weekly rota"))
    (theme,) = shown(folder, topics).themes
    assert (len(theme.confirmed), theme.missing, theme.people_confirmed) == (1, 0, 1)
    replaced(folder, "Nothing of the kind was ever said by me, or by anybody else I know.")
    (theme,) = shown(folder, topics).themes
    assert (theme.confirmed, theme.missing) == ((), 1)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda f: it.mark(f, ids(f, 0), " \n ", coder="a"), "needs a name"),
        (lambda f: it.mark(f, ids(f, 0), "x" * 201, coder="a"), "too long"),
        (lambda f: it.mark(f, ids(f, 0), "FEES", coder="a"), "theme:fees is called 'Fees' already"),
        (lambda f: it.mark(f, [], "New", coder="a"), "at least one segment"),
        (lambda f: it.mark(f, ["nps/nps-0/0-9000"], "New", coder="a"), "no text from 0 to 9000"),
        (lambda f: it.mark(f, ["nps/nps-99/0-9"], "New", coder="a"), "no segment 'nps/nps-99/0-9'"),
        (lambda f: it.mark(f, ["../0-9"], "New", coder="a"), "no segment"),
        (lambda f: it.mark(f, ["nps/nps-0/1-x"], "New", coder="a"), "no segment"),
        (lambda f: it.move(f, ids(f, 0), "theme:none", coder="a"), "no theme 'theme:none'. There are: theme:fees"),
        (lambda f: it.split(f, "theme:fees", [], "New", coder="a"), "at least one segment"),
        (lambda f: it.merge(f, "theme:fees", "theme:fees", coder="a"), "into itself"),
        (lambda f: it.describe(f, "theme:fees", stage="bliss", coder="a"), "no stage 'bliss'"),
        (lambda f: it.link(f, "theme:fees", ["pain:none"], coder="a"), "no code 'pain:none'"),
        (lambda f: it.rename(f, "theme:gone", "New", coder="a"), "theme:gone is retired"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(folder, act, why):
    it.mark(folder, ids(folder, 3), "Fees", coder="ana")
    it.mark(folder, ids(folder, 4), "Gone", coder="ana")
    it.retire(folder, "theme:gone", coder="ana")
    count = len(folder.acts())
    with pytest.raises(UserError, match=why):
        act(folder)
    assert len(folder.acts()) == count


def test_no_word_of_anybody_is_in_what_is_written(folder, topics):
    it.mark(folder, topics.topics[0], "Ours", coder="ana")
    it.keep(folder, topics, coder="ana", name="May")
    for path in (*folder.root.glob("log/*"), *folder.root.glob("topics/*")):
        assert b"rota again" not in path.read_bytes()
        assert b"copied the" not in path.read_bytes()


STEPS = st.lists(
    st.tuples(st.sampled_from(["mark", "topic", "move", "split", "rename", "merge", "retire", "keep"]), st.integers(0, 11),
              st.integers(0, 11), st.sampled_from(["ana", "ben"])),
    max_size=10,
)  # fmt: skip


@given(STEPS, st.lists(st.integers(0, 3), min_size=12, max_size=12))
@settings(max_examples=20)
def test_any_acts_stay_in_any_fit_and_taken_back_leave_nothing(steps, groups):
    with tempfile.TemporaryDirectory() as base:
        folder = study(Path(base))
        fits = [fit(folder, GROUPS), fit(folder, {f"t-{g}": [n for n in range(12) if groups[n] == g] for g in {*groups} - {0}})]
        empty, start = folder.state(), shown(folder, fits[1])
        for number, (kind, one, two, coder) in enumerate(steps):
            live = [t.id for t in shown(folder, fits[0]).themes]
            theme, other = live[one % len(live)] if live else "", live[two % len(live)] if live else ""
            name = f"Theme {number}"
            if kind == "mark":
                it.mark(folder, ids(folder, one, two), name, coder=coder)
            elif kind == "topic":
                it.mark(folder, fits[0].topics[one % 3], name, coder=coder)
            elif kind == "move":
                it.move(folder, ids(folder, one, two), theme, coder=coder)
            elif kind == "keep":
                it.keep(folder, fits[0], coder=coder)
            elif theme and kind == "split":
                it.split(folder, theme, ids(folder, two), name, coder=coder)
            elif theme and kind == "rename":
                it.rename(folder, theme, name, coder=coder)
            elif theme and kind == "retire":
                it.retire(folder, theme, coder=coder)
            elif theme != other:
                it.merge(folder, theme, other, coder=coder)
            assert lies(folder, fits[0]) == lies(folder, fits[1])
            now = shown(folder, fits[1])
            everywhere = [*now.off_topic, *now.small, *now.aside, *(s for loose in now.loose for s in loose.segments)]
            everywhere += [s for theme in now.themes for s in (*theme.confirmed, *theme.proposed)]
            assert sorted(everywhere) == [s.id for s in segments(folder)]  # each segment at one place
        done = [folder.undo(coder) for _ in steps for coder in ("ana", "ben")]
        assert folder.state() == empty
        assert shown(folder, fits[1]) == start
        assert Folder(folder.root).state() == empty
        assert len([act for act in done if act]) <= len(steps)
