"""Build everything in corpus/ from corpus/script: raw files, the coded study, the gold tables.

    python corpus/make.py

The same scripts make the same bytes. People wrote nothing here by formula: the scripts hold every sentence and every
coding; this file only puts them into formats, imports them with the workbench, and writes the coders' acts.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
import tomllib
from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import formats

from workbench.study.records import Anchor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).parent
SCRIPT, RAW, STUDY, GOLD = HERE / "script", HERE / "raw", HERE / "study", HERE / "gold"
WHY = "What is the main reason for your score?"
LAST = "Tell us about the last time the rota took longer than it should have."
ROUNDS = {"q1": "2026-Q1", "q3": "2026-Q3"}
BARE = {"tickets.tsv", "lanes.tsv", "examples.tsv"}  # tables in which a quotation mark is one
LATENT = {"need:wall-print", "need:fairness-memory"}
TREND = {"need:sick-cover": "up", "need:quiet-hours": "up", "need:staff-import": "down"}
SHORT = {"expect": "expectation", "deliver": "delivered"}
CLAIMS = ("pain", "delight", "need", "expectation", "delivered")
LANES = ("touchpoint", "channel", "action", "thought", "goal", "preference", "alternative", "effort", "free")
FELT = {"touchpoint", "channel", "alternative", "effort"}  # of the lanes, what takes the valence of its passage
ABOUT = {  # the touchpoint that an answer with this claim is about, whatever it says of it
    "delight:plain-advert": "advert",
    "delight:seen-in-use": "shown-on-a-phone",
    "pain:price-hidden": "price-page",
    "delight:honest-trial": "trial",
    "pain:seat-minimum": "checkout",
    "pain:invoice-details": "invoice",
    "pain:empty-week": "empty-week",
    "pain:retype-staff": "import",
    "pain:invites-lost": "invitation",
    "delight:copy-week": "app-rota",
    "pain:night-pings": "shift-message",
    "pain:swap-confusion": "swap",
    "delight:fast-support": "support-chat",
    "pain:payroll-retype": "payroll-sheet",
    "need:wall-print": "wall-copy",
    "pain:sick-phone-round": "phone-list",
}
GOALS = {
    "awareness": "Hear of something calmer than the group chat",
    "consideration": "See whether it fits a team of our size",
    "purchase": "Pay without surprises",
    "onboarding": "Get next week's rota out",
    "retention": "Keep the rota right when life happens",
    "advocacy": "Help a friend who still does it by hand",
}
OWNERS = {
    "awareness": "Marketing",
    "consideration": "Web",
    "purchase": "Billing",
    "onboarding": "Product",
    "retention": "Product",
    "advocacy": "Marketing",
}
PLANNED = (  # id, label, stage, channel, owners, aliases, visible to the customer
    ("advert", "Advert", "awareness", "paper", ("Marketing",), ("trade press",), True),
    ("search", "Search for a rota tool", "awareness", "web", ("Marketing",), (), True),
    ("website", "Home page", "awareness", "web", ("Marketing",), ("landing page",), True),
    ("word-of-mouth", "Somebody tells of it", "awareness", "in-person", ("Marketing",), (), True),
    ("price-page", "Price page", "consideration", "web", ("Web",), ("pricing",), True),
    ("sign-up", "Sign-up form", "consideration", "web", ("Web",), (), True),
    ("trial", "Trial of fourteen days", "consideration", "app", ("Product",), (), True),
    ("checkout", "Checkout", "purchase", "web", ("Billing", "Web"), (), True),
    ("invoice", "Invoice", "purchase", "e-mail", ("Billing",), (), True),
    ("empty-week", "First, empty week", "onboarding", "app", ("Product",), (), True),
    ("import", "Import of the staff list", "onboarding", "app", ("Product",), (), True),
    ("invitation", "Invitation to the staff", "onboarding", "e-mail", ("Product",), (), True),
    ("mail-server", "Mail server behind the invitations", "onboarding", "e-mail", ("Operations",), (), False),
    ("app-rota", "Rota in the app", "retention", "app", ("Product",), (), True),
    ("shift-message", "Message about a shift", "retention", "app", ("Product",), ("notification",), True),
    ("swap", "Swap of a shift", "retention", "app", ("Product",), (), True),
    ("support-chat", "Answer from support", "retention", "chat", ("Support",), (), True),
    ("support-rota", "Who answers at the weekend", "retention", "chat", ("Support",), (), False),
    ("payroll-sheet", "Hours carried over to payroll", "retention", "app", ("Product",), ("hours export",), True),
    ("referral-code", "Referral code", "advocacy", "e-mail", ("Marketing",), (), True),
)
OUTCOMES = {  # (0 to 10, 1 to 5, left within six months) of each person interviewed
    "P01": (9, 4, 0), "P02": (8, 4, 0), "P03": (6, 3, 1), "P04": (8, 4, 0), "P05": (8, 4, 0), "P06": (9, 5, 0),
    "P07": (8, 4, 0), "P08": (9, 4, 0), "P09": (8, 4, 0), "P10": (9, 4, 0), "P11": (6, 3, 1), "P12": (9, 4, 0),
}  # fmt: skip


def interviews(kind: str = "P") -> list[dict[str, Any]]:
    """Return the interview scripts in order: with customers (P), or with people who work at Tern (S)."""
    return [json.loads(p.read_text(encoding="utf-8")) for p in sorted(SCRIPT.glob(f"{kind}*.json"))]


def table(name: str) -> list[dict[str, str]]:
    """Return a table of the scripts."""
    with (SCRIPT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE if name in BARE else csv.QUOTE_MINIMAL))


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write rows as CSV with the columns of the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# Raw files ---------------------------------------------------------------------------------------------------------


def raw() -> dict[str, Path]:
    """Write the raw files; return the interview files by participant."""
    files = {script["id"]: formats.write(script, RAW) for script in (*interviews(), *interviews("S"))}
    survey("q1", datetime(2026, 3, 9, tzinfo=UTC))
    survey("q3", datetime(2026, 9, 7, tzinfo=UTC))
    for label, first, last in (("2026-Q1", "2026-01", "2026-07"), ("2026-Q3", "2026-07", "2026-13")):
        rows = [r for r in table("tickets.tsv") if first <= r["opened"] < last]
        write_csv(RAW / f"support-tickets-{label}.csv", [{"ticket": f"{label[-2:]}-{n:03}", **r} for n, r in enumerate(rows, 1)])
    people = []
    for script in interviews():
        who = script["participant"]
        refuses = script["id"] == "P07"
        nps, csat, churned = OUTCOMES[script["id"]]
        people.append(
            {
                "name": who["name"],
                "role": who["role"],
                "sector": who["sector"],
                "team_size": who["team_size"],
                "region": who["region"],
                "months_using_tern": who["months_using"],
                "consent_quote": "no" if refuses else "yes",
                "consent_share": "yes",
                "nps": nps,
                "csat": csat,
                "churned": churned,
            }
        )
    write_csv(RAW / "participants.csv", people)
    return files


def survey(wave: str, start: datetime) -> None:
    """Write one survey round as its tool exports it: CSV in spring, a workbook in autumn."""
    head = [
        "Respondent ID",
        "Submitted",
        "Role",
        "Sector",
        "Team size",
        "Region",
        "Months using Tern",
        "How likely are you to recommend Tern? (0-10)",
        "How satisfied are you with Tern? (1-5)",
        WHY,
        LAST,
    ]
    rows: list[list[Any]] = [head]
    for number, r in enumerate(table(f"survey_{wave}.tsv")):
        when = start + timedelta(minutes=37 * number)
        rows.append(
            [
                r["id"],
                when.strftime("%Y-%m-%d %H:%M"),
                r["role"],
                r["sector"],
                int(r["team_size"]),
                r["region"],
                int(r["months_using"]),
                int(r["nps"]),
                int(r["csat"]),
                r["why"],
                r["last"],
            ]
        )
    if wave == "q1":
        with (RAW / "tern-survey-2026-Q1.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        formats.sheet(rows, RAW / "tern-survey-2026-Q3.xlsx")


# The study ---------------------------------------------------------------------------------------------------------


def study(files: dict[str, Path], root: Path = STUDY) -> Any:  # noqa: ANN401 (a Folder)
    """Import the raw files into a fresh study, as a researcher would."""
    from workbench.sources.ingest import add_survey, add_transcript
    from workbench.sources.numbers.metrics import add_metrics
    from workbench.sources.people.attributes import add_people
    from workbench.study.folder import Folder
    from workbench.study.settings import Round, Settings, Stage, Touchpoint

    base = Settings()
    stages = tuple(Stage(s.id, s.label, s.aliases, GOALS[s.id], OWNERS[s.id]) for s in base.stages)
    settings = Settings(
        title="Tern: from first hearing to telling others",
        scenario="A manager of a small team finds, buys and lives with Tern, a shift-planning app",
        stages=stages,
        rounds=(
            Round("2026-Q1", "Spring 2026", "customers of 1 to 20 months, invited by e-mail"),
            Round("2026-Q3", "Autumn 2026", "same list; a third of the survey respondents answered in spring too"),
        ),
        not_names=("Tern", "Rotaboard", "ShiftPal"),
        personas={
            "Owner of a small team": {"role": "owner", "team-size": "<10"},
            "Larger team": {"team-size": ">=16"},
            "New to Tern": {"months-using-tern": "<6"},
        },
        touchpoints=tuple(Touchpoint(*planned) for planned in PLANNED),
    )
    if root.exists():
        shutil.rmtree(root)
    folder = Folder.create(root, settings)
    folder.key_file.unlink(missing_ok=True)
    for script in interviews():
        add_transcript(folder, files[script["id"]], round=script["round"], interviewers=[script["interviewer"]])
    for script in interviews("S"):
        add_transcript(
            folder, files[script["id"]], round=script["round"], interviewers=[script["interviewer"]], kind="staff-interview"
        )
    add_people(folder, RAW / "participants.csv")
    for path, round_ in ((RAW / "tern-survey-2026-Q1.csv", "2026-Q1"), (RAW / "tern-survey-2026-Q3.xlsx", "2026-Q3")):
        add_survey(folder, path, round=round_)
    for round_ in ROUNDS.values():
        add_survey(
            folder,
            RAW / f"support-tickets-{round_}.csv",
            round=round_,
            kind="ticket",
            participant="author",
            text=["body"],
            date="opened",
        )
    add_metrics(folder, RAW / "metrics.csv")
    return folder


class Clock:
    """Acts happen a little after one another, at times that are the same in every run."""

    def __init__(self, start: str) -> None:
        self.time = datetime.fromisoformat(start).replace(tzinfo=UTC)

    def tick(self) -> str:
        """Return the next time."""
        self.time += timedelta(seconds=41)
        return self.time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def full(code: str) -> tuple[str, str]:
    """Return (code id, stance) for a code as the scripts write it."""
    stance = "against" if code.startswith("-") else "for"
    family, _, name = code.removeprefix("-").partition(":")
    return f"{SHORT.get(family, family)}:{name}", stance


def labels(given: list[Any], emotions: dict[str, int]) -> list[dict[str, Any]]:
    """Return the coding bodies (without anchor) of one coder on one passage."""
    stage, emotion, valence, *claims = [*given, None, None][: max(3, len(given))]
    out: list[dict[str, Any]] = []
    if stage:
        out.append({"code": f"stage:{stage}"})
    if emotion:
        out.append({"code": f"emotion:{emotion}", "valence": int(valence) if valence is not None else emotions[emotion]})
    for claim in claims:
        code, stance = full(claim)
        out.append({"code": code, "stance": stance} | ({"valence": int(valence)} if valence is not None else {}))
    return out


def planted_rows(anchor: Anchor, coder: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the gold rows for what one coder put on one passage."""
    return [
        {
            "source": anchor.source,
            "item": anchor.item,
            "start": anchor.start,
            "end": anchor.end,
            "coder": coder,
            "code": b["code"],
            "stance": b.get("stance", "for"),
            "valence": b.get("valence", ""),
        }
        for b in bodies
    ]


