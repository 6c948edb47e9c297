"""The emotion curve draws what was heard and nothing between."""

from __future__ import annotations

import re

import defusedxml.ElementTree as ET  # noqa: N817 (its usual name)
import pytest

from workbench.share import swarm
from workbench.share.curve import column_width, curve, describe
from workbench.share.map_page import map_html


def classes(svg):
    return [e.get("class") for e in ET.fromstring(svg).iter() if e.get("class")]


def test_the_line_breaks_where_a_stage_has_no_mean(rich):
    rich["stages"][2]["emotion"].update(mean=None, lo=None, hi=None)
    lines = [e.get("points") for e in ET.fromstring(curve(rich["stages"])).iter() if e.get("class") == "wb-now"]
    assert [len(p.split()) for p in lines] == [2, 3]


def test_a_single_stage_between_gaps_is_a_dot_without_a_line(sparse):
    sparse["stages"][3]["emotion"].update(mean=None, lo=None, hi=None)
    assert "wb-now" not in classes(curve(sparse["stages"]))
    assert classes(curve(sparse["stages"])).count("wb-mean") == 1


def test_fewer_than_five_people_are_a_hollow_dot_and_fewer_than_three_only_people(rich, sparse):
    assert classes(curve(rich["stages"])).count("wb-hollow") == 1  # Advocacy: 4 people
    drawn = classes(curve(sparse["stages"]))
    assert "too few for a mean" in curve(sparse["stages"])
    assert drawn.count("wb-mean") + drawn.count("wb-hollow") == 2  # Retention has two people: none of these
    people = {p["participant"] for s in sparse["stages"] for p in s["emotion"]["people"]}
    assert drawn.count("wb-one") == len(people)


def test_everybody_is_a_dot_inside_their_own_column(rich):
    for stage in rich["stages"]:
        stage["emotion"]["people"] = []
    rich["stages"][0]["emotion"]["people"] = [{"participant": f"R{i}", "mean": -1.0, "codings": []} for i in range(400)]
    (crowd,) = [e for e in ET.fromstring(curve(rich["stages"])).iter() if e.get("class") == "wb-one wb-crowd"]
    at = [float(x) for x in re.findall(r"M(\d+) ", crowd[0].get("d"))]
    assert len(at) == 400
    assert all(0 < x < 204 for x in at)


def test_a_path_joins_one_persons_neighbouring_stages_and_jumps_over_no_gap(rich):
    first = rich["stages"][0]["emotion"]["people"]
    for stage in rich["stages"]:
        stage["emotion"]["people"] = []
    for place in (0, 1, 3, 5):
        rich["stages"][place]["emotion"]["people"] = [first[0]]
    (way,) = [e.get("d") for e in ET.fromstring(curve(rich["stages"])).iter() if e.get("class") == "wb-way"]
    assert re.findall("[ML]", way) == ["M", "L", "M", "M"]
    assert "P01: Awareness +1.0, Consideration +1.0, Onboarding +1.0, Advocacy +1.0" in curve(rich["stages"])


def test_of_very_many_people_some_are_drawn_and_the_lane_says_so(rich):
    crowd = [{"participant": f"R{i:04d}", "mean": 0.0, "codings": []} for i in range(3 * swarm.MOST)]
    rich["stages"][0]["emotion"]["people"] = crowd
    assert swarm.every(rich["stages"]) == 4  # with those of the other stages
    assert 0 < len(re.findall(r"M\d+ \d+h0", curve(rich["stages"]))) <= swarm.MOST
    assert "every 4th person is drawn" in map_html(rich)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [({"word": "better", "text": "t"}, "\u25b2 better than 2026-Q1"), ({"word": "down", "text": "t"}, "\u25bc worse than 2026-Q1"),
     ({"word": "no detectable change", "text": "t"}, None), (None, None)],
)  # fmt: skip
def test_a_change_is_named_only_with_a_verdict(rich, verdict, said):
    rich["stages"][2]["emotion"]["verdict"] = verdict
    drawn = curve(rich["stages"], previous="2026-Q1")
    assert drawn.count("than 2026-Q1") == bool(said)
    assert said is None or said in drawn


def test_a_target_is_dashed_and_called_one_and_arousal_is_a_strip_of_its_own(rich):
    assert "target" not in curve(rich["stages"])
    rich["stages"][3] |= {"target": 0.5}
    rich["stages"][4] |= {"target": 1.0}
    rich["stages"][3]["emotion"]["arousal"] = {"mean": 3.1, "n": 4}
    drawn = curve(rich["stages"])
    assert classes(drawn).count("wb-target") == 1
    assert "target +0.5" in drawn
    assert "arousal 3.1" in drawn
    assert "target +1.0" in describe(rich["stages"])


@pytest.mark.parametrize(("stages", "column"), [(1, 500), (2, 500), (4, 250), (6, 204), (12, 204)])
def test_the_curve_of_few_stages_is_as_wide_as_of_five(stages, column):
    assert column_width(stages) == column


def test_the_words_for_those_who_do_not_see_it_hold_every_number(sparse):
    said = describe(sparse["stages"])
    assert "Purchase \u22120.6" in said
    assert "Retention: 2 people, too few for a mean" in said
    assert "Awareness: not asked" in said


def test_hostile_labels_stay_text(rich):
    rich["stages"][3]["label"] = '"><script>alert(1)</script>'
    rich["stages"][3]["moment"]["why"] = "</title><script>"
    ET.fromstring(curve(rich["stages"], alone=True))  # well formed
    assert "<script>" not in curve(rich["stages"])
