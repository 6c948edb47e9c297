"""The command for a fresh round."""

from __future__ import annotations

from pathlib import Path

from workbench.cli.base import AsJson, Bars, Columns, StudyPath, app, emit
from workbench.cli.options import as_options
from workbench.study.errors import UserError


@app.command
def rerun(
    study: StudyPath,
    *,
    round: str,  # noqa: A002 (the field's word)
    add: Columns = None,
    watch: Path | None = None,
    out: Path | None = None,
    notebooks: bool = True,
    as_json: AsJson = False,
) -> None:
    """Bring in a fresh round, compute everything again, and say what really changed and what is for you to decide.

    Parameters
    ----------
    round
        The round the files belong to, such as 2026-Q4; it is compared with the one before.
    add
        Files of the round: transcripts, tables of answers, people or numbers. Each is taken as the like of it was taken
        before; to say what one is, write ticket=FILE, review=FILE, people=FILE or metrics=FILE.
    watch
        A folder: whenever files land in it, they are brought in and everything is computed again. Ctrl-C ends it.
    out
        Where notebooks, report and diff.html go; `out/` in the study if not given.
    notebooks
        Execute the notebooks on the study and show them in the report.
    """
    if watch is None:
        _once(study, round, add or [], out, notebooks=notebooks, as_json=as_json)
        return
    from workbench.sources.arrivals import arrivals

    if add:
        _once(study, round, add, out, notebooks=notebooks, as_json=as_json)
    print(f"watching {watch}; Ctrl-C ends it", flush=True)
    for files in arrivals(watch):
        try:
            _once(study, round, [str(path) for path in files], out, notebooks=notebooks, as_json=as_json)
        except UserError as error:  # the next file may be a better one
            print(f"workbench: {error}", flush=True)


def _once(study: Path, round_: str, files: list[str], out: Path | None, *, notebooks: bool, as_json: bool) -> None:
    from workbench.rerun import rerun as again
    from workbench.rerun import sentences

    with Bars() as progress:
        done = again(study, round=round_, files=files, out=out, with_notebooks=notebooks, progress=progress)
    emit(done.as_json(), "\n".join(map(as_options, sentences(done))), as_json=as_json)
