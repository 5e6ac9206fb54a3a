// One frame: its layers as a tree, its bytes, and how the two belong together.

class FrameView {
  constructor(definitions) {
    this.definitions = definitions;
    this.tree = document.getElementById("layers");
    this.bytes = document.getElementById("bytes");
    this.meaning = document.getElementById("meaning");
    this.cursor = 0;
    /** Layers that the reader has opened or closed, by name: the next frame's are the same. */
    this.wishes = new Map();
    this.tree.addEventListener("keydown", event => this.treeKey(event));
    this.tree.addEventListener("mouseover", event => this.point(event.target.closest(".label"), false));
    this.tree.addEventListener("mouseleave", () => this.light(this.held));
    this.tree.addEventListener("click", event => {
      const label = event.target.closest(".label");
      if (!label) return;
      const item = label.parentElement;
      if (event.offsetX < 22 && item.hasAttribute("aria-expanded")) this.wish(item, item.getAttribute("aria-expanded") === "false");
      this.focus(item);
    });
    this.tree.addEventListener("focusin", event => this.point(event.target.querySelector(".label"), true));
    this.bytes.addEventListener("mouseover", event => this.pointAtByte(event.target, false));
    this.bytes.addEventListener("mouseleave", () => this.light(this.held));
    this.bytes.addEventListener("click", event => this.pointAtByte(event.target, true));
    this.bytes.addEventListener("keydown", event => this.bytesKey(event));
  }

  show(detail) {
    this.ranges = [];
    this.held = null;
    this.blocks = [bytesOf(detail.packedBytes), ...detail.sources.map(source => bytesOf(source[1]))];
    const layers = detail.layers.slice(1), inner = layers.findLastIndex(layer => layer.name !== "" && layer.name !== "data" && layer.fields.length);
    this.tree.replaceChildren(...layers.map((layer, index) => this.layer(layer, this.wishes.get(layer.name) ?? index === inner)));
    const first = this.tree.firstElementChild;
    if (first) first.tabIndex = 0;
    this.bytes.replaceChildren();
    this.cells = this.blocks.map((block, source) => this.dump(block, source, source ? detail.sources[source - 1][0] : ""));
    this.cursor = 0;
    this.meaning.textContent = "Point at a field: its bytes light up, and the other way round.";
  }

  layer(layer, isOpen) {
    const range = { source: layer.source, start: layer.start, length: layer.length, what: `${layer.title}: ${layer.length} byte${layer.length === 1 ? "" : "s"}`, name: layer.name, meaning: "" };
    const label = element("div", { class: `label ${layer.floor}` }, element("span", {}, `${layer.title}  `, element("span", { class: "value" }, layer.words)),
      element("span", { class: "range", title: "bytes" }, layer.length ? `${layer.start}–${layer.start + layer.length - 1}` : ""));
    const item = element("div", { role: "treeitem", class: "layer", tabindex: "-1", "aria-selected": "false" }, label);
    this.remember(label, range);
    item.dataset.name = layer.name;
    this.grow(item, layer.fields, isOpen);
    return item;
  }

  /** Puts fields below an item: a list with depths becomes a tree. */
  grow(item, fields, isOpen) {
    if (!fields.length) return;
    const stack = [{ item, depth: -1, group: null }];
    for (const [id, depth, start, length, source, isMade, value, word] of fields) {
      while (stack[stack.length - 1].depth >= depth) stack.pop();
      const parent = stack[stack.length - 1];
      if (!parent.group) {
        parent.group = element("div", { role: "group" });
        parent.item.append(parent.group);
        this.fold(parent.item, parent.depth < 0 ? isOpen : length < 4 || depth < 2);
      }
      const [name, title, meaning] = this.definitions.get(id) ?? ["", "?", ""];
      const label = element("div", { class: isMade ? "label made" : "label" }, element("span", {}, title), value !== "" ? ": " : "", element("span", { class: "value" }, value), word ? ` (${word})` : "");
      const child = element("div", { role: "treeitem", tabindex: "-1", "aria-selected": "false" }, label);
      this.remember(label, { source, start, length, what: title, name, meaning: isMade ? `${meaning} Reckoned; not in the bytes.` : meaning });
      parent.group.append(child);
      stack.push({ item: child, depth, group: null });
    }
  }

  remember(label, range) { range.label = label; label.range = range; this.ranges.push(range); }

  /** Opens or closes an item because the reader wants it. */
  wish(item, isOpen) {
    if (item.dataset.name) this.wishes.set(item.dataset.name, isOpen);
    this.fold(item, isOpen);
  }

  fold(item, isOpen) { item.setAttribute("aria-expanded", isOpen ? "true" : "false"); }

