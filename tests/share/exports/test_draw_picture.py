"""The whole map as one picture: everything on it, nothing over an edge, nothing that runs."""

from __future__ import annotations

import json
import re
import struct
from copy import deepcopy

import pytest
from defusedxml.ElementTree import fromstring
from share_models import HOSTILE

from workbench.share import words
from workbench.share.exports.drawing.picture import image, picture, told

SVG = "{http://www.w3.org/2000/svg}"
NASTY = ("]]>", "a & b", "\x00\x07\x1b[31m", "</svg><script>window.flag=1</script>", "\ufffe", "Donau" * 60, "面接" * 40, "")


def said(svg: str) -> str:
    """Return the words that are drawn, without those only screen readers get."""
    return " ".join("".join(t.itertext()) for t in fromstring(svg).iter(f"{SVG}text"))


def test_everything_the_map_says_is_in_words_on_it(full):
    text = " ".join(said(picture(full)).split())
    for claim in full["claims"].values():
        if not claim["k"] or claim.get("hidden"):
            continue
        assert f"{claim['k']} of {claim['n']}" in text
        assert claim["grade"] in text
    assert "ASSUMPTION nobody has said this yet" in text
    assert text.count("against") >= sum(c["x"] > 0 for c in full["claims"].values())
    for known in (
        "moment of truth",
        "target",
        "Pains",
        "Unmet needs",
        "Delights",
        "latent",
        "People are counted, not mentions.",
        "How to read it",
    ):
        assert known in text
    for stage in full["stages"]:
        assert stage["label"] in text
        assert words.coverage(stage["coverage"]).split(" \u00b7 ")[0].replace("\u00a0", " ") in text
    assert full["made_from"]["digest"][:16] in text


def test_lanes_the_study_opens_with_are_drawn_and_all_if_wanted(full):
    assert "Nightly import" not in said(picture(full))
    assert "Nightly import" in said(picture(full, every=True))
    assert "Nightly import" in said(picture(full | {"lanes": ["pain", "touchpoints"]}))


def test_an_assumption_cannot_be_hidden_and_cards_left_out_are_counted(rich):
    first = rich["claims"]["pain:empty-page@onboarding"]
    for i in range(40):
        rich["claims"][f"pain:x{i}"] = first | {
            "id": f"pain:x{i}",
            "k": 0,
            "lo": 0.0,
            "grade": "ASSUMPTION",
            "level": 0,
            "hidden": i == 0,
        }
    text = " ".join(said(picture(rich)).split())
    assert re.search(r"\+ 37 more, less sure, 37 of them assumptions|\+ 38 more, less sure, \d+ of them assumptions", text)
    assert "+ 1 hidden by the team, 1 of them an assumption" in text


@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_people_write_the_picture_is_xml_and_has_no_markup_of_theirs(rich, nasty):
    rich["study"]["title"] = rich["stages"][3]["label"] = rich["stages"][3]["goal"] = nasty
    for claim in rich["claims"].values():
        claim["statement"], claim["owner"] = nasty, nasty
    rich["previous"] = rich["persona"]["name"] = nasty
    root = fromstring(picture(rich))
    tags = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "path", "circle", "g", "text", "tspan"}
    assert not [a for e in root.iter() for a in e.attrib if a.lower().startswith("on") or "href" in a]


def test_nothing_is_loaded_and_every_card_has_a_name(full):
    svg = picture(full)
    assert not re.search(r"url\(|@import|@font-face|foreignObject|https?://(?!www\.w3\.org)", svg)
    root = fromstring(svg)
    assert (root.get("role"), root.find(f"{SVG}title").text) == ("img", f"Journey map: {full['study']['title']}")
    named = [g.find(f"{SVG}title").text for g in root.iter(f"{SVG}g") if g.get("role") == "img"]
    for claim in full["claims"].values():
        if claim["k"] and not claim.get("hidden") and not claim.get("under") and not claim.get("title"):
            assert any(claim["statement"] in name and f"{claim['k']} of {claim['n']} people" in name for name in named)
    assert HOSTILE in " ".join(named)


