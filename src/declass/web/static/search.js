// Years of the records, chosen by dragging over their bars; without this script the two boxes below do the same.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const drawing = document.querySelector("[data-years]");
  if (!drawing) return;
  const form = drawing.closest("form"), groups = [...drawing.querySelectorAll("g")];
  let from = -1;
  drawing.classList.add("live");
  const under = (event) => {
    const room = drawing.getBoundingClientRect();
    const share = (event.clientX - room.left) / room.width;
    return Math.min(groups.length - 1, Math.max(0, Math.floor(share * groups.length)));
  };
  const choose = (to) => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    groups.forEach((group, n) => group.classList.toggle("out", n < low || n > high));
    form.elements.from.value = groups[low].dataset.first;
    form.elements.to.value = groups[high].dataset.last;
  };
  drawing.addEventListener("pointerdown", (event) => {
    from = under(event);
    drawing.setPointerCapture(event.pointerId);
    choose(from);
    event.preventDefault();
  });
  drawing.addEventListener("pointermove", (event) => { if (from >= 0) choose(under(event)); });
  drawing.addEventListener("pointerup", () => { if (from >= 0) form.requestSubmit(); from = -1; });
  drawing.addEventListener("pointercancel", () => { from = -1; });
});
