"""The emotion curve as SVG: one point a stage, straight segments, nothing invented between or beyond."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from workbench.share.swarm import swarm
from workbench.share.words import people, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMN = 204
#: A column is at most this wide: where there is one stage, its curve does not stretch over the sheet.
WIDEST = 500
#: The curve of a few stages is drawn this wide: narrower it is too high where it fills a page, wider too low in a notebook.
_SHEET = 1000
HEIGHT = 236
_STRIP = 22
_APART = 20
_TOP, _BOTTOM = 22, 22
#: Above a dot and the swarm around it.
_CLEAR = 22
_HOLLOW_BELOW = 5
_PREVIOUS_LEFT = 11
_MOST_AROUSED = 4.0
#: Letters of a stage's name that fit under the curve.
_NAME = 20
#: Standing alone (an image in an untrusted notebook), the curve carries its colours and its own ground.
_ALONE = (
    "svg{background:#f6f7f9;font:13px system-ui,'DejaVu Sans',sans-serif}.wb-grid{stroke:#dfe3e8}"
    ".wb-zero{stroke:#5d6670;stroke-dasharray:3 3}"
    ".wb-tick,.wb-count{font-size:11px;fill:#5d6670}.wb-count{text-anchor:middle}.wb-prev{fill:none;stroke:#8b949e;stroke-width:1.6}"
    ".wb-prevdot{fill:#f6f7f9;stroke:#8b949e;stroke-width:1.6}.wb-now{fill:none;stroke:#0b4f7d;stroke-width:2.6}"
    ".wb-one path{fill:none;stroke:#0b4f7d;stroke-width:5.6;stroke-linecap:round;opacity:.2}"
    ".wb-one .wb-way{stroke-width:1;opacity:.1}"
    ".wb-ci{stroke:#0b4f7d;stroke-width:3.4;opacity:.5}.wb-mean{fill:#0b4f7d}.wb-hollow{fill:#f6f7f9;stroke:#0b4f7d;stroke-width:2.4}"
    ".wb-val,.wb-star,.wb-turn{paint-order:stroke;stroke:#f6f7f9;stroke-width:4px;font-weight:700;fill:#1c2126}"
    ".wb-star,.wb-turn{fill:#b83a08;text-anchor:middle}.wb-turn.wb-good{fill:#03694f}"
    ".wb-target{fill:none;stroke:#03694f;stroke-width:2;stroke-dasharray:6 4}.wb-aim{font-size:11.5px;fill:#03694f}"
    ".wb-arousal{fill:#8b949e}.wb-quiet{font-size:11.5px;fill:#5d6670;font-style:italic;text-anchor:middle}"
)


def describe(stages: Sequence[dict[str, Any]]) -> str:
    """Return the curve in words, for those who do not see it."""
    parts = []
    for stage in stages:
        feel = stage["emotion"]
        if feel["mean"] is not None:
            said = f"{stage['label']} {signed(feel['mean'])} ({_range(feel)}, {people(feel['n'])})"
        elif feel["n"]:
            said = f"{stage['label']}: {people(feel['n'])}, too few for a mean"
        else:
            said = f"{stage['label']}: {'no feeling heard' if _heard(stage) else 'not asked'}"
        target = stage.get("target")
        parts.append(said + ("" if target is None else f", target {signed(target)}"))
    return "Feeling by stage, mean of people from \u22122 to +2 with 95 % interval: " + "; ".join(parts) + "."


def curve(stages: Sequence[dict[str, Any]], *, alone: bool = False, previous: str | None = None) -> str:
    """Return the emotion curve.

    A filled dot is the mean of people's means, hollow below five people; with fewer than three (mean None) only the
    people are drawn. The bar is the 95 % interval. Faint dots are people, and a thin line is one person's path.
    Segments join neighbours only: stages are ordered, not spaced, so nothing is smoothed and gaps stay open. The
    previous round stands grey to the left; a change is named only where there is a verdict. A dashed line is the target.

    Parameters
    ----------
    stages
        The stages of a map model.
    alone
        Carry colours and ground in the picture itself, for use as an image.
    previous
        What the round before is called.

    Returns
    -------
    str
        An ``<svg>`` element.
    """
    column = column_width(len(stages))
    width = column * max(1, len(stages))
    excited = [_arousal(s) for s in stages]
    height = HEIGHT + (_STRIP if any(a is not None for a in excited) else 0)
    head = (
        f'<svg class="wb-curve" viewBox="0 0 {_n(width)} {height}" role="img" aria-label="{escape(describe(stages), quote=True)}"'
    )
    own = f' xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{height}"><style>{_ALONE}</style>'
    # How wide it is drawn: the style sheet divides letters by how far the picture is stretched.
    out = [head + (own if alone else f' style="--wb-broad:{_n(width)}">')]
    for value in (2, 1, 0, -1, -2):
        kind = "zero" if value == 0 else "grid"
        out.append(f'<line class="wb-{kind}" x1="0" x2="{_n(width)}" y1="{_y(value)}" y2="{_y(value)}"/>')
        label = signed(value).replace(".0", "") if value else "0"
        out.append(f'<text class="wb-tick" x="4" y="{_n(_y(value) - 3)}">{label}</text>')
    before = [s["emotion"]["previous"] for s in stages]
    places = [_x(i, column) for i in range(len(stages))]
    out += _joined([p and p["mean"] for p in before], "prev", [x - _PREVIOUS_LEFT for x in places])
    out.append(swarm(stages, places, _y))
    out += [
        f'<circle class="wb-prevdot" cx="{_n(places[i] - _PREVIOUS_LEFT)}" cy="{_y(p["mean"])}" r="4">'
        f"<title>{escape(previous or 'previous round')}: {signed(p['mean'])} ({people(p['n'])})</title></circle>"
        for i, p in enumerate(before)
        if p and p["mean"] is not None
    ]
    out += _targets(stages, places)
    out += _joined([s["emotion"]["mean"] for s in stages], "now", places)
    out += [_point(i, stages, x, alone=alone) for i, x in enumerate(places)]
    out += [_turn(s, x, previous) for s, x in zip(stages, places, strict=True)]
    out += [_strip(a, x, column) for a, x in zip(excited, places, strict=True) if a is not None]
    return "".join(out) + "</svg>"


def column_width(stages: int) -> float:
    """Return how wide a stage is drawn; the style sheet keeps letters as large however far the curve is stretched."""
    return min(WIDEST, max(COLUMN, _SHEET / max(1, stages)))


def _range(feel: dict[str, Any]) -> str:
    return f"{signed(feel['lo'])} to {signed(feel['hi'])}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


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


def _targets(stages: Sequence[dict[str, Any]], places: Sequence[float]) -> list[str]:
    """Draw what the feeling is meant to become: dashed, squares for dots, and called what it is."""
    wanted = [s.get("target") for s in stages]
    out = _joined(wanted, "target", places)
    for x, value in zip(places, wanted, strict=True):
        if value is not None:
            y = _y(value)
            out.append(
                f'<rect class="wb-aimed" x="{_n(x - 4)}" y="{_n(y - 4)}" width="8" height="8"/>'
                f'<text class="wb-aim" x="{_n(x - 10)}" y="{_n(y - 5)}" text-anchor="end">target {signed(value)}</text>'
            )
    return out


def _point(index: int, stages: Sequence[dict[str, Any]], x: float, *, alone: bool) -> str:
    stage = stages[index]
    feel = stage["emotion"]
    out = []
    if alone:
        out.append(f'<text class="wb-count" x="{_n(x)}" y="{HEIGHT - 6}">{escape(stage["label"])} · {people(feel["n"])}</text>')
    else:  # where stages stand under each other the curve names them itself
        out.append(f'<text class="wb-name" x="{_n(x)}" y="{HEIGHT - 6}">{escape(_short(stage["label"]))}</text>')
    mean = feel["mean"]
    if mean is None:
        quiet = "too few for a mean" if feel["n"] else ("no feeling heard" if _heard(stage) else "not asked")
        out.append(f'<text class="wb-quiet" x="{_n(x)}" y="{_n(_y(0) - 8)}">{quiet}</text>')
    else:
        y = _y(mean)
        out.append(f'<line class="wb-ci" x1="{_n(x)}" x2="{_n(x)}" y1="{_y(feel["hi"])}" y2="{_y(feel["lo"])}"/>')
        kind = "hollow" if feel.get("hollow", feel["n"] < _HOLLOW_BELOW) else "mean"
        words = f"{stage['label']}: {signed(mean)} ({_range(feel)}), {people(feel['n'])}"
        out.append(f'<circle class="wb-{kind}" cx="{_n(x)}" cy="{y}" r="6.5"><title>{escape(words)}</title></circle>')
        out.append(f'<text class="wb-val" x="{_n(x + 12)}" y="{_n(y + _beside(index, stages))}">{signed(mean)}</text>')
    if stage["moment"]:
        low = _y(feel["lo"]) if mean is not None else _y(0)
        below = max(low + 20, (_y(mean) if mean is not None else 0) + 36)
        at = below if below + 4 < HEIGHT - (_BOTTOM if alone else 0) else min(_y(feel["hi"]) - 10, _y(mean or 0) - _CLEAR)
        why = escape(stage["moment"]["why"])
        out.append(f'<text class="wb-star" x="{_n(x)}" y="{_n(at)}">\u2605 moment of truth<title>{why}</title></text>')
    return "".join(out)


def _short(label: str) -> str:
    """Return as much of a stage's name as its column holds; the stage itself stands below in full."""
    return label if len(label) <= _NAME else label[: _NAME - 1].rstrip(" ,;:") + "\u2026"


