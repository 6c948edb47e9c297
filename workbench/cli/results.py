"""Commands that show results: demo, lab, themes, needs, ledger, map, diff, export, forms, schema."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from workbench.cli.base import (
    AsJson,
    Bars,
    Compared,
    Despite,
    Persona,
    Round,
    StudyPath,
    app,
    emit,
    opened,
    plain,
    records,
    uncoded,
)
from workbench.study.errors import CheckFailed, UserError

#: JupyterLab by itself asks for news, updates and extensions: nothing leaves this machine.
QUIET_LAB = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


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

    with Bars() as progress:
        result = run(study, out=out, with_notebooks=notebooks, progress=progress)
    lines = [f"{name.replace('_', ' ')}: {count}" for name, count in result.counts.items()]
    if result.needs_recall:
        lines.append(f"planted needs among the first 15 candidates: {result.needs_recall['top15']:.0%}")
    lines += [*result.notes, f"{sum(result.seconds.values()):.0f} s in all", "", f"The report: {result.report}"]
    emit(result.as_json(), "\n".join(lines), as_json=as_json)


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
def themes(
    study: StudyPath,
    *,
    resolution: float = 1.0,
    topics: int | None = None,
    engine: str = "graph",
    as_json: AsJson = False,
) -> None:
    """List the topics in what participants said, with the themes people made of them.

    Parameters
    ----------
    resolution
        1 is as fine as the data suggest, 2 twice as fine, 0.5 half.
    topics
        So many topics, if there are so many to be had.
    engine
        graph, kmeans; umap (BERTopic's own) and evoc if they are installed.
    """
    view = opened(study).themes(resolution=resolution, topics=topics, engine=engine)
    frame = view.frame()
    shown = frame[["topic", "people", "n", "segments", *(["theme"] if any(frame["theme"]) else []), "keywords"]]
    emit(records(frame), f"{plain(shown)}\n\n{view!r}{view.next_step}", as_json=as_json)


@app.command
def needs(study: StudyPath, *, limit: int = 15, as_json: AsJson = False) -> None:
    """Rank candidate needs. They are proposals: none counts until a person confirms it.

    Parameters
    ----------
    limit
        How many to show.
    """
    view = opened(study).needs(limit=limit)
    emit(records(view.frame()), str(view), as_json=as_json)


@app.command
def ledger(study: StudyPath, *, as_json: AsJson = False) -> None:
    """List the need ledger: what people confirmed, dismissed, merged and retired, and how many people each rests on."""
    there = opened(study).ledger()
    frame = there.frame()
    people = [name for name in frame.columns if name.startswith("people ")]
    shown = frame[["need", "status", *people, "statement"]]
    emit(records(frame), f"{plain(shown)}\n\n{there!r}", as_json=as_json)


map_app = App(name="map", help="Compute the journey map, or check it before it goes out.")
app.command(map_app)


@map_app.default
def map_(
    study: StudyPath,
    *,
    persona: Persona = None,
    round: Compared = None,  # noqa: A002 (the field's word)
    as_json: AsJson = False,
) -> None:
    """Compute the journey map, save it in the study as maps/*.json, and list its claims."""
    from workbench.study.names import slug

    there = opened(study)
    journey = there.journey(persona=persona, round=round)
    name = "-".join(slug(part) for part in (persona, round) if part) or "journey"
    saved = journey.save_canonical(there.folder, name)
    frame = journey.claims()
    facts = {"map": str(saved), **journey.model["people"], **journey.model["facts"]}
    legend = ["k of n people say so, x speak against it; workbench evidence has the intervals"] if len(frame) else []
    shown = plain(frame[["kind", "stage", "k", "n", "x", "grade", "statement"]], uncoded(study))
    text = "\n".join([shown, "", *legend, f"The map: {saved}"])
    emit(facts, text, as_json=as_json)


@map_app.command
def check(study: StudyPath, *, persona: Persona = None, round: Round = None, as_json: AsJson = False) -> None:  # noqa: A002
    """Say what a map should not go out with: too many assumptions, cards nobody owns, old evidence. Exit status 3 if too many."""
    found = opened(study).check_map(persona=persona, round=round)
    text = "\n".join(f"{row.level:<8} {row.text}" for row in found.itertuples()) or "nothing stands against this map"
    emit(records(found), text, as_json=as_json)
    if (found["level"] == "error").any():
        raise CheckFailed("the map should not go out like this: see above")


@app.command
def diff(
    study: StudyPath,
    earlier: str | None = None,
    later: str | None = None,
    *,
    persona: Persona = None,
    needs: bool = False,
    out: Path | None = None,
    despite: Despite = "",
    as_json: AsJson = False,
) -> None:
    """Say what really changed between two rounds: claims, feelings, and what a person must decide.

    Parameters
    ----------
    earlier
        Id of a round; the last but one if not given.
    later
        Id of a round; the last if not given.
    needs
        Also look which need of the earlier round is which now: takes some seconds.
    out
        Write it as one offline page, masked: a file that ends in .html.
    """
    view = opened(study).compare(earlier, later, persona=persona)
    written = [str(view.save(out, despite=despite))] if out is not None else []
    emit(view.as_plain(needs=needs), "\n".join([*view.lines(needs=needs), *written]), as_json=as_json)


Unmasked = Annotated[bool, Parameter(negative="", help="Of .qdpx and .qdc: your own copy, with names and everybody's words.")]


@app.command
def export(
    study: StudyPath,
    *files: Path,
    everything: Annotated[Path | None, Parameter(name="--all", help="A folder: the map in every form there is.")] = None,
    unmasked: Unmasked = False,
    despite: Despite = "",
    persona: Persona = None,
    round: Compared = None,  # noqa: A002
    as_json: AsJson = False,
) -> None:
    """Write the map, or the study for other programs, to files, masked, in the form the suffix names; say what each leaves out.

    Parameters
    ----------
    files
        Where to write: map.pptx, map.xlsx, map.pdf and so on; `workbench forms` lists them all. Or study.qdpx, codebook.qdc.
    """
    from workbench.share.exchange import SUFFIXES
    from workbench.share.exports import FORMATS, form

    projects = [path for path in files if path.suffix.lower() in SUFFIXES]
    maps = [path for path in files if path not in projects]
    maps += [everything / f"map{f.suffix}" for f in FORMATS] if everything else []
    if not (projects or maps):
        raise UserError("name at least one file to write, such as map.html, or a folder for all of them: --all FOLDER")
    if unmasked and maps:
        raise UserError(f"only {' and '.join(SUFFIXES)} files can be your own copy with names: export the map without --unmasked")
    drops = [form(path).drops for path in maps]  # a wrong suffix is said before anything is computed
    open_study = opened(study)
    told: list[dict[str, Any]] = []
    lines: list[str] = []
    with Bars() as progress:
        if maps:
            open_study.journey(persona=persona, round=round).save_all(maps, despite=despite, progress=progress)
        for path, without in zip(maps, drops, strict=True):
            told.append({"file": str(path), "leaves_out": list(without)})
            lines.append(str(path) + (f"  (leaves out {', '.join(without)})" if without else ""))
        for done, path in enumerate(projects, len(maps) + 1):
            handed = open_study.export(path, unmasked=unmasked, despite=despite)
            told.append({"file": str(handed.path), "holds": handed.holds, "leaves_out": list(handed.dropped)})
            lines.append(repr(handed))
            progress("export", done, len(maps) + len(projects))
    emit(told, "\n".join(lines), as_json=as_json)


@app.command
def forms(*, as_json: AsJson = False) -> None:
    """List the forms a map can be saved in, and what each leaves out."""
    from workbench.share.exports import FORMATS

    lines = [f"{f.suffix:<9} {f.what}" + (f"; leaves out {', '.join(f.drops)}" if f.drops else "") for f in FORMATS]
    emit([{"suffix": f.suffix, "what": f.what, "leaves_out": list(f.drops)} for f in FORMATS], "\n".join(lines), as_json=as_json)


@app.command
def schema(*, out: Path | None = None) -> None:
    """Print the JSON Schema of map.json, or write it to a file.

    Parameters
    ----------
    out
        Where to write it; printed if not given.
    """
    from workbench.share.exports.pages import schema as text
    from workbench.study.canon import write_atomic

    if out:
        write_atomic(out, text())
    print(out or text().rstrip())
