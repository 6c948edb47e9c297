"""The desk on which a codebook is changed: what is there now, what may be said of it, and one gesture to write it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from workbench.coding.codebook import book
from workbench.coding.codebook.codes import code_id, codebook
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from workbench.coding.codebook.codes import Item
    from workbench.study.folder import Folder
    from workbench.study.records import Act, Code

#: How many of many a message lists.
LISTED = 5


@dataclass(frozen=True, slots=True, repr=False)
class Refactored:
    """What a refactoring did.

    Attributes
    ----------
    codes
        Ids of the codes that hold the codings now, those that are new first.
    before, after
        Number of codings of each code it touched, by id.
    acts
        What was written; empty if there was nothing to change.
    """

    codes: tuple[str, ...]
    before: dict[str, int]
    after: dict[str, int]
    acts: tuple[Act, ...]

    def __repr__(self) -> str:
        """Return what it did to the codings, in a line."""
        if not self.acts:
            return f"<{', '.join(self.codes)}: nothing to change>"
        told = [
            f"{c}: {n} codings" if n == self.after[c] else f"{c}: {n} → {self.after[c]} codings" for c, n in self.before.items()
        ]
        return f"<{'; '.join(told)}; one undo takes it back>"


class Desk:
    """The codebook as it is now, for somebody about to change it.

    Parameters
    ----------
    folder
        The study.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.state = folder.state()
        self.codes = {c.id: c for c in codebook(folder.settings, self.state)}
        self._stages = {f"stage:{s.id}" for s in folder.settings.stages}
        self.ids = book.Ids({*self.codes, *self.state.merged})

    def code(self, name: str) -> Code:
        """Return the code that a person means by an id, a label or ``family: label``.

        Raises
        ------
        UserError
            If there is none, or it was merged or retired; with what to do.
        """
        code = name.strip()
        if code not in self.codes:
            code = code_id(name, self.folder)[0]
        if code in self.state.merged:
            into = self.state.resolve(code)
            raise UserError(f"{code} was merged into {into}. Name {into}, or undo the merge.")
        found = self.codes.get(code)
        if found is None:
            names = {n: c.id for c in self.codes.values() if not c.retired for n in (c.label, c.id)}
            near = sorted({names[n] for n in get_close_matches(name, names, n=LISTED, cutoff=0.75)})
            raise UserError(
                f"There is no code {name!r}. " + (f"Is it {' or '.join(near)}?" if near else "study.codebook() lists them.")
            )
        if found.retired:
            raise UserError(f"{code} is retired. Undo that first, or define a new code.")
        return found

    def ours(self, code: Code, what: str) -> None:
        """Refuse to do `what` with a stage that ``study.toml`` sets."""
        if code.id in self._stages:
            raise UserError(f"{code.id} is a stage of the study, and cannot be {what} here. Change the stages in study.toml.")

    def label(self, family: str, label: str, but: Collection[str] = ()) -> str:
        """Return a label that a code of `family` may have.

        Raises
        ------
        UserError
            If it is empty or too long, or another code than `but` has it.
        """
        plain = label.strip()
        if not plain:
            raise UserError("A code needs a label. Write what people should read.")
        if len(plain) > book.LONGEST_LABEL:
            raise UserError(f"A label of {len(plain):,} characters is too long. Put the rest into the definition.")
        for other in self.codes.values():
            alike = other.family == family and other.label.casefold() == plain.casefold()
            if alike and not other.retired and other.id not in but:
                raise UserError(f"{other.id} is called {other.label!r} already. Choose another label, or merge the two.")
        return plain

    def children(self, code: str) -> list[Code]:
        """Return the codes in use right below another."""
        return [c for c in self.codes.values() if c.parent == code and not c.retired]

    def above(self, code: str) -> Iterator[str]:
        """Yield `code` and the codes above it, upwards."""
        seen: set[str] = set()
        while code and code not in seen:
            yield code
            seen.add(code)
            code = self.codes[code].parent if code in self.codes else ""

    def do(
        self, coder: str, items: Sequence[Item], codes: Iterable[str], *, reason: str, touched: Iterable[str] = ()
    ) -> Refactored:
        """Write the acts as one gesture, and count the codings before and after."""
        codes = tuple(codes)
        names = sorted({*codes, *touched})
        before = _counts(self.folder, names)
        told = [(kind, {**body, "reason": reason}) if reason and not number else (kind, body)
                for number, (kind, body) in enumerate(items)]  # fmt: skip
        acts = self.folder.act(coder, *told, together=True) if told else []
        return Refactored(codes, before, _counts(self.folder, names), tuple(acts))


def _counts(folder: Folder, codes: Iterable[str]) -> dict[str, int]:
    used = Counter(c.code for c in folder.state().codings.values())
    return {code: used[code] for code in codes}
