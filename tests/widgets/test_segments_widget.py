"""The segments browser's Python side: what is found, counted and listed, what reaches the disk, what is never sent."""

from __future__ import annotations

import json
import time
from itertools import count

import pytest
from answers import SAID, study, survey
from passages import CODED, EMPTY_PAGE, INVOICE, NOW_WHAT, TOLD, anchor, bare, coded
from passages import code as give

from workbench.share.redact import Redactor
from workbench.study.errors import NotSaved, UserError
from workbench.study.folder import Folder
from workbench.widgets.segments import MOST_PASSAGES, Segments
from workbench.widgets.segments_twin import MOST_PASSAGES as TWIN

SLOW = ["Too slow to load.", "too slow to load", "Way too slow to load"]


class Browser:
    """Plays the browser: sends messages, keeps what comes back."""

    def __init__(self, folder: Folder, coder: str = "maria", **options: object) -> None:
        self.widget = Segments(folder, options.pop("query", ""), coder, **options)
        self.heard, self._n = [], count(1)
        self.widget.send = lambda m, *_: self.heard.append(json.loads(json.dumps(m)))

    def ask(self, op: str, number: str | None = None, **body) -> dict:
        number = number or f"n{next(self._n)}"
        self.widget._receive(self.widget, {"op": op, "id": number, **body}, [])
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := [m for m in self.heard if m.get("id") == number]:
                return found[-1]
            time.sleep(0.002)
        raise TimeoutError(op)

    def look(self, query: str = "", **what) -> dict:
        return self.ask("look", look={"query": query, **what})

    def rows(self, query: str = "", **what) -> list[dict]:
        shown = self.look(query, **what)
        return self.ask("rows", list=shown["list"], **{"from": 0}, to=200)["rows"]

    def quotes(self, query: str = "", **what) -> list[str]:
        return [r["quote"] for r in self.rows(query, **what) if "id" in r]

    def names(self, query: str = "") -> list[list[str]]:
        return [[r["id"], r["v"]] for r in self.rows(query) if "id" in r]

    def on(self, words: str) -> list[list[str]]:
        a = anchor(self.widget._folder, words)
        return [[f"{a.source}/{a.item}/{a.start}-{a.end}", a.version[:12]]]

    @property
    def patch(self) -> dict:
        return next(m for m in reversed(self.heard) if m["op"] == "patch")


@pytest.fixture
def folder(tmp_path):
    return coded(tmp_path / "study")


@pytest.fixture
def open_(folder):
    made = []

    def start(*arguments, **options) -> Browser:
        made.append(Browser(*(arguments or (folder,)), **options))
        return made[-1]

    yield start
    for one in made:
        one.widget.close()


@pytest.fixture
def browser(open_):
    return open_()


def codes(folder, words, coder="maria"):
    a = anchor(folder, words)
    return sorted(c.code for c in folder.state().codings.values() if c.coder == coder and c.anchor == a)


# What is found ---------------------------------------------------------------------------------------------------------


def test_hello_brings_no_words_and_no_counts_that_take_long(browser):
    view = browser.ask("hello")
    assert view["op"] == "view"
    assert (view["head"]["sources"], view["head"]["codings"]) == (2, len(CODED))
    assert "slow to load" not in json.dumps(view)


def test_without_a_query_everything_that_is_coded_is_listed_each_stretch_of_words_once(browser):
    shown = browser.look()
    assert shown["passages"] == len({words for _, words, _, _ in CODED})
    assert sorted(browser.quotes()) == sorted({words for _, words, _, _ in CODED})


def test_people_come_first_and_rounds_where_there_are_several(browser):
    shown = browser.look("pain:slow")
    assert (shown["passages"], shown["people"], shown["all"]) == (3, 3, 8)
    assert shown["rounds"] == [["Winter", 0, 1], ["Spring", 3, 7]]
    assert "against the claim" in shown["left"][0]


@pytest.mark.parametrize(
    ("query", "quotes"),
    [
        ("pain:slow", SLOW),
        ("pain:slow and role=staff", SLOW[1:]),
        ("emotion within stage:onboarding", [EMPTY_PAGE, TOLD]),
        ("pain:empty-page near(20) emotion:confused", [EMPTY_PAGE]),
        ('"invoice"', ["invoice"]),
        ("valence<=-2", [SLOW[2], EMPTY_PAGE]),
        ("memo:*", [EMPTY_PAGE]),
        ("pain:slow and stance:against", ["Not too slow to load"]),
    ],
)
def test_a_query_finds(browser, query, quotes):
    assert browser.quotes(query) == quotes


