"""Answers in Parquet files: topics of a sample, the nearest for each, people counted once however the files are divided."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench.study.errors import Refused, UserError
from workbench.themes import parts

SAID = {
    "print": "I copy the rota out by hand for the kitchen wall, week {n}.",
    "price": "Please show the yearly price before I make an account, team of {n}.",
    "phone": "The phone rings at night about a swapped shift, {n} times.",
    "food": "The soup was cold when it came to the ward on day {n}.",
}


def answers():
    """Eighty people who answer twice: about one of four things, then the same again in other words."""
    rows = []
    for n in range(80):
        what = list(SAID.values())[n % 4]
        rows += [(f"R{n:03}", what.format(n=n)), (f"R{n:03}", f"Again: {what.format(n=n)}")]
    return [*rows, ("R000", None), ("R001", "   "), (None, "The kitchen wall has the rota, copied by hand.")]


def written(folder, rows, cuts):
    """Write the rows into as many files as there are ends in `cuts`."""
    folder.mkdir()
    files, start = [], 0
    for number, end in enumerate(cuts):
        table = pa.table({"who": [w for w, _ in rows[start:end]], "why": [s for _, s in rows[start:end]]})
        pq.write_table(table, folder / f"part-{number}.parquet")
        files.append(folder / f"part-{number}.parquet")
        start = end
    return files


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return written(tmp_path_factory.mktemp("answers") / "three", answers(), (60, 61, 163))


@pytest.fixture(scope="module")
def trained(files):
    return parts.fit(files, text="why", person="who")


@pytest.fixture(scope="module")
def done(files, trained, tmp_path_factory):
    return parts.assign(files, trained, tmp_path_factory.mktemp("out"), text="why", person="who")


def test_every_answer_with_words_gets_a_row_and_every_file_a_file(done, files):
    assert [f.name for f in done.files] == [f.name for f in files]
    assert done.answers == 161  # of 163, two say nothing
    assert done.people == 81  # who has no name is a person of their own
    table = pa.concat_tables([pq.read_table(f) for f in done.files])
    assert table.column_names == ["row", "person", "topic", "cosine", "off_topic"]
    assert table.num_rows == 161


def test_people_are_counted_once_over_all_files(done):
    table = pa.concat_tables([pq.read_table(f) for f in done.files]).to_pandas()
    for share in done.topics:
        own = table[table.topic == share.topic]
        assert (share.answers, share.people) == (len(own), own.person.nunique())
        assert share.lo <= share.people / share.n <= share.hi
    assert sum(s.answers for s in done.topics) + done.off_topic == done.answers
    assert [s.people for s in done.topics] == sorted((s.people for s in done.topics), reverse=True)


def test_how_the_answers_are_divided_changes_nothing(tmp_path):
    named = [row for row in answers() if row[0]]
    whole, halves = written(tmp_path / "one", named, (162,)), written(tmp_path / "two", named, (31, 162))
    ones, twos = (parts.fit(f, text="why", person="who") for f in (whole, halves))
    assert ones == twos
    first, second = (parts.assign(f, ones, tmp_path / f"o{len(f)}", text="why", person="who") for f in (whole, halves))
    assert first.topics == second.topics


def test_a_sample_is_taken_by_a_hash(files):
    model = parts.fit(files, text="why", person="who", sample=100)
    assert (model.sampled, model.of) == (100, 163)
    assert parts.fit(files, text="why", person="who", sample=100) == model


def test_an_interrupted_run_goes_on_where_it_was(files, trained, tmp_path):
    parts.assign(files[:2], trained, tmp_path / "out", text="why", person="who")
    (tmp_path / "out" / files[1].name).write_bytes(b"half a fi")
    done = parts.assign(files, trained, tmp_path / "out", text="why", person="who")
    assert done.kept == 1
    again = parts.assign(files, trained, tmp_path / "out", text="why", person="who")
    assert again.kept == 3
    assert (again.topics, again.people) == (done.topics, done.people)


def test_other_topics_are_made_again(files, trained, tmp_path):
    parts.assign(files, trained, tmp_path / "out", text="why", person="who")
    other = parts.fit(files, text="why", person="who", sample=100)
    assert parts.assign(files, other, tmp_path / "out", text="why", person="who").kept == 0


def test_two_runs_give_the_same_bytes(files, trained, done, tmp_path):
    again = parts.assign(files, trained, tmp_path / "again", text="why", person="who")
    assert [f.read_bytes() for f in again.files] == [f.read_bytes() for f in done.files]


def test_progress_is_told_by_file(files):
    told = []
    parts.fit(files, text="why", person="who", progress=lambda *step: told.append(step))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_is_no_parquet_is_refused_by_name(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"who,why\n1,2\n")
    with pytest.raises(Refused, match=r"a\.parquet"):
        parts.fit([tmp_path / "a.parquet"], text="why", person="who")


def test_a_missing_column_is_named(files):
    with pytest.raises(Refused, match=r"no column 'text'.*who, why"):
        parts.fit(files, text="text", person="who")


def test_results_do_not_go_where_the_answers_are(files, trained):
    with pytest.raises(UserError, match="another folder"):
        parts.assign(files, trained, files[0].parent, text="why", person="who")


def test_no_files_and_no_list(tmp_path):
    for wrong in ([], str(tmp_path / "*.parquet")):
        with pytest.raises(UserError, match="as a list"):
            parts.fit(wrong, text="why", person="who")


def test_two_files_of_one_name(files, trained, tmp_path):
    twin = written(tmp_path / "b", answers(), (163,))[0]
    with pytest.raises(UserError, match="same name"):
        parts.assign([files[0], twin], trained, tmp_path / "out", text="why", person="who")


def test_only_empty_answers(tmp_path, trained):
    empty = written(tmp_path / "e", [("R1", ""), ("R2", None)], (2,))
    model = parts.fit(empty, text="why", person="who")
    assert (model.ids(), model.sampled) == ([], 0)
    done = parts.assign(empty, trained, tmp_path / "out", text="why", person="who")
    assert (done.answers, done.people) == (0, 0)
    assert {s.people for s in done.topics} == {0}
