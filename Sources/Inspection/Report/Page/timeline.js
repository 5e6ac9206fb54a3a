// The lines: calls and frames in the order of time, with a ladder of hosts. Only the rows in sight exist.

const rowHeight = 28;
/** Browsers draw no element taller than some tens of millions of pixels: beyond this, scrolling is stretched. */
const tallest = 8000000;
const laneLimit = 8;

/** Whether a line tells of a cable, and not of a node. */
function isCableLine(line) { return /^(is cut|is mended|loses|fault|repaired)$/.test(line.what); }

/** `text` cut to `count` characters. */
function shortened(text, count) { return text.length > count ? text.slice(0, count - 1) + "…" : text; }

class Timeline {
  constructor(grid, spacer, heading, hosts, choose) {
    Object.assign(this, { grid, spacer, heading, hosts, choose, lines: [], chosen: -1, showsLadder: true, rows: new Map() });
    this.start = 0;
    grid.addEventListener("scroll", () => this.drawSoon());
    new ResizeObserver(() => { this.layOut(); this.drawSoon(); }).observe(grid);
    grid.addEventListener("keydown", event => this.key(event));
    spacer.addEventListener("click", event => {
      const row = event.target.closest(".row");
      if (row) this.move(Number(row.dataset.place));
    });
  }

  show(lines) {
    const kept = this.lines[this.chosen];
    this.lines = lines;
    this.chosen = kept ? lines.indexOf(kept) : -1;
    this.layOut();
    this.rows.forEach(row => row.remove());
    this.rows.clear();
    this.draw();
    if (this.chosen >= 0) this.scrollTo(this.chosen);
  }

  get height() { return this.lines.length * rowHeight; }
  /** How many pixels of lines a pixel of scrolling stands for. */
  get stretch() {
    const seen = this.grid.clientHeight - rowHeight;
    return this.height <= tallest ? 1 : (this.height - seen) / (tallest - seen);
  }

  /** Which host has which lane: those who talk most, where there are too many. */
  lay(lines) {
    const counts = this.hosts.map(() => 0);
    for (const line of lines) if (line.kind === "f") { if (line.from >= 0) counts[line.from]++; if (line.to >= 0) counts[line.to]++; } else if (line.from >= 0) counts[line.from] += 1;
    // A cable that is cut, or has a fault, needs no lane of its own.
    const cables = new Set(lines.filter(line => line.kind === "d" && isCableLine(line)).map(line => line.from));
    const seen = this.hosts.map((_, host) => host).filter(host => counts[host] > 0 && !cables.has(host));
    const fits = seen.length <= laneLimit ? seen : seen.slice().sort((a, b) => counts[b] - counts[a]).slice(0, laneLimit - 1).sort((a, b) => a - b);
    this.lanes = new Map(fits.map((host, lane) => [host, lane]));
    this.laneNames = fits.map(host => this.hosts[host]);
    if (fits.length < seen.length) {
      for (const host of seen) if (!this.lanes.has(host)) this.lanes.set(host, fits.length);
      this.laneNames.push(`${seen.length - fits.length} others`);
    }
    this.layOut();
  }

  layOut() {
    const narrow = this.grid.clientWidth < 760, count = this.laneNames?.length ?? 0;
    const room = (this.grid.clientWidth - (narrow ? 380 : 540)) / Math.max(1, count - 1);
    this.gap = Math.round(Math.max(count <= 2 && !narrow ? 130 : count <= 2 ? 96 : 72, Math.min(count <= 2 ? 190 : 130, room)));
    this.ladderWidth = this.showsLadder && count > 0 ? (count - 1) * this.gap + 110 : 0;
    // Without a ladder the same column says who.
    const whoWidth = narrow ? 110 : 170;
    this.grid.style.setProperty("--ladder", `${this.ladderWidth || whoWidth}px`);
    // The ladder says what a line is: the column that does is for when there is none.
    this.grid.classList.toggle("with-ladder", this.ladderWidth > 0);
    if (this.ladderWidth) this.grid.style.setProperty("--what", "0px"); else this.grid.style.removeProperty("--what");
    this.grid.style.setProperty("--width", `${this.ladderWidth ? this.ladderWidth + 480 : whoWidth + 560}px`);
    this.spacer.style.height = `${Math.min(tallest, this.height)}px`;
    this.grid.setAttribute("aria-rowcount", this.lines.length + 1);
    const names = element("div", { class: "ladder", role: "columnheader", "aria-label": "ladder" });
    if (this.ladderWidth) this.laneNames.forEach((name, lane) => {
      const span = element("span", { title: name }, name);
      span.style.left = `${this.x(lane)}px`;
      span.style.maxWidth = `${this.gap - 6}px`;
      names.append(span);
    });
    else names.append("who");
    const head = (name, words) => element("div", { class: name, role: "columnheader" }, words);
    this.heading.replaceChildren(head("time", "time"), head("number", "#"), names, head("what", "what"), head("size", "size"), head("words", "what for"));
    this.heading.setAttribute("aria-rowindex", 1);
    if (this.lastGap !== this.gap || this.lastLadder !== this.ladderWidth) { this.rows.forEach(row => row.remove()); this.rows.clear(); }
    [this.lastGap, this.lastLadder] = [this.gap, this.ladderWidth];
  }

  x(lane) { return 55 + lane * this.gap; }

