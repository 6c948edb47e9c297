"""Real material, taken through the whole path with nothing made for it: import, coding, themes, needs, map, report.

Looked for where ``$WORKBENCH_REAL_DATA`` says, else in ``../shared/data`` beside the checkout; without it everything here is
skipped with one line. The product knows nothing of these sets: what is particular to one of them stands in its test file, and
is what a researcher would have to know too (which columns hold the answers, which codes mean what).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import workbench as wb
from workbench import cli

if TYPE_CHECKING:
    from real.soundness import Taken

pytest.register_assert_rewrite("real.soundness")

NO_DATA = "no real data: set WORKBENCH_REAL_DATA, or put the sets into ../shared/data beside the checkout"


@pytest.fixture(scope="session")
def real_data(root):
    """The folder that holds the data sets, one folder each."""
    given = os.environ.get("WORKBENCH_REAL_DATA")
    folder = Path(given) if given else root.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(NO_DATA)
    return folder


@dataclass
class Bench:
    """A study in a temporary folder, worked on from the command line."""

    root: Path
    reports: list[dict] = field(default_factory=list)

    @property
    def study(self):
        return wb.open(self.root)

    def workbench(self, *words):
        """Run ``workbench …`` and return what it prints as JSON."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), pytest.raises(SystemExit) as stopped:
            cli.main([*map(str, words), "--json"])
        assert stopped.value.code == 0, said.getvalue()
        return json.loads(said.getvalue())

    def bring_in(self, *files, **options):
        """``workbench import``; ``round="2020"`` is ``--round 2020``, a list is said once and followed by its parts."""
        named = [x for k, v in options.items() for x in (f"--{k}", *(v if isinstance(v, list) else [v]))]
        found = self.workbench("import", self.root, *files, *named)
        self.reports += found
        return found

    def take(self, **options) -> Taken:
        """Take the study through the whole path and look whether everything holds that must hold for any study."""
        from real.soundness import whole_path

        return whole_path(self.root, **options)


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """Make an empty study: ``bench("name", title=…)``."""

    def make(name, **settings):
        root = tmp_path_factory.mktemp(name) / "study"
        wb.new(root, **settings)
        return Bench(root)

    return make
