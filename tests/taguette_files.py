"""Databases as Taguette writes them: its own tables (taguette/database/models.py, version 1.4; BSD-3-Clause), filled by tests."""

from __future__ import annotations

import json
import sqlite3

SCHEMA = """
CREATE TABLE users (login VARCHAR(30) NOT NULL, created DATETIME NOT NULL, hashed_password VARCHAR(192),
    password_set_date DATETIME, language VARCHAR(10), email VARCHAR(256), email_sent DATETIME,
    CONSTRAINT pk_users PRIMARY KEY (login));
CREATE TABLE projects (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, description TEXT NOT NULL,
    created DATETIME NOT NULL);
CREATE TABLE project_members (project_id INTEGER NOT NULL, user_login VARCHAR(30) NOT NULL, privileges VARCHAR(11) NOT NULL,
    CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_login));
CREATE TABLE documents (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, description TEXT NOT NULL,
    filename VARCHAR(200) NOT NULL, created DATETIME NOT NULL, project_id INTEGER NOT NULL, text_direction VARCHAR(13) NOT NULL,
    contents TEXT NOT NULL);
CREATE TABLE commands (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, date DATETIME NOT NULL, user_login VARCHAR(30) NOT NULL,
    project_id INTEGER NOT NULL, document_id INTEGER, payload TEXT NOT NULL);
CREATE INDEX idx_project_document ON commands (project_id, document_id);
CREATE TABLE tags (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, path VARCHAR(200) NOT NULL,
    description TEXT NOT NULL, CONSTRAINT uq_tags_project_id UNIQUE (project_id, path));
CREATE TABLE highlights (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL,
    start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, snippet TEXT NOT NULL);
CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,
    CONSTRAINT pk_highlight_tags PRIMARY KEY (highlight_id, tag_id));
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
"""
AT = "2026-02-03 10:00:00.000000"


class Made:
    """A database in memory: `raw` is what would be in the file."""

    def __init__(self, schema=SCHEMA):
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(schema)

    def add(self, table, **values):
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        return self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())).lastrowid  # noqa: S608

    @property
    def raw(self):
        self.db.commit()
        return self.db.serialize()


def project(*documents, tags=("pain", "pain.price", "needs.new.deep"), name="Quiet hours"):
    """Return a project with documents of HTML."""
    made = Made()
    made.add("users", login="ana", created=AT)
    made.add("projects", name=name, description="About cafés", created=AT)
    made.add("project_members", project_id=1, user_login="ana", privileges="ADMIN")
    for number, html in enumerate(documents, 1):
        made.add("documents", name=f"Talk {number}", description="", filename=f"{number}.html", created=AT, project_id=1,
                 text_direction="LEFT_TO_RIGHT", contents=html)  # fmt: skip
    for path in tags:
        made.add("tags", project_id=1, path=path, description=f"About {path}")
    return made


def highlight(made, start, end, *tags, document=1, snippet="", by="ana"):
    """Add a highlight in bytes, with the command that made it."""
    key = made.add("highlights", document_id=document, start_offset=start, end_offset=end, snippet=snippet)
    for tag in tags:
        made.add("highlight_tags", highlight_id=key, tag_id=tag)
    if by:
        said = {"type": "highlight_add", "highlight_id": key, "start_offset": start, "end_offset": end, "tags": list(tags)}
        made.add("commands", date=AT, user_login=by, project_id=1, document_id=document, payload=json.dumps(said))
    return key
