"""Numbers said in words: the same sentence in the map, its static twin, the report and the exports.

Nothing here computes evidence; every number comes from the map model.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Lanes of the map in their order: kind of claim, heading, what the lane holds.
LANES = (
    ("pain", "Pains", "what hurts; surest first"),
    ("need", "Unmet needs", "latent: worked around, not asked for"),
    ("delight", "Delights", "what to keep"),
)
SINGULAR = {"pain": "Pain", "need": "Unmet need", "delight": "Delight"}
#: As they are counted: "2 pains".
COUNTED = {"pain": "pain", "need": "need", "delight": "delight"}
GRADE_WORDS = {
    "High": "highly likely to be true of people like these",
    "Moderate": "likely to be true of people like these",
    "Low": "possibly true of people like these",
    "Very low": "not clear whether it is true beyond those who said it",
    "Anecdote": "one person said so",
    "ASSUMPTION": "nobody has said this yet",
}
_KINDS = {
    "interview": "interviews", "staff-interview": "staff interviews", "survey": "survey answers", "ticket": "tickets",
    "review": "reviews", "social": "posts",
    "meeting": "meetings", "observation": "observations", "focus-group": "focus groups", "metric": "numbers",
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNSEEN = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
_NO_PERCENT_BELOW = 10
#: Verdicts that the panel and the table give; on every second card they would only be noise.
_NOT_ON_CARDS = ("no detectable", "not comparable", "equivalent")


def day(iso: str | None) -> str:
    """Return ``2026-09-03`` as ``3 Sep 2026``; anything else as it is; nothing as an empty string."""
    if not iso:
        return ""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)", iso)
    if not found or not 1 <= int(found[2]) <= len(_MONTHS):
        return iso
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"


def signed(value: float) -> str:
    """Return a feeling with its sign and one decimal; a real minus sign, no negative zero."""
    shown = f"{value:+.1f}"
    return "0.0" if shown in {"+0.0", "-0.0"} else shown.replace("-", "\u2212")


def percent(share: float) -> str:
    """Return a share as a whole percentage, the sign kept on the same line."""
    return f"{round(share * 100)}\u00a0%"


def flagged(model: Mapping[str, Any]) -> str:
    """Return how often a change is seen where there is none, with what lies in the draw; empty if it was not tried."""
    share, error = model.get("placebo"), model.get("placebo_error") or 0.0
    if share is None:
        return ""
    if 0 < share < 0.01:  # noqa: PLR2004 (a rate of nothing would be said)
        return "under 1\u00a0%"
    return f"{round(share * 100)} ± {math.ceil(100 * error)}\u00a0%" if error else percent(share)


def people(count: int) -> str:
    """Return ``1 person`` or ``7 people``."""
    return "1 person" if count == 1 else f"{count:,} people"


def plural(count: int, noun: str) -> str:
    """Return ``2 pains``, ``1 pain``, and nothing for none."""
    return "" if not count else f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def months(count: float) -> str:
    """Return ``1 month`` or ``7 months``."""
    return "1 month" if round(count) == 1 else f"{round(count)} months"


def coverage(cover: Mapping[str, int]) -> str:
    """Return who spoke about a stage, who was asked and had nothing to say, and who was not asked."""
    parts = ((cover["spoke"], "spoke"), (cover["asked"], "said\u00a0nothing"), (cover["silent"], "not\u00a0asked"))
    return " \u00b7 ".join(f"{n:,}\u00a0{said}" for n, said in parts if n) or "nobody yet"


def covered(cover: Mapping[str, int]) -> str:
    """Return the same as a sentence, with those there are none of."""
    was = "was" if cover["silent"] == 1 else "were"
    return (
        f"{people(cover['spoke'])} spoke about it, {cover['asked']:,} had nothing to say when asked, "
        f"{cover['silent']:,} {was} not asked"
    )


def kind_name(kind: str) -> str:
    """Return the plural of a kind of source."""
    return _KINDS.get(kind, kind)


def listed(words: list[str]) -> str:
    """Return ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def visible(text: str) -> str:
    """Return `text` with the controls that turn writing around made visible: they could fake what somebody said."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]", lambda m: f"\u27e6{_UNSEEN[m[0]]}\u27e7", text)


def moment(found: Mapping[str, Any]) -> str:
    """Return why a stage is a moment of truth, as a sentence; who decided it is written as they write themselves."""
    why = str(found["why"])
    return f"{why}." if found.get("decided") and not why.endswith(".") else sentence(why)


def sentence(text: str) -> str:
    """Return `text` with a capital first letter and a full stop."""
    shown = text.strip()
    return shown[:1].upper() + shown[1:] + ("" if shown.endswith((".", "!", "?")) or not shown else ".")


def interval(low: float, high: float) -> str:
    """Return what the 95 % interval of a share says about people like those heard."""
    if low <= 0:
        return f"at most {percent(high)} of people like these would"
    if high >= 1:
        return f"at least {percent(low)} of people like these would"
    return f"between {percent(low)} and {percent(high)} of people like these would"


def evidence(claim: Mapping[str, Any], stage: str) -> str:
    """Return the evidence for a claim as one sentence, counting people, never mentions.

    Parameters
    ----------
    claim
        A claim of the map model.
    stage
        The label of its stage.

    Returns
    -------
    str
        ``"6 of 9 people who spoke about or were asked about Onboarding say so, 2 say the opposite; between 35 % and
        88 % of people like these would."``
    """
    k, n, x, both = (int(claim[key]) for key in ("k", "n", "x", "both"))
    known = claim.get("base", "stage") == "stage"
    if k == 0:
        nobody = "Nobody has said this yet: an assumption of the team."
        if known:
            nobody += f" {people(n)} spoke about or were asked about {stage}."
        return nobody + (f" {people(x)} said the opposite." if x else "")
    say = "says so" if k == 1 else "say so"
    parts = f"{k} of {people(n)}{f' who spoke about or were asked about {stage}' if known else ''} {say}"
    if x:
        parts += f", {x} {'says' if x == 1 else 'say'} the opposite"
    if both:
        parts += f" ({both} {'says' if both == 1 else 'say'} both)"
    if claim["lo"] is None or claim["hi"] is None:
        return parts + "."
    silent = "" if known else " Who spoke about this stage is not coded yet, so this is of everybody."
    joint = ""
    if claim.get("groups"):
        heard = "a group" if claim["groups"] == 1 else f"{claim['groups']} groups"
        joint = f" Some spoke together in {heard}: the {n} are taken for {claim['n_eff']:.1f} independent people."
    return f"{parts}; {interval(claim['lo'], claim['hi'])}.{joint}{silent}"


def footnotes(claim: Mapping[str, Any]) -> list[str]:
    """Return what else a reader should know before believing a claim: kinds, feeling, talkers, fragility."""
    notes = []
    k, enp = int(claim["k"]), claim["enp"]
    if k:
        shares = [f"{v['k']} in {kind_name(kind)}" for kind, v in sorted(claim["people_by_kind"].items()) if v["k"]]
        count = len(claim["kinds"])
        notes.append(f"{'One kind' if count == 1 else f'{count} kinds'} of source: {listed(shares)}.")
    feeling = claim["valence"]
    if feeling and feeling["mean"] is not None:
        spread = "" if feeling["lo"] is None else f" ({signed(feeling['lo'])} to {signed(feeling['hi'])})"
        notes.append(f"Feeling {signed(feeling['mean'])}{spread} on a scale from \u22122 to +2.")
    if k > 1 and enp is not None and enp < k / 2:
        notes.append(f"Few people do most of the talking: it weighs like {enp:.1f} people.")
    if claim["fragility"]:
        fragile = int(claim["fragility"])
        whose = "one of these people" if fragile == 1 else f"any one of {fragile} of these people"
        notes.append(f"The grade would change if {whose} withdrew.")
    if claim["newest"]:
        notes.append(f"Newest evidence: {day(claim['newest'])}.")
    return notes


def grade(claim: Mapping[str, Any]) -> str:
    """Return the grade with what it means."""
    return f"{claim['grade']}: {GRADE_WORDS.get(claim['grade'], '')}".rstrip(": ")


def verdict(claim: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the short form of a verdict for the card and whether it is ``good``, ``bad`` or neither (empty)."""
    found = claim["verdict"]
    if not found or str(found["word"]).startswith(_NOT_ON_CARDS):
        return None
    word = str(found["word"])
    more_is = "good" if claim["kind"] == "delight" else "bad"
    fewer_is = "bad" if more_is == "good" else "good"
    for start, shown, tone in (
        ("up", "\u25b2 more", more_is), ("down", "\u25bc fewer", fewer_is), ("new", "new", ""), ("not heard", "not heard now", ""),
    ):  # fmt: skip
        if word.startswith(start):
            return shown, tone
    return word, ""


