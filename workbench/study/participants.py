"""``participants.csv``: one row a person, by pseudonym."""

from __future__ import annotations

import csv
import math
from datetime import UTC, date, datetime
from io import StringIO
from typing import TYPE_CHECKING

from workbench.study.canon import write_atomic
from workbench.study.errors import Refused
from workbench.study.records import Participant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE = "participants.csv"
_COLUMNS = ("participant", "consent_quote", "consent_share", "consent_until", "group")
_YES, _NO = {"yes", "y", "true", "1", ""}, {"no", "n", "false", "0"}


def read(path: Path) -> dict[str, Participant]:
    """Return everybody in the file, by pseudonym; nobody if there is none.

    Raises
    ------
    Refused
        If a row has no pseudonym or one that was there before, an outcome is not a number, or a consent is neither
        yes nor no: a consent is never guessed. If a cell stands in a column that nothing reads: it may be meant as a no, and
        would be gone when the file is written again. If it cannot be read: nobody's no is left out because a disk says no.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        if path.is_symlink():
            raise _unreadable(error) from None
        return {}
    except OSError as error:
        raise _unreadable(error) from None
    except UnicodeDecodeError as error:
        raise Refused(FILE, f"is not UTF-8 ({error.reason})", "Save it as CSV UTF-8.", f"byte {error.start}") from None
    rows = csv.DictReader(StringIO(text, newline=""), strict=True)
    try:
        return _people(rows)
    except csv.Error as error:
        remedy = "Look for a quote that is opened and not closed; double a quote inside a cell."
        raise Refused(FILE, f"is no table ({error})", remedy, f"line {rows.reader.line_num}") from None


def _people(rows: csv.DictReader[str]) -> dict[str, Participant]:
    unread = _unread(list(rows.fieldnames or ()))
    people: dict[str, Participant] = {}
    for row in rows:
        place = f"line {rows.line_num}"
        if None in row or None in row.values():
            raise Refused(FILE, "has more or fewer cells than the first line", "Put commas inside quotes.", place)
        if said := next((name for name in unread if row[name].strip()), None):
            remedy = f"The columns are {', '.join(_COLUMNS)}, attr.… and outcome.…: call it one of these, or take it out."
            raise Refused(FILE, f"nothing reads the column {said!r}", remedy, place)
        name = row["participant"].strip()
        if not name or name in people:
            raise Refused(FILE, f"says {name!r} again" if name else "names nobody", "One row a person.", place)
        attributes = {k.removeprefix("attr."): v for k, v in row.items() if k.startswith("attr.") and v}
        outcomes = {k.removeprefix("outcome."): _number(v, k, place) for k, v in row.items() if k.startswith("outcome.") and v}
        people[name] = Participant(
            name, attributes, outcomes, _consent(row, "consent_quote", place), _consent(row, "consent_share", place),
            _day(row, "consent_until", place), row.get("group", "").strip(),
        )  # fmt: skip
    return people


def _unread(columns: list[str]) -> list[str]:
    """Return the columns that nothing reads, such as those a spreadsheet adds behind the last."""
    if "participant" not in columns:
        raise Refused(FILE, "has no column 'participant'", "The first line names the columns, separated by commas.")
    if twice := next((name for name in columns if name and columns.count(name) > 1), None):
        raise Refused(FILE, f"has two columns {twice!r}", "Keep the one that holds.")
    return [name for name in columns if name not in _COLUMNS and not name.startswith(("attr.", "outcome."))]


def _unreadable(error: OSError) -> Refused:
    remedy = "It says who must not be quoted. Restore it, or look at its permissions."
    return Refused(FILE, f"cannot be read ({error.strerror})", remedy)


def silent(people: Iterable[Participant], day: str = "") -> frozenset[str]:
    """Return who is counted and not quoted in anything shown to others.

    Parameters
    ----------
    people
        As ``participants.csv`` has them.
    day
        ISO date on which it is shown: consent may have run out by then. Today if empty.
    """
    shown = day or today()
    return frozenset(p.id for p in people if not p.quotable(shown))


def today() -> str:
    """Return the day it is here, as an ISO date. For what is shown or shared only: no result depends on a clock."""
    return datetime.now(UTC).astimezone().date().isoformat()


def write(path: Path, people: Iterable[Participant]) -> None:
    """Write the file: one row a person, sorted. ``consent_until`` and ``group`` are there only if somebody has one."""
    rows = sorted(people, key=lambda p: p.id)
    more = [name for name in ("consent_until", "group") if any(getattr(p, name) for p in rows)]
    attributes = sorted({a for p in rows for a in p.attributes})
    outcomes = sorted({o for p in rows for o in p.outcomes})
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["participant", *(f"attr.{a}" for a in attributes), *(f"outcome.{o}" for o in outcomes),
                     "consent_quote", "consent_share", *more])  # fmt: skip
    for p in rows:
        writer.writerow([p.id, *(p.attributes.get(a, "") for a in attributes), *(p.outcomes.get(o, "") for o in outcomes),
                         "yes" if p.consent_quote else "no", "yes" if p.consent_share else "no",
                         *(getattr(p, name) for name in more)])  # fmt: skip
    write_atomic(path, out.getvalue())


def _number(text: str, column: str, place: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refused(FILE, f"{column} is {text!r}, not a number", "Write a number, or leave the cell empty.", place)
    return value


def _consent(row: dict[str, str], column: str, place: str) -> bool:
    word = row.get(column, "").strip().casefold()
    if word not in _YES | _NO:
        raise Refused(FILE, f"{column} is {word!r}", "Write yes or no.", place)
    return word in _YES


def _day(row: dict[str, str], column: str, place: str) -> str:
    text = row.get(column, "").strip()
    try:
        if not text or date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise Refused(FILE, f"{column} is {text!r}, not a date", "Write it as 2026-12-31, or leave the cell empty.", place)
