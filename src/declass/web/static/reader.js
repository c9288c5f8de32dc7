// Keys of the whole reader; everything works without them.
"use strict";
(() => {
  const typing = (event) => event.target.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey;
  let at = -1;

  const list = () => [...document.querySelectorAll(".hits > li, .changes .change")];
  const step = (by) => {
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
    if (marks.length) location.hash = `hit-${(lit++ % marks.length) + 1}`;
  };

  document.addEventListener("keydown", (event) => {
    if (typing(event)) return;
    if (event.key === "/") { event.preventDefault(); document.getElementById("q").focus(); document.getElementById("q").select(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
    if (event.key === "n") nextLit();
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
