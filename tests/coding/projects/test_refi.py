"""Projects of REFI-QDA: the shapes programs write them in, what comes out of each, and what is refused."""

from __future__ import annotations

import resource
import struct
import zipfile
from pathlib import Path

import pytest
import wild
from wild import Passage, archive, guid, little, note

from workbench.coding.projects import refi
from workbench.coding.projects.records import Loss, Sync, User
from workbench.study.errors import Refused

SHARED = Path(__file__).resolve().parents[4] / "shared" / "refi"
#: Only the fixtures that came with the task: whoever has not got them is not told that something failed.
FIXTURES = sorted(SHARED.glob("*.qdpx"))


def quotes(project):
    text = {s.id: s.text for s in project.sources}
    names = {c.id: c.name for c in project.codes}
    return sorted((text[c.source][c.start : c.end], names[c.code]) for c in project.codings)


def with_text(xml):
    """Return an archive of a project file and the text it is about."""
    return archive({"project.qde": xml.encode(), f"sources/{guid('src')}.txt": wild.TEXT.encode()})


ALL = sorted((q, code) for q, codes in wild.QUOTES.items() for code in codes)


@pytest.mark.skipif(not FIXTURES, reason="the shared fixtures are not here")
@pytest.mark.parametrize("path", FIXTURES, ids=[p.stem for p in FIXTURES])
def test_every_anchor_of_the_shared_fixtures_is_exact(path):
    project = refi.read(path.read_bytes(), path.name)
    assert quotes(project) == ALL
    assert project.reading.standing in {"decided", "equivalent"}


@pytest.mark.parametrize(
    "changes",
    [
        {"qde": "Project.qde"},
        {"qde": "My study 2026.QDE"},
        {"folder": "Sources"},
        {"files": (("sources/.root", b""), ("__MACOSX/._project.qde", b"x"))},
        {"files": (("sources/notes/other.qde", b"<x/>"),)},
        {"braces": True},
        {"namespace": "urn:QDA-XML:project:0:10"},
        {"namespace": "urn:QDA-XML:project:0:4"},
        {"compress": zipfile.ZIP_STORED},
        {"files": ((f"Sources/{guid('src')}.DOCX", b"PK"),)},
    ],
    ids=lambda c: next(iter(c)),
)
def test_every_shape_of_container_is_read(changes):
    assert quotes(refi.read(little(**changes).build(), "x.qdpx")) == ALL


def test_a_project_file_without_its_archive_is_read_and_its_texts_are_missed():
    project = refi.read(little().xml().encode(), "x.qde")
    assert project.codes
    assert Loss("sources without a text", 1, "the project names a text that is not in it") in project.losses
    assert Loss("passages", 7, "the source has no text here") in project.losses


def test_bare_names_and_endings_in_capitals_are_found():
    made = little()
    xml = made.xml().replace(f"internal://{guid('src')}.txt", f"{guid('src').upper()}.TXT")
    assert quotes(refi.read(with_text(xml), "x.qdpx")) == ALL


def test_the_plain_text_beside_a_word_file_is_taken():
    made = little()
    xml = made.xml().replace("plainTextPath", 'richTextPath="internal://a.docx" plainTextPath')
    files = {"project.qde": xml.encode(), f"sources/{guid('src')}.txt": wild.TEXT.encode(), "sources/a.docx": b"PK nonsense"}
    project = refi.read(archive(files), "x.qdpx")
    assert quotes(project) == ALL
    assert [x.what for x in project.losses] == ["formatted versions of texts"]


def test_utf_16_and_a_lone_carriage_return_are_read():
    text = wild.TEXT.replace("\n", "\r")
    files = {"project.qde": little().xml().encode(), f"sources/{guid('src')}.txt": text.encode("utf-16")}
    project = refi.read(archive(files), "x.qdpx")
    assert quotes(project) == ALL


def test_users_codes_and_colours_are_as_written():
    project = refi.read(little(users=((guid("user", "A"), "Ana"), (guid("user", "B"), "AI:sorter"))).build(), "x.qdpx")
    assert project.users == (User(guid("user", "A"), "Ana"), User(guid("user", "B"), "AI:sorter"))
    assert [u.model for u in project.users] == [False, True]
    stage, awareness = project.codes[:2]
    assert (stage.name, stage.codable, awareness.parent, awareness.colour) == ("Stages", False, stage.id, "#3366cc")
    assert {c.user for c in project.codings} == {guid("user", "A")}
    assert {c.created for c in project.codings} == {"2026-01-01T00:00:00Z"}


