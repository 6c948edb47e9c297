"""What a record says of earlier versions is proved by the texts that were kept."""

from __future__ import annotations

from study.edits import replaced
from study.makers import coding, talk

from workbench.study.check import check
from workbench.study.folder import Folder


def test_check_proves_the_history_and_lists_what_was_edited(folder):
    folder.add_transcript(talk(words="The weak was empty. I left."))
    folder.act("ana", coding(folder, "p01", 9, 13), coding(folder, "p01", 5, 13))
    replaced(folder, "The week was empty. I left.")
    before = {(f.level, f.where, f.what) for f in check(folder)}
    assert not any(level == "error" for level, _, _ in before)
    path = folder.root / "sources" / "2026-q1" / "p01.json"
    raw = path.read_text()
    start, end, at = folder.store.source("p01").history[0].kept[-1]
    path.write_text(raw.replace(f"[{start},{end},{at}]", f"[{start - 1},{end},{at - 1}]"))
    (new,) = [f for f in check(Folder(folder.root)) if (f.level, f.where, f.what) not in before]
    assert (new.level, new.where) == ("error", "p01")
    assert "step 1 of its history is not how its texts differ" in new.what
    path.write_text(raw.replace('"how":"diff"', '"how":"edits"'))
    assert any("is in no log" in f.what for f in check(Folder(folder.root)))
    path.write_text(raw.replace(f"[{start},{end},{at}]", f"[{start},{end},{at}],[0,1,0]"))
    assert any(f.level == "error" and "is not as expected" in f.what for f in check(Folder(folder.root)))
