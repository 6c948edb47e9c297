"""The emotion curve as a chart of Office: a line with error bars, and the workbook its numbers are edited in."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from workbench.share.exports.deck_shapes import BEFORE, GOOD, LINE, NOW, SOFT, WHITE
from workbench.share.exports.deck_text import clusters, line
from workbench.share.exports.still import still

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOLLOW_BELOW = 5
_FEW = 8
_LONGEST = 60
_NO_TICKS = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
_SHEET = "Feeling"
_COLUMNS = (
    "Stage", "Feeling (mean of people)", "Low end of the 95 % interval", "High end", "Below the mean", "Above the mean", "People",
)  # fmt: skip
#: Where the scale begins and ends in a chart without names, as shares of its height: dots at its ends are whole.
MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart part: what draws it, and the workbook behind it."""

    xml: str
    workbook: bytes


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    column: str
    values: list[float | None]


def curve(stages: Sequence[dict[str, Any]], previous: str | None, *, named: bool = False) -> Chart:
    """Return the emotion curve of `stages`.

    Parameters
    ----------
    stages
        Of the map model.
    previous
        What the round before is called.
    named
        Write the stages below it, and a legend.
    """
    means = [s["emotion"]["mean"] for s in stages]
    before = [(s["emotion"].get("previous") or {}).get("mean") for s in stages]
    aims = [s.get("target") for s in stages]
    labels = [_short(line(s["label"])) for s in stages]
    now = _Series(_COLUMNS[1], "B", means)
    others = [
        _Series(f"Round before{f': {_short(line(previous))}' if previous else ''}", "H", before),
        _Series("Aimed at", "I", aims),
    ]
    shown = [s for s in others if any(v is not None for v in s.values)]
    series = "".join(_line(i, s, labels, _look(s)) for i, s in enumerate(shown))
    series += _line(len(shown), now, labels, _now(stages, valued=named))
    legend = '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>' if named else ""
    return Chart(_space(_plot(series, named=named) + legend, labels), _workbook(stages, labels, now, others))


def _short(label: str) -> str:
    parts = clusters(label)
    return label if len(parts) <= _LONGEST else "".join(parts[: _LONGEST - 1]) + "…"


def _space(inner: str, labels: Sequence[str]) -> str:
    title = '<c:autoTitleDeleted val="1"/>'
    visible = '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
    size = 1100 if len(labels) <= _FEW else 900
    letters = (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill><a:srgbClr val="{SOFT}"/></a:solidFill>'
        '<a:latin typeface="Arial"/></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<c:date1904 val="0"/><c:lang val="en-GB"/><c:roundedCorners val="0"/><c:chart>{title}{inner}{visible}</c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{letters}</c:chartSpace>"
    )


def _plot(series: str, *, named: bool) -> str:
    layout = (
        "<c:layout/>"
        if named
        else '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="0"/><c:y val="{MARGIN}"/><c:w val="1"/><c:h val="{1 - 2 * MARGIN:.5f}"/></c:manualLayout></c:layout>'
    )
    faint = f'<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:ln></c:spPr>'
    zero = f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{SOFT}"/></a:solidFill><a:prstDash val="sysDash"/></a:ln></c:spPr>'
    below = "low" if named else "none"
    return (
        f'<c:plotArea>{layout}<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        '<c:axId val="111111111"/><c:axId val="222222222"/></c:lineChart>'
        '<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/>{_NO_TICKS}'
        f'<c:tickLblPos val="{below}"/>{zero}<c:crossAx val="222222222"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/><c:max val="2"/><c:min val="-2"/></c:scaling>'
        f'<c:delete val="{int(not named)}"/><c:axPos val="l"/><c:majorGridlines>{faint}</c:majorGridlines>'
        '<c:numFmt formatCode="+0;&#8722;0;0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        '<c:tickLblPos val="low"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        '<c:crossAx val="111111111"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>'
        '<c:majorUnit val="1"/></c:valAx><c:spPr><a:noFill/></c:spPr></c:plotArea>'
    )


