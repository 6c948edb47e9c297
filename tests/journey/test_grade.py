"""GRADE-CERQual from numbers: the table of EVIDENCE C6 (Lewin et al. 2018), and what may not crash it."""

import pytest
from pace import within

from workbench.journey.evidence import Evidence
from workbench.journey.grade import THRESHOLDS, Basis, fragility, propose, thresholds
from workbench.journey.material import Mention, day
from workbench.study.errors import UserError


def mention(who, kind="interview", date="2026-09-01"):
    return Mention(f"c-{who}", "pain:wait", who, "for", who, "", 0, kind, "r", date, day(date), 0, 1, "x", None, (), ("ana",))


def evidence(k=10, x=0, kinds=("interview", "survey"), date="2026-09-01"):
    people = {f"P{n}": [mention(f"P{n}", kinds[n % len(kinds)], date)] for n in range(k)}
    against = {f"A{n}": [mention(f"A{n}")] for n in range(x)}
    return Evidence("pain:wait", "onboarding", people, against, frozenset(people | against))


def basis(**changes):
    return Basis(**{"alpha": 0.9, "documents": 9, "passages": 9, "doubled": 9, "today": "2026-09-01", "cuts": THRESHOLDS} | changes)


def concern(component, e, b):
    return next(c.level for c in propose(e, b).concerns if c.component == component)


@pytest.mark.parametrize(
    ("k", "x", "level"), [(10, 0, "none"), (9, 1, "none"), (9, 3, "minor"), (6, 4, "moderate"), (5, 5, "serious")]
)
def test_coherence_is_the_share_that_agrees(k, x, level):
    assert concern("coherence", evidence(k, x), basis()) == level


@pytest.mark.parametrize(
    ("k", "level"), [(8, "none"), (7, "minor"), (5, "minor"), (4, "moderate"), (3, "moderate"), (2, "serious")]
)
def test_adequacy_is_people(k, level):
    assert concern("adequacy", evidence(k), basis()) == level


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"alpha": 0.80}, "none"),
        ({"alpha": 0.67}, "minor"),
        ({"alpha": 0.66}, "moderate"),
        ({"alpha": None}, "moderate"),
        ({"alpha": None, "documents": 0}, "moderate"),  # coded by one person
        ({"alpha": 1.0, "passages": 4}, "moderate"),  # four passages say little, however well they agree
        ({"alpha": 1.0, "doubled": 0}, "minor"),  # agreement was measured on other people's words
    ],
)
def test_method_is_how_well_two_coders_agree(changes, level):
    assert concern("method", evidence(), basis(**changes)) == level


@pytest.mark.parametrize(
    ("date", "level"),
    [
        ("2026-09-01", "none"),
        ("2026-03-05", "none"),
        ("2025-10-01", "minor"),
        ("2025-01-01", "moderate"),
        ("2023-01-01", "serious"),
    ],
)
def test_relevance_is_the_age_of_the_newest_support(date, level):
    assert concern("relevance", evidence(date=date), basis()) == level


@pytest.mark.parametrize("date", ["", "soon", "2026-13-40", "September 2026", "01.09.2026", "9999"])
def test_a_date_that_is_none_is_unknown_and_no_crash(date):
    assert day(date) == ""
    assert concern("relevance", evidence(date=date), basis()) == "minor"


@pytest.mark.parametrize("date", ["2026-09-01", "2026-09-01 10:37", "2026-09-01T10:37:00Z"])
def test_a_time_does_not_matter(date):
    assert day(date) == "2026-09-01"


