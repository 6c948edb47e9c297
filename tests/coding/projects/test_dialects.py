"""Sixteen ways to count places: what a file lets one decide is exact, and what it does not is never called decided."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import wild
from hypothesis import given, settings
from hypothesis import strategies as st
from wild import EVERY, Passage

from workbench.coding.projects import dialects, refi
from workbench.coding.projects.counted import Counted
from workbench.coding.projects.dialects import Mark
from workbench.coding.projects.records import Dialect
from workbench.study.errors import UserError

NAMES = [dialects.said(d) for d in EVERY]
WORDS = (
    "the", "price", "was", "fine", "and", "I", "paid", "by", "card", "because", "nobody", "told", "me", "😀", "👍🏽", "café",
    "naïve", "שלום", "عمر", "你好", "cafe\u0301", "hello,", "Zoë;", "it's", "re-do",
)  # fmt: skip


def places(project):
    return {(c.start, c.end) for c in project.codings}


@pytest.mark.parametrize("named", [False, True], ids=["no names", "names"])
@pytest.mark.parametrize("dialect", EVERY, ids=NAMES)
def test_each_of_the_sixteen_is_found_from_six_passages(dialect, named):
    made = wild.little(dialect=dialect, newline="\r\n", bom=True, named=named)
    project = refi.read(made.build(), "x.qdpx")
    assert project.sources[0].text == wild.TEXT
    assert places(project) == {(p.start, p.end) for p in made.passages}
    assert dialects.said(project.reading) == dialects.said(dialect)
    assert project.reading.standing == "decided"


@st.composite
def coded(draw):
    """Return a text of paragraphs, and passages that begin and end where words do."""
    sentence = st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map(" ".join)
    speaker = st.sampled_from(["P01: ", "Interviewer: ", ""])
    paragraph = st.tuples(speaker, st.lists(sentence, min_size=1, max_size=3), st.sampled_from(".?!"))
    paragraphs = draw(st.lists(paragraph.map(lambda p: p[0] + ". ".join(p[1]) + p[2]), min_size=2, max_size=8))
    text = "\n".join(paragraphs) + draw(st.sampled_from(["", "\n"]))
    words = [(m.start(), m.end()) for m in re.finditer(r"[^\s.?!]+", text)]
    some = draw(st.lists(st.tuples(st.integers(0, len(words) - 1), st.integers(0, 6)), min_size=1, max_size=12))
    found = [(words[i][0], words[min(i + n, len(words) - 1)][1]) for i, n in some]
    found += draw(
        st.sampled_from([[], [(0, words[0][1])], [(words[-1][0], len(text.rstrip()))], found[:1]])
    )  # ends of the text, repeats
    return text, found


@settings(max_examples=40)
@given(coded(), st.sampled_from(EVERY), st.booleans())
def test_what_is_called_decided_is_exact(made, dialect, named):
    text, found = made
    passages = tuple(Passage(a, b, ("Delight",)) for a, b in found)
    built = wild.Wild(text=text, passages=passages, dialect=dialect, newline="\r\n", bom=True, named=named).build()
    project = refi.read(built, "x.qdpx")
    if project.reading.standing != "open":
        assert places(project) == set(found)
    told = refi.read(built, "x.qdpx", offsets=dialects.said(dialect))
    assert places(told) == set(found)  # and who knows better is believed


def slowly(stored, dialect, bom):
    """Return what a dialect counts up to each place of a text, character by character."""
    found, at, skip = [bom * dialect.bom], bom * dialect.bom, False
    for char, after in zip(stored, stored[1:] + " ", strict=False):
        pair = char + after == "\r\n"
        if not skip:
            at += dialect.crlf if pair else 2 if dialect.unit == "utf16" and ord(char) > 0xFFFF else 1
            found.append(at)
        skip = pair and not skip
    return found


@given(st.text(st.sampled_from("ab \r\n😀é\u0301ש"), max_size=30), st.sampled_from(EVERY), st.booleans())
def test_places_are_found_again_from_what_was_counted_up_to_them(stored, dialect, bom):
    import numpy as np

    counted = Counted.of(("\ufeff" if bom else "") + stored)
    at, exact = counted.places(np.array(slowly(stored, dialect, bom)), dialect)
    assert at.tolist() == list(range(len(counted.text) + 1))
    assert exact.all()


def test_a_place_inside_a_character_is_not_exact():
    import numpy as np

    counted = Counted.of("a😀b")
    at, exact = counted.places(np.array([0, 1, 2, 3, 4, 5]), Dialect("utf16"))
    assert (at.tolist(), exact.tolist()) == ([0, 1, 1, 2, 3, 4], [True, True, False, True, True, False])


@pytest.mark.parametrize(
    ("bom", "newline", "free"),
    [(False, "\n", "line ends, the byte order mark"), (True, "\n", "line ends"), (False, "\r\n", "the byte order mark")],
)
def test_readings_that_place_everything_the_same_are_called_equivalent(bom, newline, free):
    project = refi.read(wild.little(newline=newline, bom=bom, named=True).build(), "x.qdpx")
    assert project.reading.standing == "equivalent"
    assert project.reading.why == f"{free} can be read either way: every passage stands the same"


def test_what_cannot_be_decided_says_how_much_hangs_on_it():
    """A passage that fits in two ways: as a word, or as the same word one further on."""
    text = "aaa aaa aaa 😀 aaa aaa aaa aaa aaa\n" * 3
    one = wild.Wild(text=text, passages=(Passage(54, 55, ("Delight",)),), newline="\r\n")
    reading = refi.read(one.build(), "x.qdpx").reading
    assert reading.standing == "open"
    assert "1 of 1 passages would stand elsewhere" in reading.why


def test_passages_without_a_length_are_told_from_passages_of_one_character():
    """An inclusive end of nothing lies before its start; an exclusive one on it."""
    text = "One two three.\nFour five six.\n"
    words = [Passage(m.start(), m.end(), ("Delight",)) for m in re.finditer(r"\w+", text)]
    nothing = [Passage(5, 5, ("Delight",)), Passage(20, 20, ("Delight",))]
    for inclusive in (False, True):
        made = wild.Wild(text=text, passages=(*words, *nothing), dialect=Dialect(inclusive=inclusive))
        project = refi.read(made.build(), "x.qdpx")
        assert project.reading.inclusive is inclusive
        assert places(project) == {(p.start, p.end) for p in words}
        assert [(x.what, x.count, x.why) for x in project.losses] == [("passages", 2, "they hold no character")]


def test_shortened_names_still_tell_where_a_passage_begins():
    text = "Nothing here helps at all because it is long enough to be cut. " * 4
    made = [Passage(a, a + 62, ("Delight",), name=text[a : a + 30] + "…") for a in (0, 63, 126)]
    project = refi.read(wild.Wild(text=text, passages=tuple(made)).build(), "x.qdpx")
    assert places(project) == {(p.start, p.end) for p in made}


@pytest.mark.parametrize("crlf", [1, 2])
def test_a_text_inside_the_project_file_has_lost_its_line_ends_and_may_count_them_still(crlf):
    """XML makes every line end one character; who counted two before still did."""
    made = wild.little(dialect=Dialect(crlf=crlf), named=True)
    inside = made.of(source=made.xml().partition("<Sources>")[2].partition("</Sources>")[0])
    source = inside.source.replace(
        f' plainTextPath="internal://{wild.guid("src")}.txt">', f"><PlainTextContent>{wild.TEXT}</PlainTextContent>"
    )
    project = refi.read(inside.of(source=source).build(), "x.qdpx")
    assert places(project) == {(p.start, p.end) for p in made.passages}


def test_line_ends_that_were_made_one_while_places_still_count_two_are_found_as_a_last_resort():
    made = wild.little(dialect=Dialect("utf16", 2), newline="\n", named=True)
    project = refi.read(made.build(), "x.qdpx")
    assert places(project) == {(p.start, p.end) for p in made.passages}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", {}),
        ("utf16", {"unit": "utf16"}),
        (" UTF16 , inclusive ,", {"unit": "utf16", "inclusive": True}),
        ("crlf2,bom", {"crlf": 2, "bom": True}),
    ],
)
def test_what_a_person_says_is_understood(words, found):
    assert dialects.told(words) == found


@pytest.mark.parametrize("words", ["utf-8", "crlf1,crlf2", "inclusive,exclusive"])
def test_what_is_not_understood_or_contradicts_itself_is_refused(words):
    with pytest.raises(UserError):
        dialects.told(words)


@pytest.mark.parametrize(("origin", "unit"), [("", "codepoint"), ("NVivo 14", "utf16"), ("QualCoder 3.6", "codepoint")])
def test_what_is_known_of_a_program_counts_where_the_passages_do_not_tell(origin, unit):
    """One sign among others is as natural as the next, and NVivo counts units of UTF-16."""
    reading = dialects.choose([Counted.of("😀 甲乙丙丁戊己")], [Mark(0, 5, 6)], given={"inclusive": False}, origin=origin)
    assert (reading.dialect.unit, reading.dialect.standing) == (unit, "open")


def test_a_project_without_passages_has_nothing_to_decide():
    reading = refi.read(wild.Wild().build(), "x.qdpx").reading
    assert (replace(reading, why=""), reading.why) == (replace(Dialect(), standing="equivalent"), "there are no passages to read")
