// Two releases scroll in step: what stands at the top of one side is brought to the top of the other.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const sides = [...document.querySelectorAll("[data-side]")];
  if (sides.length !== 2) return;
  let leader = null;
  const follow = (from, to) => {
    const pages = [...from.querySelectorAll("article")];
    const others = [...to.querySelectorAll("article")];
    const top = from.scrollTop + from.offsetTop;
    const index = Math.max(0, pages.findLastIndex((page) => page.offsetTop <= top + 40));
    const mine = pages[index], theirs = others[Math.min(index, others.length - 1)];
    if (!mine || !theirs) return;
    const share = (top - mine.offsetTop) / Math.max(mine.offsetHeight, 1);
    to.scrollTop = theirs.offsetTop - to.offsetTop + share * theirs.offsetHeight;
  };
  sides.forEach((side, i) => {
    for (const name of ["pointerenter", "focusin", "touchstart", "wheel"]) side.addEventListener(name, () => { leader = side; }, { passive: true });
    side.addEventListener("scroll", () => { if (leader === side) follow(side, sides[1 - i]); }, { passive: true });
  });
  document.querySelectorAll(".jump").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    leader = null;
    const id = link.getAttribute("href").slice(3);
    for (const side of sides) {
      const mark = side.querySelector(`#c-${CSS.escape(id)}, #o-${CSS.escape(id)}`);
      if (mark) { side.scrollTop = mark.offsetTop - side.offsetTop - side.clientHeight / 3; mark.classList.add("here"); }
    }
  }));
});
