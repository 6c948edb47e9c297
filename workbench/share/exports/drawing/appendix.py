"""What lies behind the map, set in columns: each claim with its evidence, who said so and who said the opposite, and the limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.exports.drawing.block import Block, lines, text
from workbench.share.exports.drawing.card import squares
from workbench.share.exports.drawing.legend import notes, signs
from workbench.share.exports.drawing.look import AGAINST, COUNT, NOTE, NOTED, PLAIN, QUIET, SAY, STAGE
from workbench.share.exports.drawing.measure import Piece, flow, wrap
from workbench.share.quoted import NOT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.drawing.measure import Line
    from workbench.share.exports.drawing.pen import Pen

View = dict[str, Any]
#: Passages printed for a claim, and as many against it; the page and the workbook have all.
QUOTES = 10
_LEFT = 11.0
#: Lines of one passage that are not torn apart at the end of a column.
_TOGETHER = 10
_METHODS = (
    "People are counted, not mentions: whoever says a thing ten times counts once.",
    "A share is of the people who spoke about the stage or were asked about it; who was not asked is not counted as silent.",
    "Intervals are 95\u00a0% intervals (Wilson): where the share of people like those heard would lie.",
    "They say nothing about people who were never asked.",
    "A grade is computed from methods, agreement, the number of people and how well they fit the question (GRADE-CERQual).",
    "A person may sign another grade, with a reason.",
    "An ASSUMPTION is a claim that nobody has said yet. It stays on the map so that it is asked about.",
    "The feeling of a stage is the mean of people's means, from \u22122 to +2.",
    "Below five people its dot is hollow, below three there is none.",
    "Stages are in an order, not on a scale of time: nothing between two dots was measured.",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the appendix: what is drawn, the space above it, whether it goes with what follows, and its bookmark."""

    block: Block
    above: float = 0.0
    keep: bool = False
    mark: str = ""


def parts(view: View, model: View, room: float, *, legend: bool = False) -> list[Part]:
    """Return the appendix in order: stage by stage the claims as the map has them, then methods and limits.

    Parameters
    ----------
    view, model
        The map as the page shows it, and the map.
    room
        Width of a column.
    legend
        Begin with how to read the map and what to know before quoting it.
    """
    made: list[Part] = []
    if legend:
        made.append(Part(_title("How to read it", room), 26, keep=True, mark="How to read it"))
        made += [Part(sign, 5) for sign in signs(view, room)]
        made.append(Part(text("Before you quote it", room, COUNT), 14, keep=True))
        made += [Part(note, 5) for note in notes(view, room, "")]
    stages = {s["label"]: s for s in view["stages"]}
    where: str | None = None
    for card in view["claims"]:
        if card["where"] != where:
            where = card["where"]
            made += _stage(where, stages.get(where), room)
        made += _claim(card, room)
    made += [Part(_title("Methods and limits", room), 26, keep=True, mark="Methods and limits")]
    return made + [Part(text(said, room, PLAIN), 5) for said in methods(view, model)]


def methods(view: View, model: View) -> list[str]:
    """Return how the map was made and what it cannot say."""
    made = model["made_from"]
    said = [*_METHODS, *(words.sentence(str(n)) for n in view["notices"])]
    if alarm := words.flagged(model):
        said.append(f"Where nothing had changed, a change would have been flagged in {alarm} of comparisons.")
    counts = ", ".join(f"{figure} {what}" for figure, what in view["facts"])
    said.append(f"It rests on {counts}; {len(made['sources']):,} sources and {made['acts']:,} acts.")
    return [*said, f"Made from state {made['digest']} of the study."]


def _stage(label: str, stage: View | None, room: float) -> list[Part]:
    made = [Part(_title(label, room), 26, keep=True, mark=label)]
    if stage:
        felt = f"Feeling {stage['feeling']} ({stage['feeling_range']}), {stage['felt_by']}. " if stage["feeling"] else ""
        said = f"{felt}{words.sentence(stage['cover'])}"
        made.append(Part(text(said, room, NOTE), 3, keep=True))
        if stage["moment"]:
            made.append(
                Part(text(f"Moment of truth: {words.sentence(words.visible(stage['moment']['why']))}", room, NOTE), 2, keep=True)
            )
    return made


