"""Words of our own pages and of the formats they come in are nobody, whatever somebody in a study is called."""

from __future__ import annotations

import pytest

from workbench.share.exports import FORMATS
from workbench.share.exports.formats import made
from workbench.share.gate import Guard, scan
from workbench.sources.people.key import KeyEntry

#: Fonts and scripts of Office, authors of methods, headings, coders.
CALLED = (
    "Hans", "Guru", "Shruti", "Latha", "Kartika", "Gautami", "Vrinda", "Roman", "Wilson", "Lane", "Chen", "Connor", "Kano",
    "Hans-Peter Wilson", "Mark Page", "Grace Price", "Will Case", "Ana Ruiz",
)  # fmt: skip
ROSTER = tuple(KeyEntry(f"P{n:02d}", name) for n, name in enumerate(CALLED, 1))


@pytest.mark.parametrize("suffix", [f.suffix for f in FORMATS if f.suffix not in {".pdf", ".png"}])  # the words of the .svg, slowly
def test_an_honest_map_passes_whatever_people_are_called(full, suffix):
    guard = Guard(ROSTER, coders=("ana", "ben"))
    for name, data in made(full, f"map{suffix}").items():
        assert guard.leaks(name or f"map{suffix}", data) == []


@pytest.mark.parametrize(
    "text",
    [
        "a 95 % Wilson interval", "95 % intervals (Wilson): where", "Guest, Namey & Chen 2020", "Wilson's at one half",
        "(O'Connor & Joffe 2020)", "Kano: what pleases, and what is missed", "<th>Lane</th>",
    ],
)  # fmt: skip
def test_authors_of_methods_are_nobody(text):
    assert scan(f"<p>{text}</p>", ROSTER) == []


@pytest.mark.parametrize(
    "text", ["as Wilson said", "Wilson, 44, north", "ask Mr Wilson", "Wilson 07", "we met at Lane's", "hans told us"]
)
def test_people_of_these_names_are_found(text):
    assert [leak.kind for leak in scan(f"<p>{text}</p>", ROSTER)] == ["name"]


@pytest.mark.parametrize("text", ["the price rose twice", "read the page, mark it", "by grace, will it?"])
def test_two_words_that_are_somebodys_names_are_words_without_their_capitals(text):
    called = ("Rose Price", "Mark Page", "Will Grace")
    assert scan(f"<p>{text}</p>", [KeyEntry(f"P{n}", name) for n, name in enumerate(called)]) == []


@pytest.mark.parametrize("text", ["Rose Price said", "PRICE, Rose", "roseprice", "rose.price", "price_rose7", "price-rose"])
def test_and_names_with_them_or_as_a_user_name(text):
    assert scan(f"<p>{text}</p>", [KeyEntry("P1", "Rose Price")])


def test_a_coder_called_like_a_participant_may_sign_and_no_more():
    guard = Guard((KeyEntry("P01", "Ana Ruiz"),), coders=("ana", "Rosa Diaz"))
    assert guard.leaks("a.html", "<p>coded by ana</p>") == []
    for told in ("as Ana said", "ana ruiz", "Ruiz", "ANA"):
        assert [leak.kind for leak in guard.leaks("a.html", f"<p>{told}</p>")] == ["name"]


def test_a_coder_with_the_whole_name_of_a_participant_is_found():
    assert Guard((KeyEntry("P01", "Rosa Diaz"),), coders=("Rosa Diaz",)).leaks("a.html", "<p>coded by Rosa Diaz</p>")


def test_an_interviewer_who_codes_signs_with_the_whole_name():
    roster = (KeyEntry("I01", "Nadine Cartwright", (), "interviewer"), KeyEntry("P01", "Grace Marsh"))
    guard = Guard(roster, coders=("Nadine Cartwright",))
    assert guard.leaks("a.html", "<p>by Nadine Cartwright, 3 May</p>") == []
    assert guard.leaks("a.bin", b"\0\1onboarding2Nadine Cartwright\0\1\0Nadine Cartwright7\0\2") == []
    for told in ("as Nadine said", "Cartwright, Nadine", "nadinecartwright", "Nadine Cartwright and Grace"):
        assert {leak.kind for leak in guard.leaks("a.html", f"<p>{told}</p>")} == {"name"}


def test_a_word_behind_what_stands_in_another_element_begins_a_sentence():
    guard = Guard((KeyEntry("P01", "Mark Summers"),))
    assert guard.leaks("a.html", "<p><cite>2026-Q2</cite><bdi>Mark my words</bdi></p>") == []
    assert guard.leaks("a.html", "<p><cite>2026-Q2</cite><bdi>Mark told me</bdi></p>")
