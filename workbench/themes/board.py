"""The topic board: plain functions with which people make, fill, name, join and split themes. `board` says what lies where.

Everything done here is an act: it can be taken back, and of two people at once both are in the history.
"""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from workbench.study.canon import sha256_text
from workbench.study.errors import UserError
from workbench.study.names import slug, unique
from workbench.study.records import Anchor, Segment, Transcript
from workbench.study.themed import stands_for
from workbench.themes import kept
from workbench.themes.layout import Board, BoardTheme, Loose, board
from workbench.themes.topics import Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.study.folder import Folder
    from workbench.study.records import Act, Theme
    from workbench.themes.topics import Topics

    Item = tuple[str, dict[str, Any]]

__all__ = [
    "Board", "BoardTheme", "Loose", "anchors_of", "board", "describe", "keep", "link", "mark", "merge", "move", "rename", "retire",
    "split",
]  # fmt: skip

_LONGEST = 200


def mark(
    folder: Folder, what: Topic | Iterable[str | Segment], name: str, *, topic: str = "", coder: str, reason: str = ""
) -> list[Act]:  # fmt: skip
    """Make a theme of a topic, or of segments.

    Parameters
    ----------
    folder
        The study.
    what
        A topic: its quotes, for which the name was found, are put in the theme, and the rest is proposed. Or segments, or
        their ids: these are in the theme.
    name
        What people read; it gives the theme its permanent id.
    topic
        With segments: the topic that they were found by.
    coder
        Who makes it.
    reason
        Why, if they say so.

    Returns
    -------
    list of Act
        The ``theme.make``.

    Raises
    ------
    UserError
        If the name is empty or that of another theme, or a segment is not in the study. Nothing is written.
    """
    if isinstance(what, str) and what.startswith("t-"):
        raise UserError(f"{what} is the id of a topic; give the topic: study.themes()[{what!r}]")
    given = (what,) if isinstance(what, (str, Segment)) else what
    topic, inside = (given.id, given.segments) if isinstance(given, Topic) else (topic, tuple(given))
    if not topic and not inside:
        raise UserError("Name at least one segment, or a topic.")
    item = ("theme.make", _made(folder, name, anchors_of(folder, inside), topic))
    return _do(folder, coder, reason, item)


def split(
    folder: Folder, theme: str, segments: Iterable[str | Segment], name: str, *, coder: str, reason: str = ""
) -> list[Act]:  # fmt: skip
    """Make a theme of some segments of another, in one gesture. Raises as `mark`, and if there is no theme of that id."""
    _theme(folder, theme)
    anchors = anchors_of(folder, segments)
    if not anchors:
        raise UserError("Name at least one segment that the new theme is to have.")
    body = _made(folder, name, (), "")
    return _do(folder, coder, reason, ("theme.make", body), ("theme.place", {"anchors": anchors, "theme": body["theme"]}))


def rename(folder: Folder, theme: str, name: str, *, coder: str, reason: str = "") -> list[Act]:
    """Give a theme another name; its id stays. Raises UserError if there is no such theme, or the name is empty or taken."""
    found = _theme(folder, theme)
    plain = _free(folder, name, found.id)
    return _do(folder, coder, reason, *([] if plain == found.name else [("theme.edit", {"theme": found.id, "name": plain})]))


def describe(
    folder: Folder, theme: str, description: str | None = None, *, stage: str | None = None, coder: str, reason: str = ""
) -> list[Act]:  # fmt: skip
    """Say what a theme means, and at which stage it stands; empty takes it away. Raises UserError if there is no such stage."""
    found = _theme(folder, theme)
    if stage and stage not in {one.id for one in folder.settings.stages}:
        raise UserError(f"The study has no stage {stage!r}. Add it to study.toml.")
    said = {"description": None if description is None else description.strip(), "stage": stage}
    changes = {key: value for key, value in said.items() if value is not None and value != getattr(found, key)}
    return _do(folder, coder, reason, *([("theme.edit", {"theme": found.id, **changes})] if changes else []))


def link(folder: Folder, theme: str, codes: Iterable[str], *, coder: str, reason: str = "") -> list[Act]:
    """Say which codes a theme stands for: these and no others. Raises UserError if the study has no such code."""
    found, state = _theme(folder, theme), folder.state()
    wanted = tuple(dict.fromkeys(state.resolve(code) for code in codes))
    for code in wanted:
        if code not in state.codes:
            raise UserError(f"There is no code {code!r} in this study.")
    item = ("theme.edit", {"theme": found.id, "codes": list(wanted)})
    return _do(folder, coder, reason, *([] if wanted == found.codes else [item]))


def merge(folder: Folder, theme: str, into: str, *, coder: str, reason: str = "") -> list[Act]:
    """Put everything that is in one theme, or will be, into another. Raises UserError if one is not there, or both are one."""
    old, new = _theme(folder, theme), _theme(folder, into)
    if old.id == new.id:
        raise UserError(f"{old.id} cannot be merged into itself.")
    return _do(folder, coder, reason, ("theme.merge", {"theme": old.id, "into": new.id}))


