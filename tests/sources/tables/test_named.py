"""Names in a column that is left out are in the key: so they are masked where somebody else says them."""

from __future__ import annotations

import pytest

import workbench as wb


def imported(tmp_path, header, *rows):
    study = wb.new(tmp_path / "study", title="Banks")
    table = tmp_path / "poll.csv"
    table.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    study.add_survey(table, round="2026-Q1")
    return study, [line.split(",") for line in study.folder.key_file.read_text(encoding="utf-8").splitlines()[1:]]


def rows(*names, said="The form forgets my salary and I start again"):
    return [f"10{n}7,{name},{said} {n}" for n, name in enumerate(names)]


def test_a_whole_name_is_an_alias_of_whoever_has_it(tmp_path):
    study, key = imported(tmp_path, "Respondent ID,Full name,Why?", *rows("Zoe Black", "Olga Petrova", "Zoe Black", "Li Na"))
    assert ["R0002", "1017", "Olga Petrova", "respondent"] in key
    assert ["R0004", "1037", "Li Na", "respondent"] in key
    assert [line[1:] for line in key if line[3] == "person"] == [["Zoe Black", "", "person"]]  # two are called so
    assert study.redactor.text("ask Petrova or zoe black", guess=False) == "ask R0002 or X01"


def test_first_name_and_surname_are_put_together(tmp_path):
    study, _ = imported(tmp_path, "Respondent ID,First name,Last name,Why?", "1007,Olga,Petrova,The fee was hidden from me",
                        "1017,Ann,Li,I waited two weeks for it", "1027,Ann,Berg,Nobody called me back at all")  # fmt: skip
    assert study.redactor.text("opetrova1 is Olga Petrova; Ann Berg is Ann", guess=False) == "R0001 is R0001; R0003 is [person]"
    assert study.guard.leaks("a.txt", b"as Ann Berg said")


@pytest.mark.parametrize("name", ["Anonymous", "n/a", "Happy Customer", "-", "42", "me", "a@b.example", "customer"])
def test_what_is_no_name_masks_nothing(tmp_path, name):
    study, key = imported(tmp_path, "Respondent ID,Name,Why?", *rows(name, "Olga Petrova", name))
    assert not any(line[3] == "person" for line in key)
    text = "I am a happy customer, anonymous, me"
    assert study.redactor.text(text, guess=False) == text


def test_names_that_come_with_an_import_are_masked_at_once_in_an_open_study(tmp_path):
    study = wb.new(tmp_path / "study", title="Banks")
    assert study.redactor.text("Olga Petrova", guess=False) == "Olga Petrova"
    kept = study.redactor
    assert study.redactor is kept
    table = tmp_path / "poll.csv"
    table.write_text("Respondent ID,Name,Why?\n" + "\n".join(rows("Olga Petrova", "Zoe Black")) + "\n")
    wb.open(study.folder.root).add_survey(table, round="2026-Q1")  # in another window
    assert study.redactor.text("Olga Petrova", guess=False) == "R0001"
