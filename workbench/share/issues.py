"""Issues in the shapes other tools import: CSV for Jira, Linear, GitHub and Trello, and Markdown for everybody else.

The columns are those each tool's own import reads by name: Jira's external system import, Linear's CSV importer, the columns of
Trello's board export, and, since GitHub has no import of its own, the arguments of ``gh issue create``.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from workbench.journey.plan.roadmap import Issue
from workbench.share.exports.tables import is_formula
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_STATES = {"open": "To Do", "acting": "In Progress", "resolved": "Done"}
_LINEAR = {"open": "Backlog", "acting": "In Progress", "resolved": "Done"}
_SYNTAX = re.compile(r"([\\`*_\[\]<>#|~])")
_ONE_LINE = 250


def _jira(issue: Issue, body: str) -> dict[str, Any]:
    return {
        "Summary": _line(issue.title), "Issue Type": "Story" if issue.kind == "feature" else "Task", "Priority": issue.level,
        "Status": _STATES.get(issue.status, "To Do"), "Labels": " ".join(issue.labels), "Component": issue.stage,
        "Story Points": issue.effort, "Description": body, "External ID": issue.id,
    }  # fmt: skip


def _linear(issue: Issue, body: str) -> dict[str, Any]:
    return {
        "Title": _line(issue.title), "Description": body, "Priority": issue.level or "No priority",
        "Status": _LINEAR.get(issue.status, "Backlog"), "Labels": ", ".join(issue.labels), "Estimate": issue.effort, "ID": issue.id,
    }  # fmt: skip


def _github(issue: Issue, body: str) -> dict[str, Any]:
    level = (f"priority: {issue.level.casefold()}",) if issue.level else ()
    return {
        "title": _line(issue.title), "body": body, "labels": ",".join((*issue.labels, *level)), "milestone": issue.stage,
        "state": "closed" if issue.status == "resolved" else "open", "id": issue.id,
    }  # fmt: skip


def _trello(issue: Issue, body: str) -> dict[str, Any]:
    labels = (*issue.labels, issue.level) if issue.level else issue.labels
    return {
        "Card Name": _line(issue.title), "Card Description": body, "Labels": ", ".join(labels),
        "List Name": _STATES.get(issue.status, "To Do"), "Card ID": issue.id,
    }  # fmt: skip


SHAPES: dict[str, Callable[[Issue, str], dict[str, Any]]] = {"jira": _jira, "linear": _linear, "github": _github, "trello": _trello}
MARKDOWN, OWNERS = "markdown", "owners"


def issues_csv(issues: Sequence[Issue], shape: str, quotes: Mapping[str, Sequence[str]]) -> str:
    """Return issues as CSV in the columns of one tool.

    A cell that a spreadsheet would run as a formula gets a ``'`` in front. There is no column that names these: a tool would
    take it for one of its own.

    Parameters
    ----------
    issues
        In their order; their words are to be masked already.
    shape
        ``jira``, ``linear``, ``github`` or ``trello``.
    quotes
        Claim -> what people said, masked, of those who consent to being quoted; may be empty.

    Raises
    ------
    UserError
        If there is no such shape.
    """
    if shape not in SHAPES:
        raise UserError(f"issues come as {', '.join((*SHAPES, MARKDOWN, OWNERS))}; given: {shape!r}")
    make = SHAPES[shape]
    rows = [make(issue, _body(issue, quotes)) for issue in issues]
    columns = list(make(Issue("", "need", "", (), (), "", "", "", None, (), "open"), ""))
    return rows_csv(columns, [list(row.values()) for row in rows])


def rows_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a table as CSV; what a spreadsheet would run as a formula gets a ``'`` in front."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if c is None else f"{c:g}" if isinstance(c, float) else f"'{c}" if is_formula(c) else c for c in row])
    return out.getvalue()


def issues_markdown(title: str, issues: Sequence[Issue], quotes: Mapping[str, Sequence[str]]) -> str:
    """Return issues as a Markdown list to be ticked off; words of the study cannot make syntax."""
    lines = [f"# Roadmap: {plain(title)}", ""]
    for issue in issues:
        done = "x" if issue.status == "resolved" else " "
        facts = [issue.level, issue.stage, issue.owner, f"effort {issue.effort:g}" if issue.effort is not None else ""]
        about = ", ".join(plain(fact) for fact in facts if fact)
        lines.append(f"- [{done}] **{plain(issue.title)}**{f' ({about})' if about else ''}")
        lines += [f"  - {plain(line)}" for line in issue.lines]
        lines += [f"  - > {plain(said)}" for claim in issue.claims for said in quotes.get(claim, ())]
    if not issues:
        lines.append("Nothing was heard yet that could be done something about.")
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Return `text` on one line, with what Markdown would take for syntax escaped."""
    return _SYNTAX.sub(r"\\\1", " ".join(text.split()))


def _line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _ONE_LINE else flat[: _ONE_LINE - 1] + "\u2026"


def _body(issue: Issue, quotes: Mapping[str, Sequence[str]]) -> str:
    said = [f"> {' '.join(q.split())}" for claim in issue.claims for q in quotes.get(claim, ())]
    return "\n\n".join([*issue.lines, *said])
