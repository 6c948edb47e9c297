"""What each rule of ``cues.txt`` may ask of grammar before its cue counts: is the wish mine, is the maker addressed, did it happen.

A check refuses a cue only on what it sees in the parse, never for want of seeing something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.reading.grammar import DEEP, FIRST, GENERAL, NEGATIONS, THIRD, negates, subject, supposed

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.reading.grammar import Cue, Token

_TALK = frozenset({
    "thank", "say", "think", "praise", "mention", "add", "point", "recommend", "commend", "express", "talk", "start", "admit",
    "congratulate", "emphasise", "emphasize", "stress", "speak", "apologise", "apologize", "note", "try", "remember",
})  # fmt: skip
_AGAIN = frozenset({"repeat", "remind", "hear", "explain", "tell", "ask", "see", "be", "know", "imagine", "believe", "help"})
_STAYS = frozenset({"continue", "keep", "stay", "remain", "last", "help", "enjoy"})
_EPISTEMIC = frozenset({"fine", "ok", "okay", "here", "there", "back", "right", "true", "proud", "sure", "careful", "grateful"})
_CONTRAST = frozenset({
    "but", "instead", "though", "although", "yet", "however", "whereas", "only", "except", "still", "actually", "then", "turned",
})  # fmt: skip
_LITTLE = frozenset({"only", "just", "merely", "literally", "under", "never"})
_FEW = frozenset({"a", "one", "two", "three", "four", "five", "couple", "few", "1", "2", "3", "4", "5"})


def mine(cue: Cue) -> bool:
    """Say whether it is the speaker's own: their wish; or something a person of theirs did, not the product."""
    who = subject(cue.verb)
    if who is None:
        return True
    if cue.kind == "SUGGEST":
        return who.lower_ in FIRST | GENERAL
    if cue.kind == "WISH":
        return who.lower_ not in THIRD | {"you", "they", "it"} and who.pos_ != "PROPN"
    return who.lower_ not in {"it", "this", "which"}


def maker(cue: Cue) -> bool:
    """Say whether a demand is addressed to what is offered, not to the speaker or to somebody they know; and is no sum."""
    at = cue.verb
    who = subject(at)
    if (who is not None and who.lower_ in THIRD | {"i", "we", "one"}) or _sum(at):
        return False
    if at.lower_ in {"should", "ought"} and not any(c.dep_ in {"xcomp", "ccomp"} for c in at.children):
        return False  # "it went the way it should"
    return at.lemma_ != "be" or not any(c.lower_ in _EPISTEMIC and c.dep_ != "expl" for c in at.children)


def _sum(at: Token) -> bool:
    return any(
        c.like_num or c.pos_ in {"NUM", "SYM"} or any(d.pos_ == "NUM" for d in c.children) for c in at.children if c.i > at.i
    )


def sum_(cue: Cue) -> bool:
    """Say whether a figure is told that ought to be there instead of another: "it should be 28"."""
    return _sum(cue.verb)


def own(cue: Cue) -> bool:
    """Say whether it is the speaker, or anybody, who could not: not "he can't", not "I can't tell you"."""
    at = cue.verb
    who = subject(at)
    if any(c.dep_ in {"dobj", "dative"} and c.lower_ == "you" for c in at.children):
        return False
    return who is None or (who.lower_ not in THIRD and who.pos_ != "PROPN")


def request(cue: Cue) -> bool:
    """Say whether a question asks for something to be done: not for a word to be said again."""
    return cue.verb.lemma_ not in _TALK | _AGAIN


def act(cue: Cue) -> bool:
    """Say whether a word that may be a noun is a verb here: "phone round", not "the phone staff"."""
    return any(t.pos_ in {"VERB", "AUX"} for t in cue.doc[cue.start : cue.end])


def did(cue: Cue) -> bool:
    """Say whether somebody did it: not "my appointment was cancelled", not "stop asking"."""
    at = cue.verb
    who = subject(at)
    if at.dep_ == "amod" or any(c.dep_ in {"auxpass", "nsubjpass"} for c in at.children):
        return False
    return who is not None or at.tag_ != "VB"


def calls(cue: Cue) -> bool:
    """Say whether there were many: not "one or two calls"."""
    return not any(t.lower_ in {"one", "or"} for t in cue.doc[max(0, cue.start - 2) : cue.start])


def goal(cue: Cue) -> bool:
    """Say whether a goal is told as one that somebody has, not as a wish ("I'd want") nor to talk ("I want to say")."""
    at = cue.verb
    if any(c.dep_ == "aux" and c.tag_ == "MD" and c.lower_ not in {"ca", "can", "could"} for c in at.children):
        return False
    against = [c for c in at.children if negates(c)]
    if against and not any(map(cue.holds, against)):
        return False
    return not any(c.dep_ == "xcomp" and c.lemma_ in _TALK | {"be", "know", "pick", "tell"} for c in at.children)


def longing(cue: Cue) -> bool:
    """Say whether "I would like to" goes on with a thing or an act, not with thanks."""
    if cue.start and cue.doc[cue.start - 1].lower_ in {"than", "as"}:
        return False
    wish = cue.doc[cue.end - 1]
    return not any(c.dep_ in {"xcomp", "ccomp"} and c.lemma_ in _TALK for c in wish.children)


