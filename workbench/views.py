"""What a notebook shows: results that carry their own picture, with no kernel needed to read it.

Everything here is shown with names, e-mail addresses and phone numbers masked, since a notebook is made to be shared.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.canon import canonical_json, write_atomic
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from workbench.coding.agreement import Agreement
    from workbench.journey.rounds import Change
    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.study.records import Segment
    from workbench.themes.needs import Candidate
    from workbench.themes.topics import Topics

_QUOTES_SHOWN = 3


@dataclass(frozen=True)
class Notice:
    """A sentence where there is nothing to show yet: what to do next."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p><strong>{html.escape(self.text)}</strong></p>"


class JourneyView:
    """The journey map: shows itself in a notebook; saves itself by suffix.

    Attributes
    ----------
    model
        The map as plain data (docs/format.md).
    """

    def __init__(self, model: dict[str, Any], redactor: Redactor) -> None:
        self.model, self._redactor = model, redactor

    def __repr__(self) -> str:
        people, facts = self.model["people"], self.model["facts"]
        return f"<journey of {people['N']} people: {facts['claims']} claims, {facts['assumptions']} of them assumptions>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from workbench.share.map_page import map_html, map_static

        # Where a sanitiser takes style sheets away (an untrusted notebook), the plain twin is what is left to see.
        live = map_html(self.model, redactor=self._redactor)
        plain = map_static(self.model, self._redactor)
        style = "<style>.wb-plain{display:none}.wb-styled{display:block!important}</style>"
        return {
            "text/html": f'{style}<div class="wb-styled" style="display:none">{live}</div><div class="wb-plain">{plain}</div>',
            "text/plain": repr(self),
        }

    def claims(self) -> pd.DataFrame:
        """Return the claims as a table, strongest first within each stage."""
        import pandas as pd

        columns = ["id", "kind", "stage", "statement", "k", "n", "x", "lo", "hi", "m", "grade", "fragility"]
        rows = [{c: claim[c] for c in columns} for claim in self.model["claims"].values()]
        for row in rows:
            row["statement"] = self._redactor.text(row["statement"], guess=False)
            row |= {end: None if row[end] is None else round(row[end], 3) for end in ("lo", "hi")}
        order = {stage["id"]: i for i, stage in enumerate(self.model["stages"])}
        rows.sort(key=lambda r: (order.get(r["stage"], len(order)), r["kind"], -(r["lo"] or 0), r["id"]))
        return pd.DataFrame(rows, columns=columns)

    def quotes(self, claim: str) -> pd.DataFrame:
        """Return the quotes for and against one claim, masked; unconsented ones say so instead of the words.

        Raises
        ------
        UserError
            If the map has no such claim; the message lists those there are.
        """
        import pandas as pd

        if claim not in self.model["claims"]:
            raise UserError(f"the map has no claim {claim!r}; it has: {', '.join(sorted(self.model['claims']))}")
        card = self.model["claims"][claim]
        self._redactor.texts([self.model["quotes"][i]["text"] for i in (*card["supports"], *card["contradicts"])])  # in one go
        rows = []
        for stance, ids in (("for", card["supports"]), ("against", card["contradicts"])):
            for quote in (self.model["quotes"][i] for i in ids):
                words = self._redactor.text(quote["text"]) if quote["consent"] else "(withheld: no consent to quote)"
                rows.append(
                    {"stance": stance, **{k: quote[k] for k in ("participant", "kind", "date", "round", "valence")}, "quote": words}
                )
        return pd.DataFrame(rows, columns=["stance", "participant", "kind", "date", "round", "valence", "quote"])

    def save(self, path: str | Path) -> Path:
        """Write the map as .html, .json, .csv, .xlsx or .mmd; return the path.

        Names, addresses and phone numbers are masked and unconsented quotes left out, whatever the format.
        """
        from workbench.share.exports import export

        target = Path(path)
        export(self._redactor.model(self.model), target)
        return target

    def save_canonical(self, folder: Folder, name: str) -> Path:
        """Write the unmasked model into the study's own ``maps/`` as canonical JSON: same inputs, same bytes."""
        target = folder.root / "maps" / f"{name}.json"
        write_atomic(target, canonical_json(self.model) + "\n")
        return target


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """Return a plain table of escaped cells that survives a sanitizer."""
    head = "".join(f"<th style='text-align:left;padding:4px 10px 4px 0'>{html.escape(h)}</th>" for h in headings)
    body = "".join(
        "<tr>"
        + "".join(f"<td style='text-align:left;vertical-align:top;padding:4px 10px 4px 0'>{cell}</td>" for cell in row)
        + "</tr>"
        for row in rows
    )
    return f"<p><strong>{html.escape(caption)}</strong></p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _quote(text: str, who: str) -> str:
    style = "border-left:3px solid #9aa5b1;padding:1px 0 1px 9px;margin:3px 0"
    return f"<div style='{style}'>{html.escape(text)} <em>{html.escape(who)}</em></div>"


