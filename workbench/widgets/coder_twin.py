"""The coder without a kernel: counts for each code and the coded passages, as HTML that survives every sanitizer.

Only div, span, strong, em, ul and li with plain ``style``: JupyterLab keeps those in a notebook that is not trusted, and so
does nbconvert when told to sanitise. Codes stand there as words, since colour may be dropped. The transcript does not:
a saved notebook travels further than a study.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from workbench.coding.codebook.codes import called
from workbench.study.words import count
from workbench.widgets import coder_view

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbench.share.redact import Redactor
    from workbench.study.records import Code, Coding, Transcript


MOST_PASSAGES = 60
_BAR_EM = 9.0


def line(transcript: Transcript, mine: Sequence[Coding], *, coder: str) -> str:
    """Return one line of text: whose transcript, how far, how many codings."""
    done, turns = coder_view.coded(transcript, mine)
    much = f"{done} of {turns} turns, {count(len(mine), 'coding')}"
    return f"Transcript {transcript.id}, coded by {coder}: {much}"


def html(
    transcript: Transcript, mine: Sequence[Coding], codes: Sequence[Code], *, coder: str, silent: Collection[str] = (),
    redactor: Redactor | None = None,
) -> str:  # fmt: skip
    """Return the static HTML.

    Parameters
    ----------
    transcript
        What was coded.
    mine
        The codings of one coder on it.
    codes
        The codebook, in its order.
    coder
        Who coded.
    silent
        Pseudonyms of participants who did not agree to be quoted: their passages are counted, not shown.
    redactor
        Masks names in passages, code names and the title; everything as it is if not given.
    """
    if redactor is not None:
        labels = redactor.texts([c.label for c in codes], guess=False)
        codes = [replace(c, label=label) for c, label in zip(codes, labels, strict=True)]
    title = transcript.title or transcript.id
    title = redactor.text(title, guess=False) if redactor else title
    done, turns = coder_view.coded(transcript, mine)
    what = " · ".join(escape(x) for x in (transcript.kind, transcript.round, transcript.date or "") if x)
    head = (
        f"<div><strong>{escape(title)}</strong> {what} · coded by {escape(coder)}: "
        f"{done} of {turns} turns, {count(len(mine), 'coding')}</div>"
    )
    if not mine:
        body = "<div><em>Nothing is coded yet. Run the cell above to start.</em></div>"
    else:
        body = _counts(mine, codes) + _passages(transcript, mine, codes, silent, redactor)
    style = "font-size:13px;line-height:1.5;border-left:3px solid #8a94a0;padding:4px 12px;max-width:760px"
    return f'<div class="wb-twin" style="{style}">{head}{body}</div>'


def _counts(mine: Sequence[Coding], codes: Sequence[Code]) -> str:
    tint = coder_view.colours(codes)
    counts = {c.id: sum(one.code == c.id for one in mine) for c in codes}
    most = max(counts.values())
    rows = []
    for code in codes:
        if not (n := counts[code.id]):
            continue
        width = f"{_BAR_EM * n / most:.2f}em"
        bar = f"display:inline-block;width:{width};height:0.7em;background-color:{tint[code.id]};margin-right:6px"
        rows.append(f'<li><span style="{bar}"></span>{n} × {escape(called(code))}</li>')
    return f'<ul style="list-style:none;padding-left:0;margin:6px 0">{"".join(rows)}</ul>'


def _passages(
    transcript: Transcript, mine: Sequence[Coding], codes: Sequence[Code], silent: Collection[str], redactor: Redactor | None
) -> str:
    order = {c.id: n for n, c in enumerate(codes)}
    by_id = {c.id: c for c in codes}
    found: dict[tuple[int, int], list[Coding]] = {}
    for one in sorted(mine, key=lambda c: (c.anchor, order.get(c.code, len(order)), c.id)):
        found.setdefault((one.anchor.start, one.anchor.end), []).append(one)
    shown = sorted(found.items())[:MOST_PASSAGES]
    said = [transcript.text[start:end] for (start, end), _ in shown]
    rows = []
    for ((start, end), here), quoted in zip(shown, redactor.texts(said) if redactor else said, strict=True):
        turn = next((t for t in transcript.turns if t.start < end and start < t.end), None)
        who = turn.speaker if turn else ""
        hidden = any((t.participant or "") in silent for t in transcript.turns if t.start < end and start < t.end)
        words = "<em>(not quoted: no consent)</em>" if hidden else f"“{escape(quoted)}”"
        tags = " ".join(f"<strong>[{escape(_tag(c, by_id))}]</strong>" for c in here)
        rows.append(f"<li><span>{escape(who)}:</span> {words} {tags}</li>")
    more = len(found) - MOST_PASSAGES
    rest = f"<div><em>and {count(more, 'passage')} more</em></div>" if more > 0 else ""
    return f'<ul style="padding-left:1.2em;margin:6px 0">{"".join(rows)}</ul>{rest}'


def _tag(one: Coding, codes: dict[str, Code]) -> str:
    name = called(codes[one.code]) if one.code in codes else one.code
    feeling = "" if one.valence is None else f" {one.valence:+d}".replace("-", "\u2212").replace("+0", "0")
    return f"{name}{feeling}{' against' if one.stance == 'against' else ''}"
