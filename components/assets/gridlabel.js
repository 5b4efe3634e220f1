// Names on the grid map: where they have room, drawn on a canvas above the areas.

/** The widest free stretches inside a shape, in pixels of zoom 0: where a name fits best, and where else. */
export function spotsFor(map, geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const found = [];
  for (const rings of polygons) {
    const flat = rings.map((ring) => ring.map(([lng, lat]) => map.project([lat, lng], 0)));
    const ys = flat[0].map((p) => p.y);
    const [low, high] = [Math.min(...ys), Math.max(...ys)];
    for (let i = 1; i < 12; i++) {
      const y = low + ((high - low) * i) / 12;
      const xs = flat.flatMap((ring) => crossings(ring, y)).sort((a, b) => a - b);
      for (let k = 0; k + 1 < xs.length; k += 2) {
        const width = xs[k + 1] - xs[k];
        const worth = width * (1 - Math.abs(i - 6) / 12); // rather in the middle than on the brim
        found.push({ worth, width, flat, x: (xs[k] + xs[k + 1]) / 2, y });
      }
    }
  }
  found.sort((a, b) => b.worth - a.worth);
  return found.slice(0, 5).map((spot) => ({ ...spot, at: map.unproject([spot.x, spot.y], 0) }));
}

function crossings(ring, y) {
  const found = [];
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i], ring[j]];
    if (a.y > y !== b.y > y) found.push(a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y));
  }
  return found;
}

export function label(self) {
  const { map, ink, data } = self;
  if (!map || !self.areas) return;
  const size = map.getSize();
  const scale = window.devicePixelRatio || 1;
  ink.width = size.x * scale;
  ink.height = size.y * scale;
  ink.style.cssText = `position:absolute;width:${size.x}px;height:${size.y}px`;
  window.L.DomUtil.setPosition(ink, map.containerPointToLayerPoint([0, 0]));
  const pen = ink.getContext("2d");
  pen.scale(scale, scale);
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
  const family = getComputedStyle(self.el).fontFamily;
  const small = `500 12px ${family}`;
  const bold = `700 13px ${family}`;
  pen.font = small;
  const fitting = data.labels ? [...self.areas.values()].map((area) => lines(self, pen, area)).filter(Boolean) : [];
  // Names of the level above help as long as most of the small areas are too small for their own.
  const taken = [];
  if (fitting.length < self.areas.size / 2) {
    pen.font = bold;
    for (const { name, spots } of self.regions) {
      const wide = pen.measureText(name).width;
      const spot = spots.find((one) => fits(one, wide, 16, map));
      if (!spot) continue;
      const at = map.latLngToContainerPoint(spot.at);
      taken.push([at.x - wide / 2, at.y - 9, at.x + wide / 2, at.y + 9]);
      pen.lineWidth = 4;
      pen.strokeStyle = "#ffffffd9";
      pen.strokeText(name, at.x, at.y);
      pen.fillStyle = "#16302d";
      pen.fillText(name, at.x, at.y);
    }
  }
  pen.font = small;
  const free = fitting.filter(({ box }) => !taken.some((other) => overlap(box, other)));
  for (const { texts, at, fill } of free) {
    pen.fillStyle = isDeep(fill) ? "#fff" : "#16302d";
    texts.forEach((text, i) => pen.fillText(text, at.x, at.y + (i - (texts.length - 1) / 2) * 16));
  }
  self.el.dataset.labels = free.length;
}

/** Short name and value, the name alone, or nothing: what an area has room for. */
function lines(self, pen, { id, short, spots, fill }) {
  if (!spots.length || spots[0].width * 2 ** self.map.getZoom() < 20) return null;
  const value = self.texts[self.row.get(id)];
  for (const texts of value ? [[short, value], [short]] : [[short]]) {
    const wide = Math.max(...texts.map((text) => pen.measureText(text).width)) + 4;
    const tall = texts.length * 16;
    const spot = spots.find((one) => fits(one, wide, tall, self.map));
    if (!spot) continue;
    const at = self.map.latLngToContainerPoint(spot.at);
    return { texts, at, fill, box: [at.x - wide / 2, at.y - tall / 2, at.x + wide / 2, at.y + tall / 2] };
  }
  return null;
}

/** Does a box of so many pixels around the spot stay inside the shape? Its top, middle and bottom line tell. */
function fits({ flat, x, y }, wide, tall, map) {
  const grow = 2 ** map.getZoom();
  const half = wide / 2 / grow;
  return [-0.5, 0, 0.5].every((part) => {
    const xs = flat.flatMap((ring) => crossings(ring, y + (part * tall) / grow)).sort((a, b) => a - b);
    return xs.some((left, i) => i % 2 === 0 && left <= x - half && xs[i + 1] >= x + half);
  });
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function isDeep(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b < 140;
}
