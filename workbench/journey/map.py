"""The journey map as plain data: everything a page, a slide or a table shows, and nothing that needs computing again.

The same study gives the same bytes (`workbench.study.canon.canonical_json`). Every number resolves to quotes.
"""

from __future__ import annotations

import csv
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.coding.agreement import agreement
from workbench.coding.frame import codings_frame
from workbench.journey import curve, stats
from workbench.journey.evidence import Evidence, Material, Mention, claims, gather
from workbench.journey.grade import Basis, fragility, propose, thresholds
from workbench.journey.people import by_kind, chosen, everybody
from workbench.journey.rounds import compare
from workbench.study.errors import UserError
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.journey.people import Person
    from workbench.journey.rounds import Change
    from workbench.study.folder import Folder
    from workbench.study.records import Code

FORMAT = 1


def build(folder: Folder, *, persona: str | None = None, round: str | None = None) -> dict[str, Any]:  # noqa: A002 (the field's word)
    """Compute the journey map.

    Parameters
    ----------
    folder
        The study.
    persona
        Name of a persona of ``study.toml``; None for everybody.
    round
        Id of a round: the map shows that round and compares it with the one before. None for all rounds together.

    Returns
    -------
    dict
        The map model; docs/format.md describes it.

    Raises
    ------
    UserError
        If there is no such persona or round; the message lists those there are.
    """
    return _Builder(folder, persona, round).model()


def evidence_by_round(folder: Folder, *, persona: str | None = None) -> dict[str, list[Evidence]]:
    """Return the evidence of every claim, each round on its own."""
    builder = _Builder(folder, persona, None)
    return {r: claims(builder.material(r), builder.codes, folder.settings) for r in builder.order()}


