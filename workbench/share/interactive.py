"""Charts that answer the pointer without a network: one bundle of Vega for a session or a page, in the place of a picture each.

The bundle brings Vega's interpreter, so that no page has to allow the making of code from text.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from workbench.share.charts import DARK, LONGEST, TELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a live chart may hold; more is rows, not results.
_MOST_ROWS = 2_000
_START = "window.__wbVega = vegaEmbed;"
#: Waits for the bundle, then puts charts in the place of pictures; a chart that cannot be made leaves its picture.
_SWAP = """(find, spec) => {
  let tries = 0;
  const swap = () => {
    if (!window.__wbVega) return void (tries++ < 100 && setTimeout(swap, 100));
    for (const box of find()) {
      box.dataset.live = "";
      const at = document.createElement("div");
      window.__wbVega(at, spec, { actions: false, ast: true, renderer: "svg" }).then(() => box.replaceChildren(at), () => {});
    }
  };
  swap();
}"""
_LOAD = """(async () => {
  if (window.__wbVega || window.__wbVegaComes) return;
  window.__wbVegaComes = true;
  const packed = Uint8Array.from(atob("%s"), (sign) => sign.charCodeAt(0));
  const text = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const script = document.createElement("script");
  script.textContent = text;
  document.head.append(script);
})();"""


def charts(*, interactive: bool = True) -> Ready:
    """Choose how Altair's charts are shown from here on: as pictures, or live where scripts run and as pictures elsewhere.

    Call it once, in the first cell. Live, a chart tells its numbers under the pointer and keeps its selections; the
    notebook grows by 0.4 MiB for the program, and each chart carries its data. A chart whose data look like what somebody
    said or is called stays a picture, and says so.

    Parameters
    ----------
    interactive
        False: pictures only, which is how the workbench shows charts by itself.

    Returns
    -------
    Ready
        Shows itself as the program that later cells use.
    """
    import altair as alt

    from workbench.share.charts import enable

    enable()
    if interactive:
        alt.renderers.register("workbench-live", _render)
        alt.renderers.enable("workbench-live")
    return Ready(interactive)


@dataclass(frozen=True, slots=True)
class Ready:
    """What `charts` did. In a notebook it is the program that makes charts live."""

    interactive: bool

    def __repr__(self) -> str:
        return "Charts: live where scripts run, pictures elsewhere" if self.interactive else "Charts: pictures"

    def _repr_html_(self) -> str:
        words = f"<div>{self!r}.</div>"
        return f"{words}<style>{style()}</style><script>{loader()}</script>" if self.interactive else words


def live(spec: dict[str, Any], still: str) -> str:
    """Return a chart as its picture, and the script that puts the chart in its place once the bundle is there."""
    if why := telling(spec):
        return f"{still}<div><em>This chart stays a picture: {why}.</em></div>"
    text = _text(_told(spec))
    name = f"wb-v-{sha256(text.encode()).hexdigest()[:12]}"
    find = f'() => document.querySelectorAll(".{name}:not([data-live])")'
    return f'<div class="wb-chart {name}">{still}</div><script>{{ const spec = {text}; ({_SWAP})({find}, spec); }}</script>'


def telling(spec: dict[str, Any]) -> str:
    """Return why the data of a chart must not travel with it; nothing if they may.

    The rule is the one of `workbench.share.charts.aggregate`, read from the finished chart: no column that is named like
    what somebody said or is called, no long text, no rows by the thousand, nothing that is fetched.
    """
    for rows in _data(spec):
        if rows is None:
            return "its data lie elsewhere"
        if len(rows) > _MOST_ROWS:
            return f"it holds more than {_MOST_ROWS:,} rows"
        columns = sorted({str(name) for row in rows if isinstance(row, dict) for name in row})
        if named := [name for name in columns if TELLS.search(name)]:
            return f"its data have columns about people ({', '.join(named[:3])})"
        values = (value for row in rows for value in (row.values() if isinstance(row, dict) else [row]))
        if any(isinstance(value, str) and len(value) > LONGEST for value in values):
            return "its data hold long texts"
    return ""


@dataclass(slots=True)
class Kept:
    """The live charts of one page."""

    specs: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, spec: dict[str, Any], still: str) -> str:
        """Return the place of a chart on the page: its picture, until the page's script comes."""
        if telling(spec):
            return still
        self.specs.append(_told(spec))
        return f'<div class="wb-chart" data-n="{len(self.specs) - 1}">{still}</div>'

    @staticmethod
    def still(html: str) -> str:
        """Return HTML with the pictures alone."""
        return re.sub(r'<div class="wb-chart" data-n="\d+">(<img[^>]*>)</div>', r"\1", html)

    def script(self) -> str:
        """Return the page's script for all its charts."""
        find = '() => document.querySelectorAll(`.wb-chart[data-n="${n}"]:not([data-live])`)'
        specs = _text(self.specs)
        return f"{loader()}\nfor (const [n, spec] of {specs}.entries()) ({_SWAP})({find}, spec);\n"


@cache
def bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script: the versions that Altair writes for."""
    import altair as alt
    import vl_convert

    return str(vl_convert.javascript_bundle(_START, vl_version=".".join(alt.VEGALITE_VERSION.split(".")[:2])))


@cache
def loader() -> str:
    """Return the script that unpacks the bundle and runs it; a second one on the same page does nothing."""
    import gzip

    return _LOAD % b64encode(gzip.compress(bundle().encode(), 9, mtime=0)).decode()


def style() -> str:
    """Return the rules by which a live chart is dark where its page is."""
    rules = "".join(
        f'.wb-chart [{part}="{light}"]{{{part}:light-dark({light},{dark})}}'
        for light, dark in DARK.items()
        for part in ("fill", "stroke")
    )
    return (
        ".wb-chart{color-scheme:light dark;overflow-x:auto}.wb-chart svg{background:none!important}"
        '[data-jp-theme-light="true"] .wb-chart{color-scheme:light}[data-jp-theme-light="false"] .wb-chart{color-scheme:dark}'
        + rules
    )


def _render(spec: dict[str, Any], **_: Any) -> dict[str, str]:  # noqa: ANN401 (whatever Altair passes)
    from workbench.share.charts import picture

    return {"text/html": live(spec, picture(spec)), "text/plain": f"[chart: {spec['description']}]"}


def _told(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a chart that tells what is under the pointer."""
    config = dict(spec.get("config") or {})
    mark = config.get("mark") if isinstance(config.get("mark"), dict) else {}
    return spec | {"config": config | {"mark": {"tooltip": True} | (mark or {})}}


def _data(value: Any) -> Iterator[list[Any] | None]:  # noqa: ANN401 (any JSON value)
    """Yield the rows of each table in a chart; None for one that is fetched."""
    if isinstance(value, list):
        for inner in value:
            yield from _data(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "datasets" and isinstance(inner, dict):
                yield from ((rows if isinstance(rows, list) else None) for rows in inner.values())
            elif key == "data" and isinstance(inner, dict):
                if "url" in inner:
                    yield None
                elif "values" in inner:
                    yield inner["values"] if isinstance(inner["values"], list) else None
            else:
                yield from _data(inner)


def _text(value: Any) -> str:  # noqa: ANN401 (any JSON value)
    """Return JSON that cannot end the script it stands in."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
