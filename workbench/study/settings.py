"""``study.toml``: what the researcher decides before reading a word."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.study.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
FILE = "study.toml"

DEFAULT_EMOTIONS = {
    "excited": 2, "delighted": 2, "content": 1, "hopeful": 1, "surprised": 0, "confused": -1, "anxious": -1,
    "frustrated": -1, "disappointed": -1, "angry": -2, "neutral": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the journey; `goal` is what the customer wants there."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    goal: str = ""
    owner: str = ""


DEFAULT_STAGES = (
    Stage("awareness", "Awareness"),
    Stage("consideration", "Consideration"),
    Stage("purchase", "Purchase", ("decision",)),
    Stage("onboarding", "Onboarding"),
    Stage("retention", "Retention"),
    Stage("advocacy", "Advocacy"),
)


@dataclass(frozen=True, slots=True)
class Round:
    """One round (wave) of fieldwork; rounds are listed oldest first."""

    id: str
    label: str
    recruitment: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything ``study.toml`` says, with the defaults for what it leaves out."""

    title: str = "Untitled study"
    scenario: str = ""
    stages: tuple[Stage, ...] = DEFAULT_STAGES
    emotions: dict[str, int] = field(default_factory=lambda: dict(DEFAULT_EMOTIONS))
    rounds: tuple[Round, ...] = ()
    personas: dict[str, dict[str, str]] = field(default_factory=dict)
    thresholds: dict[str, Any] = field(default_factory=dict)
    seed: int = 42
    format: int = FORMAT

    def stage(self, name: str) -> str:
        """Return the id of the stage called `name` (id, label or alias, any case).

        Raises
        ------
        KeyError
            If no stage is called that; the message lists those there are.
        """
        wanted = name.strip().casefold()
        for stage in self.stages:
            if wanted in {stage.id.casefold(), stage.label.casefold(), *(a.casefold() for a in stage.aliases)}:
                return stage.id
        msg = f"no stage is called {name!r}; the study has {', '.join(s.id for s in self.stages)}"
        raise KeyError(msg)


def read(path: Path) -> Settings:
    """Read and check ``study.toml``.

    Raises
    ------
    Refused
        If the file is missing, is not TOML, or says something that cannot be meant.
    """
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise Refused(name, "there is no such file", "Make a study with `workbench new FOLDER`.")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(name, f"not readable as TOML ({error})", "Correct the line it names.") from None
    return _settings(raw, name)


def _settings(raw: dict[str, Any], name: str) -> Settings:
    if raw.get("format", FORMAT) > FORMAT:
        found = f"format {raw['format']}, and this version reads up to {FORMAT}"
        raise Refused(name, found, "Update the workbench: pip install -U journey-workbench.")
    try:
        stages = tuple(
            Stage(s["id"], s.get("label", s["id"].title()), tuple(s.get("aliases", ())), s.get("goal", ""), s.get("owner", ""))
            for s in raw.get("stages", ())
        )
        rounds = tuple(Round(r["id"], r.get("label", r["id"]), r.get("recruitment", "")) for r in raw.get("rounds", ()))
        emotions = {str(k): int(v) for k, v in raw.get("emotions", DEFAULT_EMOTIONS).items()}
        personas = {str(k): {str(a): str(b) for a, b in v.items()} for k, v in raw.get("personas", {}).items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(name, f"a table is not as expected ({error!r})", "See docs/format.md for its shape.") from None
    ids = [s.id for s in stages]
    if len(set(ids)) != len(ids):
        raise Refused(name, "two stages have the same id", "Give each stage its own id.")
    wrong = {k: v for k, v in emotions.items() if not -2 <= v <= 2}  # noqa: PLR2004 (the scale of the map)
    if wrong:
        raise Refused(name, f"valence outside -2…+2: {wrong}", "Use whole numbers from -2 to 2.")
    return Settings(
        title=str(raw.get("title", "Untitled study")),
        scenario=str(raw.get("scenario", "")),
        stages=stages or DEFAULT_STAGES,
        emotions=emotions,
        rounds=rounds,
        personas=personas,
        thresholds=dict(raw.get("thresholds", {})),
        seed=int(raw.get("seed", 42)),
        format=int(raw.get("format", FORMAT)),
    )


def write(settings: Settings) -> str:
    """Return `settings` as the text of a ``study.toml``."""
    lines = [f"format = {settings.format}", f"title = {_quoted(settings.title)}", f"scenario = {_quoted(settings.scenario)}",
             f"seed = {settings.seed}", ""]
    for stage in settings.stages:
        aliases = ", ".join(_quoted(a) for a in stage.aliases)
        lines += ["[[stages]]", f"id = {_quoted(stage.id)}", f"label = {_quoted(stage.label)}", f"aliases = [{aliases}]",
                  f"goal = {_quoted(stage.goal)}", f"owner = {_quoted(stage.owner)}", ""]
    lines += ["# label = usual valence, from -2 to 2", "[emotions]"]
    lines += [f"{_quoted(label)} = {valence}" for label, valence in settings.emotions.items()]
    for round_ in settings.rounds:
        lines += ["", "[[rounds]]", f"id = {_quoted(round_.id)}", f"label = {_quoted(round_.label)}",
                  f"recruitment = {_quoted(round_.recruitment)}"]
    for name, rule in settings.personas.items():
        lines += ["", f"[personas.{_quoted(name)}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in rule.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
