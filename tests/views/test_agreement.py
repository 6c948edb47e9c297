"""Agreement in a notebook: differences first, then coefficients with their intervals; nobody's name, nobody's markup."""

from __future__ import annotations

import html
import re
from base64 import b64decode
from dataclasses import replace

import little
import pytest

from workbench.coding.agreement import BYS, UNITS
from workbench.coding.agreement.records import Agreement, Coefficients, Interval
from workbench.coding.frame import codings_frame
from workbench.share.sanitise import sanitise
from workbench.study.errors import UserError
from workbench.study.records import Participant
from workbench.views.agreement import AgreementView, compare
from workbench.views.agreement_page import FEW
from workbench.views.dots import dot, lowest, scale


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    base = tmp_path_factory.mktemp("agreement")
    made = little.make(base / "study", base / "raw")
    for source, words, code, extra in [
        ("p01-2026-q1", "The price was fine", "delight:clear-price", {"stance": "against"}),
        ("p01-2026-q1", "The price was fine", "emotion:angry", {"valence": -1}),
        ("p01-2026-q1", "I wish there was", "emotion:sad", {"valence": -2}),
        ("p02-2026-q1", "From an advert", "emotion:sad", {"valence": -1}),
    ]:
        for coder in ("ana", "cem") if code == "emotion:angry" else ("cem",):
            made.folder.act(coder, ("coding.add", {"code": code, "anchor": little.anchor(made, source, words), **extra}))
    return made


def view(study, *coders, **more):
    return compare(study.folder, codings_frame(study.folder), coders or ("ana", "ben"), study.masks, **more)


