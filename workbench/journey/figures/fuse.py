"""What the numbers say, why in people's words, and whether both point the same way.

The rule for *agree* compares like with like, and only where both can be told from chance:

1. If the number changed (`workbench.journey.change.moved`) and which way is good is known: its way against the way talk changed
   between the same rounds. Talk changed if the mean feeling at the stage did, or else if its claims did, all one way.
2. Otherwise, if the number has a natural zero (NPS) that its interval leaves out: its side against the side of the mean
   feeling, if that interval leaves out zero too.
3. Otherwise nothing is said. A conflict is shown, never averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.journey import curve
from workbench.journey.change.between import between
from workbench.journey.change.moved import minus, places
from workbench.journey.figures.clicks import folded
from workbench.journey.figures.numbers import Rows, every_number
from workbench.journey.said.memory import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.change import rounds
    from workbench.journey.change.between import Between
    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.journey.said.material import Material
    from workbench.study.records import Code

_CLAIMS = 3
_WAY = {1: "better", -1: "worse"}


@dataclass(frozen=True, slots=True)
class Way:
    """Which way something points: 1 good, -1 bad, 0 cannot be told; `text` says from what."""

    sign: int
    text: str


def lane(look: Look, changed: Between | None = None) -> tuple[Rows, list[str]]:
    """Return every number of a look by stage with ``agrees`` and ``why``, and notices of what is not shown.

    Numbers that are about no single stage stand under ``""``. Of the elements people click, only those that give most
    trouble are among them (`workbench.journey.figures.clicks.folded`).

    Parameters
    ----------
    look
        Whose words, of which round.
    changed
        What became of the claims and feelings of that round, if it is known already.
    """
    found, notices = every_number(look)
    return agreeing(look, folded(found), changed), notices


def agreeing(look: Look, numbers: Rows, changed: Between | None = None) -> Rows:
    """Return the numbers, each with ``agrees`` (``agrees``, ``conflicts`` or empty) and ``why`` that is said."""
    talk = Talk(look, changed)
    out: Rows = {}
    for stage, rows in numbers.items():
        out[stage] = []
        for row in rows:
            word, why = _agree(row, talk, stage)
            out[stage].append(row | {"agrees": word, "why": why})
    return out


def fuse(look: Look) -> list[dict[str, Any]]:
    """Return one row a number, and one for each stage without any, in the order of the journey.

    Returns
    -------
    list of dict
        ``stage``, ``metric``, ``what`` (the number with its interval and change), ``why`` (up to three claims of the
        stage with k of n), ``agree``, and ``text`` that says on what that rests.
    """
    numbers, _ = lane(look)
    talk = Talk(look)
    out = []
    for stage in ("", *(s.id for s in look.settings.stages)):
        for row in numbers.get(stage, []):
            why = talk.claims(stage, _number_way(row))
            said = {"what": figure(row), "why": why, "agree": row["agrees"], "text": row["why"]}
            out.append({"stage": stage, "metric": row["metric"], **said})
        if stage and stage not in numbers:
            text = "no number: talk stands alone here"
            out.append({"stage": stage, "metric": "", "what": "", "why": talk.claims(stage, Way(0, "")), "agree": "", "text": text})
    return out


class Talk:
    """What people say and feel at each stage, and how it changed: of the round against the one before.

    Parameters
    ----------
    look
        Of all rounds, changes are those of the last two.
    changed
        What became of the claims and feelings of its round, if it is known already.
    """

    def __init__(self, look: Look, changed: Between | None = None) -> None:
        self.look, self._known = look, changed
        now = look if look.round or not look.rounds else look.at(look.rounds[-1])
        self.now, self.then = now, now.previous

    @cached_property
    def _felt(self) -> dict[str, dict[str, float]]:
        material, codes = self.look.material, self.look.codes
        emotions = [code for code in sorted(material.mentions) if self.look.family(code) == "emotion"]
        made_from = (*emotions, *(material.mentions[code] for code in emotions))
        return once(self.look.memory, "felt in all", made_from, lambda: _means(material, codes))

    @cached_property
    def _between(self) -> Between | None:
        if self._known is not None and self._known.later == self.now.round:
            return self._known
        return between(self.now) if self.then is not None else None

    @cached_property
    def _verdicts(self) -> dict[str, rounds.Change]:
        return {c.code: c for c in self._between.changes} if self._between else {}

    @cached_property
    def _by_stage(self) -> dict[str, list[Evidence]]:
        out: dict[str, list[Evidence]] = {}
        for e in self.look.evidence:
            if e.k:
                out.setdefault(e.stage, []).append(e)
        return out

    def level(self, stage: str) -> Way:
        """Return on which side of zero the mean feeling of a stage lies."""
        felt = self._felt.get(stage, {})
        found = curve.spread(felt, self.look.material.together) if felt else None
        if found is None:
            return Way(0, f"{len(felt)} people voice a feeling" if felt else "nobody voices a feeling")
        sign = 1 if found.lo > 0 else -1 if found.hi < 0 else 0
        mean, lo, hi = (minus(f"{round(v, 1) + 0.0:+.1f}") for v in (found.value, found.lo, found.hi))
        return Way(sign, f"mean feeling {mean} ({lo} to {hi}), {len(felt)} people")

    def trend(self, stage: str) -> Way:
        """Return which way talk about a stage changed between the two rounds."""
        if self.then is None:
            return Way(0, "there is no earlier round of talk")
        felt = self._between.felt.get(stage) if self._between else None
        if felt and felt.verdict in {"up", "down"}:
            return Way(1 if felt.verdict == "up" else -1, f"feeling {felt.text}")
        if not stage and (way := self._everywhere()):
            return way
        here = [e for e in self.now.evidence if not stage or e.stage == stage]
        moved = [(e.code, self._verdicts[e.code]) for e in here if e.code in self._verdicts]
        signs = {code: _sign(self.look.family(code), change.verdict) for code, change in moved}
        signs = {code: sign for code, sign in signs.items() if sign}
        if len(set(signs.values())) == 1:
            said = "; ".join(f"{title(self.look, code)}: {self._verdicts[code].text}" for code in sorted(signs))
            return Way(next(iter(signs.values())), said)
        if signs:
            return Way(0, "claims changed for better and for worse")
        none = "nobody voices one" if stage else "at no stage is it known to have changed"
        return Way(0, f"since {self.then} no claim changed, and feeling: {felt.text if felt else none}")

    def _everywhere(self) -> Way | None:
        """Return which way feelings changed, for a number that is about all of the journey; None if at no stage."""
        felt = self._between.felt if self._between else {}
        stages = [s for s in self.look.settings.stages if s.id in felt and felt[s.id].verdict in {"up", "down"}]
        words = {felt[s.id].verdict for s in stages}
        if len(words) > 1:
            return Way(0, "feelings changed for better and for worse")
        told = "; ".join(f"feeling at {s.label} {felt[s.id].text}" for s in stages)
        return Way(1 if words == {"up"} else -1, told) if stages else None

    def claims(self, stage: str, way: Way) -> list[dict[str, Any]]:
        """Return up to three claims of a stage, surest first; beside a number that changed those that changed.

        Beside a bad number pains and needs, beside a good one delights; and what is said more or less than before.
        """
        sign = way.sign
        here = self._by_stage.get(stage, []) if stage else [e for found in self._by_stage.values() for e in found]
        changed = self._verdicts if way.text == "change" else {}
        signs = {c: _sign(self.look.family(c), change.verdict) for c, change in changed.items()}
        likely = [e for e in here if (signs.get(e.code) or (1 if self.look.family(e.code) == "delight" else -1)) == sign]
        fitting = (likely or here) if sign else here
        fitting = sorted(fitting, key=lambda e: (not signs.get(e.code), -(e.share.lo if e.share else 0.0), -e.k, e.code))
        return [
            {
                "claim": e.code, "kind": self.look.family(e.code), "label": title(self.look, e.code), "k": e.k, "n": e.n, "x": e.x,
                "verdict": self._verdicts[e.code].verdict if e.code in self._verdicts else "",
            }
            for e in fitting[:_CLAIMS]
        ]  # fmt: skip


def _means(material: Material, codes: Mapping[str, Code]) -> dict[str, dict[str, float]]:
    """Return each person's mean feeling by stage, and under ``""`` over all of it."""
    felt = curve.feelings(material, codes)
    out = {stage: curve.person_means(people) for stage, people in felt.items()}
    everywhere: dict[str, dict[str, Any]] = {}
    for people in felt.values():
        for person, mentions in people.items():
            everywhere.setdefault(person, {}).update({m.id: m for m in mentions})
    out[""] = curve.person_means({p: list(everywhere[p].values()) for p in sorted(everywhere)})
    return out


