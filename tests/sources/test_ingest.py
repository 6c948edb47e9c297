from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.sources import store
from workbench.sources.corrections import correct
from workbench.sources.corrections.restore import restore
from workbench.sources.ingest import add_survey, add_transcript, read_again
from workbench.sources.people.key import KeyFile
from workbench.study.errors import NotSaved, Refused, UserError
from workbench.study.folder import Folder
from workbench.study.orphans import orphans
from workbench.study.settings import Settings

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Dana Fox: How did you hear about us?

2
00:00:03.500 --> 00:00:06.000
Mia Lund: From a friend &amp; a colleague.

3
00:00:06.500 --> 00:00:09.000
Mia Lund: They showed me the planner.
"""
WHISPER = "WEBVTT\n\n00:01.000 --> 00:02.000\nI never saw the fees.\n"


@pytest.fixture
def write(tmp_path):
    def writer(name, data):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return writer


def transcript(folder, path, **options):
    return add_transcript(folder, path, **({"round": "2026-Q1"} | options))


def survey(folder, path, **options):
    return add_survey(folder, path, **({"round": "2026-Q1"} | options))


# Transcripts


def test_an_interview_becomes_a_transcript_under_pseudonyms(folder, write):
    report = transcript(folder, write("2026-02-10 Mia Lund.vtt", ZOOM))
    (found,) = folder.transcripts()
    assert (report.source, report.status, report.rows) == ("p01-2026-q1", "added", 2)
    assert found.text == "Interviewer: How did you hear about us?\n\nP01: From a friend & a colleague. They showed me the planner."
    assert [found.text[t.start : t.end] for t in found.turns][1] == "From a friend & a colleague. They showed me the planner."
    assert [(t.start_s, t.end_s) for t in found.turns] == [(1.0, 3.0), (3.5, 9.0)]
    assert (found.date, found.title, found.kind) == ("2026-02-10", "Interview with P01, 2026-02-10", "interview")
    assert list(folder.participants()) == ["P01"]


def test_no_file_of_the_study_holds_a_name_but_the_raw_one(folder, write):
    transcript(folder, write("Mia-Lund 1.vtt", ZOOM))
    for path in folder.root.rglob("*"):
        if path.is_file() and "raw" not in path.parts:
            assert not any(n in path.read_text() for n in ("Mia", "Lund", "Dana", "Fox")), path
    assert KeyFile.of(folder).find("mia lund") == "P01"


def test_the_same_file_again_changes_nothing(folder, write, tree):
    path = write("mia.vtt", ZOOM)
    transcript(folder, path)
    before = tree(folder)
    assert transcript(folder, path).status == "unchanged"
    assert transcript(folder, path, interviewers=["Dana Fox"]).status == "unchanged"
    assert transcript(folder, path, round="2026-Q2").notes == ("it is in round 2026-Q1 already",)
    assert tree(folder) == before


def test_an_edited_file_is_a_new_version_and_the_old_text_is_kept(folder, write):
    transcript(folder, write("mia.vtt", ZOOM))
    old = folder.transcripts()[0]
    report = transcript(folder, write("mia.vtt", ZOOM.replace("planner", "planner, twice")))
    (new,) = folder.transcripts()
    assert (report.status, new.id, len(folder.transcripts())) == ("new version", old.id, 1)
    assert "twice" in new.text
    assert folder.store.old_text(old.id, old.version) == old.text
    assert [r.status for r in read_again(folder)] == ["identical"]


def test_a_correction_of_who_is_who_is_a_new_version(folder, write):
    path = write("mia.vtt", ZOOM)
    transcript(folder, path)
    report = transcript(folder, path, interviewers=["Mia Lund"], participant="Dana Fox")
    assert report.status == "new version"
    assert folder.transcripts()[0].text.startswith("P02: How did")


LONG = ZOOM.replace("They showed me the planner.", "They showed me the planner. Yes, yes. Then the fees came and I left for good.")


def coded(folder, *words):
    (t,) = folder.transcripts()
    starts = [(t.text.index(w), w) for w in words]
    anchors = [{"source": t.id, "item": "", "version": t.version, "start": s, "end": s + len(w)} for s, w in starts]
    return [a.id for a in folder.act("ana", *(("coding.add", {"code": "pain:fee", "anchor": a}) for a in anchors))]


def quoted(folder, key):
    return folder.quote(Folder(folder.root).state().codings[key].anchor)


def test_an_edited_file_carries_the_codings_and_lists_those_it_cannot(folder, write):
    """C21: edited = new version, codings follow their words, orphans are listed; never quietly on other words."""
    transcript(folder, write("mia.vtt", LONG))
    kept, edited, again, gone = coded(folder, "a friend & a colleague", "showed me the planner", "yes", "left for good")
    text = LONG.replace("From a friend", "Well. From a friend").replace("the planner", "your planner")
    report = transcript(folder, write("mia.vtt", text.replace(" left for good", "'m out").replace("Yes, yes.", "Yes.")))
    assert quoted(folder, kept) == "a friend & a colleague"
    assert quoted(folder, edited) == "showed me your planner"
    assert {o.id for o in orphans(folder)} == {again, gone}
    assert [o.words for o in orphans(folder)] == ["yes", "left for good"]
    assert report.notes[-2].startswith("1 coded passage is on edited words now")
    assert report.notes[-1].startswith("2 coded passages are without words now")
    assert "turn 1" in report.notes[-1]
    (step,) = folder.transcripts()[0].history
    assert (step.how, step.after) == ("diff", folder.transcripts()[0].version)


def test_importing_the_original_again_does_not_undo_a_correction(folder, write, tree):
    path = write("mia.vtt", ZOOM)
    transcript(folder, path)
    (key,) = coded(folder, "the planner")
    correct.fix_words(folder, "p01-2026-q1", 1, "friend", "friendly", coder="ana")
    before = tree(folder)
    for options in ({}, {"interviewers": ["Dana Fox"]}):
        report = transcript(folder, path, **options)
        assert report.status == "unchanged"
        assert any(n.startswith("corrected since by ana, last on 2") for n in report.notes)
    assert tree(folder) == before
    report = transcript(folder, write("mia.vtt", ZOOM + "\n\n"))  # other bytes, the same words
    assert report.status == "new version"
    assert any("the corrections stay" in n for n in report.notes)
    assert "friendly" in folder.transcripts()[0].text
    assert quoted(folder, key) == "the planner"
    assert [r.status for r in read_again(folder)] == ["identical"]


def test_an_edited_file_replaces_corrections_and_says_so(folder, write):
    transcript(folder, write("mia.vtt", LONG))
    correct.fix_words(folder, "p01-2026-q1", 1, "friend", "friendly", coder="ana")
    correct.rename_speaker(folder, "p01-2026-q1", "P01", "P09", coder="ben")
    corrected = folder.transcripts()[0].version
    (key, name) = coded(folder, "They showed me the planner. Yes, yes.", "friendly")
    report = transcript(folder, write("mia.vtt", LONG.replace("came", "arrived")))
    note = next(n for n in report.notes if n.startswith("corrections made in the study by ana, ben"))
    assert "were replaced; restore brings them back" in note
    assert "friendly" not in folder.transcripts()[0].text
    assert quoted(folder, key) == "They showed me the planner. Yes, yes."
    assert folder.carried()[key].status == "exact"
    assert quoted(folder, name) == "friend"
    assert folder.carried()[name].status == "changed"
    assert [r.status for r in read_again(folder)] == ["identical"]
    restore(folder, "p01-2026-q1", corrected, coder="ana")
    assert quoted(folder, name) == "friendly"
    assert [r.status for r in read_again(folder)] == ["identical"]


def test_the_file_before_the_edit_brings_its_version_back(folder, write):
    transcript(folder, write("mia.vtt", LONG))
    (key,) = coded(folder, "left for good")
    transcript(folder, write("mia.vtt", LONG.replace("left for good", "stayed")))
    assert [o.id for o in orphans(folder)] == [key]
    (late,) = coded(folder, "the planner")
    transcript(folder, write("mia.vtt", LONG))
    assert (quoted(folder, key), quoted(folder, late)) == ("left for good", "the planner")
    assert orphans(folder) == []


def test_another_file_of_the_same_name_is_somebody_else(folder, write):
    transcript(folder, write("a/transcript.vtt", WHISPER))
    report = transcript(folder, write("b/transcript.vtt", WHISPER.replace("I never saw the fees", "The planner is empty")))
    assert (report.source, report.status) == ("p02-2026-q1", "added")
    assert "somebody else" in report.notes[-1]


def test_one_person_has_one_pseudonym_over_rounds(folder, write):
    transcript(folder, write("one.txt", "Interviewer: So?\nMia Lund: Yes.\n"))
    transcript(folder, write("two.txt", "Interviewer: And now?\nMIA LUND: No.\n"), round="2026-Q2")
    assert [t.id for t in folder.transcripts()] == ["p01-2026-q1", "p01-2026-q2"]


def test_a_meeting_has_many_participants(folder, write):
    report = transcript(folder, write("call 2026-02-10.txt", "Ana B: hi\nBen C: hello there\nCia D: yes\nAna B: good\n"))
    assert report.source == "meeting-2026-02-10-2026-q1"
    assert folder.transcripts()[0].kind == "meeting"
    assert list(folder.participants()) == ["P01", "P02", "P03"]


def test_a_file_that_names_nobody_is_one_participant(folder, write):
    report = transcript(folder, write("Rik N.vtt", WHISPER), participant="Rik N")
    assert "the file does not say who speaks: all of it is read as one participant" in report.notes
    assert folder.transcripts()[0].origin["file"] == "P01.vtt"


# Surveys


def test_a_survey_becomes_one_row_an_answer(folder, write):
    path = write("nps.csv", "id,nps,plan,why,improve\nanna@x.org,9,Team,NA,=1+1\nben@x.org,3,Solo,00123,\n")
    report = survey(
        folder, path, text=["why", "improve"], ratings=["nps"], participant="id", attributes=["plan"], date="2026-02-10"
    )
    (found,) = folder.surveys()
    assert (report.source, report.status, report.rows) == ("nps-2026-q1", "added", 3)
    assert found.answers[["answer", "text", "attr.plan", "rating.nps", "date"]].to_numpy().tolist() == [
        ["R0001:improve", "=1+1", "Team", 9.0, "2026-02-10"],
        ["R0001:why", "NA", "Team", 9.0, "2026-02-10"],
        ["R0002:why", "00123", "Solo", 3.0, "2026-02-10"],
    ]
    assert [q.id for q in found.questions] == ["why", "improve"]
    assert folder.text("nps-2026-q1", "R0001:why") == "NA"
    assert folder.participants() == {}
    assert (
        survey(
            folder, path, text=["why", "improve"], ratings=["nps"], participant="id", attributes=["plan"], date="2026-02-10"
        ).status
        == "unchanged"
    )
    assert [r.status for r in read_again(folder)] == ["identical"]


def test_an_edited_survey_is_a_new_version_of_the_same_people(folder, write):
    survey(folder, write("nps.csv", "id,why\na@x,old words\nb@x,more words\n"), text=["why"])
    report = survey(folder, write("nps.csv", "id,why\nb@x,more words\na@x,new words\nc@x,third\n"), text=["why"])
    assert report.status == "new version"
    assert folder.surveys()[0].answers["text"].tolist() == ["new words", "more words", "third"]
    assert list((folder.root / "surveys" / "2026-q1" / "old").glob("*.parquet"))


def test_codings_of_an_edited_survey_follow_their_answers(folder, write):
    path = write("nps.csv", "id,why\na@x,the fees are to high\nb@x,more words\nc@x,gone soon\n")
    survey(folder, path, text=["why"], participant="id")
    (found,) = folder.surveys()
    rows = dict(zip(found.answers["text"], zip(found.answers["answer"], found.answers["version"], strict=True), strict=True))
    keys = []
    for words in ("the fees are to high", "more words", "gone soon"):
        item, version = rows[words]
        anchor = {"source": found.id, "item": item, "version": version, "start": 0, "end": len(words)}
        keys += [a.id for a in folder.act("ana", ("coding.add", {"code": "pain:fee", "anchor": anchor}))]
    path = write("nps.csv", "id,why\nb@x,well: more words\na@x,the fees are too high\n")
    report = survey(folder, path, text=["why"], participant="id")
    assert [quoted(folder, k) for k in keys[:2]] == ["the fees are too high", "more words"]
    assert [o.id for o in orphans(folder)] == keys[2:]
    assert report.notes[-2] == f"1 coded passage is on edited words now, to be looked at ({rows['the fees are to high'][0]})"
    assert report.notes[-1] == f"1 coded passage is without words now: see the orphans ({rows['gone soon'][0]})"


@pytest.mark.parametrize("ids", ["a@x\na@x", "a@x\nA@x ", "a@x\n "])
def test_a_respondent_who_is_there_twice_or_nobody_is_refused(folder, write, ids):
    rows = "".join(f"{i},words\n" for i in ids.split("\n"))
    with pytest.raises(Refused, match=r"lines 2 and 3|lines 3"):
        survey(folder, write("a.csv", "respondent,why\n" + rows), text=["why"], participant="respondent")


def test_an_author_of_tickets_may_come_back(folder, write):
    survey(folder, write("t.csv", "author,text\nann,one thing\nann,two things\nbob,three\n"), text=["text"], kind="ticket")
    assert folder.surveys()[0].answers["answer"].tolist() == ["R0001:text", "R0001:text#2", "R0002:text"]


def test_ids_that_only_count_rows_are_nobody_elsewhere(folder, write):
    survey(folder, write("a.csv", "id,why\n1,one\n2,two\n"), text=["why"], participant="id")
    survey(folder, write("b.csv", "id,why\n1,three\n2,four\n"), text=["why"], participant="id")
    assert [sorted(s.answers["participant"]) for s in folder.surveys()] == [["R0001", "R0002"], ["R0003", "R0004"]]


def test_an_interviewed_person_in_a_survey_is_counted_once(folder, write):
    transcript(folder, write("one.txt", "Interviewer: So?\nMia Lund: Yes.\n"))
    survey(folder, write("a.csv", "participant,why\nP01,because\n"), text=["why"], participant="participant")
    assert folder.surveys()[0].answers["participant"].tolist() == ["P01"]


def test_a_workbook_is_a_survey_too(folder, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Respondent ID", "How likely are you to recommend us?", "Why is that?"],
        ["u-a", 9, "The planner is quick and clear"],
        ["u-b", 2, "NA"],
    ):
        book.active.append(row)
    book.save(tmp_path / "nps.xlsx")
    report = survey(folder, tmp_path / "nps.xlsx")
    assert report.rows == 2
    assert folder.surveys()[0].answers["rating.how-likely-are-you-to-recommend-us"].tolist() == [9.0, 2.0]
    assert [r.status for r in read_again(folder)] == ["identical"]


# Both


@pytest.mark.parametrize(
    ("name", "data", "options"),
    [
        ("a.vtt", b"", {}),
        ("a.vtt", b"WEBVTT\n", {}),
        ("a.txt", b"it\x92s", {}),
        ("a.docx", b"PK\x03\x04", {}),
        ("a.pdf", b"%PDF-1.4", {}),
        ("a.xyz", b"hi", {}),
        ("a.txt", b"Interviewer: hi\nAna B: x\nBen C: y\n", {"participant": "Zoe"}),
        ("a.csv", b"a,b\n1,2\n", {}),
        ("a.txt", b" \n\n", {}),
    ],
)
def test_a_refused_transcript_leaves_the_study_as_it_was(folder, write, tree, name, data, options):
    transcript(folder, write("mia.vtt", ZOOM))
    before = tree(folder)
    with pytest.raises(Refused):
        transcript(folder, write(name, data), **options)
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (b"", {}),
        (b"id,why\n", {}),
        (b"id,why\n1,a,b\n", {}),
        (b'id,why\n1,"x\n', {}),
        (b"id,why\na,x\na,y\n", {"text": ["why"], "participant": "id"}),
        (b"id,why\na,x\n", {"text": ["what"]}),
        (b"id,why\na, \n", {"text": ["why"]}),
        (b"id,n\na,1\nb,2\n", {}),
    ],
)
def test_a_refused_survey_leaves_the_study_as_it_was(folder, write, tree, data, options):
    survey(folder, write("good.csv", "id,why\nx1,words\n"), text=["why"])
    before = tree(folder)
    with pytest.raises(Refused):
        survey(folder, write("bad.csv", data), **options)
    assert tree(folder) == before


@pytest.mark.parametrize("fails_at", range(1, 9))
def test_a_disk_that_says_no_leaves_the_study_as_it_was(folder, write, tree, monkeypatch, fails_at):
    transcript(folder, write("mia.vtt", ZOOM))
    before = tree(folder)
    path = write("mia.vtt", ZOOM.replace("planner", "planner, twice").replace("Dana Fox", "Dana Wolf"))
    calls = []
    real = Path.replace  # what every atomic write ends with

    def failing(self, target):
        calls.append(target)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with suppress(NotSaved):
        transcript(folder, path)
    if len(calls) >= fails_at:
        assert tree(folder) == before
    else:
        assert folder.transcripts()[0].text.endswith("twice.")


def test_a_round_needs_a_name_and_a_kind_must_be_one(folder, write):
    with pytest.raises(UserError):
        transcript(folder, write("mia.vtt", ZOOM), round=" ")
    with pytest.raises(UserError):
        survey(folder, write("a.csv", "id,why\n1,x\n"), kind="poll")


def test_an_original_in_raw_beside_the_study_is_known_by_its_bytes(folder, write):
    """The name of such a file often is a participant's, so the study does not hold it."""
    transcript(folder, write("talk.vtt", ZOOM))
    (kept,) = (folder.root / "raw").iterdir()
    (folder.root.parent / "raw").mkdir()
    kept.rename(folder.root.parent / "raw" / "Ann Example.vtt")
    (folder.root.parent / "talk.vtt").unlink()
    assert [(r.status, r.where) for r in read_again(folder)] == [("identical", "raw/ beside the study")]


