"""Who did what, when and why; and the state as it was at a moment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import json_values

from workbench.study.acts import SHAPES
from workbench.study.errors import UserError
from workbench.study.fold import fold
from workbench.study.history import history, until
from workbench.study.records import Act

ANCHOR = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
SAID = {"code": "pain:fee", "anchor": ANCHOR, "model": "ridge-1", "score": 0.5}
MEMO = {"kind": "source", "about": "p01", "text": "their own words"}
MAP = [
    ("card.set", {"claim": "pain:fee", "stage": "purchase", "lane": "need", "title": "T", "owner": "Ana",
                  "reason": "r"}),
    ("card.set", {"claim": "pain:fee", "status": "acting", "hidden": True, "under": "pain:all", "reason": "r"}),
    ("card.set", {"claim": "pain:fee", "stage": "", "title": "", "hidden": False, "reason": "r"}),
    ("card.set", {"claim": "pain:fee", "reason": "r"}), ("card.comment", {"about": "pain:fee", "text": "their words"}),
    ("card.note", {"text": "their words", "stage": "purchase"}), ("card.note", {"text": "their words"}),
    ("note.sort", {"note": "f" * 32, "claim": "pain:fee"}), ("note.sort", {"note": "f" * 32}),
    ("grade.sign", {"claim": "pain:fee", "grade": "Low", "digest": "c" * 64, "reason": "r"}),
    ("moment.decide", {"stage": "purchase", "moment": True, "reason": "r"}),
    ("cause.link", {"claim": "pain:fee", "because": "pain:all"}), ("cause.cut", {"claim": "pain:fee", "because": "pain:all"}),
    ("hypothesis.make", {"hypothesis": "hypothesis:h", "change": "c", "who": "w", "effect": "e", "measure": "m", "claims": []}),
    ("hypothesis.edit", {"hypothesis": "hypothesis:h", "by": "May", "claims": ["pain:fee"]}),
    ("experiment.plan", {"hypothesis": "hypothesis:h", "kind": "share", "baseline": 0.2, "effect": 0.1, "n": 80}),
    ("experiment.result", {"hypothesis": "hypothesis:h", "arms": [{"name": "a", "n": 40, "k": 2}, {"name": "b", "n": 50, "k": 9}]}),
    ("hypothesis.retire", {"hypothesis": "hypothesis:h"}),
    ("estimate.set", {"claim": "pain:fee", "effort": 2.5, "reach": 3, "reason": "r"}),
    ("future.set", {"about": "purchase", "becomes": "their words"}), ("future.drop", {"about": "purchase"}),
]  # fmt: skip


def test_each_kind_of_act_is_told_without_quoting(folder):
    add, need = folder.act(
        "ana", ("coding.add", {"code": "pain:fee", "anchor": ANCHOR, "stance": "against"}),
        ("need.confirm", {"need": "need:quiet", "statement": "S", "anchors": [ANCHOR]}),
    )  # fmt: skip
    folder.act(
        "ana", ("coder.join", {"kind": "model"}), ("code.define", {"code": "pain:fee", "label": "L", "parent": "pain:all"}),
        ("code.retire", {"code": "pain:x"}), ("code.merge", {"code": "pain:x", "into": "pain:fee"}),
        ("code.example", {"code": "pain:fee", "anchor": {**ANCHOR, "item": "a1"}}),
        ("code.example", {"code": "pain:fee", "anchor": ANCHOR, "stance": "against"}),
        ("coding.edit", {"coding": add.id, "valence": 1, "memo": "their words"}), ("coding.remove", {"coding": f"{need.id}.0"}),
        ("coding.remove", {"coding": "f" * 32}), ("memo.set", MEMO), ("memo.set", {**MEMO, "text": ""}),
        ("question.about", {"source": "nps", "question": "q1", "stages": ["purchase"]}),
        ("question.same", {"source": "nps", "question": "q1", "as": {"source": "old", "question": "q"}, "reason": "the rule"}),
        ("source.correct", {"source": "p01", "before": "a" * 64, "after": "b" * 64}),
        ("participant.withdraw", {"participant": "P07", "origins": []}), ("claim.sign", {"x": "their words"}),
        ("suggestion.decide", {**SAID, "decision": "rejected"}),
        ("suggestion.decide", {**SAID, "decision": "corrected", "instead": "pain:all"}),
        ("adjudication.make", {"anchor": ANCHOR, "stands": [add.id], "falls": ["x", "y"], "reason": "the rule"}),
        ("coder.join", {"kind": "again"}),
        ("assignment.reveal", {"assignment": "f" * 32}),
    )  # fmt: skip
    double = {"coders": ["ana", "ben"], "sources": [f"p0{n}" for n in range(5)], "purpose": "double"}
    (task,) = folder.act("ana", ("assignment.make", double))
    recode = {"coders": ["ana"], "sources": ["p01"], "purpose": "recode", "anchors": [ANCHOR]}
    folder.act("ana", ("assignment.reveal", {"assignment": task.id}), ("assignment.make", recode))
    folder.act(
        "ana", ("need.edit", {"need": "need:quiet", "who": "Owners", "statement": "S"}), ("need.edit", {"need": "need:quiet"}),
        ("need.dismiss", {"candidate": "c-1", "anchors": [ANCHOR], "reason": "one joke"}),
        *(("need.decide", {"round": "r2", "kind": kind, "needs": before, "into": after}) for kind, before, after in [
            ("same", ["need:a"], ["need:a"]), ("split", ["need:a"], ["need:a", "need:b"]),
            ("merged", ["need:a", "need:b"], ["need:a"]),
            ("new", [], ["need:c"]), ("gone", ["need:b"], []),
        ]),
    )  # fmt: skip
    folder.act(
        "ana", ("theme.make", {"theme": "theme:fees", "name": "their words"}),
        ("theme.make", {"theme": "theme:wait", "name": "W", "anchors": [ANCHOR], "topic": "t-1"}),
        ("theme.edit", {"theme": "theme:fees", "codes": ["pain:fee"], "name": "F"}),
        ("theme.place", {"anchors": [ANCHOR], "theme": "theme:fees"}),
        ("theme.place", {"anchors": [ANCHOR, ANCHOR], "theme": ""}), ("theme.merge", {"theme": "theme:wait", "into": "theme:fees"}),
        ("theme.retire", {"theme": "theme:fees"}), ("topics.keep", {"fit": "c" * 64}),
        ("topics.keep", {"fit": "d" * 64, "name": "May"}),
    )  # fmt: skip
    folder.act("ana", *MAP)
    folder.act("ana", ("share.release", {"file": "a.html", "sha256": "c" * 64, "found": {"phone": 1, "name": 2}, "reason": "r"}))
    entries = folder.history()
    assert [e.what for e in entries] == [
        "coded p01 3–9 with pain:fee as speaking against it",
        "confirmed need:quiet with 1 passage",
        "joined as a model",
        "defined pain:fee (label, parent)",
        "retired pain:x",
        "merged pain:x into pain:fee",
        "named p01/a1 3–9 as an example of pain:fee",
        "named p01 3–9 as what is not pain:fee",
        "changed memo, valence of pain:fee at p01 3–9",
        "removed a passage of need:quiet",
        "removed a coding that is not here (ffffffff)",
        "wrote the memo on source p01",
        "emptied the memo on source p01",
        "said that question q1 of nps asks about purchase",
        "said that question q1 of nps is question q of old",
        "corrected p01 (version aaaaaaaa to bbbbbbbb)",
        "withdrew P07 from the study",
        "an act of the unknown kind claim.sign",
        "rejected the suggestion of pain:fee at p01 3–9",
        "corrected the suggestion of pain:fee at p01 3–9 and gave it pain:all",
        "decided about p01 3–9: 1 codings stand, 2 fall",
        "joined to code again what they coded before",
        "revealed an assignment that is not here (ffffffff)",
        "asked ana and ben to code p00, p01, p02 and 2 more without seeing each other's codings",
        "revealed what ana and ben coded in p00, p01, p02 and 2 more",
        "asked ana to code again 1 passages of p01",
        "changed statement, who of need:quiet",
        "changed nothing of need:quiet",
        "dismissed the candidate c-1: one joke",
        "decided for round r2: need:a is heard again",
        "decided for round r2: need:a is now need:a and need:b",
        "decided for round r2: need:a and need:b are now need:a",
        "decided for round r2: need:c is new",
        "decided for round r2: need:b is not heard any more",
        "made the theme theme:fees",
        "made the theme theme:wait with 1 passage",
        "changed codes, name of theme:fees",
        "put p01 3–9 in theme:fees",
        "put 2 passages in no theme",
        "merged theme:wait into theme:fees",
        "retired theme:fees",
        "kept the topics cccccccc",
        "kept the topics dddddddd as May",
        "moved pain:fee to purchase, put pain:fee among the needs, gave pain:fee another title, gave pain:fee to Ana",
        "said that pain:fee is acting, put pain:fee under pain:all, hid pain:fee",
        "moved pain:fee back, gave pain:fee its own title again, showed pain:fee",
        "changed nothing of pain:fee",
        "commented on pain:fee",
        "wrote a note on purchase",
        "wrote a note",
        "put the note ffffffff with pain:fee",
        "put the note ffffffff away",
        "signed Low for pain:fee",
        "said that purchase is a moment of truth",
        "linked pain:fee to pain:all as its cause",
        "cut the link of pain:fee to pain:all",
        "made hypothesis:h",
        "changed by, claims of hypothesis:h",
        "planned an experiment for hypothesis:h: 80 people in each arm",
        "noted what came of the experiment for hypothesis:h: 90 people",
        "retired hypothesis:h",
        "estimated effort 2.5, reach 3 for pain:fee",
        "said what purchase is to become",
        "left out what purchase was to become",
        "let a.html go out (sha256 cccccccc) although the gate found: 2 name, 1 phone",
    ]
    assert {e.act for e in entries} >= set(SHAPES) - {"undo"}
    assert (entries[0].about, entries[8].about, entries[16].about) == ("pain:fee", add.id, "P07")
    assert all(e.coder == "ana" and e.at.endswith("Z") for e in entries)


def test_why_and_what_took_it_back(folder):
    (memo,) = folder.act("ana", ("memo.set", {**MEMO, "reason": "asked to"}))
    undo = folder.undo("ana")
    entries = folder.history()
    assert (entries[0].reason, entries[0].undone_by) == ("asked to", undo.id)
    assert (entries[1].about, entries[1].what) == (memo.id, "took back: wrote the memo on source p01")
    redo = folder.redo("ana")
    entries = folder.history()
    assert [e.undone_by for e in entries] == ["", redo.id, ""]
    assert entries[2].what == "did again: wrote the memo on source p01"


def test_an_undo_of_many_and_of_nothing_known(folder):
    folder.act("ana", ("memo.set", MEMO), ("memo.set", MEMO), ("memo.set", MEMO))
    folder.undo_since("ana", "")
    folder.act("ana", ("undo", {"target": "f" * 32}))
    assert [e.what for e in folder.history()[3:]] == [
        "took back: wrote the memo on source p01, and 2 more", "took back an act that is not here",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from([*sorted(SHAPES), "claim.sign"]), st.dictionaries(
    st.sampled_from(["code", "coding", "target", "also", "reason", "with", "kind", "about", "need", "anchor"]),
    json_values | st.sampled_from(["a0", "a1", "pain:x"]))), max_size=6))  # fmt: skip
def test_no_body_can_crash_the_history(bodies):
    acts = [Act(f"a{n}", n + 1, "", n + 1, "ana", "", kind, body) for n, (kind, body) in enumerate(bodies)]
    entries = history(acts)
    assert [e.id for e in entries] == [a.id for a in acts]
    assert all(e.what and isinstance(e.reason, str) for e in entries)


def test_two_undos_that_name_each_other_are_told():
    acts = [Act("a", 1, "", 1, "ana", "", "undo", {"target": "b"}), Act("b", 2, "", 2, "ana", "", "undo", {"target": "a"})]
    assert [e.what for e in history(acts)] == ["did again an act that is not here"] * 2


# The past ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def days(folder):
    for day, text in (("2026-09-01", "one"), ("2026-09-02", "two"), ("2026-09-03", "three")):
        folder.act("ana", ("memo.set", {**MEMO, "text": text}), at=f"{day}T23:59:59.999Z")
    return folder


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2026-08-31", None),
        ("2026-09-01", "one"),
        ("2026-09-01T23:59", None),
        ("2026-09-02T23:59:59.999Z", "two"),
        ("2026-09-03T02:00+02:00", "two"),
        ("2026-09-03", "three"),
        ("2030-01-01 00:00", "three"),
    ],
)
def test_the_state_as_it_was(days, at, text):
    assert days.as_of(at).memos.get(("source", "p01")) == text


def test_an_undo_of_later_does_not_reach_back(days):
    days.act("ana", ("undo", {"target": days.acts()[0].id}), at="2026-09-04T00:00:00.000Z")
    assert days.as_of("2026-09-01").memos == {("source", "p01"): "one"}
    assert days.as_of("9999-12-31") == days.state()


@pytest.mark.parametrize("at", ["", "yesterday", "2026-13-01", "2026-09-01T25:00"])
def test_what_is_no_moment_is_refused(days, at):
    with pytest.raises(UserError, match="no date and no time"):
        days.as_of(at)


def test_an_act_without_a_readable_time_is_an_old_one():
    acts = [Act("a", 1, "whenever", 1, "ana", "", "memo.set", MEMO), Act("b", 2, "2026-09-01T00:00:00Z", 2, "ana", "a", "x", {})]
    assert [a.id for a in until(acts, "2020-01-01")] == ["a"]
    assert fold(until(acts, "2020-01-01")).memos
