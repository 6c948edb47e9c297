"""A table of a fresh round, taken as the like of it was taken before: what was said of a column holds, what is new is guessed.

Waves drift: a question is left out, put again or added, a column gets another case or an underscore. What a person said of an
earlier table (also that a column is not to be read) holds for every column that is there again; the others are looked at as
in any import. Nothing that people wrote is passed over because an earlier round had not asked it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.sources import store
from workbench.sources.people.key import KeyFile
from workbench.sources.preview import preview
from workbench.sources.tables import cells
from workbench.sources.tables.read import read_table
from workbench.sources.tables.survey import headed, listed
from workbench.sources.tables.wording import wording
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from workbench.sources.seen import Preview
    from workbench.study.folder import Folder
    from workbench.study.records import Survey

#: What an earlier import was told, and what a preview calls a column that was taken for it.
_LISTS = {"text": "open question", "ratings": "rating", "attributes": "attribute"}
_ONE = ("participant", "date", "question")
#: Of the cells of a column that says who answers again, so many at least are people who answered before.
_KNOWN, _FEWEST = 0.1, 3
_LOOKED_AT, _SHORT = 100_000, 4


@dataclass(frozen=True, slots=True)
class Continued:
    """What a table continues: a survey, what is said of its columns, and what of that a person should know."""

    like: Survey | None
    options: dict[str, Any]
    notes: tuple[str, ...] = ()


def continued(folder: Folder, path: Path, seen: Preview, kind: str) -> Continued:
    """Return which earlier survey a new table continues, and how it is read because of that.

    Parameters
    ----------
    folder
        The study.
    path
        The table.
    seen
        What an import would make of it by itself.
    kind
        What it is said to be; empty if nothing is said.
    """
    columns = [column.name for column in seen.columns]
    like = _like(folder, columns, kind)
    if like is None:
        who = _who(folder, path, columns, kind)
        return Continued(None, {"participant": who} if who else {})
    return Continued(like, *_options(folder, like, seen, path))


def _plain(names: Iterable[str]) -> dict[str, str]:
    """Return names by what does not change with case, underscores and numbering; of equal ones the first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(wording(name).plain or name, name)
    return found


def _newest(folder: Folder, kind: str) -> list[Survey]:
    """Return the surveys of a kind, or of all kinds if nothing is said, newest round first."""
    surveys = [s for s in folder.surveys() if kind in {"", s.kind}]
    order = folder.settings.in_order(s.round for s in surveys)
    return sorted(surveys, key=lambda s: (order.index(s.round), s.id), reverse=True)


def _like(folder: Folder, columns: Iterable[str], kind: str) -> Survey | None:
    """Return the survey most of whose open questions are columns of the new table; of equal ones the newest.

    Of tickets, reviews and posts all of them must be there: one column called *Text* makes no survey a box of complaints.
    """
    here = _plain(columns)
    best, most = None, 0
    for survey in _newest(folder, kind):
        asked = _plain(_said(survey).get("text") or [])
        found = sum(name in here for name in asked)
        if found > most and (found == len(asked) or kind or survey.kind == "survey"):
            best, most = survey, found
    return best


def _said(survey: Survey) -> dict[str, Any]:
    return survey.origin.get("options") or {}


def _options(folder: Folder, like: Survey, seen: Preview, path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what holds of an earlier table for a new one, and what was left out there by a person and so is here."""
    said, here = _said(like), _plain(column.name for column in seen.columns)
    one = {name: here[p] for name in _ONE if isinstance(said.get(name), str) and (p := wording(said[name]).plain) in here}
    if "participant" not in one and (who := _who(folder, path, here.values(), like.kind)):
        one["participant"] = who
    taken = {
        name: [here[p] for p in _plain(said.get(name) or []) if p in here and here[p] != one.get("participant")] for name in _LISTS
    }
    old = {here[p] for p in _plain(_passed_over(folder, like)) if p in here}
    used = {*old, *one.values(), *(column for columns in taken.values() for column in columns)}
    if "question" not in one:  # else one column holds the answers to all questions
        for name, role in _LISTS.items():
            taken[name] += [c.name for c in seen.columns if c.role == role and c.name not in used]
    stages = {here[p]: list(q.stages) for q in like.questions if q.stages and (p := wording(q.text).plain) in here}
    stages = {column: about for column, about in stages.items() if column in taken["text"]}
    used |= {column for columns in taken.values() for column in columns}
    looked_for = {role for name, role in (("date", "date"), ("participant", "respondent")) if name not in one}
    rest = [c.name for c in seen.columns if c.name not in used and c.role not in looked_for and c.filled]
    notes = [f"left out as in {like.id}: {listed(sorted(old))}"] if old else []
    notes += [f"left out: {listed(rest)}"] if rest else []
    return {**one, **taken, **({"stages": stages} if stages else {})}, tuple(notes)


def _passed_over(folder: Folder, like: Survey) -> list[str]:
    """Return the columns of an earlier table that an import reads, and that somebody said not to read."""
    said = _said(like)
    read = {said.get(name) for name in _ONE} | {column for name in _LISTS for column in said.get(name) or ()}
    origin = store.raw_path(folder, str(like.origin.get("sha256")), str(like.origin.get("format")))
    try:
        columns = preview(origin, encoding=said.get("encoding"), sheet=said.get("sheet")).columns
    except (Refused, OSError):
        return []  # the original was not kept: what is in the new table is looked at as if it were the first
    return [c.name for c in columns if c.role in _LISTS.values() and c.name not in read]


def _who(folder: Folder, path: Path, columns: Iterable[str], kind: str) -> str | None:
    """Return the column that says who answers: one that said it before, else one that holds people who answered before."""
    here = _plain(columns)
    surveys = _newest(folder, kind or "survey")
    named = [said for s in surveys if isinstance(said := _said(s).get("participant"), str)]
    for name in named:
        if wording(name).plain in here:
            return here[wording(name).plain]
    return _known_people(folder, path) if named else None


def _known_people(folder: Folder, path: Path) -> str | None:
    """Return the column whose cells are ids of people who answered before, whatever it is called now."""
    frame = headed(read_table(path))[0]
    held, best, most = KeyFile.of(folder), None, 0
    for column in frame.columns:
        said = [str(cell).strip() for cell in frame[column].iloc[:_LOOKED_AT]]
        if not all(said) or len(set(said)) < len(said) or not all(_is_id(cell) for cell in said):
            continue
        known = sum((who := held.find(cell)) is not None and held.entries[who].kind == "respondent" for cell in said)
        if known >= max(_FEWEST, _KNOWN * len(said)) and known > most and cells.present(frame[column]).all():
            best, most = str(column), known
    return best


def _is_id(cell: str) -> bool:
    """Say whether a cell is more than a small number, which many columns hold by chance."""
    return "@" in cell or (any(c.isdigit() for c in cell) and (len(cell) > _SHORT or not cell.isdigit()))
