"""Evidence for and against each claim, in people.

A *mention* is one passage in which one person says so: codings of one code that overlap, by whichever coder, are one
mention. A person who supports a claim ten times is one person. Codings by models, codings of the interviewer's words
and retired codes never count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from workbench.journey.people import Person
    from workbench.study.records import Code
    from workbench.study.settings import Settings


@dataclass(frozen=True, slots=True)
class Mention:
    """One passage by one person, for or against one code (or showing one emotion)."""

    id: str
    code: str
    participant: str
    stance: str
    source: str
    item: str
    turn: int
    kind: str
    round: str
    date: str
    start: int
    end: int
    quote: str
    valence: float | None
    stages: tuple[str, ...]
    coders: tuple[str, ...]


@dataclass
class Material:
    """What the map is computed from: mentions by code, and who spoke about or was asked about each stage."""

    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    spoke: dict[str, set[str]] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)
    unstaged: int = 0
    coders: tuple[str, ...] = ()


def gather(
    frame: pd.DataFrame, codes: Mapping[str, Code], people: Mapping[str, Person], settings: Settings, *, round_: str | None
) -> Material:
    """Turn codings into mentions and exposure.

    Parameters
    ----------
    frame
        Codings, as `workbench.coding.frame.codings_frame` gives them.
    codes
        The codebook.
    people
        Those the map is about; everybody else's codings are left out.
    settings
        For the order and names of stages.
    round_
        Only this round; None for all.
    """
    order = {f"stage:{s.id}": s.id for s in settings.stages}
    records: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    rows = [
        r for r in records if r["coder_kind"] == "human" and r["participant"] in people and (round_ is None or r["round"] == round_)
    ]
    material = Material(coders=tuple(sorted({r["coder"] for r in rows})))
    material.spoke = {s.id: set() for s in settings.stages}
    material.asked = {s.id: set() for s in settings.stages}
    staged = _stage_spans(rows, order, material)
    for code, group in _grouped(r for r in rows if r["family"] != "stage" and r["speech"] != "interviewer"):
        known = codes.get(code)
        if known is not None and known.retired:
            continue
        usual = known.stage if known and known.stage in material.spoke else ""
        for cluster in _passages(group):
            mention = _mention(cluster, staged, usual, known.valence if known else None)
            material.mentions.setdefault(code, []).append(mention)
            for stage in mention.stages:
                material.spoke[stage].add(mention.participant)
            material.unstaged += not mention.stages
    for person in people.values():
        for round_id, stage in person.asked:
            if stage in material.asked and round_ in {None, round_id}:
                material.asked[stage].add(person.id)
    return material


def _stage_spans(rows: Sequence[dict[str, Any]], order: Mapping[str, str], material: Material) -> dict[tuple[str, str], list[Any]]:
    spans: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        stage = order.get(row["code"])
        if stage is None:
            continue
        if row["speech"] == "interviewer":
            material.asked[stage].add(row["participant"])
        else:
            material.spoke[stage].add(row["participant"])
            spans.setdefault((row["source"], row["item"]), []).append((row["start"], row["end"], stage))
    return spans


def _grouped(rows: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["code"], []).append(row)
    return sorted(groups.items())


def _passages(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Put codings of one code that overlap in the same words, with the same stance, together."""
    clusters: list[list[dict[str, Any]]] = []
    ends: dict[tuple[str, str, str, str], tuple[int, list[dict[str, Any]]]] = {}
    for row in sorted(rows, key=lambda r: (r["source"], r["item"], r["start"], r["end"], r["id"])):
        key = (row["source"], row["item"], row["participant"], row["stance"])
        end, cluster = ends.get(key, (-1, []))
        if row["start"] < end:
            cluster.append(row)
            ends[key] = (max(end, row["end"]), cluster)
        else:
            fresh = [row]
            clusters.append(fresh)
            ends[key] = (row["end"], fresh)
    return clusters


