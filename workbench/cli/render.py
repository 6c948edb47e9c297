"""The command that makes one offline page of a study, or of any notebook."""

from __future__ import annotations

import re
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from workbench.cli.base import AsJson, app, emit, opened
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from workbench.api import Study

_HEAVY = 2 * 1024 * 1024
_LOST = re.compile(r'<(?:p|span) class="wb-note wb-lost">([^<]*)<')


@app.command
def render(
    target: Annotated[Path, Parameter(help="A study folder, or an executed notebook: a file that ends in .ipynb.")],
    *,
    out: Annotated[Path | None, Parameter(name=("--out", "-o"))] = None,
    run: bool = False,
    code: bool = True,
    interactive: bool = False,
    study: Path | None = None,
    despite: str = "",
    as_json: AsJson = False,
) -> None:
    """Write one offline, searchable HTML page: the report of a study, or any notebook.

    Parameters
    ----------
    out
        A study: the folder where notebooks and report go, `out/` in the study if not given. A notebook: the page to write,
        beside the notebook if not given.
    run
        A notebook: execute it first. Its file is not changed. The notebooks of a study are always executed.
    code
        Keep the code, folded away; --no-code leaves it out.
    interactive
        A notebook: charts of Altair answer the pointer, if the page stays under 2 MiB and their data are not about people.
    study
        A notebook: mask the names of this study and look that none is left. The study the notebook lies in if not given.
    despite
        Why it may go out although the share gate found something; the history of the study keeps it.
    """
    if target.suffix == ".ipynb" or target.is_file():
        _notebook(
            target, out, run=run, code=code, interactive=interactive, there=_of(target, study), despite=despite, as_json=as_json
        )
        return
    if run or interactive or study is not None:
        raise UserError(f"--run, --interactive and --study go with a notebook; {target} is not a file that ends in .ipynb")
    _study(target, out, code=code, despite=despite, as_json=as_json)


def _study(target: Path, out: Path | None, *, code: bool, despite: str, as_json: bool) -> None:
    from workbench.cli.base import Bars
    from workbench.demo import run

    with Bars() as progress:
        result = run(target, out=out, progress=progress, code=code, despite=despite)
    lines = [*result.notes, f"The report: {result.report}"]
    emit(result.as_json(), "\n".join(lines), as_json=as_json)


def _notebook(
    target: Path, out: Path | None, *, run: bool, code: bool, interactive: bool, there: Study | None, despite: str, as_json: bool
) -> None:
    from workbench.share.render import notebook_page
    from workbench.study.canon import write_atomic

    page_at = out or target.with_suffix(".html")
    if page_at.is_dir():
        page_at = page_at / f"{target.stem}.html"
    if page_at.suffix.lower() not in {".html", ".htm"}:
        raise UserError(f"{page_at}: the page is HTML; name a file that ends in .html")
    with tempfile.TemporaryDirectory() if run else nullcontext("") as folder:
        executed = _executed(target, Path(folder), there) if run else target
        page = notebook_page(
            executed, redactor=there.redactor if there else None, code=code, folder=target.parent, interactive=interactive
        )
    if there:
        there.pass_gate({page_at.name: page.encode()}, despite=despite)
    page_at.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(page_at, page)
    still = interactive and "wb-chart" not in page
    _tell(
        page_at,
        page,
        there,
        ["the charts stay pictures: too large, about people, or not Altair's"] if still else [],
        as_json=as_json,
    )


def _of(target: Path, study: Path | None) -> Study | None:
    """Return the study whose names are masked: the one named, else the one the notebook lies in."""
    if study is not None:
        return opened(study)
    home = next((folder for folder in target.resolve().parents if (folder / "study.toml").is_file()), None)
    return opened(home) if home else None


def _executed(target: Path, folder: Path, there: Study | None) -> Path:
    """Execute a notebook; one that asks for the study is given it."""
    from workbench.share.notebooks import declared, execute
    from workbench.share.render import read

    asks = there is not None and "study_path" in declared(read(target))
    given = {"study_path": str(there.folder.root.resolve())} if asks and there is not None else {}
    return execute([target], folder, parameters=given)[0]


def _tell(page_at: Path, page: str, there: Study | None, more: list[str], *, as_json: bool) -> None:
    """Say where the page is, how large, what is not on it, and whether names were masked."""
    from html import unescape

    size = len(page.encode())
    lost = [unescape(words) for words in _LOST.findall(page)]
    masked = (
        f"names of the study {there.folder.root.name} are masked"
        if there
        else "names are not masked and nothing was looked for: give --study if it shows what participants said"
    )
    lines = [f"{page_at}  ({size / 2**20:.1f} MiB)", masked, *more, *lost]
    if size > _HEAVY:
        lines.append("larger than 2 MiB: slow to send; smaller pictures make it lighter")
    emit({"page": str(page_at), "bytes": size, "masked": there is not None, "lost": lost}, "\n".join(lines), as_json=as_json)
