// The browser's own search looks into closed panels of the map, too, where it can; what it finds there opens.
(() => {
  "use strict";
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
  addEventListener("beforeprint", () => {
    for (const panel of document.querySelectorAll(".wb-panel[hidden]")) panel.removeAttribute("hidden");
  });
})();
