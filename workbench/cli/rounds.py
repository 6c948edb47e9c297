"""Commands about rounds: a question of one is the same as one of another."""

from __future__ import annotations

from workbench.cli.base import AsJson, StudyPath, app, emit, opened


@app.command
def same_question(
    study: StudyPath,
    survey: str,
    question: str,
    earlier_survey: str,
    earlier_question: str,
    *,
    reason: str,
    as_json: AsJson = False,
) -> None:
    """Say that a question of a survey is the same as one of an earlier round, so that the rounds compare.

    Parameters
    ----------
    survey, question
        Ids of the survey of the later round and of its question.
    earlier_survey, earlier_question
        Those of the earlier round.
    reason
        Why the two can be compared although they are worded differently.
    """
    act = opened(study).same_question((survey, question), (earlier_survey, earlier_question), reason)
    emit({"act": act}, f"{question} of {survey} is taken for {earlier_question} of {earlier_survey}", as_json=as_json)
