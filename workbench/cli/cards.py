"""Commands about the cards of the map: catch a note, comment, sign a grade."""

from __future__ import annotations

from workbench.cli.base import AsJson, Persona, Round, StudyPath, app, emit, opened, plain, records


@app.command
def capture(study: StudyPath, text: str | None = None, *, stage: str = "", as_json: AsJson = False) -> None:
    """Catch a note in the map's inbox; list the inbox if no text is given.

    Parameters
    ----------
    text
        What came to mind.
    stage
        A stage it is about.
    """
    found = opened(study)
    if text is None:
        frame = found.notes()
        emit(records(frame), plain(frame), as_json=as_json)
        return
    note = found.capture(text, stage=stage)
    emit({"note": note}, f"note {note[:8]} is in the inbox", as_json=as_json)


@app.command
def comment(study: StudyPath, about: str, text: str, *, as_json: AsJson = False) -> None:
    """Comment on a claim or a stage of the map.

    Parameters
    ----------
    about
        Code of the claim, or a stage.
    text
        What to say.
    """
    act = opened(study).comment(about, text)
    emit({"act": act}, f"commented on {about}", as_json=as_json)


@app.command
def sign(
    study: StudyPath,
    claim: str,
    grade: str = "",
    *,
    reason: str,
    persona: Persona = None,
    round: Round = None,  # noqa: A002 (the field's word)
    as_json: AsJson = False,
) -> None:
    """Sign the grade of a claim in your name; the map says when its evidence has changed since.

    Parameters
    ----------
    claim
        Its code.
    grade
        High, Moderate, Low, Very low, Anecdote or ASSUMPTION; the proposed one if not given.
    reason
        Why you agree with the proposal, or do not.
    persona
        Sign for a persona of study.toml.
    round
        Sign for one round.
    """
    act = opened(study).sign_grade(claim, grade, reason=reason, persona=persona, round=round)
    emit({"act": act}, f"signed {claim}", as_json=as_json)
