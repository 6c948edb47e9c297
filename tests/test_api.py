"""The study as a notebook uses it: what is written can be taken back, what is wrong is said in words."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import little
import pytest

import workbench as wb


def tree(study):
    root = study.folder.root
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file() and ".workbench" not in p.parts}


# Opening and making ----------------------------------------------------------------------------------------------------


def test_there_is_no_study_in_a_folder_without_one(tmp_path):
    with pytest.raises(wb.Refused, match=r"there is no such file\. Make a study with"):
        wb.open(tmp_path)


def test_a_study_path_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "study").write_text("not a folder", encoding="utf-8")
    with pytest.raises(wb.UserError, match="there is a file of that name"):
        wb.new(tmp_path / "study")
    with pytest.raises(wb.Refused):
        wb.open(tmp_path / "study")
    assert (tmp_path / "study").read_text(encoding="utf-8") == "not a folder"


def test_a_new_study_has_six_stages_and_eleven_emotions_and_is_not_made_twice(tmp_path):
    study = wb.new(tmp_path / "My study – Ünïcode", title="Quiet hours")
    assert study.codebook().frame()["family"].value_counts().to_dict() == {"emotion": 11, "stage": 6}
    before = tree(study)
    with pytest.raises(wb.UserError, match="there is a study here already"):
        wb.new(study.folder.root)
    assert tree(study) == before


def test_who_codes_is_said_or_taken_from_the_environment(study, monkeypatch):
    monkeypatch.setenv("WORKBENCH_CODER", "cleo")
    assert wb.open(study.folder.root).me == "cleo"
    assert wb.Study(study.folder, "dora").me == "dora"


# Bringing in -----------------------------------------------------------------------------------------------------------


def test_files_come_by_name_by_pattern_and_with_brackets_and_spaces_in_their_names(tmp_path):
    study = wb.new(tmp_path / "study")
    folder = tmp_path / "Gespräche [2026] 🎧"
    folder.mkdir()
    (folder / "one [1].txt").write_text(
        "Interviewer: How?\n\nAnna: With some difficulty, I would say.\n\nAnna: Yes.\n", encoding="utf-8"
    )
    (report,) = study.add(folder / "one [1].txt", round="r1")
    assert (report.source, report.status) == ("p01-r1", "added")
    (again,) = study.add(str(tmp_path / "Gespr*" / "*.txt"), round="r1")
    assert again.status == "unchanged"


@pytest.mark.parametrize(("name", "said"), [("nothing-here.vtt", "there is no such file"), ("*.vtt", "no file matches")])
def test_a_name_that_matches_nothing_is_said(study, tmp_path, name, said):
    with pytest.raises(wb.UserError, match=said):
        study.add(tmp_path / name, round="2026-Q1")


def test_a_folder_is_not_a_file(study, tmp_path):
    with pytest.raises(wb.UserError, match="is a folder; say which of its files"):
        study.add(tmp_path, round="2026-Q1")


@pytest.mark.parametrize(("content", "said"), [("", "empty"), ("id,why\n", "no rows"), ("id,why\n1,a,b\n", "line 2")])
def test_a_table_that_is_not_whole_leaves_the_study_as_it_was(study, tmp_path, content, said):
    before = tree(study)
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(wb.Refused, match=said):
        study.add_survey(path, round="2026-Q1")
    assert tree(study) == before


def test_sources_are_listed_with_people_words_and_dates(study):
    frame = study.sources()
    assert list(frame["people"]) == [1, 1, 8, 6]
    assert list(frame["round"]) == ["2026-Q1", "2026-Q1", "2026-Q1", "2026-Q3"]
    assert frame["date"].tolist() == [""] * 4
    assert (frame["words"] > 0).all()
    assert study.rounds() == ["2026-Q1", "2026-Q3"]


# Coding, undo ----------------------------------------------------------------------------------------------------------


def test_undo_restores_what_was_and_undo_of_it_brings_it_back(study):
    before = study.codings()
    place = little.anchor(study, "p02-2026-q1", "From an advert")
    (act,) = study.folder.act("ana", ("coding.add", {"code": "pain:adverts", "anchor": place}))
    with_it = study.codings()
    assert len(with_it) == len(before) + 1
    undone = study.undo(act.id)
    assert study.codings().equals(before)
    study.undo(undone)
    assert study.codings().equals(with_it)
    with pytest.raises(wb.UserError, match="no act has the id 'nonsense'"):
        study.undo("nonsense")


def test_confirming_a_need_makes_codings_and_undo_takes_all_of_it_back(study):
    state = study.folder.state()
    needs, codings = dict(state.needs), set(state.codings)
    first = study.needs()[1]
    act = study.confirm_need(first, "need:first", "Owners need the first thing", stage="Onboarding", segments=first.segments[:2])
    ledger = study.folder.state().needs["need:first"]
    assert (ledger.statement, ledger.stage, ledger.confirmed_by) == ("Owners need the first thing", "onboarding", "ana")
    fresh = set(study.folder.state().codings) - codings
    assert len(fresh) == 2
    quotes = {study.folder.quote(study.folder.state().codings[c].anchor) for c in fresh}
    assert quotes == {s.text for s in study.read()[0] if s.id in first.segments[:2]}
    assert "need:first" in study.journey().model["claims"]
    study.undo(act)
    assert study.folder.state().needs == needs
    assert set(study.folder.state().codings) == codings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"need": "pain:first"}, "begins with 'need:'"),
        ({"stage": "the moon"}, "no stage is called 'the moon'; the study has awareness"),
        ({"segments": ["p01-2026-q1//0-5"]}, "not a segment of this candidate"),
        ({"statement": ""}, "statement"),
    ],
)
def test_a_need_that_cannot_be_confirmed_writes_nothing(study, change, said):
    before = tree(study)
    candidate = study.needs()[1]
    words = {"need": "need:first", "statement": "Something", **change}
    with pytest.raises(wb.UserError, match=said):
        study.confirm_need(candidate, **words)
    assert tree(study) == before


def test_a_rank_that_is_not_there_is_said(study):
    with pytest.raises(wb.UserError, match="no candidate of rank 99"):
        study.needs()[99]


def test_coding_begins_with_a_transcript_nobody_else_is_needed_for(study, tmp_path):
    assert study.coder(me="cleo").transcript.id == "p01-2026-q1"
    assert study.coder("P02").transcript.id == "p02-2026-q1"
    assert "There is no transcript to code yet" in repr(wb.new(tmp_path / "empty").coder())


# Agreement, rounds, maps -----------------------------------------------------------------------------------------------


def test_agreement_takes_the_two_who_coded_most(study):
    assert study.coders() == ["ana", "ben"]
    view = study.agreement()
    assert view.coders == ("ana", "ben")
    assert set(view.families) == {"delight", "emotion", "pain", "stage"}


@pytest.mark.parametrize(
    ("coders", "unit", "said"),
    [
        (["ana", "zoe"], "segment", "zoe has coded nothing here; coders are: ana, ben"),
        (["ana"], "segment", "different coders, two or more"),
        (["ana", "ana"], "segment", "different coders, two or more"),
        (["ana", "ben", "ana"], "segment", "different coders, two or more"),
        (["ana", "ben"], "word", "no unit is called 'word'; there are segment, character, token, unitised"),
    ],
)
def test_coders_or_units_that_are_not_there_are_said(study, coders, unit, said):
    with pytest.raises(wb.UserError, match=said):
        study.agreement(coders, unit=unit)


def test_personas_and_rounds_that_are_not_there_are_said_with_those_that_are(study):
    with pytest.raises(wb.UserError, match="no persona is called 'Nobody'"):
        study.journey(persona="Nobody")
    with pytest.raises(wb.UserError, match="no round is called '1999'; there are: 2026-Q1, 2026-Q3"):
        study.journey(round="1999")
    with pytest.raises(wb.UserError, match="no round is called '1999'"):
        study.compare("1999")


def test_rounds_are_compared_in_their_order(study):
    assert (study.compare().earlier, study.compare().later) == ("2026-Q1", "2026-Q3")
    assert study.compare(later="2026-Q3").earlier == "2026-Q1"
    assert study.compare("2026-Q1").later == "2026-Q3"
    for pair in (("2026-Q3",), (None, "2026-Q1"), ("2026-Q1", "2026-Q1")):
        with pytest.raises(wb.UserError, match="two different rounds are compared"):
            study.compare(*pair)


def test_one_round_is_nothing_to_compare_yet(tmp_path):
    empty = wb.new(tmp_path / "empty")
    assert "nothing to compare yet" in repr(empty.compare())
    with pytest.raises(wb.UserError, match="there are: none"):
        empty.compare("2026-Q1")


def test_an_empty_study_has_empty_results_and_no_errors(tmp_path):
    empty = wb.new(tmp_path / "empty")
    assert empty.sources().empty
    assert empty.rounds() == []
    assert empty.codings().empty
    assert len(empty.themes()) == len(empty.needs()) == 0
    assert empty.journey().model["people"]["N"] == 0
    assert [f for f in empty.check() if f.level == "error"] == []
    assert empty.check_table().columns.tolist() == ["level", "where", "what", "remedy"]


def test_numbers_that_mean_nothing_are_refused(study):
    with pytest.raises(wb.UserError, match="the resolution is above 0"):
        study.themes(resolution=0)
    with pytest.raises(wb.UserError, match="at least one candidate"):
        study.needs(limit=0)


# A copy to play with ---------------------------------------------------------------------------------------------------


def test_trying_out_never_touches_the_original_and_leaves_nothing_behind(study):
    before = tree(study)
    trial = study.try_out()
    home = trial.folder.root.parent
    assert home.stat().st_mode & 0o077 == 0, "it holds names: nobody else may look"
    trial.confirm_need(trial.needs()[1], "need:first", "Something")
    assert "need:first" in trial.folder.state().needs
    assert tree(study) == before
    assert "need:first" not in wb.open(study.folder.root).folder.state().needs
    shutil.rmtree(home)


def test_a_copy_to_play_with_is_gone_when_python_ends(study, root):
    script = "import sys, workbench as wb; trial = wb.open(sys.argv[1]).try_out(); print(trial.folder.root.parent)"
    done = subprocess.run(
        [sys.executable, "-c", script, str(study.folder.root)], cwd=root, capture_output=True, text=True, check=True
    )
    assert "workbench-" in done.stdout
    assert not Path(done.stdout.strip()).exists()


def test_the_copy_of_a_process_that_was_killed_goes_with_the_next_one(study, tmp_path, monkeypatch):
    """It holds names, and whoever ends a kernel by force leaves it behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    script = (
        "import os, sys, tempfile, workbench as wb; tempfile.tempdir = sys.argv[2]; wb.open(sys.argv[1]).try_out(); os._exit(9)"
    )
    where = [str(study.folder.root), tempfile.tempdir]
    assert subprocess.run([sys.executable, "-c", script, *where], cwd=Path(__file__).parents[1], check=False).returncode == 9
    (dead,) = Path(tempfile.tempdir).iterdir()
    first, second = study.try_out(), study.try_out()
    assert not dead.exists()
    assert first.check() == second.check()  # whoever lives keeps theirs


