"""A study whose key file is not beside it: moved or renamed without it, or a colleague's copy.

Nobody in it is recognised then: whoever comes again would get a number, and it may be somebody else's; and names are masked and
kept back only where a pattern or a model finds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.study.folder import Folder
    from workbench.study.records import Survey, Transcript


def missing_key(folder: Folder, sources: Iterable[Transcript | Survey]) -> str:
    """Return what is missing and what to do, if people were imported and the key file is not there; else nothing.

    Parameters
    ----------
    folder
        The study.
    sources
        What is in it.
    """
    key = folder.key_file
    if key.is_file() or not any(source.origin.get("sha256") for source in sources):
        return ""
    loose = sorted(
        path.name for path in key.parent.glob("*.key.csv")
        if path.is_file() and not (key.parent / path.name.removesuffix(".key.csv")).is_dir()
    )  # fmt: skip
    found = f"; {' and '.join(loose)} lies there without a study: if it is this one's, rename it" if loose else ""
    return f"{key.name} is not beside the study, so nobody who is behind a pseudonym is known{found}"