def _line(order: int, s: _Series, labels: Sequence[str], look: str) -> str:
    rows = len(labels)
    names = "".join(f'<c:pt idx="{i}"><c:v>{escape(label)}</c:v></c:pt>' for i, label in enumerate(labels))
    return (
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/><c:tx><c:strRef><c:f>{_SHEET}!${s.column}$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(s.name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>{look}'
        f'<c:cat><c:strRef><c:f>{_SHEET}!$A$2:$A${rows + 1}</c:f><c:strCache><c:ptCount val="{rows}"/>{names}'
        "</c:strCache></c:strRef></c:cat>"
        f'<c:val>{_numbers(s.column, s.values)}</c:val><c:smooth val="0"/></c:ser>'
    )


def _numbers(column: str, values: Sequence[float | None]) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{round(v, 6):g}</c:v></c:pt>' for i, v in enumerate(values) if v is not None)
    return (
        f"<c:numRef><c:f>{_SHEET}!${column}$2:${column}${len(values) + 1}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _stroke(colour: str, wide: int, dash: str = "") -> str:
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{wide}" cap="rnd"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>{dashed}<a:round/></a:ln>'


def _dot(form: str, size: int, fill: str, edge: str) -> str:
    return (
        f'<c:marker><c:symbol val="{form}"/><c:size val="{size}"/><c:spPr><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>'
        f'<a:ln w="19050"><a:solidFill><a:srgbClr val="{edge}"/></a:solidFill></a:ln></c:spPr></c:marker>'
    )


def _look(s: _Series) -> str:
    if s.column == "I":
        return f"<c:spPr>{_stroke(GOOD, 15875, 'dash')}</c:spPr>{_dot('square', 6, WHITE, GOOD)}"
    return f"<c:spPr>{_stroke(BEFORE, 15875)}</c:spPr>{_dot('circle', 6, WHITE, BEFORE)}"


def _now(stages: Sequence[dict[str, Any]], *, valued: bool) -> str:
    """Return the look of the curve itself: hollow dots of few people, values beside the dots, intervals as error bars."""
    feels = [s["emotion"] for s in stages]
    hollow = "".join(
        f'<c:dPt><c:idx val="{i}"/>{_dot("circle", 9, WHITE, NOW)}<c:bubble3D val="0"/>'
        f"<c:spPr>{_stroke(NOW, 28575)}</c:spPr></c:dPt>"
        for i, f in enumerate(feels)
        if f["mean"] is not None and f.get("hollow", f["n"] < _HOLLOW_BELOW)
    )
    labels = (
        '<c:dLbls><c:numFmt formatCode="+0.0;&#8722;0.0;0.0" sourceLinked="0"/>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1100" b="1"><a:solidFill><a:srgbClr val="{NOW}"/></a:solidFill>'
        '</a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
        '<c:dLblPos val="r"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    up, down = zip(*(_arms(f) for f in feels), strict=True) if feels else ((), ())
    bars = (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{_numbers('F', up)}</c:plus><c:minus>{_numbers('E', down)}</c:minus>"
        '<c:spPr><a:ln w="31750" cap="flat"><a:solidFill><a:srgbClr val="7FA6C0"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    return f"<c:spPr>{_stroke(NOW, 28575)}</c:spPr>{_dot('circle', 9, NOW, NOW)}{hollow}{labels if valued else ''}{bars}"


def _arms(feel: dict[str, Any]) -> tuple[float | None, float | None]:
    if feel["mean"] is None or feel["lo"] is None or feel["hi"] is None:
        return None, None
    return max(0.0, feel["hi"] - feel["mean"]), max(0.0, feel["mean"] - feel["lo"])


def _workbook(stages: Sequence[dict[str, Any]], labels: Sequence[str], now: _Series, others: Sequence[_Series]) -> bytes:
    """Return the numbers as an Excel workbook; words are stored as words, never as formulas or links."""
    from datetime import UTC, datetime

    from xlsxwriter import Workbook

    buffer = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(buffer, plain)
    book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet(_SHEET)
    for column, name in enumerate((*_COLUMNS, *(s.name for s in others))):
        sheet.write_string(0, column, name)
    for row, (stage, label) in enumerate(zip(stages, labels, strict=True), 1):
        feel = stage["emotion"]
        up, down = _arms(feel)
        sheet.write_string(row, 0, label)
        values = (now.values[row - 1], feel["lo"], feel["hi"], down, up, feel["n"], *(s.values[row - 1] for s in others))
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.write_number(row, column, round(value, 6))
    book.close()
    return still(buffer.getvalue())
