"""The map as a Word report: headings, quotes for and against, tables with heads; words stay words."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import docx
import office_models
import pytest
import share_lanes
import share_models
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator
from lxml import etree

from workbench.share.exports import document
from workbench.share.exports.deck_text import line
from workbench.share.exports.pages import schema
from workbench.share.map_page import map_html

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Order of what may stand in the properties of a paragraph and of a run (ECMA-376, CT_PPrBase and EG_RPrBase).
PPR = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "numPr",
    "pBdr",
    "tabs",
    "bidi",
    "spacing",
    "ind",
    "contextualSpacing",
    "outlineLvl",
)
RPR = ("rFonts", "b", "bCs", "noProof", "color", "sz", "szCs", "rtl", "lang")
MODELS = {
    "full": lambda: share_lanes.argued(share_lanes.full(share_models.rich())),
    "empty": share_models.empty,
    "no stages": office_models.bare,
    "scripts": office_models.scripts,
}
_MADE = {}


@pytest.fixture(params=MODELS)
def report(request):
    """Give model, bytes and the opened document; each is made once."""
    if request.param not in _MADE:
        model = MODELS[request.param]()
        data = document.make(model)
        _MADE[request.param] = (model, data, docx.Document(BytesIO(data)))
    return _MADE[request.param]


def parts(data):
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def plain(data):
    """Return all words of the body."""
    return "\n".join("".join(p.itertext()) for p in etree.fromstring(parts(data)["word/document.xml"]).iter(f"{W}p"))


def test_stages_and_claims_are_headings_and_each_is_in_the_contents(report):
    model, _, word = report
    heads = [p for p in word.paragraphs if p.style.name.startswith("Heading")]
    for stage in model["stages"]:
        assert line(stage["label"]) in [h.text for h in heads if h.style.name == "Heading 1"]
    for claim in model["claims"].values():
        said = line(claim.get("title") or claim["statement"])
        assert [h for h in heads if h.style.name == "Heading 3" and h.text.endswith(said)], said
    anchors = [a.get(f"{W}anchor") for a in word.element.iter(f"{W}hyperlink")]
    marks = [m.get(f"{W}name") for m in word.element.iter(f"{W}bookmarkStart")]
    assert anchors == marks == [f"_Toc{n:08d}" for n in range(1, len(heads) + 1)]


def test_fields_are_ours_only_and_end_as_they_began(report):
    _, _, word = report
    codes = [c.text.split()[0] for c in word.element.iter(f"{W}instrText")]
    assert set(codes) <= {"TOC", "PAGEREF"}
    kinds = [c.get(f"{W}fldCharType") for c in word.element.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_a_claim_has_its_evidence_its_grade_and_its_quotes_for_and_against(rich):
    said = plain(document.make(rich))
    start = said.index("Pain: Dropped on an empty page, unsure what comes first\n13 of 18")
    own = said[start : said.index("Memo:", start)]
    for words in (
        "13 of 18 people who spoke about or were asked about Onboarding say so, 2 say the opposite",
        "■■■■ Grade High: highly likely to be true of people like these.",
        "Methods, minor concern: half of the support coded by two people, alpha .78",
        "Say so: 13 passages", "quote withheld: no consent", "Against: 2 passages", "Honestly that was fine for me.",
    ):  # fmt: skip
        assert words in own, words
    assert "ASSUMPTION. Nobody has said this yet: an assumption of the team." in said


def test_every_table_has_a_head_that_is_repeated_and_says_what_it_shows(report):
    _, _, word = report
    for table in word.tables:
        assert table._tbl.tblPr.find(f"{W}tblDescription").get(f"{W}val")
        memo = table._tbl.tblPr.find(f"{W}tblCaption").get(f"{W}val") == "Memo"
        assert memo or table.rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is not None
        assert len({len(row.cells) for row in table.rows}) == 1


def test_properties_stand_in_the_order_that_word_wants(report):
    _, data, _ = report
    for name, raw in parts(data).items():
        root = etree.fromstring(raw)  # every part is well formed
        for tag, order in (("pPr", PPR), ("rPr", RPR)):
            for found in root.iter(f"{W}{tag}"):
                places = [order.index(etree.QName(child).localname) for child in found]
                assert places == sorted(set(places)), (name, etree.tostring(found))


def test_every_style_that_is_used_is_there(report):
    _, data, _ = report
    known = {s.get(f"{W}styleId") for s in etree.fromstring(parts(data)["word/styles.xml"]).iter(f"{W}style")}
    used = {s.get(f"{W}val") for s in etree.fromstring(parts(data)["word/document.xml"]).iter(f"{W}pStyle", f"{W}tblStyle")}
    assert used <= known


def test_hostile_words_stay_words():
    data = document.make(office_models.scripts())
    files = parts(data)
    assert '⟦RLO⟧evil⟦PDF⟧ </a:t><w:t> \ufffd\ufffd\ufffd\ufffd { HYPERLINK "javascript:alert(1)" } ]]> &amp;' in plain(data)
    assert not [name for name, raw in files.items() if b"TargetMode" in raw or "\u202e".encode() in raw]
    root = etree.fromstring(files["word/document.xml"])
    assert not [h for h in root.iter(f"{W}hyperlink") if not h.get(f"{W}anchor")]
    turned = [p for p in root.iter(f"{W}p") if p.find(f"{W}pPr/{W}bidi") is not None]
    assert any("لا أحد" in "".join(p.itertext()) for p in turned)


def test_words_of_those_who_do_not_want_to_be_quoted_are_nowhere(rich):
    unsaid = "nobody may read this sentence"
    for quote in rich["quotes"].values():
        if not quote["consent"]:
            quote["text"] = unsaid
    assert not [raw for raw in parts(document.make(rich)).values() if unsaid.encode() in raw]


def test_the_file_says_no_time_and_no_name_and_is_in_english(report):
    _, data, word = report
    with ZipFile(BytesIO(data)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert b'<w:lang w:val="en-GB"' in archive.read("word/styles.xml")
        assert b"NUMPAGES" in archive.read("word/footer.xml")
    core = word.core_properties
    assert (core.author, core.last_modified_by, core.created.year) == ("", "", 1980)
    assert core.title


def test_authors_nobody_asked_have_no_of_how_many_and_numbers_are_no_people(rich):
    """Tickets have authors and no n, and a number of the stage is a number: neither stops a report or is told as people."""
    kinds = {"interview": (4, 0, 9), "ticket": (1203, 0, None), "metric": (1, 0, 1)}
    text = "3 kinds of source agree: interview 4 of 9, ticket 1203 authors, unasked, 1 number of the stage"
    next(iter(rich["claims"].values()))["triangulation"] = {
        "kinds": {kind: {"k": k, "x": x, "n": n, "alone": k} for kind, (k, x, n) in kinds.items()},
        "matrix": [], "word": "agree", "distinct": 3, "text": text,
    }  # fmt: skip
    said = plain(document.make(rich))
    assert "interviews\n4\n0\n9\ntickets\n1,203\n0\nnot asked" in said
    assert f"{text}." in said
    rows = [[c.get_text() for c in row.select("th, td")] for row in BeautifulSoup(map_html(rich), "html.parser").select("tr")]
    assert [r for r in rows if r[0] in {"interviews", "tickets", "numbers"} and len(r) == len(("kind", "for", "against", "n"))] == [
        ["interviews", "4", "0", "9"], ["tickets", "1,203", "0", "not asked"],
    ]  # fmt: skip
    assert [e.message for e in Draft202012Validator(json.loads(schema())).iter_errors(rich) if "triangulation" in e.path] == []
