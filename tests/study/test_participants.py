"""participants.csv: a consent is never guessed, a row never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.study import participants
from workbench.study.errors import Refused
from workbench.study.records import Participant

names = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"), min_size=1, max_size=8)
people = st.lists(
    st.builds(
        Participant, names.map(str.strip).filter(bool), st.dictionaries(names, names, max_size=2),
        st.dictionaries(names, st.floats(allow_nan=False, allow_infinity=False), max_size=2), st.booleans(), st.booleans(),
        st.dates().map(lambda d: d.isoformat()) | st.just(""), names.map(str.strip),
    ),
    max_size=5, unique_by=lambda p: p.id,
)  # fmt: skip


@given(people)
def test_what_is_written_is_read_again(tmp_path_factory, given_people):
    path = tmp_path_factory.mktemp("study") / "participants.csv"
    participants.write(path, given_people)
    assert participants.read(path) == {p.id: p for p in given_people}


def read(tmp_path, text):
    path = tmp_path / "participants.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return participants.read(path)


def test_no_file_is_nobody(tmp_path):
    assert participants.read(tmp_path / "participants.csv") == {}


@pytest.mark.parametrize("word", ["no", " No", "FALSE", "0", "yes", ""])
def test_words_of_consent(tmp_path, word):
    (person,) = read(tmp_path, f"participant,consent_quote\nP01,{word}\n").values()
    assert person.consent_quote is (word in {"yes", ""})
    assert person.consent_share


def test_consent_that_runs_out_does_so_on_its_day():
    people = [
        Participant("P01"),
        Participant("P02", consent_until="2026-06-30"),
        Participant("P03", consent_quote=False),
        Participant("P04", consent_share=False, consent_until="2030-01-01"),
    ]
    assert participants.silent(people, "2026-06-29") == {"P03", "P04"}
    assert participants.silent(people, "2026-06-30") == {"P02", "P03", "P04"}


def test_today_is_the_day_unless_one_is_given(monkeypatch):
    person = Participant("P01", consent_until="2026-06-30")
    monkeypatch.setattr(participants, "today", lambda: "2026-06-30")
    assert participants.silent([person]) == {"P01"}
    monkeypatch.setattr(participants, "today", lambda: "2026-06-29")
    assert participants.silent([person]) == set()


def test_columns_that_nobody_uses_are_not_written(tmp_path):
    path = tmp_path / "participants.csv"
    participants.write(path, [Participant("P01")])
    assert path.read_text().splitlines()[0] == "participant,consent_quote,consent_share"
    participants.write(path, [Participant("P01", group="g1"), Participant("P02")])
    assert path.read_text().splitlines() == ["participant,consent_quote,consent_share,group", "P01,yes,yes,g1", "P02,yes,yes,"]


def test_a_spreadsheet_that_adds_a_byte_order_mark_and_crlf(tmp_path):
    assert set(read(tmp_path, "\ufeffparticipant,attr.role\r\nP01,owner\r\n".encode())) == {"P01"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\nP01\n", "has no column 'participant'"),
        ("", "has no column 'participant'"),
        ("participant,consent_quote\nP01,maybe\n", "line 2: consent_quote is 'maybe'"),
        ("participant,consent_until\nP01,2026-6-1\n", "line 2: consent_until is '2026-6-1', not a date"),
        ("participant,consent_until\nP01,20260601\n", "not a date"),
        ("participant\nP01\nP01\n", "line 3: says 'P01' again"),
        ("participant,attr.a\n ,x\n", "line 2: names nobody"),
        ("participant,outcome.nps\nP01,ten\n", "line 2: outcome.nps is 'ten', not a number"),
        ("participant,outcome.nps\nP01,nan\n", "not a number"),
        ("participant,attr.a\nP01,x,y\n", "line 2: has more or fewer cells"),
        ("participant,attr.a\nP01\n", "line 2: has more or fewer cells"),
        (b"participant\nP\xff\n", "byte 13: is not UTF-8"),
        ('participant,group\nP01,"g1\nP02,g2\n', "line 3: is no table (unexpected end of data)"),
        (f"participant,attr.a\nP01,{'x' * 200_000}\n", "line 2: is no table (field larger than field limit"),
        ("participant,consent_quote,consent_quote\nP01,no,yes\n", "has two columns 'consent_quote'"),
        ("participant,Consent_quote\nP01,no\n", "line 2: nothing reads the column 'Consent_quote'"),
        ("participant,consent_quote \nP01,no\n", "line 2: nothing reads the column 'consent_quote '"),
        ("participant,notes\nP01,\nP02,called twice\n", "line 3: nothing reads the column 'notes'"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(tmp_path, text, message):
    with pytest.raises(Refused) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)


def test_empty_columns_that_a_spreadsheet_adds_do_no_harm(tmp_path):
    (person,) = read(tmp_path, "participant,consent_quote,,\nP01,no,,\n").values()
    assert not person.consent_quote
