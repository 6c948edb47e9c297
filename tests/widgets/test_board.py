"""The topic board's Python: what the browser is told, what it may ask, and what its acts do to the study."""

from __future__ import annotations

from itertools import count
from threading import Event
from time import sleep

import pytest
from topics import SAID, Change, study, told

from workbench.share.redact import Redactor
from workbench.study.errors import NotSaved, UserError
from workbench.study.settings import Round, Settings
from workbench.themes import board as themes
from workbench.widgets.board import MOST_ROWS, WITHHELD, Board
from workbench.widgets.board_fit import change_id, reader

SLOW = {"segments", "refit"}


class Browser:
    """Plays the browser."""

    def __init__(self, folder, fit=None, coder="ana", **options) -> None:
        self.widget, self.heard, self._n, self._answered = Board(folder, coder, fit or told(folder), **options), [], count(1), {}
        self.widget.send = self._hear

    def _hear(self, message) -> None:
        self.heard.append(message)
        if message["op"] != "progress" and (there := self._answered.get(message.get("id"))):
            there.set()

    def ask(self, op: str, number: str | None = None, **body) -> dict:
        number = number or f"n{next(self._n)}"
        done = self._answered[number] = Event()
        self.widget._receive(self.widget, {"op": op, "id": number, **body}, [])
        assert done.wait(60)  # what is slow is answered from a thread
        return next(m for m in reversed(self.heard) if m.get("id") == number and m["op"] != "progress")

    def cards(self, **look) -> dict[str, dict]:
        if look:
            self.ask("look", **look)
        return {c["name"]: c for c in self.ask("hello")["cards"]}

    def rows(self, name: str, which: str = "") -> list[dict]:
        return self.ask("segments", card=self.cards()[name]["id"], which=which)["rows"]

    def marked(self, name: str = "Hidden fees", topic: str = "fee, hidden") -> str:
        return self.ask("mark", card=self.cards()[topic]["id"], name=name)["card"]

    @property
    def patch(self) -> dict:
        return next(m for m in reversed(self.heard) if m["op"] == "patch")


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


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


def test_hello_brings_topics_with_their_people_and_what_is_apart_in_trays_of_its_own(browser):
    cards = browser.cards()
    assert {n: (c["kind"], c["k"], c["n"], c["proposed"]) for n, c in cards.items()} == {
        "fee, hidden": ("topic", 5, 8, 5), "print, because": ("topic", 4, 8, 4), "sick, somebody, phone": ("topic", 4, 8, 4),
        "Nobody else speaks of the like: worth a look": ("tray", 1, 8, 1), "Too few for a topic": ("tray", 2, 8, 2),
    }  # fmt: skip
    fee = cards["fee, hidden"]
    assert (fee["stability"], fee["rounds"]) == ("steady", ["Spring"])
    assert (fee["lo"], fee["hi"]) == pytest.approx((0.3057, 0.8632), abs=1e-4)  # Wilson's interval of 5 of 8


def test_people_are_counted_not_mentions_and_nobody_who_was_not_asked(tmp_path, opened):
    said = [
        *((f"P{n}", f"The fee, said {k} times", "fee", "r1") for n in (1, 2) for k in range(3)),
        ("P3", "nothing else", "", "r1"),
    ]
    fee = opened(survey := study(tmp_path / "a", said), told(survey, said)).cards()["fee, times"]
    assert (fee["k"], fee["n"], fee["proposed"]) == (2, 3, 6)
    tickets = study(tmp_path / "b", said, kind="ticket")
    fee = opened(tickets, told(tickets, said)).cards()["fee, times"]
    assert (fee["k"], fee["n"], fee["lo"], fee["hi"]) == (0, 0, 0.0, 0.0)


def test_fifty_thousand_segments_are_never_sent_at_once(tmp_path, opened):
    said = [(f"P{n % 40}", f"The fee, time {n}", "fee", "r1") for n in range(1_000)]
    browser = opened(folder := study(tmp_path / "large", said), told(folder, said))
    view = browser.ask("hello")
    assert len(str(view)) < 12_000
    card = view["cards"][0]["id"]
    first = browser.ask("segments", card=card, **{"from": 0, "to": 5_000})
    assert (len(first["rows"]), first["total"]) == (MOST_ROWS, 1_000)
    last = browser.ask("segments", card=card, **{"from": 950, "to": 1_050})
    assert len(last["rows"]) == 50
    assert not {r["id"] for r in first["rows"]} & {r["id"] for r in last["rows"]}
    assert browser.ask("segments", card=card, **{"from": -5, "to": -1})["rows"] == []
    ids = browser.ask("ids", card=card)
    assert (len(ids["ids"]), ids["more"]) == (1_000, 0)


