"""What a browser asks of the coded segments without changing anything; answered away from the kernel's own thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.coding.memos import memos
from workbench.coding.query import QueryError, tree
from workbench.coding.query.ask import Asked
from workbench.study import participants
from workbench.study.errors import UserError
from workbench.widgets import segments_names, segments_recode, segments_tables
from workbench.widgets.segments_list import Listing, Look, asked, clean
from workbench.widgets.segments_rows import Rows, around

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.coding.query import Result
    from workbench.study.folder import Folder
    from workbench.widgets.acting import Message
    from workbench.widgets.segments import Segments
    from workbench.widgets.segments_place import Passage, Placed
    from workbench.widgets.segments_tables import Table

_WINDOW, _LISTS_KEPT, _PLANNED, _MEMOS = 200, 4, 200, 1000
_BLOCK, _FARTHEST = 50, 70  # rows that a browser keeps together, and that it sees above and below the one it goes to
_CUT = 240
#: What is asked when nothing is: every coding by a person, whichever way it speaks.
EVERYTHING = f"{segments_tables.ALL} and stance:any"


@dataclass(frozen=True)
class Last:
    """What was shown last, for those who have no kernel.

    Attributes
    ----------
    query
        As it was typed.
    listing
        Its passages; None if nothing was shown yet.
    table
        The matrix that was shown last, if one was.
    codes_on
        Returns the codes on a passage.
    """

    query: str
    listing: Listing | None
    table: Table | None
    codes_on: Callable[[Passage], list[str]]


class Questions:
    """Answers what a browser asks.

    Parameters
    ----------
    widget
        Whose browser asks.
    query
        What is looked for at first.
    folder, placed
        The study, and the codings in it that may be seen.
    acting
        Held by whoever changes `placed`. Whoever needs both locks takes the one of `Questions` first.
    """

    def __init__(self, widget: Segments, query: str, folder: Folder, placed: Placed, acting: threading.RLock) -> None:
        self._widget, self._folder, self._placed, self._acting = widget, folder, placed, acting
        self.look = Look(query)
        self._asked: Asked | None = None
        self.lock = self._lock = threading.RLock()  # one question at a time: the study is laid out once for all of them
        self._kept: OrderedDict[int, Listing] = OrderedDict()
        self._listed = 0
        self._listing: Listing | None = None
        self._tables: dict[str, Table] = {}
        self._told: object = None
        self.asks: dict[str, Callable[[Message], Message]] = {
            "look": self._look, "rows": self._rows, "ids": self._ids, "seek": self._seek, "around": self._around,
            "plan": self._plan, "matrix": self._matrix, "together": self._together, "cell": self._cell, "memos": self._memos,
        }  # fmt: skip

    # The study -------------------------------------------------------------------------------------------------

    def _ready(self) -> Asked:
        if self._asked is None:
            self._asked = Asked(self._folder)
        return self._asked.fresh()

    def _find(self, text: str) -> Result:
        return self._ready().query(text, coder=self._widget.coder, hidden=self._widget.hidden())

    def result(self) -> Result:
        """Return what the query finds, as it was shown last; asked now if nothing was."""
        with self._lock:
            if self._listing is None:
                self._listing = Listing(self.look, self._find(self.look.query or EVERYTHING), self._codes_on)
            return self._listing.result

    def last(self) -> Last:
        """Return what was shown last."""
        return Last(self.look.query, self._listing, self._tables.get("matrix"), self._codes_on)

    def _codes_on(self, passage: Passage) -> list[str]:
        with self._acting:
            return list(dict.fromkeys(c.code for c in self._placed.on(passage)))

    def _maker(self) -> Rows:
        widget = self._widget
        people = self._folder.participants()
        fallen = self._folder.state().fallen
        silent = participants.silent(people.values())
        return Rows(self._ready().traits, people, self._placed, widget.coder, silent=silent, fallen=fallen)

    def codings(self, passage: Passage) -> list[dict[str, Any]]:
        """Return the codings on a passage as the browser wants them; the widget's lock is held."""
        fallen = self._folder.state().fallen
        return Rows.of(self._placed, self._widget.coder, fallen, passage)

    # Passages --------------------------------------------------------------------------------------------------

    def _look(self, message: Message) -> Message:
        look = asked(message.get("look", {}))
        with self._lock:
            age = self._widget.age
            try:
                result = self._find(look.query or EVERYTHING)
                listing = Listing(look, result, self._codes_on)
            except QueryError as error:
                return {"wrong": {"what": error.what, "at": list(error.at)}}
            self.look, self._listing = look, listing
            self._listed += 1
            self._kept[self._listed] = listing
            while len(self._kept) > _LISTS_KEPT:
                self._kept.popitem(last=False)
            left = [f"{n:,} left out: {reason}" for reason, n in result.left.items()]
            rounds = result.by("round") if len(self._ready().traits.rounds) > 1 else None
            names = {r.id: r.label or r.id for r in self._folder.settings.rounds}
            return {
                "list": self._listed, "entries": len(listing.entries), "passages": len(listing), "people": len(result.people),
                "all": len(result.heard), "left": [*result.notes, *left], "age": age, **self._names(),
                "rounds": [] if rounds is None else [
                    [names.get(value, value or "no round"), int(k), int(n)]
                    for value, k, n in zip(rounds["value"], rounds["k"], rounds["n"], strict=True) if n
                ],
            }  # fmt: skip

    def opened(self, message: Message, made: Message) -> Message:
        """Return a list that was made together with the rows one sees first, around what the message wants to stay on.

        Both locks are held, also while it is sent: codings that are told later are later. `stale` if some changed meanwhile.
        """
        if "list" not in made:
            return made
        at = self._place(self._kept[made["list"]], message)
        stale = made.pop("age") != self._widget.age
        return {**made, "stale": stale, "at": at, **self._near(made["list"], at or 0, message)}

    def _near(self, number: int, at: int, message: Message) -> Message:
        """Return whole blocks of rows around a place, as far as the browser shows them."""
        far = max(0, min(_FARTHEST, int(message.get("around", 0))))
        start, end = max(0, at - far) // _BLOCK * _BLOCK, -(-(at + far + 1) // _BLOCK) * _BLOCK
        return {"from": start, "rows": self._rows({"list": number, "from": start, "to": end})["rows"]}

    def _names(self) -> Message:
        """Return what can be named in a query, if it is not what was told before."""
        widget, ready = self._widget, self._ready()
        with self._acting:
            codes, used = widget.codebook(), {c: n for c, n in self._placed.counts.items() if n}
            coders = {widget.coder, *(p["coder"] for p in self._placed.people())}
        keys = segments_names.keys(ready, coders)
        if self._told == (keys, sorted(used)):
            return {"used": used}
        examples = segments_names.examples(ready, codes, used, coder=widget.coder, hidden=widget.hidden())
        self._told = (keys, sorted(used))
        attributes = [[k["key"], k["key"]] for k in keys if k["about"] == "of people"]
        families = [[f, f"{f} codes"] for f in dict.fromkeys(c.family for c in codes if used.get(c.id))]
        return {"keys": keys, "examples": examples, "used": used, "columns": attributes, "families": families}

    def _list(self, message: Message) -> Listing | None:
        number = int(message["list"])
        if number in self._kept:
            self._kept.move_to_end(number)
        return self._kept.get(number)

    def _rows(self, message: Message) -> Message:
        listing = self._list(message)
        if listing is None:
            return {"list": message["list"], "gone": True}
        start = max(0, int(message["from"]))
        end = min(int(message["to"]), start + _WINDOW)
        with self._lock, self._acting:
            rows = self._maker().window(listing, start, end)
            self._widget.shown([listing.passage(e) for e in listing.entries[start:end] if e >= 0])
        return {"list": message["list"], "from": start, "rows": rows}

    def _ids(self, message: Message) -> Message:
        from workbench.widgets.segments import MOST_PASSAGES

        listing = self._list(message)
        if listing is None:
            return {"list": message["list"], "gone": True}
        start, stop = max(0, int(message["from"])), int(message["to"])
        rows = [row for row in listing.entries[start:stop] if row >= 0]
        if len(rows) > MOST_PASSAGES:
            raise UserError(f"more than {MOST_PASSAGES:,} passages at once; narrow the query first")
        found = [listing.passage(row) for row in dict.fromkeys(rows)]
        return {"list": message["list"], "ids": [[p.id, p.version[:12]] for p in found]}

    def _seek(self, message: Message) -> Message:
        """Return where a passage or a heading is in a list, with the rows around it."""
        listing = self._list(message)
        if listing is None:
            return {"list": message["list"], "gone": True}
        at = self._place(listing, message)
        return {"list": message["list"], "at": at, **({} if at is None else self._near(message["list"], at, message))}

    def _place(self, listing: Listing, message: Message) -> int | None:
        """Return where a passage is, or one that shares words with it if it is not there itself; or the heading of a group."""
        if "group" in message:
            heading = next((-1 - n for n, head in enumerate(listing.heads) if head[0] == message["group"]), None)
            return listing.entries.index(heading) if heading is not None else None
        wanted = self._widget.passage(str(message.get("passage", "")))
        near = None
        for at, entry in enumerate(listing.entries if wanted is not None else ()):
            if entry < 0:
                continue
            p = listing.passage(entry)
            if wanted is not None and p.text == wanted.text:
                if p == wanted:
                    return at
                if near is None and p.start < wanted.end and wanted.start < p.end:
                    near = at
        return near

    def _around(self, message: Message) -> Message:
        with self._lock:
            (passage,) = self._widget.passages([message["passage"]])
            also: list[tuple[int, int]] = []
            if self._listing is not None:
                row = self._listing.row(passage)
                also = self._listing.beside(row) if row is not None else []
            return {"passage": passage.id, "turns": around(self._ready().ground, passage, also)}

    # Recoding --------------------------------------------------------------------------------------------------

    def _plan(self, message: Message) -> Message:
        widget = self._widget
        with self._acting:
            widget.look_again()
            found = widget.passages(message["passages"])
            if message.get("way") == "codes":
                numbers: dict[str, int] = {}
                for passage in found:
                    for code in {c.code for c in self._placed.on(passage) if c.coder == widget.coder}:
                        numbers[code] = numbers.get(code, 0) + 1
                return {"codes": [{"code": c, "n": n} for c, n in sorted(numbers.items(), key=lambda x: (-x[1], x[0]))]}
            out = {str(p) for p in message.get("out", ())}
            whole, _, _ = widget.plan(message, found)
            kept = [p for p in found if p.id not in out]
            made = widget.plan(message, kept)[0]
        listed = [c.passage for c in whole.changes[:_PLANNED]]
        words, people = self._said(listed)
        told = segments_recode.told(whole, words, people, _PLANNED, out)
        changed = {who for who in self._people([c.passage for c in made.changing]) if who}
        return {**told, "changes": len(made.changing), "there": made.there, "none": made.none, "others": made.others,
                "people": len(changed), "token": made.token}  # fmt: skip

    def _said(self, passages: list[Passage]) -> tuple[list[str], list[str]]:
        with self._lock:
            folder = self._folder
            words = [folder.text(p.source, p.item)[p.start : min(p.end, p.start + _CUT)] for p in passages]
            return words, self._people(passages)

    def _people(self, passages: list[Passage]) -> list[str]:
        """Return whose words some passages are."""
        import numpy as np

        from workbench.study.records import Anchor, Coding

        with self._lock:
            ground = self._ready().ground
            anchors = [Anchor(p.source, p.item, p.version, p.start, p.end) for p in passages]
            starts, ends = ground.lay([Coding("", "", a, "", "human", "") for a in anchors])
            people = np.where(starts >= 0, ground.voices(np.maximum(starts, 0), np.maximum(ends, 1))[0], -1)
            return [ground.people[n] if n >= 0 else "" for n in people.tolist()]

    # Numbers ---------------------------------------------------------------------------------------------------

    def _matrix(self, message: Message) -> Message:
        return self._counted("matrix", message, segments_tables.by_two)

    def _together(self, message: Message) -> Message:
        def make(*arguments: Any) -> Table:  # noqa: ANN401 (as by_two)
            spec, query, result, codes, settings = arguments
            return segments_tables.beside(spec, query, result, self._ready().words, codes, settings)

        return self._counted("together", message, make)

    def _counted(self, which: str, message: Message, make: Callable[..., Table]) -> Message:
        spec = message["spec"]
        with self._lock:
            query = clean(str(spec.get("query", ""))).strip()
            try:
                scope, result = segments_tables.scope(query, self._find)
            except QueryError as error:
                raise UserError(error.what) from None
            with self._acting:
                codes = self._widget.codebook()
            table = make(spec, scope, result, codes, self._folder.settings)
            self._tables[which] = table
        wider = (
            [] if scope in {query, segments_tables.ALL} else ["These are the codes in the turns and answers that the query finds"]
        )
        return table.message(wider)

    def _cell(self, message: Message) -> Message:
        with self._lock:
            table = self._tables.get(str(message["which"]))
            if table is None:
                raise UserError("this matrix is not there any more; open its tab again")
            row, column = message.get("row"), message.get("column")
            if (row is not None and row not in table.rows) or (column is not None and column not in table.columns):
                raise UserError("this cell is not there any more; open the tab again")
            query, same = table.best(row, column, self._find)
            return {"query": query, "same": same}

    # Memos -----------------------------------------------------------------------------------------------------

    def _memos(self, message: Message) -> Message:
        wanted = message["filter"]
        words = clean(str(wanted.get("words", ""))).strip()
        kind, coder = str(wanted.get("kind", "")), str(wanted.get("coder", ""))
        widget = self._widget
        with self._lock:
            frame = memos(self._folder, coder=widget.coder, hidden=widget.hidden())
            everybody = sorted({c for c in frame["coder"] if c})
            records: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]  # the columns are texts
            found = [
                row for row in records
                if (not kind or row["about"] == kind) and (not coder or row["coder"] == coder) and _matches(row, words)
            ]  # fmt: skip
            most = min(int(wanted.get("most", 100)), _MEMOS)
            state = self._folder.state()
            listed = [self._memo(row, state.codings) for row in found[:most]]
        return {"memos": listed, "more": max(0, len(found) - most), "all": len(frame), "coders": everybody}

    def _memo(self, row: dict[str, Any], codings: Any) -> Message:  # noqa: ANN401 (codings by id)
        kind, about, widget = row["about"], row["id"], self._widget
        one = codings.get(about) if kind == "coding" else None
        query, passage, own = "", "", True
        if kind == "coding":
            own = one is not None and one.coder == widget.coder
            if row["quote"] and one is not None:
                query = (
                    f"{tree.code(one.code)} and source={tree.bare(row['source'])} and coder={tree.bare(one.coder)} and stance:any"
                )
                passage = f"{row['source']}/{row['item']}/{int(row['start'])}-{int(row['end'])}"
        elif kind == "code":
            query = tree.code(about)
        elif kind in {"source", "participant"}:
            query = f"{segments_tables.ALL} and {kind}={tree.bare(about)}"
        who = f" · {row['participant']}" if kind == "coding" and row["participant"] else ""
        # A memo in the coding itself is its coder's; one set beside it is anybody's.
        inside = one is not None and one.memo == row["memo"]
        return {
            "id": f"{kind}/{about}/{'in' if inside else 'on'}", "kind": kind, "about": about, "title": f"{row['name']}{who}",
            "under": str(row["quote"])[:_CUT], "text": row["memo"], "coder": row["coder"], "at": row["at"], "query": query,
            "passage": passage, "coding": about if inside else "", "can": own or not inside,
        }  # fmt: skip


def _matches(row: dict[str, Any], words: str) -> bool:
    """Say whether a memo, or what it is about, holds all of some words."""
    said = " ".join(str(row[k]) for k in ("memo", "name", "participant", "quote")).casefold()
    return all(w in said for w in words.casefold().split())
