"""The command that shows the map as a dashboard."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from workbench.cli.base import StudyPath, app, opened
from workbench.study.errors import UserError


@app.command
def dashboard(study: StudyPath, *, port: int | None = None, browser: bool = True, work: bool = False) -> None:
    """Show the map with Voilà: live, without code, on this machine, until you press Ctrl+C.

    Parameters
    ----------
    port
        Where to serve it; the first that is free from 8866 on if not given.
    browser
        Open a browser window too.
    work
        What is done on the map goes into the study; otherwise each page has a copy of its own, to try things on.
    """
    from workbench.share.dashboard import command, notebook

    root = opened(study).folder.root
    with tempfile.TemporaryDirectory(prefix="workbench-") as place:
        path = Path(place) / "map.ipynb"
        path.write_text(notebook(root, work=work), encoding="utf-8")
        status = subprocess.run(command(path, port=port, browser=browser), check=False).returncode  # noqa: S603 (our own interpreter)
    if status:
        raise UserError(f"Voilà stopped with status {status}; its own message is above")
