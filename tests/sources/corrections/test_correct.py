"""Corrections: words, turns, speakers, names. A new version each, the old one kept, every coding on its words."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.coding.frame import codings_frame
from workbench.journey.map import build
from workbench.sources.corrections import revise
from workbench.sources.corrections.correct import (
    Edit,
    correct,
    fix_words,
    merge_turns,
    pseudonymise,
    reassign_turn,
    rename_speaker,
    split_turn,
)
from workbench.sources.corrections.restore import restore, undo_correction
from workbench.sources.ingest import add_transcript, read_again
from workbench.sources.people.key import KeyFile
from workbench.study.canon import sha256_text
from workbench.study.carry import carry
from workbench.study.check import check
from workbench.study.errors import NotSaved, UserError
from workbench.study.folder import Folder
from workbench.study.orphans import changed
from workbench.study.records import Anchor, Participant, Transcript, Turn
from workbench.widgets.coder import Coder

ID = "meeting-2026-q1"
TALK = """[00:01] Interviewer: How did you hear about us?
[00:05] Mia Lund: From a frend and a colleague. They showed me the planner. 👩\u200d👩\u200d👧 Yes.
[00:21] Ben Ok: Yes, yes, I saw the fees.
[00:30] Interviewer: So?
[00:33] Mia Lund: I left, and e\u0301 \u202eעברית\u202c then nothing.
"""


@pytest.fixture
def study(folder, tmp_path):
    path = tmp_path / "talk.txt"
    path.write_bytes(TALK.encode())
    add_transcript(folder, path, round="2026-Q1")
    return folder


def talk(folder) -> Transcript:
    return folder.transcripts()[0]


def code(folder, words, name="pain:fee", coder="ana"):
    t = talk(folder)
    start = t.text.index(words)
    anchor = {"source": t.id, "item": "", "version": t.version, "start": start, "end": start + len(words)}
    return folder.act(coder, ("coding.add", {"code": name, "anchor": anchor}))[0].id


def quotes(folder):
    return {key: folder.quote(c.anchor) for key, c in Folder(folder.root).state().codings.items()}


def said(folder):
    return [(t.speaker, talk(folder).text[t.start : t.end]) for t in talk(folder).turns]


def layout(transcript):
    return "\n\n".join(f"{t.speaker}: {transcript.text[t.start : t.end]}" for t in transcript.turns)


def errors(folder):
    return [f for f in check(Folder(folder.root)) if f.level == "error"]


# Words ---------------------------------------------------------------------------------------------------------------


def test_a_typo_is_fixed_and_no_highlight_moves(study):
    others = "They showed me the planner. 👩\u200d👩\u200d👧", "I left, and e\u0301"
    ids = [code(study, words) for words in ("frend", "From a frend", *others)]
    report = fix_words(study, ID, 1, "frend", "friend", coder="ben", reason="heard again")
    assert report.status == "new version"
    assert report.notes == ("2 coded passages are on edited words now, to be looked at (turn 1)",)
    assert list(quotes(study).values()) == ["friend", "From a friend", *others]
    assert [o.id for o in changed(study)] == [ids[1], ids[0]]
    assert layout(talk(study)) == talk(study).text
    assert not errors(study)


def test_a_correction_is_one_act_without_a_word_of_it(study):
    before = talk(study).version
    fix_words(study, ID, 1, "frend", "friend", coder="ben", reason="heard again")
    (act,) = [a for a in study.acts() if a.act == "source.correct"]
    assert act.body == {"source": ID, "before": before, "after": talk(study).version, "reason": "heard again"}
    log = "".join(p.read_text() for p in study.root.glob("log/*.jsonl"))
    record = (study.root / "sources" / "2026-q1" / f"{ID}.json").read_text()
    assert "frend" not in log + record
    assert "friend" not in log + record
    assert study.store.old_text(ID, before).count("frend") == 1


def test_words_that_come_twice_must_be_told_apart(study):
    with pytest.raises(UserError, match="says that 3 times"):
        fix_words(study, ID, 2, "es", "o", coder="ben")
    with pytest.raises(UserError, match="does not say that"):
        fix_words(study, ID, 0, "frend", "friend", coder="ben")
    fix_words(study, ID, 2, "es", "o", coder="ben", all=True)
    assert said(study)[2] == ("P02", "Yo, yo, I saw the feo.")


def test_a_turn_written_anew_keeps_what_was_not_changed(study):
    key = code(study, "the planner")
    turn = talk(study).turns[1]
    anew = "From a friend and a colleague, I think. They showed me the planner."
    correct(study, ID, [Edit(turn.start, turn.end, anew)], coder="ben")
    assert said(study)[1] == ("P01", anew)
    assert quotes(study) == {key: "the planner"}
    assert study.carried()[key].status == "exact"


def test_what_is_put_in_is_canonical(study):
    turn = talk(study).turns[4]
    correct(study, ID, [Edit(turn.start, turn.start + 1, "We\r\nand\rI\x00")], coder="ben")
    assert said(study)[4][1].startswith("We\nand\nI\ufffd left")


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ([(0, 3, "x")], "not within the words of one turn"),
        ([(20, 60, "x")], "not within the words of one turn"),
        ([(15, 18, "x"), (17, 19, "y")], "overlaps another"),
        ([(13, 39, " ")], "turn 0 would be left without words"),
        ([(13, 10**6, "x")], "not within the words of one turn"),
    ],
)
def test_an_edit_that_cannot_be_made_changes_nothing(study, tree, edits, why):
    before = tree(study)
    with pytest.raises(UserError, match=why):
        correct(study, ID, [Edit(*e) for e in edits], coder="ben")
    assert tree(study) == before


def test_a_correction_of_nothing_is_none(study, tree):
    before = tree(study)
    assert correct(study, ID, [Edit(13, 16, "How")], coder="ben").status == "unchanged"
    assert rename_speaker(study, ID, "P01", "P01", coder="ben").status == "unchanged"
    assert tree(study) == before


def test_whoever_saw_another_version_corrects_nothing(study):
    seen = talk(study).version
    fix_words(study, ID, 1, "frend", "friend", coder="ben", version=seen)
    with pytest.raises(UserError, match="changed since you opened it"):
        fix_words(study, ID, 1, "colleague", "mate", coder="ana", version=seen)
    with pytest.raises(UserError, match="no source is called"):
        fix_words(study, "p09", 1, "a", "b", coder="ana")


# Turns ---------------------------------------------------------------------------------------------------------------


def test_a_turn_is_cut_in_two_and_given_to_somebody_else(study):
    keys = [code(study, "They showed me"), code(study, "a colleague. They")]
    at = said(study)[1][1].index(" They")
    split_turn(study, ID, 1, at, "P02", coder="ben", seconds=9.5)
    assert said(study)[1:3] == [
        ("P01", "From a frend and a colleague."), ("P02", "They showed me the planner. 👩\u200d👩\u200d👧 Yes."),
    ]  # fmt: skip
    assert talk(study).turns[1].end_s == talk(study).turns[2].start_s == 9.5
    assert [t.index for t in talk(study).turns] == list(range(6))
    assert quotes(study) == {keys[0]: "They showed me", keys[1]: "a colleague.\n\nP02: They"}
    assert [o.id for o in changed(study)] == [keys[1]]
    assert [c.act for c in study.acts()].count("source.correct") == 1
    frame = codings_frame(study).set_index("id")
    assert (frame.loc[keys[0], "participant"], frame.loc[keys[1], "speech"]) == ("P02", "mixed")


@pytest.mark.parametrize(("turn", "at"), [(1, 0), (1, 10**6), (9, 3), (-1, 3)])
def test_a_cut_needs_words_on_both_sides(study, turn, at):
    with pytest.raises(UserError):
        split_turn(study, ID, turn, at, coder="ben")


def test_turns_of_one_speaker_are_made_one_and_others_are_not(study):
    with pytest.raises(UserError, match="P02 speaks between turns 1 and 2"):
        merge_turns(study, ID, 1, 2, coder="ben")
    key = code(study, "Yes, yes")
    rename_speaker(study, ID, "P02", "P01", coder="ben")
    merge_turns(study, ID, 1, 2, coder="ben")
    turn = talk(study).turns[1]
    assert said(study)[1][1].endswith("👩\u200d👩\u200d👧 Yes. Yes, yes, I saw the fees.")
    assert turn.start_s == 5.0
    assert layout(talk(study)) == talk(study).text
    assert quotes(study) == {key: "Yes, yes"}
    with pytest.raises(UserError, match="not two turns"):
        merge_turns(study, ID, 1, 1, coder="ben")


def test_split_and_merge_are_each_others_way_back(study):
    text = talk(study).text
    split_turn(study, ID, 1, 12, coder="ben")
    merge_turns(study, ID, 1, 2, coder="ben")
    assert talk(study).text == text


WORDS = st.sampled_from(["", "yes ", "e\u0301", "👩\u200d👧", "a: b"])
STEPS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 10**6), WORDS), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.integers(0, 10**6))
def test_after_any_changes_turns_cover_what_is_said_in_order_and_anchors_hold(steps, seed):
    """The laws of `check`, and one more: the text is its turns, each behind its speaker's name."""
    said_, text, turns = (
        [("Interviewer", "How was it?"), ("P01", "yes yes no"), ("P02", "e\u0301 🇩🇪 yes"), ("P01", "I left")],
        "",
        [],
    )
    for index, (speaker, words) in enumerate(said_):
        text += ("\n\n" if text else "") + f"{speaker}: "
        turns.append(Turn(index, speaker, speaker if speaker[0] == "P" else None, len(text), len(text) + len(words)))
        text += words
    t = first = Transcript("p01", "meeting", "r", "t", None, text, sha256_text(text), tuple(turns))
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    for what, number, words in steps:
        turn = t.turns[number % len(t.turns)]
        length = turn.end - turn.start
        with suppress(UserError):
            if what == 0:
                start = turn.start + chance.randint(0, length)
                t = revise.edited(t, [Edit(start, min(turn.end, start + chance.randint(0, 4)), words)])
            elif what == 1:
                t = revise.split(t, turn.index, chance.randint(0, length))
            elif what == 2:
                t = revise.merged(t, turn.index, turn.index + 1)
            else:
                who = chance.choice(["P01", "P02", "Interviewer"])
                t = revise.relabelled(t, [turn.index], who, who if who[0] == "P" else None)
        assert layout(t) == t.text
        assert sha256_text(t.text) == t.version
        assert [x.index for x in t.turns] == list(range(len(t.turns)))
    for _ in range(5):
        start = chance.randrange(len(text))
        anchor = Anchor("p01", "", first.version, start, min(len(text), start + chance.choice([1, 4])))
        at = max((n for n, step in enumerate(t.history) if step.before == first.version), default=len(t.history))
        found = carry(anchor, t.history[at:])
        if found.status == "exact":
            assert t.text[found.anchor.start : found.anchor.end] == text[anchor.start : anchor.end]


