"""How `make docs` builds these pages into build/docs: offline, without a warning, with links looked at."""

from __future__ import annotations

from typing import Any

import workbench

project, author = "Journey Workbench", "the authors of Journey Workbench"
version = release = workbench.__version__
copyright = ""  # noqa: A001 (Sphinx's name)
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/index"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "corpus/README.md", "bench/peers/README.md"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
# Files beside the pages (a module, a table) are linked as downloads; nothing is fetched to see whether it is there.
suppress_warnings = ["myst.header", "myst.strikethrough", "misc.highlighting_failure"]
html_theme = "furo"
html_title = "Journey Workbench"
html_copy_source = html_show_sourcelink = False
html_show_copyright = False
html_last_updated_fmt = None
templates_path: list[str] = []
autodoc_typehints = "description"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "inherited-members": True, "undoc-members": False}
napoleon_google_docstring = False
napoleon_use_rtype = False
toc_object_entries_show_parents = "hide"
pygments_style, pygments_dark_style = "tango", "github-dark"

#: The contents at the side, in the order of docs/index.md; kept here so that the page itself stays plain Markdown.
CONTENTS = {
    "Begin": ["/README", "tour", "received"],
    "Do": ["howto", "trouble", "widgets", "map", "query", "team", "sharing", "scale"],
    "Look up": ["commands", "reference", "format", "glossary"],
    "Doubt": ["methods", "conformance", "coverage", "/corpus/README", "faq"],
    "Change": ["ARCHITECTURE", "/CONTRIBUTING", "/bench/peers/README", "/CHANGELOG"],
}


def _contents(_app: Any, name: str, source: list[str]) -> None:  # noqa: ANN401 (Sphinx)
    if name == root_doc:
        parts = [f"```{{toctree}}\n:hidden:\n:caption: {c}\n:maxdepth: 1\n\n" + "\n".join(p) + "\n```" for c, p in CONTENTS.items()]
        source[0] += "\n" + "\n\n".join(parts) + "\n"


def setup(app: Any) -> None:  # noqa: ANN401 (Sphinx)
    """Add the contents to the first page."""
    app.connect("source-read", _contents)
