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
