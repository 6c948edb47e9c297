"""What the codebook editor shows of a study, as plain dicts: rows of the tree, one code in full, what to look at again,
codes that may be one, what changed.
"""  # noqa: D205 (one sentence)

from __future__ import annotations

import heapq
import zlib
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.book import FOLDERS
from workbench.coding.codebook.changes import codebook_changes
from workbench.coding.codebook.codes import BAD_COLOURS, GOOD_COLOURS, MIXED_COLOURS, STAGE_COLOURS, tree
from workbench.coding.codebook.recheck import recheck
from workbench.coding.frame import Places
from workbench.study.acts import fault
from workbench.study.fold import order
from workbench.widgets import coder_view
from workbench.widgets.editor_alike import pairs
from workbench.widgets.editor_deeds import FIELDS, MEMO
from workbench.widgets.editor_uses import LONGEST_QUOTE, where

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.study.records import Act, Code, Example
    from workbench.widgets.editor_uses import Uses

Message = dict[str, Any]

#: Colours that are told apart under every common colour blindness, with what people call them.
PALETTE = tuple(zip(
    (*STAGE_COLOURS, *GOOD_COLOURS, *MIXED_COLOURS, *BAD_COLOURS),
    ("blue", "orange", "bluish green", "reddish purple", "sky blue", "vermilion", "mustard", "slate",
     "forest green", "teal", "cyan", "olive", "sand", "grey", "rose", "purple", "indigo", "wine", "dark brown"),
    strict=True,
))  # fmt: skip
LONGEST_LABEL = 300
MOST_EXAMPLES, MOST_CHANGES = 200, 1_000
_SHORT = 600
_LOOK_BACK = 5_000


def rows(codes: list[Code], uses: Uses, folder: Folder) -> tuple[dict[str, Message], list[str]]:
    """Return a row for each code, and the order of the tree: codes in use, each after its parent, then the others.

    Parameters
    ----------
    codes
        The codebook, in its order.
    uses
        How often each was used.
    folder
        The study.
    """
    state = folder.state()
    tint = coder_view.colours(codes)
    shown: dict[str, list[str]] = {}
    for example in state.examples.values():
        shown.setdefault(example.code, []).append(f"{example.id}{example.stance}")
    depths = {code.id: depth for code, depth in tree(codes)}
    found = {}
    for code in codes:
        tally = uses.tally(code.id)
        memo = state.memos.get(("code", code.id), "")
        said = repr((code, memo, sorted(shown.get(code.id, ()))))
        found[code.id] = {
            "id": code.id, "family": code.family, "label": code.label[:LONGEST_LABEL], "depth": depths.get(code.id, 0),
            "colour": tint[code.id], "key": code.key, "valence": code.valence, "retired": code.retired,
            "merged": state.resolve(code.id) if code.id in state.merged else "", "meant": bool(code.definition),
            "codings": tally.codings, "people": tally.people, "coders": tally.coders, "parent": code.parent,
            "v": zlib.crc32(said.encode("utf-8", "replace")),
        }  # fmt: skip
    return found, [*depths, *(c.id for c in codes if c.id not in depths)]


def now(code: Code, folder: Folder) -> Message:
    """Return the fields of a code as they are."""
    return {**{name: getattr(code, name) for name in FIELDS if name != MEMO}, MEMO: folder.state().memos.get(("code", code.id), "")}


def whole(code: Code, uses: Uses, folder: Folder) -> Message:
    """Return all that is known of one code."""
    state = folder.state()
    examples = sorted(
        (e for e in state.examples.values() if e.code == code.id), key=lambda e: (e.stance == "against", e.anchor, e.id)
    )
    shown = [e for e in examples if uses.may(e.anchor.source, e.coder)]
    places = Places(folder) if shown else None
    merged = state.merged.get(code.id, "")
    stages = {f"stage:{s.id}" for s in folder.settings.stages}
    return {
        "code": code.id, "family": code.family, "parent": code.parent, "fields": now(code, folder), "retired": code.retired,
        "merged": state.resolve(merged) if merged else "", "fixed": code.id in stages,
        "need": code.id in state.needs, "examples": [_example(e, places) for e in shown[:MOST_EXAMPLES] if places],
        "hidden": max(0, len(shown) - MOST_EXAMPLES), "coders": list(uses.coders(code.id).items()),
        "passages": len(uses.ids(code.id)),
    }  # fmt: skip


