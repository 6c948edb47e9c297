"""Stages by any of their names: id, label, alias, in any case, with or without hyphens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.names import slug

if TYPE_CHECKING:
    from workbench.study.settings import Settings

_CODE = "stage:"


class Stages:
    """The stages of a study.

    Parameters
    ----------
    settings
        What ``study.toml`` says.
    """

    def __init__(self, settings: Settings) -> None:
        self.ids = tuple(s.id for s in settings.stages)
        self._names: dict[str, str] = {}
        for stage in settings.stages:
            for name in (stage.id, stage.label, *stage.aliases):
                self._names.setdefault(name.strip().casefold(), stage.id)
                self._names.setdefault(slug(name, ""), stage.id)
        self._names.pop("", None)

    def find(self, name: str) -> str:
        """Return the id of the stage called `name`; empty if there is none."""
        return self._names.get(name.strip().casefold()) or self._names.get(slug(name, ""), "")

    def of_code(self, code: str) -> str:
        """Return the stage a code such as ``stage:onboarding`` stands for; empty if it stands for none."""
        return self.find(code.removeprefix(_CODE)) if code.startswith(_CODE) else ""
