"""What a codebook editor may do to codes, as acts that are not written yet: so that what is shown before is what is done.

Each deed comes from `workbench.coding.codebook`, which is given a folder that only notes what would be written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from workbench.coding.codebook import edit, refactor
from workbench.coding.codebook.desk import Desk
from workbench.study.acts import fault
from workbench.study.errors import UserError
from workbench.study.records import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Act, Anchor
    from workbench.study.settings import Settings

    Item = tuple[str, dict[str, Any]]
    Message = Mapping[str, Any]

#: What `define` of the editor sets besides the fields of `workbench.coding.codebook.edit`.
MEMO, LABEL = "memo", "label"
#: Fields that the detail of a code has.
FIELDS = (LABEL, *edit.EDITED, MEMO)
_IN_WORDS = {"include": "when to use it", "exclude": "when not to use it", "latent": "latent or not"}
MOST_CODINGS = 20_000


@dataclass(frozen=True, slots=True)
class Deed:
    """What would be done.

    Attributes
    ----------
    kind
        ``new``, ``rename``, ``merge``, ``split``, ``move``, ``retire`` or ``restore``.
    words
        What it is, for "Undone: …".
    items
        The acts.
    codes
        Codes it is about, the one to look at afterwards first.
    """

    kind: str
    words: str
    items: list[Item]
    codes: list[str] = field(default_factory=list)


class Draft:
    """Stands for a study's folder where somebody is about to write, and only notes it."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.items: list[Item] = []

    @property
    def settings(self) -> Settings:
        """What ``study.toml`` says."""
        return self._folder.settings

    def state(self) -> State:
        """Return what the acts add up to, without what was noted."""
        return self._folder.state()

    def quote(self, anchor: Anchor) -> str:
        """Return the words an anchor points at."""
        return self._folder.quote(anchor)

    def act(self, _coder: str, *items: Item, **_: Any) -> list[Act]:  # noqa: ANN401 (as `Folder.act` is called)
        """Note what would be written."""
        self.items += items
        return []


def noted(folder: Folder, do: Callable[[Folder], object]) -> list[Item]:
    """Return the acts that `do` would write to a folder."""
    draft = Draft(folder)
    do(cast("Folder", draft))
    return draft.items


# What the browser said: nothing of it is believed ------------------------------------------------------------------


def text(message: Message, name: str) -> str:
    """Return a text the browser sent; half a character, which no file can hold, becomes a replacement character.

    Raises
    ------
    UserError
        If it is none.
    """
    value = message.get(name, "")
    if not isinstance(value, str):
        raise UserError(f"{name} is a text, and the browser sent {type(value).__name__}")
    return sound(value)


