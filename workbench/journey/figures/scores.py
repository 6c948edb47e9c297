"""NPS, CSAT and CES from the study's own surveys: one rating a person and round, with an interval.

What a rating is, is told from the name of its column and its scale:

======= ================================================ ==================================================
score   taken for it                                     value
======= ================================================ ==================================================
NPS     asks about recommending, from 0 to 10            promoters (9, 10) − detractors (0 to 6), in points
CSAT    asks about being satisfied                       share in the two highest steps
CES     asks about effort, ease or difficulty            mean on its own scale
rating  anything else                                    mean on its own scale
======= ================================================ ==================================================
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.journey import stats
from workbench.journey.figures import means
from workbench.journey.said.material import day
from workbench.journey.said.memory import once
from workbench.journey.said.people import Person, chosen, customers, of_record, told
from workbench.journey.said.stages import Stages
from workbench.study.kinds import STAFF, UNASKED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.look import Look
    from workbench.study.records import Participant, Survey
    from workbench.study.settings import Settings

_PREFIX = "rating."
_SCALE = re.compile(r"(?<!\d)(\d{1,2})[\W_]*(?:to|bis|-|–|_)?[\W_]*(\d{1,2})\W*$")
_TOPS = (5.0, 7.0, 10.0)
#: In the languages questionnaires come in; a word that is not here makes a rating, never a wrong score.
_WORDS = (
    ("NPS", re.compile(r"recomm?[ea]nd|weiterempf|raccomand|aanbevel|\bnps\b|promoter", re.IGNORECASE)),
    ("CSAT", re.compile(r"satisf|satisfe|soddisf|zufried|tevred|\bcsat\b", re.IGNORECASE)),
    ("CES", re.compile(r"\beffort|\beas(?:y|e|ily)\b|difficult|aufwand|einfach|\bces\b|\bhard\b", re.IGNORECASE)),
)
#: A net promoter score has one scale, whatever its answers are.
_NET = re.compile(r"\bnps\b|net promoter", re.IGNORECASE)
_HARD = re.compile(r"effort|difficult|aufwand|\bhard\b", re.IGNORECASE)
_PROMOTER, _DETRACTOR = 9, 6
FULL = 100.0


@dataclass(frozen=True)
class Score:
    """The ratings of one question in one round, one a person.

    Attributes
    ----------
    name
        The column's name without ``rating.``.
    kind
        ``NPS``, ``CSAT``, ``CES`` or ``rating``.
    stage
        Id of the stage it asks about; empty if it asks about all of it.
    lowest, highest
        The ends of its scale.
    ratings
        By person.
    round, date, source
        The round, the day of the newest answer, the surveys it stands in.
    odd
        Answers outside of the scale, which are left out.
    """

    name: str
    kind: str
    stage: str
    lowest: float
    highest: float
    ratings: Mapping[str, float]
    round: str
    date: str
    source: str
    odd: int = 0

    @property
    def n(self) -> int:
        """People who answered."""
        return len(self.ratings)

    @property
    def better(self) -> str:
        """Which way is good: ``up`` or ``down``; empty if the question does not say."""
        if self.kind in {"NPS", "CSAT"}:
            return "up"
        return ("down" if _HARD.search(_spoken(self.name)) else "up") if self.kind == "CES" else ""

    @property
    def points(self) -> dict[str, float]:
        """What each person adds to the score: its value is their mean."""
        if self.kind == "NPS":
            return {p: FULL * ((r >= _PROMOTER) - (r <= _DETRACTOR)) for p, r in self.ratings.items()}
        if self.kind == "CSAT":
            return {p: float(r >= self.highest - 1) for p, r in self.ratings.items()}
        return dict(self.ratings)

    @property
    def value(self) -> float:
        """The score."""
        points = self.points
        return stats.mean([points[p] for p in sorted(points)])

    @property
    def says(self) -> str:
        """What the value is made of, in words."""
        if self.kind == "NPS":
            up, down = (sum(v * sign > 0 for v in self.points.values()) for sign in (1, -1))
            return f"{up} promoters, {self.n - up - down} passives, {down} detractors"
        ends = f"on a scale from {self.lowest:g} to {self.highest:g}"
        return f"{self.highest - 1:g} or {self.highest:g} {ends}" if self.kind == "CSAT" else f"mean {ends}"

    def interval(self, together: Mapping[str, str]) -> stats.Interval | None:
        """Return the value with its 95 % interval, as fits the kind of score; None below 3 people."""
        points = means.voices(self.points, together)
        if len(points) < means.FEWEST:
            return None
        if len(points) == self.n:
            if self.kind == "NPS":
                return net(sum(v > 0 for v in points.values()), sum(v < 0 for v in points.values()), self.n)
            if self.kind == "CSAT":
                return stats.wilson(round(math.fsum(points.values())), self.n)
        low, high = (-FULL, FULL) if self.kind == "NPS" else (0.0, 1.0) if self.kind == "CSAT" else (self.lowest, self.highest)
        values = [points[voice] for voice in sorted(points)]
        found = stats.t_interval(values, low, high)
        return found if found and found.lo < found.hi else None


def net(promoters: int, detractors: int, n: int) -> stats.Interval:
    """Return the net promoter score (Reichheld 2003) with its interval, in points from −100 to 100.

    The score is the difference of two shares of the same n people, so its variance is p + d − (p − d)², over n, not the
    sum of two variances. Near the ends and with few people that is too small, down to nothing where everybody promotes:
    one promoter and one detractor are added first (Bonett and Price 2012, adjusted Wald interval for such a difference;
    Rocks 2016 finds adjusted Wald intervals to fit for the net promoter score). The value itself is not adjusted.

    Raises
    ------
    ValueError
        Unless promoters and detractors are among the n people.
    """
    if min(promoters, detractors) < 0 or promoters + detractors > n or n < 1:
        raise ValueError(f"{promoters} promoters and {detractors} detractors are not among {n} people")
    p, d = (promoters + 1) / (n + 2), (detractors + 1) / (n + 2)
    half = stats.Z95 * math.sqrt((p + d - (p - d) ** 2) / (n + 2))
    lo, hi = max(-1.0, p - d - half), min(1.0, p - d + half)
    return stats.Interval(FULL * (promoters - detractors) / n, FULL * lo, FULL * hi)


def scores(look: Look, round_: str) -> list[Score]:
    """Return what people rated in one round, by name: each person once, their newest answer.

    Everybody who rated counts, also who wrote nothing and so is nowhere else on the map. Reviews and the like are not among
    them: their authors are not people of the study.
    """
    surveys = _asked_in(look, round_)
    people = respondents(look, round_)
    made_from = (*((s.id, s.version) for s in surveys), people, look.settings, look.state.about)
    return once(look.memory, ("scores", round_, look.persona), made_from, lambda: _scores(look, round_, surveys, people))


def _asked_in(look: Look, round_: str) -> list[Survey]:
    return [s for s in sorted(look.surveys, key=lambda s: s.id) if s.round == round_ and s.kind not in UNASKED]


def respondents(look: Look, round_: str) -> frozenset[str]:
    """Return whose ratings of a round count: the people of a look, and who of its persona rated and wrote nothing.

    Staff are none of them.
    """
    people, surveys = look.people_of(round_), _asked_in(look, round_)
    records = look.folder.participants()
    made_from = (*((s.id, s.version) for s in surveys), people, look.everyone, look.rule, records)
    return once(
        look.memory, ("respondents", round_, look.persona), made_from, lambda: people | _silent(look, round_, surveys, records)
    )


def raters(look: Look) -> frozenset[str]:
    """Return whose ratings count anywhere in a look: see `respondents`."""
    return frozenset().union(*(respondents(look, r) for r in (look.rounds if look.round is None else (look.round,))))


def _silent(look: Look, round_: str, surveys: Sequence[Survey], records: Mapping[str, Participant]) -> set[str]:
    found: dict[str, Person] = {}
    staff = {t.participant for talk in look.transcripts if talk.kind == STAFF for t in talk.turns if t.participant}
    for survey in surveys:
        names = [str(name) for name in survey.blank["participant"].tolist()]
        for name in {*names} - {*look.without, *staff}:
            if name in look.everyone:
                known = look.everyone[name]
                found.setdefault(name, replace(known, said={r: dict(told) for r, told in known.said.items()}))
            else:
                found.setdefault(name, Person(name, known=of_record(records.get(name))))
        told(survey.blank, names, round_, found)
    return chosen(customers(found), look.rule, round_=round_)


def _scores(look: Look, round_: str, surveys: Sequence[Survey], people: frozenset[str]) -> list[Score]:
    stages = Stages(look.settings)
    held: dict[str, list[tuple[Survey, str]]] = {}
    for survey in surveys:
        for column in sorted(c for c in survey.answers.columns if c.startswith(_PREFIX)):
            held.setdefault(column.removeprefix(_PREFIX), []).append((survey, column))
    found = []
    for name, places in sorted(held.items()):
        newest: dict[str, tuple[str, str, float]] = {}
        for survey, column in places:
            for row in _rows(survey, column):
                if row[0] in people and row[1:] > newest.get(row[0], ("", "", 0.0)):
                    newest[row[0]] = row[1:]
        if newest:
            about = next((a[0] for s, _ in places for q in (_PREFIX + name, name) if (a := look.state.about.get((s.id, q)))), "")
            source = ", ".join(dict.fromkeys(s.id for s, _ in places))
            stage = stages.find(about) or named(name, look.settings)
            found.append(_score(name, stage, round_, source, newest))
    return found


def _rows(survey: Survey, column: str) -> list[tuple[str, str, str, float]]:
    """Return (person, day, answer, rating) of every answer that has one."""
    frame = survey.answers
    dates = frame["date"].tolist() if "date" in frame.columns else [""] * len(frame)
    columns = (frame["participant"].astype(str).tolist(), dates, frame["answer"].astype(str).tolist(), frame[column].tolist())
    return [(who, day(on), answer, float(value)) for who, on, answer, value in zip(*columns, strict=True) if value == value]  # noqa: PLR0124 (NaN)


def _score(name: str, stage: str, round_: str, source: str, newest: Mapping[str, tuple[str, str, float]]) -> Score:
    ratings = {person: newest[person][2] for person in sorted(newest)}
    lowest, highest = _scale(name, ratings.values())
    kept = {p: r for p, r in ratings.items() if lowest <= r <= highest}
    kind = next((k for k, words in _WORDS if words.search(_spoken(name))), "rating")
    if kind == "NPS" and (lowest, highest) != (0.0, 10.0):
        kind = "rating"  # likely to recommend, on another scale: there are no promoters on it
    date = max(newest[p][0] for p in newest)
    return Score(name, kind, stage, lowest, highest, kept, round_, date, source, len(ratings) - len(kept))


def _spoken(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name)


def _scale(name: str, ratings: object) -> tuple[float, float]:
    """Return the ends of the scale: as the name says, else the smallest usual one that holds the answers."""
    values = sorted(ratings)  # type: ignore[call-overload]
    said = _SCALE.search(name)
    if said and float(said[1]) < float(said[2]) and float(said[1]) in {0.0, 1.0}:
        return float(said[1]), float(said[2])
    if _NET.search(_spoken(name)):
        return 0.0, 10.0
    top = next((t for t in _TOPS if values[-1] <= t), values[-1])
    starts_at_0 = values[0] < 1 or (top == _TOPS[-1] and _WORDS[0][1].search(_spoken(name)) is not None)
    return (0.0 if starts_at_0 else 1.0) if values[0] >= 0 else values[0], top


def is_rescaled(name: str, other: str) -> bool:
    """Say whether two names are one question with two scales behind it, *How easy was it? (1-5)* and *(0-10)*."""
    bare = {_SCALE.sub("", n).strip(" -_(") for n in (name, other)}
    return name != other and len(bare) == 1 and "" not in bare


def named(name: str, settings: Settings) -> str:
    """Return the stage that a question names, by label, id or alias as whole words; empty if none or several."""
    words = f" {_spoken(name).casefold()} "
    hit = {s.id for s in settings.stages for n in (s.id, s.label, *s.aliases) if f" {_spoken(n).casefold().strip()} " in words}
    return hit.pop() if len(hit) == 1 else ""
