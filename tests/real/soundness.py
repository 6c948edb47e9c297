"""What must hold for any study, however it came in: asked of each real one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

import workbench as wb
from workbench import demo
from workbench.share.gate import scan
from workbench.sources.people.key import KeyFile

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = {"sources", "segments", "participants", "codings", "topics", "needs", "claims", "assumptions"}
STEPS = ["import", "codings", "agreement", "read", "themes", "needs", "map", "notebooks", "report"]


@dataclass
class Taken:
    """A study after the whole path, and what came of it."""

    study: object
    result: demo.Result
    model: dict
    page: str

    @property
    def words(self):
        """What the report says, without its markup."""
        bare = re.sub(r"<(style|script).*?</\1>", " ", self.page, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def whole_path(root: Path, *, with_notebooks: bool = False) -> Taken:
    study = wb.open(root)
    assert [f for f in study.check() if f.level == "error"] == []
    result = demo.run(root, with_notebooks=with_notebooks)
    page = result.report.read_text(encoding="utf-8")
    said = result.as_json()
    assert set(said) == {"report", "seconds", "counts", "needs_recall"}
    assert set(said["counts"]) == COUNTS
    assert list(said["seconds"]) == [s for s in STEPS if with_notebooks or s != "notebooks"]
    model = study.journey().model
    segments_are_what_participants_said(study)
    anchors_resolve(study)
    counts_are_people(model)
    page_is_fit_to_share(page, study)
    again_is_the_same(root)
    return Taken(study, result, model, page)


def segments_are_what_participants_said(study):
    """Each segment is the source's own text, in its order, and never an interviewer's."""
    from workbench.reading.segments import segments

    transcripts = {t.id: t for t in study.folder.transcripts()}
    found = segments(study.folder)
    assert found
    assert [s.id for s in found] == sorted({s.id for s in found}), "ids are unique and in order"
    for segment in found:
        assert segment.text == study.folder.quote(segment.anchor)
        assert segment.participant
        if segment.anchor.source in transcripts:
            turn = transcripts[segment.anchor.source].turns[segment.turn]
            assert turn.participant == segment.participant
            assert turn.start <= segment.anchor.start < segment.anchor.end <= turn.end


def anchors_resolve(study):
    """Each coding opens its words; the table of codings holds every one of them."""
    frame = study.codings()
    codings = study.folder.state().codings
    assert set(frame["id"]) == set(codings)
    assert frame.attrs["orphans"] == []
    quotes = dict(zip(frame["id"], frame["quote"], strict=True))
    assert all(study.folder.quote(c.anchor) == quotes[c.id] for c in codings.values())


def counts_are_people(model):
    """K ≤ n ≤ N in people, and every number opens as many people's quotes as it says."""
    everybody = model["people"]["N"]
    for card in model["claims"].values():
        supporters = {model["quotes"][q]["participant"] for q in card["supports"]}
        assert card["k"] == len(supporters)
        assert card["x"] == len({model["quotes"][q]["participant"] for q in card["contradicts"]})
        assert card["k"] <= card["n"] <= card["N"] == everybody
        assert (card["k"] == 0) == (card["grade"] == "ASSUMPTION")
        if card["n"]:
            assert 0 <= card["lo"] <= card["k"] / card["n"] <= card["hi"] <= 1
    for stage in model["stages"]:
        cover = stage["coverage"]
        assert cover["spoke"] + cover["asked"] + cover["silent"] == cover["N"] == everybody
        assert len(stage["emotion"]["people"]) == stage["emotion"]["n"] <= everybody


def page_is_fit_to_share(page, study):
    """The report holds no name, and nothing that would be fetched or run from elsewhere."""
    assert scan(page, KeyFile.of(study.folder).names()) == []
    assert not re.search(r"<(?:script|img|iframe|link|source)[^>]+(?:src|href)=[\"']?(?:https?:)?//", page, re.IGNORECASE)
    assert "@import" not in page
    assert page.count("<script") == 1


def again_is_the_same(root):
    """Deriving everything a second time gives the same bytes, and no text is embedded again."""
    before = {p.name: p.read_bytes() for p in sorted((root / "maps").glob("*.json"))}
    assert "journey.json" in before
    study = wb.open(root)
    embedded = []
    study.read(lambda done, total: embedded.append((done, total)))
    assert embedded == []
    demo.save_maps(study)
    assert {p.name: p.read_bytes() for p in sorted((root / "maps").glob("*.json"))} == before
