"""The coder's Python side: what the browser asks, what reaches the disk, what comes back."""

from __future__ import annotations

import time
from itertools import count

import pytest
from answers import survey
from sample import INTERVIEW, study, transcript

from workbench.coding.codebook.codes import codebook
from workbench.study.errors import NotSaved, UserError
from workbench.study.folder import Folder
from workbench.widgets import grid
from workbench.widgets.coder import Coder
from workbench.widgets.coder_view import RESERVED, codes, named, resolve
from workbench.widgets.watch import Watcher

WORDS = "it dropped me on an empty page"


class Browser:
    """Plays the browser: sends messages, keeps what comes back."""

    def __init__(self, coder: Coder) -> None:
        self.coder, self.heard, self._n = coder, [], count(1)
        coder.send = self.heard.append

    def ask(self, op: str, number: str | None = None, **body) -> dict:
        number = number or f"n{next(self._n)}"
        self.coder._receive(self.coder, {"op": op, "id": number, **body}, [])
        return next(m for m in reversed(self.heard) if m.get("id") == number)

    def span(self, words: str = WORDS) -> dict:
        for turn, (_, _, text) in enumerate(INTERVIEW):
            if words in text:
                start = text.index(words)
                return {"turn": turn, "start": start, "end": start + len(words), "quote": words}
        raise LookupError(words)

    def add(self, code: str = "stage:onboarding", words: str = WORDS, **body) -> dict:
        return self.ask("add", code=code, spans=[self.span(words)], **body)

    @property
    def patch(self) -> dict:
        return next(m for m in reversed(self.heard) if m["op"] == "patch")


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def browser(folder):
    browser = Browser(Coder(folder, "P01", "maria"))
    yield browser
    browser.coder.close()


def codings(folder, coder="maria"):
    return [c for c in folder.state().codings.values() if c.coder == coder]


def test_hello_brings_the_whole_view(browser):
    view = browser.ask("hello")
    assert view["op"] == "view"
    assert [t["text"] for t in view["turns"]] == [words for *_, words in INTERVIEW]
    assert [t["person"] for t in view["turns"]] == [False, True, False, True, True]
    assert view["head"]["people"] == ["P01"]
    assert view["head"]["seconds"] == 35
    assert {"1", "2", "q"} <= {c["key"] for c in view["codes"]}


def test_a_coding_is_on_the_disk_before_the_answer(browser, folder):
    answer = browser.add(valence=-1)
    (made,) = codings(folder)
    assert answer["saved"]
    assert answer["codings"] == [made.id]
    assert answer["at"] == made.at
    assert folder.quote(made.anchor) == WORDS
    assert (made.code, made.valence, made.stance) == ("stage:onboarding", -1, "for")
    assert browser.patch["set"][0]["parts"] == [[1, browser.span()["start"], browser.span()["end"]]]


def test_offsets_after_an_emoji_are_code_points(browser, folder):
    browser.add(words="one line with the yearly price")
    (made,) = codings(folder)
    assert folder.quote(made.anchor) == "one line with the yearly price"


