"""What the tables of a map are made of, and what each of their columns means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        As it stands above the column.
    kind
        ``text``, ``whole`` (a whole number), ``number`` or ``yes`` (true or false).
    what
        What it means, in one line.
    """

    name: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """One entity of the map.

    Attributes
    ----------
    name
        ``claims``, ``quotes``, …
    what
        What a row is.
    columns
        In order.
    rows
        One value a column; None where there is none.
    """

    name: str
    what: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def columns(text: str) -> tuple[Column, ...]:
    """Return columns written as lines of ``name kind what it means``."""
    return tuple(Column(*line.split(maxsplit=2)) for line in text.strip().splitlines())


CLAIMS = columns("""
claim text id of the claim
stage text stage it is counted in
lane text pain, unmet need or delight
statement text what it says
latent yes worked around rather than asked for
people whole people who stand for it (k)
of whole people who spoke about the stage (n)
in_all whole people in the study (N)
against whole people who speak against it (x)
both whole people who do both
share_low number lower end of the 95 % interval of people/of
share_high number upper end of it
mentions whole passages; says nothing about people
feeling number mean of the people's own means, from -2 to +2
feeling_low number lower end of its 95 % interval
feeling_high number upper end of it
kinds text kinds of source it was heard in
grade text how sure we are; ASSUMPTION if nobody has said it
signed text who signed the grade, if it still holds
status text open, acting or resolved
owner text who answers for it
verdict text what changed since the round before
opportunity number how large the opportunity is, from 0 to 20
opportunity_low number lower end of its interval
opportunity_high number upper end of it
rank whole its place among opportunities
newest text day of the newest passage
evidence text all of it as one sentence
""")
STAGES = columns("""
stage text label of the stage
position whole its place, from 1
goal text what people want there
owner text who answers for it
spoke whole people who spoke about it
asked_silent whole people asked who had nothing to say
not_asked whole people not asked
feeling number mean of the people's own means, from -2 to +2
feeling_low number lower end of its 95 % interval
feeling_high number upper end of it
feeling_people whole people who showed a feeling
feeling_changed text what became of it since the round before
target number feeling aimed at
moment_of_truth yes whether it is one
moment_why text why, or why not
newest text day of the newest passage
""")
EVIDENCE = columns("""
claim text id of the claim
stance text for or against
quote text id of the passage
""")
QUOTES = columns("""
quote text id of the passage
participant text pseudonym
kind text kind of source
round text round
date text day it was said or written
source text id of the source
item text id of the answer, in a survey
turn whole turn of the transcript
start whole first character, counted in code points
end whole first character after it
feeling number from -2 to +2
coder text who coded it
quotable yes whether its words may be shown
text text the words; empty if they may not be shown
""")
ITEMS = columns("""
stage text stage it is shown in
lane text touchpoints, channels, actions and so on
item text id of the entry
label text what it says
people whole people who spoke of it
of whole people it could have been
share_low number lower end of the 95 % interval
share_high number upper end of it
mentions whole passages
feeling number mean of the people's own means, from -2 to +2
feeling_low number lower end of its 95 % interval
feeling_high number upper end of it
channel text channel of a touchpoint
owner text who answers for a touchpoint
planned yes whether the study planned with it
visible yes whether customers see it
note text what is to be known about it
""")
ITEM_QUOTES = columns("""
stage text stage it is shown in
item text id of the entry
quote text id of the passage
""")
GAPS = columns("""
stage text label of the stage
gap text name of what was expected and delivered
statement text both, side by side
people whole people who speak of it
of whole people who spoke about the stage
share_low number lower end of the 95 % interval
share_high number upper end of it
expected number mean feeling about what was expected
delivered number mean feeling about what was delivered
sign text whether more or less was delivered than expected
""")
NUMBERS = columns("""
stage text label of the stage; empty where it is about the whole journey
metric text what was measured
value number its value
unit text share, score, count and so on
n whole how many it was measured on
low number lower end of the 95 % interval, where n is known
high number upper end of it
date text day
source text where it comes from
better text up or down
agrees text whether it agrees or conflicts with what people say
why text how that was seen
""")
FEELINGS = columns("""
stage text label of the stage
participant text pseudonym
feeling number mean of this person's passages, from -2 to +2
passages whole how many
""")
HYPOTHESES = columns("""
hypothesis text id
sentence text if, for whom, then what, measured by what
state text where it stands
verdict text what its test said
people whole people who speak for it
of whole people who spoke about its stages
against whole people who speak against it
n_planned whole people the test needs in each arm
difference number measured difference
difference_low number lower end of its 95 % interval
difference_high number upper end of it
claims text claims it rests on
""")
CHANGES = columns("""
claim text id of the claim
field text what was changed by hand
old text before
new text after
by text who
at text when
why text reason given
""")
COMMENTS = columns("""
about text claim or stage
by text who
at text when
text text what they wrote
""")
