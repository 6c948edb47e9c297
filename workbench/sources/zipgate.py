"""The gate every zip-based file (DOCX, XLSX) passes before a library opens it: no bombs, no strange members.

Declared sizes are checked first, which refuses a bomb without unpacking it; then each member's real bytes are counted.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from workbench.study.errors import Refused

_MEMBERS = 5000
_MEMBER_BYTES = 200 * 2**20
_ALL_BYTES = 512 * 2**20
_RATIO = 200
_RATIO_FROM = 2**20  # tiny members compress well without being bombs
_REMEDY = "Open it in the program that made it, save a fresh copy, and import that."


def check(raw: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive in `raw`, if it is one that is safe to unpack.

    Raises
    ------
    Refused
        If it is no zip file, is encrypted or damaged, names a member outside itself, or unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise Refused(name, f"not a whole Office file ({error})", _REMEDY) from None
    if len(members) > _MEMBERS:
        raise Refused(name, f"{len(members)} members inside, and the limit is {_MEMBERS}", _REMEDY)
    total = 0
    for member in members:
        _check_name(member, name)
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


def _count(archive: zipfile.ZipFile, name: str) -> None:
    """Unpack every member once into nothing: a header may lie about the size."""
    for member in archive.infolist():
        seen = 0
        try:
            with archive.open(member) as stream:
                while piece := stream.read(1 << 20):
                    seen += len(piece)
                    if seen > member.file_size:
                        break
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
            raise Refused(name, f"damaged ({error})", _REMEDY, f"member {member.filename[:60]!r}") from None
        if seen != member.file_size:
            raise Refused(name, "a member is larger than it says", _REMEDY, f"member {member.filename[:60]!r}")
