"""The adjudicator's Python: what the browser is told, and what a decision does to the study."""

from __future__ import annotations

from itertools import count

import pytest
from double import GIVEN, study

from workbench.study.errors import NotSaved, UserError
from workbench.widgets.adjudicator import Adjudicator


class Browser:
    """Plays the browser."""

    def __init__(self, folder, coders=("ana", "ben"), coder="carla", **options) -> None:
        self.widget, self.heard, self._n = Adjudicator(folder, coders, coder, **options), [], count(1)
        self.widget.send = self.heard.append

    def ask(self, op: str, number: str | None = None, **body) -> dict:
        number = number or f"n{next(self._n)}"
        self.widget._receive(self.widget, {"op": op, "id": number, **body}, [])
        return next(m for m in reversed(self.heard) if m.get("id") == number)

    def decide(self, row: dict, right: str | None = "ana", *, like=(), reason="the rule says so", **more) -> dict:
        said = self.ask("case", case=row["case"])["case"]
        stands = [c["id"] for side in said["sides"] if side["coder"] == right for c in side["codings"]]
        return self.ask("decide", case=row["case"], stands=stands, like=list(like), reason=reason, **more)

    @property
    def patch(self) -> dict:
        return next(m for m in reversed(self.heard) if m["op"] == "patch")


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def browser(folder):
    browser = Browser(folder)
    yield browser
    browser.widget.close()


def counted(folder) -> list[tuple[str, str]]:
    """Return who coded what, of all that did not fall."""
    state = folder.state()
    return sorted((c.coder, c.code) for c in state.codings.values() if c.id not in state.fallen)


def test_hello_brings_the_cases_worst_first_and_how_far_they_agree(browser):
    view = browser.ask("hello")
    assert [(r["family"], r["decided"]) for r in view["cases"]] == [("emotion", False)] * 3 + [("delight", False)]
    assert len({r["way"] for r in view["cases"]}) == 2
    assert view["cases"][-1]["sides"] == [{"coder": "ana", "codes": ["delight:invoice"]}, {"coder": "ben", "codes": []}]
    families = {f["family"]: f["alpha"] for f in view["families"]}
    assert families["stage"] == 1
    assert families["emotion"] < 0
    assert view["families"][0]["heard"] == "by segment, 1 texts of 1 people"


def test_a_case_comes_with_its_turn_what_each_said_and_what_was_said_before(browser):
    rows = browser.ask("hello")["cases"]
    row = next(r for r in rows if "every name" in r["quote"])
    case = browser.ask("case", case=row["case"])["case"]
    assert case["text"] == "I typed every name by hand, twice."
    assert case["before"]["text"].startswith("It dropped me")
    assert case["after"]["text"] == "And the invoice?"
    said = {s["coder"]: [case["text"][c["start"] : c["end"]] for c in s["codings"]] for s in case["sides"]}
    assert said == {"ana": ["I typed every name by hand"], "ben": ["I typed every name by hand, twice."]}


def test_a_decision_is_an_act_with_its_reason_and_one_undo_takes_it_back(browser, folder):
    row = browser.ask("hello")["cases"][0]
    before = counted(folder)
    assert browser.decide(row)["saved"]
    (made,) = folder.state().adjudications.values()
    assert (made.coder, made.reason) == ("carla", "the rule says so")
    assert len(counted(folder)) == len(before) - 1
    assert [(r["case"], r["decided"]) for r in browser.patch["set"]] == [(row["case"], True)]
    assert browser.ask("case", case=row["case"])["case"]["decided"]["reason"] == "the rule says so"

    assert browser.ask("undo")["said"] == "Undone: a decision"
    assert counted(folder) == before
    assert browser.ask("redo")["saved"]
    assert len(counted(folder)) == len(before) - 1


def test_all_cases_in_which_they_differ_in_the_same_way_are_one_gesture(browser, folder):
    rows = browser.ask("hello")["cases"]
    alike = [r["case"] for r in rows if r["way"] == rows[0]["way"]]
    assert browser.decide(rows[0], "ben", like=alike[1:])["saved"]
    assert len(folder.state().adjudications) == 3
    assert ("ana", "emotion:frustrated") not in counted(folder)
    assert counted(folder).count(("ben", "emotion:anxious")) == 3
    assert browser.ask("undo")["said"] == "Undone: 3 decisions"
    assert counted(folder) == sorted((coder, code) for coder, code, _ in GIVEN)


