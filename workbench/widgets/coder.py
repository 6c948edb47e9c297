"""The transcript coder: every act goes to the disk before the browser may say "Saved".

The browser sends one message an act, each with an id of its own; the answer names that id. An id that was answered is
answered again, never done again, so the browser may ask as often as it likes. Protocol: docs in ``widgets/coder.js``.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import codebook
from workbench.coding.suggester import accepting, correcting, rejecting
from workbench.study import participants
from workbench.study.canon import sha256_text
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.widgets import asked, coder_twin, coder_view
from workbench.widgets._base import Base
from workbench.widgets.assets import asset, bundle
from workbench.widgets.coder_suggest import Suggesting
from workbench.widgets.watch import WATCHER

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.share.redact import Redactor
    from workbench.study.records import Act, Code, Coding, Transcript

MODULES = ("core.js", "dom.js", "lab.js", "text.js", "strip.js", "panel.js", "outbox.js", "frame.js", "keys.js", "session.js",
           "suggest.js", "view.js", "coder.js")  # fmt: skip
_MOST_SPANS = 60
_ANSWERS_KEPT = 500


@dataclass
class _Step:
    """What one keypress did, so that it is undone as one."""

    words: str
    acts: list[str]
    undone_by: list[str] = field(default_factory=list)


class Coder(Base):
    """Code one transcript.

    Parameters
    ----------
    folder
        The study.
    source
        Id of a transcript, or the pseudonym of a participant who has just one.
    coder
        Who codes. Acts go to this coder's own log.
    blind
        True: other people's codings are neither shown nor sent to the browser, for independent double coding.
    redactor
        Masks names in the static twin, which travels with the notebook. The coder itself shows the words as they were
        said.

    Raises
    ------
    UserError
        If there is no such transcript, or the participant has several.
    """

    _esm = bundle(*MODULES)
    _css = asset("coder.css")

    def __init__(self, folder: Folder, source: str, coder: str, *, blind: bool = False, redactor: Redactor | None = None) -> None:
        if not coder.strip():
            raise UserError('say who codes, as in study.coder("P01", me="ana")')
        self._redactor = redactor
        # An own view of the same files: the notebook may use its Folder while the watching thread uses this one.
        self._folder = Folder(folder.root)
        self.transcript = resolve(self._folder, source)
        self.coder = coder.strip()
        self.blind = blind
        self._lock = threading.RLock()
        self._answers: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._keys: dict[str, str] = {}
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._sent: dict[str, Any] = {}
        self._shown: dict[str, tuple[Coding, dict[str, Any]]] = {}
        self._views = 0
        self._handlers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "add": self._add, "define": self._define, "remove": self._remove, "edit": self._edit, "memo": self._memo,
            "undo": self._undo, "redo": self._redo, "suggest": self._suggest, "decide": self._decide,
        }  # fmt: skip
        self._suggesting = Suggesting(self._folder, self.transcript, self.coder, blind=blind, told=self._suggested)
        super().__init__()

    # What is there ---------------------------------------------------------------------------------------------

    def _codings(self) -> list[Coding]:
        """Return the live codings of this version of this text: mine, and others' unless blind."""
        t = self.transcript
        found = [c for c in self._folder.state().codings.values() if c.anchor.source == t.id and c.anchor.version == t.version]
        return [c for c in found if c.coder == self.coder or not self.blind]

    def _codebook(self) -> list[Code]:
        return codebook(self._folder.settings, self._folder.state())

    def _show(self, one: Coding) -> dict[str, Any]:
        """Return a coding as the browser wants it; made once, since there may be thousands and one changes at a time."""
        known = self._shown.get(one.id)
        if known is None or known[0] is not one:
            known = self._shown[one.id] = (one, coder_view.coding(one, self.transcript, self.coder))
        return known[1]

    def _changing(self) -> dict[str, Any]:
        """Return the part of the view that acts change."""
        codings = self._codings()
        state = self._folder.state()
        return {
            "codings": {c.id: self._show(c) for c in codings},
            "codes": coder_view.codes(self._codebook(), self._keys),
            "memo": state.memos.get(("source", self.transcript.id), ""),
            "people": coder_view.people(codings, self.coder),
            "notices": self._notices(),
            "undo": bool(self._done),
            "redo": bool(self._undone),
        }

    def _notices(self) -> list[str]:
        notices = self._folder.problems()
        state, t = self._folder.state(), self.transcript
        mine = [c.anchor for c in state.codings.values() if c.coder == self.coder]
        old = sum(a.source == t.id and a.version != t.version for a in mine)
        if old:
            notices.append(f"{old} of your codings are on an earlier version of this text and are not shown here")
        carried = self._folder.carried().items()
        edited = sum(c.status == "changed" and c.was.source == t.id and state.codings[k].coder == self.coder
                     for k, c in carried if c.was is not None and k in state.codings)  # fmt: skip
        if edited:
            notices.append(f"{edited} of your codings stand on words that were edited since: look whether they still fit")
        return notices

    def _view(self) -> dict[str, Any]:
        t = self.transcript
        head = {
            "source": t.id, "title": t.title, "kind": t.kind, "round": t.round, "date": t.date, "coder": self.coder,
            "blind": self.blind, "people": sorted({x.participant for x in t.turns if x.participant}),
            "seconds": coder_view.seconds(t.turns),
            # Tells one text of one study from another in the browser, where unsent acts wait; no path is in it.
            "place": sha256_text(f"{self._folder.root.resolve()}\n{t.id}\n{t.version}\n{self.coder}")[:16],
        }  # fmt: skip
        self._sent = self._changing()
        changing = {**self._sent, "codings": list(self._sent["codings"].values())}
        return {"op": "view", "head": head, "turns": coder_view.turns(t), **changing}

    def publish(self) -> None:
        """Send the browser what has changed since it last heard, if anything."""
        now, before = self._changing(), self._sent
        patch: dict[str, Any] = {k: v for k, v in now.items() if k != "codings" and before.get(k) != v}
        old = before.get("codings", {})
        changed = [c for key, c in now["codings"].items() if (was := old.get(key)) is not c and was != c]
        gone = sorted(old.keys() - now["codings"].keys())
        self._sent = now
        if patch or changed or gone:
            self.send({"op": "patch", **patch, "set": changed, "gone": gone})
        self._publish_suggestions()

    def _publish_suggestions(self, *, whole: bool = False) -> None:
        if message := self._suggesting.message(self._folder.state(), self._codings(), whole=whole):
            self.send(message)

    def _suggested(self) -> None:
        with self._lock:
            self._publish_suggestions()

    def poll(self) -> None:
        """Look whether somebody wrote to a log, and show it."""
        with self._lock:
            if self._folder.refresh():
                self.publish()

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        WATCHER.leave(self)
        if hasattr(self, "_suggesting"):  # not where making the widget was refused
            self._suggesting.close()
        super().close()

    # What the browser asks -------------------------------------------------------------------------------------

    def handle(self, message: dict[str, Any]) -> None:
        """Act on one message from the browser."""
        op = message.get("op")
        with self._lock:
            if op == "hello":
                self._folder.refresh()
                if self._sent:
                    self.publish()  # another view of this widget must not miss what this one gets whole
                self.send({**self._view(), "id": message.get("id")})
                self._publish_suggestions(whole=True)
                self._views += 1
                WATCHER.watch(self)
            elif op == "bye":
                self._views -= 1
                if self._views <= 0:
                    WATCHER.leave(self)
            elif handler := self._handlers.get(str(op)):
                number = str(message["id"])
                if number not in self._answers:
                    self._check_version()
                    self._answers[number] = {"op": "reply", "id": number, **handler(message)}
                    while len(self._answers) > _ANSWERS_KEPT:
                        self._answers.popitem(last=False)
                self.send(self._answers[number])
                self.publish()
                self.renew_twin()
            else:
                raise UserError(f"the browser asks for {op!r}, which this version does not know; reload the page")

    def _check_version(self) -> None:
        now = next((t for t in self._folder.transcripts() if t.id == self.transcript.id), None)
        if now is None or now.version != self.transcript.version:
            raise UserError("the transcript was replaced since you opened it; run the cell again")

    def _save(self, words: str, *items: tuple[str, dict[str, Any]], together: bool = False) -> list[Act]:
        acts = self._folder.act(self.coder, *items, together=together)
        self._done.append(_Step(words, [a.id for a in acts]))
        self._undone.clear()
        return acts

    def _add(self, message: dict[str, Any]) -> dict[str, Any]:
        spans = message["spans"]
        if not 0 < len(spans) <= _MOST_SPANS:
            raise UserError(f"{len(spans)} turns at once; select between 1 and {_MOST_SPANS}")
        code, defining = self._code(message)
        known = {c.id: c for c in self._codebook()}.get(code)
        valence = asked.valence(message.get("valence"))
        if valence is None and known is not None:
            valence = known.valence
        stance = asked.stance(message.get("stance", "for"))
        have = {(c.code, c.anchor.start, c.anchor.end): c.id for c in self._codings() if c.coder == self.coder}
        names: dict[int, str] = {}
        items: list[tuple[str, dict[str, Any]]] = [*defining]
        at: list[int] = []
        for number, span in enumerate(spans):
            anchor = asked.anchor(self.transcript, span)
            if there := have.get((code, anchor["start"], anchor["end"])):
                names[number] = there
                continue
            items.append(("coding.add", {"code": code, "anchor": anchor, "valence": valence, "stance": stance, "memo": ""}))
            at.append(number)
        label = known.label if known else message.get("name", code)
        acts = self._save(f"{label}", *items) if items else []
        names |= {number: act.id for number, act in zip(at, acts[len(defining) :], strict=True)}
        return {"saved": True, "at": acts[-1].at if acts else None, "code": code, "codings": [names[n] for n in range(len(spans))]}

    def _code(self, message: dict[str, Any]) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
        """Return the code a message means, and the acts that make it if it is new."""
        return asked.code(message, {c.id: c for c in self._codebook()}, self._folder.settings)

    def _define(self, message: dict[str, Any]) -> dict[str, Any]:
        code, defining = self._code(message)
        acts = self._save(f"new code {message['name']}", *defining) if defining else []
        return {"saved": True, "at": acts[-1].at if acts else None, "code": code, "codings": []}

    def _mine(self, key: str) -> Coding:
        found = self._folder.state().codings.get(key)
        if found is None or found.coder != self.coder or found.anchor.source != self.transcript.id:
            raise UserError("this coding is not there any more, or is not yours")
        return found

    def _remove(self, message: dict[str, Any]) -> dict[str, Any]:
        keys = [self._mine(str(key)).id for key in message["codings"]]
        acts = self._save("removing a coding", *(("coding.remove", {"coding": key}) for key in keys))
        return {"saved": True, "at": acts[-1].at}

    def _edit(self, message: dict[str, Any]) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        if "valence" in message:
            changes["valence"] = asked.valence(message["valence"])
        if "stance" in message:
            changes["stance"] = asked.stance(message["stance"])
        if "memo" in message:
            changes["memo"] = str(message["memo"])
        items = [("coding.edit", {"coding": self._mine(str(key)).id, **changes}) for key in message["codings"]]
        acts = self._save("changing " + " and ".join(changes), *items)
        return {"saved": True, "at": acts[-1].at}

    def _memo(self, message: dict[str, Any]) -> dict[str, Any]:
        body = {"kind": "source", "about": self.transcript.id, "text": str(message["text"])}
        acts = self._save("the memo on this transcript", ("memo.set", body))
        return {"saved": True, "at": acts[-1].at}

    def _suggest(self, message: dict[str, Any]) -> dict[str, Any]:
        self._suggesting.turn(bool(message["on"]))
        return {"saved": True, "at": None}

    def _decide(self, message: dict[str, Any]) -> dict[str, Any]:
        """Accept, correct or reject a suggestion: one gesture, so one undo."""
        mine = [c for c in self._codings() if c.coder == self.coder]
        one = self._suggesting.find(str(message["suggestion"]), self._folder.state(), mine)
        decision = message.get("decision")
        items: list[tuple[str, dict[str, Any]]] = []
        if decision == "accepted":
            items = accepting(one)
        elif decision == "rejected":
            items = rejecting(one)
        elif decision == "corrected":
            code, defining = self._code(message)
            known = {c.id: c for c in self._codebook()}.get(code)
            items = accepting(one)
            if code != one.code:
                items = [*defining, *correcting(one, code, known.valence if known else None)]
        else:
            raise UserError(f"a suggestion is accepted, corrected or rejected, not {decision!r}")
        acts = self._save(f"a suggestion was {decision}", *items, together=True)
        return {"saved": True, "at": acts[-1].at, "codings": [a.id for a in acts if a.act == "coding.add"]}

    def _undo(self, _message: dict[str, Any]) -> dict[str, Any]:
        if not self._done:
            raise UserError("nothing to undo: nothing was done since this transcript was opened")
        step = self._done[-1]
        acts = self._folder.act(self.coder, *(("undo", {"target": key}) for key in reversed(step.acts)))
        step.undone_by = [a.id for a in acts]
        self._undone.append(self._done.pop())
        return {"saved": True, "at": acts[-1].at, "said": f"Undone: {step.words}", "jump": True}

    def _redo(self, _message: dict[str, Any]) -> dict[str, Any]:
        if not self._undone:
            raise UserError("nothing to do again")
        step = self._undone[-1]
        acts = self._folder.act(self.coder, *(("undo", {"target": key}) for key in reversed(step.undone_by)))
        self._done.append(self._undone.pop())
        return {"saved": True, "at": acts[-1].at, "said": f"Done again: {step.words}", "jump": True}

    # Without a kernel ------------------------------------------------------------------------------------------

    def twin(self) -> str:
        """Return the static HTML: counts for each code, and the coded passages with their codes in words."""
        people = self._folder.participants()
        day = self._redactor.day if self._redactor else ""
        silent = participants.silent(people.values(), day)
        mine = [c for c in self._codings() if c.coder == self.coder]
        return coder_twin.html(self.transcript, mine, self._codebook(), coder=self.coder, silent=silent, redactor=self._redactor)

    def plain(self) -> str:
        """Return one line of text."""
        return coder_twin.line(self.transcript, [c for c in self._codings() if c.coder == self.coder], coder=self.coder)


def resolve(folder: Folder, source: str) -> Transcript:
    """Return the transcript called `source`, or the one transcript of the participant called `source`.

    Raises
    ------
    UserError
        If there is none, or more than one; the message lists what there is.
    """
    transcripts = folder.transcripts()
    wanted = source.strip().casefold()
    for transcript in transcripts:
        if transcript.id.casefold() == wanted:
            return transcript
    theirs = [t for t in transcripts if any((x.participant or "").casefold() == wanted for x in t.turns)]
    if len(theirs) == 1:
        return theirs[0]
    if theirs:
        raise UserError(f"{source} speaks in several transcripts; choose one: {', '.join(t.id for t in theirs)}")
    there = ", ".join(t.id for t in transcripts) or "no transcript yet: bring one in with study.add(...)"
    raise UserError(f"no transcript and no participant is called {source!r}; there is {there}")
