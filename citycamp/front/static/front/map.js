// A map of the points that a list beside it names in full. Without this script the list stands alone.
// <div data-map="id of a json_script" data-pin="…" data-pin-hot="…" [data-tiles data-attribution] hidden>

const L = window.L;

for (const box of document.querySelectorAll("[data-map]")) {
  const points = JSON.parse(document.getElementById(box.dataset.map).textContent);
  if (points.length) draw(box, points);
}

function draw(box, points) {
  box.hidden = false;
  const map = L.map(box, { scrollWheelZoom: false, attributionControl: false, zoomSnap: 0.25, worldCopyJump: true });
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
  }
  if (points.length === 1) map.setView([points[0].lat, points[0].lng], box.dataset.tiles ? 14 : 5);
  else map.fitBounds(points.map((point) => [point.lat, point.lng]), {
      paddingTopLeft: [64, 44],
      paddingBottomRight: [34, 20],
      maxZoom: 10,
    });
}

// Without tiles: lines of the globe every ten degrees, so that pins do not float in nothing.
function graticule(map) {
  const line = { weight: 1, interactive: false, className: "graticule" };
  for (let lat = -80; lat <= 80; lat += 10) L.polyline([[lat, -360], [lat, 360]], line).addTo(map);
  for (let lng = -360; lng <= 360; lng += 10) L.polyline([[-85, lng], [85, lng]], line).addTo(map);
}

function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span.innerHTML;
}