def test_names_are_masked_and_who_did_not_agree_has_no_words_here_nor_in_the_notebook(tmp_path, opened):
    said = [("P1", "Maria told me the fee", "fee", "r1"), ("P2", "the fee is secret", "fee", "r1"), ("P3", "the fee", "fee", "r1")]
    folder = study(tmp_path / "study", said, silent=["P2"])

    def find(texts, _roster, **_):
        from workbench.reading.personal import Span

        return [[Span(0, 5, "name", "P9")] if t.startswith("Maria") else [] for t in texts]

    browser = opened(folder, told(folder, said), redactor=Redactor(find=find))
    (name,) = browser.cards()
    rows = {r["who"]: r for r in browser.rows(name)}
    assert "Maria" not in rows["P1"]["quote"]
    assert rows["P1"]["quote"].endswith("told me the fee")
    assert (rows["P2"]["quote"], rows["P2"]["held"]) == (WITHHELD, True)
    twin = browser.widget.twin()
    assert "Maria" not in twin
    assert "secret" not in twin
    assert "told me the fee" in twin


def test_what_one_looks_at_narrows_cards_and_the_people_they_are_a_share_of(browser):
    cards = browser.cards(round="r2")
    assert set(cards) >= {"sick, somebody, phone", "Too few for a topic"}
    assert [(c["k"], c["n"]) for n, c in cards.items() if n.startswith("sick")] == [(4, 6)]
    assert cards["fee, hidden"]["proposed"] == 0
    cards = browser.cards(words="FEE page")
    assert {n for n, c in cards.items() if c["proposed"]} == {"fee, hidden"}
    browser.ask("look")
    browser.marked()
    browser.ask("look", only=True)
    assert [r["state"] for r in browser.rows("Hidden fees")] == ["proposed"] * 2
    assert browser.cards()["Hidden fees"]["confirmed"] == 3


def test_a_stage_is_known_where_somebody_coded_it_or_said_what_the_question_asks(browser, folder):
    segment = browser.rows("print, because")[0]["id"]
    (anchor,) = themes.anchors_of(folder, [segment])
    folder.act("ben", ("coding.add", {"code": "stage:onboarding", "anchor": anchor}))
    browser.widget.poll()
    seen = {n: c["proposed"] for n, c in browser.cards(stage="onboarding").items() if c["proposed"]}
    assert seen == {"print, because": 1}
    folder.act("ben", ("question.about", {"source": "nps-r2", "question": "why", "stages": ["onboarding"]}))
    browser.widget.poll()
    seen = {n: c["proposed"] for n, c in browser.cards().items() if c["proposed"]}
    assert seen == {"print, because": 1, "sick, somebody, phone": 4, "Too few for a topic": 2}


@pytest.mark.parametrize(
    ("said", "words"), [((), "No text yet"), ((("P1", "The fee", "", "r1"),), "Too little text for topics yet: 1 segment.")]
)
def test_a_board_without_topics_says_what_to_do(tmp_path, opened, said, words):
    browser = opened(folder := study(tmp_path / "study", said), told(folder, said))
    assert words in browser.ask("hello")["empty"]
    assert "Nothing is on the board yet" in browser.widget.twin()


# Acts ---------------------------------------------------------------------------------------------------------------


def test_a_topic_becomes_a_theme_its_quotes_confirmed_and_the_rest_proposed(browser, folder):
    theme = browser.marked()
    assert theme == "theme:hidden-fees"
    card = browser.cards()["Hidden fees"]
    assert (card["kind"], card["k"], card["more"], card["confirmed"], card["proposed"]) == ("theme", 3, 2, 3, 2)
    assert "fee, hidden" not in browser.cards()
    assert {r["state"] for r in browser.rows("Hidden fees", "confirmed")} == {"confirmed"}
    assert [r["state"] for r in browser.rows("Hidden fees")] == ["proposed"] * 2 + ["confirmed"] * 3
    assert browser.ask("undo")["said"] == "Undone: the theme “Hidden fees”"
    assert not folder.state().themes
    assert browser.ask("redo")["card"] == theme
    assert set(folder.state().themes) == {theme}


