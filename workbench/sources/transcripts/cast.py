"""Who in a conversation is the participant, who asks, who is merely in the room; under which pseudonym."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.sources.people.key import key
from workbench.sources.transcripts import numbered, speakers
from workbench.sources.transcripts.draft import ASKED
from workbench.sources.transcripts.labels import named
from workbench.study.canon import sha256_text
from workbench.study.errors import Refused, UserError
from workbench.study.records import Transcript, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.sources.people.key import KeyFile
    from workbench.sources.transcripts.draft import Draft, Utterance

INTERVIEWER = "Interviewer"
#: What those are called in the study who are in the room but nobody in particular, by what their label says; never evidence.
BYSTANDERS = {"observes": "Observer", "group": "Several", "unknown": "Unknown"}
_MARK = re.compile("[?？؟]|か[。．]|[吗呢][。．]")
_OFTEN = 0.4
_EVIDENCE = re.compile(r"^[PR]\d+$")  # participants, and respondents who were interviewed too


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who speaks.

    Attributes
    ----------
    shown
        For each label of the file, in the order of their first words: the name shown, a pseudonym or *Interviewer*.
    participants
        The pseudonyms whose words are evidence, sorted.
    notes
        What was decided that the person may see differently.
    """

    shown: tuple[str, ...]
    participants: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """Labels by role, before anybody has a pseudonym."""

    asks: tuple[str, ...]
    answers: tuple[str, ...]
    others: tuple[str, ...]
    notes: tuple[str, ...]


def order(utterances: Sequence[Utterance]) -> list[str]:
    """Return the labels in the order of their first words."""
    return list(dict.fromkeys(u.speaker for u in utterances))


def assign(
    draft: Draft, held: KeyFile, *, called: str, file: str, interviewers: Sequence[str] = (), participant: str | None = None,
    same: Mapping[str, str] | None = None,
) -> Cast:  # fmt: skip
    """Give everybody in `draft` a role and a pseudonym; `held` learns those who are new, but is not saved.

    Parameters
    ----------
    draft
        The transcript as read.
    held
        The key of the study.
    called
        What to call a participant whom the file does not name; usually the file's name without its suffix.
    file
        Name of the file, for messages.
    interviewers, participant
        Names, or pseudonyms, as the caller gave them.
    same
        Which label stands for which other label, name or pseudonym; a label that stands for itself is kept apart.

    Raises
    ------
    UserError
        If labels in `same` stand for each other in a circle.
    Refused
        If the participant named by the caller cannot be told among several speakers.
    """
    labels = order(draft.utterances)
    told, notes = _told([x for x in labels if x], same or {})
    into, more = speakers.drift([x for x in labels if x and x not in told])
    notes += more
    into |= {label: name for label, name in told.items() if label != name}
    persons = list(dict.fromkeys(_final(x, into) for x in labels))
    given = [_names(i, held) for i in interviewers]
    roles = _roles(draft, persons, into, held, given, _names(participant, held) if participant else None, file)
    absent = [w for w, names in zip(interviewers, given, strict=True) if not any(_means(names, p) for p in persons)]
    notes += (*roles.notes, *(f"no speaker is called {wanted!r}, whom you named as interviewer" for wanted in absent))
    shown: dict[str, str] = dict.fromkeys(roles.asks, INTERVIEWER)
    for who in roles.asks:
        name = named(who) if speakers.role(who) else who
        if name and who != ASKED:
            held.pseudonym_for(name, "interviewer")
    for who in roles.others:
        name = named(who)
        bystander = BYSTANDERS.get("observes" if speakers.sorts_notes(who) else speakers.role(who))
        shown[who] = bystander if bystander and not name else held.pseudonym_for(name or who, "person")
    called_so = {a: numbered.name_first(a) or a for a in roles.answers}
    unnamed = [a for a in roles.answers if not a or (speakers.role(a) and called_so[a] == a and a not in told.values())]
    alike = {called_so[who]: " or ".join(_like(called_so[who], held)) for who in roles.answers if who not in unnamed}
    no_notes: tuple[str, ...] = ()
    alone, taken = len(unnamed) == 1, list[str]()
    for who in sorted(roles.answers, key=lambda a: not held.is_free(a)):  # whoever keeps a number, before it is given away
        own = ""
        if participant and len(roles.answers) == 1:
            name, known = participant, no_notes
        elif who in unnamed:
            name, known = numbered.file_for(who, called, held, alone=alone)
            own, had = numbered.own_number(who, name, called, held, alone=alone)
            taken += [who] * had
        else:
            name = called_so[who]
            known = no_notes if who in told.values() else numbered.known_from_elsewhere(name, who, called, held)
        notes += known
        if like := alike.get(name):
            remedy = (
                f"if so, say speakers={{{who!r}: {like.partition(' ')[0]!r}}}, or add it to the aliases in {held.path.name} first"
            )
            notes += (f"{who!r} could be {like} of another file: kept apart; {remedy}",)
        shown[who] = held.pseudonym_for(name, "participant", number=own)
        held.add_aliases(shown[who], [who] if who not in unnamed else numbered.name_beside(who))
    notes += numbered.given_away(taken)
    for label, person in into.items():
        final = _final(person, into)
        if not speakers.role(label) and shown[final] in held.entries:
            held.add_aliases(shown[final], [label])
    return Cast(tuple(shown[_final(x, into)] for x in labels), tuple(sorted({shown[a] for a in roles.answers})), notes)