def _example(example: Example, places: Places) -> Message:
    place = places.find(example)
    told = {"id": example.id, "stance": example.stance, "coder": example.coder, "here": place is not None}
    if place is None:
        return {**told, "quote": "", "who": "", "where": example.anchor.source}
    return {**told, "quote": place.quote[:LONGEST_QUOTE], "who": place.participant, "where": where(example.anchor, place)}


def last_word(folder: Folder, code: str, name: str) -> Act | None:
    """Return the last act that set a field of a code; None if that was long ago."""
    gone = folder.state().undone
    newest = heapq.merge(*(reversed(log.acts) for log in folder.logs().values()), key=order, reverse=True)
    for _, act in zip(range(_LOOK_BACK), newest, strict=False):
        if act.id not in gone and not fault(act.act, act.body) and _sets(act, code, name):
            return act
    return None


def _sets(act: Act, code: str, name: str) -> bool:
    if act.act == "memo.set":
        return name == MEMO and (act.body["kind"], act.body["about"]) == ("code", code)
    if act.act == "need.confirm":
        return name in {"label", "stage", "latent"} and act.body["need"] == code
    return act.act == "code.define" and act.body["code"] == code and name in act.body


def again(folder: Folder, may: Callable[[str, str], bool]) -> pd.DataFrame:
    """Return the codings that were made before the rule of their code changed, by code; those one may know of."""
    frame = recheck(folder)
    known = [
        kind == "human" and may(source, coder)
        for kind, source, coder in zip(frame["coder_kind"], frame["source"], frame["coder"], strict=True)
    ]
    return frame.loc[known].sort_values("code", kind="stable", ignore_index=True)


def again_rows(frame: pd.DataFrame, folder: Folder, me: str) -> list[Message]:
    """Return some of what `again` found, as the browser lists it."""
    codes = folder.state().codes
    return [
        {"id": r["id"], "code": r["code"], "label": (codes[r["code"]].label if r["code"] in codes else r["code"])[:LONGEST_LABEL],
         "quote": r["quote"][:LONGEST_QUOTE], "more": max(0, len(r["quote"]) - LONGEST_QUOTE), "memo": r["memo"][:LONGEST_QUOTE],
         "who": r["participant"], "where": r["item"] or f"{r['source']}, turn {r['turn'] + 1}", "coder": r["coder"],
         "mine": r["coder"] == me, "changed": r["changed"], "at": r["rule_at"], "by": r["rule_by"], "reason": r["reason"][:_SHORT]}
        for r in frame.to_dict("records")
    ]  # fmt: skip


def alike(codes: list[Code], ours: Collection[str]) -> list[Message]:
    """Return codes that may be one, likest first; those that ``study.toml`` sets are left out."""
    by_id = {c.id: c for c in codes}
    return [
        {"one": p.one, "other": p.other, "score": p.score, "why": p.why,
         "texts": [by_id[c].definition[:_SHORT] for c in (p.one, p.other)]}
        for p in pairs(c for c in codes if c.id not in ours)
    ]  # fmt: skip


def changes(folder: Folder, before: str, until: str | None, *, counted: bool) -> Message:
    """Return what changed in the codebook, as the browser lists it.

    Parameters
    ----------
    folder
        The study.
    before, until
        As `workbench.coding.codebook.changes.codebook_changes` takes them.
    counted
        Whether it may be told how many codings a change touched.
    """
    frame = codebook_changes(folder, before, until)
    found = [
        {**{k: (v[:_SHORT] if isinstance(v, str) else v) for k, v in row.items()}, "codings": int(row["codings"]) if counted else 0}
        for row in frame.head(MOST_CHANGES).to_dict("records")
    ]
    return {"changes": found, "more": max(0, len(frame) - MOST_CHANGES)}


def people(logs: Mapping[Any, Any], me: str) -> list[Message]:
    """Return who else acts on this study, and when last."""
    last: dict[str, str] = {}
    for log in logs.values():
        act = next(iter(reversed(log.acts)), None)  # the last one alone: a log may be long
        if act is not None and act.coder != me:
            last[act.coder] = max(act.at, last.get(act.coder, ""))
    return [{"coder": coder, "last": at} for coder, at in sorted(last.items())]


def splice(before: list[str], now: list[str]) -> Message:
    """Return how one list becomes another: from where, how many go, which come instead."""
    most = min(len(before), len(now))
    start = next((n for n in range(most) if before[n] != now[n]), most)
    end = next((n for n in range(most - start) if before[-1 - n] != now[-1 - n]), most - start)
    return {"at": start, "cut": len(before) - start - end, "ids": now[start : len(now) - end]}


def families() -> list[list[str]]:
    """Return the families in order, with what people call them."""
    return [[family, name] for family, name in FOLDERS.items()]
