"""The history tells who codes blind nothing of what the others coded there."""

from __future__ import annotations

from dataclasses import asdict

from workbench.api import Study
from workbench.coding.assign import assign, reveal
from workbench.coding.hidden import hidden_acts


def test_acts_of_others_there_and_acts_about_them_are_not_told(folder, code):
    made = assign(folder, ["one"], ["ana", "ben"], coder="lea")
    theirs, mine, elsewhere = (
        code("ben", "pain:fee", "one", "dear"), code("ana", "pain:fee", "one", "dear"), code("ben", "pain:fee", "two", "Fine")
    )  # fmt: skip
    anchor = asdict(folder.state().codings[theirs].anchor)
    said = {"code": "pain:fee", "anchor": anchor, "decision": "rejected", "model": "ridge-1", "score": 0.5}
    told = folder.act(
        "ben", ("coding.edit", {"coding": theirs, "valence": 1}), ("memo.set", {"kind": "coding", "about": theirs, "text": "x"}),
        ("suggestion.decide", said), ("need.confirm", {"need": "need:q", "statement": "S", "anchors": [anchor]}),
        ("undo", {"target": theirs}),
    )  # fmt: skip
    (again,) = folder.act("cem", ("undo", {"target": told[-1].id, "reason": "no"}))
    open_ = folder.act("ben", ("code.define", {"code": "pain:new"}), ("memo.set", {"kind": "source", "about": "one", "text": "x"}))
    hidden = {theirs, again.id, *(a.id for a in told)}
    assert hidden_acts(folder.acts(), folder.state(), "ana") == hidden
    assert hidden_acts(folder.acts(), folder.state(), "cem") == frozenset()
    frame = Study(folder, me="ana").history().set_index("id")
    assert len(frame) == len(folder.acts())
    assert set(frame.loc[sorted(hidden), "what"]) == {"(not told until it is revealed: you code there blind)"}
    assert set(frame.loc[sorted(hidden), "about"]) == set(frame.loc[sorted(hidden), "reason"]) == {""}
    for name in (mine, elsewhere, made.id, *(a.id for a in open_)):
        assert "not told" not in frame.loc[name, "what"]
    reveal(folder, made, coder="lea")
    assert not Study(folder, me="ana").history()["what"].str.contains("not told").any()


def test_acts_that_say_nothing_sensible_hide_nothing(folder):
    from workbench.study.records import Act

    assign(folder, ["one"], ["ana", "ben"], coder="lea")
    odd = [
        Act(f"x{n}", n, "", 99 + n, "ben", "", kind, body)
        for n, (kind, body) in enumerate(
            [
                ("coding.add", {"anchor": 3}),
                ("claim.sign", {"anchor": {"source": 3}}),
                ("claim.sign", {"also": 3, "target": [], "anchors": 3}),
            ]
        )
    ]
    assert hidden_acts([*folder.acts(), *odd], folder.state(), "ana") == frozenset()
