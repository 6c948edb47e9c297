"""What a browser asks of an answer grid without changing anything: lists, rows of them, single answers, answers alike."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from workbench.coding.alike import Alike
from workbench.study import participants
from workbench.study.errors import UserError
from workbench.widgets import grid_view
from workbench.widgets.grid_look import asked, listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import RLock

    from workbench.coding.alike import Like
    from workbench.study.records import Code
    from workbench.widgets.grid_look import List
    from workbench.widgets.grid_marks import Marks
    from workbench.widgets.grid_table import Table

    Ask = Callable[[dict[str, Any]], dict[str, Any]]

#: Answers that are coded at once.
MOST_ANSWERS = 10_000
_WINDOW = 200  # rows a question
_BLOCK = 50  # rows that a browser asks for, and keeps, together
_FARTHEST = 70  # rows above and below the one that a browser goes to
_LISTS_KEPT = 4
_SENT_KEPT = 50_000  # answers whose codings some browser may show
_MOST_ALIKE = 500
_LONGEST_READ = 200_000
_LATELY = 1200  # rows a browser keeps


class Lists:
    """Answers questions on a table.

    Parameters
    ----------
    table, marks
        The answers and their codings.
    me
        Who looks.
    lock
        Held by whoever changes `marks`.
    codes
        Returns the codebook.
    suggested
        Returns the answers with a suggestion that waits.
    """

    def __init__(
        self, table: Table, marks: Marks, me: str, lock: RLock, codes: Callable[[], list[Code]], suggested: Callable[[], list[str]]
    ) -> None:
        self._suggested = suggested
        self._table, self._marks, self._me, self._lock, self._codes = table, marks, me, lock, codes
        self._kept: OrderedDict[int, List] = OrderedDict()
        self._listed = self._changes = 0
        self._shown: OrderedDict[int, None] = OrderedDict()  # rows some browser has
        self.quick: dict[str, Ask] = {"rows": self.rows, "ids": self.ids, "seek": self.seek, "text": self.text}
        #: Those that take long: to be asked away from the kernel's own thread.
        self.slow: dict[str, Ask] = {"look": self.look, "alike": self.alike}

    @cached_property
    def _same(self) -> Alike:
        return Alike(self._table.texts)

    def moving(self) -> list[int]:
        """Return the lists that a new coding, which there is, may change."""
        self._changes += 1
        return [number for number, one in self._kept.items() if one.look.moves]

    def codings(self, rows: set[int]) -> dict[str, list[dict[str, Any]]]:
        """Return the codings on those of `rows` that some browser has, by answer."""
        here = sorted(row for row in rows if row in self._shown)
        return {self._table.answer(row): grid_view.codings(self._table, self._marks, row, self._me) for row in here}

    def look(self, message: dict[str, Any]) -> dict[str, Any]:
        """Make a list for a look, and return its number and how much is in it; `stale` if codings changed meanwhile."""
        with self._lock:
            before = self._changes
            look = asked(message.get("look", {}), self._table, {c.id: c for c in self._codes()})
            marks = self._marks.copy() if look.moves else self._marks
        found = listed(self._table, marks, look)
        with self._lock:
            self._listed += 1
            self._kept[self._listed] = found
            while len(self._kept) > _LISTS_KEPT:
                self._kept.popitem(last=False)
            return {"list": self._listed, "entries": len(found.entries), "answers": found.answers, "people": found.people,
                    "groups": len(found.groups), "stale": look.moves and before != self._changes}  # fmt: skip

    def opened(self, message: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
        """Return a list that was made together with the rows one sees first, around what the message wants to stay on.

        Under the lock, and so is sending it: codings that are told later are later.
        """
        at = self.place(self._kept[made["list"]], message)
        return {**made, "at": at, **self._near(made["list"], at or 0, message)}

    def _near(self, number: int, at: int, message: dict[str, Any]) -> dict[str, Any]:
        """Return whole blocks of rows around a place, as far as the browser shows them."""
        far = max(0, min(_FARTHEST, int(message.get("around", 0))))
        start, end = max(0, at - far) // _BLOCK * _BLOCK, -(-(at + far + 1) // _BLOCK) * _BLOCK
        found = self.rows({"list": number, "from": start, "to": end})
        return {"from": start, "rows": found["rows"]}

    def _list(self, message: dict[str, Any]) -> List | None:
        number = int(message["list"])
        if number in self._kept:
            self._kept.move_to_end(number)
        return self._kept.get(number)

    def _span(self, message: dict[str, Any], most: int) -> tuple[int, int]:
        start = max(0, int(message["from"]))
        return start, min(int(message["to"]), start + most)

    def rows(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return a window of a list; `gone` if the list is not kept any more."""
        shown = self._list(message)
        if shown is None:
            return {"list": message["list"], "gone": True}
        start, end = self._span(message, _WINDOW)
        silent = participants.silent(self._table.persons.values())
        found = grid_view.entries(self._table, self._marks, shown, slice(start, end), self._me, silent=silent)
        for row in shown.entries[start:end].tolist():
            self._shown[row] = None
            self._shown.move_to_end(row)
        while len(self._shown) > _SENT_KEPT:
            self._shown.popitem(last=False)
        return {"list": message["list"], "from": start, "rows": found}

    def lately(self) -> list[str]:
        """Return the answers that some browser has asked for of late."""
        return [self._table.answer(row) for row in reversed(list(islice(reversed(self._shown), _LATELY))) if row >= 0]

    def ids(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the answers of a stretch of a list, for selecting them: id and version, headings left out."""
        shown = self._list(message)
        if shown is None:
            return {"list": message["list"], "gone": True}
        start, end = self._span(message, MOST_ANSWERS + 1)
        rows = [row for row in shown.entries[start:end].tolist() if row >= 0]
        if len(rows) > MOST_ANSWERS or int(message["to"]) > end:
            raise UserError(f"more than {MOST_ANSWERS:,} answers at once; filter them first")
        return {"list": message["list"], "ids": [self._name(row) for row in rows]}

    def _name(self, row: int) -> list[str]:
        return [self._table.answer(row), self._table.version(row)[: grid_view.VERSION]]

    def seek(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return where the next answer without a coding of mine is, or with a suggestion, all around; or an answer's place.

        With `around`, the rows around it come along.
        """
        shown = self._list(message)
        if shown is None:
            return {"list": message["list"], "gone": True}
        at = self.place(shown, message) if "step" not in message else self._next(shown, message)
        rows = {} if at is None or "around" not in message else self._near(message["list"], at, message)
        return {"list": message["list"], "at": at, **rows}

    def place(self, shown: List, message: dict[str, Any]) -> int | None:
        """Return where an answer or the heading of a group is; None if it is not in the list."""
        import numpy as np

        if "answer" in message:
            (entry,) = self._table.rows([str(message["answer"])]).tolist()
            found = np.flatnonzero(shown.entries == entry) if entry >= 0 else shown.entries[:0]
        else:
            group = next((n for n, one in enumerate(shown.groups) if one.key == message.get("group")), None)
            found = np.flatnonzero(shown.entries == -1 - group) if group is not None else shown.entries[:0]
        return int(found[0]) if len(found) else None

    def _next(self, shown: List, message: dict[str, Any]) -> int | None:
        import numpy as np

        entries, wanted = shown.entries, np.zeros(self._table.size + 1, dtype=bool)
        if message.get("what") == "suggested":
            rows = self._table.rows(self._suggested())
            wanted[rows[rows >= 0]] = True
        else:
            wanted[:-1] = True
            wanted[self._marks.rows()] = False
        open_ = np.flatnonzero((entries >= 0) & wanted[np.maximum(entries, -1)])
        at, step = int(message["from"]), -1 if message.get("step") == -1 else 1
        later = open_[open_ > at] if step > 0 else open_[open_ < at][::-1]
        earlier = open_[open_ < at] if step > 0 else open_[open_ > at][::-1]
        found = later if len(later) else earlier
        return int(found[0]) if len(found) else None

    def text(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the words of an answer that is too long for a row."""
        (row,) = self.found([message["answer"]])
        text = self._table.text(row)
        return {"answer": message["answer"][0], "text": text[:_LONGEST_READ], "more": max(0, len(text) - _LONGEST_READ)}

    def alike(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the answers like one: the same words, then nearly; each with what it holds already."""
        (row,) = self.found([message["answer"]])
        found = self._same.to(row)
        with self._lock:
            shown = [self._shown_like(one) for one in found[:_MOST_ALIKE]]
        return {"answer": message["answer"][0], "alike": shown, "more": max(0, len(found) - _MOST_ALIKE)}

    def _shown_like(self, one: Like) -> dict[str, Any]:
        codes = {c.code for c in self._marks.on(one.place) if c.coder == self._me}
        return {
            "name": self._name(one.place), "text": self._table.text(one.place)[: grid_view.CUT // 2], "score": round(one.score, 3),
            "person": self._table.cell("participant", one.place), "same": one.score >= 1 and not one.turns, "turns": one.turns,
            "codes": sorted(codes),
        }  # fmt: skip

    def found(self, answers: list[list[str]]) -> list[int]:
        """Return the rows of answers, after checking that browser and disk mean the same words."""
        if not 0 < len(answers) <= MOST_ANSWERS:
            raise UserError(f"{len(answers):,} answers at once; choose between 1 and {MOST_ANSWERS:,}")
        rows = self._table.rows([str(name) for name, _ in answers]).tolist()
        for row, (_, version) in zip(rows, answers, strict=True):
            if row < 0 or len(version) < grid_view.VERSION or not self._table.version(row).startswith(str(version)):
                raise UserError("an answer on the screen is not what is on the disk; run the cell again")
        return list(dict.fromkeys(rows))
