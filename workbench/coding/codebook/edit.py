"""Single edits of a codebook: rename, define, retire, show by example.

Each is one gesture, as are the refactorings of `workbench.coding.codebook.refactor`: one undo restores the exact state before.
The id of a code is permanent.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook import book
from workbench.coding.codebook.book import FIELDS
from workbench.coding.codebook.codes import COMMAND_KEYS, code_id
from workbench.coding.codebook.desk import Desk, Refactored
from workbench.study.errors import UserError
from workbench.study.records import Code

if TYPE_CHECKING:
    from workbench.coding.codebook.codes import Item
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor

#: The fields that `define` sets.
EDITED = tuple(f for f in FIELDS if f != "parent")


def rename(folder: Folder, code: str, label: str, *, coder: str, reason: str = "") -> Refactored:
    """Give a code another label; its id stays.

    Parameters
    ----------
    folder
        The study.
    code
        An id, a label or ``family: label``.
    label
        What people will read. For a need of the ledger it is its statement.
    coder
        Who does it.
    reason
        Why.

    Raises
    ------
    UserError
        If there is no such code, it is a stage of ``study.toml``, or another code has that label.
    """
    desk = Desk(folder)
    found = desk.code(code)
    desk.ours(found, "renamed")
    plain = desk.label(found.family, label, but=(found.id,))
    if plain == found.label:
        return desk.do(coder, [], [found.id], reason=reason)
    if need := desk.state.needs.get(found.id):
        told = {"need": need.id, "statement": plain, "stage": found.stage, "latent": found.latent, "candidate": need.candidate}
        return desk.do(coder, [("need.confirm", told)], [found.id], reason=reason)
    return desk.do(coder, [("code.define", {"code": found.id, "label": plain})], [found.id], reason=reason)


def define(folder: Folder, code: str, *, coder: str, reason: str = "", **fields: str | int | bool | None) -> Refactored:
    """Say what a code means and when to use it; what is not named stays as it is.

    Parameters
    ----------
    folder
        The study.
    code
        An id, a label or ``family: label``. One that is not there is made.
    coder
        Who does it.
    reason
        Why.
    fields
        ``definition``, ``include`` (when to use it), ``exclude`` (when not), ``stage``, ``valence`` (-2 to 2 or None),
        ``latent``, ``colour`` (``#0072b2``), ``key``, ``owner``. `rename` and `move` change label, family and parent.

    Raises
    ------
    UserError
        If a field is unknown or says what it cannot.
    """
    desk = Desk(folder)
    # An id is the code it names, also where another code's label reads like it.
    identity, label = (code, "") if code in desk.codes else code_id(code, folder)
    new = identity not in desk.codes and identity not in desk.state.merged
    found = Code(identity, book.family_of(identity), label) if new else desk.code(code)
    if new and found.family == "stage":
        raise UserError(f"The study has no stage {label!r}. Add it to study.toml.")
    told = {name: _field(desk, found.id, name, value) for name, value in fields.items()}
    changes = {k: v for k, v in told.items() if new or v != getattr(found, k)}
    named = {"label": desk.label(found.family, label)} if new else {}
    items: list[Item] = [("code.define", {"code": found.id, **named, **changes})] if changes or new else []
    if items and (need := desk.state.needs.get(found.id)) and {"stage", "latent"} & changes.keys():
        said = {"stage": changes.get("stage", found.stage), "latent": changes.get("latent", found.latent)}
        items.append(("need.confirm", {"need": need.id, "statement": need.statement, "candidate": need.candidate, **said}))
    return desk.do(coder, items, [found.id], reason=reason)


def _field(desk: Desk, code: str, name: str, raw: object) -> Any:  # noqa: ANN401
    if name not in EDITED:
        raise UserError(f"A code has no field {name!r}. It has {', '.join(EDITED)}; rename and move change the rest.")
    try:
        value = book.value(name, raw)
    except ValueError as error:
        raise UserError(f"{code}: {error}.") from None
    if name == "stage" and value:
        try:
            return desk.folder.settings.stage(value)
        except KeyError as error:
            raise UserError(f"{code}: {error.args[0]}.") from None
    if name == "key" and value:
        if value.casefold() in COMMAND_KEYS:
            raise UserError(f"{code}: the key {value!r} is a command of the coder. Choose another.")
        owner = next((c.id for c in desk.codes.values() if c.key == value and c.id != code and not c.retired), "")
        if owner:
            raise UserError(f"{code}: the key {value!r} is that of {owner}. Choose another, or take it from there first.")
    return value


def retire(folder: Folder, code: str, *, coder: str, reason: str = "") -> Refactored:
    """Take a code out of use; what was coded with it stays coded, codes below it move up.

    Parameters
    ----------
    folder
        The study.
    code
        An id, a label or ``family: label``.
    coder
        Who does it.
    reason
        Why.

    Raises
    ------
    UserError
        If there is no such code, it is retired already, or it is a stage of ``study.toml``.
    """
    desk = Desk(folder)
    found = desk.code(code)
    desk.ours(found, "retired")
    items: list[Item] = [("code.define", {"code": c.id, "parent": found.parent}) for c in desk.children(found.id)]
    if found.id not in desk.state.codes:  # an emotion of study.toml that nobody used is not in the log yet
        items.append(("code.define", {"code": found.id}))
    return desk.do(coder, [*items, ("code.retire", {"code": found.id})], [found.id], reason=reason)


def add_example(
    folder: Folder, code: str, anchor: Anchor, *, against: bool = False, coder: str, reason: str = "",
) -> Refactored:  # fmt: skip
    """Name a passage that shows what a code is for, or one that looks like it and is not.

    Parameters
    ----------
    folder
        The study.
    code
        An id, a label or ``family: label``.
    anchor
        Where the passage stands.
    against
        It is what the code is not for.
    coder
        Who does it.
    reason
        Why.

    Raises
    ------
    UserError
        If there is no such code or passage, or it is an example of the code already.
    """
    desk = Desk(folder)
    found = desk.code(code)
    try:
        folder.quote(anchor)
    except KeyError:
        raise UserError(
            f"The study has no text {f'{anchor.source} {anchor.item}'.strip()!r}. Choose a passage of the study."
        ) from None
    if any(e.code == found.id and e.anchor == anchor for e in desk.state.examples.values()):
        raise UserError(f"This passage is an example of {found.id} already. Undo that first to change what it shows.")
    body = {"code": found.id, "anchor": asdict(anchor), "stance": "against" if against else "for"}
    return desk.do(coder, [("code.example", body)], [found.id], reason=reason)
