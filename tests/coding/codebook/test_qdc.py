"""``.qdc``: valid for everybody, taken back by us, and safe to open whoever wrote it. Conformance: HOSTILE T15, T16."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pace import within
from strategies import texts

from workbench.coding.codebook import qdc
from workbench.coding.codebook.book import FOLDERS, Book, Entry
from workbench.coding.codebook.edit import define, rename
from workbench.coding.codebook.files import entries, read_codebook, save_codebook
from workbench.coding.codebook.plan import plan
from workbench.coding.codebook.qdc_read import read
from workbench.study.errors import Refused, UserError
from workbench.study.records import FAMILIES

#: The schema as REFI publishes it, under the MIT licence beside it.
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "data" / "Codebook.xsd"))


def valid(text):
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    return text


def book(inner, namespace="urn:QDA-XML:codebook:1.0", rest=""):
    root = f'<CodeBook xmlns="{namespace}" origin="x"><Codes>{inner}</Codes>{rest}</CodeBook>'
    return f'<?xml version="1.0" encoding="utf-8"?>{root}'.encode()


def codes(raw):
    return [(e.id, e.label, dict(e.says)) for e in read(raw, "x.qdc").entries]


# Out -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(folder):
    """A study with a tree, rules, colours and a code that was renamed."""
    define(folder, "pain: Fee", coder="ana", definition="Money\nInclude: is a word here", include="A sum is named", exclude="Tips",
           stage="purchase", valence=-2, colour="#aabbcc", key="z", owner="Billing")  # fmt: skip
    define(folder, "pain: Hidden <fee> & more", coder="ana", latent=True)
    folder.act("ana", ("code.define", {"code": "pain:hidden-fee-more", "parent": "pain:fee"}))
    rename(folder, "pain:fee", "Costs too much", coder="ana")
    return folder


def test_what_is_written_is_valid_and_the_same_every_time(full, tmp_path):
    save_codebook(full, tmp_path / "a.qdc")
    save_codebook(full, tmp_path / "b.qdc")
    assert valid((tmp_path / "a.qdc").read_text(encoding="utf-8")) == (tmp_path / "b.qdc").read_text(encoding="utf-8")


def test_another_program_sees_a_tree_with_folders_rules_and_sets(full, tmp_path):
    save_codebook(full, tmp_path / "a.qdc")
    root = etree.parse(tmp_path / "a.qdc").getroot()
    space = {"q": qdc.NAMESPACE}
    (fee,) = root.xpath("//q:Code[@name='Costs too much']", namespaces=space)
    assert fee.getparent().get("name") == "Pains"
    assert fee.getparent().get("isCodable") == "false"
    assert fee.get("color") == "#aabbcc"
    assert fee.findtext("q:Description", namespaces=space).split("\n") == [
        "Money", "\\Include: is a word here", "Include: A sum is named", "Exclude: Tips", "Valence: -2", "Key: z", "Owner: Billing",
        "Code: pain:fee",
    ]  # fmt: skip
    assert [c.get("name") for c in fee.findall("q:Code", namespaces=space)] == ["Hidden <fee> & more"]
    assert root.xpath("//q:Set/@name", namespaces=space) == ["Stage: Purchase"]
    assert root.xpath("//q:MemberCode/@guid", namespaces=space) == [fee.get("guid")]


def test_without_a_stage_there_are_no_sets_at_all(folder, tmp_path):
    """Taguette's empty ``<Sets/>`` is not valid (CODING 3.2)."""
    save_codebook(folder, tmp_path / "a.qdc")
    assert "Sets" not in valid((tmp_path / "a.qdc").read_text(encoding="utf-8"))


FOLDED = (
    "rules of use, valences, marks of latent needs, keys, owners stand in the description, from where the workbench takes them back"
)


def test_what_is_dropped_or_in_another_shape_is_said(full, tmp_path):
    full.act("ana", ("memo.set", {"kind": "code", "about": "pain:fee", "text": "m"}))
    full.act("ana", ("code.merge", {"code": "pain:a", "into": "pain:fee"}), ("code.define", {"code": "pain:b"}),
             ("code.retire", {"code": "pain:b"}))  # fmt: skip
    anchor = {"source": "one", "version": full.transcripts()[0].version, "start": 0, "end": 4}
    full.act("ana", ("code.example", {"code": "pain:fee", "anchor": anchor}))
    saved = save_codebook(full, tmp_path / "a.qdc")
    assert str(saved).splitlines() == [
        "a.qdc: 19 codes. Not in it, or in another shape:",
        "- 1 code merged into another: only the other is written",
        "- 1 retired code",
        "- 1 example: the file holds no passages",
        f"- {FOLDED}",
        "- stages are sets, which some programs do not read",
        "- families are folders that cannot be coded with",
        "- 1 memo about codes: they stay in the study",
    ]


def test_no_code_no_file():
    with pytest.raises(UserError, match="Define a code first"):
        qdc.write([], {})


# There and back --------------------------------------------------------------------------------------------------------


