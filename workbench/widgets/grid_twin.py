"""The answer grid without a kernel: how far, how often each code, and the first answers, as HTML that survives every sanitizer.

What a saved notebook carries is less than what is on the screen: names are masked, people who did not agree to be quoted
have no words in it, and neither attributes nor ratings stand beside the answers, which together might tell who somebody is.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workbench.study.words import count
from workbench.widgets.coder_view import colours
from workbench.widgets.grid_view import label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbench.share.redact import Redactor
    from workbench.study.records import Code, Coding, Survey
    from workbench.widgets.grid_marks import Marks
    from workbench.widgets.grid_table import Table

MOST_ANSWERS = 30
_MOST_CODES = 40
_LONGEST, _READ = 400, 800  # names are looked for in more than is shown: the cut never leaves half of one
_BAR_EM = 9.0


def line(survey: Survey, table: Table, marks: Marks, *, coder: str) -> str:
    """Return one line of text: which survey, how far."""
    return f"Answers to {survey.id}, coded by {coder}: {_much(table, marks)}"


def html(
    survey: Survey, table: Table, marks: Marks, codes: Sequence[Code], *, coder: str, silent: Collection[str] = (),
    redactor: Redactor | None = None,
) -> str:  # fmt: skip
    """Return the static HTML.

    Parameters
    ----------
    survey, table, marks
        What was coded.
    codes
        The codebook, in its order.
    coder
        Who coded; only their codings are shown.
    silent
        Pseudonyms of people who did not agree to be quoted: their answers are counted, not shown.
    redactor
        Masks names in answers, names of codes and the title; everything as it is if not given.
    """

    def plain(words: str) -> str:
        return escape(redactor.text(words, guess=False) if redactor else words)

    what = " · ".join(escape(x) for x in (survey.kind, survey.round) if x)
    head = (
        f"<div><strong>{plain(survey.title or survey.id)}</strong> {what} · coded by {escape(coder)}: {_much(table, marks)}</div>"
    )
    by_id = {c.id: c for c in codes}
    used = sorted(((n, c) for c, n in marks.counts.items() if n), key=lambda x: (-x[0], x[1]))[:_MOST_CODES]
    tint = colours(codes)
    bars = []
    for number, code in used:
        width = f"{_BAR_EM * number / used[0][0]:.2f}em"
        bar = f"display:inline-block;width:{width};height:0.7em;background-color:{tint.get(code, '#66717d')};margin-right:6px"
        bars.append(f'<li><span style="{bar}"></span>{number} × {plain(label(code, by_id))}</li>')
    counts = f'<ul style="list-style:none;padding-left:0;margin:6px 0">{"".join(bars)}</ul>' if bars else ""
    style = "font-size:13px;line-height:1.5;border-left:3px solid #8a94a0;padding:4px 12px;max-width:760px"
    rows = _answers(table, marks, by_id, coder, silent, redactor)
    return f'<div class="wb-twin" style="{style}">{head}{counts}{rows}</div>'


def _answers(
    table: Table, marks: Marks, codes: dict[str, Code], coder: str, silent: Collection[str], redactor: Redactor | None
) -> str:
    shown = range(min(MOST_ANSWERS, table.size))
    if not shown:
        return "<div><em>This survey has no answers.</em></div>"
    said = [table.text(row)[:_READ] for row in shown]
    masked = redactor.texts(said) if redactor else said
    rows = []
    for row, words in zip(shown, masked, strict=True):
        who = str(table.cell("participant", row) or "")
        cut = f"{words[:_LONGEST]}…" if len(words) > _LONGEST else words
        quote = "<em>(not quoted: no consent)</em>" if who in silent else f"“{escape(cut)}”"
        names = [_tag(c, codes) for c in marks.on(row) if c.coder == coder]
        tags = " ".join(f"<strong>[{escape(redactor.text(n, guess=False) if redactor else n)}]</strong>" for n in names)
        rows.append(f"<li><span>{escape(who)}:</span> {quote} {tags}</li>")
    more = table.size - len(rows)
    rest = f"<div><em>and {count(more, 'answer')} more; run the cell above to see them</em></div>" if more else ""
    return f'<ul style="padding-left:1.2em;margin:6px 0">{"".join(rows)}</ul>{rest}'


def _tag(one: Coding, codes: dict[str, Code]) -> str:
    feeling = "" if one.valence is None else f" {one.valence:+d}".replace("-", "\u2212").replace("+0", "0")
    return f"{label(one.code, codes)}{feeling}{' against' if one.stance == 'against' else ''}"


def _much(table: Table, marks: Marks) -> str:
    return f"{len(marks.done):,} of {count(table.size, 'answer')} hold a code, {count(sum(marks.counts.values()), 'coding')}"
