"""The answers of a survey as columns that sort, filter and group fast: a million rows in well under a second.

Nothing here becomes a Python object a row. Every column is kept as whole numbers (the rank of its value) besides its
words, made when it is first asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.coding.folded import data, find, searchable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from workbench.study.records import Participant, Survey

    Rows = np.ndarray[Any, np.dtype[np.int64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

#: Values of an attribute that a filter lists, the commonest first.
MOST_VALUES = 200
_EXACT_SORT = 200_000  # texts; of more, sixteen bytes are compared
_FEW = 2_000
_SHORT = 1 << 15  # ranks below this are sorted in linear time
_ATTRIBUTE, _RATING = "attr.", "rating."


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the browser shows it. `kind`: person, text, question, attribute, rating or date."""

    id: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A column as numbers: `ranks` into `labels`, which are sorted; -1 where there is nothing."""

    ranks: np.ndarray[Any, np.dtype[np.int32]]
    labels: list[Any]


class Table:
    """The answers of one survey.

    Parameters
    ----------
    survey
        As the study has it.
    people
        By pseudonym; their attributes become columns, unless the survey has one of that name.
    """

    def __init__(self, survey: Survey, people: Mapping[str, Participant]) -> None:
        import pyarrow as pa

        self._frame = survey.written
        self.persons = people
        self._questions = {q.id: q.text for q in survey.questions}
        self.size = len(self._frame)
        self._strings = {c: pa.array(self._frame[c], type=pa.large_string(), from_pandas=True) for c in ("answer", "text")}
        self._ranked: dict[str, Ranked] = {}
        theirs = sorted({_ATTRIBUTE + name for p in people.values() for name in p.attributes} - set(self._frame.columns))
        self._theirs = theirs if theirs and self.size else []
        self.columns = tuple(self._columns())

    def _columns(self) -> list[Column]:
        found = [Column("participant", "person", "Person"), Column("text", "text", "Answer")]
        if self._frame["question"].nunique() > 1:
            found.append(Column("question", "question", "Question"))
        names = [*self._frame.columns, *self._theirs]
        for prefix, kind in ((_RATING, "rating"), (_ATTRIBUTE, "attribute")):
            found += [Column(name, kind, _words(name.removeprefix(prefix))) for name in names if name.startswith(prefix)]
        if self._frame["date"].notna().any() and (self._frame["date"] != "").any():
            found.append(Column("date", "date", "Date"))
        return found

    # Single answers --------------------------------------------------------------------------------------------

    def answer(self, row: int) -> str:
        """Return the id of an answer."""
        return str(self._strings["answer"][row].as_py())

    def text(self, row: int) -> str:
        """Return the words of an answer."""
        return self._strings["text"][row].as_py() or ""

    @property
    def texts(self) -> Any:  # noqa: ANN401 (an arrow array)
        """The words of all answers."""
        return self._strings["text"]

    def version(self, row: int) -> str:
        """Return the sha256 of an answer's words."""
        from workbench.study.canon import sha256_text

        return sha256_text(self.text(row))

    def cell(self, column: str, row: int) -> Any:  # noqa: ANN401 (a text, a number or None)
        """Return what stands in a column; None if nothing does."""
        if column == "text":
            return self.text(row)
        ranked = self.ranked(column)
        rank = int(ranked.ranks[row])
        return None if rank < 0 else ranked.labels[rank]

    def question(self, name: str) -> str:
        """Return the words of a question, or its id if they are not known."""
        return self._questions.get(name) or name

    def rows(self, answers: Sequence[str]) -> Rows:
        """Return the row of each answer; -1 for those that are not there."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if len(answers) < _FEW and self._sorted:
            ids, out = self._strings["answer"], []
            for name in answers:
                at = bisect_left(range(self.size), name, key=lambda n: ids[n].as_py())
                out.append(at if at < self.size and ids[at].as_py() == name else -1)
            return np.asarray(out, dtype=np.int64)
        found = pc.index_in(pa.array(list(answers), type=pa.large_string()), value_set=self._strings["answer"])
        return pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)  # type: ignore[no-any-return]

    @cached_property
    def _sorted(self) -> bool:
        import pyarrow.compute as pc

        ids = self._strings["answer"]
        return self.size < 2 or bool(pc.all(pc.less(ids.slice(0, self.size - 1), ids.slice(1))).as_py())  # noqa: PLR2004

    # Whole columns ---------------------------------------------------------------------------------------------

    def ranked(self, column: str) -> Ranked:
        """Return a column as ranks; made once. Not for the words of answers."""
        import numpy as np
        import pandas as pd

        if column not in self._ranked:
            if column in self._theirs:
                who, name = self.ranked("participant"), column.removeprefix(_ATTRIBUTE)
                of = [p.attributes.get(name, "") if (p := self.persons.get(v)) else "" for v in who.labels]
                values = sorted({v for v in of if v})
                place = {v: n for n, v in enumerate(values)}
                table = np.array([*(place.get(v, -1) for v in of), -1], dtype=np.int32)
                self._ranked[column] = Ranked(table[who.ranks], values)
            else:
                series = self._frame[column]
                if column.startswith(_RATING):
                    series = pd.to_numeric(series, errors="coerce")
                ranks, uniques = pd.factorize(series, use_na_sentinel=True)
                values = uniques.tolist()
                order = sorted(range(len(values)), key=lambda n: values[n])
                place_of = np.empty(len(values) + 1, dtype=np.int32)
                place_of[order] = np.arange(len(values), dtype=np.int32)
                place_of[-1] = -1
                if values and values[order[0]] == "":
                    place_of[:] -= 1  # an empty cell says nothing
                    place_of[-1] = -1
                    order = order[1:]
                self._ranked[column] = Ranked(place_of[ranks], [values[n] for n in order])
        return self._ranked[column]

    @cached_property
    def people(self) -> int:
        """How many people answered."""
        return len(self.ranked("participant").labels)

    def people_in(self, rows: Rows) -> int:
        """Return how many people these answers are from."""
        import numpy as np

        who = self.ranked("participant").ranks[rows]
        return int(np.count_nonzero(np.bincount(who[who >= 0], minlength=1)))

    @cached_property
    def folded(self) -> Any:  # noqa: ANN401 (an arrow array)
        """The words of all answers, as one looks for them."""
        return searchable(self._strings["text"])

    def with_words(self, words: str) -> Mask:
        """Say which answers hold every word of `words`; what stands in quotes is one. Case and accents do not matter."""
        import numpy as np
        import pyarrow.compute as pc

        found = np.ones(self.size, dtype=bool)
        parts = find(words).split('"')
        wanted = [w for n, part in enumerate(parts) for w in ([part.strip()] if n % 2 else part.split()) if w]
        for word in wanted:
            found &= pc.match_substring(self.folded, word).to_numpy()
        return found

    def order(self, column: str, *, down: bool) -> Rows:
        """Return all rows sorted by a column, equal ones as they stand; what has no value comes last."""
        import numpy as np

        ranks = self._alphabet if column == "text" else self.ranked(column).ranks
        most = int(ranks.max(initial=0)) + 1
        key = np.where(ranks < 0, most, (most - 1 - ranks) if down else ranks)
        return np.argsort(key.astype(np.uint16) if most < _SHORT else key, kind="stable")

    @cached_property
    def _alphabet(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """The place of each answer when all are sorted by their words; answers without words have -1."""
        import numpy as np
        import pyarrow.compute as pc

        folded = self.folded.combine_chunks()
        if self.size <= _EXACT_SORT:
            order = pc.sort_indices(folded).to_numpy()
            begins = np.ones(self.size, dtype=bool)
            if self.size:
                ordered = folded.take(order)
                begins[1:] = pc.not_equal(ordered.slice(1), ordered.slice(0, self.size - 1)).to_numpy(zero_copy_only=False)
        else:
            first, second = (_eight(folded, shift) for shift in (0, 8))
            order = np.lexsort((second, first))
            begins = np.append(True, (np.diff(first[order]) != 0) | (np.diff(second[order]) != 0))
        ranks = np.empty(self.size, dtype=np.int32)
        ranks[order] = np.cumsum(begins) - 1
        ranks[pc.equal(pc.binary_length(folded), 0).to_numpy(zero_copy_only=False)] = -1
        return ranks

    def choices(self, column: Column) -> dict[str, Any]:
        """Return what a filter on a column offers: the commonest values with their counts, or the lowest and highest."""
        import numpy as np

        ranked = self.ranked(column.id)
        if column.kind == "rating":
            numbers = [v for v in ranked.labels if np.isfinite(v)]
            return {"low": numbers[0], "high": numbers[-1]} if numbers else {}
        counts = np.bincount(ranked.ranks[ranked.ranks >= 0], minlength=len(ranked.labels))
        best = np.argsort(-counts, kind="stable")[:MOST_VALUES]
        few = sorted(best.tolist()) if len(counts) <= MOST_VALUES else best.tolist()
        return {"values": [[str(ranked.labels[n]), int(counts[n])] for n in few], "more": max(0, len(counts) - len(few))}


def _words(name: str) -> str:
    """Return the name of a column, which is a slug, as words."""
    return name.replace("-", " ").strip() or name


def _eight(folded: Any, shift: int) -> np.ndarray[Any, np.dtype[np.uint64]]:  # noqa: ANN401 (an arrow array)
    """Return eight bytes of each text from `shift` on as one number that sorts as they do."""
    import numpy as np

    held, bounds = data(folded)
    padded = np.append(held, np.zeros(32, dtype=np.uint8))
    found = np.zeros(len(bounds) - 1, dtype=np.uint64)
    for step in range(8):
        at = bounds[:-1] + shift + step
        found = (found << np.uint64(8)) | np.where(at < bounds[1:], padded[at], 0).astype(np.uint64)
    return found
