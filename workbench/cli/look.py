"""Commands that look things up: queries."""

from __future__ import annotations

from workbench.cli.base import AsJson, StudyPath, app, emit, opened, plain, records

_SHOWN = ("participant", "source", "round", "codes", "quote")


@app.command
def query(study: StudyPath, text: str, *, by: str | None = None, as_json: AsJson = False) -> None:
    """Find passages by code, words, people and where they stand to each other; docs/query.md has the language.

    Parameters
    ----------
    text
        The query, such as: pain near(20) fee within stage:Purchase
    by
        Count people by this instead of listing quotes: round, stage, kind, source, code, family, or an attribute.
    """
    view = opened(study).query(text)
    frame = view.by(by) if by else view.frame()
    shown = frame if by else frame[list(_SHOWN)].assign(codes=[", ".join(codes) for codes in frame["codes"]])
    told = [repr(view)[1:-1], *view.result.notes, *(f"left out: {n} {why}" for why, n in view.result.left.items())]
    emit(records(frame), "\n".join([plain(shown), "", *told]), as_json=as_json)
