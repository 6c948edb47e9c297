"""Files that are too much: each in a child process that may use little memory and time.

C14
    input: a text file of 500 MB; a CSV of a million rows; an import that is stopped halfway
    expected: a message about the limit, or an import within 1 GiB; stopping leaves nothing
    product: sizes are looked at before a byte is read; rows are read in blocks; an import is all or nothing
    naive: `read_text` wants the memory that the text takes

C15
    input: a cell of 5 MB; a table of 10,000 columns
    expected: refusal that names row and column
    product: as expected: a cell has 1,000,000 characters at most, a table 2,000 columns
    naive: `read_csv` takes both

C23
    input: workbooks, Word files and projects that unpack to 2 GiB, from 200 times less, into 6,000 members, or with a cell far
        away; a project of very many elements
    expected: refusal within 2 s and 200 MiB
    product: declared sizes first, then counted while unpacking into nothing; sheets are read row by row, a
        project element by element
    naive: `archive.read` and `read_excel` want it all
"""

from __future__ import annotations

import io
import zipfile

import naive
import openpyxl
import pytest

from workbench.study.folder import Folder

#: Imports files within limits; says of each what happened, how much memory more than before and how many seconds it took.
IMPORT = """
import resource, sys, time
from pathlib import Path
from workbench.sources.tables import answers, sheets, read as tables
from workbench.sources import ingest, zipgate
from workbench.sources.numbers import metrics
from workbench.sources.transcripts import read as transcripts
import docx, openpyxl, pandas, pyarrow, pyarrow.parquet, pyarrow.csv
from workbench.coding.projects import bring, refi, taguette, qualcoder
from workbench.study.folder import Folder
from workbench.study.errors import WorkbenchError
def project(folder, path, round):
    return bring.bring_in(folder, path, round=round, coder="ana")
for path in map(Path, sys.argv[2:]):
    add = ingest.add_survey if path.suffix in {".csv", ".xlsx"} else project if path.suffix == ".qdpx" else ingest.add_transcript
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        said = add(Folder(sys.argv[1]), path, round="r1").status
    except WorkbenchError as error:
        said = f"{type(error).__name__}: {error}"
    used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(said.replace("\\n", " "), used, round(time.process_time() - began, 2), sep="\\n")
"""


@pytest.fixture
def attempt(blank, child, tree):
    """Import files in one child process; return of each what was said, the memory in MiB and the processor seconds it took."""

    def go(*paths, memory=1536, seconds=20):
        before = tree(blank)
        done = child(IMPORT, blank.folder.root, *paths, memory=memory, seconds=seconds)
        assert done.status == 0, done.err
        lines = done.out.strip().splitlines()
        found = [(said, int(used), float(took)) for said, used, took in zip(lines[::3], lines[1::3], lines[2::3], strict=True)]
        assert len(found) == len(paths)
        if all(said.startswith("Refused") for said, _, _ in found):
            assert tree(blank) == before
        return found

    return go


def test_c14_half_a_gigabyte_is_refused_by_its_size(attempt, tmp_path):
    paths = [tmp_path / f"a{suffix}" for suffix in (".txt", ".csv", ".vtt", ".docx", ".pdf", ".xlsx")]
    for path in paths:
        with path.open("wb") as file:
            file.truncate(600 * 2**20)  # a hole: takes no room on the disk
    for said, used, took in attempt(*paths):
        assert said.startswith("Refused")
        assert "600 MB, and the limit is" in said
        assert used < 50
        assert took < 2


def test_c14_many_rows_are_imported_within_bounds(attempt, tmp_path):
    """A fifth of a million here; the whole million is measured by `make bench`, row import_1m_rss_mib."""
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,score,Why did you give this score?\n")
        for block in range(0, 200_000, 10_000):
            file.write(
                "".join(f"x{n * 7919 % 1_000_003:06d},{n % 11},It took person {n} an hour\n" for n in range(block, block + 10_000))
            )
    ((said, used, _),) = attempt(path, memory=4096, seconds=60)  # of address space: of memory it is less
    assert said == "added"
    assert used < 500


