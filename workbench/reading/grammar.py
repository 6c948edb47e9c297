"""What grammar says of a cue: whose wish it is, whom "should" addresses, what "not" and "if" reach, and whose words they are.

Each check looks at one place in a parsed sentence and says whether a cue there is meant. The relations are those of the parser
(ClearNLP labels: ``nsubj``, ``neg``, ``advcl``, ``ccomp``, ``xcomp``); a parser errs, so a check refuses a cue only on what it
sees, never for want of seeing something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
_BELIEF = frozenset({"think", "believe", "suppose", "feel", "say", "imagine", "see", "know"})
_TALK = frozenset({
    "thank", "say", "think", "praise", "mention", "add", "point", "recommend", "commend", "express", "talk", "start", "admit",
    "congratulate", "emphasise", "emphasize", "stress", "speak", "apologise", "apologize", "note", "try", "remember",
})  # fmt: skip
_STAYS = frozenset({"continue", "keep", "stay", "remain", "last", "help", "enjoy"})
_EPISTEMIC = frozenset({"fine", "ok", "okay", "here", "there", "back", "right", "true", "proud", "sure", "careful", "grateful"})
_CONTRAST = frozenset({
    "but", "instead", "though", "although", "yet", "however", "whereas", "only", "except", "still", "actually", "then", "turned",
})  # fmt: skip
_LITTLE = frozenset({"only", "just", "merely", "literally", "under", "never"})
_FEW = frozenset({"a", "one", "two", "three", "four", "five", "couple", "few", "1", "2", "3", "4", "5"})
_DEEP = 6


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


def verb(doc: Any, start: int, end: int) -> Token:  # noqa: ANN401 (untyped library)
    """Return the verb of the clause that the words ``doc[start:end]`` stand in; their topmost word if there is none."""
    top: Token = doc[start:end].root
    at = top
    for _ in range(_DEEP):
        if at.pos_ in {"VERB", "AUX"} and at.dep_ not in {"aux", "auxpass"}:
            return at
        if at.head.i == at.i:
            break
        at = at.head
    return top


def clause(at: Token) -> list[Token]:
    """Return a verb and those above it in the same clause: *type* and *had* in "had to type"."""
    found = [at]
    for _ in range(_DEEP):
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


def denied(doc: Any, start: int, end: int) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether the clause of a cue is negated by a word outside the cue, or by "I don't think" above it."""
    at = verb(doc, start, end)
    for back in range(max(0, start - 2), start):
        if doc[back].lower_ in {"no", "without"} and all(t.is_alpha for t in doc[back:start]):
            return True  # "there's no copying by hand": parsers take it for a noun
    for one in clause(at):
        if any((_negates(c) or (c.lower_ == "no" and c.dep_ == "det")) and not start <= c.i < end for c in one.children):
            return True
        who = subject(one)
        if who is not None and who.lower_ in {"nothing", "nobody", "none"} and not start <= who.i < end:
            return True
    above = clause(at)[-1]
    while above.dep_ == "ccomp" and above.head.lemma_ in _BELIEF and above.head.dep_ == "relcl":
        above = above.head  # "nothing that I think they could do better"
    if above.dep_ == "relcl" and (
        above.head.lower_ in {"nothing", "anything", "none"} or any(c.lower_ == "no" for c in above.head.children)
    ):
        return True
    return (
        above.dep_ == "ccomp"
        and above.head.lemma_ in _BELIEF
        and any(_negates(c) and not start <= c.i < end for c in above.head.children)
    )


def _negates(word: Token) -> bool:
    return (
        word.dep_ == "neg"
        or word.lower_ in {"never", "hardly"}
        or (word.lower_ == "longer" and any(c.lower_ == "no" for c in word.children))
    )


def supposed(at: Token, start: int, end: int) -> bool:
    """Say whether a cue lies in an "if" clause or under "would" and "might": it did not happen."""
    for one in clause(at):
        for child in one.children:
            if start <= child.i < end:
                continue
            if child.dep_ == "mark" and child.lower_ in IRREAL and one.dep_ != "ccomp":
                return True
            if child.dep_ == "aux" and child.tag_ == "MD" and (child.lemma_ in _UNSURE or child.lower_ in {"'d", "\u2019d"}):
                return True
    above = clause(at)[-1]
    return above.dep_ == "ccomp" and above.head.lower_ in {"imagine", "suppose"}


