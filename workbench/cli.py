"""The command line: parse, call, print.

Exit status: 0 done, 1 our bug, 2 the input, 3 a check did not pass.
"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

import workbench
from workbench.study.errors import CheckFailed, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.api import Study

#: What a disk says that only the person at the machine can put right.
_DISK = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}

#: JupyterLab by itself asks for news, updates and extensions: nothing leaves this machine.
QUIET_LAB = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)

app = App(
    name="workbench",
    version=workbench.__version__,
    help="Code interviews and survey answers, find unmet needs, draw an evidence-backed journey map.",
    suppress_keyboard_interrupt=False,  # main says what became of the work
)

StudyPath = Annotated[Path, Parameter(help="Study folder: the one that holds study.toml.")]
AsJson = Annotated[bool, Parameter(name="--json", negative="", help="Print the result as JSON on standard output.")]
Columns = Annotated[list[str] | None, Parameter(consume_multiple=True, negative="")]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    tokens = sys.argv[1:] if arguments is None else arguments
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _notice  # type: ignore[assignment]
            app(tokens, result_action="return_value", exit_on_error=False, print_error=True)
        sys.stdout.flush()
    except CheckFailed as error:
        _stop(str(error), 3)
    except UserError as error:
        _stop(str(error), 2)
    except KeyboardInterrupt:
        _stop("stopped; everything shown as saved is saved", 130)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if error.errno not in _DISK:
            raise
        _stop(f"{error.filename or 'the disk'}: {error.strerror}. Put it right and run this again.", 2)
    except Exception as error:
        if type(error).__module__.startswith("cyclopts"):  # its message is printed already
            sys.exit(2)
        raise
    sys.exit(0)


def _stop(message: str, status: int) -> None:
    print(f"workbench: {message}", file=sys.stderr)
    sys.exit(status)


def _notice(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
    """Print our own notices as a sentence, anybody else's warning as Python does."""
    from workbench.reading.notices import Notice

    ours = issubclass(category, Notice)
    print(f"workbench: {message}" if ours else warnings.formatwarning(message, category, filename, lineno).strip(), file=sys.stderr)


def _open(path: Path) -> Study:
    return workbench.open(path)


def _emit(value: Any, text: str, *, as_json: bool) -> None:  # noqa: ANN401 (any JSON value)
    print(json.dumps(value, ensure_ascii=False, indent=1) if as_json else text)


