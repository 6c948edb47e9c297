"""What every case of the conformance suite starts from: an empty study, a browser that tells what a page did, children with limits.

Each file test_cNN_*.py says in its docstring, case by case, what goes in, what must come out, what the product does, and what the
obvious code does instead (naive.py): docs/conformance.md is made from that by table.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "fuzz")]

import workbench as wb  # noqa: E402 (the modules of this suite must be found first)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from tabs import Tab


@pytest.fixture
def blank(tmp_path):
    """A new study with nothing in it, and a folder beside it for files to import."""
    study = wb.new(tmp_path / "study", title="Conformance")
    study.me = "ana"
    return study


@pytest.fixture
def tree():
    """Return a function: every file of a study, and its key, with its bytes. The cache is not part of a study."""

    def look(study) -> dict[str, bytes]:
        root = study.folder.root
        inside = {
            p.relative_to(root).as_posix(): p.read_bytes()
            for p in root.rglob("*")
            if p.is_file() and ".workbench" not in p.parts and p.suffix != ".lock"
        }
        return inside | ({"key": study.folder.key_file.read_bytes()} if study.folder.key_file.exists() else {})

    return look


@dataclass
class Opened:
    """A page in the browser, and what it did that it should not."""

    page: Page
    did: list[str] = field(default_factory=list)

    @property
    def ran(self) -> bool:
        """Whether a script from somebody's words ran: they set `window.flag`."""
        return bool(self.page.evaluate("Boolean(window.flag)")) or any(d.startswith("dialog") for d in self.did)

    @property
    def words(self) -> str:
        """What a person can read, folded parts as well."""
        return str(self.page.evaluate("document.documentElement.textContent"))

    @property
    def schemes(self) -> set[str]:
        """The schemes of all links, as the browser understands them."""
        linked = "[...document.querySelectorAll('[href],[src],[xlink\\\\:href]')].map((n) => n.href || n.src)"
        found = f"{linked}.filter((u) => typeof u === 'string')"
        return {url.partition(":")[0] for url in self.page.evaluate(found)}


@pytest.fixture
def opened(browser_tab: Tab, tmp_path) -> Callable[..., Opened]:
    """Open a page, from its text or from a file, and press whatever can be opened in it."""
    number = count()

    def go(what: str | Path, *, suffix: str = ".html") -> Opened:
        path = what if isinstance(what, Path) else tmp_path / f"opened-{next(number)}{suffix}"
        if isinstance(what, str):
            path.write_text(what, encoding="utf-8")
        page = browser_tab.page()
        seen = Opened(page)
        browser_tab.on(page, "dialog", lambda d: (seen.did.append(f"dialog {d.message}"), d.dismiss()))
        browser_tab.on(page, "pageerror", lambda e: seen.did.append(f"error {e}"))
        local = ("file:", "data:", "about:")
        browser_tab.on(page, "request", lambda r: None if r.url.startswith(local) else seen.did.append(f"request {r.url}"))
        page.goto(path.resolve().as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        page.wait_for_timeout(50)
        return seen

    return go


@pytest.fixture
def coder_page(browser_tab: Tab) -> Callable[[Any], Page]:
    """Open the coder of a study in the browser, on a stand-in for the kernel: what it sends is in `window.sent`."""
    widgets = ROOT / "widgets"

    def go(widget: Any) -> Page:
        page = browser_tab.page()
        page.route("http://coder.test/**", lambda r: r.fulfill(path=widgets / r.request.url.rpartition("/")[2].partition("?")[0]))
        page.goto("http://coder.test/harness.html?auto")
        page.wait_for_function("window.ready")
        page.evaluate("(view) => window.open_coder(view)", widget.view())
        page.wait_for_selector(".wb-text")
        page.locator(".wb-text").focus()
        return page

    return go


@dataclass(frozen=True)
class Ended:
    """How a child process ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def child() -> Callable[..., Ended]:
    """Run Python in a process that may use only so much memory (MiB of address space) and processor time (seconds)."""
    if os.name == "nt":
        pytest.skip("limits of POSIX")

    def go(program: str, *arguments: object, memory: int = 1024, seconds: int = 30) -> Ended:
        import resource

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, memory * 2**20))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))

        # One thread each: their stacks would count against the limit, and more on a machine with more processors.
        calm = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system", "ARROW_IO_THREADS": "1"}
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=False, preexec_fn=limit,
            env={**os.environ, **calm, "PYTHONPATH": str(ROOT), "WORKBENCH_DEVICE": "test"}, timeout=120,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    return go