def words(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("by", BYS)
@pytest.mark.parametrize("coders", [("ana", "ben"), ("ana", "ben", "cem")], ids=len)
def test_unit_documents_people_and_what_was_drawn_are_said(study, unit, by, coders):
    found = view(study, *coders, unit=unit, by=by)
    page = words(found._repr_html_())
    assert f"Unit: {unit}" in page
    assert f"{found.codes[0].documents} documents" in page
    assert f"of {found.codes[0].people} people" in page
    assert f"95 %, {'people' if by == 'participant' else 'documents'} drawn again" in page
    assert f"fewer than {FEW}" in page
    assert "nan" not in page.casefold()
    assert "None" not in page


def test_passages_come_before_numbers_the_hottest_first(study):
    page = words(view(study, "ana", "cem")._repr_html_())
    first, second = page.index("to talk about, hottest first"), page.index("How much they agree")
    assert first < page.index("not everybody coded it") < second
    assert page.index("one says the opposite") < page.index("not everybody coded it")


def test_codes_are_called_as_people_read_them_now_and_named_by_id_in_tables(study):
    mine = study.try_out()
    mine.codebook().rename("delight:clear-price", "The price is plain", reason="clearer")
    found = view(mine, "ana", "cem")
    page = words(found._repr_html_())
    assert page.count("delight: The price is plain") >= 2, "where they differ, and how much"
    assert "delight:clear-price" not in page
    assert "delight:clear-price" in set(found.frame()["code"])


def test_every_coefficient_shown_has_its_interval_in_words_and_alpha_a_picture(study):
    found = view(study, unit="token")
    page = found._repr_html_()
    code = next(a for a in found.codes if a.alpha_lo is not None and a.alpha_lo < a.alpha_hi)
    name = found.called(code.code)
    row = next(r for r in re.findall(r"<tr>.*?</tr>", page[page.index("How much they agree") :]) if f">{name}<" in r)
    for name in ("alpha", "kappa", "ac1", "jaccard", "percent"):
        bounds = code.intervals[name]
        assert f"{bounds.lo:.2f} to {bounds.hi:.2f}".replace("-", "−") in row, name
    assert f'alt="α {code.value.alpha:.2f}, 95 % interval'.replace("-", "−") in row


def test_undefined_is_said_and_drawn_as_nothing(study):
    one = Agreement("pain:x", "segment", ("ana", "ben"), 3, 3, (0, 0, 0, 9), Coefficients(1.0, None, None, 1.0, None))
    other = Agreement(
        "pain:y", "segment", ("ana", "ben"), 3, 3, (4, 1, 1, 9), Coefficients(0.9, 0.6, 0.6, 0.8, 0.6), "document",
        {"alpha": Interval(0.2, 0.9, 0.12), "kappa": Interval(None, None, 0.7)},
    )  # fmt: skip
    nothing = view(study)._differences.head(0)
    page = AgreementView(("ana", "ben"), [other, one], {}, nothing, study.masks)._repr_html_()
    assert "They differ nowhere." in page
    assert "undefined in 12 %" in page
    assert page.count('<img alt="α') == 1
    assert "no variation" in page
    assert "cannot tell yet" in page


@pytest.mark.parametrize(
    ("lo", "value", "hi", "cells", "says"),
    [
        (0.81, 0.9, 0.95, (9, 1, 1, 50), "rely on it"), (0.7, 0.9, 0.95, (9, 1, 1, 50), "tentative"),
        (0.3, 0.9, 0.95, (9, 1, 1, 50), "cannot tell yet"), (0.3, 0.5, 0.6, (9, 1, 1, 50), "not reliable"),
        (1.0, 1.0, 1.0, (9, 0, 0, 50), "no difference found"), (None, 0.9, None, (9, 1, 1, 50), "no interval"),
        (0.81, 0.9, 0.95, (2, 1, 1, 50), "too few passages"),
    ],
)  # fmt: skip
def test_the_lower_end_says_what_may_be_relied_on(study, lo, value, hi, cells, says):
    a = Agreement("pain:x", "segment", ("ana", "ben"), 30, 30, cells, Coefficients(0.9, value, value, 0.9, 0.8), "document",
                  {"alpha": Interval(lo, hi)})  # fmt: skip
    page = AgreementView(("ana", "ben"), [a], {}, view(study)._differences.head(0), study.masks)._repr_html_()
    assert f">{says}<" in page
    assert "fewer than 20" not in page


def test_names_of_coders_and_codes_are_words_not_markup(study):
    evil, code = "<script>alert(1)</script>", "pain:</script><img src=x onerror=alert(2)>"
    coders = (evil, "ana", "ben")
    (result, *_) = view(study, "ana", "ben", unit="token").codes
    made = [replace(result, code=code, coders=coders), replace(result, code="emotion:</table>", coders=coders)]
    rows = view(study)._differences.assign(**{evil: code})
    page = AgreementView(coders, made, {}, rows, study.masks, left_out=((evil, ""),))._repr_html_()
    assert "<script" not in page
    assert "onerror" not in re.sub(r"&lt;.*?&gt;", "", page)
    assert html.escape(evil) in page


def test_confusions_of_a_family(study):
    found = view(study, "ana", "cem")
    frame = found.confusion("emotion")
    assert (frame.index.name, frame.columns.name) == ("ana", "cem")
    assert frame.to_numpy().sum() == next(f.units for f in found.labels if f.family == "emotion")
    assert "Which emotion" in found._repr_html_()
    with pytest.raises(UserError, match="no family is called 'goal'; there are: emotion"):
        found.confusion("goal")


def test_three_coders_are_also_compared_two_at_a_time(study):
    found = view(study, "ana", "ben", "cem")
    page = words(found._repr_html_())
    for pair in ("ana and ben", "ana and cem", "ben and cem"):
        assert pair in page
    assert list(found.frame().columns[4:6]) == ["both", "one only"]
    pairs = found.pairs().set_index(["coders", "code"])
    alone = view(study, "ana", "cem").frame().set_index("code")
    assert pairs.loc[("ana and cem", "emotion:angry"), "alpha"] == pytest.approx(alone.loc["emotion:angry", "alpha"])
    assert pairs.loc[("ben and cem", "emotion"), "both"] == 0
    assert repr(found).startswith("<agreement of ana, ben and cem on ")


def test_the_table_has_every_interval_and_what_it_is_over(study):
    frame = view(study, by="participant").frame()
    assert set(frame["resampled"]) == {"participant"}
    assert {
        "alpha_undefined",
        "prevalence",
        *(f"{n}_{end}" for n in ("kappa", "ac1", "s", "fleiss") for end in ("lo", "hi")),
    } <= set(frame.columns)
    assert ((frame["alpha_lo"] <= frame["alpha"]) | frame["alpha_lo"].isna()).all()


def test_texts_only_one_opened_are_named(study):
    """Only ana coded answers."""
    found = view(study, "ana", "ben")
    assert len(found.left_out) > 5
    page = words(found._repr_html_())
    assert f"{len(found.left_out)} texts opened by one only, and left out" in page
    assert all(item in page for _, item in found.left_out)
    assert "left out" not in words(view(study, "ben", "cem")._repr_html_())


@pytest.mark.parametrize("unit", ["segment", "unitised"])
def test_names_markup_and_those_who_do_not_consent(study, unit):
    people = study.folder.participants()
    study.folder.save_participants([*(p for p in people.values() if p.id != "P02"), Participant("P02", consent_quote=False)])
    try:
        masks = type(study.masks).of(study.folder.participants().values(), study.redactor)
        found = compare(study.folder, codings_frame(study.folder), ("ana", "ben", "cem"), masks, unit=unit)
        page = found._repr_html_()
    finally:
        study.folder.save_participants(people.values())
    assert "(withheld: no consent to quote)" in page
    assert "From an advert" not in page
    assert not re.search(r"<(img\b[^>]*onerror|script)", page, re.IGNORECASE)
    assert [name for name in little.NAMES if name.casefold() in words(page).casefold()] == []


def test_it_survives_a_sanitiser_with_its_pictures(study):
    page = view(study)._repr_html_()
    clean = sanitise(page)
    assert clean.count("<img") == page.count("<img") > 1
    assert words(clean).split() == words(page).split()


# The picture -----------------------------------------------------------------------------------------------------------


def drawn(picture):
    return b64decode(re.search(r"base64,([^\"]+)", picture)[1]).decode()


def test_a_dot_lies_on_its_scale_and_is_hollow_without_an_interval():
    svg = drawn(dot(0.5, 0.0, 1.0, 0.0, "α"))
    assert 'cx="95.0"' in svg
    assert "M7.0 9.0H183.0" in svg
    assert 'fill="none" stroke="#4a86cf"' in drawn(dot(0.5, None, None, 0.0, "α"))
    assert dot(-0.5, None, None, -0.5, "α").startswith('<img alt="α −0.50"')


@pytest.mark.parametrize(
    ("values", "low"), [([0.2, None], 0.0), ([-0.1], -0.25), ([-0.25], -0.25), ([-0.26], -0.5), ([-3.0], -1.0), ([], 0.0)]
)
def test_the_scale_begins_at_nothing_or_below(values, low):
    assert lowest(values) == low
    assert f"scale from {low:g} to 1".replace("-", "−") in scale(low)


def test_its_colours_are_seen_on_white_and_on_dark():
    """WCAG 2.2, 1.4.11: graphics need 3:1 against what is behind them; #111 is JupyterLab's dark."""

    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in set(re.findall(r"#[0-9a-f]{6}", drawn(dot(0.5, 0.1, 0.9, 0.0, "α")) + drawn(scale(0.0)))):
        for behind in ("#ffffff", "#111111"):
            one, other = sorted((light(colour), light(behind)))
            assert (other + 0.05) / (one + 0.05) >= 3, (colour, behind)
