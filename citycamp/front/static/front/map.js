// A map of the points that a list beside it names in full. Without this script the list stands alone.
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
  for (const point of points) {
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
    if (points.length <= NAMED) marker.bindTooltip(text(point.title), { permanent: true, direction: "right", offset: [14, -16], className: "pin-name" });
  }
  if (points.length === 1) map.setView([points[0].lat, points[0].lng], box.dataset.tiles ? 14 : 5);
  else
    map.fitBounds(points.map((point) => [point.lat, point.lng]), {
      paddingTopLeft: [64, 44],
      paddingBottomRight: [34, 20],
      maxZoom: 10,
    });
}

// Without tiles: lines of the globe, drawn anew for what is seen, so that pins do not float in nothing.
function graticule(map) {
  const line = { weight: 1, interactive: false, className: "graticule" };
  const lines = L.layerGroup().addTo(map);
  map.on("moveend", () => {
    const seen = map.getBounds().pad(0.5);
    const height = seen.getNorth() - seen.getSouth();
    const step = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find((degrees) => height / degrees > 7) || 0.005;
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
