"""Commands about codes: agreement."""

from __future__ import annotations

import json

from workbench.cli.base import AsJson, StudyPath, app, emit, opened, plain


@app.command
def agree(study: StudyPath, *coders: str, unit: str = "segment", as_json: AsJson = False) -> None:
    """Compare two coders, code by code.

    Parameters
    ----------
    coders
        Two names; the two who coded most if none are given.
    unit
        segment (a turn, an answer) or character.
    """
    view = opened(study).agreement(coders or None, unit=unit)
    if not view.codes:
        emit([], "no two coders have coded the same text yet", as_json=as_json)
        return
    frame = view.frame()
    emit(json.loads(frame.to_json(orient="records")), plain(frame.drop(columns=["unit"])), as_json=as_json)
