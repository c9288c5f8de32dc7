// Keys of the whole reader; everything works without them.
"use strict";
(() => {
  const typing = (event) => event.target.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey;
  let at = -1;

  const list = () => [...document.querySelectorAll(".hits > li, .changes .change")];
  const step = (by) => {
    const walk = document.querySelector(`.walking:not([hidden]) [data-walk="${by}"]`);
    if (walk) { walk.click(); return; }
    const rows = list();
    if (!rows.length) {
      document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
      return;
    }
    rows[at]?.classList.remove("here");
    at = Math.min(Math.max(at + by, 0), rows.length - 1);
    rows[at].classList.add("here");
    rows[at].scrollIntoView({ block: "nearest" });
    (rows[at].querySelector("a") || rows[at]).focus({ preventScroll: true });
  };

  let lit = 0;
  const nextLit = () => {
    const marks = document.querySelectorAll("mark.hit");
    if (lit === marks.length && document.querySelector(".hit-after")) document.querySelector(".hit-after").click();
    else if (marks.length) location.hash = `hit-${(lit++ % marks.length) + 1}`;
  };

  document.addEventListener("keydown", (event) => {
    if (typing(event)) return;
    if (event.key === "/") { event.preventDefault(); document.getElementById("q").focus(); document.getElementById("q").select(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
    if (event.key === "n") nextLit();
    if (event.key === "N") document.querySelector(".hit-before")?.click();
  });
})();

// A note is about the words that are selected in the page's text; offsets count code points, as everywhere.
document.addEventListener("selectionchange", () => {
  const form = document.querySelector(".noting"), text = document.querySelector("[data-text]");
  const chosen = getSelection();
  if (!form || !text || !chosen.rangeCount || chosen.isCollapsed) return;
  const range = chosen.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const points = (said) => [...said].length;
  const start = points(before.toString());
  form.elements.start.value = start;
  form.elements.end.value = start + points(range.toString());
  const about = form.querySelector(".about-what");
  about.textContent = `${about.dataset.words} “${range.toString().slice(0, 120)}”`;
});

// What is to be quoted elsewhere is copied by a button.
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".copying").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    button.textContent = button.dataset.done;
  });
}));

// A place of a list is lit on the image while it is pointed at or has the focus.
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-lights]").forEach((row) => {
  const light = (on) => document.querySelectorAll(`rect[id="${CSS.escape(row.dataset.lights)}"]`).forEach((rect) => rect.classList.toggle("here", on));
  for (const [name, on] of [["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]]) row.addEventListener(name, () => light(on));
}));
