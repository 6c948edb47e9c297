from __future__ import annotations

import json

import pytest

from workbench.sources.transcripts.objects import read_objects


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
