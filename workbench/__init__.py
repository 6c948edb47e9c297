"""Journey Workbench: from interviews and survey answers to an evidence-backed journey map.

>>> import workbench as wb
>>> study = wb.open("corpus/study")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.api import Study, new, open  # noqa: A004 (wb.open reads well)
    from workbench.share.interactive import charts
    from workbench.study.errors import CheckFailed, NotSaved, Refused, UserError, WorkbenchError

__version__ = "0.1.0"
__all__ = ["CheckFailed", "NotSaved", "Refused", "Study", "UserError", "WorkbenchError", "__version__", "charts", "new", "open"]

logging.getLogger(__name__).addHandler(logging.NullHandler())

_HOME = {
    "charts": "workbench.share.interactive", "Study": "workbench.api", "new": "workbench.api", "open": "workbench.api",
    "CheckFailed": "workbench.study.errors", "NotSaved": "workbench.study.errors", "Refused": "workbench.study.errors",
    "UserError": "workbench.study.errors", "WorkbenchError": "workbench.study.errors",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever the name stands for)
    """Import on first use: `import workbench` stays as light as possible."""
    if name not in _HOME:
        msg = f"module 'workbench' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)  # what Tab offers: no imports