class _Bars:
    """Progress bars on standard error: one for each step, none where nobody looks."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description:<11}"), BarColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Callable[[str, int, int], None]:
        self._progress.start()
        return self._move

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def _move(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=None)
        if done or total > 1:
            self._progress.update(self._tasks[step], completed=done, total=total)


@app.command
def demo(*, study: Path | None = None, out: Path | None = None, notebooks: bool = True, as_json: AsJson = False) -> None:
    """Run the main job on the sample study, or on any other, and say where the report is.

    Parameters
    ----------
    study
        Study folder; the sample study of the checkout if not given.
    out
        Where notebooks and report go; `out/` in the study if not given.
    notebooks
        Execute the notebooks and show them under the map; without them it is done in half the time.
    """
    from workbench.demo import run

    with _Bars() as progress:
        result = run(study, out=out, with_notebooks=notebooks, progress=progress)
    lines = [f"{name.replace('_', ' ')}: {count}" for name, count in result.counts.items()]
    if result.needs_recall:
        lines.append(f"planted needs among the first 15 candidates: {result.needs_recall['top15']:.0%}")
    lines += [*result.notes, f"{sum(result.seconds.values()):.0f} s in all", "", f"The report: {result.report}"]
    _emit(result.as_json(), "\n".join(lines), as_json=as_json)


@app.command
def lab(folder: Path | None = None, *, browser: bool = True) -> None:
    """Open JupyterLab on the notebooks.

    Parameters
    ----------
    folder
        Where to open it; the notebooks of the checkout if not given.
    browser
        Open a browser window too.
    """
    from workbench.demo import notebooks

    root = folder or notebooks()[0].parent
    if not root.is_dir():
        raise UserError(f"{root}: there is no such folder")
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root.resolve()}", *QUIET_LAB]
    command += [] if browser else ["--no-browser"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # a container: JupyterLab would refuse to start there
    status = subprocess.run(command, check=False).returncode  # noqa: S603 (our own interpreter)
    if status:
        raise UserError(f"JupyterLab stopped with status {status}; its own message is above")


@app.command
def new(folder: Path, *, title: str = "Untitled study", scenario: str = "", as_json: AsJson = False) -> None:
    """Make a new study: six stages, eleven emotions, nothing in it yet.

    Parameters
    ----------
    folder
        Where to make it.
    title
        What the study is about.
    scenario
        Who does what, in one sentence: it stands on top of the map.
    """
    study = workbench.new(folder, title=title, scenario=scenario)
    text = f"{folder} is ready. Next: workbench import {folder} interviews/*.vtt --round 2026-Q1"
    _emit({"study": str(study.folder.root)}, text, as_json=as_json)


@app.command(name="import")
def import_(  # noqa: PLR0913 (each is an option of the command)
    study: StudyPath,
    *files: Path,
    round: str,  # noqa: A002 (the field's word)
    kind: str | None = None,
    interviewer: Annotated[list[str] | None, Parameter(negative="")] = None,
    text: Columns = None,
    participant: str | None = None,
    rating: Columns = None,
    attribute: Columns = None,
    date: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Import transcripts (vtt srt txt md docx pdf) and tables of answers (csv tsv xlsx).

    Parameters
    ----------
    files
        The files; each is imported whole or refused whole.
    round
        The round (wave) they belong to, such as 2026-Q1.
    kind
        interview (default for transcripts), meeting, observation, focus-group; survey (default for tables), ticket, review;
        people for a table of participants, metrics for a table of numbers.
    interviewer
        Who asked the questions, as the files name them; can be repeated.
    text
        Columns of a table that hold open answers; guessed if not given.
    rating
        Columns of a table with numbers on a scale; guessed if not given.
    attribute
        Columns of a table that say who somebody is; guessed if not given.
    participant
        Of a table, the column that says who answered; guessed if not given. Of a transcript, the name of the one
        participant.
    date
        Column of a table that says when, or one day for all, as 2026-03-31.
    sheet
        Sheet of a workbook; the first that holds anything if not given.
    encoding
        Of text files that are not UTF-8, such as cp1252.
    """
    opened = _open(study)
    if not files:
        raise UserError("name at least one file to import")
    table = {"text": text, "participant": participant, "ratings": rating, "attributes": attribute, "date": date, "sheet": sheet}
    options = {"table": table, "talk": {"interviewers": interviewer or [], "participant": participant}, "encoding": encoding}
    reports, refused = [], []
    with _Bars() as progress:
        for number, path in enumerate(files):
            progress("import", number, len(files))
            try:
                reports.append(_bring_in(opened, path, round, kind, options))
            except UserError as error:
                refused.append(str(error))
        progress("import", len(files), len(files))
    lines = []
    for report in reports:
        lines.append(f"{report['file']}: {report['status']} as {report['source']} ({report['rows']} rows)")
        lines += [f"  {note}" for note in report["notes"]]
    if reports or not refused:
        _emit(reports, "\n".join(lines), as_json=as_json)
    if refused:
        also = f", the other {len(reports)} are in" if reports else ""
        several = f"{len(refused)} of {len(files)} files were refused{also}:\n  "
        raise UserError((several if len(files) > 1 else "") + "\n  ".join(refused))


def _bring_in(study: Study, path: Path, round_: str, kind: str | None, options: dict[str, Any]) -> dict[str, Any]:
    from workbench.sources import attributes, ingest, metrics

    if not path.is_file():
        raise UserError(f"{path}: there is no such file")
    folder, encoding = study.folder, options["encoding"]
    if kind == "people":
        report = attributes.add_people(folder, path)
    elif kind == "metrics":
        report = metrics.add_metrics(folder, path)
    elif path.suffix.lower() in {".csv", ".tsv", ".xlsx"} and kind in {None, "survey", "ticket", "review", "social"}:
        chosen = {name: value for name, value in options["table"].items() if value}
        report = ingest.add_survey(folder, path, round=round_, kind=kind or "survey", encoding=encoding, **chosen)
    else:
        report = ingest.add_transcript(folder, path, round=round_, kind=kind or "interview", encoding=encoding, **options["talk"])
    return {"file": path.name, "source": report.source, "status": report.status, "rows": report.rows, "notes": list(report.notes)}


@app.command
def check(study: StudyPath, *, as_json: AsJson = False) -> None:
    """Verify every hash, anchor and reference; exit status 3 if something is wrong."""
    findings = _open(study).check()
    rows = [{"level": f.level, "where": f.where, "what": f.what, "remedy": f.remedy} for f in findings]
    lines = [f"{f.level}: {f.where}: {f.what}. {f.remedy}" for f in findings] or ["nothing wrong found"]
    _emit(rows, "\n".join(lines), as_json=as_json)
    if any(f.level == "error" for f in findings):
        raise CheckFailed(f"{sum(f.level == 'error' for f in findings)} errors")


