"""Files that leak, each in its own way, and the same files with nothing in them: what the share gate is measured on."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
import unicodedata
import zlib
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Data = dict[str, Any]


@dataclass(frozen=True)
class Secret:
    """What must not be read; the clean twin of a file is made with what may."""

    name: str = "Maria Woźniak"
    first: str = "Marysia"
    email: str = "m.w@firm.example"
    phone: str = "+48 601 234 567"
    token: str = "ghp_" + "a1B2" * 9
    home: str = "/home/ann.lee/interviews/1.ipynb"
    jupyter: str = "http://localhost:8888/lab?token=" + "ab12" * 12
    words: str = "the landlord kept my deposit for a broken kettle"


SECRET = Secret()
CLEAN = Secret("P01 said", "P01", "[e-mail]", "13 of 18 people", "version 3.2.1", "interviews/1.ipynb", "the lab", "nobody said so")
#: As `workbench.share.withheld.withheld` gives them.
RUNS = frozenset({("the", "landlord", "kept", "my", "deposit", "for"), ("kept", "my", "deposit", "for", "a", "broken")})
ROSTER = (("P01", "Maria Woźniak", ("Marysia",), "participant"), ("P02", "Siobhán O\u2019Connor", (), "participant"))


def notebook(
    *outputs: Data, source: str = "study.journey()", markdown: str = "fine", attachments: Data | None = None, **metadata: object
) -> bytes:
    """Return a notebook with one cell of code and one of words."""
    cells = [
        {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": 1, "source": source, "outputs": list(outputs)},
        {
            "cell_type": "markdown",
            "id": "b",
            "metadata": {},
            "source": markdown,
            **({"attachments": attachments} if attachments else {}),
        },
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}).encode()


def shown(kind: str, data: object) -> Data:
    """Return an output of a kind."""
    return {"output_type": "display_data", "metadata": {}, "data": {kind: data}}


def printed(text: str) -> Data:
    """Return what a cell printed."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def page(body: str) -> bytes:
    """Return an HTML page."""
    return f"<!doctype html><html><head><title>Map</title></head><body>{body}</body></html>".encode()


def coded(text: str) -> str:
    """Return base64 of a text."""
    return b64encode(text.encode()).decode()


def archive(**members: str | bytes) -> bytes:
    """Return a zip archive; ``__`` in a name is a slash."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def picture(key: str, text: str, *, kind: bytes = b"tEXt") -> bytes:
    """Return a PNG of one point with words beside it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    words = key.encode() + (b"\0" + text.encode("latin-1", "replace") if kind == b"tEXt" else b"\0\0\0\0\0" + text.encode())
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(kind, words) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def database(text: str) -> bytes:
    """Return an SQLite database with one row."""
    there = sqlite3.connect(":memory:")
    there.execute("CREATE TABLE quotes (id TEXT, text TEXT)")
    there.execute("INSERT INTO quotes VALUES ('q1', ?)", (text,))
    there.commit()
    return there.serialize()


def parquet(text: str, *, in_schema: bool = False) -> bytes:
    """Return a Parquet file with one row, or with a text beside its schema."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"text": ["fine" if in_schema else text]})
    out = BytesIO()
    pq.write_table(table.replace_schema_metadata({"made by": text}) if in_schema else table, out)
    return out.getvalue()


def portable(text: str, *, title: str = "Map") -> bytes:
    """Return a PDF of one page with its properties."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": title, "/Author": text})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


