"""QualCoder projects: its editor counts UTF-16, its own search code points; the words noted beside each place decide."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualcoder_files import AT, coded, project, zipped
from strategies import texts

from workbench.coding.projects import qualcoder
from workbench.coding.projects.quoted import Quoted, plain
from workbench.coding.projects.records import Value
from workbench.sources.text import clean
from workbench.study.errors import Refused

TEXT = "Slow 🐌 and dear.\nI left 🐌 then.\nSlow again, and then I left."


def quotes(found):
    texts = {s.id: s.text for s in found.sources}
    return [texts[c.source][c.start : c.end] for c in found.codings]


def lost(found):
    return {loss.what: loss.count for loss in found.losses}


@pytest.mark.parametrize("unit", ["utf16", "codepoint"])
def test_places_are_read_as_whoever_counted_them_did(unit):
    made = project(TEXT)
    for words in ("dear", "I left 🐌", "dear.\nI left", "then."):
        coded(made, TEXT, words, unit=unit)
    found = qualcoder.read(made.raw, "Study.qda")
    assert sorted(quotes(found)) == sorted(["dear", "I left 🐌", "dear.\nI left", "then."])
    assert (found.losses, found.reading.unit) == ((), unit)


def test_one_that_was_counted_otherwise_than_the_rest_is_found_by_its_words_and_said():
    made = project(TEXT)
    for words in ("then.", "Slow again", "I left 🐌"):
        coded(made, TEXT, words)
    coded(made, TEXT, "again,", unit="codepoint", by="ben")
    found = qualcoder.read(made.raw, "Study.qda")
    assert sorted(quotes(found)) == ["I left 🐌", "Slow again", "again,", "then."]
    assert lost(found) == {"codings whose places were counted in another way": 1}


@pytest.mark.parametrize("shift", [-3, 2, 30])
def test_a_place_that_says_other_words_gives_way_to_the_words_nearby_and_is_said(shift):
    made = project(TEXT)
    coded(made, TEXT, "Slow again", shift=shift)
    coded(made, TEXT, "dear")
    found = qualcoder.read(made.raw, "Study.qda")
    assert sorted(quotes(found)) == ["Slow again", "dear"]
    assert lost(found) == {"codings put where their words stand": 1}


def test_of_words_that_stand_several_times_the_nearest_are_meant_unless_all_are_far():
    text = "I left. " + "x" * 500 + " I left. " + "y" * 5000
    made = project(text)
    coded(made, text, "I left", after=100, shift=3)
    coded(made, text, "I left", shift=4000)
    found = qualcoder.read(made.raw, "Study.qda")
    assert [c.start for c in found.codings] == [text.index("I left", 100)]
    assert lost(found) == {"codings put where their words stand": 1, "codings": 1}


def test_words_that_are_nowhere_any_more_are_left_out_and_counted():
    made = project(TEXT)
    coded(made, TEXT, "dear", seltext="cheap")
    coded(made, TEXT, "Slow", seltext="")
    found = qualcoder.read(made.raw, "Study.qda")
    assert quotes(found) == ["Slow"]
    assert lost(found) == {"codings": 1, "codings whose words were not noted": 1}


@pytest.mark.parametrize("stored", ["\ufeffone\r\ntwo 🐌\r\nthree", "one\r\ntwo 🐌\r\nthree", "one\ntwo\u00a0🐌\nthree"])
@pytest.mark.parametrize("counted", ["as stored", "as shown"])
def test_line_ends_of_two_and_marks_in_front_are_counted_or_not(stored, counted):
    made = project(stored)
    shown = stored if counted == "as stored" else clean(stored)[0]
    for words in ("three", "two", "🐌"):
        coded(made, shown, words)
    assert sorted(quotes(qualcoder.read(made.raw, "Study.qda"))) == ["three", "two", "🐌"]


@given(texts, st.data())
def test_every_place_is_on_its_words_or_nowhere(stored, data):
    shown = clean(stored)[0]
    quoted = Quoted(stored)
    marks = []
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = sorted((data.draw(st.integers(0, len(shown))), data.draw(st.integers(0, len(shown)))))
        shift = data.draw(st.integers(-3, 3))
        marks.append((start + shift, end + shift, shown[start:end]))
    for place, (_, _, words) in zip(quoted.places(marks, Counter()), marks, strict=True):
        if place and words.strip():
            assert plain(quoted.text[slice(*place)]) == plain(words)


def test_codes_coders_cases_attributes_and_memos_come_along():
    made = project(TEXT, "Fine.")
    coded(made, TEXT, "dear", code=3, by="ben", memo="at the till")
    made.db.execute("UPDATE code_text SET important = 1")
    made.add("cases", name="Café A", memo="small", owner="ana", date=AT)
    made.add("cases", name="Café B", memo="", owner="ana", date=AT)
    made.add("case_text", caseid=1, fid=2, pos0=0, pos1=5)
    made.add("case_text", caseid=2, fid=1, pos0=0, pos1=19)
    for name, value, valuetype, where in (("Tables", "12", "numeric", "case"), ("Area", "7", "character", "case"),
                                          ("Length", "1.5", "numeric", "file")):  # fmt: skip
        made.add("attribute_type", name=name, memo=f"about {name}", caseOrFile=where, valuetype=valuetype)
        made.add("attribute", name=name, attr_type=where, value=value, id=1, owner="ana", date=AT)
    made.add("annotation", fid=1, pos0=0, pos1=4, memo="a remark", owner="ben", date=AT)
    made.add("journal", name="Monday", jentry="Began.", date=AT, owner="ana")
    made.add("code_av", id=1, pos0=0, pos1=100, cid=1)
    found = qualcoder.read(made.raw, "Study.qda")
    assert [(c.name, c.parent, c.colour, c.description, c.codable) for c in found.codes] == [
        ("Pains", "", "", "what hurts", False), ("Price", "category/1", "#CC0000", "too dear", True),
        ("Waiting", "category/1", "", "", True), ("Waiting long", "code/2", "#00F", "", True),
    ]  # fmt: skip
    (coding,) = found.codings
    assert (coding.user, coding.created, coding.note) == ("user/ben", "2026-02-03T10:00:00", "at the till\nImportant")
    assert [u.name for u in found.users] == ["ana", "ben"]
    assert {v.name: v.type for v in found.variables} == {"Tables": "Integer", "Area": "Text", "Length": "Float"}
    assert [(c.name, c.description, c.sources, c.passages) for c in found.cases] == [
        ("Café A", "small", ("source/2",), ()), ("Café B", "", (), (coding.selection,)),
    ]  # fmt: skip
    assert found.cases[0].values == (Value("variable/Area", "7"), Value("variable/Tables", "12"))
    assert [(m.about, m.text, m.name, m.start, m.end) for m in found.memos] == [
        ("passage", "a remark", "", 0, 4), ("free", "Began.", "Monday", 0, 0),
    ]  # fmt: skip
    assert lost(found) == {"codings on recordings": 1, "parts of texts that belong to a case": 1}


def test_the_first_version_of_the_format_is_read_too():
    made = project(TEXT)
    coded(made, TEXT, "dear")
    made.db.executescript("""
        ALTER TABLE code_text DROP COLUMN avid; ALTER TABLE code_text DROP COLUMN important; DROP TABLE coder_names;
        ALTER TABLE code_name DROP COLUMN supercid; ALTER TABLE source DROP COLUMN av_text_id; ALTER TABLE source DROP COLUMN risid;
        CREATE TABLE t AS SELECT cid, fid, seltext, pos0, pos1, owner, date, memo FROM code_text; DROP TABLE code_text;
        ALTER TABLE t RENAME TO code_text;
    """)
    assert quotes(qualcoder.read(made.raw, "Study.qda")) == ["dear"]


def test_the_folder_may_be_zipped_and_holds_one_project():
    raw = project(TEXT).raw
    assert [s.text for s in qualcoder.read(zipped(raw), "Study.zip").sources] == [TEXT]
    with pytest.raises(Refused, match=r"0 files called data\.qda"):
        qualcoder.read(zipped(raw, "other.db"), "Study.zip")


@pytest.mark.parametrize("spoil", [
    "ALTER TABLE source RENAME TO kept; CREATE VIEW source AS SELECT * FROM kept", "DROP TABLE code_text",
    "ALTER TABLE source RENAME COLUMN fulltext TO text",
])  # fmt: skip
def test_what_is_no_such_project_is_refused(spoil):
    made = project(TEXT)
    made.db.executescript(spoil)
    with pytest.raises(Refused):
        qualcoder.read(made.raw, "Study.qda")


def test_a_circle_of_categories_and_cells_of_any_type_do_no_harm():
    made = project(TEXT)
    made.db.executescript("UPDATE code_cat SET supercatid = 1; UPDATE code_name SET catid = 'x', supercid = 3 WHERE cid = 3;")
    made.add("code_text", cid=1, fid=1, seltext=b"\xff", pos0="1e9", pos1=-4, owner=7)
    made.add("code_text", cid=1, fid=99, seltext="x", pos0=0, pos1=1, owner="ana")
    found = qualcoder.read(made.raw, "Study.qda")
    assert sorted(c.name for c in found.codes) == ["Pains", "Price", "Waiting", "Waiting long"]
    assert (found.codings, [loss.count for loss in found.losses]) == ((), [1, 1])
