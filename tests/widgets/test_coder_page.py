"""The coder in a real browser, on a stand-in for the kernel: what the hands do and what the eyes see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sample import INTERVIEW, study, transcript

from workbench.widgets.coder import Coder

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=\"window.flags.push('ran')\">"


def view(folder, coder="maria") -> dict[str, Any]:
    """Return what Python would send to the browser."""
    widget = Coder(folder, "P01", coder)
    found = widget.view()
    widget.close()
    return found


def show(page: Page, harness: str, what: dict[str, Any], query: str = "?auto") -> None:
    page.goto(harness + query)
    page.wait_for_function("window.ready")
    page.evaluate("(view) => window.open_coder(view)", what)
    page.wait_for_selector(".wb-text")


def sent(page: Page, op: str, at_least: int = 0) -> list[dict[str, Any]]:
    """Return the messages of one kind; they go out one at a time, so the last may take a moment."""
    page.wait_for_function("([op, n]) => window.sent.filter((m) => m.op === op).length >= n", arg=[op, at_least])
    return [m for m in page.evaluate("window.sent") if m["op"] == op]


def accept(page: Page, number: str, coding: str) -> None:
    """Answer as a kernel does that has written the act."""
    reply = {"op": "reply", "id": number, "saved": True, "at": "2026-01-02T03:04:05Z", "codings": [coding]}
    page.evaluate("(m) => window.say(m)", reply)


def refuse(page: Page, number: str, why: str, *, keep: bool) -> None:
    """Answer as a kernel does that has not."""
    page.evaluate("(m) => window.say(m)", {"op": "reply", "id": number, "error": "UserError", "why": why, "keep": keep})


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    page.wait_for_function("document.querySelector('.wb-saved.wb-ok')?.textContent.includes('Saved')")


@pytest.fixture
def folder(tmp_path):
    return study(tmp_path / "study")


@pytest.fixture
def open_page(page, harness, folder):
    show(page, harness, view(folder))
    page.locator(".wb-text").focus()
    return page


def test_a_sentence_is_coded_with_three_keys(open_page):
    press(open_page, "j", "s", "4")
    (message,) = sent(open_page, "add")
    first = INTERVIEW[3][2].split(". ")[0] + "."
    assert message["code"] == "stage:onboarding"
    assert message["spans"] == [{"turn": 3, "start": 0, "end": len(first), "quote": first}]
    saved(open_page)
    assert open_page.locator("mark.wb-mine").inner_text() == first
    assert open_page.locator(".wb-tag").get_attribute("data-label") == "Onboarding"
    assert "33 %" in open_page.locator(".wb-much").inner_text()


def test_nothing_is_called_saved_before_the_kernel_says_so(page, harness, folder):
    show(page, harness, view(folder), "?")
    page.locator(".wb-text").focus()
    press(page, "t", "4")
    page.wait_for_selector("mark.wb-pending")
    assert "Saved" not in page.locator(".wb-saved").inner_text()
    (message,) = sent(page, "add")
    accept(page, message["id"], "disk")
    saved(page)
    assert page.locator("mark.wb-pending").count() == 0


def test_what_was_not_saved_is_kept_shown_and_sent_again(page, harness, folder):
    show(page, harness, view(folder), "?")
    page.locator(".wb-text").focus()
    press(page, "t", "4", "o")
    assert len(sent(page, "add")) == 1, "one at a time, in order"
    first = sent(page, "add")[0]["id"]
    refuse(page, first, "not saved: no space left", keep=True)
    page.wait_for_selector("mark.wb-failed")
    assert "2 acts not saved: no space left" in page.locator(".wb-saved").inner_text()
    page.get_by_role("button", name="Retry").click()
    assert [m["id"] for m in sent(page, "add")] == [first, first]
    accept(page, first, "a")
    second = sent(page, "add", 3)[-1]
    assert second["code"] == "emotion:frustrated"
    accept(page, second["id"], "b")
    saved(page)
    assert page.locator(".wb-failed").count() == 0


def test_what_was_not_saved_outlives_the_view(page, harness, folder):
    what = view(folder)
    show(page, harness, what, "?")
    page.locator(".wb-text").focus()
    press(page, "t", "4")
    page.evaluate("window.close_coder(); document.querySelector('#here').replaceChildren()")
    page.evaluate("(view) => window.open_coder(view)", what)
    page.wait_for_selector("mark.wb-pending")
    first, second = sent(page, "add")
    assert first["id"] == second["id"], "a kernel that has done it answers, and does not do it again"
    assert first["spans"] == second["spans"]


def test_a_refusal_takes_the_coding_off_the_screen_again(page, harness, folder):
    show(page, harness, view(folder), "?")
    page.locator(".wb-text").focus()
    press(page, "t", "4")
    refuse(page, sent(page, "add")[0]["id"], "the words differ", keep=False)
    page.wait_for_selector(".wb-refused")
    assert "not saved: the words differ" in page.locator(".wb-saved").inner_text()
    assert page.locator("mark").count() == 0


def test_offsets_after_an_emoji_are_counted_as_python_counts(open_page):
    words = "one line with the yearly price"
    open_page.evaluate(
        """(words) => { const t = [...document.querySelectorAll('.wb-turn p')].at(-1).firstChild, at = t.data.indexOf(words);
        getSelection().setBaseAndExtent(t, at, t, at + words.length); }""", words)  # fmt: skip
    press(open_page, "3")
    (span,) = sent(open_page, "add")[0]["spans"]
    assert span["quote"] == words
    assert INTERVIEW[4][2][span["start"] : span["end"]] == words


def test_selecting_with_the_mouse_over_two_turns_codes_each(open_page):
    boxes = [open_page.locator(".wb-turn p").nth(n).bounding_box() for n in (3, 4)]
    open_page.mouse.move(boxes[0]["x"] + 40, boxes[0]["y"] + 12)
    open_page.mouse.down()
    open_page.mouse.move(boxes[1]["x"] + 90, boxes[1]["y"] + 12, steps=5)
    open_page.mouse.up()
    open_page.get_by_role("button", name="Purchase").click()
    spans = sent(open_page, "add")[0]["spans"]
    assert [s["turn"] for s in spans] == [3, 4]
    assert spans[0]["end"] == len(INTERVIEW[3][2])
    assert spans[1]["start"] == 0


def test_several_codes_go_on_one_selection_and_the_last_is_current(open_page):
    press(open_page, "j", "s", "4", "o")
    assert [m["code"] for m in sent(open_page, "add", 2)] == ["stage:onboarding", "emotion:frustrated"]
    assert sent(open_page, "add")[0]["spans"] == sent(open_page, "add")[1]["spans"]
    assert sent(open_page, "add")[1]["valence"] == -1
    press(open_page, ",")
    saved(open_page)
    assert sent(open_page, "edit", 1)[-1]["valence"] == -2
    assert open_page.locator(".wb-current").inner_text().startswith("frustrated −2")
    press(open_page, "Delete")
    assert len(sent(open_page, "remove", 1)) == 1


def test_against_before_and_after_with_a_word_not_only_a_shape(open_page):
    press(open_page, "j", "s", "/")
    open_page.keyboard.type("pain: empty page")
    press(open_page, "Enter", "-")
    saved(open_page)
    open_page.wait_for_function("window.sent.some((m) => m.op === 'edit')")
    assert sent(open_page, "add")[0]["name"] == "pain: empty page"
    assert sent(open_page, "edit")[-1]["stance"] == "against"
    content = "getComputedStyle(document.querySelector('.wb-tag.wb-against'), '::before').content"
    assert "against" in open_page.evaluate(content)
    press(open_page, "j", "s", "-", "/")
    open_page.keyboard.type("need: help")
    press(open_page, "Enter")
    assert sent(open_page, "add", 2)[-1]["stance"] == "against"


def test_in_vivo_takes_the_words_as_a_name(open_page):
    press(open_page, "j", "s", "v")
    assert open_page.locator(".wb-find").input_value() == "I put it in a spreadsheet first"
    press(open_page, "Enter")
    assert sent(open_page, "add")[0]["name"] == "I put it in a spreadsheet first"


def test_finding_a_code_by_its_letters(open_page):
    press(open_page, "t", "/")
    open_page.keyboard.type("frus")
    press(open_page, "Enter")
    assert sent(open_page, "add")[0]["code"] == "emotion:frustrated"
    assert open_page.evaluate("document.activeElement.className") == "wb-text"


def test_a_memo_on_the_last_coding_and_on_the_transcript(open_page):
    press(open_page, "m")
    open_page.keyboard.type("Careful talker")
    press(open_page, "Escape")
    assert sent(open_page, "memo")[0]["text"] == "Careful talker"
    press(open_page, "j", "s", "4", "m")
    open_page.keyboard.type("Latent? 1 2 3")
    press(open_page, "Escape")
    open_page.wait_for_function("window.sent.some((m) => m.op === 'edit')")
    assert sent(open_page, "edit")[0]["memo"] == "Latent? 1 2 3"
    assert len(sent(open_page, "add")) == 1, "digits in a memo are text"


def test_undo_and_redo_keys(open_page):
    press(open_page, "Control+z", "Control+y", "Control+Shift+z")
    open_page.wait_for_function("window.sent.filter((m) => /undo|redo/.test(m.op)).length === 3")
    assert [m["op"] for m in open_page.evaluate("window.sent") if m["op"] in {"undo", "redo"}] == ["undo", "redo", "redo"]


def test_typing_never_changes_the_text(open_page):
    before = open_page.locator(".wb-text").inner_text()
    open_page.keyboard.insert_text("intruder")
    press(open_page, "Enter", "Space", "Backspace", "Delete", "Control+x", "Control+v")
    assert open_page.locator(".wb-text").inner_text() == before


def test_the_arrows_walk_through_the_turns(open_page):
    press(open_page, "Control+ArrowUp", "Control+ArrowUp")
    seen = []
    for _ in range(8):
        seen.append(open_page.locator(".wb-now").get_attribute("data-turn"))
        press(open_page, "ArrowDown", "Shift")  # a key is about what is seen, also before the browser has told of it
    assert [x for n, x in enumerate(seen) if x not in seen[:n]] == ["0", "1", "2", "3", "4"]


def test_selecting_with_shift_and_arrows(open_page):
    press(open_page, "Control+ArrowUp", "Control+ArrowDown", *["Control+Shift+ArrowRight"] * 3)
    press(open_page, "1")
    assert sent(open_page, "add")[0]["spans"][0]["quote"].startswith("So I paid")


def test_s_again_takes_one_more_sentence(open_page):
    press(open_page, "j", "s", "s", "1")
    assert sent(open_page, "add")[0]["spans"][0]["quote"] == INTERVIEW[3][2]


def test_the_sheet_of_keys_opens_and_closes(open_page):
    press(open_page, "?")
    assert open_page.get_by_role("dialog", name="All keys").is_visible()
    press(open_page, "Escape")
    assert open_page.get_by_role("dialog").count() == 0
    assert open_page.evaluate("document.activeElement.className") == "wb-text"


def test_ctrl_s_is_let_through_and_plain_keys_are_not(open_page):
    open_page.evaluate("""() => { document.addEventListener('keydown', (e) => {
      window.kept = e.target.closest('[data-lm-suppress-shortcuts]') !== null; }, {capture: true}); }""")
    for key, kept in (("j", True), ("Control+s", False), ("Control+z", True), ("Control+f", True), ("Alt+ArrowRight", True)):
        open_page.keyboard.press(key)
        assert open_page.evaluate("window.kept") is kept, key


def test_tab_goes_through_every_part_and_out_again(page, harness, folder):
    """In the order one reads, each part once, and nobody is caught: the palette is one stop, arrows walk in it."""
    show(page, harness, view(folder))
    page.evaluate("document.body.append(Object.assign(document.createElement('button'), {id: 'behind', textContent: 'behind'}))")
    page.locator(".wb-seek").focus()
    seen = []
    for _ in range(30):
        name = "(e) => e.id === 'behind' ? e.id : e.getAttribute('aria-label') || e.id.replace(/^wb[^-]*-/, '') || e.innerText"
        seen.append(page.evaluate(f"({name})(document.activeElement)"))
        if seen[-1] == "behind":
            break
        press(page, "Tab")
    first = [words.split(".")[0].replace("\n", "") for words in seen]
    feelings = [f"Feeling {v}" for v in ("−2", "−1", "0", "+1", "+2")]
    assert first == [
        "Find words in the text, or the passages of a code", "Filter ⇧F", "Transcript", "Suggestions", "Find or add a code", "o0",
        *feelings, "-against", "What the memo is about", "memo", "? all keys", "behind",
    ]  # fmt: skip


def test_a_colleagues_coding_comes_in_fainter_and_named(open_page):
    coding = {"id": "b1", "code": "stage:purchase", "coder": "ben", "mine": False, "model": False, "parts": [[1, 0, 9]],
              "valence": None, "stance": "for", "memo": "", "at": "2026-01-01T00:00:00Z"}  # fmt: skip
    people = [{"coder": "ben", "codings": 1, "last": "2026-01-01T00:00:00Z"}]
    open_page.evaluate("(m) => window.say(m)", {"op": "patch", "set": [coding], "gone": [], "people": people})
    assert open_page.locator("mark.wb-theirs").inner_text() == "So I paid"
    assert open_page.locator(".wb-tag.wb-theirs").get_attribute("data-who") == "ben: "
    assert "ben was here" in open_page.locator(".wb-presence").inner_text()
    assert "ben coded 1 passage" in open_page.get_by_role("status").inner_text()
    assert "0 codings" in open_page.locator(".wb-much").inner_text(), "progress is mine"


def test_a_colleague_who_says_the_same_takes_little_room(open_page):
    def coding(name, coder, code, end):
        return {"id": name, "code": code, "coder": coder, "mine": coder == "maria", "model": False, "parts": [[1, 0, end]],
                "valence": None, "stance": "for", "memo": "", "at": "2026-01-01T00:00:00Z"}  # fmt: skip

    def labels():
        return [(t.get_attribute("data-who"), t.get_attribute("data-label")) for t in open_page.locator(".wb-tag").all()]

    def patch(*codings):
        open_page.evaluate("(m) => window.say(m)", {"op": "patch", "set": list(codings), "gone": []})

    patch(coding("m1", "maria", "stage:purchase", 9), coding("b1", "ben", "stage:purchase", 9))
    assert labels() == [(None, "Purchase"), ("ben: ", "the same")]
    stripes = "document.querySelector('mark').style.backgroundImage.split('gradient').length - 1"
    assert open_page.evaluate(stripes) == 1
    patch(coding("b2", "ben", "emotion:angry", 9))
    assert labels() == [(None, "Purchase"), ("ben: ", "Purchase"), (None, "angry")], "the name stands once"
    assert open_page.evaluate(stripes) == 2


def test_only_the_touched_turn_is_drawn_again(open_page):
    open_page.evaluate("document.querySelectorAll('.wb-turn p').forEach((p) => { p.firstChild.old = true; })")
    press(open_page, "j", "s", "4")
    saved(open_page)
    assert open_page.evaluate("[...document.querySelectorAll('.wb-turn p')].map((p) => !!p.firstChild.old)") == [
        True,
        True,
        True,
        False,
        True,
    ]


def test_hostile_words_never_become_markup(page, harness, tmp_path):
    turns = [(HOSTILE, None, HOSTILE), (HOSTILE, "P01", f"{HOSTILE} and \u202e more </p><script>flags.push(1)</script>")]
    folder = study(tmp_path / "s", transcript(turns))
    at = folder.transcripts()[0].turns[1]
    anchor = {"source": "p01-first", "item": "", "version": folder.transcripts()[0].version, "start": at.start, "end": at.end}
    folder.act(
        HOSTILE,
        ("code.define", {"code": "pain:x", "label": HOSTILE, "colour": f"red;}}</style>{HOSTILE}", "key": "<"}),
        ("coding.add", {"code": "pain:x", "anchor": anchor, "memo": HOSTILE}),
        ("memo.set", {"kind": "source", "about": "p01-first", "text": HOSTILE}),
    )
    show(page, harness, view(folder))
    page.locator(".wb-text").focus()
    press(page, "j", "s", "v", "Enter", "?")
    page.get_by_role("dialog").wait_for()
    saved(page)
    assert page.evaluate("window.flags") == []
    assert page.locator(".wb-coder img, .wb-coder script").count() == 0
    assert HOSTILE in page.locator(".wb-turn p").first.inner_text()


def test_a_mistake_in_the_browser_is_shown_inside_the_widget(open_page):
    open_page.evaluate("window.say({op: 'patch', set: [{id: 'x'}], gone: []})")
    assert "A mistake of the coder" in open_page.get_by_role("alert").inner_text()


def test_a_kernel_that_does_not_answer_is_named(page, clock, harness, folder):
    page.goto(harness + "?")
    page.wait_for_function("window.ready")
    page.evaluate("(view) => window.open_coder(view)", view(folder))
    page.wait_for_selector(".wb-text")
    page.evaluate("window.answer = null")
    page.locator(".wb-text").focus()
    press(page, "t", "4")
    clock.run_for(9000)
    assert "the kernel has not answered" in page.locator(".wb-saved").inner_text()
    assert page.locator("mark.wb-failed").count() == 1


@pytest.mark.parametrize("width", [320, 360, 900, 1600])
def test_it_fits_any_width(page, harness, folder, width):
    page.set_viewport_size({"width": width, "height": 800})
    show(page, harness, view(folder))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (".wb-text", ".wb-find", ".wb-feel"):
        box = page.locator(part).bounding_box()
        assert box["width"] > 60
        assert box["x"] + box["width"] <= width


# The contrast of every label with what it stands on, as WCAG 2.2 defines it; drawn by CSS, so no audit tool looks at them.
CONTRAST = """() => {
  const pen = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (colour) => { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3); };
  const part = (x) => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  const light = (colour) => { const [r, g, b] = rgb(colour).map(part); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const of = (e, pseudo) => getComputedStyle(e, pseudo);
  const ground = light(of(document.querySelector(".wb-frame")).backgroundColor);
  return [...document.querySelectorAll(".wb-tag")].map((tag) => {
    const [low, high] = [light(of(tag, "::after").color), ground].sort((a, b) => a - b);
    return [tag.dataset.label, (high + 0.05) / (low + 0.05)]; }); }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_label_of_every_code_is_readable(page, harness, folder, scheme):
    page.emulate_media(color_scheme=scheme)
    families = ("pain", "need", "delight", "expectation", "delivered", "goal", "free")
    folder.act("maria", *(("code.define", {"code": f"{f}:x", "label": f}) for f in families))
    what = view(folder)
    what["codings"] = [
        {"id": f"c{n}", "code": code["id"], "coder": "maria", "mine": True, "model": False, "parts": [[3, 0, 8]],
         "valence": None, "stance": "for", "memo": "", "at": "2026"} for n, code in enumerate(what["codes"])
    ]  # fmt: skip
    show(page, harness, what)
    found = page.evaluate(CONTRAST)
    assert len(found) == len(what["codes"])
    assert not [(label, ratio) for label, ratio in found if ratio < 4.5]


