"""The page of a diff: what changed first, with pictures and new quotes; then the rest; then what a reader must know."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.journey.change.verdicts import CHANGES
from workbench.views.differences import difference, scale
from workbench.views.parts import quote, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.journey.change.felt import FeltChange
    from workbench.journey.change.rounds import Change
    from workbench.views.across import Across
    from workbench.views.changes import ChangesView

_GROUPS = (
    ("What changed", CHANGES),
    ("No detectable change, or the same", frozenset({"no detectable change", "equivalent"})),
    ("Not comparable", frozenset({"not comparable"})),
)
_ORDER = ("up", "down", "new", "not heard", "equivalent", "no detectable change", "not comparable")
_LATER = "now minus before"
_SMALL = "opacity:.85;font-size:.92em"
_HOW = (
    "People are counted, not mentions; among all who could say so are those who were asked an open question about no stage. A "
    "change is claimed if its test says so (p ≤ .05), its 95 % interval leaves out zero, and "
    "it outlasts the correction for everything on this page (Benjamini and Hochberg, q ≤ .10; study.toml may set other cut-offs). "
    "What passes only the first is worth watching. Each interval is for this one alone. A diamond marks a claimed change."
)


def body(view: ChangesView, *, across: Across | None = None) -> str:
    """Return everything a view of changes says, as HTML that survives a sanitiser.

    Parameters
    ----------
    view
        What changed.
    across
        Which need is which, if that was asked.
    """
    if view.earlier and not (view.changes or view.felt):
        line = view.silence()
        said = f"<p><strong>{html.escape(line[:1].upper() + line[1:])}.</strong> Code what was said in both.</p>"
        return said + _numbers(view)
    if not view.earlier:
        return (
            "<p><strong>Nothing to compare yet.</strong> When the next round is in, add it with "
            "<code>study.add(…, round=…)</code> and run this again.</p>"
        )
    out = [f"<p><strong>{html.escape(view.summary())}</strong></p>"]
    out += [f"<p>{html.escape(line)}</p>" for line in (view.honesty(),) if line]
    out += [f"<p><strong>Caution.</strong> {html.escape(line)}</p>" for line in view.cautions]
    most = max((abs(end) for c in view.changes for end in (c.lo, c.hi) if end is not None), default=0.5)
    for heading, words in _GROUPS:
        chosen = sorted((c for c in view.changes if c.verdict in words), key=rank)
        if chosen:
            out.append(_claims(view, heading, chosen, _round_up(most)))
    if view.felt:
        out.append(_feelings(view, list(view.felt.values())))
    out.append(_numbers(view))
    if across is not None and view.state is not None and view.masks is not None:
        out.append(across.html(view.state, view.masks))
    out += [f"<p>{html.escape(line)}</p>" for line in view.drift]
    out.append(f"<p style='{_SMALL}'>{html.escape(_HOW)}</p>")
    return "".join(out)


def _numbers(view: ChangesView) -> str:
    """Return what was rated or measured in both rounds, and what could not be compared."""
    rows = [[html.escape(view.labels.get(n.stage, "All of it")), html.escape(n.text)] for n in view.numbers]
    drawn = table(["stage", "number"], rows, "What was rated or measured in both rounds") if rows else ""
    return drawn + "".join(f"<p>{html.escape(line)}</p>" for line in view.notices)


def rank(change: Change) -> tuple[int, bool, float, str]:
    """Return the key by which changes are put in order: by word, what is worth watching first, then by size."""
    return _ORDER.index(change.verdict), not change.watch, -abs(change.difference or 0), change.code


def _claims(view: ChangesView, heading: str, changes: Sequence[Change], most: float) -> str:
    rows = []
    for c in changes:
        label = html.escape(view.labels.get(c.code, c.code))
        drawn = ""
        if c.difference is not None:
            said = f"{c.k0} of {c.n0} before, {c.k1} of {c.n1} now"
            drawn = difference(c.difference, c.lo, c.hi, most, said, sure=c.verdict in CHANGES)
        new = "".join(quote(words, who) for words, who in view.quotes.get(c.code, ()))
        told = f"<strong>{html.escape(c.said)}</strong>{html.escape(c.text.removeprefix(c.said))}"
        rows.append([label, drawn, _counts(c), told + new, _chance(c.q)])
    drawn = scale(100 * most, " points") if any(c.difference is not None for c in changes) else ""
    return _headed(table(["claim", _LATER, "before → now", "verdict", "q"], rows, heading), drawn)


def _headed(drawn: str, ends: str) -> str:
    """Put the scale of the pictures into the head of their column."""
    return drawn.replace(f"{_LATER}</th>", f"{_LATER}<br>{ends}</th>", 1) if ends else drawn


def _counts(c: Change) -> str:
    """Return people before and now; a line breaks at the arrow only."""
    return f"{c.k0} of {c.n0}".replace(" ", "\u00a0") + f" →\u00a0{c.k1}\u00a0of\u00a0{c.n1}"


def _feelings(view: ChangesView, found: Sequence[FeltChange]) -> str:
    most = _round_up(max((abs(end) for f in found for end in (f.lo, f.hi) if end is not None), default=1.0))
    rows = []
    for f in found:
        drawn = ""
        means = f"{f.n0} →\u00a0{f.n1}\u00a0people"
        if f.difference is not None:
            means = f"{_signed(f.before)} →\u00a0{_signed(f.now)}"
            drawn = difference(f.difference, f.lo, f.hi, most, f"mean feeling {means}", sure=f.verdict in CHANGES)
        told = f"<strong>{html.escape(f.said)}</strong>{html.escape(f.text.removeprefix(f.said))}"
        rows.append([html.escape(view.labels.get(f.stage, f.stage)), drawn, means, told, _chance(f.q)])
    return _headed(
        table(["stage", _LATER, "before → now", "verdict", "q"], rows, "How people felt, from −2 to +2"), scale(most, "")
    )


def _chance(q: float | None) -> str:
    return "" if q is None else "&lt;\u00a0.001" if q < 0.001 else f"{q:.3f}".removeprefix("0")  # noqa: PLR2004 (as one writes it)


def _signed(value: float | None) -> str:
    return "" if value is None else f"{round(value, 1) + 0.0:+.1f}".replace("-", "\u2212")


def _round_up(value: float) -> float:
    """Return a round end for a scale: .25, .5, .75, 1 and so on."""
    return 0.25 * max(1, -int(-value // 0.25))
