"""What a notebook shows of agreement: the passages to talk about first, then coefficients with pictures of their intervals."""

from __future__ import annotations

import html
from itertools import combinations
from typing import TYPE_CHECKING

from workbench.coding.agreement import between
from workbench.study.words import count
from workbench.views.agreement import ENOUGH, counted
from workbench.views.dots import MARKS, dot, lowest, scale
from workbench.views.parts import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.coding.agreement import Agreement, Interval
    from workbench.views.agreement import AgreementView

#: Documents or people below which an interval is narrower than it should be (docs/methods.md has how much).
FEW = 20
#: Passages shown at once, and when asked for.
_HOTTEST, _MORE = 10, 50
_LONGEST = 240
_SMALL = "font-size:12px;opacity:.85"
_SIGNS = {"percent": "agree", "kappa": "κ", "alpha": "α", "ac1": "AC1", "jaccard": "Jaccard", "s": "S", "fleiss": "Fleiss κ"}
_UNITS = {
    "segment": "a participant's turn, or a whole answer",
    "token": "a word of participants",
    "character": "a character of participants' words",
    "unitised": "what coders cut out themselves; how far ends lie apart counts",
}
_HOT = {"opposite": "one says the opposite", "another code": "another code", "one only": "not everybody coded it"}


def page(view: AgreementView, note: str = "") -> str:
    """Return agreement as HTML that needs no kernel and no style sheet.

    Parameters
    ----------
    view
        With at least one code.
    note
        A paragraph to stand after the first.
    """
    parts = [_head(view), note, _heat(view), _numbers(view), _pairs(view), _which(view), _single(view), _cut(view)]
    return f"<div style='overflow-x:auto'>{''.join(parts)}</div>"


def _head(view: AgreementView) -> str:
    a = view.codes[0]
    names = html.escape(f"{', '.join(view.coders[:-1])} and {view.coders[-1]}")
    opened = "both" if len(view.coders) == 2 else "at least two of them"  # noqa: PLR2004 (a pair)
    drawn = a.documents if a.by == "document" else a.people
    few = ""
    if drawn < FEW:
        few = f" These are fewer than {FEW} {_plural(a.by)}: the intervals are narrower than they should be."
    out = ""
    if view.left_out:
        named = ", ".join(view.masks.text(item or source, guess=False) for source, item in view.left_out[:_MORE])
        rest = f" and {len(view.left_out) - _MORE} more" if len(view.left_out) > _MORE else ""
        out = (
            f"<details><summary>{count(len(view.left_out), 'text')} opened by one only, and left out</summary>"
            f"<p style='{_SMALL}'>{html.escape(named)}{rest}</p></details>"
        )
    return (
        f"<p><strong>Agreement of {names}</strong> on {count(a.documents, 'document')} {opened} opened, of "
        f"{a.people} {'person' if a.people == 1 else 'people'}. "
        f"<strong>Unit: {a.unit}</strong> ({_UNITS[a.unit]}). Intervals: 95 %, {_plural(a.by)} drawn again.{few}</p>{out}"
    )


def _heat(view: AgreementView) -> str:
    """Return the passages to talk about: they come before any number."""
    n = len(view.differences)
    if not n:
        return "<p>They differ nowhere.</p>"
    shown = view.masked(view.differences.head(_HOTTEST + _MORE))
    rows = []
    for row in shown.to_dict("records"):
        quote = str(row["quote"])
        quote = quote if len(quote) <= _LONGEST else quote[:_LONGEST].rstrip() + " …"
        who = ", ".join(filter(None, (str(row["participant"]), view.masks.text(str(row["item"] or row["source"]), guess=False))))
        codes = [view.called(str(row[c])) or "nothing" for c in view.coders]
        rows.append([
            html.escape(_HOT[str(row["kind"])]), f"“{html.escape(quote)}” <em>{html.escape(who)}</em>",
            *(html.escape(code) for code in codes),
        ])  # fmt: skip
    headings = ["why", "passage", *view.coders]
    out = table(headings, rows[:_HOTTEST], f"{count(n, 'passage')} to talk about, hottest first")
    if n > _HOTTEST:
        rest = f"the next {len(rows) - _HOTTEST}" + (f" of {n - _HOTTEST}; .differences has all" if n > len(rows) else "")
        out += f"<details><summary>{rest}</summary>{table(headings, rows[_HOTTEST:], 'Then')}</details>"
    return out


def _numbers(view: AgreementView) -> str:
    pooled, often, rare = list(view.families.values()), view.codes, []
    if view.codes[0].unit == "segment":
        often = [a for a in view.codes if sum(a.cells[:3]) >= ENOUGH]
        rare = [a for a in view.codes if sum(a.cells[:3]) < ENOUGH]
    low = lowest(v for a in (*pooled, *often) for v in (a.value.alpha, a.alpha_lo))
    shown = [*pooled, *often]
    out = _coefficients(view, shown, low, "How much they agree: families first, then codes. Dashed: .667 and .800") if shown else ""
    if rare:
        summary = f"{count(len(rare), 'code')} on fewer than {ENOUGH} passages"
        low = lowest(v for a in rare for v in (a.value.alpha, a.alpha_lo))
        out += f"<details><summary>{summary}</summary>{_coefficients(view, rare, low, 'Too few to tell')}</details>"
    return out


