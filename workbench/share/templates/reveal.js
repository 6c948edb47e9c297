// The browser's own search looks into closed panels of the map, too, where it can; what it finds there opens. On paper what is
// folded stands open if it is short: a hundred quotes behind "97 more" stay there.
(() => {
  "use strict";
  const SHORT = 1500;
  const opened = new Set();
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll(".wb-said details:not([open])")) {
      if (fold.textContent.length > SHORT) continue;
      fold.open = true;
      opened.add(fold);
    }
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened.clear();
  });
  if (!("onbeforematch" in document.body)) return;
  for (const panel of document.querySelectorAll(".wb-panel[popover]")) {
    const fold = () => {
      panel.setAttribute("hidden", "until-found");
      panel.setAttribute("aria-hidden", "true"); // its contents are out of reach anyhow; an empty dialog is nothing to hear of
    };
    const show = () => {
      panel.removeAttribute("hidden");
      panel.removeAttribute("aria-hidden");
    };
    fold();
    panel.addEventListener("beforematch", () => panel.showPopover());
    panel.addEventListener("beforetoggle", (event) => event.newState === "open" && show());
    panel.addEventListener("toggle", (event) => event.newState === "closed" && fold());
  }
  // The sheet shows the panels beneath the map; on the screen they are folded again.
  addEventListener("beforeprint", () => {
    for (const panel of document.querySelectorAll(".wb-panel[hidden]")) panel.removeAttribute("hidden");
  });
  addEventListener("afterprint", () => {
    for (const panel of document.querySelectorAll(".wb-panel[aria-hidden]")) panel.setAttribute("hidden", "until-found");
  });
})();
