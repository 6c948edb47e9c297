"""Where the browser's files are, and how modules become the one text that anywidget loads.

anywidget hands the browser a single module, so ``import "./core.js"`` would point at nothing there. The modules are
written apart, imported apart by Node and by the test page, and joined here.
"""

from __future__ import annotations

import re
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE / "static", _HERE.parents[1] / "widgets")
_IMPORT = re.compile(r'^import\s*(?:\{[^}]*\}\s*from\s*)?"\./[^"]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)


def asset(name: str) -> str:
    """Return the text of one of the browser's files.

    A wheel carries them in ``workbench/widgets/static``; a checkout has them in ``widgets``.

    Raises
    ------
    FileNotFoundError
        If it is in neither; the message says where it was looked for.
    """
    for place in _PLACES:
        if (path := place / name).is_file():
            return path.read_text(encoding="utf-8")
    looked = " or ".join(str(p) for p in _PLACES)
    msg = f"{name} is not in {looked}: the installation is not complete"
    raise FileNotFoundError(msg)


def bundle(*names: str) -> str:
    """Return modules joined into one: relative imports go, and so does every ``export`` but the last module's.

    Parameters
    ----------
    names
        In order of need: a module stands after those it imports from, the entry last.
    """
    *parts, entry = [_IMPORT.sub("", asset(name)) for name in names]
    return "\n".join([*(_EXPORT.sub("", part) for part in parts), entry])
