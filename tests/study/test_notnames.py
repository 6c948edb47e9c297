"""A word that is no name is written down, and nothing else in study.toml changes."""

import tomllib

import pytest

from workbench.study.errors import Refused
from workbench.study.notnames import reject_name
from workbench.study.settings import Settings, write


@pytest.mark.parametrize(
    "text",
    [
        'title = "A"\n',
        "",
        "# mine\nnot_names = []\nunknown = 3 # kept\n\n[mine]\nnot_names = [1]\n",
        'not_names = [\n  "Tern", # the product\n]\nseed = 7\n',
        '\ufefftitle = "A"\r\nnot_names = ["Tern"]\r\n[emotions]\r\nhappy = 1\r\n',
        write(Settings()),
    ],
)
def test_only_the_list_changes(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_bytes(text.encode())
    before = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    settings = reject_name(path, 'Daisy "Chain"')
    after = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    assert after == {**before, "not_names": [*before.get("not_names", []), 'Daisy "Chain"']}
    assert settings.not_names[-1] == 'Daisy "Chain"'
    assert [line for line in text.splitlines() if "#" in line and "not_names" not in line and "Tern" not in line] == [
        line for line in path.read_bytes().decode().splitlines() if "#" in line and "not_names" not in line and "Tern" not in line
    ]


def test_twice_is_once(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text("")
    reject_name(path, "Tern")
    before = path.read_bytes()
    assert reject_name(path, "TERN").not_names == ("Tern",)
    assert path.read_bytes() == before


def test_where_it_cannot_be_changed_safely_it_is_left(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text('scenario = """\nnot_names = [] \n"""\nnot_names = ["x"]\n')
    before = path.read_bytes()
    with pytest.raises(Refused, match="by hand"):
        reject_name(path, "Tern")
    assert path.read_bytes() == before
