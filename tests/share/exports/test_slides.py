"""The map as slides: what is on them, that it fits, that everybody can read it, and that words stay words."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations
from zipfile import ZipFile

import office_models
import openpyxl
import pytest
import share_lanes
import share_models
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.util import Pt

from workbench.share.exports import slides, slides_map
from workbench.share.exports.deck_shapes import Para, Run, tall
from workbench.share.exports.deck_text import clean, cut, line, width, wrapped
from workbench.share.quoted import NOT_SHOWN, capped

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
MODELS = {
    "full": lambda: share_lanes.argued(share_lanes.full(share_models.rich())),
    "empty": share_models.empty,
    "many stages": lambda: office_models.stages(9),
    "one stage": lambda: office_models.stages(1),
    "no stages": office_models.bare,
    "crowded": lambda: office_models.crowded(18),
    "scripts": office_models.scripts,
}
_MADE = {}


def made(name):
    """Return model, bytes and the opened presentation; each is made once."""
    if name not in _MADE:
        model = MODELS[name]()
        data = slides.make(model)
        _MADE[name] = (model, data, Presentation(BytesIO(data)))
    return _MADE[name]


@pytest.fixture(params=MODELS)
def deck(request):
    return made(request.param)


def shapes(slide):
    """Return every shape of a slide, those in groups too."""
    found = []
    for shape in slide.shapes:
        found += [shape, *(shape.shapes if shape.shape_type == 6 else [])]
    return found


def texts(slide):
    """Return all words on a slide."""
    return "\n".join("".join(p.itertext()) for p in slide._element.iter(f"{A}p"))


def notes(slide):
    return slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""


def stage_slides(model, deck):
    first = next(
        i for i, s in enumerate(deck.slides) if s.shapes.title.text_frame.text.startswith(model["stages"][0]["label"][:20])
    )
    return list(deck.slides)[first : first + len(model["stages"])]


def test_every_slide_has_a_title_a_number_and_a_language(deck):
    _, _, presentation = deck
    assert presentation.slide_width * 9 == presentation.slide_height * 16
    for number, slide in enumerate(presentation.slides):
        assert slide.shapes.title is not None
        assert slide.shapes.title.text_frame.text.strip()
        kinds = {s.element.ph.get("type") for s in slide.placeholders}
        assert number == 0 or "sldNum" in kinds
        assert all(r.get("lang") for r in slide._element.iter(f"{A}rPr"))


def test_a_stage_has_a_slide_with_who_spoke_the_feeling_the_cards_and_more():
    model, _, deck = made("full")
    said = texts(stage_slides(model, deck)[3])
    for words in (
        "18\u00a0spoke", "−1.1", "95 % interval", "Dropped on an empty page, unsure what comes first",
        "13 of 18 people", "2\u00a0against", "■■■■ High", "49\u00a0% to 88\u00a0%", "★ Moment of truth",
        "What they got against what they expected", "Onboarding team",
    ):  # fmt: skip
        assert words in said, words


def test_no_card_is_left_out(deck):
    model, _, presentation = deck
    everything = "\n".join(texts(s) + "\n" + notes(s) for s in presentation.slides)
    for claim in model["claims"].values():
        assert line(claim.get("title") or claim["statement"]) in everything.replace("\u2068", "").replace("\u2069", "")


def test_each_card_that_is_shown_stands_on_a_slide_of_its_stage():
    _, _, presentation = made("crowded")
    mine = [s for s in presentation.slides if s.shapes.title.text_frame.text.startswith("Onboarding")]
    assert len(mine) > 1
    names = [g.name.partition(":")[2].partition(":")[0] for s in mine for g in s.shapes if g.name.startswith("Card: Claim ")]
    assert sorted(names) == sorted(f" Claim {number}" for number in range(18))
    assert "to follow" in texts(mine[0])


def test_an_assumption_says_so_and_has_no_interval():
    _, _, deck = made("full")
    card = next(s for slide in deck.slides for s in shapes(slide) if s.name.startswith("Card: A page to show"))
    assert "ASSUMPTION" in card.shapes[0].text_frame.text
    assert not [s for s in card.shapes if s.name == "95 % interval"]
    assert "ASSUMPTION" in texts(deck.slides[2])


def test_everything_stands_inside_the_slide_and_no_card_on_another(deck):
    _, _, presentation = deck
    for slide in presentation.slides:
        for shape in shapes(slide):
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= presentation.slide_width
            assert shape.top + shape.height <= presentation.slide_height
        cards = [s for s in slide.shapes if s.name.startswith("Card: ")]
        for one, other in combinations(cards, 2):
            apart = (
                one.left + one.width <= other.left or other.left + other.width <= one.left
                or one.top + one.height <= other.top or other.top + other.height <= one.top
            )  # fmt: skip
            assert apart, (one.name, other.name)


def paras_of(body):
    """Return the paragraphs of a text body as they were measured, and the size of their letters."""
    found, sizes = [], [int(r.get("sz")) / 100 for r in body.iter(f"{A}rPr") if r.get("sz")]
    size = max(sizes, default=10)
    for p in body.findall(f"{A}p"):
        gap = p.find(f"{A}pPr/{A}spcBef/{A}spcPts")
        runs = tuple(
            Run(
                r.findtext(f"{A}t") or "",
                bold=r.find(f"{A}rPr").get("b") == "1",
                scale=int(r.find(f"{A}rPr").get("sz", "1000")) / 100 / size,
            )
            for r in p.findall(f"{A}r")
        )
        found.append(Para(runs, 0 if gap is None else int(gap.get("val")) / 100, bullet=p.find(f"{A}pPr/{A}buChar") is not None))
    return found, size


def test_words_fit_in_their_shapes(deck):
    _, _, presentation = deck
    for slide in presentation.slides:
        for shape in shapes(slide):
            body = shape._element.find(f"{P}txBody")
            if body is None or shape.is_placeholder or not "".join(body.itertext()):
                continue
            frame = shape.text_frame
            room = shape.width - frame.margin_left - frame.margin_right
            paras, size = paras_of(body)
            needed = tall(paras, room / Pt(1), size) + (frame.margin_top + frame.margin_bottom) / Pt(1)
            assert needed <= shape.height / Pt(1) + 2, (shape.name, frame.text[:60])


def test_rows_of_tables_are_as_high_as_their_words_and_end_above_the_footer(deck):
    _, _, presentation = deck
    for slide in presentation.slides:
        for shape in (s for s in slide.shapes if s.has_table):
            assert sum(row.height for row in shape.table.rows) + shape.top <= Pt(514)
            for row in shape.table.rows:
                for cell, column in zip(row.cells, shape.table.columns, strict=True):
                    paras, size = paras_of(cell._tc.txBody)
                    room = (column.width - cell.margin_left - cell.margin_right) / Pt(1)
                    pads = (cell.margin_top + cell.margin_bottom) / Pt(1)
                    assert not cell.text or tall(paras, room, size) + pads <= row.height / Pt(1) + 1, cell.text


def test_very_many_stages_stand_a_few_on_a_slide_and_not_in_columns_without_room(monkeypatch):
    monkeypatch.setattr(slides_map, "_NARROWEST", 9)
    deck = Presentation(BytesIO(slides.make(office_models.stages(10))))
    titles = [s.shapes.title.text_frame.text for s in deck.slides]
    assert "The whole map" not in titles
    assert {"The map, stages 1 to 5 of 10", "The map, stages 6 to 10 of 10"} <= set(titles)


def test_what_carries_meaning_has_words_and_the_rest_is_marked_as_decoration(deck):
    _, _, presentation = deck
    for slide in presentation.slides:
        for shape in shapes(slide):
            named = shape._element.xpath(".//p:cNvPr")[0]
            described = bool(named.get("descr"))
            decorates = b"decorative" in etree.tostring(named)
            written = shape.has_text_frame and bool(shape.text_frame.text.strip())
            assert described or decorates or written, shape.name
            if shape.has_table or shape.has_chart or shape.shape_type == 6:
                assert described, shape.name


def test_the_curve_is_a_chart_with_its_intervals_and_a_workbook_of_words_and_numbers(full):
    full["stages"][0]["label"] = "=cmd|' /C calc'!A0"
    data = slides.make(full)
    deck = Presentation(BytesIO(data))
    chart = next(s.chart for slide in deck.slides for s in slide.shapes if s.has_chart)
    means = [s["emotion"]["mean"] for s in full["stages"]]
    now = next(p for p in chart.plots[0].series if p.name.startswith("Feeling"))
    assert list(now.values) == pytest.approx(means, abs=1e-5)
    assert list(chart.plots[0].categories)[1:] == [s["label"] for s in full["stages"]][1:]
    bars = now._element.find("{*}errBars")
    up = [float(v.text) for v in bars.findall("{*}plus//{*}v")]
    assert up == pytest.approx([s["emotion"]["hi"] - s["emotion"]["mean"] for s in full["stages"]], abs=1e-5)
    book = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    rows = list(book.worksheets[0].iter_rows())
    assert {c.data_type for row in rows for c in row} <= {"s", "n"}
    assert rows[1][0].value == "=cmd|' /C calc'!A0"
    assert [row[6].value for row in rows[1:]] == [s["emotion"]["n"] for s in full["stages"]]
    assert (
        next(s for slide in deck.slides for s in slide.shapes if s.has_chart)
        ._element.xpath(".//p:cNvPr/@descr")[0]
        .startswith("Feeling by stage")
    )


def test_the_notes_have_the_quotes_for_and_against_with_who_what_and_when():
    model, _, deck = made("full")
    said = notes(stage_slides(model, deck)[3])
    assert "Say so:" in said
    assert "Against:" in said
    assert "P02 · survey" in said or "R202 · survey" in said
    assert "“Honestly that was fine for me. I knew what I wanted.”" in said
    assert "more passages: on the page, and most in the Word report." in said


def test_quotes_that_would_say_too_much_of_one_person_are_counted_and_not_shown(rich):
    claim = rich["claims"]["pain:no-dark@onboarding"]
    first = rich["quotes"][claim["supports"][0]]
    for number in range(5):
        rich["quotes"][f"again{number}"] = first | {"id": f"again{number}", "text": f"And a thing more, number {number}."}
        claim["supports"].append(f"again{number}")
    model = capped(rich, 2)
    deck = Presentation(BytesIO(slides.make(model)))
    said = notes(stage_slides(model, deck)[3])
    assert said.count("And a thing more") <= 2
    assert "more passages: on the page" in said
    assert not [s for s in deck.slides if NOT_SHOWN in texts(s) + notes(s)]


def test_words_of_those_who_do_not_want_to_be_quoted_are_nowhere(rich):
    unsaid = "nobody may read this sentence"
    for quote in rich["quotes"].values():
        if not quote["consent"]:
            quote["text"] = unsaid
    data = slides.make(rich)
    assert "quote withheld: no consent" in "".join(notes(s) for s in Presentation(BytesIO(data)).slides)
    with ZipFile(BytesIO(data)) as archive:
        assert not [n for n in archive.namelist() if unsaid.encode() in archive.read(n)]


def test_what_is_cut_on_a_slide_stands_in_full_in_its_notes():
    _, _, presentation = made("crowded")
    long = "Claim 3: " + " ".join(["said in many words so that it needs more room than there is"] * 4)
    slide = next(s for s in presentation.slides if any(g.name.startswith("Card: Claim 3:") for g in s.shapes))
    assert long not in texts(slide)
    assert long in notes(slide)


def test_hostile_words_stay_words():
    _, data, presentation = made("scripts")
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            raw = archive.read(name)
            if name.endswith((".xml", ".rels")):
                etree.fromstring(raw)
                assert b'TargetMode="External"' not in raw
                assert b"hlinkClick" not in raw
                assert not re.search(b"\xe2\x80[\xaa-\xae]", raw)  # controls of direction
    said = "".join(texts(s) for s in presentation.slides)
    assert "⟦RLO⟧evil⟦PDF⟧ </a:t><w:t> \ufffd\ufffd\ufffd\ufffd { HYPERLINK" in said
    rtl = [p for s in presentation.slides for p in s._element.iter(f"{A}pPr") if p.get("rtl") == "1"]
    assert rtl


def test_the_file_says_no_time_no_machine_and_no_name(deck):
    _, data, presentation = deck
    with ZipFile(BytesIO(data)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
        assert not [n for n in names if "thumbnail" in n or "printer" in n]
        assert b"Macintosh" not in archive.read("docProps/app.xml")
        for book in (n for n in names if n.endswith(".xlsx")):
            with ZipFile(BytesIO(archive.read(book))) as inner:
                assert {i.date_time for i in inner.infolist()} == {(1980, 1, 1, 0, 0, 0)}
                assert b"1980-01-01" in inner.read("docProps/core.xml")
    core = presentation.core_properties
    assert (core.author, core.last_modified_by, core.language) == ("", "", "en-GB")


def test_a_shape_has_a_number_of_its_own(deck):
    for slide in deck[2].slides:
        numbers = [s.get("id") for s in slide._element.iter(f"{P}cNvPr")]
        assert len(numbers) == len(set(numbers))


def test_sections_name_every_slide_once(deck):
    _, data, presentation = deck
    with ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("ppt/presentation.xml"))
    listed = [e.get("id") for e in root.iter("{http://schemas.microsoft.com/office/powerpoint/2010/main}sldId")]
    assert listed == [str(s.slide_id) for s in presentation.slides]


@settings(max_examples=50)
@given(st.text(max_size=120), st.floats(20, 300), st.integers(1, 4), st.booleans())
def test_cut_words_need_no_more_lines_than_they_may(text, room, most, bold):
    whole = clean(text)
    shown = cut(whole, room, 10, most, bold=bold)
    assert shown == whole or (shown.endswith("…") and len(wrapped(shown, room, 10, bold=bold)) <= max(most, 1))


@settings(max_examples=50)
@given(st.text(alphabet=st.sampled_from("ab \u00a0\u3000\t字é👍🏽\u200d-"), max_size=60), st.floats(8, 80))
def test_breaking_words_into_lines_loses_nothing_but_spaces_at_their_ends(text, room):
    assert "".join("".join(wrapped(text, room, 10)).split()) == "".join(text.split())
    assert cut(text, room, 10, 1) or not text


@settings(max_examples=50)
@given(st.text(max_size=80), st.floats(30, 300))
def test_no_line_is_wider_than_its_room_unless_it_is_one_character(text, room):
    for row in wrapped(clean(text), room, 10):
        assert width(row, 10) <= room + 1e-6 or len(wrapped(row, 1, 10)) == 1
