"""The container of a project: one ``.qde`` and what it names beside it, in every shape that programs have been seen to write.

Nothing is unpacked to a disk, and nothing outside the archive is ever looked at, whatever the project says.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from workbench.sources import zipgate
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Largest project file inside, in bytes. Texts and recordings lie beside it.
LARGEST_QDE = 64 * 2**20
_AGAIN = "Export the project again."


class Archive:
    """An open project.

    Parameters
    ----------
    raw
        The ``.qdpx``, or a bare ``.qde``.
    name
        Of the file, for messages.

    Raises
    ------
    Refused
        If it is no archive that is safe to unpack, or has no project file in it, or more than one.
    """

    def __init__(self, raw: bytes, name: str) -> None:
        self.name = name
        self._zip: zipfile.ZipFile | None = None
        self._members: Mapping[str, zipfile.ZipInfo] = {}
        if raw.startswith(b"PK"):
            self._zip = zipgate.check(raw, name)
            inside = [m for m in self._zip.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
            project = self._project(inside)
            self.qde = self._bytes(project)
            self._members = _by_name(inside, project)
        else:
            self.qde = raw
        if len(self.qde) > LARGEST_QDE:
            found = f"a project file of {len(self.qde) / 2**20:,.0f} MB, and the limit is {LARGEST_QDE / 2**20:,.0f} MB"
            raise Refused(name, found, "Export it in parts.")

    def _project(self, inside: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
        """Return the project file: at the root whatever it is called, else the only one there is."""
        every = [m for m in inside if m.filename.casefold().endswith(".qde")]
        roots = [m for m in every if "/" not in m.filename] or every
        if len(roots) != 1:
            raise Refused(self.name, f"{len(roots)} files ending in .qde in it, and a project has one", _AGAIN)
        if roots[0].file_size > LARGEST_QDE:
            found = f"a project file of {roots[0].file_size / 2**20:,.0f} MB, and the limit is {LARGEST_QDE / 2**20:,.0f} MB"
            raise Refused(self.name, found, "Export it in parts.", f"member {roots[0].filename[:60]!r}")
        return roots[0]

    def _bytes(self, member: zipfile.ZipInfo) -> bytes:
        assert self._zip is not None  # noqa: S101 (only asked for with an archive)
        try:
            return self._zip.read(member)
        except (zipfile.BadZipFile, RuntimeError, OSError, EOFError) as error:
            raise Refused(self.name, f"damaged ({error})", _AGAIN, f"member {member.filename[:60]!r}") from None

    def find(self, path: str) -> str:
        """Return the key of the member that a path of the project names; empty if there is none."""
        last = path.rpartition("//")[2].replace("\\", "/").rpartition("/")[2].casefold()
        return last if last in self._members else ""

    def size(self, key: str) -> int:
        """Return how many bytes a member has."""
        return self._members[key].file_size

    def read(self, key: str) -> bytes:
        """Return the bytes of a member that `find` found."""
        return self._bytes(self._members[key])

    def file(self, key: str) -> str:
        """Return what a member is called in the archive, without its folder."""
        return self._members[key].filename.rpartition("/")[2]


def outside(path: str) -> bool:
    """Say whether a path of a project points outside its archive: it is never followed."""
    scheme, sign, rest = path.strip().partition("://")
    if sign and scheme.casefold() != "internal":
        return True
    inside = (rest if sign else scheme).replace("\\", "/")
    if scheme.casefold().startswith("file:") or ":" in inside.split("/")[0]:
        return True
    return ".." in inside.split("/") or (not sign and inside.startswith("/")) or "\0" in inside


def _by_name(inside: list[zipfile.ZipInfo], project: zipfile.ZipInfo) -> dict[str, zipfile.ZipInfo]:
    """Return what lies beside the project by its bare name, in the folder of sources before anywhere else."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in sorted(inside, key=lambda m: ("/sources/" not in f"/{m.filename.casefold()}", m.filename)):
        if member is not project:
            found.setdefault(member.filename.rpartition("/")[2].casefold(), member)
    return found
