"""The ledger as people read it: what they did stays with its history; participants' words never get into an act."""

from __future__ import annotations

import json

import pytest
from study.makers import survey, talk

from workbench.reading.segments import segments
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.settings import Round, Settings
from workbench.themes.ledger import Event, decide, dismiss, edit, ledger, own_words
from workbench.themes.needs import Candidate
from workbench.themes.review import Match

SAID = (
    "I wish the price for a whole year was on the page.", "Why is the yearly price hidden until I sign up?",
    "I had to print the rota for the wall again.", "We copy the rota on paper for the kitchen.",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    made = Folder.create(tmp_path / "study", Settings(rounds=(Round("r1", "First"), Round("r2", "Second"))))
    made.add_survey(survey("first", SAID, "r1"))
    made.add_survey(survey("second", ("The price of a year is nowhere to be found.",), "r2"))
    made.add_transcript(talk("p09", "The price for the year comes after the account.", "r2", "P09"))
    return made


def at(folder, text):
    return next(s for s in segments(folder) if text in s.text)


def raw(segment):
    a = segment.anchor
    return {"source": a.source, "item": a.item, "version": a.version, "start": a.start, "end": a.end}


def confirm(folder, need, *texts, **more):
    anchors = [raw(at(folder, text)) for text in texts]
    (act,) = folder.act("ana", ("need.confirm", {"need": need, "statement": "S", "anchors": anchors, **more}))
    return act


def candidate(folder, *texts, name="c-1"):
    own = tuple(at(folder, text).id for text in texts)
    return Candidate(name, "", (), own, len(own), 5, 0.1, 0.5, {}, latent=False, score=1, rank=1)


def by_id(folder):
    return {s.id: s for s in segments(folder)}


def test_an_empty_ledger(folder):
    assert ledger(folder) == []


def test_a_confirmed_need_with_its_parts_and_its_people_by_round(folder):
    act = confirm(folder, "need:price", "a whole year", "yearly price", who="Owners", what="a price", round="r1", candidate="c-9")
    folder.act("ben", *(("coding.add", {"code": "need:price", "anchor": raw(at(folder, t))}) for t in ("nowhere", "after the")))
    (entry,) = ledger(folder)
    assert (entry.id, entry.statement, entry.who, entry.what, entry.because) == ("need:price", "S", "Owners", "a price", "")
    assert (entry.status, entry.into, entry.people) == ("confirmed", "", {"r1": 2, "r2": 2})
    assert entry.history == (Event("r1", "confirmed", ("c-9",), None, "ana", act.at),)


@pytest.mark.parametrize("kind", ["ticket", "review", "social"])
def test_who_was_not_asked_is_not_counted(folder, kind):
    import dataclasses

    folder.add_survey(dataclasses.replace(survey("mail", ("No price anywhere for a team.",), "r2"), kind=kind))
    confirm(folder, "need:price", "a whole year", "No price anywhere")
    assert ledger(folder)[0].people == {"r1": 1}


def test_what_a_model_coded_or_what_fell_or_speaks_against_is_no_evidence(folder):
    confirm(folder, "need:price")
    folder.act(
        "bot", ("coder.join", {"kind": "model"}), ("coding.add", {"code": "need:price", "anchor": raw(at(folder, "whole year"))})
    )
    folder.act("ana", ("coding.add", {"code": "need:price", "anchor": raw(at(folder, "yearly")), "stance": "against"}))
    assert ledger(folder)[0].people == {}


def test_edits_merges_and_retirements_stay_in_the_history(folder):
    confirm(folder, "need:price", "whole year")
    confirm(folder, "need:cost", "yearly price")
    confirm(folder, "need:paper", "kitchen")
    edit(folder, "need:cost", coder="ben", statement="Know the cost", reason="clearer")
    folder.act("ben", ("code.merge", {"code": "need:cost", "into": "need:price"}))
    folder.act("ben", ("code.retire", {"code": "need:paper"}))
    cost, paper, price = ledger(folder)
    assert (cost.status, cost.into, cost.statement, cost.people) == ("merged", "need:price", "Know the cost", {})
    assert [(e.kind, e.decided_by, e.reason) for e in cost.history] == [
        ("confirmed", "ana", ""), ("edited", "ben", "clearer"), ("merged", "ben", ""),
    ]  # fmt: skip
    assert paper.status == "retired"
    assert (price.status, price.people, price.history[-1].from_) == ("confirmed", {"r1": 2}, ("need:cost",))


def test_what_was_taken_back_was_never_there(folder):
    confirm(folder, "need:price", "whole year")
    before = ledger(folder)
    edit(folder, "need:price", coder="ana", who="Owners")
    folder.undo("ana")
    assert ledger(folder) == before


def test_a_dismissed_candidate_is_listed_with_the_reason(folder):
    act = dismiss(folder, candidate(folder, "kitchen", "wall"), by_id(folder), "a habit, no need", coder="ana", round_="r1")
    (entry,) = ledger(folder)
    assert (entry.id, entry.status, entry.statement) == ("c-1", "dismissed", "")
    assert entry.history == (Event("r1", "dismissed", (), None, "ana", act.at, "a habit, no need"),)


def test_a_dismissal_says_why_and_quotes_nobody(folder):
    with pytest.raises(UserError, match="say why"):
        dismiss(folder, candidate(folder, "kitchen"), by_id(folder), " ", coder="ana")
    with pytest.raises(UserError, match="reason holds a participant's words"):
        dismiss(folder, candidate(folder, "kitchen"), by_id(folder), 'just "we copy the rota on paper for"', coder="ana")
    assert folder.acts() == []


def test_new_evidence_becomes_codings_in_one_gesture(folder):
    confirm(folder, "need:price", "whole year")
    new = at(folder, "nowhere")
    match = Match("same", ("need:price",), ("c-2",), 0.91, 0, ("R000",), (new.id,))
    acts = decide(folder, match, "r2", by_id(folder), coder="ben", reason="read all")
    (entry,) = ledger(folder)
    assert entry.people == {"r1": 1, "r2": 1}
    assert entry.history[-1] == Event("r2", "same", ("need:price",), 0.91, "ben", acts[0].at, "read all")
    folder.undo("ben")
    assert ledger(folder)[0].people == {"r1": 1}


def test_one_accepts_only_what_one_read(folder):
    confirm(folder, "need:price", "whole year")
    match = Match("same", ("need:price",), ("c-2",), 0.9, 0, (), (at(folder, "nowhere").id, at(folder, "kitchen").id))
    decide(folder, match, "r2", by_id(folder), coder="ben", accept=[at(folder, "nowhere").id])
    assert ledger(folder)[0].people == {"r1": 1, "r2": 1}
    with pytest.raises(UserError, match="not a segment of this proposal"):
        decide(folder, match, "r2", by_id(folder), coder="ben", accept=["x"])


def test_a_need_that_is_gone_gets_no_evidence(folder):
    confirm(folder, "need:price", "whole year")
    decide(folder, Match("gone", ("need:price",), (), None, 0), "r2", by_id(folder), coder="ben")
    (entry,) = ledger(folder)
    assert (entry.status, entry.history[-1].kind, entry.people) == ("confirmed", "gone", {"r1": 1})


@pytest.mark.parametrize("act", [
    lambda f: edit(f, "need:none", coder="ana", who="X"),
    lambda f: decide(f, Match("gone", ("need:none",), (), None, 0), "r", {}, coder="ana"),
    lambda f: edit(f, "need:price", coder="ana", colour="red"),
])  # fmt: skip
def test_what_is_not_there_is_named(folder, act):
    confirm(folder, "need:price")
    with pytest.raises(UserError, match=r"the ledger has no 'need:none'; it has: need:price|a need has no colour"):
        act(folder)


def test_own_words(folder):
    own = [at(folder, "whole year")]
    own_words(own, what="the price for a year", because="the price for a whole")  # five words in a row are no quotation
    with pytest.raises(UserError, match="what holds"):
        own_words(own, what="They wish: THE PRICE, for a whole year!")


def test_no_act_holds_what_somebody_said(folder):
    dismiss(folder, candidate(folder, "kitchen", "wall"), by_id(folder), "a habit", coder="ana")
    confirm(folder, "need:price", "whole year")
    decide(
        folder, Match("same", ("need:price",), ("c",), 0.9, 0, (), (at(folder, "nowhere").id,)), "r2", by_id(folder), coder="ana"
    )
    written = json.dumps([a.body for a in folder.acts()])
    assert not any(word in written for word in ("kitchen", "nowhere", "whole"))
