"""Commands for notebooks in git: strip what a run left in them, keep a twin in plain Python."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from workbench.cli.base import AsJson, app, emit
from workbench.study.errors import CheckFailed, UserError

notebooks_app = App(name="notebooks", help="Keep notebooks readable in git: strip what a run left, pair with plain Python.")
app.command(notebooks_app)


@notebooks_app.command
def strip(*files: Path, check: bool = False, as_json: AsJson = False) -> None:
    """Take outputs, counts, widget state, injected parameters and volatile metadata out of notebooks.

    Parameters
    ----------
    files
        Notebooks, or folders of them; those of this folder if none is named.
    check
        Only look; exit status 3 if a run left something.
    """
    from workbench.share.tidy import strip as strip_

    found = strip_(_named(files), check=check)
    dirty = [f for f in found if f.left]
    said = "has" if check else "had"
    lines = [f"{f.path}: {said} {', '.join(f.left)}" for f in dirty] or [f"{len(found)} notebooks, all clean"]
    emit([{"notebook": str(f.path), "left": list(f.left)} for f in found], "\n".join(lines), as_json=as_json)
    if check and dirty:
        raise CheckFailed(f"{len(dirty)} of {len(found)} notebooks hold what a run left: workbench notebooks strip takes it out")


@notebooks_app.command
def pair(*files: Path, sync: bool = False, as_json: AsJson = False) -> None:
    """Write the twin of each notebook in plain Python beside it: 01_bring_in.py for 01_bring_in.ipynb.

    Parameters
    ----------
    files
        Notebooks or twins, or folders of notebooks; those of this folder if none is named.
    sync
        Also take over what was changed in a twin. If both were changed nothing is written.
    """
    from workbench.share.pairs import pair as pair_

    wrote = [str(path) for path in pair_(_named(files), sync=sync)]
    emit(wrote, "\n".join(wrote) or "every notebook and its twin say the same", as_json=as_json)


def _named(files: tuple[Path, ...]) -> list[Path]:
    """Return the notebooks that are meant, each once."""
    found: dict[Path, None] = {}
    for path in files or (Path(),):
        inside = sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
        found |= {
            p: None for p in inside if not any(part.startswith(".") and part.strip(".") for part in p.parts[len(path.parts) :])
        }
    if not found:
        raise UserError("there is no notebook here; name one, or a folder")
    return list(found)
