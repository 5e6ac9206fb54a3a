// The live view: a playhead on a recorded run, and runs again with changes.

class LiveView {
  constructor() {
    const part = id => document.getElementById(id);
    Object.assign(this, { part, changes: [], runs: [], at: -1, time: 0, isPlaying: false, waiting: new Map(), asked: 0 });
    this.network = new Network(part("network"), (kind, name) => kind === "node" ? this.showHost(name) : this.showLink(name));
    this.timeline = new Timeline(part("grid"), part("spacer"), part("heading"), [], line => this.goTo(this.run.lines.indexOf(line)));
    for (const [id, act] of Object.entries({ back: () => this.step(-1), play: () => this.play(), step: () => this.step(1), segment: () => this.next(line => line.kind === "f"), message: () => this.next(isMessage), start: () => this.goTo(-1), undo: () => this.undo(), compare: () => this.compare(), "help-button": () => part("help").showModal() })) part(id).addEventListener("click", act);
    part("prompt").addEventListener("submit", event => { event.preventDefault(); this.type(); });
    part("prompt-host").addEventListener("change", () => this.showTranscript());
    part("speed").addEventListener("input", () => this.showSpeed());
    document.addEventListener("keydown", event => this.key(event));
    this.showSpeed();
    this.socket = new WebSocket(`ws://${location.host}${location.pathname}runs`);
    this.socket.addEventListener("open", () => this.rerun([]));
    this.socket.addEventListener("message", event => { const answer = JSON.parse(event.data); this.waiting.get(answer.number)?.(answer); this.waiting.delete(answer.number); });
    this.socket.addEventListener("close", () => this.fail("The program has ended: this page shows what it knew. Start it again for a new address."));
  }

  fail(words) { this.pause(); this.part("failure").hidden = words === ""; this.part("failure").textContent = words; }

  ask(question) {
    const number = ++this.asked;
    return new Promise(resolve => { this.waiting.set(number, resolve); this.socket.send(JSON.stringify({ number, ...question })); });
  }

  // MARK: Runs

  /** Runs again with these changes; the playhead stays where it is in time. */
  async rerun(changes) {
    this.pause();
    document.body.dataset.ready = "";
    const answer = await this.ask({ ask: "run", interventions: changes });
    if (answer.error) { document.body.dataset.ready = "true"; return this.fail(`That could not be run: ${answer.error}`); }
    this.fail("");
    const place = this.at, known = this.run;
    this.changes = changes;
    this.run = new Run(answer.run);
    if (known) this.runs.push(known);
    this.runs = this.runs.slice(-10);
    const index = this.run.data.index;
    this.part("title").textContent = index.title;
    document.title = `${index.title}, live`;
    this.part("subtitle").textContent = index.subtitle;
    this.timeline.hosts = index.hosts;
    this.timeline.start = 0;
    // A ladder of so many hosts says less than the picture above.
    this.timeline.showsLadder = this.run.data.map[0].length <= 8;
    this.timeline.lay(this.run.lines);
    this.timeline.show(this.run.lines);
    if (!known) this.begin();
    this.frame = this.frame ?? new FrameView(this.run.definitions);
    this.frame.definitions = this.run.definitions;
    // What was before the playhead should not have changed.
    this.isUnsteady = known !== undefined && commonLength(known.lines, this.run.lines) < Math.min(place + 1, known.lines.length, this.run.lines.length);
    this.goTo(Math.min(known ? place : this.firstPlace, this.run.lines.length - 1));
    this.showChanges();
    document.body.dataset.ready = "true";
  }

  /** The first recording says how the page looks. */
  begin() {
    this.network.lay(this.run.data.map);
    this.network.again = () => this.draw();
    this.part("speed").value = this.run.goodSpeed;
    this.showSpeed();
    const hosts = this.run.data.prompt;
    this.part("prompt-part").hidden = hosts.length === 0;
    this.part("prompt-host").replaceChildren(...hosts.map(name => element("option", {}, name)));
  }

