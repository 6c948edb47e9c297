"""The pure part of the browser's code: its own tests, and the same offsets in Python and in JavaScript."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.coding.folded import find
from workbench.widgets.assets import asset, bundle
from workbench.widgets.coder import MODULES, Coder

WIDGETS = Path(__file__).resolve().parents[2] / "widgets"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="Node is not here: it is needed for these tests only")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CONVERT = """
import { toPoints, toUnits } from "%s";
const rows = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(rows.map(([text, p]) => [toUnits(text, p), toPoints(text, toUnits(text, p))])));
"""


@needs_node
@pytest.mark.parametrize("name", ["core.test.mjs", "coder.test.mjs"])
def test_the_javascript_tests_pass(name):
    done = subprocess.run([NODE, "--test", name], cwd=WIDGETS, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


@needs_node
@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(TEXT, st.integers(0, 40)), min_size=1, max_size=60))
def test_javascript_counts_units_as_utf16_does(rows):
    rows = [(text, min(point, len(text))) for text, point in rows]
    code = CONVERT % (WIDGETS / "core.js").as_uri()
    command = [NODE, "--input-type=module", "-e", code]
    done = subprocess.run(command, input=json.dumps(rows), capture_output=True, text=True, timeout=60, check=True)
    expected = [[len(text[:point].encode("utf-16-le")) // 2, point] for text, point in rows]
    assert json.loads(done.stdout) == expected


FOLD = """
import { foldText } from "%s";
const rows = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(rows.map((text) => [foldText(text).text, foldText(text).from?.length ?? -1])));
"""
LETTERS = st.text(
    st.characters(codec="utf-8", categories=["Lu", "Ll", "Nd", "Zs"], max_codepoint=0x24F) | st.sampled_from("ΑΣςéÉİßﬁŒ")
)


@needs_node
@settings(max_examples=5, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=80))
def test_the_search_folds_words_as_queries_do(texts):
    """What somebody finds in the coder is what a query finds in Python: the same letters count as the same."""
    code = FOLD % (WIDGETS / "search.js").as_uri()
    command = [NODE, "--input-type=module", "-e", code]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, timeout=60, check=True)
    folded = json.loads(done.stdout)
    assert [text for text, _ in folded] == [find(text) for text in texts]
    assert all(length in {-1, len(text)} for text, length in folded), "every letter knows where it came from"


def test_the_bundle_imports_nothing_and_exports_one_thing():
    text = bundle(*MODULES)
    assert not re.findall(r"^\s*import\b.*$", text, re.MULTILINE)
    assert re.findall(r"^export .*$", text, re.MULTILINE) == ["export default { render };"]
    assert Coder._esm == text or str(Coder._esm) == text


@needs_node
def test_the_bundle_is_one_module_that_parses(tmp_path):
    (tmp_path / "coder.mjs").write_text(bundle(*MODULES), encoding="utf-8")
    subprocess.run([NODE, "--check", "coder.mjs"], cwd=tmp_path, check=True, timeout=60)


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_ever_read_as_markup(name):
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", asset(name))


def test_styles_stay_inside_the_widget():
    rules = re.sub(r"/\*.*?\*/", "", asset("coder.css"), flags=re.DOTALL)
    selectors = [s for block in re.findall(r"([^{}]+)\{", rules) for s in block.split(",") if not s.strip().startswith("@")]
    strangers = [s.strip() for s in selectors if ".wb-" not in s and s.strip() not in {"from", "to"}]
    assert not strangers
    assert "url(" not in rules


def test_a_missing_file_says_where_it_was_looked_for():
    with pytest.raises(FileNotFoundError, match="not complete"):
        asset("no-such.js")
