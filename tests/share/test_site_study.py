"""The site of a study: what is on it, what is not, and that nothing is written that the gate does not let out."""

from __future__ import annotations

import json
import re
import shutil
from io import BytesIO

import axe
import little
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

import workbench as wb
from workbench import cli
from workbench.share.exports import FORMATS
from workbench.share.site import MARKER, Site
from workbench.study.errors import CheckFailed, UserError

#: The other forms take a second each, and have tests of their own.
LIGHT = (".html", ".csv", ".parquet")
WORDS = "typing names into the rota one by one"  # P01


@pytest.fixture(scope="module")
def study(little_study, tmp_path_factory):
    """A copy of the small study."""
    root = tmp_path_factory.mktemp("a study") / "study"
    shutil.copytree(little_study.folder.root, root)
    shutil.copy2(little_study.folder.key_file, root.parent / "study.key.csv")
    report = root / "out" / "report.html"
    report.parent.mkdir()
    report.write_text("<p>Made from state 0123456789ab of the study.</p>", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.views.site.downloads.FORMATS", tuple(f for f in FORMATS if f.suffix in LIGHT))
        yield type(little_study)(wb.open(root).folder, "ana")


@pytest.fixture(scope="module")
def site(study, tmp_path_factory):
    return study.site(tmp_path_factory.mktemp("out") / "site")


def read(site, path):
    return BeautifulSoup((site / path).read_bytes(), "html.parser")


def pages(site):
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}


def test_every_page_is_there_and_in_the_navigation(site):
    names = [a.text for a in read(site, "index.html").select("nav[aria-label=Site] a")]
    assert names == ["Map", "What changed", "Priorities", "Needs", "Stories", "Methods", "Downloads"]
    assert {"changes/side-by-side.html", "stories/p01.html", "robots.txt", "site.css", "site.js", MARKER} <= {
        path.relative_to(site).as_posix() for path in site.rglob("*")
    }


def test_nobody_is_named_and_no_markup_of_theirs_is_alive(site):
    for path, text in pages(site).items():
        assert not [name for name in little.NAMES if name in text], path
        assert little.MARKUP not in text, path
        assert "alert(2)</script>" not in text, path


def test_methods_say_who_was_heard_who_coded_and_what_is_withheld(site):
    said = read(site, "methods.html").select_one("main").get_text(" ", strip=True)
    assert "14 people in all" in said
    assert re.search(r"\bana\b a person \d+", said)
    assert "0 of 14 people may not be quoted" in said
    assert "cut-offs" in said


def test_each_form_says_what_it_leaves_out_and_a_folder_lists_its_files(site):
    rows = {row.select("td")[0].text: row for row in read(site, "downloads.html").select("tbody tr")}
    for form in (f for f in FORMATS if f.suffix in LIGHT):
        row = rows[form.what]
        assert ("; ".join(form.drops) or "nothing") in row.text
        links = [a["href"] for a in row.select("a")]
        assert links
        assert all((site / link).is_file() for link in links)


def test_a_report_of_another_state_of_the_study_is_left_out(site):
    assert not list(site.rglob("report.html"))


@pytest.fixture(scope="module")
def again(study):
    """The same site, built once more."""
    return study._built()


def test_the_same_study_gives_the_same_bytes(site, again):
    written = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    written.pop(MARKER)
    assert again.files() == written


def test_a_leak_stops_everything_unless_there_is_a_reason_which_is_kept(study, site, again, tmp_path, monkeypatch):
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    leaky = Site("Maria Lindqvist", again.pages[:1], (), again.digest)
    monkeypatch.setattr(type(study), "_built", lambda _: leaky)
    for folder in (site, tmp_path / "new"):
        with pytest.raises(CheckFailed, match=r"index\.html is not fit to share"):
            study.site(folder)
    assert not (tmp_path / "new").exists()
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    acts = len(study.history())
    with pytest.raises(UserError, match="no site of ours"):
        study.site(study.folder.root, despite="for the team only")
    assert len(study.history()) == acts, "nothing went out, so nothing is recorded"
    study.site(tmp_path / "new", despite="for the team only")
    assert "for the team only" in set(study.history()["reason"])


def test_the_command_writes_it_and_says_where(study, again, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(type(study), "_built", lambda _: again)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["share", str(study.folder.root), "--site", str(tmp_path / "site"), "--json"])
    assert not stopped.value.code
    assert json.loads(capsys.readouterr().out) == {"site": str((tmp_path / "site").resolve())}
    assert (tmp_path / "site" / "index.html").is_file()


def test_whoever_may_not_be_quoted_has_no_page_and_no_words(study):
    assert any(WORDS in page.body for page in study._shown().pages())
    people = study.folder.root / "participants.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("P01,yes,yes", "P01,no,yes"), encoding="utf-8")
    shown = {page.path: page.body for page in type(study)(wb.open(study.folder.root).folder, "ana")._shown().pages()}
    assert "stories/p01.html" not in shown
    assert "may not be quoted" in shown["stories/index.html"]
    assert not [path for path, body in shown.items() if WORDS in body]


PAGES = ("index.html", "changes.html", "methods.html", "stories/p01.html", "downloads.html")


def test_in_a_browser_it_asks_for_nothing_and_a_link_to_a_card_opens_it(browser, site):
    context = browser.new_context(viewport={"width": 320, "height": 900})
    page = context.new_page()
    seen = []
    page.on("request", lambda r: seen.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    page.on("console", lambda m: seen.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("dialog", lambda d: (seen.append(d.message), d.dismiss()))
    panel = read(site, "index.html").select_one(".wb-card")["popovertarget"]
    page.goto(f"{(site / 'index.html').as_uri()}#{panel}")
    assert page.locator(f"#{panel}").evaluate("panel => panel.matches(':popover-open')")
    for path in PAGES:
        page.goto((site / path).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
        assert page.evaluate("getComputedStyle(document.querySelector('.wb-bar')).display") == "flex", path
    context.close()
    assert seen == []


def test_printed_words_come_on_a4_and_the_map_on_a3(browser, site):
    context = browser.new_context()
    page = context.new_page()
    for path, across in (("index.html", 420), ("stories/p01.html", 210)):
        page.goto((site / path).as_uri())
        sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
        assert {round(float(sheet.mediabox.width) / 72 * 25.4) for sheet in sheets} == {across}, path
    context.close()


def test_axe_finds_nothing_in_the_dark_on_a_narrow_screen(browser, site):
    context = browser.new_context(viewport={"width": 320, "height": 900}, color_scheme="dark", bypass_csp=True)
    page = context.new_page()
    for path in PAGES:
        page.goto((site / path).as_uri())
        assert axe.violations(page, "html") == [], path
    context.close()
