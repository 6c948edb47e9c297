"""What the names in a query mean in one study: codes, families, people, attributes; and what was meant where they mean nothing."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.coding.codebook.codes import codebook
from workbench.coding.query.bound import ANY, Beside, Bound, Coded, Condition, Every, Never, Some, Spoken
from workbench.coding.query.errors import QueryError, meant, spelt_like
from workbench.coding.query.traits import number, numeric, test
from workbench.coding.query.tree import And, Field, Name, Node, Not, Or, Span, Text
from workbench.coding.query.words import fold, pattern
from workbench.study.records import FAMILIES, Code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.coding.query.ground import Ground
    from workbench.coding.query.traits import Traits

#: Conditions on codings, and on where and by whom something was said. `code`, `text` and `below` find passages.
OF_CODINGS = ("coder", "valence", "stance", "memo")
OF_PLACES = ("participant", "round", "source", "kind", "speaker", "question")
FINDING = ("code", "family", "below", "text")
_LOWEST, _HIGHEST = -2, 2


class Binder:
    """Says what the names of a query mean.

    Parameters
    ----------
    text
        The query.
    ground, traits
        The study it is put to.

    Attributes
    ----------
    notes
        What was taken to mean something less than obvious, in sentences.
    named
        Conditions the query names anywhere: what it says nothing about has a default.
    """

    def __init__(self, text: str, ground: Ground, traits: Traits) -> None:
        self._text, self._ground, self._traits = text, ground, traits
        self.notes: list[str] = []
        self.named: set[str] = set()
        state = ground.state
        self._codes = codebook(ground.folder.settings, state)
        self._merged = {old: state.resolve(old) for old in state.merged}

    def bind(self, node: Node) -> Bound:
        """Return a tree in which every name means something.

        Raises
        ------
        QueryError
            If one means nothing, or several things.
        """
        if isinstance(node, And):
            return Every(tuple(map(self.bind, node.items)))
        if isinstance(node, Or):
            return Some(tuple(map(self.bind, node.items)))
        if isinstance(node, Not):
            return Never(self.bind(node.item))
        if isinstance(node, Span):
            return Beside(node.op, self.bind(node.left), self.bind(node.right), node.n, node.without)
        if isinstance(node, Text):
            return self._spoken(node.words, node.at)
        return self._name(node) if isinstance(node, Name) else self._field(node)

    def _wrong(self, what: str, at: tuple[int, int]) -> QueryError:
        return QueryError(what, self._text, at)

    # Codes and words -------------------------------------------------------------------------------------------

    def _spoken(self, words: str, at: tuple[int, int]) -> Spoken:
        if pattern(words) is None:
            raise self._wrong("There is no letter, digit or sign to look for in this.", at)
        return Spoken(words)

    def _name(self, node: Name) -> Bound:
        family = node.text.casefold() if node.text.casefold() in self._families else ""
        codes = self._called(node.text)
        ways = ([f"{family}:*"] if family else []) + [c.id for c in codes]
        if len(ways) > 1:
            raise self._wrong(f"'{node.text}' can mean {' or '.join(ways)}. Write the one you mean.", node.at)
        if family:
            return self._of_family(family)
        if codes:
            return self._these(codes)
        return self._words_for(node)

    def _words_for(self, node: Name) -> Bound:
        """Return the search for a bare name that is no code."""
        if " " in node.text:
            what = f"No code is called '{node.text}'. To look for these words put quotation marks around them."
            raise self._wrong(what + meant(node.text, self._names()), node.at)
        if close := spelt_like(node.text, self._names()):
            self.notes.append(f"No code is called '{node.text}', so it is looked for as a word. Did you mean {close}?")
        return self._spoken(node.text, node.at)

    @cached_property
    def _families(self) -> set[str]:
        return {*FAMILIES, *(c.family for c in self._codes)}

    @cached_property
    def _by_name(self) -> dict[str, list[Code]]:
        """The codes by each of their names: id, label, the name in the id, the other names of a stage."""
        found: dict[str, dict[str, Code]] = {}
        aliases = {f"stage:{s.id}": s.aliases for s in self._ground.folder.settings.stages}
        for code in self._codes:
            for name in (code.id, code.label, code.id.partition(":")[2], *aliases.get(code.id, ())):
                found.setdefault(_plain(name), {})[code.id] = code
        return {name: list(codes.values()) for name, codes in found.items()}

    def _called(self, name: str, family: str = "") -> list[Code]:
        """Return the codes of a name: those in use if there are any; for a merged code the one it went into."""
        there = self._by_name.get(_plain(name), []) + (self._by_name.get(_plain(f"{family}:{name}"), []) if family else [])
        by_id = {c.id: c for c in self._codes}
        fits: dict[str, Code] = {}
        for code in there:
            into = by_id.get(self._merged.get(code.id, code.id), code)
            if not family or code.family == family or code.id.partition(":")[0].casefold() == family:
                fits[into.id] = into
        exact = [c for c in fits.values() if c.id in {name, f"{family}:{name}"}]
        used = [c for c in fits.values() if not c.retired]
        return exact or used or list(fits.values())

    def _these(self, codes: Iterable[Code]) -> Coded:
        return Coded(frozenset(c.id for c in codes))

    def _of_family(self, family: str) -> Coded:
        return Coded(frozenset(c.id for c in self._codes if c.family == family and not c.retired))

    def _names(self, family: str = "") -> list[str]:
        """Return what codes in use are called: names, labels, ids."""
        codes = [c for c in self._codes if not c.retired and (not family or c.family == family)]
        return [*(c.id.partition(":")[2] for c in codes), *(c.label for c in codes), *(c.id for c in codes)]

    def _code(self, node: Field, family: str = "") -> Bound:
        found: set[str] = set()
        for value in node.values:
            if value == ANY:
                found |= self._of_family(family).codes if family else {c.id for c in self._codes if not c.retired}
                continue
            codes = self._called(value, family)
            if not codes:
                where = f"No code of the family {family}" if family else "No code"
                raise self._wrong(f"{where} is called '{value}'.{meant(value, self._names(family))}", node.at)
            if len(codes) > 1:
                raise self._wrong(f"'{value}' can mean {' or '.join(c.id for c in codes)}. Write the one you mean.", node.at)
            found |= {c.id for c in codes}
        coded = Coded(frozenset(found))
        return Never(coded) if node.op == "!=" else coded

    def _below(self, node: Field) -> Bound:
        """Return a code and every code below it."""
        above = self._code(node)
        found = set(above.codes if isinstance(above, Coded) else ())
        while more := {c.id for c in self._codes if c.parent in found and c.id not in found and not c.retired}:
            found |= more
        return Coded(frozenset(found))

    # Conditions ------------------------------------------------------------------------------------------------

    def _field(self, node: Field) -> Bound:
        key = node.key.strip().casefold()
        if key in FINDING:
            return self._finding(key, self._equal(node))
        if key in OF_CODINGS:
            if key != "coder":
                self.named.add(key)
            return self._of_codings(key, node)
        if key in OF_PLACES:
            self.named.add(key)
            return self._of_places(key, self._equal(node))
        family = key if key in self._families else ""
        traits = self._traits.find(node.key)
        if family and (node.op == ":" or not traits):
            return self._code(self._equal(node), family)
        if not traits and node.op == ":" and (codes := self._called(f"{node.key}:{node.values[0]}")):
            return self._these(codes)  # an id whose family is not one of ours
        if not traits:
            raise self._wrong(f"Nothing is called '{node.key}' here.{meant(node.key, self._keys())}", node.at)
        if len(traits) > 1:
            raise self._wrong(f"'{node.key}' can mean {' or '.join(traits)}. Write the one you mean.", node.at)
        return self._trait(traits[0], node)

    def _keys(self) -> list[str]:
        return [*self._traits.names, *OF_PLACES, *OF_CODINGS, *FINDING, *FAMILIES]

    def _equal(self, node: Field) -> Field:
        """Return a field that names one or several values; less and more make no sense for it."""
        if node.op in {"<", "<=", ">", ">="}:
            raise self._wrong(f"'{node.key}' is not a number: write {node.key}:{node.values[0]}", node.at)
        return node

    def _finding(self, key: str, node: Field) -> Bound:
        if key == "text":
            found: Bound = Some(tuple(self._spoken(v, node.at) for v in node.values))
            return Never(found) if node.op == "!=" else found
        if key == "family":
            unknown = [v for v in node.values if v.casefold() not in self._families]
            if unknown:
                raise self._wrong(f"No family is called '{unknown[0]}'.{meant(unknown[0], sorted(self._families))}", node.at)
            return Coded(frozenset().union(*(self._of_family(v.casefold()).codes for v in node.values)))
        return self._below(node) if key == "below" else self._code(node)

    def _of_codings(self, key: str, node: Field) -> Condition:
        if key == "valence":
            return self._valence(node)
        node = self._equal(node)
        if key == "stance":
            return self._one_of(key, node, ["for", "against", "any"], of_codings=True)
        if key == "memo":
            for value in node.values:
                if value != ANY:
                    self._spoken(value, node.at)
            return Condition(key, node.op, node.values, of_codings=True)
        kinds = {c.coder: c.coder_kind for c in self._ground.state.codings.values()}
        made = self._one_of(key, node, [*sorted(kinds), "any"], of_codings=True)
        if any(kinds.get(value) != "human" for value in made.values):
            self.named.add("coder")  # who names a model wants to see what it did
        return made

    def _valence(self, node: Field) -> Condition:
        for value in node.values:
            found = number(value)
            if value != ANY and (found is None or not _LOWEST <= found <= _HIGHEST):
                raise self._wrong(f"A valence is a number from -2 to 2, not '{value}'.", node.at)
        if ANY in node.values and node.op not in {":", "=", "in"}:
            raise self._wrong("A star stands for any valence and has no order. Write valence:* for those that have one.", node.at)
        return Condition("valence", node.op, node.values, of_codings=True)

    def _of_places(self, key: str, node: Field) -> Condition:
        settings, blocks = self._ground.folder.settings, self._ground.blocks
        if key == "speaker":
            return self._one_of(key, node, ["participant", "interviewer", "any"])
        if key == "participant":
            return self._one_of(key, node, self._ground.people)
        if key == "round":
            labels = {r.label: r.id for r in settings.rounds}
            return self._one_of(key, node, self._traits.rounds, labels)
        if key == "kind":
            return self._one_of(key, node, sorted({b.source.kind for b in blocks}))
        if key == "question":
            asked = {q.id: q.text for b in blocks for q in getattr(b.source, "questions", ())}
            return self._one_of(key, node, sorted(asked), {text: name for name, text in asked.items()})
        return self._one_of(key, node, [b.source.id for b in blocks], {b.source.title: b.source.id for b in blocks})

    def _one_of(
        self, key: str, node: Field, there: list[str], other: dict[str, str] | None = None, *, of_codings: bool = False
    ) -> Condition:
        """Return a condition whose values are among `there`, also under their `other` names."""
        names = {_plain(name): value for name, value in (other or {}).items()} | {_plain(n): n for n in there}
        found = []
        for value in node.values:
            exact = value if value in there else names.get(_plain(value))
            if exact is None:
                raise self._wrong(f"No {key} is called '{value}'.{meant(value, there)}", node.at)
            found.append(exact)
        return Condition(key, node.op, tuple(found), of_codings)

    def _trait(self, name: str, node: Field) -> Condition:
        values = self._traits.trait(name).values
        if name not in {node.key.strip().casefold(), _dashed(node.key)}:
            self.notes.append(f"'{node.key}' is taken to mean {name}.")
        if node.op in {"<", "<=", ">", ">="}:
            if number(node.values[0]) is None:
                raise self._wrong(f"'{node.values[0]}' is not a number.", node.at)
            if not numeric(values):
                raise self._wrong(f"'{node.key}' is not a number for anybody; its values are: {_some(values)}.", node.at)
        elif node.op != "!=":
            for value in node.values:
                if value != ANY and not any(test(values, "=", [value])):
                    raise self._wrong(f"For nobody is {node.key} '{value}'.{meant(value, sorted(values))}", node.at)
        return Condition(name, node.op, node.values, trait=True)


def _plain(name: str) -> str:
    """Return a name as it is compared: case, accents, hyphens and extra spaces do not matter."""
    folded = fold(unicodedata.normalize("NFKC", name))[0].casefold()
    return " ".join(folded.replace("-", " ").replace("_", " ").split())


def _dashed(name: str) -> str:
    return _plain(name).replace(" ", "-")


def _some(values: Iterable[str], most: int = 8) -> str:
    listed = sorted(values)
    return ", ".join(listed[:most]) + (" and more" if len(listed) > most else "")