  dump(block, source, title) {
    const cells = [], limit = Math.min(block.length, 65536);
    if (title) this.bytes.append(element("h3", {}, title));
    for (let line = 0; line < limit; line += 16) {
      const row = document.createElement("div"), text = document.createElement("span");
      row.append(element("span", { class: "offset" }, line.toString(16).padStart(4, "0")), "  ");
      for (let at = line; at < line + 16; at++) {
        if (at % 16 === 8) row.append(" ");
        if (at >= limit) { row.append("   "); continue; }
        const value = block[at], hex = element("span", { "data-at": at, "data-source": source }, value.toString(16).padStart(2, "0"));
        const letter = element("span", { "data-at": at, "data-source": source }, value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : "·");
        row.append(hex, " ");
        text.append(letter);
        cells.push([hex, letter]);
      }
      row.append(" ", text);
      this.bytes.append(row);
    }
    if (limit < block.length) this.bytes.append(element("p", {}, `and ${block.length - limit} more`));
    return cells;
  }

  point(label, stays) {
    if (!label?.range) return;
    if (stays) { this.held = label.range; this.select(label.parentElement); }
    this.light(label.range);
  }

  pointAtByte(target, stays) {
    if (!target.dataset?.at) return;
    this.atByte(Number(target.dataset.source), Number(target.dataset.at), stays);
  }

  /** Lights the smallest field that has the byte. */
  atByte(source, at, stays) {
    let best = null;
    for (const range of this.ranges) if (range.source === source && range.length && at >= range.start && at < range.start + range.length && (!best || range.length <= best.length)) best = range;
    if (!best) return;
    if (stays) { this.held = best; this.open(best.label.parentElement); this.select(best.label.parentElement); best.label.scrollIntoView({ block: "nearest" }); }
    this.light(best);
  }

  light(range) {
    this.lit?.forEach(part => part.classList.remove("lit"));
    this.lit = [];
    if (!range) return;
    range.label.classList.add("lit");
    this.lit.push(range.label);
    const cells = this.cells?.[range.source] ?? [], end = Math.min(range.start + range.length, cells.length);
    for (let at = range.start; at < end; at++) for (const part of cells[at]) { part.classList.add("lit"); this.lit.push(part); }
    const where = range.length ? ` Byte${range.length > 1 ? "s" : ""} ${range.start}${range.length > 1 ? `–${range.start + range.length - 1}` : ""}.` : "";
    this.meaning.textContent = `${range.what}${range.name ? ` (${range.name})` : ""}. ${range.meaning ? range.meaning.replace(/\.?$/, ".") : ""}${where}`;
  }

  select(item) {
    this.selected?.setAttribute("aria-selected", "false");
    this.selected = item;
    item.setAttribute("aria-selected", "true");
  }

  open(item) { for (let up = item.parentElement?.closest("[role=treeitem]"); up; up = up.parentElement.closest("[role=treeitem]")) this.fold(up, true); }

  focus(item) {
    if (!item) return;
    this.tree.querySelectorAll("[tabindex='0']").forEach(other => { other.tabIndex = -1; });
    item.tabIndex = 0;
    item.focus();
  }

  focusFirst() { this.focus(this.tree.querySelector("[role=treeitem]")); }

  treeKey(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...this.tree.querySelectorAll("[role=treeitem]")].filter(one => !one.parentElement.closest("[aria-expanded=false]")), at = all.indexOf(item);
    const isOpen = item.getAttribute("aria-expanded");
    switch (event.key) {
      case "ArrowDown": case "j": this.focus(all[at + 1]); break;
      case "ArrowUp": case "k": this.focus(all[at - 1]); break;
      case "Home": this.focus(all[0]); break;
      case "End": this.focus(all[all.length - 1]); break;
      case "ArrowRight": if (isOpen === "false") this.wish(item, true); else if (isOpen === "true") this.focus(all[at + 1]); break;
      case "ArrowLeft": if (isOpen === "true") this.wish(item, false); else this.focus(item.parentElement.closest("[role=treeitem]")); break;
      case "Enter": case " ": if (isOpen) this.wish(item, isOpen === "false"); break;
      default: return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  bytesKey(event) {
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 16, ArrowUp: -16 };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const cells = this.cells[0];
    if (!cells.length) return;
    cells[this.cursor]?.[0].classList.remove("cursor");
    this.cursor = Math.max(0, Math.min(cells.length - 1, this.cursor + steps[event.key]));
    cells[this.cursor][0].classList.add("cursor");
    cells[this.cursor][0].scrollIntoView({ block: "nearest" });
    this.atByte(0, this.cursor, true);
  }
}
