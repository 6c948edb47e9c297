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
_AGAIN = frozenset(
    {
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
        "help",
        "say",
        "think",
        "picture",
        "guess",
        "wait",
        "mind",
        "feel",
    }
)
_COURSE = frozenset({
    "be", "have", "laugh", "say", "admit", "smile", "think", "feel", "decide", "leave", "work", "come", "stop", "agree", "cry",
    "sleep", "deal", "learn", "know", "see", "look", "get", "mention", "add", "tell", "love", "like", "believe", "thank",
    "attend", "stay", "live", "wait", "go", "take", "pay", "undergo", "visit", "return", "need", "put", "start", "let", "give",
    "become", "try", "talk", "discuss", "consider", "present", "meet", "remember", "happen", "want", "spend", "sit",
    "stand", "run", "keep", "pull", "move", "bring", "lie", "help", "travel", "rely", "worry", "cancel", "suffer", "hurry",
    "use", "call", "dig", "open", "sign", "create", "apologise", "apologize", "accept", "trust", "share", "understand", "read",
})  # fmt: skip
_THINGS = frozenset({
    "it", "they", "this", "that", "there", "these", "those", "something", "app", "system", "site", "page", "screen", "menu",
    "button", "service", "software", "website", "feature", "report", "export", "import", "interface", "design", "documentation",
    "search", "program", "tool", "form", "letter", "message", "messages", "notification", "notifications", "layout",
})  # fmt: skip
_ADVISED = frozenset(
    {"try", "get", "consider", "know", "see", "say", "thank", "go", "come", "download", "buy", "read", "deduce", "look"}
)
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
    words = cue.doc[cue.start : cue.end]
    # Taggers take the first word of a hasty answer for a name; "rang" and "phoned" are verbs whatever they say.
    return any(t.pos_ in {"VERB", "AUX"} or t.lower_ == "rang" or t.lower_.endswith(("ed", "ing")) for t in words)


def did(cue: Cue) -> bool:
    """Say whether somebody did it: not "my appointment was cancelled", not "stop asking"."""
    at = cue.verb
    who = subject(at)
    if at.dep_ == "amod" or any(c.dep_ in {"auxpass", "nsubjpass"} for c in at.children):
        return False
    return who is not None or at.tag_ != "VB"


def toil(cue: Cue) -> bool:
    """Say whether "had to" goes on with work done by hand or by asking: not with a feeling, a word or a matter of course."""
    at = cue.doc[cue.end - 1].head
    return at.pos_ == "VERB" and at.lemma_ not in _COURSE


def product(cue: Cue) -> bool:
    """Say whether it is the product that needs something: "it needs to know", not "I need to" nor "you need to"."""
    who = subject(cue.verb)
    return who is not None and who.lower_ in _THINGS


def unmet(cue: Cue) -> bool:
    """Say whether a thing would have helped that was not there: "a short list would have calmed me"."""
    who = subject(cue.verb)
    return who is not None and (who.pos_ == "NOUN" or who.lower_ in {"that", "this"}) and cue.verb.lemma_ not in {"be", "think"}


def handed(cue: Cue) -> bool:
    """Say whether something is copied by a person: not "it drew me into", not a printer."""
    who = subject(cue.verb)
    at = cue.doc[cue.start]
    return at.pos_ in {"VERB", "AUX"} and at.lemma_ not in {"draw", "print", "enter"} and (who is None or who.lower_ not in THIRD)


def told(cue: Cue) -> bool:
    """Say whether "should" has a verb to it and stands in no "if" or "as": "should you wish", "as it should"."""
    at = cue.verb
    after = cue.doc[cue.end : cue.end + 1]
    inverted = len(after) and after[0].dep_ in {"nsubj", "nsubjpass", "expl"} and cue.doc[cue.start].is_sent_start
    return at.i > cue.start and not inverted and at.lemma_ not in _ADVISED


def pleads(cue: Cue) -> bool:
    """Say whether a verb follows "please", with nothing in between but "do", "not" and adverbs."""
    for word in cue.doc[cue.end : cue.end + 4]:
        if word.pos_ == "VERB":
            return word.tag_ in {"VB", "VBP"} and word.lemma_ not in _TALK | {"pass", "convey", "keep", "continue", "accept"}
        if word.pos_ not in {"AUX", "PART", "ADV"}:
            return False
    return False


def last(cue: Cue) -> bool:
    """Say whether what is asked ends with it: "better search please"; a "yes please" asks nothing."""
    before = [t for t in cue.doc[max(0, cue.start - 3) : cue.start] if t.is_alpha]
    ends = not any(t.is_alpha for t in cue.doc[cue.end : cue.end + 2])
    return ends and cue.doc[cue.start].lower_ != "thanks" and len(before) > 1 and before[-1].lower_ not in {"you", "yes", "they"}


def nounish(cue: Cue) -> bool:
    """Say whether "perhaps a" names a thing and says nothing of it: "perhaps a note on the page"."""
    thing_ = cue.doc[cue.end - 1].head
    return thing_.pos_ in {"NOUN", "PROPN"} and thing_.dep_ in {"ROOT", "npadvmod", "appos"}


def plain(cue: Cue) -> bool:
    """Say whether an imperative has no "I" in its sentence before it: not the end of "so I would drop it and leave it"."""
    word = cue.doc[cue.start]
    return not any(t.lower_ in FIRST for t in cue.doc[max(0, cue.start - 5) : cue.start]) and word.tag_ == "VB"


def fond(cue: Cue) -> bool:
    """Say whether "I would" looks forward: not "I would take my mother" of old days, not "I would give it five stars"."""
    rest = {t.lower_ for t in cue.doc[cue.end : cue.end + 4]}
    return not rest & {"stars", "star", "marks", "credit", "thanks", "him", "her", "them"}


def thanks(cue: Cue) -> bool:
    """Say whether gratitude is for what is not there yet: "would be grateful for", "appreciate it if"."""
    near = {t.lower_ for t in cue.doc[max(0, cue.start - 4) : cue.end + 2]}
    return bool(near & {"would", "'d", "\u2019d", "if"})


def selfdone(cue: Cue) -> bool:
    """Say whether somebody did something instead: the clause has a subject of the speaker's."""
    who = subject(cue.verb)
    return who is not None and who.lower_ in FIRST


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
    "act": act, "named": named, "first": first, "head": head, "did": did, "toil": toil, "product": product,
    "told": told, "pleads": pleads,
    "last": last, "nounish": nounish, "plain": plain, "fond": fond, "thanks": thanks, "selfdone": selfdone,
    "unmet": unmet, "handed": handed,
}  # fmt: skip
