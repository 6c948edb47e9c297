"""What falls if somebody withdraws is known before anything is removed."""

import pytest

from workbench.journey.withdrawn import COLUMNS, what_falls
from workbench.study.errors import UserError
from workbench.study.folder import Folder


@pytest.fixture
def three(made):
    made.define("pain:forms", stage="purchase").define("need:quiet", stage="purchase").define("delight:speed", stage="purchase")
    for number in range(1, 4):
        made.interview(f"P0{number}", f"The forms took an hour, says P0{number}.", f"It was quick, says P0{number}.")
        made.code(f"The forms took an hour, says P0{number}", "pain:forms")
    made.code("It was quick, says P01", "need:quiet")
    made.code("It was quick, says P02", "delight:speed")
    made.code("It was quick, says P03", "delight:speed")
    return made


def test_claims_nobody_else_speaks_for_come_first(three):
    frame = what_falls(three.folder, "P01")
    assert tuple(frame.columns) == COLUMNS
    assert frame.iloc[0].to_dict() == {
        "claim": "need:quiet", "statement": "quiet", "stage": "purchase", "k_before": 1, "n_before": 3,
        "grade_before": "Anecdote", "k_after": 0, "n_after": 2, "grade_after": "ASSUMPTION", "falls": True, "changes": True,
    }  # fmt: skip
    assert frame["falls"].tolist() == [True, False, False]
    forms = frame.set_index("claim").loc["pain:forms"]
    assert (forms["k_before"], forms["n_before"], forms["k_after"], forms["n_after"]) == (3, 3, 2, 2)


def test_claims_whose_grade_drops_come_before_those_that_only_lose_a_listener(three):
    frame = what_falls(three.folder, "P02")
    assert frame["claim"].tolist() == ["pain:forms", "delight:speed", "need:quiet"]
    assert frame["grade_before"].tolist() == ["Low", "Very low", "Anecdote"]
    assert frame["grade_after"].tolist() == ["Very low", "Anecdote", "Anecdote"]
    assert not frame["falls"].any()


def test_it_is_what_the_map_says_when_they_were_never_there(three, field):
    without = field()
    without.define("pain:forms", stage="purchase").define("need:quiet", stage="purchase").define("delight:speed", stage="purchase")
    for number in (1, 2):
        without.interview(f"P0{number}", f"The forms took an hour, says P0{number}.", f"It was quick, says P0{number}.")
        without.code(f"The forms took an hour, says P0{number}", "pain:forms")
    without.code("It was quick, says P01", "need:quiet")
    without.code("It was quick, says P02", "delight:speed")
    claims = without.map()["claims"]
    frame = what_falls(three.folder, "P03").set_index("claim")
    for name, claim in claims.items():
        assert tuple(frame.loc[name, ["k_after", "n_after", "grade_after"]]) == (claim["k"], claim["n"], claim["grade"])


def test_nothing_is_changed_and_nobody_is_guessed(three):
    before = {p: p.read_bytes() for p in three.folder.root.rglob("*") if p.is_file()}
    what_falls(Folder(three.folder.root), "P01")
    assert {p: p.read_bytes() for p in three.folder.root.rglob("*") if p.is_file()} == before
    with pytest.raises(UserError, match="'P99'"):
        what_falls(three.folder, "P99")
