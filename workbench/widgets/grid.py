"""The answer grid: a survey as rows that are coded by hand, one, many, or all that say the same at once.

The browser asks for rows in windows and never has more than it shows. Each act goes to the disk before the browser may say
"Saved", several answers as one gesture. Protocol: docs in ``widgets/grid.js``.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import codebook
from workbench.study import participants
from workbench.study.canon import sha256_text
from workbench.study.codings import Codings
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.widgets import asked, coder_view, grid_twin, grid_view
from workbench.widgets._base import Base
from workbench.widgets.assets import asset, bundle
from workbench.widgets.grid_lists import Lists
from workbench.widgets.grid_marks import Marks
from workbench.widgets.grid_table import Table
from workbench.widgets.watch import WATCHER

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.share.redact import Redactor
    from workbench.study.records import Code, Coding, Survey

MODULES = ("core.js", "dom.js", "lab.js", "panel.js", "outbox.js", "frame.js", "session.js", "grid_core.js", "grid_rows.js",
           "grid_bar.js", "grid_alike.js", "grid_outbox.js", "grid_keys.js", "grid_view.js", "grid.js")  # fmt: skip

_ANSWERS_KEPT = 200


@dataclass
class _Step:
    """What one gesture did: the act that an undo names."""

    words: str
    target: str
    answers: list[int]
    undone_by: str = ""


class Grid(Base):
    """Code the answers of a survey.

    Parameters
    ----------
    folder
        The study.
    source
        Id of a survey; the only one there is if empty.
    coder
        Who codes. Acts go to this coder's own log.
    blind
        True: other people's codings are neither shown nor sent to the browser, for independent double coding.
    redactor
        Masks names in the static twin, which travels with the notebook. The grid itself shows the words as they were
        written.

    Raises
    ------
    UserError
        If there is no such survey.
    """

    _esm = bundle(*MODULES)
    _css = asset("coder.css") + asset("grid.css")
    _pool: ThreadPoolExecutor | None = None  # a widget that was refused is closed before it has one

    def __init__(self, folder: Folder, source: str, coder: str, *, blind: bool = False, redactor: Redactor | None = None) -> None:
        if not coder.strip():
            raise UserError('say who codes, as in study.grid("survey-id", me="ana")')
        self._redactor = redactor
        # An own view of the same files: the notebook may use its Folder while the watching thread uses this one.
        self._folder = Folder(folder.root)
        self.survey = resolve(self._folder, source)
        self.coder = coder.strip()
        self.blind = blind
        self._people = self._folder.participants()
        self._table = Table(self.survey, self._people)
        self._marks = Marks(self._table, self.coder, blind=blind)
        self._lock = threading.RLock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="workbench-grid")
        self._answers: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lists = Lists(self._table, self._marks, self.coder, self._lock, self._codebook)
        self._keys: dict[str, str] = {}
        self._book: tuple[dict[str, Code], list[Code], list[dict[str, Any]]] = ({}, [], [])
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._sent: dict[str, Any] = {}
        self._views = 0
        self._acts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "add": self._add, "define": self._define, "remove": self._remove, "edit": self._edit, "memo": self._memo,
            "undo": self._undo, "redo": self._redo,
        }  # fmt: skip
        super().__init__()
        self._take()

    # What is there ---------------------------------------------------------------------------------------------

    def _take(self) -> set[int]:
        """Look at the codings there are now; return the rows that changed."""
        return self._marks.take(Codings.of(self._folder.state().codings).on({self.survey.id}))

    @property
    def codings(self) -> list[Coding]:
        """The codings on these answers: mine, and others' unless blind."""
        with self._lock:
            return self._marks.all()

    def _codebook(self) -> list[Code]:
        self._shown_codes()
        return self._book[1]

    def _shown_codes(self) -> list[dict[str, Any]]:
        """Return the codebook as the browser wants it; made again only when a code changed."""
        state = self._folder.state()
        if not self._book[1] or self._book[0] != state.codes:
            listed = codebook(self._folder.settings, state)
            self._book = (dict(state.codes), listed, coder_view.codes(listed, self._keys))
        return self._book[2]

    def _changing(self) -> dict[str, Any]:
        """Return the part of the view that acts change."""
        notices = list(self._folder.problems())
        if self._marks.old:
            notices.append(f"{self._marks.old} of your codings are on earlier words of these answers and are not shown here")
        return {
            "codes": self._shown_codes(),
            "counts": {code: n for code, n in sorted(self._marks.counts.items()) if n},
            "done": len(self._marks.done),
            "memo": self._folder.state().memos.get(("source", self.survey.id), ""),
            "people": self._marks.people(),
            "notices": notices,
            "undo": bool(self._done),
            "redo": bool(self._undone),
        }

    def _view(self) -> dict[str, Any]:
        s = self.survey
        head = {
            "source": s.id, "title": s.title, "kind": s.kind, "round": s.round, "coder": self.coder, "blind": self.blind,
            "answers": self._table.size, "people": self._table.people, "lines": grid_view.lines(self._table),
            # Tells one survey of one study from another in the browser, where unsent acts wait; no path is in it.
            "place": sha256_text(f"{self._folder.root.resolve()}\n{s.id}\n{s.version}\n{self.coder}")[:16],
        }  # fmt: skip
        self._sent = self._changing()
        return {"op": "view", "head": head, "columns": grid_view.columns(self._table), **self._sent}

    def publish(self, touched: set[int] = frozenset()) -> None:  # type: ignore[assignment] # only read
        """Send the browser what has changed since it last heard: numbers, codes, and the codings of `touched` rows it has."""
        now = self._changing()
        patch: dict[str, Any] = {k: v for k, v in now.items() if self._sent.get(k) is not v and self._sent.get(k) != v}
        self._sent = now
        if touched or patch:
            stale = self._lists.moving() if touched else []
            self.send({"op": "patch", **patch, "set": self._lists.codings(touched), "stale": stale})

    def poll(self) -> None:
        """Look whether somebody wrote to a log, and show it."""
        with self._lock:
            if self._folder.refresh():
                self.publish(self._take())

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        WATCHER.leave(self)
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        super().close()

    # What the browser asks -------------------------------------------------------------------------------------

    def handle(self, message: dict[str, Any]) -> None:
        """Act on one message from the browser."""
        op = str(message.get("op"))
        if op in self._lists.slow and self._pool is not None:
            self._pool.submit(self._answer_later, self._lists.slow[op], message)
            return
        with self._lock:
            if op == "hello":
                self._hello(message)
            elif op == "bye":
                self._views -= 1
                if self._views <= 0:
                    WATCHER.leave(self)
            elif ask := self._lists.quick.get(op):
                self.send({"op": op, "id": message.get("id"), **ask(message)})
            elif act := self._acts.get(op):
                number = str(message["id"])
                if number not in self._answers:
                    self._check_version()
                    self._answers[number] = {"op": "reply", "id": number, **act(message)}
                    while len(self._answers) > _ANSWERS_KEPT:
                        self._answers.popitem(last=False)
                    # What changed goes first, so that nothing flickers when the answer to it comes.
                    self.publish(self._take())
                self.send(self._answers[number])
                self.renew_twin()
            else:
                raise UserError(f"the browser asks for {op!r}, which this version does not know; reload the page")

    def _answer_later(self, ask: Callable[[dict[str, Any]], dict[str, Any]], message: dict[str, Any]) -> None:
        """Answer a question that takes long, away from the kernel's own thread."""
        self.answering(message, lambda: self.send({"op": message["op"], "id": message.get("id"), **ask(message)}))

    def _hello(self, message: dict[str, Any]) -> None:
        self._folder.refresh()
        touched = self._take()
        if self._sent:
            self.publish(touched)  # another view of this widget must not miss what this one gets whole
        self.send({**self._view(), "id": message.get("id")})
        self._views += 1
        WATCHER.watch(self)
        if self._table.size and self._pool is not None:
            self._pool.submit(lambda: self._table.folded)  # so that the first word that is looked for is found at once

    def _check_version(self) -> None:
        try:
            now = self._folder.store.source(self.survey.id).version
        except KeyError:
            now = ""
        if now != self.survey.version:
            raise UserError("the answers were replaced since you opened them; run the cell again")

    # Acts ------------------------------------------------------------------------------------------------------

    def _save(self, words: str, rows: list[int], *items: tuple[str, dict[str, Any]]) -> dict[str, Any]:
        acts = self._folder.act(self.coder, *items, together=True)
        self._done.append(_Step(words, acts[0].id, rows))
        self._undone.clear()
        return {"saved": True, "at": acts[-1].at}

    def _add(self, message: dict[str, Any]) -> dict[str, Any]:
        rows = self._lists.found(message["answers"])
        code, defining = self._code(message)
        known = next((c for c in self._codebook() if c.id == code), None)
        valence = asked.valence(message.get("valence"))
        if valence is None and known is not None:
            valence = known.valence
        stance = asked.stance(message.get("stance", "for"))
        items: list[tuple[str, dict[str, Any]]] = [*defining]
        fresh = []
        for row in rows:
            text = self._table.text(row)
            whole = (0, len(text))
            if not text or any((c.anchor.start, c.anchor.end) == whole for c in self._marks.mine(row, code)):
                continue
            anchor = {
                "source": self.survey.id,
                "item": self._table.answer(row),
                "version": sha256_text(text),
                "start": 0,
                "end": whole[1],
            }
            items.append(("coding.add", {"code": code, "anchor": anchor, "valence": valence, "stance": stance, "memo": ""}))
            fresh.append(row)
        if not items:
            return {"saved": True, "at": None, "code": code, "made": 0}
        label = known.label if known else message.get("name", code)
        return {**self._save(f"{label} on {_answers(len(fresh))}", fresh, *items), "code": code, "made": len(fresh)}

    def _code(self, message: dict[str, Any]) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
        """Return the code a message means, and the acts that make it if it is new."""
        return asked.code(message, {c.id: c for c in self._codebook()}, self._folder.settings)

    def _define(self, message: dict[str, Any]) -> dict[str, Any]:
        code, defining = self._code(message)
        saved = self._save(f"new code {message['name']}", [], *defining) if defining else {"saved": True, "at": None}
        return {**saved, "code": code}

    def _mine(self, message: dict[str, Any]) -> tuple[list[int], list[Coding]]:
        rows = self._lists.found(message["answers"])
        found = [one for row in rows for one in self._marks.mine(row, str(message["code"]))]
        if not found:
            raise UserError("there is no coding of yours there any more")
        return rows, found

    def _remove(self, message: dict[str, Any]) -> dict[str, Any]:
        rows, found = self._mine(message)
        return self._save(
            f"removing a code from {_answers(len(rows))}", rows, *(("coding.remove", {"coding": c.id}) for c in found)
        )

    def _edit(self, message: dict[str, Any]) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        if "valence" in message:
            changes["valence"] = asked.valence(message["valence"])
        if "stance" in message:
            changes["stance"] = asked.stance(message["stance"])
        if "memo" in message:
            changes["memo"] = str(message["memo"])
        rows, found = self._mine(message)
        words = f"changing {' and '.join(changes)} on {_answers(len(rows))}"
        return self._save(words, rows, *(("coding.edit", {"coding": c.id, **changes}) for c in found))

    def _memo(self, message: dict[str, Any]) -> dict[str, Any]:
        body = {"kind": "source", "about": self.survey.id, "text": str(message["text"])}
        return self._save("the memo on this survey", [], ("memo.set", body))

    def _undo(self, _message: dict[str, Any]) -> dict[str, Any]:
        if not self._done:
            raise UserError("nothing to undo: nothing was done since these answers were opened")
        step = self._done[-1]
        (act,) = self._folder.act(self.coder, ("undo", {"target": step.target}))
        step.undone_by = act.id
        self._undone.append(self._done.pop())
        return {"saved": True, "at": act.at, "said": f"Undone: {step.words}", "answers": self._first(step)}

    def _redo(self, _message: dict[str, Any]) -> dict[str, Any]:
        if not self._undone:
            raise UserError("nothing to do again")
        step = self._undone[-1]
        (act,) = self._folder.act(self.coder, ("undo", {"target": step.undone_by}))
        self._done.append(self._undone.pop())
        return {"saved": True, "at": act.at, "said": f"Done again: {step.words}", "answers": self._first(step)}

    def _first(self, step: _Step) -> list[str]:
        return [self._table.answer(row) for row in step.answers[:1]]

    # Without a kernel ------------------------------------------------------------------------------------------

    def twin(self) -> str:
        """Return the static HTML: how far, how often each code, and the first answers with their codes in words."""
        day = self._redactor.day if self._redactor else ""
        silent = participants.silent(self._folder.participants().values(), day)
        with self._lock:
            return grid_twin.html(
                self.survey, self._table, self._marks, self._codebook(), coder=self.coder, silent=silent, redactor=self._redactor
            )

    def plain(self) -> str:
        """Return one line of text."""
        return grid_twin.line(self.survey, self._table, self._marks, coder=self.coder)


def _answers(number: int) -> str:
    return "1 answer" if number == 1 else f"{number:,} answers"


def resolve(folder: Folder, source: str) -> Survey:
    """Return the survey called `source`; if that is empty, the only one there is.

    Raises
    ------
    UserError
        If there is none of that name, or several and none was named; the message lists what there is.
    """
    surveys = folder.surveys()
    if not surveys:
        raise UserError('there are no answers to code yet: bring some in with study.add_survey("answers.csv", round="2026-Q1")')
    wanted = source.strip().casefold()
    for survey in surveys:
        if survey.id.casefold() == wanted:
            return survey
    there = ", ".join(s.id for s in surveys)
    if not wanted and len(surveys) == 1:
        return surveys[0]
    raise UserError(f"no survey is called {source!r}; there is {there}" if wanted else f"say which survey; there is {there}")
