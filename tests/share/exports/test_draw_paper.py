"""The map on paper: A3 sheets with letters that can be read, and behind them every claim with its words."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
import share_models
from pypdf import PdfReader

from workbench.share.exports.drawing import pages as sheets
from workbench.share.exports.drawing import rare
from workbench.share.exports.drawing.look import SMALLEST
from workbench.share.exports.drawing.pages import groups, pages
from workbench.share.exports.drawing.paper import paper
from workbench.share.map_page import view


@pytest.fixture(scope="module")
def model():
    made = share_models.rich()
    made["stages"] = [s for s in made["stages"] if s["id"] in {"awareness", "onboarding", "advocacy"}]
    here = {s["id"] for s in made["stages"]}
    made["claims"] = {k: c | {"supports": c["supports"][:5]} for k, c in made["claims"].items() if c["stage"] in here}
    made["claims"]["pain:no-dark@onboarding"]["statement"] = "شاشة ساطعة في الليل"
    made["claims"]["need:real-map-first@awareness"]["statement"] = "見本の地図"
    for quote in made["quotes"].values():
        if not quote["consent"]:
            quote["text"] = "unmistakable"
    return made


@pytest.fixture(scope="module")
def printed(model):
    return paper(model)


@pytest.fixture(scope="module")
def text(printed):
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(printed)).pages).split())


def long(model, stages, cards):
    """Return a map of many stages, each with many cards."""
    first, claim = model["stages"][3], model["claims"]["pain:empty-page@onboarding"]
    model["stages"] = [first | {"id": f"s{i}", "label": f"Stage {i}"} for i in range(stages)]
    claim["supports"] = claim["supports"][:1]
    model["claims"] = {
        (name := f"pain:{i}-{j}"): claim | {"id": name, "stage": f"s{i}", "statement": f"Pain {i}-{j} of many"}
        for i in range(stages)
        for j in range(cards)
    }
    return model


def test_sheets_are_a3_and_have_a_title_a_language_and_neither_time_nor_author(printed, model):
    read = PdfReader(BytesIO(printed))
    assert {tuple(round(float(v)) for v in p.mediabox[2:]) for p in read.pages} == {(1191, 842)}
    assert read.metadata.title == f"Journey map: {model['study']['title']}"
    assert not {"/Author", "/CreationDate", "/ModDate"} & set(read.metadata)
    assert read.root_object["/Lang"] == "en"
    assert f"1 of {len(read.pages)}" in read.pages[0].extract_text()


def test_bookmarks_lead_to_the_map_and_to_each_stage(printed, model):
    outline = PdfReader(BytesIO(printed)).outline
    assert outline[0].title == "The map"
    stages = next(o for o in outline if isinstance(o, list))
    assert [o.title for o in stages] == [s["label"] for s in model["stages"]]


def test_every_claim_stands_there_with_its_evidence_and_what_people_said(text, model):
    for claim in model["claims"].values():
        if claim["statement"].isascii() and "<" not in claim["statement"]:
            assert claim["statement"] in text
    assert "13 of 18 people who spoke about or were asked about Onboarding say so" in text
    assert "Nobody has said this yet: an assumption of the team." in text
    assert "I opened it, closed it, and did the first study in a spreadsheet." in text
    assert "Honestly that was fine for me." in text
    assert "Methods and limits" in text


def test_words_without_consent_are_withheld(text, printed):
    assert "quote withheld: no consent" in text
    assert "unmistakable" not in text
    assert b"unmistakable" not in printed


def test_words_of_every_script_can_be_found(text):
    assert "شاشة ساطعة في الليل" in text
    assert "見本の地図" in text
    assert "\N{FIRECRACKER}" in text


def test_the_same_map_gives_the_same_bytes(model):
    """In three fonts, whose order the library that draws it does not keep."""
    small = model | {
        "stages": model["stages"][:1],
        "claims": {k: c for k, c in model["claims"].items() if c["stage"] == "awareness"},
    }
    assert "見本の地図" in {c["statement"] for c in small["claims"].values()}
    assert len({paper(small) for _ in range(3)}) == 1


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (6, [6]), (15, [8, 7]), (0, [0])])
def test_stages_are_split_over_sheets_evenly(count, sizes):
    assert [len(g) for g in groups(count)] == sizes


@pytest.mark.parametrize(("stages", "cards"), [(1, 60), (15, 3), (6, 60)])
def test_letters_are_never_smaller_than_can_be_read_and_no_card_is_lost(rich, stages, cards):
    model = long(rich, stages, cards)
    made = pages(view(model), model)
    assert all(SMALLEST * sheets.WIDE / page.box[0] >= 6.45 for page in made)
    drawn = " ".join(re.findall(r">([^<]+)<", " ".join(str(p.pen) for p in made)))
    assert all(f"Pain {i}-{j} of many" in drawn for i in range(stages) for j in range(cards))
    marks = [m for p in made for m in p.marks]
    assert marks.count("The map") == 1
    assert [m for m in marks if m.startswith("Stage")] == [f"Stage {i}" for i in range(stages)]


def test_stages_go_on_more_sheets_before_lanes_are_torn_from_them(rich):
    model = long(rich, 8, 8)
    for claim in model["claims"].values():
        claim["statement"] = "Words that take five lines of a card " * 4
    made = [p for p in pages(view(model), model) if "Pains" in str(p.pen)]
    assert len(made) == 2
    assert not [p for p in made if "Pains, continued" in str(p.pen)]


@pytest.mark.parametrize("claims", [True, False])
def test_a_map_without_stages_is_drawn_too(rich, claims):
    rich["stages"] = []
    rich["claims"] = rich["claims"] if claims else {}
    assert pages(view(rich), rich)


def test_a_map_without_a_card_is_a_sheet_that_says_so(empty):
    read = PdfReader(BytesIO(paper(empty)))
    assert len(read.pages) == 1
    assert "Nobody is in this study yet" in read.pages[0].extract_text()


def test_a_run_that_cannot_go_into_a_pdf_becomes_a_picture(monkeypatch):
    import vl_convert as vlc

    really = vlc.svg_to_pdf

    def fails(svg):
        if "\u2605" in svg:
            raise RuntimeError("a font cannot be cut")
        return really(svg)

    monkeypatch.setattr(vlc, "svg_to_pdf", fails)
    rare._goes.cache_clear()
    run = '<text class="t-body x-any" x="1" y="20" >\u2605</text>'
    assert b"/Image" in rare.drawable(f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{run}</svg>')
    rare._goes.cache_clear()


def test_programs_that_read_aloud_are_told_what_each_piece_is(printed, model):
    read = PdfReader(BytesIO(printed))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    blocks = [kid.get_object() for kid in root["/StructTreeRoot"]["/K"][0].get_object()["/K"]]
    assert [b["/S"] for b in blocks].count("/H1") == 1
    assert len([b for b in blocks if b["/S"] == "/H2"]) >= len(model["stages"])
    (picture,) = [b for b in blocks if b["/S"] == "/Figure"]
    assert "Feeling by stage, mean of people" in picture["/Alt"]
    for number, page in enumerate(read.pages):
        drawn = page.get_contents().get_data()
        marks = [int(n) for n in re.findall(rb"/MCID (\d+)>> BDC", drawn)]
        tree = [n for b in blocks if b["/Pg"].get_object() == page.get_object() for n in b["/K"]]
        assert marks == list(range(len(marks))) == sorted(tree), number
        assert len(re.findall(rb"\b(?:BDC|BMC)\b", drawn)) == len(re.findall(rb"\bEMC\b", drawn))
        outside = re.sub(rb"BDC.*?EMC", b"", drawn, flags=re.DOTALL)
        assert not re.search(rb"\bT[jJ]\b", outside), "no word is left out of the tree"
