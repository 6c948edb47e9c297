"""Kinds of source beside each other: what agrees, what conflicts, and what is one voice heard twice (EVIDENCE C7)."""

import pytest

from workbench.journey.look import look
from workbench.journey.strength.elsewhere import elsewhere
from workbench.journey.strength.triangulation import _Exposed, _one, triangulation
from workbench.study.folder import Folder

CLAIM = "pain:wait"


def talk(made, kind, people, *, stance="for", code=CLAIM):
    """Each says so (or the opposite) once, in a conversation or a survey of that kind."""
    for who in people:
        words = f"I waited, {stance}, says {who} in a {kind}"
        if kind in {"survey", "ticket"}:
            made.survey({who: words}, kind=kind, name=f"{kind}-{who}-{stance}")
        else:
            made.interview(who, f"{words}.", kind=kind, name=f"{kind}-{who}-{stance}")
        made.code(words, "stage:onboarding")
        made.code(words, code, stance=stance)
    return made


def found(made, **more):
    seen = look(Folder(made.folder.root))
    return triangulation(seen, unasked=elsewhere(seen), **more)[CLAIM]


@pytest.mark.parametrize(
    ("said", "word", "text"),
    [
        ([("interview", ["P1", "P2"]), ("survey", ["P3"])], "agree", "2 kinds of source agree: interview 2 of 2, survey 1 of 1"),
        ([("interview", ["P1", "P2"])], "one kind", "one kind of source only: interview 2 of 2"),
        ([("interview", ["P1"]), ("survey", ["P1"])], "one kind", "the same person in interview and survey: one voice"),
        (
            [("interview", ["P1"]), ("ticket", ["T1"])],
            "agree",
            "2 kinds of source agree: interview 1 of 1, ticket 1 author, unasked",
        ),
        ([("ticket", ["T1"])], "one kind", "one kind of source only: ticket 1 author, unasked"),
        ([("observation", ["P1", "P2"]), ("meeting", ["P3"]), ("survey", ["P4"])], "agree", "3 kinds of source agree"),
    ],
)
def test_which_kinds_say_so(made, said, word, text):
    for kind, people in said:
        talk(made, kind, people)
    result = found(made)
    assert result["word"] == word
    assert result["text"].startswith(text)


def test_a_conflict_is_shown_and_not_averaged(made):
    """C7: two say so in interviews, three say the opposite in the survey."""
    talk(made, "interview", ["P1", "P2"])
    talk(made, "survey", ["P3", "P4", "P5"], stance="against")
    result = found(made)
    assert result["word"] == "conflict"
    assert result["text"] == "kinds of source conflict: interview 2 of 2 say so; survey 3 of 3 say the opposite"
    assert result["kinds"]["survey"] == {"k": 0, "x": 3, "n": 3, "alone": 0}
    assert result["matrix"] == [{"a": "interview", "b": "survey", "word": "conflict", "both": 0}]


def test_people_heard_in_both_kinds_are_counted_apart(made):
    talk(made, "interview", ["P1", "P2"])
    talk(made, "survey", ["P2", "P3"])
    result = found(made)
    assert result["matrix"] == [{"a": "interview", "b": "survey", "word": "agree", "both": 1}]
    assert [result["kinds"][k]["alone"] for k in ("interview", "survey")] == [1, 1]


def test_a_kind_that_is_divided_takes_no_side(made):
    talk(made, "interview", ["P1", "P2"])
    talk(made, "survey", ["P3"])
    talk(made, "survey", ["P4"], stance="against")
    result = found(made)
    assert (result["word"], result["matrix"]) == ("one kind", [])
    assert result["text"] == "one kind of source only: interview 2 of 2; as many for as against in survey (1 and 1)"


def test_a_kind_in_which_nobody_said_it_is_named(made):
    talk(made, "interview", ["P1", "P2"])
    talk(made, "survey", ["P3", "P4"], code="pain:other")
    assert found(made)["text"] == "one kind of source only: interview 2 of 2; not heard in survey (0 of 2)"


def test_nobody(made):
    made.define(CLAIM)
    result = found(made)
    assert (result["word"], result["kinds"], result["matrix"]) == ("nobody", {}, [])


@pytest.fixture
def unhappy(made):
    """Five people in interviews who waited, and did not like it."""
    talk(made, "interview", [f"P{n}" for n in range(5)])
    for n in range(5):
        made.code(f"I waited, for, says P{n} in a interview", "emotion:angry", valence=-2 + n % 2)
    return made


@pytest.mark.parametrize(
    ("rows", "word", "said"),
    [
        ([{"metric": "drop-off", "agrees": "agrees"}], "agree", "metric"),
        ([{"metric": "NPS", "agrees": "conflicts"}], "conflict", "1 number of the stage say the opposite"),
        ([{"metric": "visits", "agrees": ""}], "one kind", ""),  # it points no way
        ([], "one kind", ""),
    ],
)
def test_a_number_counts_only_where_it_points_a_way(unhappy, rows, word, said):
    result = found(unhappy, numbers={"onboarding": rows})
    assert result["word"] == word
    assert ("metric" in result["kinds"]) == bool(said)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ([("interview", ["P1"])], "one kind of source only: interview 1 of 1; 1 number of the stage the same way"),
        ([("interview", ["P1"]), ("survey", ["P1"])], "the same person in interview and survey: one voice; 1 number of the stage"),
    ],
)
def test_a_number_is_no_voice(made, said, text):
    """One person and a number about the stage are not two who agree."""
    for kind, people in said:
        talk(made, kind, people)
    seen = look(Folder(made.folder.root))
    kinds = _Exposed(seen)
    (e,) = (e for e in seen.evidence if e.code == CLAIM)
    result = _one(kinds, e, {}, ("agrees",))
    assert result["word"] == "one kind"
    assert result["text"].startswith(text)
    assert {"word": "agree", "a": "interview", "b": "metric", "both": 0} in result["matrix"]


@pytest.mark.parametrize("agrees", ["agrees", "conflicts"])
def test_a_number_alone_says_nothing_of_a_claim_nobody_makes(unhappy, agrees):
    unhappy.define("pain:silent", stage="onboarding")
    seen = look(Folder(unhappy.folder.root))
    result = triangulation(seen, numbers={"onboarding": [{"metric": "drop-off", "agrees": agrees}]})["pain:silent"]
    assert (result["word"], result["distinct"]) == ("nobody", 0)
    assert "metric" not in result["kinds"]


def test_a_number_says_nothing_of_a_delight_at_a_stage_people_dislike(unhappy):
    talk(unhappy, "interview", ["P9"], code="delight:quick")
    seen = look(Folder(unhappy.folder.root))
    rows = {"onboarding": [{"metric": "drop-off", "agrees": "agrees"}]}
    assert "metric" not in triangulation(seen, numbers=rows)["delight:quick"]["kinds"]


def test_every_claim_of_the_sample_study_has_its_kinds(sample):
    seen = look(sample)
    result = triangulation(seen)
    assert result.keys() == {e.code for e in seen.evidence}
    for e in seen.evidence:
        kinds = result[e.code]["kinds"]
        assert max((c["k"] for c in kinds.values()), default=0) <= e.k <= sum(c["k"] for c in kinds.values())
        assert all(c["k"] <= c["n"] and c["x"] <= c["n"] and c["alone"] <= c["k"] for c in kinds.values())
    assert result["need:show-without-account"]["word"] == "nobody"
