"""Put a query to a study."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.coding.query.bind import Binder
from workbench.coding.query.evaluate import Evaluator
from workbench.coding.query.found import Codings
from workbench.coding.query.ground import Ground
from workbench.coding.query.groups import Groups
from workbench.coding.query.mentions import merged
from workbench.coding.query.parse import parse
from workbench.coding.query.result import Result
from workbench.coding.query.traits import Traits
from workbench.coding.query.words import Words

if TYPE_CHECKING:
    from workbench.study.folder import Folder


class Asked:
    """A study made ready for queries: laid out once, until an act or a source changes.

    Parameters
    ----------
    folder
        The study.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lay()

    def _lay(self) -> None:
        self._stamp = self._folder.store.stamp()
        self.ground = Ground(self._folder)
        self.traits = Traits(self.ground)
        self.words = Words(self.ground)
        self.codings = Codings(self.ground, list(self.ground.state.codings.values()))
        self._people = self._folder.participants()

    def fresh(self) -> Asked:
        """Return this with what changed since taken in; texts are laid out again only if a source changed."""
        if self._folder.store.stamp() != self._stamp or self._folder.participants() != self._people:
            self._lay()
        elif (state := self._folder.state()) is not self.ground.state:
            self.ground.state = state
            self.codings = Codings(self.ground, list(state.codings.values()))
        return self

    def query(self, text: str, *, coder: str = "", hidden: frozenset[str] = frozenset()) -> Result:
        """Return what a query finds. See `query`."""
        node = parse(text)
        binder = Binder(text, self.ground, self.traits)
        bound = binder.bind(node)
        fallen = frozenset(self.ground.state.fallen)
        run = Evaluator(self.ground, self.traits, self.words, self.codings, binder.named, coder, hidden, fallen)
        found, asked = run.run(bound)
        left = Counter({reason: len(rows) for reason, rows in run.left.items()})
        left["in an interviewer's words"] += asked
        groups = Groups(self.ground, self.traits, self.codings, run.there)
        return Result(
            str(node), tuple(dict.fromkeys(binder.notes)), {k: v for k, v in sorted(left.items()) if v}, self.ground,
            self.codings, groups, merged(self.codings, found), run.base(bound),
        )  # fmt: skip


def query(folder: Folder, text: str, *, coder: str = "", hidden: frozenset[str] = frozenset()) -> Result:
    """Return what a query finds in a study.

    Parameters
    ----------
    folder
        The study.
    text
        The query, as docs/query.md has it: ``pain near(20) fee within stage:Purchase``.
    coder
        Who asks.
    hidden
        Sources in which `coder` works blind: others' codings there are left out.

    Returns
    -------
    Result
        Mentions, in order of source and place.

    Raises
    ------
    QueryError
        If the query cannot be read, or a name in it means nothing or several things; it points at the place.
    """
    return Asked(folder).query(text, coder=coder, hidden=hidden)
