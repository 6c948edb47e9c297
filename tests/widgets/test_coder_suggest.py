"""Suggestions in the coder, Python's side: learned beside the acts, decided as one gesture, off until asked for."""

from __future__ import annotations

import threading
from itertools import count

import pytest
from sample import INTERVIEW, study, transcript

from workbench.widgets import learning
from workbench.widgets.coder import Coder
from workbench.widgets.learning import EVERY

WORDS = "Nobody told me what to bring"
CODES = [("pain:no-help", "No help: nobody told me what to bring"), ("free:invoice", "The invoice with the yearly price was fine")]


class Browser:
    """Plays the browser, and waits for the thread."""

    def __init__(self, coder: Coder) -> None:
        self.coder, self.heard, self._n = coder, [], count(1)
        coder.send = self.heard.append
        self.list = {}

    def ask(self, op, **body):
        number = f"n{next(self._n)}"
        self.coder._receive(self.coder, {"op": op, "id": number, **body}, [])
        return next(m for m in reversed(self.heard) if m.get("id") == number)

    def learned(self):
        self.coder._suggesting.wait()
        return self.waiting()

    def waiting(self):
        shown = {}
        for m in self.heard:
            if m["op"] == "suggestions":
                shown = {} if m["whole"] else shown
                shown = {k: v for k, v in shown.items() if k not in m["gone"]} | {s["id"]: s for s in m["set"]}
        return shown

    @property
    def last(self):
        return next(m for m in reversed(self.heard) if m["op"] == "suggestions")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(learning, "_ON", set())
    monkeypatch.setattr(learning, "LEAST", 0.0)


@pytest.fixture
def folder(tmp_path):
    folder = study(tmp_path / "study", transcript(), transcript([("P02", "P02", t) for *_, t in INTERVIEW], id="p02-first"))
    folder.act("maria", *(("code.define", {"code": code, "label": label}) for code, label in CODES))
    return folder


@pytest.fixture
def browser(folder):
    browser = Browser(Coder(folder, "P01", "maria"))
    browser.ask("hello")
    yield browser
    browser.learned()
    browser.coder.close()


@pytest.fixture
def on(browser):
    browser.ask("suggest", on=True)
    assert browser.learned()
    return browser


def codings(folder):
    return list(folder.state().codings.values())


def test_off_until_asked_for_and_remembered_in_the_next_transcript(browser, folder):
    assert not browser.last["on"]
    browser.ask("suggest", on=True)
    assert browser.learned()
    other = Browser(Coder(folder, "P02", "maria"))
    other.ask("hello")
    assert other.last["on"]
    other.learned()
    somebody = Browser(Coder(folder, "P02", "ben"))
    somebody.ask("hello")
    assert not somebody.last["on"]
    browser.ask("suggest", on=False)
    assert not browser.waiting()
    for one in (other, somebody):
        one.coder.close()


def test_they_say_where_how_strong_why_and_what_is_alike(on, folder):
    folder.act("ben", ("coding.add", {"code": "pain:no-help", "anchor": anchor(folder, "p02-first", WORDS)}))
    on.coder.poll()
    on.ask("suggest", on=False)
    on.coder._suggesting._at = -1
    on.ask("suggest", on=True)
    found = on.learned()
    one = next(s for s in found.values() if s["code"] == "pain:no-help" and s["like"])
    turn, start, end = one["parts"][0]
    assert INTERVIEW[turn][2][start:end]
    assert one["strength"] in {"a guess", "perhaps", "likely", "very likely"}
    assert one["percent"] is None
    assert one["like"][0]["who"] == "P02"
    assert WORDS in one["like"][0]["words"]


def anchor(folder, source, words):
    text = next(t for t in folder.transcripts() if t.id == source)
    at = text.text.index(words)
    return {"source": source, "item": "", "version": text.version, "start": at, "end": at + len(words)}


def test_nothing_is_coded_by_suggesting(on, folder):
    assert on.waiting()
    assert not codings(folder)


