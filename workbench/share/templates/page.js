// The page's search, and its contents that follow the reader. Sends nothing, and the page reads without it.
(() => {
  "use strict";
  const bar = document.querySelector(".wb-pagebar");
  if (!bar) return;
  const form = bar.querySelector(".wb-search");
  const box = form.querySelector("input");
  const told = form.querySelector("output");
  const found = bar.querySelector(".wb-hits");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const FEW = 5;
  const LONG = 130;
  // What cannot be seen hides no word: marks, zero-width characters, soft hyphens, and the signs that pages show for controls.
  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}\p{Cf}]|\u27e6[A-Z]{3}\u27e7/gu, "").toLowerCase();
  /** The words of a node, those of its parts apart. */
  const plain = (node) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const parts = [];
    while (walker.nextNode()) parts.push(walker.currentNode.nodeValue);
    return parts.join(" ").replace(/\s+/g, " ").trim();
  };
  const make = (tag, words, ...classes) => {
    const node = document.createElement(tag);
    node.append(...[words].flat());
    node.classList.add(...classes);
    return node;
  };

  // What there is to be found: cards and quotes of the map on top, and the blocks of each chapter.
  const BLOCK = "h1, h2, h3, h4, h5, h6, tr, p, li, pre, blockquote, dt, dd, summary, figcaption, caption, text, button, div, details, section, article";
  const said = (card) => card.textContent + (document.getElementById(card.getAttribute("popovertarget") || "")?.textContent || "");
  let cards = [];
  let quotes = [];
  /** @type {{title: string, items: {node: Element, words: string, text: string}[]}[]} */
  let groups = [];
  const entry = (node, text = plain(node)) => ({ node, text, words: fold(text) });
  /** Blocks with words of their own, in the order of the page. */
  const blocks = (root) => {
    const own = new Map();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.nodeValue;
      const block = text.trim() && walker.currentNode.parentElement.closest(BLOCK);
      if (block) own.set(block, `${own.get(block) || ""} ${text}`);
    }
    return [...own].map(([node, text]) => entry(node, text.replace(/\s+/g, " ").trim()));
  };
  const read = () => {
    if (groups.length || cards.length) return;
    cards = [...document.querySelectorAll(".wb-map .wb-card")].map((node) => ({ node, text: plain(node.querySelector("[dir]") || node), words: fold(said(node)) }));
    quotes = [...document.querySelectorAll(".wb-map blockquote.wb-quote")].map((node) => entry(node));
    const top = document.querySelector("#map");
    if (top) groups.push({ title: "Map", items: [...cards, ...quotes].filter((item) => top.contains(item.node)) });
    for (const chapter of document.querySelectorAll(".wb-chapter")) {
      const alone = document.body.classList.contains("wb-book");
      let group = { title: chapter.getAttribute("aria-label"), items: [] };
      groups.push(group);
      for (const item of blocks(chapter)) {
        if (alone && item.node.matches("h2[id], h3[id]")) groups.push((group = { title: item.text, items: [] }));
        group.items.push(item);
      }
    }
  };

  /** @type {Set<HTMLDetailsElement>} what the search opened, to be closed when it is over */
  const unfolded = new Set();
  const unfold = (details) => {
    if (!details || details.open) return;
    details.open = true;
    unfolded.add(details);
  };

  /** The words around the first of what was looked for. */
  const around = (text, words) => {
    const low = text.toLowerCase();
    const at = Math.max(0, ...words.slice(0, 1).map((word) => low.indexOf(word)));
    const from = at > LONG / 2 ? text.lastIndexOf(" ", at - 40) + 1 : 0;
    const piece = text.slice(from, from + LONG);
    const hit = piece.toLowerCase().indexOf(words[0]);
    const cut = [from ? "\u2026" : "", text.length > from + LONG ? "\u2026" : ""];
    if (hit < 0) return [cut[0] + piece + cut[1]];
    return [cut[0] + piece.slice(0, hit), make("mark", piece.slice(hit, hit + words[0].length)), piece.slice(hit + words[0].length) + cut[1]];
  };

  const go = (node) => {
    for (let at = node.parentElement?.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
    const panel = node.closest(".wb-panel[popover]");
    if (panel && !panel.matches(":popover-open")) panel.showPopover();
    for (const old of document.querySelectorAll(".wb-found")) old.classList.remove("wb-found");
    node.classList.add("wb-found");
    if (!node.matches("button, summary, a[href]")) node.tabIndex = -1;
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
  };
  const close = () => {
    found.hidden = true;
  };

  const listed = (group, hits, words) => {
    const list = make("ul", "");
    const row = (item) => {
      const button = make("button", around(item.text, words));
      button.type = "button";
      button.addEventListener("click", () => {
        close();
        go(item.node);
      });
      return make("li", button);
    };
    list.append(...hits.slice(0, FEW).map(row));
    if (hits.length > FEW) {
      const more = make("button", `all ${hits.length}`, "wb-all");
      more.type = "button";
      more.addEventListener("click", () => {
        const rest = hits.slice(FEW).map(row);
        more.parentElement.replaceWith(...rest);
        rest[0].firstElementChild.focus();
      });
      list.append(make("li", more));
    }
    return [make("h2", [group.title, " ", make("small", String(hits.length))]), list];
  };

  const search = () => {
    read();
    for (const details of unfolded) details.open = false;
    unfolded.clear();
    const wanted = fold(box.value).split(/\s+/).filter(Boolean);
    const holds = (item) => wanted.length > 0 && wanted.every((word) => item.words.includes(word));
    const counts = [0, 0];
    for (const item of cards) {
      const hit = holds(item);
      item.node.classList.toggle("wb-dim", wanted.length > 0 && !hit);
      counts[0] += Number(hit);
      if (hit) unfold(item.node.closest(".wb-more"));
    }
    for (const item of quotes) {
      const hit = holds(item);
      item.node.classList.toggle("wb-hit", hit);
      counts[1] += Number(hit);
      if (hit) unfold(item.node.closest(".wb-rest"));
    }
    found.replaceChildren();
    let places = 0;
    for (const group of groups) {
      const hits = group.items.filter(holds);
      places += hits.length;
      if (hits.length) found.append(...listed(group, hits, wanted));
    }
    found.hidden = !places;
    const some = (n, one) => `${n} ${n === 1 ? one : `${one}s`}`;
    const ofMap = cards.length ? `${some(counts[0], "card")}, ${some(counts[1], "quote")}, ` : "";
    told.textContent = wanted.length ? `${ofMap}${some(places, "place")}` : "";
  };
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (bar.querySelector(".wb-toc[open]") && !form.contains(document.activeElement)) bar.querySelector(".wb-toc").open = false;
    box.value = "";
    search();
    if (found.contains(document.activeElement)) box.focus();
  });
  box.addEventListener("focus", () => {
    if (box.value && found.firstChild) found.hidden = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (bar.contains(event.target)) return;
    close();
    const contents = bar.querySelector(".wb-toc");
    if (contents) contents.open = false;
  });

  // What is wider than the page scrolls sideways, by keys too.
  const reach = () => {
    for (const part of document.querySelectorAll(".wb-said")) {
      const wide = part.scrollWidth > part.clientWidth + 1;
      if (!wide && part.tabIndex < 0) continue;
      part.toggleAttribute("tabindex", wide);
      if (wide) Object.assign(part, { tabIndex: 0, role: "group", ariaLabel: "wide result" });
      else part.removeAttribute("role");
    }
  };
  reach();
  addEventListener("resize", reach, { passive: true });

  // The contents follow: what is read now is marked in the list and named in the bar.
  const links = [...bar.querySelectorAll(".wb-toc a")];
  const targets = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1)))).map((node, n) => ({ node, link: links[n] }));
  const here = bar.querySelector(".wb-here");
  let current = null;
  let due = false;
  const follow = () => {
    due = false;
    const line = 90;
    let now = targets[0];
    for (const target of targets) if (target.node && target.node.getBoundingClientRect().top <= line) now = target;
    if (!now || now.link === current) return;
    current?.removeAttribute("aria-current");
    current = now.link;
    current.setAttribute("aria-current", "location");
    here.textContent = current.textContent;
    const list = current.closest(".wb-pagebar");
    if (list.scrollHeight > list.clientHeight + 1) list.scrollTop = current.offsetTop - list.clientHeight / 2;
  };
  if (targets.length) {
    const soon = () => {
      if (!due) requestAnimationFrame(follow);
      due = true;
    };
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon, { passive: true });
    follow();
    for (const link of links) link.addEventListener("click", () => {
      if (link.closest("details").querySelector("summary").offsetParent) link.closest("details").open = false;
    });
  }
})();