  /** An internet is looked at when it is up; a program from its first line on. */
  get firstPlace() { return this.run.data.prompt.length ? this.run.lines.findIndex(line => line.kind === "h") : -1; }

  showChanges() {
    const list = this.run.data.changes, words = this.part("changes");
    if (list.length) words.replaceChildren("The run, run again with:", element("ol", {}, ...list.map(one => element("li", {}, one))), this.run.failure ? `It ends with: ${this.run.failure}` : "Its program ends as it should.");
    else words.textContent = this.run.failure ? `The program fails: ${this.run.failure}` : "Nothing is changed: this is the run as the program makes it.";
    if (this.isUnsteady) words.append(element("p", { class: "notice" }, "The runs differ before the change, too: this lab's program keeps something from run to run (a store), or draws at random what no seed gives (TLS)."));
    this.part("undo").disabled = list.length === 0;
    this.part("compare").disabled = this.runs.length === 0;
  }

  change(one) { return this.rerun([...this.changes, one]); }

  /** Types a command at the chosen host, at the playhead, and lets time go on. */
  async type() {
    const line = this.part("prompt-line"), text = line.value.trim();
    if (!text) return;
    await this.change({ action: "type", target: this.part("prompt-host").value, text, time: Math.round(this.time + this.run.origin) });
    if (!this.part("failure").hidden) return;
    line.value = "";
    this.play();
  }

  /** What was typed at the chosen host, and what it printed, up to the playhead. */
  showTranscript() {
    const place = this.part("transcript"), host = this.part("prompt-host").value, shown = [];
    for (let at = this.at; at >= 0 && shown.length < 60; at--) {
      const line = this.run.lines[at];
      if (line.who === host && line.kind === "o") shown.unshift(line.words);
      if (line.who === host && line.what === "type") shown.unshift(`${host}> ${line.words}`);
    }
    const text = shown.length ? shown.join("\n") : `Nothing was typed at ${host} up to here. Try: ping www.example.com`;
    if (place.textContent === text) return;
    place.textContent = text;
    place.scrollTop = place.scrollHeight;
  }
  undo() { if (this.changes.length) this.rerun(this.changes.slice(0, -1)); }

  compare() {
    if (!this.runs.length) return;
    this.comparison = showComparison(this.part("compared-body"), this.runs[this.runs.length - 1], this.run);
    this.part("compared").showModal();
  }

  // MARK: The playhead

  get speed() { return 10 ** Number(this.part("speed").value); }

  showSpeed() {
    const power = Number(this.part("speed").value);
    const words = power === 0 ? "as in life" : power < 0 ? `1 s here is ${timeText(1e9 * 10 ** power)}` : `1 s here is ${Math.round(10 ** power)} s`;
    this.part("speed-text").textContent = words;
    this.part("speed").setAttribute("aria-valuetext", words);
  }

  play() {
    if (this.isPlaying) return this.pause();
    if (this.at >= this.run.lines.length - 1) this.goTo(-1);
    this.isPlaying = true;
    this.part("play").textContent = "❚❚ Pause";
    this.lastTick = performance.now();
    requestAnimationFrame(now => this.tick(now));
  }

  pause() { this.isPlaying = false; this.part("play").textContent = "▶ Play"; }

  tick(now) {
    if (!this.isPlaying) return;
    this.time += (now - this.lastTick) * 1e6 * this.speed;
    this.lastTick = now;
    if (this.part("skip").checked) this.skipSilence();
    let at = this.at;
    while (at + 1 < this.run.lines.length && this.run.lines[at + 1].time <= this.time) at++;
    if (at !== this.at) this.mark(at);
    this.draw();
    if (at >= this.run.lines.length - 1 && this.time >= this.run.end) return this.pause();
    requestAnimationFrame(next => this.tick(next));
  }