# Speakers ------------------------------------------------------------------------------------------------------------


def test_two_speakers_who_are_one_become_one(study, tmp_path):
    people = study.participants()
    other = Participant("P02", {"plan": "Solo", "age": "9"}, {}, consent_quote=False)
    study.save_participants([replace(people["P01"], attributes={"plan": "Team"}), other])
    key = code(study, "I saw the fees")
    report = rename_speaker(study, ID, "P02", "P01", coder="ben", reason="the file drifted")
    assert report.notes == ()
    assert [speaker for speaker, _ in said(study)] == ["Interviewer", "P01", "P01", "Interviewer", "P01"]
    assert study.participants() == {"P01": Participant("P01", {"plan": "Team", "age": "9"}, {}, consent_quote=False)}
    assert talk(study).title.startswith("Meeting with P01, ")
    held = KeyFile.of(study)
    assert (held.find("Ben Ok"), held.find("Mia Lund")) == ("P01", "P01")
    assert held.pseudonym_for("Somebody New") == "P03"
    assert codings_frame(study)["participant"].tolist() == ["P01"]
    assert study.carried()[key].status == "exact"
    path = tmp_path / "next.txt"
    path.write_text("Interviewer: And?\nBen Ok: Well.\nInterviewer: Yes?\nBen Ok: No.\n")
    assert add_transcript(study, path, round="2026-Q2").source == "p01-2026-q2"


