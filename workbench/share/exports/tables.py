"""The map as tables, one an entity: what the workbook, the database and the files for analysts are all written from."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.exports.columns import (
    CHANGES,
    CLAIMS,
    COMMENTS,
    EVIDENCE,
    FEELINGS,
    GAPS,
    HYPOTHESES,
    ITEM_QUOTES,
    ITEMS,
    NUMBERS,
    QUOTES,
    STAGES,
    Table,
    columns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workbench.share.exports.columns import Column, Row
    from workbench.share.map_page import Model

#: A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"), also in full-width writing; what looks like
#: our escape of one is escaped once more, so that taking it back gives the original.
_FORMULA = re.compile(r"^'*[\s\u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
#: Lanes of a stage whose entries are counted like claims but are none.
ITEM_LANES = (
    "touchpoints", "channels", "handoffs", "actions", "thoughts", "goals", "preferences", "alternatives", "effort", "staff",
)  # fmt: skip


def tables(model: Model) -> tuple[Table, ...]:
    """Return the map as tables, each with what its columns mean.

    Parameters
    ----------
    model
        The map model, as it may be shown.
    """
    labels = {s["id"]: s["label"] for s in model["stages"]}
    makers: tuple[tuple[str, str, tuple[Column, ...], Callable[[Model, dict[str, str]], Iterator[Row]]], ...] = (
        ("claims", "a pain, unmet need or delight", CLAIMS, _claims),
        ("stages", "a stage of the journey", STAGES, _stages),
        ("evidence", "a passage that speaks for or against a claim", EVIDENCE, _evidence),
        ("quotes", "a passage", QUOTES, _quotes),
        ("lanes", "an entry of another lane", ITEMS, _items),
        ("lane_quotes", "a passage behind an entry of another lane", ITEM_QUOTES, _item_quotes),
        ("expectations", "something expected, and what was got", GAPS, _gaps),
        ("numbers", "a number from elsewhere", NUMBERS, _numbers),
        ("feelings", "how one person felt in one stage", FEELINGS, _feelings),
        ("hypotheses", "a hypothesis and its test", HYPOTHESES, _hypotheses),
        ("changes", "a change made to a card by hand", CHANGES, _changes),
        ("comments", "a comment on a card or stage", COMMENTS, _comments),
    )
    found = [Table(name, what, about, tuple(make(model, labels))) for name, what, about, make in makers]
    return (_about(model), *found, _meanings(found))


def claims_csv(model: Model) -> str:
    """Return the claims as CSV, one a row; a cell that a spreadsheet would run gets a ``'`` and is named in ``_escaped``."""
    table = next(t for t in tables(model) if t.name == "claims")
    names = [c.name for c in table.columns]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names, "_escaped"])
    for row in table.rows:
        cells = [("'" + c if is_formula(c) else c) for c in row]
        changed = [name for name, old, new in zip(names, row, cells, strict=True) if old is not new]
        writer.writerow([_plain(c) for c in cells] + [" ".join(changed)])
    return out.getvalue()


def is_formula(cell: object) -> bool:
    """Say whether a spreadsheet would take a cell for a formula."""
    return isinstance(cell, str) and _FORMULA.match(cell) is not None


def _plain(cell: object) -> object:
    return "" if cell is None else ("yes" if cell else "no") if isinstance(cell, bool) else cell


def _in_order(model: Model) -> Iterator[dict[str, Any]]:
    """Yield the claims in the order of the map: stage, lane, surest first."""
    for stage in model["stages"]:
        for kind, _, _ in words.LANES:
            yield from (model["claims"][name] for name in stage["lanes"][kind])


def _part(found: Mapping[str, Any] | None, *names: str) -> tuple[Any, ...]:
    """Return some values of a part of the model that may not be there."""
    return tuple((found or {}).get(name) for name in names)


def _about(model: Model) -> Table:
    facts = model.get("facts", {})
    pairs = [
        ("title", model["study"]["title"]),
        ("scenario", model["study"].get("scenario")),
        ("persona", (model.get("persona") or {}).get("name", "everybody")),
        ("round", model.get("round") or "all rounds"),
        ("compared with", model.get("previous")),
        ("people", model["people"]["N"]),
        *((f"people, {words.kind_name(kind)}", count) for kind, count in sorted(model["people"].get("by_kind", {}).items())),
        ("newest passage", facts.get("newest")),
        ("made from", model["made_from"]["digest"]),
        ("how to read it", "Counts are of different people, not of mentions. Intervals are 95 %. ASSUMPTION: nobody has said it."),
        *(("mind", notice) for notice in model.get("notices", [])),
    ]
    told = columns("what text what is told\nvalue text what it is")
    return Table("about", "a fact about the map", told, tuple((k, None if v is None else str(v)) for k, v in pairs))


