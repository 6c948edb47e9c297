"""What a project's people did, as acts of the coders of a study: codings, memos, passages that were noted and not coded.

Only what is not there yet becomes an act, so the same project can be taken in twice. No act holds a participant's words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from workbench.coding.projects.coders import NOBODY
from workbench.coding.projects.codes import NOTED
from workbench.coding.projects.texts import tells_times
from workbench.study.carry import carry
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.coding.projects.codes import Codes
    from workbench.coding.projects.records import Project, ProjectMemo
    from workbench.coding.projects.texts import Text
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor

    Item = tuple[str, dict[str, Any]]
    Said = tuple[str, str, Anchor]

#: What the memo is called in which the workbench hands on that a need is confirmed.
_CONFIRMED = "Confirmed need"


class Deeds:
    """Plans the acts; nothing is written.

    Parameters
    ----------
    folder
        The study.
    project, texts, codes
        As read, and what becomes of its texts and codes.
    people
        The participant of each case, where it is one.
    names
        The coder of each user.
    me
        Who imports: memos that nobody signed are theirs.
    masked
        Takes names out of the title of a memo: it is what the memo is about.
    """

    def __init__(
        self, folder: Folder, project: Project, texts: Sequence[Text], codes: Codes, people: Mapping[str, str],
        names: Mapping[str, str], me: str, masked: Callable[[str], str],
    ) -> None:  # fmt: skip
        self._project, self._codes, self._people, self._names, self._me = project, codes, people, names, me
        self._texts, self._masked = {t.source.id: t for t in texts}, masked
        self._state, self._scenario = folder.state(), folder.settings.scenario.strip()
        self._there = _said(folder, self._state, texts)
        self._planned: set[Said] = set()
        self.items: dict[str, list[Item]] = defaultdict(list)
        self.lost: Counter[tuple[str, str]] = Counter()
        self.codings = self.known = self.memos = 0
        self.noted = False
        self._near: dict[tuple[str, str, str, str], list[Anchor]] | None = None
        self._set: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)

    def plan(self) -> None:
        """Plan it all."""
        for coding in self._project.codings:
            text = self._texts.get(coding.source)
            code = self._codes.ids.get(coding.code)
            if text is None or code is None:
                what = "the source has no text here" if text is None else "their code is not in the codebook"
                self.lost["codings", what] += 1
                continue
            more: dict[str, Any] = {"memo": coding.note} if coding.note else {}
            more |= {"stance": coding.stance} if coding.stance != "for" else {}
            more |= {"valence": coding.valence} if coding.valence is not None else {}
            self._add(text, (coding.start, coding.end), code, self._coder(coding.user), coding.created, more)
        for memo in self._project.memos:
            if not tells_times(memo) and not self._is_ours(memo):
                self._memo(memo)
        self._descriptions()
        for (kind, about), said in self._set.items():
            self._write(kind, about, said)

    def replace(self, earlier: Project) -> int:
        """Plan to take away what an earlier import put elsewhere, because places were counted in another way; return how many."""
        gone = 0
        for coding in earlier.codings:
            text, code = self._texts.get(coding.source), self._codes.ids.get(coding.code)
            if text is None or code is None:
                continue
            anchor, _ = text.anchor(coding.start, coding.end)
            if anchor is None:
                continue
            said = (self._coder(coding.user), self._state.resolve(code), anchor)
            if said not in self._planned and (key := self._there.get(said)):
                self.items[said[0]].append(("coding.remove", {"coding": key}))
                gone += 1
        return gone

    def _coder(self, user: str) -> str:
        return self._names.get(user, NOBODY)

    def _add(self, text: Text, place: tuple[int, int], code: str, coder: str, made: str, more: dict[str, Any]) -> None:
        code = self._state.resolve(code)
        anchor, whole = text.anchor(*place)
        if anchor is None:
            self.lost["passages", "their words are masked, or not in the study any more"] += 1
            return
        said = (coder, code, anchor)
        again = said in self._planned
        self._planned.add(said)
        if again or said in self._there or (not whole and self._is_near(said)):
            self.known += 1
            return
        where = {name: getattr(anchor, name) for name in ("source", "item", "version", "start", "end")}
        body = {"code": code, "anchor": where, **more, **({"made": made} if made else {})}
        self.items[coder].append(("coding.add", body))
        self.codings += 1

    def _is_ours(self, memo: ProjectMemo) -> bool:
        """Say whether a memo says what the study itself says, handed on as a memo where there is no other place."""
        code = self._codes.ids.get(memo.target, "")
        return memo.name == _CONFIRMED and code in self._state.needs

    def _is_near(self, said: Said) -> bool:
        """Say whether the same coder has the code on most of these words: names at their ends were masked on the way."""
        if self._near is None:
            self._near = defaultdict(list)
            for coder, code, anchor in self._there:
                self._near[coder, code, anchor.source, anchor.item].append(anchor)
        coder, code, at = said
        near = self._near[coder, code, at.source, at.item]
        return any(2 * (min(a.end, at.end) - max(a.start, at.start)) > at.end - at.start for a in near if a.version == at.version)

    def _memo(self, memo: ProjectMemo) -> None:
        who = self._names.get(memo.user, self._me)
        if memo.about == "passage":
            if (text := self._texts.get(memo.target)) is None or memo.start >= memo.end:
                self.lost["memos on passages", "the source has no text here"] += 1
                return
            self.noted = True
            before = self.codings
            self._add(text, (memo.start, memo.end), NOTED, who, memo.created, {"memo": memo.text})
            self.codings, self.memos = before, self.memos + self.codings - before
            return
        if memo.about == "code" and (code := self._codes.ids.get(memo.target)):
            self._set["code", code].append((who, memo.text))
        elif memo.about == "source" and memo.target in self._texts:
            self._set["source", self._texts[memo.target].id].append((who, memo.text))
        elif memo.about == "case" and memo.target in self._people:
            self._set["participant", self._people[memo.target]].append((who, memo.text))
        else:
            self._set["study", slug(self._masked(memo.name), "project")].append((who, memo.text))

    def _descriptions(self) -> None:
        """Take what is said of the project, of its sources and of people as memos."""
        if (said := self._project.description.strip()) and said != self._scenario:
            self._set["study", "project"].append((self._me, said))
        for source in self._project.sources:
            if (said := source.description.strip()) and source.id in self._texts:
                self._set["source", self._texts[source.id].id].append((self._me, said))
        for case in self._project.cases:
            if said := case.description.strip():
                if case.id in self._people:
                    self._set["participant", self._people[case.id]].append((self._me, said))
                else:
                    self.lost["descriptions of cases", "the case is no one participant"] += 1

    def _write(self, kind: str, about: str, said: Sequence[tuple[str, str]]) -> None:
        """Set a memo to what is there and what is new, in the name of who said the last of it."""
        there = self._state.memos.get((kind, about), "")
        text, who = there, ""
        for coder, words in said:
            if words not in text:
                text = f"{text}\n\n{words}" if text else words
                who = coder
                self.memos += 1
        if who:
            self.items[who].append(("memo.set", {"kind": kind, "about": about, "text": text}))


def _said(folder: Folder, state: State, texts: Sequence[Text]) -> dict[Said, str]:
    """Return what is coded already, and by which coding: coder, code and place.

    A coding is there as it was made, as it is now, and as it will be on a text that gets a new version.
    """
    steps = {t.id: t.fresh.history[-1] for t in texts if t.fresh is not None and t.status == "new version"}
    found: dict[Said, str] = {}
    for coding in state.codings.values():
        found[coding.coder, coding.code, coding.anchor] = coding.id
        step = steps.get(coding.anchor.source)
        moved = carry(coding.anchor, [step]).anchor if step is not None and step.before == coding.anchor.version else None
        if moved is not None:
            found[coding.coder, coding.code, moved] = coding.id
    for key, carried in folder.carried().items():
        there = state.codings.get(key)
        if there is not None and carried.was is not None:
            found[there.coder, there.code, carried.was] = key
    return found