def test_a_speaker_who_speaks_elsewhere_keeps_name_and_row(study, tmp_path):
    path = tmp_path / "next.txt"
    path.write_text("Interviewer: And?\nBen Ok: Well.\nInterviewer: Yes?\nBen Ok: No.\n")
    add_transcript(study, path, round="2026-Q2")
    rename_speaker(study, ID, "P02", "P01", coder="ben")
    assert sorted(study.participants()) == ["P01", "P02"]
    assert KeyFile.of(study).find("Ben Ok") == "P02"


def test_a_turn_of_the_interviewer_is_evidence_once_it_is_the_participants(study):
    asked, told = code(study, "So?"), code(study, "I saw the fees")
    speech = codings_frame(study).set_index("id")["speech"]
    assert (speech[asked], speech[told]) == ("interviewer", "participant")
    reassign_turn(study, ID, 3, "P01", coder="ben")
    reassign_turn(study, ID, 2, "interviewer", coder="ben")
    speech = codings_frame(study).set_index("id")["speech"]
    assert (speech[asked], speech[told]) == ("participant", "interviewer")
    assert {c.status for c in study.carried().values()} == {"exact"}


def test_a_new_name_gets_a_pseudonym_and_stays_out_of_the_study(study):
    reassign_turn(study, ID, 3, "Zoe Quist", coder="ben")
    assert said(study)[3] == ("P03", "So?")
    assert sorted(study.participants()) == ["P01", "P02", "P03"]
    assert KeyFile.of(study).find("zoe quist") == "P03"
    for path in study.root.rglob("*"):
        assert not path.is_file() or "raw" in path.parts or b"Quist" not in path.read_bytes()


