"""Items: people and not mentions, who could have said so, and how those who did felt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey.lanes import lanes
from workbench.journey.lanes.items import Spans, by_person, by_stage
from workbench.journey.lanes.items import lane as lane_of
from workbench.journey.stats import wilson

spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1])), max_size=12)


@given(spans, st.integers(0, 30), st.integers(1, 10))
def test_what_lies_on_a_stretch_is_what_shares_a_character_with_it(found, start, size):
    index = Spans([(s, e, n) for n, (s, e) in enumerate(found)])
    on = {n for _, _, n in index.on(start, start + size)}
    assert on == {n for n, (s, e) in enumerate(found) if s < start + size and start < e}


@pytest.fixture
def shop(made):
    made.interview("P01", "I rang the shop.", "I rang the shop once more.", "It was closed.").interview(
        "P02", "I rang nobody here."
    )
    made.interview("P03", "Nothing to say of it.")
    made.define("action:ring", family="action", label="Ring the shop")
    for words in ("I rang the shop.", "I rang the shop once more.", "I rang nobody here."):
        made.code(words, "stage:purchase")
    made.code("I rang the shop.", "action:ring")
    made.code("I rang the shop once more.", "action:ring")
    return made


def test_a_person_who_says_so_twice_is_one_person(shop, told):
    (item,) = lane_of(told(shop), "action")["purchase"]
    share = wilson(1, 2)
    assert (item["id"], item["label"], item["k"], item["n"], item["m"]) == ("action:ring", "Ring the shop", 1, 2, 2)
    assert (item["lo"], item["hi"]) == (share.lo, share.hi)
    assert len(item["quotes"]) == 2


def test_two_coders_on_the_same_words_are_one_mention(shop, told):
    shop.code("I rang the shop.", "action:ring", by="ben")
    assert lane_of(told(shop), "action")["purchase"][0]["m"] == 2


def test_against_is_not_for(shop, told):
    shop.code("I rang nobody here.", "action:ring", stance="against")
    assert lane_of(told(shop), "action")["purchase"][0]["k"] == 1


def test_a_passage_without_a_stage_stands_under_none_and_could_be_anybodys(shop, told):
    shop.code("Nothing to say of it", "action:ring")
    found = lane_of(told(shop), "action")
    assert [(i["k"], i["n"]) for i in found[""]] == [(1, 3)]


def test_feeling_is_the_passages_own_valence_or_that_of_the_emotions_on_its_words(shop, told):
    assert lane_of(told(shop), "action")["purchase"][0]["valence"] is None
    shop.code("I rang the shop.", "emotion:frustrated")
    shop.code("It was closed", "emotion:angry")  # other words
    assert lane_of(told(shop), "action")["purchase"][0]["valence"] == {"mean": -1.0, "lo": None, "hi": None, "n": 1}
    shop.code("I rang nobody here.", "action:ring", valence=1)
    assert lane_of(told(shop), "action")["purchase"][0]["valence"] == {"mean": 0.0, "lo": None, "hi": None, "n": 2}


def test_from_three_people_on_there_is_an_interval(shop, told):
    shop.interview("P04", "I rang for ages.").code("I rang for ages", "stage:purchase")
    for words in ("I rang the shop.", "I rang nobody here.", "I rang for ages"):
        shop.code(words, "action:ring", valence=-1)
    valence = lane_of(told(shop), "action")["purchase"][0]["valence"]
    assert (valence["mean"], valence["lo"], valence["hi"], valence["n"]) == (
        -1.0,
        pytest.approx(-1.7076, abs=1e-4),
        pytest.approx(1.1228, abs=1e-4),
        3,
    )


def test_what_lies_as_much_in_two_stages_is_counted_in_both(shop, told):
    shop.code("I rang the shop.", "stage:onboarding", by="ben")
    found = lane_of(told(shop), "action")
    assert found["onboarding"][0]["k"] == 1
    assert found["purchase"][0]["k"] == 1


@pytest.mark.parametrize("families", [(), ("touchpoint", "channel", "goal", "effort", "preference", "alternative", "thought")])
def test_in_all_lanes_k_is_at_most_n_and_n_at_most_everybody(shop, told, families):
    for family in families:
        shop.define(f"{family}:x", family=family, label="X")
        shop.code("I rang the shop.", f"{family}:x")
        shop.code("It was closed", f"{family}:x")
    look = told(shop).look
    for stage, found in lanes(look).items():
        for item in (i for items in found.values() for i in items):
            assert item["k"] <= item["n"] <= 3
            assert item["k"] <= item["m"] if "m" in item else True
            assert stage in {"", *(s.id for s in look.settings.stages)}


def test_lanes_are_the_same_in_every_run_and_for_every_order_of_coding(field, told):
    def study(order):
        made = field()
        made.interview("P01", "I rang the shop.").interview("P02", "I rang nobody here.")
        made.define("action:ring", family="action", label="Ring").define("channel:phone", family="channel", label="Phone")
        for words in order:
            made.code(words, "stage:purchase", "action:ring", "channel:phone")
        return lanes(told(made).look)

    def counts(found):
        return {
            s: {n: [(i["id"], i["k"], i["n"]) for i in items if "id" in i] for n, items in ls.items()} for s, ls in found.items()
        }

    words = ["I rang the shop", "I rang nobody here"]
    assert counts(study(words)) == counts(study(words[::-1]))


def test_retired_codes_are_in_no_lane(shop, told):
    shop.folder.act("ana", ("code.retire", {"code": "action:ring"}))
    assert lane_of(told(shop), "action") == {}


def test_mentions_are_put_together_by_person_and_by_stage(shop, told):
    found = told(shop)
    mentions = found.of("action")["action:ring"]
    assert {p: len(ms) for p, ms in by_person(mentions).items()} == {"P01": 2}
    assert list(by_stage(mentions, found.order)) == ["purchase"]


def test_people_of_a_focus_group_make_the_interval_wider(shop, told):
    alone = lane_of(told(shop), "action")["purchase"][0]
    shop.people(("P01", {}), ("P02", {}))
    text = (shop.folder.root / "participants.csv").read_text(encoding="utf-8")
    lines = text.splitlines()
    grouped = "\n".join([lines[0] + ",group", *(line + ",g1" for line in lines[1:])]) + "\n"
    (shop.folder.root / "participants.csv").write_text(grouped, encoding="utf-8")
    together = lane_of(told(shop), "action")["purchase"][0]
    assert (together["k"], together["n"]) == (alone["k"], alone["n"])
    assert together["hi"] - together["lo"] > alone["hi"] - alone["lo"]
