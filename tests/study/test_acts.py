"""Which version an act is written with: only what is new makes a log unreadable for older programs."""

from __future__ import annotations

import pytest

from workbench.study.acts import SHAPES, fault, version

ANCHOR = {"source": "p01", "item": "", "version": "a" * 64, "start": 3, "end": 9}
MAP = {
    "card.set": {"claim": "pain:x", "stage": "", "lane": "need", "title": "T", "owner": "", "status": "acting", "hidden": True,
                 "under": "", "reason": "why"},
    "card.comment": {"about": "pain:x", "text": "t"},
    "card.note": {"text": "t", "stage": "purchase"},
    "note.sort": {"note": "a", "claim": "pain:x"},
    "grade.sign": {"claim": "pain:x", "grade": "Very low", "digest": "0a" * 32, "reason": "why", "round": "", "persona": "Owners"},
    "moment.decide": {"stage": "purchase", "moment": False, "reason": "why"},
    "cause.link": {"claim": "pain:x", "because": "pain:y"},
    "cause.cut": {"claim": "pain:x", "because": "pain:y"},
    "hypothesis.make": {"hypothesis": "hypothesis:x", "change": "c", "who": "w", "effect": "e", "measure": "m", "claims": []},
    "hypothesis.edit": {"hypothesis": "hypothesis:x", "direction": "down", "by": ""},
    "hypothesis.retire": {"hypothesis": "hypothesis:x"},
    "experiment.plan": {"hypothesis": "hypothesis:x", "kind": "share", "baseline": 0.2, "effect": 0.1, "n": 1, "alpha": 0.1,
                        "power": 0.9, "sd": 1},
    "experiment.result": {"hypothesis": "hypothesis:x", "arms": [{"name": "old", "n": 2, "k": 0}], "date": "", "source": ""},
    "estimate.set": {"claim": "pain:x", "effort": 0.5, "impact": 0, "reach": 3, "reason": "why"},
    "future.set": {"about": "purchase", "becomes": "", "valence": 0.5, "hypotheses": ["hypothesis:x"], "reason": ""},
    "future.drop": {"about": "purchase"},
}  # fmt: skip
SAID = {"code": "pain:x", "anchor": ANCHOR, "decision": "accepted", "model": "ridge-1", "score": 0.5}


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("code.define", {"code": "pain:x", "label": "X", "reason": "why not"}, 1),
        ("code.define", {"code": "pain:x", "parent": "pain:y"}, 2),
        ("code.define", {"code": "pain:x", "include": ""}, 2),
        ("code.define", {"code": "pain:x", "exclude": "y"}, 2),
        ("coding.add", {"code": "pain:x", "anchor": ANCHOR}, 1),
        ("coding.add", {"code": "pain:x", "anchor": ANCHOR, "with": "a"}, 2),
        ("undo", {"target": "a"}, 1),
        ("undo", {"target": "a", "also": []}, 2),
        ("code.example", {"code": "pain:x", "anchor": ANCHOR}, 2),
        ("question.about", {"source": "nps", "question": "q", "stages": []}, 2),
        ("question.same", {"source": "b", "question": "q", "as": {"source": "a", "question": "p"}, "reason": "a comma"}, 2),
        ("source.correct", {"source": "p01", "before": "a", "after": "b"}, 2),
        ("participant.withdraw", {"participant": "P07", "origins": []}, 2),
        ("share.release", {"file": "a.html", "sha256": "c" * 64, "found": {"phone": 1}, "reason": "our own hotline"}, 2),
        ("suggestion.decide", {**SAID, "decision": "rejected"}, 2),
        ("coder.join", {"kind": "model"}, 1),
        ("coder.join", {"kind": "again"}, 2),
        ("assignment.make", {"coders": ["ana", "ben"], "sources": ["p01"], "purpose": "double"}, 2),
        ("assignment.make", {"coders": ["ana"], "sources": ["p01"], "purpose": "recode", "anchors": [ANCHOR]}, 2),
        ("assignment.reveal", {"assignment": "a"}, 2),
        ("adjudication.make", {"anchor": ANCHOR, "stands": ["a"], "falls": [], "reason": "the rule says so"}, 2),
        ("need.confirm", {"need": "need:x", "statement": "X", "anchors": [ANCHOR]}, 1),
        ("need.confirm", {"need": "need:x", "statement": "X", "who": "Owners", "what": "a price", "because": "", "round": "r1"}, 2),
        ("need.edit", {"need": "need:x", "who": ""}, 2),
        ("need.dismiss", {"candidate": "c-1", "anchors": [ANCHOR], "reason": "a joke"}, 2),
        ("need.decide", {"round": "r2", "kind": "split", "needs": ["need:x"], "into": ["need:y"], "similarity": 0.8}, 2),
        ("theme.make", {"theme": "theme:x", "name": "X", "anchors": [ANCHOR], "topic": "t-0"}, 2),
        ("theme.edit", {"theme": "theme:x", "codes": [], "stage": ""}, 2),
        ("theme.merge", {"theme": "theme:x", "into": "theme:y"}, 2),
        ("theme.retire", {"theme": "theme:x"}, 2),
        ("theme.place", {"anchors": [ANCHOR], "theme": ""}, 2),
        ("topics.keep", {"fit": "0a" * 32, "name": ""}, 2),
        *((kind, body, 2) for kind, body in MAP.items()),
        ("claim.sign", {}, 1),
    ],
)
def test_versions(kind, body, expected):
    assert version(kind, body) == expected
    assert not fault(kind, body)