def _title(label: str, room: float) -> Block:
    said = wrap(label, STAGE, room)
    made = lines(said, room)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.line(x, y, x + room, y, "strong")
        made.draw(pen, x, y + 6)

    return Block(made.high + 6, draw)


def _claim(card: View, room: float) -> list[Part]:
    kicker = " \u00b7 ".join(
        p
        for p in (card["lane"], f"owner {card['owner']}" if card["owner"] else "", "hidden by the team" if card["hidden"] else "")
        if p
    )
    made = [Part(text(kicker, room, NOTE), 15, keep=True), Part(text(card["statement"], room, SAY), 1, keep=True)]
    if card["derived"]:
        made.append(Part(text(f"Its code is called: {card['derived']}", room, NOTE), 1, keep=True))
    made.append(Part(_graded(card, room), 3, keep=True))
    made.append(Part(text(card["line"], room, PLAIN), 3, keep=True))
    further = [
        card["verdict"],
        *(f"{c['component'].capitalize()}: {c['level']} concern, {words.sentence(c['why'])}" for c in card["concerns"]),
    ]
    further += [card["signed"]["line"] if card["signed"] else "", *card["notes"], card["elsewhere"]]
    further += [f"Shown here, {card['moved']}: moving a card changes no number." if card["moved"] else ""]
    further += [f"With it: \u201c{b['statement']}\u201d ({b['people']})." for b in card["below"]]
    made.append(Part(text(" ".join(f for f in further if f), room, NOTE), 2))
    for heading, found, kind, style in (
        ("Heard from", card["supports"], "said", COUNT),
        ("Against", card["against"], "saidagainst", AGAINST),
    ):
        shown = _shown(found)
        if found:
            made.append(Part(text(heading, room, style), 6, keep=bool(shown)))
            made += [part for quote in shown for part in _quote(quote, kind, room)]
        if len(found) > len(shown):
            made.append(Part(text(f"{words.plural(len(found) - len(shown), 'passage')} more counted.", room, QUIET), 3))
    return [p for p in made if p.block.high]


def _shown(found: Sequence[View]) -> list[View]:
    """Return the passages that are printed: few, and of one person as many as the study shows on a card (`share.quoted`)."""
    return [quote for quote in found if quote["text"] != NOT_SHOWN][:QUOTES]


def _graded(card: View, room: float) -> Block:
    said = text(card["grade_words"], room - 50, COUNT)

    def draw(pen: Pen, x: float, y: float) -> None:
        squares(pen, card["level"], x, y + 3)
        said.draw(pen, x + 50, y)

    return Block(said.high, draw)


def _quote(quote: View, kind: str, room: float) -> list[Part]:
    """Return a passage with who said it; a long one in parts that may stand in two columns."""
    who = flow([Piece(f"{quote['who']} ", NOTED), Piece(quote["meta"], NOTE)], room - _LEFT)
    said = (
        wrap("quote withheld: no consent", QUIET, room - _LEFT) if quote["text"] is None else wrapped(quote["text"], room - _LEFT)
    )
    both = [*who, *said]
    return [
        Part(_barred(both[i : i + _TOGETHER], kind, room), 5 if i == 0 else 0, keep=False) for i in range(0, len(both), _TOGETHER)
    ]


def wrapped(said: str, room: float) -> list[Line]:
    """Return what somebody said in lines, those of their own included."""
    return [line for row in said.splitlines() for line in wrap(row, PLAIN, room)]


def _barred(said: Sequence[Line], kind: str, room: float) -> Block:
    made = lines(said, room - _LEFT)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.line(x + 1.5, y + 1, x + 1.5, y + made.high, kind)
        made.draw(pen, x + _LEFT, y)

    return Block(made.high, draw)
