"""The records that everything else passes around: frozen, plain, no behaviour beyond derived values.

Offsets are Unicode code points, half-open ``[start, end)``, into the canonical text of one version of one source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from workbench.study.align import Alignment

#: ``again``: a person who codes a second time what they coded before, to see how far they drift.
CoderKind = Literal["human", "model", "again"]
Stance = Literal["for", "against"]
Verdict = Literal["accepted", "corrected", "rejected"]
#: What an assignment is for: two coders and the same texts, or one coder and their own a second time.
Purpose = Literal["double", "recode"]
#: What became of needs from one round to the next.
Change = Literal["same", "split", "merged", "new", "gone"]
#: What became of a coding that coders differed about; empty where nobody has decided.
Standing = Literal["", "stands", "falls"]

#: Families of codes, in the order in which a codebook lists them.
FAMILIES = (
    "stage", "emotion", "pain", "need", "delight", "expectation", "delivered", "goal", "action", "thought",
    "touchpoint", "channel", "preference", "alternative", "effort", "free",
)  # fmt: skip

#: Families whose codes are claims: each becomes a card on the map.
CLAIM_FAMILIES = ("pain", "need", "delight")


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of speech by one speaker.

    Attributes
    ----------
    index
        Position in the transcript, from 0.
    speaker
        Name shown: a pseudonym, ``"Interviewer"``, or the label of somebody else in the room.
    participant
        Pseudonym of the participant who speaks; None for interviewers and others. Only these turns are evidence.
    start, end
        Code points into the source's text: the words spoken, without the speaker's name.
    start_s, end_s
        Seconds from the start of the recording, where the file says so.
    """

    index: int
    speaker: str
    participant: str | None
    start: int
    end: int
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation as text and turns.

    Attributes
    ----------
    id
        Unique in the study; a slug.
    kind
        ``interview``, ``meeting``, ``observation``, ``focus-group``.
    round
        The round (wave) it belongs to.
    title
        Shown to people.
    date
        ISO date of the conversation, if known.
    text
        Canonical text: LF, no BOM, never Unicode-normalised.
    version
        sha256 of ``text``.
    turns
        In order; they cover what was said, not the gaps between.
    origin
        Where it came from: ``{"file", "sha256", "format", "options"}``.
    history
        How each version became the next, oldest first; empty if there was never another.
    """

    id: str
    kind: str
    round: str
    title: str
    date: str | None
    text: str
    version: str
    turns: tuple[Turn, ...]
    origin: dict[str, Any] = field(default_factory=dict)
    history: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """An open question of a survey; `stages` are those it asks about (exposure), if any."""

    id: str
    text: str
    stages: tuple[str, ...] = ()


class _Answers:
    """The answers of a survey, or how to read them: a million need not be read for their survey to be listed."""

    def __get__(self, survey: Survey | None, owner: type | None = None) -> pd.DataFrame:
        if survey is None:
            raise AttributeError("answers")  # so that the field has no default
        held = survey.__dict__["_answers"]
        if callable(held):
            held = survey.__dict__["_answers"] = held()
        return held  # type: ignore[no-any-return]

    def __set__(self, survey: Survey, value: pd.DataFrame | Callable[[], pd.DataFrame]) -> None:
        survey.__dict__["_answers"] = value


@dataclass(frozen=True)
class Survey:
    """Answers of one survey, one row an answer.

    Attributes
    ----------
    id, kind, round, title, origin
        As in `Transcript`; kinds are ``survey``, ``ticket``, ``review``, ``social``.
    version
        sha256 over the answers in order.
    questions
        The open questions.
    answers
        Columns ``answer`` (unique id), ``participant``, ``question``, ``text``, ``version`` (sha256 of the text),
        ``date``, then ``attr.<name>`` and ``rating.<name>``. Sorted by ``answer``. A survey made here may leave out
        ``version``; one read from a study has it. A function without arguments instead is called when they are first
        asked for.
    """

    id: str
    kind: str
    round: str
    title: str
    version: str
    questions: tuple[Question, ...]
    answers: _Answers = _Answers()  # a descriptor, not a default
    origin: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def written(self) -> pd.DataFrame:
        """The answers with words in them. Who rated and wrote nothing has one without: it counts in scores and nowhere else."""
        return self.answers if self.blank.empty else self.answers.drop(self.blank.index).reset_index(drop=True)

    @cached_property
    def blank(self) -> pd.DataFrame:
        """The rows without words."""
        without = self.answers["text"].astype("str").str.strip() == ""
        return self.answers[without] if without.any() else self.answers.iloc[:0]  # a million rows are not gone through for none


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A span of one version of one text: a transcript (`item` empty) or an answer (`item` is its id)."""

    source: str
    item: str
    version: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a researcher did. Never changed, never removed; undo is another act."""

    id: str
    n: int
    at: str
    lamport: int
    coder: str
    prev: str
    act: str
    body: dict[str, Any]
    v: int = 1


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of the codebook; its id is ``family:name``.

    `include` and `exclude` say when to use it and when not. `parent` is the code above it; empty at the top.
    """

    id: str
    family: str
    label: str
    definition: str = ""
    stage: str = ""
    valence: int | None = None
    colour: str = ""
    key: str = ""
    owner: str = ""
    latent: bool = False
    retired: bool = False
    include: str = ""
    exclude: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that shows what a code is for; `stance` "against": one that looks like it and is not."""

    id: str
    code: str
    anchor: Anchor
    stance: Stance
    coder: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a suggestion of `code` for a passage; `instead`: the code they gave it, if they corrected it."""

    id: str
    coder: str
    code: str
    anchor: Anchor
    decision: Verdict
    model: str
    score: float
    instead: str
    at: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A source that got a new version by correction: from `before` to `after`, both hashes of the text."""

    id: str
    source: str
    before: str
    after: str
    coder: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Sources that coders code without seeing what anybody else coded there, until it is revealed.

    Attributes
    ----------
    id
        Of the act.
    coders
        Who codes.
    sources
        Ids of transcripts and surveys.
    purpose
        ``double``: all of them code the same texts. ``recode``: each codes again what they coded before, under another
        name (`workbench.coding.assign.again`).
    coder, at
        Who made it, and when.
    revealed
        Whether everybody sees everything again.
    anchors
        Turns and answers that are to be coded; all of the sources if empty.
    """

    id: str
    coders: tuple[str, ...]
    sources: tuple[str, ...]
    purpose: Purpose
    coder: str
    at: str
    revealed: bool = False
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What somebody decided where coders differed: ids of the codings that stand and of those that fall, and why."""

    id: str
    anchor: Anchor
    stands: tuple[str, ...]
    falls: tuple[str, ...]
    coder: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """One code by one coder on one anchor. ``stance`` "against" means the passage contradicts the claim."""

    id: str
    code: str
    anchor: Anchor
    coder: str
    coder_kind: CoderKind
    at: str
    valence: int | None = None
    stance: Stance = "for"
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """A person, by pseudonym. `consent_quote` False: counted, never quoted in anything shared.

    `consent_until` is the ISO date from which on their words are not shown to others any more; empty if never.
    People of one `group` (a focus group) spoke together: intervals do not take them for independent.
    """

    id: str
    attributes: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, float] = field(default_factory=dict)
    consent_quote: bool = True
    consent_share: bool = True
    consent_until: str = ""
    group: str = ""

    def quotable(self, day: str) -> bool:
        """Say whether their words may be shown to others on `day` (ISO): consent given, and not run out."""
        return self.consent_quote and self.consent_share and not (self.consent_until and day >= self.consent_until)


@dataclass(frozen=True, slots=True)
class Need:
    """An entry of the need ledger: confirmed by a person, its id permanent.

    `who` needs `what`, `because` of what is in the way: parts of the statement, each empty if nobody said it. `round` is the
    round in which it was confirmed.
    """

    id: str
    statement: str
    stage: str
    latent: bool
    confirmed_by: str
    at: str
    candidate: str = ""
    who: str = ""
    what: str = ""
    because: str = ""
    round: str = ""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A candidate that somebody read and found to be no need, and the passages it was made of."""

    id: str
    candidate: str
    anchors: tuple[Anchor, ...]
    coder: str
    at: str
    reason: str
    round: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody decided about needs of an earlier round and candidates of `round`: `needs` before, `into` after.

    `similarity` is what the proposal rested on (cosine of the centres); None if nothing proposed it.
    """

    id: str
    round: str
    kind: Change
    needs: tuple[str, ...]
    into: tuple[str, ...]
    coder: str
    at: str
    reason: str = ""
    candidate: str = ""
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A pattern that a person confirmed and named. A topic is what a model finds; a theme may follow one.

    Attributes
    ----------
    id
        ``theme:name``, permanent.
    name, description
        What people read.
    codes
        Codes it stands for.
    stage
        The stage it belongs to; empty if none.
    topic
        The topic it was made from; empty if none.
    coder, at
        Who made it, and when.
    retired
        Whether it is hidden.
    into
        The theme it was merged into; empty if none. Then it is retired, too.
    """

    id: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    stage: str = ""
    topic: str = ""
    coder: str = ""
    at: str = ""
    retired: bool = False
    into: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """A passage that somebody put in a theme; in none, if `theme` is empty. `id` is that of the act, ``.`` and a number."""

    id: str
    anchor: Anchor
    theme: str
    coder: str
    at: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A fit of topics that somebody kept: later ones begin from it. `fit` is the sha256 of its file in ``topics/``."""

    id: str
    fit: str
    name: str
    coder: str
    at: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The unit a model reads: a stretch of a participant's turn, or of an answer.

    `id` is ``source/item/start-end`` (item empty for transcripts), so it is the same in every run.
    """

    id: str
    anchor: Anchor
    text: str
    participant: str
    round: str
    kind: str
    turn: int = -1
