"""A sheet drawn: strip, heads, curve, lanes, how to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.curve import describe
from workbench.share.exports.drawing import feeling
from workbench.share.exports.drawing.block import Block, text
from workbench.share.exports.drawing.head import draw_heads, heads
from workbench.share.exports.drawing.look import BODY, LANE, NOTE, QUIET, ROOT, STAGE, style
from workbench.share.exports.drawing.measure import wrap
from workbench.share.exports.drawing.pen import Pen, n, safe
from workbench.share.exports.drawing.plan import LABEL, PAD

if TYPE_CHECKING:
    from workbench.share.exports.drawing.plan import Laid, Plan

View = dict[str, Any]
MARGIN = 36.0
_LESSON = {"add": "Nobody is in this study yet", "code": "Nothing is claimed yet"}
_HOW = "A card appears here when a passage somebody said is coded twice: with a stage, and with a pain, a need or a delight."


def body(pen: Pen, view: View, model: View, plan: Plan, x: float, y: float, *, curve: bool = True) -> float:
    """Draw heads, curve and lanes with the upper left corner at a place; return where they end."""
    stages = [view["stages"][i] for i in plan.chosen]
    raw = [model["stages"][i] for i in plan.chosen]
    with pen.group("", x, y):
        made, high = heads(stages, plan.columns)
        draw_heads(pen, made, plan.columns, 0, high)
        at = plan.head
        if plan.curve and curve:
            _curve(pen, view, raw, stages, plan, at)
            at += plan.curve
        for laid in plan.rows:
            _lane(pen, laid, plan, at)
            at += laid.high
    return y + at


def _curve(pen: Pen, view: View, raw: list[View], stages: list[View], plan: Plan, y: float) -> None:
    if not view["felt"]:
        pen.line(0, y, plan.wide, y, "rule")
        pen.words(LABEL + PAD, y + 21, "no feeling coded at any stage yet", QUIET)
        _label(pen, "Feeling", "", y)
        return
    aim = "; dashed: what is aimed at" if view["future"] else ""
    _label(pen, "Feeling", f"mean of people, 95\u00a0% interval; dots are people; hollow: fewer than 5{aim}", y)
    feeling.draw(pen, raw, plan.columns, feeling.below(raw, stages, plan.columns), y, view["previous"])


def _label(pen: Pen, name: str, note: str, y: float) -> None:
    at = pen.lines(0, y + 8, wrap(name, LANE, LABEL - 12), LABEL - 12)
    pen.lines(0, at + 1, wrap(note, NOTE, LABEL - 12), LABEL - 12)


def _lane(pen: Pen, laid: Laid, plan: Plan, y: float) -> None:
    pen.line(0, y, plan.wide, y, "rule")
    _label(pen, laid.row.label, laid.row.note, y)
    for placed, silence, column in zip(laid.cells, laid.row.silence, plan.columns, strict=True):
        for one in placed:
            one.block.draw(pen, column.x + PAD + one.x, y + 9 + one.y)
        if silence and not placed:
            pen.lines(column.x + PAD + 2, y + 10, wrap(silence, QUIET, column.wide - 2 * PAD), column.wide - 2 * PAD)


def lesson(view: View, wide: float) -> Block | None:
    """Return what a map without a card says; None if it has some."""
    if not view["lesson"]:
        return None
    title, how = text(_LESSON[view["lesson"]], wide - 40, STAGE), text(_HOW, wide - 40, BODY)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.rect(x + 1, y + 13, wide - 2, title.high + how.high + 30, "dash", round_by=8)
        title.draw(pen, x + 20, y + 24)
        how.draw(pen, x + 20, y + 28 + title.high)

    return Block(title.high + how.high + 58, draw)


def svg(
    drawn: Pen, view: View, model: View, box: tuple[float, float], size: tuple[str, str] | None = None, *, dark: bool = False
) -> str:
    """Return what was drawn as an SVG file of its own.

    Parameters
    ----------
    drawn
        What is on it.
    view, model
        For its title and its description.
    box
        Width and height in pixels.
    size
        Width and height as they are to be shown, if not in pixels.
    dark
        Follow a reader who wants dark pages.
    """
    wide, high = box
    shown = size or (n(wide), n(high))
    name = view["uid"]  # several pictures may stand on one page
    head = (
        f'width="{shown[0]}" height="{shown[1]}" viewBox="0 0 {n(wide)} {n(high)}" role="img" aria-labelledby="t-{name} d-{name}"'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{ROOT}" {head}><title id="t-{name}">{safe(heading(view))}</title>'
        f'<desc id="d-{name}">{safe(description(view, model))}</desc><style>{style(dark=dark)}</style>'
        f'<rect class="ground" width="{n(wide)}" height="{n(high)}"/>{drawn}</svg>'
    )


def heading(view: View) -> str:
    """Return the name of the picture."""
    return f"Journey map: {view['title']}"


def description(view: View, model: View) -> str:
    """Return the map in a few sentences, for those who do not see it: what it rests on, the feeling, the most said."""
    count = len(model["claims"])
    parts = [f"{words.plural(count, 'card') or 'No card'} in {words.plural(len(view['stages']), 'stage') or 'no stage'}."]
    parts.append(", ".join(f"{figure} {what}" for figure, what in view["facts"]) + ".")
    parts += [describe(model["stages"])] if view["felt"] else []
    for lane in view["lanes"]:
        found = [c for cell in lane["cells"] for c in cell["cards"]] if lane["claims"] else []
        if found:
            top = max(found, key=lambda c: (c["k"] / c["n"] if c["n"] else 0.0, c["k"], c["id"]))
            said = "an ASSUMPTION" if top["assumed"] else f"{top['k']} of {top['n']} people"
            parts.append(f"{lane['label']}: {len(found)}, first {top['statement']} ({said}).")
    return " ".join(parts)
