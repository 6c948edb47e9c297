from __future__ import annotations

import json

import pytest

from workbench.sources.transcripts.objects import read_objects
from workbench.study.errors import Refused


def amazon(*, beside: bool):
    """Words as Amazon Transcribe writes them, one object each, with speakers beside them or only in a list of segments."""
    items, heard = [], []
    for n, (who, word) in enumerate([("spk_0", "How"), ("spk_0", "so?"), ("spk_1", "By"), ("spk_1", "hand.")]):
        place = {"start_time": f"{n}.5", "end_time": f"{n}.9"}
        heard.append({**place, "speaker_label": who})
        said = {**place, "type": "pronunciation", "alternatives": [{"confidence": "0.9", "content": word.strip("?.")}]}
        items.append(said | ({"speaker_label": who} if beside else {}))
        if word[-1] in "?.":
            items.append({"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": word[-1]}]})
    segments = [{"speaker_label": "spk_0", "items": heard[:2]}, {"speaker_label": "spk_1", "items": heard[2:]}]
    return {
        "results": {"transcripts": [{"transcript": "How so? By hand."}], "items": items, "speaker_labels": {"segments": segments}}
    }


@pytest.mark.parametrize("beside", [True, False])
def test_amazon_says_who_speaks_word_by_word(beside):
    """Only its whole text was read: question and answer as the words of one participant."""
    said, _ = read_objects(json.dumps(amazon(beside=beside)), name="a.json")
    assert [(u.speaker, u.text, u.start_s, u.end_s) for u in said] == [
        ("spk_0", "How so?", 0.5, 1.9),
        ("spk_1", "By hand.", 2.5, 3.9),
    ]


@pytest.mark.parametrize("items", [None, [], [3], [{}], [{"alternatives": "x"}], [{"start_time": "a", "alternatives": [{}]}]])
def test_what_only_looks_like_it_is_read_as_before(items):
    found = amazon(beside=False)
    found["results"] |= {"items": items, "speaker_labels": {"segments": [None, {"items": [4]}]}}
    said, _ = read_objects(json.dumps(found), name="a.json")
    assert [(u.speaker, u.text) for u in said] == [("", "How so? By hand.")]


TALK = (("Q1", "How did it go?"), ("A1", "Badly. It took long."), ("Q1", "Why?"), ("A1", "No idea."))


def each(line):
    return [line(who, words, float(n), n) for n, (who, words) in enumerate(TALK)]


def by_word(line):
    return [line(who, word, n + i / 10) for n, (who, words) in enumerate(TALK) for i, word in enumerate(words.split())]


def tag(who):
    return 1 + (who == "A1")


def channel(number):
    """Words of one side of a call, as Amazon writes them for each channel."""
    words = [w for who, said in zip("0101", TALK, strict=True) if int(who) == number for w in [(said[1], TALK.index(said))]]
    return [
        {"start_time": f"{n}.{i}", "end_time": f"{n}.{i}5", "alternatives": [{"content": word}]}
        for text, n in words
        for i, word in enumerate(text.split())
    ]