@pytest.mark.parametrize(
    ("query", "at", "what"),
    [("pain:slow and (", [15, 15], "ends where"), ("pain:slwo", [0, 9], "Did you mean slow"),
     ("role=ownr", [0, 9], "Did you mean owner"),
     ("🙂 and rolle=x", [6, 13], "rolle")],
)  # fmt: skip
def test_what_cannot_be_read_is_answered_with_the_place(browser, query, at, what):
    wrong = browser.look(query)["wrong"]
    assert what in wrong["what"]
    assert wrong["at"] == at
    assert browser.widget.query == "", "what was shown stays"


def test_a_row_says_whose_words_where_and_what_stands_around_them(browser):
    (row,) = browser.rows("pain:empty-page")
    assert (row["person"], row["round"], row["kind"], row["attributes"]) == ("P01", "2026-Q1", "interview", [["role", "owner"]])
    assert row["before"].endswith("I clicked, and ")
    assert row["after"].startswith(". 👩")
    assert (row["at"], row["asks"], row["quiet"]) == (7.0, False, False)
    said = [(c["code"], c["coder"], c["mine"], c["valence"], c["memo"]) for c in row["codings"]]
    assert [c for c, _, mine, *_ in said if mine] == ["stage:onboarding", "emotion:frustrated", "pain:empty-page"], (
        "as in the codebook"
    )
    assert said[2] == ("pain:empty-page", "maria", True, -2, "the week again")
    assert said[-1] == ("pain:empty-page", "ben", False, -1, "ben says so too")


def test_what_was_said_around_comes_turn_by_turn(browser):
    (name,) = browser.names("pain:empty-page")
    turns = browser.ask("around", passage=name)["turns"]
    assert [t["speaker"] for t in turns] == ["Interviewer", "P01", "Interviewer", "P01", "P01"]
    marked = turns[1]
    assert marked["text"][slice(*marked["mark"])] == EMPTY_PAGE
    assert [t["mark"] for t in turns if t is not marked] == [None] * 4


def test_what_it_stands_near_to_is_marked_as_well(browser):
    (name,) = browser.names("pain:empty-page near(20) emotion:confused")
    turn = browser.ask("around", passage=name)["turns"][1]
    assert [turn["text"][a:b] for a, b in turn["also"]] == [NOW_WHAT]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("place", "Too slow to load."), ("worst", SLOW[2]), ("best", INVOICE), ("newest", "Price is hidden"), ("longest", EMPTY_PAGE)],
)
def test_orders(browser, sort, first):
    listed = browser.quotes("code:*", sort=sort)
    assert listed[0] == (first if sort != "longest" else max(listed, key=len))
    assert sorted(listed) == sorted(browser.quotes("code:*"))


@pytest.mark.parametrize(
    ("group", "heads"),
    [
        ("round", [("2026-Q1", 4, 1), ("2026-Q2", 5, 5)]),
        ("source", [("nps", 5, 5), ("p01-first", 4, 1)]),
        ("person", [("P01", 4, 1), ("P1", 1, 1), ("P2", 1, 1), ("P3", 1, 1), ("P4", 1, 1), ("P7", 1, 1)]),
        ("stage", [("purchase", 1, 1), ("onboarding", 2, 1), ("—", 6, 6)]),
    ],
)
def test_groups_say_how_many_passages_and_people(browser, group, heads):
    rows = browser.rows("code:*", group=group)
    assert [(r["group"], r["passages"], r["people"]) for r in rows if "group" in r] == heads


def test_a_passage_with_two_codes_is_in_two_groups_and_counted_once(browser):
    shown = browser.look("code:*", group="code")
    rows = browser.ask("rows", list=shown["list"], **{"from": 0}, to=200)["rows"]
    assert shown["passages"] == 9
    assert sum(r["passages"] for r in rows if "group" in r) == 14
    closed = browser.rows("code:*", group="code", closed=["pain:slow"])
    assert len(closed) == len(rows) - 3


