"""Names are found however they are joined, and words are left alone."""

from __future__ import annotations

import hashlib

import pytest

from workbench.share.gate import Guard, scan_file
from workbench.sources.people.key import KeyEntry

ROSTER = (
    KeyEntry("P01", "Maria Woźniak", ("Marysia",)), KeyEntry("P02", "Will Hartnoll"), KeyEntry("P03", "Jürgen Müller"),
    KeyEntry("P04", "王小明"), KeyEntry("P05", "Anna-Lena O\u2019Brien"), KeyEntry("R0001", "T-4711", (), "respondent"),
    KeyEntry("R0002", "a1", (), "respondent"), KeyEntry("E01", "Bluegate Café", (), "employer"),
)  # fmt: skip
GUARD = Guard(ROSTER)


def found(text, name="a.txt"):
    return [leak.kind for leak in GUARD.leaks(name, text.encode())]


@pytest.mark.parametrize(
    "text",
    [
        "MARIA", "m. woźniak", "Maria K. Wozniak", "interviewMariaWozniak01", "see 02_Maria_round1.docx", "maria.wozniak@",
        "mwozniak", "Wozniak M.", "Juergen Mueller", "Jurgen", "我问了王小明先生", "O'Brien", "anna lena", "T-4711", "t4711",
        "bluegate cafe", "the 小明 next door", "Hartnolls Konto", "so Bill did it", "Woźniakiem", "Woźni\u0430k",
        "pain:billy-waits", "so Will did it", "Hartnoll", "willhartnoll82", "hartnoll_will7",
        hashlib.sha256(b"Maria Wo\xc5\xbaniak").hexdigest(), hashlib.md5(b"will hartnoll", usedforsecurity=False).hexdigest(),
    ],
)  # fmt: skip
def test_a_name_is_found(text):
    assert "name" in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mariana and the womanwozniaks", "I will not", "Will you? Will I?", "A1 is a cell, a1 too", "4711", "T-4712", "9ada4marib",
        "gate 4 in a blue café", "mullerian", "sha256 " + "ab" * 32, "the 明 next door", "annal en a",
    ],
)  # fmt: skip
def test_words_are_left_alone(text):
    assert found(text) == []


def test_the_end_of_an_address_is_nobodys_surname():
    """Whoever had written as s…@mail.example kept every page with the word *examples* from going out, that of a rerun too."""
    guard = Guard([KeyEntry("R0091", "saoirse.quigley@mail.example", (), "respondent")])
    assert guard.leaks("a.txt", b"The query lists examples, and an sexample of each") == []
    assert "name" in [leak.kind for leak in guard.leaks("a.txt", b"Saoirse Quigley mail example")]
    assert guard.leaks("a.txt", b"She wrote as saoirse.quigley@mail.example")


@pytest.mark.parametrize("name", ["Jan Novak", "May Lee", "Johannes Lee", "August Lee"])
def test_a_month_in_a_date_is_nobody(name):
    """Somebody called Jan must not keep every page with a date in January from going out."""
    guard = Guard((KeyEntry("P01", name),))
    assert guard.leaks("a.txt", b"12 Jan 2026, 3 May, in August 2026") == []
    assert guard.leaks("a.txt", f"so {name.split()[0]} did it".encode())


def test_a_word_of_another_language_is_nobody():
    guard = Guard((KeyEntry("P01", "Franz Klein"), KeyEntry("P02", "Sandra Sommer")))
    assert guard.leaks("a.txt", b"Im Sommer war die Schrift zu klein.") == []
    assert guard.leaks("a.csv", b"pain,the letters are klein and it is all of them,zu-klein") == []
    assert len(guard.leaks("a.csv", b"pain,waiting-like-herr-klein")) == 1
    assert len(guard.leaks("a.txt", b"Herr Klein und Frau Sommer waren da.")) == 2


def test_pseudonyms_are_nobodys_names():
    guard = Guard((KeyEntry("R0007", "R0007", ("P0007",), "respondent"),))
    assert guard.leaks("a.txt", b"R0007 said so") == []


@pytest.mark.parametrize("name", ["Interview with Maria.html", "wozniak-maria.pdf", "MWozniak.csv"])
def test_the_name_of_the_file_is_looked_at(name):
    assert ("name", "its own name") in [(leak.kind, leak.place) for leak in GUARD.leaks(name, b"{}")]


def test_many_names_cost_little_more_than_few():
    """Only words that are there are looked at closely: what is compiled does not grow with the key."""
    many = tuple(KeyEntry(f"R{n:05}", f"Vorname{chr(97 + n % 26) * 3} Nachname{n}x", (), "respondent") for n in range(3000))
    assert scan_file("a.txt", b"nobody is named here, Nachname is a word", many) == []
