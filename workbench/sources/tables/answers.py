"""A table with known roles to a `Survey`: one row an answer, respondents under pseudonyms."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.sources.people.respondents import keys, nobodys
from workbench.sources.tables import asked, cells, columns, named, rated
from workbench.study.errors import Refused
from workbench.study.names import slug, unique
from workbench.study.records import Question, Survey
from workbench.study.store import versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from workbench.sources.people.key import KeyFile
    from workbench.sources.tables.survey import Roles

KINDS = ("survey", "ticket", "review", "social")
_SHOWN = 6
_BLOCK = 50_000


def build(
    frame: pd.DataFrame, rows: Sequence[int], roles: Roles, held: KeyFile, *, source: str, kind: str, file: str,
) -> tuple[Survey, tuple[str, ...]]:  # fmt: skip
    """Return the survey, without round, title and origin, and notes; `held` learns new respondents, but is not saved.

    Raises as `laid_out` does.
    """
    survey, notes = laid_out(frame, rows, roles, held, source=source, kind=kind, file=file)
    return versioned(survey), notes


def laid_out(
    frame: pd.DataFrame, rows: Sequence[int], roles: Roles, held: KeyFile, *, source: str, kind: str, file: str,
) -> tuple[Survey, tuple[str, ...]]:  # fmt: skip
    """Return what `build` does, but for the version of the survey.

    Raises
    ------
    Refused
        If a respondent of a survey is there twice, or answers a question twice, or a row says nobody or no question.
    """
    questions = _questions(asked.questions_in(frame, roles), roles)
    with ThreadPoolExecutor(1) as beside:
        working = beside.submit(people, frame, rows, roles, held, source, kind, file)
        aside, more = _told(frame, roles)
        who, notes = working.result()
    notes += named.learn(frame, roles.ignored, who, held)
    base: dict[str, Any] = {"participant": who, **aside}
    notes += more
    there = [cells.present(frame[column]) for column in roles.text]
    wrote = sum(there[1:], there[0]).astype(bool)
    texts = [cells.arrow(frame[c]) for c in roles.text]
    kept = 0
    if kind == "survey" and (roles.question is None or roles.participant):  # else nobody knows which rows are one person's
        only, kept = rated.only_rated(base, wrote), 0
        if roles.question is not None:
            only, kept = rated.of_the_silent(only, wrote, who, cells.present(frame[roles.question]))
        kept, there[0], texts[0] = kept or int(only.sum()), there[0] | only, rated.without_words(texts[0], only)
    said = _asked_of(frame, rows, roles, questions, there, file)
    if kind == "survey" and roles.question is not None:
        _refuse_second(frame, rows, roles, questions, who, said, file)
    notes += rated.told(len(frame) - int(wrote.sum()), len(frame), kept, people=roles.question is not None)
    if not wrote.any():
        raise Refused(file, "no open answer in any row", "Name the columns with the answers: text=[…].")
    answers = _long(texts, base, questions, said, repeats=kind != "survey")
    return Survey(source, kind, "", "", "", tuple(questions), answers), notes


def _told(frame: pd.DataFrame, roles: Roles) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the columns beside the answers, date, attributes and ratings, and notes."""
    base: dict[str, Any] = {}
    base["date"], note = _dates(frame, roles)
    notes = [note] if note else []
    taken: set[str] = set()
    for column in roles.attributes:
        name = unique(slug(column), taken)
        taken.add(name)
        base[f"attr.{name}"] = cells.arrow(frame[column])
    taken = set()
    for column in roles.ratings:
        name = unique(slug(column), taken)
        taken.add(name)
        base[f"rating.{name}"], odd = _numbers(frame[column], roles.scales.get(column))
        if odd:
            what = "steps of its scale" if column in roles.scales else "numbers of a scale"
            notes.append(f"{odd} cells of {column!r} are no {what}: left empty")
    return base, tuple(notes)


def versioned(survey: Survey) -> Survey:
    """Return the survey with its version, a hash over all answers: it takes its time, and can be made beside other work."""
    return replace(survey, version=_version(survey.answers))


def finished(survey: Survey, origin: dict[str, Any], *, round_: str, title: str) -> Survey:
    """Return the survey with where it came from, its round and its title."""
    return replace(survey, origin=origin, round=round_, title=title)