def _mention(
    cluster: list[dict[str, Any]], staged: dict[tuple[str, str], list[Any]], usual: str, usual_valence: int | None
) -> Mention:
    longest = max(cluster, key=lambda r: (r["end"] - r["start"], r["id"]))
    votes: Counter[str] = Counter()
    for start, end, stage in staged.get((longest["source"], longest["item"]), ()):
        if any(start < r["end"] and r["start"] < end for r in cluster):
            votes[stage] += 1
    best = max(votes.values(), default=0)
    stages = tuple(sorted(s for s, v in votes.items() if v == best)) if votes else ((usual,) if usual else ())
    given = [int(r["valence"]) for r in cluster if _is_number(r["valence"])]
    valence = sum(given) / len(given) if given else (float(usual_valence) if usual_valence is not None else None)
    return Mention(
        longest["id"],
        longest["code"],
        longest["participant"],
        longest["stance"],
        longest["source"],
        longest["item"],
        int(longest["turn"]),
        longest["kind"],
        longest["round"],
        longest["date"],
        int(longest["start"]),
        int(longest["end"]),
        longest["quote"],
        valence,
        stages,
        tuple(sorted({r["coder"] for r in cluster})),
    )


def _is_number(value: object) -> bool:
    return value is not None and str(value) not in {"<NA>", "nan", "None"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against one claim, counted in people.

    Attributes
    ----------
    k, x, both
        People who say so, people who say the opposite, and those among them who say both.
    n
        People who spoke about or were asked about its stage.
    m
        Mentions in support.
    """

    code: str
    stage: str
    supporters: dict[str, list[Mention]]
    opponents: dict[str, list[Mention]]
    exposed: frozenset[str]

    @property
    def k(self) -> int:
        """People who say so."""
        return len(self.supporters)

    @property
    def x(self) -> int:
        """People who say the opposite."""
        return len(self.opponents)

    @property
    def both(self) -> int:
        """People who say both."""
        return len(self.supporters.keys() & self.opponents.keys())

    @property
    def n(self) -> int:
        """People who could have said so."""
        return len(self.exposed)

    @property
    def m(self) -> int:
        """Mentions in support."""
        return sum(map(len, self.supporters.values()))

    @property
    def kinds(self) -> list[str]:
        """Kinds of source in which it was said."""
        return sorted({mention.kind for mentions in self.supporters.values() for mention in mentions})

    @property
    def newest(self) -> str:
        """Date of the newest support; empty if unknown."""
        return max((mention.date for mentions in self.supporters.values() for mention in mentions), default="")

    @property
    def effective(self) -> float:
        """Effective number of supporters."""
        return stats.effective_people([len(v) for v in self.supporters.values()])

    @property
    def share(self) -> stats.Interval | None:
        """K of n with its interval; None if nobody was exposed."""
        return stats.wilson(self.k, self.n) if self.n else None

    def without(self, participant: str) -> Evidence:
        """Return the evidence as it would be had `participant` withdrawn."""
        return Evidence(
            self.code,
            self.stage,
            {p: v for p, v in self.supporters.items() if p != participant},
            {p: v for p, v in self.opponents.items() if p != participant},
            self.exposed - {participant},
        )


def claims(material: Material, codes: Mapping[str, Code], settings: Settings) -> list[Evidence]:
    """Return the evidence for every claim of the codebook, also for those nobody has spoken to yet.

    A claim lies in the stage its code names; failing that, in the stage most of its supporters speak of it.
    """
    out = []
    for code in codes.values():
        if code.family not in CLAIM_FAMILIES or code.retired:
            continue
        mentions = material.mentions.get(code.id, [])
        supporters: dict[str, list[Mention]] = {}
        opponents: dict[str, list[Mention]] = {}
        for mention in mentions:
            side = opponents if mention.stance == "against" else supporters
            side.setdefault(mention.participant, []).append(mention)
        stage = code.stage if code.stage in material.spoke else _usual_stage(mentions, settings)
        exposed = material.spoke.get(stage, set()) | material.asked.get(stage, set()) | supporters.keys() | opponents.keys()
        out.append(Evidence(code.id, stage, supporters, opponents, frozenset(exposed)))
    return sorted(out, key=lambda e: e.code)


def _usual_stage(mentions: Sequence[Mention], settings: Settings) -> str:
    people: dict[str, set[str]] = {}
    for mention in mentions:
        for stage in mention.stages:
            people.setdefault(stage, set()).add(mention.participant)
    places = [s.id for s in settings.stages]
    return min(people, key=lambda s: (-len(people[s]), places.index(s)), default="")
