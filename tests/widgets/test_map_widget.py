"""The map widget's Python: what the browser is told, what it may ask, and what its acts do to the study."""

from __future__ import annotations

import json
from itertools import count
from shutil import copytree
from threading import Event

import pytest
from journey.conftest import Field
from maps import FAST, FEE, GUESS, QUIET, TYPING, WAIT, study

from workbench.journey import edits
from workbench.share.redact import Redactor
from workbench.study.errors import NotSaved, UserError
from workbench.study.folder import Folder
from workbench.widgets.map import Map
from workbench.widgets.map_faces import WITHHELD

WHY = {"reason": "they say so at the till"}


class Browser:
    """Plays the browser."""

    def __init__(self, folder, coder="ana", **options) -> None:
        self.widget, self.heard, self._n, self._answered = Map(folder, coder, **options), [], count(1), {}
        self.widget.send = self._hear

    def _hear(self, message) -> None:
        self.heard.append(json.loads(json.dumps(message)))  # as it would go over the wire
        if there := self._answered.get(message.get("id")):
            there.set()

    def ask(self, op: str, number: str | None = None, **body) -> dict:
        number = number or f"n{next(self._n)}"
        done = self._answered[number] = Event()
        self.widget._receive(self.widget, {"op": op, "id": number, **body}, [])
        assert done.wait(60)  # what is slow is answered from a thread
        return next(m for m in reversed(self.heard) if m.get("id") == number)

    def cards(self) -> dict[str, dict]:
        return {c["id"]: c for c in self.ask("hello")["cards"]}

    def did(self, op: str, **body) -> dict:
        answer = self.ask(op, **body)
        assert answer.get("saved"), answer
        return answer

    @property
    def patch(self) -> dict:
        return next(m for m in reversed(self.heard) if m["op"] == "patch")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return study(tmp_path_factory.mktemp("made") / "study").root


@pytest.fixture
def folder(made, tmp_path):
    return Folder(copytree(made, tmp_path / "study"))


@pytest.fixture
def opened():
    made = []

    def open_(folder, *args, **options) -> Browser:
        made.append(Browser(folder, *args, **options))
        return made[-1]

    yield open_
    for one in made:
        one.widget.close()


@pytest.fixture
def browser(folder, opened):
    return opened(folder)


# What is shown ------------------------------------------------------------------------------------------------------


def test_hello_brings_stages_lanes_and_a_face_for_every_claim(browser):
    view = browser.ask("hello")
    assert [(s["label"], s["cover"], s["n"]) for s in view["stages"]] == [
        ("Purchase", [7, 0, 0], 7), ("Onboarding", [7, 0, 0], 0), ("Retention", [1, 0, 6], 0),
    ]  # fmt: skip
    cards = {c["id"]: (c["lane"], c["stage"], c["k"], c["n"], c["x"], c["assumed"]) for c in view["cards"]}
    assert cards == {
        FEE: ("pain", "purchase", 6, 7, 1, False), TYPING: ("pain", "onboarding", 3, 7, 0, False),
        WAIT: ("pain", "retention", 1, 1, 0, False), QUIET: ("need", "retention", 1, 1, 0, False),
        FAST: ("delight", "onboarding", 2, 7, 0, False), GUESS: ("need", "retention", 0, 1, 0, True),
    }  # fmt: skip
    assert [kind for kind, _, _ in view["lanes"]] == ["pain", "need", "delight"]
    assert view["curve"].startswith("<svg")
    assert (view["personas"], [r for r, _ in view["rounds"]]) == (["New"], ["2026-Q1", "2026-Q3"])


def test_no_quote_is_in_the_view_nor_in_what_is_synced(browser):
    view = browser.ask("hello")
    assert "came last of all" not in json.dumps(view)
    assert "came last of all" not in json.dumps({k: str(v) for k, v in browser.widget.get_state().items() if not k.startswith("_")})


