"""Tables of answers: what each column is, and one row an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.sources.tables import cells, scales
from workbench.sources.tables.columns import (
    all_match,
    filled,
    is_by_program,
    is_date,
    is_free_text,
    is_rating,
    is_running_number,
    tells_one,
)  # fmt: skip
from workbench.sources.tables.headers import headed
from workbench.sources.tables.personal import (
    holds_personal,
    is_author,
    is_personal,
    is_reply,
    is_ticked,
    names_others,
    tells_people_apart,
)  # fmt: skip
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

_ID = re.compile(
    r"^(?P<who>participant|respondent|user|customer|client|consumer|person|author|subject|member|contact|account|employee|reviewer|reporter|requester)?"
    r"[\s_-]*(?P<what>response|submission|record|ticket|review|case|comment)?[\s_-]*(?P<id>id|uuid|guid|identifier|number|no\.?|code|key|hash|nr\.?|nummer)$"
    r"|^(?P<counted>(lfd|laufende)\.?\s?(nr|nummer)\.?|(interview|fall|fragebogen|case)[\s_-]?(nr|nummer|id|number)\.?(\s\(.*\))?|case|vp[\s_-]?(nr|code)?)$"
    r"|^(?P<alone>participant|respondent|author|pid|rid|uid|reviewer|reporter|requester)$",
    re.IGNORECASE,
)
__all__ = ["Roles", "find_columns", "guess_roles", "headed", "left_out", "listed", "numbers_rows", "perhaps_people"]

#: Who else may be numbered where somebody answers. Whom others name, too (*Staff no* of who served): so only a number of each row.
_WHOSE = re.compile(
    r"^(patient|staff|personnel|worker|student|pupil|learner|rider|passenger|travell?er|guest|visitor|tenant|resident|citizen|donor"
    r"|volunteer|subscriber|patron|panell?ist|tester|interviewee|applicant|policy ?holder|kunden?|patienten?|mitglieds?|personal"
    r"|mitarbeiter(innen)?|teilnehmer(innen)?|nutzer|versicherten|probanden)"
    r"[\s_-]*(id|identifier|number|no\.?|code|key|ref|nr\.?|nummer|kennung)$",
    re.IGNORECASE,
)
#: What numbers the rows of a file, of which some begin at another number than 1.
_ROW = re.compile(r"_?(parent_)?index|row[\s_-]?(no\.?|number|id)?|(n[ro]|number)\.?", re.IGNORECASE)
#: Ids that are there once for each who answers: where one comes again, it is the same person again.
_ONE_EACH, _PLAIN_IDS = frozenset({"response", "submission", "record", "case"}), frozenset({"id", "uuid", "guid"})
#: Whose words a highlight is, in a list of highlights: a person's, or those of the note or session it was marked in.
_OF_HIGHLIGHTS = re.compile(
    r"(?i)contacts?|participants?|people|(?P<note>note|document|session|interview|transcript|source)s?([\s_-]*(title|name|id))?"
)
#: LimeSurvey writes code and words: *id. Response ID*.
_CODED = re.compile(r"^\w{1,30}\.\s(?=\w)")
#: Dates of what happened after somebody had said it: *Updated at*, *Closed Date*.
_LATER = re.compile(r"updat|modif|chang|edit|clos|resol|repl|delet|expir|ge\u00e4ndert|aktualisiert|mis \u00e0 jour")
_DATE_RANK = ("submit", "complet", "recorded", "end", "date", "timestamp", "created", "time", "start")
_MANY_VALUES, _LABELS = 50, 30
_CODE = "[A-Za-z0-9_-]{16,64}"
#: One letter or a few and then digits, as badges and contracts are numbered.
_NUMBERED = r"[A-Za-z]{1,6}[-_/. ]?\d{2,}[A-Za-z]?"
_STEM = re.compile(r"\s[-–]\s|\s*\[")  # between a matrix question and its row, as the tools write it


@dataclass(frozen=True, slots=True)
class Roles:
    """What each column of a survey is.

    Attributes
    ----------
    participant
        Column that says who answered; None: each row is somebody.
    text
        Open questions.
    ratings
        Columns of numbers on a scale.
    attributes
        Columns that say who somebody is.
    date
        Column of dates.
    ignored
        Left out: personal data, row numbers, blank columns.
    notes
        Why, in words.
    question
        Column that says which question a row answers; None: each column of open answers is a question.
    scales
        For ratings in words: the number of each label.
    left_out
        A column and what it says in rows that are left out.
    same_as
        For a question as the file has it, the id of the same question of an earlier survey.
    stages
        For a question as the file has it, the stages it asks about.
    """

    participant: str | None
    text: tuple[str, ...]
    ratings: tuple[str, ...]
    attributes: tuple[str, ...]
    date: str | None
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    question: str | None = None
    scales: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    left_out: tuple[str, tuple[str, ...]] | None = None
    same_as: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def guess_roles(frame: pd.DataFrame, *, several: bool = False) -> Roles:
    """Return what each column most likely is, by its name and what is in it.

    Parameters
    ----------
    frame
        Columns of strings.
    several
        Whether somebody may have several rows, as an author of tickets or reviews.
    """
    left = list(frame.columns)
    there = {c: cells.present(frame[c]) for c in left}
    some = {c: filled(frame[c], there[c]) for c in left}
    blank = [c for c in left if not len(some[c])]
    running = [
        c
        for c in left
        if c not in blank and re.match(r"(column \d+|index|#|unnamed.*)$", c, re.IGNORECASE) and is_running_number(frame[c])
    ]
    full = {c for c in left if there[c].all()}
    participant = _participant(frame, [c for c in left if c not in {*blank, *running}], full, several=several)
    replies = [c for c in left if c != participant and c not in blank and is_reply(c)]
    personal = [c for c in left if c not in {participant, *blank, *replies} and _is_personal(c, some[c])]
    machine = [c for c in left if c not in {participant, *blank, *personal} and is_by_program(c)]
    left = [c for c in left if c != participant and c not in {*blank, *running, *personal, *replies, *machine}]
    dates = [c for c in left if is_date(some[c])]
    date = min(dates, key=_date_rank, default=None)
    left = [c for c in left if c not in dates]
    words = _scales(frame, {c: some[c] for c in left})
    keys = {c for c in left if _ID.match(called(c)) or _ROW.fullmatch(c.strip())}
    ratings = [c for c in left if c in words or (c not in keys and is_rating(some[c]))]
    text = [c for c in left if c not in ratings and not _ID.match(c.strip()) and is_free_text(some[c])]
    rest = [c for c in left if c not in ratings and c not in text]
    personal += (told := [c for c in rest if holds_personal(some[c])])
    rest = [c for c in rest if c not in told and not (_ROW.fullmatch(c.strip()) and is_running_number(some[c]))]
    counts = [c for c in left if c not in {*ratings, *text, *rest, *told}]
    most = max(_MANY_VALUES, len(frame) // 10)
    attributes = [c for c in rest if cells.different(frame[c], most=most) <= most and not _tells_one(c, some[c])]
    ignored = [*blank, *running, *personal, *replies, *machine, *(d for d in dates if d != date), *counts]
    ignored += [c for c in rest if c not in attributes]
    return Roles(
        participant, tuple(text), tuple(ratings), tuple(attributes), date, tuple(ignored), left_out(frame, ignored), scales=words
    )


def _tells_one(column: str, there: pd.Series) -> bool:
    """Say whether a column says something else of each row, as keys and numbers of tickets do: it makes no groups."""
    key = bool(_ID.match(called(column))) or all_match(there, rf"\s*(?:[A-Z][A-Z0-9]{{1,9}}-\d+|{_NUMBERED})\s*")
    return tells_one(there) or (key and len(there) > 1 and there.nunique() == len(there))


def _is_personal(column: str, there: pd.Series) -> bool:
    """Say whether a column says who somebody is by its name, and is no mere tick beside *Phone*."""
    return (
        (is_personal(column) and not is_ticked(column, there)) or tells_people_apart(column, there) or names_others(column, there)
    )


def left_out(frame: pd.DataFrame, ignored: Sequence[str]) -> tuple[str, ...]:
    """Return in words which columns are not used, and why."""
    blank = [c for c in ignored if not cells.present(frame[c]).any()]
    replies = [c for c in ignored if c not in blank and is_reply(c)]
    rest = [c for c in ignored if c not in {*blank, *replies}]
    personal = [c for c in rest if _is_personal(c, filled(frame[c])) or holds_personal(filled(frame[c]))]
    others = [c for c in rest if c not in personal]
    said = (
        ("left out as personal data", personal), ("left out as what the company answered", replies),
        ("left out as blank", blank), ("left out", others),
    )  # fmt: skip
    return tuple(f"{why}: {listed(columns)}" for why, columns in said if columns)


def _scales(frame: pd.DataFrame, samples: Mapping[str, pd.Series]) -> dict[str, dict[str, int]]:
    """Return the numbers of each scale in words; the rows of a matrix question are on one scale, and tell it together.

    A long column is looked at whole only if its sample is a scale.
    """
    few = {c: cells.coded(sample)[0] for c, sample in samples.items() if cells.different(sample) <= _LABELS}
    matrix: dict[str, set[str]] = {}
    for column, labels in few.items():
        matrix.setdefault(_STEM.split(column)[0], set()).update(labels)
    found: dict[str, dict[str, int]] = {}
    for column, labels in few.items():
        together = matrix[_STEM.split(column)[0]]
        if scales.find(together) or scales.find(labels):
            all_here = cells.coded(frame[column])[0]
            steps = scales.find(together.union(all_here)) or scales.find(all_here)
            found |= {column: {label: steps[label] for label in all_here if label in steps}} if steps else {}
    return {column: steps for column, steps in found.items() if steps}


def listed(columns: Sequence[str]) -> str:
    """Return names in quotes, the first dozen of them."""
    shown = ", ".join(repr(c[:60]) for c in columns[:12])
    return shown + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")  # noqa: PLR2004


def _date_rank(column: str) -> tuple[bool, int, str]:
    name = column.casefold()
    return bool(_LATER.search(name)), next((i for i, w in enumerate(_DATE_RANK) if w in name), len(_DATE_RANK)), name


def called(column: str) -> str:
    """Return what a column is called without the code before it and without dots: *id. Response ID*, *requester.id*."""
    if column.strip().casefold().startswith("id. "):  # LimeSurvey in any language
        return "id"
    return re.sub(r"\.(?=\w)", " ", _CODED.sub("", column.strip()))


def numbers_rows(column: str) -> bool:
    """Say whether a column is named for what was sent in (*Response ID*, *Case Number*), and for nobody who did."""
    match = _ID.match(called(column))
    return match is not None and not (match["who"] or match["alone"] or match["counted"])


def perhaps_people(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return which columns hold another number in each row, letters and digits, so that one of them may say who answered."""
    full = [c for c in columns if cells.present(frame[c]).all() and _is_unique(frame[c])]
    return [c for c in full if len(frame) > 1 and all_match(frame[c], rf"\s*(?:{_NUMBERED}|\d{{4,}})\s*")]


