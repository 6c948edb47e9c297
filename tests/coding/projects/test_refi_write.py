"""REFI-QDA out: valid, whole, the same bytes every time, and what comes back in is what went out."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from workbench.coding.projects import qde, refi, refi_write
from workbench.coding.projects.records import (
    Case,
    Link,
    Project,
    ProjectCode,
    ProjectCoding,
    ProjectMemo,
    ProjectSource,
    Set,
    User,
    Value,
    Variable,
)

#: The schema of the standard (MIT), so that it is looked at wherever the tests run.
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "data" / "Project.xsd"))
TEXT = "Slow 🐌 and dear.\nI left, כן, e\u0301 then.\n"
AT = "2026-02-03T10:00:00Z"


def whole(**more):
    """Return a small project with one of everything; more goes before."""
    made = Project(
        "Quiet hours", "Journey Workbench", AT, "About cafés\n& more", (User("u", "Ana"), User("m", "AI:mini")),
        (ProjectCode("f", "Pains", codable=False), ProjectCode("c", "Price", "f", "Too dear", "#cc0000"),
         ProjectCode("d", "Deep", "c")),
        (ProjectSource("s", "Talk 1", text=TEXT, description="at the till", user="u", created=AT, values=(Value("v", "3"),)),
         ProjectSource("t", "Talk 2", text="Fine.")),
        (ProjectCoding("k", "s", 11, 15, "c", "u", AT, "why?", valence=-1), ProjectCoding("l", "s", 5, 6, "d", "m", AT),
         ProjectCoding("n", "s", 11, 15, "d", "m", AT, stance="against")),
        (ProjectMemo("1", "free\ntext", name="Monday", user="u", created=AT), ProjectMemo("2", "code", "code", "c"),
         ProjectMemo("3", "source", "source", "s"), ProjectMemo("4", "passage", "passage", "s", start=0, end=4),
         ProjectMemo("5", "all", "project"), ProjectMemo("6", "set", "set", "z")),
        (Case("p", "P01", "owner", (Value("v", "3"), Value("w", "2026-02-03")), ("s",), codes=("c",)),),
        (Variable("v", "Tables", "Integer"), Variable("w", "Since", "Date", "opened")),
        (Link("y", "leads to", "c", "d", "OneWay"),),
        (Set("z", "Stage: Purchase", "one", ("c",), ("s",)),),
    )  # fmt: skip
    return replace(made, **more)


def qde_of(raw):
    return zipfile.ZipFile(io.BytesIO(raw)).read("project.qde")


def valid(raw):
    SCHEMA.assertValid(etree.fromstring(qde_of(raw)))
    return raw


def known(identity):
    return qde.guid(identity) if identity else ""


def every(identities):
    return tuple(map(known, identities))


def valued(those):
    return tuple(replace(v, variable=known(v.variable)) for v in those)


def same(project):
    """Return a project as it comes back: identities are GUIDs, a text lies in a file, codings and memos stand in some order."""
    codings = [replace(c, id=known(c.id), source=known(c.source), code=known(c.code), user=known(c.user), selection="")
               for c in project.codings]  # fmt: skip
    cases = [replace(c, id=known(c.id), values=valued(c.values), sources=every(c.sources), codes=every(c.codes))
             for c in project.cases]  # fmt: skip
    sets = [replace(s, id=known(s.id), codes=every(s.codes), sources=every(s.sources), memos=every(s.memos)) for s in project.sets]
    return replace(
        project, users=tuple(replace(u, id=known(u.id)) for u in project.users),
        codes=tuple(replace(c, id=known(c.id), parent=known(c.parent)) for c in project.codes),
        sources=tuple(replace(s, id=known(s.id), user=known(s.user), values=valued(s.values), file="") for s in project.sources),
        codings=tuple(sorted(codings, key=lambda c: c.id)), cases=tuple(cases), sets=tuple(sets),
        variables=tuple(replace(v, id=known(v.id)) for v in project.variables),
        links=tuple(replace(k, id=known(k.id), origin=known(k.origin), target=known(k.target)) for k in project.links),
    )  # fmt: skip


def test_one_of_everything_comes_back_as_it_went_out():
    back = refi.read(valid(refi_write.write(whole())), "a.qdpx")
    assert (back.reading.unit, back.reading.inclusive, back.losses) == ("codepoint", False, ())
    there = same(back)
    expected = same(whole(sets=(Set("z", "Stage: Purchase", "one", ("c",), ("s",), ("6",)),)))
    for field in ("name", "description", "users", "codes", "sources", "codings", "cases", "variables", "links"):
        assert getattr(there, field) == getattr(expected, field), field
    assert {m.text: (m.about, m.start, m.end) for m in there.memos} | {"set": ""} == {
        "free\ntext": ("free", 0, 0), "code": ("code", 0, 0), "source": ("source", 0, 0), "passage": ("passage", 0, 4),
        "all": ("project", 0, 0), "set": "",
    }  # fmt: skip
    assert refi_write.lost(whole()) == ()


SIGNS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\ufeff")
WORDS = st.text(SIGNS | st.sampled_from("\n🐌\u0301אa "), min_size=1, max_size=40)


@st.composite
def projects(draw):
    texts = draw(st.lists(WORDS, min_size=1, max_size=3))
    codings = []
    for number in range(draw(st.integers(0, 6))):
        source = draw(st.integers(0, len(texts) - 1))
        start = draw(st.integers(0, len(texts[source]) - 1))
        end = draw(st.integers(start + 1, len(texts[source])))
        note, valence = draw(WORDS | st.just("")), draw(st.none() | st.integers(-2, 2))
        user, stance = draw(st.sampled_from("ab")), draw(st.sampled_from(["for", "against"]))
        codings.append(ProjectCoding(f"k{number}", f"s{source}", start, end, f"c{number}", user, AT, note, stance, valence))
    codes = tuple(ProjectCode(f"c{number}", draw(WORDS)) for number in range(6))
    return Project(
        draw(WORDS), "Journey Workbench", AT, "", (User("a", draw(WORDS)), User("b", draw(WORDS))), codes,
        tuple(ProjectSource(f"s{n}", draw(WORDS), text=text) for n, text in enumerate(texts)), tuple(codings),
    )  # fmt: skip


@settings(max_examples=25)
@given(projects())
def test_whatever_was_said_comes_back_with_every_coding_on_its_words(project):
    back = refi.read(valid(refi_write.write(project)), "a.qdpx")
    assert [s.text for s in back.sources] == [s.text for s in project.sources]
    assert same(back).codings == same(project).codings
    assert [c.name for c in back.codes] == [c.name for c in project.codes]


def test_the_same_project_gives_the_same_bytes_in_any_process():
    script = """
