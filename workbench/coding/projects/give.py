"""A study as a project for other programs: what was said, what was coded by whom, and what was noted.

By default it is made to be handed on: names are masked, passages stay on their words, and what people said who may not be
quoted is left out with everything coded there. With ``everything`` it is the researcher's own copy, for their own programs.
What the other side has no place for is named and counted in the project's `losses`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.coding.assign import blind_for, seen_by
from workbench.coding.codebook import files, qdc
from workbench.coding.codebook.book import FOLDERS
from workbench.coding.frame import Places
from workbench.coding.memos import writers
from workbench.coding.projects import groups, qde
from workbench.coding.projects.documents import documents
from workbench.coding.projects.records import MODEL, Case, Loss, Project, ProjectCode, ProjectCoding, ProjectMemo, User
from workbench.coding.projects.traits import Traits, number, readable
from workbench.study.participants import silent
from workbench.study.records import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from workbench.coding.codebook.book import Entry
    from workbench.coding.projects.documents import Documents
    from workbench.coding.projects.records import Set
    from workbench.share.redact import Redactor
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Coding, Need, Participant

    Words = Callable[[str], str]


def give(folder: Folder, *, coder: str = "", redactor: Redactor | None = None, everything: bool = False, day: str = "") -> Project:
    """Return a study as a project.

    Parameters
    ----------
    folder
        The study.
    coder
        For whom: in sources that they code blind, other people's codings are left out. Nothing is left out if nobody is named.
    redactor
        Masks names and the like in all that is said, noted and named; None masks nothing.
    everything
        Also the words of people who may not be quoted.
    day
        ISO date on which it is handed on: consent may have run out by then. Today if empty.
    """
    return _Giving(folder, coder, redactor, everything=everything, day=day).project()


class _Giving:
    """What goes into one project."""

    def __init__(self, folder: Folder, coder: str, redactor: Redactor | None, *, everything: bool, day: str) -> None:
        self.folder, self.everything = folder, everything
        whole = folder.state()
        self.blind = blind_for(whole, coder) if coder else frozenset()
        self.state: State = seen_by(whole, coder) if coder else whole
        self.hidden = len(whole.codings) - len(self.state.codings)
        self.people = folder.participants()
        self.quiet = frozenset() if everything else silent(self.people.values(), day)
        self.said: Words = redactor.text if redactor else _as_it_is
        self.named: Words = (lambda text: redactor.text(text, guess=False)) if redactor else _as_it_is
        masks = redactor.edits if redactor else _no_masks
        self.documents: Documents = documents(folder, masks, self.named, self.quiet)
        self.plain = files.entries(folder)
        self.written = files.masked(self.plain, redactor) if redactor else self.plain
        if redactor:  # read together, which is faster
            redactor.texts([*self.state.memos.values(), *(c.memo for c in self.state.codings.values())])
        self.users: dict[str, User] = {}
        self.losses: list[Loss] = list(self.documents.losses)

    def project(self) -> Project:
        settings, acts = self.folder.settings, self.folder.acts()
        codings = self.codings()
        codes, known = self.codes({c.code for c in codings})
        cases, traits = self.cases(codings)
        memos = (*self.documents.memos, *self.memos({c.id for c in codings}, known))
        variables = {v.id: v for v in (*self.documents.traits.variables(), *traits.variables())}
        self._losses()
        return Project(
            self.named(settings.title), qdc.ORIGIN, min((a.at for a in acts), default=""), self.named(settings.scenario),
            tuple(self.users[name] for name in sorted(self.users)), codes, self.documents.finish(), codings, memos, cases,
            tuple(sorted(variables.values(), key=lambda v: (v.name, v.id))), (), self.sets(known),
            tuple(loss for loss in self.losses if loss.count),
        )  # fmt: skip

    def user(self, name: str) -> str:
        """Return the identity of somebody who coded or wrote; a model is called one."""
        if not name:
            return ""
        if name not in self.users:
            model = self.state.coders.get(name) == "model"
            self.users[name] = User(qde.derived("user", name), f"{MODEL}{name}" if model else name)
        return self.users[name].id

    # What was coded --------------------------------------------------------------------------------------------

    def codings(self) -> tuple[ProjectCoding, ...]:
        """Return the codings that stand, in the order of the texts, and keep whose words each is on."""
        places, found = Places(self.folder), []
        self.whose: dict[str, list[str]] = defaultdict(list)
        left: Counter[str] = Counter()
        for coding in sorted(self.state.codings.values(), key=lambda c: (c.anchor, c.code, c.coder, c.id)):
            place = places.find(coding)
            if place is None or coding.id in self.state.fallen:
                left["fallen" if place else "orphan"] += 1
                continue
            there = self.documents.place(coding.anchor)
            if there is None:
                left["withheld"] += 1
                continue
            found.append(self.coding(coding, there))
            if place.participant and place.speech != "interviewer":
                self.whose[place.participant].append(found[-1].selection)
        self.losses += [
            Loss("codings on words that may not be quoted", left["withheld"], "the words are withheld"),
            Loss("codings that fell where coders differed", left["fallen"], "only what stands is handed on"),
            Loss("codings whose words are not in the text any more", left["orphan"], "they have no place in it"),
            Loss("codings of others in what you code blind", self.hidden, "they are shown when it is revealed"),
            Loss("codings with a stance or a valence", sum(c.valence is not None or c.stance == "against" for c in found),
                 "these stand in the note of the coding, from where the workbench takes them back"),
        ]  # fmt: skip
        return tuple(found)

    def coding(self, coding: Coding, place: tuple[str, int, int]) -> ProjectCoding:
        user = self.user(coding.coder)
        return ProjectCoding(
            qde.derived("coding", coding.id), *place, qdc.guid(coding.code), user, coding.at, self.said(coding.memo),
            coding.stance, coding.valence, qde.derived("passage", *place, user, *([coding.id] if coding.memo else [])),
        )  # fmt: skip

    def codes(self, used: set[str]) -> tuple[tuple[ProjectCode, ...], dict[str, str]]:
        """Return the tree of codes under folders of families, and the identity of each code that is in it."""
        pairs = [(p, w) for p, w in zip(self.plain, self.written, strict=True) if not w.retired or qdc.guid(p.id) in used]
        known = {p.id: qdc.guid(p.id) for p, _ in pairs}
        below: dict[str, list[tuple[Entry, Entry]]] = defaultdict(list)
        for p, w in pairs:
            parent = str(p.says.get("parent", ""))
            below[parent if parent in known and parent.partition(":")[0] == p.id.partition(":")[0] else p.family].append((p, w))
        found: list[ProjectCode] = []
        taken: set[str] = set()
        for family in (f for f in FAMILIES if f in below):
            top = qdc.guid(f"family/{family}")
            found.append(ProjectCode(top, FOLDERS[family], codable=False))
            todo = [(p, w, top) for p, w in reversed(below[family])]
            while todo:
                p, w, parent = todo.pop()
                w = replace(w, label=_alone(w.label, FOLDERS[family], taken))
                found.append(ProjectCode(known[p.id], w.label, parent, qdc.folded(w), str(w.says.get("colour", ""))))
                todo += [(*pair, known[p.id]) for pair in reversed(below[p.id])]
        self.losses += [
            Loss("codes no longer used", len(self.written) - len(pairs), "they are retired"),
            Loss("codes with the name of another", len(pairs) - len({w.label.casefold() for _, w in pairs}),
                 "their folder stands behind the name: some programs know a code by nothing else"),
            Loss("examples of codes", sum(len(p.examples) for p in self.plain), "the standard has no place for them"),
        ]  # fmt: skip
        return tuple(found), known

    # Who was heard ---------------------------------------------------------------------------------------------

    def cases(self, codings: Iterable[ProjectCoding]) -> tuple[tuple[Case, ...], Traits]:
        """Return the people: their documents, their coded passages in documents of several people, what is known of them."""
        traits, found = Traits(), []
        where = {c.selection: c.source for c in codings}
        there = {*self.people, *self.documents.own, *self.whose}
        for who in sorted(there - self.quiet):
            identity, own = qde.derived("case", who), self.documents.own.get(who, [])
            for name, text in self.documents.facts.get(who, {}).items():
                traits.add(identity, name, text)
            self._known(traits, identity, self.people.get(who))
            memo = self.state.memos.get(("participant", who), "")
            others = dict.fromkeys(s for s in self.whose.get(who, ()) if where[s] not in own)
            found.append(Case(identity, who, self.said(memo), (), tuple(own), tuple(others)))
        cases = tuple(replace(c, values=traits.values(c.id)) for c in found)
        alike, least = Counter(c.values for c in cases if c.values), self.folder.settings.smallest_cell
        few = 0 if self.everything else sum(n for n in alike.values() if n < least)
        why = "neither they nor what is known of them is handed on"
        self.losses += [
            Loss("people who may not be quoted", len(there & self.quiet), why),
            Loss(f"people whose attributes fewer than {least} share", few, "they are in it: who knows them may recognise them"),
        ]
        return cases, traits

    def _known(self, traits: Traits, identity: str, person: Participant | None) -> None:
        if person is None:
            return
        for name, text in person.attributes.items():
            traits.add(identity, readable(name), self.named(text))
        for name, value in person.outcomes.items():
            traits.add(identity, f"{readable(name)} (outcome)" if name in person.attributes else readable(name), number(value))
        traits.add(identity, "Group", person.group)
        if self.everything:
            traits.add(identity, "May be quoted", "yes" if person.consent_quote and person.consent_share else "no")
            traits.add(identity, "Consent until", person.consent_until)

    # What was noted --------------------------------------------------------------------------------------------

    def memos(self, codings: set[str], codes: Mapping[str, str]) -> Iterable[ProjectMemo]:
        """Yield memos about codings, codes and sources, and the needs that were confirmed; those about people are theirs."""
        wrote = writers(self.folder, self.state)
        lost = 0
        for (kind, about), text in sorted(self.state.memos.items()):
            if kind == "participant":
                continue
            who, at = wrote.get((kind, about), ("", ""))
            identity, user = qde.derived("memo", kind, about), self.user(who)
            targets: Sequence[str] = self.documents.of.get(about, ()) if kind == "source" else ()
            if kind == "coding" and qde.derived("coding", about) in codings:
                targets = (qde.derived("coding", about),)
            elif kind == "code" and about in codes:
                targets = (codes[about],)
            if len(targets) == 1:
                kinds = {"coding": "coding", "code": "code", "source": "source"}
                yield ProjectMemo(identity, self.said(text), kinds[kind], targets[0], "", user, at)  # type: ignore[arg-type]
            elif targets:  # a survey is many documents: the memo stands in their set
                yield ProjectMemo(identity, self.said(text), "set", groups.identity("survey", about), "", user, at)
            else:
                lost += 1
        self.losses.append(Loss("memos", lost, "what they are about is not handed on"))
        for need in self.state.needs.values():
            if need.id in codes:
                text = "\n".join(f"{name}: {self.said(part)}" for name, part in _parts(need) if part)
                yield ProjectMemo(qde.derived("need", need.id), text, "code", codes[need.id], "Confirmed need",
                                  self.user(need.confirmed_by), need.at)  # fmt: skip

    def sets(self, codes: Mapping[str, str]) -> tuple[Set, ...]:
        """Return stages with their codes, rounds and surveys with their documents, and themes with their codes."""
        made, folder = self.documents.of, self.folder
        rounds = groups.rounds(folder, made)
        return (*groups.stages(folder, self.plain, codes), *rounds, *groups.surveys(folder, made, self.named, self.state),
                *groups.themes(self.state, codes, self.named, self.said))  # fmt: skip

    def _losses(self) -> None:
        """Name what the standard has no place for, in the order of what a researcher would miss."""
        state, turns = self.state, sum(len(t.turns) for t in self.folder.transcripts() if t.id in self.documents.of)
        mapped = [*state.cards, *state.comments, *state.signed, *state.causes, *state.notes, *state.moments, *state.hypotheses,
                  *state.estimates, *state.future]  # fmt: skip
        no = "the standard has no place for it"
        self.losses += [
            Loss("turns of conversations", turns, "speakers are names in the text; who spoke when is no field"),
            Loss("texts in which names were masked", self.documents.masked(), "passages stay on their words"),
            Loss("acts behind it all", len(self.folder.acts()), "undo, history and why each was done stay in the study"),
            Loss("double codings and decisions where coders differed", len(state.assignments) + len(state.adjudications), no),
            Loss("decisions on suggestions", len(state.decisions), no),
            Loss(
                "decisions of the need ledger", len(state.dismissed) + len(state.rulings), "confirmed needs are codes with a note"
            ),
            Loss("passages in themes", sum(bool(p.theme) for p in state.placed.values()), "a theme is a set of its codes"),
            Loss("codes merged into another", len(state.merged), "only the other is written"),
            Loss("things said of the map", len(mapped), "the map is exported by itself"),
            Loss("personas", len(self.folder.settings.personas), "they are filters on what is known of people"),
        ]


def _parts(need: Need) -> tuple[tuple[str, str], ...]:
    return (
        ("Statement", need.statement),
        ("Who", need.who),
        ("Needs", need.what),
        ("Because", need.because),
        ("Round", need.round),
    )


def _alone(label: str, folder: str, taken: set[str]) -> str:
    """Return a name that no other code has, and take it."""
    name, number = label, 1
    while name.casefold() in taken:
        name = f"{label} ({folder}{f' {number}' if number > 1 else ''})"
        number += 1
    taken.add(name.casefold())
    return name


def _as_it_is(text: str) -> str:
    return text


def _no_masks(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    return [[] for _ in texts]
