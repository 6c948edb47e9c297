"""What of a project REFI-QDA can hold: everything else is taken out first, named and counted, so that what is written is whole."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.coding.projects import qde
from workbench.coding.projects.records import Loss, ProjectCode, ProjectCoding, ProjectMemo, User

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from workbench.coding.projects.records import Case, Link, Project, ProjectSource, Set, Value, Variable

#: Who coded what nobody is known to have coded: the standard wants a name beside every coding.
UNKNOWN = User("user/unknown", "Unknown coder")
#: What no text file gives back as it was, or no XML: other programs keep texts in it.
_UNREADABLE = re.compile("^\ufeff|[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Passage:
    """A passage of a source, with what one person coded it with, and what was noted about it."""

    guid: str
    start: int
    end: int
    made: tuple[str, str] = ("", "")
    codings: list[ProjectCoding] = field(default_factory=list)
    memos: list[ProjectMemo] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A project that can be written as it is, its passages by source, and what is not in it any more."""

    project: Project
    passages: Mapping[str, list[Passage]]
    losses: tuple[Loss, ...]


def fit(project: Project) -> Fitted:
    """Return what of a project can be written: every reference leads somewhere, every value is one of its type."""
    losses: list[Loss] = []
    codes = tree(project.codes)
    sources = _sources(project.sources, losses)
    texts = {s.id: len(s.text) for s in sources}
    codings, users = _codings(project, {c.id for c in codes}, texts, losses)
    variables = _typed(project, losses)
    known = {v.id for v in variables}
    ids, given = {c.id for c in codes}, {c.id for c in codings}
    there = {"code": ids, "source": set(texts), "coding": given, "set": {s.id for s in project.sets},
             "link": {k.id for k in project.links}}  # fmt: skip
    memos = _memos(project, there, texts, losses)
    passages, named = _passages(codings, memos)
    noted = {m.id for m in memos}
    ends = {*ids, *texts, *named, *noted, *given, *(c.id for c in project.cases)}
    fitted = replace(
        project, users=users, codes=codes, sources=tuple(replace(s, values=_kept(s.values, known)) for s in sources),
        codings=codings, memos=memos, variables=variables,
        cases=tuple(_case(c, ids, known, texts.keys(), named) for c in project.cases),
        links=_links(project.links, ends, losses),
        sets=tuple(_set(s, ids, texts.keys(), noted) for s in project.sets),
    )  # fmt: skip
    return Fitted(fitted, passages, tuple(loss for loss in losses if loss.count))


def tree(codes: Iterable[ProjectCode]) -> tuple[ProjectCode, ...]:
    """Return each code after its parent and before the next that stands beside it; one whose parent is not there is on top."""
    there = {code.id: code for code in codes}
    below: dict[str, list[str]] = defaultdict(list)
    for code in there.values():
        below[code.parent if code.parent in there and code.parent != code.id else ""].append(code.id)
    found: dict[str, ProjectCode] = {}

    def follow(first: str) -> None:
        todo = [(first, "")]
        while todo:
            key, parent = todo.pop()
            if key not in found:
                found[key] = replace(there[key], parent=parent)
                todo += [(k, key) for k in reversed(below[key])]

    for key in [*below[""], *there]:  # the rest stand in a circle: one of them comes to stand on top
        follow(key)
    return tuple(found.values())


def _sources(sources: Iterable[ProjectSource], losses: list[Loss]) -> tuple[ProjectSource, ...]:
    """Return the sources that have a text; of what was recorded or drawn only the text is written."""
    found, pictures, files, signs, syncs = [], 0, 0, 0, 0
    for source in {s.id: s for s in sources}.values():
        if not source.text and source.kind != "text":
            pictures += 1
            continue
        text, changed = _UNREADABLE.subn(lambda m: " " if m[0] == "\r" else "\ufffd", source.text)
        signs += changed
        files += source.kind != "text"
        syncs += len(source.syncs)
        found.append(replace(source, text=text))
    losses += [
        Loss("sources without a text", pictures, "pictures and recordings are not written"),
        Loss("recordings and pages behind a text", files, "the text is written as a source of its own, with every passage"),
        Loss("moments of a recording", syncs, "the standard ties them to a recording, and none is written"),
        Loss("characters that a text of the standard cannot hold", signs, "each is one other character, so places stay"),
    ]
    return tuple(found)