def test_a_participant_who_only_asks_is_an_interviewer_next_time_too(study):
    rename_speaker(study, ID, "P02", "Interviewer", coder="ben")
    assert KeyFile.of(study).entries["P02"].kind == "interviewer"
    with pytest.raises(UserError, match="nobody called 'P02' speaks in it; there are Interviewer, P01"):
        rename_speaker(study, ID, "P02", "P01", coder="ben")
    with pytest.raises(UserError, match="Say who speaks"):
        reassign_turn(study, ID, 0, " ", coder="ben")


# Names ---------------------------------------------------------------------------------------------------------------


def test_names_give_way_to_pseudonyms_and_every_coding_stays(study):
    keys = [code(study, words) for words in ("colleague", "a colleague. They", "They showed me", "planner")]
    fix_words(study, ID, 1, "frend", "Rik", coder="ben")
    at = talk(study).text.index("colleague")
    pseudonymise(study, ID, {(at, at + 9): "P08", (at - 10, at - 7): "P09"}, coder="ben")
    assert said(study)[1][1].startswith("From a P09 and a P08. They")
    assert quotes(study) == dict(zip(keys, ("P08", "a P08. They", "They showed me", "planner"), strict=True))
    for path in study.root.rglob("*"):
        if path.is_file() and "raw" not in path.parts:
            assert not any(name in path.read_text() for name in ("colleague", "Rik", "frend")), path
    restore(study, ID, talk(study).history[0].before, coder="ben")
    assert "a frend and a colleague" in talk(study).text
    assert quotes(study)[keys[1]] == "a colleague. They"


# There and back ------------------------------------------------------------------------------------------------------


