"""A table with known roles to a `Survey`: one row an answer, respondents under pseudonyms."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.sources import columns
from workbench.sources.people import key
from workbench.sources.survey import Roles, find_columns, guess_roles, headed
from workbench.study.canon import sha256_text
from workbench.study.errors import Refused
from workbench.study.names import slug, unique
from workbench.study.records import Question, Survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from workbench.sources.people import KeyFile
    from workbench.sources.tables import Table

KINDS = ("survey", "ticket", "review", "social")
_SHOWN = 6
_BLOCK = 50_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller said about the columns; None: guess."""

    text: Sequence[str] | None = None
    participant: str | None = None
    ratings: Sequence[str] | None = None
    attributes: Sequence[str] | None = None
    date: str | None = None
    kind: str = "survey"


def roles_of(table: Table, asked: Asked, file: str) -> tuple[pd.DataFrame, list[int], Roles, tuple[str, ...]]:
    """Return the answers of a table, their row numbers, what each column is, and notes.

    Raises
    ------
    Refused
        If a column the caller named is not there, or no column holds open answers.
    """
    frame, rows, notes = headed(table)
    if not len(frame):
        raise Refused(file, "no rows: there is only a header", "Export it again with the answers.")
    guessed = guess_roles(frame)
    explicit = asked.text is not None
    constant = asked.date if asked.date and _is_day(asked.date) else None
    date = find_columns(frame, [asked.date], file=file)[0] if asked.date and not constant else guessed.date
    who = find_columns(frame, [asked.participant], file=file)[0] if asked.participant else guessed.participant
    text = (
        find_columns(frame, asked.text, file=file)
        if asked.text is not None
        else tuple(c for c in guessed.text if c not in {who, date})
    )
    ratings = (
        find_columns(frame, asked.ratings, file=file)
        if asked.ratings is not None
        else tuple(c for c in guessed.ratings if c not in text)
    )
    used = {who, date, *text, *ratings}
    attributes = find_columns(frame, asked.attributes, file=file) if asked.attributes is not None else guessed.attributes
    attributes = tuple(c for c in attributes if c not in used)
    if not text:
        found = "no column holds open answers"
        raise Refused(file, found, "Name the columns with text=[…]; numbers without words belong to add_people or metrics.csv.")
    roles = Roles(who, text, ratings, attributes, constant or date, guessed.ignored, guessed.notes)
    said = (
        f"respondent: {who!r}" if who else "no column says who answered: each row is a respondent of their own",
        f"open answers: {', '.join(repr(t[:60]) for t in text)}",
        f"ratings: {', '.join(repr(r[:60]) for r in ratings) or 'none'}",
        f"date: {roles.date!r}" if roles.date else "no column of dates",
    )
    return frame, rows, roles, (*notes, *said, *(() if explicit and asked.attributes is not None else guessed.notes))


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def stored(roles: Roles, asked: Asked) -> dict[str, Any]:
    """Return the options that read the same columns again, guessed or not."""
    return {
        "participant": roles.participant, "text": list(roles.text),
        "ratings": list(roles.ratings), "attributes": list(roles.attributes),
        "date": asked.date if asked.date and _is_day(asked.date) else roles.date,
    }  # fmt: skip


def build(
    frame: pd.DataFrame, rows: Sequence[int], roles: Roles, held: KeyFile, *, source: str, kind: str, round_: str, file: str,
) -> tuple[Survey, tuple[str, ...]]:  # fmt: skip
    """Return the survey, without its origin, and notes; `held` learns new respondents, but is not saved.

    Raises
    ------
    Refused
        If a respondent of a survey is there twice, or a row says nobody.
    """
    import pandas as pd

    who, notes = _people(frame, rows, roles, held, source, kind, file)
    base = pd.DataFrame({"participant": pd.Series(who, dtype="str")})
    del who
    dates, note = _dates(frame, roles)
    base["date"] = pd.Series(dates, index=base.index, dtype="str")
    notes += (note,) if note else ()
    taken: set[str] = set()
    for column in roles.attributes:
        name = unique(slug(column), taken)
        taken.add(name)
        base[f"attr.{name}"] = frame[column].to_numpy()
    taken = set()
    for column in roles.ratings:
        name = unique(slug(column), taken)
        taken.add(name)
        base[f"rating.{name}"], odd = _numbers(frame[column])
        notes += (f"{odd} cells of {column!r} are no numbers: left empty",) if odd else ()
    questions = _questions(roles.text)
    answers = _long(frame, base, roles.text, questions, repeats=kind != "survey")
    del base
    silent = len(frame) - int((frame[list(roles.text)].apply(lambda c: c.str.strip() != "")).any(axis=1).sum())
    if silent:
        notes += (f"{silent} of {len(frame)} rows hold no open answer",)
    if not len(answers):
        raise Refused(file, "no open answer in any row", "Name the columns with the answers: text=[…].")
    return Survey(source, kind, round_, "", _version(answers), tuple(questions), answers), notes


def with_origin(survey: Survey, origin: dict[str, Any], *, title: str) -> Survey:
    """Return the survey with where it came from and its title."""
    return replace(survey, origin=origin, title=title)


def _questions(texts: Iterable[str]) -> list[Question]:
    taken: set[str] = set()
    out = []
    for column in texts:
        name = unique(slug(column, "question"), taken)
        taken.add(name)
        out.append(Question(name, column))
    return out


