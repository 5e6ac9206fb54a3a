// The page's data: packed blocks in script elements, unpacked when they are needed.

/** Bytes of base64 text. */
function bytesOf(base64) {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The JSON in the data element `id`. */
async function unpack(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no ${id}: was it saved whole?`);
  const stream = new Blob([bytesOf(element.textContent)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** A line of the timeline, from its packed form. */
function lineOf(packed, hosts, index) {
  const [kind, time, number, from, to, what, size, words, floor, id, cause, trouble] = packed;
  return { index, kind, time, number, from, to, what, size, words, floor, id, cause, isLost: trouble === 2, isTroubled: trouble > 0,
           who: (from < 0 ? "" : hosts[from]) + (to < 0 ? "" : ` → ${hosts[to]}`) };
}

/** Frames' layers and bytes; the blocks that were looked at last are kept. */
class Details {
  constructor(blockSize) { this.blockSize = blockSize; this.kept = new Map(); }

  async block(number) {
    if (this.kept.has(number)) return this.kept.get(number);
    const block = unpack(`details-${number}`).then(list => list.map(detailOf));
    this.kept.set(number, block);
    if (this.kept.size > 6) this.kept.delete(this.kept.keys().next().value);
    return block;
  }

  /** The details of the frame at `place`, counted from 0. */
  async frame(place) { return (await this.block(Math.floor(place / this.blockSize)))[place % this.blockSize]; }
}

function detailOf([bytes, layers, more, sources, wave]) {
  const layerOf = ([title, name, floor, start, length, source, words, fields]) => ({ title, name, floor, start, length, source, words, fields });
  return { packedBytes: bytes, layers: layers.concat(more).map(layerOf), sources, wave };
}

/** "45.0 µs": time since the first line. */
function timeText(nanoseconds) {
  if (nanoseconds < 0) return "-" + timeText(-nanoseconds);
  if (nanoseconds < 1e6) return (nanoseconds / 1e3).toFixed(1) + " µs";
  if (nanoseconds < 1e9) return (nanoseconds / 1e6).toFixed(3) + " ms";
  return (nanoseconds / 1e9).toFixed(4) + " s";
}

/** An element with text in it: whatever the text is, it is only ever text. */
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

function svgElement(tag, properties = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A picture that can run nothing: an image, not a part of the page. */
function picture(svg, words) {
  return element("img", { src: "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg), alt: words });
}
