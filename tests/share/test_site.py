"""A site: pages that hang together by relative links, one style and one script, and a folder that is replaced at once."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from workbench.share.charts import image
from workbench.share.map_page import map_body
from workbench.share.site import MARKER, Download, Page, Site, dress, put
from workbench.study.errors import NotSaved, UserError

HOSTILE = "</title><script>alert(1)</script>"


@pytest.fixture
def site(rich):
    pages = (
        Page("index.html", "Journey", map_body(rich, heading=1), name="Map", sheet=True),
        Page("owners/index.html", "Owners", '<p><a href="über-uns.html">Über uns</a></p>'),
        Page("owners/über-uns.html", f"Über uns {HOSTILE}", "<p>Theirs</p>", lead="2 cards & more", above="owners/index.html"),
    )
    return Site(f"Journey {HOSTILE}", pages, (Download("downloads/map.csv", b"a,b\n"),), "5c0ffee" * 9)


def pages_of(files):
    return {path: BeautifulSoup(data, "html.parser") for path, data in files.items() if path.endswith(".html")}


def test_every_link_is_relative_and_leads_to_a_file_of_the_site(site):
    files = site.files()
    for path, page in pages_of(files).items():
        links = [tag.get("href") or tag.get("src") for tag in page.select("a[href], link[href], script[src]")]
        inside = [link for link in links if link and not link.startswith(("#", "data:"))]
        assert inside
        assert not [link for link in inside if "//" in link or link.startswith("/")]
        assert {normpath(join(dirname(path), unquote(link).partition("#")[0])) for link in inside} <= files.keys()


def test_the_current_page_is_marked_and_the_way_up_is_shown(site):
    pages = pages_of(site.files())
    assert [a.text for a in pages["index.html"].select("nav [aria-current=page]")] == ["Map"]
    assert not pages["index.html"].select_one(".wb-crumbs")
    below = pages["owners/über-uns.html"]
    assert [a.text for a in below.select("nav[aria-label=Site] .wb-above")] == ["Owners"]
    assert [li.text for li in below.select(".wb-crumbs li")] == ["Map", "Owners", f"Über uns {HOSTILE}"]
    assert all(len(page.select("h1")) == 1 and page.select_one("main#main") for page in pages.values())


def test_each_page_has_a_policy_asks_not_to_be_indexed_and_runs_one_file_of_script(site):
    files = site.files()
    assert files["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    for page in pages_of(files).values():
        (policy,) = page.select('meta[http-equiv="Content-Security-Policy"]')
        assert policy["content"].startswith("default-src 'none';")
        assert "script-src 'self' file:;" in policy["content"]
        assert page.select_one("meta[name=robots]")["content"].startswith("noindex")
        assert [Path(s["src"]).name for s in page.select("script")] == ["site.js"]
        assert not page.select("style")
    assert not re.findall(rb"(?:https?:)?//(?!www\.w3\.org/2000/svg)\w+\.", files["site.css"] + files["site.js"])


def test_the_same_site_gives_the_same_bytes(site):
    assert site.files() == site.files()
    assert list(site.files()) == sorted(site.files())


# What views show


def test_a_view_comes_without_scripts_and_its_table_gets_a_caption_headings_and_room_to_scroll():
    view = (
        "<p><strong>Where to <em>spend</em></strong></p>"
        "<table style='width:9999px'><thead><tr><th style='color:red'>stage</th></tr></thead>"
        "<tbody><tr><td style='padding:4px' onclick='alert(1)'>Onboarding<script>alert(1)</script></td></tr></tbody></table>"
    )
    found = BeautifulSoup(dress(view), "html.parser")
    assert found.select_one(".wb-frame > table > caption").text == "Where to spend"
    assert found.select_one("th")["scope"] == "col"
    assert not found.select("script, [style], [onclick], p")


@pytest.mark.parametrize(
    ("goal", "heads"), [("Have one number to tell the boss before lunch", [None, "goal", "people"]), ("3", [None] * 3)]
)
def test_a_table_of_words_is_read_on_a_phone_and_one_of_numbers_scrolls(goal, heads):
    table = (
        "<table><thead><tr><th>stage</th><th>goal</th><th>people</th></tr></thead>"
        f"<tbody><tr><th>Buy</th><td>{goal}</td><td>3</td></tr></tbody></table>"
    )
    cells = BeautifulSoup(dress(table), "html.parser").select("tbody :is(th, td)")
    assert [cell.get("data-head") for cell in cells] == heads
    # What is shown as a block is no cell by itself.
    assert [cell.get("role") for cell in cells] == (["rowheader", "cell", "cell"] if heads[1] else [None] * 3)


@pytest.mark.parametrize(("wide", "framed"), [(1080, 1), (300, 0)])
def test_a_wide_picture_is_scrolled_and_not_shrunk(wide, framed):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="9"></svg>'
    shown = dress(f"<div>{image(svg, 'what it shows')}</div>")
    assert len(BeautifulSoup(shown, "html.parser").select(".wb-frame > img")) == framed


def test_words_before_a_table_stay_where_they_are_no_heading():
    found = BeautifulSoup(dress("<p><strong>Nobody</strong> yet.</p><table><tr><td>1</td></tr></table>"), "html.parser")
    assert found.p.text == "Nobody yet."
    assert not found.select("caption")


def test_every_text_goes_through_the_redactor():
    shown = dress("<p title='Maria'>Maria</p><table><tr><td>Maria</td></tr></table>", lambda text: text.replace("Maria", "P01"))
    assert "Maria" not in shown


# The folder

OLD = {"index.html": b"old", "stories/p07.html": b"said", "site.css": b""}
NEW = {"index.html": b"new", "owners/web.html": b"", "site.css": b""}


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("there", [False, True])
def test_a_site_goes_into_a_new_or_an_empty_folder(tmp_path, there):
    folder = tmp_path / "a site – ü"
    if there:
        folder.mkdir()
    assert put(NEW, folder) == folder.resolve()
    assert tree(folder) == {*NEW, MARKER}
    assert (folder / "index.html").read_bytes() == b"new"
    assert json.loads((folder / MARKER).read_text(encoding="utf-8"))["files"] == sorted(NEW)
    assert [path.name for path in tmp_path.iterdir()] == [folder.name], "nothing is left beside it"


def test_what_an_older_build_left_goes_and_what_somebody_else_put_there_stays(tmp_path):
    folder = put(OLD, tmp_path / "site")
    (folder / "CNAME").write_text("maps.example", encoding="utf-8")
    (folder / "stories" / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / ".git" / "refs").mkdir(parents=True)
    (folder / ".git" / "refs" / "main").write_text("0", encoding="utf-8")
    put(NEW, folder)
    assert tree(folder) == {*NEW, MARKER, "CNAME", "stories/notes.txt", ".git/refs/main"}
    put(NEW, folder)
    assert tree(folder) >= {"CNAME", "stories/notes.txt", ".git/refs/main"}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: (folder.mkdir(), (folder / "thesis.docx").write_text("mine")), "no site of ours"),
        (lambda folder: (folder.mkdir(), (folder / MARKER).write_text("none"), (folder / "a").write_text("")), "no site of ours"),
        (lambda folder: folder.write_text("mine"), "a file of that name"),
        (lambda folder: (put(OLD, folder), (folder / "owners").write_text("mine")), "not of our making"),
    ],
    ids=["files", "marker", "file", "name"],
)  # fmt: skip
def test_what_is_not_ours_is_not_touched(tmp_path, make, said):
    folder = tmp_path / "site"
    make(folder)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(UserError, match=said):
        put(NEW, folder)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_folder_one_is_in_is_not_pulled_away(tmp_path, monkeypatch):
    folder = put(OLD, tmp_path / "site")
    monkeypatch.chdir(folder / "stories")
    with pytest.raises(UserError, match="you are inside it"):
        put(NEW, folder)
    assert tree(folder) == {*OLD, MARKER}


def test_whoever_was_killed_between_two_sites_finds_the_old_one_with_what_others_put_there(tmp_path):
    """The site was away under a hidden name, and a new one would have been without what was not ours."""
    target = put({"index.html": b"old"}, tmp_path / "site")
    (target / "CNAME").write_bytes(b"map.example")
    target.rename(tmp_path / ".site-0123abcd-old")
    built, fresh, foreign = (tmp_path / name for name in (".site-0123abcd", ".site-ffff0000", ".site-notes"))
    for draft in (built, fresh, foreign):
        draft.mkdir()
    for draft in (built, foreign):
        os.utime(draft, (1e9, 1e9))
    put({"index.html": b"new"}, target)
    assert {p.name: p.read_bytes() for p in target.iterdir() if p.name != "journey-site.json"} == {
        "index.html": b"new",
        "CNAME": b"map.example",
    }
    assert sorted(p.name for p in tmp_path.iterdir()) == [".site-ffff0000", ".site-notes", "site"]


@pytest.mark.parametrize("fails_at", range(1, 7))
def test_when_the_disk_says_no_the_old_site_stands(tmp_path, monkeypatch, fails_at):
    """Writing three files and the marker, setting the old site aside, putting the new in its place: any may fail."""
    from workbench.share.site import folder as module

    folder = put(OLD, tmp_path / "site")
    calls = iter(range(1, 99))

    def failing(real):
        def call(*arguments, **options):
            if next(calls) == fails_at:
                raise OSError(28, "No space left on device")
            return real(*arguments, **options)

        return call

    monkeypatch.setattr(module, "write_atomic", failing(module.write_atomic))
    monkeypatch.setattr(Path, "rename", failing(Path.rename))
    with pytest.raises(NotSaved, match="No space left"):
        put(NEW, folder)
    monkeypatch.undo()
    assert tree(folder) == {*OLD, MARKER}
    assert (folder / "index.html").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
