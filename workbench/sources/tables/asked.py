"""What the columns of a table of answers are: what the caller said, what is guessed, and how both are kept."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.sources.people import agreed
from workbench.sources.tables import cells, scales
from workbench.sources.tables.columns import filled
from workbench.sources.tables.survey import Roles, find_columns, guess_roles, headed, left_out, listed, numbers_rows, perhaps_people
from workbench.study.errors import Refused
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.sources.tables.read import Table
    from workbench.study.records import Survey
    from workbench.study.settings import Settings

#: What Qualtrics writes about how a response came in; those of the first set are by the researchers themselves.
_PREVIEWS = frozenset({"Survey Preview", "Survey Test", "Preview Spam", "Locked Preview"})
_MOSTLY, _TAGGED = 0.9, 0.05
_TAG = r"(?i)</?(?:p|br|div|span|b|i|strong|em|li|ul|a)\b[^<>]*>"
#: Columns that would tell people apart, were they not left out as personal data.
_WHO = re.compile(
    r"(?i)mail|user[ _-]?name|nick|screen[ _-]?name|full[ _-]?name|handle$|(reviewer|consumer|author|customer|client)[ _-]?name"
)
#: Columns that only tables of what people wrote unasked have: one of the first tells, or two of the second.
_UNASKED = {
    "ticket": (
        re.compile(
            r"(ticket|incident|complaint|issue|conversation)[\s_-]*(id|key|number|no\.?|nr\.?|nummer)|ticket ?#", re.IGNORECASE
        ),
        re.compile(r"requester( .*)?|assignee( .*)?|priority|subject|resolution( .*)?|escalated|sla( .*)?", re.IGNORECASE),
    ),
    "review": (
        re.compile(r"review[\s_-]*(id|title|text|body|url)|reviewer([\s_-]*(name|nickname|language))?", re.IGNORECASE),
        re.compile(r"(star )?rating|stars|app version|helpful( votes)?|thumbs ?up( count)?|store", re.IGNORECASE),
    ),
}
_STATUSES = _PREVIEWS | {"", "IP Address", "Imported", "Spam", "Offline", "Locked"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller said about the columns; None: guess, or what was said of this survey before.

    `several`: whether somebody may have several rows.
    """

    text: Sequence[str] | None = None
    participant: str | None = None
    ratings: Sequence[str] | None = None
    attributes: Sequence[str] | None = None
    date: str | None = None
    question: str | None = None
    same_as: Mapping[str, str] | None = None
    stages: Mapping[str, Sequence[str]] | None = None
    several: bool = False


def roles_of(
    table: Table, asked: Asked, file: str, *, settings: Settings, known: Sequence[Survey] = ()
) -> tuple[pd.DataFrame, Sequence[int], Roles, tuple[str, ...]]:
    """Return the answers of a table, their row numbers, what each column is, and notes.

    Parameters
    ----------
    table
        As read.
    asked
        What the caller said.
    file
        Its name, for messages.
    settings
        Of the study, for its stages.
    known
        Surveys whose questions `asked.same_as` may name.

    Raises
    ------
    Refused
        If a column, question or stage the caller named is not there, or no column holds open answers.
    """
    frame, rows, notes = headed(table)
    if not len(frame):
        raise Refused(file, "no rows: there is only a header", "Export it again with the answers.")
    previews = _previews(frame)
    frame, rows, dropped = without(frame, rows, previews)
    if not len(frame):
        raise Refused(file, "no rows but previews by the researchers", "Export it again with the answers.")
    guessed = guess_roles(frame, several=asked.several)
    roles = _columns(frame, asked, guessed, file)
    ids = _same(frame, roles, asked.same_as or {}, known, file)
    about = _stages(frame, roles, asked.stages or {}, settings, file)
    roles = Roles(
        roles.participant, roles.text, roles.ratings, roles.attributes, roles.date, guessed.ignored, guessed.notes,
        question=roles.question, scales=roles.scales, left_out=previews, same_as=ids, stages=about,
    )  # fmt: skip
    explicit = asked.text is not None and asked.attributes is not None
    used = {roles.participant, roles.date, roles.question, *roles.text, *roles.ratings, *roles.attributes}
    unused = () if explicit else left_out(frame, [c for c in guessed.ignored if c not in used])
    looks = () if asked.several else _unasked(frame)
    return frame, rows, roles, (*notes, *dropped, *_said(frame, roles), *unused, *looks)


