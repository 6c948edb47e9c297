"""The opportunity table: four columns, every cell counted in people or saying why it is empty."""

from workbench.journey.look import look
from workbench.journey.plan.table import COLUMNS, STATES, table
from workbench.study.folder import Folder


def rows(made):
    return {row["stage"]: row for row in table(look(Folder(made.folder.root)))}


def test_the_four_columns_of_the_article():
    assert COLUMNS == ("Journey Stage", "Customer Goal", "Potential Pain Point", "Opportunity for Delight")


def test_cells_hold_people_and_lead_to_what_they_said(made):
    made.define("pain:wait", label="Waiting", stage="onboarding").define("need:list", label="A list", stage="onboarding")
    made.define("goal:start", label="Start today").define("delight:call", label="A call", stage="onboarding")
    for n in range(4):
        made.interview(f"P{n}", f"I want to start, says {n}.", f"I waited, says {n}.")
        made.code(f"I waited, says {n}.", "pain:wait", "stage:onboarding")
    (goal,) = made.code("I want to start, says 0.", "goal:start")
    made.code("I want to start, says 0.", "stage:onboarding")
    made.code("I waited, says 3.", "pain:wait", stance="against")
    row = rows(made)["onboarding"]
    assert row["n"] == 4
    (wait,) = row["pains"]["items"]
    assert (wait["k"], wait["x"], wait["n"], len(wait["quotes"])) == (4, 1, 4, 4)
    assert 0 < wait["lo"] < 1
    assert wait["hi"] == 1
    (start,) = row["goals"]["items"]
    assert (start["label"], start["k"], start["n"], start["quotes"]) == ("Start today", 1, 4, [goal])
    assert row["goals"]["state"] == row["pains"]["state"] == ""
    assert [(i["id"], i["k"]) for i in row["delights"]["items"]] == [("delight:call", 0), ("need:list", 0)]
    assert row["delights"]["state"] == "assumption"


def test_an_empty_cell_says_why(made):
    made.define("pain:dear", label="Too dear", stage="purchase")
    made.interview("P1", "How did you pay?", "By card.")
    made.code("By card.", "stage:purchase")
    found = rows(made)
    assert found["purchase"]["pains"]["state"] == "assumption"
    assert found["purchase"]["delights"]["state"] == "nobody said"
    assert found["advocacy"]["pains"]["state"] == found["advocacy"]["goals"]["state"] == "not asked"
    assert {cell["state"] for row in found.values() for cell in (row["goals"], row["pains"], row["delights"])} <= {"", *STATES}


def test_claims_of_no_stage_have_a_row_of_their_own(made):
    assert "" not in rows(made)
    made.define("pain:odd", label="Odd").interview("P1", "That was odd.")
    made.code("That was odd.", "pain:odd")
    row = rows(made)[""]
    assert (row["label"], row["n"]) == ("No stage", 1)
    assert [(i["id"], i["k"], i["n"]) for i in row["pains"]["items"]] == [("pain:odd", 1, 1)]
    assert row["goals"]["state"] == "nobody said"


def test_two_people_have_no_interval(made):
    made.define("pain:wait", label="Waiting", stage="onboarding")
    for n in range(2):
        made.interview(f"P{n}", f"I waited, says {n}.")
        made.code(f"I waited, says {n}.", "pain:wait")
    (wait,) = rows(made)["onboarding"]["pains"]["items"]
    assert (wait["k"], wait["n"], wait["lo"], wait["hi"]) == (2, 2, None, None)


def test_the_sample_has_a_row_for_each_stage_and_the_numbers_of_its_map(sample):
    from workbench.journey.cards import Cards

    there = look(sample)
    cards, found = Cards(there).all(), table(there)
    assert [row["stage"] for row in found] == [s.id for s in sample.settings.stages]
    shown = {i["id"]: i for row in found for cell in ("pains", "delights") for i in row[cell]["items"]}
    assert set(shown) == set(cards)
    assert all((i["k"], i["n"], i["quotes"]) == (cards[c]["k"], cards[c]["n"], cards[c]["supports"]) for c, i in shown.items())
