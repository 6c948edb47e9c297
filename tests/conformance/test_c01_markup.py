"""Words that are markup, links and script: shown as words, everywhere.

C01
    input: a quote with `<img src=x onerror=…>` and `<script>`, in an interview, an answer, a memo and a cell
    expected: shown as text in the widget, tables, map and page; no script runs
    product: every text is escaped where it is shown; a page names its only script by hash in its security policy
    naive: an f-string into a page runs both

C02
    input: `[me](javascript:…)` and `<a href=javascript:…>` in a quote, a code, a notebook's Markdown and its HTML output
    expected: no link of that scheme anywhere
    product: quotes have no links at all; Markdown and HTML of notebooks keep http, https, mailto and links within the page
    naive: Markdown to HTML by a pattern gives a live `javascript:` link

C03
    input: codes, stages and coders named `</script><script>…` and `"};…//`
    expected: data of charts and widgets whole; no script runs
    product: charts are pictures without data; the coder is sent messages and sets text, not markup
    naive: JSON inside a script element is closed by the name
"""

from __future__ import annotations

import json

import naive
import nbformat
import pytest

from workbench.share import charts
from workbench.share.map_page import map_html, map_static
from workbench.share.page import report
from workbench.widgets.coder import Coder

pytestmark = pytest.mark.browser
IMG = "<img src=x onerror=window.flag=1>"
SCRIPT = "<script>window.flag=1</script>"
QUOTE = f"It broke {IMG} and then {SCRIPT} again"
LINK = "[me](javascript:window.flag=1)"
ANCHOR = "<a href=javascript:window.flag=1>click</a>"
CODES = ("</script><script>window.flag=1</script>", '"};window.flag=1//', f"a {IMG} b", LINK)


