"""Archives, XML and models from somebody else: nothing in them is run, nothing outside them is read or written.

C22
    input: archives with members called `../`, absolute, with a drive, with NUL; with a link, or one member twice
    expected: refusal that names the member; nothing written
    product: one gate before every archive: .docx, .xlsx and .qdpx, codebook and sources; no member is unpacked to a disk
    naive: writing each member under its name writes outside the folder

C24
    input: XML with a document type, an external entity, a billion laughs; truncated; an attribute of 12 MB; a project whose source
        is `absolute://`, `relative://` or `../`
    expected: refusal; no file read; within 5 s
    product: the gate refuses document types; .qdc and .qde are read by a parser that forbids them; a text of a project is looked
        for among the members of its archive and nowhere else
    naive: a parser that resolves entities reads a local file into the text; a path that is followed makes any file a source

C25
    input: model.pkl, model.joblib and a pickled .npy in the study and in its cache
    expected: never loaded: the file that their payload would make is not there
    product: nothing of the workbench unpickles; the cache holds numbers only
    naive: `pickle.load` runs the payload
"""

from __future__ import annotations

import ast
import contextlib
import io
import pickle
import shutil
import warnings
import zipfile
from pathlib import Path

import docx
import naive
import numpy as np
import openpyxl
import pytest
import wild
from pace import within

from workbench.reading.notices import Notice
from workbench.study.errors import Refused

ROOT = Path(__file__).resolve().parents[2]


def office(suffix):
    """Return a Word file or a workbook with something said in it."""
    out = io.BytesIO()
    if suffix == ".docx":
        document = docx.Document()
        for line in ("Interviewer: And then?", "Bo: It broke.", "Interviewer: Oh?", "Bo: I wrote to support."):
            document.add_paragraph(line)
        document.save(out)
    else:
        book = openpyxl.Workbook()
        for row in (("id", "Why did you give this score?"), ("a1", "It is slow to print"), ("b2", "I type all of it by hand")):
            book.active.append(row)
        book.save(out)
    return out.getvalue()


def zipped(*members):
    """Return an archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def with_member(raw, name, data=b"x", mode=0):
    """Return an archive with one member more, under exactly this name."""
    out = io.BytesIO(raw)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("placeholder")
        info.external_attr = mode << 16
        info.filename = info.orig_filename = name
        archive.writestr(info, data)
    return out.getvalue()


def replaced(raw, member, change):
    """Return an archive in which one member is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(old.read(info)) if info.filename == member else old.read(info))
    return out.getvalue()


def bring_in(study, path):
    if path.suffix in {".qdpx", ".qde"}:
        return study.add(path, round="r1")
    return study.add(path, round="r1") if path.suffix == ".docx" else study.add_survey(path, round="r1", participant="id")


def refused(study, tree, path):
    """Return the refusal; nothing in the study or around it may be new."""
    home = study.folder.root.parent
    before, around = tree(study), sorted(p for p in home.rglob("*") if ".workbench" not in p.parts)
    with pytest.raises(Refused) as caught:
        bring_in(study, path)
    assert tree(study) == before
    assert sorted(p for p in home.rglob("*") if ".workbench" not in p.parts) == around
    return caught.value


EVIL = {
    "up": ("../evil.txt", 0), "deep": ("a/../../evil.txt", 0), "absolute": ("/evil.txt", 0), "drive": ("C:\\evil.txt", 0),
    "backslash": ("..\\evil.txt", 0), "nul": ("ok.txt\0../evil", 0), "link": ("link.txt", 0o120777),
    "twice": ("[CONTENT_TYPES].xml", 0),
}  # fmt: skip


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@pytest.mark.parametrize("how", sorted(EVIL))
def test_c22_members_that_point_elsewhere_are_refused_by_name(blank, tree, tmp_path, suffix, how):
    name, mode = EVIL[how]
    path = tmp_path / f"a{suffix}"
    path.write_bytes(with_member(office(suffix), name, mode=mode))
    error = refused(blank, tree, path)
    assert error.place.startswith("member ")
    assert name.partition("\0")[0].replace("\\", "/")[:6] in error.place.replace("\\\\", "/").replace("\\", "/")


@pytest.mark.parametrize("how", sorted({*EVIL} - {"twice"}))
def test_c22_a_project_with_such_members_is_not_taken_in(blank, tree, tmp_path, how):
    name, mode = EVIL[how]
    path = tmp_path / "a.qdpx"
    path.write_bytes(with_member(wild.little().build(), name, mode=mode))
    error = refused(blank, tree, path)
    assert error.place.startswith("member ")


def test_c22_a_project_in_which_names_differ_only_by_case_is_not_taken_in(blank, tree, tmp_path):
    path = tmp_path / "a.qdpx"
    path.write_bytes(with_member(wild.little().build(), "PROJECT.QDE"))
    assert "PROJECT.QDE" in refused(blank, tree, path).place


def inside(folder, written):
    assert [p for p in written if not p.resolve().is_relative_to(folder.resolve())] == []


