"""The cues of need: what people say when something is missing, asked for, got round, or put up with.

A rule is a line of words. ``a|b`` is either, ``word?`` may be absent, ``*`` is up to three words of the same sentence, ``^`` is the
beginning of a sentence, and a word in capitals is one of `SETS`. Words are matched without case, as spaCy cuts them: "couldn't" is "could" and "n't".

Sources: wishes after Goldberg et al. 2009 and Ramanand et al. 2010; suggestions after Negi and Buitelaar 2015 (SemEval-2019 task 9);
work-arounds as the mark of lead users, von Hippel 1986; expectation against delivery, Oliver 1980; effort, the customer effort score.
"""

from __future__ import annotations

from typing import Any

SETS: dict[str, str] = {
    "ME": "i|we",
    "ANYONE": "i|we|you|they|he|she|people|it|everyone|everybody|one|somebody|someone|staff",
    "NOT": "n't|n\u2019t|nt|not|never",
    "WOULD": "would|'d|\u2019d",
    "CAN": "can|could|ca",
    "REALLY": "really|just|also|only|much|so|very|quite|honestly|personally|definitely|most",
    "DID": "do|does|did|could",
    "IS": "is|'s|\u2019s|was|are|were",
    "HAVE": "have|had|has|having|'ve|\u2019ve",
    "GOOD": "good|great|nice|helpful|useful|lovely|better|brilliant|ideal|handy|fantastic|cool|awesome|wonderful|easier|perfect",
    "MORE": "more|better|faster|clearer|easier|quicker|simpler|fewer|less|earlier|sooner|cheaper|shorter|smaller|larger|bigger|longer|"
    "additional|further|extra|improved|another|proper",
    "FIX": "add|allow|enable|provide|include|improve|make|give|let|fix|offer|support|remove|change|reduce|stop|consider|show|simplify|"
    "clarify|shorten|bring|introduce|train|send|tell|explain|ensure|employ|answer|put|have",
    "ADDING": "adding|having|making|giving|allowing|improving|providing|letting|fixing|reducing|speeding|sending|using|an|a|more|some",
    "PAPER": "excel|word|spreadsheet|spreadsheets|paper|notepad|powerpoint|whatsapp|email|e-mail|notebook|jotter|diary|diaries|whiteboard|"
    "chalkboard|blackboard|clipboard|logbook|post-it|post-its|wall|board|fridge|door|card|postcard|calendar|sheet|docs|document",
    "PEN": "pen|pencil|biro|ink|marker|chalk|hand|felt|crayon|finger",
    "SCRIBE": "copy|copied|copying|type|typed|typing|write|wrote|writing|written|rewrite|rewrote|paste|pasted|pasting|transcribe|"
    "transcribed|transcribing|key|keyed|enter|entered|draw|drew|drawing|print|printed|printing|chalk|chalked",
    "PHONE": "phone|phoned|phoning|ring|rang|ringing|call|called|calling|text|texted|texting|message|messaged|messaging|chase|chased|"
    "chasing",
    "PICTURE": "photo|photos|picture|pictures|photograph|photographs|snap|screenshot|screenshots",
    "EACH": "every|each",
    "UNIT": "time|day|week|month|morning|night|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|update|release|shift",
    "LONG": "hours|hour|days|day|weeks|minutes|mins|ages|forever|months|afternoon|morning|evening|night",
    "NUMBER": "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|several|many|multiple|couple",
    "BAD": "slow|painful|poor|awful|terrible|annoying|clunky|fiddly|cumbersome|tedious|maddening|frustrating|confusing|cryptic|broken|"
    "unclear|outdated|unreliable|buggy|complicated|impossible|nightmare|hassle|struggle|struggled|struggling|pain",
}  # fmt: skip

