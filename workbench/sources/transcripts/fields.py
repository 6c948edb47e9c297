"""What the fields of an object that somebody says are called, by all the programs that write JSON, and what is in them."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.sources.transcripts.draft import Utterance, seconds, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Names of fields in lower case, the surest first.
WORDS = (
    "text", "transcript", "content", "utterance", "sentence", "words_text", "caption", "display", "body", "value", "said",
    "message", "raw_text", "punctuated_word", "word",
)  # fmt: skip
WHO = (
    "speaker", "speaker_name", "speakername", "speaker_label", "speakerlabel", "speaker_id", "speakerid", "speakertag",
    "speaker_tag", "speakerdesignation", "name", "who", "participant", "participant_name", "user_profile", "author", "from",
    "sender", "sender_name", "user_name", "username", "user", "participantrole", "participant_role", "role", "channel_label",
    "channel",
)  # fmt: skip
START = (
    "start", "start_time", "starttime", "start_s", "begin", "from", "ts", "starttimeseconds", "start_seconds", "timestamp",
    "time", "offset", "startms", "start_ms", "offsetmilliseconds", "beginoffsetmillis", "startoffset", "start_timestamp",
    "secondsfromstart",
)  # fmt: skip
END = (
    "end", "end_time", "endtime", "end_s", "to", "end_ts", "endtimeseconds", "end_seconds", "endms", "end_ms", "endoffsetmillis",
    "endoffset", "end_timestamp",
)  # fmt: skip
LASTS = ("duration", "durationmilliseconds")
#: What an object around others says of all of them; a *name* or *user* there may be that of the file.
_BEQUEATHED = (
    "speaker", "speaker_name", "speakername", "speaker_label", "speakerlabel", "speaker_id", "speakerid", "speaker_tag",
    "speakertag", "speakerdesignation", "participant", "participantrole", "channel_label", "channeltag", "channel",
)  # fmt: skip
#: What Slack writes in angles: who is meant, a channel, a link with or without words for it.
_SLACK = re.compile(
    r"<(?:@(?P<who>[UW]\w{1,20})(?:\|(?P<name>[^<>|]{1,60}))?|(?P<link>[#!]?[^<>|\s]{2,500})(?:\|(?P<shown>[^<>|]{1,300}))?)>"
)
_TIMES = ("timestamps", "offsets", "timing", "range")
_ENDS = {"from": "start", "to": "end"}
_SERVICE = re.compile(r"(?i)^(service|system)$|_(join|leave|topic|purpose|name|archive)$|^(guildmember|userpremium|channelpinned)")
_UNKNOWN = "Speaker"
_ISO_SPAN = re.compile(r"PT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?")
_IN_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?s")
_DAY = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_TAGGED = re.compile(r"(?i)^\s*<(?:p|div|span|br)\b[^<>]*>")
_TAG, _BREAK = re.compile(r"</?[a-zA-Z][^<>]*>"), re.compile(r"(?i)<br\s*/?>|</p>\s*<p[^<>]*>|</div>\s*<div[^<>]*>")
_MARK = re.compile(r"[.,;:!?…。，、？！]+")
#: Seconds since 1970 are fewer for centuries, milliseconds more since 1973.
LATEST = 1e11


def lowered(item: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the fields of an object by their names in lower case, with the times of a field of times."""
    low = {str(k).casefold(): v for k, v in item.items()}
    for key in _TIMES:
        if isinstance(low.get(key), dict):
            low = {_ENDS.get(str(k).casefold(), str(k).casefold()): v for k, v in low[key].items()} | low
    return low


def key_of(items: Sequence[Mapping[str, Any]], wanted: Sequence[str], read: Callable[[Any], Any]) -> str | None:
    """Return the first of the names *wanted* under which an object holds what *read* can read."""
    return next((k for k in wanted if any(k in x and read(x[k]) not in (None, "") for x in items)), None)