@pytest.mark.parametrize("shift", [1, -1])
def test_words_that_are_not_those_on_the_disk_are_refused(browser, folder, shift):
    span = browser.span()
    span["start"] += shift
    span["end"] += shift
    answer = browser.ask("add", code="stage:onboarding", spans=[span])
    assert answer["error"]
    assert "not the words on the disk" in answer["why"]
    assert WORDS not in answer["why"]
    assert not codings(folder)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"code": "stage:moon"}, "no code"),
        ({"valence": 7}, "from -2 to"),
        ({"valence": True}, "from -2 to"),
        ({"stance": "maybe"}, "for or against"),
        ({"spans": []}, "select between"),
        ({"spans": [{"turn": 1, "start": 0, "end": 9999, "quote": "x"}]}, "has no words"),
        ({"spans": [{"turn": 77, "start": 0, "end": 1, "quote": "x"}]}, "has no words"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(browser, folder, change, why):
    answer = browser.ask("add", **{"code": "stage:onboarding", "spans": [browser.span()], **change})
    assert why in answer["why"]
    assert not answer["keep"]
    assert not codings(folder)


def test_an_answered_message_is_never_done_twice(browser, folder):
    first = browser.ask("add", "same", code="stage:onboarding", spans=[browser.span()])
    assert browser.ask("add", "same", code="stage:onboarding", spans=[browser.span()]) == first
    assert len(folder.acts()) == 1


def test_the_same_code_on_the_same_words_is_one_coding(browser, folder):
    first, second = browser.add(), browser.add()
    assert first["codings"] == second["codings"]
    assert len(folder.acts()) == 1


def test_a_full_disk_is_told_and_the_act_can_be_sent_again(browser, folder, monkeypatch):
    real = browser.coder._folder.act

    def full(*_args, **_kwargs):
        raise NotSaved("not saved: no space left on device")

    monkeypatch.setattr(browser.coder._folder, "act", full)
    answer = browser.ask("add", "again", code="stage:onboarding", spans=[browser.span()])
    assert answer["keep"]
    assert "no space" in answer["why"]
    monkeypatch.setattr(browser.coder._folder, "act", real)
    assert browser.ask("add", "again", code="stage:onboarding", spans=[browser.span()])["saved"]
    assert len(codings(folder)) == 1


def test_a_mistake_of_ours_is_told_without_words_of_a_participant(browser, caplog):
    answer = browser.ask("add", code="stage:onboarding", spans=[{"turn": "x", "start": 0, "end": 1, "quote": "secret words"}])
    assert answer["keep"]
    assert "ValueError" in answer["why"]
    assert "secret" not in answer["why"]
    assert caplog.records


def test_an_emotion_brings_its_usual_feeling(browser, folder):
    browser.add("emotion:frustrated")
    assert codings(folder)[0].valence == -1


@pytest.mark.parametrize(
    ("typed", "code"), [("pain: empty week", "pain:empty-week"), ("odd one", "free:odd-one"), ("Need :Quiet", "need:quiet")]
)
def test_a_code_is_made_on_the_fly(browser, folder, typed, code):
    answer = browser.ask("add", name=typed, spans=[browser.span()])
    assert answer["code"] == code
    assert folder.state().codes[code].label in typed
    assert codings(folder)[0].code == code
    made = next(c for c in browser.patch["codes"] if c["id"] == code)
    assert made["key"] not in {"", *RESERVED}


LONG = "pain: nobody knows who is on duty once the rota has been sent out and two people are ill on "


@pytest.mark.parametrize(
    ("first", "second"), [("C++", "C#"), ("need: price 🎉", "need: price 😡"), (f"{LONG}Monday", f"{LONG}Sunday")]
)
def test_names_that_only_an_id_would_mix_up_are_two_codes(browser, folder, first, second):
    codes = [browser.ask("add", name=name, spans=[browser.span()])["code"] for name in (first, second, second.upper())]
    assert codes[0] != codes[1] == codes[2]
    assert [folder.state().codes[code].label for code in codes[:2]] == [first.split(": ")[-1], second.split(": ")[-1]]
    assert sorted(c.code for c in codings(folder)) == sorted(codes[:2])


@pytest.mark.parametrize("again", ["Too dear!", "too  dear", "TOO-DEAR"])
def test_how_a_name_is_written_makes_no_second_code(browser, folder, again):
    codes = {browser.ask("add", name=f"pain: {name}", spans=[browser.span()])["code"] for name in ("Too dear", again)}
    assert codes == {"pain:too-dear"}
    assert len(codings(folder)) == 1


def test_the_name_a_code_once_had_is_free_and_that_of_a_merged_one_means_what_it_was_merged_into(browser, folder):
    folder.act("ana", ("code.define", {"code": "pain:fee", "label": "The fee comes late"}))
    folder.act(
        "ana", ("code.define", {"code": "pain:tax", "label": "Tax"}), ("code.merge", {"code": "pain:tax", "into": "pain:fee"})
    )
    assert browser.ask("add", name="pain: fee", spans=[browser.span()])["code"] == "pain:fee-2"
    assert browser.ask("add", name="pain: tax", spans=[browser.span()])["code"] == "pain:fee"
    assert sorted(c.code for c in codings(folder)) == ["pain:fee", "pain:fee-2"]
    assert folder.state().codes["pain:fee"].label == "The fee comes late"


@pytest.mark.parametrize("typed", ["", "pain:", "!!!", "stage: Moon"])
def test_a_code_without_a_name_or_a_new_stage_is_refused(browser, folder, typed):
    assert browser.ask("add", name=typed, spans=[browser.span()])["error"]
    assert not folder.acts()


def test_keys_stay_where_they_were_when_a_code_comes(folder):
    given: dict[str, str] = {}
    before = {c["id"]: c["key"] for c in codes(codebook(folder.settings, folder.state()), given)}
    folder.act("ben", ("code.define", {"code": "pain:a", "label": "a", "key": "q"}))
    after = {c["id"]: c["key"] for c in codes(codebook(folder.settings, folder.state()), given)}
    assert {k: after[k] for k in before} == before
    assert after["pain:a"] not in before.values()
    assert not RESERVED & set(after.values())


def test_the_key_of_a_merged_code_comes_back_with_it_and_is_nobody_elses(folder):
    given: dict[str, str] = {}
    folder.act("ana", ("code.define", {"code": "pain:a", "label": "a"}))
    codes(codebook(folder.settings, folder.state()), given)
    _, merged = folder.act(
        "ben", ("code.define", {"code": "pain:b", "label": "b"}), ("code.merge", {"code": "pain:a", "into": "pain:b"})
    )
    codes(codebook(folder.settings, folder.state()), given)
    key = given["pain:a"]
    folder.act("ana", ("code.define", {"code": "pain:c", "label": "c"}), ("undo", {"target": merged.id}))
    shown = [c["key"] for c in codes(codebook(folder.settings, folder.state()), given) if c["key"]]
    assert len(shown) == len(set(shown))
    assert given["pain:a"] == key


def test_undo_and_redo_take_a_keypress_as_one(browser, folder):
    browser.ask("add", name="pain: empty page", spans=[browser.span()], valence=-2)
    browser.add("stage:onboarding")
    for expected in (1, 0):
        assert browser.ask("undo")["saved"]
        assert len(codings(folder)) == expected
    assert "pain:empty-page" not in folder.state().codes
    assert "nothing to undo" in browser.ask("undo")["why"]
    for expected in (1, 2):
        assert browser.ask("redo")["saved"]
        assert len(codings(folder)) == expected
    browser.ask("undo")
    browser.ask("redo")
    assert len(codings(folder)) == 2
    assert "nothing" in browser.ask("redo")["why"]


def test_undo_brings_back_what_was_removed_and_changed(browser, folder):
    (key,) = browser.add("emotion:frustrated")["codings"]
    browser.ask("edit", codings=[key], valence=-2, stance="against", memo="says it, does not mean it")
    assert (codings(folder)[0].valence, codings(folder)[0].stance) == (-2, "against")
    browser.ask("remove", codings=[key])
    assert not codings(folder)
    browser.ask("undo")
    assert codings(folder)[0].memo
    browser.ask("undo")
    assert (codings(folder)[0].valence, codings(folder)[0].memo) == (-1, "")


def test_the_memo_on_a_transcript(browser, folder):
    browser.ask("memo", text="Same as P11?")
    assert folder.state().memos[("source", "p01-first")] == "Same as P11?"
    assert browser.patch["memos"] == {"source\np01-first": "Same as P11?"}


def test_memos_are_about_what_is_here_and_only_what_changed_is_sent(browser, folder):
    view = browser.ask("hello")
    assert view["memos"] == {}
    for kind, about in (("code", "stage:onboarding"), ("participant", "P01")):
        assert browser.ask("memo", kind=kind, about=about, text=f"On the {kind}")["saved"]
        assert browser.patch["memos"] == {f"{kind}\n{about}": f"On the {kind}"}
    browser.ask("undo")
    assert browser.patch["memos"] == {"participant\nP01": ""}
    assert folder.state().memos == {("code", "stage:onboarding"): "On the code"}
    for kind, about in (("participant", "P99"), ("source", "other"), ("code", "pain:none"), ("weather", "P01")):
        assert "could be about" in browser.ask("memo", kind=kind, about=about, text="x")["why"]


def test_the_edges_of_codings_are_moved_as_one_gesture(browser, folder):
    made = [browser.add(code)["codings"][0] for code in ("stage:onboarding", "emotion:frustrated")]
    to = browser.span("dropped me on an empty page")
    assert browser.ask("edit", codings=made, spans=[to])["saved"]
    assert {folder.quote(c.anchor) for c in codings(folder)} == {"dropped me on an empty page"}
    assert sorted(c.id for c in codings(folder)) == sorted(made)
    assert [c["parts"] for c in browser.patch["set"]] == [[[1, to["start"], to["end"]]]] * 2
    browser.ask("undo")
    assert {folder.quote(c.anchor) for c in codings(folder)} == {WORDS}


@pytest.mark.parametrize(
    ("spans", "why"),
    [([], "stays in one turn"), ([0, 0], "stays in one turn"), (["empty page"], "have this code already"),
     ([{"turn": 1, "start": 0, "end": 2, "quote": "no"}], "not the words")],
)  # fmt: skip
def test_edges_that_cannot_be_are_refused(browser, folder, spans, why):
    (key,) = browser.add()["codings"]
    browser.add(words="empty page")
    wanted = [browser.span(s) if isinstance(s, str) else s or browser.span() for s in spans]
    assert why in browser.ask("edit", codings=[key], spans=wanted)["why"]
    assert len(folder.acts()) == 2


def test_of_the_codebook_only_what_is_new_is_sent_with_its_place(browser):
    view = browser.ask("hello")
    browser.ask("define", name="pain: empty week")
    (code,) = browser.patch["codes"]
    assert code["id"] == "pain:empty-week"
    assert code["after"] == view["codes"][-1]["id"]
    browser.ask("undo")
    assert browser.patch["codes_gone"] == ["pain:empty-week"]
    assert "codes" not in browser.patch


def test_an_assigned_source_is_coded_blind_until_it_is_revealed(browser, folder):
    anchor = {"source": "p01-first", "item": "", "version": transcript().version, "start": 80, "end": 90}
    folder.act("ben", ("coding.add", {"code": "stage:purchase", "anchor": anchor}))
    (made,) = folder.act("lea", ("assignment.make", {"coders": ["maria", "ben"], "sources": ["p01-first"], "purpose": "double"}))
    view = browser.ask("hello")
    assert view["head"]["blind"]
    assert (view["codings"], view["people"]) == ([], [])
    assert "blind until it is revealed" in view["notices"][0]
    folder.act("lea", ("assignment.reveal", {"assignment": made.id}))
    browser.coder.poll()
    assert browser.patch["blind"] is False
    assert [c["coder"] for c in browser.patch["set"]] == ["ben"]
    assert browser.patch["notices"] == []


def test_what_was_set_aside_where_coders_differed_is_said(browser, folder):
    (key,) = browser.add()["codings"]
    browser.ask("hello")
    anchor = {"source": "p01-first", "item": "", "version": transcript().version, "start": 80, "end": 90}
    (made,) = folder.act("lea", ("adjudication.make", {"anchor": anchor, "stands": [], "falls": [key], "reason": "not hers"}))
    browser.coder.poll()
    assert [(c["id"], c["fallen"]) for c in browser.patch["set"]] == [(key, True)]
    folder.act("lea", ("undo", {"target": made.id}))
    browser.coder.poll()
    assert "fallen" not in browser.patch["set"][0]


def test_nobody_removes_a_colleagues_coding(browser, folder):
    browser.add()
    theirs = Browser(Coder(folder, "P01", "ben"))
    assert "not yours" in theirs.ask("remove", codings=[codings(folder)[0].id])["why"]
    theirs.coder.close()


def test_a_colleagues_act_is_shown_within_two_seconds(browser, folder):
    browser.ask("hello")
    anchor = {"source": "p01-first", "item": "", "version": transcript().version, "start": 80, "end": 90}
    folder.act("ben", ("coding.add", {"code": "stage:purchase", "anchor": anchor}))
    end = time.monotonic() + 60  # it looks every 0.7 seconds; the rest is for slow machines
    while time.monotonic() < end and not any(m["op"] == "patch" for m in browser.heard):
        time.sleep(0.05)
    assert browser.patch["set"][0]["coder"] == "ben"
    assert browser.patch["people"][0]["coder"] == "ben"


def test_blind_coding_sends_nothing_of_others(folder):
    anchor = {"source": "p01-first", "item": "", "version": transcript().version, "start": 80, "end": 90}
    folder.act("ben", ("coding.add", {"code": "stage:purchase", "anchor": anchor}))
    browser = Browser(Coder(folder, "P01", "maria", blind=True))
    view = browser.ask("hello")
    browser.coder.close()
    assert not view["codings"]
    assert not view["people"]


def reopened(folder):
    later = Browser(Coder(Folder(folder.root), "P01", "maria"))
    view = later.ask("hello")
    later.coder.close()
    return view


def test_a_corrected_text_is_taken_over_with_the_codings_there_are(browser, folder):
    """Words that are still where they were are coded; the browser is told to show the text as it is now."""
    browser.add()
    words = {folder.quote(c.anchor) for c in folder.state().codings.values()}
    folder.add_transcript(transcript([*INTERVIEW, ("P01", "P01", "More.")]))
    assert browser.add("stage:purchase")["saved"]
    assert "replaced" in [m["op"] for m in browser.heard]
    view = browser.ask("hello")
    assert len(view["turns"]) == 6
    assert len(view["codings"]) == 2
    assert {folder.quote(c.anchor) for c in folder.state().codings.values()} == words


def test_a_coding_whose_words_are_gone_is_said_to_be_of_an_earlier_version(browser, folder):
    browser.add()
    folder.add_transcript(transcript([("P01", "P01", "Nothing of what was said before.")]))
    view = reopened(folder)
    assert not view["codings"]
    assert "earlier version" in view["notices"][0]


def test_no_word_of_the_transcript_is_in_the_widgets_state(browser):
    browser.ask("hello")
    browser.add()
    state = {k: v for k, v in browser.coder.get_state().items() if k not in {"_esm", "_css"}}
    assert "empty page" not in str(state)
    assert "P01" not in str(state)


@pytest.mark.parametrize(("wanted", "found"), [("p01-first", "p01-first"), ("P01-FIRST", "p01-first"), ("p02", "p02-a")])
def test_a_transcript_is_found_by_id_or_by_who_speaks(tmp_path, wanted, found):
    two = [("P02", "P02", "Hello.")]
    folder = study(tmp_path / "s", transcript(), transcript(two, "p02-a"))
    assert resolve(folder, wanted).id == found


def test_who_speaks_twice_must_be_told_apart(tmp_path):
    folder = study(tmp_path / "s", transcript(), transcript(id="p01-second"))
    with pytest.raises(UserError, match="p01-first, p01-second"):
        resolve(folder, "P01")
    with pytest.raises(UserError, match="there is p01-first"):
        resolve(folder, "P09")
    with pytest.raises(UserError, match="say who codes"):
        Coder(folder, "p01-first", " ")


@pytest.mark.parametrize("wanted", ["nps", "NPS", "p7"])
def test_who_asks_for_a_survey_is_sent_to_the_grid_and_the_other_way_round(tmp_path, wanted):
    folder = study(tmp_path / "s")
    folder.add_survey(survey())
    with pytest.raises(UserError, match=r"study.grid\('nps'\)"):
        resolve(folder, wanted)
    with pytest.raises(UserError, match=r"study.coder\('P01'\)"):
        grid.resolve(folder, "P01")


def test_names_are_cleaned():
    assert named("pain:\n  two\tlines\x07 ") == ("pain", "two lines")
    assert len(named("x" * 500)[1]) == 120


@pytest.mark.parametrize("words", ["می\u200cخواهم", "👩\u200d⚕\ufe0f on call", "क्\u200dष"])
def test_what_joins_letters_and_emoji_stays_in_a_name(words):
    assert named(f"pain: {words}") == ("pain", words)
    assert named("pain: in\u200cvoice\u200d") == ("pain", "in voice"), "there it would only make two names look alike"


class _Looker:
    def __init__(self, error: Exception | None = None) -> None:
        self.looks, self.error = 0, error

    def poll(self) -> None:
        self.looks += 1
        if self.error:
            raise self.error


def _until(condition, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.01)
    return condition()


def test_the_watching_thread_ends_with_the_last_widget():
    watcher, one = Watcher(pause=0.01), _Looker()
    watcher.watch(one)
    assert _until(lambda: one.looks >= 2)
    watcher.leave(one)
    assert _until(lambda: not watcher.running)


def test_a_widget_in_which_looking_is_a_mistake_is_let_go(caplog):
    watcher, bad, good = Watcher(pause=0.01), _Looker(ZeroDivisionError("a mistake of ours")), _Looker()
    watcher.watch(bad)
    watcher.watch(good)
    assert _until(lambda: good.looks >= 4)
    assert bad.looks == 1
    watcher.leave(good)
    assert len(caplog.records) == 1


def test_what_somebody_else_read_first_is_shown_all_the_same(browser, folder):
    """The static twin is made whenever the notebook's loop likes, and reads the logs too."""
    browser.ask("hello")
    anchor = {"source": "p01-first", "item": "", "version": browser.coder.transcript.version, "start": 80, "end": 90}
    (act,) = folder.act("ben", ("coding.add", {"code": "stage:purchase", "anchor": anchor}))
    browser.heard.clear()
    browser.coder.twin()
    browser.coder.poll()
    assert [c["id"] for m in browser.heard if m["op"] == "patch" for c in m["set"]] == [act.id]
    browser.heard.clear()
    browser.coder.poll()
    assert browser.heard == [], "and only once"
