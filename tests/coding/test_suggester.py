"""The suggester: learns again when something changed, never asks twice, counts what people said of it."""

from __future__ import annotations

import json

import little
import numpy as np
import pytest

from workbench.coding import suggester as module
from workbench.coding.suggest import as_record
from workbench.coding.suggester import Suggester, accepting, correcting, rejecting
from workbench.sources.ingest import add_survey
from workbench.study.errors import UserError
from workbench.study.folder import Folder


class Counting:
    """The encoder of the package would do; this one counts what it is asked."""

    id = "counting"

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        out = np.zeros((len(texts), 384), np.float32)
        for n, text in enumerate(texts):
            out[n, sum(text.encode()) % 384] = 1
        return out


@pytest.fixture
def encoder():
    return Counting()


@pytest.fixture
def suggester(study, encoder):
    return Suggester(study.folder, encoder=encoder)


def records(found):
    return [repr(as_record(s)) for s in found]


def test_kept_or_made_anew_it_says_the_same(suggester, study, encoder):
    suggester.suggest()
    one = suggester.suggest(limit=1)[0]
    study.folder.act("ana", *accepting(one), together=True)
    assert records(suggester.suggest()) == records(Suggester(Folder(study.folder.root), encoder=encoder).suggest())


def test_nothing_is_read_or_learned_twice_and_only_new_text_is_embedded(suggester, study, encoder, monkeypatch):
    model = suggester.learn()
    assert suggester.learn() is model
    before = len(encoder.asked)
    monkeypatch.setattr(module, "pooled", lambda *_: pytest.fail("no source changed"))
    study.folder.act("ana", *rejecting(suggester.suggest(limit=1)[0]))
    assert suggester.learn() is not model
    assert len(encoder.asked) == before
    study.folder.act("ana", ("code.define", {"code": "pain:new", "label": "New", "definition": "Never seen"}))
    suggester.learn()
    assert encoder.asked[before:] == ["New: Never seen"]


def test_a_source_that_comes_in_is_read(suggester, study, tmp_path):
    before = len(suggester.learn().table.vectors)
    talks, _ = little.files(tmp_path / "more")
    text = talks[0].read_text(encoding="utf-8").replace("Maria Lindqvist", "Ada Bell")
    talks[0].with_name("ada.txt").write_text(text, encoding="utf-8")
    study.add(talks[0].with_name("ada.txt"), round="2026-Q1")
    assert len(suggester.learn().table.vectors) > before


# What people say -----------------------------------------------------------------------------------------------------


def test_accepting_is_one_gesture_that_counts_from_then_on(suggester, study):
    one = suggester.suggest(limit=1)[0]
    codings = len(study.folder.state().codings)
    study.folder.act("ana", *accepting(one), together=True)
    state = study.folder.state()
    assert len(state.codings) == codings + 1
    (said,) = state.decisions.values()
    assert (said.code, said.decision, said.model, said.score) == (one.code, "accepted", "ridge-1", one.score)
    assert one.id not in {s.id for s in suggester.suggest()}
    study.folder.undo("ana")
    assert len(study.folder.state().codings) == codings
    assert not study.folder.state().decisions
    assert one.id in {s.id for s in suggester.suggest()}


def test_what_is_rejected_or_corrected_is_not_suggested_again_until_undone(suggester, study):
    first, second = suggester.suggest(limit=2)
    study.folder.act("ana", *rejecting(first))
    study.folder.act("ana", *correcting(second, "free:other"), together=True)
    assert not {first.id, second.id} & {s.id for s in suggester.suggest()}
    assert [c.code for c in study.folder.state().codings.values()].count("free:other") == 1
    study.folder.undo("ana")
    study.folder.undo("ana")
    assert {first.id, second.id} <= {s.id for s in suggester.suggest()}
    assert "free:other" not in {c.code for c in study.folder.state().codings.values()}


def test_suggesting_writes_nothing(suggester, study):
    before = study.folder.digest()
    suggester.suggest()
    suggester.report()
    assert study.folder.digest() == before


def test_no_act_holds_words(suggester):
    for one in suggester.suggest():
        words = suggester.segment(one.segment).text
        acts = (*accepting(one), *correcting(one, "free:x"), *rejecting(one))
        assert words not in json.dumps(acts, ensure_ascii=False)
        assert not {"words", "text", "memo", "like"} & {key for _, body in acts for key in body}


