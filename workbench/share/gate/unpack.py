"""Files taken apart: archives member by member, pages and data of a PDF, tables of a database, words beside a picture."""

# ruff: noqa: SIM905 (a list of many short words reads best as words)
from __future__ import annotations

import io
import re
import sqlite3
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from workbench.share.gate.leak import Level
from workbench.share.gate.spot import Place, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.share.gate.look import Look

_MOST_MEMBERS = 5_000
_MOST_MEMBER = 200 * 2**20
_MOST_INFLATED = 64 * 2**20
_SMALL, _RATIO = 2**20, 200
_OFFICE = re.compile(r"(?:word|ppt|xl|docProps)/|content\.xml$|styles\.xml$|meta\.xml$", re.IGNORECASE)
_PICTURES = (b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"wOFF", b"wOF2", b"\0\1\0\0\0", b"OTTO", b"true")
_TEXT = frozenset(
    "html htm ipynb json csv tsv svg md xml mmd txt rels vml qde qdc py js css toml yml yaml jsonl ndjson eml vtt srt tex rst r sql"
    " log ini cfg".split()
)
_NULS = 0.3
_ODD = 0.1


def into(look: Look, data: bytes, place: Place, name: str = "") -> None:
    """Let `look` take in whatever is in some bytes.

    Parameters
    ----------
    look
        Who looks.
    data
        The bytes; their beginning says what they are, not their name.
    place
        Where they stand.
    name
        Name of the file, if they are one: a file that nothing can look into is named, a few odd bytes in a text are not.
    """
    for magic, take in _FORMS.items():
        if data.startswith(magic):
            return take(look, data, place)
    if _is_packed(data) and (inner := _inflated(data)) is not None:
        return look.raw(inner, Spot(place, suffix=" (packed)"))
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return look.noise(data, place)
    if (text := _text(data, name)) is not None:
        return look.document(text, place, office=_OFFICE.match(name) is not None)
    if name:
        look.unheard(place or name, "a file of a form the gate cannot look into")
    return look.noise(data, place)


def _is_packed(data: bytes) -> bool:
    """Say whether bytes begin as gzip or zlib do (RFC 1952, RFC 1950)."""
    return data[:2] == b"\x1f\x8b" or (len(data) > 8 and data[0] == 0x78 and (data[0] * 256 + data[1]) % 31 == 0)  # noqa: PLR2004


