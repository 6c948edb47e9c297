"""Codings made before the rule of their code changed are listed until a person looked again."""

from __future__ import annotations

import pytest

from workbench.coding.codebook.edit import define, rename
from workbench.coding.codebook.recheck import keep, recheck
from workbench.coding.codebook.refactor import merge
from workbench.study.errors import UserError


def listed(folder):
    return recheck(folder)["quote"].tolist()


@pytest.fixture
def coded(folder, code):
    define(folder, "pain: Fee", coder="ana", definition="Money")
    code("ana", "pain:fee", "one", "dear")
    define(folder, "pain:fee", coder="ben", definition="A sum is named", reason="too wide")
    code("ben", "pain:fee", "one", "I left.")
    return folder


def test_who_coded_before_the_definition_changed_looks_again(coded):
    frame = recheck(coded)
    assert frame[["quote", "coder", "changed", "rule_by", "reason"]].to_numpy().tolist() == [
        ["dear", "ana", "definition", "ben", "too wide"],
    ]  # fmt: skip


def test_changed_and_changed_back_is_not_changed(coded):
    define(coded, "pain:fee", coder="ana", definition="Money")
    assert listed(coded) == ["I left."]
    coded.undo("ana")
    assert listed(coded) == ["dear"]


def test_a_label_a_key_or_a_colour_is_no_rule(coded):
    rename(coded, "pain:fee", "Costs", coder="ana")
    define(coded, "pain:fee", coder="ana", key="z", colour="#aabbcc")
    assert listed(coded) == ["dear"]


def test_what_was_recoded_or_kept_is_looked_at(coded):
    one = recheck(coded)["id"].tolist()
    done = keep(coded, one, coder="ana", reason="still right")
    assert done.before == done.after == {"pain:fee": 2}
    assert listed(coded) == []
    define(coded, "pain:fee", coder="ana", exclude="Tips")
    assert sorted(listed(coded)) == ["I left.", "dear"]
    assert recheck(coded)["changed"].unique().tolist() == ["exclude"]
    with pytest.raises(UserError, match="no coding nonsense"):
        keep(coded, ["nonsense"], coder="ana")


def test_a_memo_is_no_second_look(coded):
    (one,) = recheck(coded)["id"]
    coded.act("ana", ("coding.edit", {"coding": one, "memo": "hm"}))
    assert listed(coded) == ["dear"]
    coded.act("ana", ("coding.edit", {"coding": one, "stance": "against"}))
    assert listed(coded) == []


def test_what_came_by_a_merge_counts_from_the_merge(coded, code):
    code("ana", "pain:slow", "one", "Slow")
    merge(coded, ["pain:slow"], "pain:fee", coder="ana")
    assert listed(coded) == ["dear"]
    define(coded, "pain:fee", coder="ana", include="Waiting too")
    assert sorted(listed(coded)) == ["I left.", "Slow", "dear"]


def test_the_passages_of_a_need_too(folder):
    anchor = {"source": "two", "version": folder.transcripts()[1].version, "start": 5, "end": 9}
    folder.act("ana", ("need.confirm", {"need": "need:quiet", "statement": "Quiet", "anchors": [anchor]}))
    define(folder, "need:quiet", coder="ana", include="At night")
    assert listed(folder) == ["Fine"]


def test_nothing_coded_nothing_listed(folder):
    assert recheck(folder).empty
