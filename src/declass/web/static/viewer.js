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
  const words = frame.querySelector("svg.over-text")?.cloneNode(true);
  words?.classList.add("placed");
  const viewer = OpenSeadragon({
    element: stage, tileSources: frame.dataset.viewer, drawer: "canvas", showNavigationControl: false, visibilityRatio: 0.5,
    minZoomImageRatio: 0.8, maxZoomPixelRatio: 3, gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4, crossOriginPolicy: false,
  });
  viewer.addHandler("open", () => {
    const size = viewer.world.getItemAt(0).getBounds();
    viewer.addOverlay({ element: boxes, location: size });
    if (words) viewer.addOverlay({ element: words, location: size });
    viewer.viewport.fitHorizontally(true);
    const top = viewer.viewport.getBounds();
    viewer.viewport.panTo(new OpenSeadragon.Point(size.width / 2, top.height / 2), true);
  });
  // words are selected; between them the page is still drawn about
  words?.querySelectorAll("text").forEach((line) => line.addEventListener("pointerdown", (event) => event.stopPropagation()));
  viewer.addHandler("open-failed", () => { frame.classList.remove("live"); stage.remove(); });
  const tools = frame.parentElement.querySelector(".viewer-tools");
  const speech = document.documentElement.lang;
  const names = { en: ["Closer", "Farther", "Turn", "Whole page"], es: ["Acercar", "Alejar", "Girar", "Página entera"], pt: ["Aproximar", "Afastar", "Girar", "Página inteira"] }[speech] || [];
  const acts = [() => viewer.viewport.zoomBy(1.4), () => viewer.viewport.zoomBy(1 / 1.4), () => viewer.viewport.setRotation(viewer.viewport.getRotation() + 90), () => viewer.viewport.goHome()];
  acts.forEach((act, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = names[i];
    button.addEventListener("click", act);
    tools.append(button);
  });
  const noting = document.querySelector(".noting");
  if (noting?.elements.width) marking(viewer, tools, noting);
  const canvas = stage.querySelector(".openseadragon-canvas");
  canvas.setAttribute("role", "application"); // arrows and plus or minus move the page
  canvas.setAttribute("aria-label", frame.dataset.label);
});

// A place for a note, drawn with the pointer; the same four numbers can be typed into the note's form.
function marking(viewer, tools, form) {
  const says = { en: "Mark a place", es: "Marcar un lugar", pt: "Marcar um lugar" }[document.documentElement.lang];
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = says;
  button.setAttribute("aria-pressed", "false");
  tools.append(button);
  const drawn = document.createElement("div");
  drawn.className = "drawn";
  let corner = null;
  const at = (event) => {
    const point = viewer.viewport.pointFromPixel(event.position), size = viewer.world.getItemAt(0).getBounds();
    return [Math.min(Math.max(point.x / size.width, 0), 1), Math.min(Math.max(point.y / size.height, 0), 1)];
  };
  const between = (a, b) => ({ x: Math.min(a[0], b[0]), y: Math.min(a[1], b[1]), width: Math.abs(a[0] - b[0]), height: Math.abs(a[1] - b[1]) });
  const draw = (place) => {
    const size = viewer.world.getItemAt(0).getBounds();
    const where = new OpenSeadragon.Rect(place.x * size.width, place.y * size.height, place.width * size.width, place.height * size.height);
    if (viewer.getOverlayById(drawn)) viewer.updateOverlay(drawn, where);
    else viewer.addOverlay({ element: drawn, location: where });
    for (const [name, share] of Object.entries(place)) form.elements[name].value = (100 * share).toFixed(2);
    const about = form.querySelector(".about-what");
    about.textContent = about.dataset.place;
    form.elements.start.value = form.elements.end.value = "";
  };
  const pressed = (on) => {
    button.setAttribute("aria-pressed", String(on));
    viewer.setMouseNavEnabled(!on);
    tracker.setTracking(on);
    viewer.element.classList.toggle("marking", on);
  };
  const tracker = new OpenSeadragon.MouseTracker({
    element: viewer.canvas, startDisabled: true,
    pressHandler: (event) => { corner = at(event); },
    dragHandler: (event) => { if (corner) draw(between(corner, at(event))); },
    releaseHandler: (event) => {
      if (!corner) return;
      const place = between(corner, at(event));
      corner = null;
      if (place.width < 0.003 || place.height < 0.003) return;
      draw(place);
      pressed(false);
      form.scrollIntoView({ block: "center" });
      form.elements.body.focus({ preventScroll: true });
    },
  });
  button.addEventListener("click", () => pressed(button.getAttribute("aria-pressed") !== "true"));
}
