"""From needs to issues, and where to spend."""

from workbench.journey.look import look
from workbench.journey.map import model
from workbench.journey.plan.priority import priorities
from workbench.journey.plan.roadmap import LEVELS, budget, issues
from workbench.study.folder import Folder

CLAIMS = {"pain:most": 11, "pain:some": 5, "pain:few": 1, "pain:none": 0}


def planned(made):
    for code in CLAIMS:
        made.define(code, label=code.upper(), stage="onboarding", owner="Product")
    for n in range(12):
        made.interview(f"P{n:02}", f"We began, says {n}.", *(f"As to {code}, says {n}." for code in CLAIMS))
        made.code(f"We began, says {n}.", "stage:onboarding")
        for code, k in CLAIMS.items():
            if n < k:
                made.code(f"As to {code}, says {n}.", code)
    for code, effort in zip(CLAIMS, (1, 5, 8), strict=False):
        made.folder.act("ana", ("estimate.set", {"claim": code, "effort": effort, "reason": "asked the team"}))
    return made


def found(made):
    there = look(Folder(made.folder.root))
    cards = model(there)["claims"]
    return there, cards, priorities(there, cards)


def test_needs_come_in_order_and_nobodys_guess_is_no_issue(made):
    list_ = issues(*found(planned(made)))
    assert [i.id for i in list_] == ["pain:most", "pain:some", "pain:few"]
    assert [i.level for i in list_] == ["High", "Low", "Low"]
    assert {i.level for i in list_} <= set(LEVELS)
    assert list_[0].labels == ("pain", "onboarding", "quick-win")
    assert (list_[0].effort, list_[0].owner, list_[0].status) == (1, "Product", "open")
    assert "11 of 12 people; evidence:" in list_[0].lines[0]


def test_a_feature_stands_where_its_first_need_does_and_takes_its_place(made):
    planned(made).folder.act("ana", ("hypothesis.make", {
        "hypothesis": "hypothesis:list", "change": "give a checklist", "who": "all", "effect": "less waiting", "measure": "days",
        "claims": ["pain:few", "pain:some", "pain:gone"],
    }))  # fmt: skip
    list_ = issues(*found(made))
    assert [i.id for i in list_] == ["pain:most", "hypothesis:list"]
    feature = list_[1]
    assert (feature.kind, feature.title, feature.effort, feature.claims) == (
        "feature",
        "give a checklist",
        13,
        ("pain:few", "pain:some"),
    )
    assert feature.lines[0].startswith("If we give a checklist for all, then less waiting")
    assert any(line.startswith("For: PAIN:SOME (5 of 12 people") for line in feature.lines)
    assert issues(*found(made), limit=1) == list_[:1]


def test_what_a_test_did_not_support_is_low_and_its_need_is_open_again(made):
    planned(made).folder.act("ana", ("hypothesis.make", {
        "hypothesis": "hypothesis:list", "change": "give a checklist", "who": "all", "effect": "less waiting", "measure": "days",
        "claims": ["pain:most"], "direction": "down",
    }), ("card.set", {"claim": "pain:most", "status": "acting", "reason": "the team began"}))  # fmt: skip
    assert next((i.id, i.level, i.status) for i in issues(*found(made))) == ("hypothesis:list", "High", "acting")
    arms = [{"name": "as it is", "n": 80, "k": 48}, {"name": "list", "n": 70, "k": 56}]
    made.folder.act("ana", ("experiment.result", {"hypothesis": "hypothesis:list", "arms": arms}))
    first, second, *_ = issues(*found(made))
    assert (first.id, first.level) == ("pain:most", "High")
    assert (second.id, second.level, "not-supported" in second.labels) == ("hypothesis:list", "Low", True)


def test_an_order_by_rice_is_an_order_by_rice(made):
    made = planned(made)
    made.folder.act("ana", ("estimate.set", {"claim": "pain:most", "effort": 900, "reason": "it is not so easy"}))
    assert [i.id for i in issues(*found(made), by="rice")][-1] == "pain:most"


def test_where_to_spend_counts_each_person_once(made):
    (row,) = budget(*found(planned(made)))
    assert row == {
        "owner": "Product", "stage": "Onboarding", "cards": 3, "people": 11, "of": 12, "effort": 14, "estimated": 3, "quick": 1,
        "first": ["pain:most"],
    }  # fmt: skip


def test_nothing_was_found_yet(made):
    assert issues(*found(made)) == []
    assert budget(*found(made)) == []
