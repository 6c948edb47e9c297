"""The journey as it is to be stands beside the journey as it is, and changes nothing of it."""

from workbench.journey.look import look
from workbench.journey.plan.future import digest, future, targets
from workbench.study.canon import canonical_json
from workbench.study.folder import Folder


def looked(made, **options):
    return look(Folder(made.folder.root), **options)


def begun(made):
    made.define("pain:wait", label="Waiting", stage="onboarding")
    for n in range(4):
        made.interview(f"P{n}", f"I waited, says {n}.", f"I was cross, says {n}.", round_="2026-Q1" if n < 2 else "2026-Q3")
        made.code(f"I waited, says {n}.", "pain:wait", "stage:onboarding")
        if n < 3:
            made.code(f"I was cross, says {n}.", "emotion:angry", "stage:onboarding")
    return made


def said(made, about, **body):
    there = looked(made)
    made.folder.act("ana", ("future.set", {"about": about, "digest": digest(there, about), **body}))
    return made


def test_nothing_is_planned_yet(made):
    assert future(looked(begun(made))) == {"changes": [], "targets": {}, "moved": [], "hypotheses": []}


def test_it_says_what_is_and_what_is_to_be_apart(made):
    before = looked(begun(made)).evidence
    made.folder.act("ana", ("hypothesis.make", {
        "hypothesis": "hypothesis:list", "change": "give a checklist", "who": "all", "effect": "nobody waits", "measure": "days",
        "claims": ["pain:wait"],
    }))  # fmt: skip
    said(
        said(made, "pain:wait", becomes="Ready on day one", hypotheses=["hypothesis:list", "hypothesis:none"]),
        "onboarding",
        valence=1,
    )
    told = future(looked(made))
    stage, claim = told["changes"]
    assert (stage["kind"], stage["valence"], stage["now"]["n"], stage["now"]["mean"]) == ("stage", 1, 3, -2)
    assert (claim["kind"], claim["label"], claim["becomes"], claim["now"]) == (
        "claim", "Waiting", "Ready on day one", {"k": 4, "x": 0, "n": 4},
    )  # fmt: skip
    assert [h["id"] for h in claim["hypotheses"]] == ["hypothesis:list"]
    assert told["hypotheses"] == ["hypothesis:none"]
    assert told["targets"] == targets(looked(made)) == {"onboarding": 1}
    assert looked(made).evidence == before
    assert canonical_json(told)


def test_a_plan_remembers_the_evidence_it_was_made_on(made):
    said(said(begun(made), "pain:wait", becomes="Ready on day one"), "onboarding", valence=1)
    assert future(looked(made))["moved"] == []
    made.code("I was cross, says 3.", "emotion:angry", "stage:onboarding")
    assert future(looked(made))["moved"] == ["onboarding"]
    made.code("I was cross, says 3.", "pain:wait", stance="against")
    assert future(looked(made))["moved"] == ["onboarding", "pain:wait"]
    said(made, "pain:wait")
    assert future(looked(made))["moved"] == ["onboarding"]


def test_it_moves_for_everybody_or_nobody_whatever_round_one_looks_at(made):
    said(begun(made), "pain:wait", becomes="Ready on day one")
    assert [future(looked(made, round=r))["moved"] for r in (None, "2026-Q1", "2026-Q3")] == [[], [], []]


def test_what_is_gone_says_so(made):
    said(begun(made), "pain:wait", becomes="Ready on day one")
    made.folder.act("ana", ("code.retire", {"code": "pain:wait"}))
    (one,) = future(looked(made))["changes"]
    assert (one["kind"], one["now"], one["moved"]) == ("gone", None, True)
    made.folder.act("ana", ("future.drop", {"about": "pain:wait"}))
    assert future(looked(made))["changes"] == []
    assert digest(looked(made), "pain:nowhere") == ""
