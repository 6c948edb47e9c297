"""``study.toml``: what the researcher decides before reading a word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.study.errors import Refused
from workbench.study.near import instead
from workbench.study.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT = 2
_OLDEST = 1  # what a file without a format is
FILE = "study.toml"
#: The packaged model (reading/backends.py).
ENCODER = "minilm"
_ASSUMPTIONS = 0.3
_QUOTES, _CELL = 2, 5

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
class Touchpoint:
    """One place where people meet the company, as it was planned.

    Attributes
    ----------
    stage, channel
        Where on the journey, and over which channel; empty if that was not planned.
    owners
        Who answers for it. More than one is said on the map: it is nobody's.
    visible
        Whether the customer sees it: above or below the line of visibility.
    """

    id: str
    label: str
    stage: str = ""
    channel: str = ""
    owners: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    visible: bool = True


#: Lanes of the map, from above.
LANES = (
    "coverage", "emotion", "actions", "thoughts", "goals", "touchpoints", "channels", "handoffs", "gap", "pain", "need",
    "delight", "preferences", "alternatives", "effort", "staff", "numbers", "opportunities", "owners", "hypotheses", "ask_next",
)  # fmt: skip

#: Names for some of the lanes.
PRESETS: dict[str, tuple[str, ...]] = {
    "simple": ("coverage", "emotion", "pain", "need", "delight"),
    "service": ("coverage", "emotion", "actions", "touchpoints", "channels", "handoffs", "gap", "pain", "delight", "effort",
                "staff", "numbers", "owners"),
    "emotion": ("coverage", "emotion", "thoughts", "goals", "gap", "pain", "delight"),
    "full": LANES,
}  # fmt: skip


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTED = re.compile(
    r"\d+|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def _numbers(name: str) -> tuple[list[int], list[int], str]:
    """Return the years in the name of a round, its other numbers (a month is one), and what is left without either."""
    words = _COUNTED.findall(name)
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    others = [int(w) if w.isdecimal() else 1 + _MONTHS.index(w[:3].casefold()) for w in words if not _YEAR.fullmatch(w)]
    return years, others, _COUNTED.sub("", name).casefold()


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
    not_names: tuple[str, ...] = ()
    seed: int = 42
    format: int = FORMAT
    encoder: str = ENCODER
    touchpoints: tuple[Touchpoint, ...] = ()
    #: Lanes of the map: the name of a preset, or the lanes themselves.
    lanes: str | tuple[str, ...] = "full"
    #: Share of the cards that may be assumptions before ``workbench map check`` says no.
    assumptions: float = _ASSUMPTIONS
    #: Quotes of one person that are shown on one card of anything shared; the others are counted, and named by id.
    quotes_per_person: int = _QUOTES
    #: Where people are broken down by what they are, a count below this is not shown.
    smallest_cell: int = _CELL
    #: Words the share gate lets pass, such as the product's own address.
    allow: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """Lanes the map shows, from above."""
        return PRESETS[self.lanes] if isinstance(self.lanes, str) else self.lanes

    def in_order(self, heard: Iterable[str]) -> list[str]:
        """Return ids of rounds in the order of ``study.toml``, then any others by name, with wave 9 before wave 10."""
        there = set(heard)
        listed = [r.id for r in self.rounds if r.id in there]
        return listed + sorted(there - set(listed), key=lambda name: (*_numbers(name)[:2], name))

    def ordered(self, earlier: str, later: str) -> bool:
        """Say whether it is known that one round came before the other: both are listed, or only their numbers differ."""
        listed = {r.id for r in self.rounds}
        return {earlier, later} <= listed or _numbers(earlier)[2] == _numbers(later)[2]

    def stage(self, name: str) -> str:
        """Return the id of the stage called `name` (id, label or alias, any case).

        Raises
        ------
        KeyError
            If no stage is called that; the message lists those there are.
        """
        wanted = name.strip().casefold()
        for stage in self.stages:
            if wanted in _names(stage):
                return stage.id
        raise KeyError(f"no stage is called {name!r}; the study has {', '.join(s.id for s in self.stages)}")


def _names(thing: Stage | Touchpoint) -> set[str]:
    return {name.casefold() for name in (thing.id, thing.label, *thing.aliases)}


def _where(folder: Path) -> str:
    """Return where the study is, for somebody who named the file in it, a folder in it, or the one it lies in."""
    home = next((up for up in folder.resolve().parents if (up / FILE).is_file()), None)
    if home is not None:
        return f"Give the study's folder: {home}"
    here = folder if folder.is_dir() else folder.parent
    there = sorted(p.parent.name for p in here.glob(f"*/{FILE}")) if here.is_dir() else []
    make = "Make a study with `workbench new FOLDER`."
    return f"{make} In {here.resolve().name or here}, {instead(folder.name, there)}" if there else make


def read(path: Path) -> Settings:
    """Read and check ``study.toml``.

    Raises
    ------
    Refused
        If the file is missing, is not TOML, or says something that cannot be meant.
    """
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise Refused(f"{path.parent.resolve().name}/{path.name}", "there is no such file", _where(path.parent))
    try:
        raw = read_toml(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused(name, f"not readable as TOML ({error})", "Correct the line it names.") from None
    except OSError as error:
        raise Refused(name, f"cannot be read ({error.strerror})", "Look at its permissions.") from None
    return _settings(raw, name)


_KNOWN: tuple[str, ...] = (
    "format",
    "title",
    "scenario",
    "seed",
    "not_names",
    "stages",
    "emotions",
    "rounds",
    "personas",
    "thresholds",
    "reading",
    "touchpoints",
    "map",
    "sharing",
)
_WITHIN: dict[str, tuple[str, ...]] = {
    "stages": ("id", "label", "aliases", "goal", "owner"),
    "rounds": ("id", "label", "recruitment"),
    "reading": ("encoder",),
    "touchpoints": ("id", "label", "stage", "channel", "owner", "aliases", "visible"),
    "map": ("lanes", "assumptions"),
    "sharing": ("quotes_per_person", "smallest_cell", "allow"),
}


def unknown_keys(path: Path) -> list[tuple[str, str]]:
    """Return the keys of ``study.toml`` that nothing reads, each with the key it may have been meant to be, or nothing.

    They are left alone, since a later version may know them; but a misspelt one says nothing, so a person should look.
    """
    from difflib import get_close_matches

    raw = read_toml(path.read_bytes().decode("utf-8-sig"))
    found = [(key, _KNOWN) for key in raw if key not in _KNOWN]
    for table, known in _WITHIN.items():
        rows = raw.get(table, ())
        rows = [rows] if isinstance(rows, dict) else rows
        found += [(f"{table}.{key}", known) for key in sorted({k for row in rows for k in row}) if key not in known]
    near = (get_close_matches(key.rpartition(".")[2], known, n=1) for key, known in found)
    return [(key, next(iter(match), "")) for (key, _), match in zip(found, near, strict=True)]


def _settings(raw: dict[str, Any], name: str) -> Settings:
    version = raw.get("format", _OLDEST)
    if type(version) is not int or version < _OLDEST:
        raise Refused(name, f"format is {version!r}", f"Write format = {FORMAT}.")
    if version > FORMAT:
        found = f"format {version}, and this version reads up to {FORMAT}"
        raise Refused(name, found, "Update the workbench: pip install -U journey-workbench.")
    try:
        settings = Settings(
            title=str(raw.get("title", "Untitled study")),
            scenario=str(raw.get("scenario", "")),
            stages=tuple(_stage(s) for s in raw.get("stages", ())) or DEFAULT_STAGES,
            emotions={str(k): _whole(v) for k, v in raw.get("emotions", DEFAULT_EMOTIONS).items()},
            rounds=tuple(Round(*_texts(r, "id", "label", "recruitment")) for r in raw.get("rounds", ())),
            personas={str(k): {str(a): _condition(b) for a, b in v.items()} for k, v in raw.get("personas", {}).items()},
            thresholds=dict(raw.get("thresholds", {})),
            not_names=_list(raw.get("not_names", []), "not_names"),
            seed=_seed(raw.get("seed", 42)),
            format=version,
            encoder=_text(raw.get("reading", {}).get("encoder", ENCODER), "encoder"),
            touchpoints=tuple(_touchpoint(t) for t in raw.get("touchpoints", ())),
            lanes=_lanes(raw.get("map", {}).get("lanes", "full")),
            assumptions=_part(raw.get("map", {}).get("assumptions", _ASSUMPTIONS)),
            quotes_per_person=_least(raw.get("sharing", {}).get("quotes_per_person", _QUOTES), "quotes_per_person"),
            smallest_cell=_least(raw.get("sharing", {}).get("smallest_cell", _CELL), "smallest_cell"),
            allow=_list(raw.get("sharing", {}).get("allow", []), "allow"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(name, f"a table is not as expected ({error!r})", "See docs/format.md for its shape.") from None
    if against := _contradiction(settings):
        raise Refused(name, *against)
    return settings


def _texts(raw: dict[str, Any], *names: str) -> list[str]:
    """Return the named texts of a table: the id must be there, the label is made from it, the rest may be empty."""
    defaults = {"id": raw["id"], "label": raw["id"]}
    found = [raw.get(n, defaults.get(n, "")) for n in names]
    if not all(isinstance(v, str) for v in found) or not found[0].strip():
        raise TypeError(f"{', '.join(names)} are texts, and the id is not empty")
    return found


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{name} is a text, and not empty")
    return value.strip()


def _stage(raw: dict[str, Any]) -> Stage:
    identity, label, goal, owner = _texts({"label": str(raw["id"]).title(), **raw}, "id", "label", "goal", "owner")
    return Stage(identity, label, _list(raw.get("aliases", []), "aliases"), goal, owner)


def _touchpoint(raw: dict[str, Any]) -> Touchpoint:
    identity, label, stage, channel = _texts({"label": str(raw["id"]).title(), **raw}, "id", "label", "stage", "channel")
    owner, visible = raw.get("owner", []), raw.get("visible", True)
    owners = _list([owner] if isinstance(owner, str) else owner, "owner")
    if not isinstance(visible, bool):
        raise TypeError("visible is true or false")
    aliases = _list(raw.get("aliases", []), "aliases")
    return Touchpoint(identity, label, stage, channel, tuple(o for o in owners if o), aliases, visible)


def _lanes(value: object) -> str | tuple[str, ...]:
    """Return the lanes that are meant: the name of a preset, or a list of lanes."""
    if isinstance(value, str):
        if value not in PRESETS:
            raise ValueError(f"lanes are one of {', '.join(PRESETS)}, or a list of lanes")
        return value
    lanes = _list(value, "lanes")
    if strange := [name for name in lanes if name not in LANES]:
        raise ValueError(f"no lane is called {strange[0]!r}; there are {', '.join(LANES)}")
    return lanes


def _part(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise TypeError(f"assumptions is {value!r}; a share from 0 to 1")
    return float(value)


def _list(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise TypeError(f"{name} are a list of texts")
    return tuple(value)


def _condition(value: object) -> str:
    """Return a persona's condition as text; a list means any of its values."""
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _seed(value: object) -> int:
    if _whole(value) < 0:
        raise ValueError(f"seed is {value!r}; a whole number from 0")
    return _whole(value)


