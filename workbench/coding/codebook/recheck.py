"""Codings that were made under a rule that is another now: who coded before should look again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.coding.codebook.desk import Desk, Refactored
from workbench.coding.frame import codings_frame
from workbench.study.acts import fault
from workbench.study.errors import UserError
from workbench.study.fold import ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Act

#: The fields that say when to use a code.
RULES = ("definition", "include", "exclude")
#: What `recheck` adds to the columns of the codings.
COLUMNS = ("changed", "rule_at", "rule_by", "reason")
_TOUCHED = frozenset({"code", "anchor", "stance", "valence"})

Rule = tuple[str, ...]


def recheck(folder: Folder, coder: str | None = None) -> pd.DataFrame:
    """Return the codings that were made before the rule of their code changed, for a person to look at again.

    A rule is the definition, when to use the code and when not. A coding that was recoded or changed since counts from then;
    one that came by a merge counts from the merge. What was changed and changed back is not listed. `keep` says that a
    person looked and it stays.

    Parameters
    ----------
    folder
        The study.
    coder
        For whom: what others coded in sources they code blind is left out.

    Returns
    -------
    DataFrame
        The rows of `workbench.coding.frame.codings_frame`, with ``changed`` (which fields), and ``rule_at``, ``rule_by`` and
        ``reason`` of the last change.
    """
    state = folder.state()
    line = [a for a in ordered(folder.acts()) if a.id not in state.undone and not fault(a.act, a.body)]
    why = {a.id: a.body.get("reason", "") for a in line}
    rules = _rules(line)
    found = {}
    for coding, place in _places(line, state).items():
        versions = rules.get(state.codings[coding].code, [])
        was = next((rule for at, rule, _ in reversed(versions) if at < place), _UNSAID)
        now = versions[-1][1] if versions else _UNSAID
        changed = [name for name, one, other in zip(RULES, was, now, strict=True) if one != other]
        if changed:
            act = next(a for _, _, a in reversed(versions) if any(name in a.body for name in changed))
            reason = why[act.id] or why.get(act.body.get("with", ""), "")
            found[coding] = (", ".join(changed), act.at, act.coder, reason)
    frame = codings_frame(folder, coder)
    frame = frame[frame["id"].isin(list(found))].reset_index(drop=True)
    for number, column in enumerate(COLUMNS):
        frame[column] = [found[one][number] for one in frame["id"]]
    return frame


_UNSAID: Rule = ("",) * len(RULES)


def _rules(line: Sequence[Act]) -> dict[str, list[tuple[int, Rule, Act]]]:
    """Return the versions of each code's rule: from which act on, what it says, the act."""
    found: dict[str, list[tuple[int, Rule, Act]]] = {}
    for place, act in enumerate(line):
        if act.act == "code.define" and any(name in act.body for name in RULES):
            versions = found.setdefault(act.body["code"], [])
            before = versions[-1][1] if versions else _UNSAID
            rule = tuple(act.body.get(name, said) for name, said in zip(RULES, before, strict=True))
            if rule != before:
                versions.append((place, rule, act))
    return found


def _places(line: Sequence[Act], state: State) -> dict[str, int]:
    """Return for each coding since which act it stands under the rule of its code."""
    made: dict[str, tuple[str, int]] = {}
    merged: dict[str, int] = {}
    for place, act in enumerate(line):
        body = act.body
        if act.act == "coding.add":
            made[act.id] = (body["code"], place)
        elif act.act == "need.confirm":
            made.update({f"{act.id}.{n}": (body["need"], place) for n in range(len(body.get("anchors", ())))})
        elif act.act == "coding.edit" and body["coding"] in made and _TOUCHED & body.keys():
            made[body["coding"]] = (body.get("code", made[body["coding"]][0]), place)
        elif act.act == "code.merge":
            merged[body["code"]] = place
    found = {}
    for coding in state.codings:
        code, place = made[coding]
        while code in state.merged:
            place = max(place, merged[code])
            code = state.merged[code]
        found[coding] = place
    return found


def keep(folder: Folder, codings: Iterable[str], *, coder: str, reason: str = "") -> Refactored:
    """Say that a person looked at codings again and they stay: `recheck` lists them no more.

    Parameters
    ----------
    folder
        The study.
    codings
        Their ids.
    coder
        Who looked.
    reason
        Why they stay.

    Raises
    ------
    UserError
        If there is no such coding.
    """
    desk = Desk(folder)
    names = sorted(set(codings))
    if strange := [one for one in names if one not in desk.state.codings]:
        raise UserError(f"There is no coding {strange[0]}. recheck lists those to look at, by id.")
    items = [("coding.edit", {"coding": one, "code": desk.state.codings[one].code}) for one in names]
    return desk.do(coder, items, {item[1]["code"] for item in items}, reason=reason)
