"""The codebook editor: codes as a tree, one code in full, and what can be done to them, each shown before it happens.

Every act goes to the disk before the browser may say "Saved". What a colleague changes is shown within a second and never
written over unseen. Protocol: docs in ``widgets/editor.js``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from workbench.coding.assign import blind_for
from workbench.coding.codebook import codes
from workbench.coding.codebook.desk import Desk
from workbench.coding.codebook.page import codebook_html
from workbench.coding.codebook.recheck import keep
from workbench.study.canon import canonical_json, sha256_text
from workbench.study.errors import UserError
from workbench.widgets import editor_deeds, editor_pages
from workbench.widgets.acting import Acting
from workbench.widgets.assets import asset, bundle
from workbench.widgets.editor_told import told
from workbench.widgets.editor_uses import Uses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd

    from workbench.share.redact import Redactor
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Code
    from workbench.widgets.acting import Item, Message

MODULES = ("core.js", "dom.js", "lab.js", "outbox.js", "frame.js", "session.js", "editor_core.js", "editor_list.js",
           "editor_tree.js", "editor_form.js", "passages.js", "editor_quotes.js", "editor_more.js", "editor_deed.js",
           "editor_outbox.js", "editor_keys.js", "editor_view.js", "editor.js")  # fmt: skip
MOST_ROWS = 200
#: A codebook of more codes is told in the static twin, not listed.
MOST_IN_TWIN = 600
_RULES = frozenset({"definition", "include", "exclude"})


class Editor(Acting):
    """Edit the codebook of a study.

    Parameters
    ----------
    folder
        The study.
    coder
        Who edits. Acts go to this coder's own log.
    blind
        Sources in which other people's codings are neither shown nor counted, for independent double coding; True: all.
    redactor
        Masks names in the static twin, which travels with the notebook.

    Raises
    ------
    UserError
        If nobody is named.
    """

    _esm = bundle(*MODULES)
    _css = asset("coder.css") + asset("editor.css")
    opened = "this codebook"
    example = 'study.codebook().editor(me="ana")'
    _pool: ThreadPoolExecutor | None = None  # a widget that was refused is closed before it has one

    def __init__(
        self, folder: Folder, coder: str, *, blind: bool | Collection[str] = False, redactor: Redactor | None = None
    ) -> None:
        super().__init__(folder, coder, redactor=redactor)
        self._blind = blind if isinstance(blind, bool) else frozenset(blind)
        self._uses = Uses(self._folder, self.coder)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="workbench-editor")
        self._shown: tuple[Any, dict[str, Message], list[str]] = (None, {}, [])
        self._rechecked: tuple[State, pd.DataFrame] | None = None

    def acts(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what writes."""
        return {
            "define": self._define, "do": self._do, "example": self._example, "unexample": self._unexample, "keep": self._keep,
            "remove": self._remove, "recode": self._recode,
        }  # fmt: skip

    def questions(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what is answered at once."""
        return {"detail": self._detail, "plan": self._plan, "quotes": self._quotes, "ids": self._ids, "who": self._who}

    # What is there ---------------------------------------------------------------------------------------------

    @property
    def hidden(self) -> Collection[str] | None:
        """Sources in which only one's own codings are known; None: all of them."""
        if self._blind is True:
            return None
        return blind_for(self._folder.state(), self.coder).union(self._blind or ())

    @property
    def blind(self) -> bool:
        """Whether anything is left out."""
        return self.hidden is None or bool(self.hidden)

    def codebook(self) -> list[Code]:
        """Return the codes there are, in the order of the codebook."""
        return codes.codebook(self._folder.settings, self._folder.state())

    def changing(self) -> Message:
        """Return the part of the view that acts change."""
        self._uses.take(self.hidden)
        state = self._folder.state()
        if self._shown[0] is not state:
            fresh, order = editor_pages.rows(self.codebook(), self._uses, self._folder)
            before = self._shown[1]
            same = {key: before[key] if before.get(key) == row else row for key, row in fresh.items()}
            self._shown = (state, same, order)
        people = editor_pages.people(self._folder.logs(), self.coder)
        return {"rows": self._shown[1], "order": self._shown[2], "people": people}

    def whole(self) -> Message:
        """Return what does not change: who edits, stages, colours, families."""
        settings = self._folder.settings
        head = {
            "title": settings.title or "Codebook", "coder": self.coder, "blind": self.blind,
            "place": sha256_text(f"{self._folder.root.resolve()}\ncodebook\n{self.coder}")[:16],
        }  # fmt: skip
        return {
            "head": head, "stages": [[s.id, s.label] for s in settings.stages], "palette": [list(c) for c in editor_pages.PALETTE],
            "families": editor_pages.families(), "rounds": [[r.id, r.label] for r in settings.rounds],
        }  # fmt: skip

    def unfolded(self, sent: Message) -> Message:
        """Return the rows as a list."""
        return {**sent, "rows": list(sent["rows"].values())}

    def publish(self) -> None:
        """Send the browser the rows that are others now, and where in the tree codes came or went."""
        before, now = self._sent, self.state()
        self._sent = now
        patch = {k: v for k, v in now.items() if k not in {"rows", "order"} and before.get(k) != v}
        rows, old = now["rows"], before.get("rows", {})
        if rows is not old:
            patch["set"] = [row for key, row in rows.items() if old.get(key) is not row and old.get(key) != row]
            patch["gone"] = [key for key in old if key not in rows]
        if now["order"] != before.get("order", []):
            patch["order"] = editor_pages.splice(before.get("order", []), now["order"])
        if any(v for k, v in patch.items() if k in {"set", "gone", "order"}) or patch.keys() - {"set", "gone", "order"}:
            self.send({"op": "patch", **patch})

    def reply(self, answer: Message, *, fresh: bool) -> None:
        """Send an answer; what changed goes first, so that nothing flickers when the answer to it comes."""
        if fresh:
            self.publish()
        self.send(answer)

    def close(self) -> None:
        """Take the widget away; its acts stay."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        super().close()

    # What the browser asks -------------------------------------------------------------------------------------

    def handle(self, message: Message) -> None:
        """Act on one message from the browser; what takes long is answered from a thread of its own."""
        with self._lock:
            self._uses.take(self.hidden)
        slow = {"again": self._again, "alike": self._alike, "changes": self._changes}
        op = str(message.get("op"))
        if op in slow and self._pool is not None:
            self._pool.submit(self.answering, message, lambda: self.send({"op": op, "id": message.get("id"), **slow[op](message)}))
        else:
            super().handle(message)

    def _code(self, message: Message, name: str = "code") -> Code:
        wanted = editor_deeds.text(message, name)
        found = next((c for c in self.codebook() if c.id == wanted), None)
        if found is None:
            raise UserError("that code is not there any more: somebody took it back meanwhile")
        return found

    def _detail(self, message: Message) -> Message:
        return editor_pages.whole(self._code(message), self._uses, self._folder)

    def _who(self, message: Message) -> Message:
        act = editor_pages.last_word(self._folder, self._code(message).id, editor_deeds.text(message, "field"))
        return {"by": act.coder if act else "somebody", "at": act.at if act else ""}

    def _quotes(self, message: Message) -> Message:
        code = self._code(message).id
        ids = self._uses.ids(code, editor_deeds.text(message, "words"))
        start = max(0, int(message.get("from", 0)))
        stop = min(start + MOST_ROWS, int(message.get("to", start + MOST_ROWS)))
        return {
            "code": code,
            "words": message.get("words", ""),
            "total": len(ids),
            "from": start,
            "rows": self._uses.rows(ids[start:stop]),
        }

    def _ids(self, message: Message) -> Message:
        ids = self._uses.ids(self._code(message).id, editor_deeds.text(message, "words"))
        return {"ids": ids[: editor_deeds.MOST_CODINGS], "more": max(0, len(ids) - editor_deeds.MOST_CODINGS)}

    def _planned(self, message: Message) -> tuple[editor_deeds.Deed, Message]:
        asked = message.get("deed")
        if not isinstance(asked, dict):
            raise UserError("the browser asks for something this version does not know; reload the page")
        deed = editor_deeds.planned(self._folder, asked, self.coder)
        for code in deed.codes if self.blind and deed.kind == "split" else ():
            self._only_known(code, asked)
        lines = told(deed, self._folder, self._uses)
        token = sha256_text(canonical_json([deed.kind, deed.items, lines]))[:16]
        return deed, {"lines": lines, "token": token, "nothing": not deed.items}

    def _only_known(self, code: str, asked: Message) -> None:
        """Refuse codings that one cannot know of."""
        if code in {c.id for c in self.codebook()} and set(editor_deeds.names(asked, "codings")) - set(self._uses.ids(code)):
            raise UserError("some of these codings are not there")

    def _plan(self, message: Message) -> Message:
        return self._planned(message)[1]

    # In a thread of its own: what is read first is read with the lock, the rest is worked out without.

    def _again(self, message: Message) -> Message:
        state = self._folder.state()
        if self._rechecked is None or self._rechecked[0] is not state:
            self._rechecked = (state, editor_pages.again(self._folder, self._uses.may))
        frame = self._rechecked[1]
        start = max(0, int(message.get("from", 0)))
        stop = min(start + MOST_ROWS, int(message.get("to", start + MOST_ROWS)))
        rows = editor_pages.again_rows(frame.iloc[start:stop], self._folder, self.coder)
        return {"total": len(frame), "from": start, "rows": rows, "codes": int(frame["code"].nunique())}

    def _alike(self, _message: Message) -> Message:
        with self._lock:
            there = self.codebook()
        return {"pairs": editor_pages.alike(there, {f"stage:{s.id}" for s in self._folder.settings.stages})}

    def _changes(self, message: Message) -> Message:
        before, until = editor_deeds.text(message, "before"), editor_deeds.text(message, "now")
        return editor_pages.changes(self._folder, before or "1970-01-01", until or None, counted=not self.blind)

    # Acts ------------------------------------------------------------------------------------------------------

    def _saved(self, words: str, items: list[Item], code: str = "", reason: str = "") -> Message:
        """Write acts as one gesture; if there is nothing to write, that is saved too."""
        if not items:
            return {"saved": True, "at": None, "code": code}
        (kind, body), *rest = items
        because = {"reason": editor_deeds.sound(reason)} if reason.strip() else {}
        return {"saved": True, "at": self.save(words, (kind, {**body, **because}), *rest, about=[code])[-1].at, "code": code}

    def undone(self, step: Any) -> Message:  # noqa: ANN401 (a step of `Acting`)
        """Name the code it was about."""
        return {"code": next(iter(step.about), "")}

    def _define(self, message: Message) -> Message:
        code = self._code(message)
        said, base = message.get("fields"), message.get("base", {})
        if not isinstance(said, dict) or not isinstance(base, dict) or not said.keys() <= set(editor_deeds.FIELDS):
            raise UserError("the browser names a field that a code has not got; reload the page")
        there = editor_pages.now(code, self._folder)
        for name, value in said.items():
            if name in base and there[name] not in (base[name], value):
                return self._met(code, name, there[name])
        items = editor_deeds.fields(self._folder, code.id, said, self.coder)
        words = f"{editor_deeds.in_words(said)} of “{code.label[:60]}”"
        return self._saved(words, items, code.id, editor_deeds.text(message, "reason"))

    def _met(self, code: Code, name: str, theirs: object) -> Message:
        """Return the answer to somebody who did not see what a field says now."""
        act = editor_pages.last_word(self._folder, code.id, name)
        who = act.coder if act else "somebody"
        return {
            "saved": False, "error": "Changed", "keep": False, "why": f"{who} changed this meanwhile", "code": code.id,
            "field": name, "theirs": theirs, "by": who, "at": act.at if act else "",
        }  # fmt: skip

    def _do(self, message: Message) -> Message:
        deed, plan = self._planned(message)
        if message.get("token") != plan["token"]:
            why = "it would do something else now than what was shown: somebody changed the codebook or coded meanwhile. Look again"
            return {"saved": False, "error": "Changed", "keep": False, "why": why, "plan": plan}
        return self._saved(deed.words, deed.items, deed.codes[0], editor_deeds.text(message, "reason"))

    def _example(self, message: Message) -> Message:
        code = self._code(message)
        against = message.get("against") is True
        there = {e.anchor for e in self._folder.state().examples.values() if e.code == code.id}
        anchors = dict.fromkeys(c.anchor for c in self._codings(message))
        fresh = [a for a in anchors if a not in there] or list(anchors)[:1]  # if all are named already, that is said of the first
        items = editor_deeds.examples(self._folder, code.id, fresh, against=against, coder=self.coder)
        return self._saved(f"an example of “{code.label[:60]}”", items, code.id)

    def _unexample(self, message: Message) -> Message:
        state = self._folder.state()
        found = state.examples.get(editor_deeds.text(message, "example"))
        if found is None:
            raise UserError("that example is not there any more")
        return self._saved("removing an example", editor_deeds.taken_back(state, [found.id]), found.code)

    def _codings(self, message: Message) -> list[Any]:
        state = self._folder.state()
        found = [state.codings.get(one) for one in editor_deeds.names(message, "codings")]
        if not found or any(c is None or not self._uses.may(c.anchor.source, c.coder) for c in found):
            raise UserError("that coding is not there any more: somebody removed it meanwhile")
        return found

    def _keep(self, message: Message) -> Message:
        codings = self._codings(message)
        items = editor_deeds.noted(self._folder, lambda f: keep(f, [c.id for c in codings], coder=self.coder))
        return self._saved(f"keeping {_several(len(codings))}", items, codings[0].code, editor_deeds.text(message, "reason"))

    def _remove(self, message: Message) -> Message:
        codings = self._codings(message)
        items: list[Item] = [("coding.remove", {"coding": c.id}) for c in codings]
        return self._saved(f"removing {_several(len(codings))}", items, codings[0].code, editor_deeds.text(message, "reason"))

    def _recode(self, message: Message) -> Message:
        codings = self._codings(message)
        into = Desk(self._folder).code(self._code(message).id)
        items: list[Item] = [("coding.edit", {"coding": c.id, "code": into.id}) for c in codings]
        words = f"recoding {_several(len(codings))} as “{into.label[:60]}”"
        return self._saved(words, items, codings[0].code, editor_deeds.text(message, "reason"))

    # Without a kernel ------------------------------------------------------------------------------------------

    def twin(self) -> str:
        """Return the static HTML: the codebook as it shows itself in a notebook."""
        with self._lock:
            self._uses.take(self.hidden)
            if len(self.codebook()) > MOST_IN_TWIN:
                return f'<div class="wb-twin"><strong>{self.plain()}</strong><br>study.codebook() lists them.</div>'
            hidden = frozenset(e.id for e in self._folder.state().examples.values() if not self._uses.may(e.anchor.source, e.coder))
            inner = codebook_html(self._folder, self._redactor, used=self._uses.used(), hidden=hidden)
        return f'<div class="wb-twin">{inner}</div>'

    def plain(self) -> str:
        """Return one line of text."""
        with self._lock:
            live = [c for c in self.codebook() if not c.retired]
            used = sum(self._uses.tally(c.id).codings > 0 for c in live)
        return f"Codebook: {len(live):,} codes, {used:,} of them used"


def _several(number: int) -> str:
    return "1 coding" if number == 1 else f"{number:,} codings"