GOOGLE = by_word(lambda w, t, s: {"word": t, "startTime": f"{s:.1f}s", "speakerTag": tag(w)})
SHAPES = {
    "Azure": {
        "timestamp": "2026-03-12T15:00:00Z",
        "combinedRecognizedPhrases": [{"channel": 0, "display": " ".join(t for _, t in TALK)}],
        "recognizedPhrases": each(
            lambda w, t, s, _: {
                "channel": 0,
                "speaker": tag(w),
                "offset": f"PT{s}S",
                "duration": "PT0.5S",
                "nBest": [{"display": t, "lexical": t.lower()}, {"display": "something else that was heard less surely"}],
            }
        ),
    },
    "Azure, fast": {"phrases": each(lambda w, t, s, _: {"speaker": tag(w), "offsetMilliseconds": int(s * 1000), "text": t})},
    "Google": {
        "results": [{"alternatives": [{"transcript": " ".join(t for _, t in TALK)}]}, {"alternatives": [{"words": GOOGLE}]}]
    },
    "Google, every word twice": {
        "results": [
            {"alternatives": [{"words": [{k: v for k, v in w.items() if k != "speakerTag"} for w in GOOGLE]}]},
            {"alternatives": [{"words": GOOGLE}]},
        ]
    },
    "Speechmatics": {
        "results": [
            x
            for word in by_word(lambda w, t, s: (w, t, s))
            for x in (
                {"type": "word", "start_time": word[2], "alternatives": [{"content": word[1].rstrip(".?"), "speaker": word[0]}]},
                *(
                    {"type": "punctuation", "start_time": word[2], "alternatives": [{"content": c, "speaker": word[0]}]}
                    for c in word[1][-1]
                    if c in ".?"
                ),
            )
        ]
    },
    "Deepgram, words": {
        "results": {
            "channels": [
                {
                    "alternatives": [
                        {
                            "transcript": " ".join(t for _, t in TALK),
                            "words": by_word(
                                lambda w, t, s: {"word": t.strip(".?").lower(), "punctuated_word": t, "start": s, "speaker": tag(w)}
                            ),
                        }
                    ]
                }
            ]
        }
    },
    "a participant with words": [
        {
            "participant": {"id": tag(w), "name": w},
            "words": [{"text": x, "start_timestamp": {"relative": n + i / 10}} for i, x in enumerate(t.split())],
        }
        for n, (w, t) in enumerate(TALK)
    ],
    "channels": {"results": {"channel_labels": {"channels": [{"channel_label": f"ch_{c}", "items": channel(c)} for c in (0, 1)]}}},
    "call analytics": {
        "Transcript": each(lambda w, t, s, _: {"Content": t, "ParticipantRole": w, "BeginOffsetMillis": int(s * 1000)})
    },
    "Slack": [
        *each(
            lambda w, t, s, _: {
                "type": "message",
                "user": "U0",
                "text": t,
                "ts": f"{1773324120 + s}",
                "user_profile": {"name": "x", "real_name": w},
            }
        ),
        {"type": "message", "subtype": "channel_join", "user": "U9", "text": "<@U9> has joined the channel", "ts": "1773324999.5"},
    ],
    "Discord": {
        "guild": {"name": "Beta"},
        "messages": each(
            lambda w, t, _, n: {
                "type": "Default",
                "timestamp": f"2026-03-12T14:00:0{n}+00:00",
                "content": t,
                "author": {"id": "7", "name": "x", "nickname": w},
            }
        ),
    },
    "Telegram": {
        "name": "Beta",
        "messages": [
            *each(
                lambda w, t, _, n: {
                    "type": "message",
                    "from": w,
                    "text": t if n else ["How did ", {"type": "bold", "text": "it"}, " go?"],
                }
            ),
            {"type": "service", "actor": "x", "text": "invited"},
        ],
    },
    "a machine that asks": {"messages": each(lambda w, t, s, _: {"role": w, "message": t, "secondsFromStart": s})},
    "a chat in pieces": each(lambda w, t, *_: {"role": w, "content": [{"type": "text", "text": t}]}),
    "a help desk, in HTML": {
        "parts": {"parts": each(lambda w, t, *_: {"body": f"<p>{t}</p>", "author": {"name": w, "email": "a@b.example"}})}
    },
    "Gong": {
        "callTranscripts": [
            {
                "callId": "77",
                "transcript": each(
                    lambda w, t, s, _: {
                        "speakerId": w,
                        "topic": None,
                        "sentences": [{"start": s * 1000, "end": s * 1000 + 900, "text": t}],
                    }
                ),
            }
        ]
    },
    "subtitles": {"lines": each(lambda w, t, s, _: {"startTime": f"00:00:0{int(s)},000", "speakerDesignation": w, "text": t})},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_who_speaks_is_found_wherever_a_program_writes_it(shape):
    """Several of these were read as one participant, whose words were also the interviewer's questions."""
    said, _ = read_objects(json.dumps(SHAPES[shape]), name="a.json")
    assert [u.text for u in said] == [t for _, t in TALK]
    assert len({u.speaker for u in said}) == 2
    assert said[0].speaker == said[2].speaker != said[1].speaker == said[3].speaker
    assert [u.start_s for u in said] in ([0, 1, 2, 3], [None] * 4)


def test_whisper_in_c_has_its_times_in_an_object_and_nobody_who_speaks():
    cues = [
        {
            "timestamps": {"from": f"00:00:0{n},000", "to": f"00:00:0{n},900"},
            "offsets": {"from": n * 1000, "to": n * 1000 + 900},
            "text": f" {t}",
        }
        for n, (_, t) in enumerate(TALK)
    ]
    said, _ = read_objects(json.dumps({"transcription": cues}), name="a.json")
    assert [(u.speaker, u.start_s, u.end_s) for u in said] == [("", 0.0, 3.9)]


def test_one_object_a_line_is_read_and_several_calls_are_not_made_one():
    """The customer of each call would have been one person."""
    lines = each(lambda w, t, s, _: json.dumps({"call_id": "C1", "channel": w, "text": t, "start": s}))
    said, _ = read_objects("\n".join(lines) + "\n", name="a.jsonl")
    assert [(u.speaker, u.text) for u in said] == list(TALK)
    more = [line.replace("C1", "C2") for line in lines]
    with pytest.raises(Refused, match=r"2 conversations in one file \('call_id' is 'C1', 'C2'"):
        read_objects("\n".join([*lines, *more]), name="a.jsonl")


def test_reviews_are_no_conversation():
    """Twenty reviewers became one participant without ratings."""
    reviews = [{"reviewId": n, "userName": f"U{n}", "content": f"Number {n} of many.", "score": n % 5 + 1} for n in range(20)]
    with pytest.raises(Refused, match="20 records with ratings or ids beside the words") as refused:
        read_objects(json.dumps(reviews), name="a.json")
    assert "survey, review or ticket" in str(refused.value)


def test_slack_is_read_as_it_was_typed():
    """*&amp;* and ids of people were quoted."""
    profile = {"U1": {"real_name": "Dana Fox"}, "U2": {"real_name": "Mia Lund"}}
    talk = [
        ("U1", "So <@U2>?"),
        ("U2", "R&amp;D: see <https://a.example/x|the form> &lt;3"),
        ("U1", "In <#C1|beta>?"),
        ("U2", "Yes <@U9>."),
    ]
    raw = [
        {"type": "message", "user": who, "text": text, "ts": f"177072846{n}.0", "user_profile": profile[who]}
        for n, (who, text) in enumerate(talk)
    ]
    said, _ = read_objects(json.dumps(raw), name="a.json")
    assert [u.text for u in said] == ["So @Mia Lund?", "R&D: see the form <3", "In beta?", "Yes @U9."]
    other, _ = read_objects(json.dumps([{"speaker": w, "text": t} for w, t in talk]), name="a.json")
    assert [u.text for u in other] == [t for _, t in talk]
