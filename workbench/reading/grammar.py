"""What grammar says of a cue: its verb and subject, what "not" and "if" reach, and whose words they are.

The relations are those of the parser of spaCy's English models (ClearNLP labels: ``nsubj``, ``neg``, ``advcl``, ``ccomp``,
``xcomp``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = frozenset({"i", "we", "me", "us", "im", "i'm", "my", "our"})
#: Nobody in particular, the speaker among them.
GENERAL = frozenset({"you", "one", "people", "everyone", "everybody", "users", "someone", "somebody", "anyone"})
THIRD = frozenset({"he", "she", "him", "her", "who"})
NEGATIONS = frozenset({
    "n't", "n\u2019t", "nt", "not", "never", "no", "nobody", "nothing", "without", "neither", "nor", "hardly", "none", "longer",
})  # fmt: skip
IRREAL = frozenset({"if", "unless", "whether", "imagine", "suppose"})
SAYING = frozenset({
    "say", "ask", "tell", "reckon", "shout", "text", "write", "mention", "claim", "suggest", "think", "want", "wish", "hope",
    "complain", "insist", "explain",
})  # fmt: skip
_UNSURE = frozenset({"would", "might", "may"})
BELIEF = frozenset({"think", "believe", "suppose", "feel", "say", "imagine", "see", "know"})
DEEP = 6


class Token(Protocol):
    """What is asked of a word of a parsed text (``spacy.tokens.Token``)."""

    i: int
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    like_num: bool

    @property
    def head(self) -> Token:
        """The word it depends on; itself at the root."""
        ...

    @property
    def children(self) -> Iterator[Token]:
        """The words that depend on it."""
        ...


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a rule of a class stands in a parsed text: the words ``doc[start:end]``."""

    doc: Any
    kind: str
    start: int
    end: int

    @property
    def verb(self) -> Token:
        """The verb of the clause the cue stands in; its topmost word if there is none."""
        top: Token = self.doc[self.start : self.end].root
        at = top
        for _ in range(DEEP):
            if at.pos_ in {"VERB", "AUX"} and at.dep_ not in {"aux", "auxpass"}:
                return at
            if at.head.i == at.i:
                break
            at = at.head
        return top

    def holds(self, word: Token) -> bool:
        """Say whether a word is one of the cue's."""
        return self.start <= word.i < self.end


def clause(at: Token) -> list[Token]:
    """Return a verb and those above it in the same clause: *type* and *had* in "had to type"."""
    found = [at]
    for _ in range(DEEP):
        if at.dep_ not in {"xcomp", "aux", "auxpass", "conj", "acomp", "attr", "pcomp", "prep", "dobj", "pobj"}:
            break
        if at.dep_ == "conj" and any(c.dep_ in {"nsubj", "nsubjpass"} for c in at.children):
            break
        at = at.head
        found.append(at)
    return found


def subject(at: Token) -> Token | None:
    """Return the subject of a verb, its own or the one it shares with a verb above."""
    for one in clause(at):
        for child in one.children:
            if child.dep_ in {"nsubj", "nsubjpass", "expl"}:
                return child
    return None


def denied(cue: Cue) -> bool:
    """Say whether the clause of a cue is negated by a word outside the cue, or by "I don't think" above it."""
    for back in range(max(0, cue.start - 2), cue.start):
        if cue.doc[back].lower_ in {"no", "without"} and all(t.is_alpha for t in cue.doc[back : cue.start]):
            return True  # "there's no copying by hand": parsers take it for a noun
    for one in clause(cue.verb):
        if any((negates(c) or (c.lower_ == "no" and c.dep_ == "det")) and not cue.holds(c) for c in one.children):
            return True
        who = subject(one)
        if who is not None and who.lower_ in {"nothing", "nobody", "none"} and not cue.holds(who):
            return True
    above = clause(cue.verb)[-1]
    while above.dep_ == "ccomp" and above.head.lemma_ in BELIEF and above.head.dep_ == "relcl":
        above = above.head  # "nothing that I think they could do better"
    if above.dep_ == "relcl" and (
        above.head.lower_ in {"nothing", "anything", "none"} or any(c.lower_ == "no" for c in above.head.children)
    ):
        return True
    believed = above.dep_ == "ccomp" and above.head.lemma_ in BELIEF
    return believed and any(negates(c) and not cue.holds(c) for c in above.head.children)


def negates(word: Token) -> bool:
    """Say whether a word turns its head into the opposite."""
    return (
        word.dep_ == "neg"
        or word.lower_ in {"never", "hardly"}
        or (word.lower_ == "longer" and any(c.lower_ == "no" for c in word.children))
    )


def supposed(cue: Cue) -> bool:
    """Say whether a cue lies in an "if" clause or under "would" and "might": it did not happen."""
    for one in clause(cue.verb):
        for child in one.children:
            if cue.holds(child):
                continue
            if child.dep_ == "mark" and child.lower_ in IRREAL and one.dep_ != "ccomp":
                return True
            if child.dep_ == "aux" and child.tag_ == "MD" and (child.lemma_ in _UNSURE or child.lower_ in {"'d", "\u2019d"}):
                return True
    above = clause(cue.verb)[-1]
    return above.dep_ == "ccomp" and above.head.lower_ in {"imagine", "suppose"}


def reported(cue: Cue) -> bool:
    """Say whether somebody else says it: the clause hangs on a verb of saying that has another subject than the speaker."""
    at = cue.verb
    for _ in range(DEEP):
        above = at.head
        if above.i == at.i:
            return False
        if at.dep_ in {"ccomp", "xcomp"} and above.lemma_ in SAYING and above.i < cue.start:
            who = subject(above)
            if who is not None and who.i < cue.start and (who.lower_ in THIRD | {"they"} or who.pos_ in {"NOUN", "PROPN"}):
                return True
        at = above
    return False
