"""The map as a dashboard: Voilà shows what one cell shows, live, without code, and asks nobody outside for anything."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

#: Voilà's own page asks a network of others for the style of its icons. With this header no browser asks anybody but Voilà.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'self'; "
    "form-action 'self'; base-uri 'self'"
)


def notebook(study: Path, *, work: bool = False) -> str:
    """Return a notebook whose only cell shows the map of a study.

    Parameters
    ----------
    study
        The study folder.
    work
        What is done on the map goes into the study; otherwise into a copy, which is gone when the page is closed.
    """
    from nbformat import writes
    from nbformat.v4 import new_code_cell, new_notebook

    opened = f"wb.open({str(study.resolve())!r}){'' if work else '.try_out()'}"
    cell = new_code_cell(f"import workbench as wb\n\n{opened}.map()", id="map")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return str(writes(new_notebook(cells=[cell], metadata={"kernelspec": kernel, "title": "Journey map"})))


def command(path: Path, *, port: int | None = None, browser: bool = True) -> list[str]:
    """Return the command that shows a notebook as a dashboard on this machine.

    Parameters
    ----------
    path
        The notebook.
    port
        Where; the first that is free from 8866 on if not given.
    browser
        Open a browser window too.

    Raises
    ------
    UserError
        If Voilà is not installed: the message says how to get it, and what does without.
    """
    if find_spec("voila") is None:
        raise UserError(
            "Voilà is not installed. Get it with `pip install voila`; or make a site, which opens without a server: "
            "`workbench share STUDY --site FOLDER`"
        )
    settings = json.dumps({"headers": {"Content-Security-Policy": POLICY}})
    words = [sys.executable, "-m", "voila", str(path), "--Voila.ip=127.0.0.1", f"--Voila.tornado_settings={settings}"]
    words += [] if port is None else [f"--port={port}"]
    return words + ([] if browser else ["--no-browser"])