  drawSoon() {
    if (this.isPlanned) return;
    this.isPlanned = true;
    requestAnimationFrame(() => { this.isPlanned = false; this.draw(); });
  }

  draw() {
    const top = this.grid.scrollTop, seen = this.grid.clientHeight, first = Math.max(0, Math.floor(top * this.stretch / rowHeight) - 8);
    const last = Math.min(this.lines.length, first + Math.ceil(seen / rowHeight) + 18);
    for (const [place, row] of this.rows) if (place < first || place >= last) { row.remove(); this.rows.delete(place); }
    const shift = top - top * this.stretch;
    for (let place = first; place < last; place++) {
      let row = this.rows.get(place);
      if (!row) { row = this.row(place); this.rows.set(place, row); this.spacer.append(row); }
      row.style.top = `${place * rowHeight + shift}px`;
    }
    this.mark();
  }

  row(place) {
    const line = this.lines[place];
    const classes = ["row", `k-${line.kind}`, line.isLost ? "lost" : line.isTroubled ? "troubled" : ""].join(" ");
    const cell = (name, ...content) => element("div", { class: name, role: "gridcell" }, ...content);
    const row = element("div", { class: classes, role: "row", id: `line-${line.index}`, "data-place": place, "aria-rowindex": place + 2, "aria-selected": "false" },
      cell("time", timeText(line.time - this.start)), cell("number", line.number ? String(line.number) : ""),
      element("div", { class: `ladder ${line.floor}`, role: "gridcell", "aria-label": line.who }),
      cell(`what ${line.floor}`, line.kind === "h" ? "" : line.what), cell("size", line.size), cell("words", line.words));
    if (this.ladderWidth) row.children[2].append(line.kind === "h" ? element("span", {}, line.words) : this.rung(line));
    else row.children[2].append(element("span", { class: "who", title: line.who }, line.who));
    if (this.ladderWidth && line.kind === "h") row.lastChild.textContent = "";
    row.lastChild.title = line.words;
    return row;
  }

  /** A line's part of the ladder: an arrow for a frame, a mark for a call. */
  rung(line) {
    const svg = svgElement("svg", { class: "lane", width: this.ladderWidth, height: rowHeight, "aria-hidden": "true" });
    for (let lane = 0; lane < this.laneNames.length; lane++) svg.append(svgElement("line", { class: "life", x1: this.x(lane), x2: this.x(lane), y1: 0, y2: rowHeight }));
    const from = this.lanes.get(line.from);
    if (from === undefined) {
      svg.append(svgElement("text", { x: 8, y: 18 }, `${line.who} ${line.what}`));
      return svg;
    }
    const a = this.x(from), label = svgElement("text", { y: 11, "text-anchor": "middle" }, shortened(line.what, Math.max(10, Math.floor((this.gap - 20) / 6.4))));
    if (line.kind !== "f") {
      svg.append(svgElement("rect", { class: "call", x: a - 4, y: 10, width: 8, height: 8, rx: 2 }));
      const isLast = from === this.laneNames.length - 1 && from > 0;
      label.setAttribute("x", isLast ? a - 9 : a + 9);
      label.setAttribute("y", 18);
      label.setAttribute("text-anchor", isLast ? "end" : "start");
      svg.append(label);
      return svg;
    }
    const to = this.lanes.get(line.to);
    if (to === undefined || to === from) {
      svg.append(svgElement("circle", { class: "tip", cx: a, cy: 18, r: 4 }));
      label.setAttribute("x", a);
      svg.append(label);
      return svg;
    }
    const b = this.x(to), way = Math.sign(b - a), end = line.isLost ? (a + b) / 2 : b - way;
    svg.append(svgElement("path", { class: "arrow", d: `M${a} 19H${end}` }));
    if (line.isLost) svg.append(svgElement("path", { class: "cross", d: `M${end - 5} 14l10 10m0 -10l-10 10` }));
    else svg.append(svgElement("path", { class: "tip", d: `M${b} 19l${-8 * way} -4v8z` }));
    label.setAttribute("x", (a + b) / 2);
    svg.append(label);
    return svg;
  }

  move(place) {
    if (!this.lines.length) return;
    this.chosen = Math.max(0, Math.min(this.lines.length - 1, place));
    this.scrollTo(this.chosen);
    this.draw();
    this.choose(this.lines[this.chosen]);
  }

  scrollTo(place) {
    const y = place * rowHeight, top = this.grid.scrollTop * this.stretch, seen = this.grid.clientHeight - rowHeight;
    if (y < top) this.grid.scrollTop = y / this.stretch;
    else if (y + rowHeight > top + seen) this.grid.scrollTop = (y + rowHeight - seen) / this.stretch;
  }

  mark() {
    const line = this.lines[this.chosen];
    this.rows.forEach((row, place) => row.setAttribute("aria-selected", place === this.chosen ? "true" : "false"));
    if (line && this.rows.has(this.chosen)) this.grid.setAttribute("aria-activedescendant", `line-${line.index}`);
    else this.grid.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.grid.clientHeight / rowHeight) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity, j: 1, k: -1 };
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in steps)) return;
    event.preventDefault();
    const step = steps[event.key];
    this.move(step === -Infinity ? 0 : step === Infinity ? this.lines.length - 1 : this.chosen < 0 ? 0 : this.chosen + step);
  }
}