@dataclass(frozen=True)
class AgreementView:
    """Agreement of two coders: by code, pooled by family, and where they differ."""

    coders: tuple[str, str]
    codes: list[Agreement]
    families: dict[str, Agreement]
    _differences: pd.DataFrame
    redactor: Redactor

    @property
    def differences(self) -> pd.DataFrame:
        """The passages where the two differ, masked."""
        frame = self._differences.copy()
        frame["quote"] = self.redactor.texts([str(q) for q in frame["quote"]])
        return frame

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return alpha by code with its interval; codes for which it is undefined are left out."""
        from workbench.share.charts import agreement_intervals

        shown = self.frame().dropna(subset=["alpha", "alpha_lo"]).sort_values(["alpha", "code"], ascending=[False, True])
        return agreement_intervals(shown.rename(columns={"alpha_lo": "lo", "alpha_hi": "hi"})[["code", "alpha", "lo", "hi"]])

    def frame(self) -> pd.DataFrame:
        """Return one row a code. A coefficient that is not defined is missing, never 1."""
        import pandas as pd

        rows = [
            {
                "code": a.code,
                "unit": a.unit,
                "documents": a.documents,
                "both": a.cells[0],
                f"only {self.coders[0]}": a.cells[1],
                f"only {self.coders[1]}": a.cells[2],
                "percent": a.value.percent,
                "kappa": a.value.kappa,
                "alpha": a.value.alpha,
                "alpha_lo": a.alpha_lo,
                "alpha_hi": a.alpha_hi,
                "ac1": a.value.ac1,
                "jaccard": a.value.jaccard,
            }
            for a in self.codes
        ]
        columns = ["code", "unit", "documents", "both", f"only {self.coders[0]}", f"only {self.coders[1]}"]
        columns += ["percent", "kappa", "alpha", "alpha_lo", "alpha_hi", "ac1", "jaccard"]
        return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[6:], float))

    def __repr__(self) -> str:
        if not self.codes:
            return "<agreement: nothing coded by both yet>"
        return (
            f"<agreement of {self.coders[0]} and {self.coders[1]} on {len(self.codes)} codes, {len(self._differences)} differences>"
        )

    def _repr_html_(self) -> str:
        if not self.codes:
            return (
                "<p><strong>No two coders have coded the same text yet.</strong> Let a second person code a transcript "
                "with <code>study.coder(…)</code>; agreement appears here.</p>"
            )
        rows = [
            [
                html.escape(a.code),
                str(a.cells[0]),
                str(a.cells[1]),
                str(a.cells[2]),
                _number(a.value.percent),
                _alpha(a),
                _number(a.value.ac1),
            ]
            for a in (*self.families.values(), *self.codes)
        ]
        first, second = self.coders
        unit = self.codes[0].unit
        documents = f"{self.codes[0].documents} documents both opened"
        caption = f"Agreement of {first} and {second} by {unit}, {documents} (95 % interval over documents)"
        return _table(["code", "both", f"only {first}", f"only {second}", "agree", "α", "AC1"], rows, caption)


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.2f}"


def _alpha(a: Agreement) -> str:
    interval = f" ({a.alpha_lo:.2f} to {a.alpha_hi:.2f})" if a.alpha_lo is not None and a.alpha_hi is not None else ""
    return _number(a.value.alpha) + interval


@dataclass(frozen=True)
class ThemesView:
    """Topics of a model, each with people and quotes. A topic becomes a theme when a person says so."""

    topics: Topics
    segments: dict[str, Segment]
    redactor: Redactor

    def __iter__(self) -> Iterator[Any]:
        return iter(self.topics.topics)

    def __len__(self) -> int:
        return len(self.topics.topics)

    def __repr__(self) -> str:
        return f"<{len(self)} topics in {len(self.topics.assignment)} segments, {len(self.topics.off_topic)} off topic>"

    def frame(self) -> pd.DataFrame:
        """Return one row a topic: id, label, keywords, segments, people."""
        import pandas as pd

        rows = [
            {
                "topic": t.id,
                "label": self.redactor.text(t.label),
                "keywords": self.redactor.text(", ".join(t.keywords), guess=False),
                "segments": t.size,
                "people": t.people,
            }
            for t in self
        ]
        return pd.DataFrame(rows, columns=["topic", "label", "keywords", "segments", "people"])

    def quotes(self, topic: int) -> pd.DataFrame:
        """Return the segments of a topic, masked."""
        import pandas as pd

        inside = [self.segments[s] for s, t in sorted(self.topics.assignment.items()) if t == topic]
        words = self.redactor.texts([s.text for s in inside])
        rows = [
            {"participant": s.participant, "kind": s.kind, "round": s.round, "quote": w} for s, w in zip(inside, words, strict=True)
        ]
        return pd.DataFrame(rows, columns=["participant", "kind", "round", "quote"])

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return topics by the people who raise them."""
        from workbench.share.charts import topic_sizes

        return topic_sizes(self.frame()[["label", "people"]].rename(columns={"label": "topic"}))

    def _repr_html_(self) -> str:
        if not len(self):
            return (
                "<p><strong>Too little text for topics yet.</strong> Add interviews or survey answers with "
                "<code>study.add(…)</code>.</p>"
            )
        rows = []
        for topic in self:
            shown = [self.segments[s] for s in topic.segments[:_QUOTES_SHOWN] if s in self.segments]
            quotes = "".join(_quote(self.redactor.text(s.text), f"{s.participant}, {s.kind}") for s in shown)
            words = html.escape(self.redactor.text(", ".join(topic.keywords[:6]), guess=False))
            rows.append(
                [
                    f"<strong>{html.escape(self.redactor.text(topic.label))}</strong><br>{words}",
                    str(topic.people),
                    str(topic.size),
                    quotes,
                ]
            )
        return _table(["topic", "people", "segments", "in their words"], rows, repr(self).strip("<>"))


