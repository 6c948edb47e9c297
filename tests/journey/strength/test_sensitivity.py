"""What one step of each cut-off would change, and whom."""

from dataclasses import replace

import pytest

from workbench.journey.cards import Cards
from workbench.journey.look import look
from workbench.journey.strength.grade import propose
from workbench.journey.strength.sensitivity import sensitivity
from workbench.journey.strength.thresholds import TABLE, THRESHOLDS
from workbench.study.folder import Folder


@pytest.fixture
def five(made):
    """Five people of two kinds who waited: one fewer, and adequacy is a moderate concern."""
    for n in range(5):
        words = f"I had to wait for a week until somebody rang, says {n}"
        made.interview(f"P{n}", words, kind="meeting" if n else "interview")
        made.code(words, "pain:wait", "stage:onboarding", by="ana")
        made.code(words, "pain:wait", by="ben")
        made.code(words, "emotion:angry", valence=-1 if n else -2)
    return look(Folder(made.folder.root))


def test_a_step_of_people_is_one_person(five):
    steps = {}
    for m in sensitivity(five):
        steps.setdefault((m.name, m.place), []).append(m.to)
    assert steps["adequacy", 0] == [7, 9]
    assert steps["adequacy", 1] == [4, 6]
    assert steps["alpha", 0] == [0.67, 0.96]  # not below the next: that would contradict it
    assert steps["alpha", 1] == [0.536, 0.8]
    assert steps["moment_mean", 0] == [0.4, 0.6]
    assert steps["interval_people", 0] == [2, 4]
    assert steps["group_likeness", 0] == [0.8]  # 1 is the most there is
    assert set(THRESHOLDS) == {name for name, _ in steps}


def test_whose_grade_a_step_changes_is_named(five):
    found = {(m.name, m.place, m.to): m for m in sensitivity(five)}
    up = found["adequacy", 1, 6]
    assert up.grades == (("pain:wait", "Moderate", "Low"),)
    assert found["adequacy", 1, 4].quiet


@pytest.fixture(scope="module")
def of_sample(sample):
    """The sample study, and what one step of each of its cut-offs would change."""
    seen = look(sample)
    return seen, sensitivity(seen)


def test_every_step_is_what_the_grade_with_that_cut_off_would_be(of_sample):
    seen, steps = of_sample
    bases = {e.code: Cards(seen).basis(e) for e in seen.evidence}
    plain = {c.name for c in TABLE} & {"alpha", "passages", "double_coded", "coherence", "adequacy", "months", "words", "spread"}
    now = {e.code: propose(e, bases[e.code]).name for e in seen.evidence}
    for m in steps:
        if m.name in plain:
            values = list(seen.cuts[m.name])
            values[m.place] = m.to
            cuts = {**seen.cuts, m.name: tuple(values)}
            then = {e.code: propose(e, replace(bases[e.code], cuts=cuts)).name for e in seen.evidence}
            assert m.grades == tuple((c, now[c], then[c]) for c in sorted(now) if now[c] != then[c])


def test_the_sample_study_rests_on_alpha_and_on_who_contradicts(of_sample):
    """Where its grades hang on one cut-off, it is on how well coders agree, and on who says the opposite."""
    heavy = {m.name for m in of_sample[1] if len(m.grades) > 2}
    assert {"alpha", "coherence"} <= heavy
    assert not heavy & {"months", "words", "machine", "leading"}


def test_stars_and_verdicts_move_too(five, of_sample):
    found = {(m.name, m.to): m.stars for m in sensitivity(five)}
    assert found["moment_people", 6] == (("onboarding", "moment of truth", "none"),)
    few = sensitivity(replace(of_sample[0], persona="Larger team", rule=of_sample[0].settings.personas["Larger team"]))
    assert any(m.verdicts for m in few if m.name in {"verdict_p", "verdict_q"})  # of everybody the sample's are sure


def test_a_longer_run_would_be_more_interviews_than_there_are(field):
    made = field(thresholds={"saturation_base": 6})
    for n in range(8):
        words = f"I had to wait for a week until somebody rang, says {n}"
        made.interview(f"P{n}", words).code(words, "pain:wait", "stage:onboarding")
    found = {(m.name, m.to): m for m in sensitivity(look(Folder(made.folder.root)))}
    assert found["saturation_run", 3].concerns == 1  # eight are then too few to say, and adequacy is a minor concern
    assert found["saturation_run", 3].grades == ()
    assert found["saturation_run", 1].quiet


def test_an_empty_study_has_nothing_to_change(made):
    assert all(m.quiet for m in sensitivity(look(Folder(made.folder.root))))
