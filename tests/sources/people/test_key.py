from __future__ import annotations

import os

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.ingest import add_survey, add_transcript
from workbench.sources.people import key as people
from workbench.sources.people.key import KeyFile
from workbench.study.check import check
from workbench.study.errors import Refused, UserError
from workbench.study.folder import Folder
from workbench.study.settings import Settings


@pytest.fixture
def held(tmp_path):
    return KeyFile.read(tmp_path / "study.key.csv", tmp_path / "study")


def test_one_person_has_one_pseudonym_whatever_case_and_space(held):
    assert held.pseudonym_for("Mia Lund") == "P01"
    assert held.pseudonym_for("  MIA   lund ") == "P01"
    assert held.pseudonym_for("Ben") == "P02"
    assert held.pseudonym_for("ben@x.org", "respondent") == "R0001"
    assert held.pseudonym_for("Dana", "interviewer") == "I01"


def test_an_interviewed_person_who_answers_the_survey_is_the_same_person(held):
    held.pseudonym_for("mia@x.org")
    assert held.pseudonym_for("MIA@x.org", "respondent") == "P01"
    assert held.pseudonym_for("mia@x.org", "interviewer") == "I01"


def test_a_number_the_researchers_gave_is_kept_where_it_is_free(held):
    assert [held.pseudonym_for(n) for n in ("P7", "p07", "Mia", "P07")] == ["P07", "P07", "P08", "P07"]


def test_the_file_is_read_back_as_it_was_and_only_its_owner_may_read_it(held):
    held.pseudonym_for("Mia Lund")
    held.add_aliases("P01", ["Mia", "mia lund", "M; L"])
    held.pseudonym_for('O"Neil, "Jo"\n', "person")
    first = held.rows("nps", 3)
    held.save()
    again = KeyFile.read(held.path, held.study)
    assert again.entries == held.entries
    assert again.find("mia") == "P01"
    assert again.rows("nps", 4) == [*first, "R0004"]
    assert again.pseudonym_for("new", "respondent") == "R0005"
    assert [e.pseudonym for e in again.names()] == ["P01", "X01"] or [e.name for e in again.names()][:1] == ["Mia Lund"]
    if os.name != "nt":
        assert held.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["interview-001", "Recording 3 (final)", "participant_12", "17"])
def test_a_file_or_a_number_is_nobodys_name(held, name):
    """Or every *interview* in the report would be masked, and the gate would refuse the page for saying it."""
    held.pseudonym_for(name)
    assert held.names() == []


@pytest.mark.parametrize("name", ["2026-02-10_okonjo", "Interview with Mia", "mia@x.org", "P7"])
def test_what_may_be_a_name_is_masked(held, name):
    held.pseudonym_for(name)
    assert [e.name for e in held.names()] == [name]


def test_rows_of_two_surveys_are_different_people(held):
    assert held.rows("a", 2) == ["R0001", "R0002"]
    assert held.rows("b", 1) == ["R0003"]
    assert held.pseudonym_for("R0002", "respondent") == "R0004"


def test_the_key_is_refused_inside_the_study(tmp_path):
    with pytest.raises(UserError, match="must not lie inside"):
        KeyFile.read(tmp_path / "study" / "sub" / "key.csv", tmp_path / "study")


@pytest.mark.parametrize(
    "text",
    [
        "pseudonym,name,aliases,kind\nP01,Mia,,friend\n",
        "a,b\n1,2\n",
        "pseudonym,name,aliases,kind\nP01,A,,participant\nP01,B,,participant\n",
    ],
)
def test_a_key_that_is_none_is_refused(tmp_path, text):
    path = tmp_path / "study.key.csv"
    path.write_text(text)
    with pytest.raises(Refused):
        KeyFile.read(path, tmp_path / "study")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(str.strip), max_size=12))