def test_a_list_comes_with_the_rows_around_what_one_was_on(browser):
    (name,) = browser.on(EMPTY_PAGE)
    kept = browser.ask("look", look={"query": "code:*", "sort": "longest"}, passage=name[0], around=3)
    assert kept["rows"][kept["at"] - kept["from"]]["id"] == name[0]
    assert not kept["stale"]
    closed = browser.ask("look", look={"query": "code:*", "group": "code", "closed": ["pain:slow"]}, group="pain:slow", around=3)
    assert closed["rows"][closed["at"] - closed["from"]]["group"] == "pain:slow"
    gone = browser.ask("look", look={"query": "pain:slow"}, passage=name[0])
    assert gone["at"] is None
    assert gone["rows"]
    assert "rows" not in browser.ask("look", look={"query": "("})


@pytest.mark.parametrize("look", [{"sort": "moon"}, {"group": "text"}])
def test_a_look_that_does_not_exist_is_refused(browser, look):
    assert browser.ask("look", look=look)["error"] == "UserError"


def test_a_passage_is_found_again_or_one_that_shares_words_with_it(browser):
    shown = browser.look("pain:empty-page", group="code")
    (name,) = browser.on(EMPTY_PAGE)
    assert browser.ask("seek", list=shown["list"], passage=name[0])["at"] == 1
    ((part, _),) = browser.on("empty page")
    assert browser.ask("seek", list=shown["list"], passage=part)["at"] == 1
    assert browser.ask("seek", list=shown["list"], passage=browser.on(TOLD)[0][0])["at"] is None


def test_names_that_can_be_asked_for_and_examples_that_find_something(browser):
    shown = browser.look()
    keys = {k["key"]: k["values"] for k in shown["keys"]}
    assert keys["role"] == [["owner", 3], ["staff", 3]]
    assert keys["coder"] == [["ben", 0], ["maria", 0], ["any", 0]]
    assert len(shown["examples"]) >= 3
    for query, _ in shown["examples"]:
        assert browser.look(query)["passages"] > 0
    assert "keys" not in browser.look("pain"), "told once"


def test_the_table_of_what_is_shown(open_, folder):
    widget = open_(folder, query="pain:slow").widget
    assert widget.query == "pain:slow"
    assert list(widget.frame["quote"]) == SLOW
    assert set(widget.frame["participant"]) == {"P1", "P2", "P3"}


# What is done ----------------------------------------------------------------------------------------------------------


def test_a_code_is_added_to_exactly_these_words(browser, folder):
    reply = browser.ask("add", code="emotion:angry", passages=browser.names("pain:empty-page"), valence=-2)
    assert reply["saved"]
    assert "emotion:angry" in codes(folder, EMPTY_PAGE)
    changed = browser.patch["set"][browser.on(EMPTY_PAGE)[0][0]]
    assert [c["valence"] for c in changed if c["code"] == "emotion:angry"] == [-2]
    assert [m["op"] for m in browser.heard[-2:]] == ["patch", "reply"], "what changed comes first"


def test_the_same_code_on_the_same_words_is_one_coding(browser, folder):
    before = len(folder.acts())
    assert browser.ask("add", code="pain:slow", passages=browser.on(SLOW[0]))["at"] is None
    assert len(folder.acts()) == before


def test_a_recoding_is_seen_before_it_happens_and_is_one_gesture(browser, folder):
    names = browser.names("pain:slow")
    assert browser.ask("plan", way="codes", passages=names)["codes"] == [{"code": "pain:slow", "n": 3}]
    plan = browser.ask("plan", way="swap", name="pain: slow start", passages=names, out=[], **{"from": "pain:slow"})
    assert (plan["changes"], plan["people"], plan["others"]) == (3, 3, 1)
    assert [(r["quote"], r["before"], r["after"]) for r in plan["rows"]] == [(q, ["pain:slow"], ["pain:slow-start"]) for q in SLOW]
    acts = len(folder.acts())
    assert "pain:slow-start" not in folder.state().codes, "nothing happened yet"
    reply = browser.ask("recode", way="swap", name="pain: slow start", passages=names, token=plan["token"], **{"from": "pain:slow"})
    assert reply["saved"]
    assert [codes(folder, q) for q in SLOW] == [["pain:slow-start"]] * 3
    assert codes(folder, SLOW[0], "ben") == ["pain:slow"], "a colleague's coding stays"
    assert len(folder.acts()) == acts + 4
    undone = browser.ask("undo")
    assert undone["passage"] == names[0][0]
    assert [codes(folder, q) for q in SLOW] == [["pain:slow"]] * 3
    assert "pain:slow-start" not in folder.state().codes
    browser.ask("redo")
    assert codes(folder, SLOW[2]) == ["pain:slow-start"]