def test_a_card_opens_with_its_evidence_and_its_quotes_come_after(browser):
    found = browser.ask("open", claim=FEE)
    assert found["line"].startswith("6 of 7 people who spoke about or were asked about Purchase say so, 1 says the opposite")
    assert (found["counts"], found["people"]) == ({"for": 6, "against": 1}, [f"P0{n}" for n in range(1, 8)])
    assert found["signed"] is None
    assert {c["component"] for c in found["concerns"]} >= {"adequacy"} or found["concerns"]
    again = next(c for c in browser.widget._folder.state().codings.values() if c.code == TYPING)  # P01 says so twice
    anchor = {n: getattr(again.anchor, n) for n in again.anchor.__slots__}
    browser.widget._folder.act("ben", ("coding.add", {"code": FEE, "anchor": anchor}))
    everything = [q["who"] for q in browser.ask("quotes", claim=FEE)["for"]]
    assert everything == [*(f"P0{n}" for n in range(1, 7)), "P01"]  # one of each person first
    browser.widget._folder.undo("ben")
    quotes = browser.ask("quotes", claim=FEE)
    assert [q["who"] for q in quotes["for"]] == [f"P0{n}" for n in range(1, 7)]
    assert quotes["against"][0]["text"] == "The fee came last of all for me, number 7"


def test_who_did_not_agree_to_be_quoted_is_counted_and_has_no_words(tmp_path, opened):
    browser = opened(
        study(tmp_path / "study", silent="P02"), redactor=Redactor(find=lambda texts, _roster, **_: [[] for _ in texts])
    )
    assert browser.cards()[FEE]["k"] == 6
    shown = {q["who"]: q["text"] for q in browser.ask("quotes", claim=FEE)["for"]}
    assert (shown["P02"], shown["P01"]) == (WITHHELD, "The fee came last of all for me, number 1")
    browser.widget.twin()  # the first has no quotes yet: names are looked for in all of them beside
    browser.widget._pool.shutdown(wait=True)
    twin = browser.widget.twin()
    assert "number 1" in twin
    assert "number 2" not in twin


def test_names_are_masked_wherever_words_are_shown(folder, opened):
    from workbench.reading.personal import Span

    def find(texts, _roster, **_):
        return [[Span(at, at + 5, "name", "P9")] if (at := t.find("Maria")) >= 0 else [] for t in texts]

    edits.rename(folder, FEE, "Maria hates the fee", coder="ben", **WHY)
    edits.comment(folder, FEE, "ask Maria", coder="ben")
    edits.capture(folder, "call Maria", coder="ben")
    folder.act("ben", ("code.define", {"code": "pain:Maria", "label": "About Maria"}))
    browser = opened(folder, redactor=Redactor(find=find))
    view = browser.ask("hello")
    assert [c["id"] for c in view["cards"] if "Maria" in c["id"]] == ["pain:Maria"]  # an id is what an act names
    assert "Maria" not in json.dumps([{**c, "id": ""} for c in view["cards"]]) + json.dumps(view["notes"])
    found = browser.ask("open", claim=FEE)
    assert "Maria" not in json.dumps(found)
    assert found["comments"][0]["text"].startswith("ask ")
    assert "Maria" not in browser.widget.twin()


# Gestures -----------------------------------------------------------------------------------------------------------


def test_a_card_that_is_moved_is_shown_there_counted_where_it_was_and_one_undo_puts_it_back(browser, folder):
    before = browser.cards()
    browser.did("move", claim=FEE, stage="onboarding", lane="need", **WHY)
    assert set(browser.patch) <= {"op", "set", "undo", "redo", "reasons", "people"}
    (card,) = browser.patch["set"]
    assert (card["stage"], card["lane"], card["counted"]) == ("onboarding", "need", "purchase")
    assert card["moved"] == "counted in Purchase as a pain"
    assert (card["k"], card["n"], card["grade"]) == (6, 7, before[FEE]["grade"])
    assert browser.ask("hello")["reasons"] == [WHY["reason"]]
    said = browser.did("undo")
    assert (said["said"], said["card"]) == ("Undone: moving “The fee comes last”", FEE)
    assert browser.cards() == before
    browser.did("redo")
    assert browser.cards()[FEE]["stage"] == "onboarding"
    assert len([a for a in folder.acts() if a.act == "card.set"]) == 1


