from __future__ import annotations

import io
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
