"""Commands that keep work safe: check."""

from __future__ import annotations

from workbench.cli.base import AsJson, StudyPath, app, emit, opened
from workbench.study.errors import CheckFailed


@app.command
def check(study: StudyPath, *, as_json: AsJson = False) -> None:
    """Verify every hash, anchor and reference; exit status 3 if something is wrong."""
    findings = opened(study).check()
    rows = [{"level": f.level, "where": f.where, "what": f.what, "remedy": f.remedy} for f in findings]
    lines = [f"{f.level}: {f.where}: {f.what}. {f.remedy}" for f in findings] or ["nothing wrong found"]
    emit(rows, "\n".join(lines), as_json=as_json)
    if any(f.level == "error" for f in findings):
        raise CheckFailed(f"{sum(f.level == 'error' for f in findings)} errors")
