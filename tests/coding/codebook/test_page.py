"""The codebook as a page: what it says of each code, and what it never shows."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from workbench.coding.codebook.edit import add_example, define
from workbench.coding.codebook.page import codebook_html
from workbench.study.folder import Folder
from workbench.study.records import Anchor, Participant
from workbench.study.settings import Settings

VOID = {"br"}


class Words(HTMLParser):
    """The words of a page; fails where elements are not closed in order."""

    def __init__(self, page):
        super().__init__()
        self.words, self.open, self.deepest = [], [], 0
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, _):
        if tag not in VOID:
            self.open.append(tag)
            self.deepest = max(self.deepest, self.open.count("ul"))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


class Masks:
    day = ""

    def text(self, text, *, guess=True):  # noqa: ARG002 (a redactor's signature)
        return text.replace("dear", "[masked]").replace("Maria", "P09")


def words(folder, redactor=None):
    return " ".join("".join(Words(codebook_html(folder, redactor)).words).split())


def passage(folder, said, source="one", item=""):
    text = folder.text(source, item)
    version = next((t.version for t in folder.transcripts() if t.id == source), None)
    start = text.index(said)
    return Anchor(source, item, version, start, start + len(said))


def test_an_empty_codebook_says_how_to_begin(folder):
    page = words(folder)
    assert page.startswith("Codebook: 17 codes, none used yet.No codes of your own yet.")
    assert 'study.code("pain: typing names in", "the words as they were said")' in page
    define(folder, "pain: Fee", coder="ana")
    assert "No codes of your own" not in words(folder)


def test_a_code_says_what_it_is_for_and_how_it_is_used(folder, code):
    define(folder, "pain: Fee", coder="ana", definition="Money\nof any kind", include="A sum", exclude="Tips", stage="purchase",
           valence=-2, key="z", owner="Billing", colour="#332288", latent=True)  # fmt: skip
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "Slow")
    page = codebook_html(folder)
    assert (
        "Pains 1 code · 2 codingsFe Fee z pain:fee 2 codings · 1 personMoneyof any kindUse it when: A sumNot when: Tips"
        "stage: Purchase · usual valence: −2 · latent · owner: Billing" in words(folder)
    )
    assert "background:#332288;color:#fff" in page
    assert "1 of them used in 2 codings. No" not in page


@pytest.mark.parametrize(("colour", "ink"), [("#ffffff", "#000"), ("#000000", "#fff"), ("#e69f00", "#000"), ("#661100", "#fff")])
def test_letters_on_a_colour_can_be_read(folder, colour, ink):
    define(folder, "pain: Fee", coder="ana", colour=colour)
    assert f"background:{colour};color:{ink}" in codebook_html(folder)


def test_what_is_no_colour_is_not_written_into_a_style(folder):
    folder.act("ana", ("code.define", {"code": "pain:x", "colour": "red;background:url(http://x)"}))
    assert "url(" not in codebook_html(folder)


def test_markup_is_words(folder):
    define(folder, "pain: <img src=x onerror=alert(1)>", coder="ana", definition="</section><script>", owner='"><b>')
    page = codebook_html(folder)
    assert "<img" not in page
    assert "<script" not in page
    assert "<b>" not in page
    assert "<img src=x onerror=alert(1)>" in words(folder)


def test_examples_are_masked_and_without_a_mask_they_are_places(folder):
    define(folder, "pain: Fee", coder="ana", definition="As Maria said")
    add_example(folder, "pain:fee", passage(folder, "Slow 🐌 and dear"), coder="ana")
    add_example(folder, "pain:fee", passage(folder, "I left."), against=True, coder="ana")
    assert "Example: Slow 🐌 and [masked] P01 · one, turn 2Not this: I left. P01 · one, turn 4" in words(folder, Masks())
    assert "As P09 said" in words(folder, Masks())
    plain = words(folder)
    assert "Example: P01 · one, turn 2" in plain
    assert "Slow" not in plain


def test_who_does_not_consent_is_not_quoted(folder):
    define(folder, "pain: Fee", coder="ana")
    add_example(folder, "pain:fee", passage(folder, "Slow"), coder="ana")
    add_example(folder, "pain:fee", passage(folder, "And then?\nP01: I left."), coder="ana")  # crosses speakers
    folder.save_participants([Participant("P01", consent_quote=False)])
    page = words(folder, Masks())
    assert page.count("(withheld: no consent to quote)") == 2
    assert "Slow" not in page
    assert "I left" not in page


def test_only_the_first_examples_are_shown(folder):
    define(folder, "pain: Fee", coder="ana")
    for said in ("Slow", "and", "dear", "left", "🐌"):
        add_example(folder, "pain:fee", passage(folder, said), coder="ana")
    assert words(folder).count("Example:") == 3
    assert "and 2 more examples" in words(folder)


def test_a_tree_of_any_depth_is_well_formed(folder):
    folder.act("ana", *(("code.define", {"code": f"free:n{n}", "parent": f"free:n{n - 1}" if n else ""}) for n in range(300)))
    assert Words(codebook_html(folder)).deepest == 9
    assert words(folder).count("free:n") == 300


def test_it_reads_the_same_after_a_sanitiser(folder):
    """What a shared page keeps of it; whoever shares runs the same allow-list."""
    bleach = pytest.importorskip("bleach")
    define(folder, "pain: Fee", coder="ana", definition="Money")
    tags = {"section", "p", "strong", "details", "summary", "span", "ul", "li", "div", "code", "kbd", "em", "br"}
    assert "".join(Words(bleach.clean(codebook_html(folder), tags=tags)).words) == "".join(Words(codebook_html(folder)).words)


def test_a_study_without_anything_to_show(tmp_path):
    folder = Folder.create(tmp_path / "bare", Settings(emotions={}))
    assert words(folder).startswith("Codebook: 6 codes, none used yet.")
