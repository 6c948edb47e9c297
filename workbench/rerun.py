"""A fresh round, in one go: files in, everything computed again, what really changed, and what a person must decide.

The same round again changes nothing: a file that is in is left alone, and unchanged inputs give the same maps, byte by byte.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.api import open as open_study
from workbench.api.decide import Decision
from workbench.demo import Result, run
from workbench.sources.fresh import add, named
from workbench.sources.store import locked
from workbench.sources.unfinished import together
from workbench.study.begun import forget, note
from workbench.study.errors import NotSaved, UserError
from workbench.study.memory import seldom_collected
from workbench.study.shell import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from workbench.api import Study
    from workbench.demo import Progress
    from workbench.sources.fresh import Added
    from workbench.views import ChangesView


@dataclass
class Rerun:
    """What a rerun did.

    Attributes
    ----------
    round
        The round that was brought in.
    added
        The files, each with what its import did.
    refused
        Why files were refused; the others are in.
    stale
        Maps and pages that were older than the data before, and are new now.
    unchanged
        Maps that came out the same, byte by byte.
    changes
        What changed since the round before; None if there is no earlier round.
    after
        The command that says what changed in the round after this one, if one was there already: it is compared with this one now.
    decisions
        What a person must decide.
    result
        Report, counts and seconds of everything that was computed.
    """

    round: str
    added: list[Added] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    changes: ChangesView | None = None
    after: str = ""
    decisions: list[Decision] = field(default_factory=list)
    result: Result | None = None
    diff: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the result as ``workbench rerun --json`` prints it."""
        frame = self.changes.frame() if self.changes is not None else None
        return {
            "round": self.round,
            "added": [{"file": a.file, "source": a.report.source, "status": a.report.status, "rows": a.report.rows,
                       "like": a.like, "notes": list(a.report.notes)} for a in self.added],
            "refused": self.refused,
            "stale": self.stale,
            "unchanged": self.unchanged,
            "changes": [] if frame is None else json.loads(frame.to_json(orient="records")),
            "after": self.after,
            "decisions": [{"what": d.what, "do": d.do} for d in self.decisions],
            "diff": str(self.diff) if self.diff else None,
            **(self.result.as_json() if self.result else {}),
        }  # fmt: skip


@seldom_collected()
def rerun(
    folder: Path,
    *,
    round: str,  # noqa: A002 (the field's word)
    files: Iterable[str | Path] = (),
    out: Path | None = None,
    with_notebooks: bool = True,
    progress: Progress | None = None,
) -> Rerun:
    """Bring in a fresh round and compute everything again.

    Who is stopped while files come in finds the study as it was; later, `check` says that maps may be older.

    Parameters
    ----------
    folder
        A study.
    round
        Id of the round the files belong to; it is compared with the one before.
    files
        Transcripts, tables of answers, of people or of numbers. Each is taken as the like of it was taken before (see
        `workbench.sources.fresh`).
    out
        Where notebooks, report and ``diff.html`` go; ``out/`` inside the study if not given.
    with_notebooks
        Also execute the notebooks on the study, with its path as their parameter, and show them in the report.
    progress
        Called as the work goes on.

    Raises
    ------
    UserError
        If a file is not there, or no file could be brought in and the study has nothing of the round.
    CheckFailed
        If the study is damaged, or the report would leak personal data.
    """
    wanted = named(files)
    study = open_study(folder)
    done = Rerun(round)
    tell = progress or (lambda _step, _done, _total: None)
    _bring_in(study, done, wanted, tell)
    if round not in study.rounds():
        known = [f"{a.file}: {'; '.join(a.report.notes)}." for a in done.added if a.report.notes]  # in an earlier round, mostly
        because = [*done.refused, *known, f"There are: {', '.join(study.rounds()) or 'none'}."]
        raise UserError(f"there is nothing of round {round!r} in the study. {' '.join(because)}")
    study = open_study(folder)  # names of fresh files are masked from here on
    note(study.folder, "rerun", {"round": round})
    try:
        _reckon(study, done, out, with_notebooks=with_notebooks, progress=progress)
    except Exception:  # it was told; who is stopped or killed leaves the note
        forget(study.folder, "rerun")
        raise
    forget(study.folder, "rerun")
    done.decisions = [*_loose(study, done), *study.decisions(round)]
    return done


