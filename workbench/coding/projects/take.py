"""A project of another program becomes part of a study: its texts, codes, codings, memos and what is known of people.

All or nothing, and doing it again changes nothing. A coding counts for the coder whom the project names: it is an act in the log
of that coder on this machine. What does not come in is counted and named, in the report and beside each source.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from workbench.coding.codebook import plan
from workbench.coding.projects import codes as project_codes
from workbench.coding.projects.coders import coders
from workbench.coding.projects.deeds import Deeds
from workbench.coding.projects.known import known
from workbench.coding.projects.records import Loss
from workbench.coding.projects.texts import Texts
from workbench.sources import store
from workbench.sources.corrections import correct
from workbench.sources.people.key import KeyFile
from workbench.sources.people.withdraw import refuse_withdrawn
from workbench.sources.store import Report
from workbench.study.canon import write_atomic
from workbench.study.log import cut_back
from workbench.study.names import slug
from workbench.study.records import Participant
from workbench.study.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from workbench.coding.projects.deeds import Item
    from workbench.coding.projects.records import Dialect, Project
    from workbench.coding.projects.texts import Options, Text
    from workbench.study.folder import Folder

_REASON = "taken in from a project"


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """What became of a project: it prints as sentences.

    Attributes
    ----------
    file
        What it is called.
    status
        ``added``, ``new version`` or ``unchanged``.
    sources
        One report each.
    codes, codings, memos
        How many are new in the study.
    known
        Codings that were there already.
    coders
        The coder of each user of the project, by the user's name.
    reading
        How places were counted, and how sure that is.
    losses
        What did not come in.
    notes
        What was decided, in words.
    """

    file: str
    status: str
    sources: tuple[Report, ...]
    codes: int
    codings: int
    memos: int
    known: int
    coders: Mapping[str, str]
    reading: Dialect
    losses: tuple[Loss, ...]
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        """Return what is new, how places were counted, what did not come in."""
        from workbench.coding.projects.bring import lines

        return "\n".join(lines(self))

    @property
    def source(self) -> str:
        """Ids of the sources."""
        return ", ".join(r.source for r in self.sources)

    @property
    def rows(self) -> int:
        """How many codings are new."""
        return self.codings


def take(
    folder: Folder, project: Project, raw: bytes, *, file: str, coder: str, options: Options,
    suffix: str = "qdpx", earlier: Project | None = None,
) -> Taken:  # fmt: skip
    """Take a project into a study.

    Parameters
    ----------
    folder
        The study.
    project
        As a reader gives it.
    raw
        Its bytes, which are kept.
    file
        What it is called.
    coder
        Who takes it in: the codebook and what nobody signed is theirs.
    options
        What the person said.
    suffix
        What the bytes are.
    earlier
        The same project as it was read before, if it is now read in another way: codings that stand elsewhere are replaced.

    Returns
    -------
    Taken
        What was done, and what did not come in.

    Raises
    ------
    Refused, UserError
        If a text is of somebody who withdrew, or something must be said first; the study is as it was.
    NotSaved
        If the disk said no; the study is as it was.
    """
    digest = store.sha256(raw)
    with store.locked(folder):
        refuse_withdrawn(folder, digest, file)
        folder.refresh()
        held = KeyFile.to_add_to(folder)
        texts = Texts(folder, held, project, file, digest, options).plan()
        named, models = coders(project, folder.state(), options.coders)
        made = project_codes.codes(folder, project)
        people, persons, lost, notes = known(folder, project, texts, file)
        deeds = Deeds(folder, project, texts, made, persons, named, coder, partial(store.without_names, held=held))
        deeds.plan()
        if earlier is not None and (moved := deeds.replace(earlier)):
            notes.append(f"{moved} codings of the earlier import stood elsewhere and are replaced")
        if not options.again and texts and all(t.same for t in texts):  # what was taken away here since stays away
            return _as_before(project, file, texts, named, deeds)
        before = folder.carried()
        bytes_at = store.raw_path(folder, digest, suffix)
        fresh = [t for t in texts if t.fresh is not None]
        bases = [folder.root / "sources" / slug(t.fresh.round) / slug(t.id) for t in fresh if t.fresh is not None]
        originals = {store.raw_path(folder, store.sha256(t.source.text.encode()), "txt"): t.source.text for t in fresh}
        with store.all_or_nothing(
            bytes_at, *originals, folder.root / "participants.csv", held.path, bases=bases, folder=folder
        ), _logs(folder) as ours:  # fmt: skip
            items = _items(folder, deeds, models)
            ours += [a.id for a in plan.take_over(folder, made.planned, coder=coder, reason=_REASON)]
            defined = len(ours)
            for who, some in items.items():
                ours += [a.id for a in folder.act(who, *_signed(some), together=True)]
            if fresh or ours or not bytes_at.is_file():
                write_atomic(bytes_at, raw)
                _write(folder, fresh, originals, held, people)
        shaken = [note for t in fresh if t.status == "new version" for note in correct.shaken(folder, before, t.id)]
    losses = _sum([*project.losses, *(Loss(w, n, y) for (w, y), n in [*lost.items(), *deeds.lost.items()]),
                   *_sets(project, made.sets), *_links(project)])  # fmt: skip
    status = "added" if any(t.status == "added" for t in texts) else "new version" if fresh or ours else "unchanged"
    return Taken(
        file, status, tuple(Report(t.id, t.status, t.turns, t.notes) for t in texts), defined, deeds.codings, deeds.memos,
        deeds.known, {u.name: named[u.id] for u in project.users}, project.reading, losses,
        tuple(dict.fromkeys([*made.notes, *notes, *shaken])),
    )  # fmt: skip


def _as_before(project: Project, file: str, texts: Sequence[Text], named: Mapping[str, str], deeds: Deeds) -> Taken:
    """Return that nothing is new: the very file is in already."""
    reports = tuple(Report(t.id, "unchanged", t.turns) for t in texts)
    coded = deeds.known + deeds.codings
    users = {u.name: named[u.id] for u in project.users}
    return Taken(file, "unchanged", reports, 0, 0, 0, coded, users, project.reading, _sum(project.losses))


def _items(folder: Folder, deeds: Deeds, models: set[str]) -> dict[str, list[Item]]:
    """Return the acts of each coder, models first saying that they are."""
    joined = folder.state().coders
    items = {who: list(some) for who, some in sorted(deeds.items.items())}
    for who, some in items.items():
        if who in models and joined.get(who) != "model":
            some.insert(0, ("coder.join", {"kind": "model"}))
    if deeds.noted and project_codes.NOTED not in folder.state().codes:
        for some in items.values():
            if any(body.get("code") == project_codes.NOTED for _, body in some):
                some.insert(0, ("code.define", {"code": project_codes.NOTED, "label": "Noted"}))
                break
    return items


def _signed(items: Sequence[Item]) -> list[Item]:
    """Return acts of which the first says why."""
    (kind, body), *rest = items
    return [(kind, {**body, "reason": _REASON}), *rest]


class _logs:  # noqa: N801 (used as a context)
    """Takes back what was appended to logs if what is done inside fails: it was never called saved."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._ours: list[str] = []
        self._before: dict[Path, int] = {}

    def __enter__(self) -> list[str]:
        self._before = {path: path.stat().st_size for path in self._folder.logs()}
        return self._ours

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or not self._ours:
            return
        ours = frozenset(self._ours)
        for path in sorted((self._folder.root / "log").glob("*.jsonl")):
            if path.stat().st_size > self._before.get(path, 0):
                cut_back(path, self._before.get(path, 0), ours)
        self._folder.refresh()


