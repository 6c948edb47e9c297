"""Codings, examples and placements whose words were edited or are gone: listed with what they were, for a person to decide."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from workbench.study.errors import UserError
from workbench.study.names import slug
from workbench.study.records import Anchor, Coding, Placement, Transcript

if TYPE_CHECKING:
    from workbench.study.carry import Carried
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Act, Example

    _One = Coding | Example | Placement

_CONTEXT = 32


@dataclass(frozen=True, slots=True)
class Orphan:
    """A passage that was coded on an earlier version and cannot be carried as it was.

    Attributes
    ----------
    id
        Of the coding or placement, or of the act that made the example.
    what
        ``coding``, ``example`` or ``placement`` (a passage of a theme).
    code, coder
        Which code or theme, and who.
    was
        The anchor as it was made.
    words
        What was coded; empty if that version was not kept.
    before, after
        The 32 characters on either side of it.
    why
        In words.
    now
        Where the edited passage is now, by the edits; None if that cannot be said.
    now_words
        What stands there.
    """

    id: str
    what: Literal["coding", "example", "placement"]
    code: str
    coder: str
    was: Anchor
    words: str
    before: str
    after: str
    why: str
    now: Anchor | None = None
    now_words: str = ""


def orphans(folder: Folder) -> list[Orphan]:
    """Return the codings, examples and placements whose passage is nowhere any more, by source and place.

    Parameters
    ----------
    folder
        The study.
    """
    return _listed(folder, "orphan")


def changed(folder: Folder) -> list[Orphan]:
    """Return those that were carried over edited words, with what stands there now: somebody should look at each.

    `reanchor` with the anchor they have now says that they are right.
    """
    return _listed(folder, "changed")


def reanchor(folder: Folder, coding: str, anchor: Anchor, *, coder: str) -> Act:
    """Put a coding or placement on other words: an orphan on those it belongs to, or a changed one where it is.

    Parameters
    ----------
    folder
        The study.
    coding
        Its id.
    anchor
        On the version of the text that is there now.
    coder
        Who decides.

    Returns
    -------
    Act
        The ``coding.edit``, or the first of two ``theme.place`` of one gesture.

    Raises
    ------
    UserError
        If there is no such coding, or the anchor is not on words of a text as it is now.
    """
    state = folder.state()
    put = {one.id: one for one in state.placed.values() if one.theme}.get(coding)
    if put is None and coding not in state.codings:
        raise UserError(f"There is no coding {coding!r}.")
    try:
        words = folder.quote(anchor)
    except KeyError as error:
        raise UserError(f"{error.args[0]}.") from None
    if not words.strip():
        raise UserError(f"{anchor.source} {anchor.item}: nothing is said from {anchor.start} to {anchor.end}.")
    if put is not None:
        carried = folder.carried().get(coding)
        was = carried.was if carried and carried.was else put.anchor
        out = ("theme.place", {"anchors": [asdict(was)], "theme": ""})  # else it would be listed for ever
        return folder.act(coder, out, ("theme.place", {"anchors": [asdict(anchor)], "theme": put.theme}), together=True)[0]
    return folder.act(coder, ("coding.edit", {"coding": coding, "anchor": asdict(anchor)}))[0]


def _listed(folder: Folder, status: str) -> list[Orphan]:
    state = folder.state()
    put = {one.id: one for one in state.placed.values()}
    out = []
    for key, carried in sorted(folder.carried().items()):
        if carried.status == status:
            made = state.codings.get(key) or state.examples.get(key) or put.get(key)
            if made is not None:  # two passages of themes may have become one
                out.append(_described(folder, made, carried))
    if status == "orphan":
        out += _without_source(folder, state)
    return sorted(out, key=lambda o: (o.was.source, o.was.item, o.was.start, o.was.end, o.id))


def _without_source(folder: Folder, state: State) -> list[Orphan]:
    """Return what is on a source that is not here at all; one that is damaged is here."""
    there = {Path(path).stem for path, *_ in folder.store.stamp()}
    made: list[_One] = [*state.codings.values(), *state.examples.values(), *(one for one in state.placed.values() if one.theme)]
    named = {one.anchor.source for one in made}
    gone = {name for name in named if slug(name) not in there}
    why = "its source is not in the study any more: import the file again, and it is back"
    return [Orphan(one.id, *_what(one), one.coder, one.anchor, "", "", "", why) for one in made if one.anchor.source in gone]


def _what(made: _One) -> tuple[Literal["coding", "example", "placement"], str]:
    """Return what it is, and its code or theme."""
    kinds: dict[type, Literal["coding", "example", "placement"]] = {Coding: "coding", Placement: "placement"}
    return kinds.get(type(made), "example"), made.theme if isinstance(made, Placement) else made.code


def _described(folder: Folder, made: _One, carried: Carried) -> Orphan:
    was = carried.was or made.anchor
    text = _former(folder, was)
    words = text[was.start : was.end]
    before, after = text[max(0, was.start - _CONTEXT) : was.start], text[was.end : was.end + _CONTEXT]
    now_words = folder.quote(carried.anchor) if carried.anchor else ""
    why = _why(folder, was, carried, kept=bool(text))
    return Orphan(made.id, *_what(made), made.coder, was, words, before, after, why, carried.anchor, now_words)


def _former(folder: Folder, was: Anchor) -> str:
    """Return the text an anchor was made on; empty if it was not kept."""
    if was.item:
        return folder.store.old_answers(was.source, [(was.item, was.version)]).get((was.item, was.version), "")
    return folder.store.old_text(was.source, was.version) or ""


def _why(folder: Folder, was: Anchor, carried: Carried, *, kept: bool) -> str:
    source = folder.store.source(was.source)
    if not isinstance(source, Transcript) and not (source.answers["answer"] == was.item).any():
        return "this answer is not in the file any more"
    if carried.status == "changed":
        same = carried.anchor is not None and carried.anchor.end - carried.anchor.start == was.end - was.start
        order = "the same words stand there, but answers of this file are told apart only by their order"
        return order if was.item and same else "words in it were edited"
    return "its words were replaced or removed" if kept else "the text it was made on was not kept"
