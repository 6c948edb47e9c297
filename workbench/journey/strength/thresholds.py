"""Every cut-off of the journey in one table: what it decides, what it rests on, and what ``study.toml`` may say instead.

Cut-offs are proposals. None comes from data of ours, and where a source is named it is the source of the custom, not a
proof. ``[thresholds]`` of ``study.toml`` changes any of them; `workbench.journey.strength.sensitivity` says what that would do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

OURS = "our proposal"

#: How the values of a cut-off must follow each other: each at most the one before, or each at least.
Order = Literal["falling", "rising", ""]


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut-off, of one value or several.

    Attributes
    ----------
    name
        Its key under ``[thresholds]``.
    values
        The default. Of three: between no, minor, moderate and serious concern; of two: without the last.
    decides
        What it decides, in a sentence.
    source
        What it rests on.
    order
        How several values must follow each other.
    least, most
        The smallest and the largest value that can be meant.
    whole
        Whether it counts people or passages, so that one step is one of them.
    """

    name: str
    values: tuple[float, ...]
    decides: str
    source: str = OURS
    order: Order = ""
    least: float = 0.0
    most: float = math.inf
    whole: bool = False


_CERQUAL = "the components are GRADE-CERQual's (Lewin et al. 2018), the numbers our proposal"
_GUEST = "Guest, Namey & Chen 2020"

TABLE: tuple[Cut, ...] = (
    # How sure: the grade of a claim
    Cut("alpha", (0.80, 0.67), "method: Krippendorff's alpha of the code from which on there is no concern, a minor one, else "
        "a moderate one", "Krippendorff 2004, p. 241", "falling", -1, 1),
    Cut("passages", (5,), "method: passages either coder gave the code, below which alpha says too little", whole=True),
    Cut("double_coded", (0.10,), "method: share of supporters in texts both coded, below which the concern is at least minor",
        "a tenth is the usual share to code twice (O'Connor & Joffe 2020)", most=1),
    Cut("machine", (0.50,), "method: share of supporters heard only where somebody took over a model's suggestion, above which "
        "the concern is moderate", most=1),
    Cut("leading", (0.50,), "method: share of supporters heard only in answer to a leading question, above which the concern "
        "is moderate; any at all is a minor one", most=1),
    Cut("coherence", (0.90, 0.75, 0.60), "coherence: share k / (k + x) of those who take a side that supports the claim", _CERQUAL,
        "falling", 0, 1),
    Cut("spread", (0.25,), "coherence: difference between the shares inside and outside a persona from which on the concern is "
        "at least minor, if its interval leaves out zero", most=1),
    Cut("adequacy", (8, 5, 3), "adequacy: people who say so", _CERQUAL, "falling", 0, whole=True),
    Cut("words", (8,), "adequacy: words a supporter, below which the concern is at least minor"),
    Cut("months", (6, 12, 24), "relevance: months from the newest support to the newest evidence of the study", _CERQUAL, "rising"),
    Cut("group_likeness", (1.0,), "how alike people of one focus group are taken to be: 1, they speak with one voice; 0, they are "
        "independent", "1 is the worst case; the formula is Kish's (1965)", most=1),
    Cut("voices", (0.50,), "effective people over people, below which the card warns that few do most of the talking", most=1),
    # The curve and its stars
    Cut("interval_people", (3,), "people below which a stage has points and no mean or interval", least=2, whole=True),
    Cut("hollow_people", (5,), "people below which the dot of the curve is hollow", whole=True),
    Cut("moment_people", (5,), "moment of truth: people who showed a feeling there", whole=True),
    Cut("moment_mean", (0.50,), "moment of truth: how far the mean is from zero at least, on the scale from -2 to +2", most=2),
    Cut("moment_reach", (0.10,), "moment of truth: share of all people in view who showed a feeling there", most=1),
    # Enough interviews
    Cut("saturation_base", (4,), "saturation: interviews that make the base", _GUEST, least=1, whole=True),
    Cut("saturation_run", (2,), "saturation: interviews in a run", _GUEST, least=1, whole=True),
    Cut("saturation_stop", (0.05,), "saturation: new codes of a run over those of the base, at which to stop", _GUEST, most=1),
    # What to ask next
    Cut("ask_width", (0.15,), "ask next: half the width of an interval for a share that is narrow enough", least=0.01, most=0.5),
    Cut("ask_emotion", (0.50,), "ask next: half the width of an interval for a feeling that is narrow enough", least=0.01, most=2),
    Cut("hear", (0.10, 0.80), "ask next: with which chance (the second) something that so many say (the first) should be heard",
        "1 - (1 - p)^n", least=0.001, most=0.999),
    # Between rounds
    Cut("verdict_p", (0.05,), "rounds: p of no change up to which a change is claimed", "custom", most=1),
    Cut("verdict_q", (0.10,), "rounds: q, p corrected for all claims compared, up to which a change is claimed",
        "Benjamini & Hochberg 1995; the value is our proposal", most=1),
    Cut("asked_apart", (0.25,), "rounds: difference in the share of people who had only been asked, above which rounds do not "
        "compare", most=1),
    Cut("expected", (5,), "rounds: people expected on either side for the approximation of z8", "Cochran 1954", whole=True),
    Cut("percent_people", (10,), "rounds: people below which a share is said in people", whole=True),
    Cut("margin", (0.10,), "rounds: difference between two shares that is as good as none", most=1),
    Cut("margin_emotion", (0.50,), "rounds: difference between two mean feelings that is as good as none", most=4),
    # What is old, what is guessed
    Cut("stale_months", (12,), "months after which a card, a stage or the map is marked stale"),
    Cut("assumption_share", (0.50,), "share of claims that nobody supports, above which a notice of the map says so", most=1),
    Cut("rare_people", (1,), "people up to which a claim is rare: kept, graded Anecdote, and listed apart", whole=True),
)  # fmt: skip

