"""The adjudicator without a kernel: how far coders agree, and what was decided why, as HTML that survives every sanitizer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import called

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from workbench.coding.adjudicate import Case
    from workbench.share.redact import Redactor
    from workbench.study.fold import State
    from workbench.study.records import Code

MOST_CASES = 40
_LONGEST = 300
_STYLE = "font-size:13px;line-height:1.5;border-left:3px solid #8a94a0;padding:4px 12px;max-width:760px"


def line(cases: Sequence[Case], *, who: str) -> str:
    """Return one line of text: who differ, how often, how much of it is decided."""
    open_ = sum(c.decided is None for c in cases)
    much = f"{open_} open, {len(cases) - open_} decided" if cases else "no case"
    return f"Where {who} differ: {much}"


def html(
    cases: Sequence[Case], state: State, codes: Sequence[Code], families: Sequence[Mapping[str, Any]], *, who: str,
    silent: Collection[str] = (), redactor: Redactor | None = None,
) -> str:  # fmt: skip
    """Return the static HTML.

    Parameters
    ----------
    cases
        As `workbench.coding.adjudicate.open_cases` gives them.
    state
        What the acts add up to.
    codes
        The codebook.
    families
        Agreement, as `workbench.widgets.adjudicator_view.families` gives it.
    who
        Whom it is about.
    silent
        Pseudonyms of people who did not agree to be quoted: their passages are counted, not shown.
    redactor
        Masks names in passages, reasons and names of codes; everything as it is if not given.
    """
    labels = [called(c) for c in codes]
    shown = cases[:MOST_CASES]
    said = [" ".join(c.quote.split())[:_LONGEST] for c in shown]
    reasons = [c.decided.reason if c.decided else "" for c in shown]
    if redactor is not None:
        labels = redactor.texts(labels, guess=False)
        said, reasons = redactor.texts(said), redactor.texts(reasons)
    names = {c.id: label for c, label in zip(codes, labels, strict=True)}
    agreed = "".join(f"<li>{escape(str(f['family']))}: {_alpha(f)} <em>({escape(str(f['heard']))})</em></li>" for f in families)
    rows = []
    for case, quote, why in zip(shown, said, reasons, strict=True):
        words = "<em>(not quoted: no consent)</em>" if case.participant in silent else f"“{escape(quote)}”"
        sides = "; ".join(_side(coder, keys, state, names) for coder, keys in case.sides.items())
        end = f" <strong>decided by {escape(case.decided.coder)}</strong>: {escape(why)}" if case.decided else ""
        rows.append(f"<li><span>{escape(case.participant)}:</span> {words} {sides}{end}</li>")
    more = len(cases) - len(shown)
    body = (
        (f'<ul style="padding-left:1.2em;margin:6px 0">{agreed}</ul>' if agreed else "")
        + (f'<ul style="padding-left:1.2em;margin:6px 0">{"".join(rows)}</ul>' if rows else "")
        + (f"<div><em>and {more} more</em></div>" if more > 0 else "")
    )
    return f'<div class="wb-twin" style="{_STYLE}"><div><strong>{escape(line(cases, who=who))}</strong></div>{body}</div>'


def _side(coder: str, keys: Sequence[str], state: State, names: Mapping[str, str]) -> str:
    given = [state.codings[key] for key in keys if key in state.codings]
    said = sorted({f"{names.get(c.code, c.code)}{' against' if c.stance == 'against' else ''}" for c in given})
    return f"{escape(coder)}: " + (" ".join(f"<strong>[{escape(s)}]</strong>" for s in said) or "<em>no code</em>")


def _alpha(family: Mapping[str, Any]) -> str:
    if family["alpha"] is None:
        return "α undefined (no variation)"
    interval = "" if family["lo"] is None or family["hi"] is None else f" [{family['lo']:z.2f}, {family['hi']:z.2f}]"
    return f"α {family['alpha']:z.2f}{interval}".replace("-", "−")