def test_what_somebody_put_elsewhere_is_not_taken_along_as_a_quote_of_the_topic(browser, folder):
    quote, wall = browser.rows("fee, hidden")[0]["id"], browser.marked("Print it", "print, because")
    browser.ask("move", card="", segments=[quote], theme=wall)
    browser.marked()
    fit = told(folder)(1.0)
    laid = themes.board(folder, fit.topics, list(fit.segments))
    assert quote in laid.theme(wall).confirmed
    assert quote not in laid.theme("theme:hidden-fees").confirmed


def test_proposed_segments_are_confirmed_moved_and_taken_out(browser):
    theme = browser.marked()
    first, second = (r["id"] for r in browser.rows("Hidden fees", "proposed"))
    assert browser.ask("move", card=theme, segments=[first], theme=theme)["saved"]
    assert [r["id"] for r in browser.rows("Hidden fees", "proposed")] == [second]
    other = browser.marked("Print it", "print, because")
    browser.ask("move", card=theme, segments=[first, second], theme=other)
    assert {first, second} <= {r["id"] for r in browser.rows("Print it", "confirmed")}
    browser.ask("move", card=other, segments=[second], theme="")
    assert [r["id"] for r in browser.rows("In no theme")] == [second]
    browser.ask("undo")
    assert second in {r["id"] for r in browser.rows("Print it", "confirmed")}


def test_a_theme_is_split_and_themes_and_topics_are_merged(browser):
    fees, wall = browser.marked(), browser.marked("Print it", "print, because")
    some = [r["id"] for r in browser.rows("Hidden fees", "confirmed")][:2]
    new = browser.ask("split", card=fees, segments=some, name="Paying")["card"]
    assert browser.cards()["Paying"]["confirmed"] == 2
    assert browser.ask("merge", card=new, into=fees)["card"] == fees
    assert browser.cards()["Hidden fees"]["confirmed"] == 3
    sick = browser.cards()["sick, somebody, phone"]["id"]
    assert browser.ask("merge", card=sick, into=wall)["card"] == wall
    assert browser.cards()["Print it"]["confirmed"] == 3 + 4
    assert "sick, somebody, phone" not in browser.cards()
    browser.ask("undo")
    assert browser.cards()["sick, somebody, phone"]["proposed"] == 4


def test_two_topics_become_one_theme_with_a_name(browser):
    cards = browser.cards()
    one, other = cards["fee, hidden"]["id"], cards["print, because"]["id"]
    assert "needs a name" in browser.ask("merge", card=one, into=other)["why"]
    made = browser.ask("merge", card=one, into=other, name="Both")["card"]
    assert browser.cards()["Both"]["confirmed"] == 9
    assert made == "theme:both"


def test_a_theme_gets_a_name_a_meaning_codes_and_a_stage_and_is_retired(browser, folder):
    theme = browser.marked()
    folder.act("ben", ("code.define", {"code": "pain:fee", "label": "fee"}))
    browser.widget.poll()
    assert {"pain:fee"} <= {c["id"] for c in browser.ask("hello")["codes"]}
    for op, body in (("rename", {"name": "Fees nobody sees"}), ("describe", {"description": "Not the amount."}),
                     ("describe", {"stage": "purchase"}), ("link", {"codes": ["pain:fee"]})):  # fmt: skip
        assert browser.ask(op, card=theme, **body)["saved"], (op, body)
    made = folder.state().themes[theme]
    assert (made.name, made.description, made.stage, made.codes) == (
        "Fees nobody sees",
        "Not the amount.",
        "purchase",
        ("pain:fee",),
    )
    assert browser.ask("link", card=theme, codes=["pain:fee"])["at"] is None  # nothing to do is no act
    assert browser.ask("retire", card=theme)["saved"]
    assert browser.cards()["fee, hidden"]["proposed"] == 5


def test_finer_topics_leave_what_was_confirmed_and_say_how_far_they_are(browser, folder):
    theme = browser.marked()
    before = {r["id"] for r in browser.rows("Hidden fees", "confirmed")}
    answer = browser.ask("refit", steps=1)
    assert answer["topics"] == 4
    assert [m for m in browser.heard if m["op"] == "progress"][-1]["of"] == 2
    assert browser.patch["fit"]["steps"] == 1
    assert {r["id"] for r in browser.rows("Hidden fees", "confirmed")} == before
    assert len(folder.state().themes) == 1
    assert theme in {c["id"] for c in browser.cards().values()}


