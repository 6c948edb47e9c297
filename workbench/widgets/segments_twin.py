"""The segments browser without a kernel: the query, how much it found, the first passages, and the matrix last shown.

What a saved notebook carries is less than what is on the screen: names are masked, people who did not agree to be quoted
have no words in it, and no attributes stand beside the words, which together might tell who somebody is.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from workbench.study.words import count
from workbench.widgets.grid_view import label

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from workbench.share.redact import Redactor
    from workbench.study.records import Code
    from workbench.widgets.segments_list import Listing
    from workbench.widgets.segments_questions import Last
    from workbench.widgets.segments_tables import Table

MOST_PASSAGES = 20
_MOST_ROWS, _MOST_COLUMNS = 25, 12
_LONGEST, _READ = 400, 800  # names are looked for in more than is shown: the cut never leaves half of one
_SAID = re.compile(r'("(?:[^"\\]|\\.)*"|[“”„](?:[^“”\\]|\\.)*[“”])', re.DOTALL)


def line(last: Last, *, coder: str, redactor: Redactor | None = None) -> str:
    """Return one line of text: what was looked for, and how much was found."""
    return f"Coded segments, seen by {coder}: {_query(last.query, redactor) or 'everything'}, {_much(last.listing)}"


def html(last: Last, codes: Sequence[Code], *, coder: str, silent: Collection[str] = (), redactor: Redactor | None = None) -> str:
    """Return the static HTML.

    Parameters
    ----------
    last
        What was shown.
    codes
        The codebook, in its order.
    coder
        Who looked.
    silent
        Pseudonyms of people who did not agree to be quoted: their passages are counted, not shown.
    redactor
        Masks names in passages, the query and names of codes; everything as it is if not given.
    """

    def plain(words: str) -> str:
        return escape(redactor.text(words, guess=False) if redactor else words)

    query = escape(_query(last.query, redactor)) or "everything that is coded"
    head = f"<div><strong>{query}</strong> · {_much(last.listing)} · seen by {escape(coder)}</div>"
    by_id = {c.id: c for c in codes}
    body = "" if last.listing is None else _passages(last, last.listing, by_id, silent, redactor)
    matrix = "" if last.table is None else _matrix(last.table, plain, _query(last.table.query, redactor))
    style = "font-size:13px;line-height:1.5;border-left:3px solid #8a94a0;padding:4px 12px;max-width:760px"
    return f'<div class="wb-twin" style="{style}">{head}{body}{matrix}</div>'


def _query(query: str, redactor: Redactor | None) -> str:
    """Return a query without names: words in quotation marks are what somebody said, the rest are names of things."""
    if redactor is None:
        return query
    return "".join(redactor.text(part, guess=bool(n % 2)) for n, part in enumerate(_SAID.split(query)))


def _much(listing: Listing | None) -> str:
    if listing is None:
        return "nothing was looked for yet"
    people, heard = len(listing.result.people), len(listing.result.heard)
    return f"{count(len(listing), 'passage')} · {people} of {heard} people"


def _passages(last: Last, listing: Listing, codes: dict[str, Code], silent: Collection[str], redactor: Redactor | None) -> str:
    rows = list(dict.fromkeys(e for e in listing.entries if e >= 0))[:MOST_PASSAGES]
    if not rows:
        return "<div><em>No passage fits. Run the cell above to look for others.</em></div>"
    passages = [listing.passage(row) for row in rows]
    people = [listing.person(row) for row in rows]
    hidden = [_anybody(listing, row) & set(silent) for row in rows]
    said = [listing.words(row)[p.start : p.end][:_READ] for row, p in zip(rows, passages, strict=True)]
    shown = [words for words, no in zip(said, hidden, strict=True) if not no]
    masked = iter(redactor.texts(shown) if redactor else shown)
    out = []
    for passage, who, no in zip(passages, people, hidden, strict=True):
        if no:
            quote = "<em>(not quoted: no consent)</em>"
        else:
            words = next(masked)
            quote = f"“{escape(f'{words[:_LONGEST]}…' if len(words) > _LONGEST else words)}”"
        names = [label(c, codes) for c in last.codes_on(passage)]
        tags = " ".join(f"<strong>[{escape(redactor.text(n, guess=False) if redactor else n)}]</strong>" for n in names)
        out.append(f"<li><span>{escape(who)}:</span> {quote} {tags}</li>")
    more = len(listing) - len(rows)
    rest = f"<div><em>and {count(more, 'passage')} more; run the cell above to see them</em></div>" if more > 0 else ""
    return f'<ul style="padding-left:1.2em;margin:6px 0">{"".join(out)}</ul>{rest}'


def _anybody(listing: Listing, row: int) -> set[str]:
    """Return everybody who speaks in a passage: words of one must not stand in the passage of another."""
    ground, passage = listing.result.ground, listing.passage(row)
    block = ground.blocks[ground.block(passage.source) or 0]
    turns = getattr(block.source, "turns", ())
    spoke = {t.participant for t in turns if t.participant and t.start < passage.end and passage.start < t.end}
    return spoke | {listing.person(row)}


def _matrix(table: Table, masked: Callable[[str], str], query: str) -> str:
    columns = list(enumerate(table.columns))[:_MOST_COLUMNS]
    cell = "padding:2px 8px;text-align:right"
    heads = "".join(f'<td style="{cell}"><strong>{masked(table.named(table.made.columns, c))}</strong></td>' for _, c in columns)
    rows = []
    for n, row in list(enumerate(table.rows))[:_MOST_ROWS]:
        numbers = "".join(f'<td style="{cell}">{table.cells[n][at] or "·"}</td>' for at, _ in columns)
        name = masked(table.named(table.made.rows, row))
        rows.append(f'<tr><td style="padding:2px 8px 2px 0;text-align:left">{name}</td>{numbers}</tr>')
    left = [count(len(table.rows) - _MOST_ROWS, "row")] if len(table.rows) > _MOST_ROWS else []
    left += [count(len(table.columns) - _MOST_COLUMNS, "column")] if len(table.columns) > _MOST_COLUMNS else []
    rest = f"<div><em>and {' and '.join(left)} more</em></div>" if left else ""
    title = f"<div><strong>{table.count}</strong> in {escape(query)}</div>"
    return f"{title}<table><tr><td></td>{heads}</tr>{''.join(rows)}</table>{rest}" if rows else ""
