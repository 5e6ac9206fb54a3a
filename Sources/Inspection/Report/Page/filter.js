// Filters: words, or Wireshark's display filters over the fields that the page has.

const aliases = { "ip.addr": ["ip.src", "ip.dst"], "ipv6.addr": ["ipv6.src", "ipv6.dst"], "eth.addr": ["eth.src", "eth.dst"], "tcp.port": ["tcp.srcport", "tcp.dstport"], "udp.port": ["udp.srcport", "udp.dstport"] };

class Filter {
  /** `names`: field names to lists of definition numbers; `protocols`: names of layers, where they are known. */
  constructor(text, names, isProtocol) {
    this.text = text.trim();
    this.names = names;
    this.isProtocol = isProtocol;
    this.error = "";
    this.tree = null;
    if (!this.text) return;
    this.tokens = this.text.match(/"(?:[^"\\]|\\.)*"|&&|\|\||==|!=|<=|>=|[<>()!~]|[^\s()<>=!&|~"]+|./g).filter(token => token.trim());
    this.at = 0;
    try {
      this.tree = this.either();
      if (this.at < this.tokens.length) throw new Error(`what is "${this.tokens[this.at]}" doing there?`);
    } catch (problem) {
      this.tree = null;
      // Words with nothing of a filter about them are looked for as they stand.
      if (/[=<>()&|]/.test(this.text)) this.error = problem.message;
    }
  }

  /** Whether frames' fields have to be looked at. */
  get needsFields() { return this.tree !== null; }

  matchesWords(line) {
    const wanted = this.text.replace(/^"(.*)"$/, "$1").toLowerCase();
    return `${line.number || ""} ${line.who} ${line.what} ${line.words}`.toLowerCase().includes(wanted);
  }

  matches(detail) { return this.tree(detail); }

  next() { return this.tokens[this.at]; }
  takes(...words) { return words.includes((this.next() ?? "").toLowerCase()) && ++this.at > 0; }

  either() { let left = this.both(); while (this.takes("or", "||")) { const a = left, b = this.both(); left = detail => a(detail) || b(detail); } return left; }
  both() { let left = this.single(); while (this.takes("and", "&&")) { const a = left, b = this.single(); left = detail => a(detail) && b(detail); } return left; }

  single() {
    if (this.takes("not", "!")) { const inner = this.single(); return detail => !inner(detail); }
    if (this.takes("(")) {
      const inner = this.either();
      if (!this.takes(")")) throw new Error("a parenthesis is not closed");
      return inner;
    }
    return this.test();
  }

  test() {
    const name = this.next();
    if (name === undefined) throw new Error("something is missing at the end");
    this.at++;
    const ids = new Set((aliases[name] ?? [name]).flatMap(one => this.names.get(one) ?? []));
    const isComparison = ["==", "!=", "<", "<=", ">", ">=", "contains", "matches", "~", "eq", "ne", "lt", "le", "gt", "ge"].includes((this.next() ?? "").toLowerCase());
    if (!isComparison) {
      if (ids.size) return detail => detail.layers.some(layer => layer.fields.some(field => ids.has(field[0])));
      if (this.isProtocol(name)) return detail => detail.layers.some(layer => layer.name === name.toLowerCase());
      throw new Error(`no frame here has ${name}`);
    }
    if (!ids.size) throw new Error(`no frame here has a field called ${name}`);
    const operator = this.tokens[this.at++].toLowerCase();
    let wanted = this.tokens[this.at++];
    if (wanted === undefined) throw new Error(`what is ${name} compared with?`);
    if (wanted.startsWith('"')) wanted = wanted.slice(1, -1).replace(/\\(.)/g, "$1");
    const compare = comparison(operator, wanted);
    const isDenied = operator === "!=" || operator === "ne";
    return detail => {
      let found = false;
      for (const layer of detail.layers) for (const field of layer.fields) if (ids.has(field[0])) {
        found = true;
        const answer = compare(field[6], field[7]);
        if (isDenied && !answer) return false;
        if (!isDenied && answer) return true;
      }
      return isDenied && found;
    };
  }
}

function comparison(operator, wanted) {
  if (operator === "contains") return value => value.includes(wanted);
  if (operator === "matches" || operator === "~") {
    const pattern = new RegExp(wanted, "i");
    return value => pattern.test(value);
  }
  const network = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(wanted);
  const address = text => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const order = network
    ? value => /^\d+\.\d+\.\d+\.\d+$/.test(value) ? Math.sign(Math.floor(address(value) / 2 ** (32 - network[2])) - Math.floor(address(network[1]) / 2 ** (32 - network[2]))) : NaN
    : (value, word) => {
        if (word === wanted) return 0;
        const a = number(value), b = number(wanted);
        return !Number.isNaN(a) && !Number.isNaN(b) ? Math.sign(a - b) : value.toLowerCase() === wanted.toLowerCase() ? 0 : value < wanted ? -1 : 1;
      };
  const verdicts = { "==": o => o === 0, eq: o => o === 0, "!=": o => o !== 0, ne: o => o !== 0, "<": o => o < 0, lt: o => o < 0, "<=": o => o <= 0, le: o => o <= 0, ">": o => o > 0, gt: o => o > 0, ">=": o => o >= 0, ge: o => o >= 0 };
  return (value, word) => verdicts[operator](order(value, word));
}

/** "0x0800", "17", "true" as a number; anything else is none. */
function number(text) {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^0x[0-9a-f]+$/i.test(text)) return parseInt(text, 16);
  return { true: 1, false: 0 }[text.toLowerCase()] ?? NaN;
}
