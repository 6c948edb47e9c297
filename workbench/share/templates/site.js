// What scrolls sideways can be scrolled with keys.
(() => {
  "use strict";
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
