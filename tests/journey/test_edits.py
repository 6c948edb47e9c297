"""What people do on the map: each gesture is an act with a reason, changes no number, and what makes no sense is refused."""

from __future__ import annotations

import pytest

from workbench.journey import edits
from workbench.journey.look import look
from workbench.journey.map import model
from workbench.journey.overrides import evidence_digest, laid_over, notes, overrides, stage_comments
from workbench.study.errors import UserError

FEE, WAIT, QUIET = "pain:fee", "pain:wait", "need:quiet"
WHY = {"reason": "they say so at the till", "coder": "ana"}


@pytest.fixture
def study(made):
    """Two people who speak of fees when they buy, one who does not mind, and a wait that nobody has spoken of."""
    made.interview("P01", "The fee came last.").interview("P02", "A fee, again.").interview("P03", "The price was clear.")
    for words in ("The fee came last", "A fee, again"):
        made.code(words, FEE, "stage:purchase")
    made.code("The price was clear", FEE, stance="against")
    made.code("The price was clear", "stage:purchase")
    made.define(FEE, label="A fee nobody named", stage="purchase").define(WAIT, label="Waiting", stage="onboarding")
    made.define(QUIET, label="Quiet hours")
    return made.folder


def shown(folder, claim, **view):
    return overrides(look(folder, **view))[claim]


def test_a_card_nobody_touched_is_shown_as_it_is_derived(study):
    assert shown(study, FEE) == {
        "shown": "purchase", "lane": "pain", "title": None, "status": "open", "hidden": False, "under": "", "beneath": [],
        "changed": [], "comments": [], "signed": None, "because": [], "notes": [],
    }  # fmt: skip
    assert shown(study, QUIET)["shown"] == ""


def test_a_card_that_was_moved_is_counted_where_it_was(study):
    before = {e.code: (e.stage, e.k, e.x, e.n) for e in look(study).evidence}
    edits.move(study, FEE, stage="Onboarding", lane="need", **WHY)
    assert {e.code: (e.stage, e.k, e.x, e.n) for e in look(study).evidence} == before
    card = shown(study, FEE)
    assert (card["shown"], card["lane"]) == ("onboarding", "need")
    assert [(c["field"], c["old"], c["new"], c["by"], c["why"]) for c in card["changed"]] == [
        ("stage", "", "onboarding", "ana", WHY["reason"]), ("lane", "", "need", "ana", WHY["reason"]),
    ]  # fmt: skip
    edits.move(study, FEE, stage="", lane="", **WHY)
    assert (shown(study, FEE)["shown"], shown(study, FEE)["lane"]) == ("purchase", "pain")
    study.undo("ana")
    assert shown(study, FEE)["shown"] == "onboarding"


def test_titles_owners_status_and_what_is_hidden(study):
    edits.rename(study, FEE, "  Fees \n come last ", **WHY)
    edits.own(study, FEE, "Mara", **WHY)
    edits.set_status(study, FEE, "acting", **WHY)
    edits.hide(study, WAIT, **WHY)
    card = shown(study, FEE)
    assert (card["title"], card["owner"], card["status"]) == ("Fees come last", "Mara", "acting")
    assert study.state().codes[FEE].label == "A fee nobody named"
    assert shown(study, WAIT)["hidden"]
    edits.hide(study, WAIT, hidden=False, **WHY)
    assert not shown(study, WAIT)["hidden"]


def test_a_card_stands_under_another_but_never_under_itself(study):
    edits.put_under(study, WAIT, FEE, **WHY)
    assert (shown(study, WAIT)["under"], shown(study, FEE)["beneath"]) == (FEE, [WAIT])
    with pytest.raises(UserError, match="cannot stand under itself"):
        edits.put_under(study, FEE, WAIT, **WHY)
    with pytest.raises(UserError, match="cannot stand under itself"):
        edits.put_under(study, FEE, FEE, **WHY)
    edits.put_under(study, WAIT, "", **WHY)
    assert shown(study, FEE)["beneath"] == []


def test_comments_on_claims_and_stages(study):
    edits.comment(study, FEE, "Who told them?", coder="ben")
    edits.comment(study, "Purchase", "Ask finance.", coder="ana")
    assert [(c["by"], c["text"]) for c in shown(study, FEE)["comments"]] == [("ben", "Who told them?")]
    assert [c["text"] for c in stage_comments(look(study))["purchase"]] == ["Ask finance."]


def test_a_note_waits_in_the_inbox_until_it_is_sorted(study):
    (one,) = edits.capture(study, "Look at the invoice", stage="purchase", coder="ana")
    (two,) = edits.capture(study, "?", coder="ana")
    assert {(n["text"], n["stage"]) for n in notes(look(study))} == {("Look at the invoice", "purchase"), ("?", "")}
    edits.sort_note(study, one.id[:12], FEE, coder="ben")
    edits.sort_note(study, two.id, coder="ben")
    assert notes(look(study)) == []
    assert [n["text"] for n in shown(study, FEE)["notes"]] == ["Look at the invoice"]


def test_a_signature_counts_as_long_as_the_evidence_is_what_it_was_signed_on(study):
    edits.sign(look(study), FEE, "Low", **WHY)
    signed = shown(study, FEE)["signed"]
    assert (signed["grade"], signed["by"], signed["why"], signed["current"]) == ("Low", "ana", WHY["reason"], True)
    (key, *_) = [c.id for c in study.state().codings.values() if c.code == FEE]
    study.act("ben", ("coding.remove", {"coding": key}))
    assert not shown(study, FEE)["signed"]["current"]
    study.undo("ben")
    assert shown(study, FEE)["signed"]["current"]


