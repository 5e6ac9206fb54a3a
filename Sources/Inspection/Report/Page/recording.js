// A run as the live view keeps it: its lines, and every frame's flight along its cable.

class Run extends Story {
  constructor(data) {
    super(data.index);
    this.data = data;
    this.failure = data.failure[0] ?? null;
    // Times of motions are the simulation's; lines count from the first of them.
    this.origin = this.frames.length && data.motions.length ? data.motions[0][3] - this.frames[0].time : 0;
    this.motions = data.motions;
    this.flights = this.frames.map(line => {
      const [link, from, to, start, end] = data.motions[line.number - 1];
      return { link, from, to, start: start - this.origin, end: end - this.origin, line };
    });
    this.end = this.flights.reduce((latest, flight) => Math.max(latest, flight.end), this.lines.at(-1)?.time ?? 0);
    this.markMoments(data.moments);
    this.changes = this.lines.filter(line => line.kind === "d" && /^(is cut|is mended|crashes|restarts)$/.test(line.what)).map(line => ({ time: line.time, what: line.what, name: line.who }));
    this.markLost();
  }

  /** The moment of a line: after how many things told of. The same event may be told of several times (a frame on several cables). */
  markMoments(moments) {
    const byEvent = new Map(), used = new Map();
    for (const [id, moment] of moments) if (byEvent.has(id)) byEvent.get(id).push(moment); else byEvent.set(id, [moment]);
    let last = 0;
    for (const line of this.lines) {
      const known = line.id && byEvent.get(line.id), nth = used.get(line.id) ?? 0;
      if (known) { last = known[Math.min(nth, known.length - 1)]; used.set(line.id, nth + 1); }
      line.moment = last;
    }
  }

  /** Frames that were on a cable when it was cut: they come as far as they were then. */
  markLost() {
    const lost = new Map();
    for (const line of this.lines) if (line.kind === "d" && line.what === "loses" && line.cause) lost.set(`${line.cause} ${line.who}`, line);
    if (!lost.size) return;
    for (const flight of this.flights) {
      const line = lost.get(`${flight.line.id} ${flight.link}`);
      if (!line) continue;
      const cut = this.changes.findLast(change => change.what === "is cut" && change.name === flight.link && change.time <= line.time);
      flight.lostAt = cut && cut.time >= flight.start ? cut.time : (flight.start + flight.end) / 2;
    }
  }

  /** Which cables are cut, which hosts are down. What is changed by hand comes a nanosecond behind its moment. */
  states(time) {
    const cut = new Set(), down = new Set();
    for (const change of this.changes) if (change.time <= time + 1) {
      if (change.what === "is cut") cut.add(change.name);
      if (change.what === "is mended") cut.delete(change.name);
      if (change.what === "crashes") down.add(change.name);
      if (change.what === "restarts") down.delete(change.name);
    }
    return { cut, down };
  }

  /** A speed at which frames can be followed: as a power of ten, life being 0. */
  get goodSpeed() {
    const long = this.flights.reduce((sum, flight) => sum + flight.end - flight.start, 0) / Math.max(1, this.flights.length);
    return long > 0 ? Math.max(-9, Math.min(0, Math.round(4 * Math.log10(long / 4e8)) / 4)) : -4.5;
  }

  detail(line) {
    const size = this.data.index.blockSize;
    return detailOf(this.data.details[Math.floor(line.place / size)][line.place % size]);
  }
}