#: kind -> its rules. A rule's id is the kind and its place here: add at the end.
CUES: dict[str, tuple[str, ...]] = {
    "WISH": (
        "ME REALLY? REALLY? wish|wished", "wish|wishing there|it|they|this|that|you|someone", "if only",
        "WOULD be REALLY? GOOD", "WOULD 've|have been REALLY? GOOD", "WOULD help if|to|me|us|people|a|with",
        "ME WOULD REALLY? REALLY? love|loved|like|liked|prefer|appreciate|welcome", "hope|hoping|hoped they|there|it|you * will|'ll|can|could|would|gets",
        "hope|hoping|hoped for", "ideally", "in an|a ideal|perfect world", "crying out for", "wish list",
        "what ME REALLY? want|wanted|need|needed|hoped|miss", "ME just|really|only want|wanted|need|needed", "all ME want|wanted|need|needed",
        "desperate|desperately for|need|needs|needed", "sorely|badly need|needs|needed|missing|missed", "the one thing|feature ME|i'd * want|need|miss",
        "WOULD|could use|do with", "want|wanted it|them|you|people to",
    ),
    "SUGGEST": (
        "it|they|you|there|this|that|we|app|system|someone|somebody REALLY? should|ought", "should|must|shall NOT? REALLY? be|have|let|allow|show|tell|give|offer|ask|come|work|go|do|get|say",
        "surely * could|can|should|must|ought", "please * FIX", "please do|could|can|NOT", "why CAN|wo|do|does|did NOT", "why can|could|would not|never|it|they|you|there",
        "why NOT just|let|have|put|make|show|add|use", "why am|are|do|must|should i|we", "could|can|would you|they|we|it|someone you? please|just|maybe|perhaps? FIX",
        "needs to be|have|work|support|allow|become|come|show|get", "needs|need MORE|some|to", "could|would suggest|recommend|propose", "suggestion|suggestions",
        "how|what about ADDING", "maybe|perhaps * FIX|ADDING", "FIX * option|options|ability|possibility", "option|ability|possibility to|of|for", "there needs|need|must|should|has to? be",
        "could|should be MORE|able|possible", "feature request", "MORE * please", "could|can be improved", "first|one|only thing * FIX|improve|change",
        "let me|us|people|users|staff", "^FIX the|it|a|an|MORE|me|us|sure|people|your|on|all|some", "MORE staff|information|communication|documentation|support|control|examples|time|choice|help|options|space|privacy|parking|training|testing",
        "improve|improved|improving|improvement|improvements", "should|could have been|had|told|asked|given|let|made|used",
    ),
    "WORKAROUND": (
        "HAVE to REALLY? SCRIBE|PHONE|find|go|use|make|work|check|search|install|edit|wait|build|patch|restart|ask|drive|walk|fetch|buy|dig|guess|sit|set|keep",
        "HAVE to REALLY? do * by|again|myself|ourselves|manually|all|it|every", "ended|end|ending|wound up * SCRIBE|PHONE|doing|using|buying|making|going|taking|having|paying|waiting|working",
        "so ME REALLY? now|always? SCRIBE|PHONE|make|made|use|used|keep|kept|take|took|put|went|print", "instead ME", "manually", "by hand", "handwritten|handwrite|hand-typed|hand-written",
        "copy|copied|copying|cut and|& paste|pasted|pasting", "workaround|workarounds|work-around|work-arounds|kludge|stopgap", "work arounds|-", "work|works|worked|working around",
        "get|got|getting round|around it|this|that|the", "take|took|taking|takes a|the|another|several? PICTURE", "PICTURE of * screen|laptop|phone|it|wall|door|page|list|sheet|paper|monitor",
        "screenshot|screenshots|screenshotted|screenshotting|photographed", "SCRIBE * out|up again?", "SCRIBE * again|twice|over|afresh|every|each", "SCRIBE * by|in|with PEN",
        "SCRIBE * into|onto|on|to|in|down * PAPER", "retype|retyped|retyping|retypes|re-type|re-typed|rekey|rekeyed|re-enter|re-entered|re-typing", "re - type|typing|typed|key|enter|write",
        "keep|kept|keeping|keeps a|my|our|own|the * notebook|list|spreadsheet|tally|column|diary|log|sheet|score|record|count|notes", "keep|kept score|count|track|tally|notes", "my|our|a|own little? PEN|old|private|red|black? PEN|little|red|black? notebook|diary|jotter|tally|spreadsheet",
        "tally|jotter|five-bar|post-it", "own|custom|homemade script|scripts|spreadsheet|list|wrapper|fork|version|notes|notebook|tool|recipe|patch", "column|columns in|of excel", "excel column|sheet|file|spreadsheet",
        "ask|asked|asking|get|got|getting * colleague|husband|wife|son|daughter|nephew|niece|sister|brother|friend|neighbour|mate to|for|about|how|in", "PHONE * round|around|everyone|everybody|down|each|all",
        "going|go|went|work|worked|working|run|ran down|through|along * list|row|names|rota", "back|backs|on of a|an|the * pad|book|page|calendar|envelope|diary|poster|napkin", "stick|stuck|pin|pinned|tape|taped|put|goes|hang|hangs|pop it|that|them|up * wall|door|fridge|board|kettle",
        "read|reading * out|aloud|over|down * phone|telephone|to|her|him|them", "read|reading * aloud|out", "in|from * head|memory", "use|used|using PAPER * instead|to|for|alongside", "check|checked|checking|consult|consulted|consulting|go|went|look|looked * notebook|diary|tally|jotter|book|list|spreadsheet|column",
        "count|counted|counting * back|up|tally|ticks|marks|pencil", "jump|jumping|jumped through", "bought|buy|buying my|our|a|another own|second|separate", "WOULD|will|'ll? usually|normally|often? download|export|edit * manually|separately|locally|first",
    ),
    "EXPECT-GAP": (
        "ME|it REALLY? expected|assumed|imagined|figured|presumed", "ME REALLY? thought ANYONE|there|the|swaps|this|that * would|'d|was|were|had|came|could|did", "IS supposed|meant|promised to", "turned|turns out",
        "expecting * a|an|to|it|that|more|some|the", "instead ANYONE|of|there|the", "than ME|i'd expected|thought|hoped|imagined", "not what ME|IS * expected|wanted|ordered|promised|hoped|told|asked", "led to believe",
        "said|says|promised|promises|advertised|claimed|claims ANYONE|the * but", "only to find|discover", "NOT as advertised|described|expected|promised", "WOULD have|'ve thought|expected", "as if|though * but", "first ME knew",
        "came as a surprise|shock", "but|yet in reality|practice|fact", "thought * but",
    ),
    "ABSENCE": (
        "no way|option|means|obvious|possibility|button|setting|idea|clue|sign|choice of|to|for|in|that|how|what|where|which|but", "no easy|obvious|clear|good|simple|proper way|option|place|button|explanation|instructions|documentation",
        "CAN NOT * find|see|tell|work|figure|open|change|export|print|turn|read|hear|reach|access|understand|edit|log|decide|install|get|use|do|make|know", "CAN hardly|barely", "there IS NOT|no|nothing|nobody|little|nowhere|limited",
        "DID NOT * know|understand|see|find|get|tell|say|show|exist|work|support|let|allow|have|give|explain|appear|offer|provide|bring|include", "nobody|nothing|no-one told|tells|said|says|explained|explains|shows|showed|mentioned|knows|knew|answered|came|happened|works|helps",
        "no one|body told|tells|said|explained|showed|knows|knew|answered", "nowhere to|on|in|does|did", "lack|lacks|lacking|lacked", "NOT enough|sufficient|clear|obvious|able|possible|available|documented|supported|easy|intuitive|working", "insufficient|inadequate|limited|scarce",
        "unable to", "impossible to", "hard|difficult|tricky|tough|harder to", "difficult|difficulty|trouble|problem|problems|issue|issues with|to|getting|finding|using|in|installing|understanding", "NOT|never got|get|received|arrived|came|had|heard|been told|informed|given", "HAVE no idea|clue|way|choice|answer|reply|contact|information|response|help|instructions", "no|little|poor|bad communication|information|support|documentation|explanation|privacy|parking|contact|feedback|heating|response|follow|reply|answer|signal",
        "missing", "without any|knowing|a|being|having * information|explanation|idea|told|way|option|help", "where|what to start|begin|do|click|press", "what|which|where|who * comes|goes|go|does first|next", "empty|blank week|page|screen|grid|rota|calendar|sheet|table|space",
        "too long|slow|late|few|little|small|expensive|short|many|much|cold|hot|loud|far|complicated|complex|noisy|difficult|busy|dear|vague|early", "BAD", "documentation IS|for * sparse|poor|bad|lacking|confusing|hard|thin|scattered|difficult", "stuck|lost|stumped",
    ),
    "EFFORT": (
        "took|take|takes|taking|spent|spend|spending|lost|waste|wasted|adds|added|cost|costs * LONG|forever|ages|while|long", "NUMBER times|goes|attempts|tries|calls|clicks|texts", "again and again", "over and over", "time and time|again", "EACH single|blessed|flippin? UNIT|PEN",
        "kept|keep|keeps|keeping on? having|getting|asking|going|trying|losing|ringing|pinging|telling|saying|forgetting|failing|breaking|crashing|doing|repeating|waking|calling|buzzing|disappearing|changing", "repeat|repeating|repeated|explain|explaining * details|story|myself|information|again|same",
        "one by one", "one person|name|at at? a time", "all over again", "from scratch", "half an|the hour|day|morning|evening|night", "waste|wasted of? time|money|hours|effort|an|the", "too|so many clicks|steps|emails|forms|hoops|calls|people|options", "wait|waited|waiting for? * LONG|so|too|NUMBER|ages",
        "long wait|waits|waiting|queue|queues|delay|time", "hassle|faff|palaver|rigmarole|chore|slog|laborious|time-consuming|headache", "time - consuming", "time consuming", "up|awake|sat till|until|past * midnight|eleven|twelve|night|morning|one|two|ten", "woke|wakes|woken|waking|pinged|pings|pinging|buzzed|buzzing|buzzes",
        "chasing|chase|chased", "constantly|endlessly|continually|endless|forever", "twice|double over|entry|work|handling|checking|the|each", "LONG|mins on|of|for|each|every|later|just|to * that|one|it|and|,|typing|doing|trying|getting|copying|waiting",
        "same thing|details|question|questions|information|names|numbers|hours again|twice|over|every|each|three",
    ),
    "AVOID": (
        "gave|give|given|giving up", "DID NOT|n't bother|bothered", "ca|could|can NOT be bothered", "stopped|stop|quit|ceased using|trying|bothering|opening|looking|asking|reading|going", "went|go|gone|going|switched elsewhere", "went|go|gone|switched|moved|reverted|going back to",
        "cancelled|canceled|unsubscribed|uninstalled|abandoned", "avoid|avoided|avoiding|avoids|dread|dreading|dreaded", "no longer|NOT use|used|using|open|touch", "turned|turn|switched|switch|muted|mute|silenced * off|notifications|silent", "nearly|almost gave|left|cancelled|quit|shut|walked|chucked|threw|closed|binned|stopped|went",
        "put|puts me|us|people|them off",
    ),
    "NORMALISED": (
        "get|got|gets|getting used to", "just|simply how|the|what|part|life|way * is|are|do|goes|works|it|of|life", "IS how|just|simply|only|part|life|normal|standard|typical * it|we|things|i|of|for|how|the", "part of the|it|life", "all part of", "is|'s|was normal|usual|fine|life|standard|routine",
        "same as always|usual|ever|before", "as usual|always|ever|normal|per", "like every|always", "ritual|habit|tradition", "ME guess|suppose * fine|ok|okay|works|normal|how|not", "how ME|you|we do|did|always|'ve", "that|it|this IS how", "rather|quite|actually|do enjoy|enjoyed|like|liked|pleasant|satisfying|soothing|nice",
        "do|did|would NOT mind", "ca|must|can NOT complain|grumble", "no harm|drama|bother|biggie", "no big|great deal|drama", "put|puts|putting|live|living|deal|dealing up? with", "always takes|have|do|has|did|does|takes", "somebody|someone 's|has|have got? to", "it|that works|worked|does", "all good|fine|square",
        "came|comes out fair|even|fine|ok|square|all", "usual .|!|,|,?", "it 's|is|was fine", "one of those things", "never|NOT thought|occurred|crossed|considered|questioned", "NOT the app 's", "learn|learned|learnt to live|work|cope",
    ),
    "COMPARE": (
        "unlike", "compared|comparison to|with", "in|on|with * you can", "lets me|us|you", "better|worse|easier|harder|faster|slower|cheaper|dearer than", "other|another|different|rival|competing apps|tools|tool|systems|products|places|companies|hospitals|surgery|managers|sites|software",
        "my|our|the old|previous|last way|one|system|app|tool|job|software", "used to be|just|do|use|work|take", "switch|switched|moved|migrated|coming|came * from", "alternative|alternatives|competitor|competitors|rival|rivals", "like|as * does|do|has|offers",
    ),
}  # fmt: skip