def maybe(cue: Cue) -> bool:
    """Say whether "would be good" speaks of a thing that is not there yet, not of a person."""
    who = subject(cue.verb)
    return who is None or who.lower_ not in THIRD | {"i", "we", "you", "they"}


def better(cue: Cue) -> bool:
    """Say whether what is hoped for is a change: not that things stay as they are."""
    hope = cue.doc[cue.start]
    return not any(c.dep_ in {"ccomp", "xcomp"} and c.lemma_ in _STAYS for c in hope.children)


def asks(cue: Cue) -> bool:
    """Say whether a verb is an imperative: bare, without a subject, at the head of its clause."""
    for word in cue.doc[cue.start : cue.end]:
        if word.pos_ in {"VERB", "AUX"}:
            joined = {"and", "or"} & {t.lower_ for t in cue.doc[max(0, word.i - 2) : word.i]}
            if word.dep_ == "conj" and joined and subject(word) is not None:
                return False  # "I doubted it and just kept looking"
            own = list(word.children)
            bare = word.tag_ in {"VB", "VBP"} and not any(c.dep_ in {"nsubj", "nsubjpass"} and c.i < word.i for c in own)
            free = not any(c.dep_ == "aux" and c.lower_ != "do" for c in own)
            return bare and free and word.dep_ in {"ROOT", "conj", "ccomp", "parataxis", "advcl", "dep", "intj"}
    return True


def first(cue: Cue) -> bool:
    """Say whether an answer begins with it."""
    return not any(t.is_alpha for t in cue.doc[: cue.start])


def head(cue: Cue) -> bool:
    """Say whether an answer is a thing and nothing else, and begins with "more" or "better" of it: what to improve, in short."""
    begin = cue.doc[cue.start]
    return first(cue) and begin.head.pos_ in {"NOUN", "PROPN"} and begin.head.dep_ == "ROOT"


def gap(cue: Cue) -> bool:
    """Say whether something came otherwise than expected: what was expected is told as unreal, or a contrast follows."""
    after = {t.lower_ for t in cue.doc[cue.end :]} | {t.lower_ for t in cue.doc[max(0, cue.start - 3) : cue.start]}
    inside = {t.lower_ for t in cue.doc[cue.start : cue.end]}
    unreal = bool(inside & {"would", "'d", "\u2019d", "supposed", "meant", "hoped", "hoping", "expecting", "instead"})
    return unreal or bool(after & (_CONTRAST | NEGATIONS | {"would", "and"}))


def fact(cue: Cue) -> bool:
    """Say whether it happened; that one can copy is what the product does, not how somebody got by."""
    at = cue.verb
    if cue.kind == "WORKAROUND" and any(c.dep_ == "aux" and c.lower_ in {"can", "could"} for c in at.children):
        return False
    return not supposed(cue)


def lack(cue: Cue) -> bool:
    """Say whether something is missing that was looked for: not that nothing is, and not "I don't know" by the way."""
    at = cue.verb
    if cue.doc[cue.end - 1].lower_ == "nothing" and not any(t.is_alpha for t in cue.doc[cue.end :]):
        return False  # an answer: "There's nothing."
    if at.lemma_ == "know" and cue.end - cue.start <= DEEP:
        return any(c.dep_ in {"ccomp", "dobj", "xcomp", "advmod", "advcl"} and c.i > at.i for c in at.children)
    return not supposed(cue)


def thing(cue: Cue) -> bool:
    """Say whether what is compared, or what acts, is a thing or a way of doing it rather than a person."""
    after = cue.doc[cue.end : cue.end + 3]
    if len(after) and after[0].lower_ in THIRD | FIRST | {"them", "expected", "ever", "usual"}:
        return after[0].lower_ in {"my", "our"}
    who = subject(cue.verb)
    return who is None or who.lower_ not in THIRD | {"i", "we"}


def named(cue: Cue) -> bool:
    """Say whether a name stands there: "in Otherapp you can"."""
    return any(t.pos_ == "PROPN" for t in cue.doc[cue.start : cue.end])


def slow(cue: Cue) -> bool:
    """Say whether the time told is much: not "it only took ten minutes"."""
    before = cue.doc[max(0, cue.start - 6) : cue.start]
    if any(t.lower_ == "used" and t.i + 1 < len(cue.doc) and cue.doc[t.i + 1].lower_ == "to" for t in before):
        return False
    told = {t.lower_ for t in cue.doc[cue.start : cue.end]}
    if told & {"minutes", "mins", "minute"} and told & _FEW:
        return False
    return not any(t.lower_ in _LITTLE for t in cue.doc[max(0, cue.start - 3) : cue.end])


CHECKS: dict[str, Callable[[Cue], bool]] = {
    "mine": mine, "maker": maker, "longing": longing, "maybe": maybe, "better": better, "asks": asks, "gap": gap, "fact": fact,
    "lack": lack, "thing": thing, "slow": slow, "sum": sum_, "own": own, "request": request, "calls": calls, "goal": goal,
    "act": act, "named": named, "first": first, "head": head, "did": did,
}  # fmt: skip
