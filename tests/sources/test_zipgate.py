from __future__ import annotations

import io
import random
import zipfile

import pytest

from workbench.sources.zipgate import check
from workbench.study.errors import Refused


def archive(members, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(zipfile.ZipInfo(name) if options.get("plain") else name, data)
    return out.getvalue()


def test_an_honest_archive_passes():
    assert check(archive([("xl/workbook.xml", b"<a/>")]), "a.xlsx").namelist() == ["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ([("a", b"\0" * 50_000_000)], "bomb"),
        ([(f"m{i}", b"") for i in range(5001)], "5001 members"),
        ([("../evil", b"x")], "outside"),
        ([("/etc/evil", b"x")], "outside"),
        ([("C:\\evil", b"x")], "outside"),
        ([("a/../../b", b"x")], "outside"),
    ],
)
def test_bombs_and_strange_names_are_refused(members, found):
    with pytest.raises(Refused, match=found):
        check(archive(members), "a.xlsx")


def test_a_member_larger_than_it_says_is_refused():
    raw = bytearray(archive([("a", b"x" * 5000)]))
    for at in (raw.index(b"PK\x03\x04") + 22, raw.index(b"PK\x01\x02") + 24):
        raw[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Refused):
        check(bytes(raw), "a.xlsx")


def test_damage_is_refused():
    raw = bytearray(archive([("a", bytes(range(256)) * 50)]))
    raw[60:90] = b"\xff" * 30
    with pytest.raises(Refused, match="damaged"):
        check(bytes(raw), "a.xlsx")


def test_places_of_members_that_cannot_be_are_refused():
    raw = bytearray(archive([("a", b"x" * 50)]))
    at = raw.index(b"PK\x05\x06") + 16  # where the directory begins, which moves where every member is looked for
    raw[at : at + 4] = (10_000).to_bytes(4, "little")
    with pytest.raises(Refused):
        check(bytes(raw), "a.xlsx")


def test_a_member_that_is_there_twice_or_is_a_link_is_refused():
    link = zipfile.ZipInfo("word/x.xml")
    link.external_attr = 0o120777 << 16
    for members, found in ([("a.xml", b"1"), ("A.XML", b"2")], "twice"), ([(link, b"/etc/passwd")], "link"):
        with pytest.raises(Refused, match=found):
            check(archive(members), "a.xlsx")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_wherever_it_stands(codec):
    text = "<!--" + random.Random(1).randbytes(2**19 - 10).hex() + "--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"  # noqa: S311
    with pytest.raises(Refused, match="document type"):
        check(archive([("word/document.xml", text.encode(codec))]), "a.docx")
    assert check(archive([("word/document.xml", b"<a>&lt;!DOCTYPE</a>")]), "a.docx")