def book(families: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the codes of some families: id, label, usual stage (empty if it has none). Those of staff name their family."""
    families_ = tomllib.loads((HERE / "codebook.toml").read_text(encoding="utf-8"))
    return [
        (name if ":" in name else f"{family}:{name}", label, *(stage or [""]))
        for family in families
        for name, (label, *stage) in families_[family].items()
    ]


def codings(folder: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Write the acts of both coders; return the gold rows."""
    from workbench.coding.codebook.codes import starter

    emotions = folder.settings.emotions
    clock = {"ana": Clock("2026-03-10T09:00:00"), "ben": Clock("2026-03-11T13:30:00")}
    define = [
        ("code.define", {"code": code, "label": label, "stage": stage, "latent": code in LATENT})
        for code, label, stage in book(CLAIMS)
    ]
    folder.act("ana", ("coder.join", {"kind": "human"}), *starter(folder.settings), *define, at=clock["ana"].tick())
    folder.act("ben", ("coder.join", {"kind": "human"}), at=clock["ben"].tick())
    gold: list[dict[str, Any]] = []
    for script, transcript in zip(interviews(), by_participant(folder), strict=True):
        turns = list(transcript.turns)
        for coder in ("ana", "ben"):
            acts = []
            for coding in script["codings"]:
                if not coding[coder]:
                    continue
                words = " ".join(coding["q"].split())
                turn = turns[coding["t"]]
                start = transcript.text.index(words, turn.start, turn.end)
                anchor = Anchor(transcript.id, "", transcript.version, start, start + len(words))
                bodies = labels(coding[coder], emotions)
                acts += [("coding.add", {**body, "anchor": asdict(anchor)}) for body in bodies]
                gold += planted_rows(anchor, coder, bodies)
            folder.act(coder, *acts, at=clock[coder].tick())
    return gold + answers(folder, emotions, clock["ana"])


def by_participant(folder: Any, *, staff: bool = False) -> list[Any]:  # noqa: ANN401
    """Return the transcripts in the order of the scripts: P01 first; or those with people who work at Tern."""
    talks = [t for t in folder.transcripts() if (t.kind == "staff-interview") == staff]
    return sorted(talks, key=lambda t: next(turn.participant for turn in t.turns if turn.participant))


def answers(folder: Any, emotions: dict[str, int], clock: Clock) -> list[dict[str, Any]]:  # noqa: ANN401
    """Code the survey answers as ana did: each as a whole."""
    gold: list[dict[str, Any]] = []
    surveys = {s.round: s for s in folder.surveys() if s.kind == "survey"}
    for wave, round_ in ROUNDS.items():
        survey_ = surveys[round_]
        planted = {}
        for row in table(f"survey_{wave}.tsv"):
            for question in ("why", "last"):
                if row[question] and row[f"{question}_codes"]:
                    stage, emotion, valence, *claims = row[f"{question}_codes"].split(" ")
                    planted[" ".join(row[question].split())] = [stage, emotion, int(valence), *claims]
        acts = []
        for answer in survey_.answers.to_dict("records"):
            given = planted.get(" ".join(answer["text"].split()))
            if not given:
                continue
            anchor = Anchor(survey_.id, answer["answer"], answer["version"], 0, len(answer["text"]))
            bodies = labels(given, emotions)
            acts += [("coding.add", {**body, "anchor": asdict(anchor)}) for body in bodies]
            gold += planted_rows(anchor, "ana", bodies)
        folder.act("ana", *acts, at=clock.tick())
    return gold


def lanes(folder: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Write the second reading, of what people did, met, thought and wanted instead; return the gold rows.

    Both coders read the interviews again. In the answers ana then gave each that already had a claim about one touchpoint
    that touchpoint, as she would with a query.
    """
    clock = {"ana": Clock("2026-09-22T09:00:00"), "ben": Clock("2026-09-23T13:30:00")}
    define = [("code.define", {"code": code, "label": label, "stage": stage}) for code, label, stage in book(LANES)]
    folder.act("ana", *define, at=clock["ana"].tick())
    passages = defaultdict(list)
    for row in table("lanes.tsv"):
        passages[row["interview"]].append(row)
    gold: list[dict[str, Any]] = []
    for script, transcript in zip(interviews(), by_participant(folder), strict=True):
        for coder in ("ana", "ben"):
            acts = []
            for row in passages[script["id"]]:
                bodies = placed(row[coder])
                anchor = passage(transcript, row)
                acts += [("coding.add", {**body, "anchor": asdict(anchor)}) for body in bodies]
                gold += planted_rows(anchor, coder, bodies)
            folder.act(coder, *acts, at=clock[coder].tick())
    return gold + met(folder, clock["ana"])


def agreed(folder: Any) -> None:  # noqa: ANN401
    """Write what coders agreed a claim means, with a passage that is one and one that only sounds like it."""
    meant = tomllib.loads((HERE / "codebook.toml").read_text(encoding="utf-8"))["definitions"]
    acts: list[tuple[str, dict[str, Any]]] = [
        ("code.define", {"code": code, "definition": what, "include": when, "exclude": not_when})
        for code, (what, when, not_when) in meant.items()
    ]
    heard = {script["id"]: transcript for script, transcript in zip(interviews(), by_participant(folder), strict=True)}
    for row in table("examples.tsv"):
        anchor = passage(heard[row["interview"]], row)
        acts.append(("code.example", {"code": row["code"], "anchor": asdict(anchor), "stance": row["stance"]}))
    folder.act("ana", *acts, at="2026-09-24T15:00:00.000Z")


def backstage(folder: Any) -> None:  # noqa: ANN401
    """Code, as ana did, what two people say who work at Tern. They are no customers, so none of it is in the gold tables."""
    acts: list[tuple[str, dict[str, Any]]] = [
        ("code.define", {"code": code, "label": label, "stage": stage}) for code, label, stage in book(("staff",))
    ]
    for script, transcript in zip(interviews("S"), by_participant(folder, staff=True), strict=True):
        for coding in script["codings"]:
            anchor = passage(transcript, {"turn": coding["t"], "words": coding["q"]})
            bodies = labels(coding["ana"], folder.settings.emotions)
            acts += [("coding.add", {**body, "anchor": asdict(anchor)}) for body in bodies]
    folder.act("ana", *acts, at="2026-09-25T09:00:00.000Z")


def passage(transcript: Any, row: Mapping[str, Any]) -> Anchor:  # noqa: ANN401
    """Return where the words of a row are in a transcript."""
    turn = transcript.turns[int(row["turn"])]
    start = transcript.text.index(row["words"], turn.start, turn.end)
    return Anchor(transcript.id, "", transcript.version, start, start + len(row["words"]))


def placed(given: str) -> list[dict[str, Any]]:
    """Return the coding bodies of one coder on one passage: a valence, if there is one, then codes."""
    first, *rest = given.split() or [""]
    valence, codes = (None, given.split()) if ":" in first or not first else (int(first), rest)
    return [
        {"code": code} | ({"stance": "for"} if family != "stage" else {}) | ({"valence": valence} if felt else {})
        for code in codes
        for family in [code.partition(":")[0]]
        for felt in [valence is not None and family in FELT]
    ]


def met(folder: Any, clock: Clock) -> list[dict[str, Any]]:  # noqa: ANN401
    """Give each answer that has a claim about one touchpoint that touchpoint, felt as the claim was; return the gold rows."""
    acts, gold, seen = [], [], set()
    for coding in folder.state().codings.values():
        touchpoint = ABOUT.get(coding.code)
        if coding.anchor.item and touchpoint and (coding.anchor, touchpoint) not in seen:
            seen.add((coding.anchor, touchpoint))
            bodies = [{"code": f"touchpoint:{touchpoint}", "stance": "for", "valence": coding.valence}]
            acts += [("coding.add", {**body, "anchor": asdict(coding.anchor)}) for body in bodies]
            gold += planted_rows(coding.anchor, "ana", bodies)
    folder.act("ana", *acts, at=clock.tick())
    return gold


def ledger(folder: Any) -> None:  # noqa: ANN401
    """Act on one need between the rounds; confirm those ana was sure of. One is left for the reader of notebook 04."""
    items = [
        ("need.confirm", {"need": need, "statement": label, "stage": stage, "latent": need in LATENT})
        for need, label, stage in book(("need",))
        if need not in {"need:show-without-account", "need:fairness-memory"}
    ]
    why = "The import is rewritten and comes out in July"
    acting = ("card.set", {"claim": "need:staff-import", "status": "acting", "reason": why})
    folder.act("ben", acting, at="2026-06-30T10:00:00.000Z")
    folder.act("ana", *items, at="2026-09-21T10:00:00.000Z")


def said_on_the_map(folder: Any) -> None:  # noqa: ANN401
    """Write what ana and ben said on the map: signed grades, moved and renamed cards, notes, causes, plans."""
    from workbench.journey.look import look
    from workbench.journey.overrides import evidence_digest
    from workbench.journey.plan.future import digest

    seen = look(folder)
    rests_on = {e.code: evidence_digest(e) for e in seen.evidence}
    said = tomllib.loads((SCRIPT / "map.toml").read_text(encoding="utf-8"))
    clock = Clock("2026-09-28T09:00:00")
    ids: dict[str, str] = {}
    for act in said["act"]:
        kind, coder, name, at = (act.pop(key, "") for key in ("kind", "by", "name", "at"))
        if kind == "grade.sign":
            act["digest"] = rests_on[act["claim"]]
        if kind == "future.set":
            act["digest"] = digest(seen, act["about"])
        if kind == "note.sort":
            act["note"] = ids[act["note"]]
        if "type" in act:
            act["kind"] = act.pop("type")
        (written,) = folder.act(coder, (kind, act), at=at or clock.tick())
        ids[name] = written.id


# Gold --------------------------------------------------------------------------------------------------------------


def gold(folder: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401
    """Write what was planted."""
    write_csv(
        GOLD / "labels.csv", sorted(rows, key=lambda r: (r["source"], r["item"], r["start"], r["end"], r["coder"], r["code"]))
    )
    needs = [
        {"need": need, "statement": label, "latent": need in LATENT, "change": TREND.get(need, "none")}
        for need, label, _ in book(("need",))
        if need != "need:show-without-account"
    ]
    write_csv(GOLD / "needs.csv", needs)
    who = {t.id: next(turn.participant for turn in t.turns if turn.participant) for t in folder.transcripts()}
    for name, families in (("claims", ("pain", "delight", "need")), ("lanes", LANES)):
        said: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            person = who.get(row["source"]) or str(row["item"]).split(":")[0]
            if row["coder"] == "ana" and row["code"].split(":")[0] in families:
                said[row["code"], row["stance"]].add(person)
        write_csv(
            GOLD / f"{name}.csv",
            [
                {"code": code, "stance": stance, "people": len(people), "who": " ".join(sorted(people))}
                for (code, stance), people in sorted(said.items())
            ],
        )
    write_csv(
        GOLD / "gaps.csv",
        [
            {
                "name": code.partition(":")[2],
                "expected": label,
                "delivered": delivered,
                "stage": stage,
                "direction": "better" if code == "expectation:support-speed" else "worse",
            }
            for (code, label, stage), (_, delivered, _) in zip(book(("expectation",)), book(("delivered",)), strict=True)
        ],
    )
    personal = [{"where": s["id"], "kind": p["kind"], "text": p["text"]} for s in interviews() for p in s["personal"]]
    for wave, round_ in ROUNDS.items():
        personal += [
            {"where": f"survey {round_}", "kind": r["kind"], "text": r["text"]} for r in table(f"survey_{wave}_personal.tsv")
        ]
    write_csv(GOLD / "personal.csv", personal)
    signals = [
        {"segment": row["segment"], "participant": row["participant"], "reader": reader, "classes": row[reader]}
        for row in table("signals.tsv")
        for reader in ("one", "two")
    ]
    write_csv(GOLD / "signals.csv", signals)


def main() -> None:
    """Build it all."""
    os.environ["WORKBENCH_DEVICE"] = "corpus"
    RAW.mkdir(exist_ok=True)
    folder = study(raw())
    rows = codings(folder)
    ledger(folder)
    rows += lanes(folder)
    agreed(folder)
    backstage(folder)
    said_on_the_map(folder)
    gold(folder, rows)
    state = folder.state()
    sys.stdout.write(
        f"{len(folder.transcripts())} interviews, {len(folder.surveys())} tables, {len(folder.acts())} acts, "
        f"{len(state.codings)} codings, {len(state.needs)} needs\n"
    )


if __name__ == "__main__":
    main()