def move(folder: Folder, segments: Iterable[str | Segment], theme: str, *, coder: str, reason: str = "") -> list[Act]:
    """Put segments in a theme, or in none; this is also how what is proposed is confirmed.

    Parameters
    ----------
    folder
        The study.
    segments
        Segments, or their ids. What somebody put there before is left out.
    theme
        Id of a theme; empty: in none, so that no topic proposes them any more.
    coder
        Who moves them.
    reason
        Why, if they say so.

    Returns
    -------
    list of Act
        One ``theme.place``; none if all of them are there already.

    Raises
    ------
    UserError
        If there is no such theme or segment. Nothing is written.
    """
    target = _theme(folder, theme).id if theme else ""
    there = folder.state().placed
    anchors = [a for a in anchors_of(folder, segments) if (one := there.get(Anchor(**a))) is None or one.theme != target]
    return _do(folder, coder, reason, *([("theme.place", {"anchors": anchors, "theme": target})] if anchors else []))


def retire(folder: Folder, theme: str, *, coder: str, reason: str = "") -> list[Act]:
    """Hide a theme. What was put in it is proposed elsewhere again. Raises UserError if there is no such theme."""
    return _do(folder, coder, reason, ("theme.retire", {"theme": _theme(folder, theme).id}))


def keep(folder: Folder, topics: Topics, *, coder: str, name: str = "") -> list[Act]:
    """Keep a fit, so that later ones begin from it: see `workbench.themes.kept.keep`."""
    return [kept.keep(folder, topics, coder=coder, name=name)]


def anchors_of(folder: Folder, segments: Iterable[str | Segment]) -> list[dict[str, Any]]:
    """Return the anchors of segments as acts hold them, each once, in the order given.

    Parameters
    ----------
    folder
        The study.
    segments
        Segments, or their ids, ``source/item/start-end``.

    Raises
    ------
    UserError
        If an id is none of a segment in a source that is here.
    """
    found = dict.fromkeys(s.anchor if isinstance(s, Segment) else _anchor(folder, s) for s in segments)
    for anchor in found:
        try:
            folder.quote(anchor)
        except KeyError as error:
            raise UserError(f"{error.args[0]}.") from None
    return [asdict(anchor) for anchor in found]


def _anchor(folder: Folder, name: str) -> Anchor:
    head, _, span = name.rpartition("/")
    start, _, end = span.partition("-")
    for source, item in _ways(head):
        if not (start.isdecimal() and end.isdecimal()):
            break
        try:
            found = folder.store.source(source)
            text = folder.text(source, item)
        except KeyError:
            continue
        version = found.version if isinstance(found, Transcript) else sha256_text(text)
        return Anchor(source, item, version, int(start), int(end))
    raise UserError(f"There is no segment {name!r} in this study.")


def _ways(head: str) -> Iterator[tuple[str, str]]:
    """Yield how ``source/item`` can be read; there may be more slashes in either."""
    at = head.find("/")
    while at >= 0:
        yield head[:at], head[at + 1 :]
        at = head.find("/", at + 1)


def _theme(folder: Folder, theme: str) -> Theme:
    """Return the theme that stands for an id; refuse one that is not there, or hidden."""
    themes = folder.state().themes
    found = themes.get(stands_for(themes, theme))
    if found is None:
        listed = ", ".join(name for name, one in themes.items() if not one.retired) or "none yet"
        raise UserError(f"There is no theme {theme!r}. There are: {listed}.")
    if found.retired:
        raise UserError(f"{found.id} is retired. Undo that, or make a theme of it again.")
    return found


def _made(folder: Folder, name: str, anchors: Sequence[dict[str, Any]], topic: str) -> dict[str, Any]:
    """Return the body of a ``theme.make`` with an id that no theme has or had."""
    plain = _free(folder, name)
    theme = f"theme:{unique(slug(plain, 'theme'), {one.removeprefix('theme:') for one in folder.state().themes})}"
    body: dict[str, Any] = {"theme": theme, "name": plain}
    return body | ({"anchors": list(anchors)} if anchors else {}) | ({"topic": topic} if topic else {})


def _free(folder: Folder, name: str, but: str = "") -> str:
    """Return a name as it is recorded; refuse one that is empty, too long, or that of another theme."""
    visible = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in name)
    plain = " ".join(unicodedata.normalize("NFC", visible).split())
    if not plain:
        raise UserError("A theme needs a name. Write what people should read.")
    if len(plain) > _LONGEST:
        raise UserError(f"A name of {len(plain):,} characters is too long. Put the rest into the description.")
    for other in folder.state().themes.values():
        if other.id != but and not other.retired and other.name.casefold() == plain.casefold():
            raise UserError(f"{other.id} is called {other.name!r} already. Choose another name, or merge the two.")
    return plain


def _do(folder: Folder, coder: str, reason: str, *items: Item) -> list[Act]:
    """Write acts as one gesture; nothing if there are none."""
    why = reason.strip()
    said = [(kind, {**body, "reason": why} if why else body) for kind, body in items]
    return folder.act(coder, *said, together=True) if said else []