def test_an_original_that_changed_or_is_gone_is_found(folder, write):
    transcript(folder, write("talk.vtt", ZOOM))
    (kept,) = (folder.root / "raw").iterdir()
    kept.unlink()
    assert [(r.status, r.where) for r in read_again(folder)] == [("identical", "talk.vtt")]
    write("talk.vtt", ZOOM + "\n")
    assert [r.status for r in read_again(folder)] == ["differs"]
    (folder.root.parent / "talk.vtt").unlink()
    assert [r.status for r in read_again(folder)] == ["original not here"]


def test_options_and_origin_hold_no_names(folder, write):
    transcript(folder, write("mia lund.vtt", ZOOM), interviewers=["Dana Fox"])
    origin = json.loads((folder.root / "sources" / "2026-q1" / "p01-2026-q1.json").read_text())["origin"]
    assert origin["file"] == "P01.vtt"
    assert origin["path"] is None
    assert origin["options"] == {"kind": "interview", "encoding": None, "speakers": ["Interviewer", "P01"]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=25), min_size=2, max_size=5))
def test_hostile_words_survive_the_way_to_the_disk_and_back(tmp_path_factory, words):
    root = tmp_path_factory.mktemp("hostile")
    folder = Folder.create(root / "study", Settings())
    path = root / "talk.txt"
    path.write_bytes("".join(f"{'Interviewer' if i % 2 else 'Mia'}: {w}\n\n" for i, w in enumerate(words)).encode())
    try:
        transcript(folder, path)
    except Refused:
        return
    (found,) = Folder(root / "study").transcripts()
    assert all(found.text[t.start : t.end].strip() == found.text[t.start : t.end] != "" for t in found.turns)
    assert "\n\n".join(f"{t.speaker}: {found.text[t.start : t.end]}" for t in found.turns) == found.text
    assert [r.status for r in read_again(folder)] == ["identical"]


