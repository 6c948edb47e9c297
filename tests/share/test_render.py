"""Any notebook as one page: nothing is fetched, nothing foreign runs, and what cannot be shown is said."""

from __future__ import annotations

import json
import re
from base64 import b64decode

import nbformat
import pytest
from axe import violations
from bs4 import BeautifulSoup

from workbench.share.redact import Redactor
from workbench.share.render import notebook_page
from workbench.study.errors import Refused

code, markdown, output = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell, nbformat.v4.new_output
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FLAG = "<script>window.ran=1</script><img src=x onerror='window.ran=1'>"
TABLE = "<style>td{color:red}</style><table class='dataframe'><tr><th></th><th>n</th></tr><tr><td>Maria Woźniak</td></tr></table>"
VEGA = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "title": "Visits", "mark": "bar",
    "data": {"values": [{"who": "Maria Woźniak", "n": 3, "secret": "undrawn"}]},
    "encoding": {"x": {"field": "n", "type": "quantitative"}, "y": {"field": "who", "type": "nominal"}},
}  # fmt: skip
FAR = VEGA | {"data": {"url": "https://example.org/data.csv"}}
ALTAIR = (
    f'<div id="v"></div><script>(function(spec, embedOpt){{let x = {{}}; }})({json.dumps(VEGA)}, {{"mode": "vega-lite"}});</script>'
)
PLOTLY = {"data": [{"type": "bar", "y": [1]}], "layout": {"title": {"text": "Sales"}}}
VIEW = "application/vnd.jupyter.widget-view+json"


