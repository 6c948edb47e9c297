"""Staff: never among the customers, in a lane of their own with their own n."""

from __future__ import annotations

import pytest

from workbench.journey.lanes.staff import staff
from workbench.journey.look import look
from workbench.study.folder import Folder


def looked(made, **options):
    return look(Folder(made.folder.root), **options)


@pytest.fixture
def team(made):
    """Two customers, and two people who work for the company: one by attribute, one by kind of source."""
    made.interview("P01", "The first week was empty.").interview("P02", "The first week was full.")
    made.interview("S01", "Every first week they ring us.").interview("S02", "I copy weeks by hand.", kind="staff-interview")
    made.people(("S01", {"Actor": "Employee"}), ("P01", {"actor": "customer"}))
    made.define("pain:empty-week", family="pain", label="Empty week").define("action:copy", family="action", label="Copy weeks")
    for words in ("The first week was empty", "The first week was full", "Every first week they ring us", "I copy weeks by hand"):
        made.code(words, "stage:onboarding")
    made.code("The first week was empty", "pain:empty-week")
    made.code("Every first week they ring us", "pain:empty-week")
    made.code("I copy weeks by hand", "action:copy")
    return made


def test_staff_are_counted_in_no_number_of_the_customers(team):
    found = team.map()
    assert found["people"]["N"] == 2
    claim = found["claims"]["pain:empty-week"]
    assert (claim["k"], claim["n"]) == (1, 2)
    assert sorted(looked(team).material.people) == ["P01", "P02"]


def test_staff_have_a_lane_of_their_own_with_their_own_n(team):
    lane = staff(looked(team))["onboarding"]
    assert [(i["id"], i["k"], i["n"], i["marks"]) for i in lane] == [
        ("action:copy", 1, 2, ["staff"]),
        ("pain:empty-week", 1, 2, ["staff"]),
    ]


def test_without_staff_the_lane_is_empty(made):
    made.interview("P01", "The first week was empty.").people(("P01", {"actor": "customer"}))
    assert staff(looked(made)) == {}


def test_staff_of_another_round_are_not_shown(team):
    team.interview("P01", "Better now.", round_="2026-Q3")
    assert staff(looked(team, round="2026-Q3")) == {}
    assert staff(looked(team, round="2026-Q1"))


def test_a_persona_of_customers_leaves_staff_where_they_are(field):
    made = field(personas={"Customers": {"actor": "customer"}})
    made.interview("P01", "All is well.").interview("S01", "Not here.", kind="staff-interview").people(
        ("P01", {"actor": "customer"})
    )
    made.define("pain:no", family="pain", label="No").code("Not here", "pain:no")
    assert staff(looked(made, persona="Customers"))[""][0]["k"] == 1


def test_staff_interviews_are_read_and_not_counted_in_topics_and_queries(team):
    from workbench.reading.segments import segments
    from workbench.study.kinds import UNASKED, UNCOUNTED
    from workbench.themes.heard import heard

    cut = segments(team.folder)
    assert {s.kind for s in cut} & UNCOUNTED == {"staff-interview"}
    assert not UNASKED & {"staff-interview"}
    assert "S02" not in heard(cut)[0]