def test_names_are_taken_out_of_file_names_by_whole_words(tmp_path):
    held = KeyFile.read(tmp_path / "k.csv", tmp_path / "study")
    held.pseudonym_for("Ann Lee")
    assert store.without_names("Annual-ann_lee-2026.vtt", held) == "Annual-P01-2026.vtt"


OTHERS = (
    "Interviewer: So, how do you pay?\nParticipant: With a card mostly.\n",
    "Interviewer: How do you plan?\nParticipant: On the fridge, with magnets.\n",
    "Interviewer: Who helps you?\nParticipant: My sister does it for me.\n",
)


def arrived(tmp_path, place, name, text):
    path = tmp_path / place / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize(("name", "people"), [("interview_1.txt", ("P01", "P02", "P03")), ("okonjo.txt", ("P01", "P01", "P02"))])
def test_the_first_interview_of_another_round_is_somebody_else_unless_the_file_has_a_name(folder, tmp_path, name, people):
    """*interview_1* of spring and of autumn were one person, so that two people's voices counted once."""
    one, two, three = OTHERS
    spring = add_transcript(folder, arrived(tmp_path, "a", name, one), round="2026-Q1")
    autumn = add_transcript(folder, arrived(tmp_path, "b", name, two), round="2026-Q3")
    third = add_transcript(folder, arrived(tmp_path, "c", name, three), round="2026-Q3")
    by_id = {t.id: t.turns[1].participant for t in folder.transcripts()}
    assert tuple(by_id[r.source] for r in (spring, autumn, third)) == people
    if people[1] == "P02":
        assert any(n.endswith("if it is the same person, say participant='P01'") for n in autumn.notes)