def test_a_correction_taken_back_and_made_again(study):
    key = code(study, "From a frend")
    old = talk(study)
    fix_words(study, ID, 1, "frend", "friend", coder="ben")
    new = talk(study)
    late = code(study, "a friend")
    (act,) = [a for a in study.acts() if a.act == "source.correct"]
    undo_correction(study, act.id, "ben")
    assert (talk(study).text, talk(study).turns) == (old.text, old.turns)
    assert quotes(study) == {key: "From a frend", late: "a frend"}
    assert [o.id for o in changed(study)] == [late]
    assert study.state().corrections == []
    with pytest.raises(UserError, match="taken back already"):
        undo_correction(study, act.id, "ben")
    undo = max(study.acts(), key=lambda a: a.lamport)
    undo_correction(study, undo.id, "ben")
    assert (talk(study).text, talk(study).turns) == (new.text, new.turns)
    assert quotes(study) == {key: "From a friend", late: "a friend"}
    assert [c.id for c in study.state().corrections] == [act.id]
    assert not errors(study)


def test_corrections_are_taken_back_last_first(study):
    fix_words(study, ID, 1, "frend", "friend", coder="ben")
    first = study.state().corrections[0].id
    fix_words(study, ID, 2, "fees", "price", coder="ana")
    with pytest.raises(UserError, match="corrected again since"):
        undo_correction(study, first, "ben")
    with pytest.raises(UserError, match="corrects no source"):
        undo_correction(study, "0" * 32, "ben")


def test_an_earlier_version_is_brought_back_as_a_correction(study):
    old = talk(study)
    fix_words(study, ID, 1, "frend", "friend", coder="ben")
    fix_words(study, ID, 2, "fees", "price", coder="ana")
    key = code(study, "I saw the")
    report = restore(study, ID, old.version[:12], coder="cem", reason="the file was right")
    assert (report.status, talk(study).text) == ("new version", old.text)
    assert quotes(study) == {key: "I saw the"}
    assert study.carried()[key].status == "exact"
    assert [c.coder for c in study.state().corrections] == ["ben", "ana", "cem"]
    assert restore(study, ID, old.version, coder="cem").status == "unchanged"
    with pytest.raises(UserError, match="has no version 'abc'"):
        restore(study, ID, "abc", coder="cem")


def test_who_comes_back_with_a_version_has_the_strictest_consent(study):
    study.save_participants([Participant("P01"), Participant("P02", consent_quote=False)])
    rename_speaker(study, ID, "P02", "P01", coder="ben")
    report = undo_correction(study, study.state().corrections[0].id, "ben")
    assert not any(p.consent_quote for p in study.participants().values())
    assert "P02 has a row in participants.csv again" in report.notes[0]


def test_no_version_comes_back_with_words_of_somebody_who_withdrew(study):
    old = talk(study).version
    reassign_turn(study, ID, 2, "P01", coder="ben")
    study.act("ben", ("participant.withdraw", {"participant": "P02", "origins": []}))
    with pytest.raises(UserError, match="holds words of P02, who withdrew"):
        restore(study, ID, old, coder="ben")


def test_a_version_that_was_not_kept_cannot_come_back(study):
    old = talk(study).version
    fix_words(study, ID, 1, "frend", "friend", coder="ben")
    for path in study.root.glob("sources/*/old/*.txt"):
        path.unlink()
    with pytest.raises(UserError, match="was not kept"):
        restore(study, ID, old, coder="ben")
    assert not errors(study)


# What reads it -------------------------------------------------------------------------------------------------------