def displayed(data, **more):
    shown = output("display_data", **more)
    shown["data"] = data  # Altair writes kinds that nbformat refuses
    return nbformat.from_dict(code("show()") | {"outputs": [shown]})


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A notebook that is not the workbench's, with something of everything."""
    text = (
        "# *Quarterly* look\n\nSee [the end](#The-end), [our site](https://example.org) and [what is not here](other.ipynb).\n\n"
        "![far](https://example.org/x.png) ![near](pics/dot.png) ![out](../secret.png) "
        "![shot](attachment:shot.png) ![gone](attachment:no.png)\n\n"
        f"## Numbers $x^2 < y$\n\n{FLAG}"
    )
    shot = markdown(text)
    shot["attachments"] = {"shot.png": {"image/png": PNG}}
    cells = [
        shot,
        code("frame", outputs=[output("execute_result", data={"text/html": TABLE, "text/plain": "plain table"})]),
        displayed({"image/png": PNG, "text/plain": "<Figure size 640x480 with 1 Axes>"}),
        displayed({"image/png": PNG}, metadata={"image/png": {"alt": "a dot of Maria Woźniak"}}),
        displayed({"application/vnd.vegalite.v6+json": VEGA, "text/plain": "<VegaLite 6 object>"}),
        displayed({"text/html": ALTAIR, "text/plain": "alt.Chart(...)"}),
        displayed({"application/vnd.vegalite.v6.json": FAR}),
        displayed(
            {"application/vnd.plotly.v1+json": PLOTLY, "text/html": "<div></div><script src='https://cdn.plot.ly/x.js'></script>"}
        ),
        displayed({VIEW: {"model_id": "1"}, "text/plain": "IntSlider(value=3)"}),
        displayed({"text/html": "<iframe srcdoc='<p>leaflet</p>'></iframe>", "text/plain": "<folium.Map at 0x7f00aa11bb>"}),
        displayed({"text/latex": "$$\\frac{a}{b} < 1$$", "text/plain": "a/b"}),
        displayed({"text/markdown": "### Said by *Maria Woźniak*"}),
        displayed({"image/png": '"><script>window.ran=1</script>', "text/plain": "not a picture"}),
        code("go()", outputs=[output("stream", text="0%\r50%\r100%\n/home/maria.wozniak/x.csv\n" + FLAG)]),
        code(
            "boom()",
            outputs=[output("error", ename="KeyError", evalue="'/home/maria.wozniak/x'", traceback=["File /opt/x.py", "long"])],
        ),
        code("hush()", outputs=[output("stream", text="unseen")], metadata={"tags": ["remove-cell"]}),
        markdown("## The end\n\n" + "Last words. " * 400),
    ]
    folder = tmp_path_factory.mktemp("theirs")
    (folder / "secret.png").write_bytes(b64decode(PNG))
    (folder / "books" / "pics").mkdir(parents=True)
    (folder / "books" / "pics" / "dot.png").write_bytes(b64decode(PNG))
    path = folder / "books" / "theirs.ipynb"
    path.write_text(json.dumps({**nbformat.v4.new_notebook(), "cells": cells}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def html(book):
    return notebook_page(book)


@pytest.fixture(scope="module")
def tree(html):
    return BeautifulSoup(html, "html.parser")


def test_the_page_is_called_what_the_notebook_is_and_lists_its_headings(tree):
    assert tree.title.string == tree.h1.string == "Quarterly look"
    contents = {a.get_text(): a["href"].removeprefix("#") for a in tree.select(".wb-toc a")}
    assert list(contents) == ["Numbers $x^2 < y$", "Said by Maria Woźniak", "The end"]
    assert all(tree.find(id=target) for target in contents.values())
    assert [h.name for h in tree.select("main :is(h1, h2, h3)")] == ["h2", "h3", "h2"]


def test_links_lead_somewhere_or_are_words(tree):
    links = {a.get_text(): a.get("href") for a in tree.select(".wb-said a")}
    assert tree.find(id=links["the end"].removeprefix("#")).get_text() == "The end"
    assert links["our site"] == "https://example.org"
    assert links["what is not here"] is None


def test_pictures_of_the_text_are_in_the_page_or_named(tree):
    assert [img["alt"] for img in tree.select(".wb-said img")][:2] == ["near", "shot"]
    said = tree.get_text()
    assert "[picture: far; it lies on the web, and this page asks the web for nothing]" in said
    assert "[picture: out; it is not in the notebook]" in said, "nothing is read from above the notebook's folder"
    assert "[picture: gone; it is not in the notebook]" in said


def test_outputs_of_others_are_pictures_or_a_sentence_that_says_what_to_do(tree, html):
    alts = [img["alt"] for img in tree.select(".wb-said img")][2:]
    assert alts[:2] == ["picture without a description, from cell 3", "a dot of Maria Woźniak"]
    assert alts[2:] == ["Chart: Visits (x: n, y: who)"] * 2
    assert "undrawn" not in html, "what is not drawn does not travel"
    lost = [note.get_text() for note in tree.select("p.wb-lost")]
    assert ["cannot be drawn without the web" in lost[0], "\u201cSales\u201d (bar; 1 series)" in lost[1]] == [True, True]
    assert "A widget (IntSlider) stood here" in lost[2]
    assert "A Folium chart stood here" in lost[3]
    assert "A picture stood here that cannot be read" in lost[4]
    assert len(lost) == 5
    assert "plain table" not in html
    assert tree.select_one(".dataframe td").get_text() == ""  # the corner above the index
    assert tree.select_one(".wb-tex").get_text() == "$$\\frac{a}{b} < 1$$"


def test_prints_and_errors_are_short_and_say_nothing_of_the_machine(tree, html):
    assert tree.select("pre.wb-text")[1].get_text().startswith("100%\n~/x.csv")
    assert tree.select_one(".wb-error").get_text() == "KeyError: '~/x'"
    assert "/home/" not in html
    assert "0x7f" not in html
    assert "unseen" not in html
    assert "hush()" not in html


def test_names_are_masked_in_words_tables_charts_and_descriptions(book, roster):
    html = notebook_page(book, redactor=Redactor(roster))
    assert "Maria" not in html
    assert "Quotes carry pseudonyms" in html
    svgs = re.findall(r"data:image/svg\+xml,([^\"]+)", html)
    assert svgs
    assert all("P01" in svg and "Maria" not in svg for svg in svgs)


def test_code_is_folded_and_can_be_left_out(book, tree, html):
    assert len(tree.select("details.wb-code:not([open])")) == 14
    bare = notebook_page(book, code=False)
    assert "frame</code>" not in bare
    assert "Last words." in bare
    assert notebook_page(book) == html, "the same notebook, the same bytes"


@pytest.mark.parametrize("raw", ["", "{}", "[]", '{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "\x00\x01"])
def test_what_is_no_notebook_is_refused_in_a_sentence(tmp_path, raw):
    (tmp_path / "x.ipynb").write_text(raw, encoding="utf-8")
    with pytest.raises(Refused, match=r"x\.ipynb: is not a notebook that can be read"):
        notebook_page(tmp_path / "x.ipynb")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (320, "dark")])
def test_it_reads_in_a_browser_without_a_network(opened, html, width, scheme):
    seen = opened(html, width=width, color_scheme=scheme)
    page = seen.page
    page.mouse.wheel(0, 30_000)
    page.wait_for_function("document.querySelector('.wb-toc [aria-current]')?.textContent === 'The end'")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("window.ran") is None
    assert violations(page, "body") == []
    assert (seen.requests, seen.dialogs, seen.errors) == ([], [], [])


@pytest.mark.browser
def test_on_paper_it_is_a4_with_numbered_pages_and_no_code(opened, html, tmp_path):
    import pypdf

    page = opened(html).page
    page.pdf(path=tmp_path / "book.pdf", prefer_css_page_size=True)
    sheets = pypdf.PdfReader(tmp_path / "book.pdf").pages
    assert float(sheets[0].mediabox.width) == pytest.approx(210 / 25.4 * 72, abs=1)
    text = "".join(sheet.extract_text() for sheet in sheets)
    assert "Last words." in text
    assert f"1 / {len(sheets)}" in text
    assert "boom()" not in text
