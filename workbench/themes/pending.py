"""What a refit changed around themes, for a person to confirm: each thing with the acts that would accept it.

Nothing happens by itself. What somebody put in a theme stays there whatever is pending, and what nobody accepts stays proposed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from workbench.themes.board import anchors_of, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.study.folder import Folder
    from workbench.study.records import Act
    from workbench.themes.identity import TopicChange
    from workbench.themes.layout import Board, BoardTheme, Loose

    Item = tuple[str, dict[str, Any]]

What = Literal["split", "merged", "new", "gone", "grew", "kept"]
WHAT: tuple[What, ...] = ("split", "merged", "new", "gone", "grew", "kept")


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing to look at.

    Attributes
    ----------
    what
        ``kept``: the theme follows the topic it followed, and nothing else is proposed. ``grew``: more is proposed.
        ``split``: what it followed is in several topics now, and nobody follows `topics`. ``merged``: it and `others` follow
        one topic now. ``gone``: it follows none any more. ``new``: a topic that no theme follows and that was not there.
    theme
        Id of the theme; empty for a new topic.
    topics
        The topics it is about.
    others
        Ids of themes that would be merged into it.
    segments
        What would be put in a theme: newly proposed ones, or the quotes of the new part or topic.
    people
        How many different people are in the new part or topic, in what is proposed, or surely in the theme.
    named
        Whether accepting needs a name, since a theme is made.
    """

    what: What
    theme: str
    topics: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    people: int = 0
    named: bool = False

    def __repr__(self) -> str:
        about = ", ".join((*filter(None, (self.theme,)), *self.topics, *self.others))
        return f"<{self.what}: {about}; {len(self.segments)} segments, {self.people} people>"


def pending(before: Board, after: Board, changes: Iterable[TopicChange] = ()) -> list[Pending]:
    """Return what a refit changed around themes, what needs a look first.

    Parameters
    ----------
    before, after
        The board of the fit before and of the fit now, made of the same study.
    changes
        What became of the topics (`workbench.themes.identity.by_rounds` gives it): which parts a split left.

    Returns
    -------
    list of Pending
        One for each theme at least, and one for each new topic.
    """
    was = {theme.id: theme for theme in before.themes}
    changed = list(changes)
    loose = {one.id: one for one in after.loose}
    together: dict[str, list[BoardTheme]] = defaultdict(list)
    for theme in after.themes:
        together[theme.topic].append(theme)
    found: list[Pending] = []
    told: set[str] = set()
    for theme in after.themes:
        old = was.get(theme.id)
        parts = _parts(theme, old, changed, loose)
        told |= {part.id for part in parts}
        found += [Pending("split", theme.id, (p.id,), (), _quotes(p), p.people, named=True) for p in parts]
        found += _one(theme, old, was, together[theme.topic])
    there = {one.id for one in before.loose} | {theme.topic for theme in before.themes}
    found += [
        Pending("new", "", (one.id,), (), _quotes(one), one.people, named=True)
        for one in after.loose
        if one.id not in there | told and one.segments
    ]
    return sorted(found, key=lambda p: (WHAT.index(p.what), -p.people, p.theme, p.topics))


def _quotes(loose: Loose) -> tuple[str, ...]:
    free = frozenset(loose.segments)
    return tuple(name for name in loose.topic.segments if name in free) or loose.segments


def _parts(theme: BoardTheme, old: BoardTheme | None, changes: Sequence[TopicChange], loose: dict[str, Loose]) -> list[Loose]:
    """Return the parts of what a theme followed that nobody follows now."""
    if old is None or not old.topic:
        return []
    return [
        loose[part]
        for change in changes
        if change.kind == "split" and old.topic in change.before
        for part in change.after
        if part in loose and part != theme.topic and loose[part].segments
    ]


def _one(theme: BoardTheme, old: BoardTheme | None, was: dict[str, BoardTheme], here: Sequence[BoardTheme]) -> list[Pending]:
    """Return what became of a theme itself."""
    if not theme.topic:
        return [Pending("gone", theme.id)] if old is not None and old.topic else [Pending("kept", theme.id)]
    apart = [one for one in here if one.id != theme.id and old is not None and one.id in was and was[one.id].topic != old.topic]
    fresh = tuple(s for s in theme.proposed if old is None or s not in {*old.proposed, *old.confirmed})
    out = []
    if apart and theme.id == max(here, key=lambda one: (one.people_confirmed, len(one.confirmed), one.id)).id:
        out.append(Pending("merged", theme.id, (theme.topic,), tuple(sorted(one.id for one in apart)), (), theme.people_confirmed))
    if fresh:
        out.append(Pending("grew", theme.id, (theme.topic,), (), fresh, theme.people_proposed))
    return out or [Pending("kept", theme.id, (theme.topic,))]


def acts_of(folder: Folder, one: Pending) -> list[Item]:
    """Return the acts that would accept something, as docs/format.md has them; where a theme is made, its name is still empty.

    Raises
    ------
    UserError
        If a segment is not in the study any more.
    """
    if one.what == "grew":
        return [("theme.place", {"anchors": anchors_of(folder, one.segments), "theme": one.theme})]
    if one.what == "merged":
        return [("theme.merge", {"theme": other, "into": one.theme}) for other in one.others]
    if one.what == "gone":
        return [("theme.retire", {"theme": one.theme})]
    if one.what in {"split", "new"}:
        return [("theme.make", {"theme": "", "name": "", "anchors": anchors_of(folder, one.segments), "topic": one.topics[0]})]
    return []


def accept(folder: Folder, one: Pending, *, coder: str, name: str = "", reason: str = "") -> list[Act]:
    """Accept something that is pending, as one gesture.

    Parameters
    ----------
    folder
        The study.
    one
        What is pending. Accepting ``grew`` confirms what is proposed, ``gone`` retires the theme; ``kept`` is nothing to do.
    coder
        Who accepts.
    name
        What the theme is called that is made of a new topic or of a part.
    reason
        Why, if they say so.

    Raises
    ------
    UserError
        If a theme is to be made and the name is empty or taken, or something is not there any more. Nothing is written.
    """
    if one.named:
        return mark(folder, one.segments, name, topic=one.topics[0], coder=coder, reason=reason)
    why = {"reason": reason.strip()} if reason.strip() else {}
    items = [(kind, body | why) for kind, body in acts_of(folder, one)]
    return folder.act(coder, *items, together=True) if items else []
