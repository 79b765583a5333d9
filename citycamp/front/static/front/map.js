// A map of the points that a list beside it names in full. Without this script the list stands alone.
// A point: { lat, lng, title, href, hot?, shape? (GeoJSON geometry, drawn under its pin) }.
// <div data-map="id of a json_script" data-pin="…" data-pin-hot="…" [data-tiles data-attribution] hidden>

const L = window.L;
// More names than these would cover each other; then the list beside the map names the pins.
const NAMED = 8;

for (const box of document.querySelectorAll("[data-map]")) {
  const points = JSON.parse(document.getElementById(box.dataset.map).textContent);
  if (points.length) draw(box, points);
}

function draw(box, points) {
  box.hidden = false;
  const lone = points.length === 1 && !box.dataset.tiles; // There is nothing to wander to.
  box.classList.toggle("lone", lone);
  const map = L.map(box, { scrollWheelZoom: false, zoomControl: !lone, dragging: !lone, attributionControl: false, zoomSnap: 0.25, worldCopyJump: true });
  if (box.dataset.tiles) {
    L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(map);
    const credit = L.control.attribution({ prefix: false });
    if (box.dataset.attribution) credit.addAttribution(text(box.dataset.attribution));
    credit.addTo(map);
  } else {
    graticule(map);
  }
  const icons = {
    pin: L.icon({ iconUrl: box.dataset.pin, iconSize: [26, 34], iconAnchor: [13, 33], popupAnchor: [0, -30] }),
    hot: L.icon({ iconUrl: box.dataset.pinHot, iconSize: [30, 39], iconAnchor: [15, 38], popupAnchor: [0, -34] }),
  };
  const shapes = L.featureGroup().addTo(map);
  for (const point of points) {
    if (point.shape) L.geoJSON(point.shape, { style: { className: "shape" }, interactive: false }).addTo(shapes);
    const marker = L.marker([point.lat, point.lng], {
      icon: point.hot ? icons.hot : icons.pin,
      alt: point.title,
      title: point.title,
      keyboard: true,
      zIndexOffset: point.hot ? 1000 : 0,
    });
    const link = document.createElement("a");
    link.href = point.href;
    link.textContent = point.title;
    marker.bindPopup(link).addTo(map);
    if (points.length <= NAMED) marker.bindTooltip(text(point.title), { permanent: true, className: "pin-name", ...(lone ? { direction: "bottom", offset: [0, 2] } : { direction: "auto", offset: [14, -16] }) });
  }
  const all = L.latLngBounds(points.map((point) => [point.lat, point.lng])).extend(shapes.getBounds());
  if (points.length === 1 && !shapes.getLayers().length) map.setView([points[0].lat, points[0].lng], box.dataset.tiles ? 14 : 5);
  else map.fitBounds(all, { paddingTopLeft: [64, 44], paddingBottomRight: [34, 20], maxZoom: 15 });
  map.on("zoomend", () => apart(box));
  apart(box);
}

// A name that would lie on a pin or on another name waits until there is room for it.
function apart(box) {
  const kept = [...box.querySelectorAll(".leaflet-marker-icon")].map((pin) => pin.getBoundingClientRect());
  for (const name of box.querySelectorAll(".pin-name")) {
    name.hidden = false;
    const here = name.getBoundingClientRect();
    name.hidden = kept.some((other) => here.left < other.right && other.left < here.right && here.top < other.bottom && other.top < here.bottom);
    if (!name.hidden) kept.push(here);
  }
}

// Without tiles: lines of the globe, drawn anew for what is seen, so that pins do not float in nothing.
function graticule(map) {
  const line = { weight: 1, interactive: false, className: "graticule" };
  const lines = L.layerGroup().addTo(map);
  map.on("moveend", () => {
    const seen = map.getBounds().pad(0.5);
    const height = seen.getNorth() - seen.getSouth();
    const step = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002].find((degrees) => height / degrees > 7) || 0.001;
    lines.clearLayers();
    for (let lat = Math.ceil(seen.getSouth() / step) * step; lat < seen.getNorth(); lat += step)
      L.polyline([[lat, seen.getWest()], [lat, seen.getEast()]], line).addTo(lines);
    for (let lng = Math.ceil(seen.getWest() / step) * step; lng < seen.getEast(); lng += step)
      L.polyline([[seen.getSouth(), lng], [seen.getNorth(), lng]], line).addTo(lines);
  });
}

function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span.innerHTML;
}