  /** Where nothing moves for more than a second of ours, time goes on at once. */
  skipSilence() {
    const next = this.run.lines[this.at + 1], ahead = 1e9 * this.speed;
    if (!next || next.time - this.time <= ahead || this.flightsAt(this.time).length) return;
    this.time = next.time - ahead / 4;
  }

  step(by) { this.pause(); this.goTo(Math.max(-1, Math.min(this.run.lines.length - 1, this.at + by))); }

  /** To the next line that is wanted. */
  next(isWanted) {
    this.pause();
    const found = this.run.lines.findIndex((line, place) => place > this.at && isWanted(line));
    this.goTo(found < 0 ? this.run.lines.length - 1 : found);
  }

  goTo(place) {
    this.time = place < 0 ? 0 : this.run.lines[place].time;
    this.mark(place);
    this.draw();
  }

  mark(place) {
    this.at = place;
    const line = this.run.lines[place], part = this.part;
    this.timeline.chosen = place;
    if (place >= 0) this.timeline.scrollTo(place);
    this.timeline.draw();
    part("place").textContent = `event ${place + 1} of ${this.run.lines.length}`;
    part("chosen").textContent = !line ? "Nothing has happened yet" : line.kind === "h" ? line.words : line.number ? `Frame ${line.number}: ${line.what}` : line.what;
    part("chosen-words").textContent = !line ? "Step goes to the first event." : [line.who, timeText(line.time), line.size, line.words].filter(Boolean).join(" · ");
    const isShown = line?.kind === "f" && !this.isPlaying, detail = isShown ? this.run.detail(line) : null;
    for (const id of ["layers-part", "bytes-part"]) part(id).hidden = !isShown;
    part("wire-part").hidden = !detail?.wave;
    if (detail) this.frame.show(detail);
    if (detail?.wave) part("wire").replaceChildren(picture(detail.wave, "The beginning of the frame on the wire, as symbols and levels."));
    this.run.explain(line, 0, one => { this.pause(); this.goTo(one.index); });
    if (this.run.data.prompt.length) this.showTranscript();
    if (this.host && !this.isPlaying) this.showHost(this.host);
    if (this.link && !this.part("panel").hidden && !this.isPlaying) this.showLink(this.link);
  }

  draw() {
    this.part("clock").textContent = timeText(this.time);
    this.network.draw(this.time, this.flightsAt(this.time).slice(0, 60), this.run.states(this.time));
  }

  flightsAt(time) { return this.run.flights.filter(flight => flight.start <= time && time < Math.max(flight.end, flight.start + 1)); }

  // MARK: Cables and hosts

  panel(title, ...content) {
    const panel = this.part("panel");
    const wasHidden = panel.hidden;
    panel.hidden = false;
    panel.replaceChildren(element("h2", {}, title, element("button", { type: "button", "aria-label": "Close", onclick: () => { panel.hidden = true; this.host = this.link = null; this.network.mark(null); } }, "✕")), ...content);
    if (wasHidden) panel.scrollIntoView({ block: "nearest" });
  }

  /** The next frame on a cable that has not left yet, and its number among those that its sender sends there. */
  nextOn(link) {
    const flights = this.run.flights.filter(flight => flight.link === link), flight = flights.find(one => one.line.index > this.at);
    return flight && { flight, nth: flights.filter(one => one.from === flight.from).indexOf(flight) + 1 };
  }

  showLink(name) {
    this.host = null;
    this.link = name;
    const next = this.nextOn(name), isCut = this.run.states(this.time).cut.has(name), moment = Math.round(this.time + this.run.origin);
    const act = (words, one) => element("button", { type: "button", disabled: !one, onclick: () => one && this.change(one).then(() => this.showLink(name)) }, words);
    const harm = next && { target: name, from: next.flight.from, nth: next.nth };
    const bit = element("input", { type: "number", min: 0, max: 12144, value: this.bit ?? 400, "aria-label": "which bit of the frame, counted from 0" });
    bit.addEventListener("change", () => { this.bit = Math.max(0, Math.round(Number(bit.value)) || 0); this.showLink(name); });
    this.panel(`Cable ${name}`, element("p", { class: "words" }, next ? `Next on it: frame ${next.flight.line.number} from ${next.flight.from}, ${next.flight.line.what}.` : "Nothing more goes over it."),
      element("div", { class: "buttons" }, act("Lose the next frame", harm && { action: "lose", ...harm }), act("Flip bit", harm && { action: "flip", bit: this.bit ?? 400, ...harm }), bit,
        isCut ? act("Mend the cable", { action: "mend", target: name, time: moment }) : act("Cut the cable", { action: "cut", target: name, time: moment })));
  }

