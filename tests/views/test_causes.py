"""The cascade: a picture with its arrows in words, circles named, and a table with the same."""

from __future__ import annotations

from base64 import b64decode
from html import unescape
from re import findall
from xml.etree import ElementTree as ET

import pytest

import workbench as wb
from workbench.share.cascade import cascade, said

SICK, TYPING, OFFLINE = "pain:sick-calls", "pain:typing-names", "need:offline"


def linked(study, *pairs):
    study.folder.act("ana", *(("cause.link", {"claim": a, "because": b}) for a, b in pairs))
    return wb.open(study.folder.root).causes()


def picture(page):
    (source,) = findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    return b64decode(source).decode()


def test_the_picture_is_well_formed_whatever_a_card_is_called(study):
    drawn = picture(linked(study, (SICK, TYPING), (TYPING, OFFLINE))._repr_html_())
    root = ET.fromstring(drawn)  # noqa: S314 (our own picture)
    words = " ".join(t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "Phoning round <img" in words  # somebody's markup, as words
    assert words.count("say both") == 2
    assert "assumption" in words


def test_the_arrows_are_said_to_who_cannot_see_them(study):
    page = linked(study, (SICK, TYPING))._repr_html_()
    (alt,) = findall(r'alt="([^"]*)"', page)
    assert unescape(alt).startswith("Causes as drawn by people, 1 arrows: Typing every name in → Phoning round")


def test_a_circle_is_named(study):
    view = linked(study, (SICK, TYPING), (TYPING, SICK))
    assert "1 circle" in repr(view)
    assert "These go round in a circle, so none of them is the root" in view._repr_html_()
    assert 'stroke-dasharray="5 4"' in picture(view._repr_html_())
    assert "in a circle" in said(view.found)


def test_boxes_do_not_lie_on_each_other(study):
    for name in "abcdefgh":
        study.folder.act("ana", ("code.define", {"code": f"pain:{name}", "label": name * 60, "stage": "retention"}))
    pairs = [(f"pain:{a}", f"pain:{b}") for a, b in ("ba", "ca", "da", "eb", "fb", "gc", "hg")]
    drawn = picture(linked(study, *pairs)._repr_html_())
    places = {(float(x), float(y)) for x, y in findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="212"', drawn)}
    assert len(places) == 8
    assert all(abs(a[1] - b[1]) >= 62 for a in places for b in places if a < b and a[0] == b[0])


def test_without_links_there_is_no_picture():
    assert cascade({"claims": {}, "links": [], "rings": []}) == ""


def test_the_table_has_one_row_an_arrow(study):
    frame = linked(study, (SICK, TYPING)).frame()
    assert list(frame["because"]) == ["Typing every name in"]
    assert frame["text"].str.contains("association|too few").all()


@pytest.mark.parametrize("gone", [SICK, TYPING])
def test_an_arrow_to_a_retired_card_is_told(study, gone):
    linked(study, (SICK, TYPING))
    study.folder.act("ana", ("code.retire", {"code": gone}))
    view = wb.open(study.folder.root).causes()
    assert len(view.found["missing"]) == 1
    assert "No causes linked yet" in view._repr_html_()
