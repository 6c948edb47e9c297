"""Outputs of other people's libraries on a page that runs no script of theirs: a picture where one can be drawn, else words.

An interactive chart saved in a notebook is a program that asks a content network for the rest of itself. Vega and
Vega-Lite (Altair) are drawn here, without reaching out; Plotly, Bokeh and widgets need their own programs, so the page
says what stood there and how to keep it as a picture.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

VIEW = "application/vnd.jupyter.widget-view+json"
_VEGA = re.compile(r"application/vnd\.(vegalite|vega)\.v(\d+)(?:\.\d+)*[.+]json")
_PLOTLY = "application/vnd.plotly.v1+json"
_SCHEMA = re.compile(r"/(vega-lite|vega)/v(\d+)")
_BEGINS = re.compile(r"(?:\}\)\(|\bspec\s*=\s*|vegaEmbed\([^,{]{0,80},\s*)(?=\{)")
_ACTS = re.compile(r"<(?:script|iframe|object|embed|canvas|video|audio)\b", re.IGNORECASE)
#: Whose program it is, by what its HTML says of itself, and how a picture of it is kept.
_MAKERS = (
    (re.compile(r"plotly", re.IGNORECASE), "Plotly", 'fig.show("png")'),
    (re.compile(r"bokeh", re.IGNORECASE), "Bokeh", 'bokeh.io.export_png(plot, filename="plot.png")'),
    (re.compile(r"folium|leaflet", re.IGNORECASE), "Folium", "a picture of the map in a Markdown cell"),
)
_DESCRIBED = 6


#: Keeps a chart's specification for the page, and returns its place there.
Keep = Callable[[dict[str, Any], str], str]


def shown(data: Mapping[str, Any], clean: Callable[[str], str], keep: Keep | None = None) -> str:
    """Return HTML for an output that only a foreign program could show, and nothing for all others.

    Parameters
    ----------
    data
        The output's data by kind: text, or what JSON holds.
    clean
        Applied to every word that is drawn or said: the redactor's.
    keep
        Makes a chart live; pictures only if None.
    """
    for kind, value in data.items():
        if found := _VEGA.fullmatch(kind):
            return vega(_as_json(value), clean, keep, lite=found[1] == "vegalite", version=int(found[2]))
    html = str(data.get("text/html", ""))
    if _ACTS.search(html) and (spec := embedded(html)) is not None:
        return vega(spec, clean, keep)
    has_picture = any(kind.startswith("image/") for kind in data)
    if _PLOTLY in data and not has_picture:
        return lost(_plotly(_as_json(data[_PLOTLY]), clean))
    if any("bokeh" in kind or "holoviews" in kind for kind in data) and not has_picture:
        return lost(_made_by("Bokeh", 'bokeh.io.export_png(plot, filename="plot.png")'))
    if VIEW in data and not html and not has_picture:
        what = re.match(r"\w+", str(data.get("text/plain", "")))
        return lost(
            f"A widget{f' ({what[0]})' if what else ''} stood here. It lives only in a running notebook:"
            " open the notebook and run it."
        )
    return ""


def scripted(html: str) -> str:
    """Return what a page says in the place of HTML that was a program and nothing to read."""
    if not _ACTS.search(html):
        return ""
    maker = next(((who, how) for sign, who, how in _MAKERS if sign.search(html)), None)
    return lost(
        _made_by(*maker)
        if maker
        else "Something interactive stood here. This page runs no program of others: keep it as a picture."
    )


def embedded(html: str) -> dict[str, Any] | None:
    """Return the Vega or Vega-Lite specification that a chart's HTML carries, as Altair writes it."""
    for begin in _BEGINS.finditer(html):
        try:
            spec, _ = json.JSONDecoder().raw_decode(html, begin.end())
        except ValueError:
            continue
        if isinstance(spec, dict) and _SCHEMA.search(str(spec.get("$schema", ""))):
            return spec
    return None


