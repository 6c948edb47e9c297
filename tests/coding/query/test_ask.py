"""What queries find in a study that one can read at a glance (conftest.py): by code, words, people, place and neighbours."""

from __future__ import annotations

import pytest

from workbench.coding.query import QueryError, query
from workbench.coding.query.ask import Asked
from workbench.coding.query.examples import examples
from workbench.coding.query.tree import code
from workbench.study.folder import Folder
from workbench.study.settings import Settings

ON = "I left.\nInterviewer: And the first week?\nP01: Empty, and typing names in took an evening"
FOUND = [
    # codes
    ("pain:typing", ["typing names in took an evening"]),
    ("pain: typing names in", ["typing names in took an evening"]),
    ("Typing Names-In", ["typing names in took an evening"]),
    ("delight", ["The page is clear."]),
    ("below:Money and source:t3", ["Still too high"]),
    ("pain in (typing, above)", ["typing names in took an evening"]),
    ("stage=decision", ["The charge was too high. I left."]),  # another name of the stage
    # two coders, one mention
    ("pain:high and source:t1", ["The charge was too high. I left"]),
    # words
    ('"too expensive"', ["Too expensive"]),
    ("cafe", ["café"]),
    ("expens*", ["expensive"]),
    ("expens", []),
    ("evening", ["evening"]),
    ('text:"first week"', []),  # an interviewer's words
    ('"first week" and speaker:interviewer', ["first week"]),
    ('"first week" and speaker:any', ["first week"]),
    # people and places
    ("charge and role=user", ["charge", "Charge"]),
    ("charge and role!=user", ["charge", "charge", "charge"]),
    ("charge and plan in (pro, team)", ["charge"]),
    ("charge and nps>=9", ["charge", "Charge"]),
    ("charge and team-size>10 and round:Autumn", ["charge"]),
    ("charge and participant:r01", ["charge"]),
    ("charge and kind:ticket", ["charge", "Charge"]),
    ("charge and source:T2", ["charge"]),
    ("question:why", ["Too expensive", "Clear price, like my café"]),
    # conditions on codings
    ("pain and valence<=−2", ["The charge was too high", "Too expensive"]),
    ("pain and stance:against", ["A fair charge."]),
    ("pain and coder:ben", ["charge was too high. I left"]),
    ("pain and memo:ben", ["The charge was too high"]),
    ("memo:*", ["The charge was too high"]),
    ("delight and coder:any and kind:survey", ["Clear price"]),
    ("charge and valence<0", ["charge"]),  # of words: a coding that overlaps them
    # all, any, none
    ("pain and charge and source:t1", ["The charge was too high. I left", "typing names in took an evening. That charge"]),
    ("charge and pain:typing and coder:ana", ["typing names in took an evening. That charge"]),  # ana coded no charge there
    ("evening or expensive", ["expensive", "evening"]),
    ("charge and not pain and kind:interview", ["charge"]),
    ("not charge and kind:survey", ["Too expensive", "Clear price, like my café"]),
    ("not (pain or delight) and kind:interview", []),
    # where things stand
    ("pain within stage:Purchase and source:t1", ["The charge was too high. I left"]),
    ("pain not within stage:Purchase and source:t1", ["typing names in took an evening"]),
    ("charge near(1) again", ["charge again"]),
    ("charge near(0) again", ["charge again"]),
    ("evening near(1) charge", ["evening. That charge"]),
    ("evening near(0) charge", []),
    ('evening overlaps "."', []),  # side by side is not over one another
    ('"." overlaps evening', []),
    ('evening touching "."', ["evening."]),
    ("evening touching That", ["evening. That"]),
    ("price near(2) charge and speaker:any", ["price?\nP01: The charge"]),  # the name of the speaker is no word
    ("pain:high overlaps stage:purchase", ["The charge was too high. I left."]),
    ("pain:high then(2) pain:typing", [f"The charge was too high. {ON}"]),
    ("pain:high then(1) pain:typing", []),
    ("pain:typing follows(2) pain:high and source:t1", [f"charge was too high. {ON}"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), FOUND)
def test_a_query_finds_quotes_at_their_places_and_means_the_same_as_it_prints(asked, folder, text, said):
    result = asked.query(text)
    frame = result.frame()
    assert sorted(frame["quote"]) == sorted(said)
    for row in frame.itertuples():
        assert folder.text(row.source, row.item)[row.start : row.end] == row.quote
        assert all(part in row.quote for part in row.matched)
    assert asked.query(result.query).frame().equals(frame)


def test_what_is_assumed_is_said(asked):
    left = asked.query("pain or delight or charge").left
    assert left == {"against the claim": 1, "by models or in a second coding": 1}
    assert asked.query('"first week"').left == {"in an interviewer's words": 1}
    assert asked.query("(pain or delight) and stance:any and coder:any").left == {}


WRONG = [
    ("pain:typng", "No code of the family pain is called 'typng'. Did you mean typing", "pain:typng"),
    ("pain or stage:Purchas", "Did you mean purchase or stage:purchase?", "stage:Purchas"),
    ("charge and participant:P1", "No participant is called 'P1'. Did you mean P01", "participant:P1"),
    ("charge and round:2027", "There are: 2026-Q1, 2026-Q3.", "round:2027"),
    ("rle=admin", "Nothing is called 'rle' here. Did you mean role", "rle=admin"),
    ("role=amdin", "For nobody is role 'amdin'. Did you mean admin?", "role=amdin"),
    ("role<3", "'role' is not a number for anybody; its values are: admin, user.", "role<3"),
    ("nps<many", "'many' is not a number.", "nps<many"),
    ("valence>7", "from -2 to 2", "valence>7"),
    ("valence<*", "has no order", "valence<*"),
    ("coder<ana", "write coder:ana", "coder<ana"),
    ("coder:anna", "No coder is called 'anna'. Did you mean ana?", "coder:anna"),
    ("stance:maybe", "There are: for, against, any.", "stance:maybe"),
    ("family:pains", "No family is called 'pains'. Did you mean pain?", "family:pains"),
    ("too expensive", "To look for these words put quotation marks around them", "too expensive"),
    ('pain or "*"', "no letter, digit or sign to look for", '"*"'),
    ('memo:"\u200b"', "no letter, digit or sign", 'memo:"\u200b"'),
    ("question:wy", "Did you mean why", "question:wy"),
    ("kind:letters", "There are: interview, survey, ticket.", "kind:letters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "at"), WRONG)
def test_a_name_that_means_nothing_is_pointed_at(asked, text, said, at):
    with pytest.raises(QueryError) as caught:
        asked.query(text)
    assert said in caught.value.what
    begin, end = caught.value.at
    assert text[begin:end] == at


def test_a_name_that_means_two_things_is_refused_with_both(own):
    own.act("ana", ("code.define", {"code": "need:typing", "label": "Typing names in"}))
    own.act("ana", ("code.define", {"code": "free:pain", "label": "Pain"}))
    with pytest.raises(QueryError, match="can mean pain:typing or need:typing"):
        query(own, "typing")
    with pytest.raises(QueryError, match=r"can mean pain:\* or free:pain"):
        query(own, "pain")
    assert len(query(own, "pain:typing or pain:*"))
    assert len(query(own, "free:pain")) == 0


def test_a_bare_word_close_to_a_code_is_looked_for_and_the_code_is_named(asked):
    result = asked.query("typeing or charge")
    assert result.notes == ("No code is called 'typeing', so it is looked for as a word. Did you mean typing?",)


def test_a_long_name_may_be_cut_short_where_only_one_begins_so(asked):
    result = asked.query("team=12")
    assert result.notes == ("'team' is taken to mean team-size.",)
    assert result.people == ("P01",)


@pytest.mark.parametrize(
    "name",
    ["pain:*", "pain:x) or (pain:*", 'pain:" or pain:"', "pain:\\", "pain:and", "pain:</script>", "pain:a\nb", "pain:\u202egnol",
     "and", "x", "role=admin", 'free:"', "pain:a, b", "odd family:x", "participant:P01", "pain: lead"],
)  # fmt: skip
def test_whatever_a_code_is_called_its_query_finds_it_and_nothing_else(own, place, name):
    own.act("ana", ("coding.add", {"code": name, "anchor": place(own, "t3", "", "Still")}))
    result = query(own, code(name))
    assert list(result.frame()["codes"]) == [(name,)]
    assert len(query(own, f"not {code(name)} and {code('pain:high')}")) == 3


def test_merged_and_retired_codes(own):
    own.act("ana", ("code.merge", {"code": "pain:typing", "into": "pain:high"}))
    assert len(query(own, "pain:typing and source:t1")) == 2  # what it went into
    own.act("ana", ("code.retire", {"code": "pain:high"}))
    assert len(query(own, "pain and source:t1")) == 0
    assert len(query(own, "pain:high and source:t1")) == 2  # whoever names it means it


def test_who_works_blind_sees_their_own_codings_only(asked):
    hidden = frozenset({"t1"})
    seen = asked.query("pain and source:t1", coder="ben", hidden=hidden)
    assert list(seen.frame()["coders"]) == [("ben",)]
    assert seen.left["of others, where you code blind"] == 2
    assert len(asked.query("memo:*", coder="ben", hidden=hidden)) == 0
    assert len(asked.query("charge and valence<0", coder="ben", hidden=hidden)) == 0
    assert len(asked.query("pain and source:t3", coder="ben", hidden=hidden)) == 1
    stages = asked.query("charge", coder="ben", hidden=hidden).by("stage").set_index("value")["mentions"]
    assert stages.get("onboarding", 0) == 0


def test_what_a_row_says_goes_before_what_its_writer_said_elsewhere(own, survey_of):
    first, second = ("R07", "why", "charge one", "pro", 2.0), ("R07", "how", "charge two", "team", None)
    answers = [first, second, ("P02", "how", "charge three", "pro", 1.0)]
    own.add_survey(survey_of("more", "survey", "2026-Q3", answers))
    found = {
        text: list(query(own, f"charge and source:more and {text}").frame()["item"]) for text in ("plan=team", "nps<7", "nps=9")
    }
    assert found == {"plan=team": ["more-1"], "nps<7": ["more-0", "more-1"], "nps=9": ["more-2"]}  # participants.csv first


def test_what_an_adjudication_set_aside_is_not_found(own, place):
    coding = next(c for c in own.state().codings.values() if c.code == "pain:typing")
    body = {"anchor": place(own, "t1", "", "typing names in"), "stands": [], "falls": [coding.id], "reason": "no pain"}
    own.act("ana", ("adjudication.make", body))
    result = query(own, "pain:typing")
    assert (len(result), result.left) == (0, {"set aside by adjudication": 1})


def test_a_source_that_changed_and_an_act_are_seen_by_the_next_query(own, place):
    asked = Asked(own)
    assert len(asked.fresh().query("pain:typing")) == 1
    own.act("ana", ("coding.add", {"code": "pain:typing", "anchor": place(own, "t3", "", "Still")}))
    assert len(asked.fresh().query("pain:typing")) == 2
    own.undo("ana")
    assert len(asked.fresh().query("pain:typing")) == 1
    people = own.participants()
    own.save_participants([p if p.id != "P01" else type(p)("P01", {"role": "owner"}) for p in people.values()])
    assert len(asked.fresh().query("charge and role=owner")) == 3


def test_a_coding_whose_text_is_not_here_is_left_out(own, place):
    gone = place(own, "t3", "", "Still") | {"version": "0" * 64}
    own.act("ana", ("coding.add", {"code": "pain:typing", "anchor": gone}))
    own.act("ana", ("coding.add", {"code": "pain:typing", "anchor": {**gone, "source": "nowhere"}}))
    assert len(query(own, "pain:typing")) == 1
    assert Asked(own).codings.orphans == 2


@pytest.mark.parametrize("text", ["pain", "charge", "not charge", "pain near(3) charge", "valence<0", "memo:*", "speaker:any"])
def test_a_study_without_anything_answers_too(tmp_path, text):
    result = query(Folder.create(tmp_path / "empty", Settings()), text)
    assert (len(result), result.people, result.heard, result.share()) == (0, (), (), None)
    assert result.frame().empty
    assert result.by("round").empty


@pytest.mark.parametrize("text", ["role=x", "kind:interview", "coder:ana", "participant:P01"])
def test_in_a_study_without_anything_names_mean_nothing(tmp_path, text):
    with pytest.raises(QueryError):
        query(Folder.create(tmp_path / "empty", Settings()), text)


def test_examples_are_queries_that_this_study_answers(asked, tmp_path):
    assert len(examples(asked)) == 3
    assert all(len(asked.query(text)) for text in examples(asked))
    nothing = Asked(Folder.create(tmp_path / "empty", Settings()))
    assert len([nothing.query(text) for text in examples(nothing)]) == 3
