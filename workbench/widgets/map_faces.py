"""What the map widget shows: faces of cards, heads of stages, the inbox, and what opens; with names masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from workbench.journey.stats import wilson
from workbench.share import cards as page_cards
from workbench.share import lanes_page, words
from workbench.share.panel import quote
from workbench.share.redact import consented
from workbench.share.tongue import tongue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.share.redact import Redactor

Message = dict[str, Any]

#: What of a card is on its face; the rest is asked for when it opens.
FACE = (
    "id", "kind", "statement", "moved", "owner", "initials", "assumed", "k", "n", "x", "kinds", "bar", "range", "grade", "level",
    "signed_by", "chips", "latent", "lang",
)  # fmt: skip
_COVER = ("spoke", "asked", "silent")
_OPEN = ("derived", "grade_words", "line", "notes", "concerns", "signed", "flips", "verdict", "comments", "history")
#: Ids and places, which lead somewhere: they are never masked.
_AS_IT_IS = frozenset({"id", "claim", "kind", "at", "stage_id", "under", "tone", "bar", "dom", "lang"})
#: So many quotes of each side are shown at once.
MOST_QUOTES = 60
#: Lanes besides those of cards that stand on the sheet, and whether above the cards; all others are in the panel of a stage.
ROWS = {"touchpoints": True, "gap": False, "numbers": False}
WITHHELD = "(withheld: no consent to quote)"


class Faces:
    """Makes what is shown of a map model.

    Parameters
    ----------
    model
        The map model.
    redactor
        Masks names; None shows words as they are.
    """

    def __init__(self, model: Message, redactor: Redactor | None = None) -> None:
        self.model, self._redactor = model, redactor
        light = {**model, "quotes": {}}
        self._made: dict[str, dict[str, Any]] = masked(page_cards.cards(light, {}), redactor)

    def title(self, claim: str) -> str:
        """Return the words of a card; its id if there is no such card."""
        return str(self._made[claim]["statement"]) if claim in self._made else claim

    def cards(self) -> dict[str, Message]:
        """Return the face of every card, by claim."""
        out = {}
        for key, made in self._made.items():
            claim = self.model["claims"][key]
            stage, lane = page_cards.place(claim)
            out[key] = {
                **{name: made[name] for name in FACE}, "stage": stage, "lane": lane, "counted": claim["stage"], "lo": claim["lo"],
                "hidden": bool(claim.get("hidden")), "under": claim.get("under", ""), "status": claim.get("status", "open"),
                "comments": len(claim.get("comments", ())), "changed": len(claim.get("changed", ())),
                "signed": _signed(claim), "because": list(claim.get("because", ())), "notes": len(claim.get("notes", ())),
                "v": crc32(",".join((*claim["supports"], "", *claim["contradicts"])).encode()),
            }  # fmt: skip
        return out

    def stages(self) -> list[Message]:
        """Return the heads of the columns."""
        rows, called = [], page_cards.called_in(self.model)
        for stage in self.model["stages"]:
            cover, feel = stage["coverage"], stage["emotion"]
            rows.append(
                {
                    "id": stage["id"], "label": stage["label"], "lang": tongue(stage["label"], called), "goal": stage["goal"] or "",
                    "cover": [cover[name] for name in _COVER],
                    "covered": words.coverage(cover),
                    "felt": "" if feel["mean"] is None else words.signed(feel["mean"]), "n": feel["n"],
                    "moment": stage["moment"]["why"] if stage["moment"] else "", "comments": len(stage.get("comments", ())),
                }
            )  # fmt: skip
        found: list[Message] = masked(rows, self._redactor)
        return found

    def rows(self) -> list[Message]:
        """Return the lanes that hold no cards, with a line for each entry."""
        found = [
            {**{name: lane[name] for name in ("key", "label", "note")}, "above": ROWS.get(lane["key"]),
             "cells": [{"entries": [*map(_entry, (*c["entries"], *c["more"]))], "silence": c["silence"]} for c in lane["cells"]]}
            for lane in lanes_page.lanes(self.model, {}, [])
            if lane["key"] not in {"opportunities", "owners"}  # the cards say so
        ]  # fmt: skip
        shown: list[Message] = masked(found, self._redactor)
        return shown

    def facts(self) -> list[list[str]]:
        """Return the strip of facts: a figure and what it counts."""
        kinds, facts = self.model["people"]["by_kind"], self.model["facts"]
        heard = sorted((kind, n) for kind, n in kinds.items() if n)
        strip = [
            [" + ".join(f"{n:,}" for _, n in heard) or "0", " + ".join(words.kind_name(kind) for kind, _ in heard) or "people"]
        ]
        if facts["claims"]:
            strip.append([words.share_of_cards(facts["assumptions"], facts["claims"]), "of cards are assumptions"])
        if facts["newest"]:
            strip.append([words.day(facts["newest"]), "newest evidence"])
        if alarm := words.flagged(self.model):
            strip.append([alarm, "flagged when nothing changed"])
        return strip

    def notes(self) -> list[Message]:
        """Return the notes of the inbox."""
        shown = [_dated(n) for n in self.model.get("notes", ())]
        found: list[Message] = masked(shown, self._redactor)
        return found

    # What opens ------------------------------------------------------------------------------------------------

    def opened(self, claim: str) -> Message:
        """Return what the panel of a claim says, but for the quotes."""
        made, card = self._made[claim], self.model["claims"][claim]
        because = [{"id": c, "text": self.title(c)} for c in card.get("because", ()) if c in self._made]
        here = self.model["claims"].values()
        leads = [{"id": c["id"], "text": self.title(c["id"])} for c in here if claim in c.get("because", ())]
        beneath = [{"id": c["id"], "text": self.title(c["id"])} for c in here if c.get("under") == claim]
        sides = {"for": card["supports"], "against": card["contradicts"]}
        return {
            "claim": claim, **{name: made[name] for name in _OPEN}, "because": because, "leads": leads, "beneath": beneath,
            "over": {"id": card["under"], "text": self.title(card["under"])} if card.get("under") in self._made else None,
            "counts": {side: len({self.model["quotes"][q]["participant"] for q in ids}) for side, ids in sides.items()},
            "people": sorted({self.model["quotes"][q]["participant"] for ids in sides.values() for q in ids}),
            "triangulation": masked(_triangulation(card), self._redactor), "proposed": card["grade"],
            "inboxed": masked([_dated(n) for n in card.get("notes", ())], self._redactor),
        }  # fmt: skip

    def stage(self, stage: str, rows: Sequence[Message]) -> Message:
        """Return what the panel of a stage says, with what `rows` have for it."""
        found = next((s for s in self.model["stages"] if s["id"] == stage), None)
        if found is None:
            return {"stage": stage, "comments": [], "beside": [], "labels": [], "moment": ""}
        said = [_dated(c) for c in found.get("comments", ())]
        place = [s["id"] for s in self.model["stages"]].index(stage)
        beside = [
            {"label": row["label"], "entries": row["cells"][place]["entries"]} for row in rows if row["cells"][place]["entries"]
        ]
        labels = [f"{e['label']} {e['k']}" for e in found["emotion"]["labels"]]
        return {
            "stage": stage, "comments": masked(said, self._redactor), "beside": beside, "labels": masked(labels, self._redactor),
            "moment": masked(found["moment"]["why"], self._redactor) if found["moment"] else "",
        }  # fmt: skip

    def _each_first(self, ids: Sequence[str]) -> list[str]:
        """Return quotes with one of each person first, then what they said besides: people are counted, not mentions."""
        seen: dict[str, int] = {}
        turn = {}
        for name in ids:
            who = self.model["quotes"][name]["participant"]
            turn[name] = seen[who] = seen.get(who, 0) + 1
        return sorted(ids, key=lambda name: turn[name])

    def quotes(self, claim: str) -> Message:
        """Return the quotes for and against a claim: masked, and without the words of who did not agree to be quoted."""
        card = self.model["claims"][claim]
        day = self._redactor.day if self._redactor else ""
        out: Message = {"claim": claim}
        for side, name in (("for", "supports"), ("against", "contradicts")):
            ids = self._each_first(card[name])[:MOST_QUOTES]
            said = consented({"quotes": {q: self.model["quotes"][q] for q in ids}}, day)["quotes"]
            rows = [quote(said[q]) for q in ids]
            texts = [row["text"] for row in rows if row["text"] is not None]
            shown = iter(self._redactor.texts(texts) if self._redactor else texts)
            out[side] = [{**row, "text": WITHHELD if row["text"] is None else next(shown)} for row in rows]
            out[f"more_{side}"] = max(0, len(card[name]) - len(ids))
        return out


def _dated(said: Mapping[str, Any]) -> Message:
    """Return a note or a comment with its day, and with nothing in it that turns writing around."""
    return {**said, "text": words.visible(said["text"]), "day": words.day(said["at"]), "stage_id": said.get("stage", "")}


def _entry(entry: Mapping[str, Any]) -> Message:
    """Return an entry as a name, a figure, and all that is known of it in a line."""
    figure = entry.get("value") or entry.get("words") or entry.get("change") or entry.get("short") or ""
    more = [entry.get("line"), entry.get("note"), *entry.get("marks", ())]
    tone = {"neg": "bad", "pos": "good"}.get(entry.get("tone", ""), entry.get("tone", ""))
    return {
        "text": entry["statement"],
        "figure": figure,
        "tone": tone,
        "said": entry.get("agrees", ""),
        "more": " · ".join(m for m in more if m),
    }


def masked(value: Any, redactor: Redactor | None) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a copy of `value` with names masked in all its texts but ids."""
    if redactor is None:
        return value
    texts: list[str] = []
    _walk(value, lambda text: texts.append(text) or text)  # type: ignore[func-returns-value]
    shown = dict(zip(texts, redactor.texts(texts, guess=False), strict=True))
    return _walk(value, lambda text: shown[text])


def _walk(value: Any, do: Callable[[str], str]) -> Any:  # noqa: ANN401 (any JSON value)
    if isinstance(value, str):
        return do(value)
    if isinstance(value, dict):
        return {key: inner if key in _AS_IT_IS else _walk(inner, do) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(inner, do) for inner in value]
    return value


def _signed(claim: Mapping[str, Any]) -> str:
    """Return ``current``, ``stale`` or nothing."""
    signed = claim.get("signed")
    return "" if not signed else "current" if signed["current"] else "stale"


def _triangulation(claim: Mapping[str, Any]) -> str:
    found = claim.get("triangulation")
    return str(found["text"]) if found else ""


def what_if(card: Mapping[str, Any], before: Mapping[str, Any], stage: str, falls: Sequence[Message], participant: str) -> Message:
    """Return what a claim would rest on without a person, and which claims would lose their grade."""
    share = wilson(card["k"], card["n"]) if card["n"] else None
    return {
        "claim": card["id"], "participant": participant, "k": card["k"], "n": card["n"], "x": card["x"],
        "lo": share.lo if share else None, "hi": share.hi if share else None, "grade": card["grade"], "was": before["grade"],
        "line": words.evidence(card, stage), "falls": list(falls),
    }  # fmt: skip