def _columns(frame: pd.DataFrame, asked: Asked, guessed: Roles, file: str) -> Roles:
    """Say which column is what: what was named, else what was guessed of the rest."""
    day = asked.date if asked.date and _is_day(asked.date) else None
    date = find_columns(frame, [asked.date], file=file)[0] if asked.date and not day else guessed.date
    who = find_columns(frame, [asked.participant], file=file)[0] if asked.participant else guessed.participant
    question = find_columns(frame, [asked.question], file=file)[0] if asked.question else None
    if asked.text is not None:
        text = find_columns(frame, asked.text, file=file)
    else:
        meant = [] if question else [*(asked.same_as or ()), *(asked.stages or ())]
        text = tuple(dict.fromkeys([*guessed.text, *find_columns(frame, meant, file=file)]))
        text = tuple(c for c in frame.columns if c in text and c not in {who, date, question})
    if not text:
        found = "no column holds open answers"
        raise Refused(file, found, "Name the columns with text=[…]; numbers without words belong to add_people or metrics.csv.")
    if question is not None and len(text) > 1:
        found = f"with question={question!r} one column holds the answers, and these may: {listed(text)}"
        raise Refused(file, found, "Say which one: text=['…'].")
    attributes = find_columns(frame, asked.attributes, file=file) if asked.attributes is not None else guessed.attributes
    words = dict(guessed.scales)
    if asked.ratings is not None:
        ratings = find_columns(frame, asked.ratings, file=file)
        words |= {c: steps for c in ratings if (steps := scales.find(cells.coded(frame[c])[0]))}
    else:
        ratings = tuple(c for c in guessed.ratings if asked.attributes is None or c not in attributes)
    ratings = tuple(c for c in ratings if c not in {*text, question})
    attributes = tuple(c for c in attributes if c not in {who, date, question, *text, *ratings})
    kept = {c: words[c] for c in ratings if c in words}
    return Roles(who, text, ratings, attributes, day or date, question=question, scales=kept)


def _said(frame: pd.DataFrame, roles: Roles) -> list[str]:
    """Return in words what each column was taken for."""
    who, words = roles.participant, roles.scales
    plain = [r for r in roles.ratings if r not in words]
    said = [
        f"respondent: {who!r}" if who else "no column says who answered: each row is a respondent of their own",
        f"open answers: {', '.join(repr(t[:60]) for t in roles.text)}",
        f"ratings: {listed(plain) if plain else 'none'}" + (f", and {len(words)} in words" if words else ""),
        f"date: {roles.date!r}" if roles.date else "no column of dates",
        f"attributes: {listed(roles.attributes) if roles.attributes else 'none'}",
    ]
    for steps, columns in _by_scale(words):
        said.append(f"a scale in words, {steps}, for {listed(columns)}")
    said += _repeated(frame) if not who or numbers_rows(who) else []
    said += [] if who else _offered(frame, roles)
    said += agreed.told(agreed.refused(frame))
    tagged = [c for c in roles.text if filled(frame[c]).str.contains(_TAG).mean() > _TAGGED]
    if tagged:
        said.append(f"answers in {listed(tagged)} hold HTML: it is kept as written; export plain text to be rid of the tags")
    said += [f"the question is in {roles.question!r}: one row an answer"] if roles.question else []
    said += [f"{column[:60]!r} is the question {known!r} of an earlier survey" for column, known in roles.same_as.items()]
    said += [f"{column[:60]!r} asks about {', '.join(about)}" for column, about in roles.stages.items()]
    finished = next((c for c in frame.columns if c.casefold() == "finished"), None)
    if finished is not None and (cut := int(frame[finished].str.strip().str.casefold().isin(["false", "0"]).sum())):
        said.append(f"{cut} of {len(frame)} rows were not finished ({finished!r}); their answers are kept")
    return said