def _bring_in(study: Study, done: Rerun, wanted: Sequence[tuple[str, Path]], tell: Progress) -> None:
    """Bring the files of a round in: all that are not refused, or none if it is cut short. A part of a round is no round."""
    if not wanted:
        return
    with locked(study.folder), together(study.folder):
        for number, (kind, path) in enumerate(wanted):
            tell("bring in", number, len(wanted))
            try:
                done.added.append(add(study.folder, path, round=done.round, kind=kind))
            except NotSaved:
                raise  # the disk refuses: it would refuse the next file, too
            except UserError as error:
                done.refused.append(str(error))
    tell("bring in", len(wanted), len(wanted))


def _reckon(study: Study, done: Rerun, out: Path | None, *, with_notebooks: bool, progress: Progress | None) -> None:
    """Compute everything again, and what changed since the round before."""
    maps = {path.name: path.read_bytes() for path in sorted((study.folder.root / "maps").glob("*.json"))}
    done.stale = _stale(study, maps)
    done.result = run(study, out=out, with_notebooks=with_notebooks, progress=progress, reread=False)
    done.unchanged = [name for name, raw in maps.items() if (study.folder.root / "maps" / name).read_bytes() == raw]
    _compare(study, done, out or study.folder.root / "out", progress or (lambda _step, _done, _total: None))


def _stale(study: Study, maps: dict[str, bytes]) -> list[str]:
    """Return the maps that were made from other data than there is now."""
    digest = study.folder.digest()
    return [f"maps/{name}" for name, raw in maps.items() if _made_from(raw) != digest]


def _made_from(raw: bytes) -> object:
    """Return the digest of the data that a map was made from; None if it cannot be read: it is made anew."""
    try:
        return json.loads(raw)["made_from"]["digest"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _compare(study: Study, done: Rerun, out: Path, tell: Progress) -> None:
    order = study.rounds()
    place = order.index(done.round)
    if later := order[place + 1 : place + 2]:
        done.after = shlex.join(["workbench", "diff", str(study.folder.root), done.round, *later])
    if place == 0:
        return
    tell("compare", 0, 1)
    done.changes = study.compare(order[place - 1], done.round)
    done.diff = out / "diff.html"
    out.mkdir(parents=True, exist_ok=True)
    done.changes.save(done.diff)
    tell("compare", 1, 1)


def _loose(study: Study, done: Rerun) -> Iterator[Decision]:
    """Yield tables that continue none although there are earlier ones: a question may have got other words."""
    surveys = {s.id: s for s in study.folder.surveys()}
    for added in done.added:
        mine = surveys.get(added.report.source)
        if mine and not added.like and any(s.kind == mine.kind and s.round != mine.round for s in surveys.values()):
            what = f"{added.file} asks nothing in the words of an earlier round: is one of its questions an earlier one?"
            yield Decision(what, f"workbench align {at(study.folder.root)} {at(added.file)}, then workbench same-question")


def sentences(done: Rerun) -> Sequence[str]:
    """Return what a rerun did, as lines for people."""
    lines = []
    for a in done.added:
        lines.append(f"{a.file}: {a.report.status} as {a.report.source}" + (f", like {a.like}" if a.like else ""))
        lines += [f"  {note}" for note in a.report.notes]
    lines += [f"refused: {why}" for why in done.refused]
    if done.stale:
        lines.append(f"made anew, since older than the data: {', '.join(done.stale)}")
    if done.unchanged:
        lines.append(f"unchanged, byte by byte: {', '.join(done.unchanged)}")
    if done.changes is not None:
        lines += ["", done.changes.summary()]
        labels = done.changes.labels
        lines += [f"  {labels.get(c.code, c.code)}: {c.text}" for c in done.changes.changes if c.verdict in _TOLD]
        lines += [
            f"  feeling at {labels.get(f.stage, f.stage)}: {f.text}" for f in done.changes.felt.values() if f.verdict in _TOLD
        ]
        lines += [f"  {n.text}" for n in done.changes.numbers if n.verdict in _TOLD]
        lines += [f"  Caution: {line}" for line in done.changes.cautions] + [f"  {line}" for line in done.changes.notices]
    if done.after:
        lines += ["", f"A later round was there already; what changed in it is told anew by: {done.after}"]
    if done.decisions:
        lines += ["", "For you to decide:"]
        lines += [f"  · {d.what}\n    {d.do}" for d in done.decisions]
    if done.diff:
        lines += ["", f"What changed: {done.diff}"]
    if done.result:
        lines.append(f"The report: {done.result.report}")
    return lines


_TOLD = ("up", "down", "new", "not heard")
