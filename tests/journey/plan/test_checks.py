"""What a map should not go out with, and which of it fails the check."""

from __future__ import annotations

import pytest

from workbench.journey.look import look
from workbench.journey.plan.checks import checks
from workbench.study.folder import Folder
from workbench.study.settings import Stage, Touchpoint

STAGES = (Stage("purchase", "Purchase", owner="Billing"), Stage("onboarding", "Onboarding"))


def of(made, what=None, **options):
    found = checks(look(Folder(made.folder.root)), **options)
    return [f for f in found if what in {None, f["what"]}]


def guessed(made, real, assumed):
    made.define("stage:purchase", label="Purchase").interview("P01", "All of it.", date="2026-02-03")
    for i in range(real):
        made.define(f"pain:real-{i}", label=f"Real {i}", stage="purchase")
        made.code("All of it.", f"pain:real-{i}", "stage:purchase")
    for i in range(assumed):
        made.define(f"pain:guess-{i}", label=f"Guess {i}", stage="purchase")
    return made


@pytest.mark.parametrize(("real", "assumed", "level"), [(7, 3, "note"), (6, 4, "error"), (10, 0, "note"), (0, 1, "error")])
def test_more_assumptions_than_the_quota_fail(field, real, assumed, level):
    (found,) = of(guessed(field(stages=STAGES), real, assumed), "assumptions")
    assert found["level"] == level
    assert f"{assumed} of {real + assumed} cards are assumptions" in found["text"]


def test_the_quota_is_the_studys(field):
    assert of(guessed(field(assumptions=0.5), 5, 5), "assumptions")[0]["level"] == "note"
    assert of(guessed(field(assumptions=0.0), 5, 1), "assumptions")[0]["level"] == "error"


def test_cards_without_an_owner_and_touchpoints_with_two_are_warnings(field):
    made = guessed(field(stages=STAGES, touchpoints=(Touchpoint("till", "Till", "purchase", owners=("Billing", "Web")),)), 1, 0)
    made.define("need:lost", label="Lost", stage="onboarding").code("All of it.", "need:lost")
    (lost,), (shared,) = of(made, "owners"), of(made, "touchpoints")
    assert (lost["level"], lost["items"], lost["text"]) == ("warning", ["need:lost"], "1 card without an owner: Lost")
    assert (shared["level"], shared["items"]) == ("warning", ["touchpoint:till"])
    assert "Till: Billing, Web" in shared["text"]


def test_words_without_a_stage_are_counted_and_claims_without_one_named(made):
    made.define("pain:nowhere", label="Nowhere").define("pain:moon", label="Moon", stage="moon").interview("P01", "Hm.")
    made.code("Hm.", "pain:nowhere")
    text = " ".join(f["text"] for f in of(made))
    assert "1 of 1 coded passages have no stage, 100%" in text
    assert "2 claims in no stage, so they stand in the inbox: Moon; Nowhere" in text
    assert "study.toml has no such stage: Moon: moon" in text


def test_old_evidence_is_named_by_the_day_somebody_looks(field):
    made = guessed(field(stages=STAGES), 1, 0)
    assert of(made, "age") == []
    claims, stages = of(made, "age", on="2027-06-01")
    assert claims["text"] == "the newest evidence of 1 claim is more than 12 months old: Real 0"
    assert stages["items"] == ["purchase"]


def test_numbers_for_unknown_stages_and_circles_of_causes_are_named(field):
    made = guessed(field(stages=STAGES), 2, 0)
    (made.folder.root / "metrics.csv").write_text("stage,date,metric,n,value,source\nmoon,2026-02-01,a,,1,s\n")
    pairs = (("pain:real-0", "pain:real-1"), ("pain:real-1", "pain:real-0"))
    made.folder.act("ana", *(("cause.link", {"claim": a, "because": b}) for a, b in pairs))
    assert of(made, "numbers")[0]["text"] == "metrics.csv: no stage is called 'moon'; its number is not shown"
    assert of(made, "causes")[0]["text"] == "causes go round in a circle: Real 0; Real 1"


def test_stages_nobody_spoke_about_are_a_note(field):
    (found,) = of(guessed(field(stages=STAGES), 1, 0), "coverage")
    assert (found["level"], found["text"]) == ("note", "nobody spoke about or was asked about Onboarding")


def test_an_empty_study_fails_nothing_and_says_what_to_do(made):
    found = of(made)
    assert {f["level"] for f in found} == {"note"}
    assert found[0]["text"] == "there are no claims yet: code a pain, a need or a delight"


def test_errors_stand_first(field):
    levels = [f["level"] for f in of(guessed(field(), 0, 3))]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
