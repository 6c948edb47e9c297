"""The codebook editor's JavaScript without a browser: its own tests, one module that parses, nothing read as markup."""

from __future__ import annotations

import re
import subprocess

import pytest
from test_core_js import NODE, WIDGETS, needs_node

from workbench.widgets.assets import asset, bundle
from workbench.widgets.editor import MODULES, Editor


@needs_node
def test_the_javascript_tests_pass():
    done = subprocess.run(
        [NODE, "--test", "editor_core.test.mjs"], cwd=WIDGETS, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout


@needs_node
def test_the_bundle_is_one_module_that_parses(tmp_path):
    text = bundle(*MODULES)
    assert not re.findall(r"^\s*import\b.*$", text, re.MULTILINE)
    assert re.findall(r"^export .*$", text, re.MULTILINE) == ["export default { render };"]
    assert str(Editor._esm) == text
    (tmp_path / "editor.mjs").write_text(text, encoding="utf-8")
    subprocess.run([NODE, "--check", "editor.mjs"], cwd=tmp_path, check=True, timeout=60)


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_ever_read_as_markup(name):
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", asset(name))


def test_styles_stay_inside_the_widget():
    rules = re.sub(r"/\*.*?\*/", "", asset("editor.css"), flags=re.DOTALL)
    selectors = [s.strip() for block in re.findall(r"([^{}]+)\{", rules) for s in block.split(",") if not s.strip().startswith("@")]
    assert not [s for s in selectors if not s.startswith(".wb-editor")]
    assert "url(" not in rules
