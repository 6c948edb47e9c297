"""Who is counted: participants with words of their own, and what a persona means."""

import pandas as pd
import pytest

from workbench.journey.said.people import by_kind, chosen, everybody
from workbench.study.canon import sha256_text
from workbench.study.errors import UserError
from workbench.study.records import Participant, Question, Survey

TEAM = {"role": {"R01": "owner", "R02": "manager", "R03": "Owner"}, "team size": {"R01": "4", "R02": "12"}}
ANSWERS = {"R01": "Dear", "R02": "Fine", "R03": "Slow", "R04": "  "}


def people(made):
    return everybody(made.folder)


def test_whoever_spoke_or_answered_is_a_participant(made):
    made.interview("P01", "How was it?", "Slow.").survey(ANSWERS)
    assert sorted(people(made)) == ["P01", "R01", "R02", "R03"]  # R04 wrote nothing


@pytest.mark.parametrize("kind", ["ticket", "review", "social"])
def test_who_wrote_unasked_is_not_a_participant(made, kind):
    made.survey({"R01": "It broke"}, kind=kind)
    assert people(made) == {}


def test_a_person_in_two_kinds_of_source_is_one_person(made):
    made.interview("P01", "Slow.").survey({"P01": "Dear"}, round_="2026-Q3")
    (person,) = people(made).values()
    assert person.rounds == {"2026-Q1", "2026-Q3"}
    assert by_kind([person]) == {"interview": 1, "survey": 1}
    assert by_kind([person], "2026-Q3") == {"survey": 1}


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ({"role": "owner"}, {"R01", "R03"}),  # in any case
        ({"role": "owner|manager"}, {"R01", "R02", "R03"}),
        ({"role": "!= owner"}, {"R02"}),
        ({"team size": "<10"}, {"R01"}),  # R03 does not say
        ({"team_size": ">= 12"}, {"R02"}),  # however the name is written
        ({"team size": "12.0"}, {"R02"}),  # a number is a number
        ({"role": "<10"}, set()),  # words have no order
        ({"role": "owner", "team size": "<10"}, {"R01"}),
        ({"role": "nobody"}, set()),
        ({}, {"R01", "R02", "R03"}),
    ],
)
def test_a_persona_is_a_filter_over_attributes(made, rule, who):
    made.survey(ANSWERS, attributes=TEAM)
    assert chosen(people(made), rule) == who


def test_an_unknown_attribute_is_nobodys_and_named_with_those_there_are_if_it_was_asked_for(made):
    made.survey(ANSWERS, attributes=TEAM)
    with pytest.raises(UserError, match="'region'; there are: role, team-size"):
        chosen(people(made), {"region": "north"}, asked=True)
    assert chosen(people(made), {"region": "north"}) == set()


def test_people_change_and_a_round_has_them_as_they_were(made):
    made.survey({"R01": "New here"}, attributes={"months": {"R01": "2"}})
    made.survey({"R01": "Still here"}, round_="2026-Q3", attributes={"months": {"R01": "9"}})
    someone = people(made)
    assert chosen(someone, {"months": "<6"}, round_="2026-Q1") == {"R01"}
    assert chosen(someone, {"months": "<6"}, round_="2026-Q3") == set()
    assert chosen(someone, {"months": "<6"}) == set()  # over all rounds: the newest


def test_the_researchers_own_table_comes_first(made):
    made.survey({"R01": "New here"}, attributes={"role": {"R01": "boss"}}).people(("R01", {"role": "owner"}))
    assert people(made)["R01"].attributes() == {"role": "owner"}


@pytest.mark.parametrize(("quote", "share"), [(False, True), (True, False)])
def test_consent_needs_both_to_be_quoted_and_to_be_shared(made, quote, share):
    made.interview("P01", "Slow.").people(Participant("P01", consent_quote=quote, consent_share=share))
    assert not people(made)["P01"].consent


def test_a_question_asks_about_its_stages_by_any_name(made):
    made.survey({"R01": "Dear"}, stages=("Decision", "moon"))
    assert people(made)["R01"].asked == {("2026-Q1", "survey", "purchase")}


def test_what_a_person_says_a_question_asks_about_goes_before_its_record(made):
    made.survey({"R01": "Dear", "R02": "Fine"}, stages=("purchase",))
    about = {"source": "survey-2026-q1", "question": "why", "stages": ["onboarding", "Advocacy"]}
    made.folder.act("ana", ("question.about", about))
    asked = {("2026-Q1", "survey", "onboarding"), ("2026-Q1", "survey", "advocacy")}
    assert [p.asked for p in people(made).values()] == [asked, asked]
    assert made.stage("onboarding")["coverage"] == {"spoke": 0, "asked": 2, "silent": 0, "N": 2}
    assert made.stage("purchase")["coverage"]["asked"] == 0
    made.folder.undo("ana")
    assert people(made)["R01"].asked == {("2026-Q1", "survey", "purchase")}


def test_who_left_a_question_blank_was_asked_only_if_the_file_says_so(made):
    """An empty cell may be a question that was never shown; a row without words is written for one that was."""
    rows = [("1", "R01", "why", "Dear"), ("2", "R02", "how", "Fine"), ("3", "R02", "why", ""), ("4", "R03", "how", "Slow")]
    frame = pd.DataFrame(rows, columns=["answer", "participant", "question", "text"])
    frame["version"], frame["date"] = [sha256_text(t) for t in frame["text"]], "2026-03-01"
    questions = (Question("how", "How?"), Question("why", "Why?", ("purchase",)))
    made.folder.add_survey(Survey("nps", "survey", "2026-Q1", "nps", "v1", questions, frame))
    about_purchase = {("2026-Q1", "survey", "purchase")}
    assert {p.id: p.asked for p in people(made).values()} == {"R01": about_purchase, "R02": about_purchase, "R03": set()}
