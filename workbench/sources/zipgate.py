"""The gate every zip-based file (DOCX, XLSX) passes before a library opens it: no bombs, no strange members, no entities.

Declared sizes are checked first, which refuses a bomb without unpacking it; then each member's real bytes are counted, and
those of XML are searched for a document type: no Office program writes one, and it is what XML's bombs and thefts begin with.
"""

from __future__ import annotations

import io
import stat
import zipfile

from workbench.study.errors import Refused

_MEMBERS = 5000
_MEMBER_BYTES = 200 * 2**20
_ALL_BYTES = 512 * 2**20
_RATIO = 200
_RATIO_FROM = 2**20  # tiny members compress well without being bombs
_XML = (".xml", ".rels", ".vml", ".qde", ".qdc")
_DOCTYPE = b"<!DOCTYPE"
_REMEDY = "Open it in the program that made it, save a fresh copy, and import that."


def check(raw: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive in `raw`, if it is one that is safe to unpack.

    Raises
    ------
    Refused
        If it is no zip file, is encrypted or damaged, names a member outside itself or twice, holds a link or a document
        type, or unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise Refused(name, f"not a whole Office file ({error})", _REMEDY) from None
    if len(members) > _MEMBERS:
        raise Refused(name, f"{len(members)} members inside, and the limit is {_MEMBERS}", _REMEDY)
    total = 0
    seen: set[str] = set()
    for member in members:
        _check_name(member, name)
        if member.filename.casefold() in seen:  # a reader that looks at the other one sees another file
            raise Refused(name, "a member is there twice", _REMEDY, f"member {member.filename[:60]!r}")
        seen.add(member.filename.casefold())
        total += member.file_size
        too_dense = member.file_size > _RATIO_FROM and member.file_size > _RATIO * max(1, member.compress_size)
        if too_dense or member.file_size > _MEMBER_BYTES or total > _ALL_BYTES:
            found = f"it unpacks to {member.file_size / 2**20:,.0f} MB from {member.compress_size / 1024:,.0f} kB, like a zip bomb"
            raise Refused(name, found, _REMEDY, f"member {member.filename[:60]!r}")
    _count(archive, name)
    return archive


def _check_name(member: zipfile.ZipInfo, name: str) -> None:
    path = member.orig_filename.replace("\\", "/")
    strange = path.startswith("/") or ".." in path.split("/") or "\0" in path or ":" in path.split("/")[0]
    if strange or member.flag_bits & 1:
        found = "it is encrypted" if member.flag_bits & 1 else "a member's name points outside the file"
        raise Refused(name, found, _REMEDY, f"member {path[:60]!r}")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused(name, "a member is a link to somewhere else", _REMEDY, f"member {path[:60]!r}")


def _count(archive: zipfile.ZipFile, name: str) -> None:
    """Unpack every member once into nothing: a header may lie about the size."""
    for member in archive.infolist():
        place = f"member {member.filename[:60]!r}"
        seen, before, typed = 0, b"", False
        try:
            with archive.open(member) as stream:
                while piece := stream.read(1 << 20):
                    seen += len(piece)
                    if seen > member.file_size:
                        break
                    if member.filename.casefold().endswith(_XML):
                        before = before[-2 * len(_DOCTYPE) :] + piece
                        typed = typed or _DOCTYPE in before.replace(b"\0", b"")  # UTF-16 has a NUL beside each letter
        except Exception as error:  # noqa: BLE001 (a damaged archive can raise anything, and so can its compressors)
            raise Refused(name, f"damaged ({error})", _REMEDY, place) from None
        if typed:
            raise Refused(name, "it declares a document type, as no Office program does", _REMEDY, place)
        if seen != member.file_size:
            raise Refused(name, "a member is larger than it says", _REMEDY, place)