def vega(
    spec: Any,  # noqa: ANN401 (any JSON value)
    clean: Callable[[str], str],
    keep: Keep | None = None,
    *,
    lite: bool = True,
    version: int = 0,
) -> str:
    """Return a Vega or Vega-Lite chart as a picture; words in its place if it cannot be drawn without the web."""
    import vl_convert

    from workbench.share.charts import drawable, image

    if not isinstance(spec, dict):
        return lost("A chart stood here; what was saved of it is not a chart any more.")
    if found := _SCHEMA.search(str(spec.get("$schema", ""))):
        lite, version = found[1] == "vega-lite", int(found[2])
    cleaned = drawable(_walk(spec, clean))
    try:
        if lite:
            svg = vl_convert.vegalite_to_svg(cleaned, vl_version=_nearest(version), allowed_base_urls=[])
        else:
            svg = vl_convert.vega_to_svg(cleaned, allowed_base_urls=[])
    except Exception:  # noqa: BLE001 (whatever the drawing program raises; its text may hold the data)
        return lost(
            'A chart stood here that cannot be drawn without the web, or not at all. Keep it as a picture: chart.save("chart.png").'
        )
    still = image(svg, _described(cleaned))
    return keep(cleaned, still) if keep and lite else still


def _nearest(version: int) -> str:
    """Return the newest version that draws charts of this major version."""
    import vl_convert

    known = [tuple(map(int, v.split("."))) for v in vl_convert.get_vegalite_versions()]
    of = [v for v in known if v[0] == version] or known
    return ".".join(map(str, max(of)))


def _described(spec: Mapping[str, Any]) -> str:
    """Return what a chart shows in words: its own, or its title and what is drawn along what."""
    if words := str(spec.get("description") or "").strip():
        return words
    title = spec.get("title")
    title = title.get("text") if isinstance(title, dict) else title
    title = " ".join(map(str, title)) if isinstance(title, list) else str(title or "")
    encoded: dict[str, None] = {}
    _encodings(spec, encoded)
    along = ", ".join(list(encoded)[:_DESCRIBED])
    return f"Chart{f': {title}' if title else ''}{f' ({along})' if along else ''}"


def _encodings(value: Any, found: dict[str, None]) -> None:  # noqa: ANN401 (any JSON value)
    if isinstance(value, dict):
        for channel, what in (value.get("encoding") or {}).items() if isinstance(value.get("encoding"), dict) else ():
            if isinstance(what, dict) and isinstance(what.get("field"), str):
                found.setdefault(f"{channel}: {what['field']}")
        for key in ("layer", "hconcat", "vconcat", "concat", "spec"):
            _encodings(value.get(key), found)
    elif isinstance(value, list):
        for inner in value:
            _encodings(inner, found)


def _plotly(figure: Any, clean: Callable[[str], str]) -> str:  # noqa: ANN401 (any JSON value)
    """Say what a Plotly figure is of."""
    figure = figure if isinstance(figure, dict) else {}
    traces = [t for t in figure.get("data") or [] if isinstance(t, dict)]
    title = (figure.get("layout") or {}).get("title") if isinstance(figure.get("layout"), dict) else None
    title = title.get("text") if isinstance(title, dict) else title
    kinds = ", ".join(dict.fromkeys(str(t.get("type", "scatter")) for t in traces))
    said = f" \u201c{clean(title)}\u201d" if isinstance(title, str) and title else ""
    of = f" ({kinds}; {len(traces)} series)" if traces else ""
    return _made_by("Plotly", 'fig.show("png")', f"{said}{of}")


def _made_by(who: str, how: str, what: str = "") -> str:
    needs = "It needs a program of its own that this page does not run."
    return f"A {who} chart{what} stood here. {needs} To keep it, show it as a picture: {how}."


def lost(words: str) -> str:
    """Return a sentence for what cannot be shown."""
    return f'<p class="wb-note wb-lost">{escape(words)}</p>'


def _as_json(value: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a value that may have been saved as text."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value


def _walk(value: Any, clean: Callable[[str], str]) -> Any:  # noqa: ANN401 (any JSON value)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: inner if key == "$schema" else _walk(inner, clean) for key, inner in value.items()}
    return [_walk(inner, clean) for inner in value] if isinstance(value, list) else value
