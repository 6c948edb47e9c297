"""Refactorings of a codebook: merge, split, move.

Each is one gesture: all its acts are saved or none, and one undo restores the exact state before. Codings follow. The id of
a code is permanent; a code that changes its family goes on under a new id, into which the old one is merged.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.coding.codebook.codes import tree
from workbench.coding.codebook.desk import LISTED, Desk, Refactored
from workbench.coding.codebook.edit import EDITED
from workbench.study.errors import UserError
from workbench.study.records import FAMILIES, Code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.coding.codebook.codes import Item
    from workbench.study.folder import Folder

_BLANK = Code("", "", "")


def split(
    folder: Folder, code: str, parts: Mapping[str, Sequence[str]], *, coder: str, reason: str = "",
) -> Refactored:  # fmt: skip
    """Make several codes out of one: each part takes the codings named for it, the rest stay.

    Parameters
    ----------
    folder
        The study.
    code
        An id, a label or ``family: label``.
    parts
        Label of each new code, and ids of the codings that go there. New codes stand beside the old one, with its stage,
        valence and owner, and without its definition.
    coder
        Who does it.
    reason
        Why.

    Returns
    -------
    Refactored
        ``codes`` are the new ones, then the old.

    Raises
    ------
    UserError
        If a coding is not one of this code's or is named twice, or a label is taken.
    """
    desk = Desk(folder)
    found = desk.code(code)
    if found.family == "stage":
        raise UserError("A stage cannot be split here. Add the new stages to study.toml, then code with them.")
    if not parts:
        raise UserError("Say what to split: {'new label': [ids of codings], ...}.")
    labels = [desk.label(found.family, label) for label in parts]
    if twice := sorted(n for n, k in Counter(label.casefold() for label in labels).items() if k > 1):
        raise UserError(f"Two parts are called {twice[0]!r}. Give each its own label.")
    named = Counter(one for ids in parts.values() for one in ids)
    _belong(desk, found.id, named)
    kept = {
        f: getattr(found, f) for f in ("parent", "stage", "valence", "latent", "owner") if getattr(found, f) != getattr(_BLANK, f)
    }
    items: list[Item] = []
    new = [desk.ids.new(found.family, label) for label in labels]
    for identity, label, ids in zip(new, labels, parts.values(), strict=True):
        items.append(("code.define", {"code": identity, "label": label, **kept}))
        items += [("coding.edit", {"coding": one, "code": identity}) for one in ids]
    return desk.do(coder, items, [*new, found.id], reason=reason)


def _belong(desk: Desk, code: str, named: Counter[str]) -> None:
    """Refuse codings that are not those of a code, or are named twice."""
    if twice := sorted(one for one, count in named.items() if count > 1):
        raise UserError(f"The coding {twice[0]} is named twice. Put it into one part.")
    strange = sorted(one for one in named if one not in desk.state.codings or desk.state.codings[one].code != code)
    if strange:
        listed = ", ".join(strange[:LISTED]) + " …" * (len(strange) > LISTED)
        raise UserError(f"{len(strange)} of the codings are not of {code}: {listed}. study.codings() lists ids by code.")


def merge(folder: Folder, codes: Sequence[str], into: str, *, coder: str, reason: str = "") -> Refactored:
    """Let several codes go on as one: their codings, examples, memos and the codes below them go to `into`.

    Parameters
    ----------
    folder
        The study.
    codes
        Ids, labels or ``family: label``.
    into
        The code that stays, with its definition.
    coder
        Who does it.
    reason
        Why.

    Raises
    ------
    UserError
        If a code is not there, is `into` itself, or is a stage of ``study.toml``.
    """
    desk = Desk(folder)
    target = desk.code(into)
    found = list({c.id: c for c in map(desk.code, codes)}.values())
    if not found or target in found:
        raise UserError(f"Name the codes to merge into {target.id}: at least one, and not that one itself.")
    for one in found:
        desk.ours(one, "merged")
        if (one.family == "stage") != (target.family == "stage"):
            raise UserError(f"{one.id} cannot go into {target.id}: stages are merged with stages only.")
    gone = {c.id for c in found}
    items = [("code.merge", {"code": c.id, "into": target.id}) for c in found]
    return desk.do(coder, [*_adopted(desk, found, target, gone), *items, *_memo(desk, found, target.id)], [target.id],
                   reason=reason, touched=gone)  # fmt: skip


def _adopted(desk: Desk, found: Sequence[Code], target: Code, gone: set[str]) -> list[Item]:
    """Return the acts that put what stands below merged codes below `target`, and `target` where it is not below itself."""
    items: list[Item] = []
    up = target.parent
    while up in gone:
        up = desk.codes[up].parent
    if up != target.parent:
        items.append(("code.define", {"code": target.id, "parent": up}))
    over = set(desk.above(up))
    for child in (child for one in found for child in desk.children(one.id)):
        if child.id not in gone and child.id != target.id:
            # A code between `target` and the merged one above it stays above `target`; so does another family's.
            here = child.id not in over and child.family == target.family
            place = target.id if here else next((p for p in desk.above(child.parent) if p not in gone), "")
            items.append(("code.define", {"code": child.id, "parent": place}))
    return items


def _memo(desk: Desk, found: Sequence[Code], target: str) -> list[Item]:
    """Return the act that adds the memos of codes to that of the code they go into."""
    memos = [text for c in (target, *(c.id for c in found)) if (text := desk.state.memos.get(("code", c), ""))]
    if not any(("code", c.id) in desk.state.memos for c in found):
        return []
    return [("memo.set", {"kind": "code", "about": target, "text": "\n\n".join(memos)})]


def move(
    folder: Folder, code: str, family: str | None = None, parent: str | None = None, *, coder: str, reason: str = "",
) -> Refactored:  # fmt: skip
    """Put a code, with all below it, below another code or into another family.

    Parameters
    ----------
    folder
        The study.
    code
        An id, a label or ``family: label``.
    family
        Where to. In another family it gets a new id, into which the old one is merged, so that codings follow. A need of
        the ledger leaves the ledger with it.
    parent
        The code to stand below; empty for the top; None: where it is, or the top of another family.
    coder
        Who does it.
    reason
        Why.

    Returns
    -------
    Refactored
        ``codes`` holds its id, and those of the codes below it.

    Raises
    ------
    UserError
        If it would stand below itself, there is no such code or family, or a label is taken there.
    """
    desk = Desk(folder)
    found = desk.code(code)
    if family is None and parent is None:
        raise UserError("Say where to: family='pain', or parent='a code' (parent='' is the top).")
    above = desk.code(parent) if parent else None
    if family is not None and family not in FAMILIES:
        raise UserError(f"There is no family {family!r}. Choose one of {', '.join(FAMILIES)}.")
    goal = family or (above.family if above else found.family)
    if above and above.family != goal:
        raise UserError(f"{above.id} is not of the family {goal}. Choose a parent there, or leave the family out.")
    if above and found.id in desk.above(above.id):
        raise UserError(f"{found.id} would stand below itself: {above.id} is below it. Move that one first.")
    if goal == found.family:
        place = found.parent if parent is None else above.id if above else ""
        items: list[Item] = [("code.define", {"code": found.id, "parent": place})] if place != found.parent else []
        return desk.do(coder, items, [found.id], reason=reason)
    return _to_family(desk, found, goal, above.id if above else "", coder, reason)


def _to_family(desk: Desk, found: Code, family: str, parent: str, coder: str, reason: str) -> Refactored:
    """Make the branch anew in another family, and merge each old code into its new self."""
    if "stage" in {found.family, family}:
        raise UserError("Stages come from study.toml and codes do not move into or out of them. Merge or recode instead.")
    branch = [c for c, _ in tree(desk.codes.values()) if found.id in desk.above(c.id) and c.family == found.family]
    items: list[Item] = []
    new: dict[str, str] = {}
    for one in branch:
        label = desk.label(family, one.label)
        identity = new[one.id] = desk.ids.new(family, one.id.partition(":")[2] or label)
        told = {f: getattr(one, f) for f in EDITED if getattr(one, f) != getattr(_BLANK, f)}
        above = parent if one.id == found.id else new.get(one.parent, new[found.id])
        place = {"parent": above} if above else {}
        items += [("code.define", {"code": identity, "label": label, **told, **place}),
                  ("code.merge", {"code": one.id, "into": identity}), *_memo(desk, [one], identity)]  # fmt: skip
    return desk.do(coder, items, new.values(), reason=reason, touched=new)
