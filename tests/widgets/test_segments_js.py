"""The segments browser's JavaScript and the query language in Python: what the one writes, the other reads."""

from __future__ import annotations

import json
import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st
from test_core_js import NODE, WIDGETS, needs_node

from workbench.coding.query import tree
from workbench.coding.query.parse import parse


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
