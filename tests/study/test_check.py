"""The check finds each thing that can be wrong with a study, says where, and never crashes over it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

import pytest
from study.makers import coding, survey, talk

from workbench.study.check import Finding, check
from workbench.study.errors import Refused
from workbench.study.folder import Folder
from workbench.study.logfile import line
from workbench.study.records import Participant, Turn

MEMO = {"kind": "source", "about": "p01", "text": "later"}


@pytest.fixture
def study(folder):
    """A study with nothing wrong in it."""
    folder.add_transcript(talk())
    folder.add_survey(survey())
    folder.save_participants([Participant(name) for name in ("P01", "R000", "R001")])
    folder.act("ana", coding(folder, "p01", 5, 9), coding(folder, "nps", 0, 3, item="nps-0"))
    return folder


def found(folder):
    return [(f.level, f.where, f.what) for f in check(Folder(folder.root))]


def only(folder, level, where, what):
    (one,) = check(Folder(folder.root))
    assert (one.level, one.where) == (level, where)
    assert what in one.what
    return one


def test_a_whole_study_has_no_findings(study):
    assert check(study) == []


def test_findings_come_errors_first_and_are_the_same_on_every_run(study):
    study.save_participants([])
    (study.root / "study.key.csv").write_text("pseudonym,name,aliases,kind\n")
    first = check(study)
    assert [f.level for f in first] == sorted((f.level for f in first), key=["error", "warning", "note"].index)
    assert first == check(study)
    assert all(isinstance(f, Finding) and f.what and (f.remedy or f.level == "note") for f in first)


# Sources -------------------------------------------------------------------------------------------------------------


def test_a_text_that_was_changed(study):
    path = study.root / "sources" / "2026-q1" / "p01.txt"
    path.write_bytes(path.read_bytes().replace(b"empty", b"full!"))
    levels = found(study)
    assert ("error", "sources/2026-q1/p01.txt", "is not what was imported") in levels
    assert ("warning", "p01", "is damaged, and 1 codings, examples or placements are on it") in levels


@pytest.mark.parametrize(
    ("turns", "what"),
    [
        ([(0, 5, 900)], "turn 0 lies outside the text"),
        ([(0, 5, 9), (1, 7, 12)], "turn 1 begins before the one before it ends"),
        ([(3, 5, 9)], "turn 0 says it is number 3"),
    ],
)
def test_turns_that_cannot_be(study, turns, what):
    made = replace(talk(), turns=tuple(Turn(i, "P01", "P01", s, e) for i, s, e in turns))
    study.add_transcript(made)
    only(study, "error", "sources/2026-q1/p01.json", what)


def test_answers_that_were_changed_or_are_there_twice(study):
    made = survey()
    made.answers.loc[1, "answer"] = "nps-0"
    made.answers.loc[1, "text"] = "Something"
    made.answers.loc[1, "question"] = "how"
    study.add_survey(made)
    whats = [what for _, where, what in found(study) if where == "surveys/2026-q1/nps.json"]
    assert whats == [
        "2 answers are called 'nps-0'", "answer 'nps-0' is not what was imported", "answers to 'how', which is no question of it",
    ]  # fmt: skip


def test_a_text_without_a_record(study):
    (study.root / "sources" / "2026-q1" / "p02.txt").write_text("left over from a crash")
    only(study, "warning", "sources/2026-q1/p02.txt", "no record")


def test_two_sources_of_one_id(study):
    for path in list((study.root / "sources" / "2026-q1").glob("p01.*")):
        copy = study.root / "sources" / "2026-q3" / path.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    only(study, "error", "sources/2026-q3/p01.json", "a second source is called 'p01'")


def test_who_speaks_without_a_row_and_who_has_one_and_never_speaks(study):
    study.save_participants([Participant(f"P{n:02}") for n in range(9, 20)])
    assert found(study)[-1] == (
        "note", "participants.csv", "P09, P10, P11, P12, P13, P14, P15, P16 and 3 more speak in no source",
    )  # fmt: skip
    study.save_participants([Participant("P09")])
    assert found(study) == [
        ("warning", "participants.csv", "P01 in p01 has no row"),
        ("note", "participants.csv", "2 of 2 respondents of nps have no row: they count as consenting"),
        ("note", "participants.csv", "P09 speaks in no source"),
    ]


def test_participants_that_cannot_be_read(study):
    (study.root / "participants.csv").write_text("participant,consent_quote\nP01,perhaps\n")
    levels = [(level, where) for level, where, _ in found(study)]
    assert ("error", "participants.csv, line 2") in levels


# Acts ----------------------------------------------------------------------------------------------------------------


def log(study):
    return study.root / "log" / "ana-test.jsonl"


def test_a_torn_log_is_a_warning_a_changed_one_an_error(study):
    raw = log(study).read_bytes()
    log(study).write_bytes(raw + b'{"id":"')
    only(study, "warning", "log/ana-test.jsonl", "torn")
    log(study).write_bytes(raw.replace(b'"pain:fee"', b'"pain:fun"', 1))
    only(study, "error", "log/ana-test.jsonl", "line 1: was changed")


def test_a_byte_that_changes_behind_an_open_study_shows(study):
    study.state()
    raw = log(study).read_bytes()
    log(study).write_bytes(raw.replace(b'"pain:fee"', b'"pain:fun"', 1))
    assert any(f.level == "error" and "line 1" in f.what for f in check(study))


def test_a_newer_log_is_a_warning(study):
    (study.root / "log" / "ben-x.jsonl").write_bytes(line({"v": 9})[1])
    only(study, "warning", "log/ben-x.jsonl", "newer version (v9)")


def test_an_orphan_is_listed_with_its_words(study):
    study.add_transcript(talk(words="Somebody corrected this."))
    (key,) = [c.id for c in study.state().codings.values() if c.anchor.source == "p01"]
    one = only(study, "warning", f"coding {key}", "“The”")
    assert "pain:fee by ana at p01 5-9" in one.what


def test_a_coding_of_nothing(study):
    anchor = {"source": "gone", "item": "", "version": "0" * 64, "start": 0, "end": 1}
    beyond = {**coding(study, "p01", 0, 1)[1]["anchor"], "end": 10_000}
    study.act("ana", *[("coding.add", {"code": "pain:x", "anchor": a}) for a in (anchor, beyond)])
    whats = [what for _, _, what in found(study)]
    assert any("its text is not here" in what for what in whats)
    assert any("lies beyond the end" in what for what in whats)


def test_acts_that_say_nothing_sensible_are_unknown_or_take_back_what_is_not_here(study):
    study.act("ana", ("claim.sign", {"x": 1}), ("undo", {"target": "f" * 32}))
    fields = {"v": 1, "n": 1, "at": "", "lamport": 9, "coder": "cem", "prev": "", "act": "coding.add", "body": {"code": 3}}
    (study.root / "log" / "cem-x.jsonl").write_bytes(line(fields)[1])
    rows = sorted(found(study), key=lambda row: "takes back" in row[2])  # the two are in the order of their ids
    assert [level for level, _, _ in rows] == ["warning", "note", "warning"]
    assert "is skipped: coding.add" in rows[0][2]
    assert f"takes back {'f' * 32}, which is not here" in rows[2][2]
    assert rows[1][2] == "1 acts of the unknown kind 'claim.sign' are left alone"


def test_two_coders_in_one_log(study):
    last = Folder(study.root).logs()[log(study)].acts[-1]
    fields = {"v": 1, "n": last.n + 1, "at": "", "lamport": 9, "coder": "ben", "prev": last.id, "act": "memo.set", "body": MEMO}
    log(study).write_bytes(log(study).read_bytes() + line(fields)[1])
    only(study, "error", "log/ana-test.jsonl", "holds acts of ana, ben")


def test_what_a_colleague_removed_and_what_was_set_aside_is_noted(study):
    key = min(study.state().codings)
    study.act("ben", ("coding.remove", {"coding": key}))
    (study.root / "log" / "ana-test.12345678.torn").write_bytes(b"xx")
    assert found(study) == [
        ("note", f"coding {key}", "was removed by ben, who did not make it"),
        ("note", "log/ana-test.12345678.torn", "2 bytes that were set aside"),
    ]


def test_codes_whose_stage_is_none(study):
    study.act("ana", ("code.define", {"code": "pain:fee", "stage": "bliss"}), ("code.define", {"code": "stage:bliss"}))
    study.act("ana", ("code.define", {"code": "pain:time", "label": "T"}), ("code.retire", {"code": "pain:fee"}))
    assert [(level, where) for level, where, _ in found(study)] == [("warning", "code pain:fee"), ("note", "code pain:fee")]
    anchor = asdict(next(iter(study.state().codings.values())).anchor)
    study.act("ana", ("coding.add", {"code": "stage:bliss", "anchor": anchor}))  # a code nobody uses is no loss
    assert [(level, where) for level, where, _ in found(study)] == [
        ("warning", "code pain:fee"), ("warning", "code stage:bliss"), ("note", "code pain:fee"),
    ]  # fmt: skip


# Results, privacy ----------------------------------------------------------------------------------------------------


def test_a_map_older_than_its_data_and_one_that_is_none(study):
    maps = study.root / "maps"
    maps.mkdir()
    (maps / "new.json").write_text(json.dumps({"made_from": {"digest": study.digest()}}))
    assert check(study) == []
    study.act("ana", ("memo.set", MEMO))
    (maps / "none.json").write_text("{}")
    assert found(study) == [
        ("error", "maps/none.json", "is not a map, or is damaged"),
        ("warning", "maps/new.json", "is older than the data it was made from"),
    ]


@pytest.mark.parametrize("name", ["study.key.csv", "deep/OTHER.KEY.CSV", "people.csv"])
def test_a_key_file_inside_the_study(study, name):
    path = study.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("pseudonym,name,aliases,kind\nP01,Maria Lopez,,participant\n")
    only(study, "error", name, "who is behind each pseudonym")


def test_a_single_word_in_a_file_name_may_be_a_name_and_is_no_damage(study):
    study.key_file.write_text("pseudonym,name,aliases,kind\nP01,April,,participant\nP02,Ana,,participant\n")
    study.add_transcript(replace(talk("nps-april-2026"), origin={}))
    study.act("ana", ("code.define", {"code": "pain:x", "label": "X"}))
    told = [row for row in found(study) if "file name" in row[2]]
    assert [(level, what) for level, _, what in told] == [("warning", "the file name holds the name of P01")] * 2
    assert not any(where.startswith("log/") for _, where, _ in told)  # coders sign their logs


def test_names_of_participants_in_file_names_titles_codes_and_memos(study):
    rows = ["pseudonym,name,aliases,kind", "P01,Maria Lopez,Mia;ML,participant", "E1,Tern,,employer", "P02,Will,,participant"]
    study.key_file.write_text("\n".join(rows))
    study.add_transcript(replace(talk("maria-lopez-talk"), origin={}))
    toml = study.root / "study.toml"
    toml.write_text(toml.read_text().replace("Quiet hours", "What Mia will say of Tern"))
    study.act("ana", ("memo.set", {**MEMO, "text": "ask Maria Lopez"}))
    study.act("ana", ("code.define", {"code": "pain:x", "label": "As Will said"}))
    rows = found(study)
    assert rows == [
        ("error", "sources/2026-q1/maria-lopez-talk.json", "the file name holds the name of P01"),
        ("error", "sources/2026-q1/maria-lopez-talk.txt", "the file name holds the name of P01"),
        ("warning", "code pain:x", "holds the name of P02"),
        ("warning", "memo on source p01", "holds the name of P01"),
        ("warning", "study.toml", "holds the name of P01"),
    ]
    assert "Maria" not in "".join(what for _, _, what in rows)


# References ----------------------------------------------------------------------------------------------------------


def warned(folder):
    return {(f.where, f.what) for f in check(Folder(folder.root)) if f.level == "warning" and f.remedy}


def test_acts_about_acts_that_are_not_here(study):
    away = "f" * 32
    (undo, memo, edit) = study.act(
        "ana", ("undo", {"target": next(iter(study.state().codings)), "also": [away]}), ("memo.set", {**MEMO, "with": away}),
        ("coding.edit", {"coding": f"{away}.0", "valence": 1}),
    )  # fmt: skip
    study.act("ana", ("memo.set", {"kind": "coding", "about": away, "text": "x"}))
    assert warned(study) >= {
        ("log", f"act {undo.id} of ana takes back {away}, which is not here"),
        ("log", f"act {memo.id} of ana belongs to a gesture that begins with {away}, which is not here"),
        ("log", f"act {edit.id} of ana is about the coding {away}.0, which is not here"),
    }
    assert ("note", f"memo on coding {away}", "is on a coding that is not here") in found(study)


def test_codes_below_codes_that_are_none_or_retired(study):
    study.act("ana", ("code.define", {"code": "pain:fee", "parent": "pain:none"}), ("code.define", {"code": "pain:up"}))
    study.act("ana", ("code.define", {"code": "pain:low", "parent": "pain:up"}), ("code.retire", {"code": "pain:up"}))
    study.act("ana", ("code.define", {"code": "pain:fine", "parent": "stage:purchase"}))
    assert found(study) == [
        ("warning", "code pain:fee", "stands below pain:none, which is no code"),
        ("note", "code pain:low", "stands below pain:up, which is retired"),
    ]


def test_decisions_about_codings_and_reveals_of_assignments_that_are_not_here(study):
    away = "f" * 32
    here = next(iter(study.state().codings))
    anchor = coding(study, "p01", 5, 9)[1]["anchor"]
    told, reveal = study.act(
        "ana", ("adjudication.make", {"anchor": anchor, "stands": [here], "falls": [f"{away}.0"]}),
        ("assignment.reveal", {"assignment": away}),
    )  # fmt: skip
    assert found(study) == [
        ("warning", "log", what) for what in sorted([
            f"act {told.id} of ana decides about the coding {away}.0, which is not here",
            f"act {reveal.id} of ana reveals the assignment {away}, which is not here",
        ])
    ]  # fmt: skip


def test_assigned_sources_that_are_not_here_and_passages_that_are_gone(study):
    anchor = coding(study, "p01", 5, 9)[1]["anchor"]
    answer = coding(study, "nps", 0, 3, item="nps-0")[1]["anchor"]
    task = {"coders": ["ana"], "sources": ["p01", "nps"], "purpose": "recode", "anchors": [anchor, answer]}
    study.act("ana", ("assignment.make", task))
    assert found(study) == []
    gone = [{**anchor, "version": "b" * 64}, {**answer, "item": "nps-9"}]
    (made,) = study.act("ana", ("assignment.make", {**task, "sources": ["p01", "nps", "p09"], "anchors": [anchor, *gone]}))
    assert found(study) == [
        ("warning", f"assignment {made.id}", "2 of 3 passages to be coded again are not in the texts any more"),
        ("warning", f"assignment {made.id}", "ana are to code p09, which is not here"),
    ]


def test_themes_that_stand_for_what_is_not_there_or_hold_what_is_gone(study):
    anchor = coding(study, "p01", 5, 9)[1]["anchor"]
    study.act("ana", ("theme.make", {"theme": "theme:fine", "name": "F", "anchors": [anchor]}))
    study.act("ana", ("theme.edit", {"theme": "theme:fine", "codes": ["pain:fee"], "stage": study.settings.stages[0].id}))
    assert found(study) == []
    gone = [{**anchor, "version": "b" * 64}, {**anchor, "end": 900}]
    study.act("ana", ("theme.edit", {"theme": "theme:fine", "codes": ["pain:none", "pain:old"], "stage": "bliss"}))
    study.act("ana", ("code.define", {"code": "pain:old"}), ("code.retire", {"code": "pain:old"}))
    (far,) = study.act("ana", ("theme.place", {"anchors": gone, "theme": "theme:fine"}))
    hidden = {"anchors": [anchor], "theme": "theme:hidden"}
    study.act("ana", ("theme.place", hidden), ("theme.retire", {"theme": "theme:hidden"}))
    study.act("ana", ("theme.place", {"anchors": [{**anchor, "version": "c" * 64}], "theme": ""}))  # in none: nothing is lost
    assert found(study) == [
        ("error", f"placement {far.id}.1", "orphan, lies beyond the end of its text: theme:fine by ana at p01 5-900"),
        ("warning", f"placement {far.id}.0", "orphan, its text has changed since (theme:fine by ana at p01 5-9)"),
        ("warning", "theme theme:fine", "its stage 'bliss' is not in study.toml"),
        ("warning", "theme theme:fine", "stands for pain:none, which is no code"),
        ("note", "theme theme:fine", "stands for pain:old, which is retired"),
        ("note", "theme theme:hidden", "is retired and still holds 1 passages"),
    ]


def test_kept_topics_that_are_missing_damaged_or_named_by_nobody(study):
    (study.root / "topics").mkdir()
    raw = b'{"format":1}'
    whole, cut, away = hashlib.sha256(raw).hexdigest(), "d" * 64, "e" * 64
    for fit in (whole, cut, away):
        study.act("ana", ("topics.keep", {"fit": fit}))
    (study.root / "topics" / f"{whole}.json").write_bytes(raw)
    (study.root / "topics" / f"{cut}.json").write_bytes(raw)
    (study.root / "topics" / "notes.txt").write_bytes(raw)
    assert found(study) == [
        ("error", f"topics/{cut[:12]}….json", "is not what ana kept: its bytes have another hash"),
        ("error", f"topics/{away[:12]}….json", "is missing: ana kept these topics"),
        ("note", "topics/notes.txt", "is named by no act"),
    ]
    study.undo("ana")
    study.undo("ana")  # what was taken back may come back: the file is not called superfluous
    assert found(study) == [("note", "topics/notes.txt", "is named by no act")]


def test_what_a_question_asks_about(study):
    study.act("ana", ("question.about", {"source": "nps", "question": "why", "stages": ["purchase"]}))
    assert found(study) == []
    study.act("ana", ("question.about", {"source": "nps", "question": "gone", "stages": []}))
    study.act("ana", ("question.about", {"source": "nps", "question": "why", "stages": ["bliss"]}))
    assert warned(study) == {
        ("question gone of nps", "somebody said what it asks about, and it is not here"),
        ("question why of nps", "asks about 'bliss', which is no stage of study.toml"),
    }


def test_what_is_said_to_be_the_same_question(study):
    other = {"source": "nps", "question": "gone"}
    study.act("ana", ("question.same", {"source": "nps", "question": "why", "as": other, "reason": "r"}))
    assert warned(study) == {("question gone of nps", "somebody said that it is the same as another, and it is not here")}


def test_a_correction_whose_version_the_history_does_not_have(study):
    now = study.store.source("p01").version
    study.act("ana", ("source.correct", {"source": "p01", "before": "b" * 64, "after": now}))
    study.act("ana", ("source.correct", {"source": "gone", "before": "b" * 64, "after": now}))
    assert warned(study) == {("p01", "ana corrected it from version bbbbbbbbbbbb, which its history does not have")}


def test_examples_are_looked_up_as_codings_are(study):
    anchor = coding(study, "p01", 5, 9)[1]["anchor"]
    study.act("ana", ("code.example", {"code": "pain:fee", "anchor": anchor}))
    assert found(study) == []
    (lost,) = study.act("ana", ("code.example", {"code": "pain:fee", "anchor": {**anchor, "source": "gone"}}))
    one = only(study, "warning", f"example {lost.id}", "orphan, its text is not here")
    assert one.remedy == "Choose another passage, or remove the example."


def test_lamport_numbers_that_do_not_grow(study):
    last = Folder(study.root).logs()[log(study)].acts[-1]
    fields = {"v": 1, "n": last.n + 1, "at": "", "lamport": 1, "coder": "ana", "prev": last.id, "act": "memo.set", "body": MEMO}
    log(study).write_bytes(log(study).read_bytes() + line(fields)[1])
    only(study, "warning", "log/ana-test.jsonl", "lamport numbers do not grow")


# Who withdrew --------------------------------------------------------------------------------------------------------


def test_copies_and_mentions_of_somebody_who_withdrew(study):
    study.add_transcript(replace(talk(words="Nothing of theirs, P01 said."), turns=()))
    study.add_survey(survey(answers=("Fewer",), version="v2"))  # the answers there were are kept under old/
    study.act("ana", ("participant.withdraw", {"participant": "P01", "origins": []}))
    study.act("ana", ("participant.withdraw", {"participant": "R001", "origins": []}), ("memo.set", {**MEMO, "text": "as P01"}))
    (study.root / "maps").mkdir()
    (study.root / "maps" / "m.json").write_text(json.dumps({"made_from": {"digest": study.digest()}, "quotes": "P01"}))
    (study.root.parent / "study.backup-format1-12345678.zip").write_bytes(b"")
    rows = {(f.level, f.where, f.what) for f in check(Folder(study.root)) if "withdrew" in f.what and f.remedy}
    old = next((study.root / "surveys").glob("*/old/*.parquet")).relative_to(study.root).as_posix()
    assert rows >= {
        ("error", "maps/m.json", "names P01, who withdrew"),
        ("error", old, "is an earlier version with answers of R001, who withdrew"),
        ("warning", "participants.csv", "P01 withdrew, and their row says more than that"),
        ("warning", "study.backup-format1-12345678.zip", "is a copy of the study that may be from before somebody withdrew"),
        ("note", "p01", "mentions P01, who withdrew"),
        ("note", "memo on source p01", "mentions P01, who withdrew"),
    }
    study.save_participants([Participant("P01", {"withdrawn": "yes"}, consent_quote=False, consent_share=False)])
    assert not any("their row" in f.what and f.what.startswith("P01") for f in check(Folder(study.root)))


# The snapshot --------------------------------------------------------------------------------------------------------


def test_a_snapshot_is_never_trusted_and_one_that_lies_is_named(study, monkeypatch):
    monkeypatch.setattr("workbench.study.snapshot.FEWEST", 1)
    Folder(study.root).state()
    assert check(Folder(study.root)) == []
    path = study.cache / "acts.json"
    head, _, body = path.read_bytes().partition(b"\n")
    lie = body.replace(b"pain:fee", b"pain:fie")
    told = json.dumps({**json.loads(head), "sha256": hashlib.sha256(lie).hexdigest()}).encode()
    path.write_bytes(told + b"\n" + lie)
    assert {c.code for c in Folder(study.root).state().codings.values()} == {"pain:fie"}  # somebody made it so
    one = only(study, "error", ".workbench/acts.json", "is not what the logs add up to")
    assert one.remedy == "Delete the folder .workbench."


@pytest.mark.parametrize(
    ("line", "key", "remedy"),
    [
        ("gormat = 2", "gormat", "Is it format?"),
        ('[[stage]]\nid = "x"', "stage", "Is it stages?"),
        ("[mine]\na = 1", "mine", "Take it out"),
    ],
)
def test_a_key_of_study_toml_that_nothing_reads_is_said(folder, line, key, remedy):
    path = folder.root / "study.toml"
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    text = f"{head}\n{line}\n{rest}" if "[" not in line else f"{head}\n{rest}\n{line}\n"
    path.write_text(text, encoding="utf-8")
    (found,) = [f for f in check(Folder(folder.root)) if f.where == "study.toml"]
    assert repr(key) in found.what
    assert found.remedy.startswith(remedy)


def test_what_was_said_on_the_map_of_what_is_not_there(study):
    stage, why = study.settings.stages[0].id, {"reason": "r"}
    study.act("ana", ("card.set", {"claim": "pain:fee", "stage": stage, **why}), ("card.comment", {"about": stage, "text": "t"}))
    (note,) = study.act("ana", ("card.note", {"text": "n"}))
    study.act("ana", ("note.sort", {"note": note.id}))
    assert found(study) == []
    (sort,) = study.act("ana", ("note.sort", {"note": "f" * 32}))
    gone = {"claim": "pain:none", "stage": "bliss", **why}
    study.act("ana", ("card.set", gone), ("card.comment", {"about": "bliss", "text": "t"}))
    assert found(study) == [
        ("warning", "log", f"act {sort.id} of ana sorts the note {'f' * 32}, which is not here"),
        ("warning", "map bliss", "something was said of it on the map, and it is no code and no stage"),
        ("warning", "map pain:none", "its stage 'bliss' is not in study.toml"),
        ("warning", "map pain:none", "something was said of it on the map, and it is no code"),
    ]


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda f: f.drop(columns=["text"]), "no column text"),
        (lambda f: f.assign(text=[None, "Nothing"]), "'text' holds something else than text"),
        (lambda f: f.assign(participant=[1, 2]), "'participant' holds something else than text"),
    ],
    ids=["no texts", "a text that is none", "numbers for people"],
)
def test_answers_of_another_program_that_are_not_as_expected_are_refused_and_found(folder, spoil, what):
    """Their hash is right, so nothing was damaged: what they hold is not what answers are."""
    made = survey()
    folder.add_survey(replace(made, answers=spoil(made.answers)))
    with pytest.raises(Refused, match=what):
        Folder(folder.root).surveys()[0].answers.shape  # noqa: B018 (read when asked for)
    assert [f.where for f in check(Folder(folder.root)) if what in f.what] == ["surveys/2026-q1/nps.json"]
    assert [f.level for f in check(Folder(folder.root)) if what in f.what] == ["error"]