#: The defaults by name.
THRESHOLDS: dict[str, tuple[float, ...]] = {cut.name: cut.values for cut in TABLE}


def thresholds(changes: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    """Return the cut-offs with those of ``study.toml`` in place of the defaults.

    Parameters
    ----------
    changes
        What stands under ``[thresholds]``. Names that nothing reads are left alone: see `unread`.

    Raises
    ------
    UserError
        If a cut-off is not as many numbers as the default has, one of them cannot be meant, or they contradict each
        other: a stricter one must not lie below a milder one.
    """
    return {cut.name: _chosen(cut, changes[cut.name]) if cut.name in changes else cut.values for cut in TABLE}


def _chosen(cut: Cut, said: Any) -> tuple[float, ...]:  # noqa: ANN401 (whatever stands in the file)
    given = said if isinstance(said, list | tuple) else [said]
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in given)
    if len(given) != len(cut.values) or not numbers:
        wanted = f"write {len(cut.values)} number{'s' * (len(cut.values) != 1)} like {_listed(cut.values)}"
        raise UserError(f"study.toml, thresholds: {cut.name} is {said!r}; {wanted}")
    found = tuple(float(v) for v in given)
    if (against := objection(cut, found)) is not None:
        raise UserError(f"study.toml, thresholds: {cut.name} is {_listed(found)}; {against}")
    return found


def objection(cut: Cut, values: tuple[float, ...]) -> str | None:
    """Return why these values of a cut-off cannot be meant; None if they can."""
    if not all(math.isfinite(v) and cut.least <= v <= cut.most for v in values):
        top = f"to {cut.most:g}" if math.isfinite(cut.most) else "upwards"
        return f"write a number from {cut.least:g} {top}"
    if cut.whole and not all(v == int(v) for v in values):
        return "it counts, so write whole numbers"
    steps = list(pairwise(values))
    if cut.order == "falling" and any(a < b for a, b in steps):
        return "these contradict each other: each must be at most the one before, the strictest first"
    if cut.order == "rising" and any(a > b for a, b in steps):
        return "these contradict each other: each must be at least the one before, the strictest first"
    return None


def unread(changes: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each name under ``[thresholds]`` that nothing reads, with what it may have been meant to be."""
    notes = []
    for name in sorted(changes.keys() - THRESHOLDS.keys()):
        near = get_close_matches(name, THRESHOLDS, n=1)
        meant = f"; was {near[0]} meant?" if near else ""
        notes.append(f"study.toml, thresholds: nothing reads {name!r}{meant}")
    return notes


def _listed(values: tuple[float, ...]) -> str:
    return "[" + ", ".join(f"{v:g}" for v in values) + "]" if len(values) > 1 else f"{values[0]:g}"
