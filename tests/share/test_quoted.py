"""One person is quoted so often on a card and no more; every number still leads to its list."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from workbench.share.quoted import NOT_SHOWN, capped, chosen
from workbench.share.redact import Redactor


def quote(who, text, *, consent=True, start=0):
    return {"participant": who, "text": text, "consent": consent, "source": "s", "item": "", "start": start}


def test_the_longest_of_a_person_are_shown_and_of_both_sides_where_they_said_both():
    quotes = {
        "a": quote("P01", "short"), "b": quote("P01", "this is longer"), "c": quote("P01", "this is the longest"),
        "d": quote("P01", "but no"), "e": quote("P02", "me too"),
    }  # fmt: skip
    assert chosen(quotes, [(["a", "b", "c", "e"], [])], 2) == {"b", "c", "d", "e"}  # d is on no card
    assert chosen(quotes, [(["a", "b", "c", "e"], ["d"])], 2) == {"c", "d", "e"}
    assert chosen(quotes, [(["a", "b", "c", "e"], ["d"])], 1) == {"c", "e"}


def test_who_may_not_be_quoted_takes_nobodys_place():
    quotes = {"a": quote("P01", "", consent=False), "b": quote("P01", "yes"), "c": quote("P01", "oh")}
    assert {"b", "c"} <= chosen(quotes, [(["a", "b", "c"], [])], 2)


def test_a_card_keeps_its_only_quote():
    quotes = {"a": quote("P01", "long " * 9), "b": quote("P01", "longer " * 9), "c": quote("P01", "x")}
    assert "c" in chosen(quotes, [(["a", "b", "c"], []), (["c"], [])], 2)


def test_numbers_and_ids_stay(rich):
    claim = max(rich["claims"].values(), key=lambda c: len(c["supports"]))
    who = rich["quotes"][claim["supports"][0]]["participant"]
    for name in claim["supports"]:
        rich["quotes"][name] |= {"participant": who, "consent": True, "text": f"words of {name} are not to be read"}
    shown = Redactor((), quotes=1).model(rich)
    assert {k: v for k, v in shown["claims"][claim["id"]].items() if k in {"k", "m", "supports"}} == {
        k: claim[k] for k in ("k", "m", "supports")
    }
    texts = [shown["quotes"][q]["text"] for q in claim["supports"]]
    assert sum(t != NOT_SHOWN for t in texts) == 1
    assert all(shown["quotes"][q]["consent"] for q in claim["supports"])
    assert Redactor(()).model(rich)["quotes"][claim["supports"][-1]]["text"].endswith("read")


@st.composite
def maps(draw):
    names = [f"q{n}" for n in range(draw(st.integers(1, 14)))]
    quotes = {
        n: quote(draw(st.sampled_from(["P01", "P02", "P03"])), draw(st.sampled_from(["", "a", "bb", "ccc"])),
                 consent=draw(st.booleans()), start=i) for i, n in enumerate(names)
    }  # fmt: skip
    some = st.lists(st.sampled_from(names), unique=True)
    return quotes, draw(st.lists(st.tuples(some, some), max_size=6)), draw(st.integers(1, 3))


@given(maps())
def test_every_card_keeps_a_quote_and_none_has_too_many_of_one_person(made):
    quotes, cards, most = made
    shown = chosen(quotes, cards, most)
    only = set()  # the one quote of some card: it stays wherever it stands
    for supports, contradicts in cards:
        there = {q for q in (*supports, *contradicts) if quotes[q]["consent"] and quotes[q]["text"]}
        assert not there or there & shown
        only |= there & shown if len(there & shown) == 1 else set()
    for supports, contradicts in cards:
        there = {q for q in (*supports, *contradicts) if quotes[q]["consent"] and quotes[q]["text"]} & shown
        assert all(n <= most for n in Counter(quotes[q]["participant"] for q in there - only).values())
    model = {"quotes": quotes, "claims": {f"c{n}": {"supports": a, "contradicts": b} for n, (a, b) in enumerate(cards)}}
    assert capped(model, most) == capped(model, most)
    assert capped(model, most)["quotes"].keys() == quotes.keys()