def _write(folder: Folder, fresh: Sequence[Text], originals: Mapping[Path, str], held: KeyFile, people: list[Participant]) -> None:
    """Write texts, the key and people; the records of sources come last."""
    if any(t.fresh is not None and t.fresh.history for t in fresh):
        upgrade(folder)
    for path, original in originals.items():
        write_atomic(path, original.encode())
    held.save()
    everybody = folder.participants()
    spoke = [p for t in fresh for p in t.people if p not in everybody]
    joined = {**everybody, **{p: Participant(p) for p in spoke}, **{p.id: p for p in people}}
    if joined != everybody:
        folder.save_participants(joined.values())
    for text in fresh:
        if text.fresh is not None:
            folder.add_transcript(text.fresh)


def _sets(project: Project, stages: frozenset[str]) -> Iterator[Loss]:
    for what, some in (("codes", [s for s in project.sets if s.codes and s.id not in stages]),
                       ("sources", [s for s in project.sets if s.sources]),
                       ("notes", [s for s in project.sets if s.memos])):  # fmt: skip
        yield Loss(f"sets of {what}", len(some), "only sets of codes that are stages have a place here")


def _links(project: Project) -> Iterator[Loss]:
    yield Loss("links", len(project.links), "there is no place for them")


def _sum(losses: Sequence[Loss]) -> tuple[Loss, ...]:
    """Return losses, those of one kind and reason counted together."""
    total: Counter[tuple[str, str]] = Counter()
    for loss in losses:
        total[loss.what, loss.why] += loss.count
    return tuple(Loss(what, count, why) for (what, why), count in sorted(total.items()) if count)
