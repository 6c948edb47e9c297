"""The map as a Word report: every stage, every claim, and what people said for it and against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.exports.deck_text import isolated, line
from workbench.share.exports.document_file import package
from workbench.share.exports.document_words import BREAK, contents, heading, memo, par, quote, run, table
from workbench.share.exports.made_from import IN_ONE_LINE, limits, origin
from workbench.share.exports.slides_card import counted, squares
from workbench.share.exports.slides_notes import to_show
from workbench.share.map_page import view as viewed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.share.map_page import Model

View = dict[str, Any]


class _Body:
    """What has been written, with its headings for the table of contents."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.headings: list[tuple[int, int, str]] = []

    def head(self, text: str, level: int, kicker: str = "") -> None:
        number = len(self.headings) + 1
        self.headings.append((level, number, f"{kicker}: {text}" if kicker else text))
        self.parts.append(heading(text, level, number, kicker=kicker))

    def add(self, *parts: str) -> None:
        self.parts += parts

    def bullets(self, texts: Iterable[str]) -> None:
        self.parts += [par(run(text, said=True), style="Bullet") for text in texts if text]


def make(model: Model) -> bytes:
    """Return the map as a Word document."""
    view: View = viewed(model)
    body = _Body()
    _overview(body, model, view)
    for index, _ in enumerate(model["stages"]):
        _stage(body, model, view, index)
    _unplaced(body, view)
    _hypotheses(body, model)
    _methods(body, model, view)
    _appendix(body, view)
    front = _front(model, view)
    toc = par(run("Contents", bold=True), style="Label") + contents(body.headings)
    return package("".join([*front, toc, *body.parts]), view["title"], view["scenario"])


def _front(model: Model, view: View) -> list[str]:
    """Return the front page: what this is, and what it is made from."""
    parts = [
        par(run(line(view["title"]) or "Untitled", said=True), style="Title"),
        par(run(line(view["scenario"]), said=True), style="Subtitle"),
    ]
    parts.append(par(run("Quote report: every claim of the map with the words behind it, for and against.", bold=True)))
    parts.append(par(run(IN_ONE_LINE)))
    rows = [[what, figure] for figure, what in view["facts"]]
    parts.append(table(("What", "Figure"), rows, (3, 2), "What the map rests on"))
    parts += [par(run(text), style="Bullet") for text in origin(model, view)]
    return [*parts, BREAK]


def _overview(body: _Body, model: Model, view: View) -> None:
    body.head("How people felt", 1)
    rows = []
    for stage, said in zip(model["stages"], view["stages"], strict=True):
        feeling = said["feeling"] or (
            "too few for a mean" if stage["emotion"]["n"] else "no feeling heard" if said["heard"] else "not asked"
        )
        cover = [f"{said[key]:,}" for key in ("spoke", "asked", "silent")]
        moment = "★ moment of truth" if said["moment"] else ""
        rows.append([line(said["label"]), *cover, feeling, said["feeling_range"], said["felt_by"], moment])
    head = ("Stage", "Spoke", "Asked, said nothing", "Not asked", "Feeling, −2 to +2", "95 % interval", "People", "")
    body.add(table(head, rows, (16, 8, 11, 9, 14, 16, 11, 15), "Who spoke about each stage and how they felt"))
    for said in view["stages"]:
        if said["verdict"]:
            body.add(par(run(f"{isolated(line(said['label']))}: ", bold=True), run(line(said["verdict"]))))
    for heading_, texts in (
        ("Improved since the last round", view["wins"]),
        ("What to know about the comparison", model.get("cautions") or ()),
    ):
        if texts:
            body.add(par(run(heading_), style="Label"))
            body.bullets(words.sentence(line(t)) for t in texts)


