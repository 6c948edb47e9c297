"""What is known about the people interviewed: attributes, outcomes, consent; joined by name or pseudonym."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.sources import store
from workbench.sources.people import agreed
from workbench.sources.people.key import KeyFile, key
from workbench.sources.store import Report
from workbench.sources.tables import columns, named
from workbench.sources.tables.read import read_table
from workbench.study.errors import Refused
from workbench.study.names import slug
from workbench.study.records import Participant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from workbench.study.folder import Folder

_OUTCOME = re.compile(r"^(outcome[ ._-])?(nps|csat|ces|churn(ed)?)\b", re.IGNORECASE)
_CONSENT = re.compile(r"consent|permission|may (be )?(quote|share)", re.IGNORECASE)
_UNTIL = re.compile(
    r"(consent|permission|may (be )?(quote|share)).*\b(until|till|expires?|ends?)\b|^(consent[ _]?)?until$", re.IGNORECASE
)
_YES = {"yes", "y", "true", "1", "ja", "x", "given", "granted", "ok"}
_NO = {"no", "n", "false", "0", "nein", "", "withdrawn", "refused", "none"}
_GROUP = frozenset({"group", "focus group", "focusgroup"})
_PERSON = re.compile(r"^(participant|pseudonym|name|full name|person|id|respondent|interviewee|user|customer)$", re.IGNORECASE)


def add_people(folder: Folder, path: str | Path, *, sheet: str | None = None, encoding: str | None = None) -> Report:
    """Join a table of people to ``participants.csv``.

    One column holds names or pseudonyms, found by the key. Columns called nps, csat, ces or churn are outcomes;
    those that speak of consent say whether somebody may be quoted or shared, and a blank there means no; one called
    ``consent_until`` says from which day on not any more, one called ``group`` or ``focus group`` who spoke together;
    columns of personal data are left out, but what people are called in them (nicknames, names in other letters, numbers of orders)
    goes to the key and is masked, as do people of whom there is no source yet; the rest are attributes.

    Parameters
    ----------
    folder
        The study; its transcripts come first, so that names are known.
    path
        A .csv, .tsv or .xlsx file.
    sheet, encoding
        As for surveys.

    Returns
    -------
    Report
        How many rows were joined; the notes name the rows that match nobody.

    Raises
    ------
    Refused
        If no column matches anybody, a person is there twice, or a cell cannot be read; nothing is changed.
    """
    file = Path(path)
    table = read_table(file, sheet=sheet, encoding=encoding)
    with store.locked(folder):
        held = KeyFile.of(folder)
        everybody = folder.participants()
        who = _column(table.frame, held, everybody, file.name)
        matched = [_match(cell, held, everybody) for cell in table.frame[who]]
        _refuse_repeats(matched, table.rows, file.name, who)
        _refuse_two_ways(table.frame, who, matched, held, table.rows, file.name)
        if key(who) != "pseudonym":
            _refuse_labels(table.frame[who], matched, held, table.rows, file.name, who)
        notes = list(table.notes)
        missing = [r for r, m in zip(table.rows, matched, strict=True) if m is None]
        if missing:
            notes.append(f"{len(missing)} rows match nobody in the key: {', '.join(map(str, missing[:20]))}")
        joined = dict(everybody)
        kinds = {c: _kind(c) for c in table.frame.columns if c != who}
        left = [c for c, k in kinds.items() if k == "personal"]
        if left:
            notes.append(f"left out as personal data: {', '.join(map(repr, left))}")
        notes += [
            f"{c!r}: who spoke together; name it attr.{slug(c)} if it is an attribute" for c, k in kinds.items() if k == "group"
        ]
        called = [who, *(c for c in left if named.CALLED.search(c) or named.NUMBERED.search(c))]
        if fresh := named.learn_people(table.frame, called, matched, held):
            notes.append(f"{fresh} names that the key did not have are masked from now on: nicknames, and people nobody heard yet")
        frame = _with_days(table.frame, [c for c, k in kinds.items() if k == "until"], file.name, table.rows)
        for row, person, record in zip(table.rows, matched, frame.to_dict("records"), strict=True):
            if person is not None:
                old = joined.get(person, Participant(person))
                joined[person] = _joined(old, {str(k): str(v) for k, v in record.items()}, kinds, file.name, row)
        unknown = sorted(set(everybody) - {m for m in matched if m})
        if unknown:
            notes.append(f"the table says nothing about {', '.join(unknown[:20])}")
        rows = sum(m is not None for m in matched)
        held.save()
        if joined == everybody:
            return Report("participants.csv", "unchanged", rows, tuple(notes))
        target = folder.root / "participants.csv"
        status = "new version" if target.exists() else "added"
        with store.all_or_nothing(target, folder=folder):
            folder.save_participants(joined.values())
        return Report("participants.csv", status, rows, tuple(notes))


def _match(cell: str, held: KeyFile, everybody: dict[str, Participant]) -> str | None:
    found = held.find(cell) if cell.strip() else None
    if found is not None and held.entries[found].kind in {"participant", "respondent"}:
        return found
    upper = cell.strip().upper()
    return upper if upper in everybody else None


def _column(frame: pd.DataFrame, held: KeyFile, everybody: dict[str, Participant], file: str) -> str:
    """Return the column in which most cells are somebody known; of equal ones the one called so."""
    hits = {c: sum(_match(cell, held, everybody) is not None for cell in frame[c]) for c in frame.columns}
    best = max(frame.columns, key=lambda c: (hits[c], bool(_PERSON.match(c))))
    if not hits[best]:
        raise Refused(
            file,
            "no column holds a name or pseudonym of this study",
            "Add the transcripts first; use names as the files write them.",
        )
    return str(best)


def _refuse_repeats(matched: list[str | None], rows: Sequence[int], file: str, column: str) -> None:
    seen: dict[str, int] = {}
    for person, row in zip(matched, rows, strict=True):
        if person is None:
            continue
        if person in seen:
            raise Refused(file, f"{person} is in rows {seen[person]} and {row}", "Keep one row a person.", f"column {column}")
        seen[person] = row


def _refuse_two_ways(
    frame: pd.DataFrame, who: str, matched: list[str | None], held: KeyFile, rows: Sequence[int], file: str
) -> None:
    """Refuse a row whose columns say two people: a *P04* of the researchers' own list need not be the P04 of the study."""
    for column in frame.columns:
        if column == who or not (_PERSON.match(column) or _kind(column) == "personal"):
            continue
        for cell, said, other, row in zip(frame[who], frame[column], matched, rows, strict=True):
            found = held.find(said) if other is not None and said.strip() else None
            if found is not None and found != other and held.entries[found].kind in {"participant", "respondent"}:
                why = f"{who!r} says {cell.strip()!r}, who is {other} in this study, and {column!r} says somebody who is {found}"
                raise Refused(file, why, "Leave out the column that is not of this study.", f"row {row}")


