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


WAVES = {
    "a question is left out": ("who,when,score,Why that score?,plan", {"why-that-score"}),
    "one is put again": ("who,when,score,Why that score?,What else is missing?,plan", {"why-that-score", "what-else-is-missing"}),
    "all have other letters": ("WHO,When,Score,why that score,PLAN", {"why-that-score"}),
    "the id has another name": ("badge,when,score,Why that score?,plan", {"why-that-score"}),
    "the question has other words": ("who,when,score,What annoyed you most?,plan", {"what-annoyed-you-most"}),
    "columns are new": ("who,when,score,effort,Why that score?,plan,region", {"why-that-score"}),
}


@pytest.mark.parametrize("drift", WAVES)
def test_a_wave_that_drifted_is_read_whole_and_people_are_known_again(tmp_path, drift):
    """A question left out once was passed over ever after, with its answers; an id of another case, and nobody was known again."""
    folder = Folder.create(tmp_path / "study", Settings(rounds=tuple(Round(r, r) for r in ("one", "two", "three"))))
    said = ["It was slow to load again", "Quick and clear for all of us", "I typed all the names in", "Nobody told me the price",
            "The map hides my own street", "Phoning round took a whole day"]  # fmt: skip

    def wave(name, head, first):
        cells = {
            "who": "m{}7{}",
            "when": "2026-0{}-05",
            "day of it": "2026-0{}-05",
            "score": "{1}",
            "effort": "{1}",
            "plan": "{0}",
            "region": "north",
        }
        rows = []
        for n in range(first, first + 6):
            row = []
            for c in head.split(","):
                words = f"{said[n % 6]} {'before' if 'else' in c else 'today'}"
                row.append(cells["who" if c == "badge" else c.casefold()].format(n % 2 if c.casefold() == "plan" else 3, n)
                           if c.casefold() in cells or c == "badge" else words)  # fmt: skip
            rows.append(",".join(row))
        return table(tmp_path / name, rows, head)

    full = "who,when,score,Why that score?,What else is missing?,plan"
    options = {"participant": "who", "date": "when", "ratings": ["score"], "attributes": ["plan"]}
    add_survey(folder, wave("first.csv", full, 1), round="one", **options)
    second = add(folder, wave("second.csv", "who,when,score,Why that score?,plan", 3), round="two")
    assert not [note for note in second.report.notes if note.startswith("left out")]
    head, asked = WAVES[drift]
    third = add(folder, wave("third.csv", head.replace("when", "day of it"), 4), round="three")
    assert "date: 'day of it'" in third.report.notes or "When" in head
    assert not [note for note in third.report.notes if note.startswith("left out")]
    waves = {s.round: s for s in folder.surveys()}
    assert {q.id for q in waves["three"].questions} == asked
    told = [len(set(waves["three"].answers["participant"]) & set(waves[r].answers["participant"])) for r in ("one", "two")]
    assert told == [3, 5]
    assert {"rating.score", "attr.plan"} <= set(waves["three"].answers.columns)
    if drift == "columns are new":
        assert {"rating.effort", "attr.region"} <= set(waves["three"].answers.columns)


def test_what_somebody_said_not_to_read_is_not_read_in_the_next_wave_either(study, tmp_path):
    head = HEAD + ";Anything about you?"
    about = "I live in the red house by the {} river"
    first = [f"p{n};2026-01-0{n};3;It was slow to load today;A;{about.format(n)}" for n in range(1, 6)]
    add_survey(study, table(tmp_path / "more.csv", first, head), round="one", text=["Why that score?"], participant="who",
               ratings=["score"], attributes=["plan"], date="when")  # fmt: skip
    rows = [f"p{n};2026-07-0{n};5;It is quicker than before;A;{about.format(n)}" for n in range(1, 6)]
    done = add(study, table(tmp_path / "second.csv", rows, head), round="two")
    now = next(s for s in study.surveys() if s.round == "two")
    assert [q.id for q in now.questions] == ["why-that-score"]
    assert "left out as in more-one: 'Anything about you?'" in done.report.notes


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
