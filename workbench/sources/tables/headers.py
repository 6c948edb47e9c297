"""What a table calls its columns where that takes more than one line, and what stands above and below the answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.sources.tables import cells
from workbench.sources.tables.framed import TOTALS
from workbench.sources.tables.header_names import unique_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from workbench.sources.tables.read import Table

_RESPONSE = {"response", "open-ended response", "open ended response", ""}
_NUMBER = r"\s*-?\d[\d.,: /-]*\s*"
_LOOKED_AT = 200
#: *P1*, *Participant 02*: what a column is called that holds what one person said.
_PERSON = re.compile(
    r"(?i)(p|pt|par|tn|vp|participant|respondent|interviewee|person|user|teilnehmer\w*|proband\w*)[\s_-]?0*\d{1,3}"
)


def headed(table: Table) -> tuple[pd.DataFrame, Sequence[int], tuple[str, ...]]:
    """Return the answers of a table with one header, their row numbers, and notes.

    Qualtrics exports carry three lines of header (name, question, import id), SurveyMonkey two (question, then the
    option or "Response"); both are joined into one name a column.
    """
    frame, rows, notes = _across(table) or _headed(table)
    frame, rows, heads = _without_headers(frame, rows)
    frame, rows, totals = _without_totals(frame, rows)
    return frame, rows, (*notes, *heads, *totals)


def _across(table: Table) -> tuple[pd.DataFrame, Sequence[int], tuple[str, ...]] | None:
    """Return a grid of notes, whose rows are questions and whose columns are people, with one row a person; else None."""
    import pandas as pd

    people = [c for c in table.frame.columns if _PERSON.fullmatch(c.strip())]
    others = [c for c in table.frame.columns if c not in people]
    if len(people) < 2 or not 0 < len(others) <= 2 or len(table.frame) > _LOOKED_AT:  # noqa: PLR2004 (a number, a question)
        return None
    words = {c: table.frame[c].str.count(r"\S+").mean() for c in others}
    asked = max(others, key=lambda c: words[c])
    questions = table.frame[asked].str.strip()
    if words[asked] < 2 or questions.nunique() < len(questions):  # noqa: PLR2004 (ids and codes are one word)
        return None
    names, _ = unique_names(["Participant", *questions])
    cells_ = [[c, *table.frame[c].tolist()] for c in people]
    found = pd.DataFrame(cells_, columns=pd.Index(names), dtype=table.frame.dtypes.iloc[0])
    there = [i for i, row in enumerate(cells_) if any(c.strip() for c in row[1:])]
    note = f"its columns are people ({people[0]!r}, {people[1]!r} …): read with one row a person and one column a question"
    return found.iloc[there].reset_index(drop=True), [i + 1 for i in there], (*table.notes, note)


def _headed(table: Table) -> tuple[pd.DataFrame, Sequence[int], tuple[str, ...]]:
    frame, header = table.frame, list(table.header)
    if len(frame) > 1 and any(c.startswith('{"ImportId"') for c in frame.iloc[1]):
        names = [q.strip() or h for q, h in zip(frame.iloc[0], header, strict=True)]
        return _renamed(frame, names, table, 2, "three lines of header, as Qualtrics writes them")
    if len(frame) > 1 and _second_header(header, list(frame.iloc[0])):
        names, above = [], ""
        for head, below in zip(header, frame.iloc[0], strict=True):
            above = head.strip() or above
            names.append(
                above if below.strip().casefold() in _RESPONSE else f"{above} – {below.strip()}" if above else below.strip()
            )
        return _renamed(frame, names, table, 1, "two lines of header, as SurveyMonkey writes them")
    if (both := _names_and_questions(header, frame)) is not None:
        return _renamed(frame, both, table, 1, "two lines of header, as short names and questions or groups and columns")
    return frame, table.rows, table.notes


def _second_header(header: list[str], below: list[str]) -> bool:
    if any(c.strip().casefold() in {"open-ended response", "open ended response"} for c in below):
        return True
    blanks = [b.strip() for h, b in zip(header, below, strict=True) if not h.strip()]
    same = any(b.strip().casefold() == "response" for b in below)
    return bool(same and (blanks or not below[0].strip())) and all(blanks)


def _renamed(
    frame: pd.DataFrame, names: list[str], table: Table, skip: int, note: str
) -> tuple[pd.DataFrame, Sequence[int], tuple[str, ...]]:
    columns, notes = unique_names(names)
    kept = frame.iloc[skip:].reset_index(drop=True)
    kept.columns = columns
    other = tuple(n for n in table.notes if " is called " not in n)
    return kept, table.rows[skip:], (*other, note, *notes)


def _names_and_questions(header: list[str], frame: pd.DataFrame) -> list[str] | None:
    """Return names made of two lines: what is asked below a short name, or columns of a group below its name; None if one line.

    The second line is one if it has words where the answers are numbers, in more than one column.
    """
    if len(frame) < 4:  # noqa: PLR2004 (a header and three rows)
        return None
    below = [c.strip() for c in frame.iloc[0]]
    blank = [not h.strip() for h in header]
    body = frame.iloc[1:_LOOKED_AT]
    wordy = 0
    for cell, column in zip(below, body.columns, strict=True):
        there = body[column][cells.present(body[column])]
        if not len(there) or not there.str.fullmatch(_NUMBER).all():
            continue
        if not cell or re.fullmatch(_NUMBER, cell):
            if any(blank) and not cell:
                continue
            return None
        wordy += 1
    grouped = any(blank) and all(cell for cell, empty in zip(below, blank, strict=True) if empty)
    if wordy < 2 or not (grouped or all(below)):  # noqa: PLR2004 (one word may be an answer)
        return None
    if not grouped:
        return below
    names, above = [], ""
    for head, cell in zip(header, below, strict=True):
        above = head.strip() or above
        names.append(f"{above} – {cell}" if cell and above and cell != above else cell or above)
    return names


def _without_headers(frame: pd.DataFrame, rows: Sequence[int]) -> tuple[pd.DataFrame, Sequence[int], tuple[str, ...]]:
    """Return a table without rows that say its header again, as where files were put one below another; and a note."""
    if frame.shape[1] < 2 or not len(frame):  # noqa: PLR2004 (of one column, somebody may have said its name)
        return frame, rows, ()
    again = frame.iloc[:, 0].str.strip() == str(frame.columns[0])
    for column in frame.columns[1:]:
        if not again.any():
            return frame, rows, ()
        again &= frame[column].str.strip().str.replace(r"\s+", " ", regex=True) == str(column)
    if not again.any():
        return frame, rows, ()
    kept = (~again).tolist()
    note = f"{len(kept) - sum(kept)} rows say the header again: they were left out"
    return frame[~again].reset_index(drop=True), [r for r, k in zip(rows, kept, strict=True) if k], (note,)


def _without_totals(frame: pd.DataFrame, rows: Sequence[int]) -> tuple[pd.DataFrame, Sequence[int], tuple[str, ...]]:
    """Return a table without a last row that sums up the others, and a note."""
    if len(frame) < 2:  # noqa: PLR2004 (nothing to sum up)
        return frame, rows, ()
    first = next((c.strip() for c in frame.iloc[-1] if c.strip()), "")
    if first.rstrip(": ").casefold() not in TOTALS:
        return frame, rows, ()
    return frame.iloc[:-1], rows[:-1], (f"the last row, {first!r}, sums up the others: it was left out",)
