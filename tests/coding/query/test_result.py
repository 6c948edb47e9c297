"""How many people, of how many, and by what: the numbers a query gives."""

from __future__ import annotations

import pytest

from workbench.coding.frame import COLUMNS as CODINGS
from workbench.coding.query import query
from workbench.coding.query.result import COLUMNS
from workbench.study.errors import UserError
from workbench.study.shares import wilson


def table(frame):
    return {r.value: (r.k, r.n, r.mentions) for r in frame.itertuples()}


def test_columns_are_those_of_the_table_of_codings_as_far_as_they_apply():
    assert set(COLUMNS) - set(CODINGS) == {"codes", "matched", "coders"}


def test_people_count_once_and_of_those_whom_the_conditions_admit(asked):
    result = asked.query("charge")
    assert (result.mentions, result.people) == (7, ("P01", "P02", "R01"))
    assert result.heard == ("P01", "P02", "R01", "R02")  # R03 wrote nothing
    assert result.share() == wilson(3, 4)
    admins = asked.query("charge and role=admin")
    assert (admins.people, admins.heard) == (("P01",), ("P01",))
    assert asked.query("charge and not kind:interview and not kind:ticket").heard == ("R01", "R02")
    assert asked.query("kind:survey").heard == ("R01", "R02")


def test_who_wrote_a_ticket_was_not_asked_and_counts_nowhere(asked):
    result = asked.query("charge and kind:ticket")
    assert (result.mentions, result.people, result.authors, result.heard, result.share()) == (2, (), ("P02", "X1"), (), None)
    assert "nobody who was asked" in repr(result)


def test_the_same_query_in_two_rounds(asked):
    frame = asked.query("pain").by("round")
    assert table(frame) == {"2026-Q1": (2, 4, 3), "2026-Q3": (1, 1, 2)}
    row = frame.iloc[0]
    assert (row["share"], row["lo"], row["hi"]) == (0.5, wilson(2, 4).lo, wilson(2, 4).hi)


def test_by_an_attribute_who_lacks_it_comes_last(asked):
    assert table(asked.query("charge").by("plan")) == {"pro": (1, 1, 1), "team": (0, 1, 0), "": (2, 2, 6)}
    assert table(asked.query("charge").by("NPS")) == {"3": (1, 1, 1), "9": (1, 2, 2), "": (1, 1, 4)}
    assert list(asked.query("charge").by("team_size")["value"]) == ["12", ""]


def test_by_stage_of_those_who_spoke_of_it_or_were_asked(asked):
    frame = asked.query("pain").by("stage")
    assert table(frame)["purchase"] == (2, 3, 4)  # R02 answered the question about it
    assert table(frame)["onboarding"] == (1, 1, 1)
    assert list(frame["value"]) == ["awareness", "consideration", "purchase", "onboarding", "retention", "advocacy"]
    given = asked.query("pain").by("stage", exposed={"purchase": ["P01", "P02", "R01", "R02", "R09"]})
    assert table(given) == {"purchase": (2, 5, 4), "onboarding": (1, 1, 1)}


def test_by_code_everybody_could_have_said_any(asked):
    assert table(asked.query("pain or delight").by("code")) == {
        "pain:high": (2, 4, 4),
        "pain:typing": (1, 4, 1),
        "delight:clear": (1, 4, 1),
    }
    assert table(asked.query("pain or delight").by("family")) == {"pain": (2, 4, 5), "delight": (1, 4, 1)}
    assert table(asked.query("pain").by("coder"))["ben"] == (1, 4, 1)
    assert table(asked.query("pain").by("kind"))["ticket"] == (0, 0, 1)


def test_people_who_spoke_together_widen_the_interval(asked):
    frame = asked.query("pain").by("round", independent=lambda people: max(1.0, len(people) / 2))
    assert frame.loc[0, "hi"] - frame.loc[0, "lo"] > wilson(2, 4).hi - wilson(2, 4).lo


def test_a_column_nobody_knows_is_refused_with_what_may_be_meant(asked):
    with pytest.raises(UserError, match=r"Nothing is called 'rol' here\. Did you mean role"):
        asked.query("pain").by("rol")


def test_a_person_who_was_not_asked_is_of_n_once_they_say_it(own, place):
    own.act("ana", ("coding.add", {"code": "pain:typing", "anchor": place(own, "t2", "", "fair"), "stance": "for"}))
    frame = query(own, "pain:typing").by("stage").set_index("value")
    assert (frame["k"] <= frame["n"]).all()
    assert table(query(own, "pain:typing").by("stage"))["onboarding"] == (2, 2, 2)
