"""How old the newest evidence is, and when it is stale."""

from __future__ import annotations

import pytest

from workbench.journey.look import look
from workbench.journey.strength.age import age
from workbench.study.folder import Folder


@pytest.fixture
def spoken(made):
    """Two people, a year and a half apart: the old one about paying, the new one about the start."""
    made.define("pain:fees", label="Fees", stage="purchase").define("pain:empty", label="Empty week", stage="onboarding")
    made.define("pain:guess", label="Nobody said so", stage="retention")
    made.interview("P01", "There were fees.", date="2025-01-10").interview("P02", "It was empty.", date="2026-07-10")
    made.code("There were fees.", "pain:fees", "stage:purchase")
    made.code("It was empty.", "pain:empty", "stage:onboarding")
    return made


def of(made, on="", **options):
    return age(look(Folder(made.folder.root), **options), on=on)


def test_age_is_counted_back_from_the_newest_day_in_view(spoken):
    found = of(spoken)
    # 546 days; a month is 30.4375 of them
    assert found["claims"]["pain:fees"] == {"newest": "2025-01-10", "months": 17.9, "stale": True}
    assert found["claims"]["pain:empty"] == {"newest": "2026-07-10", "months": 0.0, "stale": False}
    assert found["stages"]["purchase"]["stale"]
    assert not found["stages"]["onboarding"]["stale"]


def test_what_nobody_said_has_no_age(spoken):
    assert of(spoken)["claims"]["pain:guess"] == {"newest": None, "months": None, "stale": False}
    assert of(spoken)["stages"]["awareness"] == {"newest": None, "months": None, "stale": False}


def test_whoever_looks_later_sees_it_older(spoken):
    assert of(spoken, on="2027-08-10")["claims"]["pain:empty"] == {"newest": "2026-07-10", "months": 13.0, "stale": True}


def test_what_is_stale_is_a_threshold_of_the_study(field):
    made = field(thresholds={"stale_months": 24})
    made.define("pain:fees", label="Fees", stage="purchase")
    made.interview("P01", "There were fees.", date="2025-01-10").interview("P02", "Nothing.", date="2026-07-10")
    made.code("There were fees.", "pain:fees")
    made.code("Nothing.", "emotion:content")
    assert not of(made)["claims"]["pain:fees"]["stale"]


def test_without_dates_the_age_is_not_known(made):
    made.define("pain:fees", label="Fees", stage="purchase").interview("P01", "There were fees.", date=None)
    made.code("There were fees.", "pain:fees")
    assert of(made)["claims"]["pain:fees"] == {"newest": None, "months": None, "stale": False}