#: A goal as such is no need; with something in its way it is (Han et al. 2023 call it an implicit indicator).
GOALS: tuple[str, ...] = (
    "trying|tried|try|want|wanted|wants|hoping|need|needed to", "so that|nobody|everyone|everybody|as|people|no|none", "so ME|they|it|he|she|you * can|could|know|knows|knew|see|get|gets|NOT|come|comes|do|does|did",
    "in order to", "to make|be sure|certain|able", "to see|check|find|know|prove|remember|tell|work|say * who|whose|what|how|if|whether|when|which|where|out", "see|check|checked|remember|know|count|asking|prove|working|knowing|remembering * who|whose|who'd",
    "because * NOT|no|have|wants|like|forget|need|swear|never|haven't", "for * who|without|with * no|app|phone|smartphone|NOT|do|did|have|has", "the point|idea|aim|goal is|was|of", "fair|fairness|fairly",
)  # fmt: skip

#: In the way of a goal: words that tell that it did not go by itself.
OBSTACLES = frozenset((
    "n't n\u2019t nt not never no nobody nothing none without but cannot unable fail failed fails wrong lost late difficult hard problem "
    "problems trouble slow stuck confusing confused annoying guilt worry worried argue argued argument forgot forget forgets again twice "
    "manually hand hours hour minutes ages swore blurry error errors broken missing struggle struggled awkward"
).split())  # fmt: skip


