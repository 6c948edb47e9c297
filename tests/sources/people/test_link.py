"""Two pseudonyms that are one person: counted once, every coding where it was."""

from __future__ import annotations

import pytest

from workbench.coding.frame import codings_frame
from workbench.journey.map import build
from workbench.sources.corrections import revise
from workbench.sources.ingest import add_survey, add_transcript
from workbench.sources.people.key import KeyFile
from workbench.sources.people.link import link
from workbench.sources.people.withdraw import withdraw
from workbench.study.check import check
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.records import Participant
from workbench.study.settings import Settings


@pytest.fixture
def study(tmp_path):
    folder = Folder.create(tmp_path / "study", Settings())
    files = {
        "a.txt": "Interviewer: How?\n\nJenny Mith: The forms took me an hour of my day.\n",
        "b.txt": "Interviewer: And?\n\nJen: The forms were no better in spring 🙂 at all.\n\nJen: Nothing else changed.\n",
        "c.txt": "Interviewer: You?\n\nOla Lis: The forms were fine for all of us here.\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        add_transcript(folder, tmp_path / name, round="r1")
    (tmp_path / "s.csv").write_text(
        "Name,Why?\nMrs Mith,The forms made me leave it all behind\nOla Lis,It was fine for me I think\n"
    )
    add_survey(folder, tmp_path / "s.csv", round="r1", participant="Name", text=["Why?"])
    return Folder(folder.root)


def who(folder, name):
    return KeyFile.of(Folder(folder.root)).find(name)


def code(folder, words):
    places = [(t.id, "", t.version, t.text) for t in folder.transcripts()]
    for s in folder.surveys():
        places += list(zip([s.id] * len(s.answers), s.answers["answer"], s.answers["version"], s.answers["text"], strict=True))
    ((source, item, version, text),) = [p for p in places if words in p[3]]
    at = text.index(words)
    anchor = {"source": source, "item": item, "version": version, "start": at, "end": at + len(words)}
    return folder.act("ana", ("coding.add", {"code": "pain:forms", "anchor": anchor}))[0].id


def test_three_names_in_three_files_are_one_person(study):
    said = ("The forms took me an hour", "no better in spring 🙂 at all", "made me leave")
    keys = {code(study, words): words for words in said}
    assert build(Folder(study.root))["claims"]["pain:forms"]["k"] == 3
    keep = who(study, "Jenny Mith")
    for name in ("Jen", "Mrs Mith"):
        report = link(Folder(study.root), keep, who(study, name), coder="ana", reason="same voice")
        assert report.status == "new version"
    fresh = Folder(study.root)
    assert build(fresh)["claims"]["pain:forms"]["k"] == 1
    assert build(fresh)["people"]["N"] == 2
    frame = codings_frame(fresh).set_index("id")
    assert {key: frame.loc[key, "quote"] for key in keys} == keys
    assert set(frame["participant"]) == {keep}
    assert [who(fresh, name) for name in ("Jenny Mith", "Jen", "Mrs Mith")] == [keep] * 3
    assert not [f for f in check(fresh) if f.level != "note"]


def test_the_other_number_is_never_given_again(study, tmp_path):
    keep, other = who(study, "Jenny Mith"), who(study, "Jen")
    link(study, keep, other, coder="ana")
    (tmp_path / "d.txt").write_text("Interviewer: So?\n\nZoe Ash: Everything was new to me then.\n")
    add_transcript(Folder(study.root), tmp_path / "d.txt", round="r1")
    assert who(study, "Zoe Ash") not in {keep, other}


def test_what_both_consent_to_is_consented_to(study):
    keep, other = who(study, "Jenny Mith"), who(study, "Jen")
    rows = [
        Participant(keep, {"role": "owner"}, {}, consent_until="2027-01-01"),
        Participant(
            other, {"role": "buyer", "size": "3"}, {"nps": 4.0}, consent_quote=False, consent_until="2026-01-01", group="g"
        ),
    ]
    study.save_participants(rows)
    link(study, keep, other, coder="ana")
    people = Folder(study.root).participants()
    assert other not in people
    one = people[keep]
    assert (one.attributes, one.outcomes, one.consent_quote, one.consent_until, one.group) == (
        {"role": "owner", "size": "3"}, {"nps": 4.0}, False, "2026-01-01", "g",
    )  # fmt: skip


def test_doing_it_again_changes_nothing(study):
    keep, other = who(study, "Jenny Mith"), who(study, "Jen")
    link(study, keep, other, coder="ana")
    before = {p: p.read_bytes() for p in study.root.rglob("*") if p.is_file() and ".workbench" not in p.parts}
    assert link(Folder(study.root), keep, other, coder="ana").status == "unchanged"
    assert {p: p.read_bytes() for p in study.root.rglob("*") if p.is_file() and ".workbench" not in p.parts} == before


@pytest.mark.parametrize("where", ["add_survey", "add_transcript"])
def test_cut_short_all_is_as_it_was(study, monkeypatch, where):
    keep, other = who(study, "Jenny Mith"), who(study, "Mrs Mith" if where == "add_survey" else "Jen")
    before = everything(study)
    monkeypatch.setattr(study.store, where, lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        link(study, keep, other, coder="ana")
    assert everything(study) == before


def everything(folder):
    """Return every file of the study and its key, with its bytes."""
    home = folder.root.parent
    return {p: p.read_bytes() for p in home.rglob("*") if p.is_file() and ".workbench" not in p.parts}


def test_cut_short_it_can_be_done_again(study, monkeypatch):
    keep, other = who(study, "Jenny Mith"), who(study, "Mrs Mith")
    key = code(study, "made me leave")
    with monkeypatch.context() as patch:
        patch.setattr(study, "act", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            link(study, keep, other, coder="ana")
    assert who(study, "Mrs Mith") == other
    link(Folder(study.root), keep, other, coder="ana")
    assert who(study, "Mrs Mith") == keep
    assert codings_frame(Folder(study.root)).set_index("id").loc[key, "participant"] == keep


def test_who_looks_meanwhile_sees_nobody_consent_to_more_than_they_did(study, monkeypatch):
    """The words of one were the other's already, and so was the other's yes."""
    keep, other = who(study, "Jenny Mith"), who(study, "Mrs Mith")
    study.save_participants([Participant(keep), Participant(other, consent_quote=False)])
    real, seen = study.store.add_survey, []

    def looked(survey):
        real(survey)
        seen.append(Folder(study.root).participants())

    monkeypatch.setattr(study.store, "add_survey", looked)
    link(study, keep, other, coder="ana")
    assert [(people[keep].consent_quote, people[other].consent_quote) for people in seen] == [(False, False)]
    assert not Folder(study.root).participants()[keep].consent_quote


def test_a_label_that_is_no_pseudonym_stops_nothing_half_way(study):
    """A turn of P02 under the label of a person in the room: the sources before it had been changed, and it was refused."""
    talk = study.transcripts()[1]
    other = next(t.participant for t in talk.turns if t.participant)
    turns = [t.index for t in talk.turns if t.participant == other]
    study.add_transcript(revise.relabelled(talk, turns, "Somebody", other))
    keep = next(t.participant for t in study.transcripts()[2].turns if t.participant)
    assert link(study, keep, other, coder="ana").rows == len(turns)
    assert other not in {t.participant for source in Folder(study.root).transcripts() for t in source.turns}


def test_a_memo_about_one_is_about_both(study):
    keep, other = who(study, "Jenny Mith"), who(study, "Jen")
    for about, text in ((keep, "first"), (other, "second")):
        study.act("ana", ("memo.set", {"kind": "participant", "about": about, "text": text}))
    link(study, keep, other, coder="ana")
    assert Folder(study.root).state().memos == {("participant", keep): "first\n\nsecond"}


def test_acts_and_reports_hold_no_names(study):
    report = link(study, who(study, "Jenny Mith"), who(study, "Jen"), coder="ana")
    said = " ".join([*report.notes, *(str(a.body) for a in study.acts())])
    assert "Jen" not in said


def test_who_is_nobody_the_same_or_gone_is_refused(study):
    keep = who(study, "Jenny Mith")
    with pytest.raises(UserError, match="same pseudonym"):
        link(study, keep, keep, coder="ana")
    with pytest.raises(UserError, match="'P99'"):
        link(study, keep, "P99", coder="ana")
    withdraw(study, who(study, "Jen"), coder="ana")
    gone = next(iter(Folder(study.root).state().withdrawn))
    with pytest.raises(UserError, match="withdrew"):
        link(Folder(study.root), keep, gone, coder="ana")
