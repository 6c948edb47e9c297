"""The same file again, and the same file edited.

C21
    input: a transcript and a survey imported twice; then edited and imported again
    expected: no duplicate; the edited one is a new version, codings go with their words, orphans are listed
    product: the same bytes change nothing; an edited transcript keeps its codings where their words are, and says which are not
    naive: the import is there twice, and codings mark other words
"""

from __future__ import annotations

import naive
import pytest

TALK = "Interviewer: And then?\n\nBo: First I paid 🎉 the bill. Then it broke at once.\n\n"
TALK += "Interviewer: Oh?\n\nBo: I wrote to support.\n"
TALK += "\nInterviewer: Did they answer?\n\nBo: After a week, yes.\n\nInterviewer: And did that help?\n\nBo: It did.\n"
EDITED = TALK.replace("First I", "Well, first I really").replace("I wrote to support.", "I gave up.").replace("Oh?", "Oh, how?")


@pytest.fixture
def talk(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


def quotes(study):
    return sorted(study.codings()["quote"])


def test_c21_the_same_file_twice_changes_nothing(blank, tree, talk, tmp_path):
    survey = tmp_path / "s.csv"
    survey.write_text("id,Why did you give this score?\na1,It is slow to print\nb2,I type all of it by hand\n", encoding="utf-8")
    blank.add(talk, round="r1")
    blank.add_survey(survey, round="r1", participant="id")
    before = tree(blank)
    (report,) = blank.add(talk, round="r1")
    assert report.status == "unchanged"
    assert blank.add_survey(survey, round="r1", participant="id").status == "unchanged"
    copy = talk.rename(talk.with_name("other name.txt"))
    assert blank.add(copy, round="r1")[0].status == "unchanged"
    assert tree(blank) == before


def test_c21_codings_go_with_their_words_and_orphans_are_listed(blank, talk):
    blank.add(talk, round="r1")
    kept = blank.code("pain: bill", "paid 🎉 the bill.")
    gone = blank.code("pain: support", "I wrote to support.")
    talk.write_text(EDITED, encoding="utf-8")
    (report,) = blank.add(talk, round="r1")
    assert report.status == "new version"
    assert len(blank.folder.transcripts()) == 1
    again = type(blank)(type(blank.folder)(blank.folder.root))
    assert quotes(again) == ["paid 🎉 the bill."]
    assert list(again.codings()["id"]) == [kept]
    listed = [f for f in again.check() if "orphan" in f.what]
    assert [gone in f.where and "I wrote to support." in f.what for f in listed] == [True]


def test_c21_naive_it_is_there_twice_and_codings_mark_other_words(tmp_path, talk):
    study = naive.Folder(tmp_path)
    study.add(talk)
    start = TALK.index("paid 🎉 the bill.")
    study.codings.append((start, start + len("paid 🎉 the bill.")))
    talk.write_text(EDITED, encoding="utf-8")
    study.add(talk)
    with pytest.raises(AssertionError):
        assert len(study.sources) == 1
    with pytest.raises(AssertionError):
        assert study.quotes() == ["paid 🎉 the bill."]
