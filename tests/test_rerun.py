"""A fresh round in one command: what comes in, what changed, what is to be decided, and that a second time changes nothing."""

from __future__ import annotations

import json
import os
import shlex
import shutil

import little
import pytest

import workbench as wb
import workbench.rerun as module
from workbench import cli
from workbench.rerun import rerun, sentences
from workbench.study.errors import CheckFailed, NotSaved, UserError


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The small study without its second round; that is in a file; and what the rerun with it did."""
    base = tmp_path_factory.mktemp("rerun")
    talks, (first, second) = little.files(base / "raw")
    study = wb.new(base / "study", title="Rota & Co")
    study.me = "ana"
    for talk in talks:
        study.add(talk, round="2026-Q1")
    study.add_survey(first, round="2026-Q1", participant="respondent_id")
    study.folder.act("ana", ("code.define", {"code": "pain:sick-calls", "label": "Phoning round", "stage": "retention"}))
    anchor = little.anchor(study, "p02-2026-q1", "I end up phoning round everybody myself")
    study.folder.act("ana", ("coding.add", {"code": "pain:sick-calls", "anchor": anchor}))
    steps = []
    done = rerun(
        base / "study", round="2026-Q3", files=[second], with_notebooks=False, progress=lambda *said: steps.append(said[0])
    )
    return base, second, done, steps


def test_the_file_is_taken_as_the_one_before_it(fresh):
    _, _, done, steps = fresh
    assert [(a.report.status, a.like) for a in done.added] == [("added", "survey-2026-q1")]
    assert [step for step in ("bring in", "themes", "needs", "map", "report", "compare") if step not in steps] == []


def test_what_is_not_coded_is_for_a_person_to_decide(fresh):
    _, _, done, _ = fresh
    assert done.decisions[0].what == "6 of 6 answers of survey-2026-q3 are not coded: they count for nothing yet"
    lines = "\n".join(sentences(done))
    assert "For you to decide:" in lines
    assert not [name for name in little.NAMES if name in lines]


@pytest.mark.skipif(os.name != "posix", reason="as the shell of Linux and macOS reads it")
def test_what_is_to_be_done_can_be_pasted_wherever_the_study_lies(study):
    commands = [shlex.split(do) for do in study.to_decide()["do"] if do.startswith("workbench ")]
    assert " " in str(study.folder.root)
    assert commands
    assert all(str(study.folder.root) in words for words in commands), commands


def test_nothing_is_called_a_change_while_nothing_is_coded(fresh):
    base, _, done, _ = fresh
    assert {c.verdict for c in done.changes.changes} <= {"no detectable change", "not comparable"}
    lines = "\n".join(sentences(done))
    assert "of 1 claim: none changed; 1 not comparable" in lines
    assert "assumption" not in lines  # somebody said it in the round before: nothing is to be taken out
    assert "  open answers: 'What is the main reason for your score?'" in lines
    page = (base / "study" / "out" / "diff.html").read_text(encoding="utf-8")
    assert "<script src" not in page
    assert not [name for name in little.NAMES if name in page]


def test_the_same_round_again_changes_nothing(fresh):
    base, second, _, _ = fresh
    maps = {p.name: p.read_bytes() for p in (base / "study" / "maps").iterdir()}
    again = rerun(base / "study", round="2026-Q3", files=[second], with_notebooks=False)
    assert [a.report.status for a in again.added] == ["unchanged"]
    assert (sorted(again.unchanged), again.stale) == (sorted(maps), [])
    assert {p.name: p.read_bytes() for p in (base / "study" / "maps").iterdir()} == maps


def test_a_fresh_round_over_what_was_kept_is_what_it_is_over_nothing(tmp_path, monkeypatch):
    """A rerun reads the fresh texts only. Whatever it kept of the others, the bytes are those of computing everything anew."""
    monkeypatch.setenv("WORKBENCH_DEVICE", "one")
    talks, (first, second) = little.files(tmp_path / "raw")
    study = wb.new(tmp_path / "kept" / "study", title="Rota & Co").folder.root
    rerun(study, round="2026-Q1", files=[*talks, first], with_notebooks=False)
    shutil.copytree(tmp_path / "kept", tmp_path / "anew")
    shutil.rmtree(tmp_path / "anew" / "study" / ".workbench")
    said, made = [], []
    for base in (tmp_path / "kept", tmp_path / "anew"):
        done = rerun(base / "study", round="2026-Q3", files=[second], with_notebooks=False)
        said.append([line.replace(str(base), "") for line in sentences(done)])
        there = wb.open(base / "study")
        said[-1] += [*map(repr, there.needs()), *map(repr, there.themes())]
        made.append({p.relative_to(base): p.read_bytes() for d in ("maps", "out") for p in (base / "study" / d).rglob("*.*")})
    assert said[0] == said[1]
    assert made[0] == made[1]
    assert {p.name for p in made[0]} >= {"journey.json", "report.html", "diff.html"}


def test_maps_older_than_the_data_are_named(fresh):
    base, *_ = fresh
    study = wb.open(base / "study")
    study.folder.act("ana", ("memo.set", {"kind": "source", "about": "p01-2026-q1", "text": "a note"}))
    done = rerun(base / "study", round="2026-Q3", with_notebooks=False)
    assert "maps/journey.json" in done.stale


def test_a_map_that_is_damaged_is_named(fresh):
    """Half of it was synced: it ended in a traceback."""
    path = fresh[0] / "study/maps/damaged.json"
    path.write_bytes(b'{"made_from": {}}\n{')
    with pytest.raises(CheckFailed, match=r"maps/damaged\.json: is not a map, or is damaged\. Delete it"):
        rerun(fresh[0] / "study", round="2026-Q3", with_notebooks=False)
    path.unlink()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"round": "2026-Q9"}, "there is nothing of round '2026-Q9' in the study. There are: 2026-Q1, 2026-Q3"),
        ({"round": "2026-Q3", "files": ["nowhere.csv"]}, "nowhere.csv: there is no such file"),
    ],
)
def test_what_cannot_be_meant_is_said(fresh, how, said):
    with pytest.raises(UserError) as refused:
        rerun(fresh[0] / "study", with_notebooks=False, **how)
    assert said in str(refused.value)


def test_a_file_of_an_earlier_round_is_said_to_be_there(fresh):
    """It said that there was nothing of the round, and which rounds there were: not that the file was known."""
    said = r"nothing of round '2027-Q1'.* survey 2026-Q3\.csv: it is in round 2026-Q3 already\. There are: 2026-Q1, 2026-Q3\."
    with pytest.raises(UserError, match=said):
        rerun(fresh[0] / "study", round="2027-Q1", files=[fresh[1]], with_notebooks=False)


def test_a_round_that_is_filled_in_later_says_that_the_one_after_is_compared_anew(fresh):
    """It was the first now, so nothing was compared, and nothing said that the round after it is compared with it from now on."""
    done = rerun(fresh[0] / "study", round="2026-Q1", with_notebooks=False)
    assert done.changes is None
    assert done.after.endswith(" 2026-Q1 2026-Q3")
    assert any(line.endswith(done.after) for line in sentences(done))
    assert not rerun(fresh[0] / "study", round="2026-Q3", with_notebooks=False).after


def test_a_refused_file_stands_in_nobodys_way(fresh, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"a,b\n1\n2,3,4\n")
    done = rerun(fresh[0] / "study", round="2026-Q3", files=[bad], with_notebooks=False)
    assert len(done.refused) == 1
    assert "bad.csv" in done.refused[0]


def test_the_command_says_it_as_json(fresh, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["rerun", str(fresh[0] / "study"), "--round", "2026-Q3", "--no-notebooks", "--json"])
    assert not stopped.value.code
    said = json.loads(capsys.readouterr().out)
    assert {"added", "changes", "decisions", "stale", "unchanged", "report", "diff"} <= set(said)


@pytest.fixture
def half(tmp_path, monkeypatch):
    """A study, the files of a fresh round, and a rerun that something happens to when the last file is to come in."""
    talks, (first, second) = little.files(tmp_path / "raw")
    people = tmp_path / "raw/people.csv"
    people.write_text("participant,role\nP01,owner\n", encoding="utf-8")
    study = wb.new(tmp_path / "home/study")
    study.add(talks[0], round="2026-Q1")
    study.add_survey(first, round="2026-Q1", participant="respondent_id")
    real = module.add

    def run(happens):
        def add(folder, path, **said):
            return happens() if path.name == second.name else real(folder, path, **said)

        with monkeypatch.context() as patch:
            patch.setattr(module, "add", add)
            rerun(study.folder.root, round="2026-Q3", files=[f"people={people}", talks[1], second], with_notebooks=False)

    return study, run


def there(study):
    """Return every file of a study and its key, with its bytes."""
    home = study.folder.root.parent
    return {p.relative_to(home): p.read_bytes() for p in home.rglob("*") if p.is_file() and ".workbench" not in p.parts}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), NotSaved("the disk is full")], ids=["stopped", "full"])
def test_a_round_that_is_cut_short_is_not_there_at_all(half, error):
    """Two of three interviews were compared with the round before, as if they were all."""
    study, run = half
    before = there(study)

    def happens():
        raise error

    with pytest.raises(type(error)):
        run(happens)
    assert there(study) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_round_that_is_killed_is_taken_back_by_whoever_opens_the_study(half):
    study, run = half
    before = there(study)
    if (child := os.fork()) == 0:
        run(lambda: os._exit(9))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert there(study) != before
    again = wb.open(study.folder.root)
    assert there(again) == before
    assert again.rounds() == ["2026-Q1"]


def test_cut_short_when_the_files_are_in_check_says_so_until_it_is_run_again(fresh, monkeypatch):
    base, second, _, _ = fresh

    def stopped(*_args, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "run", stopped)
        with pytest.raises(KeyboardInterrupt):
            rerun(base / "study", round="2026-Q3", files=[second], with_notebooks=False)
    (said,) = [f for f in wb.open(base / "study").check() if "cut short" in f.what]
    assert (said.level, said.remedy) == ("warning", "Run `workbench rerun study --round 2026-Q3`.")
    rerun(base / "study", round="2026-Q3", with_notebooks=False)
    assert not [f for f in wb.open(base / "study").check() if "cut short" in f.what]
