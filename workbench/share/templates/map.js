// The map's evidence panel. Cards are native <details>; this moves what one holds into a panel that Esc closes.
(() => {
  "use strict";
  const start = (root) => {
    root.classList.add("wb-scripted");
    const panel = document.createElement("div");
    panel.className = "wb-panel";
    panel.setAttribute("role", "region");
    panel.setAttribute("aria-label", "Evidence");
    panel.tabIndex = -1;
    panel.hidden = true;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "wb-close";
    close.setAttribute("aria-label", "Close the evidence (Esc)");
    close.textContent = "\u00d7";
    const body = document.createElement("div");
    panel.append(close, body);
    root.append(panel);
    /** @type {{card: HTMLDetailsElement, held: Element} | null} */
    let open = null;

    const shut = (back) => {
      if (!open) return;
      const { card, held } = open;
      open = null;
      card.append(held);
      card.open = false;
      if (panel.hidePopover && panel.matches(":popover-open")) panel.hidePopover();
      panel.hidden = true;
      root.style.removeProperty("padding-bottom");
      if (back) card.querySelector("summary").focus();
    };

    const show = (card) => {
      if (open && open.card === card) return;
      shut(false);
      const held = card.querySelector(":scope > .wb-ev");
      body.replaceChildren(held);
      open = { card, held };
      panel.hidden = false;
      // The top layer keeps the panel in sight even inside a notebook's own scrolling.
      if (panel.showPopover) {
        panel.popover = "manual";
        panel.showPopover();
      }
      root.style.paddingBottom = `${panel.offsetHeight + 16}px`;
      card.style.scrollMarginBottom = `${panel.offsetHeight + 12}px`;
      card.scrollIntoView({ block: "nearest", inline: "nearest" });
      panel.scrollTop = 0;
      panel.focus({ preventScroll: true });
    };

    root.addEventListener("toggle", (event) => {
      const card = event.target;
      if (!(card instanceof HTMLDetailsElement) || !card.classList.contains("wb-card")) return;
      if (card.open) show(card);
      else if (open && open.card === card) shut(false);
    }, true);
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !open) return;
      event.stopPropagation();
      shut(true);
    });
    close.addEventListener("click", () => shut(true));
    // JupyterLab must not take single keys typed here for its own, but Ctrl+S is its own. It looks at the element that
    // has the focus before it looks at what that stands in, so the mark goes on the former.
    window.addEventListener("keydown", (event) => {
      if (!(event.target instanceof Element) || !root.contains(event.target)) return;
      event.target.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey));
    }, true);
  };
  for (const root of document.querySelectorAll(".wb-map:not(.wb-scripted)")) start(root);
})();
