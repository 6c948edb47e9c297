// A link may lead to a card: its panel opens. What scrolls sideways can be scrolled with keys.
(() => {
  "use strict";
  const show = () => {
    let name = "";
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const panel = name && document.getElementById(name);
    if (!panel || !panel.matches("[popover]") || panel.matches(":popover-open")) return;
    const card = document.querySelector(`.wb-card[popovertarget="${CSS.escape(name)}"]`);
    const more = card && card.closest("details");
    if (more) more.open = true;
    if (card) card.scrollIntoView({ block: "center", inline: "center" });
    panel.showPopover();
  };
  addEventListener("hashchange", show);
  show();

  const frames = [...document.querySelectorAll(".wb-frame, .wb-owner .scroll")];
  const reach = () => {
    for (const frame of frames) {
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reach);
  reach();
})();