def test_its_rules_reach_nothing_else_on_a_page(rich):
    style = re.search(r"<style>(.*?)</style>", picture(rich))[1].replace("@media (prefers-color-scheme:dark){", "")
    selectors = [s for rule in re.findall(r"([^{}]+)\{[^{}]*\}", style) for s in rule.split(",")]
    assert len(selectors) > 100
    assert all(s.startswith(".wb-picture ") for s in selectors)


def test_it_turns_dark_where_a_page_is_and_the_picture_for_paper_does_not(rich):
    assert "prefers-color-scheme:dark" in picture(rich)
    assert "prefers-color-scheme" not in picture(rich, dark=False)


def test_the_same_map_gives_the_same_picture(full):
    assert picture(full) == picture(json.loads(json.dumps(deepcopy(full))))


def test_the_png_is_twice_as_large_and_says_what_it_shows(empty_with_people):
    model = empty_with_people
    svg, png = picture(model), image(model)
    wide, high = struct.unpack(">II", png[16:24])
    shown = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert (wide, high) == pytest.approx((2 * float(shown[1]), 2 * float(shown[2])), abs=2)
    assert f"Title\0\0\0\0\0{model['study']['title']}".encode() in png
    assert b"iTXtDescription" in png
    assert b"tIME" not in png
    assert image(model) == png


def test_words_in_a_png_are_whole_chunks_and_its_dots_stay():
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    start, dots = b"\x89PNG\r\n\x1a\n", bytes(range(256)) * 40
    packed = zlib.compress(dots, 1)
    parts = [chunk(b"IHDR", b"\0" * 13), chunk(b"IDAT", packed[:50]), chunk(b"IDAT", packed[50:]), chunk(b"IEND", b"")]
    made = told(start + b"".join(parts), {"Title": "Über"})
    said = chunk(b"iTXt", b"Title\0\0\0\0\0" + "Über".encode())
    assert made == start + parts[0] + said + chunk(b"IDAT", zlib.compress(dots, 7)) + parts[3]


@pytest.mark.parametrize("people", [0, 9])
def test_a_study_without_a_card_says_what_is_missing(people):
    from share_models import empty

    text = said(picture(empty(people)))
    assert ("Nothing is claimed yet" if people else "Nobody is in this study yet") in text


@pytest.mark.browser
@pytest.mark.parametrize("font", ["'Liberation Sans',Arial,Helvetica", "'DejaVu Sans',Verdana"])
def test_no_word_leaves_its_card_in_a_browser_even_in_a_wider_font(full, opened, font):
    claims = list(full["claims"].values())
    for claim, words_ in zip(
        claims,
        ("面接の記録を読みました" * 4, "نص من اليمين مع 12 كلمات أخرى", "Donaudampfschiff" * 9, "W" * 80, "😀 🧨 " * 12),
        strict=False,
    ):
        claim["statement"] = words_
    svg = picture(full)
    assert "{font-family:'Liberation Sans',Arial,Helvetica" in svg
    seen = opened(svg.replace("{font-family:'Liberation Sans',Arial,Helvetica", f"{{font-family:{font}"), width=1900)
    cards, over = seen.page.evaluate(
        """() => { const cards = [...document.querySelectorAll('g[role=img] > rect:is(.painb, .needb):first-of-type')];
        return [cards.length, cards.flatMap(rect => { const box = rect.getBoundingClientRect();
          return [...rect.parentNode.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect();
            return b.left < box.left - 1 || b.right > box.right + 1
              || b.bottom > box.bottom + 1; }).map(t => t.textContent); })]; }"""
    )
    assert cards > 8
    assert over == []
    assert (seen.dialogs, seen.errors, seen.requests) == ([], [], [])