def same(old: Survey, fresh: Survey) -> bool:
    """Say whether both hold the same answers, also if `old` was written when versions were reckoned over one more column."""
    if old.version == fresh.version:
        return True
    if "version" not in old.answers.columns or len(old.answers) != len(fresh.answers):
        return False
    return old.version == _version_1(with_versions(fresh.answers))


def with_versions(answers: pd.DataFrame) -> pd.DataFrame:
    """Return answers with the versions of their texts, as studies of format 1 hold them."""
    whole = answers.copy(deep=False)
    whole.insert(list(whole.columns).index("text") + 1, "version", versions(whole["text"]))
    return whole


def _questions(names: Iterable[str], roles: Roles) -> list[Question]:
    """Return the questions; one that an earlier survey asked has the id it had there."""
    taken = set(roles.same_as.values())
    out = []
    for text in names:
        name = roles.same_as.get(text) or unique(slug(text, "question"), taken)
        taken.add(name)
        out.append(Question(name, text, tuple(roles.stages.get(text, ()))))
    return out


# Who -------------------------------------------------------------------------------------------------------------


def people(
    frame: pd.DataFrame, rows: Sequence[int], roles: Roles, held: KeyFile, source: str, kind: str, file: str,
) -> tuple[pa.Array, tuple[str, ...]]:  # fmt: skip
    """Return the pseudonym of each row, and notes; `held` learns new respondents. The same rows give the same again.

    Ids that merely count rows (1, 2, 3 …) mean somebody else in every file, so they are kept apart by survey.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if roles.participant is None:
        note = "an edited file keeps respondents by the order of its rows: add new rows at the end"
        return pa.array(held.rows(source, len(frame)), pa.large_string()), (note,)
    column = frame[roles.participant]
    blank = np.flatnonzero(~cells.present(column)).tolist()
    if blank:
        found = f"{len(blank)} rows have no {roles.participant!r}"
        raise Refused(file, found, "Fill them, or delete these rows.", f"lines {_some([rows[i] for i in blank])}")
    ids = cells.whole(cells.arrow(column))
    folded = keys(ids)
    once = cells.surely_unique(folded)
    different = folded if once else folded.unique()
    once = once or len(different) == len(folded)
    unnamed = np.zeros(0, np.int64) if once else np.flatnonzero(nobodys(folded).to_numpy(zero_copy_only=False))
    if len(unnamed):
        return _apart(frame, rows, roles, held, source, kind, file, unnamed)
    if kind == "survey" and roles.question is None and not once:
        raise _twice(frame, ids.to_pylist(), folded.to_pylist(), rows, roles, file)
    if columns.is_running_number(cells.series(different)):
        note = f"the ids in {roles.participant!r} only count rows: people are not matched with other files by them"
        before, behind = pa.scalar("id", pa.large_string()), pa.scalar(f"of survey {source}", pa.large_string())
        names = pc.binary_join_element_wise(before, pc.utf8_trim_whitespace(ids), behind, pa.scalar(" ", pa.large_string()))
        return held.respondents(names, once=once), (note,)
    return held.respondents(ids, folded, once=once), ()


def _apart(
    frame: pd.DataFrame, rows: Sequence[int], roles: Roles, held: KeyFile, source: str, kind: str, file: str,
    unnamed: np.ndarray[Any, Any],
) -> tuple[pa.Array, tuple[str, ...]]:  # fmt: skip
    """Return what `people` does, with somebody else in each row that only says *A Google user* or *Anonymous*."""
    column = str(roles.participant)
    ids = frame[column].tolist()
    called = sorted({str(ids[at]).strip() for at in unnamed})
    for at in unnamed.tolist():
        ids[at] = f"id nobody-{rows[at]} of survey {source}"
    told = frame.assign(**{column: ids}).astype({column: frame[column].dtype})
    who, notes = people(told, rows, roles, held, source, kind, file)
    shown = ", ".join(map(repr, called[:_SHOWN]))
    return who, (*notes, f"{len(unnamed)} rows of {column!r} name nobody ({shown}): each is counted as somebody else")


def _twice(frame: pd.DataFrame, ids: list[str], folded: list[str], rows: Sequence[int], roles: Roles, file: str) -> Refused:
    """List who is there twice, as the file writes them: ``A@x`` and ``a@x `` are one person."""
    pairs = _repeats(ids, folded, rows)
    shown = "; ".join(pairs[:_SHOWN]) + (f"; and {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else "")
    remedy = "Keep one row for each. If a person may have several, give kind='ticket' or 'review'; or name another column."
    for column in (*roles.attributes, *roles.text):
        texts = frame[column].str.strip().tolist()
        if len(set(texts)) <= len(texts) // 10 + 2 and len(set(zip(folded, texts, strict=True))) == len(folded):
            remedy += f" If {column!r} says which question a row answers, give question={column!r}."
            break
    return Refused(file, f"{len(pairs)} rows repeat a respondent: {shown}", remedy, f"column {roles.participant}")


def _refuse_second(
    frame: pd.DataFrame, rows: Sequence[int], roles: Roles, questions: Sequence[Question], who: pa.Array,
    said: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]], file: str,
) -> None:  # fmt: skip
    """Refuse a second answer of one person to one question: both counted, it would be two people's."""
    row, question, _ = said
    people = cells.coded(cells.series(who))[1][row]
    one = people.astype("int64") * len(questions) + question
    if len(set(one.tolist())) == len(one):
        return
    ids = cells.arrow(frame[roles.participant]) if roles.participant else who
    pairs = [(str(ids[r].as_py()), questions[q].text[:60]) for r, q in zip(row.tolist(), question.tolist(), strict=True)]
    found = _repeats([p for p, _ in pairs], one.tolist(), [rows[r] for r in row.tolist()], [f" to {q!r}" for _, q in pairs])
    shown = "; ".join(found[:_SHOWN]) + (f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")
    remedy = "Keep one answer for each. If a person may answer a question again, give kind='ticket' or 'review'."
    raise Refused(file, f"{len(found)} rows answer a question a second time: {shown}", remedy, f"column {roles.question}")


def _repeats(shown: Sequence[str], compared: Sequence[Any], rows: Sequence[int], more: Sequence[str] = ()) -> list[str]:
    first: dict[Any, int] = {}
    pairs: list[str] = []
    for at, one in enumerate(compared):
        if one not in first:
            first[one] = at
        else:
            before, now = shown[first[one]], shown[at]
            who = repr(now) if now == before else f"{before!r} and {now!r}"
            pairs.append(f"{who}{more[at] if more else ''} in lines {rows[first[one]]} and {rows[at]}")
    return pairs


def _some(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:_SHOWN])) + (" …" if len(numbers) > _SHOWN else "")


