"""What to ask next: each reason on the study that gives it, a guide that leads nowhere, and a plan by formula."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey.cards import Cards
from workbench.journey.look import look
from workbench.journey.plan.asknext import KINDS, ask_next
from workbench.journey.plan.guides import PROBES, QUESTIONS, SHORT, guide
from workbench.journey.plan.samples import formula, more_people, people_for_mean, people_for_width, plan
from workbench.journey.stats import effective_n, t_interval
from workbench.journey.strength.grade import propose
from workbench.journey.strength.leading import leads
from workbench.journey.strength.lifts import lifts
from workbench.journey.strength.moments import moments
from workbench.journey.strength.saturation import saturation
from workbench.journey.strength.triangulation import triangulation
from workbench.study.folder import Folder
from workbench.study.records import Participant
from workbench.study.shares import wilson

SAID = "I had to wait for a week until somebody rang"


def seen(made, **options):
    return look(Folder(made.folder.root), **options)


def talk(made, count, *, code="pain:wait", kind="interview", first=0, date="2026-02-03"):
    for n in range(first, first + count):
        words = f"{SAID}, says {n} of {code.partition(':')[2]}"
        made.interview(f"P{n:02}", f"{words}.", kind=kind, date=date, name=f"{kind}-{n}-{code[-4:]}-{date}")
        made.code(words, code, "stage:onboarding")
    return made


def kinds(made, stage, **options):
    return {i["kind"]: i for i in ask_next(seen(made, **options)).get(stage, ())}


def test_a_stage_nobody_was_asked_about(made):
    found = kinds(talk(made, 3), "advocacy")["coverage"]
    assert found["what"] == "Ask about Advocacy"
    assert found["why"] == "none of 3 people spoke about it or was asked"


@pytest.mark.parametrize(("count", "said"), [(1, "4 more people"), (2, "3 more people"), (4, "1 more person"), (5, None)])
def test_a_stage_few_were_heard_about(made, count, said):
    found = kinds(talk(made, count), "onboarding").get("coverage")
    assert (found is None) == (said is None)
    assert found is None or said in found["what"]


def test_a_persona_not_heard_about_a_stage_and_one_nobody_is_of(field):
    made = field(personas={"Cook": {"role": "cook"}, "Captain": {"role": "captain|cook"}, "Nurse": {"role": "nurse"}})
    made.people(("P00", {"role": "cook"}), *((f"P{n:02}", {"role": "captain"}) for n in range(1, 20)), ("P20", {"role": "nurse"}))
    talk(made, 20)
    found = ask_next(seen(made))
    asked = [i["what"] for i in found["onboarding"] if i["kind"] == "persona"]
    assert asked == ["Ask 15 more of 'Cook' about Onboarding"]  # 16 people hear what one in ten would say, four times in five
    assert [i["what"] for i in found[""]] == ["Find people of the persona 'Nurse'"]


def test_an_assumption_says_what_silence_leaves_open(made):
    talk(made.define("need:print", label="Print it", stage="onboarding"), 12)
    found = kinds(made, "onboarding")["assumption"]
    assert found["what"] == "Find out whether anybody meets this: Print it"
    assert found["why"] == "ASSUMPTION: none of 12 said so; up to 24% still may"  # EVIDENCE C2: 0 of 12 is up to .2425


def test_below_ten_people_silence_is_said_in_people(made):
    """Per cent of so few would look surer than it is."""
    talk(made.define("need:print", label="Print it", stage="onboarding"), 6)
    assert kinds(made, "onboarding")["assumption"]["why"] == "ASSUMPTION: none of 6 said so; up to 2 of 6 still may"
    assert "6 of 6, 4 of 6 to 6 of 6" in kinds(made, "onboarding")["share"]["why"]


def test_a_low_grade_says_what_would_lift_it(made):
    found = [i for i in ask_next(seen(talk(made, 2)))["onboarding"] if i["claim"] == "pain:wait"]
    assert "hear it from 3 more people, unprompted" in found[0]["what"]
    assert found[0]["why"].startswith("its grade is Very low; then it would be ")


def test_what_is_said_to_lift_a_grade_does(made, sample):
    """The grade promised is the grade the numbers give: here for every claim and every lift of the sample study."""
    for view in (seen(talk(made, 2)), look(sample)):
        cards = Cards(view)
        for e in view.evidence:
            basis = cards.basis(e)
            now = propose(e, basis)
            for lift in lifts(e, basis):
                assert LEVEL[lift.grade] >= now.level
            if not e.k or now.level == 4:
                assert lifts(e, basis) == []


LEVEL = {"High": 4, "Moderate": 3, "Low": 2, "Very low": 1, "Anecdote": 1, "ASSUMPTION": 0}


def test_more_people_of_another_kind_do_lift_it(made):
    talk(made, 2)
    promised = {
        lift.component: lift.grade for lift in lifts(seen(made).evidence[0], Cards(seen(made)).basis(seen(made).evidence[0]))
    }
    talk(made, 3, first=2)
    view = seen(made)
    assert propose(view.evidence[0], Cards(view).basis(view.evidence[0])).name == promised["adequacy"]


def test_a_feeling_with_a_wide_interval(made):
    for n, valence in enumerate((-2, 2, -2, 2, 0, 1)):
        words = f"It felt so, says {n}"
        made.interview(f"P{n}", words).code(words, "stage:onboarding")
        made.code(words, "emotion:frustrated", valence=valence)
    found = kinds(made, "onboarding")["feeling"]
    interval = t_interval([-2, 2, -2, 2, 0, 1])
    more = people_for_mean(6, (interval.hi - interval.lo) / 2, 0.5) - 6
    assert found["what"] == f"Ask about {more} more people how it felt at Onboarding"
    assert "6 people give an interval from" in found["why"]


def test_the_widest_share_of_a_stage(made):
    talk(made, 5)
    talk(made, 5, code="pain:price", first=5)
    found = kinds(made, "onboarding")["share"]
    assert "5 of 10, 24% to 76%" in found["why"]
    assert found["what"] == f"Ask {people_for_width(0.15, 0.5) - 10} more people about Onboarding"


def test_interviews_that_still_bring_new_things(made):
    for n in range(7):
        talk(made, 1, code=f"pain:own-{n}", first=n)
    found = kinds(made, "onboarding")["saturation"]
    assert found["what"] == "9 more interviews about Onboarding"  # 16 in all
    assert "not saturated" in found["why"]


def test_what_only_coding_again_would_lift_is_not_for_an_interview(sample):
    found = ask_next(look(sample))
    coding = [i for items in found.values() for i in items if i["kind"] == "coding"]
    assert any("second person" in i["what"] for i in coding)
    page = guide(look(sample), found)
    inside, _, after = page.partition("## Not for an interview: code again")
    assert "second person" not in inside
    assert "second person" in after


def test_what_coding_again_would_lift_alike_is_said_once(made):
    for code in ("pain:wait", "pain:price", "delight:speed"):
        talk(made, 20, code=code)
        talk(made, 20, code=code, first=20, kind="meeting")
    coding = [i for i in ask_next(seen(made))["onboarding"] if i["kind"] == "coding"]
    assert [(i["what"].count("a second person"), i["what"].count(","), i["claim"]) for i in coding] == [(1, 3, "")]
    assert "texts with these codes" in coding[0]["what"]
    assert coding[0]["why"].startswith("their grade is Moderate; then it would be High")


def test_items_come_in_the_order_of_their_reasons(sample):
    for items in ask_next(look(sample)).values():
        ranks = [KINDS.index(i["kind"]) for i in items]
        assert ranks == sorted(ranks)


def test_an_empty_study_is_asked_about_everywhere(made):
    found = ask_next(seen(made))
    assert set(found) == {s.id for s in made.folder.settings.stages}
    assert all([i["kind"] for i in items] == ["coverage"] for items in found.values())
    assert guide(seen(made), found).count("\n1. Take me back") == len(found)


def test_people_without_a_stage_and_stages_without_people(made):
    """Nobody coded a stage: claims are asked about under none, every stage is a hole, and no number is made up."""
    for n in range(3):
        words = f"{SAID}, says {n}"
        made.interview(f"P{n}", words).code(words, "pain:wait")
    view = seen(made)
    found = ask_next(view)
    assert [i["kind"] for i in found["onboarding"]] == ["coverage"]
    assert [i["claim"] for i in found[""]] == ["pain:wait"]
    enough = saturation(view)
    assert (enough["study"]["interviews"], enough["stages"]["onboarding"]["interviews"]) == (3, 0)
    kinds_of = triangulation(view)["pain:wait"]
    assert kinds_of["kinds"] == {"interview": {"k": 3, "x": 0, "n": 3, "alone": 3}}
    assert not any(star["moment"] for star in moments(view).values())
    assert "## Also open" in guide(view, found)


# The guide --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [*QUESTIONS, *SHORT, *PROBES])
def test_no_question_leads(question):
    assert not leads(question)
    assert not re.search(r"\b(problem|pain|issue|difficult|annoy|frustrat|easy|like|love|hate|need)\w*", question, re.IGNORECASE)


def test_no_question_of_the_guide_names_a_claim(sample):
    view = look(sample)
    page = guide(view, ask_next(view))
    asked = [line for line in page.splitlines() if re.match(r"\d+\. ", line)]
    labels = [view.codes[e.code].label for e in view.evidence]
    assert asked
    assert not [label for label in labels if any(label.casefold() in line.casefold() for line in asked)]
    assert all(label in page for label in labels)  # under "Listen for"


def test_hostile_labels_stay_one_line_of_plain_text(made):
    made.define("pain:x", label="# Title\n<script>alert(1)</script> [a](javascript:b) | cell", stage="onboarding")
    page = guide(seen(made), ask_next(seen(made)))
    assert not re.search(r"^# Title", page, re.MULTILINE)
    assert "<script>" not in page
    assert r"\[a\](javascript:b)" in page


def test_the_same_study_gives_the_same_guide(sample):
    pages = [guide(v, ask_next(v)) for v in (look(sample), look(Folder(sample.root)))]
    assert pages[0] == pages[1]


# The plan ---------------------------------------------------------------------------------------------------------------


@given(st.floats(0.02, 0.4), st.floats(0, 1))
def test_people_for_a_width_are_the_fewest_that_have_it(half, share):
    n = people_for_width(half, share)

    def reach(people):
        z = 1.959963984540054
        return z * math.sqrt(share * (1 - share) / people + z * z / (4 * people**2)) / (1 + z * z / people)

    assert reach(n) <= half
    assert n == 1 or reach(n - 1) > half


@pytest.mark.parametrize(("half", "n"), [(0.15, 39), (0.10, 93), (0.05, 381)])
def test_people_for_a_width_at_one_half(half, n):
    """Wilson 1927: with n people half of whom say so, the interval reaches no further than `half`."""
    assert people_for_width(half) == n
    even = n + n % 2
    found = wilson(even // 2, even)
    assert (found.hi - found.lo) / 2 <= half


def test_a_mean_twice_as_sure_takes_four_times_as_many():
    assert people_for_mean(12, 0.8, 0.4) == 48


def test_the_plan_counts_people_of_each_persona_at_each_stage(field):
    made = field(personas={"Cook": {"role": "cook"}})
    made.people(*((f"P{n:02}", {"role": "cook" if n < 2 else "captain"}) for n in range(6)))
    view = seen(talk(made, 6))
    rows = {(r["who"], r["stage"]): r for r in plan(view)}
    assert rows["everybody", "onboarding"] == {
        "who": "everybody", "stage": "onboarding", "people": 6, "n": 6, "to_hear": 10, "for_width": 33,
    }  # fmt: skip
    assert (rows["Cook", "onboarding"]["n"], rows["Cook", "onboarding"]["to_hear"]) == (2, 14)
    assert (rows["Cook", "advocacy"]["n"], rows["Cook", "advocacy"]["for_width"]) == (0, 39)
    assert "so n = 16" in formula(view)
    assert "so n = 39" in formula(view)


@pytest.mark.parametrize(
    ("groups", "wanted", "likeness", "more"),
    [
        ([1] * 30, 39, 1, 9), ([], 39, 1, 39), ([1] * 50, 39, 1, 0),
        ([4] * 10, 39, 1, 51),  # (40 + s)^2 / (160 + s) >= 39: s^2 + 41 s - 4640 >= 0, from 50.6 on
        ([4] * 10, 39, 0, 0),
        ([6] * 4, 39, 0.5, 48),  # 72 people, sum of squares 192: 72 / (1 + .5 (192/72 - 1)) = 39.3
    ],
)  # fmt: skip
def test_people_who_spoke_together_leave_more_to_ask(groups, wanted, likeness, more):
    """Kish 1965: 40 people in ten groups of four who speak with one voice amount to ten; the plan took them for forty."""
    assert more_people(groups, wanted, likeness) == more

    def amount(alone):
        return effective_n([*groups, *[1] * alone], likeness) if groups or alone else 0

    assert amount(more) >= wanted - 1e-9
    assert not more or amount(more - 1) < wanted


def test_the_plan_and_what_to_ask_say_the_same_of_a_group(made):
    """One list said that nobody more is needed for ±15 points, the other that somebody is."""
    said = {f"P{n:02}": f"It was slow, says {n}" for n in range(44)}
    for n, (who, words) in enumerate(said.items()):
        made.interview(who, words).code(words, "stage:onboarding", *["pain:empty-week"] * (n % 2))
    made.people(*(Participant(who, group="evening" if n < 6 else "") for n, who in enumerate(said)))
    rows = {(r["who"], r["stage"]): r for r in plan(seen(made))}
    assert rows["everybody", "onboarding"]["n"] == 44
    more = rows["everybody", "onboarding"]["for_width"]
    assert (44 + more) ** 2 / (36 + 38 + more) >= 39 > (43 + more) ** 2 / (35 + 38 + more)
    assert kinds(made, "onboarding")["share"]["what"] == f"Ask {more} more people about Onboarding"
