// The grid map in the browser: Leaflet on a canvas. Boundaries are fetched once, a rerun only brings values.
// Names and values are text of users: they reach the page through textContent and fillText, never as HTML.

const CSS = `
.gridmap{position:relative;background:var(--map-paper);border-radius:.6rem;overflow:hidden;font:inherit;isolation:isolate}
.gridmap .leaflet-container{background:transparent;font:inherit;outline-offset:-2px}
.gridmap .leaflet-interactive{cursor:pointer}
.gridmap .tip{position:absolute;z-index:900;pointer-events:none;max-width:16rem;padding:.3rem .55rem;border-radius:.4rem;
  background:#16302d;color:#fff;font-size:.8rem;line-height:1.35;box-shadow:0 2px 8px #0003;overflow-wrap:anywhere}
.gridmap .tip b{display:block;font-weight:600}
.gridmap .note{position:absolute;z-index:800;inset:0;display:grid;place-items:center;text-align:center;padding:1rem;
  font-size:.9rem;opacity:.75;pointer-events:none}
.gridmap .mark{position:absolute;z-index:800;right:.5rem;bottom:.35rem;font-size:.72rem;opacity:.6;pointer-events:none}
.legend{display:flex;flex-wrap:wrap;gap:.15rem .8rem;align-items:center;padding:.45rem .1rem 0;font-size:.8rem}
.legend b{font-weight:600}
.legend span{display:inline-flex;align-items:center;gap:.3rem;white-space:nowrap}
.legend i{width:.95rem;height:.95rem;border-radius:.2rem;border:1px solid #0002}
[hidden]{display:none!important}`;

let leaflet; // One script tag for all maps of the page.
function load(assets) {
  leaflet ||= new Promise((done, fail) => {
    if (window.L) return done(window.L);
    const script = document.createElement("script");
    script.src = assets.leaflet;
    script.onload = () => done(window.L);
    script.onerror = () => fail(new Error("leaflet"));
    document.head.append(script);
  });
  return leaflet;
}

const boundaries = new Map(); // address -> promise; the version is part of the address
function fetched(address) {
  if (!boundaries.has(address)) {
    const answer = fetch(address).then((r) => (r.ok ? r.json() : Promise.reject(new Error(`${r.status}`))));
    answer.catch(() => boundaries.delete(address));
    boundaries.set(address, answer);
  }
  return boundaries.get(address);
}

const maps = new WeakMap();

/** Called by Streamlit on every run with new data; keeps one map per place on the page. */
export function draw({ data, parentElement, setTriggerValue }, assets) {
  let self = maps.get(parentElement);
  if (!self) {
    self = { ...scaffold(parentElement, assets), assets, paints: 0 };
    maps.set(parentElement, self);
  }
  self.emit = setTriggerValue;
  update(self, data);
  // Streamlit also runs this when data arrives faster than the module loads, so only a map that is gone may be closed.
  return () =>
    setTimeout(() => {
      if (parentElement.isConnected) return;
      self.watch?.disconnect();
      self.map?.remove();
      maps.delete(parentElement);
    });
}

function make(tag, className, parent) {
  const node = document.createElement(tag);
  node.className = className;
  parent.append(node);
  return node;
}

function scaffold(root, assets) {
  const sheet = make("link", "", root);
  sheet.rel = "stylesheet";
  const styled = new Promise((done) => (sheet.onload = sheet.onerror = done));
  sheet.href = assets.css;
  make("style", "", root).textContent = CSS;
  const el = make("div", "gridmap", root);
  const canvas = make("div", "", el);
  const tip = make("div", "tip", el);
  const note = make("div", "note", el);
  const mark = make("div", "mark", el);
  const legend = make("div", "legend", root);
  tip.hidden = note.hidden = true;
  return { el, canvas, tip, note, mark, legend, styled };
}