@app.command
def agree(study: StudyPath, *coders: str, unit: str = "segment", as_json: AsJson = False) -> None:
    """Compare two coders, code by code.

    Parameters
    ----------
    coders
        Two names; the two who coded most if none are given.
    unit
        segment (a turn, an answer) or character.
    """
    view = _open(study).agreement(coders or None, unit=unit)
    if not view.codes:
        _emit([], "no two coders have coded the same text yet", as_json=as_json)
        return
    frame = view.frame()
    _emit(json.loads(frame.to_json(orient="records")), _plain(frame.drop(columns=["unit"])), as_json=as_json)


@app.command
def themes(study: StudyPath, *, resolution: float = 1.0, as_json: AsJson = False) -> None:
    """List the topics in what participants said.

    Parameters
    ----------
    resolution
        Higher gives more topics; from 0.5 to 8 is sensible.
    """
    frame = _open(study).themes(resolution=resolution).frame()
    _emit(json.loads(frame.to_json(orient="records")), _plain(frame), as_json=as_json)


@app.command
def needs(study: StudyPath, *, limit: int = 15, as_json: AsJson = False) -> None:
    """Rank candidate needs. They are proposals: none counts until a person confirms it.

    Parameters
    ----------
    limit
        How many to show.
    """
    frame = _open(study).needs(limit=limit).frame()
    shown = frame[["rank", "people", "n", "latent", "statement", "signals"]]
    _emit(json.loads(frame.to_json(orient="records")), _plain(shown), as_json=as_json)


@app.command(name="map")
def map_(study: StudyPath, *, persona: str | None = None, round: str | None = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Compute the journey map, save it in the study as maps/*.json, and list its claims.

    Parameters
    ----------
    persona
        Only the people this persona of study.toml means.
    round
        Only this round, compared with the one before.
    """
    from workbench.study.names import slug

    opened = _open(study)
    journey = opened.journey(persona=persona, round=round)
    name = "-".join(slug(part) for part in (persona, round) if part) or "journey"
    saved = journey.save_canonical(opened.folder, name)
    frame = journey.claims()
    facts = {"map": str(saved), **journey.model["people"], **journey.model["facts"]}
    text = f"{_plain(frame[['kind', 'stage', 'k', 'n', 'x', 'grade', 'statement']])}\n\n{saved}"
    _emit(facts, text, as_json=as_json)


@app.command
def diff(study: StudyPath, earlier: str | None = None, later: str | None = None, *, as_json: AsJson = False) -> None:
    """Say what really changed between two rounds.

    Parameters
    ----------
    earlier
        Id of a round; the last but one if not given.
    later
        Id of a round; the last if not given.
    """
    view = _open(study).compare(earlier, later)
    frame = view.frame()
    texts = ((c, c.text.removeprefix(f"{c.verdict}: ")) for c in view.changes)
    lines = [f"{c.verdict:<21} {view.labels.get(c.code, c.code)}: {text}" for c, text in texts]
    _emit(json.loads(frame.to_json(orient="records")), "\n".join(lines), as_json=as_json)


@app.command
def render(study: StudyPath, *, out: Path | None = None, as_json: AsJson = False) -> None:
    """Execute the notebooks on a study and write one offline, masked HTML report.

    Parameters
    ----------
    out
        Where notebooks and report go; `out/` in the study if not given.
    """
    demo(study=study, out=out, as_json=as_json)


@app.command
def export(study: StudyPath, *files: Path, persona: str | None = None, round: str | None = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Write the map to files, masked: .html .json .csv .xlsx .mmd, by suffix.

    Parameters
    ----------
    files
        Where to write.
    persona
        Only the people this persona of study.toml means.
    round
        Only this round, compared with the one before.
    """
    if not files:
        raise UserError("name at least one file to write, such as map.html")
    journey = _open(study).journey(persona=persona, round=round)
    written = [str(journey.save(path)) for path in files]
    _emit(written, "\n".join(written), as_json=as_json)


def _plain(frame: Any) -> str:  # noqa: ANN401 (a DataFrame)
    return str(frame.to_string(index=False, max_colwidth=70)) if len(frame) else "nothing yet"


def commands() -> Iterable[str]:
    """Return the names of all commands."""
    return sorted(name for name in app if not name.startswith("-"))


if __name__ == "__main__":
    main()