def test_a_recoding_keeps_feeling_stance_and_memo(browser, folder):
    names = browser.on(EMPTY_PAGE)
    what = {"way": "swap", "code": "pain:slow", "from": "pain:empty-page", "passages": names}
    browser.ask("recode", **what, token=browser.ask("plan", **what)["token"])
    a = anchor(folder, EMPTY_PAGE)
    (one,) = [c for c in folder.state().codings.values() if c.anchor == a and c.coder == "maria" and c.code == "pain:slow"]
    assert (one.valence, one.memo) == (-2, "the week again")


def test_recoding_into_a_code_that_is_there_leaves_one_of_it(browser, folder):
    what = {"way": "swap", "code": "stage:purchase", "from": "stage:onboarding", "passages": browser.on(TOLD)}
    browser.ask("add", code="stage:purchase", passages=browser.on(TOLD))
    browser.ask("recode", **what, token=browser.ask("plan", **what)["token"])
    assert codes(folder, TOLD) == ["need:know-what-to-bring", "stage:purchase"]


def test_what_is_left_out_is_shown_and_does_not_change(browser, folder):
    names = browser.names("pain:slow")
    what = {"way": "remove", "code": "pain:slow"}
    plan = browser.ask("plan", **what, passages=names, out=[names[1][0]])
    assert (plan["changes"], plan["rows"][1]["why"]) == (2, "left out")
    browser.ask("recode", **what, passages=[names[0], names[2]], token=plan["token"])
    assert [codes(folder, q) for q in SLOW] == [[], ["pain:slow"], []]


def test_what_changed_since_it_was_seen_is_not_done(browser, folder):
    names = browser.names("pain:slow")
    what = {"way": "swap", "name": "pain: x", "from": "pain:slow", "passages": names}
    plan = browser.ask("plan", **what)
    give(folder, "maria", SLOW[0], "pain:x")
    browser.widget.poll()
    acts = len(folder.acts())
    assert "look again" in browser.ask("recode", **what, token=plan["token"])["why"]
    assert len(folder.acts()) == acts


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"way": "swap", "code": "pain:slow", "from": "pain:slow"}, "another one"),
        ({"way": "swap", "code": "pain:slow", "from": "pain:moon"}, "another one"),
        ({"way": "turn", "code": "pain:slow"}, "added, replaced or removed"),
        ({"way": "add", "code": "pain:moon"}, "no code"),
        ({"way": "remove", "code": "delight:invoice"}, "nothing would change"),
    ],
)
def test_a_recoding_that_means_nothing_is_refused(browser, folder, body, why):
    acts = len(folder.acts())
    assert why in browser.ask("recode", passages=browser.names("pain:slow"), token="", **body)["why"]
    assert len(folder.acts()) == acts


def test_feeling_stance_and_memo_of_a_coding(browser, folder):
    row = browser.rows("pain:slow")[0]
    mine = next(c["id"] for c in row["codings"] if c["mine"])
    browser.ask("edit", codings=[mine], valence=-2, stance="against", memo="odd \ud800 half")
    one = folder.state().codings[mine]
    assert (one.valence, one.stance, one.memo) == (-2, "against", "odd \ufffd half")
    browser.ask("undo")
    assert folder.state().codings[mine].memo == ""


def test_only_own_codings_are_changed_or_removed(browser, folder):
    row = browser.rows("pain:slow")[0]
    theirs = next(c["id"] for c in row["codings"] if not c["mine"])
    assert "not yours" in browser.ask("remove", codings=[theirs])["why"]
    assert "not yours" in browser.ask("edit", codings=[theirs], memo="x")["why"]
    mine = next(c["id"] for c in row["codings"] if c["mine"])
    browser.ask("remove", codings=[mine])
    assert codes(folder, SLOW[0]) == []
    assert codes(folder, SLOW[0], "ben") == ["pain:slow"]