async function update(self, data) {
  const old = self.data;
  self.data = data;
  self.row = new Map(data.ids.map((id, i) => [id, i]));
  self.texts = data.texts.split("\n");
  self.canvas.style.height = `${data.height}px`;
  self.canvas.style.maxHeight = "min(78vh, 95vw)"; // a phone is narrower than it is tall
  self.el.style.setProperty("--map-paper", data.paper);
  self.mark.textContent = data.watermark;
  showLegend(self);
  try {
    if (!self.map || old?.geo !== data.geo || old?.outline !== data.outline) await rebuild(self);
    if (self.data === data) paint(self);
  } catch (error) {
    console.warn(`Map: ${error.message}`);
    self.el.dataset.failed = "1";
    say(self, data.words.failed);
  }
}

function say(self, text) {
  self.note.textContent = text;
  self.note.hidden = !text;
}

async function rebuild(self) {
  const { geo, outline, words } = self.data;
  say(self, words.loading);
  const [L, shapes, lines] = await Promise.all([
    load(self.assets), fetched(geo), outline ? fetched(outline) : null, self.styled,
  ]);
  if (self.data.geo !== geo) return;
  const { spotsFor } = self.assets.labels;
  delete self.el.dataset.failed;
  self.map ||= open(self, L);
  self.layers?.forEach((layer) => layer.remove());
  self.areas = new Map();
  const body = L.geoJSON(shapes, {
    style: { weight: 0.8, color: "#b9c8c4", fillOpacity: 1, fillColor: "#ffffff" },
    onEachFeature: (feature, layer) => {
      const { id, name, short, parent } = feature.properties;
      self.areas.set(id, { id, parent, name, short: short || name, layer, fill: "#ffffff", spots: spotsFor(self.map, feature.geometry) });
      layer.on("click", () => pick(self, id));
      layer.on("dblclick", () => self.emit("drilled", id));
      layer.on("mouseover", () => hover(self, id));
      layer.on("mousemove", (e) => follow(self, e.containerPoint));
      layer.on("mouseout", () => hover(self, null));
    },
  }).addTo(self.map);
  const rim = L.geoJSON(lines, { interactive: false, style: { weight: 2, color: "#3b5652", fill: false } });
  self.regions = (lines?.features || []).map((f) => ({
    id: f.properties.id, whole: f.properties.name, name: f.properties.short || f.properties.name, spots: spotsFor(self.map, f.geometry),
  }));
  self.focus = L.geoJSON(null, { interactive: false, style: { weight: 3.5, color: "#c2410c", fill: false } });
  self.glow = L.geoJSON(null, { interactive: false, style: { weight: 2, color: "#16302d", fill: false } });
  self.layers = [body, rim, self.glow, self.focus].map((layer) => layer.addTo(self.map));
  self.bounds = body.getBounds();
  self.focused = self.glowing = null;
  fit(self);
  say(self, self.areas.size ? "" : words.empty);
  self.el.dataset.features = self.areas.size;
}

function open(self, L) {
  const { words } = self.data;
  const map = L.map(self.canvas, {
    preferCanvas: true, zoomSnap: 0.1, zoomDelta: 0.8, zoomControl: false, attributionControl: false, keyboard: false,
    zoomAnimation: false, fadeAnimation: false, doubleClickZoom: false, scrollWheelZoom: false,
    dragging: !L.Browser.mobile, // one finger scrolls the page, two move the map
    center: [0, 0], zoom: 1,
  });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  const whole = L.DomUtil.create("a", "", map.zoomControl?.getContainer() || self.canvas.querySelector(".leaflet-bar"));
  Object.assign(whole, { href: "#", title: words.whole, textContent: "⤢", role: "button" });
  whole.setAttribute("aria-label", words.whole);
  L.DomEvent.disableClickPropagation(whole);
  whole.addEventListener("click", (e) => (e.preventDefault(), fit(self)));
  // The wheel belongs to the page until somebody clicks into the map.
  map.on("click mousedown", () => map.scrollWheelZoom.enable());
  self.canvas.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
  map.on("movestart", (e) => e.target === map && (self.moved = !self.fitting));
  map.on("moveend zoomend resize", () => self.assets.labels.label(self));
  map.createPane("labels").style.cssText = "z-index:450;pointer-events:none";
  self.ink = make("canvas", "", map.getPane("labels"));
  self.watch = new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!self.moved) fit(self);
  });
  self.watch.observe(self.canvas);
  // For tests and for nobody else: where on the element an area is.
  self.el.pointOf = (id) => {
    const spot = self.areas.get(id)?.spots[0];
    return spot ? map.latLngToContainerPoint(spot.at) : null;
  };
  return map;
}

