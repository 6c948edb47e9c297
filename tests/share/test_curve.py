"""The emotion curve draws what was heard and nothing between."""

from __future__ import annotations

import defusedxml.ElementTree as ET  # noqa: N817 (its usual name)

from workbench.share.curve import curve, describe


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
    assert drawn.count("wb-person") == 17 + 18 + 2


def test_everybody_is_a_dot_inside_their_own_column(rich):
    rich["stages"][0]["emotion"]["people"] = [{"participant": f"R{i}", "mean": -1.0, "codings": []} for i in range(400)]
    at = [float(e.get("cx")) for e in ET.fromstring(curve(rich["stages"])).iter() if e.get("class") == "wb-person"]
    assert all(0 < x < 204 for x in at[:400])


def test_the_words_for_those_who_do_not_see_it_hold_every_number(sparse):
    said = describe(sparse["stages"])
    assert "Purchase \u22120.6" in said
    assert "Retention: 2 people, too few for a mean" in said
    assert "Awareness: no feeling heard" in said


def test_hostile_labels_stay_text(rich):
    rich["stages"][3]["label"] = '"><script>alert(1)</script>'
    rich["stages"][3]["moment"]["why"] = "</title><script>"
    ET.fromstring(curve(rich["stages"], alone=True))  # well formed
    assert "<script>" not in curve(rich["stages"])