def test_a_card_that_is_put_back_is_not_moved_any_more(browser):
    browser.did("move", claim=FEE, stage="onboarding", **WHY)
    browser.did("move", claim=FEE, stage="purchase", lane="pain", **WHY)
    assert browser.cards()[FEE]["moved"] == ""
    assert browser.widget._folder.state().cards[FEE].stage == ""


def test_every_gesture_and_what_it_changes(browser):
    cards = browser.cards
    browser.did("rename", claim=FEE, title="Fees last", **WHY)
    assert cards()[FEE]["statement"] == "Fees last"
    browser.did("under", claim=WAIT, under=QUIET, **WHY)
    assert cards()[WAIT]["under"] == QUIET
    browser.did("hide", claim=TYPING, hidden=True, **WHY)
    assert cards()[TYPING]["hidden"]
    browser.did("own", claim=FEE, owner="Mara Kern", **WHY)
    browser.did("status", claim=FEE, status="acting", **WHY)
    assert (cards()[FEE]["initials"], cards()[FEE]["status"]) == ("MK", "acting")
    browser.did("comment", about=FEE, text="who said so?")
    assert cards()[FEE]["comments"] == 1
    browser.did("because", claim=FEE, because=WAIT)
    browser.did("sign", claim=FEE, grade="Low", **WHY)
    found = browser.ask("open", claim=FEE)
    assert [b["id"] for b in found["because"]] == [WAIT]
    assert found["signed"]["line"].startswith("Grade Low, signed by ana on")
    assert (found["derived"], len(found["history"])) == ("The fee comes last", 3)
    assert cards()[FEE]["signed"] == "current"
    browser.did("cut", claim=FEE, because=WAIT)
    browser.did("moment", stage="onboarding", moment=True, **WHY)
    browser.did("comment", about="onboarding", text="look here")
    found = browser.ask("open", stage="onboarding")
    assert [c["text"] for c in found["comments"]] == ["look here"]
    assert found["moment"].startswith("ana decided that this is a moment of truth")
    assert "why" not in found  # that is what a refusal says
    note = browser.did("capture", text="ask about the till", stage="purchase")["card"]
    assert [n["text"] for n in browser.ask("hello")["notes"]] == ["ask about the till"]
    browser.did("sort", note=note, claim=FEE)
    assert browser.ask("hello")["notes"] == []
    assert [n["text"] for n in browser.ask("open", claim=FEE)["inboxed"]] == ["ask about the till"]
    for _ in range(13):
        browser.did("undo")
    assert browser.widget._folder.state().cards == {}
    assert "nothing to undo" in browser.ask("undo")["why"]


def test_a_signature_is_stale_once_somebody_codes_more(browser, folder):
    browser.did("sign", claim=TYPING, grade="", **WHY)
    assert browser.cards()[TYPING]["signed"] == "current"
    anchor = next(
        c.anchor for c in folder.state().codings.values() if c.code == "stage:onboarding" and c.anchor.source == "p05-2026-q1"
    )
    folder.act("ben", ("coding.add", {"code": TYPING, "anchor": {n: getattr(anchor, n) for n in anchor.__slots__}}))
    browser.widget.poll()
    card = browser.cards()[TYPING]
    assert (card["signed"], card["k"]) == ("stale", 4)


