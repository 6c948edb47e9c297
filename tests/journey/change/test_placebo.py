"""Random halves of one round: the fast way says what the long way says, and where nothing changed hardly anything is flagged."""

import math
import statistics

import pytest

from workbench.journey.change.placebo import halves, placebo
from workbench.journey.change.rounds import CHANGES, Q, compare
from workbench.journey.change.verdicts import RULES
from workbench.journey.evidence import claims
from workbench.journey.look import look
from workbench.study.folder import Folder
from workbench.study.records import Participant

#: Claims a change wherever the interval leaves out zero, so that there is something to count.
LAX = RULES._replace(p=0.5, q=1.0)


def long_way(material, codes, splits, seed, rules=RULES):
    """Evidence of both halves, compared as two rounds are."""
    people = sorted(material.people)
    flagged = compared = 0
    for first in halves(len(people), splits, seed):
        parts = ([p for p, inside in zip(people, first, strict=True) if bool(inside) is side] for side in (True, False))
        sides = [claims(material.of(frozenset(part)), codes) for part in parts]
        changes = compare(*sides, rules=rules)
        compared += len(changes)
        flagged += sum(c.verdict in CHANGES for c in changes)
    return flagged / compared if compared else 0.0


@pytest.mark.parametrize("round_", [None, "2026-Q1", "2026-Q3"])
def test_the_fast_way_is_the_long_way_on_the_sample(sample, round_):
    here = look(sample, round=round_)
    found = placebo(here.material, here.codes, splits=12, seed=3, rules=LAX)
    assert found.share == long_way(here.material, here.codes, 12, 3, LAX)
    assert 0 < found.share < 0.2
    assert found.splits == 12


def crowd(made, *, group=False, survey=False):
    """Forty people, half of whom say so, in a stage that was coded, in one that was not, and in none.

    Twenty-four more may have been asked an open question about no stage.
    """
    made.define("need:calm", stage="onboarding").define("need:price", stage="purchase").define("need:lost")
    for n in range(40):
        words = f"Calm or not, says {n} now"
        made.interview(f"P{n:02}", words)
        if n % 4:
            made.code(words, "stage:onboarding", *["need:calm"] * (n % 2))
        if n % 5 == 0:
            made.code(words, "need:price", "need:lost")
    if survey:
        wrote = {f"Q{n:02}": f"I am calm about it, writes {n} then" for n in range(24)}
        made.survey(wrote)
        for said in list(wrote.values())[::3]:
            made.code(said, "need:calm")
    if group:
        made.people(*(Participant(f"P{n:02}", {}, group=f"G{n // 4}" if n < 16 else "") for n in range(40)))
    here = look(Folder(made.folder.root))
    return here.material, here.codes


@pytest.mark.parametrize(("group", "survey"), [(False, False), (True, False), (False, True), (True, True)])
def test_the_fast_way_is_the_long_way_in_stages_that_nobody_coded_and_in_groups(made, group, survey):
    material, codes = crowd(made, group=group, survey=survey)
    assert bool(material.together) is group
    assert len(material.who_was_asked_openly()) == 24 * survey
    for rules in (RULES, LAX):
        found = [placebo(material, codes, splits=30, seed=seed, rules=rules) for seed in range(2)]
        shares = [one.share for one in found]
        assert shares == [long_way(material, codes, 30, seed, rules) for seed in range(2)]
        assert max(shares) > (0 if rules is LAX else -1)


def test_halves_are_of_people_and_come_again_with_the_same_seed():
    one = halves(9, 50, 42)
    assert set(one.sum(1)) == {4}
    assert (one == halves(9, 50, 42)).all()
    assert (one != halves(9, 50, 43)).any()
    assert 0 < one[:, 0].mean() < 1


def test_where_nothing_can_be_compared_there_is_no_rate(made):
    assert placebo(look(made.folder).material, {}, splits=5) is None
    made.define("need:lost")
    for n in range(6):
        made.interview(f"P{n}", f"Lost, says {n}").code(f"Lost, says {n}", "need:lost")
    here = look(Folder(made.folder.root))
    assert placebo(here.material, {}, splits=5) is None  # no claim


@pytest.mark.parametrize("round_", ["2026-Q1", "2026-Q3"])
def test_where_nothing_changed_nothing_is_flagged(sample, round_):
    """A/A placebo (EVIDENCE D5): the flagged share may not exceed q."""
    here = look(sample, round=round_)
    found = placebo(here.material, here.codes, seed=sample.settings.seed)
    assert found.share + found.error <= Q / 5
    assert found.splits == 200


def test_more_halves_are_drawn_until_the_rate_is_known(made):
    """With three claims a half flags none or a third of them: 200 draws would leave more than half a point open."""
    material, codes = crowd(made)
    found = placebo(material, codes, rules=LAX)
    assert found.splits == 1000
    assert found.share == found.flagged / found.compared
    few = [placebo(material, codes, splits=200, seed=seed, rules=LAX) for seed in range(12)]
    spread = 1.96 * statistics.stdev(one.share for one in few)
    assert 0.5 < spread / statistics.mean(one.error for one in few) < 2  # what it says of its error is what other draws show
    assert found.error == pytest.approx(statistics.mean(one.error for one in few) / math.sqrt(5), rel=0.3)
