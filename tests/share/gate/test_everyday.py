"""Names that no text can do without: the gate must neither stop every page nor let a person through."""

from __future__ import annotations

import json

import pytest

from workbench.reading.spelling import everyday, known_names
from workbench.share.gate import scan
from workbench.sources.people.key import KeyEntry

ROSTER = (KeyEntry("P01", "Anon One"), KeyEntry("P02", "Line End"), KeyEntry("P03", "Maria Smith"))


@pytest.mark.parametrize(
    "text",
    [
        "One person said so. One more did not.",
        "lower end of the 95 % interval; a line from 0 to 100 %",
        "End of the journey \u00b7 One of two",
    ],
)
def test_a_word_of_ours_that_is_also_somebodys_name_stops_no_page(text):
    assert scan(f"<p>{text}</p>", ROSTER) == []


@pytest.mark.parametrize("text", ["I asked Anon One about it", "it was One who said it", "maria knows", "ask Smith"])
def test_somebody_of_that_name_is_found(text):
    assert scan(f"<p>{text}</p>", ROSTER)


def test_no_known_name_is_an_everyday_word():
    assert everyday().isdisjoint(known_names())
    assert {"maria", "jones", "john"} <= known_names()
    assert {"end", "line", "one", "person"} <= everyday()


def test_initials_are_found_but_not_where_two_ids_meet():
    roster = (KeyEntry("P01", "a\tb"),)
    ids = json.dumps({"supports": ["6f0d1c3b", "a4e2c771"]})
    assert scan(ids, roster) == []
    assert scan("<p>as A B told us</p>", roster)
