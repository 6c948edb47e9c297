"""Single edits of a codebook: what changes, what is refused, and that one undo takes it back."""

from __future__ import annotations

import pytest

from workbench.coding.codebook.codes import codebook_frame
from workbench.coding.codebook.edit import add_example, define, rename, retire
from workbench.study.errors import UserError
from workbench.study.records import Anchor


@pytest.fixture
def used(folder, code):
    """One code, defined and used twice."""
    define(folder, "pain: Fee", coder="ana", definition="Speaks of the price.")
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "nps", "dear", item="nps-0")
    return folder


def test_a_code_that_is_not_there_is_made(folder):
    done = define(folder, "pain: Empty week", coder="ana", include="Nothing to do", exclude="Too much", valence=-1, key="z")
    code = folder.state().codes["pain:empty-week"]
    assert done.codes == ("pain:empty-week",)
    assert (code.label, code.include, code.exclude, code.valence, code.key) == (
        "Empty week", "Nothing to do", "Too much", -1, "z",
    )  # fmt: skip


def test_what_is_not_named_stays(used):
    define(used, "Fee", coder="ben", include="A sum is named.", stage="decision")
    code = used.state().codes["pain:fee"]
    assert (code.definition, code.include, code.stage) == ("Speaks of the price.", "A sum is named.", "purchase")


def test_an_id_is_the_code_it_names_also_where_another_is_called_like_it(folder):
    define(folder, "pain: Cost", coder="ana")
    define(folder, "pain: Fee", coder="ana")
    rename(folder, "pain:fee", "Hidden", coder="ana")
    rename(folder, "pain:cost", "fee", coder="ana")
    define(folder, "pain:fee", coder="ana", definition="What is not said")
    assert {c.id: c.definition for c in folder.state().codes.values()} == {"pain:cost": "", "pain:fee": "What is not said"}


def test_saying_the_same_again_writes_nothing(used):
    before = used.acts()
    assert define(used, "pain:fee", coder="ana", definition="Speaks of the price.").acts == ()
    assert repr(rename(used, "pain:fee", "Fee", coder="ana")) == "<pain:fee: nothing to change>"
    assert used.acts() == before


def test_renaming_keeps_the_id_and_the_codings(used):
    done = rename(used, "Fee", "Costs too much", coder="ben", reason="that is what they say")
    assert used.state().codes["pain:fee"].label == "Costs too much"
    assert done.before == done.after == {"pain:fee": 2}
    assert done.acts[0].body["reason"] == "that is what they say"


def test_renaming_a_need_changes_its_statement_in_the_ledger(folder):
    folder.act("ana", ("need.confirm", {"need": "need:quiet", "statement": "Quiet", "stage": "retention", "candidate": "c1"}))
    rename(folder, "need:quiet", "Decide when the phone may ring", coder="ana")
    need = folder.state().needs["need:quiet"]
    assert (need.statement, need.stage, need.candidate) == ("Decide when the phone may ring", "retention", "c1")
    define(folder, "need:quiet", coder="ana", stage="onboarding", latent=True)
    need = folder.state().needs["need:quiet"]
    assert (need.statement, need.stage, need.latent) == ("Decide when the phone may ring", "onboarding", True)


def test_a_retired_code_keeps_its_codings_and_lets_go_of_its_children(used):
    define(used, "pain: Hidden fee", coder="ana")
    used.act("ana", ("code.define", {"code": "pain:hidden-fee", "parent": "pain:fee"}))
    done = retire(used, "pain:fee", coder="ana")
    assert done.after == {"pain:fee": 2}
    assert used.state().codes["pain:fee"].retired
    assert used.state().codes["pain:hidden-fee"].parent == ""
    assert "pain:fee" not in codebook_frame(used)["code"].tolist()


def test_an_emotion_nobody_used_can_be_retired(folder):
    retire(folder, "emotion: neutral", coder="ana")
    assert "emotion:neutral" not in codebook_frame(folder)["code"].tolist()
    folder.undo("ana")
    assert "emotion:neutral" in codebook_frame(folder)["code"].tolist()


def test_examples_and_what_is_none(used):
    text = used.text("one")
    version = used.transcripts()[0].version
    place = Anchor("one", "", version, text.index("dear"), text.index("dear") + 4)
    other = Anchor("one", "", version, text.index("Slow"), text.index("Slow") + 4)
    add_example(used, "pain:fee", place, coder="ana")
    add_example(used, "pain:fee", other, against=True, coder="ana")
    assert codebook_frame(used).set_index("code").loc["pain:fee", ["examples", "against"]].tolist() == [1, 1]
    with pytest.raises(UserError, match="an example of pain:fee already"):
        add_example(used, "pain:fee", place, against=True, coder="ana")
    with pytest.raises(UserError, match="no text from"):
        add_example(used, "pain:fee", Anchor("one", "", version, 0, 9999), coder="ana")
    with pytest.raises(UserError, match="no text 'nine'"):
        add_example(used, "pain:fee", Anchor("nine", "", version, 0, 1), coder="ana")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda f: rename(f, "pain:fees", "X", coder="ana"), r"no code 'pain:fees'. Is it pain:fee\?"),
        (lambda f: rename(f, "zzz", "X", coder="ana"), r"no code 'zzz'. study.codebook\(\) lists them"),
        (lambda f: rename(f, "pain:fee", " ", coder="ana"), "needs a label"),
        (lambda f: rename(f, "pain:fee", "x" * 2000, coder="ana"), "too long"),
        (lambda f: rename(f, "pain:fee", "SLOW", coder="ana"), "pain:slow is called 'Slow' already"),
        (lambda f: rename(f, "stage:onboarding", "Start", coder="ana"), "Change the stages in study.toml"),
        (lambda f: retire(f, "Onboarding", coder="ana"), "Change the stages in study.toml"),
        (lambda f: retire(f, "pain:old", coder="ana"), "pain:old is retired"),
        (lambda f: rename(f, "pain:gone", "X", coder="ana"), "merged into pain:fee. Name pain:fee"),
        (lambda f: define(f, "pain:fee", coder="ana", weight=3), "no field 'weight'"),
        (lambda f: define(f, "pain:fee", coder="ana", valence=3), "valence is a whole number"),
        (lambda f: define(f, "pain:fee", coder="ana", valence=True), "valence is a whole number"),
        (lambda f: define(f, "pain:fee", coder="ana", colour="red"), "not a colour"),
        (lambda f: define(f, "pain:fee", coder="ana", stage="bliss"), "no stage is called 'bliss'"),
        (lambda f: define(f, "stage: bliss", coder="ana"), "Add it to study.toml"),
        (lambda f: define(f, "pain:fee", coder="ana", key="T"), "a command of the coder"),
        (lambda f: define(f, "pain:fee", coder="ana", key="+"), "a command of the coder"),
        (lambda f: define(f, "pain:fee", coder="ana", key="z"), "that of pain:slow"),
        (lambda f: define(f, "pain:fee", coder="ana", key="ab"), "one character"),
    ],
)
def test_what_is_refused_says_what_to_do_and_writes_nothing(used, edit, message):
    define(used, "pain: Slow", coder="ana", key="z")
    used.act("ana", ("code.define", {"code": "pain:old"}), ("code.retire", {"code": "pain:old"}))
    used.act("ana", ("code.merge", {"code": "pain:gone", "into": "pain:fee"}))
    before = used.acts()
    with pytest.raises(UserError, match=message):
        edit(used)
    assert used.acts() == before