def _turn(stage: dict[str, Any], x: float, previous: str | None) -> str:
    """Name a change of feeling, if there is a verdict that there was one."""
    verdict = stage["emotion"].get("verdict")
    word = str(verdict["word"]) if verdict else ""
    good, bad = word.startswith(("up", "better")), word.startswith(("down", "worse"))
    feel = stage["emotion"]
    if not (good or bad) or feel["mean"] is None:
        return ""
    before = feel["previous"]["mean"] if feel["previous"] and feel["previous"]["mean"] is not None else feel["mean"]
    y = min(_y(feel["hi"]), _y(before)) - 12
    target = stage.get("target")
    if target is not None and abs(_y(target) - y) < _APART:
        y = _y(target) - _APART
    y = max(12.0, y)
    said = f"{chr(0x25B2) + ' better' if good else chr(0x25BC) + ' worse'} than {previous or 'before'}"
    why = escape(str(verdict.get("text") or ""))
    return f'<text class="wb-turn{" wb-good" if good else ""}" x="{_n(x)}" y="{_n(y)}">{escape(said)}<title>{why}</title></text>'


def _arousal(stage: dict[str, Any]) -> float | None:
    found = stage["emotion"].get("arousal")
    value = found.get("mean") if isinstance(found, dict) else found
    return None if value is None else float(value)


