// The network as a picture: nodes, cables, and frames on their way at a moment of virtual time.

/** The narrowest picture that there is a layout for. */
const layoutsWidth = 300;

class Network {
  /** `choose(kind, name)` is called for what is clicked. */
  constructor(svg, choose) {
    Object.assign(this, { svg, choose, nodes: new Map(), links: new Map(), chosen: "" });
    new ResizeObserver(() => { if (this.map && Math.abs(svg.clientWidth - this.wide) > 8) { this.lay(this.map); this.again?.(); } }).observe(svg);
    svg.addEventListener("keydown", event => {
      const part = event.target.closest("[data-name]");
      if (part && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); event.stopPropagation(); this.pick(part); }
    });
    svg.addEventListener("click", event => { const part = event.target.closest("[data-name]"); if (part) this.pick(part); });
  }

  pick(part) {
    this.mark(part);
    this.chosen = part.dataset.name;
    this.choose(part.dataset.kind, part.dataset.name);
  }

  mark(part) {
    this.svg.querySelectorAll(".chosen").forEach(one => one.classList.remove("chosen"));
    part?.classList.add("chosen");
  }

  /** `map`: nodes [name, kind, addresses], cables [name, first, second, rate], and layouts [width, height, x and y of each node], the widest first. */
  lay(map) {
    const [nodes, cables, layouts] = this.map = map;
    // A pixel is a pixel: words stay readable in a small window.
    this.wide = Math.max(layoutsWidth, this.svg.clientWidth);
    this.box = nodes.length > 8 ? { x: 84, y: 52 } : { x: 104, y: 66 };
    const [width, high, spots] = layouts.find(layout => layout[0] <= this.wide) ?? layouts.at(-1), stretch = Math.max(1, this.wide / width);
    const places = new Map(nodes.map(([name], index) => [name, { x: spots[2 * index] * stretch, y: spots[2 * index + 1] }])), joined = cables.filter(([, first, second]) => places.has(first) && places.has(second) && first !== second);
    this.svg.setAttribute("viewBox", `0 0 ${this.wide} ${Math.max(high, 110)}`);
    this.svg.style.height = `${Math.max(high, 110)}px`;
    this.svg.replaceChildren();
    this.nodes.clear();
    this.links.clear();
    // In a crowd the rates would only be in the way: a cable's panel has its own.
    const tellsRates = nodes.length <= 8 && this.wide >= 560;
    for (const [name, first, second, rate] of joined) this.addLink(name, first, second, rate, places, tellsRates);
    // Below the nodes: frames come out from under one and go under the next.
    this.moving = svgElement("g", { "aria-hidden": "true" });
    this.svg.append(this.moving);
    for (const node of nodes) this.addNode(...node, places.get(node[0]));
    const chosen = [...this.svg.querySelectorAll("[data-name]")].find(part => part.dataset.name === this.chosen);
    if (chosen) this.mark(chosen);
  }

  addLink(name, first, second, rate, places, tellsRate) {
    const a = places.get(first), b = places.get(second), long = Math.hypot(b.x - a.x, b.y - a.y) || 1, across = { x: (b.y - a.y) / long, y: -(b.x - a.x) / long };
    const line = kind => svgElement("line", { class: kind, x1: a.x, y1: a.y, x2: b.x, y2: b.y });
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    // Where it is cut: a gap with two ends.
    const gap = svgElement("g", { class: "gap" }, svgElement("circle", { cx: middle.x, cy: middle.y, r: 9 }), svgElement("path", { d: `M${middle.x - 5} ${middle.y - 5}l10 10m0 -10l-10 10` }));
    const group = svgElement("g", { class: "link", "data-kind": "link", "data-name": name, tabindex: "0", role: "button", "aria-label": `cable ${name}, ${rate}` }, svgElement("title", {}, `${name}, ${rate}`), line("cable"), gap, line("grip"));
    this.svg.append(group);
    if (tellsRate) this.svg.append(svgElement("text", { class: "small rate", x: middle.x - across.x * 12, y: middle.y - across.y * 12 + 4 }, rate));
    this.links.set(name, { a, b, first, second, group });
  }

  addNode(name, kind, addresses, at) {
    const isSmall = this.box.y < 60, half = isSmall ? (kind === "bridge" ? 42 : 38) : 46, title = kind === "bridge" ? "switch" : kind;
    const shape = kind === "computer" ? svgElement("rect", { x: at.x - half, y: at.y - (isSmall ? 15 : 20), width: 2 * half, height: isSmall ? 30 : 40, rx: 6 })
      : kind === "router" ? svgElement("ellipse", { cx: at.x, cy: at.y, rx: isSmall ? 32 : 40, ry: isSmall ? 17 : 22 })
      : svgElement("path", { d: `M${at.x - half + 4} ${at.y - 14}h${2 * half - 8}l8 14l-8 14h${-2 * half + 8}l-8 -14z` });
    const group = svgElement("g", { class: `node is-${kind}`, "data-kind": "node", "data-name": name, tabindex: "0", role: "button", "aria-label": `${title} ${name}${addresses ? `, ${addresses}` : ""}` }, svgElement("title", {}, [title, name, addresses].filter(Boolean).join(" ")), shape,
      svgElement("text", { x: at.x, y: at.y + 4 }, shortened(name, isSmall ? 11 : 13)), svgElement("text", { class: "small", x: at.x, y: at.y + (isSmall ? 27 : 34) }, shortened(addresses.split(/[ /]/)[0] || title, 15)));
    this.svg.append(group);
    this.nodes.set(name, { at, group });
  }

  /** Draws the frames that are on a cable at `time`. `flights`: {link, from, start, end, line, lostAt}. */
  draw(time, flights, states) {
    for (const [name, link] of this.links) link.group.classList.toggle("cut", states.cut.has(name));
    for (const [name, node] of this.nodes) node.group.classList.toggle("down", states.down.has(name));
    const shapes = [], tellsWords = flights.length <= 12;
    for (const flight of flights) {
      const link = this.links.get(flight.link);
      if (!link) continue;
      const [a, b] = flight.from === link.first ? [link.a, link.b] : [link.b, link.a], long = flight.end - flight.start;
      let share = long > 0 ? (time - flight.start) / long : 1;
      // What a wire loses gets half the way; what was on it when it was cut, as far as it was then.
      const isLost = flight.line.isLost ? share >= 0.5 : flight.lostAt !== undefined && time >= flight.lostAt;
      if (flight.line.isLost) share = Math.min(share, 0.5);
      else if (isLost) share = (flight.lostAt - flight.start) / Math.max(1, long);
      // From the edge of one node to that of the other.
      const edge = Math.min(0.4, (this.box.x / 2 + 4) / (Math.hypot(b.x - a.x, b.y - a.y) || 1));
      share = edge + (1 - 2 * edge) * Math.max(0, Math.min(1, share));
      const x = a.x + (b.x - a.x) * share, y = a.y + (b.y - a.y) * share;
      shapes.push(svgElement("g", { class: flight.line.floor }, svgElement(isLost ? "path" : "rect", isLost ? { class: "frame lost", d: `M${x - 8} ${y - 10}l8 8l8 -8l3 3l-8 8l8 8l-3 3l-8 -8l-8 8l-3 -3l8 -8l-8 -8z` } : { class: "frame", x: x - 9, y: y - 6, width: 18, height: 12, rx: 2 }),
        ...(tellsWords ? [svgElement("text", { class: "frame-word", x, y: y - 12 }, `${flight.line.number} ${shortened(flight.line.what, 22)}`)] : [])));
    }
    this.moving.replaceChildren(...shapes);
  }
}
