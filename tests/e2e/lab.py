"""Start a JupyterLab that knows nothing of this machine, and drive it without clicking through menus.

``--LabApp.expose_app_in_browser=True`` gives ``window.jupyterapp``: commands can be awaited and the kernel asked directly.
Waiting for something to look idle instead is how such tests become flaky.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

#: Milliseconds until a state has to be reached: a kernel may have to load everything beside others that do so too.
PATIENCE = 90_000
REPO = Path(__file__).resolve().parents[2]
_READY = """async (path) => {
  const app = window.jupyterapp; await app.restored; await app.serviceManager.ready;
  const find = () => [...app.shell.widgets('main')].find(w => w.context && w.context.path === path);
  const t0 = performance.now();
  while (!find()) { await new Promise(r => setTimeout(r, 50)); if (performance.now() - t0 > 60000) throw new Error('no panel'); }
  const ready = async () => {
    const p = find();
    await p.context.ready; await p.sessionContext.ready; await p.sessionContext.session.kernel.info; };
  const late = new Promise((_, no) => setTimeout(() => no(new Error('no kernel')), 60000));
  await Promise.race([ready(), late]); }"""
_ASK = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel, out = [];
  const f = kernel.requestExecute({code, store_history: false});
  f.onIOPub = (m) => { if (m.header.msg_type === 'stream') out.push(m.content.text);
                       if (m.header.msg_type === 'error') out.push(m.content.traceback.join('')); };
  await f.done; return out.join(''); }"""


@dataclass(frozen=True)
class Lab:
    """A running server."""

    url: str
    token: str
    root: Path

    def notebook(self, name: str, *cells: str) -> str:
        """Write a notebook of code cells into the served folder."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c, id=f"cell-{n}") for n, c in enumerate(cells)])
        # Without a kernel named here JupyterLab would ask which one, and wait for ever.
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.root / name)
        return name

    def open(self, page: Page, name: str) -> None:
        """Open a notebook and wait until its kernel is there."""
        page.goto(f"{self.url}/lab/tree/{name}?token={self.token}&reset")
        page.wait_for_function("window.jupyterapp !== undefined", timeout=90_000)
        page.evaluate(_READY, name)

    def end_kernels(self) -> None:
        """End what runs: a kernel that a test left would go on looking at its study beside the next."""
        for kernel in self._api("GET", "kernels"):
            self._api("DELETE", f"kernels/{kernel['id']}")

    def _api(self, method: str, what: str) -> Any:
        asked = urllib.request.Request(f"{self.url}/api/{what}", method=method, headers={"Authorization": f"token {self.token}"})  # noqa: S310 (our own server)
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


def command(page: Page, name: str, args: dict[str, Any] | None = None) -> None:
    """Run a command of JupyterLab and wait for it."""
    page.evaluate("([n, a]) => window.jupyterapp.commands.execute(n, a).then(() => null)", [name, args or {}])


def ask(page: Page, code: str) -> str:
    """Run code in the kernel, without a cell, and return what it printed."""
    return str(page.evaluate(_ASK, code)).strip()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def running(home: Path, root: Path) -> Iterator[Lab]:
    """Start a server whose every folder is under `home`, serving `root`; end it afterwards."""
    port, token = free_port(), secrets.token_hex(16)
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews":"false","checkForUpdates":false}', encoding="utf-8")
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython",
              "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "HOME": "."}  # fmt: skip
    env = {**os.environ, **{k: str(home / v) for k, v in places.items()}, "PYTHONPATH": str(REPO)}
    env.pop("PYTEST_CURRENT_TEST", None)
    arguments = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
                 "--ServerApp.port_retries=0",
                 f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}", "--ServerApp.terminals_enabled=False",
                 "--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"]  # fmt: skip
    said = home / "server.log"
    with said.open("w", encoding="utf-8") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *arguments], env=env, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(f"{url}/api/status?token={token}", server, said)
            yield Lab(url, token, root)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(url: str, server: subprocess.Popen[bytes], said: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab ended at once:\n{said.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own server)
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"JupyterLab did not answer in {seconds} s")
