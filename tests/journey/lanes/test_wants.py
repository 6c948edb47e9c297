"""Actions, goals, gaps, preferences, alternatives: what people do, want, expected, and would rather have."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from workbench.journey.lanes.actions import actions
from workbench.journey.lanes.alternatives import alternatives
from workbench.journey.lanes.gaps import gaps
from workbench.journey.lanes.goals import goals
from workbench.journey.lanes.items import Told
from workbench.journey.lanes.preferences import Group, difference, groups, preference_lane, preferences
from workbench.journey.look import look
from workbench.study.errors import UserError
from workbench.study.settings import DEFAULT_STAGES


def test_actions_stand_in_the_order_in_which_people_tell_them(made, told):
    made.interview("P01", "I open it.", "I look.", "I close it.").interview("P02", "You open it.", "You close it.")
    made.survey({"R1": "we close it first"})
    for name, words in (
        ("zz-open", ("I open it", "You open it")),
        ("close", ("I close it", "You close it", "we close it")),
        ("look", ("I look",)),
    ):
        made.define(f"action:{name}", family="action", label=name)
        for said in words:
            made.code(said, f"action:{name}", "stage:onboarding")
    found = actions(told(made))["onboarding"]
    assert [(i["label"], i["place"], i["k"]) for i in found] == [("zz-open", 0.0, 2), ("look", 0.5, 1), ("close", 1.0, 3)]


def test_an_action_told_alone_has_no_place(made, told):
    made.interview("P01", "I open it.").define("action:open", family="action", label="Open").code("I open it", "action:open")
    assert actions(told(made))[""][0]["place"] is None


# Goals -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def wanted(field):
    stages = tuple(replace(s, goal="Pay without surprises") if s.id == "purchase" else s for s in DEFAULT_STAGES)
    made = field(stages=stages)
    made.interview("P01", "I only want to pay and be done.")
    made.define("goal:quick", family="goal", label="Be done quickly")
    return made


def test_a_goal_only_the_settings_know_is_an_assumption(wanted, told):
    (item,) = goals(told(wanted))["purchase"]
    assert (item["label"], item["k"], item["marks"], item["planned"]) == ("Pay without surprises", 0, ["ASSUMPTION"], True)
    assert item["note"] == "nobody is coded as wanting this"


def test_another_goal_in_the_stage_does_not_support_it_and_stands_beside_it(wanted, told):
    wanted.code("I only want to pay and be done", "stage:purchase", "goal:quick")
    planned, own = goals(told(wanted))["purchase"]
    assert planned["marks"] == ["ASSUMPTION"]
    assert "another goal" in planned["note"]
    assert (own["label"], own["k"], own["planned"]) == ("Be done quickly", 1, False)


@pytest.mark.parametrize(("code", "label"), [("goal:x", "Pay without surprises"), ("goal:pay-without-surprises", "As they say")])
def test_people_coded_as_wanting_it_support_it(wanted, told, code, label):
    wanted.define(code, family="goal", label=label)
    wanted.code("I only want to pay and be done", "stage:purchase", code)
    (item,) = goals(told(wanted))["purchase"]
    assert (item["k"], item["marks"], item["planned"]) == (1, [], True)


def test_no_goal_no_item(made, told):
    assert goals(told(made)) == {}


# Expected and delivered ----------------------------------------------------------------------------------------------


@pytest.fixture
def hoped(made):
    for n, (words, valence) in enumerate((("two weeks", -1), ("a fortnight", -2), ("fourteen days", -1)), start=1):
        made.interview(f"P0{n}", f"It was {words}.", "I thought a month." if n == 1 else "Well.")
        made.define("delivered:trial", family="delivered", label="Two weeks", stage="consideration")
        made.code(f"It was {words}", "delivered:trial", "stage:consideration", valence=valence)
    made.define("expectation:trial", family="expectation", label="A month", stage="consideration")
    made.code("I thought a month", "expectation:trial")
    made.interview("P04", "I looked around.").code("I looked around", "stage:consideration")
    return made


def test_a_gap_has_people_of_n_and_the_feeling_about_what_came(hoped, told):
    (gap,) = gaps(told(hoped))["consideration"]
    assert (gap["k"], gap["n"], gap["hoped"], gap["both"], gap["expected"]) == (3, 4, 1, 1, 0.0)
    assert gap["statement"] == "expected: A month – got: Two weeks"
    assert gap["difference"] == gap["delivered"] == pytest.approx(-4 / 3)
    assert gap["felt"]["n"] == 3
    assert gap["lo"] < 3 / 4 < gap["hi"]


def test_the_sign_is_said_only_where_the_interval_leaves_zero_out(hoped, told):
    assert gaps(told(hoped))["consideration"][0]["sign"] == "unclear"  # -1.33, 3 people: -2.77 to 0.10
    for n in (5, 6, 7):
        hoped.interview(f"P0{n}", f"Only {n} days.").code(f"Only {n} days", "delivered:trial", valence=-1)
    assert gaps(told(hoped))["consideration"][0]["sign"] == "worse"


def test_every_gap_of_the_sample_lies_in_the_stage_of_its_code(sample):
    here = look(sample)
    found = gaps(Told(here))
    assert sum(map(len, found.values())) >= 4
    assert all(g["k"] <= g["n"] and here.material.homes[f"delivered:{g['name']}"] == s for s, some in found.items() for g in some)


# Preferences -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def split(field):
    made = field(personas={"Owners": {"role": "owner"}, "Ghosts": {"haunts": "yes"}})
    for n in range(1, 7):
        made.interview(f"P0{n}", f"Paper is best, says {n}." if n < 4 else f"No view, says {n}.")
        made.code(f"Paper is best, says {n}" if n < 4 else f"No view, says {n}", "stage:retention")
    made.define("preference:paper", family="preference", label="Paper")
    for n in range(1, 4):
        made.code(f"Paper is best, says {n}", "preference:paper")
    made.people(*((f"P0{n}", {"role": "owner" if n < 4 else "staff"}) for n in range(1, 6)))  # of P06 nothing is known
    return made


def test_a_group_is_compared_with_everybody_else_of_whom_it_is_known(split, told):
    (row,) = preferences(told(split), "persona")
    (owners,) = row["split"]  # a persona whose attribute nobody has cannot be compared
    assert (owners["group"], owners["k"], owners["n"], owners["others_k"], owners["others_n"]) == ("Owners", 3, 3, 0, 2)
    assert owners["d"] == 1.0
    assert (row["k"], row["n"]) == (3, 6)


def test_split_by_an_attribute_each_value_is_a_group(split, told):
    (row,) = preferences(told(split), "Role")
    assert [(s["group"], s["k"], s["n"], s["d"]) for s in row["split"]] == [("owner", 3, 3, 1.0), ("staff", 0, 2, -1.0)]


def test_fewer_than_three_people_have_no_interval(split, told):
    (row,) = preferences(told(split), "role")
    assert [(s["lo"], s["hi"]) for s in row["split"]] == [(None, None), (None, None)]


def test_the_difference_is_newcombes():
    """Newcombe 1998b, table II, row a: 56/70 and 48/80 differ by 0.2, interval 0.0524 to 0.3339."""
    people = [f"P{n}" for n in range(150)]
    inside, others = frozenset(people[:70]), frozenset(people[70:])
    told = SimpleNamespace(material=SimpleNamespace(together={}, likeness=1.0))
    found = difference(told, Group("a", inside, others), frozenset(people[:56] + people[70:118]), frozenset(people))
    assert (found["k"], found["n"], found["others_k"], found["others_n"]) == (56, 70, 48, 80)
    assert (found["d"], found["lo"], found["hi"]) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("by", "said"), [("shoe", "nobody has the attribute 'shoe'; there are: persona, role"), ("persona", "no personas")]
)
def test_what_people_cannot_be_split_by_is_said(made, told, by, said):
    made.interview("P01", "Yes.").people(("P01", {"role": "owner"}))
    with pytest.raises(UserError, match=said):
        groups(told(made).look, by)


def test_on_the_map_preferences_are_split_by_the_personas_there_are(split, told):
    assert [s["group"] for i in preference_lane(told(split))["retention"] for s in i["split"]] == ["Owners"]
    assert preference_lane(told(split, persona="Owners"))["retention"][0]["split"] == []


# Alternatives ----------------------------------------------------------------------------------------------------------


def test_alternatives_stand_with_what_is_said_on_the_same_words(made, told):
    made.interview("P01", "A spreadsheet is free and slow.", "Nothing else.")
    made.define("alternative:sheet", family="alternative", label="A spreadsheet")
    for code in ("delight:free", "pain:slow", "pain:else"):
        made.define(code, family=code.split(":")[0], label=code.split(":")[1])
    made.code("A spreadsheet", "alternative:sheet", "stage:consideration")
    made.code("A spreadsheet is free and slow", "delight:free", "pain:slow")
    made.code("Nothing else", "pain:else")
    (item,) = alternatives(told(made))["consideration"]
    assert (item["label"], item["k"], item["n"]) == ("A spreadsheet", 1, 1)
    assert [(b["code"], b["family"], b["k"]) for b in item["beside"]] == [("delight:free", "delight", 1), ("pain:slow", "pain", 1)]