def compiled(*, goals: bool = False) -> dict[str, list[list[dict[str, Any]]]]:
    """Return the rules of `CUES`, or those of `GOALS`, as spaCy token patterns, by rule id."""
    tables = {"GOAL-NEG": GOALS} if goals else CUES
    return {f"{kind}.{n:02}": [pattern(line)] for kind, lines in tables.items() for n, line in enumerate(lines)}


def anchored() -> frozenset[str]:
    """Return the ids of the rules that hold only at the beginning of a sentence."""
    return frozenset(f"{kind}.{n:02}" for kind, lines in CUES.items() for n, line in enumerate(lines) if line.startswith("^"))


def pattern(line: str) -> list[dict[str, Any]]:
    """Return one rule as a spaCy token pattern."""
    return [_token(word) for word in line.removeprefix("^").split()]


def _token(word: str) -> dict[str, Any]:
    if word == "*":
        return {"LOWER": {"NOT_IN": [".", "!", "?", ";", "\n"]}, "OP": "{0,3}"}
    optional = len(word) > 1 and word.endswith("?")
    options = [o for one in word.removesuffix("?").split("|") for o in SETS.get(one, one).split("|")]
    token: dict[str, Any] = {"LOWER": {"IN": sorted(set(options))}}
    if optional:
        token["OP"] = "?"
    return token
