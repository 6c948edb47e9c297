"""The answer grid's Python side: what the browser asks, what reaches the disk, what comes back."""

from __future__ import annotations

import json
import time
from itertools import count

import pytest
from answers import SAID, study, survey
from hypothesis import given
from hypothesis import strategies as st

from workbench.coding.assign import assign, reveal
from workbench.share.redact import Redactor
from workbench.study.errors import NotSaved, UserError
from workbench.study.folder import Folder
from workbench.widgets.grid import Grid, resolve
from workbench.widgets.grid_lists import MOST_ANSWERS
from workbench.widgets.grid_twin import MOST_ANSWERS as TWIN

EVERYTHING = {"words": "", "codes": "", "where": {}, "between": {}, "sort": "", "down": False, "group": "", "closed": []}


class Browser:
    """Plays the browser: sends messages, keeps what comes back."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.heard, self._n = grid, [], count(1)
        grid.send = lambda m: self.heard.append(json.loads(json.dumps(m)))

    def ask(self, op: str, number: str | None = None, **body) -> dict:
        number = number or f"n{next(self._n)}"
        self.grid._receive(self.grid, {"op": op, "id": number, **body}, [])
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := [m for m in self.heard if m.get("id") == number]:
                return found[-1]
            time.sleep(0.002)
        raise TimeoutError(op)

    def look(self, **what) -> dict:
        return self.ask("look", look={**EVERYTHING, **what})

    def rows(self, **what) -> list[dict]:
        shown = self.look(**what)
        return self.ask("rows", list=shown["list"], **{"from": 0}, to=100)["rows"]

    def texts(self, **what) -> list[str]:
        return [r.get("text", r.get("group")) for r in self.rows(**what)]

    def names(self, **what) -> list[list[str]]:
        return [[r["id"], r["v"]] for r in self.rows(**what) if "id" in r]

    def add(self, code="stage:purchase", numbers=(0,), **body) -> dict:
        names = self.names()
        return self.ask("add", code=code, answers=[names[n] for n in numbers], **body)

    @property
    def patch(self) -> dict:
        return next(m for m in reversed(self.heard) if m["op"] == "patch")


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def browser(folder):
    browser = Browser(Grid(folder, "nps", "maria"))
    yield browser
    browser.grid.close()


def codings(folder, coder="maria"):
    return [c for c in folder.state().codings.values() if c.coder == coder]


# What is shown ---------------------------------------------------------------------------------------------------------


def test_hello_brings_everything_but_the_answers(browser):
    view = browser.ask("hello")
    assert view["op"] == "view"
    assert (view["head"]["answers"], view["head"]["people"]) == (8, 7)
    assert [c["id"] for c in view["columns"]] == ["participant", "text", "rating.score", "attr.plan", "date"]
    assert next(c for c in view["columns"] if c["id"] == "attr.plan")["values"] == [["Free", 1], ["Solo", 2], ["Team", 4]]
    assert next(c for c in view["columns"] if c["id"] == "rating.score")["low"] == 0
    assert "slow" not in json.dumps(view)


def test_rows_come_in_windows(browser):
    shown = browser.look()
    window = browser.ask("rows", list=shown["list"], **{"from": 2}, to=4)
    assert [r["text"] for r in window["rows"]] == [SAID[2][1], SAID[3][1]]
    assert window["rows"][0]["cells"] == [4, "Team", "2026-05-03"]
    assert browser.ask("rows", list=999, **{"from": 0}, to=5)["gone"]


def test_a_list_comes_with_the_rows_around_what_one_was_on(tmp_path):
    folder = study(tmp_path / "s", survey([(f"P{n}", f"Answer {n}", f"plan {n % 2}", n % 11, "") for n in range(400)]))
    browser = Browser(Grid(folder, "nps", "maria"))
    names = browser.names()
    assert browser.look()["rows"][0]["text"] == "Answer 0", "at the top, if one was on nothing"
    kept = browser.ask("look", look={**EVERYTHING, "sort": "participant", "down": True}, answer=names[40][0], around=20)
    assert kept["rows"][kept["at"] - kept["from"]]["text"] == "Answer 40"
    assert kept["from"] % 50 == 0
    assert kept["from"] <= kept["at"] - 20
    assert kept["at"] + 20 < kept["from"] + len(kept["rows"])
    gone = browser.ask("look", look={**EVERYTHING, "words": "399"}, answer=names[40][0], around=20)
    assert (gone["at"], gone["from"], [r["text"] for r in gone["rows"]]) == (None, 0, ["Answer 399"])
    closed = browser.ask("look", look={**EVERYTHING, "group": "attr.plan", "closed": ["plan 1"]}, group="plan 1", around=0)
    assert closed["rows"][closed["at"] - closed["from"]]["group"] == "plan 1"
    browser.add(numbers=[0])
    found = browser.ask("seek", list=closed["list"], **{"from": 0}, step=-1, around=5)
    assert found["rows"][found["at"] - found["from"]]["text"] == "Answer 398"
    browser.grid.close()


def test_a_list_that_codes_changed_while_it_was_made_is_called_stale(browser, monkeypatch):
    from workbench.widgets import grid_lists

    (name,) = browser.names()[:1]
    real, lists = grid_lists.listed, []

    def slow(*arguments):
        lists.append(real(*arguments))
        if len(lists) == 1:
            browser.grid._receive(browser.grid, {"op": "add", "id": "meanwhile", "code": "stage:purchase", "answers": [name]}, [])
        return lists[-1]

    monkeypatch.setattr(grid_lists, "listed", slow)
    made = browser.look(codes="none")
    assert made["stale"]
    assert [c["code"] for c in made["rows"][0]["codings"]] == ["stage:purchase"], "its rows are as they are now"
    assert not browser.look(codes="none")["stale"]


@pytest.mark.parametrize(
    ("look", "places"),
    [
        ({"words": "CAFE"}, [3]),
        ({"words": "slow too"}, [0, 1, 2, 5]),
        ({"words": '"way too"'}, [2]),
        ({"words": "zzz"}, []),
        ({"where": {"attr.plan": "Solo"}}, [1, 5]),
        ({"where": {"attr.plan": ""}}, [6]),
        ({"where": {"attr.plan": "no such"}}, []),
        ({"between": {"rating.score": [3, 4]}}, [0, 2, 7]),
        ({"between": {"rating.score": [None, 0]}}, [4]),
        ({"sort": "rating.score"}, [4, 0, 7, 2, 1, 3, 5, 6]),
        ({"sort": "rating.score", "down": True}, [5, 3, 1, 2, 0, 7, 4, 6]),
        ({"sort": "text", "words": "price"}, [6, 7]),
        ({"sort": "date", "down": True, "words": "slow"}, [5, 2, 1, 0]),
        ({"sort": "participant", "down": True, "where": {"attr.plan": "Team"}}, [4, 2, 0, 7]),
    ],
)
def test_what_is_shown_and_in_which_order(browser, look, places):
    assert browser.texts(**look) == [SAID[n][1] for n in places]


def test_how_many_answers_and_people_are_shown(browser):
    shown = browser.look(where={"attr.plan": "Team"})
    assert (shown["answers"], shown["people"]) == (4, 3)


def test_groups_of_an_attribute_count_answers_and_people(browser):
    rows = browser.rows(group="attr.plan")
    assert [(r["group"], r["answers"], r["people"]) for r in rows if "group" in r] == [
        ("Team", 4, 3), ("Solo", 2, 2), ("Free", 1, 1), ("—", 1, 1),
    ]  # fmt: skip
    closed = browser.rows(group="attr.plan", closed=["Team"])
    assert [r.get("group") or r["id"][-1] for r in closed][:4] == ["Team", "Solo", "1", "5"]


def test_groups_of_a_rating_stand_in_its_order(browser):
    assert [r["group"] for r in browser.rows(group="rating.score") if "group" in r] == ["0", "3", "4", "5", "9", "10", "—"]


def test_an_answer_with_two_codes_is_in_two_groups_and_counted_once(browser):
    browser.add("stage:purchase", [0, 1])
    browser.add("emotion:angry", [0])
    shown = browser.look(group="codes")
    assert (shown["answers"], shown["entries"]) == (8, 8 + 1 + 3)
    rows = browser.ask("rows", list=shown["list"], **{"from": 0}, to=50)["rows"]
    assert [(r["group"], r["answers"]) for r in rows if "group" in r] == [("stage:purchase", 2), ("emotion:angry", 1), ("—", 6)]


def test_filters_by_code(browser):
    browser.add("stage:purchase", [2, 5])
    assert browser.texts(codes="stage:purchase") == [SAID[2][1], SAID[5][1]]
    assert browser.texts(codes="mine") == [SAID[2][1], SAID[5][1]]
    assert len(browser.texts(codes="none")) == 6
    assert browser.texts(sort="codes", down=True)[:2] == [SAID[2][1], SAID[5][1]]


@pytest.mark.parametrize(
    "look",
    [{"sort": "moon"}, {"group": "text"}, {"codes": "stage:moon"}, {"where": {"rating.score": "3"}},
     {"between": {"attr.plan": [1, 2]}}, {"between": {"rating.score": [float("nan"), 2]}}],
)  # fmt: skip
def test_a_look_at_what_is_not_there_is_refused(browser, look):
    assert browser.ask("look", look={**EVERYTHING, **look})["error"] == "UserError"


def test_the_next_uncoded_goes_round(browser):
    browser.add("stage:purchase", [1, 2])
    shown = browser.look()
    seek = lambda at, step=1: browser.ask("seek", list=shown["list"], **{"from": at}, step=step)["at"]  # noqa: E731
    assert (seek(0), seek(7), seek(3, -1), seek(0, -1)) == (3, 0, 0, 7)
    browser.add("stage:purchase", range(8))
    assert seek(0) is None


def test_an_answer_is_found_again_in_another_order(browser):
    shown = browser.look(sort="rating.score", down=True)
    assert browser.ask("seek", list=shown["list"], answer="nps-000005")["at"] == 0
    assert browser.ask("seek", list=shown["list"], answer="no such")["at"] is None


# What is coded ---------------------------------------------------------------------------------------------------------


def test_a_coding_is_the_whole_answer_and_on_the_disk_before_the_reply(browser, folder):
    reply = browser.add("emotion:frustrated", [3])
    (made,) = codings(folder)
    assert reply["saved"]
    assert folder.quote(made.anchor) == SAID[3][1]
    assert (made.anchor.item, made.valence) == ("nps-000003", -1)
    assert browser.patch["counts"] == {"emotion:frustrated": 1}
    assert browser.patch["set"]["nps-000003"][0]["code"] == "emotion:frustrated"
    assert [m["op"] for m in browser.heard[-2:]] == ["patch", "reply"], "what changed comes first"


def test_many_answers_are_one_gesture(browser, folder):
    browser.ask("add", name="pain: slow pages", answers=browser.names()[:3])
    assert len(codings(folder)) == 3
    acts = folder.acts()
    assert [a.body.get("with") for a in acts] == [None] + [acts[0].id] * 3
    browser.ask("undo")
    assert not codings(folder)
    assert "pain:slow-pages" not in folder.state().codes
    assert len(folder.acts()) == 5, "one act took all back"
    assert browser.ask("redo")["saved"]
    assert len(codings(folder)) == 3


@given(
    sort=st.sampled_from(["", "text", "rating.score", "date", "attr.plan", "participant"]),
    down=st.booleans(),
    words=st.sampled_from(["", "slow", "price"]),
    group=st.sampled_from(["", "attr.plan", "rating.score"]),
    at=st.integers(0, 7),
)
def test_what_is_coded_is_what_was_shown(tmp_path_factory, sort, down, words, group, at):
    folder = study(tmp_path_factory.mktemp("s") / "study")
    browser = Browser(Grid(folder, "", "maria"))
    shown = [r for r in browser.rows(sort=sort, down=down, words=words, group=group) if "id" in r]
    row = shown[at % len(shown)]
    browser.ask("add", code="stage:purchase", answers=[[row["id"], row["v"]]])
    browser.grid.close()
    (made,) = codings(folder)
    assert folder.quote(made.anchor) == row["text"]


def test_the_same_code_on_the_same_answer_is_one_coding(browser, folder):
    browser.add(numbers=[0, 1])
    assert browser.add(numbers=[0, 1, 2])["made"] == 1
    assert browser.add(numbers=[0])["made"] == 0
    assert len(codings(folder)) == 3


@pytest.mark.parametrize("answers", [[], [["nps-000000", "0" * 12]], [["no such", "0" * 12]], [["nps-000000", ""]]])
def test_an_answer_that_is_not_on_the_disk_is_not_coded(browser, folder, answers):
    assert browser.ask("add", code="stage:purchase", answers=answers)["error"] == "UserError"
    assert not folder.acts()


@pytest.mark.parametrize(
    ("change", "why"),
    [({"code": "stage:moon"}, "no code"), ({"valence": 7}, "from -2"), ({"stance": "x"}, "for or against")],
)
def test_what_cannot_be_meant_is_refused_in_words(browser, folder, change, why):
    reply = browser.ask("add", **{"code": "stage:purchase", "answers": browser.names()[:1], **change})
    assert why in reply["why"]
    assert not reply["keep"]
    assert not folder.acts()


def test_feeling_stance_and_memo_of_many_change_together(browser, folder):
    browser.ask("add", name="pain: x", answers=browser.names()[:2])
    browser.ask("edit", code="pain:x", answers=browser.names()[:2], valence=-2, stance="against", memo="both say it")
    assert {(c.valence, c.stance, c.memo) for c in codings(folder)} == {(-2, "against", "both say it")}
    browser.ask("undo")
    assert {(c.valence, c.stance, c.memo) for c in codings(folder)} == {(None, "for", "")}


def test_removing_takes_only_own_codings(browser, folder):
    browser.add(numbers=[0, 1])
    theirs = Browser(Grid(folder, "nps", "ben"))
    theirs.add(numbers=[0])
    assert "no coding of yours" in theirs.ask("remove", code="stage:purchase", answers=browser.names()[1:2])["why"]
    browser.ask("remove", code="stage:purchase", answers=browser.names()[:2])
    theirs.grid.close()
    assert not codings(folder)
    assert len(codings(folder, "ben")) == 1


def test_a_full_disk_is_told_and_the_act_can_be_sent_again(browser, folder, monkeypatch):
    real, names = browser.grid._folder.act, browser.names()[:1]

    def full(*_args, **_kwargs):
        raise NotSaved("not saved: no space left on device")

    monkeypatch.setattr(browser.grid._folder, "act", full)
    reply = browser.ask("add", "again", code="stage:purchase", answers=names)
    assert reply["keep"]
    assert "no space" in reply["why"]
    monkeypatch.setattr(browser.grid._folder, "act", real)
    assert browser.ask("add", "again", code="stage:purchase", answers=names)["saved"]
    assert browser.ask("add", "again", code="stage:purchase", answers=names)["saved"], "answered again, not done again"
    assert len(codings(folder)) == 1


def test_replaced_answers_take_no_more_codings(browser, folder):
    browser.add(numbers=[0, 1])
    folder.add_survey(survey([("P1", "Quite quick.", "Team", 3, "2026-05-01"), *SAID[1:]]))
    assert "replaced" in browser.add(numbers=[2])["why"]
    later = Browser(Grid(Folder(folder.root), "nps", "maria"))
    view = later.ask("hello")
    later.grid.close()
    assert view["counts"] == {"stage:purchase": 1}
    assert "earlier words" in view["notices"][0]


def test_a_colleagues_act_is_shown_within_two_seconds(browser, folder):
    browser.ask("hello")
    names = browser.names()
    theirs = Browser(Grid(folder, "nps", "ben"))
    theirs.ask("add", code="stage:purchase", answers=names[:1])
    theirs.grid.close()
    end = time.monotonic() + 60  # it looks every 0.7 seconds; the rest is for slow machines
    while time.monotonic() < end and not any(m["op"] == "patch" for m in browser.heard):
        time.sleep(0.05)
    assert browser.patch["set"][names[0][0]][0]["coder"] == "ben"
    assert browser.patch["people"][0]["coder"] == "ben"
    assert "counts" not in browser.patch, "counts are mine"


def test_blind_coding_sends_nothing_of_others(folder):
    theirs = Browser(Grid(folder, "nps", "ben"))
    theirs.add(numbers=[0])
    blind = Browser(Grid(folder, "nps", "maria", blind=True))
    view = blind.ask("hello")
    assert not view["people"]
    assert not blind.rows()[0]["codings"]
    assert blind.texts(codes="stage:purchase") == []
    theirs.grid.close()
    blind.grid.close()


def test_an_open_grid_is_blind_from_the_assignment_to_the_reveal(folder):
    theirs, mine = Browser(Grid(folder, "nps", "ben")), Browser(Grid(folder, "nps", "maria"))
    theirs.add(numbers=[0])
    assert mine.ask("hello")["people"]
    made = assign(folder, ["nps"], ["ben", "maria"], coder="lea")
    view = mine.ask("hello")
    assert (view["people"], mine.grid.blind, mine.rows()[0]["codings"]) == ([], True, [])
    assert any("blind until it is revealed" in notice for notice in view["notices"])
    reveal(folder, made, coder="lea")
    assert mine.ask("hello")["people"]
    assert mine.rows()[0]["codings"]
    theirs.grid.close()
    mine.grid.close()


def test_the_state_of_the_widget_holds_no_words(browser):
    browser.ask("hello")
    browser.add(numbers=[0])
    state = {k: v for k, v in browser.grid.get_state().items() if k not in {"_esm", "_css"}}
    assert "slow" not in str(state)


# Alike ---------------------------------------------------------------------------------------------------------------


def test_the_same_words_come_ticked_and_what_may_turn_the_meaning_is_told(browser):
    found = browser.ask("alike", answer=browser.names()[0])["alike"]
    assert [(f["name"][0], f["same"], f["turns"]) for f in found] == [
        ("nps-000001", True, False), ("nps-000002", False, False), ("nps-000005", False, True),
    ]  # fmt: skip
    browser.add(numbers=[1])
    assert browser.ask("alike", answer=browser.names()[0])["alike"][0]["codes"] == ["stage:purchase"]


# Bad input -----------------------------------------------------------------------------------------------------------


def test_a_megabyte_is_cut_and_read_on_demand(tmp_path):
    long = "word " * 250_000
    folder = study(
        tmp_path / "s", survey([("P1", long, "Team", 1, ""), ("P2", "", "Team", 1, ""), ("P3", "\u202eevil", "<b>", 2, "")])
    )
    browser = Browser(Grid(folder, "", "maria"))
    rows = browser.rows()
    assert len(rows[0]["text"]) < 2000
    assert rows[0]["length"] == len(long)
    whole = browser.ask("text", answer=[rows[0]["id"], rows[0]["v"]])
    assert len(whole["text"]) + whole["more"] == len(long)
    reply = browser.ask("add", code="stage:purchase", answers=[[r["id"], r["v"]] for r in rows])
    assert reply["made"] == 2, "an empty answer has no words to code"
    assert [folder.quote(c.anchor) for c in codings(folder)] == [long, "\u202eevil"]
    assert len(browser.grid.twin()) < 5000
    browser.grid.close()


def test_no_more_than_ten_thousand_at_once(tmp_path):
    rows = [(f"P{n % 900}", f"Answer number {n}", "Team", n % 11, "2026-01-01") for n in range(MOST_ANSWERS + 1)]
    browser = Browser(Grid(study(tmp_path / "s", survey(rows)), "", "maria"))
    shown = browser.look()
    assert "more than 10,000" in browser.ask("ids", list=shown["list"], **{"from": 0}, to=MOST_ANSWERS + 1)["why"]
    names = browser.ask("ids", list=shown["list"], **{"from": 0}, to=MOST_ANSWERS)["ids"]
    assert len(names) == MOST_ANSWERS
    reply = browser.ask("add", code="stage:purchase", answers=names)
    assert reply["made"] == MOST_ANSWERS
    assert len(browser.grid._marks.done) == MOST_ANSWERS
    browser.ask("undo")
    assert not browser.grid._marks.done
    browser.grid.close()


def test_a_survey_without_answers_opens(tmp_path):
    browser = Browser(Grid(study(tmp_path / "s", survey([])), "", "maria"))
    assert browser.ask("hello")["head"]["answers"] == 0
    assert browser.rows() == []
    assert "no answers" in browser.grid.twin()
    browser.grid.close()


def test_which_survey(tmp_path):
    empty = study(tmp_path / "a", survey())
    assert resolve(empty, "").id == "nps"
    assert resolve(empty, "NPS").id == "nps"
    two = study(tmp_path / "b", survey(), survey(name="csat"))
    with pytest.raises(UserError, match="say which survey; there is csat, nps"):
        resolve(two, "")
    with pytest.raises(UserError, match="no survey is called 'x'"):
        resolve(two, "x")
    with pytest.raises(UserError, match="say who codes"):
        Grid(two, "nps", " ")


# Without a kernel ----------------------------------------------------------------------------------------------------


def test_the_twin_masks_names_and_leaves_out_who_may_not_be_quoted(tmp_path):
    rows = [("P1", "Anna Berg helped me.", "Team", 3, ""), ("P2", "Secret words", "Solo", 3, "")]
    rows += [("P3", f"Answer {n}", "x", 1, "") for n in range(40)]
    folder = study(tmp_path / "s", survey(rows), silent=["P2"])
    redactor = Redactor(find=lambda texts, _roster, **_options: [_spans(t) for t in texts])
    browser = Browser(Grid(folder, "", "maria", redactor=redactor))
    browser.add(numbers=[0, 1])
    twin = browser.grid.twin()
    browser.grid.close()
    assert "Anna" not in twin
    assert "Secret" not in twin
    assert "not quoted" in twin
    assert "[Purchase]" in twin
    assert twin.count("<li><span>P") == TWIN
    assert "Team" not in twin, "attributes beside words may tell who somebody is"
    assert "and 12 answers more" in twin
    assert browser.grid.plain() == "Answers to nps, coded by maria: 2 of 42 answers hold a code, 2 codings"


def _spans(text):
    from workbench.reading.personal import Span

    at = text.find("Anna Berg")
    return [Span(at, at + 9, "PERSON", "[name]")] if at >= 0 else []


def test_the_twin_is_no_markup_of_a_participant(tmp_path):
    evil = '</div><script>alert("x")</script>'
    browser = Browser(Grid(study(tmp_path / "s", survey([("P1", evil, evil, 1, "")])), "", "maria"))
    browser.ask("add", name=f"pain: {evil}", answers=browser.names())
    twin = browser.grid.twin()
    browser.grid.close()
    assert "<script" not in twin
    assert "&lt;script" in twin