def test_a_case_that_differs_in_another_way_is_not_decided_with_it(browser, folder):
    rows = browser.ask("hello")["cases"]
    answer = browser.decide(rows[0], like=[rows[-1]["case"]])
    assert "not like this one" in answer["why"]
    assert not folder.state().adjudications


def test_another_code_in_their_place_is_coded_in_the_deciders_name(browser, folder):
    row = browser.ask("hello")["cases"][0]
    assert browser.decide(row, None, name="emotion: lost")["saved"]
    assert ("carla", "emotion:lost") in counted(folder)
    assert folder.state().codes["emotion:lost"].label == "lost"
    browser.ask("undo")
    assert counted(folder) == sorted((coder, code) for coder, code, _ in GIVEN)
    assert "emotion:lost" not in folder.state().codes


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_decision_without_a_reason(browser, folder, reason):
    answer = browser.decide(browser.ask("hello")["cases"][0], reason=reason)
    assert "say why" in answer["why"]
    assert not answer["keep"]
    assert not folder.state().adjudications


def test_a_coding_that_was_changed_since_opens_the_case_again(browser, folder):
    row = browser.ask("hello")["cases"][0]
    browser.decide(row)
    mine = next(c for c in folder.state().codings.values() if c.coder == "ben")
    folder.act("ben", ("coding.edit", {"coding": mine.id, "code": "emotion:confused"}))
    browser.widget.poll()
    (now,) = [r for r in browser.patch["set"] if r["case"] == row["case"]]
    assert (now["decided"], now["again"]) == (False, True)


def test_a_case_that_is_gone_is_refused_in_words(browser, folder):
    row = browser.ask("hello")["cases"][-1]
    case = browser.ask("case", case=row["case"])["case"]
    (mine,) = case["sides"][0]["codings"]
    folder.act("ana", ("coding.remove", {"coding": mine["id"]}))
    answer = browser.ask("decide", case=row["case"], stands=[], like=[], reason="because")
    assert "not there any more" in answer["why"]


def test_what_the_disk_refuses_is_not_decided(browser, folder, monkeypatch):
    row = browser.ask("hello")["cases"][0]
    case = browser.ask("case", case=row["case"])["case"]
    stands = [c["id"] for c in case["sides"][0]["codings"]]

    def full(*_args, **_options):
        raise NotSaved("not saved: no space left on device")

    real = browser.widget._folder.act
    monkeypatch.setattr(browser.widget._folder, "act", full)
    answer = browser.ask("decide", "again", case=row["case"], stands=stands, like=[], reason="so")
    assert (answer["keep"], answer["why"]) == (True, "not saved: no space left on device")
    monkeypatch.setattr(browser.widget._folder, "act", real)
    assert browser.ask("decide", "again", case=row["case"], stands=stands, like=[], reason="so")["saved"]
    assert browser.ask("decide", "again", case=row["case"], stands=stands, like=[], reason="so")["saved"]
    assert len(folder.state().adjudications) == 1, "asked twice, done once"


def test_sources_still_coded_blind_are_left_out_and_said(folder):
    from workbench.coding.assign import assign, reveal

    made = assign(folder, ["p01-first"], ["ana", "ben"], coder="carla")
    browser = Browser(folder)
    view = browser.ask("hello")
    assert view["cases"] == []
    assert any("still coded blind" in n for n in view["notices"])
    reveal(folder, made, coder="carla")
    browser.widget.poll()
    assert len(browser.patch["set"]) == 4
    browser.widget.close()


@pytest.mark.parametrize(
    ("coders", "said"),
    [(["ana"], "two different coders"), (["ana", "ana"], "two different"), (["ana", "zoe"], "zoe has coded nothing")],
)
def test_who_cannot_be_compared_is_told_so(folder, coders, said):
    with pytest.raises(UserError, match=said):
        Adjudicator(folder, coders, "carla")


def test_the_twin_says_what_was_decided_why_and_quotes_nobody_who_does_not_agree(tmp_path):
    folder = study(tmp_path / "s", silent=True)
    browser = Browser(folder)
    browser.decide(browser.ask("hello")["cases"][0], reason="<b>the rule</b>")
    twin = browser.widget.twin()
    assert "3 open, 1 decided" in twin
    assert "&lt;b&gt;the rule" in twin
    assert "not quoted: no consent" in twin
    assert "empty page" not in twin
    assert browser.widget.plain() == "Where ana and ben differ: 3 open, 1 decided"
    browser.widget.close()