def test_a_copy_of_a_read_only_study_can_be_written(study):
    for path in study.folder.root.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    trial = study.try_out()
    assert all(p.stat().st_mode & 0o200 for p in trial.folder.root.rglob("*"))
    for path in study.folder.root.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_study_that_cannot_be_copied_says_which_file(study):
    (study.folder.root / "guide.md").symlink_to("nowhere.md")
    with pytest.raises(wb.UserError, match=r"guide\.md: cannot be copied"):
        study.try_out()


def test_words_are_coded_without_a_widget_and_undone(study):
    act = study.code("pain: typing names in", little.SURVEY["2026-Q1"][0][3], valence=-1)
    row = study.codings().set_index("id").loc[act]
    assert (row["code"], row["quote"], row["valence"], row["kind"]) == (
        "pain:typing-names-in",
        little.SURVEY["2026-Q1"][0][3],
        -1,
        "survey",
    )
    study.undo(act)
    assert act not in set(study.codings()["id"])


@pytest.mark.parametrize("name", ["stage: Purchase", "stage:purchase", "purchase", "stage: decision"])
def test_a_code_is_found_by_id_label_or_alias(study, name):
    act = study.code(name, "the invoice came at once")
    assert study.codings().set_index("id").loc[act, "code"] == "stage:purchase"


