"""Plan: what to do first, what the journey is to become, and both in other hands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.api.hypotheses import Hypotheses
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.look import Look
    from workbench.journey.plan.priority import By, Priority
    from workbench.journey.plan.roadmap import Issue
    from workbench.views.future import FutureView
    from workbench.views.priorities import KanoView, PriorityView
    from workbench.views.table import TableView


class Plan(Hypotheses):
    """From evidence to decisions."""

    # What to do first -----------------------------------------------------------------------------------------------

    def priorities(
        self,
        by: By = "odi",
        *,
        ratings: Mapping[str, tuple[str, str]] | None = None,
        base: float | None = None,
        low: float | None = None,
        persona: str | None = None,
        round: str | None = None,  # noqa: A002 (the field's word)
    ) -> PriorityView:
        """Return pains and needs in an order, each with how sure its rank is.

        Parameters
        ----------
        by
            ``odi``: told opportunity. ``rice``: reach x impact x confidence / effort, for claims somebody estimated the effort
            of. ``effort``: what it would bring against the effort; quick wins are marked in both.
        ratings
            Need -> the columns of surveys in which its importance and how well it is met were rated, 1 to 5: a list of its own.
        base
            How many customers come to a part of the journey, where nobody estimated it; else reach counts people of the study.
        low
            Effort up to which a quick win is quick; the median of all that were estimated if not given.
        persona, round
            Whose words, of which round; everybody and all rounds if not given.

        Raises
        ------
        UserError
            If there is no such order, persona, round or column.
        """
        from workbench.journey.figures.scores import raters
        from workbench.themes.opportunity import from_surveys, rated
        from workbench.views.priorities import PriorityView

        look = self._look(persona, round)
        _, found = self._priorities(look, base, low)
        seed = look.settings.seed
        given = from_surveys(self.folder, ratings, among=raters(look), in_round=look.round) if ratings else ({}, {})
        list_ = rated(*given, seed=seed, together=look.material.together)
        return PriorityView(found, by, self._labels(look), self.masks, low=low, rated=list_)

    def estimate(
        self, claim: str, *, effort: float | None = None, impact: float | None = None, reach: float | None = None, reason: str
    ) -> str:
        """Say what acting on a claim would take and bring; return the id of the act.

        Parameters
        ----------
        claim
            Its code.
        effort
            How much work it is, in any unit that is the same for all, such as person-weeks; above 0.
        impact
            How much it helps one person: 3 massive, 2 high, 1 medium, .5 low, .25 minimal.
        reach
            How many customers come to that part of the journey in the time you plan for. The share who say so is taken of them.
        reason
            Why you think so.

        Raises
        ------
        UserError
            If there is no such claim, no number, no reason, or a number cannot be.
        """
        from workbench.journey.plan import deeds

        self._own_words(reason=reason)
        return deeds.estimate(self._look(), claim, effort=effort, impact=impact, reach=reach, reason=reason, coder=self.me).id

    def kano(self, functional: str | Mapping[str, str], dysfunctional: str | Mapping[str, str]) -> KanoView:
        """Return features by Kano's classes, from pairs of survey questions.

        Parameters
        ----------
        functional
            Column of "how would it be if it were there?", a rating or an attribute; or feature -> column.
        dysfunctional
            The same for "and if it were not?".

        Raises
        ------
        UserError
            If no survey has such a column, the two do not name the same features, or an answer is not one of the five.
        """
        from workbench.journey.figures.scores import raters
        from workbench.journey.plan.kano import from_surveys, kano
        from workbench.views.priorities import KanoView

        one = {functional: functional} if isinstance(functional, str) else dict(functional)
        other = dict.fromkeys(one, dysfunctional) if isinstance(dysfunctional, str) else dict(dysfunctional)
        if one.keys() != other.keys():
            raise UserError("the functional and the dysfunctional questions name different features")
        given = from_surveys(self.folder, {f: (one[f], other[f]) for f in one}, among=raters(self._look()))
        seed = self.folder.settings.seed
        return KanoView([kano(feature, *answers, seed=seed) for feature, answers in given.items()], self.masks)

    # The journey as it is to be ---------------------------------------------------------------------------------------

    def future(self, *, persona: str | None = None, round: str | None = None) -> FutureView:  # noqa: A002
        """Return what is and what is to become of it, side by side; it says where the evidence has changed since."""
        from workbench.journey.plan.future import future
        from workbench.views.future import FutureView

        look = self._look(persona, round)
        return FutureView(future(look), {s.id: s.label for s in look.settings.stages}, self.masks)

    def set_future(
        self,
        about: str,
        *,
        becomes: str | None = None,
        valence: float | None = None,
        hypotheses: Sequence[str] | None = None,
        reason: str = "",
    ) -> str:
        """Say what a claim or a stage is to become; return the id of the act. It is no evidence, and changes no number.

        Parameters
        ----------
        about
            Code of a claim, or a stage (id, label or alias).
        becomes
            What it is to be, in your words.
        valence
            The feeling to aim at, from -2 to 2.
        hypotheses
            Those that would bring it there.
        reason
            Why.

        Raises
        ------
        UserError
            If there is no such claim, stage or hypothesis, or the feeling is not on the scale.
        """
        from workbench.journey.plan import deeds

        self._own_words(becomes=becomes or "", reason=reason)
        look = self._look()
        return deeds.become(look, about, becomes=becomes, valence=valence, hypotheses=hypotheses, reason=reason, coder=self.me).id

    def drop_future(self, about: str) -> str:
        """Take back what a claim or a stage was to become; return the id of the act."""
        from workbench.journey.plan import deeds

        return deeds.drop(self._look(), about, coder=self.me).id

    # In other hands ---------------------------------------------------------------------------------------------------

    def table(self, *, persona: str | None = None, round: str | None = None) -> TableView:  # noqa: A002
        """Return the opportunity table: stage, customer goal, potential pain point, opportunity for delight, all counted."""
        from workbench.journey.plan.table import table
        from workbench.views.table import TableView

        look = self._look(persona, round)
        rows = table(look)
        wanted = {q for r in rows for cell in ("goals", "pains", "delights") for i in r[cell]["items"] for q in i["quotes"]}
        said = {m.id: m for mentions in look.material.mentions.values() for m in mentions if m.id in wanted}
        return TableView(rows, said, self.masks)

    def roadmap(
        self,
        path: str | Path,
        *,
        shape: str = "jira",
        by: By = "odi",
        quotes: int = 0,
        limit: int | None = None,
        persona: str | None = None,
        round: str | None = None,  # noqa: A002 (the field's word)
        despite: str = "",
    ) -> Path:
        """Write what was found as a list of issues, masked, once it has passed the share gate; return the path.

        A hypothesis is a feature, linked to the pains and needs it is for; those without one are issues of their own.

        Parameters
        ----------
        path
            The file to write.
        shape
            Columns of ``jira``, ``linear``, ``github`` or ``trello``; ``markdown`` a list to tick off; ``owners`` where to spend,
            by owner and stage.
        by
            The order, as in `priorities`.
        quotes
            So many quotes a claim, masked, of people who consent to being quoted; none if not given.
        limit
            So many issues at most.
        persona, round
            Whose words, of which round.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.

        Raises
        ------
        CheckFailed
            If the gate finds something and there is no reason: what and where, masked. Nothing is written.
        UserError
            If there is no such shape, order, persona or round.
        """
        from workbench.journey.plan.roadmap import budget, issues
        from workbench.share import issues as shapes
        from workbench.views.parts import put

        if shape not in (known := (*shapes.SHAPES, shapes.MARKDOWN, shapes.OWNERS)):
            raise UserError(f"issues come as {', '.join(known)}; given: {shape!r}")
        look = self._look(persona, round)
        cards, found = self._priorities(look, None, None)
        target = Path(path)
        if shape == shapes.OWNERS:
            rows = [{k: self._masked(v) for k, v in row.items()} for row in budget(look, cards, found)]
            columns = ("owner", "stage", "cards", "people", "of", "effort", "estimated", "quick", "first")
            text = shapes.rows_csv(columns, [[row[c] for c in columns] for row in rows])
            return put({target: text}, self._let_out, despite)[0]
        list_ = [self._shareable(i) for i in issues(look, cards, found, by, limit=limit)]
        wanted = {c: self._quotes(look, c, quotes) for i in list_ for c in i.claims} if quotes > 0 else {}
        text = (
            shapes.issues_markdown(self._masked(look.settings.title), list_, wanted)
            if shape == shapes.MARKDOWN
            else shapes.issues_csv(list_, shape, wanted)
        )
        return put({target: text}, self._let_out, despite)[0]

    # Helpers ----------------------------------------------------------------------------------------------------------

    def _priorities(self, look: Look, base: float | None, low: float | None) -> tuple[dict[str, dict[str, Any]], list[Priority]]:
        from workbench.journey.map import model
        from workbench.journey.plan.priority import priorities

        cards = model(look)["claims"]
        return cards, priorities(look, cards, base=base, low=low)

    def _masked(self, value: Any) -> Any:  # noqa: ANN401 (a cell)
        if isinstance(value, list):
            return " ".join(self._masked(v) for v in value)
        return self.redactor.text(value, guess=False) if isinstance(value, str) else value

    def _shareable(self, issue: Issue) -> Issue:
        said = {name: self._masked(getattr(issue, name)) for name in ("id", "title", "stage", "owner")}
        labels = tuple(self._masked(label) for label in issue.labels)
        return replace(issue, **said, labels=labels, lines=tuple(self._masked(line) for line in issue.lines))

    def _quotes(self, look: Look, claim: str, many: int) -> list[str]:
        """Return what people who consent said for a claim, one passage a person, masked."""
        masks = self.masks
        mine = next((e for e in look.evidence if e.code == claim), None)
        said = [(p, mine.supporters[p][0].quote) for p in sorted(mine.supporters) if p not in masks.silent] if mine else []
        return masks.said([q for _, q in said[:many]], [p for p, _ in said[:many]])
