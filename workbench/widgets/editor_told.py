"""What a deed of the codebook editor would do, in sentences, made from the very acts that would be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.coding.codebook.book import FOLDERS
from workbench.coding.codebook.desk import Desk
from workbench.study.words import count
from workbench.widgets.editor_deeds import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.study.folder import Folder
    from workbench.widgets.editor_deeds import Deed
    from workbench.widgets.editor_uses import Uses

_LISTED = 4


def told(deed: Deed, folder: Folder, uses: Uses) -> list[str]:
    """Return what a deed would do, the most important first.

    Parameters
    ----------
    deed
        What is about to be done.
    folder
        The study as it is.
    uses
        What was coded with each code, as far as who asks may know.
    """
    if not deed.items:
        return ["Nothing would change."]
    say = _Words(deed, Desk(folder), uses)
    lines = {
        "new": say.new, "rename": say.rename, "merge": say.merge, "split": say.split, "move": say.move, "retire": say.retire,
        "restore": say.restore,
    }[deed.kind]()  # fmt: skip
    return [line for line in lines if line]


class _Words:
    def __init__(self, deed: Deed, desk: Desk, uses: Uses) -> None:
        self.deed, self.desk, self.uses = deed, desk, uses
        self.labels = {
            **{c: label_of(desk, c) for c in desk.codes},
            **{b["code"]: b["label"] for k, b in deed.items if k == "code.define" and "label" in b and b["code"] not in desk.codes},
        }

    def name(self, code: str) -> str:
        """Return a code as a sentence has it."""
        return f"“{self.labels.get(code, code)}”"

    def many(self, ids: Sequence[str]) -> str:
        """Return how many codings of how many people."""
        people, _ = self.uses.by(ids)
        codings = count(len(ids), "coding")
        return f"{codings} of {count(people, 'person', 'people')}" if people else codings

    def whose(self, ids: Sequence[str]) -> str:
        """Return who coded them, if that was not one alone."""
        _, coders = self.uses.by(ids)
        return f"Coded by {_listed([f'{c} ({n:,})' for c, n in coders.items()])}." if len(coders) > 1 else ""

    def moved(self) -> list[str]:
        """Return which other codes would stand elsewhere."""
        places: dict[str, list[str]] = {}
        for kind, body in self.deed.items:
            if kind == "code.define" and "parent" in body and body["code"] in self.desk.codes:
                places.setdefault(body["parent"], []).append(self.name(body["code"]))
        return [
            f"{_listed(codes)} {'moves' if len(codes) == 1 else 'move'} {f'below {self.name(p)}' if p else 'to the top'}."
            for p, codes in places.items()
        ]

    def shown(self, codes: Sequence[str]) -> str:
        """Return what else goes along: examples and memos."""
        known = [e for e in self.desk.state.examples.values() if self.uses.may(e.anchor.source, e.coder)]
        examples = sum(e.code in codes for e in known)
        memos = sum(("code", c) in self.desk.state.memos for c in codes)
        parts = [count(examples, "example") if examples else "", count(memos, "memo") if memos else ""]
        along = " and ".join(p for p in parts if p)
        return f"{along} {'comes' if examples + memos == 1 else 'come'} along." if along else ""

    # One for each kind -----------------------------------------------------------------------------------------

    def new(self) -> list[str]:
        """Tell of a code that is not there yet."""
        body = self.deed.items[0][1]
        family = FOLDERS.get(body["code"].partition(":")[0], "")
        place = f"below {self.name(body['parent'])}" if body.get("parent") else f"at the end of {family}"
        return [f"A new code {self.name(body['code'])} {place}.", f"Its id, which stays, is {body['code']}."]

    def rename(self) -> list[str]:
        """Tell of the same code by another label."""
        code = self.deed.codes[0]
        body = self.deed.items[0][1]
        now = str(body.get("label", body.get("statement", "")))
        ids = self.uses.ids(code)
        return [
            f"{self.many(ids)} will be called “{now[:200]}”." if ids else f"It will be called “{now[:200]}”.",
            f"Its id stays {code}.",
        ]

    def merge(self) -> list[str]:
        """Tell of codes that go on as one."""
        into, *gone = self.deed.codes
        lines = []
        for code in gone:
            ids = self.uses.ids(code)
            how = f"{self.many(ids)} {'moves' if len(ids) == 1 else 'move'} from" if ids else "No coding moves from"
            lines += [f"{how} {self.name(code)} to {self.name(into)}.", self.whose(ids)]
        kept = f"{self.name(into)} keeps its definition; {_listed([self.name(c) for c in gone])} is offered no more."
        return [*lines, kept, self.shown(gone), *self.moved()]

    def split(self) -> list[str]:
        """Tell of some codings of a code that go to a new one."""
        new, code = self.deed.codes
        ids = [body["coding"] for kind, body in self.deed.items if kind == "coding.edit"]
        rest = len(self.uses.ids(code)) - len(ids)
        move = "moves" if len(ids) == 1 else "move"
        stay = f"{rest:,} {'stays' if rest == 1 else 'stay'}"
        return [
            f"{self.many(ids)} {move} from {self.name(code)} to the new code {self.name(new)}; {stay}.",
            self.whose(ids), f"{self.name(new)} stands beside it and has no definition yet.",
        ]  # fmt: skip

    def move(self) -> list[str]:
        """Tell of a code that stands elsewhere, with all below it."""
        new, code = self.deed.codes
        merged = {body["code"]: body["into"] for kind, body in self.deed.items if kind == "code.merge"}
        if not merged:
            below = sum(code in self.desk.above(c.id) for c in self.desk.codes.values() if not c.retired) - 1
            ids = self.uses.ids(code)
            return [
                *self.moved(), f"{count(below, 'code')} below it {'goes' if below == 1 else 'go'} along." if below else "",
                f"Its {self.many(ids)} {'stays' if len(ids) == 1 else 'stay'} with it." if ids else "",
            ]  # fmt: skip
        lines = []
        for old, into in merged.items():
            ids = self.uses.ids(old)
            lines.append(
                f"{self.name(old)} goes on as {into}"
                + (f"; {self.many(ids)} {'follows' if len(ids) == 1 else 'follow'}." if ids else ".")
            )
        more = [f"and {len(lines) - _LISTED:,} more below it."] if len(lines) > _LISTED else []
        ledger = "It leaves the ledger of needs." if code in self.desk.state.needs else ""
        return [f"To {FOLDERS.get(new.partition(':')[0], '')}:", *lines[:_LISTED], *more, ledger, self.shown(list(merged))]

    def retire(self) -> list[str]:
        """Tell of a code that nobody is offered any more."""
        code = self.deed.codes[0]
        ids = self.uses.ids(code)
        stay = f"Its {self.many(ids)} {'stays' if len(ids) == 1 else 'stay'} coded." if ids else "Nothing is coded with it."
        return [f"{self.name(code)} is offered no more. {stay}", *self.moved(), "You find it under Retired, and can bring it back."]

    def restore(self) -> list[str]:
        """Tell of a retired code that is offered again."""
        code = self.deed.codes[0]
        ids = self.uses.ids(code)
        return [
            f"{self.name(code)} is offered again" + (f", with its {self.many(ids)}." if ids else "."),
            "Codes that stood below it stay where they are.",
        ]


def _listed(words: Sequence[str]) -> str:
    """Return a few words as a sentence has them, and how many more there are."""
    if len(words) > _LISTED:
        return f"{', '.join(words[:_LISTED])} and {len(words) - _LISTED:,} more"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