@pytest.mark.parametrize(
    "passages",
    [[], [["nps/nps-000000/0-17", "0" * 12]], [["no/such/0-3", "0" * 12]], [["nps/nps-000000/0-900", ""]],
     [["p01-first//5-3", "0" * 12]],
     [["nps/nps-000000/٠-٣", "0" * 12]], [["x", "0" * 12]]],
)  # fmt: skip
def test_words_that_are_not_on_the_disk_are_not_coded(browser, folder, passages):
    acts = len(folder.acts())
    assert browser.ask("add", code="pain:slow", passages=passages)["error"] == "UserError"
    assert len(folder.acts()) == acts


def test_a_full_disk_is_told_and_the_act_can_be_sent_again(browser, folder, monkeypatch):
    real, names = browser.widget._folder.act, browser.on(TOLD)

    def full(*_args, **_kwargs):
        raise NotSaved("not saved: no space left on device")

    monkeypatch.setattr(browser.widget._folder, "act", full)
    reply = browser.ask("add", "again", code="pain:slow", passages=names)
    assert reply["keep"]
    assert "no space" in reply["why"]
    monkeypatch.setattr(browser.widget._folder, "act", real)
    assert browser.ask("add", "again", code="pain:slow", passages=names)["saved"]
    assert browser.ask("add", "again", code="pain:slow", passages=names)["saved"], "answered again, not done again"
    assert codes(folder, TOLD).count("pain:slow") == 1


def test_a_colleagues_act_is_shown_within_two_seconds(browser, folder):
    browser.ask("hello")
    name = browser.names("pain:slow")[1][0]
    give(Folder(folder.root), "ben", SLOW[1], "emotion:angry")
    end = time.monotonic() + 60  # it looks every 0.7 seconds; the rest is for slow machines
    while time.monotonic() < end and not any(m["op"] == "patch" for m in browser.heard):
        time.sleep(0.05)
    assert [c["coder"] for c in browser.patch["set"][name]] == ["maria", "ben"]
    assert browser.patch["people"][0]["coder"] == "ben"
    assert browser.patch["changed"]


# Numbers ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["matrix", "together"])
@pytest.mark.parametrize("count_", ["people", "mentions"])
@pytest.mark.parametrize(
    ("columns", "how"),
    [("role", "segment"), ("round", "overlap"), ("source", "near"), ("participant", "segment"), ("stage", "near")],
)
def test_every_cell_is_a_query_that_finds_as_many(browser, which, count_, columns, how):
    table = browser.ask(which, spec={"rows": "code", "columns": columns, "how": how, "count": count_, "query": ""})
    assert any(any(row) for row in table["cells"])
    for row, numbers in zip(table["rows"], table["cells"], strict=True):
        for column, number in zip(table["columns"], numbers, strict=True):
            if number:
                cell = browser.ask("cell", which=which, row=row["key"], column=column["key"])
                assert cell["same"], (row["key"], column["key"], cell["query"])
                shown = browser.look(cell["query"])
                assert shown["people"] == number or count_ == "mentions"


def test_a_matrix_counts_people_of_those_who_were_heard(browser):
    table = browser.ask("matrix", spec={"rows": "code", "columns": "role", "count": "people", "query": "", "family": "pain"})
    assert [r["label"] for r in table["rows"]] == ["pain: slow", "pain: Empty first page", "pain: price hidden"]
    assert [(c["key"], c["of"]) for c in table["columns"]] == [("owner", 3), ("staff", 3), ("", 2)]
    assert table["cells"] == [[1, 2, 0], [1, 0, 0], [0, 0, 1]]
    assert [r["total"] for r in table["rows"]] == [3, 1, 1]


def test_a_matrix_of_a_query(browser):
    table = browser.ask("matrix", spec={"rows": "code", "columns": "round", "count": "people", "query": "pain and role=staff"})
    assert ([r["key"] for r in table["rows"]], [c["key"] for c in table["columns"]]) == (["pain:slow"], ["2026-Q2"])
    assert table["cells"] == [[2]]
    cell = browser.ask("cell", which="matrix", row="pain:slow", column="2026-Q2")
    assert cell["same"]
    assert browser.quotes(cell["query"]) == SLOW[1:]
    browser.ask("matrix", spec={"rows": "code", "columns": "role", "count": "people", "query": "pain"})
    assert browser.ask("cell", which="matrix", row="pain:slow", column="staff")["query"] == "pain:slow and role=staff", (
        "as plain as can be"
    )