def _refuse_labels(
    cells: pd.Series, matched: list[str | None], held: KeyFile, rows: Sequence[int], file: str, column: str
) -> None:  # fmt: skip
    """Refuse a number that is one person's pseudonym and what a file calls another: a consent would go to the wrong one."""
    for cell, person, row in zip(cells, matched, rows, strict=True):
        others = {p: called for p, called in held.labelled(cell).items() if p != person} if person else {}
        if others:
            they = " and ".join(f"{p}, whom {called!r} calls so" for p, called in sorted(others.items()))
            raise Refused(
                file, f"{cell.strip()!r} can be {person} or {they}",
                "Name the column pseudonym if it holds the numbers of this study; else write the names of the key file instead.",
                f"row {row}, column {column}",
            )  # fmt: skip


def _kind(column: str) -> str:
    if _UNTIL.search(column.replace("_", " ")):
        return "until"
    if key(column.replace("_", " ").replace("-", " ")) in _GROUP:
        return "group"
    if _CONSENT.search(column) or agreed.asks(column):
        return "consent"
    if _OUTCOME.match(column):
        return "outcome"
    return "personal" if columns.is_personal(column) or key(column) in {"name", "participant", "pseudonym"} else "attribute"


def _joined(old: Participant, cells: dict[str, str], kinds: dict[str, str], file: str, row: int) -> Participant:
    attributes, outcomes = dict(old.attributes), dict(old.outcomes)
    quote, share, until, group = old.consent_quote, old.consent_share, old.consent_until, old.group
    for column, kind in kinds.items():
        cell = cells[column].strip()
        if kind == "attribute" and cell:
            attributes[slug(column.removeprefix("attr."))] = cell
        elif kind == "outcome" and cell:
            match = _OUTCOME.match(column)
            outcomes["churn" if match and match[2].lower().startswith("churn") else slug(column.removeprefix("outcome."))] = (
                _number(cell, file, row, column)
            )
        elif kind == "until":
            until = cell or until
        elif kind == "group":
            group = cell or group
        elif kind == "consent":
            said = _yes(cell, file, row, column)
            only_share = "share" in column.lower() or "shar" in column.lower()
            only_quote = "quot" in column.lower()
            quote = quote if only_share and not only_quote else said
            share = share if only_quote and not only_share else said
    return Participant(old.id, attributes, outcomes, quote, share, until, group)


