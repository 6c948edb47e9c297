"""Who spoke about what; what is on no stage; personas with their n."""

from __future__ import annotations

import pytest

from workbench.journey.lanes.coverage import coverage, totals, unstaged
from workbench.journey.lanes.personas import personas
from workbench.journey.look import look
from workbench.study.folder import Folder


def test_of_each_stage_the_states_sum_to_everybody(sample):
    here = look(sample)
    rows = coverage(here)
    found = totals(rows, [s.id for s in here.settings.stages])
    assert {sum(states.values()) for states in found.values()} == {len(here.material.people)}
    for stage in here.settings.stages:
        spoke, asked = here.material.who_spoke(stage.id), here.material.who_was_asked(stage.id)
        assert found[stage.id]["said"] == len(spoke)
        assert found[stage.id]["asked"] == len(asked - spoke)


def test_said_asked_and_not_asked(made):
    made.interview("P01", "I paid at once.").survey({"R1": "Fine."}, stages=("purchase",)).interview("P02", "Hm.")
    made.code("I paid at once", "stage:purchase")
    rows = coverage(look(Folder(made.folder.root)))
    assert {p: states["purchase"] for p, states in rows.items()} == {"P01": "said", "P02": "not asked", "R1": "asked"}


def test_mentions_on_no_stage_are_counted_by_family(made):
    made.interview("P01", "It is slow.", "It is free.").define("pain:slow", family="pain", label="Slow")
    made.code("It is slow", "pain:slow")
    made.code("It is free", "emotion:content", "stage:purchase")
    found = unstaged(look(Folder(made.folder.root)))
    assert (found["unstaged"], found["mentions"], found["share"]) == (1, 2, 0.5)
    assert found["families"]["pain"] == {"unstaged": 1, "mentions": 1}


def test_nothing_coded_is_no_share(made):
    assert unstaged(look(made.folder))["share"] == 0.0


@pytest.fixture
def cast(field):
    made = field(personas={"Owners": {"Role": "owner"}, "Old hands": {"months": ">12"}, "Ghosts": {"haunts": "yes"}})
    made.interview("P01", "I paid.").interview("P02", "I paid, too.").interview("P03", "No.")
    made.code("I paid.", "stage:purchase")
    made.people(("P01", {"role": "owner", "months": "20"}), ("P02", {"role": "staff"}), ("P03", {"months": "3"}))
    return made


def test_a_persona_says_whom_it_means_and_of_how_many_it_is_not_known(cast):
    owners, old, ghosts = personas(look(Folder(cast.folder.root)))
    assert (owners["n"], owners["N"], owners["unknown"], owners["nobody_has"]) == (1, 3, {"Role": 1}, [])
    assert owners["spoke"]["purchase"] == 1
    assert (old["n"], old["unknown"]) == (1, {"months": 1})
    assert (ghosts["n"], ghosts["nobody_has"]) == (0, ["haunts"])


def test_a_personas_n_is_that_of_its_map(sample):
    for row in personas(look(sample)):
        assert len(look(sample, persona=row["name"]).material.people) == row["n"]
