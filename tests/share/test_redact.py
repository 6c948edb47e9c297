"""Names out, pseudonyms in."""

from __future__ import annotations

import json
from zipfile import ZipFile

import pytest

from workbench.reading.patterns import Span
from workbench.share.exports import export
from workbench.share.map_page import map_html, map_static
from workbench.share.redact import Redactor, consented
from workbench.sources.people.key import KeyEntry
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


@pytest.mark.parametrize(("day", "shown"), [("2026-06-29", True), ("2026-06-30", False)])
def test_words_go_on_the_day_on_which_consent_runs_out(rich, day, shown):
    first = next(k for k, q in rich["quotes"].items() if q["consent"])
    rich["quotes"][first] |= {"text": "Nobody else says aardvark", "until": "2026-06-30"}
    for model in (Redactor((), day=day).model(rich), consented(rich, day)):
        assert (model["quotes"][first]["text"] != "", model["quotes"][first]["consent"]) == (shown, shown)
        assert model["claims"].keys() == rich["claims"].keys()
    assert rich["quotes"][first]["text"], "the model itself is as it was: it knows no day"


def test_no_form_of_the_map_shows_words_after_consent_ran_out(rich, tmp_path):
    first = next(i for c in rich["claims"].values() for i in c["supports"] if rich["quotes"][i]["consent"])
    rich["quotes"][first] |= {"text": "Nobody else says aardvark", "until": "2026-06-30"}
    for day, there in (("2026-06-29", True), ("2026-06-30", False)):
        for form in (".html", ".json", ".xlsx"):
            for redactor in (None, Redactor((), day=day)):
                path = export(rich, tmp_path / f"map{form}", redactor=redactor, day=day)
                data = path.read_bytes()
                if form == ".xlsx":
                    data = b"".join(ZipFile(path).read(name) for name in ZipFile(path).namelist())
                assert (b"aardvark" in data) is there, (day, form, redactor)
    assert "aardvark" not in map_html(rich)  # today is later than that
    assert "aardvark" not in map_static(rich)


def test_a_redacted_model_holds_no_words_without_consent(rich, roster):
    shown = Redactor(roster).model(rich)
    assert {q["text"] for q in shown["quotes"].values() if not q["consent"]} == {""}


def test_ids_made_from_a_name_are_masked_everywhere_alike(rich, roster):
    claim = rich["claims"].pop("pain:empty-page@onboarding")
    new = "pain:maria-wozniak-is-lost@onboarding"
    rich["claims"][new] = {**claim, "id": new, "code": "pain:maria-wozniak-is-lost"}
    for stage in rich["stages"]:
        stage["lanes"] = {k: [new if c == "pain:empty-page@onboarding" else c for c in v] for k, v in stage["lanes"].items()}
    masked = Redactor(roster).model(rich)
    said = canonical_json(masked).casefold()
    assert "maria-wozniak" not in said
    assert "pain:P01-is-lost@onboarding" in masked["claims"]
    assert any("pain:P01-is-lost@onboarding" in v for s in masked["stages"] for v in s["lanes"].values())
    assert masked["claims"].keys() - rich["claims"].keys() == {"pain:P01-is-lost@onboarding"}


def test_ids_of_items_questions_and_personas_are_masked_and_still_lead_to_each_other(full, roster):
    item = full["stages"][3]["goals"][0]
    item["id"] = "goal:work-like-maria-wo\u017aniak"
    item["quotes"] = [next(iter(full["quotes"]))]
    full["quotes"][item["quotes"][0]]["item"] = "R0001:what-did-maria-wozniak-do"
    full["saturation"] = {"personas": {"Maria types": {"text": "three of Maria's"}}, "stages": {}, "study": {}}
    masked = Redactor(roster, coders=("maria",)).model(full)
    here = masked["stages"][3]["goals"][0]
    assert here["id"] == "goal:work-like-P01"
    assert masked["quotes"][here["quotes"][0]]["item"] == "R0001:what-did-P01-do"
    assert list(masked["saturation"]["personas"]) == ["P01 types"]
    assert "maria" not in canonical_json(masked).casefold()


def test_a_coder_called_like_a_participant_signs_by_name(full, roster):
    full["claims"]["pain:empty-page@onboarding"]["comments"] = [{"by": "maria", "at": "", "text": "maria wonders"}]
    masked = Redactor(roster, coders=("maria",)).model(full)
    assert masked["claims"]["pain:empty-page@onboarding"]["comments"] == [{"by": "maria", "at": "", "text": "P01 wonders"}]
    full["stages"][0]["moment"] = {
        "why": "maria decided that this is one; as maria says",
        "rule": False,
        "trace": [],
        "decided": None,
    }
    moment = Redactor(roster, coders=("maria",)).model(full)["stages"][0]["moment"]
    assert moment["why"] == "maria decided that this is one; as P01 says"


def test_a_name_is_masked_whatever_lane_it_stands_in(full, roster):
    name = "Maria Wo\u017aniak"
    here, card = full["stages"][3], full["claims"]["pain:empty-page@onboarding"]
    for key in ("goals", "actions", "touchpoints", "handoffs", "effort", "staff"):
        here[key][0] |= {"label": f"{key} of {name}", "note": name, "marks": [name]}
    here["ask_next"][0] |= {"what": f"Ask {name}", "why": name}
    here["comments"][0]["text"] = here["gap"][0]["statement"] = full["notes"][0]["text"] = full["wins"][0]["text"] = name
    card |= {"title": f"{name} is lost", "comments": [{"by": "ben", "at": "", "text": name}]}
    card["signed"]["why"] = card["changed"][0]["why"] = card["triangulation"]["text"] = name
    full["hypotheses"][0]["change"] = full["future"]["changes"][0]["becomes"] = full["cautions"][0] = name
    assert name not in canonical_json(Redactor(roster).model(full))
    for html in (map_html(full, redactor=Redactor(roster)), map_static(full, Redactor(roster))):
        assert "Maria" not in html
        assert "P01" in html


def test_an_id_made_from_a_short_form_is_masked_and_words_are_left(rich):
    """Whoever calls a pain *Bobby cannot find it* makes an id of it, where nothing has a capital."""
    code = next(iter(rich["claims"].values()))["code"]
    family = code.partition(":")[0]
    text = json.dumps(rich).replace(code, f"{family}:bobby-paid-the-bill")
    masked = json.dumps(Redactor((KeyEntry("P01", "Robert Hughes"), KeyEntry("P02", "William Hughes"))).model(json.loads(text)))
    assert "bobby" not in masked
    assert f"{family}:[name]-paid-the-bill" in masked


def test_an_id_made_from_a_label_is_made_again_from_the_masked_one(rich):
    """*rose-and-ann-wait* has no capital by which Rose is told from a rose."""
    key = next(iter(rich["claims"]))
    claim = rich["claims"][key] | {
        "id": "pain:rose-and-ann-lee-wait",
        "code": "pain:rose-and-ann-lee-wait",
        "statement": "Rose and Ann Lee wait",
    }
    rich["claims"] = {"pain:rose-and-ann-lee-wait": claim}
    roster = (KeyEntry("P01", "Rose Price"), KeyEntry("P02", "Ann Lee"))
    model = Redactor(roster).model(rich)
    assert list(model["claims"]) == ["pain:p01-and-p02-wait"]
    assert "rose" not in str(model["claims"]).lower()
