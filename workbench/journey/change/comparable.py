"""What keeps two rounds from being compared: other questions, other people, codes nobody looked for at the time.

Two rounds say something about change only if both asked the same, both were coded with the same codes, and the same kind of
people came. The first two are looked at here; who was recruited a person must judge, and is shown what `study.toml` says.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.journey.said.parts import day
from workbench.journey.said.stages import Stages
from workbench.study.acts import fault
from workbench.study.fold import ordered
from workbench.study.kinds import STAFF, UNASKED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from workbench.journey.look import Look
    from workbench.study.fold import State
    from workbench.study.records import Survey
    from workbench.study.settings import Settings

#: Characters of a question that are shown where it is named.
_SHOWN = 90
#: Acts that make a code or give it.
_CODING = frozenset({"code.define", "need.confirm", "coding.add"})
_GIVING = frozenset({"need.confirm", "coding.add"})
#: What of a code says when it is given.
_MEANING = ("definition", "include", "exclude")

#: (survey, question).
Asked = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unlike:
    """Questions about one stage, or about none, that are not known to be the same: what a person may say they are."""

    stage: str
    before: tuple[Asked, ...]
    now: tuple[Asked, ...]
    reason: str


def wording(text: str) -> str:
    """Return a question without what does not change it: case, punctuation, spaces, and forms of letters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def unlike(surveys: Iterable[Survey], state: State, settings: Settings, earlier: str, later: str) -> list[Unlike]:
    """Return the stages about which the surveys of two rounds did not ask the same, and what else they did not.

    Questions are the same if they have the same `wording`; if the later survey was imported with the earlier question named
    as the one it continues (``same_as``); or if somebody said so (``question.same``), directly or through others. A question
    about a stage that was put in one round only is another question. What is about no stage stands under an empty one: it keeps
    nothing from being compared, and a reader has to know of it.

    Parameters
    ----------
    surveys
        Of the study; those whose authors nobody asked, and of staff, are left out.
    state
        For what people said of questions.
    settings
        For the names of stages.
    earlier, later
        Ids of the rounds.
    """
    asked = [s for s in surveys if s.kind not in UNASKED and s.kind != STAFF]
    same = _Same(asked, state.same)
    stages, texts = Stages(settings), {}
    about: dict[str, tuple[list[Asked], list[Asked]]] = {}
    put: tuple[list[Asked], list[Asked]] = [], []
    for survey in sorted(asked, key=lambda s: s.id):
        if survey.round not in {earlier, later}:
            continue
        for question in survey.questions:
            one = survey.id, question.id
            texts[one] = question.text or question.id
            put[survey.round == later].append(one)
            for name in state.about.get(one, question.stages):
                if stage := stages.find(name):
                    about.setdefault(stage, ([], []))[survey.round == later].append(one)
    found = []
    staged = {one for before, now in about.values() for one in (*before, *now)}
    if all(put):  # a round without a survey asked nobody anything in fixed words
        about[""] = ([a for a in put[0] if a not in staged], [b for b in put[1] if b not in staged])
    for stage in sorted(about):
        before, now = about[stage]
        # The same question may be about the stage in one round and about none in the other: then only n is counted otherwise.
        gone = tuple(a for a in before if not any(same.are(a, b) for b in put[1]))
        fresh = tuple(b for b in now if not any(same.are(a, b) for a in put[0]))
        if gone or fresh:
            found.append(Unlike(stage, gone, fresh, _reason([texts[a] for a in gone], [texts[b] for b in fresh])))
    return found


def late(look: Look, earlier: str, wanted: Collection[str]) -> frozenset[str]:
    """Return those of `wanted` that were made when nobody coded the earlier round any more, so nobody looked for them there.

    A code was made when somebody defined it, confirmed it as a need, or first gave it; it was looked for if anybody, also a
    model or somebody coding again, coded anything in a text of that round since. That they looked for this very code is not
    known: this finds only what cannot have been seen.

    Parameters
    ----------
    look
        Any look at the study.
    earlier
        Id of the round.
    wanted
        Ids of codes. Without any nothing is read.
    """
    if not wanted:
        return frozenset()
    made: dict[str, int] = {}
    for act in look.folder.acts():
        if act.act in _CODING and act.id not in look.state.undone and not fault(act.act, act.body):
            code = look.state.resolve(str(act.body.get("code") or act.body.get("need") or ""))
            if code in wanted:
                made[code] = min(made.get(code, act.lamport), act.lamport)
    last = _last(look, earlier) if made else 0
    return frozenset(code for code in wanted if made.get(code, 0) > last)


def redefined(look: Look, earlier: str, wanted: Collection[str]) -> frozenset[str]:
    """Return those of `wanted` whose definition was changed when nobody coded the earlier round any more.

    Both rounds are read with the codebook as it is, merges and all; but who coded the earlier one went by another rule.

    Parameters
    ----------
    look, earlier
        As for `late`.
    wanted
        Ids of codes.
    """
    defining = (a for a in look.folder.acts() if a.act == "code.define" and a.id not in look.state.undone)
    meant: dict[str, dict[str, str]] = {}
    turned: dict[str, int] = {}
    for act in ordered(a for a in defining if a.body.get("code") in wanted and not fault(a.act, a.body)):
        code, said = act.body["code"], {name: act.body[name] for name in _MEANING if name in act.body}
        if any(meant.get(code, {}).get(name) not in {None, "", rule} for name, rule in said.items()):
            turned[code] = act.lamport
        meant.setdefault(code, {}).update(said)
    last = _last(look, earlier) if turned else 0
    return frozenset(code for code, when in turned.items() if when > last)


