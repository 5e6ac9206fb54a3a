// The page: what is chosen, filtered and shown.

class ReportPage {
  constructor(data) {
    this.data = data;
    this.story = new Story(data);
    [this.lines, this.frames] = [this.story.lines, this.story.frames];
    this.details = new Details(data.blockSize);
    this.names = new Map();
    for (const [id, name] of data.fields) this.names.set(name, [...(this.names.get(name) ?? []), id]);
    this.frame = new FrameView(this.story.definitions);
    const part = id => document.getElementById(id);
    this.timeline = new Timeline(part("grid"), part("spacer"), part("heading"), data.hosts, line => this.choose(line));
    this.timeline.start = this.lines[0]?.time ?? 0;
    this.timeline.lay(this.lines);
    part("title").textContent = data.title;
    part("subtitle").textContent = data.subtitle;
    part("notes").replaceChildren(...data.notes.concat(data.twin ? [`The same as text: ${data.twin}`] : []).map(note => element("p", {}, note)));
    showConversations(part("view-talks"), data.conversations, filter => { this.tab("lines"); this.filter(filter); });
    showPictures(part("view-plots"), data.pictures);
    this.listen(part);
    this.filter("");
    this.goToHash();
  }

  /** The address says which frame: "#frame-6". */
  goToHash() {
    const asked = /^#frame-(\d+)$/.exec(location.hash), line = asked && this.frames.find(line => line.number === Number(asked[1]));
    if (line && line !== this.line) this.goTo(line);
  }

