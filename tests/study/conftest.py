"""What every test of the ground starts from."""

from __future__ import annotations

import pytest

from workbench.study.folder import Folder
from workbench.study.settings import Settings


@pytest.fixture
def folder(tmp_path):
    return Folder.create(tmp_path / "study", Settings(title="Quiet hours"))