def test_the_same_study_finds_its_own_codes_again(full, tmp_path):
    save_codebook(full, tmp_path / "a.qdc")
    assert plan(full, read_codebook(tmp_path / "a.qdc")).counts == {"added": 0, "changed": 0, "same": 19, "conflicting": 0}


def test_a_code_renamed_elsewhere_is_known_by_its_guid(full, tmp_path):
    save_codebook(full, tmp_path / "a.qdc")
    path = tmp_path / "b.qdc"
    path.write_text((tmp_path / "a.qdc").read_text(encoding="utf-8").replace('name="excited"', 'name="Thrilled"'), encoding="utf-8")
    row = next(r for r in plan(full, read_codebook(path)).rows if r.code == "emotion:excited")
    assert (row.verdict, row.label, [d.field for d in row.differences]) == ("conflicting", "Thrilled", ["label"])


legal = texts.map(lambda t: "".join(c for c in t if c >= " " or c in "\t\n").replace("\ufffe", "").replace("\uffff", "").strip())
tricky = st.sampled_from(
    ["Include: x", "\\Include: x", "Key: z\nOwner:", "Code: pain:fee", "a\n\nExclude:\n\nb", "\\\\Code: x", "Valence: 9"]
)
words = legal | tricky


@given(
    st.lists(
        st.tuples(
            st.sampled_from([f for f in FAMILIES if f != "stage"]),
            legal.filter(bool),
            words,
            words,
            words,
            st.none() | st.integers(-2, 2),
            st.integers(-1, 6),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_everything_the_description_carries_comes_back(drawn):
    made = []
    for number, (family, label, definition, include, exclude, valence, parent) in enumerate(drawn):
        says = {"definition": definition, "include": include, "exclude": exclude, "valence": valence, "latent": number % 2 == 0}
        above = [e.id for e in made if e.family == family]
        says["parent"] = above[parent % len(above)] if above and parent >= 0 else ""
        made.append(Entry(f"{family}:n{number}", label, {k: v for k, v in says.items() if v not in ("", None, False)}))
    back = read(valid(qdc.write(made, {})).encode(), "x.qdc")
    assert {e.id: (e.label, dict(e.says)) for e in back.entries} == {e.id: (e.label, dict(e.says)) for e in made}
    assert back.notes == ()


def test_what_somebody_wrote_below_our_lines_is_definition():
    text = "Money\nInclude: A sum\nnamed\nValence: -1\nadded in another program\nKey: too long\nLatent: maybe"
    raw = book(f'<Code guid="1" name="a" isCodable="true"><Description>{text}</Description></Code>')
    assert codes(raw)[0][2] == {
        "definition": "Money\nadded in another program\nKey: too long\nLatent: maybe", "include": "A sum\nnamed", "valence": -1,
    }  # fmt: skip


def test_what_xml_cannot_hold_becomes_a_sign_that_something_was_there():
    text = valid(qdc.write([Entry("free:a", "a\x00b\uffff", {"definition": "x\x0by\r\nz"})], {}))
    assert codes(text.encode()) == [("free:a", "a\ufffdb\ufffd", {"definition": "x\ufffdy\nz"})]


def test_a_branch_of_any_depth_is_written():
    chain = [Entry(f"free:n{n}", f"n{n}", {"parent": f"free:n{n - 1}"} if n else {}) for n in range(5000)]
    assert qdc.write(chain, {}).count("<Code ") == 5001


# Files of others -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("namespace", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4", ""])
def test_namespaces_seen_in_the_wild(namespace):
    assert codes(book('<Code guid="1" name="Trust" isCodable="true"/>', namespace)) == [("free:trust", "Trust", {})]


def test_guids_in_braces_or_none_short_colours_and_folders():
    raw = book(
        '<Code guid="{2A08BDDF-4C35-4250-BF77-7DE37B50C930}" name="Themes" isCodable="false">'
        '<Code guid="g2" name="Trust" isCodable="true" color="#f0a"><Description>Says they rely on it</Description></Code></Code>'
        '<Code guid="g3" name="Pain points" isCodable="false"><Code guid="g4" name="Waiting" isCodable="1"/></Code>'
        '<Code guid="g5" name="pain: Price" color="teal"/>'
    )
    assert codes(raw) == [
        ("free:themes", "Themes", {}),
        ("free:trust", "Trust", {"definition": "Says they rely on it", "parent": "free:themes", "colour": "#ff00aa"}),
        ("pain:waiting", "Waiting", {}),
        ("pain:price", "Price", {}),
    ]
    assert read(raw, "x").notes == (
        "the folder 'Pain points' is the family pain",
        "Price: 'teal' is not a colour: write it as #0072b2; left out",
        "1 folders that could not be coded with are codes here, with the codes in them below",
    )


def test_sets_of_others_are_left_out_and_an_empty_one_is_no_matter():
    inner = '<Code guid="1" name="a" isCodable="true"/>'
    assert read(book(inner, rest='<Sets><Set guid="2" name="Mine"><MemberCode guid="1"/></Set></Sets>'), "x").notes == (
        "sets are left out: Mine",
    )  # fmt: skip
    assert read(book(inner, rest="<Sets/>"), "x") == read(book(inner), "x")


def test_two_codes_of_one_name_stay_two():
    assert [c[0] for c in codes(book('<Code guid="1" name="a" isCodable="true"/>' * 3))] == ["free:a", "free:a-2", "free:a-3"]


PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Users><User guid="u" name="Kim"/></Users><CodeBook><Codes>
<Code guid="c1" name="Emotions" isCodable="false">
<Code guid="c2" name="Frustration" isCodable="true" color="#3366cc"><NoteRef/></Code>
</Code></Codes></CodeBook><Sets><Set guid="s" name="not of the codebook"/></Sets><Notes/></Project>"""


def test_the_codebook_of_a_whole_project(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as archive:
        archive.writestr("Project.qde", PROJECT)
        archive.writestr("sources/c1.txt", "words")
    (tmp_path / "a.qde").write_text(PROJECT, encoding="utf-8")
    made = read_codebook(tmp_path / "a.qdpx")
    assert [(e.id, e.says) for e in made.entries] == [("emotion:frustration", {"colour": "#3366cc"})]
    assert made == read_codebook(tmp_path / "a.qde")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_an_xml_file_may_have(encoding):
    text = '<CodeBook><Codes><Code guid="1" name="Süß 🐌" isCodable="true"/></Codes></CodeBook>'
    assert codes(text.encode(encoding)) == [("free:süß".replace("ß", "ss"), "Süß 🐌", {})]


def test_families_have_folders_and_the_folders_lead_back():
    made = Book(tuple(Entry(f"{f}:x", "x") for f in FAMILIES if f != "stage"))
    assert [e.id for e in read(qdc.write(made.entries, {}).encode(), "x").entries] == [e.id for e in made.entries]
    assert FOLDERS.keys() == set(FAMILIES)


# Files of strangers ----------------------------------------------------------------------------------------------------

CODE = '<Code guid="1" name="{}" isCodable="true"/>'


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'<!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + book(CODE.format("&a;"))[38:], "document type or entities"),
        (b'<!DOCTYPE c SYSTEM "http://localhost:9/x.dtd"><CodeBook/>', "document type or entities"),
        (b'<!DOCTYPE c [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><CodeBook>&b;</CodeBook>', "document type or entities"),
        (book(CODE.format("a" * 12_000_000)), "an element of more than 1,000,000"),
        (book("<Code " + " ".join(f'a{n}="1"' for n in range(200_000)) + "/>"), "an element of more than 1,000,000"),
        (book('<Code guid="1" name="a"><Description>' + "a" * 2_000_000 + "</Description></Code>"), "a text of more than"),
        (book('<Code guid="1" name="a">' * 10_000 + "</Code>" * 10_000), "nested more than 100 deep"),
        (b"<x>" * 600_000, "more than 500,000 elements"),
        (book(CODE.format("a") * 10_001), "more than 10,000 codes"),
        (book(CODE.format("a" * 1_001)), "a name of 1,001 characters"),
        (b"x" * (32 * 2**20 + 1), "the limit for a codebook is 32 MB"),
        (book(CODE.format("a"))[:-20], "not readable as XML"),
        (b"PK\x03\x04", "not readable as XML"),
        (b"\xff\xfe\x00", "not readable as XML"),
        (b'<?xml version="1.0" encoding="klingon"?><CodeBook/>', "not readable as XML"),
        (b"<html><Code name='a'/></html>", "no codes in it"),
        (b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/></CodeBook>', "no codes in it"),
    ],
    ids=["file", "net", "laughs", "attribute", "attributes", "text", "deep", "endless", "many", "name", "large", "cut", "zip",
         "bom", "encoding", "other", "empty"],
)  # fmt: skip
def test_hostile_files_are_refused_fast(raw, found):
    with within(200), pytest.raises(Refused, match=found):  # 0 to 60 is usual
        read(raw, "x.qdc")


def test_an_external_entity_reads_no_file(tmp_path):
    """The naive way leaks the file; ours never gets to the name."""
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    uri = (tmp_path / "secret.txt").as_uri()
    inner = '<Code guid="1" name="n"><Description>&a;</Description></Code>'
    raw = f'<!DOCTYPE c [<!ENTITY a SYSTEM "{uri}">]><CodeBook><Codes>{inner}</Codes></CodeBook>'.encode()
    naive = etree.fromstring(raw, etree.XMLParser(resolve_entities=True, no_network=False))
    assert "SECRET" in "".join(naive.itertext())
    with pytest.raises(Refused) as refused:
        read(raw, "x.qdc")
    assert "SECRET" not in str(refused.value)


@given(st.binary(max_size=200) | texts.map(book))
def test_anything_ends_in_codes_or_one_clear_refusal(raw):
    with suppress(Refused):
        assert read(raw, "x.qdc").entries


def test_markup_in_names_is_words(folder, tmp_path):
    define(folder, 'pain: <script>alert(1)</script> "&amp;"', coder="ana")
    save_codebook(folder, tmp_path / "a.qdc")
    labels = [e.label for e in read_codebook(tmp_path / "a.qdc").entries]
    assert '<script>alert(1)</script> "&amp;"' in labels
    assert len(labels) == len(entries(folder))