def _strip(value: float, x: float, column: float) -> str:
    """Draw how stirred people were, as a thin bar under the curve."""
    share = max(0.0, min(1.0, value / _MOST_AROUSED))
    left, full = x - column * 0.3, column * 0.6
    return (
        f"<g><title>how stirred they were: {value:.1f} of 4</title>"
        f'<rect class="wb-rest-bar" x="{_n(left)}" y="{HEIGHT + 2}" width="{_n(full)}" height="4"/>'
        f'<rect class="wb-arousal" x="{_n(left)}" y="{HEIGHT + 2}" width="{_n(full * share)}" height="4"/>'
        f'<text class="wb-tick" x="{_n(left)}" y="{HEIGHT + 17}">arousal {value:.1f}</text></g>'
    )


def _beside(index: int, stages: Sequence[dict[str, Any]]) -> float:
    """Return how far below the dot's middle its value stands, so that the segment to the right does not cross it."""
    following = stages[index + 1]["emotion"]["mean"] if index + 1 < len(stages) else None
    if following is None:
        return 4.5
    return -6.0 if following <= stages[index]["emotion"]["mean"] else 16.0


def _heard(stage: dict[str, Any]) -> bool:
    return bool(stage["coverage"]["spoke"] + stage["coverage"]["asked"])