def _coefficients(view: AgreementView, shown: Sequence[Agreement], low: float, caption: str) -> str:
    cells = view.cells()
    names = ("jaccard",) if view.codes[0].unit == "unitised" else ("kappa", "ac1", "jaccard", "percent")
    headings = ["code", "share coded", *cells, _SIGNS["alpha"], "", "says", *(_SIGNS[name] for name in names)]
    rows = [["", "", *[""] * len(cells), "", scale(low), "", *[""] * len(names)]]
    for a in shown:
        name = f"<strong>{html.escape(a.code)}</strong>" if view.families.get(a.code) is a else html.escape(view.called(a.code))
        value = a.value.alpha
        rows.append([
            name, percent(a.prevalence), *map(str, counted(a)), bounded(value, a.intervals.get("alpha")),
            "" if value is None else dot(value, a.alpha_lo, a.alpha_hi, low, "α"), _says(a),
            *(bounded(getattr(a.value, n), a.intervals.get(n)) for n in names),
        ])  # fmt: skip
    return table(headings, rows, caption)


def _pairs(view: AgreementView) -> str:
    """Return each pair of coders by itself, family by family."""
    if len(view.coders) == 2 or view.codes[0].unit == "unitised":  # noqa: PLR2004 (a pair)
        return ""
    rows = []
    for a, b in combinations(view.coders, 2):
        found = [between(family, a, b) for family in view.families.values()]
        rows.append([html.escape(f"{a} and {b}"), *(bounded(f.value.alpha, f.intervals.get("alpha")) for f in found)])
    return table(["α of", *view.families], rows, "Two at a time")


def _which(view: AgreementView) -> str:
    out = ""
    for found in view.labels:
        value = bounded(found.value.alpha, found.intervals.get("alpha"))
        frame = view.confusion(found.family)
        names = [str(name) for name in frame.columns]
        rows = [
            [
                f"<strong>{html.escape(name)}</strong>",
                *(f"<strong>{n}</strong>" if i == j else str(n) for j, n in enumerate(row)),
            ]
            for i, (name, row) in enumerate(zip(names, frame.to_numpy().tolist(), strict=True))
        ]
        head = f"Which {found.family}, in {count(found.units, 'unit')} that have one from two coders: α "
        out += (
            f"<details><summary>{html.escape(head)}{value}</summary>"
            + table([f"{view.coders[0]} ↓ {view.coders[1]} →", *names], rows, "How often one said the one and the other the other")
            + "</details>"
        )
    return out


def _single(view: AgreementView) -> str:
    rows = [
        [html.escape(v.what), v.level, str(v.units), bounded(v.value, v.interval)] for v in view.values if v.units
    ]  # fmt: skip
    return table(["one value a unit", "distance", "units", "α"], rows, "Sets of codes, and feelings") if rows else ""


def _cut(view: AgreementView) -> str:
    if not view.unitised:
        return ""
    rows = [
        [
            f"<strong>{html.escape(u.family)}</strong>",
            *(bounded(v, u.intervals.get(n)) for n, v in
              (("where", u.where), ("what", u.what), ("where_and_what", u.where_and_what))),
            percent(u.coverage),
            percent(u.overlaps / (u.length * len(u.coders)) if u.length else None),
        ]
        for u in view.unitised
    ]  # fmt: skip
    headings = ["family", "where: |uα", "what, where two saw something: cuα", "both: uα", "of the text", "codes overlap in"]
    return table(headings, rows, "Where, and what (Krippendorff and others 2016)")


def _says(a: Agreement) -> str:
    """Return what the interval allows to say; the point alone allows nothing."""
    lo, hi = a.alpha_lo, a.alpha_hi
    if a.value.alpha is None:
        return "no variation"
    if a.unit == "segment" and sum(a.cells[:3]) < ENOUGH:
        return "too few passages"
    if lo is None or hi is None:
        return "no interval"
    if lo == hi == 1:  # drawing again what never differs cannot show how often it might
        return "no difference found"
    if hi < MARKS[0]:
        return "not reliable"
    return ("cannot tell yet", "tentative", "rely on it")[sum(lo >= mark for mark in MARKS)]


def bounded(value: float | None, found: Interval | None) -> str:
    """Return a coefficient with its interval; what was undefined in some resamples is said."""
    if value is None:
        return "undefined"
    if found is None or found.lo is None or found.hi is None:
        return _number(value)
    some = f"<br>undefined in {100 * found.undefined:.0f} %" if found.undefined >= 0.005 else ""  # noqa: PLR2004 (half a per cent)
    return f"{_number(value)}<br><span style='{_SMALL};white-space:nowrap'>{_number(found.lo)} to {_number(found.hi)}{some}</span>"


def _number(value: float) -> str:
    return f"{round(value, 2) + 0:.2f}".replace("-", "\u2212")


def percent(share: float | None) -> str:
    """Return a share in per cent, small ones with a decimal; empty if there is none."""
    return "" if share is None else f"{100 * share:.0f} %" if share >= 0.095 or not share else f"{100 * share:.1f} %"  # noqa: PLR2004


def _plural(by: str) -> str:
    return "people" if by == "participant" else f"{by}s"
