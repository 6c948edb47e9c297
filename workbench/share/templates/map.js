// The map's panels are native popovers and work without this. It brings quotes to every panel they belong to, keeps the
// pressed card in sight, puts the focus into the panel, and lets keys go from person to person on the curve.
(() => {
  "use strict";
  /** @param {HTMLElement} panel */
  const fill = (panel) => {
    for (const link of panel.querySelectorAll(".wb-q")) {
      const home = document.getElementById(link.getAttribute("popovertarget"));
      const quotes = link.dataset.n.split(" ").map((n) => home && home.querySelector(`blockquote[data-n="${n}"]`));
      if (!quotes.every(Boolean)) continue;
      link.replaceWith(...quotes.map((quote) => {
        const copy = quote.cloneNode(true);
        copy.removeAttribute("data-n");
        return copy;
      }));
    }
  };

  const start = (root) => {
    root.classList.add("wb-scripted");
    /** @type {HTMLElement | null} */
    let pressed = null;
    root.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[popovertarget]") : null;
      if (button && !button.closest(".wb-panel")) pressed = button;
    }, true);
    root.addEventListener("beforetoggle", (event) => {
      if (event.newState === "open" && event.target instanceof HTMLElement) fill(event.target);
    }, true);
    root.addEventListener("toggle", (event) => {
      const panel = event.target;
      if (!(panel instanceof HTMLElement) || !panel.classList.contains("wb-panel")) return;
      const open = event.newState === "open";
      const from = pressed && pressed.getAttribute("popovertarget") === panel.id ? pressed : null;
      if (from) from.classList.toggle("wb-active", open);
      for (const other of root.querySelectorAll("button.wb-active")) if (open && other !== from) other.classList.remove("wb-active");
      if (!open) {
        if (!root.querySelector(".wb-panel:popover-open")) root.style.removeProperty("padding-bottom");
        return;
      }
      root.style.paddingBottom = `${panel.offsetHeight + 16}px`;
      if (from) {
        from.style.scrollMarginBottom = `${panel.offsetHeight + 12}px`;
        from.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
      panel.tabIndex = -1;
      panel.scrollTop = 0;
      const told = [...panel.querySelectorAll(".wb-told")];
      const mine = from && from.dataset.n ? told[Number(from.dataset.n)] : null;
      for (const one of told) one.classList.toggle("wb-active", one === mine);
      if (mine) panel.scrollTop = mine.offsetTop - 40;
      panel.focus({ preventScroll: true });
    }, true);

    const people = [...root.querySelectorAll(".wb-one:not(.wb-crowd)")];
    // A program that reads aloud meets one of them, and goes on with the arrow keys: not hundreds of pictures in a row.
    let current = 0;
    const stand = (at) => {
      people[current].tabIndex = -1;
      people[current].setAttribute("aria-hidden", "true");
      current = at;
      people[at].tabIndex = 0;
      people[at].removeAttribute("aria-hidden");
    };
    root.addEventListener("keydown", (event) => {
      const at = people.indexOf(event.target);
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (at < 0 || !step) return;
      event.preventDefault();
      stand((at + step + people.length) % people.length);
      people[current].focus();
    });
    for (const one of people) {
      one.setAttribute("role", "img");
      one.setAttribute("aria-hidden", "true");
      one.addEventListener("focus", () => stand(people.indexOf(one)));
      one.setAttribute("aria-label", one.querySelector("title").textContent);
    }
    if (people.length) stand(0);

    // JupyterLab must not take single keys typed here for its own, but Ctrl+S is its own. It looks at the element that
    // has the focus before it looks at what that stands in, so the mark goes on the former.
    window.addEventListener("keydown", (event) => {
      if (!(event.target instanceof Element) || !root.contains(event.target)) return;
      event.target.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey));
    }, true);
  };
  for (const root of document.querySelectorAll(".wb-map:not(.wb-scripted)")) start(root);
  window.addEventListener("beforeprint", () => {
    for (const panel of document.querySelectorAll(".wb-map .wb-panel")) fill(panel);
  });
})();
