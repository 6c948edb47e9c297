"""The report: one file, no network, one script, a search."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import quote

import nbformat
import pytest
import share_models
from bs4 import BeautifulSoup

from workbench.share.map_page import map_html
from workbench.share.page import LARGEST, report
from workbench.share.redact import Redactor
from workbench.study.errors import UserError

code, markdown, output = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell, nbformat.v4.new_output
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TABLE = "<script>alert(1)</script><table><tr><td>Maria Woźniak</td></tr></table>"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    rich = share_models.rich()
    cells = [
        markdown("# What was said\n\nA *short* [bad](javascript:alert(1)) word <img src=x onerror=alert(1)>\n\n## Then"),
        code("x = 1", metadata={"tags": ["parameters"]}),
        code("study_path = '/home/maria.wozniak/study'", metadata={"tags": ["injected-parameters"]}),
        code("secret_code()", outputs=[output("stream", text="Maria Woźniak said \x1b[31mred\x1b[0m")]),
        code("table", outputs=[output("execute_result", data={"text/html": TABLE})]),
        code("chart", outputs=[output("display_data", data={"image/png": PNG, "text/plain": "a dot"})]),
        code("the map", outputs=[output("display_data", data={"text/html": map_html(rich)})]),
        code("other map", outputs=[output("display_data", data={"text/html": map_html({**rich, "round": "2026-Q1"})})]),
        code("boom", outputs=[output("error", ename="ValueError", evalue="no such stage", traceback=["long"])]),
        code("w", outputs=[output("display_data", data={"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Coder()"}),
                           output("display_data", data={"text/html": '<div class="wb-twin">twin</div>'})]),
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("books") / "01_said.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def html(book):
    """Make the report once: most tests only read it."""
    return report("Journey </title><script>alert(2)</script>", share_models.rich(), [book])


def test_the_policy_names_the_only_script_by_its_hash(html):
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html
    assert "default-src 'none'" in html
    assert not re.findall(r"(?:src|href)=[\"']?https?://", html)


def test_notebooks_show_words_and_results_with_the_code_folded_away(rich, book, roster):
    html = report("Journey", rich, [book], redactor=Redactor(roster, lambda texts, *_a, **_k: [[] for _ in texts]))
    assert '<a href="#01_said">What was said</a>' in html
    assert '<details class="wb-code"><summary>Code</summary><pre><code>secret_code()</code></pre></details>' in html
    assert "\x1b" not in html
    assert 'alt="a dot"' in html
    assert "ValueError: no such stage" in html
    assert "twin" in html
    assert "Coder()" not in html
    assert html.count("This map stands at the top of the page.") == 1
    assert html.count('class="wb-map"') == 2  # the one on top and the other round's


def test_where_the_study_lies_on_somebodys_machine_is_not_in_the_page(html):
    assert "/home/" not in html
    assert "x = 1" in html


def test_names_in_notebooks_are_replaced(rich, book, roster):
    html = report("Report of Maria Woźniak", rich, [book], redactor=Redactor(roster))
    assert "Maria" not in html
    assert "P01 said red" in html


def test_the_same_inputs_give_the_same_bytes(rich, book, html):
    assert report("Journey </title><script>alert(2)</script>", rich, [book]) == html


def test_a_page_too_large_names_what_weighs_most(rich, tmp_path):
    big = nbformat.v4.new_notebook(cells=[markdown("# Heavy"), markdown("word " * (LARGEST // 4))])
    nbformat.write(big, tmp_path / "big.ipynb")
    with pytest.raises(UserError, match="Heaviest part: Heavy"):
        report("Journey", rich, [tmp_path / "big.ipynb"])


def test_a_map_of_very_many_cards_is_saved_however_large_it_is(rich):
    name, claim = next(iter(rich["claims"].items()))
    rich["claims"] |= {f"{name}-{n}": {**claim, "id": f"{name}-{n}"} for n in range(750)}
    page = report("Journey", rich)
    assert len(page) > LARGEST
    assert page.count(' data-claim="') == len(rich["claims"])


def test_a_map_below_opens_with_few_lanes_and_every_link_on_the_page_leads_somewhere(full, tmp_path):
    other = {**full, "round": "2026-Q1"}
    book = nbformat.v4.new_notebook(cells=[code("map", outputs=[output("display_data", data={"text/html": map_html(other)})])])
    nbformat.write(book, tmp_path / "again.ipynb")
    tree = BeautifulSoup(report("Journey", full, [tmp_path / "again.ipynb"]), "html.parser")
    top, below = tree.select(".wb-map")
    assert top.select(".wb-extra")
    assert below.select(".wb-l-pain .wb-card")
    assert not below.select(".wb-extra")
    assert "The other lanes of this map are in the notebook" in below.get_text()
    assert not below.select("blockquote[data-n]"), "its quotes stand on the map above"
    for button in tree.select("[popovertarget]"):
        home = tree.find(id=button["popovertarget"])
        assert home is not None, button
        if "wb-q" in button["class"]:
            assert all(home.select_one(f'blockquote[data-n="{n}"]') for n in button["data-n"].split())


@pytest.mark.browser
def test_the_page_asks_nobody_for_anything_and_runs_nothing_foreign(opened, html):
    seen = opened(html)
    page = seen.page
    page.get_by_text("Dropped on an empty page").first.click()
    page.get_by_role("dialog", name="Dropped on an empty page").first.wait_for()
    assert (seen.requests, seen.dialogs, seen.errors) == ([], [], [])


@pytest.mark.browser
def test_search_counts_and_lists_by_chapter_leads_there_and_clears(opened, html):
    page = opened(html).page
    box = page.get_by_role("searchbox", name="Search this page")
    box.fill("YEARLY price")
    page.locator("output", has_text="card").wait_for()
    assert page.locator(".wb-card:not(.wb-dim)").count() == 2  # the need, on both maps
    assert page.locator(".wb-hits h2").all_inner_texts()[0].startswith("Map")
    page.locator(".wb-hits button", has_text="Know the yearly price").first.click()
    assert page.evaluate("document.activeElement.matches('#map .wb-card.wb-found')")
    box.fill("secret_code")
    page.locator(".wb-hits h2", has_text="What was said").wait_for()
    page.locator(".wb-hits button", has_text="secret_code()").click()
    assert page.get_by_text("secret_code()").last.is_visible(), "the fold it stands in opens"
    box.press("Escape")
    assert page.locator(".wb-dim").count() == 0


@pytest.mark.browser
def test_the_browsers_own_search_opens_closed_panels(opened, html):
    page = opened(html).page
    here = page.url
    assert page.locator(".wb-panel:popover-open").count() == 0
    words = page.evaluate(
        "document.querySelector('#map blockquote.wb-quote bdi').textContent.trim().split(' ').slice(0, 5).join(' ')"
    )
    page.goto("about:blank")
    page.goto(f"{here}#:~:text={quote(words, safe='').replace('-', '%2D')}")
    page.locator(".wb-panel:popover-open blockquote").first.wait_for()


@pytest.mark.browser
def test_an_open_card_stands_in_the_address_which_opens_it_again_and_back_closes_it(opened, html):
    page = opened(html).page
    here, panel = page.url, page.locator(".wb-panel:popover-open")

    def address(ends):
        page.wait_for_function("ends => location.hash === ends", arg=ends)

    page.get_by_text("Know the yearly price").first.click()
    address("#need:yearly-price%40purchase")
    page.go_back()
    panel.wait_for(state="hidden")
    assert page.url == here
    page.go_forward()
    panel.wait_for()
    page.keyboard.press("Escape")
    address("")  # what is not open any more is not in the address either
    page.goto("about:blank")
    page.goto(f"{here}#need:yearly-price%40purchase")
    assert "9 of 17 people" in panel.inner_text()
    assert page.locator(".wb-panel:popover-open .wb-quote").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1366, 1920])
def test_seven_stages_with_long_names_are_all_in_sight_and_no_word_of_their_heads_is_broken(opened, rich, width):
    last = rich["stages"][-1]
    rich["stages"] += [{**last, "id": "care", "label": "Entlassungsvorbereitung", "lanes": {}}]
    for stage, label in zip(rich["stages"], ["Terminvereinbarung", "Aufnahme", "Stationsaufenthalt"], strict=False):
        stage["label"] = label
    rich["stages"][-1]["label"] = "Entlassmanagement"
    page = opened(report("Reise", rich), width=width).page
    assert page.evaluate("(s => s.scrollWidth <= s.clientWidth)(document.querySelector('.wb-scroll'))")
    heads = page.locator(".wb-stage h3")
    one_line = heads.evaluate_all(
        "all => all.map(h => h.getBoundingClientRect().height < 1.9 * parseFloat(getComputedStyle(h).fontSize))"
    )
    assert one_line == [True] * 7


@pytest.mark.browser
def test_the_names_of_the_stages_stay_in_sight_above_their_columns(opened, html):
    page = opened(html, width=1000, height=400).page
    strip = page.locator("#map .wb-follow")
    assert strip.is_hidden()
    page.evaluate("document.querySelector('#map .wb-l-delight').scrollIntoView()")
    page.evaluate("document.querySelector('#map .wb-scroll').scrollLeft = 90")
    strip.locator("b", has_text="Purchase").wait_for()
    page.wait_for_function("""() => {
      const [over, column] = ["#map .wb-follow b", "#map .wb-stage"].map((where) =>
        [...document.querySelectorAll(where)].find((e) => e.textContent.includes("Purchase")).getBoundingClientRect().left);
      return Math.abs(over - column) <= 1;
    }""")
    assert strip.get_attribute("aria-hidden") == "true"
    page.evaluate("document.querySelector('.wb-foot-note').scrollIntoView()")
    strip.wait_for(state="hidden")


@pytest.mark.browser
def test_the_page_reads_without_javascript(opened, html):
    page = opened(html, java_script_enabled=False).page
    assert page.get_by_role("heading", name="What was said").is_visible()
    assert not page.get_by_role("searchbox").is_visible()
    page.get_by_text("Know the yearly price").first.click()
    assert page.get_by_text("9 of 17 people who spoke about or were asked about Purchase").first.is_visible()


@pytest.mark.browser
def test_the_page_prints_on_a3_landscape(opened, rich, tmp_path):
    import pypdf

    page = opened(report("Journey", rich)).page
    page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True, print_background=True)
    first, *rest = pypdf.PdfReader(tmp_path / "map.pdf").pages
    assert float(first.mediabox.width) == pytest.approx(420 / 25.4 * 72, abs=1)
    assert float(first.mediabox.height) == pytest.approx(297 / 25.4 * 72, abs=1)
    text = first.extract_text()
    assert "Awareness" in text
    assert "Support answers in" in text  # the last lane is on the same sheet
    appendix = "".join(page.extract_text() for page in rest)
    assert "13 of 18 people who spoke about or were asked about Onboarding say so" in appendix  # what lies behind the cards
    assert "I opened it, closed it" in appendix
    assert len(rest) <= 4