# Where ---------------------------------------------------------------------------------------------------------------


def test_one_source_or_one_person(suggester, study):
    source = study.folder.transcripts()[0]
    person = next(t.participant for t in source.turns if t.participant)
    assert {s.anchor.source for s in suggester.suggest(source.id)} <= {source.id}
    assert {suggester.segment(s.segment).participant for s in suggester.suggest(person)} <= {person}
    with pytest.raises(UserError, match="no source and no participant"):
        suggester.suggest("nobody")


def test_next_goes_through_a_source_in_order_and_ends(suggester, study):
    source = study.folder.transcripts()[0].id
    there = sorted({(s.anchor.item, s.anchor.start) for s in suggester.suggest(source)})
    found, after = [], ("", -1)
    while one := suggester.next(source, after):
        after = (one.anchor.item, one.anchor.start)
        found.append(after)
    assert found == there


def test_least_leaves_out_guesses(suggester):
    assert {s.strength for s in suggester.suggest(least=0.35)} <= {"very likely", "likely", "perhaps"}


# Blind ---------------------------------------------------------------------------------------------------------------


def test_blind_learns_from_and_looks_at_one_coder_only(study, encoder):
    blind = Suggester(study.folder, "ben", blind=True, encoder=encoder)
    before = records(blind.suggest())
    sees = Suggester(study.folder, "ben", encoder=encoder)
    one = next(s for s in sees.suggest())
    study.folder.act("ana", *accepting(one), together=True)
    study.folder.act("ana", *rejecting(sees.suggest(limit=1)[0]))
    assert records(blind.suggest()) == before
    with pytest.raises(UserError, match="needs a name"):
        Suggester(study.folder, blind=True)


# Account -------------------------------------------------------------------------------------------------------------


def test_the_account_counts_what_was_said_with_wilson_s_interval(suggester, study):
    """Wilson 1927: 1 of 2 has the interval 0.0945 to 0.9055."""
    code = suggester.suggest(limit=1)[0].code
    first, second = [s for s in suggester.suggest() if s.code == code][:2]
    study.folder.act("ana", *accepting(first), together=True)
    study.folder.act("ben", *rejecting(second))
    row = next(r for r in suggester.report() if r.code == code)
    assert (row.accepted, row.corrected, row.rejected) == (1, 0, 1)
    assert (row.rate.value, row.rate.lo, row.rate.hi) == pytest.approx((0.5, 0.0945, 0.9055), abs=1e-4)
    assert row.suggested == 2 + sum(s.code == code for s in suggester.suggest()), "decided ones stay in the count"
    assert any(r.rate is None for r in suggester.report()), "no rate without a decision"


def test_a_short_list_says_nothing_twice(study, encoder, tmp_path):
    said = "respondent,Why?\n" + "".join(f"x{n},I typed all names in by hand again{'!' * n}\n" for n in range(12))
    (tmp_path / "more.csv").write_text(said, encoding="utf-8")
    add_survey(study.folder, tmp_path / "more.csv", round="2026-Q1", text=["Why?"])
    suggester = Suggester(study.folder, encoder=encoder)
    found = suggester.suggest()
    texts = {s.id: s.text.rstrip("!") for s in suggester.segments}
    every = [(s.code, texts[s.segment]) for s in found]
    short = [(s.code, texts[s.segment]) for s in suggester.suggest(limit=len(set(every)))]
    assert len(set(every)) < len(every)
    assert len(set(short)) == len(short)
    assert len(suggester.suggest(limit=len(every))) == len(every)


def test_what_to_read_is_not_the_same_words_again(study, encoder, tmp_path):
    said = "respondent,Why?\n" + "".join(f"x{n},{'Nothing' if n % 2 else 'nothing.'}\n" for n in range(40))
    (tmp_path / "more.csv").write_text(said, encoding="utf-8")
    add_survey(study.folder, tmp_path / "more.csv", round="2026-Q1", text=["Why?"])
    suggester = Suggester(study.folder, encoder=encoder)
    shown = [suggester.segment(one.segment).text.lower().strip(".") for one in suggester.to_read(200)]
    assert shown.count("nothing") == 1
    assert len(set(shown)) == len(shown)