def test_codes_around_words_are_counted_where_a_query_finds_words(browser):
    table = browser.ask("matrix", spec={"rows": "code", "columns": "round", "count": "people", "query": '"slow"'})
    assert [r["key"] for r in table["rows"]] == ["pain:slow"]
    assert "turns and answers" in table["notes"][0]


# Memos -----------------------------------------------------------------------------------------------------------------


def test_all_memos_are_in_one_place(browser):
    found = browser.ask("memos", filter={})
    assert [(m["kind"], m["coder"], m["text"], m["can"]) for m in found["memos"]] == [
        ("coding", "ben", "ben says so too", False), ("coding", "maria", "the week again", True),
        ("code", "maria", "split by start and use?", True), ("source", "ben", "sent twice to some", True),
        ("participant", "maria", "speaks slowly", True),
    ]  # fmt: skip
    assert found["coders"] == ["ben", "maria"]


@pytest.mark.parametrize(
    ("filter_", "texts"),
    [({"words": "WEEK"}, ["the week again"]), ({"kind": "code"}, ["split by start and use?"]),
     ({"coder": "ben"}, ["ben says so too", "sent twice to some"]), ({"words": "slow spl"}, ["split by start and use?"]),
     ({"most": 1}, ["ben says so too"]), ({"words": "zzz"}, [])],
)  # fmt: skip
def test_memos_are_found_by_words_kind_and_coder(browser, filter_, texts):
    assert [m["text"] for m in browser.ask("memos", filter=filter_)["memos"]] == texts


def test_every_memo_leads_to_its_passages(browser):
    for memo in browser.ask("memos", filter={})["memos"]:
        shown = browser.look(memo["query"])
        assert shown["passages"] > 0, memo["query"]
        if memo["passage"]:
            assert browser.ask("seek", list=shown["list"], passage=memo["passage"])["at"] is not None


def test_a_memo_is_changed_where_it_stands(browser, folder):
    browser.ask("memo", kind="code", about="pain:slow", text="split it")
    assert folder.state().memos["code", "pain:slow"] == "split it"
    browser.ask("undo")
    assert folder.state().memos["code", "pain:slow"] == "split by start and use?"
    assert browser.ask("memo", kind="moon", about="x", text="")["error"] == "UserError"


# Blind -----------------------------------------------------------------------------------------------------------------


def assert_nothing_of_ben(browser):
    browser.ask("hello")
    browser.look()
    browser.names()
    browser.ask("matrix", spec={"rows": "code", "columns": "round", "count": "mentions", "query": ""})
    memos = browser.ask("memos", filter={})["memos"]
    assert {m["coder"] for m in memos if m["kind"] == "coding"} == {"maria"}
    assert "ben says" not in json.dumps(browser.heard)
    assert not [c for m in browser.heard if m["op"] == "rows" for r in m["rows"] for c in r["codings"] if c["coder"] == "ben"]


def test_blind_coding_is_sent_nothing_of_others(open_, folder):
    browser = open_(folder, blind=True)
    assert_nothing_of_ben(browser)
    assert "error" not in browser.look("coder=maria")
    assert browser.look("emotion:confused within need")["passages"] == 0


def test_where_an_assignment_is_not_revealed_others_stay_hidden_until_it_is(open_, folder):
    body = {"coders": ["maria", "ben"], "sources": ["p01-first", "nps"], "purpose": "double"}
    (made,) = folder.act("lea", ("assignment.make", body))
    browser = open_(folder)
    assert_nothing_of_ben(browser)
    folder.act("lea", ("assignment.reveal", {"assignment": made.id}))
    browser.widget.poll()
    assert "ben" in json.dumps(browser.rows("pain:slow"))


# Bad input -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ['"\ud800"', "\udfff\ud83d", "a" * 30_000, "(" * 100, '"\u202e\u200d"', "</script>", "\x00"])
def test_no_query_breaks_it(browser, query):
    answer = browser.look(query)
    assert "wrong" in answer or answer["passages"] == 0
    assert browser.look("pain:slow")["passages"] == 3


