"""The JavaScript of each widget without a browser: its tests, one module that parses, nothing read as markup, styles that stay."""

from __future__ import annotations

import re
import subprocess
from importlib import import_module

import pytest
from test_core_js import NODE, WIDGETS, needs_node

from workbench import widgets
from workbench.widgets.assets import asset, bundle

#: Name of a widget -> the class that its styles stay within.
SCOPES = {
    "adjudicator": ".wb-adjudicator", "board": ".wb-board", "editor": ".wb-editor", "grid": ".wb-grid", "map": ".wb-journey",
    "segments": ".wb-segs",
}  # fmt: skip
MODULES = {name: import_module(f"workbench.widgets.{name}").MODULES for name in SCOPES}


@needs_node
@pytest.mark.parametrize("name", ["board", "editor", "grid", "map", "segments"])
def test_the_javascript_tests_pass(name):
    command = [NODE, "--test", f"{name}_core.test.mjs"]
    done = subprocess.run(command, cwd=WIDGETS, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


@needs_node
@pytest.mark.parametrize("name", SCOPES)
def test_the_bundle_is_one_module_that_parses(tmp_path, name):
    text = bundle(*MODULES[name])
    assert not re.findall(r"^\s*import\b.*$", text, re.MULTILINE)
    assert re.findall(r"^export .*$", text, re.MULTILINE) == ["export default { render };"]
    assert str(getattr(widgets, name.title())._esm) == text
    (tmp_path / "bundle.mjs").write_text(text, encoding="utf-8")
    subprocess.run([NODE, "--check", "bundle.mjs"], cwd=tmp_path, check=True, timeout=60)


@pytest.mark.parametrize("name", sorted({module for modules in MODULES.values() for module in modules}))
def test_nothing_is_ever_read_as_markup(name):
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", asset(name))


@pytest.mark.parametrize(("name", "scope"), SCOPES.items())
def test_styles_stay_inside_the_widget(name, scope):
    rules = re.sub(r"/\*.*?\*/", "", asset(f"{name}.css"), flags=re.DOTALL)
    selectors = [s.strip() for block in re.findall(r"([^{}]+)\{", rules) for s in block.split(",") if not s.strip().startswith("@")]
    assert not [s for s in selectors if not s.startswith(scope)]
    assert "url(" not in rules
