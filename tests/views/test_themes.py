"""Topics as a notebook shows them: people counted, quotes masked, every number opened, and a next step where there is nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape, unescape
from re import findall, search, sub

import little
import numpy as np
import pytest

import workbench as wb
from workbench.share.sanitise import sanitise
from workbench.study.records import Anchor, Segment
from workbench.study.shares import wilson
from workbench.themes.identity import TopicChange
from workbench.themes.topics import fit_topics
from workbench.views.changed import SAYS, changed
from workbench.views.parts import WITHHELD
from workbench.views.sides import side
from workbench.views.themes import ThemesView


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("themes")
    return little.make(base / "study", base / "raw")


@pytest.fixture(scope="module")
def view(made):
    """Topics over a study whose passages lie in three clear groups, whatever a model thinks of them."""
    segments, _ = made.read()
    rng = np.random.default_rng(5)
    vectors = np.eye(6)[[n % 3 for n in range(len(segments))]] + 0.05 * rng.standard_normal((len(segments), 6))
    topics = fit_topics(segments, vectors, min_size=3, resolution=0.5)
    assert len(topics.topics) == 3
    return ThemesView(topics, {s.id: s for s in segments}, made.masks, vectors, made.folder)


@pytest.fixture(scope="module")
def pages(view):
    sides = {by: view.over(by) for by in ("stage", "round", "month", "kind", "role")}
    views = {"themes": view, "landscape": view.landscape(), **sides}
    return {name: v._repr_html_() for name, v in views.items()}


VIEWS = ["themes", "landscape", "stage", "round", "month", "kind", "role"]


@pytest.mark.parametrize("name", VIEWS)
def test_pages_name_nobody_and_hold_no_markup_of_participants(pages, name):
    shared = sanitise(pages[name])
    words = unescape(sub(r"<[^>]+>", " ", sub(r"<style>.*?</style>", "", shared))).casefold()
    assert [person for person in little.NAMES if person.casefold() in words] == []
    assert "<img src=x" not in pages[name]
    assert "<script>alert" not in pages[name]


@pytest.mark.parametrize("name", VIEWS)
def test_what_opens_in_a_notebook_opens_in_a_shared_page(pages, name):
    plain = pages[name].split('<div class="wb-plain">')[0]  # the landscape has its list twice, for places without style sheets
    assert sanitise(pages[name]).count("<details") == plain.count("<details")
    assert ("<details" in plain) is (name != "month")  # of which nothing has a date


def test_people_are_counted_with_an_interval_and_the_surest_come_first(view):
    frame = view.frame()
    for row in frame.itertuples():
        inside = {s.participant for s in view.segments.values() if view.topics.assignment[s.id] == row.topic}
        assert row.people == len(inside)
        assert (row.lo, row.hi) == (wilson(row.people, row.n).lo, wilson(row.people, row.n).hi)
    assert list(frame["lo"]) == sorted(frame["lo"], reverse=True)
    assert set(frame["n"]) == {len({s.participant for s in view.segments.values()})}
    assert [t.id for t in view] == list(frame["topic"])


def test_authors_of_tickets_are_read_and_not_counted(view):
    who = min(view.segments)
    loud = {**view.segments, who: replace(view.segments[who], kind="ticket", participant="T1")}
    other = replace(view, segments=loud)
    topic = view.topics.assignment[who]
    assert "T1" in set(other.quotes(topic)["participant"])
    assert set(other.frame()["n"]) == {len({s.participant for s in loud.values()} - {"T1"})}
    assert "nobody asked them" in other._repr_html_()


def test_every_passage_of_a_topic_is_behind_it(view):
    for topic in view:
        quotes = view.quotes(topic.id)
        assert sorted(quotes["segment"]) == sorted(s for s, t in view.topics.assignment.items() if t == topic.id)
        people = list(quotes["participant"])
        assert len(set(people[: len(set(people))])) == len(set(people)), "everybody once before anybody twice"
    assert view.quotes(view.names[topic.id]).equals(quotes)
    with pytest.raises(wb.UserError, match="there is no topic 'price'; there are t-"):
        view.quotes("price")


def test_a_page_has_room_for_so_much_and_says_what_is_left_out(view, monkeypatch):
    monkeypatch.setattr("workbench.views.themes.MOST_CHARACTERS", 10)
    page = replace(view)._repr_html_()
    largest = max(view, key=lambda t: t.size)
    assert f'and {largest.size - 3} more: <code>.quotes("{largest.id}")</code>' in page


def test_a_topic_carries_the_name_a_person_gave_it(study):
    themes = study.themes()
    assert "theme, named by a person" not in themes._repr_html_()
    topic = next(iter(themes))
    from workbench.themes.board import mark

    mark(study.folder, topic, f"Paper on the wall {little.MARKUP}", coder="ana")
    named = study.themes()
    page = named._repr_html_()
    assert "theme, named by a person" in page
    assert escape(f"Paper on the wall {little.MARKUP}") in page
    assert named.frame().set_index("topic").loc[topic.id, "theme"].startswith("Paper on the wall")
    assert named.quotes(f"Paper on the wall {little.MARKUP}").equals(named.quotes(topic.id))


def test_what_is_in_no_topic_stands_apart_and_says_why(view):
    some = sorted(view.segments)[:2]
    outside = view.topics.assignment | dict.fromkeys(some, "")
    topics = replace(view.topics, assignment=outside, off_topic=frozenset(some[:1]), small=frozenset(some[1:]))
    page = replace(view, topics=topics)._repr_html_()
    assert "<strong>off topic</strong>: 1 passage, like no other passage" in page
    assert "<strong>too few</strong>: 1 passage, too few say the like" in page
    assert "noise" not in page
    assert list(replace(view, topics=topics).quotes("off topic")["segment"]) == some[:1]
    said = replace(view, topics=topics).chart().to_dict()["description"]
    assert "off topic: like no other passage 1 of" in said


def test_what_says_nothing_is_told_apart_from_what_is_worth_a_look(view):
    some = sorted(view.segments)[:3]
    said = view.segments | {
        s: replace(view.segments[s], text=text) for s, text in zip(some, ["n/a", "see above", "a goat"], strict=True)
    }
    topics = replace(view.topics, assignment=view.topics.assignment | dict.fromkeys(some, ""), off_topic=frozenset(some))
    now = replace(view, topics=topics, segments=said)
    assert repr(now).endswith(", 1 off topic, 2 that say nothing>")
    assert "<strong>nothing said</strong>: 2 passages" in now._repr_html_()
    assert list(now.quotes("off topic")["segment"]) == some[2:]
    assert list(now.quotes("nothing said")["segment"]) == some[:2]


def test_a_notice_stands_above_the_numbers(view):
    page = replace(view, notices=["31 passages are in German, which the model does not know."])._repr_html_()
    assert page.index("in German") < page.index("passages of")


def test_changes_are_words_and_what_stayed_is_only_counted(view):
    first, second, third = (t.id for t in view)
    rows = [
        TopicChange("kept", (first,), (first,), 1.0, 9, 4, 4),
        TopicChange("split", (first,), (first, second), 0.9, 7, 4, 9),
        TopicChange("new", (), (third,), None, 0, 0, 6),
        TopicChange("grew", (second,), (second,), 1.0, 5, 3, 8),
        TopicChange("gone", ("t-00000000",), (), None, 0, 3, 0),
    ]
    page = replace(view, changes=rows)._repr_html_()
    assert [page.index(SAYS[kind]) for kind in ("new", "gone", "split")] == sorted(
        page.index(SAYS[k]) for k in ("new", "gone", "split")
    )
    assert "1 topic as before" in page
    assert "<summary>Since the last round 1 grew: the same topics" in page
    assert "4 \u2192 9" in page
    assert "t-00000000" in page
    assert changed(rows[:1], view.names, view.masks) == "<p style='opacity:.8;font-size:.92em'>1 topic as before.</p>"


def test_what_nobody_raises_in_the_last_round_is_said(view):
    """An id lasts, and a topic of both rounds together is never gone: what fell silent would go unseen."""
    topic, other = next(iter(view)), list(view)[1]
    now = {
        s: replace(one, round="2031-Q4" if view.topics.assignment[s] != topic.id else "2025-Q1") for s, one in view.segments.items()
    }
    kept = [TopicChange("kept", (t.id,), (t.id,), 1.0, 9, 4, 4) for t in view]
    page = unescape(replace(view, segments=now, changes=kept)._repr_html_())
    said = search(r"Of \d+ people of 2031-Q4 nobody raises: ([^<]*)", page)[1]
    assert f"({view.people(topic.id)} people before)" in said
    assert view.names[topic.id] in said
    assert view.names[other.id] not in said
    assert "nobody raises" not in replace(view, changes=kept)._repr_html_()


def test_a_stage_has_the_people_of_the_map(made, view):
    journey = {s["id"]: s["coverage"] for s in made.journey().model["stages"]}
    found = side(made.folder, list(view.segments.values()), "stage")
    for stage, people in found.people.items():
        coverage = journey[stage]
        assert len(people) == coverage["spoke"] + coverage["asked"], stage
    assert any(found.of.values())
    assert all(view.segments[s].participant in found.people[stage] for s, stages in found.of.items() for stage in stages)


def test_cells_count_people_among_those_heard_and_open_their_quotes(view, pages):
    heat = view.heat()
    for row in heat.frame().itertuples():
        assert 0 <= row.people <= row.n
        quotes = heat.quotes(row.topic, row.value)
        assert len(quotes) == row.passages
        assert len(set(quotes["participant"])) == row.people
    few = [r for r in heat.frame().itertuples() if 0 < r.people < 3]
    assert pages["stage"].count("too few to compare'") == len(few)
    assert "passages have no stage yet" in pages["stage"]
    with pytest.raises(wb.UserError, match="there is no cell 'nothing' by 'never'"):
        heat.quotes("nothing", "never")


def test_rounds_stand_in_their_order_and_kinds_name_who_was_not_asked(view):
    assert list(view.over("round").side.names) == ["2026-Q1", "2026-Q3"]
    who = min(view.segments)
    tickets = replace(view, segments={**view.segments, who: replace(view.segments[who], kind="ticket")})
    kinds = tickets.over("kind")
    assert list(kinds.side.names) == ["interview", "survey", "ticket"]
    assert "Authors of tickets were not asked" in kinds._repr_html_()


def test_an_attribute_nobody_has_is_said_with_those_there_are(view):
    with pytest.raises(
        wb.UserError, match="cannot be looked at by 'shoe size'; there are stage, round, month, persona, kind, role"
    ):
        view.over("shoe size")
    with pytest.raises(wb.UserError, match="names no personas"):
        view.over("persona")


def test_a_landscape_holds_no_pseudonym_and_who_does_not_consent_is_a_dot_without_words(made, view):
    shown = view.landscape()
    assert list(shown.frame().columns) == ["x", "y", "topic", "kind", "round", "quote", "inside", "alone"]
    spec = shown.chart().to_dict()
    for rows in spec["datasets"].values():
        for row in rows:
            row.pop("quote", None)
    named = {"P01", "P02"}  # where their names were said, their pseudonyms stand
    people = {s.participant for s in view.segments.values()} - named
    assert not [p for p in people if search(rf"\b{p}\b", json.dumps(spec))]
    quiet = replace(made.masks, silent=frozenset({"P01"}))
    withheld = replace(view, masks=quiet).landscape().frame()
    assert len(withheld) == len(shown.frame())
    assert (withheld["quote"] == WITHHELD).sum() == sum(s.participant == "P01" for s in view.segments.values())


def test_a_sampled_landscape_says_so(view):
    page = view.landscape(most=6)._repr_html_()
    assert f"Drawn are 6 of {len(view.segments)} passages" in page
    assert "6 of" in repr(view.landscape(most=6))
    with pytest.raises(wb.UserError, match="at least one dot"):
        view.landscape(most=0)


@pytest.mark.parametrize("count", [0, 1, 12])
def test_little_material_says_what_to_do_next(view, count):
    segments = [Segment(f"s{n:02}", Anchor("s", f"s{n}", "v", 0, 4), f"word {n}", f"P{n:02}", "r", "survey") for n in range(count)]
    vectors = np.ones((count, 4))
    few = ThemesView(fit_topics(segments, vectors), {s.id: s for s in segments}, view.masks, vectors, view.folder)
    page = few._repr_html_()
    assert "Too little text" in page or len(few) > 0
    assert few.chart().to_dict()["description"]
    assert few.landscape()._repr_html_()
    assert few.heat()._repr_html_()
    assert repr(few).startswith(f"<{len(few)} topic")


def test_the_same_study_gives_the_same_bytes(view, pages):
    again = ThemesView(view.topics, view.segments, view.masks, view.vectors, view.folder)
    assert again._repr_html_() == pages["themes"]
    assert again.landscape()._repr_html_() == pages["landscape"]
    assert again.heat()._repr_html_() == pages["stage"]


def test_without_a_study_there_are_topics_and_a_word_about_the_rest(view):
    alone = ThemesView(view.topics, view.segments, view.masks)
    assert len(findall("<tr>", alone._repr_html_())) == len(alone) + 1
    for ask in (alone.heat, alone.landscape):
        with pytest.raises(wb.UserError, match=r"ask for study\.themes\(\)"):
            ask()