class _Builder:
    def __init__(self, folder: Folder, persona: str | None, round_: str | None) -> None:
        self.folder, self.settings, self.persona = folder, folder.settings, persona
        self.codes: Mapping[str, Code] = folder.state().codes
        self.frame: pd.DataFrame = codings_frame(folder)
        everyone = everybody(folder)
        if persona is not None and persona not in self.settings.personas:
            there = ", ".join(self.settings.personas) or "none"
            raise UserError(f"no persona is called {persona!r} in study.toml; there are: {there}")
        rule = self.settings.personas.get(persona or "", {})
        keep = chosen(everyone, rule) if persona else set(everyone)
        self.everyone = {p: v for p, v in everyone.items() if p in keep}
        self.round = self._known_round(round_)
        self.people: dict[str, Person] = {p: v for p, v in self.everyone.items() if self.round is None or self.round in v.rounds}

    def order(self) -> list[str]:
        """Return the rounds in the order of study.toml, then any others by name."""
        heard = {r for p in self.everyone.values() for r in p.rounds}
        listed = [r.id for r in self.settings.rounds if r.id in heard]
        return listed + sorted(heard - set(listed))

    def _known_round(self, round_: str | None) -> str | None:
        if round_ is not None and round_ not in self.order():
            raise UserError(f"no round is called {round_!r}; there are: {', '.join(self.order()) or 'none'}")
        return round_

    def _previous(self) -> str | None:
        known = self.order()
        place = known.index(self.round) if self.round in known else 0
        return known[place - 1] if place else None

    def material(self, round_: str | None) -> Material:
        people = {p: v for p, v in self.everyone.items() if round_ is None or round_ in v.rounds}
        return gather(self.frame, self.codes, people, self.settings, round_=round_)

    def model(self) -> dict[str, Any]:
        material = self.material(self.round)
        found = claims(material, self.codes, self.settings)
        previous = self._previous()
        before = self.material(previous) if previous else None
        verdicts = {}
        if before is not None:
            verdicts = {c.code: c for c in compare(claims(before, self.codes, self.settings), found)}
        quotes = {m.id: self._quote(m) for ms in material.mentions.values() for m in ms if self._shown(m)}
        today = max((q["date"] for q in quotes.values() if q["date"]), default="")
        cards = {e.code: self._card(e, verdicts.get(e.code), self._basis(e, today)) for e in found}
        stages = self._stages(material, before, cards)
        assumptions = sum(c["k"] == 0 for c in cards.values())
        rule = self.settings.personas.get(self.persona or "", {})
        return {
            "format": FORMAT,
            "study": {"title": self.settings.title, "scenario": self.settings.scenario},
            "persona": {"name": self.persona, "filter": dict(rule), "n": len(self.people)} if self.persona else None,
            "round": self.round,
            "previous": previous,
            "made_from": {
                "digest": self.folder.digest(),
                "acts": len(self.folder.acts()),
                "sources": [{"id": t.id, "version": t.version} for t in self.folder.transcripts()]
                + [{"id": s.id, "version": s.version} for s in self.folder.surveys()],
            },
            "people": {"N": len(self.people), "by_kind": by_kind(self.people.values())},
            "facts": {
                "claims": len(cards),
                "assumptions": assumptions,
                "assumption_share": assumptions / len(cards) if cards else 0.0,
                "newest": today or None,
                "unstaged": material.unstaged,
                "coders": list(material.coders),
            },
            "stages": stages,
            "claims": cards,
            "inbox": sorted(c for c, card in cards.items() if not card["stage"]),
            "quotes": dict(sorted(quotes.items())),
            "notices": self._notices(),
        }

    def _shown(self, mention: Mention) -> bool:
        family = self.codes[mention.code].family if mention.code in self.codes else ""
        return family in {*CLAIM_FAMILIES, "emotion", "expectation", "delivered"}

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
            "consent": self.people[m.participant].consent,
        }

    @cached_property
    def _alphas(self) -> dict[str, float | None] | None:
        """Alpha of each code, between the first two people who coded; None if no text was coded by both."""
        rows = zip(self.frame["coder"], self.frame["coder_kind"], strict=True)
        pair = sorted({coder for coder, kind in rows if kind == "human"})[:2]
        if len(pair) < 2:  # noqa: PLR2004 (a pair)
            return None
        results = agreement(self.folder, self.frame, pair, seed=self.settings.seed)
        return {a.code: a.value.alpha for a in results} if any(a.documents for a in results) else None

    def _basis(self, evidence: Evidence, today: str) -> Basis:
        alphas = self._alphas
        return Basis((alphas or {}).get(evidence.code), alphas is not None, today, thresholds(self.settings.thresholds))

    def _card(self, e: Evidence, change: Change | None, basis: Basis) -> dict[str, Any]:
        code = self.codes[e.code]
        grade = propose(e, basis)
        share = e.share
        return {
            "id": e.code,
            "code": e.code,
            "kind": code.family,
            "stage": e.stage,
            "statement": code.label,
            "latent": code.latent,
            "owner": code.owner or self._owner(e.stage),
            "k": e.k,
            "x": e.x,
            "both": e.both,
            "n": e.n,
            "N": len(self.people),
            "m": e.m,
            "kinds": e.kinds,
            "people_by_kind": self._by_kind(e),
            "p": share.value if share else None,
            "lo": share.lo if share else None,
            "hi": share.hi if share else None,
            "valence": _valence(e),
            "enp": e.effective,
            "grade": grade.name,
            "level": grade.level,
            "concerns": [asdict(c) for c in grade.concerns],
            "fragility": fragility(e, basis),
            "newest": e.newest or None,
            "supports": [m.id for p in sorted(e.supporters) for m in e.supporters[p]],
            "contradicts": [m.id for p in sorted(e.opponents) for m in e.opponents[p]],
            "verdict": {"word": change.verdict, "text": change.text} if change else None,
        }

    def _owner(self, stage: str) -> str:
        return next((s.owner for s in self.settings.stages if s.id == stage), "")

    def _by_kind(self, e: Evidence) -> dict[str, dict[str, int]]:
        out: dict[str, dict[str, int]] = {}
        for kind in by_kind(self.people[p] for p in sorted(e.exposed)):
            people = {p for p in e.exposed if kind in self.people[p].kinds}
            said = {p for p in people if any(m.kind == kind for m in e.supporters.get(p, ()))}
            out[kind] = {"k": len(said), "n": len(people)}
        return out

    def _stages(self, material: Material, before: Material | None, cards: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
        points = {s.id: curve.point(material, self.codes, s.id) for s in self.settings.stages}
        stars = curve.moments(points)
        numbers = self._numbers()
        out = []
        for stage in self.settings.stages:
            p = points[stage.id]
            if before is not None:
                old = curve.point(before, self.codes, stage.id)
                p["previous"] = {k: old[k] for k in ("n", "mean", "lo", "hi")}
            spoke = len(material.spoke[stage.id])
            asked = len(material.asked[stage.id] - material.spoke[stage.id])
            lanes = {
                kind: sorted(
                    (c for c, v in cards.items() if v["kind"] == kind and v["stage"] == stage.id),
                    key=lambda c: (-(cards[c]["lo"] or 0.0), -cards[c]["k"], c),
                )
                for kind in CLAIM_FAMILIES
            }
            out.append(
                {
                    "id": stage.id,
                    "label": stage.label,
                    "goal": stage.goal,
                    "owner": stage.owner,
                    "coverage": {"spoke": spoke, "asked": asked, "silent": len(self.people) - spoke - asked, "N": len(self.people)},
                    "emotion": p,
                    "moment": {"why": stars[stage.id]} if stage.id in stars else None,
                    "lanes": lanes,
                    "gap": curve.gaps(material, self.codes, stage.id),
                    "numbers": numbers.get(stage.id, []),
                }
            )
        return out

    def _numbers(self) -> dict[str, list[dict[str, Any]]]:
        """Newest value of each metric of a stage; shares get Wilson's interval where n is known."""
        path = self.folder.root / "metrics.csv"
        if not path.is_file():
            return {}
        newest: dict[tuple[str, str], dict[str, str]] = {}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = (self.settings.stage(row["stage"]), row["metric"])
                if key not in newest or newest[key]["date"] < row["date"]:
                    newest[key] = row
        out: dict[str, list[dict[str, Any]]] = {}
        for (stage, metric), row in sorted(newest.items()):
            n, value = int(float(row["n"])) if row.get("n") else None, float(row["value"])
            share = stats.wilson(round_half(value * n), n) if n and 0 <= value <= 1 else None
            out.setdefault(stage, []).append(
                {
                    "metric": metric,
                    "value": value,
                    "n": n,
                    "lo": share.lo if share else None,
                    "hi": share.hi if share else None,
                    "date": row["date"],
                    "source": row.get("source", ""),
                }
            )
        return out

    def _notices(self) -> list[str]:
        notes = list(self.folder.problems())
        orphans = self.frame.attrs.get("orphans", [])
        if orphans:
            notes.append(f"{len(orphans)} codings point at texts that are not here in that version; they are not counted")
        return notes


def round_half(value: float) -> int:
    """Round to the nearest whole number, halves up: 0.5 of 3 people is 2, always."""
    return int(value + 0.5)


def _valence(e: Evidence) -> dict[str, Any] | None:
    """Mean over supporters of each one's mean valence: intensity, kept apart from how many say so."""
    means = [curve.person_mean(ms) for ms in e.supporters.values() if any(m.valence is not None for m in ms)]
    if not means:
        return None
    interval = stats.t_interval(means)
    mean = sum(sorted(means)) / len(means)
    return {"mean": mean, "lo": interval.lo if interval else None, "hi": interval.hi if interval else None, "n": len(means)}
