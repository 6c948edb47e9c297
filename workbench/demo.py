"""The main job, headless: from the raw files to an offline, masked report, each step for real.

import → codings → agreement → themes → needs → map → notebooks → report. Works on any study folder; the sample study is
only the default.
"""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.api import Study
from workbench.api import open as open_study
from workbench.study.canon import write_atomic
from workbench.study.errors import CheckFailed, UserError
from workbench.study.memory import seldom_collected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.study.records import Segment
    from workbench.themes.needs import Candidate
    from workbench.views import JourneyView

    #: called with the name of a step, how much of it is done, and of how much
    Progress = Callable[[str, int, int], None]

_TOP = 15
_PEOPLE = 3


@dataclass
class Result:
    """What the demo did: where the report is, seconds by step, counts, and recall of planted needs if gold is beside the study."""

    report: Path
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    needs_recall: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the result as ``workbench demo --json`` prints it."""
        return {
            "report": str(self.report),
            "seconds": {step: round(seconds, 3) for step, seconds in self.seconds.items()},
            "counts": self.counts,
            "needs_recall": self.needs_recall,
        }


def sample() -> Path:
    """Return the sample study of this checkout.

    Raises
    ------
    UserError
        If the workbench was installed without it.
    """
    path = Path(__file__).parent.parent / "corpus" / "study"
    if not (path / "study.toml").is_file():
        raise UserError(
            "the sample study comes with a checkout, not with the installed package. Name a study: workbench demo --study FOLDER"
        )
    return path


def notebooks() -> list[Path]:
    """Return the notebooks of the main job, in order: those of the checkout, else those in the package."""
    for folder in (Path(__file__).parent.parent / "notebooks", Path(__file__).parent / "notebooks"):
        if found := sorted(folder.glob("0*.ipynb")):
            return found
    raise UserError("the notebooks are not here; reinstall the package or use a checkout")


@seldom_collected()
def run(
    folder: Path | Study | None = None,
    *,
    out: Path | None = None,
    with_notebooks: bool = True,
    progress: Progress | None = None,
    reread: bool = True,
    report: Path | None = None,
    despite: str = "",
    code: bool = True,
) -> Result:
    """Run the main job on a study.

    Parameters
    ----------
    folder
        A study folder, or a study that is open: what it has read and found already is not done again. The sample study if not
        given.
    out
        Where notebooks and report go; ``out/`` inside the study if not given.
    with_notebooks
        Also execute the notebooks and show them under the map; without them it is done in half the time.
    progress
        Called as the work goes on.
    reread
        Read every original again that is still at hand, to see that it still gives the same text.
    report
        Where the report goes; ``report.html`` beside the notebooks if not given.
    despite
        Why the report may go out although the share gate found something: recorded in the study.
    code
        Keep the code of the notebooks in the report, folded away.

    Raises
    ------
    CheckFailed
        If the study is damaged, or the report would leak personal data.
    """
    study = folder if isinstance(folder, Study) else open_study(folder or sample())
    target = out or study.folder.root / "out"
    result = Result(report or target / "report.html")
    tell = progress or (lambda _step, _done, _total: None)

    @contextmanager
    def step(name: str) -> Iterator[Callable[[int, int], None]]:
        tell(name, 0, 1)
        started = time.perf_counter()
        yield lambda done, total: tell(name, done, total)
        result.seconds[name] = time.perf_counter() - started
        tell(name, 1, 1)

    with step("import") as move:
        _import(study, result, move, reread=reread)
    with step("codings"):
        frame = study.codings()
    with step("agreement"):
        result.notes.append(repr(study.agreement()).strip("<>"))
    with step("read") as move:
        found, _ = study.read(move)
    with step("themes"):
        themes = study.themes()
    with step("needs"):
        needs = study.needs(limit=_TOP)
    with step("map"):
        journey = save_maps(study)
    result.counts = {
        "sources": len(study.sources()),
        "segments": len(found),
        "participants": journey.model["people"]["N"],
        "codings": len(frame),
        "topics": len(themes),
        "needs": len(study.folder.state().needs),
        "claims": journey.model["facts"]["claims"],
        "assumptions": journey.model["facts"]["assumptions"],
    }
    executed: list[Path] = []
    if with_notebooks:
        with step("notebooks") as move:
            executed = _notebooks(study, target, move)
    with step("report"):
        _report(study, journey.model, executed, result, despite, code=code)
    _score(study, needs.candidates, found, result)
    return result


def _import(study: Study, result: Result, move: Callable[[int, int], None], *, reread: bool) -> None:
    """Check the study, and read every original again that is still at hand."""
    from workbench.sources.again import read_again

    errors = [f for f in study.check() if f.level == "error"]
    if errors:
        listed = "\n".join(f"  {f.where}: {f.what}. {f.remedy}" for f in errors)
        raise CheckFailed(f"the study is damaged; nothing was computed:\n{listed}")
    again = read_again(study.folder, move) if reread else []
    counts = Counter(r.status for r in again)
    if again:
        result.notes.append("originals read again: " + ", ".join(f"{n} {status}" for status, n in sorted(counts.items())))
    result.notes += [f"{r.source}: the original at {r.where} now reads differently" for r in again if r.status == "differs"]


def save_maps(study: Study) -> JourneyView:
    """Save the map of all rounds, and of each round on its own, as canonical JSON; return the map of all rounds."""
    journey = study.journey()
    journey.save_canonical(study.folder, "journey")
    rounds = sorted({q["round"] for q in journey.model["quotes"].values()})
    for name in rounds if len(rounds) > 1 else ():
        from workbench.study.names import slug

        study.journey(round=name).save_canonical(study.folder, slug(name))
    return journey


def _notebooks(study: Study, target: Path, move: Callable[[int, int], None]) -> list[Path]:
    from workbench.share.notebooks import execute

    found = notebooks()
    done = [0]

    def count(_name: str, cells: int, total: int) -> None:
        """One bar over all notebooks: a notebook counts as done when its last cell is."""
        done[0] += cells == total
        move(done[0], len(found))

    with _as_coder(study):
        return execute(found, target / "notebooks", parameters={"study_path": str(study.folder.root.resolve())}, progress=count)


@contextmanager
def _as_coder(study: Study) -> Iterator[None]:
    """Let the notebooks be those of whoever coded most: nobody wants to see the empty desk of a login name."""
    most = study.coders()[:1]
    if not most or "WORKBENCH_CODER" in os.environ:
        yield
        return
    os.environ["WORKBENCH_CODER"] = most[0]
    try:
        yield
    finally:
        del os.environ["WORKBENCH_CODER"]


def _report(
    study: Study, model: dict[str, Any], executed: Sequence[Path], result: Result, despite: str = "", *, code: bool = True
) -> None:
    from workbench.share.page import report

    page = report(
        study.folder.settings.title,
        model,
        executed,
        redactor=study.redactor,
        summary={name: f"{count:,}" for name, count in result.counts.items()},
        code=code,
    )
    study.pass_gate({result.report.name: page.encode()}, despite=despite)
    result.report.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(result.report, page)


def _score(study: Study, candidates: Sequence[Candidate], segments: Sequence[Segment], result: Result) -> None:
    """Consult the gold, if it lies beside the study, on which planted needs are among the candidates."""
    labels, planted = (study.folder.root.parent / "gold" / name for name in ("labels.csv", "needs.csv"))
    if not (labels.is_file() and planted.is_file()):
        return
    with planted.open(encoding="utf-8", newline="") as file:
        needs = {row["need"] for row in csv.DictReader(file)}
    with labels.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] in needs and row["stance"] == "for"]
    found = recalled(candidates[:_TOP], segments, rows)
    result.needs_recall = {f"top{_TOP}": round(len(found & needs) / len(needs), 4)}
    missed = sorted(needs - found)
    result.notes.append("planted needs found: " + ", ".join(sorted(found)) + (f"; missed: {', '.join(missed)}" if missed else ""))


def recalled(candidates: Sequence[Candidate], segments: Sequence[Segment], rows: Sequence[dict[str, str]]) -> set[str]:
    """Return the planted needs that the candidates stand for.

    A candidate stands for the planted need that most of its people speak of, if at least 3 of them do.

    Parameters
    ----------
    candidates
        Ranked candidates.
    segments
        All segments.
    rows
        Gold labels: ``source``, ``item``, ``start``, ``end``, ``code``.
    """
    places: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for row in rows:
        places.setdefault((row["source"], row["item"]), []).append((int(row["start"]), int(row["end"]), row["code"]))
    by_id = {s.id: s for s in segments}
    found = set()
    for candidate in candidates:
        people: dict[str, set[str]] = {}
        for segment in (by_id[i] for i in candidate.segments):
            anchor = segment.anchor
            for start, end, code in places.get((anchor.source, anchor.item), ()):
                if start < anchor.end and anchor.start < end:
                    people.setdefault(code, set()).add(segment.participant)
        best = max(people, key=lambda code: (len(people[code]), code), default=None)
        if best is not None and len(people[best]) >= _PEOPLE:
            found.add(best)
    return found
