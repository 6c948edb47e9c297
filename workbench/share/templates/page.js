// The page's search: dims what does not hold the words, opens nothing, sends nothing.
(() => {
  "use strict";
  const form = document.querySelector(".wb-search");
  if (!form) return;
  const box = form.querySelector("input");
  const told = form.querySelector("output");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  // What cannot be seen hides no word: marks, zero-width characters, soft hyphens, and the signs that pages show for controls.
  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}\p{Cf}]|\u27e6[A-Z]{3}\u27e7/gu, "").toLowerCase();
  /** What a card says is what its panel says too. */
  const said = (node) => node.textContent + (document.getElementById(node.getAttribute("popovertarget") || "")?.textContent || "");
  const items = [...document.querySelectorAll(".wb-map .wb-card, .wb-chapter .wb-said")].map((node) => ({ node, words: fold(said(node)), count: 0 }));
  const quotes = [...document.querySelectorAll(".wb-map blockquote.wb-quote")].map((node) => ({ node, words: fold(node.textContent) }));
  let waiting = 0;

  /** @type {Set<HTMLDetailsElement>} what the search opened, to be closed when it is over */
  const unfolded = new Set();
  const unfold = (details) => {
    if (!details || details.open) return;
    details.open = true;
    unfolded.add(details);
  };

  const search = () => {
    for (const details of unfolded) details.open = false;
    unfolded.clear();
    const wanted = fold(box.value).split(/\s+/).filter(Boolean);
    const holds = (item) => wanted.every((word) => item.words.includes(word));
    let cards = 0;
    let said = 0;
    for (const item of items) {
      const hit = !wanted.length || holds(item);
      item.node.classList.toggle("wb-dim", !hit);
      if (wanted.length && hit && item.node.classList.contains("wb-card")) {
        cards += 1;
        unfold(item.node.closest(".wb-more"));
      }
    }
    for (const item of quotes) {
      const hit = wanted.length > 0 && holds(item);
      item.node.classList.toggle("wb-hit", hit);
      said += Number(hit);
      if (hit) unfold(item.node.closest(".wb-rest"));
    }
    told.textContent = wanted.length ? `${cards} ${cards === 1 ? "card" : "cards"}, ${said} ${said === 1 ? "quote" : "quotes"}` : "";
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    box.value = "";
    search();
  });
})();