function fit(self) {
  if (!self.bounds?.isValid() || !self.canvas.clientWidth) return;
  self.fitting = true;
  self.map.setMinZoom(0).fitBounds(self.bounds, { padding: [12, 12], animate: false });
  self.map.setMinZoom(self.map.getZoom() - 1).setMaxBounds(self.bounds.pad(0.6));
  self.fitting = self.moved = false;
}

function pick(self, id) {
  if (self.data.selected === id) return;
  self.data.selected = id; // shown at once; the answer of the server has the last word
  paint(self);
  self.emit("picked", id);
}

function colourOf(self, id) {
  const { classes, colours, noData } = self.data;
  const mark = classes[self.row.get(id)];
  return mark === undefined || mark === "-" ? noData : colours[Number(mark)];
}

function paint(self) {
  for (const area of self.areas.values()) {
    const fillColor = colourOf(self, area.id);
    if (area.fill !== fillColor) area.layer.setStyle({ fillColor });
    area.fill = fillColor;
  }
  self.focused = outline(self, self.focus, self.focused, self.data.selected);
  self.assets.labels.label(self);
  requestAnimationFrame(() => requestAnimationFrame(() => (self.el.dataset.painted = ++self.paints)));
}

function outline(self, layer, before, id) {
  const area = self.areas.get(id);
  if (before === id && (layer.getLayers().length > 0) === Boolean(area)) return id;
  layer.clearLayers();
  if (area) layer.addData(area.layer.feature);
  return id;
}

function hover(self, id) {
  const area = self.areas.get(id);
  self.glowing = outline(self, self.glow, self.glowing, id);
  self.tip.hidden = !area;
  if (!area) return;
  const { title, words } = self.data;
  const text = self.texts[self.row.get(id)] || words.noData;
  self.tip.replaceChildren();
  // A name like "first grid" says little without its community.
  const region = self.regions.find((one) => one.id === area.parent);
  const whole = region && !area.name.startsWith(region.name) ? `${region.whole} ${area.name}` : area.name;
  make("b", "", self.tip).textContent = whole;
  self.tip.append(title ? `${title} ${text}` : text);
}

function follow(self, { x, y }) {
  const left = Math.min(x + 14, self.el.clientWidth - self.tip.offsetWidth - 4);
  const top = y + 18 + self.tip.offsetHeight > self.canvas.clientHeight ? y - self.tip.offsetHeight - 8 : y + 18;
  self.tip.style.transform = `translate(${Math.max(4, left)}px,${Math.max(4, top)}px)`;
  self.tip.style.left = self.tip.style.top = "0";
}

function showLegend(self) {
  const { colours, legend, noData, title, classes, ids, words } = self.data;
  self.legend.replaceChildren();
  if (title) make("b", "", self.legend).textContent = title;
  const entries = legend.map((text, i) => [colours[i], text]).filter((_, i) => i || classes.includes("0"));
  if (classes.includes("-") || classes.length < ids.length) entries.push([noData, words.noData]);
  for (const [colour, text] of entries) {
    const item = make("span", "", self.legend);
    make("i", "", item).style.background = colour;
    item.append(text);
  }
}