def _sign(family: str, verdict: str) -> int:
    more = {"up": 1, "new": 1, "down": -1, "not heard": -1}.get(verdict, 0)
    return more if family == "delight" else -more


def _number_way(row: Mapping[str, Any]) -> Way:
    """Return which way a number points: by its change, else by its side of a natural zero."""
    word = row["change"]["word"] if row["change"] else ""
    if word in {"up", "down"} and row["better"]:
        return Way(1 if word == row["better"] else -1, "change")
    net = row["metric"] == "NPS" or (row["of"] == "people" and row["unit"] == "score")
    if net and row["lo"] is not None and (row["lo"] > 0 or row["hi"] < 0):
        return Way(1 if row["lo"] > 0 else -1, "level")
    return Way(0, "")


def _agree(row: Mapping[str, Any], talk: Talk, stage: str) -> tuple[str, str]:
    way = _number_way(row)
    if talk.look.persona is not None and row["of"] == "everybody":
        return "", "measured of everybody, so it is not held against what one persona says"
    if way.sign:
        other = talk.trend(stage) if way.text == "change" else talk.level(stage)
        side = "above" if way.sign > 0 else "below"
        went = f"the number is {_WAY[way.sign]} than before" if way.text == "change" else f"the score is {side} zero"
        if not other.sign:
            return "", f"{went}; of talk it cannot be told: {other.text}"
        return ("agrees" if other.sign == way.sign else "conflicts"), f"{went}; talk: {other.text}"
    if row["change"] and row["change"]["word"] in {"up", "down"}:
        return "", "which way is good cannot be told from its name"
    return "", row["change"]["text"] if row["change"] else "one value says nothing about better or worse"


