"""Small cells: where people are broken down by what they are, a count of few is not shown, nor what would tell it.

Hiding a cell alone hides nothing where the sum of its row is known: the rest is subtracted. So another one goes with it, the
smallest that will do (docs/methods.md). What said nothing about a person, an empty cell, may stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    Cell = tuple[str, str]

#: What stands in a cell that is not shown.
HIDDEN = "\u2013"
_SPOKE, _MORE = re.compile(r"(\d+) of the (\d+) (?:person|people) of this persona"), re.compile(r"^([Aa]sk) \d+ more of")
_AGAINST = re.compile(r"\((\d+) of (\d+) against (\d+) of (\d+)\)")


def note(least: int) -> str:
    """Return what a table says about the cells it does not show."""
    return f"{HIDDEN} is not shown: fewer than {least} people are in that cell, or another could be told from it."


def hidden(
    counts: Mapping[Cell, int], rows: Sequence[str], columns: Sequence[str], least: int, *, columns_add: bool = False
) -> frozenset[Cell]:
    """Return the cells of a table that are not shown.

    Parameters
    ----------
    counts
        People in each cell; a cell that is not there is empty.
    rows, columns
        Names. The people of a row are divided among the columns, and how many they are in all is known to whoever reads it.
    least
        The smallest count that is shown; 0 or 1 shows all.
    columns_add
        The sums of columns are known as well: rows divide people, too.

    Returns
    -------
    frozenset
        Cells with 1 to `least` - 1 people, and as many others as it takes for none of them to be the only answer to the sums.
    """
    gone = {(r, c) for r in rows for c in columns if 0 < counts.get((r, c), 0) < least}
    stuck: set[Cell] = set()
    while lone := sorted(told(gone, columns_add=columns_add) - stuck):
        fresh = _shield(lone[0], gone, counts, rows, columns, columns_add=columns_add)
        gone |= fresh
        if not fresh:
            stuck.add(lone[0])
    return frozenset(gone)


def told(gone: Collection[Cell], *, columns_add: bool) -> set[Cell]:
    """Return which hidden cells are told by the sums: the only hidden one of a row, or one that is in no ring of hidden ones.

    A hidden cell can be more or less only if others of its row make up for it, and with known sums of columns these must be
    made up for again, until the ring is closed. Seen as a graph of rows and columns, with the hidden cells as its edges, a cell is
    told if and only if it is a bridge.
    """
    if not columns_add:
        return {cell for cell in gone if sum(row == cell[0] for row, _ in gone) == 1}
    return {cell for cell in gone if not _joined(cell, [other for other in gone if other != cell])}


def _joined(cell: Cell, others: Iterable[Cell]) -> bool:
    """Say whether the row and the column of a cell are joined by other hidden cells."""
    near: dict[tuple[int, str], set[tuple[int, str]]] = {}
    for row, column in others:
        near.setdefault((0, row), set()).add((1, column))
        near.setdefault((1, column), set()).add((0, row))
    seen, todo = {(0, cell[0])}, [(0, cell[0])]
    while todo:
        for node in near.get(todo.pop(), set()) - seen:
            seen.add(node)
            todo.append(node)
    return (1, cell[1]) in seen


def _shield(
    cell: Cell, gone: set[Cell], counts: Mapping[Cell, int], rows: Sequence[str], columns: Sequence[str], *, columns_add: bool
) -> set[Cell]:
    """Return the cells that hide `cell` at the least loss: first whoever is few, an empty cell only if there is no other."""
    row, column = cell
    if columns_add:
        rings = [{(row, c), (r, column), (r, c)} - gone for r in rows if r != row for c in columns if c != column]
    else:
        rings = [{(row, c)} - gone for c in columns if c != column]

    def loss(ring: set[Cell]) -> tuple[int, int, list[Cell]]:
        sizes = [counts.get(one, 0) for one in ring]
        return sum(n == 0 for n in sizes), sum(sizes), sorted(ring)

    return min((ring for ring in rings if ring), key=loss, default=set())


def of_groups(split: Sequence[Mapping[str, Any]], least: int) -> list[Mapping[str, Any]]:
    """Return the groups of a claim that may be shown beside each other: ``group``, ``k`` of ``n``, ``others_k`` of ``others_n``.

    A group, or everybody else, of fewer than `least` people is not shown, nor one in which so few say so.
    """
    names = [str(s["group"]) for s in split]
    gone = hidden({("", str(s["group"])): int(s["k"]) for s in split}, [""], names, least)
    few = hidden({("", str(s["group"])): int(s["others_k"]) for s in split}, [""], names, least)
    return [
        s for s in split
        if ("", str(s["group"])) not in gone | few and min(s["n"], s["others_n"]) >= least
    ]  # fmt: skip


def of_personas(models: Sequence[dict[str, Any]], least: int) -> list[dict[str, Any]]:
    """Return the maps of several personas as they may stand beside each other: without claims and feelings of few people.

    A persona of fewer than `least` people keeps its name and its n. The map of everybody, if it is among them, stays as it is, and
    is the sum that others could be taken from.
    """
    names = [str(m["persona"]["name"]) if m["persona"] else "" for m in models]
    few = {name for name, m in zip(names, models, strict=True) if name and m["people"]["N"] < least}
    claims = sorted({c for m in models for c in m["claims"]})
    counts = {(c, name): m["claims"][c]["k"] for name, m in zip(names, models, strict=True) if name for c in m["claims"]}
    gone = hidden(counts, claims, sorted({n for n in names if n}), least) if least > 1 else frozenset()
    return [_persona(m, {c for c in claims if name in few or (c, name) in gone}, least if name else 0)
            for name, m in zip(names, models, strict=True)]  # fmt: skip


def _persona(model: dict[str, Any], gone: Collection[str], least: int) -> dict[str, Any]:
    """Return the map of a persona without some of its claims; nobody says that they were not heard."""
    if not least:
        return model
    stages = []
    for stage in model["stages"]:
        emotion = stage["emotion"]
        if 0 < emotion["n"] < least:
            emotion = {**emotion, "n": 0, "mean": None, "lo": None, "hi": None, "people": [], "labels": []}
        lanes = {kind: [c for c in ids if c not in gone] for kind, ids in stage["lanes"].items()}
        stages.append({**stage, "emotion": emotion, "lanes": lanes})
    kept = {key: claim for key, claim in model["claims"].items() if key not in gone}
    return {**model, "stages": stages, "claims": kept}


def without_small(model: dict[str, Any], least: int) -> dict[str, Any]:
    """Return a map model without counts of few people where it breaks people down by what they are.

    Preferences split by persona lose the groups that are too small, concerns that compare a persona with everybody else lose their
    numbers where any of them is, and so does whom to ask next. What the map counts over all people stays.
    """
    stages = [_stage(s, least) for s in model["stages"]]
    claims = {key: _claim(claim, least) for key, claim in model["claims"].items()}
    return {**model, "stages": stages, "claims": claims}


def _stage(stage: dict[str, Any], least: int) -> dict[str, Any]:
    if asked := stage.get("ask_next"):
        stage = {**stage, "ask_next": [_asked(item, least) for item in asked]}
    items = stage.get("preferences")
    if not items:
        return stage
    return {**stage, "preferences": [{**i, "split": of_groups(i["split"], least)} if i.get("split") else i for i in items]}


def _asked(item: dict[str, Any], least: int) -> dict[str, Any]:
    """Return whom to ask next without how few of a persona spoke, which how many more to ask would tell as well."""
    found = _SPOKE.match(str(item.get("why", "")))
    if found is None or not (0 < int(found[1]) < least or int(found[2]) < least):
        return item
    return {
        **item,
        "what": _MORE.sub(r"\1 more of", item["what"]),
        "why": f"fewer than {least} people of this persona spoke about it",
    }


def _claim(claim: dict[str, Any], least: int) -> dict[str, Any]:
    concerns = claim.get("concerns")
    if not concerns:
        return claim

    def said(value: Any) -> Any:  # noqa: ANN401 (texts in tables in lists)
        if isinstance(value, dict):
            return {k: said(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [said(v) for v in value]
        return _AGAINST.sub("(too few people to say how many)", value) if isinstance(value, str) and small else value

    small = any(0 < int(n) < least for text in _texts(concerns) for found in _AGAINST.finditer(text) for n in found.groups())
    return {**claim, "concerns": said(concerns)} if small else claim


def _texts(value: Any) -> Iterable[str]:  # noqa: ANN401 (as above)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
