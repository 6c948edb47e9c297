"""The command line where something is wrong: with the words, the terminal, the disk."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys

import pandas as pd
import pytest
from rich.cells import cell_len

from workbench import cli
from workbench.study.canon import drafted


def program(*words, shell):
    """Run the command line as a program of its own, with what a shell makes of its output."""
    command = ["sh", "-c", f'"$0" "$@" {shell}', sys.executable, "-m", "workbench.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "{tmp}/nowhere"], "there is no such file"),
        (["check"], "requires an argument"),
        (["check", "{study}", "one", "too", "many"], "too"),
        (["history", "{study}", "--limit", "many"], "--limit"),
        (["map", "{study}", "--round", "nope"], "no round is called 'nope'"),
        (["story", "{study}", "P99"], "P99"),
        (["no-such-command"], "no-such-command"),
    ],
)
def test_who_asks_for_json_gets_it_also_where_there_is_nothing_to_tell(run, study, tmp_path, words, said):
    status, out, err = run(*(w.format(study=study.folder.root, tmp=tmp_path) for w in words), "--json")
    told = json.loads(out)
    assert (status, told["status"], list(told)) == (2, 2, ["error", "status"])
    assert said in told["error"]
    assert err


def test_what_a_check_found_is_the_only_json_where_it_does_not_pass(run, study):
    record = next(study.folder.root.glob("sources/*/*.txt"))
    record.write_bytes(b"other words")
    status, out, err = run("check", study.folder.root, "--json")
    assert status == 3
    assert {"error"} <= {finding["level"] for finding in json.loads(out)}
    assert "1 errors" in err or "errors" in err


def test_what_is_no_number_is_nothing_in_json(capsys):
    from workbench.cli.base import emit

    emit({"share": float("nan"), "most": [float("inf"), 1.5]}, "", as_json=True)
    assert json.loads(capsys.readouterr().out, parse_constant=pytest.fail) == {"share": None, "most": [None, 1.5]}


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_lacks_a_character_gets_its_number(study, monkeypatch, encoding):
    """`workbench history study > file.txt` on Windows writes cp1252, which has no arrow and no bicycle."""
    study.capture("from → to 🚲")
    said = {}
    for words in (["capture", study.folder.root], ["capture", study.folder.root, "--json"]):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(SystemExit) as stopped:
            cli.main(list(map(str, words)))
        assert not stopped.value.code
        said[words[-1]] = stream.buffer.getvalue().decode(encoding)
    assert ("from → to 🚲" if encoding == "utf-8" else "from \\u2192 to \\U0001f6b2") in said[study.folder.root]
    assert "from → to 🚲" in json.dumps(json.loads(said["--json"]), ensure_ascii=False)


@pytest.mark.skipif(os.name == "nt", reason="a shell closes them otherwise there")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "> /dev/full"])
def test_output_that_is_closed_or_full_is_no_error_of_ours(study, closed):
    done = program("check", study.folder.root / "nowhere", "--json", shell=closed)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    if closed == "2>&-":
        assert json.loads(done.stdout)["status"] == 2


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.ELOOP, errno.EIO, errno.ESTALE, errno.ENOENT])
def test_a_drive_that_went_away_is_a_sentence(run, study, monkeypatch, number):
    def gone(*_):
        raise OSError(number, os.strerror(number), "log")

    monkeypatch.setattr("workbench.api.Study.check", gone)
    status, out, err = run("check", study.folder.root, "--json")
    assert (status, json.loads(out)["error"]) == (2, f"log: {os.strerror(number)}. Put it right and run this again.")
    assert err.startswith("workbench: log: ")


def test_stopped_while_a_module_was_read_is_stopped_too(run, study, monkeypatch):
    """Python says that it could not make a class, with the keyboard as the cause."""

    def reading(*_):
        try:
            raise KeyboardInterrupt  # noqa: TRY301
        except KeyboardInterrupt as pressed:
            raise RuntimeError("Error calling __set_name__") from pressed

    monkeypatch.setattr("workbench.api.Study.check", reading)
    status, out, err = run("check", study.folder.root, "--json")
    assert (status, json.loads(out)["status"]) == (130, 130)
    assert err == "workbench: stopped; everything shown as saved is saved\n"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_being_told_to_end_is_ctrl_c(run, study, monkeypatch, name):
    """`timeout 60 workbench rerun …`: what was being written stayed as a draft."""
    before = signal.signal(getattr(signal, name), signal.SIG_DFL)

    def told(_study):
        with drafted(study.folder.root / "maps" / "a.json", lambda _file: os.kill(os.getpid(), getattr(signal, name))):
            pytest.fail("it went on")

    monkeypatch.setattr("workbench.api.Study.check", told)
    try:
        status, _, err = run("check", study.folder.root)
    finally:
        signal.signal(getattr(signal, name), before)
    assert (status, err) == (130, "workbench: stopped; everything shown as saved is saved\n")
    assert list((study.folder.root / "maps").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_under_nohup_a_closed_terminal_ends_nothing(run, study):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run("check", study.folder.root)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("line", "level", "what"),
    [
        ("alpa = [0.9, 0.8]", "warning", "nothing reads 'alpa'; was alpha meant"),
        ("alpha = [0.2, 0.9]", "error", "these contradict each other"),
        ("passages = 'many'", "error", "write 1 number"),
    ],
)
def test_check_finds_a_cut_off_that_nothing_reads_or_that_cannot_be_meant(run, study, line, level, what):
    """Each map refused it, and the check said that all was well."""
    root = study.folder.root
    (root / "study.toml").write_text(
        f"{(root / 'study.toml').read_text(encoding='utf-8')}\n[thresholds]\n{line}\n", encoding="utf-8"
    )
    status, out, _ = run("check", root, "--json")
    (found,) = [f for f in json.loads(out) if f["where"] == "study.toml, thresholds"]
    assert (found["level"], status) == (level, 3 if level == "error" else 0)
    assert what in found["what"]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 400])
def test_a_table_is_as_wide_as_the_terminal_and_loses_nothing(monkeypatch, width):
    """Lines ran over and were wrapped by the terminal, and long cells ended in '...'."""
    from workbench.cli.base import plain

    monkeypatch.setenv("COLUMNS", str(width))
    frame = pd.DataFrame(
        {"id": ["cc373fff70941dc2", "b"], "what": ["noted what came of the experiment " * 4, "日本語 テキスト " * 9],
         "empty": ["", None], "n": [7, 12_345], "share": [0.25, None], "why": ["a\nb", "=1+1"]}
    )  # fmt: skip
    text = plain(frame)
    lines = text.splitlines()
    assert max(map(cell_len, lines)) <= max(width, 60)
    assert lines[0].split() == ["id", "what", *(["empty"] if width == 400 else []), "n", "share", "why"]
    assert sorted(text.split()) == sorted(" ".join(map(str, [*lines[0].split(), *_cells(frame)])).split())
    assert any("cc373fff70941dc2" in line for line in lines)


def _cells(frame):
    return [cell for row in frame.itertuples(index=False) for cell in row if cell is not None and cell == cell]  # noqa: PLR0124 (NaN)


def test_a_table_without_a_row_says_so():
    from workbench.cli.base import plain

    assert plain(pd.DataFrame({"a": []}), "none") == "none"


def test_of_stages_where_nobody_feels_anything_there_is_a_line_each(run, tmp_path):
    run("new", tmp_path / "empty")
    status, out, _ = run("moments", tmp_path / "empty")
    assert status == 0
    assert len(out.splitlines()) == 6
    assert "awareness: not by the rule: 0 people showed a feeling there (at least 5)" in out


def test_the_history_is_read_on_one_screen_and_its_ids_are_whole(run, study):
    act = study.capture("Ask about the rota again, and whether anybody prints it")
    _, out, _ = run("history", study.folder.root, "--limit", "3")
    assert max(map(len, out.splitlines())) <= 80
    assert act in out


def test_the_shell_completes_commands(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    status, _, _ = run("--install-completion")
    assert status == 0
    (script,) = [p for p in tmp_path.rglob("workbench") if p.is_file()]
    assert "withdraw" in script.read_text(encoding="utf-8")
