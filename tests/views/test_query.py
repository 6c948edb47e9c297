"""Queries, matrices and memos as a notebook shows them: masked, escaped, without a kernel, and never too long."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from re import findall, sub

import little
import pytest

import workbench as wb
from workbench.share.sanitise import sanitise
from workbench.study.records import Participant
from workbench.views import matrix as matrices
from workbench.views import memos as notes
from workbench.views import query as queries

KILOBYTES_300 = 300_000


class Tags(HTMLParser):
    """Which tags are open at the end, and which there are."""

    def __init__(self, page):
        super().__init__()
        self.open, self.seen = [], set()
        self.feed(page)

    def handle_starttag(self, tag, _attrs):
        self.seen.add(tag)
        if tag not in {"br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("queries")
    study = little.make(base / "study", base / "raw")
    for kind, about in (("source", "p01-2026-q1"), ("participant", "P01"), ("code", "pain:typing-names")):
        study.folder.act("ana", ("memo.set", {"kind": kind, "about": about, "text": f"Ask Maria Lindqvist {little.MARKUP}"}))
    return study


QUERIES = ["pain", "import* near(12) pain", "code:*", "participant:P01", "pain and role=owner", '"rota"', "not pain"]


@pytest.fixture(scope="module")
def pages(made):
    shown = {text: made.query(text) for text in QUERIES}
    shown |= {
        "code × participant": made.matrix(),
        "code × stage": made.matrix(columns="stage"),
        "code × role": made.matrix(columns="role"),
    }
    shown |= {how: made.cooccurrence(how=how) for how in ("overlap", "segment", "near")}
    shown |= {"memos": made.memos(), "nothing": made.query("zebra"), "no memo": made.memos("zebra")}
    return {name: view._repr_html_() for name, view in shown.items()}


VIEWS = [*QUERIES, "code × participant", "code × stage", "code × role", "overlap", "segment", "near", "memos", "nothing", "no memo"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_whole_short_masked_and_harmless(pages, view):
    page = pages[view]
    assert len(page) < KILOBYTES_300
    tags = Tags(page)
    assert tags.open == []
    assert not tags.seen & {"script", "img", "style", "iframe", "form"}
    words = unescape(sub(r"<[^>]+>", " ", page)).casefold()
    assert [name for name in little.NAMES if name.casefold() in words] == []
    assert len(findall(r"<details", sanitise(page))) == len(findall(r"<details", page))  # it survives being shared


def test_k_of_n_people_said_it_grouped_by_who(made, pages):
    result = made.query("pain").result
    page = pages["pain"]
    assert f"by {len(result.people)} of {len(result.heard)} people" in page
    assert "95 % interval" in page
    assert all(f"<strong>{name}</strong>" in page for name in result.people)
    assert "Left out: 1 passage against the claim." in page


def test_what_matched_is_marked_where_it_stands_also_beside_a_masked_name(made, pages):
    assert "<mark" in pages["import* near(12) pain"]
    page = made.query("friend near(8) lunch")._repr_html_()
    assert ">friend</mark>" in page
    assert ">lunch</mark>" in page
    assert "Okonjo" not in page


def test_the_table_is_masked_unless_it_is_for_yourself(made):
    view = made.query("friend near(8) lunch")
    masked, plain = view.frame().iloc[0], view.frame(masked=False).iloc[0]
    assert "Okonjo" not in masked["quote"]
    assert plain["quote"] == made.folder.text(plain["source"])[plain["start"] : plain["end"]]
    assert masked["matched"] == ("friend", "lunch")


def test_nothing_found_shows_what_this_study_can_answer(made, pages):
    tries = findall(r"<li><code>(.*?)</code></li>", pages["nothing"])
    assert len(tries) == 3
    assert all(len(made.query(unescape(text))) for text in tries)


def test_who_does_not_consent_is_counted_and_not_quoted(made):
    people = made.folder.participants()
    before = made.query("pain").people
    made.folder.save_participants([*(p for p in people.values() if p.id != "P02"), Participant("P02", consent_quote=False)])
    try:
        view, table = made.query("pain"), made.matrix()
        assert view.people == before
        page = view._repr_html_() + table._repr_html_() + made.query("evening or pain")._repr_html_()
        assert "It took me an evening" not in page
        assert "withheld" in page
        theirs = view.frame().set_index("participant").loc[["P02"]]
        assert set(theirs["quote"]) == {"(withheld: no consent to quote)"}
        assert set(theirs["matched"]) == {()}
        cell = table.quotes("pain:typing-names", "P02")
        assert set(cell["quote"]) == {"(withheld: no consent to quote)"}
    finally:
        made.folder.save_participants(people.values())


def test_the_stages_have_the_same_n_as_the_map(made):
    frame = made.query("pain:typing-names").by("stage").set_index("value")
    claim = made.journey().claims().set_index("id").loc["pain:typing-names"]
    assert (frame.loc["onboarding", "k"], frame.loc["onboarding", "n"]) == (claim["k"], claim["n"])


def test_every_cell_of_a_matrix_has_its_number_and_its_quotes(made, pages):
    view = made.matrix(columns="stage")
    page = pages["code × stage"]
    assert page.count("<summary>") == len(view.matrix.cells)
    for (row, column), rows in view.matrix.cells.items():
        assert len(view.quotes(row, column)) == len(rows)
        assert f"<summary>{view.matrix.number(row, column):.0f}</summary>" in page
    assert "%</summary>" in view.show("share")._repr_html_()
    assert view.frame("mentions").equals(view.show("mentions").frame())
    with pytest.raises(wb.UserError):
        view.show("luck")


def test_pages_stop_where_they_are_too_long_and_say_so(made, monkeypatch):
    monkeypatch.setattr(queries, "MOST_PEOPLE", 2)
    monkeypatch.setattr(queries, "MOST_QUOTES", 1)
    monkeypatch.setattr(matrices, "MOST_ROWS", 2)
    monkeypatch.setattr(matrices, "MOST_COLUMNS", 2)
    monkeypatch.setattr(matrices, "MOST_CHARACTERS", 110 * 4 + 1)
    monkeypatch.setattr(notes, "MOST", 1)
    page = made.query("code:*")._repr_html_()
    assert page.count("<details") == 2
    assert "Not shown:" in page
    assert "more mention" in page
    page = made.matrix()._repr_html_()
    assert "more rows" in page
    assert "more columns" in page
    assert "the quotes of" in page
    assert page.count("<details") == 1
    assert "Not shown: 2 more" in made.memos()._repr_html_()


def test_a_long_quote_is_cut_around_what_matched(made, monkeypatch):
    monkeypatch.setattr(queries, "LONGEST", 40)
    page = made.query("friend near(200) pleased")._repr_html_()
    assert ">friend</mark>" in page
    assert " …" in page
    assert ">pleased</mark>" not in page


def test_empty_studies_say_what_to_do_next(tmp_path):
    empty = wb.new(tmp_path / "empty")
    assert "study.add(" in empty.query("pain")._repr_html_()
    assert "study.coder()" in empty.matrix()._repr_html_()
    assert "study.coder()" in empty.cooccurrence()._repr_html_()
    assert "No memos yet" in empty.memos()._repr_html_()
    assert repr(empty.memos()) == "<0 memos>"


def test_repr_names_nobody(made):
    text = "Maria Lindqvist likes the price page"
    assert "Lindqvist" not in repr(made.query(f'code:"{text}"'))
    assert "Lindqvist" not in made.query(f'code:"{text}" and zebra')._repr_html_()


def test_who_codes_blind_is_shown_their_own_codings_only(study):
    from workbench.coding.assign import assign, reveal

    study.me = "ben"
    before = study.query("pain and source:p01-2026-q1")
    assert ("ana",) in set(before.frame()["coders"])
    made = assign(study.folder, ["p01-2026-q1"], ["ana", "ben"], coder="ana")
    blind = study.query("pain and source:p01-2026-q1")
    assert set(blind.frame()["coders"]) == {("ben",)}
    assert "where you code blind" in blind._repr_html_()
    assert "ana" not in set(study.matrix("code", "coder", where="source:p01-2026-q1 and code:*").matrix.column_names)
    assert (blind.by("stage")["k"] <= blind.by("stage")["n"]).all()
    reveal(study.folder, made.id, coder="ana")
    assert study.query("pain and source:p01-2026-q1").frame().equals(before.frame())
