"""Files of a fresh round go where the like of them went before."""

from __future__ import annotations

import pytest

from workbench.sources.fresh import add, named
from workbench.sources.ingest import add_survey
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.settings import Round, Settings

HEAD = "who;when;score;Why that score?;plan"


@pytest.fixture
def study(tmp_path):
    folder = Folder.create(tmp_path / "study", Settings(rounds=(Round("one", "One"), Round("two", "Two"))))
    table(tmp_path / "first.csv", ["p1;2026-01-05;3;It was slow to load;A", "p2;2026-01-06;9;Quick and clear for all of us;B"])
    add_survey(folder, tmp_path / "first.csv", round="one", text=["Why that score?"], participant="who", ratings=["score"],
               attributes=["plan"], date="when", stages={"Why that score?": ["purchase"]})  # fmt: skip
    return folder


def table(path, rows, head=HEAD):
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_table_with_the_questions_of_before_is_taken_as_before(study, tmp_path):
    rows = ["p1;2026-07-01;5;Faster than in winter, mostly;A", "p3;2026-07-02;2;It loses what I typed;B"]
    done = add(study, table(tmp_path / "second.csv", rows), round="two")
    assert (done.like, done.report.status) == ("first-one", "added")
    now = next(s for s in study.surveys() if s.round == "two")
    before = next(s for s in study.surveys() if s.round == "one")
    assert [(q.id, q.text, q.stages) for q in now.questions] == [(q.id, q.text, q.stages) for q in before.questions]
    assert set(now.answers.columns) == set(before.answers.columns)
    both = set(now.answers["participant"]) & set(before.answers["participant"])
    assert len(both) == 1  # p1 is the same person in both rounds


def test_the_same_file_again_changes_nothing(study, tmp_path):
    path = table(tmp_path / "second.csv", ["p1;2026-07-01;5;Faster than in winter;A"])
    add(study, path, round="two")
    digest = study.digest()
    assert add(study, path, round="two").report.status == "unchanged"
    assert study.digest() == digest


def test_a_table_that_asks_something_else_continues_nothing(study, tmp_path):
    head = "who;when;score;What would you change next week?;plan"
    done = add(study, table(tmp_path / "other.csv", ["p1;2026-07-01;5;The colours of the page, please;A"], head), round="two")
    assert (done.like, done.report.status) == ("", "added")


def test_what_a_file_is_can_be_said_before_its_name(study, tmp_path):
    path = table(tmp_path / "box.csv", ["z1;2026-07-01;It is broken again and nobody answers"], "author;opened;What is wrong?")
    ((kind, where),) = named([f"ticket={path}"])
    assert (kind, where) == ("ticket", path)
    add(study, where, round="two", kind=kind)
    assert [s.kind for s in study.surveys() if s.round == "two"] == ["ticket"]


def test_a_name_with_an_equals_sign_is_a_name(tmp_path):
    path = table(tmp_path / "a=b.csv", ["1"], "x")
    assert named([path]) == [("", path)]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("people.csv", "participant;role\np1;owner\n", "people"),
        ("numbers.csv", "stage,date,metric,n,value,source\npurchase,2026-07-01,paid,200,0.31,shop\n", "metrics"),
        ("P9.txt", "Interviewer: How was it?\n\nAda Byron: I paid by card and it took a while.\n", "interview"),
    ],
)
def test_transcripts_people_and_numbers_come_in_too(study, tmp_path, name, text, what):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    done = add(study, path, round="two", kind="people" if what == "people" else "")
    assert done.report.status in {"added", "new version", "joined"} or done.report.rows
    assert bool([t for t in study.transcripts() if t.round == "two"]) == (what == "interview")
    assert (study.root / "metrics.csv").is_file() == (what == "metrics")


def test_a_missing_file_is_said_before_anything_is_brought_in(tmp_path):
    there = table(tmp_path / "there.csv", ["1"], "x")
    with pytest.raises(UserError, match=r"gone\.csv: there is no such file; nothing was brought in"):
        named([there, tmp_path / "gone.csv"])