def test_pseudonyms_are_as_many_as_people(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("key")
    held = KeyFile.read(folder / "k.csv", folder / "study")
    first = held.pseudonyms(names, "participant")
    assert held.pseudonyms(names, "participant") == first
    held.save()
    assert KeyFile.read(folder / "k.csv", folder / "study").pseudonyms(names, "participant") == first


def test_who_withdrew_is_forgotten_and_nobody_gets_the_number(tmp_path):
    held = KeyFile.read(tmp_path / "study.key.csv", tmp_path / "study")
    assert held.pseudonyms(["Mia Lund", "Ben Oak"], "participant") == ["P01", "P02"]
    held.add_aliases("P02", ["Benny"])
    held.withdraw("P02")
    held.save()
    assert "Ben" not in held.path.read_text()
    again = KeyFile.read(held.path, held.study)
    assert [again.find(name) for name in ("Ben Oak", "Benny", "")] == [None, None, None]
    assert again.entries["P02"].kind == "withdrawn"
    assert again.pseudonyms(["Ben Oak", "P02", "Mia Lund"], "participant") == ["P03", "P04", "P01"]
    assert [e.pseudonym for e in again.names() if e.pseudonym == "P02"] == []


# A million at a time

NAMES = st.sampled_from(
    [
        "a@x",
        "A@X",
        " a@x ",
        "b  c",
        "B c",
        "r-7",
        "R0007",
        "r7",
        "R0001",
        "P01",
        "p01",
        "Mia",
        "MIA ",
        "ß",
        "ss",
        "x, y",
        'q"q',
        "17",
    ]
)


@given(known=st.lists(NAMES, max_size=4), names=st.lists(NAMES, min_size=1, max_size=12), more=st.lists(NAMES, max_size=6))
def test_in_bulk_people_are_who_they_are_one_by_one(tmp_path_factory, known, names, more):
    """Who is the same person, and who is new, does not depend on how many come at once, nor on how the key was read."""
    folder = tmp_path_factory.mktemp("bulk")
    one, bulk = (KeyFile.read(folder / f"{way}.csv", folder / "study") for way in ("one", "bulk"))
    for held in (one, bulk):
        held.pseudonym_for("Mia")
        held.pseudonyms(known, "respondent")
    first = one.pseudonyms(names, "respondent")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_MANY", 0)
        patch.setattr(people, "_LARGE", 0)
        assert bulk.respondents(pa.array(names, pa.large_string())).to_pylist() == first
        for held in (one, bulk):
            held.save()
        again = KeyFile.read(bulk.path, bulk.study)
        assert dict(again.entries) == dict(bulk.entries)
        assert again.respondents(pa.array([*names, *more], pa.large_string())).to_pylist() == one.pseudonyms(
            [*names, *more], "respondent"
        )
    assert KeyFile.read(one.path, one.study).entries == KeyFile.read(bulk.path, bulk.study).entries or known or more


def test_numbers_are_as_wide_as_the_highest_needs_and_never_given_twice(held):
    assert held.pseudonym_for("first@x", "respondent") == "R0001"
    ids = pa.array([f"u-{n}" for n in range(12_000)], pa.large_string())
    given = held.respondents(ids).to_pylist()
    assert (given[0], given[-1]) == ("R00002", "R12001")
    assert held.pseudonym_for("R2", "respondent") == "R12002"  # number 2 is somebody's, however it is written
    held.save()
    again = KeyFile.read(held.path, held.study)
    assert again.find("U-11999") == "R12001"
    assert again.respondents(ids).to_pylist() == given
    assert len(again.entries) == 12_002


def test_a_long_key_that_grows_stays_in_order_and_says_the_same_however_it_is_read(held):
    held.pseudonym_for("Mia Lund")
    held.respondents(pa.array([f"u-{n}@example.org" for n in range(3000)], pa.large_string()))
    held.save()
    assert held.path.stat().st_size > people._LARGE
    again = KeyFile.read(held.path, held.study)
    assert again.pseudonyms([f"u-{n}@example.org" for n in range(2999, 3003)], "respondent") == ["R3000", "R3001", "R3002", "R3003"]
    again.pseudonym_for("Ola Berg", "person")
    again.save()
    lines = held.path.read_text(encoding="utf-8").splitlines()
    assert lines[1:] == sorted(lines[1:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_LARGE", 1 << 40)
        one_by_one = KeyFile.read(held.path, held.study)
    quick = KeyFile.read(held.path, held.study)
    assert (dict(quick.entries), quick.names()) == (dict(one_by_one.entries), one_by_one.names())
    assert quick.pseudonym_for("new", "respondent") == one_by_one.pseudonym_for("new", "respondent") == "R3004"


def test_a_number_inside_a_block_of_rows_is_nobodys_own(held):
    assert held.rows("nps", 3) == ["R0001", "R0002", "R0003"]
    assert held.pseudonym_for("R2", "respondent") == "R0004"
    held.save()
    assert KeyFile.read(held.path, held.study).pseudonym_for("R3", "respondent") == "R0005"


def test_an_entry_may_be_changed_and_taken_out(held):
    held.respondents(pa.array([f"u-{n}" for n in range(3000)], pa.large_string()))
    held.add_aliases("R0002", ["Mia Lund"])
    del held.entries["R0003"]
    held.save()
    again = KeyFile.read(held.path, held.study)
    assert (again.find("mia lund"), again.find("u-1"), again.find("u-2")) == ("R0002", "R0002", None)
    assert "R0003" not in again.entries
    assert len(again.entries) == 2999


@pytest.mark.parametrize("target", ["nowhere.csv", "study.key.csv", None])
def test_a_key_that_cannot_be_read_is_not_taken_for_no_names(tmp_path, target):
    """A link to nowhere or to itself, or a folder of that name: without the key nothing would be masked."""
    folder = Folder.create(tmp_path / "study", Settings())
    folder.key_file.symlink_to(target) if target else folder.key_file.mkdir()
    with pytest.raises(Refused, match="which names are masked"):
        KeyFile.of(folder)


TALK = "Interviewer: How was it?\n\n{who}: It took nine days until somebody answered.\n"


def talked(path, who):
    path.write_text(TALK.format(who=who), encoding="utf-8")
    return path


def test_without_its_key_nobody_is_brought_into_a_study_that_was_renamed(folder, tmp_path):
    """Numbers began at P01 again: a second person had the pseudonym, the consent and the withdrawal of the first."""
    add_transcript(folder, talked(tmp_path / "a.txt", "Magda Oak"), round="r")
    moved = Folder(folder.root.rename(tmp_path / "renamed"))
    table = tmp_path / "nps.csv"
    table.write_text("respondent_id,Why?\na1,Because nobody ever answered me\n")
    for bring in (
        lambda: add_transcript(moved, talked(tmp_path / "b.txt", "Ben Elm"), round="r"),
        lambda: add_survey(moved, table, round="r", text=["Why?"]),
    ):
        with pytest.raises(Refused, match=r"renamed\.key\.csv is not .*; study\.key\.csv lies there without a study"):
            bring()
    assert ("warning", "renamed.key.csv") in {(f.level, f.where) for f in check(moved)}
    folder.key_file.rename(moved.key_file)
    assert add_transcript(moved, talked(tmp_path / "b.txt", "Ben Elm"), round="r").source == "p02-r"
    assert not [f for f in check(moved) if "key.csv" in f.where]


def test_a_key_that_was_lost_gives_nobody_the_number_of_another(folder, tmp_path):
    add_transcript(folder, talked(tmp_path / "a.txt", "Magda Oak"), round="r")
    folder.key_file.write_text("pseudonym,name,aliases,kind\n")
    assert add_transcript(folder, talked(tmp_path / "b.txt", "Ben Elm"), round="r").source == "p02-r"
    again = add_transcript(folder, talked(tmp_path / "P01_talk.txt", "Participant"), round="r2")
    assert again.source == "p03-r2"