def test_codings_made_before_a_correction_are_in_the_table_the_coder_and_the_map(study):
    keys = {code(study, "I saw the fees"): "I saw the fees", code(study, "I left", "stage:purchase"): "I left",
            code(study, "I left, and", "pain:fee"): "I left, and", code(study, "a frend", "pain:fee"): "a friend"}  # fmt: skip
    fix_words(study, ID, 1, "frend", "friend", coder="ben")
    folder = Folder(study.root)
    frame = codings_frame(folder)
    assert dict(zip(frame["id"], frame["quote"], strict=True)) == keys
    assert frame.attrs["orphans"] == []
    assert set(frame["version"]) == {talk(folder).version}
    coder = Coder(folder, ID, "ana")
    heard: list[dict] = []
    coder.send = heard.append
    coder.handle({"op": "hello", "id": "1"})
    view = next(m for m in heard if "codings" in m)
    shown = {c["id"]: "".join(view["turns"][turn]["text"][s:e] for turn, s, e in c["parts"]) for c in view["codings"]}
    coder.close()
    assert shown == keys
    assert view["notices"] == ["1 of your codings stand on words that were edited since: look whether they still fit"]
    journey = build(folder)
    (pain,) = [c for c in journey["claims"].values() if c["kind"] == "pain"]
    assert pain["k"] == 2
    assert {q["text"] for q in journey["quotes"].values()} >= {"I saw the fees", "a friend"}
    assert journey["notices"] == build(study)["notices"]


def test_who_has_it_open_goes_on_in_the_corrected_text(study):
    coder = Coder(study, ID, "ana")
    fix_words(study, ID, 1, "frend", "friend", coder="ben")
    heard: list[dict] = []
    coder.send = heard.append
    turn = {"turn": 2, "start": 0, "end": 3, "quote": "Yes"}
    coder.handle({"op": "add", "id": "2", "code": "stage:purchase", "spans": [turn]})
    coder.close()
    (coding,) = (c for c in study.state().codings.values() if c.code == "stage:purchase")
    assert (study.quote(coding.anchor), coding.anchor.version) == ("Yes", talk(study).version)


def test_the_original_is_still_known(study):
    assert [r.status for r in read_again(study)] == ["identical"]
    fix_words(study, ID, 1, "frend", "friend", coder="ben")
    rename_speaker(study, ID, "P02", "P01", coder="ben")
    assert [r.status for r in read_again(study)] == ["identical"]
    path = study.root / "sources" / "2026-q1" / "old"
    for old in path.glob("*.json"):
        record = json.loads(old.read_text())
        record["turns"][1]["participant"] = "P09"
        old.write_text(json.dumps(record))
    assert [r.status for r in read_again(study)] == ["differs"]


# Faults --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fails_at", range(1, 10))
@pytest.mark.parametrize("what", ["words", "speaker", "names"])
def test_a_disk_that_says_no_leaves_the_study_as_it_was(study, tree, monkeypatch, what, fails_at):
    before = tree(study)
    real, calls = Path.replace, []

    def failing(self, target):
        calls.append(target)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with suppress(NotSaved):
        if what == "words":
            fix_words(study, ID, 1, "frend", "friend", coder="ben")
        elif what == "speaker":
            rename_speaker(study, ID, "P02", "P01", coder="ben")
        else:
            pseudonymise(study, ID, {(46, 50): "P07"}, coder="ben")
    monkeypatch.undo()
    logs = {name for name in tree(study) if name.startswith("log/")}
    if len(calls) >= fails_at:
        assert {k: v for k, v in tree(study).items() if k not in logs} == {k: v for k, v in before.items() if k not in logs}
    else:
        assert len(talk(study).history) == 1
    assert not errors(study)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_killed_in_the_middle_the_study_is_old_or_new(study, tmp_path):
    """After each file that a correction puts in its place, the process is gone, without a chance to tidy up."""
    key = code(study, "They showed me")
    old = talk(study)
    script = Path(__file__).with_name("crash_corrector.py")
    run = [sys.executable, str(script), str(study.root), str(tmp_path / "work")]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"words", "speaker", "names"}
    copies = sorted((tmp_path / "work").glob("*-*/study"))
    assert len(copies) > 12
    states = set()
    for path in copies:
        folder = Folder(path)
        now = talk(folder)
        states.add(now.version == old.version)
        assert layout(now) == now.text
        assert folder.quote(folder.state().codings[key].anchor) == "They showed me"
        assert not errors(folder)
        assert set(folder.participants()) >= {t.participant for t in now.turns if t.participant}, path
        fix_words(folder, ID, 0, "How", "Now", coder="cem")
    assert states == {True, False}
