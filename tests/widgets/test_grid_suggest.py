"""Suggestions in the answer grid, Python's side: of the answers on the screen, decided as one gesture, never counted before."""

from __future__ import annotations

import pytest
from answers import SAID, study, survey
from test_grid_widget import Browser

from workbench.study.errors import UserError
from workbench.widgets import grid_lists, grid_suggest, learning
from workbench.widgets.grid import Grid

CODES = [("pain:slow", "Slow: it takes long to load"), ("pain:hidden-price", "Price: the price is hidden")]


class Suggested(Browser):
    """Waits for the thread, and knows what a browser would show."""

    def turn(self, *, on=True):
        self.ask("suggest", on=on)
        self.grid._suggesting.wait()

    def hints(self):
        shown = {}
        for m in self.heard:
            if m["op"] == "suggestions":
                shown = {} if m["whole"] else shown
                shown = {k: v for k, v in shown.items() if k not in m["gone"]} | m["set"]
        return shown

    def decide(self, decision, suggestion, **more):
        return self.ask("decide", suggestion=suggestion, decision=decision, **more)

    @property
    def last(self):
        return next(m for m in reversed(self.heard) if m["op"] == "suggestions")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(learning, "_ON", set())
    monkeypatch.setattr(learning, "LEAST", 0.0)


@pytest.fixture
def folder(tmp_path):
    folder = study(tmp_path / "study")
    folder.act("maria", *(("code.define", {"code": code, "label": label}) for code, label in CODES))
    return folder


@pytest.fixture
def browser(folder):
    browser = Suggested(Grid(folder, "nps", "maria"))
    browser.ask("hello")
    yield browser
    browser.grid._suggesting.wait()
    browser.grid.close()


@pytest.fixture
def on(browser):
    browser.rows()
    browser.turn()
    assert browser.hints()
    return browser


def codings(folder):
    return list(folder.state().codings.values())


def hint(on, code):
    """Return an answer and what is suggested for it."""
    return next((answer, one) for answer, one in on.hints().items() if one["code"] == code)


def test_off_until_asked_for_and_one_an_answer(browser, folder):
    assert browser.last["on"] is False
    browser.rows()
    assert not browser.hints()
    browser.turn()
    assert {a for a, _ in browser.names()} >= set(browser.hints())
    assert browser.last["waiting"] == len(browser.hints())
    assert codings(folder) == []
    browser.turn(on=False)
    assert not browser.hints()
    assert browser.last["state"] == "off"


def test_only_answers_the_browser_has_are_told(browser, monkeypatch):
    monkeypatch.setattr(grid_lists, "_BLOCK", 2)
    browser.turn()
    assert browser.last["waiting"]
    assert not browser.hints()
    first = browser.look()["rows"]  # a list comes with its first rows
    assert len(first) == 2
    assert set(browser.hints()) <= {row["id"] for row in first}
    browser.rows()
    assert len(browser.hints()) == browser.last["waiting"]


def test_why_says_words_examples_and_where(on, folder):
    on.add("pain:slow", numbers=(0,))
    on.grid._suggesting._at = -1
    on.grid.poll()
    on.turn()
    answer, one = hint(on, "pain:slow")
    why = on.ask("why", suggestion=one["id"])
    text = folder.text("nps", answer)
    assert (why["start"], why["end"]) == (0, len(text))
    assert why["learned"] == 1
    assert why["like"][0]["words"] == SAID[0][1]
    assert why["strength"] == one["strength"]
    assert (why["accepted"], why["decided"]) == (0, 0)
    assert why["kappa"] is None or -1 <= why["kappa"] <= 1
    assert on.ask("why", suggestion="nps/x/0-1 > pain:slow")["gone"]


def test_of_a_long_answer_the_words_it_is_about_are_said(tmp_path):
    text = "It was fine at first and nobody complained of anything. Then we waited for it. " + "All went well after that. " * 9
    folder = study(tmp_path / "long", survey([("P1", text, "Team", 3, "2026-05-01")]))
    folder.act("maria", ("code.define", {"code": "pain:slow", "label": "Slow", "include": '"wait"'}))
    browser = Suggested(Grid(folder, "nps", "maria"))
    browser.rows()
    browser.turn()
    _, one = hint(browser, "pain:slow")
    why = browser.ask("why", suggestion=one["id"])
    assert why["about"] == "Then we waited for it." == text[why["start"] : why["end"]]
    browser.decide("accepted", one["id"])
    assert [folder.quote(c.anchor) for c in codings(folder)] == ["Then we waited for it."]
    browser.grid.close()


