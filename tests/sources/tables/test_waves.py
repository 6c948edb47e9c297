"""A second wave whose columns were renamed: what is proposed, what is not, and that nothing is taken without a person."""

from __future__ import annotations

import pytest

from workbench.sources.ingest import add_survey
from workbench.sources.tables.waves import align, frame, kept, same_as
from workbench.study.errors import UserError

WHY = ["The planner shows an empty week", "I could not find the fees at all", "It just works and support is kind", "Too many mails"]
FIRST = {
    "Respondent ID": ["a1", "a2", "a3", "a4"],
    "What about Tern helps you the most?": WHY,
    "What does Tern make difficult for you?": WHY[::-1],
    "How satisfied are you with the planner?": ["4", "2", "5", "1"],
    "What kind of business do you run?": ["Café", "Shop", "Café", "Clinic"],
    "How did you hear of Tern?": ["Friend", "Search", "Trade fair", "Friend"],
}


@pytest.fixture
def write(tmp_path):
    def _write(columns, name):
        path = tmp_path / name
        rows = [list(columns), *zip(*columns.values(), strict=True)]
        path.write_text("\n".join(",".join(f'"{c}"' for c in row) for row in rows) + "\n", encoding="utf-8")
        return path

    return _write


@pytest.fixture
def first(folder, write):
    add_survey(folder, write(FIRST, "spring.csv"), round="2026-Q1")
    return folder


def by_column(matches):
    return {m.column: m for m in matches}


def test_each_column_is_given_what_it_continues_with_score_and_reason(first, write, tree):
    second = dict(zip(
        ["Respondent ID", "What about Tern has helped you the most in the past year?", "What does Tern not make difficult for you?",
         "How satisfied are you with the new planner?", "What kind of business do you run?", "Where did you hear of Tern?"],
        FIRST.values(), strict=True,
    ))  # fmt: skip
    before = tree(first)
    found = by_column(align(first, write(second, "autumn.csv")))
    assert tree(first) == before  # nothing is accepted on its own
    helped = found["What about Tern has helped you the most in the past year?"]
    assert (helped.kind, helped.question, helped.round) == ("question", "what-about-tern-helps-you-the-most", "2026-Q1")
    assert 0.6 < helped.score < 1
    assert helped.why == "words added: past, year"
    assert found["What does Tern not make difficult for you?"].question == ""  # it asks the opposite
    assert found["How satisfied are you with the new planner?"].question == "How satisfied are you with the planner?"
    assert found["What kind of business do you run?"].score == 1
    assert found["Where did you hear of Tern?"].question == "How did you hear of Tern?"
    assert "the same but for small words" in found["Where did you hear of Tern?"].why
    assert "Respondent ID" not in found


def test_the_mapping_is_what_add_survey_takes_of_those_a_person_kept(first, write):
    second = {c.replace("helps", "has helped").replace("hear of", "first hear of"): v for c, v in FIRST.items()}
    matches = align(first, write(second, "autumn.csv"))
    assert same_as(kept(matches, ["What about Tern has helped you the most?"])) == {
        "What about Tern has helped you the most?": "what-about-tern-helps-you-the-most"
    }
    attribute = by_column(matches)["How did you first hear of Tern?"]
    assert attribute.question == "How did you hear of Tern?"
    assert attribute.column not in same_as(matches)  # attributes are no questions


def test_what_a_person_kept_becomes_one_question_over_both_waves(first, write):
    second = {c.replace("helps", "has helped"): v for c, v in FIRST.items()}
    path = write(second, "autumn.csv")
    add_survey(first, path, round="2026-Q3", same_as=same_as(align(first, path)))
    spring, autumn = sorted(first.surveys(), key=lambda s: s.round)
    assert [q.id for q in autumn.questions] == [q.id for q in spring.questions]


def test_other_choices_speak_against_it(first, write):
    cells = FIRST | {"What kind of business do you run?": ["Red", "Blue", "Green", "Red"]}
    second = {c.replace("What kind of business do you run?", "What kind of bike do you run?"): v for c, v in cells.items()}
    assert by_column(align(first, write(second, "autumn.csv")))["What kind of bike do you run?"].question == ""


def test_an_open_question_does_not_continue_a_closed_one_unless_the_words_are_the_same(first, write):
    second = {c.replace("How did you hear of Tern?", "How did you hear of Tern, please?"): v for c, v in FIRST.items()}
    second["How did you hear of Tern, please?"] = [f"{w} and told my sister about it" for w in WHY]
    assert by_column(align(first, write(second, "a.csv")))["How did you hear of Tern, please?"].question == ""
    second = FIRST | {"How did you hear of Tern?": [f"{w} and told my sister about it" for w in WHY]}
    match = by_column(align(first, write(second, "b.csv")))["How did you hear of Tern?"]
    assert (match.kind, match.question, match.why) == ("question", "", "the same words, but it was an attribute")


def test_what_was_open_is_open_again_though_its_answers_look_like_choices(first, write):
    second = FIRST | {"What about Tern helps you the most?": ["Mail", "Mail", "Chat", "Mail"]}
    match = by_column(align(first, write(second, "autumn.csv")))["What about Tern helps you the most?"]
    assert (match.kind, match.question) == ("question", "what-about-tern-helps-you-the-most")
    assert match.why == "the same words, but it was an open question"


def test_one_earlier_question_is_continued_by_one_column_at_most(first, write):
    second = FIRST | {"What about Tern helps you the most at work?": WHY}
    found = by_column(align(first, write(second, "autumn.csv")))
    assert found["What about Tern helps you the most?"].score == 1
    assert found["What about Tern helps you the most at work?"].question == ""
    assert "which another column continues" in found["What about Tern helps you the most at work?"].why


def test_the_table_is_for_reading(first, write):
    table = frame(align(first, write(FIRST, "autumn.csv")))
    assert list(table.columns) == ["column", "kind", "continues", "round", "score", "why"]
    assert (table["score"] == 1).all()


def test_without_an_earlier_survey_there_is_nothing_to_continue(folder, first, write):
    with pytest.raises(UserError, match="no survey is called 'winter'"):
        align(first, write(FIRST, "autumn.csv"), like="winter")
    for survey in (folder.root / "surveys").rglob("*.*"):
        survey.unlink()
    with pytest.raises(UserError, match="import the first wave"):
        align(type(folder)(folder.root), write(FIRST, "autumn.csv"))
