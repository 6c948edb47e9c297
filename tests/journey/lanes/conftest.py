"""A look at a study that was made in a few lines."""

from __future__ import annotations

import pytest

from workbench.journey.lanes.items import Told
from workbench.journey.look import look
from workbench.study.folder import Folder


@pytest.fixture
def told():
    """Return what people told in a study, read afresh."""
    return lambda made, **options: Told(look(Folder(made.folder.root), **options))
