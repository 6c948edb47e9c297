"""Who answers for what: cards, touchpoints and money by owner."""

from __future__ import annotations

import pytest

from workbench.journey.look import look
from workbench.journey.plan.owners import budget, names, owners, touchpoints
from workbench.study.folder import Folder
from workbench.study.settings import Stage, Touchpoint

STAGES = (Stage("purchase", "Purchase", owner="Billing"), Stage("onboarding", "Onboarding"))


@pytest.fixture
def owned(field):
    made = field(
        stages=STAGES,
        touchpoints=(
            Touchpoint("till", "Till", stage="purchase", owners=("Billing", "Web")),
            Touchpoint("mail", "Mail", stage="purchase"),
        ),
    )
    made.define("pain:fees", label="Fees", stage="purchase").define("pain:card", label="Card", stage="purchase", owner="web")
    made.define("need:guide", label="Guide", stage="onboarding")
    made.define("stage:purchase", label="Purchase").define("stage:onboarding", label="Onboarding")
    for i in range(4):
        made.interview(f"P0{i}", f"Fees, says {i}. Card, says {i}. Guide, says {i}.")
        made.code(f"Fees, says {i}.", "stage:purchase", *(["pain:fees"] if i < 3 else []), valence=-1)
        made.code(f"Card, says {i}.", "stage:purchase", *(["pain:card"] if i > 1 else []), valence=-2)
        made.code(f"Guide, says {i}.", "stage:onboarding", *(["need:guide"] if i else []))
    return made


def of(made, what=owners):
    return what(look(Folder(made.folder.root)))


def by_name(made):
    return {o["owner"]: o for o in of(made)["owners"]}


def test_the_owner_of_a_card_is_its_codes_and_failing_that_its_stages(owned):
    found = by_name(owned)
    assert found["Billing"]["cards"] == ["pain:fees"]
    assert found["Web"]["cards"] == ["pain:card"]  # "web" of the code and "Web" of the plan are one
    assert found["Billing"]["stages"] == ["purchase"]


def test_what_nobody_answers_for_is_listed(owned):
    assert of(owned)["without"] == ["need:guide"]


def test_what_somebody_said_of_the_card_goes_first(owned):
    owned.folder.act("ana", ("card.set", {"claim": "need:guide", "owner": "Product", "reason": "they build it"}))
    owned.folder.act("ana", ("card.set", {"claim": "pain:card", "owner": "Product", "reason": "moved over"}))
    assert by_name(owned)["Product"]["cards"] == ["need:guide", "pain:card"]
    assert of(owned)["without"] == []


def test_a_card_that_was_moved_belongs_to_the_stage_it_is_shown_in(owned):
    owned.folder.act("ana", ("card.set", {"claim": "need:guide", "stage": "purchase", "reason": "it starts there"}))
    assert by_name(owned)["Billing"]["cards"] == ["need:guide", "pain:fees"]


def test_a_touchpoint_with_two_owners_is_nobodys(owned):
    (several,) = of(owned)["several"]
    assert (several["id"], several["owners"]) == ("touchpoint:till", ["Billing", "Web"])
    shared = {t["id"]: t["shared"] for t in by_name(owned)["Billing"]["touchpoints"]}
    assert shared == {"touchpoint:mail": False, "touchpoint:till": True}  # a touchpoint without an owner is its stage's


def test_a_touchpoint_only_people_speak_of_is_there_too(owned):
    owned.define("touchpoint:fax", label="Fax", stage="onboarding", owner="Ops; Sales")
    assert {t["id"]: t["owners"] for t in of(owned, touchpoints)}["touchpoint:fax"] == ["Ops", "Sales"]


@pytest.mark.parametrize(
    ("field_", "found"),
    [("Billing", ["Billing"]), ("Billing, Web", ["Billing", "Web"]), ("R&D; Web / Ops", ["R&D", "Web", "Ops"]), (" ", []),
     ("24/7 desk", ["24/7 desk"])],
)  # fmt: skip
def test_a_field_can_name_several(field_, found):
    assert names(field_) == found


def test_the_budget_counts_each_person_once_in_a_stage_of_an_owner(owned):
    owned.folder.act("ana", ("estimate.set", {"claim": "pain:fees", "effort": 3, "reason": "two sprints"}))
    rows = {(r["stage"], r["owner"]): r for r in of(owned, budget)}
    fees, card = rows["purchase", "Billing"], rows["purchase", "web"]
    assert (fees["people"], fees["n"], fees["pains"], fees["needs"], fees["effort"], fees["estimated"]) == (3, 4, 1, 0, 3, 1)
    assert (fees["lo"], fees["hi"]) == pytest.approx((0.3006, 0.9544), abs=1e-4)  # Wilson's interval of 3 of 4
    assert (card["people"], card["feeling"], card["effort"]) == (2, -2, None)
    assert rows["onboarding", ""]["first"] == "Guide"
    owned.folder.act("ana", ("card.set", {"claim": "pain:card", "owner": "Billing", "reason": "theirs too"}))
    assert {(r["stage"], r["owner"]): r["people"] for r in of(owned, budget)}["purchase", "Billing"] == 4


def test_an_empty_study_has_no_owner(made):
    assert of(made) == {"owners": [], "without": [], "several": []}
    assert of(made, budget) == []
