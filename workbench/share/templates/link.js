// A link may lead to a card: its panel opens. Whoever opens one finds its name in the address, to be sent on; back closes it.
(() => {
  "use strict";
  const named = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
  };
  /** What a panel is called in the address: the claim, whose name stays from round to round, or the panel. */
  const name = (panel) => panel.dataset.claim || panel.id;
  const wanted = () => {
    const said = named();
    if (!said) return null;
    const own = document.getElementById(said);
    if (own) return own.matches(".wb-panel[popover]") ? own : null;
    return document.querySelector(`.wb-panel[data-claim="${CSS.escape(said)}"]`);
  };
  const show = () => {
    const panel = wanted();
    if (!panel) {
      for (const open of document.querySelectorAll(".wb-panel:popover-open")) open.hidePopover();
      return;
    }
    if (panel.matches(":popover-open")) return;
    const card = document.querySelector(`.wb-sheet .wb-card[popovertarget="${CSS.escape(panel.id)}"]`);
    for (let fold = card && card.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    panel.showPopover();
    if (card) card.scrollIntoView({ block: "center", inline: "center" });
  };
  addEventListener("toggle", (event) => {
    const panel = event.target;
    if (!(panel instanceof HTMLElement) || !panel.matches(".wb-panel[popover]")) return;
    if (event.newState === "open") {
      if (named() === name(panel) || named() === panel.id) return;
      const address = `#${encodeURIComponent(name(panel)).replaceAll("%3A", ":")}`;
      if (wanted()) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
    } else if (wanted() === panel) history.replaceState(null, "", location.href.split("#")[0]);
  }, true);
  addEventListener("hashchange", show);
  show();
})();