def _participant(frame: pd.DataFrame, columns: list[str], full: set[str], *, several: bool) -> str | None:
    """Return the column that says who: one named for a person, else an id that is there once a row, else an e-mail.

    Of those who may have several rows (`several`) a name or address that comes again says more than the id of a row.
    """
    named = [(c, m) for c in columns if (m := _ID.match(called(c)))]
    filled = [(c, m) for c, m in named if c in full]
    persons = [c for c, m in filled if m["who"] or m["alone"]]
    persons += [c for c in columns if c in full and tells_people_apart(c, frame[c])]
    if not persons:
        persons = perhaps_people(frame, [c for c in columns if _WHOSE.match(called(c))])
    if several and not persons:
        again = [c for c in columns if c in full and is_author(c, frame[c]) and 1 < cells.different(frame[c]) < len(frame)]
        persons = sorted(again, key=lambda c: "mail" not in c.casefold())
    if not persons and any("highlight" in c.casefold() or "snippet" in c.casefold() for c in columns):
        whose = [(m["note"] is not None, c) for c in columns if c in full and (m := _OF_HIGHLIGHTS.fullmatch(c.strip()))]
        persons = [c for _, c in sorted(whose, key=lambda w: w[0]) if cells.different(frame[c]) > 1]
    return persons[0] if persons else _row_id(frame, columns, dict(filled))