def _stage(body: _Body, model: Model, view: View, index: int) -> None:
    stage, said = model["stages"][index], view["stages"][index]
    body.head(line(said["label"]) or "Stage", 1)
    if said["goal"]:
        body.add(par(run(line(said["goal"]), soft=True, said=True)))
    body.add(par(run("Who spoke: ", bold=True), run(said["cover"])))
    if said["feeling"] is not None:
        tail = f" · {line(said['labels'])}" if said["labels"] else ""
        body.add(par(run("Feeling: ", bold=True), run(f"{said['feeling']} ({said['feeling_range']}), {said['felt_by']}{tail}")))
    more = (
        ("Change", said["verdict"]),
        ("Moment of truth", words.moment(said["moment"]) if said["moment"] else ""),
        ("Owner", stage.get("owner")),
        ("Aimed at", f"feeling {said['target']}: a wish, no forecast" if said["target"] else ""),
        ("Would more interviews say more", said["saturation"]),
    )
    for label, text in more:
        if text:
            body.add(par(run(f"{label}: ", bold=True), run(line(text), said=True)))
    for comment in said["comments"]:
        body.add(par(run(f"{line(comment['by'])} {comment['day']}: ", bold=True), run(line(comment["text"]), said=True)))
    _items(body, view, index)
    here = [c for c in view["claims"] if c["at"][0] == said["id"]]
    for kind, label, note in words.LANES:
        cards = [c for c in here if c["at"][1] == kind]
        if not cards:
            silence = next((r["cells"][index]["silence"] for r in view["lanes"] if r["key"] == kind), "")
            if silence:  # a map of which nobody is coded has no such lane
                body.add(par(run(f"{label}: ", bold=True), run(silence, soft=True)))
            continue
        body.head(f"{label} ({len(cards)})", 2)
        body.add(par(run(note, soft=True)))
        for card in cards:
            _claim(body, card)


def _items(body: _Body, view: View, index: int) -> None:
    """Write the other lanes of a stage as one table."""
    rows = []
    for row in view["lanes"]:
        if row["claims"] or row["key"] == "opportunities":
            continue
        for e in (*row["cells"][index]["entries"], *row["cells"][index]["more"]):
            much = e.get("value") or e.get("words") or e["share"]
            told = line(e["line"]).removeprefix(line(much)).lstrip("; ·") if much else line(e["line"])
            felt = "" if line(e.get("felt")) in told else e.get("felt")
            note = " · ".join(
                dict.fromkeys(line(p) for p in (felt, e.get("change"), e.get("agrees"), told, e["note"], *e["marks"]) if p)
            )
            rows.append([row["label"], line(e["statement"]), much, note])
    if rows:
        body.add(
            table(
                ("Lane", "What", "How much", "Note"),
                rows,
                (13, 31, 17, 39),
                "What people met, did and wanted at this stage, and numbers from elsewhere",
            )
        )


