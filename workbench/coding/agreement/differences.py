"""Where coders differ: passages to talk about, the hottest first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.coding.agreement.records import AGAINST
from workbench.coding.agreement.texts import named, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.coding.agreement.records import Document, Documents

#: How coders differ, hottest first: one says so and one the opposite; each another code of the family; one nothing.
KINDS = ("opposite", "another code", "one only")
COLUMNS = ("source", "item", "turn", "participant", "quote", "family")
_ROWS = ("source", "item", "turn", "family", "coder", "code", "stance", "participant", "quote", "start", "end")


def disagreements(
    frame: pd.DataFrame, coders: Sequence[str], *, documents: Documents | None = None,
    within: Mapping[Document, Sequence[tuple[int, int]]] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the passages some coded and others did not, or coded otherwise within the same family, hottest first.

    Parameters
    ----------
    frame
        Codings.
    coders
        Two names or more; who did not open a document is not counted as having coded nothing there.
    documents, within
        As in `workbench.coding.agreement.agreement`.

    Returns
    -------
    DataFrame
        One row for each turn and family: source, item, turn, participant, quote (the longest that was marked), family, a
        column for each coder with their codes there, then ``kind`` (one of `KINDS`), ``start`` and ``end`` of all that was
        marked, and ``agreed``: how many passages with one of these codes these coders agree on, out of all. Sorted by kind,
        then by that share, so that what a talk would mend most often stands first.
    """
    import pandas as pd

    coders = named(coders)
    who = opened(frame, coders, documents)
    mine = frame.loc[frame["coder"].isin(coders), list(_ROWS)]
    groups: dict[tuple[str, str, int, str], list[tuple[str, str, str, str, int, int]]] = defaultdict(list)
    for source, item, turn, family, coder, code, stance, participant, quote, start, end in zip(
        *(mine[c].tolist() for c in _ROWS), strict=True
    ):
        name = f"{code}{AGAINST}" if stance == "against" else code
        some = within.get((source, item)) if within else None
        if (source, item) in who and (some is None or any(start < b and a < end for a, b in some)):
            groups[source, item, turn, family].append((coder, name, participant, quote, start, end))
    shares = _shares(groups.values())
    rows = []
    for (source, item, turn, family), found in sorted(groups.items()):
        there = [c for n, c in enumerate(coders) if who[source, item] >> n & 1]
        codes = {c: sorted({name for coder, name, *_ in found if coder == c}) for c in there}
        if len(set(map(tuple, codes.values()))) > 1:
            longest = max((quote for *_, quote, _, _ in found), key=lambda q: (len(q), q))
            rows.append({
                "source": source, "item": item, "turn": turn, "participant": found[0][2], "quote": longest, "family": family,
                **{c: ", ".join(codes.get(c, ())) for c in coders}, "kind": _kind(list(codes.values())),
                "start": min(row[4] for row in found), "end": max(row[5] for row in found),
                "agreed": min(shares[name] for name in _disputed(list(codes.values()))),
            })  # fmt: skip
    columns = [*COLUMNS, *coders, "kind", "start", "end", "agreed"]
    out = pd.DataFrame(rows, columns=columns)
    order = out.assign(kind=out["kind"].map(KINDS.index)).sort_values(["kind", "agreed", "source", "item", "turn", "family"])
    return out.loc[order.index].reset_index(drop=True)


def _disputed(codes: Sequence[Sequence[str]]) -> set[str]:
    """Return the codes that some have and others have not."""
    return {name for mine in codes for name in mine if not all(name in other for other in codes)}


def _kind(codes: Sequence[Sequence[str]]) -> str:
    disputed = _disputed(codes)
    if any(f"{name}{AGAINST}" in disputed for name in disputed):
        return KINDS[0]
    return KINDS[1] if all(codes) else KINDS[2]


def _shares(groups: Iterable[Iterable[tuple[str, str, str, str, int, int]]]) -> dict[str, float]:
    """Return, for each code, the share of its passages on which more than one coder has it."""
    used: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for found in groups:
        by_code: dict[str, set[str]] = defaultdict(set)
        for coder, name, *_ in found:
            by_code[name].add(coder)
        for name, people in by_code.items():
            used[name][0] += len(people) > 1
            used[name][1] += 1
    return {name: agreed / n for name, (agreed, n) in used.items()}
