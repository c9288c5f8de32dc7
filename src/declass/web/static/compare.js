// Two releases scroll in step: where the same change stands on both sides, both are brought to the same height.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const whole = document.querySelector("[data-steps]");
  const sides = [...document.querySelectorAll("[data-side]")];
  if (!whole || sides.length !== 2) return;
  const rows = JSON.parse(whole.dataset.steps);
  let leader = null, known = null;

  // a place on a side, in pixels from the top of what scrolls there: page, share of its text, share of its scan
  const height = (side, page, inText, onScan, part) => {
    const found = side.querySelector(`[data-page="${page}"] [data-part="${part}"]`);
    if (!found) return null;
    const share = part === "text" ? inText : onScan;
    return found.getBoundingClientRect().top - side.getBoundingClientRect().top + side.scrollTop + share * found.offsetHeight;
  };

  // pairs of heights that only grow on both sides, so that nothing jumps back
  const pairs = () => {
    if (known) return known;
    const found = [];
    for (const row of rows) {
      for (const part of ["scan", "text"]) {
        const left = height(sides[0], row[0], row[1], row[2], part), right = height(sides[1], row[3], row[4], row[5], part);
        if (left !== null && right !== null) found.push([left, right]);
      }
    }
    found.sort((a, b) => a[0] - b[0]);
    known = [[0, 0]];
    for (const pair of found) {
      const last = known[known.length - 1];
      if (pair[0] > last[0] && pair[1] > last[1]) known.push(pair);
    }
    const end = [sides[0].scrollHeight, sides[1].scrollHeight], last = known[known.length - 1];
    known.push([Math.max(end[0], last[0] + 1), Math.max(end[1], last[1] + 1)]);
    return known;
  };

  const follow = (from) => {
    const i = sides.indexOf(from), other = sides[1 - i], line = from.clientHeight / 3;
    const at = from.scrollTop + line, list = pairs();
    const n = Math.max(1, list.findIndex((pair) => pair[i] >= at));
    const [a, b] = [list[n - 1], list[n]];
    const share = (at - a[i]) / Math.max(b[i] - a[i], 1);
    const goal = a[1 - i] + share * (b[1 - i] - a[1 - i]) - line;
    if (Math.abs(other.scrollTop - goal) > 1) other.scrollTop = goal;
  };

  sides.forEach((side) => {
    for (const name of ["pointerenter", "focusin", "touchstart", "wheel", "keydown"]) side.addEventListener(name, () => { leader = side; }, { passive: true });
    side.addEventListener("scroll", () => { if (leader === side) follow(side); }, { passive: true });
  });
  new ResizeObserver(() => { known = null; }).observe(whole);

  const changes = [...document.querySelectorAll("[data-change]")];
  const walking = document.querySelector(".walking"), said = walking.querySelector("[role=status]");
  let at = -1;
  const show = (change) => {
    at = changes.indexOf(change);
    leader = null;
    const id = CSS.escape(change.dataset.change);
    document.querySelectorAll(".three .here").forEach((mark) => mark.classList.remove("here"));
    change.classList.add("here");
    for (const side of sides) {
      const marks = side.querySelectorAll(`#c-${id}, #o-${id}, #ci-${id}, #oi-${id}`);
      marks.forEach((mark) => mark.classList.add("here"));
      if (!marks.length) continue;
      const top = marks[0].getBoundingClientRect().top - side.getBoundingClientRect().top + side.scrollTop;
      side.scrollTop = top - side.clientHeight / 3;
    }
    said.textContent = said.dataset.said.replace("{at}", at + 1).replace("{count}", changes.length);
  };
  const walk = (by) => {
    const next = changes[Math.min(Math.max(at + by, 0), changes.length - 1)];
    if (!next) return;
    show(next);
    next.scrollIntoView({ block: "nearest" });
  };
  walking.hidden = changes.length === 0;
  walking.querySelectorAll("[data-walk]").forEach((button) => button.addEventListener("click", () => walk(Number(button.dataset.walk))));
  changes.forEach((change) => {
    change.querySelector(".jump").addEventListener("click", (event) => {
      event.preventDefault();
      show(change);
      if (matchMedia("(max-width: 60rem)").matches) sides[0].scrollIntoView({ block: "start" });
    });
    change.addEventListener("focusin", () => { if (!change.classList.contains("here")) show(change); });
  });
  const asked = location.hash.match(/^#change-(\w+)$/);
  const first = asked && changes.find((change) => change.dataset.change === asked[1]);
  if (first) show(first);
});
