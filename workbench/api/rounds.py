"""Rounds: what really changed between two, and what a person says so that they can be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.api.needs import Needs
from workbench.study.errors import UserError
from workbench.views import ChangesView
from workbench.views.changes import Number

if TYPE_CHECKING:
    from workbench.journey.change.between import Between
    from workbench.journey.change.comparable import Unlike
    from workbench.journey.change.placebo import Placebo
    from workbench.journey.look import Look
    from workbench.views.across import Across
    from workbench.views.parts import Masks

_PAIR = 2


class Rounds(Needs):
    """What changed between rounds."""

    def compare(self, earlier: str | None = None, later: str | None = None, *, persona: str | None = None) -> ChangesView:
        """Say what really changed between two rounds; the last two if none are named.

        Parameters
        ----------
        earlier
            Id of a round; the one before `later` if not given.
        later
            Id of a round; the last if not given.
        persona
            Only the people this persona of study.toml means.

        Raises
        ------
        UserError
            If a named round is not there, or there is none before it.
        """
        from workbench.journey.change.between import between
        from workbench.journey.change.placebo import placebo_of
        from workbench.journey.look import look

        here = look(self.folder, persona=persona)
        order = list(here.rounds)
        if len(order) < _PAIR and not (earlier or later):
            return ChangesView("", order[-1] if order else "", [], {})
        for name in (n for n in (earlier, later) if n and n not in order):
            raise UserError(f"no round is called {name!r}; there are: {', '.join(order) or 'none'}")
        last = later or order[-1]
        first = earlier or order[max(0, order.index(last) - 1)]
        if first == last:
            raise UserError(f"two different rounds are compared; given: {first} and {last}; there are: {', '.join(order)}")
        found = between(here.at(last), first)
        assert found is not None  # noqa: S101 (both rounds are there)
        return self._view(found, here.at(last), placebo_of(here, first))

    def same_question(self, question: tuple[str, str], earlier: tuple[str, str], reason: str) -> str:
        """Say that a question of a survey is the same as one of an earlier round, though it is worded differently.

        Until somebody does, nothing about the stages it asks about is compared. ``study.undo`` takes it back.

        Parameters
        ----------
        question, earlier
            Each as (id of the survey, id of the question).
        reason
            Why the two can be compared.

        Returns
        -------
        str
            Id of the act.

        Raises
        ------
        UserError
            If there is no such survey or question, both are one, or no reason is given.
        """
        if not reason.strip():
            raise UserError("say why the two questions can be compared: whoever reads the diff later will ask")
        if question == earlier:
            raise UserError(f"{question[1]} of {question[0]} is named twice; name the question of the earlier round, too")
        there = {survey.id: [q.id for q in survey.questions] for survey in self.folder.surveys()}
        for survey, one in (question, earlier):
            if survey not in there:
                raise UserError(f"no survey is called {survey!r}; there are: {', '.join(sorted(there)) or 'none'}")
            if one not in there[survey]:
                raise UserError(f"{survey} has no question {one!r}; it has: {', '.join(there[survey])}")
        body = {
            "source": question[0],
            "question": question[1],
            "as": {"source": earlier[0], "question": earlier[1]},
            "reason": reason,
        }
        (act,) = self.folder.act(self.me, ("question.same", body))
        return act.id

    def _view(self, found: Between, here: Look, idle: Placebo | None) -> ChangesView:
        masks = self.masks
        shown = {c.id: masks.text(c.id, guess=False) for c in here.codes.values()}  # ids come from labels
        labels = {shown[c.id]: masks.text(c.label, guess=False) for c in here.codes.values()}
        labels |= {s.id: masks.text(s.label, guess=False) for s in here.settings.stages}
        changes = []
        for c in found.changes:
            unlike = c.verdict == "not comparable"  # it quotes a questionnaire
            changes.append(replace(c, code=shown[c.code], text=masks.text(c.text, guess=False) if unlike else c.text))
        felt = {}
        for stage in here.settings.stages:  # in the order of the journey
            if f := found.felt.get(stage.id):
                felt[stage.id] = replace(f, text=masks.text(f.text, guess=False)) if f.verdict == "not comparable" else f
        cautions = tuple(masks.text(line, guess=False) for line in (*found.cautions, *(_remedy(u, labels) for u in found.unlike)))
        return ChangesView(
            found.earlier, found.later, changes, labels, idle, felt, cautions, self._drifts(), *self._moved(found, here),
            say=lambda: _quotes(found, here, masks, shown), masks=masks, state=here.state,
            find=lambda: self._across(found.later), maps=lambda: self._maps(found, here.persona),
        )  # fmt: skip

    def _moved(self, found: Between, here: Look) -> tuple[tuple[Number, ...], tuple[str, ...]]:
        """Return the numbers that are known of both rounds, with how they changed, and what could not be compared."""
        from workbench.journey.figures.fuse import figure
        from workbench.journey.figures.numbers import every_number

        def shown(text: str) -> str:
            return self.masks.text(text, guess=False)

        rows, notices = every_number(here.at(found.later), found.earlier)
        there = [(stage, row) for stage, of_stage in rows.items() for row in of_stage if row["change"]]
        moved = [Number(stage, shown(row["metric"]), row["change"]["word"], shown(figure(row))) for stage, row in there]
        return tuple(moved), tuple(map(shown, notices))

    def _maps(self, found: Between, persona: str | None) -> str:
        """Draw the two maps side by side."""
        from workbench.journey.map import build
        from workbench.share.side_by_side import two_rounds

        before, now = (build(self.folder, persona=persona, round=r) for r in (found.earlier, found.later))
        return two_rounds(before, now, found.changes, redactor=self.redactor, interactive=False)

    def _drifts(self) -> tuple[str, ...]:
        """Return a sentence for each coder who coded some of it again without looking."""
        from workbench.coding.agreement import AGAIN, drift
        from workbench.coding.frame import codings_frame

        state = self.folder.state()
        again = sorted(name.removesuffix(AGAIN) for name, kind in state.coders.items() if kind == "again" and name.endswith(AGAIN))
        if not again:
            return ()
        frame, lines = codings_frame(self.folder), []
        for coder in again:
            found = drift(self.folder, frame, coder, seed=self.folder.settings.seed)
            if not found.codes:
                lines.append(f"Drift of {coder}: {found.note}.")
                continue
            moved = [c.code for c in found.changes if c.interval.lo is not None and (c.interval.lo > 0 or (c.interval.hi or 0) < 0)]
            what = f"{len(moved)} of {len(found.changes)} codes given more or less often the second time"
            texts = f"{found.documents} text{'s' * (found.documents != 1)}"
            lines.append(f"Coded again, blind, by {coder}: {texts}; {what}. study.drift({coder!r}) shows them.")
        return tuple(lines)

    def _across(self, later: str) -> Across:
        """Look which need is which: the ledger, what was decided, and what a program finds beside it."""
        from workbench.themes.review import SAME
        from workbench.views.across import Across

        rulings = tuple(r for r in self.folder.state().rulings.values() if r.round == later)
        review = self._ranked(*self.read())[2]  # without the statements of candidates, which nobody sees here
        return Across(rulings, review, tuple(self.themes().changes), (review.threshold, review.threshold != SAME))


def _remedy(one: Unlike, labels: dict[str, str]) -> str:
    """Return which stage is not compared, or what else was asked otherwise, and what to do if it is the same all the same."""
    if not one.stage:
        what = f"{one.reason[:1].upper()}{one.reason[1:]}. People may say more or less of something for that alone."
        if not (one.before and one.now):
            return what
        return f"{what} If it asks the same all the same, say so: study.same_question({one.now[0]}, {one.before[0]}, reason)."
    what = f"{labels.get(one.stage, one.stage)} is not compared: {one.reason}."
    if not (one.before and one.now):
        return what
    return f"{what} If it asks the same all the same, say so: study.same_question({one.now[0]}, {one.before[0]}, reason)."


def _quotes(found: Between, here: Look, masks: Masks, shown: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return for each claim that changed some of what was said for it in the later round, by people who had not said so before."""
    from workbench.journey.change.verdicts import CHANGES
    from workbench.views.parts import QUOTES

    now = {e.code: e for e in here.evidence}
    past = here.of(found.earlier)
    picked = []
    for c in found.changes:
        if c.verdict not in CHANGES or not c.k1:
            continue
        before = {m.participant for m in past.mentions.get(c.code, ()) if m.stance == "for"}
        people = sorted(now[c.code].supporters.keys() - masks.silent, key=lambda p: (p in before, p))
        picked += [(shown[c.code], p, now[c.code].supporters[p][0]) for p in people[:QUOTES]]
    said = masks.said([m.quote for _, _, m in picked], [p for _, p, _ in picked])
    out: dict[str, list[tuple[str, str]]] = {}
    for (code, person, mention), words in zip(picked, said, strict=True):
        out.setdefault(code, []).append((words, f"{person}, {mention.kind}"))
    return out
