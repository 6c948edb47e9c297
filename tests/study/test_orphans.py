"""Orphans: listed with what they were, put right by a person, never dropped."""

from __future__ import annotations

import pytest
from study.edits import quotes, replaced
from study.makers import coding, talk

from workbench.study.errors import UserError
from workbench.study.orphans import changed, orphans, reanchor
from workbench.study.records import Anchor


def test_orphans_are_listed_with_what_they_were_and_can_be_put_right(folder):
    folder.add_transcript(talk(words="The weak was empty. So I left the whole thing alone."))
    folder.act("ana", coding(folder, "p01", 5, 23), coding(folder, "p01", 28, 56))
    replaced(folder, "The week was empty. Nothing of the kind.")
    (one,) = changed(folder)
    assert (one.words, one.now_words, one.why) == ("The weak was empty", "The week was empty", "words in it were edited")
    (gone,) = orphans(folder)
    assert (gone.words, gone.code, gone.coder) == ("I left the whole thing alone", "pain:fee", "ana")
    assert (gone.before, gone.after) == ("P01: The weak was empty. So ", ".\n")
    assert (gone.why, gone.now, gone.what) == ("its words were replaced or removed", None, "coding")
    assert folder.carried()[gone.id].status == "orphan"
    text = folder.store.source("p01")
    start = text.text.index("Nothing")
    reanchor(folder, gone.id, Anchor("p01", "", text.version, start, start + 7), coder="ben")
    reanchor(folder, one.id, one.now, coder="ben")
    assert (orphans(folder), changed(folder)) == ([], [])
    assert quotes(folder)[gone.id] == "Nothing"
    folder.undo("ben")
    assert [o.id for o in changed(folder)] == [one.id]


@pytest.mark.parametrize(
    ("coding_id", "anchor", "why"),
    [
        ("0" * 32, (5, 8), "There is no coding"),
        (None, (5, 5000), "there is no text from 5 to 5000"),
        (None, (4, 5), "nothing is said from 4 to 5"),
        (None, "old", "the text has changed"),
        (None, "nowhere", "no source is called"),
    ],
)
def test_an_orphan_is_put_on_words_that_are_there_or_nowhere(folder, coding_id, anchor, why):
    folder.add_transcript(talk(words="The weak was empty."))
    old = folder.store.source("p01").version
    (act,) = folder.act("ana", coding(folder, "p01", 9, 13))
    replaced(folder, "Other words.")
    now = folder.store.source("p01").version
    if isinstance(anchor, str):
        anchor = {"old": Anchor("p01", "", old, 5, 8), "nowhere": Anchor("p09", "", now, 5, 8)}[anchor]
    else:
        anchor = Anchor("p01", "", now, *anchor)
    with pytest.raises(UserError, match=why):
        reanchor(folder, coding_id or act.id, anchor, coder="ben")


def test_passages_of_themes_are_carried_listed_and_put_right(folder):
    folder.add_transcript(talk(words="The weak was empty. So I left the whole thing alone."))
    anchors = [coding(folder, "p01", start, end)[1]["anchor"] for start, end in ((5, 23), (28, 56), (33, 37))]
    folder.act("ana", ("theme.make", {"theme": "theme:empty", "name": "Empty", "anchors": anchors[:2]}))
    folder.act("ana", ("theme.place", {"anchors": anchors[2:], "theme": ""}))
    replaced(folder, "The week was empty. Nothing of the kind.")
    (one,), (gone,) = changed(folder), orphans(folder)  # what is in no theme is nothing to look at
    assert (one.what, one.code, one.words, one.now_words) == (
        "placement",
        "theme:empty",
        "The weak was empty",
        "The week was empty",
    )
    assert (gone.what, gone.now, gone.words) == ("placement", None, "I left the whole thing alone")
    assert one.now in folder.state().placed
    text = folder.store.source("p01")
    start = text.text.index("Nothing")
    reanchor(folder, gone.id, Anchor("p01", "", text.version, start, start + 7), coder="ben")
    reanchor(folder, one.id, one.now, coder="ben")
    assert (orphans(folder), changed(folder)) == ([], [])
    placed = {folder.quote(a): p.theme for a, p in folder.state().placed.items() if a.version == text.version}
    assert placed == {"Nothing": "theme:empty", "The week was empty": "theme:empty"}
    folder.undo("ben")
    assert [o.id for o in changed(folder)] == [one.id]


def test_of_two_passages_that_became_one_the_last_word_counts(folder):
    folder.add_transcript(talk(words="The weak was empty."))
    (old,) = [coding(folder, "p01", 9, 13)[1]["anchor"]]
    folder.act("ana", ("theme.place", {"anchors": [old], "theme": "theme:a"}))
    replaced(folder, "The week was empty.")
    (now,) = [coding(folder, "p01", 9, 13)[1]["anchor"]]
    folder.act("ben", ("theme.place", {"anchors": [now], "theme": "theme:b"}))
    assert [p.theme for p in folder.state().placed.values()] == ["theme:b"]
    folder.act("ana", ("theme.place", {"anchors": [old], "theme": "theme:a"}))
    assert [p.theme for p in folder.state().placed.values()] == ["theme:a"]
