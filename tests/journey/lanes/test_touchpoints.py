"""Touchpoints: what was planned, what people tell, and what only one of the two has."""

from __future__ import annotations

import pytest

from workbench.journey.lanes.channels import channel_lane, channels, contacts
from workbench.journey.lanes.touchpoints import Planned, touchpoint_lane, touchpoints
from workbench.study.settings import Settings, Touchpoint

PLANNED = (
    Touchpoint("price-page", "Price page", "Decision", "web", ("Web",), ("pricing",)),
    Touchpoint("invoice", "Invoice", "purchase", "e-mail", ("Billing", "Finance"), visible=False),
)


@pytest.fixture
def met(field):
    made = field(touchpoints=PLANNED)
    made.interview("P01", "The prices were on the page.", "A friend showed it to me on her phone.")
    made.interview("P02", "I looked at the prices, too.").interview("P03", "I paid by card.")
    made.define("touchpoint:pricing", family="touchpoint", label="Prices")
    made.define("touchpoint:friend", family="touchpoint", label="A friend's phone", owner="Marketing")
    for words in ("The prices were on the page", "I looked at the prices", "I paid by card"):
        made.code(words, "stage:purchase")
    made.code("A friend showed it", "stage:awareness")
    made.code("The prices were on the page", "touchpoint:pricing", valence=-1)
    made.code("I looked at the prices", "touchpoint:pricing", valence=1)
    made.code("A friend showed it", "touchpoint:friend")
    return made


@pytest.mark.parametrize("name", ["price-page", "Price page", "PRICING", "price page", " pricing "])
def test_a_planned_touchpoint_answers_to_any_of_its_names(name):
    assert Planned(Settings(touchpoints=PLANNED)).find(name) is PLANNED[0]
    assert Planned(Settings(touchpoints=PLANNED)).find("the till") is None


def test_the_inventory_has_what_was_planned_and_what_was_told(met, told):
    rows = {r["id"]: r for r in touchpoints(told(met))}
    assert list(rows) == ["touchpoint:friend", "touchpoint:price-page", "touchpoint:invoice"]
    page = rows["touchpoint:price-page"]
    assert (page["label"], page["stage"], page["channel"], page["owner"]) == ("Price page", "purchase", "web", "Web")
    assert (page["k"], page["n"], page["planned"], page["visible"], page["marks"]) == (2, 3, True, True, [])
    assert page["valence"]["mean"] == 0.0


def test_nobody_telling_of_it_and_several_owners_are_said(met, told):
    invoice = next(r for r in touchpoints(told(met)) if r["id"] == "touchpoint:invoice")
    assert (invoice["k"], invoice["visible"], invoice["owners"]) == (0, False, ["Billing", "Finance"])
    assert invoice["marks"] == ["not told", "several owners"]
    assert "2 owners: Billing, Finance" in invoice["note"]


def test_unplanned_are_those_people_tell_of_and_nobody_planned(met, told):
    (friend,) = touchpoints(told(met), unplanned=True)
    assert (friend["id"], friend["stage"], friend["owner"], friend["k"], friend["n"]) == (
        "touchpoint:friend", "awareness", "Marketing", 1, 1,
    )  # fmt: skip
    assert friend["marks"] == ["unplanned"]


def test_a_code_nobody_used_and_nobody_planned_is_no_touchpoint(met, told):
    met.define("touchpoint:fax", family="touchpoint", label="Fax")
    assert "touchpoint:fax" not in {r["id"] for r in touchpoints(told(met))}


def test_told_in_another_stage_than_planned(field, told):
    made = field(touchpoints=(Touchpoint("web", "Web", "awareness"),))
    made.interview("P01", "I went to the site to cancel.").define("touchpoint:web", family="touchpoint", label="Web")
    made.code("I went to the site to cancel", "stage:retention", "touchpoint:web")
    (row,) = touchpoints(told(made))
    assert (row["stage"], row["told_in"], row["marks"]) == ("awareness", {"retention": 1}, ["told elsewhere"])
    lane = touchpoint_lane(told(made))
    assert [(i["k"], i["marks"]) for i in lane["retention"]] == [(1, ["told elsewhere"])]
    assert [(i["k"], i["marks"]) for i in lane["awareness"]] == [(0, ["not told"])]


def test_the_owner_is_the_touchpoints_then_the_codes_then_the_stages(field, told):
    from dataclasses import replace

    from workbench.study.settings import DEFAULT_STAGES

    stages = tuple(replace(s, owner="Growth") for s in DEFAULT_STAGES)
    made = field(stages=stages, touchpoints=(Touchpoint("web", "Web", "awareness"),))
    assert touchpoints(told(made))[0]["owner"] == "Growth"


def test_without_any_there_is_nothing(made, told):
    assert touchpoints(told(made)) == []
    assert touchpoint_lane(told(made)) == {}
    assert channels(told(made)) == []


def test_the_channel_of_a_passage_is_the_one_coded_there_else_its_touchpoints(met, told):
    met.define("channel:phone", family="channel", label="By phone")
    met.code("A friend showed it to me on her phone", "channel:phone")
    found = {c.mention.quote: c.channel for c in contacts(told(met))}
    assert found == {"A friend showed it": "phone", "The prices were on the page": "web", "I looked at the prices": "web"}


def test_a_channel_with_no_touchpoint_beside_it_is_a_contact_of_its_own(met, told):
    met.define("channel:card", family="channel", label="Card machine").code("I paid by card", "channel:card")
    last = contacts(told(met))[-1]
    assert (last.channel, last.touchpoint) == ("card", "")


def test_channels_by_stages(met, told):
    met.define("channel:phone", family="channel", label="By phone")
    met.code("A friend showed it to me on her phone", "channel:phone")
    rows = channels(told(met))
    assert [(r["label"], r["people"], {s: i["k"] for s, i in r["stages"].items()}) for r in rows] == [
        ("Web", 2, {"purchase": 2}),
        ("By phone", 1, {"awareness": 1}),
    ]
    assert channel_lane(told(met))["purchase"][0]["n"] == 3
