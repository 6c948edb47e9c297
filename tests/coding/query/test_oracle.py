"""Every query finds what somebody finds who tries all passages with all others, in words as docs/query.md has them.

The oracle below knows no sorted numbers: it looks at code points, one by one.
"""

# ruff: noqa: PD011 (values of a query, not of a table)
from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.coding.query.ask import Asked
from workbench.coding.query.mentions import codes_of, stances_of
from workbench.coding.query.tree import NUMBERED, And, Field, Name, Not, Or, Span, Text
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Participant, Question, Survey, Transcript, Turn
from workbench.study.settings import Settings

WORDS = ["Fee", "fee,", "price", "CAFÉ", "cafe\u0301", "f\u00adee", "a", "fees", "🐌", "no-fee", "it’s"]
CODES = ["pain:a", "pain:b", "delight:c", "stage:onboarding"]
CODERS = ["ana", "ben", "bot"]


def said(rng, most=7):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, most)))


def a_talk(rng, name, round_):
    text, turns = "", []
    for index in range(rng.randint(1, 6)):
        who, words = rng.choice(["P1", "P2", None]), said(rng)
        text += f"{who or 'fee'}: "
        turns.append(Turn(index, who or "fee", who, len(text), len(text) + len(words)))
        text += words + "\n"
    return Transcript(name, rng.choice(["interview", "focus-group"]), round_, name, None, text, sha256_text(text), tuple(turns))


def a_survey(rng, name, round_, kind):
    import pandas as pd

    rows = []
    for n in range(rng.randint(1, 5)):
        text = rng.choice([said(rng), said(rng), ""])
        plan, score = rng.choice([None, "pro", "team"]), rng.choice([None, 3.0, 8.0])
        rows.append(
            (f"{name}-{n}", rng.choice(["P1", "P3", "P4"]), rng.choice(["why", "how"]), text, sha256_text(text), plan, score)
        )
    columns = ["answer", "participant", "question", "text", "version", "attr.plan", "rating.nps"]
    return Survey(
        name, kind, round_, name, "v", (Question("why", "Why?"), Question("how", "How?")), pd.DataFrame(rows, columns=columns)
    )


def a_study(root, seed):
    rng = random.Random(seed)  # noqa: S311 (the same studies each time)
    folder = Folder.create(root, Settings())
    texts = []
    for n in range(rng.randint(0, 2)):
        talk = a_talk(rng, f"t{n}", rng.choice(["r1", "r2"]))
        folder.add_transcript(talk)
        texts.append((talk.id, "", talk.text, talk.version))
    for n in range(rng.randint(0 if texts else 1, 2)):
        survey = a_survey(rng, rng.choice(["a", "z"]) + str(n), rng.choice(["r1", "r2"]), rng.choice(["survey", "ticket"]))
        folder.add_survey(survey)
        texts += [(survey.id, a, t, v) for a, t, v in zip(*(survey.answers[c] for c in ("answer", "text", "version")), strict=True)]
    folder.save_participants(
        [Participant("P1", {"role": "admin"}, {"nps": 9.0}), Participant("P2", {"role": "user", "plan": "pro"})]
    )
    folder.act("bot", ("coder.join", {"kind": "model"}))
    for source, item, text, version in texts:
        for _ in range(rng.randint(0, 6) if text else 0):
            start = rng.randrange(len(text))
            anchor = {"source": source, "item": item, "version": version, "start": start, "end": rng.randint(start + 1, len(text))}
            body = {"code": rng.choice(CODES), "anchor": anchor, "memo": rng.choice(["", "ask again"])}
            body |= rng.choice([{}, {"valence": -1}, {"valence": 2}, {"stance": "against"}])
            folder.act(rng.choice(CODERS), ("coding.add", body))
    return folder


# The oracle


@dataclass(frozen=True)
class Unit:
    doc: tuple
    start: int
    end: int
    owner: str | None
    put_to: str
    question: str
    row: object


@dataclass(frozen=True)
class Passage:
    doc: tuple
    start: int
    end: int
    codings: frozenset = frozenset()
    unit: Unit | None = None  # where it is what matched in one turn or answer

    @property
    def points(self):
        return range(self.start, self.end)


def plain(text):
    return "".join(
        c for c in unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
        if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf"
    )  # fmt: skip


