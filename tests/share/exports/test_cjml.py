"""The journey in CJML: what was planned beside what people tell."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring

from workbench.share.exports.cjml import cjml


@pytest.fixture
def root(full):
    return fromstring(cjml(full).encode())


def test_planned_and_actual_are_two_journeys(full, root):
    told = [t["label"] for s in full["stages"] for t in s.get("touchpoints", ()) if t["k"]]
    planned = [t["label"] for s in full["stages"] for t in s.get("touchpoints", ()) if t["planned"]]
    assert root.attrib == {"version": "2.0"}
    assert [e.text for e in root.findall("./actualJourney//initiatorLabel")] == told
    assert [e.text for e in root.findall("./plannedJourney//initiatorLabel")] == planned
    assert told != planned


def test_whoever_is_referred_to_is_an_actor(root):
    for journey in root:
        actors = {e.get("actorID") for e in journey.find("actors")}
        assert {e.get("actorIDref") for e in journey.iter("refersTo")} == actors


def test_words_are_words(full):
    full["stages"][3]["touchpoints"][0]["label"] = "]]></initiatorLabel><x/>&amp; \x00"
    label = fromstring(cjml(full).encode()).find(".//initiatorLabel")
    assert label.text == "]]></initiatorLabel><x/>&amp; \ufffd"


def test_without_touchpoints_there_is_no_journey(empty):
    assert len(fromstring(cjml(empty).encode())) == 0
