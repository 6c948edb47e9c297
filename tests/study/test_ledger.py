"""The need ledger in the fold: needs get other words, candidates are dismissed, rounds compared; undo of anything is exact."""

from __future__ import annotations

import pytest
from study.test_fold import ANCHOR, Writer

from workbench.study.fold import fold, grow
from workbench.study.records import Anchor, Dismissal, Need, Ruling

CONFIRM = {"need": "need:quiet", "statement": "Hear nothing after six", "anchors": [ANCHOR], "candidate": "c-1"}
PARTS = {"who": "Owners", "what": "quiet hours", "because": "the phone rings at night", "round": "2026-Q1"}
AT = "2026-09-01T10:00:{:02}Z"


@pytest.fixture
def write():
    return Writer()


def test_a_need_is_confirmed_with_its_parts(write):
    write("need.confirm", **CONFIRM, **PARTS)
    expected = Need(
        "need:quiet", "Hear nothing after six", "", latent=False, confirmed_by="ana", at=AT.format(1), candidate="c-1", **PARTS
    )
    assert write.state().needs == {"need:quiet": expected}


def test_a_need_without_parts_has_none(write):
    write("need.confirm", **CONFIRM)
    need = write.state().needs["need:quiet"]
    assert (need.who, need.what, need.because, need.round) == ("", "", "", "")


def test_confirmed_again_it_keeps_the_parts_that_are_not_said_anew(write):
    write("need.confirm", **CONFIRM, **PARTS)
    write("need.confirm", coder="ben", need="need:quiet", statement="Hear nothing at night", who="")
    need = write.state().needs["need:quiet"]
    assert (need.statement, need.who, need.what, need.round) == ("Hear nothing at night", "", "quiet hours", "2026-Q1")


def test_an_edit_changes_only_what_it_names_and_the_code_with_it(write):
    write("need.confirm", **CONFIRM, stage="use")
    edit = write("need.edit", coder="ben", need="need:quiet", statement="No calls at night", latent=True, what="silence")
    state = write.state()
    need, code = state.needs["need:quiet"], state.codes["need:quiet"]
    assert (need.statement, need.stage, need.latent, need.what, need.confirmed_by) == (
        "No calls at night",
        "use",
        True,
        "silence",
        "ana",
    )
    assert (code.label, code.stage, code.latent) == ("No calls at night", "use", True)
    write("undo", coder="ben", target=edit)
    assert write.state().needs["need:quiet"].statement == "Hear nothing after six"


@pytest.mark.parametrize("before", [[], ["need.confirm", "code.merge"]])
def test_of_a_need_that_is_not_in_the_ledger_an_edit_says_nothing(write, before):
    bodies = {"need.confirm": CONFIRM, "code.merge": {"code": "need:quiet", "into": "need:calm"}}
    for kind in before:
        write(kind, **bodies[kind])
    state = write.state()
    write("need.edit", need="need:quiet", statement="T")
    assert (write.state().needs, write.state().codes, write.state().problems) == (state.needs, state.codes, [])


def test_a_dismissed_candidate_is_kept_with_its_passages_and_codes_nothing(write):
    key = write("need.dismiss", candidate="c-1", anchors=[ANCHOR], reason="one joke", round="2026-Q1")
    state = write.state()
    assert state.dismissed == {key: Dismissal(key, "c-1", (Anchor(**ANCHOR),), "ana", AT.format(1), "one joke", "2026-Q1")}
    assert not state.codes
    assert not state.codings


def test_what_was_decided_about_two_rounds_is_kept(write):
    key = write("need.decide", round="2026-Q3", kind="merged", needs=["need:a", "need:b", "need:a"], into=["need:a"],
                similarity=1, candidate="c-9", reason="one and the same")  # fmt: skip
    expected = Ruling(
        key, "2026-Q3", "merged", ("need:a", "need:b"), ("need:a",), "ana", AT.format(1), "one and the same", "c-9", 1.0
    )
    assert write.state().rulings == {key: expected}


@pytest.mark.parametrize("kind", ["need.dismiss", "need.decide"])
def test_taking_one_back_needs_no_folding_of_everything(write, kind):
    write("coding.add", code="need:quiet", anchor=ANCHOR)
    before = write.state()
    bodies = {
        "need.dismiss": {"candidate": "c-1", "anchors": [ANCHOR], "reason": "no"},
        "need.decide": {"round": "r", "kind": "gone", "needs": ["need:quiet"], "into": []},
    }
    key = write(kind, **bodies[kind])
    grown = grow(before, write.acts[1:])
    assert grown is not None
    assert grown != before
    write("undo", target=key)
    back = grow(grown, write.acts[2:])
    assert back == fold(write.acts) == before
