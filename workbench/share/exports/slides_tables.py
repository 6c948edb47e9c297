"""Slides behind the map: what to do first, what changed, what is tried, how it was made, and every claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.exports.deck_grid import Column, bullets, grid
from workbench.share.exports.deck_text import line
from workbench.share.exports.made_from import limits, origin
from workbench.share.exports.slides_card import counted

if TYPE_CHECKING:
    from workbench.share.exports.deck import Deck

View = dict[str, Any]
_VERDICTS = "Each verdict is one of a closed set of words; what could have been seen is said with it"
_CLAIMS = (
    Column("Stage", 108, said=True), Column("Lane", 74), Column("Claim", 290, said=True, bold=True),
    Column("People who say so", 118), Column("95 % interval", 96), Column("Against", 52), Column("Grade", 78),
    Column("Owner", 72, said=True),
)  # fmt: skip
_HYPOTHESES = (
    Column("What to change", 240, lines=4, said=True, bold=True),
    Column("What we expect, and what the test said", 388, lines=6, said=True), Column("People", 160, lines=5), Column("State", 100),
)  # fmt: skip
_AIMS = (
    Column("Stage", 110, said=True), Column("What", 170, said=True, bold=True), Column("Now", 150),
    Column("Is to become", 318, lines=5, said=True), Column("Aimed at", 140),
)  # fmt: skip
_CHANGES = (
    Column("Stage", 110, said=True), Column("What", 78), Column("Claim", 250, said=True, bold=True), Column("Verdict", 120),
    Column("In numbers", 330, lines=4),
)  # fmt: skip


def priorities(deck: Deck, model: View, view: View) -> None:
    """Add pains and needs in the order of their told opportunity, with the ranks other people might have given them."""
    ranked = [
        (c, model["claims"][c["id"]].get("opportunity") or {}) for c in view["claims"] if c["opportunity"] and not c["hidden"]
    ]
    if not ranked:
        return
    ranked.sort(key=lambda pair: (pair[1].get("rank") or len(ranked), -pair[0]["opportunity"]["value"], pair[0]["id"]))
    rows = []
    for number, (card, found) in enumerate(ranked, 1):
        rice = found.get("rice") or {}
        marks = [*card["opportunity"]["marks"]]
        rows.append([
            str(found.get("rank") or number) + _between(found.get("rank_lo"), found.get("rank_hi"), "d"),
            f"{card['statement']} ({card['lane'].lower()}, {card['where']})",
            counted(card),
            f"{found['value']:.1f}{_between(found.get('lo'), found.get('hi'))}",
            "" if found.get("top") is None else words.percent(found["top"]),
            "not estimated" if found.get("effort") is None else f"{found['effort']:g}",
            f"{rice['value']:,.1f}{_between(rice.get('lo'), rice.get('hi'))}" if rice.get("value") is not None else "",
            ", ".join(marks),
        ])  # fmt: skip
    columns = (
        Column("Rank (95 %)", 78), Column("Claim", 250, said=True, bold=True), Column("People", 104),
        Column("Told opportunity, of 20", 124), Column("Among the first three", 86), Column("Effort", 72),
        Column("RICE", 88), Column("Mark", 86),
    )  # fmt: skip
    grid(
        deck, "What to look at first", columns, rows,
        under="Told opportunity: heard of, and spoken ill of; an order for asking on, not for building",
        alt="Pains and needs in the order of their told opportunity, with effort and RICE where somebody estimated them.",
        foot=[
            "How often something is said is no measure of how important it is.",
            "Intervals and ranks say what other people might have told.",
            "Effort and impact are people's estimates and taken as they are. RICE is reach × impact × confidence / effort.",
        ],
    )  # fmt: skip


def _between(low: float | None, high: float | None, form: str = ".1f") -> str:
    if low is None or high is None or (form == "d" and low == high):
        return ""
    return f" ({low:{form}} to {high:{form}})" if form != "d" else f" ({int(low)} to {int(high)})"


def _verdicts(model: View, view: View) -> list[list[str]]:
    rows = [
        [line(s["label"]), "Feeling", "", str((model["stages"][i]["emotion"]["verdict"] or {}).get("word", "")), said["verdict"]]
        for i, (s, said) in enumerate(zip(model["stages"], view["stages"], strict=True))
        if said["verdict"]
    ]
    return rows + [
        [c["where"], c["lane"], c["statement"], str(model["claims"][c["id"]]["verdict"]["word"]).partition(" (")[0], c["verdict"]]
        for c in view["claims"]
        if c["verdict"]
    ]


def changes(deck: Deck, model: View, view: View) -> None:
    """Add what changed since the round before: the verdict on each feeling and claim, and what to be careful about."""
    rows = _verdicts(model, view)
    if not rows:
        return
    order = ("up", "down", "better", "worse", "new", "not heard")
    known = [row for row in rows if row[3].startswith(order)]
    known.sort(key=lambda row: next(i for i, word in enumerate(order) if row[3].startswith(word)))
    foot = [words.sentence(words.visible(c)) for c in model.get("cautions") or ()]
    foot.insert(0, f"Of {len(rows)} comparisons, {len(known)} changed. The others are in the appendix.")
    if alarm := words.flagged(model):
        foot.insert(1, f"Where nothing had changed, {alarm} of such comparisons were flagged.")
    than = f" since {line(view['previous'])}" if view["previous"] else ""
    said = "Changes of feelings and claims since the round before."
    grid(deck, f"What changed{than}", _CHANGES, known, under=_VERDICTS, alt=said, foot=foot)


def unchanged(deck: Deck, model: View, view: View) -> None:
    """Add what was compared with the round before and did not change, or cannot be compared."""
    rows = [row for row in _verdicts(model, view) if not row[3].startswith(("up", "down", "better", "worse", "new", "not heard"))]
    if rows:
        grid(
            deck,
            "Appendix: no change to be seen",
            _CHANGES,
            rows,
            under=_VERDICTS,
            alt="Comparisons with the round before in which no change was seen.",
        )


def plans(deck: Deck, model: View) -> None:
    """Add hypotheses with what their tests said, and what stages and cards are to become."""
    labels = {s["id"]: s["label"] for s in model["stages"]}
    hypotheses = [
        [said["title"], said["line"], (h.get("heard") or {}).get("text", ""), said["state"]]
        for h, said in ((h, words.hypothesis(h)) for h in model.get("hypotheses") or ())
    ]
    if hypotheses:
        grid(
            deck, "Hypotheses", _HYPOTHESES, hypotheses,
            under="Sentences that can fail, with the people who speak for and against them",
            alt="Each hypothesis with what is expected, what people say, and how far it is.",
        )  # fmt: skip
    aims = []
    for change in (model.get("future") or {}).get("changes") or ():
        aim = "" if change.get("valence") is None else f"feeling {words.signed(change['valence'])}"
        moved = "the evidence has changed since" if change.get("moved") else ""
        where = labels.get(change.get("stage") or "", "")
        aims.append(
            [
                where,
                change.get("label") or where,
                _now(change.get("now") or {}),
                change.get("becomes") or "",
                " · ".join(p for p in (aim, moved) if p),
            ]
        )
    if aims:
        grid(
            deck, "The journey as it is to be", _AIMS, aims, under="A wish, no forecast, and no evidence: it changes no number",
            alt="What stages and cards are to become, beside what they are now.",
        )  # fmt: skip


def _now(found: View) -> str:
    """Return what a stage or a card is now, as counted."""
    if found.get("mean") is not None:
        between = f" ({words.signed(found['lo'])} to {words.signed(found['hi'])})" if found.get("lo") is not None else ""
        return f"feeling {words.signed(found['mean'])}{between}"
    if found.get("k") is not None and found.get("n") is not None:
        return f"{found['k']:,} of {words.people(found['n'])}"
    return ""


def methods(deck: Deck, model: View, view: View) -> None:
    """Add how it was made and what it cannot say."""
    left_out = [
        "every passage: the notes have up to six for each card and side, the Word report has more",
        "the other lanes of the map: they are in the notes of each stage",
    ]
    sections = [("What it is made from", origin(model, view)), *limits(model, view), ("What is not on these slides", left_out)]
    bullets(deck, "Methods and limits", sections)


def appendix(deck: Deck, view: View) -> None:
    """Add every claim once, with its numbers."""
    if not view["claims"]:
        return
    rows = []
    for card in view["claims"]:
        extra = ["hidden"] if card["hidden"] else []
        extra += [f"under: {card['over']['statement']}"] if card["over"] else []
        extra += [card["moved"]] if card["moved"] else []
        grade = "ASSUMPTION" if card["assumed"] else card["grade"]
        rows.append([
            card["where"], card["lane"], card["statement"] + (f" [{'; '.join(extra)}]" if extra else ""), counted(card),
            card["range"], f"{card['x']:,}" if card["x"] else "", grade, card["owner"],
        ])  # fmt: skip
    grid(
        deck, "Appendix: every claim", _CLAIMS, rows, under=f"{len(rows)} claims, by stage and lane, surest first",
        alt="Every claim with the people who say so, the interval of the share, those against, the grade and the owner.",
    )  # fmt: skip
