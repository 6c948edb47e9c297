"""Customers' own words: which words are typical of a stage, and the sentences they stand in.

Keyness is the weighted log-odds of Monroe, Colaresi and Quinn 2008 ("Fightin' words"), with what everybody says everywhere as the
prior. It counts people who use a word, not how often it is used, so that nobody's pet word becomes the stage's.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.paths import stretches
from workbench.reading.segments import sentences
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.lanes.items import Told
    from workbench.journey.lanes.paths import Stretch

#: How much the prior weighs, in words said by a person (Monroe et al. 2008 take 500 as well).
PRIOR = 500.0
#: A word fewer people say is no word of the stage.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Typical:
    """A word of a stage.

    Attributes
    ----------
    k, n
        People who say it there, of those who say anything there.
    other_k, other_n
        People who say it in other stages, of those who say anything there.
    z
        Weighted log-odds over its standard error; above 1.96 it is said more there than elsewhere by more than chance.
    places
        Sentences it stands in, one a person: participant, source, item, start, end.
    """

    word: str
    stage: str
    k: int
    n: int
    other_k: int
    other_n: int
    z: float
    places: tuple[dict[str, Any], ...]


def log_odds(here: int, size_here: int, there: int, size_there: int, prior: float, prior_size: float = PRIOR) -> float:
    """Return the z score of the weighted log-odds ratio with an informative Dirichlet prior (Monroe et al. 2008, eqs 15 to 22).

    Parameters
    ----------
    here, size_here
        How often a word is counted in one part, of all words counted there.
    there, size_there
        The same in the other part.
    prior, prior_size
        Pseudo-counts of the word and of all words.
    """
    one, other = here + prior, there + prior
    odds = math.log(one / (size_here + prior_size - one)) - math.log(other / (size_there + prior_size - other))
    return odds / math.sqrt(1 / one + 1 / other)


def words(told: Told, stage: str | None = None, *, limit: int = 12, quotes: int = 3) -> list[Typical]:
    """Return the words typical of a stage, or of each, most typical first.

    Parameters
    ----------
    told
        What people told.
    stage
        Only this stage; all if not given.
    limit
        How many words a stage.
    quotes
        In how many sentences each is shown, one a person.

    Raises
    ------
    UserError
        If there is no such stage, or `limit` is less than one.
    """
    if limit < 1:
        raise UserError(f"show at least one word; given: {limit}")
    wanted = told.stages.find(stage) if stage else ""
    if stage and not wanted:
        raise UserError(f"no stage is called {stage!r}; the study has {', '.join(told.stages.ids)}")
    users = _Users(told)
    out = []
    for name in [wanted] if wanted else told.stages.ids:
        ranked = sorted(((users.z(word, name), word) for word in users.said.get(name, {})), key=lambda p: (-p[0], p[1]))
        top = [(z, word) for z, word in ranked if z > 0 and len(users.said[name][word]) >= LEAST][:limit]
        out += [users.typical(word, name, z, quotes) for z, word in top]
    return out


class _Users:
    """Who uses which word in which stage."""

    def __init__(self, told: Told) -> None:
        from workbench.themes.words import content

        self._texts = _texts(told)
        self.said: dict[str, dict[str, set[str]]] = {}
        self._stretches: dict[str, list[Stretch]] = {}
        for stretch in stretches(told):
            self._stretches.setdefault(stretch.stage, []).append(stretch)
            own = self.said.setdefault(stretch.stage, {})
            for word in set(content(self._words(stretch))):
                own.setdefault(word, set()).add(stretch.participant)
        self._people = {s: {x.participant for x in found} for s, found in self._stretches.items()}
        self._sizes = {s: sum(map(len, own.values())) for s, own in self.said.items()}
        self._elsewhere: dict[str, tuple[dict[str, set[str]], int]] = {}

    def _words(self, s: Stretch) -> str:
        return self._texts[s.source, s.item][s.start : s.end]

    def _others(self, stage: str) -> tuple[dict[str, set[str]], int]:
        """Return who uses which word in any other stage, and how many pairs of word and person there are."""
        if stage not in self._elsewhere:
            found: dict[str, set[str]] = {}
            for other, own in self.said.items():
                for word, who in own.items() if other != stage else ():
                    found.setdefault(word, set()).update(who)
            self._elsewhere[stage] = found, sum(map(len, found.values()))
        return self._elsewhere[stage]

    def z(self, word: str, stage: str) -> float:
        """Return how typical a word is of a stage."""
        others, size = self._others(stage)
        here, there = len(self.said[stage].get(word, ())), len(others.get(word, ()))
        own = self._sizes[stage]
        return log_odds(here, own, there, size, PRIOR * (here + there) / (own + size)) if size else 0.0

    def typical(self, word: str, stage: str, z: float, quotes: int) -> Typical:
        """Return a word with its people and sentences."""
        others, _ = self._others(stage)
        outside = {p for s, who in self._people.items() if s != stage for p in who}
        return Typical(
            word,
            stage,
            len(self.said[stage][word]),
            len(self._people[stage]),
            len(others.get(word, ())),
            len(outside),
            z,
            tuple(self._sentences(word, stage, quotes)),
        )

    def _sentences(self, word: str, stage: str, most: int) -> list[dict[str, Any]]:
        pattern = re.compile(rf"(?<!\w){re.escape(word).replace(chr(39), '[' + chr(39) + chr(0x2019) + ']')}(?!\w)", re.IGNORECASE)
        found: dict[str, dict[str, Any]] = {}
        for s in self._stretches[stage]:
            if len(found) == most:
                break
            text = self._texts[s.source, s.item]
            hit = pattern.search(text, s.start, s.end) if s.participant not in found else None
            if hit:
                start, end = next((a, b) for a, b in sentences(text, s.start, s.end) if b > hit.start())
                start += len(text[start:end]) - len(text[start:end].lstrip())
                found[s.participant] = {
                    "participant": s.participant, "source": s.source, "item": s.item, "start": start, "end": end,
                }  # fmt: skip
        return list(found.values())


def _texts(told: Told) -> Mapping[tuple[str, str], str]:
    found = {(t.id, ""): t.text for t in told.look.transcripts}
    for survey in told.look.surveys:
        for answer, text in zip(survey.answers["answer"].tolist(), survey.answers["text"].tolist(), strict=True):
            found[survey.id, str(answer)] = text
    return found
