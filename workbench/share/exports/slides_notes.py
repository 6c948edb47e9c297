"""What whoever speaks to a slide has before them: the words of people behind each card, for it and against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.exports.deck_shapes import Run, para
from workbench.share.exports.deck_text import isolated, line
from workbench.share.quoted import NOT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.deck_shapes import Para

View = dict[str, Any]
#: Quotes of one card in the notes, on each side; the Word report has more.
QUOTES = 6
WITHHELD = "quote withheld: no consent"


def notes(model: View, view: View, index: int) -> list[Para]:
    """Return the notes of a stage: who spoke, what stands beside the cards, and each card with its quotes."""
    stage, said = model["stages"][index], view["stages"][index]
    found = [para(f"{line(said['label'])}: {said['cover']}.")]
    if said["feeling"] is not None:
        found.append(para(f"Feeling {said['feeling']} ({said['feeling_range']}), {said['felt_by']}; {said['labels']}."))
    from workbench.share.exports.slides_stage import blocks

    for heading, rows in blocks(stage, said, view, index):
        found += [para(f"{heading}: {''.join(run.text for run in row)}") for row in rows]
    for row in view["lanes"]:
        cell = row["cells"][index]
        if row["claims"]:
            for card in (*cell["cards"], *cell["more"], *cell["hidden"]):
                found += card_notes(card)
        elif row["key"] not in {"gap", "numbers", "owners", "opportunities"} and (cell["entries"] or cell["more"]):
            entries = "; ".join(_entry(e) for e in (*cell["entries"], *cell["more"]))
            found.append(para(f"{row['label']}: {entries}.", gap=4))
    return found


def _entry(e: View) -> str:
    much = e.get("value") or e.get("words") or e["share"]
    extra = ", ".join(part for part in (much, e.get("felt", ""), e.get("change", ""), *e["marks"]) if part)
    return f"{isolated(line(e['statement']))} ({line(extra)})" if extra else isolated(line(e["statement"]))


def card_notes(card: View) -> list[Para]:
    """Return a card with what speaks for it and against it."""
    mark = (", ASSUMPTION" if card["assumed"] else "") + (", hidden by somebody" if card["hidden"] else "")
    found = [para(Run(f"{card['lane']}{mark}: {isolated(line(card['statement']))}", bold=True), gap=8), para(line(card["line"]))]
    if not card["assumed"]:
        found.append(para(f"Grade {line(card['grade_words'])}."))
    if card["verdict"]:
        found.append(para(line(card["verdict"])))
    found += _quotes("Say so", card["supports"]) + _quotes("Against", card["against"])
    for below in card["below"]:
        found.append(para(f"Under it: {isolated(line(below['statement']))} ({below['people']})."))
    return found


def _quotes(heading: str, quotes: Sequence[View]) -> list[Para]:
    if not quotes:
        return []
    kept, left = to_show(quotes)
    found = [para(f"{heading}:")]
    found += [
        para(Run(f"{line(said['who'])} · {line(said['meta'])}: "), Run(quoted(said), said=True), bullet=True)
        for said in kept[:QUOTES]
    ]
    if left := left + len(kept[QUOTES:]):
        found.append(para(f"{words.plural(left, 'more passage')}: on the page, and most in the Word report.", bullet=True))
    return found


def to_show(quotes: Sequence[View]) -> tuple[list[View], int]:
    """Return the quotes of a card without those that would say too much of one person, and how many these are."""
    kept = [said for said in quotes if said["text"] != NOT_SHOWN]
    return kept, len(quotes) - len(kept)


def quoted(said: View) -> str:
    """Return the words of a quote in quotation marks, or that they are withheld."""
    return WITHHELD if said["text"] is None else f"“{isolated(line(said['text']))}”"