def _offered(frame: pd.DataFrame, roles: Roles) -> list[str]:
    """Say which columns may tell who answered, so that people who answer again in another round are known again."""
    used = {roles.date, roles.question, *roles.text, *roles.ratings}
    found = perhaps_people(frame, [c for c in frame.columns if c not in used])
    again = "people who answer in another round, too, are known again if you say so"
    return [f"{c!r} is another one in each row; if it is a number of who answered, {again}: --participant {c!r}" for c in found[:1]]


def _unasked(frame: pd.DataFrame) -> tuple[str, ...]:
    """Say if a table that comes in as a survey looks like one of what nobody was asked: its authors would be among the people."""
    for kind, (one, two) in _UNASKED.items():
        names = [" ".join(str(c).split()) for c in frame.columns]
        if any(one.fullmatch(n) for n in names) or sum(bool(two.fullmatch(n)) for n in names) > 1:
            what = f"it looks like {kind}s, whose authors nobody asked: as answers to a survey they count among the people"
            return (f"{what}; if they are, import it again with kind={kind!r} (in a rerun as {kind}=FILE)",)
    return ()


def _repeated(frame: pd.DataFrame) -> list[str]:
    """Say if nobody is told apart but addresses or names come twice, so that people would be counted twice."""
    said = []
    for column in frame.columns:
        held = frame[column][cells.present(frame[column])] if _WHO.search(column) else frame[column].iloc[:0]
        again = int(held.str.strip().str.casefold().duplicated().sum()) if len(held) > _MOSTLY * len(frame) else 0
        if 0 < again < len(held) - 1:
            way = f"keep one a person, or say participant={column!r}"
            said.append(f"{again} rows repeat a value of {column!r}, and each row is counted as a person: {way}")
    return said


def _by_scale(words: Mapping[str, Mapping[str, int]]) -> list[tuple[str, list[str]]]:
    """Return each scale in words once, with the columns that are on it."""
    found: dict[str, list[str]] = {}
    for column, labels in words.items():
        steps = ", ".join(f"{label.strip()} = {number}" for label, number in sorted(labels.items(), key=lambda s: (s[1], s[0])))
        found.setdefault(steps, []).append(column)
    return list(found.items())


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _previews(frame: pd.DataFrame) -> tuple[str, tuple[str, ...]] | None:
    """Return the column of Qualtrics that says a response was a preview or test, and what it says then."""
    for column in frame.columns:
        if column.casefold() in {"status", "response type"}:
            values = {v.strip() for v in cells.coded(frame[column])[0]}
            if values <= _STATUSES and values & _PREVIEWS:
                return column, tuple(sorted(values & _PREVIEWS))
    return None


def without(
    frame: pd.DataFrame, rows: Sequence[int], left_out: tuple[str, Sequence[str]] | None
) -> tuple[pd.DataFrame, Sequence[int], tuple[str, ...]]:
    """Return a table without the rows that are left out, and a note on how many those were."""
    if left_out is None:
        return frame, rows, ()
    column, values = left_out
    kept = ~frame[column].str.strip().isin(list(values))
    note = f"{int((~kept).sum())} rows are the researchers' own and were left out: {column!r} is {' or '.join(map(repr, values))}"
    return frame[kept].reset_index(drop=True), [r for r, k in zip(rows, kept.tolist(), strict=True) if k], (note,)


def questions_in(frame: pd.DataFrame, roles: Roles) -> list[str]:
    """Return the open questions as the file has them: column names, or what the column of questions says."""
    if roles.question is None:
        return list(roles.text)
    said = (" ".join(q.split()) for q in cells.coded(frame[roles.question])[0])
    found: dict[str, str] = {}
    for question in filter(None, said):
        found.setdefault(question.casefold(), question)
    return list(found.values())