# What ------------------------------------------------------------------------------------------------------------


def _asked_of(
    frame: pd.DataFrame, rows: Sequence[int], roles: Roles, questions: Sequence[Question],
    there: Sequence[np.ndarray[Any, Any]], file: str,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:  # fmt: skip
    """Return of each answer its row, the number of its question, and the number of the column it is in."""
    import numpy as np

    if roles.question is None:
        found = [np.flatnonzero(t).astype(np.int32 if len(t) < 1 << 31 else np.int64) for t in there]
        numbers = np.repeat(np.arange(len(found), dtype=np.int32), [len(f) for f in found])
        return np.concatenate(found) if len(found) > 1 else found[0], numbers, numbers
    row = np.flatnonzero(there[0])
    names, codes = cells.coded(frame[roles.question])
    number = {q.text.casefold(): at for at, q in enumerate(questions)}
    of = np.array([number.get(" ".join(n.split()).casefold(), -1) for n in names])[codes[row]]
    if (of < 0).any():
        blank = [rows[i] for i in row[of < 0].tolist()]
        found_text = f"{len(blank)} rows with an answer have no {roles.question!r}"
        raise Refused(file, found_text, "Fill them, or delete these rows.", f"lines {_some(blank)}")
    return row, of, np.zeros(len(row), np.int32)


def _dates(frame: pd.DataFrame, roles: Roles) -> tuple[pa.ChunkedArray, str | None]:
    if roles.date in frame.columns:
        found, note = columns.iso_dates(frame[roles.date])
        return cells.arrow(found), note
    return cells.alike(roles.date or "", len(frame)), None


def _numbers(column: pd.Series, labels: Mapping[str, int] | None) -> tuple[pa.ChunkedArray, int]:
    """Return the numbers of a rating, and how many cells that say something are none."""
    import numpy as np
    import pyarrow as pa

    names, codes = cells.coded(column)
    known = [labels.get(n) for n in names] if labels else columns.on_scale(names)
    odd = np.array(
        [n is None and bool(c.strip()) and not (labels and columns.is_no_answer(c)) for n, c in zip(known, names, strict=True)]
    )
    values = np.array([float("nan") if n is None else float(n) for n in known])
    return pa.chunked_array([pa.array(values[codes])]), int(odd[codes].sum())


def _long(
    texts: Sequence[pa.ChunkedArray], base: dict[str, Any], questions: Sequence[Question],
    said: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]], *, repeats: bool,
) -> pd.DataFrame:  # fmt: skip
    """Turn answers into rows in the order of their ids; several by one author to one question are numbered from the second on.

    Column by column, each let go when it is in order, so that a million answers are not held three times.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    row, question, column = said
    who = base.pop("participant")
    every = len(texts) == 1 and len(row) == len(who)  # nothing is left out, so nothing moves but by order
    colon, names = pa.scalar(":", pa.large_string()), pa.array([q.id for q in questions], pa.large_string())
    asked_of = names[0] if len(questions) == 1 else names.take(pa.array(question))
    who = who if every else who.take(pa.array(row))
    answer = pc.binary_join_element_wise(who, asked_of, colon)
    if repeats:
        nth = pd.Series(cells.coded(answer)[1]).pipe(lambda c: c.groupby(c).cumcount()).to_numpy() + 1
        behind = pc.binary_join_element_wise(answer, pa.array(nth).cast(pa.large_string()), pa.scalar("#", pa.large_string()))
        answer = pc.if_else(pa.array(nth > 1), behind, answer)
    order = None if pc.all(pc.less(answer[:-1], answer[1:])).as_py() is not False else pc.sort_indices(answer).to_numpy()
    del asked_of

    def placed(held: pa.ChunkedArray, places: np.ndarray[Any, Any]) -> pa.ChunkedArray:
        return held if every and order is None else pa.chunked_array([cells.whole(held).take(pa.array(places))])

    at = row if order is None else row[order]
    out = {"answer": answer if order is None else answer.take(pa.array(order))}
    del answer
    out["participant"] = who if order is None else who.take(pa.array(order))
    if len(questions) == 1:
        out["question"] = cells.alike(questions[0].id, len(row))
    else:
        out["question"] = names.take(pa.array(question if order is None else question[order]))
    del who
    if len(texts) == 1:
        out["text"] = placed(texts[0], at)
    else:
        ends = np.cumsum([0, *(len(t) for t in texts)])
        stacked = pa.chunked_array([chunk for t in texts for chunk in t.chunks], pa.large_string())
        out["text"] = placed(stacked, at + ends[column if order is None else column[order]])
    for name in list(base):
        out[name] = placed(base.pop(name), at)
    return pd.DataFrame({n: v.to_pandas() if pa.types.is_floating(v.type) else cells.series(v) for n, v in out.items()})


def _version(answers: pd.DataFrame) -> str:
    """Return a hash over all columns but `version`: of each its name, how long the cells are, then the cells; see format.md."""
    import numpy as np
    import pyarrow as pa

    digest = hashlib.sha256()
    for column in answers.columns:
        if column == "version":
            continue
        digest.update(f"{column}\n".encode())
        if answers[column].dtype.kind == "f":
            values = answers[column].to_numpy("<f8")
            digest.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
            continue
        pieces = [cells.buffers(chunk) for chunk in cells.arrow(answers[column]).chunks if len(chunk)]
        for offsets, _ in pieces:
            for at in range(0, len(offsets) - 1, _BLOCK):
                digest.update(np.diff(offsets[at : at + _BLOCK + 1]).astype("<u4").data)
        for offsets, text in pieces:
            digest.update(pa.py_buffer(text)[int(offsets[0]) : int(offsets[-1])])
    return digest.hexdigest()


def _version_1(answers: pd.DataFrame) -> str:
    """Return the hash that surveys of format 1 have: over all columns, also `version`, in blocks of rows."""
    digest = hashlib.sha256()
    for column in answers.columns:
        digest.update(f"\x1e{column}\x1e".encode())
        for start in range(0, len(answers), _BLOCK):
            digest.update("\x1f".join(map(str, answers[column].iloc[start : start + _BLOCK].tolist())).encode())
            digest.update(b"\x1f")
    return digest.hexdigest()
