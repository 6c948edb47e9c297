"""The journey map as a widget: cards are moved, named, joined, hidden, signed and discussed where one reads them.

What is computed stays as it is: a gesture is an act with a name and a reason, on the disk before the browser may say "Saved",
and is taken back by one undo. Protocol: docs in ``widgets/map.js``.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from workbench.journey.cards import Cards
from workbench.journey.look import look
from workbench.journey.map import model
from workbench.journey.overrides import laid_over
from workbench.share.curve import curve
from workbench.share.map_page import map_static
from workbench.share.words import LANES, sentence
from workbench.study.canon import sha256_text
from workbench.study.errors import UserError
from workbench.widgets.acting import Acting, Step
from workbench.widgets.assets import asset, bundle
from workbench.widgets.editor_pages import people
from workbench.widgets.map_deeds import DEEDS, said
from workbench.widgets.map_faces import Faces, masked, what_if

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.journey.look import Look
    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.widgets.acting import Message

MODULES = ("core.js", "dom.js", "lab.js", "outbox.js", "frame.js", "session.js", "editor_outbox.js", "map_core.js", "map_draw.js",
           "map_board.js", "map_drag.js", "map_panel.js", "map_sheet.js", "map_keys.js", "map_view.js", "map.js")  # fmt: skip
logger = logging.getLogger(__name__)
#: So many of one's own last reasons are offered.
REASONS = 5
_AT_ONCE = 100
#: What is said on the map and goes into what is computed.
_COUNTS = ("moments", "hypotheses", "estimates", "future")


def only_said(before: Look, now: Look) -> bool:
    """Say whether nothing that was taken back or done since the look `before` goes into what is computed.

    That no other act was done is for the caller to know.
    """
    old, new = before.state, now.state
    turned = {*old.undone} ^ {*new.undone}
    mine = {act.id for act in new.mapped} | {act.id for act in new.undos} if turned else set()
    return turned <= mine and all(getattr(old, part) == getattr(new, part) for part in _COUNTS)


class Map(Acting):
    """The journey map, live.

    Parameters
    ----------
    folder
        The study.
    coder
        Who acts. Acts go to this coder's own log.
    persona, round
        What is shown at first; everybody and all rounds if not given.
    redactor
        Masks names, here and in the static twin. People who did not agree to be quoted are counted, and have no words here.

    Raises
    ------
    UserError
        If nobody is named, or there is no such persona or round.
    """

    _esm = bundle(*MODULES)
    _css = asset("coder.css") + asset("map.css")
    opened = "this map"
    example = 'study.map(me="ana")'
    _pool: ThreadPoolExecutor | None = None  # a widget that was refused is closed before it has one

    def __init__(
        self,
        folder: Folder,
        coder: str,
        *,
        persona: str | None = None,
        round: str | None = None,  # noqa: A002 (the field's word)
        redactor: Redactor | None = None,
    ) -> None:
        super().__init__(folder, coder, redactor=redactor)
        self._masking = threading.Lock()  # one detector reads at a time
        self._drawn: tuple[object, str | None, str | None] | None = None
        self._others = 0  # acts that are no gestures on the map
        self._searched = None if redactor else True  # whether names were looked for in every quote; False: it is being done
        self._whole = True  # whether all of the map was computed, not only what was said of its cards
        self._persona, self._round = persona, round
        self._still: Message = {}  # what no gesture on the map changes
        self._look: Look
        self._faces: Faces
        self._folder.state()
        self._lay()
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="workbench-map")

    def acts(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what writes."""
        return {name: partial(self._do, name) for name in DEEDS}

    def questions(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what is answered at once."""
        return {"look": self._looked, "open": self._open}

    # What is there ---------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        """Compute the map again if anybody wrote since, or one looks at something else."""
        revision = self._folder.revision()
        now = (revision, self._persona, self._round)
        if self._drawn == now:
            return
        seen = look(self._folder, persona=self._persona, round=self._round)
        others = sum(count for _, count, _ in revision) - len(seen.state.mapped) - len(seen.state.undos)
        same = self._drawn is not None and self._drawn[1:] == now[1:] and others == self._others and only_said(self._look, seen)
        # Who moves a card waits for nothing that the move cannot change.
        self._faces = Faces(laid_over(self._faces.model, seen) if same else model(seen), self._redactor)
        self._look, self._drawn, self._others, self._whole = seen, now, others, not same
        if not same:
            self._still = {"curve": curve(masked(self._faces.model["stages"], self._redactor)), "rows": self._faces.rows()}

    def changing(self) -> Message:
        """Return the part of the view that acts change, and what one looks at."""
        self._folder.state()  # so that the revision is of what is shown
        self._lay()
        faces, found = self._faces, self._faces.model
        settings = self._folder.settings
        named = {r.id: r.label for r in settings.rounds}
        return {
            "facts": faces.facts(), "stages": faces.stages(), "cards": faces.cards(), "notes": faces.notes(),
            **self._still, "reasons": self._reasons(),
            "seen": {"persona": self._persona or "", "round": self._round or "", "previous": found["previous"] or "",
                     "people": found["people"]["N"]},
            "rounds": [[r, named.get(r, r)] for r in self._look.rounds],
            "notices": [masked(sentence(n), self._redactor) for n in found["notices"]],
            "people": people(self._folder.logs(), self.coder),
        }  # fmt: skip

    def whole(self) -> Message:
        """Return what does not change: who acts, the lanes, the personas."""
        settings = self._folder.settings
        head = {
            "title": settings.title or "Journey map", "scenario": settings.scenario, "coder": self.coder,
            "place": sha256_text(f"{self._folder.root.resolve()}\nmap\n{self.coder}")[:16],
        }  # fmt: skip
        return {"head": head, "lanes": [list(lane) for lane in LANES], "personas": sorted(settings.personas)}

    def unfolded(self, sent: Message) -> Message:
        """Return the cards as a list."""
        return {**sent, "cards": list(sent["cards"].values())}

    def publish(self) -> None:
        """Send the browser the cards that are others now, not all there are."""
        before, now = self._sent, self.state()
        self._sent = now
        patch = {k: v for k, v in now.items() if k != "cards" and before.get(k) != v}
        cards, old = now["cards"], before.get("cards", {})
        fresh = [card for key, card in cards.items() if old.get(key) != card]
        gone = [key for key in old if key not in cards]
        patch |= {name: value for name, value in (("set", fresh), ("gone", gone)) if value}
        if patch:
            self.send({"op": "patch", **patch})

    def reply(self, answer: Message, *, fresh: bool) -> None:
        """Send an answer; what changed goes first, so that nothing flickers when the answer to it comes."""
        if fresh:
            self.publish()
        self.send(answer)

    def _reasons(self) -> list[str]:
        """Return the last reasons this coder gave, the newest first."""
        mine = [c for card in self._look.state.cards.values() for c in card.changes if c.by == self.coder]
        given = [c.why for c in sorted(mine, key=lambda c: (c.at, c.why), reverse=True)]
        return list(dict.fromkeys(given))[:REASONS]

    # What is looked at -----------------------------------------------------------------------------------------

    def _looked(self, message: Message) -> Message:
        persona, round_ = said(message, "persona") or None, said(message, "round") or None
        look(self._folder, persona=persona, round=round_)  # refuse before anything is another
        self._persona, self._round = persona, round_
        self.publish()
        self.renew_twin()
        return {}

    def _open(self, message: Message) -> Message:
        self._folder.state()
        self._lay()
        if stage := said(message, "stage"):
            return self._faces.stage(stage, self._still["rows"])
        return self._faces.opened(self._claim(message))

    def _claim(self, message: Message) -> str:
        claim = said(message, "claim")
        if claim not in self._faces.model["claims"]:
            raise UserError("this card is not on the map any more: somebody merged or retired its code")
        return claim

    # What takes long: read in a thread of its own --------------------------------------------------------------

    def handle(self, message: Message) -> None:
        """Act on one message from the browser; what takes long is answered from a thread."""
        slow = {"quotes": self._quotes, "without": self._without}
        op = str(message.get("op"))
        if op in slow and self._pool is not None:
            self._pool.submit(self.answering, message, lambda: self.send({"op": op, "id": message.get("id"), **slow[op](message)}))
        else:
            super().handle(message)

    def _quotes(self, message: Message) -> Message:
        with self._lock:
            self._folder.state()
            self._lay()
            faces, claim = self._faces, self._claim(message)
        with self._masking:
            return faces.quotes(claim)

    def _without(self, message: Message) -> Message:
        """Return what a claim would be if a person had never been in the study, and which claims would fall with them."""
        with self._lock:
            self._folder.state()
            self._lay()
            claim, who, seen = self._claim(message), said(message, "participant"), self._look
            if who not in seen.everyone:
                raise UserError("there is nobody of that name in the study")
            try:
                other = Cards(look(self._folder, persona=seen.persona, round=seen.round, without=[who])).all()
            except UserError:  # it was they alone who spoke in this round
                raise UserError(f"without {who} there is nothing left of this view") from None
            before = self._faces.model["claims"]
            falls = [
                {"id": key, "text": self._faces.title(key), "from": before[key]["grade"], "to": card["grade"]}
                for key, card in other.items()
                if key in before and card["level"] < before[key]["level"]
            ]
            labels = {s.id: s.label for s in seen.settings.stages}
            stage = labels.get(before[claim]["stage"], "no stage")
            return what_if(other[claim], before[claim], stage, falls, who)

    # Acts ------------------------------------------------------------------------------------------------------

    def _do(self, name: str, message: Message) -> Message:
        """Do one gesture; the answer names the card it was about."""
        self._lay()
        words, acts, about = DEEDS[name](self._look, message, self._faces.title, self.coder)
        self._done.append(Step(words, acts[0].id, (about,)))
        self._undone.clear()
        return {"saved": True, "at": acts[-1].at, "card": about}

    def undone(self, step: Step) -> Message:
        """Name the card it was about."""
        return {"card": next(iter(step.about), "")}

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        super().close()

    # Without a kernel ------------------------------------------------------------------------------------------

    def quotes(self) -> bool:
        """Return that nothing has to be waited for: quotes are looked through a few at a time, for a later twin."""
        return False

    def twin(self) -> str:
        """Return the static HTML: the map as a table, with the picture of the curve."""
        with self._lock:
            self._folder.state()
            self._lay()
            found = self._faces.model if self._whole else model(self._look)
        if not self._searched and self._pool is not None:
            # Names are looked for in every quote of the study, which takes a while: the quotes are in the next twin.
            if self._searched is None:
                self._searched = False
                self._pool.submit(self._search, [q["text"] for q in found["quotes"].values() if q["consent"]])
            return self._static_map({**found, "quotes": {}})  # no detector is needed: nothing to wait for
        with self._masking:
            return self._static_map(found)

    def _static_map(self, found: Message) -> str:
        return f'<div class="wb-twin">{map_static(found, self._redactor)}</div>'

    def _search(self, texts: Sequence[str]) -> None:
        """Look for names in many texts, a few at a time, so that whoever opens a card meanwhile does not wait for all."""
        try:
            for at in range(0, len(texts), _AT_ONCE):
                with self._masking:
                    if self._redactor is not None:
                        self._redactor.texts(texts[at : at + _AT_ONCE])
        except Exception:  # the twin is whole without quotes
            logger.exception("names were not looked for: the static twin has no quotes")
            return
        self._searched = True
        self.renew_twin()

    def plain(self) -> str:
        """Return one line of text."""
        with self._lock:
            facts, people_ = self._faces.model["facts"], self._faces.model["people"]["N"]
            return f"Journey map of {people_} people: {facts['claims']} claims, {facts['assumptions']} of them assumptions"