def _like(label: str, held: KeyFile) -> list[str]:
    """Return the participants known from other files whose name begins with a label that is new, or the other way round."""
    if held.find(label) is not None:
        return []
    return [p for p, e in sorted(held.entries.items()) if e.kind == "participant" and _means([e.name, *e.aliases], label)]


def _final(label: str, into: dict[str, str]) -> str:
    while label in into:
        label = into[label]
    return label


def _names(given: str, held: KeyFile) -> list[str]:
    """Return all names of somebody whom the caller called by a name or a pseudonym."""
    pseudonym = held.find(given)
    if pseudonym is None:
        return [given]
    entry = held.entries[pseudonym]
    return [given, entry.name, *entry.aliases]


def _means(names: Sequence[str], label: str) -> bool:
    """Say whether `label` is one of `names`, or one begins the other by whole words."""
    if not label:
        return False
    words = speakers.fold(label).split()
    for name in names:
        other = speakers.fold(name).split()
        shared = min(len(words), len(other))
        if shared and words[:shared] == other[:shared]:
            return True
    return False


def _told(labels: Sequence[str], same: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return which label the caller says stands for which, in the spelling of the file where it has one, and notes."""
    spelt = {speakers.fold(x): x for x in reversed(labels)}
    told = {
        spelt[speakers.fold(k)]: spelt.get(speakers.fold(v), " ".join(v.split()))
        for k, v in same.items()
        if speakers.fold(k) in spelt
    }
    for label in told:
        seen, at = {label}, label
        while told.get(at, at) != at:
            at = told[at]
            if at in seen:
                msg = f"the labels {', '.join(map(repr, sorted(seen)))} stand for each other: say which name is meant"
                raise UserError(msg)
            seen.add(at)
    absent = [k for k in same if speakers.fold(k) not in spelt]
    return told, tuple(f"no speaker is called {k!r}, whom you named in speakers" for k in absent)


def _roles(
    draft: Draft, persons: list[str], into: dict[str, str], held: KeyFile, given: list[list[str]], participant: list[str] | None,
    file: str,
) -> Roles:  # fmt: skip
    asks = [
        p for p in persons
        if not (participant and _means(participant, p))
        and (p == ASKED or any(_means(n, p) for n in given) or speakers.role(p) == "asks" or _known(p, held))
    ]  # fmt: skip
    rest = [p for p in persons if p not in asks]
    by, aside = _bystanders(rest, participant)
    rest = [p for p in rest if p not in by]
    mine = [p for p in rest if participant and _means(participant, p)]
    asks, rest, notes = _letters(draft, asks, rest, into) if not given and not participant else (asks, rest, ())
    notes += aside
    if not asks and len(rest) == 2 and "" not in rest:  # noqa: PLR2004 (a dialogue)
        asker = next(p for p in rest if p not in mine) if len(mine) == 1 else _who_asks(draft, rest, into)
        asks, rest = [asker], [p for p in rest if p != asker]
        if not mine:
            why = (
                "asks most of the questions" if any(_asked(draft, p, into) for p in persons) else "says less (nobody asks anything)"
            )
            notes += (f"{asker!r} {why} and is read as the interviewer; say interviewers=[…] if not",)
    elif not asks and not mine and len(rest) > 2 and not any(_asked(draft, p, into) for p in persons):  # noqa: PLR2004
        shown = ", ".join(map(repr, rest[:3]))
        notes += (f"nobody asks anything: if {shown} … sort notes and are no people, write a dash for the colon behind them",)
    elif not asks and not mine and len(rest) > 2:  # noqa: PLR2004 (of more than two nobody can tell)
        asker = _who_asks(draft, rest, into)
        notes += (f"nobody is marked as interviewer; {asker!r} asks most of the questions: say interviewers=[{asker!r}] if so",)
    if participant and len(rest) > 1:
        if len(mine) != 1:
            found = f"which of {', '.join(repr(r) for r in rest)} is the participant cannot be told"
            raise Refused(file, found, "Give the participant's name as the file writes it, or name the interviewers.")
        return Roles(tuple(asks), tuple(mine), (*(r for r in rest if r != mine[0]), *by), notes)
    if not rest:
        raise Refused(file, "everybody who speaks is an interviewer", "Name only those who are.")
    if rest == [""]:
        notes += ("the file does not say who speaks: all of it is read as one participant",)
    elif "" in rest:
        notes += (
            "some words have no speaker: they are kept apart as a participant of their own; correct the file if they are not",
        )
    return Roles(tuple(asks), tuple(rest), tuple(by), notes)


def _bystanders(rest: list[str], participant: list[str] | None) -> tuple[list[str], tuple[str, ...]]:
    """Return who observes, interprets, speaks with others or is unknown: nobody's evidence, unless nobody else answers."""
    by = [
        p for p in rest
        if p and (speakers.role(p) in BYSTANDERS or speakers.sorts_notes(p)) and not (participant and _means(participant, p))
    ]  # fmt: skip
    if not [p for p in rest if p not in by]:
        there = [p for p in by if not speakers.sorts_notes(p)]
        unknown = [p for p in there if speakers.role(p) != "observes"] or there
        by = [p for p in by if p not in unknown]
    shown = ", ".join(repr(p) for p in by)
    example = f"speakers={{{by[0]!r}: 'the name'}}" if by else ""
    return by, ((f"the words of {shown} are nobody's evidence; if you know whose they are, say {example}",) if by else ())


def _letters(
    draft: Draft, asks: list[str], rest: list[str], into: dict[str, str],
) -> tuple[list[str], list[str], tuple[str, ...]]:  # fmt: skip
    """Look who asks when two letters talk: the I of *Interviewer* is in French the one who answers."""
    pair = [*asks, *rest]
    if len(pair) != 2 or len(asks) != 1 or any(len(p.strip(". ")) != 1 for p in pair):  # noqa: PLR2004 (a dialogue)
        return asks, rest, ()
    share = {p: _asked(draft, p, into) for p in pair}
    told, other = asks[0], rest[0]
    if share[other] >= _OFTEN and share[other] > 2 * share[told]:
        note = (
            f"{other!r} asks most of the questions and is read as the interviewer, not {told!r}; say interviewers=[{told!r}] if not"
        )
        return [other], [told], (note,)
    return asks, rest, ()


def _known(label: str, held: KeyFile) -> bool:
    found = held.find(label) if label else None
    return found is not None and held.entries[found].kind == "interviewer" and key(label) != key(found)


def _who_asks(draft: Draft, pair: list[str], into: dict[str, str]) -> str:
    """Return who asks: the greater share of turns with a question mark; if equal, the shorter turns."""
    score = {}
    for person in pair:
        turns = [u.text for u in draft.utterances if _final(u.speaker, into) == person]
        score[person] = (_asked(draft, person, into), -sum(len(t.split()) for t in turns) / len(turns))
    return max(sorted(pair), key=lambda p: score[p])


def _asked(draft: Draft, person: str, into: dict[str, str]) -> float:
    """Return the share of somebody's turns that hold a question mark of any script."""
    turns = [u.text for u in draft.utterances if _final(u.speaker, into) == person]
    return sum(bool(_MARK.search(t)) for t in turns) / len(turns)


def assemble(utterances: Sequence[Utterance], shown: Sequence[str]) -> tuple[str, tuple[Turn, ...]]:
    """Return canonical text and turns: ``P01: words``, a blank line between turns, spans over the words only.

    Parameters
    ----------
    utterances
        As read.
    shown
        For each label, in the order of `order`, the name shown.
    """
    names = dict(zip(order(utterances), shown, strict=True))
    pieces: list[str] = []
    turns: list[Turn] = []
    at, last = 0, ""
    for said in utterances:
        name = names[said.speaker]
        if turns and turns[-1].speaker == name and last != said.speaker and name != INTERVIEWER:
            old = turns[-1]  # one person under two labels: one turn
            ends = [e for e in (old.end_s, said.end_s) if e is not None]
            turns[-1] = replace(old, end=old.end + 1 + len(said.text), end_s=max(ends, default=None))
            pieces += ["\n", said.text]
            at += 1 + len(said.text)
        else:
            at += 2 * bool(turns)
            start = at + len(name) + 2
            at = start + len(said.text)
            person = name if _EVIDENCE.match(name) else None
            pieces += ["\n\n" if turns else "", f"{name}: ", said.text]
            turns.append(Turn(len(turns), name, person, start, at, said.start_s, said.end_s))
        last = said.speaker
    return "".join(pieces), tuple(turns)


def title(kind: str, participants: Sequence[str], date: str | None, round_: str) -> str:
    """Return a title without anybody's name in it."""
    who = ", ".join(participants) if len(participants) <= 3 else f"{len(participants)} people"  # noqa: PLR2004
    return f"{kind.capitalize()} with {who}, {date or round_}"


def transcript(
    draft: Draft, cast: Cast, *, source: str, kind: str, round_: str, origin: dict[str, object],
) -> Transcript:  # fmt: skip
    """Return the transcript that the study keeps."""
    text, turns = assemble(draft.utterances, cast.shown)
    name = title(kind, cast.participants, draft.date, round_)
    return Transcript(source, kind, round_, name, draft.date, text, sha256_text(text), turns, origin)