@pytest.mark.parametrize(("op", "body", "why"), [
    ("move", {"claim": FEE, "stage": "onboarding"}, "the reason is empty"),
    ("move", {"claim": FEE, "stage": "bliss", **WHY}, "no stage"),
    ("move", {"claim": "pain:none", "stage": "purchase", **WHY}, "is no claim"),
    ("sort", {}, "say which note"),
    ("open", {"claim": "pain:none"}, "not on the map any more"),
    ("look", {"round": "1999"}, "no round"),
    ("look", {"persona": "X"}, "no persona"),
    ("without", {"claim": FEE, "participant": "P99"}, "nobody of that name"),
    ("fly", {}, "does not know"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words_and_nothing_is_written(browser, folder, op, body, why):
    before = len(folder.acts())
    answer = browser.ask(op, **body)
    assert why in answer["why"]
    assert not answer["keep"]
    assert len(folder.acts()) == before


def test_what_the_disk_refuses_is_not_called_saved_and_changes_nothing(browser, monkeypatch):
    before = browser.cards()

    def refuse(*_args, **_more):
        raise NotSaved("not saved: the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(browser.widget._folder, "act", refuse)
        answer = browser.ask("move", number="one", claim=FEE, stage="onboarding", **WHY)
    assert (answer.get("saved"), answer["keep"]) == (None, True)
    assert browser.cards() == before
    browser.did("move", number="one", claim=FEE, stage="onboarding", **WHY)
    browser.did("move", number="one", claim=FEE, stage="onboarding", **WHY)  # asked again, answered again, done once
    assert len(browser.widget._folder.state().cards[FEE].changes) == 1


# Colleagues, views, what if -----------------------------------------------------------------------------------------


def test_what_a_colleague_does_arrives_and_only_what_changed_is_sent(browser, folder):
    browser.ask("hello")
    edits.move(folder, FEE, stage="retention", coder="ben", **WHY)
    browser.widget.poll()
    assert [c["id"] for c in browser.patch["set"]] == [FEE]
    assert "curve" not in browser.patch
    seen = len(browser.heard)
    browser.widget.poll()
    assert len(browser.heard) == seen


def test_a_claim_that_is_retired_goes(browser, folder):
    browser.ask("hello")
    folder.act("ben", ("code.retire", {"code": GUESS}))
    browser.widget.poll()
    assert browser.patch["gone"] == [GUESS]


def test_whose_words_and_of_which_round(browser):
    assert browser.ask("look", persona="New", round="")["op"] == "look"
    assert {c["id"]: (c["k"], c["n"]) for c in browser.ask("hello")["cards"]}[FEE] == (4, 4)
    browser.ask("look", persona="", round="2026-Q3")
    view = browser.ask("hello")
    assert (view["seen"]["round"], view["seen"]["previous"], view["seen"]["people"]) == ("2026-Q3", "2026-Q1", 1)
    browser.did("sign", claim=WAIT, grade="Anecdote", **WHY)
    assert browser.widget._folder.state().signed[WAIT][0].round == "2026-Q3"


def test_without_a_participant_the_claim_and_what_falls_with_them(browser):
    found = browser.ask("without", claim=FEE, participant="P07")
    assert (found["k"], found["n"], found["x"]) == (6, 6, 0)
    found = browser.ask("without", claim=WAIT, participant="P01")
    assert (found["k"], found["grade"], found["was"]) == (0, "ASSUMPTION", "Anecdote")
    assert {f["id"]: f["to"] for f in found["falls"]}[QUIET] == "ASSUMPTION"
    assert browser.cards()[WAIT]["k"] == 1  # nobody was taken away


def test_the_twin_says_what_the_map_says(browser):
    browser.did("rename", claim=FEE, title="Fees last", **WHY)
    twin = browser.widget.twin()
    assert "Fees last" in twin
    assert "wb-twin" in twin
    assert "6 claims" in browser.widget.plain()


def test_who_acts_is_said_and_the_view_must_be_one_there_is(folder):
    with pytest.raises(UserError, match=r"study\.map"):
        Map(folder, " ")
    with pytest.raises(UserError, match="no persona"):
        Map(folder, "ana", persona="X")


def test_a_study_with_nothing_coded_has_a_map_to_begin_with(tmp_path, opened):
    made = Field(tmp_path / "new")
    browser = opened(made.folder)
    view = browser.ask("hello")
    assert (len(view["stages"]), view["cards"], view["facts"]) == (6, [], [["0", "people"]])
    browser.did("capture", text="whom do we ask first?")
    made.interview("P01", "I wait.").code("I wait", "pain:wait")
    browser.widget.poll()
    assert [(c["id"], c["stage"]) for c in browser.patch["set"]] == [("pain:wait", "")]  # in the inbox: it has no stage yet
    assert [q["text"] for q in browser.ask("quotes", claim="pain:wait")["for"]] == ["I wait"]