def test_who_signs_without_a_grade_signs_the_proposed_one_of_that_view_only(study):
    proposed = edits.sign(look(study, round="2026-Q1"), FEE, **WHY)[0].body
    assert proposed["grade"] in edits.GRADES
    assert proposed["round"] == "2026-Q1"
    assert shown(study, FEE) | {"signed": None} == shown(study, FEE)
    assert shown(study, FEE, round="2026-Q1")["signed"]["current"]


def test_the_digest_is_of_the_people_and_the_passages_not_of_their_order(study):
    one, two = (next(e for e in look(study).evidence if e.code == FEE) for _ in range(2))
    assert evidence_digest(one) == evidence_digest(two)
    turned = type(one)(one.code, one.stage, dict(reversed(one.supporters.items())), one.opponents, one.exposed)
    swapped = type(one)(one.code, one.stage, one.opponents, one.supporters, one.exposed)
    assert evidence_digest(turned) == evidence_digest(one) != evidence_digest(swapped)


def test_causes_are_linked_and_cut(study):
    edits.because(study, FEE, WAIT, coder="ana")
    assert shown(study, FEE)["because"] == [WAIT]
    with pytest.raises(UserError, match="already"):
        edits.because(study, FEE, WAIT, coder="ben")
    edits.not_because(study, FEE, WAIT, coder="ben")
    assert shown(study, FEE)["because"] == []
    with pytest.raises(UserError, match="is not linked"):
        edits.not_because(study, FEE, WAIT, coder="ben")
    with pytest.raises(UserError, match="not its own cause"):
        edits.because(study, FEE, FEE, coder="ben")


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (lambda f: edits.move(f, "pain:fees", stage="purchase", **WHY), "did you mean pain:fee"),
        (lambda f: edits.move(f, "stage:purchase", stage="purchase", **WHY), "is no claim"),
        (lambda f: edits.move(f, FEE, stage="bliss", **WHY), "no stage is called 'bliss'; there are: "),
        (lambda f: edits.move(f, FEE, lane="goal", **WHY), "no lane"),
        (lambda f: edits.move(f, FEE, stage="", **WHY), "already"),
        (lambda f: edits.move(f, FEE, **WHY), "already"),
        (lambda f: edits.move(f, FEE, stage="onboarding", reason=" ", coder="ana"), "the reason is empty"),
        (lambda f: edits.rename(f, FEE, "x" * 301, **WHY), "301 characters"),
        (lambda f: edits.set_status(f, FEE, "done", **WHY), "open, acting or resolved"),
        (lambda f: edits.comment(f, "bliss", "t", coder="ana"), "is no claim"),
        (lambda f: edits.comment(f, FEE, "\n", coder="ana"), "the comment is empty"),
        (lambda f: edits.comment(f, FEE, "x" * 4001, coder="ana"), "4,001 characters"),
        (lambda f: edits.capture(f, "", coder="ana"), "the note is empty"),
        (lambda f: edits.capture(f, "t", stage="bliss", coder="ana"), "no stage"),
        (lambda f: edits.sort_note(f, "", coder="ana"), "0 notes"),
        (lambda f: edits.sort_note(f, "ffff", coder="ana"), "0 notes"),
        (lambda f: edits.sign(look(f), FEE, "Good", **WHY), "no grade 'Good'; there are: High"),
        (lambda f: edits.sign(look(f), FEE, reason="", coder="ana"), "the reason is empty"),
        (lambda f: edits.decide_moment(f, "bliss", moment=True, **WHY), "no stage"),
        (lambda f: edits.because(f, FEE, "pain:none", coder="ana"), "is no claim of this study"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(study, do, says):
    before = len(study.acts())
    with pytest.raises(UserError, match=says):
        do(study)
    assert len(study.acts()) == before


def test_what_was_said_of_a_claim_that_is_gone_does_not_stop_the_map(study):
    edits.put_under(study, WAIT, FEE, **WHY)
    edits.because(study, WAIT, FEE, coder="ana")
    study.act("ana", ("card.set", {"claim": "pain:none", "stage": "bliss", "under": WAIT, "reason": "r"}))
    study.act("ben", ("code.retire", {"code": FEE}))
    card = shown(study, WAIT)
    assert (card["under"], card["because"], card["beneath"]) == ("", [], [])
    assert set(overrides(look(study))) == {WAIT, QUIET}


def test_after_a_merge_an_old_name_still_leads_to_the_claim(study):
    study.act("ana", ("code.merge", {"code": WAIT, "into": FEE}))
    edits.rename(study, WAIT, "Fees and waits", **WHY)
    assert shown(study, FEE)["title"] == "Fees and waits"


def test_a_stage_is_a_moment_because_somebody_said_so(study):
    edits.decide_moment(study, "Purchase", moment=True, **WHY)
    assert study.state().moments["purchase"].moment


def test_laying_over_what_was_said_gives_the_cards_of_the_whole_map(study):
    base = model(look(study))
    edits.move(study, FEE, stage="onboarding", lane="need", **WHY)
    edits.own(study, FEE, "Mara", **WHY)
    edits.put_under(study, WAIT, FEE, **WHY)
    edits.sign(look(study), FEE, **WHY)
    edits.comment(study, "purchase", "Ask finance.", coder="ben")
    edits.capture(study, "n", coder="ben")
    edits.hide(study, QUIET, **WHY)
    seen = look(study)
    one, other = laid_over(base, seen), model(seen)
    assert one["claims"] == other["claims"]
    assert (one["notes"], [s["comments"] for s in one["stages"]]) == (other["notes"], [s["comments"] for s in other["stages"]])
    edits.own(study, FEE, "", **WHY)
    assert laid_over(one, look(study))["claims"][FEE]["owner"] == base["claims"][FEE]["owner"]
