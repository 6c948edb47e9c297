"""The transcript coder: every act goes to the disk before the browser may say "Saved".

Protocol: docs in ``widgets/coder.js``; what all widgets of its kind share is in `workbench.widgets.acting`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.coding.assign import blind_for
from workbench.study import participants
from workbench.study.canon import sha256_text
from workbench.study.errors import UserError
from workbench.study.records import Transcript
from workbench.widgets import asked, coder_twin, coder_view
from workbench.widgets.acting import Acting
from workbench.widgets.assets import asset, bundle
from workbench.widgets.coder_quote import quote
from workbench.widgets.coder_suggest import Suggesting
from workbench.widgets.learning import deciding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.study.records import Coding
    from workbench.widgets.acting import Item, Message, Step

MODULES = ("core.js", "dom.js", "lab.js", "search.js", "reach.js", "differ.js", "marks.js", "text.js", "strip.js", "panel.js",
           "outbox.js", "frame.js", "keys.js", "session.js", "suggest.js", "find.js", "filters.js", "sides.js", "edges.js",
           "memos.js", "view.js", "coder.js")  # fmt: skip
_MOST_SPANS = 60


class Coder(Acting):
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
        True: other people's codings are neither shown nor sent to the browser, for independent double coding. So it is also
        while the source is assigned to this coder and not revealed.
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
    opened = "this transcript"

    def __init__(self, folder: Folder, source: str, coder: str, *, blind: bool = False, redactor: Redactor | None = None) -> None:
        self.transcript = coder_view.resolve(folder, source)  # first: a widget that is refused is never shown
        super().__init__(folder, coder, redactor=redactor)
        self._blind = blind
        self._shown: dict[str, tuple[Coding, bool, Message]] = {}
        self._other = False  # whether the text is another than the browser has
        self._suggesting = Suggesting(self._folder, self.transcript, self.coder, blind=self.blind, told=self._suggested)

    @property
    def blind(self) -> bool:
        """Whether nobody else's codings are shown: as it was opened, or as long as an assignment says so."""
        return self._blind or self.transcript.id in blind_for(self._folder.state(), self.coder)

    def acts(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what writes."""
        return {
            "add": self._add, "define": self._define, "remove": self._remove, "edit": self._edit, "memo": self._memo,
            "suggest": self._suggest, "decide": self._decide,
        }  # fmt: skip

    def questions(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what only reads."""
        return {"quote": self._quote}

    # What is there ---------------------------------------------------------------------------------------------

    def _codings(self) -> list[Coding]:
        """Return the live codings of this version of this text: mine, and others' unless blind."""
        t = self.transcript
        found = [c for c in self._folder.state().codings.values() if c.anchor.source == t.id and c.anchor.version == t.version]
        blind = self.blind
        return [c for c in found if c.coder == self.coder or not blind]

    def _show(self, one: Coding, *, fallen: bool) -> Message:
        """Return a coding as the browser wants it; made once, since there may be thousands and one changes at a time."""
        known = self._shown.get(one.id)
        if known is None or known[0] is not one or known[1] is not fallen:
            shown = coder_view.coding(one, self.transcript, self.coder, fallen=fallen)
            known = self._shown[one.id] = (one, fallen, shown)
        return known[2]

    def changing(self) -> Message:
        """Return the part of the view that acts change."""
        codings = self._codings()
        fallen = self._folder.state().fallen  # asked once: the state looks at the disk, and there may be thousands of codings
        return {
            "codings": {c.id: self._show(c, fallen=c.id in fallen) for c in codings},
            "codes": self.codes(),
            "memos": self._memos(),
            "blind": self.blind,
            "people": coder_view.people(codings, self.coder),
            "notices": self._notices(),
        }

    def _people(self) -> list[str]:
        return sorted({x.participant for x in self.transcript.turns if x.participant})

    def _memos(self) -> dict[str, str]:
        """Return the memos one can write here but those on codings, which are in the codings: by kind, line feed and about."""
        here = {"source": {self.transcript.id}, "participant": set(self._people())}
        memos = self._folder.state().memos.items()
        return {f"{kind}\n{about}": text for (kind, about), text in memos if kind == "code" or about in here.get(kind, ())}

    def _notices(self) -> list[str]:
        notices = []
        if self.blind and not self._blind:
            notices.append("This source is assigned to you: you code it blind until it is revealed")
        return [*notices, *coder_view.elsewhere(self._folder, self.transcript, self.coder)]

    def whole(self) -> Message:
        """Return the words, and whose they are."""
        t = self.transcript
        head = {
            "source": t.id, "title": t.title, "kind": t.kind, "round": t.round, "date": t.date, "coder": self.coder,
            "blind": self.blind, "people": self._people(),
            "seconds": coder_view.seconds(t.turns),
            # Tells one text of one study from another in the browser, where unsent acts wait; no path is in it. It is the
            # same for a corrected text: what waits is still sent, and taken where its words are still there.
            "place": sha256_text(f"{self._folder.root.resolve()}\n{t.id}\n{self.coder}")[:16],
        }  # fmt: skip
        return {"head": head, "turns": coder_view.turns(t)}

    def unfolded(self, sent: Message) -> Message:
        """Return the codings as a list."""
        return {**sent, "codings": list(sent["codings"].values())}

    def publish(self) -> None:
        """Send the browser what has changed since it last heard, if anything; of another text, that there is one."""
        self._follow()
        now, before = self.state(), self._sent
        whole = ("codings", "codes", "memos")
        patch: Message = {k: v for k, v in now.items() if k not in whole and before.get(k) != v}
        old = before.get("codings", {})
        changed = [c for key, c in now["codings"].items() if (was := old.get(key)) is not c and was != c]
        gone = sorted(old.keys() - now["codings"].keys())
        if now["codes"] is not before.get("codes"):
            patch |= coder_view.changed_codes(before.get("codes", []), now["codes"])
        if memos := coder_view.changed_texts(before.get("memos", {}), now["memos"]):
            patch["memos"] = memos
        self._sent = now
        if self._other:
            self._other = False
            self.send({"op": "replaced"})
        elif patch or changed or gone:
            self.send({"op": "patch", **patch, "set": changed, "gone": gone})
        self._publish_suggestions()

    def poll(self) -> None:
        """Look whether somebody wrote to a log, or corrected the text."""
        with self._lock:
            self._follow()
            if self._other:
                self._folder.refresh()
                self.publish()
        super().poll()

    def _follow(self) -> bool:
        """Take over the text as it is now; say whether it is still in the study."""
        try:
            now = self._folder.store.source(self.transcript.id)
        except KeyError:
            return False
        if isinstance(now, Transcript) and now.version != self.transcript.version:
            self.transcript, self._other = now, True
            self._shown.clear()
            self._suggesting.follow(now)
        return True

    def greeted(self) -> None:
        """Send the suggestions there are."""
        self._publish_suggestions(whole=True)

    def _publish_suggestions(self, *, whole: bool = False) -> None:
        if message := self._suggesting.message(self._folder.state(), self._codings(), whole=whole):
            self.send(message)

    def _suggested(self) -> None:
        with self._lock:
            self._publish_suggestions()

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        if hasattr(self, "_suggesting"):  # not where making the widget was refused
            self._suggesting.close()
        super().close()

    # What the browser asks -------------------------------------------------------------------------------------

    def check(self) -> None:
        """Code the text as it is now: words that are others than on the screen are refused one by one."""
        if not self._follow():
            raise UserError("this transcript is not in the study any more")

    def undone(self, step: Step) -> Message:  # noqa: ARG002 (whatever it was)
        """Tell the browser to show where it was."""
        return {"jump": True}

    def _add(self, message: Message) -> Message:
        spans = message["spans"]
        if not 0 < len(spans) <= _MOST_SPANS:
            raise UserError(f"{len(spans)} turns at once; select between 1 and {_MOST_SPANS}")
        code, defining = self.named(message)
        known = {c.id: c for c in self.codebook()}.get(code)
        valence = asked.valence(message.get("valence"))
        if valence is None and known is not None:
            valence = known.valence
        stance = asked.stance(message.get("stance", "for"))
        have = {(c.code, c.anchor.start, c.anchor.end): c.id for c in self._codings() if c.coder == self.coder}
        names: dict[int, str] = {}
        items: list[Item] = [*defining]
        at: list[int] = []
        for number, span in enumerate(spans):
            anchor = asked.anchor(self.transcript, span)
            if there := have.get((code, anchor["start"], anchor["end"])):
                names[number] = there
                continue
            items.append(("coding.add", {"code": code, "anchor": anchor, "valence": valence, "stance": stance, "memo": ""}))
            at.append(number)
        label = known.label if known else message.get("name", code)
        acts = self.save(f"{label}", *items) if items else []
        names |= {number: act.id for number, act in zip(at, acts[len(defining) :], strict=True)}
        return {"saved": True, "at": acts[-1].at if acts else None, "code": code, "codings": [names[n] for n in range(len(spans))]}

    def _define(self, message: Message) -> Message:
        code, defining = self.named(message)
        acts = self.save(f"new code {message['name']}", *defining) if defining else []
        return {"saved": True, "at": acts[-1].at if acts else None, "code": code, "codings": []}

    def _mine(self, key: str) -> Coding:
        found = self._folder.state().codings.get(key)
        if found is None or found.coder != self.coder or found.anchor.source != self.transcript.id:
            raise UserError("this coding is not there any more, or is not yours")
        return found

    def _remove(self, message: Message) -> Message:
        keys = [self._mine(str(key)).id for key in message["codings"]]
        acts = self.save("removing a coding", *(("coding.remove", {"coding": key}) for key in keys))
        return {"saved": True, "at": acts[-1].at}

    def _edit(self, message: Message) -> Message:
        changes: dict[str, Any] = {}
        if "valence" in message:
            changes["valence"] = asked.valence(message["valence"])
        if "stance" in message:
            changes["stance"] = asked.stance(message["stance"])
        if "memo" in message:
            changes["memo"] = str(message["memo"])
        mine = [self._mine(str(key)) for key in message["codings"]]
        if "spans" in message:
            changes["anchor"] = self._moved(mine, message["spans"])
        words = "moving the edges of a coding" if "anchor" in changes else "changing " + " and ".join(changes)
        acts = self.save(words, *(("coding.edit", {"coding": one.id, **changes}) for one in mine))
        return {"saved": True, "at": acts[-1].at}

    def _moved(self, mine: list[Coding], spans: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the anchor that codings shall have, unless another coding of the same code has it."""
        if len(spans) != 1:
            raise UserError("a coding stays in one turn; select words in one")
        anchor = asked.anchor(self.transcript, spans[0])
        place = (anchor["start"], anchor["end"])
        others = [c for c in self._codings() if c.coder == self.coder and c.id not in {one.id for one in mine}]
        if {one.code for one in mine} & {c.code for c in others if (c.anchor.start, c.anchor.end) == place}:
            raise UserError("these words have this code already; remove one of the two")
        return anchor

    def _memo(self, message: Message) -> Message:
        kind, about = str(message.get("kind", "source")), str(message.get("about", self.transcript.id))
        here = {"source": [self.transcript.id], "participant": self._people(), "code": [c.id for c in self.codebook()]}
        if about not in here.get(kind, ()):
            raise UserError(f"there is no {kind} {about!r} here that a memo could be about")
        words = {"source": "the memo on this transcript", "participant": "a memo on a participant", "code": "a memo on a code"}[
            kind
        ]
        acts = self.save(words, ("memo.set", {"kind": kind, "about": about, "text": str(message["text"])}))
        return {"saved": True, "at": acts[-1].at}

    def _quote(self, message: Message) -> Message:
        self.check()
        return {"text": quote(self._folder, self.transcript, message["spans"], self._redactor)}

    def _suggest(self, message: Message) -> Message:
        self._suggesting.turn(bool(message["on"]))
        return {"saved": True, "at": None}

    def _decide(self, message: Message) -> Message:
        """Accept, correct or reject a suggestion: one gesture, so one undo."""
        mine = [c for c in self._codings() if c.coder == self.coder]
        one = self._suggesting.find(str(message["suggestion"]), self._folder.state(), mine)
        items = deciding(one, message, self.named, self.codebook())
        acts = self.save(f"a suggestion was {message['decision']}", *items)
        return {"saved": True, "at": acts[-1].at, "codings": [a.id for a in acts if a.act == "coding.add"]}

    # Without a kernel ------------------------------------------------------------------------------------------

    def twin(self) -> str:
        """Return the static HTML: counts for each code, and the coded passages with their codes in words."""
        people = self._folder.participants()
        day = self._redactor.day if self._redactor else ""
        silent = participants.silent(people.values(), day)
        with self._lock:
            mine = [c for c in self._codings() if c.coder == self.coder]
            return coder_twin.html(self.transcript, mine, self.codebook(), coder=self.coder, silent=silent, redactor=self._redactor)

    def plain(self) -> str:
        """Return one line of text."""
        with self._lock:
            return coder_twin.line(self.transcript, [c for c in self._codings() if c.coder == self.coder], coder=self.coder)
