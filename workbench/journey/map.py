"""The journey map as plain data: everything a page, a slide or a table shows, and nothing that needs computing again.

The same study gives the same bytes (`workbench.study.canon.canonical_json`). Every number resolves to quotes.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from workbench.coding.adjudicate import independent
from workbench.coding.agreement import agreement
from workbench.coding.frame import codings_frame, counted
from workbench.journey import curve, rounds, stats
from workbench.journey.evidence import claims
from workbench.journey.grade import Basis, fragility, propose, thresholds
from workbench.journey.groups import together
from workbench.journey.material import Mention, day, gather
from workbench.journey.numbers import numbers
from workbench.journey.people import by_kind, chosen, everybody
from workbench.journey.people import rounds as in_order
from workbench.journey.stages import Stages
from workbench.study.errors import UserError
from workbench.study.names import plain
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from workbench.coding.agreement import Agreement
    from workbench.journey.evidence import Evidence
    from workbench.journey.material import Material
    from workbench.study.folder import Folder
    from workbench.study.records import Code, Survey, Transcript

FORMAT = 1
_SHOWN = {*CLAIM_FAMILIES, "emotion", "expectation", "delivered"}


def build(
    folder: Folder,
    *,
    persona: str | None = None,
    round: str | None = None,  # noqa: A002 (the field's word)
    without: Collection[str] = (),
) -> dict[str, Any]:
    """Compute the journey map.

    Parameters
    ----------
    folder
        The study.
    persona
        Name of a persona of ``study.toml``; None for everybody.
    round
        Id of a round: the map shows that round and compares it with the one before. None for all rounds together.
    without
        People to leave out, as if they had never been in the study: what a map would be if they withdrew.

    Returns
    -------
    dict
        The map model; docs/format.md describes it.

    Raises
    ------
    UserError
        If there is no such persona or round; the message lists those there are.
    """
    return _Builder(folder, persona, without).model(round)


def evidence_by_round(folder: Folder, *, persona: str | None = None) -> dict[str, list[Evidence]]:
    """Return the evidence of every claim, each round on its own, oldest round first."""
    builder = _Builder(folder, persona)
    return {r: claims(builder.material(r), builder.codes) for r in builder.rounds}


def placebo(folder: Folder, *, persona: str | None = None, round: str | None = None, splits: int = 200, seed: int = 42) -> float:  # noqa: A002
    """Return how often `rounds.compare` flags a change between random halves of one round, where there is none."""
    builder = _Builder(folder, persona)
    return rounds.placebo(builder.material(builder.known(round)), builder.codes, splits=splits, seed=seed)


class _Builder:
    def __init__(self, folder: Folder, persona: str | None, without: Collection[str] = ()) -> None:
        self.folder, self.settings, self.persona = folder, folder.settings, persona
        self.codes: Mapping[str, Code] = folder.state().codes
        self.frame: pd.DataFrame = codings_frame(folder)
        self.everyone = everybody(folder)
        if without:
            self.everyone = {name: person for name, person in self.everyone.items() if name not in without}
            self.frame = self.frame[~self.frame["participant"].isin(list(without))]
        if persona is not None and persona not in self.settings.personas:
            there = ", ".join(self.settings.personas) or "none"
            raise UserError(f"no persona is called {persona!r} in study.toml; there are: {there}")
        self.rule = self.settings.personas.get(persona or "", {})
        self.cuts = thresholds(self.settings.thresholds)
        self.rounds = in_order(self.settings, {r for p in self.everyone.values() for r in p.rounds})
        self.whole = gather(self.frame, self.codes, self.everyone, self.settings)

    def known(self, round_: str | None) -> str | None:
        """Return `round_` if it is one of which there is material."""
        if round_ is not None and round_ not in self.rounds:
            raise UserError(f"no round is called {round_!r}; there are: {', '.join(self.rounds) or 'none'}")
        return round_

    def material(self, round_: str | None) -> Material:
        """Return what the people of the persona said in a round, or in all."""
        keep = chosen(self.everyone, self.rule, round_=round_)
        if round_ is not None:
            keep = {p for p in keep if round_ in self.everyone[p].rounds}
        return self.whole.of(keep, round_)

    def today(self, round_: str | None) -> str:
        """Return the newest day of the study, whoever spoke then; as of a round, if one is meant."""
        mine = counted(self.frame)
        dates = {d for d, r in zip(mine["date"].tolist(), mine["round"].tolist(), strict=True) if round_ in {None, r}}
        return max(map(day, dates), default="")

    def model(self, round_: str | None) -> dict[str, Any]:
        """Return the map model."""
        material = self.material(self.known(round_))
        place = self.rounds.index(round_) if round_ is not None else 0
        previous = self.rounds[place - 1] if place else None
        before = self.material(previous) if previous else None
        found = claims(material, self.codes)
        changes = rounds.compare(claims(before, self.codes), found) if before is not None else []
        verdicts = {c.code: {"word": c.verdict, "text": c.text} for c in changes}
        today = self.today(round_)
        shown = [m for code, ms in material.mentions.items() if self._family(code) in _SHOWN for m in ms]
        cards = {e.code: self._card(e, material, round_, today) | {"verdict": verdicts.get(e.code)} for e in found}
        lane, notices = numbers(self.folder, near=today if round_ else "")
        assumptions = sum(c["k"] == 0 for c in cards.values())
        return {
            "format": FORMAT,
            "study": {"title": self.settings.title, "scenario": self.settings.scenario},
            "persona": {"name": self.persona, "filter": dict(self.rule), "n": len(material.people)} if self.persona else None,
            "round": round_,
            "previous": previous,
            "made_from": self._made_from(),
            "people": {"N": len(material.people), "by_kind": by_kind((self.everyone[p] for p in material.people), round_)},
            "facts": {
                "claims": len(cards),
                "assumptions": assumptions,
                "assumption_share": assumptions / len(cards) if cards else 0.0,
                "newest": max((m.day for m in shown), default="") or None,
                "unstaged": material.unstaged,
                "coders": sorted({coder for _, _, coder in material.coded}),
            },
            "stages": self._stages(material, before, cards, lane),
            "claims": cards,
            "inbox": sorted(c for c, card in cards.items() if not card["stage"]),
            "quotes": {m.id: self._quote(m) for m in sorted(shown, key=lambda m: m.id)},
            "notices": [*self._notices(material), *notices],
        }

    def _family(self, code: str) -> str:
        return self.codes[code].family if code in self.codes else ""

    def _made_from(self) -> dict[str, Any]:
        sources: list[Transcript | Survey] = [*self.folder.transcripts(), *self.folder.surveys()]
        return {
            "digest": self.folder.digest(),
            "acts": len(self.folder.acts()),
            "sources": [{"id": s.id, "version": s.version} for s in sources],
        }

    def _quote(self, m: Mention) -> dict[str, Any]:
        return {
            "id": m.id,
            "participant": m.participant,
            "source": m.source,
            "item": m.item,
            "turn": m.turn,
            "kind": m.kind,
            "round": m.round,
            "date": m.date,
            "start": m.start,
            "end": m.end,
            "text": m.quote,
            "valence": m.valence,
            "coder": ", ".join(m.coders),
            "consent": self.everyone[m.participant].consent,
            **({"until": until} if (until := self.everyone[m.participant].until) else {}),
        }

    @cached_property
    def _shared(self) -> tuple[set[tuple[str, str]], dict[str, Agreement]]:
        """The texts that the two coders with most texts in common both coded, and their agreement by code."""
        own = independent(self.frame, self.folder.state(), set(self.frame["coder"]))
        columns = (own[c].tolist() for c in ("coder", "coder_kind", "source", "item"))
        opened: dict[str, set[tuple[str, str]]] = {}
        for coder, kind, source, item in zip(*columns, strict=True):
            if kind == "human":
                opened.setdefault(coder, set()).add((source, item))
        pairs = [(opened[a] & opened[b], [a, b]) for a, b in combinations(sorted(opened), 2)]
        texts, pair = max(pairs, key=lambda p: len(p[0]), default=(set(), []))
        if not texts:
            return set(), {}
        mine = own[own["family"].isin(list(CLAIM_FAMILIES)) & (own["coder_kind"] == "human")]
        found = agreement(self.folder, mine, pair, documents=texts, intervals=False)
        return texts, {a.code: a for a in found}

    def _basis(self, e: Evidence, today: str) -> Basis:
        texts, by_code = self._shared
        mine = by_code.get(e.code)
        doubled = sum(any((m.source, m.item) in texts for m in mentions) for mentions in e.supporters.values())
        return Basis(mine.value.alpha if mine else None, len(texts), sum(mine.cells[:3]) if mine else 0, doubled, today, self.cuts)

    def _card(self, e: Evidence, material: Material, round_: str | None, today: str) -> dict[str, Any]:
        code = self.codes[e.code]
        basis = self._basis(e, today)
        grade = propose(e, basis)
        share = e.share
        return {
            "id": e.code,
            "code": e.code,
            "kind": code.family,
            "stage": e.stage,
            "statement": code.label,
            "latent": code.latent,
            "owner": code.owner or next((s.owner for s in self.settings.stages if s.id == e.stage), ""),
            "k": e.k,
            "x": e.x,
            "both": e.both,
            "n": e.n,
            "N": len(material.people),
            "base": "stage" if e.stage in material.named else "everybody",
            "m": e.m,
            "kinds": e.kinds,
            "people_by_kind": self._by_kind(e, material, round_),
            "p": share.value if share else None,
            "lo": share.lo if share else None,
            "hi": share.hi if share else None,
            **({"groups": e.groups, "n_eff": e.effective_n} if e.groups else {}),
            "valence": _valence(e),
            "enp": e.effective,
            "grade": grade.name,
            "level": grade.level,
            "concerns": [asdict(c) for c in grade.concerns],
            "fragility": fragility(e, basis),
            "newest": e.newest or None,
            "supports": [m.id for p in sorted(e.supporters) for m in e.supporters[p]],
            "contradicts": [m.id for p in sorted(e.opponents) for m in e.opponents[p]],
        }

    def _by_kind(self, e: Evidence, material: Material, round_: str | None) -> dict[str, dict[str, int]]:
        """K and n in each kind of source: exposed there, and saying so there."""
        if e.stage:
            heard = material.spoke[e.stage] | material.asked[e.stage]
        else:
            heard = {(p, "", kind) for p in e.exposed for kind in self.everyone[p].kinds(round_)}
        exposed: dict[str, set[str]] = {}
        for person, _, kind in heard:
            exposed.setdefault(kind, set()).add(person)
        said: dict[str, set[str]] = {}
        for person, mentions in e.supporters.items():
            for mention in mentions:
                said.setdefault(mention.kind, set()).add(person)
        return {kind: {"k": len(said.get(kind, ())), "n": len(exposed[kind])} for kind in sorted(exposed)}

    def _stages(
        self,
        material: Material,
        before: Material | None,
        cards: Mapping[str, dict[str, Any]],
        lane: Mapping[str, list[dict[str, Any]]],
    ) -> list[dict[str, Any]]:
        felt = curve.feelings(material, self.codes)
        felt_before = curve.feelings(before, self.codes) if before is not None else {}
        points = {s.id: curve.point(felt.get(s.id, {}), self.codes, material.together) for s in self.settings.stages}
        stars, gaps = curve.moments(points), curve.gaps(material, self.codes)
        everybody_here = len(material.people)
        out = []
        for stage in self.settings.stages:
            if before is not None:
                old = curve.point(felt_before.get(stage.id, {}), self.codes, material.together)
                points[stage.id]["previous"] = {k: old[k] for k in ("n", "mean", "lo", "hi")}
            spoke, asked = material.who_spoke(stage.id), material.who_was_asked(stage.id)
            silent = everybody_here - len(spoke | asked)
            out.append(
                {
                    "id": stage.id,
                    "label": stage.label,
                    "goal": stage.goal,
                    "owner": stage.owner,
                    "coverage": {"spoke": len(spoke), "asked": len(asked - spoke), "silent": silent, "N": everybody_here},
                    "emotion": points[stage.id],
                    "moment": {"why": stars[stage.id]} if stage.id in stars else None,
                    "lanes": {kind: _lane(cards, kind, stage.id) for kind in CLAIM_FAMILIES},
                    "gap": gaps.get(stage.id, []),
                    "numbers": lane.get(stage.id, []),
                }
            )
        return out

    def _notices(self, material: Material) -> list[str]:
        notes = list(self.folder.problems())
        orphans = len(self.frame.attrs.get("orphans", []))
        if orphans:
            notes.append(f"{_codings(orphans)} of texts that are not here in that version: not counted")
        notes += [f"{_codings(count)} {what}: not counted" for what, count in self.whole.aside.items()]
        unread = len(material.people) - len({person for person, _, _ in material.coded})
        if unread:
            notes.append(f"nothing is coded in the words of {unread} of {len(material.people)} people; they count as silent")
        held = [p.attributes() for p in self.everyone.values()]
        for attribute in self.rule:
            unknown = sum(plain(attribute) not in attributes for attributes in held)
            if unknown:
                notes.append(f"{unknown} of {len(held)} people have no {attribute!r}: they are not in the persona")
        notes += together(material.people, material.together, material.likeness)
        live = [c for c in self.codes.values() if not c.retired]
        stages = Stages(self.settings)
        lost = [f"{c.stage!r} of {c.id}" for c in live if c.stage and not stages.find(c.stage)]
        used = set(self.frame["code"])  # a starter code nobody used is no loss when study.toml has other stages
        lost += [c.id for c in live if c.family == "stage" and c.id in used and not stages.of_code(c.id)]
        if lost:
            notes.append(f"study.toml has no such stage: {', '.join(sorted(lost))}")
        emotions = {c: ms for c, ms in material.mentions.items() if self._family(c) == "emotion"}
        dumb = sorted(c for c, ms in emotions.items() if any(m.valence is None for m in ms))
        if dumb:
            notes.append(f"emotions without a valence, left out of the curve: {', '.join(dumb)}")
        return notes


def _codings(count: int) -> str:
    return "1 coding" if count == 1 else f"{count} codings"


def _lane(cards: Mapping[str, dict[str, Any]], kind: str, stage: str) -> list[str]:
    """Return the claims of a lane, best supported first: by the lower end of the interval."""
    here = (c for c, v in cards.items() if v["kind"] == kind and v["stage"] == stage)
    return sorted(here, key=lambda c: (-(cards[c]["lo"] or 0.0), -cards[c]["k"], c))


def _valence(e: Evidence) -> dict[str, Any] | None:
    """Mean over supporters of each one's mean valence: intensity, kept apart from how many say so."""
    means = curve.person_means(e.supporters)
    if not means:
        return None
    interval = curve.spread(means, e.together)
    lo, hi = (interval.lo, interval.hi) if interval else (None, None)
    return {"mean": stats.mean(list(means.values())), "lo": lo, "hi": hi, "n": len(means)}