def test_an_act_in_the_log_says_its_version(folder):
    one, two = folder.act("ana", ("undo", {"target": "x"}), ("undo", {"target": "x", "also": ["y"]}))
    assert (one.v, two.v) == (1, 2)
    assert [a.v for a in type(folder)(folder.root).acts()] == [1, 2]


@pytest.mark.parametrize("wrong", [
    {"decision": "perhaps"}, {"model": ""}, {"score": "0.5"}, {"score": float("nan")}, {"score": True}, {"instead": ""},
    {"anchor": 3},
])  # fmt: skip
def test_a_decision_about_a_suggestion_is_whole_or_none(wrong):
    assert not fault("suggestion.decide", SAID)
    assert fault("suggestion.decide", {**SAID, **wrong})


@pytest.mark.parametrize("wrong", [
    {"coders": []}, {"coders": "ana"}, {"sources": [""]}, {"sources": []}, {"purpose": "triple"}, {"anchors": [{}]},
])  # fmt: skip
def test_an_assignment_names_somebody_and_something(wrong):
    whole = {"coders": ["ana", "ben"], "sources": ["p01"], "purpose": "double"}
    assert not fault("assignment.make", whole)
    assert fault("assignment.make", {**whole, **wrong})


@pytest.mark.parametrize(("kind", "wrong"), [
    ("need.edit", {"need": "pain:x"}), ("need.edit", {"statement": " "}), ("need.edit", {"latent": 1}),
    ("need.dismiss", {"candidate": ""}), ("need.dismiss", {"reason": ""}), ("need.dismiss", {"anchors": [{}]}),
    ("need.decide", {"kind": "unsure"}), ("need.decide", {"needs": "need:x"}), ("need.decide", {"into": [""]}),
    ("need.decide", {"similarity": float("nan")}), ("need.confirm", {"who": 1}), ("need.confirm", {"round": None}),
])  # fmt: skip
def test_what_is_said_of_needs_has_a_shape(kind, wrong):
    whole = {"need": "need:x", "statement": "X", "candidate": "c-1", "anchors": [ANCHOR], "reason": "no", "round": "r",
             "kind": "same", "needs": ["need:x"], "into": []}  # fmt: skip
    body = {name: whole[name] for name in SHAPES[kind][0]}
    assert not fault(kind, body)
    assert fault(kind, {**body, **wrong})