def _row_id(frame: pd.DataFrame, columns: list[str], filled: Mapping[str, re.Match[str]]) -> str | None:
    """Return what tells rows apart: an id, an e-mail, a code; else an id that comes again, so that nobody is counted twice."""
    unique = [c for c in filled if _is_unique(frame[c])]
    if unique:
        return unique[0]
    mails = [
        c for c in columns if re.search(r"e-?mail", c, re.IGNORECASE) and all_match(frame[c], "(?s).*@.*") and _is_unique(frame[c])
    ]
    if mails:
        return mails[0]
    codes = [c for c in columns if all_match(frame[c], _CODE) and frame[c].str.contains(r"\d").all() and _is_unique(frame[c])]
    if codes:
        return codes[0]
    again = [c for c, m in filled.items() if (m["what"] or "").casefold() in _ONE_EACH or c.strip().casefold() in _PLAIN_IDS]
    return next((c for c in again if cells.different(frame[c]) > 1), None)


def _is_unique(column: pd.Series) -> bool:
    return cells.different(column) == len(column)


def find_columns(frame: pd.DataFrame, wanted: Sequence[str], *, file: str) -> tuple[str, ...]:
    """Return the columns called `wanted`, case and space aside, or whose id is.

    Raises
    ------
    Refused
        If there is no such column; the message lists those there are.
    """
    from workbench.study.names import slug

    known = {c.casefold(): c for c in frame.columns} | {slug(c): c for c in reversed(frame.columns)}
    found = []
    for name in wanted:
        plain = " ".join(name.split()).casefold()
        column = known.get(plain) or known.get(slug(name))
        if column is None:
            raise Refused(file, f"no column is called {name!r}; there are {listed(list(frame.columns))}", "Give one of these.")
        number, first = 2, column
        while column in found and f"{first} ({number})" in frame.columns:  # the file has this name twice, and both are meant
            column, number = f"{first} ({number})", number + 1
        found.append(column)
    return tuple(dict.fromkeys(found))
