"""The query language as text: what is read, what it prints as, and where it says something is wrong."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.coding.query.errors import QueryError, meant
from workbench.coding.query.parse import parse
from workbench.coding.query.tree import COMPARISONS, NUMBERED, SPAN_OPERATORS, And, Field, Name, Not, Or, Span, Text, code, is_bare
from workbench.study.errors import UserError

FEE, PAIN = Name("fee"), Name("pain")

#: What a code, a person or an attribute may be called, half characters included.
ANYTHING = st.text(max_size=12) | st.text(st.sampled_from('ab "\\():=<>!,“”\u2212*\n'), max_size=8)
PLAIN = st.lists(st.text(st.sampled_from("abé:P3-'_.?"), min_size=1, max_size=6).filter(is_bare), min_size=1, max_size=3)
LEAVES = st.one_of(
    PLAIN.map(lambda words: Name(" ".join(words))),
    ANYTHING.filter(lambda t: t.strip()).map(Text),
    st.builds(Field, ANYTHING, st.sampled_from([c for c in COMPARISONS if c != "in"]), st.tuples(ANYTHING)),
    st.builds(Field, ANYTHING, st.just("in"), st.lists(ANYTHING, min_size=1, max_size=3).map(tuple)),
)


def inner(nodes):
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, nodes),
        st.builds(
            lambda op, left, right, n, without: Span(op, left, right, n if op in NUMBERED else 0, without),
            st.sampled_from(SPAN_OPERATORS), nodes, nodes, st.integers(0, 999), st.booleans(),
        ),
    )  # fmt: skip


@given(st.recursive(LEAVES, inner, max_leaves=8))
@example(Field("code", ":", ('x") or participant:P01 or ("',)))
@example(Field("in", "in", ("in", "and", "followed by")))
def test_every_tree_reads_as_it_prints(tree):
    assert parse(str(tree)) == tree


@given(ANYTHING, st.sampled_from(["pain", "participant", "code", "a b", ""]))
def test_no_name_of_a_code_is_taken_for_something_else(name, family):
    found = parse(code(f"{family}:{name}"))
    assert found in {Field("code", ":", (f"{family}:{name}",)), Field("pain", ":", (name,))}
    assert found.key == "code" or (family == "pain" and name != "*")


PIECES = ["and", "or", "not", "near(", "2", ")", "(", '"', "a", ":", "=", "in", ","]


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_read_or_refused_in_words_with_its_place(text):
    try:
        read, wrong = parse(text), None
    except QueryError as error:
        read, wrong = None, error
    assert wrong is None or (0 <= wrong.at[0] <= wrong.at[1] <= len(text) and "^" in str(wrong))
    assert read is None or parse(str(read)) == read


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("fee", FEE),
        ("too expensive", Name("too expensive")),
        ('"too expensive"', Text("too expensive")),
        ("“too expensive”", Text("too expensive")),
        (r'"say \"no\" \ twice"', Text(r'say "no" \ twice')),
        ("pain: typing names in", Field("pain", ":", ("typing names in",))),
        ("stage:Purchase", Field("stage", ":", ("Purchase",))),
        ("plan in (pro, team)", Field("plan", "in", ("pro", "team"))),
        ("months using<6", Field("months using", "<", ("6",))),
        ("nps ≤ 6", Field("nps", "<=", ("6",))),
        ("pain AND fee", And((PAIN, FEE))),
        ("pain NOT NEAR(3) fee", Span("near", PAIN, FEE, 3, without=True)),
        ("pain near fee", Span("near", PAIN, FEE, 20)),
        ("pain followed by fee", Span("then", PAIN, FEE, 1)),
        ("pain followed by(2) fee", Span("then", PAIN, FEE, 2)),
        ("pain near(20) fee within stage:Purchase",
         Span("within", Span("near", PAIN, FEE, 20), Field("stage", ":", ("Purchase",)))),
        ("not pain within fee", Not(Span("within", PAIN, FEE))),
        ("not pain and fee", And((Not(PAIN), FEE))),
        ("pain or fee and not fee", Or((PAIN, And((FEE, Not(FEE)))))),
        ("(pain or fee) and fee", And((Or((PAIN, FEE)), FEE))),
        ("pain near (fee)", Span("near", PAIN, FEE, 20)),
    ],
)  # fmt: skip
def test_what_a_query_means(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("", "The query is empty", ""),
        ("pain and", "ends where a code", ""),
        ("pain or )", "not this sign", ")"),
        ("(pain", "never closed", "("),
        ("pain)", "closes nothing", ")"),
        ('pain and "fee', "never closed", '"fee'),
        ('pain and ""', "nothing between", '""'),
        ('pain "fee"', "put and, or, near", '"fee"'),
        ("pain near(-2) fee", "whole number from 0", "-2"),
        ("pain near(1.5) fee", "whole number from 0", "1.5"),
        ("pain near(99999999) fee", "up to 1,000,000", "99999999"),
        ("pain near and", "not 'and'", "and"),
        ("a:b:c", "quotation marks around it", ":"),
        ("role=", "should follow role=", ""),
        ("role in (a", "list is never closed", "("),
        ("(" * 61 + "a", "more than 60 deep", "("),
        ("not " * 61 + "a", "more than 60 deep", "not"),
        ("a" + " near b" * 61, "More than 60 operators", "b"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text, said, place):
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert said in str(caught.value)
    begin, end = caught.value.at
    assert text[begin:end] == place


def test_the_place_is_pointed_at_also_in_a_long_query():
    with pytest.raises(UserError) as caught:
        parse("fee or " * 500 + "pain and and fee" + " or fee" * 500)
    _, line, arrow = str(caught.value).splitlines()
    assert len(line) < 150
    assert line[arrow.index("^") : arrow.rindex("^") + 1] == "and"


def test_a_query_without_end_is_refused():
    with pytest.raises(QueryError, match="longer than 20,000"):
        parse("a" * 20_001)


@pytest.mark.parametrize(
    ("name", "there", "said"),
    [
        ("typng names", ["typing-names", "price"], " Did you mean typing-names?"),
        ("names", ["typing-names", "price"], " Did you mean typing-names?"),
        ("onbording", ["onboarding", "Onboarding"], " Did you mean onboarding?"),
        ("x", [], " There are none."),
        ("zzz", ["a", "b"], " There are: a, b."),
        ("zzz", list("abcdefghij"), " There are: a, b, c, d, e, f, g, h and 2 more."),
    ],
)
def test_what_is_meant_is_guessed_from_what_there_is(name, there, said):
    assert meant(name, there) == said


def test_of_very_many_names_those_that_begin_alike_are_compared():
    there = [f"P{n:06d}" for n in range(30_000)] + ["Quentin"]
    assert meant("Quentn", there) == " Did you mean Quentin?"
