"""A small study with a codebook in use: two coders, two people, a parent, a memo, examples; and somebody who plays the browser."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from itertools import count
from typing import TYPE_CHECKING

from sample import study as talks
from sample import transcript

from workbench.study.records import Anchor, Participant

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.study.folder import Folder
    from workbench.widgets.editor import Editor

TALK = (
    ("Interviewer", None, "What did it cost you?"),
    ("P02", "P02", "The fee was hidden until the very end. I felt tricked by the fee."),
    ("P02", "P02", "And it was slow. So slow that I made tea."),
    ("Ana Petrova", "P03", "My name is Ana Petrova and I paid the fee twice."),
)
PASSAGES = (("pain:fee", "ana", 1, "hidden until the very end"), ("pain:fee", "ben", 1, "tricked by the fee"),
            ("pain:fee", "ana", 3, "I paid the fee twice"), ("pain:slow", "ana", 2, "it was slow"))  # fmt: skip


def anchor(folder: Folder, turn: int, words: str) -> Anchor:
    """Return where `words` stand in a turn of the talk."""
    talk = next(t for t in folder.transcripts() if t.id == "talk")
    start = talk.text.index(words, talk.turns[turn].start)
    return Anchor(talk.id, "", talk.version, start, start + len(words))


def study(root: Path) -> Folder:
    """Return a new study: ``pain:fee`` with three codings of two coders, ``pain:hidden`` below it, ``pain:slow`` with one."""
    folder = talks(root, transcript(TALK, "talk"))
    folder.save_participants([Participant("P02"), Participant("P03", consent_quote=False)])
    folder.act("ana", ("code.define", {"code": "pain:fee", "label": "Fee", "definition": "Speaks of the price", "key": "z"}))
    folder.act("ana", ("code.define", {"code": "pain:hidden", "label": "Hidden fee", "parent": "pain:fee"}))
    for code, coder, turn, words in PASSAGES:
        folder.act(coder, ("coding.add", {"code": code, "anchor": asdict(anchor(folder, turn, words))}))
    folder.act("ana", ("memo.set", {"kind": "code", "about": "pain:fee", "text": "Is it one pain?"}))
    return folder


class Browser:
    """Sends messages to an editor, keeps what comes back as it would go over the wire."""

    def __init__(self, editor: Editor) -> None:
        self.editor, self.heard, self._n = editor, [], count(1)
        editor.send = lambda m, *_: self.heard.append(json.loads(json.dumps(m)))  # type: ignore[method-assign, assignment]

    def ask(self, op: str, number: str | None = None, **body: object) -> dict:
        """Return the answer to a message."""
        number = number or f"n{next(self._n)}"
        self.editor._receive(self.editor, {"op": op, "id": number, **body}, [])
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := [m for m in self.heard if m.get("id") == number]:
                return found[-1]
            time.sleep(0.002)
        raise TimeoutError(op)

    def plan(self, **deed: object) -> dict:
        """Return what a deed would do."""
        return self.ask("plan", deed=deed)

    def do(self, reason: str = "", **deed: object) -> dict:
        """Do what was shown."""
        return self.ask("do", deed=deed, token=self.plan(**deed).get("token", ""), reason=reason)

    def set(self, code: str, **fields: object) -> dict:
        """Save fields of a code as one who saw what they say now."""
        there = self.ask("detail", code=code).get("fields", {})
        return self.ask("define", code=code, fields=fields, base={k: there.get(k) for k in fields}, reason="")

    @property
    def patch(self) -> dict:
        """The last patch."""
        return next(m for m in reversed(self.heard) if m["op"] == "patch")