def reported(at: Token, start: int) -> bool:
    """Say whether somebody else says it: the clause hangs on a verb of saying that has another subject than the speaker."""
    for _ in range(_DEEP):
        above = at.head
        if above.i == at.i:
            return False
        if at.dep_ in {"ccomp", "xcomp"} and above.lemma_ in SAYING and above.i < start:
            who = subject(above)
            if who is not None and who.i < start and (who.lower_ in THIRD | {"they"} or who.pos_ in {"NOUN", "PROPN"}):
                return True
        at = above
    return False


def mine(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401 (untyped library)
    """Say whether it is the speaker's own: their wish; or something a person of theirs did, not the product."""
    who = subject(verb(doc, start, end))
    if who is None:
        return True
    if kind == "SUGGEST":
        return who.lower_ in FIRST | GENERAL
    if kind == "WISH":
        return who.lower_ not in THIRD | {"you", "they", "it"} and who.pos_ != "PROPN"
    return who.lower_ not in {"it", "this", "which"}


def maker(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001 (one signature for all checks)
    """Say whether a demand is addressed to what is offered, not to the speaker or to somebody they know; and is no sum."""
    at = verb(doc, start, end)
    who = subject(at)
    if (who is not None and who.lower_ in THIRD | {"i", "we", "one"}) or _sum(at) or at.lower_ in {"should", "ought"}:
        return False  # the last: "it went the way it should"
    return at.lemma_ != "be" or not any(c.lower_ in _EPISTEMIC and c.dep_ != "expl" for c in at.children)


def _sum(at: Token) -> bool:
    return any(
        c.like_num or c.pos_ in {"NUM", "SYM"} or any(d.pos_ == "NUM" for d in c.children) for c in at.children if c.i > at.i
    )


def sum_(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether a figure is told that ought to be there instead of another: "it should be 28"."""
    return _sum(verb(doc, start, end))


def own(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether it is the speaker, or anybody, who could not: not "he can't", not "I can't tell you"."""
    at = verb(doc, start, end)
    who = subject(at)
    if any(c.dep_ in {"dobj", "dative"} and c.lower_ == "you" for c in at.children):
        return False
    return who is None or (who.lower_ not in THIRD and who.pos_ != "PROPN")


def request(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether a question asks for something to be done: not for a word to be said again."""
    at = verb(doc, start, end)
    return at.lemma_ not in _TALK | {
        "repeat",
        "remind",
        "hear",
        "explain",
        "tell",
        "ask",
        "see",
        "be",
        "know",
        "imagine",
        "believe",
    }


def act(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether a word that may be a noun is a verb here: "phone round", not "the phone staff"."""
    return any(t.pos_ in {"VERB", "AUX"} for t in doc[start:end])


def did(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether somebody did it: not "my appointment was cancelled", not "stop asking"."""
    at = verb(doc, start, end)
    who = subject(at)
    if at.dep_ == "amod" or any(c.dep_ in {"auxpass", "nsubjpass"} for c in at.children):
        return False
    return who is not None or at.tag_ != "VB"


def calls(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether there were many: not "one or two calls"."""
    return not any(t.lower_ in {"one", "or"} for t in doc[max(0, start - 2) : start])


def goal(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether a goal is told as one that somebody has, not as a wish ("I'd want") nor to talk ("I want to say")."""
    at = verb(doc, start, end)
    if any(c.dep_ == "aux" and c.tag_ == "MD" and c.lower_ not in {"ca", "can", "could"} for c in at.children):
        return False
    if _negates_any(at) and not any(_negates(c) and start <= c.i < end for c in at.children):
        return False
    return not any(c.dep_ == "xcomp" and c.lemma_ in _TALK | {"be", "know", "pick", "tell"} for c in at.children)


def _negates_any(at: Token) -> bool:
    return any(_negates(c) for c in at.children)


def longing(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether "I would like to" goes on with a thing or an act, not with thanks."""
    if start and doc[start - 1].lower_ in {"than", "as"}:
        return False
    wish = doc[end - 1]
    return not any(c.dep_ in {"xcomp", "ccomp"} and c.lemma_ in _TALK for c in wish.children)


def maybe(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether "would be good" speaks of a thing that is not there yet, not of a person."""
    who = subject(verb(doc, start, end))
    return who is None or who.lower_ not in THIRD | {"i", "we", "you", "they"}


def better(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether what is hoped for is a change: not that things stay as they are."""
    hope = doc[start]
    return not any(c.dep_ in {"ccomp", "xcomp"} and c.lemma_ in _STAYS for c in hope.children)


def asks(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether a verb is an imperative: bare, without a subject, at the head of its clause."""
    for word in doc[start:end]:
        if word.pos_ in {"VERB", "AUX"}:
            joined = {"and", "or"} & {t.lower_ for t in doc[max(0, word.i - 2) : word.i]}
            if word.dep_ == "conj" and joined and subject(word) is not None:
                return False  # "I doubted it and just kept looking"
            own = list(word.children)
            bare = word.tag_ in {"VB", "VBP"} and not any(c.dep_ in {"nsubj", "nsubjpass"} and c.i < word.i for c in own)
            free = not any(c.dep_ == "aux" and c.lower_ != "do" for c in own)
            return bare and free and word.dep_ in {"ROOT", "conj", "ccomp", "parataxis", "advcl", "dep", "intj"}
    return True


def gap(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether something came otherwise than expected: what was expected is told as unreal, or a contrast follows."""
    after = {t.lower_ for t in doc[end:]} | {t.lower_ for t in doc[max(0, start - 3) : start]}
    inside = {t.lower_ for t in doc[start:end]}
    unreal = bool(inside & {"would", "'d", "\u2019d", "supposed", "meant", "hoped", "hoping", "expecting", "instead"})
    return unreal or bool(after & (_CONTRAST | NEGATIONS | {"would", "and"}))


def fact(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401
    """Say whether it happened; that one can copy is what the product does, not how somebody got by."""
    at = verb(doc, start, end)
    if kind == "WORKAROUND" and any(c.dep_ == "aux" and c.lower_ in {"can", "could"} for c in at.children):
        return False
    return not supposed(at, start, end)


def lack(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether something is missing that was looked for: not that nothing is, and not "I don't know" by the way."""
    at = verb(doc, start, end)
    if doc[end - 1].lower_ == "nothing" and not any(t.is_alpha for t in doc[end:]):
        return False  # an answer: "There's nothing."
    if at.lemma_ == "know" and end - start <= _DEEP:
        return any(c.dep_ in {"ccomp", "dobj", "xcomp", "advmod", "advcl"} and c.i > at.i for c in at.children)
    return not supposed(at, start, end)


def thing(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether what is compared, or what acts, is a thing or a way of doing it rather than a person."""
    after = doc[end : end + 3]
    first = after[0] if len(after) else None
    if first is not None and (first.lower_ in THIRD | FIRST | {"him", "them", "expected", "ever", "usual"}):
        return first.lower_ in {"my", "our"}
    who = subject(verb(doc, start, end))
    return who is None or who.lower_ not in THIRD | {"i", "we"}


def named(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether a name stands there: "in Otherapp you can"."""
    return any(t.pos_ == "PROPN" for t in doc[start:end])


def slow(doc: Any, start: int, end: int, kind: str) -> bool:  # noqa: ANN401, ARG001
    """Say whether the time told is much: not "it only took ten minutes"."""
    before = doc[max(0, start - 6) : start]
    if any(t.lower_ == "used" and t.i + 1 < len(doc) and doc[t.i + 1].lower_ == "to" for t in before):
        return False
    told = {t.lower_ for t in doc[start:end]}
    if told & {"minutes", "mins", "minute"} and told & _FEW:
        return False
    return not any(t.lower_ in _LITTLE for t in doc[max(0, start - 3) : end])


CHECKS: dict[str, Callable[[Any, int, int, str], bool]] = {
    "mine": mine, "maker": maker, "longing": longing, "maybe": maybe, "better": better, "asks": asks, "gap": gap, "fact": fact,
    "lack": lack, "thing": thing, "slow": slow, "sum": sum_, "own": own, "request": request, "calls": calls, "goal": goal,
    "act": act, "named": named, "did": did,
}  # fmt: skip