def _last(look: Look, round_: str) -> int:
    """Return when somebody last coded in a text of a round.

    By the order of acts and not by clocks, so it holds for those who worked at once, too.
    """
    sources = {t.id for t in look.transcripts if t.round == round_}
    sources |= {s.id for s in look.surveys if s.round == round_}
    last = 0
    for act in look.folder.acts():
        if act.lamport > last and act.act in _GIVING and not fault(act.act, act.body):
            anchors = [act.body["anchor"]] if act.act == "coding.add" else act.body.get("anchors", ())
            if any(anchor["source"] in sources for anchor in anchors):
                last = act.lamport
    return last


def recruited(settings: Settings, earlier: str, later: str) -> str:
    """Return a sentence where ``study.toml`` says that two rounds were recruited differently; empty where it does not."""
    said = {r.id: r.recruitment for r in settings.rounds}
    one, other = said.get(earlier, ""), said.get(later, "")
    if wording(one) == wording(other):
        return ""
    words = f"before “{one}”" if one else "before, nothing is said", f"now “{other}”" if other else "now nothing is said"
    return f"Recruited differently, as study.toml has it: {', '.join(words)}. Other people may be all that changed."


def order(look: Look, earlier: str, later: str) -> str:
    """Return a sentence where the order of two rounds may be another one, or one holds days of the other; else nothing.

    Parameters
    ----------
    look
        Any look at the study.
    earlier, later
        Ids of the rounds.
    """
    days = {r: _days(look, r) for r in (earlier, later)}
    if days[earlier] and days[later] and days[later][-1] < days[earlier][0]:
        return (f"All of {later} is dated before anything of {earlier} ({days[later][-1]}, {days[earlier][0]}): list both under "
                "[[rounds]] in study.toml, oldest first, or compare them the other way round.")  # fmt: skip
    if not look.settings.ordered(earlier, later) and not (days[earlier] and days[later] and days[earlier][-1] < days[later][0]):
        return (f"That {earlier} came before {later} is taken from their names only: list both under [[rounds]] in study.toml, "
                "oldest first.")  # fmt: skip
    if days[earlier] and days[later] and days[later][0] < days[earlier][-1]:
        return (f"Something of {later} is dated {days[later][0]}, before the last day of {earlier} ({days[earlier][-1]}). If a "
                "file holds what was said in two rounds, bring each part in with its own.")  # fmt: skip
    return ""


def _days(look: Look, round_: str) -> list[str]:
    """Return the days on which people were heard in a round, coded or not."""
    found = {on for heard, on in look.known.days if heard == round_}
    found |= {day(t.date) for t in look.transcripts if t.round == round_ and t.date}
    for survey in look.surveys:
        if survey.round == round_ and survey.kind not in UNASKED and "date" in survey.answers.columns:
            found |= set(map(day, survey.answers["date"].unique().tolist()))
    return sorted(found - {""})


class _Same:
    """Which questions are the same, directly or through others."""

    def __init__(self, surveys: Sequence[Survey], said: Mapping[Asked, tuple[Asked, ...]]) -> None:
        self._head: dict[tuple[str, ...], tuple[str, ...]] = {}
        by_id: dict[str, list[Asked]] = {}
        for survey in surveys:
            for question in survey.questions:
                by_id.setdefault(question.id, []).append((survey.id, question.id))
                if words := wording(question.text):
                    self._join((survey.id, question.id), ("", "", words))
        for survey in surveys:
            taken = survey.origin.get("options", {}).get("same_as", {}) if isinstance(survey.origin.get("options"), dict) else {}
            for name in taken.values() if isinstance(taken, dict) else ():
                for other in by_id.get(str(name), ()):
                    self._join((survey.id, str(name)), other)
        for one, others in said.items():
            for other in others:
                self._join(one, other)

    def _root(self, one: tuple[str, ...]) -> tuple[str, ...]:
        while self._head.setdefault(one, one) != one:
            one = self._head[one]
        return one

    def _join(self, one: tuple[str, ...], other: tuple[str, ...]) -> None:
        a, b = self._root(one), self._root(other)
        self._head[max(a, b)] = min(a, b)

    def are(self, one: Asked, other: Asked) -> bool:
        return self._root(one) == self._root(other)


def _reason(gone: Sequence[str], fresh: Sequence[str]) -> str:
    old, new = ("; ".join(f"“{_short(t)}”" for t in dict.fromkeys(texts)) for texts in (gone, fresh))
    if gone and fresh:
        return f"the question changed: before {old}, now {new}"
    return f"a question was asked in the {'earlier' if gone else 'later'} round only: {old or new}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1].rstrip() + "…"
