// The page's image as deep zoom; without this script it is a plain picture with the same boxes.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const frame = document.querySelector("[data-viewer]");
  if (!frame || !window.OpenSeadragon) return;
  // no real style, only its name: so the viewer does not add one of its own, which our policy refuses
  const mark = document.createElementNS("", "style");
  mark.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(mark);
  const stage = document.createElement("div");
  stage.style.width = stage.style.height = "100%";
  const boxes = frame.querySelector("svg.places").cloneNode(true);
  boxes.classList.add("over");
  frame.append(stage);
  frame.classList.add("live");
  const viewer = OpenSeadragon({
    element: stage, tileSources: frame.dataset.viewer, drawer: "canvas", showNavigationControl: false, visibilityRatio: 0.5,
    minZoomImageRatio: 0.8, maxZoomPixelRatio: 3, gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4, crossOriginPolicy: false,
  });
  viewer.addHandler("open", () => {
    const size = viewer.world.getItemAt(0).getBounds();
    viewer.addOverlay({ element: boxes, location: size });
    viewer.viewport.fitHorizontally(true);
    const top = viewer.viewport.getBounds();
    viewer.viewport.panTo(new OpenSeadragon.Point(size.width / 2, top.height / 2), true);
  });
  viewer.addHandler("open-failed", () => { frame.classList.remove("live"); stage.remove(); });
  const tools = frame.parentElement.querySelector(".viewer-tools");
  const words = document.documentElement.lang;
  const names = { en: ["Closer", "Farther", "Turn", "Whole page"], es: ["Acercar", "Alejar", "Girar", "Página entera"], pt: ["Aproximar", "Afastar", "Girar", "Página inteira"] }[words] || [];
  const acts = [() => viewer.viewport.zoomBy(1.4), () => viewer.viewport.zoomBy(1 / 1.4), () => viewer.viewport.setRotation(viewer.viewport.getRotation() + 90), () => viewer.viewport.goHome()];
  acts.forEach((act, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = names[i];
    button.addEventListener("click", act);
    tools.append(button);
  });
  const canvas = stage.querySelector(".openseadragon-canvas");
  canvas.setAttribute("role", "application"); // arrows and plus or minus move the page
  canvas.setAttribute("aria-label", frame.dataset.label);
});
