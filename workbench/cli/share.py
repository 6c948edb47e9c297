"""Commands for what leaves the study: gate, share."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.base import AsJson, Bars, StudyPath, app, emit, opened
from workbench.study.errors import CheckFailed, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.share.gate import Leak


@app.command
def gate(study: StudyPath, *files: Path, as_json: AsJson = False) -> None:
    """Look whether files say who somebody is: names, addresses, numbers, keys, home folders, withheld words. Status 3 if so.

    Parameters
    ----------
    files
        Files of any form, or folders of them: a page, a notebook, slides, a workbook, a PDF, a database, an archive.
    """
    if not files:
        raise UserError("name at least one file to look at, such as report.html")
    found = opened(study).gate(*files)
    emit(_rows(found), "\n".join(_lines(found)), as_json=as_json)
    if bad := [name for name, leaks in found.items() if leaks]:
        raise CheckFailed(f"{len(bad)} of {len(found)} files are not fit to share: see above")


@app.command
def share(
    study: StudyPath,
    *files: Path,
    out: Path | None = None,
    site: Path | None = None,
    despite: str = "",
    notebooks: bool = True,
    as_json: AsJson = False,
) -> None:
    """Write the report for others, if the share gate finds nothing in it; status 3 if it does, and nothing is written.

    Parameters
    ----------
    files
        Files that exist already and are to go out: they are looked at as they are, and no report is made.
    out
        Where the report goes; `out/report.html` in the study if not given.
    site
        Write a small static site into this folder in place of the report: the map, a page an owner, stories, methods.
    despite
        Why it may go out although the gate found something. The history keeps the reason, the hash of the file and what
        was found; no undo takes it back.
    notebooks
        Execute the notebooks and show them under the map.
    """
    there = opened(study)
    if files:
        found = there.gate(*files)
        there.pass_gate({name: Path(name).read_bytes() for name, leaks in found.items() if leaks}, despite=despite)
        emit(_rows(found), "\n".join(_lines(found)), as_json=as_json)
        return
    if site is not None:
        made = there.site(site, despite=despite)
        emit({"site": str(made)}, f"The site: {made / 'index.html'}", as_json=as_json)
        return
    from workbench.demo import run

    with Bars() as progress:
        result = run(study, with_notebooks=notebooks, progress=progress, report=out, despite=despite)
    emit({"report": str(result.report), "counts": result.counts}, f"The report: {result.report}", as_json=as_json)


def _rows(found: Mapping[str, Sequence[Leak]]) -> list[dict[str, object]]:
    return [{"file": name, "clean": not leaks, "leaks": [asdict(leak) for leak in leaks]} for name, leaks in found.items()]


def _lines(found: Mapping[str, Sequence[Leak]]) -> list[str]:
    lines = []
    for name, leaks in found.items():
        counts = ", ".join(f"{n} {kind}" for kind, n in sorted(Counter(leak.kind for leak in leaks).items()))
        lines += [f"{name}: {counts or 'clean'}", *(f"  {leak.kind} in {leak.place}: {leak.excerpt}" for leak in leaks)]
    return lines
