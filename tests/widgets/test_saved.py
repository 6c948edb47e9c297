"""A saved notebook without its kernel: what stands for each widget says the same words wherever it is read."""

from __future__ import annotations

import re

import bleach
import nbformat
import pytest
from bs4 import BeautifulSoup
from every import PLAINEST, every, notebook

NAMES = ("Coder", "Grid", "Editor", "Segments", "Board", "Adjudicator", "Map")
#: What JupyterLab 4.6 keeps of HTML in a notebook that is not trusted, as far as twins use it.
LAB = frozenset(
    {"a", "b", "blockquote", "br", "button", "caption", "code", "details", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
     "i", "img", "li", "mark", "ol", "p", "pre", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
     "tfoot", "th", "thead", "tr", "u", "ul"}
)  # fmt: skip


@pytest.fixture(scope="module")
def widgets(tmp_path_factory):
    return every(tmp_path_factory.mktemp("studies"))


@pytest.fixture(scope="module")
def saved(widgets):
    return nbformat.from_dict(notebook(widgets))


def words(html):
    """Return what one reads: no style sheet, no script, no markup."""
    soup = BeautifulSoup(html, "html.parser")
    for part in soup(["style", "script"]):
        part.decompose()
    return " ".join(soup.get_text(" ").split())


def in_lab(html):
    """Return what is left in JupyterLab: elements by list, no roles, no ids, no style sheets."""
    bare = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    keep = {"*": ["style", "title", "colspan", "open", "alt", "dir"], "img": ["src", "alt"]}
    return bleach.clean(bare, tags=LAB, attributes=keep, protocols=["data", "https"], strip=True, css_sanitizer=bleach_styles())


def bleach_styles():
    from bleach.css_sanitizer import CSSSanitizer

    return CSSSanitizer()


def without_looks(html):
    """Return what is left where neither styles nor classes are kept: a code host's preview, a mail."""
    soup = BeautifulSoup(html, "html.parser")
    for part in soup(["style", "script", "svg"]):
        part.decompose()
    for tag in soup.find_all():
        tag.attrs = {}
    return str(soup)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("read", [in_lab, without_looks])
def test_every_twin_says_all_its_words_where_its_looks_are_taken(widgets, name, read):
    twin = widgets[name]._static()["text/html"]
    assert words(read(twin)) == words(twin)
    assert "wb-twin" in twin
    assert not re.search(r"<(?:script|iframe|object|link)\b|https?://(?!www\.w3\.org)|\son\w+=", twin)
    assert all(tag.get("alt", "").strip() for tag in BeautifulSoup(twin, "html.parser")("img"))


@pytest.mark.parametrize("name", PLAINEST)
def test_the_twins_of_what_people_code_with_pass_the_strictest_host(widgets, name):
    """The list of bleach and what nbconvert adds to it: what is not on it, is shown as text."""
    twin = re.sub(r"<style>.*?</style>", "", widgets[name]._static()["text/html"])
    assert "&lt;" not in bleach.clean(twin, tags={*bleach.ALLOWED_TAGS, "div", "pre", "span", "table", "tr", "td"})


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plain_nbconvert_shows_the_twins_and_nothing_that_waits(saved, widgets, browser, tmp_path, scheme):
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter(theme=scheme).from_notebook_node(saved)
    (tmp_path / "saved.html").write_text(html, encoding="utf-8")
    context = browser.new_context(color_scheme=scheme, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "saved.html").as_uri())
    said = page.locator("body").inner_text()
    assert "Loading widget" not in said
    assert "object at 0x" not in said
    assert "run this cell to use it" not in said, "the twin says more"
    assert page.locator(".wb-twin:visible").count() == len(widgets)
    assert all(f"printed before {name}" in said for name in widgets), "a twin hides its widget and nothing else"
    context.close()