def test_a_source_that_was_replaced_takes_no_code_until_it_is_looked_at_again(browser, folder):
    names = browser.names("pain:slow")
    folder.add_survey(survey([("P1", "Quite quick.", "Team", 3, "2026-05-01"), *SAID[1:]]))
    acts = len(folder.acts())
    assert "not the words on the disk" in browser.ask("add", code="emotion:angry", passages=names[:1])["why"]
    assert len(folder.acts()) == acts
    assert browser.quotes("pain:slow") == SLOW[1:]
    assert browser.ask("add", code="emotion:angry", passages=browser.names("pain:slow")[:1])["saved"]


def test_a_megabyte_is_cut_and_read_on_demand(open_, tmp_path):
    folder = study(tmp_path / "long", survey([("P1", "slow " * 250_000, "Team", 1, "")]))
    give(folder, "maria", "slow " * 200_000, "pain:slow")
    browser = open_(folder)
    (row,) = browser.rows("pain")
    assert len(json.dumps(row)) < 5_000
    assert row["length"] == 1_000_000
    around = browser.ask("around", passage=[row["id"], row["v"]])
    assert len(json.dumps(around)) < 100_000
    assert around["turns"][0]["mark"] is not None
    assert len(browser.widget.twin()) < 3_000


def test_an_empty_study_opens(open_, tmp_path):
    browser = open_(bare(tmp_path / "bare"))
    assert browser.look()["passages"] == 0
    assert "No passage fits" in browser.widget.twin()
    assert browser.look('"slow"')["passages"] == 4
    assert browser.ask("matrix", spec={"rows": "code", "columns": "stage", "count": "people", "query": ""})["rows"] == []
    assert browser.ask("together", spec={"how": "near", "count": "people", "query": ""})["rows"] == []
    assert browser.ask("memos", filter={})["all"] == 0


def test_nobody_in_particular_cannot_code(folder):
    with pytest.raises(UserError, match="say who codes"):
        Segments(folder, "", " ")


def test_no_more_than_ten_thousand_at_once(browser):
    many = [["nps/nps-000000/0-17", "0" * 12]] * (MOST_PASSAGES + 1)
    assert "10,000" in browser.ask("add", code="pain:slow", passages=many)["why"]


def test_the_state_of_the_widget_holds_no_words(browser):
    browser.names()
    state = {k: v for k, v in browser.widget.get_state().items() if k not in {"_esm", "_css"}}
    assert "slow" not in str(state)


# Without a kernel ------------------------------------------------------------------------------------------------------


def _spans(text):
    from workbench.reading.personal import Span

    at = text.find("Nobody told")
    return [Span(at, at + 11, "PERSON", "[name]")] if at >= 0 else []


def test_the_twin_masks_names_and_leaves_out_who_may_not_be_quoted(open_, tmp_path):
    folder = coded(tmp_path / "s", silent=["P2"])
    redactor = Redactor(find=lambda texts, _roster, **_options: [_spans(t) for t in texts])
    browser = open_(folder, redactor=redactor)
    assert "nothing was looked for" in browser.widget.twin()
    browser.look("code:*")
    browser.ask("matrix", spec={"rows": "code", "columns": "stage", "count": "people", "query": "code:*"})
    twin = browser.widget.twin()
    assert "9 passages · 6 of 8 people" in twin
    assert "Nobody told" not in twin
    assert "[name] me what to bring." in twin
    assert "<span>P2:</span> <em>(not quoted: no consent)</em>" in twin
    assert "[pain: Empty first page]" in twin
    assert "staff" not in twin, "attributes beside words may tell who somebody is"
    assert "<td" in twin
    assert "Onboarding" in twin
    assert twin.count("<li>") <= TWIN
    browser.look('"Nobody told"')
    assert "Nobody told" not in browser.widget.twin() + browser.widget.plain(), "a query may quote"


def test_the_twin_is_no_markup_of_anybody(open_, tmp_path):
    folder = coded(tmp_path / "s")
    folder.act("maria", ("code.define", {"code": "pain:slow", "label": "</script><img src=x onerror=alert(1)>"}))
    browser = open_(folder)
    browser.look("pain:slow")
    browser.ask("matrix", spec={"rows": "code", "columns": "stage", "count": "people", "query": ""})
    twin = browser.widget.twin()
    assert "<img" not in twin
    assert "&lt;img" in twin
