"""Sources: what was imported is what is read; a new version keeps the old; damage is named, never shown as a quote."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from pace import within
from strategies import texts
from study.makers import coding, survey, talk

from workbench.study.canon import sha256_text
from workbench.study.errors import Refused, UserError
from workbench.study.folder import Folder
from workbench.study.records import Anchor
from workbench.study.store import Store


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def test_sources_come_back_as_they_were_added_sorted_by_id(store, tmp_path):
    for made in (talk("p02"), talk("p01", round_="2026-Q3")):
        store.add_transcript(made)
    store.add_survey(survey())
    again = Store(tmp_path)
    assert again.transcripts() == [talk("p01", round_="2026-Q3"), talk("p02")]
    (found,) = again.surveys()
    assert found.answers.equals(survey().answers)
    assert (found.questions, found.version) == (survey().questions, "v1")


@given(words=texts.filter(str.strip))
def test_any_text_comes_back_to_the_code_point(tmp_path_factory, words):
    store = Store(tmp_path_factory.mktemp("study"))
    made = talk(words=words)
    store.add_transcript(made)
    assert Store(store.root).text("p01") == made.text
    assert Store(store.root).transcripts()[0].turns == made.turns


def test_a_new_version_is_seen_and_the_old_text_is_kept(store):
    store.add_transcript(talk(words="The weak was empty."))
    old = store.transcripts()[0]
    store.add_transcript(talk())
    assert store.text("p01") == talk().text
    assert store.old_text("p01", old.version) == old.text
    assert store.old_text("p01", "0" * 64) is None
    assert len(store.transcripts()) == 1


def test_another_process_sees_a_new_version(store, tmp_path):
    store.add_transcript(talk())
    reader = Store(tmp_path)
    reader.text("p01")
    store.add_transcript(talk(words="Corrected."))
    store.add_survey(survey())
    assert reader.text("p01") == talk(words="Corrected.").text
    assert reader.text("nps", "nps-1") == "Nothing"


@pytest.mark.parametrize("what", ["transcript", "survey"])
def test_a_replacement_cut_short_by_a_crash_leaves_the_version_before(store, tmp_path, monkeypatch, what):
    """The new text is on the disk, its record is not: the record before finds its own text under old/."""
    first, second = (talk(), talk(words="New.")) if what == "transcript" else (survey(), survey(answers=("New",), version="v2"))
    add = store.add_transcript if what == "transcript" else store.add_survey
    add(first)
    import workbench.study.store as module

    real, calls = module.write_atomic, []

    def dies(path, data):
        calls.append(path)
        if path.suffix == ".json" and path.parent.name != "old":
            raise KeyboardInterrupt
        real(path, data)

    monkeypatch.setattr(module, "write_atomic", dies)
    with pytest.raises(KeyboardInterrupt):
        add(second)
    monkeypatch.undo()
    again = Store(tmp_path)
    assert again.text("p01") == first.text if what == "transcript" else again.text("nps", "nps-0") == "Too dear"
    add(second)
    assert Store(tmp_path).source(second.id).version == second.version


@pytest.mark.parametrize(
    ("suffix", "change", "found"),
    [
        (".txt", lambda raw: raw.replace(b"empty", b"emptY"), "is not what was imported"),
        (".txt", None, "is missing"),
        (".json", lambda raw: raw[:-9], "cannot be read"),
        (".json", lambda _: b"[1]", "is not a record"),
        (".json", lambda raw: raw.replace(b'"kind"', b'"kinds"'), "is not as expected"),
        (".json", lambda raw: raw.replace(b'"speaker"', b'"speakers"'), "is not as expected"),
    ],
)
def test_damage_is_refused_by_name(store, suffix, change, found):
    store.add_transcript(talk())
    path = store.root / "sources" / "2026-q1" / f"p01{suffix}"
    if change:
        path.write_bytes(change(path.read_bytes()))
    else:
        path.unlink()
    with pytest.raises(Refused, match=rf"sources/2026-q1/p01\{suffix}.*{found}"):
        Store(store.root).transcripts()


@pytest.mark.parametrize("change", [lambda raw: raw[:-1] + b"x", lambda _: b""])
def test_damaged_answers_are_refused_by_name(store, change):
    store.add_survey(survey())
    path = store.root / "surveys" / "2026-q1" / "nps.parquet"
    path.write_bytes(change(path.read_bytes()))
    (found,) = Store(store.root).surveys()  # a million answers need not be read for their survey to be listed
    with pytest.raises(Refused, match=r"nps\.parquet: is not what was imported"):
        found.answers  # noqa: B018 (now they are)


def test_answers_without_the_versions_of_their_texts_get_them_when_read(store):
    """A writer may leave the column out; a reader takes what is there, or reckons it."""
    made = survey()
    store.add_survey(replace(made, answers=made.answers.drop(columns=["version"], errors="ignore")))
    (found,) = Store(store.root).surveys()
    assert found.answers["version"].tolist() == [sha256_text(t) for t in found.answers["text"]]
    assert list(found.answers.columns)[3:5] == ["text", "version"]


def test_a_version_that_is_not_the_hash_of_the_text_is_our_own_mistake(store):
    with pytest.raises(ValueError, match="sha256"):
        store.add_transcript(replace(talk(), version="v1"))


def test_two_sources_never_share_an_id_or_a_file(store):
    store.add_transcript(talk("p01"))
    for other in (talk("P01"), talk("p01", round_="2026-Q3")):
        with pytest.raises(UserError, match=r"Give '[pP]01' another id"):
            store.add_transcript(other)
    with pytest.raises(UserError, match="another id"):
        store.add_survey(survey("p01"))


@pytest.mark.parametrize("name", ["../../out", "CON", "a/b", ".hidden", "é", "名前"])
def test_no_id_leaves_the_folder(store, name):
    inner = Store(store.root / "a" / "b")
    inner.add_transcript(talk(name, round_="../.."))
    assert inner.text(name) == talk(name).text
    (file,) = store.root.rglob("*.txt")
    assert file.parent.parent == inner.root / "sources"


def test_unknown_sources_and_answers(store):
    store.add_survey(survey())
    with pytest.raises(KeyError, match="no source is called 'p09'"):
        store.text("p09")
    with pytest.raises(KeyError, match="nps has no answer called 'nps-9'"):
        store.text("nps", "nps-9")


# Quotes --------------------------------------------------------------------------------------------------------------


def test_a_quote_is_the_slice_of_the_version_it_names(folder):
    made = talk(words="Naïve 👩‍👩‍👧 e\u0301mpty")
    folder.add_transcript(made)
    turn = made.turns[0]
    assert folder.quote(Anchor("p01", "", made.version, turn.start, turn.end)) == "Naïve 👩‍👩‍👧 e\u0301mpty"
    folder.add_survey(survey())
    assert folder.quote(Anchor("nps", "nps-0", sha256_text("Too dear"), 4, 8)) == "dear"


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 4), (0, 10_000), (-3, 2)])
def test_a_span_that_is_not_in_the_text_is_no_quote(folder, start, end):
    folder.add_transcript(talk())
    with pytest.raises(UserError, match="there is no text from"):
        folder.quote(Anchor("p01", "", talk().version, start, end))


def test_a_quote_of_another_version_is_refused(folder):
    folder.add_transcript(talk())
    (act,) = folder.act("ana", coding(folder, "p01", 5, 9))
    folder.add_transcript(talk(words="Somebody corrected this."))
    with pytest.raises(UserError, match="the text has changed"):
        folder.quote(folder.state().codings[act.id].anchor)


def test_ten_thousand_quotes_of_forty_sources_take_no_time(folder):
    for number in range(40):
        folder.add_transcript(talk(f"p{number:02}", words="word " * 2000))
    folder.add_survey(survey(answers=[f"answer {n}" for n in range(5000)]))
    versions = {t.id: t.version for t in folder.transcripts()}
    fresh = Folder(folder.root)
    fresh.text("p00")
    with within(40):
        for number in range(5000):
            name = f"p{number % 40:02}"
            fresh.quote(Anchor(name, "", versions[name], 5, 9))
            fresh.quote(Anchor("nps", f"nps-{number}", sha256_text(f"answer {number}"), 0, 3))


@pytest.mark.parametrize("question", [{"id": 3}, {"text": None}, {"stages": [None]}, {"stages": "purchase"}])
def test_a_question_that_is_not_as_expected_is_refused(store, tmp_path, question):
    store.add_survey(survey())
    (path,) = tmp_path.glob("surveys/*/*.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["questions"][0] |= question
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(Refused, match="not as expected"):
        Store(tmp_path).surveys()
