"""Every memo in one place: about what, by whom, since when; and found by its words."""

from __future__ import annotations

import pytest

from workbench.coding.memos import COLUMNS, memos
from workbench.study.canon import sha256_text


@pytest.fixture
def noted(folder):
    """Memos about a coding, a code, a source and a person."""
    text = folder.text("nps", "nps-0")
    anchor = {"source": "nps", "item": "nps-0", "version": sha256_text(text), "start": 0, "end": len(text)}
    (coding,) = folder.act("ana", ("coding.add", {"code": "pain:dear", "anchor": anchor, "memo": "Is it the fee?"}))
    folder.act("ben", ("memo.set", {"kind": "coding", "about": coding.id, "text": "Not sure"}))
    folder.act("ana", ("memo.set", {"kind": "code", "about": "pain:dear", "text": "Too broad: split it?"}))
    folder.act("ben", ("memo.set", {"kind": "source", "about": "one", "text": "Hurried"}))
    folder.act("ben", ("memo.set", {"kind": "participant", "about": "P01", "text": "Wrote a café memo"}))
    return folder, coding


def test_each_says_what_it_is_about_and_who_wrote_it(noted):
    folder, coding = noted
    frame = memos(folder)
    assert list(frame.columns) == list(COLUMNS)
    said = [(r.about, r.name, r.memo, r.coder, r.quote) for r in frame.itertuples(index=False)]
    assert said == [
        ("coding", "dear", "Is it the fee?", "ana", "Too dear"),
        ("coding", "dear", "Not sure", "ben", "Too dear"),
        ("code", "dear", "Too broad: split it?", "ana", ""),
        ("source", "one", "Hurried", "ben", ""),
        ("participant", "P01", "Wrote a café memo", "ben", ""),
    ]
    assert set(frame.loc[frame["about"] == "coding", "id"]) == {coding.id}
    assert all(frame["at"])


def test_it_is_found_by_its_words(noted):
    folder, _ = noted
    assert list(memos(folder, "FEE")["memo"]) == ["Is it the fee?"]
    assert list(memos(folder, "cafe")["about"]) == ["participant"]
    assert list(memos(folder, "spl*")["about"]) == ["code"]
    assert memos(folder, "nothing of it").empty


def test_who_wrote_it_last_wrote_it_and_an_undo_gives_it_back(noted):
    folder, coding = noted
    folder.act("ben", ("coding.edit", {"coding": coding.id, "memo": "It is the price"}))
    folder.act("ana", ("memo.set", {"kind": "source", "about": "one", "text": "Not hurried"}))
    assert list(memos(folder, "price")["coder"]) == ["ben"]
    assert list(memos(folder, "hurried")["coder"]) == ["ana"]
    folder.undo("ana")
    folder.undo("ben")
    assert list(memos(folder, "fee")["coder"]) == ["ana"]
    assert list(memos(folder, "hurried")["coder"]) == ["ben"]


def test_a_memo_goes_with_its_coding_and_when_it_is_emptied(noted):
    folder, coding = noted
    folder.act("ana", ("coding.remove", {"coding": coding.id}))
    folder.act("ben", ("memo.set", {"kind": "source", "about": "one", "text": ""}))
    assert list(memos(folder)["about"]) == ["code", "participant"]


def test_who_works_blind_does_not_read_what_others_noted_there(noted):
    folder, _ = noted
    frame = memos(folder, coder="ben", hidden=frozenset({"nps", "one"}))
    assert list(frame["memo"]) == ["Not sure", "Too broad: split it?", "Hurried", "Wrote a café memo"]
    assert frame.attrs["hidden"] == 1


def test_words_that_are_not_here_any_more_leave_the_memo(noted):
    folder, _ = noted
    gone = {"source": "one", "item": "", "version": "0" * 64, "start": 0, "end": 3}
    folder.act("ana", ("coding.add", {"code": "pain:dear", "anchor": gone, "memo": "What was it?"}))
    row = memos(folder, "what").iloc[0]
    assert (row["quote"], row["participant"], row["source"]) == ("", "", "one")


def test_a_study_without_memos_has_a_table_without_rows(folder):
    assert memos(folder).empty
