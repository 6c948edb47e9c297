"""The gate sees a name in every disguise, and passes what is clean."""

from __future__ import annotations

import html
import json
import unicodedata
from base64 import b64encode
from urllib.parse import quote

import nbformat
import pytest

from workbench.share.gate import require_clean, scan
from workbench.share.map_page import map_html, map_static
from workbench.share.page import report
from workbench.study.errors import CheckFailed

NAME = "Maria Woźniak"


def notebook(**output):
    cell = nbformat.v4.new_code_cell("study.journey()", outputs=[nbformat.v4.new_output("display_data", **output)])
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))


def kinds(document, roster, **more):
    return {leak.kind for leak in scan(document, roster, **more)}


@pytest.mark.parametrize(
    "disguise",
    [
        NAME,
        NAME.upper(),
        NAME.replace(" ", "\n   "),
        "Wozniak, Maria",
        "maria.wozniak",
        "Marysia",
        unicodedata.normalize("NFD", NAME),
        "".join(f"&#{ord(c)};" for c in NAME),
        html.escape(NAME).replace("ź", "&zacute;"),
        quote(NAME),
        "".join(f"\\u{ord(c):04x}" for c in NAME),
        b64encode(f"name;quote\n{NAME};I nearly left because of it".encode()).decode(),
        "<b>Maria</b> <i>Woźniak</i>",
        "<!-- Maria Woźniak -->",
        '<img src="x.png" alt="Maria Woźniak">',
        '<script>const rows = [{"n": "Maria Wo\\u017aniak"}]</script>',
        f'<img alt="" src="data:image/svg+xml;base64,{b64encode(f"<svg><text>{NAME}</text></svg>".encode()).decode()}">',
        '<a href="data:text/csv,Maria%20Wo%C5%BAniak">csv</a>',
    ],
)
def test_a_name_is_found_in_every_disguise(disguise, roster):
    assert "name" in kinds(f"<!doctype html><p>And {disguise} said</p>", roster)
    assert "name" in kinds(notebook(data={"text/html": f"<p>And {disguise} said</p>"}), roster)


@pytest.mark.parametrize(
    "data",
    [
        {"text/plain": f"<Coder of {NAME}>"},
        {"application/vnd.vegalite.v5+json": {"data": {"values": [{"unused": NAME}]}}},
        {"application/json": {NAME: 3}},
        {"image/svg+xml": f"<svg><title>{NAME}</title></svg>"},
    ],
)
def test_every_kind_of_output_is_looked_at(data, roster):
    leaks = scan(notebook(data=data), roster)
    assert {leak.kind for leak in leaks} == {"name"}
    assert all("cells[0]/outputs[0]/data" in leak.place for leak in leaks)


def test_widget_state_attachments_and_metadata_are_looked_at(roster):
    book = json.loads(notebook(data={"text/plain": "fine"}))
    book["metadata"]["widgets"] = {"state": {"a": {"state": {"value": NAME}}}}
    book["cells"][0]["attachments"] = {"x.csv": {"text/csv": b64encode(f"a,b\n{NAME},and more words".encode()).decode()}}
    book["cells"][0]["metadata"]["papermill"] = {"path": "/home/ann.lee/corpus/x.txt"}
    places = " ".join(leak.place for leak in scan(json.dumps(book), roster))
    for part in ("metadata/widgets", "attachments", "papermill"):
        assert part in places


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to a.b@mail.example", "e-mail"),
        ("call +44 20 7946 0958", "phone"),
        ("http://localhost:8888/lab?token=" + "ab12" * 12, "token"),
        ("ghp_" + "a1B2" * 9, "token"),
        ("/home/ann.lee/corpus/x.txt", "home path"),
        (r"C:\Users\ann\x.txt", "home path"),
    ],
)
def test_other_things_that_give_somebody_away(text, kind):
    assert kinds(f"<p>{text}</p>", ()) == {kind}
    assert kinds(notebook(data={"text/plain": text}), ()) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "P01: it took 20 minutes, version 3.2.1, 49.99 a month, nine of ten",
        "Mariana and the womanwozniaks",
        "13 of 18 people, between 49 % and 88 %, 2026-09-03, 21,975 visits",
        "Will you mark it? I will.",
        "   lo    hi  n\n0   0.513  0.681  1494\n1  0.0283  0.0692  405",
        "@media print { .a { margin: 0 0 14px 12px } }",
    ],
)
def test_clean_words_pass(text, roster):
    assert scan(f"<p>{text}</p>", roster) == []
    assert scan(notebook(data={"text/plain": text}), roster) == []


def test_our_own_pages_pass(rich, roster):
    assert scan(map_html(rich), roster) == []
    assert scan(map_static(rich), roster) == []
    assert scan(report("Journey", rich), roster) == []


def test_a_word_may_be_allowed():
    assert kinds("<p>help@tern.example</p>", (), allow=["Help@tern.example"]) == set()


def test_the_report_of_a_leak_is_not_one(roster):
    with pytest.raises(CheckFailed) as caught:
        require_clean(f"<h1>{NAME}</h1><p>a.b@mail.example</p>", roster, name="page.html")
    said = str(caught.value)
    assert "page.html is not fit to share" in said
    assert "line 1, <h1>" in said
    assert "Maria" not in said
    assert "mail.example" not in said


def test_a_clean_file_says_nothing(roster):
    require_clean("<p>fine</p>", roster)
