from __future__ import annotations

import pytest

from workbench.study.folder import Folder
from workbench.study.settings import Settings


@pytest.fixture
def folder(tmp_path):
    return Folder.create(tmp_path / "study", Settings())


@pytest.fixture
def tree():
    """Return a function: every file of a study, and its key, with its bytes. The cache is not part of a study."""

    def look(folder):
        inside = {
            p.relative_to(folder.root).as_posix(): p.read_bytes()
            for p in folder.root.rglob("*")
            if p.is_file() and ".workbench" not in p.parts
        }
        return inside | ({"key": folder.key_file.read_bytes()} if folder.key_file.exists() else {})

    return look
