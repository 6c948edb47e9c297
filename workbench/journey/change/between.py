"""Everything two rounds are compared in: claims and feelings in one family, what keeps them apart, and what went well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.journey.change.comparable import Unlike, late, order, recruited, redefined, unlike
from workbench.journey.change.felt import as_plain, felt
from workbench.journey.change.rounds import compare
from workbench.journey.change.verdicts import CHANGES, Rules
from workbench.journey.evidence import claims
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbench.journey.change.felt import FeltChange
    from workbench.journey.change.rounds import Change
    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look
    from workbench.journey.said.material import Material

#: Families of which fewer is better: what hurts, and what people lack.
_FEWER = frozenset({"pain", "need"})
_MORE = frozenset({"up", "new"})


@dataclass(frozen=True)
class Between:
    """What became of everything between two rounds.

    Attributes
    ----------
    earlier, later
        Ids of the rounds.
    changes
        One for each claim heard in one of them, by code.
    felt
        One for each stage where a feeling was shown in one of them.
    unlike
        Stages about which they asked differently; under an empty one the questions about no stage.
    cautions
        What a person must judge: sentences.
    """

    earlier: str
    later: str
    changes: tuple[Change, ...]
    felt: Mapping[str, FeltChange]
    unlike: tuple[Unlike, ...] = ()
    cautions: tuple[str, ...] = ()

    def claims(self) -> dict[str, dict[str, Any]]:
        """Return the verdict of each claim as the map has it: ``word`` of the closed set, ``text``, and the numbers."""
        names = ("k0", "n0", "k1", "n1", "people_in_both", "difference", "lo", "hi", "p", "q", "watch")
        return {c.code: {"word": c.verdict, "text": c.text} | {name: getattr(c, name) for name in names} for c in self.changes}

    def stages(self) -> dict[str, dict[str, Any]]:
        """Return the verdict on the feeling at each stage as the map has it."""
        return {stage: as_plain(change) for stage, change in self.felt.items()}


def between(look: Look, earlier: str | None = None) -> Between | None:
    """Compare a round with an earlier one.

    Parameters
    ----------
    look
        At the later round.
    earlier
        Id of the other round; the one before if not given.

    Returns
    -------
    Between
        None where there is no round before, or the look is at all rounds together. Claims and feelings are one family: q is
        corrected for all of them.

    Raises
    ------
    UserError
        If there is nothing of the earlier round.
    """
    earlier = earlier or look.previous
    if look.round is None or earlier is None:
        return None
    if earlier not in look.rounds:
        raise UserError(f"no round is called {earlier!r}; there are: {', '.join(look.rounds) or 'none'}")
    before = look.before if earlier == look.previous else look.of(earlier)
    assert before is not None  # noqa: S101 (there is a round before, so there is something of it)
    evidence = look.evidence_before if earlier == look.previous else None
    told = evidence if evidence is not None else claims(before, look.codes)
    rules, seed = Rules.of(look.cuts), look.settings.seed
    apart = unlike(look.surveys, look.state, look.settings, earlier, look.round)
    reasons = {u.stage: u.reason for u in apart if u.stage}
    silent = {e.code for e in told if not e.k}
    unseen = late(look, earlier, {e.code for e in look.evidence if e.k and e.code in silent})
    feelings = felt(before, look.material, look.codes, unlike=reasons, seed=seed, memory=look.memory)
    unread = _uncoded(told, before, "the earlier round") | _uncoded(look.evidence, look.material, "the later round")
    others = list(feelings.p.values())
    changes = compare(told, look.evidence, rules=rules, unlike=reasons, late=unseen, uncoded=unread, beside=others)
    moods = feelings.told([c.p for c in changes if c.p is not None], rules)
    turned = redefined(look, earlier, {c.code for c in changes})
    cautions = (*_cautions(look, earlier, before, unseen, turned), *_unevenly(before, look.material, rules))
    return Between(earlier, look.round, tuple(changes), moods, tuple(apart), cautions)


def _uncoded(told: Sequence[Evidence], material: Material, where: str) -> dict[str, str]:
    """Return the claims nobody makes in a round in which nobody has coded anybody who could; and which round it is."""
    coded = {person for person, _, _ in material.coded}
    could = ((e.code, e.exposed | e.openly) for e in told if not e.k)
    return {code: where for code, people in could if people and not people & coded}


def _unevenly(before: Material, now: Material, rules: Rules) -> Iterator[str]:
    """Say that much more is coded in one round than in the other: what is not coded counts as silence."""
    counts = [(len({person for person, _, _ in m.coded} & m.people), len(m.people)) for m in (before, now)]
    shares = [coded / n if n else 0.0 for coded, n in counts]
    if all(n for _, n in counts) and abs(shares[0] - shares[1]) > rules.asked:
        said = [f"{coded} of {n}" for coded, n in counts]
        yield (f"Something is coded of what {said[0]} people said before and {said[1]} now. What is not coded counts as silence: "
               "finish coding, or read a fall as unread.")  # fmt: skip


def _cautions(look: Look, earlier: str, before: Material, unseen: frozenset[str], turned: frozenset[str]) -> tuple[str, ...]:
    found = [order(look, earlier, look.round or ""), recruited(look.settings, earlier, look.round or "")]
    if unseen:
        which = "; ".join(sorted(look.codes[c].label for c in unseen))
        found.append(f"Made when the earlier round had been coded, so nobody looked there: {which}. Code the earlier round again.")
    if turned:
        which = "; ".join(sorted(look.codes[c].label for c in turned))
        found.append(
            f"Defined otherwise since the earlier round was coded: {which}. Code some of it again, blind, to see what that did."
        )
    coders = [{coder for _, _, coder in material.coded} for material in (before, look.material)]
    if all(coders) and coders[0] != coders[1]:
        who = [", ".join(sorted(c)) for c in coders]
        found.append(f"Coded by others: before by {who[0]}, now by {who[1]}. What differs may be how they code.")
    return tuple(line for line in found if line)


def wins(found: Between, look: Look) -> list[dict[str, Any]]:
    """Return what got better since the round before, each with its verdict: small wins to be told.

    A pain or an unmet need that fewer people speak of, a delight that more speak of, a stage where people feel better.
    Nothing without a verdict is in it, so it is often empty. That something else got worse is not weighed against it.

    Returns
    -------
    list of dict
        ``id`` (of the claim or the stage), ``kind`` (its family, or ``emotion``), ``stage``, ``statement``, ``word``, ``text``;
        claims before stages, the surest first.
    """
    moved = (c for c in found.changes if c.verdict in CHANGES)
    better = [c for c in moved if (c.verdict in _MORE) == (look.family(c.code) not in _FEWER)]
    labels = {s.id: s.label for s in look.settings.stages}
    out = [
        {"id": c.code, "kind": look.family(c.code), "stage": c.stage, "statement": look.codes[c.code].label} | _word(c)
        for c in sorted(better, key=lambda c: (c.p or 0.0, c.code))
    ]
    risen = sorted((f for f in found.felt.values() if f.verdict == "up"), key=lambda f: (f.p or 0.0, f.stage))
    return out + [
        {"id": f.stage, "kind": "emotion", "stage": f.stage, "statement": f"People feel better: {labels.get(f.stage, f.stage)}"}
        | _word(f)
        for f in risen
    ]


def _word(change: Change | FeltChange) -> dict[str, str]:
    return {"word": change.verdict, "text": change.text}
