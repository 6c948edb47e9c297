"""Taguette projects: bytes of UTF-8 into the text of HTML become code points of a text that is fit to read."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from taguette_files import AT, SCHEMA, Made, highlight, project

from workbench.coding.projects import taguette
from workbench.coding.projects.database import opened
from workbench.coding.projects.hypertext import Hypertext
from workbench.study.errors import Refused

HTML = "<h1>Café ☕</h1><p>Slow 🐌 &amp; <b>dear</b>.</p>\n<p>I left.</p>"


def bytes_of(told, words, after=0):
    start = told.index(words, after)
    return len(told[:start].encode()), len(told[: start + len(words)].encode())


def quotes(found):
    texts = {s.id: s.text for s in found.sources}
    return [(texts[c.source][c.start : c.end], c.code) for c in found.codings]


@pytest.mark.parametrize("words", ["Café ☕", "🐌 & dear", "dear", "I left.", "☕Slow 🐌"])
def test_a_highlight_is_on_the_words_that_taguette_shows(words):
    told = Hypertext(HTML).told
    made = project(HTML)
    highlight(made, *bytes_of(told, words), 2, snippet=f"<p>{words.replace('&', '&amp;')}</p>")
    found = taguette.read(made.raw, "a.sqlite3")
    assert quotes(found) == [(words.replace("☕Slow", "☕\nSlow"), "tag/2")]
    assert found.losses == ()


def test_paragraphs_do_not_run_together():
    assert Hypertext("<p>One.</p><p>Two<br>three</p><table><tr><td>a</td><td>b</td></tr></table>").text == "One.\nTwo\nthree\na\tb"


def test_the_line_end_after_pre_is_no_character_as_in_a_browser():
    assert Hypertext("<pre>\nx</pre>").told == "x"


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), min_size=1, max_size=12),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_any_stretch_of_the_told_text_is_the_same_stretch_of_the_kept_one(paragraphs, data):
    escaped = [p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for p in paragraphs]
    text = Hypertext("".join(f"<p>{p}</p>" for p in escaped))
    told = text.told
    assert told == "".join(paragraphs)
    start = data.draw(st.integers(0, len(told) - 1))
    end = data.draw(st.integers(start + 1, len(told)))
    at = text.from_bytes(len(told[:start].encode())), text.from_bytes(len(told[:end].encode()))
    assert at == ((start, True), (end, True))
    first, last = text.place(start, end)
    if not told.startswith("\ufeff"):  # no text begins with a byte order mark
        assert text.text[first:last].replace("\n", "") == told[start:end].replace("\n", "")


def test_levels_of_tags_users_dates_and_several_tags_on_one_highlight():
    made = project("<p>abc</p>", tags=("pain", "pain.price", "needs.new.deep", "v1.2 of it", "Mr. Smith"))
    highlight(made, 0, 3, 1, 2)
    found = taguette.read(made.raw, "a.sqlite3")
    assert [(c.name, c.codable) for c in found.codes] == [
        ("Mr. Smith", True), ("needs", False), ("new", False), ("deep", True), ("pain", True), ("price", True),
        ("v1.2 of it", True),
    ]  # fmt: skip
    names = {c.id: c.name for c in found.codes}
    assert {c.name: names.get(c.parent, "") for c in found.codes if c.parent} == {"new": "needs", "deep": "new", "price": "pain"}
    assert [(c.code, c.user, c.created) for c in found.codings] == [
        ("tag/1", "user/ana", "2026-02-03T10:00:00Z"), ("tag/2", "user/ana", "2026-02-03T10:00:00Z"),
    ]  # fmt: skip
    assert (found.name, found.description, [u.name for u in found.users]) == ("Quiet hours", "About cafés", ["ana"])
    assert {c.name: c.description for c in found.codes}["price"] == "About pain.price"


@pytest.mark.parametrize(
    ("start", "end", "snippet", "quote", "what"),
    [
        (900, 905, "dear", "dear", "highlights put where their words stand"),
        (0, 4, "Café", "Café", "highlights put where their words stand"),  # ends inside the é
        (0, 4, "", "Café", "highlights whose ends were moved"),
        (0, 3, "Other", "Caf", "highlights whose words were noted otherwise"),
        (900, 905, "nowhere", None, "highlights"),
        (3, 3, "", None, "highlights"),
        (-5, 2, "", "Ca", "highlights whose ends were moved"),
    ],
)
def test_offsets_that_cannot_be_are_put_right_by_the_words_or_left_out_and_counted(start, end, snippet, quote, what):
    made = project(HTML)
    highlight(made, start, end, 1, snippet=snippet)
    found = taguette.read(made.raw, "a.sqlite3")
    assert [q for q, _ in quotes(found)] == ([quote] if quote else [])
    assert [(loss.what, loss.count) for loss in found.losses] == [(what, 1)]


def test_several_projects_must_be_told_apart():
    made = project("<p>abc</p>")
    made.add("projects", name="Other", description="", created=AT)
    made.add("documents", name="d", description="", filename="", created=AT, project_id=2, text_direction="", contents="<p>xyz</p>")
    with pytest.raises(Refused, match="2 projects in it"):
        taguette.read(made.raw, "a.sqlite3")
    assert [s.text for s in taguette.read(made.raw, "a.sqlite3", project="Other").sources] == ["xyz"]


def test_commands_that_say_nothing_and_cells_of_any_type_do_no_harm():
    made = project("<p>abc</p>")
    key = highlight(made, 0, 3, 1, by="")
    for payload in ("not json", "[]", json.dumps({"type": "highlight_add", "highlight_id": "x"}), "[" * 100_000):
        made.add("commands", date=AT, user_login="eve", project_id=1, document_id=1, payload=payload)
    made.db.execute("UPDATE highlights SET start_offset = 'zero', snippet = x'ff00' WHERE id = ?", (key,))
    made.add(
        "documents", name=b"\xff", description=None or "", filename="", created=7, project_id=1, text_direction="", contents=12
    )
    found = taguette.read(made.raw, "a.sqlite3")
    assert [s.text for s in found.sources] == ["abc", "12"]
    assert found.codings == ()


def view(made):
    made.db.executescript("ALTER TABLE documents RENAME TO kept; CREATE VIEW documents AS SELECT * FROM kept;")


def virtual(made):
    made.db.executescript("DROP TABLE documents; CREATE VIRTUAL TABLE documents USING fts5(id, name, project_id, contents);")


def generated(made):
    made.db.executescript("DROP TABLE tags; CREATE TABLE tags (id, project_id, path AS (hex(zeroblob(400000000))), description);")


def missing(made):
    made.db.executescript("DROP TABLE highlights;")


def unclosed(made):
    made.db.execute("UPDATE documents SET contents = ?", ("<a " * 200_000,))


@pytest.mark.parametrize("spoil", [view, virtual, generated, missing, unclosed])
def test_a_database_that_is_not_what_it_seems_is_refused(spoil):
    made = project("<p>abc</p>")
    highlight(made, 0, 3, 1)
    spoil(made)
    with pytest.raises(Refused):
        taguette.read(made.raw, "a.sqlite3")


@pytest.mark.parametrize(
    "raw", [b"", b"SQLite format 3\0", b"PK\3\4", b"<html>" * 100, Made(SCHEMA).raw[:3000], b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_what_is_no_whole_database_is_refused(raw):
    with pytest.raises(Refused):
        taguette.read(raw, "a.sqlite3")


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_database_is_read_or_refused_and_nothing_else(data):
    whole = bytearray(DAMAGED)
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(16, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        taguette.read(bytes(whole), "a.sqlite3")


def small():
    made = project("<p>abc</p>")
    highlight(made, 0, 3, 1)
    return made.raw


DAMAGED = small()


def test_a_database_in_wal_mode_opens_and_no_statement_but_reading_is_let_through():
    raw = bytearray(small())
    raw[18:20] = b"\2\2"
    with opened(bytes(raw), "a.sqlite3") as tables:
        assert sorted(row["path"] for row in tables.rows("tags", ("path",))) == ["needs.new.deep", "pain", "pain.price"]
        with pytest.raises(Refused):
            list(tables._run("DELETE FROM tags"))