def test_one_selection_a_coding_becomes_one_passage_and_repeats_are_said():
    """NVivo writes a selection for each coding; two the same are one."""
    one = wild.passages(quotes={"I nearly gave up": ("Frustration",)})[0]
    other = Passage(one.start, one.end, ("Onboarding",))
    project = refi.read(wild.Wild(passages=(one, other, one)).build(), "x.qdpx")
    assert len({(c.start, c.end) for c in project.codings}) == 1
    assert len(project.codings) == 2
    assert [(x.what, x.count) for x in project.losses] == [("codings", 1)]


def test_a_passage_with_words_and_no_code_is_a_memo_and_one_with_a_code_a_note_on_it():
    one = wild.passages(quotes={"I nearly gave up": ()})[0]
    said = "<Description>Look here again.</Description>"
    memo = refi.read(wild.Wild(passages=(Passage(one.start, one.end, (), inside=said),)).build(), "x").memos[0]
    assert (memo.text, memo.about, memo.start, memo.end) == ("Look here again.", "passage", one.start, one.end)
    coded = refi.read(wild.Wild(passages=(Passage(one.start, one.end, ("Frustration",), inside=said),)).build(), "x")
    assert ([c.note for c in coded.codings], coded.memos) == (["Look here again."], ())


def test_notes_are_about_what_refers_to_them():
    made = little()
    ref = '<NoteRef targetGUID="{}"/>'.format
    about = ("code", "source", "passage", "coding", "project", "nothing")
    notes = "".join(note(guid("note", n), f"about {n}", name=n) for n in about)
    code = 'name="Awareness" isCodable="true" color="#3366cc"'
    xml = (
        made.xml()
        .replace(f"{code}/>", f"{code}>{ref(guid('note', 'code'))}</Code>")
        .replace("</TextSource>", ref(guid("note", "source")) + "</TextSource>")
        .replace("</PlainTextSelection>", ref(guid("note", "passage")) + "</PlainTextSelection>", 1)
        .replace("</Coding>", ref(guid("note", "coding")) + "</Coding>", 1)
        .replace("</Project>", f"<Notes>{notes}</Notes>{ref(guid('note', 'project'))}</Project>")
    )
    project = refi.read(with_text(xml), "x.qdpx")
    assert {(m.about, m.text) for m in project.memos} == {
        ("code", "about code"), ("source", "about source"), ("passage", "about passage"), ("project", "about project"),
        ("free", "about nothing"),
    }  # fmt: skip
    assert [c.note for c in project.codings if c.note] == ["about coding"]


def test_notes_whose_words_lie_in_a_file_are_read():
    made = little(
        after=f'<Notes><Note guid="{guid("n")}" name="N" plainTextPath="internal://n.txt"/></Notes>',
        files=(("sources/n.txt", b"Said."),),
    )
    assert [m.text for m in refi.read(made.build(), "x.qdpx").memos] == ["Said."]


def test_cases_variables_sets_and_links_are_kept():
    before = (
        f'<Variables><Variable guid="{guid("v")}" name="Segment" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{guid("case")}" name="P01"><Description>Came by herself.</Description>'
        f'<VariableValue><VariableRef targetGUID="{guid("v")}"/>'
        f'<TextValue>New</TextValue></VariableValue><SourceRef targetGUID="{guid("src")}"/></Case></Cases>'
    )
    after = (
        f'<Links><Link guid="{guid("link")}" direction="OneWay" originGUID="{guid("code", "Awareness")}" '
        f'targetGUID="{guid("code", "Delight")}"/></Links><Sets><Set guid="{guid("set")}" name="Mine"><MemberCode '
        f'targetGUID="{guid("code", "Delight")}"/><MemberSource targetGUID="{guid("src")}"/></Set></Sets>'
        '<Graphs><Graph guid="x"><Vertex guid="y" firstX="1" firstY="1"/></Graph></Graphs>'
    )
    project = refi.read(little(before=before, after=after).build(), "x.qdpx")
    case, variable, link, group = project.cases[0], project.variables[0], project.links[0], project.sets[0]
    assert (case.name, case.description, case.sources, case.values[0].text) == ("P01", "Came by herself.", (guid("src"),), "New")
    assert (variable.name, link.direction, group.codes) == ("Segment", "OneWay", (guid("code", "Delight"),))
    assert project.losses == (Loss("graphs", 1, "there is no place for them"),)