def figure(row: Mapping[str, Any]) -> str:
    """Return a number with its interval, n and change, in words."""
    text = f"{row['metric']} {amount(row)}"
    text += f", n = {row['n']:,}" if row["n"] else ""
    return text + (f"; {row['change']['text']}" if row["change"] else "")


def amount(row: Mapping[str, Any]) -> str:
    """Return a number with its interval; the same everywhere, and a share only where its unit says that it is one.

    With an interval it has as many places as that leaves meaning: none where it is 2 to either side or more.
    """
    share, lo, hi = row.get("unit") == "share", row["lo"], row["hi"]
    digits = (1 if share else 2) if lo is None else places(lo, hi, 100 if share else 1)

    def shown(value: float) -> str:
        if share:
            return f"{value:.{digits}%}".replace("%", "\u00a0%")
        text = f"{value:,.{digits}f}"
        return minus(text.rstrip("0").rstrip(".") if "." in text and lo is None else text)

    between = "" if lo is None else f" ({shown(lo)} to {shown(hi)})"
    return f"{shown(row['value'])}{between}"


def title(look: Look, code: str) -> str:
    """Return what a claim's card is called: its title if somebody gave one, else the label of its code."""
    card = look.state.cards.get(code)
    return (card.title if card else "") or (look.codes[code].label if code in look.codes else code)
