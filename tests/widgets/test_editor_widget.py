"""The codebook editor's Python side: what the browser asks, what reaches the disk, what comes back."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest
from books import Browser, anchor, study
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.coding.assign import assign, reveal
from workbench.coding.codebook.codes import use
from workbench.share.redact import Redactor
from workbench.sources.people.key import KeyEntry
from workbench.study.errors import NotSaved, UserError
from workbench.widgets import editor_deeds
from workbench.widgets.editor import Editor
from workbench.widgets.editor_alike import pairs

HOSTILE = [
    "</script><script>alert(1)</script>",
    "\u202eevil\u202c",
    "a\u200bb\u200d",
    "half \ud800 a character",
    "x" * 900,
    "\x00\x07",
    "🙂" * 40,
]


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def browser(folder):
    browser = Browser(Editor(folder, "ana"))
    yield browser
    browser.editor.close()


def rows(message):
    return {row["id"]: row for row in message.get("rows", message.get("set", []))}


def ids(folder, code, coder=None):
    return [c.id for c in folder.state().codings.values() if c.code == code and coder in {None, c.coder}]


# What is shown ---------------------------------------------------------------------------------------------------------


def test_hello_brings_a_row_for_each_code_in_the_order_of_the_tree(browser):
    view = browser.ask("hello")
    fee = rows(view)["pain:fee"]
    assert (fee["codings"], fee["people"], fee["coders"], fee["meant"], fee["key"], fee["depth"]) == (3, 2, 2, True, "z", 0)
    assert rows(view)["pain:hidden"]["depth"] == 1
    assert view["order"].index("pain:hidden") == view["order"].index("pain:fee") + 1
    assert view["order"][0].startswith("stage:")
    assert "tricked" not in json.dumps(view), "no passage before it is asked for"


def test_a_code_is_counted_as_the_codebook_counts_it(browser, folder):
    folder.act("model", ("coder.join", {"kind": "model"}))
    folder.act("model", ("coding.add", {"code": "pain:fee", "anchor": asdict(anchor(folder, 1, "The fee"))}))
    folder.act("ben", ("coding.add", {"code": "pain:fee", "anchor": asdict(anchor(folder, 0, "cost"))}))
    view = rows(browser.ask("hello"))
    assert {c: (view[c]["codings"], view[c]["people"]) for c in use(folder)} == {
        c: (u.codings, u.people) for c, u in use(folder).items()
    }


def test_one_code_in_full(browser, folder):
    done = browser.ask("example", code="pain:fee", codings=ids(folder, "pain:fee", "ben"), against=False)
    browser.ask("example", code="pain:fee", codings=ids(folder, "pain:slow"), against=True)
    shown = browser.ask("detail", code="pain:fee")
    assert done["saved"]
    assert (shown["fields"]["definition"], shown["fields"]["memo"]) == ("Speaks of the price", "Is it one pain?")
    assert [(e["stance"], e["quote"], e["who"]) for e in shown["examples"]] == [
        ("for", "tricked by the fee", "P02"),
        ("against", "it was slow", "P02"),
    ]
    assert shown["coders"] == [["ana", 2], ["ben", 1]]


def test_quotes_come_in_windows_and_are_found_by_words(browser):
    window = browser.ask("quotes", code="pain:fee", words="", **{"from": 1}, to=2)
    assert (window["total"], [r["quote"] for r in window["rows"]]) == (3, ["tricked by the fee"])
    assert [r["quote"] for r in browser.ask("quotes", code="pain:fee", words="TWICE i", **{"from": 0}, to=9)["rows"]] == [
        "I paid the fee twice"
    ]
    assert len(browser.ask("ids", code="pain:fee", words="fee")["ids"]) == 2


# Fields ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("label", "Fees"),
        ("definition", "Speaks of money"),
        ("include", "A sum is named"),
        ("exclude", "Only time"),
        ("stage", "purchase"),
        ("valence", -2),
        ("latent", True),
        ("colour", "#0072b2"),
        ("key", "x"),
        ("owner", "Finance"),
        ("memo", "No longer"),
    ],
)
def test_each_field_is_one_act_and_one_undo(browser, folder, name, value):
    before, acts = folder.state(), len(folder.acts())
    browser.ask("hello")
    done = browser.set("pain:fee", **{name: value})
    assert (done["saved"], len(folder.acts())) == (True, acts + 1)
    assert browser.ask("detail", code="pain:fee")["fields"][name] == value
    assert "pain:fee" in rows(browser.patch)
    assert browser.ask("undo")["code"] == "pain:fee"
    assert folder.state() == before


def test_a_reason_goes_with_the_act(browser, folder):
    browser.ask("define", code="pain:fee", fields={"definition": "Only fees"}, base={}, reason="two people asked")
    assert [a.body["reason"] for a in folder.acts() if a.body.get("definition") == "Only fees"] == ["two people asked"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"label": "  "}, "needs a label"),
        ({"label": "y" * 5000}, "too long"),
        ({"key": "s"}, "a command of the coder"),
        ({"key": "ab"}, "one character"),
        ({"colour": "red"}, "not a colour"),
        ({"valence": 7}, "from -2 to 2"),
        ({"valence": True}, "from -2 to 2"),
        ({"stage": "nowhere"}, "nowhere"),
        ({"parent": "pain:slow"}, "has not got"),
        ({"coder": "ben"}, "has not got"),
    ],
)
def test_what_a_field_cannot_say_is_refused_in_words_and_writes_nothing(browser, folder, fields, why):
    before = len(folder.acts())
    answer = browser.set("pain:fee", **fields)
    assert why in answer["why"]
    assert not answer["keep"], "to send it again would not help"
    assert len(folder.acts()) == before


def test_a_key_that_is_taken_names_who_has_it(browser):
    assert "pain:fee" in browser.set("pain:slow", key="z")["why"]


def test_what_a_colleague_wrote_meanwhile_is_never_written_over(browser, folder):
    browser.ask("hello")
    folder.act("ben", ("code.define", {"code": "pain:fee", "definition": "What ben says"}))
    browser.editor.poll()
    assert "pain:fee" in rows(browser.patch)
    before = len(folder.acts())
    met = browser.ask("define", code="pain:fee", fields={"definition": "What ana says"}, base={"definition": "Speaks of the price"})
    assert (met["error"], met["theirs"], met["by"], met["keep"]) == ("Changed", "What ben says", "ben", False)
    assert len(folder.acts()) == before
    assert browser.ask("who", code="pain:fee", field="definition")["by"] == "ben"
    assert browser.ask("define", code="pain:fee", fields={"definition": "What ana says"}, base={"definition": "What ben says"})[
        "saved"
    ]


def test_a_colleague_who_wrote_the_same_is_no_obstacle(browser, folder):
    folder.act("ben", ("code.define", {"code": "pain:fee", "definition": "The same"}))
    assert browser.ask("define", code="pain:fee", fields={"definition": "The same"}, base={"definition": "Speaks of the price"})[
        "saved"
    ]


# Deeds -----------------------------------------------------------------------------------------------------------------


def test_a_merge_says_what_it_does_before_it_does_it(browser, folder):
    lines = browser.plan(kind="merge", codes=["pain:fee"], into="pain:slow")["lines"]
    assert lines[0] == "3 codings of 2 people move from “Fee” to “slow”."
    assert "Coded by ana (2) and ben (1)." in lines
    assert "1 memo comes along." in lines
    assert any("“Hidden fee” moves below" in line for line in lines)
    assert not folder.state().merged
    before = folder.state()
    assert browser.do(kind="merge", codes=["pain:fee"], into="pain:slow", reason="one pain")["saved"]
    assert Counter(c.code for c in folder.state().codings.values()) == {"pain:slow": 4}
    browser.ask("undo")
    assert folder.state() == before


def test_a_split_takes_the_ticked_ones(browser, folder):
    chosen = ids(folder, "pain:fee", "ben")
    deed = {"kind": "split", "code": "pain:fee", "label": "Tricked", "codings": chosen}
    assert browser.plan(**deed)["lines"][0] == "1 coding of 1 person moves from “Fee” to the new code “Tricked”; 2 stay."
    assert browser.do(**deed)["code"] == "pain:tricked"
    assert ids(folder, "pain:tricked") == chosen
    assert "Choose the passages" in browser.plan(kind="split", code="pain:fee", label="None", codings=[])["why"]
    assert "not of pain:fee" in browser.plan(kind="split", code="pain:fee", label="None", codings=ids(folder, "pain:slow"))["why"]


@pytest.mark.parametrize(
    ("deed", "line"),
    [
        ({"kind": "new", "family": "pain", "label": "Empty  week", "parent": "pain:fee"}, "A new code “Empty week” below “Fee”."),
        ({"kind": "rename", "code": "pain:fee", "label": "Fees"}, "3 codings of 2 people will be called “Fees”."),
        ({"kind": "move", "code": "pain:slow", "parent": "pain:fee"}, "moves below “Fee”."),
        (
            {"kind": "move", "code": "pain:fee", "family": "need", "parent": ""},
            "goes on as need:fee; 3 codings of 2 people follow.",
        ),
        ({"kind": "retire", "code": "pain:fee"}, "“Fee” is offered no more. Its 3 codings of 2 people stay coded."),
    ],
)
def test_a_deed_in_words_then_done_then_undone(browser, folder, deed, line):
    before = folder.state()
    assert line in " ".join(browser.plan(**deed)["lines"])
    assert browser.do(**deed)["saved"]
    assert folder.state() != before
    browser.ask("undo")
    assert folder.state() == before
    browser.ask("redo")
    assert folder.state() != before


def test_a_retired_code_is_brought_back_by_whoever_likes(browser, folder):
    folder.act("ben", ("code.retire", {"code": "pain:slow"}))
    before = folder.state()
    browser.ask("hello")
    assert browser.do(kind="restore", code="pain:slow")["saved"]
    assert not folder.state().codes["pain:slow"].retired
    browser.ask("undo")
    assert folder.state() == before


def test_to_bring_one_back_never_takes_back_what_else_was_done(browser, folder):
    folder.act(
        "ben", ("code.retire", {"code": "pain:slow"}), ("code.define", {"code": "pain:fee", "label": "Money"}), together=True
    )
    assert "1 other change" in browser.plan(kind="restore", code="pain:slow")["why"]


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ({"kind": "move", "code": "pain:fee", "parent": "pain:hidden"}, "would stand below itself"),
        ({"kind": "move", "code": "pain:fee", "parent": "pain:fee"}, "would stand below itself"),
        ({"kind": "merge", "codes": ["pain:fee"], "into": "pain:fee"}, "not that one itself"),
        ({"kind": "merge", "codes": ["stage:purchase"], "into": "pain:fee"}, "study.toml"),
        ({"kind": "new", "family": "pain", "label": "FEE"}, "called 'Fee' already"),
        ({"kind": "new", "family": "stage", "label": "After"}, "study.toml"),
        ({"kind": "new", "family": "nothing", "label": "After"}, "no family"),
        ({"kind": "new", "family": "pain", "label": " "}, "needs a label"),
        ({"kind": "retire", "code": "stage:purchase"}, "study.toml"),
        ({"kind": "retire", "code": "pain:nowhere"}, "not there any more"),
        ({"kind": "restore", "code": "pain:fee"}, "in use"),
        ({"kind": "explode"}, "does not know"),
        ({"kind": ["merge"]}, "does not know"),
        ({"kind": "merge", "codes": [1], "into": "pain:fee"}, "something else"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(browser, folder, deed, why):
    before = len(folder.acts())
    assert why in browser.plan(**deed)["why"]
    assert not browser.ask("do", deed=deed, token="", reason="").get("saved")
    assert len(folder.acts()) == before


def test_only_what_was_shown_is_done(browser, folder):
    deed = {"kind": "merge", "codes": ["pain:slow"], "into": "pain:fee"}
    token = browser.plan(**deed)["token"]
    folder.act("ben", ("coding.add", {"code": "pain:slow", "anchor": asdict(anchor(folder, 2, "made tea"))}))
    answer = browser.ask("do", deed=deed, token=token, reason="")
    assert (answer["error"], answer["plan"]["lines"][0]) == ("Changed", answer["plan"]["lines"][0])
    assert "2 codings of 1 person move" in answer["plan"]["lines"][0]
    assert not folder.state().merged
    assert browser.ask("do", deed=deed, token=answer["plan"]["token"], reason="")["saved"]


def test_an_example_goes_and_comes_back(browser, folder):
    browser.ask("example", code="pain:fee", codings=ids(folder, "pain:fee", "ben"), against=False)
    there = folder.state()
    assert browser.ask("unexample", example=next(iter(there.examples)))["saved"]
    assert not folder.state().examples
    browser.ask("undo")
    assert folder.state() == there


def test_one_example_of_several_goes_alone_or_not_at_all(browser, folder):
    browser.ask("example", code="pain:fee", codings=ids(folder, "pain:fee"), against=False)
    first, *others = folder.state().examples
    assert "one gesture with 2 other changes" in browser.ask("unexample", example=first)["why"]
    assert browser.ask("unexample", example=others[0])["saved"]
    assert folder.state().examples.keys() == {first, others[1]}


# To look at again, alike, changed --------------------------------------------------------------------------------------


def test_codings_under_the_old_rule_are_kept_recoded_or_removed(browser, folder):
    browser.ask("define", code="pain:fee", fields={"definition": "Only hidden ones"}, base={}, reason="ben asked")
    listed = browser.ask("again", **{"from": 0}, to=10)
    assert (listed["total"], listed["codes"]) == (3, 1)
    assert {(r["changed"], r["by"], r["reason"]) for r in listed["rows"]} == {("definition", "ana", "ben asked")}
    one, two, three = (r["id"] for r in listed["rows"])
    assert browser.ask("keep", codings=[one])["saved"]
    assert browser.ask("recode", codings=[two], code="pain:slow")["saved"]
    assert browser.ask("remove", codings=[three])["saved"]
    assert browser.ask("again", **{"from": 0}, to=10)["total"] == 0
    assert folder.state().codings[two].code == "pain:slow"
    assert three not in folder.state().codings
    assert "not there any more" in browser.ask("keep", codings=[three])["why"]


def test_codes_that_are_alike_are_offered_and_others_are_not(browser, folder):
    for code, label, definition in (
        ("pain:fees", "The hidden fees", ""),
        ("pain:late", "Late", "It speaks of the price"),
        ("need:fee", "Hidden fee", ""),
        ("free:order", "fee, hidden", ""),
    ):
        folder.act("ben", ("code.define", {"code": code, "label": label, "definition": definition}))
    found = {(p["one"], p["other"]): p["why"] for p in browser.ask("alike")["pairs"]}
    assert found[("free:order", "pain:hidden")] == "label", "neither order of words nor commas count"
    assert found[("pain:fee", "pain:late")] == "definition"
    assert ("need:fee", "pain:hidden") not in found, "a need may be called like the pain it answers"


def test_thousands_of_codes_are_compared_and_the_twins_found(browser):
    codes = browser.editor.codebook()
    many = [type(codes[0])(f"pain:c{n}", "pain", f"number {n * 7919 % 10007} of them") for n in range(3_000)]
    many.append(type(codes[0])("pain:twin", "pain", f"of them number {5 * 7919 % 10007}"))
    assert ("pain:c5", "pain:twin") in {(p.one, p.other) for p in pairs(many) if p.score == 1.0}


def test_what_changed_since_a_time(browser):
    browser.do(kind="rename", code="pain:fee", label="Fees", reason="plural")
    told = browser.ask("changes", before="1990-01-01", now="")["changes"]
    assert {c["change"] for c in told if c["code"] == "pain:fee"} == {"added"}
    assert "soon" in browser.ask("changes", before="soon", now="")["why"]


# Blind -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["argument", "all", "assignment"])
def test_who_codes_blind_hears_nothing_of_others_in_their_sources(folder, how):
    if how == "assignment":
        made = assign(folder, ["talk"], ["ana", "ben"], coder="ana")
    browser = Browser(Editor(folder, "ana", blind={"argument": ["talk"], "all": True, "assignment": False}[how]))
    view = rows(browser.ask("hello"))
    assert (view["pain:fee"]["codings"], view["pain:fee"]["coders"]) == (2, 1)
    quotes = browser.ask("quotes", code="pain:fee", words="", **{"from": 0}, to=9)
    assert {r["coder"] for r in quotes["rows"]} == {"ana"}
    theirs = ids(folder, "pain:fee", "ben")
    assert "not there" in browser.plan(kind="split", code="pain:fee", label="Tricked", codings=theirs)["why"]
    assert "not there" in browser.ask("remove", codings=theirs)["why"]
    browser.ask("define", code="pain:fee", fields={"definition": "Only hidden ones"}, base={}, reason="")
    assert browser.ask("again", **{"from": 0}, to=10)["total"] == 2
    assert {c["codings"] for c in browser.ask("changes", before="1990-01-01", now="")["changes"]} == {0}
    assert "2 codings" in browser.editor.twin()
    shown = {"code": "pain:fee", "anchor": asdict(anchor(folder, 1, "hidden until"))}
    folder.act("ben", ("code.example", shown))
    browser.editor.poll()
    assert browser.ask("detail", code="pain:fee")["examples"] == []
    assert not any("example" in line for line in browser.plan(kind="merge", codes=["pain:fee"], into="pain:slow")["lines"])
    if how == "assignment":
        reveal(folder, made, coder="ana")
        browser.editor.poll()
        assert rows(browser.patch)["pain:fee"]["codings"] == 3
    browser.editor.close()


# Two at once, a full disk, names -----------------------------------------------------------------------------------------


def test_what_a_colleague_does_is_a_patch_of_what_changed(browser, folder):
    browser.ask("hello")
    other = Browser(Editor(folder, "ben"))
    other.do(kind="new", family="pain", label="Loud")
    browser.editor.poll()
    assert set(rows(browser.patch)) == {"pain:loud"}
    assert browser.patch["order"]["ids"] == ["pain:loud"]
    assert [p["coder"] for p in browser.patch.get("people", [])] == ["ben"]
    other.ask("undo")
    browser.editor.poll()
    assert browser.patch["gone"] == ["pain:loud"]
    other.editor.close()


def test_a_full_disk_is_worth_another_try_and_the_same_message_is_done_once(browser, folder, monkeypatch):
    browser.ask("hello")
    before = len(folder.acts())
    with monkeypatch.context() as full:
        full.setattr(browser.editor._folder, "act", lambda *_, **__: (_ for _ in ()).throw(NotSaved("not saved: the disk is full")))
        answer = browser.ask("define", "d1", code="pain:fee", fields={"owner": "Finance"}, base={})
        assert (answer["keep"], answer["error"]) == (True, "NotSaved")
    assert len(folder.acts()) == before
    assert browser.ask("define", "d1", code="pain:fee", fields={"owner": "Finance"}, base={})["saved"]
    assert browser.ask("define", "d1", code="pain:fee", fields={"owner": "Finance"}, base={})["saved"]
    assert len(folder.acts()) == before + 1


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_labels_go_through_every_page(browser, label):
    made = browser.do(kind="new", family="pain", label=label)
    assert made.get("saved") or made["why"], "made, or refused in words"
    assert browser.set("pain:slow", definition=label, memo=label).get("saved")
    for question in (
        {"op": "hello"},
        {"op": "detail", "code": "pain:slow"},
        {"op": "alike"},
        {"op": "changes", "before": "", "now": ""},
        {"op": "undo"},
    ):
        json.dumps(browser.ask(**question), ensure_ascii=False).encode("utf-8")  # as Jupyter sends it
    assert "<script" not in browser.editor.twin()


def test_the_browser_is_not_believed(browser, folder):
    before = len(folder.acts())
    for message in (
        {"op": "define", "code": "pain:fee", "fields": ["label"]},
        {"op": "define", "code": 3, "fields": {}},
        {"op": "detail"},
        {"op": "quotes", "code": "pain:fee", "words": 3, "from": 0},
        {"op": "keep", "codings": "all"},
        {"op": "plan", "deed": None},
        {"op": "explode"},
    ):
        assert browser.ask(**message)["why"]
    assert len(folder.acts()) == before
    assert "too many" in browser.ask("keep", codings=["x"] * (editor_deeds.MOST_CODINGS + 1))["why"]


def test_nobody_in_particular_edits_nothing(folder):
    with pytest.raises(UserError, match="say who"):
        Editor(folder, " ")


def test_the_static_twin_masks_names_and_keeps_silent_people_silent(folder):
    browser = Browser(Editor(folder, "ana", redactor=Redactor([KeyEntry("P03", "Ana Petrova")])))
    browser.set("pain:slow", definition="As Ana Petrova said")
    browser.ask("example", code="pain:slow", codings=ids(folder, "pain:slow"), against=False)
    browser.ask("example", code="pain:fee", codings=ids(folder, "pain:fee"), against=False)
    twin = browser.editor.twin()
    assert "Petrova" not in twin
    assert "it was slow" in twin
    assert "I paid the fee twice" not in twin
    assert "Codebook:" in browser.editor.plain()
    browser.editor.close()


# A law -----------------------------------------------------------------------------------------------------------------

CODES = st.sampled_from(
    ["pain:fee", "pain:hidden", "pain:slow", "pain:new", "need:fee", "stage:purchase", "emotion:angry", "pain:none"]
)
LABELS = st.sampled_from(["New", "Fee", "Quick", "a: b", "é\u200b"])
DEEDS = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("new"),
            "family": st.sampled_from(["pain", "need", "free"]),
            "label": LABELS,
            "parent": st.sampled_from(["", "pain:fee"]),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("rename"), "code": CODES, "label": LABELS}),
    st.fixed_dictionaries({"kind": st.just("merge"), "codes": st.lists(CODES, min_size=1, max_size=2), "into": CODES}),
    st.fixed_dictionaries(
        {
            "kind": st.just("move"),
            "code": CODES,
            "family": st.sampled_from(["", "need", "pain"]),
            "parent": st.none() | CODES | st.just(""),
        }
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["retire", "restore"]), "code": CODES}),
)
MESSAGES = st.one_of(
    st.tuples(st.just("do"), DEEDS),
    st.tuples(
        st.just("set"),
        st.tuples(
            CODES,
            st.sampled_from(["label", "definition", "memo", "key", "latent", "valence", "colour"]),
            st.sampled_from(["x", "", 1, None, True, "#0072b2"]),
        ),
    ),
    st.tuples(st.sampled_from(["example", "keep", "remove", "recode", "split", "unexample"]), st.tuples(CODES, st.booleans())),
    st.tuples(st.sampled_from(["undo", "redo"]), st.none()),
)


def _send(browser, folder, op, what):
    """Send one message of the law; return whether it was saved as an act."""
    if op == "do":
        return browser.do(**what)
    if op == "set":
        code, name, value = what
        return browser.set(code, **{name: value})
    if op in {"undo", "redo"}:
        return browser.ask(op)
    code, flag = what
    there = ids(folder, code)[: 1 if flag else 9]
    if op == "split":
        return browser.do(kind="split", code=code, label="Part", codings=there)
    if op == "unexample":
        return browser.ask(op, example=next(iter(folder.state().examples), ""))
    more = {"example": {"code": code, "against": flag}, "recode": {"code": "pain:slow"}}.get(op, {})
    return browser.ask(op, codings=there, **more)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGES, max_size=10))
def test_any_messages_and_the_undo_of_all_leave_what_was_there(messages):
    with tempfile.TemporaryDirectory() as place:
        folder = study(Path(place) / "study")
        before = folder.state()
        browser = Browser(Editor(folder, "ana"))
        browser.ask("hello")
        for op, what in messages:
            answer = _send(browser, folder, op, what)
            assert answer.get("saved") or answer["error"] in {"UserError", "Changed"}, answer
        done = folder.state()
        while browser.ask("undo").get("saved"):
            pass
        assert folder.state() == before
        undone = 0
        while browser.ask("redo").get("saved"):
            undone += 1
        if not any(op == "undo" for op, _ in messages):
            assert folder.state() == done
        view = browser.ask("hello")
        assert rows(view).keys() == set(view["order"])
        browser.editor.close()
