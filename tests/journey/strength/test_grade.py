"""GRADE-CERQual from numbers: the table of EVIDENCE C6 (Lewin et al. 2018), and what may not crash it."""

from dataclasses import replace

import pytest
from pace import within

from workbench.journey.evidence import Evidence
from workbench.journey.said.material import Mention, day
from workbench.journey.stats import newcombe
from workbench.journey.strength.grade import THRESHOLDS, Backing, Basis, Split, fragile, fragility, propose, thresholds
from workbench.study.errors import UserError

SAID = "I had to wait for a week until somebody rang"


def mention(who, kind="interview", date="2026-09-01", said=SAID):
    return Mention(f"c-{who}", "pain:wait", who, "for", who, "", 0, kind, "r", date, day(date), 0, 1, said, None, (), ("ana",))


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


def people(count):
    return frozenset(f"P{n}" for n in range(count))


@pytest.mark.parametrize(
    ("backing", "level", "said"),
    [
        (Backing(machine=people(6)), "moderate", "6 of 10 are heard only where a model's suggestion was taken over"),
        (Backing(machine=people(5)), "none", "5 of 10 are heard only where a model's suggestion"),
        (Backing(machine=frozenset({"A9"})), "none", "9 of 10 are in texts both coded"),  # of somebody who does not say so
        (Backing(leading=people(6)), "moderate", "6 of 10 are heard only in answer to a leading question"),
        (Backing(leading=people(1)), "minor", "1 of 10 are heard only in answer to a leading question"),
    ],
)
def test_method_is_also_who_suggested_it(backing, level, said):
    """EVIDENCE C6: machine-only support and leading questions are methodological limitations."""
    (method, *_) = propose(evidence(), basis(backing=backing)).concerns
    assert (method.level, said in method.why) == (level, True)


def split(k, n, k_other, n_other, persona="New"):
    d = newcombe(k, n, k_other, n_other)
    return Split(persona, k, n, k_other, n_other, d.value, d.lo, d.hi)


@pytest.mark.parametrize(
    ("found", "level"),
    [
        (split(8, 10, 5, 40), "minor"),  # one persona's own trouble
        (split(0, 10, 30, 40), "minor"),
        (split(3, 10, 6, 40), "none"),  # no more than chance
        (split(300, 1000, 200, 1000), "none"),  # sure, and small
    ],
)
def test_coherence_is_also_how_alike_personas_are(found, level):
    concern = propose(evidence(), basis(backing=Backing(splits=(found,)))).concerns[1]
    assert concern.level == level
    assert ("'New' says so" in concern.why) == (level == "minor")


@pytest.mark.parametrize(
    ("said", "saturated", "level"),
    [
        (SAID, None, "none"),  # no interviews: nothing to say of saturation
        (SAID, (True, "saturated"), "none"),
        (SAID, (False, "the last two interviews brought new things"), "minor"),
        ("slow", None, "minor"),  # eight people who say a word each
        ("遅い" * 40, None, "none"),  # where words are not set apart by spaces
    ],
)
def test_adequacy_is_also_how_much_they_say_and_whether_more_would_say_more(said, saturated, level):
    e = evidence()
    for name in e.supporters:
        e.supporters[name] = [mention(name, "survey" if name == "P0" else "interview", said=said)]
    concern = propose(e, basis(backing=Backing(saturated=saturated))).concerns[2]
    assert concern.level == level
    assert saturated is None or saturated[1] in concern.why


@pytest.mark.parametrize(
    ("own", "level", "said"),
    [
        (split(8, 10, 5, 40), "none", "8 of the 13 who say so are of this persona"),
        (split(2, 40, 30, 40), "minor", "'New' says so less often than others (2 of 40 against 30 of 40)"),
    ],
)
def test_relevance_on_the_map_of_a_persona_is_also_whether_it_is_theirs(own, level, said):
    concern = propose(evidence(), basis(backing=Backing(own=own))).concerns[3]
    assert (concern.level, said in concern.why) == (level, True)


def test_what_is_minor_at_most_changes_no_grade():
    thin = Backing(splits=(split(8, 10, 5, 40),), own=split(2, 40, 30, 40), saturated=(False, "new things still come"))
    assert propose(evidence(), basis(backing=thin)).name == "High"


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


def test_fragile_names_who_and_what_would_be_left():
    e = evidence(9, 3)
    assert fragile(e, basis()) == [(f"P{n}", "Moderate") for n in range(9)]
    assert fragile(evidence(2), basis()) == [("P0", "Anecdote"), ("P1", "Anecdote")]
    assert fragile(evidence(1), basis()) == [("P0", "ASSUMPTION")]


def test_who_alone_was_not_led_there_is_missed():
    b = basis(backing=Backing(leading=frozenset({"P0", "P1", "P2", "P3", "P4"})))  # 5 of 10: not more than half
    assert {who for who, _ in fragile(evidence(), b)} == {"P5", "P6", "P7", "P8", "P9"}


@pytest.mark.parametrize("k", range(7))
@pytest.mark.parametrize("x", range(4))
def test_fragility_is_what_leaving_each_out_in_turn_finds(k, x):
    e = evidence(k, x, kinds=("interview", "interview", "survey"))
    e.supporters.update({"A0": [mention("A0", "meeting", "2026-08-01")]} if x and k else {})
    e.supporters.update({"P0": [mention("P0", date="2023-01-01"), mention("P0", "survey", "2026-09-01")]} if k else {})
    b = basis(today="2027-06-01")
    b = replace(b, backing=Backing(machine=frozenset({"P0", "P1"}), leading=frozenset({"P1", "P2", "A0"})))
    left = {p: propose(without(e, p), b).name for p in e.supporters.keys() | e.opponents.keys()}
    assert dict(fragile(e, b)) == {p: name for p, name in left.items() if name != propose(e, b).name}


def test_fragility_of_a_hundred_thousand_is_linear():
    e = evidence(20_000)
    with within(100):  # it takes two; one grade for each person left out would take hours
        assert fragility(e, basis()) == 0


def test_the_study_may_set_its_own_cut_offs(field):
    made = field(thresholds={"adequacy": [3, 2, 1], "words": 1, "saturation_base": 1, "saturation_run": 1})
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
