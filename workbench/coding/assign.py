"""Who codes what without seeing what others coded there, until it is revealed.

For **double** coding, several coders get the same sources; agreement then says something about the codebook. For
**recoding**, one coder gets a share of the passages they coded before, to be coded a second time without looking; the
difference is their drift. They do that under another name (`again`), with a log of its own.

Blindness is kept where data is handed out for a named coder: `blind_for` says where, `visible` and `seen_by` leave out what
must not be seen. Whoever opens the files of a study can read everything: it keeps honest people honest.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from workbench.coding.spans import joined, overlapping, text_of
from workbench.study.acts import AGAIN
from workbench.study.codings import Codings
from workbench.study.errors import UserError
from workbench.study.names import coder_name
from workbench.study.near import instead
from workbench.study.records import Anchor, Purpose, Survey, Transcript

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from workbench.coding.spans import Spans
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Assignment, Coding, Decision, Example

#: Share of the passages a coder coded that they code again, unless they say otherwise.
SHARE = 0.1
_PAIR = 2
_FEW = 5


def again(coder: str) -> str:
    """Return the name under which a coder codes a second time what they coded before."""
    return f"{coder_name(coder)} (again)"


# Who sees what -------------------------------------------------------------------------------------------------------


def workers(made: Assignment) -> tuple[str, ...]:
    """Return the names under which the coders of an assignment code."""
    return made.coders if made.purpose == "double" else tuple(map(again, made.coders))


def blind_for(state: State, coder: str) -> frozenset[str]:
    """Return the sources in which `coder` must see nobody's codings but their own.

    Parameters
    ----------
    state
        What the acts add up to.
    coder
        The name under which they code.
    """
    name = as_recorded(coder)
    mine = (made for made in state.assignments.values() if not made.revealed and name in workers(made))
    return frozenset(source for made in mine for source in made.sources)


def as_recorded(coder: str) -> str:
    """Return a name as it is recorded; as it is, if nobody can be called so."""
    try:
        return coder_name(coder)
    except UserError:
        return coder


def unrevealed(state: State, coders: Iterable[str]) -> frozenset[str]:
    """Return the sources in which one of `coders` still works blind: how far they agree there is told when it is revealed."""
    return frozenset().union(*(blind_for(state, coder) for coder in coders))


def visible(state: State, coder: str, codings: Iterable[Coding]) -> list[Coding]:
    """Return those of `codings` that `coder` may see."""
    blind, name = blind_for(state, coder), as_recorded(coder)
    return [one for one in codings if one.coder == name or one.anchor.source not in blind]


def seen_by(state: State, coder: str) -> State:
    """Return `state` as `coder` may see it: in sources they code blind, nothing of anybody else. It is shared: do not change it.

    Codings, memos on them, examples and what was said of suggestions are left out; the codebook stays whole.
    """
    blind, name = blind_for(state, coder), as_recorded(coder)
    if not blind:
        return state
    codings = Codings.of(state.codings)
    hidden = {key for key, one in codings.on(blind).items() if one.coder != name}
    for key in hidden:
        del codings[key]

    def shown(one: Example | Decision) -> bool:
        return one.coder == name or one.anchor.source not in blind

    return replace(
        state,
        codings=codings,
        memos={key: text for key, text in state.memos.items() if key[0] != "coding" or key[1] not in hidden},
        examples={key: one for key, one in state.examples.items() if shown(one)},
        decisions={key: one for key, one in state.decisions.items() if shown(one)},
    )


# Assign and reveal ---------------------------------------------------------------------------------------------------


def assign(
    folder: Folder, sources: Iterable[str] | None, coders: Iterable[str], *, coder: str, purpose: Purpose = "double",
    share: float | None = None, seed: int | None = None,
) -> Assignment:  # fmt: skip
    """Give sources to coders, to be coded without seeing what others coded there.

    Parameters
    ----------
    folder
        The study.
    sources
        Ids of transcripts and surveys, or pseudonyms of who speaks in a transcript; all of the study if None.
    coders
        Two or more for ``double``; one for ``recode``.
    coder
        Who assigns.
    purpose
        ``double``: all code the same sources. ``recode``: the coder codes a share of the turns and answers they coded
        before again, as `again` of their name.
    share
        Of ``double``, so many of the sources, at least one; all if None. Of ``recode``, so many of the passages, at least
        one; `SHARE` if None.
    seed
        Which ones are drawn; the seed of the study if None.

    Returns
    -------
    Assignment
        As it is in the log now. `seen_before` says who is not quite blind.

    Raises
    ------
    UserError
        If there is no such source, the coders are too few or too many or not people, there is nothing to code again, or the
        share is none. Nothing is written.
    NotSaved
        If the disk said no.
    """
    who = list(dict.fromkeys(map(coder_name, coders)))
    state = folder.state()
    _can_code(state, who, purpose)
    if share is not None and not 0 < share <= 1:
        raise UserError(f"share={share}: say how much, above 0 and up to 1, such as 0.2")
    names = _sources(folder, sources)
    seed = folder.settings.seed if seed is None else seed
    if purpose == "double":
        names = sorted(_drawn(names, share, seed)) if share is not None else names
        body: dict[str, Any] = {"coders": who, "sources": names, "purpose": purpose}
    else:
        passages = _to_recode(folder, state, who[0], names, SHARE if share is None else share, seed)
        names = sorted({a.source for a in passages})
        body = {"coders": who, "sources": names, "purpose": purpose, "anchors": [asdict(a) for a in passages]}
        _join(folder, state, again(who[0]))
    (act,) = folder.act(coder, ("assignment.make", body))
    return folder.state().assignments[act.id]


def _can_code(state: State, who: Sequence[str], purpose: Purpose) -> None:
    if purpose not in get_args(Purpose):
        raise UserError(f"no purpose is called {purpose!r}; {instead(purpose, get_args(Purpose))}")
    if purpose == "double" and len(who) < _PAIR:
        raise UserError(f"double coding needs two different coders; given: {', '.join(who) or 'none'}")
    if purpose == "recode" and len(who) != 1:
        raise UserError(f"one coder codes again what they coded before; given: {', '.join(who) or 'none'}")
    for name in who:
        if (kind := state.coders.get(name, "human")) != "human":
            said = "a model" if kind == "model" else "somebody coding again: name the coder themselves"
            raise UserError(f"{name} is {said}")


def _sources(folder: Folder, wanted: Iterable[str] | None) -> list[str]:
    """Return ids of sources, each once, sorted."""
    spoken: dict[str, set[str]] = defaultdict(set)
    for transcript in folder.transcripts():
        for turn in transcript.turns:
            if turn.participant:
                spoken[turn.participant].add(transcript.id)
    there = {t.id for t in folder.transcripts()} | {s.id for s in folder.surveys()}
    found: set[str] = set()
    for name in there if wanted is None else wanted:
        if name not in there and name not in spoken:
            listed = ", ".join(sorted(there)) or "none yet"
            raise UserError(f"no source is called {name!r}; there are: {listed}")
        found |= {name} if name in there else spoken[name]
    if not found:
        raise UserError("name at least one source to be coded")
    return sorted(found)


def _drawn(keys: Sequence[str], share: float, seed: int) -> list[str]:
    """Return a share of `keys`, at least one: those whose hash with the seed is lowest, so it is the same everywhere."""
    ranked = sorted(keys, key=lambda key: (hashlib.sha256(f"{seed}|{key}".encode()).hexdigest(), key))
    return ranked[: max(1, round(share * len(ranked)))]


def _to_recode(folder: Folder, state: State, who: str, names: Sequence[str], share: float, seed: int) -> list[Anchor]:
    """Return turns and answers that `who` coded and was not given to code again before, in the order of the sources."""
    mine = [c.anchor for c in Codings.of(state.codings).on(set(names)).values() if c.coder == who]
    units = _touched(_units(folder, names), mine)
    before = {a for made in state.assignments.values() if made.purpose == "recode" and who in made.coders for a in made.anchors}
    by_key = {f"{who}|{u.source}|{u.item}|{u.start}": u for u in units if u not in before}
    if not units:
        raise UserError(f"{who} has coded nothing there yet: there is nothing to code again")
    if not by_key:
        raise UserError(f"{who} was given everything they coded there to code again already")
    return sorted(by_key[key] for key in _drawn(sorted(by_key), min(1.0, share * len(units) / len(by_key)), seed))


def _join(folder: Folder, state: State, name: str) -> None:
    """See that the log of `name` says that it is of somebody who codes again."""
    if state.coders.get(name) == AGAIN:
        return
    if any(coding.coder == name for coding in state.codings.values()):
        raise UserError(f"somebody called {name!r} has coded here: their codings would not count any more. Rename one of them.")
    folder.act(name, ("coder.join", {"kind": AGAIN}))


def seen_before(state: State, made: Assignment) -> list[str]:
    """Return, in words, who had coded an assigned source before where others had coded too, so that they could see it.

    Parameters
    ----------
    state
        From before it was assigned.
    made
        The assignment; nothing is said of one to code again.
    """
    people: dict[str, set[str]] = defaultdict(set)
    for coding in Codings.of(state.codings).on(set(made.sources)).values():
        if coding.coder_kind == "human":
            people[coding.anchor.source].add(coding.coder)
    found = []
    for who in made.coders if made.purpose == "double" else ():
        blind = blind_for(state, who)
        there = [s for s in made.sources if who in people[s] and len(people[s]) > 1 and s not in blind]
        if there:
            listed = ", ".join(there[:_FEW]) + (f" and {len(there) - _FEW} more" if len(there) > _FEW else "")
            found.append(f"{who} had coded {listed} before, where others had coded too: what they saw cannot be unseen.")
    return found


def reveal(folder: Folder, assignment: str | Assignment, *, coder: str) -> Assignment:
    """End an assignment: everybody sees everything again. One that is revealed already is left as it is.

    Parameters
    ----------
    folder
        The study.
    assignment
        It, or its id.
    coder
        Who reveals.

    Raises
    ------
    UserError
        If there is no such assignment.
    """
    name = assignment if isinstance(assignment, str) else assignment.id
    made = folder.state().assignments.get(name)
    if made is None:
        raise UserError(f"there is no assignment {name!r}; study.assignments() lists them")
    if not made.revealed:
        folder.act(coder, ("assignment.reveal", {"assignment": name}))
    return folder.state().assignments[name]


# How far they are ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one coder of an assignment is.

    Attributes
    ----------
    assignment
        Its id.
    coder
        The name under which they code.
    opened, texts
        In how many texts (transcripts, answers) they coded something, of how many.
    coded, units
        How many turns of participants and answers have a coding of theirs, of how many. Not all deserve one.
    """

    assignment: str
    coder: str
    opened: int
    texts: int
    coded: int
    units: int