@pytest.mark.parametrize(("kind", "wrong"), [
    ("theme.make", {"theme": "fees"}), ("theme.make", {"theme": "theme:"}), ("theme.make", {"name": " "}),
    ("theme.make", {"anchors": [{}]}), ("theme.place", {"theme": "pain:x"}), ("theme.place", {"theme": None}),
    ("theme.place", {"anchors": {}}), ("theme.merge", {"into": ""}), ("theme.edit", {"codes": "pain:x"}),
    ("theme.edit", {"codes": [""]}), ("topics.keep", {"fit": "c" * 63}), ("topics.keep", {"fit": "C" * 64}),
    ("topics.keep", {"fit": "../" + "c" * 61}), ("topics.keep", {"fit": "c" * 64 + "\n"}),
])  # fmt: skip
def test_themes_have_ids_of_their_own_and_fits_are_hashes(kind, wrong):
    whole = {"theme": "theme:x", "name": "X", "anchors": [ANCHOR], "into": "theme:y", "fit": "c" * 64}
    body = {name: whole[name] for name in SHAPES[kind][0]}
    assert not fault(kind, body)
    assert fault(kind, {**body, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [{"file": ""}, {"sha256": "c"}, {"found": ["name"]}, {"found": {"name": 0}}, {"found": {"name": True}}, {"reason": " "}],
)
def test_what_went_out_has_a_name_a_hash_counts_and_a_reason(wrong):
    body = {"file": "a.html", "sha256": "c" * 64, "found": {"name": 2}, "reason": "they asked for it"}
    assert not fault("share.release", body)
    assert fault("share.release", {**body, **wrong})


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_an_empty_body_lacks_what_the_kind_must_have(kind):
    assert bool(fault(kind, {})) == bool(SHAPES[kind][0])


@pytest.mark.parametrize(("kind", "wrong"), [
    ("card.set", {"reason": ""}), ("card.set", {"reason": None}), ("card.set", {"lane": "goal"}),
    ("card.set", {"status": "done"}), ("card.set", {"hidden": 1}), ("card.set", {"under": None}),
    ("card.comment", {"text": "  "}), ("card.note", {"text": ""}), ("grade.sign", {"grade": "Good"}),
    ("grade.sign", {"digest": "0a"}), ("moment.decide", {"moment": "yes"}), ("hypothesis.make", {"hypothesis": "fees"}),
    ("hypothesis.make", {"claims": "pain:x"}), ("hypothesis.edit", {"direction": "left"}), ("experiment.plan", {"n": 0}),
    ("experiment.plan", {"n": 2.5}), ("experiment.plan", {"n": True}), ("experiment.plan", {"alpha": 0}),
    ("experiment.plan", {"power": 1}), ("experiment.plan", {"baseline": float("nan")}), ("experiment.plan", {"sd": 0}),
    ("experiment.result", {"arms": []}), ("experiment.result", {"arms": [{"name": "a", "n": 2, "k": 3}]}),
    ("experiment.result", {"arms": [{"name": "a", "n": 2, "mean": float("inf")}]}), ("experiment.result", {"arms": [{"n": 2}]}),
    ("experiment.result", {"arms": [{"name": "a", "n": 2, "sd": -1}]}), ("estimate.set", {"effort": 0}),
    ("estimate.set", {"impact": -1}), ("estimate.set", {"reach": "many"}), ("future.set", {"valence": 2.1}),
    ("future.set", {"valence": None}), ("future.set", {"valence": float("nan")}), ("future.set", {"hypotheses": [""]}),
])  # fmt: skip
def test_what_is_said_on_the_map_has_a_shape(kind, wrong):
    assert not fault(kind, MAP[kind])
    assert fault(kind, {**MAP[kind], **wrong})
