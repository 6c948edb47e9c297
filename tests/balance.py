"""How files are given to the processes of ``pytest -n``: what takes long comes first, so that none is at it when all others end.

A file stays in one process, as with ``--dist loadfile``, and so do all end-to-end tests: they share a JupyterLab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    import pytest

TOGETHER = ("tests/e2e/",)
#: What takes more than a few seconds, the longest first; a file that is not here only makes the end a little uneven.
LONG = (
    "tests/e2e/", "tests/real/test_pdpilot.py", "tests/real/test_stacks.py", "tests/test_docs.py", "tests/test_demo.py",
    "tests/widgets/test_editor_page.py", "tests/widgets/test_segments_page.py", "tests/real/test_spack.py", "tests/test_tour.py",
    "tests/test_coverage.py", "tests/widgets/test_grid_page.py", "tests/widgets/test_coder_page.py",
    "tests/widgets/test_board_widget.py", "tests/widgets/test_map_page.py", "tests/conformance/", "tests/test_skips.py",
    "tests/test_corpus.py", "tests/real/", "tests/widgets/", "tests/share/", "tests/themes/", "tests/test_", "tests/journey/said/",
    "tests/study/",
)  # fmt: skip


def rank(nodeid: str) -> int:
    """Return which of `LONG` a test belongs to."""
    return next((n for n, long in enumerate(LONG) if nodeid.startswith(long)), len(LONG))


class LongestFirst(LoadFileScheduling):
    """Units of work in the order of `LONG`."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # not by how many tests there are: one that runs notebooks is as long as hundreds

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid))
