from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pace import within

from workbench.reading.patterns import Span
from workbench.reading.personal import find_personal, find_personal_in, patterns


def words(text, roster=(), **how):
    return [(text[s.start : s.end], s.kind, s.replacement) for s in find_personal(text, roster, **{"ner": False, **how})]


def found(text):
    return [(s.kind, text[s.start : s.end]) for s in patterns(text)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Marguerite Okonjo said so", "Marguerite Okonjo"),
        ("so MARGUERITE said", "MARGUERITE"),
        ("it was okonjo's idea", "okonjo"),
        ("Marguerite\u00a0 Okonjo", "Marguerite\u00a0 Okonjo"),
        ("Ask Magda.", "Magda"),
    ],
)
def test_somebody_on_the_roster_is_found_whole_and_in_parts(entry, text, seen):
    roster = [entry("P01", "Marguerite Okonjo", ("Magda",))]
    assert words(text, roster) == [(seen, "person", "P01")]


@pytest.mark.parametrize(
    "text", ["Ines Calderón", "ines calderon", "INES CALDERO\u0301N", "Calderón", "Calderón-Vidal", "Calderón Vidal"]
)
def test_accents_and_hyphens_do_not_hide_a_name(entry, text):
    assert words(text, [entry("P03", "Ines Calderón Vidal")]) == [(text, "person", "P03")]


def test_a_longer_word_is_another_word(entry):
    assert words("Inesita and Mariana", [entry("P03", "Ines"), entry("P04", "Maria")]) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [("Will you come?", []), ("I asked Will.", ["Will"]), ("it will do", []), ("Will said no", ["Will"]), ("we may, in May", [])],
)
def test_a_name_that_is_a_word_is_masked_where_it_is_a_name(entry, text, seen):
    assert [w for w, _, _ in words(text, [entry("P05", "Will Abernathy")])] == seen


def test_a_first_name_of_two_people_is_masked_as_nobodys(entry):
    roster = [entry("P01", "Ana Ruiz"), entry("P02", "Ana Lima")]
    assert [r for _, _, r in words("Ana, Ana Ruiz and Lima", roster)] == ["[person]", "P01", "P02"]


def test_a_firm_is_masked_whole_and_not_by_its_words(entry):
    roster = [entry("E1", "Brindle Cafés", (), "employer")]
    assert words("At Brindle Cafes we drink in cafés", roster) == [("Brindle Cafes", "employer", "E1")]


def test_an_address_that_holds_a_known_name_is_masked_whole(entry):
    text = "write to marguerite.okonjo@cafe.example or linkedin.com/in/okonjo"
    masked = [w for w, _, _ in words(text, [entry("P01", "Marguerite Okonjo")])]
    assert masked == ["marguerite.okonjo@cafe.example", "linkedin.com/in/okonjo"]


@pytest.mark.parametrize(
    "text",
    ["anna@b.example", "r.lindqvist+x@kelpie-vets.co.uk", "jörg@müller.example", "marguerite at bluegatecafe dot example",
     "j dot smith at mail dot co dot uk"],
)  # fmt: skip
def test_addresses_written_and_spoken(text):
    assert found(f"It is {text}, yes") == [("e-mail", text)] or found(f"{text}, yes") == [("e-mail", text)]


@pytest.mark.parametrize(
    "number",
    [
        "+44 7700 900412", "029 2018 0946", "0131 496 0273", "07700900318", "(555) 010-9999", "555-010-9999", "1-555-010-9999",
        "+1 (555) 010 9999", "06 12 34 56 78", "0171 1234567", "0049 30 1234567", "+39 06 1234 5678", "(11) 91234-5678",
        "0412 345 678", "98765 43210", "612 345 678", "22 33 44 55", "oh seven seven double oh nine oh oh", "+33.1.23.45.67.89",
        "06.12.34.56.78",
    ],
)  # fmt: skip
def test_phones_of_many_shapes(number):
    assert ("phone", number) in found(f"ring me on {number}, after ten")