def _meanings(found: list[Table]) -> Table:
    told = columns("table text name of the table\ncolumn text name of the column\nwhat text what it means")
    return Table("columns", "what a column means", told, tuple((t.name, c.name, c.what) for t in found for c in t.columns))


def _claims(model: Model, labels: dict[str, str]) -> Iterator[Row]:
    for c in _in_order(model):
        signed = c.get("signed") or {}
        verdict = c.get("verdict")
        yield (
            c["id"], labels.get(c["stage"], ""), words.SINGULAR[c["kind"]], c["statement"], bool(c["latent"]), c["k"], c["n"],
            c["N"], c["x"], c.get("both"), c["lo"], c["hi"], c["m"], *_part(c["valence"], "mean", "lo", "hi"),
            ", ".join(c["kinds"]), c["grade"], signed.get("by") if signed.get("current") else None, c.get("status"),
            c["owner"] or None, verdict["text"] if verdict else None,
            *_part(c.get("opportunity"), "value", "lo", "hi", "rank"), c["newest"], words.evidence(c, labels.get(c["stage"], "")),
        )  # fmt: skip


def _stages(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for place, s in enumerate(model["stages"], 1):
        cover, feeling, moment = s["coverage"], s["emotion"], s.get("moment") or {}
        verdict = feeling.get("verdict")
        yield (
            s["label"], place, s["goal"] or None, s.get("owner") or None, cover["spoke"], cover["asked"], cover["silent"],
            feeling["mean"], feeling["lo"], feeling["hi"], feeling["n"], verdict["text"] if verdict else None, s.get("target"),
            bool(moment.get("moment")), moment.get("why"), (s.get("age") or {}).get("newest"),
        )  # fmt: skip


def _evidence(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for name in sorted(model["claims"]):
        claim = model["claims"][name]
        for stance, ids in (("for", claim["supports"]), ("against", claim["contradicts"])):
            yield from ((name, stance, i) for i in ids)


def _quotes(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for name in sorted(model["quotes"]):
        q = model["quotes"][name]
        yield (
            q["id"], q["participant"], q["kind"], q["round"], q["date"] or None, q["source"], q["item"] or None, q.get("turn"),
            q["start"], q["end"], q["valence"], q.get("coder"), bool(q["consent"]), q["text"] if q["consent"] else None,
        )  # fmt: skip


def _items(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for stage in model["stages"]:
        for lane in ITEM_LANES:
            for i in stage.get(lane) or []:
                yield (
                    stage["label"], lane, i["id"], i["label"], i["k"], i["n"], i["lo"], i["hi"], i["m"],
                    *_part(i["valence"], "mean", "lo", "hi"), i.get("channel"), i.get("owner") or None, i.get("planned"),
                    i.get("visible"), i.get("note") or None,
                )  # fmt: skip


def _item_quotes(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for stage in model["stages"]:
        for lane in ITEM_LANES:
            for item in stage.get(lane) or []:
                yield from ((stage["label"], item["id"], quote) for quote in item["quotes"])


def _gaps(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for stage in model["stages"]:
        for g in stage.get("gap") or []:
            fields = ("name", "statement", "k", "n", "lo", "hi", "expected", "delivered", "sign")
            yield (stage["label"], *_part(g, *fields))


def _numbers(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    fields = ("metric", "value", "unit", "n", "lo", "hi", "date", "source", "better", "agrees", "why")
    yield from (("", *_part(n, *fields)) for n in model.get("numbers") or [])  # about all of the journey
    for stage in model["stages"]:
        for n in stage.get("numbers") or []:
            yield (stage["label"], *_part(n, *fields))


def _feelings(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for stage in model["stages"]:
        for p in stage["emotion"].get("people") or []:
            yield (stage["label"], p["participant"], p["mean"], len(p["codings"]))


def _hypotheses(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for h in model.get("hypotheses") or []:
        verdict = h.get("verdict")
        yield (
            h["id"], h.get("sentence") or h.get("change"), h.get("state"), verdict["text"] if verdict else None,
            *_part(h, "k", "n", "x"),
            *_part(h.get("plan"), "n"), *_part(h.get("difference"), "value", "lo", "hi"), ", ".join(h["claims"]),
        )  # fmt: skip


def _changes(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for claim in _in_order(model):
        for c in claim.get("changed") or []:
            yield (claim["id"], c["field"], _said(c.get("old")), _said(c.get("new")), *_part(c, "by", "at", "why"))


def _said(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _comments(model: Model, _labels: dict[str, str]) -> Iterator[Row]:
    for about in (*_in_order(model), *model["stages"]):
        yield from ((about["id"], c["by"], c["at"], c["text"]) for c in about.get("comments") or [])
