"""The first slides: what this is, how to read it, and how people felt along the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.curve import describe
from workbench.share.exports import slides_card
from workbench.share.exports.deck_chart import curve
from workbench.share.exports.deck_shapes import BOTTOM, LEFT, LINE, NOW, RIGHT, SOFT, TOP, Box, Cell, Look, Run, para
from workbench.share.exports.deck_text import line
from workbench.share.exports.made_from import IN_ONE_LINE, people, rounds

if TYPE_CHECKING:
    from workbench.share.exports.deck import Deck

View = dict[str, Any]
_MOST_NAMED = 10


def cover(deck: Deck, model: View, view: View) -> None:
    """Add the cover: the study, its people, its rounds, how new it is, what the numbers mean."""
    page = deck.page(view["title"], cover=True, under=view["scenario"])
    x, wide, y = LEFT + 12, 205.0, 352.0
    tiles = [(figure, what) for figure, what in view["facts"]]
    page.block(Box(x, y - 14, RIGHT - x, 1), Look(fill=LINE))
    for figure, what in tiles[:4]:
        fact = [para(Run(figure, bold=True, colour=NOW, scale=20 / 11)), para(Run(what, colour=SOFT), gap=2)]
        page.text(Box(x, y, wide - 12, 62), fact, size=11, name=f"Fact: {what}")
        x += wide
    said = [words.sentence(people(model)), words.sentence(rounds(model, view))]
    if view["persona"]:
        said.insert(0, f"Persona {line(view['persona']['name'])}: {view['persona']['of']}.")
    foot = [para(Run(" ".join(s for s in said if s), colour=SOFT)), para(Run(IN_ONE_LINE, bold=True), gap=5)]
    page.text(Box(LEFT + 12, 428, RIGHT - LEFT - 12, 84), foot, size=12, name="What it is made from")
    page.note(IN_ONE_LINE)


def reading(deck: Deck, model: View, view: View) -> None:
    """Add how to read a card, a feeling and a grade, on a card of this map."""
    page = deck.page("How to read this", under="People are counted, not mentions")
    shown = [c for c in view["claims"] if not c["assumed"] and not c["hidden"] and c["bar"]]
    card = max(shown, key=lambda c: (bool(c["x"]), c["k"]), default=None)
    y, middle = TOP + 8, LEFT + 418
    steps = []
    if card:
        box_wide = 380.0
        face, high = slides_card.face(card, box_wide, 14)
        page.text(Box(LEFT, TOP, box_wide, 18), [para(Run("A card of this map", bold=True))], size=13, name="Heading")
        slides_card.draw(page, card, Box(LEFT, y + 16, box_wide, high), face, 14)
        y += high + 30
        steps.append((f"{card['k']:,} of {card['n']:,} people", f"{words.sentence(line(card['line']))}"))
    steps += [
        ("The bar", "from nobody to everybody: dark mark, those who say so; grey, the 95 % interval; red mark, those against."),
        ("Squares", "the grade: how sure we can be that it is true of people like these. It is always written out."),
        ("ASSUMPTION", "nobody has said it: dashed edge, no bar. It stays one until somebody says so."),
        ("nothing heard, not asked", "two things: people spoke about the stage and did not say it; nobody was asked."),
        ("Feelings", "mean of people's means from −2 to +2, with interval; hollow below five people, none below three."),
    ]
    paras = [para(Run(f"{head}: ", bold=True), Run(text), gap=6) for head, text in steps]
    page.text(Box(LEFT, y, 380, BOTTOM - y), paras, size=12, name="What you see and what it says")
    rows = [
        (
            22.0,
            [
                Cell((para(Run("Grade", bold=True)),), pad=(5, 3, 5, 3)),
                Cell((para(Run("What it says", bold=True)),), pad=(5, 3, 5, 3)),
            ],
        )
    ]
    levels = {"High": 4, "Moderate": 3, "Low": 2, "Very low": 1, "Anecdote": 1, "ASSUMPTION": 0}
    for grade, meaning in words.GRADE_WORDS.items():
        cells = [
            Cell((para(Run(f"{slides_card.squares(levels[grade])} ", colour=SOFT), Run(grade, bold=True)),), anchor="ctr"),
            Cell((para(meaning),), anchor="ctr"),
        ]
        rows.append((34.0, cells))
    page.text(Box(middle, TOP, RIGHT - middle, 18), [para(Run("Grades", bold=True))], size=13, name="Heading of the grades")
    page.table((middle, TOP + 22), [150, RIGHT - middle - 150], rows, size=12, name="Grades", alt="What each grade says.")
    if alarm := words.flagged(model):
        text = f"▲ ▼ only with a verdict. Where nothing had changed, {alarm} of such comparisons were flagged."
        page.text(
            Box(middle, TOP + 292, RIGHT - middle, 60),
            [para(Run(text, colour=SOFT))],
            size=12,
            name="How often a change is seen where there is none",
        )


def feelings(deck: Deck, model: View, view: View) -> None:
    """Add the emotion curve on a slide of its own, as a chart that can be edited."""
    stages = model["stages"]
    if not any(s["emotion"]["mean"] is not None for s in stages):
        return
    page = deck.page(
        "How people felt", under="Mean of people's means from −2 to +2, bars are 95 % intervals, hollow dots fewer than five people"
    )
    many = len(stages) > _MOST_NAMED
    page.chart(Box(LEFT, TOP, RIGHT - LEFT, 300), "Feeling by stage", describe(stages), curve(stages, view["previous"], named=True))
    moments = [
        para(Run(f"★ {line(s['label'])}: ", bold=True), Run(line(words.moment(s["moment"])), said=True), gap=3)
        for s in view["stages"] if s["moment"]
    ]  # fmt: skip
    changed = [
        para(Run(f"{line(s['label'])}: ", bold=True), Run(line(s["verdict"]), said=True), gap=3)
        for s in view["stages"]
        if s["verdict"]
    ]
    paras = [*moments, *changed] or [para(Run("No stage is a moment of truth by the rule.", colour=SOFT))]
    page.text(
        Box(LEFT, TOP + 308, RIGHT - LEFT, BOTTOM - TOP - 308), paras, size=10 if many else 11, name="Moments of truth and changes"
    )
    page.note(describe(stages))