def sound(value: str) -> str:
    """Return a text without half characters."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def names(message: Message, name: str) -> list[str]:
    """Return ids the browser sent.

    Raises
    ------
    UserError
        If they are none, or too many for one gesture.
    """
    value = message.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UserError(f"{name} are ids, and the browser sent something else")
    if len(value) > MOST_CODINGS:
        raise UserError(f"{len(value):,} at once are too many: choose {MOST_CODINGS:,} at most")
    return value


def known(desk: Desk, message: Message, name: str = "code") -> str:
    """Return the id of a code that is there.

    Raises
    ------
    UserError
        If it is not.
    """
    code = text(message, name)
    if code not in desk.codes and code not in desk.state.merged:
        raise UserError("that code is not there any more: somebody took it back meanwhile")
    return code


def label_of(desk: Desk, code: str) -> str:
    """Return the label of a code, short enough for a sentence."""
    label = desk.codes[code].label if code in desk.codes else code
    return label if len(label) <= 60 else f"{label[:59]}…"  # noqa: PLR2004 (as said)


# The deeds ---------------------------------------------------------------------------------------------------------


def planned(folder: Folder, message: Message, coder: str) -> Deed:
    """Return what a deed would do.

    Parameters
    ----------
    folder
        The study.
    message
        ``kind``, and what that needs: see ``widgets/editor.js``.
    coder
        Who would do it.

    Raises
    ------
    UserError
        If it cannot be done; with what to do instead.
    """
    kinds = {
        "new": _new,
        "rename": _rename,
        "merge": _merge,
        "split": _split,
        "move": _move,
        "retire": _retire,
        "restore": _restore,
    }
    kind = message.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise UserError("the browser asks for something this version does not know; reload the page")
    return kinds[kind](folder, message, coder)


def _new(folder: Folder, message: Message, _coder: str) -> Deed:
    desk = Desk(folder)
    family, parent = text(message, "family"), text(message, "parent")
    if family not in FAMILIES:
        raise UserError(f"There is no family {family[:40]!r}. Choose one of {', '.join(FAMILIES)}.")
    if family == "stage":
        raise UserError("The stages of a study are set in study.toml.")
    label = desk.label(family, " ".join(text(message, "label").split()))
    body: dict[str, Any] = {"code": desk.ids.new(family, label), "label": label}
    if parent:
        above = desk.code(known(desk, message, "parent"))
        if above.family != family:
            raise UserError(f"{above.id} is not of the family {family}. Choose a parent there, or none.")
        body["parent"] = above.id
    return Deed("new", f"the new code “{label[:60]}”", [("code.define", body)], [body["code"]])


def _rename(folder: Folder, message: Message, coder: str) -> Deed:
    desk = Desk(folder)
    code, label = known(desk, message), " ".join(text(message, "label").split())
    items = noted(folder, lambda f: edit.rename(f, code, label, coder=coder))
    return Deed("rename", f"renaming “{label_of(desk, code)}”", items, [code])


def _merge(folder: Folder, message: Message, coder: str) -> Deed:
    desk = Desk(folder)
    into, codes = known(desk, message, "into"), names(message, "codes")
    for one in codes:
        known(desk, {"code": one})
    items = noted(folder, lambda f: refactor.merge(f, codes, into, coder=coder))
    return Deed("merge", f"merging “{label_of(desk, codes[0])}” into “{label_of(desk, into)}”", items, [into, *codes])


def _split(folder: Folder, message: Message, coder: str) -> Deed:
    desk = Desk(folder)
    code, label, codings = known(desk, message), " ".join(text(message, "label").split()), names(message, "codings")
    if not codings:
        raise UserError("Choose the passages that go to the new code first: Space ticks one.")
    items = noted(folder, lambda f: refactor.split(f, code, {label: codings}, coder=coder))
    return Deed("split", f"splitting “{label_of(desk, code)}”", items, [items[0][1]["code"], code])


def _move(folder: Folder, message: Message, coder: str) -> Deed:
    desk = Desk(folder)
    code, family = known(desk, message), text(message, "family")
    parent = text(message, "parent") if message.get("parent") is not None else None
    if parent:
        known(desk, message, "parent")
    items = noted(folder, lambda f: refactor.move(f, code, family or None, parent, coder=coder))
    new = next((body["into"] for kind, body in items if kind == "code.merge" and body["code"] == code), code)
    return Deed("move", f"moving “{label_of(desk, code)}”", items, [new, code])


def _retire(folder: Folder, message: Message, coder: str) -> Deed:
    desk = Desk(folder)
    code = known(desk, message)
    items = noted(folder, lambda f: edit.retire(f, code, coder=coder))
    return Deed("retire", f"retiring “{label_of(desk, code)}”", items, [code])


def _restore(folder: Folder, message: Message, _coder: str) -> Deed:
    desk = Desk(folder)
    code = known(desk, message)
    if code in desk.state.merged:
        raise UserError(f"{code} was merged into {desk.state.resolve(code)}. To have it back, undo the merge.")
    if not desk.codes[code].retired:
        raise UserError(f"{code} is in use.")
    desk.label(desk.codes[code].family, desk.codes[code].label, but=(code,))
    acts = [a for a in folder.acts() if a.act == "code.retire" and a.body.get("code") == code and a.id not in desk.state.undone]
    heads = sorted(a.id for a in acts if not fault(a.act, a.body))
    return Deed("restore", f"bringing back “{label_of(desk, code)}”", taken_back(desk.state, heads), [code])


def taken_back(state: State, acts: list[str]) -> list[Item]:
    """Return the undo of single acts, whoever did them.

    Raises
    ------
    UserError
        If there are none, or one began a gesture: what was done with it would be taken back too.
    """
    if not acts:
        raise UserError("there is nothing to take back any more")
    for act in acts:
        if more := [one for one in state.gestures.get(act, ()) if one not in state.undone]:
            raise UserError(
                f"It was done in one gesture with {len(more):,} other changes, which would be taken back with it. "
                "study.history() lists them."
            )
    body: dict[str, Any] = {"target": acts[0]}
    return [("undo", {**body, "also": acts[1:]} if acts[1:] else body)]


def fields(folder: Folder, code: str, said: Mapping[str, Any], coder: str) -> list[Item]:
    """Return the acts that set fields of a code: label, memo, and those of `workbench.coding.codebook.edit.define`.

    Raises
    ------
    UserError
        If a field is unknown or says what it cannot.
    """
    plain = {name: sound(value) if isinstance(value, str) else value for name, value in said.items()}
    items: list[Item] = []
    if LABEL in plain:
        label = " ".join(text(plain, LABEL).split())
        items += noted(folder, lambda f: edit.rename(f, code, label, coder=coder))
    if MEMO in plain and text(plain, MEMO) != folder.state().memos.get(("code", code), ""):
        items.append(("memo.set", {"kind": "code", "about": code, "text": text(plain, MEMO)}))
    rest = {name: value for name, value in plain.items() if name not in {LABEL, MEMO}}
    if rest:
        items += noted(folder, lambda f: edit.define(f, code, coder=coder, **rest))
    return items


def examples(folder: Folder, code: str, anchors: Iterable[Anchor], *, against: bool, coder: str) -> list[Item]:
    """Return the acts that name passages as examples of a code.

    Raises
    ------
    UserError
        If one is an example of it already.
    """

    def add(draft: Folder) -> None:
        for anchor in anchors:
            edit.add_example(draft, code, anchor, against=against, coder=coder)

    return noted(folder, add)


def in_words(said: Mapping[str, Any]) -> str:
    """Return which fields are set, for "Undone: …"."""
    return " and ".join(_IN_WORDS.get(name, name) for name in FIELDS if name in said)