def test_reduced_motion_and_labels(page, harness, folder):
    page.emulate_media(reduced_motion="reduce")
    show(page, harness, view(folder))
    assert page.evaluate("getComputedStyle(document.querySelector('.wb-bar i')).transitionDuration") in {"0s", "none"}
    named = {"textbox": "Transcript. Arrows move", "progressbar": "Turns with a code", "combobox": "Find or add a code",
             "group": "Feeling"}  # fmt: skip
    for role, name in named.items():
        assert page.get_by_role(role, name=name).count() == 1, name


@pytest.mark.slow
def test_thirty_thousand_words_are_there_at_once(page, harness, tmp_path, record_property):
    pair = [("Interviewer", None, "And then what was it? " * 10), ("P01", "P01", "a word or two " * 12 + "end.")]
    folder = study(tmp_path / "s", transcript(pair * 300))
    one = folder.transcripts()[0]
    what = view(folder)
    what["codings"] = [
        {"id": f"c{n}", "code": f"stage:{('onboarding', 'purchase', 'retention')[n % 3]}", "coder": "maria", "mine": True,
         "model": False, "parts": [[(n % 300) * 2 + 1, n % 40, n % 40 + 30]], "valence": None, "stance": "for", "memo": "",
         "at": "2026"} for n in range(1500)
    ]  # fmt: skip
    assert len(one.text.split()) > 29_000
    page.goto(harness + "?auto")
    page.wait_for_function("window.ready")
    took = page.evaluate(
        """(view) => new Promise((done) => { const t = performance.now(); window.open_coder(view);
        const there = () => setTimeout(() => done(performance.now() - t));
        const look = () => requestAnimationFrame(document.querySelector('.wb-text') ? there : look);
        look(); })""", what)  # fmt: skip
    record_property("milliseconds to the first paint of 30,000 words", took)
    assert took < 3000