  async showHost(name) {
    this.host = name;
    this.link = null;
    const kind = this.run.data.map[0].find(node => node[0] === name)?.[1];
    if (kind === "hub") return this.panel(name, element("p", { class: "words" }, "A hub knows nothing: it repeats every bit."));
    if (this.run.data.prompt.includes(name)) { this.part("prompt-host").value = name; this.showTranscript(); }
    // One question at a time: each is a run. Who steps on meanwhile gets the last moment's answer.
    if (this.isLooking) return;
    this.isLooking = true;
    const moment = this.at < 0 ? 0 : this.run.lines[this.at].moment, run = this.run;
    const answer = await this.ask({ ask: "tables", interventions: this.changes, moment });
    this.isLooking = false;
    if (!this.host) return;
    if (this.host !== name || run !== this.run || moment !== (this.at < 0 ? 0 : this.run.lines[this.at].moment)) return this.showHost(this.host);
    const node = answer.tables?.find(one => one.node === name), isDown = this.run.states(this.time).down.has(name), time = Math.round(this.time + this.run.origin);
    const tables = (node?.tables ?? []).map(table => element("table", {}, element("caption", {}, table.title), element("thead", {}, element("tr", {}, ...table.head.map(words => element("th", { scope: "col" }, words)))),
      element("tbody", {}, ...table.rows.map(row => element("tr", {}, ...row.map(cell => element("td", {}, cell)))))));
    this.panel(`${name}, ${this.at < 0 ? "before anything happens" : `after event ${this.at + 1}`}`, ...(tables.length ? tables : [element("p", { class: "words" }, answer.error ?? "It knows nothing yet.")]),
      kind === "bridge" ? "" : element("div", { class: "buttons" }, element("button", { type: "button", onclick: () => this.change({ action: isDown ? "restart" : "crash", target: name, time }) }, isDown ? "Start it again" : "Take its power away")));
    this.part("panel").dataset.moment = moment;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.matches("input:not([type=checkbox]), select")) return;
    const within = event.target.closest("#layers, #bytes, #grid, #panel"), isButton = event.target.matches("button, [role=button]");
    const speed = this.part("speed");
    switch (event.key) {
      case " ": if (isButton) return; this.play(); break;
      case "ArrowRight": if (within) return; this.step(1); break;
      case "ArrowLeft": if (within) return; this.step(-1); break;
      case "Home": if (within) return; this.goTo(-1); break;
      case "f": this.next(line => line.kind === "f"); break;
      case "m": this.next(isMessage); break;
      case "+": case "=": speed.value = Number(speed.value) + 0.5; this.showSpeed(); break;
      case "-": speed.value = Number(speed.value) - 0.5; this.showSpeed(); break;
      case "u": this.undo(); break;
      case "c": this.compare(); break;
      case "t": if (this.part("prompt-part").hidden) return; this.part("prompt-line").focus(); break;
      case "x": { const name = this.link ?? [...this.network.links.keys()][0], next = this.nextOn(name); if (next) this.change({ action: "lose", target: name, from: next.flight.from, nth: next.nth }); break; }
      case "?": this.part("help").showModal(); break;
      default: return;
    }
    event.preventDefault();
  }
}

function isMessage(line) { return line.kind === "m" || line.kind === "c" && /^(send|recv|sendto|recvfrom)$/.test(line.what); }

beginTheme();
window.view = new LiveView();
