"""Databases as QualCoder writes them: its own tables (src/qualcoder/__main__.py, database v17; LGPL-3), filled by tests."""

from __future__ import annotations

import io
import zipfile

from taguette_files import Made

SCHEMA = """
CREATE TABLE project (databaseversion text, date text, memo text,about text, bookmarkfile integer, bookmarkpos integer,
    codername text, recently_used_codes text, avbookmarkfile integer, avbookmarkmsec integer, avbookmarktextpos integer);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text,
    av_text_id integer, risid integer, unique(name));
CREATE TABLE code_image (imid integer primary key,id integer,x1 integer, y1 integer, width integer, height integer, cid integer,
    memo text, date text, owner text, important integer, pdf_page integer);
CREATE TABLE code_av (avid integer primary key,id integer,pos0 integer, pos1 integer, cid integer, memo text, date text,
    owner text, important integer);
CREATE TABLE annotation (anid integer primary key, fid integer,pos0 integer, pos1 integer, memo text, owner text, date text,
    unique(fid,pos0,pos1,owner));
CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text, caseOrFile text, valuetype text);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer, date text, owner text,
    unique(name,attr_type,id));
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, owner text, date text,
    memo text);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text,date text, constraint ucm unique(name));
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer, unique(name));
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer,seltext text, pos0 integer, pos1 integer, owner text,
    date text, memo text, avid integer, important integer, unique(cid,fid,pos0,pos1, owner));
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text,date text, color text,
    supercid integer, unique(name));
CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text, unique(name));
CREATE TABLE coder_names (name TEXT UNIQUE NOT NULL, visibility INTEGER NOT NULL DEFAULT 1 CHECK (visibility IN (0, 1)));
"""
AT = "2026-02-03 10:00:00"


def project(*texts):
    """Return a project with texts, two codes in a category and one below another code."""
    made = Made(SCHEMA)
    made.add("project", databaseversion="v17", date=AT, memo="About cafés", about="QualCoder 4.0", codername="ana")
    for number, text in enumerate(texts, 1):
        made.add("source", name=f"talk {number}.txt", fulltext=text, memo="", owner="ana", date=AT)
    made.add("code_cat", name="Pains", memo="what hurts", owner="ana", date=AT)
    made.add("code_name", name="Price", memo="too dear", catid=1, owner="ana", date=AT, color="#CC0000")
    made.add("code_name", name="Waiting", memo="", catid=1, owner="ana", date=AT, color="nonsense")
    made.add("code_name", name="Waiting long", memo="", owner="ana", date=AT, color="#00F", supercid=2)
    return made


def coded(made, text, words, *, code=1, by="ana", unit="utf16", shift=0, after=0, seltext=None, memo=""):  # noqa: PLR0913 (a row)
    """Code words of a text, counted as an editor counts them, or otherwise."""
    start = text.index(words, after)
    size = (lambda s: len(s.encode("utf-16-le")) // 2) if unit == "utf16" else len
    first, last = size(text[:start]), size(text[: start + len(words)])
    noted = words.replace("\n", "\u2029") if seltext is None else seltext  # as QTextCursor.selectedText says line ends
    return made.add("code_text", cid=code, fid=1, seltext=noted, pos0=first + shift, pos1=last + shift, owner=by, date=AT,
                    memo=memo, important=None)  # fmt: skip


def zipped(raw, name="data.qda"):
    """Return the folder of a project as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"Study.qda/{name}", raw)
        archive.writestr("Study.qda/documents/talk.txt", b"x")
    return out.getvalue()
