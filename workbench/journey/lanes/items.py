"""What every lane is made of: people counted, their share with its interval, and how those who say so felt.

An *item* is anything in a lane that is no claim: a touchpoint, a channel, an action, a goal. It is counted like a claim
(`workbench.journey.evidence`): k of the n people who spoke about its stage or were asked about it, people and not mentions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from workbench.journey import curve, stats
from workbench.journey.said.groups import sizes
from workbench.journey.said.stages import Stages
from workbench.study.codings import counts
from workbench.study.double import standings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from workbench.journey.look import Look
    from workbench.journey.said.material import Material, Mention

T = TypeVar("T")

#: Person to what they said.
Said = dict[str, list["Mention"]]
#: Where a text is: source and item.
Text = tuple[str, str]
#: Of a valence: from -2 to +2.
_ENDS = (-2.0, 2.0)
#: Mentions of one family in one text that are looked through one by one: an index of them would take longer to make.
_FEW = 8


class Spans(Generic[T]):
    """Things that lie on stretches of one text, to be found by place.

    Parameters
    ----------
    spans
        Start, end and thing, in any order.
    """

    def __init__(self, spans: Iterable[tuple[int, int, T]]) -> None:
        self.all = sorted(spans, key=lambda s: s[:2])
        self._starts = [s for s, _, _ in self.all]
        self._furthest = list(accumulate((e for _, e, _ in self.all), max))

    def on(self, start: int, end: int) -> list[tuple[int, int, T]]:
        """Return what shares a code point with ``[start, end)``, in order."""
        first, last = bisect_right(self._furthest, start), bisect_left(self._starts, end)
        return [span for span in self.all[first:last] if span[1] > start]


class Told:
    """What people told in one look: by family, by place, by stage.

    Everything is looked up by place in indexes made once, so that a lane takes time in proportion to its mentions.

    Parameters
    ----------
    look
        Whose words, of which round.
    material
        What they said; that of the look if not given.
    """

    def __init__(self, look: Look, material: Material | None = None) -> None:
        self.look = look
        self.material = material or look.material
        self.stages = Stages(look.settings)
        self.order = {stage: place for place, stage in enumerate(self.stages.ids)}
        self._said: dict[str, dict[str, list[Mention]]] = {}
        self._places: dict[str, dict[Text, list[Mention]]] = {}
        self._spans: dict[tuple[str, Text], Spans[Mention]] = {}
        self._exposed: dict[str, tuple[frozenset[str], float | None]] = {}
        self._shown: dict[str, list[Mention]] = {}
        self._kept: dict[str, Any] = {}

    def once(self, what: str, make: Callable[[Told], T]) -> T:
        """Return what `make` gives for these people, made the first time it is asked for."""
        if what not in self._kept:
            self._kept[what] = make(self)
        found: T = self._kept[what]
        return found

    def said(self, family: str) -> dict[str, list[Mention]]:
        """Return what was said *for* the codes of a family, in the order of texts and places; codes nobody used are not in it."""
        if family not in self._said:
            mentions = sorted((c, ms) for c, ms in self.material.mentions.items() if self.look.family(c) == family)
            found = {code: [m for m in ms if m.stance == "for"] for code, ms in mentions}
            self._said[family] = {code: ms for code, ms in found.items() if ms}
        return self._said[family]

    def of(self, family: str) -> dict[str, list[Mention]]:
        """Return what was said for each code of a family, also for codes nobody used, but for retired ones."""
        said = self.said(family)
        codes = sorted(c.id for c in self.look.codes.values() if c.family == family and not c.retired)
        return {code: said.get(code, []) for code in codes}

    def label(self, code: str) -> str:
        """Return what people read for a code."""
        return self.look.codes[code].label if code in self.look.codes else code.partition(":")[2]

    # By place ------------------------------------------------------------------------------------------------

    def beside(self, mention: Mention, *families: str) -> list[Mention]:
        """Return what the same person said for codes of these families on the same words, in order."""
        found = []
        for family in families:
            if family not in self._places:
                self._places[family] = _by_text(m for ms in self.said(family).values() for m in ms)
            places, text = self._places[family], (mention.source, mention.item)
            here = places.get(text, ())
            if len(here) > _FEW:  # a text of many: looked up by place, from now on
                spans = self._spans.get((family, text)) or self._spans.setdefault((family, text), _spans(here))
                here = [m for _, _, m in spans.on(mention.start, mention.end)]
            who, start, end, own = mention.participant, mention.start, mention.end, mention.id
            found += [m for m in here if m.start < end and start < m.end and m.participant == who and m.id != own]
        return found

    @cached_property
    def passages(self) -> dict[Text, Spans[tuple[str, str]]]:
        """Text to where stages were coded in it: (stage, coder). Also on an interviewer's words: take what a person says."""
        state, codes = self.look.state, self.look.codes
        stage = {c.id: self.stages.of_code(c.id) for c in codes.values() if c.family == "stage" and not c.retired}
        said, versions = standings(state), self._versions
        found: dict[Text, list[tuple[int, int, tuple[str, str]]]] = {}
        for coding in state.codings.values():
            where, at = stage.get(coding.code, ""), coding.anchor
            if where and coding.stance == "for" and counts(coding.coder_kind, said.get(coding.id, "")):
                text = at.source, at.item
                if versions.get(text) == at.version:
                    found.setdefault(text, []).append((at.start, at.end, (where, coding.coder)))
        return {text: Spans(spans) for text, spans in found.items()}

    @cached_property
    def _versions(self) -> dict[Text, str]:
        """Text to the version that is here."""
        folder = self.look.folder
        found = {(t.id, ""): t.version for t in folder.transcripts()}
        for survey in folder.surveys():
            frame = survey.answers
            for answer, version in zip(frame["answer"].tolist(), frame["version"].tolist(), strict=True):
                found[survey.id, str(answer)] = str(version)
        return found

    @cached_property
    def asks(self) -> dict[Text, str]:
        """Answer (survey and item) to the one stage its question asks about, where it is one."""
        found: dict[Text, str] = {}
        about = self.look.state.about
        for survey in self.look.surveys:
            where = {}
            for question in survey.questions:
                stages = {s for name in about.get((survey.id, question.id), question.stages) if (s := self.stages.find(name))}
                if len(stages) == 1:
                    where[question.id] = min(stages)
            if where:
                frame = survey.answers
                for answer, question in zip(frame["answer"].tolist(), frame["question"].tolist(), strict=True):
                    if question in where:
                        found[survey.id, str(answer)] = where[question]
        return found

    def stage_at(self, source: str, item: str, start: int, end: int) -> str:
        """Return the stage of a stretch of text: the one most coders gave it, else the one its question asks about.

        Of equals the first on the journey; empty if no stage is known.
        """
        spans = self.passages.get((source, item))
        votes: dict[str, int] = {}
        for _, _, (stage, _) in spans.on(start, end) if spans else ():
            votes[stage] = votes.get(stage, 0) + 1
        if votes:
            return min(votes, key=lambda s: (-votes[s], self.order[s]))
        return self.asks.get((source, item), "")

    # In people -----------------------------------------------------------------------------------------------

    def exposed(self, stage: str) -> frozenset[str]:
        """Return who spoke about or was asked about a stage; everybody where it is not known (as for claims)."""
        return self._base(stage)[0]

    def _base(self, stage: str) -> tuple[frozenset[str], float | None]:
        if stage not in self._exposed:
            material = self.material
            known = stage in material.named
            people = frozenset(material.who_spoke(stage) | material.who_was_asked(stage)) if known else material.people
            self._exposed[stage] = people, self._effective(people)
        return self._exposed[stage]

    def _effective(self, people: Collection[str]) -> float | None:
        """Return how many independent people these amount to; None if nobody of them spoke together."""
        found = sizes(people, self.material.together) if self.material.together else []
        return stats.effective_n(found, self.material.likeness) if any(size > 1 for size in found) else None

    def share(self, said: Collection[str], base: frozenset[str]) -> tuple[int, int, stats.Interval | None]:
        """Return k, n and the interval of how many of `base` say so; whoever says so is one of them."""
        stray = [p for p in said if p not in base]
        if stray:
            base |= frozenset(stray)
        n = len(base)
        known = next((effective for people, effective in self._exposed.values() if people is base), None)
        if n and known is None and self.material.together:
            known = self._effective(base)
        return len(said), n, stats.wilson(len(said), n, effective=known) if n else None

    def felt(self, said: Mapping[str, Iterable[Mention]]) -> dict[str, float]:
        """Return how each person felt about what they said: its own valence, else the emotions on the same words.

        One mean a person, as in the curve. Who showed no feeling there is left out.
        """
        shown: dict[str, list[Mention]] = {}
        for person, mentions in said.items():
            own = {x.id: x for m in mentions for x in self._felt_on(m)}
            shown[person] = list(own.values())
        return curve.person_means(shown)

    def _felt_on(self, m: Mention) -> list[Mention]:
        """Return the mentions that say how somebody felt about another."""
        if m.id not in self._shown:
            self._shown[m.id] = [m] if m.valence is not None else self.beside(m, "emotion")
        return self._shown[m.id]

    def valence(self, said: Mapping[str, Iterable[Mention]]) -> dict[str, Any] | None:
        """Return the mean feeling of the people with its interval (None below 3); None if nobody showed one."""
        return self.mean(self.felt(said))

    def mean(self, values: Mapping[str, float], ends: tuple[float, float] = _ENDS) -> dict[str, Any] | None:
        """Return the mean of one value a person with its t interval; None if there is none."""
        if not values:
            return None
        together = self.material.together
        joint = any(p in together for p in values)
        clusters = [together.get(p, p) for p in values] if joint else None
        interval = stats.t_interval(list(values.values()), *ends, clusters=clusters)
        lo, hi = (interval.lo, interval.hi) if interval else (None, None)
        return {"mean": stats.mean(list(values.values())), "lo": lo, "hi": hi, "n": len(values)}

    def item(
        self, name: str, label: str, stage: str, said: Said, *, note: str = "", marks: Sequence[str] = (),
        base: frozenset[str] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Return an item of a lane.

        Parameters
        ----------
        name, label
            Its id, and what people read.
        stage
            Where it is counted: says who could have said so.
        said
            Who said so, and what.
        note, marks
            What is to be said of it in a sentence, and in single words.
        base
            Who could have said so, where that is not who spoke about the stage or was asked about it.
        """
        k, n, interval = self.share(said, self.exposed(stage) if base is None else base)
        return {
            "id": name,
            "label": label,
            "k": k,
            "n": n,
            "lo": interval.lo if interval else None,
            "hi": interval.hi if interval else None,
            "m": sum(map(len, said.values())),
            "valence": self.valence(said),
            "note": note,
            "marks": list(marks),
            "quotes": [m.id for p in sorted(said) for m in said[p]],
        }


def _by_text(mentions: Iterable[Mention]) -> dict[Text, list[Mention]]:
    found: dict[Text, list[Mention]] = {}
    for m in sorted(mentions, key=lambda m: (m.source, m.item, m.start, m.end, m.id)):
        found.setdefault((m.source, m.item), []).append(m)
    return found


def _spans(mentions: Iterable[Mention]) -> Spans[Mention]:
    return Spans((m.start, m.end, m) for m in mentions)


def by_person(mentions: Iterable[Mention]) -> Said:
    """Return mentions by who said them."""
    found: Said = {}
    for m in mentions:
        found.setdefault(m.participant, []).append(m)
    return found


def by_stage(mentions: Iterable[Mention], order: Mapping[str, int]) -> dict[str, list[Mention]]:
    """Return mentions by stage, in the order of the journey; last, under an empty name, those without one.

    What lies as much in one stage as in another is counted in both.
    """
    found: dict[str, list[Mention]] = {}
    for m in mentions:
        for stage in m.stages or ("",):
            found.setdefault(stage, []).append(m)
    return {stage: found[stage] for stage in sorted(found, key=lambda s: order.get(s, len(order)))}


def strongest(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return items best supported first: by the lower end of the interval, as the claims of a lane."""
    return sorted(items, key=lambda i: (-(i["lo"] or 0.0), -i["k"], i["id"]))


def lane(told: Told, family: str) -> dict[str, list[dict[str, Any]]]:
    """Return the items of a family in each stage where it is told, best supported first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for code, mentions in told.of(family).items():
        for stage, here in by_stage(mentions, told.order).items():
            found.setdefault(stage, []).append(told.item(code, told.label(code), stage, by_person(here)))
    return {stage: strongest(items) for stage, items in found.items()}