def test_c22_naive_a_member_is_written_where_its_name_says(tmp_path):
    folder = tmp_path / "into"
    raw = with_member(office(".docx"), "../evil.txt")
    with pytest.raises(AssertionError):
        inside(folder, naive.unpack(raw, folder))


OTHERS = "the words of another file"


def xml_attacks(secret):
    return {
        "dtd": b'<!DOCTYPE a SYSTEM "http://evil.example/a.dtd">',
        "entity": f'<!DOCTYPE a [<!ENTITY b SYSTEM "{secret.as_uri()}">]>'.encode(),
        "laughs": b'<!DOCTYPE a [<!ENTITY l0 "ha">'
        + b"".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">'.encode() for n in range(1, 10))
        + b"]>",
    }


PLACES = {".docx": "word/document.xml", ".xlsx": "xl/worksheets/sheet1.xml"}
USES = {"dtd": b"", "entity": b"&b;", "laughs": b"&l9;"}


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@pytest.mark.parametrize("how", ["dtd", "entity", "laughs", "truncated", "attribute"])
def test_c24_xml_that_reaches_out_or_grows_is_refused(blank, tree, tmp_path, suffix, how):
    (tmp_path / "secret.txt").write_text(OTHERS, encoding="utf-8")

    def change(data):
        head, mark, body = data.rpartition(b"?>")
        if how == "truncated":
            return data[: len(data) // 2]
        if how == "attribute":
            start = body.index(b"<") + 1
            end = body.index(b" ", start)
            return head + mark + body[:end] + b' long="' + bytes(range(48, 123)).replace(b"<", b"") * 165_000 + b'"' + body[end:]
        place = body.rindex(b"</")
        return head + mark + xml_attacks(tmp_path / "secret.txt")[how] + body[:place] + USES[how] + body[place:]

    path = tmp_path / f"a{suffix}"
    path.write_bytes(replaced(office(suffix), PLACES[suffix], change))
    with within(100):
        if how == "attribute":  # no limit of XML's own: taken if it can be read in time, its attribute ignored
            with contextlib.suppress(Refused):
                bring_in(blank, path)
        else:
            refused(blank, tree, path)
    assert OTHERS not in "".join(p.read_bytes().decode("utf-8", "replace") for p in blank.folder.root.rglob("*") if p.is_file())


def test_c24_codebooks_and_projects_of_other_programs_go_through_the_same(tmp_path):
    from workbench.coding.codebook.files import read_codebook

    (tmp_path / "secret.txt").write_text(OTHERS, encoding="utf-8")
    book = b'<?xml version="1.0"?>%s<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
    book += b'<Code guid="%s" name="x%s" isCodable="true"/></Codes></CodeBook>'
    name = b"3f2504e0-4f89-11d3-9a0c-0305e82c3301"
    texts = [book % (attack, name, USES[how]) for how, attack in xml_attacks(tmp_path / "secret.txt").items()]
    texts += [(book % (b"", name, b""))[:-30], book % (b"", name, b"y" * 12_000_000)]
    for text in texts:
        with within(100):
            for suffix, raw in ((".qdc", text), (".qde", text), (".qdpx", zipped(("project.qde", text)))):
                path = tmp_path / f"book{suffix}"
                path.write_bytes(raw)
                if b"yyyy" in text:
                    labels = names_or_refusal(path)
                    assert labels == [] or len(labels[0]) < 12_000_001
                else:
                    with pytest.raises(Refused):
                        read_codebook(path)


def names_or_refusal(path):
    from workbench.coding.codebook.files import read_codebook

    try:
        return [e.label for e in read_codebook(path).entries]
    except Refused:
        return []


@pytest.mark.parametrize("how", sorted(EVIL))
def test_c22_projects_of_other_programs_go_through_the_same(tmp_path, how):
    from workbench.coding.codebook.files import read_codebook

    name, mode = EVIL[how]
    project = zipped(("project.qde", b"<Project/>"), ("[Content_Types].xml", b""))
    path = tmp_path / "a.qdpx"
    path.write_bytes(with_member(project, name, mode=mode))
    with pytest.raises(Refused, match="member"):
        read_codebook(path)


@pytest.mark.parametrize("how", ["dtd", "entity", "laughs", "truncated", "attribute"])
@pytest.mark.parametrize("suffix", [".qdpx", ".qde"])
def test_c24_a_project_with_such_xml_is_not_taken_in(blank, tree, tmp_path, suffix, how):
    (tmp_path / "secret.txt").write_text(OTHERS, encoding="utf-8")
    xml = wild.little().xml().encode()
    head, _, body = xml.partition(b"?>")
    if how == "truncated":
        xml = xml[: len(xml) // 2]
    elif how == "attribute":
        xml = xml.replace(b'name="Study"', b'name="' + b"x" * 12_000_000 + b'"')
    else:
        xml = head + b"?>" + xml_attacks(tmp_path / "secret.txt")[how] + body.replace(b"P01 interview", USES[how], 1)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(zipped(("project.qde", xml)) if suffix == ".qdpx" else xml)
    with within(100):
        refused(blank, tree, path)


def reaching(path):
    """Return a project whose source lies at `path`, and which has a member of that name as well."""
    xml = wild.little().xml().replace(f"internal://{wild.guid('src')}.txt", path)
    return zipped(("project.qde", xml.encode()), ("sources/secret.txt", b"inside"))


@pytest.mark.parametrize(
    "way", ["absolute://{}", "relative:///../secret.txt", "internal://../secret.txt", "file://{}", "{}", "../secret.txt"]
)
def test_c24_a_source_outside_of_its_project_is_never_read(blank, tree, tmp_path, way):
    secret = tmp_path / "secret.txt"
    secret.write_text(OTHERS, encoding="utf-8")
    path = tmp_path / "a.qdpx"
    path.write_bytes(reaching(way.format(secret.as_posix())))
    error = refused(blank, tree, path)
    assert error.place == "source 1"
    assert secret.as_posix() not in str(error)


def test_c24_naive_a_path_that_is_followed_makes_any_file_a_source(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(OTHERS, encoding="utf-8")
    with pytest.raises(AssertionError):
        assert OTHERS not in naive.project_source(reaching(f"absolute://{secret.as_posix()}"), tmp_path)


def test_c24_naive_a_parser_that_resolves_entities_reads_another_file(tmp_path):
    (tmp_path / "secret.txt").write_text(OTHERS, encoding="utf-8")
    raw = b"<?xml version='1.0'?>" + xml_attacks(tmp_path / "secret.txt")["entity"] + b"<a>&b;</a>"
    with pytest.raises(AssertionError):
        assert OTHERS not in naive.xml_text(raw)


class Payload:
    """Makes a file when it is unpickled."""

    def __init__(self, marker):
        self.marker = str(marker)

    def __reduce__(self):
        return (open, (self.marker, "w"))


def plant(folder, marker):
    """Put models that run code wherever the workbench could look for one."""
    raw = pickle.dumps(Payload(marker))
    for place in ("", ".workbench", ".workbench/embeddings", ".workbench/models", "models", "sources/r1", "log"):
        target = folder / place
        target.mkdir(parents=True, exist_ok=True)
        for name in ("model.pkl", "model.joblib", "model.pt", "state.pickle", "embeddings.pkl", "snapshot", "fold.snapshot"):
            (target / name).write_bytes(raw)
        with (target / "vectors.npy").open("wb") as file:
            np.save(file, np.array([Payload(marker)], dtype=object), allow_pickle=True)


def test_c25_planted_models_are_never_loaded(little_study, tmp_path, capsys):
    import workbench as wb
    from workbench import cli

    root = tmp_path / "study"
    shutil.copytree(little_study.folder.root, root)
    shutil.copyfile(little_study.folder.key_file, tmp_path / "study.key.csv")
    marker = tmp_path / "marker"
    plant(root, marker)
    # What the cache holds already is replaced by payloads of the same name, too.
    for path in (root / ".workbench").rglob("*"):
        if path.is_file() and path.suffix in {".npz", ".npy"}:
            with path.open("wb") as file:
                np.save(file, np.array([Payload(marker)], dtype=object), allow_pickle=True)
    study = wb.open(root)
    study.check()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)  # it says that the cache was damaged
        study.themes()
        study.needs()
    study.journey().save(tmp_path / "m.html")
    with pytest.raises(SystemExit):
        cli.main(["check", str(root)])
    capsys.readouterr()
    assert not marker.exists()


def test_c25_no_module_can_unpickle():
    """Nothing of the workbench imports what unpickles, and numpy is never told that it may."""
    loose = []
    for path in sorted((ROOT / "workbench").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            loose += [
                f"{path.name}: {n}"
                for n in names
                if n.split(".")[0] in {"pickle", "joblib", "dill", "cloudpickle", "shelve", "marshal", "torch"}
            ]
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                may = [
                    k
                    for k in node.keywords
                    if k.arg == "allow_pickle" and not (isinstance(k.value, ast.Constant) and k.value.value is False)
                ]
                loose += [f"{path.name}:{node.lineno}" for _ in may] + (
                    [f"{path.name}: read_pickle"] if called == "read_pickle" else []
                )
    assert loose == []


@pytest.mark.parametrize("suffix", [".pkl", ".joblib", ".npy", ".pt"])
def test_c25_a_model_is_no_transcript_and_no_table(blank, tree, tmp_path, suffix):
    plant(tmp_path / "models", tmp_path / "marker")
    path = (tmp_path / "models" / "model.pkl").rename(tmp_path / f"m{suffix}")
    before = tree(blank)
    for add in (lambda: blank.add(path, round="r1"), lambda: blank.add_survey(path, round="r1")):
        with pytest.raises(Refused):
            add()
    assert tree(blank) == before
    assert not (tmp_path / "marker").exists()


def test_c25_naive_loading_runs_the_payload(tmp_path):
    plant(tmp_path / "models", tmp_path / "marker")
    naive.load_model(tmp_path / "models" / "model.pkl").close()
    with pytest.raises(AssertionError):
        assert not (tmp_path / "marker").exists()
