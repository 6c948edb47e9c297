"""Bringing files in by the command line: what is taken for what, and how it is said."""

from __future__ import annotations

import json

import pytest

from workbench.cli import main


@pytest.fixture
def run(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return stopped.value.code, out, err

    return run


def test_a_table_of_turns_is_a_transcript_and_its_speakers_are_no_attribute(run, tmp_path):
    """Preview said *transcript*; import read it as a survey and kept the name of every speaker beside their words."""
    path = tmp_path / "condens.csv"
    said = (("Researcher", "What?"), ("Corin Abel", "The balance."), ("Researcher", "Why?"), ("Corin Abel", "So."))
    path.write_text("Timestamp,Speaker,Text\n" + "".join(f"00:0{n},{who},{words}\n" for n, (who, words) in enumerate(said)))
    run("new", tmp_path / "study")
    assert "condens.csv: csv, transcript, 4 turns" in run("preview", path)[1]
    status, out, _ = run("import", tmp_path / "study", path, "--round", "r", "--json")
    assert (status, [r["source"] for r in json.loads(out)]) == (0, ["p01-r"])
    assert "Corin" not in "".join(p.read_text("utf-8", "replace") for p in (tmp_path / "study" / "sources").rglob("*.*"))
    run("new", tmp_path / "other")
    as_survey = run("import", tmp_path / "other", path, "--round", "r", "--kind", "survey", "--text", "Text")[1]
    assert "open answers: 'Text'" in as_survey


def test_what_to_say_is_said_as_an_option(run, tmp_path):
    run("new", tmp_path / "study")
    talk = tmp_path / "talk.txt"
    talk.write_text("Dana: How?\nJen: So.\nDana: Why?\nJenny: Well.\nJen Lund: Hm.\nUnknown Speaker: Oh.\n")
    for out in (run("preview", talk)[1], run("import", tmp_path / "study", talk, "--round", "r")[1]):
        said = " ".join(out.split())
        assert "--interviewer " in said
        assert '--speaker "Jen=Jen"' in said
        assert '--speaker "Unknown Speaker=the name"' in said
        assert "={" not in said
        assert "=[" not in said
    table = tmp_path / "table.csv"
    table.write_bytes("name;note\n1;für\n".encode("cp1252"))
    assert "give it, for instance --encoding cp1252" in run("preview", table)[2]


def test_what_was_imported_by_mistake_goes_and_comes_back(run, tmp_path):
    """Nothing took back a wrong import: `undo` knows acts only."""
    study, talk = tmp_path / "my study", tmp_path / "talk.txt"
    talk.write_text("Interviewer: How?\nMagda: It took nine days.\n")
    run("new", study)
    run("import", study, talk, "--round", "r")
    assert [s["source"] for s in json.loads(run("remove", study, "--json")[1])] == ["p01-r"]
    status, out, _ = run("remove", study, "p01-r")
    assert (status, f"Next: workbench remove '{study}' p01-r --yes" in out) == (0, True)
    assert json.loads(run("remove", study, "p01-r", "--yes", "--json")[1])["gone"]["people"] == ["P01"]
    assert run("remove", study, "p01-r", "--yes")[0] == 2
    assert "added as p01-r" in run("import", study, talk, "--round", "r")[1]


def test_a_later_copy_takes_the_place_of_the_source_that_is_named(run, tmp_path):
    study = tmp_path / "study"
    words = "It took nine days until somebody answered me and then they asked for everything once more, from the start, by mail."
    for name, said in (("a", words), ("b", words.replace("nine", "ten"))):
        (tmp_path / f"{name}.txt").write_text(f"Interviewer: How was it for you?\nMagda: {said}\n")
    run("new", study)
    out = run("import", study, tmp_path / "[ab].txt", "--round", "r")[1]
    assert "remove p01-r-2, and import the file with --replaces p01-r" in out
    assert f"Next: workbench lab {study}" in out
    run("remove", study, "p01-r-2", "--yes")
    assert "b.txt: new version as p01-r (2 turns)" in run("import", study, tmp_path / "b.txt", "--replaces", "p01-r")[1]
    assert "did you mean p01-r" in run("import", study, tmp_path / "b.txt", "--replaces", "P01-r")[2]
    assert "takes one file" in run("import", study, tmp_path / "[ab].txt", "--replaces", "p01-r")[2]


def test_several_files_are_looked_at_and_those_that_cannot_be_are_named(run, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("Interviewer: How?\nMagda: It took nine days.\n")
    status, out, err = run("preview", tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt")
    assert (status, out.count("txt, transcript, 2 turns")) == (2, 2)
    assert "c.txt: there is no such file; did you mean" in err
    seen = json.loads(run("preview", tmp_path / "*.txt", "--json")[1])
    assert [(one["file"], one["kind"], one["rows"]) for one in seen] == [("a.txt", "transcript", 2), ("b.txt", "transcript", 2)]


def test_several_people_are_looked_at_as_several_people(run, tmp_path):
    for name, who in (("a", "Magda Orlik"), ("b", "Piet Jonker"), ("c", "Magda Orlik")):
        (tmp_path / f"{name}.txt").write_text(f"Interviewer: How?\n{who}: It took nine days in {name}.\n")
    seen = json.loads(run("preview", tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt", "--json")[1])
    assert [one["speakers"][1]["shown"] for one in seen] == ["P01", "P02", "P01"]


def test_a_study_is_made_in_a_folder_of_its_own(run, tmp_path):
    """Raw files with names in them were inside what is shared, and a study inside a study belonged to both."""
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "magda.vtt").touch()
    out = run("new", tmp_path / "talks")[1]
    assert "1 other file or folder lies in it: a study is shared whole" in out
    status, _, err = run("new", tmp_path / "talks" / "second")
    assert (status, "it would lie inside the study talks" in err) == (2, True)
    assert not (tmp_path / "talks" / "second").exists()
    assert "lie" not in run("new", tmp_path / "own")[1]


def test_numbers_whose_columns_do_not_tell_are_said_to_be_what_they_are(run, tmp_path):
    table = tmp_path / "steps.csv"
    table.write_text("what,who\nVisit,100\nCheckout,40\n")
    run("new", tmp_path / "study")
    given = ("import", tmp_path / "study", table, "--kind", "metrics", "--stage", "Visit=awareness", "--stage", "Checkout=purchase")
    assert "say what it is with --shape: metrics, grid" in run(*given)[2]
    assert "no shape is called 'circle'" in run(*given, "--shape", "circle")[2]
    assert "Call them step and users" in run(*given, "--shape", "funnel")[2]