def _codings(
    project: Project, codes: Collection[str], texts: Mapping[str, int], losses: list[Loss]
) -> tuple[tuple[ProjectCoding, ...], tuple[User, ...]]:
    """Return the codings that lead somewhere, each with a coder and an identity of its own, and everybody."""
    users = {user.id: user for user in project.users}
    found: dict[str, ProjectCoding] = {}
    lost = strangers = 0
    for coding in project.codings:
        if coding.code not in codes or not 0 <= coding.start < coding.end <= texts.get(coding.source, 0):
            lost += 1
            continue
        user = coding.user
        if user not in users:
            strangers += 1
            user = UNKNOWN.id
        key = coding.id
        if not key or key in found:
            key = qde.derived("coding", coding.id, coding.source, coding.start, coding.end, coding.code, user, len(found))
        found[key] = replace(coding, id=key, user=user) if (key, user) != (coding.id, coding.user) else coding
    losses += [
        Loss("codings", lost, "their code, their text or their place in it is not there"),
        Loss("codings whose coder is not known", strangers, f"they are those of {UNKNOWN.name}"),
    ]
    if strangers:
        users[UNKNOWN.id] = UNKNOWN
    return tuple(found.values()), tuple(users.values())


def _typed(project: Project, losses: list[Loss]) -> tuple[Variable, ...]:
    """Return the variables; one with a value that is not of its type is a text for all."""
    types = {v.id: v.type for v in project.variables}
    wrong = set()
    for values in (*(c.values for c in project.cases), *(s.values for s in project.sources)):
        wrong |= {v.variable for v in values if v.variable in types and not qde.fits(v.text, types[v.variable])}
    losses.append(Loss("variables whose values are not all of their type", len(wrong), "they are written as texts"))
    return tuple(replace(v, type="Text") if v.id in wrong else v for v in {v.id: v for v in project.variables}.values())


def _memos(
    project: Project, there: Mapping[str, Collection[str]], texts: Mapping[str, int], losses: list[Loss]
) -> tuple[ProjectMemo, ...]:
    """Return the memos; what the standard lets nobody note about, and what is not there, leaves them free."""
    found: dict[str, ProjectMemo] = {}
    freed = 0
    for memo in project.memos:
        placed = memo.about in {"project", "free"} or memo.target in there.get(memo.about, ())
        placed |= memo.about == "passage" and 0 <= memo.start < memo.end <= texts.get(memo.target, 0)
        freed += not placed
        found[memo.id] = memo if placed else replace(memo, about="free", target="", start=0, end=0)
    losses.append(Loss("memos about cases, variables or what is not written", freed, "they are notes about nothing in particular"))
    return tuple(found.values())


def _passages(codings: Iterable[ProjectCoding], memos: Iterable[ProjectMemo]) -> tuple[dict[str, list[Passage]], set[str]]:
    """Return the passages of each source in the order of the text, and the identities they are known by.

    What one person coded in one place is one passage: readers who take the coder of the passage for that of its codings are
    right, too. A coding with a note has a passage to itself, for those who look for the note there.
    """
    found: dict[str, dict[tuple[object, ...], Passage]] = defaultdict(dict)
    named: dict[str, tuple[object, ...]] = {}
    for coding in codings:
        place = (coding.source, coding.start, coding.end)
        key: tuple[object, ...] = (*place, coding.user, coding.id) if coding.note else (*place, coding.user)
        if coding.selection and named.setdefault(coding.selection, place) == place:
            key = (*place, coding.selection)
        passage = found[coding.source].get(key)
        if passage is None:
            own = bool(coding.selection) and key[-1] == coding.selection
            guid = qde.guid(coding.selection) if own else qde.derived("passage", *key)
            passage = found[coding.source][key] = Passage(guid, coding.start, coding.end, (coding.user, coding.created))
        passage.codings.append(coding)
    for memo in memos:
        if memo.about == "passage":
            made = Passage(qde.derived("passage of", memo.id), memo.start, memo.end, (memo.user, memo.created), memos=[memo])
            found[memo.target][memo.id,] = made
    ordered = {source: sorted(those.values(), key=lambda p: (p.start, p.end)) for source, those in found.items()}
    return ordered, set(named)


def _kept(values: Iterable[Value], known: Collection[str]) -> tuple[Value, ...]:
    return tuple(v for v in values if v.variable in known)


def _case(case: Case, codes: Collection[str], known: Collection[str], texts: Collection[str], named: Collection[str]) -> Case:
    return replace(
        case, values=_kept(case.values, known), codes=tuple(c for c in case.codes if c in codes),
        sources=tuple(s for s in case.sources if s in texts), passages=tuple(p for p in case.passages if p in named),
    )  # fmt: skip


def _links(links: Iterable[Link], there: Collection[str], losses: list[Loss]) -> tuple[Link, ...]:
    found = tuple(link for link in links if link.origin in there and link.target in there)
    losses.append(Loss("links", len(tuple(links)) - len(found), "what they lead to is not written"))
    return found


def _set(one: Set, codes: Collection[str], texts: Collection[str], noted: Collection[str]) -> Set:
    return replace(
        one, codes=tuple(c for c in one.codes if c in codes), sources=tuple(s for s in one.sources if s in texts),
        memos=tuple(m for m in one.memos if m in noted),
    )  # fmt: skip
