"""The map as tables, one an entity: what the workbook, the database and the files for analysts are all written from."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from workbench.share import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workbench.share.map_page import Model

Row = tuple[Any, ...]

#: A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"), also in full-width writing; what looks like
#: our escape of one is escaped once more, so that taking it back gives the original.
_FORMULA = re.compile(r"^'*[\s\u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
#: Lanes of a stage whose entries are counted like claims but are none.
ITEM_LANES = (
    "touchpoints", "channels", "handoffs", "actions", "thoughts", "goals", "preferences", "alternatives", "effort", "staff",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        As it stands above the column.
    kind
        ``text``, ``whole`` (a whole number), ``number`` or ``yes`` (true or false).
    what
        What it means, in one line.
    """

    name: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """One entity of the map.

    Attributes
    ----------
    name
        ``claims``, ``quotes``, …
    what
        What a row is.
    columns
        In order.
    rows
        One value a column; None where there is none.
    """

    name: str
    what: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def _columns(text: str) -> tuple[Column, ...]:
    """Return columns written as lines of ``name kind what it means``."""
    return tuple(Column(*line.split(maxsplit=2)) for line in text.strip().splitlines())


_CLAIMS = _columns("""
claim text id of the claim
stage text stage it is counted in
lane text pain, unmet need or delight
statement text what it says
latent yes worked around rather than asked for
people whole people who stand for it (k)
of whole people who spoke about the stage (n)
in_all whole people in the study (N)
against whole people who speak against it (x)
both whole people who do both
share_low number lower end of the 95 % interval of people/of
share_high number upper end of it
mentions whole passages; says nothing about people
feeling number mean of the people's own means, from -2 to +2
feeling_low number lower end of its 95 % interval
feeling_high number upper end of it
kinds text kinds of source it was heard in
grade text how sure we are; ASSUMPTION if nobody has said it
signed text who signed the grade, if it still holds
status text open, acting or resolved
owner text who answers for it
verdict text what changed since the round before
opportunity number how large the opportunity is, from 0 to 20
opportunity_low number lower end of its interval
opportunity_high number upper end of it
rank whole its place among opportunities
newest text day of the newest passage
evidence text all of it as one sentence
""")
_STAGES = _columns("""
stage text label of the stage
position whole its place, from 1
goal text what people want there
owner text who answers for it
spoke whole people who spoke about it
asked_silent whole people asked who had nothing to say
not_asked whole people not asked
feeling number mean of the people's own means, from -2 to +2
feeling_low number lower end of its 95 % interval
feeling_high number upper end of it
feeling_people whole people who showed a feeling
feeling_changed text what became of it since the round before
target number feeling aimed at
moment_of_truth yes whether it is one
moment_why text why, or why not
newest text day of the newest passage
""")
_EVIDENCE = _columns("""
claim text id of the claim
stance text for or against
quote text id of the passage
""")
_QUOTES = _columns("""
quote text id of the passage
participant text pseudonym
kind text kind of source
round text round
date text day it was said or written
source text id of the source
item text id of the answer, in a survey
turn whole turn of the transcript
start whole first character, counted in code points
end whole first character after it
feeling number from -2 to +2
coder text who coded it
quotable yes whether its words may be shown
text text the words; empty if they may not be shown
""")
_ITEMS = _columns("""
stage text stage it is shown in
lane text touchpoints, channels, actions and so on
item text id of the entry
label text what it says
people whole people who spoke of it
of whole people it could have been
share_low number lower end of the 95 % interval
share_high number upper end of it
mentions whole passages
feeling number mean of the people's own means, from -2 to +2
feeling_low number lower end of its 95 % interval
feeling_high number upper end of it
channel text channel of a touchpoint
owner text who answers for a touchpoint
planned yes whether the study planned with it
visible yes whether customers see it
note text what is to be known about it
""")
_ITEM_QUOTES = _columns("""
stage text stage it is shown in
item text id of the entry
quote text id of the passage
""")
_GAPS = _columns("""
stage text label of the stage
gap text name of what was expected and delivered
statement text both, side by side
people whole people who speak of it
of whole people who spoke about the stage
share_low number lower end of the 95 % interval
share_high number upper end of it
expected number mean feeling about what was expected
delivered number mean feeling about what was delivered
sign text whether more or less was delivered than expected
""")
_NUMBERS = _columns("""
stage text label of the stage
metric text what was measured
value number its value
unit text share, score, count and so on
n whole how many it was measured on
low number lower end of the 95 % interval, where n is known
high number upper end of it
date text day
source text where it comes from
better text up or down
agrees text whether it agrees or conflicts with what people say
why text how that was seen
""")
_FEELINGS = _columns("""
stage text label of the stage
participant text pseudonym
feeling number mean of this person's passages, from -2 to +2
passages whole how many
""")
_HYPOTHESES = _columns("""
hypothesis text id
sentence text if, for whom, then what, measured by what
state text where it stands
verdict text what its test said
people whole people who speak for it
of whole people who spoke about its stages
against whole people who speak against it
n_planned whole people the test needs in each arm
difference number measured difference
difference_low number lower end of its 95 % interval
difference_high number upper end of it
claims text claims it rests on
""")
_CHANGES = _columns("""
claim text id of the claim
field text what was changed by hand
old text before
new text after
by text who
at text when
why text reason given
""")
_COMMENTS = _columns("""
about text claim or stage
by text who
at text when
text text what they wrote
""")


def tables(model: Model) -> tuple[Table, ...]:
    """Return the map as tables, each with what its columns mean.

    Parameters
    ----------
    model
        The map model, as it may be shown.
    """
    labels = {s["id"]: s["label"] for s in model["stages"]}
    makers: tuple[tuple[str, str, tuple[Column, ...], Callable[[Model, dict[str, str]], Iterator[Row]]], ...] = (
        ("claims", "a pain, unmet need or delight", _CLAIMS, _claims),
        ("stages", "a stage of the journey", _STAGES, _stages),
        ("evidence", "a passage that speaks for or against a claim", _EVIDENCE, _evidence),
        ("quotes", "a passage", _QUOTES, _quotes),
        ("lanes", "an entry of another lane", _ITEMS, _items),
        ("lane_quotes", "a passage behind an entry of another lane", _ITEM_QUOTES, _item_quotes),
        ("expectations", "something expected, and what was got", _GAPS, _gaps),
        ("numbers", "a number from elsewhere", _NUMBERS, _numbers),
        ("feelings", "how one person felt in one stage", _FEELINGS, _feelings),
        ("hypotheses", "a hypothesis and its test", _HYPOTHESES, _hypotheses),
        ("changes", "a change made to a card by hand", _CHANGES, _changes),
        ("comments", "a comment on a card or stage", _COMMENTS, _comments),
    )
    found = [Table(name, what, columns, tuple(make(model, labels))) for name, what, columns, make in makers]
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
    columns = _columns("what text what is told\nvalue text what it is")
    return Table("about", "a fact about the map", columns, tuple((k, None if v is None else str(v)) for k, v in pairs))


def _meanings(found: list[Table]) -> Table:
    columns = _columns("table text name of the table\ncolumn text name of the column\nwhat text what it means")
    return Table("columns", "what a column means", columns, tuple((t.name, c.name, c.what) for t in found for c in t.columns))


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
    for stage in model["stages"]:
        for n in stage.get("numbers") or []:
            fields = ("metric", "value", "unit", "n", "lo", "hi", "date", "source", "better", "agrees", "why")
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