@pytest.mark.parametrize(
    ("decision", "more", "coded"),
    [
        ("accepted", {}, "pain:slow"),
        ("corrected", {"code": "pain:hidden-price"}, "pain:hidden-price"),
        ("corrected", {"name": "need: be told"}, "need:be-told"),
        ("corrected", {"code": "pain:slow"}, "pain:slow"),
        ("rejected", {}, None),
    ],
)
def test_each_decision_is_one_gesture_and_one_undo(on, folder, decision, more, coded):
    answer, one = hint(on, "pain:slow")
    reply = on.decide(decision, one["id"], **more)
    assert reply["saved"], reply
    assert [c.code for c in codings(folder)] == ([coded] if coded else [])
    assert [d.decision for d in folder.state().decisions.values()] == ["accepted" if more.get("code") == "pain:slow" else decision]
    if coded:
        (coding,) = codings(folder)
        assert coding.anchor.item == answer
        assert folder.quote(coding.anchor) == folder.text("nps", answer)
    assert one["id"] not in {h["id"] for h in on.hints().values()}
    on.ask("undo")
    assert not codings(folder)
    assert not folder.state().decisions
    assert on.hints()[answer] == one


def test_twice_decided_or_not_there_is_refused_and_nothing_is_written(on, folder):
    _, one = hint(on, "pain:slow")
    on.decide("rejected", one["id"])
    before = folder.digest()
    for body in ({"suggestion": one["id"]}, {"suggestion": "nps/nowhere/0-3 > pain:slow"}, {"suggestion": ""}):
        assert on.ask("decide", decision="accepted", **body)["error"] == UserError.__name__
    assert on.decide("maybe", hint(on, "pain:hidden-price")[1]["id"])["error"]
    assert folder.digest() == before


def test_the_next_one_is_found_in_the_order_that_is_shown_and_round(on):
    shown = on.look()
    ids = [row["id"] for row in on.ask("rows", list=shown["list"], **{"from": 0}, to=100)["rows"]]
    waiting = [n for n, answer in enumerate(ids) if answer in on.hints()]

    def seek(at):
        return on.ask("seek", list=shown["list"], **{"from": at}, step=1, what="suggested")["at"]

    assert seek(-1) == waiting[0]
    assert [seek(n) for n in waiting] == [*waiting[1:], waiting[0]]
    on.turn(on=False)
    assert seek(-1) is None


def test_coding_by_hand_takes_the_suggestion_away_and_it_learns_again(on):
    answer, one = hint(on, "pain:slow")
    number = [a for a, _ in on.names()].index(answer)
    on.add("pain:slow", numbers=(number,))
    assert on.hints().get(answer, {}).get("id") != one["id"]
    learned = on.last["learned"]
    for n in range(learning.EVERY):
        on.add("pain:hidden-price", numbers=(n,))
    on.grid._suggesting.wait()
    assert on.last["learned"] > learned


def test_blind_learns_from_and_looks_at_one_coder_only(folder):
    text = folder.text("nps", "nps-000006")
    anchor = {
        "source": "nps",
        "item": "nps-000006",
        "version": folder.surveys()[0].answers["version"][6],
        "start": 0,
        "end": len(text),
    }
    folder.act("ben", ("coding.add", {"code": "pain:hidden-price", "anchor": anchor}))
    blind = Suggested(Grid(folder, "nps", "maria", blind=True))
    blind.ask("hello")
    blind.rows()
    blind.turn()
    assert blind.last["learned"] == 0
    blind.grid.close()


def test_of_a_large_survey_the_answers_on_the_screen_are_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(grid_suggest, "MOST", 3)
    monkeypatch.setattr(grid_lists, "_BLOCK", 5)
    rows = [("P1", f"{SAID[n % len(SAID)][1]} {n}", "Team", 3, "2026-05-01") for n in range(40)]
    folder = study(tmp_path / "large", survey(rows))
    folder.act("maria", *(("code.define", {"code": code, "label": label}) for code, label in CODES))
    browser = Suggested(Grid(folder, "nps", "maria"))
    browser.ask("hello")
    browser.turn()
    assert 0 < browser.last["waiting"] <= 3
    shown = browser.look()
    later = browser.ask("rows", list=shown["list"], **{"from": 10}, to=20)["rows"]
    here = [row["id"] for row in (*shown["rows"], *later)]
    assert len(here) == 15
    browser.grid._suggesting.wait()
    assert browser.hints()
    assert set(browser.hints()) <= set(here)
    assert len(browser.grid._suggesting._suggester.segments) <= 3 + len(here)
    browser.grid.close()


def test_what_is_sent_for_an_act_does_not_grow_with_what_is_shown(on):
    answer, one = hint(on, "pain:slow")
    before = len(on.heard)
    on.decide("accepted", one["id"])
    said = [m for m in on.heard[before:] if m["op"] == "suggestions"]
    assert sum(len(m["set"]) + len(m["gone"]) for m in said) <= 2
    assert answer in {a for m in said for a in (*m["set"], *m["gone"])}


def test_the_reasons_tell_how_suggestions_of_the_code_were_received(on):
    _, first = hint(on, "pain:slow")
    on.decide("accepted", first["id"])
    _, second = hint(on, "pain:slow")
    on.decide("rejected", second["id"])
    on.grid._suggesting._at = -1
    on.turn()
    _, third = hint(on, "pain:slow")
    why = on.ask("why", suggestion=third["id"])
    assert (why["accepted"], why["decided"]) == (1, 2)
