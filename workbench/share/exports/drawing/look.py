"""How the drawing looks: few colours, few sizes; light, and dark where a page shows the picture in the dark."""

from __future__ import annotations

import re

from workbench.share.exports.drawing.measure import Style

#: Class of the picture: its rules reach nothing else on a page that holds it.
ROOT = "wb-picture"
_SELECTOR = re.compile(r"(^|[{},])(\.[a-z]|text|tspan)")
#: Ink by name: in the light, in the dark. The same as the map's in the notebook.
INKS = {
    "ink": ("#1c2126", "#e7eaee"), "soft": ("#57606a", "#9ba5b0"), "line": ("#dfe3e8", "#333b44"), "ground": ("#ffffff", "#14181c"),
    "wash": ("#f6f7f9", "#1c2127"), "now": ("#0b4f7d", "#6cb6e6"), "prev": ("#8b949e", "#76808a"),
    "pain": ("#b83a08", "#ff9a6b"), "need": ("#835400", "#f2c14e"), "delight": ("#03694f", "#5fd3ad"),
    "painb": ("#fdf0e9", "#2f1e16"), "needb": ("#fdf5df", "#2c2412"), "delightb": ("#e6f5ef", "#122a22"),
}  # fmt: skip

TITLE = Style("t-title", 30, bold=True, leading=1.2)
FIGURE = Style("t-figure", 19, bold=True, leading=1.2)
STAGE = Style("t-stage", 16, bold=True, leading=1.2)
LANE = Style("t-lane", 14.5, bold=True, leading=1.25)
SAY = Style("t-say", 13, bold=True, leading=1.24)
THING = Style("t-thing", 12, bold=True)
BODY = Style("t-body", 12.5, leading=1.36)
STRONG = Style("t-strong", 12.5, bold=True, leading=1.36)
PLAIN = Style("t-plain", 11.5, leading=1.34)
META = Style("t-meta", 11.5, leading=1.3)
COUNT = Style("t-count", 11.5, bold=True, leading=1.3)
AGAINST = Style("t-against", 11.5, bold=True, leading=1.3)
NOTE = Style("t-note", 11, leading=1.32)
NOTED = Style("t-noted", 11, bold=True, leading=1.34)
QUIET = Style("t-quiet", 11.5, leading=1.34)
SMALL = Style("t-small", 11, leading=1.28)
CHIP = Style("t-chip", 11, leading=1.28)
VALUE = Style("t-value", 13.5, bold=True)
STAR = Style("t-star", 12, bold=True)
AIM = Style("t-aim", 11.5, bold=True)
TURN = Style("t-turn", 12, bold=True)
BETTER = Style("t-better", 12, bold=True)
GOOD = Style("t-good", 11.5, leading=1.34)
BAD = Style("t-bad", 11.5, leading=1.34)
#: The smallest letters of the map: on paper they must not become smaller than can be read.
SMALLEST = 11.0