@pytest.mark.parametrize("steps", [-9, 9, 0.5, "2", None, True])
def test_steps_that_make_no_sense_are_refused(browser, steps):
    assert "at most 8 steps" in browser.ask("refit", steps=steps)["why"]


def test_what_became_of_topics_is_accepted_by_a_person_and_taken_up_again(folder, opened):
    browser = opened(folder, told(folder, changed=True))
    new, grew = browser.ask("hello")["changes"]
    assert (new["kind"], [t["name"] for t in new["after"]], new["people"], new["by"]) == (
        "new",
        ["sick, somebody, phone"],
        [0, 4],
        "",
    )
    assert browser.ask("accept", changes=[new["id"], grew["id"]])["saved"]
    assert {c["by"] for c in browser.ask("hello")["changes"]} == {"accepted by ana"}
    again = opened(folder, told(folder, changed=True), coder="ben")
    assert {c["by"] for c in again.ask("hello")["changes"]} == {"accepted by ana"}
    assert browser.ask("accept", changes=[grew["id"]], accept=False)["saved"]
    assert [c["by"] for c in browser.ask("hello")["changes"]] == ["accepted by ana", ""]
    browser.ask("undo")
    browser.ask("undo")
    assert [c["by"] for c in browser.ask("hello")["changes"]] == ["", ""]
    assert "not on the board any more" in browser.ask("accept", changes=["new - t-1"])["why"]


def test_a_change_is_called_by_its_kind_and_its_permanent_topics():
    assert change_id(Change("split", ("t-1",), ("t-1", "t-2"))) == "split t-1 t-1+t-2"
    assert change_id(Change("new", (), ("t-2",))) == "new - t-2"


def test_a_fit_is_kept_and_one_undo_takes_that_back(browser, folder):
    assert browser.ask("keep")["saved"]
    (kept,) = folder.state().kept.values()
    assert (folder.root / "topics" / f"{kept.fit}.json").is_file()
    assert browser.ask("hello")["fit"]["kept"].startswith("ana, ")
    browser.ask("undo")
    assert not folder.state().kept


class Told:
    """An encoder that knows the groups: one direction each, a little noise."""

    id, dimensions, alone, languages = "told", 8, 0.5, ("en",)

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts, progress=None):
        import numpy as np

        self.read += texts
        rng, words = np.random.default_rng(1), ("fee", "rota", "ill", "cat")
        rows = [np.eye(8)[next((n for n, w in enumerate(words) if w in t), 7)] + 0.05 * rng.standard_normal(8) for t in texts]
        if progress:
            progress(len(texts), len(texts))
        return np.asarray([r / np.linalg.norm(r) for r in rows], np.float32)


def test_a_study_is_read_round_by_round_and_only_new_text_is_encoded(tmp_path, opened):
    encoder, folder = Told(), study(tmp_path / "clear", SAID[:13])
    browser = opened(folder, reader(folder, encoder))
    view = browser.ask("hello")
    topics = [c for c in view["cards"] if c["kind"] == "topic"]
    assert sorted(c["proposed"] for c in topics) == [4, 4, 5]
    assert [c["kind"] for c in view["changes"]].count("new") == 1  # that of the second round: the first has nothing before it
    for _ in range(200):  # how surely they come back is said when it is known
        if all(c["stability"] for c in browser.ask("hello")["cards"] if c["kind"] == "topic"):
            break
        sleep(0.05)
    assert {c["stability"] for c in browser.ask("hello")["cards"] if c["kind"] == "topic"} <= {"steady", "shifting", "fragile"}
    read = len(encoder.read)
    browser.ask("refit", steps=0)
    assert len(encoder.read) == read
    assert [c["id"] for c in browser.ask("hello")["cards"]] == [c["id"] for c in view["cards"]]


# What is refused, and who else is there -----------------------------------------------------------------------------


