"""Suggestions beside what is coded: learned in a thread, so that no act ever waits for them.

They are off until somebody turns them on; that is remembered until the kernel ends, for the study. Who codes blind is shown
only what was learned from their own codings.
"""

from __future__ import annotations

import logging
import math
import threading
from typing import TYPE_CHECKING, Any

from workbench.coding.suggester import Suggester, accepting, correcting, rejecting
from workbench.study.errors import UserError
from workbench.study.folder import Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from workbench.coding.suggest import Suggestion
    from workbench.coding.suggester import Received
    from workbench.study.records import Code, Segment

    Item = tuple[str, dict[str, Any]]
    Named = Callable[[dict[str, Any]], tuple[str, list[Item]]]

logger = logging.getLogger(__name__)

#: New codings of one's own after which everything is learned again.
EVERY = 5
#: Least chance of what is drawn: a guess is in the way while one reads.
LEAST = 0.35
_SHORT = 160
#: Who has turned suggestions on in this kernel: study, coder.
_ON: set[tuple[Path, str]] = set()


class Learning:
    """What is learned for one coder while they code. Subclasses give `look`.

    Parameters
    ----------
    folder
        The study; the thread reads through a view of its own.
    coder
        Who codes.
    blind
        Learn from this coder's codings only.
    told
        Called from the thread when there is something new to publish.
    most
        As in `Suggester`.
    """

    def __init__(self, folder: Folder, coder: str, *, blind: bool, told: Callable[[], None], most: int | None = None) -> None:
        self._coder, self._told = coder, told
        self._key = (folder.root.resolve(), coder)
        self._suggester = Suggester(Folder(folder.root), coder, blind=blind, most=most)
        self._learned = 0  # passages
        self._received: dict[str, Received] = {}
        self._at = -1  # own codings when it was learned
        self._wrong = ""
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def on(self) -> bool:
        """Whether they are shown."""
        return self._key in _ON

    def turn(self, on: bool) -> None:  # noqa: FBT001 (what the browser says)
        """Show suggestions, or do not."""
        if on:
            _ON.add(self._key)
        else:
            _ON.discard(self._key)
        self._wrong = ""

    def close(self) -> None:
        """Let the thread's result fall."""
        self._closed = True

    def wait(self, seconds: float = 30.0) -> None:
        """Wait until nothing is being learned: for tests and scripts."""
        while thread := self._thread:
            thread.join(seconds)

    def look(self) -> None:
        """Take what is suggested now; called in the thread, after the study was read again."""
        raise NotImplementedError

    def learn(self, mine: int) -> None:
        """Learn again if that is due: `mine` is how many codings this coder has here."""
        idle = self.on and not self._closed and self._thread is None and not self._wrong
        if idle and (self._at < 0 or abs(mine - self._at) >= EVERY):
            self._at = mine
            self._thread = threading.Thread(target=self._run, name="workbench-suggest", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            self._suggester.folder.refresh()
            self._received = {one.code: one for one in self._suggester.report()}
            self.look()
            self._learned = int(self._suggester.learn().cases.labels.any(axis=1).sum())
        except Exception as error:
            # Its text may hold words of a participant, so the browser gets the kind and the log gets the rest.
            logger.exception("suggestions were not learned")
            self._wrong = type(error).__name__
        self._thread = None
        if not self._closed:
            self._told()

    def head(self) -> dict[str, Any]:
        """Return how it stands, as the browser wants it."""
        status = "off" if not self.on else "failed" if self._wrong else "learning" if self._thread else "ready"
        return {"on": self.on, "state": status, "learned": self._learned, "why": self._wrong}

    def reasons(self, one: Suggestion) -> dict[str, Any]:
        """Return what speaks for a suggestion, as the browser wants it."""
        return {
            "strength": one.strength, "percent": percent(one.probability), "words": list(one.words), "valence": one.valence,
            "felt": one.felt, "learned": one.learned_from, "rule": one.rule, "right": one.right, "judged": one.judged,
            **self._worth(one.code),
            "like": [self._example(segment) for name in one.like if (segment := self._suggester.segment_if(name))],
        }  # fmt: skip

    def _worth(self, code: str) -> dict[str, Any]:
        """Return how suggestions of a code were received when it was learned, and how far they agree with people."""
        known = self._received.get(code)
        if known is None:
            return {"accepted": 0, "decided": 0, "kappa": None}
        kappa = None if math.isnan(known.agreement) else round(known.agreement, 2)
        return {"accepted": known.accepted, "decided": known.accepted + known.corrected + known.rejected, "kappa": kappa}

    def _example(self, segment: Segment) -> dict[str, str]:
        words = segment.text if len(segment.text) <= _SHORT else segment.text[:_SHORT].rsplit(maxsplit=1)[0] + " …"
        return {"who": segment.participant, "where": segment.anchor.source, "words": words}


def percent(probability: float | None) -> int | None:
    """Return a chance as a percentage, where it may be shown as one."""
    return None if probability is None else round(100 * probability)


def deciding(one: Suggestion, message: dict[str, Any], named: Named, codes: Iterable[Code]) -> list[Item]:
    """Return the acts of a decision on a suggestion: one gesture, so one undo.

    Parameters
    ----------
    one
        What was suggested.
    message
        What the browser says: ``decision``, and ``code`` or ``name`` where it is corrected.
    named
        Finds the code a message means, and the acts that make it if it is new.
    codes
        The codebook.

    Raises
    ------
    UserError
        If it is neither accepted, corrected nor rejected.
    """
    decision = message.get("decision")
    if decision == "accepted":
        return accepting(one)
    if decision == "rejected":
        return rejecting(one)
    if decision == "corrected":
        code, defining = named(message)
        valence = next((c.valence for c in codes if c.id == code), None)
        return accepting(one) if code == one.code else [*defining, *correcting(one, code, valence)]
    raise UserError(f"a suggestion is accepted, corrected or rejected, not {decision!r}")