def progress(folder: Folder) -> list[Progress]:
    """Return how far each coder of each assignment is, in the order in which they were made."""
    state = folder.state()
    wanted = {source for made in state.assignments.values() for source in made.sources}
    by_source: dict[str, list[Coding]] = defaultdict(list)
    for coding in Codings.of(state.codings).on(wanted).values() if wanted else ():
        by_source[coding.anchor.source].append(coding)
    units = {source: list(_units(folder, [source])) for source in sorted(wanted)}
    return [
        _progress(made, who, made.anchors or [u for s in made.sources for u in units[s]], by_source)
        for made in state.assignments.values()
        for who in workers(made)
    ]


def _progress(made: Assignment, who: str, units: Sequence[Anchor], by_source: dict[str, list[Coding]]) -> Progress:
    mine = [c.anchor for source in made.sources for c in by_source[source] if c.coder == who]
    texts = {(u.source, u.item) for u in units}
    opened = {(a.source, a.item) for a in mine} & texts
    return Progress(made.id, who, len(opened), len(texts), len(_touched(units, mine)), len(units))


def _units(folder: Folder, names: Collection[str]) -> Iterator[Anchor]:
    """Yield the turns of participants and the answers of some sources; those without a word are left out."""
    sources: list[Transcript | Survey] = [*folder.transcripts(), *folder.surveys()]
    there = {s.id: s for s in sources}
    for source in (there[name] for name in names if name in there):
        if isinstance(source, Transcript):
            turns = (t for t in source.turns if t.participant and t.end > t.start)
            yield from (Anchor(source.id, "", source.version, t.start, t.end) for t in turns)
        else:
            rows = zip(source.answers["answer"], source.answers["version"], source.answers["text"], strict=True)
            yield from (Anchor(source.id, item, version, 0, len(text)) for item, version, text in rows if text)


def _touched(units: Iterable[Anchor], anchors: Iterable[Anchor]) -> set[Anchor]:
    """Return those of `units` that share a character with one of `anchors`."""
    spans: dict[tuple[str, str, str], Spans] = defaultdict(list)
    for anchor in anchors:
        spans[text_of(anchor)].append((anchor.start, anchor.end))
    by_text: dict[tuple[str, str, str], list[Anchor]] = defaultdict(list)
    for unit in units:
        if text_of(unit) in spans:
            by_text[text_of(unit)].append(unit)
    return {some[n] for text, some in by_text.items() for n in overlapping([(u.start, u.end) for u in some], joined(spans[text]))}
