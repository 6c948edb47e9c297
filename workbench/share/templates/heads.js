// The names of the stages stay in sight while one reads down a map: a strip under the page's bar, which says nothing new aloud.
(() => {
  "use strict";
  const bar = document.querySelector(".wb-pagebar");
  for (const scroll of document.querySelectorAll(".wb-map > .wb-scroll")) {
    const sheet = scroll.querySelector(".wb-sheet");
    const stages = sheet ? [...sheet.querySelectorAll(".wb-stage")] : [];
    if (!stages.length) continue;
    const strip = document.createElement("div");
    const row = document.createElement("div");
    strip.className = "wb-follow";
    strip.setAttribute("aria-hidden", "true");
    strip.append(row);
    row.append(document.createElement("span"), ...stages.map((stage) => {
      const name = document.createElement("b");
      const head = stage.firstElementChild;
      name.textContent = head.firstChild.textContent.trim();
      name.lang = head.lang;
      return name;
    }));
    scroll.before(strip);
    let due = false;
    const follow = () => {
      due = false;
      const under = bar && getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
      const gone = Math.max(...stages.map((stage) => stage.getBoundingClientRect().bottom)) < under + 1;
      strip.hidden = !gone || sheet.getBoundingClientRect().bottom < under + 120;
      if (strip.hidden) return;
      strip.style.top = `${under}px`;
      row.style.gridTemplateColumns = getComputedStyle(sheet).gridTemplateColumns;
      row.style.width = `${sheet.offsetWidth}px`;
      row.style.transform = `translateX(${-scroll.scrollLeft}px)`;
      row.firstElementChild.style.transform = `translateX(${scroll.scrollLeft}px)`; // over the names of the lanes is nothing
    };
    const soon = () => {
      if (!due) requestAnimationFrame(follow);
      due = true;
    };
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon, { passive: true });
    scroll.addEventListener("scroll", soon, { passive: true });
    follow();
  }
})();
