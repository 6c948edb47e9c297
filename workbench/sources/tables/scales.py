"""Scales in words: *Very dissatisfied … Very satisfied* is a rating from 1 to 5, as a number would be.

Only whole scales that questionnaires use are known here, so that a step nobody chose still counts: the order alone, of
the steps that were chosen, would make *satisfied* the top of some columns and the middle of others. Scales of how often
or how important are no judgements of what was lived through: these stay attributes.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MIDDLE = "neutral|neither|undecided|neither {a} nor {b}|neither {b} nor {a}|mixed|ok|okay"
_TWO_SIDED = (  # the low word, the high word
    ("dissatisfied", "satisfied"), ("unsatisfied", "satisfied"), ("disagree", "agree"), ("unlikely", "likely"),
    ("difficult", "easy"), ("hard", "easy"), ("bad", "good"), ("poor", "good"), ("negative", "positive"),
    ("unhappy", "happy"), ("unhelpful", "helpful"),
    ("uncomfortable", "comfortable"), ("unclear", "clear"), ("useless", "useful"), ("unpleasant", "pleasant"), ("slow", "fast"),
)  # fmt: skip
#: What may stand before the word, the same on both sides, from the middle outwards; alternatives are separated by a bar.
_STEPS = (
    ("|somewhat|slightly|rather|fairly|moderately|mostly|tend to|quite", "very|strongly|extremely|completely|totally|highly"),
    ("somewhat|slightly|a little", "|moderately|mostly|quite", "very|strongly|extremely|completely|entirely"),
    ("somewhat|slightly", "very", "extremely|completely|strongly"),
)
_ONE_SIDED = (
    "not at all|not", "not so|not very|slightly|a little|hardly", "somewhat|moderately|fairly|quite", "very",
    "extremely|completely",
)  # fmt: skip
_ONE_SIDED_WORDS = frozenset({
    "satisfied", "likely", "easy", "useful", "helpful", "clear", "comfortable", "confident", "happy", "valuable", "effective",
    "pleasant", "responsive", "knowledgeable", "friendly", "professional", "reliable", "intuitive", "trustworthy", "well",
})  # fmt: skip
_NAMED = (  # the first and last words are where these scales differ
    ("very poor|terrible|horrible|awful|very bad", "poor|bad", "fair|ok|okay|average|acceptable|neutral|satisfactory", "good",
     "very good|excellent|great|outstanding"),
    ("poor", "fair", "good", "very good", "excellent"),
    ("poor", "fair", "good", "excellent"),
    ("definitely not", "probably not", "might or might not|maybe|not sure|unsure|possibly", "probably|probably yes",
     "definitely|definitely yes|yes, definitely"),
    ("far below expectations|far short of expectations", "below expectations|short of expectations",
     "met expectations|equals expectations|meets expectations", "above expectations|exceeds expectations",
     "far above expectations|far exceeds expectations"),
    # as SoSci, LimeSurvey and Forms write them in German, French, Spanish, Portuguese and Japanese
    ("sehr unzufrieden", "unzufrieden|eher unzufrieden|weniger zufrieden",
     "teils/teils|teils teils|teils, teils|weder noch|neutral|mittel|weder zufrieden noch unzufrieden", "zufrieden|eher zufrieden",
     "sehr zufrieden"),
    ("stimme gar nicht zu|stimme überhaupt nicht zu|stimme ganz und gar nicht zu|lehne stark ab",
     "stimme nicht zu|stimme eher nicht zu|lehne ab", "teils/teils|teils teils|weder noch|neutral|unentschieden",
     "stimme zu|stimme eher zu", "stimme voll zu|stimme voll und ganz zu|stimme völlig zu|stimme stark zu"),
    ("trifft gar nicht zu|trifft überhaupt nicht zu", "trifft nicht zu|trifft eher nicht zu|trifft kaum zu",
     "teils/teils|teils teils|weder noch|neutral", "trifft eher zu|trifft zu",
     "trifft voll zu|trifft voll und ganz zu|trifft völlig zu"),
    ("trifft nicht zu", "trifft eher nicht zu", "teils/teils|teils teils|weder noch|neutral", "trifft eher zu", "trifft zu"),
    ("sehr schlecht", "schlecht|eher schlecht", "mittel|mittelmässig|teils/teils|neutral|okay", "gut|eher gut", "sehr gut"),
    ("très insatisfait|très insatisfaite|pas du tout satisfait|pas du tout satisfaite",
     "insatisfait|insatisfaite|plutôt insatisfait|plutôt insatisfaite|peu satisfait|peu satisfaite|plutôt pas satisfait",
     "neutre|ni satisfait ni insatisfait|moyennement satisfait",
     "satisfait|satisfaite|plutôt satisfait|plutôt satisfaite|assez satisfait",
     "très satisfait|très satisfaite|tout à fait satisfait"),
    ("pas du tout d'accord", "pas d'accord|plutôt pas d'accord", "neutre|ni d'accord ni pas d'accord|ni en accord ni en désaccord",
     "d'accord|plutôt d'accord", "tout à fait d'accord"),
    ("muy insatisfecho|muy insatisfecha", "insatisfecho|insatisfecha|algo insatisfecho|poco satisfecho",
     "neutral|ni satisfecho ni insatisfecho|indiferente", "satisfecho|satisfecha|algo satisfecho", "muy satisfecho|muy satisfecha"),
    ("totalmente en desacuerdo|muy en desacuerdo", "en desacuerdo|algo en desacuerdo", "neutral|ni de acuerdo ni en desacuerdo",
     "de acuerdo|algo de acuerdo", "totalmente de acuerdo|muy de acuerdo"),
    ("muito insatisfeito|muito insatisfeita", "insatisfeito|insatisfeita", "neutro|nem satisfeito nem insatisfeito|indiferente",
     "satisfeito|satisfeita", "muito satisfeito|muito satisfeita"),
    ("discordo totalmente", "discordo|discordo parcialmente", "neutro|nem concordo nem discordo|não concordo nem discordo",
     "concordo|concordo parcialmente", "concordo totalmente"),
    ("とても不満|非常に不満|大変不満", "不満|やや不満", "普通|どちらともいえない|どちらでもない", "満足|やや満足",
     "とても満足|非常に満足|大変満足"),
    ("much worse", "somewhat worse|worse", "about the same|the same|no change", "somewhat better|better", "much better"),
)  # fmt: skip
#: Cells that are no step of any scale and no fault either.
NO_ANSWER = frozenset({
    "", "n/a", "na", "not applicable", "don't know", "dont know", "do not know", "prefer not to say", "prefer not to answer",
    "no answer", "no opinion", "not sure/don't know", "i don't know", "did not use", "not used", "can't say",
    "cannot say", "skip", "-", "keine angabe", "k.a", "k. a", "weiss nicht", "weiss ich nicht", "kann ich nicht beurteilen",
    "ne sait pas", "sans opinion", "je ne sais pas", "no sé", "ns/nc", "no sabe", "não sei", "わからない",
})  # fmt: skip
_FEWEST, _MOST = 2, 9


def plain(cell: str) -> str:
    """Return a label as it is compared."""
    return " ".join(re.sub(r"[.!*]+$", "", cell.strip().casefold().replace("\u2019", "'")).split())


@cache
def _all() -> tuple[dict[str, int], ...]:
    """Return the scales that are known, each as the number of each step by its names."""
    made: list[list[set[str]]] = [[set(step.split("|")) for step in steps] for steps in _NAMED]
    for low, high in _TWO_SIDED:
        middle = set(_MIDDLE.format(a=low, b=high).split("|"))
        for sides in (s for steps in _STEPS for s in product(*(step.split("|") for step in steps))):
            below = [{f"{before} {low}".strip()} for before in reversed(sides)]
            above = [{f"{before} {high}".strip()} for before in sides]
            made += [[*below, middle, *above], [*below, *above]]
    for word in sorted(_ONE_SIDED_WORDS):
        made.append([{f"{before} {word}" for before in step.split("|")} for step in _ONE_SIDED])
    return tuple({name: number for number, names in enumerate(scale, 1) for name in names} for scale in made)


@cache
def _words() -> frozenset[str]:
    """Return every name a step of any scale has: the scales are many, and most columns have a label that is on none."""
    found = {name for steps in (*_NAMED, (_MIDDLE,)) for step in steps for name in step.split("|")}
    before = {word for steps in _STEPS for step in steps for word in step.split("|")}
    for low, high in _TWO_SIDED:
        found.update(_MIDDLE.format(a=low, b=high).split("|"))
        found.update(f"{word} {side}".strip() for word in before for side in (low, high))
    found.update(f"{word} {side}" for step in _ONE_SIDED for word in step.split("|") for side in _ONE_SIDED_WORDS)
    return frozenset(found)


def find(labels: Iterable[str]) -> dict[str, int] | None:
    """Return the number of each label that is a step of a scale, from 1; None if they are not those of one known scale.

    Parameters
    ----------
    labels
        The different cells of a column. Those that say *not applicable* and the like are left out.

    Returns
    -------
    dict or None
        Of the scales that have all labels at steps of their own, the shortest with a middle; None also if two such
        scales number them differently.
    """
    steps = {label: name for label in labels if (name := plain(label)) not in NO_ANSWER}
    wanted = set(steps.values())
    if not _FEWEST <= len(wanted) <= _MOST or not wanted <= _words():
        return None
    fitting = [scale for scale in _all() if wanted <= scale.keys() and len({scale[name] for name in wanted}) == len(wanted)]
    if not fitting:
        return None
    length = min(_rank(scale) for scale in fitting)
    numbers = {tuple(scale[name] for name in sorted(wanted)) for scale in fitting if _rank(scale) == length}
    if len(numbers) > 1:
        return None
    numbered = dict(zip(sorted(wanted), numbers.pop(), strict=True))
    return {label: numbered[name] for label, name in sorted(steps.items())}


def _rank(scale: dict[str, int]) -> tuple[bool, int]:
    steps = max(scale.values())
    return steps % 2 == 0, steps
