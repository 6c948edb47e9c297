"""Sets in which people said what is needed: segments, their embeddings, and which segment speaks of which need."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from coded import folder
from measure import ROOT

from workbench.reading.segments import cut, segments, segments_of_transcript
from workbench.study.records import Anchor, Segment, Transcript, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CORPUS = ROOT / "corpus"
#: What an answer must have to be one, and labels that say nothing.
_NOTHING = {"Labelling not possible", "Not assigned", "", "nothing"}
#: Labels of praise: they are no needs.
_PRAISE = {"Positive experience & gratitude"}
#: Comments of this sentiment (1 very positive to 5 very negative) and worse speak of a need.
_UNHAPPY = 4.0


@dataclass(frozen=True, eq=False)
class Needed:
    """A set.

    Attributes
    ----------
    segments
        Sorted by id.
    needs
        Segment id -> needs that people found in it; a segment without any is not there.
    latent
        Needs nobody asks for, where the set says which.
    """

    name: str
    segments: list[Segment]
    needs: dict[str, frozenset[str]]
    latent: frozenset[str] = frozenset()
    seen: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def vectors(self) -> Any:  # noqa: ANN401 (an array)
        """Return one embedding a segment."""
        if "vectors" not in self.seen:
            from workbench.reading.backends import load_encoder
            from workbench.reading.cache import embed

            self.seen["vectors"] = embed([s.text for s in self.segments], load_encoder(), ROOT / "bench" / ".cache")
        return self.seen["vectors"]

    @property
    def signals(self) -> Any:  # noqa: ANN401 (a list)
        """Return the signals of need."""
        if "signals" not in self.seen:
            from workbench.reading.gaps import gaps
            from workbench.reading.signals import signals
            from workbench.themes.bearing import unmet

            cache = ROOT / "bench" / ".cache"
            self.seen["signals"] = unmet(signals(self.segments, cache=cache), gaps(self.segments, cache=cache))
        return self.seen["signals"]

    @property
    def all_needs(self) -> frozenset[str]:
        """Return the needs that somebody speaks of."""
        return frozenset().union(*self.needs.values())

    def some(self, rng: Any, share: float) -> Needed:  # noqa: ANN401 (a generator of numpy)
        """Return the set with so many of its people, drawn by lot; embeddings and signals are those of the whole."""
        people = sorted({s.participant for s in self.segments})
        kept = set(rng.permutation(people)[: max(2, int(share * len(people)))])
        there = [n for n, s in enumerate(self.segments) if s.participant in kept]
        part = self.part(self.name, lambda s: s.participant in kept)
        part.seen["vectors"] = self.vectors[there]
        ids = {s.id for s in part.segments}
        part.seen["signals"] = [signal for signal in self.signals if signal.segment in ids]
        return part

    def part(self, name: str, keep: Callable[[Segment], bool]) -> Needed:
        """Return the set with some of its segments."""
        kept = [s for s in self.segments if keep(s)]
        ids = {s.id for s in kept}
        return Needed(name, kept, {k: v for k, v in self.needs.items() if k in ids}, self.latent)


@cache
def sample() -> Needed:
    """Return the sample study with the needs that its coders coded: a segment speaks of a need whose coding it overlaps."""
    from workbench.study.folder import Folder

    found = segments(Folder(CORPUS / "study"))
    at: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    with (CORPUS / "gold" / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"].startswith("need:") and row["stance"] == "for":
                at.setdefault((row["source"], row["item"]), []).append((int(row["start"]), int(row["end"]), row["code"]))
    with (CORPUS / "gold" / "needs.csv").open(encoding="utf-8", newline="") as file:
        latent = frozenset(row["need"] for row in csv.DictReader(file) if row["latent"] == "True")
    return Needed("sample", found, _overlapping(found, at), latent)


@cache
def pdpilot(prefix: str = "") -> Needed:
    """Return seven interviews with the codes of their authors that begin with `prefix`."""
    place = folder("pdpilot_user_study")
    found = []
    for path in sorted((place / "transcripts").glob("P*.txt")):
        text = path.read_text(encoding="utf-8")
        turns = []
        for number, m in enumerate(re.finditer(r"^(\w+): (.+?)(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)):
            who = path.stem if m.group(1) == "Participant" else None
            turns.append(Turn(number, m.group(1), who, m.start(2), m.end(2)))
        found += segments_of_transcript(Transcript(path.stem, "interview", "2024", path.stem, None, text, "v", tuple(turns)))
    at: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    with (place / "coded_segments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["start"] and row["code"].startswith(prefix):
                span = (int(float(row["start"])), int(float(row["end"])), row["code"])
                at.setdefault((row["document"], ""), []).append(span)
    found.sort(key=lambda s: s.id)
    return Needed("pdpilot", found, _overlapping(found, at))


@cache
def jupyter(question: str = "workflow_needs_not_addressed", *, words: bool = False) -> Needed:
    """Return the answers to one question of a survey of notebook users, with their analysts' themes, or the words of these."""
    with (folder("jupyter_ux_survey_2015_2020") / "2015_themed_long.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["question"] == question]
    return _answers(
        "jupyter", ((row["row"], row["row"], row["text"], row["keywords" if words else "themes"].split(",")) for row in rows)
    )


@cache
def nhs() -> Needed:
    """Return comments of patients; what people coded is a need where the comment is an unhappy one."""
    with (folder("nhs_fft_feedback_dev") / "fft_comments.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["FFT answer"].strip() not in {"", "Did not answer"}]

    def said(row: dict[str, str]) -> list[str]:
        unhappy = row["Comment sentiment"] and float(row["Comment sentiment"]) >= _UNHAPPY
        return [code for code in row["labels"].split("; ") if code not in _PRAISE] if unhappy else []

    return _answers("nhs", ((row["Comment ID"], row["Respondent ID"], row["FFT answer"], said(row)) for row in rows))


@cache
def apps() -> Needed:
    """Return sentences of app reviews; a feature that is spoken of badly is a need, by its app and its longest word."""
    with (folder("app_reviews_features_dev") / "sentences_features.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Sentence content"].strip()]

    def needs(row: dict[str, str]) -> list[str]:
        features = [f.strip().lower() for f in row["Feature (Negative)"].split(";") if f.strip()]
        return [f"{row['app']}: {max(re.findall(r'[a-z]+', f) or [f], key=len)}" for f in features]

    made = ((f"{row['Review id']}-{row['Sentence id']}", row["Review id"], row["Sentence content"], needs(row)) for row in rows)
    return _answers("apps", made)


@cache
def spack(wave: str) -> Needed:
    """Return what users of a package manager named as pain points and as the thing to improve in one year; nothing is coded."""
    with (folder("spack_user_survey") / "spack_long.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["wave"] == wave and r["question"] in {"pain_points", "improve", "one_thing"}]
    return _answers(f"spack-{wave}", ((f"{r['respondent']}-{r['question']}", r["respondent"], r["text"], []) for r in rows))


@cache
def spack_ranks(wave: str) -> dict[str, float]:
    """Return the planned features of one year with how important their users rated them, 0 (not) to 4 (critical), on average."""
    steps = ("Not Important", "Slightly Important", "Somewhat important", "Very Important", "Critical")
    with (folder("spack_user_survey") / f"spack_{wave}.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    found = {}
    for column, name in enumerate(header):
        if feature := re.match(r"Rank these .*?\[(.+)\]$", name.strip()):
            given = [steps.index(row[column]) for row in rows if row[column] in steps]
            found[feature.group(1)] = sum(given) / len(given)
    return found


def _answers(name: str, rows: Iterable[tuple[str, str, str, Iterable[str]]]) -> Needed:
    found, needs = [], {}
    for item, person, text, said in rows:
        given = frozenset(said) - _NOTHING
        for start, end in cut(text, 0, len(text)):
            segment = Segment(
                f"{name}/{item}/{start}-{end}", Anchor(name, item, "v", start, end), text[start:end], person, "r", "survey"
            )
            found.append(segment)
            if given:
                needs[segment.id] = given
    return Needed(name, sorted(found, key=lambda s: s.id), needs)


def _overlapping(found: Iterable[Segment], at: dict[tuple[str, str], list[tuple[int, int, str]]]) -> dict[str, frozenset[str]]:
    """Return the codes whose passages share words with each segment: half of the passage or of the segment at least."""
    needs = {}
    for segment in found:
        a = segment.anchor
        given = frozenset(
            code
            for start, end, code in at.get((a.source, a.item), ())
            if 2 * (min(end, a.end) - max(start, a.start)) >= min(end - start, a.end - a.start)
        )
        if given:
            needs[segment.id] = given
    return needs