@pytest.mark.parametrize(
    ("words", "found"), [("nobody ever said this", "stand nowhere"), ("the", "places"), ("  ", "stand nowhere")]
)
def test_words_that_do_not_name_one_passage_are_refused(study, words, found):
    with pytest.raises(wb.UserError, match=found):
        study.code("pain: x", words)


def test_a_code_needs_a_name(study):
    with pytest.raises(wb.UserError, match="needs a name"):
        study.code("pain: ", "the invoice came at once")


@pytest.mark.parametrize(
    ("words", "source", "said"),
    [
        ("price", "P01-2026-Q1", "cannot be looked for: no source is called 'P01-2026-Q1'; did you mean p01-2026-q1?"),
        ("zebra", "p01-2026-q1", "stand nowhere in p01-2026-q1: copy them exactly as they are there"),
        ("import", None, "Name one with source='p01-2026-q1'"),
        ("the", "p01-2026-q1", "Give more of what was said"),
    ],
)
def test_words_that_cannot_be_placed_are_said_with_what_would_place_them(study, words, source, said):
    with pytest.raises(wb.UserError) as refused:
        study.code("pain: x", words, source=source)
    assert said in str(refused.value)


def test_a_widget_outside_a_notebook_says_where_it_shows_itself(study):
    assert repr(study.grid()).startswith("<Grid: a widget; put it on the last line of a cell")


def test_a_table_of_codings_has_the_same_kinds_of_columns_before_anything_is_coded(study, tmp_path):
    """All were float64 in an empty study, so that a notebook written for it failed at `.str`."""
    empty = wb.new(tmp_path / "empty").codings()
    assert (len(empty), empty.dtypes.astype(str).to_dict()) == (0, study.codings().dtypes.astype(str).to_dict())