def shown_as_text(seen, *words):
    """What C01 and C03 ask of any page: nothing ran, nothing was asked of anybody, and the words are there to read."""
    assert not seen.ran
    assert [d for d in seen.did if d.startswith(("dialog", "request"))] == []
    assert [w for w in words if w not in seen.words] == []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A study in which everything that people write is hostile, coded and ready to be shown."""
    import workbench as wb
    from workbench.study.folder import Folder
    from workbench.study.settings import Round, Settings, Stage

    home = tmp_path_factory.mktemp("markup")
    stages = (Stage("onboarding", f"Start {CODES[0]}", goal=IMG, owner=CODES[1]), Stage("use", "Use"))
    Folder.create(home / "study", Settings(title=f"T {CODES[0]}", scenario=IMG, stages=stages, rounds=(Round("r1", SCRIPT),)))
    study = wb.open(home / "study")
    study.me = f"ana {IMG}"
    talk = home / "talk.txt"
    talk.write_text(
        f"Interviewer: And then?\n\nBo: {QUOTE}. {LINK} {ANCHOR}.\n\nInterviewer: Oh?\n\nBo: Yes it did.\n", encoding="utf-8"
    )
    study.add(talk, round="r1")
    table = home / "answers.csv"
    table.write_text(
        f'id,role,Why did you give this score?\na1,{IMG},"{QUOTE} it says"\nb2,owner,"Fine {ANCHOR} really it is"\n',
        encoding="utf-8",
    )
    study.add_survey(table, round="r1", participant="id", attributes=["role"])
    for code in CODES:
        study.code(f"pain: {code}", QUOTE, source=study.folder.transcripts()[0].id, valence=-1)
        study.code(f"pain: {code}", f"{QUOTE} it says")
    study.code("stage: onboarding", QUOTE, source=study.folder.transcripts()[0].id)
    study.folder.act(study.me, ("memo.set", {"kind": "source", "about": study.folder.transcripts()[0].id, "text": QUOTE}))
    return study


def test_c01_a_quote_of_markup_is_words_in_map_page_and_tables(hostile, opened, tmp_path):
    view = hostile.journey()
    shown_as_text(opened(view.save(tmp_path / "m.html")), QUOTE)
    shown_as_text(opened(map_html(view.model)), QUOTE)
    shown_as_text(opened(map_static(view.model)), QUOTE)
    shown_as_text(opened(view._repr_mimebundle_()["text/html"]), QUOTE)
    tables = [
        hostile._repr_html_(),
        hostile.codings().to_html(),
        view.claims().to_html(),
        hostile.codebook()._repr_html_(),
        hostile.codebook().frame().to_html(),
    ]
    shown_as_text(opened("<!doctype html>" + "".join(tables)), QUOTE)
    shown_as_text(opened(view.save(tmp_path / "m.svg")))


def test_c01_a_quote_of_markup_is_words_in_the_coder_and_its_twin(hostile, coder_page, opened):
    widget = Coder(hostile.folder, hostile.folder.transcripts()[0].id, hostile.me)
    page = coder_page(widget)
    page.wait_for_timeout(50)
    assert not page.evaluate("Boolean(window.flag)")
    assert page.locator(".wb-coder img, .wb-coder script").count() == 0
    assert QUOTE in page.locator(".wb-text").inner_text()
    shown_as_text(opened(f"<!doctype html>{widget.twin()}"), QUOTE)
    widget.close()


def test_c01_naive_an_f_string_runs_what_people_said(opened):
    with pytest.raises(AssertionError):
        shown_as_text(opened(naive.page(QUOTE)), QUOTE)


@pytest.fixture
def notebook(tmp_path):
    """An executed notebook whose every output is hostile."""
    v4 = nbformat.v4
    outputs = [
        v4.new_output("display_data", data={"text/html": f"<p>{LINK} {ANCHOR} {IMG} {SCRIPT}<svg onload=window.flag=1></svg></p>"}),
        v4.new_output("display_data", data={"text/markdown": f"{LINK} {ANCHOR} <java&#115;cript:x>"}),
        v4.new_output("display_data", data={"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>"}),
        v4.new_output("stream", text=f"{LINK} {ANCHOR} {QUOTE}"),
    ]
    links = f"[x](JaVaScRiPt&colon;window.flag=1) [y]( data:text/html,{SCRIPT})"
    cells = [v4.new_markdown_cell(f"# {IMG}\n\n{LINK} {ANCHOR} {SCRIPT} {links}"),
             v4.new_code_cell("x", outputs=outputs)]  # fmt: skip
    nbformat.write(v4.new_notebook(cells=cells), tmp_path / "n.ipynb")
    return tmp_path / "n.ipynb"


def no_dangerous_link(seen):
    """What C02 asks of any page, read by the browser itself."""
    assert seen.schemes & {"javascript", "vbscript"} == set()
    assert not seen.ran


def test_c02_no_link_of_javascript_survives(hostile, notebook, opened):
    seen = opened(report(f"{LINK} {ANCHOR}", hostile.journey().model, [notebook]))
    no_dangerous_link(seen)
    shown_as_text(seen, QUOTE)
    assert seen.page.locator("a[href^='data:']").count() == 0


def test_c02_naive_markdown_by_a_pattern_links_to_script(opened):
    with pytest.raises(AssertionError):
        no_dangerous_link(opened(naive.link(LINK)))
    with pytest.raises(AssertionError):
        no_dangerous_link(opened(naive.page(ANCHOR)))


def test_c03_names_of_codes_cannot_close_a_script(hostile, opened, coder_page):
    import pandas as pd

    frame = pd.DataFrame({"code": list(CODES), "n": [3, 4, 5, 6]})
    drawn = charts.picture(
        {"mark": "bar", "data": {"values": frame.to_dict("records")}, "description": f"How often {CODES[0]}",
         "encoding": {"x": {"field": "n", "type": "quantitative"}, "y": {"field": "code", "type": "nominal"}}}
    )  # fmt: skip
    shown_as_text(opened(f"<!doctype html>{drawn}"))
    seen = opened(map_html(hostile.journey().model))
    shown_as_text(seen, *CODES)
    assert seen.page.locator("script").count() == 1
    widget = Coder(hostile.folder, hostile.folder.transcripts()[0].id, hostile.me)
    page = coder_page(widget)
    labels = {str(t.get_attribute("data-label")) for t in page.locator(".wb-tag").all()}
    assert len([label for label in labels if label.removeprefix("pain: ")[:8] in {c[:8] for c in CODES}]) == len(CODES), labels
    assert not page.evaluate("Boolean(window.flag)")
    assert json.loads(json.dumps(widget.view()))["codes"]
    widget.close()


def test_c03_naive_json_in_a_script_is_closed_by_a_name(opened):
    with pytest.raises(AssertionError):
        shown_as_text(opened(naive.chart(CODES[0])))
