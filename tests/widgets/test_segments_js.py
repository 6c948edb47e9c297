"""The segments browser's JavaScript without a browser: its own tests, one module that parses, nothing read as markup."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_core_js import NODE, WIDGETS, needs_node

from workbench.coding.query import tree
from workbench.coding.query.parse import parse
from workbench.widgets.assets import asset, bundle
from workbench.widgets.segments import MODULES, Segments


@needs_node
def test_the_javascript_tests_pass():
    done = subprocess.run(
        [NODE, "--test", "segments_core.test.mjs"], cwd=WIDGETS, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout


@needs_node
@settings(max_examples=4, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=60, max_size=60))
def test_names_are_written_as_the_query_language_reads_them(names):
    """What the browser puts into a query is what Python would: every name survives being read."""
    program = (
        "import {bare} from './segments_core.js'; let s = ''; for await (const c of process.stdin) s += c;"
        " console.log(JSON.stringify(JSON.parse(s).map(bare)))"
    )
    command = [NODE, "--input-type=module", "-e", program]
    done = subprocess.run(command, cwd=WIDGETS, input=json.dumps(names), capture_output=True, text=True, timeout=60, check=True)
    for name, written in zip(names, json.loads(done.stdout), strict=True):
        assert parse(f"code:{written}") == tree.Field("code", ":", (name,)), written


@needs_node
def test_the_bundle_is_one_module_that_parses(tmp_path):
    text = bundle(*MODULES)
    assert not re.findall(r"^\s*import\b.*$", text, re.MULTILINE)
    assert re.findall(r"^export .*$", text, re.MULTILINE) == ["export default { render };"]
    assert str(Segments._esm) == text
    (tmp_path / "segments.mjs").write_text(text, encoding="utf-8")
    subprocess.run([NODE, "--check", "segments.mjs"], cwd=tmp_path, check=True, timeout=60)


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_ever_read_as_markup(name):
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", asset(name))


def test_styles_stay_inside_the_widget():
    rules = re.sub(r"/\*.*?\*/", "", asset("segments.css"), flags=re.DOTALL)
    selectors = [s.strip() for block in re.findall(r"([^{}]+)\{", rules) for s in block.split(",") if not s.strip().startswith("@")]
    assert not [s for s in selectors if not s.startswith(".wb-segs")]
    assert "url(" not in rules