def test_c14_stopping_an_import_leaves_nothing(blank, tree, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "id,Why did you give this score?\n" + "".join(f"a{n},It took me {n} hours by hand\n" for n in range(60_000)),
        encoding="utf-8",
    )
    before = tree(blank)

    def stop(done, _total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        blank.add_survey(path, round="r1", progress=stop)
    assert tree(blank) == before
    assert Folder(blank.folder.root).surveys() == []


def test_c14_naive_reading_wants_the_memory(child, tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(600 * 2**20)
    done = child(
        f"import sys; sys.path.insert(0, {str(tmp_path.parent)!r})\nopen({str(path)!r}, encoding='utf-8').read()", memory=1024
    )
    with pytest.raises(AssertionError):
        assert done.status == 0, "MemoryError"
    assert "MemoryError" in done.err


BIG_CELL = "id,why\na1,fine\nb2," + "x" * 5_000_000 + "\n"
WIDE = ",".join(f"c{n}" for n in range(10_000)) + "\n" + ",".join("x" for _ in range(10_000)) + "\n"


def test_c15_a_cell_or_a_row_too_large_is_named(attempt, tmp_path):
    (tmp_path / "a.csv").write_text(BIG_CELL, encoding="utf-8")
    (tmp_path / "b.csv").write_text(WIDE, encoding="utf-8")
    found = attempt(tmp_path / "a.csv", tmp_path / "b.csv")
    for (said, used, took), place in zip(found, ("a.csv, line 3", "b.csv, line 1"), strict=True):
        assert said.startswith(f"Refused: {place}")
        assert used < 200
        assert took < 5


def test_c15_naive_both_are_taken(tmp_path):
    (tmp_path / "a.csv").write_text(BIG_CELL, encoding="utf-8")
    (tmp_path / "b.csv").write_text(WIDE, encoding="utf-8")
    for name in ("a.csv", "b.csv"):
        with pytest.raises(AssertionError):
            assert not len(naive.table(tmp_path / name)), "it is taken as it is"


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def two_gigabytes(main):
    """Return a small archive whose last member says that it unpacks to 2 GiB."""
    raw = bytearray(zipped((main, b"<a/>"), ("x.bin", b"\0" * 2_000_000)))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = raw.rindex(mark) + at
        raw[place : place + 4] = (2**31 - 1).to_bytes(4, "little")
    return bytes(raw)


def far_cell(row=300_000, column=200):
    """Return a workbook of 5 kB with one cell far away."""
    book = openpyxl.Workbook()
    book.active.append(["id", "why"])
    book.active.cell(row, column, "x")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def endless_rows():
    """Return a workbook whose sheet says a million and a half rows in a few kilobytes of zip."""
    book = openpyxl.Workbook()
    book.active.append(["id", "why"])
    out, thick = io.BytesIO(), io.BytesIO()
    book.save(out)
    row = '<row r="{n}"><c t="inlineStr" r="A{n}"><is><t>a</t></is></c><c t="inlineStr" r="B{n}"><is><t>b</t></is></c></row>'
    many = "".join(row.format(n=n) for n in range(2, 20_000))
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(thick, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(
                info.filename, data.replace(b"</sheetData>", many.encode() + b"</sheetData>") if "sheet1" in info.filename else data
            )
    return thick.getvalue()


BOMBS = {
    "ratio.xlsx": lambda: zipped(("xl/workbook.xml", b"<a/>"), ("xl/b.xml", b"\0" * 60_000_000)),
    "ratio.docx": lambda: zipped(("word/document.xml", b"<a/>"), ("word/b.xml", b" " * 40_000_000)),
    "two.xlsx": lambda: two_gigabytes("xl/workbook.xml"),
    "two.docx": lambda: two_gigabytes("word/document.xml"),
    "many.docx": lambda: zipped(("word/document.xml", b"<a/>"), *((f"m{n}", b"") for n in range(6000))),
    "far.xlsx": far_cell,
    "ratio.qdpx": lambda: zipped(("project.qde", b"<Project/>"), ("sources/b.txt", b" " * 40_000_000)),
    "two.qdpx": lambda: two_gigabytes("project.qde"),
    "many.qdpx": lambda: zipped(("project.qde", b"<Project/>"), *((f"sources/m{n}", b"") for n in range(6000))),
    "elements.qdpx": lambda: zipped(("project.qde", b"<Project><Notes>" + b"<Note/>" * 350_000 + b"</Notes></Project>")),
}


def test_c23_bombs_are_refused_at_once(attempt, tmp_path):
    for name, make in BOMBS.items():
        (tmp_path / name).write_bytes(make())
    for said, used, took in attempt(*(tmp_path / name for name in BOMBS)):
        assert said.startswith("Refused")
        assert used < 200
        assert took < 2


def test_c23_very_many_rows_are_read_within_bounds(attempt, tmp_path):
    (tmp_path / "rows.xlsx").write_bytes(endless_rows())
    ((said, used, took),) = attempt(tmp_path / "rows.xlsx", seconds=40)
    assert said.startswith(("Refused", "added"))
    assert used < 300
    assert took < 15


def test_c23_naive_all_of_it_is_unpacked(tmp_path):
    with pytest.raises(AssertionError):
        assert naive.unpacked_size(BOMBS["ratio.docx"]()) < 20_000_000
    path = tmp_path / "far.xlsx"
    path.write_bytes(far_cell(10_000, 100))
    with pytest.raises(AssertionError):
        assert naive.sheet(path).size < 100_000, "a million cells for one"
