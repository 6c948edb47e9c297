"""One coder who acts on one study in a widget: every act is on the disk before the browser may say "Saved".

The browser sends one message an act, each with an id of its own; the answer names that id. An id that was answered is
answered again, never done again, so the browser may ask as often as it likes. What a colleague writes to a log is shown
within a second. To Python: ``hello · bye · undo · redo`` and what `acts` and `questions` name, each with an id. From
Python: ``view`` (everything), ``patch`` (what changed), ``reply {id, saved, at, …}`` or ``reply {id, error, why, keep}``.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import codebook
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.widgets import asked, coder_view
from workbench.widgets._base import Base
from workbench.widgets.watch import WATCHER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from workbench.share.redact import Redactor
    from workbench.study.records import Act, Code

    Message = dict[str, Any]
    Item = tuple[str, dict[str, Any]]

_ANSWERS_KEPT = 500


@dataclass
class Step:
    """What one gesture did, so that it is undone as one.

    Attributes
    ----------
    words
        What it was, for "Undone: …".
    target
        Id of the act that an undo names.
    about
        Where it happened, in whatever terms the widget has.
    undone_by
        Id of the undo, once there is one: what doing it again takes back.
    """

    words: str
    target: str
    about: tuple[Any, ...] = ()
    undone_by: str = ""


class Acting(Base):
    """A widget whose acts go to one coder's own log.

    Subclasses give `acts`, `questions`, `whole`, `changing` and `publish`, and what `Base` asks for. All of them are
    called with the lock held.

    Parameters
    ----------
    folder
        The study.
    coder
        Who acts.
    redactor
        Masks names in the static twin, which travels with the notebook.

    Raises
    ------
    UserError
        If nobody is named.
    """

    #: What is open, for messages: "nothing was done since … was opened".
    opened = "this"
    #: How one is opened, for the message to whom nobody named.
    example = 'study.coder("P01", me="ana")'

    def __init__(self, folder: Folder, coder: str, *, redactor: Redactor | None = None) -> None:
        if not coder.strip():
            raise UserError(f"say who codes, as in {self.example}")
        self._redactor = redactor
        # An own view of the same files: the notebook may use its Folder while the watching thread uses this one.
        self._folder = Folder(folder.root)
        self.coder = coder.strip()
        self._lock = threading.RLock()
        self._answers: OrderedDict[str, Message] = OrderedDict()
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._sent: Message = {}
        self._read: object = None  # what of the logs the browser has heard
        self._views = 0
        self._keys: dict[str, str] = {}
        self._book: tuple[dict[str, Code], list[Code], list[Message]] = ({}, [], [])
        super().__init__()

    # What a subclass says --------------------------------------------------------------------------------------

    def acts(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what writes, by the name of the message; each returns what the answer says besides the id."""
        raise NotImplementedError

    def questions(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what only reads, by the name of the message; the answer has the same name."""
        return {}

    def whole(self) -> Message:
        """Return everything a new view in the browser needs, besides what `changing` says."""
        raise NotImplementedError

    def changing(self) -> Message:
        """Return the part of the view that acts change. `undo`, `redo` and notices are added here."""
        raise NotImplementedError

    def check(self) -> None:
        """Refuse to write if what is shown is not what the study has any more."""

    def publish(self) -> None:
        """Send the browser what has changed since it last heard, if anything."""
        now = self.state()
        patch = {k: v for k, v in now.items() if self._sent.get(k) is not v and self._sent.get(k) != v}
        self._sent = now
        if patch:
            self.send({"op": "patch", **patch})

    def state(self) -> Message:
        """Return what `changing` says, and what every widget says that changes."""
        self._read = self._folder.revision()
        changing = self.changing()
        notices = [*self._folder.problems(), *changing.pop("notices", ())]
        return {**changing, "notices": notices, "undo": bool(self._done), "redo": bool(self._undone)}

    # From hello to bye -----------------------------------------------------------------------------------------

    def handle(self, message: Message) -> None:
        """Act on one message from the browser."""
        op = str(message.get("op"))
        with self._lock:
            if op == "hello":
                self._folder.refresh()
                if self._sent:
                    self.publish()  # another view of this widget must not miss what this one gets whole
                self.send({**self.view(), "id": message.get("id")})
                self._views += 1
                WATCHER.watch(self)
                self.greeted()
            elif op == "bye":
                self._views -= 1
                if self._views <= 0:
                    WATCHER.leave(self)
            elif ask := self.questions().get(op):
                self.send({"op": op, "id": message.get("id"), **ask(message)})
            elif act := {"undo": self._undo, "redo": self._redo, **self.acts()}.get(op):
                self._answer(str(message["id"]), act, message)
            else:
                raise UserError(f"the browser asks for {op!r}, which this version does not know; reload the page")

    def view(self) -> Message:
        """Return everything that a new view in the browser needs."""
        self._sent = self.state()
        return {"op": "view", **self.whole(), **self.unfolded(self._sent)}

    def unfolded(self, sent: Message) -> Message:
        """Return what was sent last as a whole view has it, where that differs from what a patch compares."""
        return sent

    def greeted(self) -> None:
        """Do what comes after a view has everything, such as sending what takes longer."""

    def _answer(self, number: str, act: Callable[[Message], Message], message: Message) -> None:
        fresh = number not in self._answers
        if fresh:
            self.check()
            self._answers[number] = {"op": "reply", "id": number, **act(message)}
            while len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)
        self.reply(self._answers[number], fresh=fresh)
        self.renew_twin()

    def reply(self, answer: Message, *, fresh: bool) -> None:  # noqa: ARG002 (some publish only what is new)
        """Send an answer and what has changed; the other way round where that reads better."""
        self.send(answer)
        self.publish()

    def waits(self) -> bool:
        """Return whether names are still to be looked for in the whole study, and the twin has words of people."""
        return self._redactor is not None and not self._redactor.prepared and self.quotes()

    def unhurried(self) -> None:
        """Look for names in the whole study if the twin has words of people; not under the lock: acts go on meanwhile."""
        if self._redactor is not None and self.waits():
            self._redactor.prepare()

    def quotes(self) -> bool:
        """Return whether the twin may have words of people."""
        with self._lock:
            return bool(self._folder.state().codings)

    def poll(self) -> None:
        """Look whether somebody wrote to a log, and show it."""
        with self._lock:
            # Whoever looked last may have read them already, such as the static twin: what counts is what was published.
            self._folder.refresh()
            if self._folder.revision() != self._read:
                self.publish()

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        WATCHER.leave(self)
        super().close()

    # Acts ------------------------------------------------------------------------------------------------------

    def save(self, words: str, *items: Item, about: Collection[Any] = ()) -> list[Act]:
        """Write acts as one gesture, which one undo takes back.

        Parameters
        ----------
        words
            What is done, for "Undone: …".
        items
            Kinds and bodies of the acts.
        about
            Where it happens; `undone` is told.

        Raises
        ------
        UserError
            If there are no acts.
        NotSaved
            If the disk refused: then nothing was done.
        """
        if not items:
            found = "no acts to write: what is done in a widget is saved as it is done"
            raise UserError(f"{found}. A file of the map is written by study.journey().save({words!r})")
        acts = self._folder.act(self.coder, *items, together=True)
        self._done.append(Step(words, acts[0].id, tuple(about)))
        self._undone.clear()
        return acts

    def _undo(self, _message: Message) -> Message:
        if not self._done:
            raise UserError(f"nothing to undo: nothing was done since {self.opened} was opened")
        step = self._done[-1]
        (act,) = self._folder.act(self.coder, ("undo", {"target": step.target}))
        step.undone_by = act.id
        self._undone.append(self._done.pop())
        return {"saved": True, "at": act.at, "said": f"Undone: {step.words}", **self.undone(step)}

    def _redo(self, _message: Message) -> Message:
        if not self._undone:
            raise UserError("nothing to do again")
        step = self._undone[-1]
        (act,) = self._folder.act(self.coder, ("undo", {"target": step.undone_by}))
        self._done.append(self._undone.pop())
        return {"saved": True, "at": act.at, "said": f"Done again: {step.words}", **self.undone(step)}

    def undone(self, step: Step) -> Message:  # noqa: ARG002 (for subclasses)
        """Return what the answer to an undo or redo says besides."""
        return {}

    # The codebook ----------------------------------------------------------------------------------------------

    def codebook(self) -> list[Code]:
        """Return the codes there are, in the order of the codebook."""
        self.codes()
        return self._book[1]

    def codes(self) -> list[Message]:
        """Return the codebook as the browser wants it; made again only when a code changed."""
        state = self._folder.state()
        if not self._book[1] or self._book[0] != state.codes:
            listed = codebook(self._folder.settings, state)
            self._book = (dict(state.codes), listed, coder_view.codes(listed, self._keys))
        return self._book[2]

    def named(self, message: Message) -> tuple[str, list[Item]]:
        """Return the code a message means, and the acts that make it if it is new; of a merged one, what stands for it."""
        code, defining = asked.code(message, {c.id: c for c in self.codebook()}, self._folder.settings)
        into = self._folder.state().resolve(code)
        return (code, defining) if into == code else (into, [])
