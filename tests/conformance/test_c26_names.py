"""Names that file systems, shells, browsers and spreadsheets trip over.

C26
    input: people, codes, rounds, coders and files called `CON`, `..`, `-rf`, 300 characters, `é` composed and not, `=cmd|…`
    expected: stored; slugs unique and inside the study
    product: ids and files are slugs; who is behind a pseudonym stands only in the key file; every export is looked at here
    naive: a file under the name itself lies elsewhere, is too long, or is another person's
"""

from __future__ import annotations

import csv
import json
import sqlite3
import unicodedata
from zipfile import ZipFile

import naive
import openpyxl
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from workbench.share.exports import FORMATS
from workbench.share.gate import scan
from workbench.share.page import report
from workbench.sources.people.key import KeyFile
from workbench.study.errors import UserError
from workbench.study.names import log_stem, slug

NAMES = (
    "CON", "NUL", "..", "../../evil", "-rf", "x" * 300, "Zoe\u0301 Quill", "=cmd|' /C calc'!A0",
    "</script><script>window.flag=1</script>",
    "<img src=x onerror=window.flag=1>", "\u202eliveV annA", "Robert'); DROP SCHEMA quills;--", "{{7*7}}",
    "$(touch evil)", "a\tb", "%s%n",
    "[me](javascript:window.flag=1)", "C:\\evil", "🎉", "line\nend", ";", '"', "O\u2019Brien Siobh\u00e1n",
)  # fmt: skip
SUFFIXES = (*(f.suffix[1:] for f in FORMATS), "qdpx", "qdc")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A study of people with such names: imported, known by attributes, coded."""
    import workbench as wb

    home = tmp_path_factory.mktemp("names")
    study = wb.new(home / "study", title="Names")
    study.me = "ana"
    path = home / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name of respondent", "role", "Why did you give this score?"])
        writer.writerows(
            (name, f"role of {name}", f"Reason number {n} is that it is slow to print") for n, name in enumerate(NAMES)
        )
    study.add_survey(
        path, round="2026-Q1", participant="name of respondent", attributes=["role"], text=["Why did you give this score?"]
    )
    talk = home / "talk.csv"
    with talk.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["speaker", "text"])
        for n, name in enumerate(NAMES):
            writer.writerows([("Interviewer", f"And then {n}?"), (name, f"In the talk number {n} I said that it broke")])
    study.add(talk, round="2026-Q1", kind="focus-group", interviewers=["Interviewer"])
    for n in range(len(NAMES)):
        study.code(f"pain: slow {n % 3}", f"Reason number {n} is that it is slow to print")
        study.code("stage: onboarding", f"In the talk number {n} I said that it broke")
        study.code(f"pain: broke {n % 2}", f"In the talk number {n} I said that it broke")
    return study


def test_c26_everybody_is_stored_once_under_a_pseudonym(hostile):
    (survey,) = hostile.folder.surveys()
    assert survey.answers["participant"].nunique() == len(NAMES)
    held = KeyFile.of(hostile.folder)
    assert len({held.find(name) for name in NAMES} - {None}) == len(NAMES)
    assert [f for f in hostile.check() if f.level == "error"] == []


def test_c26_no_file_lies_outside_the_study_or_is_called_like_a_device(hostile):
    root = hostile.folder.root
    files = [p for p in root.parent.rglob("*") if p.is_file()]
    outside = sorted(p.name for p in files if not p.is_relative_to(root))
    assert outside == ["answers.csv", "study.key.csv", "talk.csv"]
    for path in files:
        assert len(path.name.encode()) <= 255
        assert path.stem.casefold() not in {"con", "nul", "aux", "prn"}
        assert not path.name.startswith("-")


def test_c26_coders_of_such_names_have_a_log_each_or_are_refused(blank):
    done = []
    for name in (*NAMES, "ana", "Ana", "con", "Zo\u00e9 Quill"):
        try:
            blank.folder.act(name, ("memo.set", {"kind": "source", "about": "p01", "text": "x"}))
        except UserError:
            continue  # invisible characters, which would make two coders look like one
        done.append(name)
    assert len(done) > len(NAMES) - 4
    logs = [p.name for p in blank.folder.root.glob("log/*.jsonl")]
    assert len(logs) == len(set(map(str.casefold, logs))) == len({" ".join(unicodedata.normalize("NFC", n).split()) for n in done})
    assert all(len(name.encode()) <= 255 and name[0] not in "-." for name in logs)
    assert [f for f in blank.check() if f.level == "error"] == []


@pytest.mark.parametrize(
    "other", ["CON", "con", "é", "e\u0301", "É", "..", "a/b", "a b", "-rf", "x" * 300, "", "\u202e", "Ａ", "ß", "SS"]
)
def test_c26_slugs_are_safe_and_the_logs_of_two_coders_never_one(other):
    made = slug(other)
    assert made
    assert len(made) <= 82
    assert not set(made) & set('/\\:*?"<>|.\0 ')
    assert made.casefold() not in {"con", "nul", "aux", "prn"}
    names = [n for n in ("ana", "Ana", "ANA", "é", "e\u0301x", "a/b", "a b", "ß", "ss", "con", "CON") if n != other]
    stems = {log_stem(n, "d").casefold() for n in [*names, other or "empty"]}
    assert len(stems) == len(names) + 1


@pytest.mark.browser
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_c26_every_export_is_whole_harmless_and_names_nobody(hostile, tmp_path, opened, suffix):
    path = tmp_path / f"map.{suffix}"
    if suffix in {"qdpx", "qdc"}:
        hostile.export(path)
    else:
        hostile.journey().save(path)
    text = told(path)
    assert len(text) > 60
    if suffix == "xlsx":
        cells = [c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row]
        assert {c.data_type for c in cells} <= {"s", "n"}
    if suffix == "json":
        assert json.loads(text)["claims"]
    if suffix == "csv":
        cells = [c for row in csv.reader(text.splitlines()) for c in row]
        assert [c for c in cells if c.strip()[:1] in set("=+-@\uff1d") and c.strip()] == []
    if suffix == "mmd":
        assert all(line.startswith(("journey", "    title ", "    section ", "      ")) for line in text.splitlines())
    if suffix in {"html", "svg"}:
        seen = opened(path)
        assert not seen.ran
        assert [d for d in seen.did if d.startswith(("dialog", "request"))] == []
    assert leaked(text) == []


def told(path):
    """Return everything that a file says: of an archive, all its members; of a folder, all its tables."""
    if path.is_dir():
        return "\n".join(str(pq.read_table(part).to_pylist()) for part in sorted(path.iterdir()))
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".sqlite":
        base = sqlite3.connect(path)
        found = "\n".join(base.iterdump())
        base.close()
        return found
    raw = path.read_bytes()
    if raw.startswith(b"PK"):
        with ZipFile(path) as archive:
            return "\n".join([*archive.namelist(), *(archive.read(name).decode(errors="replace") for name in archive.namelist())])
    return raw.decode("latin-1" if path.suffix == ".png" else "utf-8")


#: Names that are long or strange enough not to stand anywhere by chance.
TELLING = [n for n in NAMES if len(n) > 8 and "slow" not in n]


def leaked(text):
    from html import unescape

    shown = unescape(text)
    return [
        n for n in TELLING for form in (n, unicodedata.normalize("NFC", n), json.dumps(n)[1:-1]) if form in text or form in shown
    ]


@pytest.mark.browser
def test_c26_the_report_and_every_table_are_harmless(hostile, opened):
    page = report(hostile.folder.settings.title, hostile.journey().model, redactor=hostile.redactor)
    seen = opened(page)
    assert not seen.ran
    assert leaked(page) == []
    telling = [e for e in KeyFile.of(hostile.folder).names() if e.name in TELLING]
    assert telling
    assert [leak for leak in scan(page, telling) if leak.kind == "name"] == []
    tables = [
        hostile.codings().to_html(),
        hostile.sources().to_html(),
        hostile.codebook()._repr_html_(),
        hostile.codebook().frame().to_html(),
        hostile._repr_html_(),
    ]
    assert not opened("<!doctype html>" + "".join(tables)).ran


def test_c26_files_with_such_names_are_imported_or_refused_and_stay_inside(blank, tmp_path):
    for n, name in enumerate(
        ["-rf.txt", "CON.txt", "..txt", "$(touch evil).txt", "x" * 200 + ".txt", "=1+1.csv", "a\u202etxt.csv"]
    ):
        path = tmp_path / name
        body = "id,Why did you give this score?\na,It is slow to print\nb,I type it by hand\n" if name.endswith("csv") else None
        path.write_text(body or f"Interviewer: And {n}?\n\nMr Quill{n}: It broke {n}.\n", encoding="utf-8")
        try:
            blank.add_survey(path, round="../../r") if body else blank.add(path, round="../../r")
        except UserError:
            continue
    assert blank.folder.transcripts()
    for path in blank.folder.root.rglob("*"):
        assert path.resolve().is_relative_to(blank.folder.root.resolve())
    assert not (tmp_path.parent / "r").exists()
    assert [f for f in blank.check() if f.level == "error"] == []


def all_stored_inside(folder, names):
    written = set()
    for name in names:
        path = naive.file_for(folder, name)
        path.write_text(name, encoding="utf-8")
        assert path.resolve().is_relative_to(folder.resolve())
        written.add(str(path).casefold())
    assert len(written) == len(names)


def test_c26_naive_a_file_under_the_name_itself(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    for name in ("../evil", "x" * 300, "a\0b"):
        with pytest.raises((AssertionError, OSError, ValueError)):
            all_stored_inside(folder, [name])
    with pytest.raises(AssertionError):
        all_stored_inside(folder, ["ana", "Ana"])