_WORDS = {
    "ink": (TITLE, FIGURE, STAGE, LANE, SAY, THING, BODY, STRONG, PLAIN, NOTED, COUNT, VALUE),
    "soft": (META, NOTE, QUIET, SMALL, CHIP),
    "pain": (AGAINST, STAR, TURN, BAD),
    "delight": (AIM, BETTER, GOOD),
}
_ITALIC = frozenset({"t-quiet"})
#: On the curve words stand on lines and dots: the ground is drawn around them.
_CLEAR = (VALUE, STAR, AIM, TURN, BETTER)
_DOTTED, _DASHED = "fill:none;stroke-width:1.4;stroke-dasharray:1.5 2.5", "fill:none;stroke-width:2;stroke-dasharray:6 4"
#: Shapes: the rule's name, and what is drawn with which ink.
_SHAPES = (
    ("ground", "fill", "ground", ""), ("wash", "fill", "wash", ""), ("ink", "fill", "ink", ""), ("soft", "fill", "soft", ""),
    ("now", "fill", "now", ""), ("prev", "fill", "prev", ""), ("star", "fill", "pain", ""),
    ("pain", "fill", "pain", ""), ("need", "fill", "need", ""), ("delight", "fill", "delight", ""),
    ("painb", "fill", "painb", ""), ("needb", "fill", "needb", ""), ("delightb", "fill", "delightb", ""),
    ("edge", "stroke", "line", "fill:none;stroke-width:1"), ("rule", "stroke", "line", "fill:none;stroke-width:1"),
    ("strong", "stroke", "ink", "fill:none;stroke-width:2"), ("hatch", "stroke", "prev", "fill:none;stroke-width:.8"),
    ("veil", "stroke", "line", "fill:none;stroke-width:1.1"),
    ("dash", "stroke", "soft", "fill:none;stroke-width:1.4;stroke-dasharray:4 3"),
    ("zero", "stroke", "soft", "fill:none;stroke-dasharray:3 3"), ("tick", "stroke", "prev", "fill:none;stroke-width:1"),
    ("before", "stroke", "prev", "fill:none;stroke-width:1.7;stroke-linejoin:round"),
    ("curve", "stroke", "now", "fill:none;stroke-width:3;stroke-linejoin:round;stroke-linecap:round"),
    ("band", "fill", "now", "opacity:.17"), ("cap", "stroke", "now", "fill:none;stroke-width:1.6;stroke-linecap:round"),
    ("person", "fill", "now", "opacity:.22"), ("aimline", "stroke", "delight", _DASHED),
    ("rail", "stroke", "prev", "fill:none;stroke-width:1;opacity:.6"),
    ("range", "stroke", "soft", "fill:none;stroke-width:3.4;opacity:.75"),
    ("share", "stroke", "ink", "fill:none;stroke-width:3"), ("contra", "stroke", "pain", "fill:none;stroke-width:2.2"),
    ("square", "stroke", "soft", "fill:none;stroke-width:1"), ("ring", "stroke", "soft", "fill:none;stroke-width:1.4"),
    ("whisker", "stroke", "ink", "fill:none;stroke-width:1.4"), ("dotted", "stroke", "ink", _DOTTED),
    ("icon", "stroke", "soft", "fill:none;stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round"),
    ("flow", "stroke", "prev", "fill:none;stroke-width:2"), ("flowbad", "stroke", "pain", "fill:none;stroke-width:2"),
    ("flowgood", "stroke", "delight", "fill:none;stroke-width:2"), ("said", "stroke", "now", "fill:none;stroke-width:2"),
    ("saidagainst", "stroke", "pain", "fill:none;stroke-width:2"),
)  # fmt: skip
#: Shapes with a ground and an edge: fill, stroke, width of the edge.
_BOTH = (
    ("chip", "ground", "line", 1.0), ("pill", "ground", "prev", 1.0), ("hollow", "wash", "now", 2.6),
    ("beforedot", "wash", "prev", 1.7),
    ("aimed", "wash", "delight", 2.0), ("assumed", "ground", "soft", 1.4),
)  # fmt: skip
_FAMILY = "'Liberation Sans',Arial,Helvetica,'Nimbus Sans',sans-serif"
#: A line with letters that the table of widths lacks is drawn in what is widely there and has most of them.
_ANY = "'Noto Sans','DejaVu Sans','Segoe UI','Arial Unicode MS','Liberation Sans',Arial,sans-serif"


def style(*, dark: bool) -> str:
    """Return the style sheet of a drawing; `dark` adds what changes where it is shown in the dark."""
    light = "".join((
        f"text{{font-family:{_FAMILY};unicode-bidi:plaintext}}.x-any,.x-any tspan,tspan.x-any{{font-family:{_ANY}}}",
        *(f".{s.name}{{font-size:{s.size:g}px{_weight(s)}}}" for styles in _WORDS.values() for s in styles),
        ".".join(("", *sorted(_ITALIC))) + "{font-style:italic}",
        ",".join(f".{s.name}" for s in _CLEAR) + "{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}",
        *(f".{name}{{{rest}}}" for name, _, _, rest in _SHAPES if rest),
        *(f".{name}{{stroke-width:{wide:g}}}" for name, _, _, wide in _BOTH),
        ".assumed{stroke-dasharray:4 3}.t-chipped{font-size:11px}",
        _inks(0),
    ))  # fmt: skip
    return _SELECTOR.sub(rf"\1.{ROOT} \2", light + (f"@media (prefers-color-scheme:dark){{{_inks(1)}}}" if dark else ""))


def _weight(style: Style) -> str:
    return f";font-weight:{700 if style.bold else 400}"  # said of both: words of two styles stand in one line


def _inks(which: int) -> str:
    """Return the rules that give ink, in the light (0) or in the dark (1)."""
    rules = [f"{','.join(f'.{s.name}' for s in styles)}{{fill:{INKS[ink][which]}}}" for ink, styles in _WORDS.items()]
    rules.append(f"{','.join(f'.{s.name}' for s in _CLEAR)}{{stroke:{INKS['wash'][which]}}}")
    rules += [f".{name}{{{what}:{INKS[ink][which]}}}" for name, what, ink, _ in _SHAPES]
    rules += [f".{name}{{fill:{INKS[fill][which]};stroke:{INKS[stroke][which]}}}" for name, fill, stroke, _ in _BOTH]
    return "".join(rules)
