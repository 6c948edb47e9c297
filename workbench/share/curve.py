"""The emotion curve as SVG: one point a stage, straight segments, nothing invented between or beyond."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from workbench.share.words import people, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMN = 204
#: The sheet is at least this wide without its lane labels: fewer stages get wider columns, not larger letters.
_SHEET = 6 * COLUMN
HEIGHT = 228
_TOP, _BOTTOM = 18, 22
_HOLLOW_BELOW = 5
_PREVIOUS_LEFT = 11
_SWARM_STEP, _SWARM_WIDTH = 6.5, 150
#: Standing alone (an image in an untrusted notebook), the curve carries its colours and its own ground.
_ALONE = (
    "svg{background:#f6f7f9;font:13px system-ui,'DejaVu Sans',sans-serif}.wb-grid{stroke:#dfe3e8}"
    ".wb-zero{stroke:#5d6670;stroke-dasharray:3 3}"
    ".wb-tick,.wb-count{font-size:11px;fill:#5d6670}.wb-count{text-anchor:middle}.wb-prev{fill:none;stroke:#8b949e;stroke-width:1.6}"
    ".wb-prevdot{fill:#f6f7f9;stroke:#8b949e;stroke-width:1.6}.wb-now{fill:none;stroke:#0b4f7d;stroke-width:2.6}.wb-person{fill:#0b4f7d;opacity:.2}"
    ".wb-ci{stroke:#0b4f7d;stroke-width:3.4;opacity:.5}.wb-mean{fill:#0b4f7d}.wb-hollow{fill:#f6f7f9;stroke:#0b4f7d;stroke-width:2.4}"
    ".wb-val,.wb-star{paint-order:stroke;stroke:#f6f7f9;stroke-width:4px;font-weight:700;fill:#1c2126}.wb-star{fill:#b83a08;text-anchor:middle}"
    ".wb-quiet{font-size:11.5px;fill:#5d6670;font-style:italic;text-anchor:middle}"
)


def describe(stages: Sequence[dict[str, Any]]) -> str:
    """Return the curve in words, for those who do not see it."""
    parts = []
    for stage in stages:
        feel = stage["emotion"]
        if feel["mean"] is not None:
            parts.append(f"{stage['label']} {signed(feel['mean'])} ({_range(feel)}, {people(feel['n'])})")
        elif feel["n"]:
            parts.append(f"{stage['label']}: {people(feel['n'])}, too few for a mean")
        else:
            parts.append(f"{stage['label']}: no feeling heard")
    return "Feeling by stage, mean of people from \u22122 to +2 with 95 % interval: " + "; ".join(parts) + "."


def curve(stages: Sequence[dict[str, Any]], *, alone: bool = False) -> str:
    """Return the emotion curve.

    A filled dot is the mean of people's means, hollow below five people; with fewer than three (mean None) only the
    people are drawn. The bar is the 95 % interval. Faint dots are people. Segments join neighbours only: stages are
    ordered, not spaced, so nothing is smoothed and gaps stay open. The previous round stands grey to the left.

    Parameters
    ----------
    stages
        The stages of a map model.
    alone
        Carry colours and ground in the picture itself, for use as an image.

    Returns
    -------
    str
        An ``<svg>`` element.
    """
    column = _column(stages)
    width = column * max(1, len(stages))
    head = f'<svg class="wb-curve" viewBox="0 0 {width} {HEIGHT}" role="img" aria-label="{escape(describe(stages), quote=True)}"'
    own = f' xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}"><style>{_ALONE}</style>'
    out = [head + (own if alone else ">")]
    for value in (2, 1, 0, -1, -2):
        kind = "zero" if value == 0 else "grid"
        out.append(f'<line class="wb-{kind}" x1="0" x2="{width}" y1="{_y(value)}" y2="{_y(value)}"/>')
        label = signed(value).replace(".0", "") if value else "0"
        out.append(f'<text class="wb-tick" x="4" y="{_n(_y(value) - 3)}">{label}</text>')
    before = [s["emotion"]["previous"] for s in stages]
    places = [_x(i, column) for i in range(len(stages))]
    out += _joined([p and p["mean"] for p in before], "prev", [x - _PREVIOUS_LEFT for x in places])
    out += [_people(x, s["emotion"]["people"]) for x, s in zip(places, stages, strict=True)]
    out += [
        f'<circle class="wb-prevdot" cx="{_n(places[i] - _PREVIOUS_LEFT)}" cy="{_y(p["mean"])}" r="4">'
        f"<title>previous round: {signed(p['mean'])} ({people(p['n'])})</title></circle>"
        for i, p in enumerate(before)
        if p and p["mean"] is not None
    ]
    out += _joined([s["emotion"]["mean"] for s in stages], "now", places)
    out += [_point(i, stages, x, alone=alone) for i, x in enumerate(places)]
    return "".join(out) + "</svg>"


def _range(feel: dict[str, Any]) -> str:
    return f"{signed(feel['lo'])} to {signed(feel['hi'])}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _column(stages: Sequence[dict[str, Any]]) -> float:
    return max(COLUMN, _SHEET / max(1, len(stages)))


def _x(index: int, column: float) -> float:
    return (index + 0.5) * column


def _y(value: float) -> float:
    return round(_TOP + (2 - value) / 4 * (HEIGHT - _TOP - _BOTTOM), 1)


def _joined(means: Sequence[float | None], kind: str, places: Sequence[float]) -> list[str]:
    runs: list[list[str]] = [[]]
    for i, mean in enumerate(means):
        if mean is None:
            runs.append([])
        else:
            runs[-1].append(f"{_n(places[i])},{_y(mean)}")
    return [f'<polyline class="wb-{kind}" points="{" ".join(run)}"/>' for run in runs if len(run) > 1]


def _people(middle: float, persons: Sequence[dict[str, Any]]) -> str:
    """Draw each person at their own mean; equal means stand side by side."""
    rows = Counter(round(p["mean"] * 4) / 4 for p in persons)
    seen: Counter[float] = Counter()
    out = []
    for person in sorted(persons, key=lambda p: (p["mean"], p["participant"])):
        row = round(person["mean"] * 4) / 4
        place = seen[row]
        seen[row] += 1
        x = middle + (place + 1) // 2 * min(_SWARM_STEP, _SWARM_WIDTH / rows[row]) * (1 if place % 2 else -1)
        title = escape(f"{person['participant']}: {signed(person['mean'])}")
        out.append(f'<circle class="wb-person" cx="{_n(x)}" cy="{_y(person["mean"])}" r="2.8"><title>{title}</title></circle>')
    return "".join(out)


def _point(index: int, stages: Sequence[dict[str, Any]], x: float, *, alone: bool) -> str:
    stage = stages[index]
    feel = stage["emotion"]
    out = []
    if alone:
        out.append(f'<text class="wb-count" x="{_n(x)}" y="{HEIGHT - 6}">{escape(stage["label"])} · {people(feel["n"])}</text>')
    mean = feel["mean"]
    if mean is None:
        quiet = "too few for a mean" if feel["n"] else ("no feeling heard" if _heard(stage) else "not asked")
        out.append(f'<text class="wb-quiet" x="{_n(x)}" y="{_n(_y(0) - 8)}">{quiet}</text>')
    else:
        y = _y(mean)
        out.append(f'<line class="wb-ci" x1="{_n(x)}" x2="{_n(x)}" y1="{_y(feel["hi"])}" y2="{_y(feel["lo"])}"/>')
        kind = "hollow" if feel["n"] < _HOLLOW_BELOW else "mean"
        words = f"{stage['label']}: {signed(mean)} ({_range(feel)}), {people(feel['n'])}"
        out.append(f'<circle class="wb-{kind}" cx="{_n(x)}" cy="{y}" r="6.5"><title>{escape(words)}</title></circle>')
        out.append(f'<text class="wb-val" x="{_n(x + 12)}" y="{_n(y + _beside(index, stages))}">{signed(mean)}</text>')
    if stage["moment"]:
        low = _y(feel["lo"]) if mean is not None else _y(0)
        below = max(low + 20, (_y(mean) if mean is not None else 0) + 36)
        at = below if below + 4 < HEIGHT - (_BOTTOM if alone else 0) else _y(feel["hi"]) - 10
        why = escape(stage["moment"]["why"])
        out.append(f'<text class="wb-star" x="{_n(x)}" y="{_n(at)}">\u2605 moment of truth<title>{why}</title></text>')
    return "".join(out)


def _beside(index: int, stages: Sequence[dict[str, Any]]) -> float:
    """Return how far below the dot's middle its value stands, so that the segment to the right does not cross it."""
    following = stages[index + 1]["emotion"]["mean"] if index + 1 < len(stages) else None
    if following is None:
        return 4.5
    return -6.0 if following <= stages[index]["emotion"]["mean"] else 16.0


def _heard(stage: dict[str, Any]) -> bool:
    return bool(stage["coverage"]["spoke"] + stage["coverage"]["asked"])
