"""Every row of the codings opens its quote."""

from __future__ import annotations

from dataclasses import asdict

from pace import within

from workbench.coding.frame import COLUMNS, codings_frame, counted
from workbench.study.canon import sha256_text


def test_an_empty_study_has_an_empty_frame(folder):
    frame = codings_frame(folder)
    assert list(frame.columns) == list(COLUMNS)
    assert frame.empty
    assert frame.attrs["orphans"] == []


def test_a_row_says_whose_words_where_and_when(folder, code):
    code("ana", "pain:fee", "one", "🐌 and dear", valence=-1, memo="look")
    (row,) = codings_frame(folder).to_dict("records")
    assert (row["quote"], row["participant"], row["turn"], row["speech"]) == ("🐌 and dear", "P01", 1, "participant")
    assert (row["round"], row["kind"], row["date"], row["family"]) == ("2026-Q1", "interview", "2026-02-03", "pain")
    assert folder.text("one")[row["start"] : row["end"]] == row["quote"]
    assert (row["valence"], row["stance"], row["memo"], row["coder_kind"]) == (-1, "for", "look", "human")


def test_an_answer_has_its_respondent_and_no_date_is_empty(folder, code):
    code("ana", "pain:fee", "nps", "dear", item="nps-0")
    (row,) = codings_frame(folder).to_dict("records")
    assert (row["participant"], row["item"], row["date"], row["turn"]) == ("R01", "nps-0", "", 0)


def test_a_question_is_put_to_who_answers_it_else_to_who_spoke_before(folder, code):
    code("ana", "stage:purchase", "one", "And then?")
    code("ana", "stage:purchase", "two", "Anything else?")
    rows = codings_frame(folder)
    assert rows["participant"].tolist() == ["P01", "P02"]
    assert set(rows["speech"]) == {"interviewer"}


def test_a_passage_across_speakers_is_mixed_and_one_between_turns_is_nobodys(folder, code):
    code("ana", "pain:fee", "one", "dear.\nInterviewer: And")
    code("ana", "pain:fee", "one", "Interviewer: ")
    rows = codings_frame(folder)
    assert rows["speech"].tolist() == ["interviewer", "mixed"]
    assert rows["participant"].tolist() == ["", "P01"]
    assert rows["turn"].tolist() == [-1, 1]


def test_codings_of_another_version_or_beyond_the_end_are_orphans(folder):
    text = folder.text("one")
    anchor = {"source": "one", "item": "", "version": sha256_text(text), "start": 0, "end": len(text) + 1}
    answer = {"source": "nps", "item": "nps-0", "version": sha256_text("Too dear"), "start": 0, "end": 9}
    bad = [anchor, {**anchor, "version": "0" * 64, "end": 3}, {**anchor, "source": "gone"}, answer, {**answer, "item": "nps-9"}]
    acts = folder.act("ana", *[("coding.add", {"code": "pain:x", "anchor": a}) for a in bad])
    frame = codings_frame(folder)
    assert frame.empty
    assert frame.attrs["orphans"] == sorted(a.id for a in acts)


def test_the_frame_does_not_depend_on_who_coded_first(folder, code):
    code("ben", "pain:fee", "one", "dear")
    code("ana", "pain:fee", "one", "Slow")
    first = codings_frame(folder).drop(columns=["id", "at"])
    assert first["quote"].tolist() == ["Slow", "dear"]


def test_ten_thousand_codings_take_no_time(folder):
    text = folder.text("one")
    anchor = {"source": "one", "item": "", "version": sha256_text(text), "start": 20, "end": 25}
    folder.act("ana", *[("coding.add", {"code": "pain:x", "anchor": anchor})] * 10_000)
    folder.state()
    with within(60):
        frame = codings_frame(folder)
        for coding in folder.state().codings.values():
            folder.quote(coding.anchor)
    assert len(frame) == 10_000


def test_what_was_decided_stands_in_the_last_column(folder, code):
    assert COLUMNS[-1] == "standing"
    ours, theirs = code("ana", "pain:fee", "one", "dear"), code("ben", "pain:price", "one", "dear")
    anchor = asdict(folder.state().codings[ours].anchor)
    told = ("adjudication.make", {"anchor": anchor, "stands": [ours], "falls": [theirs], "reason": "the rule"})
    folder.act("cem", told, ("coding.add", {"code": "pain:bill", "anchor": anchor}), together=True)
    code("ana", "pain:left", "one", "left")
    frame = codings_frame(folder)
    assert dict(zip(frame["code"], frame["standing"], strict=True)) == {
        "pain:fee": "stands", "pain:price": "falls", "pain:bill": "stands", "pain:left": "",
    }  # fmt: skip
    assert set(counted(frame)["code"]) == {"pain:fee", "pain:bill", "pain:left"}


def test_evidence_is_what_people_gave_once(folder, code):
    folder.act("mini", ("coder.join", {"kind": "model"}))
    folder.act("ana (again)", ("coder.join", {"kind": "again"}))
    for who in ("ana", "mini", "ana (again)"):
        code(who, "pain:fee", "one", "dear")
    frame = codings_frame(folder)
    assert sorted(frame["coder_kind"]) == ["again", "human", "model"]
    assert counted(frame)["coder"].tolist() == ["ana"]
    assert list(counted(frame.head(0)).columns) == list(COLUMNS)


def test_whoever_codes_blind_gets_their_own_codings_there_and_all_others_elsewhere(folder, code):
    for who in ("ana", "ben", "cem"):
        code(who, "pain:fee", "one", "dear")
        code(who, "pain:fee", "two", "Fine")
    folder.act("ana", ("assignment.make", {"coders": ["ana", "ben"], "sources": ["one"], "purpose": "double"}))
    for who, sees in (("ana", {"ana"}), ("ben", {"ben"}), ("cem", {"ana", "ben", "cem"}), (None, {"ana", "ben", "cem"})):
        frame = codings_frame(folder, who)
        assert set(frame.loc[frame["source"] == "one", "coder"]) == sees
        assert set(frame.loc[frame["source"] == "two", "coder"]) == {"ana", "ben", "cem"}
        assert frame.attrs["blind"] == (["one"] if who in {"ana", "ben"} else [])
