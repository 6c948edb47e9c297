// The landscape's brush: drag over dots, or click one, and the list beside them shows their words and no others.
(() => {
  "use strict";
  const HINT = "Drag over the picture, or click a dot or a topic, to read the words behind it.";
  const NEAR = 9; // pixels: a click beside a dot is meant for it
  const start = (root) => {
    const svg = root.querySelector(".wb-land-svg");
    const told = root.querySelector(".wb-land-told");
    if (!svg || !told) return;
    root.classList.add("wb-brushable");
    const number = (node, sign) => [...node.classList].map((c) => c.match(`^wb-${sign}(\\d+)$`)).find(Boolean)?.[1];
    const dots = [...svg.querySelectorAll(".wb-d")].map((node) => ({ node, id: number(node, "d"), topic: number(node, "t") }));
    const quotes = new Map([...root.querySelectorAll(".wb-q")].map((node) => [number(node, "q"), node]));
    const topics = [...root.querySelectorAll(".wb-land-topic")].map((node) => ({ node, id: number(node, "t") }));
    const middle = (node) => {
      const box = node.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    };
    /** @type {Set<Element>} topics that were opened here, to be closed when the brush goes */
    const opened = new Set();
    let ours = false;

    const say = (words, clear) => {
      told.textContent = words;
      if (!clear) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "wb-clear";
      button.textContent = "Show all (Esc)";
      button.addEventListener("click", () => choose([]));
      told.append(button);
    };

    const choose = (chosen, first) => {
      ours = true;
      for (const node of opened) node.open = false;
      opened.clear();
      root.classList.toggle("wb-chosen", chosen.length > 0);
      const on = new Set(chosen);
      const has = new Set(chosen.map((dot) => dot.topic));
      for (const dot of dots) {
        dot.node.classList.toggle("wb-on", on.has(dot));
        const quote = quotes.get(dot.id);
        if (!quote) continue;
        quote.classList.toggle("wb-on", on.has(dot));
        quote.classList.toggle("wb-first", dot === first);
      }
      for (const topic of topics) {
        topic.node.classList.toggle("wb-has", has.has(topic.id));
        if (!has.has(topic.id) || topic.node.open) continue;
        topic.node.open = true;
        opened.add(topic.node);
      }
      if (chosen.length) say(`${chosen.length} ${chosen.length === 1 ? "passage" : "passages"} in ${has.size} ${has.size === 1 ? "topic" : "topics"}`, true);
      else say(HINT, false);
      const side = root.querySelector(".wb-land-side");
      const quote = first && quotes.get(first.id);
      if (side) side.scrollTop = quote ? Math.max(0, quote.offsetTop - side.offsetTop - 60) : 0;
      setTimeout(() => { ours = false; });
    };

    // One topic opened in the list: its dots stand out, and nothing is hidden.
    root.addEventListener("toggle", (event) => {
      const topic = topics.find((t) => t.node === event.target);
      if (!topic || ours || root.classList.contains("wb-chosen")) return;
      const open = new Set(topics.filter((t) => t.node.open).map((t) => t.id));
      for (const dot of dots) dot.node.style.opacity = open.size && !open.has(dot.topic) ? ".25" : "";
    }, true);

    /** @type {{x: number, y: number, box: SVGRectElement | null} | null} */
    let drag = null;
    const inside = (event) => {
      const [left, right] = [Math.min(drag.x, event.clientX), Math.max(drag.x, event.clientX)];
      const [top, bottom] = [Math.min(drag.y, event.clientY), Math.max(drag.y, event.clientY)];
      return { left, right, top, bottom };
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      drag = { x: event.clientX, y: event.clientY, box: null };
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!drag || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 5) return;
      if (!drag.box) {
        drag.box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        drag.box.setAttribute("class", "wb-brush");
        svg.append(drag.box);
      }
      const area = inside(event);
      const back = svg.getScreenCTM().inverse();
      const from = new DOMPoint(area.left, area.top).matrixTransform(back);
      const to = new DOMPoint(area.right, area.bottom).matrixTransform(back);
      for (const [name, value] of Object.entries({ x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y })) drag.box.setAttribute(name, String(value));
    });
    svg.addEventListener("pointerup", (event) => {
      if (!drag) return;
      const area = inside(event);
      const brushed = drag.box !== null;
      drag.box?.remove();
      drag = null;
      for (const dot of dots) dot.node.style.opacity = "";
      const places = dots.map((dot) => ({ dot, ...middle(dot.node) }));
      if (brushed) return choose(places.filter((p) => p.x >= area.left && p.x <= area.right && p.y >= area.top && p.y <= area.bottom).map((p) => p.dot));
      const away = (p) => Math.hypot(p.x - event.clientX, p.y - event.clientY);
      const nearest = places.reduce((best, p) => (!best || away(p) < away(best) ? p : best), null);
      if (!nearest || away(nearest) > NEAR) return choose(named(event));
      return choose(dots.filter((dot) => dot.topic === nearest.dot.topic), nearest.dot);
    });
    svg.addEventListener("pointercancel", () => { drag?.box?.remove(); drag = null; });

    // A click on a topic's words: the dots under them.
    const named = (event) => {
      const words = [...svg.querySelectorAll(".wb-name")].find((node) => {
        const box = node.getBoundingClientRect();
        return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      });
      return words ? dots.filter((dot) => dot.topic === number(words, "t")) : [];
    };
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !root.classList.contains("wb-chosen")) return;
      event.stopPropagation();
      choose([]);
    });
  };
  for (const root of document.querySelectorAll(".wb-land:not(.wb-brushable)")) start(root);
})();