def test_an_edited_file_is_of_whom_it_was_though_another_has_its_name(folder, tmp_path):
    """The second *interview_1* became the first one's when a word of it was corrected and it was imported again."""
    one, two, _ = OTHERS
    add_transcript(folder, arrived(tmp_path, "a", "interview_1.txt", one), round="r")
    second = add_transcript(folder, arrived(tmp_path, "b", "interview_1.txt", two), round="r")
    again = add_transcript(
        folder, arrived(tmp_path, "b", "interview_1.txt", two + "Interviewer: And?\nParticipant: That is all.\n"), round="r"
    )
    assert (again.source, again.status) == (second.source, "new version")
    (fresh,) = [t for t in folder.transcripts() if t.id == second.source]
    assert {t.participant for t in fresh.turns} == {None, "P02"}


NAMED = """Full name,Email,What would you change?
Hope Lund,h@x.example,The long wait for an answer from support.
Ida Oak,i@x.example,Too many steps before I could start.
"""


def test_a_survey_named_after_somebody_in_a_column_that_is_left_out_is_refused_before_anything_is_written(folder, write, tree):
    before = tree(folder)
    with pytest.raises(Refused) as error:
        survey(folder, write("NPS Hope Lund.csv", NAMED))
    assert "Hope" not in str(error.value)
    assert "id=" in str(error.value)
    assert tree(folder) == before


def test_a_survey_with_an_id_of_its_own_keeps_nobodys_name_of_its_file(folder, write):
    survey(folder, write("NPS Hope Lund.csv", NAMED), id="nps")
    (found,) = folder.surveys()
    assert (found.id, found.title) == ("nps", "NPS R0001")
    assert "Hope" not in (folder.root / "surveys" / "2026-q1" / "nps.json").read_text()


def test_a_survey_named_after_somebody_who_is_known_has_an_id_without_the_name(folder, write):
    survey(folder, write("first.csv", NAMED))
    survey(folder, write("hope_lund again.csv", NAMED.replace("long", "short")))
    assert sorted(s.id for s in folder.surveys()) == ["first-2026-q1", "r0001-again-2026-q1"]