def _people(
    frame: pd.DataFrame, rows: Sequence[int], roles: Roles, held: KeyFile, source: str, kind: str, file: str,
) -> tuple[list[str], tuple[str, ...]]:  # fmt: skip
    """Return the pseudonym of each row.

    Ids that merely count rows (1, 2, 3 …) mean somebody else in every file, so they are kept apart by survey.
    """
    if roles.participant is None:
        note = "an edited file keeps respondents by the order of its rows: add new rows at the end"
        return held.rows(source, len(frame)), (note,)
    ids = frame[roles.participant].tolist()
    keys = [key(i) for i in ids]
    blank = [rows[i] for i, k in enumerate(keys) if not k]
    if blank:
        found = f"{len(blank)} rows have no {roles.participant!r}"
        raise Refused(file, found, "Fill them, or delete these rows.", f"lines {_some(blank)}")
    if kind == "survey" and len(set(keys)) < len(keys):
        raise _twice(ids, keys, rows, roles.participant, file)
    if columns.is_running_number(frame[roles.participant].drop_duplicates()):
        note = f"the ids in {roles.participant!r} only count rows: people are not matched with other files by them"
        return held.pseudonyms([f"id {i.strip()} of survey {source}" for i in ids], "respondent"), (note,)
    return held.pseudonyms(ids, "respondent"), ()


def _twice(ids: list[str], keys: list[str], rows: Sequence[int], column: str, file: str) -> Refused:
    first: dict[str, int] = {}
    pairs: list[str] = []
    for at, one in enumerate(keys):
        if one in first:
            pairs.append(f"{ids[at]!r} in lines {rows[first[one]]} and {rows[at]}")
        else:
            first[one] = at
    shown = "; ".join(pairs[:_SHOWN]) + (f"; and {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else "")
    remedy = "Keep one row for each. If a person may have several, give kind='ticket' or 'review'; or name another column."
    return Refused(file, f"{len(pairs)} rows repeat a respondent: {shown}", remedy, f"column {column}")


def _some(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:_SHOWN])) + (" …" if len(numbers) > _SHOWN else "")


def _dates(frame: pd.DataFrame, roles: Roles) -> tuple[Any, str | None]:
    if roles.date is None:
        return "", None
    if roles.date in frame.columns:
        found, note = columns.iso_dates(frame[roles.date])
        return found.to_numpy(), note
    return roles.date, None


def _numbers(column: pd.Series) -> tuple[Any, int]:
    known = {str(c): columns.number(str(c)) for c in column.unique()}
    odd = sum(int((column == c).sum()) for c, n in known.items() if n is None and c.strip())
    return column.map({c: float("nan") if n is None else n for c, n in known.items()}).astype("float64").to_numpy(), odd


def _long(
    frame: pd.DataFrame, base: pd.DataFrame, texts: Sequence[str], questions: Sequence[Question], *, repeats: bool,
) -> pd.DataFrame:  # fmt: skip
    """Turn columns of answers into rows; several by one author to one question are numbered from the second on.

    Column by column, each put in order and its source let go, so that a million answers are not held three times.
    """
    import pandas as pd

    here = [(frame[column].str.strip() != "").to_numpy() for column in texts]
    if not any(h.any() for h in here):
        return pd.DataFrame({"answer": []})

    def stacked(columns: Sequence[pd.Series]) -> pd.Series:
        return pd.concat([c[h] for c, h in zip(columns, here, strict=True)], ignore_index=True)

    answer = stacked([base["participant"] + f":{q.id}" for q in questions])
    if repeats:
        nth = answer.groupby(answer).cumcount()
        answer = answer.where(nth == 0, answer + "#" + (nth + 1).astype("str"))
    order = answer.argsort(kind="stable").to_numpy()
    question = stacked([pd.Series(q.id, index=base.index, dtype="str") for q in questions])
    out = {"answer": answer.take(order), "participant": None, "question": question.take(order)}
    del answer, question
    said = stacked([frame[c].reset_index(drop=True) for c in texts]).take(order)
    out["text"], out["version"] = said, _hashes(said)
    for column in list(base.columns):
        out[column] = stacked([base.pop(column)] * len(texts)).take(order)
    return pd.DataFrame({k: v.array if isinstance(v, pd.Series) else v for k, v in out.items()})


def _hashes(texts: pd.Series) -> Any:  # noqa: ANN401 (a pandas array)
    """Return the sha256 of each text, blocks at a time, so that a million of them never are Python strings at once."""
    import pandas as pd
    import pyarrow as pa

    blocks = [
        pa.array([sha256_text(t) for t in texts.iloc[start : start + _BLOCK].tolist()], type=pa.large_string())
        for start in range(0, len(texts), _BLOCK)
    ]
    return pd.array(pa.chunked_array(blocks, type=pa.large_string()), dtype="str")


def _version(answers: pd.DataFrame) -> str:
    """Return a hash over all columns of the answers in order, blocks of rows at a time."""
    digest = hashlib.sha256()
    for column in answers.columns:
        digest.update(f"\x1e{column}\x1e".encode())
        for start in range(0, len(answers), _BLOCK):
            digest.update("\x1f".join(map(str, answers[column].iloc[start : start + _BLOCK].tolist())).encode())
            digest.update(b"\x1f")
    return digest.hexdigest()