LEAKS: dict[str, tuple[str, Callable[[Secret], bytes]]] = {
    "unused chart column": (
        "a.ipynb",
        lambda s: notebook(shown("application/vnd.vegalite.v5+json", {"data": {"values": [{"x": 1, "who": s.name}]}})),
    ),
    "first name in chart data": (
        "a.ipynb",
        lambda s: notebook(shown("application/vnd.vegalite.v6+json", {"datasets": {"d": [{"p": s.first}]}})),
    ),
    "key of a table": ("a.ipynb", lambda s: notebook(shown("application/json", {s.first: 3}))),
    "hidden widget": (
        "a.ipynb",
        lambda s: notebook(widgets={"application/vnd.jupyter.widget-state+json": {"state": {"a": {"state": {"value": s.name}}}}}),
    ),
    "traceback": (
        "a.ipynb",
        lambda s: notebook(
            {
                "output_type": "error",
                "ename": "AssertionError",
                "evalue": "row 3",
                "traceback": [f"\x1b[31massert ['{s.name}']\x1b[0m"],
            }
        ),
    ),
    "escape": ("a.ipynb", lambda s: notebook(printed(json.dumps({"who": s.name})))),
    "bytes as Python shows them": ("a.ipynb", lambda s: notebook(printed(repr(s.name.encode())))),
    "base64": (
        "a.ipynb",
        lambda s: notebook(
            shown("text/html", '<a href="data:text/csv;base64,' + coded(f"name;why: {s.name};slow and dear") + '">x</a>')
        ),
    ),
    "base64 in base64": ("a.html", lambda s: page(f"<p>{coded('see ' + coded('name;why: ' + s.name + ', slow and dear'))}</p>")),
    "packed": (
        "a.html",
        lambda s: page(f'<script>load("{b64encode(gzip.compress(s.name.encode() * 3, mtime=0)).decode()}")</script>'),
    ),
    "attachment": ("a.ipynb", lambda s: notebook(attachments={"a.csv": {"text/csv": coded(f"a;b\n{s.name};slow and dear")}})),
    "name of an attachment": (
        "a.ipynb",
        lambda s: notebook(attachments={f"{s.name}.png": {"image/png": coded("not a picture at all")}}),
    ),
    "markdown": ("a.ipynb", lambda s: notebook(markdown=f"We then asked {s.first} about it.")),
    "comment in code": ("a.ipynb", lambda s: notebook(source=f"# ask {s.first} again\nstudy.journey()")),
    "cell metadata": ("a.ipynb", lambda s: notebook(papermill={"parameters": {"who": s.name}})),
    "alt text": ("a.html", lambda s: page(f'<img alt="{s.name.upper()} at work" src="x.png">')),
    "entities": ("a.html", lambda s: page("".join(f"&#{ord(c)};" for c in s.name))),
    "link": ("a.html", lambda s: page(f'<a href="#{quote(s.name)}">x</a>')),
    "decomposed": ("a.md", lambda s: unicodedata.normalize("NFD", s.name).encode()),
    "full width": ("a.txt", lambda s: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in s.name).encode()),
    "zero width": ("a.html", lambda s: page("\u200b".join(s.name))),
    "soft hyphen": ("a.html", lambda s: page(s.name[:3] + "&shy;" + s.name[3:])),
    "split over tags": ("a.html", lambda s: page(f"<p>{s.name[:2]}<b>{s.name[2:7]}</b><i>{s.name[7:]}</i></p>")),
    "swapped": ("a.csv", lambda s: f"quote;{', '.join(reversed(s.name.split()))}\n".encode()),
    "quoted-printable": (
        "a.eml",
        lambda s: "".join(c if c.isascii() else "".join(f"={b:02X}" for b in c.encode()) for c in s.name).encode(),
    ),
    "read wrongly": ("a.txt", lambda s: s.name.encode().decode("cp1252", "replace").encode()),
    "UTF-16": ("a.txt", lambda s: s.name.encode("utf-16")),
    "comment": ("a.html", lambda s: page(f"<!-- {s.name} -->")),
    "data in a script": (
        "a.html",
        lambda s: page(f'<script>vegaEmbed("#v", {json.dumps({"datasets": {"d": [{"who": s.first, "n": 1}]}})})</script>'),
    ),
    "drawing": ("a.svg", lambda s: f'<svg xmlns="http://www.w3.org/2000/svg"><title>{s.name}</title></svg>'.encode()),
    "drawing in a picture": (
        "a.html",
        lambda s: page(f'<img alt="" src="data:image/svg+xml;base64,{coded(f"<svg><text>{s.name}</text></svg>")}">'),
    ),
    "words in a picture": ("a.png", lambda s: picture("Author", s.name, kind=b"iTXt")),
    "picture in a notebook": ("a.ipynb", lambda s: notebook(shown("image/png", b64encode(picture("Comment", s.first)).decode()))),
    "author of a document": (
        "a.docx",
        lambda s: archive(docProps__core_xml=f"<cp:coreProperties><dc:creator>{s.name}</dc:creator></cp:coreProperties>"),
    ),
    "runs of a document": (
        "a.docx",
        lambda s: archive(
            word__document_xml=f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{s.name[:4]}</w:t></w:r><w:r><w:t>{s.name[4:]}</w:t></w:r></w:p>"
        ),
    ),
    "speaker notes": ("a.pptx", lambda s: archive(ppt__notesSlides__notesSlide1_xml=f"<a:p><a:r><a:t>{s.first}</a:t></a:r></a:p>")),
    "comment in a workbook": (
        "a.xlsx",
        lambda s: archive(xl__comments1_xml=f"<comment><text><r><t>{s.first} said</t></r></text></comment>"),
    ),
    "name of a member": ("a.qdpx", lambda s: archive(**{f"sources__{s.name}.txt": "fine"})),
    "archive in an archive": ("a.zip", lambda s: archive(inner=archive(text=s.name))),
    "database": ("a.sqlite", lambda s: database(s.name)),
    "Parquet": ("a.parquet", lambda s: parquet(s.first)),
    "beside a schema": ("a.parquet", lambda s: parquet(s.name, in_schema=True)),
    "author of a PDF": ("a.pdf", lambda s: portable(s.name)),
    "token": ("a.ipynb", lambda s: notebook(printed(s.token))),
    "Jupyter": ("a.ipynb", lambda s: notebook(printed(s.jupyter))),
    "home path": ("a.ipynb", lambda s: notebook(papermill={"input_path": s.home})),
    "e-mail": ("a.ipynb", lambda s: notebook(printed(f"write to {s.email} please"))),
    "phone": ("a.ipynb", lambda s: notebook(printed(f"call me on {s.phone}"))),
    "withheld words": ("a.html", lambda s: page(f"<p>And then <em>{s.words}</em>.</p>")),
}


def files() -> Iterator[tuple[str, str, bytes, bytes]]:
    """Yield the way, the name of the file, the file that leaks and its clean twin."""
    for way, (name, make) in LEAKS.items():
        yield way, name, make(SECRET), make(CLEAN)