import hashlib, pickle, sys
from workbench.coding.projects import refi_write
print(hashlib.sha256(refi_write.write(pickle.loads(sys.stdin.buffer.read()))).hexdigest())
"""
    run = [sys.executable, "-c", script]
    there = subprocess.run(
        run, check=True, capture_output=True, input=pickle.dumps(whole()), env={**os.environ, "PYTHONHASHSEED": "7"}
    )
    assert there.stdout.decode().strip() == hashlib.sha256(refi_write.write(whole())).hexdigest()


def test_the_container_is_as_every_reader_expects_it():
    raw = refi_write.write(whole())
    archive = zipfile.ZipFile(io.BytesIO(raw))
    names = archive.namelist()
    assert names[0] == "project.qde"
    assert all(n.startswith("sources/") and n.endswith(".txt") for n in names[1:])
    assert archive.read(names[1]) == TEXT.encode()  # LF, no byte order mark
    tree = etree.fromstring(archive.read("project.qde"))
    selections = [s for s in tree.iter("{*}PlainTextSelection") if s.find("{*}Coding") is not None]
    assert [(s.get("name"), s.get("startPosition"), s.get("endPosition")) for s in selections] == [
        ("🐌", "5", "6"), ("dear", "11", "15"), ("dear", "11", "15"),
    ]  # fmt: skip
    for selection in selections:  # a reader that takes the coder from the passage is right, too
        assert {c.get("creatingUser") for c in selection.findall("{*}Coding")} <= {selection.get("creatingUser")}
    assert all(c.get("creatingUser") for c in tree.iter("{*}Coding"))


@pytest.mark.parametrize(("more", "lost"), [
    ({"codings": (ProjectCoding("k", "s", 0, 999, "c", "u"), ProjectCoding("l", "s", 3, 3, "c", "u"),
                  ProjectCoding("n", "x", 0, 1, "c", "u"), ProjectCoding("o", "s", 0, 1, "x", "u"))}, {"codings": 4}),
    ({"codings": (ProjectCoding("k", "s", 0, 4, "c"),)}, {"codings whose coder is not known": 1}),
    ({"cases": (Case("p", "P01", values=(Value("v", "three"),)),)}, {"variables whose values are not all of their type": 1}),
    ({"memos": (ProjectMemo("1", "x", "case", "p"),)}, {"memos about cases, variables or what is not written": 1}),
    ({"links": (Link("y", "", "c", "gone"),)}, {"links": 1}),
    ({"sources": (ProjectSource("s", "a", text=TEXT), ProjectSource("g", "b.png", "picture"))}, {"sources without a text": 1}),
    ({"sources": (ProjectSource("s", "a", text="\ufeff" + TEXT.replace("\n", "\r")),)},
     {"characters that a text of the standard cannot hold": 3}),
])  # fmt: skip
def test_what_the_standard_cannot_hold_is_named_counted_and_left_out(more, lost):
    project = whole(**{"memos": (), "links": (), **more})
    assert {loss.what: loss.count for loss in refi_write.lost(project)} == lost
    valid(refi_write.write(project))


def test_what_xml_cannot_hold_is_one_other_character_each_so_places_stay():
    dark = "a\x00b\x0bc\ud800d\uffffe"
    text = "a\x0bb\x0cc"
    project = whole(
        name=dark, description=dark, codes=(ProjectCode("c", dark, "", dark, "red"),), users=(User("u", dark),),
        sources=(ProjectSource("s", dark, text=text),), codings=(ProjectCoding("k", "s", 1, 4, "c", "u", "last year", dark),),
        memos=(ProjectMemo("1", dark, name=dark),), cases=(), links=(), sets=(), variables=(),
    )  # fmt: skip
    back = refi.read(valid(refi_write.write(project)), "a.qdpx")
    assert back.sources[0].text == "a\ufffdb\ufffdc"
    assert [(c.start, c.end) for c in back.codings] == [(1, 4)]
    assert back.codes[0].name == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_codes_in_a_circle_two_of_one_identity_and_none_at_all_are_written_valid():
    circle = (ProjectCode("a", "A", "b"), ProjectCode("b", "B", "a"), ProjectCode("b", "B again", "zz"))
    twice = (ProjectCoding("k", "s", 0, 4, "a", "u"), ProjectCoding("k", "s", 0, 4, "a", "u"))
    raw = valid(refi_write.write(whole(codes=circle, codings=twice)))
    ids = [c.get("guid") for c in etree.fromstring(qde_of(raw)).iter("{*}Coding")]
    assert len(set(ids)) == len(ids) == 2
    valid(refi_write.write(Project("empty")))


def test_a_deep_codebook_is_no_recursion():
    deep = tuple(ProjectCode(f"c{n}", f"Level {n}", f"c{n - 1}" if n else "") for n in range(90))
    back = refi.read(refi_write.write(whole(codes=deep, codings=())), "a.qdpx")
    assert [c.name for c in back.codes] == [c.name for c in deep]


def test_a_note_stands_also_where_some_programs_alone_look_for_it_and_comes_back_once():
    raw = valid(refi_write.write(whole(memos=(ProjectMemo("4", "passage", "passage", "s", start=0, end=4),))))
    tree = etree.fromstring(qde_of(raw))
    assert {s.findtext("{*}Description") for s in tree.iter("{*}PlainTextSelection")} == {"why?", "passage", None}
    assert all(n.get("creationDateTime") for n in tree.iter("{*}Note"))  # QualCoder stops at one without
    back = refi.read(raw, "a.qdpx")
    assert sorted(c.note for c in back.codings) == ["", "", "why?"]
    assert [(m.about, m.text) for m in back.memos] == [("passage", "passage")]