@dataclass(frozen=True)
class NeedsView:
    """Candidate needs, ranked, each in people's words. None counts until a person confirms it."""

    candidates: list[Candidate]
    segments: dict[str, Segment]
    redactor: Redactor

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)

    def __getitem__(self, rank: int) -> Candidate:
        """Return the candidate of a rank, counted from 1 as shown."""
        for candidate in self.candidates:
            if candidate.rank == rank:
                return candidate
        raise UserError(f"there is no candidate of rank {rank}; there are {len(self)}")

    def __repr__(self) -> str:
        return f"<{len(self)} candidate needs, none counted until a person confirms it>"

    def frame(self) -> pd.DataFrame:
        """Return one row a candidate."""
        import pandas as pd

        rows = [
            {
                "rank": c.rank,
                "statement": self.redactor.text(c.statement),
                "people": c.people,
                "n": c.n,
                "lo": c.lo,
                "hi": c.hi,
                "latent": c.latent,
                "signals": ", ".join(f"{k} {v}" for k, v in sorted(c.signals.items(), key=lambda kv: -kv[1])),
                "score": c.score,
                "id": c.id,
            }
            for c in self
        ]
        return pd.DataFrame(rows, columns=["rank", "statement", "people", "n", "lo", "hi", "latent", "signals", "score", "id"])

    def _repr_html_(self) -> str:
        if not self.candidates:
            return (
                "<p><strong>No candidate needs yet.</strong> They appear once there is enough text that wishes, works "
                "around or gives up.</p>"
            )
        rows = []
        for c in self:
            quotes = "".join(
                _quote(self.redactor.text(s.text), s.participant) for s in (self.segments[i] for i in c.segments[:_QUOTES_SHOWN])
            )
            marks = ", ".join(html.escape(k.lower()) for k, _ in sorted(c.signals.items(), key=lambda kv: (-kv[1], kv[0]))[:3])
            latent = "<br><em>latent: worked around, not asked for</em>" if c.latent else ""
            statement = html.escape(self.redactor.text(c.statement))
            rows.append([str(c.rank), f"<strong>{statement}</strong>{latent}", f"{c.people} of {c.n}", marks, quotes])
        return _table(["", "candidate need", "people", "signals", "in their words"], rows, repr(self).strip("<>"))


@dataclass(frozen=True)
class ChangesView:
    """What really changed between two rounds."""

    earlier: str
    later: str
    changes: list[Change]
    labels: dict[str, str]

    def frame(self) -> pd.DataFrame:
        """Return one row a claim: counts, difference with interval, p, q, verdict."""
        import pandas as pd

        columns = ["code", "k0", "n0", "k1", "n1", "people_in_both", "difference", "lo", "hi", "p", "q", "test", "verdict", "text"]
        return pd.DataFrame([{c: getattr(change, c) for c in columns} for change in self.changes], columns=columns)

    def __repr__(self) -> str:
        if not self.changes:
            return "nothing to compare yet: there is one round"
        moved = sum(c.verdict in {"up", "down", "new"} for c in self.changes)
        return f"<{self.earlier} to {self.later}: {len(self.changes)} claims compared, {moved} changed>"

    def _repr_html_(self) -> str:
        if not self.changes:
            return (
                "<p><strong>Nothing to compare yet.</strong> When the next round is in, add it with "
                "<code>study.add(…, round=…)</code> and run this again.</p>"
            )
        order = {"up": 0, "down": 1, "new": 2, "not heard": 3, "no detectable change": 4, "not comparable": 5}
        rows = [
            [
                html.escape(self.labels.get(c.code, c.code)),
                f"<strong>{html.escape(c.verdict)}</strong>",
                html.escape(c.text),
                "" if c.q is None else f"{c.q:.3f}",
            ]
            for c in sorted(self.changes, key=lambda c: (order[c.verdict], -abs(c.difference or 0), c.code))
        ]
        return _table(["claim", "verdict", "in people", "q"], rows, repr(self).strip("<>"))
