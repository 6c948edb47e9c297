"""The query language: passages by code, words, people and place, and where they stand to each other."""

from __future__ import annotations

from workbench.coding.query.ask import query
from workbench.coding.query.errors import QueryError
from workbench.coding.query.result import Result

__all__ = ["QueryError", "Result", "query"]
