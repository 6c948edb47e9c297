"""Decide: what is left for a person after a fresh round, what matters most first."""

from __future__ import annotations

import shlex
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from workbench.api.bring_in import BringIn
from workbench.api.correct import Correct
from workbench.api.double import Double
from workbench.api.rounds import Rounds
from workbench.study.errors import UserError
from workbench.study.kinds import UNASKED
from workbench.study.shell import at
from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

_SHOWN = 6
_BECAME = {
    "split": "fell apart into several",
    "merged": "became one",
    "new": "new in this round",
    "gone": "with nothing under them any more",
    "grew": "with passages proposed to them",
}

#: What a program proposes of a need.
_NOW = {"same": "said again", "split": "fell apart", "merged": "became one", "gone": "not found any more"}


@dataclass(frozen=True, slots=True)
class Decision:
    """Something only a person can decide: what it is, and what to do about it."""

    what: str
    do: str


class Decide(BringIn, Correct, Double, Rounds):
    """What waits for somebody."""

    def to_decide(self, round: str | None = None) -> pd.DataFrame:  # noqa: A002 (the field's word)
        """Return what only a person can decide, one row each: what it is, and what to do about it.

        Parameters
        ----------
        round
            Id of a round: what is not coded in it; the last if not given.

        Raises
        ------
        UserError
            If there is nothing of that round.
        """
        from workbench.views.whole import whole

        heard = self.rounds()
        if round is not None and round not in heard:
            raise UserError(f"no round is called {round!r}; there are: {', '.join(heard) or 'none'}")
        rows = [asdict(one) for one in self.decisions(round or heard[-1])] if heard else []
        return whole(rows, ["what", "do"])

    def decisions(self, round: str) -> Iterator[Decision]:  # noqa: A002 (the field's word)
        """Yield what only a person can decide, what matters most first."""
        from workbench.reading.guesses import study_names

        root = at(self.folder.root)
        yield from self._uncoded(round)
        yield from self._of_questions(round)
        if orphans := len(self.orphans()):
            yield Decision(
                f"{count(orphans, 'coding')} lost their words in a text that was corrected or removed", f"workbench orphans {root}"
            )
        yield from self._of_needs(round)
        yield from self._of_topics()
        yield from self._of_the_map()
        if guessed := len(study_names(self.folder) or ()):  # kept; looking at each again takes a minute
            yield Decision(f"{count(guessed, 'word')} masked as a name because a machine guesses so", f"workbench names {root}")

    def _uncoded(self, round_: str) -> Iterator[Decision]:
        """Yield the texts of the round that nobody has coded anything in: machines read them, and they count for nothing."""
        from workbench.themes.silent import silent  # "n/a" is not left to be coded

        coded = self.codings()
        there = set(zip(coded["source"], coded["item"], strict=True))
        talks = [t.id for t in self.folder.transcripts() if t.round == round_ and (t.id, "") not in there]
        if talks:
            listed = ", ".join(talks[:_SHOWN]) + (f" and {len(talks) - _SHOWN} more" if len(talks) > _SHOWN else "")
            what = f"nothing is coded in {count(len(talks), 'transcript')} of {round_} ({listed}): they count for nothing yet"
            yield Decision(what, f"study.coder({talks[0]!r})")
        for survey in self.folder.surveys():
            if survey.round == round_ and survey.kind not in UNASKED:
                items = [
                    item for item, text in zip(survey.answers["answer"], survey.answers["text"], strict=True) if not silent(text)
                ]
                if left := sum((survey.id, item) not in there for item in items):
                    what = f"{left:,} of {len(items):,} answers of {survey.id} are not coded: they count for nothing yet"
                    yield Decision(what, f"study.grid({survey.id!r}), with suggestions")

    def _of_questions(self, round_: str) -> Iterator[Decision]:
        """Yield the questions that are nearly those of the round before: whether they are the same only a person knows."""
        from workbench.journey.change.comparable import unlike

        heard = self.rounds()
        if not heard.index(round_):
            return
        surveys = self.folder.surveys()
        texts = {(s.id, q.id): q.text or q.id for s in surveys for q in s.questions}
        found = unlike(surveys, self.folder.state(), self.folder.settings, heard[heard.index(round_) - 1], round_)
        for now, before in dict.fromkeys(pair for one in found for pair in nearly(one.before, one.now, texts)):
            what = f"{now[0]} asks “{texts[now]}”, and {before[0]} asked “{texts[before]}”: if that is one question, say so"
            do = shlex.join(["workbench", "same-question", str(self.folder.root), *now, *before, "--reason", "WHY"])
            yield Decision(self.redactor.text(what, guess=False), do)

    def _of_needs(self, round_: str) -> Iterator[Decision]:
        """Yield the needs of the ledger of which passages nobody has read as such seem to speak: till then they look silent."""
        codes = self.folder.state().codes
        if not any(not codes[need].retired for need in self.folder.state().needs):
            return
        if found := self._across(round_).open():
            told = []
            for kind, needs, _, people in found[:_SHOWN]:
                names = " and ".join(codes[n].label for n in needs)
                told.append(f"{names}: {_NOW[kind]}" + (f", {count(people, 'person', 'people')} not counted yet" if people else ""))
            rest = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            what = f"{count(len(found), 'need')} of the ledger to decide on: {'; '.join(told)}{rest}"
            yield Decision(
                self.redactor.text(what, guess=False), "study.decide_need(match, round) for match in study.needs().review.matches"
            )

    def _of_topics(self) -> Iterator[Decision]:
        """Yield what became of topics and the themes that follow them."""
        pending = [one.what for one in self.pending() if one.what != "kept"]
        for what in dict.fromkeys(pending):
            yield Decision(f"{count(pending.count(what), 'theme or topic', 'themes or topics')} {_BECAME[what]}", "study.board()")

    def _of_the_map(self) -> Iterator[Decision]:
        """Yield what stands on the map in somebody's name and is not what it was, and what a map should not go out with.

        It is the map of all rounds: in a round that nobody has coded yet every card is a guess, and none is to be taken out.
        """
        from workbench.journey.look import look
        from workbench.journey.overrides import overrides
        from workbench.journey.plan.checks import checks

        root = at(self.folder.root)
        signed = {claim: said["signed"] for claim, said in overrides(look(self.folder)).items()}
        if lapsed := [claim for claim, signature in signed.items() if signature and not signature["current"]]:
            what = f"{count(len(lapsed), 'grade')} signed on other evidence than there is now: {', '.join(lapsed[:_SHOWN])}"
            what = self.redactor.text(what, guess=False)
            yield Decision(what, f"workbench sign {root} {lapsed[0]}")
        for found in checks(look(self.folder)):
            if found["level"] != "note":
                yield Decision(self.redactor.text(found["text"], guess=False), f"workbench map check {root}")


def nearly(
    before: Sequence[tuple[str, str]], now: Sequence[tuple[str, str]], texts: Mapping[tuple[str, str], str]
) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield each question of now with the one of before that it may continue in other words, the nearest of them."""
    from workbench.sources.tables.waves import THRESHOLD
    from workbench.sources.tables.wording import Weights, alike

    weights = Weights(texts[one] for one in (*before, *now))
    for one in now:
        scored = [(alike(texts[one], texts[other], weights)[0], other) for other in before]
        score, nearest = max(scored, default=(0.0, one))
        if score >= THRESHOLD:
            yield one, nearest