RECORDING = """<VideoSource guid="{video}" name="Call" path="relative:///call.mp4"><Transcript guid="{text}" plainTextPath="internal://t.txt">
<SyncPoint guid="{a}" timeStamp="0" position="0"/><SyncPoint guid="{b}" timeStamp="4000" position="18"/>
<SyncPoint guid="{c}" timeStamp="9000" position="33"/><TranscriptSelection guid="{s}" fromSyncPoint="{b}" toSyncPoint="{c}">
<Coding guid="{k}"><CodeRef targetGUID="{code}"/></Coding></TranscriptSelection></Transcript>
<VideoSelection guid="{v}" begin="1000" end="3900"><Coding guid="{l}"><CodeRef targetGUID="{code}"/></Coding></VideoSelection>
<VideoSelection guid="{w}" begin="later" end="99999"><Coding guid="{m}"><CodeRef targetGUID="{code}"/></Coding></VideoSelection>
</VideoSource>"""


def test_a_recording_is_its_transcript_and_stretches_of_time_are_the_words_spoken_then():
    text = "P01: hello again.\nP01: well then.\n"
    ids = {k: guid(k) for k in ("video", "text", "a", "b", "c", "s", "k", "v", "l", "w", "m")} | {"code": guid("code", "Delight")}
    made = little(sources=RECORDING.format(**ids), files=(("sources/t.txt", text.encode()),))
    project = refi.read(made.build(), "x.qdpx")
    spoken = next(s for s in project.sources if s.kind == "video")
    assert (spoken.text, spoken.recording) == (text, guid("video"))
    assert spoken.syncs == (Sync(guid("a"), 0, 0), Sync(guid("b"), 4000, 18), Sync(guid("c"), 9000, 33))
    assert [text[c.start : c.end] for c in project.codings if c.source == spoken.id] == ["P01: well then.", "P01: hello again."]
    assert Loss("stretches of recordings", 1, "no transcript says which words they are") in project.losses
    assert Loss("recordings", 1, "the words of their transcripts are taken, the recordings are not") in project.losses


def test_a_pdf_is_its_text_and_its_areas_are_found_by_their_words_or_said_to_be_lost():
    text = "The annual report.\nWe were asked for our card at once.\n"
    at = text.index("We were")
    code = f'<Coding guid="{{}}"><CodeRef targetGUID="{guid("code", "Delight")}"/></Coding>'.format
    area = '<PDFSelection guid="{}" name="{}" page="0" firstX="1" firstY="1" secondX="2" secondY="2">{}</PDFSelection>'.format
    source = (
        f'<PDFSource guid="{guid("pdf")}" name="R" path="internal://r.pdf">'
        + area(guid("p1"), "asked for our card", code(guid("c1"))) + area(guid("p2"), "", code(guid("c2")))
        + f'<Representation guid="{guid("rep")}"><PlainTextContent>{text}</PlainTextContent>'
        f'<PlainTextSelection guid="{guid("p3")}" startPosition="{at}" endPosition="{len(text) - 1}">'
        f'{code(guid("c3"))}</PlainTextSelection></Representation></PDFSource>'
        f'<PictureSource guid="{guid("pic")}" name="P" path="internal://p.png">'
        f'<PictureSelection guid="{guid("p4")}" firstX="1" firstY="1" secondX="2" secondY="2">'
        f'{code(guid("c4"))}</PictureSelection></PictureSource>'
    )  # fmt: skip
    project = refi.read(little(sources=source).build(), "x.qdpx")
    pdf = next(s for s in project.sources if s.kind == "pdf")
    assert {pdf.text[c.start : c.end] for c in project.codings if c.source == pdf.id} == {
        "asked for our card", "We were asked for our card at once.",
    }  # fmt: skip
    lost = {(x.what, x.count) for x in project.losses}
    assert {("areas of PDF pages", 1), ("pictures", 1), ("passages", 1)} <= lost