def learned(old: Participant, said: Mapping[str, str], file: str) -> tuple[Participant, tuple[str, ...]]:
    """Return somebody with what another program knows of them, and notes.

    Names mean what they mean in a table of people (`add_people`). A consent that is neither yes nor no counts as no; a day or
    a number that cannot be read is left out.

    Parameters
    ----------
    old
        What is known.
    said
        By name of the attribute.
    file
        Where it comes from, for messages.
    """
    from workbench.sources.transcripts.draft import date_in

    person, notes = old, []
    for name, value in said.items():
        kind = _kind(name)
        days = (date_in(value) or "") if kind == "until" else value
        if kind == "personal":
            notes.append(f"{name!r} is left out as personal data")
        elif kind == "until" and not days:
            notes.append(f"{name!r} of {old.id} is no date: left out")
        else:
            try:
                person = _joined(person, {name: days}, {name: kind}, file, 0)
            except Refused:
                notes.append(f"{name!r} of {old.id} cannot be read: " + ("taken for no" if kind == "consent" else "left out"))
                person = _joined(person, {name: "no"}, {name: kind}, file, 0) if kind == "consent" else person
    return person, tuple(notes)


def _with_days(frame: pd.DataFrame, wanted: list[str], file: str, rows: Sequence[int]) -> pd.DataFrame:
    """Return the table with ISO days in the columns that say until when, or refuse a cell that is no day for certain."""
    found = frame.copy()
    for column in wanted:
        days, note = columns.iso_dates(frame[column])
        for row, cell, day in zip(rows, frame[column], days, strict=True):
            if cell.strip() and not day:
                why = note or f"{cell!r} is no date"
                raise Refused(file, why, "Write dates as 2026-12-31.", f"row {row}, column {column}")
        found[column] = days
    return found


def _number(cell: str, file: str, row: int, column: str) -> float:
    found = columns.number(cell)
    if found is None and cell.casefold() in _YES | _NO:
        found = float(cell.casefold() in _YES)
    if found is None:
        raise Refused(file, f"{cell!r} is no number", "Write a number, or yes or no.", f"row {row}, column {column}")
    return found


def _yes(cell: str, file: str, row: int, column: str) -> bool:
    if cell.casefold() in _YES:
        return True
    if cell.casefold() in _NO:
        return False
    raise Refused(file, f"{cell!r} is neither yes nor no", "Write yes or no.", f"row {row}, column {column}")