@pytest.mark.parametrize(
    ("decision", "more", "code"),
    [("accepted", {}, "pain:no-help"), ("corrected", {"code": "free:invoice"}, "free:invoice"),
     ("corrected", {"name": "need: a list"}, "need:a-list"), ("rejected", {}, None)],
)  # fmt: skip
def test_each_decision_is_one_gesture_and_one_undo(on, folder, decision, more, code):
    one = next(s for s in on.waiting().values() if s["code"] == "pain:no-help")
    before = set(on.waiting())
    assert on.ask("decide", suggestion=one["id"], decision=decision, **more)["saved"]
    (said,) = folder.state().decisions.values()
    assert (said.decision, said.code, said.coder) == (decision, "pain:no-help", "maria")
    assert [c.code for c in codings(folder)] == ([code] if code else [])
    assert one["id"] not in on.waiting()
    assert on.ask("undo")["saved"]
    assert not codings(folder)
    assert not folder.state().decisions
    assert set(on.waiting()) == before
    on.ask("redo")
    assert folder.state().decisions
    assert one["id"] not in on.waiting()


def test_correcting_with_the_code_that_was_suggested_accepts_it(on, folder):
    one = next(s for s in on.waiting().values() if s["code"] == "pain:no-help")
    on.ask("decide", suggestion=one["id"], decision="corrected", code="pain:no-help")
    assert [d.decision for d in folder.state().decisions.values()] == ["accepted"]


@pytest.mark.parametrize(
    ("body", "why"),
    [({"suggestion": "no such", "decision": "accepted"}, "not there any more"), ({"decision": "perhaps"}, "accepted, corrected or"),
     ({"decision": "corrected", "code": "pain:moon"}, "no code")],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_nothing_written(on, folder, body, why):
    first = next(iter(on.waiting()))
    assert why in on.ask("decide", **{"suggestion": first, **body})["why"]
    assert not folder.state().decisions


def test_twice_decided_is_refused(on):
    first = next(iter(on.waiting()))
    on.ask("decide", suggestion=first, decision="rejected")
    assert "not there any more" in on.ask("decide", suggestion=first, decision="accepted")["why"]


def test_it_learns_again_after_some_codings_and_never_holds_up_an_act(on, folder, monkeypatch):
    gate, suggester, started = threading.Event(), on.coder._suggesting._suggester, []
    learn = suggester.suggest

    def slow(*given, **more):
        started.append(1)
        gate.wait(30)
        return learn(*given, **more)

    monkeypatch.setattr(suggester, "suggest", slow)
    spans = [{"turn": 3, "start": n, "end": n + 9, "quote": INTERVIEW[3][2][n : n + 9]} for n in range(EVERY + 1)]
    for n, span in enumerate(spans):
        assert on.ask("add", code="stage:onboarding", spans=[span])["saved"], "answered while the thread waits"
        assert (on.last["state"] == "learning") == (n + 1 >= EVERY)
    assert on.last["state"] == "learning"
    assert len(codings(folder)) == EVERY + 1
    gate.set()
    on.learned()
    assert on.last["state"] == "ready"
    assert len(started) == 1


def test_blind_learns_nothing_from_others(folder):
    for source in ("p01-first", "p02-first"):
        folder.act("ben", ("coding.add", {"code": "pain:no-help", "anchor": anchor(folder, source, WORDS)}))
    blind = Browser(Coder(folder, "P01", "maria", blind=True))
    blind.ask("hello")
    blind.ask("suggest", on=True)
    found = blind.learned()
    assert found
    assert all(s["learned"] == 0 and not s["like"] for s in found.values())
    blind.coder.close()


def test_what_goes_wrong_is_named_and_no_words_are(browser, monkeypatch):
    def broken(*_, **__):
        raise ValueError(WORDS)

    monkeypatch.setattr(browser.coder._suggesting._suggester, "suggest", broken)
    browser.ask("suggest", on=True)
    browser.learned()
    assert (browser.last["state"], browser.last["why"]) == ("failed", "ValueError")
    assert WORDS not in repr(browser.heard[-3:])


def test_what_is_sent_for_an_act_does_not_grow_with_what_is_shown(on):
    first = next(iter(on.waiting()))
    on.ask("decide", suggestion=first, decision="rejected")
    assert on.last["gone"] == [first]
    assert not on.last["set"]