def _claim(body: _Body, card: View) -> None:
    """Write a claim: what it says, how sure, why, what people said for it and against it, and space for a memo."""
    body.head(card["statement"], 3, kicker=card["lane"])
    if card["assumed"]:
        body.add(par(run("ASSUMPTION. ", bold=True), run(card["line"])))
    else:
        body.add(par(run(card["line"])))
        body.add(par(run(f"{squares(card['level'])} Grade {card['grade_words']}.", bold=True)))
    marks = [chip["text"] for chip in card["chips"]] + [card["moved"], f"owner: {card['owner']}" if card["owner"] else ""]
    marks += ["hidden by somebody" if card["hidden"] else "", f"under: {card['over']['statement']}" if card["over"] else ""]
    if shown := " · ".join(line(m) for m in marks if m):
        body.add(par(run(shown, soft=True, said=True)))
    body.bullets(f"{words.sentence(line(c['component']))[:-1]}, {c['level']} concern: {line(c['why'])}" for c in card["concerns"])
    body.bullets(line(note) for note in card["notes"])
    if card["signed"]:
        body.bullets([line(card["signed"]["line"])])
    body.bullets(
        f"{line(flip['people'])}: if {'they' if not flip['one'] else 'this person'} withdrew, the grade would be {flip['grade']}."
        for flip in card["flips"]
    )
    body.bullets(line(text) for text in (card["verdict"], card["elsewhere"], (card["opportunity"] or {}).get("line", "")) if text)
    body.bullets(f"Lies behind it, as somebody sees it: {line(b['statement'])}" for b in card["because"])
    body.bullets(f"Under it: {line(b['statement'])} ({b['people']})" for b in card["below"])
    body.bullets(f"Hypothesis: {line(h['title'])}. {line(h['line'])} {line(h['state'])}".strip() for h in card["hypotheses"])
    if card["triangulation"]:
        head = ("Kind of source", "Say so", "Against", "Could have")
        body.add(table(head, card["triangulation"]["rows"], (40, 20, 20, 20), "Who says so in each kind of source"))
        body.bullets([line(card["triangulation"]["text"])])
    for label, quotes, against in (("Say so", card["supports"], False), ("Against", card["against"], True)):
        if quotes:
            body.add(par(run(f"{label}: {words.plural(len(quotes), 'passage')}"), style="Label"))
            kept, left = to_show(quotes)
            body.add(*(quote(q["who"], q["meta"], q["text"], q["place"], against=against) for q in kept))
            if left:
                more = words.plural(left, "more passage")
                said = f"{more}: counted, not shown, since others of the same people are."
                body.add(par(run(said, soft=True)))
    if not card["assumed"] and not card["against"]:
        body.add(par(run("Against: nobody said the opposite.", soft=True)))
    for comment in card["comments"]:
        body.add(par(run(f"Comment, {line(comment['by'])} {comment['day']}: ", bold=True), run(line(comment["text"]), said=True)))
    body.bullets(line(change) for change in card["history"])
    body.add(memo())


def _unplaced(body: _Body, view: View) -> None:
    if view["inbox"]:
        body.head("In no stage", 1)
        for card in view["inbox"]:
            _claim(body, card)
    if view["notes"]:
        body.head("Notes nobody sorted yet", 1)
        for note in view["notes"]:
            about = f", {line(note['stage'])}" if note["stage"] else ""
            body.bullets([f"{line(note['by'])} {note['day']}{about}: {line(note['text'])}"])


def _hypotheses(body: _Body, model: Model) -> None:
    found = [(h, words.hypothesis(h)) for h in model.get("hypotheses") or ()]
    if found:
        body.head("Hypotheses", 1)
        rows = [[s["title"], s["line"], (h.get("heard") or {}).get("text", ""), s["state"]] for h, s in found]
        body.add(
            table(
                ("What to change", "What we expect, and what the test said", "People", "State"),
                rows,
                (28, 38, 22, 12),
                "Hypotheses with what their tests said",
            )
        )


def _methods(body: _Body, model: Model, view: View) -> None:
    body.head("Methods and limits", 1)
    for title, texts in (*limits(model, view), ("Grades", [f"{grade}: {meaning}" for grade, meaning in words.GRADE_WORDS.items()])):
        body.add(par(run(title), style="Label"))
        body.bullets(texts)
    if view["questions"]:
        body.add(par(run("Questions whose names are cut short beside answers"), style="Label"))
        body.bullets(line(q) for q in view["questions"])


def _appendix(body: _Body, view: View) -> None:
    if not view["claims"]:
        return
    body.head("Every claim", 1)
    rows = [
        [
            c["where"],
            c["lane"],
            line(c["statement"]),
            counted(c),
            c["range"],
            f"{c['x']:,}" if c["x"] else "",
            c["grade"],
            c["owner"],
        ]
        for c in view["claims"]
    ]
    head = ("Stage", "Lane", "Claim", "People who say so", "95 % interval", "Against", "Grade", "Owner")
    body.add(table(head, rows, (12, 8, 24, 14, 11, 10, 15, 9), "Every claim with its numbers"))