def test_what_refers_to_nothing_or_lies_outside_of_the_text_is_counted():
    one = wild.passages(quotes={"I nearly gave up": ("Frustration",)})[0]
    made = wild.Wild(passages=(*wild.passages(), Passage(one.start, one.end, ("No such code",))))
    xml = made.xml().replace(
        "</TextSource>", f'<PlainTextSelection guid="{guid("far")}" startPosition="9000" endPosition="9010"/></TextSource>'
    )
    project = refi.read(with_text(xml), "x.qdpx")
    assert set(project.losses) == {
        Loss("codings", 1, "their code is not in the codebook"), Loss("passages", 1, "they lie outside of their text"),
    }  # fmt: skip


def test_two_sources_of_one_identity_stay_two():
    made = little(named=True)
    short = f'<TextSource guid="{guid("src")}" name="Again"><PlainTextContent>Short.</PlainTextContent></TextSource>'
    project = refi.read(made.of(sources=short).build(), "x.qdpx")
    assert [s.text for s in project.sources] == [wild.TEXT, "Short."]
    assert len({s.id for s in project.sources}) == 2
    assert quotes(project) == ALL


# Hostile -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["absolute:///etc/passwd", "relative:///../../etc/passwd", "relative:///x.txt", "internal://../../../etc/passwd", "/etc/passwd",
     "file:///etc/passwd", "C:\\Users\\x.txt", "internal://..\\..\\x", "http://example.org/x.txt"],
)  # fmt: skip
@pytest.mark.parametrize("attribute", ["plainTextPath", "richTextPath"])
def test_a_text_that_lies_outside_of_the_archive_is_refused_and_its_path_not_repeated(path, attribute):
    xml = little().xml().replace(f'plainTextPath="internal://{guid("src")}.txt"', f'{attribute}="{path}"')
    with pytest.raises(Refused) as refused:
        refi.read(archive({"project.qde": xml.encode(), "sources/passwd": b"inside", "sources/x.txt": b"inside"}), "x.qdpx")
    assert refused.value.place == "source 1"
    assert "passwd" not in str(refused.value)


def test_what_the_base_path_says_of_somebodys_computer_is_not_kept():
    project = refi.read(little(base=' basePath="C:/Users/jenny.mith/Documents"').build(), "x.qdpx")
    assert "mith" not in repr(project)


def test_a_document_type_is_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Project name="&b;"/>'
    for raw in (bomb.encode(), bomb.encode("utf-16"), archive({"project.qde": bomb.encode()})):
        with pytest.raises(Refused, match="document type"):
            refi.read(raw, "x.qde")


@pytest.mark.parametrize(
    ("xml", "found"),
    [
        (f'<Project name="{"x" * (12 << 20)}"/>', "an element of more than"),
        ("<Project>" + "<Set>" * 200, "nested more than"),
        ("<Project><CodeBook><Codes>" + '<Code guid="a" name="b"/>' * 10_001, "more than 10,000 codes"),
        ("<Project><Users></Project>", "not readable as XML"),
        ("<Project><Users>", "not readable as XML"),
        ("<html/>", "no project"),
        ("", "not readable as XML"),
        ("<Project><Notes>" + "<a></a>" * 300_001, "more than 300,000 elements"),
    ],
    ids=["attribute", "deep", "codes", "crossed", "cut", "html", "empty", "elements"],
)
def test_a_project_file_that_is_none_is_refused(xml, found):
    with pytest.raises(Refused, match=found):
        refi.read(xml.encode(), "x.qde")


def test_an_archive_with_two_projects_or_none_is_refused():
    for files in ({}, {"a.txt": b""}, {"a.qde": b"<Project/>", "b.qde": b"<Project/>"}):
        with pytest.raises(Refused, match="files ending in"):
            refi.read(archive(files), "x.qdpx")


def test_a_bomb_is_refused_by_name_before_it_is_unpacked():
    raw = archive({"project.qde": little().xml().encode(), "sources/bomb.txt": b"\0" * (8 << 20)})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Refused, match="zip bomb") as refused:
        refi.read(raw, "x.qdpx")
    assert refused.value.place == "member 'sources/bomb.txt'"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10


def test_a_member_that_is_more_than_it_says_is_refused():
    raw = bytearray(archive({"project.qde": little().xml().encode(), f"sources/{guid('src')}.txt": wild.TEXT.encode() * 50}))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(Refused):
        refi.read(bytes(raw), "x.qdpx")


def test_cut_short_anywhere_it_is_refused_and_never_half_read():
    raw = little().build()
    for cut in range(0, len(raw), 97):
        with pytest.raises(Refused):
            refi.read(raw[:cut], "x.qdpx")