def _named(frame: pd.DataFrame, roles: Roles, name: str, file: str) -> str:
    """Return the question the caller calls `name`."""
    if roles.question is None:
        (column,) = find_columns(frame, [name], file=file)
        if column not in roles.text:
            raise Refused(file, f"{name!r} was not taken for a column of open answers", "Name it in text=[…] too.")
        return column
    there = questions_in(frame, roles)
    found = [q for q in there if q.casefold() == " ".join(name.split()).casefold() or slug(q) == slug(name)]
    if not found:
        raise Refused(file, f"no question is called {name!r}; there are {listed(there)}", "Give one of these.")
    return found[0]


def _same(frame: pd.DataFrame, roles: Roles, wanted: Mapping[str, str], known: Sequence[Survey], file: str) -> dict[str, str]:
    """Return the id of an earlier survey's question for each question that is the same as it."""
    earlier = {q.text.casefold(): q.id for s in reversed(known) for q in s.questions} | {
        q.id: q.id for s in known for q in s.questions
    }
    out: dict[str, str] = {}
    for name, other in wanted.items():
        question = _named(frame, roles, name, file)
        found = earlier.get(other) or earlier.get(" ".join(other.split()).casefold())
        if found is None:
            there = listed(sorted({q.id for s in known for q in s.questions})) or "none"
            raise Refused(file, f"no earlier survey asks {other!r}; their questions are {there}", "Give one of these.")
        if found in out.values():
            raise Refused(file, f"two of its questions would be {found!r}", "Leave out one of them.")
        out[question] = found
    return out


def _stages(
    frame: pd.DataFrame, roles: Roles, wanted: Mapping[str, Iterable[str]], settings: Settings, file: str
) -> dict[str, tuple[str, ...]]:
    """Return the ids of the stages each question asks about."""
    names = {slug(n, ""): s.id for s in reversed(settings.stages) for n in (*s.aliases, s.label, s.id)}
    out = {}
    for name, stages in wanted.items():
        given = [stages] if isinstance(stages, str) else list(stages)
        unknown = [s for s in given if slug(s, "") not in names]
        if unknown:
            there = ", ".join(s.id for s in settings.stages)
            raise Refused(
                file, f"no stage is called {unknown[0]!r}; there are {there}", "Give one of these, or add it to study.toml."
            )
        out[_named(frame, roles, name, file)] = tuple(dict.fromkeys(names[slug(s, "")] for s in given))
    return out


def stored(roles: Roles, asked: Asked) -> dict[str, Any]:
    """Return the options that read the same columns again, guessed or not; what is not used is not there."""
    kept: dict[str, Any] = {
        "participant": roles.participant, "text": list(roles.text),
        "ratings": list(roles.ratings), "attributes": list(roles.attributes),
        "date": asked.date if asked.date and _is_day(asked.date) else roles.date,
    }  # fmt: skip
    more = {
        "question": roles.question,
        "scales": {column: dict(labels) for column, labels in roles.scales.items()},
        "left_out": [roles.left_out[0], list(roles.left_out[1])] if roles.left_out else None,
        "same_as": dict(roles.same_as),
        "stages": {question: list(stages) for question, stages in roles.stages.items()},
    }
    return kept | {name: value for name, value in more.items() if value}


def roles_from(options: Mapping[str, Any]) -> Roles:
    """Return what the columns were taken for when a survey was imported; see `stored`."""
    text, ratings, attributes = (tuple(options[k]) for k in ("text", "ratings", "attributes"))
    left_out = options.get("left_out")
    return Roles(
        options["participant"], text, ratings, attributes, options["date"],
        question=options.get("question"), scales=options.get("scales", {}),
        left_out=(left_out[0], tuple(left_out[1])) if left_out else None,
        same_as=options.get("same_as", {}), stages={q: tuple(s) for q, s in options.get("stages", {}).items()},
    )  # fmt: skip
