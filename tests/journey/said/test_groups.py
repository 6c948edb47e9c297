"""People of one focus group are one cluster: no interval takes them for independent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.journey import stats
from workbench.journey.change.rounds import compare
from workbench.journey.map import build, evidence_by_round
from workbench.journey.said.groups import clusters, sizes
from workbench.journey.said.people import Person
from workbench.share.words import evidence
from workbench.study.canon import sha256_text
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.records import Participant, Transcript, Turn


def person(name, *together):
    return Person(name, together=set(together))


def test_who_shares_a_group_or_a_conversation_is_one_cluster_also_through_others():
    people = [
        person("P01", ("source", "fg")), person("P02", ("source", "fg"), ("group", "a")), person("P03", ("group", "a")),
        person("P04"), person("P05", ("group", "b")), person("P06", ("group", "b")), person("P07", ("group", "alone")),
    ]  # fmt: skip
    found = clusters({p.id: p for p in people})
    assert found == {"P01": "P01", "P02": "P01", "P03": "P01", "P05": "P05", "P06": "P05"}
    assert sizes([p.id for p in people], found) == [3, 2, 1, 1]
    assert sizes(["P01", "P04"], found) == [1, 1], "of a persona that holds one of the group, nobody spoke together"


@pytest.mark.parametrize(
    ("people", "likeness", "effect"),
    [
        ([4, 4, 4], 0.36, 2.08),  # mean size 4, cv 0, rho .36
        ([1.2, 6.8], 0.36, 2.79),  # mean size 4, cv .7, rho .36 (Eldridge et al. 2006)
        ([20, 20], 0.05, 1.95),  # 1 + (20 - 1) * .05 (Kish 1965)
        ([1, 1, 1], 1.0, 1.0), ([6], 1.0, 6.0), ([6], 0.0, 1.0), ([], 1.0, 1.0),
    ],
)  # fmt: skip
def test_design_effect(people, likeness, effect):
    assert stats.design_effect(people, likeness) == pytest.approx(effect, abs=0.005)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.floats(0, 1))
def test_people_amount_to_one_at_least_and_to_themselves_at_most(people, likeness):
    n = sum(people)
    found = stats.effective_n(people, likeness)
    assert 1 - 1e-9 <= found <= n + 1e-9
    assert stats.effective_n([1] * n, likeness) == n


def test_the_share_stays_and_its_interval_is_as_wide_as_of_so_many_independent_people():
    assert stats.wilson(10, 20, effective=10) == stats.wilson(5, 10)
    narrow, wide = stats.wilson(3, 8), stats.wilson(3, 8, effective=2)
    assert narrow.value == wide.value
    assert wide.lo < narrow.lo < narrow.hi < wide.hi
    with pytest.raises(ValueError, match="amount to"):
        stats.wilson(3, 8, effective=9)


def test_equal_clusters_give_the_t_interval_of_their_means():
    values = [1.0, 1.4, -1.2, -0.8, 0.1, 0.3, 0.9, 0.5]
    means = [1.2, -1.0, 0.2, 0.7]
    joint = stats.t_interval(values, clusters=list("aabbccdd"))
    alone = stats.t_interval(means)
    assert (joint.value, joint.lo, joint.hi) == pytest.approx((alone.value, alone.lo, alone.hi))


def test_clusters_of_one_change_nothing_and_two_clusters_have_no_interval():
    values = [-1.5, -1, -1, -0.5, 0.5]
    assert stats.t_interval(values, clusters=list("abcde")) == stats.t_interval(values)
    assert stats.t_interval(values, clusters=list("aaabb")) is None


def test_people_who_differ_inside_a_group_do_not_make_the_interval_narrower():
    values, joint = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0], list("aabbcc")
    assert stats.t_interval(values, clusters=joint) == stats.t_interval(values)


def talk(made, *people, kind="focus-group", round_="2026-Q1", words="The forms took an hour"):
    """Add one conversation in which each of `people` says something."""
    name, text, turns = f"talk-{round_}", "", []
    for number, who in enumerate(people):
        said = f"{words}, says {who}"
        text += f"{who}: "
        turns.append(Turn(number, who, who, len(text), len(text) + len(said)))
        text += said + "\n\n"
    made.folder.add_transcript(Transcript(name, kind, round_, name, "2026-02-03", text, sha256_text(text), tuple(turns)))
    for who in people:
        made.code(f"{words}, says {who}", "stage:purchase", "pain:forms", "emotion:frustrated")


def coded(made, kind):
    made.define("pain:forms", stage="purchase")
    talk(made, "P01", "P02", "P03", "P04", "P05", "P06", kind=kind)
    for who in ("P07", "P08"):
        made.interview(who, f"It was fine for {who}.")
        made.code(f"It was fine for {who}", "stage:purchase")
    return made


def test_six_people_of_one_focus_group_are_not_six_of_eight_independent_ones(field):
    apart, joint = coded(field(), "meeting").map(), coded(field(), "focus-group").map()
    a, b = apart["claims"]["pain:forms"], joint["claims"]["pain:forms"]
    assert (a["k"], a["n"], a["p"]) == (b["k"], b["n"], b["p"]) == (6, 8, 0.75)
    assert (a["lo"], a["hi"]) == pytest.approx((0.4093, 0.9285), abs=5e-5)
    assert b["n_eff"] == pytest.approx(64 / 38)  # 8 people over a design effect of (36 + 1 + 1) / 8
    assert b["groups"] == 1
    assert b["lo"] < a["lo"] - 0.2
    assert b["hi"] > a["hi"]
    assert not {"n_eff", "groups"} & set(a)
    assert "6 of 8 people spoke together in 1 group: intervals take the 8 for 1.7 independent people" in " ".join(joint["notices"])
    assert not any("spoke together" in n for n in apart["notices"])
    assert "the 8 are taken for 1.7 independent people" in evidence(b, "Purchase")
    assert "independent" not in evidence(a, "Purchase")


def test_the_curve_has_points_and_no_line_when_there_is_one_group(field):
    apart, joint = (coded(field(), kind).stage("purchase")["emotion"] for kind in ("meeting", "focus-group"))
    assert apart["mean"] is not None
    assert joint["mean"] is None
    assert joint["n"] == apart["n"] == 6


def test_the_group_of_participants_csv_counts_as_well(field):
    made = coded(field(), "meeting")
    made.people(*(Participant(f"P0{n}", group="spring") for n in range(1, 7)))
    assert made.claim("pain:forms")["groups"] == 1


def test_how_alike_is_a_setting(field):
    loose = coded(field(thresholds={"group_likeness": 0.0}), "focus-group").claim("pain:forms")
    assert (loose["n_eff"], loose["lo"]) == (8, pytest.approx(0.4093, abs=5e-5))
    with pytest.raises(UserError, match="group_likeness"):
        build(Folder(coded(field(thresholds={"group_likeness": 2}), "focus-group").folder.root))


def test_two_groups_that_say_other_things_are_no_change(field):
    def changes(kind):
        made = field().define("pain:forms", stage="purchase")
        talk(made, *(f"P{n:02d}" for n in range(10)), kind=kind)
        talk(made, *(f"P{n:02d}" for n in range(20, 30)), kind=kind, round_="2026-Q3", words="The visit was short")
        for who in range(20, 30):
            made.code(f"The visit was short, says P{who}", "stage:purchase")
        for key, coding in made.folder.state().codings.items():
            if coding.code == "pain:forms" and "q3" in coding.anchor.source.lower():
                made.folder.act("ana", ("coding.remove", {"coding": key}))
        (change,) = compare(*evidence_by_round(Folder(made.folder.root)).values())
        return change

    assert changes("meeting").verdict == "not heard"
    joint = changes("focus-group")
    assert (joint.verdict, joint.test) == ("no detectable change", "Fisher mid-p, groups as one voice")
    assert joint.p == pytest.approx(0.5)  # 1 of 1 against 0 of 1: Fisher 1.0, half of it for the table itself