@pytest.mark.parametrize(("op", "body", "why"), [
    ("mark", {"card": "t-gone", "name": "x"}, "not on the board any more"),
    ("mark", {"card": "small", "name": "x"}, "only a topic becomes a theme"),
    ("mark", {"card": "FEE", "name": "  "}, "needs a name"),
    ("rename", {"card": "FEE", "name": "x"}, "can be done to a theme"),
    ("merge", {"card": "FEE", "into": "FEE"}, "choose two"),
    ("merge", {"card": "FEE", "into": "small"}, "choose two"),
    ("move", {"card": "FEE", "segments": [], "theme": ""}, "choose segments first"),
    ("move", {"card": "FEE", "segments": ["nps-r1/../0-3"], "theme": ""}, "not in the study any more"),
    ("move", {"card": "FEE", "segments": [7], "theme": ""}, "not in the study any more"),
    ("move", {"card": "FEE", "segments": ["x"] * 5_001, "theme": ""}, "too many"),
    ("split", {"card": "FEE", "segments": "all", "name": "x"}, "choose segments first"),
    ("segments", {"card": "../x"}, "not on the board any more"),
    ("accept", {"changes": []}, "not on the board any more"),
])  # fmt: skip
def test_what_the_browser_names_is_looked_up_first(browser, folder, op, body, why):
    fee = browser.cards()["fee, hidden"]["id"]
    answer = browser.ask(op, **{k: fee if v == "FEE" else v for k, v in body.items()})
    assert why in answer["why"]
    assert not answer["keep"]
    assert not folder.acts()


def test_a_name_that_is_taken_is_refused_and_nothing_is_half_written(browser, folder):
    browser.marked()
    acts = len(folder.acts())
    some = [r["id"] for r in browser.rows("print, because")]
    assert "already" in browser.ask("split", card="", segments=some, name="hidden FEES")["why"]
    assert len(folder.acts()) == acts


def test_a_full_disk_is_said_and_may_be_tried_again_without_doing_it_twice(browser, monkeypatch, folder):
    real, fee = browser.widget._folder.act, browser.cards()["fee, hidden"]["id"]

    def full(*_args, **_options):
        raise NotSaved("not saved: no space left on device")

    monkeypatch.setattr(browser.widget._folder, "act", full)
    answer = browser.ask("mark", card=fee, name="Fees", number="same")
    assert answer["keep"]
    monkeypatch.setattr(browser.widget._folder, "act", real)
    assert browser.ask("mark", number="same", card=fee, name="Fees")["saved"]
    assert browser.ask("mark", number="same", card=fee, name="Fees")["saved"]
    assert len(folder.acts()) == 1


def test_what_a_colleague_does_is_shown_and_only_what_changed_is_sent(browser, folder):
    browser.ask("hello")
    fit = told(folder)(1.0)
    themes.mark(folder, next(t for t in fit.topics.topics if t.keywords[0] == "sick"), "Sick calls", coder="ben")
    browser.widget.poll()
    assert [c["name"] for c in browser.patch["set"]] == ["Sick calls"]
    assert len(browser.patch["gone"]) == 1
    assert browser.patch["people"][0]["coder"] == "ben"


def test_somebody_must_be_named(folder):
    with pytest.raises(UserError, match="say who codes"):
        Board(folder, " ", told(folder))


# Without a kernel ---------------------------------------------------------------------------------------------------


def test_the_static_twin_is_an_escaped_table_of_themes_and_topics_with_people_and_quotes(tmp_path, opened):
    said = [(p, t.replace("fee", "<img src=x onerror=alert(1)> fee"), g, r) for p, t, g, r in SAID]
    browser = opened(folder := study(tmp_path / "study", said), told(folder, said))
    name = next(n for n in browser.cards() if n.startswith("fee"))
    browser.ask("mark", card=browser.cards()[name]["id"], name="<b>Fees</b>")
    twin = browser.widget.twin()
    assert "<img" not in twin
    assert "<b>Fees" not in twin
    assert "&lt;b&gt;Fees&lt;/b&gt;" in twin
    assert "3 of 8" in twin
    assert "3 confirmed<br>2 proposed" in twin
    assert "P1, survey" in twin
    assert browser.widget.plain() == "Topic board: 1 theme, 2 topics that no theme follows"


def test_a_study_without_a_title_has_a_board(tmp_path, opened):
    from workbench.study.folder import Folder

    folder = Folder.create(tmp_path / "bare", Settings(title="", rounds=(Round("r1", "Spring"),)))
    assert opened(folder, told(folder, ())).ask("hello")["head"]["title"]
