from __future__ import annotations

import pytest

from workbench.sources.ingest import add_people, add_transcript
from workbench.sources.people.key import KeyFile
from workbench.study.errors import Refused


@pytest.fixture
def study(folder, tmp_path):
    for name in ("Mia Lund", "Ben Oak"):
        path = tmp_path / f"{name.split()[0].lower()}.txt"
        path.write_text(f"Interviewer: How?\n{name}: Well, {name[0]}.\n")
        add_transcript(folder, path, round="2026-Q1")
    return folder


def table(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(text)
    return path


def test_attributes_outcomes_and_consent_are_joined_by_name(study, tmp_path):
    path = table(
        tmp_path,
        "Name,E-mail,Plan Type,NPS,churned,Consent to quote,Consent to share\nMIA LUND,m@x,Team,9,no,yes,no\n"
        "Zoe,z@x,Solo,1,yes,yes,yes\n",
    )
    report = add_people(study, path)
    mia = study.participants()["P02"] if study.participants()["P02"].attributes else study.participants()["P01"]
    assert (mia.attributes, mia.outcomes, mia.consent_quote, mia.consent_share) == (
        {"plan-type": "Team"},
        {"nps": 9.0, "churn": 0.0},
        True,
        False,
    )
    assert report.rows == 1
    assert "1 rows match nobody in the key: 3" in report.notes
    assert "Mia" not in (study.root / "participants.csv").read_text()
    assert add_people(study, path).status == "unchanged"


def test_pseudonyms_match_too(study, tmp_path):
    add_people(study, table(tmp_path, "participant,role\nP01,Buyer\np02,User\n"))
    assert [p.attributes for p in study.participants().values()] == [{"role": "Buyer"}, {"role": "User"}]


def test_a_blank_consent_is_none(study, tmp_path):
    add_people(study, table(tmp_path, "participant,consent\nP01,\n"))
    assert study.participants()["P01"].consent_quote is False


@pytest.mark.parametrize("column", ["consent_until", "Consent expires", "until", "Consent until"])
def test_until_when_and_who_spoke_together(study, tmp_path, column):
    report = add_people(study, table(tmp_path, f"participant,{column},Focus group,attr.group\nP01,31.12.2026,g1,b\nP02,,g1,\n"))
    people = study.participants()
    assert (people["P01"].consent_until, people["P01"].group, people["P01"].attributes) == ("2026-12-31", "g1", {"group": "b"})
    assert (people["P02"].consent_until, people["P02"].group, people["P02"].attributes) == ("", "g1", {})
    assert people["P01"].consent_quote
    assert any("who spoke together" in n for n in report.notes)
    add_people(study, table(tmp_path, f"participant,{column},group\nP01,,\n"))
    assert study.participants() == people, "an empty cell takes nothing back"


@pytest.mark.parametrize(
    "text",
    ["participant,consent_until\nP01,some day\n", "participant,consent_until\nP01,03/04/2026\n",
     "participant,nps\nP01,9\np01,8\n", "participant,nps\nP01,high\n", "participant,consent\nP01,maybe\n", "who,nps\nZoe,9\n"],
)  # fmt: skip
def test_what_cannot_be_joined_changes_nothing(study, tmp_path, tree, text):
    before = tree(study)
    with pytest.raises(Refused):
        add_people(study, table(tmp_path, text))
    assert tree(study) == before


def test_a_number_and_a_name_that_mean_two_people_are_refused(study, tmp_path):
    """The researchers' own list called Ben P01 and Mia P02; in the study it is the other way round, or not."""
    other = {"P01": "P02", "P02": "P01"}
    named = {KeyFile.of(study).find(n): n for n in ("Mia Lund", "Ben Oak")}
    rows = "".join(f"{other[p]},{named[p]},Buyer,{named[other[p]]}\n" for p in ("P01", "P02"))
    with pytest.raises(Refused, match=r"row 2: 'participant' says 'P02', who is P02 in this study, and 'Name' says .* P01"):
        add_people(study, table(tmp_path, "participant,Name,role,came with\n" + rows))
    assert not any(p.attributes for p in study.participants().values())
    add_people(study, table(tmp_path, f"participant,Name,came with\nP01,{named['P01']},{named['P02']}\n"))


def test_a_table_by_the_researchers_numbers_meets_whom_the_files_call_so(folder, tmp_path):
    """P03 did not come: the fourth file must not become P03, of whom the table says nothing."""
    for number in (1, 2, 4):
        path = tmp_path / f"P0{number}_interview.txt"
        path.write_text(f"Researcher: How?\nP0{number}: By hand, as number {number}.\n")
        add_transcript(folder, path, round="2026-Q1")
    add_people(folder, table(tmp_path, "participant,role\nP01,nurse\nP02,doctor\nP04,porter\n"))
    assert {p: one.attributes["role"] for p, one in folder.participants().items()} == {
        "P01": "nurse",
        "P02": "doctor",
        "P04": "porter",
    }
    assert {t.turns[1].participant: "4" in t.text for t in folder.transcripts()} == {"P01": False, "P02": False, "P04": True}


def test_a_number_that_a_file_gives_to_another_is_refused_not_guessed(study, tmp_path):
    """Numbers of a file's own are no pseudonyms: no consent goes to the wrong person."""
    talk = tmp_path / "Tuesday.txt"
    talk.write_text("Interviewer: How?\nP1: Well, so.\nP2: And so.\nP3: Not me.\n")
    add_transcript(study, talk, round="2026-Q1", kind="focus-group")
    assert sorted(study.participants()) == ["P01", "P02", "P03", "P04", "P05"]
    before = (study.root / "participants.csv").read_bytes()
    with pytest.raises(Refused, match=r"'P01' can be P01 or P04, whom 'Tuesday' calls so"):
        add_people(study, table(tmp_path, "participant,consent\nP01,no\nP03,yes\n"))
    assert (study.root / "participants.csv").read_bytes() == before
    add_people(study, table(tmp_path, "pseudonym,consent\nP01,no\n"))
    add_people(study, table(tmp_path, "name,consent\nTuesday / P1,no\nP3,yes\n"))
    assert [p.id for p in study.participants().values() if not p.consent_quote] == ["P01", "P04"]


def test_what_people_are_called_besides_is_masked_and_so_is_who_was_not_heard_yet(study, tmp_path):
    text = (
        "name,Nickname,also known as,First name,Order number,role\n"
        "Mia Lund,Mimi; Lulu,美雅,Mia,RV-7701,buyer\nBen Oak,-,بن,Ben,RV-7702,user\n"
        "Zoë van Dyck,Zuzu,n/a,Zoë,RV-7703,user\n"
    )
    report = add_people(study, table(tmp_path, text))
    held = KeyFile.of(study)
    by_name = {e.name: (e.kind, e.aliases) for e in held.entries.values()}
    assert by_name["Mia Lund"] == ("participant", ("Mimi", "Lulu", "美雅", "RV-7701"))
    assert by_name["Ben Oak"] == ("participant", ("بن", "RV-7702"))
    assert by_name["Zoë van Dyck"] == ("person", ())
    assert any(note.startswith("7 names that the key did not have") for note in report.notes)
    assert all("RV-77" not in str(p.attributes) for p in study.participants().values())
    assert add_people(study, table(tmp_path, text)).status == "unchanged"


def test_a_nickname_of_two_is_neithers(study, tmp_path):
    add_people(study, table(tmp_path, "name,nickname\nMia Lund,Bobo\nBen Oak,Bobo\n"))
    assert {e.name: e.aliases for e in KeyFile.of(study).entries.values() if e.kind != "interviewer"} == {
        "Mia Lund": (), "Ben Oak": (), "Bobo": (),
    }  # fmt: skip


def test_who_withdraws_is_forgotten_also_as_somebody_others_spoke_of(study, tmp_path):
    add_people(study, table(tmp_path, "name,role\nMia Lund,a\nZoë van Dyck,b\n"))
    held = KeyFile.of(study)
    (who,) = held.pseudonyms(["Zoë van Dyck"], "participant")
    held.withdraw(who)
    assert "Zoë" not in str([e for e in held.entries.values() if e.kind != "withdrawn"])
