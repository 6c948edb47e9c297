"""Names out, pseudonyms in."""

from __future__ import annotations

from workbench.reading.patterns import Span
from workbench.share.redact import Redactor
from workbench.study.canon import canonical_json


def test_a_text_is_searched_once(roster):
    searched = []

    def find(texts, _roster, **_options):
        searched.extend(texts)
        return [[Span(0, 5, "person", "P01")] if t.startswith("Maria") else [] for t in texts]

    redactor = Redactor(roster, find)
    assert redactor.texts(["Maria said", "nobody", "Maria said"]) == ["P01 said", "nobody", "P01 said"]
    assert redactor.text("Maria said") == "P01 said"
    assert sorted(searched) == ["Maria said", "nobody"]


def test_spans_that_touch_or_overlap_are_replaced_from_the_left():
    spans = [Span(0, 5, "person", "P01"), Span(3, 8, "e-mail", "[e-mail]"), Span(8, 9, "phone", "[phone]")]
    assert Redactor((), lambda texts, *_, **__: [spans for _ in texts]).text("abcdefghij") == "P01[e-mail][phone]j"


def test_roster_and_patterns_without_guessing(roster):
    redactor = Redactor(roster)
    text = "Ask Maria Woz\u0301niak or m.w@mail.example, +44 20 7946 0958"
    assert redactor.text(text, guess=False) == "Ask P01 or [e-mail], [phone]"


def test_a_redacted_model_is_a_copy_with_numbers_and_ids_as_they_were(rich, roster):
    name = "Maria Woźniak"
    rich["study"]["title"] = f"With {name}"
    rich["claims"]["pain:empty-page@onboarding"]["statement"] = f"{name} was lost"
    first = rich["claims"]["pain:empty-page@onboarding"]["supports"][0]
    rich["quotes"][first]["text"] = f"I am {name}"
    rich["stages"][3]["moment"]["why"] = f"{name} said so"
    before = canonical_json(rich)
    shown = Redactor(roster).model(rich)
    assert canonical_json(rich) == before
    assert "Wo\u017aniak" not in canonical_json(shown)
    assert shown["quotes"][first]["text"] == "I am P01"
    assert shown["claims"].keys() == rich["claims"].keys()
    assert shown["claims"]["pain:empty-page@onboarding"]["supports"] == rich["claims"]["pain:empty-page@onboarding"]["supports"]


def test_a_redacted_model_holds_no_words_without_consent(rich, roster):
    shown = Redactor(roster).model(rich)
    assert {q["text"] for q in shown["quotes"].values() if not q["consent"]} == {""}
