"""What is said about how much is found is what was measured, and no more."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

from workbench.reading import recall

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def planted():
    spec = importlib.util.spec_from_file_location("planted", ROOT / "bench" / "planted.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["planted"] = module
    spec.loader.exec_module(module)
    return module


def test_the_sentence_says_how_many_of_hundred_and_when():
    known = recall.measured()
    words = recall.sentence()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", known.date)
    assert f"{known.of_hundred('written')} of 100 names were found in written sentences" in words
    assert known.date in words
    assert "read before you share" in words


def test_a_share_is_rounded_down():
    known = recall.Recall("2026-01-01", "", {"written": {"person": (199, 200)}}, {})
    assert known.of_hundred("written") == 99


@pytest.mark.parametrize("spoken", [False, True])
def test_what_is_stored_is_what_is_found(planted, spoken):
    texts = planted.synthetic(240, spoken=spoken)
    found = planted.score(texts, planted.masking)
    known = recall.measured()
    name = "spoken" if spoken else "written"
    share = known.sets[name]["person"][0] / known.sets[name]["person"][1]
    assert found.planted["person"] == 120
    assert abs(found.of("person") - share) < 0.08
    assert found.over <= known.over[name] + 0.01


def test_what_is_planted_is_where_it_says_and_the_same_every_time(planted):
    assert planted.synthetic(50, spoken=True) == planted.synthetic(50, spoken=True)
    assert planted.synthetic(50, spoken=True) != planted.synthetic(50, spoken=True, seed=1)
    for item in planted.synthetic(50, spoken=False):
        ((start, end, kind, where),) = item.spans
        assert item.text[start:end].strip() == item.text[start:end]
        assert (kind == "person") == bool(where)


def test_a_finder_that_finds_nothing_scores_nothing_and_one_that_masks_all_pays_for_it(planted):
    texts = planted.synthetic(40, spoken=False)
    nothing = planted.score(texts, lambda some: [[] for _ in some])
    assert (nothing.of("person"), nothing.over) == (0, 0)
    from workbench.reading.patterns import Span

    everything = planted.score(texts, lambda some: [[Span(0, len(t), "person", "x")] for t in some])
    assert (everything.of("person"), everything.over) == (1, 1)


def test_nothing_that_is_shown_promises_more():
    word = re.compile(r"anonym", re.IGNORECASE)
    # What is read, not shown: *clean-anonymised.docx* names nobody (sources/people/key.py), nor does who types in "anonymous".
    read = ("anonymised", '"anonymous", "anonym",', '"Anonym', '"paid", "anonymous",', "(anonym|anón", "*Anonymous*")
    shown = [p for kind in ("*.py", "*.j2", "*.js", "*.css", "*.ipynb") for p in (ROOT / "workbench").rglob(kind)]
    shown += [p for p in (ROOT / "widgets").rglob("*.js") if "node_modules" not in p.parts and ".test." not in p.name]
    shown += sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert len(shown) > 100
    found = {}
    for path in shown:
        lines = path.read_text(encoding="utf-8").splitlines()
        if hits := [line.strip() for line in lines if word.search(line) and not any(w in line for w in read)]:
            found[path.name] = hits
    assert found == {}


def test_the_stored_file_says_how_it_was_made():
    raw = json.loads((ROOT / "workbench" / "reading" / "data" / "recall.json").read_text(encoding="utf-8"))
    assert {"date", "how", "sets"} == set(raw)
    assert "planted" in raw["how"]
    assert {"written", "spoken"} <= set(raw["sets"])
