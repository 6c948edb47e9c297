"""Moments of truth: four steps that all must be met, a link to outcomes, and a person whose word goes before (SEEDS A15)."""

import pytest

from workbench.journey.look import look
from workbench.journey.strength.moments import linked, moments
from workbench.study.folder import Folder


def point(n, mean, lo, hi):
    return {"n": n, "mean": mean, "lo": lo, "hi": hi}


LOW, LOWER = point(9, -0.8, -1.0, -0.6), point(5, -1.0, -1.5, -0.5)


@pytest.fixture
def seen(made):
    """A study of ten people."""
    for n in range(10):
        made.interview(f"P{n}", f"Something, says {n}.").code(f"Something, says {n}", "stage:onboarding")
    return look(Folder(made.folder.root))


def stars(seen, points, **more):
    return {stage for stage, found in moments(seen, points, **more).items() if found["moment"]}


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({"a": LOWER, "b": LOW}, {"a"}),  # the lowest only
        ({"a": LOWER, "b": point(9, 0.8, 0.6, 1.0)}, {"a", "b"}),  # one low, one high
        ({"a": point(4, -1.0, -1.5, -0.5)}, set()),  # too few people
        ({"a": point(9, -1.0, -2.0, 0.1)}, set()),  # the interval holds zero
        ({"a": point(10, -0.4, -0.5, -0.3)}, set()),  # sure, and small
        ({"a": point(2, None, None, None)}, set()),
        ({"a": LOWER, "b": LOWER}, {"a"}),  # of equals the earlier
        ({}, set()),
    ],
)
def test_the_rule(seen, points, expected):
    assert stars(seen, points) == expected


def test_what_only_few_of_all_people_felt_is_none(field):
    made = field(thresholds={"moment_reach": 0.6})
    for n in range(10):
        made.interview(f"P{n}", f"Something, says {n}.").code(f"Something, says {n}", "stage:onboarding")
    seen = look(Folder(made.folder.root))
    found = moments(seen, {"a": LOWER})["a"]
    assert not found["moment"]
    assert found["why"] == "not by the rule: that is 5 of all 10 people (at least 60%)"


def test_a_link_to_an_outcome_is_told_and_decides_nothing(seen):
    points = {"a": LOWER, "b": LOW}
    found = moments(seen, points, outcomes={"b": "NPS lower by 2.1; an association, not an effect"})
    assert {s for s, f in found.items() if f["moment"]} == stars(seen, points) == {"a"}
    told = {stage: f["trace"][-1] for stage, f in found.items()}
    assert told["b"] == {"step": "outcome", "met": True, "text": "NPS lower by 2.1; an association, not an effect"}
    assert told["a"] == {"step": "outcome", "met": False, "text": "no link to an outcome was found"}
    unknown = moments(seen, points)["a"]["trace"][-1]
    assert unknown == {"step": "outcome", "met": None, "text": "a link to outcomes is not known"}


def row(stage, word, q, claim="pain:wait"):
    return {"id": claim, "label": "Wait", "stage": stage, "word": word, "q": q, "source": "s", "text": f"NPS {word} at {q}"}


def test_the_surest_link_of_a_stage_is_the_one_told():
    rows = [row("a", "lower", 0.04), row("a", "higher", 0.01), row("b", "no detectable difference", 0.6), row("", "lower", 0.01)]
    assert linked({"measures": ["NPS"], "claims": rows, "touchpoints": []}) == {"a": "Wait: NPS higher at 0.01"}
    assert linked({"measures": [], "claims": [], "touchpoints": []}) is None


def test_every_step_says_its_number(seen):
    trace = moments(seen, {"a": point(4, -0.04, -1.0, 0.9)})["a"]["trace"]
    assert [(s["step"], s["met"]) for s in trace] == [
        ("people", False),
        ("strength", False),
        ("certainty", False),
        ("reach", True),
        ("outcome", None),
    ]
    assert [s["text"] for s in trace][:4] == [
        "4 people showed a feeling there (at least 5)",
        "the mean is +0.0 (at least 0.5 from zero)",
        "the interval \u22121.0 to +0.9 holds zero",
        "that is 4 of all 10 people (at least 10%)",
    ]


@pytest.mark.parametrize(
    ("mean", "lo", "hi", "said"),
    [
        (0.458, -0.06, 0.98, ("the mean is +0.46 (at least 0.5 from zero)", "the interval \u22120.1 to +1.0 holds zero")),
        (-0.4996, -0.9, -0.1, ("the mean is \u22120.4996 (at least 0.5 from zero)",)),
        (0.5, 0.02, 0.98, ("the mean is +0.5 (at least 0.5 from zero)", "the interval +0.02 to +0.98 leaves zero out")),
    ],
)
def test_no_number_is_rounded_to_the_other_side_of_its_cut(seen, mean, lo, hi, said):
    """It read "not by the rule: the mean is +0.5 (at least 0.5 from zero)"."""
    trace = moments(seen, {"a": point(8, mean, lo, hi)})["a"]["trace"]
    assert [s["text"] for s in trace][1 : 1 + len(said)] == list(said)


@pytest.mark.parametrize("decided", [True, False])
def test_a_persons_word_goes_before_the_rule_and_is_named(made, decided):
    for n in range(6):
        words = f"Dreadful, says {n}"
        made.interview(f"P{n}", words).code(words, "stage:onboarding")
        made.code(words, "emotion:angry", valence=-2 + n % 2)
    made.folder.act("zoe", ("moment.decide", {"stage": "onboarding", "moment": decided, "reason": "everybody comes back to it"}))
    made.folder.act("zoe", ("moment.decide", {"stage": "advocacy", "moment": True, "reason": "they leave here"}))
    found = moments(look(Folder(made.folder.root)))
    here, there = found["onboarding"], found["advocacy"]
    assert (here["rule"], here["moment"], here["decided"]["by"]) == (True, decided, "zoe")
    assert here["why"].startswith(
        f"zoe decided that this is {'a' if decided else 'no'} moment of truth; by the rule: the lowest point"
    )
    assert (there["rule"], there["moment"]) == (False, True)


@pytest.mark.parametrize("count", range(5))
def test_of_few_people_nothing_is_a_moment(made, count):
    """SEEDS A44: tiny samples work and make no claims."""
    for n in range(count):
        words = f"Dreadful, says {n}"
        made.interview(f"P{n}", words).code(words, "stage:onboarding", "emotion:angry")
    assert not any(found["moment"] for found in moments(look(Folder(made.folder.root))).values())