@pytest.mark.parametrize(
    "text",
    [
        "from 2019 to 2023", "2019-2023", "in 2024, 2025 and 2026", "on 2026-02-10", "on 10/02/2026", "£1 200 000",
        "1,250,000 rows", "12.500.000 euros", "version 3.11.4", "v 10.0.19045.1", "at 10:30:15", "between 9.30 and 17.45",
        "3.14159265", "order 1234567", "100000000 rows", "1 000 000 people", "127.0.0.1", "9-5, 24/7, 365 days",
        "A4 and 15 of 2026", "0.0000001", "7 of 10 in 2 weeks",
        "NPS 33.77 (10.20 to 55.1)", "a mean of 0.436 (0.359 to 0.516)", "+16.21 (-2.46 to +34.88)", "12.34 (10.20\u201314.21)",
    ],
)  # fmt: skip
def test_years_prices_versions_dates_and_times_are_no_phones(text):
    assert found(text) == []


def test_handles_and_links():
    text = "I'm @tobias_fenn, see https://github.com/fenn and /home/tobias/x, not https://tern.example/pricing"
    assert found(text) == [("link", "https://github.com/fenn"), ("link", "/home/tobias"), ("handle", "@tobias_fenn")]


def test_accounts():
    assert found("IBAN DE44 5001 0517 5407 3249 31 and QQ 12 34 56 C")[0] == ("account", "DE44 5001 0517 5407 3249 31")
    assert found("de44 5001 0517 5407 3249 31")[0][0] == "account"
    assert found("de73c7dfc24a23028795ecb2289f8381") == [], "the id of a coding, whose check digits are right by chance"


def test_a_model_guesses_names_that_nobody_listed(entry):
    text = "So Peter Miller showed Okonjo the rota, and then Elif rang. Elif is great."
    seen = words(text, [entry("P01", "Marguerite Okonjo")], ner=True)
    assert [w for w, _, _ in seen] == ["Peter Miller", "Okonjo", "Elif", "Elif"]


def test_a_name_found_once_is_found_in_every_text():
    found = find_personal_in(["Then I asked Ptolemy about it.", "Ptolemy is the cat."], [])
    assert [len(f) for f in found] == [1, 1]


@pytest.mark.parametrize(
    "text", ["We use Tern on Mondays.", "I put it into Excel, then WhatsApp.", "In March I said OK.", "Nothing here."]
)
def test_products_days_and_months_are_no_people(text):
    assert words(text, ner=True, keep=frozenset({"tern"})) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_spans_are_inside_in_order_and_apart(entry, text):
    roster = [entry("P01", "Ana Ruiz"), entry("E1", "Ab & Co", (), "employer")]
    at = 0
    for span in find_personal("ana ruiz " + text + " ab & co +44 7700 900412", roster, ner=False):
        assert at <= span.start < span.end
        at = span.end


def test_what_lies_on_an_earlier_find_is_cut_off_from_a_later_one(entry):
    roster = [entry("P01", "Ana Ruiz", ("ana.ruiz@tern.example",))]
    text = "Ask Ana Ruiz (ana.ruiz@tern.example), or Ruiz."
    spans = find_personal(text, roster, ner=False)
    assert [text[s.start : s.end] for s in spans] == ["Ana Ruiz", "ana.ruiz@tern.example", "Ruiz"]


@pytest.mark.parametrize("link", ["x.com/a ", "http://a"])
def test_a_page_of_thousands_of_links_is_gone_through(link):
    with within(60):
        find_personal(link * 6_000, [], ner=False)


def test_a_device_that_joined_the_call_does_not_mask_common_words(entry):
    roster = [entry("P01", "Blockstack Meeting")]
    text = "We had a Meeting about Blockstack; Blockstack Meeting joined."
    masked = [text[s.start : s.end] for s in find_personal(text, roster, ner=False)]
    assert "Meeting" not in masked
    assert "Blockstack Meeting" in masked


def test_a_guessed_name_is_found_in_the_small_letters_of_a_label():
    names = {"Juan Perez": Span(0, 10, "person", "[name]"), "Rosa": Span(0, 4, "person", "[name]")}
    texts = ["juan perez and the fee", "rosa shirts", "Juan Perez said", "what juan perez Says"]
    found = find_personal_in(texts, [], names=names)
    assert [[(s.start, s.end) for s in spans] for spans in found] == [[(0, 10)], [], [(0, 10)], []]
