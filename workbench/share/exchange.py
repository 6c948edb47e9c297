"""A study in the hands of other programs: ``.qdpx`` and ``.qdc``, and what is not in them, said at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.coding.codebook import files, qdc
from workbench.coding.projects import refi_write
from workbench.coding.projects.give import give
from workbench.study.canon import write_atomic
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.coding.projects.records import Loss
    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder

SUFFIXES = (".qdpx", ".qdc")
_ONE = {"documents": "document", "codings": "coding", "coders": "coder", "codes": "code", "people": "person"}


@dataclass(frozen=True, slots=True, repr=False)
class Exported:
    """A file for another program, and what it does not hold.

    Attributes
    ----------
    path
        The file.
    holds
        What is in it, by what it is.
    dropped
        What is not in it, or in another shape: a line each.
    """

    path: Path
    holds: dict[str, int]
    dropped: tuple[str, ...]

    def __repr__(self) -> str:
        """Return sentences: what is in it, what is not."""
        inside = ", ".join(f"{number:,} {_ONE.get(what, what) if number == 1 else what}" for what, number in self.holds.items())
        left = "".join(f"\n- {line}" for line in self.dropped)
        return f"{self.path.name}: {inside}." + (f" Not in it, or in another shape:{left}" if left else "")

    def __fspath__(self) -> str:
        """Return where it is, for whatever takes a path."""
        return str(self.path)


def hand_over(
    folder: Folder,
    path: str | Path,
    *,
    coder: str = "",
    redactor: Redactor | None = None,
    check: Callable[[str, bytes], None] | None = None,
    day: str = "",
) -> Exported:
    """Write a study for other programs, in the format of the file's suffix.

    Parameters
    ----------
    folder
        The study.
    path
        Ends in ``.qdpx`` (all of it) or ``.qdc`` (its codebook); a file that is there is replaced.
    coder
        For whom it is: nothing is in it that they must not see while they code blind.
    redactor
        Masks names. None: everything as it stands, also the words of people who may not be quoted.
    check
        Looks at the name and the bytes of the finished file before it is written, and raises if it must not be.
    day
        ISO date on which it is handed on; today if empty.

    Raises
    ------
    UserError
        If the suffix is neither, there is nothing to write, or the disk refuses.
    CheckFailed
        If the check says no; nothing is written.
    """
    target = Path(path)
    if target.suffix.lower() not in SUFFIXES:
        raise UserError(f"{target.name}: a study is handed on as {' or '.join(SUFFIXES)}.")
    if target.suffix.lower() == ".qdc":
        saved = files.save_codebook(folder, target.with_suffix(".qdc"), redactor=redactor, check=check)
        return Exported(saved.path, {"codes": saved.codes}, saved.dropped)
    project = give(folder, coder=coder, redactor=redactor, everything=redactor is None, day=day)
    data, lost = refi_write.written(project)
    if check is not None:
        check(target.name, data)
    try:
        write_atomic(target, data)
    except OSError as error:
        raise UserError(f"{target.name} was not written ({error.strerror}). Choose another folder.") from None
    holds = {"documents": len(project.sources), "codings": len(project.codings), "coders": len({c.user for c in project.codings}),
             "codes": sum(c.codable for c in project.codes), "people": len(project.cases)}  # fmt: skip
    own = () if redactor else ("it holds names and everybody's words: your own copy, not for sharing",)
    return Exported(target, holds, (*own, *map(_line, (*project.losses, *lost))))


def codebook(folder: Folder, redactor: Redactor | None = None) -> str:
    """Return the codebook as the text of a ``.qdc``, masked if there is a redactor."""
    entries = files.entries(folder)
    written = files.masked(entries, redactor) if redactor else entries
    return qdc.write(written, files.stages(folder, redactor))


def _line(loss: Loss) -> str:
    return f"{loss.count:,} {loss.what}: {loss.why}"