def _least(value: object, name: str) -> int:
    """Return a whole number of at least 1: a card keeps a quote, and a cell of nobody tells nothing."""
    if _whole(value) < 1:
        raise ValueError(f"{name} is {value!r}; a whole number from 1")
    return _whole(value)


def _contradiction(settings: Settings) -> tuple[str, str] | None:
    """Return what two parts of the file say against each other, and the remedy."""
    listed: dict[str, tuple[Stage, ...] | tuple[Round, ...] | tuple[Touchpoint, ...]] = {
        "stages": settings.stages, "rounds": settings.rounds, "touchpoints": settings.touchpoints,
    }  # fmt: skip
    for kind, things in listed.items():
        ids = [thing.id for thing in things]
        if len(set(ids)) != len(ids):
            return f"two {kind} have the same id", f"Give each of the {kind} its own id."
    named: dict[str, tuple[Stage, ...] | tuple[Touchpoint, ...]] = {"stages": settings.stages, "touchpoints": settings.touchpoints}
    for kind, called in named.items():
        answers: dict[str, str] = {}
        for thing in called:
            for name in sorted(_names(thing)):
                if answers.setdefault(name, thing.id) != thing.id:
                    return f"two {kind} answer to {name!r}: {answers[name]} and {thing.id}", "Change a label or an alias."
    known = {name.strip() for stage in settings.stages for name in _names(stage)}
    for touchpoint in settings.touchpoints:
        if touchpoint.stage and touchpoint.stage.strip().casefold() not in known:
            remedy = f"The stages are {', '.join(s.id for s in settings.stages)}."
            return f"touchpoint {touchpoint.id!r} is in a stage {touchpoint.stage!r}, which is not there", remedy
    wrong = {k: v for k, v in settings.emotions.items() if not -2 <= v <= 2}  # noqa: PLR2004 (the scale of the map)
    return (f"valence outside -2…+2: {wrong}", "Use whole numbers from -2 to 2.") if wrong else None


