"""What the documents promise: links lead somewhere, every command and every Python name in them exists."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from copied import copied

import workbench

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
SHELLS = {"bash", "sh", "powershell", "console"}


def _links():
    spec = importlib.util.spec_from_file_location("links", ROOT / "tools" / "links.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


links = _links()
DOCUMENTS = [path for path in links.markdown_files(ROOT) if path.parent == ROOT or path.is_relative_to(ROOT / "docs")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Links


@pytest.mark.parametrize("path", links.markdown_files(ROOT), ids=name_of)
def test_links_lead_somewhere(path):
    assert links.dead_links(path, ROOT) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[a](nowhere.md)", "no such file"),
        ("[a](b.md#lost)", "no such heading"),
        ("[a](#lost)", "no such heading"),
        ("[a](/etc/hosts)", "absolute path; links must be relative"),
        ("[a](../outside.md)", "no such file"),
        ("[a][r]\n\n[r]: nowhere.md", "no such file"),
        ('<img src="nowhere.png">', "no such file"),
        ("![a](nowhere.png)", "no such file"),
    ],
)
def test_a_dead_link_is_found(tmp_path, text, why):
    (tmp_path / "b.md").write_text("# Found\n", encoding="utf-8")
    path = tmp_path / "a.md"
    path.write_text(f"# Title\n\n{text}\n", encoding="utf-8")
    assert [(dead.file, dead.why) for dead in links.dead_links(path, tmp_path)] == [("a.md", why)]


@pytest.mark.parametrize(
    "text",
    [
        "[a](b.md#found)", "[a](b.md#found-1)", "[a](#the-title)", "[a](https://example.org/x)", "`[a](nowhere.md)`",
        "```\n[a](nowhere.md)\n```", "[a](b%2Emd)",
    ],
)  # fmt: skip
def test_a_live_link_is_not(tmp_path, text):
    (tmp_path / "b.md").write_text("# Found\n\n# Found\n", encoding="utf-8")
    path = tmp_path / "a.md"
    path.write_text(f"# The *title*\n\n{text}\n", encoding="utf-8")
    assert links.dead_links(path, tmp_path) == []


# Commands


def commands() -> list[tuple[str, str]]:
    """(document, command) for every line of every shell block; `\\` joins lines, `#` starts a comment."""
    found = []
    for path in DOCUMENTS:
        for language, body in BLOCK.findall(path.read_text(encoding="utf-8")):
            if language in SHELLS:
                joined = re.sub(r"[\\`]\n\s*", " ", body)
                lines = (re.sub(r"\s+#.*|^#.*|^\$ ", "", line).strip() for line in joined.splitlines())
                found += [(name_of(path), part.strip()) for line in lines if line for part in line.split("&&")]
    return sorted(set(found))


# Commands that no test here runs, and why that is right. Everything else must be a target of make or a workbench command.
NOT_RUN = {
    r"git (clone|add|commit|switch|diff) .*": "git's own",
    r"cd \S+": "the shell's own",
    r"sudo apt(-get)? install .*": "changes the machine; .ci/run does it where something is missing",
    r"brew install .*": "changes the machine",
    r"conda .*": "no conda channel where we test; environment.yml is checked by test_environment.py",
    r"bash \.ci/run": "runs this very test",
    r"(py|python3?)( -3\.\d+)? tools[\\/]bootstrap\.py (run|dev)": "test_bootstrap.py",
    r"\.venv[\\/](bin|Scripts)[\\/]playwright install chromium": "downloads a browser",
    r"\.venv[\\/](bin|Scripts)[\\/]python tools/(check|links)\.py.*": "make check",
    r"\.venv[\\/](bin|Scripts)[\\/]python -m pytest.*": "what runs this test",
    r"(\.venv[\\/](bin|Scripts)[\\/]python -m )?pip install --no-deps .*": "what tools/bootstrap.py does; needs the network",
    r"pip install voila": "in dev.in; needs the network. What needs it is tested in test_dashboard.py",
    r"WORKBENCH_HYPOTHESIS=deep make test": "takes long; the variable is read in conftest.py",
}
WORKBENCH = re.compile(r"(?:\.venv[\\/](?:bin|Scripts)[\\/])?workbench(?:\.exe)?\s+(.*)")


@pytest.mark.parametrize(("document", "command"), commands())
def test_every_command_is_one_that_exists(document, command):
    if match := WORKBENCH.fullmatch(command):
        assert_parses(match[1])
    elif command.startswith("make"):
        done = subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    else:
        reasons = [reason for pattern, reason in NOT_RUN.items() if re.fullmatch(pattern, command)]
        assert reasons, f"{document} tells to run {command!r}, which no test knows: test it or add it to NOT_RUN with a reason"


def assert_parses(line: str) -> None:
    """The real command line takes these words: the command is there, and so is every option and argument."""
    from workbench.cli import app

    tokens = shlex.split(line)
    assert not {"<", ">", "|", ";"} & set(tokens), "only the command itself"
    command, bound, *_ = app.parse_args(tokens, exit_on_error=False, print_error=False)
    assert callable(command)
    assert bound is not None


def test_a_command_that_is_not_there_would_be_noticed():
    with pytest.raises(Exception, match="frobnicate"):
        assert_parses("frobnicate corpus/study")
    with pytest.raises(Exception, match="--loud"):
        assert_parses("demo --loud")


def cli_commands() -> list[str]:
    from workbench.cli import app

    return sorted(name for name in app if not name.startswith("-"))


@pytest.mark.parametrize("name", cli_commands())
def test_every_cli_command_is_in_the_documents(name):
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert re.search(rf"\bworkbench {name}\b", text), f"workbench {name} is in no document"


@pytest.mark.parametrize("name", cli_commands())
def test_every_cli_command_explains_itself(name, capsys):
    from workbench.cli import app

    app([name, "--help"], result_action="return_value")
    said = capsys.readouterr().out
    assert f"workbench {name}" in said
    assert len(said.splitlines()) > 4


def test_make_help_names_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()) - {"help", "run-env", "dev-env"}
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [target for target in targets if not re.search(rf"\b{target}\b", said)] == []
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [target for target in ("demo", "lab", "test", "check", "bench") if f"make {target}" not in readme] == []


# Python


def python_blocks() -> list[tuple[str, str]]:
    found = []
    for path in DOCUMENTS:
        blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
        found += [(f"{name_of(path)}-{number}", body) for number, (language, body) in enumerate(blocks) if language == "python"]
    return found


@pytest.mark.parametrize("body", [pytest.param(body, id=label) for label, body in python_blocks()])
def test_every_python_name_in_the_documents_exists(body):
    """`wb.x` is public, `study.x` is a member of Study."""
    for node in ast.walk(ast.parse(body)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in {"wb", "workbench"}:
                assert node.attr in workbench.__all__
            elif node.value.id == "study":
                assert hasattr(workbench.Study, node.attr), f"study.{node.attr}"


@pytest.mark.usefixtures("sample_study")
def test_the_python_of_the_readme_runs(tmp_path):
    """All blocks, one after the other, on a copy of the sample study."""
    done = run_blocks("README.md", tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.html").is_file()


#: Run by tests of their own: what they stand on is made on the way.
_ELSEWHERE = {"README.md", "docs/tour.md"}


@pytest.mark.parametrize("name", sorted({label.rpartition("-")[0] for label, _ in python_blocks()} - _ELSEWHERE))
@pytest.mark.usefixtures("sample_study")
def test_the_python_of_the_documents_runs(name, tmp_path):
    done = run_blocks(name, tmp_path)
    assert done.returncode == 0, done.stderr


def run_blocks(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the Python of a document as one program, beside a copy of the sample study that has been read before."""
    copied("study", folder / "corpus")
    blocks = [body for label, body in python_blocks() if label.rpartition("-")[0] == name]
    code = "import warnings\nwarnings.simplefilter('error')\n" + "\n".join(blocks)
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


# Machines and promises


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_no_path_of_anyones_machine(path):
    assert re.findall(r"(?:/home/|/Users/|/root/|/work/|C:\\Users\\)\w+", path.read_text(encoding="utf-8")) == []


def test_the_changelog_knows_this_version():
    assert f"## {workbench.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
