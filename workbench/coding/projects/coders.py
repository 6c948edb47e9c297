"""The users of a project as coders of a study: a coding counts for whoever made it, under a name the study can keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.coding.projects.records import MODEL
from workbench.study.errors import UserError
from workbench.study.names import coder_name, slug, unique

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.coding.projects.records import Project
    from workbench.study.fold import State

#: Who coded what the project says nobody coded.
NOBODY = "imported"


def coders(project: Project, state: State, told: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """Return the coder of each user by identity, and the coders who are models.

    Parameters
    ----------
    project
        As read.
    state
        The study: who codes in it already keeps their name.
    told
        Coder by name of the user, as the person said.

    Raises
    ------
    UserError
        If a user is named who is not in the project, or a name cannot be a coder's.
    """
    there = {user.name for user in project.users}
    if unknown := sorted(set(told) - there):
        listed = ", ".join(sorted(filter(None, there))[:20]) or "nobody"
        raise UserError(f"{unknown[0]!r} is no user of the project. There are: {listed}.")
    known = {c.coder: c.coder_kind for c in state.codings.values()} | dict(state.coders)
    alike = {slug(name): name for name in sorted(known)}
    names: dict[str, str] = {}
    models: set[str] = set()
    taken: dict[str, str] = {}
    for user in project.users:
        plain = user.name.removeprefix(MODEL).strip() if user.model else user.name
        name = coder_name(told[user.name]) if user.name in told else _named(plain, known, alike)
        if user.model and known.get(name, "model") != "model":
            name = unique(f"ai-{slug(name)}", set(known))  # a person has the name
        owner = taken.setdefault(name, user.name)
        if owner != user.name and user.name not in told:
            name = unique(name, {*taken, *known})
            taken[name] = user.name
        names[user.id] = name
        if user.model:
            models.add(name)
    return names, models


def _named(name: str, known: Mapping[str, str], alike: Mapping[str, str]) -> str:
    """Return the coder that a user is: the one of the study with that name, else a new one."""
    plain = " ".join(name.split())
    if plain in known:
        return plain
    made = slug(plain, NOBODY)
    return alike.get(made, made)