@pytest.mark.parametrize(
    ("e", "b", "name"),
    [
        (evidence(), basis(), "High"),
        (evidence(), basis(alpha=0.5), "Moderate"),  # one moderate concern: one step
        (evidence(4), basis(alpha=0.5), "Low"),
        (evidence(2), basis(), "Low"),  # one serious concern: two steps
        (evidence(2, 2), basis(alpha=0.5), "Very low"),  # never below
        (evidence(kinds=("interview",)), basis(), "Moderate"),  # one kind of source
        (evidence(1), basis(), "Anecdote"),
        (evidence(0), basis(), "ASSUMPTION"),
        (evidence(0, 3), basis(), "ASSUMPTION"),  # only spoken against
    ],
)
def test_grades(e, b, name):
    assert propose(e, b).name == name


@pytest.mark.parametrize(
    ("e", "people"),
    [
        (evidence(8), 0),  # 7 is a minor concern: no step
        (evidence(5), 5),  # without any of the five: moderate
        (evidence(2), 2),  # without either: an anecdote
        (evidence(1), 1),
        (evidence(0), 0),
        (evidence(9, 3), 9),  # 9 of 12 agree, a minor concern; 8 of 11 would be a moderate one
        (evidence(3, 1), 3),  # without a supporter: too few; without the one against: no step
    ],
)
def test_fragility_counts_people_who_could_each_change_the_grade(e, people):
    assert fragility(e, basis()) == people


def without(e, person):
    rest = ({p: m for p, m in side.items() if p != person} for side in (e.supporters, e.opponents))
    return Evidence(e.code, e.stage, *rest, e.exposed - {person})


@pytest.mark.parametrize("k", range(7))
@pytest.mark.parametrize("x", range(4))
def test_fragility_is_what_leaving_each_out_in_turn_finds(k, x):
    e = evidence(k, x, kinds=("interview", "interview", "survey"))
    e.supporters.update({"A0": [mention("A0", "meeting", "2026-08-01")]} if x and k else {})
    e.supporters.update({"P0": [mention("P0", date="2023-01-01"), mention("P0", "survey", "2026-09-01")]} if k else {})
    b = basis(today="2027-06-01")
    slow = sum(propose(without(e, p), b).name != propose(e, b).name for p in e.supporters.keys() | e.opponents.keys())
    assert fragility(e, b) == slow


def test_fragility_of_a_hundred_thousand_is_linear():
    e = evidence(20_000)
    with within(100):  # it takes two; one grade for each person left out would take hours
        assert fragility(e, basis()) == 0


def test_the_study_may_set_its_own_cut_offs(field):
    made = field(thresholds={"adequacy": [3, 2, 1]})
    for n in range(3):
        made.interview(f"P{n}", f"I waited, says {n}.").code(f"I waited, says {n}", "pain:wait", "stage:onboarding")
    assert next(c["level"] for c in made.claim("pain:wait")["concerns"] if c["component"] == "adequacy") == "none"


@pytest.mark.parametrize("wrong", [3, [1, 2], ["a", "b", "c"], [True, 2, 3]])
def test_a_cut_off_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(UserError, match="adequacy"):
        thresholds({"adequacy": wrong})


def test_two_coders_and_the_texts_they_share(made):
    for n in range(6):
        words = f"I waited, says {n}"
        made.interview(f"P{n}", f"{words}.", f"Otherwise fine, {n}.")
        made.code(words, "pain:wait", "stage:onboarding", by="ana")
        made.code(words, "pain:wait", "stage:onboarding", by="ben")
    made.interview("P9", "Last one.").code("Last one", "stage:onboarding", by="aaa")  # a third, who read one text
    (method, *_) = made.claim("pain:wait")["concerns"]
    assert method == {
        "component": "method",
        "level": "none",
        "why": "two coders agree on this code at α = 1.00; 6 of 6 are in texts both coded",
    }


def test_a_code_only_one_of_two_used_is_not_agreed_on(made):
    for n in range(6):
        words = f"I waited, says {n}"
        made.interview(f"P{n}", f"{words}.", f"Otherwise fine, {n}.")
        made.code(words, "pain:wait", by="ana")
        made.code(words, "stage:onboarding", by="ben")
    assert made.claim("pain:wait")["concerns"][0]["level"] == "moderate"