class Oracle:
    def __init__(self, folder):
        self.folder, self.state = folder, folder.state()
        self.units, self.sources, self.text, self.known = [], {}, {}, {}
        for talk in folder.transcripts():
            self.sources[talk.id], self.text[talk.id, ""] = talk, talk.text
            for n, turn in enumerate(talk.turns):
                after = [t.participant for t in talk.turns[n + 1 :] if t.participant]
                before = [t.participant for t in talk.turns[:n] if t.participant]
                asked = turn.participant or (after[0] if after else before[-1] if before else "")
                self.units.append(Unit((talk.id, ""), turn.start, turn.end, turn.participant, asked, "", None))
        for survey in folder.surveys():
            self.sources[survey.id] = survey
            for n, row in enumerate(survey.answers.to_dict("records")):
                doc, who = (survey.id, row["answer"]), row["participant"]
                self.text[doc] = row["text"]
                self.units.append(Unit(doc, 0, len(row["text"]), who, who, row["question"], n))
        self.codings = {c.id: c for c in self.state.codings.values()}

    def touched(self, p):
        if p.unit:
            return [p.unit]
        return [u for u in self.units if u.doc == p.doc and max(u.start, p.start) < min(u.end, p.end)]

    def person(self, p):
        owners = [u.owner for u in self.touched(p) if u.owner]
        return owners[0] if owners else (self.touched(p)[-1].put_to if self.touched(p) else "")

    def interviewer(self, p):
        return not any(u.owner for u in self.touched(p))

    def default(self, c, named):
        return (c.coder_kind == "human" or "coder" in named) and (c.stance == "for" or "stance" in named)

    # finds

    def finds(self, node):
        if isinstance(node, And | Or):
            return any(map(self.finds, node.items))
        return isinstance(node, Text | Name | Span) or (isinstance(node, Field) and node.key in {"pain", "delight", "stage"})

    def coded(self, node):
        if isinstance(node, And | Or):
            return any(map(self.coded, node.items))
        if isinstance(node, Span):
            return self.coded(node.left) or (not self.finds(node.left) and self.about_codings(node.left))
        return isinstance(node, Field) and node.key in {"pain", "delight", "stage"}

    def about_codings(self, node):
        if isinstance(node, And | Or):
            return any(map(self.about_codings, node.items))
        if isinstance(node, Not):
            return not self.finds(node.item) and self.about_codings(node.item)
        return isinstance(node, Field) and node.key in {"coder", "valence", "stance", "memo"}

    def passages(self, node, named):
        if isinstance(node, Name | Text):
            return self.words(node.text if isinstance(node, Name) else node.words)
        if isinstance(node, Span):
            left, right = self.passages(node.left, named), self.passages(node.right, named)
            return [a for a in left if any(self.stands(node.op, a, b, node.n) for b in right) != node.without]
        if isinstance(node, Or) and self.finds(node):
            return [p for item in node.items for p in self.passages(item, named)]
        if isinstance(node, And) and self.finds(node):
            return self.every(node, named)
        if isinstance(node, Field) and self.finds(node):
            wanted = [c for c in CODES if c == f"{node.key}:{node.values[0]}" or (node.values[0] == "*" and c.startswith(node.key))]
            return [self.coding(c) for c in self.codings.values() if c.code in wanted and self.default(c, named)]
        if self.about_codings(node):
            every = [self.coding(c) for c in self.codings.values() if self.default(c, named)]
        else:
            every = [Passage(u.doc, u.start, u.end, unit=u) for u in self.units if u.end > u.start]
        return [p for p in every if self.holds(node, p, named)]

    def coding(self, c):
        return Passage((c.anchor.source, c.anchor.item), c.anchor.start, c.anchor.end, frozenset([c.id]))

    def words(self, wanted):
        if wanted not in self.known:
            self.known[wanted] = self.tried(wanted)
        return self.known[wanted]

    def tried(self, wanted):
        found = []
        for u in self.units:
            text = self.text[u.doc]
            for a in range(u.start, u.end):
                for b in range(a + 1, min(u.end, a + 20) + 1):
                    letters = plain(text[a:b])
                    needle = wanted.rstrip("*")
                    whole = letters == needle or (wanted.endswith("*") and re.fullmatch(rf"{re.escape(needle)}\w*", letters))
                    before = plain(text[:a])[-1:]
                    after = plain(text[b:])[:1]
                    if not whole or re.match(r"\w", before) or re.match(r"\w", after):
                        continue
                    visible = plain(text[a]) and plain(text[b - 1])  # from a letter to a letter, and its accents
                    accents = plain(text[a]) and all(unicodedata.combining(c) for c in text[b - 1])
                    longer = text[b : b + 1] and unicodedata.combining(text[b])
                    if (visible or accents) and not longer:
                        found.append(Passage(u.doc, a, b))
        return found

    def stands(self, op, a, b, n):
        if a.doc != b.doc:
            return False
        if op == "within":
            return b.start <= a.start and a.end <= b.end
        overlap = max(a.start, b.start) < min(a.end, b.end)
        if op in {"overlaps", "near", "touching"}:
            first, second = sorted([a, b], key=lambda p: (p.start, p.end))
            return overlap or (op != "overlaps" and self.between(a.doc, first.end, second.start) <= (n if op == "near" else 0))
        one, other = (a, b) if op == "then" else (b, a)
        return one.end <= other.start and self.turn(one.doc, other.start) - self.turn(one.doc, one.end - 1, last=True) <= n

    def between(self, doc, end, start):
        text = self.text[doc]
        words = re.compile(r"\w+(?:['\u2019\-\u2010\u2011]\w+)*")
        begins = [u.start + m.start() for u in self.units if u.doc == doc for m in words.finditer(text[u.start : u.end])]
        return sum(end <= w < start for w in begins)

    def turn(self, doc, point, *, last=False):
        units = sorted((u for u in self.units if u.doc == doc and u.end > u.start), key=lambda u: u.start)
        if last:
            return sum(u.start <= point for u in units) - 1
        return sum(u.end <= point for u in units)

    def every(self, node, named):
        sides = [i for i in node.items if self.finds(i)]
        rest = [i for i in node.items if not self.finds(i)]
        coded = any(map(self.coded, sides))
        found = []
        for side in sides:
            bound = [r for r in rest if self.about_codings(r) and (self.coded(side) or not coded)]
            found.append([p for p in self.passages(side, named) if all(self.holds(r, p, named) for r in bound)])
        if len(found) > 1:
            found = [self.in_units(found)]
        rest = [r for r in rest if not self.about_codings(r)]
        return [p for p in found[0] if all(self.holds(r, p, named) for r in rest)]

    def in_units(self, sides):
        out = []
        for u in self.units:
            inside = [[p for p in side if u in self.touched(p)] for side in sides]
            if all(inside):
                parts = [p for side in inside for p in side]
                start, end = max(u.start, min(p.start for p in parts)), min(u.end, max(p.end for p in parts))
                out.append(Passage(u.doc, start, end, frozenset().union(*(p.codings for p in parts))))
        return out

    # takes away

    def holds(self, node, p, named):
        if isinstance(node, And):
            return all(self.holds(i, p, named) for i in node.items)
        if isinstance(node, Or):
            return any(self.holds(i, p, named) for i in node.items)
        if isinstance(node, Not):
            if self.finds(node.item):
                gone = [u for q in self.passages(node.item, named) for u in self.touched(q)]
                return not any(u in gone for u in self.touched(p))
            return not self.holds(node.item, p, named)
        return self.coding_meets(node, p, named) if self.about_codings(node) else self.place_meets(node, p)

    def coding_meets(self, node, p, named):
        own = [self.codings[c] for c in p.codings]
        if not own:
            own = [
                c for c in self.codings.values()
                if self.default(c, named) and (c.anchor.source, c.anchor.item) == p.doc
                and max(c.anchor.start, p.start) < min(c.anchor.end, p.end)
            ]  # fmt: skip
        return any(self.meets(node, c) for c in own)

    def meets(self, node, c):
        wanted = node.values[0]
        if node.key == "coder":
            return c.coder == wanted
        if node.key == "stance":
            return wanted in {"any", c.stance}
        if node.key == "memo":
            return "again" in c.memo
        return c.valence is not None and self.compared(str(c.valence), node.op, wanted)

    def place_meets(self, node, p):
        source, wanted, who = self.sources[p.doc[0]], node.values, self.person(p)
        plainly = {"participant": who, "round": source.round, "kind": source.kind, "source": source.id}
        if node.key in plainly:
            return (plainly[node.key] in wanted) != (node.op == "!=")
        if node.key == "speaker":
            return wanted[0] == ("interviewer" if self.interviewer(p) else "participant")
        units = self.touched(p)
        if node.key == "question":
            return bool(units) and units[0].question in wanted and bool(p.doc[1])
        value = self.trait(node.key, who, source, units[0] if units else None)
        return value is not None and any(self.compared(value, node.op, w) for w in wanted)

    def trait(self, key, who, source, unit):
        import pandas as pd

        known = self.folder.participants().get(who)
        if known and (v := {**known.attributes, **{k: f"{n:g}" for k, n in known.outcomes.items()}}.get(key)):
            return v
        column = {"plan": "attr.plan", "nps": "rating.nps"}.get(key)
        if column is None:
            return None
        if unit is not None and unit.row is not None:
            own = self.sources[unit.doc[0]].answers[column].iloc[unit.row]
            if not pd.isna(own):
                return own if isinstance(own, str) else f"{own:g}"
        told = {}
        for survey in sorted(self.folder.surveys(), key=lambda s: (s.round, s.id)):
            if survey.kind == "ticket":
                continue
            rows = survey.answers[(survey.answers["participant"] == who) & (survey.answers["text"].str.strip() != "")]
            values = rows[column].dropna()
            if len(values):
                value = values.iloc[0] if isinstance(values.iloc[0], str) else f"{values.iloc[0]:g}"
                told.setdefault(survey.round, value)
                told["newest"] = value
        return told.get(source.round, told.get("newest"))

    @staticmethod
    def compared(value, op, wanted):
        if op in {":", "=", "in", "!="}:
            return (value == wanted) != (op == "!=")
        a, b = float(value), float(wanted.replace("\u2212", "-"))
        return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]

    # the whole

    def run(self, node):
        named = names(node)
        found = self.passages(node, named)
        found = [p for p in found if "speaker" in named or not self.interviewer(p)]
        groups = {}
        for p in found:
            codes = tuple(sorted({self.codings[c].code for c in p.codings}))
            against = any(self.codings[c].stance == "against" for c in p.codings)
            groups.setdefault((p.doc, codes, against, self.person(p)), []).append(p)
        out = []
        for (doc, codes, against, who), members in groups.items():
            points = set().union(*({2 * x, 2 * x + 1} - {2 * p.start} for p in members for x in p.points))
            runs = sorted(points)  # odd numbers are code points, even ones the joints inside a passage
            begins = [runs[0], *(b for a, b in pairwise(runs) if b != a + 1)]
            stops = [*(a for a, b in pairwise(runs) if b != a + 1), runs[-1]]
            out += [(*doc, a // 2, b // 2 + 1, who, codes, against) for a, b in zip(begins, stops, strict=True)]
        return sorted(out)


def names(node):
    """Conditions named anywhere that replace what is assumed."""
    if isinstance(node, And | Or):
        return set().union(*map(names, node.items))
    if isinstance(node, Not):
        return names(node.item)
    if isinstance(node, Span):
        return names(node.left) | names(node.right)
    if isinstance(node, Field) and node.key == "coder":
        return {"coder"} if node.values[0] == "bot" else set()
    return {node.key} if isinstance(node, Field) else set()


# The law

LEAVES = st.sampled_from([
    Name("fee"), Text("fee"), Text("cafe"), Text("fee*"), Text("fee price"), Text("it's"),
    *(Field(*code.split(":")[:1], ":", (code.split(":")[1],)) for code in CODES),
    Field("pain", ":", ("*",)),
    Field("participant", ":", ("P1",)), Field("participant", "in", ("P2", "P3")), Field("participant", "!=", ("P1",)),
    Field("round", ":", ("r1",)), Field("kind", ":", ("survey",)), Field("question", ":", ("why",)),
    Field("speaker", ":", ("interviewer",)), Field("speaker", ":", ("participant",)),
    Field("coder", ":", ("ana",)), Field("coder", ":", ("bot",)),
    Field("stance", ":", ("any",)), Field("stance", ":", ("against",)),
    Field("valence", "<", ("0",)), Field("valence", ">=", ("\u22121",)), Field("memo", ":", ("again",)),
    Field("role", "=", ("admin",)), Field("role", "!=", ("admin",)),
    Field("plan", "in", ("pro", "team")), Field("plan", "=", ("pro",)), Field("nps", "<", ("7",)),
])  # fmt: skip


def inner(nodes):
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several), st.builds(Or, several), st.builds(Not, nodes),
        st.builds(
            lambda op, left, right, n, without: Span(op, left, right, n if op in NUMBERED else 0, without),
            st.sampled_from(["near", "near", "then", "follows", "within", "overlaps", "touching"]), nodes, nodes, st.integers(0, 4),
            st.booleans(),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    made = [a_study(tmp_path_factory.mktemp("oracle") / "s", seed) for seed in range(12)]
    return [(Asked(folder), Oracle(folder)) for folder in made]


def knows(asked, node):
    """Say whether every name of a query is in this study: others are refused, which test_bind.py shows."""
    from workbench.study.errors import UserError

    try:
        return asked.query(str(node))
    except UserError:
        return None


@settings(max_examples=400)
@given(st.integers(0, 11), st.recursive(LEAVES, inner, max_leaves=5))
def test_a_query_finds_what_trying_everything_finds(studies, number, node):
    asked, oracle = studies[number]
    result = knows(asked, node)
    if result is None:
        return
    found = result.found
    codes, stances = codes_of(result.codings, found), stances_of(result.codings, found)
    people = [asked.ground.people[p] if p >= 0 else "" for p in found.people]
    rows = [
        (*asked.ground.place(int(a), int(b)), who, names_, bool(s))
        for a, b, who, names_, s in zip(found.starts, found.ends, people, codes, stances, strict=True)
    ]
    assert rows == sorted(rows, key=lambda r: r[:4])
    assert sorted(rows) == oracle.run(node)