  listen(part) {
    let wait;
    part("filter").addEventListener("input", event => { clearTimeout(wait); wait = setTimeout(() => this.filter(event.target.value), 180); });
    part("filter").addEventListener("keydown", event => {
      if (event.key === "Escape") { this.filter(""); part("grid").focus(); }
      if (event.key === "Enter") { clearTimeout(wait); this.filter(event.target.value); }
      if (event.key === "ArrowDown") part("grid").focus();
    });
    part("show-calls").addEventListener("change", () => this.filter(part("filter").value));
    part("show-ladder").addEventListener("change", event => { this.timeline.showsLadder = event.target.checked; this.timeline.layOut(); this.timeline.draw(); });
    const tabs = [...document.querySelectorAll("[role=tab]")];
    tabs.forEach((tab, index) => {
      tab.addEventListener("click", () => this.tab(tab.id.slice(4)));
      tab.addEventListener("keydown", event => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = tabs[(index + step + tabs.length) % tabs.length];
        next.focus();
        next.click();
      });
    });
    part("help-button").addEventListener("click", () => part("help").showModal());
    document.addEventListener("keydown", event => this.key(event, part));
    addEventListener("hashchange", () => this.goToHash());
    addEventListener("beforeprint", () => this.print());
    addEventListener("afterprint", () => part("print").replaceChildren());
  }

  key(event, part) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea") || part("help").open) return;
    const within = event.target.closest("#layers, #bytes");
    switch (event.key) {
      case "/": this.tab("lines"); part("filter").focus(); part("filter").select(); break;
      case "?": part("help").showModal(); break;
      case "c": part("show-calls").click(); break;
      case "l": part("show-ladder").click(); break;
      case "w": this.goTo(this.story.causeOf(this.line)); break;
      case "Escape": part("grid").focus(); break;
      case "Enter": case "ArrowRight":
        if (within || event.target.id !== "grid") return;
        this.frame.focusFirst();
        break;
      default: return;
    }
    event.preventDefault();
  }

  tab(name) {
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const isChosen = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", isChosen ? "true" : "false");
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    if (name === "lines") this.timeline.drawSoon();
  }

  async filter(text) {
    const box = document.getElementById("filter"), count = document.getElementById("count");
    if (box.value !== text) box.value = text;
    const run = this.run = (this.run ?? 0) + 1, showsCalls = document.getElementById("show-calls").checked;
    const filter = new Filter(text, this.names, name => this.names.has(name.toLowerCase()) || this.data.fields.some(field => field[1].startsWith(name.toLowerCase() + ".")) || this.frames.some(line => line.what.toLowerCase().startsWith(name.toLowerCase())));
    box.classList.toggle("wrong", filter.error !== "");
    box.setAttribute("aria-invalid", filter.error !== "" ? "true" : "false");
    if (filter.error) { count.textContent = filter.error; count.dataset.of = filter.text; return; }
    let shown = this.lines.filter(line => line.kind === "f" || showsCalls);
    if (filter.needsFields) {
      const wanted = new Set(), size = this.data.blockSize, blocks = Math.ceil(this.frames.length / size);
      for (let block = 0; block < blocks; block++) {
        const list = await this.details.block(block);
        if (run !== this.run) return;
        list.forEach((detail, place) => { if (filter.matches(detail)) wanted.add(block * size + place); });
        if (block % 8 === 7) count.textContent = `looking: ${Math.round(block / blocks * 100)} %`;
      }
      shown = shown.filter(line => line.kind === "f" && wanted.has(line.place));
    } else if (filter.text) shown = shown.filter(line => filter.matchesWords(line));
    this.shown = shown;
    this.timeline.show(shown);
    const frames = shown.filter(line => line.kind === "f").length, all = this.frames.length, calls = shown.length - frames;
    count.textContent = `${frames === all ? all : `${frames} of ${all}`} frame${all === 1 ? "" : "s"}${calls ? `, ${calls} other line${calls === 1 ? "" : "s"}` : ""}`;
    count.dataset.of = filter.text;
  }

  async choose(line) {
    this.line = line;
    const part = id => document.getElementById(id);
    part("chosen").textContent = line.kind === "h" ? line.words : line.number ? `Frame ${line.number}: ${line.what}` : line.what;
    part("chosen-words").textContent = [line.who, timeText(line.time - this.timeline.start), line.size, line.kind === "h" ? "" : line.words].filter(Boolean).join(" · ");
    for (const id of ["layers-part", "bytes-part", "wire-part"]) part(id).hidden = line.kind !== "f";
    this.story.explain(line, this.timeline.start, one => this.goTo(one));
    if (line.kind !== "f") return;
    history.replaceState(null, "", `#frame-${line.number}`);
    const detail = await this.details.frame(line.place);
    if (this.line !== line) return;
    this.frame.show(detail);
    part("wire-part").hidden = detail.wave === "";
    part("wire").replaceChildren(...(detail.wave ? [picture(detail.wave, "The beginning of the frame on the wire, as symbols and levels.")] : []));
  }

  goTo(line) {
    if (!line?.kind) return;
    let place = this.shown.indexOf(line);
    const go = () => this.timeline.move(this.shown.indexOf(line));
    if (place >= 0) return go();
    if (line.kind !== "f") document.getElementById("show-calls").checked = true;
    this.filter("").then(go);
  }

  /** Paper has no scroll bar: the lines as a plain table, as many as anybody would print. */
  print() {
    const limit = 1500, rows = this.shown.slice(0, limit).map(line => element("tr", {}, element("td", { class: "n" }, timeText(line.time - this.timeline.start)), element("td", { class: "n" }, line.number ? String(line.number) : ""), element("td", {}, line.who), element("td", {}, line.what), element("td", {}, line.size), element("td", {}, line.words)));
    document.getElementById("print").replaceChildren(element("table", {}, element("thead", {}, element("tr", {}, ...["time", "#", "who", "what", "size", "what for"].map(words => element("th", {}, words)))), element("tbody", {}, ...rows)),
      this.shown.length > limit ? `and ${this.shown.length - limit} more lines: filter them to print others` : "");
  }
}

beginTheme();
if (document.getElementById("index")) unpack("index").then(data => { window.report = new ReportPage(data); document.body.dataset.ready = "true"; }).catch(problem => {
  const failure = document.getElementById("failure");
  failure.hidden = false;
  failure.textContent = `This page cannot be shown: ${problem.message}`;
});