def share_of_cards(count: int, total: int) -> str:
    """Return how many of the cards are meant: a percentage only when there are enough of them to bear one."""
    return percent(count / total) if total >= _NO_PERCENT_BELOW else f"{count} of {total}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def hypothesis(found: Mapping[str, Any]) -> dict[str, str]:
    """Return a hypothesis of the map model in words: its title, its sentence, and how far it is."""
    parts = [f"for {found['who']}" if found.get("who") else "", f"we expect: {found['effect']}" if found.get("effect") else ""]
    measured = f"measured by {found['measure']}" if found.get("measure") else ""
    line = ", ".join(p for p in (*parts, measured) if p)
    verdict = found.get("verdict")
    said = verdict.get("text") or verdict.get("word", "") if isinstance(verdict, dict) else verdict or ""
    return {
        "title": _capital(visible(found.get("change") or found["id"])),
        "line": visible(" ".join(sentence(p) for p in (line, said) if p)),
        "state": str(found.get("state") or found.get("status") or ""),
    }


def opportunity(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return how much an opportunity would be worth, with what is not known about it; None if nobody could tell.

    Parameters
    ----------
    found
        As it stands in a claim of the map model: a `value` from 0 to 20 with its interval, and how often it is among the
        first three (`top`) when the data are drawn again.
    """
    if not found or found.get("value") is None:
        return None
    value = float(found["value"])
    low, high, top, effort = (found.get(key) for key in ("lo", "hi", "top", "effort"))
    between = "" if low is None or high is None else f" ({low:.1f} to {high:.1f})"
    parts = [f"{value:.1f} of 20{between}"]
    if top is not None:
        parts.append(f"among the first three in {percent(top)} of draws")
    if effort is not None:
        parts.append(f"effort {effort:g}")
    bar = None if low is None or high is None else {"lo": round(low * 5, 1), "hi": round(high * 5, 1), "p": round(value * 5, 1)}
    marks = [str(m) for m in found.get("marks") or ()]
    line = sentence(visible(found.get("text") or f"opportunity {', '.join(parts)}"))
    return {"value": value, "short": " \u00b7 ".join(parts), "line": line, "marks": marks, "bar": bar}
