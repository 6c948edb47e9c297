"""Root causes: layers from the roots on, circles named, and who says both."""

from __future__ import annotations

import pytest
from rated import answered

from workbench.journey.look import look
from workbench.journey.plan.causes import because, causes
from workbench.study.folder import Folder
from workbench.study.records import Participant


@pytest.fixture
def linked(made):
    """Ten people: 0 to 4 say fees, 0 to 5 say leave, 6 says neither; a claim for each letter of a graph as well."""
    made.define("stage:purchase", label="Purchase")
    for code in ("pain:fees", "pain:leave", *(f"pain:{c}" for c in "abcdef")):
        made.define(code, label=code[5:].title(), stage="purchase")
    said = [[*(["pain:fees"] if i < 5 else []), *(["pain:leave"] if i < 6 else [])] for i in range(10)]
    answered(made, {f"P{i:02}": (f"Fees and leaving, {i}.", ["stage:purchase", *c]) for i, c in enumerate(said)})
    return made


def link(made, *pairs):
    made.folder.act("ana", *(("cause.link", {"claim": f"pain:{a}", "because": f"pain:{b}"}) for a, b in pairs))
    return causes(look(Folder(made.folder.root)))


def test_roots_stand_first_and_what_follows_in_layers_by_the_longest_way(linked):
    found = link(linked, ("b", "a"), ("c", "b"), ("c", "a"), ("d", "c"), ("e", "d"))
    assert {c[5:]: v["layer"] for c, v in found["claims"].items()} == {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}
    assert found["roots"] == ["pain:a"]
    assert found["claims"]["pain:a"]["reaches"] == 4
    assert found["rings"] == []


def test_of_two_roots_the_one_from_which_more_follows_goes_first(linked):
    assert link(linked, ("b", "a"), ("d", "c"), ("e", "c"))["roots"] == ["pain:c", "pain:a"]


def test_a_circle_is_named_and_stands_in_one_layer(linked):
    found = link(linked, ("b", "a"), ("c", "b"), ("b", "c"), ("d", "c"), ("f", "e"), ("e", "f"))
    assert found["rings"] == [["pain:b", "pain:c"], ["pain:e", "pain:f"]]
    assert {c[5:]: v["layer"] for c, v in found["claims"].items()} == {"a": 0, "b": 1, "c": 1, "d": 2, "e": 0, "f": 0}
    assert found["roots"] == ["pain:a"]  # a circle has none


def test_who_says_both_stands_beside_the_arrow_as_an_association(linked):
    (one,) = link(linked, ("leave", "fees"))["links"]
    assert (one["both"], one["n"], one["by"]) == (5, 10, "ana")
    # 5 of 5 who say fees also say leave, 1 of the 5 others. Newcombe by hand, with Wilson's .5655 to 1 and .0362 to .6245:
    # the root of (1 - .5655)^2 + (.6245 - .2)^2 below .8, and .2 - .0362 above it
    assert (one["difference"], one["lo"], one["hi"]) == pytest.approx((0.8, 0.1926, 0.9638), abs=1e-3)
    assert one["text"].startswith("5 of 10 people who could have said both do; the first is said more often")
    assert one["text"].endswith("an association")


def test_people_who_spoke_together_make_the_interval_wider(linked):
    alone = link(linked, ("leave", "fees"))["links"][0]
    linked.people(*(Participant(f"P{i:02}", {}, group="G" if i < 5 else "") for i in range(10)))
    (one,) = causes(look(Folder(linked.folder.root)))["links"]
    assert one["difference"] == alone["difference"]
    assert one["lo"] < 0 < alone["lo"]
    assert "not detectably said more or less often" in one["text"]


def test_with_too_few_people_there_is_no_interval(linked):
    (one,) = link(linked, ("leave", "a"))["links"]
    assert (one["both"], one["lo"]) == (0, None)
    assert "too few people" in one["text"]


def test_an_arrow_that_was_cut_is_gone(linked):
    link(linked, ("leave", "fees"))
    linked.folder.act("ana", ("cause.cut", {"claim": "pain:leave", "because": "pain:fees"}))
    view = look(Folder(linked.folder.root))
    assert causes(view)["links"] == []
    assert because(view) == {}


def test_an_arrow_to_a_retired_claim_is_listed_as_missing(linked):
    link(linked, ("leave", "fees"))
    linked.folder.act("ana", ("code.retire", {"code": "pain:fees"}))
    found = causes(look(Folder(linked.folder.root)))
    assert (found["links"], found["claims"]) == ([], {})
    assert found["missing"] == [{"claim": "pain:leave", "because": "pain:fees"}]


def test_the_map_gets_what_lies_behind_each_claim(linked):
    link(linked, ("leave", "fees"), ("leave", "a"))
    assert because(look(Folder(linked.folder.root))) == {"pain:leave": ["pain:a", "pain:fees"]}


def test_a_study_without_arrows_has_no_causes(made):
    assert causes(look(Folder(made.folder.root))) == {"claims": {}, "links": [], "rings": [], "roots": [], "missing": []}
