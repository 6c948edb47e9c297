"""The adjudicator: where coders differ, one case after the other; a decision is an act with a reason.

Protocol: docs in ``widgets/adjudicator.js``; what all widgets of its kind share is in `workbench.widgets.acting`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from workbench.coding.adjudicate import added, deciding, independent, open_cases
from workbench.coding.agreement import agreement, overall
from workbench.coding.assign import unrevealed
from workbench.coding.frame import codings_frame
from workbench.study import participants
from workbench.study.canon import sha256_text
from workbench.study.errors import UserError
from workbench.widgets import adjudicator_twin, adjudicator_view
from workbench.widgets.acting import Acting
from workbench.widgets.assets import asset, bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.coding.adjudicate import Case
    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.widgets.acting import Item, Message

MODULES = ("core.js", "dom.js", "lab.js", "outbox.js", "frame.js", "session.js", "adjudicator_case.js", "adjudicator_list.js",
           "adjudicator_view.js", "adjudicator.js")  # fmt: skip
_MOST_SENT = 2_000  # rows of cases; worst first, the rest comes as these are decided


class Adjudicator(Acting):
    """Decide where coders differ.

    Parameters
    ----------
    folder
        The study.
    coders
        Two or more who coded the same texts.
    coder
        Who decides. May be one of them. Acts go to this person's own log.
    redactor
        Masks names in the static twin, which travels with the notebook. The adjudicator itself shows the words as they
        were said.

    Raises
    ------
    UserError
        If fewer than two coders are named, or one has coded nothing.
    """

    _esm = bundle(*MODULES)
    _css = asset("coder.css") + asset("adjudicator.css")
    opened = "this comparison"
    example = 'study.adjudicator(["ana", "ben"], me="carla")'

    def __init__(self, folder: Folder, coders: Sequence[str], coder: str, *, redactor: Redactor | None = None) -> None:
        self.coders = tuple(dict.fromkeys(coders))
        if len(self.coders) < 2:  # noqa: PLR2004 (a pair)
            raise UserError(f"name two different coders, as in {self.example}")
        there = {c.coder for c in folder.state().codings.values()}
        if unknown := [c for c in self.coders if c not in there]:
            raise UserError(f"{', '.join(unknown)} has coded nothing here; coders are: {', '.join(sorted(there)) or 'none'}")
        super().__init__(folder, coder, redactor=redactor)
        self._cases: dict[str, Case] = {}
        self._ways: dict[str, str] = {}  # case -> how the coders differ there
        self._agreement: tuple[object, list[Message]] = (None, [])

    def acts(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what writes."""
        return {"decide": self._decide}

    def questions(self) -> Mapping[str, Callable[[Message], Message]]:
        """Return what only reads."""
        return {"case": self._case}

    # What is there ---------------------------------------------------------------------------------------------

    @property
    def cases(self) -> list[Case]:
        """Where they differ, undecided and worst first."""
        with self._lock:
            return open_cases(self._folder, self.coders)

    def whole(self) -> Message:
        """Return who is compared."""
        root = self._folder.root.resolve()
        head = {
            "who": _and(self.coders), "coders": list(self.coders), "coder": self.coder, "where": self._folder.settings.title,
            "nothing": "Cases appear here as soon as two of them code the same text differently.",
            "place": sha256_text(f"{root}\nadjudicator\n{self.coders}\n{self.coder}")[:16],
        }  # fmt: skip
        return {"head": head}

    def changing(self) -> Message:
        """Return the part of the view that acts change."""
        found = open_cases(self._folder, self.coders)
        self._cases = {case.id: case for case in found}
        state = self._folder.state()
        titles = adjudicator_view.titles(self._folder)
        before = {key for made in state.adjudications.values() for key in (*made.stands, *made.falls)}
        rows = {case.id: adjudicator_view.row(case, state, titles, before) for case in found}
        self._ways = {key: row["way"] for key, row in rows.items()}
        return {
            "cases": dict(islice(rows.items(), _MOST_SENT)),
            "families": self._families(),
            "codes": self.codes(),
            "notices": self._notices(len(found)),
        }

    def unfolded(self, sent: Message) -> Message:
        """Return the cases as a list."""
        return {**sent, "cases": list(sent["cases"].values())}

    def publish(self) -> None:
        """Send the browser the cases that changed, not all there are."""
        now, before = self.state(), self._sent
        patch: Message = {k: v for k, v in now.items() if k != "cases" and before.get(k) != v}
        old = before.get("cases", {})
        changed = [row for key, row in now["cases"].items() if old.get(key) != row]
        gone = sorted(old.keys() - now["cases"].keys())
        self._sent = now
        if patch or changed or gone:
            self.send({"op": "patch", **patch, "set": changed, "gone": gone})

    def _notices(self, cases: int) -> list[str]:
        notices = []
        if blind := unrevealed(self._folder.state(), self.coders):
            what = "1 source is" if len(blind) == 1 else f"{len(blind)} sources are"
            notices.append(f"{what} still coded blind and not shown; study.reveal() opens what is assigned")
        if cases > _MOST_SENT:
            notices.append(f"The {_MOST_SENT:,} cases to talk about first are listed, of {cases:,}")
        return notices

    def _families(self) -> list[Message]:
        """Return how far they agree on each family; computed again only if somebody coded since."""
        state = self._folder.state()
        later = added(state)
        given = [(c.id, c.code, c.stance, c.anchor) for c in state.codings.values() if c.coder in self.coders and c.id not in later]
        known = (hash(tuple(given)), unrevealed(state, self.coders))
        if self._agreement[0] != known:
            frame = independent(codings_frame(self._folder), state, self.coders)
            results = agreement(self._folder, frame, self.coders, seed=self._folder.settings.seed)
            self._agreement = (known, adjudicator_view.families(overall(results, seed=self._folder.settings.seed)))
        return self._agreement[1]

    def _case(self, message: Message) -> Message:
        return {"case": adjudicator_view.case(self._known(message), self._folder)}

    def _known(self, message: Message) -> Case:
        found = self._cases.get(str(message.get("case")))
        if found is None:
            raise UserError("this case is not there any more: somebody changed one of its codings")
        return found

    # What the browser asks -------------------------------------------------------------------------------------

    def _decide(self, message: Message) -> Message:
        self.changing()  # what a colleague coded or decided a moment ago counts
        one = self._known(message)
        defining: list[Item] = []
        add: list[Message] = []
        if message.get("code") or message.get("name"):
            code, defining = self.named(message)
            known = next((c for c in self.codebook() if c.id == code), None)
            add = [{"code": code, "valence": known.valence if known else None}]
        stands = {str(key) for key in message["stands"]}
        if strangers := stands - one.codings:
            raise UserError(f"{len(strangers)} of the codings are not of this case any more; look at it again")
        reason = str(message.get("reason", ""))
        others = self._alike(one, stands, [str(key) for key in message.get("like", ())])
        items: list[Item] = []
        for case, kept in ((one, stands), *others):
            items += deciding(
                self._folder, case, sorted(kept), sorted(case.codings - kept), coder=self.coder, reason=reason, add=add
            )
        words = f"{len(others) + 1} decisions" if others else "a decision"
        acts = self.save(words, *items[:1], *defining, *items[1:], about=(one.id,))
        return {"saved": True, "at": acts[0].at}

    def _alike(self, one: Case, stands: set[str], keys: list[str]) -> list[tuple[Case, set[str]]]:
        """Return other cases with what stands in them, if the same coders are right in each."""
        if not keys:
            return []
        right = [coder for coder, given in one.sides.items() if given and stands.issuperset(given)]
        if stands != {key for coder in right for key in one.sides[coder]}:
            raise UserError("what was decided here is about single codings; decide the other cases one by one")
        found = []
        for key in keys:
            case = self._known({"case": key})
            if self._ways[key] != self._ways[one.id]:
                raise UserError("one of the other cases is not like this one any more; look at them again")
            found.append((case, {k for coder in right for k in case.sides[coder]}))
        return found

    # Without a kernel ------------------------------------------------------------------------------------------

    def twin(self) -> str:
        """Return the static HTML: how far they agree, how many cases are open, and the decisions with their reasons."""
        with self._lock:
            day = self._redactor.day if self._redactor else ""
            silent = participants.silent(self._folder.participants().values(), day)
            return adjudicator_twin.html(
                self.cases, self._folder.state(), self.codebook(), self._families(), who=_and(self.coders), silent=silent,
                redactor=self._redactor,
            )  # fmt: skip

    def plain(self) -> str:
        """Return one line of text."""
        with self._lock:
            return adjudicator_twin.line(self.cases, who=_and(self.coders))


def _and(names: Sequence[Any]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