def write(settings: Settings) -> str:
    """Return `settings` as the text of a ``study.toml``."""
    lines = [f"format = {settings.format}", f"title = {_quoted(settings.title)}", f"scenario = {_quoted(settings.scenario)}",
             f"seed = {settings.seed}",
             "# words with a capital letter that are no names of people, such as your product: they are never masked",
             f"not_names = [{', '.join(map(_quoted, settings.not_names))}]", ""]  # fmt: skip
    for stage in settings.stages:
        aliases = ", ".join(_quoted(a) for a in stage.aliases)
        lines += ["[[stages]]", f"id = {_quoted(stage.id)}", f"label = {_quoted(stage.label)}", f"aliases = [{aliases}]",
                  f"goal = {_quoted(stage.goal)}", f"owner = {_quoted(stage.owner)}", ""]  # fmt: skip
    for touchpoint in settings.touchpoints:
        aliases, owners = (", ".join(map(_quoted, names)) for names in (touchpoint.aliases, touchpoint.owners))
        lines += ["[[touchpoints]]", f"id = {_quoted(touchpoint.id)}", f"label = {_quoted(touchpoint.label)}",
                  f"stage = {_quoted(touchpoint.stage)}", f"channel = {_quoted(touchpoint.channel)}", f"owner = [{owners}]",
                  f"aliases = [{aliases}]", f"visible = {str(touchpoint.visible).lower()}", ""]  # fmt: skip
    lines += ["# label = usual valence, from -2 to 2", "[emotions]"]
    lines += [f"{_quoted(label)} = {valence}" for label, valence in settings.emotions.items()]
    for round_ in settings.rounds:
        lines += ["", "[[rounds]]", f"id = {_quoted(round_.id)}", f"label = {_quoted(round_.label)}",
                  f"recruitment = {_quoted(round_.recruitment)}"]  # fmt: skip
    for name, rule in settings.personas.items():
        lines += ["", f"[personas.{_quoted(name)}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in rule.items())]
    if settings.thresholds:
        lines += ["", "[thresholds]", *(f"{_quoted(k)} = {_value(v)}" for k, v in settings.thresholds.items())]
    if settings.encoder != ENCODER:
        lines += ["", "[reading]", f"encoder = {_quoted(settings.encoder)}"]
    if (settings.lanes, settings.assumptions) != ("full", _ASSUMPTIONS):
        lanes = _value(settings.lanes)
        lines += ["", "[map]", f"lanes = {lanes}", f"assumptions = {settings.assumptions!r}"]
    if (settings.quotes_per_person, settings.smallest_cell, settings.allow) != (_QUOTES, _CELL, ()):
        lines += ["", "[sharing]", f"quotes_per_person = {settings.quotes_per_person}", f"smallest_cell = {settings.smallest_cell}",
                  f"allow = {_value(settings.allow)}"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """Return a threshold as TOML: a number, a truth, a text, or a list or table of these."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(str(k))} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value) if isinstance(value, int | float) else _quoted(str(value))


def _quoted(text: str) -> str:
    """Return `text` as a TOML string. Half a character, which no file can hold, becomes U+FFFD."""
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text)
    escaped = whole.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
