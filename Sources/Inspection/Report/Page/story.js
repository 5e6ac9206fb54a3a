// A run's lines as they came, and what led to each.

class Story {
  constructor(index) {
    this.lines = index.lines.map((packed, place) => lineOf(packed, index.hosts, place));
    this.frames = this.lines.filter(line => line.kind === "f");
    this.frames.forEach((line, place) => { line.place = place; });
    // The first line of an event: a frame may be told of on several cables.
    this.byID = new Map(this.lines.filter(line => line.id).map(line => [line.id, line]).reverse());
    this.causes = new Map(index.causes.map(([id, cause, time, what]) => [id, { id, cause, time, what }]));
    this.definitions = new Map(index.fields.map(([id, name, title, meaning]) => [id, [name, title, meaning]]));
  }

  causeOf(line) { return line && (this.byID.get(line.cause) ?? this.causes.get(line.cause)); }

  /** Fills the list "Why?" with the chain from a line back to what had no cause. `goTo` is called for a line in it. */
  explain(line, start, goTo) {
    const chain = [];
    for (let next = this.causeOf(line); next && chain.length < 200; next = this.causeOf(next)) chain.push(next);
    document.getElementById("why-part").hidden = chain.length === 0;
    const shown = chain.slice(0, 30).map(one => {
      const words = one.kind ? `${one.number ? `frame ${one.number}: ` : ""}${one.who}: ${one.what}${one.words ? ` (${shortened(one.words, 100)})` : ""}` : one.what;
      const text = `${timeText(one.time - start)} — ${words}`;
      return element("li", {}, one.kind ? element("button", { type: "button", onclick: () => goTo(one) }, text) : text);
    });
    if (chain.length > 30) shown.push(element("li", {}, `and ${chain.length - 30}${chain.length === 200 ? " or more" : ""} before it`));
    document.getElementById("why").replaceChildren(...shown);
  }
}
