"""Does one coder still mean by a code what they meant at first? Their codings against their own, made again later, blind.

Only the same words coded twice say so. How often a coder uses a code early and late is no sign of drift by itself: late
documents are other people's. So change over time is looked for in two ways, both on words that were coded twice: whether
a code is now given more or less often, and whether what was coded early is confirmed less often than what was coded late.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.coding.agreement.bootstrap import grouped, interval, resampled
from workbench.coding.agreement.compare import agreement, overall, samples
from workbench.coding.agreement.measures import over
from workbench.coding.agreement.records import AGAINST, PAIR, Counts, Interval

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from workbench.coding.agreement.records import Agreement, By, Document, Unit
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor

AGAIN = " (again)"
#: Documents in each half below which early and late are not compared.
ENOUGH = 5
_ALL = "all codes"


@dataclass(frozen=True, slots=True)
class Change:
    """How much more often a coder gives a code now, on the same words.

    Attributes
    ----------
    before, now
        Share of the units that have the code, at first and again.
    change
        ``now`` less ``before``, with its interval.
    """

    code: str
    before: float
    now: float
    change: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Drift:
    """One coder against themselves.

    Attributes
    ----------
    coder
        Whose codings, at first and again.
    documents, people
        How many documents were coded twice, and how many participants speak there.
    codes, families
        Agreement of the coder with themselves; "only first" is what was not coded again, "only second" what is new.
    changes
        Codes by how much more or less often they are given now, largest change first.
    early, late
        Agreement on all codes pooled, in the half of the documents that was coded first and in the other; None if there
        are too few documents, or nothing says when they were coded.
    between
        ``late`` less ``early`` of alpha: below nothing means that the meaning moved while coding. None as above.
    note
        What could not be said, and why; empty if all was.
    within
        The stretches of each document that were to be coded again; all of every document if empty.
    """

    coder: str
    documents: int
    people: int
    codes: tuple[Agreement, ...]
    families: Mapping[str, Agreement]
    changes: tuple[Change, ...]
    early: Agreement | None
    late: Agreement | None
    between: Interval | None
    note: str
    within: Mapping[Document, Sequence[tuple[int, int]]] = field(default_factory=dict, hash=False)


def drift(
    folder: Folder, frame: pd.DataFrame, coder: str, *, again: str | None = None, unit: Unit = "segment", by: By = "document",
    seed: int = 42, passages: Collection[Anchor] | None = None,
) -> Drift:  # fmt: skip
    """Compare what a coder coded with what they coded again, later and blind.

    Parameters
    ----------
    folder
        The study.
    frame
        Its codings, those made again included.
    coder
        A name.
    again
        The name under which they coded again; ``<name> (again)`` if not given.
    unit, by, seed
        As in `workbench.coding.agreement.agreement`; ``unitised`` says nothing of how often.
    passages
        The turns and answers that were to be coded again, coded or not. If not given, those of the revealed assignments to
        this coder; where there is no assignment at all, all texts in which both codings have something.
    """
    pair = (coder, again or f"{coder}{AGAIN}")
    notes = []
    if passages is None:
        passages, waiting = _assigned(folder, coder)
        notes += [f"passages still being coded again, blind: {waiting}"] * bool(waiting)
    documents, within = None, None
    if passages is not None:
        within, outdated = _current(folder, passages)
        documents = list(within)
        notes += [f"passages whose text has changed since they were assigned: {outdated}"] * bool(outdated)
    codes = agreement(folder, frame, pair, unit=unit, by=by, seed=seed, documents=documents, within=within)
    if not codes:
        return Drift(coder, 0, 0, (), {}, (), None, None, None, "; ".join(["nothing was coded twice yet", *notes]), within or {})
    changes = [] if unit == "unitised" else [_change(code, seed) for code in codes]
    changes.sort(key=lambda c: (-abs(c.change), c.code))
    early, late, between, note = _halves(codes, frame, coder, seed)
    return Drift(
        coder, codes[0].documents, codes[0].people, tuple(codes), overall(codes, seed=seed), tuple(changes), early, late, between,
        "; ".join([*notes, note] if note else notes), within or {},
    )  # fmt: skip


def _assigned(folder: Folder, coder: str) -> tuple[list[Anchor] | None, int]:
    """Return what this coder was to code again, and how much of it is not revealed yet; None if nothing was assigned."""
    mine = [made for made in folder.state().assignments.values() if made.purpose == "recode" and coder in made.coders]
    done = [anchor for made in mine if made.revealed for anchor in made.anchors]
    return (done if mine else None), sum(len(made.anchors) for made in mine if not made.revealed)


def _current(folder: Folder, passages: Collection[Anchor]) -> tuple[dict[Document, list[tuple[int, int]]], int]:
    """Return the stretches of each document, and how many passages lie in a text that is not there any more."""
    within: dict[Document, list[tuple[int, int]]] = {}
    outdated = 0
    versions = {(t.id, ""): t.version for t in folder.transcripts()}
    wanted = {a.source for a in passages if a.item}
    for survey in folder.surveys() if wanted else ():
        if survey.id in wanted:
            rows = zip(survey.answers["answer"], survey.answers["version"], strict=True)
            versions |= {(survey.id, answer): version for answer, version in rows}
    for anchor in sorted(passages):
        document = (anchor.source, anchor.item)
        if versions.get(document) == anchor.version:
            within.setdefault(document, []).append((anchor.start, anchor.end))
        else:
            outdated += 1
    return within, outdated


def _change(found: Agreement, seed: int) -> Change:
    both, first, second, neither = found.cells
    n = both + first + second + neither
    bounds = Interval(None, None)
    if found.parts is not None:
        sampled = resampled(grouped(found.parts.clusters, found.parts.table, found.by), seed)
        if sampled is not None:
            first_only, second_only = (
                sampled[:, [coded == bit for _, coded in found.parts.patterns]].sum(axis=1) for bit in (1, 2)
            )
            bounds = interval(over(second_only - first_only, sampled.sum(axis=1)))
    return Change(found.code, (both + first) / n, (both + second) / n, (second - first) / n, bounds)


def _halves(
    codes: list[Agreement], frame: pd.DataFrame, coder: str, seed: int
) -> tuple[Agreement | None, Agreement | None, Interval | None, str]:
    """Compare documents coded early with those coded late, by when the coder first coded something in them."""
    clusters = {cluster.document for c in codes if c.parts is not None for cluster in c.parts.clusters}
    when: dict[Document, str] = {}
    mine = frame[frame["coder"] == coder]
    for source, item, at in zip(mine["source"].tolist(), mine["item"].tolist(), mine["at"].tolist(), strict=True):
        when[source, item] = min(at, when.get((source, item), at))
    there = sorted((document for document in clusters if document in when), key=lambda d: (when[d], d))
    if len(there) < PAIR * ENOUGH:
        note = f"documents coded twice: {len(there)}; to compare early with late takes {PAIR * ENOUGH}"
        return None, None, None, note
    middle = len(there) // 2
    early, late = (_only(codes, set(half), seed + n) for n, half in enumerate((there[:middle], there[middle:])))
    return early, late, _gap(early, late, seed), ""


def _only(codes: list[Agreement], documents: set[Document], seed: int) -> Agreement:
    """Pool all codes over some of the documents."""
    kept = []
    for code in codes:
        if code.parts is not None:
            rows = [n for n, cluster in enumerate(code.parts.clusters) if cluster.document in documents]
            clusters = tuple(code.parts.clusters[n] for n in rows)
            people = len({cluster.participant for cluster in clusters})
            parts = Counts(clusters, code.parts.patterns, code.parts.table[rows])
            kept.append(replace(code, documents=len(documents), people=people, parts=parts))
    return overall(kept, {code.code.removesuffix(AGAINST): _ALL for code in codes}, seed=seed)[_ALL]


def _gap(early: Agreement, late: Agreement, seed: int) -> Interval | None:
    """Return the interval of the difference of two alphas, each half resampled by itself."""
    found = [
        samples(half.parts, PAIR, half.by, seed + n) for n, half in enumerate((early, late), start=1) if half.parts is not None
    ]
    if len(found) < PAIR or found[0] is None or found[1] is None:
        return None
    return interval(found[1]["alpha"] - found[0]["alpha"])
