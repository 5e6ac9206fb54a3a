// The network as a picture: nodes, cables, and frames on their way at a moment of virtual time.

class Network {
  constructor(svg, choose) {
    Object.assign(this, { svg, choose, nodes: new Map(), links: new Map(), chosen: "" });
    this.high = 210;
    new ResizeObserver(() => { if (this.map && Math.abs(svg.clientWidth - this.wide) > 8) { this.lay(this.map); this.again?.(); } }).observe(svg);
    svg.addEventListener("keydown", event => {
      const part = event.target.closest("[data-name]");
      if (part && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); event.stopPropagation(); this.pick(part); }
    });
    svg.addEventListener("click", event => { const part = event.target.closest("[data-name]"); if (part) this.pick(part); });
  }

  pick(part) {
    this.svg.querySelectorAll(".chosen").forEach(one => one.classList.remove("chosen"));
    part.classList.add("chosen");
    this.chosen = part.dataset.name;
    this.choose(part.dataset.kind, part.dataset.name);
  }

  /** `map`: nodes [name, kind, addresses] and cables [name, first, second, rate]. */
  lay(map) {
    const [nodes, cables] = this.map = map;
    // A pixel is a pixel: words stay readable in a small window.
    this.wide = Math.max(340, this.svg.clientWidth);
    this.svg.setAttribute("viewBox", `0 0 ${this.wide} ${this.high}`);
    this.svg.replaceChildren();
    this.nodes.clear();
    this.links.clear();
    const places = Network.places(nodes, cables, this.wide, this.high);
    for (const [name, first, second, rate] of cables) {
      const a = places.get(first), b = places.get(second);
      if (!a || !b) continue;
      const line = kind => svgElement("line", { class: kind, x1: a.x, y1: a.y, x2: b.x, y2: b.y });
      const group = svgElement("g", { class: "link", "data-kind": "link", "data-name": name, tabindex: "0", role: "button", "aria-label": `cable ${name}, ${rate}` }, line("cable"), line("grip"));
      const label = svgElement("text", { class: "small", x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + 20 }, rate);
      this.svg.append(group, label);
      this.links.set(name, { a, b, first, second, group });
    }
    for (const [name, kind, addresses] of nodes) {
      const at = places.get(name), isHost = kind === "computer";
      const shape = isHost ? svgElement("rect", { x: at.x - 46, y: at.y - 22, width: 92, height: 44, rx: 6 }) : kind === "router" ? svgElement("circle", { cx: at.x, cy: at.y, r: 26 }) : svgElement("rect", { x: at.x - 40, y: at.y - 16, width: 80, height: 32, rx: 2 });
      const group = svgElement("g", { class: "node", "data-kind": "node", "data-name": name, tabindex: "0", role: "button", "aria-label": `${kind === "bridge" ? "switch" : kind} ${name}, ${addresses}` }, shape,
        svgElement("text", { x: at.x, y: at.y + 5 }, shortened(name, 12)), svgElement("text", { class: "small", x: at.x, y: at.y + 40 }, addresses.split(" ")[0] || (kind === "bridge" ? "switch" : kind)));
      this.svg.append(group);
      this.nodes.set(name, { at, group });
    }
    this.moving = svgElement("g", { "aria-hidden": "true" });
    this.svg.append(this.moving);
  }

  /** Where each node goes: two ends at the sides; the ones with most cables in the middle, the others around them. */
  static places(nodes, cables, wide, high) {
    const places = new Map(), degree = new Map(nodes.map(([name]) => [name, 0]));
    for (const [, first, second] of cables) for (const end of [first, second]) degree.set(end, (degree.get(end) ?? 0) + 1);
    if (nodes.length === 2) {
      places.set(nodes[0][0], { x: 64, y: high / 2 - 10 });
      places.set(nodes[1][0], { x: wide - 64, y: high / 2 - 10 });
      return places;
    }
    const middles = nodes.filter(([name, kind]) => kind !== "computer").map(([name]) => name);
    middles.forEach((name, index) => places.set(name, { x: wide * (index + 1) / (middles.length + 1), y: high / 2 }));
    const around = new Map();
    for (const [name] of nodes) if (!places.has(name)) {
      const cable = cables.find(([, first, second]) => first === name || second === name), centre = cable ? cable[1] === name ? cable[2] : cable[1] : "";
      around.set(centre, [...(around.get(centre) ?? []), name]);
    }
    for (const [centre, names] of around) {
      const at = places.get(centre) ?? { x: wide / 2, y: high / 2 }, spread = middles.length > 1 ? wide / (middles.length + 1) / 2.2 : wide * 0.38;
      names.forEach((name, index) => {
        const top = index % 2 === 0, column = Math.floor(index / 2), columns = Math.ceil(names.length / 2);
        const offset = columns === 1 ? (names.length > 2 ? 0 : (index ? 1 : -1) * spread) : (column / (columns - 1) - 0.5) * 2 * spread;
        places.set(name, { x: at.x + offset, y: names.length <= 2 && columns === 1 ? at.y : top ? 34 : high - 52 });
      });
    }
    for (const at of places.values()) at.x = Math.max(50, Math.min(wide - 50, at.x));
    return places;
  }

  /** Draws the frames that are on a cable at `time`. `flights`: {link, from, start, end, line}. */
  draw(time, flights, states) {
    for (const [name, link] of this.links) link.group.classList.toggle("cut", states.cut.has(name));
    for (const [name, node] of this.nodes) node.group.classList.toggle("down", states.down.has(name));
    const shapes = [];
    for (const flight of flights) {
      const link = this.links.get(flight.link);
      if (!link) continue;
      const [a, b] = flight.from === link.first ? [link.a, link.b] : [link.b, link.a];
      let share = flight.end > flight.start ? (time - flight.start) / (flight.end - flight.start) : 1;
      if (flight.line.isLost) share = Math.min(share, 0.5);
      // From the edge of one node to that of the other.
      const edge = Math.min(0.4, 58 / Math.hypot(b.x - a.x, b.y - a.y));
      share = edge + (1 - 2 * edge) * Math.max(0, Math.min(1, share));
      const x = a.x + (b.x - a.x) * share, y = a.y + (b.y - a.y) * share;
      shapes.push(svgElement("g", { class: flight.line.floor }, svgElement(flight.line.isLost ? "path" : "rect", flight.line.isLost ? { class: "frame lost", d: `M${x - 8} ${y - 10}l8 8l8 -8l3 3l-8 8l8 8l-3 3l-8 -8l-8 8l-3 -3l8 -8l-8 -8z` } : { class: "frame", x: x - 9, y: y - 6, width: 18, height: 12, rx: 2 }),
        svgElement("text", { class: "frame-word", x, y: y - 12 }, `${flight.line.number} ${shortened(flight.line.what, 22)}`)));
    }
    this.moving.replaceChildren(...shapes);
  }
}
