"""One slide a stage: its cards by lane, who spoke, how they felt; more slides where the cards are many, never fewer cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.exports import slides_card
from workbench.share.exports.deck_shapes import BOTTOM, LEFT, LINE, NOW, RIGHT, SOFT, TONES, TOP, Box, Look, Run, para, shape, tall
from workbench.share.exports.deck_text import line
from workbench.share.exports.slides_notes import notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports.deck import Deck, Page
    from workbench.share.exports.deck_shapes import Para

View = dict[str, Any]
_PANEL = 226.0
_GAP = 12.0
_APART = 8.0
_HEAD = 34.0
_COLUMNS_AFTER = 4
#: Letters where the cards of a stage need more slides than one.
_MANY = (11.0, False)
#: How cards are drawn: the size of their letters, and whether with a quote.
Way = tuple[float, bool]


def stage_slides(deck: Deck, model: View, view: View, index: int) -> int:
    """Add the slides of one stage.

    Parameters
    ----------
    deck
        The presentation.
    model
        The map model.
    view
        As `workbench.share.map_page.view` makes it of the model.
    index
        Which stage.

    Returns
    -------
    int
        How many slides there are of it.
    """
    stage, said = model["stages"][index], view["stages"][index]
    lanes = [(row["key"], row["label"], row["note"], row["cells"][index]) for row in view["lanes"] if row["claims"]]
    waiting = {key: [*cell["cards"], *cell["more"]] for key, _, _, cell in lanes}
    page = deck.page(line(said["label"]), under=line(said["goal"]))
    first, number = page, 1
    column = (RIGHT - LEFT - _PANEL - 20 - 2 * _GAP) / 3
    room = BOTTOM - TOP - _HEAD
    owner = stage.get("owner") or ""
    fits = (w for w in slides_card.WAYS if all(_fits(cards, column, room, w, owner) for cards in waiting.values()))
    way = next(fits, _MANY)
    for place, (key, label, note, cell) in enumerate(lanes):
        box = Box(LEFT + place * (column + _GAP), TOP, column, BOTTOM - TOP)
        heading = f"{label} ({len(waiting[key])})" if waiting[key] else label
        if not waiting[key]:
            quiet = [para(Run(line(cell["silence"]), italic=True, colour=SOFT))]
            page.text(Box(box.x, TOP + _HEAD, column, 30), quiet, size=11, name=f"No {label.lower()}")
        if cell["hidden"]:
            heading += f", {len(cell['hidden'])} hidden"
        waiting[key] = _lane(page, waiting[key], (key, heading, note), box, way, owner)
    _panel(page, stage, said, view, index, Box(RIGHT - _PANEL, TOP, _PANEL, BOTTOM - TOP))
    while any(waiting.values()):
        number += 1
        page = deck.page(f"{line(said['label'])} ({number})", under=line(said["goal"]))
        _more(page, lanes, waiting, owner)
        page.note(f"More cards of {line(said['label'])}: the quotes behind them are in the notes of its first slide.")
    first.note(*notes(model, view, index))
    return number


def _fits(cards: Sequence[View], wide: float, high: float, way: Way, owner: str) -> bool:
    """Say whether cards fit below each other."""
    return _columns(cards, wide, high, way, owner, most=1) <= 1


def _columns(cards: Sequence[View], wide: float, high: float, way: Way, owner: str, *, most: int) -> int:
    """Return how many columns cards take; more than `most` are not counted."""
    count, left = 0, 0.0
    for card in cards:
        needed = slides_card.face(card, wide, way[0], owner, quoted=way[1])[1]
        if needed > left:
            count, left = count + 1, high
        if count > most:
            break
        left -= needed + _APART
    return count


def _more(page: Page, lanes: Sequence[tuple[str, str, str, View]], waiting: dict[str, list[View]], owner: str) -> None:
    """Put cards that had no room on a slide of their own, lane by lane, over four columns."""
    column = (RIGHT - LEFT - (_COLUMNS_AFTER - 1) * _GAP) / _COLUMNS_AFTER
    ways = (w for w in slides_card.WAYS if _all_fit(waiting, column, w, owner))
    way, place = next(ways, _MANY), 0
    for key, label, note, _ in lanes:
        while waiting[key] and place < _COLUMNS_AFTER:
            box = Box(LEFT + place * (column + _GAP), TOP, column, BOTTOM - TOP)
            waiting[key] = _lane(page, waiting[key], (key, f"{label}, continued", note), box, way, owner)
            place += 1


def _all_fit(waiting: dict[str, list[View]], wide: float, way: Way, owner: str) -> bool:
    """Say whether all cards that wait fit on one slide."""
    count = 0
    for cards in waiting.values():
        count += _columns(cards, wide, BOTTOM - TOP - _HEAD, way, owner, most=_COLUMNS_AFTER - count)
        if count > _COLUMNS_AFTER:
            return False
    return True


def _lane(page: Page, cards: list[View], what: tuple[str, str, str], box: Box, way: Way, owner: str) -> list[View]:
    """Put a lane in a column, as many of its cards as fit, at least one; return those left."""
    key, label, note = what
    y = box.y + _HEAD
    made: list[tuple[View, list[Para], float]] = []
    for card in cards:
        face, high = slides_card.face(card, box.w, way[0], owner, quoted=way[1])
        if made and y + high > box.y + box.h:
            break
        made.append((card, face, high))
        y += high + _APART
    fits = len(made)
    if fits < len(cards):
        note = f"{fits} here, {len(cards) - fits} to follow"
    tone = TONES[key][0]
    page.block(Box(box.x, box.y + _HEAD - 5, box.w, 1.5), Look(fill=tone), name="Rule of a lane")
    heading = [para(Run(label, bold=True, colour=tone)), para(Run(note, colour=SOFT, scale=9 / 13))]
    page.text(Box(box.x, box.y - 2, box.w, _HEAD - 4), heading, size=13, name=f"Lane: {label}")
    y = box.y + _HEAD
    for card, face, high in made:
        slides_card.draw(page, card, Box(box.x, y, box.w, high), face, way[0])
        y += high + _APART
    return cards[fits:]


def _panel(page: Page, stage: View, said: View, view: View, index: int, box: Box) -> None:
    """Put beside the cards who spoke, how they felt, and what else is known of the stage."""
    page.block(Box(box.x - 12, box.y, 0.75, box.h), Look(fill=LINE), name="Rule beside the cards")
    y = _coverage(page, said, box)
    y = _feeling(page, stage, said, Box(box.x, y + 12, box.w, 0))
    bottom, left = box.y + box.h, []
    for heading, rows in blocks(stage, said, view, index):
        paras = [para(Run(heading, bold=True)), *(para(*runs, gap=1) for runs in rows)]
        size = 10.0
        high = tall(paras, box.w, size)
        room = bottom - y - 10
        if high > room > 3 * size * 1.2:
            paras = page.fitting(paras, box.w, room, size)
            high = tall(paras, box.w, size)
        if high > room + 0.5:
            left.append(heading)
            continue
        page.add(shape(page.next(), heading, "", Box(box.x, y + 10, box.w, high + 1), Look(), paras, size))
        y += high + 10
    if left:
        page.note(f"No room on the slide for: {words.listed([h.lower() for h in left])}. All of it stands below.")


def blocks(stage: View, said: View, view: View, index: int) -> list[tuple[str, list[list[Run]]]]:
    """Return what else is known of a stage: a heading each, and lines of runs."""
    found: list[tuple[str, list[list[Run]]]] = []
    if said["moment"]:
        found.append(("★ Moment of truth", [[Run(line(words.moment(said["moment"])), said=True)]]))
    rows = {row["key"]: row["cells"][index] for row in view["lanes"] if not row["claims"]}
    for key, heading in (("gap", "What they got against what they expected"), ("numbers", "Numbers from elsewhere")):
        entries = [*rows[key]["entries"], *rows[key]["more"]] if key in rows else []
        if entries:
            found.append((heading, [_entry(e) for e in entries]))
    owners = [line(e["statement"]) for e in (*rows["owners"]["entries"], *rows["owners"]["more"])] if "owners" in rows else []
    owner = line(stage.get("owner") or "")
    if owner or owners:
        others = [o for o in owners if o not in {owner, "Nobody yet"}]
        runs = [Run(owner or "nobody owns the stage", said=True)]
        runs += [Run(f"; of cards: {words.listed(others)}", colour=SOFT, said=True)] if others else []
        found.append(("Owner", [runs]))
    if said["target"]:
        found.append(("Aimed at", [[Run(f"feeling {said['target']}: a wish, no forecast")]]))
    if said["saturation"]:
        found.append(("Would more interviews say more?", [[Run(line(said["saturation"]), colour=SOFT)]]))
    return found


def _entry(e: View) -> list[Run]:
    value = e.get("value") or e.get("words") or ""
    runs = [Run(f"{line(e['statement'])}: ", said=True), Run(value, bold=True)]
    tail = " · ".join(line(part) for part in (e.get("agrees"), e["note"], *e["marks"]) if part)
    return [*runs, Run(f" {tail}", colour=SOFT, said=True)] if tail else runs


def _coverage(page: Page, said: View, box: Box) -> float:
    """Draw who spoke, who was asked and had nothing to say, who was not asked; return where it ends."""
    total = said["spoke"] + said["asked"] + said["silent"]
    inner, x = [], box.x
    silent = Look(fill="F6F7F9", edge="C9CFD6", dashed=True)
    for count, look in ((said["spoke"], Look(fill=NOW)), (said["asked"], Look(fill="8B949E")), (said["silent"], silent)):
        wide = box.w * count / total if total else 0
        if wide:
            inner.append(shape(page.next(), "Share of people", None, Box(x, box.y + 18, wide, 7), look))
        x += wide
    paras = [para(Run("Who spoke", bold=True))]
    inner.append(shape(page.next(), "Who spoke", "", Box(box.x, box.y, box.w, 15), Look(), paras, 11))
    cover = [para(Run(said["cover"], colour=SOFT))]
    inner.append(shape(page.next(), "People", "", Box(box.x, box.y + 28, box.w, 13), Look(), cover, 10))
    page.group(Box(box.x, box.y, box.w, 42), "Who spoke", f"Who spoke about this stage: {said['cover']}.", inner)
    return box.y + 42


def _feeling(page: Page, stage: View, said: View, box: Box) -> float:
    """Draw the feeling of a stage with its interval; return where it ends."""
    if said["feeling"] is None:
        quiet = "too few people for a mean" if stage["emotion"]["n"] else "no feeling heard" if said["heard"] else "not asked"
        who = f"{quiet}: {said['felt_by']}" if said["felt_by"] else quiet
        words_ = [para(Run("Feeling", bold=True)), para(Run(who, italic=True, colour=SOFT, scale=10 / 11), gap=1)]
        high = tall(words_, box.w, 11)
        page.add(shape(page.next(), "Feeling", "", Box(box.x, box.y, box.w, high + 1), Look(), words_, 11))
        return box.y + high
    head: list[Para] = [
        para(Run("Feeling, mean of people, 95 % interval", bold=True)),
        para(
            Run(said["feeling"], bold=True, colour=NOW, scale=20 / 11),
            Run(f"  {said['feeling_range']}, {said['felt_by']}", colour=SOFT),
            gap=2,
        ),
    ]
    high = tall(head, box.w, 11)
    inner = [shape(page.next(), "Feeling", "", Box(box.x, box.y, box.w, high), Look(), head, 11)]
    inner += slides_card.scale(page, stage, Box(box.x + 6, box.y + high + 2, box.w - 12, 12))
    ends = [para(Run("−2", colour=SOFT)), para(Run("+2", colour=SOFT))]
    inner.append(shape(page.next(), "Lowest", None, Box(box.x, box.y + high + 13, 20, 11), Look(), ends[:1], 8))
    inner.append(shape(page.next(), "Highest", None, Box(box.x + box.w - 14, box.y + high + 13, 16, 11), Look(), ends[1:], 8))
    more = [para(Run(line(text), colour=SOFT, said=True)) for text in (said["labels"], said["verdict"]) if text]
    low = tall(more, box.w, 10)
    if more:
        inner.append(shape(page.next(), "Feelings named", "", Box(box.x, box.y + high + 25, box.w, low + 1), Look(), more, 10))
    total = high + 25 + low
    spoken = f"Feeling {said['feeling']} on a scale from −2 to +2, 95 % interval {said['feeling_range']}, {said['felt_by']}."
    page.group(
        Box(box.x, box.y, box.w, total), "Feeling", " ".join(p for p in (spoken, said["labels"], said["verdict"]) if p), inner
    )
    return box.y + total