def _text(data: bytes, name: str) -> str | None:
    """Return the text that bytes are; None if they are none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    nuls = data[:4096].count(0)
    if nuls > _NULS * len(data[:4096]) > 0:
        big = data[:4096:2].count(0) > data[1:4096:2].count(0)
        text = data.decode("utf-16-be" if big else "utf-16-le", "replace")
        return text if text.count("\ufffd") < _ODD * len(text) and "\0" not in text else None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace") if name.rpartition(".")[2].casefold() in _TEXT else None
    return None if nuls and not name else text


def _inflated(data: bytes) -> bytes | None:
    packed = zlib.decompressobj(wbits=47)  # gzip or zlib, as its head says
    try:
        return packed.decompress(data, _MOST_INFLATED)
    except zlib.error:
        return None


def _archive(look: Look, data: bytes, place: Place) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return look.unheard(place or "the file", "a damaged archive")
    if len(members) > _MOST_MEMBERS:
        return look.unheard(place or "the file", f"an archive of {len(members)} members")
    look.text(archive.comment.decode("utf-8", "replace"), f"{place}: the archive's comment")
    for member in members:
        at = f"{place}: {member.filename}" if place else member.filename
        look.text(
            member.filename, f"{at} (its name)", Level.CODE if member.filename.startswith(("xl/", "word/", "ppt/")) else Level.PROSE
        )
        look.text(member.comment.decode("utf-8", "replace"), f"{at} (its comment)")
        if member.is_dir():
            continue
        if member.file_size > _SMALL and member.file_size > _RATIO * max(1, member.compress_size):
            look.unheard(at, "a member that unpacks to far more than it is, like a zip bomb")
            continue
        try:
            with archive.open(member) as stream:
                inner = stream.read(min(_MOST_MEMBER, look.room) + 1)
        except Exception:  # noqa: BLE001 (a damaged archive can raise anything, and so can its compressors)
            look.unheard(at, "a member that is damaged or encrypted")
            continue
        if len(inner) > min(_MOST_MEMBER, look.room):
            look.unheard(at, "a member larger than can be looked through")
            return None
        look.raw(inner, at, member.filename)
    return None


def _pdf(look: Look, data: bytes, place: Place) -> None:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    at = f"{place}: " if place else ""
    try:
        reader = PdfReader(io.BytesIO(data))
        for number, page in enumerate(reader.pages, 1):
            look.text(page.extract_text(), f"{at}page {number}")
            for note in page.get("/Annots") or ():
                look.text(" ".join(_strings(note.get_object())), f"{at}page {number} (a note or link)")
        look.text("\n".join(map(str, (reader.metadata or {}).values())), f"{at}properties")
        if (xmp := reader.root_object.get("/Metadata")) is not None:
            look.document(xmp.get_object().get_data().decode("utf-8", "replace"), f"{at}properties (XMP)")
        for title in _titles(reader.outline):
            look.text(title, f"{at}bookmarks")
        for inner, contents in reader.attachments.items():
            look.text(inner, f"{at}attachments")
            for piece in contents:
                look.raw(piece, f"{at}attachment {inner}", inner)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError, NotImplementedError):
        look.unheard(place or "the file", "a PDF that is damaged or encrypted")
    look.noise(data, f"{at}bytes")


def _strings(value: Any, depth: int = 0) -> Iterator[str]:  # noqa: ANN401 (any PDF object)
    """Yield the texts in a PDF object; what refers to a whole page again is left alone."""
    if isinstance(value, str) and not value.startswith("/"):
        yield value
    elif isinstance(value, dict) and depth < 3:  # noqa: PLR2004 (an action in a link in a note)
        for key, inner in value.items():
            if key not in {"/P", "/Parent", "/Popup"}:
                yield from _strings(inner.get_object() if hasattr(inner, "get_object") else inner, depth + 1)


def _titles(outline: Any) -> Iterator[str]:  # noqa: ANN401 (nested lists of pypdf)
    for item in outline:
        if isinstance(item, list):
            yield from _titles(item)
        else:
            yield str(item.title)


def _database(look: Look, data: bytes, place: Place) -> None:
    at = f"{place}: " if place else ""
    there = sqlite3.connect(":memory:")
    try:
        there.deserialize(data)
        there.text_factory = lambda raw: raw.decode("utf-8", "replace")
        tables = there.execute("SELECT name, sql FROM sqlite_master").fetchall()
        for table, made in tables:
            look.text(f"{table}\n{made or ''}", f"{at}schema", Level.CODE)
        for table, made in tables:
            if not (made or "").upper().lstrip().startswith("CREATE TABLE"):
                continue
            quoted = table.replace('"', '""')
            rows = there.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 (quoted; a throw-away copy in memory)
            columns = [c[0] for c in rows.description]
            for number, row in enumerate(rows, 1):
                for column, cell in zip(columns, row, strict=True):
                    if isinstance(cell, str):
                        _cell(look, cell, f"{at}{table}.{column}, row {number}", column)
                    elif isinstance(cell, bytes):
                        look.raw(cell, f"{at}{table}.{column}, row {number}")
    except sqlite3.Error:
        look.unheard(place or "the file", "a database that is damaged, or needs a part that is not here")
    finally:
        there.close()
    look.noise(data, f"{at}bytes, also of what was deleted")


def _cell(look: Look, cell: str, place: Place, column: str) -> None:
    """Take in a cell of a table; one that is an id is no prose."""
    if cell[:1] in "{[<":
        look.document(cell, place)
    else:
        look.text(cell, place, Level.CODE if column.casefold() in {"id", "digest", "sha256"} else Level.PROSE)


def _parquet(look: Look, data: bytes, place: Place) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    at = f"{place}: " if place else ""
    try:
        table = pq.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError):
        return look.unheard(place or "the file", "a Parquet file that is damaged or encrypted")
    for field in table.schema:
        look.text(field.name, f"{at}schema", Level.CODE)
        for part in (field.metadata or {}).values():
            look.document(part.decode("utf-8", "replace"), f"{at}schema, {field.name}")
    for key, value in (table.schema.metadata or {}).items():
        if key != b"ARROW:schema":
            look.document(value.decode("utf-8", "replace"), f"{at}schema ({key.decode('utf-8', 'replace')})")
    for name, column in zip(table.column_names, table.columns, strict=True):
        for number, cell in enumerate(column.to_pylist(), 1):
            _value(look, cell, f"{at}{name}, row {number}", name)
    return look.noise(data, f"{at}bytes")


def _value(look: Look, cell: Any, place: Place, column: str) -> None:  # noqa: ANN401 (any value of a column)
    if isinstance(cell, str):
        _cell(look, cell, place, column)
    elif isinstance(cell, bytes):
        look.raw(cell, place)
    elif isinstance(cell, dict | list):
        look.values(cell, place, column)


def _png(look: Look, data: bytes, place: Place) -> None:
    """Take in the words that stand beside the points of a picture."""
    at = 8
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"tEXt":
            look.text(body.replace(b"\0", b": ").decode("latin-1"), f"{place}: words in the picture")
        elif kind == b"zTXt":
            key, _, packed = body.partition(b"\0")
            look.text(
                f"{key.decode('latin-1')}: {(_inflated(packed[1:]) or b'').decode('latin-1')}", f"{place}: words in the picture"
            )
        elif kind == b"iTXt":
            key, _, rest = body.partition(b"\0")
            words = rest[2:].split(b"\0", 2)[-1]
            words = (_inflated(words) or b"") if rest[:1] == b"\1" else words
            look.document(words.decode("utf-8", "replace"), f"{place}: words in the picture")
            look.text(key.decode("latin-1"), f"{place}: words in the picture")
        elif kind == b"eXIf":
            look.noise(body, f"{place}: data of a camera")
        at += 12 + length
    if at < len(data):
        look.noise(data[at:], f"{place}: behind the picture")


#: How a file begins, and who takes it apart.
_FORMS = {
    b"PK\x03\x04": _archive,
    b"PK\x05\x06": _archive,
    b"%PDF": _pdf,
    b"SQLite format 3\0": _database,
    b"PAR1": _parquet,
    b"\x89PNG\r\n\x1a\n": _png,
}
