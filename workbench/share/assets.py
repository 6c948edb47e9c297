"""Templates, style sheets and scripts of this room: read once, autoescaped always."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Return the Jinja environment: everything is escaped, a misspelt name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def asset(name: str) -> str:
    """Return the text of a style sheet or script."""
    return (FOLDER / name).read_text(encoding="utf-8")


def render(template: str, **values: Any) -> str:  # noqa: ANN401 (whatever the template prints)
    """Return a filled template."""
    return environment().get_template(template).render(**values)