def words_of(value: Any) -> str:  # noqa: ANN401 (JSON)
    """Return the words in a field: a text, or pieces of one as Telegram and chats with machines write them."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, list) and value and all(isinstance(p, str) or (isinstance(p, dict) and "text" in p) for p in value):
        pieces = [p if isinstance(p, str) else p["text"] for p in value]
        spoken = len(value) == 1 or any(isinstance(p, str) for p in value) or all("type" in p for p in value)
        return tidy("".join(p for p in pieces if isinstance(p, str))) if spoken else ""
    return ""


def label(value: Any) -> str:  # noqa: ANN401 (JSON)
    """Return what a field calls who speaks; empty if nobody."""
    if isinstance(value, dict):
        keys = ("nickname", "real_name", "display_name", "global_name", "name", "username", "label", "id")
        value = next((value[k] for k in keys if value.get(k) not in (None, "")), "")
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, (int, float)):
        return f"{_UNKNOWN} {int(value)}"
    text = " ".join(str(value).split())
    if seconds(text) is not None or not any(c.isalnum() for c in text):
        return ""  # "from": "00:00:01"
    return f"{_UNKNOWN} {text}" if len(text) == 1 or text.isdecimal() else text


def bequeathed(low: Mapping[str, Any]) -> str:
    """Return who says what is inside an object, if it tells."""
    return next((found for k in _BEQUEATHED if k in low and (found := label(low[k]))), "")


def number(value: Any) -> float | None:  # noqa: ANN401 (JSON)
    """Return a time as the number it is written as: seconds, milliseconds, a clock, a day with a time of day."""
    if isinstance(value, dict):  # {"seconds": "2", "nanos": 5e8}, {"relative": 2.5, "absolute": …}
        if "relative" in value:
            return number(value["relative"])
        parts = [number(value.get(k, 0)) for k in ("seconds", "nanos")]
        return None if "seconds" not in value or None in parts else (parts[0] or 0.0) + (parts[1] or 0.0) / 1e9
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if 0 <= value < 1e14 else None  # noqa: PLR2004 (milliseconds of three thousand years)
    return _clock(value) if isinstance(value, str) and len(value) < 40 else None  # noqa: PLR2004


def _clock(text: str) -> float | None:
    found = seconds(text)
    if found is not None:
        return found
    if _IN_SECONDS.fullmatch(text):
        return float(text[:-1])
    if (span := _ISO_SPAN.fullmatch(text)) and any(span.groups()):
        hours, minutes, rest = (float(g or 0) for g in span.groups())
        return round(hours * 3600 + minutes * 60 + rest, 3)
    try:
        if _DAY.match(text):
            day = dt.datetime.fromisoformat(text)
            return (day if day.tzinfo else day.replace(tzinfo=dt.UTC)).timestamp()
        return number(float(text))
    except ValueError:
        return None


def is_service(item: Mapping[str, Any]) -> bool:
    """Say whether a chat wrote an object itself: who joined, who renamed it."""
    return any(isinstance(item.get(k), str) and bool(_SERVICE.search(item[k])) for k in ("subtype", "type"))


def is_mark(item: Mapping[str, Any], text: str) -> bool:
    """Say whether an object is a full stop or the like, which belongs to the word before it."""
    return bool(_MARK.fullmatch(text)) and (item.get("type") in {"punctuation", "punct"} or item.get("attaches_to") == "previous")


def untagged(said: list[Utterance]) -> list[Utterance]:
    """Take HTML away where most of what is said is written in it."""
    full = [u for u in said if u.text]
    if 2 * sum(bool(_TAGGED.match(u.text)) for u in full) <= len(full):
        return said
    return [replace(u, text=tidy(html.unescape(_TAG.sub("", _BREAK.sub("\n", u.text))))) for u in said]


def unslacked(items: list[dict[str, Any]], said: list[Utterance]) -> list[Utterance]:
    """Return what is said in Slack as it was typed: names for ids of who is meant, *&* for *&amp;*, and no angles around links."""
    if not any("client_msg_id" in x or {"ts", "user", "type"} <= x.keys() for x in items):
        return said
    names = {str(x["user"]): label(x["user_profile"]) for x in items if "user" in x and x.get("user_profile")}

    def plain(match: re.Match[str]) -> str:
        if match["who"]:
            return f"@{names.get(match['who']) or match['name'] or match['who']}"
        return str(match["shown"] or match["link"])

    return [replace(u, text=html.unescape(_SLACK.sub(plain, u.text))) for u in said]
